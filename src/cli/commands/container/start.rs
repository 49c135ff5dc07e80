//! `docker start`: starts containers again, with `-a` and `-i` staying with one until it ends.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text};
use crate::cli::kinds::{SWITCH, TEXT};
use crate::cli::streams::{self, End, Streams};
use crate::engine::api::{AttachOptions, WaitCondition};

use super::run::exit_code;

pub(crate) const COMMAND: Command = Command {
    names: &["container start", "start"],
    usage: "[OPTIONS] CONTAINER [CONTAINER...]",
    args: Args::AtLeast(1),
    flags: &[&[
        Flag::new("attach", 'a', &SWITCH),
        Flag::long("checkpoint", &TEXT).hidden().ignored(),
        Flag::long("checkpoint-dir", &TEXT).hidden().ignored(),
        Flag::long("detach-keys", &TEXT),
        Flag::new("interactive", 'i', &SWITCH),
    ]],
    flags_first: false,
    examples: &["start web", "start -ai shell"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let interactive = values.switch("interactive");
    if values.switch("attach") || interactive {
        if cli.args().len() > 1 {
            return Err("you cannot start and attach multiple containers at once".into());
        }
        return attached(&cli, interactive).await;
    }
    let api = cli.api("Post v1.50/containers/start")?;
    let mut failed = Vec::new();
    for name in cli.args() {
        match api.container_start(name).await {
            Ok(()) => cli.line(name).await,
            Err(error) => {
                cli.note(&daemon_text(&error)).await;
                failed.push(name.as_str());
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!("Error: failed to start containers: {}", failed.join(", ")).into())
}

async fn attached(cli: &Cli, interactive: bool) -> Outcome {
    let api = cli.api("Get v1.50/containers/json")?;
    let object = api.container_inspect(cli.arg(0), false).await?;
    let is = |part: &str, name: &str| object[part][name].as_bool().unwrap_or(false);
    let id = object["Id"].as_str().unwrap_or("").to_owned();
    let streams = Streams {
        stdin: interactive && is("Config", "OpenStdin"),
        stdout: true,
        stderr: true,
        tty: is("Config", "Tty"),
        detach_keys: streams::detach_keys(cli),
    };
    if !streams.tty {
        streams::forward_signals(cli, &api, &id);
    }
    let options = AttachOptions { stdin: streams.stdin, stdout: true, stderr: true, logs: false };
    let attachment = api.container_attach(&id, options).await?;
    let removed = is("HostConfig", "AutoRemove");
    let condition = if removed { WaitCondition::Removed } else { WaitCondition::NextExit };
    let end = api.container_wait(&id, condition);
    if let Err(error) = api.container_start(&id).await {
        if let Ok(mut end) = end
            && removed
        {
            end.recv().await;
        }
        return Err(error.into());
    }
    let attachment = streams::with_input(&api, &id, attachment, &streams).await;
    if streams.tty {
        streams::follow_size(cli, &api, &id).await;
    }
    if streams::copy(cli, attachment, &streams).await == End::Detached {
        return Ok(());
    }
    exit_code(end?).await
}
