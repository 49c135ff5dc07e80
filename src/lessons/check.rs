//! Checks: what goals and mistakes are made of. Each holds in a world or gives a reason why not; none changes the world.
//! Commands and requests run on a probe, files and facts are looked up.

use std::cell::Cell;

use crate::base::time::SECOND;
use crate::vfs::{Content, Cred, Mounts};
use crate::world::{PageState, Request, World};

use super::actions::{absolute, tilde};
use super::fact::{self, Fact};
use super::facts;
use super::pattern;
use super::reason::Reason;

/// How long a probe lets a command or a request take, in simulated microseconds.
const PATIENCE: u64 = 5 * SECOND;
/// How long all probes of one look may run together.
const PATIENCE_IN_ALL: u64 = 20 * SECOND;
/// The most characters of output in a reason.
const SHOWN: usize = 160;

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// `$ docker exec web cat /note`, then the output that is expected; without any, only the status counts.
    Command {
        /// The line for `bash -c`.
        command: String,
        /// The expected lines.
        output: Option<Vec<String>>,
        /// The expected exit status.
        status: i32,
    },
    /// `GET http://localhost:8080/`, then the answer that is expected; without any, only the status counts.
    Get {
        /// Where.
        url: String,
        /// What is asked.
        request: Request,
        /// The expected lines.
        body: Option<Vec<String>>,
        /// The expected status; none when the connection is to be refused.
        status: Option<u16>,
    },
    /// `file ~/app/Dockerfile` or `file web:/note`, then the content that is expected; `no file PATH`.
    File {
        /// The container whose file it is; none for the laptop.
        container: Option<String>,
        /// The absolute path.
        path: String,
        /// The expected lines.
        content: Option<Vec<String>>,
        /// Whether it is to be there.
        there: bool,
    },
    /// One of the closed list.
    Fact(Fact),
}

/// One look at a world: all that is asked in it shares a limit, so that a lesson from anywhere cannot hold its page up.
pub struct Look<'a> {
    world: &'a World,
    /// Simulated microseconds that probes may still run.
    left: Cell<u64>,
}

impl<'a> Look<'a> {
    /// A fresh look.
    pub fn new(world: &'a World) -> Self {
        Self { world, left: Cell::new(PATIENCE_IN_ALL) }
    }

    /// Why not all checks hold: the first reason; none when all do.
    pub fn unmet(&self, checks: &[Check]) -> Option<Reason> {
        checks.iter().find_map(|check| match check {
            Check::Command { command, output, status } => self.run(command, output.as_deref(), *status),
            Check::Get { url, request, body, status } => self.get(url, request, body.as_deref(), *status),
            Check::File { container, path, content, there } => {
                file(self.world, container.as_deref(), path, content.as_deref(), *there)
            }
            Check::Fact(fact) => facts::unmet(self.world, fact),
        })
    }

    /// Asks a fresh probe, so that what one check runs is not seen by the next; none when the limit is used up.
    fn ask<T>(&self, ask: impl FnOnce(&mut World, u64) -> T) -> Option<T> {
        let patience = self.left.get().min(PATIENCE);
        if patience == 0 {
            return None;
        }
        let mut probe = self.world.probe();
        let answer = ask(&mut probe, patience);
        // Each look costs something, so that very many come to an end too.
        let used = probe.now().since(self.world.now()).max(PATIENCE_IN_ALL / 1_000);
        self.left.set(self.left.get().saturating_sub(used));
        Some(answer)
    }

    fn run(&self, command: &str, output: Option<&[String]>, status: i32) -> Option<Reason> {
        let Some(asked) = self.ask(|probe, patience| probe.ask(0, command, patience)) else {
            return Some(Reason::new("broken-off", [command]));
        };
        if !asked.missing.is_empty() {
            return Some(Reason::new("waiting", []));
        }
        let Some(ended) = asked.status else { return Some(Reason::new("broken-off", [command])) };
        let printed = pattern::lines(&String::from_utf8_lossy(&asked.output));
        let fits = output.is_none_or(|wanted| pattern::all_fit(wanted, &printed));
        if fits && ended == status {
            return None;
        }
        let text = short(&printed);
        Some(match (fits, text.is_empty()) {
            (true, true) => Reason::new("status", [command, &ended.to_string(), &status.to_string()]),
            (_, false) => Reason::new("prints", [command, &text]),
            (false, true) => Reason::new("prints-nothing", [command]),
        })
    }

