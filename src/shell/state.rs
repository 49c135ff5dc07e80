//! What a running shell knows: variables, options, functions, parameters, and how it reports errors.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::order;
use crate::base::{Rng, Time};
use crate::os::{Process, Signal};

use super::Flavor;
use super::ast::{Node, Word};
use super::jobs::Jobs;
use super::vars::{Value, Var, Vars};

/// Why a list of commands is left early. The status is in [`Shell::status`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// `break`, for so many loops.
    Break(u32),
    /// `continue`, of the loop so many levels up.
    Continue(u32),
    /// `return`
    Return,
    /// The shell ends.
    Exit,
    /// An error or Ctrl-C: back to reading commands, or the end where none are read.
    Abort,
}

/// What running something gives.
pub(super) type Step = Result<(), Flow>;

/// How commands reach the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// `-c`
    Command,
    /// A script file.
    File,
    /// Standard input that is not a terminal.
    Stdin,
    /// A terminal.
    Interactive,
}

/// Options of `set`, by letter and name.
pub(super) const OPTIONS: [(char, &str); 14] = [
    ('a', "allexport"),
    ('b', "notify"),
    ('C', "noclobber"),
    ('e', "errexit"),
    ('f', "noglob"),
    ('h', "hashall"),
    ('I', "ignoreeof"),
    ('i', "interactive"),
    ('m', "monitor"),
    ('n', "noexec"),
    ('o', "pipefail"),
    ('u', "nounset"),
    ('v', "verbose"),
    ('x', "xtrace"),
];

/// Options that are on, as bits at their place in [`OPTIONS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Options(u32);

impl Options {
    fn bit(letter: char) -> u32 {
        OPTIONS.iter().position(|(known, _)| *known == letter).map_or(0, |at| 1 << at)
    }

    /// Whether an option is on; pipefail's letter is `o`.
    pub(super) fn has(self, letter: char) -> bool {
        self.0 & Self::bit(letter) != 0
    }

    /// Turns an option on or off.
    pub(super) fn set(&mut self, letter: char, on: bool) {
        if on {
            self.0 |= Self::bit(letter);
        } else {
            self.0 &= !Self::bit(letter);
        }
    }
}

/// What a trap waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// The shell's end.
    Exit,
    /// A signal.
    Signal(Signal),
    /// A failed command (bash).
    Err,
    /// Before each command (bash).
    Debug,
}

/// A running shell. A subshell starts with a clone.
#[derive(Clone)]
pub(super) struct Shell {
    pub(super) process: Process,
    pub(super) flavor: Flavor,
    pub(super) mode: Mode,
    pub(super) options: Options,
    pub(super) shopts: BTreeMap<String, bool>,
    pub(super) vars: Vars,
    pub(super) functions: BTreeMap<String, Rc<Node>>,
    pub(super) aliases: Rc<BTreeMap<String, String>>,
    pub(super) traps: BTreeMap<Event, String>,
    pub(super) name: String,
    pub(super) params: Vec<String>,
    /// `$?`
    pub(super) status: u8,
    /// The statuses of the last pipeline.
    pub(super) statuses: Vec<u8>,
    /// `$!`
    pub(super) last_background: Option<u32>,
    pub(super) jobs: Jobs,
    /// `$$`: a subshell keeps it.
    pub(super) own_pid: u32,
    /// The line of the command that runs.
    pub(super) line: u32,
    pub(super) started: Time,
    pub(super) rng: Rng,
    /// Whether a failure is looked at: `set -e` lets it pass.
    pub(super) tested: u32,
    pub(super) loops: u32,
    /// Names of functions that run, and variables to put back after each.
    pub(super) frames: Vec<Frame>,
    /// How deep commands run within commands.
    pub(super) depth: u32,
    /// How many of these levels share the host's stack.
    pub(super) stacked: u32,
    /// Traps that run.
    pub(super) trapping: Vec<Event>,
    /// The file that `.` reads, and how many are being read.
    pub(super) sources: Vec<String>,
    pub(super) is_subshell: bool,
    /// How many command substitutions are around it.
    pub(super) substitutions: u32,
    /// Whether `return` in this text ends it.
    pub(super) returnable: u32,
    /// Output not yet written, by descriptor.
    pub(super) output: Vec<(u32, String)>,
    /// Whether a process could not be started just now.
    pub(super) exhausted: bool,
    /// The status of the last command substitution of the command being expanded.
    pub(super) substituted: Option<u8>,
    pub(super) history: Rc<Vec<String>>,
    pub(super) getopts_at: usize,
    /// While above 0 the shell has just said that jobs are stopped.
    pub(super) exit_warnings: u8,
    /// The source of the pipeline that runs, for the list of jobs.
    pub(super) text: Rc<str>,
    /// Which builtin runs, for messages.
    pub(super) builtin: Option<String>,
}

