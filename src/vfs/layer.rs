//! Layers: the difference between two trees and its application, as the OCI image specification has it (whiteouts for
//! what was removed). Digests of layers are in `tar`; which layers make an image is the engine's affair.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::node::{Kind, Node};
use super::path;
use super::tree::Tree;

/// What a layer does to one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The path has this inode now. A directory's own entries are changes of their own: the node here has none.
    Put(Rc<Node>),
    /// The path and everything below it is gone.
    Whiteout,
}

/// How a change looks to `docker diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// `A`
    Added,
    /// `C`
    Changed,
    /// `D`
    Deleted,
}

/// A set of path changes, by absolute path in byte order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// The changes.
    pub changes: BTreeMap<String, Change>,
}

impl Layer {
    /// The bytes of the regular files and links in it, as docker counts them (python's layer of five links has 36 B).
    pub fn size(&self) -> u64 {
        self.changes
            .values()
            .map(|change| match change {
                Change::Put(node) if node.is_dir() => 0,
                Change::Put(node) => node.size(),
                Change::Whiteout => 0,
            })
            .sum()
    }

    /// The tree with this layer on top.
    pub fn apply(&self, tree: &Tree) -> Tree {
        let mut tree = tree.clone();
        for (path, change) in &self.changes {
            let parts: Vec<&str> = path::components(path).collect();
            match change {
                Change::Whiteout => {
                    tree.remove(&parts);
                }
                Change::Put(node) => put(&mut tree, &parts, node),
            }
        }
        tree
    }
}

fn put(tree: &mut Tree, parts: &[&str], node: &Rc<Node>) {
    tree.make_parents(parts, node.meta.mtime);
    // A directory over a directory changes its metadata and keeps its entries.
    if node.is_dir()
        && let Some(existing) = tree.get_mut(parts)
        && existing.is_dir()
    {
        existing.meta = node.meta;
        return;
    }
    tree.insert(parts, (**node).clone());
}

/// What must be done to `old` to get `new`.
pub fn diff(old: &Tree, new: &Tree) -> Layer {
    let mut layer = Layer::default();
    if !old.is_same(new) {
        diff_dir(old.root(), new.root(), "", &mut layer);
    }
    layer
}

fn diff_dir(old: &Node, new: &Node, prefix: &str, layer: &mut Layer) {
    let (Some(before), Some(after)) = (old.entries(), new.entries()) else { return };
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        layer.changes.insert(format!("{prefix}/{name}"), Change::Whiteout);
    }
    for (name, node) in after {
        let path = format!("{prefix}/{name}");
        match before.get(name) {
            Some(same) if Rc::ptr_eq(same, node) => {}
            Some(known) if known.is_dir() && node.is_dir() => {
                if known.meta != node.meta {
                    layer.changes.insert(path.clone(), Change::Put(bare(node)));
                }
                diff_dir(known, node, &path, layer);
            }
            Some(known) if !node.is_dir() && known.same_as(node) => {}
            _ => add_all(node, &path, layer),
        }
    }
}

fn add_all(node: &Rc<Node>, path: &str, layer: &mut Layer) {
    layer.changes.insert(path.to_owned(), Change::Put(bare(node)));
    for (name, child) in node.entries().into_iter().flatten() {
        add_all(child, &format!("{path}/{name}"), layer);
    }
}

/// The inode without its entries.
fn bare(node: &Rc<Node>) -> Rc<Node> {
    if node.is_dir() {
        Rc::new(Node { ino: node.ino, meta: node.meta, kind: Kind::Dir(BTreeMap::new()) })
    } else {
        Rc::clone(node)
    }
}

/// The changes as `docker diff` lists them: with every parent directory of a change, by path.
pub fn listing(old: &Tree, new: &Tree) -> Vec<(ChangeKind, String)> {
    let mut found: BTreeMap<String, ChangeKind> = BTreeMap::new();
    for (path, change) in diff(old, new).changes {
        let kind = match change {
            Change::Whiteout => ChangeKind::Deleted,
            Change::Put(_) if old.get_path(&path).is_some() => ChangeKind::Changed,
            Change::Put(_) => ChangeKind::Added,
        };
        let mut parent = path::dir_name(&path);
        while parent != "/" {
            found.entry(parent.to_owned()).or_insert(ChangeKind::Changed);
            parent = path::dir_name(parent);
        }
        found.insert(path, kind);
    }
    found.into_iter().map(|(path, kind)| (kind, path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Time;
    use crate::vfs::{Content, Meta};

    #[test]
    fn applying_a_diff_gives_the_new_tree() {
        let meta = Meta::root(0o644, Time::START);
        let mut old = Tree::default();
        for path in ["/etc/a", "/etc/b", "/var/log/x"] {
            old.insert_path(path, Node::file(meta, Content::text("old")));
        }
        let mut new = old.clone();
        new.insert_path("/etc/a", Node::file(meta, Content::text("newer")));
        new.insert_path("/srv/deep/c", Node::file(meta, Content::text("c")));
        new.remove(&["var", "log"]);
        let layer = diff(&old, &new);
        assert_eq!(
            layer.changes.keys().collect::<Vec<_>>(),
            ["/etc/a", "/srv", "/srv/deep", "/srv/deep/c", "/var/log"]
        );
        assert_eq!(layer.size(), 6);
        assert_eq!(diff(&layer.apply(&old), &new), Layer::default());
        let shown: Vec<String> =
            listing(&old, &new).into_iter().map(|(kind, path)| format!("{kind:?} {path}")).collect();
        assert_eq!(shown[0], "Changed /etc");
        assert_eq!(shown.last().map(String::as_str), Some("Deleted /var/log"));
    }
}
