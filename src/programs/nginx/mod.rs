//! `nginx`: the web server as a container runs it: its command line, its processes and its logs. The configuration is in
//! `conf`, answers are in `serve`.

mod conf;
mod serve;

pub(super) use serve::expand;

use std::cell::Cell;
use std::fmt::Write;
use std::rc::Rc;

use self::conf::Conf;
use self::serve::Nginx;
use super::http::server;
use super::kit::{Tool, dates};
use crate::os::{Disposition, ExitStatus, Group, Ip, OpenFlags, Pid, Process, ProgramFuture, Signal, Spawn};

const CONF: &str = "/etc/nginx/nginx.conf";
const PID_FILE: &str = "/run/nginx.pid";

/// Runs the server, or does what an option says.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// What the command line says.
#[derive(Default)]
struct Line {
    test: bool,
    dump: bool,
    signal: Option<String>,
    globals: String,
    file: Option<String>,
}

async fn run(mut tool: Tool) -> ExitStatus {
    let version = version(&tool);
    let mut line = Line::default();
    let mut args = std::mem::take(&mut tool.args).into_iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-v" | "-V" => {
                tool.err(&format!("nginx version: nginx/{version}\n"));
                return tool.end().await;
            }
            "-h" | "-?" => {
                tool.err(&format!("nginx version: nginx/{version}\nUsage: nginx [-?hvVtTq] [-s signal] [-p prefix]\n             [-e filename] [-c filename] [-g directives]\n"));
                return tool.end().await;
            }
            "-t" => line.test = true,
            "-T" => (line.test, line.dump) = (true, true),
            "-q" => {}
            "-s" | "-g" | "-c" | "-p" | "-e" => {
                let Some(value) = args.next() else {
                    let what = match arg.as_str() {
                        "-s" => "signal name",
                        "-g" => "global directives",
                        "-c" | "-e" => "file name",
                        _ => "directory name",
                    };
                    tool.err(&format!("nginx: option \"{arg}\" requires {what}\n"));
                    tool.status = 1;
                    return tool.end().await;
                };
                match arg.as_str() {
                    "-s" => line.signal = Some(value),
                    "-g" => line.globals = value,
                    "-c" => line.file = Some(value),
                    _ => {}
                }
            }
            other => {
                tool.err(&format!("nginx: invalid option: \"{}\"\n", other.trim_start_matches('-')));
                tool.status = 1;
                return tool.end().await;
            }
        }
    }
    if let Some(signal) = &line.signal {
        send(&mut tool, signal);
        return tool.end().await;
    }
    let file = line.file.clone().unwrap_or_else(|| CONF.to_owned());
    let conf = match load(&tool.process, &file, &line.globals) {
        Ok(conf) => conf,
        Err(text) => {
            if !line.test {
                log(&tool.process, 2, "emerg", &text).await;
            }
            tool.err(&format!("nginx: [emerg] {text}\n"));
            if line.test {
                tool.err(&format!("nginx: configuration file {file} test failed\n"));
            }
            tool.status = 1;
            return tool.end().await;
        }
    };
    if line.test {
        tool.err(&format!(
            "nginx: the configuration file {file} syntax is ok\nnginx: configuration file {file} test is successful\n"
        ));
        if line.dump {
            let text = tool.process.read_text(&file).unwrap_or_default();
            tool.out(&format!("# configuration file {file}:\n{text}\n"));
        }
        return tool.end().await;
    }
    make_folders(&tool.process);
    tool.flush().await;
    if conf.daemon {
        // It leaves the server behind and goes away.
        let spawn =
            Spawn { argv: vec!["nginx: master process nginx".to_owned()], group: Group::New, ..Spawn::default() };
        tool.process.fork(spawn, move |process| Box::pin(serve(process, conf, file, line.globals, version)));
        return ExitStatus::OK;
    }
    let title = format!("nginx: master process {}", tool.process.argv().join(" "));
    tool.process.change(|info| info.argv = Rc::from([title]));
    serve(tool.process, conf, file, line.globals, version).await
}

