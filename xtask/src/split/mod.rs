//! The page's wasm in two files: what stands before the first prompt, and the rest, which is fetched when the first key is
//! pressed or when something of it is called. It works on what Trunk has put into dist/ and touches nothing else.
//!
//! Which functions come first is recorded, not guessed: `cargo xtask profile` opens a page whose functions note that they
//! ran, and keeps digests of their names in `early.txt`. The record only decides what is fast: a function that is not in
//! it works all the same, after a wait. So it may be older than the code.

#![expect(clippy::cast_possible_truncation, reason = "counts and numbers of a wasm module are 32 bits wide")]

mod module;
mod parts;
mod profile;
mod rest;
mod wasm;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::{offline, place};
use module::Module;

pub(crate) use profile::record;

/// The digests of the names of the functions that ran before the first prompt.
const EARLY: &str = include_str!("early.txt");

/// What Trunk wrote for the page.
struct Files {
    script: PathBuf,
    wasm: PathBuf,
    /// The part of their names that Trunk made from the content.
    digest: String,
}

impl Files {
    /// Finds them in dist/.
    fn find() -> Result<Self, String> {
        let entries = fs::read_dir(place::dist()).map_err(|error| format!("dist: {error}"))?;
        let mut names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let digest = names
            .find_map(|name| Some(name.strip_prefix("page-")?.strip_suffix("_bg.wasm")?.to_owned()))
            .ok_or("dist/ has no page-*_bg.wasm")?;
        let file = |name: String| place::dist().join(name);
        Ok(Self { script: file(format!("page-{digest}.js")), wasm: file(format!("page-{digest}_bg.wasm")), digest })
    }
}

/// Splits the page's wasm in dist/ in two and tells the page's script how to get the second.
///
/// # Errors
/// Where dist/ or its wasm is not as expected.
pub(crate) fn page() -> Result<(), String> {
    let files = Files::find()?;
    let bytes = read(&files.wasm)?;
    let early: BTreeSet<&str> =
        EARLY.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
    let names: BTreeMap<u32, String> = Module::read(&bytes)?.names.into_iter().collect();
    // Without a name are only those few that wasm-bindgen adds, to start with among others.
    let parts = parts::split(&bytes, |function| {
        names.get(&function).is_none_or(|name| early.contains(digest_of(name).as_str()))
    })?;
    let script = String::from_utf8(read(&files.script)?).map_err(|_| "the page's script is no text")?;
    // The names say what is in the files, so that a browser that kept an old one does not mix the two.
    let all = [parts.early.as_slice(), &parts.late, script.as_bytes()].concat();
    let digest = format!("{:016x}", place::fnv(&all));
    let script = rest::patched(&script, &format!("page-{digest}_rest.wasm"))?.replace(&files.digest, &digest);
    let script = script + offline::REGISTRATION;
    let dist = place::dist();
    for old in [&files.wasm, &files.script] {
        fs::remove_file(old).map_err(|error| format!("{}: {error}", old.display()))?;
    }
    write(&dist.join(format!("page-{digest}_bg.wasm")), &parts.early)?;
    write(&dist.join(format!("page-{digest}_rest.wasm")), &parts.late)?;
    write(&dist.join(format!("page-{digest}.js")), script.as_bytes())?;
    let runtime = dist.join("node_runtime_bg.wasm");
    write(&runtime, &nameless(&read(&runtime)?)?)?;
    let index = dist.join("index.html");
    let html = String::from_utf8(read(&index)?).map_err(|_| "index.html is no text")?;
    write(&index, html.replace(&files.digest, &digest).as_bytes())?;
    println!(
        "page: {} functions in {} kB before the first prompt, {} in {} kB after it",
        parts.counts[0],
        parts.early.len() / 1000,
        parts.counts[1],
        parts.late.len() / 1000
    );
    Ok(())
}

/// A module without what is only for people: names and notes on its making.
fn nameless(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = wasm::Writer::new();
    wasm::sections(bytes)?.into_iter().filter(|(id, _)| *id != 0).for_each(|(id, content)| out.section(id, content));
    Ok(out.done())
}

/// A short digest of a function's name. What the compiler adds to tell crates and copies apart is left out, since it
/// changes from machine to machine.
fn digest_of(name: &str) -> String {
    let mut plain = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        let is_hash = |text: &str| text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        rest = match after.split_once(']') {
            Some((inside, behind)) if is_hash(inside) => behind,
            _ => {
                plain.push('[');
                after
            }
        };
    }
    plain.push_str(rest);
    // What follows a dot or `::h` is the linker's.
    let plain = plain.split(".llvm.").next().unwrap_or_default();
    format!("{:08x}", place::fnv(plain.as_bytes()) >> 32)
}

fn read(path: &std::path::Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::digest_of;

    #[test]
    fn a_name_has_one_digest_on_all_machines() {
        assert_eq!(
            digest_of("drydock[0123456789abcdef]::shell::run"),
            digest_of("drydock[fedcba9876543210]::shell::run")
        );
        assert_ne!(digest_of("<[u8] as drydock::A>::b"), digest_of("<[u16] as drydock::A>::b"));
    }
}
