//! What a name, id or id prefix means: containers and execs. Images are in `image`.

use super::api::{ApiError, ApiResult};
use super::container::Container;
use super::state::{Engine, EngineState};

/// The id of the container that `name` means. The errors' words are the daemon's.
pub(super) fn container(state: &EngineState, name: &str) -> ApiResult<String> {
    if state.containers.contains_key(name) {
        return Ok(name.to_owned());
    }
    let plain = name.strip_prefix('/').unwrap_or(name);
    if let Some(found) = state.containers.values().find(|container| container.name == plain) {
        return Ok(found.id.clone());
    }
    by_prefix(state.containers.keys(), name).cloned()
}

/// The one id that begins with `prefix`.
pub(super) fn by_prefix<'a>(ids: impl Iterator<Item = &'a String>, prefix: &str) -> ApiResult<&'a String> {
    let mut found = ids.filter(|id| !prefix.is_empty() && id.starts_with(prefix));
    match (found.next(), found.next()) {
        (Some(id), None) => Ok(id),
        (Some(_), Some(_)) => Err(ApiError::invalid(format!("multiple IDs found with provided prefix: {prefix}"))),
        (None, _) => Err(ApiError::not_found(format!("No such container: {prefix}"))),
    }
}

impl Engine {
    /// The id of the container that `name` means.
    pub fn find_container(&self, name: &str) -> ApiResult<String> {
        self.look(|state| container(state, name))
    }

    /// Looks at the container that `name` means.
    pub(super) fn with_container<R>(&self, name: &str, look: impl FnOnce(&Container) -> R) -> ApiResult<R> {
        self.look(|state| {
            let id = container(state, name)?;
            state.containers.get(&id).map(look).ok_or_else(|| ApiError::not_found(format!("No such container: {name}")))
        })
    }

    /// Changes a container by its whole id; nothing happens when it is gone.
    pub(super) fn change<R>(&self, id: &str, change: impl FnOnce(&mut Container) -> R) -> Option<R> {
        self.enter(|state| state.containers.get_mut(id).map(change))
    }
}
