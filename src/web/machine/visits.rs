//! The browser panel's side of the world: requests to ports of the host, redirects, the way back, and the style sheets and
//! pictures that a page needs. What a page looks like is not known here.

use std::rc::Rc;

use super::{HOST, Inner, Machine};
use crate::session::Session;
use crate::web::browser::{Answer, Visit, document};
use crate::world::{Input, PageState, Request};

/// Redirects that are followed one after another.
const REDIRECTS_MAX: u32 = 10;
/// Style sheets and pictures that are fetched for one page.
const PARTS_MAX: usize = 24;

/// The pages asked for.
#[derive(Default)]
pub(super) struct Visits {
    /// The addresses before this one.
    before: Vec<String>,
    visit: Visit,
    /// Which of the world's pages is on its way, and how many redirects led to it.
    waiting: Option<(usize, u32)>,
    /// The page whose parts are on their way.
    parts: Option<Unfinished>,
}

/// A page whose parts are on their way.
struct Unfinished {
    status: String,
    text: String,
    /// Links as the page has them, and the places of their requests among the world's pages.
    parts: Vec<(String, usize)>,
}

impl Visits {
    /// What the panel shows.
    pub(super) fn visit(&self) -> Visit {
        self.visit.clone()
    }

    /// Stops waiting, after a step back.
    pub(super) fn forget(&mut self) {
        (self.waiting, self.parts) = (None, None);
        if self.visit.answer == Answer::Waiting {
            self.visit = Visit::default();
        }
    }

    /// Whether an answer is on its way.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.is_some() || self.parts.is_some()
    }

    fn ask(&mut self, session: &mut Session, request: Request, redirects: u32) {
        self.visit = Visit { url: address(&request), answer: Answer::Waiting };
        self.parts = None;
        session.apply(Input::Browse { host: HOST, request });
        self.waiting = session.world().pages().len().checked_sub(1).map(|place| (place, redirects));
        self.follow(session);
    }

    /// Takes what has come.
    pub(super) fn follow(&mut self, session: &mut Session) {
        if let Some((place, redirects)) = self.waiting {
            let Some(page) = session.world().pages().get(place) else {
                self.waiting = None;
                return;
            };
            let (request, state) = (page.request.clone(), page.state());
            if state == PageState::Loading {
                return;
            }
            self.waiting = None;
            self.take(session, &request, state, redirects);
        }
        self.gather(session);
    }

    fn take(&mut self, session: &mut Session, request: &Request, state: PageState, redirects: u32) {
        let PageState::Answer { status, headers, body } = state else {
            self.visit.answer = match state {
                PageState::UnknownHost => Answer::Unknown,
                PageState::Reset => Answer::Reset,
                PageState::Refused | PageState::Loading | PageState::Answer { .. } => Answer::Refused,
            };
            return;
        };
        let header = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        if let Some(location) = header("location").filter(|_| (300..400).contains(&status) && redirects < REDIRECTS_MAX)
        {
            let method = if status == 307 || status == 308 { request.method.clone() } else { "GET".to_owned() };
            let body = if method == "GET" { String::new() } else { request.body.clone() };
            if let Some(next) = request_for(&join(&address(request), location), &method, body) {
                self.ask(session, next, redirects + 1);
                return;
            }
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        let status = format!("{status} {}", reason(status));
        let kind = header("content-type").unwrap_or("text/html");
        if !kind.starts_with("text/html") {
            self.visit.answer = Answer::Page { status, html: false, body: Rc::from(text) };
            return;
        }
        let base = address(request);
        let wanted = document::parts(&text);
        let mut parts = Vec::new();
        for link in wanted.into_iter().take(PARTS_MAX) {
            if let Some(mut request) = request_for(&join(&base, &link), "GET", String::new()) {
                // As browsers say it; the journal tells such a request from a visit by it.
                request.headers.push((Request::PART.to_owned(), "no-cors".to_owned()));
                session.apply(Input::Browse { host: HOST, request });
                parts.push((link, session.world().pages().len() - 1));
            }
        }
        self.parts = Some(Unfinished { status, text, parts });
    }

    /// Puts a page together when all its parts have come.
    fn gather(&mut self, session: &Session) {
        let Some(Unfinished { status, text, parts }) = &self.parts else { return };
        let pages = session.world().pages();
        let states: Vec<(&String, Option<PageState>)> =
            parts.iter().map(|(link, place)| (link, pages.get(*place).map(crate::world::Page::state))).collect();
        if states.iter().any(|(_, state)| *state == Some(PageState::Loading)) {
            return;
        }
        let found = states.into_iter().filter_map(|(link, state)| match state {
            Some(PageState::Answer { status: 200, headers, body }) => {
                let kind = headers.into_iter().find(|(name, _)| name == "content-type").map(|(_, value)| value);
                Some((link.clone(), kind.unwrap_or_default(), body))
            }
            _ => None,
        });
        let body = document::with_parts(text, &found.collect::<Vec<_>>());
        self.visit.answer = Answer::Page { status: status.clone(), html: true, body: Rc::from(body) };
        self.parts = None;
    }
}

