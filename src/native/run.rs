//! `drydock run`: plays a file line by line in a fresh world with time running freely, and prints a transcript or one JSON
//! object a line. With several hosts, a line `NAME$ command` is typed at that host's terminal and any other at the first.

use std::io::{BufRead, Write};

use serde_json::json;

use crate::session::{Played, Session};
use crate::world::{Fault, Files, Input, Settings, Streams};

use super::resources;

/// How to play.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// One JSON object a line instead of a transcript.
    pub json: bool,
    /// Output and errors go to one terminal.
    pub tty: bool,
    /// The seed.
    pub seed: u64,
    /// Simulated seconds that a line may take.
    pub patience: u64,
    /// What is broken from the start.
    pub faults: Vec<Fault>,
    /// Hosts beside the laptop.
    pub hosts: Vec<String>,
    /// Files for `~/work`.
    pub work: Option<Files>,
}

/// Plays every line of `input`; what happens is written to `output`, flushed line by line.
pub fn run(options: Options, input: impl BufRead, mut output: impl Write) -> std::io::Result<()> {
    let streams = match (options.tty, options.json) {
        (true, _) => Streams::Recorded,
        (false, true) => Streams::Piped,
        // A transcript keeps the order of output and errors.
        (false, false) => Streams::Merged,
    };
    let mut hosts = Settings::default().hosts;
    hosts.extend(options.hosts);
    let settings =
        Settings { seed: options.seed, hosts: hosts.clone(), work: options.work, streams, ..Settings::default() };
    let mut session = Session::new(settings, resources::catalog(), resources::js());
    let patience = options.patience * crate::base::time::SECOND;
    let mut prompts = vec![session.begin(patience, &resources::resource).prompt];
    for host in 1..hosts.len() as u32 {
        session.apply(Input::Open { host });
        prompts.push(session.begin_at(host, patience, &resources::resource).prompt);
    }
    for fault in options.faults {
        session.apply(Input::Fault { fault, on: true });
    }
    for line in input.lines() {
        let line = line?;
        let (at, line) = addressed(line.strip_suffix('\r').unwrap_or(&line), &hosts);
        let played = session.play_at(at as u32, line, patience, &resources::resource);
        if options.json {
            writeln!(output, "{}", as_json(line, &played))?;
        } else {
            writeln!(output, "{}{line}", prompts[at])?;
            // A prompt that a program printed itself stands before the next line.
            let shown = played.stdout.strip_suffix(played.prompt.as_bytes()).unwrap_or(&played.stdout);
            output.write_all(&plain(shown))?;
            output.write_all(&plain(&played.stderr))?;
            if played.interrupted {
                writeln!(output, "drydock: interrupted after {} simulated seconds", played.millis / 1_000)?;
            }
        }
        prompts[at] = played.prompt;
        output.flush()?;
    }
    Ok(())
}

/// The host that a line is for, and the line.
fn addressed<'a>(line: &'a str, hosts: &[String]) -> (usize, &'a str) {
    let split = line.split_once("$ ");
    let named = split.and_then(|(name, rest)| Some((hosts.iter().skip(1).position(|host| host == name)? + 1, rest)));
    named.unwrap_or((0, line))
}

fn as_json(line: &str, played: &Played) -> String {
    let mut object = json!({
        "line": line, "prompt": played.prompt, "stdout": text(&played.stdout), "stderr": text(&played.stderr),
        "exit_code": played.exit_code,
    });
    object["interrupted"] = played.interrupted.into();
    object["sim_ms"] = played.millis.into();
    object.to_string()
}

/// Output with a container terminal's line ends made plain.
pub fn plain(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        if !(*byte == b'\r' && bytes.get(index + 1) == Some(&b'\n')) {
            out.push(*byte);
        }
    }
    out
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&plain(bytes)).into_owned()
}
