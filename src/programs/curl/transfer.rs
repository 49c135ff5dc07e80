//! One transfer of `curl`: request, redirections, and the body's way to a file or the terminal.

use super::report::{self, Figures};
use super::{Failed, Plan, Target};
use crate::base::time::MILLI;
use crate::os::{Either, OpenFlags, select};
use crate::programs::http::client::{self, Connection, Failure};
use crate::programs::http::url::{Problem, Url};
use crate::programs::http::{Body, Head, length};
use crate::programs::kit::{Opts, Tool, base64};
use crate::vfs::Errno;

fn failed(code: u8, text: impl Into<String>) -> Failed {
    Failed { code, text: text.into() }
}

/// Transfers one URL.
pub(super) async fn transfer(
    tool: &mut Tool,
    plan: &Plan,
    opts: &Opts,
    text: &str,
    target: &Target,
) -> Result<(), Failed> {
    let process = tool.process.clone();
    let mut figures = Figures { started: process.now(), url: text.to_owned(), ..Figures::default() };
    if opts.has("unix-socket") {
        tool.err("drydock: curl --unix-socket is not modelled: talk to the engine with docker\n");
        return Err(failed(7, "Couldn't connect to server"));
    }
    let work = follow(tool, plan, opts, text, target, &mut figures);
    let result = match plan.limit {
        None => work.await,
        Some(limit) => match select(work, process.sleep(limit)).await {
            Either::Left(result) => result,
            Either::Right(()) => {
                let ms = limit / MILLI;
                Err(failed(
                    28,
                    if figures.connected == 0 {
                        format!("Connection timed out after {ms} milliseconds")
                    } else {
                        format!("Operation timed out after {ms} milliseconds with {} bytes received", figures.received)
                    },
                ))
            }
        },
    };
    if let Err(failure) = &result {
        figures.exit = failure.code;
        figures.error.clone_from(&failure.text);
    }
    if let Some(format) = &plan.write_out {
        let text = report::write_out(format, &figures, process.now());
        tool.out(&text);
    }
    result
}

fn parse(plan: &Plan, text: &str) -> Result<Url, Failed> {
    let url = Url::parse(text).map_err(|problem| {
        let rejected = plan.version >= (8, 6);
        failed(
            3,
            match problem {
                _ if !rejected => "URL using bad/illegal format or missing URL",
                Problem::Host => "URL rejected: No host part in the URL",
                Problem::Port => "URL rejected: Port number was not a decimal number between 0 and 65535",
                Problem::Malformed => "URL rejected: Malformed input to a URL function",
            },
        )
    })?;
    match url.scheme.as_str() {
        "http" | "https" => Ok(url),
        other => {
            let tail = if plan.version >= (8, 6) { "" } else { " or disabled in libcurl" };
            Err(failed(1, format!("Protocol \"{other}\" not supported{tail}")))
        }
    }
}

