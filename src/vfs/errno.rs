//! The error numbers of system calls and their C library texts. Wrapping them in a program's own words is not done here.

/// Why a system call failed, by the kernel's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Errno {
    /// Permission denied.
    Acces,
    /// Address already in use.
    AddrInUse,
    /// Resource temporarily unavailable.
    Again,
    /// Bad file descriptor.
    BadF,
    /// Device or resource busy.
    Busy,
    /// No child processes.
    Child,
    /// Connection refused.
    ConnRefused,
    /// Connection reset by peer.
    ConnReset,
    /// File exists.
    Exist,
    /// No route to host.
    HostUnreach,
    /// Interrupted system call.
    Intr,
    /// Invalid argument.
    Inval,
    /// Is a directory.
    IsDir,
    /// Too many levels of symbolic links.
    Loop,
    /// Network is unreachable.
    NetUnreach,
    /// No such file or directory.
    NoEnt,
    /// Exec format error.
    NoExec,
    /// No space left on device.
    NoSpc,
    /// Cannot allocate memory.
    NoMem,
    /// No such device or address.
    NxIo,
    /// Not a directory.
    NotDir,
    /// Directory not empty.
    NotEmpty,
    /// Inappropriate ioctl for device.
    NoTty,
    /// Operation not permitted.
    Perm,
    /// Broken pipe.
    Pipe,
    /// Read-only file system.
    RoFs,
    /// No such process.
    Srch,
    /// Connection timed out.
    TimedOut,
    /// Invalid cross-device link.
    XDev,
}

impl Errno {
    /// The text of `strerror` in the C library.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Acces => "Permission denied",
            Self::AddrInUse => "Address already in use",
            Self::Again => "Resource temporarily unavailable",
            Self::BadF => "Bad file descriptor",
            Self::Busy => "Device or resource busy",
            Self::Child => "No child processes",
            Self::ConnRefused => "Connection refused",
            Self::ConnReset => "Connection reset by peer",
            Self::Exist => "File exists",
            Self::HostUnreach => "No route to host",
            Self::Intr => "Interrupted system call",
            Self::Inval => "Invalid argument",
            Self::IsDir => "Is a directory",
            Self::Loop => "Too many levels of symbolic links",
            Self::NetUnreach => "Network is unreachable",
            Self::NoEnt => "No such file or directory",
            Self::NoExec => "Exec format error",
            Self::NoMem => "Cannot allocate memory",
            Self::NoSpc => "No space left on device",
            Self::NxIo => "No such device or address",
            Self::NotDir => "Not a directory",
            Self::NotEmpty => "Directory not empty",
            Self::NoTty => "Inappropriate ioctl for device",
            Self::Perm => "Operation not permitted",
            Self::Pipe => "Broken pipe",
            Self::RoFs => "Read-only file system",
            Self::Srch => "No such process",
            Self::TimedOut => "Connection timed out",
            Self::XDev => "Invalid cross-device link",
        }
    }

    /// The text of `strerror` in musl, the C library of Alpine.
    pub const fn musl_text(self) -> &'static str {
        match self {
            Self::AddrInUse => "Address in use",
            Self::Busy => "Resource busy",
            Self::Child => "No child process",
            Self::HostUnreach => "Host is unreachable",
            Self::Loop => "Symbolic link loop",
            Self::NetUnreach => "Network unreachable",
            Self::NoMem => "Out of memory",
            Self::NoTty => "Not a tty",
            Self::TimedOut => "Operation timed out",
            Self::XDev => "Cross-device link",
            other => other.text(),
        }
    }

    /// The name in C's headers, for example `ENOENT`.
    pub fn name(self) -> String {
        format!("E{self:?}").to_uppercase()
    }

    /// The text as Go's `syscall.Errno` prints it: lower case, as in the daemon's and the runtime's messages.
    pub fn go_text(self) -> String {
        let text = self.text();
        match self {
            Self::RoFs => "read-only file system".to_owned(),
            _ => text.chars().take(1).flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect(),
        }
    }
}

impl std::fmt::Display for Errno {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}
