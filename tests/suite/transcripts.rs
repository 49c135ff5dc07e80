//! Plays tests/transcripts/*.md: console sessions as learners see them. Each `## ` heading begins in a fresh world.
//!
//! In a `console` block a typed line stands behind its prompt: `$ ` for the host's shell, the program's own prompt for any
//! other, `< ` where a program reads without one. `^C`, `^D` and `^P^Q` are keys. What was printed follows, output and errors
//! in their order; `[..]` stands for anything in a line and `...` for any lines. `? 1` gives an exit code other than 0.
//! `DRYDOCK_UPDATE=1` writes what is printed now into the files. `<!-- needs: node -->` leaves a file to builds with Node;
//! `<!-- fault: outage on -->` before a block breaks something that an instructor may break, `off` mends it.
//! `<!-- hosts: laptop server -->` gives the worlds after it several hosts with a terminal each; a line typed at one of the
//! others stands behind its name: `server$ `.

use std::path::{Path, PathBuf};

use drydock::hub::embedded;
use drydock::session::{PATIENCE, Played, Session};
use drydock::world::{Fault, Input, Settings, Streams};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

pub(crate) fn resource(name: &str) -> Option<Vec<u8>> {
    if let Some(text) = embedded::resource(name) {
        return Some(text.as_bytes().to_vec());
    }
    let file = match name {
        "node" => return Some(Vec::new()),
        "help" => "static/help.txt".to_owned(),
        other => format!("static/{other}.json"),
    };
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).ok()
}

#[cfg(feature = "node")]
pub(crate) fn js() -> Option<drydock::world::JsRuntime> {
    drydock::native::resources::js()
}

#[cfg(not(feature = "node"))]
pub(crate) fn js() -> Option<drydock::world::JsRuntime> {
    None
}

fn fresh(hosts: &[String]) -> Session {
    let settings = Settings { streams: Streams::Merged, hosts: hosts.to_vec(), ..Settings::default() };
    let mut session = Session::new(settings, embedded::catalog().unwrap(), js());
    session.begin(PATIENCE, &resource);
    for host in 1..hosts.len() as u32 {
        session.apply(Input::Open { host });
        session.begin_at(host, PATIENCE, &resource);
    }
    session
}

/// The hosts that a comment names.
fn hosts(line: &str) -> Option<Vec<String>> {
    let names = line.strip_prefix("<!-- hosts: ")?.strip_suffix(" -->")?;
    Some(names.split(' ').map(str::to_owned).collect())
}

/// What a comment between the blocks breaks or mends.
fn fault(line: &str) -> Option<Input> {
    let (name, state) = line.strip_prefix("<!-- fault: ")?.strip_suffix(" -->")?.rsplit_once(' ')?;
    Some(Input::Fault { fault: Fault::parse(name)?, on: state == "on" })
}

/// The form of a prompt in a transcript.
fn shown(prompt: &str) -> String {
    if prompt.starts_with("learner@laptop:") {
        "$ ".to_owned()
    } else if let Some((host, _)) = prompt.strip_prefix("learner@").and_then(|rest| rest.split_once(':')) {
        format!("{host}$ ")
    } else if prompt.is_empty() {
        "< ".to_owned()
    } else {
        prompt.to_owned()
    }
}

/// The terminal whose prompt a line stands behind, the one typed at last before the others; and what is typed.
fn typed_at<'a>(line: &'a str, prompts: &[String], last: usize) -> Option<(usize, &'a str)> {
    let others = (0..prompts.len()).filter(|at| *at != last && prompts[*at].ends_with("$ "));
    std::iter::once(last).chain(others).find_map(|at| {
        let prompt = prompts[at].as_str();
        let bare = Some(prompt.trim_end()).filter(|bare| !bare.is_empty() && *bare == line);
        line.strip_prefix(prompt).or(bare.map(|_| "")).map(|typed| (at, typed))
    })
}

