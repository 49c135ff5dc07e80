//! One instruction of a classic build: a line of the image's history for those that only set something, files for WORKDIR,
//! COPY and ADD, a container for RUN.

use crate::base::Digest;
use crate::dockerfile::Instruction;
use crate::dockerfile::instructions::Arg;
use crate::engine::api::{
    Api as _, AttachOptions, ContainerConfig, CreateRequest, HealthConfig, HostConfig, NetworkingConfig, RemoveOptions,
    WaitCondition,
};
use crate::vfs::{Layer, Tree, layer};

use super::super::context;
use super::super::copying::Target;
use super::super::graph::{Graph, Op, OpId};
use super::super::instructions::{self, CopyOp, RunOp};
use super::super::stage::{Command, Course, Shared, Stage};
use super::{Classic, Refusal, Site};

/// How long a container takes that does nothing, in microseconds.
const CONTAINER: u64 = 120_000;
/// How long files take, in microseconds.
const FILES: u64 = 30_000;

impl Classic {
    /// Carries an instruction out on a stage.
    pub(super) async fn carry_out(
        &self,
        stage: &mut Stage,
        site: &mut Site,
        graph: &mut Graph,
        shared: &Shared<'_>,
        command: &Command,
    ) -> Result<(), Refusal> {
        let expansion = command.instruction.expand(shared.escape, &|name| stage.variable(name));
        if let Some(error) = expansion.error {
            return Err(error.into());
        }
        let instruction = expansion.instruction;
        let before = stage.top.take();
        let mut course = Course { stage, graph, shared, command };
        instructions::convert(&instruction, &mut course)?;
        let made = std::mem::replace(&mut stage.top, before);
        if let Instruction::Arg(arg) = &instruction {
            env_wins(stage, arg);
        }
        let line = stage.draft.history.pop().map_or(String::new(), |line| line.created_by.to_string());
        match made.map(|id| &graph.nodes[id].op) {
            Some(Op::Run(run)) => self.run_command(stage, site, run, &line).await,
            Some(Op::Copy(copy)) => self.copy(stage, site, graph, copy, &instruction).await,
            Some(Op::Mkdir(mkdir)) => {
                let comment = nop(stage, &format!(" {line}"));
                if self.use_cache(site, &comment) {
                    return Ok(());
                }
                let container = self.pretend_container(site, &comment).await?;
                let mut target = Target::new(site.tree.clone(), self.engine.kernel().now());
                mkdir.execute(&mut target)?;
                self.commit_files(stage, site, target.tree().clone(), &comment);
                self.say_removed(&container);
                Ok(())
            }
            _ => {
                let comment = nop(stage, &format!("  {}", remark(&instruction, stage, shared, line)?));
                if !self.use_cache(site, &comment) {
                    let container = self.pretend_container(site, &comment).await?;
                    self.commit(stage, site, None, &comment);
                    self.say_removed(&container);
                }
                Ok(())
            }
        }
    }

    /// A container that only stands for a step: made, committed and removed. It is there to be seen when it stays.
    async fn pretend_container(&self, site: &Site, command: &str) -> Result<String, Refusal> {
        let id = match &site.image {
            Some(image) if !self.request.remove && !self.request.force_remove => {
                let config = ContainerConfig {
                    image: image.to_string(),
                    cmd: Some(vec!["/bin/sh".to_owned(), "-c".to_owned(), command.to_owned()]),
                    ..ContainerConfig::default()
                };
                let request = CreateRequest { config, ..CreateRequest::default() };
                self.engine.container_create(request).await.map_err(|error| error.message)?.id
            }
            _ => self.engine.fresh_id(),
        };
        self.say(&format!(" ---> Running in {}", &id[..12]));
        self.engine.kernel().sleep(CONTAINER).await;
        Ok(id)
    }

    fn say_removed(&self, container: &str) {
        if self.request.remove || self.request.force_remove {
            self.say(&format!(" ---> Removed intermediate container {}", &container[..12]));
        }
    }

