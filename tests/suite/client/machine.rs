//! A small machine with nothing but the docker program on it, to run one command line and see what it prints.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use drydock::base::{Rng, Time};
use drydock::cli::{Docker, Service};
use drydock::engine::api::Api;
use drydock::os::{ExitStatus, FileHandle, FileId, Kernel, Launch, NsId, Signal, Tty, TtyId};
use drydock::vfs::{Content, Cred, Kind, Meta, Mounts, Node, Tree};

/// What a command line printed and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Printed {
    /// Standard output; everything on a terminal.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
    /// The exit code; -1 when it did not end.
    pub(crate) exit: i32,
    /// How many interrupts it took.
    pub(crate) interrupts: u64,
}

/// What to run.
pub(crate) struct Line<'a> {
    /// The command line.
    pub(crate) argv: Vec<String>,
    /// More variables.
    pub(crate) env: Vec<(String, String)>,
    /// Whether input and output are one terminal.
    pub(crate) tty: bool,
    /// Standard input; empty when there is none.
    pub(crate) stdin: Option<&'a str>,
    /// When to interrupt it first, in milliseconds.
    pub(crate) interrupt_ms: Option<u64>,
}

/// A machine.
pub(crate) struct Machine {
    /// Its kernel.
    pub(crate) kernel: Kernel,
    ns: NsId,
    cwd: String,
}

impl Machine {
    /// A machine with files, at a time; `cwd` is made.
    pub(crate) fn new(now: Time, cwd: &str, files: &[(String, Vec<u8>)]) -> Self {
        let kernel = Kernel::new(&Rng::new(1), now);
        let mut tree = Tree::default();
        let file = |bytes: &[u8]| Node::file(Meta::root(0o644, now), Content::Bytes(Rc::new(bytes.to_vec())));
        let socket = Node { kind: Kind::Socket(1), meta: Meta::root(0o660, now), ino: 0 };
        tree.insert_path("/var/run/docker.sock", socket);
        tree.insert_path(&format!("{cwd}/.keep"), file(b""));
        tree.remove(&cwd.trim_matches('/').split('/').chain([".keep"]).collect::<Vec<_>>());
        for (name, bytes) in files {
            tree.insert_path(&format!("{cwd}/{name}"), file(bytes));
        }
        tree.insert_path("/tmp/docker-golden-config/.keep", file(b""));
        let help = std::fs::read("static/help.txt").unwrap_or_default();
        kernel.provide("help", help);
        let ns = kernel.enter(|state| {
            let fs = state.vfs.add(tree);
            let net = state.net.add_stack();
            state.add_namespace(None, "laptop", Mounts::with_root(fs, "ext4"), net)
        });
        Self { kernel, ns, cwd: cwd.to_owned() }
    }