/// The folders for bodies and answers on their way, which it was built to have in its cache.
fn make_folders(process: &Process) {
    const CACHE: &str = "/var/cache/nginx";
    if !process.is_dir(CACHE) {
        return;
    }
    for name in ["client_temp", "fastcgi_temp", "proxy_temp", "scgi_temp", "uwsgi_temp"] {
        let _ = process.mkdir(&format!("{CACHE}/{name}"), 0o700);
    }
}

fn version(tool: &Tool) -> String {
    let version = tool.process.version();
    if version.starts_with(|c: char| c.is_ascii_digit()) { version.to_string() } else { "1.29.3".to_owned() }
}

fn load(process: &Process, file: &str, globals: &str) -> Result<Conf, String> {
    let conf = conf::understand(conf::read(process, file, 0)?, globals)?;
    // Names of servers to be asked are looked up once, at the start.
    for directive in conf.servers.iter().flat_map(|s| &s.locations).flat_map(|l| &l.settings) {
        let target = directive.arg(0);
        if directive.name() != "proxy_pass" || target.contains('$') {
            continue;
        }
        let place = target.trim_start_matches("http://").trim_start_matches("https://");
        let host = place.split(['/', ':']).next().unwrap_or_default();
        let group = conf.upstreams.iter().find(|(name, _)| name == host).map(|(_, hosts)| hosts.clone());
        for host in group.unwrap_or_else(|| vec![host.to_owned()]) {
            let name = host.split(':').next().unwrap_or_default();
            if process.resolve(name).is_empty() {
                return Err(format!("host not found in upstream \"{host}\" in {}", directive.place));
            }
        }
    }
    Ok(conf)
}

/// `-s`: tells the running master.
fn send(tool: &mut Tool, name: &str) {
    let signal = match name {
        "stop" => Signal::TERM,
        "quit" => Signal::QUIT,
        "reload" => Signal::HUP,
        "reopen" => Signal(10),
        _ => {
            tool.err(&format!("nginx: invalid option: \"-s {name}\"\n"));
            tool.status = 1;
            return;
        }
    };
    let pid = tool.process.read_text(PID_FILE).ok().and_then(|text| text.trim().parse().ok());
    let Some(pid) = pid else {
        tool.err(&format!("nginx: [error] open() \"{PID_FILE}\" failed (2: No such file or directory)\n"));
        tool.status = 1;
        return;
    };
    if let Err(error) = tool.process.kill(pid, signal) {
        tool.err(&format!("nginx: [alert] kill({pid}, {}) failed (3: {error})\n", signal.0));
        tool.status = 1;
    }
}

async fn log(process: &Process, fd: u32, level: &str, text: &str) {
    let time = dates::format(process.now(), "%Y/%m/%d %H:%M:%S");
    let pid = process.own_pid();
    if let Ok(handle) = process.handle(fd) {
        let _ = handle.write(format!("{time} [{level}] {pid}#{pid}: {text}\n").as_bytes()).await;
    }
}

fn open_log(process: &Process, name: &str, fallback: u32) -> u32 {
    match name {
        "stderr" | "/dev/stderr" => 2,
        "/dev/stdout" => 1,
        name => process.open(name, OpenFlags::APPEND).unwrap_or(fallback),
    }
}

