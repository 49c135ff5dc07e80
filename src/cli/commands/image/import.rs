//! `docker import`: makes an image of one layer from an archive of files.

use crate::base::Reference;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{LIST, TEXT};

pub(crate) const COMMAND: Command = Command {
    names: &["image import", "import"],
    usage: "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
    args: Args::AtLeast(1),
    flags: &[&[
        Flag::new("change", 'c', &LIST),
        Flag::new("message", 'm', &TEXT),
        Flag::long("platform", &TEXT).ignored(),
    ]],
    flags_first: false,
    examples: &["import files.tar my-files:1"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (process, values) = (cli.process(), cli.values());
    let (source, reference) = (cli.arg(0), cli.arg(1));
    if ["http://", "https://"].iter().any(|start| source.starts_with(start)) {
        return Err(
            format!("drydock: docker import {source} is not modelled: files come from this machine only").into()
        );
    }
    let archive = if source == "-" {
        process.read_all(0).await.unwrap_or_default()
    } else {
        super::read_archive(process, source)?
    };
    if !reference.is_empty() {
        Reference::parse(reference)?;
    }
    let api = cli.api("Post v1.50/images/create")?;
    let id = api.image_import(archive, reference, values.text("message"), values.list("change")).await?;
    cli.line(&id).await;
    Ok(())
}
