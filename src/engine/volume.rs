//! Volumes: files that outlive containers. Only the local driver is modelled.

use indexmap::IndexMap;

use crate::base::Time;
use crate::vfs::{FsId, Meta, Tree};

use super::api::{ApiError, ApiResult, ErrorClass, Filters, VolumeCreate, VolumeSummary};
use super::filters;
use super::network_ops::NO_SWARM;
use super::state::{Engine, EngineState};

/// A volume.
#[derive(Clone, Debug)]
pub struct Volume {
    /// The name; 64 hexadecimal digits for an anonymous one.
    pub name: String,
    /// Whether docker chose the name.
    pub anonymous: bool,
    /// When it was made.
    pub created: Time,
    /// Its files.
    pub fs: FsId,
    /// Labels.
    pub labels: IndexMap<String, String>,
    /// Driver options.
    pub options: IndexMap<String, String>,
}

impl Volume {
    /// Where its files lie on the host.
    pub fn mountpoint(&self) -> String {
        format!("/var/lib/docker/volumes/{}/_data", self.name)
    }

    /// In the API's shape.
    pub fn summary(&self) -> VolumeSummary {
        let labels = (!self.labels.is_empty() || self.anonymous).then(|| self.labels.clone());
        VolumeSummary {
            created_at: Time::from_secs(self.created.secs()).rfc3339_nano(),
            driver: "local".to_owned(),
            labels,
            mountpoint: self.mountpoint(),
            name: self.name.clone(),
            options: (!self.options.is_empty()).then(|| self.options.clone()),
            scope: "local".to_owned(),
            usage: None,
        }
    }
}

impl EngineState {
    /// The ids of the containers that use a volume.
    pub fn users_of_volume<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.containers
            .values()
            .filter(move |container| container.mounts.iter().any(|m| m.kind == "volume" && m.name == name))
            .map(|container| container.id.as_str())
    }
}

fn check_name(name: &str) -> ApiResult<()> {
    let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let starts = name.chars().next().is_some_and(|first| first.is_ascii_alphanumeric());
    if !starts || name.len() < 2 || !name.chars().all(rest) {
        let why = if name.len() == 1 {
            "volume name is too short, names should be at least two alphanumeric characters".to_owned()
        } else {
            format!(
                "\"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are \
                 allowed. If you intended to pass a host directory, use absolute path"
            )
        };
        return Err(ApiError::invalid(format!("create {name}: {why}")));
    }
    Ok(())
}

impl Engine {
    /// Makes a volume, or finds the one of that name.
    pub(super) fn make_volume(&self, request: VolumeCreate) -> ApiResult<VolumeSummary> {
        let VolumeCreate { name, driver, driver_opts, mut labels, cluster } = request;
        if cluster {
            return Err(ApiError::new(ErrorClass::Unavailable, NO_SWARM));
        }
        let anonymous = name.is_empty();
        let name = if anonymous { self.fresh_id() } else { name };
        if !matches!(driver.as_str(), "" | "local") {
            return Err(ApiError::not_found(format!(
                "create {name}: error looking up volume plugin {driver}: plugin \"{driver}\" not found"
            )));
        }
        check_name(&name)?;
        if let Some(known) = self.look(|state| state.volumes.get(&name).map(Volume::summary)) {
            return Ok(known);
        }
        if anonymous {
            labels.insert("com.docker.volume.anonymous".to_owned(), String::new());
        }
        let created = self.now();
        let fs = self.0.kernel.enter(|state| state.vfs.add(Tree::new(Meta::root(0o755, created))));
        let volume = Volume { name: name.clone(), anonymous, created, fs, labels, options: driver_opts };
        let summary = volume.summary();
        self.enter(|state| state.volumes.insert(name.clone(), volume));
        self.emit("volume", "create", &name, IndexMap::from([("driver".to_owned(), "local".to_owned())]));
        Ok(summary)
    }

    pub(super) fn find_volume(&self, name: &str) -> ApiResult<VolumeSummary> {
        let found = self.look(|state| state.volumes.get(name).map(Volume::summary));
        found.ok_or_else(|| ApiError::not_found(format!("get {name}: no such volume")))
    }

    pub(super) fn list_volumes(&self, asked: &Filters) -> ApiResult<Vec<VolumeSummary>> {
        filters::check(asked, filters::VOLUMES)?;
        let dangling = filters::boolean(asked, "dangling")?;
        Ok(self.look(|state| {
            let fits = |volume: &&Volume| {
                let used = state.users_of_volume(&volume.name).next().is_some();
                filters::any(asked, "name", |value| volume.name.contains(value))
                    && filters::any(asked, "driver", |value| value == "local")
                    && filters::labels(asked, &volume.labels)
                    && dangling.is_none_or(|dangling| dangling != used)
            };
            state.volumes.values().filter(fits).map(Volume::summary).collect()
        }))
    }

    /// The bytes in each volume, by name.
    pub fn volume_sizes(&self) -> std::collections::BTreeMap<String, u64> {
        let all: Vec<(String, FsId)> =
            self.look(|state| state.volumes.values().map(|volume| (volume.name.clone(), volume.fs)).collect());
        all.into_iter().map(|(name, fs)| (name, self.tree_bytes(fs))).collect()
    }

    /// Removes a volume that no container uses.
    pub(super) fn remove_volume(&self, name: &str, force: bool) -> ApiResult<()> {
        let found = self.look(|state| state.volumes.get(name).map(|volume| volume.fs));
        let Some(fs) = found else {
            return if force { Ok(()) } else { Err(ApiError::not_found(format!("get {name}: no such volume"))) };
        };
        let users: Vec<String> = self.look(|state| state.users_of_volume(name).map(str::to_owned).collect());
        if !users.is_empty() {
            return Err(ApiError::conflict(format!("remove {name}: volume is in use - [{}]", users.join(", "))));
        }
        self.enter(|state| state.volumes.remove(name));
        self.0.kernel.enter(|state| state.vfs.drop_tree(fs));
        self.emit("volume", "destroy", name, IndexMap::from([("driver".to_owned(), "local".to_owned())]));
        Ok(())
    }
}
