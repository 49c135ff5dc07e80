//! RUN: a command in a container of its own on the layers so far. What it wrote is the new layer; mounts are not in it.

use crate::base::digest::Hasher;
use crate::base::quote::quote;
use crate::build::graph::{Op, OpId};
use crate::build::stage::{Course, capital_keyword};
use crate::dockerfile::heredoc::parse_heredoc;
use crate::dockerfile::instructions::Run;
use crate::dockerfile::instructions::mount::{Mount, MountKind};
use crate::dockerfile::{Form, Instruction, Lexer};
use crate::vfs::path;

/// A command to be run.
#[derive(Debug)]
pub(in crate::build) struct RunOp {
    /// The words.
    pub(in crate::build) argv: Vec<String>,
    /// The environment, arguments of the build among it.
    pub(in crate::build) env: Vec<(String, String)>,
    /// Variables that the cache does not look at: proxies.
    pub(in crate::build) proxy: Vec<(String, String)>,
    /// The working directory.
    pub(in crate::build) cwd: String,
    /// Who runs it, empty for root.
    pub(in crate::build) user: String,
    /// Whether there is a network.
    pub(in crate::build) network: bool,
    /// `--add-host`.
    pub(in crate::build) hosts: Vec<String>,
    /// A here-document that is run as a script: its name and text, found in `/dev/pipes`.
    pub(in crate::build) script: Option<(String, String)>,
    /// What is mounted.
    pub(in crate::build) mounts: Vec<RunMount>,
}

/// A mount.
#[derive(Debug)]
pub(in crate::build) struct RunMount {
    /// Where: an absolute path.
    pub(in crate::build) target: String,
    /// What.
    pub(in crate::build) from: MountFrom,
    /// Owner and mode where they were given.
    pub(in crate::build) owner: (Option<u32>, Option<u32>, Option<u32>),
    /// Whether the command cannot write to it.
    pub(in crate::build) read_only: bool,
}

/// What a mount shows.
#[derive(Debug)]
pub(in crate::build) enum MountFrom {
    /// A path of a node's files, or of nothing.
    Bind(Option<OpId>, String),
    /// A folder that outlives the build, by id, with the files that it begins with.
    Cache(String, Option<OpId>, String),
    /// Memory.
    Tmpfs,
    /// A secret by id, as a file, a variable, or both; whether it must be there.
    Secret { id: String, file: bool, variable: Option<String>, required: bool },
    /// An agent's socket, which is not there.
    Ssh(bool),
}

/// The arguments that every build takes as proxies.
const PROXIES: [&str; 5] = ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"];

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Run(run) = instruction else { return Ok(()) };
    let (argv, script, summary) = words(run, course);
    let mounts = mounts(run, course)?;
    let env = course.stage.env.pairs().to_vec();
    let proxy = course
        .shared
        .options
        .build_args
        .iter()
        .filter(|(name, _)| PROXIES.iter().any(|known| name.eq_ignore_ascii_case(known)))
        .filter(|(name, _)| course.stage.env.get(name).is_none());
    let op = RunOp {
        proxy: proxy.cloned().collect(),
        cwd: if course.stage.cwd.is_empty() { "/".to_owned() } else { course.stage.cwd.clone() },
        user: course.stage.user.clone(),
        network: run.network != "none" && course.shared.options.network != "none",
        hosts: course.shared.options.add_hosts.clone(),
        argv,
        env,
        script,
        mounts,
    };
    // Secrets given as variables are masked in the title.
    let masked = |name: &str| {
        let secret = op.mounts.iter().any(|mount| match &mount.from {
            MountFrom::Secret { variable, .. } => variable.as_deref() == Some(name),
            _ => false,
        });
        if secret { Some("****".to_owned()) } else { course.stage.variable(name) }
    };
    let lexer = Lexer { raw_quotes: true, keep_unset: true, ..course.lexer() };
    let text = format!("{}{summary}", course.command.text);
    let title = capital_keyword(&lexer.word(&text, &masked).map_or(text, |word| word.text));
    let history = history(&op, &course.stage.build_args);
    let name = course.stage.step_name(&title);
    course.push(name, Op::Run(op));
    course.stage.draft.commit(&history, true);
    Ok(())
}

/// The command as words, the here-document that is a script of its own, and what the title says of here-documents.
fn words(run: &Run, course: &Course<'_>) -> (Vec<String>, Option<(String, String)>, String) {
    let line = match &run.command {
        Form::Exec(words) => return (words.clone(), None, String::new()),
        Form::Shell(line) => line,
    };
    let Some(first) = run.heredocs.first() else {
        return (course.stage.draft.with_shell(line), None, String::new());
    };
    if !matches!(parse_heredoc(line), Ok(Some(_))) {
        let mut whole = line.clone();
        for heredoc in &run.heredocs {
            whole.push('\n');
            whole.push_str(&heredoc.content);
            whole.push_str(&heredoc.name);
        }
        return (course.stage.draft.with_shell(&whole), None, String::new());
    }
    let text = first.text();
    let mut lines = first.content.trim().lines();
    let more = if lines.clone().count() > 1 { "..." } else { "" };
    let summary = format!(" ({}{more})", lines.next().unwrap_or_default());
    if text.starts_with("#!") {
        let path = format!("/dev/pipes/{}", first.name);
        return (vec![path], Some((first.name.clone(), text)), summary);
    }
    (course.stage.draft.with_shell(&text), None, summary)
}

