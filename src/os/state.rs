//! Everything the kernel knows, as plain data: a clone of it is a frozen copy of the machine. Futures are not here.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::{Rng, Time};
use crate::vfs::{Errno, Vfs};

use super::executor::WaitKey;
use super::files::{FileId, OpenFile, OpenKind, Pipe};
use super::namespace::{Namespace, NsId};
use super::net::{Net, NetId, Route};
use super::process::{Disposition, ExitStatus, Pid, ProcessInfo, ProcessState};
use super::signal::{Action, Signal};
use super::tty::{Tty, TtyId};

/// The machine.
#[derive(Clone, Debug)]
pub struct State {
    /// The world's clock.
    pub now: Time,
    /// Randomness for programs.
    pub rng: Rng,
    /// File systems.
    pub vfs: Vfs,
    /// Network stacks.
    pub net: Net,
    /// Hosts and containers.
    pub namespaces: BTreeMap<NsId, Namespace>,
    /// Processes by number.
    pub processes: BTreeMap<Pid, ProcessInfo>,
    /// Terminals by number.
    pub ttys: BTreeMap<TtyId, Tty>,
    /// Whether echo and prompts are kept off all screens.
    pub silent: bool,
    /// Resources that arrived from outside.
    pub resources: BTreeMap<String, Rc<Vec<u8>>>,
    /// Resources asked for and not there: time stands still until they arrive.
    pub missing: Vec<String>,
    /// What programs did in a simplified way, for explanations: who explains takes it.
    pub simplified: Vec<String>,
    pub(super) files: BTreeMap<FileId, OpenFile>,
    pub(super) pipes: BTreeMap<u32, Pipe>,
    pub(super) next_file: u32,
    pub(super) next_pipe: u32,
    pub(super) next_tty: u32,
    pub(super) next_ns: u32,
    pub(super) next_pid: Pid,
    /// Filled within a call, emptied by [`super::Kernel::enter`]: whom to wake.
    pub(super) wakes: Vec<WaitKey>,
    /// Filled within a call, emptied by [`super::Kernel::enter`]: whose tasks to drop.
    pub(super) dead: Vec<Pid>,
    /// Filled within a call: processes may run that could not before.
    pub(super) thawed: bool,
}

impl State {
    pub(super) fn new(seed: &Rng, now: Time) -> Self {
        Self {
            now,
            rng: seed.stream("kernel"),
            vfs: Vfs::default(),
            net: Net::default(),
            namespaces: BTreeMap::new(),
            processes: BTreeMap::new(),
            ttys: BTreeMap::new(),
            silent: false,
            resources: BTreeMap::new(),
            missing: Vec::new(),
            simplified: Vec::new(),
            files: BTreeMap::new(),
            pipes: BTreeMap::new(),
            next_file: 0,
            next_pipe: 0,
            next_tty: 0,
            next_ns: 0,
            next_pid: 1000,
            wakes: Vec::new(),
            dead: Vec::new(),
            thawed: false,
        }
    }

    // Open files.

    pub(super) fn open(&mut self, kind: OpenKind) -> FileId {
        match &kind {
            OpenKind::PipeRead(pipe) => self.pipes.entry(*pipe).or_default().readers += 1,
            OpenKind::PipeWrite(pipe) => self.pipes.entry(*pipe).or_default().writers += 1,
            OpenKind::Socket { read, write, .. } => {
                self.pipes.entry(*read).or_default().readers += 1;
                self.pipes.entry(*write).or_default().writers += 1;
            }
            _ => {}
        }
        self.next_file += 1;
        let id = FileId(self.next_file);
        self.files.insert(id, OpenFile { kind, refs: 1 });
        id
    }

    /// One more holder of an open file.
    pub fn hold(&mut self, id: FileId) {
        if let Some(file) = self.files.get_mut(&id) {
            file.refs += 1;
        }
    }

