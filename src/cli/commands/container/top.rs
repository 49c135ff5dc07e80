//! `docker top`: the processes of a container, as the host's `ps` lists them.

use crate::base::columns::Columns;
use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;

pub(crate) const COMMAND: Command = Command {
    names: &["container top", "top"],
    usage: "CONTAINER [ps OPTIONS]",
    args: Args::AtLeast(1),
    flags: &[],
    flags_first: true,
    examples: &["top web", "top web aux"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let api = cli.api("Get v1.50/containers/top")?;
    let list = api.container_top(cli.arg(0), &cli.args()[1..]).await?;
    let rows = std::iter::once(&list.titles).chain(&list.processes);
    let text: String = rows.map(|row| row.join("\t") + "\n").collect();
    cli.out(&Columns::TOP.align(&text)).await;
    Ok(())
}
