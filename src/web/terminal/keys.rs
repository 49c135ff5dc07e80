//! What a key does at the prompt and what bytes it is for a program that reads single keys. Plain data in, plain data
//! out: the text field and the world are elsewhere.

/// A key as it was pressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::web) struct Stroke {
    /// The key's value as browsers name it: `a`, `Enter`, `ArrowUp`.
    pub(in crate::web) key: String,
    /// Whether Control is held, and nothing else.
    pub(in crate::web) control: bool,
    /// Whether Alt is held, and nothing else.
    pub(in crate::web) alt: bool,
    /// Whether Meta is held, or Control and Alt together.
    pub(in crate::web) other: bool,
    /// Whether Shift is held.
    pub(in crate::web) shift: bool,
}

/// The text field: its text and the caret, in UTF-16 units as browsers count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::web) struct Field {
    /// What is typed.
    pub(in crate::web) text: String,
    /// Where the caret stands.
    pub(in crate::web) caret: usize,
    /// Whether text of the page is selected, so that Ctrl-C copies.
    pub(in crate::web) selection: bool,
}

/// What a key at the prompt means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) enum Act {
    /// The browser's own editing.
    Browser,
    /// The line is finished.
    Submit,
    /// The field holds this now, with the caret there.
    Set(String, usize),
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-D on an empty line.
    End,
    /// Ctrl-L.
    Clear,
    /// The line before (`true`) or after this one in the history.
    History(bool),
    /// Ctrl-R.
    Search,
    /// Tab with text.
    Complete,
    /// These bytes go to the program.
    Send(Vec<u8>),
}

/// A key while a line is edited, at a prompt or for a program that reads lines. `shell` tells whether the host's own
/// shell reads it: elsewhere Ctrl-P and its like are for the program.
pub(in crate::web) fn at_prompt(stroke: &Stroke, field: &Field, shell: bool, killed: &mut String) -> Act {
    if stroke.other {
        return Act::Browser;
    }
    if stroke.alt {
        return by_word(stroke, field, killed);
    }
    if stroke.control {
        return match stroke.key.as_str() {
            "p" if !shell => Act::Send(vec![16]),
            "q" if !shell => Act::Send(vec![17]),
            "z" if !shell => Act::Send(vec![26]),
            "\\" if !shell => Act::Send(vec![28]),
            _ => control(stroke, field, killed),
        };
    }
    match stroke.key.as_str() {
        "Enter" => Act::Submit,
        "ArrowUp" => Act::History(true),
        "ArrowDown" => Act::History(false),
        "Tab" if !stroke.shift && !field.text.is_empty() => Act::Complete,
        _ => Act::Browser,
    }
}

fn control(stroke: &Stroke, field: &Field, killed: &mut String) -> Act {
    let units: Vec<u16> = field.text.encode_utf16().collect();
    let caret = field.caret.min(units.len());
    let mut cut = |from: usize, to: usize| {
        *killed = String::from_utf16_lossy(&units[from..to]);
        let rest: Vec<u16> = units[..from].iter().chain(&units[to..]).copied().collect();
        Act::Set(String::from_utf16_lossy(&rest), from)
    };
    match stroke.key.to_ascii_lowercase().as_str() {
        "c" if field.selection => Act::Browser,
        "c" => Act::Interrupt,
        "d" if units.is_empty() => Act::End,
        "d" if caret < units.len() => cut(caret, caret + 1),
        "d" => Act::Set(field.text.clone(), caret),
        "l" => Act::Clear,
        "a" => Act::Set(field.text.clone(), 0),
        "e" => Act::Set(field.text.clone(), units.len()),
        "b" => Act::Set(field.text.clone(), caret.saturating_sub(1)),
        "f" => Act::Set(field.text.clone(), (caret + 1).min(units.len())),
        "u" => cut(0, caret),
        "k" => cut(caret, units.len()),
        "w" => cut(word_before(&units, caret), caret),
        "y" => {
            let (before, after) = (&units[..caret], &units[caret..]);
            let middle: Vec<u16> = killed.encode_utf16().collect();
            let text: Vec<u16> = before.iter().chain(&middle).chain(after).copied().collect();
            Act::Set(String::from_utf16_lossy(&text), caret + middle.len())
        }
        "p" => Act::History(true),
        "n" => Act::History(false),
        "r" => Act::Search,
        "j" | "m" => Act::Submit,
        _ => Act::Browser,
    }
}

