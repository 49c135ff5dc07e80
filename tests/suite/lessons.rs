//! Every lesson of `static/lessons` is proved: its solution and another route meet all goals, its start and its near misses
//! do not, each mistake's example is seen, hints are commands, undo takes it back, translations have the same steps.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use drydock::hub::embedded;
use drydock::lessons::{self, Course, Lesson, TrialKind, parse, translate};
use drydock::session::{Journal, LessonView, Session, trial};
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
#[expect(
    clippy::disallowed_types,
    reason = "it prints how long a look takes on this machine and asserts nothing about it"
)]
fn lessons_are_sound() {
    let only = std::env::var("DRYDOCK_ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    let (mut played, mut skipped, mut slowest) = (0, 0, (0, String::new()));
    for Found { path, lesson, .. } in lessons().iter().filter(|one| one.path.contains(&only)) {
        if lesson.needs_node && js().is_none() {
            println!("{path}: skipped, this build has no Node");
            skipped += 1;
            continue;
        }
        played += 1;
        let mut session = Session::new(Settings::default(), embedded::catalog().unwrap(), js());
        wrong.extend(trial::prove(&mut session, lesson, &resource).into_iter().map(|text| format!("{path}: {text}")));
        let begun = std::time::Instant::now();
        session.lesson_view();
        slowest = slowest.max((begun.elapsed().as_micros(), path.clone()));
    }
    println!(
        "lessons: {played} proved, {skipped} skipped; the slowest look at all goals: {} us, {}",
        slowest.0, slowest.1
    );
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

/// A session in the small lesson that listens to words about lessons, and what its screen shows.
struct Desk {
    session: Session,
    screen: String,
}

impl Desk {
    fn open() -> Self {
        let lesson = parse("tests", "small", include_bytes!("../lessons/small.md")).unwrap();
        let mut session = Session::new(Settings::default(), embedded::catalog().unwrap(), js());
        session.listen(lessons::embedded::courses());
        assert!(trial::begin(&mut session, &Rc::new(lesson), &resource));
        Self { session, screen: String::new() }
    }

    fn type_line(&mut self, line: &str) -> String {
        self.session.world_mut().drain(0);
        let played = self.session.play(line, 60_000_000, &resource);
        let mut text = String::from_utf8_lossy(&played.stdout).into_owned();
        while let Some(wish) = self.session.take_wish() {
            self.session.grant(&wish);
            text = String::from_utf8_lossy(&self.session.world_mut().drain(0)).into_owned();
        }
        self.screen = text.replace("\r\n", "\n");
        self.screen.clone()
    }

    fn view(&self) -> LessonView {
        self.session.lesson_view().unwrap()
    }
}

#[test]
fn a_lesson_is_asked_at_the_prompt() {
    let mut desk = Desk::open();
    assert!(desk.type_line("goal").contains("[ ] A container `first` was started from `alpine`."));
    assert!(desk.type_line("lesson").contains("Start it (1 of 2)"));
    let shown = desk.type_line("hint");
    assert!(shown.starts_with("hint\n`docker run` starts a container.\n") && shown.ends_with("$ "), "{shown}");
    assert!(desk.type_line("hint").contains("no further hint"));
    assert!(desk.type_line("docker kill x").contains("drydock: this lesson does without `docker kill`"));
    desk.type_line("docker run -d --name first alpine sleep 1000");
    assert_eq!((desk.view().step, desk.view().goals[0].met, desk.view().completed), (1, true, false));
    assert!(desk.type_line("lesson").contains("  2 No\n"));
    assert!(desk.type_line("predict 1").contains("No: No\n\nIt stays until it is removed."));
    assert!(desk.type_line("predict 2").contains("nothing is asked"));
    assert!(desk.type_line("solution").contains("# It sleeps for long enough.\ndocker run -d --name first"));
    desk.type_line("docker stop first");
    assert!(desk.type_line("goal").contains("[x] The container `first` is stopped."));
    let view = desk.view();
    assert!(view.completed && !view.explain.is_empty());
    assert_eq!((view.commands, view.hints_shown, view.predictions[0].answer), (3, 1, Some(0)));
    assert!(desk.type_line("lessons").contains("first-container"));
}

#[test]
fn undo_takes_goals_back_and_leaves_what_was_asked() {
    let mut desk = Desk::open();
    desk.type_line("hint");
    desk.type_line("docker run -d --name first alpine sleep 1000");
    desk.type_line("docker stop first");
    assert!(desk.view().completed);
    assert!(desk.type_line("undo").contains("Taken back: docker stop first"));
    assert_eq!((desk.view().goals[0].met, desk.view().goals[1].met), (true, false));
    assert_eq!(desk.view().goals[1].reason.as_ref().unwrap().english(), "The container is still running.");
    desk.type_line("redo");
    desk.session.advance(12_000_000);
    assert!(desk.view().completed);
    desk.type_line("reset");
    assert!(desk.view().goals.iter().all(|goal| !goal.met));
    assert_eq!((desk.view().commands, desk.view().hints_shown), (0, 1));
    desk.type_line("sandbox");
    assert!(desk.session.lesson().is_none() && desk.session.lesson_view().is_none());
    assert!(desk.type_line("hint").contains("no lesson is open"));
    assert!(desk.session.journal().scenario.is_empty());
}

#[test]
fn a_lessons_journal_is_replayed_with_its_setup() {
    let mut desk = Desk::open();
    desk.type_line("docker run -d --name first alpine sleep 1000");
    desk.type_line("hint");
    desk.type_line("docker stop first");
    let saved = desk.session.journal().to_json();
    let mut again = Desk::open();
    let journal = Journal::from_json(&saved).unwrap();
    assert_eq!(lessons::lesson::scenario_path(&journal.scenario), Some("tests/small"));
    assert!(again.session.load(journal));
    assert_eq!(again.view(), desk.view());
    assert_eq!(again.session.journal(), desk.session.journal());
    assert_eq!(again.session.world().read(0, "/home/learner/notes.txt").as_deref(), Some("nothing yet\n"));
}

#[cfg(feature = "native")]
#[test]
fn submissions_are_replayed_and_counted() {
    use drydock::native::verify;
    let mut desk = Desk::open();
    let folder = std::env::temp_dir().join(format!("drydock-verify-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let save = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    desk.type_line("hint");
    desk.type_line("docker run -d --name first alpine sleep 1000");
    let half = save("ben.json", &desk.session.journal().to_json());
    desk.type_line("docker stop first");
    desk.type_line("docker rm first");
    let whole = save("=anna.json", &desk.session.journal().to_json());
    let none = save("carl.json", "no journal");
    desk.type_line("sandbox");
    let other = save("dora.json", &desk.session.journal().to_json());
    let lesson = parse("tests", "small", include_bytes!("../lessons/small.md")).unwrap();
    let results = verify::verify(&Rc::new(lesson), &[whole, half, none, other]);
    std::fs::remove_dir_all(&folder).unwrap();
    let table = "WHO     SOLVED   GOALS   COMMANDS   HINTS   PREDICTIONS   REMARK\n\
                 =anna   yes      0/2     2          1       0/1\n\
                 ben     no       1/2     1          1       0/1\n\
                 carl    no       0/2     0          0       0/1           this is no journal\n\
                 dora    no       0/2     0          0       0/1           the journal is of the sandbox\n";
    assert_eq!(verify::table(&results), table);
    let csv = verify::csv(&results);
    assert!(
        csv.starts_with("who,solved,goals,commands,hints,predictions,remark\r\n\"'=anna\",yes,0/2,2,1,0/1,\r\n"),
        "{csv}"
    );
}

#[cfg(feature = "native")]
#[test]
fn what_is_wrong_with_a_lesson_is_told_in_one_line_each() {
    use drydock::native::check::check;
    let folder = std::env::temp_dir().join(format!("drydock-check-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let small = include_str!("../lessons/small.md");
    let broken = [
        small.to_owned(),
        small.replace("docker stop first\n```\n\n## Explain", "docker pause first\n```\n\n## Explain"),
        small.replace("docker run -d alpine sleep 100\n", "docker run -d --name first alpine sleep 100\n"),
        small.replace("docker stop NAME", "docker stop --nope NAME"),
        small.replace("$ docker pull alpine", "$ docker run -d --name first alpine; docker stop first; true"),
        small.replace(
            "### Near miss 2: paused only\n\n```console\n",
            "### Near miss 2: paused only\n\n```console\n$ docker run --name first alpine\n",
        ),
        small.replace("event container start image=alpine name=first", "event moon rise"),
        small.replace("$ docker pull alpine", "$ docker pull nosuchimage"),
    ];
    let wanted = [
        "",
        "the solution does not meet goal 2: The container first is paused; it should be stopped.",
        "the example does not show the mistake `Without a name docker makes one up.`: ",
        "hint 2: `docker stop --nope NAME`: unknown flag: --nope",
        "goal 1 is met before anything is done",
        "paused only meets goal 2",
        "line 35: no such check: `event moon rise`",
        "the setup's line `docker pull nosuchimage` fails",
    ];
    let path = folder.join("small.md");
    for (text, wanted) in broken.iter().zip(wanted) {
        std::fs::write(&path, text).unwrap();
        let wrong = check(std::slice::from_ref(&path));
        if wanted.is_empty() {
            assert!(wrong.is_empty(), "{wrong:?}");
        } else {
            assert!(wrong.iter().any(|line| line.contains(wanted)), "{wanted}: {wrong:#?}");
        }
    }
    std::fs::write(&path, small).unwrap();
    let translation = folder.join("small.vi.md");
    std::fs::write(&translation, "---\ntitle: a\n---\n\n## Story\n\nOne step.\n").unwrap();
    let wrong = check(&[translation]);
    assert!(wrong.iter().any(|line| line.ends_with("the original has 2 steps, the translation has 1")), "{wrong:#?}");
    std::fs::remove_dir_all(&folder).unwrap();
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
fn the_lesson_in_the_documentation_is_sound() {
    let docs = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lessons.md")).unwrap();
    let (_, rest) = docs.split_once("````markdown\n").unwrap();
    let (text, _) = rest.split_once("````\n").unwrap();
    let lesson = parse("", "docs", text.as_bytes()).unwrap();
    let mut session = Session::new(Settings::default(), embedded::catalog().unwrap(), js());
    let wrong = trial::prove(&mut session, &Rc::new(lesson), &resource);
    assert!(wrong.is_empty(), "{wrong:#?}");
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
