//! `sort`: lines in order. All of the input is held, as in life.

use std::cmp::Ordering;

use super::kit::{Filter, Next, Options, Opts, Tool, Trouble, filter, floats};
use crate::vfs::{Content, Errno};

const OPTIONS: Options = Options {
    spec: "b,ignore-leading-blanks c,check? C d,dictionary-order f,ignore-case g,general-numeric-sort h,human-numeric-sort \
           i,ignore-nonprinting k,key: m,merge M,month-sort n,numeric-sort o,output: r,reverse R,random-sort s,stable \
           t,field-separator: T: u,unique V,version-sort z,zero-terminated S: parallel:",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[-nrugMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...",
};

/// How two texts are compared.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct By {
    kind: Kind,
    blanks: bool,
    dictionary: bool,
    fold: bool,
    reverse: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Bytes,
    Number,
    General,
    Human,
    Month,
    Version,
}

/// A part of the line: from and to (field, character), counted from 1; no end means the line's.
struct Key {
    from: (usize, usize),
    to: Option<(usize, usize)>,
    by: By,
}

struct Sort {
    lines: Vec<Vec<u8>>,
    keys: Vec<Key>,
    by: By,
    separator: Option<u8>,
    unique: bool,
    stable: bool,
    check: bool,
    quiet: bool,
    output: Option<String>,
    shuffle: bool,
    name: String,
}

/// Sorts its inputs.
pub(super) fn main(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let mut by = By::default();
    for (key, _) in &opts.found {
        if let [letter] = key.as_bytes() {
            by.add(*letter);
        }
    }
    let separator = match opts.value("t") {
        None => None,
        Some("\\0") => Some(0),
        Some(text) if text.len() == 1 => text.bytes().next(),
        Some("") => return tool.fail("empty tab"),
        Some(text) => {
            let text = format!("multi-character tab {}", tool.curved(text));
            return tool.fail(&text);
        }
    };
    let mut keys = Vec::new();
    for text in opts.values("k") {
        let Some(key) = Key::parse(text, by) else {
            let text = format!("invalid number at field start: invalid count at start of {}", tool.curved(text));
            return tool.fail(&text);
        };
        keys.push(key);
    }
    let sort = Sort {
        lines: Vec::new(),
        keys,
        by,
        separator,
        unique: opts.has("u"),
        stable: opts.has("s"),
        check: opts.has("c") || opts.has("C"),
        quiet: opts.has("C"),
        output: opts.value("o").map(str::to_owned),
        shuffle: opts.has("R"),
        name: name_of(&opts),
    };
    Next::Filter(Box::new(sort), opts.rest)
}

fn name_of(opts: &Opts) -> String {
    opts.rest.first().cloned().unwrap_or_else(|| "-".to_owned())
}

impl By {
    fn add(&mut self, letter: u8) {
        match letter {
            b'n' => self.kind = Kind::Number,
            b'g' => self.kind = Kind::General,
            b'h' => self.kind = Kind::Human,
            b'M' => self.kind = Kind::Month,
            b'V' => self.kind = Kind::Version,
            b'b' => self.blanks = true,
            b'd' => self.dictionary = true,
            b'f' => self.fold = true,
            b'r' => self.reverse = true,
            _ => {}
        }
    }

    fn compare(self, a: &[u8], b: &[u8]) -> Ordering {
        let float = |text: &[u8]| floats::parse(&String::from_utf8_lossy(text)).0;
        match self.kind {
            Kind::Bytes if self.fold || self.dictionary => {
                let clean = |text: &[u8]| -> Vec<u8> {
                    let kept = text.iter().filter(|c| !self.dictionary || c.is_ascii_alphanumeric() || **c == b' ');
                    kept.map(|c| if self.fold { c.to_ascii_uppercase() } else { *c }).collect()
                };
                clean(a).cmp(&clean(b))
            }
            Kind::Bytes => a.cmp(b),
            Kind::Number | Kind::General => float(a).total_cmp(&float(b)),
            Kind::Human => unit(a).cmp(&unit(b)).then_with(|| float(a).total_cmp(&float(b))),
            Kind::Month => month(a).cmp(&month(b)),
            Kind::Version => by_version(a, b),
        }
    }
}

