//! `docker images`: lists images.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, image};
use crate::cli::kinds::{FILTER, SWITCH, TEXT};
use crate::engine::api::ImageListOptions;

pub(crate) const COMMAND: Command = Command {
    names: &["image ls", "image list", "images"],
    usage: "[OPTIONS] [REPOSITORY[:TAG]]",
    args: Args::AtMost(1),
    flags: &[&[
        Flag::new("all", 'a', &SWITCH),
        Flag::long("digests", &SWITCH),
        Flag::new("filter", 'f', &FILTER),
        Flag::long("format", &TEXT),
        Flag::long("no-trunc", &SWITCH),
        Flag::new("quiet", 'q', &SWITCH),
        Flag::long("tree", &SWITCH).ignored(),
    ]],
    flags_first: false,
    examples: &["images", "images node", "images -q --filter dangling=true"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let mut filters = values.filters("filter");
    let name = cli.arg(0);
    if !name.is_empty() {
        match filters.iter_mut().find(|(known, _)| known == "reference") {
            Some((_, references)) => references.push(name.to_owned()),
            None => filters.push(("reference".to_owned(), vec![name.to_owned()])),
        }
    }
    let api = cli.api("Get v1.50/images/json")?;
    let images = api.image_list(ImageListOptions { all: values.switch("all"), filters }).await?;
    let (quiet, digests) = (values.switch("quiet"), values.switch("digests"));
    let asked = match (values.text("format"), cli.config().text("imagesFormat")) {
        ("", "") => "table",
        ("", own) if !quiet => own,
        ("", _) => "table",
        (typed, _) => typed,
    };
    let template = image::format(asked, quiet, digests);
    let (now, short) = (cli.now(), !values.switch("no-trunc"));
    let rows = images.iter().flat_map(|summary| image::rows(summary, now, short, digests, &template)).collect();
    let text = format::write(&template, image::HEADINGS, rows)?;
    cli.out(&text).await;
    if images.is_empty() && cli.full_name() == "docker images" && is_a_command(name) {
        cli.note(&format!("\nNo images found matching \"{name}\": did you mean \"docker image {name}\"?")).await;
    }
    Ok(())
}

/// Whether what was taken for a repository is a command of `docker image`.
fn is_a_command(name: &str) -> bool {
    !name.is_empty() && crate::cli::commands::find(&format!("image {name}")).is_some()
}
