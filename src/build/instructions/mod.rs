//! The instructions, one file each: what an instruction does to its stage, and for those that make a layer its cache key and
//! its execution. Their syntax is read in `dockerfile`.

#![expect(clippy::unnecessary_wraps, reason = "all instructions share one signature")]

mod add;
mod arg;
mod cmd;
mod copy;
mod entrypoint;
mod env;
mod expose;
mod health_check;
mod label;
mod maintainer;
mod on_build;
mod run;
mod shell;
mod stop_signal;
mod user;
mod volume;
mod workdir;

pub(super) use copy::{CopyOp, Part};
pub(super) use run::{MountFrom, RunOp};
pub(super) use workdir::MkdirOp;

use crate::dockerfile::Instruction;

use super::stage::Course;

/// An instruction's effect on its stage, variables already expanded. The error is BuildKit's.
pub(super) type Convert = fn(&Instruction, &mut Course<'_>) -> Result<(), String>;

/// Every instruction of a stage by keyword.
pub(super) const INSTRUCTIONS: &[(&str, Convert)] = &[
    ("ADD", add::convert),
    ("ARG", arg::convert),
    ("CMD", cmd::convert),
    ("COPY", copy::convert),
    ("ENTRYPOINT", entrypoint::convert),
    ("ENV", env::convert),
    ("EXPOSE", expose::convert),
    ("HEALTHCHECK", health_check::convert),
    ("LABEL", label::convert),
    ("MAINTAINER", maintainer::convert),
    ("ONBUILD", on_build::convert),
    ("RUN", run::convert),
    ("SHELL", shell::convert),
    ("STOPSIGNAL", stop_signal::convert),
    ("USER", user::convert),
    ("VOLUME", volume::convert),
    ("WORKDIR", workdir::convert),
];

/// Carries an instruction out on its stage.
pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let keyword = instruction.keyword();
    match INSTRUCTIONS.binary_search_by_key(&keyword, |(name, _)| name) {
        Ok(at) => (INSTRUCTIONS[at].1)(instruction, course),
        Err(_) => Ok(()),
    }
}

/// Words as Go's `%q` prints a list: `["node" "server.js"]`.
fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| crate::base::quote::quote(word)).collect();
    format!("[{}]", words.join(" "))
}
