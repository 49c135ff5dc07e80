//! `wc`: counts lines, words and bytes.

use super::kit::{Filter, Next, Options, Tool, text};
use crate::vfs::Kind;

const OPTIONS: Options = Options {
    spec: "c,bytes m,chars l,lines w,words L,max-line-length +total: +files0-from:",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-cmlwL] [FILE]...",
};

/// Lines, words, characters, bytes, longest line.
type Counts = [u64; 5];

struct Count {
    shown: [bool; 5],
    width: usize,
    now: Counts,
    total: Counts,
    files: usize,
    named: bool,
    operands: usize,
}

/// Counts its inputs.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let mut shown = ["l", "w", "m", "c", "L"].map(|key| opts.has(key));
    if shown == [false; 5] {
        shown = [true, true, false, true, false];
    }
    let alone = shown.iter().filter(|shown| **shown).count() == 1;
    let count = Count {
        shown,
        width: width(tool, &opts.rest, alone),
        now: [0; 5],
        total: [0; 5],
        files: 0,
        named: !opts.rest.is_empty(),
        operands: opts.rest.len(),
    };
    Next::Filter(Box::new(count), opts.rest)
}

/// How wide the columns are: for files as wide as their sizes' sum, at least 7 with an input of unknown size.
fn width(tool: &Tool, names: &[String], alone: bool) -> usize {
    if tool.busybox {
        return if alone && names.len() < 2 { 1 } else { 9 };
    }
    if alone && names.len() <= 1 {
        return 1;
    }
    let (mut least, mut sum) = (if names.is_empty() { 7 } else { 1 }, 0);
    for name in names {
        match tool.process.stat(name).map(|stat| stat.node) {
            Ok(node) if matches!(node.kind, Kind::File(_)) => sum += node.size(),
            Ok(_) => least = 7,
            Err(_) => {}
        }
    }
    if names.len() == 1 && alone { 1 } else { sum.to_string().len().max(least) }
}

impl Count {
    fn print(&self, tool: &mut Tool, counts: Counts, name: Option<&str>) {
        let cells = counts.iter().zip(self.shown).filter(|(_, shown)| *shown);
        let cells: Vec<String> = cells.map(|(count, _)| format!("{count:>0$}", self.width)).collect();
        let mut line = cells.join(" ");
        if let Some(name) = name {
            line.push(' ');
            line.push_str(name);
        }
        tool.line(&line);
    }
}

impl Filter for Count {
    fn begin(&mut self, _tool: &mut Tool, _name: &str) {
        self.now = [0; 5];
    }

    fn line(&mut self, _tool: &mut Tool, line: &[u8]) -> bool {
        let ended = line.ends_with(b"\n");
        let shown = String::from_utf8_lossy(line);
        let words = shown.split_whitespace().count() as u64;
        let add = [u64::from(ended), words, shown.chars().count() as u64, line.len() as u64, 0];
        for (sum, more) in self.now.iter_mut().zip(add) {
            *sum += more;
        }
        self.now[4] = self.now[4].max(text::width(shown.trim_end_matches('\n')) as u64);
        true
    }

    fn end(&mut self, tool: &mut Tool, name: &str) {
        // A declared file has more bytes than can be read.
        if name != "-"
            && let Ok(stat) = tool.process.stat(name)
            && matches!(stat.node.kind, Kind::File(_))
        {
            self.now[3] = stat.node.size();
        }
        self.print(tool, self.now, Some(name).filter(|_| self.named));
        for (at, count) in self.now.into_iter().enumerate() {
            self.total[at] = if at == 4 { self.total[at].max(count) } else { self.total[at] + count };
        }
        self.files += 1;
    }

    fn finish(&mut self, tool: &mut Tool) {
        if self.operands > 1 {
            self.print(tool, self.total, Some("total"));
        }
    }

    fn failed(&mut self, tool: &mut Tool, name: &str, trouble: super::kit::Trouble, error: crate::vfs::Errno) {
        tool.warn(&format!("{name}: {error}"));
        if trouble == super::kit::Trouble::Read {
            self.print(tool, [0; 5], Some(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn counts() {
        let m = Machine::gnu().file("a", "hello\n").file("b", "one two\nx");
        assert_eq!(m.ok("wc a"), "1 1 6 a\n");
        assert_eq!(m.ok("wc a b"), " 1  1  6 a\n 1  3  9 b\n 2  4 15 total\n");
        assert_eq!(m.ok("wc -l a"), "1 a\n");
        assert_eq!(m.run_with("wc -l", "a\nb\n").out, "2\n");
        assert_eq!(m.run_with("wc", "a\n").out, "      1       1       2\n");
        let b = Machine::busybox().file("a", "hello\n");
        assert_eq!(b.ok("wc a"), "        1         1         6 a\n");
        assert_eq!(b.ok("wc -l a"), "1 a\n");
    }
}