async fn follow(
    tool: &mut Tool,
    plan: &Plan,
    opts: &Opts,
    text: &str,
    target: &Target,
    figures: &mut Figures,
) -> Result<(), Failed> {
    let mut url = parse(plan, text)?;
    let mut method = plan.method.clone().unwrap_or_else(|| {
        let method = match (&plan.body, plan.head_only) {
            (Some(_), _) if opts.has("G") => "GET",
            (Some(_), _) => "POST",
            (None, true) => "HEAD",
            (None, false) => "GET",
        };
        method.to_owned()
    });
    let mut body = plan.body.clone().unwrap_or_default();
    let mut has_body = plan.body.is_some();
    if opts.has("G") && has_body {
        let mark = if url.path.contains('?') { '&' } else { '?' };
        url.path = format!("{}{mark}{}", url.path, String::from_utf8_lossy(&body));
        (has_body, body) = (false, Vec::new());
    }
    let quiet = plan.silent || plan.no_meter || plan.bar;
    let on_screen = *target == Target::Stdout && tool.process.is_tty(1);
    let shows_meter = !quiet && !on_screen;
    if shows_meter {
        tool.err(report::METER_HEADING);
    }
    let mut sink = Sink { target, fd: None, failed: false };
    loop {
        figures.url = url.to_string();
        figures.method.clone_from(&method);
        if shows_meter {
            let line = report::meter(figures, tool.process.now(), false);
            tool.err(&line);
        }
        let sent = if has_body { Some(body.as_slice()) } else { None };
        let mut connection = connect(tool, plan, &url, figures, shows_meter).await?;
        let answered = ask(tool, plan, &url, (&method, sent), &mut connection, figures).await;
        let answer = match answered {
            Ok(answer) => answer,
            Err(failure) => {
                if shows_meter {
                    let line = report::meter(figures, tool.process.now(), false);
                    tool.err(&format!("{line}\n"));
                }
                connection.close();
                return Err(failure);
            }
        };
        let status = answer.status();
        let location = answer.get("location").filter(|_| plan.follow && (300..400).contains(&status));
        let next = location.map(|location| url.join(location));
        let keep = next.is_none();
        if plan.fail && status >= 400 {
            if shows_meter {
                let line = report::meter(figures, tool.process.now(), false);
                tool.err(&format!("{line}\n"));
            }
            connection.close();
            return Err(failed(22, format!("The requested URL returned error: {status}")));
        }
        let done = receive(tool, plan, &mut sink, (&answer, &method), &mut connection, figures, keep).await;
        if shows_meter {
            let line = report::meter(figures, tool.process.now(), true);
            tool.err(&format!("{line}\n"));
        }
        if plan.verbose {
            let text = report::left(plan, &url.host, answer.keeps_alive() && done.is_ok());
            tool.err(&text);
        }
        tool.flush().await;
        connection.close();
        done?;
        let Some(next) = next else {
            sink.close(tool).await;
            if plan.fail_with_body && status >= 400 {
                return Err(failed(22, format!("The requested URL returned error: {status}")));
            }
            return Ok(());
        };
        figures.redirects += 1;
        if figures.redirects > plan.most_redirects {
            return Err(failed(47, format!("Maximum ({}) redirects followed", plan.most_redirects)));
        }
        url = next.map_err(|_| failed(3, "URL using bad/illegal format or missing URL"))?;
        if plan.verbose {
            tool.err(&format!("* Issue another request to this URL: '{url}'\n"));
        }
        if matches!(status, 301..=303) && method == "POST" && plan.method.is_none() {
            (method, has_body, body) = ("GET".to_owned(), false, Vec::new());
        }
    }
}

async fn connect(
    tool: &mut Tool,
    plan: &Plan,
    url: &Url,
    figures: &mut Figures,
    meter: bool,
) -> Result<Connection, Failed> {
    let port = url.port();
    let given = plan.resolve.iter().find_map(|entry| {
        let (place, address) = entry.rsplit_once(':')?;
        (place == format!("{}:{port}", url.host)).then(|| address.to_owned())
    });
    let host = given.unwrap_or_else(|| url.host.clone());
    let address = tool.process.resolve(&host).first().copied();
    if plan.verbose
        && let Some(ip) = address
    {
        let text = report::trying(plan, &url.host, ip, port);
        tool.err(&text);
    }
    tool.flush().await;
    let result = client::connect(&tool.process, &host, port, plan.connect_limit).await;
    let failure = match result {
        Ok(mut connection) => {
            figures.connected = tool.process.now().since(figures.started);
            figures.address = Some((connection.ip, port));
            if plan.verbose {
                let text = report::connected(plan, &url.host, connection.ip, port);
                tool.err(&text);
            }
            if url.scheme == "https" {
                return Err(handshake(tool, &mut connection).await);
            }
            return Ok(connection);
        }
        Err(failure) => failure,
    };
    let refused = if plan.version >= (8, 10) { "Could not connect to server" } else { "Couldn't connect to server" };
    let cannot =
        |ms: u64, why: &str| failed(7, format!("Failed to connect to {} port {port} after {ms} ms: {why}", url.host));
    let failure = match failure {
        Failure::Resolve => {
            // A name with a dot that is not one of the simulated network's is a place on the real internet.
            if url.host.contains('.') && !url.host.ends_with(".invalid") {
                tool.err("drydock: there is no internet here: only this machine and its containers answer\n");
            }
            return Err(failed(6, format!("Could not resolve host: {}", url.host)));
        }
        Failure::Connect(Errno::TimedOut, ms) => {
            failed(28, format!("Failed to connect to {} port {port} after {ms} ms: Connection timed out", url.host))
        }
        Failure::Connect(_, ms) => cannot(ms, refused),
        Failure::ConnectTimeout(ms) if plan.version >= (8, 6) => {
            failed(28, format!("Failed to connect to {} port {port} after {ms} ms: Timeout was reached", url.host))
        }
        Failure::ConnectTimeout(ms) => failed(28, format!("Connection timed out after {ms} milliseconds")),
        Failure::Empty | Failure::Reset => cannot(0, refused),
    };
    if meter {
        let line = report::meter(figures, tool.process.now(), false);
        tool.err(&format!("{line}\n"));
    }
    if plan.verbose {
        let ip = address.map(|ip| ip.to_string()).unwrap_or_default();
        tool.err(&format!("* connect to {ip} port {port} failed: Connection refused\n* {}\n", failure.text));
        let text = report::left(plan, &url.host, false);
        tool.err(&text);
    }
    Err(failure)
}

