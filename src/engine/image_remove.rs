//! `rmi`: untagging, deleting, and the daemon's reasons for refusing (graph driver store of engine 28).

use indexmap::IndexMap;

use crate::base::Digest;
use crate::base::reference::Reference;

use super::api::{ApiError, ApiResult, DeleteItem};
use super::container::Container;
use super::events::NoteKind;
use super::state::{Engine, EngineState};

impl EngineState {
    /// The containers made from an image, oldest first.
    fn users_of<'a>(&'a self, id: &'a Digest) -> impl Iterator<Item = &'a Container> {
        self.containers.values().filter(move |container| container.image == *id)
    }

    fn tags_of(&self, id: &Digest) -> Vec<String> {
        self.tags.iter().filter(|(_, image)| *image == id).map(|(name, _)| name.clone()).collect()
    }

    fn digests_of(&self, id: &Digest) -> Vec<String> {
        self.digests.iter().filter(|(_, image)| *image == id).map(|(name, _)| name.clone()).collect()
    }
}

fn familiar(full: &str) -> String {
    Reference::parse(full).map_or_else(|_| full.to_owned(), |reference| reference.familiar())
}

fn repository(full: &str) -> String {
    Reference::parse(full).map_or_else(|_| full.to_owned(), |reference| reference.familiar_name())
}

impl Engine {
    pub(super) fn remove_image(&self, name: &str, force: bool, prune: bool) -> ApiResult<Vec<DeleteItem>> {
        let id = self.find_image(name)?;
        let result = self.try_remove_image(name, &id, force, prune);
        if let Err(error) = &result {
            let (time, message) = (self.now(), error.message.clone());
            self.enter(|state| {
                let mut held_by: Vec<String> = state.users_of(&id).map(|container| container.id.clone()).collect();
                held_by.push(id.to_string());
                state.note(time, NoteKind::Refused { message, held_by });
            });
        }
        result
    }

    fn try_remove_image(&self, name: &str, id: &Digest, force: bool, prune: bool) -> ApiResult<Vec<DeleteItem>> {
        let mut done = Vec::new();
        let (tags, digests) = self.look(|state| (state.tags_of(id), state.digests_of(id)));
        let single = is_single(&tags, &digests);
        if is_id(name, id) {
            self.check(id, force, !single)?;
            self.untag_all(id, &mut done);
            self.delete(id, prune, &mut done);
            return Ok(done);
        }
        // A name goes first; one that would leave the image of a container without any needs force.
        let user = self.look(|state| state.users_of(id).map(|c| c.short_id().to_owned()).next());
        if let Some(container) = user.filter(|_| single && !force) {
            return Err(ApiError::conflict(format!(
                "conflict: unable to remove repository reference \"{name}\" (must force) - container {container} is using \
                 its referenced image {}",
                id.short()
            )));
        }
        let reference = Reference::parse(name).map_err(ApiError::invalid)?;
        let full = match &reference.digest {
            Some(digest) => format!("{}@{digest}", reference.name()),
            None => reference.clone().or_latest().to_string(),
        };
        self.untag(&full, id, &mut done);
        let (tags, digests) = self.look(|state| (state.tags_of(id), state.digests_of(id)));
        let same_repository = |full: &&String| repository(full) == reference.familiar_name();
        // A repository's digests go with its last tag.
        if reference.digest.is_none() && !tags.iter().any(|tag| same_repository(&tag)) {
            for digest in digests.iter().filter(same_repository) {
                self.untag(digest, id, &mut done);
            }
        }
        let named = self.look(|state| !state.tags_of(id).is_empty() || !state.digests_of(id).is_empty());
        // What speaks against removing the image is no error any more: the name is gone.
        if !named && self.check(id, force, false).is_ok() {
            self.delete(id, prune, &mut done);
        }
        Ok(done)
    }

