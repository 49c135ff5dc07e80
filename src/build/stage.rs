//! A stage on its way: what its instructions find and leave (environment, working directory, user, image), and how its
//! steps are named in progress.

use std::rc::Rc;

use crate::dockerfile::scope::Variables;
use crate::dockerfile::{Instruction, Lexer, Lines};

use super::draft::Draft;
use super::graph::{Base, Graph, Node, Op, OpId};
use super::options::BuildOptions;

/// An instruction in a stage, or one that ONBUILD left in the image below.
#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) instruction: Instruction,
    /// Its text as progress shows it.
    pub(super) text: String,
    pub(super) lines: Lines,
    /// The stages that it takes files from: the one of `COPY --from`, or one for each mount of a RUN.
    pub(super) sources: Vec<usize>,
    pub(super) on_build: bool,
}

/// A stage of the file, or an image that `COPY --from` or a mount names.
#[derive(Clone, Debug, Default)]
pub(super) struct Stage {
    /// Its name in progress; empty when it is the only one.
    pub(super) name: String,
    /// Its name in the file, in lower case.
    pub(super) key: Option<String>,
    /// The image or stage that FROM names, variables expanded.
    pub(super) base_name: String,
    /// The earlier stage that it builds on.
    pub(super) base: Option<usize>,
    pub(super) lines: Lines,
    pub(super) commands: Vec<Command>,
    /// The stages that it copies from, and where.
    pub(super) deps: Vec<(usize, Lines)>,
    /// It stands in no FROM.
    pub(super) implicit: bool,
    pub(super) ignore_cache: bool,
    /// How many steps it has.
    pub(super) total: u32,
    /// How many were named.
    pub(super) count: u32,
    /// The image that it begins with.
    pub(super) image: Option<Rc<Base>>,
    /// Its image was looked up.
    pub(super) resolved: bool,
    /// Its triggers were taken over.
    pub(super) triggered: bool,
    /// Its instructions were gone through.
    pub(super) done: bool,
    /// The file's last node of it; `None` for nothing.
    pub(super) top: Option<OpId>,
    pub(super) env: Variables,
    pub(super) cwd: String,
    pub(super) user: String,
    pub(super) draft: Draft,
    /// The ARGs met, with the values that history shows.
    pub(super) build_args: Vec<(String, Option<String>)>,
    pub(super) has_cmd: bool,
    pub(super) in_trigger: bool,
}

/// What every stage of a build shares.
pub(super) struct Shared<'a> {
    pub(super) options: &'a BuildOptions,
    pub(super) escape: char,
    /// The ARGs before the first FROM and the predefined ones.
    pub(super) globals: Variables,
    /// All stages; the one in hand is empty meanwhile.
    pub(super) stages: &'a [Stage],
}

/// An instruction's surroundings while it is converted.
pub(super) struct Course<'a> {
    pub(super) stage: &'a mut Stage,
    pub(super) graph: &'a mut Graph,
    pub(super) shared: &'a Shared<'a>,
    pub(super) command: &'a Command,
}

impl Stage {
    /// The name of the next step.
    pub(super) fn step_name(&mut self, text: &str) -> String {
        if self.total == 0 {
            return text.to_owned();
        }
        self.count += 1;
        let stage = if self.name.is_empty() { String::new() } else { format!("{} ", self.name) };
        let width = self.total.to_string().len();
        let trigger = if self.in_trigger { "ONBUILD " } else { "" };
        format!("[{stage}{:width$}/{}] {trigger}{text}", self.count, self.total)
    }

    /// A variable of the environment as instructions see it.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        self.env.get(name).map(str::to_owned)
    }
}

impl Course<'_> {
    /// The instruction's text with the keyword in capitals and variables expanded, as progress shows it.
    pub(super) fn title(&self, lexer: &Lexer) -> String {
        let text = &self.command.text;
        let expanded =
            lexer.word(text, &|name| self.stage.variable(name)).map_or_else(|_| text.clone(), |word| word.text);
        capital_keyword(&expanded)
    }

    /// A lexer for words.
    pub(super) fn lexer(&self) -> Lexer {
        Lexer::new(self.shared.escape)
    }

    /// Puts a node on top of the stage.
    pub(super) fn push(&mut self, name: String, op: Op) {
        let ignore_cache = self.stage.ignore_cache && !matches!(op, Op::Mkdir(_));
        let stage = self.stage.key.clone().unwrap_or_else(|| self.stage.name.clone());
        let id = self.graph.add(Node {
            name,
            lines: self.command.lines,
            text: self.command.text.clone(),
            place: (stage, self.stage.count),
            ignore_cache,
            parent: self.stage.top,
            op,
        });
        self.stage.top = Some(id);
    }
}

/// The first word in upper case.
pub(super) fn capital_keyword(text: &str) -> String {
    match text.split_once(' ') {
        Some((keyword, rest)) => format!("{} {rest}", keyword.to_uppercase()),
        None => text.to_uppercase(),
    }
}
