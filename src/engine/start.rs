//! Starting a container: networks, mounts, a namespace and its first process. What happens afterwards is in `monitor`.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::time::MILLI;
use crate::os::exec::LoadError;
use crate::os::{FileHandle, Launch, Link, Tty, users};
use crate::vfs::{Content, Cred, Errno, Meta, Mounts, Node, Tree, path};

use super::api::{ApiError, ApiResult};
use super::container::{Container, Health, Status};
use super::state::Engine;

/// What the daemon puts before the runtime's own words.
const RUNTIME: &str = "failed to create task for container: failed to create shim task: OCI runtime create failed: runc \
                       create failed: unable to start container process";
/// The search path of a process that has none.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A process's way out: what it prints goes through these.
pub(super) struct Streams {
    pub(super) stdout: FileHandle,
    pub(super) stderr: Option<FileHandle>,
}

impl Engine {
    /// Starts a container by its whole id.
    pub(super) async fn start_container(&self, id: &str) -> ApiResult<()> {
        let status = self.with_container(id, |container| container.state.status)?;
        match status {
            Status::Paused => return Err(ApiError::conflict("cannot start a paused container, try unpause instead")),
            Status::Running => return Ok(()),
            Status::Removing | Status::Dead => {
                return Err(ApiError::conflict("container is marked for removal and cannot be started"));
            }
            Status::Created | Status::Exited | Status::Restarting => {}
        }
        self.0.kernel.sleep(120 * MILLI).await;
        if let Err(error) = self.try_start(id) {
            let code = exit_code_of(&error.message);
            self.change(id, |container| {
                container.state.error.clone_from(&error.message);
                container.state.exit_code = code;
                if container.state.status == Status::Restarting {
                    container.state.status = Status::Exited;
                }
            });
            self.unplug_all(id);
            let auto_remove = self.with_container(id, |container| container.host_config.auto_remove)?;
            if auto_remove {
                self.forget(id, true);
            }
            return Err(error);
        }
        Ok(())
    }

    /// The containers whose namespaces are to be joined must be there and run.
    fn check_namespaces(&self, id: &str) -> ApiResult<()> {
        let modes = self.with_container(id, |c| [c.host_config.pid_mode.clone(), c.host_config.ipc_mode.clone()])?;
        for name in modes.iter().filter_map(|mode| mode.strip_prefix("container:")) {
            let running = self.with_container(name, |other| other.state.is_running());
            if !running.map_err(|why| ApiError::invalid(why.message))? {
                return Err(ApiError::conflict(format!("container {name} is not running")));
            }
        }
        Ok(())
    }

    fn try_start(&self, id: &str) -> ApiResult<()> {
        self.check_namespaces(id)?;
        let net = self.plug_in_all(id)?;
        self.write_etc(id);
        let Some(container) = self.look(|state| state.containers.get(id).cloned()) else { return Ok(()) };
        self.check_links(&container)?;
        let mounts = self.mount_all(&container)?;
        let ns = self.0.kernel.enter(|state| {
            let ns = state.add_namespace(Some(self.0.host), &container.config.hostname, mounts.clone(), net);
            if let Some(namespace) = state.namespaces.get_mut(&ns) {
                namespace.memory_limit = u64::try_from(container.host_config.memory).ok().filter(|limit| *limit > 0);
            }
            ns
        });
        let config = &container.config;
        let cred = self.cred_of(&mounts, &config.user, container.host_config.group_add.as_deref())?;
        let cwd = if config.working_dir.is_empty() { "/" } else { &config.working_dir };
        self.0.kernel.enter(|state| {
            let now = state.now;
            let _ = state.vfs.mkdir_all(&mounts, &Cred::root(), cwd, 0o755, now);
        });
        let env = self.environment(&container, &mounts, &cred);
        let mut argv = vec![container.path.clone()];
        argv.extend(container.args.iter().cloned());
        if container.host_config.init == Some(true) {
            self.add_init(&container);
            argv.splice(0..0, ["/sbin/docker-init".to_owned(), "--".to_owned()]);
        }
        let exe = self
            .find_program(ns, &cred, cwd, &env, &argv[0])
            .map_err(|why| ApiError::system(format!("{RUNTIME}: error during container init: {why}: unknown")))?;
        let (fds, streams) = self.standard_streams(id, &container);
        let tty = self.with_container(id, |container| container.tty)?;
        let launch = Launch {
            ns,
            ppid: 0,
            pgid: None,
            tty,
            argv: argv.clone(),
            env: Rc::new(env),
            cwd: cwd.to_owned(),
            cred,
            fds,
            ignored: Vec::new(),
            init: true,
        };
        let pid = self.launch_or_complain(launch, &exe);
        if let Some(tty) = tty {
            self.0.kernel.enter(|state| {
                if let Some(entry) = state.ttys.get_mut(&tty) {
                    entry.foreground = Some(pid);
                }
            });
        }
        let now = self.now();
        self.change(id, |container| {
            container.ns = Some(ns);
            container.net = Some(net);
            container.life += 1;
            let has_check = container
                .config
                .healthcheck
                .as_ref()
                .is_some_and(|check| check.test.first().is_some_and(|t| t != "NONE"));
            let state = &mut container.state;
            state.status = Status::Running;
            state.pid = pid;
            state.exit_code = 0;
            state.error.clear();
            state.oom_killed = false;
            state.started = Some(now);
            state.finished = state.finished.filter(|_| true);
            state.health = has_check.then(|| Health { status: "starting", ..Health::default() });
            container.stopped_by_user = false;
            container.restart_at = None;
        });
        self.emit_container(id, "start", &[]);
        self.watch(id, pid, streams);
        self.watch_health(id);
        Ok(())
    }

