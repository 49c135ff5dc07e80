//! Python's grammar, as far as the subset goes: from tokens to the tree, by recursive descent.

use std::rc::Rc;

use super::ast::{Arg, Comprehension, Def, Expr, Kind, Param, Part, Problem, Stmt, Try};
use super::fstring::format_parts;
use super::lex::{Token, tokens};

/// Words that are no names.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// How deep expressions and blocks may be nested.
const DEPTH: usize = 60;

type Names = Vec<Rc<str>>;

struct Parser {
    tokens: Vec<(Token, u32)>,
    at: usize,
    depth: usize,
    /// Names declared global and nonlocal in the functions around, innermost last.
    declared: Vec<(Names, Names)>,
}

/// What parsing comes to.
pub(super) type Parsed<T> = Result<T, Problem>;

/// Parses a program.
pub(super) fn program(text: &str) -> Parsed<Vec<Stmt>> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, declared: Vec::new() };
    let mut body = Vec::new();
    while parser.peek() != &Token::End {
        parser.statement(&mut body)?;
    }
    Ok(body)
}

/// Parses one expression, as an f-string has them.
pub(super) fn expression(text: &str, line: u32) -> Parsed<Expr> {
    let mut found = tokens(text.trim())?;
    found.retain(|(token, _)| *token != Token::Newline);
    for (_, at) in &mut found {
        *at = line;
    }
    let mut parser = Parser { tokens: found, at: 0, depth: 0, declared: Vec::new() };
    let value = parser.tuple()?;
    if parser.peek() == &Token::End { Ok(value) } else { Err(parser.problem("f-string: invalid syntax")) }
}

