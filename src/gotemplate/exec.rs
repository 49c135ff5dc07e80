//! Walks a template's tree: control structures, pipelines, variables and fields, with the errors of Go's exec.go. An error
//! names the node that was last looked at, so every step notes where it is, exactly where Go does.

use super::call::{Callee, Final};
use super::node::{Branch, Command, Invocation, List, Node, Number, Operand, Pipe, Term};
use super::print::{plain, show};
use super::value::Value;
use super::{Options, Template};
use crate::base::quote::quote;

/// How deep templates may invoke each other; Go allows 100,000 and says so.
const DEPTH_MAX: usize = 100;
/// How many nodes may be walked, and how long the result may be. Go has no such limits; these end runaway loops.
const STEPS_MAX: usize = 1_000_000;
const OUTPUT_MAX: usize = 1 << 24;

/// A value and whether Go would hold it in an `interface {}`: then errors name that type, and nil is a nil interface.
#[derive(Clone)]
pub(super) struct Val {
    pub(super) value: Value,
    pub(super) boxed: bool,
}

impl From<Value> for Val {
    fn from(value: Value) -> Self {
        Self { value, boxed: false }
    }
}

/// Why walking stops.
pub(super) enum Stop {
    Error(String),
    Break,
    Continue,
}

/// The result of a step.
pub(super) type Step<T> = Result<T, Stop>;

