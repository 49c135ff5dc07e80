//! `docker attach`: joins a running container's input and output.

use serde_json::Value as Json;

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::kinds::{SWITCH, TEXT};
use crate::cli::streams::{self, End, Streams};
use crate::engine::api::{AttachOptions, WaitCondition};

use super::run::exit_code;

pub(crate) const COMMAND: Command = Command {
    names: &["container attach", "attach"],
    usage: "[OPTIONS] CONTAINER",
    args: Args::Exactly(1),
    flags: &[&[
        Flag::long("detach-keys", &TEXT),
        Flag::long("no-stdin", &SWITCH),
        Flag::long("sig-proxy", &SWITCH).default("true"),
    ]],
    flags_first: false,
    examples: &["attach web"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let api = cli.api("Post v1.50/containers/wait")?;
    let name = cli.arg(0);
    // Docker waits first and looks then; an unknown container is told by the second.
    let end = api.container_wait(name, WaitCondition::NotRunning);
    let object = api.container_inspect(name, false).await?;
    check_state(&object["State"])?;
    let is = |name: &str| object["Config"][name].as_bool().unwrap_or(false);
    let no_stdin = values.switch("no-stdin");
    streams::check_tty(&cli, !no_stdin, is("Tty"))?;
    let streams = Streams {
        stdin: !no_stdin && is("OpenStdin"),
        stdout: true,
        stderr: true,
        tty: is("Tty"),
        detach_keys: streams::detach_keys(&cli),
    };
    if values.switch("sig-proxy") && !streams.tty {
        streams::forward_signals(&cli, &api, name);
    }
    let options = AttachOptions { stdin: streams.stdin, stdout: true, stderr: true, logs: false };
    let attachment = api.container_attach(name, options).await?;
    if streams.tty {
        streams::follow_size(&cli, &api, name).await;
    }
    if streams::copy(&cli, attachment, &streams).await == End::Detached {
        return Err("read escape sequence".into());
    }
    exit_code(end?).await
}

fn check_state(state: &Json) -> Outcome {
    let is = |name: &str| state[name].as_bool().unwrap_or(false);
    if !is("Running") {
        return Err("You cannot attach to a stopped container, start it first".into());
    }
    if is("Paused") {
        return Err("You cannot attach to a paused container, unpause it first".into());
    }
    if is("Restarting") {
        return Err("You cannot attach to a restarting container, wait until it is running".into());
    }
    Ok(())
}
