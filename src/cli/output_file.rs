//! Where `docker save`, `docker export` and the like write an archive: checked before the engine is asked for it. The
//! messages are those of 28.2.2.

use crate::os::Process;
use crate::vfs::{Errno, Kind, path};

/// Refuses a path that no regular file can be written at.
pub(crate) fn check(process: &Process, file: &str) -> Result<(), String> {
    let dir = parent(file);
    if !matches!(dir, "." | "..") {
        let refused = |errno: Errno| format!("invalid output path: stat {dir}: {}", errno.go_text());
        if !process.stat(dir).map_err(refused)?.node.is_dir() {
            return Err(refused(Errno::NotDir));
        }
    }
    match process.lstat(file).map(|stat| stat.node) {
        Err(Errno::NoEnt) => Ok(()),
        Err(errno) => Err(format!("failed to stat output path: lstat {file}: {}", errno.go_text())),
        Ok(node) => match &node.kind {
            Kind::File(_) => Ok(()),
            Kind::Dir(_) => Err("cannot write to a directory".to_owned()),
            Kind::Symlink(_) => Err("cannot write to a symbolic link directly".to_owned()),
            Kind::Socket(_) => Err("cannot write to a socket".to_owned()),
            Kind::Device(_) => Err("cannot write to a character device file".to_owned()),
        },
    }
}

/// The folder of a path, `.` when it names none.
fn parent(file: &str) -> &str {
    if file.contains('/') { path::dir_name(file) } else { "." }
}
