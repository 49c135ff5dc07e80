//! Records which functions run before the first prompt: `cargo xtask profile`. The page that it builds for this is not fit
//! for use, being slow; the next build replaces it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::module::Module;
use super::wasm::{self, Reader, Writer};
use super::{Files, digest_of, read, write};
use crate::run::{self, program};
use crate::{browser, place};

/// Lets every function of the page in dist/ note that it ran, opens it, and writes down which did.
///
/// # Errors
/// Where dist/ is not as expected or the browser fails.
pub(crate) fn record() -> Result<(), String> {
    let files = Files::find()?;
    let bytes = read(&files.wasm)?;
    let module = Module::read(&bytes)?;
    write(&files.wasm, &noting(&module)?)?;
    let mut script = read(&files.script)?;
    script.extend_from_slice(b"\nObject.defineProperty(globalThis, \"noted\", { get: () => wasm });\n");
    write(&files.script, &script)?;
    browser::packages()?;
    let mut node = program("node");
    node.arg("tests/browser/profile.mjs").env("CHROME", browser::chromium()?);
    let said = run::output(&mut node).ok_or("tests/browser/profile.mjs failed: run it to see why")?;
    let ran: BTreeSet<u32> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let digests: BTreeSet<String> =
        module.names.iter().filter(|(function, _)| ran.contains(function)).map(|(_, name)| digest_of(name)).collect();
    let mut text =
        "# Written by `cargo xtask profile`: digests of the names of the functions that run before the first prompt.\n"
            .to_owned();
    let words: Vec<&str> = digests.iter().map(String::as_str).collect();
    for line in words.chunks(12) {
        let _ = writeln!(text, "{}", line.join(" "));
    }
    write(&place::root().join("xtask/src/split/early.txt"), text.as_bytes())?;
    println!("{} of {} functions run before the first prompt", ran.len(), module.bodies.len());
    Ok(())
}

/// The module with a global for each function, exported as `~N` with the function's number, which the function sets to 1.
fn noting(module: &Module) -> Result<Vec<u8>, String> {
    let first = module.imports.len() as u32;
    let globals = module.globals.len() as u32;
    let count = module.bodies.len() as u32;
    let mut out = Writer::new();
    for (id, content) in &module.sections {
        match *id {
            wasm::GLOBALS => {
                let mut reader = Reader::new(content);
                let mut bytes = Vec::new();
                wasm::number(&mut bytes, reader.number()? + count);
                bytes.extend_from_slice(reader.rest());
                (0..count).for_each(|_| bytes.extend([0x7f, 1, 0x41, 0, 0x0b]));
                out.section(wasm::GLOBALS, &bytes);
            }
            wasm::EXPORTS => {
                let mut reader = Reader::new(content);
                let mut bytes = Vec::new();
                wasm::number(&mut bytes, reader.number()? + count);
                bytes.extend_from_slice(reader.rest());
                for at in 0..count {
                    wasm::counted(&mut bytes, format!("~{}", first + at).as_bytes());
                    bytes.push(wasm::GLOBAL);
                    wasm::number(&mut bytes, globals + at);
                }
                out.section(wasm::EXPORTS, &bytes);
            }
            wasm::CODE => {
                let mut entries = Vec::new();
                for (at, body) in (0..count).zip(&module.bodies) {
                    entries.push(noted(body, globals + at)?);
                }
                out.list(wasm::CODE, &entries);
            }
            other => out.section(other, content),
        }
    }
    Ok(out.done())
}

/// A body, as an entry of the code section, that first sets a global to 1.
fn noted(body: &[u8], global: u32) -> Result<Vec<u8>, String> {
    let mut reader = Reader::new(body);
    for _ in 0..reader.number()? {
        reader.number()?;
        reader.byte()?;
    }
    let mut code = reader.since(0).to_vec();
    code.extend([0x41, 1, 0x24]);
    wasm::number(&mut code, global);
    code.extend_from_slice(reader.rest());
    let mut entry = Vec::new();
    wasm::counted(&mut entry, &code);
    Ok(entry)
}
