//! File operations on the tree of a layer to be: making folders and copying, by the rules of BuildKit's file backend. What is
//! copied where is decided in `instructions::copy`.

use std::rc::Rc;

use crate::base::glob::path_match;
use crate::base::{IgnoreList, Time};
use crate::os::users;
use crate::vfs::{Content, Cred, FsId, Kind, Meta, Mounts, Node, Tree, Vfs, path, tar};

use super::instructions::Part;

/// Whose new files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// As at the source; new folders are root's.
    Keep,
    /// User and group.
    Is(u32, u32),
}

impl Owner {
    /// Reads `user[:group]`, names by the image's own files. As in BuildKit an unknown name is root, and a number without
    /// a group is also the group's.
    pub(super) fn parse(text: &str, tree: &Tree) -> Self {
        let (user, group) = text.split_once(':').map_or((text, None), |(user, group)| (user, Some(group)));
        let file = |path: &str| {
            let node = tree.get_path(path).and_then(|node| node.content().cloned());
            node.map(|content| String::from_utf8_lossy(&content.read()).into_owned()).unwrap_or_default()
        };
        let user_named = || {
            let users = users::parse_passwd(&file("/etc/passwd"));
            users.iter().find(|known| known.name == user).map_or((0, 0), |known| (known.uid, known.gid))
        };
        let (uid, own_gid) = user.parse::<u32>().map_or_else(|_| user_named(), |uid| (uid, uid));
        let group_named = |group: &str| {
            let groups = users::parse_group(&file("/etc/group"));
            groups.iter().find(|known| known.name == group).map_or(own_gid, |known| known.gid)
        };
        let gid = match group {
            Some(group) if !group.is_empty() => group.parse::<u32>().unwrap_or_else(|_| group_named(group)),
            _ => own_gid,
        };
        Self::Is(uid, gid)
    }

    fn of_new(self) -> (u32, u32) {
        match self {
            Self::Keep => (0, 0),
            Self::Is(uid, gid) => (uid, gid),
        }
    }
}

/// `--chmod`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chmod {
    /// All bits.
    Octal(u32),
    /// Clauses such as `u+x,go-w`: who, operator, what.
    Symbolic(Vec<(String, char, String)>),
}

impl Chmod {
    /// Reads the value of the flag.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let numeric =
            || format!("invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777");
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return match u32::from_str_radix(text, 8) {
                Ok(mode) if mode <= 0o7777 => Ok(Self::Octal(mode)),
                _ => Err(numeric()),
            };
        }
        let mut clauses = Vec::new();
        for clause in text.split(',') {
            let at = clause.find(['+', '-', '=']).ok_or("invalid syntax")?;
            let (who, rest) = clause.split_at(at);
            let (operator, what) = rest.split_at(1);
            let known = who.chars().all(|c| "ugoa".contains(c)) && what.chars().all(|c| "rwxXst".contains(c));
            if !known {
                return Err("invalid syntax".to_owned());
            }
            clauses.push((who.to_owned(), operator.chars().next().unwrap_or('='), what.to_owned()));
        }
        Ok(Self::Symbolic(clauses))
    }

    fn apply(&self, mode: u32, is_dir: bool) -> u32 {
        let clauses = match self {
            Self::Octal(mode) => return *mode,
            Self::Symbolic(clauses) => clauses,
        };
        let mut mode = mode;
        for (who, operator, what) in clauses {
            let all = who.is_empty() || who.contains('a');
            let mut mask = 0;
            for (name, bits) in [('u', 0o4700), ('g', 0o2070), ('o', 0o1007)] {
                if all || who.contains(name) {
                    mask |= bits;
                }
            }
            let mut bits = 0;
            for c in what.chars() {
                bits |= match c {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if is_dir || mode & 0o111 != 0 => 0o111,
                    's' => 0o6000,
                    't' => 0o1000,
                    _ => 0,
                };
            }
            bits &= mask;
            mode = match operator {
                '+' => mode | bits,
                '-' => mode & !bits,
                _ => mode & !(mask & 0o777) | bits,
            };
        }
        mode
    }
}

/// How files change on their way.
pub(super) struct CopyRules<'a> {
    pub(super) owner: Owner,
    pub(super) chmod: Option<&'a Chmod>,
    pub(super) excludes: &'a IgnoreList,
}

