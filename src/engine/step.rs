//! What the image builder needs of the engine: running one step in a container of its own, and base images that are fetched
//! without becoming images of the store.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::Digest;
use crate::base::reference::Reference;
use crate::hub::{HubError, Manifest};
use crate::os::{ExitStatus, FileHandle, Ip, Kernel, Launch, Sender, Signal, join};
use crate::vfs::{Content, Cred, FsId, Layer, Meta, Mounts, Node, Tree, layer, path};

use super::api::{Progress, Stream};
use super::create::with_docker_files;
use super::image::chain_id;
use super::state::Engine;

/// A command to be run on a tree.
#[derive(Clone, Debug)]
pub struct Step {
    /// The files that it starts with.
    pub tree: Tree,
    /// The command line.
    pub argv: Vec<String>,
    /// The environment.
    pub env: Vec<(String, String)>,
    /// The working directory.
    pub cwd: String,
    /// User and group.
    pub user: String,
    /// Whether there is a network.
    pub network: bool,
    /// Names with addresses, `name:address`.
    pub extra_hosts: Vec<String>,
    /// Mounts: path, file system, folder or file in it, read-only.
    pub mounts: Vec<(String, FsId, String, bool)>,
}

/// What exists while a step runs; dropping it takes everything away again.
struct Sandbox {
    kernel: Kernel,
    ns: crate::os::NsId,
    net: crate::os::NetId,
    fs: FsId,
    etc: FsId,
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.kernel.enter(|state| {
            let left: Vec<_> = state.processes_in(self.ns).map(|process| process.pid).collect();
            for pid in left {
                state.end(pid, ExitStatus::Signal(Signal::KILL));
                state.reap(pid);
            }
            state.net.stacks.remove(&self.net);
            state.namespaces.remove(&self.ns);
            state.vfs.drop_tree(self.etc);
            state.vfs.drop_tree(self.fs);
        });
    }
}

impl Engine {
    /// Runs a step to its end. The answer is its status and the layer that it made; the error says why it could not begin.
    /// Dropping the future ends the step's processes.
    pub async fn run_step(&self, step: Step, output: &dyn Fn(Stream, &[u8])) -> Result<(ExitStatus, Layer), String> {
        let kernel = self.kernel().clone();
        let now = self.now();
        let root = with_docker_files(step.tree.clone());
        let (fs, etc) = kernel.enter(|state| (state.vfs.add(root), state.vfs.add(Tree::default())));
        let mounts = self.step_mounts(&step, fs, etc);
        // Mount points that had to be made are no part of the layer.
        let base = kernel.enter(|state| state.vfs.tree(fs).cloned().unwrap_or_default());
        let net = kernel.enter(|state| state.net.add_stack());
        if step.network {
            self.plug_step(net);
        }
        let ns = kernel.enter(|state| {
            let _ = state.vfs.mkdir_all(&mounts, &Cred::root(), &step.cwd, 0o755, now);
            state.add_namespace(Some(self.host()), "buildkitsandbox", mounts.clone(), net)
        });
        let sandbox = Sandbox { kernel: kernel.clone(), ns, net, fs, etc };
        let status = self.launch_step(&step, ns, &mounts, output).await?;
        let tree = kernel.enter(|state| state.vfs.tree(fs).cloned().unwrap_or_default());
        drop(sandbox);
        Ok((status, layer::diff(&base, &tree)))
    }

    async fn launch_step(
        &self,
        step: &Step,
        ns: crate::os::NsId,
        mounts: &Mounts,
        output: &dyn Fn(Stream, &[u8]),
    ) -> Result<ExitStatus, String> {
        let kernel = self.kernel();
        let cred = self.cred_of(mounts, &step.user, None).map_err(|error| error.message)?;
        let mut env = step.env.clone();
        for (name, value) in [("HOME", self.home_of(mounts, &cred)), ("HOSTNAME", "buildkitsandbox".to_owned())] {
            if !env.iter().any(|(known, _)| known == name) {
                env.push((name.to_owned(), value));
            }
        }
        let name = step.argv.first().map_or("", String::as_str);
        let exe = self.find_program(ns, &cred, &step.cwd, &env, name)?;
        let (out, out_end) = kernel.pipe();
        let (err, err_end) = kernel.pipe();
        let null = kernel.null();
        let launch = Launch {
            ns,
            ppid: 0,
            pgid: None,
            tty: None,
            argv: step.argv.clone(),
            env: Rc::new(env),
            cwd: step.cwd.clone(),
            cred,
            fds: BTreeMap::from([(0, null.id()), (1, out_end.id()), (2, err_end.id())]),
            ignored: Vec::new(),
            init: true,
        };
        let pid = self.launch_or_complain(launch, &exe);
        drop((out_end, err_end, null));
        let copy = async |from: FileHandle, stream| {
            while let Ok(bytes) = from.read(16_384).await {
                if bytes.is_empty() {
                    return;
                }
                output(stream, &bytes);
            }
        };
        let copies = join(copy(out, Stream::Stdout), copy(err, Stream::Stderr));
        let (status, _) = join(kernel.wait_exit(pid), copies).await;
        Ok(status.unwrap_or(ExitStatus::Code(137)))
    }

