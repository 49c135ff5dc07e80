//! `drydock run`: plays a file line by line in a fresh world with time running freely, and prints a transcript or one JSON
//! object a line.

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
    let settings = Settings { seed: options.seed, work: options.work, streams, ..Settings::default() };
    let mut session = Session::new(settings, resources::catalog(), resources::js());
    let patience = options.patience * crate::base::time::SECOND;
    let first = session.begin(patience, &resources::resource);
    for fault in options.faults {
        session.apply(Input::Fault { fault, on: true });
    }
    let mut prompt = first.prompt;
    for line in input.lines() {
        let line = line?;
        let line = line.strip_suffix('\r').unwrap_or(&line);
        let played = session.play(line, patience, &resources::resource);
        if options.json {
            writeln!(output, "{}", as_json(line, &played))?;
        } else {
            writeln!(output, "{prompt}{line}")?;
            // A prompt that a program printed itself stands before the next line.
            let shown = played.stdout.strip_suffix(played.prompt.as_bytes()).unwrap_or(&played.stdout);
            output.write_all(&plain(shown))?;
            output.write_all(&plain(&played.stderr))?;
            if played.interrupted {
                writeln!(output, "drydock: interrupted after {} simulated seconds", played.millis / 1_000)?;
            }
        }
        prompt = played.prompt;
        output.flush()?;
    }
    Ok(())
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
