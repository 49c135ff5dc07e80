//! A process as plain data: who it is, what it holds open, how it ended. What it does is a future in the executor.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::base::Time;
use crate::vfs::Cred;

use super::files::FileId;
use super::namespace::NsId;
use super::signal::Signal;
use super::tty::TtyId;

/// A process number, unique on the machine. Containers show their own numbers ([`ProcessInfo::ns_pid`]).
pub type Pid = u32;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// It returned or called `exit`.
    Code(u8),
    /// A signal killed it.
    Signal(Signal),
}

impl ExitStatus {
    /// Success.
    pub const OK: Self = Self::Code(0);
    /// The usual failure.
    pub const FAIL: Self = Self::Code(1);

    /// The number that a shell's `$?` and docker show: 128 and the signal's number for a killed process.
    pub const fn code(self) -> i32 {
        match self {
            Self::Code(code) => code as i32,
            Self::Signal(signal) => 128 + signal.0 as i32,
        }
    }

    /// Whether it is success.
    pub const fn is_ok(self) -> bool {
        matches!(self, Self::Code(0))
    }
}

impl From<i32> for ExitStatus {
    fn from(code: i32) -> Self {
        Self::Code(code as u8)
    }
}

/// Whether a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessState {
    /// It runs or waits for something.
    Running,
    /// SIGSTOP or Ctrl-Z holds it.
    Stopped,
    /// It ended and its parent has not asked how.
    Zombie(ExitStatus),
}

/// What a process asked to happen on a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Nothing.
    Ignore,
    /// Queue it for [`super::Process::next_signal`].
    Catch,
}

/// One process.
#[derive(Clone, Debug)]
pub struct ProcessInfo {
    /// Its number on the machine.
    pub pid: Pid,
    /// Its number in its own namespace.
    pub ns_pid: u32,
    /// Its parent, 0 for none.
    pub ppid: Pid,
    /// Its process group.
    pub pgid: Pid,
    /// Its namespace.
    pub ns: NsId,
    /// Its controlling terminal.
    pub tty: Option<TtyId>,
    /// The command line, program name first.
    pub argv: Rc<[String]>,
    /// The absolute path of the executable.
    pub exe: Rc<str>,
    /// The program's name, from the executable's header.
    pub program: Rc<str>,
    /// The program's version, from the executable's header.
    pub version: Rc<str>,
    /// Environment variables in order of definition.
    pub env: Rc<Vec<(String, String)>>,
    /// The current directory.
    pub cwd: Rc<str>,
    /// Effective user and groups.
    pub cred: Cred,
    /// The mode bits that new files do not get.
    pub umask: u32,
    /// Open descriptors.
    pub fds: BTreeMap<u32, FileId>,
    /// Whether it runs.
    pub state: ProcessState,
    /// Signals handled otherwise than by default.
    pub dispositions: BTreeMap<Signal, Disposition>,
    /// Caught signals not yet taken.
    pub pending: VecDeque<Signal>,
    /// When it started.
    pub started: Time,
    /// Processor time used, in simulated microseconds.
    pub cpu: u64,
    /// Memory in use, in bytes.
    pub memory: u64,
    /// The status of its last command, for a shell: `$?`.
    pub last_status: i32,
    /// System calls since the last charge of processor time.
    pub calls: u32,
}

impl ProcessInfo {
    /// Whether it has not ended.
    pub fn is_alive(&self) -> bool {
        !matches!(self.state, ProcessState::Zombie(_))
    }

    /// A variable of the environment.
    pub fn env(&self, name: &str) -> Option<&str> {
        self.env.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The command line as `ps` shows it.
    pub fn command_line(&self) -> String {
        self.argv.join(" ")
    }
}
