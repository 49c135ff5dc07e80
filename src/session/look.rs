//! The View of a world: what front ends draw, taken from the engines' books. It changes nothing.

use std::collections::BTreeMap;

use crate::base::order;
use crate::base::reference::Reference;
use crate::engine::{Container, EngineState, Image, PullPhase, Status};
use crate::world::{Host, World};

use super::label;
use super::view::{
    ContainerState, ContainerView, HostView, HubView, ImageView, LayerView, MountView, NetworkView, Origin, PortView,
    PullLayerView, PullState, PullView, RepositoryView, View, VolumeView,
};

/// What stands on the Hub's shelf before anything was pulled: what courses use most.
const SHELF: [&str; 6] = ["hello-world", "node", "python", "nginx", "redis", "postgres"];

/// The view of a world at this moment.
pub fn view(world: &World) -> View {
    View { now: world.now(), hosts: world.hosts().iter().map(host).collect(), hub: hub(world) }
}

fn host(host: &Host) -> HostView {
    let engine = &host.engine;
    let containers: Vec<Container> = engine.look(|state| state.containers.values().cloned().collect());
    let sizes: Vec<u64> = containers.iter().map(|container| engine.container_size(container).0).collect();
    let volumes = engine.volume_sizes();
    let now = engine.kernel().now();
    engine.look(|state| {
        let mut images: Vec<&Image> = state.images.values().collect();
        order::sort_by_key(&mut images, |image| image.number);
        HostView {
            name: host.name.clone(),
            layers: layers(state, &images),
            images: images.iter().map(|image| image_view(state, image)).collect(),
            containers: containers.iter().zip(sizes).map(|(c, size)| container(state, c, size, now)).collect(),
            volumes: state
                .volumes
                .values()
                .map(|volume| VolumeView {
                    name: volume.name.clone(),
                    anonymous: volume.anonymous,
                    size: volumes.get(&volume.name).copied().unwrap_or(0),
                })
                .collect(),
            networks: state
                .networks
                .values()
                .map(|network| NetworkView {
                    id: network.id.clone(),
                    name: network.name.clone(),
                    driver: network.driver.clone(),
                    built_in: network.is_predefined(),
                })
                .collect(),
            pulls: state.pulls.iter().map(pull).collect(),
        }
    })
}

/// Every layer once, each after the one below it.
fn layers(state: &EngineState, images: &[&Image]) -> Vec<LayerView> {
    let mut found: Vec<LayerView> = Vec::new();
    for image in images {
        let labels = label::pulled(image.history.iter().map(|step| (&*step.created_by, step.empty_layer)));
        for (place, chain) in image.layers.iter().enumerate() {
            let Some(record) = state.layers.get(chain) else { continue };
            if found.iter().any(|known| known.id == chain.as_str()) {
                continue;
            }
            let pulled = labels.get(place).filter(|_| record.pulled).cloned();
            found.push(LayerView {
                id: chain.to_string(),
                parent: record.parent.as_ref().map(ToString::to_string),
                diff_id: record.diff_id.to_string(),
                label: pulled.unwrap_or_else(|| label::built(&record.created_by)),
                created_by: record.created_by.to_string(),
                size: record.size,
                origin: if record.pulled { Origin::Pulled } else { Origin::Built },
            });
        }
    }
    found
}

fn image_view(state: &EngineState, image: &Image) -> ImageView {
    let (tags, _) = state.names_of(&image.id);
    ImageView {
        id: image.id.to_string(),
        dangling: tags.is_empty(),
        tags,
        top: image.layers.last().map(ToString::to_string),
        layers: image.layers.len() as u32,
        size: state.image_size(image),
        created: image.created,
    }
}