/// TLS is not modelled; a server that speaks HTTP answers a handshake with nonsense, as in life.
async fn handshake(tool: &mut Tool, connection: &mut Connection) -> Failed {
    let hello = Head { first: "\u{16}\u{3}\u{1}".to_owned(), headers: Vec::new() };
    let spoke = connection.request(&hello, b"").await.is_ok();
    if !spoke {
        tool.err("drydock: https is not modelled: use http\n");
    }
    failed(35, "OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number")
}

/// Sends the request and takes the answer's head.
async fn ask(
    tool: &mut Tool,
    plan: &Plan,
    url: &Url,
    (method, body): (&str, Option<&[u8]>),
    connection: &mut Connection,
    figures: &mut Figures,
) -> Result<Head, Failed> {
    let head = request_head(tool, plan, url, method, body);
    if plan.verbose {
        for line in head.text().split_inclusive('\n') {
            tool.err(&format!("> {line}"));
        }
        if let Some(body) = body
            && !tool.process.is_tty(1)
        {
            tool.err(&format!("}} [{} bytes data]\n", body.len()));
        }
        if plan.version >= (8, 7) {
            tool.err(&match body {
                Some(body) => format!("* upload completely sent off: {} bytes\n", body.len()),
                None => "* Request completely sent off\n".to_owned(),
            });
        }
        tool.flush().await;
    }
    figures.sent += body.map_or(0, |body| body.len() as u64);
    let answer = connection.request(&head, body.unwrap_or_default()).await.map_err(|failure| match failure {
        Failure::Empty => failed(52, "Empty reply from server"),
        _ => failed(56, "Recv failure: Connection reset by peer"),
    })?;
    figures.first_byte = tool.process.now().since(figures.started);
    figures.status = answer.status();
    figures.http = String::from(answer.first.split(' ').next().unwrap_or_default().trim_start_matches("HTTP/"));
    figures.kind = String::from(answer.get("content-type").unwrap_or_default());
    figures.total = length(&answer).filter(|_| method != "HEAD");
    if plan.verbose {
        if answer.first.starts_with("HTTP/1.0") {
            tool.err("* HTTP 1.0, assume close after body\n");
        }
        for line in answer.text().split_inclusive('\n') {
            tool.err(&format!("< {line}"));
        }
    }
    Ok(answer)
}

