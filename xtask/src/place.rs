//! Where things are: the repository, the built page, and the cache for tools, which outlives a checkout; and how contents are
//! told apart.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// The built page.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The browser tests' folder.
pub(crate) fn browser_tests() -> PathBuf {
    root().join("tests").join("browser")
}

/// The cache folder for tools: `DRYDOCK_CACHE`, or `drydock` in the user's cache folder.
///
/// # Errors
/// Where the user has no home folder.
pub(crate) fn cache() -> Result<PathBuf, String> {
    if let Some(folder) = set("DRYDOCK_CACHE") {
        return Ok(folder);
    }
    let user = set("XDG_CACHE_HOME").or_else(|| set("LOCALAPPDATA")).or_else(|| Some(set("HOME")?.join(".cache")));
    let user = user.ok_or("no place for tools: set DRYDOCK_CACHE to a folder")?;
    Ok(user.join("drydock"))
}

/// The value of an environment variable, as a path, unless empty.
pub(crate) fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The FNV-1a hash: not for secrets, only to tell names and files apart.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
