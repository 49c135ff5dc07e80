//! `docker image prune`: removes images that nothing needs.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{FILTER, SWITCH};
use crate::cli::prune;
use crate::engine::api::DeleteItem;

pub(crate) const COMMAND: Command = Command {
    names: &["image prune"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::new("all", 'a', &SWITCH), Flag::long("filter", &FILTER), Flag::new("force", 'f', &SWITCH)]],
    flags_first: false,
    examples: &["image prune", "image prune -a"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let all = values.switch("all");
    let which =
        if all { "all images without at least one container associated to them" } else { "all dangling images" };
    let question = format!("WARNING! This will remove {which}.\nAre you sure you want to continue?");
    if !values.switch("force") && !cli.confirm(&question).await? {
        return Ok(());
    }
    let mut filters = prune::filters(&cli);
    prune::add(&mut filters, "dangling", if all { "false" } else { "true" });
    let report = cli.api("Post v1.50/images/prune")?.image_prune(filters).await?;
    let lines: Vec<String> = report
        .images
        .iter()
        .map(|item| match item {
            DeleteItem::Untagged(name) => format!("untagged: {name}"),
            DeleteItem::Deleted(name) => format!("deleted: {name}"),
        })
        .collect();
    let mut out = prune::gone("Deleted Images", lines.iter().map(String::as_str));
    if !out.is_empty() {
        out.push('\n');
    }
    let reclaimed = if report.images.is_empty() { 0 } else { report.space_reclaimed };
    cli.out(&out).await;
    cli.line(&format!("Total reclaimed space: {}", crate::base::units::human_size(reclaimed))).await;
    Ok(())
}
