//! Running the tree: lists, pipelines, loops, functions. Simple commands are in `simple`, waiting for children in `jobs`.

use std::rc::Rc;

use crate::base::glob::shell_match;
use crate::os::{ExitStatus, Group, Pid, Process, Spawn, channel};

use super::Flavor;
use super::ast::{AndOr, Arm, Command, Cond, List, Node, Pipeline, Word};
use super::expand::Boxed;
use super::state::{Flow, Frame, Shell, Step};

/// How deep commands may run within commands, function calls included. Real shells crash where their stack ends.
const MAX_DEPTH: u32 = 4_000;

/// So many levels share the host's stack, of which a browser gives a megabyte.
const FRESH_STACK: u32 = 40;

/// What a command costs in the kernel's steps, of 5 microseconds: an endless loop must not cost more to simulate than it is
/// worth.
const STEP: u32 = 5;

/// More processes than this in a namespace and no more are started, as a limit on processes does it.
const MAX_PROCESSES: usize = 400;

impl Shell {
    /// Runs commands in a row. With `tail` nothing comes after them: the last program may take the shell's place.
    pub(super) fn run_list<'a>(&'a mut self, list: &'a [Rc<AndOr>], tail: bool) -> Boxed<'a, Step> {
        Box::pin(async move {
            for (number, item) in list.iter().enumerate() {
                let last = number + 1 == list.len();
                if item.background {
                    Box::pin(self.run_background(item)).await?;
                } else {
                    self.run_and_or(item, tail && last).await?;
                }
            }
            Ok(())
        })
    }

    async fn run_and_or(&mut self, item: &AndOr, tail: bool) -> Step {
        let count = item.rest.len();
        let pipelines =
            std::iter::once((None, &item.first)).chain(item.rest.iter().map(|(and, next)| (Some(*and), next)));
        for (number, (and, pipeline)) in pipelines.enumerate() {
            let wanted = match and {
                None => true,
                Some(and) => and == (self.status == 0),
            };
            if !wanted {
                continue;
            }
            let last = number == count;
            self.tested += u32::from(!last);
            let step = self.run_pipeline(pipeline, tail && last).await;
            self.tested -= u32::from(!last);
            step?;
        }
        Ok(())
    }

    async fn run_pipeline(&mut self, pipeline: &Pipeline, tail: bool) -> Step {
        let started = pipeline.timed.then(|| self.process.now());
        let plain = !pipeline.negated && !pipeline.timed;
        self.tested += u32::from(pipeline.negated);
        self.text = Rc::clone(&pipeline.text);
        let step = match pipeline.commands.as_slice() {
            [only] => self.run_node(only, tail && plain).await,
            commands => Box::pin(self.run_pipes(commands, &pipeline.text)).await,
        };
        self.tested -= u32::from(pipeline.negated);
        step?;
        if let Some(started) = started {
            let millis = self.process.now().since(started) / crate::base::time::MILLI;
            let real = format!("{}m{}.{:03}s", millis / 60_000, millis / 1000 % 60, millis % 1000);
            self.print_error(&format!("\nreal\t{real}\nuser\t0m0.000s\nsys\t0m0.000s\n"));
            self.flush().await;
        }
        if pipeline.negated {
            self.status = u8::from(self.status == 0);
            return Ok(());
        }
        let checked = pipeline.commands.len() > 1
            || matches!(
                pipeline.commands[0].command,
                Command::Simple(_) | Command::Subshell(_) | Command::Arith(_) | Command::Cond(_)
            );
        if checked && self.status != 0 && self.tested == 0 {
            Box::pin(self.failed()).await?;
        }
        Ok(())
    }

    /// A command failed and nobody looked: the ERR trap and `set -e`.
    async fn failed(&mut self) -> Step {
        self.run_event(super::state::Event::Err).await?;
        if self.options.has('e') { Err(Flow::Exit) } else { Ok(()) }
    }

    // Children.

    /// Starts a copy of the shell that runs `node`; it may take the copy's place.
    fn fork_node(&mut self, node: &Rc<Node>, spawn: Spawn) -> Option<Pid> {
        let node = Rc::clone(node);
        self.fork(spawn, move |mut inner| {
            Box::pin(async move {
                let step = inner.run_node(&node, true).await;
                inner.finish(step).await
            })
        })
    }

