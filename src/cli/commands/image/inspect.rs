//! `docker image inspect`: everything about images.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::cli::format::inspect::Inspector;
use crate::cli::kinds::TEXT;
use crate::cli::options::platform;

pub(crate) const COMMAND: Command = Command {
    names: &["image inspect"],
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("format", 'f', &TEXT), Flag::long("platform", &TEXT)]],
    flags_first: false,
    examples: &["image inspect node", "image inspect -f '{{json .Config.Cmd}}' node"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    platform::check(cli.values().text("platform"), "")?;
    let mut inspector = Inspector::new(cli.values().text("format"))?;
    let api = cli.api("Get v1.50/images/json")?;
    let mut errors = Vec::new();
    for name in cli.args() {
        match api.image_inspect(name).await {
            Err(error) => errors.push(daemon_text(&error)),
            Ok(object) => errors.extend(inspector.add("*image.InspectResponse", object).err()),
        }
    }
    cli.out(&inspector.finish()).await;
    join(&errors)
}
