//! The line that is being typed in a real terminal: readline's keys, history, the search in it, completion. What is drawn
//! is the whole line again after each key; the world sees finished lines only.

use std::io::Write;

/// What a key asks of the one who owns the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing.
    Nothing,
    /// The line is finished.
    Submit(String),
    /// Tab at this text in front of the caret.
    Complete(String),
    /// Clear the screen.
    Clear,
    /// A control byte for the world.
    Control(u8),
}

/// The line and those typed before.
#[derive(Default)]
pub(super) struct Editor {
    line: Vec<char>,
    caret: usize,
    killed: Vec<char>,
    history: Vec<String>,
    /// How many lines back; 0 is the line that is edited.
    back: usize,
    draft: String,
    /// What is searched for, and how many matches are skipped.
    search: Option<(String, usize)>,
    /// Columns right of the prompt that are in use, and where the cursor stands in them.
    drawn: usize,
    cursor: usize,
}

impl Editor {
    /// Takes one key: a character, or an escape sequence.
    pub(super) fn key(&mut self, key: &str) -> Wish {
        if self.search.is_some() && self.search_key(key) {
            return Wish::Nothing;
        }
        match key {
            "\r" | "\n" => return Wish::Submit(self.take()),
            "\t" => return Wish::Complete(self.line[..self.caret].iter().collect()),
            "\x0c" => return Wish::Clear,
            "\x04" if self.line.is_empty() => return Wish::Control(4),
            "\x03" | "\x1a" | "\x1c" => {
                self.set("");
                return Wish::Control(key.as_bytes()[0]);
            }
            "\x01" | "\x1b[H" | "\x1bOH" | "\x1b[1~" => self.caret = 0,
            "\x05" | "\x1b[F" | "\x1bOF" | "\x1b[4~" => self.caret = self.line.len(),
            "\x02" | "\x1b[D" | "\x1bOD" => self.caret = self.caret.saturating_sub(1),
            "\x06" | "\x1b[C" | "\x1bOC" => self.caret = (self.caret + 1).min(self.line.len()),
            "\x04" | "\x1b[3~" if self.caret < self.line.len() => drop(self.line.remove(self.caret)),
            "\x7f" | "\x08" if self.caret > 0 => {
                self.caret -= 1;
                self.line.remove(self.caret);
            }
            "\x15" => self.cut(0, self.caret),
            "\x0b" => self.cut(self.caret, self.line.len()),
            "\x17" => self.cut(self.blank_before(), self.caret),
            "\x1b\x7f" => self.cut(self.word_before(), self.caret),
            "\x1bd" => self.cut(self.caret, self.word_after()),
            "\x1bb" | "\x1b[1;5D" | "\x1b[1;3D" => self.caret = self.word_before(),
            "\x1bf" | "\x1b[1;5C" | "\x1b[1;3C" => self.caret = self.word_after(),
            "\x19" => {
                let text: String = self.killed.iter().collect();
                self.insert(&text);
            }
            "\x10" | "\x1b[A" | "\x1bOA" => self.recall(true),
            "\x0e" | "\x1b[B" | "\x1bOB" => self.recall(false),
            "\x12" => self.search = Some((String::new(), 0)),
            _ if key.chars().next().is_some_and(char::is_control) => {}
            _ => self.insert(key),
        }
        Wish::Nothing
    }

    /// A key while the history is searched; false when the search is over and the key means what it always means.
    fn search_key(&mut self, key: &str) -> bool {
        let Some((text, skip)) = &mut self.search else { return false };
        match key {
            "\x12" => *skip += 1,
            "\x7f" | "\x08" => {
                text.pop();
                *skip = 0;
            }
            "\x07" | "\x03" => self.search = None,
            _ if key.chars().next().is_some_and(char::is_control) => {
                let found = self.found();
                self.search = None;
                self.set(&found);
                return key == "\x1b";
            }
            _ => {
                text.push_str(key);
                *skip = 0;
            }
        }
        true
    }

    /// What the search has found.
    fn found(&self) -> String {
        let Some((text, skip)) = &self.search else { return String::new() };
        let mut matches = self.history.iter().rev().filter(|line| line.contains(text.as_str()));
        matches.nth(*skip).filter(|_| !text.is_empty()).cloned().unwrap_or_default()
    }

    fn set(&mut self, text: &str) {
        self.line = text.chars().collect();
        self.caret = self.line.len();
    }

    /// Puts text in at the caret.
    pub(super) fn insert(&mut self, text: &str) {
        for c in text.chars() {
            self.line.insert(self.caret, c);
            self.caret += 1;
        }
    }

    /// Replaces the text in front of the caret from a byte of it on.
    pub(super) fn replace(&mut self, start: usize, text: &str) {
        let before: String = self.line[..self.caret].iter().collect();
        let from = before[..start.min(before.len())].chars().count();
        self.line.drain(from..self.caret);
        self.caret = from;
        self.insert(text);
    }

