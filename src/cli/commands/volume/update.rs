//! `docker volume update`: changes a volume that a cluster shares. A single engine has none, and docker says so.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::TEXT;

pub(crate) const COMMAND: Command = Command {
    names: &["volume update"],
    usage: "[OPTIONS] [VOLUME]",
    args: Args::Exactly(1),
    flags: &[&[Flag::long("availability", &TEXT).default("active")]],
    flags_first: false,
    examples: &[],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    cli.api("Get v1.50/volumes")?.volume_inspect(cli.arg(0)).await?;
    Err("can only update cluster volumes".into())
}
