//! `docker pull`: downloads an image.

use crate::base::Reference;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{SWITCH, TEXT};
use crate::cli::pull::{Pull, pull};

pub(crate) const COMMAND: Command = Command {
    names: &["image pull", "pull"],
    usage: "[OPTIONS] NAME[:TAG|@DIGEST]",
    args: Args::Exactly(1),
    flags: &[&[
        Flag::new("all-tags", 'a', &SWITCH),
        Flag::long("disable-content-trust", &SWITCH).default("true"),
        Flag::long("platform", &TEXT),
        Flag::new("quiet", 'q', &SWITCH),
    ]],
    flags_first: false,
    examples: &["pull node", "pull alpine:3.20"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let (all, quiet) = (values.switch("all-tags"), values.switch("quiet"));
    let mut reference = Reference::parse(cli.arg(0))?;
    if all && !reference.is_name_only() {
        return Err("tag can't be used with --all-tags/-a".into());
    }
    if !all && reference.is_name_only() {
        reference = reference.or_latest();
        if !quiet {
            cli.line("Using default tag: latest").await;
        }
    }
    let api = cli.api("Post v1.50/images/create")?;
    let fd = (!quiet).then_some(1);
    pull(&cli, &api, &Pull { reference: &reference, platform: values.text("platform"), all, fd }).await?;
    cli.line(&reference.to_string()).await;
    Ok(())
}