/// The rank of the unit behind a number: `K` is 1, `M` 2.
fn unit(text: &[u8]) -> usize {
    let end = text.iter().rposition(|byte| !byte.is_ascii_whitespace()).map_or(0, |at| at + 1);
    let digits = text[..end].iter().take_while(|c| c.is_ascii_digit() || b" .-".contains(c)).count();
    let letter = text.get(digits).map(u8::to_ascii_uppercase);
    letter.and_then(|letter| b"KMGTPE".iter().position(|known| *known == letter)).map_or(0, |at| at + 1)
}

fn month(text: &[u8]) -> usize {
    let name: Vec<u8> = text.trim_ascii_start().iter().take(3).map(u8::to_ascii_uppercase).collect();
    let names = b"JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    names.chunks(3).position(|known| known == name).map_or(0, |at| at + 1)
}

impl Key {
    fn parse(text: &str, global: By) -> Option<Self> {
        let (start, end) = text.split_once(',').map_or((text, None), |(start, end)| (start, Some(end)));
        let mut own = By::default();
        let mut place = |text: &str, default: usize| {
            let digits = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
            text[digits..].bytes().for_each(|letter| own.add(letter));
            let (field, character) = text[..digits].split_once('.').unwrap_or((&text[..digits], ""));
            let character = if character.is_empty() { default } else { character.parse().ok()? };
            Some((field.parse::<usize>().ok().filter(|field| *field > 0)?, character))
        };
        let from = place(start, 1)?;
        let to = match end {
            Some(end) => Some(place(end, 0)?),
            None => None,
        };
        Some(Self { from, to, by: if own == By::default() { global } else { own } })
    }

    fn part<'a>(&self, line: &'a [u8], separator: Option<u8>) -> &'a [u8] {
        let fields = fields(line, separator);
        let field = |number: usize| fields.get(number - 1).copied();
        let Some((mut start, limit)) = field(self.from.0) else { return &[] };
        let skip = |mut at: usize, limit: usize| {
            while at < limit && matches!(line[at], b' ' | b'\t') {
                at += 1;
            }
            at
        };
        if self.by.blanks || self.by.kind != Kind::Bytes {
            start = skip(start, limit);
        }
        start = (start + self.from.1.saturating_sub(1)).min(line.len());
        let end = match self.to {
            None => line.len(),
            Some((number, 0)) => field(number).map_or(line.len(), |(_, end)| end),
            Some((number, character)) => field(number).map_or(line.len(), |(from, to)| (from + character).min(to)),
        };
        line.get(start..end).unwrap_or_default()
    }
}

/// The ranges of a line's fields. Without a separator a field begins with the blanks before it.
fn fields(line: &[u8], separator: Option<u8>) -> Vec<(usize, usize)> {
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, byte) in line.iter().enumerate() {
        let blank = |byte: u8| byte == b' ' || byte == b'\t';
        match separator {
            Some(separator) if *byte == separator => {
                found.push((start, at));
                start = at + 1;
            }
            None if blank(*byte) && at > 0 && !blank(line[at - 1]) => {
                found.push((start, at));
                start = at;
            }
            _ => {}
        }
    }
    found.push((start, line.len()));
    found
}

impl Sort {
    fn compare(&self, a: &[u8], b: &[u8]) -> Ordering {
        if self.keys.is_empty() {
            let trim = |text| if self.by.blanks { <[u8]>::trim_ascii_start(text) } else { text };
            let order = self.by.compare(trim(a), trim(b));
            return if self.by.reverse { order.reverse() } else { order };
        }
        for key in &self.keys {
            let order = key.by.compare(key.part(a, self.separator), key.part(b, self.separator));
            if order != Ordering::Equal {
                return if key.by.reverse { order.reverse() } else { order };
            }
        }
        Ordering::Equal
    }

    /// The order when the keys say nothing: the whole line.
    fn full(&self, a: &[u8], b: &[u8]) -> Ordering {
        let last = || if self.by.reverse { b.cmp(a) } else { a.cmp(b) };
        self.compare(a, b).then_with(|| if self.stable || self.unique { Ordering::Equal } else { last() })
    }
}

