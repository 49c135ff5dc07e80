//! Images from containers and archives: `docker commit` and `docker import`.

use std::rc::Rc;

use crate::base::Digest;
use crate::base::reference::Reference;
use crate::hub::History;
use crate::vfs::tar;
use crate::vfs::{Layer, Tree, layer};

use super::api::{ApiError, ApiResult, CommitOptions, ContainerConfig};
use super::image::{ImageSpec, LayerSource, NewLayer};
use super::state::Engine;

impl Engine {
    pub(super) fn commit(&self, name: &str, options: &CommitOptions) -> ApiResult<String> {
        let container = self.with_container(name, Clone::clone)?;
        let reference = parse_target(&options.reference)?;
        let tree = self.0.kernel.enter(|state| state.vfs.tree(container.fs).cloned()).unwrap_or_default();
        let change = layer::diff(&container.base, &tree);
        let mut config = options.config.clone().unwrap_or_else(|| container.config.clone());
        // What only a container has does not go into an image.
        config.hostname = String::new();
        config.domainname = String::new();
        config.image.clear();
        apply_changes(&mut config, &options.changes)?;
        let created = self.now();
        let command = [vec![container.path.clone()], container.args.clone()].concat().join(" ");
        let id = self.enter(|state| {
            let parent = state.images.get(&container.image).cloned();
            let mut layers = parent.as_ref().map(|image| image.layers.clone()).unwrap_or_default();
            let mut history = parent.as_ref().map(|image| image.history.clone()).unwrap_or_default();
            let chain = state.add_layer(layers.last(), new_layer(change, &command));
            layers.push(chain);
            history.push(History {
                created,
                created_by: Rc::from(command.as_str()),
                comment: Rc::from(options.comment.as_str()),
                empty_layer: false,
            });
            let mut image = super::image::Image {
                id: container.image.clone(),
                parent: Some(container.image.clone()),
                created,
                config,
                history,
                layers,
                author: options.author.clone(),
                comment: options.comment.clone(),
                config_json: None,
                last_tagged: None,
                pulled: false,
                number: 0,
            };
            let json: Rc<str> = Rc::from(super::inspect::oci_config(state, &image));
            image.config_json = Some(json);
            state.add_image(ImageSpec {
                id: None,
                parent: image.parent,
                created,
                config: image.config,
                history: image.history,
                layers: image.layers,
                author: image.author,
                comment: image.comment,
                config_json: image.config_json,
                pulled: false,
            })
        });
        if let Some(reference) = reference {
            self.set_tag(&reference, &id);
        }
        self.emit_container(
            &container.id,
            "commit",
            &[("imageID", id.to_string()), ("imageRef", options.reference.clone())],
        );
        Ok(id.to_string())
    }

    pub(super) fn import(&self, archive: &[u8], name: &str, message: &str, changes: &[String]) -> ApiResult<String> {
        let reference = parse_target(name)?;
        let members = tar::read(archive)
            .map_err(|_| ApiError::system("Error processing tar file(exit status 1): unexpected EOF"))?;
        let mut tree = Tree::default();
        for member in &members {
            let path = format!("/{}", member.name.trim_start_matches("./").trim_end_matches('/'));
            if path != "/" {
                tree.insert_path(&path, (*member.node).clone());
            }
        }
        let mut config = ContainerConfig::default();
        apply_changes(&mut config, changes)?;
        let created = self.now();
        let comment = if message.is_empty() { "Imported from -".to_owned() } else { message.to_owned() };
        let id = self.enter(|state| {
            let chain = state.add_layer(None, new_layer(layer::diff(&Tree::default(), &tree), ""));
            let history = vec![History {
                created,
                created_by: Rc::from(""),
                comment: Rc::from(comment.as_str()),
                empty_layer: false,
            }];
            let spec = ImageSpec {
                id: None,
                parent: None,
                created,
                config,
                history,
                layers: vec![chain],
                author: String::new(),
                comment,
                config_json: None,
                pulled: false,
            };
            state.add_image_with_json(spec)
        });
        if let Some(reference) = reference {
            self.set_tag(&reference, &id);
        }
        Ok(id.to_string())
    }
}

