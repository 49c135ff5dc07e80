//! The kernel: processes, a deterministic executor over simulated time, pipes, signals, terminals, users, sockets and the
//! [`Program`] type. It knows nothing of docker; a container is a [`Namespace`] to it.
//!
//! The kernel is entered in short calls and never borrowed across an await. What it knows is plain data ([`State`]) that
//! clones cheaply; only the futures of running programs are not.

pub mod channel;
mod copy;
pub mod exec;
pub mod executor;
pub mod files;
pub mod kernel;
pub mod namespace;
pub mod net;
pub mod process;
pub mod select;
pub mod signal;
pub mod state;
pub mod sys_fs;
pub mod sys_io;
pub mod sys_net;
pub mod sys_proc;
pub mod tty;
pub mod users;

pub use channel::{Receiver, Sender, channel};
pub use copy::Waiting;
pub use exec::{Main, Program, ProgramFuture, Programs, executable};
pub use executor::WaitKey;
pub use files::{FileHandle, FileId};
pub use kernel::{Kernel, Launch};
pub use namespace::{Namespace, NsId};
pub use net::{Iface, Ip, LinkId, NetId};
pub use process::{Disposition, ExitStatus, Pid, ProcessInfo, ProcessState};
pub use select::{Either, join, select};
pub use signal::Signal;
pub use state::State;
pub use sys_fs::OpenFlags;
pub use sys_proc::{Change, Group, Process, Spawn};
pub use tty::{LineInput, Link, Tty, TtyId, TtyMode};
