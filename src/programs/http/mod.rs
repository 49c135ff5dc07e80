//! HTTP/1.1 as curl, wget and the web servers speak it over the kernel's sockets. TLS and HTTP/2 are not modelled.

pub(crate) mod client;
pub(crate) mod server;
pub(crate) mod url;

use crate::base::Time;
use crate::os::Process;
use crate::vfs::Errno;

use super::kit::dates;

/// The first line and the headers of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// `GET / HTTP/1.1` or `HTTP/1.1 200 OK`.
    pub(crate) first: String,
    /// Names as they came, with their values.
    pub(crate) headers: Vec<(String, String)>,
}

impl Head {
    /// A header's value; names have no case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The status of a response, 0 when there is none.
    pub(crate) fn status(&self) -> u16 {
        self.first.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
    }

    /// Whether the connection stays open after this message.
    pub(crate) fn keeps_alive(&self) -> bool {
        let old = self.first.starts_with("HTTP/1.0") || self.first.ends_with("HTTP/1.0");
        match self.get("connection").map(str::to_ascii_lowercase).as_deref() {
            Some("close") => false,
            Some("keep-alive") => true,
            _ => !old,
        }
    }

    /// The message's lines with their ends, the empty one included.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}\r\n", self.first);
        for (name, value) in &self.headers {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
            text.push_str("\r\n");
        }
        text + "\r\n"
    }
}

/// How much of a message's body is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// So many bytes.
    Length(u64),
    /// Chunks up to an empty one.
    Chunked,
    /// Everything up to the end of the connection.
    ToEnd,
}

impl Body {
    /// The body that follows a request's head.
    pub(crate) fn of_request(head: &Head) -> Self {
        if is_chunked(head) { Self::Chunked } else { Self::Length(length(head).unwrap_or(0)) }
    }

    /// The body that follows a response's head.
    pub(crate) fn of_response(head: &Head, method: &str) -> Self {
        match head.status() {
            _ if method == "HEAD" => Self::Length(0),
            100..200 | 204 | 304 => Self::Length(0),
            _ if is_chunked(head) => Self::Chunked,
            _ => length(head).map_or(Self::ToEnd, Self::Length),
        }
    }
}

fn is_chunked(head: &Head) -> bool {
    head.get("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"))
}

/// The declared length of a body.
pub(crate) fn length(head: &Head) -> Option<u64> {
    head.get("content-length").and_then(|text| text.trim().parse().ok())
}

/// Reads messages from a descriptor.
pub(crate) struct Reader {
    process: Process,
    fd: u32,
    buffer: Vec<u8>,
}

/// The most that a line may have, in bytes.
const LINE_MAX: usize = 65_536;

impl Reader {
    /// A reader of a socket; the caller closes it.
    pub(crate) fn new(process: &Process, fd: u32) -> Self {
        Self { process: process.clone(), fd, buffer: Vec::new() }
    }

    /// Reads more; false at the end.
    async fn fill(&mut self) -> Result<bool, Errno> {
        let part = self.process.read(self.fd, LINE_MAX).await?;
        self.buffer.extend_from_slice(&part);
        Ok(!part.is_empty())
    }

    /// A line without its end; `None` at the end of the connection.
    async fn line(&mut self) -> Result<Option<String>, Errno> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()));
            }
            if self.buffer.len() > LINE_MAX || !self.fill().await? {
                return Ok(None);
            }
        }
    }

    /// The next message's head; `None` when the connection ends before it.
    pub(crate) async fn head(&mut self) -> Result<Option<Head>, Errno> {
        let Some(first) = self.line().await? else { return Ok(None) };
        let mut head = Head { first, headers: Vec::new() };
        while let Some(line) = self.line().await? {
            if line.is_empty() {
                return Ok(Some(head));
            }
            if let Some((name, value)) = line.split_once(':') {
                head.headers.push((name.to_owned(), value.trim().to_owned()));
            }
        }
        Ok(Some(head))
    }

    /// The next part of a body; empty when it is complete. An early end gives [`Errno::Pipe`].
    pub(crate) async fn part(&mut self, body: &mut Body) -> Result<Vec<u8>, Errno> {
        match *body {
            Body::Length(0) => Ok(Vec::new()),
            Body::Length(left) => {
                if self.buffer.is_empty() && !self.fill().await? {
                    return Err(Errno::Pipe);
                }
                let taken = (self.buffer.len() as u64).min(left);
                *body = Body::Length(left - taken);
                Ok(self.buffer.drain(..taken as usize).collect())
            }
            Body::ToEnd => {
                if self.buffer.is_empty() && !self.fill().await? {
                    return Ok(Vec::new());
                }
                Ok(std::mem::take(&mut self.buffer))
            }
            Body::Chunked => {
                let size = self.line().await?.ok_or(Errno::Pipe)?;
                let size = size.split(';').next().unwrap_or_default().trim();
                let size = usize::from_str_radix(size, 16).map_err(|_| Errno::Inval)?;
                while self.buffer.len() < size.saturating_add(2) {
                    if !self.fill().await? {
                        return Err(Errno::Pipe);
                    }
                }
                let chunk: Vec<u8> = self.buffer.drain(..size).collect();
                self.line().await?;
                if size == 0 {
                    *body = Body::Length(0);
                }
                Ok(chunk)
            }
        }
    }

    /// A whole body.
    pub(crate) async fn body(&mut self, mut body: Body) -> Result<Vec<u8>, Errno> {
        let mut all = Vec::new();
        loop {
            let part = self.part(&mut body).await?;
            if part.is_empty() {
                return Ok(all);
            }
            all.extend(part);
        }
    }
}

/// A date in HTTP's form: `Thu, 01 Oct 2026 09:00:00 GMT`.
pub(crate) fn date(time: Time) -> String {
    dates::format(time, "%a, %d %b %Y %H:%M:%S GMT")
}

/// The reason phrase of a status.
pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Request Entity Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Time-out",
        _ => "",
    }
}

/// The media type of a file by its name.
pub(crate) fn media_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "js" | "mjs" => "application/javascript",
        "json" => "application/json",
        "txt" => "text/plain",
        "xml" => "text/xml",
        "md" => "text/markdown",
        "csv" => "text/csv",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "tar" => "application/x-tar",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        _ => return None,
    })
}
