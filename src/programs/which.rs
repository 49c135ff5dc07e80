//! `which`: where a command is. Shells' own commands are not known to it.

use super::kit::{Next, Options, Tool};
use crate::vfs::path;

const OPTIONS: Options = Options { spec: "a,all s", gnu: "[-as] args", busybox: "[-a] COMMAND..." };

/// Prints paths.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    if opts.rest.is_empty() {
        tool.status = 1;
    }
    let search = tool.process.env("PATH").unwrap_or_default();
    for name in &opts.rest {
        let mut found = false;
        let candidates: Vec<String> = if name.contains('/') {
            vec![name.clone()]
        } else {
            search.split(':').map(|folder| path::join(if folder.is_empty() { "." } else { folder }, name)).collect()
        };
        for candidate in candidates {
            let is_file = tool.process.stat(&candidate).is_ok_and(|stat| stat.node.content().is_some());
            if is_file && tool.process.access(&candidate, 1).is_ok() && (!found || opts.has("a")) {
                tool.line(&candidate);
                found = true;
            }
        }
        if !found {
            tool.status = 1;
        }
    }
    Next::Done
}
