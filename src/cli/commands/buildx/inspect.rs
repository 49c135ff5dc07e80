//! `docker buildx inspect`: what the builder is and can. The rules by which a real one throws old cache away are left out:
//! here nothing is thrown away unasked.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::SWITCH;

use super::{BUILDKIT, PLATFORMS, PLUGIN_FLAGS, builder};

pub(crate) const COMMAND: Command = Command {
    names: &["buildx inspect"],
    usage: "[NAME]",
    args: Args::AtMost(1),
    flags: &[&[Flag::long("bootstrap", &SWITCH)], PLUGIN_FLAGS],
    flags_first: false,
    examples: &["buildx inspect"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let name = builder(&cli, cli.arg(0))?;
    cli.api("Get v1.50/info").map_err(|failure| failure.after("ERROR: "))?;
    cli.line(&format!(
        "Name:   {name}\nDriver: docker\n\nNodes:\nName:             {name}\nEndpoint:         {name}\nStatus:           \
         running\nBuildKit version: {BUILDKIT}\nPlatforms:        {PLATFORMS}\nLabels:\n \
         org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1"
    ))
    .await;
    Ok(())
}
