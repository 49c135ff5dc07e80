//! The shells: `bash`, `dash` and BusyBox's `ash` and `sh`. The language is in `shell`.

use super::kit::Tool;
use crate::os::ProgramFuture;
use crate::shell::{self, Flavor};

/// GNU bash.
pub(super) fn bash(tool: Tool) -> ProgramFuture {
    Box::pin(shell::main(tool.process, Flavor::Bash))
}

/// Debian's `/bin/sh`.
pub(super) fn dash(tool: Tool) -> ProgramFuture {
    Box::pin(shell::main(tool.process, Flavor::Dash))
}

/// BusyBox's shell.
pub(super) fn ash(tool: Tool) -> ProgramFuture {
    Box::pin(shell::main(tool.process, Flavor::Ash))
}
