//! Carrying out an awk program: variables, fields, and the rules on each line.

use std::collections::BTreeMap;

use super::parse::{Expr, Program, Stmt};
use super::text::{self, Value};
use crate::base::order;
use crate::programs::kit::regex::{Regex, Syntax};
use crate::programs::kit::{Filter, Tool, filter};
use crate::vfs::Content;

/// How many steps a run may take.
const STEPS: u64 = 3_000_000;

/// A program at work.
pub(super) struct Awk {
    program: Program,
    vars: BTreeMap<String, Value>,
    arrays: BTreeMap<String, BTreeMap<String, Value>>,
    regexes: BTreeMap<String, Regex>,
    record: String,
    fields: Vec<String>,
    /// Which ranges are open, by rule.
    open: Vec<bool>,
    files: BTreeMap<String, Vec<u8>>,
    /// Whole inputs, where records are not lines.
    rest: Vec<u8>,
    random: u64,
    steps: u64,
    done: bool,
}

/// Why statements end early.
enum Flow {
    Break,
    Continue,
    Next,
    Exit,
}

type Run = Result<(), Flow>;

impl Awk {
    pub(super) fn new(tool: &Tool, program: Program) -> Self {
        let open = vec![false; program.rules.len()];
        let mut vars = BTreeMap::new();
        for (name, value) in
            [("FS", " "), ("OFS", " "), ("ORS", "\n"), ("RS", "\n"), ("SUBSEP", "\u{1c}"), ("FILENAME", "")]
        {
            vars.insert(name.to_owned(), Value::Text(value.to_owned()));
        }
        for name in ["NR", "FNR", "NF", "RSTART"] {
            vars.insert(name.to_owned(), Value::Number(0.0));
        }
        vars.insert("RLENGTH".to_owned(), Value::Number(-1.0));
        let env = tool.process.environment();
        let environ = env.iter().map(|(name, value)| (name.clone(), Value::Input(value.clone()))).collect();
        let arrays = BTreeMap::from([("ENVIRON".to_owned(), environ)]);
        Self {
            program,
            vars,
            arrays,
            regexes: BTreeMap::new(),
            record: String::new(),
            fields: Vec::new(),
            open,
            files: BTreeMap::new(),
            rest: Vec::new(),
            random: 0,
            steps: 0,
            done: false,
        }
    }

    pub(super) fn set_text(&mut self, name: &str, value: &str) {
        self.vars.insert(name.to_owned(), Value::Text(value.to_owned()));
    }

    /// Sets a variable to what came from outside.
    pub(super) fn set_input(&mut self, name: &str, value: &str) {
        self.vars.insert(name.to_owned(), Value::Input(value.to_owned()));
    }

    /// Runs what comes before the first line; whether there are lines to read.
    pub(super) fn begin(&mut self, tool: &mut Tool) -> bool {
        let program = std::mem::take(&mut self.program);
        for block in &program.begin {
            if matches!(self.block(tool, block), Err(Flow::Exit)) {
                self.done = true;
                break;
            }
        }
        let reads = !program.rules.is_empty() || !program.end.is_empty();
        self.program = program;
        if self.done || !reads {
            self.finish(tool);
            return false;
        }
        true
    }

    fn text_of(&self, name: &str) -> String {
        self.vars.get(name).map(Value::text).unwrap_or_default()
    }

    fn record(&mut self, tool: &mut Tool, text: &str) {
        for name in ["NR", "FNR"] {
            let next = self.vars.get(name).map_or(0.0, Value::number) + 1.0;
            self.vars.insert(name.to_owned(), Value::Number(next));
        }
        self.set_record(text);
        let program = std::mem::take(&mut self.program);
        for (at, rule) in program.rules.iter().enumerate() {
            let fits = match (&rule.pattern, &rule.until) {
                (None, _) => true,
                (Some(pattern), None) => self.truth(tool, pattern),
                (Some(first), Some(last)) => {
                    let fits = self.open[at] || self.truth(tool, first);
                    if fits {
                        self.open[at] = !self.truth(tool, last);
                    }
                    fits
                }
            };
            if !fits {
                continue;
            }
            let flow = if let Some(action) = &rule.action {
                self.block(tool, action)
            } else {
                let line = self.record.clone() + &self.text_of("ORS");
                tool.out(&line);
                Ok(())
            };
            match flow {
                Err(Flow::Exit) => {
                    self.done = true;
                    break;
                }
                Err(Flow::Next) => break,
                _ => {}
            }
        }
        self.program = program;
    }

    // Fields.