/// A function that runs.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) name: String,
    /// Variables to put back after it.
    pub(super) locals: Vec<(String, Option<Var>)>,
}

impl Shell {
    /// A shell with the process's environment as variables.
    pub(super) fn new(process: &Process, flavor: Flavor) -> Self {
        let mut vars = Vars::default();
        for (name, value) in process.environment().iter() {
            if super::words::is_name(name) {
                let var = vars.entry(name);
                var.value = Value::Text(value.clone());
                var.exported = true;
            }
        }
        let seed = process.kernel().enter(|state| state.rng.next_u64());
        Self {
            process: process.clone(),
            flavor,
            mode: Mode::Command,
            options: Options::default(),
            shopts: BTreeMap::new(),
            vars,
            functions: BTreeMap::new(),
            aliases: Rc::default(),
            traps: BTreeMap::new(),
            name: process.argv().first().cloned().unwrap_or_default(),
            params: Vec::new(),
            status: 0,
            statuses: Vec::new(),
            last_background: None,
            jobs: Jobs::default(),
            own_pid: process.own_pid(),
            line: 1,
            started: process.now(),
            rng: Rng::new(seed),
            tested: 0,
            loops: 0,
            frames: Vec::new(),
            depth: 0,
            stacked: 0,
            trapping: Vec::new(),
            sources: Vec::new(),
            is_subshell: false,
            substitutions: 0,
            returnable: 0,
            output: Vec::new(),
            exhausted: false,
            substituted: None,
            history: Rc::default(),
            getopts_at: 0,
            exit_warnings: 0,
            text: Rc::from(""),
            builtin: None,
        }
    }

    /// Whether a person types the commands.
    pub(super) fn is_interactive(&self) -> bool {
        self.options.has('i')
    }

    // Output.

    /// Prints to standard output, later.
    pub(super) fn print(&mut self, text: &str) {
        self.put(1, text);
    }

    fn put(&mut self, fd: u32, text: &str) {
        match self.output.last_mut() {
            Some((last, collected)) if *last == fd => collected.push_str(text),
            _ => self.output.push((fd, text.to_owned())),
        }
    }

    /// Prints to standard error, later.
    pub(super) fn print_error(&mut self, text: &str) {
        self.put(2, text);
    }

    /// Writes what was printed. The answer is why standard output could not be written, if so.
    pub(super) async fn flush(&mut self) -> Option<crate::vfs::Errno> {
        let mut failed = None;
        for (fd, text) in std::mem::take(&mut self.output) {
            let written = self.process.write(fd, text.as_bytes()).await;
            failed = failed.or(written.err().filter(|_| fd == 1));
        }
        failed
    }

    /// How a message begins: the shell's or script's name and perhaps the line.
    pub(super) fn prefix(&self) -> String {
        let line = self.line;
        match self.flavor {
            Flavor::Bash => {
                let base = crate::vfs::path::base_name(&self.name);
                match (self.sources.last(), self.is_interactive()) {
                    (Some(file), true) => format!("{base}: {file}: line {line}: "),
                    (Some(file), false) => format!("{file}: line {line}: "),
                    (None, true) => format!("{base}: "),
                    (None, false) => format!("{}: line {line}: ", self.name),
                }
            }
            Flavor::Dash => format!("{}: {line}: ", self.name),
            Flavor::Ash => match self.mode {
                Mode::File => format!("{}: line {line}: ", self.name),
                Mode::Command | Mode::Stdin | Mode::Interactive => format!("{}: ", self.name),
            },
        }
    }

