//! `docker rename`: gives a container another name.

use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text};

pub(crate) const COMMAND: Command = Command {
    names: &["container rename", "rename"],
    usage: "CONTAINER NEW_NAME",
    args: Args::Exactly(2),
    flags: &[],
    flags_first: false,
    examples: &["rename web site"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (old, new) = (cli.arg(0).trim(), cli.arg(1).trim());
    if old.is_empty() || new.is_empty() {
        return Err("Error: Neither old nor new names may be empty".into());
    }
    let api = cli.api("Post v1.50/containers/rename")?;
    if let Err(error) = api.container_rename(old, new).await {
        cli.note(&daemon_text(&error)).await;
        return Err(format!("Error: failed to rename container named {old}").into());
    }
    Ok(())
}
