//! The build context: what `.dockerignore` leaves of a folder, which parts of it instructions need, and how many bytes their
//! transfer takes. The bytes are those of BuildKit's file synchronisation protocol, which progress shows.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::IgnoreList;
use crate::base::digest::Hasher;
use crate::base::ignore::read_ignore_file;
use crate::vfs::{Content, Kind, Node, Tree, path};

use super::copying::has_wildcards;

/// How many bytes of a file travel in one packet.
const CHUNK: u64 = 32 * 1024;

/// A regular file's mode and time as the protocol counts them: 0644, some moment of this century.
const FILE_STAT: u64 = 3 + 10;

/// The folder without what `.dockerignore` names; everything is root's then, as the builder receives it. The error is a
/// pattern that cannot be read.
pub fn filter(tree: &Tree, ignore: Option<&str>) -> Result<Tree, String> {
    let patterns = ignore.map(read_ignore_file).unwrap_or_default();
    let list = IgnoreList::new(&patterns)?;
    let root = kept(tree.root(), "", &list)?.unwrap_or_else(|| Rc::new(Node::dir(tree.root().meta)));
    let mut filtered = Tree::default();
    let none: [&str; 0] = [];
    filtered.put(&none, root);
    Ok(filtered)
}

fn kept(node: &Rc<Node>, at: &str, list: &IgnoreList) -> Result<Option<Rc<Node>>, String> {
    let ignored = !at.is_empty() && list.matches(at)?;
    let mut meta = node.meta;
    (meta.uid, meta.gid) = (0, 0);
    let Some(entries) = node.entries() else {
        return Ok((!ignored).then(|| Rc::new(Node { ino: node.ino, meta, kind: node.kind.clone() })));
    };
    if ignored && !list.has_exceptions() {
        return Ok(None);
    }
    let mut left = BTreeMap::new();
    for (name, child) in entries {
        let below = if at.is_empty() { name.to_string() } else { format!("{at}/{name}") };
        if let Some(child) = kept(child, &below, list)? {
            left.insert(Rc::clone(name), child);
        }
    }
    if ignored && left.is_empty() {
        return Ok(None);
    }
    Ok(Some(Rc::new(Node { ino: node.ino, meta, kind: Kind::Dir(left) })))
}

/// The part of a folder that some paths need; all of it when one of them is the folder itself.
pub(super) fn select(tree: &Tree, paths: &[String]) -> Tree {
    if paths.is_empty() || paths.iter().any(|path| path == "/") {
        return tree.clone();
    }
    let mut picked = Tree::new(tree.root().meta);
    for wanted in paths {
        for found in super::copying::matching(tree, wanted) {
            pick(tree, &found, &mut picked, 0);
        }
    }
    picked
}

fn pick(tree: &Tree, wanted: &str, picked: &mut Tree, depth: u32) {
    let parts: Vec<&str> = path::components(wanted).collect();
    for upto in 1..=parts.len() {
        let Some(node) = tree.get(&parts[..upto]) else { return };
        if let Kind::Symlink(link) = &node.kind
            && depth < 20
        {
            let dir = path::from_components(&parts[..upto - 1]);
            let rest = parts[upto..].join("/");
            picked.put(&parts[..upto], Rc::clone(node));
            pick(tree, &path::absolute("/", &format!("{}/{rest}", path::absolute(&dir, link))), picked, depth + 1);
            return;
        }
        if upto == parts.len() {
            picked.put(&parts, Rc::clone(node));
        } else if picked.get(&parts[..upto]).is_none() {
            picked.put(&parts[..upto], Rc::new(Node::dir(node.meta)));
        }
    }
}

fn varint(number: u64) -> u64 {
    u64::from((64 - number.max(1).leading_zeros()).div_ceil(7))
}

fn field(bytes: u64) -> u64 {
    1 + varint(bytes) + bytes
}

fn number(value: u64) -> u64 {
    if value == 0 { 0 } else { 1 + varint(value) }
}

/// The packets with a file's content.
fn data(size: u64, id: u64) -> u64 {
    let packet = |bytes: u64| 2 + number(id) + if bytes == 0 { 0 } else { field(bytes) };
    let whole = size / CHUNK * packet(CHUNK);
    let rest = if size.is_multiple_of(CHUNK) { 0 } else { packet(size % CHUNK) };
    whole + rest + packet(0)
}

