//! Who may name the world outside: only `web` (and the two wasm binaries) names the browser's crates, only `native` (and
//! the native binaries) names std's files, environment, clock, threads and sockets. clippy.toml bans the calls; this keeps
//! the imports out as well, in every set of features.

use super::source::{Source, paths};

/// The browser's crates. Their submodules and companions begin with the same words.
const BROWSER: [&str; 7] = ["gloo", "gloo_", "js_sys", "wasm_bindgen", "wasm_bindgen_", "web_sys", "yew"];
/// Modules of std that reach the machine.
const MACHINE: [&str; 4] = ["env", "fs", "process", "thread"];
/// Types that reach the machine in modules that also hold plain data, such as addresses and durations.
const TYPES: [&str; 7] = ["Instant", "SystemTime", "TcpListener", "TcpStream", "ToSocketAddrs", "UdpSocket", "*"];

/// One complaint for each such path outside its rooms.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    sources.iter().filter(|source| source.is_rust()).flat_map(check_file).collect()
}

fn check_file(source: &Source) -> Vec<String> {
    let path = source.path.as_str();
    if !path.starts_with("src/") {
        return Vec::new();
    }
    let room = source.room();
    let binary = path.starts_with("src/bin/");
    let browser = room == Some("web") || matches!(path, "src/main.rs" | "src/bin/node_runtime.rs");
    let machine = room == Some("native") || binary;
    let mut complaints = Vec::new();
    for named in paths(&source.text) {
        let names: Vec<&str> = named.names.iter().map(String::as_str).collect();
        let line = named.line;
        if !browser && is_browser(names[0]) {
            complaints.push(format!("{path}:{line}: only `web` names {}; give `session` a plain view of it", names[0]));
        }
        // Tests may read and write files of the repository; clippy has them say so.
        if !machine && !named.in_tests && is_machine(&names) {
            let named = names.join("::");
            complaints.push(format!("{path}:{line}: only `native` names {named}; use `vfs`, `os` or `base::Time`"));
        }
    }
    complaints
}

fn is_browser(name: &str) -> bool {
    BROWSER.iter().any(|known| name == *known || (known.ends_with('_') && name.starts_with(known)))
}

fn is_machine(names: &[&str]) -> bool {
    match names {
        ["std", "net" | "time", rest @ ..] => rest.iter().any(|name| TYPES.contains(name)),
        ["std", module, ..] => MACHINE.contains(module),
        _ => false,
    }
}

#[cfg(test)]
fn count(path: &str, text: &str) -> usize {
    check(&[Source::new(path, text)]).len()
}

#[test]
fn the_browser_belongs_to_web() {
    let text = "use yew::prelude::*;\nuse gloo_timers::x;\nuse crate::yew::x;";
    assert_eq!(count("src/os/mod.rs", text), 2);
    assert_eq!(count("src/web/map.rs", text), 0);
    assert_eq!(count("src/main.rs", text), 0);
    assert_eq!(count("src/bin/drydock.rs", text), 2);
}

#[test]
fn the_machine_belongs_to_native() {
    let text =
        "use std::{fmt, fs, net::{IpAddr, UdpSocket}, time::{Duration, Instant}};\nfn f() { std::thread::yield_now() }";
    assert_eq!(count("src/os/mod.rs", text), 4);
    assert_eq!(count("src/web/effects.rs", text), 4);
    assert_eq!(count("src/native/mod.rs", text), 0);
    assert_eq!(count("src/bin/drydock.rs", text), 0);
    assert_eq!(count("tests/suite/main.rs", text), 0);
    assert_eq!(count("src/os/mod.rs", &format!("mod tests {{ {text} }}")), 0);
}
