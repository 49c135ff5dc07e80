//! Pulling images: the messages in docker's order, layers that arrive over simulated time, the image in the store at the end.

use std::rc::Rc;

use indexmap::IndexMap;

use crate::base::Digest;
use crate::base::reference::Reference;
use crate::hub::transfer::{self, Job, Phase};
use crate::hub::{Credentials, HubError, ImageConfig, Manifest};
use crate::os::{Receiver, Sender, channel};

use super::api::{ApiError, ApiResult, AuthConfig, ContainerConfig, ErrorClass, Progress};
use super::events::NoteKind;
use super::image::{ImageSpec, LayerSource, NewLayer, chain_id};
use super::state::Engine;

/// A pull under way, for pictures.
#[derive(Clone, Debug)]
pub struct Pull {
    /// What is pulled, as docker prints it.
    pub reference: String,
    /// The image's steps: each line and whether it made no layer.
    pub history: Vec<(Rc<str>, bool)>,
    /// Its layers, bottom first.
    pub layers: Vec<PullLayer>,
}

/// One layer of a pull.
#[derive(Clone, Debug)]
pub struct PullLayer {
    /// The chain id that it will have.
    pub chain: Digest,
    /// Bytes to download.
    pub size: u64,
    /// How far it is.
    pub phase: PullPhase,
}

/// How far a layer of a pull is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullPhase {
    /// It was here before.
    Exists,
    /// It waits for its turn.
    Waiting,
    /// So many bytes have arrived.
    Downloading(u64),
    /// So many bytes are unpacked.
    Extracting(u64),
    /// It is here now.
    Complete,
}

/// How often progress is told, in microseconds.
const TICK: u64 = 100_000;

pub(super) fn credentials(auth: Option<&AuthConfig>) -> Option<Credentials> {
    let auth = auth.filter(|auth| !auth.username.is_empty())?;
    Some(Credentials { username: auth.username.clone(), password: auth.password.clone() })
}

pub(super) fn refusal(error: &HubError) -> ApiError {
    let class = match error {
        HubError::PullDenied { .. } | HubError::ManifestUnknown { .. } => ErrorClass::NotFound,
        HubError::WrongPassword { .. } => ErrorClass::Unauthorized,
        HubError::PushDenied => ErrorClass::Forbidden,
        _ => ErrorClass::System,
    };
    ApiError::new(class, error.to_string())
}

/// An image's defaults in the engine's shape.
pub fn config_of(image: &ImageConfig) -> ContainerConfig {
    let keys = |list: &[String]| {
        let map: IndexMap<String, super::api::Empty> =
            list.iter().map(|key| (key.clone(), super::api::Empty::default())).collect();
        (!map.is_empty()).then_some(map)
    };
    ContainerConfig {
        env: (!image.env.is_empty()).then(|| image.env.clone()),
        cmd: image.cmd.clone(),
        entrypoint: image.entrypoint.clone(),
        working_dir: image.working_dir.clone(),
        user: image.user.clone(),
        stop_signal: image.stop_signal.clone(),
        exposed_ports: keys(&image.exposed_ports),
        volumes: keys(&image.volumes),
        labels: (!image.labels.is_empty()).then(|| image.labels.clone()),
        ..ContainerConfig::default()
    }
}

impl Engine {
    /// Asks the registry, fetching what the catalogue does not have at hand.
    pub(super) async fn ask<R>(&self, ask: impl Fn(&Self) -> Result<R, HubError>) -> Result<R, HubError> {
        loop {
            match ask(self) {
                Err(HubError::Needs(resource)) => {
                    let bytes = self.0.kernel.resource(&resource).await;
                    if !self.0.hub.catalog().provide(&resource, &bytes) {
                        return Err(HubError::Unavailable);
                    }
                }
                other => return other,
            }
        }
    }

    pub(super) async fn pull(
        &self,
        reference: &str,
        auth: Option<AuthConfig>,
        platform: &str,
        all: bool,
    ) -> ApiResult<Receiver<Progress>> {
        let reference = Reference::parse(reference).map_err(ApiError::invalid)?;
        if reference.familiar_name() == "scratch" {
            return Err(ApiError::invalid("'scratch' is a reserved name"));
        }
        let who = credentials(auth.as_ref());
        self.0.kernel.sleep(transfer::ROUND_TRIP * 2).await;
        self.0.hub.reach(&reference).map_err(|error| refusal(&error))?;
        let images: Vec<(Reference, Rc<Manifest>)> = if all {
            let tagged = self.ask(|engine| engine.0.hub.enter(|hub| hub.tagged(&reference, who.as_ref()))).await;
            let tagged = tagged.map_err(|error| refusal(&error))?;
            let with = |tag: &str| Reference { tag: Some(tag.to_owned()), ..reference.clone() };
            tagged.into_iter().map(|(tag, manifest)| (with(&tag), manifest)).collect()
        } else {
            let reference = reference.or_latest();
            let manifest = self.ask(|engine| engine.0.hub.enter(|hub| hub.manifest(&reference, who.as_ref()))).await;
            vec![(reference, manifest.map_err(|error| refusal(&error))?)]
        };
        if !matches!(platform, "" | "linux" | "linux/amd64" | "linux/x86_64") {
            return Err(ApiError::not_found(format!(
                "drydock: --platform {platform} is not modelled: all images here are for linux/amd64"
            )));
        }
        let (sender, receiver) = channel(&self.0.kernel);
        let engine = self.clone();
        self.0.kernel.spawn_service(async move {
            for (reference, manifest) in images {
                if !engine.pull_one(&reference, &manifest, &sender).await {
                    return;
                }
            }
        });
        Ok(receiver)
    }

