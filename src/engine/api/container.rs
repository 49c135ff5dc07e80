//! Containers in the Engine API's shapes: listings, options and answers.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::base::Time;

use super::{ContainerConfig, EndpointSettings, Filters, HostConfig, NetworkingConfig, RestartPolicy, Stream};

/// Which containers to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListOptions {
    /// Stopped ones too.
    pub all: bool,
    /// The newest so many, running or not; 0 for no limit.
    pub limit: i64,
    /// With sizes.
    pub size: bool,
    /// Filters.
    pub filters: Filters,
}

/// A container in a listing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ContainerSummary {
    /// 64 hexadecimal digits.
    pub id: String,
    /// Names with a leading slash; links' names have two.
    pub names: Vec<String>,
    /// The image as named, or its id where the name has moved on.
    pub image: String,
    /// The image's id.
    #[serde(rename = "ImageID")]
    pub image_id: String,
    /// The command line.
    pub command: String,
    /// Seconds since the epoch.
    pub created: i64,
    /// Ports.
    pub ports: Vec<PortSummary>,
    /// Bytes in the writable layer, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_rw: Option<i64>,
    /// Bytes of all layers, when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_root_fs: Option<i64>,
    /// Labels.
    pub labels: IndexMap<String, String>,
    /// `running`, `exited`, ...
    pub state: String,
    /// `Up 2 minutes`, ...
    pub status: String,
    /// The network mode.
    pub host_config: SummaryHostConfig,
    /// The networks.
    pub network_settings: SummaryNetworks,
    /// Mounts.
    pub mounts: Vec<MountPoint>,
}

/// The part of `HostConfig` in a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SummaryHostConfig {
    /// The network mode.
    pub network_mode: String,
}

/// The part of `NetworkSettings` in a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SummaryNetworks {
    /// Settings by network name.
    pub networks: IndexMap<String, EndpointSettings>,
}

/// A port in a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PortSummary {
    /// The host's address; empty when the port is only exposed.
    #[serde(rename = "IP", skip_serializing_if = "String::is_empty")]
    pub ip: String,
    /// The container's port.
    pub private_port: u16,
    /// The host's port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_port: Option<u16>,
    /// `tcp`, `udp` or `sctp`.
    #[serde(rename = "Type")]
    pub kind: String,
}

/// A mount of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MountPoint {
    /// `bind`, `volume` or `tmpfs`.
    #[serde(rename = "Type")]
    pub kind: String,
    /// A volume's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The path on the host.
    pub source: String,
    /// The path in the container.
    pub destination: String,
    /// A volume's driver.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub driver: String,
    /// The options as typed.
    pub mode: String,
    /// Whether it may be written.
    #[serde(rename = "RW")]
    pub rw: bool,
    /// How mounts below it spread.
    pub propagation: String,
}

/// A container to be created.
#[derive(Clone, Debug, Default)]
pub struct CreateRequest {
    /// The name, or none for a random one.
    pub name: Option<String>,
    /// What would hold on any host.
    pub config: ContainerConfig,
    /// What depends on the host.
    pub host_config: HostConfig,
    /// Which networks it joins.
    pub networking: NetworkingConfig,
    /// `--platform`, empty for the host's.
    pub platform: String,
}

/// A created container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateResponse {
    /// Its id.
    pub id: String,
    /// What the daemon would like to mention.
    pub warnings: Vec<String>,
}

/// How to remove a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RemoveOptions {
    /// Kill it first.
    pub force: bool,
    /// Its anonymous volumes too.
    pub volumes: bool,
    /// Only a link's name.
    pub link: bool,
}

/// What `wait` waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WaitCondition {
    /// It is not running.
    #[default]
    NotRunning,
    /// Its next end.
    NextExit,
    /// Its removal.
    Removed,
}

/// How it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaitResponse {
    /// The exit code.
    pub status_code: i64,
    /// What went wrong besides.
    pub error: Option<String>,
}

