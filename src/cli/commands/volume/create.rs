//! `docker volume create`: makes a volume.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{BYTES, LIST, MAP, TEXT};
use crate::cli::options::create::pairs;
use crate::cli::options::env::LABEL;
use crate::engine::api::VolumeCreate;

/// Flags of volumes that a cluster of machines shares.
const CLUSTER: &[&str] = &["group", "scope", "sharing", "availability", "type", "limit-bytes", "required-bytes"];

pub(crate) const COMMAND: Command = Command {
    names: &["volume create"],
    usage: "[OPTIONS] [VOLUME]",
    args: Args::AtMost(1),
    flags: &[&[
        Flag::long("availability", &TEXT).default("active").hidden(),
        Flag::new("driver", 'd', &TEXT).default("local"),
        Flag::long("group", &TEXT).hidden(),
        Flag::long("label", &LABEL),
        Flag::long("limit-bytes", &BYTES).hidden(),
        Flag::long("name", &TEXT).hidden(),
        Flag::new("opt", 'o', &MAP).default("map[]"),
        Flag::long("required-bytes", &BYTES).hidden(),
        Flag::long("scope", &TEXT).default("single").hidden(),
        Flag::long("secret", &MAP).default("map[]").hidden().ignored(),
        Flag::long("sharing", &TEXT).default("none").hidden(),
        Flag::long("topology-preferred", &LIST).hidden().ignored(),
        Flag::long("topology-required", &LIST).hidden().ignored(),
        Flag::long("type", &TEXT).default("block").hidden(),
    ]],
    flags_first: false,
    examples: &["volume create data", "volume create --label app=shop data"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let mut name = values.text("name").to_owned();
    if !cli.args().is_empty() {
        if !name.is_empty() {
            let both = "cannot specify a volume-name through both --name and as a positional arg";
            return Err(format!("conflicting options: {both}").into());
        }
        cli.arg(0).clone_into(&mut name);
    }
    let request = VolumeCreate {
        name,
        driver: values.text("driver").to_owned(),
        driver_opts: pairs(values.list("opt")).unwrap_or_default(),
        labels: pairs(values.list("label")).unwrap_or_default(),
        cluster: CLUSTER.iter().any(|flag| values.is_set(flag)),
    };
    let volume = cli.api("Post v1.50/volumes/create")?.volume_create(request).await?;
    cli.line(&volume.name).await;
    Ok(())
}
