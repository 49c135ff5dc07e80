//! Answers conformance cases: reads one JSON object a line from standard input and writes its answer as a JSON line.
//! `cargo run --release --no-default-features --features native --example probe -- KIND`. The answers come from the
//! crate's own functions, never from a table; the judging is done elsewhere (`tests/suite/conformance.rs` does it too).
#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a native tool reads its command line, and shares the suite's client over the recorded engine"
)]

use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;

mod kinds;

fn main() -> ExitCode {
    let kind = std::env::args().nth(1).unwrap_or_default();
    let Some(answer) = kinds::find(&kind) else {
        let names: Vec<_> = kinds::KINDS.iter().map(|(name, _)| *name).collect();
        eprintln!("usage: probe KIND < cases.jsonl\nKIND is one of: {}", names.join(" "));
        return ExitCode::from(2);
    };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return ExitCode::FAILURE };
        if line.trim().is_empty() {
            continue;
        }
        let reply = match serde_json::from_str(&line) {
            Ok(case) => kinds::reply(answer, &case),
            Err(error) => serde_json::json!({"id": null, "unsupported": format!("not a JSON object: {error}")}),
        };
        if writeln!(out, "{reply}").and_then(|()| out.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