    /// One holder less; the last one closes the file.
    pub fn release(&mut self, id: FileId) {
        let Some(file) = self.files.get_mut(&id) else { return };
        file.refs -= 1;
        if file.refs > 0 {
            return;
        }
        match self.files.remove(&id).map(|file| file.kind) {
            Some(OpenKind::PipeRead(pipe)) => self.leave_pipe(pipe, true),
            Some(OpenKind::PipeWrite(pipe)) => self.leave_pipe(pipe, false),
            Some(OpenKind::Socket { read, write, .. }) => {
                self.leave_pipe(read, true);
                self.leave_pipe(write, false);
            }
            Some(OpenKind::Listener(listener)) => {
                let waiting = self.net.listeners.remove(&listener).map(|l| l.backlog).unwrap_or_default();
                for (read, write, _) in waiting {
                    for pipe in [read, write] {
                        self.pipes.entry(pipe).or_default().reset = true;
                        self.wakes.push(WaitKey::PipeRead(pipe));
                        self.wakes.push(WaitKey::PipeWrite(pipe));
                    }
                }
            }
            Some(OpenKind::Tty(_) | OpenKind::Master(_) | OpenKind::Regular { .. } | OpenKind::Device(_)) | None => {}
        }
    }

    /// Gives a socket's writing side up.
    pub(super) fn shut_down(&mut self, id: FileId) {
        let Some(file) = self.files.get_mut(&id) else { return };
        if let OpenKind::Socket { read, write, .. } = file.kind {
            file.kind = OpenKind::PipeRead(read);
            self.leave_pipe(write, false);
        }
    }

    fn leave_pipe(&mut self, pipe: u32, reader: bool) {
        let Some(entry) = self.pipes.get_mut(&pipe) else { return };
        if reader {
            entry.readers -= 1;
            self.wakes.push(WaitKey::PipeWrite(pipe));
        } else {
            entry.writers -= 1;
            self.wakes.push(WaitKey::PipeRead(pipe));
        }
        if entry.readers == 0 && entry.writers == 0 {
            self.pipes.remove(&pipe);
        }
    }

    pub(super) fn new_pipe(&mut self) -> u32 {
        self.next_pipe += 1;
        self.pipes.insert(self.next_pipe, Pipe::default());
        self.next_pipe
    }

    // Terminals.

    /// Adds a terminal.
    pub fn add_tty(&mut self, mut tty: Tty) -> TtyId {
        tty.silent |= self.silent;
        self.next_tty += 1;
        self.ttys.insert(TtyId(self.next_tty), tty);
        TtyId(self.next_tty)
    }

    /// Types bytes at a terminal.
    pub fn type_at(&mut self, id: TtyId, bytes: &[u8]) {
        let Some(tty) = self.ttys.get_mut(&id) else { return };
        let signals = tty.input(bytes);
        let foreground = tty.foreground;
        self.wakes.push(WaitKey::TtyIn(id));
        self.wakes.push(WaitKey::TtyOut(id));
        for signal in signals {
            self.signal_group(foreground.unwrap_or(0), signal);
        }
    }

    /// Bytes for the screen, at most `max`.
    pub fn drain_tty(&mut self, id: TtyId, max: usize) -> Vec<u8> {
        self.ttys.get_mut(&id).map(|tty| tty.drain(max)).unwrap_or_default()
    }

    // Namespaces.

    /// Adds a host or a container.
    pub fn add_namespace(
        &mut self,
        parent: Option<NsId>,
        hostname: &str,
        mounts: crate::vfs::Mounts,
        net: NetId,
    ) -> NsId {
        self.next_ns += 1;
        let id = NsId(self.next_ns);
        let hostname = hostname.to_owned();
        let namespace = Namespace {
            id,
            parent,
            hostname,
            mounts,
            net,
            init: None,
            last_pid: 0,
            frozen: false,
            memory_limit: None,
            oom_killed: false,
        };
        self.namespaces.insert(id, namespace);
        id
    }

