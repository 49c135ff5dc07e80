//! `true` and `false`.

use super::kit::{Next, Tool};

/// Succeeds.
pub(super) fn yes(_tool: &mut Tool) -> Next {
    Next::Done
}

/// Fails.
pub(super) fn no(tool: &mut Tool) -> Next {
    tool.status = 1;
    Next::Done
}
