//! `npm`: the command line, the project's place and messages. Installing is in `install`, scripts are in `scripts`.

mod install;
mod list;
mod lock;
mod manifest;
mod npx;
mod registry;
mod scripts;
mod semver;
#[cfg(test)]
mod tests;
mod tree;
mod yarn;
mod yarn_lock;

use super::kit::{Tool, dates};
use crate::os::{ExitStatus, ProgramFuture};
use crate::vfs::path;

pub(super) use npx::main as npx;
pub(super) use yarn::main as yarn;

/// Runs a command of npm.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// A run of npm.
struct Npm {
    tool: Tool,
    /// The project's folder.
    prefix: String,
    flags: Flags,
    /// What is not an option.
    words: Vec<String>,
    /// What follows `--`.
    rest: Vec<String>,
    /// npm's own major and minor version.
    version: (u32, u32),
}

#[derive(Default)]
struct Flags {
    global: bool,
    save_dev: bool,
    save_exact: bool,
    no_save: bool,
    omit_dev: bool,
    yes: bool,
    silent: bool,
    json: bool,
    if_present: bool,
    lock_only: bool,
    all: bool,
    depth: Option<usize>,
    help: bool,
    no_audit: bool,
    no_fund: bool,
}

async fn run(mut tool: Tool) -> ExitStatus {
    let mut flags = Flags::default();
    let mut prefix = None;
    let (mut words, mut rest) = (Vec::new(), Vec::new());
    let mut args = std::mem::take(&mut tool.args).into_iter();
    let mut production = false;
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--" => rest.extend(args.by_ref()),
            "-g" | "--global" | "--location=global" => flags.global = true,
            "-D" | "--save-dev" => flags.save_dev = true,
            "-E" | "--save-exact" => flags.save_exact = true,
            "--no-save" => flags.no_save = true,
            "--omit=dev" | "--only=production" | "--only=prod" => flags.omit_dev = true,
            "--production" => (flags.omit_dev, production) = (true, true),
            "--omit" => flags.omit_dev |= args.next().as_deref() == Some("dev"),
            "-y" | "--yes" => flags.yes = true,
            "-s" | "--silent" | "--loglevel=silent" => flags.silent = true,
            "--json" => flags.json = true,
            "--if-present" => flags.if_present = true,
            "--package-lock-only" => flags.lock_only = true,
            "--all" | "-a" => flags.all = true,
            "--no-audit" | "--audit=false" => flags.no_audit = true,
            "--no-fund" | "--fund=false" => flags.no_fund = true,
            "-h" | "--help" => flags.help = true,
            "-v" | "--version" if words.is_empty() => words.push("--version".to_owned()),
            "--prefix" | "-C" => prefix = args.next(),
            "--depth" => flags.depth = args.next().and_then(|text| text.parse().ok()),
            "--registry" | "--loglevel" | "--cache" | "--tag" | "-w" | "--workspace" | "--include" => drop(args.next()),
            other if other.starts_with("--prefix=") => prefix = other.strip_prefix("--prefix=").map(str::to_owned),
            other if other.starts_with("--depth=") => flags.depth = other[8..].parse().ok(),
            other if other.starts_with('-') && other.len() > 1 => {}
            _ => words.push(arg),
        }
    }
    let version = tool.process.version().to_string();
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    let version = (numbers.next().filter(|major| *major > 0).unwrap_or(11), numbers.next().unwrap_or(0));
    flags.omit_dev |= tool.process.env("NODE_ENV").is_some_and(|value| value == "production");
    let prefix = prefix.map_or_else(|| find_prefix(&tool), |prefix| path::absolute(&tool.process.cwd(), &prefix));
    let mut npm = Npm { tool, prefix, flags, words, rest, version };
    if production {
        npm.warn("config production Use `--omit=dev` instead.");
    }
    npm.command().await;
    npm.tool.end().await
}

/// The nearest folder with a package.json or a node_modules, else the current one.
fn find_prefix(tool: &Tool) -> String {
    let cwd = tool.process.cwd();
    let mut at = cwd.to_string();
    loop {
        let known = ["package.json", "node_modules"].iter().any(|name| tool.process.exists(&path::join(&at, name)));
        // A folder inside node_modules belongs to the project around it.
        if known && !at.ends_with("/node_modules") {
            return at;
        }
        if at == "/" {
            return cwd.to_string();
        }
        at = String::from(path::dir_name(&at));
    }
}

