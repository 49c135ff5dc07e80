//! Simple commands: assignments, then a function, a builtin or a program. How children are waited for is in `jobs`.

use std::rc::Rc;

use crate::os::{Group, Pid, Spawn, exec::LoadError};
use crate::vfs::{Content, Errno};

use super::Flavor;
use super::ast::{Assign, AssignValue, Redir, Simple};
use super::builtins;
use super::state::{Event, Flow, Mode, Shell, Step};
use super::vars::{Value, Var};

impl Shell {
    /// Runs a simple command.
    pub(super) async fn run_simple(&mut self, simple: &Simple, redirs: &[Redir], tail: bool) -> Step {
        self.substituted = None;
        let step = self.run_simple_inner(simple, redirs, tail).await;
        self.flush().await;
        step
    }

    async fn run_simple_inner(&mut self, simple: &Simple, redirs: &[Redir], tail: bool) -> Step {
        let args = Box::pin(self.expand_words(&simple.words)).await?;
        self.run_event(Event::Debug).await?;
        let Some(name) = args.first().cloned() else { return Box::pin(self.run_assignments(simple, redirs)).await };
        let special = builtins::is_special(&name);
        let function = self.functions.get(&name).filter(|_| !special || self.flavor == Flavor::Bash).cloned();
        if function.is_none() && !builtins::exists(self.flavor, &name) {
            let env = Box::pin(self.environment_with(&simple.assigns, &args)).await?;
            return Box::pin(self.run_program(&args, env, redirs, tail)).await;
        }
        let Some(saved) = Box::pin(self.redirect(redirs)).await? else {
            // dash ends a script when a special builtin's redirection fails.
            let ends = special && function.is_none() && self.flavor != Flavor::Bash && !self.is_interactive();
            return if ends { Err(Flow::Exit) } else { Ok(()) };
        };
        let keep = special && function.is_none() && self.flavor != Flavor::Bash;
        let mut before = Vec::new();
        let mut step = Ok(());
        for assign in &simple.assigns {
            before.push((assign.name.clone(), self.vars.get(&assign.name).cloned()));
            step = Box::pin(self.assign(assign)).await;
            if step.is_err() {
                break;
            }
            self.vars.entry(&assign.name).exported = true;
        }
        self.trace(&simple.assigns, &args);
        if step.is_ok() {
            self.flush().await;
            step = match &function {
                Some(body) => self.call(&name, body, args[1..].to_vec()).await,
                None => builtins::run(self, &args, tail && redirs.is_empty()).await,
            };
            for assign in &simple.arrays {
                if step.is_ok() {
                    step = Box::pin(self.assign(assign)).await;
                }
            }
        }
        if let Some(error) = self.flush().await.filter(|_| function.is_none()) {
            let dash = self.flavor == Flavor::Dash;
            let text = if dash { "I/O error".to_owned() } else { format!("write error: {error}") };
            // BusyBox's builtin does not name itself.
            let name = if self.flavor == Flavor::Ash { String::new() } else { format!("{name}: ") };
            self.complain(&format!("{name}{text}"));
            self.status = 1;
        }
        if !keep {
            for (name, var) in before.into_iter().rev() {
                self.vars.restore(&name, var);
            }
        }
        if name == "exec" && function.is_none() {
            return step;
        }
        self.restore(saved);
        step
    }

    /// A command of assignments and redirections alone.
    async fn run_assignments(&mut self, simple: &Simple, redirs: &[Redir]) -> Step {
        let Some(saved) = self.redirect(redirs).await? else { return Ok(()) };
        let mut step = Ok(());
        for assign in &simple.assigns {
            step = self.assign(assign).await;
            if step.is_err() {
                break;
            }
        }
        self.trace(&simple.assigns, &[]);
        self.restore(saved);
        step?;
        self.status = self.substituted.unwrap_or(0);
        Ok(())
    }

