//! The engine about itself: version, info, disk usage, accounts, processes and statistics of containers.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::base::Digest;
use crate::base::reference::Reference;
use crate::os::{ProcessInfo, Receiver, channel};

use super::api::{
    ApiError, ApiResult, AuthConfig, DiskUsage, Filters, ListOptions, SearchItem, Version, VersionComponent,
};
use super::container::Status;
use super::filters;
use super::pull::refusal;
use super::state::Engine;

/// The engine's version, which the client's 28.2.2 belongs to.
const VERSION: &str = "28.2.2";
const KERNEL: &str = "6.8.0-drydock";
/// `GET /info` in field order; what depends on the moment is filled in.
const INFO: &str = r#"{"ID":"","Containers":0,"ContainersRunning":0,"ContainersPaused":0,"ContainersStopped":0,"Images":0,
"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"],["Supports d_type","true"],["Using metacopy","false"],
["Native Overlay Diff","true"],["userxattr","false"]],"Plugins":{"Volume":["local"],
"Network":["bridge","host","ipvlan","macvlan","null","overlay"],"Authorization":null,
"Log":["awslogs","fluentd","gcplogs","gelf","journald","json-file","local","splunk","syslog"]},
"MemoryLimit":true,"SwapLimit":true,"CpuCfsPeriod":true,"CpuCfsQuota":true,"CPUShares":true,"CPUSet":true,
"PidsLimit":true,"IPv4Forwarding":true,"Debug":false,"NFd":0,"OomKillDisable":false,"NGoroutines":0,"SystemTime":"",
"LoggingDriver":"json-file","CgroupDriver":"systemd","CgroupVersion":"2","NEventsListener":0,"KernelVersion":"",
"OperatingSystem":"Ubuntu 24.04.2 LTS","OSVersion":"24.04","OSType":"linux","Architecture":"x86_64",
"IndexServerAddress":"https://index.docker.io/v1/","RegistryConfig":{"InsecureRegistryCIDRs":["::1/128","127.0.0.0/8"],
"IndexConfigs":{"docker.io":{"Name":"docker.io","Mirrors":[],"Secure":true,"Official":true}},"Mirrors":null},
"NCPU":2,"MemTotal":8326848512,"GenericResources":null,"DockerRootDir":"/var/lib/docker","HttpProxy":"","HttpsProxy":"",
"NoProxy":"","Name":"","Labels":[],"ExperimentalBuild":false,"ServerVersion":"",
"Runtimes":{"io.containerd.runc.v2":{"path":"runc"},"runc":{"path":"runc"}},"DefaultRuntime":"runc",
"Swarm":{"NodeID":"","NodeAddr":"","LocalNodeState":"inactive","ControlAvailable":false,"Error":"","RemoteManagers":null},
"LiveRestoreEnabled":false,"Isolation":"","InitBinary":"docker-init",
"ContainerdCommit":{"ID":"05044ec0a9a75232cad458027ca83437aae3f4da"},"RuncCommit":{"ID":"v1.2.5-0-g59923ef"},
"InitCommit":{"ID":"de40ad0"},"SecurityOptions":["name=apparmor","name=seccomp,profile=builtin","name=cgroupns"],
"CDISpecDirs":["/etc/cdi","/var/run/cdi"],"Containerd":{"Address":"/run/containerd/containerd.sock",
"Namespaces":{"Containers":"moby","Plugins":"plugins.moby"}},"Warnings":null}"#;

impl Engine {
    pub(super) fn version_answer() -> Version {
        let component = |name: &str, version: &str, commit: &str| VersionComponent {
            name: name.to_owned(),
            version: version.to_owned(),
            details: IndexMap::from([("GitCommit".to_owned(), commit.to_owned())]),
        };
        let details = [
            ("ApiVersion", "1.50"),
            ("Arch", "amd64"),
            ("BuildTime", "2025-05-30T12:07:26.000000000+00:00"),
            ("Experimental", "false"),
            ("GitCommit", "45873be"),
            ("GoVersion", "go1.24.3"),
            ("KernelVersion", KERNEL),
            ("MinAPIVersion", "1.24"),
            ("Os", "linux"),
        ];
        let engine = VersionComponent {
            name: "Engine".to_owned(),
            version: VERSION.to_owned(),
            details: details.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        };
        Version {
            platform: json!({"Name": "Docker Engine - Community"}),
            components: vec![
                engine,
                component("containerd", "1.7.27", "05044ec0a9a75232cad458027ca83437aae3f4da"),
                component("runc", "1.2.5", "v1.2.5-0-g59923ef"),
                component("docker-init", "0.19.0", "de40ad0"),
            ],
            version: VERSION.to_owned(),
            api_version: "1.50".to_owned(),
            min_api_version: "1.24".to_owned(),
            git_commit: "45873be".to_owned(),
            go_version: "go1.24.3".to_owned(),
            os: "linux".to_owned(),
            arch: "amd64".to_owned(),
            kernel_version: KERNEL.to_owned(),
            build_time: "2025-05-30T12:07:26.000000000+00:00".to_owned(),
        }
    }