/// The master process: workers, listeners, signals.
async fn serve(process: Process, mut conf: Conf, file: String, globals: String, version: String) -> ExitStatus {
    let signals = [Signal::HUP, Signal::INT, Signal::QUIT, Signal::TERM, Signal(10), Signal::WINCH];
    for signal in signals {
        process.on_signal(signal, Some(Disposition::Catch));
    }
    let error = open_log(&process, conf.error_log.as_deref().unwrap_or("/var/log/nginx/error.log"), 2);
    let access = open_log(&process, "/var/log/nginx/access.log", 1);
    let mut listeners = Vec::new();
    for port in conf.ports() {
        match process.listen(Ip::ANY, port) {
            Ok(fd) => listeners.push((port, fd)),
            Err(errno) => {
                let number = if errno == crate::vfs::Errno::AddrInUse { 98 } else { 13 };
                let text = format!("bind() to 0.0.0.0:{port} failed ({number}: {errno})");
                log(&process, error, "emerg", &text).await;
                process.err(&format!("nginx: [emerg] {text}\n")).await;
                return ExitStatus::FAIL;
            }
        }
    }
    let _ = process.write_file(PID_FILE, crate::vfs::Content::text(&format!("{}\n", process.own_pid())));
    let notice = async |text: &str| log(&process, error, "notice", text).await;
    let lines = [
        "using the \"epoll\" event method",
        &format!("nginx/{version}"),
        "built by gcc 14.2.0 (Debian 14.2.0-19) ",
        "OS: Linux 6.8.0-drydock",
        "getrlimit(RLIMIT_NOFILE): 1048576:1048576",
    ];
    for line in lines {
        notice(line).await;
    }
    let mut workers = start_workers(&process, &conf, error).await;
    let service = |conf: &Conf, port: u16, worker: u32| -> Rc<dyn server::Service> {
        let requests = Cell::new(0);
        Rc::new(Nginx { conf: conf.clone(), port, version: version.clone(), access, error, worker, requests })
    };
    let mut slots = Vec::new();
    for (port, fd) in &listeners {
        let slot = server::Slot::new(service(&conf, *port, workers.first().map_or(0, |worker| worker.1)));
        slots.push((*port, slot.clone()));
        process.thread(server::serve(process.clone(), *fd, slot));
    }
    loop {
        let signal = process.next_signal().await;
        let name = format!("signal {} (SIG{}) received", signal.0, signal.name());
        match signal {
            Signal::HUP => {
                notice(&format!("{name}, reconfiguring")).await;
                notice("reconfiguring").await;
                match load(&process, &file, &globals) {
                    Ok(new) => {
                        conf = new;
                        let fresh = start_workers(&process, &conf, error).await;
                        for (port, slot) in &slots {
                            slot.set(service(&conf, *port, fresh.first().map_or(0, |worker| worker.1)));
                        }
                        stop_workers(&process, &workers, error, "gracefully shutting down").await;
                        workers = fresh;
                    }
                    Err(text) => log(&process, error, "emerg", &text).await,
                }
            }
            Signal::QUIT => {
                notice(&format!("{name}, shutting down")).await;
                stop_workers(&process, &workers, error, "gracefully shutting down").await;
                break;
            }
            Signal::TERM | Signal::INT => {
                notice(&format!("{name}, exiting")).await;
                stop_workers(&process, &workers, error, "").await;
                break;
            }
            Signal(10) => notice(&format!("{name}, reopening logs")).await,
            _ => {}
        }
    }
    notice("exit").await;
    let _ = process.unlink(PID_FILE);
    ExitStatus::OK
}

/// Starts the workers, which only stand there: the master serves. The answer is their numbers, the machine's and their own.
async fn start_workers(process: &Process, conf: &Conf, error: u32) -> Vec<(Pid, u32)> {
    let notice = async |text: &str| log(process, error, "notice", text).await;
    notice("start worker processes").await;
    let mut workers = Vec::new();
    for _ in 0..conf.workers.unwrap_or(super::uname::PROCESSORS).min(64) {
        let spawn =
            Spawn { argv: vec!["nginx: worker process".to_owned()], cred: worker_cred(process), ..Spawn::default() };
        let started = process.fork(spawn, |worker| {
            Box::pin(async move {
                worker.on_signal(Signal::INT, Some(Disposition::Ignore));
                let _ = worker.next_signal().await;
                ExitStatus::OK
            })
        });
        let Some(pid) = started else { continue };
        let own = process.kernel().enter(|state| state.processes.get(&pid).map_or(0, |info| info.ns_pid));
        notice(&format!("start worker process {own}")).await;
        workers.push((pid, own));
    }
    workers
}

/// Workers run as the user `nginx`, where there is one and the master may change to it.
fn worker_cred(process: &Process) -> Option<crate::vfs::Cred> {
    let accounts = super::kit::accounts::Accounts::read(process);
    let user = accounts.user("nginx").filter(|_| process.cred().uid == 0)?;
    Some(crate::vfs::Cred { uid: user.uid, gid: user.gid, groups: [].into() })
}

