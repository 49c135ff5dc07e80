//! The classic builder (`DOCKER_BUILDKIT=0`): one step after the other, an image for each, `Step 1/6 : FROM node`. What the
//! instructions mean is shared with BuildKit's builds; how a step is carried out and remembered is not. The words are those
//! of moby 28.2.

mod commit;
mod step;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::json;

use crate::base::Digest;
use crate::base::order;
use crate::base::quote::quote;
use crate::base::reference::Reference;
use crate::dockerfile::instructions::{Label, Pair};
use crate::dockerfile::{Dockerfile, Instruction, parse};
use crate::engine::Engine;
use crate::engine::api::{Api as _, ApiError, ApiResult, BuildRequest, Progress};
use crate::os::{Receiver, Sender, channel, select};
use crate::vfs::{Tree, path, tar};

use super::cache::Cache;
use super::draft::{DEFAULT_PATH, Draft};
use super::graph::{Graph, Op};
use super::options::BuildOptions;
use super::plan::{Plan, SCRATCH};
use super::stage::{Command, Shared, Stage};

/// Why a build ends early, and the exit code of a command that failed.
struct Refusal {
    message: String,
    code: Option<i64>,
}

impl<T: Into<String>> From<T> for Refusal {
    fn from(message: T) -> Self {
        Self { message: message.into(), code: None }
    }
}

/// A running build.
struct Classic {
    engine: Engine,
    cache: Rc<RefCell<Cache>>,
    request: BuildRequest,
    options: BuildOptions,
    context: Tree,
    sender: Sender<Progress>,
    /// What a quiet build has not said.
    unsaid: RefCell<String>,
    /// The step in hand and how many there are.
    step: Cell<(usize, usize)>,
}

/// Where a stage is.
struct Site {
    /// The image made last; `None` for none yet.
    image: Option<Digest>,
    /// Its files.
    tree: Tree,
}

/// Starts a build. It is refused when the Dockerfile is not there or does not parse.
pub(super) fn start(
    engine: &Engine,
    cache: &Rc<RefCell<Cache>>,
    request: BuildRequest,
) -> ApiResult<Receiver<Progress>> {
    let context = unpack(&request.context)?;
    let name = if request.dockerfile.is_empty() { "Dockerfile" } else { &request.dockerfile };
    let content = context.get_path(&path::absolute("/", name)).and_then(|node| node.content().cloned());
    let missing = || ApiError::invalid(format!("Cannot locate specified Dockerfile: {name}"));
    let source = String::from_utf8_lossy(&content.ok_or_else(missing)?.read()).into_owned();
    if source.is_empty() {
        return Err(ApiError::invalid(format!("the Dockerfile ({name}) cannot be empty")));
    }
    let file = parse(&source);
    if let Some(failure) = file.failure() {
        let at_file = if failure.message == "file with no instructions" {
            format!("failed to parse {name}: ")
        } else {
            String::new()
        };
        return Err(ApiError::invalid(format!("{at_file}{}", failure.message)));
    }
    let options = BuildOptions {
        build_args: request
            .build_args
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.clone()?)))
            .collect(),
        target: request.target.clone(),
        no_cache: request.no_cache,
        network: request.network.clone(),
        add_hosts: request.extra_hosts.clone(),
        ..BuildOptions::default()
    };
    let plan = Plan::new(&file, &options).map_err(|stop| ApiError::invalid(stop.message))?;
    let (sender, receiver) = channel(engine.kernel());
    let build = Classic {
        engine: engine.clone(),
        cache: Rc::clone(cache),
        request,
        options,
        context,
        sender,
        unsaid: RefCell::default(),
        step: Cell::default(),
    };
    engine.kernel().spawn_service(async move {
        select(build.run(&file, plan), build.sender.closed()).await;
    });
    Ok(receiver)
}

/// The files of an archive that the client sent.
fn unpack(archive: &[u8]) -> ApiResult<Tree> {
    let mut tree = Tree::default();
    if archive.is_empty() {
        return Ok(tree);
    }
    let members = tar::read(archive).map_err(|_| ApiError::invalid("archive/tar: invalid tar header"))?;
    for member in members {
        tree.insert_path(&path::absolute("/", &member.name), (*member.node).clone());
    }
    Ok(tree)
}