impl super::state::EngineState {
    /// Puts an image in the store whose configuration's JSON is written here.
    pub fn add_image_with_json(&mut self, mut spec: ImageSpec) -> Digest {
        let draft = super::image::Image {
            id: Digest::of(b""),
            parent: None,
            created: spec.created,
            config: spec.config.clone(),
            history: spec.history.clone(),
            layers: spec.layers.clone(),
            author: spec.author.clone(),
            comment: spec.comment.clone(),
            config_json: None,
            last_tagged: None,
            pulled: false,
            number: 0,
        };
        spec.config_json = Some(Rc::from(super::inspect::oci_config(self, &draft)));
        spec.id = None;
        self.add_image(spec)
    }
}

fn parse_target(name: &str) -> ApiResult<Option<Reference>> {
    if name.is_empty() {
        return Ok(None);
    }
    let reference = Reference::parse(name).map_err(ApiError::invalid)?;
    if reference.digest.is_some() {
        return Err(ApiError::invalid("cannot import digest reference"));
    }
    Ok(Some(reference.or_latest()))
}

fn new_layer(change: Layer, created_by: &str) -> NewLayer {
    NewLayer {
        diff_id: tar::layer_digest(&change),
        size: change.size(),
        blob: None,
        source: LayerSource::Files(Rc::new(change)),
        created_by: Rc::from(created_by),
        pulled: false,
    }
}

/// `--change`: the Dockerfile instructions that only set the configuration.
fn apply_changes(config: &mut ContainerConfig, changes: &[String]) -> ApiResult<()> {
    for change in changes {
        let (keyword, rest) = change.trim().split_once(char::is_whitespace).unwrap_or((change.trim(), ""));
        let rest = rest.trim();
        let words = || -> Vec<String> {
            serde_json::from_str(rest).unwrap_or_else(|_| vec!["/bin/sh".to_owned(), "-c".to_owned(), rest.to_owned()])
        };
        let pair = || {
            let (name, value) = rest.split_once(['=', ' ']).unwrap_or((rest, ""));
            (name.to_owned(), value.trim().trim_matches('"').to_owned())
        };
        match keyword.to_ascii_uppercase().as_str() {
            "CMD" => config.cmd = Some(words()),
            "ENTRYPOINT" => config.entrypoint = Some(words()),
            "ENV" => {
                let (name, value) = pair();
                let env = config.env.get_or_insert_default();
                env.retain(|variable| variable.split('=').next() != Some(name.as_str()));
                env.push(format!("{name}={value}"));
            }
            "EXPOSE" => {
                let port = if rest.contains('/') { rest.to_owned() } else { format!("{rest}/tcp") };
                config.exposed_ports.get_or_insert_default().insert(port, super::api::Empty::default());
            }
            "LABEL" => {
                let (name, value) = pair();
                config.labels.get_or_insert_default().insert(name, value);
            }
            "ONBUILD" => config.on_build.get_or_insert_default().push(rest.to_owned()),
            "STOPSIGNAL" => rest.clone_into(&mut config.stop_signal),
            "USER" => rest.clone_into(&mut config.user),
            "VOLUME" => {
                let paths: Vec<String> =
                    serde_json::from_str(rest).unwrap_or_else(|_| rest.split_whitespace().map(str::to_owned).collect());
                for path in paths {
                    config.volumes.get_or_insert_default().insert(path, super::api::Empty::default());
                }
            }
            "WORKDIR" => rest.clone_into(&mut config.working_dir),
            other => return Err(ApiError::invalid(format!("{} is not a valid change command", other.to_lowercase()))),
        }
    }
    Ok(())
}
