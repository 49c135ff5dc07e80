//! `nodemon`: runs a script and starts it anew when files change. Files are looked at twice a second; what it prints was
//! recorded from nodemon 3.1.

use std::collections::BTreeMap;

use serde_json::Value;

use super::kit::Tool;
use super::kit::text::shell_quote;
use crate::base::glob;
use crate::base::time::MILLI;
use crate::os::{
    Disposition, Either, ExitStatus, Pid, Process, ProgramFuture, Receiver, Signal, Spawn, channel, select,
};
use crate::vfs::path;

/// Between two looks at the files, in microseconds.
const PAUSE: u64 = 500 * MILLI;

const YELLOW: u8 = 33;
const GREEN: u8 = 32;
const RED: u8 = 31;

/// Runs a script again and again.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// What to run and what to watch.
#[derive(Default)]
struct Plan {
    watch: Vec<String>,
    ends: Vec<String>,
    ignore: Vec<String>,
    exec: Option<String>,
    quiet: bool,
    args: Vec<String>,
}

/// Sizes and times of the watched files.
type Seen = BTreeMap<String, (u64, u64)>;

async fn run(mut tool: Tool) -> ExitStatus {
    let mut plan = Plan::default();
    let mut args = std::mem::take(&mut tool.args).into_iter();
    while let Some(arg) = args.next() {
        let (name, inline) = match arg.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (arg.as_str(), None),
        };
        let mut value = || inline.clone().or_else(|| args.next()).unwrap_or_default();
        match name {
            "-v" | "--version" => {
                let version = tool.process.version().to_string();
                tool.line(&version);
                return tool.end().await;
            }
            "-h" | "--help" | "-?" => {
                tool.line("  Usage: nodemon [nodemon options] [script.js] [args]\n\n  See \"nodemon --help options\" for more.");
                return tool.end().await;
            }
            "-w" | "--watch" => plan.watch.push(value()),
            "-e" | "--ext" => {
                plan.ends = value().split([',', ' ']).map(|end| end.trim_start_matches('.').to_owned()).collect();
            }
            "-i" | "--ignore" => plan.ignore.push(value()),
            "-x" | "--exec" => plan.exec = Some(value()),
            "-q" | "--quiet" => plan.quiet = true,
            "-d" | "--delay" | "--signal" | "-s" | "--config" => drop(value()),
            "-L" | "--legacy-watch" | "-V" | "--verbose" | "-C" | "--on-change-only" | "-I" | "--no-stdin" => {}
            _ => {
                plan.args.push(arg);
                // The rest belongs to the script, once its name is known.
                if !plan.args.last().is_some_and(|word| word.starts_with('-')) {
                    plan.args.extend(args.by_ref());
                }
            }
        }
    }
    plan.configure(&tool.process);
    let version = tool.process.version().to_string();
    let shown = if plan.watch.is_empty() { "*.*".to_owned() } else { plan.watch.join(" ") };
    let lines = [
        version,
        "to restart at any time, enter `rs`".to_owned(),
        format!("watching path(s): {shown}"),
        format!("watching extensions: {}", plan.ends.join(",")),
    ];
    for line in lines {
        plan.say(&mut tool, YELLOW, &line);
    }
    supervise(tool, &plan).await
}

impl Plan {
    /// Takes what files say where the command line is silent.
    fn configure(&mut self, process: &Process) {
        let read = |name: &str| -> Option<Value> { serde_json::from_str(&process.read_text(name).ok()?).ok() };
        let manifest = read("package.json").unwrap_or_default();
        let config = read("nodemon.json").unwrap_or_else(|| manifest["nodemonConfig"].clone());
        let list = |name: &str| -> Vec<String> {
            match &config[name] {
                Value::String(text) => text.split(',').map(|part| part.trim().to_owned()).collect(),
                Value::Array(items) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
                _ => Vec::new(),
            }
        };
        for (own, name) in [(&mut self.watch, "watch"), (&mut self.ends, "ext"), (&mut self.ignore, "ignore")] {
            if own.is_empty() {
                *own = list(name);
            }
        }
        if self.exec.is_none() {
            self.exec = config["exec"].as_str().map(str::to_owned);
        }
        if self.ends.is_empty() {
            self.ends = ["js", "mjs", "cjs", "json"].map(str::to_owned).to_vec();
        }
        if self.exec.is_none() && self.args.iter().all(|word| word.starts_with('-')) {
            let named = manifest["main"].as_str().filter(|main| process.exists(main));
            self.args.push(named.unwrap_or("index.js").to_owned());
        }
    }

    fn say(&self, tool: &mut Tool, colour: u8, text: &str) {
        if !self.quiet {
            tool.line(&format!("\x1b[{colour}m[nodemon] {text}\x1b[39m"));
        }
    }

    /// The command as it is shown and run.
    fn command(&self) -> String {
        let mut words = vec![self.exec.clone().unwrap_or_else(|| "node".to_owned())];
        words.extend(self.args.iter().map(|arg| shell_quote(arg, false)));
        words.join(" ")
    }

