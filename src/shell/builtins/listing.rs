//! Builtins that say what a command is: `type`, `command -v`, `hash`, `help`.

use super::super::Flavor;
use super::super::parser::is_reserved;
use super::super::state::Shell;
use super::{exists, names};
use crate::base::order;

/// What a command's name means.
enum Meaning {
    Alias(String),
    Keyword,
    Function,
    Builtin,
    File(String),
}

impl Shell {
    fn meaning(&self, name: &str) -> Option<Meaning> {
        if let Some(value) = self.aliases.get(name) {
            return Some(Meaning::Alias(value.clone()));
        }
        if is_reserved(name, self.flavor) {
            return Some(Meaning::Keyword);
        }
        if self.functions.contains_key(name) {
            return Some(Meaning::Function);
        }
        if exists(self.flavor, name) {
            return Some(Meaning::Builtin);
        }
        if name.contains('/') && !self.process.exists(name) {
            return None;
        }
        self.locate(name).ok().map(Meaning::File)
    }

    pub(super) fn builtin_type(&mut self, args: &[String]) -> u8 {
        let (mut kind, mut path, mut rest) = (false, false, args);
        while let Some(option) = rest.first().filter(|arg| arg.starts_with('-') && self.flavor == Flavor::Bash) {
            kind |= option.contains('t');
            path |= option.contains(['p', 'P']);
            rest = &rest[1..];
        }
        if !kind && !path {
            return self.describe_as("type", rest, true);
        }
        let mut status = 0;
        for name in rest {
            let line = match (self.meaning(name), kind) {
                (None, _) => {
                    status = 1;
                    continue;
                }
                (Some(Meaning::File(file)), false) => file,
                (Some(_), false) => continue,
                (Some(Meaning::File(_)), true) => "file".to_owned(),
                (Some(Meaning::Alias(_)), true) => "alias".to_owned(),
                (Some(Meaning::Keyword), true) => "keyword".to_owned(),
                (Some(Meaning::Function), true) => "function".to_owned(),
                (Some(Meaning::Builtin), true) => "builtin".to_owned(),
            };
            self.print(&format!("{line}\n"));
        }
        status
    }

    /// `command -v`, and with `verbose` `command -V`.
    pub(super) fn describe_commands(&mut self, names: &[String], verbose: bool) -> u8 {
        self.describe_as("command", names, verbose)
    }

    fn describe_as(&mut self, builtin: &str, args: &[String], verbose: bool) -> u8 {
        let bash = self.flavor == Flavor::Bash;
        let mut status = 0;
        // dash and ash look at the first name only.
        let count = if bash || builtin == "type" { args.len() } else { 1.min(args.len()) };
        for name in &args[..count] {
            let Some(meaning) = self.meaning(name) else {
                if verbose && bash {
                    self.complain_of(builtin, &format!("{name}: not found"));
                } else if verbose {
                    self.print(&format!("{name}: not found\n"));
                }
                status = if bash { 1 } else { 127 };
                continue;
            };
            let line = match (meaning, verbose) {
                (Meaning::Alias(value), false) => format!("alias {name}='{value}'"),
                (Meaning::Alias(value), true) if bash => format!("{name} is aliased to `{value}'"),
                (Meaning::Alias(value), true) => format!("{name} is an alias for {value}"),
                (Meaning::File(file), false) => file,
                (Meaning::File(file), true) => format!("{name} is {file}"),
                (Meaning::Keyword | Meaning::Function | Meaning::Builtin, false) => name.clone(),
                (Meaning::Keyword, true) => format!("{name} is a shell keyword"),
                (Meaning::Function, true) if bash => format!("{name} is a function"),
                (Meaning::Function, true) => format!("{name} is a shell function"),
                (Meaning::Builtin, true) if !bash && super::is_special(name) => {
                    format!("{name} is a special shell builtin")
                }
                (Meaning::Builtin, true) => format!("{name} is a shell builtin"),
            };
            self.print(&format!("{line}\n"));
        }
        status
    }

    pub(super) fn builtin_hash(&mut self, args: &[String]) -> u8 {
        if args.is_empty() && self.flavor == Flavor::Bash {
            self.print("hash: hash table empty\n");
        }
        let mut status = 0;
        for name in args.iter().filter(|arg| !arg.starts_with('-')) {
            if self.meaning(name).is_none() {
                self.complain_of("hash", &format!("{name}: not found"));
                status = 1;
            }
        }
        status
    }

    pub(super) fn builtin_help(&mut self) -> u8 {
        let mut all = names(self.flavor);
        order::sort(&mut all);
        self.print("GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nThe shell's own commands:\n");
        for row in all.chunks(8) {
            self.print(&format!(" {}\n", row.join(" ")));
        }
        0
    }
}
