//! `docker history`: lists the steps that made an image.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, history};
use crate::cli::kinds::{SWITCH, TEXT};
use crate::cli::options::platform;

pub(crate) const COMMAND: Command = Command {
    names: &["image history", "history"],
    usage: "[OPTIONS] IMAGE",
    args: Args::Exactly(1),
    flags: &[&[
        Flag::long("format", &TEXT),
        Flag::new("human", 'H', &SWITCH).default("true"),
        Flag::long("no-trunc", &SWITCH),
        Flag::long("platform", &TEXT),
        Flag::new("quiet", 'q', &SWITCH),
    ]],
    flags_first: false,
    examples: &["history node", "history --no-trunc --format '{{.CreatedBy}}' node"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    platform::check(values.text("platform"), "invalid platform: ")?;
    let api = cli.api("Get v1.50/images/history")?;
    let items = api.image_history(cli.arg(0)).await?;
    let (human, short, now) = (values.switch("human"), !values.switch("no-trunc"), cli.now());
    let asked = if values.text("format").is_empty() { "table" } else { values.text("format") };
    let rows = items.iter().map(|item| history::row(item, now, short, human)).collect();
    let text = format::write(history::format(asked, values.switch("quiet"), human), history::HEADINGS, rows)?;
    cli.out(&text).await;
    Ok(())
}