    async fn copy(
        &self,
        stage: &Stage,
        site: &mut Site,
        graph: &Graph,
        copy: &CopyOp,
        instruction: &Instruction,
    ) -> Result<(), Refusal> {
        let (keyword, dest, chown, from) = match instruction {
            Instruction::Copy(copy) => ("COPY", &copy.dest, &copy.chown, copy.from.is_some()),
            Instruction::Add(add) => ("ADD", &add.dest, &add.chown, false),
            _ => return Ok(()),
        };
        let trees: Vec<Tree> = copy.parts.iter().map(|part| self.source_tree(graph, part.source)).collect();
        let mut hashes = Vec::new();
        for (part, tree) in copy.parts.iter().zip(&trees) {
            let mut files = Vec::new();
            let found = context::contents(tree, &part.path, part.below.as_deref(), &mut files);
            if found.is_err() || files.is_empty() {
                let name = part.path.trim_start_matches('/');
                let place = if from { "" } else { "file not found in build context or excluded by .dockerignore: " };
                return Err(format!("{keyword} failed: {place}stat {name}: file does not exist").into());
            }
            let is_dir = tree.get_path(&part.path).is_some_and(|node| node.is_dir());
            let content: Vec<String> = files.iter().map(|(at, what)| format!("{at}\0{what}")).collect();
            let digest = Digest::of(content.join("\0").as_bytes());
            hashes.push(format!("{}:{}", if is_dir { "dir" } else { "file" }, digest.hex()));
        }
        let hash = match hashes.as_slice() {
            [only] => only.clone(),
            several => format!("multi:{}", Digest::of(several.join(",").as_bytes()).hex()),
        };
        let chown = chown.as_ref().map_or(String::new(), |owner| format!("--chown={owner} "));
        let comment = nop(stage, &format!(" {keyword} {chown}{hash} in {dest} "));
        if self.use_cache(site, &comment) {
            return Ok(());
        }
        self.engine.kernel().sleep(FILES).await;
        let mut target = Target::new(site.tree.clone(), self.engine.kernel().now());
        copy.execute(&mut target, &trees).map_err(|why| format!("{keyword} failed: {why}"))?;
        self.commit_files(stage, site, target.tree().clone(), &comment);
        Ok(())
    }

    fn source_tree(&self, graph: &Graph, id: OpId) -> Tree {
        match &graph.nodes[id].op {
            Op::Inline(tree) => tree.clone(),
            Op::Context(_) => self.context.clone(),
            _ => Tree::default(),
        }
    }

    async fn run_command(&self, stage: &Stage, site: &mut Site, run: &RunOp, line: &str) -> Result<(), Refusal> {
        let line = line.strip_prefix("RUN ").unwrap_or(line);
        let comment = line.strip_suffix(" # buildkit").unwrap_or(line).to_owned();
        if self.use_cache(site, &comment) {
            return Ok(());
        }
        let image = site.image.as_ref().map(Digest::to_string).unwrap_or_default();
        let config = ContainerConfig {
            image,
            cmd: Some(run.argv.clone()),
            entrypoint: Some(vec![String::new()]),
            env: Some(run.env.iter().map(|(name, value)| format!("{name}={value}")).collect()),
            healthcheck: Some(HealthConfig { test: vec!["NONE".to_owned()], ..HealthConfig::default() }),
            ..stage.draft.config.clone()
        };
        let mut host_config = HostConfig { extra_hosts: Some(run.hosts.clone()), ..HostConfig::default() };
        if !matches!(self.request.network.as_str(), "" | "default") {
            host_config.network_mode.clone_from(&self.request.network);
        }
        let networking = NetworkingConfig::default();
        let request = CreateRequest { name: None, config, host_config, networking, platform: String::new() };
        let id = self.engine.container_create(request).await.map_err(|error| error.message)?.id;
        self.say(&format!(" ---> Running in {}", &id[..12]));
        let result = self.run_container(&id, run).await;
        let change = match result {
            Ok(change) => change,
            Err(refusal) => {
                if self.request.force_remove {
                    self.remove(&id).await;
                }
                return Err(refusal);
            }
        };
        let tree = change.apply(&site.tree);
        self.commit(stage, site, Some(change), &comment);
        site.tree = tree;
        if self.request.remove || self.request.force_remove {
            self.remove(&id).await;
        }
        Ok(())
    }

    async fn remove(&self, id: &str) {
        let options = RemoveOptions { force: true, volumes: true, link: false };
        if self.engine.container_remove(id, options).await.is_ok() {
            self.say_removed(id);
        }
    }

