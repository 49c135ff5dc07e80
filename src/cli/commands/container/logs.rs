//! `docker logs`: what a container printed, on the streams that it printed it to.

use crate::base::timestamp;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::event::fixed;
use crate::cli::kinds::{SWITCH, TEXT};
use crate::engine::api::{LogsOptions, Stream};

pub(crate) const COMMAND: Command = Command {
    names: &["container logs", "logs"],
    usage: "[OPTIONS] CONTAINER",
    args: Args::Exactly(1),
    flags: &[&[
        Flag::long("details", &SWITCH),
        Flag::new("follow", 'f', &SWITCH),
        Flag::long("since", &TEXT),
        Flag::new("tail", 'n', &TEXT).default("all"),
        Flag::new("timestamps", 't', &SWITCH),
        Flag::long("until", &TEXT),
    ]],
    flags_first: false,
    examples: &["logs web", "logs -f --tail 10 web", "logs -t --since 5m web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let api = cli.api("Get v1.50/containers/json")?;
    let object = api.container_inspect(cli.arg(0), false).await?;
    let moment = |flag: &str| match values.text(flag) {
        "" => Ok(None),
        text => timestamp::parse(text, cli.now())
            .map(|time| Some(time.0))
            .map_err(|why| format!("invalid value for \"{flag}\": {why}")),
    };
    let details = values.switch("details");
    let options = LogsOptions {
        stdout: true,
        stderr: true,
        follow: values.switch("follow"),
        since: moment("since")?,
        until: moment("until")?,
        // Anything but a number of lines is all of them, as the daemon has it.
        tail: values.text("tail").parse().ok(),
        details,
    };
    let tty = object["Config"]["Tty"].as_bool().unwrap_or(false);
    let mut entries = api.container_logs(object["Id"].as_str().unwrap_or(""), options).await?;
    let mut continues = false;
    while let Some(entry) = entries.recv().await {
        let mut line = Vec::new();
        if !continues && values.switch("timestamps") {
            line.extend(format!("{} ", fixed(entry.time)).bytes());
        }
        if !continues && details {
            line.extend(format!("{} ", entry.details).bytes());
        }
        continues = entry.bytes.last() != Some(&b'\n');
        line.extend(entry.bytes);
        let fd = if tty || entry.stream == Stream::Stdout { 1 } else { 2 };
        if cli.process().write(fd, &line).await.is_err() {
            break;
        }
    }
    Ok(())
}
