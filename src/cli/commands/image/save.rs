//! `docker save`: writes images to an archive.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::TEXT;
use crate::cli::options::platform;
use crate::cli::output_file;
use crate::vfs::{Content, Errno, tar};

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
    let size = size_of(&archive);
    let archive = tar::sized(archive, size);
    if output.is_empty() {
        // A reader that left is no failure of docker's.
        let _ = process.write(1, &archive).await;
        return Ok(());
    }
    let refused = |errno: Errno| format!("open {output}: {}", errno.go_text());
    process.write_file(output, Content::from_bytes(archive)).map_err(refused)?;
    // It is for its owner alone to read.
    process.chmod(output, 0o600).map_err(refused)?;
    Ok(())
}

/// How large an archive is when each layer has the size that it is known to have.
fn size_of(archive: &[u8]) -> u64 {
    let members = tar::read(archive).unwrap_or_default();
    let manifest =
        members.iter().find(|member| member.name == "manifest.json").and_then(|member| member.node.content());
    let manifest: Value = manifest.and_then(|content| serde_json::from_slice(&content.read()).ok()).unwrap_or_default();
    let mut layers: BTreeMap<&str, u64> = BTreeMap::new();
    for image in manifest.as_array().into_iter().flatten() {
        let sizes = image["x-drydock-sizes"].as_array().into_iter().flatten().filter_map(Value::as_u64);
        let names = image["Layers"].as_array().into_iter().flatten().filter_map(Value::as_str);
        layers.extend(names.zip(sizes));
    }
    members.iter().map(|member| 512 + layers.get(&*member.name).copied().unwrap_or(member.node.size())).sum()
}
