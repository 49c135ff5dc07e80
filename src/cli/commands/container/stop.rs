//! `docker stop`: asks containers to end, and makes them after a while.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{INT, TEXT};
use crate::cli::{parallel, report};

/// The flags of `stop` and `restart`.
pub(super) const FLAGS: &[Flag] = &[
    Flag::new("signal", 's', &TEXT),
    Flag::long("time", &INT).deprecated("use --timeout instead"),
    Flag::new("timeout", 't', &INT),
];

pub(crate) const COMMAND: Command = Command {
    names: &["container stop", "stop"],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[FLAGS],
    flags_first: false,
    examples: &["stop web", "stop -t 1 web db"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (signal, timeout) = options(&cli)?;
    let api = cli.api("Post v1.50/containers/stop")?;
    let calls = cli.args().iter().map(|name| api.container_stop(name, signal.clone(), timeout)).collect();
    report::names(&cli, parallel::all(calls).await).await
}

/// The signal and the seconds to wait, where they were given.
pub(super) fn options(cli: &Cli) -> Outcome<(Option<String>, Option<i64>)> {
    let values = cli.values();
    if values.is_set("time") && values.is_set("timeout") {
        return Err("conflicting options: cannot specify both --timeout and --time".into());
    }
    let flag = if values.is_set("time") { "time" } else { "timeout" };
    let signal = Some(values.text("signal")).filter(|signal| !signal.is_empty()).map(str::to_owned);
    Ok((signal, values.given(flag).map(|_| values.int(flag))))
}