impl Npm {
    async fn command(&mut self) {
        let command = if self.words.is_empty() { String::new() } else { self.words.remove(0) };
        match command.as_str() {
            "--version" => {
                let version = self.tool.process.version().to_string();
                let version =
                    if version.starts_with(|c: char| c.is_ascii_digit()) { version } else { "11.6.2".to_owned() };
                self.tool.line(&version);
            }
            "install" | "i" | "add" | "in" | "isntall" | "update" | "up" | "upgrade" | "prune" => self.install().await,
            "ci" | "clean-install" | "ic" => self.clean_install().await,
            "uninstall" | "remove" | "rm" | "un" | "r" | "unlink" => self.uninstall().await,
            "init" | "create" | "innit" => self.init().await,
            "start" | "stop" | "restart" | "test" | "t" | "tst" => {
                let name = if command.starts_with('t') { "test" } else { &command };
                self.script(name).await;
            }
            "run" | "run-script" | "rum" | "urn" => match self.words.first().cloned() {
                Some(name) => {
                    self.words.remove(0);
                    self.script(&name).await;
                }
                None => self.list_scripts(),
            },
            "exec" | "x" => {
                let mut words = std::mem::take(&mut self.words);
                words.append(&mut self.rest);
                let status = npx::execute(self, words).await;
                self.tool.status = status;
            }
            "ls" | "list" | "ll" | "la" => self.list(),
            "view" | "info" | "show" | "v" => self.view().await,
            "outdated" => self.outdated().await,
            "root" => {
                let root = self.node_modules();
                self.tool.line(&root);
            }
            "prefix" => {
                let prefix = if self.flags.global { "/usr/local".to_owned() } else { self.prefix.clone() };
                self.tool.line(&prefix);
            }
            "config" | "c" | "get" | "set" => self.config(),
            "audit" => self.tool.line("found 0 vulnerabilities"),
            "fund" | "cache" | "login" | "adduser" | "doctor" | "link" | "ln" => {}
            "whoami" => {
                let text = "code ENEEDAUTH\nneed auth This command requires you to be logged in.\nneed auth You need to authorize this machine using `npm adduser`";
                self.fail(text, 1);
            }
            "publish" | "pack" | "version" | "pkg" | "dedupe" | "rebuild" | "search" | "token" | "org" | "team" => {
                self.tool.err(&format!("drydock: npm {command} is not modelled\n"));
                self.tool.status = 1;
            }
            "" | "help" => {
                self.usage();
                self.tool.status = u8::from(command.is_empty() && !self.flags.help);
            }
            _ => {
                self.tool.out(&format!(
                    "Unknown command: \"{command}\"\n\nTo see a list of supported npm commands, run:\n  npm help\n"
                ));
                self.tool.status = 1;
            }
        }
    }

    fn usage(&mut self) {
        self.tool.out("npm <command>\n\nUsage:\n\n");
        for (command, text) in [
            ("npm install", "install all the dependencies in your project"),
            ("npm install <foo>", "add the <foo> dependency to your project"),
            ("npm test", "run this project's tests"),
            ("npm run <foo>", "run the script named <foo>"),
            ("npm <command> -h", "quick help on <command>"),
            ("npm -l", "display usage info for all commands"),
            ("npm help <term>", "search for help on <term>"),
            ("npm help npm", "more involved overview"),
        ] {
            self.tool.line(&format!("{command:<18} {text}"));
        }
        let version = self.tool.process.version();
        self.tool.line(&format!("\nnpm@{version} /usr/local/lib/node_modules/npm"));
    }

    fn config(&mut self) {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        if let ["get", name] | [name] = words.as_slice() {
            let text = match *name {
                "registry" => "https://registry.npmjs.org/",
                "prefix" => "/usr/local",
                "cache" => "/root/.npm",
                _ => "undefined",
            };
            self.tool.line(text);
        }
    }

    /// Where packages go.
    fn node_modules(&self) -> String {
        if self.flags.global {
            "/usr/local/lib/node_modules".to_owned()
        } else {
            path::join(&self.prefix, "node_modules")
        }
    }

    /// What stands before errors and warnings: npm 10.6 changed it.
    fn mark(&self, level: &str) -> &'static str {
        match (self.version >= (10, 6), level) {
            (true, "error") => "npm error",
            (true, _) => "npm warn",
            (false, "error") => "npm ERR!",
            (false, _) => "npm WARN",
        }
    }

    fn warn(&mut self, text: &str) {
        if !self.flags.silent {
            let line = format!("{} {text}\n", self.mark("warn"));
            self.tool.err(&line);
        }
    }

    /// Prints errors, one a line, and where the log is; ends with a status.
    fn fail(&mut self, text: &str, status: u8) {
        self.tool.status = status;
        if self.flags.silent {
            return;
        }
        let mark = self.mark("error");
        // Old versions leave a blank where the text is empty.
        let blank = if self.version >= (10, 6) { "" } else { " " };
        for line in text.split('\n') {
            let line = if line.is_empty() { format!("{mark}{blank}\n") } else { format!("{mark} {line}\n") };
            self.tool.err(&line);
        }
        let home = self.tool.process.env("HOME").unwrap_or_else(|| "/root".to_owned());
        let stamp = dates::format(self.tool.process.now(), "%Y-%m-%dT%H_%M_%S_%3NZ");
        let log = format!("{home}/.npm/_logs/{stamp}-debug-0.log");
        if self.version.0 >= 7 {
            let gap = if self.version >= (10, 6) { String::new() } else { format!("\n{mark} A complete") };
            let head = if gap.is_empty() { format!("{mark} A complete") } else { gap.trim_start().to_owned() };
            self.tool.err(&format!("{head} log of this run can be found in: {log}\n"));
        } else {
            self.tool.err(&format!("\n{mark} A complete log of this run can be found in:\n{mark}     {log}\n"));
        }
    }

    /// The error of a missing package.json.
    fn no_manifest(&mut self) {
        let path = path::join(&self.prefix, "package.json");
        let reason = format!("ENOENT: no such file or directory, open '{path}'");
        let reason =
            if self.version >= (10, 0) { format!("Could not read package.json: Error: {reason}") } else { reason };
        let text = format!(
            "code ENOENT\nsyscall open\npath {path}\nerrno -2\nenoent {reason}\nenoent This is related to npm not being able to find a \
             file.\nenoent"
        );
        self.fail(&text, 254);
    }
}
