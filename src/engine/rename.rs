//! Renaming containers.

use super::api::{ApiError, ApiResult};
use super::create::name_conflict;
use super::state::Engine;
use crate::base::names;

impl Engine {
    pub(super) fn rename_container(&self, name: &str, new: &str) -> ApiResult<()> {
        let id = self.find_container(name)?;
        let new = new.strip_prefix('/').unwrap_or(new);
        if new.is_empty() {
            return Err(ApiError::invalid("Neither old nor new names may be empty"));
        }
        let old = self.with_container(&id, |container| container.name.clone())?;
        if old == new {
            return Err(ApiError::invalid("Renaming a container with the same name as its current name"));
        }
        names::check_container_name(new).map_err(ApiError::invalid)?;
        let owner = self.look(|state| state.containers.values().find(|c| c.name == new).map(|c| c.id.clone()));
        if let Some(owner) = owner {
            return Err(name_conflict(new, &owner));
        }
        self.change(&id, |container| {
            new.clone_into(&mut container.name);
            for endpoint in container.networks.values_mut() {
                for known in endpoint.dns_names.iter_mut().filter(|known| **known == old) {
                    new.clone_into(known);
                }
            }
        });
        self.rename_in_dns(&old, new, &id);
        self.emit_container(&id, "rename", &[("oldName", format!("/{old}"))]);
        Ok(())
    }

    fn rename_in_dns(&self, old: &str, new: &str, id: &str) {
        let places = self.look(|state| {
            let container = state.containers.get(id)?;
            let link = |network: &str| state.networks.get(network).map(|network| network.link);
            let places = container.networks.values().filter_map(|e| Some((link(&e.network_id)?, e.ip?)));
            Some(places.collect::<Vec<_>>())
        });
        self.0.kernel.enter(|state| {
            for (link, ip) in places.unwrap_or_default() {
                let Some(zone) = state.net.zones.get_mut(&link) else { continue };
                if zone.names.get(old).is_some_and(|addresses| addresses.contains(&ip)) {
                    let addresses = zone.names.remove(old).unwrap_or_default();
                    zone.names.insert(new.to_owned(), addresses);
                    zone.hosts.insert(ip, new.to_owned());
                }
            }
        });
    }
}