fn boxed(expr: Expr) -> Box<Expr> {
    Box::new(expr)
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn line(&self) -> u32 {
        self.tokens.get(self.at).or_else(|| self.tokens.last()).map_or(1, |(_, line)| *line)
    }

    fn problem(&self, message: &str) -> Problem {
        // At a prompt a block may go on in the next line.
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let at_end = rest.iter().all(|(token, _)| matches!(token, Token::Newline | Token::Dedent | Token::End));
        let unfinished = at_end && message.starts_with("expected ") && message.ends_with(" block");
        Problem { line: self.line(), message: message.to_owned(), unfinished }
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn is(&self, text: &str) -> bool {
        match self.peek() {
            Token::Op(operator) => *operator == text,
            Token::Name(name) => &**name == text && KEYWORDS.contains(&text),
            _ => false,
        }
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.is(text);
        self.at += usize::from(found);
        found
    }

    fn want(&mut self, text: &str) -> Parsed<()> {
        if self.take(text) {
            return Ok(());
        }
        Err(self.problem(if text == ":" { "expected ':'" } else { "invalid syntax" }))
    }

    fn name(&mut self) -> Parsed<Rc<str>> {
        match self.peek().clone() {
            Token::Name(name) if !KEYWORDS.contains(&&*name) => {
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.problem("invalid syntax")),
        }
    }

    fn dotted(&mut self) -> Parsed<Rc<str>> {
        let mut path = self.name()?.to_string();
        while self.take(".") {
            path.push('.');
            path.push_str(&self.name()?);
        }
        Ok(Rc::from(path))
    }

    /// Goes one level deeper, within bounds.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEPTH {
            return Err(self.problem("too many statically nested blocks"));
        }
        self.depth += 1;
        let result = parse(self);
        self.depth -= 1;
        result
    }

    fn block(&mut self) -> Parsed<Vec<Stmt>> {
        self.want(":")?;
        let mut body = Vec::new();
        if *self.peek() != Token::Newline {
            self.simple_line(&mut body)?;
            return Ok(body);
        }
        self.at += 1;
        if *self.peek() != Token::Indent {
            return Err(self.problem("expected an indented block"));
        }
        self.at += 1;
        self.deeper(|parser| {
            while !matches!(parser.peek(), Token::Dedent | Token::End) {
                parser.statement(&mut body)?;
            }
            Ok(())
        })?;
        self.at += usize::from(*self.peek() == Token::Dedent);
        Ok(body)
    }

    fn simple_line(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        loop {
            let line = self.line();
            let kind = self.simple()?;
            out.push(Stmt { line, kind });
            if !self.take(";") || matches!(self.peek(), Token::Newline | Token::End) {
                break;
            }
        }
        match self.next() {
            Token::Newline | Token::End => Ok(()),
            _ => {
                self.at -= 1;
                Err(self.problem("invalid syntax"))
            }
        }
    }

    fn statement(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        let line = self.line();
        if *self.peek() == Token::Indent {
            return Err(self.problem("unexpected indent"));
        }
        let Token::Name(word) = self.peek().clone() else {
            if self.is("@") {
                let kind = self.decorated()?;
                out.push(Stmt { line, kind });
                return Ok(());
            }
            return self.simple_line(out);
        };
        let kind = match &*word {
            "if" => self.conditional()?,
            "while" => {
                self.at += 1;
                let test = self.walrus()?;
                let body = self.block()?;
                Kind::While(test, body, self.otherwise()?)
            }
            "for" => {
                self.at += 1;
                let target = self.targets()?;
                self.want("in")?;
                let values = self.tuple()?;
                let body = self.block()?;
                Kind::For(target, values, body, self.otherwise()?)
            }
            "def" => Kind::Def(self.function()?, Vec::new()),
            "async" => {
                self.at += 1;
                if !self.is("def") {
                    return Err(self.problem("drydock: async for and async with are not modelled"));
                }
                Kind::Def(self.function()?, Vec::new())
            }
            "class" => self.class(Vec::new())?,
            "try" => self.attempt()?,
            "with" => self.with()?,
            _ => return self.simple_line(out),
        };
        out.push(Stmt { line, kind });
        Ok(())
    }

    fn otherwise(&mut self) -> Parsed<Vec<Stmt>> {
        if self.take("else") { self.block() } else { Ok(Vec::new()) }
    }

    fn conditional(&mut self) -> Parsed<Kind> {
        let mut arms = Vec::new();
        self.at += 1;
        loop {
            let test = self.walrus()?;
            arms.push((test, self.block()?));
            if !self.take("elif") {
                return Ok(Kind::If(arms, self.otherwise()?));
            }
        }
    }

    fn decorated(&mut self) -> Parsed<Kind> {
        let mut decorators = Vec::new();
        while self.take("@") {
            decorators.push(self.ternary()?);
            if self.next() != Token::Newline {
                return Err(self.problem("invalid syntax"));
            }
        }
        self.take("async");
        if self.is("class") { self.class(decorators) } else { Ok(Kind::Def(self.function()?, decorators)) }
    }

    fn function(&mut self) -> Parsed<Rc<Def>> {
        self.want("def")?;
        let name = self.name()?;
        self.want("(")?;
        let params = self.params(")")?;
        self.want(")")?;
        if self.take("->") {
            self.ternary()?;
        }
        self.declared.push(Default::default());
        let body = self.block();
        let (globals, nonlocals) = self.declared.pop().unwrap_or_default();
        Ok(Rc::new(Def { name, params, body: body?, globals, nonlocals }))
    }

    fn params(&mut self, end: &str) -> Parsed<Vec<Param>> {
        let (mut params, mut named) = (Vec::new(), false);
        while !self.is(end) {
            if self.take("/") {
                self.take(",");
                continue;
            }
            let stars = if self.take("**") { 2 } else { u8::from(self.take("*")) };
            if stars == 1 && self.is(",") {
                named = true;
                self.at += 1;
                continue;
            }
            let name = self.name()?;
            if end == ")" && self.take(":") {
                self.ternary()?;
            }
            let default = if self.take("=") { Some(self.ternary()?) } else { None };
            params.push(Param { name, default, stars, named });
            named |= stars == 1;
            if !self.take(",") {
                break;
            }
        }
        Ok(params)
    }

    fn class(&mut self, decorators: Vec<Expr>) -> Parsed<Kind> {
        self.at += 1;
        let name = self.name()?;
        let mut bases = Vec::new();
        if self.take("(") {
            let args = self.arguments()?;
            bases = args.into_iter().filter(|arg| arg.name.is_empty()).map(|arg| arg.value).collect();
        }
        Ok(Kind::Class(name, bases, self.block()?, decorators))
    }

    fn attempt(&mut self) -> Parsed<Kind> {
        self.at += 1;
        let mut parts = Try { body: self.block()?, handlers: Vec::new(), otherwise: Vec::new(), finally: Vec::new() };
        while self.take("except") {
            let class = if self.is(":") { None } else { Some(self.tuple()?) };
            let name = if self.take("as") { Some(self.name()?) } else { None };
            parts.handlers.push((class, name, self.block()?));
        }
        parts.otherwise = self.otherwise()?;
        if self.take("finally") {
            parts.finally = self.block()?;
        } else if parts.handlers.is_empty() {
            return Err(self.problem("expected 'except' or 'finally' block"));
        }
        Ok(Kind::Try(Box::new(parts)))
    }

    fn with(&mut self) -> Parsed<Kind> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            let value = self.ternary()?;
            let target = if self.take("as") { Some(self.unary()?) } else { None };
            items.push((value, target));
            if !self.take(",") {
                break;
            }
        }
        Ok(Kind::With(items, self.block()?))
    }

    fn names(&mut self) -> Parsed<Vec<Rc<str>>> {
        let mut names = vec![self.name()?];
        while self.take(",") {
            names.push(self.name()?);
        }
        Ok(names)
    }

    fn simple(&mut self) -> Parsed<Kind> {
        let word = match self.peek() {
            Token::Name(word) => Rc::clone(word),
            _ => Rc::from(""),
        };
        self.at += 1;
        let ends = matches!(self.peek(), Token::Newline | Token::End) || self.is(";");
        Ok(match &*word {
            "pass" => Kind::Pass,
            "break" => Kind::Break,
            "continue" => Kind::Continue,
            "return" => Kind::Return(if ends { None } else { Some(self.tuple()?) }),
            "raise" if ends => Kind::Raise(None),
            "raise" => {
                let value = self.ternary()?;
                if self.take("from") {
                    self.ternary()?;
                }
                Kind::Raise(Some(value))
            }
            "import" => {
                let mut modules = Vec::new();
                loop {
                    let module = self.dotted()?;
                    modules.push((module, if self.take("as") { Some(self.name()?) } else { None }));
                    if !self.take(",") {
                        break Kind::Import(modules);
                    }
                }
            }
            "from" => self.import_from()?,
            "global" | "nonlocal" => {
                let names = self.names()?;
                let global = &*word == "global";
                if let Some((globals, nonlocals)) = self.declared.last_mut() {
                    if global { globals } else { nonlocals }.extend(names.iter().cloned());
                }
                // The function keeps what it declares.
                Kind::Pass
            }
            "del" => match self.tuple()? {
                Expr::Tuple(all) => Kind::Del(all),
                one => Kind::Del(vec![one]),
            },
            "assert" => {
                let test = self.ternary()?;
                Kind::Assert(test, if self.take(",") { Some(self.ternary()?) } else { None })
            }
            "yield" => return Err(self.problem("drydock: generators are not modelled")),
            _ => {
                self.at -= 1;
                self.assignment()?
            }
        })
    }

    fn import_from(&mut self) -> Parsed<Kind> {
        let mut module = String::new();
        while self.take(".") {
            module.push('.');
        }
        if !self.is("import") {
            module.push_str(&self.dotted()?);
        }
        self.want("import")?;
        if self.take("*") {
            return Ok(Kind::From(Rc::from(module), vec![(Rc::from("*"), Rc::from("*"))]));
        }
        let bracket = self.take("(");
        let mut names = Vec::new();
        while !self.is(")") {
            let name = self.name()?;
            let own = if self.take("as") { self.name()? } else { Rc::clone(&name) };
            names.push((name, own));
            if !self.take(",") {
                break;
            }
        }
        if bracket {
            self.want(")")?;
        }
        Ok(Kind::From(Rc::from(module), names))
    }

    fn assignment(&mut self) -> Parsed<Kind> {
        let first = self.tuple()?;
        if self.take(":") {
            self.ternary()?;
            return Ok(if self.take("=") { Kind::Assign(vec![first], self.tuple()?) } else { Kind::Pass });
        }
        if let Token::Op(operator) = *self.peek()
            && operator.len() > 1
            && operator.ends_with('=')
            && !matches!(operator, "==" | "!=" | "<=" | ">=" | ":=")
        {
            self.at += 1;
            let plain = ["**", "//", ">>", "<<", "+", "-", "*", "/", "%", "&", "|", "^", "@"];
            let plain = plain.into_iter().find(|plain| *plain == &operator[..operator.len() - 1]).unwrap_or("+");
            return Ok(Kind::Augment(first, plain, self.tuple()?));
        }
        let mut all = vec![first];
        while self.take("=") {
            all.push(self.tuple()?);
        }
        match all.pop() {
            Some(value) if all.is_empty() => Ok(Kind::Expr(value)),
            Some(value) => {
                let assignable = |expr: &Expr| {
                    matches!(
                        expr,
                        Expr::Name(_)
                            | Expr::Attr(..)
                            | Expr::Index(..)
                            | Expr::Tuple(_)
                            | Expr::List(_)
                            | Expr::Star(_)
                    )
                };
                if all.iter().all(assignable) {
                    return Ok(Kind::Assign(all, value));
                }
                Err(self.problem("cannot assign to expression here. Maybe you meant '==' instead of '='?"))
            }
            None => Err(self.problem("invalid syntax")),
        }
    }

    /// Names before `in`.
    fn targets(&mut self) -> Parsed<Expr> {
        let first = self.unary()?;
        if !self.is(",") {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.take(",") && !self.is("in") {
            all.push(self.unary()?);
        }
        Ok(Expr::Tuple(all))
    }

    /// An expression, or several with commas.
    fn tuple(&mut self) -> Parsed<Expr> {
        let first = self.star()?;
        if !self.is(",") {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.take(",") {
            if matches!(self.peek(), Token::Newline | Token::End)
                || [")", "]", "}", "=", ":", ";"].iter().any(|end| self.is(end))
            {
                break;
            }
            all.push(self.star()?);
        }
        Ok(Expr::Tuple(all))
    }

    fn star(&mut self) -> Parsed<Expr> {
        if self.take("*") { Ok(Expr::Star(boxed(self.unary()?))) } else { self.walrus() }
    }

    fn walrus(&mut self) -> Parsed<Expr> {
        let value = self.ternary()?;
        match value {
            Expr::Name(name) if self.take(":=") => Ok(Expr::Walrus(name, boxed(self.ternary()?))),
            value => Ok(value),
        }
    }

    fn ternary(&mut self) -> Parsed<Expr> {
        self.deeper(|parser| {
            if parser.take("lambda") {
                let params = parser.params(":")?;
                parser.want(":")?;
                let line = parser.line();
                let body = vec![Stmt { line, kind: Kind::Return(Some(parser.ternary()?)) }];
                let def = Def { name: Rc::from("<lambda>"), params, body, globals: Vec::new(), nonlocals: Vec::new() };
                return Ok(Expr::Lambda(Rc::new(def)));
            }
            let value = parser.or()?;
            if !parser.take("if") {
                return Ok(value);
            }
            let test = parser.or()?;
            parser.want("else")?;
            let other = parser.ternary()?;
            Ok(Expr::Choice(Box::new((test, value, other))))
        })
    }

    fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.take("or") {
            left = Expr::Either(false, boxed(left), boxed(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.not()?;
        while self.take("and") {
            left = Expr::Either(true, boxed(left), boxed(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed<Expr> {
        if self.take("not") {
            return self.deeper(|parser| Ok(Expr::Unary("not", boxed(parser.not()?))));
        }
        let left = self.binary(0)?;
        let mut rest = Vec::new();
        loop {
            let operator = if self.take("in") {
                "in"
            } else if self.take("is") {
                if self.take("not") { "is not" } else { "is" }
            } else if self.is("not") {
                self.at += 1;
                self.want("in")?;
                "not in"
            } else {
                match ["==", "!=", "<=", ">=", "<", ">"].into_iter().find(|operator| self.is(operator)) {
                    Some(operator) => {
                        self.at += 1;
                        operator
                    }
                    None => break,
                }
            };
            rest.push((operator, self.binary(0)?));
        }
        Ok(if rest.is_empty() { left } else { Expr::Compare(boxed(left), rest) })
    }

    fn binary(&mut self, level: usize) -> Parsed<Expr> {
        const LEVELS: [&[&str]; 6] = [&["|"], &["^"], &["&"], &["<<", ">>"], &["+", "-"], &["*", "/", "//", "%", "@"]];
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = operators.iter().find(|operator| self.is(operator)) {
            self.at += 1;
            left = Expr::Binary(operator, boxed(left), boxed(self.binary(level + 1)?));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        for operator in ["-", "+", "~"] {
            if self.take(operator) {
                return self.deeper(|parser| Ok(Expr::Unary(operator, boxed(parser.unary()?))));
            }
        }
        self.take("await");
        let base = self.postfix()?;
        if self.take("**") {
            return Ok(Expr::Binary("**", boxed(base), boxed(self.unary()?)));
        }
        Ok(base)
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        let mut value = self.atom()?;
        loop {
            if self.take(".") {
                value = Expr::Attr(boxed(value), self.name()?);
            } else if self.take("(") {
                value = Expr::Call(boxed(value), self.arguments()?);
            } else if self.take("[") {
                let index = self.subscript()?;
                self.want("]")?;
                value = Expr::Index(boxed(value), boxed(index));
            } else {
                return Ok(value);
            }
        }
    }

    fn subscript(&mut self) -> Parsed<Expr> {
        let mut parts: [Option<Expr>; 3] = [None, None, None];
        let mut at = 0;
        while !self.is("]") {
            if self.take(":") {
                at += 1;
            } else if at < 3 && parts[at].is_none() {
                parts[at] = Some(self.tuple()?);
            } else {
                return Err(self.problem("invalid syntax"));
            }
        }
        match (at, parts) {
            (0, [Some(index), ..]) => Ok(index),
            (1 | 2, parts) => Ok(Expr::Slice(Box::new(parts))),
            _ => Err(self.problem("invalid syntax")),
        }
    }

    fn arguments(&mut self) -> Parsed<Vec<Arg>> {
        let mut args = Vec::new();
        while !self.is(")") {
            let stars = ["**", "*"].into_iter().find(|stars| self.take(stars)).unwrap_or_default();
            let mut value = self.walrus()?;
            let mut name: Rc<str> = Rc::from(stars);
            if let Expr::Name(word) = &value
                && self.take("=")
            {
                name = Rc::clone(word);
                value = self.ternary()?;
            } else if self.is("for") {
                value = self.comprehension('(', value, None)?;
            }
            args.push(Arg { name, value });
            if !self.take(",") {
                break;
            }
        }
        self.want(")")?;
        Ok(args)
    }

    fn comprehension(&mut self, kind: char, element: Expr, value: Option<Expr>) -> Parsed<Expr> {
        let mut clauses = Vec::new();
        while self.take("for") {
            let target = self.targets()?;
            self.want("in")?;
            let values = self.or()?;
            let mut tests = Vec::new();
            while self.take("if") {
                tests.push(self.or()?);
            }
            clauses.push((target, values, tests));
        }
        Ok(Expr::Comprehension(Box::new(Comprehension { kind, element, value, clauses })))
    }

    fn items(&mut self, end: &str, first: Expr) -> Parsed<Vec<Expr>> {
        let mut all = vec![first];
        while self.take(",") && !self.is(end) {
            all.push(self.star()?);
        }
        self.want(end)?;
        Ok(all)
    }

    fn atom(&mut self) -> Parsed<Expr> {
        let line = self.line();
        match self.next() {
            Token::Int(number) => Ok(Expr::Int(number)),
            Token::Float(number) => Ok(Expr::Float(number)),
            Token::Bytes(bytes) => Ok(Expr::Bytes(bytes)),
            token @ (Token::Str(_) | Token::Format(..)) => self.strings(token, line),
            Token::Name(word) => match &*word {
                "None" => Ok(Expr::None),
                "True" => Ok(Expr::Bool(true)),
                "False" => Ok(Expr::Bool(false)),
                word if KEYWORDS.contains(&word) => {
                    self.at -= 1;
                    let text = if word == "yield" { "drydock: generators are not modelled" } else { "invalid syntax" };
                    Err(self.problem(text))
                }
                _ => Ok(Expr::Name(word)),
            },
            Token::Op("...") => Ok(Expr::None),
            Token::Op("(") => {
                if self.take(")") {
                    return Ok(Expr::Tuple(Vec::new()));
                }
                let value = self.tuple()?;
                let value = if self.is("for") { self.comprehension('(', value, None)? } else { value };
                self.want(")")?;
                Ok(value)
            }
            Token::Op("[") => {
                if self.take("]") {
                    return Ok(Expr::List(Vec::new()));
                }
                let first = self.star()?;
                if self.is("for") {
                    let value = self.comprehension('[', first, None)?;
                    self.want("]")?;
                    return Ok(value);
                }
                Ok(Expr::List(self.items("]", first)?))
            }
            Token::Op("{") => self.braces(),
            _ => {
                self.at -= 1;
                Err(self.problem("invalid syntax"))
            }
        }
    }

    fn braces(&mut self) -> Parsed<Expr> {
        let mut pairs = Vec::new();
        while !self.is("}") {
            if self.take("**") {
                pairs.push((None, self.unary()?));
            } else {
                let key = self.star()?;
                if !self.take(":") {
                    let value = if self.is("for") {
                        let value = self.comprehension('{', key, None)?;
                        self.want("}")?;
                        value
                    } else {
                        Expr::Set(self.items("}", key)?)
                    };
                    return Ok(value);
                }
                let value = self.ternary()?;
                if self.is("for") {
                    let value = self.comprehension(':', key, Some(value))?;
                    self.want("}")?;
                    return Ok(value);
                }
                pairs.push((Some(key), value));
            }
            if !self.take(",") {
                break;
            }
        }
        self.want("}")?;
        Ok(Expr::Dict(pairs))
    }

    /// Strings that stand side by side are one.
    fn strings(&mut self, first: Token, line: u32) -> Parsed<Expr> {
        let mut parts = Vec::new();
        let mut token = first;
        loop {
            match token {
                Token::Str(text) => parts.push(Part::Text(text)),
                Token::Format(text, escapes) => parts.extend(format_parts(&text, escapes, line, 0)?),
                _ => break,
            }
            match self.peek() {
                Token::Str(_) | Token::Format(..) => token = self.next(),
                _ => break,
            }
        }
        let plain = |part: &Part| match part {
            Part::Text(text) => Some(text.to_string()),
            Part::Value(..) => None,
        };
        Ok(match parts.iter().map(plain).collect::<Option<Vec<_>>>() {
            Some(texts) => Expr::Str(Rc::from(texts.concat())),
            None => Expr::Format(parts),
        })
    }
}
