//! The scripts of `sed`: addresses and commands as a flat list, blocks and labels resolved to jumps.

use std::collections::BTreeMap;

use crate::programs::kit::regex::{Regex, Syntax};

/// Where a command applies.
pub(super) enum Address {
    Line(u64),
    Last,
    /// `None` is the last pattern used.
    Match(Option<Regex>),
    /// From a line on, every so many.
    Step(u64, u64),
    /// So many lines after the first.
    More(u64),
    /// Up to a line that is a multiple.
    Multiple(u64),
}

/// A part of a replacement.
pub(super) enum Piece {
    Text(String),
    Group(usize),
    /// `\U`, `\L`, `\u`, `\l`, `\E`
    Case(char),
}

/// A substitution.
pub(super) struct Substitution {
    pub(super) regex: Option<Regex>,
    pub(super) pieces: Vec<Piece>,
    pub(super) global: bool,
    pub(super) print: bool,
    /// The first match to be replaced, from 1.
    pub(super) nth: usize,
    pub(super) file: Option<String>,
}

/// What a command does.
pub(super) enum Verb {
    /// A block's beginning: where it ends.
    Block(usize),
    /// The end of a block, a label.
    Nothing,
    Substitute(Box<Substitution>),
    Transliterate(Vec<(char, char)>),
    /// `a`, `i` or `c` with its text.
    Text(char, String),
    /// `b`, `t` or `T` and where it leads.
    Branch(char, usize),
    /// `r` or `w` and its file.
    File(char, String),
    /// `q` or `Q` and its status.
    Quit(char, u8),
    /// A letter without arguments.
    Plain(char),
}

/// One command.
pub(super) struct Command {
    pub(super) from: Option<Address>,
    pub(super) to: Option<Address>,
    pub(super) negated: bool,
    pub(super) verb: Verb,
}

pub(super) struct Parser {
    chars: Vec<char>,
    at: usize,
    syntax: Syntax,
    pub(super) commands: Vec<Command>,
    blocks: Vec<usize>,
    labels: BTreeMap<String, usize>,
    jumps: Vec<(usize, String)>,
}

type Wrong = String;