    /// Pulls one image; false when the client left.
    async fn pull_one(&self, reference: &Reference, manifest: &Rc<Manifest>, sender: &Sender<Progress>) -> bool {
        let repository = Reference { tag: None, digest: None, ..reference.clone() };
        let label = reference.tag.clone().or_else(|| reference.digest.clone()).unwrap_or_default();
        sender.send(Progress::about(&label, &format!("Pulling from {}", repository.path)));
        let known = self.look(|state| state.images.contains_key(&manifest.id));
        if !known && !self.fetch_layers(reference, manifest, sender).await {
            return false;
        }
        sender.send(Progress::line(format!("Digest: {}", manifest.digest)));
        let full = reference.to_string();
        let by_digest = reference.digest.is_some();
        let changed = self.look(|state| {
            let names = if by_digest { &state.digests } else { &state.tags };
            names.get(&full) != Some(&manifest.id)
        });
        self.store(reference, manifest);
        let familiar = reference.familiar();
        let what = if changed { "Downloaded newer image for" } else { "Image is up to date for" };
        sender.send(Progress::line(format!("Status: {what} {familiar}")));
        let attributes = IndexMap::from([("name".to_owned(), repository.familiar_name())]);
        self.emit("image", "pull", &familiar, attributes);
        true
    }

    pub(super) async fn fetch_layers(
        &self,
        reference: &Reference,
        manifest: &Rc<Manifest>,
        sender: &Sender<Progress>,
    ) -> bool {
        let kernel = &self.0.kernel;
        let mut chains = Vec::new();
        for layer in &manifest.layers {
            chains.push(chain_id(chains.last(), &layer.diff_id));
        }
        let here: Vec<bool> = self.look(|state| chains.iter().map(|chain| state.layers.contains_key(chain)).collect());
        let now = self.now();
        let layers = chains.iter().zip(&manifest.layers).zip(&here);
        let layers = layers.map(|((chain, layer), here)| (chain.to_string(), layer.disk_size, *here)).collect();
        self.enter(|state| state.note(now, NoteKind::PullStarted { reference: reference.familiar(), layers }));
        let mut wanted = Vec::new();
        for (index, layer) in manifest.layers.iter().enumerate() {
            let here = here[index];
            sender
                .send(Progress::about(layer.digest.short(), if here { "Already exists" } else { "Pulling fs layer" }));
            if !here {
                wanted.push(index);
            }
        }
        let jobs: Vec<Job> = wanted
            .iter()
            .map(|index| &manifest.layers[*index])
            .map(|layer| Job { size: layer.size, disk_size: layer.disk_size })
            .collect();
        let plans = transfer::plan(&jobs);
        let mut before = vec![None; wanted.len()];
        let started = self.now();
        let shown = reference.familiar();
        self.show_pull(&shown, manifest, &chains, &here);
        loop {
            let at = self.now().since(started);
            for (place, plan) in plans.iter().enumerate() {
                let layer = &manifest.layers[wanted[place]];
                let phase = plan.phase(at);
                // Docker downloads the first ones at once: only the others are said to wait.
                let queued = place >= transfer::PARALLEL;
                tell(sender, layer.digest.short(), layer.size, before[place].as_ref(), phase, queued);
                if phase == Phase::Done && before[place] != Some(Phase::Done) {
                    self.add_pulled_layer(reference, manifest, wanted[place], &chains);
                }
                before[place] = Some(phase);
                self.show_layer(&shown, wanted[place], phase);
            }
            let done = before.iter().all(|phase| *phase == Some(Phase::Done));
            if done || sender.is_closed() {
                self.enter(|state| state.pulls.retain(|pull| pull.reference != shown));
                return done;
            }
            // The next moment at which something ends, or a tick, whichever is first.
            let ends = plans.iter().flat_map(|plan| [plan.starts(), plan.downloaded(), plan.unpacks(), plan.done()]);
            let next = ends.filter(|end| *end > at).min().unwrap_or(at + TICK);
            kernel.sleep((next - at).min(TICK)).await;
        }
    }

