//! Cuts a template into tokens, as Go's text/template/parse does. It knows brackets and spaces, not grammar.

use std::borrow::Cow;

use crate::base::quote::{is_printable, quote};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The lexer's complaint; its text is the message and no tokens but `Eof` follow.
    Error,
    Bool,
    /// A printable ASCII character with no other meaning, such as a comma.
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    Eof,
    Field,
    Identifier,
    LeftDelim,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelim,
    RightParen,
    Space,
    String,
    Text,
    Variable,
    Keyword(Keyword),
}

/// Words that are not identifiers, and the dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Block,
    Break,
    Continue,
    Define,
    Dot,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

/// A piece of the template's text.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// Where it begins, in bytes.
    pub(super) pos: usize,
    /// The line it begins on, from 1.
    pub(super) line: usize,
    pub(super) text: Cow<'a, str>,
}

impl Token<'_> {
    /// The token as Go's messages show it: at most ten characters.
    pub(super) fn shown(&self) -> String {
        match self.kind {
            Kind::Eof => "EOF".to_owned(),
            Kind::Error => self.text.to_string(),
            Kind::Keyword(_) => format!("<{}>", self.text),
            _ if self.text.len() > 10 => {
                let start: String = self.text.chars().take(10).collect();
                format!("{}...", quote(&start))
            }
            _ => quote(&self.text),
        }
    }
}

/// All tokens of `text`; the last is `Eof`, after an error too.
pub(super) fn lex(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { text, pos: 0, start: 0, start_line: 1, paren_depth: 0, tokens: Vec::new() };
    let outcome = lexer.run();
    if let Err(message) = outcome {
        let error = Token { kind: Kind::Error, pos: lexer.start, line: lexer.start_line, text: Cow::Owned(message) };
        lexer.tokens.push(error);
    }
    let end = Token { kind: Kind::Eof, pos: text.len(), line: lexer.start_line, text: Cow::Borrowed("") };
    lexer.tokens.push(end);
    lexer.tokens
}

struct Lexer<'a> {
    text: &'a str,
    pos: usize,
    start: usize,
    start_line: usize,
    paren_depth: usize,
    tokens: Vec<Token<'a>>,
}

type Lexed = Result<(), String>;

impl<'a> Lexer<'a> {
    fn run(&mut self) -> Lexed {
        while let Some(offset) = self.rest().find("{{") {
            self.pos += offset;
            let open = self.pos;
            if trims_left(&self.text[open + 2..]) {
                self.pos = self.start + self.text[self.start..open].trim_end_matches(is_space).len();
            }
            self.emit_unless_empty();
            self.pos = open;
            self.skip();
            let marker = if trims_left(&self.text[open + 2..]) { 2 } else { 0 };
            if self.text[open + 2 + marker..].starts_with("/*") {
                self.pos += 2 + marker;
                self.skip();
                self.comment()?;
                continue;
            }
            self.pos += 2;
            self.emit(Kind::LeftDelim);
            self.pos += marker;
            self.skip();
            self.action()?;
        }
        self.pos = self.text.len();
        self.emit_unless_empty();
        Ok(())
    }

    fn rest(&self) -> &'a str {
        &self.text[self.pos..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.pos += c.len_utf8();
        Some(c)
    }

    fn emit(&mut self, kind: Kind) {
        let text = Cow::Borrowed(&self.text[self.start..self.pos]);
        self.tokens.push(Token { kind, pos: self.start, line: self.start_line, text });
        self.skip();
    }

    fn emit_unless_empty(&mut self) {
        if self.pos > self.start {
            self.emit(Kind::Text);
        }
    }

    /// Begins the next token here.
    fn skip(&mut self) {
        self.start_line += self.text[self.start..self.pos].matches('\n').count();
        self.start = self.pos;
    }

    /// The length of a closing delimiter that stands here, with its trim marker; and whether it trims.
    fn right_delim(&self) -> Option<(usize, bool)> {
        let rest = self.rest();
        if rest.starts_with(is_space) && rest[1..].starts_with("-}}") {
            return Some((2, true));
        }
        rest.starts_with("}}").then_some((0, false))
    }

    fn comment(&mut self) -> Lexed {
        let Some(end) = self.rest()[2..].find("*/") else { return Err("unclosed comment".to_owned()) };
        self.pos += 2 + end + 2;
        let Some((marker, trims)) = self.right_delim() else {
            return Err("comment ends before closing delimiter".to_owned());
        };
        self.pos += marker + 2;
        self.trim_following(trims);
        Ok(())
    }

    fn trim_following(&mut self, trims: bool) {
        if trims {
            self.pos = self.text.len() - self.rest().trim_start_matches(is_space).len();
        }
        self.skip();
    }

