//! One run of a program: its arguments, what it prints and its status. Programs that never wait are plain functions on it;
//! what they print is written when they are done.

use crate::os::{ExitStatus, Process};
use crate::vfs::Errno;

use super::filter::Filter;
use super::options::{Options, Opts, Problem};
use super::text;

/// What remains to be done after a program's function.
pub(crate) enum Next {
    /// Nothing.
    Done,
    /// Pass the named inputs (none: standard input) through a filter.
    Filter(Box<dyn Filter>, Vec<String>),
}

/// A program while it runs.
pub(crate) struct Tool {
    /// The process.
    pub(crate) process: Process,
    /// The name it was called by.
    pub(crate) name: String,
    /// Its arguments.
    pub(crate) args: Vec<String>,
    /// Whether it is BusyBox's variant rather than GNU's.
    pub(crate) busybox: bool,
    /// The status so far.
    pub(crate) status: u8,
    /// The status for a wrong command line.
    pub(crate) trouble: u8,
    /// Whether standard output has no room for more.
    pub(crate) full: bool,
    /// What was printed and is not written yet, by descriptor in order.
    pieces: Vec<(u32, Vec<u8>)>,
}

impl Tool {
    /// The program that a process runs, called by its own name.
    pub(crate) fn new(process: Process) -> Self {
        let busybox = process.info(|info| &*info.program == "busybox").unwrap_or(false);
        let (name, args) = (process.name(), process.args());
        Self { process, name, args, busybox, status: 0, trouble: 1, full: false, pieces: Vec::new() }
    }

    /// Prints bytes to a descriptor.
    pub(crate) fn print(&mut self, fd: u32, bytes: &[u8]) {
        match self.pieces.last_mut() {
            Some((last, piece)) if *last == fd => piece.extend_from_slice(bytes),
            _ => self.pieces.push((fd, bytes.to_vec())),
        }
    }

    /// Prints to standard output.
    pub(crate) fn out(&mut self, text: &str) {
        self.print(1, text.as_bytes());
    }

