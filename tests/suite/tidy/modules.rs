//! Lists of modules: every Rust file of `src/` is named by its parent (a file nobody names is dead code that no compiler
//! sees), and the lists that grow by one line for each new command, instruction, check or program are sorted.

use std::collections::BTreeMap;

use super::source::{Source, tokens};

/// Folders whose `mod.rs` is a registry, and the folders below them.
const REGISTRIES: [&str; 4] = ["src/build/instructions", "src/cli/commands", "src/dockerfile/checks", "src/programs"];

/// One complaint for each dead file, missing file and unsorted list.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let files: BTreeMap<&str, &Source> = sources
        .iter()
        .filter(|source| source.is_rust() && source.path.starts_with("src/") && !source.path.starts_with("src/bin/"))
        .map(|source| (source.path.as_str(), source))
        .collect();
    let mut complaints = Vec::new();
    for source in files.values() {
        complaints.extend(check_named(&files, source));
        complaints.extend(check_sorted(source));
    }
    complaints
}

/// The file must be in the list of the module above it.
fn check_named(files: &BTreeMap<&str, &Source>, source: &Source) -> Option<String> {
    let path = &source.path;
    if matches!(path.as_str(), "src/lib.rs" | "src/main.rs") {
        return None;
    }
    let module = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let (folder, name) = module.rsplit_once('/')?;
    let parents = [format!("{folder}/mod.rs"), format!("{folder}.rs"), format!("{folder}/lib.rs")];
    let Some(parent) = parents.iter().find_map(|parent| files.get(parent.as_str())) else {
        return Some(format!("{path}: there is no {folder}/mod.rs to name it"));
    };
    let named = list(&parent.text).iter().any(|module| module == name);
    (!named).then(|| format!("{path}: add `mod {name};` to {}, or remove the file", parent.path))
}

fn check_sorted(source: &Source) -> Option<String> {
    let folder = source.path.strip_suffix("/mod.rs")?;
    if !REGISTRIES.iter().any(|registry| folder.starts_with(registry)) {
        return None;
    }
    let modules = list(&source.text);
    let unsorted = modules.windows(2).find(|pair| pair[0] > pair[1])?;
    Some(format!("{}: `mod {};` comes before `mod {};` in a sorted list", source.path, unsorted[1], unsorted[0]))
}

/// The modules that a file names as files of their own, in its order.
fn list(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let named = tokens.windows(3).filter(|window| window[0].text == "mod" && window[2].text == ";");
    named.map(|window| window[1].text.to_owned()).collect()
}

#[test]
fn files_that_nobody_names_are_seen() {
    let sources = [
        Source::new("src/lib.rs", "pub mod os;"),
        Source::new("src/os/mod.rs", "mod pipe;\n// mod dead;\n#[cfg(test)]\nmod tests { }"),
        Source::new("src/os/pipe.rs", ""),
        Source::new("src/os/dead.rs", ""),
        Source::new("src/lost/a.rs", ""),
        Source::new("src/bin/drydock.rs", ""),
    ];
    let wanted = [
        "src/lost/a.rs: there is no src/lost/mod.rs to name it",
        "src/os/dead.rs: add `mod dead;` to src/os/mod.rs, or remove the file",
    ];
    assert_eq!(check(&sources), wanted);
}

#[test]
fn registries_are_sorted() {
    let list = "mod b;\npub(crate) mod a;";
    let names = ["src/lib.rs", "src/cli/mod.rs", "src/cli/commands/mod.rs", "src/cli/commands/image/mod.rs"];
    let children = ["src/cli/commands/image/a.rs", "src/cli/commands/image/b.rs"];
    let texts = ["mod cli;", "mod commands;", "mod image;", list, "", ""];
    let files = names.iter().chain(&children).zip(texts);
    let sources: Vec<_> = files.map(|(path, text)| Source::new(path, text)).collect();
    let wanted = "src/cli/commands/image/mod.rs: `mod a;` comes before `mod b;` in a sorted list";
    assert_eq!(check(&sources), [wanted]);
}
