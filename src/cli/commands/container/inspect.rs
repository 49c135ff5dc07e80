//! `docker container inspect`: everything about containers.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::cli::format::inspect::Inspector;
use crate::cli::kinds::{SWITCH, TEXT};

pub(crate) const COMMAND: Command = Command {
    names: &["container inspect"],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("format", 'f', &TEXT), Flag::new("size", 's', &SWITCH)]],
    flags_first: false,
    examples: &["container inspect web", "container inspect -f '{{.State.Status}}' web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let mut inspector = Inspector::new(cli.values().text("format"))?;
    let api = cli.api("Get v1.50/containers/json")?;
    let mut errors = Vec::new();
    for name in cli.args() {
        match api.container_inspect(name, cli.values().switch("size")).await {
            Err(error) => errors.push(daemon_text(&error)),
            Ok(object) => errors.extend(inspector.add("*container.InspectResponse", object).err()),
        }
    }
    cli.out(&inspector.finish()).await;
    join(&errors)
}
