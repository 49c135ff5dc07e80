//! The second half of a build: every step of the graph is found in the cache or executed, independent ones side by side.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use crate::base::Digest;
use crate::base::quote::quote;
use crate::engine::NoteKind;
use crate::vfs::{Layer, Tree, layer, tar};

use super::build::{BEGINNING, Build};
use super::cache::{Memory, Record, RecordId, RecordKind, identity};
use super::context;
use super::convert::Goal;
use super::copying::Target;
use super::event::{BuildEvent, VertexId};
use super::futures::{Boxed, run_all};
use super::graph::{Base, ContextOp, Graph, Node, Op, OpId};
use super::keys::{self, Keys};
use super::options::Output;
use super::stop::Stop;

/// The least time of a step on files, in microseconds.
const FILE_STEP: u64 = 18_000;
/// How many bytes of files are written in a microsecond.
const WRITE_RATE: u64 = 300;
/// How many bytes of a context travel in a microsecond.
const CONTEXT_RATE: u64 = 100;

/// What a node came to.
#[derive(Debug)]
struct Snapshot {
    /// What the keys of further steps begin with.
    key: Digest,
    /// The image below.
    base: Option<OpId>,
    /// The layers on it.
    layers: Vec<RecordId>,
    /// Files that are no layers.
    files: Option<Tree>,
    /// It was executed in this build.
    ran: bool,
}

/// The goal's result.
#[derive(Debug, Default)]
pub(super) struct Solved {
    /// The layers on the base image.
    pub(super) layers: Vec<RecordId>,
    /// The files, where they were asked for.
    pub(super) tree: Tree,
}

/// How far a base image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loading {
    Untouched,
    Underway,
    Ready,
}

/// A graph being solved.
pub(super) struct Solver<'a> {
    pub(super) build: &'a Build,
    graph: &'a Graph,
    vertices: Vec<VertexId>,
    snapshots: RefCell<Vec<Option<Rc<Snapshot>>>>,
    bases: RefCell<Vec<Loading>>,
    running: RefCell<Vec<VertexId>>,
    failure: RefCell<Option<Stop>>,
}

impl Build {
    /// Solves everything that the goal needs.
    pub(super) async fn solve(&self, goal: &Goal) -> Result<Solved, Stop> {
        let needed = goal.graph.needed(goal.top);
        let mut vertices = vec![0; goal.graph.nodes.len()];
        for id in needed.iter().filter(|id| !goal.graph.nodes[**id].name.is_empty()) {
            vertices[*id] = self.plan(&goal.graph.nodes[*id].name);
        }
        let count = goal.graph.nodes.len();
        let solver = Solver {
            build: self,
            graph: &goal.graph,
            vertices,
            snapshots: RefCell::new(vec![None; count]),
            bases: RefCell::new(vec![Loading::Untouched; count]),
            running: RefCell::default(),
            failure: RefCell::default(),
        };
        let tasks: Vec<Boxed<'_, ()>> =
            needed.into_iter().map(|id| Box::pin(solver.task(id)) as Boxed<'_, ()>).collect();
        run_all(tasks, || solver.failure.borrow().is_some()).await;
        if let Some(stop) = solver.failure.take() {
            for vertex in solver.running.take() {
                self.send(BuildEvent::Canceled { vertex });
            }
            return Err(stop);
        }
        let Some(top) = goal.top else { return Ok(Solved::default()) };
        let snapshot = solver.snapshot(top).await;
        let tree = if self.options.output == Output::Image {
            // The store needs the layers below to hold those above.
            if let Some(base) = snapshot.base {
                solver.load_base(base, false).await;
            }
            Tree::default()
        } else {
            solver.tree(&snapshot).await
        };
        Ok(Solved { layers: snapshot.layers.clone(), tree })
    }
}

impl Solver<'_> {
    async fn task(&self, id: OpId) {
        match self.evaluate(id).await {
            Ok(snapshot) => self.snapshots.borrow_mut()[id] = Some(Rc::new(snapshot)),
            Err(stop) => {
                self.failure.borrow_mut().get_or_insert(stop);
            }
        }
    }

    /// Waits until a node is solved.
    async fn snapshot(&self, id: OpId) -> Rc<Snapshot> {
        poll_fn(|_| match &self.snapshots.borrow()[id] {
            Some(snapshot) => Poll::Ready(Rc::clone(snapshot)),
            None => Poll::Pending,
        })
        .await
    }