impl Parser {
    /// Reads a script; the error is its text and the character where it was found.
    pub(super) fn parse(script: &str, extended: bool) -> Result<Vec<Command>, (Wrong, usize)> {
        let syntax = if extended { Syntax::Extended } else { Syntax::Basic };
        let mut parser = Self {
            chars: script.chars().collect(),
            at: 0,
            syntax,
            commands: Vec::new(),
            blocks: Vec::new(),
            labels: BTreeMap::new(),
            jumps: Vec::new(),
        };
        match parser.script() {
            Ok(()) => Ok(parser.commands),
            Err(text) => Err((text, parser.at)),
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        c
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn script(&mut self) -> Result<(), Wrong> {
        loop {
            self.skip(|c| c.is_whitespace() || c == ';');
            if self.peek().is_none() {
                break;
            }
            if self.peek() == Some('#') {
                self.skip(|c| c != '\n');
                continue;
            }
            let command = self.command()?;
            self.commands.push(command);
        }
        if !self.blocks.is_empty() {
            self.at = 0;
            return Err("unmatched `{'".to_owned());
        }
        for (at, label) in std::mem::take(&mut self.jumps) {
            let target = if label.is_empty() { Some(self.commands.len()) } else { self.labels.get(&label).copied() };
            let target = target.ok_or_else(|| format!("can't find label for jump to `{label}'"))?;
            if let Some(Command { verb: Verb::Branch(_, place), .. }) = self.commands.get_mut(at) {
                *place = target;
            }
        }
        Ok(())
    }

    fn command(&mut self) -> Result<Command, Wrong> {
        let from = self.address()?;
        let mut to = None;
        self.skip(|c| c == ' ');
        if self.peek() == Some(',') {
            self.at += 1;
            if from.is_none() {
                return Err("unexpected `,'".to_owned());
            }
            self.skip(|c| c == ' ');
            to = Some(self.end_address()?.ok_or("unexpected `,'")?);
        }
        self.skip(|c| c == ' ');
        let negated = self.peek() == Some('!');
        if negated {
            self.at += 1;
            self.skip(|c| c == ' ' || c == '!');
        }
        let Some(letter) = self.next() else { return Err("missing command".to_owned()) };
        if from.is_some() && matches!(letter, '}' | ':') {
            let what = if letter == ':' { ": doesn't want any addresses" } else { "} doesn't want any addresses" };
            return Err(what.to_owned());
        }
        let verb = self.verb(letter)?;
        Ok(Command { from, to, negated, verb })
    }

    fn number(&mut self) -> Option<u64> {
        let start = self.at;
        self.skip(|c| c.is_ascii_digit());
        let text: String = self.chars[start..self.at].iter().collect();
        text.parse().ok()
    }

    fn address(&mut self) -> Result<Option<Address>, Wrong> {
        Ok(match self.peek() {
            Some('$') => {
                self.at += 1;
                Some(Address::Last)
            }
            Some(c) if c.is_ascii_digit() => {
                let line = self.number().unwrap_or(u64::MAX);
                if self.peek() == Some('~') {
                    self.at += 1;
                    Some(Address::Step(line, self.number().unwrap_or(0)))
                } else {
                    Some(Address::Line(line))
                }
            }
            Some('/' | '\\') => {
                let mut delimiter = self.next().unwrap_or('/');
                if delimiter == '\\' {
                    delimiter = self.next().ok_or("unterminated address regex")?;
                }
                let pattern = self.until(delimiter, true).ok_or("unterminated address regex")?;
                let (mut ignore_case, mut multiline) = (false, false);
                while let Some(flag) = self.peek().filter(|c| matches!(c, 'I' | 'M')) {
                    self.at += 1;
                    ignore_case |= flag == 'I';
                    multiline |= flag == 'M';
                }
                Some(Address::Match(self.regex(&pattern, ignore_case, multiline)?))
            }
            _ => None,
        })
    }

    fn end_address(&mut self) -> Result<Option<Address>, Wrong> {
        let sign = self.peek();
        if !matches!(sign, Some('+' | '~')) {
            return self.address();
        }
        self.at += 1;
        let number = self.number().ok_or("expected number")?;
        Ok(Some(if sign == Some('+') { Address::More(number) } else { Address::Multiple(number) }))
    }

    /// Text up to an unescaped delimiter. In patterns a delimiter in brackets does not count, and an escaped one loses
    /// its backslash.
    fn until(&mut self, delimiter: char, pattern: bool) -> Option<String> {
        let mut text = String::new();
        let mut bracket: Option<usize> = None;
        loop {
            let c = self.next()?;
            match bracket {
                Some(start) if c == ']' && text.len() > start => bracket = None,
                Some(start) if c == '^' && text.len() == start => bracket = Some(start + 1),
                None if c == delimiter => return Some(text),
                None if c == '\n' && pattern => return None,
                None if c == '[' && pattern => bracket = Some(text.len() + 1),
                None if c == '\\' => {
                    let escaped = self.next()?;
                    if escaped != delimiter {
                        text.push('\\');
                    } else if pattern && "[].*^$+?(){}|".contains(delimiter) {
                        // Escaped, a special delimiter is a plain character.
                        text.push('\\');
                    }
                    text.push(escaped);
                    continue;
                }
                Some(_) | None => {}
            }
            text.push(c);
        }
    }

    fn regex(&self, pattern: &str, ignore_case: bool, multiline: bool) -> Result<Option<Regex>, Wrong> {
        if pattern.is_empty() {
            return Ok(None);
        }
        let regex = Regex::new(pattern, self.syntax, ignore_case).map_err(|error| error.text(false).to_owned())?;
        Ok(Some(if multiline { regex.multiline() } else { regex }))
    }

    fn verb(&mut self, letter: char) -> Result<Verb, Wrong> {
        Ok(match letter {
            '{' => {
                self.blocks.push(self.commands.len());
                return Ok(Verb::Block(0));
            }
            '}' => {
                let start = self.blocks.pop().ok_or("unexpected `}'")?;
                let end = self.commands.len();
                if let Some(command) = self.commands.get_mut(start) {
                    command.verb = Verb::Block(end);
                }
                self.ends()?;
                Verb::Nothing
            }
            's' => Verb::Substitute(Box::new(self.substitution()?)),
            'y' => self.transliteration()?,
            'a' | 'i' | 'c' => Verb::Text(letter, self.text()?),
            ':' => {
                let label = self.word();
                if label.is_empty() {
                    return Err("\":\" lacks a label".to_owned());
                }
                self.labels.insert(label, self.commands.len());
                Verb::Nothing
            }
            'b' | 't' | 'T' => {
                let label = self.word();
                self.jumps.push((self.commands.len(), label));
                Verb::Branch(letter, 0)
            }
            'r' | 'w' | 'R' | 'W' => {
                self.skip(|c| c == ' ');
                let start = self.at;
                self.skip(|c| c != '\n');
                if start == self.at {
                    return Err("missing filename in r/R/w/W commands".to_owned());
                }
                Verb::File(letter, self.chars[start..self.at].iter().collect())
            }
            'q' | 'Q' => {
                self.skip(|c| c == ' ');
                let status = self.number().unwrap_or(0) as u8;
                self.ends()?;
                Verb::Quit(letter, status)
            }
            'd' | 'D' | 'p' | 'P' | 'n' | 'N' | 'g' | 'G' | 'h' | 'H' | 'x' | '=' | 'l' | 'z' | 'F' => {
                self.ends()?;
                Verb::Plain(letter)
            }
            other => return Err(format!("unknown command: `{other}'")),
        })
    }

    /// A command ends at a semicolon, a newline, a closing brace or the end.
    fn ends(&mut self) -> Result<(), Wrong> {
        self.skip(|c| c == ' ' || c == '\t');
        match self.peek() {
            None | Some('\n' | ';' | '}' | '#') => Ok(()),
            Some(_) => {
                self.at += 1;
                Err("extra characters after command".to_owned())
            }
        }
    }

    fn word(&mut self) -> String {
        self.skip(|c| c == ' ');
        let start = self.at;
        self.skip(|c| !c.is_whitespace() && c != ';' && c != '}');
        self.chars[start..self.at].iter().collect()
    }

    /// The text of `a`, `i` and `c`: after a backslash and newline, or on the same line.
    fn text(&mut self) -> Result<String, Wrong> {
        self.skip(|c| c == ' ' || c == '\t');
        if self.peek() == Some('\\') {
            self.at += 1;
            self.skip(|c| c == ' ' || c == '\t');
            if self.peek() == Some('\n') {
                self.at += 1;
            }
        }
        if self.peek().is_none() {
            return Err("expected \\ after `a', `c' or `i'".to_owned());
        }
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '\\' => match self.next() {
                    Some('t') => text.push('\t'),
                    Some(c) => text.push(c),
                    None => {}
                },
                '\n' => break,
                c => text.push(c),
            }
        }
        text.push('\n');
        Ok(text)
    }

