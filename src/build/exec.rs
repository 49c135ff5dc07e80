//! What a step asks of the engine: running a command with its mounts, and fetching a base image's layers.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::base::quote::quote;
use crate::engine::Step;
use crate::engine::api::{Progress, Stream};
use crate::hub::Manifest;
use crate::os::{channel, join};
use crate::vfs::{Content, FsId, Layer, Meta, Node, Tree, path};

use super::cache::RecordKind;
use super::event::{BuildEvent, VertexId};
use super::graph::Base;
use super::instructions::{MountFrom, RunOp};
use super::solve::Solver;

/// How long a container takes to start, in microseconds.
const START: u64 = 90_000;
/// How many of a failed command's last lines are kept.
const KEPT_LINES: usize = 10;

/// The file systems made for one command.
#[derive(Default)]
struct Mounted {
    mounts: Vec<(String, FsId, String, bool)>,
    env: Vec<(String, String)>,
    /// Those that are kept, by cache id.
    kept: Vec<(String, FsId)>,
    dropped: Vec<FsId>,
}

impl Solver<'_> {
    /// Runs a command on a tree. The error is what the step failed with, and the command's exit code.
    pub(super) async fn run_command(
        &self,
        run: &RunOp,
        below: &Tree,
        sources: &[Tree],
        vertex: VertexId,
    ) -> Result<Layer, (String, Option<i32>)> {
        let kernel = self.build.engine.kernel().clone();
        let failed =
            |why: String| format!("process {} did not complete successfully: {why}", quote(&run.command_line()));
        let mounted = self.mount(run, sources).map_err(|error| (error, None))?;
        let mut env = run.env.clone();
        env.extend(run.proxy.iter().cloned());
        env.extend(mounted.env.iter().cloned());
        let step = Step {
            tree: below.clone(),
            argv: run.argv.clone(),
            env,
            cwd: run.cwd.clone(),
            user: run.user.clone(),
            network: run.network,
            extra_hosts: run.hosts.clone(),
            mounts: mounted.mounts.clone(),
        };
        kernel.sleep(START).await;
        let written = RefCell::new(Vec::new());
        let output = |stream: Stream, bytes: &[u8]| {
            written.borrow_mut().extend_from_slice(bytes);
            self.build.send(BuildEvent::Log { vertex, stream, bytes: bytes.to_vec() });
        };
        let result = self.build.engine.run_step(step, &output).await;
        self.unmount(&mounted);
        self.build.engine.note_simplified();
        let exit_code = match result {
            Ok((status, layer)) if status.is_ok() => return Ok(layer),
            Ok((status, _)) => status.code(),
            Err(why) if why.starts_with("exec: ") => {
                // The runtime itself fails then, with its own status.
                let line =
                    format!("runc run failed: unable to start container process: error during container init: {why}\n");
                output(Stream::Stderr, line.as_bytes());
                1
            }
            Err(why) => return Err((failed(why), None)),
        };
        let written = written.take();
        let text = String::from_utf8_lossy(&written);
        let lines: Vec<&str> = text.lines().collect();
        let last = lines.iter().skip(lines.len().saturating_sub(KEPT_LINES));
        *self.build.last_lines.borrow_mut() = last.map(|line| (*line).to_owned()).collect();
        Err((failed(format!("exit code: {exit_code}")), Some(exit_code)))
    }

    fn mount(&self, run: &RunOp, sources: &[Tree]) -> Result<Mounted, String> {
        let now = self.build.now();
        let mut mounted = Mounted::default();
        let mut sources = sources.iter();
        let add = |tree: Tree| self.build.engine.kernel().enter(|state| state.vfs.add(tree));
        for mount in &run.mounts {
            let (uid, gid, mode) = mount.owner;
            let meta = |default| Meta {
                mode: mode.unwrap_or(default),
                uid: uid.unwrap_or(0),
                gid: gid.unwrap_or(0),
                mtime: now,
            };
            let (fs, inside) = match &mount.from {
                MountFrom::Bind(source, inside) => {
                    let tree = source.and_then(|_| sources.next()).cloned().unwrap_or_default();
                    (add(tree), inside.clone())
                }
                MountFrom::Cache(id, source, inside) => {
                    let begin = source.and_then(|_| sources.next()).and_then(|tree| subtree(tree, inside));
                    let known = self.build.cache.borrow().mounts.get(id).map(|(_, tree)| tree.clone());
                    let fs = add(known.or(begin).unwrap_or_else(|| Tree::new(meta(0o755))));
                    mounted.kept.push((id.clone(), fs));
                    (fs, "/".to_owned())
                }
                MountFrom::Tmpfs => (add(Tree::new(Meta::root(0o1777, now))), "/".to_owned()),
                MountFrom::Secret { id, file, variable, required } => {
                    let found = self.build.options.secrets.iter().find(|(known, _)| known == id);
                    let Some((_, content)) = found else {
                        if *required {
                            return Err(format!("secret {id}: not found"));
                        }
                        continue;
                    };
                    if let Some(variable) = variable {
                        let text = String::from_utf8_lossy(content).into_owned();
                        mounted.env.push((variable.clone(), text));
                    }
                    if !file {
                        continue;
                    }
                    let mut tree = Tree::default();
                    tree.insert_path("/secret", Node::file(meta(0o400), Content::Bytes(content.clone())));
                    (add(tree), "/secret".to_owned())
                }
                MountFrom::Ssh(true) => return Err("no SSH key \"default\" forwarded from the client".to_owned()),
                MountFrom::Ssh(false) => continue,
            };
            mounted.mounts.push((mount.target.clone(), fs, inside, mount.read_only));
            mounted.dropped.push(fs);
        }
        if let Some((name, text)) = &run.script {
            let mut tree = Tree::default();
            tree.insert_path(name, Node::file(Meta::root(0o755, now), Content::text(text)));
            let fs = add(tree);
            mounted.mounts.push(("/dev/pipes".to_owned(), fs, "/".to_owned(), true));
            mounted.dropped.push(fs);
        }
        Ok(mounted)
    }

    /// Keeps what was written to cache mounts and forgets the rest.
    fn unmount(&self, mounted: &Mounted) {
        let now = self.build.now();
        for fs in &mounted.dropped {
            let tree = self.build.engine.kernel().enter(|state| state.vfs.drop_tree(*fs));
            let id = mounted.kept.iter().find(|(_, kept)| kept == fs).map(|(id, _)| id);
            let (Some(id), Some(tree)) = (id, tree) else { continue };
            let mut cache = self.build.cache.borrow_mut();
            let known = cache.mounts.remove(id).map(|(record, _)| record);
            let mut record = known.unwrap_or_else(|| {
                let description = format!("cached mount {id} from exec /bin/sh -c");
                cache.record(RecordKind::CacheMount, description, crate::base::Digest::of(id.as_bytes()), now)
            });
            record.size = tree.root().disk_size();
            record.used = now;
            cache.mounts.insert(id.clone(), (record, tree));
        }
    }

    /// Fetches the layers of an image that comes from a registry, with progress under its step.
    pub(super) async fn fetch_layers(&self, vertex: VertexId, base: &Base, manifest: &std::rc::Rc<Manifest>) {
        let (sender, mut receiver) = channel::<Progress>(self.build.engine.kernel());
        let names: BTreeMap<&str, &str> =
            manifest.layers.iter().map(|layer| (layer.digest.short(), layer.digest.as_str())).collect();
        let fetch = async {
            self.build.engine.fetch_base(&base.reference, manifest, &sender).await;
            drop(sender);
        };
        let tell = async {
            while let Some(progress) = receiver.recv().await {
                let Some(name) = names.get(progress.id.as_str()) else { continue };
                let size =
                    manifest.layers.iter().find(|layer| layer.digest.as_str() == *name).map_or(0, |layer| layer.size);
                let extracting = format!("extracting {name}");
                match progress.status.as_str() {
                    "Downloading" => self.build.status(vertex, name, progress.current, size, false),
                    "Download complete" => self.build.status(vertex, name, size, size, true),
                    "Extracting" => self.build.status(vertex, &extracting, 0, 0, false),
                    "Pull complete" => self.build.status(vertex, &extracting, 0, 0, true),
                    _ => {}
                }
            }
        };
        join(fetch, tell).await;
    }
}

/// A folder of a tree as a tree of its own.
fn subtree(tree: &Tree, at: &str) -> Option<Tree> {
    let node = tree.get_path(&path::absolute("/", at))?;
    let mut own = Tree::default();
    let none: [&str; 0] = [];
    own.put(&none, std::rc::Rc::clone(node));
    Some(own)
}
