//! `docker builder prune`: empties the build cache, where the buildx plugin is not there to do it.

use crate::base::units::human_size;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{BYTES, FILTER, SWITCH};
use crate::cli::prune;

pub(crate) const COMMAND: Command = Command {
    names: &["builder prune"],
    usage: "",
    args: Args::None,
    flags: &[&[
        Flag::new("all", 'a', &SWITCH),
        Flag::long("filter", &FILTER),
        Flag::new("force", 'f', &SWITCH),
        Flag::long("keep-storage", &BYTES).ignored(),
    ]],
    flags_first: false,
    examples: &["builder prune"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let all = values.switch("all");
    if !values.switch("force") && !cli.confirm(question(all)).await? {
        return Ok(());
    }
    let report = cli.api("Post v1.50/build/prune")?.build_prune(all, prune::filters(&cli)).await?;
    let mut out = prune::gone("Deleted build cache objects", report.deleted.iter().map(String::as_str));
    if !out.is_empty() {
        out.push('\n');
    }
    cli.out(&out).await;
    cli.line(&format!("Total reclaimed space: {}", human_size(report.space_reclaimed))).await;
    Ok(())
}

/// What is asked before; buildx asks the same.
pub(crate) fn question(all: bool) -> &'static str {
    if all {
        "WARNING! This will remove all build cache. Are you sure you want to continue?"
    } else {
        "WARNING! This will remove all dangling build cache. Are you sure you want to continue?"
    }
}
