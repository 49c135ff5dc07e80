//! `docker rmi`: takes names off images, and removes images without a name.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::cli::kinds::{STRINGS, SWITCH};
use crate::engine::api::{DeleteItem, ErrorClass};

pub(crate) const COMMAND: Command = Command {
    names: &["image rm", "image remove", "rmi"],
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    args: Args::AtLeast(1),
    flags: &[&[
        Flag::new("force", 'f', &SWITCH),
        Flag::long("no-prune", &SWITCH),
        Flag::long("platform", &STRINGS).ignored(),
    ]],
    flags_first: false,
    examples: &["rmi alpine", "rmi -f my-app:1"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let (force, no_prune) = (values.switch("force"), values.switch("no-prune"));
    let api = cli.api("Delete v1.50/images")?;
    let (mut errors, mut fatal) = (Vec::new(), false);
    for name in cli.args() {
        match api.image_remove(name, force, no_prune).await {
            Ok(items) => cli.out(&items.iter().map(shown).collect::<String>()).await,
            Err(error) => {
                fatal |= error.class != ErrorClass::NotFound;
                errors.push(daemon_text(&error));
            }
        }
    }
    match join(&errors) {
        // A forced removal of nothing is told and is no failure.
        Err(failure) if force && !fatal => {
            cli.note(&failure.text).await;
            Ok(())
        }
        outcome => outcome,
    }
}

fn shown(item: &DeleteItem) -> String {
    match item {
        DeleteItem::Untagged(name) => format!("Untagged: {name}\n"),
        DeleteItem::Deleted(id) => format!("Deleted: {id}\n"),
    }
}
