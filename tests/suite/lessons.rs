//! Every lesson of `static/lessons` is proved: its solution and another route meet all goals, its start and its near misses
//! do not, each mistake's example is seen, hints are commands, undo takes it back, translations have the same steps.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use drydock::hub::embedded;
use drydock::lessons::{self, Course, Lesson, TrialKind, parse, translate};
use drydock::session::{Session, trial};
use drydock::world::Settings;

use super::transcripts::{js, resource};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("static/lessons")
}

fn read_dir(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    found.sort();
    found
}

/// A lesson with its translations' texts.
struct Found {
    path: String,
    lesson: Rc<Lesson>,
    translations: Vec<(String, Vec<u8>)>,
}

/// All lessons, each course in its folder.
fn lessons() -> Vec<Found> {
    let mut found = Vec::new();
    for folder in read_dir(&root()).into_iter().filter(|path| path.is_dir()) {
        let course = folder.file_name().unwrap().to_string_lossy().into_owned();
        let files = read_dir(&folder);
        for path in &files {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            let Some(name) = file.strip_suffix(".md").filter(|name| !matches!(*name, "index" | "README")) else {
                continue;
            };
            if name.contains('.') {
                continue;
            }
            let lesson = parse(&course, name, &std::fs::read(path).unwrap());
            let lesson = lesson.unwrap_or_else(|problems| panic!("{course}/{file}: {problems:?}"));
            let locale = |path: &PathBuf| {
                let file = path.file_name()?.to_string_lossy().into_owned();
                let locale = file.strip_prefix(name)?.strip_prefix('.')?.strip_suffix(".md")?.to_owned();
                Some((locale, std::fs::read(path).unwrap()))
            };
            let translations = files.iter().filter_map(locale).collect();
            found.push(Found { path: format!("{course}/{name}"), lesson: Rc::new(lesson), translations });
        }
    }
    found
}

#[test]
fn lessons_are_sound() {
    let only = std::env::var("DRYDOCK_ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    let (mut played, mut skipped) = (0, 0);
    for Found { path, lesson, .. } in lessons().iter().filter(|one| one.path.contains(&only)) {
        if lesson.needs_node && js().is_none() {
            println!("{path}: skipped, this build has no Node");
            skipped += 1;
            continue;
        }
        played += 1;
        let mut session = Session::new(Settings::default(), embedded::catalog().unwrap(), js());
        wrong.extend(trial::prove(&mut session, lesson, &resource).into_iter().map(|text| format!("{path}: {text}")));
    }
    println!("lessons: {played} proved, {skipped} skipped");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(played + skipped > 0);
}

#[test]
fn each_check_is_tried_with_another_route_and_a_near_miss() {
    let mut wrong = Vec::new();
    for Found { path, lesson, .. } in lessons() {
        if !lesson.trials.iter().any(|trial| trial.kind == TrialKind::Route) {
            wrong.push(format!("{path}: no other route is tried"));
        }
        let missed: BTreeSet<usize> = lesson
            .trials
            .iter()
            .flat_map(|trial| match &trial.kind {
                TrialKind::NearMiss(goals) => goals.clone(),
                TrialKind::Route => Vec::new(),
            })
            .collect();
        let untried = (0..lesson.goals.len()).filter(|goal| !missed.contains(goal));
        wrong.extend(untried.map(|goal| format!("{path}: no near miss for goal {}", goal + 1)));
        if lesson.par == 0 || lesson.explain.is_empty() || lesson.hints.is_empty() {
            wrong.push(format!("{path}: a lesson has a par, hints and an explanation"));
        }
        if !(2..=8).contains(&lesson.minutes) {
            wrong.push(format!("{path}: a lesson takes two to eight minutes"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn languages_have_the_same_steps() {
    let mut wrong = Vec::new();
    for Found { path, lesson, translations } in lessons() {
        for (locale, bytes) in translations {
            if let Err(problems) = translate(&lesson, &locale, &bytes) {
                wrong.extend(problems.iter().map(|problem| format!("{path}.{locale}: {problem}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_program_holds_every_file() {
    let folders = read_dir(&root()).into_iter().filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| read_dir(&folder)).filter(|path| !path.ends_with("README.md"));
    let names: Vec<String> =
        files.map(|path| format!("lessons/{}", path.strip_prefix(root()).unwrap().to_string_lossy())).collect();
    let held: Vec<&str> = lessons::embedded::FILES.iter().map(|(name, _)| *name).collect();
    assert_eq!(held, names, "src/lessons/embedded.rs lists the files of static/lessons in order");
}

#[test]
fn courses_list_their_lessons() {
    for folder in read_dir(&root()).into_iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let course = Course::parse(&name, &std::fs::read(folder.join("index.md")).unwrap()).unwrap();
        let listed: BTreeSet<(String, String, u32)> =
            course.lessons.iter().map(|one| (one.name.clone(), one.title.clone(), one.minutes)).collect();
        let there: BTreeSet<(String, String, u32)> = lessons()
            .iter()
            .filter(|one| one.lesson.course == name)
            .map(|one| (one.lesson.name.clone(), one.lesson.title.clone(), one.lesson.minutes))
            .collect();
        assert_eq!(listed, there, "{name}/index.md");
    }
}
