//! `docker tag`: gives an image another name.

use crate::base::quote::quote;
use crate::base::{AnyReference, Reference};
use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;

pub(crate) const COMMAND: Command = Command {
    names: &["image tag", "tag"],
    usage: "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
    args: Args::Exactly(2),
    flags: &[],
    flags_first: true,
    examples: &["tag my-app:1 me/my-app:1"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (source, target) = (cli.arg(0), cli.arg(1));
    let wrong = |text: &str, why: String| {
        format!("Error parsing reference: {} is not a valid repository/tag: {why}", quote(text))
    };
    AnyReference::parse(source).map_err(|why| wrong(source, why))?;
    let name = Reference::parse(target).map_err(|why| wrong(target, why))?;
    if name.digest.is_some() {
        return Err("refusing to create a tag with a digest reference".into());
    }
    let api = cli.api("Post v1.50/images/tag")?;
    api.image_tag(source, &name.or_latest().familiar()).await?;
    Ok(())
}
