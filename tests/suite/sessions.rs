//! Learners' own lines, from `corpus/sessions.jsonl`: each note is typed in its order into a fresh world, and the docker lines
//! are counted that are answered in docker's way. What an answer says is not compared: nobody recorded it.
//!
//! A line fails when a command or flag that docker has is unknown here, or when the answer says that something is not
//! modelled. Compose, swarm and machine are left out. `DRYDOCK_SESSIONS=1` plays every note instead of every sixth.

use std::collections::BTreeMap;

use drydock::base::time::SECOND;
use drydock::hub::embedded;
use drydock::session::{Played, Session};
use drydock::world::{Settings, Streams};
use serde_json::Value;

use super::shared;
use super::transcripts::resource;

/// How long a line may take, in simulated microseconds.
const PATIENCE: u64 = 20 * SECOND;
/// One note of so many is played unless all are asked for.
const STRIDE: usize = 6;
/// How many reasons are listed.
const LISTED: usize = 30;

/// A typed line.
struct Line {
    command: String,
    inside: bool,
    counted: bool,
}

/// Notes by name in the order of the file.
fn notes(text: &str) -> Vec<Vec<Line>> {
    let mut notes: Vec<(String, Vec<Line>)> = Vec::new();
    for row in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let field = |name: &str| row[name].as_str().unwrap_or_default();
        let is = |name: &str| row[name].as_bool().unwrap_or(false);
        let area = field("area");
        let left_out = is("placeholder") || is("incomplete") || is("in_script");
        let beyond = ["compose", "swarm", "machine"].contains(&area);
        if left_out || beyond {
            continue;
        }
        let line = Line {
            command: field("cmd").to_owned(),
            inside: field("context") == "container",
            counted: is("is_docker"),
        };
        match notes.last_mut() {
            Some((note, lines)) if note == field("note") => lines.push(line),
            _ => notes.push((field("note").to_owned(), vec![line])),
        }
    }
    notes.into_iter().map(|(_, lines)| lines).collect()
}

fn fresh() -> Session {
    let settings = Settings { streams: Streams::Merged, ..Settings::default() };
    let mut session = Session::new(settings, embedded::catalog().unwrap(), None);
    session.begin(PATIENCE, &resource);
    session
}

/// Back to the host's prompt, whatever has the terminal.
fn leave(session: &mut Session) {
    for key in ["^C", "^D", "exit", "^C", "^D"] {
        if session.world().at_prompt(0) {
            return;
        }
        session.play(key, SECOND, &resource);
    }
    if !session.world().at_prompt(0) {
        *session = fresh();
    }
}

/// Why an answer is not docker's; `None` when it is.
fn failure(command: &str, played: &Played) -> Option<String> {
    let text = String::from_utf8_lossy(&played.stdout);
    let short = |line: &str| line.chars().take(100).collect::<String>();
    if let Some(line) = text.lines().find(|line| line.contains("drydock: ") && line.contains("not modelled")) {
        return Some(short(line.trim()));
    }
    if !played.missing.is_empty() {
        return Some(format!("no resource {}", played.missing.join(" ")));
    }
    let unknown = text.lines().find(|line| {
        line.contains("unknown command: docker ")
            || line.starts_with("unknown flag: ")
            || line.starts_with("unknown shorthand flag: ")
    })?;
    (!is_slip(command, unknown)).then(|| short(unknown))
}

/// Whether the real client complains too: the learner's slip. A flag is looked up among those of the longest command that
/// the line begins with, aliases included.
fn is_slip(command: &str, complaint: &str) -> bool {
    let all: Value =
        shared::read("realcli/flags.json").and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let Some(commands) = all["commands"].as_object() else { return false };
    let words: Vec<&str> = command.split_whitespace().collect();
    let spelled = |count: usize| words.get(..count).map(|words| words.join(" ")).unwrap_or_default();
    let named = |name: &String| {
        let aliases = commands[name.as_str()]["aliases"].as_array().into_iter().flatten().filter_map(Value::as_str);
        aliases.map(str::to_owned).chain([name.clone()]).collect::<Vec<_>>()
    };
    let found = [3, 2].iter().find_map(|count| {
        let wanted = spelled(*count);
        commands
            .keys()
            .find(|name| named(name).iter().any(|known| *known == wanted || format!("docker {known}") == wanted))
    });
    if complaint.contains("unknown command: ") {
        return found.is_none();
    }
    let Some(found) = found else { return words.get(1).is_some_and(|word| word.starts_with('-')) };
    let flags = commands[found.as_str()]["flags"].as_array();
    let word = complaint.rsplit([' ', ':']).next().unwrap_or_default().trim_start_matches('-');
    let letter = complaint.split('\'').nth(1);
    let mut known = flags.into_iter().flatten();
    !known.any(|flag| flag["name"] == word || letter.is_some_and(|letter| flag["short"] == letter))
}

#[test]
fn lines_of_learners_are_answered_as_docker_does() {
    let Some(text) = shared::read("corpus/sessions.jsonl") else {
        println!("sessions: skipped, there is no corpus");
        return;
    };
    let stride = std::env::var("DRYDOCK_SESSIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(STRIDE).max(1);
    let notes = notes(&text);
    let (mut played, mut good, mut lacking) = (0_usize, 0_usize, 0_usize);
    let mut reasons: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for note in notes.iter().step_by(stride) {
        let mut session = fresh();
        for line in note {
            let inside = !session.world().at_prompt(0);
            if line.inside != inside {
                if line.inside {
                    continue;
                }
                leave(&mut session);
            }
            // What is typed after `#` is the note's own remark.
            let command = line.command.split(" #").next().unwrap_or_default();
            let answer = session.play(command, PATIENCE, &resource);
            if !line.counted {
                continue;
            }
            played += 1;
            let output = String::from_utf8_lossy(&answer.stdout);
            lacking += usize::from(
                output.contains("pull access denied for ")
                    || output.contains(": not found") && output.contains("docker.io/"),
            );
            match failure(command, &answer) {
                None => good += 1,
                Some(reason) => {
                    let entry = reasons.entry(reason).or_insert_with(|| (0, command.chars().take(90).collect()));
                    entry.0 += 1;
                }
            }
        }
    }
    let permille = good * 1000 / played.max(1);
    println!("sessions: {good} of {played} lines answered in docker's way ({}.{} %)", permille / 10, permille % 10);
    println!("sessions: {lacking} lines name an image that the Hub here does not have");
    let mut list: Vec<(&String, &(usize, String))> = reasons.iter().collect();
    list.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    for (reason, (count, example)) in list.into_iter().take(LISTED) {
        println!("{count:5}  {reason}\n       {example}");
    }
    assert!(played > 0);
    // Below this something that worked has broken.
    assert!(permille >= 900, "{good} of {played}");
}
