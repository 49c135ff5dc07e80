//! What happens when a file is built, as far as its text tells: which image each FROM means, which stages are needed, what
//! each instruction finds defined. The checks read it; the builder does the real thing.

use std::collections::BTreeSet;

use super::expand::Lexer;
use super::instructions::Instruction;
use super::scope::{Variables, predefined, with_globals};
use super::stages::{Dockerfile, Stage};
use super::suggest::{did_you_mean, nearest};
use super::tree::{Failure, Lines};
use crate::base::Platform;

/// What a build brings along.
pub struct Options<'a> {
    /// `--build-arg`.
    pub build_args: Vec<(String, String)>,
    /// `--target`, empty for the last stage.
    pub target: String,
    /// Look at every stage, as `docker build --check` does, and not only at those that the target needs.
    pub all_stages: bool,
    /// The text of `.dockerignore`.
    pub ignore_file: Option<&'a str>,
    /// `--platform`.
    pub platform: Platform,
    /// What is known of a base image, by the name in FROM; `None` keeps silent where it would matter.
    pub base_image: &'a dyn Fn(&str) -> Option<BaseImage>,
    /// A base image could not be looked up, so that BuildKit does not come to the instructions.
    pub images_failed: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            build_args: Vec::new(),
            target: String::new(),
            all_stages: false,
            ignore_file: None,
            platform: Platform::default(),
            base_image: &|_| None,
            images_failed: false,
        }
    }
}

/// What the checks want to know of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseImage {
    /// Its environment.
    pub env: Vec<(String, String)>,
    /// Whether its configuration has a SHELL of its own.
    pub has_shell: bool,
    /// Its ONBUILD triggers.
    pub on_build: Vec<String>,
    /// Its platform, where it has only that one; `None` when it comes for whatever platform is asked for.
    pub platform: Option<Platform>,
}

/// A variable that was used but not set, and the name that may have been meant.
pub(super) type Undefined = (String, Option<String>);

/// A FROM with its variables resolved.
pub(super) struct FromFacts {
    /// The image or stage.
    pub(super) image: String,
    /// Variables of the image and the platform that nobody declares.
    pub(super) undefined: Vec<Undefined>,
    /// The platform's expansion: its text, whether variables were used, and whether that was `$TARGETPLATFORM` alone.
    pub(super) platform: Option<PlatformFacts>,
    /// The earlier stage that it builds on.
    pub(super) base: Option<usize>,
    /// What the builder finds in the registry, if the stage is needed.
    pub(super) found: Option<BaseImage>,
}

/// The value of `--platform`.
pub(super) struct PlatformFacts {
    /// Without variables.
    pub(super) constant: bool,
    /// Nothing but the target platform's variable.
    pub(super) redundant: bool,
    /// What it comes to.
    pub(super) text: String,
}

/// An instruction as it is carried out.
pub(super) struct Step<'a> {
    /// The instruction with its variables expanded.
    pub(super) instruction: Instruction,
    /// The keyword as written.
    pub(super) keyword: &'a str,
    /// Where it stands; a trigger of a base image stands at its FROM.
    pub(super) lines: Lines,
    /// The comments above it.
    pub(super) comments: &'a [String],
    /// Variables that were not set.
    pub(super) undefined: Vec<Undefined>,
    /// No WORKDIR in this file came before, in the stage or those it builds on.
    pub(super) first_workdir: bool,
    /// A SHELL is in force.
    pub(super) has_shell: bool,
    /// Where the same keyword stands earlier in the stage (CMD, ENTRYPOINT and HEALTHCHECK).
    pub(super) earlier: Option<Lines>,
}

/// Where in BuildKit's course a warning or a stop comes: phase, then stage or step, then order within it.
pub(super) type At = (Phase, u32, u32);

/// The parts of a build before anything runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Lines,
    Parse,
    Names,
    Casing,
    Defaults,
    Globals,
    From,
    Images,
    Steps,
}

