//! Namespaces: a host, or a container seen from the kernel: its own process numbers, mounts, host name and network stack.
//! Images and layers are not known here.

use crate::vfs::Mounts;

use super::net::NetId;
use super::process::Pid;

/// A namespace's number on the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NsId(pub u32);

/// A host or a container.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// Its number.
    pub id: NsId,
    /// The namespace that sees this one's processes: the host of a container.
    pub parent: Option<NsId>,
    /// The host name.
    pub hostname: String,
    /// What is mounted where.
    pub mounts: Mounts,
    /// The network stack.
    pub net: NetId,
    /// The first process; with its end all others end.
    pub init: Option<Pid>,
    /// The last process number given in this namespace.
    pub last_pid: u32,
    /// Whether the processes are frozen (`docker pause`).
    pub frozen: bool,
    /// The most memory that its processes may use, in bytes.
    pub memory_limit: Option<u64>,
    /// Whether a process was ended for using more.
    pub oom_killed: bool,
}