fn request_head(tool: &Tool, plan: &Plan, url: &Url, method: &str, body: Option<&[u8]>) -> Head {
    let mut headers: Vec<(String, String)> = Vec::new();
    let given = |name: &str| {
        plan.headers
            .iter()
            .any(|line| line.split([':', ';']).next().is_some_and(|known| known.eq_ignore_ascii_case(name)))
    };
    let mut add = |name: &str, value: String| {
        if !given(name) {
            headers.push((name.to_owned(), value));
        }
    };
    add("Host", url.authority());
    if let Some(user) = plan.user.as_ref().or(url.user.as_ref()) {
        let user = if user.contains(':') { user.clone() } else { format!("{user}:") };
        add("Authorization", format!("Basic {}", base64::encode(user.as_bytes())));
    }
    let agent = plan.agent.clone().unwrap_or_else(|| format!("curl/{}", super::version_text(tool)));
    if !agent.is_empty() {
        add("User-Agent", agent);
    }
    add("Accept", "*/*".to_owned());
    for line in &plan.headers {
        // `Name;` sends an empty header, `Name:` none.
        match line.split_once(':') {
            Some((_, value)) if value.trim().is_empty() => {}
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None => headers.push((line.trim_end_matches(';').to_owned(), String::new())),
        }
    }
    if let Some(body) = body {
        let mut add = |name: &str, value: String| {
            if !given(name) {
                headers.push((name.to_owned(), value));
            }
        };
        add("Content-Length", body.len().to_string());
        if let Some(kind) = &plan.kind {
            add("Content-Type", kind.clone());
        }
    }
    let version = if plan.http10 { "1.0" } else { "1.1" };
    Head { first: format!("{method} {} HTTP/{version}", url.path), headers }
}

/// Passes the answer on. The body of a redirection that is followed is read and dropped.
async fn receive(
    tool: &mut Tool,
    plan: &Plan,
    sink: &mut Sink<'_>,
    (answer, method): (&Head, &str),
    connection: &mut Connection,
    figures: &mut Figures,
    keep: bool,
) -> Result<(), Failed> {
    if let Some(name) = &plan.dump {
        let text = answer.text();
        if name == "-" {
            tool.out(&text);
        } else if let Ok(fd) = tool.process.open(name, OpenFlags::WRITE) {
            tool.print(fd, text.as_bytes());
            tool.flush().await;
            tool.process.close(fd);
        }
    }
    if plan.include {
        sink.write(tool, answer.text().as_bytes()).await?;
    }
    let mut body = Body::of_response(answer, method);
    loop {
        match connection.reader.part(&mut body).await {
            Ok(part) if part.is_empty() => return Ok(()),
            Ok(part) => {
                figures.received += part.len() as u64;
                if plan.verbose && !tool.process.is_tty(1) {
                    tool.err(&format!("{{ [{} bytes data]\n", part.len()));
                }
                if keep {
                    sink.write(tool, &part).await?;
                }
            }
            Err(Errno::Pipe) => {
                let left = figures.total.map_or(0, |total| total.saturating_sub(figures.received));
                let text = if left > 0 {
                    format!("transfer closed with {left} bytes remaining to read")
                } else {
                    "transfer closed with outstanding read data remaining".to_owned()
                };
                return Err(failed(18, text));
            }
            Err(_) => return Err(failed(56, "Recv failure: Connection reset by peer")),
        }
    }
}

/// Where the body goes; a file is made when the first bytes come.
struct Sink<'a> {
    target: &'a Target,
    fd: Option<u32>,
    failed: bool,
}

impl Sink<'_> {
    async fn write(&mut self, tool: &mut Tool, bytes: &[u8]) -> Result<(), Failed> {
        let fd = match (self.target, self.fd) {
            (Target::Stdout, _) => 1,
            (Target::File(_), Some(fd)) => fd,
            (Target::File(name), None) => match tool.process.open(name, OpenFlags::WRITE) {
                Ok(fd) => *self.fd.insert(fd),
                Err(error) => {
                    self.failed = true;
                    tool.err(&format!("Warning: Failed to open the file {name}: {error}\n"));
                    return Err(failed(23, "Failure writing output to destination"));
                }
            },
        };
        tool.print(fd, bytes);
        tool.flush().await;
        Ok(())
    }

    /// An empty body makes an empty file.
    async fn close(&mut self, tool: &mut Tool) {
        if self.fd.is_none() && !self.failed && self.target != &Target::Stdout {
            let _ = self.write(tool, b"").await;
        }
        if let Some(fd) = self.fd.take() {
            tool.process.close(fd);
        }
    }
}