    /// Prints bytes to standard output.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.print(1, bytes);
    }

    /// Prints a line to standard output.
    pub(crate) fn line(&mut self, text: &str) {
        self.out(text);
        self.out("\n");
    }

    /// Prints to standard error.
    pub(crate) fn err(&mut self, text: &str) {
        self.print(2, text.as_bytes());
    }

    /// Prints an error under the program's name without changing the status.
    pub(crate) fn note(&mut self, text: &str) {
        let text = format!("{}: {text}\n", self.name);
        self.err(&text);
    }

    /// Prints an error under the program's name; the status becomes 1 unless it is worse already.
    pub(crate) fn warn(&mut self, text: &str) {
        self.note(text);
        self.status = self.status.max(1);
    }

    /// Prints an error under the program's name and ends with the status for trouble.
    pub(crate) fn fail(&mut self, text: &str) -> Next {
        self.note(text);
        self.status = self.trouble;
        Next::Done
    }

    /// Prints an error as it is and ends with the status for trouble.
    pub(crate) fn fail_plain(&mut self, text: &str) -> Next {
        self.err(text);
        self.status = self.trouble;
        Next::Done
    }

    /// Reports a failed system call: GNU's `prefix 'path': text` or BusyBox's own prefix.
    pub(crate) fn fail_at(&mut self, (gnu, busybox): (&str, &str), path: &str, error: Errno) {
        let prefix = if self.busybox { busybox } else { gnu };
        let path = if prefix.is_empty() { path.to_owned() } else { format!("{prefix} {}", self.quoted(path)) };
        let error = self.words(error);
        self.warn(&format!("{path}: {error}"));
    }

    /// An error in the words of the C library.
    pub(crate) fn words(&self, error: Errno) -> &'static str {
        if self.busybox && self.is_musl() { error.musl_text() } else { error.text() }
    }

    /// `text` in the quotes that GNU programs put around file names: always straight.
    pub(crate) fn quoted(&self, text: &str) -> String {
        if self.busybox { format!("'{text}'") } else { text::shell_quote(text, true) }
    }

    /// `text` in the quotes of GNU's older messages: curved where the locale is UTF-8.
    pub(crate) fn curved(&self, text: &str) -> String {
        if !self.busybox && self.utf8() { format!("‘{text}’") } else { format!("'{text}'") }
    }

    /// Whether the locale's characters are UTF-8.
    pub(crate) fn utf8(&self) -> bool {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"];
        let locale = names.iter().find_map(|name| self.process.env(name).filter(|value| !value.is_empty()));
        let locale = locale.unwrap_or_default().to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }

    /// Reads the options; `None` when the run is over, with the reason printed.
    pub(crate) fn options(&mut self, options: &Options) -> Option<Opts> {
        match options.parse(&self.args, self.busybox) {
            Ok(opts) => Some(opts),
            Err(Problem::Help) => {
                let usage = self.usage(options);
                self.print(if self.busybox { 2 } else { 1 }, usage.as_bytes());
                None
            }
            Err(Problem::Version) if !self.busybox => {
                let text = self.version_text();
                self.line(&text);
                None
            }
            Err(problem) => {
                let text = self.problem_text(&problem);
                self.usage_error(&text, options);
                None
            }
        }
    }

    /// A wrong command line: the reason, and how to get help.
    pub(crate) fn usage_error(&mut self, text: &str, options: &Options) -> Next {
        // BusyBox shows its usage without a reason.
        let reason = !self.busybox || !text.starts_with("missing ");
        if reason && !text.is_empty() {
            self.note(text);
        }
        let hint = if self.busybox {
            self.usage(options)
        } else {
            format!("Try '{0} --help' for more information.\n", self.name)
        };
        self.err(&hint);
        self.status = self.trouble;
        Next::Done
    }

    fn usage(&self, options: &Options) -> String {
        if self.busybox {
            return format!("{}\n\nUsage: {} {}\n", self.banner(), self.name, options.busybox);
        }
        format!("Usage: {} {}\n", self.name, options.gnu)
    }

    /// BusyBox's first line of help; the date is that of Alpine's build or of the busybox image's.
    pub(crate) fn banner(&self) -> String {
        let alpine = self.is_musl();
        let date = if alpine { "2025-12-16 14:19:28 UTC" } else { "2024-09-26 21:31:42 UTC" };
        format!("BusyBox v{} ({date}) multi-call binary.", self.process.version())
    }

    /// Whether the C library is musl, whose getopt has words of its own.
    fn is_musl(&self) -> bool {
        self.process.exists("/etc/alpine-release")
    }

    fn problem_text(&self, problem: &Problem) -> String {
        let musl = self.busybox && self.is_musl();
        match problem {
            Problem::Letter(letter) if musl => format!("unrecognized option: {letter}"),
            Problem::Letter(letter) => format!("invalid option -- '{letter}'"),
            Problem::Long(name) if musl => format!("unrecognized option: {name}"),
            Problem::Long(name) => format!("unrecognized option '--{name}'"),
            Problem::Ambiguous(name, all) => {
                let all: Vec<String> = all.iter().map(|long| format!(" '--{long}'")).collect();
                format!("option '--{name}' is ambiguous; possibilities:{}", all.concat())
            }
            Problem::LetterArgument(letter) if musl => format!("option requires an argument: {letter}"),
            Problem::LetterArgument(letter) => format!("option requires an argument -- '{letter}'"),
            Problem::LongArgument(name) if musl => format!("option requires an argument: {name}"),
            Problem::LongArgument(name) => format!("option '--{name}' requires an argument"),
            Problem::NoArgument(name) => format!("option '--{name}' doesn't allow an argument"),
            Problem::Help | Problem::Version => "unrecognized option: version".to_owned(),
        }
    }

    fn version_text(&self) -> String {
        let package = match self.name.as_str() {
            "grep" | "egrep" | "fgrep" => "GNU grep",
            "sed" => "GNU sed",
            "find" | "xargs" => "GNU findutils",
            "diff" | "cmp" => "GNU diffutils",
            "tar" => "GNU tar",
            "wget" => return format!("GNU Wget {} built on linux-gnu.", self.process.version()),
            "ps" | "free" | "uptime" | "pgrep" | "pkill" | "top" | "kill" => {
                return format!("{} from procps-ng {}", self.name, self.process.version());
            }
            // Ubuntu 25.10 and later have the coreutils written in Rust.
            _ if self.process.version().starts_with("0.") => "uutils coreutils",
            _ => "GNU coreutils",
        };
        format!("{} ({package}) {}", self.name, self.process.version())
    }

    /// Writes what was printed so far.
    pub(crate) async fn flush(&mut self) {
        for (fd, bytes) in std::mem::take(&mut self.pieces) {
            let written = self.process.write(fd, &bytes).await;
            if written == Err(Errno::NoSpc) && fd == 1 && !std::mem::replace(&mut self.full, true) {
                let text = format!("{}: write error: {}\n", self.name, self.words(Errno::NoSpc));
                let _ = self.process.write(2, text.as_bytes()).await;
                self.status = self.status.max(1);
            }
        }
    }

    /// Writes what was printed and gives the status.
    pub(crate) async fn end(mut self) -> ExitStatus {
        self.flush().await;
        ExitStatus::Code(self.status)
    }
}
