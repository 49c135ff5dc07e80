//! What a container is created with, in the Engine API's shapes and field order (v1.50).

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `Config`: what would hold on any host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ContainerConfig {
    /// The host name; the short id when empty.
    pub hostname: String,
    /// The domain name.
    pub domainname: String,
    /// User and group, by name or number.
    pub user: String,
    /// Whether the client attached standard input.
    pub attach_stdin: bool,
    /// Whether the client attached standard output.
    pub attach_stdout: bool,
    /// Whether the client attached standard error.
    pub attach_stderr: bool,
    /// Exposed ports, `80/tcp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposed_ports: Option<IndexMap<String, Empty>>,
    /// Whether there is a terminal.
    pub tty: bool,
    /// Whether standard input is kept open.
    pub open_stdin: bool,
    /// Whether standard input closes when the first client leaves.
    pub stdin_once: bool,
    /// The environment, `NAME=value`.
    pub env: Option<Vec<String>>,
    /// The command.
    pub cmd: Option<Vec<String>>,
    /// The health check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<HealthConfig>,
    /// The image as the user named it.
    pub image: String,
    /// Paths that get an anonymous volume.
    pub volumes: Option<IndexMap<String, Empty>>,
    /// The working directory.
    pub working_dir: String,
    /// The program that gets the command as its arguments.
    pub entrypoint: Option<Vec<String>>,
    /// Whether there is no network.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub network_disabled: bool,
    /// Instructions for images built on this one.
    pub on_build: Option<Vec<String>>,
    /// Labels.
    pub labels: Option<IndexMap<String, String>>,
    /// The signal that stops it; SIGTERM when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stop_signal: String,
    /// Seconds between that signal and SIGKILL; 10 when `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_timeout: Option<i64>,
    /// The shell of shell-form instructions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shell: Option<Vec<String>>,
}

/// Go's `struct{}`: an empty JSON object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empty {}