    fn get(&self, url: &str, request: &Request, body: Option<&[String]>, status: Option<u16>) -> Option<Reason> {
        let Some(answer) = self.ask(|probe, patience| probe.request(0, request, patience)) else {
            return Some(Reason::new("broken-off", [url]));
        };
        match (answer, status) {
            (PageState::Loading, _) if !self.world.missing().is_empty() => Some(Reason::new("waiting", [])),
            (PageState::Answer { .. } | PageState::Loading, None) => Some(Reason::new("http-refused-wanted", [url])),
            (_, None) => None,
            (PageState::Answer { status, body: bytes, .. }, Some(wanted)) => {
                if status != wanted {
                    return Some(Reason::new("http-status", [url, &status.to_string(), &wanted.to_string()]));
                }
                let lines = pattern::lines(&String::from_utf8_lossy(&bytes));
                let fits = body.is_none_or(|body| pattern::all_fit(body, &lines));
                (!fits).then(|| Reason::new("http-differs", [url]))
            }
            (_, Some(_)) => Some(Reason::new("http-none", [url])),
        }
    }
}

/// Lines as they go into a sentence.
fn short(lines: &[String]) -> String {
    let text = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" / ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn file(world: &World, container: Option<&str>, path: &str, content: Option<&[String]>, there: bool) -> Option<Reason> {
    let shown = match container {
        Some(name) => format!("{name}:{path}"),
        None => tilde(path),
    };
    let host = world.hosts().first()?;
    let mounts = match container {
        None => world.kernel().enter(|state| state.namespaces.get(&host.ns).map(|ns| ns.mounts.clone())),
        Some(name) => {
            let found = host.engine.look(|state| state.containers.values().find(|one| one.name == name).cloned());
            let Some(found) = found else { return Some(Reason::new("container-missing", [name])) };
            let running = found.ns.and_then(|ns| {
                world.kernel().enter(|state| state.namespaces.get(&ns).map(|namespace| namespace.mounts.clone()))
            });
            // A container that does not run has its own files and nothing that is mounted.
            Some(running.unwrap_or_else(|| Mounts::with_root(found.fs, "overlay")))
        }
    }?;
    let (exists, bytes) = world.kernel().enter(|state| {
        let exists = state.vfs.stat(&mounts, &Cred::root(), path).is_ok();
        let bytes = match state.vfs.read(&mounts, &Cred::root(), path) {
            Ok(Content::Bytes(bytes)) => Some(bytes),
            _ => None,
        };
        (exists, bytes)
    });
    match (exists, there) {
        (false, true) => Some(Reason::new("file-missing", [&shown])),
        (true, false) => Some(Reason::new("file-present", [&shown])),
        (false, false) => None,
        (true, true) => {
            let wanted = content?;
            let fits =
                bytes.is_some_and(|bytes| pattern::all_fit(wanted, &pattern::lines(&String::from_utf8_lossy(&bytes))));
            (!fits).then(|| Reason::new("file-differs", [&shown]))
        }
    }
}

/// Whether a line begins a check; anything else belongs to the one before.
fn begins(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let is_word = matches!(
        word,
        "$" | "GET"
            | "file"
            | "no"
            | "image"
            | "images"
            | "same"
            | "different"
            | "container"
            | "containers"
            | "volume"
            | "network"
            | "layer"
            | "layers"
            | "size"
            | "event"
            | "pushed"
    );
    is_word && line.contains(' ')
}

/// Reads a `check` block. A line that begins with a blank continues the expected output of the check above it: output that
/// looks like a check is written with two blanks before it, as any output may be. The error is the line within the block and
/// what is wrong.
pub(super) fn parse(lines: &[&str]) -> Result<Vec<Check>, (usize, String)> {
    let mut checks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (start, first) = (at, lines[at].trim_end());
        at += 1;
        if first.is_empty() {
            continue;
        }
        if !begins(first) {
            return Err((start, format!("no such check: `{first}`")));
        }
        let takes_output = ["$ ", "GET ", "file "].iter().any(|word| first.starts_with(word));
        let mut expected = Vec::new();
        while let Some(line) = lines.get(at).filter(|line| takes_output && !begins(line.trim_end())) {
            expected.push(line.strip_prefix("  ").unwrap_or(line).trim_end().to_owned());
            at += 1;
        }
        checks.push(one(first, expected).map_err(|wrong| (start, wrong))?);
    }
    if checks.is_empty() {
        return Err((0, "the check block is empty".to_owned()));
    }
    Ok(checks)
}

