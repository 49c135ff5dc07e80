//! File operations with the rules of a Unix kernel: symlinks, permissions, read-only mounts, errors. Descriptors and
//! offsets are the kernel's affair (`os`).

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::Time;
use crate::base::order;

use super::errno::Errno;
use super::mounts::{FsId, Mounts, Place};
use super::node::{Content, Kind, Meta, Node};
use super::path;
use super::tree::Tree;

/// Who asks: effective user and groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cred {
    /// The user number; 0 is root.
    pub uid: u32,
    /// The primary group number.
    pub gid: u32,
    /// Supplementary group numbers.
    pub groups: Rc<[u32]>,
}

impl Cred {
    /// The superuser.
    pub fn root() -> Self {
        Self::default()
    }

    /// Whether `gid` is among the groups.
    pub fn in_group(&self, gid: u32) -> bool {
        self.gid == gid || self.groups.contains(&gid)
    }
}

/// What `stat` tells of a path.
#[derive(Clone, Debug)]
pub struct Stat {
    /// The canonical absolute path.
    pub path: String,
    /// The inode, directories with their entries.
    pub node: Rc<Node>,
}

/// All file systems of a machine.
#[derive(Clone, Debug, Default)]
pub struct Vfs {
    trees: BTreeMap<FsId, Tree>,
    /// The most bytes that a file system may hold, for those with a limit.
    limits: BTreeMap<FsId, u64>,
    next: u32,
}

impl Vfs {
    /// Adds a file system and gives it a number.
    pub fn add(&mut self, tree: Tree) -> FsId {
        self.next += 1;
        let id = FsId(self.next);
        self.trees.insert(id, tree);
        id
    }

    /// A file system by number.
    pub fn tree(&self, fs: FsId) -> Option<&Tree> {
        self.trees.get(&fs)
    }

    /// A file system by number, to be changed.
    pub fn tree_mut(&mut self, fs: FsId) -> Option<&mut Tree> {
        self.trees.get_mut(&fs)
    }

    /// Gives a file system a most of bytes.
    pub fn set_limit(&mut self, fs: FsId, bytes: u64) {
        self.limits.insert(fs, bytes);
    }

    /// The most bytes that a file system may hold; `None` without a limit.
    pub fn limit(&self, fs: FsId) -> Option<u64> {
        self.limits.get(&fs).copied()
    }

    /// How many more bytes a file system takes.
    pub fn room(&self, fs: FsId) -> u64 {
        let used = || self.tree(fs).map_or(0, |tree| tree.root().disk_size());
        self.limit(fs).map_or(u64::MAX, |limit| limit.saturating_sub(used()))
    }

    /// Forgets a file system.
    pub fn drop_tree(&mut self, fs: FsId) -> Option<Tree> {
        self.limits.remove(&fs);
        self.trees.remove(&fs)
    }

    /// What stands at `path`, the last symlink followed.
    pub fn stat(&self, mounts: &Mounts, cred: &Cred, path: &str) -> Result<Stat, Errno> {
        let place = mounts.resolve(self, cred, path, true)?;
        Ok(Stat { path: place.path(), node: place.node.ok_or(Errno::NoEnt)? })
    }

    /// What stands at `path`, a symlink as itself.
    pub fn lstat(&self, mounts: &Mounts, cred: &Cred, path: &str) -> Result<Stat, Errno> {
        let place = mounts.resolve(self, cred, path, false)?;
        Ok(Stat { path: place.path(), node: place.node.ok_or(Errno::NoEnt)? })
    }

    /// The names in a directory in byte order, mount points included.
    pub fn read_dir(&self, mounts: &Mounts, cred: &Cred, path: &str) -> Result<Vec<String>, Errno> {
        let place = mounts.resolve(self, cred, path, true)?;
        let node = place.node.as_deref().ok_or(Errno::NoEnt)?;
        let entries = node.entries().ok_or(Errno::NotDir)?;
        if !node.meta.allows(cred, 4) {
            return Err(Errno::Acces);
        }
        let mut names: Vec<String> = entries.keys().map(ToString::to_string).collect();
        for name in mounts.mounted_below(&place.canonical) {
            if !entries.contains_key(name) {
                names.push(name.to_owned());
            }
        }
        order::sort(&mut names);
        Ok(names)
    }