/// A health check; durations in nanoseconds, 0 for the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct HealthConfig {
    /// `["NONE"]`, `["CMD", ...]` or `["CMD-SHELL", ...]`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub test: Vec<String>,
    /// Time between checks.
    #[serde(skip_serializing_if = "is_zero")]
    pub interval: i64,
    /// Time that a check may take.
    #[serde(skip_serializing_if = "is_zero")]
    pub timeout: i64,
    /// Time in which failures do not count.
    #[serde(skip_serializing_if = "is_zero")]
    pub start_period: i64,
    /// Time between checks during the start period.
    #[serde(skip_serializing_if = "is_zero")]
    pub start_interval: i64,
    /// Failures in a row that make it unhealthy.
    #[serde(skip_serializing_if = "is_zero")]
    pub retries: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// `HostConfig`: what depends on the host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct HostConfig {
    /// `-v` in its three-part form.
    pub binds: Option<Vec<String>>,
    /// `--cidfile`
    #[serde(rename = "ContainerIDFile")]
    pub container_id_file: String,
    /// The logging driver.
    pub log_config: LogConfig,
    /// `bridge`, `host`, `none`, `container:ID` or a network's name.
    pub network_mode: String,
    /// Published ports.
    pub port_bindings: IndexMap<String, Vec<PortBinding>>,
    /// `--restart`
    pub restart_policy: RestartPolicy,
    /// `--rm`
    pub auto_remove: bool,
    /// `--volume-driver`
    pub volume_driver: String,
    /// `--volumes-from`
    pub volumes_from: Option<Vec<String>>,
    /// Rows and columns of the client's terminal.
    pub console_size: [u32; 2],
    /// `--annotation`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<IndexMap<String, String>>,
    /// `--cap-add`
    pub cap_add: Option<Vec<String>>,
    /// `--cap-drop`
    pub cap_drop: Option<Vec<String>>,
    /// `--cgroupns`
    pub cgroupns_mode: String,
    /// `--dns`
    pub dns: Vec<String>,
    /// `--dns-option`
    pub dns_options: Vec<String>,
    /// `--dns-search`
    pub dns_search: Vec<String>,
    /// `--add-host`, `name:address`.
    pub extra_hosts: Option<Vec<String>>,
    /// `--group-add`
    pub group_add: Option<Vec<String>>,
    /// `--ipc`
    pub ipc_mode: String,
    /// A cgroup to join; unused.
    pub cgroup: String,
    /// `--link`
    pub links: Option<Vec<String>>,
    /// `--oom-score-adj`
    pub oom_score_adj: i64,
    /// `--pid`
    pub pid_mode: String,
    /// `--privileged`
    pub privileged: bool,
    /// `-P`
    pub publish_all_ports: bool,
    /// `--read-only`
    pub readonly_rootfs: bool,
    /// `--security-opt`
    pub security_opt: Option<Vec<String>>,
    /// `--storage-opt`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_opt: Option<IndexMap<String, String>>,
    /// `--tmpfs`: options by path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmpfs: Option<IndexMap<String, String>>,
    /// `--uts`
    #[serde(rename = "UTSMode")]
    pub uts_mode: String,
    /// `--userns`
    pub userns_mode: String,
    /// `--shm-size` in bytes.
    pub shm_size: i64,
    /// `--sysctl`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sysctls: Option<IndexMap<String, String>>,
    /// `--runtime`
    pub runtime: String,
    /// `--isolation`, Windows only.
    pub isolation: String,
    /// `--cpu-shares`
    pub cpu_shares: i64,
    /// `--memory` in bytes, 0 for no limit.
    pub memory: i64,
    /// `--cpus` in billionths.
    pub nano_cpus: i64,
    /// `--cgroup-parent`
    pub cgroup_parent: String,
    /// `--blkio-weight`
    pub blkio_weight: u16,
    /// `--blkio-weight-device`
    pub blkio_weight_device: Vec<Value>,
    /// `--device-read-bps`
    pub blkio_device_read_bps: Vec<Value>,
    /// `--device-write-bps`
    pub blkio_device_write_bps: Vec<Value>,
    /// `--device-read-iops`
    #[serde(rename = "BlkioDeviceReadIOps")]
    pub blkio_device_read_iops: Vec<Value>,
    /// `--device-write-iops`
    #[serde(rename = "BlkioDeviceWriteIOps")]
    pub blkio_device_write_iops: Vec<Value>,
    /// `--cpu-period`
    pub cpu_period: i64,
    /// `--cpu-quota`
    pub cpu_quota: i64,
    /// `--cpu-rt-period`
    pub cpu_realtime_period: i64,
    /// `--cpu-rt-runtime`
    pub cpu_realtime_runtime: i64,
    /// `--cpuset-cpus`
    pub cpuset_cpus: String,
    /// `--cpuset-mems`
    pub cpuset_mems: String,
    /// `--device`
    pub devices: Vec<Value>,
    /// `--device-cgroup-rule`
    pub device_cgroup_rules: Option<Vec<String>>,
    /// `--gpus`
    pub device_requests: Option<Vec<DeviceRequest>>,
    /// `--memory-reservation` in bytes.
    pub memory_reservation: i64,
    /// `--memory-swap` in bytes.
    pub memory_swap: i64,
    /// `--memory-swappiness`
    pub memory_swappiness: Option<i64>,
    /// `--oom-kill-disable`
    pub oom_kill_disable: Option<bool>,
    /// `--init`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init: Option<bool>,
    /// `--pids-limit`
    pub pids_limit: Option<i64>,
    /// `--ulimit`
    pub ulimits: Vec<Ulimit>,
    /// Windows only.
    pub cpu_count: i64,
    /// Windows only.
    pub cpu_percent: i64,
    /// Windows only.
    #[serde(rename = "IOMaximumIOps")]
    pub io_maximum_iops: u64,
    /// Windows only.
    #[serde(rename = "IOMaximumBandwidth")]
    pub io_maximum_bandwidth: u64,
    /// `--mount`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mounts: Option<Vec<MountSpec>>,
    /// Paths hidden from the container.
    pub masked_paths: Option<Vec<String>>,
    /// Paths that it may only read.
    pub readonly_paths: Option<Vec<String>>,
}

