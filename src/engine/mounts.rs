//! What is mounted where in a container: binds, volumes, tmpfs and what docker itself brings. Planned at creation, mounted
//! at start.

use crate::base::order;
use crate::vfs::{Content, Cred, Device, FsId, Kind, Meta, Mounts, Node, Tree, path};

use super::api::{ApiError, ApiResult, ContainerConfig, HostConfig, MountPoint, VolumeCreate};
use super::container::Container;
use super::state::Engine;

impl Engine {
    /// The mounts of a container to be, volumes made on the way.
    pub(super) fn plan_mounts(
        &self,
        _id: &str,
        config: &ContainerConfig,
        host: &HostConfig,
    ) -> ApiResult<Vec<MountPoint>> {
        let mut points: Vec<MountPoint> = Vec::new();
        for from in host.volumes_from.iter().flatten() {
            let (name, mode) = from.split_once(':').unwrap_or((from, "rw"));
            if !mode.split(',').all(|word| matches!(word, "ro" | "rw" | "z" | "Z")) {
                return Err(ApiError::invalid(format!("invalid mode: {mode}")));
            }
            let inherited = self.with_container(name, |container| container.mounts.clone())?;
            for mut point in inherited {
                point.rw &= mode != "ro";
                replace(&mut points, point);
            }
        }
        let mut own: Vec<MountPoint> = Vec::new();
        for bind in host.binds.iter().flatten() {
            let point = self.bind_point(bind)?;
            push_once(&mut own, point)?;
        }
        for spec in host.mounts.iter().flatten() {
            let point = self.mount_point(spec)?;
            push_once(&mut own, point)?;
        }
        for target in host.tmpfs.iter().flatten().map(|(target, _)| target) {
            let destination = path::absolute("/", target);
            let kind = "tmpfs".to_owned();
            push_once(&mut own, MountPoint { kind, destination, rw: true, ..MountPoint::default() })?;
        }
        for point in own {
            replace(&mut points, point);
        }
        for target in config.volumes.iter().flatten().map(|(target, _)| target) {
            let destination = path::absolute("/", target);
            if !points.iter().any(|point| point.destination == destination) {
                let volume = self.make_volume(VolumeCreate::default())?;
                points.push(volume_point(&volume.name, &destination, "", true));
            }
        }
        Ok(points)
    }

    /// `SOURCE:TARGET[:MODE]` as the client sends it; a volume is made where it names one.
    fn bind_point(&self, bind: &str) -> ApiResult<MountPoint> {
        let point = parse_bind(bind)?;
        if point.kind == "bind" {
            return Ok(point);
        }
        let volume = self.make_volume(VolumeCreate { name: point.name.clone(), ..VolumeCreate::default() })?;
        let mode = if point.mode.is_empty() && !point.name.is_empty() { "z" } else { &point.mode };
        Ok(volume_point(&volume.name, &point.destination, mode, point.rw))
    }

    /// `--mount` as the client sends it.
    fn mount_point(&self, spec: &super::api::MountSpec) -> ApiResult<MountPoint> {
        let invalid =
            |why: String| Err(ApiError::invalid(format!("invalid mount config for type \"{}\": {why}", spec.kind)));
        if spec.target.is_empty() {
            return invalid("field Target must not be empty".to_owned());
        }
        if !spec.target.starts_with('/') {
            return invalid(format!("invalid mount path: '{}' mount path must be absolute", spec.target));
        }
        let destination = path::absolute("/", &spec.target);
        if destination == "/" {
            return invalid("invalid specification: destination can't be '/'".to_owned());
        }
        let rw = !spec.read_only;
        match spec.kind.as_str() {
            "bind" => {
                if spec.source.is_empty() {
                    return invalid("field Source must not be empty".to_owned());
                }
                if !spec.source.starts_with('/') {
                    return invalid(format!("invalid mount path: '{}' mount path must be absolute", spec.source));
                }
                let create = spec.bind_options.as_ref().is_some_and(|o| o["CreateMountpoint"] == true);
                if !create && self.host_node(&spec.source).is_none() {
                    return invalid(format!("bind source path does not exist: {}", spec.source));
                }
                Ok(MountPoint {
                    kind: "bind".to_owned(),
                    source: path::absolute("/", &spec.source),
                    destination,
                    rw,
                    propagation: "rprivate".to_owned(),
                    ..MountPoint::default()
                })
            }
            "volume" => {
                let labels = spec.volume_options.as_ref().and_then(|options| options.labels.clone());
                let request = VolumeCreate {
                    name: spec.source.clone(),
                    labels: labels.unwrap_or_default(),
                    ..VolumeCreate::default()
                };
                let volume = self.make_volume(request)?;
                Ok(volume_point(&volume.name, &destination, "z", rw))
            }
            "tmpfs" => Ok(MountPoint { kind: "tmpfs".to_owned(), destination, rw, ..MountPoint::default() }),
            other => Err(ApiError::invalid(format!("invalid mount config for type \"{other}\": mount type unknown"))),
        }
    }

