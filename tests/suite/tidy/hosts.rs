//! What must work on every machine names none: tool files do not name a registry's host (each user's own set-up says where
//! packages come from), and no file holds a path of the machine it was written on. Simulated output is not looked at for
//! hosts, since the real tools print them.

use std::env;

use super::source::Source;

/// Files that tools read or run.
const TOOL_ENDINGS: [&str; 6] = [".lock", ".npmrc", ".sh", ".toml", ".yml", "package-lock.json"];
/// Folders whose files are tools.
const TOOL_FOLDERS: [&str; 4] = [".cargo/", ".ci/", "tests/browser/", "xtask/"];
/// Parts of registries' host names, kept in halves so that this file does not hold them itself.
const HOSTS: [(&str, &str); 6] = [
    ("registry.", "npmjs"),
    ("registry.", "yarnpkg"),
    ("static.", "crates.io"),
    ("://index.", "crates.io"),
    ("pythonhosted", ".org"),
    ("deb.", "debian.org"),
];

/// Paths of the machine that the test runs on.
pub(super) struct Place {
    /// Beginnings of paths that no file may hold.
    paths: Vec<String>,
}

impl Place {
    /// The checkout's own places and cargo's.
    pub(super) fn here() -> Self {
        let root = env!("CARGO_MANIFEST_DIR");
        let mut paths = vec![format!("{root}/src/"), format!("{root}/target/")];
        paths.extend(env::var("HOME").ok().map(|home| format!("{home}/.cargo/registry")));
        Self { paths }
    }
}

/// One complaint for each file and name.
pub(super) fn check(sources: &[Source], place: &Place) -> Vec<String> {
    let mut complaints = Vec::new();
    for Source { path, text } in sources {
        let hosts = HOSTS.iter().map(|(first, second)| format!("{first}{second}"));
        for host in hosts.filter(|host| is_tool(path) && text.contains(host)) {
            complaints.push(format!("{path}: names {host}; leave the choice of registry to the user's set-up"));
        }
        if path.ends_with("package-lock.json") && text.contains("\"resolved\"") {
            complaints.push(format!("{path}: holds `resolved` fields; npm works without them, remove them"));
        }
        for machine in place.paths.iter().filter(|machine| text.contains(*machine)) {
            complaints.push(format!("{path}: holds {machine}, a path of one machine; make it relative"));
        }
    }
    complaints
}

fn is_tool(path: &str) -> bool {
    TOOL_ENDINGS.iter().any(|ending| path.ends_with(ending))
        || TOOL_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

#[test]
fn tool_files_name_no_registry() {
    let (first, second) = HOSTS[0];
    let text = format!("\"resolved\": \"https://{first}{second}.org/x.tgz\" /home/me/drydock/src/x");
    let files = ["tests/browser/package-lock.json", "tests/transcripts/npm.md"];
    let sources = files.map(|path| Source::new(path, &text));
    let place = Place { paths: vec!["/home/me/drydock/src/".to_owned()] };
    assert_eq!(check(&sources, &place).len(), 4);
    assert!(check(&sources[1..], &Place { paths: Vec::new() }).is_empty());
}
