//! Calls of functions and methods: which functions there are, what they take, and how arguments become that.

use std::rc::Rc;

use super::exec::{At, Exec, Step, Val};
use super::funcs;
use super::node::{Operand, Term};
use super::value::{Object, Value};

/// The result of the command before in a pipeline, which becomes the last argument.
pub(super) type Final = Option<Val>;

/// What is called.
pub(super) enum Callee<'t> {
    Function(&'t str, Signature),
    /// An object, the method's name and how many texts it takes.
    Method(Rc<dyn Object>, &'t str, usize),
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Param {
    /// `any`.
    Any,
    /// `reflect.Value`: anything, and whether it is boxed.
    Raw,
    /// `string`.
    Text,
    /// `int`.
    Int,
    /// `[]string`.
    Texts,
}

impl Param {
    fn type_name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Raw => "reflect.Value",
            Self::Text => "string",
            Self::Int => "int",
            Self::Texts => "[]string",
        }
    }

    fn can_be_nil(self) -> bool {
        !matches!(self, Self::Text | Self::Int)
    }

    fn takes(self, value: &Value) -> bool {
        match self {
            Self::Any | Self::Raw => true,
            Self::Text => matches!(value, Value::Text(_)),
            Self::Int => matches!(value, Value::Int(_, "int")),
            Self::Texts => {
                matches!(value, Value::List(list) if matches!(list.type_name, "[]string" | "strslice.StrSlice"))
            }
        }
    }
}

/// The parameters of a function: the fixed ones, and the type of any more.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    fixed: &'static [Param],
    rest: Option<Param>,
}

impl Signature {
    fn param(&self, at: usize) -> Param {
        self.fixed.get(at).copied().or(self.rest).unwrap_or(Param::Any)
    }
}

/// Whether templates know a function of that name.
pub(super) fn is_function(name: &str) -> bool {
    signature(name, false).is_some()
}

fn signature(name: &str, header: bool) -> Option<Signature> {
    use Param::{Any, Int, Raw, Text, Texts};
    let (fixed, rest): (&'static [Param], _) = match name {
        "and" | "or" | "index" | "slice" | "call" | "eq" => (&[Raw], Some(Raw)),
        "not" | "len" => (&[Raw], None),
        "ne" | "lt" | "le" | "gt" | "ge" => (&[Raw, Raw], None),
        "print" | "println" | "html" | "js" | "urlquery" => (&[], Some(Any)),
        "printf" => (&[Text], Some(Any)),
        "json" => (if header { &[Text] } else { &[Any] }, None),
        "join" => (if header { &[Text, Text] } else { &[Texts, Text] }, None),
        "split" => (&[Text, Text], None),
        "title" | "lower" | "upper" => (&[Text], None),
        "pad" => (&[Text, Int, Int], None),
        "truncate" => (&[Text, Int], None),
        _ => return None,
    };
    Some(Signature { fixed, rest })
}

