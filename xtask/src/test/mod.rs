//! Everything that must hold, in steps that each run to their end even where an earlier one failed. CI runs exactly this.

mod count;

use std::process::Command;
use std::time::{Duration, Instant};

use crate::run::{self, cargo};
use crate::{browser, build, place, tools};
use count::Counts;

/// One step: its name on the command line, and what it runs. It says whether all is well.
struct Step {
    name: &'static str,
    run: fn(&mut Report) -> Result<bool, String>,
}

const STEPS: [Step; 5] = [
    Step { name: "format", run: format },
    Step { name: "clippy", run: clippy },
    Step { name: "native", run: native },
    Step { name: "page", run: page },
    Step { name: "browser", run: browser_tests },
];

/// What the steps found.
#[derive(Default)]
struct Report {
    counts: Counts,
    /// Sizes and times to repeat at the end.
    figures: Vec<String>,
}

/// How one step went.
struct Outcome {
    name: &'static str,
    passed: bool,
    took: Duration,
}

/// Runs the steps named, or all, and prints the sum; false where anything failed.
///
/// # Errors
/// For a name that is no step.
pub(crate) fn run(names: &[String]) -> Result<bool, String> {
    if let Some(unknown) = names.iter().find(|name| !STEPS.iter().any(|step| step.name == name.as_str())) {
        let known = STEPS.map(|step| step.name).join(", ");
        return Err(format!("there is no step {unknown:?}; the steps are {known}"));
    }
    let mut report = Report::default();
    let mut outcomes = Vec::new();
    for step in STEPS.iter().filter(|step| names.is_empty() || names.iter().any(|name| name == step.name)) {
        let outcome = run_step(step, &mut report);
        outcomes.push(outcome);
    }
    println!("\n── summary");
    for Outcome { name, passed, took } in &outcomes {
        println!("{name:<8} {:<7} {:>7.1} s", if *passed { "ok" } else { "FAILED" }, took.as_secs_f64());
    }
    for figure in &report.figures {
        println!("{figure}");
    }
    println!("{}", report.counts);
    Ok(outcomes.iter().all(|outcome| outcome.passed) && report.counts.failed == 0)
}

fn run_step(step: &Step, report: &mut Report) -> Outcome {
    println!("\n── {}", step.name);
    let (start, failed_before) = (Instant::now(), report.counts.failed);
    let passed = (step.run)(report).unwrap_or_else(|message| {
        println!("{message}");
        false
    });
    // A step can fail without a test that does, as when the code does not compile.
    if !passed && report.counts.failed == failed_before {
        report.counts.failed += 1;
    }
    Outcome { name: step.name, passed, took: start.elapsed() }
}

fn format(_: &mut Report) -> Result<bool, String> {
    component("fmt", "rustfmt")?;
    Ok(all([cargo("fmt --all --check")]))
}

fn clippy(_: &mut Report) -> Result<bool, String> {
    component("clippy", "clippy")?;
    tools::wasm_target()?;
    // Each set of features by itself, since what one of them hides another may break.
    let mut sets = vec![
        "--package xtask --all-targets",
        "--no-default-features --all-targets",
        "--no-default-features --features native --all-targets",
        "--no-default-features --features web --target wasm32-unknown-unknown --lib --bins",
    ];
    // The second wasm file is linted where there is one.
    if place::root().join("src/bin/node_runtime.rs").exists() {
        sets.push("--no-default-features --features node --target wasm32-unknown-unknown --lib --bins");
    }
    Ok(all(sets.into_iter().map(|set| cargo(&format!("clippy --locked --quiet {set} -- -D warnings")))))
}

fn native(report: &mut Report) -> Result<bool, String> {
    let mut passed = true;
    for set in ["--package xtask", "--no-default-features", "--no-default-features --features native"] {
        let mut tests = cargo(&format!("test --locked --no-fail-fast {set} -- --show-output"));
        let mut lines = report.counts.cargo_lines();
        let finished = run::run_lines(&mut tests, |line| {
            if lines.read(line) {
                println!("{line}");
            }
        })?;
        passed &= finished;
    }
    Ok(passed)
}

fn page(report: &mut Report) -> Result<bool, String> {
    // The interpreter is a megabyte: it comes as a second file, or natively, never with the page.
    let tree = "tree --locked --edges normal --prefix none --target wasm32-unknown-unknown --no-default-features --features web";
    let packages = run::output(&mut cargo(tree)).ok_or("cargo tree failed")?;
    if packages.lines().any(|line| line.starts_with("boa_engine ")) {
        return Err("the page links boa_engine; keep it behind the feature `node`".to_owned());
    }
    build::page()?;
    figures(report, browser::node()?.arg("tests/browser/sizes.mjs"))
}

fn browser_tests(report: &mut Report) -> Result<bool, String> {
    if !place::dist().join("index.html").exists() {
        return Err("there is no page to test: run `cargo xtask build` first".to_owned());
    }
    let mut node = browser::node()?;
    browser::packages()?;
    node.args(["--test-reporter=spec", "tests/browser/run.mjs"]).env("CHROME", browser::chromium()?);
    figures(report, &mut node)
}

/// Runs a script of tests/browser; its lines of figures are kept for the end, its counts added.
fn figures(report: &mut Report, node: &mut Command) -> Result<bool, String> {
    run::run_lines(node, |line| {
        println!("{line}");
        report.counts.read_node(line);
        report.figures.extend(line.strip_prefix("figure: ").map(str::to_owned));
    })
}

/// A part of the toolchain that minimal installations leave out.
fn component(command: &str, name: &str) -> Result<(), String> {
    let there = run::output(cargo(command).arg("--version")).is_some();
    if there { Ok(()) } else { Err(format!("{name} is missing: rustup component add {name}")) }
}

/// Runs all commands, whatever becomes of them, and says whether each succeeded.
fn all(commands: impl IntoIterator<Item = Command>) -> bool {
    let mut passed = true;
    for mut command in commands {
        if let Err(message) = run::run(&mut command) {
            println!("{message}");
            passed = false;
        }
    }
    passed
}
