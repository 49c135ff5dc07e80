//! `docker load`: images from an archive that `docker save` wrote. Archives of other layouts are refused.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use crate::base::reference::Reference;
use crate::base::{Digest, Time};
use crate::hub::History;
use crate::os::{Receiver, channel};
use crate::vfs::tar;
use crate::vfs::{Content, Layer, path};

use super::api::{ApiError, ApiResult, ContainerConfig, Progress};
use super::image::{ImageSpec, LayerSource, NewLayer};
use super::state::Engine;

impl Engine {
    pub(super) fn load(&self, archive: &[u8], quiet: bool) -> ApiResult<Receiver<Progress>> {
        let members = tar::read(archive).map_err(|_| ApiError::system("unexpected EOF"))?;
        let files: BTreeMap<String, Rc<Vec<u8>>> = members
            .iter()
            .filter_map(|member| Some((member.name.clone(), member.node.content().map(Content::read)?)))
            .collect();
        let manifest = files.get("manifest.json").and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok());
        let manifest = manifest.ok_or_else(|| ApiError::system("open manifest.json: no such file or directory"))?;
        let (sender, receiver) = channel(&self.0.kernel);
        for entry in manifest.as_array().into_iter().flatten() {
            let id = self.load_one(entry, &files, &|progress| {
                if !quiet {
                    sender.send(progress);
                }
            })?;
            let tags: Vec<&str> =
                entry["RepoTags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            for tag in &tags {
                if let Ok(reference) = Reference::parse(tag) {
                    self.set_tag(&reference.or_latest(), &id);
                    let line = format!("Loaded image: {tag}\n");
                    sender.send(Progress { stream: line, ..Progress::default() });
                }
            }
            if tags.is_empty() {
                sender.send(Progress { stream: format!("Loaded image ID: {id}\n"), ..Progress::default() });
            }
        }
        Ok(receiver)
    }

    fn load_one(
        &self,
        entry: &Value,
        files: &BTreeMap<String, Rc<Vec<u8>>>,
        tell: &dyn Fn(Progress),
    ) -> ApiResult<Digest> {
        let missing = |name: &str| ApiError::system(format!("open {name}: no such file or directory"));
        let name = entry["Config"].as_str().unwrap_or_default();
        let json = files.get(name).ok_or_else(|| missing(name))?;
        let json = String::from_utf8_lossy(json).into_owned();
        let id =
            Digest::parse(&format!("sha256:{}", path::base_name(name))).unwrap_or_else(|| Digest::of(json.as_bytes()));
        let known = self.look(|state| state.images.contains_key(&id));
        if known {
            return Ok(id);
        }
        let config: Value = serde_json::from_str(&json).map_err(|error| ApiError::system(error.to_string()))?;
        let diff_ids: Vec<Digest> = config["rootfs"]["diff_ids"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| Digest::parse(v.as_str()?))
            .collect();
        let history = steps(&config);
        let made: Vec<&History> = history.iter().filter(|step| !step.empty_layer).collect();
        let mut chains: Vec<Digest> = Vec::new();
        for (index, name) in entry["Layers"].as_array().into_iter().flatten().filter_map(Value::as_str).enumerate() {
            let bytes = files.get(name).ok_or_else(|| missing(name))?;
            let diff_id = diff_ids
                .get(index)
                .cloned()
                .ok_or_else(|| ApiError::system("invalid manifest, layers length mismatch"))?;
            let change = layer_of(bytes)?;
            let size = entry["x-drydock-sizes"][index].as_u64().unwrap_or_else(|| change.size());
            let known = self.look(|state| state.layers.contains_key(&super::image::chain_id(chains.last(), &diff_id)));
            if !known {
                tell(Progress { current: size, total: size, ..Progress::about(diff_id.short(), "Loading layer") });
            }
            let created_by = made.get(index).map_or_else(|| Rc::from(""), |step| Rc::clone(&step.created_by));
            let source = LayerSource::Files(Rc::new(change));
            let layer = NewLayer { diff_id, size, blob: None, source, created_by, pulled: false };
            let chain = self.enter(|state| state.add_layer(chains.last(), layer));
            chains.push(chain);
        }
        let spec = ImageSpec {
            id: Some(id),
            parent: None,
            created: config["created"].as_str().and_then(Time::parse_rfc3339).unwrap_or_default(),
            config: container_config(&config["config"]),
            history,
            layers: chains,
            author: config["author"].as_str().unwrap_or_default().to_owned(),
            comment: String::new(),
            config_json: Some(Rc::from(json)),
            pulled: false,
        };
        Ok(self.enter(|state| state.add_image(spec)))
    }
}

fn steps(config: &Value) -> Vec<History> {
    let text = |value: &Value| Rc::from(value.as_str().unwrap_or_default());
    let step = |step: &Value| History {
        created: step["created"].as_str().and_then(Time::parse_rfc3339).unwrap_or_default(),
        created_by: text(&step["created_by"]),
        comment: text(&step["comment"]),
        empty_layer: step["empty_layer"] == true,
    };
    config["history"].as_array().into_iter().flatten().map(step).collect()
}

/// An image's `config` object in the engine's shape.
pub fn container_config(config: &Value) -> ContainerConfig {
    let text = |name: &str| config[name].as_str().unwrap_or_default().to_owned();
    let list = |name: &str| -> Option<Vec<String>> {
        let list = config[name].as_array()?;
        Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    };
    let keys = |name: &str| {
        let object = config[name].as_object()?;
        Some(object.keys().map(|key| (key.clone(), super::api::Empty::default())).collect())
    };
    let labels = config["Labels"].as_object().map(|labels| {
        labels.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
    });
    ContainerConfig {
        user: text("User"),
        exposed_ports: keys("ExposedPorts"),
        env: list("Env"),
        entrypoint: list("Entrypoint"),
        cmd: list("Cmd"),
        volumes: keys("Volumes"),
        working_dir: text("WorkingDir"),
        labels,
        stop_signal: text("StopSignal"),
        healthcheck: serde_json::from_value(config["Healthcheck"].clone()).ok(),
        on_build: list("OnBuild"),
        shell: list("Shell"),
        ..ContainerConfig::default()
    }
}

/// A layer from its archive.
fn layer_of(bytes: &[u8]) -> ApiResult<Layer> {
    let members = tar::read(bytes).or_else(|error| if bytes.len() <= 1024 { Ok(Vec::new()) } else { Err(error) });
    let members = members.map_err(|_| ApiError::system("Error processing tar file(exit status 1): unexpected EOF"))?;
    let mut layer = Layer::default();
    for member in members {
        let path = format!("/{}", member.name.trim_start_matches("./").trim_end_matches('/'));
        let name = path::base_name(&path);
        match name.strip_prefix(".wh.") {
            Some(gone) => {
                let path = path::join(path::dir_name(&path), gone);
                layer.changes.insert(path, crate::vfs::Change::Whiteout);
            }
            None => {
                layer.changes.insert(path, crate::vfs::Change::Put(member.node));
            }
        }
    }
    Ok(layer)
}