impl Default for HostConfig {
    /// What `docker run` without options leads to.
    fn default() -> Self {
        let list = |paths: &[&str]| Some(paths.iter().map(|path| (*path).to_owned()).collect());
        Self {
            binds: None,
            container_id_file: String::new(),
            log_config: LogConfig::default(),
            network_mode: "bridge".to_owned(),
            port_bindings: IndexMap::new(),
            restart_policy: RestartPolicy::default(),
            auto_remove: false,
            volume_driver: String::new(),
            volumes_from: None,
            console_size: [0, 0],
            annotations: None,
            cap_add: None,
            cap_drop: None,
            cgroupns_mode: "private".to_owned(),
            dns: Vec::new(),
            dns_options: Vec::new(),
            dns_search: Vec::new(),
            extra_hosts: None,
            group_add: None,
            ipc_mode: "private".to_owned(),
            cgroup: String::new(),
            links: None,
            oom_score_adj: 0,
            pid_mode: String::new(),
            privileged: false,
            publish_all_ports: false,
            readonly_rootfs: false,
            security_opt: None,
            storage_opt: None,
            tmpfs: None,
            uts_mode: String::new(),
            userns_mode: String::new(),
            shm_size: 67_108_864,
            sysctls: None,
            runtime: "runc".to_owned(),
            isolation: String::new(),
            cpu_shares: 0,
            memory: 0,
            nano_cpus: 0,
            cgroup_parent: String::new(),
            blkio_weight: 0,
            blkio_weight_device: Vec::new(),
            blkio_device_read_bps: Vec::new(),
            blkio_device_write_bps: Vec::new(),
            blkio_device_read_iops: Vec::new(),
            blkio_device_write_iops: Vec::new(),
            cpu_period: 0,
            cpu_quota: 0,
            cpu_realtime_period: 0,
            cpu_realtime_runtime: 0,
            cpuset_cpus: String::new(),
            cpuset_mems: String::new(),
            devices: Vec::new(),
            device_cgroup_rules: None,
            device_requests: None,
            memory_reservation: 0,
            memory_swap: 0,
            memory_swappiness: None,
            oom_kill_disable: None,
            init: None,
            pids_limit: None,
            ulimits: Vec::new(),
            cpu_count: 0,
            cpu_percent: 0,
            io_maximum_iops: 0,
            io_maximum_bandwidth: 0,
            mounts: None,
            masked_paths: list(&[
                "/proc/asound",
                "/proc/acpi",
                "/proc/kcore",
                "/proc/keys",
                "/proc/latency_stats",
                "/proc/timer_list",
                "/proc/timer_stats",
                "/proc/sched_debug",
                "/proc/scsi",
                "/sys/firmware",
                "/sys/devices/virtual/powercap",
            ]),
            readonly_paths: list(&["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]),
        }
    }
}

/// The logging driver and its options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LogConfig {
    /// The driver.
    #[serde(rename = "Type")]
    pub kind: String,
    /// Its options.
    pub config: IndexMap<String, String>,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { kind: "json-file".to_owned(), config: IndexMap::new() }
    }
}

/// Where a port is published on the host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PortBinding {
    /// The host's address, empty for all.
    pub host_ip: String,
    /// The host's port or range, empty for any free one.
    pub host_port: String,
}

/// `--restart`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RestartPolicy {
    /// `no`, `always`, `unless-stopped` or `on-failure`.
    pub name: String,
    /// How often `on-failure` tries, 0 for ever.
    pub maximum_retry_count: i64,
}

impl Default for RestartPolicy {
    fn default() -> Self {
        Self { name: "no".to_owned(), maximum_retry_count: 0 }
    }
}

