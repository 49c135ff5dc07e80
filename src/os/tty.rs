//! Terminals: line discipline, echo, prompts and the bytes that go to the screen. What a screen looks like (escape codes,
//! colours) and line editing are the front end's affair.

use std::collections::VecDeque;

use super::process::Pid;
use super::signal::Signal;

/// A terminal's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TtyId(pub u32);

/// How typed bytes become input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TtyMode {
    /// By lines, echoed, with Ctrl-C, Ctrl-D and backspace.
    Cooked,
    /// By lines that the front end edits; a program waits in [`super::Process::read_line`].
    Edited,
    /// Byte by byte, not echoed.
    Raw,
}

/// What typed input really reaches when a client in raw mode passes it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Another terminal, for example a container's.
    Tty(TtyId),
    /// A pipe, by number.
    Pipe(u32),
}

/// A line from a terminal, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineInput {
    /// A line without its newline.
    Line(String),
    /// Ctrl-C.
    Interrupted,
    /// The end of input (Ctrl-D).
    End,
}

/// One terminal.
#[derive(Clone, Debug)]
pub struct Tty {
    /// The discipline.
    pub mode: TtyMode,
    /// Whether cooked input is echoed; off for passwords.
    pub echo: bool,
    /// Whether echo and prompts are kept off the screen, for scripted runs that record output alone.
    pub silent: bool,
    /// Columns of the screen.
    pub cols: u16,
    /// Rows of the screen.
    pub rows: u16,
    /// The foreground process group, which Ctrl-C reaches.
    pub foreground: Option<Pid>,
    /// The prompt of the program that waits for an edited line.
    pub prompt: Option<String>,
    /// Where input really goes.
    pub link: Option<Link>,
    /// Ctrl-C came while a line was edited.
    pub(super) interrupted: bool,
    line: Vec<u8>,
    ready: VecDeque<Vec<u8>>,
    out: Vec<u8>,
}

impl Tty {
    /// A terminal in cooked mode.
    pub fn new(cols: u16, rows: u16) -> Self {
        Self {
            mode: TtyMode::Cooked,
            echo: true,
            silent: false,
            cols,
            rows,
            foreground: None,
            prompt: None,
            link: None,
            interrupted: false,
            line: Vec::new(),
            ready: VecDeque::new(),
            out: Vec::new(),
        }
    }

    /// Takes typed bytes; the answer are signals for the foreground group.
    pub(super) fn input(&mut self, bytes: &[u8]) -> Vec<Signal> {
        if self.mode == TtyMode::Raw {
            self.ready.push_back(bytes.to_vec());
            return Vec::new();
        }
        let mut signals = Vec::new();
        for &byte in bytes {
            match byte {
                3 => {
                    self.line.clear();
                    self.ready.clear();
                    self.echo_text("^C");
                    if self.mode == TtyMode::Edited {
                        self.echo_text("\r\n");
                        self.interrupted = true;
                    } else {
                        signals.push(Signal::INT);
                    }
                }
                4 => {
                    // At the start of a line it is the end of input; after text it hands the text over.
                    let line = std::mem::take(&mut self.line);
                    self.ready.push_back(line);
                }
                26 if self.mode == TtyMode::Cooked => {
                    self.echo_text("^Z");
                    signals.push(Signal::TSTP);
                }
                28 if self.mode == TtyMode::Cooked => {
                    self.echo_text("^\\");
                    signals.push(Signal::QUIT);
                }
                // Ctrl-P and Ctrl-Q are editing keys at a prompt, and editing is done before a line comes here.
                16 | 17 if self.mode == TtyMode::Edited => {}
                127 | 8 => while self.line.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {},
                b'\r' | b'\n' => {
                    let mut line = std::mem::take(&mut self.line);
                    if self.mode == TtyMode::Cooked {
                        let text = String::from_utf8_lossy(&line).into_owned();
                        self.echo_text(&text);
                        self.echo_text("\r\n");
                    }
                    line.push(b'\n');
                    self.ready.push_back(line);
                }
                _ => self.line.push(byte),
            }
        }
        signals
    }

