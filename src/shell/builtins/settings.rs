//! Builtins on the shell's own state: `set`, `shopt`, `alias`, `umask`, `ulimit`, `times`, `history`.

use crate::base::order;
use std::rc::Rc;

use super::super::Flavor;
use super::super::state::{OPTIONS, Shell};
use super::super::vars::{Value, quote_if_needed, single_quote};
use super::Outcome;

impl Shell {
    pub(super) fn builtin_set(&mut self, args: &[String]) -> u8 {
        if args.is_empty() {
            self.print_all_variables();
            return 0;
        }
        let mut at = 0;
        while let Some(arg) = args.get(at) {
            let on = arg.starts_with('-');
            if arg == "--" || arg == "-" {
                self.params = args[at + 1..].to_vec();
                return 0;
            }
            if arg.len() < 2 || !(on || arg.starts_with('+')) {
                self.params = args[at..].to_vec();
                return 0;
            }
            at += 1;
            for letter in arg[1..].chars() {
                if letter == 'o' {
                    let Some(name) = args.get(at) else {
                        self.print_options(on);
                        return 0;
                    };
                    at += 1;
                    if let Some(status) = self.set_option_name(name, on) {
                        return status;
                    }
                } else if OPTIONS.iter().any(|(known, _)| *known == letter) || "BHPETtkp".contains(letter) {
                    self.options.set(letter, on);
                } else {
                    return self.unknown_letter(letter, on);
                }
            }
        }
        0
    }

    fn set_option_name(&mut self, name: &str, on: bool) -> Option<u8> {
        let known =
            OPTIONS.iter().find(|(letter, known)| *known == name && (*letter != 'o' || self.flavor != Flavor::Dash));
        if let Some((letter, _)) = known {
            self.options.set(*letter, on);
            return None;
        }
        if matches!(
            name,
            "emacs" | "vi" | "posix" | "braceexpand" | "histexpand" | "history" | "errtrace" | "functrace"
        ) {
            return None;
        }
        Some(match self.flavor {
            Flavor::Bash => {
                self.complain_of("set", &format!("{name}: invalid option name"));
                2
            }
            Flavor::Dash => {
                self.complain_of("set", &format!("Illegal option -o {name}"));
                2
            }
            Flavor::Ash => {
                self.complain_of("set", &format!("illegal option -o {name}"));
                1
            }
        })
    }

    fn unknown_letter(&mut self, letter: char, on: bool) -> u8 {
        let sign = if on { '-' } else { '+' };
        match self.flavor {
            Flavor::Bash => {
                self.complain_of("set", &format!("{sign}{letter}: invalid option"));
                self.print_error("set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n");
            }
            Flavor::Dash => {
                self.complain_of("set", &format!("Illegal option {sign}{letter}"));
            }
            Flavor::Ash => self.complain_of("set", &format!("illegal option {sign}{letter}")),
        }
        2
    }

    fn print_options(&mut self, table: bool) {
        let mut names: Vec<(&str, bool)> =
            OPTIONS.iter().map(|(letter, name)| (*name, self.options.has(*letter))).collect();
        order::sort(&mut names);
        if table && self.flavor != Flavor::Bash {
            self.print("Current option settings\n");
        }
        for (name, on) in names {
            let state = if on { "on" } else { "off" };
            match (table, self.flavor) {
                (true, Flavor::Bash) => self.print(&format!("{name:<15}\t{state}\n")),
                (true, _) => self.print(&format!("{name:<16}{state}\n")),
                (false, _) => self.print(&format!("set {}o {name}\n", if on { '-' } else { '+' })),
            }
        }
    }

    fn print_all_variables(&mut self) {
        let mut text = String::new();
        for name in self.vars.sorted_names() {
            let Some(var) = self.vars.get(&name) else { continue };
            let shown = match (&var.value, self.flavor) {
                (Value::Unset, _) => continue,
                (Value::Text(value), Flavor::Bash) => quote_if_needed(value),
                (Value::Text(value), _) => single_quote(value),
                _ => {
                    let pairs = var.keys().into_iter().zip(var.elements());
                    let elements: Vec<String> = pairs.map(|(key, value)| format!("[{key}]=\"{value}\"")).collect();
                    format!("({})", elements.join(" "))
                }
            };
            text.extend([name.as_str(), "=", &shown, "\n"]);
        }
        self.print(&text);
    }

    pub(super) fn builtin_shopt(&mut self, args: &[String]) -> u8 {
        let mut setting = None;
        let (mut quiet, mut status) = (false, 0);
        for arg in args {
            match arg.as_str() {
                "-s" => setting = Some(true),
                "-u" => setting = Some(false),
                "-q" => quiet = true,
                "-p" | "-o" => {}
                name => {
                    if let Some(on) = setting {
                        self.shopts.insert(name.to_owned(), on);
                    } else {
                        let on = self.shopts.get(name) == Some(&true);
                        status |= u8::from(!on);
                        if !quiet {
                            self.print(&format!("{name:<15}\t{}\n", if on { "on" } else { "off" }));
                        }
                    }
                }
            }
        }
        status
    }

