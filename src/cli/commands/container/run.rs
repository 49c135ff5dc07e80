//! `docker run`: makes a container, starts it and stays with it until it ends.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Failure, Outcome, USAGE};
use crate::cli::kinds::{SWITCH, TEXT};
use crate::cli::options::flags;
use crate::cli::streams::{self, End, Streams};
use crate::engine::api::{AttachOptions, WaitCondition, WaitResponse};
use crate::os::Receiver;

use super::create;

pub(crate) const COMMAND: Command = Command {
    names: &["container run", "run"],
    usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    args: Args::AtLeast(1),
    flags: &[
        flags::CONTAINER,
        &[
            Flag::new("detach", 'd', &SWITCH),
            Flag::long("detach-keys", &TEXT),
            Flag::long("sig-proxy", &SWITCH).default("true"),
        ],
    ],
    flags_first: true,
    examples: &["run hello-world", "run -it --rm alpine sh", "run -d --name web -p 8080:80 nginx"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let mut request = create::request(&cli, "run")?;
    let detach = values.switch("detach");
    if detach {
        if values.is_set("attach") {
            return Err("conflicting options: cannot specify both --attach and --detach".into());
        }
        let config = &mut request.config;
        (config.attach_stdin, config.attach_stdout, config.attach_stderr) = (false, false, false);
        config.stdin_once = false;
    } else {
        streams::check_tty(&cli, request.config.attach_stdin, request.config.tty)?;
    }
    let streams = Streams {
        stdin: request.config.attach_stdin,
        stdout: request.config.attach_stdout,
        stderr: request.config.attach_stderr,
        tty: request.config.tty,
        detach_keys: streams::detach_keys(&cli),
    };
    let removed = request.host_config.auto_remove;
    let api = cli.api("Head _ping").map_err(status)?;
    let id = create::create(&cli, &api, request).await.map_err(status)?;
    let attach = streams.stdin || streams.stdout || streams.stderr;
    if values.switch("sig-proxy") {
        streams::forward_signals(&cli, &api, &id);
    }
    if !attach {
        cli.line(&id).await;
        api.container_start(&id).await.map_err(|error| status(error.into()))?;
        return Ok(());
    }
    if !streams.stdout && !streams.stderr {
        cli.line(&id).await;
    }
    let options = AttachOptions { stdin: streams.stdin, stdout: streams.stdout, stderr: streams.stderr, logs: false };
    let attachment = api.container_attach(&id, options).await?;
    let condition = if removed { WaitCondition::Removed } else { WaitCondition::NextExit };
    let end = api.container_wait(&id, condition);
    if let Err(error) = api.container_start(&id).await {
        if let Ok(mut end) = end
            && removed
        {
            end.recv().await;
        }
        return Err(status(error.into()));
    }
    let attachment = streams::with_input(&api, &id, attachment, &streams).await;
    if streams.tty {
        streams::follow_size(&cli, &api, &id).await;
    }
    if streams::copy(&cli, attachment, &streams).await == End::Detached {
        return Ok(());
    }
    exit_code(end?).await
}

/// The container's exit code as the client's.
pub(super) async fn exit_code(mut end: Receiver<WaitResponse>) -> Outcome {
    let Some(end) = end.recv().await else { return Ok(()) };
    match (end.error, end.status_code) {
        (Some(error), _) => Err(Failure::new(format!("Error waiting for container: {error}"), USAGE)),
        (None, 0) => Ok(()),
        (None, code) => Err(Failure::silent(code as u8)),
    }
}

/// A failure before the container's own program ran: 127 when there is none, 126 when it cannot be executed.
#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn status(failure: Failure) -> Failure {
    let says = |words: &[&str]| words.iter().any(|word| failure.text.contains(word));
    let code = if says(&["executable file not found", "no such file or directory"]) {
        127
    } else if says(&["permission denied", "is a directory"]) {
        126
    } else {
        USAGE
    };
    create::with_help(&failure, "run", code)
}