/// The bytes that a single file takes, `None` when there is none: a Dockerfile or `.dockerignore`.
pub(super) fn file_transfer(files: &[(&str, &str)]) -> u64 {
    let mut total = 2;
    for (id, (name, text)) in (0..).zip(files) {
        let size = text.len() as u64;
        total += field(field(name.len() as u64) + FILE_STAT + number(size)) + data(size, id);
    }
    total
}

/// The bytes that a folder takes when `before` is there already.
pub(super) fn transfer(before: Option<&Tree>, tree: &Tree) -> u64 {
    let mut total = 2;
    for (id, (path, node)) in (0..).zip(tree.walk()) {
        let mode = u64::from(node.meta.mode);
        let (kind, size, link) = match &node.kind {
            Kind::Dir(_) => (1 << 31, 0, 0),
            Kind::Symlink(target) => (1 << 27, target.len() as u64, field(target.len() as u64)),
            Kind::File(content) => (0, content.size(), 0),
            Kind::Device(_) | Kind::Socket(_) => (1 << 26, 0, 0),
        };
        let stat = field(path.len() as u64 - 1)
            + number(mode | kind)
            + number(size)
            + number(node.meta.mtime.0.saturating_mul(1_000))
            + link;
        total += field(stat);
        let known = before.and_then(|tree| tree.get_path(&path)).is_some_and(|known| known.same_as(&node));
        if let (Kind::File(content), false) = (&node.kind, known) {
            total += data(content.size(), id);
        }
    }
    total
}

/// A digest for each file below some paths, by what the cache looks at: kind, mode, owner and content, but not times.
/// A path that leads nowhere is the error.
pub(super) fn contents(
    tree: &Tree,
    wanted: &str,
    below: Option<&str>,
    found: &mut Vec<(String, String)>,
) -> Result<(), String> {
    if let Some(below) = below {
        let matched = super::copying::matching(tree, &path::absolute(wanted, below));
        if matched.is_empty() || has_wildcards(below) {
            // Patterns of --parents may cross folders; everything below the base decides then.
            return contents(tree, wanted, None, found);
        }
        return contents(tree, &matched[0], None, found);
    }
    let target = super::copying::Target::new(tree.clone(), crate::base::Time::default());
    for path in super::copying::matching(tree, wanted) {
        let real = target.real(&path);
        let Some(node) = tree.get_path(&real) else { return Err(wanted.to_owned()) };
        list(node, &path, found);
    }
    Ok(())
}

fn list(node: &Node, at: &str, found: &mut Vec<(String, String)>) {
    let meta = format!("{:o} {} {}", node.meta.mode, node.meta.uid, node.meta.gid);
    let what = match &node.kind {
        Kind::Dir(_) => format!("dir {meta}"),
        Kind::Symlink(target) => format!("link {target}"),
        Kind::File(Content::Declared { size, key }) => format!("declared {meta} {size} {key}"),
        Kind::File(Content::Bytes(bytes)) => {
            let mut hasher = Hasher::default();
            hasher.update(bytes);
            format!("file {meta} {}", hasher.finish().hex())
        }
        Kind::Device(device) => format!("device {device:?}"),
        Kind::Socket(number) => format!("socket {number}"),
    };
    found.push((at.to_owned(), what));
    for (name, child) in node.entries().into_iter().flatten() {
        list(child, &path::join(at, name), found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Time;
    use crate::vfs::Meta;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.insert_path(path, Node::file(Meta::root(0o644, Time::START), Content::text(text)));
        }
        tree
    }

    #[test]
    fn ignored_files_stay_out_and_exceptions_come_back() {
        let all = tree(&[("/a.js", ""), ("/node_modules/x/i.js", ""), ("/docs/a.md", ""), ("/docs/README.md", "")]);
        let left = filter(&all, Some("node_modules\n*/*.md\n!docs/README.md\n")).unwrap();
        let paths: Vec<String> = left.walk().into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["/a.js", "/docs", "/docs/README.md"]);
    }

    #[test]
    fn transfers_count_as_buildkit_counts() {
        // Recorded: no .dockerignore takes 2 bytes, and one of a few bytes that has not changed takes 34.
        assert_eq!(file_transfer(&[]), 2);
        let folder = tree(&[("/.dockerignore", "ab")]);
        assert_eq!(transfer(Some(&folder), &folder), 34);
        assert!(transfer(None, &folder) > 34);
    }
}
