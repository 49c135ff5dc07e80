//! The kernel handle: short calls into the machine's state, the executor's loop and the passing of simulated time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::base::{Rng, Time};
use crate::vfs::{Cred, Errno};

use super::exec::{self, LoadError, Loaded, ProgramFuture, Programs};
use super::executor::{Executor, TaskId, WaitKey};
use super::files::{FileHandle, FileId, OpenKind};
use super::namespace::NsId;
use super::process::{Disposition, ExitStatus, Pid, ProcessInfo, ProcessState};
use super::signal::Signal;
use super::state::State;
use super::sys_proc::Process;
use super::tty::TtyId;

/// A handle on the machine; clones lead to the same one.
#[derive(Clone)]
pub struct Kernel {
    inner: Rc<Inner>,
}

pub(super) struct Inner {
    pub(super) state: RefCell<State>,
    pub(super) executor: RefCell<Executor>,
    pub(super) programs: RefCell<Programs>,
}

/// What a new process starts with.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The namespace.
    pub ns: NsId,
    /// The parent, 0 for a kernel service's.
    pub ppid: Pid,
    /// The process group, a new one when `None`.
    pub pgid: Option<Pid>,
    /// The controlling terminal.
    pub tty: Option<TtyId>,
    /// The command line.
    pub argv: Vec<String>,
    /// The environment.
    pub env: Rc<Vec<(String, String)>>,
    /// The current directory.
    pub cwd: String,
    /// User and groups.
    pub cred: Cred,
    /// Descriptors; each gets a hold of its own.
    pub fds: BTreeMap<u32, FileId>,
    /// Signals that stay ignored.
    pub ignored: Vec<Signal>,
    /// Whether it becomes the namespace's first process.
    pub init: bool,
}

impl Kernel {
    /// A machine without hosts.
    pub fn new(seed: &Rng, now: Time) -> Self {
        let inner = Inner {
            state: RefCell::new(State::new(seed, now)),
            executor: RefCell::default(),
            programs: RefCell::new(Rc::new(|_| None)),
        };
        Self { inner: Rc::new(inner) }
    }

    pub(super) fn from_inner(inner: Inner) -> Self {
        Self { inner: Rc::new(inner) }
    }

    /// Sets the table of programs.
    pub fn set_programs(&self, programs: Programs) {
        *self.inner.programs.borrow_mut() = programs;
    }

    /// Reads or changes the state in one short call. It must not be nested.
    pub fn enter<R>(&self, call: impl FnOnce(&mut State) -> R) -> R {
        let (result, wakes, dead, thawed) = {
            let mut state = self.inner.state.borrow_mut();
            let result = call(&mut state);
            let thawed = std::mem::take(&mut state.thawed);
            (result, std::mem::take(&mut state.wakes), std::mem::take(&mut state.dead), thawed)
        };
        if !wakes.is_empty() || !dead.is_empty() || thawed {
            self.settle(&wakes, &dead, thawed);
        }
        result
    }

    fn settle(&self, wakes: &[WaitKey], dead: &[Pid], thawed: bool) {
        let removed: Vec<_> = {
            let mut executor = self.inner.executor.borrow_mut();
            for key in wakes {
                executor.notify(*key);
            }
            if thawed {
                let state = self.inner.state.borrow();
                executor.unpark(|pid| state.may_run(pid));
            }
            dead.iter().flat_map(|pid| executor.remove_process(*pid)).collect()
        };
        // Futures are dropped with nothing borrowed: their handles close files.
        drop(removed);
    }

    /// The world's clock.
    pub fn now(&self) -> Time {
        self.inner.state.borrow().now
    }

    /// A number that no one else gets.
    pub fn fresh_number(&self) -> u64 {
        self.enter(|state| u64::from(state.net.fresh()))
    }

    /// Wakes all that wait for `key`.
    pub fn notify(&self, key: WaitKey) {
        self.inner.executor.borrow_mut().notify(key);
    }

    /// Whether anything waits for `key`.
    pub fn is_awaited(&self, key: WaitKey) -> bool {
        self.inner.executor.borrow().is_awaited(key)
    }

    /// Waits until one of `keys` is notified; the caller looks again then.
    pub async fn wait_for(&self, keys: &[WaitKey]) {
        Wait { kernel: self, keys, task: None }.await;
    }

    /// Lets simulated time pass, in microseconds.
    pub async fn sleep(&self, micros: u64) {
        let until = self.now().plus(micros);
        Sleep { kernel: self.clone(), until, timer: None }.await;
    }

