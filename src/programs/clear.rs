//! `clear`, `reset` and `tty`: the terminal.

use super::kit::{Next, Tool};

/// Clears the screen.
pub(super) fn main(tool: &mut Tool) -> Next {
    if tool.process.env("TERM").is_none_or(|term| term.is_empty()) && !tool.busybox {
        return tool.fail_plain("TERM environment variable not set.\n");
    }
    tool.out(if tool.busybox { "\u{1b}[H\u{1b}[J" } else { "\u{1b}[H\u{1b}[2J\u{1b}[3J" });
    Next::Done
}

/// Resets the terminal.
pub(super) fn reset(tool: &mut Tool) -> Next {
    tool.out("\u{1b}c");
    Next::Done
}

/// Names the terminal on standard input.
pub(super) fn tty(tool: &mut Tool) -> Next {
    let silent = tool.args.iter().any(|arg| matches!(arg.as_str(), "-s" | "--silent" | "--quiet"));
    let on_tty = tool.process.is_tty(0);
    tool.status = u8::from(!on_tty);
    if !silent {
        tool.line(if on_tty { "/dev/pts/0" } else { "not a tty" });
    }
    Next::Done
}
