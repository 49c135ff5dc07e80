//! A lesson as it stands, for front ends: plain data, nothing of how it is drawn.

use serde::Serialize;

use crate::lessons::{Lesson, Reason, check};
use crate::world::{Input, Note, World};

use super::journal::Journal;

/// A lesson in its world.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LessonView {
    /// The course's folder; empty for a lesson from elsewhere.
    pub course: String,
    /// The lesson's name.
    pub name: String,
    /// Its language.
    pub locale: String,
    /// Its title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// How many minutes it takes.
    pub minutes: u32,
    /// How many lines a good solution types; 0 when the author gave no number.
    pub par: u32,
    /// The parts of the story.
    pub steps: Vec<StepView>,
    /// The first step with an unmet goal, counted from 0; the last one when there is none.
    pub step: usize,
    /// The goals in their order.
    pub goals: Vec<GoalView>,
    /// What is said about wrong turns that the world shows now.
    pub mistakes: Vec<String>,
    /// The hints that were shown, in the order of the lesson.
    pub hints: Vec<HintView>,
    /// How many hints the present step still has.
    pub hints_left: usize,
    /// The questions.
    pub predictions: Vec<PredictionView>,
    /// The solution, once it was asked for.
    pub solution: Vec<MoveView>,
    /// How many lines were typed.
    pub commands: usize,
    /// How many hints were shown.
    pub hints_shown: usize,
    /// Whether all goals are met now.
    pub completed: bool,
    /// What is told once all goals are met; empty before.
    pub explain: String,
}

/// A part of the story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// Its title.
    pub title: String,
    /// What is told: Markdown.
    pub text: String,
    /// Whether all its goals are met.
    pub done: bool,
}

/// A goal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GoalView {
    /// Its step, counted from 0.
    pub step: usize,
    /// A sentence: Markdown in one line.
    pub text: String,
    /// Whether it is met now.
    pub met: bool,
    /// Why not, while it is not.
    pub reason: Option<Reason>,
}

/// A hint that was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HintView {
    /// Its step, counted from 0.
    pub step: usize,
    /// The help: Markdown.
    pub text: String,
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PredictionView {
    /// The step at whose beginning it is asked, counted from 0.
    pub step: usize,
    /// The question.
    pub question: String,
    /// The answers.
    pub options: Vec<String>,
    /// The answer that was given, counted from 0.
    pub answer: Option<usize>,
    /// The right one, once an answer was given.
    pub right: Option<usize>,
    /// What is told then: Markdown; empty before.
    pub text: String,
}

/// One move of the solution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MoveView {
    /// Why; may be empty.
    pub remark: String,
    /// What is done, in one line.
    pub words: String,
}

/// A lesson as it stands in a world, given what was done.
pub fn lesson_view(lesson: &Lesson, world: &World, journal: &Journal) -> LessonView {
    let look = check::Look::new(world);
    let goals: Vec<GoalView> = lesson
        .goals
        .iter()
        .map(|goal| {
            let unmet = look.unmet(&goal.checks);
            let own = |reason| match &goal.otherwise {
                Some(text) => Reason { key: "author", args: vec![text.clone()] },
                None => reason,
            };
            GoalView { step: goal.step, text: goal.text.clone(), met: unmet.is_none(), reason: unmet.map(own) }
        })
        .collect();
    let done = |step: usize| goals.iter().filter(|goal| goal.step == step).all(|goal| goal.met);
    let steps: Vec<StepView> = lesson
        .steps
        .iter()
        .enumerate()
        .map(|(number, step)| StepView { title: step.title.clone(), text: step.text.clone(), done: done(number) })
        .collect();
    let step = steps.iter().position(|step| !step.done).unwrap_or(steps.len().saturating_sub(1));
    let completed = goals.iter().all(|goal| goal.met);
    let mistakes = lesson.mistakes.iter().filter(|one| look.unmet(&one.checks).is_none());
    let notes = Notes::of(journal);
    let shown = |number: &usize| notes.hints.contains(number);
    let hints: Vec<HintView> = (0..lesson.hints.len())
        .filter(shown)
        .filter_map(|number| lesson.hints.get(number))
        .map(|hint| HintView { step: hint.step, text: hint.text.clone() })
        .collect();
    LessonView {
        course: lesson.course.clone(),
        name: lesson.name.clone(),
        locale: lesson.locale.clone(),
        title: lesson.title.clone(),
        summary: lesson.summary.clone(),
        minutes: lesson.minutes,
        par: lesson.par,
        steps,
        step,
        mistakes: mistakes.map(|one| one.text.clone()).collect(),
        hints_left: (0..lesson.hints.len()).filter(|n| lesson.hints[*n].step == step && !shown(n)).count(),
        hints_shown: hints.len(),
        hints,
        predictions: predictions(lesson, &notes),
        solution: if notes.solution { moves(lesson) } else { Vec::new() },
        commands: commands(journal),
        explain: if completed { lesson.explain.clone() } else { String::new() },
        completed,
        goals,
    }
}

fn predictions(lesson: &Lesson, notes: &Notes) -> Vec<PredictionView> {
    let view = |(number, one): (usize, &crate::lessons::Prediction)| {
        let answer = notes.answers.iter().find(|(question, _)| *question == number).map(|(_, answer)| *answer);
        PredictionView {
            step: one.step,
            question: one.question.clone(),
            options: one.options.clone(),
            answer,
            right: answer.map(|_| one.right),
            text: answer.map(|_| one.text.clone()).unwrap_or_default(),
        }
    };
    lesson.predictions.iter().enumerate().map(view).collect()
}

/// The solution's moves.
fn moves(lesson: &Lesson) -> Vec<MoveView> {
    let view = |one: &crate::lessons::Move| MoveView { remark: one.remark.clone(), words: one.action.words() };
    lesson.solution.iter().map(view).collect()
}

/// How many lines a journal types.
pub fn commands(journal: &Journal) -> usize {
    let is_line = |input: &Input| matches!(input, Input::Line { text, .. } if !text.trim().is_empty());
    journal.entries.iter().filter(|entry| is_line(&entry.input)).count()
}

/// What a journal says was asked and answered.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The hints that were shown.
    pub(super) hints: Vec<usize>,
    /// First answers to predictions: question and answer.
    pub(super) answers: Vec<(usize, usize)>,
    /// Whether the solution was shown.
    pub(super) solution: bool,
}

impl Notes {
    pub(super) fn of(journal: &Journal) -> Self {
        let mut notes = Self::default();
        for entry in &journal.entries {
            match &entry.input {
                Input::Note { note: Note::Hint { number }, .. } => notes.hints.push(*number as usize),
                Input::Note { note: Note::Predicted { question, answer }, .. } => {
                    let question = *question as usize;
                    // The first answer counts: the right one is known after it.
                    if !notes.answers.iter().any(|(known, _)| *known == question) {
                        notes.answers.push((question, *answer as usize));
                    }
                }
                Input::Note { note: Note::Solution, .. } => notes.solution = true,
                _ => {}
            }
        }
        notes
    }
}