fn mounts(run: &Run, course: &mut Course<'_>) -> Result<Vec<RunMount>, String> {
    let lexer = course.lexer();
    let parsed = run.mounts(&|text| Ok(lexer.word(text, &|name| course.stage.variable(name))?.text))?;
    let mut mounts = Vec::with_capacity(parsed.len());
    for (place, mount) in parsed.iter().enumerate() {
        let from = match mount.kind {
            MountKind::Tmpfs => MountFrom::Tmpfs,
            MountKind::Ssh => MountFrom::Ssh(mount.required),
            MountKind::Secret => secret(mount)?,
            MountKind::Cache => {
                let id = if mount.id.is_empty() { path::absolute("/", &mount.target) } else { mount.id.clone() };
                let source = if mount.from.is_empty() { None } else { stage_files(mount, place, course)? };
                MountFrom::Cache(id, source, path::absolute("/", &mount.source))
            }
            MountKind::Bind => {
                let inside = path::absolute("/", &mount.source);
                let source = if mount.from.is_empty() {
                    Some(course.graph.context(&inside))
                } else {
                    stage_files(mount, place, course)?
                };
                MountFrom::Bind(source, inside)
            }
        };
        let target = match &from {
            MountFrom::Secret { id, .. } if mount.target.is_empty() => format!("/run/secrets/{}", path::base_name(id)),
            _ => path::absolute(&course.stage.cwd, &mount.target),
        };
        if target == "/" {
            return Err(format!("invalid mount target {}", quote(&mount.target)));
        }
        let owner = (mount.uid, mount.gid, mount.mode);
        mounts.push(RunMount { target, from, owner, read_only: mount.read_only });
    }
    Ok(mounts)
}

fn stage_files(mount: &Mount, place: usize, course: &Course<'_>) -> Result<Option<OpId>, String> {
    let index = course.command.sources.get(place).copied();
    match index.and_then(|index| course.shared.stages.get(index)) {
        Some(stage) if stage.done => Ok(stage.top),
        _ => Err(format!(
            "cannot mount from stage {} to {}, stage needs to be defined before current command",
            quote(&mount.from),
            quote(&mount.target)
        )),
    }
}

fn secret(mount: &Mount) -> Result<MountFrom, String> {
    let id = if mount.source.is_empty() { &mount.id } else { &mount.source };
    let id = match id.is_empty() {
        true if mount.target.is_empty() => return Err("one of source, target required".to_owned()),
        true => path::base_name(&mount.target).to_owned(),
        false => id.clone(),
    };
    let file = mount.env.is_none() || !mount.target.is_empty();
    Ok(MountFrom::Secret { id, file, variable: mount.env.clone(), required: mount.required })
}

/// `RUN |1 V=7 /bin/sh -c ... # buildkit`: the arguments declared so far come before the words.
fn history(op: &RunOp, build_args: &[(String, Option<String>)]) -> String {
    let mut shown: Vec<(&str, String)> = Vec::new();
    for (name, value) in build_args {
        let current = op.env.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let value = current.or_else(|| value.clone()).unwrap_or_default();
        match shown.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 = value,
            None => shown.push((name, value)),
        }
    }
    let mut line = "RUN ".to_owned();
    if !shown.is_empty() {
        line.extend(["|", &shown.len().to_string(), " "]);
        for (name, value) in shown {
            line.extend([name, "=", &value, " "]);
        }
    }
    line.push_str(&op.argv.join(" "));
    line.push_str(" # buildkit");
    line
}

impl RunOp {
    /// The nodes whose files are mounted.
    pub(in crate::build) fn sources(&self) -> Vec<OpId> {
        let source = |mount: &RunMount| match &mount.from {
            MountFrom::Bind(source, _) | MountFrom::Cache(_, source, _) => *source,
            MountFrom::Tmpfs | MountFrom::Secret { .. } | MountFrom::Ssh(_) => None,
        };
        self.mounts.iter().filter_map(source).collect()
    }

    /// What the result depends on besides mounted files and the layer below. The content of secrets and of cache mounts
    /// does not count.
    pub(in crate::build) fn key(&self, hasher: &mut Hasher) {
        hasher.update(
            format!(
                "run\0{:?}\0{:?}\0{}\0{}\0{}\0{:?}\0{:?}\0",
                self.argv, self.env, self.cwd, self.user, self.network, self.hosts, self.script
            )
            .as_bytes(),
        );
        for mount in &self.mounts {
            let what = match &mount.from {
                MountFrom::Bind(_, path) => format!("bind {path}"),
                MountFrom::Cache(id, _, path) => format!("cache {id} {path}"),
                MountFrom::Tmpfs => "tmpfs".to_owned(),
                MountFrom::Secret { id, variable, .. } => format!("secret {id} {variable:?}"),
                MountFrom::Ssh(_) => "ssh".to_owned(),
            };
            hasher.update(format!("{}\0{what}\0{:?}\0{}\0", mount.target, mount.owner, mount.read_only).as_bytes());
        }
    }

    /// The command line as messages show it.
    pub(in crate::build) fn command_line(&self) -> String {
        self.argv.join(" ")
    }
}
