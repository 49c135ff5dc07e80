//! `wget`: fetches files over HTTP, in the words of GNU Wget and of BusyBox. Recursion and FTP are not modelled.

use super::http::client::{self, Failure};
use super::http::url::Url;
use super::http::{Body, Head, length, reason};
use super::kit::{Options, Opts, Tool, dates};
use crate::os::{ExitStatus, OpenFlags, ProgramFuture};
use crate::vfs::{Content, path};

const OPTIONS: Options = Options {
    spec: "q,quiet O,output-document: P,directory-prefix: c,continue S,server-response T,timeout: U,user-agent: Y: \
           +nv,no-verbose +t,tries: spider header: post-data: +post-file: no-check-certificate +show-progress +progress: \
           +N,timestamping +r,recursive +method: +body-data: +no-cache +b,background +4 +6 +i,input-file: +max-redirect: +nc,no-clobber",
    gnu: "[OPTION]... [URL]...",
    busybox: "[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR] [--post-data STR] [-Y on/off] [-P DIR] [-U AGENT] [-T SEC] URL...",
};

/// Fetches files.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    // `-nv` and `-nc` are words of their own, not letters.
    for arg in &mut tool.args {
        match arg.as_str() {
            "-nv" => "--no-verbose".clone_into(arg),
            "-nc" => "--no-clobber".clone_into(arg),
            _ => {}
        }
    }
    tool.trouble = if tool.busybox { 1 } else { 2 };
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    if opts.rest.is_empty() {
        if tool.busybox {
            tool.usage_error("", &OPTIONS);
        } else {
            tool.err("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n");
            tool.status = 1;
        }
        return tool.end().await;
    }
    if opts.has("r") {
        tool.err("drydock: wget --recursive is not modelled: fetch file by file\n");
        tool.status = 1;
        return tool.end().await;
    }
    let mut joined = Vec::new();
    for text in opts.rest.clone() {
        fetch(&mut tool, &opts, &text, &mut joined).await;
        tool.flush().await;
    }
    if let Some(file) = opts.value("O").filter(|file| *file != "-")
        && tool.status == 0
        && !opts.has("spider")
        && let Err(error) = tool.process.write_file(file, Content::from_bytes(joined))
    {
        tool.fail(&format!("{file}: {error}"));
    }
    tool.end().await
}

/// Says something unless told to be quiet; GNU's messages go to standard error, and so do BusyBox's.
fn say(tool: &mut Tool, opts: &Opts, text: &str) {
    if !opts.has("q") && !opts.has("nv") {
        tool.err(text);
    }
}

fn stamp(tool: &Tool) -> String {
    dates::format(tool.process.now(), "%Y-%m-%d %H:%M:%S")
}

async fn fetch(tool: &mut Tool, opts: &Opts, text: &str, joined: &mut Vec<u8>) {
    let Ok(mut url) = Url::parse(text) else {
        let why = if tool.busybox { format!("bad address '{text}'") } else { format!("{text}: Invalid host name.") };
        tool.fail(&why);
        return;
    };
    for _ in 0..20 {
        match one(tool, opts, &url).await {
            Ok((answer, body)) => {
                let location = answer.get("location").filter(|_| (300..400).contains(&answer.status()));
                if let Some(location) = location {
                    if !tool.busybox {
                        say(tool, opts, &format!("Location: {location} [following]\n"));
                    }
                    match url.join(location) {
                        Ok(next) => url = next,
                        Err(_) => return drop(tool.fail("bad redirection")),
                    }
                    continue;
                }
                if answer.status() >= 400 {
                    return refused(tool, opts, &answer);
                }
                return save(tool, opts, &url, &answer, body, joined).await;
            }
            Err(failure) => return failed(tool, opts, &url, failure),
        }
    }
    tool.fail(if tool.busybox { "too many redirections" } else { "20 redirections exceeded." });
}

