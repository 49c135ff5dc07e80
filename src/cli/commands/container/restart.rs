//! `docker restart`: stops containers and starts them again, one after the other.

use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};

use super::stop;

pub(crate) const COMMAND: Command = Command {
    names: &["container restart", "restart"],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[stop::FLAGS],
    flags_first: false,
    examples: &["restart web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (signal, timeout) = stop::options(&cli)?;
    let api = cli.api("Post v1.50/containers/restart")?;
    let mut errors = Vec::new();
    for name in cli.args() {
        match api.container_restart(name, signal.clone(), timeout).await {
            Ok(()) => cli.line(name).await,
            Err(error) => errors.push(daemon_text(&error)),
        }
    }
    join(&errors)
}