impl CopyRules<'_> {
    fn meta(&self, node: &Node) -> Meta {
        let mut meta = node.meta;
        if let Owner::Is(uid, gid) = self.owner {
            (meta.uid, meta.gid) = (uid, gid);
        }
        if let (Some(chmod), false) = (self.chmod, matches!(node.kind, Kind::Symlink(_))) {
            meta.mode = chmod.apply(meta.mode, node.is_dir());
        }
        meta
    }
}

/// The tree that is written to; symlinks in it are followed.
pub(super) struct Target {
    vfs: Vfs,
    mounts: Mounts,
    fs: FsId,
    now: Time,
    empty: Tree,
}

impl Target {
    /// Begins with the files of the layers below.
    pub(super) fn new(tree: Tree, now: Time) -> Self {
        let mut vfs = Vfs::default();
        let fs = vfs.add(tree);
        Self { vfs, mounts: Mounts::with_root(fs, "overlay"), fs, now, empty: Tree::default() }
    }

    /// The files as they are now.
    pub(super) fn tree(&self) -> &Tree {
        self.vfs.tree(self.fs).unwrap_or(&self.empty)
    }

    /// The path with the symlinks in it resolved as far as it exists.
    pub(super) fn real(&self, path: &str) -> String {
        let parts: Vec<&str> = path::components(path).collect();
        for depth in (1..=parts.len()).rev() {
            let prefix = path::from_components(&parts[..depth]);
            if let Ok(place) = self.mounts.resolve(&self.vfs, &Cred::root(), &prefix, true)
                && place.node.is_some()
            {
                return path::absolute(&place.path(), &parts[depth..].join("/"));
            }
        }
        path::from_components(&parts)
    }

    fn get(&self, path: &str) -> Option<Rc<Node>> {
        self.tree().get_path(path).cloned()
    }

    fn put(&mut self, path: &str, node: Node) {
        if let Some(tree) = self.vfs.tree_mut(self.fs) {
            tree.insert_path(path, node);
        }
    }

    /// Makes a folder and its missing parents.
    pub(super) fn mkdir_all(&mut self, path: &str, mode: u32, owner: Owner) -> Result<(), String> {
        let parts: Vec<&str> = path::components(path).collect();
        for depth in 1..=parts.len() {
            let real = self.real(&path::from_components(&parts[..depth]));
            match self.get(&real) {
                Some(node) if node.is_dir() => {}
                Some(_) => return Err(format!("mkdir {real}: not a directory")),
                None => {
                    let (uid, gid) = owner.of_new();
                    self.put(&real, Node::dir(Meta { mode, uid, gid, mtime: self.now }));
                }
            }
        }
        Ok(())
    }
}

/// Whether a path has wildcards.
pub(super) fn has_wildcards(path: &str) -> bool {
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' | '?' | '[' => return true,
            '\\' => {
                chars.next();
            }
            _ => {}
        }
    }
    false
}

/// The paths of a tree that a source path means, in order: itself, or those that its wildcards fit.
pub(super) fn matching(tree: &Tree, pattern: &str) -> Vec<String> {
    if !has_wildcards(pattern) {
        return vec![pattern.to_owned()];
    }
    let mut found = Vec::new();
    walk_matching(tree.root(), "", pattern.trim_start_matches('/'), &mut found);
    found
}

fn walk_matching(node: &Node, prefix: &str, pattern: &str, found: &mut Vec<String>) {
    let (first, rest) = pattern.split_once('/').unwrap_or((pattern, ""));
    for (name, child) in node.entries().into_iter().flatten() {
        if path_match(first, name) != Ok(true) {
            continue;
        }
        let path = format!("{prefix}/{name}");
        if rest.is_empty() {
            found.push(path);
        } else {
            walk_matching(child, &path, rest, found);
        }
    }
}

