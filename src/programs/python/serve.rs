//! Web servers that run a program's handlers, with their banners and logs, and the clients `requests` and `redis`.

use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::json::{self, Style};
use super::show;
use super::thread::{Shared, Thread};
use super::value::{Args, Flow, Native, Object, Run, Seen, Value};
use super::web::{Fetch, Server, Serving, fits, from_query};
use crate::os::{Either, Ip, Process, select};
use crate::programs::http::client::{self, Failure};
use crate::programs::http::server::{self, Request, Response, Service};
use crate::programs::http::{Head, date, reason, url};
use crate::programs::kit::{dates, net};
use crate::vfs::Errno;

const WARNING: &str = "WARNING: This is a development server. Do not use it in a production deployment. Use a production WSGI server instead.";

/// A served application.
struct App {
    shared: Rc<Shared>,
    serving: Serving,
}

impl Thread {
    /// Serves until Ctrl-C.
    pub(super) async fn serve(&mut self, serving: Serving) -> Run<Value> {
        let process = self.shared.process.clone();
        let (host, port) = (serving.host.clone(), serving.port);
        let ip = match host.as_str() {
            "" | "0.0.0.0" | "::" => Ip::ANY,
            host => process.resolve(host).first().copied().unwrap_or(Ip::LOCALHOST),
        };
        let server = serving.server;
        if server == Server::Werkzeug {
            let mode = if serving.debug { "on" } else { "off" };
            self.shared.print(&format!(" * Serving Flask app '{}'\n * Debug mode: {mode}\n", serving.name));
            self.shared.flush(true).await;
        }
        let listener = match process.listen(ip, port) {
            Ok(listener) => listener,
            Err(Errno::AddrInUse) => {
                self.shared.err(&format!("Address already in use\nPort {port} is in use by another program.\n")).await;
                return Err(Flow::Exit(1));
            }
            Err(error) => return Err(self.os_error(error, "")),
        };
        let banner = self.banner(&serving, ip);
        self.shared.err(&banner).await;
        let slot = server::Slot::new(Rc::new(App { shared: Rc::clone(&self.shared), serving }));
        match select(server::serve(process.clone(), listener, slot), process.next_signal()).await {
            Either::Right(_) if server == Server::Plain => return Err(self.raise("KeyboardInterrupt", "")),
            Either::Left(()) | Either::Right(_) => {}
        }
        if server == Server::Uvicorn {
            let pid = process.own_pid();
            let text = format!(
                "INFO:     Shutting down\nINFO:     Waiting for application shutdown.\nINFO:     Application shutdown complete.\nINFO:     Finished server process [{pid}]\n"
            );
            self.shared.err(&text).await;
        }
        Ok(Value::None)
    }

    /// What a server says when it is ready.
    fn banner(&self, serving: &Serving, ip: Ip) -> String {
        let process = &self.shared.process;
        let (port, pid) = (serving.port, process.own_pid());
        match serving.server {
            Server::Plain => String::new(),
            Server::Uvicorn => format!(
                "INFO:     Started server process [{pid}]\nINFO:     Waiting for application startup.\nINFO:     Application startup complete.\nINFO:     \
                 Uvicorn running on http://{}:{port} (Press CTRL+C to quit)\n",
                serving.host
            ),
            Server::Gunicorn => {
                let time = dates::format(process.now(), "%Y-%m-%d %H:%M:%S +0000");
                let line = |pid: u32, text: &str| format!("[{time}] [{pid}] [INFO] {text}\n");
                line(pid, &format!("Starting gunicorn {}", process.version()))
                    + &line(pid, &format!("Listening at: http://{}:{port} ({pid})", serving.host))
                    + &line(pid, "Using worker: sync")
                    + &line(pid + 6, &format!("Booting worker with pid: {}", pid + 6))
            }
            Server::Werkzeug => {
                let mut out = format!("\u{1b}[31m\u{1b}[1m{WARNING}\u{1b}[0m\n");
                if ip == Ip::ANY {
                    let own = net::own_ip(process);
                    let _ = write!(
                        out,
                        " * Running on all addresses (0.0.0.0)\n * Running on http://127.0.0.1:{port}\n * Running on http://{own}:{port}\n"
                    );
                } else {
                    let _ = writeln!(out, " * Running on http://{ip}:{port}");
                }
                out.push_str("\u{1b}[33mPress CTRL+C to quit\u{1b}[0m\n");
                if serving.debug {
                    out.push_str(" * Restarting with stat\n * Debugger is active!\n * Debugger PIN: 135-792-468\n");
                }
                out
            }
        }
    }