    fn set_record(&mut self, text: &str) {
        text.clone_into(&mut self.record);
        let separator = self.text_of("FS");
        self.fields = self.split(text, &separator);
        self.vars.insert("NF".to_owned(), Value::Number(self.fields.len() as f64));
    }

    fn split(&mut self, text: &str, separator: &str) -> Vec<String> {
        match separator {
            " " => text.split([' ', '\t', '\n']).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            _ if text.is_empty() => Vec::new(),
            "" => text.chars().map(String::from).collect(),
            one if one.chars().count() == 1 && one != "\\" => text.split(one).map(str::to_owned).collect(),
            pattern => {
                let Some(regex) = self.regex(pattern) else { return vec![text.to_owned()] };
                let (mut parts, mut from, mut at) = (Vec::new(), 0, 0);
                while let Some((start, end)) = regex.find_at(text.as_bytes(), at).and_then(|found| found[0]) {
                    if end == start {
                        break;
                    }
                    parts.push(text[from..start].to_owned());
                    (from, at) = (end, end);
                }
                parts.push(text[from..].to_owned());
                parts
            }
        }
    }

    fn regex(&mut self, pattern: &str) -> Option<&Regex> {
        if !self.regexes.contains_key(pattern) {
            let regex = Regex::new(pattern, Syntax::Extended, false).ok()?;
            self.regexes.insert(pattern.to_owned(), regex);
        }
        self.regexes.get(pattern)
    }

    fn join(&mut self) {
        self.record = self.fields.join(&self.text_of("OFS"));
        self.vars.insert("NF".to_owned(), Value::Number(self.fields.len() as f64));
    }

    fn set_field(&mut self, at: usize, value: String) {
        if at == 0 {
            self.set_record(&value);
            return;
        }
        if at > self.fields.len() {
            self.fields.resize(at.min(100_000), String::new());
        }
        if let Some(field) = self.fields.get_mut(at - 1) {
            *field = value;
        }
        self.join();
    }

    // Statements.

    fn block(&mut self, tool: &mut Tool, stmts: &[Stmt]) -> Run {
        for stmt in stmts {
            self.stmt(tool, stmt)?;
        }
        Ok(())
    }

    /// Counts a step; the run ends when there were too many.
    fn tick(&mut self, tool: &mut Tool) -> Run {
        self.steps += 1;
        if self.steps == STEPS {
            tool.err("drydock: awk was stopped after three million steps\n");
            tool.status = 1;
        }
        if self.steps >= STEPS { Err(Flow::Exit) } else { Ok(()) }
    }

    fn stmt(&mut self, tool: &mut Tool, stmt: &Stmt) -> Run {
        self.tick(tool)?;
        match stmt {
            Stmt::Expr(expr) => drop(self.eval(tool, expr)),
            Stmt::Print(values, formatted, target) => self.print(tool, values, *formatted, target.as_ref()),
            Stmt::If(test, yes, no) => {
                let branch = if self.truth(tool, test) { yes } else { no };
                self.block(tool, branch)?;
            }
            Stmt::While(test, body, step, first) => {
                let mut turn = *first;
                loop {
                    self.tick(tool)?;
                    if !turn && test.as_ref().is_some_and(|test| !self.truth(tool, test)) {
                        break;
                    }
                    turn = false;
                    match self.block(tool, body) {
                        Err(Flow::Break) => break,
                        Ok(()) | Err(Flow::Continue) => {}
                        other => return other,
                    }
                    self.block(tool, step)?;
                }
            }
            Stmt::ForIn(name, array, body) => {
                let mut keys: Vec<String> =
                    self.arrays.get(array).map(|array| array.keys().cloned().collect()).unwrap_or_default();
                // Numbers come in their order, which is how small arrays come in life too.
                order::sort_by_key(&mut keys, |key| (key.parse::<i64>().unwrap_or(i64::MAX), key.clone()));
                for key in keys {
                    self.vars.insert(name.clone(), Value::Input(key));
                    match self.block(tool, body) {
                        Err(Flow::Break) => break,
                        Ok(()) | Err(Flow::Continue) => {}
                        other => return other,
                    }
                }
            }
            Stmt::Delete(array, None) => drop(self.arrays.remove(array)),
            Stmt::Delete(array, Some(index)) => {
                let key = self.key(tool, index);
                if let Some(array) = self.arrays.get_mut(array) {
                    array.remove(&key);
                }
            }
            Stmt::Break => return Err(Flow::Break),
            Stmt::Continue => return Err(Flow::Continue),
            Stmt::Next => return Err(Flow::Next),
            Stmt::Exit(code) => {
                if let Some(code) = code {
                    tool.status = self.eval(tool, code).number() as i64 as u8;
                }
                return Err(Flow::Exit);
            }
        }
        Ok(())
    }

