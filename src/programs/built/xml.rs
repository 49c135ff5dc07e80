//! The few values that pom.xml and project files hold: the text of an element by its path. No attributes, no namespaces.

/// The text of the first element at a path of names, as `project/version`; elements in between are passed over.
pub(super) fn text(source: &str, wanted: &str) -> Option<String> {
    let (mut path, mut rest) = (Vec::<String>::new(), source);
    while let Some((before, after)) = rest.split_once('<') {
        if path.join("/") == wanted && !before.trim().is_empty() {
            return Some(before.trim().to_owned());
        }
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let (tag, next) = after.split_once('>')?;
        rest = next;
        let name = tag.split_whitespace().next().unwrap_or_default();
        if tag.starts_with(['?', '!']) || tag.ends_with('/') {
            continue;
        }
        match name.strip_prefix('/') {
            Some(_) => drop(path.pop()),
            None => path.push(name.to_owned()),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn elements_are_found_by_path() {
        let pom = "<?xml version=\"1.0\"?><project x=\"1\"><!-- <version>0</version> --><parent><version>9</version></parent><a/><version> 1.2 </version></project>";
        assert_eq!(super::text(pom, "project/version").as_deref(), Some("1.2"));
        assert_eq!(super::text(pom, "project/name"), None);
    }
}
