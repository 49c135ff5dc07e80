//! `python -m http.server`: the files of a folder, with listings, as Python serves them.

use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::os::{Disposition, Either, ExitStatus, Ip, Process, Signal, select};
use crate::programs::http::server::{self, Request, Response, Service};
use crate::programs::http::{date, media_type};
use crate::programs::kit::{Tool, dates};
use crate::vfs::{Errno, path};

struct Server {
    root: String,
    version: String,
}

/// Serves until Ctrl-C.
pub(super) async fn serve(mut tool: Tool, options: &[String], version: &str, unbuffered: bool) -> ExitStatus {
    let (mut port, mut bind, mut root) = (8000_u16, Ip::ANY, tool.process.cwd().to_string());
    let mut words = options.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-b" | "--bind" => {
                let found = words.next().and_then(|text| tool.process.resolve(text).first().copied());
                bind = found.unwrap_or(bind);
            }
            "-d" | "--directory" => {
                root = path::absolute(&root, words.next().map_or(".", String::as_str));
            }
            text => {
                let Ok(number) = text.parse() else {
                    let usage = "usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]";
                    tool.err(&format!("{usage}\nserver.py: error: argument port: invalid int value: '{text}'\n"));
                    tool.status = 2;
                    return tool.end().await;
                };
                port = number;
            }
        }
    }
    let process = tool.process.clone();
    let listener = match process.listen(bind, port) {
        Ok(listener) => listener,
        Err(error) => {
            tool.err("Traceback (most recent call last):\n");
            tool.err(&match error {
                Errno::AddrInUse => "OSError: [Errno 98] Address already in use\n".to_owned(),
                Errno::Acces => "PermissionError: [Errno 13] Permission denied\n".to_owned(),
                other => format!("OSError: {other}\n"),
            });
            tool.status = 1;
            return tool.end().await;
        }
    };
    tool.line(&format!("Serving HTTP on {bind} port {port} (http://{bind}:{port}/) ..."));
    // Python keeps what it prints in a buffer unless it prints to a terminal.
    if unbuffered || process.is_tty(1) {
        tool.flush().await;
    }
    process.on_signal(Signal::INT, Some(Disposition::Catch));
    let slot = server::Slot::new(Rc::new(Server { root, version: version.to_owned() }));
    let serving = server::serve(process.clone(), listener, slot);
    if let Either::Right(_) = select(serving, process.next_signal()).await {
        tool.line("\nKeyboard interrupt received, exiting.");
    }
    tool.end().await
}

impl Server {
    fn response(&self, status: u16, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        let server = format!("SimpleHTTP/0.6 Python/{}", self.version);
        let mut all = vec![("Server", server.as_str())];
        all.extend_from_slice(headers);
        Response::new(status, &all, body)
    }

    fn error(&self, process: &Process, status: u16, message: &str, explanation: &str) -> Response {
        let body = format!(
            "<!DOCTYPE HTML>\n<html lang=\"en\">\n    <head>\n        <meta charset=\"utf-8\">\n        <title>Error response</title>\n    \
             </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: {status}</p>\n        <p>Message: \
             {message}.</p>\n        <p>Error code explanation: {status} - {explanation}.</p>\n    </body>\n</html>\n"
        );
        let (now, length) = (date(process.now()), body.len().to_string());
        let headers = [
            ("Date", now.as_str()),
            ("Connection", "close"),
            ("Content-Type", "text/html;charset=utf-8"),
            ("Content-Length", length.as_str()),
        ];
        self.response(status, &headers, body.into_bytes())
    }