    /// Copies what the image has at a volume's mount point into the volume while that is empty.
    pub(super) fn populate_volumes(&self, points: &[MountPoint], base: &Tree) {
        for point in points.iter().filter(|point| point.kind == "volume" && !point.mode.contains("nocopy")) {
            let fs = self.look(|state| state.volumes.get(&point.name).map(|volume| volume.fs));
            let source = base.get_path(&point.destination).filter(|node| node.is_dir()).cloned();
            let (Some(fs), Some(source)) = (fs, source) else { continue };
            self.0.kernel.enter(|state| {
                let Some(tree) = state.vfs.tree_mut(fs) else { return };
                if tree.root().entries().is_some_and(std::collections::BTreeMap::is_empty) {
                    tree.put::<&str>(&[], source);
                }
            });
        }
    }

    fn host_node(&self, at: &str) -> Option<crate::vfs::Stat> {
        self.0.kernel.enter(|state| {
            let host = state.namespaces.get(&self.0.host)?;
            state.vfs.stat(&host.mounts, &Cred::root(), at).ok()
        })
    }

    /// The mount table of a container that starts: its own root, what docker brings, then its mounts.
    pub(super) fn mount_all(&self, container: &Container) -> ApiResult<Mounts> {
        let mut mounts = Mounts::with_root(container.fs, "overlay");
        mounts.list[0].read_only = container.host_config.readonly_rootfs;
        for (at, kind) in [("/proc", "proc"), ("/dev", "tmpfs"), ("/sys", "sysfs")] {
            mounts.add(at, self.pseudo_fs(at), "/", at == "/sys", kind);
        }
        for name in ["resolv.conf", "hostname", "hosts"] {
            mounts.add(&format!("/etc/{name}"), container.etc, name, false, "ext4");
        }
        let mut points: Vec<&MountPoint> = container.mounts.iter().collect();
        order::sort_by_key(&mut points, |point| path::components(&point.destination).count());
        for point in points {
            let (fs, root) = self.mount_source(point)?;
            if point.kind == "tmpfs" {
                self.shape_tmpfs(fs, &container.host_config, &point.destination);
            }
            self.make_mount_point(container, &mounts, point, fs, &root)?;
            let kind = if point.kind == "tmpfs" { "tmpfs" } else { "ext4" };
            mounts.add(&point.destination, fs, &root, !point.rw, kind);
        }
        Ok(mounts)
    }

    /// Gives a tmpfs the size and the mode that were asked for.
    fn shape_tmpfs(&self, fs: FsId, host: &HostConfig, destination: &str) {
        let same = |target: &str| path::absolute("/", target) == destination;
        let typed = host.tmpfs.iter().flatten().find(|(target, _)| same(target)).map_or("", |(_, options)| options);
        let option = |name: &str| typed.split(',').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        let spec = host.mounts.iter().flatten().find(|spec| spec.kind == "tmpfs" && same(&spec.target));
        let spec = spec.and_then(|spec| spec.tmpfs_options.clone()).unwrap_or_default();
        let size = option("size").and_then(tmpfs_size).or(u64::try_from(spec.size_bytes).ok()).filter(|size| *size > 0);
        let mode = option("mode").and_then(|text| u32::from_str_radix(text, 8).ok()).or(spec.mode);
        self.0.kernel.enter(|state| {
            if let Some(size) = size {
                state.vfs.set_limit(fs, size);
            }
            if let (Some(mode), Some(tree)) = (mode, state.vfs.tree_mut(fs))
                && let Some(root) = tree.get_mut::<&str>(&[])
            {
                root.meta.mode = mode & 0o7777;
            }
        });
    }

    fn mount_source(&self, point: &MountPoint) -> ApiResult<(FsId, String)> {
        match point.kind.as_str() {
            "volume" => {
                let fs = self.look(|state| state.volumes.get(&point.name).map(|volume| volume.fs));
                let fs = fs.ok_or_else(|| ApiError::not_found(format!("get {}: no such volume", point.name)))?;
                Ok((fs, "/".to_owned()))
            }
            "tmpfs" => {
                let now = self.now();
                Ok((self.0.kernel.enter(|state| state.vfs.add(Tree::new(Meta::root(0o1777, now)))), "/".to_owned()))
            }
            _ => self.0.kernel.enter(|state| {
                let mounts = state.namespaces.get(&self.0.host).map(|host| host.mounts.clone()).unwrap_or_default();
                let now = state.now;
                // `-v` makes a missing folder on the host, as root.
                if state.vfs.stat(&mounts, &Cred::root(), &point.source).is_err() {
                    let _ = state.vfs.mkdir_all(&mounts, &Cred::root(), &point.source, 0o755, now);
                }
                let place = mounts.resolve(&state.vfs, &Cred::root(), &point.source, true);
                let place = place.map_err(|error| {
                    ApiError::system(format!(
                        "error while creating mount source path '{}': mkdir {}: {}",
                        point.source,
                        point.source,
                        error.go_text()
                    ))
                })?;
                Ok((place.fs, path::from_components(&place.inside)))
            }),
        }
    }

