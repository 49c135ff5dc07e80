//! Why a build stops, before it is told to the client: a message, where it points, and what the failed command left.

use crate::dockerfile::{Failure, Lines};

/// The end of a build that fails.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop {
    /// What follows `failed to solve: `.
    pub(super) message: String,
    /// The lines that the excerpt marks; line 0 for none.
    pub(super) lines: Lines,
    /// The failed step's name.
    pub(super) step: Option<String>,
    /// The exit code of a failed command.
    pub(super) exit_code: Option<i32>,
    /// Whether the images could not be looked up, so that BuildKit did not come to the instructions.
    pub(super) at_images: bool,
}

impl Stop {
    /// A failure that points at lines of the Dockerfile.
    pub(super) fn at(lines: Lines, message: impl Into<String>) -> Self {
        Self { message: message.into(), lines, ..Self::default() }
    }

    /// A failure that points nowhere.
    pub(super) fn plain(message: impl Into<String>) -> Self {
        Self::at(Lines::one(0), message)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::at(failure.lines, failure.message)
    }
}
