//! The engine itself in the Engine API's shapes: version, disk usage, events, accounts.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ContainerSummary, ImageSummary, VolumeSummary};

/// The server's half of `docker version`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Version {
    /// Who made it.
    pub platform: Value,
    /// Parts of it.
    pub components: Vec<VersionComponent>,
    /// The engine's version.
    pub version: String,
    /// The API's version.
    pub api_version: String,
    /// The oldest API version that it still speaks.
    #[serde(rename = "MinAPIVersion")]
    pub min_api_version: String,
    /// The commit it was built from.
    pub git_commit: String,
    /// The Go version.
    pub go_version: String,
    /// `linux`
    pub os: String,
    /// `amd64`
    pub arch: String,
    /// The kernel's version.
    pub kernel_version: String,
    /// RFC 3339.
    pub build_time: String,
}

/// A part of the server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VersionComponent {
    /// `Engine`, `containerd`, `runc`, `docker-init`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Further facts, `GitCommit` among them.
    pub details: IndexMap<String, String>,
}

/// What takes room.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiskUsage {
    /// Bytes of all layers, each counted once.
    pub layers_size: i64,
    /// Images with shared sizes and users.
    pub images: Vec<ImageSummary>,
    /// Containers with sizes.
    pub containers: Vec<ContainerSummary>,
    /// Volumes with sizes and users.
    pub volumes: Vec<VolumeSummary>,
    /// Build cache records in the API's shape.
    pub build_cache: Vec<Value>,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// `container`, `image`, `volume`, `network`, `builder`, `daemon`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// `create`, `start`, `die`, ...
    #[serde(rename = "Action")]
    pub action: String,
    /// To what.
    #[serde(rename = "Actor")]
    pub actor: EventActor,
    /// `local`
    pub scope: String,
    /// When, in microseconds since the epoch.
    #[serde(skip)]
    pub time: u64,
}

/// What an event happened to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventActor {
    /// Its id.
    #[serde(rename = "ID")]
    pub id: String,
    /// Facts about it, by name.
    #[serde(rename = "Attributes")]
    pub attributes: IndexMap<String, String>,
}

/// Who asks a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthConfig {
    /// The user.
    pub username: String,
    /// The password or token.
    pub password: String,
    /// The registry.
    pub serveraddress: String,
}
