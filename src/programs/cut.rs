//! `cut`: parts of lines.

use super::kit::{Filter, Next, Options, Tool, filter};

const OPTIONS: Options = Options {
    spec: "b,bytes: c,characters: d,delimiter: f,fields: n s,only-delimited complement output-delimiter: z,zero-terminated",
    gnu: "OPTION... [FILE]...",
    busybox: "[OPTIONS] [FILE]...",
};

struct Cut {
    /// From and to, counted from 1.
    ranges: Vec<(usize, usize)>,
    complement: bool,
    delimiter: Option<char>,
    joiner: String,
    only: bool,
}

/// Cuts lines.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let kind = opts.last_of(&["b", "c", "f"]);
    if kind.is_empty() {
        if tool.busybox {
            return tool.fail("expected a list of bytes, characters, or fields");
        }
        return tool.usage_error("you must specify a list of bytes, characters, or fields", &OPTIONS);
    }
    let delimiter = opts.value("d").unwrap_or("\t");
    if delimiter.chars().count() > 1 {
        return tool.usage_error("the delimiter must be a single character", &OPTIONS);
    }
    if opts.has("d") && kind != "f" {
        let text = "an input delimiter may be specified only when operating on fields";
        return tool.usage_error(text, &OPTIONS);
    }
    let list = opts.value(kind).unwrap_or_default();
    let ranges = match ranges(list) {
        Ok(ranges) => ranges,
        Err(zero) => {
            let text = match (zero, kind) {
                (true, "f") => "fields are numbered from 1",
                (true, _) => "byte/character positions are numbered from 1",
                (false, "f") => "invalid field value",
                (false, _) => "invalid byte/character position",
            };
            let quoted = tool.curved(list);
            let text = if zero { text.to_owned() } else { format!("{text} {quoted}") };
            return tool.usage_error(&text, &OPTIONS);
        }
    };
    let joiner = opts.value("output-delimiter").map(str::to_owned);
    let cut = Cut {
        ranges,
        complement: opts.has("complement"),
        delimiter: (kind == "f").then(|| delimiter.chars().next().unwrap_or('\0')),
        joiner: joiner.unwrap_or_else(|| if kind == "f" { delimiter.to_owned() } else { String::new() }),
        only: opts.has("s"),
    };
    Next::Filter(Box::new(cut), opts.rest)
}

/// Reads `1,3-5,7-,-2`; the error says whether a number is zero.
fn ranges(list: &str) -> Result<Vec<(usize, usize)>, bool> {
    let range = |part: &str| {
        let number =
            |text: &str, default: usize| if text.is_empty() { Ok(default) } else { text.parse().map_err(|_| false) };
        let (from, to) = match part.split_once('-') {
            Some(("", "")) => return Err(false),
            Some((from, to)) => (number(from, 1)?, number(to, usize::MAX)?),
            None => (number(part, 0)?, number(part, 0)?),
        };
        if from == 0 { Err(true) } else { Ok((from, to)) }
    };
    list.split([',', ' ']).map(range).collect()
}

impl Cut {
    fn wants(&self, number: usize) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&number)) != self.complement
    }
}

impl Filter for Cut {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        let text = String::from_utf8_lossy(filter::chomp(line)).into_owned();
        let numbered = |parts: Vec<String>| -> Vec<String> {
            parts.into_iter().enumerate().filter(|(at, _)| self.wants(at + 1)).map(|(_, part)| part).collect()
        };
        let parts = match self.delimiter {
            Some(delimiter) if !text.contains(delimiter) => {
                if !self.only {
                    tool.line(&text);
                }
                return true;
            }
            Some(delimiter) => numbered(text.split(delimiter).map(str::to_owned).collect()),
            None => numbered(text.chars().map(String::from).collect()),
        };
        tool.line(&parts.join(&self.joiner));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn parts_are_cut() {
        let m = Machine::gnu();
        let cut = |line: &str| m.run_with(line, "a:b:c\nnone\n").out;
        assert_eq!(cut("cut -d: -f2"), "b\nnone\n");
        assert_eq!(cut("cut -d: -f2- -s"), "b:c\n");
        assert_eq!(cut("cut -c1-2"), "a:\nno\n");
        assert_eq!(cut("cut -d: -f1,3 --output-delimiter=-"), "a-c\nnone\n");
        assert!(m.bad("cut -f0 x").0.starts_with("cut: fields are numbered from 1\nTry "));
        assert!(m.bad("cut x").0.starts_with("cut: you must specify a list of bytes, characters, or fields\n"));
    }
}