    fn take(&mut self) -> String {
        let line: String = self.line.iter().collect();
        if !line.trim().is_empty() && self.history.last() != Some(&line) {
            self.history.push(line.clone());
        }
        self.back = 0;
        self.set("");
        line
    }

    /// Forgets a line that was a secret.
    pub(super) fn forget(&mut self, line: &str) {
        self.history.retain(|known| known != line);
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.killed = self.line.drain(from..to).collect();
        self.caret = from;
    }

    fn blank_before(&self) -> usize {
        let end = self.line[..self.caret].iter().rposition(|c| *c != ' ').map_or(0, |last| last + 1);
        self.line[..end].iter().rposition(|c| *c == ' ').map_or(0, |last| last + 1)
    }

    fn word_before(&self) -> usize {
        let end = self.line[..self.caret].iter().rposition(|c| c.is_alphanumeric()).map_or(0, |last| last + 1);
        self.line[..end].iter().rposition(|c| !c.is_alphanumeric()).map_or(0, |last| last + 1)
    }

    fn word_after(&self) -> usize {
        let rest = &self.line[self.caret..];
        let start = rest.iter().position(|c| c.is_alphanumeric()).unwrap_or(rest.len());
        let length = rest[start..].iter().position(|c| !c.is_alphanumeric()).unwrap_or(rest.len() - start);
        self.caret + start + length
    }

    fn recall(&mut self, older: bool) {
        if self.back == 0 {
            self.draft = self.line.iter().collect();
        }
        let back = if older { self.back + 1 } else { self.back.saturating_sub(1) };
        let line = match back {
            0 => Some(self.draft.clone()),
            _ => self.history.len().checked_sub(back).and_then(|at| self.history.get(at)).cloned(),
        };
        if let Some(line) = line {
            self.back = back;
            self.set(&line);
        }
    }

    /// Draws the line again.
    pub(super) fn draw(&mut self, out: &mut impl Write) -> std::io::Result<()> {
        let text: String = match &self.search {
            Some((text, _)) => format!("(reverse-i-search)`{text}': {}", self.found()),
            None => self.line.iter().collect(),
        };
        let width = text.chars().count();
        let caret = if self.search.is_some() { width } else { self.caret };
        self.back_to_prompt(out)?;
        write!(out, "\x1b[K{text}")?;
        if width > caret {
            write!(out, "\x1b[{}D", width - caret)?;
        }
        (self.drawn, self.cursor) = (width, caret);
        out.flush()
    }

    fn back_to_prompt(&mut self, out: &mut impl Write) -> std::io::Result<()> {
        if self.cursor > 0 {
            write!(out, "\x1b[{}D", self.cursor)?;
        }
        self.cursor = 0;
        Ok(())
    }

    /// Takes what is drawn off the screen: the world's terminal shows the finished line itself.
    pub(super) fn erase(&mut self, out: &mut impl Write) -> std::io::Result<()> {
        self.back_to_prompt(out)?;
        if self.drawn > 0 {
            write!(out, "\x1b[K")?;
        }
        self.drawn = 0;
        out.flush()
    }
}

/// Takes typed bytes apart: characters and escape sequences.
pub(super) fn keys(text: &str) -> Vec<&str> {
    let (mut keys, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        if first == '\x1b' {
            length += match rest.as_bytes().get(1) {
                Some(b'[') => {
                    let end = rest[2..].find(|c: char| c.is_ascii_alphabetic() || c == '~');
                    end.map_or(rest.len() - 1, |end| end + 2)
                }
                Some(b'O') => 2.min(rest.len() - 1),
                Some(_) => rest[1..].chars().next().map_or(0, char::len_utf8),
                None => 0,
            };
        }
        let (key, after) = rest.split_at(length);
        keys.push(key);
        rest = after;
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(editor: &mut Editor, text: &str) -> String {
        for key in keys(text) {
            editor.key(key);
        }
        let mut line = editor.line.clone();
        line.insert(editor.caret, '|');
        line.iter().collect()
    }

    #[test]
    fn keys_are_those_of_readline() {
        let mut editor = Editor::default();
        assert_eq!(after(&mut editor, "docker ps -a\x1bb\x1bb"), "docker |ps -a");
        assert_eq!(after(&mut editor, "\x0b\x17\x19"), "docker |");
        assert_eq!(after(&mut editor, "\x01x\x05y\x1b[D\x7f"), "xdocker|y");
        assert_eq!(after(&mut editor, "\x15\x0b"), "|");
    }

    #[test]
    fn history_is_recalled_and_searched() {
        let mut editor = Editor::default();
        after(&mut editor, "docker ps\rls -l\r");
        assert_eq!(after(&mut editor, "dra\x1b[A"), "ls -l|");
        assert_eq!(after(&mut editor, "\x1b[B"), "dra|");
        assert_eq!(after(&mut editor, "\x12er p\x1b[C"), "docker ps|");
    }
}
