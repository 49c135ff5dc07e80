//! Recorded cases that lie beside the repository, in `DRYDOCK_SHARED` (default `../shared`). Where one is missing the test
//! that wants it says "skipped" and passes, so a plain checkout is green too.

use std::fs;
use std::path::PathBuf;

/// The path of `name` in the folder of shared data, whether it is there or not.
pub(super) fn path(name: &str) -> PathBuf {
    let folder = std::env::var_os("DRYDOCK_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    folder.join(name)
}

/// The text of the shared file `name`; None where it is missing.
pub(super) fn read(name: &str) -> Option<String> {
    fs::read_to_string(path(name)).ok()
}
