//! `tee`: copies standard input to files and on.

use super::kit::{Filter, Next, Options, Tool};
use crate::os::OpenFlags;

const OPTIONS: Options =
    Options { spec: "a,append i,ignore-interrupts p", gnu: "[OPTION]... [FILE]...", busybox: "[-ai] [FILE]..." };

struct Tee {
    files: Vec<u32>,
}

/// Copies its input.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let flags = if opts.has("a") { OpenFlags::APPEND } else { OpenFlags::WRITE };
    let mut files = Vec::new();
    for name in opts.rest {
        match tool.process.open(&name, flags) {
            Ok(fd) => files.push(fd),
            Err(error) => tool.warn(&format!("{name}: {error}")),
        }
    }
    Next::Filter(Box::new(Tee { files }), Vec::new())
}

impl Filter for Tee {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        tool.bytes(line);
        for fd in &self.files {
            tool.print(*fd, line);
        }
        true
    }
}
