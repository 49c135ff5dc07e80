//! The process handle that programs get, and its system calls on processes, signals and time.

use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;

use crate::base::Time;
use crate::vfs::{Cred, Errno};

use super::exec::{LoadError, ProgramFuture};
use super::executor::WaitKey;
use super::files::FileId;
use super::kernel::{Kernel, Launch};
use super::namespace::NsId;
use super::process::{Disposition, ExitStatus, Pid, ProcessInfo, ProcessState};
use super::signal::Signal;

/// How many system calls cost a millisecond of simulated time, so that an endless loop cannot hold the world up.
const CALLS_PER_MILLI: u32 = 200;

/// A running process, as its program sees itself. Clones are the same process.
#[derive(Clone)]
pub struct Process {
    kernel: Kernel,
    pid: Pid,
}

/// Which process group a child joins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Group {
    /// The parent's.
    #[default]
    Inherit,
    /// A new one, led by the child.
    New,
    /// An existing one.
    Join(Pid),
}

/// How a child is started; what is `None` is the parent's.
#[derive(Clone, Debug, Default)]
pub struct Spawn {
    /// The command line, program name first.
    pub argv: Vec<String>,
    /// The environment.
    pub env: Option<Vec<(String, String)>>,
    /// The current directory.
    pub cwd: Option<String>,
    /// Descriptors by number; the parent's 0, 1 and 2 when `None`.
    pub fds: Option<BTreeMap<u32, FileId>>,
    /// The process group.
    pub group: Group,
    /// User and groups.
    pub cred: Option<Cred>,
}

/// What a child did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It ended.
    Ended(ExitStatus),
    /// It was stopped.
    Stopped,
}

impl Process {
    pub(super) fn new(kernel: &Kernel, pid: Pid) -> Self {
        Self { kernel: kernel.clone(), pid }
    }

    /// The machine.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// The number on the machine; what the program itself sees is [`Process::own_pid`].
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Looks at the process's own data; `None` once it has been forgotten.
    pub fn info<R>(&self, look: impl FnOnce(&ProcessInfo) -> R) -> Option<R> {
        self.kernel.enter(|state| state.processes.get(&self.pid).map(look))
    }

    /// Changes the process's own data.
    pub fn change<R>(&self, change: impl FnOnce(&mut ProcessInfo) -> R) -> Option<R> {
        self.kernel.enter(|state| state.processes.get_mut(&self.pid).map(change))
    }

    /// Notes how much memory the process uses, in bytes; false when that was too much and the process has been killed.
    pub fn use_memory(&self, bytes: u64) -> bool {
        self.kernel.enter(|state| state.use_memory(self.pid, bytes))
    }

    /// The number in the own namespace, as `getpid` gives it.
    pub fn own_pid(&self) -> u32 {
        self.info(|info| info.ns_pid).unwrap_or(0)
    }

    /// The namespace.
    pub fn ns(&self) -> NsId {
        self.info(|info| info.ns).unwrap_or_default()
    }

    /// Notes for explanations that something was done in a simplified way. What is noted twice is kept once.
    pub fn simplify(&self, what: &str) {
        self.kernel.enter(|state| {
            if !state.simplified.iter().any(|known| known == what) {
                state.simplified.push(what.to_owned());
            }
        });
    }

    /// Whether it runs on a host, not in a container.
    pub fn is_host(&self) -> bool {
        let ns = self.ns();
        self.kernel.enter(|state| state.namespaces.get(&ns).is_some_and(|namespace| namespace.parent.is_none()))
    }

    /// The command line.
    pub fn argv(&self) -> Rc<[String]> {
        self.info(|info| Rc::clone(&info.argv)).unwrap_or_else(|| Rc::from([]))
    }

    /// The arguments after the program's name.
    pub fn args(&self) -> Vec<String> {
        self.argv().iter().skip(1).cloned().collect()
    }

    /// The name the program was called by, without directories.
    pub fn name(&self) -> String {
        self.argv().first().map(|name| crate::vfs::path::base_name(name).to_owned()).unwrap_or_default()
    }

    /// The program's version, from its executable's header.
    pub fn version(&self) -> Rc<str> {
        self.info(|info| Rc::clone(&info.version)).unwrap_or_else(|| Rc::from(""))
    }

    /// A variable of the environment.
    pub fn env(&self, name: &str) -> Option<String> {
        self.info(|info| info.env(name).map(str::to_owned)).flatten()
    }

    /// The environment in order of definition.
    pub fn environment(&self) -> Rc<Vec<(String, String)>> {
        self.info(|info| Rc::clone(&info.env)).unwrap_or_default()
    }

    /// The current directory.
    pub fn cwd(&self) -> Rc<str> {
        self.info(|info| Rc::clone(&info.cwd)).unwrap_or_else(|| Rc::from("/"))
    }

    /// User and groups.
    pub fn cred(&self) -> Cred {
        self.info(|info| info.cred.clone()).unwrap_or_default()
    }

    /// The host name.
    pub fn hostname(&self) -> String {
        let ns = self.ns();
        self.kernel.enter(|state| state.namespaces.get(&ns).map(|n| n.hostname.clone()).unwrap_or_default())
    }

    // Time.

    /// The world's clock.
    pub fn now(&self) -> Time {
        self.kernel.now()
    }

    /// Lets simulated time pass, in microseconds.
    pub async fn sleep(&self, micros: u64) {
        self.kernel.sleep(micros).await;
    }

    /// Counts `calls` system calls or interpreter steps; enough of them cost simulated time.
    pub async fn charge(&self, calls: u32) {
        let due = self
            .change(|info| {
                info.calls = info.calls.saturating_add(calls);
                let due = info.calls >= CALLS_PER_MILLI;
                if due {
                    info.calls = 0;
                    info.cpu += crate::base::time::MILLI;
                }
                due
            })
            .unwrap_or(true);
        if due {
            self.kernel.sleep(crate::base::time::MILLI).await;
        }
    }

