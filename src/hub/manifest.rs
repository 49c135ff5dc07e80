//! What a pull brings: an image's manifest, configuration, layers and history as plain data. How docker stores or prints
//! them is the engine's affair.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::base::{Digest, Time};
use crate::vfs::Layer;

/// One image of a registry, for linux/amd64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The repository as docker names it in `docker images`: `node`, `docker/whalesay`, `mcr.microsoft.com/dotnet/sdk`.
    pub repository: Rc<str>,
    /// Every tag that names this image, the plainest first; empty for an image that lost all its tags.
    pub tags: Vec<Rc<str>>,
    /// The digest that `docker pull` prints: of the multi-platform index where there is one.
    pub digest: Digest,
    /// The digest of the manifest for linux/amd64.
    pub platform_digest: Digest,
    /// The digest of the image's configuration, the image id.
    pub id: Digest,
    /// When the image was made.
    pub created: Time,
    /// Whether the figures are made up rather than published facts.
    pub illustrative: bool,
    /// What containers of the image start with.
    pub config: ImageConfig,
    /// The configuration's JSON as it was pushed; `None` for catalogue images, whose id is a fact.
    pub config_json: Option<Rc<str>>,
    /// The layers, bottom first.
    pub layers: Vec<LayerInfo>,
    /// The steps that made the image, oldest first.
    pub history: Vec<History>,
}

impl Manifest {
    /// The bytes that travel, all layers together.
    pub fn compressed_size(&self) -> u64 {
        self.layers.iter().map(|layer| layer.size).sum()
    }

    /// The bytes on disk, all layers together: what `docker images` shows as SIZE.
    pub fn virtual_size(&self) -> u64 {
        self.layers.iter().map(|layer| layer.disk_size).sum()
    }

    /// The history entry that made layer `index`.
    pub fn history_of(&self, index: usize) -> Option<&History> {
        self.history.iter().filter(|entry| !entry.empty_layer).nth(index)
    }
}

/// One layer as a registry knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerInfo {
    /// The digest of the compressed blob, what a pull shows shortened.
    pub digest: Digest,
    /// The digest of the uncompressed layer.
    pub diff_id: Digest,
    /// The bytes that travel.
    pub size: u64,
    /// The bytes on disk.
    pub disk_size: u64,
    /// The files, for a pushed layer; `None` for a catalogue layer, whose files `rootfs` makes on demand.
    pub content: Option<Rc<Layer>>,
}

impl LayerInfo {
    /// Gives a published layer another digest, and the diff id that follows from it.
    pub(super) fn set_digest(&mut self, digest: Digest) {
        self.diff_id = diff_id_of(&digest);
        self.digest = digest;
    }
}

/// A digest that stands in for one that was not published, from what it is the digest of.
pub(super) fn made_up(key: &str, part: &str) -> Digest {
    Digest::of(format!("illustrative:{key} {part}").as_bytes())
}

/// The diff id of a catalogue layer. The real ones are not published with the manifests, so it is derived from the
/// blob's digest.
pub fn diff_id_of(digest: &Digest) -> Digest {
    Digest::of(format!("diffid:{digest}").as_bytes())
}

/// One step of an image's making, a line of `docker history`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// When it was made.
    pub created: Time,
    /// The instruction as the builder recorded it.
    pub created_by: Rc<str>,
    /// The builder's remark, the last column of `docker history`.
    pub comment: Rc<str>,
    /// Whether it changed only the configuration.
    pub empty_layer: bool,
}

/// What containers of an image start with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageConfig {
    /// The environment, `NAME=value`.
    pub env: Vec<String>,
    /// The default command.
    pub cmd: Option<Vec<String>>,
    /// The program that gets the command as its arguments.
    pub entrypoint: Option<Vec<String>>,
    /// The working directory, empty for `/`.
    pub working_dir: String,
    /// The user, empty for root.
    pub user: String,
    /// The signal that `docker stop` sends, empty for SIGTERM.
    pub stop_signal: String,
    /// The declared ports, `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// The paths that get an anonymous volume.
    pub volumes: Vec<String>,
    /// The labels.
    pub labels: IndexMap<String, String>,
}
