//! How long docker's commands take in the simulator, beside one real client's process against the same engine where docker is
//! there. Figures are printed, never judged. Run with `cargo bench --no-default-features --features native --profile fast`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench looks at the host's clock, starts the real client and prints what it measured"
)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use drydock::native::resources::{self, resource};
use drydock::native::serve::{Clock, Server, host_now};
use drydock::session::{PATIENCE, Session};
use drydock::world::{Settings, Streams};

const RUNS: usize = 15;

fn world() -> Session {
    let settings = Settings { streams: Streams::Piped, ..Settings::default() };
    let mut session = Session::new(settings, resources::catalog(), resources::js());
    session.begin(PATIENCE, &resource);
    session
}

fn play(session: &mut Session, line: &str) {
    assert_eq!(session.play(line, PATIENCE, &resource).exit_code, Some(0), "{line}");
}

/// The median of several runs.
fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

/// Lines that make so many containers, and as many names of images.
fn fill(objects: usize) -> Vec<String> {
    let mut lines = vec!["docker pull -q alpine".to_owned()];
    for number in 0..objects {
        lines.push(format!("docker create --name c{number} alpine true"));
        lines.push(format!("docker tag alpine me/app:{number}"));
    }
    lines
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

fn main() {
    let has_docker = Command::new("docker").arg("--version").output().is_ok_and(|output| output.status.success());
    for objects in [10, 100, 1_000] {
        let mut session = world();
        let lines = fill(objects);
        for line in &lines {
            play(&mut session, line);
        }
        let server = has_docker.then(|| Server::start("127.0.0.1:0", 1, host_now(), Clock::Free).unwrap());
        if let Some(server) = &server {
            server.with(move |session| {
                for line in &lines {
                    play(session, line);
                }
            });
        }
        for command in ["docker ps -a", "docker images"] {
            let ours = median(|| play(&mut session, command));
            let peer = server.as_ref().map_or("no docker here".to_owned(), |server| {
                let host = format!("tcp://{}", server.address);
                let words: Vec<&str> = command.split(' ').skip(1).collect();
                millis(median(|| {
                    let mut client = Command::new("docker");
                    client.args(&words).env("DOCKER_HOST", &host).stdout(Stdio::null());
                    assert!(client.status().unwrap().success());
                }))
            });
            println!("{command}, {objects} objects: {} (real client: {peer})", millis(ours));
        }
    }
    let mut session = world();
    play(&mut session, "docker pull -q alpine");
    let start = Instant::now();
    for _ in 0..1_000 {
        play(&mut session, "docker run -d --name one alpine sleep 1000");
        play(&mut session, "docker rm -f one");
    }
    println!("1,000 x docker run -d and rm -f: {}", millis(start.elapsed()));
    let journal = session.journal().clone();
    let entries = journal.entries.len();
    let mut again = world();
    let start = Instant::now();
    again.load(journal);
    println!("replay of {entries} journal entries: {}", millis(start.elapsed()));
}
