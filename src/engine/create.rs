//! Creating containers: the image's defaults and the request become one configuration; nothing runs yet.

use indexmap::IndexMap;

use crate::base::names;
use crate::base::order;
use crate::vfs::{Cred, FsId, Mounts, Tree};

use super::api::{ApiError, ApiResult, ContainerConfig, CreateRequest, CreateResponse, EndpointSettings, HostConfig};
use super::check;
use super::container::{Container, ContainerState};
use super::network::Endpoint;
use super::state::Engine;

impl Engine {
    pub(super) fn create_container(&self, request: CreateRequest) -> ApiResult<CreateResponse> {
        let CreateRequest { name, mut config, mut host_config, networking, .. } = request;
        check::request(&config, &host_config)?;
        let image = self.find_image(&config.image)?;
        let (image_config, base) = self.enter(|state| {
            let found = state.images.get(&image).cloned();
            let tree = found.as_ref().map(|image| state.tree_of(image.layers.last())).unwrap_or_default();
            (found.map(|image| image.config).unwrap_or_default(), tree)
        });
        merge(&mut config, &image_config);
        if config.entrypoint.as_ref().is_none_or(Vec::is_empty) && config.cmd.as_ref().is_none_or(Vec::is_empty) {
            return Err(ApiError::invalid("no command specified"));
        }
        check::container(&config, &host_config)?;
        self.check_others(&mut host_config)?;
        if host_config.memory > 0 && host_config.memory_swap == 0 {
            // As much swap as memory, as the daemon has it.
            host_config.memory_swap = host_config.memory.saturating_mul(2);
        }
        let id = self.fresh_id();
        let name = self.choose_name(name, &id)?;
        if matches!(host_config.network_mode.as_str(), "" | "default") {
            "bridge".clone_into(&mut host_config.network_mode);
        }
        if config.hostname.is_empty() {
            config.hostname = match host_config.network_mode.as_str() {
                "host" => self.0.kernel.enter(|state| {
                    state.namespaces.get(&self.0.host).map(|host| host.hostname.clone()).unwrap_or_default()
                }),
                _ => id[..12].to_owned(),
            };
        }
        let command = [config.entrypoint.clone().unwrap_or_default(), config.cmd.clone().unwrap_or_default()].concat();
        let base = with_docker_files(base);
        let networks = endpoints(&host_config.network_mode, networking.endpoints_config);
        for (name, endpoint) in &networks {
            self.check_endpoint(name, &endpoint.asked).map_err(|error| {
                ApiError::new(error.class, format!("invalid config for network {name}: {}", error.message))
            })?;
        }
        let mounts = self.plan_mounts(&id, &config, &host_config)?;
        let (fs, etc) = self.0.kernel.enter(|state| (state.vfs.add(base.clone()), state.vfs.add(Tree::default())));
        self.populate_volumes(&mounts, &base);
        if let Err(error) = self.make_working_dir(fs, &config.working_dir) {
            self.0.kernel.enter(|state| [fs, etc].map(|tree| state.vfs.drop_tree(tree)));
            return Err(error);
        }
        let container = Container {
            id: id.clone(),
            name,
            created: self.now(),
            path: command.first().cloned().unwrap_or_default(),
            args: command.iter().skip(1).cloned().collect(),
            config,
            host_config,
            image,
            state: ContainerState::created(),
            fs,
            base,
            etc,
            mounts,
            networks,
            net: None,
            ns: None,
            tty: None,
            ports: IndexMap::new(),
            logs: std::rc::Rc::default(),
            restart_count: 0,
            stopped_by_user: false,
            restart_at: None,
            life: 0,
        };
        let warnings = warnings(&container);
        self.enter(|state| state.containers.insert(id.clone(), container));
        self.emit_container(&id, "create", &[]);
        Ok(CreateResponse { id, warnings })
    }

    /// The other containers that the configuration names: they must exist, and are kept by their ids.
    fn check_others(&self, host: &mut HostConfig) -> ApiResult<()> {
        for link in host.links.iter().flatten() {
            let name = link.split(':').next().unwrap_or_default();
            self.find_container(name)
                .map_err(|why| ApiError::invalid(format!("could not get container for {name}: {why}")))?;
        }
        for mode in [&mut host.network_mode, &mut host.pid_mode, &mut host.ipc_mode] {
            if let Some(id) = mode.strip_prefix("container:").and_then(|name| self.find_container(name).ok()) {
                *mode = format!("container:{id}");
            }
        }
        Ok(())
    }

    /// The working directory is made with the container, if it is not there.
    fn make_working_dir(&self, fs: FsId, dir: &str) -> ApiResult<()> {
        if dir.is_empty() {
            return Ok(());
        }
        let now = self.now();
        self.0.kernel.enter(|state| {
            let mounts = Mounts::with_root(fs, "overlay");
            match state.vfs.stat(&mounts, &Cred::root(), dir) {
                Ok(found) if !found.node.is_dir() => {
                    Err(ApiError::invalid(format!("Cannot mkdir: {dir} is not a directory")))
                }
                Ok(_) => Ok(()),
                Err(_) => {
                    let made = state.vfs.mkdir_all(&mounts, &Cred::root(), dir, 0o755, now);
                    made.map_err(|errno| ApiError::system(format!("mkdir {dir}: {}", errno.go_text())))
                }
            }
        })
    }