    fn print(&mut self, tool: &mut Tool, values: &[Expr], formatted: bool, target: Option<&(Expr, bool)>) {
        let values: Vec<Value> = values.iter().map(|value| self.eval(tool, value)).collect();
        let text = if formatted {
            let (format, rest) =
                values.split_first().map_or((String::new(), &values[..]), |(first, rest)| (first.text(), rest));
            text::format(&format, rest)
        } else if values.is_empty() {
            self.record.clone() + &self.text_of("ORS")
        } else {
            let parts: Vec<String> = values.iter().map(Value::text).collect();
            parts.join(&self.text_of("OFS")) + &self.text_of("ORS")
        };
        let Some((name, appends)) = target else { return tool.out(&text) };
        let name = self.eval(tool, name).text();
        match name.as_str() {
            "/dev/stdout" | "-" => tool.out(&text),
            "/dev/stderr" => tool.err(&text),
            _ => {
                if !self.files.contains_key(&name) {
                    let before = tool.process.read_file(&name).ok().filter(|_| *appends);
                    self.files.insert(name.clone(), before.map(|content| content.read().to_vec()).unwrap_or_default());
                }
                if let Some(file) = self.files.get_mut(&name) {
                    file.extend_from_slice(text.as_bytes());
                }
            }
        }
    }

    // Expressions.

    fn truth(&mut self, tool: &mut Tool, expr: &Expr) -> bool {
        self.eval(tool, expr).truth()
    }

    fn key(&mut self, tool: &mut Tool, index: &[Expr]) -> String {
        let parts: Vec<String> = index.iter().map(|part| self.eval(tool, part).text()).collect();
        parts.join(&self.text_of("SUBSEP"))
    }

    fn eval(&mut self, tool: &mut Tool, expr: &Expr) -> Value {
        self.steps += 1;
        let flag = |truth: bool| Value::Number(f64::from(u8::from(truth)));
        match expr {
            Expr::Number(number) => Value::Number(*number),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Regex(pattern) => {
                let record = self.record.clone();
                flag(self.regex(pattern).is_some_and(|regex| regex.is_match(record.as_bytes())))
            }
            Expr::Var(name) => self.vars.get(name).cloned().unwrap_or(Value::Input(String::new())),
            Expr::Field(at) => {
                let at = self.eval(tool, at).number() as usize;
                let text = if at == 0 { Some(&self.record) } else { self.fields.get(at - 1) };
                Value::Input(text.cloned().unwrap_or_default())
            }
            Expr::Index(array, index) => {
                let key = self.key(tool, index);
                let entry = self.arrays.entry(array.clone()).or_default().entry(key);
                entry.or_insert(Value::Input(String::new())).clone()
            }
            Expr::Assign(target, op, value) => {
                let mut value = self.eval(tool, value);
                if *op != ' ' {
                    let before = self.eval(tool, target).number();
                    value = Value::Number(math(*op, before, value.number()));
                }
                self.assign(tool, target, value.clone());
                value
            }
            Expr::Step(target, step, new) => {
                let before = self.eval(tool, target).number();
                self.assign(tool, target, Value::Number(before + step));
                Value::Number(if *new { before + step } else { before })
            }
            Expr::Cond(test, yes, no) => {
                let branch = if self.truth(tool, test) { yes } else { no };
                self.eval(tool, branch)
            }
            Expr::Or(left, right) => flag(self.truth(tool, left) || self.truth(tool, right)),
            Expr::And(left, right) => flag(self.truth(tool, left) && self.truth(tool, right)),
            Expr::In(index, array) => {
                let key = self.key(tool, index);
                flag(self.arrays.get(array).is_some_and(|array| array.contains_key(&key)))
            }
            Expr::Match(wanted, left, right) => {
                let text = self.eval(tool, left).text();
                let pattern = self.pattern(tool, right);
                flag(self.regex(&pattern).is_some_and(|regex| regex.is_match(text.as_bytes())) == *wanted)
            }
            Expr::Compare(op, left, right) => {
                let (left, right) = (self.eval(tool, left), self.eval(tool, right));
                flag(compare(op, &left, &right))
            }
            Expr::Join(left, right) => {
                let left = self.eval(tool, left).text();
                Value::Text(left + &self.eval(tool, right).text())
            }
            Expr::Math(op, left, right) => {
                let (left, right) = (self.eval(tool, left).number(), self.eval(tool, right).number());
                if matches!(op, '/' | '%') && right == 0.0 {
                    tool.note("division by zero");
                    tool.status = 2;
                    self.steps = STEPS;
                    return Value::Number(0.0);
                }
                Value::Number(math(*op, left, right))
            }
            Expr::Not(inner) => flag(!self.truth(tool, inner)),
            Expr::Minus(inner) => Value::Number(-self.eval(tool, inner).number()),
            Expr::Plus(inner) => Value::Number(self.eval(tool, inner).number()),
            Expr::Group(inner) => self.eval(tool, inner),
            Expr::Call(name, args) => self.call(tool, name, args),
        }
    }

