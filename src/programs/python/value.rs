//! What Python's names stand for, and how a run leaves its course: exceptions, `return`, `break`.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::ast::Def;
use crate::programs::http::server::Request;

/// Names in the order of their definition.
pub(super) type Vars = IndexMap<Rc<str>, Value>;

/// A dict or a set: what a key is looked up by, the key itself and its value.
pub(super) type Dict = IndexMap<Key, (Value, Value)>;

/// A value. Clones of what can change are the same thing.
#[derive(Clone, Default)]
pub(super) enum Value {
    #[default]
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    List(Rc<RefCell<Vec<Value>>>),
    Tuple(Rc<[Value]>),
    Dict(Rc<RefCell<Dict>>),
    Set(Rc<RefCell<Dict>>),
    /// Start, stop and step.
    Range(i64, i64, i64),
    Function(Rc<Function>),
    /// A function or type of the language or of a module, by its name: `print`, `os.getcwd`.
    Builtin(Rc<str>),
    /// A method of a value that is no object of a program's class.
    Method(Rc<(Value, Rc<str>)>),
    /// A function with its first argument.
    Bound(Rc<(Value, Value)>),
    Class(Rc<Class>),
    Object(Rc<Object>),
    Module(Rc<Module>),
}

/// What values are equal by as keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    None,
    Int(i64),
    Float(u64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    Tuple(Vec<Key>),
    /// Anything else is only equal to itself.
    Same(usize),
}

/// A function of the program.
pub(super) struct Function {
    pub(super) def: Rc<Def>,
    pub(super) defaults: Vec<Option<Value>>,
    pub(super) scope: Rc<Scope>,
    pub(super) file: Rc<str>,
    /// The class that it was defined in.
    pub(super) class: RefCell<Option<Rc<Class>>>,
}

/// A class; `native` ones are ours.
pub(super) struct Class {
    pub(super) name: Rc<str>,
    pub(super) bases: Vec<Rc<Class>>,
    pub(super) attrs: RefCell<Vars>,
    pub(super) native: bool,
}

/// An object of a class.
pub(super) struct Object {
    pub(super) class: Rc<Class>,
    pub(super) attrs: RefCell<Vars>,
    pub(super) native: RefCell<Native>,
}

/// What an object of our own classes holds.
#[derive(Default)]
pub(super) enum Native {
    #[default]
    Nothing,
    /// File, line and function for each call that led to an exception.
    Trace(Vec<(Rc<str>, u32, Rc<str>)>),
    /// An open file: path, content, place in it, and whether it is written.
    File(String, Vec<u8>, usize, Option<bool>),
    /// Routes: pattern, methods and function.
    Routes(Vec<(String, Vec<String>, Value)>),
}

/// A request as handlers see it.
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) peer: String,
}

impl Seen {
    /// What a server read.
    pub(super) fn new(request: &Request) -> Self {
        Self {
            method: request.method.clone(),
            target: request.target.clone(),
            headers: request.head.headers.clone(),
            body: request.body.clone(),
            peer: request.peer.to_string(),
        }
    }

    /// The path, decoded.
    pub(super) fn path(&self) -> String {
        crate::programs::http::url::decode(self.target.split('?').next().unwrap_or_default())
    }

    /// A header's value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A module: the program's own has names, ours are worked out by name.
pub(super) struct Module {
    pub(super) name: Rc<str>,
    pub(super) scope: Option<Rc<Scope>>,
}

/// Names of a module, a function call or a class body.
#[derive(Default)]
pub(super) struct Scope {
    pub(super) vars: RefCell<Vars>,
    /// Where names are looked up that are not here.
    pub(super) parent: Option<Rc<Scope>>,
    /// The module's names; none in the module itself.
    pub(super) globals: Option<Rc<Scope>>,
    /// The function whose call this is, for what it declares global.
    pub(super) def: Option<Rc<Def>>,
    /// Whether it is a class body, whose names its functions do not see.
    pub(super) is_class: bool,
}

/// How a run leaves its course.
pub(super) enum Flow {
    Break,
    Continue,
    Return(Value),
    Raise(Rc<Object>),
    Exit(i32),
    /// Something that is not modelled: what, and why.
    Missing(String),
}

/// The result of running something.
pub(super) type Run<T> = Result<T, Flow>;

/// The arguments of a call.
#[derive(Default)]
pub(super) struct Args {
    pub(super) list: Vec<Value>,
    pub(super) named: Vec<(Rc<str>, Value)>,
}

impl Args {
    /// Arguments by position.
    pub(super) fn of(list: Vec<Value>) -> Self {
        Self { list, named: Vec::new() }
    }

    /// The argument at a place or by name; nothing for `None`.
    pub(super) fn get(&self, at: usize, name: &str) -> Option<Value> {
        let named = || self.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone());
        self.list.get(at).cloned().or_else(named).filter(|value| !matches!(value, Value::None))
    }

