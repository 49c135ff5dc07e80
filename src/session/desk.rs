//! What lies on the learner's desk beside the world: the lesson, the courses, and what was asked at the prompt that only a
//! front end can do. The words typed for it are read here; what they lead to is in `lesson`.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::lessons::{Course, Lesson};

/// What a learner wishes that changes the session itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The list of lessons.
    Lessons,
    /// A lesson, by `course/name` or by its name.
    Lesson(String),
    /// The lesson from its beginning, or an empty sandbox.
    Reset,
    /// A world without a lesson.
    Sandbox,
    /// One step back.
    Undo,
    /// One step forward again.
    Redo,
}

/// The desk.
#[derive(Default)]
pub struct Desk {
    /// The lesson; none in the sandbox.
    pub(super) lesson: Option<Rc<Lesson>>,
    /// Lines of the setup that ended with another status than 0.
    pub(super) failed: Vec<String>,
    /// The courses that are known.
    pub(super) courses: Vec<Course>,
    /// Whether words about lessons are understood at the host's prompt.
    pub(super) listens: bool,
    /// Wishes that nobody has taken, each with the terminal and the line.
    pub(super) wishes: VecDeque<(u32, String, Wish)>,
}

/// Words about lessons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// The lesson's state.
    Goal,
    /// The next hint.
    Hint,
    /// An answer to the open prediction, counted from 1.
    Predict(usize),
    /// The solution.
    Solution,
    /// What the lesson tells now.
    Story,
    /// Something for the front end.
    Wish(Wish),
}

/// Reads a line as words about lessons; none when it is something for the shell.
pub(super) fn words(line: &str) -> Option<Words> {
    let mut parts = line.split_whitespace();
    let (first, second) = (parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    Some(match (first, second) {
        ("goal" | "goals", None) => Words::Goal,
        ("hint", None) => Words::Hint,
        ("lesson", None) => Words::Story,
        ("lesson", Some(name)) => Words::Wish(Wish::Lesson(name.to_owned())),
        ("lessons", None) => Words::Wish(Wish::Lessons),
        ("predict", Some(number)) => Words::Predict(number.parse().ok()?),
        ("redo", None) => Words::Wish(Wish::Redo),
        ("reset", None) => Words::Wish(Wish::Reset),
        ("sandbox", None) => Words::Wish(Wish::Sandbox),
        ("solution", None) => Words::Solution,
        ("undo", None) => Words::Wish(Wish::Undo),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_are_about_lessons() {
        assert_eq!(words(" hint "), Some(Words::Hint));
        assert_eq!(words("predict 2"), Some(Words::Predict(2)));
        assert_eq!(words("lesson basics/a"), Some(Words::Wish(Wish::Lesson("basics/a".to_owned()))));
        for line in ["hint me please", "goal.sh", "lesson a b", "predict x", ""] {
            assert_eq!(words(line), None, "{line}");
        }
    }
}
