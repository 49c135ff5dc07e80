//! Reading words: quotes, `$...`, backticks and what is inside them. What they expand to is in `expand`.

use std::rc::Rc;

use super::Flavor;
use super::ast::{Param, ParamOp, Part, Word};
use super::escapes;
use super::lexer::{Parser, Token};
use super::syntax::{Failure, Missing};

type Read<T> = Result<T, Failure>;

/// Whether a character ends an unquoted word.
pub(super) fn ends_word(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')')
}

/// Whether a character may begin a variable's name.
pub(super) fn starts_name(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// Whether a text is a variable's name.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Adds unquoted text, joined with unquoted text before it.
fn push_lit(word: &mut Word, c: char) {
    match word.last_mut() {
        Some(Part::Lit(text)) => text.push(c),
        _ => word.push(Part::Lit(c.to_string())),
    }
}

impl Parser {
    /// A word up to a blank or an operator.
    pub(super) fn word(&mut self) -> Read<Word> {
        let mut word = Word::new();
        while let Some(c) = self.char() {
            if ends_word(c) {
                break;
            }
            self.piece(c, &mut word)?;
        }
        Ok(word)
    }

    /// The right side of `=~`: parentheses and bars belong to it.
    pub(super) fn pattern_word(&mut self) -> Read<Word> {
        let mut word = Word::new();
        let mut open = 0_u32;
        while self.char().is_some_and(|c| c == ' ' || c == '\t') {
            self.bump();
        }
        while let Some(c) = self.char() {
            match c {
                '(' => open += 1,
                ')' if open > 0 => open -= 1,
                ' ' | '\t' | '\n' | ')' if open == 0 => break,
                _ => {}
            }
            if ends_word(c) {
                self.bump();
                push_lit(&mut word, c);
            } else {
                self.piece(c, &mut word)?;
            }
        }
        Ok(word)
    }

    /// One piece of an unquoted word.
    fn piece(&mut self, c: char, word: &mut Word) -> Read<()> {
        match c {
            '\\' => {
                self.bump();
                match self.bump() {
                    Some('\n') if self.char().is_none() && !self.complete => {
                        return Err(Failure::Incomplete(Missing::Command(None)));
                    }
                    Some('\n') => {}
                    Some(escaped) => word.push(Part::Quoted(escaped.to_string())),
                    None if self.complete => word.push(Part::Quoted("\\".to_owned())),
                    None => return Err(Failure::Incomplete(Missing::Command(None))),
                }
            }
            '\'' => word.push(Part::Quoted(self.single_quoted()?)),
            '"' => word.push(self.double_quoted()?),
            '$' => self.dollar(false, word)?,
            '`' => word.push(self.backtick(false)?),
            _ => {
                self.bump();
                push_lit(word, c);
            }
        }
        Ok(())
    }

    fn single_quoted(&mut self) -> Read<String> {
        let line = self.line;
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                None => return Err(Failure::Incomplete(Missing::Quote('\'', line))),
                Some('\'') => return Ok(text),
                Some(c) => text.push(c),
            }
        }
    }

    fn double_quoted(&mut self) -> Read<Part> {
        self.bump();
        Ok(Part::Double(self.double_text(Some('"'))?))
    }

    /// Text in double quotes up to its end; with `None`, a here-document's body up to the end of the text.
    pub(super) fn double_text(&mut self, end: Option<char>) -> Read<Word> {
        let line = self.line;
        let mut word = Word::new();
        loop {
            let Some(c) = self.char() else {
                return match end {
                    None => Ok(word),
                    Some(quote) => Err(Failure::Incomplete(Missing::Quote(quote, line))),
                };
            };
            if Some(c) == end {
                self.bump();
                return Ok(word);
            }
            self.double_piece(c, end == Some('"'), &mut word)?;
        }
    }

    /// One piece of text in double quotes.
    fn double_piece(&mut self, c: char, quote_escapes: bool, word: &mut Word) -> Read<()> {
        match c {
            '\\' => {
                self.bump();
                match self.char() {
                    Some('\n') => {
                        self.bump();
                    }
                    Some(c @ ('$' | '`' | '\\')) => {
                        self.bump();
                        word.push(Part::Quoted(c.to_string()));
                    }
                    Some('"') if quote_escapes => {
                        self.bump();
                        word.push(Part::Quoted("\"".to_owned()));
                    }
                    _ => push_lit(word, '\\'),
                }
            }
            '$' => self.dollar(true, word)?,
            '`' => word.push(self.backtick(true)?),
            _ => {
                self.bump();
                push_lit(word, c);
            }
        }
        Ok(())
    }

    /// What `$` begins.
    fn dollar(&mut self, quoted: bool, word: &mut Word) -> Read<()> {
        self.bump();
        let Some(c) = self.char() else {
            push_lit(word, '$');
            return Ok(());
        };
        match c {
            '\'' if !quoted && self.flavor != Flavor::Dash => {
                word.push(Part::Quoted(self.ansi_quoted()?));
            }
            '"' if !quoted && self.flavor == Flavor::Bash => word.push(self.double_quoted()?),
            '(' if self.looking_at("((") => {
                let place = self.place();
                match self.arithmetic() {
                    Ok(Some(part)) => word.push(part),
                    Ok(None) => {
                        self.return_to(place);
                        word.push(self.substitution()?);
                    }
                    Err(failure) => return Err(failure),
                }
            }
            '(' => word.push(self.substitution()?),
            '{' => word.push(self.braced(quoted)?),
            '@' | '*' | '#' | '?' | '-' | '$' | '!' | '0'..='9' => {
                self.bump();
                word.push(simple_param(c.to_string()));
            }
            _ if starts_name(c) => {
                let name = self.name();
                word.push(simple_param(name));
            }
            _ => push_lit(word, '$'),
        }
        Ok(())
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.char().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
            self.bump();
            name.push(c);
        }
        name
    }

    /// `$'...'`
    fn ansi_quoted(&mut self) -> Read<String> {
        let line = self.line;
        self.bump();
        let mut raw = String::new();
        loop {
            match self.bump() {
                None => return Err(Failure::Incomplete(Missing::Quote('\'', line))),
                Some('\'') => return Ok(escapes::ansi(&raw)),
                Some('\\') => {
                    raw.push('\\');
                    raw.extend(self.bump());
                }
                Some(c) => raw.push(c),
            }
        }
    }

    /// `$(...)`, the parenthesis still ahead.
    fn substitution(&mut self) -> Read<Part> {
        self.bump();
        self.enter()?;
        let list = self.list_to_paren()?;
        self.depth -= 1;
        Ok(Part::Command(Rc::new(list)))
    }

    fn list_to_paren(&mut self) -> Read<super::ast::List> {
        let at_end = |failure| match failure {
            Failure::Incomplete(Missing::Command(None | Some(")"))) => Failure::Incomplete(Missing::Paren),
            other => other,
        };
        self.peeked = None;
        let list = self.list(&[")"], true).map_err(at_end)?;
        match self.next()? {
            Token::Op(")") => Ok(list),
            Token::End => Err(Failure::Incomplete(Missing::Paren)),
            token => Err(self.unexpected(&token, Some(")"))),
        }
    }

    fn backtick(&mut self, quoted: bool) -> Read<Part> {
        let line = self.line;
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                None => return Err(Failure::Incomplete(Missing::Backtick(line))),
                Some('`') => break,
                Some('\\') => match self.bump() {
                    Some(c @ ('$' | '`' | '\\')) => text.push(c),
                    Some('"') if quoted => text.push('"'),
                    Some(c) => text.extend(['\\', c]),
                    None => return Err(Failure::Incomplete(Missing::Backtick(line))),
                },
                Some(c) => text.push(c),
            }
        }
        let mut inner = self.inner(&text);
        inner.line = line;
        inner.enter()?;
        let list = inner.all().map_err(Failure::closed)?;
        Ok(Part::Command(Rc::new(list)))
    }

    /// `$((...))` with the first parenthesis ahead; `None` when it is a command after all.
    fn arithmetic(&mut self) -> Read<Option<Part>> {
        self.bump();
        self.bump();
        Ok(self.arith_text()?.map(Part::Arith))
    }

    /// The text of an arithmetic expression up to `))`, which is taken too; `None` when a single `)` closes it.
    pub(super) fn arith_text(&mut self) -> Read<Option<Word>> {
        let line = self.line;
        let mut word = Word::new();
        let mut open = 0_u32;
        loop {
            match self.char() {
                None => return Err(Failure::Incomplete(Missing::Arith(line))),
                Some(')') if open == 0 => {
                    self.bump();
                    return Ok(self.eat(')').then_some(word));
                }
                Some('"') => {
                    self.bump();
                }
                Some(c) => {
                    match c {
                        '(' => open += 1,
                        ')' => open -= 1,
                        _ => {}
                    }
                    self.double_piece(c, true, &mut word)?;
                }
            }
        }
    }

    // Parameters in braces.

    /// `${...}`, the brace still ahead.
    fn braced(&mut self, quoted: bool) -> Read<Part> {
        let line = self.line;
        let start = self.at;
        self.enter()?;
        self.bump();
        let part = match self.braced_param(quoted) {
            Ok(Some(mut param)) => {
                param.text = format!("${}", &self.text[start..self.at]);
                Part::Param(Box::new(param))
            }
            Ok(None) => {
                // What it is can only be told when it is expanded; its end is the next brace.
                let mut ignored = Word::new();
                self.until(&['}'], quoted, &mut ignored)?;
                self.bump();
                Part::Bad(format!("${}", &self.text[start..self.at]))
            }
            Err(Failure::Incomplete(Missing::Brace(_))) => return Err(Failure::Incomplete(Missing::Brace(line))),
            Err(failure) => return Err(failure),
        };
        self.depth -= 1;
        Ok(part)
    }

    fn braced_param(&mut self, quoted: bool) -> Read<Option<Param>> {
        let bash = self.flavor == Flavor::Bash;
        let mut param =
            Param { name: String::new(), index: None, indirect: false, op: ParamOp::None, text: String::new() };
        let length = self.char() == Some('#')
            && match (self.char_at(1), self.char_at(2)) {
                // `${#}` and `${#-x}` are about the number of parameters; `${##}` and `${#?}` are lengths.
                (Some('}' | ':' | '-' | '=' | '+' | '%'), _) => false,
                (Some('#' | '?'), after) => after == Some('}'),
                _ => true,
            };
        if length {
            self.bump();
        } else if bash && self.char() == Some('!') && self.char_at(1).is_some_and(starts_name) {
            self.bump();
            param.indirect = true;
        }
        param.name = match self.char() {
            Some(c) if starts_name(c) => self.name(),
            Some(c) if c.is_ascii_digit() => self.name(),
            Some(c @ ('@' | '*' | '#' | '?' | '-' | '$' | '!')) => {
                self.bump();
                c.to_string()
            }
            None => return Err(Failure::Incomplete(Missing::Brace(self.line))),
            Some(_) => return Ok(None),
        };
        if param.name.starts_with(|c: char| c.is_ascii_digit()) && !param.name.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(None);
        }
        if bash && self.char() == Some('[') && is_name(&param.name) {
            self.bump();
            let mut index = Word::new();
            self.until(&[']'], true, &mut index)?;
            self.bump();
            param.index = Some(index);
        }
        if length {
            param.op = ParamOp::Length;
            return Ok(self.eat('}').then_some(param));
        }
        match self.param_op(quoted)? {
            Some(op) => param.op = op,
            None => return Ok(None),
        }
        Ok(self.eat('}').then_some(param))
    }

    fn param_op(&mut self, quoted: bool) -> Read<Option<ParamOp>> {
        let Some(c) = self.char() else { return Err(Failure::Incomplete(Missing::Brace(self.line))) };
        let colon = c == ':' && matches!(self.char_at(1), Some('-' | '=' | '?' | '+'));
        if colon {
            self.bump();
        }
        let op = self.char().unwrap_or(c);
        let (bash, dash) = (self.flavor == Flavor::Bash, self.flavor == Flavor::Dash);
        let taken = match op {
            '}' => return Ok(Some(ParamOp::None)),
            '-' | '=' | '?' | '+' => {
                self.bump();
                ParamOp::Test(op, colon, self.rest(&['}'], quoted)?)
            }
            '#' | '%' => {
                self.bump();
                let longest = self.eat(op);
                ParamOp::Trim(op, longest, self.rest(&['}'], false)?)
            }
            '/' if !dash => {
                self.bump();
                let kind = match self.char() {
                    Some('/') => 'g',
                    Some(c @ ('#' | '%')) if bash => c,
                    _ => '/',
                };
                if kind != '/' {
                    self.bump();
                }
                let mut pattern = Word::new();
                if kind == '/' && self.eat('/') {
                    push_lit(&mut pattern, '/');
                }
                self.until(&['/', '}'], false, &mut pattern)?;
                let with = if self.eat('/') { self.rest(&['}'], quoted)? } else { Word::new() };
                ParamOp::Replace(kind, pattern, with)
            }
            ':' if !dash => {
                self.bump();
                let offset = self.rest(&[':', '}'], true)?;
                let length = if self.eat(':') { Some(self.rest(&['}'], true)?) } else { None };
                ParamOp::Slice(offset, length)
            }
            '^' | ',' if bash => {
                self.bump();
                ParamOp::Case(op, self.eat(op))
            }
            _ => return Ok(None),
        };
        Ok(Some(taken))
    }

    fn rest(&mut self, ends: &[char], quoted: bool) -> Read<Word> {
        let mut word = Word::new();
        self.until(ends, quoted, &mut word)?;
        Ok(word)
    }

    /// The inside of a `${...}` up to one of `ends`, which is left. In double quotes single quotes are plain.
    fn until(&mut self, ends: &[char], quoted: bool, word: &mut Word) -> Read<()> {
        loop {
            let Some(c) = self.char() else { return Err(Failure::Incomplete(Missing::Brace(self.line))) };
            if ends.contains(&c) {
                return Ok(());
            }
            match c {
                '"' => word.push(self.double_quoted()?),
                '\'' if !quoted => word.push(Part::Quoted(self.single_quoted()?)),
                '\\' if quoted && self.char_at(1) == Some('}') => {
                    self.bump();
                    self.bump();
                    word.push(Part::Quoted("}".to_owned()));
                }
                _ if quoted => self.double_piece(c, true, word)?,
                _ if ends_word(c) => {
                    self.bump();
                    push_lit(word, c);
                }
                _ => self.piece(c, word)?,
            }
        }
    }
}

/// `$name` without anything.
fn simple_param(name: String) -> Part {
    let text = format!("${name}");
    Part::Param(Box::new(Param { name, index: None, indirect: false, op: ParamOp::None, text }))
}