    /// Makes one assignment.
    pub(super) async fn assign(&mut self, assign: &Assign) -> Step {
        let name = &assign.name;
        let elements = match (&assign.value, &assign.index) {
            (AssignValue::Word(word), None) => {
                let mut value = self.expand_value(word).await?;
                if assign.append {
                    let old = self.get(name).unwrap_or_default();
                    let integer = self.vars.get(name).is_some_and(|var| var.integer);
                    value = if integer { format!("({old})+({value})") } else { format!("{old}{value}") };
                }
                return self.set(name, &value);
            }
            (AssignValue::Word(word), Some(index)) => {
                let index = self.expand_text(index).await?;
                let mut value = self.expand_value(word).await?;
                if assign.append {
                    value.insert_str(0, &self.element(name, &index)?.unwrap_or_default());
                }
                return self.set_element(name, &index, &value);
            }
            (AssignValue::Array(elements), _) => elements,
        };
        self.check_writable(name)?;
        let mut next = 0;
        let var = self.vars.entry(name);
        match (&var.value, assign.append) {
            (Value::Array(array), true) => next = array.last_key_value().map_or(0, |(last, _)| last + 1),
            (Value::Text(_), true) => next = 1,
            (Value::Map(_), true) => {}
            (Value::Map(_), false) => var.value = Value::Map(indexmap::IndexMap::new()),
            _ => var.value = Value::Array(std::collections::BTreeMap::new()),
        }
        for (index, word) in elements {
            if let Some(index) = index {
                let index = self.expand_text(index).await?;
                let value = self.expand_value(word).await?;
                if !matches!(self.vars.get(name).map(|var| &var.value), Some(Value::Map(_))) {
                    next = self.arith(&index)? + 1;
                }
                self.set_element(name, &index, &value)?;
                continue;
            }
            for value in self.expand_words(std::slice::from_ref(word)).await? {
                self.set_element(name, &next.to_string(), &value)?;
                next += 1;
            }
        }
        Ok(())
    }

    /// What a program gets: exported variables and the assignments before it.
    async fn environment_with(&mut self, assigns: &[Assign], args: &[String]) -> Result<Vec<(String, String)>, Flow> {
        let before: Vec<(String, Option<Var>)> =
            assigns.iter().map(|assign| (assign.name.clone(), self.vars.get(&assign.name).cloned())).collect();
        let mut step = Ok(());
        for assign in assigns {
            step = self.assign(assign).await;
            if step.is_err() {
                break;
            }
            self.vars.entry(&assign.name).exported = true;
        }
        let env = self.vars.environment();
        self.trace(assigns, args);
        for (name, var) in before.into_iter().rev() {
            self.vars.restore(&name, var);
        }
        step.map(|()| env)
    }

    // Programs.

    /// Runs a program, in place of the shell when nothing comes after it.
    async fn run_program(&mut self, args: &[String], env: Vec<(String, String)>, redirs: &[Redir], tail: bool) -> Step {
        let Some(saved) = self.redirect(redirs).await? else { return Ok(()) };
        let tail = tail && (redirs.is_empty() || self.flavor != Flavor::Bash || self.is_subshell);
        let step = self.execute(args, env, tail).await;
        self.restore(saved);
        step
    }

    /// Runs a program with the shell's descriptors as they are.
    pub(super) async fn execute(&mut self, args: &[String], mut env: Vec<(String, String)>, tail: bool) -> Step {
        self.flush().await;
        let path = match self.locate(&args[0]) {
            Ok(path) => path,
            Err(errno) => {
                self.report_missing(&args[0], errno);
                return Ok(());
            }
        };
        if self.flavor == Flavor::Bash {
            env.retain(|(name, _)| name != "_");
            env.push(("_".to_owned(), path.clone()));
        }
        let trapped = self.traps.values().any(|action| !action.is_empty());
        if tail && !trapped && !self.options.has('m') {
            self.leave_level(&mut env);
            let error = self.process.exec(&self.process.absolute(&path), args, env).await;
            return self.cannot_execute(args, &path, error, true).await;
        }
        match self.start_program(args, &path, env) {
            Ok(pid) => {
                let text = Rc::clone(&self.text);
                self.wait_foreground(vec![pid], &text).await
            }
            Err(error) => self.cannot_execute(args, &path, error, false).await,
        }
    }

    /// bash counts itself out of SHLVL when a program takes its place.
    pub(super) fn leave_level(&self, env: &mut [(String, String)]) {
        if self.flavor != Flavor::Bash || self.is_subshell {
            return;
        }
        for (name, value) in env {
            if name == "SHLVL" {
                *value = (value.parse::<i64>().unwrap_or(1) - 1).to_string();
            }
        }
    }

