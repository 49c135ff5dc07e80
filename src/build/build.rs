//! One build from its beginning to its end: the Dockerfile arrives, is checked and converted, the steps are solved, the
//! result is exported. It runs as a service of the kernel and tells its client by a channel.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::{Platform, Time};
use crate::dockerfile::checks::{Report, report};
use crate::dockerfile::{BaseImage, Options, error_picture, parse};
use crate::engine::Engine;
use crate::os::Sender;
use crate::vfs::Tree;

use super::cache::Cache;
use super::context;
use super::event::{BuildEvent, BuildFailure, BuildResult, VertexId};
use super::graph::{Base, ContextOp, Graph, Op, OpId};
use super::options::BuildOptions;
use super::stop::Stop;

/// How long a small file takes from the client, in microseconds.
const SMALL_FILE: u64 = 4_000;

/// How long a step takes until it has something to tell, in microseconds.
pub(super) const BEGINNING: u64 = 500;

/// A running build.
pub(super) struct Build {
    pub(super) engine: Engine,
    pub(super) cache: Rc<RefCell<Cache>>,
    pub(super) options: BuildOptions,
    pub(super) sender: Sender<(Time, BuildEvent)>,
    vertices: Cell<VertexId>,
    /// The step that brought the Dockerfile, under which warnings are shown.
    definition: Cell<VertexId>,
    /// The client's folder without what is ignored.
    filtered: OnceCell<Result<Tree, String>>,
    /// The base images by the name in FROM, for the checks.
    pub(super) found: RefCell<BTreeMap<String, Rc<Base>>>,
    /// The last lines of steps, for the failure's report.
    pub(super) last_lines: RefCell<Vec<String>>,
}

impl Build {
    pub(super) fn new(
        engine: &Engine,
        cache: &Rc<RefCell<Cache>>,
        options: BuildOptions,
        sender: Sender<(Time, BuildEvent)>,
    ) -> Self {
        Self {
            engine: engine.clone(),
            cache: Rc::clone(cache),
            options,
            sender,
            vertices: Cell::new(0),
            definition: Cell::new(0),
            filtered: OnceCell::new(),
            found: RefCell::default(),
            last_lines: RefCell::default(),
        }
    }

    /// Builds and tells the end.
    pub(super) async fn run(&self) {
        let outcome = self.outcome().await;
        self.send(BuildEvent::Finished(Box::new(outcome)));
    }

    async fn outcome(&self) -> Result<BuildResult, BuildFailure> {
        let source = self.load_dockerfile().await;
        let Some(source) = source else {
            let message =
                format!("failed to read dockerfile: open {}: no such file or directory", self.options.dockerfile_name);
            return Err(BuildFailure { message, ..BuildFailure::default() });
        };
        let file = parse(&source);
        // What the text alone shows is told at once, the rest when the images are known.
        let mut told = Vec::new();
        self.warn(&self.report(&source, &file, true), &mut told);
        let goal = match file.failure() {
            Some(failure) => Err(Stop::from(failure.clone())),
            None => match self.load_frontend(&source).await {
                Ok(()) => self.convert(&file).await,
                Err(stop) => Err(stop),
            },
        };
        let images_failed = goal.as_ref().is_err_and(|stop| stop.at_images);
        let report = self.report(&source, &file, images_failed);
        self.warn(&report, &mut told);
        let result = match goal {
            _ if self.options.check => goal.map(|_| BuildResult::default()),
            Ok(_) if report.violation.is_some() => Err(Stop::plain(report.violation.clone().unwrap_or_default())),
            Ok(goal) => self.make(goal).await,
            Err(stop) => Err(stop),
        };
        let warnings = report.warnings;
        match result {
            Ok(result) => Ok(BuildResult { warnings, ..result }),
            Err(stop) => Err(BuildFailure {
                message: stop.message,
                picture: error_picture(&self.options.dockerfile_name, &source, stop.lines),
                step: stop.step,
                log: self.last_lines.take(),
                exit_code: stop.exit_code,
                warnings,
            }),
        }
    }

    async fn make(&self, mut goal: super::convert::Goal) -> Result<BuildResult, Stop> {
        let filtered = self.filtered_context().map_err(Stop::plain)?;
        if let Some(id) = goal.graph.context
            && let Op::Context(op) = &mut goal.graph.nodes[id].op
        {
            op.tree = filtered;
            op.key.clone_from(&self.options.context_key);
        }
        let solved = self.solve(&goal).await?;
        self.export(&goal, solved).await
    }

    /// Tells the warnings that were not told yet.
    fn warn(&self, report: &Report, told: &mut Vec<String>) {
        for message in report.warnings.iter().map(crate::dockerfile::Diagnostic::short) {
            if !told.contains(&message) {
                self.send(BuildEvent::Warning { vertex: self.definition.get(), message: message.clone() });
                told.push(message);
            }
        }
    }