    /// The engine's own id, in the form of a UUID.
    pub fn id(&self) -> String {
        let digits = self.look(|state| state.networks.keys().next().cloned().unwrap_or_default());
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
    }

    pub(super) fn info_answer(&self) -> Value {
        let (all, running, paused, images) = self.look(|state| {
            let count = |status| state.containers.values().filter(|c| c.state.status == status).count();
            (state.containers.len(), count(Status::Running), count(Status::Paused), state.images.len())
        });
        let name = self
            .0
            .kernel
            .enter(|state| state.namespaces.get(&self.0.host).map(|host| host.hostname.clone()).unwrap_or_default());
        let mut info: Value = serde_json::from_str(INFO).unwrap_or_default();
        for (field, value) in [
            ("ID", Value::from(self.id())),
            ("Containers", all.into()),
            ("ContainersRunning", running.into()),
            ("ContainersPaused", paused.into()),
            ("ContainersStopped", (all - running - paused).into()),
            ("Images", images.into()),
            ("NFd", (24 + running).into()),
            ("NGoroutines", (44 + running).into()),
            ("SystemTime", self.now().rfc3339_nano().into()),
            ("KernelVersion", KERNEL.into()),
            ("Name", name.into()),
            ("ServerVersion", VERSION.into()),
        ] {
            info[field] = value;
        }
        info
    }

    pub(super) fn disk_usage_answer(&self) -> ApiResult<DiskUsage> {
        // What only the build cache has is counted there.
        let layers_size = self.look(|state| {
            let of_images: BTreeSet<&Digest> = state.images.values().flat_map(|image| &image.layers).collect();
            of_images.into_iter().filter_map(|chain| state.layers.get(chain)).map(|layer| layer.size as i64).sum()
        });
        let mut images = self.list_images(&super::api::ImageListOptions { all: true, filters: Filters::new() })?;
        self.look(|state| {
            for summary in &mut images {
                let Some(image) = state.images.values().find(|image| image.id.as_str() == summary.id) else { continue };
                let shared = image
                    .layers
                    .iter()
                    .filter(|chain| state.images.values().filter(|other| other.layers.contains(chain)).count() > 1);
                let bytes: u64 = shared.filter_map(|chain| state.layers.get(chain)).map(|layer| layer.size).sum();
                summary.shared_size = bytes as i64;
                summary.containers = state.containers.values().filter(|c| c.image == image.id).count() as i64;
            }
        });
        let containers = self.list_containers(&ListOptions { all: true, size: true, ..ListOptions::default() })?;
        let mut volumes = self.list_volumes(&Filters::new())?;
        for volume in &mut volumes {
            let (fs, users) = self.look(|state| {
                let fs = state.volumes.get(&volume.name).map(|known| known.fs);
                (fs, state.users_of_volume(&volume.name).count())
            });
            volume.usage = fs.map(|fs| (self.tree_bytes(fs) as i64, users as i64));
        }
        let build_cache = self.builder().map_or_else(Vec::new, |builder| builder.disk_usage());
        Ok(DiskUsage { layers_size, images, containers, volumes, build_cache })
    }

    pub(super) fn login(&self, auth: &AuthConfig) -> ApiResult<String> {
        let who = super::pull::credentials(Some(auth)).ok_or_else(|| {
            ApiError::new(
                super::api::ErrorClass::Unauthorized,
                "Get \"https://registry-1.docker.io/v2/\": unauthorized: incorrect username or password",
            )
        })?;
        let host = auth.serveraddress.trim_start_matches("https://").trim_start_matches("http://");
        let host = host.split('/').next().unwrap_or_default();
        if !matches!(host, "" | "index.docker.io" | "docker.io" | "registry-1.docker.io") {
            let reference = Reference::parse(&format!("{host}/x"));
            if let Ok(reference) = reference {
                self.0.hub.reach(&reference).map_err(|error| refusal(&error))?;
            }
        }
        self.0.hub.enter(|hub| hub.login(&who)).map_err(|error| refusal(&error))?;
        Ok("Login Succeeded".to_owned())
    }