/// Copies one source of a COPY or ADD.
pub(super) fn copy_part(
    target: &mut Target,
    source: &Tree,
    part: &Part,
    dest: &str,
    rules: &CopyRules,
) -> Result<(), String> {
    let from = Target::new(source.clone(), target.now);
    if let Some(below) = &part.below {
        return copy_with_parents(target, &from, &part.path, below, dest, rules);
    }
    for found in matching(source, &part.path) {
        let node = from.get(&from.real(&found));
        let node = node.ok_or_else(|| format!("lstat {found}: no such file or directory"))?;
        if part.unpack && unpack(target, &node, dest, rules)? {
            continue;
        }
        copy_one(target, &node, path::base_name(&found), dest, rules)?;
    }
    Ok(())
}

/// Copies a file into or to the destination, or what is in a folder into it.
fn copy_one(target: &mut Target, node: &Rc<Node>, name: &str, dest: &str, rules: &CopyRules) -> Result<(), String> {
    let ends_in_slash = dest.ends_with('/');
    let parent = if ends_in_slash { dest } else { path::dir_name(dest) };
    target.mkdir_all(parent, 0o755, rules.owner)?;
    let mut real = target.real(dest);
    let is_dir = target.get(&real).is_some_and(|node| node.is_dir());
    if !node.is_dir() && (is_dir || ends_in_slash) {
        real = target.real(&path::join(&real, name));
    }
    if node.is_dir() {
        target.mkdir_all(path::dir_name(&real), 0o755, rules.owner)?;
    }
    copy_node(target, node, "", &real, rules)
}

fn copy_node(target: &mut Target, node: &Rc<Node>, below: &str, to: &str, rules: &CopyRules) -> Result<(), String> {
    let excluded = !below.is_empty() && rules.excludes.matches(below)?;
    if excluded && !(node.is_dir() && rules.excludes.has_exceptions()) {
        return Ok(());
    }
    let there = target.get(to);
    let Some(entries) = node.entries() else {
        if there.is_some_and(|there| there.is_dir()) {
            return Err(format!("cannot replace to directory {to} with file"));
        }
        target.put(to, Node { ino: 0, meta: rules.meta(node), kind: node.kind.clone() });
        return Ok(());
    };
    match there {
        Some(there) if !there.is_dir() => return Err(format!("cannot copy to non-directory: {to}")),
        Some(_) => {}
        None if excluded => {}
        None => target.put(to, Node::dir(rules.meta(node))),
    }
    for (name, child) in entries {
        let below = if below.is_empty() { name.to_string() } else { format!("{below}/{name}") };
        copy_node(target, child, &below, &path::join(to, name), rules)?;
    }
    Ok(())
}

/// `--parents`: what fits the pattern below `base` lands at the same place below the destination.
fn copy_with_parents(
    target: &mut Target,
    from: &Target,
    base: &str,
    pattern: &str,
    dest: &str,
    rules: &CopyRules,
) -> Result<(), String> {
    let base = from.real(base);
    let Some(root) = from.get(&base) else { return Err(format!("lstat {base}: no such file or directory")) };
    let wanted = IgnoreList::new(&[pattern])?;
    target.mkdir_all(dest, 0o755, rules.owner)?;
    let dest = target.real(dest);
    let mut open = vec![(String::new(), root)];
    while let Some((below, node)) = open.pop() {
        if !below.is_empty() && wanted.matches(&below)? {
            let mut parent = Rc::clone(&from.get(&base).unwrap_or_else(|| Rc::clone(&node)));
            let mut at = dest.clone();
            let parts: Vec<&str> = path::components(&below).collect();
            for part in &parts[..parts.len().saturating_sub(1)] {
                let next = parent.entries().and_then(|entries| entries.get(*part)).cloned();
                at = path::join(&at, part);
                if let Some(next) = next {
                    if target.get(&at).is_none() {
                        target.put(&at, Node::dir(rules.meta(&next)));
                    }
                    parent = next;
                }
            }
            copy_node(target, &node, &below, &path::absolute(&dest, &below), rules)?;
            continue;
        }
        for (name, child) in node.entries().into_iter().flatten().rev() {
            let below = if below.is_empty() { name.to_string() } else { format!("{below}/{name}") };
            open.push((below, Rc::clone(child)));
        }
    }
    Ok(())
}