    fn start(&self, id: OpId) {
        let vertex = self.vertices[id];
        if vertex > 0 {
            self.running.borrow_mut().push(vertex);
            self.build.started(vertex, &self.graph.nodes[id].name);
        }
    }

    fn end(&self, id: OpId) -> VertexId {
        let vertex = self.vertices[id];
        self.running.borrow_mut().retain(|running| *running != vertex);
        vertex
    }

    fn done(&self, id: OpId) {
        let vertex = self.end(id);
        if vertex > 0 {
            self.build.done(vertex);
        }
    }

    async fn sleep(&self, micros: u64) {
        self.build.engine.kernel().sleep(micros).await;
    }

    async fn evaluate(&self, id: OpId) -> Result<Snapshot, Stop> {
        let node = &self.graph.nodes[id];
        match &node.op {
            Op::Image(base) => Ok(self.image(id, base).await),
            Op::Context(op) => Ok(self.context(id, op).await),
            Op::Inline(tree) => {
                self.start(id);
                self.done(id);
                Ok(Snapshot {
                    key: Digest::of(b"inline"),
                    base: None,
                    layers: Vec::new(),
                    files: Some(tree.clone()),
                    ran: false,
                })
            }
            Op::Mkdir(_) | Op::Copy(_) | Op::Run(_) => self.step(id, node).await,
        }
    }

    /// An image's layers: for the keys of further steps it is enough to know which.
    async fn image(&self, id: OpId, base: &Base) -> Snapshot {
        self.start(id);
        if let Some(manifest) = &base.manifest {
            let digest = if base.reference.digest.is_some() { String::new() } else { format!("@{}", manifest.digest) };
            let status = format!("resolve {}{digest}", base.reference);
            let vertex = self.vertices[id];
            self.sleep(BEGINNING).await;
            self.build.status(vertex, &status, 0, 0, false);
            self.sleep(1_000).await;
            self.build.status(vertex, &status, 0, 0, true);
        }
        self.done(id);
        let top = base.chains.last().map_or("", Digest::as_str);
        let key = Digest::of(format!("image\0{top}").as_bytes());
        Snapshot { key, base: Some(id), layers: Vec::new(), files: None, ran: false }
    }

    async fn context(&self, id: OpId, op: &ContextOp) -> Snapshot {
        self.start(id);
        let tree = context::select(&op.tree, &op.paths);
        let before = self.build.cache.borrow().contexts.get(&op.key).map(|(_, tree)| tree.clone());
        let bytes = context::transfer(before.as_ref(), &tree);
        let (vertex, status) = (self.vertices[id], format!("transferring {}:", op.word));
        self.sleep(BEGINNING).await;
        self.build.status(vertex, &status, 0, 0, false);
        let (mut sent, step) = (0, CONTEXT_RATE * 100_000);
        while bytes - sent > step {
            self.sleep(100_000).await;
            sent += step;
            self.build.status(vertex, &status, sent, 0, false);
        }
        self.sleep(5_000 + (bytes - sent) / CONTEXT_RATE).await;
        self.build.status(vertex, &status, bytes, 0, true);
        self.done(id);
        self.build.cache.borrow_mut().keep_context(&op.key, &op.word, &tree, self.build.now());
        let key = Digest::of(format!("context\0{}", op.key).as_bytes());
        Snapshot { key, base: None, layers: Vec::new(), files: Some(tree), ran: false }
    }

