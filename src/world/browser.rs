//! The page's browser: a program on a host that asks ports of that host and keeps the answer. It renders nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::os::{ExitStatus, Ip, Launch, Process};
use crate::vfs::Errno;

use super::World;
use super::terminal::learner;

/// What the browser asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// `localhost`, an address or a name.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path with its query, from `/` on.
    pub path: String,
    /// Headers beside Host and Content-Length.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Request {
    /// The header that marks a request for a part of a page, such as a style sheet, rather than for a page.
    pub const PART: &str = "Sec-Fetch-Mode";
}

/// How an answer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageState {
    /// It has not come.
    Loading,
    /// Nothing listens there.
    Refused,
    /// The name is not known.
    UnknownHost,
    /// The connection broke off.
    Reset,
    /// An answer.
    Answer {
        /// The status, 200.
        status: u16,
        /// Header names in lower case with their values.
        headers: Vec<(String, String)>,
        /// The body.
        body: Rc<Vec<u8>>,
    },
}

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Page {
    /// What was asked.
    pub request: Request,
    state: Rc<RefCell<PageState>>,
}

impl Page {
    /// How the answer stands.
    pub fn state(&self) -> PageState {
        self.state.borrow().clone()
    }
}

impl World {
    /// The requests of the page's browser, oldest first.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    pub(super) fn browse(&mut self, host: u32, request: &Request) {
        let Some(host) = self.hosts.get(host as usize) else { return };
        let state = Rc::new(RefCell::new(PageState::Loading));
        self.pages.push(Page { request: request.clone(), state: Rc::clone(&state) });
        let launch = Launch {
            ns: host.ns,
            ppid: 0,
            pgid: None,
            tty: None,
            argv: vec!["browser".to_owned()],
            env: Rc::default(),
            cwd: "/".to_owned(),
            cred: learner(),
            fds: BTreeMap::new(),
            ignored: vec![crate::os::Signal::PIPE],
            init: false,
        };
        let request = request.clone();
        let kernel = self.kernel.clone();
        let pid = self.kernel.launch_future(launch, 0, move |process| {
            Box::pin(async move {
                let answer = ask(&process, &request).await;
                *state.borrow_mut() = answer;
                ExitStatus::OK
            })
        });
        self.kernel.spawn_service(async move {
            kernel.wait_exit(pid).await;
        });
    }
}

async fn ask(process: &Process, request: &Request) -> PageState {
    let Some(ip) = process.resolve(&request.host).first().copied() else { return PageState::UnknownHost };
    let ip = if request.host == "localhost" { Ip::LOCALHOST } else { ip };
    let fd = match process.connect(ip, request.port).await {
        Ok(fd) => fd,
        Err(Errno::ConnReset) => return PageState::Reset,
        Err(_) => return PageState::Refused,
    };
    let mut text =
        format!("{} {} HTTP/1.1\r\nHost: {}:{}\r\n", request.method, request.path, request.host, request.port);
    for (name, value) in &request.headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    text.push_str("User-Agent: Mozilla/5.0 (Drydock)\r\nAccept: text/html,*/*\r\n");
    if !request.body.is_empty() || request.method != "GET" {
        text.extend(["Content-Length: ", &request.body.len().to_string(), "\r\n"]);
    }
    text.push_str("Connection: close\r\n\r\n");
    text.push_str(&request.body);
    if process.write(fd, text.as_bytes()).await.is_err() {
        return PageState::Reset;
    }
    let mut bytes = Vec::new();
    loop {
        match process.read(fd, 65_536).await {
            Ok(part) if part.is_empty() => break,
            Ok(part) => bytes.extend(part),
            Err(_) => return PageState::Reset,
        }
        if is_whole(&bytes) {
            break;
        }
    }
    parse(&bytes).unwrap_or(PageState::Reset)
}

/// Header names with their values.
type Headers = Vec<(String, String)>;

/// The head of an answer: status, headers, where the body begins.
fn head(bytes: &[u8]) -> Option<(u16, Headers, usize)> {
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = text.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header =
        |line: &str| line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    Some((status, lines.filter_map(header).collect(), end + 4))
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some((_, headers, start)) = head(bytes) else { return false };
    let body = &bytes[start..];
    if let Some(length) = header(&headers, "content-length").and_then(|text| text.parse::<usize>().ok()) {
        return body.len() >= length;
    }
    header(&headers, "transfer-encoding").is_some_and(|kind| kind.contains("chunked")) && body.ends_with(b"0\r\n\r\n")
}

fn parse(bytes: &[u8]) -> Option<PageState> {
    let (status, headers, start) = head(bytes)?;
    let body = &bytes[start..];
    let chunked = header(&headers, "transfer-encoding").is_some_and(|kind| kind.contains("chunked"));
    let body = if chunked { unchunk(body) } else { body.to_vec() };
    Some(PageState::Answer { status, headers, body: Rc::new(body) })
}

fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = bytes.windows(2).position(|part| part == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).ok().and_then(|text| usize::from_str_radix(text.trim(), 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        let from = end + 2;
        let Some(part) = bytes.get(from..from + size) else { break };
        whole.extend_from_slice(part);
        bytes = bytes.get(from + size + 2..).unwrap_or_default();
    }
    whole
}
