//! Programs run in a VM over a small machine; what they print was recorded from Node 20 and, where they differ, 24.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::Runtime;
use crate::programs::js_runtime::{
    Bytes, Endpoint, FileKind, FileStat, HostCall, HostReply, JsEffect, JsEvent, JsHost, JsRuntime, JsStart, JsVm,
    StartMode, SystemFacts, WriteMode, turn,
};

mod errors;
mod http;
mod modules;
mod programs;
mod prompt;

/// Files by path, a clock that only the driver moves, bytes that are not random.
#[derive(Default)]
struct Host {
    files: RefCell<BTreeMap<String, Vec<u8>>>,
    now_us: Cell<i64>,
}

impl Host {
    fn is_folder(&self, path: &str) -> bool {
        let head = format!("{}/", path.trim_end_matches('/'));
        self.files.borrow().keys().any(|name| name.starts_with(&head))
    }

    fn stat(&self, path: &str) -> HostReply {
        let (kind, size) = match self.files.borrow().get(path) {
            Some(bytes) => (FileKind::File, bytes.len() as u64),
            None if self.is_folder(path) => (FileKind::Dir, 4096),
            None => return HostReply::Failed("ENOENT".into()),
        };
        HostReply::Stat(FileStat { kind, perm: 0o644, uid: 0, gid: 0, size, links: 1, ino: 7, mtime_us: 0 })
    }
}

impl JsHost for Host {
    fn call(&self, request: &HostCall) -> HostReply {
        match request {
            HostCall::Now => HostReply::Number(self.now_us.get()),
            HostCall::Random { length } => HostReply::Data(Bytes(vec![0xab; *length as usize])),
            HostCall::System => HostReply::System(Box::new(SystemFacts { cpus: 2, ..SystemFacts::default() })),
            HostCall::Read { path } => match self.files.borrow().get(path) {
                Some(bytes) => HostReply::Data(Bytes(bytes.clone())),
                None => HostReply::Failed(if self.is_folder(path) { "EISDIR" } else { "ENOENT" }.into()),
            },
            HostCall::Write { path, bytes, mode, .. } => {
                let mut files = self.files.borrow_mut();
                let file = files.entry(path.clone()).or_default();
                if *mode != WriteMode::Append {
                    file.clear();
                }
                file.extend_from_slice(&bytes.0);
                HostReply::Done
            }
            HostCall::Stat { path, .. } => self.stat(path),
            HostCall::Access { path, .. } => match self.stat(path) {
                HostReply::Stat(_) => HostReply::Done,
                failed => failed,
            },
            HostCall::RealPath { path } => HostReply::Text(path.clone()),
            _ => HostReply::Failed("ENOSYS".into()),
        }
    }
}

/// What became of a process.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    out: String,
    err: String,
    /// Its exit code; none while it waits for something.
    code: Option<i32>,
    busy: bool,
}

/// A process under test and the loop around it; connections lead back to its own servers.
struct Process {
    host: Rc<Host>,
    vm: Box<dyn JsVm>,
    events: VecDeque<JsEvent>,
    alarm: Option<i64>,
    seen: Outcome,
    servers: BTreeMap<u16, u32>,
    peers: BTreeMap<u32, u32>,
    ended: BTreeSet<u32>,
    accepted: u32,
}

impl Process {
    fn start(mode: StartMode, files: &[(&str, &str)], tty: bool) -> Self {
        let host = Rc::new(Host::default());
        host.now_us.set(1_750_000_000_000_000);
        for (name, text) in files {
            host.files.borrow_mut().insert(format!("/app/{name}"), text.as_bytes().to_vec());
        }
        let start = JsStart {
            mode,
            args: vec!["one".into(), "two".into()],
            exec_path: "/usr/local/bin/node".into(),
            exec_argv: Vec::new(),
            preload: Vec::new(),
            env: vec![("HOME".into(), "/root".into()), ("NO_COLOR".into(), "1".into())],
            cwd: "/app".into(),
            pid: 7,
            ppid: 1,
            version: "26.5.0".into(),
            tty: [tty; 3],
            columns: 80,
            rows: 24,
        };
        let vm = Runtime.start(Rc::clone(&host) as Rc<dyn JsHost>);
        let mut process = Self {
            host,
            vm,
            events: VecDeque::from([JsEvent::Start(Box::new(start))]),
            alarm: None,
            seen: Outcome::default(),
            servers: BTreeMap::new(),
            peers: BTreeMap::new(),
            ended: BTreeSet::new(),
            accepted: 1_000_000,
        };
        process.settle();
        process
    }

