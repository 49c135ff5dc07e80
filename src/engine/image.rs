//! The image store: images with shared layers, tags and digests. Who puts images there is in `pull`, `commit`, `load` and in
//! the builder.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::base::reference::Reference;
use crate::base::{Digest, Time};
use crate::hub::{History, Manifest, Rootfs};
use crate::vfs::{Layer, Tree};

use super::api::{ApiError, ApiResult, ContainerConfig};
use super::state::{Engine, EngineState};

/// An image.
#[derive(Clone, Debug)]
pub struct Image {
    /// The digest of its configuration.
    pub id: Digest,
    /// The image it was made from, for those of the classic builder and of `commit`.
    pub parent: Option<Digest>,
    /// When it was made.
    pub created: Time,
    /// What containers start with.
    pub config: ContainerConfig,
    /// Its steps, oldest first.
    pub history: Vec<History>,
    /// Its layers' chain ids, bottom first.
    pub layers: Vec<Digest>,
    /// The author.
    pub author: String,
    /// The builder's remark.
    pub comment: String,
    /// The configuration's JSON; `None` for catalogue images, whose id is a published fact.
    pub config_json: Option<Rc<str>>,
    /// When a tag was last put on it.
    pub last_tagged: Option<Time>,
    /// Whether it came from a registry.
    pub pulled: bool,
    /// Grows from image to image in the order in which they came into the store.
    pub number: u64,
}

/// Where a layer's files are.
#[derive(Clone, Debug)]
pub enum LayerSource {
    /// Here.
    Files(Rc<Layer>),
    /// In the catalogue: made on demand.
    Catalogue(Rc<Manifest>, usize),
}

/// A layer in the store.
#[derive(Clone, Debug)]
pub struct LayerRecord {
    /// The digest of this and all layers below.
    pub chain: Digest,
    /// The digest of its tar.
    pub diff_id: Digest,
    /// The layer below.
    pub parent: Option<Digest>,
    /// Bytes.
    pub size: u64,
    /// The digest and bytes of the compressed blob, where a registry has told them.
    pub blob: Option<(Digest, u64)>,
    /// Its files.
    pub source: LayerSource,
    /// The instruction that made it.
    pub created_by: Rc<str>,
    /// Whether it came from a registry.
    pub pulled: bool,
}

/// A layer to be put in the store.
#[derive(Clone, Debug)]
pub struct NewLayer {
    /// The digest of its tar.
    pub diff_id: Digest,
    /// Bytes.
    pub size: u64,
    /// The blob, where known.
    pub blob: Option<(Digest, u64)>,
    /// Its files.
    pub source: LayerSource,
    /// The instruction that made it.
    pub created_by: Rc<str>,
    /// Whether it came from a registry.
    pub pulled: bool,
}

/// An image to be put in the store; its layers are there already.
#[derive(Clone, Debug)]
pub struct ImageSpec {
    /// The published id; computed from the JSON when `None`.
    pub id: Option<Digest>,
    /// See [`Image::parent`].
    pub parent: Option<Digest>,
    /// When it was made.
    pub created: Time,
    /// What containers start with.
    pub config: ContainerConfig,
    /// Its steps, oldest first.
    pub history: Vec<History>,
    /// Its layers' chain ids, bottom first.
    pub layers: Vec<Digest>,
    /// The author.
    pub author: String,
    /// The builder's remark.
    pub comment: String,
    /// The configuration's JSON, which the id is the digest of.
    pub config_json: Option<Rc<str>>,
    /// Whether it came from a registry.
    pub pulled: bool,
}

/// The chain id of a layer on top of another, as the OCI image specification defines it.
pub fn chain_id(parent: Option<&Digest>, diff_id: &Digest) -> Digest {
    match parent {
        None => diff_id.clone(),
        Some(parent) => Digest::of(format!("{parent} {diff_id}").as_bytes()),
    }
}

impl EngineState {
    /// Puts a layer on top of `parent`; the chain id is the answer. A layer that is there stays as it is.
    pub fn add_layer(&mut self, parent: Option<&Digest>, layer: NewLayer) -> Digest {
        let chain = chain_id(parent, &layer.diff_id);
        self.layers.entry(chain.clone()).or_insert_with(|| LayerRecord {
            chain: chain.clone(),
            diff_id: layer.diff_id,
            parent: parent.cloned(),
            size: layer.size,
            blob: layer.blob,
            source: layer.source,
            created_by: layer.created_by,
            pulled: layer.pulled,
        });
        chain
    }

    /// Remembers where a blob can be had, unless it is known from elsewhere.
    pub(super) fn remember_source(&mut self, blob: &Digest, reference: &Reference) {
        let name = Reference { tag: None, digest: None, ..reference.clone() };
        self.sources.entry(blob.clone()).or_insert(name);
    }

    /// Takes layers out of the store, from the top down to one that an image, the build cache or another layer needs.
    pub fn drop_layers(&mut self, top: &Digest) {
        let mut next = Some(top.clone());
        while let Some(chain) = next {
            let used = self.held.contains(&chain)
                || self.images.values().any(|image| image.layers.contains(&chain))
                || self.layers.values().any(|layer| layer.parent.as_ref() == Some(&chain));
            if used {
                return;
            }
            self.trees.remove(&chain);
            next = self.layers.remove(&chain).and_then(|layer| layer.parent);
        }
    }

