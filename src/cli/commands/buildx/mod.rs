//! `docker buildx`: the commands of the builder's plugin. `docker build` and `docker builder` lead here where it is
//! installed.

mod build;
mod du;
mod inspect;
mod ls;
mod prune;
mod version;

pub(crate) use build::COMMAND as BUILD;
pub(crate) use du::COMMAND as DU;
pub(crate) use inspect::COMMAND as INSPECT;
pub(crate) use ls::COMMAND as LS;
pub(crate) use prune::COMMAND as PRUNE;
pub(crate) use version::COMMAND as VERSION;

use crate::base::duration::parse_go_duration;
use crate::base::quote::quote;
use crate::cli::command::Flag;
use crate::cli::context::Cli;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::kinds::{SWITCH, TEXT};
use crate::cli::prune as pruning;
use crate::engine::api::Filters;

/// The flags of the plugin that each of its commands takes. Recorded from buildx 0.24.
pub(crate) const PLUGIN_FLAGS: &[Flag] = &[Flag::long("builder", &TEXT), Flag::new("debug", 'D', &SWITCH)];

/// The only builder: the engine's own.
pub(crate) const BUILDER: &str = "default";

/// What the plugin says of a failure.
pub(crate) fn error(why: &str) -> Failure {
    Failure::from(format!("ERROR: {why}"))
}

/// The builder that `name`, `--builder` or the environment names.
pub(crate) fn builder(cli: &Cli, name: &str) -> Outcome<&'static str> {
    let environment = cli.process().env("BUILDX_BUILDER").unwrap_or_default();
    let named = [name, cli.values().text("builder"), &environment].into_iter().find(|name| !name.is_empty());
    match named {
        None | Some(BUILDER) => Ok(BUILDER),
        Some(other) => Err(error(&format!("no builder {} found", quote(other)))),
    }
}

/// The version of BuildKit in the engine of docker 28.2.2.
const BUILDKIT: &str = "v0.22.0";
/// What the engine's machine can run.
const PLATFORMS: &str = "linux/amd64, linux/amd64/v2, linux/amd64/v3, linux/386";

/// The conditions on the build cache, checked as buildx checks them, with `unused-for` as `until`.
fn cache_filters(cli: &Cli) -> Outcome<Filters> {
    let mut filters = pruning::filters(cli);
    let has = |name: &str| filters.iter().any(|(known, _)| known == name);
    if has("until") && has("unused-for") {
        return Err(error("conflicting filters \"until\" and \"unused-for\""));
    }
    for (name, values) in &mut filters {
        if values.len() > 1 {
            return Err(error("filters expect only one value"));
        }
        if matches!(name.as_str(), "until" | "unused-for") {
            let given = values.first().map_or("", String::as_str);
            parse_go_duration(given)
                .map_err(|why| error(&format!("{} filter expects a duration (e.g., '24h'): {why}", quote(name))))?;
            "until".clone_into(name);
        }
    }
    Ok(filters)
}
