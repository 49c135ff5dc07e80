//! `docker builder prune`: throws build cache away. Layout recorded from buildx 0.24.

use serde_json::Value;

use crate::base::units::human_size;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::commands::builder::question;
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{BYTES, FILTER, SWITCH};

use super::{PLUGIN_FLAGS, builder, cache_filters, du, error};

pub(crate) const COMMAND: Command = Command {
    names: &["buildx prune"],
    usage: "",
    args: Args::None,
    flags: &[
        &[
            Flag::new("all", 'a', &SWITCH),
            Flag::long("filter", &FILTER),
            Flag::new("force", 'f', &SWITCH),
            Flag::long("keep-storage", &BYTES)
                .deprecated("keep-storage flag has been changed to max-storage")
                .ignored(),
            Flag::long("max-used-space", &BYTES).ignored(),
            Flag::long("min-free-space", &BYTES).ignored(),
            Flag::long("reserved-space", &BYTES).ignored(),
            Flag::long("verbose", &SWITCH),
        ],
        PLUGIN_FLAGS,
    ],
    flags_first: false,
    examples: &["builder prune", "builder prune -af"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let all = values.switch("all");
    let filters = cache_filters(&cli)?;
    if !values.switch("force") && !cli.confirm(question(all)).await? {
        return Ok(());
    }
    builder(&cli, "")?;
    let api = cli.api("Post v1.50/build/prune").map_err(|failure| failure.after("ERROR: "))?;
    let before = api.disk_usage().await.map_err(|why| error(&why.message))?.build_cache;
    let gone = api.build_prune(all, filters).await.map_err(|why| error(&why.message))?;
    let mut out = String::new();
    for name in &gone.deleted {
        let Some(record) = before.iter().find(|record: &&Value| record["ID"] == **name) else { continue };
        if values.switch("verbose") {
            out.push_str(&du::verbose(record, cli.now()));
            continue;
        }
        // Each line is lined up by itself, but the first with the headings.
        let first = out.is_empty();
        out.push_str(if first { du::HEADING } else { "" });
        out.push_str(&du::row(record, cli.now(), if first { 2 } else { 1 }));
    }
    out.push_str(&du::tabbed(&[("Total", human_size(gone.space_reclaimed))]));
    cli.out(&out).await;
    Ok(())
}
