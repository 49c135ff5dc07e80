//! Builtins that steer the interpreter: `exit`, `return`, `break`, `eval`, `exec`, `.`, `command`, `trap`, `test`.

use crate::os::Signal;
use crate::vfs::Errno;

use super::super::Flavor;
use super::super::state::{Event, Flow, Shell};
use super::super::vars::single_quote;
use super::{Outcome, exists};

impl Shell {
    /// The number that `exit` and `return` are given, the last status without one.
    fn status_of(&mut self, builtin: &str, args: &[String]) -> Result<u8, Flow> {
        let Some(text) = args.first() else { return Ok(self.status) };
        if let Ok(number) = text.parse::<i64>()
            && (number >= 0 || self.flavor == Flavor::Bash)
        {
            return Ok(number as u8);
        }
        match self.flavor {
            Flavor::Bash => self.complain_of(builtin, &format!("{text}: numeric argument required")),
            Flavor::Dash | Flavor::Ash => self.complain_of(builtin, &format!("Illegal number: {text}")),
        }
        if self.flavor == Flavor::Bash { Ok(2) } else { Err(self.fatal(2)) }
    }

    pub(super) fn builtin_exit(&mut self, name: &str, args: &[String]) -> Outcome {
        let bash = self.flavor == Flavor::Bash;
        if self.is_interactive() && bash && !self.is_subshell {
            self.print_error(if self.name.starts_with('-') { "logout\n" } else { "exit\n" });
        }
        self.refresh_jobs();
        if self.is_interactive()
            && self.jobs.list.iter().any(|job| job.stopped && job.end().is_none())
            && self.exit_warnings == 0
        {
            self.warn_of_stopped_jobs();
            return Ok(u8::from(bash));
        }
        self.status = self.status_of(name, args)?;
        Err(Flow::Exit)
    }

    /// Says once that jobs are stopped; leaving right after that counts.
    pub(in super::super) fn warn_of_stopped_jobs(&mut self) {
        let who = if self.flavor == Flavor::Bash { "There are" } else { "You have" };
        self.print_error(&format!("{who} stopped jobs.\n"));
        self.exit_warnings = 2;
    }

    pub(super) fn builtin_return(&mut self, args: &[String]) -> Outcome {
        if self.returnable == 0 && self.flavor == Flavor::Bash {
            self.complain_of("return", "can only `return' from a function or sourced script");
            return Ok(2);
        }
        self.status = self.status_of("return", args)?;
        Err(Flow::Return)
    }

    pub(super) fn builtin_break(&mut self, name: &str, args: &[String]) -> Outcome {
        let levels = args.first().map_or(Some(1), |arg| arg.parse::<u32>().ok().filter(|levels| *levels > 0));
        let Some(levels) = levels else {
            let arg = &args[0];
            match self.flavor {
                Flavor::Bash => self.complain_of(name, &format!("{arg}: numeric argument required")),
                Flavor::Dash | Flavor::Ash => self.complain_of(name, &format!("Illegal number: {arg}")),
            }
            return Err(self.fatal(if self.flavor == Flavor::Bash { 128 } else { 2 }));
        };
        if self.loops == 0 {
            if self.flavor == Flavor::Bash {
                self.complain_of(name, "only meaningful in a `for', `while', or `until' loop");
            }
            return Ok(0);
        }
        self.status = 0;
        let levels = levels.min(self.loops);
        Err(if name == "break" { Flow::Break(levels) } else { Flow::Continue(levels) })
    }

    pub(super) async fn builtin_eval(&mut self, args: &[String]) -> Outcome {
        let text = args.join(" ");
        self.run_string(&text, None).await?;
        Ok(self.status)
    }

