//! `docker context show`: the name of the current context.

use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;

pub(crate) const COMMAND: Command = Command {
    names: &["context show"],
    usage: "",
    args: Args::None,
    flags: &[],
    flags_first: false,
    examples: &["context show"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    cli.line(&cli.endpoint().context).await;
    Ok(())
}