    /// Freezes or thaws a namespace.
    pub fn set_frozen(&mut self, id: NsId, frozen: bool) {
        if let Some(namespace) = self.namespaces.get_mut(&id) {
            namespace.frozen = frozen;
            self.thawed |= !frozen;
        }
    }

    /// Whether a process may run now.
    pub(super) fn may_run(&self, pid: Pid) -> bool {
        self.processes.get(&pid).is_some_and(|process| {
            process.state == ProcessState::Running
                && self.namespaces.get(&process.ns).is_some_and(|namespace| !namespace.frozen)
        })
    }

    /// The living processes of a namespace by number.
    pub fn processes_in(&self, ns: NsId) -> impl Iterator<Item = &ProcessInfo> {
        self.processes.values().filter(move |process| process.ns == ns)
    }

    /// Whether `outer` sees the processes of `inner`.
    pub fn sees(&self, outer: NsId, inner: NsId) -> bool {
        let mut current = Some(inner);
        while let Some(id) = current {
            if id == outer {
                return true;
            }
            current = self.namespaces.get(&id).and_then(|namespace| namespace.parent);
        }
        false
    }

    // Signals and ends.

    /// Sends a signal from namespace `from`. PID 1 of a namespace ignores what it does not handle, but for SIGKILL and
    /// SIGSTOP from outside.
    pub fn signal(&mut self, pid: Pid, signal: Signal, from: NsId) -> Result<(), Errno> {
        let process = self.processes.get_mut(&pid).ok_or(Errno::Srch)?;
        if !process.is_alive() {
            return Ok(());
        }
        let forced = signal == Signal::KILL || signal == Signal::STOP;
        let disposition = if forced { None } else { process.dispositions.get(&signal).copied() };
        let namespace = self.namespaces.get(&process.ns);
        let is_init = namespace.is_some_and(|namespace| namespace.init == Some(pid) && namespace.parent.is_some());
        if signal == Signal::CONT {
            if process.state == ProcessState::Stopped {
                process.state = ProcessState::Running;
                self.thawed = true;
                self.wakes.push(WaitKey::Process(pid));
            }
        } else if is_init && disposition.is_none() && !(forced && from != process.ns) {
            return Ok(());
        }
        match disposition {
            Some(Disposition::Ignore) => {}
            Some(Disposition::Catch) => {
                process.pending.push_back(signal);
                self.wakes.push(WaitKey::Signal(pid));
            }
            None => match signal.action() {
                Action::Terminate => self.end(pid, ExitStatus::Signal(signal)),
                Action::Stop => {
                    process.state = ProcessState::Stopped;
                    let parent = process.ppid;
                    self.wakes.extend([WaitKey::Process(pid), WaitKey::Child(parent)]);
                }
                Action::Ignore | Action::Continue => {}
            },
        }
        Ok(())
    }

    /// Sends a signal to a process group, as a terminal does.
    pub fn signal_group(&mut self, pgid: Pid, signal: Signal) {
        let members: Vec<(Pid, NsId)> = self
            .processes
            .values()
            .filter(|process| process.pgid == pgid && process.is_alive())
            .map(|process| (process.pid, process.ns))
            .collect();
        for (pid, ns) in members {
            let _ = self.signal(pid, signal, ns);
        }
    }