    /// Lets everything else run that can run at this instant.
    pub async fn yield_now(&self) {
        let mut first = true;
        std::future::poll_fn(|_| {
            if !std::mem::take(&mut first) {
                return Poll::Ready(());
            }
            let mut executor = self.inner.executor.borrow_mut();
            if let Some(current) = executor.current {
                executor.wake(current);
            }
            Poll::Pending
        })
        .await;
    }

    /// Starts a service of the kernel's own: it belongs to no process.
    pub fn spawn_service(&self, service: impl Future<Output = ()> + 'static) {
        self.inner.executor.borrow_mut().add(None, Box::pin(service));
    }

    /// Starts another task of a process; it ends with the process.
    pub fn spawn_thread(&self, pid: Pid, thread: impl Future<Output = ()> + 'static) {
        self.inner.executor.borrow_mut().add(Some(pid), Box::pin(thread));
    }

    // Running.

    /// Runs everything that can run at this instant.
    pub fn run_ready(&self) {
        while self.enter(|state| state.missing.is_empty()) {
            let next = self.inner.executor.borrow_mut().ready.pop_front();
            let Some(id) = next else { return };
            self.poll_task(id);
        }
    }

    fn poll_task(&self, id: TaskId) {
        let task = {
            let mut executor = self.inner.executor.borrow_mut();
            let Some(slot) = executor.slots.get(&id) else { return };
            if slot.pid.is_some_and(|pid| !self.inner.state.borrow().may_run(pid)) {
                executor.parked.push(id);
                return;
            }
            executor.current = Some(id);
            executor.slots.get_mut(&id).and_then(|slot| {
                slot.queued = false;
                slot.task.take()
            })
        };
        let Some(mut task) = task else { return };
        let done = task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
        let mut executor = self.inner.executor.borrow_mut();
        executor.current = None;
        if done {
            executor.slots.remove(&id);
        } else if let Some(slot) = executor.slots.get_mut(&id) {
            slot.task = Some(task);
            return;
        }
        drop(executor);
        // The task is dropped here, with nothing borrowed.
    }

    /// When the next thing happens by itself.
    pub fn next_event(&self) -> Option<Time> {
        self.inner.executor.borrow_mut().next_timer()
    }

    /// Runs the machine up to `until`. It stops early, with time standing still, when a resource is missing.
    pub fn advance_to(&self, until: Time) {
        loop {
            self.run_ready();
            if self.enter(|state| !state.missing.is_empty()) {
                return;
            }
            let Some(next) = self.next_event().filter(|next| *next <= until) else { break };
            self.enter(|state| state.now = state.now.max(next));
            let now = self.now();
            self.inner.executor.borrow_mut().fire_timers(now);
        }
        self.enter(|state| state.now = state.now.max(until));
    }

    /// Whether something can run at this instant.
    pub fn is_busy(&self) -> bool {
        !self.inner.executor.borrow().ready.is_empty()
    }

    // Resources.

    /// Waits for a named resource from outside; the whole world stands still until it is there.
    pub async fn resource(&self, name: &str) -> Rc<Vec<u8>> {
        loop {
            let found = self.enter(|state| {
                let found = state.resources.get(name).cloned();
                if found.is_none() && !state.missing.iter().any(|missing| missing == name) {
                    state.missing.push(name.to_owned());
                }
                found
            });
            match found {
                Some(bytes) => return bytes,
                None => self.wait_for(&[WaitKey::Resource]).await,
            }
        }
    }

    /// Hands a resource in.
    pub fn provide(&self, name: &str, bytes: Vec<u8>) {
        self.enter(|state| {
            state.missing.retain(|missing| missing != name);
            state.resources.insert(name.to_owned(), Rc::new(bytes));
            state.wakes.push(WaitKey::Resource);
        });
    }

    // Processes.

    /// Finds out what executing a file in a namespace means.
    pub fn load(&self, ns: NsId, cred: &Cred, exe: &str, argv: &[String]) -> Result<Loaded, LoadError> {
        self.enter(|state| {
            let namespace = state.namespaces.get(&ns).ok_or(LoadError::Errno(Errno::Srch))?;
            exec::load(&state.vfs, &namespace.mounts, cred, exe, argv)
        })
    }

    /// Looks a command up in a namespace, as a shell or a container runtime does.
    pub fn find(&self, ns: NsId, cred: &Cred, cwd: &str, search: &str, name: &str) -> Result<String, Errno> {
        self.enter(|state| {
            let namespace = state.namespaces.get(&ns).ok_or(Errno::Srch)?;
            exec::find(&state.vfs, &namespace.mounts, cred, cwd, search, name)
        })
    }

