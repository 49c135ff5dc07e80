//! `--help`: laid out as docker lays it out, from the Command values and the prose of the resource `help`. Layout rules are
//! those of the flag library (pflag 1.0.6) and of docker's own templates in 28.2.2.

use std::fmt::Write as _;

use crate::base::order;
use crate::os::Process;

use super::command::{Command, Flag};
use super::commands;
use super::dispatch::ROOT;
use super::failure::{Failure, Outcome};
use super::groups::{self, GROUPS, Group};

/// The commands that a learner meets first, in the help's order.
const COMMON: [&str; 12] =
    ["run", "exec", "ps", "build", "pull", "push", "images", "login", "logout", "search", "version", "info"];
/// How wide a column of names is.
const NAME_WIDTH: usize = 12;
/// Columns of a screen whose width is not known.
const WIDTH: usize = 80;

/// The prose: sections that begin with `# NAME`, a line that sums up, further paragraphs, and lines `--FLAG: text` with
/// indented continuations. The section `*` describes the flags that a command's own section does not.
struct Prose {
    text: String,
}

impl Prose {
    async fn load(process: &Process) -> Self {
        let bytes = process.kernel().resource("help").await;
        Self { text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    fn section(&self, name: &str) -> &str {
        let mut rest = self.text.as_str();
        while let Some(at) = rest.find("# ") {
            let starts_line = at == 0 || rest.as_bytes()[at - 1] == b'\n';
            rest = &rest[at + 2..];
            let (title, body) = rest.split_once('\n').unwrap_or((rest, ""));
            if starts_line && title == name {
                return body.find("\n# ").map_or(body, |end| &body[..end]);
            }
        }
        ""
    }

    /// The line that sums a command up.
    fn short(&self, name: &str) -> &str {
        self.section(name).lines().next().unwrap_or("")
    }

    /// All that is said of a command before its flags.
    fn long(&self, name: &str) -> String {
        let lines: Vec<&str> = self.section(name).lines().take_while(|line| !line.starts_with("--")).collect();
        let first = lines.iter().position(|line| line.is_empty()).unwrap_or(0);
        let body = if lines[first.min(lines.len())..].iter().all(|line| line.is_empty()) { 0 } else { first };
        lines[body..].join("\n").trim().to_owned()
    }

    /// What is said of a flag.
    fn flag(&self, name: &str, flag: &str) -> String {
        let find = |section: &str| {
            let lead = format!("--{flag}: ");
            let mut lines = section.lines().skip_while(|line| !line.starts_with(&lead));
            let first = lines.next()?.strip_prefix(&lead)?.to_owned();
            let more = lines.take_while(|line| line.starts_with("  ")).map(|line| format!("\n{}", &line[2..]));
            Some(first + &more.collect::<String>())
        };
        find(self.section(name)).or_else(|| find(self.section("*"))).unwrap_or_default()
    }
}

/// The help of `docker` itself; on standard error when it was not asked for.
pub(crate) async fn root(process: &Process, asked: bool) -> Outcome {
    let prose = Prose::load(process).await;
    let mut out = format!("Usage:  docker [OPTIONS] COMMAND\n\n{}\n\nCommon Commands:\n", prose.short("docker"));
    // `docker build` is a plugin's command under another name.
    let find = |name| commands::find(name).or_else(|| commands::find(&format!("buildx {name}")));
    for (name, command) in COMMON.into_iter().filter_map(|name| Some((name, find(name)?))) {
        name_line(&mut out, name, prose.short(command.names[0]));
    }
    out.push_str("\nManagement Commands:\n");
    for group in GROUPS.iter().filter(|group| groups::find(process, group.name).is_some()) {
        name_line(&mut out, &format!("{}{}", group.name, group.mark()), prose.short(group.name));
    }
    out.push_str("\nCommands:\n");
    let mut rest: Vec<(&str, &Command)> = commands::ALL
        .iter()
        .flat_map(|command| command.names.iter().map(move |name| (*name, *command)))
        .filter(|(name, _)| !name.contains(' ') && !COMMON.contains(name))
        .collect();
    order::sort_by_key(&mut rest, |(name, _)| *name);
    for (name, command) in rest {
        name_line(&mut out, name, prose.short(command.names[0]));
    }
    let _ = write!(out, "\nGlobal Options:\n{}\n", flag_table(process, &prose, &ROOT, "docker"));
    out.push_str("\nRun 'docker COMMAND --help' for more information on a command.\n");
    out.push_str("\nFor more help on how to use Docker, head to https://docs.docker.com/go/guides/\n");
    show(process, &out, asked).await;
    Ok(())
}

/// The help of a group.
pub(crate) async fn group(process: &Process, group: &Group, asked: bool) -> Outcome {
    let prose = Prose::load(process).await;
    let name = group.name;
    let mut out = format!("Usage:  docker {name} COMMAND\n\n{}\n\nCommands:\n", prose.short(name));
    for command in commands::ALL {
        let own = command.names.iter().find_map(|full| full.strip_prefix(name)?.strip_prefix(' '));
        if let Some(own) = own {
            name_line(&mut out, own, prose.short(command.names[0]));
        }
    }
    let _ = write!(out, "\nRun 'docker {name} COMMAND --help' for more information on a command.\n");
    show(process, &out, asked).await;
    Ok(())
}

/// The help of a command that was called by `name`.
pub(crate) async fn command(process: &Process, command: &Command, name: &str) -> Outcome {
    let prose = Prose::load(process).await;
    let usual = command.names[0];
    let mut out = format!("Usage:  docker {name} {}\n\n{}\n", command.usage, prose.long(usual));
    out = out.replacen(" \n\n", "\n\n", 1);
    if command.names.len() > 1 {
        let names: Vec<String> = command.names.iter().map(|name| format!("docker {name}")).collect();
        let _ = write!(out, "\nAliases:\n  {}\n", names.join(", "));
    }
    if command.all_flags().any(|flag| !flag.hidden) {
        let _ = write!(out, "\nOptions:\n{}\n", flag_table(process, &prose, command, usual));
    }
    show(process, &out, true).await;
    Ok(())
}

/// `docker help` and what it is asked about.
pub(crate) async fn topic(process: &Process, words: &[String]) -> Outcome {
    let unknown = || Failure::from(format!("unknown help topic: {}", words.join(" ")));
    match words {
        [] => root(process, true).await,
        [name] if groups::find(process, name).is_some() => {
            let found = groups::find(process, name).ok_or_else(unknown)?;
            group(process, found, true).await
        }
        _ => {
            let full = words.join(" ");
            let found = commands::find(&full).ok_or_else(unknown)?;
            command(process, found, found.spelled(&full)).await
        }
    }
}

async fn show(process: &Process, text: &str, asked: bool) {
    if asked {
        process.out(text).await;
    } else {
        process.err(text).await;
    }
}

fn name_line(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "  {name:NAME_WIDTH$}{text}");
}

/// The table of flags, without a newline at its end.
fn flag_table(process: &Process, prose: &Prose, command: &Command, section: &str) -> String {
    let width = process.tty_size(0).map_or(WIDTH, |(cols, _)| usize::from(cols)).saturating_sub(1);
    let mut flags: Vec<&Flag> = command.all_flags().filter(|flag| !flag.hidden).collect();
    order::sort_by_key(&mut flags, |flag| flag.long);
    let lines: Vec<(String, String)> = flags
        .into_iter()
        .map(|flag| {
            let text = prose.flag(section, flag.long);
            (flag_name(flag), text + &flag_default(process, flag))
        })
        .collect();
    let widest = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 3;
    let rows = lines.iter().map(|(name, text)| format!("{name:widest$}{}", wrap(widest, width, text)));
    rows.map(|row| row.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn flag_name(flag: &Flag) -> String {
    let letter = if flag.short == '\0' { "    ".to_owned() } else { format!("-{}, ", flag.short) };
    let takes = if flag.kind.name.is_empty() { String::new() } else { format!(" {}", flag.kind.name) };
    format!("  {letter}--{}{takes}", flag.long)
}

fn flag_default(process: &Process, flag: &Flag) -> String {
    let value = flag.default.replace("$HOME", &process.env("HOME").unwrap_or_default());
    match (value.as_str(), flag.kind.name) {
        ("", _) => String::new(),
        (value, "string") => format!(" (default \"{value}\")"),
        (value, _) => format!(" (default {value})"),
    }
}

/// Breaks a description into lines that fit beside the names.
fn wrap(indent: usize, width: usize, text: &str) -> String {
    const LEAST: usize = 24;
    const SLOP: usize = 5;
    let (mut indent, mut out) = (indent, String::new());
    if width < indent + LEAST {
        indent = 16;
        let _ = write!(out, "\n{:indent$}", "");
    }
    let margin = format!("\n{:indent$}", "");
    if width < indent + LEAST {
        return text.replace('\n', &out);
    }
    let room = width - indent - SLOP;
    let (mut line, mut rest) = break_line(room, SLOP, text);
    out.push_str(&line.replace('\n', &margin));
    while !rest.is_empty() {
        (line, rest) = break_line(room, SLOP, rest);
        out.push_str(&margin);
        out.push_str(&line.replace('\n', &margin));
    }
    out
}

fn break_line(room: usize, slop: usize, text: &str) -> (&str, &str) {
    if room + slop > text.len() {
        return (text, "");
    }
    let head = &text[..(0..=room).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)];
    let Some(at) = head.rfind([' ', '\t', '\n']).filter(|at| *at > 0) else { return (text, "") };
    let at = head.rfind('\n').filter(|newline| *newline > 0 && *newline < at).unwrap_or(at);
    (&text[..at], &text[at + 1..])
}