impl Classic {
    /// Builds and tells the end.
    async fn run(&self, file: &Dockerfile, plan: Plan) {
        match self.build(file, plan).await {
            Ok(id) if self.request.quiet => self.stream(format!("{id}\n")),
            Ok(_) => {}
            Err(refusal) => {
                let unsaid = self.unsaid.take();
                if !unsaid.is_empty() {
                    self.stream(unsaid);
                }
                self.sender.send(Progress { error_code: refusal.code, ..Progress::failure(refusal.message) });
            }
        }
    }

    fn stream(&self, text: String) {
        self.sender.send(Progress { stream: text, ..Progress::default() });
    }

    /// Prints a line.
    fn say(&self, line: &str) {
        self.print(&format!("{line}\n"));
    }

    fn print(&self, text: &str) {
        if self.request.quiet {
            self.unsaid.borrow_mut().push_str(text);
        } else {
            self.stream(text.to_owned());
        }
    }

    fn say_step(&self, text: &str) {
        let (step, steps) = self.step.get();
        self.step.set((step + 1, steps));
        self.say(&format!("Step {}/{steps} : {text}", step + 1));
    }

    fn say_image(&self, image: Option<&Digest>) {
        self.say(&format!(" ---> {}", image.map_or("", Digest::short)));
    }

    async fn build(&self, file: &Dockerfile, mut plan: Plan) -> Result<Digest, Refusal> {
        let last = plan.target;
        let lines = plan.stages[last].lines;
        for (name, value) in &self.request.labels {
            let pair = Pair { name: name.clone(), value: value.clone(), legacy: false };
            let instruction = Instruction::Label(Label { pairs: vec![pair] });
            let text = format!("LABEL {name}={value}");
            plan.stages[last].commands.push(Command { instruction, text, lines, sources: Vec::new(), on_build: false });
        }
        let commands: usize = plan.stages[..=last].iter().map(|stage| stage.commands.len() + 1).sum();
        self.step.set((0, file.globals.len() + commands));
        for statement in &file.globals {
            self.say_step(&statement.text);
        }
        let mut graph = Graph::default();
        let mut images: Vec<Option<Digest>> = Vec::new();
        for index in 0..=last {
            self.say_step(&file.stages[index].text);
            let image = self.build_stage(&mut plan, index, &images, &mut graph).await?;
            if let Some(id) = &image {
                self.sender.send(Progress { aux: Some(json!({"ID": id.to_string()})), ..Progress::default() });
            }
            images.push(image);
        }
        self.warn_of_unused(&plan);
        let id = images.pop().flatten().ok_or("No image was generated. Is your Dockerfile empty?")?;
        self.say(&format!("Successfully built {}", id.short()));
        for tag in &self.request.tags {
            let reference = Reference::parse(tag)?.or_latest();
            self.engine.set_tag(&reference, &id);
            self.say(&format!("Successfully tagged {}", reference.familiar()));
        }
        Ok(id)
    }

    fn warn_of_unused(&self, plan: &Plan) {
        let declared = |name: &str| {
            plan.globals.get(name).is_some()
                || plan.stages.iter().any(|stage| stage.build_args.iter().any(|(known, _)| known == name))
        };
        let mut unused: Vec<&str> =
            self.options.build_args.iter().map(|(name, _)| name.as_str()).filter(|name| !declared(name)).collect();
        order::sort(&mut unused);
        if !unused.is_empty() {
            self.say(&format!("[Warning] One or more build-args [{}] were not consumed", unused.join(" ")));
        }
    }

    async fn build_stage(
        &self,
        plan: &mut Plan,
        index: usize,
        images: &[Option<Digest>],
        graph: &mut Graph,
    ) -> Result<Option<Digest>, Refusal> {
        let mut stage = std::mem::take(&mut plan.stages[index]);
        let image = match stage.base {
            Some(base) => images.get(base).cloned().flatten(),
            None if stage.base_name == SCRATCH => None,
            None => Some(self.fetch(&stage.base_name).await?),
        };
        let mut site = self.site(image);
        let triggers = self.begin(&mut stage, site.image.as_ref());
        if !triggers.is_empty() {
            let plural = if triggers.len() > 1 { "s" } else { "" };
            self.say(&format!("# Executing {} build trigger{plural}", triggers.len()));
        }
        for trigger in triggers {
            let command = read_trigger(&trigger, &stage)?;
            self.command(plan, &mut stage, &mut site, graph, &command).await?;
        }
        self.say_image(site.image.as_ref());
        for command in std::mem::take(&mut stage.commands) {
            self.say_step(&command.text);
            self.command(plan, &mut stage, &mut site, graph, &command).await?;
            self.say_image(site.image.as_ref());
        }
        // Later stages find its files here.
        stage.top = Some(graph.add_source(String::new(), stage.lines, Op::Inline(site.tree.clone())));
        stage.done = true;
        plan.stages[index] = stage;
        Ok(site.image)
    }

