//! What the browser tests need: Node with the packages of tests/browser, and a Chromium of the system.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place;
use crate::run::{self, npm, program};

/// Oldest Node whose test runner does what tests/browser asks of it.
const NODE_MIN: u32 = 20;
/// Names under which systems have a Chromium on the search path.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/// Where it is on systems that keep it off the search path.
const PLACES: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];

/// Node, to run a script with.
///
/// # Errors
/// Names what is missing and the command that installs it.
pub(crate) fn node() -> Result<Command, String> {
    let version = run::output(program("node").arg("--version")).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    if major >= NODE_MIN && run::find("npm").is_some() {
        return Ok(program("node"));
    }
    let from = if is_debian() { "apt-get install nodejs npm" } else { "https://nodejs.org or your system's packages" };
    let found = if version.is_empty() { "none" } else { &version };
    Err(format!("Node.js {NODE_MIN} or later with npm is needed, {found} is there: {from}"))
}

/// Installs the packages of tests/browser, unless they are there already.
///
/// # Errors
/// Where npm fails.
pub(crate) fn packages() -> Result<(), String> {
    let folder = place::browser_tests();
    let lock = read(&folder.join("package-lock.json"))?;
    // npm keeps a copy of what it installed; the contents' digests say whether that is what the lock file asks for.
    let installed = read(&folder.join("node_modules").join(".package-lock.json")).unwrap_or_default();
    let mut digests = lock.lines().filter(|line| line.trim_start().starts_with("\"integrity\""));
    if digests.all(|digest| installed.contains(digest.trim())) {
        return Ok(());
    }
    run::run(npm("ci --prefer-offline --no-audit --no-fund").current_dir(&folder))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The system's Chromium: `CHROME`, or one that is found, or on Debian as root one that is installed now.
///
/// # Errors
/// Names what is missing and the command that installs it.
pub(crate) fn chromium() -> Result<PathBuf, String> {
    if let Some(chosen) = place::set("CHROME") {
        return Ok(chosen);
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    let missing = "no Chromium or Chrome is found: install one";
    if !is_debian() {
        return Err(format!("{missing}, or set CHROME to its program"));
    }
    if run::output(program("id").arg("-u")).as_deref() != Some("0") {
        return Err(format!("{missing}: sudo apt-get install chromium"));
    }
    run::run(&mut apt("update"))?;
    // The page's text is measured and drawn: fonts are part of the test.
    run::run(apt("install").args([
        "--yes",
        "--no-install-recommends",
        "chromium",
        "fonts-dejavu-core",
        "fonts-liberation",
    ]))?;
    find().ok_or_else(|| missing.to_owned())
}

fn find() -> Option<PathBuf> {
    let places = PLACES.iter().map(PathBuf::from).find(|path| path.is_file());
    NAMES.iter().find_map(|name| run::find(name)).or(places)
}

/// Debian itself: others built on it have a `chromium` package that is no browser.
fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"))
}

fn apt(command: &str) -> Command {
    let mut apt = program("apt-get");
    apt.args(["--quiet", command]).env("DEBIAN_FRONTEND", "noninteractive");
    apt
}
