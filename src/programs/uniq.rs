//! `uniq`: equal neighbours once.

use super::kit::{Filter, Next, Options, Tool, filter};

const OPTIONS: Options = Options {
    spec: "c,count d,repeated +D u,unique i,ignore-case f,skip-fields: s,skip-chars: w,check-chars: z,zero-terminated",
    gnu: "[OPTION]... [INPUT [OUTPUT]]",
    busybox: "[-cduiz] [-f,s,w N] [FILE [OUTFILE]]",
};

struct Uniq {
    count: bool,
    repeated: bool,
    single: bool,
    all: bool,
    ignore_case: bool,
    fields: usize,
    skip: usize,
    width: usize,
    last: Option<(Vec<u8>, u64)>,
    output: Option<String>,
    text: Vec<u8>,
}

/// Drops repeated lines.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(mut opts) = tool.options(&OPTIONS) else { return Next::Done };
    let number = |key: &str, default: usize| opts.value(key).map_or(Some(default), |text| text.parse().ok());
    let (Some(fields), Some(skip), Some(width)) = (number("f", 0), number("s", 0), number("w", usize::MAX)) else {
        return tool.fail("invalid number of fields or bytes to skip or compare");
    };
    let uniq = Uniq {
        count: opts.has("c"),
        repeated: opts.has("d"),
        single: opts.has("u"),
        all: opts.has("D"),
        ignore_case: opts.has("i"),
        fields,
        skip,
        width,
        last: None,
        output: opts.rest.get(1).cloned(),
        text: Vec::new(),
    };
    opts.rest.truncate(1);
    Next::Filter(Box::new(uniq), opts.rest)
}

impl Uniq {
    fn key(&self, line: &[u8]) -> Vec<u8> {
        let mut rest = line;
        for _ in 0..self.fields {
            let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let word = rest[blanks..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
            rest = &rest[blanks + word..];
        }
        let rest = rest.get(self.skip..).unwrap_or_default();
        let rest = &rest[..rest.len().min(self.width)];
        if self.ignore_case { rest.to_ascii_lowercase() } else { rest.to_vec() }
    }

    fn print(&mut self, line: &[u8], count: u64) {
        let shown = match (self.repeated || self.all, self.single) {
            (true, true) => false,
            (true, false) => count > 1,
            (false, true) => count == 1,
            (false, false) => true,
        };
        if !shown {
            return;
        }
        if self.count {
            self.text.extend_from_slice(format!("{count:7} ").as_bytes());
        }
        for _ in 0..if self.all { count } else { 1 } {
            self.text.extend_from_slice(line);
            self.text.push(b'\n');
        }
    }

    fn deliver(&mut self, tool: &mut Tool) {
        if self.output.is_none() {
            let text = std::mem::take(&mut self.text);
            tool.bytes(&text);
        }
    }
}

impl Filter for Uniq {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        let line = filter::chomp(line).to_vec();
        match self.last.take() {
            Some((last, count)) if self.key(&last) == self.key(&line) => self.last = Some((last, count + 1)),
            last => {
                if let Some((last, count)) = last {
                    self.print(&last, count);
                }
                self.last = Some((line, 1));
            }
        }
        self.deliver(tool);
        true
    }

    fn finish(&mut self, tool: &mut Tool) {
        if let Some((last, count)) = self.last.take() {
            self.print(&last, count);
        }
        self.deliver(tool);
        if let Some(name) = self.output.take() {
            let content = crate::vfs::Content::from_bytes(std::mem::take(&mut self.text));
            if let Err(error) = tool.process.write_file(&name, content) {
                tool.warn(&format!("{name}: {error}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn neighbours_are_joined() {
        let m = Machine::gnu();
        let uniq = |line: &str| m.run_with(line, "a\na\nb\nB\na\n").out;
        assert_eq!(uniq("uniq"), "a\nb\nB\na\n");
        assert_eq!(uniq("uniq -ci"), "      2 a\n      2 b\n      1 a\n");
        assert_eq!((uniq("uniq -d"), uniq("uniq -u")), ("a\n".into(), "b\nB\na\n".into()));
    }
}
