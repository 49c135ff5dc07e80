//! `ps`: which containers are listed and what a listing tells of each.

use indexmap::IndexMap;

use crate::base::order;
use crate::base::{Digest, Time, reference::Reference};
use crate::vfs::layer;

use super::api::{ApiError, ApiResult, ContainerSummary, Filters, ListOptions, PortSummary};
use super::container::{Container, Status};
use super::filters;
use super::image::find_image;
use super::state::{Engine, EngineState};

impl Engine {
    pub(super) fn list_containers(&self, options: &ListOptions) -> ApiResult<Vec<ContainerSummary>> {
        filters::check(&options.filters, filters::CONTAINERS)?;
        let now = self.now();
        let picked: Vec<Container> = self.look(|state| pick(state, options))?;
        let sizes: Vec<Option<(u64, u64)>> =
            picked.iter().map(|container| options.size.then(|| self.container_size(container))).collect();
        Ok(self.look(|state| {
            let links = super::links::names(state);
            let names = |container: &Container| {
                let linked = links.iter().filter(|(id, _)| *id == container.id).map(|(_, name)| name.clone());
                let mut names: Vec<String> = linked.chain([format!("/{}", container.name)]).collect();
                order::sort(&mut names);
                names
            };
            let one = |(container, size)| summary(state, container, names(container), size, now);
            picked.iter().zip(sizes).map(one).collect()
        }))
    }

    /// Bytes in the writable layer and in everything.
    pub fn container_size(&self, container: &Container) -> (u64, u64) {
        let tree = self.0.kernel.enter(|state| state.vfs.tree(container.fs).cloned());
        let own = tree.map_or(0, |tree| layer::diff(&container.base, &tree).size());
        let image = self.look(|state| state.images.get(&container.image).map_or(0, |image| state.image_size(image)));
        (own, image + own)
    }
}

/// The most containers that a limit lets through; none is set by 0 or less.
pub(super) fn limit(limit: i64) -> Option<usize> {
    usize::try_from(limit).ok().filter(|most| *most > 0)
}

fn pick(state: &EngineState, options: &ListOptions) -> ApiResult<Vec<Container>> {
    let asked = &options.filters;
    for status in filters::values(asked, "status") {
        let known = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];
        if !known.contains(&status.as_str()) {
            return Err(ApiError::invalid(format!("invalid filter 'status={status}'")));
        }
    }
    for health in filters::values(asked, "health") {
        if !["starting", "healthy", "unhealthy", "none"].contains(&health.as_str()) {
            return Err(ApiError::invalid(format!("invalid filter 'health={health}'")));
        }
    }
    let mut exited = Vec::new();
    for code in filters::values(asked, "exited") {
        exited.push(code.parse::<i32>().map_err(|_| ApiError::invalid(format!("invalid filter 'exited=[{code}]'")))?);
    }
    let mark = |name: &str| -> ApiResult<Option<Time>> {
        let Some(value) = filters::values(asked, name).first() else { return Ok(None) };
        let id = super::resolve::container(state, value)?;
        Ok(state.containers.get(&id).map(|container| container.created))
    };
    let (before, since) = (mark("before")?, mark("since")?);
    let ancestors: Vec<Digest> =
        filters::values(asked, "ancestor").iter().filter_map(|name| find_image(state, name).ok()).collect();
    let any_state =
        options.all || options.limit > 0 || ["status", "exited"].iter().any(|f| !filters::values(asked, f).is_empty());
    let fits = |container: &&Container| {
        (any_state || container.state.is_running())
            && before.is_none_or(|moment| container.created < moment)
            && since.is_none_or(|moment| container.created > moment)
            && (filters::values(asked, "ancestor").is_empty()
                || ancestors.iter().any(|image| descends(state, container, image)))
            && (exited.is_empty()
                || (container.state.status == Status::Exited && exited.contains(&container.state.exit_code)))
            && fits_texts(container, asked)
    };
    let mut found: Vec<Container> = state.containers.values().filter(fits).cloned().collect();
    order::sort_by_key(&mut found, |container| std::cmp::Reverse(container.created));
    if let Some(most) = limit(options.limit) {
        found.truncate(most);
    }
    Ok(found)
}

fn descends(state: &EngineState, container: &Container, ancestor: &Digest) -> bool {
    let (Some(own), Some(wanted)) = (state.images.get(&container.image), state.images.get(ancestor)) else {
        return container.image == *ancestor;
    };
    container.image == *ancestor || own.layers.starts_with(&wanted.layers)
}

