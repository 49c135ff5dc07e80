//! Builds the contexts of learners' own Dockerfiles, each in a fresh world, and prints how many build to the end, why the
//! others do not, and how many of those that expose a port answer there. The contexts are not ours to keep: the list is
//! `corpus/contexts.jsonl` of the shared data, the folder that holds each under its id is named by `DRYDOCK_CONTEXTS`.
//! `DRYDOCK_ONLY=df_00d8,df_0367` plays those alone and prints all of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use drydock::hub::embedded;
use drydock::session::{Played, Session};
use drydock::world::{Files, Settings, Streams};
use serde_json::Value;

use crate::transcripts::{js, resource};

/// How long a line may take, in simulated microseconds: a build downloads much.
const PATIENCE: u64 = 3_600_000_000;

#[test]
fn learners_contexts_build() {
    let Some((list, folder)) = crate::shared::read("corpus/contexts.jsonl").zip(std::env::var_os("DRYDOCK_CONTEXTS"))
    else {
        println!("contexts: skipped, no contexts");
        return;
    };
    let only = std::env::var("DRYDOCK_ONLY").unwrap_or_default();
    let (mut all, mut built, mut serving, mut answered) = (0, 0, 0, 0);
    let mut reasons = BTreeMap::<String, Vec<String>>::new();
    for case in list.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let id = case["id"].as_str().unwrap();
        let chosen = only.is_empty() || only.split(',').any(|word| id.starts_with(word));
        let Some(files) = read(&Path::new(&folder).join(id)).filter(|_| chosen) else { continue };
        all += 1;
        let name = case["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let ports = files.iter().find(|(path, _)| *path == name).map(|(_, text)| exposed(text)).unwrap_or_default();
        let mut live = Live::new(files, !only.is_empty());
        let build = live.play(&format!("docker build -t it -f '{name}' ."));
        if build.exit_code != Some(0) {
            let output = String::from_utf8_lossy(&build.stdout).into_owned();
            reasons.entry(reason(&output)).or_default().push(id.to_owned());
            continue;
        }
        built += 1;
        if ports.is_empty() {
            continue;
        }
        serving += 1;
        let published: Vec<String> = ports.iter().map(|port| format!("-p {port}:{port}")).collect();
        live.play(&format!("docker run -dt --name it {} it", published.join(" ")));
        live.play("sleep 20");
        let mut ports = ports.iter();
        let answers =
            ports.any(|port| live.play(&format!("curl -sS -o /dev/null localhost:{port}")).exit_code == Some(0));
        answered += usize::from(answers);
        if !answers {
            let logs = live.play("docker logs -n 6 it");
            println!("contexts: {id} builds and does not answer\n{}", indented(&logs.stdout));
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, ids)| usize::MAX - ids.len());
    for (reason, ids) in &reasons {
        println!("contexts: {} x {reason} ({})", ids.len(), ids.join(" "));
    }
    println!("contexts: {built} of {all} build, {answered} of the {serving} of them that expose a port answer");
}

struct Live {
    session: Session,
    shows: bool,
}

impl Live {
    fn new(files: Files, shows: bool) -> Self {
        let settings = Settings { work: Some(files), streams: Streams::Merged, ..Settings::default() };
        let mut session = Session::new(settings, embedded::catalog().unwrap(), js());
        session.begin(PATIENCE, &resource);
        Self { session, shows }
    }

    fn play(&mut self, line: &str) -> Played {
        let played = self.session.play(line, PATIENCE, &resource);
        if self.shows {
            println!("$ {line}\n{}", String::from_utf8_lossy(&played.stdout));
        }
        played
    }
}

fn indented(bytes: &[u8]) -> String {
    format!("    {}", String::from_utf8_lossy(bytes).trim_end().replace('\n', "\n    "))
}

/// The TCP ports that the file names in figures.
fn exposed(text: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(text).into_owned();
    let lines = text.lines().map(str::split_whitespace);
    lines
        .filter_map(|mut words| words.next().filter(|word| word.eq_ignore_ascii_case("EXPOSE")).map(|_| words))
        .flatten()
        .filter_map(|word| word.strip_suffix("/tcp").unwrap_or(word).parse().ok())
        .collect()
}

/// What a build that failed said: the last line of the step that failed, or the error where no step did.
fn reason(output: &str) -> String {
    let mut parts = output.split("------\n");
    let step = parts.nth(1).and_then(|step| step.trim_end().lines().skip(1).last());
    let line = step.or_else(|| output.lines().rfind(|line| line.contains("ERROR: "))).unwrap_or("it says nothing");
    let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    line.strip_prefix("ERROR: failed to build: failed to solve: ").unwrap_or(line).chars().take(160).collect()
}

/// The files of a folder by relative path, sorted; None where it is missing.
fn read(folder: &Path) -> Option<Files> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    Some(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> Option<()> {
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push((path, Rc::new(std::fs::read(entry.path()).ok()?)));
        }
    }
    Some(())
}
