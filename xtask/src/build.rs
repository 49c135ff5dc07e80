//! The optimised page, into dist/.

use crate::run::{self, cargo, program};
use crate::tools;

/// Builds the page with Trunk, after installing what that needs.
///
/// # Errors
/// Where a tool is missing or the build fails.
pub(crate) fn page() -> Result<(), String> {
    let tools = tools::ready()?;
    // Trunk is told to stay offline, so that it takes the tools it is given; packages are therefore fetched before.
    run::run(&mut cargo("fetch --locked --quiet"))?;
    let mut trunk = program(&tools.trunk);
    trunk.args(["build", "--release", "--locked", "--skip-version-check"]).env("PATH", run::path_with(&tools.folders));
    if !tools.trunk_fetches {
        trunk.arg("--offline");
    }
    // Trunk takes only the words true and false for this one, where the world at large writes 1.
    trunk.env_remove("NO_COLOR");
    run::run(&mut trunk)
}
