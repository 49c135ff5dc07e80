//! Statements: assignment, blocks, classes, exceptions, imports of the program's own files.

use std::rc::Rc;

use super::ast::{Expr, Kind, Stmt, Try};
use super::eval::Coming;
use super::thread::{Frame, Thread};
use super::value::{Args, Class, Flow, Module, Run, Scope, Value, range_length};
use crate::vfs::path;

impl Thread {
    /// Runs statements in order.
    pub(super) fn block<'a>(&'a mut self, body: &'a [Stmt], scope: &'a Rc<Scope>) -> Coming<'a, ()> {
        Box::pin(async move {
            for stmt in body {
                if let Some(frame) = self.frames.last_mut() {
                    frame.line = stmt.line;
                }
                self.step().await?;
                self.statement(&stmt.kind, scope).await?;
            }
            Ok(())
        })
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind")]
    async fn statement(&mut self, kind: &Kind, scope: &Rc<Scope>) -> Run<()> {
        match kind {
            Kind::Expr(expr) => drop(self.eval(expr, scope).await?),
            Kind::Assign(targets, value) => {
                let value = self.eval(value, scope).await?;
                for target in targets {
                    self.assign(target, value.clone(), scope).await?;
                }
            }
            Kind::Augment(target, operator, value) => {
                let old = self.eval(target, scope).await?;
                let value = self.eval(value, scope).await?;
                let new = match (&old, *operator) {
                    // A list grows in place.
                    (Value::List(list), "+") => {
                        let more = self.all(&value).await?;
                        list.borrow_mut().extend(more);
                        old
                    }
                    _ => self.operate(operator, &old, &value).await?,
                };
                self.assign(target, new, scope).await?;
            }
            Kind::If(arms, otherwise) => {
                for (test, body) in arms {
                    let test = self.eval(test, scope).await?;
                    if self.truth(&test).await? {
                        return self.block(body, scope).await;
                    }
                }
                self.block(otherwise, scope).await?;
            }
            Kind::While(test, body, otherwise) => loop {
                let value = self.eval(test, scope).await?;
                if !self.truth(&value).await? {
                    return self.block(otherwise, scope).await;
                }
                self.step().await?;
                match self.block(body, scope).await {
                    Ok(()) | Err(Flow::Continue) => {}
                    Err(Flow::Break) => return Ok(()),
                    Err(flow) => return Err(flow),
                }
            },
            Kind::For(target, values, body, otherwise) => {
                return self.each(target, values, body, otherwise, scope).await;
            }
            Kind::Def(def, decorators) => {
                let mut value = self.function(def, scope).await?;
                for decorator in decorators.iter().rev() {
                    let decorator = self.eval(decorator, scope).await?;
                    value = self.call(decorator, Args::of(vec![value])).await?;
                }
                Self::bind(scope, &def.name, value);
            }
            Kind::Class(name, bases, body, decorators) => self.class(name, bases, body, decorators, scope).await?,
            Kind::Return(value) => {
                let value = match value {
                    Some(value) => self.eval(value, scope).await?,
                    None => Value::None,
                };
                return Err(Flow::Return(value));
            }
            Kind::Break => return Err(Flow::Break),
            Kind::Continue => return Err(Flow::Continue),
            Kind::Pass => {}
            Kind::Raise(value) => return self.throw(value.as_ref(), scope).await,
            Kind::Try(parts) => return self.attempt(parts, scope).await,
            Kind::With(items, body) => return self.with(items, body, scope).await,
            Kind::Import(modules) => {
                for (name, own) in modules {
                    let module = self.import(name).await?;
                    if let Some(own) = own {
                        Self::bind(scope, own, module);
                        continue;
                    }
                    let first: Rc<str> = Rc::from(name.split('.').next().unwrap_or_default());
                    let module = if *first == **name { module } else { self.import(&first).await? };
                    Self::bind(scope, &first, module);
                }
            }
            Kind::From(name, names) => self.import_from(name, names, scope).await?,
            Kind::Del(targets) => {
                for target in targets {
                    match target {
                        Expr::Name(name) => drop(scope.vars.borrow_mut().shift_remove(name)),
                        Expr::Index(value, index) => {
                            let value = self.eval(value, scope).await?;
                            let index = self.eval(index, scope).await?;
                            self.set_index(&value, index, None)?;
                        }
                        _ => return Err(Flow::Missing("deleting attributes is not modelled".to_owned())),
                    }
                }
            }
            Kind::Assert(test, message) => {
                let test = self.eval(test, scope).await?;
                if !self.truth(&test).await? {
                    let text = match message {
                        Some(message) => {
                            let value = self.eval(message, scope).await?;
                            self.text_of(&value, true).await?
                        }
                        None => String::new(),
                    };
                    return Err(self.raise("AssertionError", &text));
                }
            }
        }
        Ok(())
    }

    async fn each(
        &mut self,
        target: &Expr,
        values: &Expr,
        body: &[Stmt],
        otherwise: &[Stmt],
        scope: &Rc<Scope>,
    ) -> Run<()> {
        let values = self.eval(values, scope).await?;
        let (length, items) = match &values {
            // A long range is not worked out before it is gone through.
            Value::Range(start, stop, step) => (range_length(*start, *stop, *step), Vec::new()),
            values => {
                let items = self.all(values).await?;
                (items.len() as i64, items)
            }
        };
        for at in 0..length {
            let item = match &values {
                Value::Range(start, _, step) => Value::Int(start + at * step),
                _ => items[at as usize].clone(),
            };
            self.assign(target, item, scope).await?;
            match self.block(body, scope).await {
                Ok(()) | Err(Flow::Continue) => {}
                Err(Flow::Break) => return Ok(()),
                Err(flow) => return Err(flow),
            }
        }
        self.block(otherwise, scope).await
    }

    /// Gives a target a value.
    pub(super) fn assign<'a>(&'a mut self, target: &'a Expr, value: Value, scope: &'a Rc<Scope>) -> Coming<'a, ()> {
        Box::pin(async move {
            match target {
                Expr::Name(name) => Self::bind(scope, name, value),
                Expr::Attr(of, name) => {
                    let of = self.eval(of, scope).await?;
                    self.set_attr(&of, name, value)?;
                }
                Expr::Index(of, index) => {
                    let of = self.eval(of, scope).await?;
                    let index = self.eval(index, scope).await?;
                    let own = if let Value::Object(_) = &of { self.find_attr(&of, "__setitem__") } else { None };
                    match own {
                        Some(method) => drop(self.call(method, Args::of(vec![index, value])).await?),
                        None => self.set_index(&of, index, Some(value))?,
                    }
                }
                Expr::Tuple(all) | Expr::List(all) => {
                    let items = self.all(&value).await?;
                    let star = all.iter().position(|target| matches!(target, Expr::Star(_)));
                    let spare = (items.len() + 1).checked_sub(all.len());
                    let fits = if star.is_some() { spare.is_some() } else { items.len() == all.len() };
                    let Some(spare) = spare.filter(|_| fits) else {
                        let text = if items.len() > all.len() {
                            format!("too many values to unpack (expected {})", all.len())
                        } else {
                            format!("not enough values to unpack (expected {}, got {})", all.len(), items.len())
                        };
                        return Err(self.raise("ValueError", &text));
                    };
                    let mut items = items.into_iter();
                    for target in all {
                        if let Expr::Star(target) = target {
                            let rest: Vec<Value> = items.by_ref().take(spare).collect();
                            self.assign(target, Value::list(rest), scope).await?;
                        } else {
                            self.assign(target, items.next().unwrap_or_default(), scope).await?;
                        }
                    }
                }
                _ => return Err(self.raise("TypeError", "cannot assign to this")),
            }
            Ok(())
        })
    }

    async fn class(
        &mut self,
        name: &Rc<str>,
        bases: &[Expr],
        body: &[Stmt],
        decorators: &[Expr],
        scope: &Rc<Scope>,
    ) -> Run<()> {
        let mut classes = Vec::new();
        for base in bases {
            match self.eval(base, scope).await? {
                Value::Class(class) => classes.push(class),
                Value::Builtin(name) if matches!(&*name, "object") => {}
                Value::Builtin(name) if name.starts_with("http.server.") => {
                    let class = Class { name, bases: Vec::new(), attrs: std::cell::RefCell::default(), native: true };
                    classes.push(Rc::new(class));
                }
                Value::Builtin(name) => return Err(Flow::Missing(format!("a class made from {name} is not modelled"))),
                _ => return Err(Flow::Missing("this base of a class is not modelled".to_owned())),
            }
        }
        let globals = Some(scope.globals.clone().unwrap_or_else(|| Rc::clone(scope)));
        let inner = Rc::new(Scope { parent: Some(Rc::clone(scope)), globals, is_class: true, ..Scope::default() });
        self.block(body, &inner).await?;
        let attrs = inner.vars.borrow().clone();
        let class = Rc::new(Class {
            name: Rc::clone(name),
            bases: classes,
            attrs: std::cell::RefCell::new(attrs),
            native: false,
        });
        for value in class.attrs.borrow().values() {
            let function = match value {
                Value::Method(method) => &method.0,
                value => value,
            };
            if let Value::Function(function) = function {
                *function.class.borrow_mut() = Some(Rc::clone(&class));
            }
        }
        let mut value = Value::Class(class);
        for decorator in decorators.iter().rev() {
            let decorator = self.eval(decorator, scope).await?;
            value = self.call(decorator, Args::of(vec![value])).await?;
        }
        Self::bind(scope, name, value);
        Ok(())
    }

    async fn throw(&mut self, value: Option<&Expr>, scope: &Rc<Scope>) -> Run<()> {
        let value = match value {
            Some(value) => self.eval(value, scope).await?,
            None => match self.handled.last() {
                Some(object) => Value::Object(Rc::clone(object)),
                None => return Err(self.raise("RuntimeError", "No active exception to reraise")),
            },
        };
        let value = match value {
            Value::Class(_) => self.call(value, Args::default()).await?,
            value => value,
        };
        match value {
            Value::Object(object) if object.class.is("BaseException") => Err(self.thrown(object)),
            _ => Err(self.raise("TypeError", "exceptions must derive from BaseException")),
        }
    }

    async fn attempt(&mut self, parts: &Try, scope: &Rc<Scope>) -> Run<()> {
        let depth = self.frames.len();
        let mut result = self.block(&parts.body, scope).await;
        self.frames.truncate(depth);
        if let Err(Flow::Exit(code)) = &result {
            result = Err(self.exit_as_exception(*code));
        }
        if let Err(Flow::Raise(object)) = &result {
            let object = Rc::clone(object);
            for (class, name, body) in &parts.handlers {
                let fits = match class {
                    None => true,
                    Some(class) => {
                        let wanted = self.eval(class, scope).await?;
                        let all = if let Value::Tuple(all) = &wanted { all.to_vec() } else { vec![wanted] };
                        all.iter().any(|wanted| matches!(wanted, Value::Class(wanted) if object.class.descends(wanted)))
                    }
                };
                if !fits {
                    continue;
                }
                if let Some(name) = name {
                    Self::bind(scope, name, Value::Object(Rc::clone(&object)));
                }
                self.handled.push(Rc::clone(&object));
                result = self.block(body, scope).await;
                self.handled.pop();
                break;
            }
        } else if result.is_ok() {
            result = self.block(&parts.otherwise, scope).await;
        }
        self.block(&parts.finally, scope).await?;
        match result {
            Err(Flow::Raise(object)) if object.class.is("SystemExit") => Err(Flow::Exit(exit_code(&object))),
            other => other,
        }
    }

    fn exit_as_exception(&self, code: i32) -> Flow {
        self.raise_with("SystemExit", Value::Int(i64::from(code)))
    }

    async fn with(&mut self, items: &[(Expr, Option<Expr>)], body: &[Stmt], scope: &Rc<Scope>) -> Run<()> {
        let mut opened = Vec::new();
        for (value, target) in items {
            let value = self.eval(value, scope).await?;
            let Some(enter) = self.find_attr(&value, "__enter__") else {
                let text = format!("'{}' object does not support the context manager protocol", value.type_name());
                return Err(self.raise("TypeError", &text));
            };
            let inner = self.call(enter, Args::default()).await?;
            opened.push(value);
            if let Some(target) = target {
                self.assign(target, inner, scope).await?;
            }
        }
        let mut result = self.block(body, scope).await;
        for value in opened.into_iter().rev() {
            let Some(exit) = self.find_attr(&value, "__exit__") else { continue };
            let cause = match &result {
                Err(Flow::Raise(object)) => {
                    vec![Value::Class(Rc::clone(&object.class)), Value::Object(Rc::clone(object)), Value::None]
                }
                _ => vec![Value::None, Value::None, Value::None],
            };
            if self.call(exit, Args::of(cause)).await?.truth() && matches!(result, Err(Flow::Raise(_))) {
                result = Ok(());
            }
        }
        result
    }

    async fn import_from(&mut self, name: &str, names: &[(Rc<str>, Rc<str>)], scope: &Rc<Scope>) -> Run<()> {
        let bare = name.trim_start_matches('.');
        for (wanted, own) in names {
            // `from . import x` names a file beside this one.
            let full = if bare.is_empty() { wanted.to_string() } else { bare.to_owned() };
            let module = self.import(&full).await?;
            if bare.is_empty() {
                Self::bind(scope, own, module);
                continue;
            }
            if &**wanted == "*" {
                if let Value::Module(module) = &module
                    && let Some(inner) = &module.scope
                {
                    let all: Vec<_> =
                        inner.vars.borrow().iter().map(|(name, value)| (Rc::clone(name), value.clone())).collect();
                    for (name, value) in all.iter().filter(|(name, _)| !name.starts_with('_')) {
                        Self::bind(scope, name, value.clone());
                    }
                    continue;
                }
                return Err(Flow::Missing(format!("from {bare} import * is not modelled")));
            }
            let value = match self.find_attr(&module, wanted) {
                Some(value) => value,
                None => match self.import(&format!("{bare}.{wanted}")).await {
                    Ok(module) => module,
                    Err(Flow::Raise(_)) => match &module {
                        Value::Module(inner) if inner.scope.is_some() => {
                            return Err(
                                self.raise("ImportError", &format!("cannot import name '{wanted}' from '{bare}'"))
                            );
                        }
                        _ => return Err(Flow::Missing(format!("{bare}.{wanted} is not modelled"))),
                    },
                    Err(flow) => return Err(flow),
                },
            };
            Self::bind(scope, own, value);
        }
        Ok(())
    }

    /// A module by its name: the program's own file, or one of ours.
    pub(super) fn import<'a>(&'a mut self, name: &'a str) -> Coming<'a, Value> {
        Box::pin(async move {
            if let Some(module) = self.shared.modules.borrow().get(name) {
                return Ok(module.clone());
            }
            let base = path::join(&self.shared.folder, &name.replace('.', "/"));
            let process = self.shared.process.clone();
            let file =
                [format!("{base}.py"), format!("{base}/__init__.py")].into_iter().find(|file| process.exists(file));
            let module = match file {
                Some(file) => {
                    let text = process.read_text(&file).map_err(|error| self.os_error(error, &file))?;
                    let scope = Rc::new(Scope::default());
                    scope.vars.borrow_mut().insert(Rc::from("__name__"), Value::str(name));
                    scope.vars.borrow_mut().insert(Rc::from("__file__"), Value::str(&file));
                    let module =
                        Value::Module(Rc::new(Module { name: Rc::from(name), scope: Some(Rc::clone(&scope)) }));
                    self.shared.modules.borrow_mut().insert(Rc::from(name), module.clone());
                    self.run_text(&text, &file, &scope).await?;
                    module
                }
                None if process.is_dir(&base) && !name.is_empty() => {
                    Value::Module(Rc::new(Module { name: Rc::from(name), scope: Some(Rc::default()) }))
                }
                None => super::modules::import(self, name)?,
            };
            self.shared.modules.borrow_mut().insert(Rc::from(name), module.clone());
            Ok(module)
        })
    }

    /// Runs a file's text in a scope of its own.
    pub(super) async fn run_text(&mut self, text: &str, file: &str, scope: &Rc<Scope>) -> Run<()> {
        let body = match super::parse::program(text) {
            Ok(body) => body,
            Err(problem) => return Err(Self::refuse(text, file, &problem)),
        };
        self.shared.sources.borrow_mut().insert(Rc::from(file), Rc::from(text));
        self.frames.push(Frame { name: Rc::from("<module>"), file: Rc::from(file), line: 0, own: None });
        let result = self.block(&body, scope).await;
        self.frames.pop();
        match result {
            Err(Flow::Return(_)) => Err(self.raise("RuntimeError", "'return' outside function")),
            other => other,
        }
    }

    /// What a text that is no program leads to.
    pub(super) fn refuse(text: &str, file: &str, problem: &super::ast::Problem) -> Flow {
        if let Some(what) = problem.message.strip_prefix("drydock: ") {
            return Flow::Missing(format!("{what} ({file}, line {})", problem.line));
        }
        let line = text.lines().nth(problem.line.saturating_sub(1) as usize).unwrap_or_default().trim();
        let class = if problem.message.contains("indent") { "IndentationError" } else { "SyntaxError" };
        Flow::Missing(format!(
            "\u{0}  File \"{file}\", line {}\n    {line}\n{class}: {}",
            problem.line, problem.message
        ))
    }
}

/// The status that a `SystemExit` asks for.
pub(super) fn exit_code(object: &super::value::Object) -> i32 {
    match object.get("args") {
        Some(Value::Tuple(args)) => match args.first() {
            None | Some(Value::None) => 0,
            Some(value) => value.int().map_or(1, |code| code as i32),
        },
        _ => 0,
    }
}