impl Machine {
    /// Asks for a page by its address.
    pub(in crate::web) fn browse(&self, url: &str) {
        self.visit(url, "GET", String::new());
    }

    /// Follows a link of the page that is shown, or sends one of its forms.
    pub(in crate::web) fn follow(&self, link: &str, method: &str, body: String) {
        let base = self.inner.borrow().as_ref().map(|inner| inner.visits.visit.url.clone()).unwrap_or_default();
        self.visit(&join(&base, link), method, body);
    }

    /// Asks for the page before this one.
    pub(in crate::web) fn browse_back(&self) {
        let url = self.inner.borrow_mut().as_mut().and_then(|inner| inner.visits.before.pop());
        if let Some(request) = url.and_then(|url| request_for(&url, "GET", String::new())) {
            self.with(|inner| inner.ask(request));
        }
    }

    fn visit(&self, url: &str, method: &str, body: String) {
        let Some(request) = request_for(url, method, body) else { return };
        self.with(|inner| {
            let visits = &mut inner.visits;
            if !visits.visit.url.is_empty() && visits.visit.url != address(&request) {
                visits.before.push(visits.visit.url.clone());
            }
            inner.ask(request);
        });
    }
}

impl Inner {
    fn ask(&mut self, request: Request) {
        self.save_draft();
        self.visits.ask(&mut self.session, request, 0);
    }
}

/// The address of a request.
fn address(request: &Request) -> String {
    let port = if request.port == 80 { String::new() } else { format!(":{}", request.port) };
    format!("http://{}{port}{}", request.host, request.path)
}

/// The request for an address; `None` for one that is none of the world's.
fn request_for(url: &str, method: &str, body: String) -> Option<Request> {
    let rest = url.strip_prefix("http://")?;
    let rest = rest.split('#').next().unwrap_or(rest);
    let (place, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (place, 80),
    };
    let headers = if body.is_empty() {
        Vec::new()
    } else {
        vec![("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned())]
    };
    Some(Request {
        method: method.to_ascii_uppercase(),
        host: host.to_owned(),
        port,
        path: if path.starts_with('/') { path.to_owned() } else { format!("/{path}") },
        headers,
        body,
    })
}

/// A link of a page as a full address.
fn join(base: &str, link: &str) -> String {
    if link.contains("://") {
        return link.to_owned();
    }
    let rest = base.strip_prefix("http://").unwrap_or(base);
    let (place, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if link.starts_with('/') {
        return format!("http://{place}{link}");
    }
    let path = path.split(['?', '#']).next().unwrap_or(path);
    if link.is_empty() || link.starts_with(['?', '#']) {
        return format!("http://{place}{path}{link}");
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("http://{place}/{}", parts.join("/"))
}

/// The words for a status.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_joined_as_browsers_do() {
        let base = "http://localhost:3000/a/b?x=1";
        let joined = ["/c", "c", "../c", "?y=2", "", "http://localhost/z"].map(|link| join(base, link));
        let wanted = ["/c", "/a/c", "/c", "/a/b?y=2", "/a/b"].map(|path| format!("http://localhost:3000{path}"));
        assert_eq!(joined[..5], wanted);
        assert_eq!(joined[5], "http://localhost/z");
    }

    #[test]
    fn requests_have_host_port_and_path() {
        let request = request_for("http://localhost:8080?x#y", "get", String::new()).unwrap();
        assert_eq!((request.port, request.path.as_str(), request.method.as_str()), (8080, "/?x", "GET"));
        let request = request_for("http://localhost/a", "post", "b=1".to_owned()).unwrap();
        assert_eq!((request.port, request.path.as_str(), request.method.as_str()), (80, "/a", "POST"));
        assert_eq!(address(&request), "http://localhost/a");
        assert_eq!(request_for("mailto:x", "GET", String::new()), None);
    }
}