/// Expected lines without the one that gives a status, `? 1`. `(nothing)` stands for no output at all.
fn expected(mut lines: Vec<String>) -> (Option<Vec<String>>, Option<String>) {
    let at = lines.iter().position(|line| line.starts_with("? "));
    let status = at.map(|at| lines.remove(at)[2..].trim().to_owned());
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    if lines == ["(nothing)"] {
        return (Some(Vec::new()), status);
    }
    ((!lines.is_empty()).then_some(lines), status)
}

fn one(first: &str, lines: Vec<String>) -> Result<Check, String> {
    if let Some(command) = first.strip_prefix("$ ") {
        let (output, status) = expected(lines);
        let status = status.map_or(Ok(0), |text| text.parse().map_err(|_| format!("`? {text}` is no exit status")))?;
        return Ok(Check::Command { command: command.trim().to_owned(), output, status });
    }
    if let Some(url) = first.strip_prefix("GET ") {
        let (body, status) = expected(lines);
        let status = match status.as_deref() {
            None => Some(200),
            Some("refused") => None,
            Some(text) => Some(text.parse().map_err(|_| format!("`? {text}` is neither a status nor `refused`"))?),
        };
        let request = request(url.trim()).ok_or_else(|| format!("`{url}` is no http:// address"))?;
        return Ok(Check::Get { url: url.trim().to_owned(), request, body, status });
    }
    for (word, there) in [("file ", true), ("no file ", false)] {
        if let Some(name) = first.strip_prefix(word) {
            let name = name.trim();
            let (content, _) = expected(lines);
            let (container, path) = match name.split_once(':') {
                Some((container, path)) => (Some(container.to_owned()), path.starts_with('/').then(|| path.to_owned())),
                None => (None, absolute(name)),
            };
            let path = path.ok_or_else(|| format!("`{name}` is no absolute path; `~/` is the learner's home"))?;
            return Ok(Check::File { container, path, content, there });
        }
    }
    Ok(Check::Fact(fact::parse(first)?))
}

/// A GET request from `http://host:port/path`.
fn request(url: &str) -> Option<Request> {
    let rest = url.strip_prefix("http://")?;
    let (place, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let (host, port) = match place.split_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (place, 80),
    };
    let clean = |text: &str| !text.is_empty() && text.chars().all(|one| one.is_ascii_graphic());
    (clean(host) && clean(path)).then(|| Request {
        method: "GET".to_owned(),
        host: host.to_owned(),
        port,
        path: path.to_owned(),
        ..Request::default()
    })
}

/// Why not all checks hold in a world, in a look of its own.
pub fn unmet(world: &World, checks: &[Check]) -> Option<Reason> {
    Look::new(world).unmet(checks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_holds_checks_with_what_they_expect() {
        let block = [
            "image nginx:alpine",
            "$ docker exec a cat /note",
            "hello",
            "  image of a boat",
            "",
            "? 3",
            "no file web:/note",
            "GET http://localhost:8080",
            "...",
            "$ true",
        ];
        let checks = parse(&block).unwrap();
        assert_eq!(checks.len(), 5);
        let Check::Command { output, status, .. } = &checks[1] else { unreachable!() };
        assert_eq!((output.as_deref(), *status), (Some(&["hello", "image of a boat"].map(str::to_owned)[..]), 3));
        assert!(matches!(&checks[2], Check::File { container: Some(name), there: false, .. } if name == "web"));
        assert!(matches!(&checks[3], Check::Get { request, .. } if request.port == 8080 && request.path == "/"));
        assert!(matches!(&checks[4], Check::Command { output: None, status: 0, .. }));
    }

    #[test]
    fn what_is_no_check_is_refused_with_its_line() {
        assert_eq!(parse(&["image a", "nonsense"]).unwrap_err().0, 1);
        for wrong in ["GET ftp://x", "file note", "containers running", "GET http://a b/", ""] {
            assert!(parse(&[wrong]).is_err(), "{wrong}");
        }
    }
}
