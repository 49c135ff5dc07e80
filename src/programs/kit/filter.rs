//! Programs that pass lines through: the one loop that reads their inputs. A filter is a plain object that sees lines; it
//! never waits.

use crate::vfs::Errno;

use super::tool::Tool;

/// Where an input failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It could not be opened.
    Open,
    /// It could not be read, for example a directory.
    Read,
}

/// A program's treatment of lines.
pub(crate) trait Filter {
    /// An input begins; standard input is `-`.
    fn begin(&mut self, _tool: &mut Tool, _name: &str) {}

    /// Whether the input's bytes are wanted as they come instead of lines.
    fn takes_bytes(&self) -> bool {
        false
    }

    /// One line with its newline, which only the last may lack. False when no more of this input is wanted.
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool;

    /// An input ended.
    fn end(&mut self, _tool: &mut Tool, _name: &str) {}

    /// All inputs ended.
    fn finish(&mut self, _tool: &mut Tool) {}

    /// An input failed.
    fn failed(&mut self, tool: &mut Tool, name: &str, trouble: Trouble, error: Errno) {
        let text = match (tool.busybox, trouble) {
            (true, Trouble::Open) => format!("can't open '{name}': {error}"),
            (true, Trouble::Read) => format!("read error: {error}"),
            (false, _) => format!("{name}: {error}"),
        };
        tool.warn(&text);
    }

    /// Whether the rest of the inputs is of no interest.
    fn is_done(&self) -> bool {
        false
    }
}

/// The longest line that is held, in bytes: what never ends, such as `/dev/zero`, uses up the memory in life too.
const LONGEST: usize = 16 << 20;

/// How much is read at once, in bytes.
const CHUNK: usize = 65_536;

/// Runs all inputs through a filter.
pub(crate) async fn run(tool: &mut Tool, filter: &mut dyn Filter, inputs: &[String]) {
    let standard = ["-".to_owned()];
    let inputs = if inputs.is_empty() { &standard[..] } else { inputs };
    for name in inputs {
        if filter.is_done() {
            break;
        }
        pass(tool, filter, name).await;
        tool.flush().await;
        if tool.full {
            return;
        }
    }
    filter.finish(tool);
}

async fn pass(tool: &mut Tool, filter: &mut dyn Filter, name: &str) {
    let opened = if name == "-" { Ok(0) } else { tool.process.open(name, crate::os::OpenFlags::READ) };
    let fd = match opened {
        Ok(fd) => fd,
        Err(error) => return filter.failed(tool, name, Trouble::Open, error),
    };
    let (mut begun, mut rest) = (false, Vec::new());
    loop {
        let part = match tool.process.read(fd, CHUNK).await {
            Ok(part) => part,
            Err(error) => {
                filter.failed(tool, name, Trouble::Read, error);
                break;
            }
        };
        if !std::mem::replace(&mut begun, true) {
            filter.begin(tool, name);
        }
        let ended = part.is_empty();
        let mut wanted = true;
        let mut start = 0;
        if filter.takes_bytes() {
            wanted = part.is_empty() || filter.line(tool, &part);
        } else {
            // What was there before has no newline.
            let mut from = rest.len();
            rest.extend(part);
            while wanted && let Some(len) = rest[from..].iter().position(|byte| *byte == b'\n') {
                wanted = filter.line(tool, &rest[start..=from + len]);
                start = from + len + 1;
                from = start;
            }
        }
        if rest.len() - start > LONGEST {
            filter.failed(tool, name, Trouble::Read, Errno::NoMem);
            break;
        }
        rest.drain(..start);
        if ended && wanted && !rest.is_empty() {
            filter.line(tool, &rest);
        }
        if ended || !wanted {
            filter.end(tool, name);
            break;
        }
        tool.flush().await;
        if tool.full {
            break;
        }
    }
    if fd != 0 {
        tool.process.close(fd);
    }
}

/// A line without its newline.
pub(crate) fn chomp(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}
