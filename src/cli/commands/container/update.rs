//! `docker update`: changes the limits and the restart policy of containers.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::cli::kinds::{BYTES, DECIMAL, INT, SWAP_BYTES, TEXT, UINT16};
use crate::cli::options::create::restart;
use crate::engine::api::UpdateConfig;

pub(crate) const COMMAND: Command = Command {
    names: &["container update", "update"],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[&[
        Flag::long("blkio-weight", &UINT16).default("0").ignored(),
        Flag::long("cpu-period", &INT).ignored(),
        Flag::long("cpu-quota", &INT).ignored(),
        Flag::long("cpu-rt-period", &INT).ignored(),
        Flag::long("cpu-rt-runtime", &INT).ignored(),
        Flag::new("cpu-shares", 'c', &INT).ignored(),
        Flag::long("cpus", &DECIMAL),
        Flag::long("cpuset-cpus", &TEXT).ignored(),
        Flag::long("cpuset-mems", &TEXT).ignored(),
        Flag::long("kernel-memory", &BYTES).hidden().ignored(),
        Flag::new("memory", 'm', &BYTES),
        Flag::long("memory-reservation", &BYTES),
        Flag::long("memory-swap", &SWAP_BYTES),
        Flag::long("pids-limit", &INT),
        Flag::long("restart", &TEXT),
    ]],
    flags_first: false,
    examples: &["update --memory 256m web", "update --restart unless-stopped web db"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    if !cli.command().all_flags().any(|flag| values.is_set(flag.long)) {
        return Err("you must provide one or more flags when using this command".into());
    }
    let number = |flag: &str| Some(values.int(flag)).filter(|number| *number != 0);
    let text = |flag: &str| Some(values.text(flag).to_owned()).filter(|text| !text.is_empty());
    let update = UpdateConfig {
        restart_policy: if values.text("restart").is_empty() { None } else { Some(restart(values.text("restart"))?) },
        memory: number("memory"),
        memory_swap: number("memory-swap"),
        memory_reservation: number("memory-reservation"),
        nano_cpus: number("cpus"),
        cpu_shares: number("cpu-shares"),
        cpu_period: number("cpu-period"),
        cpu_quota: number("cpu-quota"),
        cpuset_cpus: text("cpuset-cpus"),
        cpuset_mems: text("cpuset-mems"),
        blkio_weight: number("blkio-weight").and_then(|weight| u16::try_from(weight).ok()),
        pids_limit: values.is_set("pids-limit").then(|| values.int("pids-limit")),
    };
    let api = cli.api("Post v1.50/containers/update")?;
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for name in cli.args() {
        match api.container_update(name, update.clone()).await {
            Ok(own) => {
                cli.line(name).await;
                warnings.extend(own);
            }
            Err(error) => errors.push(daemon_text(&error)),
        }
    }
    if !warnings.is_empty() {
        cli.line(&warnings.join("\n")).await;
    }
    join(&errors)
}
