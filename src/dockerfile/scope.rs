//! What variables stand for: the arguments before the first FROM, and the environment that grows along a stage.

use super::expand::Lexer;
use super::instructions::Instruction;
use super::stages::{Dockerfile, Statement};
use super::tree::Failure;
use crate::base::Platform;

/// Names and values in the order in which they were last set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    pairs: Vec<(String, String)>,
}

impl Variables {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Sets a name, which becomes the last.
    pub fn set(&mut self, name: &str, value: &str) {
        self.pairs.retain(|(known, _)| known != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
    }

    /// The names.
    pub fn names(&self) -> Vec<&str> {
        self.pairs.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The pairs.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

/// The arguments that every build has: the platforms and the target. A `--build-arg` of the same name wins.
pub fn predefined(file: &Dockerfile, build_args: &[(String, String)], platform: &Platform, target: &str) -> Variables {
    let last = || file.stages.last().and_then(|stage| stage.from.name.clone()).unwrap_or_default();
    let target = if target.is_empty() { last() } else { target.to_owned() };
    let target = if target.is_empty() { "default".to_owned() } else { target };
    let host = Platform::default();
    let mut variables = Variables::default();
    for (name, value) in [
        ("BUILDPLATFORM", host.to_string()),
        ("BUILDOS", host.os),
        ("BUILDOSVERSION", String::new()),
        ("BUILDARCH", host.architecture),
        ("BUILDVARIANT", host.variant),
        ("TARGETPLATFORM", platform.to_string()),
        ("TARGETOS", platform.os.clone()),
        ("TARGETOSVERSION", String::new()),
        ("TARGETARCH", platform.architecture.clone()),
        ("TARGETVARIANT", platform.variant.clone()),
        ("TARGETSTAGE", target),
    ] {
        let given = build_args.iter().rev().find(|(given, _)| given == name);
        variables.set(name, given.map_or(&value, |(_, value)| value));
    }
    variables
}

/// Adds the arguments declared before the first FROM, with the values of `--build-arg` where there are any.
pub fn with_globals(
    mut variables: Variables,
    globals: &[Statement],
    escape: char,
    build_args: &[(String, String)],
) -> Result<Variables, Failure> {
    let lexer = Lexer::new(escape);
    for statement in globals {
        let Instruction::Arg(arg) = &statement.instruction else { continue };
        for definition in &arg.definitions {
            let given = build_args.iter().rev().find(|(name, _)| *name == definition.name);
            let value = match (given, &definition.default) {
                (Some((_, value)), _) => value.clone(),
                (None, None) => continue,
                (None, Some(default)) => {
                    let expanded = lexer.word(default, &|name| variables.get(name).map(str::to_owned));
                    expanded.map_err(|message| Failure { message, lines: statement.lines })?.text
                }
            };
            variables.set(&definition.name, &value);
        }
    }
    Ok(variables)
}