    /// The content of a regular file.
    pub fn read(&self, mounts: &Mounts, cred: &Cred, path: &str) -> Result<Content, Errno> {
        let node = self.stat(mounts, cred, path)?.node;
        if !node.meta.allows(cred, 4) {
            return Err(Errno::Acces);
        }
        match &node.kind {
            Kind::File(content) => Ok(content.clone()),
            Kind::Dir(_) => Err(Errno::IsDir),
            Kind::Device(_) => Ok(Content::empty()),
            Kind::Symlink(_) | Kind::Socket(_) => Err(Errno::NxIo),
        }
    }

    /// The text of a regular file; invalid UTF-8 is replaced.
    pub fn read_text(&self, mounts: &Mounts, cred: &Cred, path: &str) -> Result<String, Errno> {
        Ok(String::from_utf8_lossy(&self.read(mounts, cred, path)?.read()).into_owned())
    }

    /// Writes a whole regular file, made with `mode` when new. Writing to a device has no effect here.
    pub fn write(
        &mut self,
        mounts: &Mounts,
        cred: &Cred,
        path: &str,
        content: Content,
        mode: u32,
        now: Time,
    ) -> Result<(), Errno> {
        let place = mounts.resolve(self, cred, path, true)?;
        match place.node.as_deref() {
            None => self.create(mounts, cred, &place, Node::file(owned(cred, mode, now), content), now),
            Some(node) => {
                if !node.meta.allows(cred, 2) {
                    return Err(Errno::Acces);
                }
                match &node.kind {
                    Kind::Dir(_) => return Err(Errno::IsDir),
                    Kind::Device(_) => return Ok(()),
                    Kind::Symlink(_) | Kind::Socket(_) => return Err(Errno::NxIo),
                    Kind::File(old) => {
                        if content.size() > old.size() && content.size() - old.size() > self.room(place.fs) {
                            return Err(Errno::NoSpc);
                        }
                    }
                }
                self.change(&place, |node| {
                    node.kind = Kind::File(content);
                    node.meta.mtime = now;
                })
            }
        }
    }

    /// Puts a new node where `place` has none.
    pub fn create(&mut self, mounts: &Mounts, cred: &Cred, place: &Place, node: Node, now: Time) -> Result<(), Errno> {
        if place.node.is_some() {
            return Err(Errno::Exist);
        }
        self.may_change_parent(mounts, cred, place)?;
        if node.content().is_some_and(|content| content.size() > self.room(place.fs)) {
            return Err(Errno::NoSpc);
        }
        let tree = self.trees.get_mut(&place.fs).ok_or(Errno::NoEnt)?;
        if !tree.insert(&place.inside, node) {
            return Err(Errno::NoEnt);
        }
        touch_parent(tree, &place.inside, now);
        Ok(())
    }

    /// Makes a directory.
    pub fn mkdir(&mut self, mounts: &Mounts, cred: &Cred, path: &str, mode: u32, now: Time) -> Result<(), Errno> {
        let place = mounts.resolve(self, cred, path, true)?;
        self.create(mounts, cred, &place, Node::dir(owned(cred, mode, now)), now)
    }