    fn transliteration(&mut self) -> Result<Verb, Wrong> {
        let unterminated = "unterminated `y' command";
        let delimiter = self.next().ok_or(unterminated)?;
        let from = self.until(delimiter, false).ok_or(unterminated)?;
        let to = self.until(delimiter, false).ok_or(unterminated)?;
        let plain = |text: &str| -> Vec<char> {
            text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\").chars().collect()
        };
        let (from, to) = (plain(&from), plain(&to));
        if from.len() != to.len() {
            return Err("strings for `y' command are different lengths".to_owned());
        }
        self.ends()?;
        Ok(Verb::Transliterate(from.into_iter().zip(to).collect()))
    }

    fn substitution(&mut self) -> Result<Substitution, Wrong> {
        let unterminated = "unterminated `s' command";
        let delimiter = self.next().ok_or(unterminated)?;
        let pattern = self.until(delimiter, true).ok_or(unterminated)?;
        let replacement = self.until(delimiter, false).ok_or(unterminated)?;
        let mut made =
            Substitution { regex: None, pieces: Vec::new(), global: false, print: false, nth: 1, file: None };
        let (mut ignore_case, mut multiline) = (false, false);
        loop {
            match self.peek() {
                Some('g') => made.global = true,
                Some('p') => made.print = true,
                Some('i' | 'I') => ignore_case = true,
                Some('m' | 'M') => multiline = true,
                Some('e') => {}
                Some('0') => return Err("number option to `s' command may not be zero".to_owned()),
                Some(c) if c.is_ascii_digit() => {
                    made.nth = self.number().unwrap_or(1) as usize;
                    continue;
                }
                Some('w') => {
                    self.at += 1;
                    self.skip(|c| c == ' ');
                    let start = self.at;
                    self.skip(|c| c != '\n');
                    made.file = Some(self.chars[start..self.at].iter().collect());
                    break;
                }
                None | Some('\n' | ';' | '}' | '#' | ' ') => {
                    self.ends()?;
                    break;
                }
                Some(_) => {
                    self.at += 1;
                    return Err("unknown option to `s'".to_owned());
                }
            }
            self.at += 1;
        }
        made.regex = self.regex(&pattern, ignore_case, multiline)?;
        made.pieces = pieces(&replacement);
        let most = made.pieces.iter().map(|piece| if let Piece::Group(group) = piece { *group } else { 0 }).max();
        let groups = made.regex.as_ref().map_or(9, |regex| regex.groups);
        if let Some(most) = most.filter(|most| *most > groups) {
            return Err(format!("invalid reference \\{most} on `s' command's RHS"));
        }
        Ok(made)
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let piece = match c {
            '&' => Piece::Group(0),
            '\\' => match chars.next() {
                Some(digit) if digit.is_ascii_digit() => Piece::Group(digit as usize - '0' as usize),
                Some(letter @ ('U' | 'L' | 'u' | 'l' | 'E')) => Piece::Case(letter),
                Some('n') => {
                    plain.push('\n');
                    continue;
                }
                Some('t') => {
                    plain.push('\t');
                    continue;
                }
                other => {
                    plain.extend(other);
                    continue;
                }
            },
            c => {
                plain.push(c);
                continue;
            }
        };
        if !plain.is_empty() {
            found.push(Piece::Text(std::mem::take(&mut plain)));
        }
        found.push(piece);
    }
    found.push(Piece::Text(plain));
    found
}