    /// Reports an error in the shell's own name.
    pub(super) fn complain(&mut self, text: &str) {
        let message = format!("{}{text}\n", self.prefix());
        self.print_error(&message);
    }

    /// Reports an error of a builtin.
    pub(super) fn complain_of(&mut self, builtin: &str, text: &str) {
        let message = match self.flavor {
            Flavor::Ash if self.is_interactive() => format!("{}: {builtin}: {text}\n", self.name),
            Flavor::Ash => format!("{}: {builtin}: line {}: {text}\n", self.name, self.line),
            Flavor::Bash | Flavor::Dash => format!("{}{builtin}: {text}\n", self.prefix()),
        };
        self.print_error(&message);
    }

    /// What an error in the shell's language does: it ends a script of dash and ash, and only the command of an
    /// interactive shell.
    pub(super) fn fatal(&mut self, status: u8) -> Flow {
        self.status = status;
        if self.is_interactive() || self.flavor == Flavor::Bash { Flow::Abort } else { Flow::Exit }
    }

    // Variables.

    /// The value of a variable, the computed ones included.
    pub(super) fn get(&mut self, name: &str) -> Option<String> {
        self.computed(name).or_else(|| self.vars.text(name).map(str::to_owned))
    }

    fn computed(&mut self, name: &str) -> Option<String> {
        let bash = self.flavor == Flavor::Bash;
        Some(match name {
            "RANDOM" if self.flavor != Flavor::Dash => self.rng.below(32768).to_string(),
            "SECONDS" if bash => (self.process.now().since(self.started) / crate::base::time::SECOND).to_string(),
            "EPOCHSECONDS" if bash => self.process.now().secs().to_string(),
            "LINENO" if self.flavor != Flavor::Dash => self.line.to_string(),
            "BASHPID" if bash => self.process.own_pid().to_string(),
            "FUNCNAME" if bash => self.frames.last()?.name.clone(),
            "BASH_SOURCE" if bash => self.sources.last().unwrap_or(&self.name).clone(),
            "BASH_SUBSHELL" if bash => u8::from(self.is_subshell).to_string(),
            "SHELLOPTS" if bash => {
                let on = OPTIONS.iter().filter(|(letter, _)| self.options.has(*letter));
                let mut names: Vec<&str> =
                    on.map(|(_, name)| *name).chain(["braceexpand", "interactive-comments"]).collect();
                order::sort(&mut names);
                names.join(":")
            }
            _ => return None,
        })
    }

    /// The value of a special parameter or a variable; `@` and `*` are left to the caller.
    pub(super) fn parameter(&mut self, name: &str) -> Option<String> {
        Some(match name {
            "#" => self.params.len().to_string(),
            "?" => self.status.to_string(),
            "$" => self.own_pid.to_string(),
            "!" => self.last_background?.to_string(),
            "-" => self.flags(),
            "0" => self.name.clone(),
            _ if name.starts_with(|c: char| c.is_ascii_digit()) => {
                self.params.get(name.parse::<usize>().ok()?.checked_sub(1)?)?.clone()
            }
            _ => return self.get(name),
        })
    }

    /// `$-`
    fn flags(&self) -> String {
        let on = OPTIONS.iter().filter(|(letter, _)| *letter != 'o' && self.options.has(*letter));
        let mut flags: Vec<char> = on.map(|(letter, _)| *letter).collect();
        order::sort_by_key(&mut flags, |letter| (letter.is_uppercase(), *letter));
        if self.flavor == Flavor::Bash {
            flags.push('B');
            if self.is_interactive() {
                flags.push('H');
            }
        }
        if self.mode == Mode::Command && self.flavor != Flavor::Dash {
            flags.push('c');
        }
        if matches!(self.mode, Mode::Stdin | Mode::Interactive) {
            flags.push('s');
        }
        flags.into_iter().collect()
    }