    /// Executes the file `exe`, an absolute path in the namespace, as a new process.
    pub fn launch(&self, mut launch: Launch, exe: &str) -> Result<Pid, LoadError> {
        let loaded = self.load(launch.ns, &launch.cred, exe, &launch.argv)?;
        launch.argv.clone_from(&loaded.argv);
        let main = (self.inner.programs.borrow())(&loaded.program);
        let name = loaded.program.clone();
        let pid = self.enter(|state| add_process(state, launch, &loaded));
        let process = Process::new(self, pid);
        let future = match main {
            Some(main) => main(process.clone()),
            None => Box::pin(not_modelled(process.clone(), name)),
        };
        self.start(process, future);
        Ok(pid)
    }

    /// Replaces what a process runs by the program in the file `exe`: number, descriptors and ignored signals stay, caught
    /// signals go back to their default. All tasks of the process are gone afterwards, the caller's included, which must
    /// not go on.
    pub(super) fn replace(
        &self,
        pid: Pid,
        exe: &str,
        argv: &[String],
        env: Vec<(String, String)>,
    ) -> Result<(), LoadError> {
        let (ns, cred) = self
            .enter(|state| state.processes.get(&pid).map(|info| (info.ns, info.cred.clone())))
            .ok_or(LoadError::Errno(Errno::Srch))?;
        let loaded = self.load(ns, &cred, exe, argv)?;
        let main = (self.inner.programs.borrow())(&loaded.program);
        self.enter(|state| {
            let Some(info) = state.processes.get_mut(&pid) else { return };
            info.exe = Rc::from(loaded.exe.as_str());
            info.program = Rc::from(loaded.program.as_str());
            info.version = Rc::from(loaded.version.as_str());
            info.argv = loaded.argv.into();
            info.env = Rc::new(env);
            info.dispositions.retain(|_, disposition| *disposition == Disposition::Ignore);
            info.pending.clear();
        });
        // The running task's slot is empty while it is polled: it is dropped when it returns to the executor.
        let old = self.inner.executor.borrow_mut().remove_process(pid);
        drop(old);
        let process = Process::new(self, pid);
        let future = match main {
            Some(main) => main(process.clone()),
            None => Box::pin(not_modelled(process.clone(), loaded.program)),
        };
        self.start(process, future);
        Ok(())
    }

    /// Starts a process whose program is given directly, as a shell's subshell is.
    pub fn launch_future(&self, launch: Launch, like: Pid, main: impl FnOnce(Process) -> ProgramFuture) -> Pid {
        let (program, version, exe) = self.enter(|state| {
            state
                .processes
                .get(&like)
                .map(|p| (p.program.to_string(), p.version.to_string(), p.exe.to_string()))
                .unwrap_or_default()
        });
        let loaded = Loaded { program, version, exe, argv: Vec::new() };
        let pid = self.enter(|state| add_process(state, launch, &loaded));
        let process = Process::new(self, pid);
        let future = main(process.clone());
        self.start(process, future);
        pid
    }

    /// What a program of the table does.
    pub(super) fn program(&self, name: &str) -> Option<super::exec::Main> {
        (self.inner.programs.borrow())(name)
    }

    /// Whether a process has something to run.
    pub(super) fn has_tasks(&self, pid: Pid) -> bool {
        self.inner.executor.borrow().slots.values().any(|slot| slot.pid == Some(pid))
    }

    pub(super) fn start(&self, process: Process, future: ProgramFuture) {
        let pid = process.pid();
        let task = async move {
            let status = future.await;
            process.kernel().enter(|state| state.end(pid, status));
        };
        self.inner.executor.borrow_mut().add(Some(pid), Box::pin(task));
    }

    /// Waits for the end of a process and forgets it; `None` when there is no such process.
    pub async fn wait_exit(&self, pid: Pid) -> Option<ExitStatus> {
        loop {
            let state = self.enter(|state| state.processes.get(&pid).map(|process| process.state))?;
            if let ProcessState::Zombie(_) = state {
                return self.enter(|state| state.reap(pid));
            }
            self.wait_for(&[WaitKey::Process(pid)]).await;
        }
    }

    // Files held by services.

    /// A pipe: its reading and its writing end.
    pub fn pipe(&self) -> (FileHandle, FileHandle) {
        let (read, write) = self.enter(|state| {
            let pipe = state.new_pipe();
            (state.open(OpenKind::PipeRead(pipe)), state.open(OpenKind::PipeWrite(pipe)))
        });
        (FileHandle::new(self, read), FileHandle::new(self, write))
    }

