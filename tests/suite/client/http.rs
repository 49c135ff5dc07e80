//! Just enough HTTP/1.1 over a Unix socket to ask the stub engine: whole answers, streams and raw connections.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

/// An answer whose body has not been read.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    body: BufReader<UnixStream>,
}

/// What a request carries.
pub(crate) enum Body<'a> {
    /// Nothing.
    None,
    /// JSON.
    Json(&'a Value),
    /// A tar archive.
    Tar(&'a [u8]),
}

/// Sends a request and reads the head of its answer. `raw` asks for the connection itself.
pub(crate) fn request(socket: &str, method: &str, path: &str, body: &Body<'_>, raw: bool) -> Answer {
    let mut stream = UnixStream::connect(socket).expect("the stub engine listens");
    let (kind, bytes) = match body {
        Body::None => ("text/plain", Vec::new()),
        Body::Json(value) => ("application/json", value.to_string().into_bytes()),
        Body::Tar(bytes) => ("application/x-tar", bytes.to_vec()),
    };
    let connection = if raw { "Upgrade\r\nUpgrade: tcp" } else { "close" };
    let head = format!(
        "{method} /v1.50{path} HTTP/1.1\r\nHost: docker\r\nConnection: {connection}\r\nContent-Type: {kind}\r\n\
         Content-Length: {}\r\n\r\n",
        bytes.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes)).expect("the stub engine reads");
    let mut body = BufReader::new(stream);
    let mut line = String::new();
    body.read_line(&mut line).expect("the stub engine answers");
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line");
    let mut headers = Vec::new();
    loop {
        line.clear();
        body.read_line(&mut line).expect("the stub engine answers");
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_lowercase(), value.to_owned())),
            None => break,
        }
    }
    Answer { status, headers, body }
}

/// An answer that is given, not asked for.
pub(crate) fn given(status: u16, bytes: Vec<u8>) -> Answer {
    let (mut ours, theirs) = UnixStream::pair().expect("a pair of sockets");
    std::thread::spawn(move || {
        let _ = ours.write_all(&bytes);
    });
    Answer { status, headers: Vec::new(), body: BufReader::new(theirs) }
}

impl Answer {
    /// A header.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The whole body.
    pub(crate) fn read(mut self) -> Vec<u8> {
        let mut all = Vec::new();
        while let Some(part) = self.part() {
            all.extend(part);
        }
        all
    }

    /// The next part of the body; `None` at its end.
    fn part(&mut self) -> Option<Vec<u8>> {
        if self.header("transfer-encoding") == "chunked" {
            let mut line = String::new();
            self.body.read_line(&mut line).ok()?;
            let size = usize::from_str_radix(line.trim(), 16).ok().filter(|size| *size > 0)?;
            let mut part = vec![0; size + 2];
            self.body.read_exact(&mut part).ok()?;
            part.truncate(size);
            return Some(part);
        }
        let mut part = vec![0; 65_536];
        match self.header("content-length").parse::<usize>() {
            Ok(0) => None,
            Ok(size) => {
                part.resize(size, 0);
                self.body.read_exact(&mut part).ok()?;
                self.headers.retain(|(name, _)| name != "content-length");
                self.headers.push(("content-length".to_owned(), "0".to_owned()));
                Some(part)
            }
            Err(_) => {
                let size = self.body.read(&mut part).ok().filter(|size| *size > 0)?;
                part.truncate(size);
                Some(part)
            }
        }
    }

    /// The connection for writing, and its parts as they come, read by a thread.
    pub(crate) fn follow(mut self) -> (UnixStream, Receiver<Vec<u8>>) {
        let writer = self.body.get_ref().try_clone().expect("a socket can be cloned");
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            while let Some(part) = self.part() {
                if sender.send(part).is_err() {
                    return;
                }
            }
        });
        (writer, receiver)
    }
}
