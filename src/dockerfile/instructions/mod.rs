//! The typed instructions: what each keyword's arguments and flags mean, in BuildKit's words when they mean nothing.
//! Variables are not expanded here (`expand`), and nothing is executed.

pub mod copy;
pub mod device;
pub mod flags;
pub mod from;
pub mod health;
pub mod mount;
pub mod pairs;
pub mod plain;
pub mod run;
pub mod variables;

pub use copy::{Add, Copy, InlineFile};
pub use from::From;
pub use health::HealthCheck;
pub use pairs::{Arg, ArgDefinition, Env, Label, Pair};
pub use plain::{Expose, Maintainer, OnBuild, Shell, StopSignal, User, Volume, Workdir};
pub use run::{Cmd, Entrypoint, Form, Run};
pub use variables::Expansion;

use super::suggest::nearest;
use super::tree::Node;

/// Every keyword, in upper case.
pub const KEYWORDS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// One instruction with its meaning.
#[expect(missing_docs, reason = "the variants are the keywords; the structs say what each holds")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    Add(Add),
    Arg(Arg),
    Cmd(Cmd),
    Copy(Copy),
    Entrypoint(Entrypoint),
    Env(Env),
    Expose(Expose),
    From(From),
    HealthCheck(HealthCheck),
    Label(Label),
    Maintainer(Maintainer),
    OnBuild(OnBuild),
    Run(Run),
    Shell(Shell),
    StopSignal(StopSignal),
    User(User),
    Volume(Volume),
    Workdir(Workdir),
}

impl Instruction {
    /// The keyword in upper case.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Add(_) => "ADD",
            Self::Arg(_) => "ARG",
            Self::Cmd(_) => "CMD",
            Self::Copy(_) => "COPY",
            Self::Entrypoint(_) => "ENTRYPOINT",
            Self::Env(_) => "ENV",
            Self::Expose(_) => "EXPOSE",
            Self::From(_) => "FROM",
            Self::HealthCheck(_) => "HEALTHCHECK",
            Self::Label(_) => "LABEL",
            Self::Maintainer(_) => "MAINTAINER",
            Self::OnBuild(_) => "ONBUILD",
            Self::Run(_) => "RUN",
            Self::Shell(_) => "SHELL",
            Self::StopSignal(_) => "STOPSIGNAL",
            Self::User(_) => "USER",
            Self::Volume(_) => "VOLUME",
            Self::Workdir(_) => "WORKDIR",
        }
    }
}

/// Gives a node its meaning. The error is BuildKit's text without the place.
pub fn parse_instruction(node: &Node) -> Result<Instruction, String> {
    let words = node.words();
    Ok(match node.lower_keyword().as_str() {
        "add" => Instruction::Add(Add::parse(node, &words)?),
        "arg" => Instruction::Arg(Arg::parse(node, &words)?),
        "cmd" => Instruction::Cmd(Cmd::parse(node, &words)?),
        "copy" => Instruction::Copy(Copy::parse(node, &words)?),
        "entrypoint" => Instruction::Entrypoint(Entrypoint::parse(node, &words)?),
        "env" => Instruction::Env(Env::parse(node, &words)?),
        "expose" => Instruction::Expose(Expose::parse(node, &words)?),
        "from" => Instruction::From(From::parse(node, &words)?),
        "healthcheck" => Instruction::HealthCheck(HealthCheck::parse(node, &words)?),
        "label" => Instruction::Label(Label::parse(node, &words)?),
        "maintainer" => Instruction::Maintainer(Maintainer::parse(node, &words)?),
        "onbuild" => Instruction::OnBuild(OnBuild::parse(node, &words)?),
        "run" => Instruction::Run(Run::parse(node, &words)?),
        "shell" => Instruction::Shell(Shell::parse(node, &words)?),
        "stopsignal" => Instruction::StopSignal(StopSignal::parse(node, &words)?),
        "user" => Instruction::User(User::parse(node, &words)?),
        "volume" => Instruction::Volume(Volume::parse(node, &words)?),
        "workdir" => Instruction::Workdir(Workdir::parse(node, &words)?),
        _ => return Err(unknown(&node.keyword)),
    })
}

/// The message for a keyword that is none, with the nearest one in the same case.
fn unknown(keyword: &str) -> String {
    let upper = keyword.to_uppercase();
    let suggestion = nearest(&upper, &KEYWORDS).map(|found| match keyword {
        _ if keyword == upper => found.to_owned(),
        _ => found.to_lowercase(),
    });
    let suggestion = suggestion.map(|found| format!(" (did you mean {found}?)")).unwrap_or_default();
    format!("unknown instruction: {keyword}{suggestion}")
}

fn at_least_one(keyword: &str) -> String {
    format!("{keyword} requires at least one argument")
}

fn exactly_one<'a>(keyword: &str, words: &'a [String]) -> Result<&'a str, String> {
    match words {
        [word] => Ok(word),
        _ => Err(format!("{keyword} requires exactly one argument")),
    }
}
