//! `docker context ls`: lists contexts.

use crate::base::order;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::connect::DEFAULT_NAME;
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, context};
use crate::cli::kinds::{SWITCH, TEXT};

use super::store;

pub(crate) const COMMAND: Command = Command {
    names: &["context ls", "context list"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::long("format", &TEXT), Flag::new("quiet", 'q', &SWITCH)]],
    flags_first: false,
    examples: &["context ls"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let current = &cli.endpoint().context;
    let mut names = store::own(&cli);
    names.push(DEFAULT_NAME.to_owned());
    if !names.contains(current) {
        names.push(current.clone());
    }
    order::sort_by(&mut names, |a, b| order::natural_less(a, b));
    let row = |name: &String| context::row(name, name == current, store::find(&cli, name));
    let asked = if values.text("format").is_empty() { "table" } else { values.text("format") };
    let template = context::format(asked, values.switch("quiet"));
    let text = format::write(template, context::HEADINGS, names.iter().map(row).collect())?;
    cli.out(&text).await;
    if store::overridden(&cli) {
        cli.note(
            "Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the \
             global --context flag, or unset DOCKER_HOST environment variable.",
        )
        .await;
    }
    Ok(())
}
