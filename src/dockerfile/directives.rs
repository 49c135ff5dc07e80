//! Parser directives: the `# syntax=`, `# escape=` and `# check=` comments at the top of a file.

use super::tree::Lines;
use serde_json::Value;

/// One directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// `syntax`, `escape` or `check`.
    pub name: &'static str,
    /// The text after `=`, trimmed.
    pub value: String,
    /// The line it is on.
    pub line: u32,
}

/// Reads directives line by line; the first line that is none ends them for good.
#[derive(Clone, Debug)]
pub(super) struct DirectiveReader {
    line: u32,
    prefix: &'static str,
    seen: Vec<&'static str>,
    done: bool,
}

impl DirectiveReader {
    /// A reader of comments that begin with `prefix`, starting after `line` lines.
    pub(super) fn new(prefix: &'static str, line: u32) -> Self {
        Self { line, prefix, seen: Vec::new(), done: false }
    }

    /// The directive on the next line, if it is one. A second directive of the same name is an error.
    pub(super) fn read(&mut self, line: &str) -> Result<Option<Directive>, String> {
        self.line += 1;
        if self.done {
            return Ok(None);
        }
        let Some((name, value)) = line.strip_prefix(self.prefix).and_then(|rest| name_and_value(rest.trim_start()))
        else {
            self.done = true;
            return Ok(None);
        };
        if self.seen.contains(&name) {
            return Err(format!("only one {name} parser directive can be used"));
        }
        self.seen.push(name);
        Ok(Some(Directive { name, value, line: self.line }))
    }

    /// The directives at the top of a text; those after a repeated one are not read.
    fn read_all(mut self, text: &str) -> Vec<Directive> {
        let mut found = Vec::new();
        for line in text.lines() {
            match self.read(line) {
                Ok(Some(directive)) => found.push(directive),
                Ok(None) if !self.done => {}
                Ok(None) | Err(_) => break,
            }
        }
        found
    }
}

/// `name = value` with one of the three names in any case; the value is not empty.
fn name_and_value(text: &str) -> Option<(&'static str, String)> {
    let (name, value) = text.split_once('=')?;
    let name = name.trim_end_matches(is_space);
    let known = ["check", "escape", "syntax"].into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let trimmed = value.trim_matches(is_space);
    match trimmed {
        // A value of nothing but blanks is the last of them.
        "" => value.chars().last().map(|last| (known, last.to_string())),
        _ => Some((known, trimmed.to_owned())),
    }
}

fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ')
}

/// The directives at the top of a Dockerfile, as far as they are well formed.
pub fn directives(source: &str) -> Vec<Directive> {
    DirectiveReader::new("#", 0).read_all(source)
}

/// A directive as tools look it up before they parse: the first word of its value, the whole value, its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The value up to its first blank.
    pub reference: String,
    /// The whole value.
    pub value: String,
    /// The line.
    pub lines: Lines,
}

/// The value of `# name=`, after a byte-order mark and a `#!` line if there are any.
pub fn find_directive(name: &str, source: &str) -> Option<Found> {
    let (text, line) = skip_shebang(source);
    find_in(name, text, "#", line)
}

/// Which frontend a file asks for: `# syntax=`, or `// syntax=`, or a JSON object with that key.
pub fn detect_syntax(source: &str) -> Option<Found> {
    let (text, line) = skip_shebang(source);
    let commented = find_in("syntax", text, "#", line).or_else(|| find_in("syntax", text, "//", line));
    commented.or_else(|| match serde_json::from_str::<Value>(text).ok()?.get("syntax")? {
        Value::String(value) => Some(Found { reference: value.clone(), value: value.clone(), lines: Lines::one(line) }),
        _ => None,
    })
}

fn skip_shebang(source: &str) -> (&str, u32) {
    let text = source.strip_prefix('\u{feff}').unwrap_or(source);
    if text.starts_with("#!") { (text.split_once('\n').map_or("", |(_, rest)| rest), 1) } else { (text, 0) }
}

fn find_in(name: &str, text: &str, prefix: &'static str, line: u32) -> Option<Found> {
    let found = DirectiveReader::new(prefix, line).read_all(text).into_iter().find(|found| found.name == name)?;
    let reference = found.value.split(' ').next().unwrap_or_default().to_owned();
    Some(Found { reference, value: found.value, lines: Lines::one(found.line) })
}
