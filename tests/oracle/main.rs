//! The real docker client against our own: both drive the same world, the real one through the served engine, and must print
//! the same bytes and end with the same code, line by line. Skipped where the client is missing or another version.
//! `differences.txt` lists the lines that may differ, with the reason.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the real client is a process of the host; a test prints what it counted and fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use drydock::base::Time;
use drydock::native::resources::resource;
use drydock::native::serve::{Clock, Server, host_now};
use drydock::native::{resources, run::plain};
use drydock::session::{PATIENCE, Session, TYPING};
use drydock::world::{Settings, Streams};

/// The version that is modelled.
const VERSION: &str = "Docker version 28.2.2,";
const SEED: u64 = 7;
/// How long before now the worlds begin, in seconds.
const AGE: u64 = 3 * 3600 + 300;

/// What a line did.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    out: String,
    err: String,
    exit: Option<i32>,
}

fn lines(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(file);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

fn settings(start: Time) -> Settings {
    Settings { seed: SEED, start, streams: Streams::Piped, ..Settings::default() }
}

/// Our own client in a world.
fn ours(session: &mut Session, line: &str) -> Said {
    let played = session.play(line, PATIENCE, &resource);
    let text = |bytes: &[u8]| String::from_utf8_lossy(&plain(bytes)).into_owned();
    Said { out: text(&played.stdout), err: text(&played.stderr), exit: played.exit_code }
}

/// The real client, in an empty folder and with a home of its own.
fn real(server: &Server, folder: &Path, line: &str) -> Said {
    let output = Command::new("bash")
        .args(["-c", line])
        .current_dir(folder)
        .env("HOME", folder)
        .env("DOCKER_HOST", format!("tcp://{}", server.address))
        .env("DOCKER_CONFIG", folder.join(".docker"))
        .env("COLUMNS", "120")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    // The simulated learner lives elsewhere.
    let home = folder.display().to_string();
    let text = |bytes: &[u8]| String::from_utf8_lossy(&plain(bytes)).replace(&home, "/home/learner");
    Said { out: text(&output.stdout), err: text(&output.stderr), exit: output.status.code() }
}

/// Both worlds go on at the later one's time, or at `at`.
fn meet(session: &mut Session, server: &Server, at: Time) {
    let ours = session.world().now().max(at);
    let theirs = server
        .with(move |other| {
            if other.world().now() < ours {
                other.advance_to(ours);
            }
            other.world().now()
        })
        .unwrap_or(Time::START);
    if session.world().now() < theirs {
        session.advance_to(theirs);
    }
}

#[test]
fn the_real_client_says_the_same() {
    let installed = Command::new("docker").arg("--version").output();
    let version = installed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    if !version.starts_with(VERSION) {
        println!("oracle: skipped, docker 28.2.2 is not there");
        return;
    }
    let folder: PathBuf = std::env::temp_dir().join(format!("drydock-oracle-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // Old enough that ages are told in hours: the client reckons them by the host's clock, which goes on.
    let start = Time::from_secs(host_now().secs() - AGE);
    let server = Server::start("127.0.0.1:0", SEED, start, Clock::Free).unwrap();
    let mut session = Session::new(settings(start), resources::catalog(), resources::js());
    session.begin(PATIENCE, &resource);
    for line in lines("setup.txt") {
        let here = ours(&mut session, &line).exit;
        let there = server.with({
            let line = line.clone();
            move |other| other.play(&line, PATIENCE, &resource).exit_code
        });
        assert_eq!(there, Some(here), "{line}");
        meet(&mut session, &server, start);
    }
    let listed = lines("differences.txt");
    let only = std::env::var("DRYDOCK_ONLY").unwrap_or_default();
    let (mut same, mut all, mut wrong) = (0, 0, Vec::new());
    for line in lines("commands.txt") {
        let command = format!("docker {line}");
        meet(&mut session, &server, host_now());
        let typed = session.world().now().plus(TYPING);
        let mine = ours(&mut session, &command);
        // Here the line is typed at the same moment.
        server.with(move |other| other.advance_to(typed));
        let theirs = real(&server, &folder, &command);
        all += 1;
        let may_differ = listed.contains(&line);
        match (mine == theirs, may_differ) {
            (true, false) => same += 1,
            (true, true) => {
                same += 1;
                wrong.push(format!("$ {command}\n  is the same: take it off differences.txt"));
            }
            (false, true) => {}
            (false, false) => wrong.push(format!("$ {command}\n  ours {mine:?}\n  real {theirs:?}")),
        }
    }
    drop(server);
    let _ = std::fs::remove_dir_all(&folder);
    println!("oracle: {same} identical of {all}, {} listed as different", listed.len());
    let shown: Vec<&String> = wrong.iter().filter(|text| text.contains(&only)).collect();
    assert!(
        wrong.is_empty(),
        "{} lines differ\n{}",
        wrong.len(),
        shown.into_iter().cloned().collect::<Vec<_>>().join("\n")
    );
}
