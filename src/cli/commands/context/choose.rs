//! `docker context use`: makes a context the current one.

use crate::base::quote::quote;
use crate::cli::command::{Args, Command};
use crate::cli::connect::DEFAULT_NAME;
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;

use super::store;

pub(crate) const COMMAND: Command = Command {
    names: &["context use"],
    usage: "CONTEXT",
    // Another part of docker counts this one's arguments, in words of its own.
    args: Args::AtLeast(0),
    flags: &[],
    flags_first: false,
    examples: &["context use default"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    if cli.args().len() != 1 {
        return Err(format!("accepts 1 arg(s), received {}", cli.args().len()).into());
    }
    let name = cli.arg(0);
    store::find(&cli, name)?;
    let chosen = if name == DEFAULT_NAME { "" } else { name };
    if cli.config().text("currentContext") != chosen {
        let mut config = cli.config().clone();
        config.set_text("currentContext", chosen);
        config.save(cli.process())?;
    }
    cli.line(name).await;
    cli.note(&format!("Current context is now {}", quote(name))).await;
    if name != DEFAULT_NAME && store::overridden(&cli) {
        let advice = format!("To use {}, either set the global --context flag, or unset", quote(name));
        cli.note(&format!(
            "Warning: DOCKER_HOST environment variable overrides the active context. {advice} DOCKER_HOST environment \
             variable."
        ))
        .await;
    }
    Ok(())
}