    /// A request to another server.
    pub(super) async fn fetch(&mut self, fetch: Fetch) -> Run<Value> {
        let Ok(place) = url::Url::parse(&fetch.url) else {
            return Err(self.raise("requests.exceptions.RequestException", &format!("Invalid URL '{}'", fetch.url)));
        };
        let mut headers = vec![
            ("Host".to_owned(), place.authority()),
            ("User-Agent".to_owned(), "python-requests/2.32.3".to_owned()),
        ];
        headers.extend([("Accept".to_owned(), "*/*".to_owned()), ("Connection".to_owned(), "keep-alive".to_owned())]);
        headers.extend(fetch.headers);
        if !fetch.body.is_empty() {
            headers.push(("Content-Length".to_owned(), fetch.body.len().to_string()));
        }
        let head = Head { first: format!("{} {} HTTP/1.1", fetch.method, place.path), headers };
        let process = self.shared.process.clone();
        let answer = self.wait(client::fetch(&process, &place.host, place.port(), &head, &fetch.body)).await?;
        match answer {
            Ok((head, body)) => {
                let headers =
                    Value::dict(head.headers.iter().map(|(name, value)| (Value::str(name), Value::str(value))));
                let status = i64::from(head.status());
                let attrs = vec![
                    ("status_code", Value::Int(status)),
                    ("ok", Value::Bool(status < 400)),
                    ("text", Value::str(String::from_utf8_lossy(&body))),
                    ("content", Value::Bytes(body.into())),
                    ("headers", headers),
                    ("url", Value::str(&fetch.url)),
                ];
                Ok(Value::native("requests.Response", attrs, Native::Nothing))
            }
            Err(failure) => {
                let why = match failure {
                    Failure::Resolve => "[Errno -2] Name or service not known",
                    Failure::Connect(Errno::ConnRefused, _) => "[Errno 111] Connection refused",
                    _ => "Connection aborted",
                };
                let (host, port, path) = (&place.host, place.port(), &place.path);
                let text = format!(
                    "HTTPConnectionPool(host='{host}', port={port}): Max retries exceeded with url: {path} (Caused by NewConnectionError('Failed to establish a new connection: {why}'))"
                );
                Err(self.raise("requests.exceptions.ConnectionError", &text))
            }
        }
    }

    /// A command to a Redis server. The last word says whether texts are wanted.
    pub(super) async fn redis(&mut self, host: &str, port: u16, mut words: Vec<Value>) -> Run<Value> {
        let decode = words.pop().is_some_and(|value| value.truth());
        let process = self.shared.process.clone();
        let failed = |thread: &Self, why: &str| thread.raise("redis.exceptions.ConnectionError", why);
        let Some(ip) = process.resolve(host).first().copied() else {
            return Err(failed(self, &format!("Error -2 connecting to {host}:{port}. Name or service not known.")));
        };
        let fd = match self.wait(process.connect(ip, port)).await? {
            Ok(fd) => fd,
            Err(Errno::ConnRefused) => {
                return Err(failed(self, &format!("Error 111 connecting to {host}:{port}. Connection refused.")));
            }
            Err(error) => return Err(failed(self, &format!("Error connecting to {host}:{port}. {error}."))),
        };
        let mut bytes = format!("*{}\r\n", words.len()).into_bytes();
        for word in &words {
            let word = match word {
                Value::Bytes(bytes) => bytes.to_vec(),
                other => show::text(other).into_bytes(),
            };
            bytes.extend(format!("${}\r\n", word.len()).into_bytes());
            bytes.extend(word);
            bytes.extend(b"\r\n");
        }
        let reply = async {
            process.write(fd, &bytes).await?;
            let mut got = Vec::new();
            loop {
                if let Some((value, _)) = parse(&got, decode) {
                    return Ok(Some(value));
                }
                let part = process.read(fd, 4_096).await?;
                if part.is_empty() {
                    return Ok::<_, Errno>(None);
                }
                got.extend(part);
            }
        };
        let reply = self.wait(reply).await?;
        process.close(fd);
        let command = words.first().map(show::text).unwrap_or_default();
        match reply {
            Ok(Some(Ok(Value::Str(text)))) if &*text == "OK" || &*text == "PONG" => Ok(Value::Bool(true)),
            Ok(Some(Ok(Value::Int(number)))) if command == "EXPIRE" => Ok(Value::Bool(number == 1)),
            Ok(Some(Ok(Value::List(list)))) if command == "HGETALL" => {
                let list = list.borrow();
                Ok(Value::dict(list.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone()))))
            }
            Ok(Some(Ok(value))) => Ok(value),
            Ok(Some(Err(text))) => Err(self.raise("RuntimeError", &text)),
            _ => Err(failed(self, "Connection closed by server.")),
        }
    }
}

