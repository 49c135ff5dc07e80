//! `docker diff`: lists what changed in a container's files.

use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, diff};

pub(crate) const COMMAND: Command = Command {
    names: &["container diff", "diff"],
    usage: "CONTAINER",
    args: Args::Exactly(1),
    flags: &[],
    flags_first: false,
    examples: &["diff web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let api = cli.api("Get v1.50/containers/changes")?;
    let changes = api.container_changes(cli.arg(0)).await?;
    let rows = changes.iter().map(diff::row).collect();
    let text = format::write("{{.Type}} {{.Path}}", diff::HEADINGS, rows)?;
    cli.out(&text).await;
    Ok(())
}
