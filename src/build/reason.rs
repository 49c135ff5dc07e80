//! Why a step was not in the cache, for the page's explanations. Docker itself does not say.

use super::cache::Memory;
use crate::base::order;

/// The reason, from what the step depended on last time and now.
pub(super) fn of(before: Option<&Memory>, now: &Memory, ignore: bool, parent_ran: bool) -> String {
    if ignore {
        return "the cache was not to be used".to_owned();
    }
    if parent_ran {
        return "an earlier step ran again".to_owned();
    }
    let Some(before) = before else { return "it was not built before".to_owned() };
    if before.text != now.text {
        return "the instruction changed".to_owned();
    }
    if before.parent != now.parent {
        return "the image below changed".to_owned();
    }
    if let Some(name) = changed_variable(before, now) {
        return format!("{name} changed");
    }
    changed_file(&before.files, &now.files).unwrap_or_else(|| "its result is no longer kept".to_owned())
}

fn changed_variable(before: &Memory, now: &Memory) -> Option<String> {
    let value =
        |memory: &Memory, name: &str| memory.env.iter().find(|(known, _)| known == name).map(|(_, v)| v.clone());
    let names = now.env.iter().chain(&before.env).map(|(name, _)| name);
    names.into_iter().find(|name| value(before, name) != value(now, name)).map(|name| format!("ARG or ENV {name}"))
}

/// "server.js changed", "a.txt is new", "b.txt is gone", with the number of others.
fn changed_file(before: &[(String, String)], now: &[(String, String)]) -> Option<String> {
    let look = |files: &[(String, String)], path: &str| {
        files.binary_search_by(|(known, _)| known.as_str().cmp(path)).ok().map(|at| files[at].1.clone())
    };
    let sorted = |files: &[(String, String)]| {
        let mut files = files.to_vec();
        order::sort(&mut files);
        files
    };
    let (before, now) = (sorted(before), sorted(now));
    let mut found = Vec::new();
    for (path, what) in &now {
        match look(&before, path) {
            Some(known) if known == *what => {}
            Some(_) => found.push((path, "changed")),
            None => found.push((path, "is new")),
        }
    }
    found.extend(before.iter().filter(|(path, _)| look(&now, path).is_none()).map(|(path, _)| (path, "is gone")));
    let (path, what) = found.first()?;
    let path = path.trim_start_matches('/');
    Some(match found.len() {
        1 => format!("{path} {what}"),
        more => format!("{path} {what}, and {} more", more - 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_cause_is_named() {
        let file = |text: &str| ("/server.js".to_owned(), text.to_owned());
        let memory = |text: &str, version: &str| Memory {
            text: "COPY . .".to_owned(),
            env: vec![("VERSION".to_owned(), version.to_owned())],
            parent: "p".to_owned(),
            files: vec![file(text)],
        };
        let before = memory("a", "1");
        assert_eq!(of(Some(&before), &memory("b", "1"), false, false), "server.js changed");
        assert_eq!(of(Some(&before), &memory("a", "2"), false, false), "ARG or ENV VERSION changed");
        assert_eq!(of(Some(&before), &memory("b", "2"), false, true), "an earlier step ran again");
        assert_eq!(of(None, &before, false, false), "it was not built before");
        assert_eq!(of(Some(&before), &before, true, false), "the cache was not to be used");
    }
}