    fn action(&mut self) -> Lexed {
        self.paren_depth = 0;
        loop {
            if let Some((marker, trims)) = self.right_delim() {
                if self.paren_depth > 0 {
                    return Err("unclosed left paren".to_owned());
                }
                self.pos += marker;
                self.skip();
                self.pos += 2;
                self.emit(Kind::RightDelim);
                self.trim_following(trims);
                return Ok(());
            }
            let Some(c) = self.next() else { return Err("unclosed action".to_owned()) };
            match c {
                c if is_space(c) => self.space(),
                '=' => self.emit(Kind::Assign),
                ':' => {
                    if self.next() != Some('=') {
                        return Err("expected :=".to_owned());
                    }
                    self.emit(Kind::Declare);
                }
                '|' => self.emit(Kind::Pipe),
                '"' => self.quoted('"', Kind::String, "unterminated quoted string")?,
                '\'' => self.quoted('\'', Kind::CharConstant, "unterminated character constant")?,
                '`' => {
                    let Some(end) = self.rest().find('`') else {
                        return Err("unterminated raw quoted string".to_owned());
                    };
                    self.pos += end + 1;
                    self.emit(Kind::RawString);
                }
                '$' => self.name(Kind::Variable, Kind::Variable)?,
                '.' if !self.peek().is_some_and(|c| c.is_ascii_digit()) && !self.rest().is_empty() => {
                    self.name(Kind::Field, Kind::Keyword(Keyword::Dot))?;
                }
                '.' | '+' | '-' | '0'..='9' => self.number()?,
                c if is_alphanumeric(c) => self.identifier()?,
                '(' => {
                    self.paren_depth += 1;
                    self.emit(Kind::LeftParen);
                }
                ')' => {
                    if self.paren_depth == 0 {
                        return Err("unexpected right paren".to_owned());
                    }
                    self.paren_depth -= 1;
                    self.emit(Kind::RightParen);
                }
                c if c.is_ascii() && is_printable(c) => self.emit(Kind::Char),
                c => return Err(format!("unrecognized character in action: {}", code_point(c))),
            }
        }
    }

    /// A run of spaces, without the one that belongs to a trimming delimiter.
    fn space(&mut self) {
        self.pos = self.text.len() - self.rest().trim_start_matches(is_space).len();
        if self.rest().starts_with("-}}") {
            self.pos -= 1;
            if self.pos == self.start {
                return;
            }
        }
        self.emit(Kind::Space);
    }

    fn quoted(&mut self, mark: char, kind: Kind, unterminated: &str) -> Lexed {
        loop {
            let c = match self.next() {
                Some('\\') => self.next().filter(|c| *c != '\n').map(|_| ' '),
                other => other,
            };
            match c {
                None | Some('\n') => return Err(unterminated.to_owned()),
                Some(c) if c == mark => break,
                Some(_) => {}
            }
        }
        self.emit(kind);
        Ok(())
    }

    /// A field or a variable, whose first character was read; `alone` is what that character means by itself.
    fn name(&mut self, kind: Kind, alone: Kind) -> Lexed {
        if self.at_terminator() {
            self.emit(alone);
            return Ok(());
        }
        self.word_end()?;
        self.emit(kind);
        Ok(())
    }

    fn word_end(&mut self) -> Lexed {
        self.pos = self.text.len() - self.rest().trim_start_matches(is_alphanumeric).len();
        match self.peek() {
            Some(c) if !self.at_terminator() => Err(format!("bad character {}", code_point(c))),
            _ => Ok(()),
        }
    }

    fn identifier(&mut self) -> Lexed {
        self.word_end()?;
        let kind = match &self.text[self.start..self.pos] {
            "block" => Kind::Keyword(Keyword::Block),
            "break" => Kind::Keyword(Keyword::Break),
            "continue" => Kind::Keyword(Keyword::Continue),
            "define" => Kind::Keyword(Keyword::Define),
            "else" => Kind::Keyword(Keyword::Else),
            "end" => Kind::Keyword(Keyword::End),
            "if" => Kind::Keyword(Keyword::If),
            "nil" => Kind::Keyword(Keyword::Nil),
            "range" => Kind::Keyword(Keyword::Range),
            "template" => Kind::Keyword(Keyword::Template),
            "with" => Kind::Keyword(Keyword::With),
            "true" | "false" => Kind::Bool,
            _ => Kind::Identifier,
        };
        self.emit(kind);
        Ok(())
    }

    /// Whether a name may end here.
    fn at_terminator(&self) -> bool {
        match self.peek() {
            None => true,
            Some(c) => is_space(c) || matches!(c, '.' | ',' | '|' | ':' | ')' | '(') || self.rest().starts_with("}}"),
        }
    }

    fn number(&mut self) -> Lexed {
        self.pos = self.start;
        let complete = self.scan_number();
        let mut kind = Kind::Number;
        let mut valid = complete;
        if complete && self.peek().is_some_and(|c| c == '+' || c == '-') {
            valid = self.scan_number() && self.text[..self.pos].ends_with('i');
            kind = Kind::Complex;
        }
        if !valid {
            return Err(format!("bad number syntax: {}", quote(&self.text[self.start..self.pos])));
        }
        self.emit(kind);
        Ok(())
    }

    fn accept(&mut self, set: &str) -> bool {
        let accepted = self.peek().filter(|c| set.contains(*c));
        self.pos += accepted.map_or(0, char::len_utf8);
        accepted.is_some()
    }

    fn accept_run(&mut self, set: &str) {
        while self.accept(set) {}
    }

    /// Reads what looks like a number; the parser judges it.
    fn scan_number(&mut self) -> bool {
        const DECIMAL: &str = "0123456789_";
        const HEX: &str = "0123456789abcdefABCDEF_";
        self.accept("+-");
        let mut digits = DECIMAL;
        if self.accept("0") {
            if self.accept("xX") {
                digits = HEX;
            } else if self.accept("oO") {
                digits = "01234567_";
            } else if self.accept("bB") {
                digits = "01_";
            }
        }
        self.accept_run(digits);
        if self.accept(".") {
            self.accept_run(digits);
        }
        let exponent = match digits.len() {
            11 => "eE",
            23 => "pP",
            _ => "",
        };
        if self.accept(exponent) {
            self.accept("+-");
            self.accept_run(DECIMAL);
        }
        self.accept("i");
        match self.peek() {
            Some(c) if is_alphanumeric(c) => {
                self.next();
                false
            }
            _ => true,
        }
    }
}

fn trims_left(after: &str) -> bool {
    after.starts_with('-') && after[1..].starts_with(is_space)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Go's `%#U`: `U+0021 '!'`.
fn code_point(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    if is_printable(c) { format!("{code} '{c}'") } else { code }
}