    pub(super) async fn builtin_source(&mut self, name: &str, args: &[String]) -> Outcome {
        let Some((file, params)) = args.split_first() else {
            if self.flavor == Flavor::Bash {
                self.complain_of(name, "filename argument required");
                self.print_error(&format!("{name}: usage: {name} filename [arguments]\n"));
            }
            return Ok(2);
        };
        let found = if file.contains('/') { Ok(file.clone()) } else { self.find_source(file) };
        let text =
            found.and_then(
                |path| if self.process.is_dir(&path) { Err(Errno::IsDir) } else { self.process.read_text(&path) },
            );
        let text = match text {
            Ok(text) => text,
            Err(errno) => return self.cannot_source(name, file, errno),
        };
        let outer = (!params.is_empty() && self.flavor != Flavor::Dash)
            .then(|| std::mem::replace(&mut self.params, params.to_vec()));
        self.returnable += 1;
        let builtin = self.builtin.take();
        let step = self.run_string(&text, Some(file)).await;
        self.builtin = builtin;
        self.returnable -= 1;
        if let Some(outer) = outer {
            self.params = outer;
        }
        match step {
            Ok(()) | Err(Flow::Return) => Ok(self.status),
            Err(flow) => Err(flow),
        }
    }

    /// A file without a slash is looked for in PATH; bash then looks in the current directory.
    fn find_source(&mut self, file: &str) -> Result<String, Errno> {
        for dir in self.get("PATH").unwrap_or_default().split(':') {
            let candidate = crate::vfs::path::join(dir, file);
            if self.process.stat(&candidate).is_ok_and(|stat| stat.node.content().is_some()) {
                return Ok(candidate);
            }
        }
        if self.flavor == Flavor::Bash && self.process.exists(file) { Ok(file.to_owned()) } else { Err(Errno::NoEnt) }
    }

    fn cannot_source(&mut self, name: &str, file: &str, errno: Errno) -> Outcome {
        let missing = errno == Errno::NoEnt;
        match self.flavor {
            Flavor::Bash if errno == Errno::IsDir => self.complain_of(name, &format!("{file}: is a directory")),
            Flavor::Bash => self.complain(&format!("{file}: {errno}")),
            Flavor::Dash | Flavor::Ash if missing && !file.contains('/') => {
                self.complain_of(name, &format!("{file}: not found"));
            }
            Flavor::Dash if missing => self.complain_of(name, &format!("cannot open {file}: No such file")),
            Flavor::Dash => self.complain_of(name, &format!("cannot open {file}: {errno}")),
            Flavor::Ash => self.complain_of(name, &format!("can't open '{file}': {errno}")),
        }
        if self.flavor == Flavor::Bash { Ok(1) } else { Err(self.fatal(2)) }
    }

    /// `exec`: the program takes the shell's place; without one the redirections stay.
    pub(super) async fn builtin_exec(&mut self, args: &[String]) -> Outcome {
        let mut args = args;
        let mut clear = false;
        while let Some(option) = args.first().filter(|arg| arg.starts_with('-') && arg.len() > 1) {
            match (option.as_str(), self.flavor) {
                ("-c", Flavor::Bash) => clear = true,
                ("-l", Flavor::Bash) => {}
                ("-a", Flavor::Bash | Flavor::Ash) => args = args.get(1..).unwrap_or_default(),
                ("--", _) => {
                    args = &args[1..];
                    break;
                }
                _ => break,
            }
            args = args.get(1..).unwrap_or_default();
        }
        let Some(name) = args.first().cloned() else { return Ok(0) };
        self.flush().await;
        let mut env = if clear { Vec::new() } else { self.vars.environment() };
        self.leave_level(&mut env);
        let error = match self.locate(&name) {
            Ok(path) => {
                let full = self.process.absolute(&path);
                match self.process.stat(&full) {
                    Ok(stat) if stat.node.is_dir() => Errno::Acces,
                    _ => self.process.exec(&full, args, env).await.errno(),
                }
            }
            Err(errno) => errno,
        };
        let status = if error == Errno::NoEnt { 127 } else { 126 };
        match (self.flavor, error) {
            (_, Errno::NoEnt) if !name.contains('/') || self.flavor != Flavor::Bash => {
                self.complain_of("exec", &format!("{name}: not found"));
            }
            (Flavor::Bash, _) if self.process.is_dir(&name) => {
                self.complain(&format!("{name}: Is a directory"));
                self.complain_of("exec", &format!("{name}: cannot execute: Is a directory"));
            }
            (Flavor::Bash, Errno::NoEnt) => self.complain(&format!("{name}: No such file or directory")),
            (Flavor::Bash, errno) => {
                self.complain(&format!("{name}: {errno}"));
                self.complain_of("exec", &format!("{name}: cannot execute: {errno}"));
            }
            (_, errno) => self.complain_of("exec", &format!("{name}: {errno}")),
        }
        self.status = status;
        if self.is_interactive() && self.flavor == Flavor::Bash { Ok(status) } else { Err(Flow::Exit) }
    }

