//! `docker kill`: sends a signal to containers.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::TEXT;
use crate::cli::{parallel, report};

pub(crate) const COMMAND: Command = Command {
    names: &["container kill", "kill"],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("signal", 's', &TEXT)]],
    flags_first: false,
    examples: &["kill web", "kill --signal HUP web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let api = cli.api("Post v1.50/containers/kill")?;
    let signal = cli.values().text("signal");
    let calls = cli.args().iter().map(|name| api.container_kill(name, signal)).collect();
    report::names(&cli, parallel::all(calls).await).await
}
