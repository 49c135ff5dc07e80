//! `inspect` of containers and images in the Engine API's shape and field order (v1.50, recorded from client 28.2.2).

use serde_json::{Map, Value, json};

use crate::base::order;
use crate::base::{Digest, Time};

use super::api::{ApiError, ApiResult, ContainerConfig, HistoryItem};
use super::container::{Container, Health, Status};
use super::image::Image;
use super::state::{Engine, EngineState};

/// How docker writes the moment that never was.
const NEVER: &str = "0001-01-01T00:00:00Z";

fn moment(time: Option<Time>) -> String {
    time.map_or_else(|| NEVER.to_owned(), Time::rfc3339_nano)
}

fn put(object: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    object.insert(name.to_owned(), value.into());
}

/// The overlay folders of an id made up of another, as they would lie on disk.
fn graph_driver(id: &str, lower: Option<&str>) -> Value {
    let name = Digest::of(format!("overlay:{id}").as_bytes());
    let dir = format!("/var/lib/docker/overlay2/{}", name.hex());
    let mut data = Map::new();
    if let Some(lower) = lower {
        put(&mut data, "LowerDir", lower);
    }
    put(&mut data, "MergedDir", format!("{dir}/merged"));
    put(&mut data, "UpperDir", format!("{dir}/diff"));
    put(&mut data, "WorkDir", format!("{dir}/work"));
    json!({"Data": data, "Name": "overlay2"})
}

fn health(health: &Health) -> Value {
    let entry = |(start, end, code, output): &(Time, Time, i32, String)| json!({"Start": start.rfc3339_nano(), "End": end.rfc3339_nano(), "ExitCode": code, "Output": output});
    let log: Vec<Value> = health.log.iter().map(entry).collect();
    json!({"Status": health.status, "FailingStreak": health.failing_streak, "Log": log})
}

fn state(container: &Container) -> Value {
    let own = &container.state;
    let mut object = Map::new();
    put(&mut object, "Status", own.status.word());
    put(&mut object, "Running", own.is_running());
    put(&mut object, "Paused", own.status == Status::Paused);
    put(&mut object, "Restarting", own.status == Status::Restarting);
    put(&mut object, "OOMKilled", own.oom_killed);
    put(&mut object, "Dead", own.status == Status::Dead);
    put(&mut object, "Pid", own.pid);
    put(&mut object, "ExitCode", own.exit_code);
    put(&mut object, "Error", own.error.as_str());
    put(&mut object, "StartedAt", moment(own.started));
    put(&mut object, "FinishedAt", moment(own.finished));
    if let Some(checks) = &own.health {
        put(&mut object, "Health", health(checks));
    }
    Value::Object(object)
}

fn network_settings(container: &Container) -> Value {
    let mut ports = Map::new();
    if container.state.is_running() {
        for (port, hosts) in &container.ports {
            let list: Vec<Value> =
                hosts.iter().map(|(ip, port)| json!({"HostIp": ip, "HostPort": port.to_string()})).collect();
            ports.insert(port.clone(), list.into());
        }
        for (port, _) in container.config.exposed_ports.iter().flatten() {
            ports.entry(port.clone()).or_insert(Value::Null);
        }
        order::sort_map(&mut ports);
    }
    let bridge = container.networks.get("bridge").map(super::network::Endpoint::settings).unwrap_or_default();
    let networks: Map<String, Value> = container
        .networks
        .iter()
        .map(|(name, endpoint)| (name.clone(), serde_json::to_value(endpoint.settings()).unwrap_or_default()))
        .collect();
    let sandbox = Digest::of(format!("sandbox:{}:{}", container.id, container.life).as_bytes());
    let (sandbox_id, key) = if container.state.is_running() {
        (sandbox.hex().to_owned(), format!("/var/run/docker/netns/{}", sandbox.short()))
    } else {
        (String::new(), String::new())
    };
    let mut object = Map::new();
    put(&mut object, "Bridge", "");
    put(&mut object, "SandboxID", sandbox_id);
    put(&mut object, "SandboxKey", key);
    put(&mut object, "Ports", ports);
    put(&mut object, "HairpinMode", false);
    put(&mut object, "LinkLocalIPv6Address", "");
    put(&mut object, "LinkLocalIPv6PrefixLen", 0);
    put(&mut object, "SecondaryIPAddresses", Value::Null);
    put(&mut object, "SecondaryIPv6Addresses", Value::Null);
    put(&mut object, "EndpointID", bridge.endpoint_id);
    put(&mut object, "Gateway", bridge.gateway);
    put(&mut object, "GlobalIPv6Address", "");
    put(&mut object, "GlobalIPv6PrefixLen", 0);
    put(&mut object, "IPAddress", bridge.ip_address);
    put(&mut object, "IPPrefixLen", bridge.ip_prefix_len);
    put(&mut object, "IPv6Gateway", "");
    put(&mut object, "MacAddress", bridge.mac_address);
    put(&mut object, "Networks", networks);
    Value::Object(object)
}

