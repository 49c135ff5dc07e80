//! Open files: what a descriptor leads to, shared between processes, and pipes. Paths are resolved before one gets here.

use std::collections::VecDeque;

use crate::vfs::{Device, FsId};

use super::kernel::Kernel;
use super::net::{Ip, ListenerId};
use super::tty::TtyId;

/// An open file's number on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// What an open file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenKind {
    /// The reading end of a pipe.
    PipeRead(u32),
    /// The writing end of a pipe.
    PipeWrite(u32),
    /// A terminal as its programs see it.
    Tty(TtyId),
    /// A terminal as its screen and keyboard see it.
    Master(TtyId),
    /// A regular file.
    Regular {
        /// The file system.
        fs: FsId,
        /// Components within it.
        inside: Vec<String>,
        /// The inode; when another stands at the path, this file was removed.
        ino: u64,
        /// Where the next read or write is, in bytes.
        offset: u64,
        /// Whether writes go to the end.
        append: bool,
        /// Whether it was opened for writing.
        writable: bool,
    },
    /// A device without state.
    Device(Device),
    /// A connected socket: the pipe that it reads and the pipe that it writes.
    Socket {
        /// Bytes from the peer.
        read: u32,
        /// Bytes to the peer.
        write: u32,
        /// The peer's address.
        peer: Ip,
    },
    /// A listening socket.
    Listener(ListenerId),
}

/// An open file and how many descriptors and handles lead to it.
#[derive(Clone, Debug)]
pub struct OpenFile {
    /// What it is.
    pub kind: OpenKind,
    /// How many hold it.
    pub refs: u32,
}

/// A pipe.
#[derive(Clone, Debug, Default)]
pub struct Pipe {
    /// Bytes in flight.
    pub buffer: VecDeque<u8>,
    /// Open files that read it.
    pub readers: u32,
    /// Open files that write it.
    pub writers: u32,
    /// The peer reset the connection.
    pub reset: bool,
}

/// What a pipe holds before writers wait, in bytes.
pub const PIPE_CAPACITY: usize = 65_536;

/// An open file held by a kernel service, such as an engine that reads a container's output. Dropping it closes it.
pub struct FileHandle {
    kernel: Kernel,
    id: FileId,
}

impl FileHandle {
    pub(super) fn new(kernel: &Kernel, id: FileId) -> Self {
        Self { kernel: kernel.clone(), id }
    }

    /// The open file's number, to hand to a process.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Waits for bytes, at most `max`; empty at the end.
    pub async fn read(&self, max: usize) -> Result<Vec<u8>, crate::vfs::Errno> {
        self.kernel.read_file(self.id, None, max).await
    }

    /// Writes all bytes, waiting for room.
    pub async fn write(&self, bytes: &[u8]) -> Result<(), crate::vfs::Errno> {
        self.kernel.write_file(self.id, bytes).await
    }
}

impl Clone for FileHandle {
    fn clone(&self) -> Self {
        self.kernel.enter(|state| state.hold(self.id));
        Self { kernel: self.kernel.clone(), id: self.id }
    }
}

impl Drop for FileHandle {
    fn drop(&mut self) {
        self.kernel.enter(|state| state.release(self.id));
    }
}