async fn stop_workers(process: &Process, workers: &[(Pid, u32)], error: u32, how: &str) {
    let time = dates::format(process.now(), "%Y/%m/%d %H:%M:%S");
    let mut lines = String::new();
    for (_, own) in workers {
        for text in [how, "exiting", "exit"].into_iter().filter(|text| !text.is_empty()) {
            let _ = writeln!(lines, "{time} [notice] {own}#{own}: {text}");
        }
    }
    if let Ok(handle) = process.handle(error) {
        let _ = handle.write(lines.as_bytes()).await;
    }
    let ns = process.ns();
    for (pid, own) in workers {
        process.kernel().enter(|state| {
            let _ = state.signal(*pid, Signal::KILL, ns);
        });
        process.wait(*pid).await;
        log(process, error, "notice", &format!("signal 17 (SIGCHLD) received from {own}")).await;
        log(process, error, "notice", &format!("worker process {own} exited with code 0")).await;
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    const CONF: &str = "events {}\nhttp {\n  server {\n    listen 8080;\n    root /work/www;\n    location = /hi { return 200 'hi $host\\n'; }\n    \
                        location /old { return 301 /new; }\n  }\n}\n";

    fn machine(conf: &str) -> Machine {
        let m = Machine::gnu().file("/etc/nginx/nginx.conf", conf).file("www/index.html", "<p>home</p>\n");
        m.ok("mkdir -p /run /var/log/nginx");
        m
    }

    #[test]
    fn configurations_are_checked() {
        let m = machine(CONF);
        let fine = "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n\
                    nginx: configuration file /etc/nginx/nginx.conf test is successful\n";
        assert_eq!((m.run("nginx -t").err.as_str(), m.run("nginx -t").code), (fine, 0));
        let bad = |conf: &str| machine(conf).run("nginx -t").err;
        let failed = "nginx: configuration file /etc/nginx/nginx.conf test failed\n";
        let text = "nginx: [emerg] unknown directive \"foo\" in /etc/nginx/nginx.conf:1\n";
        assert_eq!(bad("foo bar;\n"), format!("{text}{failed}"));
        let text = "nginx: [emerg] unexpected end of file, expecting \"}\" in /etc/nginx/nginx.conf:2\n";
        assert_eq!(bad("http {\n"), format!("{text}{failed}"));
        let text = "nginx: [emerg] host not found in upstream \"nope\" in /etc/nginx/nginx.conf:1\n";
        assert_eq!(bad("http { server { location / { proxy_pass http://nope:3000; } } }"), format!("{text}{failed}"));
    }

    #[test]
    fn pages_are_served() {
        let m = machine(CONF);
        m.start("nginx -g 'daemon off;'");
        let out = m.run("curl -si localhost:8080/").out;
        assert!(out.starts_with("HTTP/1.1 200 OK\r\nServer: nginx/9.7\r\nDate: Thu, 01 Oct 2026 09:00:00 GMT\r\nContent-Type: text/html\r\nContent-Length: 12\r\nLast-Modified: "), "{out}");
        assert!(out.ends_with("Accept-Ranges: bytes\r\n\r\n<p>home</p>\n"), "{out}");
        assert_eq!(m.ok("curl -s localhost:8080/hi"), "hi localhost\n");
        assert_eq!(m.ok("curl -s -o /dev/null -w '%{http_code}' localhost:8080/nope"), "404");
        assert!(m.ok("curl -sI localhost:8080/old").contains("\r\nLocation: http://localhost:8080/new\r\n"));
        let log = m.read("/var/log/nginx/access.log").unwrap();
        assert!(
            log.contains("127.0.0.1 - - [01/Oct/2026:09:00:00 +0000] \"GET /hi HTTP/1.1\" 200 13 \"-\" \"curl/9.7\"\n"),
            "{log}"
        );
        let log = m.read("/var/log/nginx/error.log").unwrap();
        assert!(
            log.contains("open() \"/work/www/nope\" failed (2: No such file or directory), client: 127.0.0.1"),
            "{log}"
        );
        m.ok("nginx -s quit");
        assert_eq!(m.run("curl -s localhost:8080").code, 7);
    }
}
