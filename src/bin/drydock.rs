//! `drydock`: the simulator in a real terminal, and its tools. What they do is in the library's `native` room.
#![expect(clippy::disallowed_methods, reason = "a command line program reads the host's files")]

use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use clap::{Parser, Subcommand};
use drydock::native::{check, interactive, read_work, run, serve, verify};
use drydock::world::{Fault, Settings};

fn fault(text: &str) -> Result<Fault, String> {
    Fault::parse(text)
        .ok_or_else(|| "the faults are rate-limit, outage, private=REPOSITORY and newer=NAME:TAG".to_owned())
}

/// A teaching simulator of Docker: nothing runs on this machine but the simulation.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// All randomness comes from this.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(subcommand)]
    command: Option<Tool>,
}

#[derive(Subcommand)]
enum Tool {
    /// Plays a file line by line in a fresh world.
    Run {
        /// Print one JSON object for each line.
        #[arg(long)]
        json: bool,
        /// Make standard input, output and error one terminal of 120 columns.
        #[arg(long)]
        tty: bool,
        /// All randomness comes from this.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// A host beside the laptop, which shares the Hub; lines that begin with `NAME$ ` are typed there.
        #[arg(long)]
        host: Vec<String>,
        /// Begin in `~/work`, a copy of this folder.
        #[arg(long)]
        workdir: Option<PathBuf>,
        /// Break something from the start: rate-limit, outage, private=REPOSITORY, newer=NAME:TAG.
        #[arg(long, value_parser = fault)]
        fault: Vec<Fault>,
        /// Simulated seconds that a line may take before it is broken off.
        #[arg(long, default_value_t = 60)]
        patience: u64,
        /// The file, or - for standard input.
        #[arg(default_value = "-")]
        file: String,
    },
    /// Says what is wrong with lessons: what their solutions, mistakes, hints and trials do not do.
    Check {
        /// The lessons' Markdown files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Replays what learners did in a lesson and says who solved it, with how many lines and hints.
    Verify {
        /// Print comma-separated values instead of a table.
        #[arg(long)]
        csv: bool,
        /// The lesson's Markdown file.
        lesson: PathBuf,
        /// The learners' journals.
        #[arg(required = true)]
        journals: Vec<PathBuf>,
    },
    /// Serves the simulated engine to the real docker client, until it is interrupted.
    ServeEngine {
        /// The loopback address to listen at.
        #[arg(long, default_value = "127.0.0.1:2375")]
        listen: String,
        /// All randomness comes from this.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Do not wait: let simulated time run freely while something is asked, and stand still otherwise.
        #[arg(long)]
        fast: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        None => interactive::run(Settings { seed: arguments.seed, ..Settings::default() }),
        Some(Tool::ServeEngine { listen, seed, fast }) => serve_engine(&listen, seed, fast),
        Some(Tool::Check { files }) => return check_lessons(&files),
        Some(Tool::Verify { csv, lesson, journals }) => return verify_journals(csv, &lesson, &journals),
        Some(Tool::Run { json, tty, seed, host: hosts, workdir, fault: faults, patience, file }) => {
            play(run::Options { json, tty, seed, patience, faults, hosts, work: None }, workdir, &file)
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("drydock: {error}");
            ExitCode::FAILURE
        }
    }
}

fn check_lessons(files: &[PathBuf]) -> ExitCode {
    let wrong = check::check(files);
    for line in &wrong {
        eprintln!("{line}");
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn verify_journals(csv: bool, lesson: &Path, journals: &[PathBuf]) -> ExitCode {
    let read = match check::read(lesson) {
        Ok(lesson) => Rc::new(lesson),
        Err(wrong) => {
            for line in wrong {
                eprintln!("{}: {line}", lesson.display());
            }
            return ExitCode::FAILURE;
        }
    };
    let results = verify::verify(&read, journals);
    let text = if csv { verify::csv(&results) } else { verify::table(&results) };
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn play(options: run::Options, workdir: Option<PathBuf>, file: &str) -> std::io::Result<()> {
    let named = |path: &str, error: std::io::Error| std::io::Error::new(error.kind(), format!("{path}: {error}"));
    let work = match workdir {
        Some(dir) => Some(read_work(&dir).map_err(|error| named(&dir.display().to_string(), error))?),
        None => None,
    };
    let options = run::Options { work, ..options };
    let output = std::io::stdout();
    if file == "-" {
        return run::run(options, std::io::stdin().lock(), output);
    }
    let opened = std::fs::File::open(file).map_err(|error| named(file, error))?;
    run::run(options, BufReader::new(opened), output)
}

fn serve_engine(listen: &str, seed: u64, fast: bool) -> std::io::Result<()> {
    let clock = if fast { serve::Clock::Free } else { serve::Clock::Real };
    let server = serve::Server::start(listen, seed, serve::host_now(), clock)?;
    let text =
        format!("A simulated engine listens. In another terminal:\n  export DOCKER_HOST=tcp://{}", server.address);
    writeln!(std::io::stdout(), "{text}")?;
    server.wait();
    Ok(())
}
