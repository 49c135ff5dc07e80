//! Files of the machine that docker runs on, to and from archives: what `docker cp` does on its own side.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::os::Process;
use crate::vfs::tar::Member;
use crate::vfs::{Content, Errno, Kind, Node, Stat, path};

use super::copy_rules::{self, Place};

/// What stands at a path, a link as itself unless the path ends in a slash or a dot, as the kernel has it.
pub(crate) fn lstat(process: &Process, file: &str) -> Result<Stat, Errno> {
    if !file.ends_with('/') && !file.ends_with("/.") {
        return process.lstat(file);
    }
    let stat = process.stat(file)?;
    if stat.node.is_dir() { Ok(stat) } else { Err(Errno::NotDir) }
}

/// The place that files are copied from, its links resolved: all of them with `follow`, otherwise those before the last
/// part. The error is Go's message.
pub(crate) fn source(process: &Process, file: &str, follow: bool) -> Result<Place, String> {
    let refused = |file: &str, errno: Errno| format!("lstat {file}: {}", errno.go_text());
    let (path, rebase) = if follow {
        let target = process.stat(file).map_err(|errno| refused(file, errno))?.path;
        copy_rules::followed(file, target)
    } else {
        let (dir, name) = file.rsplit_once('/').unwrap_or((".", file));
        let dir = if dir.is_empty() { "/" } else { dir };
        let real = process.stat(dir).map_err(|errno| refused(dir, errno))?.path;
        let resolved = format!("{}/{name}", real.trim_end_matches('/'));
        let renamed = file.ends_with('/') && copy_rules::base(file) != copy_rules::base(&resolved);
        (resolved, if renamed { copy_rules::base(file).to_owned() } else { String::new() })
    };
    let stat = lstat(process, &path).map_err(|errno| refused(&path, errno))?;
    Ok(Place { path, exists: true, is_dir: stat.node.is_dir(), rebase })
}

/// The members of an archive of a source. The error is Go's message.
pub(crate) fn pack(process: &Process, source: &Place) -> Result<Vec<Member>, String> {
    let (_, name) = copy_rules::split(&source.path);
    let stat = lstat(process, &source.path).map_err(|errno| format!("lstat {}: {}", source.path, errno.go_text()))?;
    let name = if source.rebase.is_empty() { name } else { source.rebase.clone() };
    let mut members = Vec::new();
    collect(process, &stat.path, &stat.node, name.trim_end_matches('/'), &mut members)?;
    Ok(members)
}

fn collect(process: &Process, file: &str, node: &Rc<Node>, name: &str, out: &mut Vec<Member>) -> Result<(), String> {
    let refused = |errno: Errno| format!("open {file}: {}", errno.go_text());
    if !node.is_dir() {
        if matches!(node.kind, Kind::File(_)) {
            process.read_file(file).map_err(refused)?;
        }
        out.push(Member { name: name.to_owned(), node: Rc::clone(node) });
        return Ok(());
    }
    let bare = Node { kind: Kind::Dir(BTreeMap::new()), ..(**node).clone() };
    out.push(Member { name: format!("{name}/"), node: Rc::new(bare) });
    for child in process.read_dir(file).map_err(refused)? {
        let below = path::join(file, &child);
        let stat = process.lstat(&below).map_err(refused)?;
        collect(process, &below, &stat.node, &format!("{name}/{child}"), out)?;
    }
    Ok(())
}

/// The place that files are copied to; a link there is followed. The error is Go's message.
pub(crate) fn target(process: &Process, file: &str) -> Result<Place, String> {
    const MOST: u32 = 10;
    let refused = |op: &str, file: &str, errno: Errno| format!("{op} {file}: {}", errno.go_text());
    let mut path = file.to_owned();
    for _ in 0..=MOST {
        match lstat(process, &path) {
            Ok(stat) => match &stat.node.kind {
                Kind::Symlink(target) => path = path::absolute(path::dir_name(&path), target),
                _ => return Ok(Place { path, exists: true, is_dir: stat.node.is_dir(), ..Place::default() }),
            },
            Err(Errno::NoEnt) => {
                let (dir, _) = copy_rules::split(&path);
                let parent = process.stat(&dir).map_err(|errno| refused("stat", &dir, errno))?;
                if !parent.node.is_dir() {
                    return Err("not a directory".to_owned());
                }
                return Ok(Place { path, ..Place::default() });
            }
            Err(errno) => return Err(refused("lstat", &path, errno)),
        }
    }
    Err(format!("too many symlinks in {file}"))
}

/// Unpacks members in a directory as the user's own files. The error is Go's message.
pub(crate) fn unpack(process: &Process, dir: &str, members: &[Member]) -> Result<(), String> {
    for member in members {
        let file = path::absolute(dir, &format!("./{}", member.name));
        let found = process.lstat(&file).ok();
        let is_dir = found.as_ref().map(|stat| stat.node.is_dir());
        let (op, made) = match &member.node.kind {
            Kind::Dir(_) if is_dir == Some(true) => ("mkdir", Ok(())),
            Kind::Dir(_) if is_dir == Some(false) => {
                return Err(format!("cannot overwrite non-directory \"{file}\" with directory \"{dir}\""));
            }
            Kind::Dir(_) => ("mkdir", process.mkdir(&file, member.node.meta.mode)),
            _ if is_dir == Some(true) => {
                return Err(format!("cannot overwrite directory \"{file}\" with non-directory \"{dir}\""));
            }
            Kind::File(content) => ("open", write(process, &file, content, found.is_some())),
            Kind::Symlink(link) => {
                if found.is_some() {
                    let _ = process.unlink(&file);
                }
                ("symlink", process.symlink(link, &file))
            }
            Kind::Device(_) | Kind::Socket(_) => ("mknod", Ok(())),
        };
        made.map_err(|errno| format!("{op} {file}: {}", errno.go_text()))?;
        if !matches!(member.node.kind, Kind::Symlink(_)) {
            let _ = process.chmod(&file, member.node.meta.mode);
            let _ = process.set_mtime(&file, member.node.meta.mtime);
        }
    }
    Ok(())
}

fn write(process: &Process, file: &str, content: &Content, found: bool) -> Result<(), Errno> {
    if found {
        process.unlink(file)?;
    }
    process.write_file(file, content.clone())
}

/// Refuses a place that nothing can be copied to. The error is docker's message.
pub(crate) fn check_target(process: &Process, file: &str) -> Result<(), String> {
    let clean = copy_rules::clean(file);
    let dir = path::dir_name(&clean);
    if dir != "." && process.stat(dir).err() == Some(Errno::NoEnt) {
        return Err(format!("invalid output path: directory \"{dir}\" does not exist"));
    }
    let stat = if file.ends_with('/') { lstat(process, file) } else { process.stat(file) };
    match stat {
        Err(Errno::NoEnt) => Ok(()),
        Err(errno) => Err(format!("stat {file}: {}", errno.go_text())),
        Ok(stat) => match stat.node.kind {
            Kind::Dir(_) | Kind::File(_) | Kind::Symlink(_) => Ok(()),
            Kind::Device(_) | Kind::Socket(_) => {
                Err(format!("invalid output path: \"{file}\" must be a directory or a regular file: got a device"))
            }
        },
    }
}
