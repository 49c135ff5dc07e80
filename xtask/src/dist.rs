//! `cargo xtask dist`: the folder to put on a web server. It is the built page and, beside each file that shrinks, the same
//! with gzip and with brotli, for servers that send such files as they are.

use crate::{browser, build, run};

/// Builds dist/ and compresses its files.
///
/// # Errors
/// Where the build fails or Node, which does the compressing, is missing.
pub(crate) fn folder() -> Result<(), String> {
    build::page()?;
    run::run(browser::node()?.arg("xtask/src/compress.mjs"))
}