async fn one(tool: &mut Tool, opts: &Opts, url: &Url) -> Result<(Head, Vec<u8>), Failure> {
    let process = tool.process.clone();
    let port = url.port();
    if !tool.busybox {
        let line = format!("--{}--  {url}\n", stamp(tool));
        say(tool, opts, &line);
        if crate::os::Ip::parse(&url.host).is_none() {
            say(tool, opts, &format!("Resolving {0} ({0})... ", url.host));
        }
    }
    let found = process.resolve(&url.host);
    let Some(ip) = found.first() else { return Err(Failure::Resolve) };
    if tool.busybox {
        say(tool, opts, &format!("Connecting to {} ({ip}:{port})\n", url.authority()));
    } else if url.host == ip.to_string() {
        say(tool, opts, &format!("Connecting to {ip}:{port}... "));
    } else {
        say(tool, opts, &format!("{ip}\nConnecting to {0} ({0})|{ip}|:{port}... ", url.host));
    }
    tool.flush().await;
    let limit = opts.value("T").and_then(|text| text.parse::<u64>().ok()).map(|seconds| seconds * 1_000_000);
    let mut connection = client::connect(&process, &url.host, port, limit).await?;
    if url.scheme == "https" {
        connection.close();
        tool.err("drydock: https is not modelled: use http\n");
        return Err(Failure::Reset);
    }
    if !tool.busybox {
        say(tool, opts, "connected.\nHTTP request sent, awaiting response... ");
        tool.flush().await;
    }
    let body = opts.value("post-data").or(opts.value("body-data"));
    let usual = match (body, opts.has("spider")) {
        (Some(_), _) => "POST",
        (None, true) if !tool.busybox => "HEAD",
        _ => "GET",
    };
    let method = opts.value("method").unwrap_or(usual).to_owned();
    let agent = if tool.busybox { "Wget".to_owned() } else { format!("Wget/{}", version(tool)) };
    let mut headers = vec![
        ("Host".to_owned(), url.authority()),
        ("User-Agent".to_owned(), opts.value("U").map_or(agent, str::to_owned)),
        ("Accept".to_owned(), "*/*".to_owned()),
        ("Connection".to_owned(), if tool.busybox { "close" } else { "Keep-Alive" }.to_owned()),
    ];
    for header in opts.values("header") {
        if let Some((name, value)) = header.split_once(':') {
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    if let Some(body) = body {
        headers.push(("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        headers.push(("Content-Length".to_owned(), body.len().to_string()));
    }
    let head = Head { first: format!("{method} {} HTTP/1.1", url.path), headers };
    let answer = connection.request(&head, body.unwrap_or_default().as_bytes()).await?;
    let Ok(text) = connection.reader.body(Body::of_response(&answer, &method)).await else {
        return Err(Failure::Reset);
    };
    connection.close();
    if !tool.busybox {
        let status = answer.first.split_once(' ').map_or("", |(_, rest)| rest).to_owned();
        say(tool, opts, &format!("{status}\n"));
    }
    if opts.has("S") {
        for line in answer.text().lines().filter(|line| !line.is_empty()) {
            tool.err(&format!("  {line}\n"));
        }
    }
    Ok((answer, text))
}

fn version(tool: &Tool) -> String {
    let version = tool.process.version();
    if version.starts_with(|c: char| c.is_ascii_digit()) { version.to_string() } else { "1.21.4".to_owned() }
}

fn refused(tool: &mut Tool, opts: &Opts, answer: &Head) {
    if tool.busybox {
        let line = format!("server returned error: {}", answer.first.trim_end());
        tool.note(&line);
        tool.status = 1;
        return;
    }
    let code = answer.status();
    let words = answer.first.splitn(3, ' ').nth(2).filter(|words| !words.is_empty()).unwrap_or(reason(code)).to_owned();
    if !opts.has("q") {
        let now = stamp(tool);
        tool.err(&format!("{now} ERROR {code}: {words}.\n\n"));
    }
    tool.status = 8;
}

fn failed(tool: &mut Tool, opts: &Opts, url: &Url, failure: Failure) {
    if failure == Failure::Resolve && url.host.contains('.') {
        tool.err("drydock: there is no internet here: only this machine and its containers answer\n");
    }
    if tool.busybox {
        let ip = tool.process.resolve(&url.host).first().map(ToString::to_string).unwrap_or_default();
        let text = match failure {
            Failure::Resolve => format!("bad address '{}'", url.host),
            Failure::Connect(error, _) => format!("can't connect to remote host ({ip}): {}", tool.words(error)),
            Failure::ConnectTimeout(_) => "download timed out".to_owned(),
            Failure::Empty => "error getting response".to_owned(),
            Failure::Reset => "error getting response: Connection reset by peer".to_owned(),
        };
        tool.note(&text);
        tool.status = 1;
        return;
    }
    tool.status = 4;
    let text = match failure {
        Failure::Resolve => {
            let what = if url.host.contains('.') {
                "Name or service not known"
            } else {
                "Temporary failure in name resolution"
            };
            say(tool, opts, &format!("failed: {what}.\n"));
            let host = tool.curved(&url.host);
            if !opts.has("q") {
                tool.note(&format!("unable to resolve host address {host}"));
            }
            return;
        }
        Failure::Connect(error, _) => format!("failed: {error}.\n"),
        Failure::ConnectTimeout(_) => "failed: Connection timed out.\n".to_owned(),
        Failure::Empty => "No data received.\nRetrying.\n\nGiving up.\n\n".to_owned(),
        Failure::Reset => "Read error (Connection reset by peer) in headers.\nGiving up.\n\n".to_owned(),
    };
    say(tool, opts, &text);
}

async fn save(tool: &mut Tool, opts: &Opts, url: &Url, answer: &Head, body: Vec<u8>, joined: &mut Vec<u8>) {
    if opts.has("spider") {
        say(tool, opts, if tool.busybox { "remote file exists\n" } else { "Remote file exists.\n\n" });
        return;
    }
    let size = body.len();
    let name = match url.file_name() {
        "" => "index.html",
        name => name,
    };
    let target = opts.value("O").map_or_else(
        || {
            let place = opts.value("P").map_or_else(|| name.to_owned(), |folder| path::join(folder, name));
            free_name(tool, opts, place)
        },
        str::to_owned,
    );
    if tool.busybox {
        let to = if target == "-" { "writing to stdout\n".to_owned() } else { format!("saving to '{target}'\n") };
        say(tool, opts, &to);
    } else {
        let kind = answer.get("content-type").map_or("text/html", |kind| kind.split(';').next().unwrap_or(kind));
        let long = match length(answer) {
            Some(length) => length.to_string(),
            None => "unspecified".to_owned(),
        };
        let shown = if target == "-" { "STDOUT" } else { &target };
        let shown = tool.curved(shown);
        say(tool, opts, &format!("Length: {long} [{kind}]\nSaving to: {shown}\n\n"));
    }
    tool.flush().await;
    let written = if target == "-" {
        tool.bytes(&body);
        tool.flush().await;
        Ok(())
    } else if opts.has("O") {
        joined.extend_from_slice(&body);
        // The file is there at once, whatever comes after.
        tool.process.open(&target, OpenFlags::WRITE).map(|fd| tool.process.close(fd))
    } else {
        tool.process.write_file(&target, Content::from_bytes(body))
    };
    if let Err(error) = written {
        let text = if tool.busybox { format!("can't open '{target}': {error}") } else { format!("{target}: {error}") };
        tool.note(&text);
        tool.status = if tool.busybox { 1 } else { 3 };
        return;
    }
    report(tool, opts, &target, size);
}

/// GNU never writes over a file: the next name is `index.html.1`. BusyBox refuses.
fn free_name(tool: &Tool, opts: &Opts, place: String) -> String {
    if tool.busybox || opts.has("c") || !tool.process.exists(&place) {
        return place;
    }
    (1..u32::MAX).map(|number| format!("{place}.{number}")).find(|name| !tool.process.exists(name)).unwrap_or(place)
}

fn report(tool: &mut Tool, opts: &Opts, target: &str, size: usize) {
    if tool.busybox {
        let shown: String = path::base_name(target).chars().take(20).collect();
        let done = if target == "-" { "written to stdout\n".to_owned() } else { format!("'{target}' saved\n") };
        say(tool, opts, &format!("{shown:<20} 100% |{}| {size:5}  0:00:00 ETA\n{done}", "*".repeat(32)));
        return;
    }
    let shown = if target == "-" { "written to stdout".to_owned() } else { format!("{} saved", tool.curved(target)) };
    let now = stamp(tool);
    say(
        tool,
        opts,
        &format!("     0K{}100% 10.0M=0s\n\n{now} (10.0 MB/s) - {shown} [{size}/{size}]\n\n", " ".repeat(55)),
    );
    if opts.has("nv") && !opts.has("q") {
        tool.err(&format!(
            "{now} URL:{} [{size}/{size}] -> \"{target}\" [1]\n",
            opts.rest.first().map_or("", String::as_str)
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn files_are_fetched() {
        let m = Machine::gnu().file("a.txt", "hello\n");
        m.start("python3 -m http.server 8765");
        assert_eq!(m.ok("wget -qO- localhost:8765/a.txt"), "hello\n");
        let ran = m.run("wget localhost:8765/a.txt");
        assert!(ran.err.ends_with("- 'a.txt.1' saved [6/6]\n\n"), "{}", ran.err);
        assert_eq!(m.read("a.txt.1").as_deref(), Some("hello\n"));
        assert_eq!(m.run("wget -q localhost:8765/nope").code, 8);
        assert!(m.bad("wget localhost:1").0.ends_with("failed: Connection refused.\n"));
        let b = Machine::busybox();
        let wanted = "Connecting to localhost:1 (127.0.0.1:1)\nwget: can't connect to remote host (127.0.0.1): Connection refused\n";
        assert_eq!(b.bad("wget localhost:1"), (wanted.into(), 1));
        assert_eq!(b.bad("wget -q nope").0, "wget: bad address 'nope'\n");
    }
}
