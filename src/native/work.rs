//! A real folder as the world's `~/work`. Nothing is ever written back.

use std::path::Path;
use std::rc::Rc;

use crate::world::Files;

/// The files of a folder by relative path, sorted. `.git` and files over 16 MiB are left out.
pub fn read_work(dir: &Path) -> std::io::Result<Files> {
    let mut found = Vec::new();
    collect(dir, "", &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(dir: &Path, prefix: &str, found: &mut Files) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let meta = std::fs::metadata(entry.path())?;
        if meta.is_dir() && name != ".git" {
            collect(&entry.path(), &path, found)?;
        } else if meta.is_file() && meta.len() <= 16 << 20 {
            found.push((path, Rc::new(std::fs::read(entry.path())?)));
        }
    }
    Ok(())
}
