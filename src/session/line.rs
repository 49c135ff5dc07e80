//! Playing a session line by line with time running freely: for scripts, transcripts and lesson checks. Nobody waits here.

use crate::base::time::SECOND;
use crate::os::Signal;
use crate::world::{Input, Key, Mode};

use super::live::Session;

/// What one line led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Bytes of standard output while it ran; of the terminal where everything is one.
    pub stdout: Vec<u8>,
    /// Bytes of standard error while it ran.
    pub stderr: Vec<u8>,
    /// `$?`, or `None` while a foreground program has the terminal.
    pub exit_code: Option<i32>,
    /// Whether it had to be broken off.
    pub interrupted: bool,
    /// Simulated time that it took, in milliseconds.
    pub millis: u64,
    /// What stands before the cursor afterwards.
    pub prompt: String,
    /// Resources that the world waits for and that the caller does not have; the line is not done.
    pub missing: Vec<String>,
}

/// How long somebody takes to type a line, in simulated microseconds: what was started before has that long to come up.
pub const TYPING: u64 = SECOND;

/// How long a line may take, in simulated microseconds, unless told otherwise.
pub const PATIENCE: u64 = 60 * SECOND;

impl Session {
    /// Runs a fresh session up to its first prompt.
    pub fn begin(&mut self, patience: u64, resource: &dyn Fn(&str) -> Option<Vec<u8>>) -> Played {
        self.begin_at(0, patience, resource)
    }

    /// Runs up to the prompt of a terminal that was just opened.
    pub fn begin_at(&mut self, terminal: u32, patience: u64, resource: &dyn Fn(&str) -> Option<Vec<u8>>) -> Played {
        let mut played = Played::default();
        played.missing = self.settle_at(terminal, patience, resource, &mut played.stdout, &mut played.stderr);
        played.prompt = self.prompt(terminal, &played);
        played
    }

    fn prompt(&self, terminal: u32, played: &Played) -> String {
        match self.world().mode(terminal) {
            Mode::Edited(prompt) => prompt,
            Mode::Cooked(_) | Mode::Raw => last_line(&played.stdout, &played.stderr),
        }
    }

    /// Types a line at the first terminal and runs until it is done: its foreground job has ended, or nothing can run at
    /// this instant and the far end of the attached chain waits for input. `resource` gives named resources.
    pub fn play(&mut self, line: &str, patience: u64, resource: &dyn Fn(&str) -> Option<Vec<u8>>) -> Played {
        self.play_at(0, line, patience, resource)
    }

    /// The same at any terminal.
    pub fn play_at(
        &mut self,
        terminal: u32,
        line: &str,
        patience: u64,
        resource: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Played {
        let keys: &[Key] = match line {
            "^C" => &[Key::CtrlC],
            "^D" => &[Key::CtrlD],
            "^P^Q" => &[Key::CtrlP, Key::CtrlQ],
            _ => &[],
        };
        let mut played = Played::default();
        if keys.is_empty() {
            self.advance(TYPING);
        }
        let begun = self.world().now();
        if keys.is_empty() {
            self.apply(Input::Line { terminal, text: line.to_owned() });
        }
        for key in keys {
            self.apply(Input::Key { terminal, key: *key });
        }
        played.missing = self.settle_at(terminal, patience, resource, &mut played.stdout, &mut played.stderr);
        if played.missing.is_empty() && !self.is_done(terminal) {
            played.interrupted = true;
            self.break_off(terminal, resource, &mut played);
        }
        played.millis = self.world().now().since(begun) / 1_000;
        self.collect(terminal, &mut played.stdout, &mut played.stderr);
        played.exit_code = self.world().at_prompt(terminal).then(|| self.last_status_at(terminal));
        played.prompt = self.prompt(terminal, &played);
        played
    }

    /// Runs until the world is done with what was typed, or patience ends; the answer are missing resources.
    pub fn settle(
        &mut self,
        patience: u64,
        resource: &dyn Fn(&str) -> Option<Vec<u8>>,
        stdout: &mut Vec<u8>,
        stderr: &mut Vec<u8>,
    ) -> Vec<String> {
        self.settle_at(0, patience, resource, stdout, stderr)
    }

    /// The same for what was typed at any terminal.
    fn settle_at(
        &mut self,
        terminal: u32,
        patience: u64,
        resource: &dyn Fn(&str) -> Option<Vec<u8>>,
        stdout: &mut Vec<u8>,
        stderr: &mut Vec<u8>,
    ) -> Vec<String> {
        let until = self.world().now().plus(patience);
        loop {
            let now = self.world().now();
            self.advance_to(now);
            self.collect(terminal, stdout, stderr);
            let missing = self.world().missing();
            for name in &missing {
                match resource(name) {
                    Some(bytes) => self.provide(name, bytes),
                    None => return missing,
                }
            }
            if !missing.is_empty() || self.world().kernel().is_busy() {
                continue;
            }
            if self.is_done(terminal) {
                return Vec::new();
            }
            let next = self.world().kernel().next_event().filter(|next| *next <= until);
            self.advance_to(next.unwrap_or(until));
            if next.is_none() {
                self.collect(terminal, stdout, stderr);
                return Vec::new();
            }
        }
    }

    fn is_done(&self, terminal: u32) -> bool {
        self.world().awaits_input(terminal)
    }

    fn collect(&mut self, terminal: u32, stdout: &mut Vec<u8>, stderr: &mut Vec<u8>) {
        stdout.extend(self.world_mut().drain(terminal));
        let (out, err) = self.world_mut().drain_pipes(terminal);
        stdout.extend(out);
        stderr.extend(err);
    }

    /// Three times Ctrl-C, as docker's client then gives up, then SIGKILL to the foreground job.
    fn break_off(&mut self, terminal: u32, resource: &dyn Fn(&str) -> Option<Vec<u8>>, played: &mut Played) {
        for _ in 0..3 {
            self.apply(Input::Key { terminal, key: Key::CtrlC });
            self.settle_at(terminal, SECOND / 10, resource, &mut played.stdout, &mut played.stderr);
            if self.is_done(terminal) && self.world().at_prompt(terminal) {
                return;
            }
        }
        let number = terminal;
        let Some(terminal) = self.world().terminals().get(terminal as usize) else { return };
        let (tty, shell) = (terminal.tty, terminal.shell());
        self.world().kernel().enter(|state| {
            let group = state.ttys.get(&tty).and_then(|tty| tty.foreground).filter(|group| *group != shell);
            if let Some(group) = group {
                state.signal_group(group, Signal::KILL);
            }
        });
        self.settle_at(number, 10 * SECOND, resource, &mut played.stdout, &mut played.stderr);
    }

    /// `$?` of the first terminal's shell.
    pub fn last_status(&self) -> i32 {
        self.last_status_at(0)
    }

    /// `$?` of a terminal's shell.
    pub fn last_status_at(&self, terminal: u32) -> i32 {
        let Some(terminal) = self.world().terminals().get(terminal as usize) else { return 0 };
        let shell = terminal.shell();
        self.world().kernel().enter(|state| state.processes.get(&shell).map_or(0, |shell| shell.last_status))
    }
}

/// The text after the last newline: what stands before the cursor of a program without a line editor.
fn last_line(stdout: &[u8], stderr: &[u8]) -> String {
    let tail = |bytes: &[u8]| {
        let start = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        String::from_utf8_lossy(&bytes[start..]).into_owned()
    };
    let text = tail(stdout);
    if text.is_empty() { tail(stderr) } else { text }
}