    fn find(&self, process: &Process, request: &Request) -> Response {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            let message = format!("Unsupported method ('{}')", request.method);
            return self.error(process, 501, &message, "Server does not support this operation");
        }
        let wanted = request.path();
        let mut place = format!("{}{}", self.root.trim_end_matches('/'), path::absolute("/", &wanted));
        let now = date(process.now());
        if process.is_dir(&place) {
            if !wanted.ends_with('/') {
                let target = format!("{wanted}/");
                let headers = [("Date", now.as_str()), ("Location", target.as_str()), ("Content-Length", "0")];
                return self.response(301, &headers, Vec::new());
            }
            let index = ["index.html", "index.htm"].map(|name| path::join(&place, name));
            match index.into_iter().find(|index| process.exists(index)) {
                Some(index) => place = index,
                None => return self.listing(process, &place, &wanted, &now),
            }
        }
        match process.stat(&place).and_then(|stat| Ok((stat, process.read_file(&place)?))) {
            Ok((stat, content)) => {
                let kind = match media_type(&place) {
                    Some("application/javascript") => "text/javascript",
                    kind => kind.unwrap_or("application/octet-stream"),
                };
                let (length, modified) = (stat.node.size().to_string(), date(stat.node.meta.mtime));
                let headers = [
                    ("Date", now.as_str()),
                    ("Content-type", kind),
                    ("Content-Length", length.as_str()),
                    ("Last-Modified", modified.as_str()),
                ];
                self.response(200, &headers, content.read().to_vec())
            }
            Err(_) => self.error(process, 404, "File not found", "Nothing matches the given URI"),
        }
    }

    fn listing(&self, process: &Process, place: &str, wanted: &str, now: &str) -> Response {
        let title = format!("Directory listing for {wanted}");
        let mut body = format!(
            "<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n\
             <h1>{title}</h1>\n<hr>\n<ul>\n"
        );
        for name in process.read_dir(place).unwrap_or_default() {
            let folder = process.is_dir(&path::join(place, &name));
            let mark = if folder { "/" } else { "" };
            let _ = writeln!(body, "<li><a href=\"{name}{mark}\">{name}{mark}</a></li>");
        }
        body.push_str("</ul>\n<hr>\n</body>\n</html>\n");
        let length = body.len().to_string();
        let headers =
            [("Date", now), ("Content-type", "text/html; charset=utf-8"), ("Content-Length", length.as_str())];
        self.response(200, &headers, body.into_bytes())
    }
}

impl Service for Server {
    fn answer<'a>(
        &'a self,
        process: &'a Process,
        request: &'a Request,
    ) -> Pin<Box<dyn Future<Output = Response> + 'a>> {
        Box::pin(async move { self.find(process, request) })
    }

    fn log(&self, process: &Process, request: &Request, response: &Response) -> Vec<(u32, String)> {
        let time = dates::format(process.now(), "%d/%b/%Y %H:%M:%S");
        let mut text = String::new();
        let message = match response.status {
            404 => Some("File not found".to_owned()),
            501 => Some(format!("Unsupported method ('{}')", request.method)),
            _ => None,
        };
        if let Some(message) = message {
            let _ = writeln!(text, "{} - - [{time}] code {}, message {message}", request.peer, response.status);
        }
        let _ = writeln!(text, "{} - - [{time}] \"{}\" {} -", request.peer, request.head.first, response.status);
        vec![(2, text)]
    }

    fn version(&self) -> &'static str {
        "HTTP/1.0"
    }

    fn reason(&self, status: u16) -> Option<&'static str> {
        match status {
            404 => Some("File not found"),
            501 => Some("Unsupported method ('POST')"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::programs::kit::testing::Machine;

    #[test]
    fn files_are_served() {
        let m = Machine::gnu().file("a.txt", "hello\n");
        m.start("python3 -m http.server 8765");
        assert_eq!(m.ok("curl -s localhost:8765/a.txt"), "hello\n");
        let out = m.ok("curl -si localhost:8765/nope");
        assert!(out.starts_with("HTTP/1.0 404 File not found\r\nServer: SimpleHTTP/0.6 Python/9.7.0\r\n"), "{out}");
        assert!(m.ok("curl -s localhost:8765/").contains("<li><a href=\"a.txt\">a.txt</a></li>\n"));
        assert_eq!(m.ok("python3 --version"), "Python 9.7.0\n");
    }
}
