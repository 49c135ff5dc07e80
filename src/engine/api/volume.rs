//! Volumes in the Engine API's shapes.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A volume.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VolumeSummary {
    /// RFC 3339 in seconds; left out where a driver does not tell.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub created_at: String,
    /// The driver.
    pub driver: String,
    /// Labels.
    pub labels: Option<IndexMap<String, String>>,
    /// Where it lies on the host.
    pub mountpoint: String,
    /// The name.
    pub name: String,
    /// Driver options.
    pub options: Option<IndexMap<String, String>>,
    /// `local`
    pub scope: String,
    /// Only in `system df`: bytes and how many containers use it.
    #[serde(skip)]
    pub usage: Option<(i64, i64)>,
}

/// A volume to be created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VolumeCreate {
    /// The name, empty for a random one.
    pub name: String,
    /// The driver, `local` when empty.
    pub driver: String,
    /// `--opt`
    pub driver_opts: IndexMap<String, String>,
    /// `--label`
    pub labels: IndexMap<String, String>,
    /// Whether it is to be shared by a cluster, which a single engine refuses.
    #[serde(skip)]
    pub cluster: bool,
}
