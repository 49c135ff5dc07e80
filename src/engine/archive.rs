//! Files in and out of containers (`docker cp`, `docker export`) as tar archives, whether the container runs or not.

use std::rc::Rc;

use crate::vfs::tar::{self, Member, TarError};
use crate::vfs::{Content, Cred, Errno, Kind, Layer, Mounts, Node, layer, path};

use super::api::{ApiError, ApiResult, ArchiveStat};
use super::container::Container;
use super::state::Engine;

impl Engine {
    /// The mount table of a container, running or not.
    fn mounts_of(&self, name: &str) -> ApiResult<(Container, Mounts)> {
        let container = self.with_container(name, Clone::clone)?;
        let running = container.ns.and_then(|ns| {
            self.0.kernel.enter(|state| state.namespaces.get(&ns).map(|namespace| namespace.mounts.clone()))
        });
        let mounts = match running {
            Some(mounts) => mounts,
            None => self.mount_all(&container)?,
        };
        Ok((container, mounts))
    }

    pub(super) fn stat_in(&self, name: &str, at: &str) -> ApiResult<ArchiveStat> {
        let (_, mounts) = self.mounts_of(name)?;
        self.stat_at(name, &mounts, at)
    }

    fn stat_at(&self, name: &str, mounts: &Mounts, at: &str) -> ApiResult<ArchiveStat> {
        let absolute = path::join("/", at);
        let found = self.0.kernel.enter(|state| state.vfs.lstat(mounts, &Cred::root(), &absolute));
        let stat = found.map_err(|error| match error {
            Errno::NotDir | Errno::NoEnt => {
                ApiError::not_found(format!("Could not find the file {at} in container {name}"))
            }
            other => ApiError::system(format!("lstat {at}: {}", other.go_text())),
        })?;
        let flag = match &stat.node.kind {
            Kind::Dir(_) => 1 << 31,
            Kind::Symlink(_) => 1 << 27,
            Kind::File(_) | Kind::Device(_) | Kind::Socket(_) => 0,
        };
        let link_target = match &stat.node.kind {
            Kind::Symlink(target) => path::absolute(path::dir_name(&stat.path), target),
            _ => String::new(),
        };
        Ok(ArchiveStat {
            name: path::base_name(&stat.path).to_owned(),
            size: stat.node.size() as i64,
            mode: stat.node.meta.mode | flag,
            mtime: stat.node.meta.mtime,
            link_target,
        })
    }

    pub(super) fn archive_from(&self, name: &str, at: &str) -> ApiResult<(ArchiveStat, Vec<u8>)> {
        let (_, mounts) = self.mounts_of(name)?;
        let stat = self.stat_at(name, &mounts, at)?;
        let absolute = path::join("/", at);
        let mut members = Vec::new();
        // A path that ends in `/` or `/.` means what a link leads to.
        let follow = absolute.ends_with('/') || absolute.ends_with("/.");
        let base = match at.rsplit('/').next() {
            _ if absolute.trim_end_matches(['/', '.']).is_empty() => "/".to_owned(),
            Some(".") => ".".to_owned(),
            _ => stat.name.clone(),
        };
        self.0.kernel.enter(|state| {
            let root = Cred::root();
            let found = if follow {
                state.vfs.stat(&mounts, &root, &absolute)
            } else {
                state.vfs.lstat(&mounts, &root, &absolute)
            };
            let Ok(found) = found else { return };
            let name = base.trim_end_matches('/');
            collect(&state.vfs, &mounts, &found.path, &found.node, name, &mut members);
        });
        Ok((stat, tar::write(&members)))
    }

    pub(super) fn archive_into(&self, name: &str, at: &str, archive: &[u8], copy_owner: bool) -> ApiResult<()> {
        let (container, mounts) = self.mounts_of(name)?;
        let absolute = path::join("/", at);
        let members = tar::read(archive).map_err(|error| match error {
            TarError::UnexpectedEof => ApiError::invalid("unexpected EOF"),
            TarError::BadHeader => ApiError::invalid("archive/tar: invalid tar header"),
        })?;
        let target = self.0.kernel.enter(|state| state.vfs.stat(&mounts, &Cred::root(), &absolute));
        let target =
            target.map_err(|_| ApiError::not_found(format!("Could not find the file {at} in container {name}")))?;
        if !target.node.is_dir() {
            return Err(ApiError::invalid("extraction point is not a directory"));
        }
        let place = self.0.kernel.enter(|state| mounts.resolve(&state.vfs, &Cred::root(), &absolute, true));
        if place.is_ok_and(|place| place.read_only) {
            let why = if container.host_config.readonly_rootfs {
                "container rootfs is marked read-only"
            } else {
                "mounted volume is marked read-only"
            };
            return Err(ApiError::new(super::api::ErrorClass::Forbidden, why));
        }
        // Files keep the numbers of their owner; in archive mode they become the container's user's.
        let user = &container.config.user;
        let owner = if copy_owner && !user.is_empty() {
            let cred = self.cred_of(&mounts, user, None)?;
            Some((cred.uid, cred.gid))
        } else {
            None
        };
        self.0.kernel.enter(|state| unpack(state, &mounts, &target.path, &members, owner))
    }

