//! `curl`: the command line. One transfer is in `transfer`, what is told about it in `report`.

mod report;
mod transfer;

use super::http::url;
use super::kit::options::Problem;
use super::kit::{Options, Opts, Tool, floats};
use crate::os::{ExitStatus, ProgramFuture};

const OPTIONS: Options = Options {
    spec: "o,output: O,remote-name J,remote-header-name i,include,show-headers I,head v,verbose s,silent S,show-error \
           L,location X,request: H,header: d,data,data-ascii: data-raw: data-binary: data-urlencode: json: F,form: f,fail \
           fail-with-body w,write-out: u,user: k,insecure m,max-time: connect-timeout: A,user-agent: e,referer: b,cookie: \
           c,cookie-jar: G,get T,upload-file: V h,help? compressed N,no-buffer 4,ipv4 6,ipv6 0,http1.0 http1.1 http2 \
           max-redirs: retry: retry-delay: retry-connrefused retry-all-errors progress-bar # create-dirs output-dir: \
           no-progress-meter url: location-trusted resolve: unix-socket: cacert: x,proxy: noproxy: q,disable Z,parallel \
           g,globoff t: r,range: C,continue-at: path-as-is basic oauth2-bearer: K,config: D,dump-header: stderr: proto: tlsv1.2 \
           tlsv1.3 tcp-nodelay no-keepalive keepalive-time: limit-rate: a,append R,remote-time z,time-cond: trace-ascii:",
    gnu: "[options...] <url>",
    busybox: "",
};

/// A failure: curl's number for it, and its text.
#[derive(Clone, Debug)]
struct Failed {
    code: u8,
    text: String,
}

/// What is sent with every URL.
struct Plan {
    method: Option<String>,
    /// Headers as given, `Name: value`.
    headers: Vec<String>,
    body: Option<Vec<u8>>,
    /// The body's type unless a header says otherwise.
    kind: Option<String>,
    head_only: bool,
    include: bool,
    verbose: bool,
    silent: bool,
    show_error: bool,
    follow: bool,
    most_redirects: u32,
    fail: bool,
    fail_with_body: bool,
    write_out: Option<String>,
    user: Option<String>,
    agent: Option<String>,
    limit: Option<u64>,
    connect_limit: Option<u64>,
    no_meter: bool,
    bar: bool,
    http10: bool,
    resolve: Vec<String>,
    dump: Option<String>,
    version: (u32, u32),
}

/// Where a body goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Stdout,
    File(String),
}

/// Transfers URLs.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let opts = match OPTIONS.parse(&tool.args, false) {
        Ok(opts) => opts,
        Err(problem) => {
            usage(&mut tool, &problem);
            return tool.end().await;
        }
    };
    if opts.has("V") {
        version(&mut tool);
        return tool.end().await;
    }
    if opts.has("h") {
        help(&mut tool);
        return tool.end().await;
    }
    let mut urls: Vec<String> = opts.values("url").map(str::to_owned).collect();
    urls.extend(opts.rest.iter().cloned());
    let release = release(&tool);
    if urls.is_empty() {
        let text = if release >= (8, 0) { "(2) no URL specified" } else { "no URL specified!" };
        tool.note(text);
        hint(&mut tool);
        tool.status = 2;
        return tool.end().await;
    }
    let plan = match plan(&mut tool, &opts, release) {
        Ok(plan) => plan,
        Err(failed) => {
            tool.note(&failed.text);
            hint(&mut tool);
            tool.status = failed.code;
            return tool.end().await;
        }
    };
    let mut outputs = opts.values("o");
    let (mut code, tries) = (0, opts.value("retry").and_then(|text| text.parse().ok()).unwrap_or(0_u32));
    for text in &urls {
        let target = match outputs.next() {
            Some("-") => Target::Stdout,
            Some(name) => Target::File(place(&opts, name)),
            None if opts.has("O") => match url::Url::parse(text) {
                Ok(url) if !url.file_name().is_empty() => Target::File(place(&opts, url.file_name())),
                _ => {
                    tool.note("Remote file name has no length!");
                    tool.note("(23) Failed writing received data to disk/application");
                    code = 23;
                    continue;
                }
            },
            None => Target::Stdout,
        };
        let mut attempt = 0;
        loop {
            let result = transfer::transfer(&mut tool, &plan, &opts, text, &target).await;
            let Err(failed) = result else { break };
            code = failed.code;
            let again = attempt < tries
                && (failed.code != 7 || opts.has("retry-connrefused") || opts.has("retry-all-errors"))
                && matches!(failed.code, 5 | 6 | 7 | 28 | 52 | 56);
            report_failure(&mut tool, &plan, &failed, again);
            if !again {
                break;
            }
            let given = opts.value("retry-delay").and_then(|text| text.parse().ok());
            let delay = given.unwrap_or(1_u64 << attempt.min(9));
            attempt += 1;
            let left = tries + 1 - attempt;
            let plural = if delay == 1 { "" } else { "s" };
            let tail = if left == 1 { "1 retry left." } else { "" };
            let tail = if tail.is_empty() { format!("{left} retries left.") } else { tail.to_owned() };
            if !plan.silent {
                tool.err(&format!(
                    "Warning: Problem: connection refused. Will retry in {delay} second{plural}. {tail}\n"
                ));
            }
            tool.flush().await;
            tool.process.sleep(delay * 1_000_000).await;
        }
    }
    tool.status = code;
    tool.end().await
}

