//! What follows the steps: the checks' warnings, and the error with its excerpt.

use std::fmt::Write as _;

use crate::build::event::BuildFailure;
use crate::dockerfile::Diagnostic;
use crate::dockerfile::checks::rule_url;

/// The warnings as a build prints them at its end; empty when there are none. `debug` expands them. BuildKit colours their
/// head even where there is no terminal; here that is `color`.
pub fn warnings(found: &[Diagnostic], debug: bool, color: bool) -> String {
    if found.is_empty() {
        return String::new();
    }
    let number = if found.len() == 1 { "1 warning".to_owned() } else { format!("{} warnings", found.len()) };
    let hint = if debug { "" } else { " (use docker --debug to expand)" };
    let (yellow, reset) = if color { ("\u{1b}[33m", "\u{1b}[0m") } else { ("", "") };
    let mut out = format!("\n {yellow}{number} found{hint}:\n{reset}");
    for warning in found {
        // Writing to a String cannot fail.
        let _ = writeln!(out, " - {}", warning.short());
        if debug {
            let _ = writeln!(out, "{}", warning.detail);
            if let Some(url) = rule_url(warning.rule) {
                let _ = writeln!(out, "More info: {url}");
            }
            out.push('\n');
        }
    }
    out
}

/// The excerpt and the error's line.
pub fn failure(failure: &BuildFailure) -> String {
    format!("{}ERROR: failed to build: failed to solve: {}\n", failure.picture, failure.message)
}
