//! `docker system df`: what takes how much room.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::disk_usage;
use crate::cli::kinds::{SWITCH, TEXT};

pub(crate) const COMMAND: Command = Command {
    names: &["system df"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::long("format", &TEXT), Flag::new("verbose", 'v', &SWITCH)]],
    flags_first: false,
    examples: &["system df", "system df -v"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let usage = cli.api("Get v1.50/system/df")?.disk_usage().await?;
    let format = if values.text("format").is_empty() { "table" } else { values.text("format") };
    cli.out(&disk_usage::show(&usage, cli.now(), format, values.switch("verbose"))?).await;
    Ok(())
}
