//! How long Dockerfiles take to parse, beside other parsers in one run, and what builds cost: one that is cached to its end,
//! and one that sends a thousand files. Figures are printed, never judged. Run with
//! `cargo bench --no-default-features --features native,peers --profile fast --bench builds`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench looks at the host's clock, reads its files, starts a peer and prints what it measured"
)]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use drydock::native::resources::{self, resource};
use drydock::session::{PATIENCE, Session};
use drydock::world::{Input, Settings, Streams};

const RUNS: usize = 9;
/// How many files of the corpus are parsed.
const FILES: usize = 1_000;
/// Instructions of the cached build.
const STEPS: usize = 20;

/// Reads the files whose names it is given and parses each with npm's dockerfile-ast, several times; prints the median in
/// milliseconds and how many files it took.
const AST: &str = "
const { DockerfileParser } = require('dockerfile-ast');
const { readFileSync } = require('fs');
const texts = JSON.parse(readFileSync(0, 'utf8'));
const times = [];
let parsed = 0;
for (let run = 0; run < 9; run += 1) {
  const start = process.hrtime.bigint();
  parsed = 0;
  for (const text of texts) try { DockerfileParser.parse(text).getInstructions(); parsed += 1; } catch {}
  times.push(Number(process.hrtime.bigint() - start) / 1e6);
}
times.sort((a, b) => a - b);
console.log(times[4].toFixed(1) + ' ms, ' + parsed + ' files');
";

/// The median of several runs, and what the last one counted.
fn median(mut run: impl FnMut() -> usize) -> (Duration, usize) {
    let mut count = 0;
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            count = run();
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[RUNS / 2], count)
}

fn said((time, count): (Duration, usize)) -> String {
    format!("{:.1} ms, {count} files", time.as_secs_f64() * 1000.0)
}

fn parsers() {
    let shared = std::env::var_os("DRYDOCK_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let Ok(folder) = std::fs::read_dir(shared.join("corpus/dockerfiles")) else {
        println!("parsers: skipped, no corpus");
        return;
    };
    let mut paths: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let texts: Vec<String> = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    let distinct = texts.len().min(FILES);
    // The corpus is smaller than that: it is read several times over.
    let texts: Vec<String> = texts.into_iter().cycle().take(FILES).collect();
    println!("parsing {} Dockerfiles of learners, {distinct} of them distinct:", texts.len());
    let ours = median(|| texts.iter().filter(|text| drydock::dockerfile::parse(text).failure().is_none()).count());
    println!("  drydock            {}", said(ours));
    let peer = median(|| texts.iter().filter(|text| dockerfile_parser::Dockerfile::parse(text).is_ok()).count());
    println!("  dockerfile-parser  {}", said(peer));
    let peer = median(|| texts.iter().filter(|text| parse_dockerfile::parse(text).is_ok()).count());
    println!("  parse-dockerfile   {}", said(peer));
    println!("  dockerfile-ast     {}", ast(&texts).unwrap_or_else(|| "no npm here".to_owned()));
}

/// What npm's package takes; none where it cannot be had.
fn ast(texts: &[String]) -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/peers");
    std::fs::create_dir_all(&folder).ok()?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder)
        .arg("dockerfile-ast");
    if !folder.join("node_modules/dockerfile-ast").exists() && !npm.status().ok()?.success() {
        return None;
    }
    let list = folder.join("texts.json");
    std::fs::write(&list, serde_json::to_string(texts).ok()?).ok()?;
    let input = std::fs::File::open(list).ok()?;
    let output = Command::new("node").args(["-e", AST]).current_dir(&folder).stdin(input).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn world() -> Session {
    let settings = Settings { streams: Streams::Piped, ..Settings::default() };
    let mut session = Session::new(settings, resources::catalog(), resources::js());
    session.begin(PATIENCE, &resource);
    session
}

fn play(session: &mut Session, line: &str) -> usize {
    assert_eq!(session.play(line, PATIENCE, &resource).exit_code, Some(0), "{line}");
    1
}

fn write(session: &mut Session, path: &str, text: &str) {
    session.apply(Input::File { host: 0, path: format!("/home/learner/{path}"), text: Some(text.to_owned()) });
}

fn builds() {
    let mut session = world();
    let mut text = "FROM alpine\n".to_owned();
    for step in 1..STEPS {
        let _ = writeln!(text, "RUN echo {step} > /{step}");
    }
    for folder in ["steps", "files"] {
        session.apply(Input::Folder { host: 0, path: format!("/home/learner/{folder}") });
    }
    write(&mut session, "steps/Dockerfile", &text);
    play(&mut session, "docker build -q steps");
    let (time, _) = median(|| play(&mut session, "docker build -q steps"));
    println!("a build of {STEPS} steps, all cached: {:.2} ms", time.as_secs_f64() * 1000.0);
    write(&mut session, "files/Dockerfile", "FROM alpine\nCOPY . /srv\n");
    for number in 0..1_000 {
        write(&mut session, &format!("files/file{number}.js"), &format!("module.exports = {number};\n").repeat(40));
    }
    play(&mut session, "docker build -q files");
    let mut number = 0;
    let (time, _) = median(|| {
        // A changed file, so that the copy is made anew.
        number += 1;
        write(&mut session, "files/file0.js", &format!("changed {number}\n"));
        play(&mut session, "docker build -q files")
    });
    println!("a context of 1,000 files, read, hashed and copied: {:.2} ms", time.as_secs_f64() * 1000.0);
}

fn main() {
    parsers();
    builds();
}
