//! From a command line to the command that runs: global flags, groups, help, usage errors and what is not modelled. The
//! messages and exit codes are those of 28.2.2.

use std::rc::Rc;

use crate::os::{ExitStatus, Process, ProgramFuture};

use super::command::{Args, Command, Flag};
use super::commands;
use super::config::Config;
use super::connect::{Endpoint, config_dir};
use super::context::{Cli, Inner};
use super::docker::Docker;
use super::failure::{Failure, Outcome, USAGE};
use super::forward;
use super::groups::{self, Group};
use super::help;
use super::kinds::{LIST, SWITCH, TEXT};
use super::values::Values;

/// The client's version.
pub(crate) const VERSION: &str = "28.2.2";
/// The commit it was built from.
pub(crate) const COMMIT: &str = "e6534b4";

const GLOBAL_FLAGS: &[Flag] = &[
    Flag::long("config", &TEXT).default("$HOME/.docker"),
    Flag::new("context", 'c', &TEXT),
    Flag::new("debug", 'D', &SWITCH),
    Flag::new("host", 'H', &LIST),
    Flag::new("log-level", 'l', &TEXT).default("info"),
    Flag::long("tls", &SWITCH),
    Flag::long("tlscacert", &TEXT).default("$HOME/.docker/ca.pem"),
    Flag::long("tlscert", &TEXT).default("$HOME/.docker/cert.pem"),
    Flag::long("tlskey", &TEXT).default("$HOME/.docker/key.pem"),
    Flag::long("tlsverify", &SWITCH),
    Flag::new("version", 'v', &SWITCH),
];

/// The program itself: its global flags.
pub(crate) static ROOT: Command = Command {
    names: &[""],
    usage: "[OPTIONS] COMMAND [ARG...]",
    args: Args::None,
    flags: &[GLOBAL_FLAGS],
    flags_first: true,
    examples: &["ps -a", "run hello-world"],
    run: |cli| Box::pin(async move { help::root(cli.process(), false).await }),
};

/// A group without a command: no flags but `--help`.
static NO_FLAGS: Command = Command {
    names: &[""],
    usage: "COMMAND",
    args: Args::None,
    flags: &[],
    flags_first: true,
    examples: &[],
    run: |cli| Box::pin(async move { help::root(cli.process(), false).await }),
};

const LOG_LEVELS: [&str; 8] = ["trace", "debug", "info", "warn", "warning", "error", "fatal", "panic"];

/// The docker program.
pub fn main(process: Process, docker: Rc<Docker>) -> ProgramFuture {
    Box::pin(async move {
        let words = process.args();
        match run(&process, docker, &words).await {
            Ok(()) => ExitStatus::OK,
            Err(failure) => {
                if !failure.text.is_empty() {
                    process.err(&format!("{}\n", failure.text)).await;
                }
                ExitStatus::Code(failure.code)
            }
        }
    })
}

/// A bad flag's message.
fn flag_error(why: &str, name: &str, usage: &str) -> Failure {
    let name = if name.is_empty() { "docker".to_owned() } else { format!("docker {name}") };
    let usage = format!("{name} {usage}");
    let usage = usage.trim_end();
    Failure::new(format!("{why}\n\nUsage:  {usage}\n\nRun '{name} --help' for more information"), USAGE)
}

async fn run(process: &Process, docker: Rc<Docker>, words: &[String]) -> Outcome {
    let globals = Values::parse(&ROOT, words).map_err(|why| flag_error(&why, "", ROOT.usage))?;
    let level = globals.text("log-level");
    if globals.is_set("log-level") && !LOG_LEVELS.contains(&level.to_lowercase().as_str()) {
        return Err(format!("Unable to parse logging level: {level}").into());
    }
    for notice in &globals.notices {
        process.out(&format!("{notice}\n")).await;
    }
    if globals.is_set("context") && globals.is_set("host") {
        return Err("conflicting options: cannot specify both --host and --context".into());
    }
    if globals.help {
        return help::root(process, true).await;
    }
    if globals.switch("version") {
        process.out(&format!("Docker version {VERSION}, build {COMMIT}\n")).await;
        return Ok(());
    }
    let words = match forward::to_plugin(process, &globals.args).await? {
        Some(words) => words,
        None => globals.args.clone(),
    };
    match find(process, &words)? {
        Found::Root => help::root(process, false).await,
        Found::Topic(topic) => help::topic(process, topic).await,
        Found::Group(group, asked) => help::group(process, group, asked).await,
        Found::Command(command, name, rest) => start(process, docker, globals, command, name, rest).await,
    }
}

