//! A lesson's file cut into front matter and sections, each line with its number. What a section holds is read in `parse`.

use super::parse::Problem;

/// A line with its number, counted from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) number: usize,
    pub(super) text: &'a str,
}

/// A section under its `## ` heading.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) name: &'a str,
    pub(super) number: usize,
    pub(super) lines: Vec<Line<'a>>,
}

/// A file.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    /// Keys and values in front.
    pub(super) front: Vec<(&'a str, &'a str, usize)>,
    pub(super) sections: Vec<Section<'a>>,
}

/// Follows the fences of a text: whether each line stands in a fenced block, its own fences included.
#[derive(Default)]
pub(super) struct Fences {
    open: Option<usize>,
}

impl Fences {
    /// Whether a fenced block is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether this line is in a fenced block or one of its fences.
    pub(super) fn inside(&mut self, line: &str) -> bool {
        let text = line.trim_start();
        let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
        match self.open {
            Some(open) => {
                if ticks >= open && text.trim_end().len() == ticks {
                    self.open = None;
                }
                true
            }
            None if ticks >= 3 && !text[ticks..].contains('`') => {
                self.open = Some(ticks);
                true
            }
            None => false,
        }
    }
}

/// Cuts a file; what is wrong with its frame goes to `problems`.
pub(super) fn cut<'a>(text: &'a str, problems: &mut Vec<Problem>) -> Parts<'a> {
    let mut parts = Parts::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().map(|(index, text)| Line { number: index + 1, text });
    match lines.next() {
        Some(line) if line.text.trim_end() == "---" => {}
        _ => {
            problems.push(Problem::new(1, "a lesson begins with `---` and its front matter"));
            return parts;
        }
    }
    let mut closed = false;
    for line in lines.by_ref() {
        let text = line.text.trim_end();
        if text == "---" {
            closed = true;
            break;
        }
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match text.split_once(':') {
            Some((key, value)) => parts.front.push((key.trim(), value.trim().trim_matches('"'), line.number)),
            None => problems.push(Problem::new(line.number, "front matter is lines of `key: value`")),
        }
    }
    if !closed {
        problems.push(Problem::new(1, "the front matter has no end: a line `---`"));
        return parts;
    }
    let mut fences = Fences::default();
    for line in lines {
        if !fences.inside(line.text) && line.text.starts_with("## ") {
            let name = line.text[3..].trim();
            parts.sections.push(Section { name, number: line.number, lines: Vec::new() });
        } else if let Some(section) = parts.sections.last_mut() {
            section.lines.push(line);
        } else if !line.text.trim().is_empty() {
            problems.push(Problem::new(line.number, "text before the first `## ` section"));
        }
    }
    parts
}

/// Lines as text, without empty ones at both ends.
pub(super) fn join(lines: &[Line<'_>]) -> String {
    let is_blank = |line: &&Line<'_>| line.text.trim().is_empty();
    let start = lines.iter().take_while(is_blank).count();
    let end = lines.len() - lines[start..].iter().rev().take_while(is_blank).count();
    let texts: Vec<&str> = lines[start..end].iter().map(|line| line.text.trim_end()).collect();
    texts.join("\n")
}
