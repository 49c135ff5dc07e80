//! The shell's grammar by recursive descent: lists, pipelines, simple commands, redirections. `if` and its kin are in
//! `compound`, words in `words`.

use std::rc::Rc;

use super::Flavor;
use super::ast::{AndOr, Assign, AssignValue, Command, List, Node, Part, Pipeline, Redir, RedirKind, Simple, Word};
use super::lexer::{Parser, Token};
use super::syntax::{Failure, Missing};
use super::words::is_name;

type Read<T> = Result<T, Failure>;

/// Reserved words of all flavours.
const RESERVED: [&str; 15] =
    ["if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{", "}", "!"];

/// Builtins whose arguments may be array assignments.
const DECLARERS: [&str; 5] = ["declare", "export", "local", "readonly", "typeset"];

/// Whether a word is reserved.
pub(super) fn is_reserved(word: &str, flavor: Flavor) -> bool {
    RESERVED.contains(&word)
        || word == "in"
        || match flavor {
            Flavor::Bash => matches!(word, "function" | "[[" | "]]" | "time" | "select" | "coproc"),
            Flavor::Ash => matches!(word, "function" | "[["),
            Flavor::Dash => false,
        }
}

impl Parser {
    /// The commands of the next line, and of the lines that it takes with it; `None` at the end.
    pub(super) fn next_line(&mut self) -> Read<Option<List>> {
        self.depth = 0;
        self.skip_newlines()?;
        if *self.peek()? == Token::End {
            return Ok(None);
        }
        let mut list = List::new();
        loop {
            list.push(Rc::new(self.and_or()?));
            let token = self.next()?;
            match token {
                Token::Op(";" | "&") => {
                    if matches!(self.peek()?, Token::Newline | Token::End) {
                        self.next()?;
                        return Ok(Some(list));
                    }
                }
                Token::Newline | Token::End => return Ok(Some(list)),
                token => return Err(self.unexpected(&token, None)),
            }
        }
    }

    /// All commands of the text.
    pub(super) fn all(&mut self) -> Read<List> {
        let depth = self.depth;
        let mut list = List::new();
        while let Some(line) = self.next_line()? {
            list.extend(line);
            self.depth = depth;
        }
        Ok(list)
    }

    pub(super) fn skip_newlines(&mut self) -> Read<()> {
        while *self.peek()? == Token::Newline {
            self.next()?;
        }
        Ok(())
    }

