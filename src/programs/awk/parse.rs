//! From an awk program's tokens to a tree.

use super::lex::{Token, tokens};

/// A program: rules in order.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// Actions before the first line.
    pub(super) begin: Vec<Vec<Stmt>>,
    /// Rules for each line: a pattern or the two ends of a range, and what is done.
    pub(super) rules: Vec<Rule>,
    /// Actions after the last line.
    pub(super) end: Vec<Vec<Stmt>>,
}

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// The pattern; none fits every line.
    pub(super) pattern: Option<Expr>,
    /// The pattern that ends a range.
    pub(super) until: Option<Expr>,
    /// What is done; `None` prints the line.
    pub(super) action: Option<Vec<Stmt>>,
}

/// A statement.
#[derive(Debug)]
pub(super) enum Stmt {
    Expr(Expr),
    /// Values, whether `printf`, and where to: a file's name and whether it is appended to.
    Print(Vec<Expr>, bool, Option<(Expr, bool)>),
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    /// Condition, body, step after each turn, and whether the body comes first.
    While(Option<Expr>, Vec<Stmt>, Vec<Stmt>, bool),
    /// Variable, array, body.
    ForIn(String, String, Vec<Stmt>),
    Delete(String, Option<Vec<Expr>>),
    Break,
    Continue,
    Next,
    Exit(Option<Expr>),
}

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    Number(f64),
    Text(String),
    Regex(String),
    Var(String),
    Field(Box<Expr>),
    Index(String, Vec<Expr>),
    /// Target, operator (`' '` for plain), value.
    Assign(Box<Expr>, char, Box<Expr>),
    Cond(Box<Expr>, Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    In(Vec<Expr>, String),
    Match(bool, Box<Expr>, Box<Expr>),
    Compare(&'static str, Box<Expr>, Box<Expr>),
    Join(Box<Expr>, Box<Expr>),
    Math(char, Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Plus(Box<Expr>),
    /// Target, step, and whether the new value counts.
    Step(Box<Expr>, f64, bool),
    Call(String, Vec<Expr>),
    Group(Box<Expr>),
}

/// Why there is no tree.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The line, and what stands there.
    Syntax(usize, String),
    /// Something that is left out.
    NotModelled(&'static str),
}

type Parsed<T> = Result<T, Trouble>;

/// How deep expressions and blocks may go.
const DEPTH: usize = 200;

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    depth: usize,
    /// `>` is a redirection here.
    printing: bool,
    /// `in` belongs to a `for`.
    no_in: bool,
}

/// Reads a program.
pub(super) fn program(source: &str) -> Parsed<Program> {
    let tokens = tokens(source).map_err(|(line, near)| Trouble::Syntax(line, near))?;
    let mut parser = Parser { tokens, at: 0, depth: 0, printing: false, no_in: false };
    let mut program = Program::default();
    loop {
        while parser.newline() || parser.take(";") {}
        if parser.peek().is_none() {
            return Ok(program);
        }
        if parser.take("function") {
            return Err(Trouble::NotModelled("function"));
        }
        if parser.take("BEGIN") {
            program.begin.push(parser.block()?);
        } else if parser.take("END") {
            program.end.push(parser.block()?);
        } else {
            let pattern = if parser.is("{") { None } else { Some(parser.expr()?) };
            let until = if pattern.is_some() && parser.take(",") {
                parser.newlines();
                Some(parser.expr()?)
            } else {
                None
            };
            let action = if parser.is("{") { Some(parser.block()?) } else { None };
            program.rules.push(Rule { pattern, until, action });
        }
    }
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(known)) if *known == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    fn newline(&mut self) -> bool {
        let found = self.peek() == Some(&Token::Newline);
        self.at += usize::from(found);
        found
    }

    fn newlines(&mut self) {
        while self.newline() {}
    }

    fn fail<T>(&self) -> Parsed<T> {
        let line = self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |(_, line)| *line);
        let near = match self.peek() {
            None => String::new(),
            Some(Token::Number(number)) => number.to_string(),
            Some(Token::Text(text) | Token::Regex(text) | Token::Name(text, _)) => text.clone(),
            Some(Token::Sign(sign)) => (*sign).to_owned(),
            Some(Token::Newline) => "end of line".to_owned(),
        };
        Err(Trouble::Syntax(line, near))
    }

    fn need(&mut self, sign: &str) -> Parsed<()> {
        if self.take(sign) { Ok(()) } else { self.fail() }
    }

    fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEPTH { self.fail() } else { Ok(()) }
    }

    fn block(&mut self) -> Parsed<Vec<Stmt>> {
        self.newlines();
        self.need("{")?;
        self.enter()?;
        let mut stmts = Vec::new();
        loop {
            while self.newline() || self.take(";") {}
            if self.take("}") {
                self.depth -= 1;
                return Ok(stmts);
            }
            stmts.push(self.stmt()?);
        }
    }

    /// A block, or one statement.
    fn body(&mut self) -> Parsed<Vec<Stmt>> {
        self.newlines();
        if self.is("{") {
            return self.block();
        }
        if self.take(";") {
            return Ok(Vec::new());
        }
        self.enter()?;
        let stmt = self.stmt()?;
        self.depth -= 1;
        Ok(vec![stmt])
    }

    fn stmt(&mut self) -> Parsed<Stmt> {
        if self.is("{") {
            return Ok(Stmt::If(Expr::Number(1.0), self.block()?, Vec::new()));
        }
        if self.take("if") {
            self.need("(")?;
            let test = self.expr()?;
            self.need(")")?;
            let yes = self.body()?;
            let mark = self.at;
            while self.newline() || self.take(";") {}
            if self.take("else") {
                return Ok(Stmt::If(test, yes, self.body()?));
            }
            self.at = mark;
            return Ok(Stmt::If(test, yes, Vec::new()));
        }
        if self.take("while") {
            self.need("(")?;
            let test = self.expr()?;
            self.need(")")?;
            return Ok(Stmt::While(Some(test), self.body()?, Vec::new(), false));
        }
        if self.take("do") {
            let body = self.body()?;
            while self.newline() || self.take(";") {}
            self.need("while")?;
            self.need("(")?;
            let test = self.expr()?;
            self.need(")")?;
            return Ok(Stmt::While(Some(test), body, Vec::new(), true));
        }
        if self.take("for") {
            return self.for_stmt();
        }
        let stmt = self.simple()?;
        if !(self.newline() || self.take(";") || self.is("}")) {
            return self.fail();
        }
        Ok(stmt)
    }

    fn for_stmt(&mut self) -> Parsed<Stmt> {
        self.need("(")?;
        if let (
            Some(Token::Name(name, _)),
            Some((Token::Sign("in"), _)),
            Some((Token::Name(array, _), _)),
            Some((Token::Sign(")"), _)),
        ) = (
            self.peek().cloned(),
            self.tokens.get(self.at + 1),
            self.tokens.get(self.at + 2).cloned(),
            self.tokens.get(self.at + 3),
        ) {
            self.at += 4;
            return Ok(Stmt::ForIn(name, array, self.body()?));
        }
        let first = if self.is(";") { None } else { Some(self.simple()?) };
        self.need(";")?;
        let test = if self.is(";") { None } else { Some(self.expr()?) };
        self.need(";")?;
        let step = if self.is(")") { Vec::new() } else { vec![self.simple()?] };
        self.need(")")?;
        let turn = Stmt::While(test, self.body()?, step, false);
        let all = first.into_iter().chain([turn]).collect();
        Ok(Stmt::If(Expr::Number(1.0), all, Vec::new()))
    }

    fn ends(&self) -> bool {
        matches!(self.peek(), None | Some(Token::Newline | Token::Sign(";" | "}")))
    }

    fn simple(&mut self) -> Parsed<Stmt> {
        if self.take("print") {
            return self.print(false);
        }
        if self.take("printf") {
            return self.print(true);
        }
        if self.take("delete") {
            let Some(Token::Name(name, _)) = self.peek().cloned() else { return self.fail() };
            self.at += 1;
            let index = if self.take("[") { Some(self.list("]")?) } else { None };
            return Ok(Stmt::Delete(name, index));
        }
        if self.take("next") {
            return Ok(Stmt::Next);
        }
        if self.take("break") {
            return Ok(Stmt::Break);
        }
        if self.take("continue") {
            return Ok(Stmt::Continue);
        }
        if self.take("exit") {
            return Ok(Stmt::Exit(if self.ends() { None } else { Some(self.expr()?) }));
        }
        Ok(Stmt::Expr(self.expr()?))
    }

    fn print(&mut self, formatted: bool) -> Parsed<Stmt> {
        let before = std::mem::replace(&mut self.printing, true);
        let mut values = Vec::new();
        let bare = self.ends() || self.is(">") || self.is(">>");
        // `print (a, b) > "f"`: the parentheses hold the whole list.
        let mark = self.at;
        let mut listed = false;
        if self.take("(") {
            self.printing = false;
            values = self.list(")").unwrap_or_default();
            self.printing = true;
            listed = self.ends() || self.is(">") || self.is(">>");
        }
        if !listed {
            self.at = mark;
            values.clear();
            if !bare {
                values.push(self.expr()?);
                while self.take(",") {
                    self.newlines();
                    values.push(self.expr()?);
                }
            }
        }
        self.printing = before;
        if self.is("|") {
            return Err(Trouble::NotModelled("output into a command"));
        }
        let appends = self.is(">>");
        let target = if self.take(">") || self.take(">>") { Some((self.joined()?, appends)) } else { None };
        Ok(Stmt::Print(values, formatted, target))
    }

    /// Expressions with commas between, up to a closing sign.
    fn list(&mut self, end: &str) -> Parsed<Vec<Expr>> {
        let mut all = Vec::new();
        self.newlines();
        while !self.take(end) {
            all.push(self.expr()?);
            self.newlines();
            if !self.take(",") {
                self.need(end)?;
                break;
            }
            self.newlines();
        }
        Ok(all)
    }

    fn expr(&mut self) -> Parsed<Expr> {
        self.enter()?;
        let result = self.ternary();
        self.depth -= 1;
        let left = result?;
        let op = match self.peek() {
            Some(Token::Sign("=")) => ' ',
            Some(Token::Sign(sign @ ("+=" | "-=" | "*=" | "/=" | "%=" | "^="))) => char::from(sign.as_bytes()[0]),
            _ => return Ok(left),
        };
        if !matches!(left, Expr::Var(_) | Expr::Field(_) | Expr::Index(..)) {
            return self.fail();
        }
        self.at += 1;
        self.newlines();
        let value = self.expr()?;
        Ok(Expr::Assign(Box::new(left), op, Box::new(value)))
    }

    fn ternary(&mut self) -> Parsed<Expr> {
        let test = self.or()?;
        if !self.take("?") {
            return Ok(test);
        }
        self.newlines();
        let yes = self.expr()?;
        self.newlines();
        self.need(":")?;
        self.newlines();
        let no = self.expr()?;
        Ok(Expr::Cond(Box::new(test), Box::new(yes), Box::new(no)))
    }

    fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.take("||") {
            self.newlines();
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.membership()?;
        while self.take("&&") {
            self.newlines();
            left = Expr::And(Box::new(left), Box::new(self.membership()?));
        }
        Ok(left)
    }

    fn membership(&mut self) -> Parsed<Expr> {
        let mut left = self.matching()?;
        while !self.no_in && self.take("in") {
            let Some(Token::Name(array, _)) = self.peek().cloned() else { return self.fail() };
            self.at += 1;
            left = Expr::In(vec![left], array);
        }
        Ok(left)
    }

    fn matching(&mut self) -> Parsed<Expr> {
        let mut left = self.comparison()?;
        loop {
            let wanted = self.is("~");
            if !(self.take("~") || self.take("!~")) {
                return Ok(left);
            }
            let right = self.comparison()?;
            left = Expr::Match(wanted, Box::new(left), Box::new(right));
        }
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.joined()?;
        let op = match self.peek() {
            Some(Token::Sign(">")) if self.printing => return Ok(left),
            Some(Token::Sign(sign @ ("<" | "<=" | "==" | "!=" | ">" | ">="))) => *sign,
            _ => return Ok(left),
        };
        self.at += 1;
        let right = self.joined()?;
        Ok(Expr::Compare(op, Box::new(left), Box::new(right)))
    }

    fn joined(&mut self) -> Parsed<Expr> {
        let mut left = self.sum()?;
        loop {
            let joins = match self.peek() {
                Some(Token::Number(_) | Token::Text(_) | Token::Name(..)) => true,
                Some(Token::Sign(sign)) => matches!(*sign, "$" | "!" | "(" | "-" | "+" | "++" | "--"),
                _ => false,
            };
            // A sign after a value is an operation, which `sum` has taken.
            if !joins || self.is("-") || self.is("+") || self.is("!") && !self.printing {
                return Ok(left);
            }
            let right = self.sum()?;
            left = Expr::Join(Box::new(left), Box::new(right));
        }
    }

    fn sum(&mut self) -> Parsed<Expr> {
        let mut left = self.product()?;
        loop {
            let op = if self.take("+") {
                '+'
            } else if self.take("-") {
                '-'
            } else {
                return Ok(left);
            };
            left = Expr::Math(op, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Parsed<Expr> {
        let mut left = self.unary()?;
        loop {
            let op = if self.take("*") {
                '*'
            } else if self.take("/") {
                '/'
            } else if self.take("%") {
                '%'
            } else {
                return Ok(left);
            };
            left = Expr::Math(op, Box::new(left), Box::new(self.unary()?));
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        self.enter()?;
        let result = if self.take("!") {
            self.unary().map(|expr| Expr::Not(Box::new(expr)))
        } else if self.take("-") {
            self.unary().map(|expr| Expr::Minus(Box::new(expr)))
        } else if self.take("+") {
            self.unary().map(|expr| Expr::Plus(Box::new(expr)))
        } else {
            self.power()
        };
        self.depth -= 1;
        result
    }

    fn power(&mut self) -> Parsed<Expr> {
        let left = self.postfix()?;
        if self.take("^") {
            let right = self.unary()?;
            return Ok(Expr::Math('^', Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        for (sign, step) in [("++", 1.0), ("--", -1.0)] {
            if self.take(sign) {
                let target = self.primary()?;
                return Ok(Expr::Step(Box::new(target), step, true));
            }
        }
        let value = self.primary()?;
        if matches!(value, Expr::Var(_) | Expr::Field(_) | Expr::Index(..)) {
            for (sign, step) in [("++", 1.0), ("--", -1.0)] {
                if self.take(sign) {
                    return Ok(Expr::Step(Box::new(value), step, false));
                }
            }
        }
        Ok(value)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let Some(token) = self.peek().cloned() else { return self.fail() };
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Expr::Number(number)),
            Token::Text(text) => Ok(Expr::Text(text)),
            Token::Regex(pattern) => Ok(Expr::Regex(pattern)),
            Token::Sign("$") => {
                let inner =
                    if self.is("++") || self.is("--") || self.is("-") { self.unary()? } else { self.primary()? };
                Ok(Expr::Field(Box::new(inner)))
            }
            Token::Sign("(") => {
                let (printing, no_in) = (std::mem::take(&mut self.printing), std::mem::take(&mut self.no_in));
                let mut all = self.list(")")?;
                (self.printing, self.no_in) = (printing, no_in);
                if all.len() > 1 && self.take("in") {
                    let Some(Token::Name(array, _)) = self.peek().cloned() else { return self.fail() };
                    self.at += 1;
                    return Ok(Expr::In(all, array));
                }
                if let (Some(one), true) = (all.pop(), all.is_empty()) {
                    return Ok(Expr::Group(Box::new(one)));
                }
                self.at -= 1;
                self.fail()
            }
            Token::Sign("getline") => Err(Trouble::NotModelled("getline")),
            Token::Name(name, false) if name == "length" => Ok(Expr::Call(name, Vec::new())),
            Token::Name(name, true) => {
                self.at += 1;
                let printing = std::mem::take(&mut self.printing);
                let args = self.list(")")?;
                self.printing = printing;
                self.call(name, args)
            }
            Token::Name(name, false) => {
                if self.take("[") {
                    let printing = std::mem::take(&mut self.printing);
                    let index = self.list("]")?;
                    self.printing = printing;
                    return Ok(Expr::Index(name, index));
                }
                Ok(Expr::Var(name))
            }
            _ => {
                self.at -= 1;
                self.fail()
            }
        }
    }

    fn call(&self, name: String, args: Vec<Expr>) -> Parsed<Expr> {
        let counts = match name.as_str() {
            "length" | "srand" => 0..=1,
            "rand" | "systime" => 0..=0,
            "int" | "sqrt" | "tolower" | "toupper" => 1..=1,
            "index" | "match" => 2..=2,
            "substr" | "split" | "sub" | "gsub" => 2..=3,
            "sprintf" => 1..=64,
            "system" => return Err(Trouble::NotModelled("system")),
            "close" | "fflush" => return Ok(Expr::Number(0.0)),
            "sin" | "cos" | "atan2" | "exp" | "log" => return Err(Trouble::NotModelled("trigonometry")),
            "gensub" | "strftime" | "mktime" | "and" | "or" | "xor" => {
                return Err(Trouble::NotModelled("GNU function"));
            }
            _ => return Err(Trouble::NotModelled("function")),
        };
        if counts.contains(&args.len()) { Ok(Expr::Call(name, args)) } else { self.fail() }
    }
}