/// Alt with a letter: readline's moves and cuts by words of letters and digits. Systems where Alt types signs of its own
/// keep them.
fn by_word(stroke: &Stroke, field: &Field, killed: &mut String) -> Act {
    let units: Vec<u16> = field.text.encode_utf16().collect();
    let caret = field.caret.min(units.len());
    let part = |unit: &u16| u8::try_from(*unit).map_or(true, |byte| byte.is_ascii_alphanumeric());
    let after = caret + units[caret..].iter().take_while(|unit| !part(unit)).count();
    let after = after + units[after..].iter().take_while(|unit| part(unit)).count();
    let before = caret - units[..caret].iter().rev().take_while(|unit| !part(unit)).count();
    let before = before - units[..before].iter().rev().take_while(|unit| part(unit)).count();
    let mut cut = |from: usize, to: usize| {
        *killed = String::from_utf16_lossy(&units[from..to]);
        let rest: Vec<u16> = units[..from].iter().chain(&units[to..]).copied().collect();
        Act::Set(String::from_utf16_lossy(&rest), from)
    };
    match stroke.key.as_str() {
        "b" | "B" => Act::Set(field.text.clone(), before),
        "f" | "F" => Act::Set(field.text.clone(), after),
        "d" | "D" => cut(caret, after),
        "Backspace" => cut(before, caret),
        _ => Act::Browser,
    }
}

/// Where the word before the caret begins, by white space.
fn word_before(units: &[u16], caret: usize) -> usize {
    let space = |unit: u16| unit == 32 || unit == 9;
    let end = units[..caret].iter().rposition(|unit| !space(*unit)).map_or(0, |last| last + 1);
    units[..end].iter().rposition(|unit| space(*unit)).map_or(0, |last| last + 1)
}

/// A key while a program reads single keys: the bytes that a terminal sends for it.
pub(in crate::web) fn raw(stroke: &Stroke, field: &Field, application: bool) -> Act {
    if stroke.control {
        let key = stroke.key.as_bytes();
        return match key {
            _ if stroke.key.eq_ignore_ascii_case("c") && field.selection => Act::Browser,
            [letter] if letter.is_ascii_alphabetic() || b"[\\]^_@".contains(letter) => Act::Send(vec![letter & 0x1f]),
            _ => Act::Browser,
        };
    }
    let arrow = |letter: u8| Act::Send(vec![27, if application { b'O' } else { b'[' }, letter]);
    match stroke.key.as_str() {
        "Enter" => Act::Send(vec![b'\r']),
        "Backspace" => Act::Send(vec![127]),
        "Tab" if !stroke.shift => Act::Send(vec![b'\t']),
        "Escape" => Act::Send(vec![27]),
        "ArrowUp" => arrow(b'A'),
        "ArrowDown" => arrow(b'B'),
        "ArrowRight" => arrow(b'C'),
        "ArrowLeft" => arrow(b'D'),
        "Home" => arrow(b'H'),
        "End" => arrow(b'F'),
        "Delete" => Act::Send(b"\x1b[3~".to_vec()),
        "PageUp" => Act::Send(b"\x1b[5~".to_vec()),
        "PageDown" => Act::Send(b"\x1b[6~".to_vec()),
        // Letters arrive as input to the field, so that phones and input methods work alike.
        _ => Act::Browser,
    }
}

/// The finished lines of one kind of prompt and the place in them.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct History {
    lines: Vec<String>,
    /// How many lines back; 0 is the line that is edited.
    back: usize,
    draft: String,
}