    pub(super) fn search(&self, term: &str, limit: usize, asked: &Filters) -> ApiResult<Vec<SearchItem>> {
        filters::check(asked, &["is-automated", "is-official", "stars"])?;
        let official = filters::boolean(asked, "is-official")?;
        let automated = filters::boolean(asked, "is-automated")?;
        let stars = match filters::values(asked, "stars").first() {
            None => 0,
            Some(text) => {
                text.parse::<u64>().map_err(|_| ApiError::invalid(format!("invalid filter 'stars=[{text}]'")))?
            }
        };
        let limit = if limit == 0 { 25 } else { limit };
        if !(1..=100).contains(&limit) {
            return Err(ApiError::invalid(format!("limit {limit} is outside the range of [1, 100]")));
        }
        let hits = self.0.hub.enter(|hub| hub.search(term, limit, None)).map_err(|error| refusal(&error))?;
        let fits = |hit: &crate::hub::SearchHit| {
            official.is_none_or(|official| hit.official == official) && automated != Some(true) && hit.stars >= stars
        };
        Ok(hits
            .into_iter()
            .filter(fits)
            .map(|hit| SearchItem {
                name: hit.name,
                description: hit.description,
                star_count: hit.stars as i64,
                is_official: hit.official,
                is_automated: false,
            })
            .collect())
    }

    /// `docker top`: the container's processes with the host's numbers.
    /// `docker stats`: what the processes use now, in the API's shape.
    pub(super) fn stats(&self, name: &str, stream: bool) -> ApiResult<Receiver<Value>> {
        let id = self.find_container(name)?;
        let (sender, receiver) = channel(&self.0.kernel);
        let engine = self.clone();
        self.0.kernel.spawn_service(async move {
            let mut before = 0;
            loop {
                let Some((sample, cpu)) = engine.sample(&id, before) else { return };
                before = cpu;
                if !sender.send(sample) || !stream {
                    return;
                }
                engine.0.kernel.sleep(1_000_000).await;
            }
        });
        Ok(receiver)
    }

    fn sample(&self, id: &str, before: u64) -> Option<(Value, u64)> {
        let container = self.look(|state| state.containers.get(id).cloned())?;
        let processes: Vec<ProcessInfo> = container.ns.map_or_else(Vec::new, |ns| {
            self.0.kernel.enter(|state| state.processes_in(ns).filter(|p| p.is_alive()).cloned().collect())
        });
        let cpu: u64 = processes.iter().map(|process| process.cpu * 1_000).sum();
        let memory: u64 = processes.iter().map(|process| process.memory).sum();
        let limit = match container.host_config.memory {
            0 => 8_326_848_512,
            limit => limit as u64,
        };
        let now = self.now();
        let system = now.0.saturating_mul(2_000);
        let online = !processes.is_empty();
        let usage = |total: u64, system: u64| {
            let mut object = Map::new();
            object.insert(
                "cpu_usage".to_owned(),
                json!({"total_usage": total, "usage_in_kernelmode": 0, "usage_in_usermode": total}),
            );
            if online {
                object.insert("system_cpu_usage".to_owned(), system.into());
                object.insert("online_cpus".to_owned(), 2.into());
            }
            Value::Object(object)
        };
        let memory =
            if online { json!({"usage": memory, "stats": {"inactive_file": 0}, "limit": limit}) } else { json!({}) };
        let value = json!({
            "name": format!("/{}", container.name), "id": container.id, "read": now.rfc3339_nano(),
            "pids_stats": if online { json!({"current": processes.len()}) } else { json!({}) },
            "cpu_stats": usage(cpu, system),
            "precpu_stats": usage(before, if before == 0 { 0 } else { system.saturating_sub(2_000_000_000) }),
            "memory_stats": memory, "networks": {}, "blkio_stats": {"io_service_bytes_recursive": null},
        });
        Some((value, cpu))
    }
}
