//! What `docker cp` makes of its two paths: a trailing slash or dot, a place that is not there yet, and the renaming of an
//! archive's members that follows. Paths are texts here; who has the files is the caller's affair. The rules are docker's
//! (its documentation of `cp`, and what 28.2.2 did).

use std::rc::Rc;

use crate::vfs::path;
use crate::vfs::tar::Member;

/// A path and what stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The path.
    pub(crate) path: String,
    /// Whether something stands there.
    pub(crate) exists: bool,
    /// Whether it is a directory.
    pub(crate) is_dir: bool,
    /// What the first part of the members' names is to be called, empty for what it is.
    pub(crate) rebase: String,
}

/// Whether the last part is a dot.
pub(crate) fn ends_in_dot(path: &str) -> bool {
    path.is_empty() || path == "." || path.ends_with("/.")
}

/// `clean`, with the dot or slash at the end of `original`.
pub(crate) fn keep_ending(mut clean: String, original: &str) -> String {
    if !ends_in_dot(&clean) && ends_in_dot(original) {
        if !clean.ends_with('/') {
            clean.push('/');
        }
        clean.push('.');
    }
    if !clean.ends_with('/') && original.ends_with('/') {
        clean.push('/');
    }
    clean
}

/// A path without doubled slashes and dots, relative if it was.
pub(crate) fn clean(path: &str) -> String {
    let absolute = path::absolute("/", path);
    if path.starts_with('/') {
        return absolute;
    }
    let relative = absolute.trim_start_matches('/');
    if relative.is_empty() { ".".to_owned() } else { relative.to_owned() }
}

/// The directory and the last part, which is a dot for `dir/.`.
pub(crate) fn split(path: &str) -> (String, String) {
    let mut clean = clean(path);
    if ends_in_dot(path) {
        clean.push_str("/.");
    }
    if clean == "/" || clean == "//." {
        return ("/".to_owned(), if ends_in_dot(path) { "." } else { "/" }.to_owned());
    }
    match clean.rsplit_once('/') {
        Some((dir, base)) => (if dir.is_empty() { "/" } else { dir }.to_owned(), base.to_owned()),
        None => (".".to_owned(), clean),
    }
}

/// The last part as Go's `filepath.Base` gives it.
pub(crate) fn base(path: &str) -> &str {
    if path.is_empty() { "." } else { path::base_name(path) }
}

/// `target`, which the link `path` leads to, with the ending of `path`; and the name that members are to begin with.
pub(crate) fn followed(path: &str, target: String) -> (String, String) {
    let target = keep_ending(target, path);
    let rebase = if base(path) == base(&target) { String::new() } else { base(path).to_owned() };
    (target, rebase)
}

/// Where an archive of `source` is unpacked so that it ends up at `target`, its members renamed for it. The error is
/// docker's message.
pub(crate) fn prepare(members: &mut [Member], source: &Place, target: &Place) -> Result<String, &'static str> {
    if target.exists && target.is_dir {
        return Ok(target.path.clone());
    }
    if target.exists && source.is_dir {
        return Err("cannot copy directory");
    }
    let asserts_dir = target.path.ends_with('/') || ends_in_dot(&target.path);
    if !target.exists && !source.is_dir && asserts_dir {
        return Err("no such directory");
    }
    let (dir, name) = split(&target.path);
    let old = if source.rebase.is_empty() { split(&source.path).1 } else { source.rebase.clone() };
    rename(members, &old, &name);
    Ok(dir)
}

/// Gives members that begin with `old` the name `new` instead.
pub(crate) fn rename(members: &mut [Member], old: &str, new: &str) {
    let old = if old == "/" { "" } else { old };
    for member in members {
        *member = Member { name: member.name.replacen(old, new, 1), node: Rc::clone(&member.node) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_as_go_splits_them() {
        for (path, dir, base) in [
            ("/a/b", "/a", "b"),
            ("/a/b/", "/a", "b"),
            ("/a/.", "/a", "."),
            ("/", "/", "/"),
            ("/.", "/", "."),
            ("a", ".", "a"),
            ("", ".", "."),
        ] {
            assert_eq!(split(path), (dir.to_owned(), base.to_owned()), "{path}");
        }
        assert_eq!(keep_ending("/a".to_owned(), "a/."), "/a/.");
        assert_eq!(followed("/x/link/", "/real".to_owned()), ("/real/".to_owned(), "link".to_owned()));
    }

    #[test]
    fn what_is_missing_decides() {
        let place = |path: &str, exists, is_dir| Place { path: path.to_owned(), exists, is_dir, ..Place::default() };
        let to = |source: &Place, target: &Place| prepare(&mut [], source, target);
        let (file, dir) = (place("/a/f", true, false), place("/a/d", true, true));
        assert_eq!(to(&file, &place("/x", true, true)).as_deref(), Ok("/x"));
        assert_eq!(to(&file, &place("/x/y", false, false)).as_deref(), Ok("/x"));
        assert_eq!(to(&file, &place("/x/y/", false, false)), Err("no such directory"));
        assert_eq!(to(&dir, &place("/x/y", true, false)), Err("cannot copy directory"));
        assert_eq!(to(&dir, &place("/x/y/", false, false)).as_deref(), Ok("/x"));
    }
}
