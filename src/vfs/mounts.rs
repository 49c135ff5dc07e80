//! Mount tables: which file system stands where in a namespace, and how a path is walked across them and through symlinks.

use std::collections::VecDeque;
use std::rc::Rc;

use super::errno::Errno;
use super::node::{Kind, Node};
use super::ops::{Cred, Vfs};
use super::path;

/// A file system's number in the machine's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FsId(pub u32);

/// One file system, or a part of one, at a place in a namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it stands: components of an absolute path, none for the root.
    pub at: Vec<String>,
    /// Which file system.
    pub fs: FsId,
    /// What of it: components of the directory or file that appears at `at`.
    pub root: Vec<String>,
    /// Whether writes fail with "Read-only file system".
    pub read_only: bool,
    /// The type that `mount` and `/proc/mounts` show: overlay, ext4, tmpfs, proc.
    pub kind: &'static str,
}

/// A namespace's mounts; later ones cover earlier ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mounts {
    /// In the order in which they were mounted.
    pub list: Vec<Mount>,
}

/// Where a path leads.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file system.
    pub fs: FsId,
    /// Components within the file system.
    pub inside: Vec<String>,
    /// Components in the namespace, symlinks resolved.
    pub canonical: Vec<String>,
    /// What stands there; `None` when only the parent directory exists.
    pub node: Option<Rc<Node>>,
    /// Whether the mount is read-only.
    pub read_only: bool,
    /// Whether something is mounted exactly here.
    pub is_mount_point: bool,
}

impl Place {
    /// The canonical absolute path.
    pub fn path(&self) -> String {
        path::from_components(&self.canonical)
    }
}

impl Mounts {
    /// A namespace with one file system at its root.
    pub fn with_root(fs: FsId, kind: &'static str) -> Self {
        Self { list: vec![Mount { at: Vec::new(), fs, root: Vec::new(), read_only: false, kind }] }
    }

    /// Adds a mount at an absolute path.
    pub fn add(&mut self, at: &str, fs: FsId, root: &str, read_only: bool, kind: &'static str) {
        self.list.push(Mount {
            at: path::components(at).map(str::to_owned).collect(),
            fs,
            root: path::components(root).map(str::to_owned).collect(),
            read_only,
            kind,
        });
    }

    /// The file system at the root.
    pub fn root_fs(&self) -> Option<FsId> {
        self.list.iter().find(|mount| mount.at.is_empty()).map(|mount| mount.fs)
    }

    /// The mount that covers canonical components: the deepest, and of equals the newest.
    fn covering(&self, canonical: &[String]) -> Option<&Mount> {
        self.list
            .iter()
            .filter(|mount| canonical.starts_with(&mount.at))
            .enumerate()
            .max_by_key(|(order, mount)| (mount.at.len(), *order))
            .map(|(_, mount)| mount)
    }

    /// Canonical components as a place, without following anything.
    fn place(&self, vfs: &Vfs, canonical: Vec<String>) -> Result<Place, Errno> {
        let mount = self.covering(&canonical).ok_or(Errno::NoEnt)?;
        let mut inside = mount.root.clone();
        inside.extend_from_slice(&canonical[mount.at.len()..]);
        let node = vfs.tree(mount.fs).and_then(|tree| tree.get(&inside)).cloned();
        let is_mount_point = canonical.len() == mount.at.len();
        Ok(Place { fs: mount.fs, inside, canonical, node, read_only: mount.read_only, is_mount_point })
    }

    /// Walks an absolute path. With `follow`, a symlink in the last component is followed too. The parent directory must
    /// exist and be searchable; the last component need not exist.
    pub fn resolve(&self, vfs: &Vfs, cred: &Cred, path: &str, follow: bool) -> Result<Place, Errno> {
        if path.is_empty() {
            return Err(Errno::NoEnt);
        }
        let must_be_dir = path.len() > 1 && path.ends_with('/');
        let mut pending: VecDeque<String> = path::components(path).map(str::to_owned).collect();
        let mut current: Vec<String> = Vec::new();
        let mut links = 0;
        while let Some(part) = pending.pop_front() {
            if part == ".." {
                current.pop();
                continue;
            }
            let parent = self.place(vfs, current.clone())?;
            let parent_node = parent.node.ok_or(Errno::NoEnt)?;
            if !parent_node.is_dir() {
                return Err(Errno::NotDir);
            }
            if !parent_node.meta.allows(cred, 1) {
                return Err(Errno::Acces);
            }
            current.push(part);
            let here = self.place(vfs, current.clone())?;
            let last = pending.is_empty();
            match here.node.as_deref().map(|node| &node.kind) {
                None if last => return Ok(here),
                None => return Err(Errno::NoEnt),
                Some(Kind::Symlink(target)) if !last || follow || must_be_dir => {
                    links += 1;
                    if links > 40 {
                        return Err(Errno::Loop);
                    }
                    current.pop();
                    if target.starts_with('/') {
                        current.clear();
                    }
                    for part in path::components(target).rev() {
                        pending.push_front(part.to_owned());
                    }
                }
                Some(_) => {}
            }
        }
        let place = self.place(vfs, current)?;
        if must_be_dir && place.node.as_ref().is_some_and(|node| !node.is_dir()) {
            return Err(Errno::NotDir);
        }
        Ok(place)
    }

    /// The names of mount points directly below a canonical directory that its own file system may not list.
    pub fn mounted_below<'a>(&'a self, canonical: &'a [String]) -> impl Iterator<Item = &'a str> {
        self.list
            .iter()
            .filter(|mount| mount.at.len() == canonical.len() + 1 && mount.at.starts_with(canonical))
            .filter_map(|mount| mount.at.last().map(String::as_str))
    }
}
