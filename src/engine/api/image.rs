//! Images in the Engine API's shapes: listings, history, progress and answers.

use std::rc::Rc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ContainerConfig, Filters};

/// Which images to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageListOptions {
    /// Intermediate ones too.
    pub all: bool,
    /// Filters.
    pub filters: Filters,
}

/// An image in a listing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ImageSummary {
    /// How many containers use it, -1 when not counted.
    pub containers: i64,
    /// Seconds since the epoch.
    pub created: i64,
    /// The id with its algorithm.
    pub id: String,
    /// Labels.
    pub labels: Option<IndexMap<String, String>>,
    /// The parent's id, empty for none.
    pub parent_id: String,
    /// Names with digests.
    pub repo_digests: Vec<String>,
    /// Names with tags.
    pub repo_tags: Vec<String>,
    /// Bytes shared with others, -1 when not counted.
    pub shared_size: i64,
    /// Bytes.
    pub size: i64,
}

/// A step of an image's making.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct HistoryItem {
    /// The builder's remark.
    pub comment: String,
    /// Seconds since the epoch.
    pub created: i64,
    /// The instruction.
    pub created_by: String,
    /// The image's id where it is known, `<missing>` otherwise.
    pub id: String,
    /// Bytes.
    pub size: i64,
    /// Names with tags.
    pub tags: Option<Vec<String>>,
}

/// A message of a long operation, docker's JSONMessage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// What it is about: a layer's short id or a tag; empty for a plain line.
    pub id: String,
    /// What is being done.
    pub status: String,
    /// Text that is printed as it is, for the classic builder.
    pub stream: String,
    /// How far, in bytes.
    pub current: u64,
    /// How far it goes, in bytes; 0 when unknown.
    pub total: u64,
    /// Why it failed; the last message then.
    pub error: Option<String>,
    /// The exit code of a failed build step.
    pub error_code: Option<i64>,
    /// Facts for the client: a push's `{Tag, Digest, Size}`, a build's `{ID}`.
    pub aux: Option<Value>,
}

impl Progress {
    /// A message about `id`.
    pub fn about(id: &str, status: &str) -> Self {
        Self { id: id.to_owned(), status: status.to_owned(), ..Self::default() }
    }

    /// A plain line.
    pub fn line(status: impl Into<String>) -> Self {
        Self { status: status.into(), ..Self::default() }
    }

    /// A failure.
    pub fn failure(error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), ..Self::default() }
    }
}

/// What an image's removal did: one of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeleteItem {
    /// A name was taken away.
    Untagged(String),
    /// An image or layer is gone.
    Deleted(String),
}

/// A repository found by a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchItem {
    /// The name.
    pub name: String,
    /// What it says of itself.
    pub description: String,
    /// The stars.
    pub star_count: i64,
    /// Whether it is a Docker Official Image.
    pub is_official: bool,
    /// Whether it was built by the Hub; always false nowadays.
    pub is_automated: bool,
}

/// What a prune removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PruneReport {
    /// Names or ids; for images `untagged: ` and `deleted: ` are the client's words.
    pub deleted: Vec<String>,
    /// For images: what was untagged and deleted.
    pub images: Vec<DeleteItem>,
    /// Bytes.
    pub space_reclaimed: u64,
}

/// How to make an image of a container.
#[derive(Clone, Debug, Default)]
pub struct CommitOptions {
    /// Name and tag, empty for none.
    pub reference: String,
    /// `--author`
    pub author: String,
    /// `--message`
    pub comment: String,
    /// `--change`: Dockerfile instructions.
    pub changes: Vec<String>,
    /// Whether to pause the container meanwhile.
    pub pause: bool,
    /// The configuration instead of the container's.
    pub config: Option<ContainerConfig>,
}

/// A build by the classic builder.
#[derive(Clone, Debug, Default)]
pub struct BuildRequest {
    /// The context as a tar archive.
    pub context: Rc<Vec<u8>>,
    /// The Dockerfile's path within it.
    pub dockerfile: String,
    /// Names and tags.
    pub tags: Vec<String>,
    /// `--build-arg`
    pub build_args: Vec<(String, Option<String>)>,
    /// `--label`
    pub labels: Vec<(String, String)>,
    /// `--target`
    pub target: String,
    /// `--no-cache`
    pub no_cache: bool,
    /// `--pull`
    pub pull: bool,
    /// `--rm`
    pub remove: bool,
    /// `--force-rm`
    pub force_remove: bool,
    /// `--quiet`
    pub quiet: bool,
    /// `--network`
    pub network: String,
    /// `--add-host`
    pub extra_hosts: Vec<String>,
    /// `--platform`
    pub platform: String,
}
