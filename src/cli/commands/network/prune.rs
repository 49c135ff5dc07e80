//! `docker network prune`: removes networks that no container uses.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{FILTER, SWITCH};
use crate::cli::prune;

pub(crate) const COMMAND: Command = Command {
    names: &["network prune"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::long("filter", &FILTER), Flag::new("force", 'f', &SWITCH)]],
    flags_first: false,
    examples: &["network prune"],
    run: |cli| Box::pin(run(cli)),
};

const QUESTION: &str = "WARNING! This will remove all custom networks not used by at least one container.\n\
                        Are you sure you want to continue?";

async fn run(cli: Cli) -> Outcome {
    let filters = prune::filters(&cli);
    if !cli.values().switch("force") && !cli.confirm(QUESTION).await? {
        return Ok(());
    }
    let report = cli.api("Post v1.50/networks/prune")?.network_prune(filters).await?;
    let gone = prune::gone("Deleted Networks", report.deleted.iter().map(String::as_str));
    if !gone.is_empty() {
        cli.line(&gone).await;
    }
    Ok(())
}