    /// Puts a pull where pictures see it.
    fn show_pull(&self, reference: &str, manifest: &Manifest, chains: &[Digest], here: &[bool]) {
        let layers = chains.iter().zip(&manifest.layers).zip(here).map(|((chain, layer), here)| PullLayer {
            chain: chain.clone(),
            size: layer.size,
            phase: if *here { PullPhase::Exists } else { PullPhase::Waiting },
        });
        let history = manifest.history.iter().map(|step| (Rc::clone(&step.created_by), step.empty_layer)).collect();
        let pull = Pull { reference: reference.to_owned(), history, layers: layers.collect() };
        self.enter(|state| {
            state.pulls.retain(|other| other.reference != reference);
            state.pulls.push(pull);
        });
    }

    fn show_layer(&self, reference: &str, index: usize, phase: Phase) {
        self.enter(|state| {
            let pull = state.pulls.iter_mut().find(|pull| pull.reference == reference);
            if let Some(layer) = pull.and_then(|pull| pull.layers.get_mut(index)) {
                layer.phase = match phase {
                    Phase::Waiting => PullPhase::Waiting,
                    Phase::Downloading(bytes) => PullPhase::Downloading(bytes),
                    Phase::Downloaded => PullPhase::Downloading(layer.size),
                    Phase::Extracting(bytes) => PullPhase::Extracting(bytes),
                    Phase::Done => PullPhase::Complete,
                };
            }
        });
    }

    fn add_pulled_layer(&self, from: &Reference, manifest: &Rc<Manifest>, index: usize, chains: &[Digest]) {
        let layer = &manifest.layers[index];
        let parent = index.checked_sub(1).map(|below| chains[below].clone());
        let source = match &layer.content {
            Some(files) => LayerSource::Files(Rc::clone(files)),
            None => LayerSource::Catalogue(Rc::clone(manifest), index),
        };
        let created_by = manifest.history_of(index).map_or_else(|| Rc::from(""), |step| Rc::clone(&step.created_by));
        let new = NewLayer {
            diff_id: layer.diff_id.clone(),
            size: layer.disk_size,
            blob: Some((layer.digest.clone(), layer.size)),
            source,
            created_by,
            pulled: true,
        };
        let now = self.now();
        self.enter(|state| {
            state.remember_source(&layer.digest, from);
            let chain = state.add_layer(parent.as_ref(), new);
            state.note(now, NoteKind::LayerArrived { chain: chain.to_string() });
        });
    }

    /// Puts a pulled image and its names in the store.
    fn store(&self, reference: &Reference, manifest: &Rc<Manifest>) {
        let mut chains = Vec::new();
        for layer in &manifest.layers {
            chains.push(chain_id(chains.last(), &layer.diff_id));
        }
        let now = self.now();
        let digest_name = format!("{}@{}", reference.name(), manifest.digest);
        self.enter(|state| {
            let id = state.add_image(ImageSpec {
                id: Some(manifest.id.clone()),
                parent: None,
                created: manifest.created,
                config: config_of(&manifest.config),
                history: manifest.history.clone(),
                layers: chains,
                author: String::new(),
                comment: manifest.history.last().map(|step| step.comment.to_string()).unwrap_or_default(),
                config_json: manifest.config_json.clone(),
                pulled: true,
            });
            if reference.digest.is_none() {
                state.tags.insert(reference.to_string(), id.clone());
            }
            state.digests.insert(digest_name, id.clone());
            if let Some(image) = state.images.get_mut(&id) {
                image.last_tagged = Some(now);
            }
        });
    }
}

/// Tells what changed about a layer since the last look.
fn tell(sender: &Sender<Progress>, id: &str, size: u64, before: Option<&Phase>, now: Phase, queued: bool) {
    let say = |status: &str, current, total| {
        sender.send(Progress { current, total, ..Progress::about(id, status) });
    };
    let downloaded =
        |phase: Option<&Phase>| matches!(phase, Some(Phase::Downloaded | Phase::Extracting(_) | Phase::Done));
    match now {
        Phase::Waiting if before.is_none() && queued => say("Waiting", 0, 0),
        Phase::Downloading(bytes) if before != Some(&now) && bytes > 0 => say("Downloading", bytes, size),
        Phase::Downloaded | Phase::Extracting(_) | Phase::Done if !downloaded(before) => {
            say("Verifying Checksum", 0, 0);
            say("Download complete", 0, 0);
        }
        _ => {}
    }
    match now {
        Phase::Extracting(bytes) if before != Some(&now) => say("Extracting", bytes, size),
        Phase::Done if before != Some(&Phase::Done) => {
            say("Extracting", size, size);
            say("Pull complete", 0, 0);
        }
        _ => {}
    }
}
