//! The shell's tokens: words, operators, newlines; comments, aliases and here-documents on the way. What is inside a word
//! is read in `words`.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Flavor;
use super::ast::{Part, Word};
use super::syntax::{Failure, Missing};

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A word.
    Word(Word),
    /// An operator.
    Op(&'static str),
    /// A number right before `<` or `>`.
    Number(u32),
    /// The end of a line.
    Newline,
    /// The end of the text.
    End,
}

/// Operators, the longer before their beginnings. dash knows those of POSIX only.
const OPERATORS: [(&str, bool); 22] = [
    ("&>>", false),
    ("<<<", false),
    ("<<-", true),
    (";;&", false),
    ("&>", false),
    ("|&", false),
    (";&", false),
    ("&&", true),
    ("||", true),
    (";;", true),
    ("<<", true),
    (">>", true),
    ("<&", true),
    (">&", true),
    ("<>", true),
    (">|", true),
    ("|", true),
    ("&", true),
    (";", true),
    ("<", true),
    (">", true),
    ("(", true),
];

/// A here-document whose body comes after the line.
struct Pending {
    delimiter: String,
    strip: bool,
    quoted: bool,
    body: Rc<OnceCell<Word>>,
}

/// How deep commands and words may be nested. Real shells have their stack's size; a script never needs this.
const MAX_DEPTH: u32 = 60;

/// A reader of shell text. It gives complete commands one after another, so that a script runs up to its first error.
pub(super) struct Parser {
    pub(super) text: String,
    pub(super) at: usize,
    /// The number of the text's first line.
    pub(super) first_line: u32,
    /// The line of `at`, from 1.
    pub(super) line: u32,
    pub(super) flavor: Flavor,
    /// Whether no more text will follow.
    pub(super) complete: bool,
    pub(super) peeked: Option<(Token, usize)>,
    /// Where the last token taken began and ended.
    pub(super) last: (usize, usize),
    pub(super) depth: u32,
    /// Words that stand for other text where a command may begin.
    pub(super) aliases: Option<Rc<BTreeMap<String, String>>>,
    /// Aliases being replaced, and how many bytes of text remain after each.
    replacing: Vec<(String, usize)>,
    /// An alias that ends in a blank allows the next word to be one.
    pub(super) alias_next: bool,
    pending: Vec<Pending>,
    /// Lines of here-documents that the end of the text cut off: line and delimiter.
    pub(super) cut_off: Vec<(u32, String)>,
}

impl Parser {
    /// A reader of `text`, whose first line has number `line`.
    pub(super) fn new(text: &str, line: u32, flavor: Flavor) -> Self {
        Self {
            text: text.to_owned(),
            at: 0,
            first_line: line,
            line,
            flavor,
            complete: true,
            peeked: None,
            last: (0, 0),
            depth: 0,
            aliases: None,
            replacing: Vec::new(),
            alias_next: false,
            pending: Vec::new(),
            cut_off: Vec::new(),
        }
    }

    /// More text may follow: what is cut off is incomplete, not wrong.
    pub(super) fn with_more(mut self, more: bool) -> Self {
        self.complete = !more;
        self
    }

    /// A reader of a part of this text, at the same line and depth.
    pub(super) fn inner(&self, text: &str) -> Self {
        let mut inner = Self::new(text, self.line, self.flavor);
        inner.depth = self.depth;
        inner
    }

    /// Where one is, to come back to.
    pub(super) fn place(&self) -> (usize, u32) {
        (self.at, self.line)
    }

    /// Goes back to a place.
    pub(super) fn return_to(&mut self, place: (usize, u32)) {
        (self.at, self.line) = place;
        self.peeked = None;
    }