    /// Starts a copy of the shell that runs `main`.
    #[inline(never)]
    pub(super) fn fork(&mut self, spawn: Spawn, main: impl FnOnce(Self) -> crate::os::ProgramFuture) -> Option<Pid> {
        let mut inner = self.subshell();
        let ns = self.process.ns();
        if self.process.kernel().enter(|state| state.processes_in(ns).count()) > MAX_PROCESSES {
            match self.flavor {
                Flavor::Bash => self.complain("fork: retry: Resource temporarily unavailable"),
                Flavor::Dash => self.complain("Cannot fork"),
                Flavor::Ash => self.complain("can't fork: Resource temporarily unavailable"),
            }
            self.status = 254;
            self.exhausted = true;
            return None;
        }
        self.process.fork(spawn, move |process: Process| {
            inner.process = process;
            (inner.depth, inner.stacked) = (0, 0);
            main(inner)
        })
    }

    /// Starts the commands of a pipeline, each as a process of its own.
    #[inline(never)]
    fn start_pipes(&mut self, commands: &[Rc<Node>], background: bool) -> Vec<Pid> {
        let mut pids = Vec::new();
        let mut input: Option<u32> = None;
        for (number, node) in commands.iter().enumerate() {
            let pipe = (number + 1 < commands.len()).then(|| self.process.pipe());
            let mut fds = self.descriptors();
            let before = input.and_then(|fd| fds.remove(&fd));
            if let Some(id) = before {
                fds.insert(0, id);
            }
            if let Some((read, write)) = pipe {
                fds.remove(&read);
                if let Some(id) = fds.remove(&write) {
                    fds.insert(1, id);
                }
            }
            let null = self.process.kernel().null();
            if background && number == 0 && !self.options.has('m') {
                fds.insert(0, null.id());
            }
            let group = match (self.options.has('m'), pids.first()) {
                (false, _) => Group::Inherit,
                (true, None) => Group::New,
                (true, Some(first)) => Group::Join(*first),
            };
            let child = self.fork_node(node, Spawn { fds: Some(fds), group, ..Spawn::default() });
            pids.extend(child);
            for fd in input.into_iter().chain(pipe.map(|(_, write)| write)) {
                self.process.close(fd);
            }
            input = pipe.map(|(read, _)| read);
        }
        if let Some(fd) = input {
            self.process.close(fd);
        }
        pids
    }

    async fn run_pipes(&mut self, commands: &[Rc<Node>], text: &str) -> Step {
        self.flush().await;
        let pids = self.start_pipes(commands, false);
        self.catch_breath().await;
        self.wait_foreground(pids, text).await
    }

    async fn run_background(&mut self, item: &Rc<AndOr>) -> Step {
        self.flush().await;
        let pids = if item.rest.is_empty() && !item.first.negated && !item.first.timed {
            self.start_pipes(&item.first.commands, true)
        } else {
            let whole = Rc::clone(item);
            let group = if self.options.has('m') { Group::New } else { Group::Inherit };
            let mut fds = self.descriptors();
            let null = self.process.kernel().null();
            if !self.options.has('m') {
                fds.insert(0, null.id());
            }
            let spawn = Spawn { fds: Some(fds), group, ..Spawn::default() };
            let child = self.fork(spawn, move |mut inner| {
                Box::pin(async move {
                    let step = inner.run_and_or(&whole, true).await;
                    inner.finish(step).await
                })
            });
            child.into_iter().collect()
        };
        self.catch_breath().await;
        if !pids.is_empty() {
            self.status = 0;
            self.add_background(pids, &item.text);
            self.flush().await;
        }
        Ok(())
    }

    /// A shell that could not start a process waits a while, so that a fork bomb fills the machine and no more.
    async fn catch_breath(&mut self) {
        self.flush().await;
        if std::mem::take(&mut self.exhausted) {
            self.process.sleep(crate::base::time::SECOND).await;
        }
    }

    // Commands.

    /// Runs a command with its redirections.
    pub(super) fn run_node<'a>(&'a mut self, node: &'a Rc<Node>, tail: bool) -> Boxed<'a, Step> {
        Box::pin(async move {
            self.process.charge(STEP).await;
            self.check_signals().await?;
            if self.depth >= MAX_DEPTH {
                let name = self.frames.last().map(|frame| frame.name.clone()).unwrap_or_default();
                self.complain(&format!("{name}: maximum function nesting level exceeded ({})", MAX_DEPTH / 4));
                self.flush().await;
                return Err(self.fatal(1));
            }
            self.line = node.line;
            self.depth += 1;
            self.stacked += 1;
            let step = if self.stacked >= FRESH_STACK {
                self.run_on_fresh_stack(node, tail).await
            } else {
                self.run_command(node, tail).await
            };
            self.depth -= 1;
            self.stacked -= 1;
            step?;
            self.check_signals().await
        })
    }

