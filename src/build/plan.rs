//! From the parsed file to stages: which image or stage each begins with, what it copies from, which stages the target
//! needs. Nothing is asked or run here; `convert` does the next part.

use std::collections::BTreeSet;

use crate::base::Platform;
use crate::base::quote::quote;
use crate::dockerfile::scope::{Variables, predefined, with_globals};
use crate::dockerfile::suggest::{did_you_mean, nearest};
use crate::dockerfile::{Dockerfile, Instruction, Lexer, Lines};

use super::options::BuildOptions;
use super::stage::{Command, Stage};
use super::stop::Stop;

/// The name of the image that has nothing.
pub(super) const SCRATCH: &str = "scratch";

/// The stages of a build, those of the file first.
pub(super) struct Plan {
    pub(super) stages: Vec<Stage>,
    pub(super) globals: Variables,
    pub(super) target: usize,
    pub(super) escape: char,
    /// All stages are looked at, for a check.
    all: bool,
}

impl Plan {
    /// Reads the stages of a file that parsed.
    pub(super) fn new(file: &Dockerfile, options: &BuildOptions) -> Result<Self, Stop> {
        let platform = Platform::parse(&options.platform).unwrap_or_default();
        let before = predefined(file, &options.build_args, &platform, &options.target);
        let globals = with_globals(before, &file.globals, file.tree.escape, &options.build_args)?;
        let mut plan = Self { stages: Vec::new(), globals, target: 0, escape: file.tree.escape, all: options.check };
        for index in 0..file.stages.len() {
            plan.add_stage(file, index, options)?;
        }
        plan.find_target(options)?;
        for index in 0..file.stages.len() {
            for statement in &file.stages[index].statements {
                let (instruction, text) = (&statement.instruction, &statement.text);
                plan.add_command(index, instruction, text, statement.lines, false)?;
            }
        }
        plan.check_circles()?;
        if let [only] = plan.stages.as_mut_slice() {
            only.name.clear();
        }
        Ok(plan)
    }

    fn add_stage(&mut self, file: &Dockerfile, index: usize, options: &BuildOptions) -> Result<(), Stop> {
        let written = &file.stages[index];
        let lexer = Lexer::new(self.escape);
        let env = |name: &str| self.globals.get(name).map(str::to_owned);
        let base_name = lexer.word(&written.from.image, &env).map_err(|error| Stop::at(written.lines, error))?.text;
        if base_name.is_empty() {
            let message = format!("base name ({}) should not be blank", written.from.image);
            return Err(Stop::at(written.lines, message));
        }
        if let Some(platform) = &written.from.platform {
            self.check_platform(platform).map_err(|error| Stop::at(written.lines, error))?;
        }
        let key = written.from.name.clone();
        let base = self.stages.iter().rposition(|stage| stage.key.as_deref() == Some(&base_name));
        let steps = written.statements.iter().filter(|statement| {
            matches!(
                statement.instruction,
                Instruction::Add(_) | Instruction::Copy(_) | Instruction::Run(_) | Instruction::Workdir(_)
            )
        });
        let from = u32::from(base.is_none() && base_name != SCRATCH);
        let no_cache = |stage: &String| key.as_deref().is_some_and(|key| key.eq_ignore_ascii_case(stage));
        self.stages.push(Stage {
            name: key.clone().unwrap_or_else(|| format!("stage-{index}")),
            ignore_cache: options.no_cache || options.no_cache_filter.iter().any(no_cache),
            total: from + steps.count() as u32,
            lines: written.lines,
            base_name,
            base,
            key,
            ..Stage::default()
        });
        Ok(())
    }

    fn check_platform(&self, written: &str) -> Result<(), String> {
        let env = |name: &str| self.globals.get(name).map(str::to_owned);
        let (found, result) = Lexer::new(self.escape).trace(written, &env);
        let names = self.globals.names();
        let suggestion = || {
            let found = found.unmatched.iter().map(|name| did_you_mean(name, &names));
            found.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
        };
        result.map_err(|error| format!("failed to process arguments for platform {}: {error}", found.text))?;
        if found.text.is_empty() {
            return Err(format!("empty platform value from expression {written}{}", suggestion()));
        }
        Platform::parse(&found.text)
            .map(|_| ())
            .map_err(|error| format!("failed to parse platform {written}: {error}{}", suggestion()))
    }

