//! The order of the house: a module of `src/` names only modules strictly earlier in the line, and those of its own room.

use super::source::{Named, Source, paths};

/// The rooms in import order. Rooms of one level cannot name each other.
const ORDER: [&[&str]; 11] = [
    &["base"],
    &["gotemplate", "dockerfile", "vfs"],
    &["os"],
    &["shell", "hub"],
    &["programs", "engine"],
    &["js", "build"],
    &["cli"],
    &["world"],
    &["lessons"],
    &["session"],
    &["web", "native"],
];

fn level(room: &str) -> Option<usize> {
    ORDER.iter().position(|rooms| rooms.contains(&room))
}

/// One complaint for each room outside the line and each import against it.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    sources.iter().filter(|source| source.is_rust()).flat_map(check_file).collect()
}

fn check_file(source: &Source) -> Vec<String> {
    let Some(room) = source.room() else { return Vec::new() };
    let path = &source.path;
    let Some(own) = level(room) else {
        return vec![format!("{path}: `{room}` is no room of the house; lib.rs and ARCHITECTURE.md list them")];
    };
    let mut complaints = Vec::new();
    for named in paths(&source.text) {
        let Some(target) = target(source, &named) else { continue };
        if target != room && level(target).is_some_and(|level| level >= own) {
            let line = named.line;
            complaints.push(format!("{path}:{line}: `{room}` comes before `{target}` and cannot import it"));
        }
    }
    complaints
}

/// The room that a path leads to, by `crate::` or by climbing with `super::` to the crate's root.
fn target<'a>(source: &Source, named: &'a Named) -> Option<&'a str> {
    let first = named.names.first()?;
    if first == "crate" {
        return named.names.get(1).map(String::as_str);
    }
    let climbs = named.names.iter().take_while(|name| *name == "super").count();
    (climbs > 0 && climbs == depth(source) + named.nesting).then(|| named.names.get(climbs).map(String::as_str))?
}

/// How deep a file's module lies below the crate's root.
fn depth(source: &Source) -> usize {
    let inside = source.path.trim_start_matches("src/").trim_end_matches(".rs");
    inside.trim_end_matches("/mod").split('/').count()
}

#[cfg(test)]
fn complaints(path: &str, text: &str) -> Vec<String> {
    check(&[Source::new(path, text)])
}

#[test]
fn earlier_rooms_and_the_own_room_may_be_named() {
    let text = "use crate::{base::Time, vfs::tar};\nuse crate::os::pipe;\nuse super::pipe;\nuse std::web::x;";
    assert!(complaints("src/os/signal.rs", text).is_empty());
}

#[test]
fn later_rooms_and_neighbours_may_not() {
    let later = complaints("src/os/signal.rs", "\nuse crate::{base, engine::api};");
    assert_eq!(later, ["src/os/signal.rs:2: `os` comes before `engine` and cannot import it"]);
    assert_eq!(complaints("src/shell/mod.rs", "fn f() { crate::hub::g() }").len(), 1);
    assert_eq!(complaints("src/nowhere/mod.rs", "").len(), 1);
}

#[test]
fn climbing_to_the_root_is_an_import_too() {
    assert_eq!(complaints("src/os/mod.rs", "use super::cli::run;").len(), 1);
    assert_eq!(complaints("src/os/a.rs", "use super::super::cli::run;").len(), 1);
    assert_eq!(complaints("src/os/mod.rs", "mod tests { use super::super::cli; }").len(), 1);
    assert!(complaints("src/os/mod.rs", "mod tests { use super::cli::x; }").is_empty());
    assert!(complaints("src/os/a.rs", "use super::cli::x;").is_empty());
}
