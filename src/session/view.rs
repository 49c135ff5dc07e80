//! What a front end may know of the world, as plain data in docker's terms. It holds no logic and nothing of how it is
//! drawn; whoever builds it keeps its lists in order of creation, so that a picture of it is stable.

use serde::Serialize;

use crate::base::Time;

/// The whole world at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct View {
    /// The moment.
    pub now: Time,
    /// The hosts, each with its engine, in the scenario's order.
    pub hosts: Vec<HostView>,
    /// The Hub, which all hosts share.
    pub hub: HubView,
}

/// One host and what its engine keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HostView {
    /// The host's name, for example `laptop`.
    pub name: String,
    /// Images in order of creation on this host, dangling ones included.
    pub images: Vec<ImageView>,
    /// Every layer that an image stands on, once, each after its parent.
    pub layers: Vec<LayerView>,
    /// Containers of every state in order of creation.
    pub containers: Vec<ContainerView>,
    /// Volumes in order of creation.
    pub volumes: Vec<VolumeView>,
    /// Networks, the built-in ones first.
    pub networks: Vec<NetworkView>,
    /// Pulls under way.
    pub pulls: Vec<PullView>,
}

/// Where a layer came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// From a registry.
    #[default]
    Pulled,
    /// Made on this host by a build, a commit or a load.
    Built,
}

/// One layer of the forest that the images make.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LayerView {
    /// The chain id: it names this layer together with all below it.
    pub id: String,
    /// The chain id of the layer below; none for a base.
    pub parent: Option<String>,
    /// The digest of the layer's own content.
    pub diff_id: String,
    /// A few words for the brick: what the layer brings, or the instruction that built it.
    pub label: String,
    /// The whole instruction, as `docker history --no-trunc` prints it.
    pub created_by: String,
    /// Bytes that the layer adds.
    pub size: u64,
    /// Where it came from.
    pub origin: Origin,
}

/// One image.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ImageView {
    /// The image id with its algorithm: `sha256:...`.
    pub id: String,
    /// Its tags as docker prints them (`node:24`), oldest first.
    pub tags: Vec<String>,
    /// Whether no tag is left, or none was given.
    pub dangling: bool,
    /// The chain id of its top layer; none for an image without layers.
    pub top: Option<String>,
    /// How many layers it stands on.
    pub layers: u32,
    /// Bytes of all its layers, as `docker images` prints them.
    pub size: u64,
    /// When its config says it was made.
    pub created: Time,
}

/// A container's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ContainerState {
    /// Made and not started yet.
    #[default]
    Created,
    /// Its PID 1 runs.
    Running,
    /// Its processes are frozen.
    Paused,
    /// It ended and its restart policy waits.
    Restarting,
    /// Its PID 1 ended.
    Exited,
    /// It could not be removed.
    Dead,
    /// It is being removed.
    Removing,
}

/// One container.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ContainerView {
    /// The full id, 64 hexadecimal digits.
    pub id: String,
    /// Its name without the slash.
    pub name: String,
    /// The image as it was typed.
    pub image: String,
    /// The id of the image it was made from.
    pub image_id: String,
    /// The chain id of the image's top layer.
    pub top: Option<String>,
    /// Its state.
    pub state: ContainerState,
    /// The exit code of its last run; 0 before the first end.
    pub exit_code: i32,
    /// What `docker ps` prints under STATUS.
    pub status: String,
    /// What it runs, as `docker ps` prints it without quotes or cuts.
    pub command: String,
    /// When it was made.
    pub created: Time,
    /// Published ports.
    pub ports: Vec<PortView>,
    /// Bytes in its writable layer.
    pub writable_size: u64,
    /// What is mounted in it.
    pub mounts: Vec<MountView>,
    /// Names of the networks it is on.
    pub networks: Vec<String>,
}

/// A published port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PortView {
    /// The host's address, `0.0.0.0` for all.
    pub host_ip: String,
    /// The port on the host.
    pub host_port: u16,
    /// The port in the container.
    pub container_port: u16,
    /// `tcp`, `udp` or `sctp`.
    pub proto: String,
}

/// Something mounted in a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MountView {
    /// The volume's name; none for a bind mount or a tmpfs.
    pub volume: Option<String>,
    /// Where its content comes from on the host; empty for a tmpfs.
    pub source: String,
    /// Where it is mounted.
    pub target: String,
    /// Whether the container may only read it.
    pub read_only: bool,
}

/// One volume.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VolumeView {
    /// Its name.
    pub name: String,
    /// Whether docker made up the name.
    pub anonymous: bool,
    /// Bytes in it.
    pub size: u64,
}

/// One network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NetworkView {
    /// The full id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `bridge`, `host` or `null`.
    pub driver: String,
    /// Whether docker made it itself (`bridge`, `host`, `none`).
    pub built_in: bool,
}

/// A pull under way.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PullView {
    /// What is pulled, as docker prints it (`node:24`).
    pub reference: String,
    /// Its layers from the base up.
    pub layers: Vec<PullLayerView>,
}

/// How far one layer of a pull is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PullState {
    /// It waits for its turn.
    #[default]
    Waiting,
    /// Its bytes arrive.
    Downloading,
    /// It is unpacked.
    Extracting,
    /// It is here now.
    Complete,
    /// It was here before.
    Exists,
}

/// One layer of a pull.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PullLayerView {
    /// The chain id that the layer has, or will have, on this host.
    pub id: String,
    /// A few words for the brick, as in [`LayerView::label`].
    pub label: String,
    /// How far it is.
    pub state: PullState,
    /// Bytes done in this state.
    pub done: u64,
    /// Bytes to do in this state.
    pub total: u64,
}

/// The Hub as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HubView {
    /// Who is logged in on the first host.
    pub account: Option<String>,
    /// What stands on the shelf: what was pulled or pushed first, then what courses use most.
    pub repositories: Vec<RepositoryView>,
}

/// One repository on the Hub's shelf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RepositoryView {
    /// Its familiar name: `node`, `learner/my-app`.
    pub name: String,
    /// The tag shown under it: the newest that is here, else `latest`.
    pub tag: String,
    /// Whether an image of it is on some host.
    pub pulled: bool,
    /// Whether it was pushed by the learner.
    pub own: bool,
}
