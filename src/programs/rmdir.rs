//! `rmdir`: removes empty directories.

use super::kit::{Next, Options, Tool};
use crate::vfs::{Errno, path};

const OPTIONS: Options = Options {
    spec: "p,parents v,verbose ignore-fail-on-non-empty",
    gnu: "[OPTION]... DIRECTORY...",
    busybox: "[-p] DIRECTORY...",
};

/// Removes them.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    if opts.rest.is_empty() {
        return tool.usage_error("missing operand", &OPTIONS);
    }
    for name in &opts.rest {
        let mut at = name.as_str();
        loop {
            if opts.has("v") {
                let text = format!("{}: removing directory, {}", tool.name, tool.quoted(at));
                tool.line(&text);
            }
            match tool.process.rmdir(at) {
                Ok(()) => {}
                Err(Errno::NotEmpty) if opts.has("ignore-fail-on-non-empty") => break,
                Err(error) => {
                    let what = if tool.busybox { "" } else { "failed to remove " };
                    let text = format!("{what}{}: {error}", tool.quoted(at));
                    tool.warn(&text);
                    break;
                }
            }
            at = path::dir_name(at);
            if !opts.has("p") || matches!(at, "." | "/") {
                break;
            }
        }
    }
    Next::Done
}
