//! Expressions and calls. What has to wait (a sleep, a line of input, a request) is waited for here.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::ast::{Arg, Comprehension, Expr, Part};
use super::builtins::Done;
use super::show;
use super::thread::Thread;
use super::value::{Args, Class, Flow, Function, Object, Run, Scope, Value};
use crate::os::LineInput;

/// What an evaluation comes to.
pub(super) type Coming<'a, T> = Pin<Box<dyn Future<Output = Run<T>> + 'a>>;

/// Operators' method names.
fn special(operator: &str) -> &'static str {
    match operator {
        "+" => "__add__",
        "-" => "__sub__",
        "*" => "__mul__",
        "/" => "__truediv__",
        "//" => "__floordiv__",
        "%" => "__mod__",
        "**" => "__pow__",
        "==" | "!=" => "__eq__",
        "<" => "__lt__",
        ">" => "__gt__",
        "<=" => "__le__",
        ">=" => "__ge__",
        "in" | "not in" => "__contains__",
        _ => "",
    }
}

impl Thread {
    /// An object's own method of a special name, bound to it.
    fn own(value: &Value, name: &str) -> Option<Value> {
        let Value::Object(object) = value else { return None };
        let found = object.class.find(name).filter(|(_, class)| !class.native)?;
        Some(Value::Bound(Rc::new((found.0, value.clone()))))
    }

    /// `str(value)` with the program's own methods.
    pub(super) fn text_of<'a>(&'a mut self, value: &'a Value, plain: bool) -> Coming<'a, String> {
        Box::pin(async move {
            let names: &[&str] = if plain { &["__str__", "__repr__"] } else { &["__repr__"] };
            for name in names {
                if let Some(method) = Self::own(value, name) {
                    return Ok(show::text(&self.call(method, Args::default()).await?));
                }
            }
            // A list shows its members as they show themselves.
            if let Value::List(list) = value
                && list.borrow().iter().any(|item| Self::own(item, "__repr__").is_some())
            {
                let items = list.borrow().clone();
                let mut parts = Vec::new();
                for item in &items {
                    parts.push(self.text_of(item, false).await?);
                }
                return Ok(format!("[{}]", parts.join(", ")));
            }
            Ok(if plain { show::text(value) } else { show::repr(value) })
        })
    }

    /// Whether a value counts as true.
    pub(super) async fn truth(&mut self, value: &Value) -> Run<bool> {
        for name in ["__bool__", "__len__"] {
            if let Some(method) = Self::own(value, name) {
                return Ok(self.call(method, Args::default()).await?.truth());
            }
        }
        Ok(value.truth())
    }

    /// All that a loop over a value would see, with the program's own iterators.
    pub(super) async fn all(&mut self, value: &Value) -> Run<Vec<Value>> {
        let Some(begin) = Self::own(value, "__iter__") else { return self.items(value) };
        let iterator = self.call(begin, Args::default()).await?;
        let Some(next) = Self::own(&iterator, "__next__") else { return self.items(&iterator) };
        let mut found = Vec::new();
        loop {
            self.step().await?;
            match self.call(next.clone(), Args::default()).await {
                Ok(value) => found.push(value),
                Err(Flow::Raise(object)) if object.class.is("StopIteration") => return Ok(found),
                Err(flow) => return Err(flow),
            }
        }
    }

    async fn list(&mut self, all: &[Expr], scope: &Rc<Scope>) -> Run<Vec<Value>> {
        let mut found = Vec::with_capacity(all.len());
        for expr in all {
            match expr {
                Expr::Star(inner) => {
                    let value = self.eval(inner, scope).await?;
                    found.extend(self.all(&value).await?);
                }
                expr => found.push(self.eval(expr, scope).await?),
            }
        }
        Ok(found)
    }