impl Filter for Sort {
    fn line(&mut self, _tool: &mut Tool, line: &[u8]) -> bool {
        self.lines.push(filter::chomp(line).to_vec());
        true
    }

    fn finish(&mut self, tool: &mut Tool) {
        let mut lines = std::mem::take(&mut self.lines);
        if self.check {
            let wrong = lines.windows(2).position(|pair| {
                let order = self.full(&pair[0], &pair[1]);
                order == Ordering::Greater || self.unique && order == Ordering::Equal
            });
            if let Some(at) = wrong {
                let text = String::from_utf8_lossy(&lines[at + 1]).into_owned();
                if !self.quiet {
                    tool.note(&format!("{}:{}: disorder: {text}", self.name, at + 2));
                }
                tool.status = 1;
            }
            return;
        }
        lines.sort_by(|a, b| self.full(a, b));
        if self.shuffle {
            tool.process.kernel().enter(|state| {
                for at in (1..lines.len()).rev() {
                    let other = (state.rng.next_u64() % (at as u64 + 1)) as usize;
                    lines.swap(at, other);
                }
            });
        }
        if self.unique {
            lines.dedup_by(|a, b| self.compare(a, b) == Ordering::Equal);
        }
        let mut text = lines.join(&b'\n');
        if !lines.is_empty() {
            text.push(b'\n');
        }
        match self.output.take() {
            None => tool.bytes(&text),
            Some(name) => {
                if let Err(error) = tool.process.write_file(&name, Content::from_bytes(text)) {
                    tool.warn(&format!("open failed: {name}: {error}"));
                    tool.status = 2;
                }
            }
        }
    }

    fn failed(&mut self, tool: &mut Tool, name: &str, trouble: Trouble, error: Errno) {
        let prefix = match (tool.busybox, trouble) {
            (true, _) => "",
            (false, Trouble::Open) => "cannot read: ",
            (false, Trouble::Read) => "read failed: ",
        };
        tool.warn(&format!("{prefix}{name}: {error}"));
        tool.status = if tool.busybox { 1 } else { 2 };
        // Nothing is printed after a failure.
        self.check = true;
        self.lines.clear();
    }
}

/// Compares names with numbers in them as `ls -v` and `sort -V` do: digits by value, the rest by bytes.
pub(super) fn by_version(mut a: &[u8], mut b: &[u8]) -> Ordering {
    while !a.is_empty() || !b.is_empty() {
        let text = |part: &[u8]| part.iter().take_while(|byte| !byte.is_ascii_digit()).count();
        let (x, y) = (text(a), text(b));
        let order = a[..x].cmp(&b[..y]);
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (&a[x..], &b[y..]);
        let digits = |part: &[u8]| part.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (x, y) = (digits(a), digits(b));
        let strip = |part: &[u8]| part.iter().position(|byte| *byte != b'0').unwrap_or(part.len());
        let (left, right) = (&a[strip(&a[..x])..x], &b[strip(&b[..y])..y]);
        let order = left.len().cmp(&right.len()).then_with(|| left.cmp(right));
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (&a[x..], &b[y..]);
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn lines_are_sorted() {
        let m = Machine::gnu();
        let sort = |line: &str, input: &str| m.run_with(line, input).out;
        assert_eq!(sort("sort", "b\na\nB\n"), "B\na\nb\n");
        assert_eq!(sort("sort -n", "10\n9\n-1\nx\n"), "-1\nx\n9\n10\n");
        assert_eq!(sort("sort -ru", "a\nb\na\n"), "b\na\n");
        assert_eq!(sort("sort -t: -k2,2n -k1,1r", "a:2\nb:1\nc:2\n"), "b:1\nc:2\na:2\n");
        assert_eq!(sort("sort -h", "1M\n2K\n512\n"), "512\n2K\n1M\n");
        assert_eq!(sort("sort -V", "v1.10\nv1.9\n"), "v1.9\nv1.10\n");
        assert_eq!(sort("sort -k2", "x  1\ny 2\n"), "x  1\ny 2\n");
        assert_eq!(m.bad("sort nope"), ("sort: cannot read: nope: No such file or directory\n".into(), 2));
    }
}
