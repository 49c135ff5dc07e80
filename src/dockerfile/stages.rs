//! The whole file with its meaning: global arguments, stages, instructions and what is wrong. How stages depend on each
//! other and what is built is the builder's affair.

use super::instructions::{self, Instruction};
use super::parse::{Tree, parse_tree};
use super::tree::{Failure, Lines, Node};

/// One instruction in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it means.
    pub instruction: Instruction,
    /// The keyword as written.
    pub keyword: String,
    /// Its text with continuation lines joined, without here-documents: what the build's progress and history show.
    pub text: String,
    /// Where it stands.
    pub lines: Lines,
    /// The comments above it.
    pub comments: Vec<String>,
}

/// A FROM and what follows it up to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The FROM.
    pub from: instructions::From,
    /// The keyword FROM as written.
    pub keyword: String,
    /// The FROM's text.
    pub text: String,
    /// Where the FROM stands.
    pub lines: Lines,
    /// The comments above the FROM.
    pub comments: Vec<String>,
    /// What a comment `# NAME text` above says of the stage.
    pub description: String,
    /// The instructions after the FROM.
    pub statements: Vec<Statement>,
}

/// A parsed file. It is always there; `failures` says whether docker would take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dockerfile {
    /// The untyped tree.
    pub tree: Tree,
    /// The ARGs before the first FROM.
    pub globals: Vec<Statement>,
    /// The stages. A FROM that makes no sense opens one too, so that an editor knows where the others are.
    pub stages: Vec<Stage>,
    /// What is wrong, the message that docker would stop with first.
    pub failures: Vec<Failure>,
}

impl Dockerfile {
    /// What docker would stop with, if anything.
    pub fn failure(&self) -> Option<&Failure> {
        self.failures.first()
    }

    /// The stage of that name (in any case).
    pub fn stage_named(&self, name: &str) -> Option<usize> {
        self.stages.iter().rposition(|stage| stage.from.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(name)))
    }
}

/// Parses a Dockerfile's text.
pub fn parse(source: &str) -> Dockerfile {
    let tree = parse_tree(source);
    let mut failures = tree.failures.clone();
    if source.is_empty() {
        failures.insert(0, Failure { message: "the Dockerfile cannot be empty".into(), lines: Lines::one(0) });
    }
    let no_nodes = tree.nodes.is_empty();
    let mut file = Dockerfile { tree, globals: Vec::new(), stages: Vec::new(), failures };
    let nodes = std::mem::take(&mut file.tree.nodes);
    for node in &nodes {
        file.add(node);
    }
    file.tree.nodes = nodes;
    if file.stages.is_empty() && file.failures.is_empty() && !no_nodes {
        let message = "dockerfile contains no stages to build".into();
        file.failures.push(Failure { message, lines: Lines::one(0) });
    }
    file
}

impl Dockerfile {
    fn add(&mut self, node: &Node) {
        let result = if node.sound { instructions::parse_instruction(node) } else { Err(String::new()) };
        let instruction = match result {
            Ok(instruction) => instruction,
            Err(error) => {
                if node.sound {
                    let message = format!("dockerfile parse error on line {}: {error}", node.lines.first);
                    self.failures.push(Failure { message, lines: node.lines });
                }
                if node.lower_keyword() == "from" {
                    let image = node.words().into_iter().next().unwrap_or_default();
                    self.open(node, instructions::From { image, ..Default::default() });
                }
                return;
            }
        };
        let instruction = match instruction {
            Instruction::From(from) => return self.open(node, from),
            other => other,
        };
        let global = self.stages.is_empty() && matches!(instruction, Instruction::Arg(_));
        let statement = Statement {
            instruction,
            keyword: node.keyword.clone(),
            text: node.original.trim().to_owned(),
            lines: node.lines,
            comments: node.comments.clone(),
        };
        if global {
            self.globals.push(statement);
        } else if let Some(stage) = self.stages.last_mut() {
            stage.statements.push(statement);
        } else {
            self.failures.push(Failure { message: "no build stage in current context".into(), lines: node.lines });
        }
    }

