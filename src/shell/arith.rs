//! Arithmetic of `$((...))`, `((...))` and `let`: 64-bit integers, C's operators and assignments to variables. The text has
//! been expanded before.

use super::Flavor;
use super::state::{Flow, Shell};
use super::words::starts_name;

/// What is wrong with an expression.
enum Fault {
    /// A value is missing where this text begins.
    Operand(String),
    /// Something is left over.
    Leftover(String),
    /// `)` is missing.
    Paren(String),
    /// Division by zero; the divisor's text.
    Zero(String),
    /// Assignment to something that is no variable.
    Target(String),
    /// A digit beyond the base.
    Base(String),
    /// A variable's value is not a number (dash).
    Number(String),
    /// A variable refers to itself, or the expression is nested too deeply.
    Deep(String),
    /// Reported already.
    Flow(Flow),
}

impl From<Flow> for Fault {
    fn from(flow: Flow) -> Self {
        Self::Flow(flow)
    }
}

type Eval<T> = Result<T, Fault>;

/// Binary operators by binding strength, the longer before their beginnings.
const BINARY: [(&str, u8); 19] = [
    ("||", 1),
    ("&&", 2),
    ("|", 3),
    ("^", 4),
    ("&", 5),
    ("==", 6),
    ("!=", 6),
    ("<<", 8),
    (">>", 8),
    ("<=", 7),
    (">=", 7),
    ("<", 7),
    (">", 7),
    ("+", 9),
    ("-", 9),
    ("**", 11),
    ("*", 10),
    ("/", 10),
    ("%", 10),
];

/// How deep parentheses and variables that name variables may be nested.
const MAX_DEPTH: u32 = 40;

struct Arith<'a> {
    shell: &'a mut Shell,
    text: &'a str,
    at: usize,
    depth: u32,
    /// Within the branch of `&&`, `||` or `?:` that does not count: nothing is assigned.
    idle: bool,
}

impl Shell {
    /// Evaluates an expression; a fault is reported.
    pub(super) fn arith(&mut self, text: &str) -> Result<i64, Flow> {
        self.arith_for("", text)
    }

    /// Evaluates an expression for a command that messages name.
    pub(super) fn arith_for(&mut self, command: &str, text: &str) -> Result<i64, Flow> {
        let fault = match evaluate(self, text, 0) {
            Ok(value) => return Ok(value),
            Err(fault) => fault,
        };
        let bash = |what: &str, token: &str| format!("{command}{}: {what} (error token is \"{token}\")", text.trim());
        let trimmed = text.trim_start();
        let message = match (self.flavor, &fault) {
            (_, Fault::Flow(flow)) => return Err(*flow),
            (Flavor::Bash, Fault::Operand(token)) => bash("syntax error: operand expected", token),
            (Flavor::Bash, Fault::Leftover(token)) => bash("syntax error in expression", token),
            (Flavor::Bash, Fault::Paren(token)) => bash("missing `)'", token),
            (Flavor::Bash, Fault::Zero(token)) => bash("division by 0", token),
            (Flavor::Bash, Fault::Target(token)) => bash("attempted assignment to non-variable", token),
            (Flavor::Bash, Fault::Base(token)) => bash("value too great for base", token),
            (Flavor::Bash, Fault::Deep(token) | Fault::Number(token)) => {
                bash("expression recursion level exceeded", token)
            }
            (Flavor::Dash, Fault::Number(value)) => format!("Illegal number: {value}"),
            (Flavor::Dash, Fault::Zero(_)) => format!("arithmetic expression: division by zero: \"{trimmed}\""),
            (Flavor::Dash, Fault::Operand(_) | Fault::Target(_) | Fault::Deep(_)) => {
                format!("arithmetic expression: expecting primary: \"{trimmed}\"")
            }
            (Flavor::Dash, Fault::Paren(_)) => format!("arithmetic expression: expecting ')': \"{trimmed}\""),
            (Flavor::Dash, Fault::Leftover(_) | Fault::Base(_)) => {
                format!("arithmetic expression: expecting EOF: \"{trimmed}\"")
            }
            (Flavor::Ash, Fault::Zero(_)) => "divide by zero".to_owned(),
            (Flavor::Ash, _) => "arithmetic syntax error".to_owned(),
        };
        self.complain(&message);
        Err(self.fatal(if self.flavor == Flavor::Bash { 1 } else { 2 }))
    }
}

fn evaluate(shell: &mut Shell, text: &str, depth: u32) -> Eval<i64> {
    let mut arith = Arith { shell, text, at: 0, depth, idle: false };
    arith.blanks();
    if arith.at == text.len() {
        return Ok(0);
    }
    let value = arith.comma()?;
    if arith.at < text.len() {
        return Err(Fault::Leftover(arith.rest()));
    }
    Ok(value)
}

