//! `head`: the first lines or bytes of files.

use std::collections::VecDeque;

use super::kit::{Filter, Next, Options, Tool, Trouble, text};
use crate::vfs::Errno;

const OPTIONS: Options = Options {
    spec: "# c,bytes: n,lines: q,quiet,silent v,verbose z,zero-terminated",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[OPTIONS] [FILE]...",
};

struct Head {
    count: u64,
    bytes: bool,
    /// All but the last `count`.
    but_last: bool,
    titles: bool,
    first: bool,
    left: u64,
    held: VecDeque<Vec<u8>>,
}

/// Prints the beginning of files.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let bytes = opts.last_of(&["c", "n", "#"]) == "c";
    let wanted = opts.found.iter().rev().find(|(key, _)| matches!(*key, "c" | "n" | "#"));
    let wanted = wanted.map_or("10", |(_, value)| value.as_str());
    let (but_last, digits) = wanted.strip_prefix('-').map_or((false, wanted), |digits| (true, digits));
    let Some(count) = text::sized_number(digits) else {
        let what = if bytes { "bytes" } else { "lines" };
        let text = format!("invalid number of {what}: {}", tool.curved(wanted));
        return tool.fail(&if tool.busybox { format!("invalid number '{wanted}'") } else { text });
    };
    let titles = match opts.last_of(&["q", "v"]) {
        "q" => false,
        "v" => true,
        _ => opts.rest.len() > 1,
    };
    let head = Head { count, bytes, but_last, titles, first: true, left: 0, held: VecDeque::new() };
    Next::Filter(Box::new(head), opts.rest)
}

impl Filter for Head {
    fn begin(&mut self, tool: &mut Tool, name: &str) {
        self.left = self.count;
        self.held.clear();
        if self.titles {
            title(tool, name, std::mem::replace(&mut self.first, false));
        }
    }

    fn takes_bytes(&self) -> bool {
        self.bytes
    }

    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        if self.but_last {
            let parts: Vec<&[u8]> = if self.bytes { line.chunks(1).collect() } else { vec![line] };
            for part in parts {
                self.held.push_back(part.to_vec());
                if self.held.len() as u64 > self.count {
                    let first = self.held.pop_front().unwrap_or_default();
                    tool.bytes(&first);
                }
            }
            return true;
        }
        let taken = if self.bytes { (line.len() as u64).min(self.left) } else { 1.min(self.left) };
        let shown = if self.bytes { taken as usize } else { line.len() * taken as usize };
        tool.bytes(&line[..shown]);
        self.left -= taken;
        self.left > 0
    }

    fn failed(&mut self, tool: &mut Tool, name: &str, trouble: Trouble, error: Errno) {
        cannot_read(tool, name, trouble, error);
    }
}

/// The line above a file's part when there are several.
pub(super) fn title(tool: &mut Tool, name: &str, first: bool) {
    let name = if name == "-" { "standard input" } else { name };
    tool.out(&format!("{}==> {name} <==\n", if first { "" } else { "\n" }));
}

/// The words of head and tail for a file that cannot be read.
pub(super) fn cannot_read(tool: &mut Tool, name: &str, trouble: Trouble, error: Errno) {
    let quoted = tool.quoted(name);
    let text = match (tool.busybox, trouble) {
        (true, Trouble::Open) if tool.name == "tail" => format!("can't open {quoted}: {error}"),
        (true, _) => format!("{name}: {error}"),
        (false, Trouble::Open) => format!("cannot open {quoted} for reading: {error}"),
        (false, Trouble::Read) => format!("error reading {quoted}: {error}"),
    };
    tool.warn(&text);
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn beginnings() {
        let m = Machine::gnu().file("a", "1\n2\n3\n").file("b", "x\n");
        assert_eq!(m.ok("head -n 2 a"), "1\n2\n");
        assert_eq!(m.ok("head -1 a b"), "==> a <==\n1\n\n==> b <==\nx\n");
        assert_eq!((m.ok("head -c 3 a"), m.ok("head -n -1 a")), ("1\n2".into(), "1\n2\n".into()));
        assert_eq!(m.bad("head -n x a").0, "head: invalid number of lines: 'x'\n");
        assert_eq!(m.bad("head nope").0, "head: cannot open 'nope' for reading: No such file or directory\n");
    }
}
