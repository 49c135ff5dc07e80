//! The optimised page, into dist/.

use crate::run::{self, cargo, program};
use crate::{offline, place, split, tools};

/// Builds the page and splits its wasm into what stands before the first prompt and the rest, and
/// writes the service worker that keeps them.
///
/// # Errors
/// Where a tool is missing or the build fails.
pub(crate) fn page() -> Result<(), String> {
    unsplit()?;
    split::page()?;
    offline::worker()
}

/// Builds the page with Trunk, after installing what that needs.
///
/// # Errors
/// Where a tool is missing or the build fails.
pub(crate) fn unsplit() -> Result<(), String> {
    let tools = tools::ready()?;
    // Trunk is told to stay offline, so that it takes the tools it is given; packages are therefore fetched before.
    run::run(&mut cargo("fetch --locked --quiet"))?;
    let mut trunk = program(&tools.trunk);
    trunk.args(["build", "--release", "--locked", "--skip-version-check", "--offline"]);
    trunk.env("PATH", run::path_with(&[tools.folder]));
    trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", nameless_places());
    // Trunk takes only the words true and false for this one, where the world at large writes 1.
    trunk.env_remove("NO_COLOR");
    run::run(&mut trunk)
}

/// Options that take the names of this machine's folders out of the messages that are compiled in: two machines build the
/// same bytes. They are added to those of .cargo/config.toml.
fn nameless_places() -> String {
    let home = place::set("CARGO_HOME")
        .or_else(|| Some(place::set("HOME").or_else(|| place::set("USERPROFILE"))?.join(".cargo")));
    let places = [(home, "cargo"), (Some(place::root()), "drydock")];
    let known = places.into_iter().filter_map(|(folder, name)| Some((folder?, name)));
    // Such a list has no way to write a space.
    let plain = known.filter(|(folder, _)| !folder.to_string_lossy().contains(' '));
    plain.map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display())).collect::<Vec<_>>().join(" ")
}