fn fits_texts(container: &Container, asked: &Filters) -> bool {
    let health = container.state.health.as_ref().map_or("none", |health| health.status);
    let port_fits = |spec: &str, public: bool| {
        let (range, proto) = spec.split_once('/').unwrap_or((spec, "tcp"));
        let Some((first, last)) = crate::base::ports::parse_range(range) else { return false };
        container.ports.iter().any(|(port, hosts)| {
            let (number, own_proto) = port.split_once('/').unwrap_or((port, "tcp"));
            let inside = |number: u16| (first..=last).contains(&number);
            own_proto == proto
                && if public { hosts.iter().any(|(_, host)| inside(*host)) } else { number.parse().is_ok_and(inside) }
        }) || (!public
            && container.config.exposed_ports.iter().flatten().any(|(port, _)| {
                let (number, own_proto) = port.split_once('/').unwrap_or((port, "tcp"));
                own_proto == proto && number.parse().is_ok_and(|number: u16| (first..=last).contains(&number))
            }))
    };
    filters::any(asked, "id", |value| container.id.starts_with(value))
        && filters::any(asked, "name", |value| name_fits(&container.name, value))
        && filters::any(asked, "status", |value| container.state.status.word() == value)
        && filters::any(asked, "health", |value| health == value)
        && filters::labels(asked, &container.config.labels.clone().unwrap_or_default())
        && filters::any(asked, "volume", |value| {
            container
                .mounts
                .iter()
                .any(|m| m.name == value || m.destination == value || (m.kind == "bind" && m.source == value))
        })
        && filters::any(asked, "network", |value| {
            container
                .networks
                .iter()
                .any(|(name, endpoint)| name == value || (!value.is_empty() && endpoint.network_id.starts_with(value)))
        })
        && filters::any(asked, "publish", |value| port_fits(value, true))
        && filters::any(asked, "expose", |value| port_fits(value, false))
        && filters::any(asked, "is-task", |value| matches!(value, "false" | "0"))
}

/// Names are matched as a regular expression; of those, `^`, `$`, a leading slash and plain text are understood.
fn name_fits(name: &str, pattern: &str) -> bool {
    let with_slash = format!("/{name}");
    let (start, rest) = match pattern.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, pattern),
    };
    let (end, text) = match rest.strip_suffix('$') {
        Some(text) => (true, text),
        None => (false, rest),
    };
    [name, with_slash.as_str()].iter().any(|name| match (start, end) {
        (true, true) => *name == text,
        (true, false) => name.starts_with(text),
        (false, true) => name.ends_with(text),
        (false, false) => name.contains(text),
    })
}

fn summary(
    state: &EngineState,
    container: &Container,
    names: Vec<String>,
    size: Option<(u64, u64)>,
    now: Time,
) -> ContainerSummary {
    let networks: IndexMap<_, _> =
        container.networks.iter().map(|(name, endpoint)| (name.clone(), endpoint.settings())).collect();
    let mut parts = vec![container.path.clone()];
    for argument in &container.args {
        // As the daemon: an argument with a space gets quotes.
        parts.push(if argument.contains(' ') { format!("'{argument}'") } else { argument.clone() });
    }
    ContainerSummary {
        id: container.id.clone(),
        names,
        image: image_name(state, container),
        image_id: container.image.to_string(),
        command: parts.join(" "),
        created: container.created.secs() as i64,
        ports: ports(container),
        size_rw: size.map(|(own, _)| own as i64),
        size_root_fs: size.map(|(_, all)| all as i64),
        labels: container.config.labels.clone().unwrap_or_default(),
        state: container.state.status.word().to_owned(),
        status: container.state.text(now),
        host_config: super::api::SummaryHostConfig { network_mode: container.host_config.network_mode.clone() },
        network_settings: super::api::SummaryNetworks { networks },
        mounts: container.mounts.clone(),
    }
}

/// The image as the user named it while that name still means it; its id when the name has moved on.
pub(super) fn image_name(state: &EngineState, container: &Container) -> String {
    let name = &container.config.image;
    let is_id = Reference::parse(name).is_err() || container.image.hex().starts_with(name.as_str());
    match find_image(state, name) {
        Ok(id) if id == container.image => name.clone(),
        _ if is_id => name.clone(),
        _ => container.image.to_string(),
    }
}

/// Ports as a listing has them: published ones per host address, others once.
pub(super) fn ports(container: &Container) -> Vec<PortSummary> {
    let mut all = Vec::new();
    if !container.state.is_running() {
        return all;
    }
    let split = |port: &str| {
        let (number, kind) = port.split_once('/').unwrap_or((port, "tcp"));
        (number.parse::<u16>().unwrap_or(0), kind.to_owned())
    };
    for (port, hosts) in &container.ports {
        let (private_port, kind) = split(port);
        for (ip, public) in hosts {
            let public_port = Some(*public);
            all.push(PortSummary { ip: ip.clone(), private_port, public_port, kind: kind.clone() });
        }
    }
    for (port, _) in container.config.exposed_ports.iter().flatten() {
        if !container.ports.contains_key(port) && container.net.is_some() {
            let (private_port, kind) = split(port);
            all.push(PortSummary { ip: String::new(), private_port, public_port: None, kind });
        }
    }
    all
}
