//! `docker commit`: makes an image of a container's files.

use crate::base::Reference;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{LIST, SWITCH, TEXT};
use crate::engine::api::CommitOptions;

pub(crate) const COMMAND: Command = Command {
    names: &["container commit", "commit"],
    usage: "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
    args: Args::Range(1, 2),
    flags: &[&[
        Flag::new("author", 'a', &TEXT),
        Flag::new("change", 'c', &LIST),
        Flag::new("message", 'm', &TEXT),
        Flag::new("pause", 'p', &SWITCH).default("true"),
    ]],
    flags_first: false,
    examples: &["commit web my-web:1", "commit -m 'with curl' -c 'CMD [\"sh\"]' lab my-lab"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let reference = match cli.arg(1) {
        "" => String::new(),
        name => {
            let reference = Reference::parse(name)?;
            if reference.digest.is_some() {
                return Err("refusing to create a tag with a digest reference".into());
            }
            reference.or_latest().to_string()
        }
    };
    let options = CommitOptions {
        reference,
        author: values.text("author").to_owned(),
        comment: values.text("message").to_owned(),
        changes: values.list("change").to_vec(),
        pause: values.switch("pause"),
        config: None,
    };
    let api = cli.api("Post v1.50/commit")?;
    let id = api.image_commit(cli.arg(0), options).await?;
    cli.line(&id).await;
    Ok(())
}