    /// What a pattern's place holds: the text between slashes, or a value as one.
    fn pattern(&mut self, tool: &mut Tool, expr: &Expr) -> String {
        match expr {
            Expr::Regex(pattern) => pattern.clone(),
            other => self.eval(tool, other).text(),
        }
    }

    fn assign(&mut self, tool: &mut Tool, target: &Expr, value: Value) {
        match target {
            Expr::Var(name) if name == "NF" => {
                self.fields.resize((value.number().max(0.0) as usize).min(100_000), String::new());
                self.join();
            }
            Expr::Var(name) => drop(self.vars.insert(name.clone(), value)),
            Expr::Field(at) => {
                let at = self.eval(tool, at).number() as usize;
                self.set_field(at, value.text());
            }
            Expr::Index(array, index) => {
                let key = self.key(tool, index);
                self.arrays.entry(array.clone()).or_default().insert(key, value);
            }
            _ => {}
        }
    }

    fn call(&mut self, tool: &mut Tool, name: &str, args: &[Expr]) -> Value {
        match (name, args) {
            ("length", []) => return Value::Number(self.record.chars().count() as f64),
            ("length", [Expr::Var(array)]) if self.arrays.contains_key(array) => {
                return Value::Number(self.arrays[array].len() as f64);
            }
            ("split", [text, Expr::Var(array), rest @ ..]) => {
                let text = self.eval(tool, text).text();
                let separator = match rest.first() {
                    Some(separator) => self.pattern(tool, separator),
                    None => self.text_of("FS"),
                };
                let parts = self.split(&text, &separator);
                let count = parts.len();
                let entries =
                    parts.into_iter().enumerate().map(|(at, part)| ((at + 1).to_string(), Value::Input(part)));
                self.arrays.insert(array.clone(), entries.collect());
                return Value::Number(count as f64);
            }
            ("sub" | "gsub", [pattern, with, rest @ ..]) => {
                let record = Expr::Field(Box::new(Expr::Number(0.0)));
                let target = rest.first().unwrap_or(&record).clone();
                return self.substitute(tool, name == "gsub", pattern, with, &target);
            }
            ("match", [text, pattern]) => {
                let text = self.eval(tool, text).text();
                let pattern = self.pattern(tool, pattern);
                let found =
                    self.regex(&pattern).and_then(|regex| regex.find_at(text.as_bytes(), 0)).and_then(|found| found[0]);
                let (start, length) = found.map_or((0.0, -1.0), |(start, end)| {
                    (text[..start].chars().count() as f64 + 1.0, text[start..end].chars().count() as f64)
                });
                self.vars.insert("RSTART".to_owned(), Value::Number(start));
                self.vars.insert("RLENGTH".to_owned(), Value::Number(length));
                return Value::Number(start);
            }
            _ => {}
        }
        let values: Vec<Value> = args.iter().map(|arg| self.eval(tool, arg)).collect();
        let text = |at: usize| values.get(at).map(Value::text).unwrap_or_default();
        let number = |at: usize| values.get(at).map_or(0.0, Value::number);
        match name {
            "length" => Value::Number(text(0).chars().count() as f64),
            "tolower" => Value::Text(text(0).to_lowercase()),
            "toupper" => Value::Text(text(0).to_uppercase()),
            "int" => Value::Number(number(0).trunc()),
            "sqrt" => Value::Number(number(0).sqrt()),
            "index" => {
                let (whole, part) = (text(0), text(1));
                Value::Number(whole.find(&part).map_or(0.0, |at| whole[..at].chars().count() as f64 + 1.0))
            }
            "substr" => {
                let whole = text(0);
                let first = number(1).round();
                let last = if values.len() > 2 { first + number(2).round() } else { f64::from(u32::MAX) };
                let inside = |at: usize| (at as f64 + 1.0) >= first && (at as f64 + 1.0) < last;
                Value::Text(whole.chars().enumerate().filter(|(at, _)| inside(*at)).map(|(_, c)| c).collect())
            }
            "sprintf" => Value::Text(text::format(&text(0), &values[1..])),
            "systime" => Value::Number(tool.process.now().secs() as f64),
            "srand" => {
                let before = self.random;
                self.random = if values.is_empty() { tool.process.now().secs() } else { number(0) as u64 };
                Value::Number(before as f64)
            }
            "rand" => {
                self.random =
                    self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                Value::Number((self.random >> 33) as f64 / f64::from(1_u32 << 31))
            }
            _ => Value::Input(String::new()),
        }
    }

