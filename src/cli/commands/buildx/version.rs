//! `docker buildx version`: the plugin's version.

use crate::cli::command::{Args, Command};

pub(crate) const COMMAND: Command = Command {
    names: &["buildx version"],
    usage: "",
    args: Args::Exactly(0),
    flags: &[super::PLUGIN_FLAGS],
    flags_first: false,
    examples: &["buildx version"],
    run: |cli| {
        Box::pin(async move {
            cli.line("github.com/docker/buildx v0.24.0 d0e5e86").await;
            Ok(())
        })
    },
};
