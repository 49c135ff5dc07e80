//! `drydock check`: whether lessons are sound, one line for each thing that is not.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::lessons::{self, Course, Lesson};
use crate::session::{Session, trial};
use crate::world::Settings;

use super::resources;

/// A lesson's file, with what its path says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
    path: PathBuf,
    course: String,
    name: String,
    /// The language of a translation.
    locale: Option<String>,
}

/// `static/lessons/basics/name.vi.md` is the course, the name and the language.
fn file(path: &Path) -> Option<File> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".md")?;
    let course = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
    let (name, locale) = match stem.rsplit_once('.') {
        Some((name, locale)) => (name, Some(locale.to_owned())),
        None => (stem, None),
    };
    Some(File { path: path.to_owned(), course: course.to_owned(), name: name.to_owned(), locale })
}

/// Reads a lesson from a file; a translation together with its original beside it. The error is what is wrong, a line each.
pub fn read(path: &Path) -> Result<Lesson, Vec<String>> {
    let Some(file) = file(path) else { return Err(vec!["a lesson's file ends in .md".to_owned()]) };
    let bytes = |path: &Path| std::fs::read(path).map_err(|error| vec![error.to_string()]);
    let texts = |problems: Vec<lessons::Problem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>();
    let original = match &file.locale {
        None => path.to_owned(),
        Some(_) => path.with_file_name(format!("{}.md", file.name)),
    };
    let lesson = lessons::parse(&file.course, &file.name, &bytes(&original)?).map_err(texts)?;
    match &file.locale {
        None => Ok(lesson),
        Some(locale) => lessons::translate(&lesson, locale, &bytes(path)?).map_err(texts),
    }
}

/// What is wrong with the lessons in files, each line beginning with its file. An `index.md` is checked to name lessons that
/// are there, with their titles and minutes; a `README.md` is left out.
pub fn check(paths: &[PathBuf]) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in paths {
        let found = match path.file_name().and_then(|name| name.to_str()) {
            Some("README.md") => Vec::new(),
            Some("index.md") => check_index(path),
            _ => check_lesson(path),
        };
        wrong.extend(found.into_iter().map(|text| format!("{}: {text}", path.display())));
    }
    wrong
}

fn check_lesson(path: &Path) -> Vec<String> {
    let lesson = match read(path) {
        Ok(lesson) => lesson,
        Err(wrong) => return wrong,
    };
    if lesson.locale != "en" {
        // The moves are the original's, which is checked by itself.
        return Vec::new();
    }
    let mut session = Session::new(Settings::default(), resources::catalog(), resources::js());
    trial::prove(&mut session, &Rc::new(lesson), &resources::resource)
}

fn check_index(path: &Path) -> Vec<String> {
    let course = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
    let course = match std::fs::read(path).map(|bytes| Course::parse(course, &bytes)) {
        Err(error) => return vec![error.to_string()],
        Ok(Err(problems)) => return problems.iter().map(ToString::to_string).collect(),
        Ok(Ok(course)) => course,
    };
    let mut wrong = Vec::new();
    for entry in &course.lessons {
        match read(&path.with_file_name(format!("{}.md", entry.name))) {
            Err(_) => wrong.push(format!("{}: there is no such lesson, or it cannot be read", entry.name)),
            Ok(lesson) if lesson.title != entry.title || lesson.minutes != entry.minutes => {
                wrong.push(format!("{}: the lesson says `{} ({} min)`", entry.name, lesson.title, lesson.minutes));
            }
            Ok(_) => {}
        }
    }
    wrong
}