fn container(state: &EngineState, container: &Container, writable_size: u64, now: crate::base::Time) -> ContainerView {
    let mut ports: Vec<PortView> = Vec::new();
    for (port, hosts) in &container.ports {
        let (number, proto) = port.split_once('/').unwrap_or((port, "tcp"));
        // The same port on IPv6 is no second plug.
        for (ip, host_port) in hosts.iter().filter(|(ip, _)| ip != "::") {
            ports.push(PortView {
                host_ip: ip.clone(),
                host_port: *host_port,
                container_port: number.parse().unwrap_or(0),
                proto: proto.to_owned(),
            });
        }
    }
    let mounts = container.mounts.iter().map(|mount| MountView {
        volume: (mount.kind == "volume").then(|| mount.name.clone()),
        source: mount.source.clone(),
        target: mount.destination.clone(),
        read_only: !mount.rw,
    });
    let top = state.images.get(&container.image).and_then(|image| image.layers.last());
    ContainerView {
        id: container.id.clone(),
        name: container.name.clone(),
        image: container.config.image.clone(),
        image_id: container.image.to_string(),
        top: top.map(ToString::to_string),
        state: match container.state.status {
            Status::Created => ContainerState::Created,
            Status::Running => ContainerState::Running,
            Status::Paused => ContainerState::Paused,
            Status::Restarting => ContainerState::Restarting,
            Status::Removing => ContainerState::Removing,
            Status::Exited => ContainerState::Exited,
            Status::Dead => ContainerState::Dead,
        },
        exit_code: container.state.exit_code,
        status: container.state.text(now),
        command: [vec![container.path.clone()], container.args.clone()].concat().join(" "),
        created: container.created,
        ports,
        writable_size,
        mounts: mounts.collect(),
        networks: container.networks.keys().cloned().collect(),
    }
}

fn pull(pull: &crate::engine::Pull) -> PullView {
    let labels = label::pulled(pull.history.iter().map(|(line, empty)| (&**line, *empty)));
    let layers = pull.layers.iter().enumerate().map(|(place, layer)| {
        let (state, done, total) = match layer.phase {
            PullPhase::Exists => (PullState::Exists, layer.size, layer.size),
            PullPhase::Waiting => (PullState::Waiting, 0, layer.size),
            PullPhase::Downloading(bytes) => (PullState::Downloading, bytes, layer.size),
            PullPhase::Extracting(bytes) => (PullState::Extracting, bytes, layer.size),
            PullPhase::Complete => (PullState::Complete, layer.size, layer.size),
        };
        PullLayerView {
            id: layer.chain.to_string(),
            label: labels.get(place).cloned().unwrap_or_default(),
            state,
            done,
            total,
        }
    });
    PullView { reference: pull.reference.clone(), layers: layers.collect() }
}

fn hub(world: &World) -> HubView {
    // Newest last, so that a later tag stands under its repository's name.
    let mut here: BTreeMap<String, String> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for host in world.hosts() {
        host.engine.look(|state| {
            let mut images: Vec<&Image> = state.images.values().filter(|image| image.pulled).collect();
            order::sort_by_key(&mut images, |image| image.number);
            for image in images {
                for tag in state.names_of(&image.id).0 {
                    let Ok(reference) = Reference::parse(&tag) else { continue };
                    let name = reference.familiar_name();
                    if !order.contains(&name) {
                        order.push(name.clone());
                    }
                    here.insert(name, reference.tag.unwrap_or_default());
                }
            }
        });
    }
    let own: Vec<(String, String)> = world.hub().enter(|hub| {
        let newest = |repository: &crate::hub::Repository| {
            repository.pushed_at.iter().max_by_key(|(_, at)| **at).map(|(tag, _)| tag.to_string()).unwrap_or_default()
        };
        hub.repositories().map(|(name, repository)| (name.to_owned(), newest(repository))).collect()
    });
    let mut repositories: Vec<RepositoryView> = Vec::new();
    for (name, tag) in &own {
        let pulled = here.contains_key(name);
        repositories.push(RepositoryView { name: name.clone(), tag: tag.clone(), pulled, own: true });
    }
    let names = order.iter().map(String::as_str).chain(SHELF);
    for name in names {
        if repositories.iter().any(|known| known.name == name) {
            continue;
        }
        let tag = here.get(name).cloned();
        repositories.push(RepositoryView {
            name: name.to_owned(),
            pulled: tag.is_some(),
            tag: tag.unwrap_or_else(|| "latest".to_owned()),
            own: false,
        });
    }
    HubView { account: None, repositories }
}
