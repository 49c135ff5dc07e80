//! How nginx answers a request: which server and location, which file, or whom it asks. Connections and processes are not
//! here.

use std::cell::Cell;
use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;

use super::conf::{Conf, Location, Pattern, Server};
use crate::os::{Ip, Process};
use crate::programs::http::client::{self, Failure};
use crate::programs::http::server::{Request, Response, Service};
use crate::programs::http::{Head, media_type, reason};
use crate::programs::kit::dates;
use crate::vfs::{Errno, Kind, path};

/// A configured server at one port.
pub(super) struct Nginx {
    pub(super) conf: Conf,
    pub(super) port: u16,
    pub(super) version: String,
    /// Descriptors of the access and the error log.
    pub(super) access: u32,
    pub(super) error: u32,
    /// The worker's number, for the error log.
    pub(super) worker: u32,
    pub(super) requests: Cell<u32>,
}

/// A request on its way, and what goes to the error log.
struct Visit<'a> {
    process: &'a Process,
    request: &'a Request,
    server: &'a Server,
    errors: Vec<String>,
}

impl Service for Nginx {
    fn answer<'a>(
        &'a self,
        process: &'a Process,
        request: &'a Request,
    ) -> Pin<Box<dyn Future<Output = Response> + 'a>> {
        Box::pin(async move {
            self.requests.set(self.requests.get() + 1);
            let mut response = if request.head.first.split(' ').count() < 3 {
                self.page(400)
            } else {
                self.route(process, request).await
            };
            self.finish(process, request, &mut response);
            response
        })
    }

    fn log(&self, process: &Process, request: &Request, response: &Response) -> Vec<(u32, String)> {
        let host = request.head.get("host").unwrap_or_default();
        let location = self.conf.server(self.port, host).and_then(|server| server.location(&request.path()));
        let setting = location.and_then(|location| location.get("access_log"));
        if setting.is_some_and(|setting| setting.arg(0) == "off") {
            return Vec::new();
        }
        let named = setting.and_then(|setting| self.conf.formats.iter().find(|(name, _)| name == setting.arg(1)));
        let default = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" \
                       \"$http_user_agent\"";
        let format = named.map_or(default, |(_, format)| format.as_str());
        let line = expand(format, &|name| match name {
            "status" => response.status.to_string(),
            "body_bytes_sent" | "bytes_sent" => {
                if request.method == "HEAD" {
                    "0".to_owned()
                } else {
                    response.body.len().to_string()
                }
            }
            "time_local" => dates::format(process.now(), "%d/%b/%Y:%H:%M:%S +0000"),
            "request_time" => "0.000".to_owned(),
            name => {
                let value = variable(name, request, process);
                if value.is_empty() { "-".to_owned() } else { value }
            }
        });
        vec![(self.access, line + "\n")]
    }
}

impl Nginx {
    /// A page of nginx's own.
    fn page(&self, status: u16) -> Response {
        let text = match status {
            413 => "Request Entity Too Large",
            504 => "Gateway Time-out",
            500 => "Internal Server Error",
            503 => "Service Temporarily Unavailable",
            405 => "Not Allowed",
            status => reason(status),
        };
        let body = format!(
            "<html>\r\n<head><title>{status} {text}</title></head>\r\n<body>\r\n<center><h1>{status} {text}</h1></center>\r\n\
             <hr><center>nginx/{}</center>\r\n</body>\r\n</html>\r\n",
            self.version
        );
        Response::new(status, &[("Content-Type", "text/html")], body.into_bytes())
    }

    fn redirect(&self, status: u16, request: &Request, target: &str) -> Response {
        let target = if target.starts_with('/') {
            let host = request.head.get("host").unwrap_or("localhost");
            format!("http://{host}{target}")
        } else {
            target.to_owned()
        };
        let mut response = self.page(status);
        response.headers.push(("Location".to_owned(), target));
        response
    }