    /// Makes the directory or file that a mount stands on, and refuses a folder over a file or the other way round.
    fn make_mount_point(
        &self,
        container: &Container,
        mounts: &Mounts,
        point: &MountPoint,
        fs: FsId,
        root: &str,
    ) -> ApiResult<()> {
        self.0.kernel.enter(|state| {
            let cred = Cred::root();
            let now = state.now;
            let source_is_dir = state.vfs.tree(fs).and_then(|tree| tree.get_path(root)).is_none_or(|node| node.is_dir());
            match state.vfs.stat(mounts, &cred, &point.destination) {
                Ok(stat) if stat.node.is_dir() == source_is_dir => Ok(()),
                Ok(_) => Err(ApiError::invalid(format!(
                    "failed to create task for container: failed to create shim task: OCI runtime create failed: runc \
                     create failed: unable to start container process: error during container init: error mounting \
                     \"{}\" to rootfs at \"{}\": mount src={}, dst={}, dstFd=/proc/thread-self/fd/8, flags=MS_BIND|MS_REC: \
                     not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if \
                     the specified host path exists and is the expected type",
                    point.source, point.destination, point.source, point.destination
                ))),
                Err(_) => {
                    let mut writable = mounts.clone();
                    writable.list[0].read_only = false;
                    let made = if source_is_dir {
                        state.vfs.mkdir_all(&writable, &cred, &point.destination, 0o755, now)
                    } else {
                        let parent = path::dir_name(&point.destination);
                        let _ = state.vfs.mkdir_all(&writable, &cred, parent, 0o755, now);
                        state.vfs.write(&writable, &cred, &point.destination, Content::empty(), 0o644, now)
                    };
                    made.map_err(|error| ApiError::system(format!("{}: {}", point.destination, error.go_text())))?;
                    let _ = container;
                    Ok(())
                }
            }
        })
    }

    /// A file system that all containers share: devices, process information, hardware.
    pub(super) fn pseudo_fs(&self, at: &'static str) -> FsId {
        if let Some(fs) = self.look(|state| state.pseudo.get(at).copied()) {
            return fs;
        }
        let now = self.now();
        let mut tree = Tree::new(Meta::root(0o755, now));
        let mut device = |name: &str, mode, device| {
            tree.insert_path(name, Node { ino: 0, meta: Meta::root(mode, now), kind: Kind::Device(device) });
        };
        if at == "/dev" {
            for (name, kind) in [
                ("null", Device::Null),
                ("zero", Device::Zero),
                ("full", Device::Full),
                ("random", Device::Random),
                ("urandom", Device::Random),
                ("tty", Device::Tty),
                ("console", Device::Tty),
                ("stdin", Device::Fd(0)),
                ("stdout", Device::Fd(1)),
                ("stderr", Device::Fd(2)),
            ] {
                device(name, 0o666, kind);
            }
            for name in ["shm", "pts", "mqueue"] {
                tree.insert_path(name, Node::dir(Meta::root(0o1777, now)));
            }
            tree.insert_path("fd", Node::symlink("/proc/self/fd", now));
        }
        if at == "/proc" {
            for (name, text) in proc_files() {
                tree.insert_path(name, Node::file(Meta::root(0o444, now), Content::text(&text)));
            }
        }
        let fs = self.0.kernel.enter(|state| state.vfs.add(tree));
        self.enter(|state| state.pseudo.insert(at, fs));
        fs
    }
}

/// Facts of the simulated machine that programs read: two processors, eight gigabytes.
fn proc_files() -> Vec<(&'static str, String)> {
    let cpu = |number: u32| {
        format!(
            "processor\t: {number}\nvendor_id\t: GenuineIntel\nmodel name\t: Drydock Virtual CPU\ncpu MHz\t\t: 2400.000\n\
             cache size\t: 16384 KB\ncpu cores\t: 2\n\n"
        )
    };
    vec![
        ("cpuinfo", cpu(0) + &cpu(1)),
        (
            "meminfo",
            "MemTotal:        8131688 kB\nMemFree:         5211040 kB\nMemAvailable:    6802272 kB\n".to_owned(),
        ),
        ("loadavg", "0.08 0.03 0.01 1/213 4242\n".to_owned()),
        ("version", "Linux version 6.8.0-drydock (build@drydock) #1 SMP PREEMPT_DYNAMIC\n".to_owned()),
        ("filesystems", "nodev\tproc\nnodev\ttmpfs\nnodev\toverlay\n\text4\n".to_owned()),
        (
            "mounts",
            "overlay / overlay rw,relatime 0 0\nproc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n".to_owned(),
        ),
    ]
}

