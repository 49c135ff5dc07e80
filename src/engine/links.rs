//! Legacy links on the default bridge: a name for another container and variables that tell of its ports and environment.
//! On networks of one's own a link is a name in DNS alone.

use super::api::{ApiError, ApiResult};
use super::container::Container;
use super::resolve;
use super::state::{Engine, EngineState};

/// A link as it stands: the other container and what it is called here.
pub(super) struct Link {
    /// The container linked to.
    pub(super) child: Container,
    /// Its name here.
    pub(super) alias: String,
}

/// `NAME[:ALIAS]`.
pub(super) fn parse(link: &str) -> (&str, &str) {
    let (name, alias) = link.split_once(':').unwrap_or((link, link));
    (name.trim_start_matches('/'), alias.rsplit('/').next().unwrap_or(alias))
}

/// Whether a container's links are of the legacy kind.
fn is_legacy(container: &Container) -> bool {
    matches!(container.host_config.network_mode.as_str(), "" | "default" | "bridge")
}

impl Engine {
    /// The legacy links of a container, in the order in which they were given.
    pub(super) fn links_of(&self, container: &Container) -> Vec<Link> {
        if !is_legacy(container) {
            return Vec::new();
        }
        let links = container.host_config.links.iter().flatten().map(|link| parse(link));
        let find = |(name, alias): (&str, &str)| {
            let child = self.with_container(name, Container::clone).ok()?;
            Some(Link { child, alias: alias.to_owned() })
        };
        links.filter_map(find).collect()
    }

    /// A container does not start while one that it is linked to does not run.
    pub(super) fn check_links(&self, container: &Container) -> ApiResult<()> {
        let idle = self.links_of(container).into_iter().find(|link| !link.child.state.is_running());
        idle.map_or(Ok(()), |link| {
            let (child, own, alias) = (&link.child.name, &container.name, &link.alias);
            Err(ApiError::system(format!("Cannot link to a non running container: /{child} AS /{own}/{alias}")))
        })
    }
}

/// The names that containers are linked under, beside the id of each.
pub(super) fn names(state: &EngineState) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for parent in state.containers.values().filter(|container| is_legacy(container)) {
        for (name, alias) in parent.host_config.links.iter().flatten().map(|link| parse(link)) {
            if let Ok(child) = resolve::container(state, name) {
                found.push((child, format!("/{}/{alias}", parent.name)));
            }
        }
    }
    found
}

impl Link {
    /// The variables that the link puts into the environment of the container `own`.
    pub(super) fn environment(&self, own: &str) -> Vec<String> {
        let alias = self.alias.to_uppercase().replace('-', "_");
        let ip = self.child.networks.values().find_map(|endpoint| endpoint.ip).unwrap_or_default();
        let exposed = self.child.config.exposed_ports.iter().flatten().map(|(port, _)| port);
        let mut ports: Vec<(&str, u16)> = exposed
            .map(|port| {
                let (number, proto) = port.split_once('/').unwrap_or((port, "tcp"));
                (proto, number.parse().unwrap_or(0))
            })
            .collect();
        // TCP comes before the others, then the number counts.
        crate::base::order::sort_by_key(&mut ports, |(proto, number)| (*proto != "tcp", *number));
        let mut found = Vec::new();
        if let Some((proto, number)) = ports.first() {
            found.push(format!("{alias}_PORT={proto}://{ip}:{number}"));
        }
        for (proto, number) in &ports {
            let prefix = format!("{alias}_PORT_{number}_{}", proto.to_uppercase());
            found.push(format!("{prefix}={proto}://{ip}:{number}"));
            found.push(format!("{prefix}_ADDR={ip}"));
            found.push(format!("{prefix}_PORT={number}"));
            found.push(format!("{prefix}_PROTO={proto}"));
        }
        found.push(format!("{alias}_NAME=/{own}/{}", self.alias));
        for pair in self.child.config.env.iter().flatten() {
            if let Some((name, value)) = pair.split_once('=').filter(|(name, _)| !matches!(*name, "HOME" | "PATH")) {
                found.push(format!("{alias}_ENV_{name}={value}"));
            }
        }
        found
    }
}
