//! Inodes: what a file, directory, link or device is and who may use it. Where it hangs in a tree is not here.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::Time;

use super::ops::Cred;

/// The bytes of a regular file, or a promise of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Real bytes.
    Bytes(Rc<Vec<u8>>),
    /// A size in bytes and a content key: a compiler's output, a package's bulk, a program. Digests cover the key,
    /// never made-up bytes.
    Declared {
        /// The size that listings show, in bytes.
        size: u64,
        /// What stands for the content, for example `program:ls@9.1`.
        key: Rc<str>,
    },
}

/// How a declared content begins when it is read.
const DECLARED_MAGIC: &str = "\u{7f}DRYDOCK ";

impl Content {
    /// Real bytes from a text.
    pub fn text(text: &str) -> Self {
        Self::Bytes(Rc::new(text.as_bytes().to_vec()))
    }

    /// Nothing.
    pub fn empty() -> Self {
        Self::Bytes(Rc::default())
    }

    /// A declared content.
    pub fn declared(size: u64, key: &str) -> Self {
        Self::Declared { size, key: Rc::from(key) }
    }

    /// The size in bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Declared { size, .. } => *size,
        }
    }

    /// What a reader gets: the bytes, or for a declared content its header line.
    pub fn read(&self) -> Rc<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Rc::clone(bytes),
            Self::Declared { size, key } => Rc::new(format!("{DECLARED_MAGIC}{size} {key}\n").into_bytes()),
        }
    }

    /// The inverse of [`Content::read`]: bytes that are exactly a declared content's header line become that content
    /// again, so that copies, pipes and archives keep it whole.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self::parse_header(&bytes).unwrap_or_else(|| Self::Bytes(Rc::new(bytes)))
    }

    fn parse_header(bytes: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(bytes).ok()?.strip_prefix(DECLARED_MAGIC)?.strip_suffix('\n')?;
        let (size, key) = line.split_once(' ')?;
        (!key.contains('\n')).then_some(Self::declared(size.parse().ok()?, key))
    }
}

/// A device node's behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Device {
    /// `/dev/null`
    Null,
    /// `/dev/zero`
    Zero,
    /// `/dev/full`
    Full,
    /// `/dev/random` and `/dev/urandom`
    Random,
    /// `/dev/tty`: the process's controlling terminal.
    Tty,
    /// `/dev/stdin`, `/dev/stdout` and `/dev/stderr`: the opener's own descriptor.
    Fd(u32),
}

/// What an inode is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File(Content),
    /// A directory: entries by name, sorted.
    Dir(BTreeMap<Rc<str>, Rc<Node>>),
    /// A symbolic link to a path.
    Symlink(Rc<str>),
    /// A device.
    Device(Device),
    /// A Unix socket of the service with this number, for example a docker engine's.
    Socket(u32),
}

/// Ownership, permission bits and modification time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The lower twelve mode bits (permissions, set-id, sticky).
    pub mode: u32,
    /// The owner's user number.
    pub uid: u32,
    /// The owner's group number.
    pub gid: u32,
    /// The last modification.
    pub mtime: Time,
}

impl Meta {
    /// Root's, with permission bits `mode`.
    pub fn root(mode: u32, mtime: Time) -> Self {
        Self { mode, uid: 0, gid: 0, mtime }
    }

    /// Whether `cred` may do all of `want` (4 read, 2 write, 1 execute or search).
    pub fn allows(&self, cred: &Cred, want: u32) -> bool {
        if cred.uid == 0 {
            // Root reads and writes anything, but executes only what somebody may execute.
            return want & 1 == 0 || self.mode & 0o111 != 0;
        }
        let bits = if cred.uid == self.uid {
            self.mode >> 6
        } else if cred.in_group(self.gid) {
            self.mode >> 3
        } else {
            self.mode
        };
        bits & want == want
    }
}

/// One inode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its number within the file system; an open file follows it.
    pub ino: u64,
    /// Ownership, mode and time.
    pub meta: Meta,
    /// What it is.
    pub kind: Kind,
}

impl Node {
    /// An empty directory.
    pub fn dir(meta: Meta) -> Self {
        Self { ino: 0, meta, kind: Kind::Dir(BTreeMap::new()) }
    }

    /// A regular file.
    pub fn file(meta: Meta, content: Content) -> Self {
        Self { ino: 0, meta, kind: Kind::File(content) }
    }

    /// A symbolic link.
    pub fn symlink(target: &str, mtime: Time) -> Self {
        Self { ino: 0, meta: Meta::root(0o777, mtime), kind: Kind::Symlink(Rc::from(target)) }
    }

    /// Whether it is a directory.
    pub fn is_dir(&self) -> bool {
        matches!(self.kind, Kind::Dir(_))
    }

    /// The entries of a directory, `None` for anything else.
    pub fn entries(&self) -> Option<&BTreeMap<Rc<str>, Rc<Self>>> {
        match &self.kind {
            Kind::Dir(entries) => Some(entries),
            Kind::File(_) | Kind::Symlink(_) | Kind::Device(_) | Kind::Socket(_) => None,
        }
    }

    /// The content of a regular file, `None` for anything else.
    pub fn content(&self) -> Option<&Content> {
        match &self.kind {
            Kind::File(content) => Some(content),
            Kind::Dir(_) | Kind::Symlink(_) | Kind::Device(_) | Kind::Socket(_) => None,
        }
    }

    /// The size that `ls -l` shows, in bytes: a directory has a block.
    pub fn size(&self) -> u64 {
        match &self.kind {
            Kind::File(content) => content.size(),
            Kind::Dir(_) => 4096,
            Kind::Symlink(target) => target.len() as u64,
            Kind::Device(_) | Kind::Socket(_) => 0,
        }
    }

    /// Same kind, content and metadata, inode number and (for directories) entries left aside.
    pub fn same_as(&self, other: &Self) -> bool {
        self.meta == other.meta
            && match (&self.kind, &other.kind) {
                (Kind::Dir(_), Kind::Dir(_)) => true,
                (mine, theirs) => mine == theirs,
            }
    }

    /// The sum of the sizes of all regular files and links at and below this node, in bytes.
    pub fn disk_size(&self) -> u64 {
        match &self.kind {
            Kind::Dir(entries) => entries.values().map(|child| child.disk_size()).sum(),
            _ => self.size(),
        }
    }
}