    fn report(&self, source: &str, file: &crate::dockerfile::Dockerfile, images_failed: bool) -> Report {
        let found = self.found.borrow();
        let base_image = |name: &str| {
            found.get(name).map(|base| BaseImage {
                env: base
                    .config
                    .env
                    .iter()
                    .flatten()
                    .filter_map(|entry| entry.split_once('='))
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                has_shell: base.config.shell.is_some(),
                on_build: base.config.on_build.clone().unwrap_or_default(),
                platform: None,
            })
        };
        let options = Options {
            build_args: self.options.build_args.clone(),
            target: self.options.target.clone(),
            all_stages: self.options.check,
            ignore_file: self.options.ignore.as_deref(),
            platform: Platform::parse(&self.options.platform).unwrap_or_default(),
            base_image: &base_image,
            images_failed,
        };
        report(source, file, &options)
    }

    async fn load_dockerfile(&self) -> Option<String> {
        let name = crate::vfs::path::base_name(&self.options.dockerfile_name);
        let vertex = self.start(&format!("[internal] load build definition from {name}"));
        self.definition.set(vertex);
        let ignore_name = format!("{name}.dockerignore");
        let mut files = Vec::new();
        if let Some(text) = &self.options.dockerfile {
            files.push((name, text.as_str()));
        }
        if let Some(text) = self.options.ignore.as_ref().filter(|_| self.options.ignore_is_beside) {
            files.push((&ignore_name, text));
        }
        let bytes = context::file_transfer(&files);
        self.engine.kernel().sleep(BEGINNING).await;
        self.status(vertex, "transferring dockerfile:", 0, 0, false);
        self.engine.kernel().sleep(SMALL_FILE).await;
        self.status(vertex, "transferring dockerfile:", bytes, 0, true);
        self.done(vertex);
        self.options.dockerfile.clone()
    }

    /// `.dockerignore` travels once the images are known; `Dockerfile.dockerignore` came with the Dockerfile.
    pub(super) async fn load_ignore_file(&self) {
        if self.options.ignore_is_beside {
            return;
        }
        let vertex = self.start("[internal] load .dockerignore");
        let files: Vec<(&str, &str)> =
            self.options.ignore.iter().map(|text| (".dockerignore", text.as_str())).collect();
        self.engine.kernel().sleep(BEGINNING).await;
        self.status(vertex, "transferring context:", 0, 0, false);
        self.engine.kernel().sleep(SMALL_FILE).await;
        self.status(vertex, "transferring context:", context::file_transfer(&files), 0, true);
        self.done(vertex);
    }

    fn filtered_context(&self) -> Result<Tree, String> {
        let filter = || context::filter(&self.options.context, self.options.ignore.as_deref());
        self.filtered.get_or_init(filter).clone()
    }

    /// Refuses patterns that cannot be read.
    pub(super) fn check_ignore_file(&self) -> Result<(), String> {
        self.filtered_context().map(|_| ())
    }

    /// A folder of `--build-context` by the name in FROM or `--from`.
    pub(super) fn named_context(&self, name: &str) -> Option<(String, &Tree)> {
        let short = name.strip_suffix(":latest").unwrap_or(name);
        let found = self.options.named_contexts.iter().find(|(known, _)| known == short || known == name);
        found.map(|(name, tree)| (name.clone(), tree))
    }

    pub(super) fn add_named_context(&self, graph: &mut Graph, name: &str, tree: &Tree) -> Result<OpId, String> {
        let op = ContextOp {
            tree: context::filter(tree, None)?,
            paths: Vec::new(),
            key: format!("{}:{name}", self.options.context_key),
            word: name.to_owned(),
        };
        let title = format!("[context {name}] load from client");
        Ok(graph.add_source(title, crate::dockerfile::Lines::one(0), Op::Context(op)))
    }

    // Telling.

    pub(super) fn now(&self) -> Time {
        self.engine.kernel().now()
    }

    pub(super) fn send(&self, event: BuildEvent) {
        self.sender.send((self.now(), event));
    }

    /// Makes a step known.
    pub(super) fn plan(&self, name: &str) -> VertexId {
        let vertex = self.vertices.get() + 1;
        self.vertices.set(vertex);
        self.send(BuildEvent::Planned { vertex, name: name.to_owned() });
        vertex
    }

    /// Makes a step known and begins it.
    pub(super) fn start(&self, name: &str) -> VertexId {
        let vertex = self.plan(name);
        self.started(vertex, name);
        vertex
    }

    pub(super) fn started(&self, vertex: VertexId, name: &str) {
        self.send(BuildEvent::Started { vertex, name: name.to_owned() });
    }

    pub(super) fn done(&self, vertex: VertexId) {
        self.send(BuildEvent::Done { vertex });
    }

    pub(super) fn failed(&self, vertex: VertexId, error: &str) {
        self.send(BuildEvent::Failed { vertex, error: error.to_owned() });
    }

    pub(super) fn status(&self, vertex: VertexId, id: &str, current: u64, total: u64, done: bool) {
        self.send(BuildEvent::Status { vertex, id: id.to_owned(), current, total, done });
    }
}
