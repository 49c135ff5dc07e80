//! `docker unpause`: thaws the processes of containers.

use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::{parallel, report};

pub(crate) const COMMAND: Command = Command {
    names: &["container unpause", "unpause"],
    usage: "CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[],
    flags_first: false,
    examples: &["unpause web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let api = cli.api("Post v1.50/containers/unpause")?;
    let calls = cli.args().iter().map(|name| api.container_unpause(name)).collect();
    report::names(&cli, parallel::all(calls).await).await
}
