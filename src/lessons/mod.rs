//! Lessons: their format, the checks that goals and mistakes are made of, and what a front end may know of them as plain
//! data. It draws nothing, keeps no journal (that is `session`) and changes no world: checks look, on a probe.
//!
//! A lesson is one Markdown file, `docs/lessons.md` describes it. [`parse`] reads it as hostile text: whatever the bytes, the
//! answer is a [`Lesson`] or [`Problem`]s with line numbers.

pub mod actions;
mod blocks;
pub mod check;
pub mod course;
pub mod embedded;
pub mod fact;
mod facts;
pub mod lesson;
mod parse;
pub mod pattern;
pub mod reason;
mod rules;
mod sections;
mod translate;

pub use actions::{Action, Move};
pub use check::Check;
pub use course::{Course, Entry};
pub use fact::Fact;
pub use lesson::{Goal, Hint, Lesson, Mistake, Prediction, Step, Trial, TrialKind};
pub use parse::{MAX_BYTES, Problem, parse};
pub use reason::Reason;
pub use rules::refuses;
pub use translate::translate;