    /// A step that makes a layer.
    async fn step(&self, id: OpId, node: &Node) -> Result<Snapshot, Stop> {
        let parent = match node.parent {
            Some(parent) => Some(self.snapshot(parent).await),
            None => None,
        };
        let mut sources = Vec::new();
        for source in self.graph.sources(id) {
            sources.push(self.snapshot(source).await);
        }
        let parent_ran = parent.as_ref().is_some_and(|parent| parent.ran);
        let ignore =
            node.ignore_cache || (self.build.options.no_cache && parent_ran && matches!(node.op, Op::Mkdir(_)));
        let state = |snapshot: &Rc<Snapshot>| (snapshot.key.clone(), snapshot.files.is_some());
        let states: Vec<(Digest, bool)> = sources.iter().map(state).collect();
        let parent_key = keys::parent_key(node, parent.as_ref().map(|parent| &parent.key));
        let mut keys = keys::quick(node, &parent_key, &states);
        let mut hit = self.find(&keys.all, ignore);
        if hit.is_none() && !sources.is_empty() {
            self.add_slow_key(id, node, &sources, &mut keys).await?;
            hit = self.find(&keys.all, ignore);
        }
        self.note(node, &keys.memory, hit.is_some(), ignore, parent_ran);
        let record = match hit {
            Some(record) => {
                let mut cache = self.build.cache.borrow_mut();
                for key in keys.all {
                    cache.keys.insert(key, record);
                }
                drop(cache);
                self.build.send(BuildEvent::Cached { vertex: self.vertices[id] });
                record
            }
            None => self.execute(id, node, parent.as_deref(), &sources, &keys.all, ignore).await?,
        };
        let (base, mut layers) =
            parent.as_ref().map_or((None, Vec::new()), |parent| (parent.base, parent.layers.clone()));
        layers.push(record);
        let key = self.build.cache.borrow().records.get(&record).map(|record| record.key.clone());
        let key = key.unwrap_or_else(|| Digest::of(b""));
        Ok(Snapshot { key, base, layers, files: None, ran: hit.is_none() })
    }

    fn find(&self, keys: &[Digest], ignore: bool) -> Option<RecordId> {
        if ignore {
            return None;
        }
        let now = self.build.now();
        let mut cache = self.build.cache.borrow_mut();
        keys.iter().find_map(|key| cache.find(key, now))
    }

    /// Adds the key by the content of the files that the step reads.
    async fn add_slow_key(&self, id: OpId, node: &Node, sources: &[Rc<Snapshot>], keys: &mut Keys) -> Result<(), Stop> {
        let mut trees = Vec::new();
        for source in sources {
            trees.push(self.tree(source).await);
        }
        keys.add_slow(node, &trees).map_err(|missing| self.missing_source(id, node, &missing))
    }

    fn missing_source(&self, id: OpId, node: &Node, path: &str) -> Stop {
        let worker = self.build.engine.id();
        let reference = identity(&format!("{path} {}", node.name));
        let error = format!("failed to calculate checksum of ref {worker}::{reference}: {}: not found", quote(path));
        self.start(id);
        self.build.failed(self.end(id), &error);
        let message = format!("failed to compute cache key: {error}");
        Stop { step: Some(node.name.clone()), ..Stop::at(node.lines, message) }
    }

    async fn execute(
        &self,
        id: OpId,
        node: &Node,
        parent: Option<&Snapshot>,
        sources: &[Rc<Snapshot>],
        keys: &[Digest],
        ignore: bool,
    ) -> Result<RecordId, Stop> {
        let below = match parent {
            Some(parent) => self.tree(parent).await,
            None => Tree::default(),
        };
        let mut trees = Vec::new();
        for source in sources {
            trees.push(self.tree(source).await);
        }
        self.start(id);
        let made = match &node.op {
            Op::Run(run) => self.run_command(run, &below, &trees, self.vertices[id]).await,
            Op::Copy(copy) => {
                let base = if copy.link { Tree::default() } else { below.clone() };
                self.file_step(&base, |target| copy.execute(target, &trees)).await
            }
            Op::Mkdir(mkdir) => self.file_step(&below, |target| mkdir.execute(target)).await,
            Op::Image(_) | Op::Context(_) | Op::Inline(_) => Ok(Layer::default()),
        };
        let made = match made {
            Ok(made) => made,
            Err((error, exit_code)) => {
                self.build.failed(self.end(id), &error);
                return Err(Stop { step: Some(node.name.clone()), exit_code, ..Stop::at(node.lines, error) });
            }
        };
        let record = self.keep(node, parent, &below, made, keys, ignore);
        self.done(id);
        Ok(record)
    }

    async fn file_step(
        &self,
        below: &Tree,
        step: impl FnOnce(&mut Target) -> Result<(), String>,
    ) -> Result<Layer, (String, Option<i32>)> {
        let mut target = Target::new(below.clone(), self.build.now());
        step(&mut target).map_err(|error| (error, None))?;
        let made = layer::diff(below, target.tree());
        self.sleep(FILE_STEP + made.size() / WRITE_RATE).await;
        Ok(made)
    }