impl<'t> Exec<'t, '_> {
    /// Calls the function `name`; `node` is what an error of the function itself names.
    pub(super) fn function(
        &mut self,
        dot: &Val,
        name: &'t str,
        node: At<'t>,
        args: &'t [Operand],
        last: Final,
    ) -> Step<Val> {
        match signature(name, self.options.header) {
            Some(signature) => self.call(dot, &Callee::Function(name, signature), node, args, last),
            None => self.fail(&format!("{} is not a defined function", crate::base::quote::quote(name))),
        }
    }

    /// Evaluates the arguments after the first, which stands for the callee itself, and calls.
    pub(super) fn call(
        &mut self,
        dot: &Val,
        callee: &Callee<'t>,
        node: At<'t>,
        args: &'t [Operand],
        last: Final,
    ) -> Step<Val> {
        let args = args.get(1..).unwrap_or(&[]);
        let given = args.len() + usize::from(last.is_some());
        let (name, least, variadic) = match callee {
            Callee::Function(name, signature) => (*name, signature.fixed.len(), signature.rest.is_some()),
            Callee::Method(_, name, count) => (*name, *count, false),
        };
        if variadic && given < least {
            return self.fail(&format!("wrong number of args for {name}: want at least {least} got {}", args.len()));
        }
        if !variadic && given != least {
            return self.fail(&format!("wrong number of args for {name}: want {least} got {given}"));
        }
        if matches!(callee, Callee::Function("and" | "or", _)) {
            return self.logic(dot, name == "or", args, last);
        }
        let param = |at| match callee {
            Callee::Function(_, signature) => signature.param(at),
            Callee::Method(..) => Param::Text,
        };
        let mut values = Vec::with_capacity(given);
        for (at, arg) in args.iter().enumerate() {
            values.push(self.argument(dot, param(at), arg)?);
        }
        if let Some(last) = last {
            values.push(self.validated(last, param(args.len()))?);
        }
        let result = match callee {
            // Padding alone is done in headers too.
            Callee::Function(name, _) if self.options.header && *name != "pad" && funcs::is_dockers(name) => {
                Ok(values.into_iter().next().map_or(Value::Nil, |first| first.value))
            }
            Callee::Function("call", _) => funcs::call(args.first(), &values),
            Callee::Function(name, _) => funcs::apply(name, &values),
            Callee::Method(object, name, _) => {
                let texts: Vec<Rc<str>> = values.iter().filter_map(|val| val.value.as_text().cloned()).collect();
                object.call(name, &texts)
            }
        };
        match result {
            Ok(value) => Ok(value.into()),
            Err(message) => {
                self.at = node;
                self.fail(&format!("error calling {name}: {message}"))
            }
        }
    }

    /// `and` and `or` stop at the first argument that decides.
    fn logic(&mut self, dot: &Val, decisive: bool, args: &'t [Operand], last: Final) -> Step<Val> {
        let mut value = Val::from(Value::Nil);
        for arg in args {
            value = self.argument(dot, Param::Raw, arg)?;
            if value.value.is_true() == decisive {
                return Ok(value);
            }
        }
        Ok(last.unwrap_or(value))
    }

    fn argument(&mut self, dot: &Val, param: Param, operand: &'t Operand) -> Step<Val> {
        self.at = At::Operand(operand);
        match &operand.term {
            Term::Nil if param.can_be_nil() => Ok(Value::Nil.into()),
            Term::Nil => self.fail(&format!("cannot assign nil to {}", param.type_name())),
            Term::Bool(_) | Term::Number(_) | Term::Text { .. } => self.literal(param, operand),
            _ => {
                let value = self.untyped(dot, operand)?;
                self.validated(value, param)
            }
        }
    }

    /// Evaluates what is no constant, whatever its type.
    pub(super) fn untyped(&mut self, dot: &Val, operand: &'t Operand) -> Step<Val> {
        self.at = At::Operand(operand);
        match &operand.term {
            Term::Dot => Ok(dot.clone()),
            Term::Field(names) => self.chain(dot, dot.clone(), operand, names, &[], None),
            Term::Variable(_) => self.variable(dot, operand, &[], None),
            Term::Pipe(pipe) => Ok(self.pipeline(dot, pipe)?.into()),
            Term::Identifier(name) => self.function(dot, name, At::Operand(operand), &[], None),
            Term::Chain(..) => self.chain_operand(dot, operand, &[], None),
            Term::Bool(_) | Term::Nil | Term::Number(_) | Term::Text { .. } => self.constant(operand).map(Val::from),
        }
    }

    fn literal(&mut self, param: Param, operand: &'t Operand) -> Step<Val> {
        match (param, &operand.term) {
            (Param::Any | Param::Raw, _) | (Param::Text, Term::Text { .. }) => self.constant(operand).map(Val::from),
            (Param::Text, _) => self.fail(&format!("expected string; found {operand}")),
            (Param::Int, Term::Number(number)) => match number.int {
                Some(value) => Ok(Value::from(value).into()),
                None => self.fail(&format!("expected integer; found {operand}")),
            },
            (Param::Int, _) => self.fail(&format!("expected integer; found {operand}")),
            (Param::Texts, _) => self.fail(&format!("can't handle {operand} for arg of type []string")),
        }
    }

    /// Makes sure that a value may be passed to a parameter.
    fn validated(&self, val: Val, param: Param) -> Step<Val> {
        match (param, &val.value) {
            (Param::Raw, _) => Ok(val),
            (Param::Any, _) => Ok(val.value.into()),
            (_, Value::Nil) if val.boxed => {
                self.fail(&format!("wrong type for value; expected {}; got interface {{}}", param.type_name()))
            }
            (Param::Texts, Value::Nil) => Ok(val),
            (_, Value::Nil) => self.fail(&format!("invalid value; expected {}", param.type_name())),
            (_, value) if param.takes(value) => Ok(val.value.into()),
            (_, value) => {
                let (wanted, got) = (param.type_name(), value.type_name());
                self.fail(&format!("wrong type for value; expected {wanted}; got {got}"))
            }
        }
    }
}
