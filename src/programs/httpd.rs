//! Apache `httpd` as its image runs it: static files of the document root. Modules and most of its configuration have no
//! effect.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::http::server::{self, Request, Response, Service};
use super::http::{date, media_type, reason};
use super::kit::{Tool, dates};
use crate::base::Time;
use crate::os::{Disposition, ExitStatus, Ip, Process, ProgramFuture, Signal};
use crate::vfs::{Errno, path};

const CONF: &str = "/usr/local/apache2/conf/httpd.conf";

/// Runs the server.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

struct Apache {
    root: String,
    index: String,
    version: String,
}

/// The first value of a directive in the configuration.
fn setting(conf: &str, name: &str) -> Option<String> {
    let mut lines = conf.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let line = lines.find(|line| line.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case(name)))?;
    Some(line[name.len()..].trim().trim_matches('"').to_owned())
}

async fn run(mut tool: Tool) -> ExitStatus {
    let version = tool.process.version().to_string();
    if tool.args.iter().any(|arg| arg == "-v" || arg == "-V") {
        tool.line(&format!("Server version: Apache/{version} (Unix)"));
        return tool.end().await;
    }
    let conf = match tool.process.read_text(CONF) {
        Ok(conf) => conf,
        Err(error) => {
            tool.err(&format!("httpd: Could not open configuration file {CONF}: {error}\n"));
            tool.status = 1;
            return tool.end().await;
        }
    };
    if tool.args.iter().any(|arg| arg == "-t") {
        tool.err("Syntax OK\n");
        return tool.end().await;
    }
    let process = tool.process.clone();
    let own = process.resolve(&process.hostname()).first().copied().unwrap_or(Ip::LOCALHOST);
    if setting(&conf, "ServerName").is_none() {
        let line = format!(
            "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {own}. Set the \
             'ServerName' directive globally to suppress this message\n"
        );
        tool.err(&line);
        tool.err(&line);
    }
    let port = setting(&conf, "Listen").and_then(|text| text.rsplit(':').next().and_then(|port| port.parse().ok()));
    let port = port.unwrap_or(80);
    let listener = match process.listen(Ip::ANY, port) {
        Ok(listener) => listener,
        Err(error) => {
            let number = if error == Errno::AddrInUse { 98 } else { 13 };
            tool.err(&format!("({number}){error}: AH00072: make_sock: could not bind to address 0.0.0.0:{port}\n"));
            tool.err("no listening sockets available, shutting down\nAH00015: Unable to open logs\n");
            tool.status = 1;
            return tool.end().await;
        }
    };
    for signal in [Signal::TERM, Signal::INT, Signal::WINCH, Signal::HUP, Signal(10)] {
        process.on_signal(signal, Some(Disposition::Catch));
    }
    let pid = process.own_pid();
    let notice = |module: &str, text: &str| {
        let time = dates::format(process.now(), "%a %b %d %H:%M:%S.%6N %Y");
        format!("[{time}] [{module}:notice] [pid {pid}:tid {pid}] {text}\n")
    };
    let configured = format!("AH00489: Apache/{version} (Unix) configured -- resuming normal operations");
    tool.err(&notice("mpm_event", &configured));
    tool.err(&notice("core", "AH00094: Command line: 'httpd -D FOREGROUND'"));
    tool.flush().await;
    let root = setting(&conf, "DocumentRoot").unwrap_or_else(|| "/usr/local/apache2/htdocs".to_owned());
    let index = setting(&conf, "DirectoryIndex").unwrap_or_else(|| "index.html".to_owned());
    let slot = server::Slot::new(Rc::new(Apache { root, index, version }));
    process.thread(server::serve(process.clone(), listener, slot));
    loop {
        let text = match process.next_signal().await {
            Signal::WINCH => "AH00492: caught SIGWINCH, shutting down gracefully",
            Signal::TERM | Signal::INT => "AH00491: caught SIGTERM, shutting down",
            _ => continue,
        };
        tool.err(&notice("mpm_event", text));
        return tool.end().await;
    }
}

impl Apache {
    fn page(&self, status: u16, text: &str) -> Response {
        let reason = reason(status);
        let body = format!(
            "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>{status} {reason}</title>\n</head><body>\n\
             <h1>{reason}</h1>\n<p>{text}</p>\n</body></html>\n"
        );
        self.response(status, &[], "text/html; charset=iso-8859-1", body.into_bytes())
    }