    fn open(&mut self, node: &Node, from: instructions::From) {
        let name = from.name.as_deref().unwrap_or_default();
        self.stages.push(Stage {
            description: instructions::pairs::description(&node.comments, name),
            from,
            keyword: node.keyword.clone(),
            text: node.original.trim().to_owned(),
            lines: node.lines,
            comments: node.comments.clone(),
            statements: Vec::new(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;
    use crate::dockerfile::checks::diagnostics;
    use crate::dockerfile::parse::print_tree;
    use crate::dockerfile::tree::dump;
    use crate::dockerfile::{Form, Heredoc, Options};

    #[test]
    fn stages_hold_their_instructions() {
        let file = parse(
            "ARG V=1\n# build compiles it\nFROM node:$V AS Build\nRUN --mount=type=cache,target=/c \\\n  npm ci\n\
             FROM scratch\nCOPY --from=build --chown=1:2 /a /b\nCMD [\"/b\"]\n",
        );
        assert_eq!(file.failure(), None);
        assert_eq!(file.globals.len(), 1);
        let build = &file.stages[0];
        assert_eq!((build.from.name.as_deref(), build.description.as_str()), (Some("build"), "compiles it"));
        assert_eq!(build.statements[0].lines, Lines::new(4, 5));
        let Instruction::Copy(copy) = &file.stages[1].statements[0].instruction else { panic!("a COPY") };
        assert_eq!(
            (copy.from.as_deref(), copy.chown.as_deref(), copy.dest.as_str()),
            (Some("build"), Some("1:2"), "/b")
        );
        let Instruction::Cmd(cmd) = &file.stages[1].statements[1].instruction else { panic!("a CMD") };
        assert_eq!(cmd.command, Form::Exec(vec!["/b".into()]));
    }

    #[test]
    fn the_first_failure_is_the_one_docker_stops_with() {
        let first = |source: &str| parse(source).failures[0].clone();
        let unknown = first("FROM a\nRUN b\nFOO c\n");
        assert_eq!(unknown.message, "dockerfile parse error on line 3: unknown instruction: FOO (did you mean FROM?)");
        assert_eq!(unknown.lines, Lines::one(3));
        // A line that cannot be split is reported before one that makes no sense, wherever they stand.
        assert_eq!(first("FROM a\nFOO c\nENV x\n").message, "ENV must have two arguments");
        assert_eq!(first("RUN x\n").message, "no build stage in current context");
        assert_eq!(first("").message, "the Dockerfile cannot be empty");
        assert_eq!(first("# nothing\n").message, "file with no instructions");
        assert_eq!(first("ARG A\n").message, "dockerfile contains no stages to build");
        assert_eq!(first("FROM a\nRUN <<E\nx\n").message, "unterminated heredoc");
    }

    /// What printing must keep of a tree.
    fn shape(tree: &Tree) -> Vec<(String, Vec<Heredoc>, Vec<String>)> {
        let shape = |node: &Node| (dump(std::slice::from_ref(node)), node.heredocs.clone(), node.comments.clone());
        tree.nodes.iter().map(shape).collect()
    }

    /// Texts put together at random from what the language is sensitive to: nothing panics, every line has its place.
    #[test]
    fn any_text_has_a_tree() {
        // Most begin as a file does, so that enough of them parse.
        const PARTS: [&str; 40] = [
            "FROM ",
            "RUN ",
            "COPY ",
            "ENV ",
            "ARG ",
            "ONBUILD ",
            "HEALTHCHECK ",
            "LABEL ",
            "EXPOSE ",
            "\n",
            "\n",
            "\n",
            "\\\n",
            "`\n",
            "# escape=`\n",
            "#",
            "\"",
            "'",
            "[",
            "]",
            "<<EOF",
            "EOF\n",
            "<<-'A B'",
            "--mount=type=cache",
            "--from=",
            "--",
            "=",
            "$",
            "${a",
            ":-",
            "}",
            "a",
            "é",
            "\u{a0}",
            "\u{feff}",
            "\t",
            "\r\n",
            "\0",
            ",",
            "AS x",
        ];
        let mut rng = Rng::new(7);
        for _ in 0..3000 {
            let body: String = (0..rng.below(30)).map(|_| PARTS[rng.below(40) as usize]).collect();
            let source = if rng.below(3) > 0 { format!("FROM a\nRUN {body}") } else { body };
            let file = parse(&source);
            let count = source.split_inclusive('\n').count() as u32;
            for node in &file.tree.nodes {
                assert!(node.lines.first >= 1 && node.lines.last <= count, "{source:?}");
            }
            if file.tree.failures.is_empty() && !source.contains('\0') {
                let printed = print_tree(&file.tree);
                let again = parse_tree(&printed);
                assert_eq!(shape(&again), shape(&file.tree), "{source:?}\n{printed:?}");
            }
            let lexer = crate::dockerfile::Lexer::new(file.tree.escape);
            let _ = lexer.words(&source, &|_| Some("x y".into()));
            crate::dockerfile::tokens(&source);
            for diagnostic in diagnostics(&source, &file, &Options::default()) {
                if let Some(fix) = diagnostic.fix {
                    fix.apply(&source);
                }
            }
        }
    }
}