/// What was printed, without a container terminal's carriage returns and without an open prompt at the end.
fn printed(played: &Played) -> Vec<String> {
    let text = String::from_utf8_lossy(&played.stdout).replace("\r\n", "\n");
    let text = text.strip_suffix(played.prompt.as_str()).unwrap_or(&text);
    let mut lines: Vec<String> = text.split('\n').map(|line| line.trim_end().to_owned()).collect();
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Whether a line fits a pattern in which `[..]` stands for anything.
fn fits(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split("[..]");
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (index, part) in parts.iter().enumerate() {
        let at = if index + 1 == parts.len() { rest.len().checked_sub(part.len()) } else { rest.find(part) };
        match at.filter(|at| rest.is_char_boundary(*at) && rest[*at..].starts_with(part)) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

/// Whether lines fit patterns in which `...` stands for any lines.
fn all_fit(patterns: &[String], lines: &[String]) -> bool {
    match (patterns.split_first(), lines.split_first()) {
        (None, None) => true,
        (Some((pattern, rest)), _) if pattern == "..." => {
            all_fit(rest, lines) || lines.split_first().is_some_and(|(_, later)| all_fit(patterns, later))
        }
        (Some((pattern, rest)), Some((line, later))) => fits(pattern, line) && all_fit(rest, later),
        _ => false,
    }
}

/// Plays one file; the answer is its text as it would be now, how many lines were typed, and what differs.
fn play(text: &str) -> (String, usize, Vec<String>) {
    let (mut out, mut typed, mut wrong) = (Vec::new(), 0, Vec::new());
    let mut session: Option<Session> = None;
    let mut names = Settings::default().hosts;
    let (mut prompts, mut at) = (Vec::new(), 0);
    let mut faults: Vec<Input> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push(line.to_owned());
        if line.starts_with("## ") {
            session = None;
        }
        faults.extend(fault(line));
        names = hosts(line).unwrap_or(names);
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next() {
            if line == "```" {
                out.push(line.to_owned());
                break;
            }
            if session.is_none() {
                session = Some(fresh(&names));
                prompts = names.iter().map(|name| shown(&format!("learner@{name}:~$ "))).collect();
                at = 0;
            }
            let Some(live) = session.as_mut() else { break };
            for fault in faults.drain(..) {
                live.apply(fault);
            }
            out.push(line.to_owned());
            let Some((terminal, command)) = typed_at(line, &prompts, at) else {
                wrong.push(format!("expected a line behind the prompt {:?}, found {line:?}", prompts[at]));
                break;
            };
            at = terminal;
            typed += 1;
            let played = live.play_at(at as u32, command, PATIENCE, &resource);
            prompts[at] = shown(&played.prompt);
            let next = prompts[at].clone();
            let mut expected = Vec::new();
            let mut code = 0;
            while let Some(line) = lines.peek() {
                if *line == "```" || typed_at(line, &prompts, at).is_some() {
                    break;
                }
                match line.strip_prefix("? ").and_then(|code| code.parse().ok()) {
                    Some(given) => code = given,
                    None => expected.push((*line).to_owned()),
                }
                lines.next();
            }
            let now = printed(&played);
            // In a line that goes on, `$?` is still that of the command before.
            let status = played.exit_code.filter(|_| next.ends_with("$ ")).unwrap_or(0);
            if all_fit(&expected, &now) && status == code {
                out.extend(expected);
            } else {
                wrong.push(format!(
                    "{line}\n--- expected{}\n{}\n--- printed{}\n{}\n",
                    if code == 0 { String::new() } else { format!(" (exit {code})") },
                    expected.join("\n"),
                    if status == 0 { String::new() } else { format!(" (exit {status})") },
                    now.join("\n")
                ));
                out.extend(now);
            }
            if status != 0 {
                out.push(format!("? {status}"));
            }
            if played.interrupted {
                wrong.push(format!("{line}\n--- was broken off after {} simulated ms", played.millis));
            }
        }
    }
    (out.join("\n") + "\n", typed, wrong)
}

#[test]
fn transcripts_are_what_a_learner_sees() {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    assert!(!files.is_empty(), "there are no transcripts");
    let only = std::env::var("DRYDOCK_ONLY").unwrap_or_default();
    let update = std::env::var_os("DRYDOCK_UPDATE").is_some();
    let (mut all, mut failed) = (0, Vec::new());
    for path in files.iter().filter(|path| path.to_string_lossy().contains(&only)) {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if text.contains("<!-- needs: node -->") && !cfg!(feature = "node") {
            println!("{name}: skipped, this build has no Node");
            continue;
        }
        let (now, typed, wrong) = play(&text);
        all += typed;
        if update {
            std::fs::write(path, now).unwrap();
        } else if !wrong.is_empty() {
            failed.push(format!("== {name}\n{}", wrong.join("\n")));
        }
    }
    println!("transcripts: {} files, {all} lines typed", files.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn patterns_stand_for_what_may_differ() {
    assert!(fits("a[..]c", "abbc") && !fits("a[..]c", "abb") && fits("[..]", "") && !fits("a", "ab"));
    let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert!(all_fit(&lines("a ... d"), &lines("a b c d")) && !all_fit(&lines("a ... d"), &lines("a b")));
}