    /// Adds the headers that every answer has.
    fn finish(&self, process: &Process, request: &Request, response: &mut Response) {
        let alive = request.head.keeps_alive();
        let mut headers = vec![
            ("Server".to_owned(), format!("nginx/{}", self.version)),
            ("Date".to_owned(), crate::programs::http::date(process.now())),
        ];
        let mut rest = std::mem::take(&mut response.headers);
        rest.retain(|(name, _)| !["server", "date", "connection"].contains(&name.to_ascii_lowercase().as_str()));
        let after: Vec<(String, String)> = rest.split_off(rest.len().min(1));
        headers.extend(rest);
        if !after.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length")) && response.status != 304 {
            headers.push(("Content-Length".to_owned(), response.body.len().to_string()));
        }
        let (modified, after): (Vec<_>, Vec<_>) = after.into_iter().partition(|(name, _)| name == "Last-Modified");
        headers.extend(modified);
        headers.push(("Connection".to_owned(), if alive { "keep-alive" } else { "close" }.to_owned()));
        headers.extend(after);
        response.headers = headers;
    }

    async fn route(&self, process: &Process, request: &Request) -> Response {
        let host = request.head.get("host").unwrap_or_default();
        let Some(server) = self.conf.server(self.port, host) else { return self.page(404) };
        let mut visit = Visit { process, request, server, errors: Vec::new() };
        let wanted = request.path();
        let clean = path::absolute("/", &wanted);
        let clean = if wanted.ends_with('/') && clean != "/" { format!("{clean}/") } else { clean };
        let mut response = self.locate(&mut visit, &clean, 0).await;
        // A page of the site's own for an error.
        if response.status >= 400 {
            let location = server.location(&clean);
            let pages = location.iter().flat_map(|location| &location.settings).filter(|d| d.name() == "error_page");
            let codes = |d: &&std::rc::Rc<super::conf::Directive>| {
                d.words[1..d.words.len() - 1].iter().any(|code| *code == response.status.to_string())
            };
            if let Some(directive) = pages.rev().find(codes) {
                let target = directive.words.last().cloned().unwrap_or_default();
                let status =
                    directive.words.iter().find_map(|word| word.strip_prefix('=')).and_then(|code| code.parse().ok());
                let page = self.locate(&mut visit, &target, 5).await;
                if page.status < 400 {
                    let status = status.unwrap_or(response.status);
                    response = Response { status, ..page };
                }
            }
        }
        for text in std::mem::take(&mut visit.errors) {
            let line = self.error_line(process, &visit, &text);
            if let Ok(handle) = process.handle(self.error) {
                let _ = handle.write(line.as_bytes()).await;
            }
        }
        response
    }

    fn error_line(&self, process: &Process, visit: &Visit<'_>, text: &str) -> String {
        let time = dates::format(process.now(), "%Y/%m/%d %H:%M:%S");
        let name = visit.server.names.first().map_or("", String::as_str);
        let host = visit.request.head.get("host").unwrap_or_default();
        let (text, tail) = text
            .split_once(", upstream: ")
            .map_or((text, String::new()), |(text, upstream)| (text, format!(", upstream: {upstream}")));
        let worker = self.worker;
        let number = self.requests.get();
        format!(
            "{time} [error] {worker}#{worker}: *{number} {text}, client: {}, server: {name}, request: \"{}\"{tail}, host: \"{host}\"\n",
            visit.request.peer, visit.request.head.first
        )
    }

    /// Answers for a path: its location, or the one that `try_files` leads to.
    fn locate<'a>(
        &'a self,
        visit: &'a mut Visit<'_>,
        wanted: &'a str,
        depth: u8,
    ) -> Pin<Box<dyn Future<Output = Response> + 'a>> {
        Box::pin(async move {
            let location =
                if wanted.starts_with('@') { visit.server.named(wanted) } else { visit.server.location(wanted) };
            let (Some(location), 0..10) = (location, depth) else { return self.page(500) };
            if let Some(directive) = location.get("return") {
                return self.returned(visit, directive.arg(0), directive.arg(1));
            }
            if let Some(directive) = location.get("proxy_pass") {
                let target = directive.arg(0).to_owned();
                return self.proxy(visit, location, wanted, &target).await;
            }
            if location.get("fastcgi_pass").is_some() || location.get("uwsgi_pass").is_some() {
                return self.page(502);
            }
            if !matches!(visit.request.method.as_str(), "GET" | "HEAD") {
                return self.page(405);
            }
            if let Some(directive) = location.get("try_files") {
                let (last, tries) =
                    directive.words[1..].split_last().map_or(("", &[][..]), |(last, t)| (last.as_str(), t));
                for candidate in tries {
                    let uri = expand(candidate, &|name| variable_at(name, visit.request, visit.process, wanted));
                    let place = file_of(location, &uri);
                    let folder = uri.ends_with('/');
                    if visit.process.stat(&place).is_ok_and(|stat| stat.node.is_dir() == folder) {
                        return self.file(visit, location, &uri).await;
                    }
                }
                if let Some(code) = last.strip_prefix('=') {
                    return self.page(code.parse().unwrap_or(404));
                }
                let uri = expand(last, &|name| variable_at(name, visit.request, visit.process, wanted));
                return self.locate(visit, uri.split('?').next().unwrap_or_default(), depth + 1).await;
            }
            self.file(visit, location, wanted).await
        })
    }

    fn returned(&self, visit: &Visit<'_>, first: &str, second: &str) -> Response {
        let text = expand(second, &|name| variable(name, visit.request, visit.process));
        match first.parse::<u16>() {
            Ok(status @ (301 | 302 | 303 | 307 | 308)) => self.redirect(status, visit.request, &text),
            Ok(status) if second.is_empty() => self.page(status),
            Ok(status) => Response::new(status, &[("Content-Type", "application/octet-stream")], text.into_bytes()),
            Err(_) => {
                self.redirect(302, visit.request, &expand(first, &|name| variable(name, visit.request, visit.process)))
            }
        }
    }

    /// A file, or a folder's index.
    async fn file(&self, visit: &mut Visit<'_>, location: &Location, uri: &str) -> Response {
        let mut place = file_of(location, uri);
        let process = visit.process;
        let is_dir = process.is_dir(&place);
        if is_dir && !uri.ends_with('/') {
            return self.redirect(301, visit.request, &format!("{uri}/"));
        }
        if uri.ends_with('/') {
            let index = location.get("index").map_or(vec!["index.html".to_owned()], |d| d.words[1..].to_vec());
            let found = index.iter().map(|name| path::join(&place, name)).find(|name| process.exists(name));
            match found {
                Some(found) => place = found,
                None if is_dir && location.get("autoindex").is_some_and(|d| d.arg(0) == "on") => {
                    return listing(process, &place, uri);
                }
                None if is_dir => {
                    visit.errors.push(format!("directory index of \"{place}\" is forbidden"));
                    return self.page(403);
                }
                None => {
                    let first = index.first().map_or("", String::as_str);
                    visit
                        .errors
                        .push(format!("\"{}\" is not found (2: No such file or directory)", path::join(&place, first)));
                    return self.page(404);
                }
            }
        }
        let (stat, content) = match process.stat(&place).and_then(|stat| Ok((stat, process.read_file(&place)?))) {
            Ok(found) => found,
            Err(error) => {
                let number = if error == Errno::Acces { 13 } else { 2 };
                visit.errors.push(format!("open() \"{place}\" failed ({number}: {error})"));
                return self.page(if error == Errno::Acces { 403 } else { 404 });
            }
        };
        let modified = stat.node.meta.mtime;
        let kind = media_type(&place).unwrap_or_else(|| {
            if location.get("default_type").is_some() { "application/octet-stream" } else { "text/plain" }
        });
        let tag = format!("\"{:x}-{:x}\"", modified.secs(), stat.node.size());
        let last = crate::programs::http::date(modified);
        if visit.request.head.get("if-none-match") == Some(tag.as_str())
            || visit.request.head.get("if-modified-since") == Some(last.as_str())
        {
            return Response::new(304, &[("Last-Modified", &last), ("ETag", &tag)], Vec::new());
        }
        let headers = [("Content-Type", kind), ("Last-Modified", &last), ("ETag", &tag), ("Accept-Ranges", "bytes")];
        let mut response = Response::new(200, &headers, content.read().to_vec());
        add_headers(visit, location, &mut response);
        response
    }

    /// Asks another server.
    async fn proxy(&self, visit: &mut Visit<'_>, location: &Location, wanted: &str, target: &str) -> Response {
        let (process, request) = (visit.process, visit.request);
        let target = expand(target, &|name| variable(name, request, process));
        let rest = target.strip_prefix("http://").unwrap_or(&target);
        let (authority, base) = rest.find('/').map_or((rest, None), |at| (&rest[..at], Some(&rest[at..])));
        // With a path, it takes the place of the location's prefix.
        let uri = match (base, &location.pattern) {
            (Some(base), Pattern::Prefix(prefix, _) | Pattern::Exact(prefix)) => {
                let query = request.target.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
                format!("{base}{}{query}", wanted.strip_prefix(prefix.as_str()).unwrap_or_default())
            }
            _ => request.target.clone(),
        };
        let group = self.conf.upstreams.iter().find(|(name, _)| name == authority).map(|(_, hosts)| hosts);
        let turn = self.requests.get() as usize;
        let place = group.filter(|hosts| !hosts.is_empty()).map_or(authority, |hosts| &hosts[(turn - 1) % hosts.len()]);
        let (host, port) = place.split_once(':').map_or((place, 80), |(host, port)| (host, port.parse().unwrap_or(80)));
        let mut headers =
            vec![("Host".to_owned(), authority.to_owned()), ("Connection".to_owned(), "close".to_owned())];
        for (name, value) in &request.head.headers {
            if !["host", "connection", "keep-alive", "upgrade"].contains(&name.to_ascii_lowercase().as_str()) {
                headers.push((name.clone(), value.clone()));
            }
        }
        for directive in location.settings.iter().filter(|d| d.name() == "proxy_set_header") {
            headers.retain(|(name, _)| !name.eq_ignore_ascii_case(directive.arg(0)));
            let value = expand(directive.arg(1), &|name| variable(name, request, process));
            if !value.is_empty() {
                headers.insert(0, (directive.arg(0).to_owned(), value));
            }
        }
        headers.retain(|(name, value)| !name.eq_ignore_ascii_case("connection") || value == "close");
        let version =
            location.get("proxy_http_version").map_or("1.0", |d| if d.arg(0) == "1.1" { "1.1" } else { "1.0" });
        let head = Head { first: format!("{} {uri} HTTP/{version}", request.method), headers };
        let answer = client::fetch(process, host, port, &head, &request.body).await;
        let at = process.resolve(host).first().map_or_else(|| host.to_owned(), Ip::to_string);
        let upstream = format!(", upstream: \"http://{at}:{port}{uri}\"");
        match answer {
            Ok((head, body)) => {
                let skipped = ["connection", "transfer-encoding", "content-length", "keep-alive", "server", "date"];
                let kept =
                    head.headers.iter().filter(|(name, _)| !skipped.contains(&name.to_ascii_lowercase().as_str()));
                let (kind, others): (Vec<_>, Vec<_>) =
                    kept.cloned().partition(|(name, _)| name.eq_ignore_ascii_case("content-type"));
                let headers = kind.into_iter().chain(others).collect();
                let mut response = Response { status: head.status(), headers, body: body.into() };
                add_headers(visit, location, &mut response);
                response
            }
            Err(failure) => {
                let (status, text) = match failure {
                    Failure::Connect(Errno::TimedOut, _) | Failure::ConnectTimeout(_) => {
                        (504, "upstream timed out (110: Connection timed out) while connecting to upstream")
                    }
                    Failure::Connect(Errno::HostUnreach, _) => {
                        (502, "connect() failed (113: Host is unreachable) while connecting to upstream")
                    }
                    Failure::Connect(..) => {
                        (502, "connect() failed (111: Connection refused) while connecting to upstream")
                    }
                    Failure::Resolve => (502, "no resolver defined to resolve the upstream's name"),
                    Failure::Empty | Failure::Reset => {
                        (502, "upstream prematurely closed connection while reading response header from upstream")
                    }
                };
                visit.errors.push(format!("{text}{upstream}"));
                self.page(status)
            }
        }
    }
}

