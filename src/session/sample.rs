//! A hand-made view for tests: the state that the design's pictures show. No world made it.

use super::view::{
    ContainerState, ContainerView, HostView, ImageView, LayerView, MountView, NetworkView, Origin, PortView, VolumeView,
};

/// Layers as (id, parent, label, size); ids that begin with `a` were built here.
const LAYERS: [(&str, &str, &str, u64); 23] = [
    ("d1", "", "debian bookworm", 117_000_000),
    ("d2", "d1", "curl, gnupg, certificates", 48_500_000),
    ("d3", "d2", "git, ssh", 177_000_000),
    ("d4", "d3", "build tools", 587_000_000),
    ("n1", "d4", "node user", 9_000),
    ("n2", "n1", "node 24", 160_000_000),
    ("n3", "n2", "yarn", 5_300_000),
    ("n4", "n3", "entrypoint", 388),
    ("a1", "n4", "WORKDIR /app", 0),
    ("a2", "a1", "COPY . .", 12_000),
    ("a3", "a2", "RUN npm ci", 4_600_000),
    ("p1", "d4", "tk, uuid", 19_000_000),
    ("p2", "p1", "python 3.13", 67_000_000),
    ("p3", "p2", "links", 36),
    ("x1", "", "alpine 3.22", 8_300_000),
    ("x2", "x1", "nginx", 5_100_000),
    ("x3", "x2", "scripts", 2_000),
    ("x4", "x3", "scripts", 2_000),
    ("x5", "x4", "scripts", 2_000),
    ("x6", "x5", "scripts", 2_000),
    ("x7", "x6", "scripts", 2_000),
    ("x8", "x7", "njs module", 38_900_000),
    ("h1", "", "hello", 10_000),
];

/// Images as (tag, top layer, layers, size).
const IMAGES: [(&str, &str, u32, u64); 5] = [
    ("hello-world:latest", "h1", 1, 10_000),
    ("node:24", "n4", 8, 1_090_000_000),
    ("python:3.13", "p3", 7, 1_010_000_000),
    ("nginx:alpine", "x8", 8, 52_300_000),
    ("my-app:1", "a3", 11, 1_100_000_000),
];

/// The demo state's host: five images, four containers, a network and a volume.
pub(crate) fn host() -> HostView {
    let layers = LAYERS.iter().map(|&(id, parent, label, size)| LayerView {
        id: id.to_owned(),
        parent: (!parent.is_empty()).then(|| parent.to_owned()),
        label: label.to_owned(),
        size,
        origin: if id.starts_with('a') { Origin::Built } else { Origin::Pulled },
        ..LayerView::default()
    });
    let images = IMAGES.iter().map(|&(tag, top, layers, size)| ImageView {
        id: format!("sha256:{top}"),
        tags: vec![tag.to_owned()],
        top: Some(top.to_owned()),
        layers,
        size,
        ..ImageView::default()
    });
    let network = |name: &str, built_in| NetworkView { name: name.to_owned(), built_in, ..NetworkView::default() };
    let mut web1 = container("web1", "my-app:1", "a3", 3001, 3000, "shop");
    web1.mounts =
        vec![MountView { volume: Some("notes".to_owned()), target: "/data".to_owned(), ..MountView::default() }];
    web1.writable_size = 4_100;
    let mut lab = container("lab", "node:24", "n4", 0, 0, "bridge");
    (lab.state, lab.writable_size, lab.ports) = (ContainerState::Exited, 12_000, Vec::new());
    HostView {
        name: "laptop".to_owned(),
        images: images.collect(),
        layers: layers.collect(),
        containers: vec![
            lab,
            container("proxy", "nginx:alpine", "x8", 8080, 80, "shop"),
            web1,
            container("web2", "my-app:1", "a3", 3002, 3000, "shop"),
        ],
        volumes: vec![VolumeView { name: "notes".to_owned(), ..VolumeView::default() }],
        networks: vec![network("bridge", true), network("shop", false)],
        pulls: Vec::new(),
    }
}

/// One running container.
pub(crate) fn container(name: &str, image: &str, top: &str, host_port: u16, port: u16, network: &str) -> ContainerView {
    ContainerView {
        id: format!("id-{name}"),
        name: name.to_owned(),
        image: image.to_owned(),
        image_id: format!("sha256:{top}"),
        top: Some(top.to_owned()),
        state: ContainerState::Running,
        status: "Up 2 minutes".to_owned(),
        ports: vec![PortView {
            host_ip: "0.0.0.0".to_owned(),
            host_port,
            container_port: port,
            proto: "tcp".to_owned(),
        }],
        networks: vec![network.to_owned()],
        ..ContainerView::default()
    }
}
