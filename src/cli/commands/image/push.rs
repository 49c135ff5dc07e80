//! `docker push`: uploads an image.

use crate::base::{Platform, Reference};
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{SWITCH, TEXT};
use crate::cli::note::note;
use crate::cli::progress;
use crate::cli::pull::account;

pub(crate) const COMMAND: Command = Command {
    names: &["image push", "push"],
    usage: "[OPTIONS] NAME[:TAG]",
    args: Args::Exactly(1),
    flags: &[&[
        Flag::new("all-tags", 'a', &SWITCH),
        Flag::long("disable-content-trust", &SWITCH).default("true"),
        Flag::long("platform", &TEXT),
        Flag::new("quiet", 'q', &SWITCH),
    ]],
    flags_first: false,
    examples: &["push learner/my-app", "push learner/my-app:1"],
    run: |cli| Box::pin(run(cli)),
};

const PLATFORM_NOTE: &str = "Using --platform pushes only the specified platform manifest of a multi-platform image \
                             index.\nOther components, like attestations, will not be included.\nTo push the complete \
                             multi-platform image, remove the --platform flag.\n";

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let (all, quiet, platform) = (values.switch("all-tags"), values.switch("quiet"), values.text("platform"));
    if !platform.is_empty() {
        if let Err(why) = Platform::parse(platform) {
            cli.process().err(&format!("Invalid platform {platform}")).await;
            return Err(why.into());
        }
        cli.out(&note(PLATFORM_NOTE, cli.process().is_tty(1))).await;
    }
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
    let api = cli.api("Post v1.50/images/push")?;
    let messages = api.image_push(&reference.to_string(), account(&cli, &reference), all).await?;
    if !quiet {
        return progress::show(cli.process(), 1, messages, &mut |_| {}).await;
    }
    progress::wait(messages).await?;
    cli.line(&reference.to_string()).await;
    Ok(())
}