    async fn command(
        &self,
        plan: &mut Plan,
        stage: &mut Stage,
        site: &mut Site,
        graph: &mut Graph,
        command: &Command,
    ) -> Result<(), Refusal> {
        step::only_in_buildkit(&command.instruction)?;
        for source in &command.sources {
            if plan.stages[*source].implicit && !plan.stages[*source].done {
                let image = self.fetch(&plan.stages[*source].base_name).await?;
                let tree = self.site(Some(image)).tree;
                let top = graph.add_source(String::new(), command.lines, Op::Inline(tree));
                (plan.stages[*source].top, plan.stages[*source].done) = (Some(top), true);
            }
        }
        let shared =
            Shared { options: &self.options, escape: plan.escape, globals: plan.globals.clone(), stages: &plan.stages };
        self.carry_out(stage, site, graph, &shared, command).await
    }

    /// An image and its files.
    fn site(&self, image: Option<Digest>) -> Site {
        let tree = self.engine.enter(|state| {
            let layers = image.as_ref().and_then(|id| state.images.get(id)).map(|image| image.layers.clone());
            state.tree_of(layers.unwrap_or_default().last())
        });
        Site { image, tree }
    }

    /// The image of FROM or `--from`: one of the store, or pulled.
    async fn fetch(&self, name: &str) -> Result<Digest, Refusal> {
        if !self.request.pull
            && let Ok(id) = self.engine.find_image(name)
        {
            return Ok(id);
        }
        let reference = Reference::parse(name)?.or_latest();
        let pulled = self.engine.image_pull(&reference.to_string(), None, &self.request.platform, false).await;
        let mut messages = pulled.map_err(|error| error.message)?;
        while let Some(message) = messages.recv().await {
            if let Some(error) = message.error {
                return Err(error.into());
            }
            if !self.request.quiet {
                self.sender.send(message);
            }
        }
        self.engine.find_image(name).map_err(|error| error.message.into())
    }

    /// What a stage finds that begins with an image. The answer are the image's triggers.
    fn begin(&self, stage: &mut Stage, image: Option<&Digest>) -> Vec<String> {
        let found = self.engine.look(|state| image.and_then(|id| state.images.get(id)).cloned());
        let (mut config, author) = found.map(|image| (image.config, image.author)).unwrap_or_default();
        let triggers = config.on_build.take().unwrap_or_default();
        stage.cwd = path::absolute("/", &config.working_dir);
        stage.user.clone_from(&config.user);
        stage.draft = Draft { config, author, history: Vec::new() };
        let has_path = |env: &Vec<String>| env.iter().any(|entry| entry.starts_with("PATH="));
        if !stage.draft.config.env.as_ref().is_some_and(has_path) {
            stage.draft.set_env("PATH", DEFAULT_PATH);
        }
        for entry in stage.draft.config.env.iter().flatten() {
            let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
            stage.env.set(name, value);
        }
        triggers
    }
}

/// The instruction of an ONBUILD of the image below.
fn read_trigger(trigger: &str, stage: &Stage) -> Result<Command, Refusal> {
    let tree = crate::dockerfile::parse::parse_tree(trigger);
    if let Some(failure) = tree.failures.first() {
        return Err(failure.message.clone().into());
    }
    let [node] = tree.nodes.as_slice() else {
        return Err(format!("onbuild trigger should be a single expression: {}", quote(trigger)).into());
    };
    let instruction = crate::dockerfile::instructions::parse_instruction(node)?;
    Ok(Command { instruction, text: trigger.to_owned(), lines: stage.lines, sources: Vec::new(), on_build: true })
}
