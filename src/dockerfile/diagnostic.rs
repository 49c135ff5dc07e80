//! What a check has to say, and what would mend it: plain data for the editor and the builder.

use super::tree::Lines;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The build stops.
    Error,
    /// The build goes on and says so at its end.
    Warning,
}

/// One remark on a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// BuildKit's name of the rule; empty for an error of the parser.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub lines: Lines,
    /// What is the matter here, in BuildKit's words: its "detail".
    pub message: String,
    /// What the rule is about, in BuildKit's words: its "description".
    pub detail: &'static str,
    /// What would mend it, where that is mechanical.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// As a build prints it: `Rule: message (line 3)`.
    pub fn short(&self) -> String {
        let place = if self.lines.first > 0 { format!(" (line {})", self.lines.first) } else { String::new() };
        format!("{}: {}{place}", self.rule, self.message)
    }
}

/// A change to the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for a button.
    pub title: String,
    /// The edits, in the order of the text, not overlapping.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// The source with the edits made.
    pub fn apply(&self, source: &str) -> String {
        let mut out = String::with_capacity(source.len());
        let mut at = 0;
        for edit in &self.edits {
            out.push_str(source.get(at..edit.start).unwrap_or_default());
            out.push_str(&edit.text);
            at = edit.end;
        }
        out.push_str(source.get(at..).unwrap_or_default());
        out
    }
}

/// Bytes `start..end` of the source become `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The first byte.
    pub start: usize,
    /// After the last byte.
    pub end: usize,
    /// What stands there instead.
    pub text: String,
}

/// How a check would mend what it found, before it is known where that is in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mend {
    /// A word of the instruction becomes another.
    Word(String, String),
    /// The instruction is written anew.
    Rewrite(String),
    /// The instruction goes.
    Delete,
    /// The empty lines inside an instruction on these lines go.
    DeleteEmptyLines(Lines),
}

impl Mend {
    /// The change for an instruction on these lines; `None` when the word cannot be found as it is.
    pub(super) fn fix(&self, source: &str, lines: Lines) -> Option<Fix> {
        let lines = if let Self::DeleteEmptyLines(whole) = self { *whole } else { lines };
        let (start, end) = byte_range(source, lines)?;
        let text = source.get(start..end)?;
        let whole = |new: String| vec![Edit { start, end, text: new }];
        let (title, edits) = match self {
            Self::Word(old, new) => {
                let at = start + find_word(text, old)?;
                let title = if new.is_empty() { format!("Remove `{}`", old.trim()) } else { format!("Write `{new}`") };
                (title, vec![Edit { start: at, end: at + old.len(), text: new.clone() }])
            }
            Self::Rewrite(new) => {
                let end_of_line = if text.ends_with("\r\n") {
                    "\r\n"
                } else if text.ends_with('\n') {
                    "\n"
                } else {
                    ""
                };
                (format!("Write `{new}`"), whole(format!("{new}{end_of_line}")))
            }
            Self::Delete => ("Delete this instruction".to_owned(), whole(String::new())),
            Self::DeleteEmptyLines(_) => {
                let kept = text.split_inclusive('\n').filter(|line| !line.trim().is_empty()).collect();
                ("Delete the empty lines".to_owned(), whole(kept))
            }
        };
        Some(Fix { title, edits })
    }
}

/// The bytes of some lines, ends of line included.
fn byte_range(source: &str, lines: Lines) -> Option<(usize, usize)> {
    let mut start = None;
    let mut at = 0;
    for (number, line) in (1..).zip(source.split_inclusive('\n')) {
        if number == lines.first {
            start = Some(at);
        }
        at += line.len();
        if number == lines.last {
            break;
        }
    }
    start.map(|start| (start, at))
}

/// Where a word stands by itself: a letter, digit or underscore at its ends has no other beside it.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let found = text.match_indices(word).map(|(at, _)| at);
    found.into_iter().find(|&at| {
        let before = text[..at].chars().next_back().is_some_and(is_part);
        let after = text[at + word.len()..].chars().next().is_some_and(is_part);
        !(before && word.starts_with(is_part) || after && word.ends_with(is_part))
    })
}
