//! `docker network inspect`: everything about networks.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::cli::format::inspect::Inspector;
use crate::cli::kinds::{SWITCH, TEXT};

pub(crate) const COMMAND: Command = Command {
    names: &["network inspect"],
    usage: "[OPTIONS] NETWORK [NETWORK...]",
    args: Args::AtLeast(1),
    // More words are about a cluster's services, so a single engine has none to add.
    flags: &[&[Flag::new("format", 'f', &TEXT), Flag::new("verbose", 'v', &SWITCH)]],
    flags_first: false,
    examples: &["network inspect bridge", "network inspect -f '{{range .Containers}}{{println .Name}}{{end}}' bridge"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let mut inspector = Inspector::new(cli.values().text("format"))?;
    let api = cli.api("Get v1.50/networks")?;
    let mut errors = Vec::new();
    for name in cli.args() {
        match api.network_inspect(name).await {
            Err(error) => errors.push(daemon_text(&error)),
            Ok(object) => errors.extend(inspector.add("network.Inspect", object).err()),
        }
    }
    cli.out(&inspector.finish()).await;
    join(&errors)
}
