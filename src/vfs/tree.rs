//! One file system: a persistent tree of inodes addressed by components. It follows no symlinks and checks no
//! permissions; `ops` does.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::Time;

use super::node::{Kind, Meta, Node};
use super::path;

/// A file system. Cloning copies a pointer; writing copies the path from the root to what changed.
#[derive(Clone, Debug)]
pub struct Tree {
    root: Rc<Node>,
    next_ino: u64,
}

impl Default for Tree {
    fn default() -> Self {
        Self::new(Meta::root(0o755, Time::default()))
    }
}

impl Tree {
    /// A file system with an empty root directory.
    pub fn new(meta: Meta) -> Self {
        Self { root: Rc::new(Node { ino: 1, meta, kind: Kind::Dir(BTreeMap::new()) }), next_ino: 2 }
    }

    /// The root directory.
    pub fn root(&self) -> &Rc<Node> {
        &self.root
    }

    /// Whether two trees are the same object, which proves them equal without looking inside.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.root, &other.root)
    }

    /// The node at `parts`.
    pub fn get<S: AsRef<str>>(&self, parts: &[S]) -> Option<&Rc<Node>> {
        let mut node = &self.root;
        for part in parts {
            node = node.entries()?.get(part.as_ref())?;
        }
        Some(node)
    }

    /// The node at an absolute path, no symlink followed.
    pub fn get_path(&self, path: &str) -> Option<&Rc<Node>> {
        let parts: Vec<&str> = path::components(path).collect();
        self.get(&parts)
    }

    /// The node at `parts`, to be changed; the shared path to it is copied.
    pub fn get_mut<S: AsRef<str>>(&mut self, parts: &[S]) -> Option<&mut Node> {
        self.get(parts)?;
        let mut node = Rc::make_mut(&mut self.root);
        for part in parts {
            node = match &mut node.kind {
                Kind::Dir(entries) => Rc::make_mut(entries.get_mut(part.as_ref())?),
                _ => return None,
            };
        }
        Some(node)
    }

    /// Puts `node` at `parts` with a fresh inode number, replacing what was there. False when the parent is no directory.
    pub fn insert<S: AsRef<str>>(&mut self, parts: &[S], mut node: Node) -> bool {
        node.ino = self.fresh_ino();
        self.put(parts, Rc::new(node))
    }

    /// Puts a shared node at `parts` as it is. False when the parent is no directory.
    pub fn put<S: AsRef<str>>(&mut self, parts: &[S], node: Rc<Node>) -> bool {
        self.next_ino = self.next_ino.max(node.ino + 1);
        let Some((name, parents)) = parts.split_last() else {
            self.root = node;
            return true;
        };
        match self.get_mut(parents).map(|parent| &mut parent.kind) {
            Some(Kind::Dir(entries)) => {
                entries.insert(Rc::from(name.as_ref()), node);
                true
            }
            _ => false,
        }
    }

    /// Takes the node at `parts` out of its directory.
    pub fn remove<S: AsRef<str>>(&mut self, parts: &[S]) -> Option<Rc<Node>> {
        let (name, parents) = parts.split_last()?;
        self.get(parts)?;
        match &mut self.get_mut(parents)?.kind {
            Kind::Dir(entries) => entries.remove(name.as_ref()),
            _ => None,
        }
    }

    /// Puts `node` at an absolute path, making missing parents as root's directories with mode 755.
    pub fn insert_path(&mut self, path: &str, node: Node) -> bool {
        let parts: Vec<&str> = path::components(path).collect();
        let mtime = node.meta.mtime;
        self.make_parents(&parts, mtime);
        if parts.is_empty() {
            return false;
        }
        self.insert(&parts, node)
    }

    /// Makes the missing parents of `parts` as root's directories with mode 755.
    pub fn make_parents<S: AsRef<str>>(&mut self, parts: &[S], mtime: Time) {
        for depth in 1..parts.len() {
            if self.get(&parts[..depth]).is_none() {
                self.insert(&parts[..depth], Node::dir(Meta::root(0o755, mtime)));
            }
        }
    }

    /// Every path below the root with its node, parents before children, names in byte order.
    pub fn walk(&self) -> Vec<(String, Rc<Node>)> {
        let mut found = Vec::new();
        walk_into(&self.root, "", &mut found);
        found
    }

    /// A number that no inode of this tree has had.
    pub fn fresh_ino(&mut self) -> u64 {
        self.next_ino += 1;
        self.next_ino - 1
    }
}

fn walk_into(node: &Node, prefix: &str, found: &mut Vec<(String, Rc<Node>)>) {
    for (name, child) in node.entries().into_iter().flatten() {
        let path = format!("{prefix}/{name}");
        found.push((path.clone(), Rc::clone(child)));
        walk_into(child, &path, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::Content;

    #[test]
    fn a_clone_shares_what_is_not_written() {
        let mut image = Tree::default();
        let meta = Meta::root(0o644, Time::START);
        image.insert_path("/etc/hosts", Node::file(meta, Content::text("127.0.0.1\n")));
        image.insert_path("/usr/bin/node", Node::file(meta, Content::declared(90_000_000, "program:node@26")));
        let mut container = image.clone();
        assert!(container.is_same(&image));
        container.insert_path("/etc/motd", Node::file(meta, Content::text("hi")));
        assert!(image.get_path("/etc/motd").is_none());
        let (a, b) = (image.get_path("/usr").cloned(), container.get_path("/usr").cloned());
        assert!(a.zip(b).is_some_and(|(a, b)| Rc::ptr_eq(&a, &b)));
        assert_eq!(container.walk().len(), 6);
        assert_eq!(container.root().disk_size(), 90_000_012);
    }
}