    pub(super) fn builtin_alias(&mut self, args: &[String]) -> u8 {
        let lead = if self.flavor == Flavor::Bash { "alias " } else { "" };
        if args.is_empty() {
            let lines: String = self
                .aliases
                .iter()
                .map(|(name, value)| [lead, name, "=", &single_quote(value), "\n"].concat())
                .collect();
            self.print(&lines);
            return 0;
        }
        let mut status = 0;
        for arg in args.iter().filter(|arg| *arg != "-p") {
            if let Some((name, value)) = arg.split_once('=').filter(|(name, _)| !name.is_empty()) {
                Rc::make_mut(&mut self.aliases).insert(name.to_owned(), value.to_owned());
                continue;
            }
            if let Some(value) = self.aliases.get(arg) {
                let line = format!("{lead}{arg}={}\n", single_quote(value));
                self.print(&line);
            } else {
                match self.flavor {
                    Flavor::Bash => self.complain_of("alias", &format!("{arg}: not found")),
                    Flavor::Dash | Flavor::Ash => self.print_error(&format!("alias: {arg} not found\n")),
                }
                status = 1;
            }
        }
        status
    }

    pub(super) fn builtin_unalias(&mut self, args: &[String]) -> u8 {
        let mut status = 0;
        for arg in args {
            if arg == "-a" {
                self.aliases = Rc::default();
            } else if Rc::make_mut(&mut self.aliases).remove(arg).is_none() {
                match self.flavor {
                    Flavor::Bash => self.complain_of("unalias", &format!("{arg}: not found")),
                    Flavor::Dash | Flavor::Ash => self.print_error(&format!("unalias: {arg} not found\n")),
                }
                status = 1;
            }
        }
        status
    }

    pub(super) fn builtin_umask(&mut self, args: &[String]) -> Outcome {
        let mask = self.process.info(|info| info.umask).unwrap_or(0o022);
        match args.first().map(String::as_str) {
            None => self.print(&format!("{mask:04o}\n")),
            Some("-S") => {
                let who = |shift: u32| {
                    let bits = !(mask >> shift) & 7;
                    ["r", "w", "x"]
                        .iter()
                        .zip([4, 2, 1])
                        .filter(|(_, bit)| bits & bit != 0)
                        .map(|(c, _)| *c)
                        .collect::<String>()
                };
                self.print(&format!("u={},g={},o={}\n", who(6), who(3), who(0)));
            }
            Some(text) => {
                if let Some(mask) = u32::from_str_radix(text, 8).ok().filter(|mask| *mask <= 0o777) {
                    self.process.change(|info| info.umask = mask);
                } else {
                    let text = match self.flavor {
                        Flavor::Bash => format!("{text}: octal number out of range"),
                        Flavor::Dash => format!("Illegal number: {text}"),
                        Flavor::Ash => format!("illegal mode: {text}"),
                    };
                    self.complain_of("umask", &text);
                    return if self.flavor == Flavor::Bash { Ok(1) } else { Err(self.fatal(2)) };
                }
            }
        }
        Ok(0)
    }

    /// Limits are not modelled: setting one is accepted, and asking gives what docker's default is.
    pub(super) fn builtin_ulimit(&mut self, args: &[String]) -> u8 {
        match args {
            [] => self.print("unlimited\n"),
            [option] if option == "-n" => self.print("1048576\n"),
            [option] if option.starts_with('-') => self.print("unlimited\n"),
            _ => {}
        }
        0
    }

    pub(super) fn builtin_times(&mut self) -> u8 {
        let micros = self.process.info(|info| info.cpu).unwrap_or(0);
        let millis = micros / crate::base::time::MILLI;
        let zeros = if self.flavor == Flavor::Dash { "000" } else { "" };
        let own = format!("{}m{}.{:03}{zeros}s", millis / 60_000, millis / 1000 % 60, millis % 1000);
        let zero = format!("0m0.000{zeros}s");
        self.print(&format!("{own} {zero}\n{zero} {zero}\n"));
        0
    }

    pub(super) fn builtin_history(&mut self, args: &[String]) -> u8 {
        match args.first().map(String::as_str) {
            Some("-c") => {
                self.history = Rc::default();
                return 0;
            }
            Some(option) if option.starts_with('-') => return 0,
            _ => {}
        }
        let count = args.first().and_then(|arg| arg.parse::<usize>().ok()).unwrap_or(usize::MAX);
        let skip = self.history.len().saturating_sub(count);
        let history = Rc::clone(&self.history);
        for (number, line) in history.iter().enumerate().skip(skip) {
            let entry = match self.flavor {
                Flavor::Ash => format!("{number:4} {line}\n"),
                Flavor::Bash | Flavor::Dash => format!("{:5}  {line}\n", number + 1),
            };
            self.print(&entry);
        }
        0
    }
}
