//! The tools that a build needs, each installed once into the cache: the wasm target, Trunk and wasm-bindgen.
//! Versions are pinned, so that two machines build the same page.

use std::fs;
use std::path::{Path, PathBuf};

use crate::place;
use crate::run::{self, cargo, program};

const TRUNK: &str = "0.21.14";
const TARGET: &str = "wasm32-unknown-unknown";

/// What a build is run with.
pub(crate) struct Tools {
    /// Trunk itself.
    pub(crate) trunk: PathBuf,
    /// The folder to put before the search path, for the tool that Trunk calls.
    pub(crate) folder: PathBuf,
}

/// Installs what is missing.
///
/// # Errors
/// Names the tool that could not be had, and the command that installs it.
pub(crate) fn ready() -> Result<Tools, String> {
    wasm_target()?;
    let bin = place::cache()?.join("tools").join("bin");
    let trunk = cargo_tool("trunk", "trunk", TRUNK)?;
    // The command line tool and the crate only work together in the same version.
    cargo_tool("wasm-bindgen", "wasm-bindgen-cli", &locked_version("wasm-bindgen")?)?;
    Ok(Tools { trunk, folder: bin })
}

/// Adds the target that the page is compiled for, where it is missing.
///
/// # Errors
/// Where neither the target nor rustup is there.
pub(crate) fn wasm_target() -> Result<(), String> {
    let library = run::output(program("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    if run::find("rustup").is_none() {
        return Err(format!("Rust's {TARGET} target is missing, and so is rustup: install it from https://rustup.rs"));
    }
    run::run(program("rustup").args(["target", "add", TARGET]))
}

/// A program from crates.io in exactly one version: from the cache, from the search path, or compiled now.
fn cargo_tool(name: &str, package: &str, version: &str) -> Result<PathBuf, String> {
    let root = place::cache()?.join("tools");
    let cached = root.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if let Some(found) = [Some(cached.clone()), run::find(name)].into_iter().flatten().find(|path| is(path, version)) {
        return Ok(found);
    }
    println!("compiling {package} {version} into {}: a few minutes, once", root.display());
    let mut install = cargo("install --locked --version");
    install.args([version, package, "--root"]).arg(&root);
    // A tool that runs for a second need not be optimised for minutes.
    install.envs([("CARGO_PROFILE_RELEASE_LTO", "off"), ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")]);
    install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    run::run(&mut install)?;
    Ok(cached)
}

fn is(path: &Path, version: &str) -> bool {
    let said = run::output(program(path).arg("--version"));
    said.is_some_and(|said| said.split_whitespace().any(|word| word == version))
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String, String> {
    let lock = fs::read_to_string(place::root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    version_in(&lock, package).ok_or_else(|| format!("Cargo.lock has no {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    let version = lines.nth(1)?.strip_prefix("version = ")?;
    Some(version.trim_matches('"').to_owned())
}

#[test]
fn the_lock_file_has_the_version() {
    let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.9\"\n";
    assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.9"));
    assert_eq!(version_in(lock, "yew"), None);
}
