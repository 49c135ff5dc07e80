//! A small machine for the tests of programs: one host with a few files, and a way to run a command line on it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::time::SECOND;
use crate::base::{Rng, Time};
use crate::os::{ExitStatus, FileHandle, FileId, Kernel, Launch, NsId, Pid, ProcessInfo, Tty, TtyId, executable};
use crate::vfs::{Content, Cred, Meta, Mounts, Node, Tree};

/// What a run printed and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
    /// The status as a shell shows it; -1 when it did not end in a simulated day.
    pub(crate) code: i32,
}

/// A machine.
pub(crate) struct Machine {
    /// Its kernel.
    pub(crate) kernel: Kernel,
    /// Its only namespace.
    pub(crate) ns: NsId,
    /// Who runs commands.
    pub(crate) cred: Cred,
    /// The environment of commands.
    pub(crate) env: Vec<(String, String)>,
    tty: Option<TtyId>,
}

impl Machine {
    /// One with GNU's programs.
    pub(crate) fn gnu() -> Self {
        Self::new(false)
    }

    /// One with BusyBox, as in Alpine.
    pub(crate) fn busybox() -> Self {
        Self::new(true)
    }

    fn new(busybox: bool) -> Self {
        let kernel = Kernel::new(&Rng::new(1), Time::START);
        kernel.set_programs(Rc::new(crate::programs::find));
        let mut tree = Tree::default();
        let mut put = |path: &str, mode: u32, content: Content| {
            tree.insert_path(path, Node::file(Meta::root(mode, Time::START), content));
        };
        if busybox {
            put("/bin/busybox", 0o755, executable("busybox", "1.37.0", 808_712));
            put("/etc/alpine-release", 0o644, Content::text("3.24.2\n"));
        }
        for entry in crate::programs::all() {
            let program = if busybox { ("busybox", "1.37.0") } else { (entry.name, "9.7") };
            put(&format!("/usr/bin/{}", entry.name), 0o755, executable(program.0, program.1, 100_000));
        }
        put(
            "/etc/passwd",
            0o644,
            Content::text("root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000::/home/ann:/bin/sh\n"),
        );
        put("/etc/group", 0o644, Content::text("root:x:0:\nann:x:1000:\ndocker:x:999:ann\n"));
        put("/etc/hosts", 0o644, Content::text("127.0.0.1\tlocalhost\n"));
        for folder in ["/tmp", "/root", "/home/ann", "/work"] {
            tree.insert_path(folder, Node::dir(Meta::root(0o755, Time::START)));
        }
        for (name, device) in [("null", crate::vfs::Device::Null), ("zero", crate::vfs::Device::Zero)] {
            let kind = crate::vfs::Kind::Device(device);
            tree.insert_path(&format!("/dev/{name}"), Node { ino: 0, meta: Meta::root(0o666, Time::START), kind });
        }
        let ns = kernel.enter(|state| {
            let fs = state.vfs.add(tree);
            let net = state.net.add_stack();
            state.add_namespace(None, "laptop", Mounts::with_root(fs, "ext4"), net)
        });
        let env = [("PATH", "/usr/bin:/bin"), ("HOME", "/root")].map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec();
        Self { kernel, ns, cred: Cred::root(), env, tty: None }
    }

    /// Standard output is a terminal of 80 columns from now on.
    pub(crate) fn with_tty(mut self) -> Self {
        self.tty = Some(self.kernel.enter(|state| state.add_tty(Tty::new(80, 24))));
        self
    }