    fn start(&self, process: &Process) -> Option<Pid> {
        let direct = self.exec.is_none();
        let argv = if direct {
            [&["node".to_owned()], self.args.as_slice()].concat()
        } else {
            vec!["sh".to_owned(), "-c".to_owned(), self.command()]
        };
        let exe = process.find(&argv[0]).ok()?;
        process.spawn(&exe, Spawn { argv, ..Spawn::default() }).ok()
    }

    /// What the watched files look like now.
    async fn look(&self, process: &Process) -> Seen {
        let mut seen = Seen::new();
        let here = [".".to_owned()];
        let mut todo: Vec<String> = if self.watch.is_empty() { here.to_vec() } else { self.watch.clone() };
        while let Some(place) = todo.pop() {
            process.charge(1).await;
            let short = place.strip_prefix("./").unwrap_or(&place);
            let name = path::base_name(short);
            let hidden = ["node_modules", ".git", ".nyc_output", "bower_components", "coverage"].contains(&name);
            let ignored = |pattern: &String| {
                let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
                short == pattern || short.starts_with(&format!("{pattern}/")) || glob::shell_match(pattern, short)
            };
            let Ok(stat) = process.stat(&place) else { continue };
            if hidden || self.ignore.iter().any(ignored) {
                continue;
            }
            if stat.node.is_dir() {
                let names = process.read_dir(&place).unwrap_or_default();
                todo.extend(names.iter().map(|name| path::join(&place, name)));
            } else if self.ends.iter().any(|end| name.rsplit_once('.').is_some_and(|(_, own)| own == end)) {
                seen.insert(place, (stat.node.size(), stat.node.meta.mtime.0));
            }
        }
        seen
    }
}

/// Lines typed at nodemon itself.
fn typed(process: &Process) -> Receiver<()> {
    let (sender, receiver) = channel(process.kernel());
    let own = process.clone();
    process.thread(async move {
        while let Ok(bytes) = own.read(0, 1024).await {
            if bytes.is_empty() {
                // The end of input is not the end: nothing more is typed.
                return std::future::pending().await;
            }
            if bytes.trim_ascii() == b"rs" {
                sender.send(());
            }
        }
    });
    receiver
}

async fn supervise(mut tool: Tool, plan: &Plan) -> ExitStatus {
    let process = tool.process.clone();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        process.on_signal(signal, Some(Disposition::Catch));
    }
    let mut asked = typed(&process);
    let ns = process.ns();
    let send = |child: Pid, signal: Signal| process.kernel().enter(|state| state.signal(child, signal, ns));
    loop {
        plan.say(&mut tool, GREEN, &format!("starting `{}`", plan.command()));
        tool.flush().await;
        let mut seen = plan.look(&process).await;
        let Some(child) = plan.start(&process) else {
            plan.say(&mut tool, RED, "failed to start process, \"node\" exec not found");
            tool.status = 1;
            return tool.end().await;
        };
        let mut running = true;
        loop {
            let ended = async { if running { process.wait(child).await } else { std::future::pending().await } };
            let told = select(process.next_signal(), asked.recv());
            match select(select(ended, told), process.sleep(PAUSE)).await {
                Either::Left(Either::Left(status)) => {
                    running = false;
                    match status {
                        ExitStatus::Code(0) => {
                            plan.say(&mut tool, GREEN, "clean exit - waiting for changes before restart");
                        }
                        _ => plan.say(&mut tool, RED, "app crashed - waiting for file changes before starting..."),
                    }
                    tool.flush().await;
                }
                Either::Left(Either::Right(Either::Left(signal))) => {
                    if running {
                        let _ = send(child, signal);
                        process.wait(child).await;
                    }
                    tool.flush().await;
                    return ExitStatus::Code(128 + signal.0);
                }
                Either::Left(Either::Right(Either::Right(_))) => break,
                Either::Right(()) => {
                    let now = plan.look(&process).await;
                    if now != seen {
                        seen = now;
                        plan.say(&mut tool, GREEN, "restarting due to changes...");
                        break;
                    }
                }
            }
        }
        tool.flush().await;
        if running {
            let _ = send(child, Signal(12));
            process.wait(child).await;
        }
        drop(seen);
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn a_change_starts_the_script_anew() {
        let m = Machine::gnu().file("a.js", "").file("node_modules/x.js", "");
        m.start("sh -c 'nodemon --exec \"echo run\" > /tmp/log'");
        m.run("sleep 2");
        m.ok("touch node_modules/x.js");
        m.run("sleep 2");
        m.ok("sh -c 'echo 1 > a.js'");
        m.run("sleep 2");
        let log = m.read("/tmp/log").unwrap();
        let plain: Vec<&str> = log.lines().map(|line| line.trim_start_matches("\x1b[32m[nodemon] ")).collect();
        let clean = "clean exit - waiting for changes before restart\x1b[39m";
        let start = "starting `echo run`\x1b[39m";
        assert_eq!(plain[4..], [start, "run", clean, "restarting due to changes...\x1b[39m", start, "run", clean]);
    }
}
