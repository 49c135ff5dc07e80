//! Builds the tree of a template from its tokens, with the errors of Go's text/template/parse. Nothing is evaluated here.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::lex::{Keyword, Kind, Token, lex};
use super::literal::{number, unquote};
use super::node::{Branch, Command, Invocation, List, Node, Operand, Pipe, Term, is_empty};

/// How deep parentheses and constructs may nest. Go has no such limit; this one protects the stack.
const DEPTH_MAX: usize = 150;

/// The bodies of a template by name; its own name is among them.
pub(super) type Bodies = IndexMap<String, List>;

/// Parses `text`; `is_function` tells which functions exist. The error is Go's message.
pub(super) fn parse(name: &str, text: &str, is_function: &dyn Fn(&str) -> bool) -> Result<Bodies, String> {
    let mut parser = Parser {
        name,
        tokens: lex(text),
        at: 0,
        read: 0,
        vars: vec!["$".to_owned()],
        range_depth: 0,
        action_line: 0,
        depth: 0,
        is_function,
        bodies: Bodies::new(),
    };
    let root = parser.top()?;
    parser.add(name.to_owned(), root)?;
    Ok(parser.bodies)
}

struct Parser<'a> {
    name: &'a str,
    tokens: Vec<Token<'a>>,
    /// The next token.
    at: usize,
    /// How many tokens were looked at: errors name the line of the last of them.
    read: usize,
    vars: Vec<String>,
    range_depth: usize,
    action_line: usize,
    depth: usize,
    is_function: &'a dyn Fn(&str) -> bool,
    bodies: Bodies,
}

/// What ends a list.
enum Ending {
    End,
    Else,
    /// `else if` or `else with`: the keyword is still to be read.
    ElseThen(Keyword),
}

impl Ending {
    fn shown(&self) -> &'static str {
        match self {
            Self::End => "{{end}}",
            Self::Else | Self::ElseThen(_) => "{{else}}",
        }
    }
}

/// What an action turns out to be.
enum Item {
    Node(Node),
    End(Ending),
    Nothing,
}

