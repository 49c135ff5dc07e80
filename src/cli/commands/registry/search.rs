//! `docker search`: finds repositories on the Hub.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, search};
use crate::cli::kinds::{FILTER, INT, SWITCH, TEXT};

pub(crate) const COMMAND: Command = Command {
    names: &["search"],
    usage: "[OPTIONS] TERM",
    args: Args::Exactly(1),
    flags: &[&[
        Flag::new("filter", 'f', &FILTER),
        Flag::long("format", &TEXT),
        Flag::long("limit", &INT),
        Flag::long("no-trunc", &SWITCH),
    ]],
    flags_first: false,
    examples: &["search nginx", "search --filter is-official=true node"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let filters = values.filters("filter");
    if filters.iter().any(|(name, _)| name == "is-automated") {
        cli.note(
            "WARNING: the \"is-automated\" filter is deprecated, and searching for \"is-automated=true\" will not \
             yield any results in future.",
        )
        .await;
    }
    let limit = values.int("limit");
    // A negative limit is out of range however large it is.
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let items = cli.api("Get v1.50/images/search")?.image_search(cli.arg(0), limit, filters).await?;
    let short = !values.switch("no-trunc");
    let rows = items.iter().map(|item| search::row(item, short)).collect();
    let text = format::write(search::format(values.text("format")), search::HEADINGS, rows)?;
    cli.out(&text).await;
    Ok(())
}
