//! Plays the scenarios of moby's own integration tests, step by step, each in a fresh world, and prints how many show what
//! they must, by group. Those that cannot are listed with the reason in `scenarios_exceptions.txt`; one that plays again
//! must leave the list. `DRYDOCK_ONLY=cp` plays one group, or one scenario by its id, and prints what differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

use drydock::hub::embedded;
use drydock::session::{PATIENCE, Played, Session};
use drydock::world::{Files, Settings, Streams};
use serde_json::Value;

use crate::patterns;
use crate::transcripts::resource;

/// The folder that a scenario's files lie in.
const WORK: &str = "/home/learner/work";
/// The images that are there from the start, where a scenario speaks of them.
const IMAGES: [&str; 2] = ["busybox", "alpine"];
/// How often a step that is polled is tried, a simulated second apart.
const TRIES: u32 = 11;

#[test]
fn scenarios_show_what_they_must() {
    let Some(data) = crate::shared::read("conformance/scenarios.json") else {
        println!("scenarios: skipped, no conformance data");
        return;
    };
    let data: Value = serde_json::from_str(&data).unwrap();
    let only = std::env::var("DRYDOCK_ONLY").unwrap_or_default();
    let exceptions = exceptions();
    let (mut groups, mut wrong) = (BTreeMap::<String, [usize; 2]>::new(), Vec::new());
    for case in data["cases"].as_array().unwrap() {
        let (id, group) = (text(&case["id"]), text(&case["group"]));
        if !only.is_empty() && !only.split(',').any(|word| word == group || word == id) {
            continue;
        }
        if !only.is_empty() {
            println!("{group} {id} {}", text(&case["title"]));
        }
        let differs = play(case);
        let counts = groups.entry(group.to_owned()).or_default();
        counts[0] += usize::from(differs.is_none());
        counts[1] += 1;
        match (differs, exceptions.contains(&id)) {
            (None, true) => wrong.push(format!("{id} plays: take it off the list of exceptions")),
            (Some(why), false) => wrong.push(format!("{group} {id} {}\n{why}", text(&case["title"]))),
            _ => {}
        }
    }
    for (group, [played, all]) in &groups {
        println!("scenarios {group}: {played} of {all}");
    }
    let sum = |at: usize| groups.values().map(|counts| counts[at]).sum::<usize>();
    println!("scenarios: {} of {}, {} listed as different", sum(0), sum(1), exceptions.len());
    assert!(wrong.is_empty(), "{} scenarios differ\n{}", wrong.len(), wrong.join("\n"));
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn exceptions() -> Vec<&'static str> {
    let lines = include_str!("scenarios_exceptions.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Plays a scenario; the answer is what differs first.
fn play(case: &Value) -> Option<String> {
    let files = case["files"].as_object().into_iter().flatten();
    let files: Files = files.map(|(name, body)| (name.clone(), Rc::new(text(body).as_bytes().to_vec()))).collect();
    let settings = Settings { work: Some(files), streams: Streams::Piped, ..Settings::default() };
    let mut session = Session::new(settings, embedded::catalog().unwrap(), crate::transcripts::js());
    session.begin(PATIENCE, &resource);
    let whole = case.to_string();
    for image in IMAGES.iter().filter(|image| whole.contains(**image)) {
        session.play(&format!("docker pull -q {image}"), PATIENCE, &resource);
    }
    for (name, value) in case["env"].as_object().into_iter().flatten() {
        session.play(&format!("export {name}={}", quoted(text(value))), PATIENCE, &resource);
    }
    let mut saved = BTreeMap::from([("PWD".to_owned(), WORK.to_owned())]);
    let steps = lengthened(&case["steps"]);
    for step in steps.as_array().unwrap() {
        let tries = if step["poll"] == true { TRIES } else { 1 };
        let mut differs = None;
        for attempt in 0..tries {
            if attempt > 0 {
                session.play("sleep 1", PATIENCE, &resource);
            }
            let seen = Seen::of(&mut session, step, &saved);
            differs = seen.differs(step, &saved);
            if differs.is_none() {
                if let Some(name) = step["save"].as_str() {
                    saved.insert(name.to_owned(), seen.out.trim().to_owned());
                }
                break;
            }
        }
        if let Some(why) = differs {
            return Some(format!("    $ {}\n{why}", text(&step["cmd"])));
        }
    }
    None
}

/// The steps with container names that a daemon takes: the transcription shortened some to one letter, which is too
/// short for it (`names.json`), so those get a second.
fn lengthened(steps: &Value) -> Value {
    let mut steps = steps.clone();
    let words = steps.as_array().into_iter().flatten().flat_map(|step| step["argv"].as_array().into_iter().flatten());
    let words: Vec<String> = words.map(|word| text(word).to_owned()).collect();
    let after = |flag: &str| words.windows(2).filter(|pair| pair[0] == flag).map(|pair| pair[1].clone()).collect();
    let mut names: Vec<String> = after("--name");
    names.extend(words.iter().filter_map(|word| word.strip_prefix("--name=").map(str::to_owned)));
    names.retain(|name| name.len() == 1);
    for step in steps.as_array_mut().into_iter().flatten() {
        for word in step["argv"].as_array_mut().into_iter().flatten() {
            if let Some(own) = word.as_str().and_then(|word| longer(word, &names)) {
                *word = own.into();
            }
        }
        let lines = step.pointer_mut("/expect/stdout").and_then(Value::as_array_mut);
        for line in lines.into_iter().flatten() {
            let first = |line: &str| line.split_once(' ').map(|(name, rest)| (name.to_owned(), rest.to_owned()));
            let row = line.as_str().and_then(first).filter(|(name, _)| names.contains(name));
            if let Some(own) = line.as_str().and_then(|line| longer(line, &names)) {
                *line = own.into();
            } else if let Some((name, rest)) = row {
                *line = format!("{name}1 {rest}").into();
            }
        }
    }
    steps
}

/// A word that is one of the names, or has it before a colon or behind an equals sign or a colon.
fn longer(word: &str, names: &[String]) -> Option<String> {
    let known = |part: &str| names.iter().any(|name| name == part);
    if known(word) {
        return Some(format!("{word}1"));
    }
    if let Some((name, path)) = word.split_once(':').filter(|(name, _)| known(name)) {
        return Some(format!("{name}1:{path}"));
    }
    let end = word.strip_suffix(|c: char| names.iter().any(|name| name.starts_with(c)))?;
    (end.ends_with("container:") || end.ends_with("--name=")).then(|| format!("{word}1"))
}

/// A word as the shell takes it literally.
fn quoted(word: &str) -> String {
    if word.contains(['\n', '\'']) {
        let escaped = word.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n");
        return format!("$'{escaped}'");
    }
    format!("'{word}'")
}

/// `${v}`, `${v:N}` and `${v:S:N}` replaced by what was saved.
fn substituted(text: &str, step: &Value, saved: &BTreeMap<String, String>) -> String {
    if step["literal"] == true {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(inside, later)| {
            let mut parts = inside.split(':');
            let value = saved.get(parts.next()?)?;
            let numbers: Vec<usize> = parts.filter_map(|part| part.parse().ok()).collect();
            let (start, length) = match numbers.as_slice() {
                [] => (0, usize::MAX),
                [length] => (0, *length),
                [start, length, ..] => (*start, *length),
            };
            Some((value.chars().skip(start).take(length).collect::<String>(), later))
        });
        if let Some((value, later)) = known {
            out.push_str(&value);
            rest = later;
        } else {
            out.push_str("${");
            rest = after;
        }
    }
    out + rest
}

/// What a step printed and how it ended.
struct Seen {
    out: String,
    err: String,
    exit: Option<i32>,
}

impl Seen {
    fn of(session: &mut Session, step: &Value, saved: &BTreeMap<String, String>) -> Self {
        let words = step["argv"].as_array().unwrap().iter();
        let words: Vec<String> = words.map(|word| quoted(&substituted(text(word), step, saved))).collect();
        let command = words.join(" ");
        let signal = step["signal_at_prompt"].is_string();
        let line = match step["stdin"].as_str() {
            Some(input) => format!("printf %s {} | {command}", quoted(input)),
            None if signal => command,
            None => format!("{command} </dev/null"),
        };
        let mut played = session.play(&line, PATIENCE, &resource);
        if signal {
            let after = session.play("^C", PATIENCE, &resource);
            let together = |mut one: Vec<u8>, two: Vec<u8>| {
                one.extend(two);
                one
            };
            let (stdout, stderr) = (together(played.stdout, after.stdout), together(played.stderr, after.stderr));
            played = Played { stdout, stderr, ..after };
        }
        let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        Self { out: plain(&played.stdout), err: plain(&played.stderr), exit: played.exit_code }
    }

    fn differs(&self, step: &Value, saved: &BTreeMap<String, String>) -> Option<String> {
        let mut why = String::new();
        let ended = match &step["exit"] {
            Value::String(_) => self.exit.is_some_and(|code| code != 0),
            code => self.exit.map(i64::from) == code.as_i64(),
        };
        if !ended {
            let _ = writeln!(why, "      exit {:?} instead of {}", self.exit, step["exit"]);
        }
        for (name, wanted) in step["expect"].as_object().into_iter().flatten() {
            if !self.holds(name, wanted, step, saved) {
                let _ = writeln!(why, "      {name} {wanted}");
            }
        }
        if !why.is_empty() {
            let _ = write!(why, "      printed {:?}\n      and {:?}", shortened(&self.out), shortened(&self.err));
        }
        (!why.is_empty()).then_some(why)
    }

    fn holds(&self, name: &str, wanted: &Value, step: &Value, saved: &BTreeMap<String, String>) -> bool {
        let full = |value: &Value| substituted(text(value), step, saved);
        let list = |value: &Value| value.as_array().into_iter().flatten().map(full).collect::<Vec<_>>();
        let trimmed = self.out.trim_end();
        let both = || format!("{}{}", self.out, self.err);
        match name {
            "stdout" => {
                let mut want = list(wanted);
                let mut got: Vec<String> = trimmed.split('\n').map(|line| line.trim_end().to_owned()).collect();
                if step["expect"]["unordered"] == true {
                    want.sort();
                    got.sort();
                }
                want.join("\n").trim_end() == got.join("\n").trim_end()
            }
            "unordered" => true,
            "stdout_raw" => self.out == full(wanted),
            "stdout_lines" => trimmed.lines().count() as u64 == wanted.as_u64().unwrap_or(0),
            "stdout_contains" => list(wanted).iter().all(|part| self.out.contains(part)),
            "stderr_contains" => list(wanted).iter().all(|part| self.err.contains(part)),
            "contains" => list(wanted).iter().all(|part| both().contains(part)),
            "not_contains" => list(wanted).iter().all(|part| !both().contains(part)),
            "stdout_regex" => patterns::found(&full(wanted), self.out.trim_end_matches('\n')),
            "regex" => patterns::found(&full(wanted), &both()),
            "same_as" => saved.get(text(wanted)).is_some_and(|value| value == self.out.trim()),
            "differs_from" => saved.get(text(wanted)).is_some_and(|value| value != self.out.trim()),
            other => panic!("a scenario expects {other}, which is not known"),
        }
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(600).collect()
}