/// Which streams to attach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttachOptions {
    /// Standard input.
    pub stdin: bool,
    /// Standard output.
    pub stdout: bool,
    /// Standard error.
    pub stderr: bool,
    /// Also what was printed before.
    pub logs: bool,
}

/// Which log entries to read; moments in microseconds since the epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogsOptions {
    /// Standard output.
    pub stdout: bool,
    /// Standard error.
    pub stderr: bool,
    /// Go on until the container ends.
    pub follow: bool,
    /// The first moment.
    pub since: Option<u64>,
    /// The last moment.
    pub until: Option<u64>,
    /// The last so many lines; all when `None`.
    pub tail: Option<u64>,
    /// With what the logging driver was told to note beside each line.
    pub details: bool,
}

/// A piece of a container's output, ending in a newline unless it is the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When it was printed.
    pub time: Time,
    /// Where.
    pub stream: Stream,
    /// What.
    pub bytes: Vec<u8>,
    /// `name=value` pairs with commas between, when details were asked for.
    pub details: String,
}

/// A table of processes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TopResponse {
    /// The columns.
    pub titles: Vec<String>,
    /// A row a process.
    pub processes: Vec<Vec<String>>,
}

/// A change in a container's file system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FsChange {
    /// The absolute path.
    pub path: String,
    /// 0 changed, 1 added, 2 deleted.
    pub kind: u8,
}

/// What stands at a path in a container; Go's file mode bits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveStat {
    /// The last component.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// Permission bits, with bit 31 for a directory and bit 27 for a symlink as in Go.
    pub mode: u32,
    /// The last modification.
    pub mtime: Time,
    /// Where a symlink leads.
    pub link_target: String,
}

impl ArchiveStat {
    /// Whether it is a directory.
    pub const fn is_dir(&self) -> bool {
        self.mode & 1 << 31 != 0
    }

    /// Whether it is a symlink.
    pub const fn is_symlink(&self) -> bool {
        self.mode & 1 << 27 != 0
    }
}

/// What `update` changes; `None` leaves it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateConfig {
    /// `--restart`
    pub restart_policy: Option<RestartPolicy>,
    /// `--memory`
    pub memory: Option<i64>,
    /// `--memory-swap`
    pub memory_swap: Option<i64>,
    /// `--memory-reservation`
    pub memory_reservation: Option<i64>,
    /// `--cpus`
    pub nano_cpus: Option<i64>,
    /// `--cpu-shares`
    pub cpu_shares: Option<i64>,
    /// `--cpu-period`
    pub cpu_period: Option<i64>,
    /// `--cpu-quota`
    pub cpu_quota: Option<i64>,
    /// `--cpuset-cpus`
    pub cpuset_cpus: Option<String>,
    /// `--cpuset-mems`
    pub cpuset_mems: Option<String>,
    /// `--blkio-weight`
    pub blkio_weight: Option<u16>,
    /// `--pids-limit`
    pub pids_limit: Option<i64>,
}

/// A process to be started in a running container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ExecConfig {
    /// User and group.
    pub user: String,
    /// `--privileged`
    pub privileged: bool,
    /// Whether there is a terminal.
    pub tty: bool,
    /// Rows and columns of the client's terminal.
    pub console_size: Option<[u32; 2]>,
    /// Whether standard input is attached.
    pub attach_stdin: bool,
    /// Whether standard error is attached.
    pub attach_stderr: bool,
    /// Whether standard output is attached.
    pub attach_stdout: bool,
    /// Keys that detach.
    pub detach_keys: String,
    /// The environment on top of the container's.
    pub env: Option<Vec<String>>,
    /// The working directory.
    pub working_dir: String,
    /// The command.
    pub cmd: Vec<String>,
}

/// How an exec stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ExecState {
    /// Its id.
    #[serde(rename = "ID")]
    pub id: String,
    /// Whether it runs.
    pub running: bool,
    /// How it ended.
    pub exit_code: Option<i64>,
    /// The container.
    #[serde(rename = "ContainerID")]
    pub container_id: String,
    /// Its number on the host.
    pub pid: u32,
}