    fn choose_name(&self, asked: Option<String>, id: &str) -> ApiResult<String> {
        let owner = |name: &str| {
            self.look(|state| state.containers.values().find(|other| other.name == name).map(|other| other.id.clone()))
        };
        let Some(asked) = asked.filter(|name| !name.is_empty()) else {
            let mut rng = self.look(|state| state.names.clone());
            let name = names::free_name(&mut rng, id, &|name| owner(name).is_some());
            self.enter(|state| state.names = rng);
            return Ok(name);
        };
        let name = asked.strip_prefix('/').unwrap_or(&asked).to_owned();
        names::check_container_name(&name).map_err(ApiError::invalid)?;
        match owner(&name) {
            Some(other) => Err(name_conflict(&name, &other)),
            None => Ok(name),
        }
    }
}

pub(super) fn name_conflict(name: &str, owner: &str) -> ApiError {
    ApiError::conflict(format!(
        "Conflict. The container name \"/{name}\" is already in use by container \"{owner}\". You have to remove (or \
         rename) that container to be able to reuse that name."
    ))
}

/// Fills what the request leaves open with the image's defaults, by the daemon's rules.
pub(super) fn merge(config: &mut ContainerConfig, image: &ContainerConfig) {
    let user_entrypoint = config.entrypoint.is_some();
    if !user_entrypoint {
        if config.cmd.as_ref().is_none_or(Vec::is_empty) {
            config.cmd.clone_from(&image.cmd);
        }
        config.entrypoint.clone_from(&image.entrypoint);
    } else if config.entrypoint.as_ref().is_some_and(|entry| entry.len() == 1 && entry[0].is_empty()) {
        config.entrypoint = None;
    }
    let mut env = config.env.take().unwrap_or_default();
    for variable in image.env.iter().flatten() {
        let name = variable.split('=').next().unwrap_or_default();
        if !env.iter().any(|own| own.split('=').next() == Some(name)) {
            env.push(variable.clone());
        }
    }
    config.env = Some(env);
    for (text, default) in [
        (&mut config.working_dir, &image.working_dir),
        (&mut config.user, &image.user),
        (&mut config.stop_signal, &image.stop_signal),
    ] {
        if text.is_empty() {
            text.clone_from(default);
        }
    }
    if let Some(ports) = &image.exposed_ports {
        let own = config.exposed_ports.get_or_insert_default();
        for (port, empty) in ports {
            own.entry(port.clone()).or_insert(*empty);
        }
    }
    if let Some(volumes) = &image.volumes {
        let own = config.volumes.get_or_insert_default();
        for (path, empty) in volumes {
            own.entry(path.clone()).or_insert(*empty);
        }
    }
    let mut labels = image.labels.clone().unwrap_or_default();
    labels.extend(config.labels.take().unwrap_or_default());
    order::sort_map(&mut labels);
    config.labels = Some(labels);
    match (&mut config.healthcheck, &image.healthcheck) {
        (own @ None, default) => own.clone_from(default),
        (Some(own), Some(default)) => {
            if own.test.is_empty() {
                own.test.clone_from(&default.test);
            }
            for (number, default) in [
                (&mut own.interval, default.interval),
                (&mut own.timeout, default.timeout),
                (&mut own.start_period, default.start_period),
                (&mut own.start_interval, default.start_interval),
                (&mut own.retries, default.retries),
            ] {
                if *number == 0 {
                    *number = default;
                }
            }
        }
        (Some(_), None) => {}
    }
    if config.shell.is_none() {
        config.shell.clone_from(&image.shell);
    }
    if config.stop_timeout.is_none() {
        config.stop_timeout = image.stop_timeout;
    }
}

fn warnings(container: &Container) -> Vec<String> {
    let mode = container.host_config.network_mode.as_str();
    let mut warnings = Vec::new();
    if mode == "host" && !container.host_config.port_bindings.is_empty() {
        warnings.push("Published ports are discarded when using host network mode".to_owned());
    }
    warnings
}

/// The networks that a container joins when it starts.
fn endpoints(mode: &str, mut asked: IndexMap<String, EndpointSettings>) -> IndexMap<String, Endpoint> {
    if mode == "none" || mode == "host" {
        return IndexMap::from([(mode.to_owned(), Endpoint::default())]);
    }
    if mode.starts_with("container:") {
        return IndexMap::new();
    }
    let first = asked.shift_remove(mode).or_else(|| asked.shift_remove("default")).unwrap_or_default();
    let mut all = IndexMap::from([(mode.to_owned(), Endpoint::asked(first))]);
    all.extend(asked.into_iter().map(|(name, settings)| (name, Endpoint::asked(settings))));
    all
}

/// The image's files with what docker puts in every container: mount points and placeholders.
pub(super) fn with_docker_files(image: Tree) -> Tree {
    use crate::base::Time;
    use crate::vfs::{Content, Meta, Node};
    let mut vfs = crate::vfs::Vfs::default();
    let mtime = image.root().meta.mtime;
    let fs = vfs.add(image);
    let mounts = Mounts::with_root(fs, "overlay");
    let root = Cred::root();
    for dir in ["/dev/pts", "/dev/shm", "/etc", "/proc", "/sys"] {
        let _ = vfs.mkdir_all(&mounts, &root, dir, 0o755, mtime);
    }
    let mut tree = vfs.drop_tree(fs).unwrap_or_default();
    let file = |mode| Node::file(Meta::root(mode, Time::default()), Content::empty());
    for path in ["/.dockerenv", "/dev/console", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf"] {
        if tree.get_path(path).is_none() {
            tree.insert_path(path, file(0o755));
        }
    }
    if tree.get_path("/etc/mtab").is_none() {
        tree.insert_path("/etc/mtab", Node::symlink("/proc/mounts", Time::default()));
    }
    tree
}