/// All of it.
pub(super) struct Facts<'a> {
    pub(super) file: &'a Dockerfile,
    pub(super) options: &'a Options<'a>,
    /// What each FROM names when no `--build-arg` is given; shorter than the stages after an error.
    pub(super) default_images: Vec<String>,
    pub(super) froms: Vec<FromFacts>,
    pub(super) steps: Vec<Step<'a>>,
    /// What docker stops with, and where.
    pub(super) stop: Option<(At, Failure)>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(file: &'a Dockerfile, options: &'a Options<'a>) -> Self {
        let mut facts =
            Self { file, options, default_images: Vec::new(), froms: Vec::new(), steps: Vec::new(), stop: None };
        if let Some(failure) = file.failure() {
            let at = match failure.lines.first {
                _ if file.tree.failures.contains(failure) => (Phase::Lines, 0, 0),
                // An empty file, or one without a stage.
                0 if file.tree.nodes.is_empty() => (Phase::Lines, 0, 0),
                0 => (Phase::Names, 0, 0),
                line => (Phase::Parse, line, 0),
            };
            facts.stop = Some((at, failure.clone()));
        }
        let before = predefined(file, &options.build_args, &options.platform, &options.target);
        facts.find_default_images(&before);
        match with_globals(before, &file.globals, file.tree.escape, &options.build_args) {
            Err(failure) => facts.stop_at((Phase::Globals, 0, 0), failure),
            Ok(globals) => {
                facts.resolve_froms(&globals);
                if options.images_failed {
                    facts.stop_at((Phase::Images, 0, 0), Failure { message: String::new(), lines: Lines::one(0) });
                }
                facts.walk(&globals);
            }
        }
        facts
    }

    pub(super) fn stop_at(&mut self, at: At, failure: Failure) {
        if self.stop.as_ref().is_none_or(|(earlier, _)| at < *earlier) {
            self.stop = Some((at, failure));
        }
    }

    fn find_default_images(&mut self, before: &Variables) {
        let escape = self.file.tree.escape;
        let Ok(globals) = with_globals(before.clone(), &self.file.globals, escape, &[]) else { return };
        let env = |name: &str| globals.get(name).map(str::to_owned);
        let lexer = Lexer::new(escape);
        let images = self.file.stages.iter().map_while(|stage| lexer.word(&stage.from.image, &env).ok());
        self.default_images = images.map(|image| image.text).collect();
    }

    fn resolve_froms(&mut self, globals: &Variables) {
        let declared = self.file.globals.iter().flat_map(|statement| match &statement.instruction {
            Instruction::Arg(arg) => arg.definitions.iter().map(|definition| definition.name.as_str()).collect(),
            _ => Vec::new(),
        });
        let known: Vec<&str> = globals.names().into_iter().chain(declared).collect();
        let file = self.file;
        for (index, stage) in file.stages.iter().enumerate() {
            let (facts, error) = self.resolve_from(stage, globals, &known);
            let needs_image = facts.base.is_none() && facts.image != "scratch";
            self.froms.push(facts);
            if let Some(message) = error {
                self.stop_at((Phase::From, index as u32, u32::MAX), Failure { message, lines: stage.lines });
            } else if needs_image {
                let found = (self.options.base_image)(&self.froms[index].image);
                self.froms[index].found = found;
            }
        }
    }

    fn resolve_from(&self, stage: &Stage, globals: &Variables, known: &[&str]) -> (FromFacts, Option<String>) {
        let lexer = Lexer::new(self.file.tree.escape);
        let env = |name: &str| globals.get(name).map(str::to_owned);
        let (image, result) = lexer.trace(&stage.from.image, &env);
        let mut facts = FromFacts {
            base: self.stage_before(self.froms.len(), &image.text),
            undefined: undefined(&image.unmatched, known),
            image: image.text,
            platform: None,
            found: None,
        };
        if result.is_err() {
            return (facts, result.err());
        }
        if facts.image.is_empty() {
            return (facts, Some(format!("base name ({}) should not be blank", stage.from.image)));
        }
        let Some(written) = &stage.from.platform else { return (facts, None) };
        let (platform, result) = lexer.trace(written, &env);
        facts.undefined.extend(undefined(&platform.unmatched, known));
        let alone = platform.unmatched.is_empty() && platform.matched.iter().eq(["TARGETPLATFORM"]);
        facts.platform = Some(PlatformFacts {
            constant: platform.matched.is_empty() && platform.unmatched.is_empty(),
            redundant: alone && globals.get("TARGETPLATFORM") == Some(&platform.text),
            text: platform.text.clone(),
        });
        let names = globals.names();
        let suggestion = || {
            let found = platform.unmatched.iter().map(|name| did_you_mean(name, &names));
            found.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
        };
        let error = match result {
            Err(error) => Some(format!("failed to process arguments for platform {}: {error}", platform.text)),
            Ok(()) if platform.text.is_empty() => {
                Some(format!("empty platform value from expression {written}{}", suggestion()))
            }
            Ok(()) => Platform::parse(&platform.text)
                .err()
                .map(|error| format!("failed to parse platform {written}: {error}{}", suggestion())),
        };
        (facts, error)
    }

    /// The last stage before `index` that is called exactly so.
    fn stage_before(&self, index: usize, name: &str) -> Option<usize> {
        self.file.stages[..index].iter().rposition(|stage| stage.from.name.as_deref() == Some(name))
    }

    /// The stages that the target needs: those it builds on and copies from.
    pub(super) fn needed(&self) -> BTreeSet<usize> {
        let count = self.file.stages.len();
        let target = &self.options.target;
        let last = count.checked_sub(1);
        let start = if target.is_empty() { last } else { self.file.stage_named(target).or(last) };
        let mut open: Vec<usize> = start.into_iter().collect();
        if self.options.all_stages {
            open.extend(0..count);
        }
        let mut needed = BTreeSet::new();
        while let Some(index) = open.pop() {
            if !needed.insert(index) {
                continue;
            }
            open.extend(self.froms.get(index).and_then(|from| from.base));
            for statement in &self.file.stages[index].statements {
                open.extend(self.sources(&statement.instruction));
            }
        }
        needed
    }

    fn sources(&self, instruction: &Instruction) -> Vec<usize> {
        match instruction {
            Instruction::Copy(copy) => {
                let from = copy.from.as_deref().unwrap_or_default();
                let numbered = from.parse::<usize>().ok().filter(|index| *index < self.file.stages.len());
                numbered.or_else(|| self.file.stage_named(from)).into_iter().collect()
            }
            Instruction::Run(run) => {
                let mounts = run.mounts(&|text| Ok(text.to_owned())).unwrap_or_default();
                mounts.iter().filter_map(|mount| self.file.stage_named(&mount.from)).collect()
            }
            _ => Vec::new(),
        }
    }
}

pub(super) fn undefined(names: &BTreeSet<String>, known: &[&str]) -> Vec<Undefined> {
    let unknown = names.iter().filter(|name| !known.contains(&name.as_str()));
    unknown.map(|name| (name.clone(), nearest(name, known).map(str::to_owned))).collect()
}