fn place(opts: &Opts, name: &str) -> String {
    match opts.value("output-dir") {
        Some(folder) => crate::vfs::path::join(folder, name),
        None => name.to_owned(),
    }
}

fn report_failure(tool: &mut Tool, plan: &Plan, failed: &Failed, again: bool) {
    if (!plan.silent || plan.show_error) && !again {
        tool.note(&format!("({}) {}", failed.code, failed.text));
    }
}

/// Major and minor number of this curl.
fn release(tool: &Tool) -> (u32, u32) {
    let version = version_text(tool);
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    (numbers.next().unwrap_or(8), numbers.next().unwrap_or(0))
}

/// The version from the executable, or Ubuntu 24.04's.
fn version_text(tool: &Tool) -> String {
    let version = tool.process.version();
    if version.starts_with(|c: char| c.is_ascii_digit()) { version.to_string() } else { "8.5.0".to_owned() }
}

fn hint(tool: &mut Tool) {
    let manual = if release(tool) >= (8, 9) { "" } else { " or 'curl --manual'" };
    tool.note(&format!("try 'curl --help'{manual} for more information"));
}

fn usage(tool: &mut Tool, problem: &Problem) {
    let text = match problem {
        Problem::Letter(letter) => format!("option -{letter}: is unknown"),
        Problem::Long(name) | Problem::NoArgument(name) => format!("option --{name}: is unknown"),
        Problem::Ambiguous(name, _) => format!("option --{name}: is ambiguous"),
        Problem::LetterArgument(letter) => format!("option -{letter}: requires parameter"),
        Problem::LongArgument(name) => format!("option --{name}: requires parameter"),
        Problem::Help => return help(tool),
        Problem::Version => return version(tool),
    };
    tool.note(&text);
    hint(tool);
    tool.status = 2;
}

fn version(tool: &mut Tool) {
    let version = version_text(tool);
    tool.line(&format!("curl {version} (x86_64-pc-linux-gnu) libcurl/{version}"));
    tool.line("Protocols: http");
    tool.line("Features: alt-svc AsynchDNS Largefile UnixSockets");
}

fn help(tool: &mut Tool) {
    tool.out("Usage: curl [options...] <url>\n");
    let lines = [
        ("-d, --data <data>", "HTTP POST data"),
        ("-f, --fail", "Fail fast with no output on HTTP errors"),
        ("-h, --help <category>", "Get help for commands"),
        ("-i, --include", "Include response headers in output"),
        ("-o, --output <file>", "Write to file instead of stdout"),
        ("-O, --remote-name", "Write output to file named as remote file"),
        ("-s, --silent", "Silent mode"),
        ("-T, --upload-file <file>", "Transfer local FILE to destination"),
        ("-u, --user <user:password>", "Server user and password"),
        ("-A, --user-agent <name>", "Send User-Agent <name> to server"),
        ("-v, --verbose", "Make the operation more talkative"),
        ("-V, --version", "Show version number and quit"),
    ];
    for (option, text) in lines {
        tool.line(&format!(" {option:<26} {text}"));
    }
}

