//! What commands print that do one thing with several objects: the names that it worked for, then what went wrong.

use crate::engine::api::ApiResult;

use super::context::Cli;
use super::failure::{Outcome, daemon_text, join};

/// Prints the arguments whose answer is success; the failures come last.
pub(crate) async fn names(cli: &Cli, answers: Vec<ApiResult<()>>) -> Outcome {
    let mut errors = Vec::new();
    for (name, answer) in cli.args().iter().zip(answers) {
        match answer {
            Ok(()) => cli.line(name).await,
            Err(error) => errors.push(daemon_text(&error)),
        }
    }
    join(&errors)
}
