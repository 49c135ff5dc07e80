//! `drydock verify`: replays what learners did in a lesson and says who solved it, with how many lines and hints.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::lessons::Lesson;
use crate::session::lesson_view::commands;
use crate::session::{Journal, Session, trial};
use crate::world::Settings;

use super::resources;

/// What a submission came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Result {
    /// The file's name without its ending.
    pub who: String,
    /// Whether all goals were met at some moment.
    pub solved: bool,
    /// How many goals were met at the end, and how many there are.
    pub goals: (usize, usize),
    /// How many lines were typed until it was solved, or in all.
    pub commands: usize,
    /// How many hints were shown until then.
    pub hints: usize,
    /// Whether the solution was shown before then.
    pub solution: bool,
    /// How many predictions were answered right, and how many there are.
    pub predictions: (usize, usize),
    /// What is wrong with the submission; empty for most.
    pub remark: String,
}

/// Replays the journals in files.
pub fn verify(lesson: &Rc<Lesson>, paths: &[PathBuf]) -> Vec<Result> {
    paths.iter().map(|path| one(lesson, path)).collect()
}

fn one(lesson: &Rc<Lesson>, path: &Path) -> Result {
    let who = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut result = Result { who, goals: (0, lesson.goals.len()), ..Result::default() };
    result.predictions.1 = lesson.predictions.len();
    let journal = match std::fs::read_to_string(path) {
        Ok(text) => Journal::from_json(&text),
        Err(error) => {
            result.remark = error.to_string();
            return result;
        }
    };
    let Some(journal) = journal else {
        "this is no journal".clone_into(&mut result.remark);
        return result;
    };
    if journal.scenario != lesson.scenario() {
        let of = if journal.scenario.is_empty() { "the sandbox" } else { &journal.scenario };
        result.remark = format!("the journal is of {of}");
        return result;
    }
    if !journal.is_exact() {
        result.remark = format!("written by version {}", journal.program);
    }
    replay(lesson, &journal, &mut result);
    result
}

/// Plays a journal entry by entry and looks at the goals after each step.
fn replay(lesson: &Rc<Lesson>, journal: &Journal, result: &mut Result) {
    let settings = Settings { seed: journal.seed, ..Settings::default() };
    let mut session = Session::new(settings, resources::catalog(), resources::js());
    if !trial::begin(&mut session, lesson, &resources::resource) {
        "a resource is missing".clone_into(&mut result.remark);
        return;
    }
    let moments = journal.entries.iter().skip(1).map(|entry| entry.at).chain([journal.until]);
    for (entry, until) in journal.entries.iter().zip(moments) {
        advance(&mut session, entry.at);
        session.apply(entry.input.clone());
        advance(&mut session, until);
        if !result.solved {
            note(&session, result);
        }
    }
    let view = session.lesson_view().unwrap_or_default();
    result.goals.0 = view.goals.iter().filter(|goal| goal.met).count();
    result.predictions.0 =
        view.predictions.iter().filter(|one| one.answer.is_some() && one.answer == one.right).count();
}

fn note(session: &Session, result: &mut Result) {
    let view = session.lesson_view().unwrap_or_default();
    result.solved = view.completed;
    result.commands = commands(session.journal());
    result.hints = view.hints_shown;
    result.solution = !view.solution.is_empty();
}

/// Lets time pass, with resources handed in.
fn advance(session: &mut Session, until: crate::base::Time) {
    loop {
        session.advance_to(until);
        let missing = session.world().missing();
        if missing.is_empty() {
            return;
        }
        for name in missing {
            let Some(bytes) = resources::resource(&name) else { return };
            session.provide(&name, bytes);
        }
    }
}

const HEADINGS: [&str; 7] = ["WHO", "SOLVED", "GOALS", "COMMANDS", "HINTS", "PREDICTIONS", "REMARK"];

fn cells(result: &Result) -> [String; 7] {
    let solved = match (result.solved, result.solution) {
        (false, _) => "no",
        (true, false) => "yes",
        (true, true) => "shown",
    };
    [
        result.who.clone(),
        solved.to_owned(),
        format!("{}/{}", result.goals.0, result.goals.1),
        result.commands.to_string(),
        result.hints.to_string(),
        format!("{}/{}", result.predictions.0, result.predictions.1),
        result.remark.clone(),
    ]
}

/// The results as a table for people.
pub fn table(results: &[Result]) -> String {
    let rows: Vec<[String; 7]> =
        std::iter::once(HEADINGS.map(str::to_owned)).chain(results.iter().map(cells)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADINGS.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text += cells.join("   ").trim_end();
        text.push('\n');
    }
    text
}

/// The results as RFC 4180 has it, with a line of headings in lower case.
pub fn csv(results: &[Result]) -> String {
    let quoted = |cell: &String| {
        // A cell that a spreadsheet would take for a formula stays text.
        let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        if guard.is_empty() && !cell.contains([',', '"', '\n', '\r']) {
            return cell.clone();
        }
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    };
    let mut text = HEADINGS.map(str::to_lowercase).join(",") + "\r\n";
    for result in results {
        let cells: Vec<String> = cells(result).iter().map(quoted).collect();
        text += &(cells.join(",") + "\r\n");
    }
    text
}
