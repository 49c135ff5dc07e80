//! HTTP/1.1 as far as an Engine API client needs it: requests with whole bodies, answers whole or in chunks. No TLS, no
//! pipelining.

use std::fmt::Write as _;
use std::io::{BufRead, Error, ErrorKind, Read, Result, Write};

/// Longest line of a head, and longest body, that a client may send.
const MAX_LINE: u64 = 64 * 1024;
const MAX_BODY: u64 = 1 << 30;

/// What a client asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    /// `GET`, `POST` ...
    pub(super) method: String,
    /// The path without the API's version, its parts unescaped.
    pub(super) path: Vec<String>,
    /// The query's names and values in order.
    pub(super) query: Vec<(String, String)>,
    /// Header names in small letters, and their values.
    pub(super) headers: Vec<(String, String)>,
    /// The body.
    pub(super) body: Vec<u8>,
}

impl Request {
    /// The first value of a query's name; empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// All values of a query's name.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    /// Whether a query's value says yes, as the daemon reads it.
    pub(super) fn is_set(&self, name: &str) -> bool {
        !matches!(self.get(name).to_lowercase().as_str(), "" | "0" | "no" | "false" | "none")
    }

    /// A header's value; empty when there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Reads a request; `None` when the client has closed the connection.
    pub(super) fn read(stream: &mut impl BufRead) -> Result<Option<Self>> {
        let start = line(stream)?;
        if start.is_empty() {
            return Ok(None);
        }
        let mut words = start.split_whitespace();
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Self {
            method: method.to_owned(),
            path: parts(path),
            query: query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect(),
            ..Self::default()
        };
        loop {
            let header = line(stream)?;
            if header.is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':') {
                request.headers.push((name.trim().to_lowercase(), value.trim().to_owned()));
            }
        }
        if request.header("expect").eq_ignore_ascii_case("100-continue") {
            return Err(Error::new(ErrorKind::Unsupported, "100-continue"));
        }
        request.body = if request.header("transfer-encoding").contains("chunked") {
            chunks(stream)?
        } else {
            let length = request.header("content-length").parse::<u64>().unwrap_or(0);
            let mut body = Vec::new();
            stream.take(length.min(MAX_BODY)).read_to_end(&mut body)?;
            body
        };
        Ok(Some(request))
    }
}

/// A line of the head without its end; empty at the end of the stream.
fn line(stream: &mut impl BufRead) -> Result<String> {
    let mut bytes = Vec::new();
    stream.take(MAX_LINE).read_until(b'\n', &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

/// A body in chunks, whole.
fn chunks(stream: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let head = line(stream)?;
        let size = head.split(';').next().and_then(|size| u64::from_str_radix(size.trim(), 16).ok());
        let size = size.filter(|size| *size <= MAX_BODY).ok_or_else(|| Error::from(ErrorKind::InvalidData))?;
        stream.take(size).read_to_end(&mut body)?;
        line(stream)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

/// A path's parts without the API's version.
fn parts(path: &str) -> Vec<String> {
    let mut parts: Vec<String> =
        path.split('/').filter(|part| !part.is_empty()).map(|part| unescape(part, false)).collect();
    let versioned = parts.first().is_some_and(|first| {
        first.strip_prefix('v').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    });
    if versioned {
        parts.remove(0);
    }
    parts
}

fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (unescape(name, true), unescape(value, true))
}

/// Text with `%2F` and the like made plain, and in a query `+` as a space.
fn unescape(text: &str, query: bool) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let code = code
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (code, bytes[at]) {
            (Some(byte), _) => {
                out.push(byte);
                at += 3;
                continue;
            }
            (None, b'+') if query => out.push(b' '),
            (None, byte) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// How an answer's body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// There is none.
    Empty,
    /// All of it, so long.
    Length(usize),
    /// In chunks, as it comes.
    Chunked,
    /// The connection becomes a stream of bytes in both directions.
    Upgraded,
}

/// Writes an answer's head.
pub(super) fn write_head(
    stream: &mut impl Write,
    status: u16,
    headers: &[(&str, String)],
    framing: Framing,
) -> Result<()> {
    let reason = match status {
        101 => "UPGRADED",
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        304 => "Not Modified",
        400 => "Bad Request",
        404 => "Not Found",
        409 => "Conflict",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        _ => "Status",
    };
    let mut head =
        format!("HTTP/1.1 {status} {reason}\r\nApi-Version: 1.50\r\nDocker-Experimental: false\r\nOstype: linux\r\n");
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let _ = match framing {
        Framing::Empty if matches!(status, 204 | 304) => Ok(()),
        Framing::Empty => write!(head, "Content-Length: 0\r\n"),
        Framing::Length(length) => write!(head, "Content-Length: {length}\r\n"),
        Framing::Chunked => write!(head, "Transfer-Encoding: chunked\r\nConnection: close\r\n"),
        Framing::Upgraded => write!(head, "Connection: Upgrade\r\nUpgrade: tcp\r\n"),
    };
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())
}

/// Writes a part of an answer's body.
pub(super) fn write_part(stream: &mut impl Write, bytes: &[u8], framing: Framing) -> Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    if framing == Framing::Chunked {
        write!(stream, "{:x}\r\n", bytes.len())?;
        stream.write_all(bytes)?;
        stream.write_all(b"\r\n")?;
    } else {
        stream.write_all(bytes)?;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_whole() {
        let text = b"POST /v1.50/images/a%2Fb/tag?repo=c%3Ad&x=1+2&x=y HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n\
            GET /_ping HTTP/1.1\r\n\r\n";
        let mut stream = &text[..];
        let request = Request::read(&mut stream).unwrap().unwrap();
        assert_eq!((request.method.as_str(), request.path.join("|").as_str()), ("POST", "images|a/b|tag"));
        assert_eq!((request.get("repo"), request.all("x")), ("c:d", vec!["1 2".to_owned(), "y".to_owned()]));
        assert_eq!(request.body, b"abc");
        assert_eq!(Request::read(&mut stream).unwrap().unwrap().path, ["_ping"]);
        assert!(Request::read(&mut stream).unwrap().is_none());
    }
}
