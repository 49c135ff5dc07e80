//! Fields: where expanded text is cut into arguments, and which of it is a pattern for file names.

use crate::base::glob::{is_shell_pattern, shell_match};
use crate::base::order;
use crate::os::Process;
use crate::vfs::path;

/// One argument while it is put together.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    /// The text.
    pub(super) text: String,
    /// The text as a pattern: quoted characters that mean something stand after a backslash.
    pub(super) pattern: String,
    /// Whether unquoted pattern characters are in it.
    pub(super) globs: bool,
}

/// Arguments while they are put together.
#[derive(Debug)]
pub(super) struct Fields {
    done: Vec<Field>,
    current: Option<Field>,
    /// A blank ended the last field: a separator after it belongs to the blank.
    blank: bool,
    ifs: String,
    /// Whether expansions are cut at the separators.
    split: bool,
}

impl Fields {
    /// With separators for cutting; without, all is one field.
    pub(super) fn new(ifs: Option<String>) -> Self {
        Self { done: Vec::new(), current: None, blank: false, split: ifs.is_some(), ifs: ifs.unwrap_or_default() }
    }

    fn field(&mut self) -> &mut Field {
        self.blank = false;
        self.current.get_or_insert_default()
    }

    /// Adds quoted text; even an empty one makes a field.
    pub(super) fn quoted(&mut self, text: &str) {
        let field = self.field();
        field.text.push_str(text);
        for c in text.chars() {
            if matches!(c, '*' | '?' | '[' | ']' | '\\' | '-' | '!' | '^') {
                field.pattern.push('\\');
            }
            field.pattern.push(c);
        }
    }

    /// Adds text of the script itself: not cut, but a pattern.
    pub(super) fn literal(&mut self, text: &str) {
        let field = self.field();
        field.text.push_str(text);
        field.pattern.push_str(text);
        field.globs |= is_shell_pattern(text);
    }

    /// Adds an expansion's text.
    pub(super) fn expansion(&mut self, text: &str) {
        if !self.split {
            if !text.is_empty() {
                self.literal(text);
            }
            return;
        }
        for c in text.chars() {
            if !self.ifs.contains(c) {
                let mut buffer = [0; 4];
                self.literal(c.encode_utf8(&mut buffer));
            } else if matches!(c, ' ' | '\t' | '\n') {
                if self.current.is_some() {
                    self.cut();
                    self.blank = true;
                }
            } else if self.current.is_some() {
                self.cut();
            } else if self.blank {
                self.blank = false;
            } else {
                self.done.push(Field::default());
            }
        }
    }

    /// Ends the field.
    pub(super) fn cut(&mut self) {
        self.done.extend(self.current.take());
        self.blank = false;
    }

    /// Whether expansions are cut.
    pub(super) fn splits(&self) -> bool {
        self.split
    }

    /// The fields.
    pub(super) fn finish(mut self) -> Vec<Field> {
        self.cut();
        self.done
    }

    /// All as one field.
    pub(super) fn finish_one(self) -> Field {
        self.finish().into_iter().reduce(join).unwrap_or_default()
    }
}

fn join(mut left: Field, right: Field) -> Field {
    for (to, from) in [(&mut left.text, right.text), (&mut left.pattern, right.pattern)] {
        to.push(' ');
        to.push_str(&from);
    }
    left.globs |= right.globs;
    left
}

/// A pattern's text without its backslashes.
fn plain(pattern: &str) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// Whether an unescaped character of a pattern means something.
fn is_pattern(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '*' | '?' | '[' => return true,
            _ => {}
        }
    }
    false
}

/// The paths that match a pattern in byte order; empty when there are none.
pub(super) fn glob(process: &Process, pattern: &str, dots: bool) -> Vec<String> {
    let mut found = vec![if pattern.starts_with('/') { "/".to_owned() } else { String::new() }];
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    for (number, part) in parts.iter().enumerate() {
        let last = number + 1 == parts.len();
        let mut next = Vec::new();
        for base in found {
            if !is_pattern(part) {
                let candidate = path::join(&base, &plain(part));
                if process.lstat(&candidate).is_ok() {
                    next.push(candidate);
                }
                continue;
            }
            let dir = if base.is_empty() { "." } else { base.as_str() };
            let names = process.read_dir(dir).unwrap_or_default();
            for name in names {
                if (!name.starts_with('.') || part.starts_with('.') || dots) && shell_match(part, &name) {
                    let candidate = path::join(&base, &name);
                    if last || process.is_dir(&candidate) {
                        next.push(candidate);
                    }
                }
            }
        }
        found = next;
    }
    if pattern.ends_with('/') {
        found.retain(|candidate| process.is_dir(candidate));
        for candidate in &mut found {
            candidate.push('/');
        }
    }
    order::sort(&mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(ifs: &str, pieces: &[(bool, &str)]) -> Vec<String> {
        let mut fields = Fields::new(Some(ifs.to_owned()));
        for (quoted, text) in pieces {
            if *quoted { fields.quoted(text) } else { fields.expansion(text) }
        }
        fields.finish().into_iter().map(|field| field.text).collect()
    }

    #[test]
    fn expansions_are_cut_at_separators() {
        assert_eq!(cut(" \t\n", &[(false, "  a  b ")]), ["a", "b"]);
        assert_eq!(cut(":", &[(false, "a::b:")]), ["a", "", "b"]);
        assert_eq!(cut(": ", &[(false, " a : b:c ")]), ["a", "b", "c"]);
        assert_eq!(cut(":", &[(false, ":a")]), ["", "a"]);
        assert_eq!(cut(" ", &[(true, "x"), (false, "a b"), (true, "y")]), ["xa", "by"]);
        assert_eq!(cut(" ", &[(true, ""), (false, "")]), [""]);
    }
}
