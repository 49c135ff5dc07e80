//! What a running command has at hand: its process, flags and arguments, the client's settings and the way to the engine.

use std::rc::Rc;

use crate::base::Time;
use crate::engine::api::Api;
use crate::os::{Disposition, Either, LineInput, Process, Signal, TtyMode, select};

use super::command::Command;
use super::config::Config;
use super::connect::Endpoint;
use super::docker::{Docker, Service};
use super::failure::{Failure, Outcome};
use super::values::Values;

/// A running command's surroundings; clones are the same.
#[derive(Clone)]
pub(crate) struct Cli {
    inner: Rc<Inner>,
}

pub(super) struct Inner {
    pub(super) process: Process,
    pub(super) docker: Rc<Docker>,
    pub(super) command: &'static Command,
    pub(super) name: &'static str,
    pub(super) globals: Values,
    pub(super) values: Values,
    pub(super) config: Config,
    pub(super) endpoint: Endpoint,
}

impl Cli {
    pub(super) fn new(inner: Inner) -> Self {
        Self { inner: Rc::new(inner) }
    }

    /// The process that runs the command.
    pub(crate) fn process(&self) -> &Process {
        &self.inner.process
    }

    /// The command.
    pub(crate) fn command(&self) -> &'static Command {
        self.inner.command
    }

    /// The command's name as messages have it, for example `docker container ls`.
    pub(crate) fn full_name(&self) -> String {
        format!("docker {}", self.inner.name)
    }

    /// Its flags and arguments.
    pub(crate) fn values(&self) -> &Values {
        &self.inner.values
    }

    /// Its arguments.
    pub(crate) fn args(&self) -> &[String] {
        &self.inner.values.args
    }

    /// The argument at a place, empty when there is none.
    pub(crate) fn arg(&self, at: usize) -> &str {
        self.inner.values.args.get(at).map_or("", String::as_str)
    }

    /// The flags before the command.
    pub(crate) fn globals(&self) -> &Values {
        &self.inner.globals
    }

    /// The client's settings.
    pub(crate) fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The engine's address.
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.inner.endpoint
    }

    /// Connects to the engine; `call` is the first request.
    pub(crate) fn api(&self, call: &str) -> Outcome<Rc<dyn Api>> {
        self.service(call).map(|service| service.api)
    }

    /// The same with the builder beside the engine.
    pub(crate) fn service(&self, call: &str) -> Outcome<Service> {
        self.inner.endpoint.connect(&self.inner.process, &self.inner.docker, call)
    }

    /// The world's clock.
    pub(crate) fn now(&self) -> Time {
        self.inner.process.now()
    }

    /// Prints to standard output.
    pub(crate) async fn out(&self, text: &str) {
        if !text.is_empty() {
            self.inner.process.out(text).await;
        }
    }

    /// Prints a line to standard output.
    pub(crate) async fn line(&self, text: &str) {
        self.inner.process.out(&format!("{text}\n")).await;
    }

    /// Prints a line to standard error.
    pub(crate) async fn note(&self, text: &str) {
        self.inner.process.err(&format!("{text}\n")).await;
    }

    /// Asks a question that only `y` answers with yes; no and the end of input are no.
    pub(crate) async fn confirm(&self, question: &str) -> Outcome<bool> {
        let answer = self.ask(&format!("{question} [y/N] "), true).await?;
        Ok(answer.trim().eq_ignore_ascii_case("y"))
    }

    /// Prints a prompt and reads a line; empty at the end of input. Ctrl-C ends the command quietly, as in life.
    pub(crate) async fn ask(&self, prompt: &str, echo: bool) -> Outcome<String> {
        let process = self.process();
        process.out(prompt).await;
        let tty = process.tty_of(0);
        if let Some(tty) = tty.filter(|_| !echo) {
            process.set_tty(tty, TtyMode::Cooked, false, None);
        }
        process.on_signal(Signal::INT, Some(Disposition::Catch));
        let read = select(read_line(process), process.next_signal()).await;
        process.on_signal(Signal::INT, None);
        if let Some(tty) = tty.filter(|_| !echo) {
            process.set_tty(tty, TtyMode::Cooked, true, None);
        }
        match read {
            Either::Left(LineInput::Line(line)) => Ok(line),
            Either::Left(_) => Ok(String::new()),
            Either::Right(_) => {
                process.out("\n").await;
                Err(Failure::silent(0))
            }
        }
    }
}

/// One line of standard input, nothing after it taken.
pub(crate) async fn read_line(process: &Process) -> LineInput {
    let mut line = Vec::new();
    loop {
        match process.read(0, 1).await {
            Ok(byte) if byte == b"\n" => break,
            Ok(byte) if !byte.is_empty() => line.extend(byte),
            _ if line.is_empty() => return LineInput::End,
            _ => break,
        }
    }
    LineInput::Line(String::from_utf8_lossy(&line).into_owned())
}