    /// Puts a text file below `/work`, or at an absolute path.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.content(path, Content::text(text))
    }

    /// Puts any file below `/work`, or at an absolute path.
    pub(crate) fn content(self, path: &str, content: Content) -> Self {
        let path = crate::vfs::path::absolute("/work", path);
        self.kernel.enter(|state| {
            let mounts = state.namespaces[&self.ns].mounts.clone();
            let fs = mounts.root_fs().unwrap();
            let node = Node::file(Meta::root(0o644, Time::START), content);
            state.vfs.tree_mut(fs).unwrap().insert_path(&path, node);
        });
        self
    }

    /// A file's text.
    pub(crate) fn read(&self, path: &str) -> Option<String> {
        let path = crate::vfs::path::absolute("/work", path);
        self.kernel.enter(|state| {
            let mounts = state.namespaces[&self.ns].mounts.clone();
            state.vfs.read_text(&mounts, &Cred::root(), &path).ok()
        })
    }

    /// Runs a command line, split at blanks outside single quotes, in `/work` without input.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.run_with(line, "")
    }

    /// Runs a command line with input.
    pub(crate) fn run_with(&self, line: &str, input: &str) -> Ran {
        let argv = words(line);
        let (stdin, feed) = self.kernel.pipe();
        let (out_end, stdout) = self.kernel.pipe();
        let (err_end, stderr) = self.kernel.pipe();
        let (out, err) = (collect(&self.kernel, out_end), collect(&self.kernel, err_end));
        let input = input.to_owned();
        self.kernel.spawn_service(async move {
            let _ = feed.write(input.as_bytes()).await;
        });
        let screen = self.tty.map(|tty| self.kernel.open_tty(tty));
        let mut fds: BTreeMap<u32, FileId> = [(0, stdin.id()), (1, stdout.id()), (2, stderr.id())].into();
        if let Some((_, slave)) = &screen {
            fds.insert(1, slave.id());
        }
        let launch = self.launch_of(argv.clone(), fds);
        let exe = format!("/usr/bin/{}", argv[0]);
        let launched = self.kernel.launch(launch, &exe);
        drop((stdin, stdout, stderr));
        let Ok(pid) = launched else {
            return Ran { out: String::new(), err: format!("{}: {launched:?}", argv[0]), code: 127 };
        };
        let until = self.kernel.now().plus(86_400 * SECOND);
        loop {
            self.kernel.run_ready();
            let alive = self.kernel.enter(|state| state.processes.get(&pid).is_some_and(ProcessInfo::is_alive));
            match self.kernel.next_event().filter(|next| alive && *next < until) {
                Some(next) => self.kernel.advance_to(next),
                None => break,
            }
        }
        self.kernel.run_ready();
        let code = self.kernel.enter(|state| state.reap(pid)).map_or(-1, ExitStatus::code);
        let text = |bytes: &Rc<std::cell::RefCell<Vec<u8>>>| String::from_utf8_lossy(&bytes.borrow()).into_owned();
        let mut printed = text(&out);
        if let Some(tty) = self.tty {
            let bytes = self.kernel.enter(|state| state.drain_tty(tty, usize::MAX));
            printed = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        }
        Ran { out: printed, err: text(&err), code }
    }

    /// Starts a command line in the background, its output going nowhere.
    pub(crate) fn start(&self, line: &str) {
        let null = self.kernel.null();
        let launch = self.launch_of(words(line), [(0, null.id()), (1, null.id()), (2, null.id())].into());
        let exe = format!("/usr/bin/{}", launch.argv[0]);
        self.kernel.launch(launch, &exe).unwrap();
        self.kernel.run_ready();
    }

    /// Starts a command line in the foreground of a terminal.
    pub(crate) fn start_at(&self, line: &str, tty: TtyId) -> Pid {
        let (_, slave) = self.kernel.open_tty(tty);
        let fds = [(0, slave.id()), (1, slave.id()), (2, slave.id())].into();
        let launch = Launch { tty: Some(tty), ..self.launch_of(words(line), fds) };
        let exe = format!("/usr/bin/{}", launch.argv[0]);
        let pid = self.kernel.launch(launch, &exe).unwrap();
        self.kernel.enter(|state| state.ttys.get_mut(&tty).unwrap().foreground = Some(pid));
        self.kernel.run_ready();
        pid
    }

    fn launch_of(&self, argv: Vec<String>, fds: BTreeMap<u32, FileId>) -> Launch {
        Launch {
            ns: self.ns,
            ppid: 0,
            pgid: None,
            tty: self.tty,
            argv,
            env: Rc::new(self.env.clone()),
            cwd: "/work".to_owned(),
            cred: self.cred.clone(),
            fds,
            ignored: Vec::new(),
            init: false,
        }
    }

    /// Runs a command line that must succeed silently but for its output, which is the answer.
    pub(crate) fn ok(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!((ran.err.as_str(), ran.code), ("", 0), "{line}");
        ran.out
    }

    /// Runs a command line that must fail; the answer is its errors and status.
    pub(crate) fn bad(&self, line: &str) -> (String, i32) {
        let ran = self.run(line);
        assert_ne!(ran.code, 0, "{line}: {ran:?}");
        (ran.err, ran.code)
    }
}

fn collect(kernel: &Kernel, end: FileHandle) -> Rc<std::cell::RefCell<Vec<u8>>> {
    let bytes = Rc::new(std::cell::RefCell::new(Vec::new()));
    let sink = Rc::clone(&bytes);
    kernel.spawn_service(async move {
        while let Ok(part) = end.read(65_536).await {
            if part.is_empty() {
                break;
            }
            sink.borrow_mut().extend(part);
        }
    });
    bytes
}

/// Splits at blanks outside single quotes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted, mut open) = (Vec::<String>::new(), false, false);
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                if !open {
                    words.push(String::new());
                    open = true;
                }
            }
            ' ' if !quoted => open = false,
            c => {
                if !open {
                    words.push(String::new());
                    open = true;
                }
                words.last_mut().unwrap().push(c);
            }
        }
    }
    words
}
