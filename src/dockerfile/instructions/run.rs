//! RUN, CMD and ENTRYPOINT: commands, as a line for the shell or as a list of words.

use super::flags::{FlagKind, Flags};
use super::mount::{Expand, Mount};
use crate::base::quote::quote;
use crate::dockerfile::tree::{Heredoc, Node};

/// How a command was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A line that the shell of the image interprets. Variables stay: the shell expands them.
    Shell(String),
    /// A JSON array of words, executed as they are.
    Exec(Vec<String>),
}

impl Default for Form {
    fn default() -> Self {
        Self::Shell(String::new())
    }
}

impl Form {
    /// The words as BuildKit lists them: a shell line is one word, an empty one none.
    pub fn words(&self) -> Vec<String> {
        match self {
            Self::Shell(line) if line.is_empty() => Vec::new(),
            Self::Shell(line) => vec![line.clone()],
            Self::Exec(words) => words.clone(),
        }
    }

    pub(super) fn of(words: &[String], json: bool) -> Self {
        if json { Self::Exec(words.to_vec()) } else { Self::Shell(words.join(" ")) }
    }
}

/// `RUN [flags] COMMAND`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The command. With here-documents it is the line that announces them.
    pub command: Form,
    /// The text of every `--mount`, variables not expanded; see [`Run::mounts`].
    pub mounts: Vec<String>,
    /// The text of every `--device`.
    pub devices: Vec<String>,
    /// `--network`: `default`, `none` or `host`.
    pub network: String,
    /// `--security`: `sandbox` or `insecure`.
    pub security: String,
    /// The here-documents, in the order of the line.
    pub heredocs: Vec<Heredoc>,
    /// The names of the flags that were given.
    pub flags_used: Vec<String>,
}

impl Run {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        let known = [
            ("device", FlagKind::List),
            ("mount", FlagKind::List),
            ("network", FlagKind::Text),
            ("security", FlagKind::Text),
        ];
        let flags = Flags::parse(&node.flags, &known)?;
        let or_default = |name: &str, default: &str| {
            if flags.is_used(name) { flags.text(name) } else { default.to_owned() }
        };
        let run = Self {
            command: Form::of(words, node.json),
            mounts: flags.list("mount"),
            devices: flags.list("device"),
            network: or_default("network", "default"),
            security: or_default("security", "sandbox"),
            heredocs: node.heredocs.clone(),
            flags_used: flags.used(),
        };
        for device in &run.devices {
            super::device::Device::parse(device)?;
        }
        for mount in &run.mounts {
            Mount::parse(mount, None)?;
        }
        if !matches!(run.network.as_str(), "default" | "none" | "host") {
            return Err(format!("invalid network mode {}", quote(&run.network)));
        }
        if !matches!(run.security.as_str(), "sandbox" | "insecure") {
            return Err(format!("security {} is not valid", quote(&run.security)));
        }
        Ok(run)
    }

    /// The mounts with their variables expanded.
    pub fn mounts(&self, expand: Expand) -> Result<Vec<Mount>, String> {
        self.mounts.iter().map(|text| Mount::parse(text, Some(expand))).collect()
    }
}

/// `CMD COMMAND`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cmd {
    /// The command.
    pub command: Form,
}

impl Cmd {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        Flags::parse(&node.flags, &[])?;
        Ok(Self { command: Form::of(words, node.json) })
    }
}

/// `ENTRYPOINT COMMAND`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entrypoint {
    /// The command.
    pub command: Form,
}

impl Entrypoint {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        Flags::parse(&node.flags, &[])?;
        Ok(Self { command: Form::of(words, node.json) })
    }
}
