//! One request to a server. Redirections and what is done with the answer are the caller's affair.

use super::{Body, Head, Reader};
use crate::base::time::MILLI;
use crate::os::{Either, Ip, Process, select};
use crate::vfs::Errno;

/// How far a request came before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The host's name has no address.
    Resolve,
    /// The connection was not made; after so many milliseconds.
    Connect(Errno, u64),
    /// The connection was not made in time.
    ConnectTimeout(u64),
    /// The server closed without a word.
    Empty,
    /// The server reset the connection.
    Reset,
}

/// An open connection.
pub(crate) struct Connection {
    process: Process,
    fd: u32,
    /// The address in use.
    pub(crate) ip: Ip,
    /// What the server sends.
    pub(crate) reader: Reader,
}

/// Finds a host and connects to it, within so many microseconds.
pub(crate) async fn connect(
    process: &Process,
    host: &str,
    port: u16,
    limit: Option<u64>,
) -> Result<Connection, Failure> {
    let started = process.now();
    let found = process.resolve(host);
    if found.is_empty() {
        return Err(Failure::Resolve);
    }
    let elapsed = || process.now().since(started) / MILLI;
    let attempt = async {
        // Several addresses are tried in order.
        let mut last = Err(Errno::ConnRefused);
        for ip in found {
            last = process.connect(ip, port).await.map(|fd| (fd, ip));
            if last.is_ok() {
                break;
            }
        }
        last
    };
    let result = match limit {
        None => attempt.await,
        Some(limit) => match select(attempt, process.sleep(limit)).await {
            Either::Left(result) => result,
            Either::Right(()) => return Err(Failure::ConnectTimeout(elapsed())),
        },
    };
    match result {
        Ok((fd, ip)) => {
            // A round trip takes its time, if little.
            process.sleep(MILLI / 2).await;
            Ok(Connection { process: process.clone(), fd, ip, reader: Reader::new(process, fd) })
        }
        Err(errno) => Err(Failure::Connect(errno, elapsed())),
    }
}

impl Connection {
    /// Sends a request and waits for the answer's head. Interim answers (100) are skipped.
    pub(crate) async fn request(&mut self, head: &Head, body: &[u8]) -> Result<Head, Failure> {
        let mut bytes = head.text().into_bytes();
        bytes.extend_from_slice(body);
        let handle = self.process.handle(self.fd).map_err(|_| Failure::Reset)?;
        // Written by handle: a closed peer is an error here, not a signal.
        if handle.write(&bytes).await == Err(Errno::ConnReset) {
            return Err(Failure::Reset);
        }
        drop(handle);
        loop {
            match self.reader.head().await {
                Ok(Some(head)) if (100..200).contains(&head.status()) && head.status() != 101 => {}
                Ok(Some(head)) => return Ok(head),
                Ok(None) => return Err(Failure::Empty),
                Err(_) => return Err(Failure::Reset),
            }
        }
    }

    /// Hangs up.
    pub(crate) fn close(self) {
        self.process.close(self.fd);
    }
}

/// A whole answer to a request.
pub(crate) async fn fetch(
    process: &Process,
    host: &str,
    port: u16,
    head: &Head,
    body: &[u8],
) -> Result<(Head, Vec<u8>), Failure> {
    let mut connection = connect(process, host, port, None).await?;
    let answer = connection.request(head, body).await;
    let result = match answer {
        Ok(answer) => {
            let method = head.first.split(' ').next().unwrap_or_default();
            let body = connection.reader.body(Body::of_response(&answer, method)).await;
            body.map(|body| (answer, body)).map_err(|_| Failure::Reset)
        }
        Err(failure) => Err(failure),
    };
    connection.close();
    result
}