impl Engine {
    pub(super) fn inspect_container(&self, name: &str, size: bool) -> ApiResult<Value> {
        let container = self.with_container(name, Clone::clone)?;
        let sizes = size.then(|| self.container_size(&container));
        let id = &container.id;
        let file = |name: &str| format!("/var/lib/docker/containers/{id}/{name}");
        let execs: Vec<String> = self.look(|state| {
            state.execs.values().filter(|e| e.container == *id && e.running).map(|e| e.id.clone()).collect()
        });
        let lower = Digest::of(format!("overlay:{id}").as_bytes());
        let lower = format!("/var/lib/docker/overlay2/{}-init/diff", lower.hex());
        let mut object = Map::new();
        put(&mut object, "Id", id.as_str());
        put(&mut object, "Created", container.created.rfc3339_nano());
        put(&mut object, "Path", container.path.as_str());
        put(&mut object, "Args", container.args.clone());
        put(&mut object, "State", state(&container));
        put(&mut object, "Image", container.image.as_str());
        let started = container.life > 0;
        for (field, name) in [("ResolvConfPath", "resolv.conf"), ("HostnamePath", "hostname"), ("HostsPath", "hosts")] {
            put(&mut object, field, if started { file(name) } else { String::new() });
        }
        put(&mut object, "LogPath", if started { file(&format!("{id}-json.log")) } else { String::new() });
        put(&mut object, "Name", format!("/{}", container.name));
        put(&mut object, "RestartCount", container.restart_count);
        put(&mut object, "Driver", "overlay2");
        put(&mut object, "Platform", "linux");
        put(&mut object, "MountLabel", "");
        put(&mut object, "ProcessLabel", "");
        put(&mut object, "AppArmorProfile", if started { "docker-default" } else { "" });
        put(&mut object, "ExecIDs", if execs.is_empty() { Value::Null } else { execs.into() });
        let mut host = container.host_config.clone();
        let links = self.links_of(&container);
        if !links.is_empty() {
            let show = |link: &super::links::Link| format!("/{}:/{}/{}", link.child.name, container.name, link.alias);
            host.links = Some(links.iter().map(show).collect());
        }
        put(&mut object, "HostConfig", serde_json::to_value(&host).unwrap_or_default());
        put(&mut object, "GraphDriver", graph_driver(id, Some(&lower)));
        if let Some((own, all)) = sizes {
            put(&mut object, "SizeRw", own);
            put(&mut object, "SizeRootFs", all);
        }
        put(&mut object, "Mounts", serde_json::to_value(&container.mounts).unwrap_or_default());
        put(&mut object, "Config", serde_json::to_value(&container.config).unwrap_or_default());
        put(&mut object, "NetworkSettings", network_settings(&container));
        Ok(Value::Object(object))
    }

    pub(super) fn inspect_image(&self, name: &str) -> ApiResult<Value> {
        let id = self.find_image(name)?;
        self.look(|state| {
            let image = state.images.get(&id).ok_or_else(|| ApiError::not_found(format!("No such image: {name}")))?;
            let (tags, digests) = state.names_of(&id);
            let diff_ids: Vec<&str> = image
                .layers
                .iter()
                .filter_map(|chain| state.layers.get(chain))
                .map(|layer| layer.diff_id.as_str())
                .collect();
            let top = image.layers.last().map_or("", Digest::as_str);
            let below = (image.layers.len() > 1).then(|| {
                let lower = image.layers.iter().rev().skip(1);
                let dir = |chain: &Digest| {
                    format!("/var/lib/docker/overlay2/{}/diff", Digest::of(format!("overlay:{chain}").as_bytes()).hex())
                };
                lower.map(dir).collect::<Vec<_>>().join(":")
            });
            let mut object = Map::new();
            put(&mut object, "Id", id.as_str());
            put(&mut object, "RepoTags", tags);
            put(&mut object, "RepoDigests", digests);
            put(&mut object, "Parent", image.parent.as_ref().map_or("", Digest::as_str));
            put(&mut object, "Comment", image.comment.as_str());
            put(&mut object, "Created", image.created.rfc3339_nano());
            put(&mut object, "DockerVersion", "");
            put(&mut object, "Author", image.author.as_str());
            put(&mut object, "Config", image_config(&image.config, true));
            put(&mut object, "Architecture", "amd64");
            put(&mut object, "Os", "linux");
            put(&mut object, "Size", state.image_size(image));
            put(&mut object, "GraphDriver", graph_driver(top, below.as_deref()));
            put(&mut object, "RootFS", json!({"Type": "layers", "Layers": diff_ids}));
            let tagged = image.last_tagged.map_or_else(|| NEVER.to_owned(), Time::rfc3339_nano);
            put(&mut object, "Metadata", json!({"LastTagTime": tagged}));
            Ok(Value::Object(object))
        })
    }

