//! Python's tokens: indentation, names, numbers, strings with their prefixes, operators.

use std::rc::Rc;

use super::ast::Problem;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(Rc<str>),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    /// An f-string's text with its escapes as they are, and whether they mean something.
    Format(Rc<str>, bool),
    Op(&'static str),
    Newline,
    Indent,
    Dedent,
    End,
}

/// Operators, longer ones first.
const OPERATORS: [&str; 48] = [
    "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=",
    "%=", "&=", "|=", "^=", "@=", ":=", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]",
    "{", "}", ",", ":", ".", ";", "=", "!",
];

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: u32,
    depth: usize,
    indents: Vec<usize>,
    found: Vec<(Token, u32)>,
}

/// All tokens of a text with their lines.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, u32)>, Problem> {
    let chars = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").chars().collect();
    let mut lexer = Lexer { chars, at: 0, line: 1, depth: 0, indents: vec![0], found: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.logical_line()?;
    }
    if lexer.depth > 0 {
        return Err(lexer.problem("'(' was never closed", true));
    }
    lexer.end_line();
    while lexer.indents.pop().is_some_and(|indent| indent > 0) {
        lexer.push(Token::Dedent);
    }
    lexer.push(Token::End);
    Ok(lexer.found)
}

/// Escapes of a string made plain.
pub(super) fn unescape(text: &str) -> String {
    let (mut out, chars) = (String::new(), text.chars().collect::<Vec<char>>());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        let Some(&escaped) = chars.get(at).filter(|_| c == '\\') else {
            out.push(c);
            continue;
        };
        at += 1;
        let digits = |radix: u32, most: usize, from: usize| {
            let rest = chars.get(from..).unwrap_or_default();
            rest.iter().take(most).take_while(|c| c.is_digit(radix)).collect::<String>()
        };
        let (radix, text, from) = match escaped {
            'x' => (16, digits(16, 2, at), at),
            'u' => (16, digits(16, 4, at), at),
            'U' => (16, digits(16, 8, at), at),
            '0'..='7' => (8, digits(8, 3, at - 1), at - 1),
            _ => (0, String::new(), at),
        };
        if radix > 0 && !text.is_empty() {
            at = from + text.len();
            out.push(u32::from_str_radix(&text, radix).ok().and_then(char::from_u32).unwrap_or('\u{fffd}'));
            continue;
        }
        match escaped {
            '\n' => {}
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'a' => out.push('\u{7}'),
            'b' => out.push('\u{8}'),
            '\\' | '\'' | '"' => out.push(escaped),
            other => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    out
}

impl Lexer {
    fn push(&mut self, token: Token) {
        self.found.push((token, self.line));
    }

    fn problem(&self, message: &str, unfinished: bool) -> Problem {
        Problem { line: self.line, message: message.to_owned(), unfinished }
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn end_line(&mut self) {
        if self.found.last().is_some_and(|(last, _)| !matches!(last, Token::Newline | Token::Indent | Token::Dedent)) {
            self.push(Token::Newline);
        }
    }

    /// The tokens of a line, with the change of its indentation before them.
    fn logical_line(&mut self) -> Result<(), Problem> {
        let mut width = 0;
        loop {
            match self.peek(0) {
                ' ' => width += 1,
                '\t' => width = width / 8 * 8 + 8,
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.peek(0), '\n' | '#') || self.at >= self.chars.len() {
            self.skip_comment();
            self.line += u32::from(self.peek(0) == '\n');
            self.at += 1;
            return Ok(());
        }
        let current = self.indents.last().copied().unwrap_or(0);
        if width > current {
            self.indents.push(width);
            self.push(Token::Indent);
        }
        while self.indents.last().is_some_and(|indent| width < *indent) {
            self.indents.pop();
            self.push(Token::Dedent);
        }
        if self.indents.last() != Some(&width) {
            return Err(self.problem("unindent does not match any outer indentation level", false));
        }
        while self.at < self.chars.len() {
            match self.peek(0) {
                '\n' if self.depth == 0 => {
                    self.end_line();
                    self.line += 1;
                    self.at += 1;
                    return Ok(());
                }
                '\n' => {
                    self.line += 1;
                    self.at += 1;
                }
                '\\' if self.peek(1) == '\n' => {
                    self.line += 1;
                    self.at += 2;
                }
                '#' => self.skip_comment(),
                c if c.is_whitespace() => self.at += 1,
                _ => self.token()?,
            }
        }
        Ok(())
    }

    fn skip_comment(&mut self) {
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            self.at += 1;
        }
    }

    fn token(&mut self) -> Result<(), Problem> {
        let c = self.peek(0);
        if c.is_ascii_digit() || c == '.' && self.peek(1).is_ascii_digit() {
            return self.number();
        }
        if c == '"' || c == '\'' {
            return self.string("");
        }
        if c.is_alphabetic() || c == '_' {
            let start = self.at;
            while self.peek(0).is_alphanumeric() || self.peek(0) == '_' {
                self.at += 1;
            }
            let word: String = self.chars[start..self.at].iter().collect();
            let prefix = word.to_ascii_lowercase();
            if matches!(self.peek(0), '"' | '\'')
                && matches!(prefix.as_str(), "f" | "r" | "b" | "u" | "rb" | "br" | "fr" | "rf")
            {
                return self.string(&prefix);
            }
            self.push(Token::Name(Rc::from(word)));
            return Ok(());
        }
        let rest: String = self.chars[self.at..].iter().take(3).collect();
        let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) else {
            return Err(self.problem(&format!("invalid character '{c}' (U+{:04X})", c as u32), false));
        };
        self.at += operator.len();
        match *operator {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" if self.depth == 0 => return Err(self.problem(&format!("unmatched '{operator}'"), false)),
            ")" | "]" | "}" => self.depth -= 1,
            _ => {}
        }
        self.push(Token::Op(operator));
        Ok(())
    }

    fn number(&mut self) -> Result<(), Problem> {
        let radix = match (self.peek(0), self.peek(1).to_ascii_lowercase()) {
            ('0', 'x') => 16,
            ('0', 'o') => 8,
            ('0', 'b') => 2,
            _ => 10,
        };
        self.at += if radix == 10 { 0 } else { 2 };
        let start = self.at;
        let mut is_float = false;
        loop {
            let c = self.peek(0);
            let exponent = radix == 10
                && matches!(c, 'e' | 'E')
                && (self.peek(1).is_ascii_digit() || matches!(self.peek(1), '-' | '+'));
            if c.is_digit(radix) || c == '_' {
                self.at += 1;
            } else if radix == 10 && c == '.' && !is_float {
                is_float = true;
                self.at += 1;
            } else if exponent {
                is_float = true;
                self.at += 2;
            } else {
                break;
            }
        }
        let text: String = self.chars[start..self.at].iter().filter(|c| **c != '_').collect();
        if is_float {
            self.push(Token::Float(text.parse().unwrap_or(0.0)));
            return Ok(());
        }
        match i64::from_str_radix(&text, radix) {
            Ok(number) => self.push(Token::Int(number)),
            Err(_) => return Err(self.problem("drydock: integers of more than 64 bits are not modelled", false)),
        }
        Ok(())
    }

    fn string(&mut self, prefix: &str) -> Result<(), Problem> {
        let (quote, line) = (self.peek(0), self.line);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        let length = if triple { 3 } else { 1 };
        self.at += length;
        let mut text = String::new();
        loop {
            let c = self.peek(0);
            if self.at >= self.chars.len() || c == '\n' && !triple {
                let message =
                    if triple { "unterminated triple-quoted string literal" } else { "unterminated string literal" };
                let unfinished = triple;
                return Err(Problem {
                    line,
                    message: format!("{message} (detected at line {})", self.line),
                    unfinished,
                });
            }
            if (0..length).all(|ahead| self.peek(ahead) == quote) {
                self.at += length;
                break;
            }
            if c == '\\' {
                text.push(c);
                self.at += 1;
            }
            self.line += u32::from(self.peek(0) == '\n');
            text.push(self.peek(0));
            self.at += 1;
        }
        let raw = prefix.contains('r');
        let token = if prefix.contains('f') {
            Token::Format(Rc::from(text), !raw)
        } else {
            let text = if raw { text } else { unescape(&text) };
            if prefix.contains('b') {
                Token::Bytes(text.chars().map(|c| c as u8).collect())
            } else {
                Token::Str(Rc::from(text))
            }
        };
        self.found.push((token, line));
        Ok(())
    }
}
