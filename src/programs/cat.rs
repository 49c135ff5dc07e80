//! `cat`: files one after the other.

use super::kit::{Filter, Next, Options, Tool, filter};

const OPTIONS: Options = Options {
    spec: "A,show-all b,number-nonblank e E,show-ends n,number s,squeeze-blank t T,show-tabs u v,show-nonprinting",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-nbvteA] [FILE]...",
};

#[derive(Default)]
struct Cat {
    number: bool,
    number_full: bool,
    squeeze: bool,
    ends: bool,
    tabs: bool,
    visible: bool,
    count: u32,
    /// The last line had no newline, so the next goes on in it.
    open: bool,
    blank: bool,
}

/// Prints its inputs.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let any = |keys: &[&str]| keys.iter().any(|key| opts.has(key));
    let cat = Cat {
        number: any(&["n"]),
        number_full: any(&["b"]),
        squeeze: any(&["s"]),
        ends: any(&["E", "e", "A"]),
        tabs: any(&["T", "t", "A"]),
        visible: any(&["v", "e", "t", "A"]),
        ..Cat::default()
    };
    Next::Filter(Box::new(cat), opts.rest)
}

impl Filter for Cat {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        let text = filter::chomp(line);
        let blank = text.is_empty() && !self.open;
        if blank && std::mem::replace(&mut self.blank, blank) && self.squeeze {
            return true;
        }
        self.blank = blank;
        let full = !text.is_empty();
        if !self.open && (self.number && !self.number_full || self.number_full && full) {
            self.count += 1;
            let number = format!("{:6}\t", self.count);
            tool.out(&number);
        }
        for &byte in text {
            match byte {
                b'\t' if self.tabs => tool.out("^I"),
                b'\t' => tool.out("\t"),
                _ if self.visible => {
                    let mut shown = String::new();
                    if byte >= 128 {
                        shown.push_str("M-");
                    }
                    match byte & 127 {
                        127 => shown.push_str("^?"),
                        low @ ..32 => shown.extend(['^', char::from(low + 64)]),
                        low => shown.push(char::from(low)),
                    }
                    tool.out(&shown);
                }
                _ => tool.bytes(&[byte]),
            }
        }
        self.open = text.len() == line.len();
        if !self.open {
            tool.out(if self.ends { "$\n" } else { "\n" });
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn files_are_joined_and_failures_named() {
        let gnu = Machine::gnu().file("a", "one\n\n\ntwo").file("b", "three\n");
        assert_eq!(gnu.ok("cat a b"), "one\n\n\ntwothree\n");
        assert_eq!(gnu.ok("cat -sn a"), "     1\tone\n     2\t\n     3\ttwo");
        assert_eq!(gnu.run_with("cat -A", "x\ty\u{1}\n").out, "x^Iy^A$\n");
        assert_eq!(gnu.bad("cat nope"), ("cat: nope: No such file or directory\n".into(), 1));
        assert_eq!(gnu.bad("cat /work"), ("cat: /work: Is a directory\n".into(), 1));
        let busybox = Machine::busybox();
        assert_eq!(busybox.bad("cat nope"), ("cat: can't open 'nope': No such file or directory\n".into(), 1));
    }
}