    pub(super) fn image_steps(&self, name: &str) -> ApiResult<Vec<HistoryItem>> {
        let id = self.find_image(name)?;
        self.look(|state| {
            let image = state.images.get(&id).ok_or_else(|| ApiError::not_found(format!("No such image: {name}")))?;
            let mut sizes = image.layers.iter().filter_map(|chain| state.layers.get(chain)).map(|layer| layer.size);
            let mut items: Vec<HistoryItem> = image
                .history
                .iter()
                .map(|step| HistoryItem {
                    comment: step.comment.to_string(),
                    created: step.created.secs() as i64,
                    created_by: step.created_by.to_string(),
                    id: "<missing>".to_owned(),
                    size: if step.empty_layer { 0 } else { sizes.next().unwrap_or(0) as i64 },
                    tags: None,
                })
                .collect();
            items.reverse();
            name_steps(state, image, &mut items);
            Ok(items)
        })
    }
}

/// Steps whose image is in the store carry its id and tags: the image itself, and its parents by the classic builder.
fn name_steps(state: &EngineState, image: &Image, items: &mut [HistoryItem]) {
    let mut current = Some(image);
    for item in items.iter_mut() {
        let Some(image) = current else { return };
        item.id = image.id.to_string();
        let (tags, _) = state.names_of(&image.id);
        item.tags = (!tags.is_empty()).then_some(tags);
        current = image.parent.as_ref().and_then(|parent| state.images.get(parent));
    }
}

/// An image's `Config` as the OCI image specification orders it, empty fields left out, with docker's own fields last.
pub(super) fn image_config(config: &ContainerConfig, docker_fields: bool) -> Value {
    let mut object = Map::new();
    let text = |object: &mut Map<String, Value>, name: &str, text: &str| {
        if !text.is_empty() {
            put(object, name, text);
        }
    };
    let list = |object: &mut Map<String, Value>, name: &str, list: &Option<Vec<String>>| {
        if let Some(list) = list.as_ref().filter(|list| !list.is_empty()) {
            put(object, name, list.clone());
        }
    };
    text(&mut object, "User", &config.user);
    if let Some(ports) = config.exposed_ports.as_ref().filter(|ports| !ports.is_empty()) {
        put(&mut object, "ExposedPorts", serde_json::to_value(ports).unwrap_or_default());
    }
    list(&mut object, "Env", &config.env);
    list(&mut object, "Entrypoint", &config.entrypoint);
    list(&mut object, "Cmd", &config.cmd);
    if let Some(volumes) = config.volumes.as_ref().filter(|volumes| !volumes.is_empty()) {
        put(&mut object, "Volumes", serde_json::to_value(volumes).unwrap_or_default());
    }
    text(&mut object, "WorkingDir", &config.working_dir);
    if let Some(labels) = config.labels.as_ref().filter(|labels| !labels.is_empty()) {
        put(&mut object, "Labels", serde_json::to_value(labels).unwrap_or_default());
    }
    text(&mut object, "StopSignal", &config.stop_signal);
    if docker_fields {
        if let Some(check) = &config.healthcheck {
            put(&mut object, "Healthcheck", serde_json::to_value(check).unwrap_or_default());
        }
        list(&mut object, "OnBuild", &config.on_build);
        list(&mut object, "Shell", &config.shell);
    }
    Value::Object(object)
}

/// An image's configuration as the OCI image specification has it, for images whose own JSON is not kept.
pub(super) fn oci_config(state: &EngineState, image: &Image) -> String {
    let history: Vec<Value> = image
        .history
        .iter()
        .map(|step| {
            let mut object = Map::new();
            put(&mut object, "created", step.created.rfc3339_nano());
            put(&mut object, "created_by", &*step.created_by);
            if !step.comment.is_empty() {
                put(&mut object, "comment", &*step.comment);
            }
            if step.empty_layer {
                put(&mut object, "empty_layer", true);
            }
            Value::Object(object)
        })
        .collect();
    let layers = image.layers.iter().filter_map(|chain| state.layers.get(chain));
    let diff_ids: Vec<&str> = layers.map(|layer| layer.diff_id.as_str()).collect();
    let mut object = Map::new();
    put(&mut object, "architecture", "amd64");
    if !image.author.is_empty() {
        put(&mut object, "author", image.author.as_str());
    }
    put(&mut object, "config", image_config(&image.config, true));
    put(&mut object, "created", image.created.rfc3339_nano());
    put(&mut object, "history", history);
    put(&mut object, "os", "linux");
    put(&mut object, "rootfs", json!({"type": "layers", "diff_ids": diff_ids}));
    crate::base::json::compact(&Value::Object(object))
}
