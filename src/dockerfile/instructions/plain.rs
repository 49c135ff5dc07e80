//! The instructions that are little more than their words: EXPOSE, MAINTAINER, ONBUILD, SHELL, STOPSIGNAL, USER, VOLUME
//! and WORKDIR.

use super::flags::Flags;
use super::run::Form;
use super::{at_least_one, exactly_one};
use crate::base::order;
use crate::dockerfile::tree::Node;

/// `EXPOSE PORT[/PROTOCOL]...`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expose {
    /// The words in alphabetical order, as BuildKit keeps them; variables not expanded.
    pub ports: Vec<String>,
}

impl Expose {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        if words.is_empty() {
            return Err(at_least_one("EXPOSE"));
        }
        Flags::parse(&node.flags, &[])?;
        let mut ports = words.to_vec();
        order::sort(&mut ports);
        Ok(Self { ports })
    }
}

/// `MAINTAINER NAME`, which LABEL replaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintainer {
    /// The name.
    pub name: String,
}

impl Maintainer {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        let name = exactly_one("MAINTAINER", words)?.to_owned();
        Flags::parse(&node.flags, &[])?;
        Ok(Self { name })
    }
}

/// `ONBUILD INSTRUCTION`: kept in the image, run when another build starts from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnBuild {
    /// The instruction's text as the image keeps it, here-documents included.
    pub trigger: String,
}

impl OnBuild {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        let keyword = words.first().ok_or_else(|| at_least_one("ONBUILD"))?.trim().to_uppercase();
        Flags::parse(&node.flags, &[])?;
        match keyword.as_str() {
            "ONBUILD" => return Err("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed".into()),
            "FROM" | "MAINTAINER" => return Err(format!("{keyword} isn't allowed as an ONBUILD trigger")),
            _ => {}
        }
        let text = node.original.trim_start();
        let mut trigger = text.get("ONBUILD".len()..).unwrap_or_default().trim_start().to_owned();
        for heredoc in &node.heredocs {
            trigger.push('\n');
            trigger.push_str(&heredoc.content);
            trigger.push_str(&heredoc.name);
        }
        Ok(Self { trigger })
    }
}

/// `SHELL ["program", "argument"...]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shell {
    /// The words that precede a command in shell form.
    pub words: Vec<String>,
}

impl Shell {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        Flags::parse(&node.flags, &[])?;
        match Form::of(words, node.json) {
            _ if words.is_empty() => Err(at_least_one("SHELL")),
            Form::Exec(words) => Ok(Self { words }),
            Form::Shell(_) => Err("SHELL requires the arguments to be in JSON form".into()),
        }
    }
}

/// `STOPSIGNAL SIGNAL`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StopSignal {
    /// The signal's name or number, variables not expanded.
    pub signal: String,
}

impl StopSignal {
    /// Flags are not looked at: BuildKit ignores them here.
    pub(super) fn parse(_: &Node, words: &[String]) -> Result<Self, String> {
        Ok(Self { signal: exactly_one("STOPSIGNAL", words)?.to_owned() })
    }
}

/// `USER USER[:GROUP]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The text, variables not expanded.
    pub user: String,
}

impl User {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        let user = exactly_one("USER", words)?.to_owned();
        Flags::parse(&node.flags, &[])?;
        Ok(Self { user })
    }
}

/// `VOLUME PATH...`, as words or as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// The paths, variables not expanded.
    pub paths: Vec<String>,
}

impl Volume {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        if words.is_empty() {
            return Err(at_least_one("VOLUME"));
        }
        Flags::parse(&node.flags, &[])?;
        let paths: Vec<String> = words.iter().map(|word| word.trim().to_owned()).collect();
        if paths.iter().any(String::is_empty) {
            return Err("VOLUME specified can not be an empty string".into());
        }
        Ok(Self { paths })
    }
}

/// `WORKDIR PATH`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workdir {
    /// The path, variables not expanded.
    pub path: String,
}

impl Workdir {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        let path = exactly_one("WORKDIR", words)?.to_owned();
        Flags::parse(&node.flags, &[])?;
        Ok(Self { path })
    }
}
