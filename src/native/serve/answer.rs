//! An answer on its way to a client: JSON, nothing, a stream of JSON lines or of bytes. What is in it is said elsewhere.

use std::sync::mpsc::Sender;

use serde::Serialize;
use serde_json::{Value, json};

use crate::engine::api::{ApiError, Stream};

use super::connection::Part;
use super::http::Framing;

/// Where an answer goes.
pub(super) struct Answer {
    parts: Sender<Part>,
}

/// The content type of JSON.
const JSON: (&str, &str) = ("Content-Type", "application/json");

impl Answer {
    pub(super) fn new(parts: Sender<Part>) -> Self {
        Self { parts }
    }

    /// Sends a head; headers are name and value.
    pub(super) fn head(&self, status: u16, headers: &[(&'static str, &str)], framing: Framing) {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let _ = self.parts.send(Part::Head { status, headers, framing });
    }

    /// Sends bytes of the body.
    pub(super) fn bytes(&self, bytes: Vec<u8>) {
        let _ = self.parts.send(Part::Bytes(bytes));
    }

    /// An answer without a body.
    pub(super) fn empty(&self, status: u16) {
        self.head(status, &[], Framing::Empty);
    }

    /// A whole body.
    pub(super) fn whole(&self, status: u16, headers: &[(&'static str, &str)], bytes: Vec<u8>) {
        self.head(status, headers, Framing::Length(bytes.len()));
        self.bytes(bytes);
    }

    /// A value as JSON.
    pub(super) fn json(&self, status: u16, value: &impl Serialize) {
        let mut text = serde_json::to_vec(value).unwrap_or_default();
        text.push(b'\n');
        self.whole(status, &[JSON], text);
    }

    /// A refusal in the daemon's form.
    pub(super) fn refuse(&self, error: &ApiError) {
        match error.class.status() {
            304 => self.empty(304),
            status => self.json(status, &json!({"message": error.message})),
        }
    }

    /// Begins a stream of JSON lines.
    pub(super) fn begin_lines(&self) {
        self.head(200, &[JSON], Framing::Chunked);
    }

    /// A line of such a stream.
    pub(super) fn line(&self, value: &Value) {
        self.bytes(format!("{value}\r\n").into_bytes());
    }

    /// Begins a stream of a container's output: raw bytes of a terminal, or frames.
    pub(super) fn begin_output(&self, tty: bool, framing: Framing) {
        let kind = if tty { "application/vnd.docker.raw-stream" } else { "application/vnd.docker.multiplexed-stream" };
        self.head(if framing == Framing::Upgraded { 101 } else { 200 }, &[("Content-Type", kind)], framing);
    }

    /// A piece of a container's output.
    pub(super) fn output(&self, tty: bool, stream: Stream, bytes: &[u8]) {
        if tty {
            return self.bytes(bytes.to_vec());
        }
        let mut frame = vec![if stream == Stream::Stderr { 2 } else { 1 }, 0, 0, 0];
        frame.extend((bytes.len() as u32).to_be_bytes());
        frame.extend(bytes);
        self.bytes(frame);
    }
}
