//! Files: inodes in persistent trees, paths, mounts, layers and tar. It knows nothing of processes or docker.
//!
//! A file system is a [`Tree`] of shared nodes: cloning one is a pointer copy and writing copies only the path from the
//! root to what changed. So a container's root file system is a clone of its image's tree, its writable layer is what
//! [`layer::diff`] finds between the two, and undo, probes and a thousand containers cost almost nothing.

pub mod errno;
pub mod layer;
pub mod mounts;
pub mod node;
pub mod ops;
pub mod path;
pub mod tar;
pub mod tree;

pub use errno::Errno;
pub use layer::{Change, Layer};
pub use mounts::{FsId, Mount, Mounts};
pub use node::{Content, Device, Kind, Meta, Node};
pub use ops::{Cred, Stat, Vfs};
pub use tree::Tree;
