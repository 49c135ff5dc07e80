//! `docker system prune`: removes everything that is not in use, kind by kind.

use std::fmt::Write as _;

use crate::base::{order, units};
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{FILTER, SWITCH};
use crate::cli::prune;
use crate::engine::api::{DeleteItem, Filters};

pub(crate) const COMMAND: Command = Command {
    names: &["system prune"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[
        Flag::new("all", 'a', &SWITCH),
        Flag::long("filter", &FILTER),
        Flag::new("force", 'f', &SWITCH),
        Flag::long("volumes", &SWITCH),
    ]],
    flags_first: false,
    examples: &["system prune", "system prune -a --volumes"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let (all, volumes) = (values.switch("all"), values.switch("volumes"));
    if volumes && values.filters("filter").iter().any(|(name, _)| name == "until") {
        return Err("ERROR: The \"until\" filter is not supported with \"--volumes\"".into());
    }
    let filters = prune::filters(&cli);
    if !values.switch("force") && !cli.confirm(&question(all, volumes, &filters)).await? {
        return Ok(());
    }
    let api = cli.api("Post v1.50/containers/prune")?;
    let mut bytes = 0;
    let names = |deleted: &[String], heading: &str| prune::gone(heading, deleted.iter().map(String::as_str));
    let show = async |gone: String| {
        if !gone.is_empty() {
            cli.line(&gone).await;
        }
    };
    let report = api.container_prune(filters.clone()).await?;
    bytes += report.space_reclaimed;
    show(names(&report.deleted, "Deleted Containers")).await;
    let report = api.network_prune(filters.clone()).await?;
    show(names(&report.deleted, "Deleted Networks")).await;
    if volumes {
        let report = api.volume_prune(filters.clone()).await?;
        bytes += report.space_reclaimed;
        show(names(&report.deleted, "Deleted Volumes")).await;
    }
    let mut of_images = filters.clone();
    prune::add(&mut of_images, "dangling", if all { "false" } else { "true" });
    let report = api.image_prune(of_images).await?;
    bytes += report.space_reclaimed;
    let items: Vec<String> = report.images.iter().map(item).collect();
    show(names(&items, "Deleted Images")).await;
    let report = api.build_prune(all, filters).await?;
    bytes += report.space_reclaimed;
    show(names(&report.deleted, "Deleted build cache objects")).await;
    cli.line(&format!("Total reclaimed space: {}", units::human_size(bytes))).await;
    Ok(())
}

fn item(item: &DeleteItem) -> String {
    match item {
        DeleteItem::Untagged(name) => format!("untagged: {name}"),
        DeleteItem::Deleted(id) => format!("deleted: {id}"),
    }
}

/// What will go, and which conditions limit it.
fn question(all: bool, volumes: bool, filters: &Filters) -> String {
    let mut text = String::from("WARNING! This will remove:");
    let volumes = volumes.then_some("all anonymous volumes not used by at least one container");
    let (images, cache) = if all {
        ("all images without at least one container associated to them", "all build cache")
    } else {
        ("all dangling images", "unused build cache")
    };
    let first = ["all stopped containers", "all networks not used by at least one container"];
    for warning in first.into_iter().chain(volumes).chain([images, cache]) {
        let _ = write!(text, "\n  - {warning}");
    }
    text.push('\n');
    let mut limits: Vec<String> = filters
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "label" | "label!" | "until"))
        .flat_map(|(name, values)| values.iter().map(move |value| format!("{name}={value}")))
        .collect();
    order::sort_by(&mut limits, |a, b| order::natural_less(a, b));
    if !limits.is_empty() {
        text.push_str("\n  Items to be pruned will be filtered with:");
        for limit in limits {
            let _ = write!(text, "\n  - {limit}");
        }
        text.push('\n');
    }
    text.push_str("\nAre you sure you want to continue?");
    text
}