    /// Tells the kernel what the variables take, now that one of them is large. What the simulated machine would still
    /// have room for is too much for the learner's own.
    fn count_memory(&mut self, newest: usize) -> Step {
        const OWN: usize = 1 << 20;
        const MOST: usize = 64 << 20;
        let used = OWN + self.vars.size() + newest;
        if used > MOST {
            self.complain("out of memory");
            return Err(Flow::Abort);
        }
        if self.process.use_memory(used as u64) { Ok(()) } else { Err(Flow::Abort) }
    }

    /// Sets a variable to a text. A read-only one is an error.
    pub(super) fn set(&mut self, name: &str, value: &str) -> Step {
        const LARGE: usize = 64 << 10;
        self.check_writable(name)?;
        if value.len() > LARGE {
            self.count_memory(value.len())?;
        }
        let value = if self.vars.get(name).is_some_and(|var| var.integer) {
            self.arith(value)?.to_string()
        } else {
            value.to_owned()
        };
        match name {
            "RANDOM" => self.rng = Rng::new(value.parse().unwrap_or(0)),
            "OPTIND" => self.getopts_at = 0,
            _ => {}
        }
        let all = self.options.has('a');
        let var = self.vars.entry(name);
        var.exported |= all;
        match &mut var.value {
            Value::Array(array) => {
                array.insert(0, value);
            }
            Value::Map(map) => {
                map.insert("0".to_owned(), value);
            }
            old => *old = Value::Text(value),
        }
        Ok(())
    }

    /// Fails when a variable is read-only.
    pub(super) fn check_writable(&mut self, name: &str) -> Step {
        if !self.vars.get(name).is_some_and(|var| var.readonly) {
            return Ok(());
        }
        match self.flavor {
            Flavor::Bash => self.complain(&format!("{name}: readonly variable")),
            Flavor::Dash | Flavor::Ash => self.complain(&format!("{name}: is read only")),
        }
        Err(self.fatal(if self.flavor == Flavor::Bash { 1 } else { 2 }))
    }

    /// Sets an array's element; the subscript is an expression, or a key of an associative array.
    pub(super) fn set_element(&mut self, name: &str, index: &str, value: &str) -> Step {
        self.check_writable(name)?;
        if matches!(self.vars.get(name).map(|var| &var.value), Some(Value::Map(_))) {
            if let Value::Map(map) = &mut self.vars.entry(name).value {
                map.insert(index.to_owned(), value.to_owned());
            }
            return Ok(());
        }
        let at = self.arith(index)?;
        let var = self.vars.entry(name);
        let mut array = match std::mem::replace(&mut var.value, Value::Unset) {
            Value::Array(array) => array,
            Value::Text(text) => BTreeMap::from([(0, text)]),
            Value::Unset | Value::Map(_) => BTreeMap::new(),
        };
        let last = array.last_key_value().map_or(-1, |(key, _)| *key);
        array.insert(if at < 0 { last + 1 + at } else { at }, value.to_owned());
        var.value = Value::Array(array);
        Ok(())
    }

    /// An array's element.
    pub(super) fn element(&mut self, name: &str, index: &str) -> Result<Option<String>, Flow> {
        if name == "PIPESTATUS" {
            let at = usize::try_from(self.arith(index)?).ok();
            return Ok(at.and_then(|at| self.statuses.get(at)).map(ToString::to_string));
        }
        if let Some(Value::Map(map)) = self.vars.get(name).map(|var| &var.value) {
            return Ok(map.get(index).cloned());
        }
        let at = self.arith(index)?;
        Ok(match self.vars.get(name).map(|var| &var.value) {
            Some(Value::Array(array)) if at < 0 => {
                let last = array.last_key_value().map_or(-1, |(key, _)| *key);
                array.get(&(last + 1 + at)).cloned()
            }
            Some(Value::Array(array)) => array.get(&at).cloned(),
            _ if at == 0 => self.get(name),
            _ => None,
        })
    }

    /// What separates fields.
    pub(super) fn ifs(&self) -> String {
        self.vars.text("IFS").map_or_else(|| " \t\n".to_owned(), str::to_owned)
    }

    /// The word as written, for a literal word.
    pub(super) fn literal(word: &Word) -> Option<&str> {
        match word.as_slice() {
            [super::ast::Part::Lit(text)] => Some(text),
            _ => None,
        }
    }
}
