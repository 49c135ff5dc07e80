//! Reading commands from standard input: typed at a terminal, or from a pipe that the commands share.

use std::rc::Rc;

use crate::os::LineInput;

use super::Flavor;
use super::lexer::Parser;
use super::state::{Event, Flow, Shell, Step};
use super::syntax::Failure;

impl Shell {
    /// Reads commands from standard input and runs them one by one, so that they share it.
    pub(super) async fn run_input(&mut self) -> Step {
        loop {
            let step = self.run_next_input().await;
            self.flush().await;
            match step {
                Ok(true) => {}
                Ok(false) => {
                    let stopped = self.jobs.list.iter().any(|job| job.stopped);
                    let stays = self.is_interactive() && stopped && self.exit_warnings == 0;
                    if self.is_interactive() {
                        self.say_goodbye(stays).await;
                    }
                    if !stays {
                        return Ok(());
                    }
                    self.warn_of_stopped_jobs();
                }
                Err(Flow::Exit) => return Err(Flow::Exit),
                Err(Flow::Abort) if !self.is_interactive() && self.flavor != Flavor::Bash => return Err(Flow::Exit),
                Err(_) => self.tested = 0,
            }
            self.exit_warnings = self.exit_warnings.saturating_sub(1);
        }
    }

    /// Reads one command, of as many lines as it takes. The answer is false at the end of input.
    async fn run_next_input(&mut self) -> Result<bool, Flow> {
        let interactive = self.is_interactive();
        let mut text = String::new();
        let first = self.line;
        loop {
            self.notify_jobs();
            let prompt = if interactive {
                self.prompt(if text.is_empty() { "PS1" } else { "PS2" }).await
            } else {
                String::new()
            };
            self.flush().await;
            let status = i32::from(self.status);
            self.process.change(|info| info.last_status = status);
            let input = self.process.read_line(&prompt).await;
            let ended = match input {
                LineInput::Line(line) => {
                    text.push_str(&line);
                    text.push('\n');
                    false
                }
                LineInput::Interrupted => {
                    self.status = 130;
                    self.run_event(Event::Signal(crate::os::Signal::INT)).await?;
                    return Err(Flow::Abort);
                }
                LineInput::End => true,
            };
            if ended && text.is_empty() {
                return Ok(false);
            }
            if !ended && interactive && self.flavor == Flavor::Bash {
                self.expand_history(&mut text).await?;
            }
            let mut parser = Parser::new(&text, first, self.flavor).with_more(!ended);
            parser.aliases = Some(Rc::clone(&self.aliases));
            let parsed = parser.next_line();
            if matches!(parsed, Err(Failure::Incomplete(_))) && !ended {
                continue;
            }
            self.remember(&text);
            let next = parser.line.max(first);
            let step = match parsed {
                Ok(Some(list)) => {
                    self.line = next;
                    self.warn_cut_off(&mut parser);
                    self.run_list(&list, false).await
                }
                Ok(None) => Ok(()),
                Err(failure) => {
                    self.report_syntax(&failure, &parser);
                    Err(if interactive { Flow::Abort } else { Flow::Exit })
                }
            };
            self.line = next;
            return match step {
                Err(Flow::Return) if self.flavor != Flavor::Bash => Err(Flow::Exit),
                Ok(()) | Err(Flow::Break(_) | Flow::Continue(_) | Flow::Return) => Ok(!ended),
                Err(flow) => Err(flow),
            };
        }
    }

    /// The end of input at a terminal.
    async fn say_goodbye(&mut self, stays: bool) {
        if self.flavor == Flavor::Bash {
            let login = self.name.starts_with('-');
            self.print_error(if login { "logout\n" } else { "exit\n" });
        } else if !stays {
            self.print_error("\n");
        }
        self.flush().await;
    }
}