    /// Why an image cannot be deleted. With `names` those that it has speak against it as well.
    fn check(&self, id: &Digest, force: bool, names: bool) -> ApiResult<()> {
        if self.look(|state| state.images.values().any(|image| image.parent.as_ref() == Some(id))) {
            return Err(conflict(id, "(cannot be forced) - image has dependent child images"));
        }
        let users: Vec<(String, bool)> =
            self.look(|state| state.users_of(id).map(|c| (c.short_id().to_owned(), c.state.is_running())).collect());
        if let Some((container, _)) = users.iter().find(|(_, running)| *running) {
            let why = format!("(cannot be forced) - image is being used by running container {container}");
            return Err(conflict(id, &why));
        }
        let named = self.look(|state| !state.tags_of(id).is_empty() || !state.digests_of(id).is_empty());
        if names && named && !force {
            return Err(conflict(id, "(must be forced) - image is referenced in multiple repositories"));
        }
        match users.first() {
            Some((container, _)) if !force => {
                Err(conflict(id, &format!("(must be forced) - image is being used by stopped container {container}")))
            }
            _ => Ok(()),
        }
    }

    fn untag_all(&self, id: &Digest, done: &mut Vec<DeleteItem>) {
        let (tags, digests) = self.look(|state| (state.tags_of(id), state.digests_of(id)));
        for full in tags.iter().chain(&digests) {
            self.untag(full, id, done);
        }
    }

    fn untag(&self, full: &str, id: &Digest, done: &mut Vec<DeleteItem>) {
        let removed = self.enter(|state| state.tags.remove(full).or_else(|| state.digests.remove(full)).is_some());
        if removed {
            let name = familiar(full);
            self.emit("image", "untag", id.as_str(), IndexMap::from([("name".to_owned(), id.to_string())]));
            done.push(DeleteItem::Untagged(name));
        }
    }

    /// Deletes an image, then its untagged parents, and the layers that nothing needs any more.
    fn delete(&self, id: &Digest, prune: bool, done: &mut Vec<DeleteItem>) {
        let Some(image) = self.enter(|state| state.images.remove(id)) else { return };
        self.emit("image", "delete", id.as_str(), IndexMap::from([("name".to_owned(), id.to_string())]));
        done.push(DeleteItem::Deleted(id.to_string()));
        for chain in image.layers.iter().rev() {
            let needed = self.look(|state| {
                state.held.contains(chain)
                    || state.images.values().any(|other| other.layers.contains(chain))
                    || state.layers.values().any(|layer| layer.parent.as_ref() == Some(chain))
                    || state.containers.values().any(|container| container.image == *id)
            });
            if needed {
                break;
            }
            self.enter(|state| {
                state.layers.remove(chain);
                state.trees.remove(chain);
            });
            done.push(DeleteItem::Deleted(chain.to_string()));
        }
        let Some(parent) = image.parent.filter(|_| prune) else { return };
        let orphan = self.look(|state| {
            state.images.contains_key(&parent)
                && state.tags_of(&parent).is_empty()
                && state.digests_of(&parent).is_empty()
                && state.users_of(&parent).next().is_none()
                && !state.images.values().any(|other| other.parent.as_ref() == Some(&parent))
        });
        if orphan {
            self.delete(&parent, prune, done);
        }
    }
}

fn conflict(id: &Digest, why: &str) -> ApiError {
    ApiError::conflict(format!("conflict: unable to delete {} {why}", id.short()))
}

/// Whether a name is the image's id or its beginning rather than a tag.
fn is_id(name: &str, id: &Digest) -> bool {
    let hex = name.strip_prefix("sha256:").unwrap_or(name);
    !hex.is_empty() && id.hex().starts_with(hex)
}

/// Whether an image has one name: a tag at most, and digests of its repository alone.
fn is_single(tags: &[String], digests: &[String]) -> bool {
    let mut repositories: Vec<String> = digests.iter().map(|full| repository(full)).collect();
    repositories.dedup();
    match (tags, repositories.as_slice()) {
        ([_], []) | ([], [_]) => true,
        ([tag], [only]) => repository(tag) == *only,
        _ => false,
    }
}