    /// Puts an image in the store; its id is the answer.
    pub fn add_image(&mut self, spec: ImageSpec) -> Digest {
        let id = match (&spec.id, &spec.config_json) {
            (Some(id), _) => id.clone(),
            (None, Some(json)) => Digest::of(json.as_bytes()),
            (None, None) => Digest::of(format!("{:?}{:?}{}", spec.config, spec.layers, spec.created).as_bytes()),
        };
        self.image_count += 1;
        let number = self.image_count;
        self.images.entry(id.clone()).or_insert_with(|| Image {
            number,
            id: id.clone(),
            parent: spec.parent,
            created: spec.created,
            config: spec.config,
            history: spec.history,
            layers: spec.layers,
            author: spec.author,
            comment: spec.comment,
            config_json: spec.config_json,
            last_tagged: None,
            pulled: spec.pulled,
        });
        id
    }

    /// Bytes of an image: all its layers.
    pub fn image_size(&self, image: &Image) -> u64 {
        image.layers.iter().filter_map(|chain| self.layers.get(chain)).map(|layer| layer.size).sum()
    }

    /// The names of an image as docker prints them: tags and digests, each in order.
    pub fn names_of(&self, id: &Digest) -> (Vec<String>, Vec<String>) {
        let familiar = |full: &str| Reference::parse(full).map_or_else(|_| full.to_owned(), |name| name.familiar());
        let pick = |map: &std::collections::BTreeMap<String, Digest>| {
            map.iter().filter(|(_, image)| *image == id).map(|(name, _)| familiar(name)).collect()
        };
        (pick(&self.tags), pick(&self.digests))
    }

    /// The merged files of a chain of layers. Made once and shared by all containers on it.
    pub fn tree_of(&mut self, chain: Option<&Digest>) -> Tree {
        let Some(chain) = chain else { return Tree::default() };
        if let Some(tree) = self.trees.get(chain) {
            return tree.clone();
        }
        let Some(record) = self.layers.get(chain).cloned() else { return Tree::default() };
        let below = self.tree_of(record.parent.as_ref());
        let tree = record.files(self.catalog.rootfs()).apply(&below);
        self.trees.insert(chain.clone(), tree.clone());
        tree
    }
}

impl LayerRecord {
    /// Its files.
    pub fn files(&self, rootfs: &Rootfs) -> Rc<Layer> {
        match &self.source {
            LayerSource::Files(layer) => Rc::clone(layer),
            LayerSource::Catalogue(manifest, index) => rootfs.layer(manifest, *index),
        }
    }
}

impl Engine {
    /// The image that a name, id or id prefix means. `docker.io/library/` and `:latest` are understood.
    pub fn find_image(&self, name: &str) -> ApiResult<Digest> {
        self.look(|state| find_image(state, name))
    }

    /// Names an image; the name moves when it is on another.
    pub fn set_tag(&self, reference: &Reference, id: &Digest) {
        let now = self.now();
        let full = reference.to_string();
        self.enter(|state| {
            state.tags.insert(full, id.clone());
            if let Some(image) = state.images.get_mut(id) {
                image.last_tagged = Some(now);
            }
        });
        let name = reference.familiar();
        self.emit("image", "tag", id.as_str(), IndexMap::from([("name".to_owned(), name)]));
    }

    pub(super) fn tag_image(&self, source: &str, target: &str) -> ApiResult<()> {
        let id = self.find_image(source)?;
        let reference = Reference::parse(target).map_err(ApiError::invalid)?;
        if reference.digest.is_some() {
            return Err(ApiError::invalid("refusing to create a tag with a digest reference"));
        }
        self.set_tag(&reference.or_latest(), &id);
        Ok(())
    }
}

/// See [`Engine::find_image`]. The error's words are the daemon's.
pub(super) fn find_image(state: &EngineState, name: &str) -> ApiResult<Digest> {
    let hex = name.strip_prefix("sha256:").unwrap_or(name);
    let is_hex = !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if hex.len() == 64 && is_hex {
        let found = state.images.keys().find(|id| id.hex() == hex).cloned();
        return found.ok_or_else(|| ApiError::not_found(format!("No such image: {name}")));
    }
    if !name.starts_with("sha256:") {
        let reference = Reference::parse(name).map_err(ApiError::invalid);
        if let Ok(reference) = &reference {
            if let Some(digest) = &reference.digest {
                let by_name = state.digests.get(&format!("{}@{digest}", reference.name()));
                let by_id = state.images.keys().find(|id| id.as_str() == digest);
                return by_name.or(by_id).cloned().ok_or_else(|| missing(reference));
            }
            if let Some(id) = state.tags.get(&reference.clone().or_latest().to_string()) {
                return Ok(id.clone());
            }
        }
        if let (Ok(reference), false) = (&reference, is_hex) {
            return Err(missing(reference));
        }
        if !is_hex {
            return reference.and_then(|reference| Err(missing(&reference)));
        }
    }
    // An id's beginning, when only one image has it.
    let mut found = state.images.keys().filter(|id| id.hex().starts_with(hex));
    match (found.next(), found.next()) {
        (Some(id), None) => Ok(id.clone()),
        _ => match Reference::parse(name) {
            Ok(reference) => Err(missing(&reference)),
            Err(_) => Err(ApiError::not_found(format!("No such image: {name}"))),
        },
    }
}

fn missing(reference: &Reference) -> ApiError {
    ApiError::not_found(format!("No such image: {}", reference.clone().or_latest().familiar()))
}
