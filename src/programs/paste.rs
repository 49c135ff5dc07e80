//! `paste` and `fold`: lines side by side, and lines cut to a width.

use super::kit::{Filter, Next, Options, Tool, filter};

const PASTE: Options = Options {
    spec: "d,delimiters: s,serial z,zero-terminated",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-s] [-d DELIMS] [FILE]...",
};
const FOLD: Options =
    Options { spec: "w,width: s,spaces b,bytes", gnu: "[OPTION]... [FILE]...", busybox: "[-bs] [-w WIDTH] [FILE]..." };

/// The lines of all inputs, put together at the end.
struct Paste {
    inputs: Vec<Vec<String>>,
    delimiters: Vec<char>,
    serial: bool,
}

/// Joins lines of several files, or all lines of each.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(mut opts) = tool.options(&PASTE) else { return Next::Done };
    let (text, _) = super::printf::unescape(opts.value("d").unwrap_or("\t"), false);
    let delimiters = String::from_utf8_lossy(&text).chars().collect();
    // Several `-` share standard input line by line.
    let shared = opts.rest.len() > 1 && opts.rest.iter().all(|name| name == "-");
    let columns = if shared { opts.rest.len() } else { 0 };
    if shared {
        opts.rest.truncate(1);
        return Next::Filter(Box::new(Columns { count: columns, row: Vec::new(), delimiters }), opts.rest);
    }
    Next::Filter(Box::new(Paste { inputs: Vec::new(), delimiters, serial: opts.has("s") }), opts.rest)
}

fn joined(parts: &[String], delimiters: &[char]) -> String {
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.extend(delimiters.get((at - 1) % delimiters.len().max(1)));
        }
        out.push_str(part);
    }
    out
}

impl Filter for Paste {
    fn begin(&mut self, _tool: &mut Tool, _name: &str) {
        self.inputs.push(Vec::new());
    }

    fn line(&mut self, _tool: &mut Tool, line: &[u8]) -> bool {
        if let Some(input) = self.inputs.last_mut() {
            input.push(String::from_utf8_lossy(filter::chomp(line)).into_owned());
        }
        true
    }

    fn finish(&mut self, tool: &mut Tool) {
        if self.serial {
            for input in &self.inputs {
                tool.line(&joined(input, &self.delimiters));
            }
            return;
        }
        let rows = self.inputs.iter().map(Vec::len).max().unwrap_or(0);
        for row in 0..rows {
            let parts: Vec<String> =
                self.inputs.iter().map(|input| input.get(row).cloned().unwrap_or_default()).collect();
            tool.line(&joined(&parts, &self.delimiters));
        }
    }
}

/// So many lines of one input make a row.
struct Columns {
    count: usize,
    row: Vec<String>,
    delimiters: Vec<char>,
}

impl Filter for Columns {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        self.row.push(String::from_utf8_lossy(filter::chomp(line)).into_owned());
        if self.row.len() == self.count {
            tool.line(&joined(&std::mem::take(&mut self.row), &self.delimiters));
        }
        true
    }

    fn finish(&mut self, tool: &mut Tool) {
        if !self.row.is_empty() {
            self.row.resize(self.count, String::new());
            tool.line(&joined(&self.row, &self.delimiters));
        }
    }
}

struct Fold {
    width: usize,
    at_blanks: bool,
}

/// Cuts lines to a width.
pub(super) fn fold(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&FOLD) else { return Next::Done };
    let width = opts.value("w").unwrap_or("80");
    let Some(width) = width.parse().ok().filter(|width| *width > 0) else {
        let text = format!("invalid number of columns: {}", tool.curved(width));
        return tool.fail(&text);
    };
    Next::Filter(Box::new(Fold { width, at_blanks: opts.has("s") }), opts.rest)
}

impl Filter for Fold {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        let text = String::from_utf8_lossy(line).into_owned();
        let mut rest: Vec<char> = text.trim_end_matches('\n').chars().collect();
        while rest.len() > self.width {
            let blank = rest[..self.width].iter().rposition(|c| *c == ' ').filter(|_| self.at_blanks);
            let part: String = rest.drain(..blank.map_or(self.width, |at| at + 1)).collect();
            tool.line(&part);
        }
        let end = if text.ends_with('\n') { "\n" } else { "" };
        tool.out(&(rest.into_iter().collect::<String>() + end));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn lines_are_joined_and_cut() {
        let m = Machine::gnu().file("a", "1\n2\n").file("b", "x\n");
        assert_eq!((m.ok("paste a b"), m.ok("paste -sd+ a")), ("1\tx\n2\t\n".into(), "1+2\n".into()));
        assert_eq!(m.run_with("paste -d, - -", "1\n2\n3\n").out, "1,2\n3,\n");
        assert_eq!(m.run_with("fold -w 3", "abcdefg\n").out, "abc\ndef\ng\n");
    }
}