fn plan(tool: &mut Tool, opts: &Opts, release: (u32, u32)) -> Result<Plan, Failed> {
    let mut plan = Plan {
        method: opts.value("X").map(str::to_owned),
        headers: opts.values("H").map(str::to_owned).collect(),
        body: None,
        kind: None,
        head_only: opts.has("I"),
        include: opts.has("i") || opts.has("I"),
        verbose: opts.has("v"),
        silent: opts.has("s"),
        show_error: opts.has("S"),
        follow: opts.has("L") || opts.has("location-trusted"),
        most_redirects: opts.value("max-redirs").and_then(|text| text.parse().ok()).unwrap_or(50),
        fail: opts.has("f"),
        fail_with_body: opts.has("fail-with-body"),
        write_out: opts.value("w").map(str::to_owned),
        user: opts.value("u").map(str::to_owned),
        agent: opts.value("A").map(str::to_owned),
        limit: seconds(opts, "m")?,
        connect_limit: seconds(opts, "connect-timeout")?,
        no_meter: opts.has("no-progress-meter"),
        bar: opts.has("progress-bar") || opts.has("#"),
        http10: opts.has("0"),
        resolve: opts.values("resolve").map(str::to_owned).collect(),
        dump: opts.value("D").map(str::to_owned),
        version: release,
    };
    if let Some(name) = opts.value("e") {
        plan.headers.push(format!("Referer: {name}"));
    }
    if let Some(token) = opts.value("oauth2-bearer") {
        plan.headers.push(format!("Authorization: Bearer {token}"));
    }
    if let Some(range) = opts.value("r") {
        plan.headers.push(format!("Range: bytes={range}"));
    }
    if opts.has("compressed") {
        plan.headers.push("Accept-Encoding: deflate, gzip, br, zstd".to_owned());
    }
    if let Some(cookie) = opts.value("b") {
        plan.headers.push(format!("Cookie: {cookie}"));
    }
    data(tool, opts, &mut plan)?;
    if let Some(name) = opts.value("T") {
        let content =
            tool.process.read_file(name).map_err(|_| Failed { code: 26, text: format!("Can't open '{name}'!") })?;
        plan.body = Some(content.read().to_vec());
        plan.method.get_or_insert_with(|| "PUT".to_owned());
    }
    if plan.head_only && plan.body.is_some() && !opts.has("G") {
        let text = "You can only select one HTTP request method! POST (-d, --data) and HEAD (-I, --head).";
        tool.err(&format!("Warning: {text}\n"));
        return Err(Failed { code: 2, text: "option -I: is badly used here".to_owned() });
    }
    Ok(plan)
}

fn seconds(opts: &Opts, key: &str) -> Result<Option<u64>, Failed> {
    let Some(text) = opts.value(key) else { return Ok(None) };
    let (value, used) = floats::parse(text);
    if used == 0 || used < text.len() {
        let name = if key == "m" { "-m" } else { "--connect-timeout" };
        return Err(Failed { code: 2, text: format!("option {name}: expected a proper numerical parameter") });
    }
    Ok(Some((value * 1_000_000.0) as u64).filter(|micros| *micros > 0))
}

/// Puts the body together from the options that name its parts.
fn data(tool: &mut Tool, opts: &Opts, plan: &mut Plan) -> Result<(), Failed> {
    let (mut body, mut parts, mut any, mut json) = (Vec::new(), Vec::new(), false, false);
    for (key, value) in &opts.found {
        let piece = match *key {
            "F" => {
                parts.push(value.clone());
                continue;
            }
            "data-raw" => value.clone().into_bytes(),
            "d" | "data-binary" | "json" => match value.strip_prefix('@') {
                None => value.clone().into_bytes(),
                Some(name) => file_data(tool, name, *key == "d")?,
            },
            "data-urlencode" => match value.split_once('=') {
                Some((name, text)) if !name.is_empty() => format!("{name}={}", url::encode(text)).into_bytes(),
                Some((_, text)) => url::encode(text).into_bytes(),
                None => url::encode(value).into_bytes(),
            },
            _ => continue,
        };
        json |= *key == "json";
        if any && *key != "json" {
            body.push(b'&');
        }
        body.extend(piece);
        any = true;
    }
    if json {
        plan.kind = Some("application/json".to_owned());
        plan.headers.push("Accept: application/json".to_owned());
    } else if any {
        plan.kind = Some("application/x-www-form-urlencoded".to_owned());
    }
    if any {
        plan.body = Some(body);
    }
    if !parts.is_empty() {
        let boundary = "------------------------d74496d66958873e";
        let mut body = Vec::new();
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((&part, ""));
            body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"").into_bytes());
            if let Some(file) = value.strip_prefix('@') {
                let file = file.split(';').next().unwrap_or_default();
                let base = crate::vfs::path::base_name(file);
                let kind = super::http::media_type(base).unwrap_or("application/octet-stream");
                body.extend(format!("; filename=\"{base}\"\r\nContent-Type: {kind}\r\n\r\n").into_bytes());
                body.extend(file_data(tool, file, false)?);
            } else {
                body.extend(b"\r\n\r\n");
                body.extend(value.as_bytes());
            }
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").into_bytes());
        plan.kind = Some(format!("multipart/form-data; boundary={boundary}"));
        plan.body = Some(body);
    }
    Ok(())
}

