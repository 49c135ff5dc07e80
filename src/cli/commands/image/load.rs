//! `docker load`: reads images from an archive.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{SWITCH, TEXT};
use crate::cli::options::platform;
use crate::cli::progress;

pub(crate) const COMMAND: Command = Command {
    names: &["image load", "load"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::new("input", 'i', &TEXT), Flag::long("platform", &TEXT), Flag::new("quiet", 'q', &SWITCH)]],
    flags_first: false,
    examples: &["load -i my-app.tar"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (process, values) = (cli.process(), cli.values());
    let archive = match values.text("input") {
        "" if process.is_tty(0) => return Err("requested load from stdin, but stdin is empty".into()),
        "" => process.read_all(0).await.unwrap_or_default(),
        file => super::read_archive(process, file)?,
    };
    platform::check(values.text("platform"), "invalid platform: ")?;
    let quiet = values.switch("quiet") || !process.is_tty(1);
    let messages = cli.api("Post v1.50/images/load")?.image_load(archive, quiet).await?;
    progress::show(process, 1, messages, &mut |_| {}).await
}
