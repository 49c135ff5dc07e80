//! The grammar of compound commands: groups, `if`, loops, `case`, functions, `[[ ]]`.

use std::rc::Rc;

use super::Flavor;
use super::ast::{Arm, Command, Cond, Node, Part, Simple, Word};
use super::lexer::{Parser, Token, plain_text};
use super::syntax::{Failure, Missing};
use super::words::is_name;

type Read<T> = Result<T, Failure>;

impl Parser {
    pub(super) fn subshell(&mut self) -> Read<Command> {
        self.next()?;
        let list = self.list(&[")"], false)?;
        self.expect(")")?;
        Ok(Command::Subshell(Rc::new(list)))
    }

    pub(super) fn group(&mut self) -> Read<Command> {
        self.next()?;
        let list = self.list(&["}"], false)?;
        self.expect("}")?;
        Ok(Command::Group(list))
    }

    pub(super) fn if_command(&mut self) -> Read<Command> {
        let mut branches = Vec::new();
        loop {
            self.next()?;
            let condition = self.list(&["then"], false)?;
            self.expect("then")?;
            let body = self.list(&["elif", "else", "fi"], false)?;
            branches.push((condition, body));
            if !self.at(&["elif"])? {
                break;
            }
        }
        let mut otherwise = None;
        if self.at(&["else"])? {
            self.next()?;
            otherwise = Some(self.list(&["fi"], false)?);
        }
        self.expect("fi")?;
        Ok(Command::If(branches, otherwise))
    }

    pub(super) fn while_command(&mut self, until: bool) -> Read<Command> {
        self.next()?;
        let condition = self.list(&["do"], false)?;
        let body = self.do_group()?;
        Ok(Command::While(until, condition, body))
    }

    fn do_group(&mut self) -> Read<super::ast::List> {
        self.expect("do")?;
        let body = self.list(&["done"], false)?;
        self.expect("done")?;
        Ok(body)
    }

    pub(super) fn for_command(&mut self) -> Read<Command> {
        self.next()?;
        if *self.peek()? == Token::Op("(") {
            if self.flavor == Flavor::Bash {
                return self.c_for();
            }
            return Err(Failure::Message(String::new(), "Bad for loop variable".to_owned()));
        }
        let token = self.next()?;
        let name = match &token {
            Token::Word(word) => plain_text(word),
            token => return Err(self.unexpected(token, None)),
        };
        if !is_name(&name) {
            let bash = format!("`{name}': not a valid identifier");
            return Err(Failure::Message(bash, "Bad for loop variable".to_owned()));
        }
        let mut words = None;
        let mut separated = *self.peek()? == Token::Newline;
        self.skip_newlines()?;
        if self.at(&["in"])? {
            self.next()?;
            let mut list = Vec::new();
            loop {
                let token = self.next()?;
                match token {
                    Token::Word(word) => list.push(word),
                    Token::Newline | Token::Op(";") => break,
                    token => return Err(self.unexpected(&token, None)),
                }
            }
            words = Some(list);
            separated = true;
        }
        if !separated && *self.peek()? == Token::Op(";") {
            self.next()?;
        }
        self.skip_newlines()?;
        Ok(Command::For(name, words, self.do_group()?))
    }

    /// `for ((a; b; c))`
    fn c_for(&mut self) -> Read<Command> {
        let start = self.start_of_next()?;
        self.peeked = None;
        self.at = start + 1;
        if !self.eat('(') {
            let token = self.next()?;
            return Err(self.unexpected(&token, None));
        }
        let Some(text) = self.arith_text()? else {
            let token = self.next()?;
            return Err(self.unexpected(&token, None));
        };
        let mut parts = [Word::new(), Word::new(), Word::new()];
        let mut at = 0;
        for part in text {
            let Part::Lit(literal) = part else {
                parts[at].push(part);
                continue;
            };
            for (number, piece) in literal.split(';').enumerate() {
                if number > 0 && at < 2 {
                    at += 1;
                }
                parts[at].push(Part::Lit(piece.to_owned()));
            }
        }
        if *self.peek()? == Token::Op(";") {
            self.next()?;
        }
        self.skip_newlines()?;
        Ok(Command::CFor(parts, self.do_group()?))
    }

    pub(super) fn case_command(&mut self) -> Read<Command> {
        self.next()?;
        let token = self.next()?;
        let Token::Word(word) = token else { return Err(self.unexpected(&token, None)) };
        let text = Rc::from(&self.text[self.last.0..self.last.1]);
        self.skip_newlines()?;
        self.expect("in")?;
        let mut arms = Vec::new();
        loop {
            self.skip_newlines()?;
            if self.at(&["esac"])? {
                self.next()?;
                return Ok(Command::Case(word, text, arms));
            }
            if *self.peek()? == Token::Op("(") {
                self.next()?;
            }
            let mut patterns = Vec::new();
            loop {
                let token = self.next()?;
                let Token::Word(pattern) = token else { return Err(self.unexpected(&token, Some("esac"))) };
                patterns.push(pattern);
                let token = self.next()?;
                match token {
                    Token::Op("|") => {}
                    Token::Op(")") => break,
                    token => return Err(self.unexpected(&token, Some(")"))),
                }
            }
            let body = self.list(&[";;", ";&", ";;&", "esac"], true).map_err(|failure| match failure {
                Failure::Incomplete(Missing::Command(None)) => Failure::Incomplete(Missing::Command(Some(";;"))),
                other => other,
            })?;
            let end = match *self.peek()? {
                Token::Op(";;") => ';',
                Token::Op(";&") => '&',
                Token::Op(";;&") => 't',
                _ => ' ',
            };
            if end != ' ' {
                self.next()?;
            }
            arms.push(Arm { patterns, body, end });
        }
    }