    /// `command`: no functions; `-v` and `-V` only say what it would be.
    pub(super) async fn builtin_command(&mut self, builtin: &str, args: &[String], tail: bool) -> Outcome {
        let mut args = args;
        while let Some(option) =
            args.first().filter(|arg| arg.starts_with('-') && arg.len() > 1 && builtin == "command")
        {
            let letter = option.clone();
            args = &args[1..];
            match letter.as_str() {
                "-v" => return Ok(self.describe_commands(args, false)),
                "-V" => return Ok(self.describe_commands(args, true)),
                _ => {}
            }
        }
        let Some(name) = args.first() else { return Ok(0) };
        if exists(self.flavor, name) {
            super::run(self, args, tail).await?;
            return Ok(self.status);
        }
        if builtin == "builtin" {
            self.complain_of("builtin", &format!("{name}: not a shell builtin"));
            return Ok(1);
        }
        let env = self.vars.environment();
        self.execute(args, env, tail).await?;
        Ok(self.status)
    }

    pub(super) fn builtin_test(&mut self, name: &str, args: &[String]) -> u8 {
        let close = match name {
            "[" => Some("]"),
            "[[" => Some("]]"),
            _ => None,
        };
        let mut args = args;
        if let Some(close) = close {
            match args.split_last() {
                Some((last, rest)) if last == close => args = rest,
                _ => {
                    match self.flavor {
                        Flavor::Bash => self.complain("[: missing `]'"),
                        Flavor::Dash => self.complain("[: missing ]"),
                        Flavor::Ash => self.complain(&format!("missing {close}")),
                    }
                    return 2;
                }
            }
        }
        match self.test(args) {
            Ok(truth) => u8::from(!truth),
            Err(message) => {
                match self.flavor {
                    Flavor::Ash => self.complain(&message),
                    Flavor::Bash | Flavor::Dash => self.complain_of(name, &message),
                }
                2
            }
        }
    }

    pub(super) fn builtin_trap(&mut self, args: &[String]) -> u8 {
        let args = if args.first().is_some_and(|arg| arg == "--") { &args[1..] } else { args };
        match args.first().map(String::as_str) {
            None | Some("-p") => {
                self.print_traps();
                return 0;
            }
            Some("-l") => {
                let text = self.signal_table();
                self.print(&text);
                return 0;
            }
            Some(_) => {}
        }
        // A number alone, or a signal alone, resets.
        let reset = args.len() == 1 || args[0].parse::<u8>().is_ok();
        let (action, events) = if reset { (None, args) } else { (Some(args[0].as_str()), &args[1..]) };
        let action = action.filter(|action| *action != "-");
        let events = if args[0] == "-" { &args[1..] } else { events };
        let mut status = 0;
        for name in events {
            if let Some(event) = self.event(name) {
                self.set_trap(event, action);
            } else {
                match self.flavor {
                    Flavor::Dash => self.print_error(&format!("trap: {name}: bad trap\n")),
                    Flavor::Bash | Flavor::Ash => {
                        self.complain_of("trap", &format!("{name}: invalid signal specification"));
                    }
                }
                status = 1;
            }
        }
        status
    }

    fn event(&self, name: &str) -> Option<Event> {
        let bash = self.flavor == Flavor::Bash;
        match name.to_ascii_uppercase().as_str() {
            "EXIT" | "0" => Some(Event::Exit),
            "ERR" if bash => Some(Event::Err),
            "DEBUG" if bash => Some(Event::Debug),
            _ => Signal::parse(name).map(Event::Signal),
        }
    }

    fn print_traps(&mut self) {
        let mut text = String::new();
        for (event, action) in &self.traps {
            let name = match event {
                Event::Exit => "EXIT".to_owned(),
                Event::Err => "ERR".to_owned(),
                Event::Debug => "DEBUG".to_owned(),
                Event::Signal(signal) if self.flavor == Flavor::Bash => format!("SIG{}", signal.name()),
                Event::Signal(signal) => signal.name(),
            };
            text.extend(["trap -- ", &single_quote(action), " ", &name, "\n"]);
        }
        self.print(&text);
    }
}
