//! Signals that the shell catches, and traps.

use crate::os::{Disposition, Signal};

use super::state::{Event, Flow, Shell, Step};

/// Signals that an interactive shell does not die of.
const SURVIVED: [Signal; 4] = [Signal::INT, Signal::QUIT, Signal::TERM, Signal::TSTP];

impl Shell {
    /// An interactive shell outlives Ctrl-C, Ctrl-Z and a polite request to end. They are caught rather than ignored, so that
    /// its children do not inherit that.
    pub(super) fn survive_signals(&self) {
        for signal in SURVIVED {
            self.process.on_signal(signal, Some(Disposition::Catch));
        }
    }

    /// Sets, ignores or resets a trap.
    pub(super) fn set_trap(&mut self, event: Event, action: Option<&str>) {
        match action {
            Some(action) => {
                self.traps.insert(event, action.to_owned());
            }
            None => {
                self.traps.remove(&event);
            }
        }
        let Event::Signal(signal) = event else { return };
        let disposition = match action {
            Some("") => Some(Disposition::Ignore),
            Some(_) => Some(Disposition::Catch),
            None if self.is_interactive() && SURVIVED.contains(&signal) => Some(Disposition::Catch),
            None => None,
        };
        self.process.on_signal(signal, disposition);
    }

    /// Acts on signals that came: runs their traps; Ctrl-C ends the command line of an interactive shell.
    pub(super) async fn check_signals(&mut self) -> Step {
        while let Some(signal) = self.process.take_signal() {
            self.on_signal(signal).await?;
        }
        Ok(())
    }

    /// Acts on one signal.
    pub(super) async fn on_signal(&mut self, signal: Signal) -> Step {
        let event = Event::Signal(signal);
        if self.traps.contains_key(&event) {
            return self.run_event(event).await;
        }
        if signal == Signal::INT && self.is_interactive() {
            self.print_error("\n");
            self.flush().await;
            self.status = 130;
            return Err(Flow::Abort);
        }
        Ok(())
    }

    /// Runs the trap of an event; `$?` is the same afterwards. The EXIT trap runs once.
    pub(super) async fn run_event(&mut self, event: Event) -> Step {
        // Within its own action a trap does not count.
        if self.trapping.contains(&event) {
            return Ok(());
        }
        let Some(action) = self.traps.get(&event).filter(|action| !action.is_empty()).cloned() else { return Ok(()) };
        if event == Event::Exit {
            self.traps.remove(&event);
        }
        self.trapping.push(event);
        let status = self.status;
        let step = self.run_string(&action, None).await;
        self.trapping.retain(|other| *other != event);
        step?;
        self.status = status;
        Ok(())
    }
}