    pub(super) fn export(&self, name: &str) -> ApiResult<Vec<u8>> {
        let container = self.with_container(name, Clone::clone)?;
        let tree = self.0.kernel.enter(|state| state.vfs.tree(container.fs).cloned()).unwrap_or_default();
        let all: Layer = layer::diff(&crate::vfs::Tree::default(), &tree);
        self.emit_container(&container.id, "export", &[]);
        Ok(tar::write(&tar::members(&all)))
    }
}

fn collect(vfs: &crate::vfs::Vfs, mounts: &Mounts, at: &str, node: &Rc<Node>, name: &str, members: &mut Vec<Member>) {
    if !node.is_dir() {
        members.push(Member { name: name.to_owned(), node: Rc::clone(node) });
        return;
    }
    let bare = Node { kind: Kind::Dir(std::collections::BTreeMap::new()), ..(**node).clone() };
    members.push(Member { name: format!("{name}/"), node: Rc::new(bare) });
    let root = Cred::root();
    for child in vfs.read_dir(mounts, &root, at).unwrap_or_default() {
        let path = path::join(at, &child);
        if let Ok(stat) = vfs.lstat(mounts, &root, &path) {
            collect(vfs, mounts, &path, &stat.node, &format!("{name}/{child}"), members);
        }
    }
}

/// Unpacks an archive in a directory; `owner` is that of all files instead of their own.
fn unpack(
    state: &mut crate::os::State,
    mounts: &Mounts,
    dir: &str,
    members: &[Member],
    owner: Option<(u32, u32)>,
) -> ApiResult<()> {
    let (root, now) = (Cred::root(), state.now);
    let failed = |error: Errno, path: &str| ApiError::system(format!("{path}: {}", error.go_text()));
    for member in members {
        let target = path::absolute(dir, &format!("{dir}/{}", member.name));
        if !target.starts_with(dir.trim_end_matches('/')) {
            continue;
        }
        let meta = member.node.meta;
        let made = match &member.node.kind {
            Kind::Dir(_) => {
                let old = state.vfs.stat(mounts, &root, &target);
                if old.as_ref().is_ok_and(|stat| !stat.node.is_dir()) {
                    return Err(ApiError::invalid(format!(
                        "cannot overwrite non-directory \"{target}\" with directory \"{dir}\""
                    )));
                }
                state.vfs.mkdir_all(mounts, &root, &target, meta.mode, now)
            }
            Kind::File(content) => {
                if state.vfs.stat(mounts, &root, &target).is_ok_and(|stat| stat.node.is_dir()) {
                    return Err(ApiError::invalid(format!(
                        "cannot overwrite directory \"{target}\" with non-directory \"{dir}\""
                    )));
                }
                let _ = state.vfs.mkdir_all(mounts, &root, path::dir_name(&target), 0o755, now);
                let _ = state.vfs.unlink(mounts, &root, &target, now);
                let content: Content = content.clone();
                state.vfs.write(mounts, &root, &target, content, meta.mode, now)
            }
            Kind::Symlink(link) => {
                let _ = state.vfs.unlink(mounts, &root, &target, now);
                state.vfs.symlink(mounts, &root, link, &target, now)
            }
            Kind::Device(_) | Kind::Socket(_) => Ok(()),
        };
        made.map_err(|error| failed(error, &target))?;
        if !matches!(member.node.kind, Kind::Symlink(_)) {
            let _ = state.vfs.chmod(mounts, &root, &target, meta.mode);
            let _ = state.vfs.set_mtime(mounts, &root, &target, meta.mtime);
        }
        let (uid, gid) = owner.unwrap_or((meta.uid, meta.gid));
        let _ = state.vfs.chown(mounts, &root, &target, (Some(uid), Some(gid)), false);
    }
    Ok(())
}
