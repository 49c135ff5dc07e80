//! The first half of a build: base images are looked up, and the instructions of the needed stages become a graph of steps
//! and an image's configuration. The second half is `solve`.

use std::rc::Rc;

use crate::base::order;
use crate::base::reference::Reference;
use crate::dockerfile::{Dockerfile, Instruction, Lines};

use super::build::Build;
use super::draft::{DEFAULT_PATH, Draft, HistoryLine};
use super::graph::{Base, Graph, OpId};
use super::images;
use super::instructions;
use super::plan::{Plan, SCRATCH};
use super::stage::{Command, Course, Shared, Stage};
use super::stop::Stop;

/// What is to be made.
pub(super) struct Goal {
    pub(super) graph: Graph,
    /// The node whose files are the result; `None` for no files at all.
    pub(super) top: Option<OpId>,
    pub(super) draft: Draft,
    /// When the layers of the base image were made.
    pub(super) base: Option<Rc<Base>>,
}

impl Build {
    /// Makes a graph of a file that parsed.
    pub(super) async fn convert(&self, file: &Dockerfile) -> Result<Goal, Stop> {
        let mut plan = Plan::new(file, &self.options)?;
        loop {
            self.look_up_images(&mut plan).await?;
            if !take_triggers(&mut plan)? {
                break;
            }
        }
        self.load_ignore_file().await;
        let mut graph = Graph::default();
        let reachable = plan.reachable();
        // Images that instructions name have no instructions of their own and must be there when the others come.
        let (implicit, written): (Vec<usize>, Vec<usize>) =
            reachable.into_iter().partition(|index| plan.stages[*index].implicit);
        for index in implicit.into_iter().chain(written) {
            self.convert_stage(&mut plan, index, &mut graph)?;
        }
        let target = &mut plan.stages[plan.target];
        let mut draft = std::mem::take(&mut target.draft);
        if !self.options.labels.is_empty() {
            let labels = draft.config.labels.get_or_insert_default();
            labels.extend(self.options.labels.iter().cloned());
            order::sort_map(labels);
        }
        Ok(Goal { graph, top: target.top, draft, base: target.image.clone() })
    }

    /// Looks up the images of all needed stages that were not looked up yet, each name once.
    async fn look_up_images(&self, plan: &mut Plan) -> Result<(), Stop> {
        let reachable = plan.reachable();
        let mut wanted = Vec::new();
        for (index, stage) in plan.stages.iter_mut().enumerate() {
            if stage.base.is_none() && !stage.resolved && reachable.contains(&index) {
                stage.resolved = true;
                if stage.base_name != SCRATCH && self.named_context(&stage.base_name).is_none() {
                    wanted.push(index);
                }
            }
        }
        let mut names: Vec<(Reference, Lines, String)> = Vec::new();
        for index in &wanted {
            let stage = &plan.stages[*index];
            let reference = Reference::parse(&stage.base_name).map_err(|error| {
                let message =
                    format!("failed to parse stage name {}: {error}", crate::base::quote::quote(&stage.base_name));
                Stop { at_images: true, ..Stop::at(stage.lines, message) }
            })?;
            let reference = reference.or_latest();
            if !names.iter().any(|(known, ..)| *known == reference) {
                names.push((reference, stage.lines, stage.base_name.clone()));
            }
        }
        let lookups = names.iter().map(|(reference, ..)| self.look_up_image(reference)).collect();
        let found = super::futures::join_all(lookups).await;
        let mut bases = Vec::new();
        for ((reference, lines, written), base) in names.iter().zip(found) {
            let base = base.map_err(|(step, error)| {
                let suggestion = plan.suggest_image(written);
                let message =
                    format!("{written}: failed to resolve source metadata for {reference}: {error}{suggestion}");
                Stop { step: Some(step), at_images: true, ..Stop::at(*lines, message) }
            })?;
            bases.push(Rc::new(base));
        }
        for index in wanted {
            let stage = &mut plan.stages[index];
            let reference = Reference::parse(&stage.base_name).map(Reference::or_latest);
            stage.image = bases.iter().find(|base| Ok(&base.reference) == reference.as_ref()).cloned();
            if let Some(image) = &stage.image {
                self.found.borrow_mut().insert(stage.base_name.clone(), Rc::clone(image));
            }
        }
        Ok(())
    }

    async fn look_up_image(&self, reference: &Reference) -> Result<Base, (String, String)> {
        let name = format!("[internal] load metadata for {reference}");
        let vertex = self.start(&name);
        let result = images::resolve(&self.engine, reference, self.options.pull).await;
        match &result {
            Ok(_) => self.done(vertex),
            Err(error) => self.failed(vertex, error),
        }
        result.map_err(|error| (name, error))
    }

