//! One client's connection, in a thread of its own: it reads requests, hands them to the world's thread and writes what
//! comes back. It knows no docker.

use std::io::{BufReader, Read, Result};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Sender, channel};

use super::http::{Framing, Request, write_head, write_part};

/// What the world's thread is told.
pub(super) enum Message {
    /// A client asks something.
    Asked {
        /// The connection's number, new for each request.
        id: u64,
        /// What.
        request: Request,
        /// Where the answer goes.
        answer: Sender<Part>,
    },
    /// Bytes on a connection that became a stream; none at its end.
    Input {
        /// Which.
        id: u64,
        /// What came.
        bytes: Vec<u8>,
    },
    /// The client has left.
    Left {
        /// Which.
        id: u64,
    },
    /// Something that tests do with the world.
    Do(Box<dyn FnOnce(&mut crate::session::Session) + Send>),
    /// The server ends.
    Stop,
}

/// A part of an answer.
pub(super) enum Part {
    /// Its head.
    Head {
        /// The HTTP status.
        status: u16,
        /// Further headers.
        headers: Vec<(&'static str, String)>,
        /// How the body comes.
        framing: Framing,
    },
    /// Bytes of its body.
    Bytes(Vec<u8>),
}

/// Serves a client until it leaves. `numbers` gives each request its number.
pub(super) fn serve(stream: &TcpStream, messages: &Sender<Message>, numbers: &dyn Fn() -> u64) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut input = BufReader::new(stream.try_clone()?);
    while let Some(request) = Request::read(&mut input)? {
        let id = numbers();
        let silent = request.method == "HEAD";
        let (sender, parts) = channel();
        if messages.send(Message::Asked { id, request, answer: sender }).is_err() {
            return Ok(());
        }
        // What was read ahead already belongs to a stream's input.
        let ahead = input.buffer().to_vec();
        let mut out = stream;
        let mut framing = Framing::Empty;
        let mut watched = false;
        while let Ok(part) = parts.recv() {
            let written = match part {
                Part::Head { status, headers, framing: kind } => {
                    framing = kind;
                    if matches!(framing, Framing::Chunked | Framing::Upgraded) && !watched {
                        watched = true;
                        watch(stream.try_clone()?, id, messages.clone(), framing, ahead.clone());
                    }
                    write_head(&mut out, status, &headers, framing)
                }
                Part::Bytes(_) if silent => Ok(()),
                Part::Bytes(bytes) => write_part(&mut out, &bytes, framing),
            };
            if written.is_err() {
                let _ = messages.send(Message::Left { id });
                return written;
            }
        }
        if framing == Framing::Chunked {
            let _ = std::io::Write::write_all(&mut out, b"0\r\n\r\n");
        }
        if watched {
            // Somebody else reads from this connection now: it serves no further request.
            return stream.shutdown(Shutdown::Write);
        }
    }
    Ok(())
}

/// Reads what a client sends while its answer goes on: a stream's input, or only its leaving.
fn watch(mut stream: TcpStream, id: u64, messages: Sender<Message>, framing: Framing, ahead: Vec<u8>) {
    std::thread::spawn(move || {
        if framing == Framing::Upgraded && !ahead.is_empty() {
            let _ = messages.send(Message::Input { id, bytes: ahead });
        }
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let count = stream.read(&mut buffer).unwrap_or(0);
            let message = match (framing, count) {
                (Framing::Upgraded, _) => Message::Input { id, bytes: buffer[..count].to_vec() },
                (_, 0) => Message::Left { id },
                _ => continue,
            };
            if messages.send(message).is_err() || count == 0 {
                return;
            }
        }
    });
}
