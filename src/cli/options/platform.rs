//! `--platform`: checked, and otherwise for the engine to obey.

use crate::base::Platform;
use crate::cli::failure::{Failure, Outcome};

/// Checks a platform if one was given; `lead` is what the command says before the error.
pub(crate) fn check(text: &str, lead: &str) -> Outcome {
    if text.is_empty() {
        return Ok(());
    }
    match Platform::parse(text) {
        Ok(_) => Ok(()),
        Err(why) => Err(Failure::from(format!("{lead}{why}"))),
    }
}