    /// Runs a command as a task of its own: what is deeper begins at the bottom of the host's stack again.
    async fn run_on_fresh_stack(&mut self, node: &Rc<Node>, tail: bool) -> Step {
        let (sender, mut receiver) = channel(self.process.kernel());
        let (mut inner, node) = (self.clone(), Rc::clone(node));
        let stacked = std::mem::take(&mut inner.stacked);
        self.output.clear();
        self.process.thread(async move {
            let step = inner.run_command(&node, tail).await;
            sender.send((inner, step));
        });
        match receiver.recv().await {
            Some((inner, step)) => {
                *self = inner;
                self.stacked = stacked;
                step
            }
            // The task went because the process did.
            None => Err(Flow::Exit),
        }
    }

    async fn run_command(&mut self, node: &Rc<Node>, tail: bool) -> Step {
        if let Command::Simple(simple) = &node.command {
            return Box::pin(self.run_simple(simple, &node.redirs, tail)).await;
        }
        if node.redirs.is_empty() {
            // bash lets only simple commands take the shell's place.
            let tail = tail && (self.flavor != Flavor::Bash || self.is_subshell);
            return self.run_compound(node, tail).await;
        }
        let Some(saved) = Box::pin(self.redirect(&node.redirs)).await? else {
            self.flush().await;
            return Ok(());
        };
        let step = self.run_compound(node, false).await;
        self.flush().await;
        self.restore(saved);
        step
    }

    async fn run_compound(&mut self, node: &Rc<Node>, tail: bool) -> Step {
        match &node.command {
            Command::Simple(_) => Ok(()),
            Command::Group(list) => self.run_list(list, tail).await,
            Command::Subshell(list) => Box::pin(self.run_subshell(list, tail)).await,
            Command::If(branches, otherwise) => {
                for (condition, body) in branches {
                    if self.run_condition(condition).await? {
                        return self.run_list(body, tail).await;
                    }
                }
                self.status = 0;
                match otherwise {
                    Some(body) => self.run_list(body, tail).await,
                    None => Ok(()),
                }
            }
            Command::While(until, condition, body) => self.run_while(*until, condition, body).await,
            Command::For(name, words, body) => Box::pin(self.run_for(name, words.as_deref(), body)).await,
            Command::CFor(parts, body) => Box::pin(self.run_c_for(parts, body)).await,
            Command::Case(word, text, arms) => {
                self.trace_compound(|_| format!("case {text} in"));
                Box::pin(self.run_case(word, arms, tail)).await
            }
            Command::Function(name, body) => {
                self.functions.insert(name.clone(), Rc::clone(body));
                self.status = 0;
                Ok(())
            }
            Command::Cond(cond) => Box::pin(self.run_cond(cond)).await,
            Command::Arith(text) => {
                let value = Box::pin(self.expand_condition(text)).await;
                self.status = match value {
                    Ok(value) => u8::from(value == 0),
                    Err(Flow::Abort) => 1,
                    Err(flow) => return Err(flow),
                };
                self.flush().await;
                Ok(())
            }
        }
    }

    async fn run_subshell(&mut self, list: &Rc<List>, tail: bool) -> Step {
        if tail && self.flavor != Flavor::Bash && self.traps.is_empty() {
            return self.run_list(list, true).await;
        }
        self.flush().await;
        let inner_list = Rc::clone(list);
        let group = if self.options.has('m') { Group::New } else { Group::Inherit };
        let spawn = Spawn { fds: Some(self.descriptors()), group, ..Spawn::default() };
        let child = self.fork(spawn, move |mut inner| {
            Box::pin(async move {
                let step = inner.run_list(&inner_list, true).await;
                inner.finish(step).await
            })
        });
        let text = Rc::clone(&self.text);
        self.catch_breath().await;
        self.wait_foreground(child.into_iter().collect(), &text).await
    }

    /// Runs a condition, whose failure is no failure of the script.
    async fn run_condition(&mut self, list: &List) -> Result<bool, Flow> {
        self.tested += 1;
        let step = self.run_list(list, false).await;
        self.tested -= 1;
        step?;
        Ok(self.status == 0)
    }

