//! `docker volume rm`: removes volumes.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::SWITCH;
use crate::cli::report;

pub(crate) const COMMAND: Command = Command {
    names: &["volume rm", "volume remove"],
    usage: "[OPTIONS] VOLUME [VOLUME...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("force", 'f', &SWITCH)]],
    flags_first: false,
    examples: &["volume rm data"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let force = cli.values().switch("force");
    let api = cli.api("Delete v1.50/volumes")?;
    let mut answers = Vec::new();
    for name in cli.args() {
        answers.push(api.volume_remove(name, force).await);
    }
    report::names(&cli, answers).await
}