    /// Works an expression out.
    pub(super) fn eval<'a>(&'a mut self, expr: &'a Expr, scope: &'a Rc<Scope>) -> Coming<'a, Value> {
        // What needs no waiting needs no future of its own.
        let plain = match expr {
            Expr::None => Value::None,
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Int(number) => Value::Int(*number),
            Expr::Float(number) => Value::Float(*number),
            Expr::Str(text) => Value::Str(Rc::clone(text)),
            Expr::Bytes(bytes) => Value::Bytes(Rc::clone(bytes)),
            Expr::Name(name) => return Box::pin(std::future::ready(self.look_up(scope, name))),
            _ => return Box::pin(self.work_out(expr, scope)),
        };
        Box::pin(std::future::ready(Ok(plain)))
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind")]
    async fn work_out(&mut self, expr: &Expr, scope: &Rc<Scope>) -> Run<Value> {
        Ok(match expr {
            Expr::Format(parts) => Value::str(self.format_parts(parts, scope).await?),
            Expr::List(all) => Value::list(self.list(all, scope).await?),
            Expr::Tuple(all) => Value::Tuple(self.list(all, scope).await?.into()),
            Expr::Set(all) => Value::set(self.list(all, scope).await?),
            Expr::Dict(pairs) => {
                let dict = Value::dict([]);
                for (key, value) in pairs {
                    let value = self.eval(value, scope).await?;
                    match (key, &value) {
                        (Some(key), _) => {
                            let key = self.eval(key, scope).await?;
                            self.set_index(&dict, key, Some(value))?;
                        }
                        (None, Value::Dict(other)) => {
                            for (key, value) in other.borrow().values() {
                                self.set_index(&dict, key.clone(), Some(value.clone()))?;
                            }
                        }
                        (None, other) => {
                            return Err(
                                self.raise("TypeError", &format!("'{}' object is not a mapping", other.type_name()))
                            );
                        }
                    }
                }
                dict
            }
            Expr::Unary(operator, value) => {
                let value = self.eval(value, scope).await?;
                match (*operator, &value) {
                    ("not", value) => Value::Bool(!self.truth(value).await?),
                    ("-", Value::Float(number)) => Value::Float(-number),
                    ("-", value) if value.int().is_some() => self.binary("-", &Value::Int(0), value)?,
                    ("+", value) if value.float().is_some() => value.clone(),
                    ("~", value) if value.int().is_some() => Value::Int(!value.int().unwrap_or(0)),
                    (operator, value) => {
                        let text = format!("bad operand type for unary {operator}: '{}'", value.type_name());
                        return Err(self.raise("TypeError", &text));
                    }
                }
            }
            Expr::Binary(operator, left, right) => {
                let left = self.eval(left, scope).await?;
                let right = self.eval(right, scope).await?;
                self.operate(operator, &left, &right).await?
            }
            Expr::Either(both, left, right) => {
                let left = self.eval(left, scope).await?;
                if self.truth(&left).await? == *both { self.eval(right, scope).await? } else { left }
            }
            Expr::Compare(first, rest) => {
                let mut left = self.eval(first, scope).await?;
                for (operator, right) in rest {
                    let right = self.eval(right, scope).await?;
                    if !self.compared(operator, &left, &right).await? {
                        return Ok(Value::Bool(false));
                    }
                    left = right;
                }
                Value::Bool(true)
            }
            Expr::Choice(parts) => {
                let test = self.eval(&parts.0, scope).await?;
                let chosen = if self.truth(&test).await? { &parts.1 } else { &parts.2 };
                self.eval(chosen, scope).await?
            }
            Expr::Call(callee, args) => {
                let callee = self.eval(callee, scope).await?;
                let args = self.given(args, scope).await?;
                // These two need to know where they stand.
                match &callee {
                    Value::Builtin(name)
                        if matches!(&**name, "locals" | "vars" | "globals") && args.list.is_empty() =>
                    {
                        let vars = scope.vars.borrow();
                        Value::dict(vars.iter().map(|(name, value)| (Value::Str(Rc::clone(name)), value.clone())))
                    }
                    _ => self.call(callee, args).await?,
                }
            }
            Expr::Attr(value, name) => {
                let value = self.eval(value, scope).await?;
                self.attribute(&value, name).await?
            }
            Expr::Index(value, index) => {
                let value = self.eval(value, scope).await?;
                if let Expr::Slice(parts) = &**index {
                    let mut places = [Value::None, Value::None, Value::None];
                    for (place, part) in places.iter_mut().zip(parts.iter()) {
                        if let Some(part) = part {
                            *place = self.eval(part, scope).await?;
                        }
                    }
                    return self.slice(&value, &places);
                }
                let index = self.eval(index, scope).await?;
                match (Self::own(&value, "__getitem__"), &value) {
                    (Some(method), _) => self.call(method, Args::of(vec![index])).await?,
                    // `list[int]` and the like are only for readers.
                    (None, Value::Builtin(_) | Value::Class(_)) => value,
                    (None, Value::Module(module)) if &*module.name == "typing" => value.clone(),
                    _ => self.index(&value, &index)?,
                }
            }
            Expr::Lambda(def) => self.function(def, scope).await?,
            Expr::Comprehension(comprehension) => self.comprehend(comprehension, scope).await?,
            Expr::Walrus(name, value) => {
                let value = self.eval(value, scope).await?;
                Self::bind(scope, name, value.clone());
                value
            }
            Expr::Star(_) | Expr::Slice(_) => return Err(self.raise("TypeError", "can't use starred expression here")),
            plain => self.eval(plain, scope).await?,
        })
    }

    /// An attribute, properties worked out.
    pub(super) async fn attribute(&mut self, value: &Value, name: &str) -> Run<Value> {
        let found = match value {
            Value::Method(method) if &*method.1 == "super" => {
                let Value::Tuple(parts) = &method.0 else { return Ok(Value::None) };
                let [Value::Class(class), this] = parts.as_ref() else { return Ok(Value::None) };
                let found = Self::super_attr(class, this, name);
                found
                    .ok_or_else(|| self.raise("AttributeError", &format!("'super' object has no attribute '{name}'")))?
            }
            value => self.attr(value, name)?,
        };
        match &found {
            Value::Method(method) if &*method.1 == "property.get" => {
                let Value::Tuple(parts) = &method.0 else { return Ok(found) };
                self.call(parts[0].clone(), Args::of(vec![parts[1].clone()])).await
            }
            _ => Ok(found),
        }
    }

    /// `left operator right` with the program's own methods.
    pub(super) async fn operate(&mut self, operator: &str, left: &Value, right: &Value) -> Run<Value> {
        if let Some(method) = Self::own(left, special(operator)) {
            return self.call(method, Args::of(vec![right.clone()])).await;
        }
        self.binary(operator, left, right)
    }

    async fn compared(&mut self, operator: &str, left: &Value, right: &Value) -> Run<bool> {
        let (one, other) = if operator.ends_with("in") { (right, left) } else { (left, right) };
        if !operator.starts_with("is")
            && let Some(method) = Self::own(one, special(operator))
        {
            let found = self.call(method, Args::of(vec![other.clone()])).await?.truth();
            return Ok(found != (operator.starts_with("not") || operator == "!="));
        }
        self.compare(operator, left, right)
    }

    fn format_parts<'a>(&'a mut self, parts: &'a [Part], scope: &'a Rc<Scope>) -> Coming<'a, String> {
        Box::pin(async move {
            let mut out = String::new();
            for part in parts {
                match part {
                    Part::Text(text) => out.push_str(text),
                    Part::Value(expr, conversion, spec) => {
                        let value = self.eval(expr, scope).await?;
                        let spec = self.format_parts(spec, scope).await?;
                        let shown = match (conversion, &value) {
                            (Some('r' | 'a'), _) => Value::str(self.text_of(&value, false).await?),
                            (Some(_), _) | (None, Value::Object(_) | Value::List(_)) => {
                                Value::str(self.text_of(&value, true).await?)
                            }
                            _ => value,
                        };
                        match super::modules::formatted(&shown, &spec) {
                            Ok(text) => out.push_str(&text),
                            Err(text) => return Err(self.raise("ValueError", &text)),
                        }
                    }
                }
            }
            Ok(out)
        })
    }

    /// Arguments as they are given.
    async fn given(&mut self, args: &[Arg], scope: &Rc<Scope>) -> Run<Args> {
        let mut given = Args::default();
        for arg in args {
            let value = self.eval(&arg.value, scope).await?;
            match (&*arg.name, &value) {
                ("", _) => given.list.push(value),
                ("*", _) => given.list.extend(self.all(&value).await?),
                ("**", Value::Dict(dict)) => {
                    given
                        .named
                        .extend(dict.borrow().values().map(|(key, value)| (Rc::from(show::text(key)), value.clone())));
                }
                ("**", _) => return Err(self.raise("TypeError", "argument after ** must be a mapping")),
                _ => given.named.push((Rc::clone(&arg.name), value)),
            }
        }
        Ok(given)
    }

    /// A function of a definition met in `scope`.
    pub(super) async fn function(&mut self, def: &Rc<super::ast::Def>, scope: &Rc<Scope>) -> Run<Value> {
        let mut defaults = Vec::with_capacity(def.params.len());
        for param in &def.params {
            defaults.push(match &param.default {
                Some(default) => Some(self.eval(default, scope).await?),
                None => None,
            });
        }
        // A method does not see the names of its class's body.
        let outer = match &scope.parent {
            Some(parent) if scope.is_class => Rc::clone(parent),
            _ => Rc::clone(scope),
        };
        let file = self.frames.last().map_or_else(|| Rc::from(""), |frame| Rc::clone(&frame.file));
        let class = RefCell::default();
        Ok(Value::Function(Rc::new(Function { def: Rc::clone(def), defaults, scope: outer, file, class })))
    }

    async fn comprehend(&mut self, parts: &Comprehension, scope: &Rc<Scope>) -> Run<Value> {
        let globals = Some(scope.globals.clone().unwrap_or_else(|| Rc::clone(scope)));
        let inner = Rc::new(Scope { parent: Some(Rc::clone(scope)), globals, ..Scope::default() });
        let mut found = Vec::new();
        self.clauses(parts, 0, &inner, &mut found).await?;
        Ok(match parts.kind {
            '{' => Value::set(found.into_iter().map(|(key, _)| key)),
            ':' => Value::dict(found),
            _ => Value::list(found.into_iter().map(|(key, _)| key).collect()),
        })
    }

    fn clauses<'a>(
        &'a mut self,
        parts: &'a Comprehension,
        at: usize,
        scope: &'a Rc<Scope>,
        found: &'a mut Vec<(Value, Value)>,
    ) -> Coming<'a, ()> {
        Box::pin(async move {
            let Some((target, values, tests)) = parts.clauses.get(at) else {
                let key = self.eval(&parts.element, scope).await?;
                let value = match &parts.value {
                    Some(value) => self.eval(value, scope).await?,
                    None => Value::None,
                };
                found.push((key, value));
                return Ok(());
            };
            let values = self.eval(values, scope).await?;
            'items: for item in self.all(&values).await? {
                self.step().await?;
                self.assign(target, item, scope).await?;
                for test in tests {
                    let test = self.eval(test, scope).await?;
                    if !self.truth(&test).await? {
                        continue 'items;
                    }
                }
                self.clauses(parts, at + 1, scope, found).await?;
            }
            Ok(())
        })
    }

    /// Calls a value.
    pub(super) fn call(&mut self, callee: Value, args: Args) -> Coming<'_, Value> {
        Box::pin(async move {
            match &callee {
                Value::Function(function) => self.call_function(function, args).await,
                Value::Bound(bound) => {
                    let mut list = vec![bound.1.clone()];
                    list.extend(args.list);
                    self.call(bound.0.clone(), Args { list, named: args.named }).await
                }
                Value::Class(class) => self.instantiate(class, args).await,
                Value::Builtin(name) => {
                    let done = super::builtins::call(self, name, args)?;
                    self.finish(done).await
                }
                Value::Method(method) => {
                    let done = super::methods::call(self, &method.0, &method.1, args)?;
                    self.finish(done).await
                }
                other => {
                    let Some(method) = Self::own(other, "__call__") else {
                        let text = format!("'{}' object is not callable", other.type_name());
                        return Err(self.raise("TypeError", &text));
                    };
                    self.call(method, args).await
                }
            }
        })
    }

    async fn call_function(&mut self, function: &Rc<Function>, args: Args) -> Run<Value> {
        let vars = self.arguments(function, args)?;
        self.enter(function, vars.values().next())?;
        let globals = Some(function.scope.globals.clone().unwrap_or_else(|| Rc::clone(&function.scope)));
        let scope = Rc::new(Scope {
            vars: RefCell::new(vars),
            parent: Some(Rc::clone(&function.scope)),
            globals,
            def: Some(Rc::clone(&function.def)),
            is_class: false,
        });
        let result = self.block(&function.def.body, &scope).await;
        self.frames.pop();
        match result {
            Ok(()) => Ok(Value::None),
            Err(Flow::Return(value)) => Ok(value),
            Err(flow) => Err(flow),
        }
    }

    async fn instantiate(&mut self, class: &Rc<Class>, args: Args) -> Run<Value> {
        let object = Rc::new(Object { class: Rc::clone(class), attrs: RefCell::default(), native: RefCell::default() });
        let is_exception = class.is("BaseException");
        if is_exception {
            object.set("args", Value::Tuple(args.list.clone().into()));
        }
        let value = Value::Object(object);
        match class.find("__init__") {
            Some((init, _)) => {
                let mut list = vec![value.clone()];
                list.extend(args.list);
                self.call(init, Args { list, named: args.named }).await?;
            }
            None if !args.list.is_empty() && !is_exception => {
                return Err(self.raise("TypeError", &format!("{}() takes no arguments", class.name)));
            }
            None => {}
        }
        Ok(value)
    }

    /// Does what a function of ours wants done.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind")]
    async fn finish(&mut self, done: Done) -> Run<Value> {
        match done {
            Done::Value(value) => Ok(value),
            Done::Print(values, separator, end, error) => {
                let mut parts = Vec::with_capacity(values.len());
                for value in &values {
                    parts.push(self.text_of(value, true).await?);
                }
                let text = parts.join(&separator) + &end;
                match error {
                    Some(true) => self.shared.err(&text).await,
                    now => {
                        self.shared.print(&text);
                        self.shared.flush(now == Some(false)).await;
                    }
                }
                Ok(Value::None)
            }
            Done::Text(value, plain) => Ok(Value::str(self.text_of(&value, plain).await?)),
            Done::Length(value) => match Self::own(&value, "__len__") {
                Some(method) => self.call(method, Args::default()).await,
                None => Err(self.raise("TypeError", &format!("object of type '{}' has no len()", value.type_name()))),
            },
            Done::Flush => {
                self.shared.flush(true).await;
                Ok(Value::None)
            }
            Done::Sleep(micros) => {
                let process = self.shared.process.clone();
                self.wait(process.sleep(micros)).await?;
                Ok(Value::None)
            }
            Done::Input(prompt) => {
                self.shared.flush(true).await;
                let process = self.shared.process.clone();
                if !process.is_tty(0) {
                    self.shared.print(&prompt);
                    self.shared.flush(true).await;
                }
                match process.read_line(&prompt).await {
                    LineInput::Line(line) => Ok(Value::str(line)),
                    LineInput::End => Err(self.raise("EOFError", "EOF when reading a line")),
                    LineInput::Interrupted => Err(self.raise("KeyboardInterrupt", "")),
                }
            }
            Done::List(value, name) => {
                let items = self.all(&value).await?;
                Ok(match name {
                    "tuple" => Value::Tuple(items.into()),
                    "set" => Value::set(items),
                    _ => Value::list(items),
                })
            }
            Done::Each(function, lists, keeps) => {
                let mut columns = Vec::new();
                for list in &lists {
                    columns.push(self.all(list).await?.into_iter());
                }
                let mut found = Vec::new();
                loop {
                    let row: Option<Vec<Value>> = columns.iter_mut().map(Iterator::next).collect();
                    let Some(row) = row.filter(|row| !row.is_empty()) else { break };
                    self.step().await?;
                    let value = match &function {
                        Value::None => row[0].clone(),
                        function => self.call(function.clone(), Args::of(row.clone())).await?,
                    };
                    if !keeps {
                        found.push(value);
                    } else if self.truth(&value).await? {
                        found.push(row[0].clone());
                    }
                }
                Ok(Value::list(found))
            }
            Done::Sort { values, key, reverse, into, pick } => {
                let items = self.all(&values).await?;
                let mut keyed = Vec::with_capacity(items.len());
                for item in items {
                    let by = match &key {
                        Some(key) => self.call(key.clone(), Args::of(vec![item.clone()])).await?,
                        None => item.clone(),
                    };
                    keyed.push((by, item));
                }
                self.sorted(&mut keyed, reverse)?;
                let mut items = keyed.into_iter().map(|(_, item)| item);
                if pick {
                    return Ok(items.next().unwrap_or_default());
                }
                match into {
                    Some(list) => {
                        *list.borrow_mut() = items.collect();
                        Ok(Value::None)
                    }
                    None => Ok(Value::list(items.collect())),
                }
            }
            Done::Call(callee, args) => self.call(callee, args).await,
            Done::Serve(serving) => self.serve(*serving).await,
            Done::Fetch(fetch) => self.fetch(*fetch).await,
            Done::Redis(host, port, words) => self.redis(&host, port, words).await,
        }
    }

    /// Sorts by keys, keeping the order of equals.
    fn sorted(&self, keyed: &mut Vec<(Value, Value)>, reverse: bool) -> Run<()> {
        // Merging from single items up: no comparison may panic or be asked twice for nothing.
        let mut width = 1;
        while width < keyed.len() {
            let mut merged = Vec::with_capacity(keyed.len());
            let mut left_over = std::mem::take(keyed).into_iter().peekable();
            while left_over.peek().is_some() {
                let left: Vec<_> = left_over.by_ref().take(width).collect();
                let right: Vec<_> = left_over.by_ref().take(width).collect();
                let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
                while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
                    let swap = if reverse { self.less(a, b)? } else { self.less(b, a)? };
                    merged.extend(if swap { right.next() } else { left.next() });
                }
                merged.extend(left.chain(right));
            }
            *keyed = merged;
            width *= 2;
        }
        Ok(())
    }
}
