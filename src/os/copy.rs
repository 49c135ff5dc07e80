//! A machine of its own that begins where another stands, for looking without touching. What the machine knows is plain data
//! and goes along; running programs are not. So a copied process is there, with its number, memory and open files, but does
//! nothing, and the copy's time passes for what is started in it alone.
//!
//! A server to which something connects in the copy is started anew from its command line, as it stands with its files now:
//! what it held in memory alone is not there.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::exec::{Loaded, Programs};
use super::executor::{Executor, WaitKey};
use super::files::{FileId, OpenKind};
use super::kernel::{Inner, Kernel, Launch, add_process};
use super::net::{Ip, ListenerId, NetId};
use super::process::Pid;
use super::state::State;
use super::sys_proc::Process;

/// Connections that wait for a server that is being started anew.
#[derive(Debug, Default)]
pub struct Waiting {
    queues: Vec<Queue>,
}

#[derive(Debug)]
struct Queue {
    net: NetId,
    port: u16,
    connections: VecDeque<(u32, u32, Ip)>,
}

impl Kernel {
    /// A machine of its own in this one's state. Its randomness is a stream of its own; its programs are to be set.
    pub fn copy(&self, stream: &str) -> Self {
        let mut state: State = self.enter(|state| state.clone());
        state.rng = state.rng.stream(stream);
        let none: Programs = Rc::new(|_| None);
        let inner = Inner {
            state: RefCell::new(state),
            executor: RefCell::new(Executor::default()),
            programs: RefCell::new(none),
        };
        Self::from_inner(inner)
    }

    /// In a copy: starts anew the servers that something has connected to, and hands them the connections as soon as they
    /// listen again. Called whenever nothing else can run at this instant; whether something can run now is the answer.
    pub fn revive(&self, waiting: &mut Waiting) -> bool {
        let asked = self.enter(|state| asked_server(state));
        if let Some(pid) = asked.filter(|pid| !self.has_tasks(*pid)) {
            self.restart(pid, waiting);
        }
        let woken = self.enter(|state| {
            let mut woken = Vec::new();
            for queue in &mut waiting.queues {
                let listener = state.net.listeners.iter_mut().find(|(_, l)| l.net == queue.net && l.port == queue.port);
                if let Some((id, listener)) = listener {
                    listener.backlog.append(&mut queue.connections);
                    woken.push(*id);
                }
            }
            waiting.queues.retain(|queue| !queue.connections.is_empty());
            woken
        });
        for id in woken {
            self.notify(WaitKey::Listener(id));
        }
        self.is_busy()
    }

    fn restart(&self, pid: Pid, waiting: &mut Waiting) {
        let null = self.null();
        let started = self.enter(|state| {
            let old = state.processes.get(&pid)?.clone();
            take_over(state, pid, waiting);
            let launch = Launch {
                ns: old.ns,
                ppid: old.ppid,
                pgid: None,
                tty: None,
                argv: old.argv.to_vec(),
                env: Rc::clone(&old.env),
                cwd: old.cwd.to_string(),
                cred: old.cred.clone(),
                fds: BTreeMap::from([(0, null.id()), (1, null.id()), (2, null.id())]),
                ignored: Vec::new(),
                init: false,
            };
            let loaded = Loaded {
                program: old.program.to_string(),
                version: old.version.to_string(),
                exe: old.exe.to_string(),
                argv: old.argv.to_vec(),
            };
            Some((add_process(state, launch, &loaded), loaded.program))
        });
        let Some((new, program)) = started else { return };
        if let Some(main) = self.program(&program) {
            let process = Process::new(self, new);
            let future = main(process.clone());
            self.start(process, future);
        }
    }
}

/// The process whose listener has a connection that waits.
fn asked_server(state: &State) -> Option<Pid> {
    let asked: Vec<ListenerId> =
        state.net.listeners.iter().filter(|(_, l)| !l.backlog.is_empty()).map(|(id, _)| *id).collect();
    let is_asked = |id: &FileId| {
        state.files.get(id).is_some_and(|file| matches!(&file.kind, OpenKind::Listener(id) if asked.contains(id)))
    };
    // The youngest: a parent may hold what its worker serves.
    state.processes.values().rev().find(|process| process.fds.values().any(is_asked)).map(|process| process.pid)
}

/// Takes a process's listening files away; the connections that wait there are kept.
fn take_over(state: &mut State, pid: Pid, waiting: &mut Waiting) {
    let Some(process) = state.processes.get_mut(&pid) else { return };
    let fds = std::mem::take(&mut process.fds);
    for (number, id) in fds {
        let Some(OpenKind::Listener(listener)) = state.files.get(&id).map(|file| file.kind.clone()) else {
            if let Some(process) = state.processes.get_mut(&pid) {
                process.fds.insert(number, id);
            }
            continue;
        };
        if let Some(entry) = state.net.listeners.remove(&listener)
            && !entry.backlog.is_empty()
        {
            waiting.queues.push(Queue { net: entry.net, port: entry.port, connections: entry.backlog });
        }
        state.release(id);
    }
}