fn add_headers(visit: &Visit<'_>, location: &Location, response: &mut Response) {
    for directive in location.settings.iter().filter(|d| d.name() == "add_header") {
        let value = expand(directive.arg(1), &|name| variable(name, visit.request, visit.process));
        response.headers.push((directive.arg(0).to_owned(), value));
    }
}

/// The file that a path stands for.
fn file_of(location: &Location, uri: &str) -> String {
    let relative = |text: &str| path::absolute("/etc/nginx", text);
    let (alias, root) = (location.get("alias"), location.get("root"));
    let prefix = match &location.pattern {
        Pattern::Prefix(text, _) | Pattern::Exact(text) => text.as_str(),
        Pattern::Regex(_) | Pattern::Named(_) => "",
    };
    if let Some(alias) = alias {
        let rest = uri.strip_prefix(prefix).unwrap_or_default();
        return format!("{}{rest}", alias.arg(0));
    }
    let root = root.map_or_else(|| "/etc/nginx/html".to_owned(), |root| relative(root.arg(0)));
    format!("{}{uri}", root.trim_end_matches('/'))
}

/// The page of a folder's contents.
fn listing(process: &Process, place: &str, uri: &str) -> Response {
    let mut body = format!(
        "<html>\r\n<head><title>Index of {uri}</title></head>\r\n<body>\r\n<h1>Index of {uri}</h1><hr><pre><a href=\"../\">../</a>\r\n"
    );
    for name in process.read_dir(place).unwrap_or_default() {
        let Ok(stat) = process.stat(&path::join(place, &name)) else { continue };
        let folder = matches!(stat.node.kind, Kind::Dir(_));
        let shown = if folder { format!("{name}/") } else { name };
        let size = if folder { "-".to_owned() } else { stat.node.size().to_string() };
        let pad = " ".repeat(51_usize.saturating_sub(shown.len()));
        let date = dates::format(stat.node.meta.mtime, "%d-%b-%Y %H:%M");
        let _ = write!(body, "<a href=\"{shown}\">{shown}</a>{pad}{date}{size:>20}\r\n");
    }
    body.push_str("</pre><hr></body>\r\n</html>\r\n");
    Response::new(200, &[("Content-Type", "text/html")], body.into_bytes())
}

