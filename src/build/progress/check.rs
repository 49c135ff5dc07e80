//! What `docker build --check` prints on standard output.

use std::fmt::Write as _;

use crate::base::order;
use crate::build::event::BuildFailure;
use crate::build::options::BuildOptions;
use crate::dockerfile::checks::rule_url;
use crate::dockerfile::{Diagnostic, error_picture};

/// The result of a check: the warnings in the order of their lines, each with an excerpt. The exit code is 1 when there
/// are any.
pub fn check_result(options: &BuildOptions, found: &[Diagnostic]) -> String {
    if found.is_empty() {
        return "Check complete, no warnings found.\n".to_owned();
    }
    let count = if found.len() == 1 {
        "1 warning has been found!".to_owned()
    } else {
        format!("{} warnings have been found!", found.len())
    };
    let mut out = format!("Check complete, {count}\n");
    let mut sorted: Vec<&Diagnostic> = found.iter().collect();
    order::sort_by_key(&mut sorted, |warning| warning.lines.first);
    let source = options.dockerfile.as_deref().unwrap_or_default();
    for warning in sorted {
        // Writing to a String cannot fail.
        let url = rule_url(warning.rule).map(|url| format!(" - {url}")).unwrap_or_default();
        let _ = writeln!(out, "\nWARNING: {}{url}\n{}", warning.rule, warning.message);
        out.push_str(&error_picture(&options.dockerfile_name, source, warning.lines));
    }
    out
}

/// The error of a check that could not be made, for standard error.
pub fn check_failure(failure: &BuildFailure) -> String {
    format!("ERROR: {}\n{}\n", failure.message, failure.picture)
}