impl<'a> Parser<'a> {
    fn peek(&mut self) -> &Token<'a> {
        let last = self.tokens.len() - 1;
        self.read = self.read.max(self.at.min(last) + 1);
        &self.tokens[self.at.min(last)]
    }

    fn next(&mut self) -> Token<'a> {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn peek_non_space(&mut self) -> &Token<'a> {
        while self.peek().kind == Kind::Space {
            self.at += 1;
        }
        self.peek()
    }

    fn next_non_space(&mut self) -> Token<'a> {
        self.peek_non_space();
        self.next()
    }

    fn error<T>(&self, message: &str) -> Result<T, String> {
        let line = self.read.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(1, |token| token.line);
        Err(format!("template: {}:{line}: {message}", self.name))
    }

    fn unexpected<T>(&self, token: &Token<'_>, context: &str) -> Result<T, String> {
        if token.kind != Kind::Error {
            return self.error(&format!("unexpected {} in {context}", token.shown()));
        }
        let mut message = token.shown();
        if self.action_line != 0 && self.action_line != token.line {
            if !message.ends_with(" action") {
                message.push_str(" in action");
            }
            let _ = write!(message, " started at {}:{}", self.name, self.action_line);
        }
        self.error(&message)
    }

    fn expect_right_delim(&mut self, context: &str) -> Result<Token<'a>, String> {
        let token = self.next_non_space();
        if token.kind == Kind::RightDelim { Ok(token) } else { self.unexpected(&token, context) }
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX { self.error("nested too deeply") } else { Ok(()) }
    }

    fn add(&mut self, name: String, list: List) -> Result<(), String> {
        match self.bodies.get(&name) {
            Some(old) if !is_empty(old) && !is_empty(&list) => {
                self.error(&format!("template: multiple definition of template {}", crate::base::quote::quote(&name)))
            }
            Some(old) if !is_empty(old) => Ok(()),
            _ => {
                self.bodies.insert(name, list);
                Ok(())
            }
        }
    }

    fn top(&mut self) -> Result<List, String> {
        let mut list = List::new();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim {
                let start = self.at;
                self.next();
                if self.next_non_space().kind == Kind::Keyword(Keyword::Define) {
                    self.definition()?;
                    continue;
                }
                self.at = start;
            }
            match self.text_or_action()? {
                Item::Node(node) => list.push(node),
                Item::Nothing => {}
                Item::End(end) => return self.error(&format!("unexpected {}", end.shown())),
            }
        }
        Ok(list)
    }

    /// Parses a body with variables of its own, up to its `end`.
    fn body(&mut self, context: &str) -> Result<List, String> {
        self.deeper()?;
        let vars = std::mem::replace(&mut self.vars, vec!["$".to_owned()]);
        let depth = std::mem::take(&mut self.range_depth);
        let (list, end) = self.item_list()?;
        if !matches!(end, Ending::End) {
            return self.error(&format!("unexpected {} in {context}", end.shown()));
        }
        self.vars = vars;
        self.range_depth = depth;
        self.depth -= 1;
        Ok(list)
    }

    fn definition(&mut self) -> Result<(), String> {
        const CONTEXT: &str = "define clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, CONTEXT)?;
        self.expect_right_delim(CONTEXT)?;
        let list = self.body(CONTEXT)?;
        self.add(name, list)
    }

    fn template_name(&mut self, token: &Token<'_>, context: &str) -> Result<String, String> {
        if !matches!(token.kind, Kind::String | Kind::RawString) {
            return self.unexpected(token, context);
        }
        unquote(&token.text).or_else(|error| self.error(error))
    }

    fn item_list(&mut self) -> Result<(List, Ending), String> {
        let mut list = List::new();
        while self.peek_non_space().kind != Kind::Eof {
            match self.text_or_action()? {
                Item::Node(node) => list.push(node),
                Item::Nothing => {}
                Item::End(end) => return Ok((list, end)),
            }
        }
        self.error("unexpected EOF")
    }

    fn text_or_action(&mut self) -> Result<Item, String> {
        let token = self.next_non_space();
        match token.kind {
            Kind::Text => Ok(Item::Node(Node::Text(token.text.into_owned()))),
            Kind::LeftDelim => {
                self.action_line = token.line;
                let item = self.action()?;
                self.action_line = 0;
                Ok(item)
            }
            _ => self.unexpected(&token, "input"),
        }
    }

    fn action(&mut self) -> Result<Item, String> {
        let start = self.peek_non_space().kind;
        let Kind::Keyword(keyword) = start else {
            return Ok(Item::Node(Node::Action(self.pipeline("command", Kind::RightDelim)?)));
        };
        match keyword {
            Keyword::Dot | Keyword::Nil | Keyword::Define => {
                return Ok(Item::Node(Node::Action(self.pipeline("command", Kind::RightDelim)?)));
            }
            _ => self.at += 1,
        }
        let node = match keyword {
            Keyword::Block => Node::Template(self.block()?),
            Keyword::Break => self.loop_control("{{break}}", Node::Break)?,
            Keyword::Continue => self.loop_control("{{continue}}", Node::Continue)?,
            Keyword::If => Node::If(self.branch("if")?),
            Keyword::Range => Node::Range(self.branch("range")?),
            Keyword::With => Node::With(self.branch("with")?),
            Keyword::Template => Node::Template(self.invocation()?),
            Keyword::End => {
                self.expect_right_delim("end")?;
                return Ok(Item::End(Ending::End));
            }
            Keyword::Else => {
                if let Kind::Keyword(then @ (Keyword::If | Keyword::With)) = self.peek_non_space().kind {
                    return Ok(Item::End(Ending::ElseThen(then)));
                }
                self.expect_right_delim("else")?;
                return Ok(Item::End(Ending::Else));
            }
            Keyword::Dot | Keyword::Nil | Keyword::Define => return Ok(Item::Nothing),
        };
        Ok(Item::Node(node))
    }

    fn loop_control(&mut self, context: &str, node: Node) -> Result<Node, String> {
        self.expect_right_delim(context)?;
        if self.range_depth == 0 {
            return self.error(&format!("{context} outside {{{{range}}}}"));
        }
        Ok(node)
    }

    fn branch(&mut self, context: &str) -> Result<Branch, String> {
        self.deeper()?;
        let known = self.vars.len();
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        let ranges = usize::from(context == "range");
        self.range_depth += ranges;
        let (list, end) = self.item_list()?;
        self.range_depth -= ranges;
        let otherwise = match end {
            Ending::End => None,
            // `else if` in an `if` nests without an `end` of its own; so does `else with` in a `with`.
            Ending::ElseThen(Keyword::If) if context == "if" => {
                self.at += 1;
                Some(vec![Node::If(self.branch("if")?)])
            }
            Ending::ElseThen(Keyword::With) if context == "with" => {
                self.at += 1;
                Some(vec![Node::With(self.branch("with")?)])
            }
            Ending::Else | Ending::ElseThen(_) => {
                let (list, end) = self.item_list()?;
                if !matches!(end, Ending::End) {
                    return self.error(&format!("expected end; found {}", end.shown()));
                }
                Some(list)
            }
        };
        self.vars.truncate(known);
        self.depth -= 1;
        Ok(Branch { pipe, list, otherwise })
    }

    fn block(&mut self) -> Result<Invocation, String> {
        const CONTEXT: &str = "block clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelim)?;
        let list = self.body(CONTEXT)?;
        self.add(name.clone(), list)?;
        Ok(Invocation { pos: token.pos, name, pipe: Some(pipe) })
    }

    fn invocation(&mut self) -> Result<Invocation, String> {
        const CONTEXT: &str = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, CONTEXT)?;
        let pipe = if self.peek_non_space().kind == Kind::RightDelim {
            self.at += 1;
            None
        } else {
            Some(self.pipeline(CONTEXT, Kind::RightDelim)?)
        };
        Ok(Invocation { pos: token.pos, name, pipe })
    }

    fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe, String> {
        let pos = self.peek_non_space().pos;
        let mut pipe = Pipe { pos, assigns: false, variables: Vec::new(), commands: Vec::new() };
        self.declarations(&mut pipe, context)?;
        loop {
            let token = self.peek_non_space().clone();
            match token.kind {
                kind if kind == end => {
                    self.at += 1;
                    return self.checked(pipe, context);
                }
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen
                | Kind::Keyword(Keyword::Dot | Keyword::Nil) => pipe.commands.push(self.command()?),
                _ => return self.unexpected(&token, context),
            }
        }
    }

    /// Reads `$x :=`, `$x =` and, in a range, `$i, $x :=`. A variable that begins an operand is left alone.
    fn declarations(&mut self, pipe: &mut Pipe, context: &str) -> Result<(), String> {
        while self.peek_non_space().kind == Kind::Variable {
            let start = self.at;
            let variable = self.next().text.into_owned();
            self.peek();
            let after = self.peek_non_space().clone();
            let comma = after.kind == Kind::Char && after.text == ",";
            if !comma && !matches!(after.kind, Kind::Assign | Kind::Declare) {
                self.at = start;
                return Ok(());
            }
            self.at += 1;
            self.vars.push(variable.clone());
            pipe.variables.push(variable);
            if !comma {
                pipe.assigns = after.kind == Kind::Assign;
                return Ok(());
            }
            if context != "range" || pipe.variables.len() > 1 {
                return self.error(&format!("too many declarations in {context}"));
            }
            if !matches!(self.peek_non_space().kind, Kind::Variable | Kind::RightDelim | Kind::RightParen) {
                return self.error("range can only initialize variables");
            }
        }
        Ok(())
    }

    fn checked(&self, pipe: Pipe, context: &str) -> Result<Pipe, String> {
        if pipe.commands.is_empty() {
            return self.error(&format!("missing value for {context}"));
        }
        for (at, command) in pipe.commands.iter().enumerate().skip(1) {
            let constant = |operand: &Operand| {
                matches!(operand.term, Term::Bool(_) | Term::Dot | Term::Nil | Term::Number(_) | Term::Text { .. })
            };
            if command.args.first().is_some_and(constant) {
                return self.error(&format!("non executable command in pipeline stage {}", at + 1));
            }
        }
        Ok(pipe)
    }

    fn command(&mut self) -> Result<Command, String> {
        let mut command = Command { pos: self.peek_non_space().pos, args: Vec::new() };
        loop {
            self.peek_non_space();
            if let Some(operand) = self.operand()? {
                command.args.push(operand);
            }
            let token = self.next();
            match token.kind {
                Kind::Space => {}
                Kind::RightDelim | Kind::RightParen => {
                    self.at -= 1;
                    break;
                }
                Kind::Pipe => break,
                _ => return self.unexpected(&token, "operand"),
            }
        }
        if command.args.is_empty() {
            return self.error("empty command");
        }
        Ok(command)
    }

    fn operand(&mut self) -> Result<Option<Operand>, String> {
        let Some(mut operand) = self.term()? else { return Ok(None) };
        if self.peek().kind != Kind::Field {
            return Ok(Some(operand));
        }
        let pos = self.peek().pos;
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            fields.push(self.next().text[1..].to_owned());
        }
        operand = match operand.term {
            Term::Field(mut names) => {
                names.append(&mut fields);
                Operand { pos, term: Term::Field(names) }
            }
            Term::Variable(mut names) => {
                names.append(&mut fields);
                Operand { pos, term: Term::Variable(names) }
            }
            Term::Bool(_) | Term::Text { .. } | Term::Number(_) | Term::Nil | Term::Dot => {
                let shown = crate::base::quote::quote(&operand.to_string());
                return self.error(&format!("unexpected . after term {shown}"));
            }
            Term::Identifier(_) | Term::Pipe(_) | Term::Chain(..) => {
                Operand { pos, term: Term::Chain(Box::new(operand), fields) }
            }
        };
        Ok(Some(operand))
    }

    fn term(&mut self) -> Result<Option<Operand>, String> {
        let token = self.next_non_space();
        let term = match token.kind {
            Kind::Identifier => {
                if !(self.is_function)(&token.text) {
                    let shown = crate::base::quote::quote(&token.text);
                    return self.error(&format!("function {shown} not defined"));
                }
                Term::Identifier(token.text.into_owned())
            }
            Kind::Keyword(Keyword::Dot) => Term::Dot,
            Kind::Keyword(Keyword::Nil) => Term::Nil,
            Kind::Variable => {
                if !self.vars.iter().any(|known| *known == token.text) {
                    let shown = crate::base::quote::quote(&token.text);
                    return self.error(&format!("undefined variable {shown}"));
                }
                Term::Variable(vec![token.text.into_owned()])
            }
            Kind::Field => Term::Field(vec![token.text[1..].to_owned()]),
            Kind::Bool => Term::Bool(token.text == "true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => match number(&token.text) {
                Ok(number) => Term::Number(number),
                Err(message) => return self.error(&message),
            },
            Kind::LeftParen => {
                self.deeper()?;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.depth -= 1;
                return Ok(Some(Operand { pos: pipe.pos, term: Term::Pipe(pipe) }));
            }
            Kind::String | Kind::RawString => match unquote(&token.text) {
                Ok(value) => Term::Text { quoted: token.text.into_owned(), value },
                Err(message) => return self.error(message),
            },
            _ => {
                self.at -= 1;
                return Ok(None);
            }
        };
        Ok(Some(Operand { pos: token.pos, term }))
    }
}