impl History {
    /// Keeps a finished line, unless it is empty or the same as the last.
    pub(in crate::web) fn push(&mut self, line: &str) {
        self.back = 0;
        if !line.trim().is_empty() && self.lines.last().is_none_or(|last| last != line) {
            self.lines.push(line.to_owned());
        }
    }

    /// Goes one line back or forward; `None` at either end.
    pub(in crate::web) fn go(&mut self, older: bool, current: &str) -> Option<String> {
        if self.back == 0 {
            current.clone_into(&mut self.draft);
        }
        let back = if older { self.back + 1 } else { self.back.checked_sub(1)? };
        let line = match back {
            0 => self.draft.clone(),
            _ => self.lines.get(self.lines.len().checked_sub(back)?)?.clone(),
        };
        self.back = back;
        Some(line)
    }

    /// The line that holds `text`, skipping the newest `skip` of them.
    pub(in crate::web) fn find(&self, text: &str, skip: usize) -> Option<&str> {
        self.lines.iter().rev().filter(|line| line.contains(text)).nth(skip).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, text: &str, caret: usize) -> Act {
        let stroke = Stroke { key: key.to_owned(), control: key.len() == 1, ..Stroke::default() };
        let field = Field { text: text.to_owned(), caret, selection: false };
        at_prompt(&stroke, &field, true, &mut String::from("yank"))
    }

    fn set(text: &str, caret: usize) -> Act {
        Act::Set(text.to_owned(), caret)
    }

    #[test]
    fn editing_keys_are_those_of_a_shell() {
        assert_eq!(press("u", "docker ps -a", 7), set("ps -a", 0));
        assert_eq!(press("k", "docker ps", 6), set("docker", 6));
        assert_eq!(press("w", "docker  ps  ", 12), set("docker  ", 8));
        assert_eq!(press("w", "é ab", 4), set("é ", 2));
        assert_eq!(press("y", "ab", 1), set("ayankb", 5));
        assert_eq!(press("d", "", 0), Act::End);
        assert_eq!(press("d", "ab", 0), set("b", 0));
        assert_eq!((press("Tab", "", 0), press("Tab", "do", 2)), (Act::Browser, Act::Complete));
    }

    #[test]
    fn alt_moves_by_words() {
        let press = |key: &str, caret: usize| {
            let stroke = Stroke { key: key.to_owned(), alt: true, ..Stroke::default() };
            let field = Field { text: "docker run --rm".to_owned(), caret, selection: false };
            at_prompt(&stroke, &field, true, &mut String::new())
        };
        assert_eq!(press("b", 15), set("docker run --rm", 13));
        assert_eq!(press("f", 6), set("docker run --rm", 10));
        assert_eq!(press("d", 10), set("docker run", 10));
        assert_eq!(press("Backspace", 10), set("docker  --rm", 7));
    }

    #[test]
    fn raw_keys_are_bytes() {
        let send = |key: &str, control| {
            raw(&Stroke { key: key.to_owned(), control, ..Stroke::default() }, &Field::default(), false)
        };
        assert_eq!(send("c", true), Act::Send(vec![3]));
        assert_eq!(send("p", true), Act::Send(vec![16]));
        assert_eq!(send("ArrowUp", false), Act::Send(b"\x1b[A".to_vec()));
        assert_eq!(send("x", false), Act::Browser);
    }

    #[test]
    fn history_goes_back_and_returns_to_the_draft() {
        let mut history = History::default();
        for line in ["one", "two", "two", " "] {
            history.push(line);
        }
        assert_eq!(history.go(true, "dra"), Some("two".to_owned()));
        assert_eq!(history.go(true, "two"), Some("one".to_owned()));
        assert_eq!(history.go(true, "one"), None);
        assert_eq!(history.go(false, "one"), Some("two".to_owned()));
        assert_eq!(history.go(false, "two"), Some("dra".to_owned()));
        assert_eq!(history.go(false, "dra"), None);
        assert_eq!((history.find("o", 0), history.find("o", 1)), (Some("two"), Some("one")));
    }
}