/// A reply of Redis and how long it is; an error's text.
fn parse(bytes: &[u8], decode: bool) -> Option<(Result<Value, String>, usize)> {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
    let line = String::from_utf8_lossy(bytes.get(1..end)?).into_owned();
    let after = end + 2;
    Some(match bytes.first()? {
        b'+' => (Ok(Value::str(line)), after),
        b'-' => (Err(line), after),
        b':' => (Ok(Value::Int(line.parse().unwrap_or(0))), after),
        b'$' => match usize::try_from(line.parse::<i64>().unwrap_or(-1)) {
            Err(_) => (Ok(Value::None), after),
            Ok(length) => {
                let data = bytes.get(after..after + length)?;
                bytes.get(after + length + 1)?;
                let value = if decode { Value::str(String::from_utf8_lossy(data)) } else { Value::Bytes(data.into()) };
                (Ok(value), after + length + 2)
            }
        },
        _ => {
            let (mut items, mut at) = (Vec::new(), after);
            for _ in 0..line.parse::<i64>().unwrap_or(0) {
                let (item, length) = parse(bytes.get(at..)?, decode)?;
                items.push(item.unwrap_or_default());
                at += length;
            }
            (Ok(Value::list(items)), at)
        }
    })
}

/// What a handler came to, before it is an answer.
struct Answer {
    status: u16,
    kind: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl App {
    fn error(&self, status: u16) -> Answer {
        if self.serving.server == Server::Uvicorn && !self.is_flask() {
            let text = if status == 500 {
                "Internal Server Error".to_owned()
            } else {
                format!("{{\"detail\":\"{}\"}}", reason(status))
            };
            let kind = if status == 500 { "text/plain; charset=utf-8" } else { "application/json" };
            return Answer { status, kind: kind.to_owned(), headers: Vec::new(), body: text.into_bytes() };
        }
        let title = if status == 500 { "Internal Server Error" } else { reason(status) };
        let text = match status {
            404 => {
                "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."
            }
            405 => "The method is not allowed for the requested URL.",
            400 => "The browser (or proxy) sent a request that this server could not understand.",
            500 => {
                "The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application."
            }
            _ => "",
        };
        let body = format!(
            "<!doctype html>\n<html lang=en>\n<title>{status} {title}</title>\n<h1>{title}</h1>\n<p>{text}</p>\n"
        );
        Answer { status, kind: "text/html; charset=utf-8".to_owned(), headers: Vec::new(), body: body.into_bytes() }
    }

    fn is_flask(&self) -> bool {
        matches!(&self.serving.app, Value::Object(object) if &*object.class.name == "Flask")
    }

    async fn run(&self, seen: Rc<Seen>) -> Answer {
        let Value::Object(app) = &self.serving.app else { return self.handle(seen).await };
        let path = seen.path();
        let mut thread = Thread::new(&self.shared);
        thread.request = Some(Rc::clone(&seen));
        let (mut chosen, mut known) = (None, false);
        if let Native::Routes(routes) = &*app.native.borrow() {
            for (pattern, methods, function) in routes {
                let Some(values) = fits(pattern, &path) else { continue };
                known = true;
                let wanted = if seen.method == "HEAD" { "GET" } else { &seen.method };
                if methods.iter().any(|method| method == wanted) {
                    chosen = Some((function.clone(), values));
                    break;
                }
            }
        }
        let Some((function, values)) = chosen else {
            return self.handled_error(&mut thread, app, if known { 405 } else { 404 }).await;
        };
        let mut named: Vec<(Rc<str>, Value)> =
            values.into_iter().map(|(name, value)| (Rc::from(name), value)).collect();
        if !self.is_flask() {
            from_query(&thread, &seen, &function, &mut named);
        }
        let result = thread.call(function, Args { list: Vec::new(), named }).await;
        let result = match result {
            Ok(value) => self.answer_of(&thread, &value),
            Err(flow) => Err(flow),
        };
        self.shared.flush(false).await;
        match result {
            Ok(answer) => answer,
            Err(Flow::Missing(text)) if text.starts_with('\u{1}') => {
                let status = text[1..].parse().unwrap_or(500);
                self.handled_error(&mut thread, app, status).await
            }
            Err(flow) => {
                self.report(&thread, flow, &seen).await;
                self.handled_error(&mut thread, app, 500).await
            }
        }
    }

    /// The program's own page for an error, if it has one.
    async fn handled_error(&self, thread: &mut Thread, app: &Object, status: u16) -> Answer {
        let own = match &*app.native.borrow() {
            Native::Routes(routes) => {
                let wanted = format!("\u{0}{status}");
                routes.iter().find(|(pattern, ..)| *pattern == wanted).map(|(_, _, function)| function.clone())
            }
            _ => None,
        };
        if let Some(function) = own
            && let Ok(value) = thread.call(function, Args::of(vec![Value::str(reason(status))])).await
            && let Ok(answer) = self.answer_of(thread, &value)
        {
            return answer;
        }
        self.error(status)
    }

    async fn report(&self, thread: &Thread, flow: Flow, seen: &Seen) {
        let text = match flow {
            Flow::Raise(object) => thread.traceback(&object),
            Flow::Missing(what) => format!("drydock: {what}\n"),
            _ => String::new(),
        };
        let now = self.shared.process.now();
        let time = dates::format(now, "%Y-%m-%d %H:%M:%S");
        let head = match self.serving.server {
            Server::Uvicorn => "ERROR:    Exception in ASGI application\n".to_owned(),
            _ => format!(
                "[{time},{:03}] ERROR in app: Exception on {} [{}]\n",
                now.0 / 1000 % 1000,
                seen.path(),
                seen.method
            ),
        };
        self.shared.err(&(head + &text)).await;
    }

    fn answer_of(&self, thread: &Thread, value: &Value) -> Run<Answer> {
        let html = "text/html; charset=utf-8";
        let mut answer = Answer { status: 200, kind: html.to_owned(), headers: Vec::new(), body: Vec::new() };
        match value {
            Value::Object(object) if &*object.class.name == "Response" => {
                let data = object.get("data").unwrap_or_default();
                answer = self.answer_of(thread, &data)?;
                answer.kind = object.get("mimetype").map_or_else(String::new, |kind| show::text(&kind));
                answer.status =
                    object.get("status_code").and_then(|status| status.int()).map_or(200, |status| status as u16);
                if let Some(Value::Dict(headers)) = object.get("headers") {
                    answer
                        .headers
                        .extend(headers.borrow().values().map(|(name, value)| (show::text(name), show::text(value))));
                }
            }
            Value::Tuple(parts) if self.is_flask() => {
                answer = self.answer_of(thread, parts.first().unwrap_or(&Value::None))?;
                for part in parts.iter().skip(1) {
                    match part {
                        Value::Dict(headers) => {
                            answer.headers.extend(
                                headers.borrow().values().map(|(name, value)| (show::text(name), show::text(value))),
                            );
                        }
                        status => answer.status = status.int().map_or(answer.status, |status| status as u16),
                    }
                }
            }
            Value::Str(text) if self.is_flask() => answer.body = text.bytes().collect(),
            Value::Bytes(bytes) => answer.body = bytes.to_vec(),
            Value::None if self.is_flask() => {
                return Err(thread.raise("TypeError", "The view function did not return a valid response. The function either returned None or ended without a return statement."));
            }
            other => {
                let style = Style { sorted: self.is_flask(), ascii: self.is_flask(), ..Style::COMPACT };
                let end = if self.is_flask() { "\n" } else { "" };
                answer.body = (json::dump(thread, other, &style)? + end).into_bytes();
                "application/json".clone_into(&mut answer.kind);
            }
        }
        Ok(answer)
    }

    /// A request to a class made from `BaseHTTPRequestHandler`.
    async fn handle(&self, seen: Rc<Seen>) -> Answer {
        let mut thread = Thread::new(&self.shared);
        let Value::Class(class) = &self.serving.app else { return self.error(500) };
        let object = Rc::new(Object {
            class: Rc::clone(class),
            attrs: std::cell::RefCell::default(),
            native: std::cell::RefCell::default(),
        });
        let body = Value::list(Vec::new());
        let headers = Value::dict(seen.headers.iter().map(|(name, value)| (Value::str(name), Value::str(value))));
        for (name, value) in [
            ("path", Value::str(&seen.target)),
            ("command", Value::str(&seen.method)),
            ("headers", headers),
            ("client_address", Value::Tuple(Rc::from([Value::str(&seen.peer), Value::Int(40_000)]))),
            ("wfile", Value::native("wfile", vec![("body", body.clone())], Native::Nothing)),
            ("\u{0}body", body.clone()),
            ("\u{0}headers", Value::list(Vec::new())),
        ] {
            object.set(name, value);
        }
        let this = Value::Object(Rc::clone(&object));
        let Some(method) = thread.find_attr(&this, &format!("do_{}", seen.method)) else { return self.error(501) };
        if let Err(flow) = thread.call(method, Args::default()).await {
            let text = match flow {
                Flow::Raise(object) => thread.traceback(&object),
                Flow::Missing(what) => format!("drydock: {what}\n"),
                _ => String::new(),
            };
            self.shared.err(&text).await;
        }
        self.shared.flush(false).await;
        let status = object.get("\u{0}status").and_then(|status| status.int()).map_or(200, |status| status as u16);
        let mut answer = Answer { status, kind: String::new(), headers: Vec::new(), body: Vec::new() };
        for part in thread.items(&body).unwrap_or_default() {
            if let Value::Bytes(bytes) = part {
                answer.body.extend(bytes.iter());
            }
        }
        for pair in object.get("\u{0}headers").map(|list| thread.items(&list).unwrap_or_default()).unwrap_or_default() {
            if let Value::Tuple(pair) = pair {
                answer.headers.push((show::text(&pair[0]), show::text(&pair[1])));
            }
        }
        answer
    }
}

impl Service for App {
    fn answer<'a>(
        &'a self,
        process: &'a Process,
        request: &'a Request,
    ) -> Pin<Box<dyn Future<Output = Response> + 'a>> {
        Box::pin(async move {
            let answer = self.run(Rc::new(Seen::new(request))).await;
            let version = &self.shared.version;
            let name = match self.serving.server {
                Server::Werkzeug => format!("Werkzeug/3.1.3 Python/{version}"),
                Server::Uvicorn => "uvicorn".to_owned(),
                Server::Gunicorn => "gunicorn".to_owned(),
                Server::Plain => format!("BaseHTTP/0.6 Python/{version}"),
            };
            let (now, length) = (date(process.now()), answer.body.len().to_string());
            let mut headers = vec![("Server", name.as_str()), ("Date", now.as_str())];
            if !answer.kind.is_empty() {
                headers.push(("Content-Type", answer.kind.as_str()));
            }
            let own = answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            if !own && self.serving.server != Server::Plain {
                headers.push(("Content-Length", length.as_str()));
            }
            if self.serving.server == Server::Werkzeug || self.serving.server == Server::Gunicorn {
                headers.push(("Connection", "close"));
            }
            headers.extend(answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            Response::new(answer.status, &headers, answer.body)
        })
    }