/// Replaces `$name` and `${name}`.
pub(in crate::programs) fn expand(text: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some((name, tail)) = after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            out.push_str(&value(name));
            rest = tail;
            continue;
        }
        let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        if end == 0 {
            out.push('$');
        } else {
            out.push_str(&value(&after[..end]));
        }
        rest = &after[end..];
    }
    out + rest
}

fn variable(name: &str, request: &Request, process: &Process) -> String {
    variable_at(name, request, process, &request.path())
}

/// A variable's value; empty when it has none.
fn variable_at(name: &str, request: &Request, process: &Process, uri: &str) -> String {
    let header = |name: &str| request.head.get(name).unwrap_or_default().to_owned();
    match name {
        "remote_addr" | "realip_remote_addr" => request.peer.to_string(),
        "host" => header("host").split(':').next().unwrap_or_default().to_owned(),
        "request" => request.head.first.clone(),
        "request_method" => request.method.clone(),
        "request_uri" => request.target.clone(),
        "uri" | "document_uri" => uri.to_owned(),
        "args" | "query_string" => {
            request.target.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
        }
        "is_args" => if request.target.contains('?') { "?" } else { "" }.to_owned(),
        "scheme" => "http".to_owned(),
        "hostname" => process.hostname(),
        "server_protocol" => request.head.first.rsplit(' ').next().unwrap_or_default().to_owned(),
        "proxy_add_x_forwarded_for" => match request.head.get("x-forwarded-for") {
            Some(before) => format!("{before}, {}", request.peer),
            None => request.peer.to_string(),
        },
        _ => name.strip_prefix("http_").map(|name| header(&name.replace('_', "-"))).unwrap_or_default(),
    }
}
