//! `docker rm`: removes containers.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::cli::kinds::SWITCH;
use crate::cli::parallel;
use crate::engine::api::{ErrorClass, RemoveOptions};

pub(crate) const COMMAND: Command = Command {
    names: &["container rm", "container remove", "rm"],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("force", 'f', &SWITCH), Flag::new("link", 'l', &SWITCH), Flag::new("volumes", 'v', &SWITCH)]],
    flags_first: false,
    examples: &["rm web", "rm -f web db"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let options =
        RemoveOptions { force: values.switch("force"), volumes: values.switch("volumes"), link: values.switch("link") };
    let api = cli.api("Delete v1.50/containers")?;
    let mut names = Vec::new();
    for name in cli.args() {
        let name = name.trim_matches('/');
        if name.is_empty() {
            return Err("Container name cannot be empty".into());
        }
        names.push(name);
    }
    let calls = names.iter().map(|name| api.container_remove(name, options)).collect();
    let mut errors = Vec::new();
    for (name, answer) in names.iter().zip(parallel::all(calls).await) {
        match answer {
            Ok(()) => cli.line(name).await,
            // A forced removal of nothing is told and is no failure.
            Err(error) if options.force && error.class == ErrorClass::NotFound => cli.note(&daemon_text(&error)).await,
            Err(error) => errors.push(daemon_text(&error)),
        }
    }
    join(&errors)
}