    /// Runs a loop's body once. The answer is false when the loop is over.
    async fn run_body(&mut self, body: &List) -> Result<bool, Flow> {
        self.loops += 1;
        let step = self.run_list(body, false).await;
        self.loops -= 1;
        match step {
            Ok(()) | Err(Flow::Continue(1)) => Ok(true),
            Err(Flow::Break(1)) => Ok(false),
            Err(Flow::Break(levels)) => Err(Flow::Break(levels - 1)),
            Err(Flow::Continue(levels)) => Err(Flow::Continue(levels - 1)),
            Err(flow) => Err(flow),
        }
    }

    async fn run_while(&mut self, until: bool, condition: &List, body: &List) -> Step {
        let mut status = 0;
        loop {
            self.process.charge(1).await;
            self.loops += 1;
            let turn = self.run_condition(condition).await;
            self.loops -= 1;
            match turn {
                Ok(turn) if turn != until => {}
                Err(Flow::Continue(1)) => continue,
                Err(Flow::Continue(levels)) => return Err(Flow::Continue(levels - 1)),
                Err(Flow::Break(levels)) if levels > 1 => return Err(Flow::Break(levels - 1)),
                Ok(_) | Err(Flow::Break(_)) => break,
                Err(flow) => return Err(flow),
            }
            let more = self.run_body(body).await?;
            status = self.status;
            if !more {
                break;
            }
        }
        self.status = status;
        Ok(())
    }

    async fn run_for(&mut self, name: &str, words: Option<&[Word]>, body: &List) -> Step {
        let values = match words {
            Some(words) => self.expand_words(words).await?,
            None => self.params.clone(),
        };
        let mut status = 0;
        for value in values.clone() {
            self.process.charge(1).await;
            self.trace_compound(|shell| {
                let words: Vec<String> = values.iter().map(|value| shell.trace_quote(value)).collect();
                format!("for {name} in {}", words.join(" "))
            });
            self.set(name, &value)?;
            let more = self.run_body(body).await?;
            status = self.status;
            if !more {
                break;
            }
        }
        self.status = status;
        Ok(())
    }

    async fn run_c_for(&mut self, [first, condition, next]: &[Word; 3], body: &List) -> Step {
        let blank = |word: &Word| super::lexer::plain_text(word).trim().is_empty() && word.len() < 2;
        self.expand_condition(first).await?;
        let mut status = 0;
        while blank(condition) || self.expand_condition(condition).await? != 0 {
            self.process.charge(1).await;
            self.check_signals().await?;
            let more = self.run_body(body).await?;
            status = self.status;
            if !more {
                break;
            }
            self.expand_condition(next).await?;
        }
        self.status = status;
        Ok(())
    }

    async fn run_case(&mut self, word: &Word, arms: &[Arm], tail: bool) -> Step {
        let text = self.expand_text(word).await?;
        self.status = 0;
        let mut through = false;
        for arm in arms {
            let mut matched = through;
            for pattern in &arm.patterns {
                if matched {
                    break;
                }
                let pattern = self.expand_pattern(pattern).await?;
                matched = shell_match(&pattern, &text);
            }
            if !matched {
                continue;
            }
            self.run_list(&arm.body, tail && arm.end != '&' && arm.end != 't').await?;
            through = arm.end == '&';
            if arm.end != '&' && arm.end != 't' {
                break;
            }
        }
        Ok(())
    }

    async fn run_cond(&mut self, cond: &Cond) -> Step {
        let result = self.eval_cond(cond).await;
        self.status = match result {
            Ok(Ok(truth)) => u8::from(!truth),
            Ok(Err(message)) => {
                self.complain(&format!("[[: {message}"));
                2
            }
            Err(flow) => return Err(flow),
        };
        self.flush().await;
        Ok(())
    }

    // Functions.

    /// Calls a function.
    pub(super) async fn call(&mut self, name: &str, body: &Rc<Node>, args: Vec<String>) -> Step {
        let params = std::mem::replace(&mut self.params, args);
        let loops = std::mem::take(&mut self.loops);
        self.frames.push(Frame { name: name.to_owned(), locals: Vec::new() });
        self.returnable += 1;
        let step = self.run_node(body, false).await;
        self.returnable -= 1;
        for (name, var) in self.frames.pop().map(|frame| frame.locals).unwrap_or_default().into_iter().rev() {
            self.vars.restore(&name, var);
        }
        self.loops = loops;
        self.params = params;
        match step {
            Err(Flow::Return) => Ok(()),
            other => other,
        }
    }

    /// How the shell ends after its last command: the EXIT trap, then its status.
    pub(super) async fn finish(&mut self, _: Step) -> ExitStatus {
        self.flush().await;
        let _ = self.run_event(super::state::Event::Exit).await;
        self.flush().await;
        ExitStatus::Code(self.status)
    }
}
