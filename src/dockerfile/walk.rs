//! The course of a build through the instructions of the needed stages: what is defined where. Part of `facts`.

use std::collections::{BTreeMap, BTreeSet};

use super::expand::Lexer;
use super::expose::parse_exposed;
use super::facts::{Facts, Options, Phase, Step, undefined};
use super::instructions::{Expose, Instruction, parse_instruction};
use super::parse::parse_tree;
use super::scope::Variables;
use super::stages::Statement;
use super::tree::{Failure, Lines};

/// The state of a stage after its instructions.
#[derive(Clone, Default)]
struct StageState {
    env: Variables,
    /// Names that an ARG declares, with or without a value.
    declared: BTreeSet<String>,
    workdir_set: bool,
    has_shell: bool,
    /// Nothing is known of the image below, so a variable may be its.
    unknown: bool,
}

impl<'a> Facts<'a> {
    /// Carries the needed stages out in their order, as far as what is defined goes.
    pub(super) fn walk(&mut self, globals: &Variables) {
        let needed = self.needed();
        let mut states: BTreeMap<usize, StageState> = BTreeMap::new();
        let file = self.file;
        for (index, stage) in file.stages.iter().enumerate().filter(|(index, _)| needed.contains(index)) {
            let base = self.froms[index].base;
            let mut state = base.and_then(|base| states.get(&base)).cloned().unwrap_or_default();
            let mut triggers = Vec::new();
            match (base, &self.froms[index].found) {
                (Some(base), _) => {
                    triggers.extend(file.stages[base].statements.iter().filter_map(|statement| {
                        match &statement.instruction {
                            Instruction::OnBuild(on_build) => Some(on_build.trigger.clone()),
                            _ => None,
                        }
                    }));
                }
                (None, Some(found)) => {
                    found.env.iter().for_each(|(name, value)| state.env.set(name, value));
                    state.has_shell = found.has_shell;
                    triggers.clone_from(&found.on_build);
                }
                (None, None) => state.unknown = self.froms[index].image != "scratch",
            }
            if state.env.get("PATH").is_none() {
                state.env.set("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
            }
            let mut walk = StageWalk { state, globals, earlier: BTreeMap::new() };
            for trigger in triggers {
                let tree = parse_tree(&trigger);
                if let Some(Ok(instruction)) = tree.nodes.first().map(parse_instruction) {
                    self.step(&mut walk, &instruction, instruction.keyword(), stage.lines, &[]);
                }
            }
            for Statement { instruction, keyword, lines, comments, .. } in &stage.statements {
                self.step(&mut walk, instruction, keyword, *lines, comments);
            }
            states.insert(index, walk.state);
        }
    }

    fn step(
        &mut self,
        walk: &mut StageWalk,
        instruction: &Instruction,
        keyword: &'a str,
        lines: Lines,
        comments: &'a [String],
    ) {
        let order = self.steps.len() as u32;
        let (instruction, missing, error) = walk.expand(instruction, self.file.tree.escape, self.options);
        if let Some(message) = error {
            self.stop_at((Phase::Steps, order, 1), Failure { message, lines });
        }
        let names = walk.state.env.names();
        let missing = missing.into_iter().filter(|name| !walk.state.declared.contains(name));
        let missing: BTreeSet<String> = if walk.state.unknown { BTreeSet::new() } else { missing.collect() };
        let undefined = undefined(&missing, &names);
        let tracked =
            matches!(instruction, Instruction::Cmd(_) | Instruction::Entrypoint(_) | Instruction::HealthCheck(_));
        let earlier = if tracked { walk.earlier.insert(instruction.keyword(), lines) } else { None };
        let first_workdir = !walk.state.workdir_set;
        walk.declare(&instruction);
        let has_shell = walk.state.has_shell;
        self.steps.push(Step { instruction, keyword, lines, comments, undefined, first_workdir, has_shell, earlier });
    }
}

/// A stage on its way.
struct StageWalk<'a> {
    state: StageState,
    globals: &'a Variables,
    earlier: BTreeMap<&'static str, Lines>,
}

impl StageWalk<'_> {
    /// The instruction with its variables, those not set, and what docker would stop with.
    fn expand(
        &mut self,
        instruction: &Instruction,
        escape: char,
        options: &Options,
    ) -> (Instruction, BTreeSet<String>, Option<String>) {
        let lexer = Lexer::new(escape);
        let arg = match instruction {
            Instruction::Arg(arg) => arg,
            Instruction::Expose(expose) => {
                // Variables that are not set pass without a word here, as in BuildKit.
                let words = expose_words(&expose.ports, &lexer, &self.state.env);
                let error = words.as_ref().err().cloned();
                let ports = words.unwrap_or_default();
                return (Instruction::Expose(Expose { ports }), BTreeSet::new(), error);
            }
            other => {
                let expansion = other.expand(escape, &|name| self.state.env.get(name).map(str::to_owned));
                return (expansion.instruction, expansion.unmatched, expansion.error);
            }
        };
        let mut missing = BTreeSet::new();
        for definition in &arg.definitions {
            let given = options.build_args.iter().rev().find(|(name, _)| *name == definition.name);
            let value = match (given, &definition.default) {
                (Some((_, value)), _) => Some(value.clone()),
                (None, None) => self.globals.get(&definition.name).map(str::to_owned),
                (None, Some(default)) => {
                    let (found, result) = lexer.trace(default, &|name| self.state.env.get(name).map(str::to_owned));
                    missing.extend(found.unmatched.into_iter().filter(|name| !self.state.declared.contains(name)));
                    if let Err(error) = result {
                        return (instruction.clone(), missing, Some(error));
                    }
                    Some(found.text)
                }
            };
            if let Some(value) = value {
                self.state.env.set(&definition.name, &value);
            }
            self.state.declared.insert(definition.name.clone());
        }
        (instruction.clone(), missing, None)
    }

    /// What the instruction leaves behind for those after it.
    fn declare(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Env(env) => env.pairs.iter().for_each(|pair| self.state.env.set(&pair.name, &pair.value)),
            Instruction::Shell(_) => self.state.has_shell = true,
            Instruction::Workdir(_) => self.state.workdir_set = true,
            _ => {}
        }
    }
}

/// The words of an EXPOSE with their variables; an error where a word is no port.
fn expose_words(ports: &[String], lexer: &Lexer, env: &Variables) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    for port in ports {
        words.extend(lexer.words(port, &|name| env.get(name).map(str::to_owned))?);
    }
    words.iter().try_for_each(|word| parse_exposed(word).map(|_| ()))?;
    Ok(words)
}
