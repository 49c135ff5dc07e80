//! `docker container prune`: removes all stopped containers.

use crate::base::units::human_size;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{FILTER, SWITCH};
use crate::cli::prune;

pub(crate) const COMMAND: Command = Command {
    names: &["container prune"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::long("filter", &FILTER), Flag::new("force", 'f', &SWITCH)]],
    flags_first: false,
    examples: &["container prune", "container prune -f --filter until=24h"],
    run: |cli| Box::pin(run(cli)),
};

const QUESTION: &str = "WARNING! This will remove all stopped containers.\nAre you sure you want to continue?";

async fn run(cli: Cli) -> Outcome {
    let filters = prune::filters(&cli);
    if !cli.values().switch("force") && !cli.confirm(QUESTION).await? {
        return Ok(());
    }
    let report = cli.api("Post v1.50/containers/prune")?.container_prune(filters).await?;
    let gone = prune::gone("Deleted Containers", report.deleted.iter().map(String::as_str));
    if !gone.is_empty() {
        cli.line(&gone).await;
    }
    cli.line(&format!("Total reclaimed space: {}", human_size(report.space_reclaimed))).await;
    Ok(())
}