    /// Executes a file; one that the kernel refuses complains on the container's standard error and ends with 255, as the
    /// runtime's last step does.
    pub(super) fn launch_or_complain(&self, launch: Launch, exe: &str) -> crate::os::Pid {
        let why = match self.0.kernel.launch(launch.clone(), exe) {
            Ok(pid) => return pid,
            Err(LoadError::Errno(errno)) => errno,
            Err(LoadError::Interpreter(_)) => Errno::NoEnt,
        };
        let text = format!("exec {exe}: {}\n", why.go_text());
        self.0.kernel.launch_future(launch, 0, move |process| Box::pin(async move { process.fail(&text, 255).await }))
    }

    /// Finds the program to run, with the runtime's words when it cannot.
    pub(super) fn find_program(
        &self,
        ns: crate::os::NsId,
        cred: &Cred,
        cwd: &str,
        env: &[(String, String)],
        name: &str,
    ) -> Result<String, String> {
        let search = env.iter().rev().find(|(key, _)| key == "PATH").map_or(PATH, |(_, value)| value.as_str());
        let found = self.0.kernel.find(ns, cred, cwd, search, name);
        found.map_err(|error| {
            let is_dir = self.0.kernel.enter(|state| {
                let mounts = state.namespaces.get(&ns).map(|n| n.mounts.clone()).unwrap_or_default();
                state.vfs.stat(&mounts, cred, &path::absolute(cwd, name)).is_ok_and(|stat| stat.node.is_dir())
            });
            match error {
                Errno::NoEnt if !name.contains('/') => format!("exec: \"{name}\": executable file not found in $PATH"),
                Errno::NoEnt | Errno::NotDir => format!("exec: \"{name}\": stat {name}: {}", error.go_text()),
                Errno::Acces if is_dir && name.contains('/') => {
                    format!("exec: \"{name}\": is a directory: permission denied")
                }
                other => format!("exec: \"{name}\": {}", other.go_text()),
            }
        })
    }

    /// Standard input, output and error of a container's first process, and the ends that the engine keeps.
    fn standard_streams(&self, id: &str, container: &Container) -> (BTreeMap<u32, crate::os::FileId>, Streams) {
        let kernel = &self.0.kernel;
        if container.config.tty {
            let [rows, cols] = container.host_config.console_size;
            let (cols, rows) = if cols == 0 { (80, 24) } else { (cols as u16, rows as u16) };
            let tty = kernel.enter(|state| state.add_tty(Tty::new(cols, rows)));
            let (master, slave) = kernel.open_tty(tty);
            let fds = BTreeMap::from([(0, slave.id()), (1, slave.id()), (2, slave.id())]);
            self.keep_open_until_started(slave);
            self.change(id, |container| container.tty = Some(tty));
            self.0.runtime.borrow_mut().inputs.insert(id.to_owned(), master.clone());
            return (fds, Streams { stdout: master, stderr: None });
        }
        let (out, out_end) = kernel.pipe();
        let (err, err_end) = kernel.pipe();
        let stdin = if container.config.open_stdin {
            let (read, write) = kernel.pipe();
            self.0.runtime.borrow_mut().inputs.insert(id.to_owned(), write);
            read
        } else {
            kernel.null()
        };
        let fds = BTreeMap::from([(0, stdin.id()), (1, out_end.id()), (2, err_end.id())]);
        for handle in [stdin, out_end, err_end] {
            self.keep_open_until_started(handle);
        }
        self.change(id, |container| container.tty = None);
        (fds, Streams { stdout: out, stderr: Some(err) })
    }