    /// The number of the pipe behind an open file.
    pub fn pipe_of(&self, id: FileId) -> Option<u32> {
        self.enter(|state| match state.files.get(&id).map(|file| &file.kind) {
            Some(OpenKind::PipeRead(pipe) | OpenKind::PipeWrite(pipe)) => Some(*pipe),
            _ => None,
        })
    }

    /// Takes everything that waits in the pipe behind an open file.
    pub fn drain_pipe(&self, id: FileId) -> Vec<u8> {
        let Some(pipe) = self.pipe_of(id) else { return Vec::new() };
        self.enter(|state| {
            state.wakes.push(WaitKey::PipeWrite(pipe));
            state.pipes.get_mut(&pipe).map(|pipe| pipe.buffer.drain(..).collect()).unwrap_or_default()
        })
    }

    /// An open file on `/dev/null`.
    pub fn null(&self) -> FileHandle {
        let id = self.enter(|state| state.open(OpenKind::Device(crate::vfs::Device::Null)));
        FileHandle::new(self, id)
    }

    /// Both ends of a terminal: the screen's and keyboard's, and the programs'.
    pub fn open_tty(&self, tty: TtyId) -> (FileHandle, FileHandle) {
        let (master, slave) = self.enter(|state| (state.open(OpenKind::Master(tty)), state.open(OpenKind::Tty(tty))));
        (FileHandle::new(self, master), FileHandle::new(self, slave))
    }
}

pub(super) fn add_process(state: &mut State, launch: Launch, loaded: &Loaded) -> Pid {
    state.next_pid += 1;
    let pid = state.next_pid;
    for id in launch.fds.values() {
        state.hold(*id);
    }
    let ns_pid = match state.namespaces.get_mut(&launch.ns) {
        None => 0,
        Some(namespace) => {
            if launch.init {
                namespace.init = Some(pid);
            }
            // A host's processes have the machine's numbers; a container counts from 1.
            namespace.last_pid = if namespace.parent.is_none() { pid } else { namespace.last_pid + 1 };
            namespace.last_pid
        }
    };
    let info = ProcessInfo {
        pid,
        ns_pid,
        ppid: launch.ppid,
        pgid: launch.pgid.unwrap_or(pid),
        ns: launch.ns,
        tty: launch.tty,
        argv: launch.argv.into(),
        exe: Rc::from(loaded.exe.as_str()),
        program: Rc::from(loaded.program.as_str()),
        version: Rc::from(loaded.version.as_str()),
        env: launch.env,
        cwd: Rc::from(launch.cwd.as_str()),
        cred: launch.cred,
        umask: 0o022,
        fds: launch.fds,
        state: ProcessState::Running,
        dispositions: launch.ignored.into_iter().map(|signal| (signal, Disposition::Ignore)).collect(),
        pending: std::collections::VecDeque::new(),
        started: state.now,
        cpu: 0,
        memory: 1 << 20,
        last_status: 0,
        calls: 0,
    };
    state.processes.insert(pid, info);
    pid
}

/// What an executable does whose program the simulator does not have.
async fn not_modelled(process: Process, name: String) -> ExitStatus {
    process
        .err(&format!("drydock: {name} is not modelled yet: the file is there, but the program does not run\n"))
        .await;
    ExitStatus::FAIL
}

/// A wait for one of several keys; dropping it takes it out of the executor's books.
struct Wait<'a> {
    kernel: &'a Kernel,
    keys: &'a [WaitKey],
    task: Option<TaskId>,
}

impl Future for Wait<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.task.is_some() {
            return Poll::Ready(());
        }
        let mut executor = self.kernel.inner.executor.borrow_mut();
        let mut task = None;
        for key in self.keys {
            task = executor.wait(*key);
        }
        drop(executor);
        self.task = task;
        Poll::Pending
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        if let Some(task) = self.task {
            let mut executor = self.kernel.inner.executor.borrow_mut();
            for key in self.keys {
                executor.stop_waiting(*key, task);
            }
        }
    }
}