    /// One level deeper, or a failure when that is too deep.
    pub(super) fn enter(&mut self) -> Result<(), Failure> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(Failure::TooDeep) } else { Ok(()) }
    }

    // Characters.

    /// The character at the reader's place.
    pub(super) fn char(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The character `ahead` characters further.
    pub(super) fn char_at(&self, ahead: usize) -> Option<char> {
        self.text[self.at..].chars().nth(ahead)
    }

    /// Takes a character.
    pub(super) fn bump(&mut self) -> Option<char> {
        let c = self.char()?;
        self.at += c.len_utf8();
        if c == '\n' {
            self.line += 1;
        }
        Some(c)
    }

    /// Takes `wanted` if it comes next.
    pub(super) fn eat(&mut self, wanted: char) -> bool {
        let found = self.char() == Some(wanted);
        if found {
            self.bump();
        }
        found
    }

    /// Whether `prefix` comes next.
    pub(super) fn looking_at(&self, prefix: &str) -> bool {
        self.text[self.at..].starts_with(prefix)
    }

    fn skip_blanks(&mut self) -> Result<(), Failure> {
        loop {
            match self.char() {
                Some(' ' | '\t') => {
                    self.bump();
                }
                Some('\\') if self.looking_at("\\\n") => {
                    self.bump();
                    self.bump();
                    if self.char().is_none() && !self.complete {
                        return Err(Failure::Incomplete(Missing::Command(None)));
                    }
                }
                Some('#') => {
                    while self.char().is_some_and(|c| c != '\n') {
                        self.bump();
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    // Tokens.

    /// The next token, left in place.
    pub(super) fn peek(&mut self) -> Result<&Token, Failure> {
        if self.peeked.is_none() {
            self.skip_blanks()?;
            let start = self.at;
            let token = self.read_token()?;
            self.peeked = Some((token, start));
        }
        Ok(self.peeked.as_ref().map_or(&Token::End, |(token, _)| token))
    }

    /// Where the next token begins.
    pub(super) fn start_of_next(&mut self) -> Result<usize, Failure> {
        self.peek()?;
        Ok(self.peeked.as_ref().map_or(self.at, |(_, start)| *start))
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Result<Token, Failure> {
        self.peek()?;
        let (token, start) = self.peeked.take().unwrap_or((Token::End, self.at));
        self.last = (start, self.at);
        Ok(token)
    }

    fn read_token(&mut self) -> Result<Token, Failure> {
        let Some(c) = self.char() else {
            if !self.pending.is_empty() {
                self.read_bodies()?;
            }
            return Ok(Token::End);
        };
        if c == '\n' {
            self.bump();
            self.read_bodies()?;
            return Ok(Token::Newline);
        }
        if c == ')' {
            self.bump();
            return Ok(Token::Op(")"));
        }
        if c.is_ascii_digit() {
            let digits = self.text[self.at..].bytes().take_while(u8::is_ascii_digit).count();
            let after = self.text.as_bytes().get(self.at + digits);
            if digits < 4 && matches!(after, Some(b'<' | b'>')) {
                let number = self.text[self.at..self.at + digits].parse().unwrap_or(0);
                self.at += digits;
                return Ok(Token::Number(number));
            }
        }
        for (operator, posix) in OPERATORS {
            if self.looking_at(operator) && (posix || self.has_operator(operator)) {
                self.at += operator.len();
                return Ok(Token::Op(operator));
            }
        }
        Ok(Token::Word(self.word()?))
    }

    /// Operators beyond POSIX: bash has all, busybox the output ones.
    fn has_operator(&self, operator: &str) -> bool {
        match self.flavor {
            Flavor::Bash => true,
            Flavor::Ash => operator.starts_with("&>"),
            Flavor::Dash => false,
        }
    }

    /// The text of a word that is one unquoted literal, as reserved words and aliases are.
    pub(super) fn plain(token: &Token) -> Option<&str> {
        match token {
            Token::Word(word) => match word.as_slice() {
                [Part::Lit(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// Replaces the word that comes next if it is an alias.
    pub(super) fn expand_alias(&mut self) -> Result<(), Failure> {
        let Some(aliases) = self.aliases.clone() else { return Ok(()) };
        loop {
            self.peek()?;
            let Some((token, start)) = &self.peeked else { return Ok(()) };
            let start = *start;
            let Some(name) = Self::plain(token).map(str::to_owned) else { return Ok(()) };
            let rest = self.text.len() - self.at;
            self.replacing.retain(|(_, after)| rest >= *after);
            let Some(value) = aliases.get(&name) else { return Ok(()) };
            if self.replacing.iter().any(|(active, _)| *active == name) {
                return Ok(());
            }
            self.text.replace_range(start..self.at, value);
            self.replacing.push((name, rest));
            self.alias_next = value.ends_with([' ', '\t']);
            self.at = start;
            self.peeked = None;
        }
    }

    // Here-documents.

    /// Notes a here-document whose body begins after this line.
    pub(super) fn add_here(&mut self, delimiter: &Word, strip: bool) -> Rc<OnceCell<Word>> {
        let body = Rc::new(OnceCell::new());
        let quoted = delimiter.iter().any(|part| !matches!(part, Part::Lit(_)));
        let delimiter = plain_text(delimiter);
        self.pending.push(Pending { delimiter, strip, quoted, body: Rc::clone(&body) });
        body
    }

    fn read_bodies(&mut self) -> Result<(), Failure> {
        for here in std::mem::take(&mut self.pending) {
            let first = self.line;
            let mut body = String::new();
            loop {
                if self.at >= self.text.len() {
                    if !self.complete {
                        return Err(Failure::Incomplete(Missing::Here));
                    }
                    self.cut_off.push((first.saturating_sub(1).max(1), here.delimiter.clone()));
                    break;
                }
                let rest = &self.text[self.at..];
                let line = rest.split('\n').next().unwrap_or_default();
                let ended = rest.len() > line.len();
                let step = line.len() + usize::from(ended);
                let line = if here.strip { line.trim_start_matches('\t') } else { line };
                let found = line == here.delimiter;
                if !found {
                    body.push_str(line);
                    if ended {
                        body.push('\n');
                    }
                }
                self.at += step;
                self.line += u32::from(ended);
                if found {
                    break;
                }
            }
            let word = if here.quoted {
                vec![Part::Quoted(body)]
            } else {
                let mut inner = self.inner(&body);
                inner.line = first;
                vec![Part::Double(inner.double_text(None)?)]
            };
            let _ = here.body.set(word);
        }
        Ok(())
    }
}

/// A word's text with its quotes removed and nothing expanded, as a here-document's delimiter is read.
pub(super) fn plain_text(word: &Word) -> String {
    word.iter()
        .map(|part| match part {
            Part::Lit(text) | Part::Quoted(text) | Part::Bad(text) => text.clone(),
            Part::Double(inner) => plain_text(inner),
            Part::Param(param) => param.text.clone(),
            Part::Command(_) | Part::Arith(_) => String::new(),
        })
        .collect()
}