    fn response(&self, status: u16, headers: &[(&str, &str)], kind: &str, body: Vec<u8>) -> Response {
        let length = body.len().to_string();
        let server = format!("Apache/{} (Unix)", self.version);
        let mut all = vec![("Server", server.as_str())];
        all.extend_from_slice(headers);
        all.extend([("Content-Length", length.as_str()), ("Content-Type", kind)]);
        Response::new(status, &all, body)
    }

    fn find(&self, process: &Process, request: &Request) -> Response {
        let wanted = request.path();
        let mut place = format!("{}{}", self.root.trim_end_matches('/'), path::absolute("/", &wanted));
        if process.is_dir(&place) {
            if !wanted.ends_with('/') {
                let host = request.head.get("host").unwrap_or("localhost");
                let target = format!("http://{host}{wanted}/");
                let text = format!("The document has moved <a href=\"{target}\">here</a>.");
                let mut response = self.page(301, &text);
                response.headers.insert(1, ("Location".to_owned(), target));
                return response;
            }
            let index = path::join(&place, &self.index);
            if !process.exists(&index) {
                return self.listing(process, &place, &wanted);
            }
            place = index;
        }
        match process.stat(&place).and_then(|stat| Ok((stat, process.read_file(&place)?))) {
            Ok((stat, content)) => {
                let modified: Time = stat.node.meta.mtime;
                let tag = format!("\"{:x}-{:x}\"", stat.node.size(), modified.0);
                let last = date(modified);
                let headers = [("Last-Modified", last.as_str()), ("ETag", tag.as_str()), ("Accept-Ranges", "bytes")];
                let kind = media_type(&place).unwrap_or("text/plain");
                self.response(200, &headers, kind, content.read().to_vec())
            }
            Err(Errno::Acces) => self.page(403, "You don't have permission to access this resource."),
            Err(_) => self.page(404, "The requested URL was not found on this server."),
        }
    }

    fn listing(&self, process: &Process, place: &str, wanted: &str) -> Response {
        let mut body = format!(
            "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<html>\n <head>\n  <title>Index of {wanted}</title>\n \
             </head>\n <body>\n<h1>Index of {wanted}</h1>\n<ul>"
        );
        if wanted != "/" {
            body.push_str("<li><a href=\"/\"> Parent Directory</a></li>\n");
        }
        for name in process.read_dir(place).unwrap_or_default() {
            let folder = process.is_dir(&path::join(place, &name));
            let name = if folder { format!("{name}/") } else { name };
            body.push_str("<li><a href=\"");
            body.push_str(&name);
            body.push_str("\"> ");
            body.push_str(&name);
            body.push_str("</a></li>\n");
        }
        body.push_str("</ul>\n</body></html>\n");
        self.response(200, &[], "text/html;charset=ISO-8859-1", body.into_bytes())
    }
}

impl Service for Apache {
    fn answer<'a>(
        &'a self,
        process: &'a Process,
        request: &'a Request,
    ) -> Pin<Box<dyn Future<Output = Response> + 'a>> {
        Box::pin(async move { self.find(process, request) })
    }

    fn log(&self, process: &Process, request: &Request, response: &Response) -> Vec<(u32, String)> {
        let time = dates::format(process.now(), "%d/%b/%Y:%H:%M:%S +0000");
        let size = if request.method == "HEAD" { "-".to_owned() } else { response.body.len().to_string() };
        let line = format!("{} - - [{time}] \"{}\" {} {size}\n", request.peer, request.head.first, response.status);
        vec![(1, line)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn it_works() {
        let m = Machine::gnu()
            .file("/usr/local/apache2/conf/httpd.conf", "Listen 8080\nDocumentRoot \"/work\"\nServerName x\n")
            .file("index.html", "<html><body><h1>It works!</h1></body></html>\n");
        m.start("httpd -DFOREGROUND");
        assert_eq!(m.ok("curl -s localhost:8080"), "<html><body><h1>It works!</h1></body></html>\n");
        let out = m.ok("curl -si localhost:8080/nope");
        assert!(
            out.starts_with(
                "HTTP/1.1 404 Not Found\r\nDate: Thu, 01 Oct 2026 09:00:00 GMT\r\nServer: Apache/9.7 (Unix)\r\n"
            ),
            "{out}"
        );
        assert!(
            out.ends_with(
                "<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n"
            )
        );
    }
}