/// `--ulimit`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Ulimit {
    /// The limit's name.
    pub name: String,
    /// The hard limit.
    pub hard: i64,
    /// The soft limit.
    pub soft: i64,
}

/// `--gpus`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeviceRequest {
    /// The driver.
    pub driver: String,
    /// How many, -1 for all.
    pub count: i64,
    /// Which.
    #[serde(rename = "DeviceIDs")]
    pub device_ids: Option<Vec<String>>,
    /// What they must be able to do.
    pub capabilities: Vec<Vec<String>>,
    /// Driver options.
    pub options: IndexMap<String, String>,
}

/// `--mount`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MountSpec {
    /// `bind`, `volume` or `tmpfs`.
    #[serde(rename = "Type", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// A host path or a volume's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The path in the container.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// Whether it is read-only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// Unused by drivers that are modelled.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub consistency: String,
    /// Options of a bind mount: `Propagation`, `NonRecursive`, `CreateMountpoint`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bind_options: Option<Value>,
    /// Options of a volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_options: Option<VolumeOptions>,
    /// Options of a tmpfs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmpfs_options: Option<TmpfsOptions>,
}

/// Options of a volume mount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VolumeOptions {
    /// Whether a new volume stays empty.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_copy: bool,
    /// Labels of a volume made on the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<IndexMap<String, String>>,
    /// A directory within the volume.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subpath: String,
    /// The driver: `Name` and `Options`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver_config: Option<Value>,
}

/// Options of a tmpfs mount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TmpfsOptions {
    /// The most bytes, 0 for no limit.
    #[serde(skip_serializing_if = "is_zero")]
    pub size_bytes: i64,
    /// The mode bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<u32>,
}

/// Which networks a container joins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NetworkingConfig {
    /// Settings by network name.
    pub endpoints_config: IndexMap<String, EndpointSettings>,
}

/// A container's place in a network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EndpointSettings {
    /// Addresses asked for.
    #[serde(rename = "IPAMConfig")]
    pub ipam_config: Option<IpamConfig>,
    /// Links by name.
    pub links: Option<Vec<String>>,
    /// Further names in the network.
    pub aliases: Option<Vec<String>>,
    /// The hardware address.
    pub mac_address: String,
    /// Driver options.
    pub driver_opts: Option<IndexMap<String, String>>,
    /// Which network's gateway is the default; the highest wins.
    pub gw_priority: i64,
    /// The network's id.
    #[serde(rename = "NetworkID")]
    pub network_id: String,
    /// This place's id.
    #[serde(rename = "EndpointID")]
    pub endpoint_id: String,
    /// The gateway's address.
    pub gateway: String,
    /// The address.
    #[serde(rename = "IPAddress")]
    pub ip_address: String,
    /// Bits of the network part.
    #[serde(rename = "IPPrefixLen")]
    pub ip_prefix_len: u8,
    /// The IPv6 gateway; not modelled, empty.
    #[serde(rename = "IPv6Gateway")]
    pub ipv6_gateway: String,
    /// The IPv6 address; not modelled, empty.
    #[serde(rename = "GlobalIPv6Address")]
    pub global_ipv6_address: String,
    /// Bits of its network part.
    #[serde(rename = "GlobalIPv6PrefixLen")]
    pub global_ipv6_prefix_len: u8,
    /// All names in the network's DNS.
    #[serde(rename = "DNSNames")]
    pub dns_names: Option<Vec<String>>,
}

/// Addresses asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IpamConfig {
    /// `--ip`
    #[serde(rename = "IPv4Address", skip_serializing_if = "String::is_empty")]
    pub ipv4_address: String,
    /// `--ip6`
    #[serde(rename = "IPv6Address", skip_serializing_if = "String::is_empty")]
    pub ipv6_address: String,
    /// `--link-local-ip`
    #[serde(rename = "LinkLocalIPs", skip_serializing_if = "Vec::is_empty")]
    pub link_local_ips: Vec<String>,
}