    /// Commands up to one of `ends`, which is left. A list may be empty only where `empty` says so.
    pub(super) fn list(&mut self, ends: &[&'static str], empty: bool) -> Read<List> {
        let mut list = List::new();
        // dash and ash say what they miss when there is one thing it could be.
        let wanted = match ends {
            [only] => Some(*only),
            ["elif", "else", "fi"] => Some("fi"),
            _ => None,
        };
        loop {
            self.skip_newlines()?;
            if self.at(ends)? && (empty || !list.is_empty()) {
                return Ok(list);
            }
            if *self.peek()? == Token::End {
                return Err(Failure::Incomplete(Missing::Command(wanted)));
            }
            if list.is_empty() || !self.at_closing()? {
                list.push(Rc::new(self.and_or()?));
            } else {
                let token = self.next()?;
                return Err(self.unexpected(&token, wanted));
            }
            let ended = self.at(ends)?;
            match self.peek()? {
                Token::Op(";" | "&") => {
                    self.next()?;
                }
                Token::Newline => {}
                Token::End => return Err(Failure::Incomplete(Missing::Command(wanted))),
                _ if ended => return Ok(list),
                _ => {
                    let token = self.next()?;
                    return Err(self.unexpected(&token, wanted));
                }
            }
        }
    }

    /// Whether the next token is one of these reserved words or operators.
    pub(super) fn at(&mut self, ends: &[&'static str]) -> Read<bool> {
        let token = self.peek()?;
        Ok(match token {
            Token::Op(op) => ends.contains(op),
            token => Self::plain(token).is_some_and(|word| ends.contains(&word)),
        })
    }

    /// Whether the next token can only end something.
    fn at_closing(&mut self) -> Read<bool> {
        self.at(&["then", "else", "elif", "fi", "do", "done", "esac", "}", ")", ";;", ";&", ";;&"])
    }

    /// Takes a reserved word or fails.
    pub(super) fn expect(&mut self, word: &'static str) -> Read<()> {
        let token = self.next()?;
        match (&token, Self::plain(&token)) {
            (Token::Op(op), _) if *op == word => Ok(()),
            (_, Some(found)) if found == word => Ok(()),
            _ => Err(self.unexpected(&token, Some(word))),
        }
    }

    /// The failure for a token just taken that does not belong there.
    pub(super) fn unexpected(&self, token: &Token, expecting: Option<&'static str>) -> Failure {
        let text = self.text[self.last.0..self.last.1].to_owned();
        let (token, class) = match token {
            Token::End => return Failure::Incomplete(Missing::Command(expecting)),
            Token::Newline => ("newline".to_owned(), "newline".to_owned()),
            Token::Op(op) if op.contains(['<', '>']) => (text, "redirection".to_owned()),
            Token::Op(op) => (text, format!("\"{op}\"")),
            Token::Number(_) => (text, "redirection".to_owned()),
            Token::Word(_) => match Self::plain(token).filter(|word| is_reserved(word, self.flavor)) {
                Some(word) => (text, format!("\"{word}\"")),
                None => (text, "word".to_owned()),
            },
        };
        Failure::Unexpected { token, class, expecting }
    }

    // Lists and pipelines.

    fn and_or(&mut self) -> Read<AndOr> {
        let start = self.start_of_next()?;
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        while let Token::Op(op @ ("&&" | "||")) = *self.peek()? {
            self.next()?;
            self.skip_newlines()?;
            rest.push((op == "&&", self.pipeline()?));
        }
        let text = Rc::from(self.text.get(start..self.last.1).unwrap_or_default().trim());
        let background = *self.peek()? == Token::Op("&");
        Ok(AndOr { first, rest, background, text })
    }

    fn pipeline(&mut self) -> Read<Pipeline> {
        let bash = self.flavor == Flavor::Bash;
        let (mut negated, mut timed) = (false, false);
        loop {
            self.expand_alias()?;
            match Self::plain(self.peek()?) {
                Some("!") => negated = !negated,
                Some("time") if bash => timed = true,
                _ => break,
            }
            self.next()?;
        }
        let start = self.start_of_next()?;
        let mut commands = Vec::new();
        if bash && (negated || timed) && matches!(self.peek()?, Token::Newline | Token::End | Token::Op(";")) {
            let command = Command::Simple(Simple::default());
            commands.push(Rc::new(Node { command, redirs: Vec::new(), line: self.line }));
        } else {
            commands.push(self.command()?);
        }
        while let Token::Op(op @ ("|" | "|&")) = *self.peek()? {
            self.next()?;
            if op == "|&" {
                let dup = RedirKind::Dup(true, vec![Part::Lit("1".to_owned())]);
                if let Some(node) = commands.last_mut().and_then(Rc::get_mut) {
                    node.redirs.push(Redir { fd: Some(2), kind: dup });
                }
            }
            self.skip_newlines()?;
            self.expand_alias()?;
            commands.push(self.command()?);
        }
        let text = Rc::from(self.text.get(start..self.last.1).unwrap_or_default().trim());
        Ok(Pipeline { negated, timed, commands, text })
    }

    /// One command with its redirections.
    pub(super) fn command(&mut self) -> Read<Rc<Node>> {
        self.enter()?;
        let start = self.start_of_next()?;
        let line = self.line - u32::from(*self.peek()? == Token::Newline);
        let bash = self.flavor == Flavor::Bash;
        let (flavor, double) = (self.flavor, self.text[start..].starts_with("(("));
        let compound = match self.peek()? {
            Token::Op("(") if bash && double => Some(self.arith_command()?),
            Token::Op("(") => Some(self.subshell()?),
            token => match Self::plain(token) {
                Some("{") => Some(self.group()?),
                Some("if") => Some(self.if_command()?),
                Some("while") => Some(self.while_command(false)?),
                Some("until") => Some(self.while_command(true)?),
                Some("for") => Some(self.for_command()?),
                Some("case") => Some(self.case_command()?),
                Some("[[") if flavor != Flavor::Dash => Some(self.cond_command()?),
                Some("function") if flavor != Flavor::Dash => Some(self.function_command()?),
                _ => None,
            },
        };
        let node = match compound {
            None => self.simple(line)?,
            Some(command) => {
                let mut redirs = Vec::new();
                while let Some(redir) = self.redirection()? {
                    redirs.push(redir);
                }
                Node { command, redirs, line }
            }
        };
        self.depth -= 1;
        Ok(Rc::new(node))
    }

    fn simple(&mut self, line: u32) -> Read<Node> {
        let mut simple = Simple::default();
        let mut redirs = Vec::new();
        loop {
            if let Some(redir) = self.redirection()? {
                redirs.push(redir);
                continue;
            }
            if std::mem::take(&mut self.alias_next) {
                self.expand_alias()?;
            }
            let first = simple.words.is_empty() && simple.assigns.is_empty();
            match self.peek()? {
                Token::Word(_) => {}
                Token::Op("(") if simple.words.len() == 1 && simple.assigns.is_empty() && redirs.is_empty() => {
                    return self.function_after_name(&simple, line);
                }
                _ => break,
            }
            let token = self.next()?;
            let reserved = Self::plain(&token).is_some_and(|word| {
                first && redirs.is_empty() && is_reserved(word, self.flavor) && word != "in" && word != "]]"
            });
            if reserved {
                return Err(self.unexpected(&token, None));
            }
            let Token::Word(word) = token else { break };
            let declares = matches!(simple.words.first().map(Vec::as_slice),
                Some([Part::Lit(name)]) if DECLARERS.contains(&name.as_str()));
            if !simple.words.is_empty() && !declares {
                simple.words.push(word);
                continue;
            }
            match self.assignment(&word)? {
                Some(assign) if simple.words.is_empty() => simple.assigns.push(assign),
                Some(assign) if matches!(assign.value, AssignValue::Array(_)) => {
                    simple.words.push(vec![Part::Lit(assign.name.clone())]);
                    simple.arrays.push(assign);
                }
                _ => simple.words.push(word),
            }
            if simple.words.is_empty() {
                self.expand_alias()?;
            }
        }
        if simple.words.is_empty() && simple.assigns.is_empty() && redirs.is_empty() {
            let token = self.next()?;
            return Err(self.unexpected(&token, None));
        }
        Ok(Node { command: Command::Simple(simple), redirs, line })
    }

    /// Reads a word as an assignment; an array's elements follow it in the text.
    fn assignment(&mut self, word: &Word) -> Read<Option<Assign>> {
        let Some(mut assign) = split_assignment(word, self.flavor == Flavor::Bash) else { return Ok(None) };
        let empty = matches!(&assign.value, AssignValue::Word(value) if value.is_empty());
        if empty && self.flavor == Flavor::Bash && self.peeked.is_none() && self.char() == Some('(') {
            self.next()?;
            let mut elements = Vec::new();
            loop {
                self.skip_newlines()?;
                let token = self.next()?;
                match token {
                    Token::Op(")") => break,
                    Token::Word(word) => elements.push(split_element(word)),
                    token => return Err(self.unexpected(&token, Some(")"))),
                }
            }
            assign.value = AssignValue::Array(elements);
        }
        Ok(Some(assign))
    }

    /// A redirection if one comes next.
    fn redirection(&mut self) -> Read<Option<Redir>> {
        let fd = match *self.peek()? {
            Token::Number(number) => {
                self.next()?;
                Some(number)
            }
            _ => None,
        };
        let Token::Op(op) = *self.peek()? else { return Ok(None) };
        if !op.contains(['<', '>']) {
            return Ok(None);
        }
        self.next()?;
        let token = self.next()?;
        let word = match token {
            Token::Word(word) => word,
            Token::End if self.flavor == Flavor::Bash => return Err(self.unexpected(&Token::Newline, None)),
            token => return Err(self.unexpected(&token, None)),
        };
        let kind = match op {
            "<" => RedirKind::Read(word),
            ">" => RedirKind::Write(word, false),
            ">|" => RedirKind::Write(word, true),
            ">>" => RedirKind::Append(word),
            "<>" => RedirKind::ReadWrite(word),
            "<&" => RedirKind::Dup(false, word),
            ">&" => RedirKind::Dup(true, word),
            "&>" => RedirKind::Both(false, word),
            "&>>" => RedirKind::Both(true, word),
            "<<<" => RedirKind::HereString(word),
            _ => RedirKind::Here(self.add_here(&word, op == "<<-")),
        };
        Ok(Some(Redir { fd, kind }))
    }
}

/// Splits `NAME=value`, `NAME+=value` and `NAME[index]=value`.
fn split_assignment(word: &Word, bash: bool) -> Option<Assign> {
    let Some(Part::Lit(first)) = word.first() else { return None };
    let end = first.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(first.len());
    let name = &first[..end];
    if !is_name(name) {
        return None;
    }
    let (mut rest, mut index) = (first[end..].to_owned(), None);
    let mut parts = word[1..].iter();
    if bash && rest.starts_with('[') {
        let mut inside = Word::new();
        let mut open = rest[1..].to_owned();
        loop {
            if let Some(close) = open.find(']') {
                inside.push(Part::Lit(open[..close].to_owned()));
                open[close + 1..].clone_into(&mut rest);
                break;
            }
            inside.push(Part::Lit(std::mem::take(&mut open)));
            loop {
                match parts.next()? {
                    Part::Lit(text) => {
                        open.clone_from(text);
                        break;
                    }
                    part => inside.push(part.clone()),
                }
            }
        }
        index = Some(inside);
    }
    let append = bash && rest.starts_with("+=");
    let value = rest.strip_prefix(if append { "+=" } else { "=" })?;
    let mut value_word = Word::new();
    if !value.is_empty() {
        value_word.push(Part::Lit(value.to_owned()));
    }
    value_word.extend(parts.cloned());
    Some(Assign { name: name.to_owned(), index, append, value: AssignValue::Word(value_word) })
}

/// An array's element, perhaps with its subscript: `[3]=x`.
fn split_element(word: Word) -> (Option<Word>, Word) {
    let mut named = word.clone();
    match named.first_mut() {
        Some(Part::Lit(first)) if first.starts_with('[') => first.insert(0, 'x'),
        _ => return (None, word),
    }
    match split_assignment(&named, true) {
        Some(Assign { index: Some(index), value: AssignValue::Word(value), .. }) => (Some(index), value),
        _ => (None, word),
    }
}