/// Unpacks an archive into the destination; false when the file is none.
fn unpack(target: &mut Target, node: &Node, dest: &str, rules: &CopyRules) -> Result<bool, String> {
    let Some(Content::Bytes(bytes)) = node.content() else { return Ok(false) };
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"BZh") || bytes.starts_with(b"\xfd7zXZ") {
        return Err("drydock: ADD of a compressed archive is not modelled; copy its files instead".to_owned());
    }
    let Ok(members) = tar::read(bytes) else { return Ok(false) };
    if members.is_empty() {
        return Ok(false);
    }
    target.mkdir_all(dest, 0o755, rules.owner)?;
    let dest = target.real(dest);
    for member in members {
        let to = path::absolute(&dest, member.name.trim_start_matches('/'));
        if !to.starts_with(dest.trim_end_matches('/')) || to == dest {
            continue;
        }
        let (there, node) = (target.get(&to), &member.node);
        if node.is_dir() && there.is_some_and(|there| there.is_dir()) {
            continue;
        }
        target.mkdir_all(path::dir_name(&to), 0o755, rules.owner)?;
        target.put(&to, (**node).clone());
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> Tree {
        let mut tree = Tree::default();
        for file in files {
            tree.insert_path(file, Node::file(Meta::root(0o644, Time::START), Content::text(file)));
        }
        tree
    }

    fn copied(
        source: &Tree,
        path: &str,
        below: Option<&str>,
        dest: &str,
        excludes: &[&str],
    ) -> Result<Vec<String>, String> {
        let mut target = Target::new(tree(&["/etc/hosts"]), Time::START);
        let part = Part { source: 0, path: path.to_owned(), below: below.map(str::to_owned), unpack: true };
        let excludes = IgnoreList::new(excludes)?;
        let rules = CopyRules { owner: Owner::Keep, chmod: None, excludes: &excludes };
        copy_part(&mut target, source, &part, dest, &rules)?;
        let files = target.tree().walk().into_iter().filter(|(_, node)| !node.is_dir());
        Ok(files.map(|(path, _)| path).filter(|path| path != "/etc/hosts").collect())
    }

    #[test]
    fn files_and_folders_land_where_docker_puts_them() {
        let source = tree(&["/app/a.js", "/app/lib/b.js", "/app/x.md"]);
        assert_eq!(copied(&source, "/app/a.js", None, "/srv", &[]).unwrap(), ["/srv"]);
        assert_eq!(copied(&source, "/app/a.js", None, "/srv/", &[]).unwrap(), ["/srv/a.js"]);
        assert_eq!(copied(&source, "/app/a.js", None, "/etc", &[]).unwrap(), ["/etc/a.js"]);
        assert_eq!(copied(&source, "/app", None, "/srv", &["*.md"]).unwrap(), ["/srv/a.js", "/srv/lib/b.js"]);
        assert_eq!(copied(&source, "/app/*.js", None, "/srv/", &[]).unwrap(), ["/srv/a.js"]);
        assert_eq!(copied(&source, "/nosuch*", None, "/srv/", &[]).unwrap(), Vec::<String>::new());
        assert_eq!(copied(&source, "/", Some("app/lib/*.js"), "/srv/", &[]).unwrap(), ["/srv/app/lib/b.js"]);
        assert_eq!(
            copied(&source, "/app", None, "/etc/hosts", &[]).unwrap_err(),
            "cannot copy to non-directory: /etc/hosts"
        );
    }

    #[test]
    fn archives_are_unpacked() {
        let inner = crate::vfs::layer::diff(&Tree::default(), &tree(&["/bin/tool"]));
        let mut source = Tree::default();
        let bytes = Content::Bytes(Rc::new(tar::write(&tar::members(&inner))));
        source.insert_path("/tool.tar", Node::file(Meta::root(0o644, Time::START), bytes));
        assert_eq!(copied(&source, "/tool.tar", None, "/opt", &[]).unwrap(), ["/opt/bin/tool"]);
    }

    #[test]
    fn modes_are_octal_or_symbolic() {
        assert_eq!(Chmod::parse("755"), Ok(Chmod::Octal(0o755)));
        assert_eq!(Chmod::parse("u+x,go-w").map(|chmod| chmod.apply(0o666, false)), Ok(0o744));
        assert_eq!(Chmod::parse("a=rX").map(|chmod| chmod.apply(0o600, true)), Ok(0o555));
        assert!(Chmod::parse("99").unwrap_err().starts_with("invalid chmod parameter: '99'"));
    }
}
