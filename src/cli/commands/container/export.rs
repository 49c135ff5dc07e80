//! `docker export`: a container's files as a tar archive.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::TEXT;
use crate::cli::output_file;
use crate::vfs::{Content, Errno, tar};

pub(crate) const COMMAND: Command = Command {
    names: &["container export", "export"],
    usage: "[OPTIONS] CONTAINER",
    args: Args::Exactly(1),
    flags: &[&[Flag::new("output", 'o', &TEXT)]],
    flags_first: false,
    examples: &["export -o web.tar web", "export web > web.tar"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let output = cli.values().text("output");
    if output.is_empty() {
        if cli.process().is_tty(1) {
            return Err("cowardly refusing to save to a terminal. Use the -o flag or redirect".into());
        }
    } else {
        output_file::check(cli.process(), output).map_err(|why| format!("failed to export container: {why}"))?;
    }
    let api = cli.api("Get v1.50/containers/export")?;
    let archive = api.container_export(cli.arg(0)).await?;
    let members = tar::read(&archive).unwrap_or_default();
    let size =
        members.iter().map(|member| 512 + member.node.content().map_or(0, Content::size).div_ceil(512) * 512).sum();
    let archive = tar::sized(archive, size);
    if output.is_empty() {
        let _ = cli.process().write(1, &archive).await;
        return Ok(());
    }
    let refused = |errno: Errno| format!("open {output}: {}", errno.go_text());
    cli.process().write_file(output, Content::from_bytes(archive)).map_err(refused)?;
    // It is for its owner alone to read.
    cli.process().chmod(output, 0o600).map_err(refused)?;
    Ok(())
}
