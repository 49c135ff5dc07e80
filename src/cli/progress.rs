//! The progress of pulls and pushes: a line for each layer, updated in place on a terminal; plain lines of what began and
//! ended otherwise. The layout and its widths are those of docker's jsonmessage in 28.2.2.

use crate::base::units::human_size;
use crate::engine::api::Progress;
use crate::os::{Process, Receiver};

use super::failure::{Failure, Outcome};

/// The narrowest terminal with room for a bar.
const BAR_WIDTH: u16 = 110;
/// Columns that are assumed where there is no terminal.
const WIDTH: u16 = 200;

/// Shows messages on a descriptor until they end. Facts for the client go to `aux`; the error is the last message's.
pub(crate) async fn show(
    process: &Process,
    fd: u32,
    messages: Receiver<Progress>,
    aux: &mut dyn FnMut(&serde_json::Value),
) -> Outcome {
    show_as(process, fd, process.tty_size(fd).map(|(cols, _)| cols), messages, aux).await
}

/// The same for a terminal of so many columns, or for none although there is one.
pub(crate) async fn show_as(
    process: &Process,
    fd: u32,
    terminal: Option<u16>,
    mut messages: Receiver<Progress>,
    aux: &mut dyn FnMut(&serde_json::Value),
) -> Outcome {
    let mut display = Display::new(terminal);
    while let Some(message) = messages.recv().await {
        if let Some(facts) = &message.aux {
            aux(facts);
            continue;
        }
        let text = display.line(&message);
        if !text.is_empty() {
            let _ = process.write(fd, text.as_bytes()).await;
        }
        if let Some(failure) = failed(&message) {
            return Err(failure);
        }
    }
    Ok(())
}

/// The text of messages as it would be shown where there is no terminal, and how they ended. Facts for the client go to
/// `aux`.
pub(crate) async fn collect(
    mut messages: Receiver<Progress>,
    aux: &mut dyn FnMut(&serde_json::Value),
) -> (String, Outcome) {
    let (mut display, mut text) = (Display::new(None), String::new());
    while let Some(message) = messages.recv().await {
        if let Some(facts) = &message.aux {
            aux(facts);
            continue;
        }
        text.push_str(&display.line(&message));
        if let Some(failure) = failed(&message) {
            return (text, Err(failure));
        }
    }
    (text, Ok(()))
}

/// What a message says of a failure, with the exit code of a failed build step.
fn failed(message: &Progress) -> Option<Failure> {
    let error = message.error.as_ref()?;
    let code = message.error_code.and_then(|code| u8::try_from(code).ok()).filter(|code| *code != 0);
    Some(Failure::new(error.clone(), code.unwrap_or(1)))
}

/// Waits for the end of messages that are not shown. The error is the last message's.
pub(crate) async fn wait(mut messages: Receiver<Progress>) -> Outcome {
    while let Some(message) = messages.recv().await {
        if let Some(error) = message.error {
            return Err(error.into());
        }
    }
    Ok(())
}

/// What was shown so far.
struct Display {
    /// The terminal's columns.
    terminal: Option<u16>,
    /// The ids with a line of their own, from the top.
    lines: Vec<String>,
}

impl Display {
    fn new(terminal: Option<u16>) -> Self {
        Self { terminal, lines: Vec::new() }
    }

    /// The bytes that show a message.
    fn line(&mut self, message: &Progress) -> String {
        // A repository's name stands by itself; every other message with an id is about a layer.
        let layer = !message.id.is_empty() && !message.status.starts_with("Pulling from ");
        let on_terminal = self.terminal.is_some();
        let (mut out, mut up) = (String::new(), 0);
        if layer {
            let known = self.lines.iter().position(|id| *id == message.id);
            let at = known.unwrap_or(self.lines.len());
            if known.is_none() {
                self.lines.push(message.id.clone());
                out.push_str(if on_terminal { "\n" } else { "" });
            }
            up = self.lines.len() - at;
        } else {
            self.lines.clear();
        }
        if message.error.is_some() {
            return out;
        }
        let bar = if layer { bar(message, self.terminal.unwrap_or(WIDTH)) } else { String::new() };
        if layer && on_terminal {
            let (id, status) = (&message.id, &message.status);
            return format!("{out}\x1b[{up}A\x1b[2K\r{id}: {status} {bar}\r\x1b[{up}B");
        }
        if !bar.is_empty() {
            return out;
        }
        if !message.id.is_empty() {
            out.push_str(&message.id);
            out.push_str(": ");
        }
        if message.stream.is_empty() {
            out.push_str(&message.status);
            out.push('\n');
        } else {
            out.push_str(&message.stream);
        }
        out
    }
}

/// How far a layer is, as a bar and numbers; empty when nothing is counted.
fn bar(message: &Progress, width: u16) -> String {
    let (current, total) = (message.current, message.total);
    if current == 0 && total == 0 {
        return String::new();
    }
    if total == 0 {
        return format!("{:>8}", human_size(current));
    }
    let half = ((u128::from(current) * 100 / u128::from(total)) as usize / 2).min(50);
    let bar = if width > BAR_WIDTH {
        let (done, left) = ("=".repeat(half), " ".repeat(50 - half));
        format!("[{done}>{left}] ")
    } else {
        String::new()
    };
    let numbers = format!("{:>8}", human_size(current));
    if current > total { bar + &numbers } else { format!("{bar}{numbers}/{}", human_size(total)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_shows_bars_and_a_pipe_does_not() {
        let part = Progress { current: 1_000, total: 4_000, ..Progress::about("abc", "Downloading") };
        let mut terminal = Display::new(Some(120));
        assert_eq!(terminal.line(&Progress::about("latest", "Pulling from me/app")), "latest: Pulling from me/app\n");
        assert_eq!(
            terminal.line(&part),
            "\n\x1b[1A\x1b[2K\rabc: Downloading [============>                                      ]      1kB/4kB\r\x1b[1B"
        );
        let mut pipe = Display::new(None);
        assert_eq!(pipe.line(&part), "");
        assert_eq!(pipe.line(&Progress::about("abc", "Pull complete")), "abc: Pull complete\n");
    }
}
