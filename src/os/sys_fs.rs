//! System calls on paths: opening, looking, changing. Every path may be relative to the process's directory.

use crate::vfs::{Content, Device, Errno, Kind, Meta, Node, Stat, path};

use super::files::{FileId, OpenKind};
use super::namespace::Namespace;
use super::process::ProcessInfo;
use super::state::State;
use super::sys_proc::Process;

/// How a file is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenFlags {
    /// For writing.
    pub write: bool,
    /// Made when missing.
    pub create: bool,
    /// Emptied when present.
    pub truncate: bool,
    /// Every write goes to the end.
    pub append: bool,
    /// An existing file is an error.
    pub exclusive: bool,
}

impl OpenFlags {
    /// `<`
    pub const READ: Self = Self { write: false, create: false, truncate: false, append: false, exclusive: false };
    /// `>`
    pub const WRITE: Self = Self { write: true, create: true, truncate: true, append: false, exclusive: false };
    /// `>>`
    pub const APPEND: Self = Self { write: true, create: true, truncate: false, append: true, exclusive: false };
}

impl Process {
    /// An absolute form of `path`; `..` after a symlink is left to the kernel.
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') { path.to_owned() } else { path::join(&self.cwd(), path) }
    }

    /// Runs a file operation with the process's mounts, credentials and absolute path.
    fn at<R>(
        &self,
        path: &str,
        call: impl FnOnce(&mut State, &Namespace, &ProcessInfo, &str) -> Result<R, Errno>,
    ) -> Result<R, Errno> {
        if path.is_empty() {
            return Err(Errno::NoEnt);
        }
        let path = self.absolute(path);
        self.kernel().enter(|state| {
            let info = state.processes.get(&self.pid()).cloned().ok_or(Errno::Srch)?;
            let namespace = state.namespaces.get(&info.ns).cloned().ok_or(Errno::Srch)?;
            call(state, &namespace, &info, &path)
        })
    }

    /// What stands at `path`, the last symlink followed.
    pub fn stat(&self, path: &str) -> Result<Stat, Errno> {
        self.at(path, |state, ns, info, path| state.vfs.stat(&ns.mounts, &info.cred, path))
    }

    /// What stands at `path`, a symlink as itself.
    pub fn lstat(&self, path: &str) -> Result<Stat, Errno> {
        self.at(path, |state, ns, info, path| state.vfs.lstat(&ns.mounts, &info.cred, path))
    }

    /// Whether something stands at `path`.
    pub fn exists(&self, path: &str) -> bool {
        self.stat(path).is_ok()
    }

    /// Whether a directory stands at `path`.
    pub fn is_dir(&self, path: &str) -> bool {
        self.stat(path).is_ok_and(|stat| stat.node.is_dir())
    }

    /// Whether the process may do all of `want` (4 read, 2 write, 1 execute) with `path`.
    pub fn access(&self, path: &str, want: u32) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| {
            let place = ns.mounts.resolve(&state.vfs, &info.cred, path, true)?;
            let node = place.node.as_ref().ok_or(Errno::NoEnt)?;
            match (node.meta.allows(&info.cred, want), want & 2 != 0 && place.read_only) {
                (_, true) => Err(Errno::RoFs),
                (true, false) => Ok(()),
                (false, false) => Err(Errno::Acces),
            }
        })
    }

    /// The names in a directory in byte order.
    pub fn read_dir(&self, path: &str) -> Result<Vec<String>, Errno> {
        self.at(path, |state, ns, info, path| state.vfs.read_dir(&ns.mounts, &info.cred, path))
    }

    /// The content of a regular file.
    pub fn read_file(&self, path: &str) -> Result<Content, Errno> {
        self.at(path, |state, ns, info, path| state.vfs.read(&ns.mounts, &info.cred, path))
    }

    /// The text of a regular file; invalid UTF-8 is replaced.
    pub fn read_text(&self, path: &str) -> Result<String, Errno> {
        self.at(path, |state, ns, info, path| state.vfs.read_text(&ns.mounts, &info.cred, path))
    }

    /// Writes a whole regular file.
    pub fn write_file(&self, path: &str, content: Content) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| {
            let now = state.now;
            state.vfs.write(&ns.mounts, &info.cred, path, content, 0o666 & !info.umask, now)
        })
    }

    /// Makes a directory.
    pub fn mkdir(&self, path: &str, mode: u32) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| {
            let now = state.now;
            state.vfs.mkdir(&ns.mounts, &info.cred, path, mode & !info.umask, now)
        })
    }

    /// Makes a directory and its missing parents.
    pub fn mkdir_all(&self, path: &str) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| {
            let now = state.now;
            state.vfs.mkdir_all(&ns.mounts, &info.cred, path, 0o777 & !info.umask, now)
        })
    }

    /// Removes a file or link.
    pub fn unlink(&self, path: &str) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| {
            let now = state.now;
            state.vfs.unlink(&ns.mounts, &info.cred, path, now)
        })
    }

    /// Removes an empty directory.
    pub fn rmdir(&self, path: &str) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| {
            let now = state.now;
            state.vfs.rmdir(&ns.mounts, &info.cred, path, now)
        })
    }

    /// Moves a file or directory within one file system.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), Errno> {
        let to = self.absolute(to);
        self.at(from, |state, ns, info, from| {
            let now = state.now;
            state.vfs.rename(&ns.mounts, &info.cred, from, &to, now)
        })
    }

    /// Makes a symbolic link at `path`.
    pub fn symlink(&self, target: &str, path: &str) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| {
            let now = state.now;
            state.vfs.symlink(&ns.mounts, &info.cred, target, path, now)
        })
    }

    /// Changes the permission bits.
    pub fn chmod(&self, path: &str, mode: u32) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| state.vfs.chmod(&ns.mounts, &info.cred, path, mode))
    }

    /// Changes the owner.
    pub fn chown(&self, path: &str, uid: Option<u32>, gid: Option<u32>, follow: bool) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| state.vfs.chown(&ns.mounts, &info.cred, path, (uid, gid), follow))
    }

    /// Sets the modification time.
    pub fn set_mtime(&self, path: &str, mtime: crate::base::Time) -> Result<(), Errno> {
        self.at(path, |state, ns, info, path| state.vfs.set_mtime(&ns.mounts, &info.cred, path, mtime))
    }

    /// Changes the current directory.
    pub fn chdir(&self, path: &str) -> Result<(), Errno> {
        let stat = self.stat(path)?;
        if !stat.node.is_dir() {
            return Err(Errno::NotDir);
        }
        self.access(path, 1)?;
        self.change(|info| info.cwd = stat.path.as_str().into());
        Ok(())
    }

    /// Opens a path; the answer is the lowest free descriptor from 3 on.
    pub fn open(&self, path: &str, flags: OpenFlags) -> Result<u32, Errno> {
        let id = self.open_file(path, flags)?;
        Ok(self.install(id))
    }

    /// Opens a path for a child's descriptor; the caller owns the hold.
    pub(super) fn open_file(&self, path: &str, flags: OpenFlags) -> Result<FileId, Errno> {
        if let Some((process, fd)) = descriptor(path) {
            return self.open_descriptor(process, fd);
        }
        self.at(path, |state, ns, info, path| {
            let place = ns.mounts.resolve(&state.vfs, &info.cred, path, true)?;
            let now = state.now;
            let node = match &place.node {
                None if !flags.create => return Err(Errno::NoEnt),
                None => {
                    let meta = Meta { mode: 0o666 & !info.umask, uid: info.cred.uid, gid: info.cred.gid, mtime: now };
                    let node = Node::file(meta, Content::empty());
                    state.vfs.create(&ns.mounts, &info.cred, &place, node, now)?;
                    state.vfs.tree(place.fs).and_then(|tree| tree.get(&place.inside)).cloned().ok_or(Errno::NoEnt)?
                }
                Some(_) if flags.exclusive => return Err(Errno::Exist),
                Some(node) => {
                    let want = if flags.write { 2 } else { 4 };
                    if !node.meta.allows(&info.cred, want) {
                        return Err(Errno::Acces);
                    }
                    node.clone()
                }
            };
            match &node.kind {
                Kind::Dir(_) if flags.write => Err(Errno::IsDir),
                Kind::Device(Device::Fd(fd)) => {
                    let id = info.fds.get(fd).copied().ok_or(Errno::NxIo)?;
                    state.hold(id);
                    Ok(id)
                }
                Kind::Device(Device::Tty) => Ok(state.open(OpenKind::Tty(info.tty.ok_or(Errno::NxIo)?))),
                Kind::Device(device) => Ok(state.open(OpenKind::Device(*device))),
                Kind::Symlink(_) | Kind::Socket(_) => Err(Errno::NxIo),
                Kind::File(_) | Kind::Dir(_) => {
                    if flags.write && place.read_only {
                        return Err(Errno::RoFs);
                    }
                    if flags.truncate {
                        state.vfs.change(&place, |node| {
                            node.kind = Kind::File(Content::empty());
                            node.meta.mtime = now;
                        })?;
                    }
                    let (append, writable) = (flags.append, flags.write);
                    let kind = OpenKind::Regular {
                        fs: place.fs,
                        inside: place.inside,
                        ino: node.ino,
                        offset: 0,
                        append,
                        writable,
                    };
                    Ok(state.open(kind))
                }
            }
        })
    }

    /// Opens what a process has open: `/proc/1/fd/1` is where the first one prints.
    fn open_descriptor(&self, process: Option<u32>, fd: u32) -> Result<FileId, Errno> {
        let pid = process.map_or(Some(self.pid()), |number| self.pid_of(number)).ok_or(Errno::NoEnt)?;
        let own = self.cred().uid;
        self.kernel().enter(|state| {
            let other = state.processes.get(&pid).ok_or(Errno::NoEnt)?;
            if own != 0 && own != other.cred.uid {
                return Err(Errno::Acces);
            }
            let id = other.fds.get(&fd).copied().ok_or(Errno::NoEnt)?;
            state.hold(id);
            Ok(id)
        })
    }
}

/// The process and the descriptor that a path under `/proc` names; no process for one's own.
fn descriptor(path: &str) -> Option<(Option<u32>, u32)> {
    let (process, fd) = path.strip_prefix("/proc/")?.split_once("/fd/")?;
    let process = if process == "self" { None } else { Some(process.parse().ok()?) };
    Some((process, fd.parse().ok()?))
}
