//! Path texts: splitting, joining and cleaning without looking at any file. Symlinks are followed in `mounts`.

/// The components of a path, empty ones and `.` left out; `..` stays.
pub fn components(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

/// `path` made absolute against the directory `base`, with `.`, `..` and doubled slashes resolved by text alone.
pub fn absolute(base: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let prefix = if path.starts_with('/') { "" } else { base };
    for part in components(prefix).chain(components(path)) {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    from_components(&parts)
}

/// An absolute path from components.
pub fn from_components<S: AsRef<str>>(parts: &[S]) -> String {
    if parts.is_empty() {
        return "/".to_owned();
    }
    let mut text = String::new();
    for part in parts {
        text.push('/');
        text.push_str(part.as_ref());
    }
    text
}

/// `name` below the directory `dir`.
pub fn join(dir: &str, name: &str) -> String {
    if name.starts_with('/') || dir.is_empty() {
        name.to_owned()
    } else if dir.ends_with('/') {
        format!("{dir}{name}")
    } else {
        format!("{dir}/{name}")
    }
}

/// The last component, as `basename` prints it: `/` for the root, trailing slashes ignored.
pub fn base_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { "" } else { "/" };
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed)
}

/// All but the last component, as `dirname` prints it.
pub fn dir_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rfind('/') {
        _ if trimmed.is_empty() => {
            if path.is_empty() {
                "."
            } else {
                "/"
            }
        }
        Some(0) => "/",
        Some(at) => trimmed[..at].trim_end_matches('/'),
        None => ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_by_text() {
        assert_eq!(absolute("/home/learner", "../x/./y//z"), "/home/x/y/z");
        assert_eq!(absolute("/a", "/b/../../c"), "/c");
        assert_eq!(absolute("/", ".."), "/");
        assert_eq!((base_name("/a/b/"), dir_name("/a/b/")), ("b", "/a"));
        assert_eq!((base_name("/"), dir_name("a")), ("/", "."));
        assert_eq!(dir_name("/a"), "/");
    }
}
