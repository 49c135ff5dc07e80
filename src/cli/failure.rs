//! Why a docker command fails: what it prints on standard error and its exit code. The daemon's own words come from
//! [`ApiError`]; this adds what the client puts before them.

use crate::engine::api::ApiError;

/// The end of a command that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What is printed on standard error, without a newline at its end; nothing when empty.
    pub(crate) text: String,
    /// The exit code.
    pub(crate) code: u8,
}

/// How a command ends.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// The exit code of bad flags and of `docker run` that could not start its container.
pub(crate) const USAGE: u8 = 125;

impl Failure {
    /// A text and an exit code.
    pub(crate) fn new(text: impl Into<String>, code: u8) -> Self {
        Self { text: text.into(), code }
    }

    /// An exit code without a word.
    pub(crate) fn silent(code: u8) -> Self {
        Self { text: String::new(), code }
    }

    /// The same failure with `prefix` before its text.
    pub(crate) fn after(self, prefix: &str) -> Self {
        Self { text: format!("{prefix}{}", self.text), code: self.code }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::new(daemon_text(&error), 1)
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self { text, code: 1 }
    }
}

impl From<&str> for Failure {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), code: 1 }
    }
}

/// A refusal as the client prints it. What the model says of its own limits is no answer of a daemon.
pub(crate) fn daemon_text(error: &ApiError) -> String {
    let lead = if error.message.starts_with("drydock: ") { "" } else { "Error response from daemon: " };
    format!("{lead}{}", error.message)
}

/// The text of several failures, one a line, as Go's `errors.Join` gives it.
pub(crate) fn join(texts: &[String]) -> Outcome {
    if texts.is_empty() { Ok(()) } else { Err(Failure::new(texts.join("\n"), 1)) }
}