/// The words of a mount's mode, by what they are about; a mode has one of each at most.
const MODES: [&[&str]; 5] =
    [&["ro", "rw"], &["z", "Z"], PROPAGATION, &["nocopy"], &["cached", "delegated", "consistent"]];
const PROPAGATION: &[&str] = &["rprivate", "private", "rshared", "shared", "rslave", "slave"];

/// Whether every word of a mode is known and none is about the same as another.
fn is_mode(mode: &str) -> bool {
    let words: Vec<&str> = mode.split(',').collect();
    words.iter().all(|word| MODES.iter().any(|about| about.contains(word)))
        && MODES.iter().all(|about| words.iter().filter(|word| about.contains(word)).count() <= 1)
}

/// Reads `SOURCE:TARGET[:MODE]` by the rules of moby's parser for Linux. A volume's point has its name alone; nothing is made.
pub(super) fn parse_bind(bind: &str) -> ApiResult<MountPoint> {
    let invalid = |why: &str| ApiError::invalid(format!("invalid volume specification: '{bind}'{why}"));
    let parts: Vec<&str> = bind.split(':').collect();
    let (source, target, mode) = match parts[..] {
        ["", ..] => return Err(invalid("")),
        [target] => ("", target, ""),
        // A path and a mode: a volume without a source has no mode.
        [_, mode] if is_mode(mode) => return Err(invalid("")),
        [source, target] => (source, target, ""),
        [source, target, mode] => (source, target, mode),
        _ => return Err(invalid("")),
    };
    if !mode.is_empty() && !is_mode(mode) {
        return Err(ApiError::invalid(format!("invalid mode: {mode}")));
    }
    let is_bind = source.starts_with('/');
    let kind = if is_bind { "bind" } else { "volume" };
    let config = |why: &str| invalid(&format!(": invalid mount config for type \"{kind}\": {why}"));
    if target.is_empty() {
        return Err(config("field Target must not be empty"));
    }
    let destination = path::absolute("/", target);
    if destination == "/" && target.starts_with('/') {
        return Err(config("invalid specification: destination can't be '/'"));
    }
    if !target.starts_with('/') {
        return Err(config(&format!("invalid mount path: '{target}' mount path must be absolute")));
    }
    let propagation = mode.split(',').find(|word| PROPAGATION.contains(word));
    let rw = !mode.split(',').any(|word| word == "ro");
    if is_bind {
        return Ok(MountPoint {
            kind: kind.to_owned(),
            source: path::absolute("/", source),
            destination,
            mode: mode.to_owned(),
            rw,
            propagation: propagation.unwrap_or("rprivate").to_owned(),
            ..MountPoint::default()
        });
    }
    if propagation.is_some() {
        return Err(config("field BindOptions must not be specified"));
    }
    let (kind, name, mode) = (kind.to_owned(), source.to_owned(), mode.to_owned());
    Ok(MountPoint { kind, name, destination, mode, rw, ..MountPoint::default() })
}

fn volume_point(name: &str, destination: &str, mode: &str, rw: bool) -> MountPoint {
    MountPoint {
        kind: "volume".to_owned(),
        name: name.to_owned(),
        source: format!("/var/lib/docker/volumes/{name}/_data"),
        destination: destination.to_owned(),
        driver: "local".to_owned(),
        mode: mode.to_owned(),
        rw,
        propagation: String::new(),
    }
}

fn replace(points: &mut Vec<MountPoint>, point: MountPoint) {
    points.retain(|known| known.destination != point.destination);
    points.push(point);
}

fn push_once(points: &mut Vec<MountPoint>, point: MountPoint) -> ApiResult<()> {
    if points.iter().any(|known| known.destination == point.destination) {
        return Err(ApiError::invalid(format!("Duplicate mount point: {}", point.destination)));
    }
    points.push(point);
    Ok(())
}

/// The size of a tmpfs as the kernel reads it: `64m`, `1g`, in bytes.
fn tmpfs_size(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..end].parse().ok()?;
    let shift = match &text[end..] {
        "" => 0,
        "k" | "K" => 10,
        "m" | "M" => 20,
        "g" | "G" => 30,
        _ => return None,
    };
    number.checked_mul(1 << shift)
}
