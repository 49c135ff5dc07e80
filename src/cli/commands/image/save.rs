//! `docker save`: writes images to an archive.

use std::rc::Rc;

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::TEXT;
use crate::cli::options::platform;
use crate::cli::output_file;
use crate::vfs::{Content, Errno};

pub(crate) const COMMAND: Command = Command {
    names: &["image save", "save"],
    usage: "[OPTIONS] IMAGE [IMAGE...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("output", 'o', &TEXT), Flag::long("platform", &TEXT)]],
    flags_first: false,
    examples: &["save -o my-app.tar my-app:1"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (process, output) = (cli.process(), cli.values().text("output"));
    platform::check(cli.values().text("platform"), "invalid platform: ")?;
    if output.is_empty() {
        if process.is_tty(1) {
            return Err("cowardly refusing to save to a terminal. Use the -o flag or redirect".into());
        }
    } else {
        output_file::check(process, output).map_err(|why| format!("failed to save image: {why}"))?;
    }
    let archive = cli.api("Get v1.50/images/get")?.image_save(cli.args()).await?;
    if output.is_empty() {
        // A reader that left is no failure of docker's.
        let _ = process.write(1, &archive).await;
        return Ok(());
    }
    let refused = |errno: Errno| format!("open {output}: {}", errno.go_text());
    process.write_file(output, Content::Bytes(Rc::new(archive))).map_err(refused)?;
    // It is for its owner alone to read.
    process.chmod(output, 0o600).map_err(refused)?;
    Ok(())
}
