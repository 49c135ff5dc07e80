//! What must be answered inside of a turn: files, the clock, randomness, facts about the machine.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// A request to the process that the VM runs in. File requests act with that process's user and root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostCall {
    /// The simulated time: [`HostReply::Number`], microseconds since the Unix epoch.
    Now,
    /// So many random bytes from the world's seed: [`HostReply::Data`].
    Random {
        /// How many.
        length: u32,
    },
    /// Facts about machine and process: [`HostReply::System`].
    System,
    /// Changes the working directory.
    ChangeDir {
        /// Where to.
        path: String,
    },
    /// A file's content: [`HostReply::Data`]. Declared files (size without content) read as an empty file.
    Read {
        /// Which file.
        path: String,
    },
    /// Writes a file's content.
    Write {
        /// Which file.
        path: String,
        /// The content, or what is appended.
        bytes: Bytes,
        /// What happens to what is there.
        mode: WriteMode,
        /// Permission bits of a file that this creates, before the umask.
        perm: u32,
    },
    /// Cuts or lengthens a file.
    Truncate {
        /// Which file.
        path: String,
        /// Its new length.
        length: u64,
    },
    /// What is known about a path: [`HostReply::Stat`].
    Stat {
        /// Which path.
        path: String,
        /// Whether a symbolic link is followed.
        follow: bool,
    },
    /// A directory's entries in the order of their names: [`HostReply::Entries`].
    List {
        /// Which directory.
        path: String,
    },
    /// Makes one directory.
    MakeDir {
        /// Which one.
        path: String,
        /// Permission bits before the umask.
        perm: u32,
    },
    /// Removes a file or link.
    Unlink {
        /// Which one.
        path: String,
    },
    /// Removes an empty directory.
    RemoveDir {
        /// Which one.
        path: String,
    },
    /// Moves or renames.
    Rename {
        /// From here.
        from: String,
        /// To there.
        to: String,
    },
    /// Makes a hard link.
    Link {
        /// The file that is there.
        from: String,
        /// Its new name.
        to: String,
    },
    /// Makes a symbolic link.
    Symlink {
        /// What the link says.
        target: String,
        /// The link.
        path: String,
    },
    /// What a symbolic link says: [`HostReply::Text`].
    ReadLink {
        /// The link.
        path: String,
    },
    /// The path without links: [`HostReply::Text`].
    RealPath {
        /// Which path.
        path: String,
    },
    /// Sets permission bits.
    Chmod {
        /// Which path.
        path: String,
        /// The bits.
        perm: u32,
    },
    /// Sets the owner.
    Chown {
        /// Which path.
        path: String,
        /// The user.
        uid: u32,
        /// The group.
        gid: u32,
    },
    /// Sets the times of access and change.
    Utimes {
        /// Which path.
        path: String,
        /// Microseconds since the Unix epoch.
        mtime_us: i64,
    },
    /// Whether the process may read (4), write (2) or execute (1) a path; 0 asks only whether it exists.
    Access {
        /// Which path.
        path: String,
        /// The bits asked for.
        mode: u32,
    },
}

/// How [`HostCall::Write`] treats a file that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WriteMode {
    /// Its content is replaced; its mode and owner stay.
    Replace,
    /// The bytes are added at its end.
    Append,
    /// The call fails with `EEXIST`.
    New,
}

/// The answer to a [`HostCall`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostReply {
    /// It is done and there is nothing to say.
    Done,
    /// A number.
    Number(i64),
    /// Bytes.
    Data(Bytes),
    /// A path.
    Text(String),
    /// A path's facts.
    Stat(FileStat),
    /// A directory's entries.
    Entries(Vec<DirEntry>),
    /// The machine's facts.
    System(Box<SystemFacts>),
    /// It failed with the system's name of the error: `ENOENT`, `EACCES`, `EISDIR`, `ENOTDIR`, `EEXIST` ...
    Failed(String),
}

/// Kinds of inodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Dir,
    /// A symbolic link.
    Link,
    /// A socket.
    Socket,
    /// A named pipe.
    Pipe,
    /// A device such as `/dev/null`.
    Device,
}

/// What `stat` says of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStat {
    /// What it is.
    pub kind: FileKind,
    /// Permission bits with setuid, setgid and sticky.
    pub perm: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Size in bytes (a directory's is 4096).
    pub size: u64,
    /// Number of names.
    pub links: u32,
    /// Inode number.
    pub ino: u64,
    /// Last change, microseconds since the Unix epoch.
    pub mtime_us: i64,
}

/// One name in a directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirEntry {
    /// The name.
    pub name: String,
    /// What it is, a link not followed.
    pub kind: FileKind,
}

/// Facts about the machine and the process.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemFacts {
    /// The host name (a container's is its short id unless told).
    pub hostname: String,
    /// The kernel's release, as `uname -r`.
    pub release: String,
    /// The kernel's version text, as `uname -v`.
    pub version: String,
    /// `x86_64` or `aarch64`.
    pub machine: String,
    /// The processor's model name.
    pub cpu_model: String,
    /// Number of processors that the process may use.
    pub cpus: u32,
    /// Memory of the machine in bytes.
    pub total_memory: u64,
    /// Memory not in use, in bytes.
    pub free_memory: u64,
    /// The container's memory limit in bytes, 0 for none.
    pub memory_limit: u64,
    /// Time since the machine's start, in seconds.
    pub uptime_s: u64,
    /// Resident memory of this process, in bytes.
    pub resident: u64,
    /// CPU time that this process has used, in microseconds.
    pub cpu_us: u64,
    /// Real and effective user.
    pub uid: u32,
    /// Real and effective group.
    pub gid: u32,
    /// The user's name, or its number when it has none.
    pub user: String,
    /// The user's home directory.
    pub home: String,
    /// The user's shell.
    pub shell: String,
    /// Network interfaces, `lo` first.
    pub interfaces: Vec<NetInterface>,
}

/// One address of a network interface.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetInterface {
    /// `lo`, `eth0`.
    pub name: String,
    /// The IPv4 address.
    pub address: String,
    /// The prefix length, e.g. 16.
    pub prefix: u8,
    /// The hardware address.
    pub mac: String,
}