struct Sleep {
    kernel: Kernel,
    until: Time,
    timer: Option<(Time, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.kernel.now() >= self.until {
            return Poll::Ready(());
        }
        if self.timer.is_none() {
            let timer = self.kernel.inner.executor.borrow_mut().set_timer(self.until);
            self.timer = timer;
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.timer {
            self.kernel.inner.executor.borrow_mut().cancel_timer(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::SECOND;
    use crate::os::tty::Tty;
    use crate::os::{Group, LineInput, Spawn};
    use crate::vfs::{Mounts, Tree};

    fn machine() -> (Kernel, NsId) {
        let kernel = Kernel::new(&Rng::new(1), Time::START);
        let ns = kernel.enter(|state| {
            let fs = state.vfs.add(Tree::default());
            let net = state.net.add_stack();
            state.add_namespace(None, "laptop", Mounts::with_root(fs, "ext4"), net)
        });
        (kernel, ns)
    }

    fn launch(ns: NsId, fds: BTreeMap<u32, FileId>, tty: Option<TtyId>) -> Launch {
        let argv = vec!["test".to_owned()];
        let (env, cwd, cred) = (Rc::default(), "/".to_owned(), Cred::root());
        Launch { ns, ppid: 0, pgid: None, tty, argv, env, cwd, cred, fds, ignored: Vec::new(), init: false }
    }

    #[test]
    fn a_pipe_carries_bytes_and_its_end() {
        let (kernel, ns) = machine();
        let (read, write) = kernel.pipe();
        let writer = launch(ns, BTreeMap::from([(1, write.id())]), None);
        kernel.launch_future(writer, 0, |process| {
            Box::pin(async move {
                process.sleep(2 * SECOND).await;
                process.out("late\n").await;
                ExitStatus::OK
            })
        });
        drop(write);
        let pid = kernel.launch_future(launch(ns, BTreeMap::from([(0, read.id())]), None), 0, |process| {
            Box::pin(async move {
                let all = process.read_all(0).await.unwrap();
                ExitStatus::Code(all.len() as u8)
            })
        });
        kernel.advance_to(Time::START.plus(SECOND));
        assert_eq!(kernel.enter(|state| state.reap(pid)), None);
        kernel.advance_to(Time::START.plus(3 * SECOND));
        assert_eq!(kernel.enter(|state| state.reap(pid)), Some(ExitStatus::Code(5)));
        assert_eq!(kernel.now(), Time::START.plus(3 * SECOND));
    }

    #[test]
    fn ctrl_c_reaches_the_foreground_job_and_the_line_editor() {
        let (kernel, ns) = machine();
        let tty = kernel.enter(|state| state.add_tty(Tty::new(80, 24)));
        let (_master, slave) = kernel.open_tty(tty);
        let fds = BTreeMap::from([(0, slave.id()), (1, slave.id())]);
        let pid = kernel.launch_future(launch(ns, fds, Some(tty)), 0, |process| {
            Box::pin(async move {
                process.set_foreground(process.pid());
                assert_eq!(process.read_line("$ ").await, LineInput::Interrupted);
                let child = process.fork(Spawn { group: Group::New, ..Spawn::default() }, |child| {
                    Box::pin(async move {
                        child.sleep(100 * SECOND).await;
                        ExitStatus::OK
                    })
                });
                let child = child.unwrap();
                process.set_foreground(child);
                ExitStatus::Code(process.wait(child).await.code() as u8)
            })
        });
        kernel.run_ready();
        kernel.enter(|state| state.type_at(tty, b"\x03"));
        kernel.run_ready();
        kernel.enter(|state| state.type_at(tty, b"\x03"));
        kernel.run_ready();
        assert_eq!(kernel.enter(|state| state.reap(pid)), Some(ExitStatus::Code(130)));
        assert_eq!(kernel.enter(|state| state.drain_tty(tty, 99)), b"$ ^C\r\n^C");
    }

    #[test]
    fn the_first_process_of_a_container_ignores_what_it_does_not_handle() {
        let (kernel, host) = machine();
        let ns = kernel.enter(|state| {
            let net = state.net.add_stack();
            state.add_namespace(Some(host), "c", Mounts::default(), net)
        });
        let sleeper = || Launch { init: true, ..launch(ns, BTreeMap::new(), None) };
        let sleep = |process: Process| -> ProgramFuture {
            Box::pin(async move {
                process.sleep(1000 * SECOND).await;
                ExitStatus::OK
            })
        };
        let init = kernel.launch_future(sleeper(), 0, sleep);
        let other = kernel.launch_future(launch(ns, BTreeMap::new(), None), 0, sleep);
        kernel.run_ready();
        assert_eq!(kernel.enter(|state| state.processes[&init].ns_pid), 1);
        kernel.enter(|state| state.signal(init, Signal::TERM, host)).unwrap();
        kernel.enter(|state| state.signal(init, Signal::KILL, ns)).unwrap();
        assert!(kernel.enter(|state| state.processes[&init].is_alive()));
        kernel.enter(|state| state.signal(init, Signal::KILL, host)).unwrap();
        assert_eq!(kernel.enter(|state| state.reap(other)), Some(ExitStatus::Signal(Signal::KILL)));
    }
}
