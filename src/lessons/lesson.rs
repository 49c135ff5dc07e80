//! A lesson as plain data. Texts are Markdown without HTML, as the author wrote them.

use crate::base::Digest;

use super::actions::Move;
use super::check::Check;

/// One lesson in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The course's folder, `basics`; empty for a lesson from elsewhere.
    pub course: String,
    /// The file's name without ending or locale.
    pub name: String,
    /// The language: `en`, or the translation's.
    pub locale: String,
    /// The title.
    pub title: String,
    /// One sentence for a list of lessons.
    pub summary: String,
    /// How many minutes it takes.
    pub minutes: u32,
    /// How many commands a good solution needs.
    pub par: u32,
    /// Beginnings of commands that are allowed at the host's prompt; empty for all.
    pub allow: Vec<String>,
    /// Beginnings of commands that are not allowed there.
    pub forbid: Vec<String>,
    /// Whether its containers run Node, so that a front end without it leaves it out.
    pub needs_node: bool,
    /// What is told, one part after the other; never empty.
    pub steps: Vec<Step>,
    /// What is done before the learner begins.
    pub setup: Vec<Move>,
    /// What the learner brings about; never empty.
    pub goals: Vec<Goal>,
    /// Wrong turns that have an answer.
    pub mistakes: Vec<Mistake>,
    /// Help, each more than the one before.
    pub hints: Vec<Hint>,
    /// Questions.
    pub predictions: Vec<Prediction>,
    /// One way to meet all goals.
    pub solution: Vec<Move>,
    /// What is told when all goals are met.
    pub explain: String,
    /// What `drydock check` plays beside the solution.
    pub trials: Vec<Trial>,
    /// Of the file's bytes; a translation has the original's, so that journals hold in every language.
    pub digest: Digest,
}

impl Lesson {
    /// How a journal names it: course, name and digest.
    pub fn scenario(&self) -> String {
        format!("lesson {} {}", self.path(), self.digest.short())
    }

    /// `basics/one-image-many-containers`; the bare name for one from elsewhere.
    pub fn path(&self) -> String {
        if self.course.is_empty() { self.name.clone() } else { format!("{}/{}", self.course, self.name) }
    }
}

/// The lesson that a journal's scenario names, as `course/name`; none for the sandbox.
pub fn scenario_path(scenario: &str) -> Option<&str> {
    scenario.strip_prefix("lesson ")?.split(' ').next()
}

/// One part of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its title.
    pub title: String,
    /// What is told.
    pub text: String,
}

/// Something that the learner brings about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The step that it belongs to, counted from 0.
    pub step: usize,
    /// A sentence.
    pub text: String,
    /// All must hold.
    pub checks: Vec<Check>,
    /// The author's own reason while it is not met.
    pub otherwise: Option<String>,
}

/// A wrong turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is said about it.
    pub text: String,
    /// It is seen when all hold.
    pub checks: Vec<Check>,
    /// Moves from the start that lead into it.
    pub example: Vec<Move>,
}

/// A piece of help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The step that it belongs to, counted from 0.
    pub step: usize,
    /// The help.
    pub text: String,
}

/// A question with answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The step at whose beginning it is asked, counted from 0.
    pub step: usize,
    /// The question.
    pub question: String,
    /// The answers.
    pub options: Vec<String>,
    /// Which of them is right, counted from 0.
    pub right: usize,
    /// What is told once it is answered.
    pub text: String,
}

/// What a trial shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialKind {
    /// Another way that meets every goal.
    Route,
    /// Something that looks like it and leaves these goals unmet, counted from 0.
    NearMiss(Vec<usize>),
}

/// Moves that the checks are tried with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// What it shows.
    pub kind: TrialKind,
    /// The heading's words.
    pub title: String,
    /// The moves from the start.
    pub moves: Vec<Move>,
    /// The line that it begins in.
    pub line: usize,
}
