//! The input side of a JavaScript process: edited lines behind a prompt, plain standard input, single keys.

use crate::os::{Either, LineInput, Process, Sender, TtyMode, channel, select};
use crate::programs::js_runtime::{Bytes, JsEvent};

/// How much is read at once, in bytes.
const CHUNK: usize = 65_536;

/// Who reads standard input; dropping a sender ends its reader.
pub(super) struct Terminal {
    process: Process,
    events: Sender<JsEvent>,
    editor: Option<Sender<()>>,
    reader: Option<Sender<()>>,
    raw: bool,
}

impl Terminal {
    /// Nobody reads yet.
    pub(super) fn new(process: &Process, events: &Sender<JsEvent>) -> Self {
        Self { process: process.clone(), events: events.clone(), editor: None, reader: None, raw: false }
    }

    /// Asks for a line; a question that is still open is put anew.
    pub(super) async fn prompt(&mut self, text: String) {
        if !self.process.is_tty(0) {
            self.process.out(&text).await;
        }
        let (stop, mut stopped) = channel(self.process.kernel());
        self.editor = Some(stop);
        let (process, events) = (self.process.clone(), self.events.clone());
        self.process.thread(async move {
            let event = match select(stopped.recv(), process.read_line(&text)).await {
                Either::Left(_) => return,
                Either::Right(LineInput::Line(text)) => JsEvent::Line { text },
                Either::Right(LineInput::End) => JsEvent::Eof,
                Either::Right(LineInput::Interrupted) => JsEvent::Signal { name: "SIGINT".to_owned() },
            };
            events.send(event);
        });
    }

    /// Reads standard input from now on, or stops.
    pub(super) fn read(&mut self, on: bool) {
        if !on || self.reader.is_some() {
            self.reader = self.reader.take().filter(|_| on);
            return;
        }
        let (stop, mut stopped) = channel(self.process.kernel());
        self.reader = Some(stop);
        let (process, events) = (self.process.clone(), self.events.clone());
        self.process.thread(async move {
            loop {
                match select(stopped.recv(), process.read(0, CHUNK)).await {
                    Either::Left(_) => return,
                    Either::Right(Ok(bytes)) if !bytes.is_empty() => {
                        events.send(JsEvent::StdinData { bytes: Bytes(bytes) });
                    }
                    Either::Right(_) => break,
                }
            }
            events.send(JsEvent::StdinEnd);
        });
    }

    /// Delivers single keys from now on, or lines again.
    pub(super) fn raw(&mut self, on: bool) {
        let Some(tty) = self.process.tty_of(0) else { return };
        let mode = if on { TtyMode::Raw } else { TtyMode::Cooked };
        self.process.set_tty(tty, mode, !on, None);
        self.raw = on;
    }

    /// Leaves the terminal as it was.
    pub(super) fn leave(&mut self) {
        (self.editor, self.reader) = (None, None);
        if self.raw {
            self.raw(false);
        }
    }
}