    fn substitute(&mut self, tool: &mut Tool, all: bool, pattern: &Expr, with: &Expr, target: &Expr) -> Value {
        let pattern = self.pattern(tool, pattern);
        let with = self.eval(tool, with).text();
        let text = self.eval(tool, target).text();
        let Some(regex) = self.regex(&pattern) else { return Value::Number(0.0) };
        let (mut out, mut from, mut count, mut at) = (String::new(), 0, 0, 0);
        while let Some((start, end)) = regex.find_at(text.as_bytes(), at).and_then(|found| found[0]) {
            out.push_str(&text[from..start]);
            out.push_str(&filled(&with, &text[start..end]));
            count += 1;
            from = end;
            // An empty match goes on after the next character.
            at = if end > start { end } else { end + text[end..].chars().next().map_or(1, char::len_utf8) };
            if !all || at > text.len() {
                break;
            }
        }
        out.push_str(&text[from..]);
        if count > 0 {
            self.assign(tool, target, Value::Text(out));
        }
        Value::Number(f64::from(count))
    }
}

/// A replacement with `&` standing for what was found.
fn filled(with: &str, found: &str) -> String {
    let mut out = String::new();
    let mut chars = with.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'&') => out.extend(chars.next()),
            '&' => out.push_str(found),
            c => out.push(c),
        }
    }
    out
}

fn math(op: char, left: f64, right: f64) -> f64 {
    match op {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' if right != 0.0 => left / right,
        '%' if right != 0.0 => left % right,
        '^' => {
            // Whole exponents: the same on every machine.
            let exponent = right.trunc().clamp(-1_024.0, 1_024.0) as i32;
            let power = (0..exponent.unsigned_abs()).fold(1.0, |product, _| product * left);
            if exponent < 0 { 1.0 / power } else { power }
        }
        _ => 0.0,
    }
}

fn compare(op: &str, left: &Value, right: &Value) -> bool {
    let order = match (left.comparable(), right.comparable()) {
        (Some(left), Some(right)) => left.partial_cmp(&right),
        _ => Some(left.text().cmp(&right.text())),
    };
    let Some(order) = order else { return false };
    match op {
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}

impl Filter for Awk {
    fn begin(&mut self, _tool: &mut Tool, name: &str) {
        let name = if name == "-" { "" } else { name };
        self.set_text("FILENAME", name);
        self.vars.insert("FNR".to_owned(), Value::Number(0.0));
    }

    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        if self.text_of("RS") != "\n" {
            self.rest.extend_from_slice(line);
            return true;
        }
        let text = String::from_utf8_lossy(filter::chomp(line)).into_owned();
        self.record(tool, &text);
        !self.done
    }

    fn end(&mut self, tool: &mut Tool, _name: &str) {
        let all = String::from_utf8_lossy(&std::mem::take(&mut self.rest)).into_owned();
        let text = all.strip_suffix('\n').unwrap_or(&all);
        if text.is_empty() || self.done {
            return;
        }
        let separator = self.text_of("RS");
        let records: Vec<String> = if separator.is_empty() {
            text.split("\n\n").map(|part| part.trim_matches('\n').to_owned()).filter(|part| !part.is_empty()).collect()
        } else {
            self.split(text, &separator)
        };
        for record in records {
            self.record(tool, &record);
            if self.done {
                break;
            }
        }
    }

    fn finish(&mut self, tool: &mut Tool) {
        let program = std::mem::take(&mut self.program);
        for block in &program.end {
            if self.steps >= STEPS || matches!(self.block(tool, block), Err(Flow::Exit)) {
                break;
            }
        }
        for (name, bytes) in std::mem::take(&mut self.files) {
            if let Err(error) = tool.process.write_file(&name, Content::from_bytes(bytes)) {
                tool.warn(&format!("cannot open \"{name}\" for output: {error}"));
            }
        }
    }

    fn is_done(&self) -> bool {
        self.done
    }
}
