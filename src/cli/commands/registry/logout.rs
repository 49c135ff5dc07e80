//! `docker logout`: takes an account out of the settings.

use crate::cli::command::{Args, Command};
use crate::cli::config::HUB;
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;

pub(crate) const COMMAND: Command = Command {
    names: &["logout"],
    usage: "[SERVER]",
    args: Args::AtMost(1),
    flags: &[],
    flags_first: false,
    examples: &["logout"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let typed = cli.arg(0);
    let host = if typed.is_empty() { HUB } else { super::host(typed) };
    cli.line(&format!("Removing login credentials for {host}")).await;
    // Accounts were once kept under other forms of the address.
    let names = [typed.to_owned(), host.to_owned(), format!("http://{host}"), format!("https://{host}")];
    let mut config = cli.config().clone();
    let kept: Vec<&String> = names.iter().filter(|name| config.account(name).is_some()).collect();
    if kept.is_empty() {
        return Ok(());
    }
    for name in kept {
        config.remove_account(name);
    }
    config.save(cli.process())
}
