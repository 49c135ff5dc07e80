//! `docker exec`: runs another program in a running container.

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::kinds::{LIST, SWITCH, TEXT};
use crate::cli::options::env::{self, ENV};
use crate::cli::streams::{self, End, Streams};
use crate::engine::api::ExecConfig;

pub(crate) const COMMAND: Command = Command {
    names: &["container exec", "exec"],
    usage: "[OPTIONS] CONTAINER COMMAND [ARG...]",
    args: Args::AtLeast(2),
    flags: &[&[
        Flag::new("detach", 'd', &SWITCH),
        Flag::long("detach-keys", &TEXT),
        Flag::new("env", 'e', &ENV),
        Flag::long("env-file", &LIST),
        Flag::new("interactive", 'i', &SWITCH),
        Flag::long("privileged", &SWITCH),
        Flag::new("tty", 't', &SWITCH),
        Flag::new("user", 'u', &TEXT),
        Flag::new("workdir", 'w', &TEXT),
    ]],
    flags_first: true,
    examples: &["exec -it web sh", "exec web ls /usr/share/nginx/html"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let mut config = config(&cli)?;
    let api = cli.api("Get v1.50/containers/json")?;
    let name = cli.arg(0);
    // An unknown container is told before anything else.
    api.container_inspect(name, false).await?;
    let detach = cli.values().switch("detach");
    if !detach {
        streams::check_tty(&cli, config.attach_stdin, config.tty)?;
    }
    if config.tty {
        config.console_size = cli.process().tty_size(1).map(|(cols, rows)| [u32::from(rows), u32::from(cols)]);
    }
    let streams = Streams {
        stdin: config.attach_stdin,
        stdout: config.attach_stdout,
        stderr: config.attach_stderr,
        tty: config.tty,
        detach_keys: config.detach_keys.clone(),
    };
    let exec = api.exec_create(name, config).await?;
    let Some(attachment) = api.exec_start(&exec, detach).await? else { return Ok(()) };
    if streams::copy(&cli, attachment, &streams).await == End::Detached {
        return Err("read escape sequence".into());
    }
    match api.exec_inspect(&exec).await?.exit_code {
        None | Some(0) => Ok(()),
        Some(code) => Err(Failure::silent(code as u8)),
    }
}

/// What the flags and arguments ask for.
pub(crate) fn config(cli: &Cli) -> Outcome<ExecConfig> {
    let values = cli.values();
    let own = |name: &str| cli.process().env(name);
    let typed = env::resolve(values.list("env"), &own);
    let variables = env::of_files(cli.process(), values.list("env-file"), Some(&own), typed)?;
    let attached = !values.switch("detach");
    Ok(ExecConfig {
        user: values.text("user").to_owned(),
        privileged: values.switch("privileged"),
        tty: values.switch("tty"),
        console_size: None,
        attach_stdin: attached && values.switch("interactive"),
        attach_stderr: attached,
        attach_stdout: attached,
        detach_keys: streams::detach_keys(cli),
        env: (!variables.is_empty()).then_some(variables),
        working_dir: values.text("workdir").to_owned(),
        cmd: cli.args().iter().skip(1).cloned().collect(),
    })
}