    fn start_program(&mut self, args: &[String], path: &str, env: Vec<(String, String)>) -> Result<Pid, LoadError> {
        let spawn = Spawn {
            argv: args.to_vec(),
            env: Some(env),
            fds: Some(self.descriptors()),
            group: if self.options.has('m') { Group::New } else { Group::Inherit },
            ..Spawn::default()
        };
        self.process.spawn(&self.process.absolute(path), spawn)
    }

    /// Where a command is: in PATH, or at the path that its name is.
    pub(super) fn locate(&self, name: &str) -> Result<String, Errno> {
        if name.contains('/') {
            return Ok(name.to_owned());
        }
        let Some(search) = self.vars.text("PATH").map(str::to_owned) else { return Err(Errno::NoEnt) };
        let process = &self.process;
        process.kernel().find(process.ns(), &process.cred(), &process.cwd(), &search, name)
    }

    /// Reports a command that is not there.
    pub(super) fn report_missing(&mut self, name: &str, errno: Errno) {
        let text = match (errno, self.flavor) {
            (Errno::Acces, _) => "Permission denied",
            (_, Flavor::Bash) if self.vars.text("PATH").is_none() => "No such file or directory",
            (_, Flavor::Bash) => "command not found",
            (_, Flavor::Dash | Flavor::Ash) => "not found",
        };
        self.complain(&format!("{name}: {text}"));
        self.status = if errno == Errno::Acces { 126 } else { 127 };
    }

    /// Reports a file that cannot be executed, or runs it as a script when it has no header.
    async fn cannot_execute(&mut self, args: &[String], path: &str, error: LoadError, in_place: bool) -> Step {
        let name = &args[0];
        let bash = self.flavor == Flavor::Bash;
        let (text, status) = match &error {
            LoadError::Interpreter(_) if bash => ("cannot execute: required file not found".to_owned(), 127),
            LoadError::Interpreter(_) => ("not found".to_owned(), 127),
            LoadError::Errno(Errno::NoExec) => {
                if let Ok(Content::Bytes(bytes)) = self.process.read_file(path)
                    && !bytes.iter().take(80).any(|byte| *byte == 0)
                {
                    return self.run_as_script(args, path, in_place).await;
                }
                let text = if bash { "cannot execute binary file: Exec format error" } else { "Exec format error" };
                (text.to_owned(), 126)
            }
            LoadError::Errno(Errno::NoEnt) if bash => ("No such file or directory".to_owned(), 127),
            LoadError::Errno(Errno::NoEnt | Errno::NotDir) if !bash => ("not found".to_owned(), 127),
            LoadError::Errno(Errno::Acces) if bash && self.process.is_dir(path) => ("Is a directory".to_owned(), 126),
            LoadError::Errno(errno) => (errno.text().to_owned(), 126),
        };
        self.complain(&format!("{name}: {text}"));
        self.status = status;
        Ok(())
    }

    async fn run_as_script(&mut self, args: &[String], path: &str, in_place: bool) -> Step {
        let (text, path) = (self.process.read_text(path).unwrap_or_default(), path.to_owned());
        let params = args[1..].to_vec();
        let script = move |mut inner: Self| -> crate::os::ProgramFuture {
            inner.name = path;
            inner.params = params;
            inner.mode = Mode::File;
            inner.is_subshell = false;
            inner.functions.clear();
            Box::pin(async move {
                let step = inner.run_text(&text, false).await;
                inner.finish(step).await
            })
        };
        if in_place {
            let mut inner = self.subshell();
            (inner.depth, inner.stacked) = (0, 0);
            let status = script(inner).await;
            self.status = status.code() as u8;
            return Err(Flow::Exit);
        }
        let group = if self.options.has('m') { Group::New } else { Group::Inherit };
        let spawn = Spawn { argv: args.to_vec(), fds: Some(self.descriptors()), group, ..Spawn::default() };
        let child = self.fork(spawn, script);
        let text = Rc::clone(&self.text);
        self.wait_foreground(child.into_iter().collect(), &text).await
    }
}