    /// The process takes its own hold when it is launched in this same call; the engine's goes right after.
    pub(super) fn keep_open_until_started(&self, handle: FileHandle) {
        self.0.kernel.spawn_service(async move { drop(handle) });
    }

    /// The environment: the configuration's, with HOME, HOSTNAME, PATH and TERM where missing.
    pub(super) fn environment(&self, container: &Container, mounts: &Mounts, cred: &Cred) -> Vec<(String, String)> {
        let own: Vec<(String, String)> = container
            .config
            .env
            .iter()
            .flatten()
            .filter_map(|variable| variable.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let bare = |name: &str| container.config.env.iter().flatten().any(|variable| variable == name);
        let has = |name: &str| bare(name) || own.iter().any(|(key, _)| key == name);
        let mut env = Vec::new();
        if !has("PATH") {
            env.push(("PATH".to_owned(), PATH.to_owned()));
        }
        if !has("HOSTNAME") {
            env.push(("HOSTNAME".to_owned(), container.config.hostname.clone()));
        }
        if container.config.tty && !has("TERM") {
            env.push(("TERM".to_owned(), "xterm".to_owned()));
        }
        for link in self.links_of(container) {
            let variables = link.environment(&container.name);
            let pairs = variables.iter().filter_map(|pair| pair.split_once('='));
            env.extend(pairs.filter(|(name, _)| !has(name)).map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        // An empty one counts as missing to the runtime.
        let has_home = own.iter().any(|(name, value)| name == "HOME" && !value.is_empty());
        let home = (!has_home).then(|| self.home_of(mounts, cred));
        env.extend(own.into_iter().filter(|(name, value)| name != "HOME" || !value.is_empty()));
        env.extend(home.map(|home| ("HOME".to_owned(), home)));
        env
    }

    pub(super) fn home_of(&self, mounts: &Mounts, cred: &Cred) -> String {
        let passwd = self.etc_text(mounts, "/etc/passwd");
        let user = users::parse_passwd(&passwd).into_iter().find(|user| user.uid == cred.uid);
        user.map(|user| user.home)
            .filter(|home| !home.is_empty())
            .unwrap_or_else(|| if cred.uid == 0 { "/root".to_owned() } else { "/".to_owned() })
    }

    fn etc_text(&self, mounts: &Mounts, path: &str) -> String {
        self.0.kernel.enter(|state| state.vfs.read_text(mounts, &Cred::root(), path).unwrap_or_default())
    }

    /// User and groups of `name`, `number`, `name:group` and so on, by the container's own files.
    pub(super) fn cred_of(&self, mounts: &Mounts, text: &str, more: Option<&[String]>) -> ApiResult<Cred> {
        let users = users::parse_passwd(&self.etc_text(mounts, "/etc/passwd"));
        let groups = users::parse_group(&self.etc_text(mounts, "/etc/group"));
        let (user, group) = text.split_once(':').map_or((text, ""), |(user, group)| (user, group));
        // Without a name it is whoever has the number 0.
        let asked = if user.is_empty() { "0" } else { user };
        let known = users.iter().find(|known| known.name == asked || known.uid.to_string() == asked);
        let (uid, mut gid) = match (known, user.parse::<u32>()) {
            (Some(known), _) => (known.uid, known.gid),
            (None, Ok(number)) if i32::try_from(number).is_err() => {
                return Err(ApiError::system("uids and gids must be in range 0-2147483647"));
            }
            (None, Ok(number)) => (number, 0),
            (None, Err(_)) if user.is_empty() => (0, 0),
            (None, Err(_)) => {
                return Err(ApiError::system(format!(
                    "unable to find user {user}: no matching entries in passwd file"
                )));
            }
        };
        let number = |name: &str| -> ApiResult<u32> {
            let known = groups.iter().find(|known| known.name == name).map(|known| known.gid);
            known.or_else(|| name.parse().ok()).ok_or_else(|| {
                ApiError::system(format!("unable to find group {name}: no matching entries in group file"))
            })
        };
        if !group.is_empty() {
            gid = number(group)?;
        }
        let name = known.map_or("", |known| known.name.as_str());
        let mut all: Vec<u32> = vec![gid];
        if group.is_empty() {
            all.extend(groups.iter().filter(|g| g.members.iter().any(|member| member == name)).map(|g| g.gid));
        }
        for name in more.unwrap_or_default() {
            all.push(number(name)?);
        }
        Ok(Cred { uid, gid, groups: all.into() })
    }

    /// `/etc/hostname`, `/etc/hosts` and `/etc/resolv.conf` as docker writes them at each start.
    fn write_etc(&self, id: &str) {
        let Some(container) = self.look(|state| state.containers.get(id).cloned()) else { return };
        let hostname = if container.config.domainname.is_empty() {
            container.config.hostname.clone()
        } else {
            format!("{}.{}", container.config.hostname, container.config.domainname)
        };
        let dns = match container.networks.values().any(|endpoint| !endpoint.dns_names.is_empty()) {
            true => "nameserver 127.0.0.11\nsearch .\noptions edns0 trust-ad ndots:0\n".to_owned(),
            false if container.host_config.dns.is_empty() => "nameserver 192.168.65.7\n".to_owned(),
            false => format!("nameserver {}\n", container.host_config.dns.join("\nnameserver ")),
        };
        let now = self.now();
        self.0.kernel.enter(|state| {
            if let Some(tree) = state.vfs.tree_mut(container.etc) {
                put(tree, "hostname", &format!("{hostname}\n"), now);
                put(tree, "resolv.conf", &dns, now);
            }
        });
        self.write_hosts(id);
    }

    /// `/etc/hosts` with the container's own addresses, links and extra hosts.
    pub(super) fn write_hosts(&self, id: &str) {
        let Some(container) = self.look(|state| state.containers.get(id).cloned()) else { return };
        let mut text =
            "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nff00::0\t\
                        ip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n"
                .to_owned();
        let line = |text: &mut String, ip: &str, name: &str| {
            text.push_str(ip);
            text.push('\t');
            text.push_str(name);
            text.push('\n');
        };
        for extra in container.host_config.extra_hosts.iter().flatten() {
            if let Some((name, ip)) = extra.split_once(':') {
                let gateway =
                    self.look(|state| state.find_network("bridge").map(|n| n.gateway.to_string()).unwrap_or_default());
                line(&mut text, if ip == "host-gateway" { &gateway } else { ip }, name);
            }
        }
        for super::links::Link { child, alias } in self.links_of(&container) {
            if let Some(ip) = child.networks.values().find_map(|endpoint| endpoint.ip) {
                let short = &child.config.hostname;
                let names = if alias == child.name {
                    format!("{alias} {short}")
                } else {
                    format!("{alias} {short} {}", child.name)
                };
                line(&mut text, &ip.to_string(), &names);
            }
        }
        for ip in container.networks.values().filter_map(|endpoint| endpoint.ip) {
            let full = &container.config.hostname;
            let names = full.split_once('.').map_or_else(|| full.clone(), |(short, _)| format!("{full} {short}"));
            line(&mut text, &ip.to_string(), &names);
        }
        let now = self.now();
        self.0.kernel.enter(|state| {
            if let Some(tree) = state.vfs.tree_mut(container.etc) {
                put(tree, "hosts", &text, now);
            }
        });
    }

    /// `--init` brings its own program.
    fn add_init(&self, container: &Container) {
        let now = self.now();
        self.0.kernel.enter(|state| {
            if let Some(tree) = state.vfs.tree_mut(container.fs) {
                let content = crate::os::executable("tini", "0.19.0", 869_384);
                tree.insert_path("/sbin/docker-init", Node::file(Meta::root(0o755, now), content));
            }
        });
    }

    /// What reaches a container when someone types at it.
    pub(super) fn link_of(&self, id: &str) -> Option<Link> {
        let tty = self.look(|state| state.containers.get(id).and_then(|container| container.tty));
        if let Some(tty) = tty {
            return Some(Link::Tty(tty));
        }
        let input = self.0.runtime.borrow().inputs.get(id).map(FileHandle::id)?;
        self.0.kernel.pipe_of(input).map(Link::Pipe)
    }
}

fn put(tree: &mut Tree, name: &str, text: &str, now: crate::base::Time) {
    let content = Content::text(text);
    match tree.get_mut(&[name]) {
        // The same inode: a mount of it stays a mount of it.
        Some(node) => {
            node.kind = crate::vfs::Kind::File(content);
            node.meta.mtime = now;
        }
        None => {
            tree.insert(&[name], Node::file(Meta::root(0o644, now), content));
        }
    }
}

/// The exit code that a failed start leaves, as the daemon guesses it from the runtime's words.
fn exit_code_of(message: &str) -> i32 {
    let lower = message.to_lowercase();
    if ["executable file not found", "no such file or directory", "system cannot find the file specified"]
        .iter()
        .any(|words| lower.contains(words))
    {
        127
    } else if lower.contains("permission denied")
        || lower.contains("is a directory")
        || lower.contains("not a directory")
    {
        126
    } else {
        128
    }
}
