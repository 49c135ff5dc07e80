//! The loop of a web server: accepts connections, reads requests, writes answers. What an answer is, and what is logged, are
//! the server's affair.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::{Body, Head, Reader, date, reason};
use crate::os::{Ip, Process};

/// A request.
pub(crate) struct Request {
    /// `GET`, `POST`, ...
    pub(crate) method: String,
    /// Path and query as they came.
    pub(crate) target: String,
    /// First line and headers.
    pub(crate) head: Head,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// Who asks.
    pub(crate) peer: Ip,
}

impl Request {
    /// The path, decoded, without the query.
    pub(crate) fn path(&self) -> String {
        super::url::decode(self.target.split('?').next().unwrap_or_default())
    }
}

/// An answer.
pub(crate) struct Response {
    /// The status.
    pub(crate) status: u16,
    /// Headers in order; `Date`, `Content-Length` and `Connection` are the server's affair too.
    pub(crate) headers: Vec<(String, String)>,
    /// The body; left out in answer to HEAD.
    pub(crate) body: Rc<Vec<u8>>,
}

impl Response {
    /// An answer with headers from pairs.
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: Vec<u8>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { status, headers, body: Rc::new(body) }
    }

    /// The head in HTTP/1.1 or, for old servers, HTTP/1.0.
    fn head(&self, version: &str, text: Option<&str>) -> Head {
        let reason = text.unwrap_or(reason(self.status));
        Head { first: format!("{version} {} {reason}", self.status), headers: self.headers.clone() }
    }
}

/// What a server does with a request.
pub(crate) trait Service {
    /// The answer.
    fn answer<'a>(&'a self, process: &'a Process, request: &'a Request)
    -> Pin<Box<dyn Future<Output = Response> + 'a>>;

    /// What is noted of an answer that was sent: descriptors and texts.
    fn log(&self, process: &Process, request: &Request, response: &Response) -> Vec<(u32, String)>;

    /// The protocol of answers; 1.0 closes after each.
    fn version(&self) -> &'static str {
        "HTTP/1.1"
    }

    /// The reason phrase where the server has its own.
    fn reason(&self, _status: u16) -> Option<&'static str> {
        None
    }
}

/// The service at a port, which may be exchanged while it runs.
#[derive(Clone)]
pub(crate) struct Slot(Rc<RefCell<Rc<dyn Service>>>);

impl Slot {
    /// A port's service.
    pub(crate) fn new(service: Rc<dyn Service>) -> Self {
        Self(Rc::new(RefCell::new(service)))
    }

    /// Exchanges it; connections that are open keep theirs.
    pub(crate) fn set(&self, service: Rc<dyn Service>) {
        *self.0.borrow_mut() = service;
    }
}

/// Serves connections of a listening descriptor, for ever.
pub(crate) async fn serve(process: Process, listener: u32, slot: Slot) {
    while let Ok((fd, peer)) = process.accept(listener).await {
        let (own, service) = (process.clone(), Rc::clone(&slot.0.borrow()));
        process.thread(async move {
            converse(&own, fd, peer, &*service).await;
            own.close(fd);
        });
    }
}

async fn converse(process: &Process, fd: u32, peer: Ip, service: &dyn Service) {
    let mut reader = Reader::new(process, fd);
    while let Ok(Some(head)) = reader.head().await {
        let mut words = head.first.split(' ').map(str::to_owned);
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let Ok(body) = reader.body(Body::of_request(&head)).await else { return };
        let request = Request { method, target, head, body, peer };
        let mut response = service.answer(process, &request).await;
        let stays = request.head.keeps_alive() && service.version() == "HTTP/1.1";
        if !response.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("date")) {
            response.headers.insert(0, ("Date".to_owned(), date(process.now())));
        }
        let mut bytes = response.head(service.version(), service.reason(response.status)).text().into_bytes();
        if request.method != "HEAD" {
            bytes.extend_from_slice(&response.body);
        }
        // By handle, so that a peer that left does not kill the server.
        let sent = match process.handle(fd) {
            Ok(handle) => handle.write(&bytes).await,
            Err(error) => Err(error),
        };
        for (fd, text) in service.log(process, &request, &response) {
            if let Ok(handle) = process.handle(fd) {
                let _ = handle.write(text.as_bytes()).await;
            }
        }
        if !stays || sent.is_err() {
            return;
        }
    }
}
