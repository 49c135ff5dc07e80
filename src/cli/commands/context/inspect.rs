//! `docker context inspect`: everything about contexts.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, join};
use crate::cli::format::inspect::Inspector;
use crate::cli::kinds::TEXT;

use super::store;

pub(crate) const COMMAND: Command = Command {
    names: &["context inspect"],
    usage: "[OPTIONS] [CONTEXT] [CONTEXT...]",
    args: Args::AtLeast(0),
    flags: &[&[Flag::new("format", 'f', &TEXT)]],
    flags_first: false,
    examples: &["context inspect"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let format = cli.values().text("format");
    let mut inspector = Inspector::new(format)?;
    let current = [cli.endpoint().context.clone()];
    let names = if cli.args().is_empty() { &current[..] } else { cli.args() };
    let mut errors = Vec::new();
    for name in names {
        match store::find(&cli, name) {
            Ok(object) => errors.extend(inspector.add("context.contextWithTLSListing", object).err()),
            Err(failure) => errors.push(failure.text),
        }
    }
    let mut text = inspector.finish();
    if matches!(format, "" | "json") {
        // Nothing but texts holds these, and docker escapes them here, other than in what the engine answers.
        text = text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
    }
    cli.out(&text).await;
    join(&errors)
}
