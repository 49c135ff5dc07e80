//! `pwd`: the current directory.

use super::kit::{Next, Options, Tool};

const OPTIONS: Options = Options { spec: "L,logical P,physical", gnu: "[OPTION]...", busybox: "" };

/// Prints it.
pub(super) fn main(tool: &mut Tool) -> Next {
    if tool.options(&OPTIONS).is_none() {
        return Next::Done;
    }
    let cwd = tool.process.cwd();
    tool.line(&cwd);
    Next::Done
}
