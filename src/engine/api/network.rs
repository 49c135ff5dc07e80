//! Networks in the Engine API's shapes.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A network in a listing. `Containers` is empty there, as in the API; `inspect` has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkSummary {
    /// The name.
    pub name: String,
    /// 64 hexadecimal digits.
    pub id: String,
    /// RFC 3339.
    pub created: String,
    /// `local`, `swarm` or `global`.
    pub scope: String,
    /// The driver.
    pub driver: String,
    /// Whether it has IPv4.
    #[serde(rename = "EnableIPv4")]
    pub enable_ipv4: bool,
    /// Whether it has IPv6.
    #[serde(rename = "EnableIPv6")]
    pub enable_ipv6: bool,
    /// Address management: `Driver`, `Options`, `Config`.
    #[serde(rename = "IPAM")]
    pub ipam: Value,
    /// Whether it has no way out.
    pub internal: bool,
    /// Swarm only.
    pub attachable: bool,
    /// Swarm only.
    pub ingress: bool,
    /// Swarm only.
    pub config_from: Value,
    /// Swarm only.
    pub config_only: bool,
    /// Members by container id.
    pub containers: Value,
    /// Driver options.
    pub options: IndexMap<String, String>,
    /// Labels.
    pub labels: IndexMap<String, String>,
}

/// A network to be created.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkCreate {
    /// The name.
    pub name: String,
    /// The driver, `bridge` when empty.
    pub driver: String,
    /// `--scope`
    pub scope: String,
    /// Whether it has no way out.
    pub internal: bool,
    /// `--attachable`
    pub attachable: bool,
    /// `--ingress`
    pub ingress: bool,
    /// `--config-only`
    pub config_only: bool,
    /// `--ipv6`
    #[serde(rename = "EnableIPv6")]
    pub enable_ipv6: Option<bool>,
    /// `--ipv4`
    #[serde(rename = "EnableIPv4")]
    pub enable_ipv4: Option<bool>,
    /// `--ipam-driver`
    pub ipam_driver: String,
    /// `--ipam-opt`
    pub ipam_options: IndexMap<String, String>,
    /// `--subnet`, `--gateway`, `--ip-range`, `--aux-address`, in the API's shape.
    pub ipam_config: Vec<Value>,
    /// `--opt`
    pub options: IndexMap<String, String>,
    /// `--label`
    pub labels: IndexMap<String, String>,
}
