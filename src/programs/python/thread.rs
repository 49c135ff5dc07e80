//! A run of Python code: its calls, where names lead, and how exceptions come about. Statements are in `exec`, expressions
//! in `eval`.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;

use indexmap::IndexMap;

use super::value::{Args, Class, Flow, Function, Key, Module, Native, Object, Run, Scope, Seen, Value, Vars};
use crate::base::Rng;
use crate::os::{Either, Process, Signal, select};

/// How many calls may be open.
const DEEPEST: usize = 180;
/// Statements between two charges of processor time.
const CHARGE: u32 = 400;
/// Bytes that are kept before they are written, where output is no terminal.
const BUFFER: usize = 8_192;

/// Exceptions and what they are made from.
const EXCEPTIONS: [(&str, &str); 35] = [
    ("BaseException", ""),
    ("SystemExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("Exception", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("OSError", "Exception"),
    ("FileNotFoundError", "OSError"),
    ("FileExistsError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ConnectionError", "OSError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopIteration", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeDecodeError", "ValueError"),
    ("requests.exceptions.RequestException", "OSError"),
    ("requests.exceptions.ConnectionError", "requests.exceptions.RequestException"),
    ("redis.exceptions.ConnectionError", "Exception"),
];

/// What all runs of a process share.
pub(super) struct Shared {
    pub(super) process: Process,
    /// Python's version: `3.12.13`.
    pub(super) version: String,
    /// The folder that modules are looked up in first.
    pub(super) folder: String,
    /// `sys.argv`
    pub(super) argv: Vec<String>,
    pub(super) modules: RefCell<IndexMap<Rc<str>, Value>>,
    pub(super) rng: RefCell<Rng>,
    exceptions: IndexMap<&'static str, Rc<Class>>,
    /// What was printed and is not written yet.
    out: RefCell<Vec<u8>>,
    /// Whether output waits until there is enough of it.
    buffered: bool,
    /// Sources by file, for tracebacks.
    pub(super) sources: RefCell<IndexMap<Rc<str>, Rc<str>>>,
}

/// A call that is open.
pub(super) struct Frame {
    pub(super) name: Rc<str>,
    pub(super) file: Rc<str>,
    pub(super) line: u32,
    /// The function's class and first argument, for `super()`.
    pub(super) own: Option<(Rc<Class>, Value)>,
}

/// A run.
pub(super) struct Thread {
    pub(super) shared: Rc<Shared>,
    pub(super) frames: Vec<Frame>,
    /// The exceptions that are being handled.
    pub(super) handled: Vec<Rc<Object>>,
    /// The web request that is being answered.
    pub(super) request: Option<Rc<Seen>>,
    steps: u32,
}

impl Shared {
    /// The state of a fresh interpreter.
    pub(super) fn new(process: Process, version: String, folder: String, argv: Vec<String>, unbuffered: bool) -> Self {
        let mut exceptions: IndexMap<&'static str, Rc<Class>> = IndexMap::new();
        for (name, base) in EXCEPTIONS {
            let bases = exceptions.get(base).cloned().into_iter().collect();
            let class = Class { name: Rc::from(name), bases, attrs: RefCell::default(), native: true };
            exceptions.insert(name, Rc::new(class));
        }
        let buffered = !unbuffered && !process.is_tty(1);
        let rng = process.kernel().enter(|state| Rng::new(state.rng.next_u64()));
        Self {
            process,
            version,
            folder,
            argv,
            modules: RefCell::default(),
            rng: RefCell::new(rng),
            exceptions,
            out: RefCell::default(),
            buffered,
            sources: RefCell::default(),
        }
    }

    /// A class of exceptions.
    pub(super) fn exception(&self, name: &str) -> Option<Rc<Class>> {
        self.exceptions.get(name).cloned()
    }

    /// Prints to standard output.
    pub(super) fn print(&self, text: &str) {
        self.out.borrow_mut().extend_from_slice(text.as_bytes());
    }

    /// Writes what was printed; without `now` only when it is time to.
    pub(super) async fn flush(&self, now: bool) {
        if !now && self.buffered && self.out.borrow().len() < BUFFER {
            return;
        }
        let bytes = std::mem::take(&mut *self.out.borrow_mut());
        if !bytes.is_empty() {
            let _ = self.process.write(1, &bytes).await;
        }
    }

    /// Writes to standard error.
    pub(super) async fn err(&self, text: &str) {
        let _ = self.process.write(2, text.as_bytes()).await;
    }
}

impl Thread {
    /// A run that has not begun.
    pub(super) fn new(shared: &Rc<Shared>) -> Self {
        Self { shared: Rc::clone(shared), frames: Vec::new(), handled: Vec::new(), request: None, steps: 0 }
    }

    /// Raises an exception with a text.
    pub(super) fn raise(&self, class: &str, text: &str) -> Flow {
        let args = if text.is_empty() { Vec::new() } else { vec![Value::str(text)] };
        self.raise_of(class, args)
    }

    /// Raises an exception with a value.
    pub(super) fn raise_with(&self, class: &str, value: Value) -> Flow {
        self.raise_of(class, vec![value])
    }

    fn raise_of(&self, class: &str, args: Vec<Value>) -> Flow {
        let Some(class) = self.shared.exception(class) else {
            return Flow::Missing(format!("the exception {class} is not modelled"));
        };
        let object = Object { class, attrs: RefCell::default(), native: RefCell::default() };
        object.set("args", Value::Tuple(args.into()));
        self.thrown(Rc::new(object))
    }

    /// An exception on its way, with where it began.
    pub(super) fn thrown(&self, object: Rc<Object>) -> Flow {
        let has = matches!(&*object.native.borrow(), Native::Trace(_));
        if !has {
            let calls = self.frames.iter().map(|frame| (Rc::clone(&frame.file), frame.line, Rc::clone(&frame.name)));
            *object.native.borrow_mut() = Native::Trace(calls.collect());
        }
        Flow::Raise(object)
    }

    /// Raises what a failed system call is in Python.
    pub(super) fn os_error(&self, error: crate::vfs::Errno, path: &str) -> Flow {
        use crate::vfs::Errno;
        let (class, number) = match error {
            Errno::NoEnt => ("FileNotFoundError", 2),
            Errno::Acces => ("PermissionError", 13),
            Errno::Exist => ("FileExistsError", 17),
            Errno::IsDir => ("IsADirectoryError", 21),
            Errno::ConnRefused => ("ConnectionRefusedError", 111),
            Errno::RoFs => ("OSError", 30),
            _ => ("OSError", 5),
        };
        let name = if path.is_empty() { String::new() } else { format!(": {}", super::show::quoted(path)) };
        self.raise(class, &format!("[Errno {number}] {error}{name}"))
    }

    /// An uncaught exception as it is printed.
    pub(super) fn traceback(&self, object: &Object) -> String {
        let mut out = String::new();
        if let Native::Trace(calls) = &*object.native.borrow() {
            out.push_str("Traceback (most recent call last):\n");
            for (file, line, name) in calls {
                let _ = writeln!(out, "  File \"{file}\", line {line}, in {name}");
                let source = self.shared.sources.borrow().get(file).cloned();
                let text = source.as_ref().and_then(|text| text.lines().nth(line.saturating_sub(1) as usize));
                if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
                    let _ = writeln!(out, "    {text}");
                }
            }
        }
        let class = &object.class;
        let name = if class.native { class.name.to_string() } else { format!("__main__.{}", class.name) };
        let text = super::show::text(&Value::Object(Rc::new(Object {
            class: Rc::clone(class),
            attrs: RefCell::new(object.attrs.borrow().clone()),
            native: RefCell::default(),
        })));
        out + &if text.is_empty() { format!("{name}\n") } else { format!("{name}: {text}\n") }
    }

    /// Takes a step: endless loops use processor time and can be interrupted.
    pub(super) async fn step(&mut self) -> Run<()> {
        self.steps += 1;
        if self.steps.is_multiple_of(CHARGE) {
            self.shared.process.charge(20).await;
            if self.shared.process.take_signal() == Some(Signal::INT) {
                return Err(self.raise("KeyboardInterrupt", ""));
            }
        }
        Ok(())
    }

    /// Waits for something, or for Ctrl-C.
    pub(super) async fn wait<T>(&self, future: impl Future<Output = T>) -> Run<T> {
        self.shared.flush(false).await;
        let process = self.shared.process.clone();
        match select(future, process.next_signal()).await {
            Either::Left(value) => Ok(value),
            Either::Right(_) => Err(self.raise("KeyboardInterrupt", "")),
        }
    }

    /// Where a name leads.
    pub(super) fn look_up(&self, scope: &Rc<Scope>, name: &str) -> Run<Value> {
        let mut at = Some(scope);
        while let Some(scope) = at {
            if let Some(value) = scope.vars.borrow().get(name) {
                return Ok(value.clone());
            }
            at = scope.parent.as_ref();
        }
        if let Some(class) = self.shared.exception(name) {
            return Ok(Value::Class(class));
        }
        if name == "__name__" {
            return Ok(Value::str("__main__"));
        }
        if super::builtins::NAMES.contains(&name) {
            return Ok(Value::builtin(name));
        }
        if matches!(name, "IOError" | "EnvironmentError")
            && let Some(class) = self.shared.exception("OSError")
        {
            return Ok(Value::Class(class));
        }
        Err(self.raise("NameError", &format!("name '{name}' is not defined")))
    }

    /// Gives a name a value where the function says it belongs.
    pub(super) fn bind(scope: &Rc<Scope>, name: &Rc<str>, value: Value) {
        if let Some(def) = &scope.def {
            if def.globals.contains(name)
                && let Some(globals) = &scope.globals
            {
                globals.vars.borrow_mut().insert(Rc::clone(name), value);
                return;
            }
            if def.nonlocals.contains(name) {
                let mut at = scope.parent.as_ref();
                while let Some(outer) = at {
                    if outer.vars.borrow().contains_key(name) {
                        outer.vars.borrow_mut().insert(Rc::clone(name), value);
                        return;
                    }
                    at = outer.parent.as_ref();
                }
            }
        }
        scope.vars.borrow_mut().insert(Rc::clone(name), value);
    }

    /// An attribute; none where the value has none of that name.
    pub(super) fn find_attr(&self, value: &Value, name: &str) -> Option<Value> {
        match value {
            Value::Object(object) => {
                if let Some(found) = object.get(name) {
                    return Some(found);
                }
                if name == "__class__" {
                    return Some(Value::Class(Rc::clone(&object.class)));
                }
                if let Some((found, _)) = object.class.find(name) {
                    return Some(bound(found, value, &object.class));
                }
                super::methods::has(value, name).then(|| Value::method(value.clone(), name))
            }
            Value::Class(class) => match (class.find(name), name) {
                (Some((Value::Method(method), _)), _) if &*method.1 == "staticmethod" => Some(method.0.clone()),
                (Some((Value::Method(method), _)), _) if &*method.1 == "classmethod" => {
                    Some(Value::Bound(Rc::new((method.0.clone(), value.clone()))))
                }
                (Some((found, _)), _) => Some(found),
                (None, "__name__" | "__qualname__") => Some(Value::Str(Rc::clone(&class.name))),
                (None, "__init__") if class.native => Some(Value::builtin("object.__init__")),
                (None, _) => None,
            },
            Value::Module(module) => match &module.scope {
                Some(scope) => scope.vars.borrow().get(name).cloned(),
                None => super::modules::attr(self, &module.name, name),
            },
            Value::Function(function) => match name {
                "__name__" | "__qualname__" => Some(Value::Str(Rc::clone(&function.def.name))),
                "__doc__" => Some(Value::None),
                _ => None,
            },
            Value::Builtin(own) if name == "__name__" => Some(Value::Str(Rc::clone(own))),
            Value::Builtin(own) if super::show::is_type(own) || own.starts_with("datetime.") => {
                Some(Value::builtin(&format!("{own}.{name}")))
            }
            other => super::methods::has(other, name).then(|| Value::method(other.clone(), name)),
        }
    }

    /// An attribute.
    pub(super) fn attr(&self, value: &Value, name: &str) -> Run<Value> {
        if let Some(found) = self.find_attr(value, name) {
            return Ok(found);
        }
        if let Value::Module(module) = value
            && module.scope.is_none()
        {
            return Err(Flow::Missing(format!("{}.{name} is not modelled", module.name)));
        }
        let text = match value {
            Value::Module(module) => format!("module '{}' has no attribute '{name}'", module.name),
            Value::Class(class) => format!("type object '{}' has no attribute '{name}'", class.name),
            other => format!("'{}' object has no attribute '{name}'", other.type_name()),
        };
        if let Value::Object(object) = value
            && object.class.native
            && !object.class.is("BaseException")
        {
            return Err(Flow::Missing(format!("{}.{name} is not modelled", object.class.name)));
        }
        Err(self.raise("AttributeError", &text))
    }

    /// Sets an attribute.
    pub(super) fn set_attr(&self, value: &Value, name: &str, new: Value) -> Run<()> {
        match value {
            Value::Object(object) => object.set(name, new),
            Value::Class(class) => drop(class.attrs.borrow_mut().insert(Rc::from(name), new)),
            Value::Module(module) if module.scope.is_some() => {
                if let Some(scope) = &module.scope {
                    scope.vars.borrow_mut().insert(Rc::from(name), new);
                }
            }
            other => {
                return Err(
                    self.raise("AttributeError", &format!("'{}' object has no attribute '{name}'", other.type_name()))
                );
            }
        }
        Ok(())
    }

    /// Opens a call; too deep ones are refused.
    pub(super) fn enter(&mut self, function: &Function, first: Option<&Value>) -> Run<()> {
        if self.frames.len() >= DEEPEST {
            return Err(Flow::Missing(format!("calls deeper than {DEEPEST} are not modelled")));
        }
        let own = function.class.borrow().clone().zip(first.cloned());
        let (name, file) = (Rc::clone(&function.def.name), Rc::clone(&function.file));
        self.frames.push(Frame { name, file, line: 0, own });
        Ok(())
    }

    /// Binds arguments to a function's parameters.
    pub(super) fn arguments(&self, function: &Function, args: Args) -> Run<Vars> {
        let (def, mut vars) = (&function.def, Vars::new());
        let Args { list, mut named } = args;
        let given = list.len();
        let mut list = list.into_iter();
        let mut missing = Vec::new();
        let mut places = 0;
        for (at, param) in def.params.iter().enumerate() {
            let value = match param.stars {
                1 => Value::Tuple(list.by_ref().collect::<Vec<_>>().into()),
                2 => Value::dict(named.drain(..).map(|(name, value)| (Value::Str(name), value))),
                _ => {
                    places += usize::from(!param.named);
                    let by_place = if param.named { None } else { list.next() };
                    let by_name = named.iter().position(|(name, _)| *name == param.name).map(|at| named.remove(at).1);
                    if by_place.is_some() && by_name.is_some() {
                        let text = format!("{}() got multiple values for argument '{}'", def.name, param.name);
                        return Err(self.raise("TypeError", &text));
                    }
                    let value = by_place.or(by_name).or_else(|| function.defaults.get(at).cloned().flatten());
                    value.unwrap_or_else(|| {
                        missing.push(format!("'{}'", param.name));
                        Value::None
                    })
                }
            };
            vars.insert(Rc::clone(&param.name), value);
        }
        if !missing.is_empty() {
            let (count, plural) = (missing.len(), if missing.len() == 1 { "" } else { "s" });
            let last = missing.pop().unwrap_or_default();
            let names = if missing.is_empty() { last } else { format!("{} and {last}", missing.join(", ")) };
            let text = format!("{}() missing {count} required positional argument{plural}: {names}", def.name);
            return Err(self.raise("TypeError", &text));
        }
        if let Some((name, _)) = named.first() {
            let text = format!("{}() got an unexpected keyword argument '{name}'", def.name);
            return Err(self.raise("TypeError", &text));
        }
        if list.next().is_some() {
            let (plural, verb) = (if places == 1 { "" } else { "s" }, if given == 1 { "was" } else { "were" });
            let text = format!("{}() takes {places} positional argument{plural} but {given} {verb} given", def.name);
            return Err(self.raise("TypeError", &text));
        }
        Ok(vars)
    }

    /// A module of ours.
    pub(super) fn native_module(name: &str) -> Value {
        Value::Module(Rc::new(Module { name: Rc::from(name), scope: None }))
    }

    /// What `super()` is in the innermost method: an object that begins its search one class higher.
    pub(super) fn parent_of_self(&self) -> Run<Value> {
        let own = self.frames.last().and_then(|frame| frame.own.clone());
        let Some((class, this)) = own else { return Err(self.raise("RuntimeError", "super(): no arguments")) };
        Ok(Value::method(Value::Tuple(Rc::from([Value::Class(class), this])), "super"))
    }

    /// A method found through `super()`.
    pub(super) fn super_attr(class: &Rc<Class>, this: &Value, name: &str) -> Option<Value> {
        let found = class.bases.iter().find_map(|base| base.find(name));
        match found {
            Some((found, base)) => Some(bound(found, this, &base)),
            None if name == "__init__" => {
                Some(Value::Bound(Rc::new((Value::builtin("object.__init__"), this.clone()))))
            }
            None => None,
        }
    }
}

/// A class's attribute as its object sees it.
fn bound(found: Value, this: &Value, class: &Rc<Class>) -> Value {
    match &found {
        Value::Function(_) => Value::Bound(Rc::new((found, this.clone()))),
        Value::Method(method) if &*method.1 == "staticmethod" => method.0.clone(),
        Value::Method(method) if &*method.1 == "classmethod" => {
            Value::Bound(Rc::new((method.0.clone(), Value::Class(Rc::clone(class)))))
        }
        Value::Method(method) if &*method.1 == "property" => {
            Value::method(Value::Tuple(Rc::from([method.0.clone(), this.clone()])), "property.get")
        }
        _ => found,
    }
}

/// Whether a key is a text, for looking into dicts.
pub(super) fn text_key(text: &str) -> Key {
    Key::Str(Rc::from(text))
}
