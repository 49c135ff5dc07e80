//! The processes that a process sees, as `ps`, `top`, `pgrep` and `kill` show them.

use crate::base::Time;
use crate::base::order;
use crate::os::{Pid, Process, ProcessInfo, ProcessState, State, TtyId};

/// One process as its observer sees it.
#[derive(Clone, Debug)]
pub(crate) struct Proc {
    /// Its number for the observer.
    pub(crate) pid: u32,
    /// Its parent's number for the observer, 0 when that is not seen.
    pub(crate) ppid: u32,
    /// Its number on the machine.
    pub(crate) machine_pid: Pid,
    /// Its group's number for the observer.
    pub(crate) pgid: u32,
    /// Its owner.
    pub(crate) uid: u32,
    /// `pts/0`, or nothing.
    pub(crate) tty: Option<String>,
    /// The letters of the STAT column.
    pub(crate) stat: String,
    /// When it started.
    pub(crate) started: Time,
    /// Processor time in seconds.
    pub(crate) cpu: u64,
    /// Memory in kB.
    pub(crate) rss: u64,
    /// The command's name, at most 15 bytes.
    pub(crate) comm: String,
    /// The command line.
    pub(crate) args: String,
}

/// All processes that `process` sees, by number.
pub(crate) fn list(process: &Process) -> Vec<Proc> {
    let (ns, own) = (process.ns(), process.pid());
    process.kernel().enter(|state| {
        let host = state.namespaces.get(&ns).is_some_and(|namespace| namespace.parent.is_none());
        let seen = |info: &&ProcessInfo| if host { state.sees(ns, info.ns) } else { info.ns == ns };
        let infos: Vec<&ProcessInfo> = state.processes.values().filter(seen).collect();
        let mut ttys: Vec<TtyId> = infos.iter().filter_map(|info| info.tty).collect();
        order::sort(&mut ttys);
        ttys.dedup();
        let number = |pid: Pid| {
            let found = infos.iter().find(|info| info.pid == pid);
            found.map(|info| if host { info.pid } else { info.ns_pid })
        };
        // What a host sees of a container was started by its shim, which is not shown itself and came just before.
        let shim = |info: &ProcessInfo| {
            let init = infos.iter().find(|other| other.ns == info.ns && other.ns_pid == 1)?;
            (host && info.ns != ns).then(|| init.pid.saturating_sub(1))
        };
        let one = |info: &&ProcessInfo| {
            let orphan = info.ppid != 0 && !state.processes.contains_key(&info.ppid);
            let program = info.argv.first().map_or("", |name| crate::vfs::path::base_name(name));
            let comm = program.trim_start_matches('-').chars().take(15).collect();
            Proc {
                pid: if host { info.pid } else { info.ns_pid },
                ppid: number(info.ppid).or(shim(info)).unwrap_or(u32::from(orphan)),
                machine_pid: info.pid,
                pgid: number(info.pgid).unwrap_or(info.pgid),
                uid: info.cred.uid,
                tty: info.tty.and_then(|tty| ttys.iter().position(|known| *known == tty)).map(|at| format!("pts/{at}")),
                stat: stat(state, info, own),
                started: info.started,
                cpu: info.cpu / crate::base::time::SECOND,
                rss: info.memory / 1024,
                args: if info.is_alive() { info.command_line() } else { format!("[{comm}] <defunct>") },
                comm,
            }
        };
        let mut found: Vec<Proc> = infos.iter().map(one).collect();
        order::sort_by_key(&mut found, |proc| proc.pid);
        found
    })
}

fn stat(state: &State, info: &ProcessInfo, own: Pid) -> String {
    let mut text = String::from(match info.state {
        ProcessState::Zombie(_) => "Z",
        ProcessState::Stopped => "T",
        ProcessState::Running if info.pid == own => "R",
        ProcessState::Running => "S",
    });
    // A session's leader was started from outside its namespace.
    let parent = state.processes.get(&info.ppid);
    if parent.is_none_or(|parent| parent.ns != info.ns) && info.pgid == info.pid {
        text.push('s');
    }
    let foreground = info.tty.and_then(|tty| state.ttys.get(&tty)).and_then(|tty| tty.foreground);
    if foreground == Some(info.pgid) {
        text.push('+');
    }
    text
}