    /// Sends an event and lets the process run until it waits for something else than time.
    fn send(&mut self, event: JsEvent) -> String {
        self.events.push_back(event);
        let before = self.seen.out.len();
        self.settle();
        self.seen.out[before..].to_owned()
    }

    fn line(&mut self, text: &str) -> String {
        self.send(JsEvent::Line { text: text.into() })
    }

    fn settle(&mut self) {
        while self.seen.code.is_none() && !self.seen.busy {
            let event = match (self.events.pop_front(), self.alarm.take()) {
                (Some(event), alarm) => {
                    self.alarm = alarm;
                    event
                }
                (None, Some(at)) => {
                    self.host.now_us.set(self.host.now_us.get().max(at));
                    JsEvent::Alarm
                }
                (None, None) => break,
            };
            for effect in turn(&mut *self.vm, &event) {
                self.carry_out(effect);
            }
        }
    }

    fn carry_out(&mut self, effect: JsEffect) {
        match effect {
            JsEffect::Write { fd: 1, bytes } => self.seen.out += &bytes.text(),
            JsEffect::Write { bytes, .. } => self.seen.err += &bytes.text(),
            JsEffect::Spend { us } => self.host.now_us.set(self.host.now_us.get() + us as i64),
            JsEffect::More => self.events.push_front(JsEvent::Continue),
            JsEffect::Busy => self.seen.busy = true,
            JsEffect::Exit { code } => self.seen.code = Some(code),
            JsEffect::Alarm { at_us } => self.alarm = at_us,
            JsEffect::Prompt { text } => self.seen.out += &text,
            effect => self.network(effect),
        }
    }

    fn network(&mut self, effect: JsEffect) {
        let end = |port| Endpoint { address: "127.0.0.1".into(), port };
        match effect {
            JsEffect::Listen { server, port, .. } if self.servers.contains_key(&port) => {
                self.events.push_back(JsEvent::ListenFailed { server, code: "EADDRINUSE".into() });
            }
            JsEffect::Listen { server, port, .. } => {
                self.servers.insert(port, server);
                self.events.push_back(JsEvent::Listening { server, local: Endpoint { address: "::".into(), port } });
            }
            JsEffect::CloseServer { server } => self.servers.retain(|_, known| *known != server),
            JsEffect::Connect { socket, port, .. } => {
                let Some(server) = self.servers.get(&port).copied() else {
                    let (code, address) = ("ECONNREFUSED".into(), "127.0.0.1".into());
                    return self.events.push_back(JsEvent::ConnectFailed { socket, code, address });
                };
                self.accepted += 1;
                let far = self.accepted;
                self.peers.extend([(socket, far), (far, socket)]);
                let (remote, local) = (end(50_000), end(port));
                self.events.push_back(JsEvent::Connection { server, socket: far, remote, local });
                self.events.push_back(JsEvent::Connected { socket, remote: end(port), local: end(50_000) });
            }
            JsEffect::SocketWrite { socket, bytes } => {
                let far = self.peers.get(&socket).copied();
                self.events.extend(far.map(|socket| JsEvent::SocketData { socket, bytes }));
            }
            JsEffect::SocketEnd { socket } => {
                self.ended.insert(socket);
                let Some(far) = self.peers.get(&socket).copied() else { return };
                self.events.push_back(JsEvent::SocketEnd { socket: far });
                if self.ended.contains(&far) {
                    for socket in [socket, far] {
                        self.peers.remove(&socket);
                        self.events.push_back(JsEvent::SocketClosed { socket, code: String::new() });
                    }
                }
            }
            JsEffect::SocketDestroy { socket } => {
                let Some(far) = self.peers.remove(&socket) else { return };
                self.peers.remove(&far);
                self.events.push_back(JsEvent::SocketEnd { socket: far });
                self.events.push_back(JsEvent::SocketClosed { socket: far, code: String::new() });
            }
            _ => {}
        }
    }
}

/// Runs a program to its end, as `/app/main.js`.
fn run(code: &str) -> Outcome {
    run_files(&[("main.js", code)])
}

/// Runs the first of some files of `/app`.
fn run_files(files: &[(&str, &str)]) -> Outcome {
    Process::start(StartMode::File { path: files[0].0.into() }, files, false).seen
}

/// What a program prints; it must end well.
#[track_caller]
fn printed(code: &str) -> String {
    let seen = run(code);
    assert_eq!((seen.err.as_str(), seen.code), ("", Some(0)), "{}", seen.out);
    seen.out
}
