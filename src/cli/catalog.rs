//! The commands as plain data: what the palette can offer, and what tests compare with the real client. It is made from the
//! `Command` values and holds nothing of its own.

use super::command::Command;
use super::commands;
use super::dispatch::ROOT;
use crate::base::order;

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandInfo {
    /// The words after `docker`, the usual spelling first; empty for the program itself.
    pub names: &'static [&'static str],
    /// What follows the name on the usage line.
    pub usage: &'static str,
    /// The flags, sorted.
    pub flags: Vec<FlagInfo>,
    /// Command lines to try, without `docker`.
    pub examples: &'static [&'static str],
}

/// A flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagInfo {
    /// The long name.
    pub long: &'static str,
    /// The letter, where there is one.
    pub short: Option<char>,
    /// What it takes, as the help names it; empty for a switch.
    pub kind: &'static str,
    /// The value without the flag; empty for the kind's own.
    pub default: &'static str,
    /// Whether the help leaves it out.
    pub hidden: bool,
}

/// The program itself and all its commands.
pub fn commands() -> Vec<CommandInfo> {
    std::iter::once(&ROOT).chain(commands::ALL.iter().copied()).map(info).collect()
}

fn info(command: &Command) -> CommandInfo {
    let mut flags: Vec<FlagInfo> = command
        .all_flags()
        .map(|flag| FlagInfo {
            long: flag.long,
            short: (flag.short != '\0').then_some(flag.short),
            kind: flag.kind.name,
            default: flag.default,
            hidden: flag.hidden,
        })
        .collect();
    order::sort_by_key(&mut flags, |flag| flag.long);
    CommandInfo { names: command.names, usage: command.usage, flags, examples: command.examples }
}