fn file_data(tool: &mut Tool, name: &str, strip: bool) -> Result<Vec<u8>, Failed> {
    let Ok(content) = tool.process.read_file(name) else {
        let code = 26;
        return Err(Failed { code, text: format!("option -d: error encountered when reading a file '{name}'") });
    };
    let bytes = content.read();
    // -d drops line ends, as forms have none.
    Ok(bytes.iter().copied().filter(|byte| !strip || !matches!(byte, b'\n' | b'\r')).collect())
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    /// A machine with Python's server of `/work` at port 8000.
    fn served() -> Machine {
        let m = Machine::gnu().file("a.txt", "hello\n").file("sub/index.html", "sub\n");
        m.start("python3 -m http.server 8000");
        m
    }

    #[test]
    fn bodies_and_meters() {
        let m = served();
        let ran = m.run("curl http://localhost:8000/a.txt");
        assert_eq!((ran.out.as_str(), ran.code), ("hello\n", 0));
        let heading = super::report::METER_HEADING;
        assert!(ran.err.starts_with(heading), "{}", ran.err);
        assert!(
            ran.err.contains("\r100     6  100     6    0     0   6000      0 --:--:-- --:--:-- --:--:--   6000\n"),
            "{}",
            ran.err
        );
        assert_eq!(m.with_tty().run("curl localhost:8000/a.txt").err, "");
        let m = served();
        m.ok("curl -sO localhost:8000/a.txt");
        m.ok("curl -s -o b.txt localhost:8000/a.txt");
        assert_eq!(m.read("b.txt").as_deref(), Some("hello\n"));
        assert_eq!(m.ok("curl -sL localhost:8000/sub -w '%{http_code} %{num_redirects}\\n'"), "sub\n200 1\n");
        let verbose = m.run("curl -sv localhost:8000/a.txt").err;
        let wanted = "*   Trying 127.0.0.1:8000...\n* Connected to localhost (127.0.0.1) port 8000\n> GET /a.txt HTTP/1.1\r\n\
                      > Host: localhost:8000\r\n> User-Agent: curl/9.7\r\n> Accept: */*\r\n> \r\n";
        assert!(
            verbose
                .replace("* Host localhost:8000 was resolved.\n* IPv6: (none)\n* IPv4: 127.0.0.1\n", "")
                .replace("* using HTTP/1.x\n", "")
                .starts_with(wanted),
            "{verbose}"
        );
    }

    #[test]
    fn failures_have_their_numbers() {
        let m = served();
        let text = "curl: (7) Failed to connect to localhost port 1 after 0 ms: Could not connect to server\n";
        assert_eq!(m.bad("curl -sS localhost:1"), (text.into(), 7));
        assert_eq!(m.bad("curl -sS nohost"), ("curl: (6) Could not resolve host: nohost\n".into(), 6));
        assert_eq!(
            m.bad("curl -fsS localhost:8000/x"),
            ("curl: (22) The requested URL returned error: 404\n".into(), 22)
        );
        assert_eq!(m.bad("curl").1, 2);
        assert!(m.bad("curl --foo x").0.starts_with("curl: option --foo: is unknown\n"));
        assert_eq!(m.bad("curl -sS foo://x"), ("curl: (1) Protocol \"foo\" not supported\n".into(), 1));
        assert_eq!(m.bad("curl -sS https://localhost:8000").1, 35);
    }
}
