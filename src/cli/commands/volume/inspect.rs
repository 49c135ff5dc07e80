//! `docker volume inspect`: everything about volumes.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::cli::format::inspect::Inspector;
use crate::cli::kinds::TEXT;

pub(crate) const COMMAND: Command = Command {
    names: &["volume inspect"],
    usage: "[OPTIONS] VOLUME [VOLUME...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("format", 'f', &TEXT)]],
    flags_first: false,
    examples: &["volume inspect data", "volume inspect -f '{{.Mountpoint}}' data"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let mut inspector = Inspector::new(cli.values().text("format"))?;
    let api = cli.api("Get v1.50/volumes")?;
    let mut errors = Vec::new();
    for name in cli.args() {
        match api.volume_inspect(name).await {
            Err(error) => errors.push(daemon_text(&error)),
            Ok(volume) => {
                let object = serde_json::to_value(volume).unwrap_or_default();
                errors.extend(inspector.add("volume.Volume", object).err());
            }
        }
    }
    cli.out(&inspector.finish()).await;
    join(&errors)
}