    /// Runs a step's container to its end; the answer is what it changed.
    async fn run_container(&self, id: &str, run: &RunOp) -> Result<Layer, Refusal> {
        let options = AttachOptions { stdout: true, stderr: true, ..AttachOptions::default() };
        let mut attachment = self.engine.container_attach(id, options).await.map_err(|error| error.message)?;
        let mut waiting = self.engine.container_wait(id, WaitCondition::NextExit).map_err(|error| error.message)?;
        self.engine.container_start(id).await.map_err(|error| error.message)?;
        while let Some((_, bytes)) = attachment.output.recv().await {
            self.print(&String::from_utf8_lossy(&bytes));
        }
        let code = waiting.recv().await.map_or(1, |response| response.status_code);
        if code != 0 {
            let message = format!("The command '{}' returned a non-zero code: {code}", run.command_line());
            return Err(Refusal { message, code: Some(code) });
        }
        let found = self.engine.look(|state| state.containers.get(id).map(|found| (found.fs, found.base.clone())));
        let (fs, base) = found.ok_or_else(|| format!("No such container: {id}"))?;
        let tree = self.engine.kernel().enter(|state| state.vfs.tree(fs).cloned()).unwrap_or_default();
        Ok(layer::diff(&base, &tree))
    }
}

/// A variable of the image beats an argument of the same name, whichever stands first; with BuildKit the later one counts.
fn env_wins(stage: &mut Stage, arg: &Arg) {
    for definition in &arg.definitions {
        let mut entries = stage.draft.config.env.iter().flatten().filter_map(|entry| entry.split_once('='));
        let value = entries.find(|(name, _)| *name == definition.name).map(|(_, value)| value.to_owned());
        if let Some(value) = value {
            stage.env.set(&definition.name, &value);
        }
    }
}

/// A line of history of a step that runs nothing.
fn nop(stage: &Stage, text: &str) -> String {
    let shell = stage.draft.with_shell("#(nop)");
    format!("{}{text}", shell.join(" "))
}

/// What the classic builder says of an instruction where that is not what BuildKit says.
fn remark(instruction: &Instruction, stage: &Stage, shared: &Shared<'_>, line: String) -> Result<String, Refusal> {
    Ok(match instruction {
        Instruction::Expose(expose) => {
            let lexer = crate::dockerfile::Lexer::new(shared.escape);
            let mut words = Vec::new();
            for port in &expose.ports {
                words.extend(lexer.words(port, &|name| stage.variable(name))?);
            }
            format!("EXPOSE {}", words.join(" "))
        }
        Instruction::Arg(arg) => {
            let shown = |name: &str, default: Option<&String>| match default {
                Some(default) => format!("{name}={default}"),
                None => name.to_owned(),
            };
            let shown: Vec<String> = arg.definitions.iter().map(|arg| shown(&arg.name, arg.default.as_ref())).collect();
            format!("ARG {}", shown.join(" "))
        }
        Instruction::OnBuild(on_build) => format!("ONBUILD {}", on_build.trigger),
        Instruction::Workdir(workdir) => format!("WORKDIR {}", workdir.path),
        _ => line,
    })
}

/// Refuses what only BuildKit knows.
pub(super) fn only_in_buildkit(instruction: &Instruction) -> Result<(), Refusal> {
    let first = |flags: &[(&'static str, bool)]| flags.iter().find(|(_, used)| *used).map(|(name, _)| *name);
    let flag = match instruction {
        // A command has no flags here at all.
        Instruction::Run(run) => run.flags_used.first().map(String::as_str),
        Instruction::Copy(copy) => first(&[
            ("chmod", copy.chmod.is_some()),
            ("link", copy.link),
            ("parents", copy.parents),
            ("exclude", !copy.excludes.is_empty()),
        ]),
        Instruction::Add(add) => first(&[
            ("chmod", add.chmod.is_some()),
            ("link", add.link),
            ("checksum", add.checksum.is_some()),
            ("keep-git-dir", add.keep_git_dir.is_some()),
            ("exclude", !add.excludes.is_empty()),
        ]),
        _ => None,
    };
    match flag {
        Some(flag) => Err(format!(
            "the --{flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to \
             build images with BuildKit enabled"
        )
        .into()),
        None => Ok(()),
    }
}