    fn keep(
        &self,
        node: &Node,
        parent: Option<&Snapshot>,
        below: &Tree,
        made: Layer,
        keys: &[Digest],
        ignore: bool,
    ) -> RecordId {
        let now = self.build.now();
        let mut cache = self.build.cache.borrow_mut();
        let mut record = cache.record(RecordKind::Regular, node.name.clone(), Digest::of(b""), now);
        // A result that was made although there is one gets a key of its own, so that nothing above the old one fits it.
        let own = keys.first().cloned().unwrap_or_else(|| Digest::of(b""));
        let key = if ignore { Digest::of(format!("{own} {}", record.name).as_bytes()) } else { own };
        record = Record {
            key,
            parent: parent.and_then(|parent| parent.layers.last().copied()),
            diff_id: tar::layer_digest(&made),
            size: made.size(),
            tree: Some(made.apply(below)),
            layer: Rc::new(made),
            ..record
        };
        cache.keep(record, keys)
    }

    /// The files of a node, its base image fetched if need be.
    async fn tree(&self, snapshot: &Snapshot) -> Tree {
        if let Some(files) = &snapshot.files {
            return files.clone();
        }
        let known = |id: &RecordId| self.build.cache.borrow().records.get(id).and_then(|record| record.tree.clone());
        if let Some(tree) = snapshot.layers.last().and_then(known) {
            return tree;
        }
        let mut tree = match snapshot.base {
            Some(base) => self.load_base(base, true).await,
            None => Tree::default(),
        };
        for id in &snapshot.layers {
            let mut cache = self.build.cache.borrow_mut();
            if let Some(record) = cache.records.get_mut(id) {
                tree = record.layer.apply(&tree);
                record.tree = Some(tree.clone());
            }
        }
        tree
    }

    /// Brings an image's layers into the store, once. With `show` the step says so even if they are there.
    async fn load_base(&self, id: OpId, show: bool) -> Tree {
        let Op::Image(base) = &self.graph.nodes[id].op else { return Tree::default() };
        let top = base.chains.last();
        poll_fn(|_| match self.bases.borrow()[id] {
            Loading::Underway => Poll::Pending,
            Loading::Untouched | Loading::Ready => Poll::Ready(()),
        })
        .await;
        if self.bases.borrow()[id] == Loading::Untouched {
            self.bases.borrow_mut()[id] = Loading::Underway;
            self.fetch(id, base, show).await;
            self.bases.borrow_mut()[id] = Loading::Ready;
        }
        self.build.engine.enter(|state| state.tree_of(top))
    }

    async fn fetch(&self, id: OpId, base: &Base, show: bool) {
        let Some(top) = base.chains.last() else { return };
        let here = self.build.engine.look(|state| base.chains.iter().all(|chain| state.layers.contains_key(chain)));
        let known = self.build.cache.borrow().bases.contains_key(top);
        if here && known {
            if show {
                self.build.send(BuildEvent::Cached { vertex: self.vertices[id] });
            }
        } else if show || !here {
            self.start(id);
            if let (false, Some(manifest)) = (here, &base.manifest) {
                self.fetch_layers(self.vertices[id], base, manifest).await;
            }
            self.done(id);
        }
        let size = self
            .build
            .engine
            .look(|state| base.chains.iter().filter_map(|chain| state.layers.get(chain)).map(|layer| layer.size).sum());
        let description = format!("pulled from {}", base.reference);
        self.build.cache.borrow_mut().keep_base(RecordKind::Regular, top, description, size, self.build.now());
        self.build.engine.enter(|state| state.held.insert(top.clone()));
    }

    /// Tells the engine's channel beside docker's output whether a step was cached, and why not.
    fn note(&self, node: &Node, memory: &Memory, cached: bool, ignore: bool, parent_ran: bool) {
        let place = (self.build.options.dockerfile_name.clone(), node.place.0.clone(), node.place.1);
        let place = (format!("{}/{}", self.build.options.context_key, place.0), place.1, place.2);
        let before = self.build.cache.borrow().memory.get(&place).cloned();
        let reason =
            if cached { String::new() } else { super::reason::of(before.as_ref(), memory, ignore, parent_ran) };
        self.build.cache.borrow_mut().memory.insert(place, memory.clone());
        let now = self.build.now();
        let kind = NoteKind::BuildStep { line: node.lines.first, instruction: node.text.clone(), cached, reason };
        self.build.engine.enter(|state| state.note(now, kind));
    }
}