    /// A text among the arguments.
    pub(super) fn text(&self, at: usize, name: &str) -> Option<Rc<str>> {
        match self.get(at, name) {
            Some(Value::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// A whole number among the arguments.
    pub(super) fn int(&self, at: usize, name: &str) -> Option<i64> {
        self.get(at, name).and_then(|value| value.int())
    }
}

impl Value {
    /// A text.
    pub(super) fn str(text: impl AsRef<str>) -> Self {
        Self::Str(Rc::from(text.as_ref()))
    }

    /// A list.
    pub(super) fn list(values: Vec<Self>) -> Self {
        Self::List(Rc::new(RefCell::new(values)))
    }

    /// A dict.
    pub(super) fn dict(pairs: impl IntoIterator<Item = (Self, Self)>) -> Self {
        let dict = pairs.into_iter().map(|(key, value)| (key.key(), (key, value)));
        Self::Dict(Rc::new(RefCell::new(dict.collect())))
    }

    /// A set.
    pub(super) fn set(values: impl IntoIterator<Item = Self>) -> Self {
        let dict = values.into_iter().map(|value| (value.key(), (value, Self::None)));
        Self::Set(Rc::new(RefCell::new(dict.collect())))
    }

    /// A function or type of ours.
    pub(super) fn builtin(name: &str) -> Self {
        Self::Builtin(Rc::from(name))
    }

    /// A method of ours.
    pub(super) fn method(of: Self, name: &str) -> Self {
        Self::Method(Rc::new((of, Rc::from(name))))
    }

    /// An object of one of our classes.
    pub(super) fn native(class: &str, attrs: Vec<(&str, Self)>, native: Native) -> Self {
        let class = Class { name: Rc::from(class), bases: Vec::new(), attrs: RefCell::default(), native: true };
        let attrs = attrs.into_iter().map(|(name, value)| (Rc::from(name), value)).collect();
        let object = Object { class: Rc::new(class), attrs: RefCell::new(attrs), native: RefCell::new(native) };
        Self::Object(Rc::new(object))
    }

    /// A whole number, if it is one.
    pub(super) fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    /// A number with a fraction, if it is a number.
    pub(super) fn float(&self) -> Option<f64> {
        match self {
            Self::Float(number) => Some(*number),
            other => other.int().map(|number| number as f64),
        }
    }

    /// Whether it counts as true.
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(list) => !list.borrow().is_empty(),
            Self::Tuple(list) => !list.is_empty(),
            Self::Dict(dict) | Self::Set(dict) => !dict.borrow().is_empty(),
            Self::Range(start, stop, step) => range_length(*start, *stop, *step) > 0,
            _ => true,
        }
    }

    /// What it is equal by.
    pub(super) fn key(&self) -> Key {
        match self {
            Self::None => Key::None,
            Self::Bool(value) => Key::Int(i64::from(*value)),
            Self::Int(number) => Key::Int(*number),
            Self::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Key::Int(*number as i64),
            Self::Float(number) => Key::Float(number.to_bits()),
            Self::Str(text) => Key::Str(Rc::clone(text)),
            Self::Bytes(bytes) => Key::Bytes(Rc::clone(bytes)),
            Self::Tuple(list) => Key::Tuple(list.iter().map(Self::key).collect()),
            Self::Builtin(name) => Key::Str(Rc::from(format!("\u{0}{name}"))),
            other => Key::Same(other.place()),
        }
    }

    /// Where it is, for `is` and `id`.
    pub(super) fn place(&self) -> usize {
        match self {
            Self::List(list) => Rc::as_ptr(list).addr(),
            Self::Dict(dict) | Self::Set(dict) => Rc::as_ptr(dict).addr(),
            Self::Function(function) => Rc::as_ptr(function).addr(),
            Self::Class(class) => Rc::as_ptr(class).addr(),
            Self::Object(object) => Rc::as_ptr(object).addr(),
            Self::Module(module) => Rc::as_ptr(module).addr(),
            _ => 0,
        }
    }

    /// Whether it may be a key.
    pub(super) fn is_hashable(&self) -> bool {
        match self {
            Self::List(_) | Self::Dict(_) | Self::Set(_) => false,
            Self::Tuple(list) => list.iter().all(Self::is_hashable),
            _ => true,
        }
    }

    /// The name of its type.
    pub(super) fn type_name(&self) -> Rc<str> {
        Rc::from(match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Tuple(_) => "tuple",
            Self::Dict(_) => "dict",
            Self::Set(_) => "set",
            Self::Range(..) => "range",
            Self::Function(_) => "function",
            Self::Builtin(_) | Self::Method(_) => "builtin_function_or_method",
            Self::Bound(_) => "method",
            Self::Class(_) => "type",
            Self::Module(_) => "module",
            Self::Object(object) => return Rc::clone(&object.class.name),
        })
    }
}

/// How many numbers a range has.
pub(super) fn range_length(start: i64, stop: i64, step: i64) -> i64 {
    let span = if step > 0 { i128::from(stop) - i128::from(start) } else { i128::from(start) - i128::from(stop) };
    let step = i128::from(step).abs().max(1);
    if span <= 0 { 0 } else { i64::try_from((span + step - 1) / step).unwrap_or(i64::MAX) }
}

impl Class {
    /// An attribute of the class or of those that it is made from, and where it was found.
    pub(super) fn find(self: &Rc<Self>, name: &str) -> Option<(Value, Rc<Self>)> {
        if let Some(value) = self.attrs.borrow().get(name) {
            return Some((value.clone(), Rc::clone(self)));
        }
        self.bases.iter().find_map(|base| base.find(name))
    }

    /// Whether it is that class or made from it.
    pub(super) fn is(&self, name: &str) -> bool {
        &*self.name == name || self.bases.iter().any(|base| base.is(name))
    }

    /// Whether it is that very class or made from it.
    pub(super) fn descends(self: &Rc<Self>, other: &Rc<Self>) -> bool {
        Rc::ptr_eq(self, other) || self.bases.iter().any(|base| base.descends(other))
    }
}

impl Object {
    /// An attribute of the object itself.
    pub(super) fn get(&self, name: &str) -> Option<Value> {
        self.attrs.borrow().get(name).cloned()
    }

    /// Sets an attribute.
    pub(super) fn set(&self, name: &str, value: Value) {
        self.attrs.borrow_mut().insert(Rc::from(name), value);
    }
}
