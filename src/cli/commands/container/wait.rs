//! `docker wait`: waits for containers to end and prints their exit codes.

use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::engine::api::WaitCondition;

pub(crate) const COMMAND: Command = Command {
    names: &["container wait", "wait"],
    usage: "CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[],
    flags_first: false,
    examples: &["wait web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let api = cli.api("Post v1.50/containers/wait")?;
    let mut errors = Vec::new();
    for name in cli.args() {
        match api.container_wait(name, WaitCondition::NotRunning) {
            Err(error) => errors.push(daemon_text(&error)),
            Ok(mut end) => {
                let end = end.recv().await.unwrap_or_default();
                cli.line(&end.status_code.to_string()).await;
            }
        }
    }
    join(&errors)
}