    fn convert_stage(&self, plan: &mut Plan, index: usize, graph: &mut Graph) -> Result<(), Stop> {
        let mut stage = std::mem::take(&mut plan.stages[index]);
        match stage.base {
            Some(base) => inherit(&mut stage, &plan.stages[base]),
            None => self.begin(&mut stage, graph).map_err(|error| Stop::at(stage.lines, error))?,
        }
        let shared =
            Shared { options: &self.options, escape: plan.escape, globals: plan.globals.clone(), stages: &plan.stages };
        for command in std::mem::take(&mut stage.commands) {
            self.convert_command(&command, &mut stage, graph, &shared)?;
            stage.commands.push(command);
        }
        stage.done = true;
        plan.stages[index] = stage;
        Ok(())
    }

    fn convert_command(
        &self,
        command: &Command,
        stage: &mut Stage,
        graph: &mut Graph,
        shared: &Shared<'_>,
    ) -> Result<(), Stop> {
        let stop = |error: String| Stop::at(command.lines, error);
        stage.in_trigger = command.on_build;
        let expansion = command.instruction.expand(shared.escape, &|name| stage.variable(name));
        if let Some(error) = expansion.error {
            return Err(stop(error));
        }
        let mut course = Course { stage, graph, shared, command };
        instructions::convert(&expansion.instruction, &mut course).map_err(stop)?;
        // A pattern in .dockerignore is looked at as soon as an instruction may need it.
        self.check_ignore_file().map_err(Stop::plain)
    }

    /// What a stage finds that begins with an image, a named context or nothing.
    fn begin(&self, stage: &mut Stage, graph: &mut Graph) -> Result<(), String> {
        if let Some(base) = stage.image.clone() {
            stage.draft = Draft {
                config: base.config.clone(),
                author: base.author.clone(),
                history: base.history.iter().map(HistoryLine::from).collect(),
            };
            stage.draft.config.on_build = None;
            let digest = base.manifest.as_ref().map(|manifest| format!("@{}", manifest.digest)).unwrap_or_default();
            let digest = if base.reference.digest.is_some() { String::new() } else { digest };
            let name = stage.step_name(&format!("FROM {}{digest}", base.reference));
            if !base.chains.is_empty() {
                stage.top = Some(graph.image(name, stage.lines, base));
            }
        } else if stage.base_name != SCRATCH
            && let Some((name, tree)) = self.named_context(&stage.base_name)
        {
            stage.top = Some(self.add_named_context(graph, &name, tree)?);
        }
        if stage.implicit {
            return Ok(());
        }
        let has_path = |env: &Vec<String>| env.iter().any(|entry| entry.starts_with("PATH="));
        if !stage.draft.config.env.as_ref().is_some_and(has_path) {
            stage.draft.set_env("PATH", DEFAULT_PATH);
        }
        for entry in stage.draft.config.env.clone().unwrap_or_default() {
            let (name, value) = entry.split_once('=').unwrap_or((&entry, ""));
            stage.env.set(name, value);
        }
        stage.cwd = crate::vfs::path::absolute("/", &stage.draft.config.working_dir);
        stage.user.clone_from(&stage.draft.config.user);
        if stage.draft.config.working_dir.is_empty() && stage.base_name == SCRATCH {
            "/".clone_into(&mut stage.draft.config.working_dir);
        }
        Ok(())
    }
}

/// What a stage finds that begins with another stage.
fn inherit(stage: &mut Stage, base: &Stage) {
    stage.top = base.top;
    stage.env = base.env.clone();
    stage.cwd.clone_from(&base.cwd);
    stage.user.clone_from(&base.user);
    stage.draft = base.draft.clone();
    stage.draft.config.on_build = None;
    stage.build_args.clone_from(&base.build_args);
    stage.image.clone_from(&base.image);
}

/// Takes the ONBUILD triggers of base images and stages over. True when they brought new images or stages to look up.
fn take_triggers(plan: &mut Plan) -> Result<bool, Stop> {
    let mut more = false;
    for index in plan.reachable() {
        let stage = &plan.stages[index];
        if stage.triggered || stage.implicit {
            continue;
        }
        let lines = stage.lines;
        let triggers: Vec<String> = match stage.base {
            None => stage.image.iter().flat_map(|image| image.config.on_build.clone().unwrap_or_default()).collect(),
            Some(base) => plan.stages[base]
                .commands
                .iter()
                .filter_map(|command| match &command.instruction {
                    Instruction::OnBuild(on_build) => Some(on_build.trigger.clone()),
                    _ => None,
                })
                .collect(),
        };
        plan.stages[index].triggered = true;
        for trigger in triggers {
            let tree = crate::dockerfile::parse::parse_tree(&trigger);
            if let Some(failure) = tree.failures.first() {
                return Err(Stop::at(lines, failure.message.clone()));
            }
            let [node] = tree.nodes.as_slice() else {
                return Err(Stop::at(lines, "onbuild trigger should be a single expression"));
            };
            let instruction =
                crate::dockerfile::instructions::parse_instruction(node).map_err(|error| Stop::at(lines, error))?;
            let known = plan.stages.len();
            plan.add_command(index, &instruction, node.original.trim(), lines, true)?;
            more |= plan.stages.len() > known || !plan.stages[index].deps.is_empty();
        }
    }
    Ok(more)
}
