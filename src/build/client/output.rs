//! Files that a build gives back: a folder or an archive on the client's side.

use crate::os::Process;
use crate::vfs::{Content, Errno, Kind, Node, Tree, layer, path, tar};

/// Writes a result into a folder, which is made if it is missing.
pub(super) fn write_folder(process: &Process, tree: &Tree, dest: &str) -> Result<(), Errno> {
    process.mkdir_all(dest)?;
    write_node(process, tree.root(), dest)
}

fn write_node(process: &Process, node: &Node, at: &str) -> Result<(), Errno> {
    for (name, child) in node.entries().into_iter().flatten() {
        let to = path::join(at, name);
        match &child.kind {
            Kind::Dir(_) => {
                process.mkdir_all(&to)?;
                write_node(process, child, &to)?;
            }
            Kind::Symlink(target) => {
                let _ = process.unlink(&to);
                process.symlink(target, &to)?;
                continue;
            }
            Kind::File(content) => process.write_file(&to, content.clone())?,
            Kind::Device(_) | Kind::Socket(_) => continue,
        }
        process.chmod(&to, child.meta.mode)?;
        process.set_mtime(&to, child.meta.mtime)?;
    }
    Ok(())
}

/// A result as an archive's bytes.
pub(super) fn archive(tree: &Tree) -> Vec<u8> {
    tar::write(&tar::members(&layer::diff(&Tree::default(), tree)))
}

/// Writes an archive to a file, or to standard output for `-`.
pub(super) async fn write_archive(process: &Process, tree: &Tree, dest: &str) -> Result<(), Errno> {
    let bytes = archive(tree);
    if dest == "-" {
        return process.write(1, &bytes).await;
    }
    process.write_file(dest, Content::Bytes(std::rc::Rc::new(bytes)))
}