    // Children.

    fn launch_of(&self, spawn: Spawn) -> Option<Launch> {
        let info = self.info(Clone::clone)?;
        let pgid = match spawn.group {
            Group::Inherit => Some(info.pgid),
            Group::New => None,
            Group::Join(pgid) => Some(pgid),
        };
        let own = || info.fds.iter().filter(|(fd, _)| **fd <= 2).map(|(fd, id)| (*fd, *id)).collect();
        let ignored = info.dispositions.iter().filter(|(_, d)| **d == Disposition::Ignore).map(|(s, _)| *s).collect();
        Some(Launch {
            ns: info.ns,
            ppid: self.pid,
            pgid,
            tty: info.tty,
            argv: spawn.argv,
            env: spawn.env.map_or_else(|| Rc::clone(&info.env), Rc::new),
            cwd: spawn.cwd.unwrap_or_else(|| info.cwd.to_string()),
            cred: spawn.cred.unwrap_or(info.cred),
            fds: spawn.fds.unwrap_or_else(own),
            ignored,
            init: false,
        })
    }

    /// Executes the file at an absolute path as a child.
    pub fn spawn(&self, exe: &str, spawn: Spawn) -> Result<Pid, LoadError> {
        let launch = self.launch_of(spawn).ok_or(LoadError::Errno(Errno::Srch))?;
        self.kernel.launch(launch, exe)
    }

    /// Starts a child that runs `main` of the same program, as fork does.
    pub fn fork(&self, spawn: Spawn, main: impl FnOnce(Self) -> ProgramFuture) -> Option<Pid> {
        let mut launch = self.launch_of(spawn)?;
        if launch.argv.is_empty() {
            launch.argv = self.argv().to_vec();
        }
        Some(self.kernel.launch_future(launch, self.pid, main))
    }

    /// Executes the file at an absolute path in place of the running program, as `execve` does: number, descriptors and
    /// ignored signals stay. It comes back only when that fails.
    pub async fn exec(&self, exe: &str, argv: &[String], env: Vec<(String, String)>) -> LoadError {
        match self.kernel.replace(self.pid, exe, argv, env) {
            Ok(()) => std::future::pending().await,
            Err(error) => error,
        }
    }

    /// Starts another task of this process; it ends with the process.
    pub fn thread(&self, thread: impl Future<Output = ()> + 'static) {
        self.kernel.spawn_thread(self.pid, thread);
    }

    /// Waits for the end of a child.
    pub async fn wait(&self, pid: Pid) -> ExitStatus {
        self.kernel.wait_exit(pid).await.unwrap_or(ExitStatus::Code(127))
    }

    /// Waits until a child ends or is stopped.
    pub async fn wait_change(&self, pid: Pid) -> Change {
        loop {
            match self.kernel.enter(|state| state.processes.get(&pid).map(|process| process.state)) {
                None => return Change::Ended(ExitStatus::Code(127)),
                Some(ProcessState::Stopped) => return Change::Stopped,
                Some(ProcessState::Zombie(_)) => return Change::Ended(self.wait(pid).await),
                Some(ProcessState::Running) => self.kernel.wait_for(&[WaitKey::Process(pid)]).await,
            }
        }
    }

    /// Looks a command up in PATH.
    pub fn find(&self, name: &str) -> Result<String, Errno> {
        let search = self
            .env("PATH")
            .unwrap_or_else(|| "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned());
        self.kernel.find(self.ns(), &self.cred(), &self.cwd(), &search, name)
    }

    // Signals.

    /// Sets what happens on a signal; `None` is the default action.
    pub fn on_signal(&self, signal: Signal, disposition: Option<Disposition>) {
        self.change(|info| match disposition {
            Some(disposition) => {
                info.dispositions.insert(signal, disposition);
            }
            None => {
                info.dispositions.remove(&signal);
            }
        });
    }

    /// Waits for a signal that the process catches.
    pub async fn next_signal(&self) -> Signal {
        loop {
            if let Some(signal) = self.take_signal() {
                return signal;
            }
            self.kernel.wait_for(&[WaitKey::Signal(self.pid)]).await;
        }
    }

    /// A caught signal if one came.
    pub fn take_signal(&self) -> Option<Signal> {
        self.change(|info| info.pending.pop_front()).flatten()
    }

    /// Sends a signal to a process by its number in the own namespace.
    pub fn kill(&self, own_number: u32, signal: Signal) -> Result<(), Errno> {
        let target = self.pid_of(own_number).ok_or(Errno::Srch)?;
        let (ns, cred) = (self.ns(), self.cred());
        self.kernel.enter(|state| {
            let owner = state.processes.get(&target).map(|process| process.cred.uid);
            if cred.uid != 0 && owner.is_some_and(|uid| uid != cred.uid) {
                return Err(Errno::Perm);
            }
            state.signal(target, signal, ns)
        })
    }

    /// The machine's number of a process by its number in the own namespace.
    pub fn pid_of(&self, own_number: u32) -> Option<Pid> {
        let ns = self.ns();
        self.kernel.enter(|state| {
            let host = state.namespaces.get(&ns).is_some_and(|namespace| namespace.parent.is_none());
            state
                .processes
                .values()
                .find(|other| if host { other.pid == own_number } else { other.ns == ns && other.ns_pid == own_number })
                .map(|other| other.pid)
        })
    }

    /// Ends the process at once; the caller's future is never polled again.
    pub async fn exit(&self, status: ExitStatus) -> ! {
        self.kernel.enter(|state| state.end(self.pid, status));
        std::future::pending().await
    }
}