    /// Makes a directory and its missing parents; an existing directory is fine.
    pub fn mkdir_all(&mut self, mounts: &Mounts, cred: &Cred, path: &str, mode: u32, now: Time) -> Result<(), Errno> {
        let parts: Vec<&str> = path::components(path).collect();
        for depth in 1..=parts.len() {
            let prefix = path::from_components(&parts[..depth]);
            match self.mkdir(mounts, cred, &prefix, mode, now) {
                Ok(()) => {}
                Err(Errno::Exist) if self.stat(mounts, cred, &prefix).is_ok_and(|stat| stat.node.is_dir()) => {}
                Err(Errno::Exist) => return Err(if depth < parts.len() { Errno::NotDir } else { Errno::Exist }),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes a symbolic link at `path` to `target`.
    pub fn symlink(&mut self, mounts: &Mounts, cred: &Cred, target: &str, path: &str, now: Time) -> Result<(), Errno> {
        let place = mounts.resolve(self, cred, path, false)?;
        let mut node = Node::symlink(target, now);
        (node.meta.uid, node.meta.gid) = (cred.uid, cred.gid);
        self.create(mounts, cred, &place, node, now)
    }

    /// Removes a file, link or device.
    pub fn unlink(&mut self, mounts: &Mounts, cred: &Cred, path: &str, now: Time) -> Result<(), Errno> {
        let place = mounts.resolve(self, cred, path, false)?;
        if place.node.as_deref().ok_or(Errno::NoEnt)?.is_dir() {
            return Err(Errno::IsDir);
        }
        self.take(mounts, cred, &place, now).map(drop)
    }

    /// Removes an empty directory.
    pub fn rmdir(&mut self, mounts: &Mounts, cred: &Cred, path: &str, now: Time) -> Result<(), Errno> {
        let place = mounts.resolve(self, cred, path, false)?;
        let entries = place.node.as_deref().ok_or(Errno::NoEnt)?.entries().ok_or(Errno::NotDir)?;
        if !entries.is_empty() && !place.is_mount_point {
            return Err(Errno::NotEmpty);
        }
        self.take(mounts, cred, &place, now).map(drop)
    }

    /// Moves `from` to `to` as `rename(2)` does.
    pub fn rename(&mut self, mounts: &Mounts, cred: &Cred, from: &str, to: &str, now: Time) -> Result<(), Errno> {
        let source = mounts.resolve(self, cred, from, false)?;
        let target = mounts.resolve(self, cred, to, false)?;
        let node = source.node.clone().ok_or(Errno::NoEnt)?;
        if source.fs != target.fs {
            return Err(Errno::XDev);
        }
        if source.inside == target.inside {
            return Ok(());
        }
        if target.inside.starts_with(&source.inside) {
            return Err(Errno::Inval);
        }
        if let Some(old) = target.node.as_deref() {
            match (node.is_dir(), old.entries()) {
                (true, None) => return Err(Errno::NotDir),
                (false, Some(_)) => return Err(Errno::IsDir),
                (true, Some(entries)) if !entries.is_empty() => return Err(Errno::NotEmpty),
                _ => {}
            }
            if target.is_mount_point {
                return Err(Errno::Busy);
            }
        }
        self.may_change_parent(mounts, cred, &target)?;
        self.take(mounts, cred, &source, now)?;
        let tree = self.trees.get_mut(&target.fs).ok_or(Errno::NoEnt)?;
        tree.put(&target.inside, node);
        touch_parent(tree, &target.inside, now);
        Ok(())
    }

    /// Changes the permission bits.
    pub fn chmod(&mut self, mounts: &Mounts, cred: &Cred, path: &str, mode: u32) -> Result<(), Errno> {
        let place = self.owned_place(mounts, cred, path, true)?;
        self.change(&place, |node| node.meta.mode = mode & 0o7777)
    }

    /// Changes the owner; only root may.
    pub fn chown(
        &mut self,
        mounts: &Mounts,
        cred: &Cred,
        path: &str,
        owner: (Option<u32>, Option<u32>),
        follow: bool,
    ) -> Result<(), Errno> {
        let place = self.owned_place(mounts, cred, path, follow)?;
        if cred.uid != 0 {
            return Err(Errno::Perm);
        }
        self.change(&place, |node| {
            node.meta.uid = owner.0.unwrap_or(node.meta.uid);
            node.meta.gid = owner.1.unwrap_or(node.meta.gid);
        })
    }

    /// Sets the modification time.
    pub fn set_mtime(&mut self, mounts: &Mounts, cred: &Cred, path: &str, mtime: Time) -> Result<(), Errno> {
        let place = mounts.resolve(self, cred, path, true)?;
        let node = place.node.as_deref().ok_or(Errno::NoEnt)?;
        if cred.uid != node.meta.uid && !node.meta.allows(cred, 2) {
            return Err(Errno::Acces);
        }
        self.change(&place, |node| node.meta.mtime = mtime)
    }

    /// Changes the inode at `place` in its file system.
    pub fn change(&mut self, place: &Place, change: impl FnOnce(&mut Node)) -> Result<(), Errno> {
        if place.read_only {
            return Err(Errno::RoFs);
        }
        let node = self.trees.get_mut(&place.fs).and_then(|tree| tree.get_mut(&place.inside)).ok_or(Errno::NoEnt)?;
        change(node);
        Ok(())
    }

    /// Takes the node at `place` out of its directory.
    fn take(&mut self, mounts: &Mounts, cred: &Cred, place: &Place, now: Time) -> Result<Rc<Node>, Errno> {
        if place.is_mount_point {
            return Err(Errno::Busy);
        }
        self.may_change_parent(mounts, cred, place)?;
        let tree = self.trees.get_mut(&place.fs).ok_or(Errno::NoEnt)?;
        let node = tree.remove(&place.inside).ok_or(Errno::NoEnt)?;
        touch_parent(tree, &place.inside, now);
        Ok(node)
    }

    fn owned_place(&self, mounts: &Mounts, cred: &Cred, path: &str, follow: bool) -> Result<Place, Errno> {
        let place = mounts.resolve(self, cred, path, follow)?;
        let node = place.node.as_deref().ok_or(Errno::NoEnt)?;
        if cred.uid != 0 && cred.uid != node.meta.uid { Err(Errno::Perm) } else { Ok(place) }
    }

    fn may_change_parent(&self, mounts: &Mounts, cred: &Cred, place: &Place) -> Result<(), Errno> {
        let parent = match place.canonical.split_last() {
            Some((_, parents)) => path::from_components(parents),
            None => return Err(Errno::Busy),
        };
        let parent = mounts.resolve(self, cred, &parent, true)?.node.ok_or(Errno::NoEnt)?;
        if place.read_only {
            return Err(Errno::RoFs);
        }
        if !parent.is_dir() {
            return Err(Errno::NotDir);
        }
        if !parent.meta.allows(cred, 3) {
            return Err(Errno::Acces);
        }
        // In a sticky directory such as /tmp only the owner removes a file.
        let foreign = place.node.as_deref().is_some_and(|node| node.meta.uid != cred.uid);
        if parent.meta.mode & 0o1000 != 0 && foreign && cred.uid != 0 && parent.meta.uid != cred.uid {
            return Err(Errno::Perm);
        }
        Ok(())
    }
}

fn owned(cred: &Cred, mode: u32, mtime: Time) -> Meta {
    Meta { mode: mode & 0o7777, uid: cred.uid, gid: cred.gid, mtime }
}

fn touch_parent(tree: &mut Tree, inside: &[String], now: Time) {
    if let Some((_, parents)) = inside.split_last()
        && let Some(parent) = tree.get_mut(parents)
    {
        parent.meta.mtime = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> (Vfs, Mounts) {
        let mut vfs = Vfs::default();
        let root = vfs.add(Tree::default());
        let data = vfs.add(Tree::default());
        let mut mounts = Mounts::with_root(root, "overlay");
        let cred = Cred::root();
        vfs.mkdir_all(&mounts, &cred, "/srv/data", 0o755, Time::START).unwrap();
        mounts.add("/srv/data", data, "/", false, "ext4");
        mounts.add("/ro", data, "/", true, "ext4");
        (vfs, mounts)
    }

    #[test]
    fn paths_cross_mounts_and_links() {
        let (mut vfs, mounts) = machine();
        let cred = Cred::root();
        vfs.symlink(&mounts, &cred, "srv/data", "/d", Time::START).unwrap();
        vfs.write(&mounts, &cred, "/d/a.txt", Content::text("one"), 0o644, Time::START).unwrap();
        assert_eq!(vfs.read_text(&mounts, &cred, "/ro/a.txt").unwrap(), "one");
        assert_eq!(vfs.stat(&mounts, &cred, "/d/../data/a.txt").unwrap().path, "/srv/data/a.txt");
        assert_eq!(vfs.write(&mounts, &cred, "/ro/a.txt", Content::empty(), 0o644, Time::START), Err(Errno::RoFs));
        assert_eq!(vfs.rename(&mounts, &cred, "/d/a.txt", "/b", Time::START), Err(Errno::XDev));
        assert_eq!(vfs.rmdir(&mounts, &cred, "/srv/data", Time::START), Err(Errno::Busy));
        assert_eq!(vfs.read_dir(&mounts, &cred, "/").unwrap(), ["d", "ro", "srv"]);
    }

    #[test]
    fn errors_are_the_kernels() {
        let (mut vfs, mounts) = machine();
        let (root, learner) = (Cred::root(), Cred { uid: 1000, gid: 1000, groups: Rc::from([]) });
        vfs.write(&mounts, &root, "/f", Content::text("x"), 0o600, Time::START).unwrap();
        assert_eq!(vfs.read_text(&mounts, &learner, "/f"), Err(Errno::Acces));
        assert_eq!(vfs.mkdir(&mounts, &learner, "/x", 0o755, Time::START), Err(Errno::Acces));
        assert_eq!(vfs.mkdir(&mounts, &root, "/f/x", 0o755, Time::START), Err(Errno::NotDir));
        assert_eq!(vfs.mkdir(&mounts, &root, "/no/x", 0o755, Time::START), Err(Errno::NoEnt));
        vfs.symlink(&mounts, &root, "loop", "/loop", Time::START).unwrap();
        assert_eq!(vfs.read_text(&mounts, &root, "/loop"), Err(Errno::Loop));
    }
}
