//! Pushing images: the messages in docker's order, layers that travel over simulated time.

use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::json;

use crate::base::Digest;
use crate::base::reference::Reference;
use crate::hub::{BlobState, HubError, ImageConfig, Upload, UploadLayer, transfer};
use crate::os::{Receiver, Sender, channel};

use super::api::{ApiError, ApiResult, AuthConfig, ContainerConfig, Progress};
use super::image::Image;
use super::pull::{credentials, refusal};
use super::state::Engine;

/// How many layers travel at a time.
const PARALLEL: usize = 5;
/// The bytes of an archive of one folder.
const EMPTY_ARCHIVE: u64 = 1536;

/// The engine's defaults in the Hub's shape.
fn config_of(config: &ContainerConfig) -> ImageConfig {
    ImageConfig {
        env: config.env.clone().unwrap_or_default(),
        cmd: config.cmd.clone(),
        entrypoint: config.entrypoint.clone(),
        working_dir: config.working_dir.clone(),
        user: config.user.clone(),
        stop_signal: config.stop_signal.clone(),
        exposed_ports: config.exposed_ports.iter().flatten().map(|(port, _)| port.clone()).collect(),
        volumes: config.volumes.iter().flatten().map(|(path, _)| path.clone()).collect(),
        labels: config.labels.clone().unwrap_or_default(),
    }
}

impl Engine {
    pub(super) async fn push(&self, name: &str, auth: Option<AuthConfig>, all: bool) -> ApiResult<Receiver<Progress>> {
        let reference = Reference::parse(name).map_err(ApiError::invalid)?;
        let (sender, receiver) = channel(&self.0.kernel);
        let full = reference.name();
        let tagged: Vec<(Reference, Digest)> = self.look(|state| {
            let of_repository = |tag: &str| Reference::parse(tag).ok().filter(|known| known.name() == full);
            state.tags.iter().filter_map(|(tag, id)| Some((of_repository(tag)?, id.clone()))).collect()
        });
        sender.send(Progress::line(format!("The push refers to repository [{full}]")));
        let wanted = if all {
            tagged
        } else {
            let asked = reference.clone().or_latest();
            tagged.iter().filter(|(known, _)| *known == asked).cloned().collect()
        };
        if wanted.is_empty() {
            let familiar = reference.familiar_name();
            let known = self
                .look(|state| state.tags.keys().any(|tag| tag.rsplit_once(':').is_some_and(|(name, _)| name == full)));
            let why = if known && !all {
                format!("tag does not exist: {}", reference.or_latest().familiar())
            } else {
                format!("An image does not exist locally with the tag: {familiar}")
            };
            sender.send(Progress::failure(why));
            return Ok(receiver);
        }
        self.0.hub.reach(&reference).map_err(|error| refusal(&error))?;
        let engine = self.clone();
        self.0.kernel.spawn_service(async move {
            for (reference, id) in wanted {
                if let Err(error) = engine.push_one(&reference, &id, auth.as_ref(), &sender).await {
                    sender.send(Progress::failure(error.to_string()));
                    return;
                }
            }
        });
        Ok(receiver)
    }

    async fn push_one(
        &self,
        reference: &Reference,
        id: &Digest,
        auth: Option<&AuthConfig>,
        sender: &Sender<Progress>,
    ) -> Result<(), HubError> {
        let who = credentials(auth);
        let Some(image) = self.look(|state| state.images.get(id).cloned()) else { return Ok(()) };
        let upload = self.upload_of(&image);
        let shorts: Vec<String> = upload.layers.iter().rev().map(|layer| layer.diff_id.short().to_owned()).collect();
        for short in &shorts {
            sender.send(Progress::about(short, "Preparing"));
        }
        for short in shorts.iter().skip(PARALLEL) {
            sender.send(Progress::about(short, "Waiting"));
        }
        self.0.kernel.sleep(transfer::ROUND_TRIP * 2).await;
        self.0.hub.enter(|hub| hub.may_push(reference, who.as_ref()))?;
        for layer in upload.layers.iter().rev() {
            let (digest, size) = layer.blob();
            let source = self.look(|state| state.sources.get(&digest).cloned());
            let short = layer.diff_id.short();
            match self.0.hub.enter(|hub| hub.blob(reference, &digest, source.as_ref())) {
                BlobState::Here => {
                    sender.send(Progress::about(short, "Layer already exists"));
                }
                BlobState::In(repository) => {
                    self.0.kernel.sleep(transfer::ROUND_TRIP).await;
                    sender.send(Progress::about(short, &format!("Mounted from {repository}")));
                }
                BlobState::Missing => {
                    let time = transfer::upload(size);
                    let steps = (time / 200_000).clamp(1, 50);
                    for step in 0..steps {
                        // A layer without bytes is still an archive of one folder.
                        let (current, total) = match layer.disk_size {
                            0 => (EMPTY_ARCHIVE, 0),
                            size => (size * step / steps, size),
                        };
                        sender.send(Progress { current, total, ..Progress::about(short, "Pushing") });
                        self.0.kernel.sleep(time / steps).await;
                        if sender.is_closed() {
                            return Ok(());
                        }
                    }
                    sender.send(Progress::about(short, "Pushed"));
                }
            }
        }
        let now = self.now();
        let pushed = self.0.hub.enter(|hub| hub.push(reference, who.as_ref(), &upload, now))?;
        self.enter(|state| {
            for layer in &upload.layers {
                state.remember_source(&layer.blob().0, reference);
            }
            state.digests.insert(format!("{}@{}", reference.name(), pushed.digest), id.clone())
        });
        let tag = reference.tag.clone().unwrap_or_default();
        sender.send(Progress::line(format!("{tag}: digest: {} size: {}", pushed.digest, pushed.size)));
        let aux = json!({"Tag": tag, "Digest": pushed.digest, "Size": pushed.size});
        sender.send(Progress { aux: Some(aux), ..Progress::default() });
        self.emit(
            "image",
            "push",
            &reference.familiar(),
            IndexMap::from([("name".to_owned(), reference.familiar_name())]),
        );
        Ok(())
    }

    fn upload_of(&self, image: &Image) -> Upload {
        let json = self.config_json(image);
        let layers = self.look(|state| {
            let layer = |chain: &Digest| {
                let record = state.layers.get(chain)?;
                Some(UploadLayer {
                    diff_id: record.diff_id.clone(),
                    published: record.blob.clone(),
                    disk_size: record.size,
                    content: record.files(state.catalog.rootfs()),
                })
            };
            image.layers.iter().filter_map(layer).collect()
        });
        Upload {
            config_json: json,
            config: config_of(&image.config),
            created: image.created,
            history: image.history.clone(),
            layers,
        }
    }

    /// The configuration's JSON, byte for byte where the builder wrote it.
    pub(super) fn config_json(&self, image: &Image) -> Rc<str> {
        match &image.config_json {
            Some(json) => Rc::clone(json),
            None => Rc::from(self.look(|state| super::inspect::oci_config(state, image))),
        }
    }
}
