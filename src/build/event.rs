//! What a build tells while it goes: vertices (the steps that progress shows), their states, and the end. How that looks on
//! a terminal is in `progress`.

use crate::base::Digest;
use crate::dockerfile::Diagnostic;
use crate::engine::api::Stream;
use crate::vfs::Tree;

/// A step of progress, counted from 1 in the order in which it became known.
pub type VertexId = u32;

/// Something happened. Events come with their time on the channel.
#[derive(Clone, Debug)]
pub enum BuildEvent {
    /// There will be such a step, unless the build ends before; it counts in `(3/9)`.
    Planned {
        /// The step.
        vertex: VertexId,
        /// Its name, `[2/4] WORKDIR /app`.
        name: String,
    },
    /// A step began.
    Started {
        /// The step.
        vertex: VertexId,
        /// Its name.
        name: String,
    },
    /// A step was found in the cache; it is done with that.
    Cached {
        /// The step.
        vertex: VertexId,
    },
    /// A part of a step made progress.
    Status {
        /// The step.
        vertex: VertexId,
        /// What is shown, `transferring context:`; it names the part within its step.
        id: String,
        /// How far, in bytes; 0 when nothing is counted.
        current: u64,
        /// How far it goes, in bytes; 0 when unknown.
        total: u64,
        /// Whether the part is complete.
        done: bool,
    },
    /// A command wrote something.
    Log {
        /// The step.
        vertex: VertexId,
        /// Where to.
        stream: Stream,
        /// What.
        bytes: Vec<u8>,
    },
    /// A check's remark, shown under a step on a terminal.
    Warning {
        /// The step.
        vertex: VertexId,
        /// `Rule: message (line 3)`.
        message: String,
    },
    /// A step is complete.
    Done {
        /// The step.
        vertex: VertexId,
    },
    /// A step failed.
    Failed {
        /// The step.
        vertex: VertexId,
        /// Why, in BuildKit's words.
        error: String,
    },
    /// A step was given up because another failed.
    Canceled {
        /// The step.
        vertex: VertexId,
    },
    /// The build is over; nothing follows.
    Finished(Box<Result<BuildResult, BuildFailure>>),
}

/// What a build made.
#[derive(Clone, Debug, Default)]
pub struct BuildResult {
    /// The image, unless only files were asked for.
    pub image: Option<Digest>,
    /// Its names with tags, as `docker images` shows them.
    pub names: Vec<String>,
    /// What the checks found, in the order in which a build prints it.
    pub warnings: Vec<Diagnostic>,
    /// The result's files.
    pub tree: Tree,
}

/// Why a build made nothing.
#[derive(Clone, Debug, Default)]
pub struct BuildFailure {
    /// What follows `ERROR: failed to build: failed to solve: `.
    pub message: String,
    /// The excerpt of the Dockerfile that is printed before it; may be empty.
    pub picture: String,
    /// The failed step's name, where a step failed.
    pub step: Option<String>,
    /// The last lines that the failed step wrote.
    pub log: Vec<String>,
    /// The exit code of a failed command.
    pub exit_code: Option<i32>,
    /// What the checks had found until then.
    pub warnings: Vec<Diagnostic>,
}