/// What a command line leads to.
enum Found<'a> {
    /// Nothing but `docker`.
    Root,
    /// `docker help` and what it is asked about.
    Topic(&'a [String]),
    /// A group, and whether its help was asked for.
    Group(&'static Group, bool),
    /// A command, how it is called in messages, and the rest of the line.
    Command(&'static Command, &'static str, &'a [String]),
}

fn find<'a>(process: &Process, words: &'a [String]) -> Outcome<Found<'a>> {
    let Some((first, rest)) = words.split_first() else { return Ok(Found::Root) };
    if first == "help" {
        return Ok(Found::Topic(rest));
    }
    if let Some((name, why)) = groups::not_modelled(process, words) {
        return Err(format!("drydock: docker {name} is not modelled: {why}").into());
    }
    if let Some(group) = groups::find(process, first) {
        return find_in(group, rest);
    }
    match commands::find(first) {
        Some(command) => Ok(Found::Command(command, command.spelled(first), rest)),
        None => Err(unknown(first)),
    }
}

fn find_in<'a>(group: &'static Group, words: &'a [String]) -> Outcome<Found<'a>> {
    let values = Values::parse(&NO_FLAGS, words).map_err(|why| flag_error(&why, group.name, group.usage()))?;
    if values.help {
        return Ok(Found::Group(group, true));
    }
    let Some(first) = values.args.first() else { return Ok(Found::Group(group, false)) };
    let full = format!("{} {first}", group.name);
    match commands::find(&full) {
        Some(command) => {
            let rest = words.len() - values.args.len() + 1;
            Ok(Found::Command(command, command.spelled(&full), &words[rest..]))
        }
        None => Err(Failure::from(format!(
            "docker: unknown command: docker {full}\n\nUsage:  {}\n\nRun 'docker {} --help' for more information",
            format!("docker {} {}", group.name, group.usage()).trim_end(),
            group.name
        ))),
    }
}

fn unknown(word: &str) -> Failure {
    Failure::from(format!("docker: unknown command: docker {word}\n\nRun 'docker --help' for more information"))
}

async fn start(
    process: &Process,
    docker: Rc<Docker>,
    globals: Values,
    command: &'static Command,
    name: &'static str,
    words: &[String],
) -> Outcome {
    let values = Values::parse(command, words).map_err(|why| flag_error(&why, name, command.usage))?;
    for notice in &values.notices {
        process.out(&format!("{notice}\n")).await;
    }
    if values.help {
        return help::command(process, command, name).await;
    }
    if let Some((complaint, lead)) = command.args.complaint(values.args.len()) {
        let usage = format!("docker {name} {}", command.usage);
        let usage = usage.trim_end();
        // A plugin's own errors have a word before them.
        let plugin = if name.starts_with("buildx ") { "ERROR: " } else { "" };
        return Err(Failure::from(format!(
            "{plugin}docker: 'docker {name}' {complaint}\n\nUsage:  {usage}\n\n{lead} 'docker {name} --help' for more \
             information"
        )));
    }
    for flag in &values.ignored {
        process.err(&format!("drydock: --{flag} has no effect here\n")).await;
    }
    let dir = config_dir(process, &globals);
    let (config, warning) = Config::load(process, &dir);
    if let Some(warning) = warning {
        process.err(&format!("{warning}\n")).await;
    }
    let endpoint = match Endpoint::find(process, &globals, &config) {
        // What is wrong with a context can be looked at.
        Err(_) if name.starts_with("context ") => {
            Endpoint { context: Endpoint::name(process, &globals, &config), host: String::new() }
        }
        found => found?,
    };
    let process = process.clone();
    let cli = Cli::new(Inner { process, docker, command, name, globals, values, config, endpoint });
    (command.run)(cli).await
}