/// The node that an error names.
#[derive(Clone, Copy)]
pub(super) enum At<'t> {
    Start,
    Invocation(&'t Invocation),
    Pipe(&'t Pipe),
    Command(&'t Command),
    Operand(&'t Operand),
}

pub(super) struct Exec<'t, 'o> {
    template: &'t Template,
    pub(super) options: Options,
    out: &'o mut String,
    /// The body being executed.
    body: &'t str,
    vars: Vec<(&'t str, Val)>,
    pub(super) at: At<'t>,
    depth: usize,
    steps: usize,
}

impl<'t, 'o> Exec<'t, 'o> {
    pub(super) fn new(template: &'t Template, options: Options, out: &'o mut String) -> Self {
        Self { template, options, out, body: &template.name, vars: Vec::new(), at: At::Start, depth: 0, steps: 0 }
    }

    pub(super) fn run(mut self, data: &Value) -> Result<(), String> {
        let template = self.template;
        let Some(root) = template.bodies.get(&template.name) else { return Ok(()) };
        let dot = Val::from(data.clone());
        self.vars.push(("$", dot.clone()));
        match self.walk(&dot, root) {
            Err(Stop::Error(message)) => Err(message),
            Ok(()) | Err(Stop::Break | Stop::Continue) => Ok(()),
        }
    }

    /// The error `message` at the node last looked at.
    pub(super) fn fail<T>(&self, message: &str) -> Step<T> {
        let (pos, context) = match self.at {
            At::Start => return Err(Stop::Error(format!("template: {}: {message}", self.body))),
            At::Invocation(node) => (node.pos, node.to_string()),
            At::Pipe(node) => (node.pos, node.to_string()),
            At::Command(node) => (node.pos, node.to_string()),
            At::Operand(node) => (node.pos, node.to_string()),
        };
        let before = &self.template.text[..pos];
        let line = 1 + before.matches('\n').count();
        let column = pos - before.rfind('\n').map_or(0, |at| at + 1);
        let name = &self.template.name;
        let body = quote(self.body);
        Err(Stop::Error(format!("template: {name}:{line}:{column}: executing {body} at <{context}>: {message}")))
    }

    fn walk(&mut self, dot: &Val, list: &'t List) -> Step<()> {
        for node in list {
            self.steps += 1;
            if self.steps > STEPS_MAX || self.out.len() > OUTPUT_MAX {
                return self.fail("the template does not come to an end");
            }
            match node {
                Node::Text(text) => self.out.push_str(text),
                Node::Action(pipe) => {
                    let value = self.pipeline(dot, pipe)?;
                    if pipe.variables.is_empty() {
                        self.out.push_str(&show(&value));
                    }
                }
                Node::If(branch) => self.condition(dot, branch, false)?,
                Node::With(branch) => self.condition(dot, branch, true)?,
                Node::Range(branch) => self.range(dot, branch)?,
                Node::Template(invocation) => self.invoke(dot, invocation)?,
                Node::Break => return Err(Stop::Break),
                Node::Continue => return Err(Stop::Continue),
            }
        }
        Ok(())
    }

    fn condition(&mut self, dot: &Val, branch: &'t Branch, sets_dot: bool) -> Step<()> {
        let mark = self.vars.len();
        let value = self.pipeline(dot, &branch.pipe)?;
        if value.is_true() {
            let inner = if sets_dot { Val::from(value) } else { dot.clone() };
            self.walk(&inner, &branch.list)?;
        } else if let Some(list) = &branch.otherwise {
            self.walk(dot, list)?;
        }
        self.vars.truncate(mark);
        Ok(())
    }

    fn range(&mut self, dot: &Val, branch: &'t Branch) -> Step<()> {
        let mark = self.vars.len();
        let value = self.pipeline(dot, &branch.pipe)?;
        let ran = match &value {
            Value::List(list) => {
                for (at, item) in list.items.iter().enumerate() {
                    let item = Val { value: item.clone(), boxed: list.boxed };
                    if !self.iteration(branch, (at as i64).into(), &item)? {
                        break;
                    }
                }
                !list.items.is_empty()
            }
            Value::Map(map) => {
                for (key, item) in &map.entries {
                    let item = Val { value: item.clone(), boxed: map.boxed };
                    if !self.iteration(branch, Value::Text(key.clone()), &item)? {
                        break;
                    }
                }
                !map.entries.is_empty()
            }
            Value::Int(count, type_name) => {
                if branch.pipe.variables.len() > 1 {
                    return self.fail(&format!("can't use {count} to iterate over more than one variable"));
                }
                for at in 0..*count {
                    if !self.iteration(branch, Value::Nil, &Value::Int(at, type_name).into())? {
                        break;
                    }
                }
                *count > 0
            }
            Value::Nil | Value::NilPointer(_) => false,
            Value::Bool(_) | Value::Float(_) | Value::Text(_) | Value::Number(_) | Value::Object(_) => {
                return self.fail(&format!("range can't iterate over {}", plain(&value)));
            }
        };
        if let (false, Some(list)) = (ran, &branch.otherwise) {
            self.walk(dot, list)?;
        }
        self.vars.truncate(mark);
        Ok(())
    }

    /// One turn of a range; false when it was broken off.
    fn iteration(&mut self, branch: &'t Branch, index: Value, item: &Val) -> Step<bool> {
        let mark = self.vars.len();
        let index = Val::from(index);
        match (branch.pipe.variables.as_slice(), branch.pipe.assigns) {
            ([], _) => {}
            ([one], true) => self.assign(one, item.clone())?,
            ([first, second, ..], true) => {
                self.assign(first, index)?;
                self.assign(second, item.clone())?;
            }
            (declared, false) => {
                // The pipeline has pushed them, the last on top.
                if let Some(top) = mark.checked_sub(1).and_then(|top| self.vars.get_mut(top)) {
                    top.1 = item.clone();
                }
                if let (true, Some(below)) = (declared.len() > 1, mark.checked_sub(2)) {
                    self.vars[below].1 = index;
                }
            }
        }
        let outcome = self.walk(item, &branch.list);
        self.vars.truncate(mark);
        match outcome {
            Ok(()) | Err(Stop::Continue) => Ok(true),
            Err(Stop::Break) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn invoke(&mut self, dot: &Val, invocation: &'t Invocation) -> Step<()> {
        self.at = At::Invocation(invocation);
        let Some((name, list)) = self.template.bodies.get_key_value(&invocation.name) else {
            return self.fail(&format!("template {} not defined", quote(&invocation.name)));
        };
        if self.depth == DEPTH_MAX {
            return self.fail("exceeded maximum template depth (100000)");
        }
        let inner = match &invocation.pipe {
            Some(pipe) => Val::from(self.pipeline(dot, pipe)?),
            None => Val::from(Value::Nil),
        };
        let vars = std::mem::replace(&mut self.vars, vec![("$", inner.clone())]);
        let body = std::mem::replace(&mut self.body, name);
        self.depth += 1;
        self.walk(&inner, list)?;
        self.depth -= 1;
        self.body = body;
        self.vars = vars;
        Ok(())
    }

    fn assign(&mut self, name: &str, value: Val) -> Step<()> {
        match self.vars.iter_mut().rev().find(|(known, _)| *known == name) {
            Some((_, slot)) => {
                *slot = value;
                Ok(())
            }
            None => self.fail(&format!("undefined variable: {name}")),
        }
    }

    /// Runs the commands of a pipeline, each result being the next one's last argument.
    pub(super) fn pipeline(&mut self, dot: &Val, pipe: &'t Pipe) -> Step<Value> {
        self.at = At::Pipe(pipe);
        let mut last: Final = None;
        for command in &pipe.commands {
            last = Some(self.command(dot, command, last)?.value.into());
        }
        let value = last.unwrap_or_else(|| Value::Nil.into());
        for variable in &pipe.variables {
            if pipe.assigns {
                self.assign(variable, value.clone())?;
            } else {
                self.vars.push((variable, value.clone()));
            }
        }
        Ok(value.value)
    }

    fn command(&mut self, dot: &Val, command: &'t Command, last: Final) -> Step<Val> {
        let Some(first) = command.args.first() else { return self.fail("empty command") };
        let args = command.args.as_slice();
        match &first.term {
            Term::Field(names) => {
                self.at = At::Operand(first);
                return self.chain(dot, dot.clone(), first, names, args, last);
            }
            Term::Chain(..) => return self.chain_operand(dot, first, args, last),
            Term::Identifier(name) => {
                self.at = At::Operand(first);
                return self.function(dot, name, At::Command(command), args, last);
            }
            Term::Pipe(pipe) => {
                self.no_arguments(args, &last)?;
                return Ok(self.pipeline(dot, pipe)?.into());
            }
            Term::Variable(_) => return self.variable(dot, first, args, last),
            Term::Bool(_) | Term::Dot | Term::Nil | Term::Number(_) | Term::Text { .. } => {}
        }
        self.at = At::Operand(first);
        self.no_arguments(args, &last)?;
        match &first.term {
            Term::Dot => Ok(dot.clone()),
            Term::Nil => self.fail("nil is not a command"),
            _ => Ok(self.constant(first)?.into()),
        }
    }

    fn no_arguments(&self, args: &[Operand], last: &Final) -> Step<()> {
        match args.first() {
            Some(first) if args.len() > 1 || last.is_some() => {
                self.fail(&format!("can't give argument to non-function {first}"))
            }
            _ => Ok(()),
        }
    }

    /// A constant whose type only its text tells.
    pub(super) fn constant(&mut self, operand: &'t Operand) -> Step<Value> {
        self.at = At::Operand(operand);
        match &operand.term {
            Term::Bool(value) => Ok((*value).into()),
            Term::Text { value, .. } => Ok(value.as_str().into()),
            Term::Number(number) => match ideal(number) {
                Some(value) => Ok(value),
                None => self.fail(&format!("{} overflows int", number.text)),
            },
            _ => self.fail(&format!("can't evaluate command {}", quote(&operand.to_string()))),
        }
    }

    /// `(pipeline).Field` or `function.Field`.
    pub(super) fn chain_operand(
        &mut self,
        dot: &Val,
        operand: &'t Operand,
        args: &'t [Operand],
        last: Final,
    ) -> Step<Val> {
        self.at = At::Operand(operand);
        let Term::Chain(inner, fields) = &operand.term else { return self.constant(operand).map(Val::from) };
        let receiver = self.untyped(dot, inner)?;
        self.chain(dot, receiver, operand, fields, args, last)
    }

    pub(super) fn variable(&mut self, dot: &Val, operand: &'t Operand, args: &'t [Operand], last: Final) -> Step<Val> {
        self.at = At::Operand(operand);
        let Term::Variable(names) = &operand.term else { return self.constant(operand).map(Val::from) };
        let found = self.vars.iter().rev().find(|(known, _)| Some(*known) == names.first().map(String::as_str));
        let Some((_, value)) = found else {
            return self.fail(&format!("undefined variable: {}", names.first().map_or("", String::as_str)));
        };
        let value = value.clone();
        if names.len() == 1 {
            self.no_arguments(args, &last)?;
            return Ok(value);
        }
        self.chain(dot, value, operand, &names[1..], args, last)
    }

    /// Follows field names from `receiver`; the last one takes the arguments, in case it is a method.
    pub(super) fn chain(
        &mut self,
        dot: &Val,
        mut receiver: Val,
        node: &'t Operand,
        names: &'t [String],
        args: &'t [Operand],
        last: Final,
    ) -> Step<Val> {
        let Some((end, names)) = names.split_last() else { return Ok(receiver) };
        for name in names {
            receiver = self.field(dot, name, node, &[], None, &receiver)?;
        }
        self.field(dot, end, node, args, last, &receiver)
    }

    fn field(
        &mut self,
        dot: &Val,
        name: &'t str,
        node: &'t Operand,
        args: &'t [Operand],
        last: Final,
        receiver: &Val,
    ) -> Step<Val> {
        let type_name = if receiver.boxed { "interface {}" } else { receiver.value.type_name() };
        let given = args.len().saturating_sub(1) + usize::from(last.is_some());
        match &receiver.value {
            Value::Nil if receiver.boxed => self.fail(&format!("nil pointer evaluating {type_name}.{name}")),
            Value::Nil if self.options.missing_key_is_error => {
                self.fail(&format!("nil data; no entry for key {}", quote(name)))
            }
            Value::Nil => Ok(Value::Nil.into()),
            Value::NilPointer(_) => self.fail(&format!("nil pointer evaluating {type_name}.{name}")),
            Value::Object(object) => {
                if let Some(count) = object.parameters(name) {
                    let callee = Callee::Method(object.clone(), name, count);
                    return self.call(dot, &callee, At::Operand(node), args, last);
                }
                match object.field(name) {
                    Some(value) if given == 0 => Ok(value.into()),
                    Some(_) if object.has_methods() => {
                        self.fail(&format!("wrong number of args for {name}: want 0 got {given}"))
                    }
                    Some(_) => self.fail(&format!("{name} has arguments but cannot be invoked as function")),
                    None => self.fail(&format!("can't evaluate field {name} in type {type_name}")),
                }
            }
            Value::Map(map) if map.key_type == "string" => {
                if given > 0 {
                    return self.fail(&format!("{name} is not a method but has arguments"));
                }
                match map.entries.get(name) {
                    Some(value) => Ok(Val { value: value.clone(), boxed: map.boxed }),
                    None if self.options.missing_key_is_error => {
                        self.fail(&format!("map has no entry for key {}", quote(name)))
                    }
                    None => Ok(Value::Nil.into()),
                }
            }
            Value::Bool(_)
            | Value::Int(..)
            | Value::Float(_)
            | Value::Text(_)
            | Value::Number(_)
            | Value::List(_)
            | Value::Map(_) => self.fail(&format!("can't evaluate field {name} in type {type_name}")),
        }
    }
}

/// The value of a number that no parameter gives a type to.
fn ideal(number: &Number) -> Option<Value> {
    let text = number.text.as_str();
    let hex = text.starts_with("0x") || text.starts_with("0X");
    match number.float {
        Some(value) if !hex && !text.starts_with('\'') && text.contains(['.', 'e', 'E', 'p', 'P']) => {
            Some(Value::Float(value))
        }
        _ => number.int.map(Value::from),
    }
}