    /// Runs a line against an engine; `pump` moves what comes from outside and is called once a millisecond.
    pub(crate) fn run(&self, api: &Rc<dyn Api>, line: &Line<'_>, pump: &dyn Fn()) -> Printed {
        let kernel = &self.kernel;
        let engine = Rc::clone(api);
        let docker = Rc::new(Docker {
            services: Rc::new(move |service| {
                (service == 1).then(|| Service { api: Rc::clone(&engine), builder: None })
            }),
        });
        let streams = Streams::new(kernel, line);
        let mut env: Vec<(String, String)> = [
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("HOME", "/nonexistent"),
            ("DOCKER_CONFIG", "/tmp/docker-golden-config"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        env.extend(line.env.iter().cloned());
        let launch = Launch {
            ns: self.ns,
            ppid: 0,
            pgid: None,
            tty: streams.tty,
            argv: line.argv.clone(),
            env: Rc::new(env),
            cwd: self.cwd.clone(),
            cred: Cred::root(),
            fds: streams.fds.clone(),
            ignored: Vec::new(),
            init: false,
        };
        let pid = kernel.launch_future(launch, 0, |process| drydock::cli::main(process, docker));
        kernel.enter(|state| {
            if let Some(tty) = streams.tty.and_then(|tty| state.ttys.get_mut(&tty)) {
                tty.foreground = Some(pid);
            }
        });
        let streams = streams.started(kernel, line);
        let ended: Cell<Option<ExitStatus>> = Cell::new(None);
        let (mut millis, mut interrupts, mut typed) = (0, 0, false);
        let mut printed = Printed { exit: -1, ..Printed::default() };
        while millis < 8_000 {
            kernel.run_ready();
            pump();
            kernel.run_ready();
            streams.collect(kernel, &mut printed);
            if let Some(status) = kernel.enter(|state| state.reap(pid)) {
                ended.set(Some(status));
                break;
            }
            millis += 1;
            if line.tty && !typed && millis > 300 {
                typed = true;
                streams.type_text(kernel, line.stdin.unwrap_or(""));
            }
            if line.interrupt_ms.is_some_and(|first| interrupts < 3 && millis > first + interrupts * 1000) {
                interrupts += 1;
                let ns = self.ns;
                let _ = kernel.enter(|state| state.signal(pid, Signal::INT, ns));
            }
            if !kernel.is_busy() {
                std::thread::sleep(std::time::Duration::from_micros(if line.interrupt_ms.is_some() {
                    20
                } else {
                    200
                }));
            }
            kernel.advance_to(kernel.now().plus(1_000));
        }
        streams.collect(kernel, &mut printed);
        printed.exit = ended.get().map_or(-1, ExitStatus::code);
        printed.interrupts = interrupts;
        printed
    }
}

/// The standard streams of a line.
struct Streams {
    tty: Option<TtyId>,
    fds: BTreeMap<u32, FileId>,
    handles: Vec<FileHandle>,
    readers: Vec<FileHandle>,
    input: Option<FileHandle>,
}

impl Streams {
    fn new(kernel: &Kernel, line: &Line<'_>) -> Self {
        if line.tty {
            let tty = kernel.enter(|state| state.add_tty(Tty::new(120, 40)));
            let (master, slave) = kernel.open_tty(tty);
            let fds = BTreeMap::from([(0, slave.id()), (1, slave.id()), (2, slave.id())]);
            return Self { tty: Some(tty), fds, handles: vec![slave, master], readers: Vec::new(), input: None };
        }
        let (out_read, out_write) = kernel.pipe();
        let (err_read, err_write) = kernel.pipe();
        let (input, handle) = if line.stdin.is_some() {
            let (read, write) = kernel.pipe();
            (Some(write), read)
        } else {
            (None, kernel.null())
        };
        let fds = BTreeMap::from([(0, handle.id()), (1, out_write.id()), (2, err_write.id())]);
        let handles = vec![handle, out_write, err_write];
        Self { tty: None, fds, handles, readers: vec![out_read, err_read], input }
    }

    /// The process holds its own ends now; its input is sent.
    fn started(mut self, kernel: &Kernel, line: &Line<'_>) -> Started {
        let readers = std::mem::take(&mut self.readers);
        let (out, err) = (Rc::new(Cell::new(Vec::new())), Rc::new(Cell::new(Vec::new())));
        for (reader, place) in readers.into_iter().zip([&out, &err]) {
            let place = Rc::clone(place);
            kernel.spawn_service(async move {
                while let Ok(part) = reader.read(65_536).await {
                    if part.is_empty() {
                        return;
                    }
                    let mut all = place.take();
                    all.extend(part);
                    place.set(all);
                }
            });
        }
        if let Some(input) = self.input.take() {
            let text = line.stdin.unwrap_or("").to_owned();
            kernel.spawn_service(async move {
                let _ = input.write(text.as_bytes()).await;
            });
        }
        let master = if self.tty.is_some() { self.handles.pop() } else { None };
        Started { tty: self.tty, out, err, _master: master }
    }
}

struct Started {
    tty: Option<TtyId>,
    out: Rc<Cell<Vec<u8>>>,
    err: Rc<Cell<Vec<u8>>>,
    _master: Option<FileHandle>,
}

impl Started {
    fn collect(&self, kernel: &Kernel, printed: &mut Printed) {
        if let Some(tty) = self.tty {
            let bytes = kernel.enter(|state| state.drain_tty(tty, usize::MAX));
            printed.out.push_str(&String::from_utf8_lossy(&bytes));
        }
        printed.out.push_str(&String::from_utf8_lossy(&self.out.take()));
        printed.err.push_str(&String::from_utf8_lossy(&self.err.take()));
    }

    fn type_text(&self, kernel: &Kernel, text: &str) {
        if let Some(tty) = self.tty {
            kernel.enter(|state| state.type_at(tty, text.as_bytes()));
        }
    }
}
