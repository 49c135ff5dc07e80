//! The prune operations: what nobody uses any more, and how many bytes that was.

use indexmap::IndexMap;

use crate::base::{Digest, Time, timestamp};

use super::api::{ApiError, ApiResult, DeleteItem, Filters, PruneReport};
use super::filters;
use super::state::Engine;

impl Engine {
    /// The moment of an `until` filter: a duration back from now, or a time stamp.
    fn until(&self, asked: &Filters) -> ApiResult<Option<Time>> {
        let Some(text) = filters::values(asked, "until").first() else { return Ok(None) };
        timestamp::parse(text, self.now()).map(Some).map_err(ApiError::invalid)
    }

    pub(super) fn prune_containers(&self, asked: &Filters) -> ApiResult<PruneReport> {
        filters::check(asked, filters::PRUNE)?;
        let until = self.until(asked)?;
        let picked = self.look(|state| {
            let fits = |c: &&super::container::Container| {
                !c.state.is_running()
                    && until.is_none_or(|until| c.created < until)
                    && filters::labels(asked, &c.config.labels.clone().unwrap_or_default())
            };
            state.containers.values().filter(fits).cloned().collect::<Vec<_>>()
        });
        let mut report = PruneReport::default();
        for container in picked {
            report.space_reclaimed += self.container_size(&container).0;
            self.forget(&container.id, false);
            report.deleted.push(container.id);
        }
        self.emit_prune("container", report.space_reclaimed);
        Ok(report)
    }

    pub(super) fn prune_images(&self, asked: &Filters) -> ApiResult<PruneReport> {
        filters::check(asked, filters::IMAGE_PRUNE)?;
        let dangling_only = filters::boolean(asked, "dangling")?.unwrap_or(true);
        let until = self.until(asked)?;
        let picked: Vec<(Digest, Vec<String>)> = self.look(|state| {
            let mut picked = Vec::new();
            for image in state.images.values() {
                let names = |names: &std::collections::BTreeMap<String, Digest>| -> Vec<String> {
                    names.iter().filter(|(_, id)| **id == image.id).map(|(name, _)| name.clone()).collect()
                };
                let (mut tags, digests) = (names(&state.tags), names(&state.digests));
                let has_child = state.images.values().any(|other| other.parent.as_ref() == Some(&image.id));
                let used = state.containers.values().any(|container| container.image == image.id);
                let fits = until.is_none_or(|until| image.created < until)
                    && filters::labels(asked, &image.config.labels.clone().unwrap_or_default());
                if fits && !used && !has_child && (tags.is_empty() || !dangling_only) {
                    // What a tag has moved away from may still be named by its digest.
                    tags.extend(digests);
                    picked.push((image.id.clone(), tags));
                }
            }
            picked
        });
        let before = self.layer_bytes();
        let mut report = PruneReport::default();
        for (id, tags) in picked {
            let names = if tags.is_empty() { vec![id.to_string()] } else { tags };
            for name in names {
                if let Ok(done) = self.remove_image(&name, false, true) {
                    report.images.extend(done);
                }
            }
        }
        report.deleted = report
            .images
            .iter()
            .map(|item| match item {
                DeleteItem::Untagged(name) | DeleteItem::Deleted(name) => name.clone(),
            })
            .collect();
        report.space_reclaimed = before.saturating_sub(self.layer_bytes());
        self.emit_prune("image", report.space_reclaimed);
        Ok(report)
    }

    /// The bytes of all layers, each counted once.
    pub(super) fn layer_bytes(&self) -> u64 {
        self.look(|state| state.layers.values().map(|layer| layer.size).sum())
    }

    pub(super) fn prune_volumes(&self, asked: &Filters) -> ApiResult<PruneReport> {
        filters::check(asked, filters::VOLUME_PRUNE)?;
        let all = filters::boolean(asked, "all")?.unwrap_or(false);
        let picked: Vec<(String, crate::vfs::FsId)> = self.look(|state| {
            let fits = |volume: &&super::volume::Volume| {
                (all || volume.anonymous)
                    && filters::labels(asked, &volume.labels)
                    && state.users_of_volume(&volume.name).next().is_none()
            };
            state.volumes.values().filter(fits).map(|volume| (volume.name.clone(), volume.fs)).collect()
        });
        let mut report = PruneReport::default();
        for (name, fs) in picked {
            report.space_reclaimed += self.tree_bytes(fs);
            self.remove_volume(&name, true)?;
            report.deleted.push(name);
        }
        self.emit_prune("volume", report.space_reclaimed);
        Ok(report)
    }

    /// The bytes of a file system's files.
    pub(super) fn tree_bytes(&self, fs: crate::vfs::FsId) -> u64 {
        self.0.kernel.enter(|state| state.vfs.tree(fs).map_or(0, |tree| tree.root().disk_size()))
    }

    pub(super) fn prune_networks(&self, asked: &Filters) -> ApiResult<PruneReport> {
        filters::check(asked, filters::PRUNE)?;
        let until = self.until(asked)?;
        let picked: Vec<String> = self.look(|state| {
            let fits = |network: &&super::network::Network| {
                let used = state
                    .containers
                    .values()
                    .any(|c| c.networks.values().any(|e| e.network_id == network.id && !e.id.is_empty()));
                !network.is_predefined()
                    && !used
                    && until.is_none_or(|until| network.created < until)
                    && filters::labels(asked, &network.labels)
            };
            state.networks.values().filter(fits).map(|network| network.name.clone()).collect()
        });
        let mut report = PruneReport::default();
        for name in picked {
            self.delete_network(&name)?;
            report.deleted.push(name);
        }
        self.emit_prune("network", 0);
        Ok(report)
    }

    fn emit_prune(&self, kind: &str, reclaimed: u64) {
        self.emit(kind, "prune", "", IndexMap::from([("reclaimed".to_owned(), reclaimed.to_string())]));
    }
}
