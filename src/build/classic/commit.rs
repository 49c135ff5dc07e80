//! The image after each step of a classic build, and the cache of them: a step is cached when the image before it has a
//! child that was made by the same command.

use std::rc::Rc;

use crate::base::Digest;
use crate::engine::{ImageSpec, LayerSource, NewLayer};
use crate::hub::History;
use crate::vfs::{Layer, Tree, layer, tar};

use super::super::stage::Stage;
use super::{Classic, Site};

impl Classic {
    /// Goes on with the image that the same command once made here, if there is one.
    pub(super) fn use_cache(&self, site: &mut Site, command: &str) -> bool {
        if self.request.no_cache {
            return false;
        }
        let known = self.cache.borrow().classic.get(&key(site.image.as_ref(), command)).cloned();
        let known = known.filter(|id| self.engine.look(|state| state.images.contains_key(id)));
        let Some(id) = known else { return false };
        self.say(" ---> Using cache");
        *site = self.site(Some(id));
        true
    }

    /// Makes an image of the files after a step.
    pub(super) fn commit_files(&self, stage: &Stage, site: &mut Site, tree: Tree, command: &str) {
        let change = layer::diff(&site.tree, &tree);
        self.commit(stage, site, Some(change), command);
        site.tree = tree;
    }

    /// Makes the image after a step; one that changed no file has no layer.
    pub(super) fn commit(&self, stage: &Stage, site: &mut Site, change: Option<Layer>, command: &str) {
        let created = self.engine.kernel().now();
        let created_by: Rc<str> = Rc::from(command);
        let change = change.filter(|change| !change.changes.is_empty());
        let config = stage.draft.config.clone();
        let id = self.engine.enter(|state| {
            let parent = site.image.as_ref().and_then(|id| state.images.get(id)).cloned();
            let mut layers = parent.as_ref().map(|image| image.layers.clone()).unwrap_or_default();
            let mut history = parent.map(|image| image.history).unwrap_or_default();
            let empty_layer = change.is_none();
            if let Some(change) = change {
                let layer = NewLayer {
                    diff_id: tar::layer_digest(&change),
                    size: change.size(),
                    blob: None,
                    source: LayerSource::Files(Rc::new(change)),
                    created_by: Rc::clone(&created_by),
                    pulled: false,
                };
                layers.push(state.add_layer(layers.last(), layer));
            }
            history.push(History { created, created_by, comment: Rc::from(""), empty_layer });
            state.add_image_with_json(ImageSpec {
                id: None,
                parent: site.image.clone(),
                created,
                config,
                history,
                layers,
                author: stage.draft.author.clone(),
                comment: String::new(),
                config_json: None,
                pulled: false,
            })
        });
        self.cache.borrow_mut().classic.insert(key(site.image.as_ref(), command), id.clone());
        site.image = Some(id);
    }
}

fn key(parent: Option<&Digest>, command: &str) -> String {
    format!("{}\0{command}", parent.map(Digest::to_string).unwrap_or_default())
}