    fn step_mounts(&self, step: &Step, fs: FsId, etc: FsId) -> Mounts {
        let mut mounts = Mounts::with_root(fs, "overlay");
        for (at, kind) in [("/proc", "proc"), ("/dev", "tmpfs"), ("/sys", "sysfs")] {
            mounts.add(at, self.pseudo_fs(at), "/", at == "/sys", kind);
        }
        let now = self.now();
        let mut hosts = "127.0.0.1\tlocalhost\n::1\tlocalhost\n".to_owned();
        for extra in &step.extra_hosts {
            if let Some((name, ip)) = extra.split_once([':', '=']) {
                hosts.extend([ip, "\t", name, "\n"]);
            }
        }
        self.kernel().enter(|state| {
            if let Some(tree) = state.vfs.tree_mut(etc) {
                for (name, text) in [("hosts", hosts.as_str()), ("resolv.conf", "nameserver 192.168.65.7\n")] {
                    tree.insert(&[name], Node::file(Meta::root(0o644, now), Content::text(text)));
                }
            }
        });
        mounts.add("/etc/hosts", etc, "hosts", false, "ext4");
        mounts.add("/etc/resolv.conf", etc, "resolv.conf", false, "ext4");
        for (at, fs, root, read_only) in &step.mounts {
            let kind_is_file = self.kernel().enter(|state| {
                state.vfs.tree(*fs).and_then(|tree| tree.get_path(root)).is_some_and(|node| !node.is_dir())
            });
            self.kernel().enter(|state| {
                let (root_cred, now) = (Cred::root(), state.now);
                if kind_is_file {
                    let _ = state.vfs.mkdir_all(&mounts, &root_cred, path::dir_name(at), 0o755, now);
                    let _ = state.vfs.write(&mounts, &root_cred, at, Content::empty(), 0o644, now);
                } else {
                    let _ = state.vfs.mkdir_all(&mounts, &root_cred, at, 0o755, now);
                }
            });
            mounts.add(at, *fs, root, *read_only, "ext4");
        }
        mounts
    }

    /// Plugs a step's stack into the default bridge.
    fn plug_step(&self, net: crate::os::NetId) {
        let found = self.look(|state| {
            let network = state.find_network("bridge")?;
            Some((network.link, Ip::from_number(network.gateway.number() | 0xff00)))
        });
        let Some((link, ip)) = found else { return };
        let host = self.0.host_net;
        self.kernel().enter(|state| {
            if let Some(stack) = state.net.stacks.get_mut(&net) {
                stack.gateway = Some(host);
                let mac = super::network::mac_of(ip);
                stack.ifaces.push(crate::os::Iface {
                    name: "eth0".to_owned(),
                    link,
                    ip,
                    prefix: 16,
                    mac,
                    dns: false,
                    aliases: Vec::new(),
                });
            }
        });
    }

    /// The manifest of an image that is not in the store.
    pub async fn remote_manifest(&self, reference: &Reference) -> Result<Rc<Manifest>, HubError> {
        self.hub().reach(reference)?;
        self.ask(|engine| engine.hub().enter(|hub| hub.manifest(reference, None))).await
    }

    /// Fetches the layers of an image into the store without making an image of them; their chain ids are the answer.
    pub async fn fetch_base(
        &self,
        reference: &Reference,
        manifest: &Rc<Manifest>,
        tell: &Sender<Progress>,
    ) -> Vec<Digest> {
        self.fetch_layers(reference, manifest, tell).await;
        let mut chains: Vec<Digest> = Vec::new();
        for layer in &manifest.layers {
            chains.push(chain_id(chains.last(), &layer.diff_id));
        }
        chains
    }
}