    fn find_target(&mut self, options: &BuildOptions) -> Result<(), Stop> {
        self.target = self.stages.len().saturating_sub(1);
        if options.target.is_empty() {
            return Ok(());
        }
        let Some(index) = self.named(&options.target) else {
            let names: Vec<&str> = self.stages.iter().map(|stage| stage.name.as_str()).collect();
            let suggestion = did_you_mean(&options.target, &names);
            let message = format!("target stage {} could not be found{suggestion}", quote(&options.target));
            return Err(Stop::plain(message));
        };
        self.target = index;
        Ok(())
    }

    /// The stage of that name, in any case.
    fn named(&self, name: &str) -> Option<usize> {
        self.stages.iter().rposition(|stage| stage.key.as_deref().is_some_and(|key| key.eq_ignore_ascii_case(name)))
    }

    /// Adds an instruction to a stage; images that it names become stages of their own. A trigger goes before the stage's
    /// own instructions, after the triggers already there.
    pub(super) fn add_command(
        &mut self,
        stage: usize,
        instruction: &Instruction,
        text: &str,
        lines: Lines,
        on_build: bool,
    ) -> Result<(), Stop> {
        let mut sources = Vec::new();
        match instruction {
            Instruction::Copy(copy) => {
                if let Some(from) = &copy.from {
                    let number = from.parse::<i64>().ok();
                    sources.push(match number {
                        Some(number) => usize::try_from(number)
                            .ok()
                            .filter(|index| *index < self.stages.len())
                            .ok_or_else(|| Stop::plain(format!("invalid stage index {number}")))?,
                        None => self.named(from).unwrap_or_else(|| self.add_implicit(from, lines)),
                    });
                }
            }
            Instruction::Run(run) => {
                for mount in &run.mounts {
                    let from = crate::dockerfile::instructions::mount::Mount::parse(mount, None);
                    let from = from.map(|mount| mount.from).unwrap_or_default();
                    let from = if from.is_empty() { SCRATCH } else { &from };
                    sources.push(self.named(from).unwrap_or_else(|| self.add_implicit(from, lines)));
                }
            }
            _ => {}
        }
        let owner = &mut self.stages[stage];
        owner.deps.extend(sources.iter().map(|source| (*source, lines)));
        let command = Command { instruction: instruction.clone(), text: text.to_owned(), lines, sources, on_build };
        if on_build {
            let place = owner.commands.iter().filter(|command| command.on_build).count();
            owner.commands.insert(place, command);
            owner.total += 1;
        } else {
            owner.commands.push(command);
        }
        Ok(())
    }

    fn add_implicit(&mut self, name: &str, lines: Lines) -> usize {
        self.stages.push(Stage { base_name: name.to_owned(), lines, implicit: true, ..Stage::default() });
        self.stages.len() - 1
    }

    fn check_circles(&self) -> Result<(), Stop> {
        let mut visited = BTreeSet::new();
        for (index, stage) in self.stages.iter().enumerate() {
            if let Some(lines) = self.circle(index, &mut visited, &mut Vec::new()) {
                return Err(Stop::at(lines, format!("circular dependency detected on stage: {}", stage.name)));
            }
        }
        Ok(())
    }

    /// Follows what a stage copies from; the line that leads back into the way so far.
    fn circle(&self, index: usize, visited: &mut BTreeSet<usize>, way: &mut Vec<usize>) -> Option<Lines> {
        if !visited.insert(index) {
            return None;
        }
        way.push(index);
        for (next, lines) in &self.stages[index].deps {
            if way.contains(next) {
                return Some(*lines);
            }
            if let Some(found) = self.circle(*next, visited, way) {
                return Some(found);
            }
        }
        way.pop();
        None
    }

    /// The stages that the target needs.
    pub(super) fn reachable(&self) -> BTreeSet<usize> {
        if self.all {
            return (0..self.stages.len()).collect();
        }
        let mut found = BTreeSet::new();
        let mut open = vec![self.target];
        while let Some(index) = open.pop() {
            if found.insert(index) {
                open.extend(self.stages[index].base);
                open.extend(self.stages[index].deps.iter().map(|(source, _)| *source));
            }
        }
        found
    }

    /// " (did you mean debian?)" for an image that was not found.
    pub(super) fn suggest_image(&self, name: &str) -> String {
        let mut names: Vec<String> =
            self.stages.iter().map(|stage| stage.name.clone()).filter(|name| !name.is_empty()).collect();
        names.extend(super::images::common_names());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        nearest(name, &names).map(|found| format!(" (did you mean {found}?)")).unwrap_or_default()
    }
}