    /// Ends a process: closes its files, hands its children on, tells whoever waits. The end of a namespace's first
    /// process ends all others in it.
    pub fn end(&mut self, pid: Pid, status: ExitStatus) {
        let Some(process) = self.processes.get_mut(&pid) else { return };
        if !process.is_alive() {
            return;
        }
        process.state = ProcessState::Zombie(status);
        let (ns, parent) = (process.ns, process.ppid);
        let fds = std::mem::take(&mut process.fds);
        self.dead.push(pid);
        for id in fds.into_values() {
            self.release(id);
        }
        let init = self.namespaces.get(&ns).and_then(|namespace| namespace.init);
        let children: Vec<Pid> =
            self.processes.values().filter(|child| child.ppid == pid).map(|child| child.pid).collect();
        for child in children {
            self.hand_on(child);
        }
        self.wakes.extend([WaitKey::Process(pid), WaitKey::Child(parent)]);
        if self.processes.get(&parent).is_some_and(|parent| parent.dispositions.contains_key(&Signal::CHLD)) {
            let _ = self.signal(parent, Signal::CHLD, ns);
        }
        if parent != 0 && !self.processes.contains_key(&parent) {
            self.processes.remove(&pid);
        }
        if init == Some(pid) {
            let rest: Vec<Pid> =
                self.processes_in(ns).filter(|other| other.is_alive()).map(|other| other.pid).collect();
            for other in rest {
                self.end(other, ExitStatus::Signal(Signal::KILL));
            }
        }
    }

    /// Notes how much memory a process uses, in bytes. Where its namespace has a limit and all its processes together are
    /// over it, this one is killed and the answer is false, as the kernel does with the one that asked for more.
    pub fn use_memory(&mut self, pid: Pid, bytes: u64) -> bool {
        let Some(process) = self.processes.get_mut(&pid) else { return false };
        process.memory = bytes;
        let ns = process.ns;
        let used: u64 = self.processes_in(ns).filter(|other| other.is_alive()).map(|other| other.memory).sum();
        let Some(namespace) = self.namespaces.get_mut(&ns) else { return false };
        if namespace.memory_limit.is_none_or(|limit| used <= limit) {
            return true;
        }
        namespace.oom_killed = true;
        self.end(pid, ExitStatus::Signal(Signal::KILL));
        false
    }

    /// Gives an orphan to nobody: it is forgotten as soon as it ends.
    fn hand_on(&mut self, child: Pid) {
        if let Some(process) = self.processes.get_mut(&child) {
            if process.is_alive() {
                // A parent that does not exist marks an orphan; `ps` shows the namespace's first process instead.
                process.ppid = Pid::MAX;
            } else {
                self.processes.remove(&child);
            }
        }
    }

    /// How a process ended, once; it is forgotten then.
    pub fn reap(&mut self, pid: Pid) -> Option<ExitStatus> {
        match self.processes.get(&pid).map(|process| process.state) {
            Some(ProcessState::Zombie(status)) => {
                self.processes.remove(&pid);
                Some(status)
            }
            _ => None,
        }
    }

    // Sockets.

    /// Connects from a stack to an address; the answer is the client's open file.
    pub(super) fn connect(&mut self, from: NetId, ip: super::Ip, port: u16) -> Result<FileId, Errno> {
        let route = self.net.route(from, ip, port)?;
        let (to_server, to_client) = (self.new_pipe(), self.new_pipe());
        let file = self.open(OpenKind::Socket { read: to_client, write: to_server, peer: ip });
        match route {
            Route::Reset => {
                for pipe in [to_client, to_server] {
                    self.pipes.entry(pipe).or_default().reset = true;
                }
            }
            Route::Listener(listener) => {
                let peer = self.net.stacks.get(&from).and_then(|stack| stack.ifaces.first()).map(|iface| iface.ip);
                if let Some(entry) = self.net.listeners.get_mut(&listener) {
                    let local = entry.net == from;
                    let peer = peer.filter(|_| !local).unwrap_or(super::Ip::LOCALHOST);
                    entry.backlog.push_back((to_server, to_client, peer));
                    // The server's ends count from the start, so that a client sees no end before it is accepted.
                    self.pipes.entry(to_server).or_default().readers += 1;
                    self.pipes.entry(to_client).or_default().writers += 1;
                    self.wakes.push(WaitKey::Listener(listener));
                }
            }
        }
        Ok(file)
    }
}
