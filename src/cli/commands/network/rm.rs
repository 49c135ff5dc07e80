//! `docker network rm`: removes networks.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text};
use crate::cli::kinds::SWITCH;
use crate::engine::api::ErrorClass;

pub(crate) const COMMAND: Command = Command {
    names: &["network rm", "network remove"],
    usage: "NETWORK [NETWORK...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("force", 'f', &SWITCH)]],
    flags_first: false,
    examples: &["network rm shop"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let force = cli.values().switch("force");
    let api = cli.api("Get v1.50/networks")?;
    let mut failed = false;
    for name in cli.args() {
        match api.network_remove(name).await {
            Ok(()) => cli.line(name).await,
            Err(error) if force && error.class == ErrorClass::NotFound => {}
            Err(error) => {
                cli.note(&daemon_text(&error)).await;
                failed = true;
            }
        }
    }
    // The last line is docker's own slip: it prints its status as if that were a message.
    if failed { Err("exit status 1".into()) } else { Ok(()) }
}