    // Functions.

    /// `function name` with or without parentheses.
    pub(super) fn function_command(&mut self) -> Read<Command> {
        self.next()?;
        let token = self.next()?;
        let Token::Word(name) = &token else { return Err(self.unexpected(&token, None)) };
        let name = plain_text(name);
        if *self.peek()? == Token::Op("(") {
            self.next()?;
            self.expect(")")?;
        }
        self.function_body(name)
    }

    /// `name` was read and `(` comes next.
    pub(super) fn function_after_name(&mut self, simple: &Simple, line: u32) -> Read<Node> {
        let name = simple.words.first().map(plain_text).unwrap_or_default();
        let open = self.next()?;
        if Self::plain(&Token::Word(simple.words.first().cloned().unwrap_or_default())).is_none() {
            return Err(self.unexpected(&open, None));
        }
        self.expect(")")?;
        let command = self.function_body(name)?;
        Ok(Node { command, redirs: Vec::new(), line })
    }

    fn function_body(&mut self, name: String) -> Read<Command> {
        self.skip_newlines()?;
        let body = self.command()?;
        if self.flavor == Flavor::Bash && body.as_simple().is_some() {
            return Err(self.unexpected(&Token::Word(Word::new()), None));
        }
        Ok(Command::Function(name, body))
    }

    // bash's own.

    /// `((...))`; when it does not end so, it is a subshell within a subshell.
    pub(super) fn arith_command(&mut self) -> Read<Command> {
        let start = self.start_of_next()?;
        let line = self.line;
        self.peeked = None;
        self.at = start + 2;
        if let Some(text) = self.arith_text()? {
            return Ok(Command::Arith(text));
        }
        self.return_to((start, line));
        self.subshell()
    }

    pub(super) fn cond_command(&mut self) -> Read<Command> {
        self.next()?;
        let cond = self.cond_or()?;
        self.expect("]]")?;
        Ok(Command::Cond(cond))
    }

    fn cond_or(&mut self) -> Read<Cond> {
        let mut left = self.cond_and()?;
        self.skip_newlines()?;
        while *self.peek()? == Token::Op("||") {
            self.next()?;
            left = Cond::Or(Box::new(left), Box::new(self.cond_and()?));
            self.skip_newlines()?;
        }
        Ok(left)
    }

    fn cond_and(&mut self) -> Read<Cond> {
        let mut left = self.cond_primary()?;
        self.skip_newlines()?;
        while *self.peek()? == Token::Op("&&") {
            self.next()?;
            left = Cond::And(Box::new(left), Box::new(self.cond_primary()?));
            self.skip_newlines()?;
        }
        Ok(left)
    }

    fn cond_primary(&mut self) -> Read<Cond> {
        self.enter()?;
        self.skip_newlines()?;
        let token = self.next()?;
        let cond = match (&token, Self::plain(&token)) {
            (Token::Op("("), _) => {
                let inner = self.cond_or()?;
                self.expect(")")?;
                inner
            }
            (_, Some("!")) => Cond::Not(Box::new(self.cond_primary()?)),
            (_, Some("]]")) => return Err(self.unexpected(&token, None)),
            (_, Some(op)) if is_unary(op) && !self.at(&["]]", "&&", "||", ")", "=", "==", "!="])? => {
                let op = op.to_owned();
                Cond::Unary(op, self.cond_word()?)
            }
            (_, Some(op)) if is_unary(op) && self.at(&["]]"])? => {
                return Err(message("unexpected argument `]]' to conditional unary operator"));
            }
            (Token::Word(left), _) => self.cond_binary(left.clone())?,
            _ => return Err(self.unexpected(&token, None)),
        };
        self.depth -= 1;
        Ok(cond)
    }

    fn cond_binary(&mut self, left: Word) -> Read<Cond> {
        if self.at(&["]]", "&&", "||", ")"])? || matches!(self.peek()?, Token::Newline | Token::End) {
            return Ok(Cond::Word(left));
        }
        let token = self.next()?;
        let op = match (&token, Self::plain(&token)) {
            (Token::Op(op @ ("<" | ">")), _) => (*op).to_owned(),
            (_, Some(op)) if is_binary(op) => op.to_owned(),
            _ => return Err(message("conditional binary operator expected")),
        };
        let right = if op == "=~" { self.pattern_word()? } else { self.cond_word()? };
        Ok(Cond::Binary(op, left, right))
    }

    fn cond_word(&mut self) -> Read<Word> {
        let token = self.next()?;
        match token {
            Token::Word(word) => Ok(word),
            token => Err(self.unexpected(&token, None)),
        }
    }
}

fn message(text: &str) -> Failure {
    Failure::Message(text.to_owned(), text.to_owned())
}

/// Whether `test` and `[[` know it as an operator on one word.
pub(super) fn is_unary(op: &str) -> bool {
    op.len() == 2 && op.starts_with('-') && op[1..].contains(|c| "abcdefghkprstuvwxznGLNOSR".contains(c))
}

/// Whether `test` and `[[` know it as an operator on two words.
pub(super) fn is_binary(op: &str) -> bool {
    matches!(
        op,
        "=" | "==" | "!=" | "=~" | "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" | "-nt" | "-ot" | "-ef" | "<" | ">"
    )
}
