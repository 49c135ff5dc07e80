//! Terminals of a world: a shell on a host, what is typed at it, what it shows, and what input it waits for.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::os::{FileHandle, Kernel, Launch, Link, Pid, Tty, TtyId, TtyMode, WaitKey};
use crate::vfs::{Content, Cred, Stat};

use super::laptop::LEARNER;
use super::{Streams, World};

/// A terminal with a shell.
pub struct Terminal {
    /// The host's number.
    pub host: usize,
    /// The kernel's terminal.
    pub tty: TtyId,
    /// The shell that runs now.
    shell: Rc<Cell<Pid>>,
    /// Standard output and error where they are pipes.
    pub(super) pipes: Option<(FileHandle, FileHandle)>,
    /// Keeps the screen's end open.
    _master: FileHandle,
}

/// What input the program that a terminal really reaches waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A line, edited at the front end behind this prompt.
    Edited(String),
    /// A line; `false` when it is not to be shown.
    Cooked(bool),
    /// Single keys.
    Raw,
}

/// The environment of a login on a host.
pub(super) fn login_environment() -> Vec<(String, String)> {
    [
        ("SHELL", "/bin/bash"),
        ("USER", "learner"),
        ("LOGNAME", "learner"),
        ("HOME", "/home/learner"),
        ("LANG", "C.UTF-8"),
        ("TERM", "xterm-256color"),
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

/// Starts a shell in the foreground of a terminal; 0 where it cannot be started.
fn start_shell(kernel: &Kernel, tty: TtyId, launch: Launch) -> Pid {
    let shell = kernel.launch(launch, "/bin/bash").unwrap_or(0);
    kernel.enter(|state| {
        if let Some(entry) = state.ttys.get_mut(&tty) {
            entry.foreground = Some(shell);
        }
    });
    shell
}

/// The learner.
pub(super) fn learner() -> Cred {
    Cred { uid: LEARNER, gid: LEARNER, groups: Rc::from([LEARNER, 999]) }
}

impl Terminal {
    /// The shell: another process each time that the last one was left.
    pub fn shell(&self) -> Pid {
        self.shell.get()
    }
}

impl World {
    /// Opens a terminal with a shell on a host. A shell that is left is followed by a new one, as at a login, so that nobody
    /// is locked out by a Ctrl-D too many.
    pub(super) fn open_terminal(&mut self, host: usize) {
        let Some(ns) = self.hosts.get(host).map(|host| host.ns) else { return };
        let streams = self.streams;
        let cols = if streams == Streams::Terminal { 80 } else { 120 };
        let tty = self.kernel.enter(|state| state.add_tty(Tty::new(cols, 24)));
        let (master, slave) = self.kernel.open_tty(tty);
        let mut fds = BTreeMap::from([(0, slave.id()), (1, slave.id()), (2, slave.id())]);
        let mut ends = Vec::new();
        let pipes = matches!(streams, Streams::Piped | Streams::Merged).then(|| {
            let (out, out_end) = self.kernel.pipe();
            let (err, err_end) = self.kernel.pipe();
            let both = if streams == Streams::Merged { out_end.id() } else { err_end.id() };
            fds.insert(1, out_end.id());
            fds.insert(2, both);
            ends.extend([out_end, err_end]);
            (out, err)
        });
        let home = "/home/learner";
        let work = self.kernel.enter(|state| {
            let mounts = state.namespaces.get(&ns).map(|ns| ns.mounts.clone()).unwrap_or_default();
            state.vfs.stat(&mounts, &learner(), "/home/learner/work").is_ok()
        });
        let launch = Launch {
            ns,
            ppid: 0,
            pgid: None,
            tty: Some(tty),
            argv: vec!["bash".to_owned(), "-i".to_owned()],
            env: Rc::new(login_environment()),
            cwd: if work { format!("{home}/work") } else { home.to_owned() },
            cred: learner(),
            fds,
            ignored: Vec::new(),
            init: false,
        };
        let shell = Rc::new(Cell::new(start_shell(&self.kernel, tty, launch.clone())));
        let (kernel, current) = (self.kernel.clone(), Rc::clone(&shell));
        self.kernel.spawn_service(async move {
            // The streams stay open from one shell to the next.
            let _streams = (slave, ends);
            while kernel.wait_exit(current.get()).await.is_some() {
                current.set(start_shell(&kernel, tty, launch.clone()));
            }
        });
        self.terminals.push(Terminal { host, tty, shell, pipes, _master: master });
    }

    pub(super) fn type_bytes(&mut self, terminal: u32, bytes: &[u8]) {
        if let Some(terminal) = self.terminals.get(terminal as usize) {
            let tty = terminal.tty;
            self.kernel.enter(|state| state.type_at(tty, bytes));
        }
    }

    pub(super) fn resize(&mut self, terminal: u32, cols: u16, rows: u16) {
        let Some(tty) = self.terminals.get(terminal as usize).map(|terminal| terminal.tty) else { return };
        self.kernel.enter(|state| {
            if let Some(entry) = state.ttys.get_mut(&tty) {
                (entry.cols, entry.rows) = (cols.max(20), rows.max(5));
            }
        });
    }

    /// New bytes for a terminal's screen.
    pub fn drain(&mut self, terminal: u32) -> Vec<u8> {
        let Some(tty) = self.terminals.get(terminal as usize).map(|terminal| terminal.tty) else { return Vec::new() };
        self.kernel.enter(|state| state.drain_tty(tty, usize::MAX))
    }

    /// New bytes of standard output and error where the terminal has pipes for them.
    pub fn drain_pipes(&mut self, terminal: u32) -> (Vec<u8>, Vec<u8>) {
        let Some((out, err)) = self.terminals.get(terminal as usize).and_then(|terminal| terminal.pipes.as_ref())
        else {
            return (Vec::new(), Vec::new());
        };
        (self.kernel.drain_pipe(out.id()), self.kernel.drain_pipe(err.id()))
    }

    /// What a terminal's input really reaches: links are followed from client to container.
    fn far_end(&self, terminal: u32) -> Option<Link> {
        let tty = self.terminals.get(terminal as usize)?.tty;
        self.kernel.enter(|state| {
            let mut end = Link::Tty(tty);
            for _ in 0..8 {
                match end {
                    Link::Tty(tty) => match state.ttys.get(&tty).and_then(|entry| entry.link) {
                        Some(next) => end = next,
                        None => break,
                    },
                    Link::Pipe(_) => break,
                }
            }
            Some(end)
        })
    }

    /// What input the program waits for that a terminal really reaches.
    pub fn mode(&self, terminal: u32) -> Mode {
        let own = self.terminals.get(terminal as usize).map(|terminal| terminal.tty);
        let tty = match self.far_end(terminal) {
            Some(Link::Tty(tty)) => Some(tty),
            Some(Link::Pipe(_)) => own,
            None => None,
        };
        self.kernel.enter(|state| match tty.and_then(|tty| state.ttys.get(&tty)) {
            None => Mode::Cooked(true),
            Some(entry) => match (&entry.prompt, entry.mode) {
                (Some(prompt), _) => Mode::Edited(prompt.clone()),
                (None, TtyMode::Raw) if entry.link.is_none() => Mode::Raw,
                (None, _) => Mode::Cooked(entry.echo),
            },
        })
    }

    /// Whether a program waits for what a terminal's user types next, and nothing typed is waiting already.
    pub fn awaits_input(&self, terminal: u32) -> bool {
        let Some(end) = self.far_end(terminal) else { return false };
        let (key, typed) = match end {
            Link::Tty(tty) => {
                let typed = self.kernel.enter(|state| state.ttys.get(&tty).is_some_and(Tty::has_input));
                (WaitKey::TtyIn(tty), typed)
            }
            Link::Pipe(pipe) => (WaitKey::PipeRead(pipe), false),
        };
        !typed && self.kernel.is_awaited(key)
    }

    /// Whether the shell itself waits at its prompt.
    pub fn at_prompt(&self, terminal: u32) -> bool {
        let Some(terminal) = self.terminals.get(terminal as usize) else { return false };
        self.kernel.enter(|state| {
            let entry = state.ttys.get(&terminal.tty);
            entry.is_some_and(|tty| {
                tty.prompt.is_some() && tty.link.is_none() && tty.foreground == Some(terminal.shell())
            })
        })
    }

    // Files of a host, as the page's editor sees them.

    pub(super) fn edit(&mut self, host: u32, path: &str, text: Option<&str>) {
        self.on_files(host, |state, mounts| {
            let now = state.now;
            match text {
                Some(text) => {
                    let _ = state.vfs.write(mounts, &learner(), path, Content::text(text), 0o644, now);
                }
                None => {
                    remove_all(state, mounts, path);
                }
            }
        });
    }

    pub(super) fn rename(&mut self, host: u32, from: &str, to: &str) {
        self.on_files(host, |state, mounts| {
            let now = state.now;
            let _ = state.vfs.rename(mounts, &learner(), from, to, now);
        });
    }

    pub(super) fn make_folder(&mut self, host: u32, path: &str) {
        self.on_files(host, |state, mounts| {
            let now = state.now;
            let _ = state.vfs.mkdir(mounts, &learner(), path, 0o755, now);
        });
    }

    /// Shows a line as if it had been typed at a shell's prompt, and an answer to it that no program gave; the prompt stands
    /// behind it again.
    pub fn answer(&mut self, terminal: u32, line: &str, text: &str) {
        let Some(tty) = self.terminals.get(terminal as usize).map(|terminal| terminal.tty) else { return };
        self.kernel.enter(|state| {
            if let Some(entry) = state.ttys.get_mut(&tty) {
                entry.interject(line, text);
            }
        });
    }

    /// Clears what waits for a terminal's screen and shows the prompt anew.
    pub fn clear_screen(&mut self, terminal: u32) {
        self.drain(terminal);
        self.drain_pipes(terminal);
        let Some(tty) = self.terminals.get(terminal as usize).map(|terminal| terminal.tty) else { return };
        self.kernel.enter(|state| {
            if let Some(entry) = state.ttys.get_mut(&tty) {
                entry.show_prompt();
            }
        });
    }

    fn on_files<R>(&self, host: u32, call: impl FnOnce(&mut crate::os::State, &crate::vfs::Mounts) -> R) -> Option<R> {
        let ns = self.hosts.get(host as usize)?.ns;
        self.kernel.enter(|state| {
            let mounts = state.namespaces.get(&ns)?.mounts.clone();
            Some(call(state, &mounts))
        })
    }

    /// What stands at a path of a host, as the learner may see it.
    pub fn stat(&self, host: u32, path: &str) -> Option<Stat> {
        self.on_files(host, |state, mounts| state.vfs.stat(mounts, &learner(), path).ok())?
    }

    /// The names in a folder of a host; folders end in `/`.
    pub fn list(&self, host: u32, path: &str) -> Vec<String> {
        let names = self.on_files(host, |state, mounts| {
            let names = state.vfs.read_dir(mounts, &learner(), path).unwrap_or_default();
            let mark = |name: String| {
                let inner = crate::vfs::path::join(path, &name);
                let is_dir = state.vfs.stat(mounts, &learner(), &inner).is_ok_and(|stat| stat.node.is_dir());
                if is_dir { name + "/" } else { name }
            };
            names.into_iter().map(mark).collect()
        });
        names.unwrap_or_default()
    }

    /// The text of a host's file; `None` when it cannot be read or is no text.
    pub fn read(&self, host: u32, path: &str) -> Option<String> {
        let content = self.on_files(host, |state, mounts| state.vfs.read(mounts, &learner(), path).ok())??;
        match content {
            Content::Bytes(bytes) => String::from_utf8(bytes.to_vec()).ok(),
            Content::Declared { .. } => None,
        }
    }
}

/// Removes a file, or a folder with everything in it.
fn remove_all(state: &mut crate::os::State, mounts: &crate::vfs::Mounts, path: &str) {
    let (cred, now) = (learner(), state.now);
    for name in state.vfs.read_dir(mounts, &cred, path).unwrap_or_default() {
        let is_link = state.vfs.lstat(mounts, &cred, path).is_ok_and(|stat| !stat.node.is_dir());
        if !is_link {
            remove_all(state, mounts, &crate::vfs::path::join(path, &name));
        }
    }
    if state.vfs.unlink(mounts, &cred, path, now).is_err() {
        let _ = state.vfs.rmdir(mounts, &cred, path, now);
    }
}