    fn log(&self, process: &Process, request: &Request, response: &Response) -> Vec<(u32, String)> {
        let time = dates::format(process.now(), "%d/%b/%Y %H:%M:%S");
        let (peer, first, status) = (request.peer, &request.head.first, response.status);
        match self.serving.server {
            Server::Gunicorn => Vec::new(),
            Server::Uvicorn => vec![(1, format!("INFO:     {peer}:50000 - \"{first}\" {status} {}\n", reason(status)))],
            Server::Plain => vec![(2, format!("{peer} - - [{time}] \"{first}\" {status} -\n"))],
            Server::Werkzeug => {
                let line = match status {
                    404 => format!("\u{1b}[33m{first}\u{1b}[0m"),
                    400..500 => format!("\u{1b}[31m\u{1b}[1m{first}\u{1b}[0m"),
                    500.. => format!("\u{1b}[35m\u{1b}[1m{first}\u{1b}[0m"),
                    300..400 => format!("\u{1b}[32m{first}\u{1b}[0m"),
                    _ => first.clone(),
                };
                vec![(2, format!("{peer} - - [{time}] \"{line}\" {status} -\n"))]
            }
        }
    }

    fn version(&self) -> &'static str {
        // Each connection ends with its answer, as these servers have it by default.
        if self.serving.server == Server::Plain { "HTTP/1.0" } else { "HTTP/1.1" }
    }
}
