//! `docker network disconnect`: takes a container out of a network.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::SWITCH;

pub(crate) const COMMAND: Command = Command {
    names: &["network disconnect"],
    usage: "[OPTIONS] NETWORK CONTAINER",
    args: Args::Exactly(2),
    flags: &[&[Flag::new("force", 'f', &SWITCH)]],
    flags_first: false,
    examples: &["network disconnect shop web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let api = cli.api("Post v1.50/networks/disconnect")?;
    api.network_disconnect(cli.arg(0), cli.arg(1), cli.values().switch("force")).await?;
    Ok(())
}
