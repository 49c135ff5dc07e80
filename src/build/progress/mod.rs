//! A build's events as docker prints them: plain lines, the live picture of a terminal, or nothing. Pure functions from
//! events and times to text; who writes it where is the client's affair.
//!
//! The layout follows buildx 0.24 with BuildKit 0.22's progressui.

mod check;
mod failure;
mod plain;
mod text;
mod trace;
mod tty;

pub use check::{check_failure, check_result};
pub use failure::{failure, warnings};

use crate::base::Time;
use crate::base::time::MILLI;

use super::event::{BuildEvent, BuildFailure, BuildResult};
use plain::Plain;
use trace::Trace;
use tty::Tty;

/// The least time between two refreshes, in microseconds.
const LIMIT: u64 = 100 * MILLI;
/// How long nothing may happen before a refresh, in microseconds.
const TICK: u64 = 150 * MILLI;

/// `--progress`, `auto` decided already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Lines that are never changed.
    Plain,
    /// A picture that is drawn again and again, on a terminal of that many columns and rows.
    Tty {
        /// Columns.
        columns: u16,
        /// Rows.
        rows: u16,
    },
    /// Nothing but errors.
    Quiet,
}

enum Face {
    Plain(Plain),
    Tty(Tty),
    Quiet,
}

/// A build's progress. Each call gives what is to be written to standard error.
pub struct Display {
    trace: Trace,
    face: Face,
    refreshed: Option<Time>,
    updated: Option<Time>,
    /// Events of one moment count as one update.
    pending: bool,
}

impl Display {
    /// A display that has shown nothing.
    pub fn new(mode: Mode) -> Self {
        let face = match mode {
            Mode::Plain => Face::Plain(Plain::default()),
            Mode::Tty { columns, rows } => Face::Tty(Tty::new(columns, rows)),
            Mode::Quiet => Face::Quiet,
        };
        Self { trace: Trace::default(), face, refreshed: None, updated: None, pending: false }
    }

    /// Takes an event in. Events must come in the order of their times.
    pub fn event(&mut self, time: Time, event: &BuildEvent) -> String {
        let mut out = self.tick(time);
        if let (Face::Tty(tty), BuildEvent::Log { vertex, bytes, .. }) = (&mut self.face, event) {
            tty.log(*vertex, bytes);
        }
        self.trace.update(time, event);
        if self.updated != Some(time) || !self.pending {
            self.updated = Some(time);
            self.pending = true;
        }
        if matches!(event, BuildEvent::Finished(_)) {
            out.push_str(&self.flush(time));
        }
        out
    }

    /// Lets time pass up to `now`: what was held back is shown, and running steps' times go on.
    pub fn tick(&mut self, now: Time) -> String {
        let mut out = String::new();
        if let Some(updated) = self.updated.filter(|updated| *updated < now) {
            out.push_str(&self.flush(updated));
            let mut next = updated.plus(TICK);
            while next <= now {
                // A picture that the next one covers at once need not be drawn.
                if matches!(self.face, Face::Plain(_)) || next.plus(TICK) > now {
                    out.push_str(&self.refresh(next));
                }
                self.updated = Some(next);
                next = next.plus(TICK);
            }
        }
        out
    }

    /// When [`Display::tick`] should be called if nothing happens before.
    pub fn next_tick(&self) -> Option<Time> {
        self.updated.map(|updated| updated.plus(if self.pending { 1 } else { TICK }))
    }

    /// Another size of the terminal.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        if let Face::Tty(tty) = &mut self.face {
            tty.resize(columns, rows);
        }
    }

    /// Gives the steps up that still run, after Ctrl-C, and shows the last state.
    pub fn cancel(&mut self, now: Time) -> String {
        let mut out = self.tick(now);
        for vertex in self.trace.running() {
            out.push_str(&self.event(now, &BuildEvent::Canceled { vertex }));
        }
        out.push_str(&self.close(now));
        out
    }

    /// The last state, and what failed.
    pub fn close(&mut self, now: Time) -> String {
        let mut out = self.tick(now);
        match &mut self.face {
            Face::Plain(plain) => {
                out.push_str(&plain.print(&mut self.trace, now));
                out.push_str(&self.trace.failed_steps());
            }
            Face::Tty(tty) => {
                out.push_str(&tty.print(&self.trace, now, true));
                out.push_str(&self.trace.failed_steps());
            }
            Face::Quiet => {}
        }
        out
    }

    /// The end: the last state, then what failed, the checks' warnings and the error. `debug` expands the warnings.
    pub fn finish(&mut self, now: Time, outcome: &Result<BuildResult, BuildFailure>, debug: bool) -> String {
        let mut out = self.close(now);
        let found = match outcome {
            Ok(result) => &result.warnings,
            Err(failure) => &failure.warnings,
        };
        if !matches!(self.face, Face::Quiet) {
            out.push_str(&warnings(found, debug, matches!(self.face, Face::Tty(_))));
        }
        if let Err(error) = outcome {
            out.push_str(&failure(error));
        }
        out
    }

    /// Shows an update unless the last one was just before.
    fn flush(&mut self, now: Time) -> String {
        if !std::mem::take(&mut self.pending) {
            return String::new();
        }
        if self.refreshed.is_some_and(|last| now.since(last) < LIMIT) {
            return String::new();
        }
        self.refreshed = Some(now);
        self.refresh(now)
    }

    fn refresh(&mut self, now: Time) -> String {
        match &mut self.face {
            Face::Plain(plain) => plain.print(&mut self.trace, now),
            Face::Tty(tty) => tty.print(&self.trace, now, false),
            Face::Quiet => String::new(),
        }
    }
}

#[cfg(test)]
mod tests;