    fn echo_text(&mut self, text: &str) {
        if self.echo && !self.silent {
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    /// Input for a reader: up to `max` bytes, empty at the end of input, `None` when there is nothing yet.
    pub(super) fn take(&mut self, max: usize) -> Option<Vec<u8>> {
        let mut first = self.ready.pop_front()?;
        if first.len() > max {
            let rest = first.split_off(max);
            self.ready.push_front(rest);
        }
        Some(first)
    }

    /// One line for a line editor without its newline; `None` when there is nothing yet.
    pub(super) fn take_line(&mut self) -> Option<LineInput> {
        let mut bytes = self.ready.pop_front()?;
        if bytes.is_empty() {
            return Some(LineInput::End);
        }
        if let Some(at) = bytes.iter().position(|byte| *byte == b'\n' || *byte == b'\r') {
            let rest = bytes.split_off(at + 1);
            bytes.pop();
            if !rest.is_empty() {
                self.ready.push_front(rest);
            }
        }
        let line = String::from_utf8_lossy(&bytes).into_owned();
        if !self.silent {
            self.out.extend_from_slice(line.as_bytes());
            self.out.extend_from_slice(b"\r\n");
        }
        Some(LineInput::Line(line))
    }

    /// Shows a prompt and waits for an edited line.
    pub(super) fn begin_line(&mut self, prompt: &str) {
        self.mode = TtyMode::Edited;
        self.prompt = Some(prompt.to_owned());
        if !self.silent {
            self.out.extend_from_slice(prompt.as_bytes());
        }
    }

    /// The line editor is done.
    pub(super) fn end_line(&mut self) {
        self.mode = TtyMode::Cooked;
        self.prompt = None;
    }

    /// Shows a line and an answer to it between the prompt that stands and the same prompt again; no program is told.
    pub fn interject(&mut self, line: &str, text: &str) {
        if !self.silent {
            self.out.extend_from_slice(line.as_bytes());
            self.out.extend_from_slice(b"\r\n");
        }
        self.out.extend_from_slice(text.replace('\n', "\r\n").as_bytes());
        self.show_prompt();
    }

    /// Shows the prompt that stands once more.
    pub fn show_prompt(&mut self) {
        if let Some(prompt) = self.prompt.as_ref().filter(|_| !self.silent) {
            self.out.extend_from_slice(prompt.as_bytes());
        }
    }

    /// Bytes that a program prints.
    pub(super) fn print(&mut self, bytes: &[u8]) {
        if self.mode == TtyMode::Raw {
            self.out.extend_from_slice(bytes);
            return;
        }
        for &byte in bytes {
            if byte == b'\n' {
                self.out.push(b'\r');
            }
            self.out.push(byte);
        }
    }

    /// Takes up to `max` bytes off what waits for the screen.
    pub(super) fn drain(&mut self, max: usize) -> Vec<u8> {
        if self.out.len() <= max {
            return std::mem::take(&mut self.out);
        }
        let rest = self.out.split_off(max);
        std::mem::replace(&mut self.out, rest)
    }

    /// Whether something waits for the screen.
    pub(super) fn has_output(&self) -> bool {
        !self.out.is_empty()
    }

    /// Whether typed input waits for a reader.
    pub fn has_input(&self) -> bool {
        !self.ready.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cooked_input_comes_by_lines_and_is_echoed() {
        let mut tty = Tty::new(80, 24);
        assert!(tty.input(b"ab\x7fc").is_empty());
        assert_eq!(tty.take(10), None);
        tty.input(b"\n\x04");
        assert_eq!(tty.take(10).as_deref(), Some(&b"ac\n"[..]));
        assert_eq!(tty.take(10).as_deref(), Some(&b""[..]));
        assert_eq!(tty.drain(99), b"ac\r\n");
        assert_eq!(tty.input(b"x\x03"), [Signal::INT]);
    }

    #[test]
    fn an_edited_line_is_shown_when_it_is_read() {
        let mut tty = Tty::new(80, 24);
        tty.begin_line("$ ");
        tty.input(b"one\ntwo\n");
        assert_eq!(tty.take_line(), Some(LineInput::Line("one".to_owned())));
        tty.end_line();
        assert_eq!(tty.drain(99), b"$ one\r\n");
        tty.begin_line("$ ");
        assert_eq!(tty.take_line(), Some(LineInput::Line("two".to_owned())));
    }
}