impl Arith<'_> {
    fn rest(&self) -> String {
        self.text[self.at..].trim_end().to_owned()
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.text[self.at..].starts_with(token);
        if found {
            self.at += token.len();
            self.blanks();
        }
        found
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn comma(&mut self) -> Eval<i64> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::Deep(self.rest()));
        }
        let mut value = self.assignment()?;
        while self.shell.flavor != Flavor::Dash && self.eat(",") {
            value = self.assignment()?;
        }
        self.depth -= 1;
        Ok(value)
    }

    /// An assignment, or a conditional expression.
    fn assignment(&mut self) -> Eval<i64> {
        let start = self.at;
        if let Some((name, index)) = self.target()? {
            for op in ["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "="] {
                let rest = &self.text[self.at..];
                if !rest.starts_with(op) || rest.starts_with("==") {
                    continue;
                }
                self.eat(op);
                let at = self.at;
                let right = self.assignment()?;
                let value = if op == "=" {
                    right
                } else {
                    let left = self.value_of(&name, index.as_deref())?;
                    self.apply(op.trim_end_matches('='), left, right, at)?
                };
                return self.assign(&name, index.as_deref(), value);
            }
        }
        self.at = start;
        self.conditional()
    }

    fn conditional(&mut self) -> Eval<i64> {
        let condition = self.binary(1)?;
        if !self.eat("?") {
            return Ok(condition);
        }
        let idle = self.idle;
        self.idle = idle || condition == 0;
        let yes = self.comma()?;
        if !self.eat(":") {
            return Err(Fault::Operand(self.rest()));
        }
        self.idle = idle || condition != 0;
        let no = self.assignment()?;
        self.idle = idle;
        if self.peek() == Some('=') {
            return Err(Fault::Target(self.rest()));
        }
        Ok(if condition != 0 { yes } else { no })
    }

    fn binary(&mut self, weakest: u8) -> Eval<i64> {
        let mut left = self.unary()?;
        loop {
            let rest = &self.text[self.at..];
            let mut found = None;
            for (op, strength) in BINARY {
                let longer = BINARY.iter().any(|(other, _)| other.len() > op.len() && rest.starts_with(other));
                if rest.starts_with(op) && !longer && (op != "**" || self.shell.flavor != Flavor::Dash) {
                    found = Some((op, strength));
                }
            }
            let Some((op, strength)) = found.filter(|(_, strength)| *strength >= weakest) else { return Ok(left) };
            let after = &rest[op.len()..];
            if after.starts_with('=') && !matches!(op, "==" | "!=" | "<=" | ">=") {
                return Err(Fault::Target(self.rest()));
            }
            self.eat(op);
            let at = self.at;
            let idle = self.idle;
            self.idle = idle || (op == "&&" && left == 0) || (op == "||" && left != 0);
            let right = if op == "**" { self.binary(strength)? } else { self.binary(strength + 1)? };
            left = self.apply(op, left, right, at)?;
            self.idle = idle;
        }
    }

    fn apply(&self, op: &str, left: i64, right: i64, at: usize) -> Eval<i64> {
        let zero = || Fault::Zero(self.text[at..].trim_end().to_owned());
        Ok(match op {
            "||" => i64::from(left != 0 || right != 0),
            "&&" => i64::from(left != 0 && right != 0),
            "|" => left | right,
            "^" => left ^ right,
            "&" => left & right,
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "<<" => left.wrapping_shl(right as u32),
            ">>" => left.wrapping_shr(right as u32),
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            "/" | "%" if right == 0 && self.idle => 0,
            "/" => left
                .checked_div(right)
                .ok_or_else(zero)
                .or_else(|fault| if right == -1 { Ok(left) } else { Err(fault) })?,
            "%" if right == -1 => 0,
            "%" => left.checked_rem(right).ok_or_else(zero)?,
            _ => left.wrapping_pow(u32::try_from(right).unwrap_or(0)),
        })
    }

    fn unary(&mut self) -> Eval<i64> {
        for op in ["++", "--"] {
            if self.shell.flavor != Flavor::Dash && self.text[self.at..].starts_with(op) {
                let start = self.at;
                self.eat(op);
                if let Some((name, index)) = self.target()? {
                    let old = self.value_of(&name, index.as_deref())?;
                    let new = if op == "++" { old.wrapping_add(1) } else { old.wrapping_sub(1) };
                    return self.assign(&name, index.as_deref(), new);
                }
                self.at = start;
            }
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::Deep(self.rest()));
        }
        let op = self.peek().filter(|c| matches!(c, '+' | '-' | '!' | '~'));
        let value = match op {
            Some(op) => {
                let text = self.text[self.at..].to_owned();
                self.at += 1;
                self.blanks();
                if self.at == self.text.len() {
                    return Err(Fault::Operand(text.trim_end().to_owned()));
                }
                let value = self.unary()?;
                match op {
                    '-' => value.wrapping_neg(),
                    '!' => i64::from(value == 0),
                    '~' => !value,
                    _ => value,
                }
            }
            None => self.primary()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn primary(&mut self) -> Eval<i64> {
        match self.peek() {
            Some('(') => {
                self.eat("(");
                let value = self.comma()?;
                if self.eat(")") { Ok(value) } else { Err(Fault::Paren(self.rest())) }
            }
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(c) if starts_name(c) => {
                let Some((name, index)) = self.target()? else { return Err(Fault::Operand(self.rest())) };
                let value = self.value_of(&name, index.as_deref())?;
                let step = match &self.text[self.at..] {
                    _ if self.shell.flavor == Flavor::Dash => return Ok(value),
                    rest if rest.starts_with("++") => 1,
                    rest if rest.starts_with("--") => -1,
                    _ => return Ok(value),
                };
                self.at += 2;
                self.blanks();
                self.assign(&name, index.as_deref(), value.wrapping_add(step))?;
                Ok(value)
            }
            _ => {
                // bash names the operator before the missing value.
                let before = self.text[..self.at].trim_end();
                let from = before.len() - before.chars().rev().take_while(|c| "+-*/%<>=!&|^~?:,(".contains(*c)).count();
                let from = before.len() - 1.min(before.len() - from);
                let token = if self.at == self.text.len() { &self.text[from..] } else { &self.text[self.at..] };
                Err(Fault::Operand(token.trim_end().to_owned()))
            }
        }
    }

    fn number(&mut self) -> Eval<i64> {
        let rest = &self.text[self.at..];
        let end =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '#' | '_' | '@')).unwrap_or(rest.len());
        let token = &rest[..end];
        let fault = || Fault::Base(token.to_owned());
        let value = if let Some((base, digits)) = token.split_once('#').filter(|_| self.shell.flavor != Flavor::Dash) {
            let base = base.parse::<u32>().ok().filter(|base| (2..=36).contains(base)).ok_or_else(fault)?;
            i64::from_str_radix(digits, base).map_err(|_| fault())?
        } else if let Some(hex) = token.strip_prefix("0x").or_else(|| token.strip_prefix("0X")) {
            u64::from_str_radix(hex, 16).map_err(|_| fault())? as i64
        } else if token.len() > 1 && token.starts_with('0') {
            i64::from_str_radix(token, 8).map_err(|_| fault())?
        } else if token.bytes().all(|byte| byte.is_ascii_digit()) {
            token.bytes().fold(0_i64, |value, digit| value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')))
        } else {
            return Err(fault());
        };
        self.at += end;
        self.blanks();
        Ok(value)
    }

    /// A variable, perhaps with a subscript.
    fn target(&mut self) -> Eval<Option<(String, Option<String>)>> {
        let rest = &self.text[self.at..];
        if !rest.starts_with(starts_name) {
            return Ok(None);
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        self.at += end;
        let mut index = None;
        if self.shell.flavor == Flavor::Bash && self.peek() == Some('[') {
            let rest = &self.text[self.at + 1..];
            let Some(close) = rest.find(']') else { return Err(Fault::Operand(self.rest())) };
            index = Some(rest[..close].to_owned());
            self.at += close + 2;
        }
        self.blanks();
        Ok(Some((name, index)))
    }

    fn value_of(&mut self, name: &str, index: Option<&str>) -> Eval<i64> {
        let value = match index {
            Some(index) => self.shell.element(name, index)?,
            None => self.shell.get(name),
        };
        let Some(value) = value else {
            if self.shell.options.has('u') && !self.idle {
                return Err(Fault::Flow(self.shell.unbound(name)));
            }
            return Ok(0);
        };
        let value = value.trim();
        if value.is_empty() {
            return Ok(0);
        }
        if self.shell.flavor == Flavor::Dash
            && !value.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(Fault::Number(value.to_owned()));
        }
        if self.depth > MAX_DEPTH {
            return Err(Fault::Deep(value.to_owned()));
        }
        evaluate(self.shell, value, self.depth + 1)
    }

    fn assign(&mut self, name: &str, index: Option<&str>, value: i64) -> Eval<i64> {
        if !self.idle {
            match index {
                Some(index) => self.shell.set_element(name, index, &value.to_string())?,
                None => self.shell.set(name, &value.to_string())?,
            }
        }
        Ok(value)
    }
}
