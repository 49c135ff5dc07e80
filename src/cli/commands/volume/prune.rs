//! `docker volume prune`: removes volumes that no container uses.

use crate::base::units;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{FILTER, SWITCH};
use crate::cli::prune;

pub(crate) const COMMAND: Command = Command {
    names: &["volume prune"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::new("all", 'a', &SWITCH), Flag::long("filter", &FILTER), Flag::new("force", 'f', &SWITCH)]],
    flags_first: false,
    examples: &["volume prune", "volume prune -a"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (all, force) = (cli.values().switch("all"), cli.values().switch("force"));
    let mut filters = prune::filters(&cli);
    if all {
        if filters.iter().any(|(name, _)| name == "all") {
            return Err("conflicting options: cannot specify both --all and --filter all=1".into());
        }
        prune::add(&mut filters, "all", "true");
    }
    let what = if all { "all local volumes" } else { "anonymous local volumes" };
    let question = format!(
        "WARNING! This will remove {what} not used by at least one container.\nAre you sure you want to continue?"
    );
    if !force && !cli.confirm(&question).await? {
        return Ok(());
    }
    let report = cli.api("Post v1.50/volumes/prune")?.volume_prune(filters).await?;
    let gone = prune::gone("Deleted Volumes", report.deleted.iter().map(String::as_str));
    let bytes = if gone.is_empty() { 0 } else { report.space_reclaimed };
    if !gone.is_empty() {
        cli.line(&gone).await;
    }
    cli.line(&format!("Total reclaimed space: {}", units::human_size(bytes))).await;
    Ok(())
}
