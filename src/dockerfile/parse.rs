//! From source text to nodes: lines, comments, continuations, directives, here-documents. It reports what BuildKit's
//! parser reports, but goes on after an error, so that an editor has a tree for every file.

use std::fmt::Write as _;

use super::directives::{Directive, DirectiveReader};
use super::line::{announced, node_from_line};
use super::tree::{Failure, Heredoc, Lines, Node};

/// The longest line that BuildKit reads, in bytes without its end.
const LINE_MAX: usize = 65_535;

/// What a file's text consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The instructions, in order.
    pub nodes: Vec<Node>,
    /// The escape character: a backslash, or what `# escape=` says.
    pub escape: char,
    /// The parser directives.
    pub directives: Vec<Directive>,
    /// Instructions with an empty line inside: the joined text and the instruction's last line.
    pub blank_continuations: Vec<(String, u32)>,
    /// What is wrong, in the order of the text. BuildKit stops at the first.
    pub failures: Vec<Failure>,
}

/// Splits a file into nodes. Lines end with `\n` or `\r\n`; a byte-order mark is skipped.
pub fn parse_tree(source: &str) -> Tree {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut parser = Parser {
        lines: source.split_inclusive('\n'),
        line: 0,
        comments: Vec::new(),
        directives: DirectiveReader::new("#", 0),
        tree: Tree {
            nodes: Vec::new(),
            escape: '\\',
            directives: Vec::new(),
            blank_continuations: Vec::new(),
            failures: Vec::new(),
        },
    };
    parser.run();
    parser.tree
}

/// The tree as a file again: directives, comments and one line an instruction. Parsing it gives the same tree but for the
/// line numbers and the blanks before instructions.
pub fn print_tree(tree: &Tree) -> String {
    let mut out = String::new();
    for directive in &tree.directives {
        let _ = writeln!(out, "# {}={}", directive.name, directive.value);
    }
    // An empty line ends the directives, so that no comment is taken for one.
    out.push('\n');
    for node in &tree.nodes {
        for comment in &node.comments {
            let _ = writeln!(out, "# {comment}");
        }
        if node.original.trim().is_empty() {
            // Only a continuation that the end of the file cuts off makes an instruction of nothing.
            out.push(tree.escape);
        }
        out.push_str(&node.original);
        out.push('\n');
        for heredoc in &node.heredocs {
            out.push_str(&heredoc.content);
            out.push_str(&heredoc.name);
            out.push('\n');
        }
    }
    out
}

struct Parser<'a> {
    lines: std::str::SplitInclusive<'a, char>,
    line: u32,
    comments: Vec<String>,
    directives: DirectiveReader,
    tree: Tree,
}

impl<'a> Parser<'a> {
    fn run(&mut self) {
        while let Some(raw) = self.next_line() {
            self.comment(raw);
            let text = trim_end_of_line(raw).trim_start();
            self.directive(text);
            self.line += 1;
            if is_comment(text) || text.is_empty() {
                continue;
            }
            self.instruction(text);
        }
        if self.tree.nodes.is_empty() {
            let lines = Lines::one(self.line);
            self.tree.failures.push(Failure { message: "file with no instructions".into(), lines });
        }
    }

    /// The next line with its end. A line that is too long ends the file, as BuildKit's reader stops there.
    fn next_line(&mut self) -> Option<&'a str> {
        let line = self.lines.next()?;
        if line.strip_suffix('\n').unwrap_or(line).len() > LINE_MAX {
            let message = format!("dockerfile line greater than max allowed size of {LINE_MAX}");
            self.tree.failures.push(Failure { message, lines: Lines::one(self.line) });
            self.lines = "".split_inclusive('\n');
            return None;
        }
        Some(line)
    }

    /// Keeps a comment for the instruction that follows; an empty one separates what is above from it.
    fn comment(&mut self, raw: &str) {
        if !is_comment(raw) {
            return;
        }
        let mut text = raw.chars();
        text.next();
        match text.as_str().trim() {
            "" => self.comments.clear(),
            text => self.comments.push(text.to_owned()),
        }
    }

    fn directive(&mut self, text: &str) {
        let error = match self.directives.read(text) {
            Ok(None) => return,
            Ok(Some(found)) if found.name == "escape" && !matches!(found.value.as_str(), "`" | "\\") => {
                format!("invalid escape token '{}' does not match ` or \\", found.value)
            }
            Ok(Some(found)) => {
                if found.name == "escape" {
                    self.tree.escape = if found.value == "`" { '`' } else { '\\' };
                }
                self.comments.pop();
                self.tree.directives.push(found);
                return;
            }
            Err(error) => error,
        };
        // BuildKit counts the line only afterwards, so it points at the one before.
        self.tree.failures.push(Failure { message: error, lines: Lines::one(self.line) });
    }

    /// Reads an instruction whose first line is given: its continuation lines, then its here-documents.
    fn instruction(&mut self, first: &str) {
        let start = self.line;
        let escape = self.tree.escape;
        let (part, mut goes_on) = continued(first, escape);
        let mut text = part.to_owned();
        let mut blank = false;
        while goes_on {
            let Some(raw) = self.next_line() else { break };
            self.line += 1;
            let line = trim_end_of_line(raw);
            if is_comment(line) {
                continue;
            }
            if line.trim_start().is_empty() {
                blank = true;
                continue;
            }
            let part;
            (part, goes_on) = continued(line, escape);
            text.push_str(part);
        }
        if blank {
            self.tree.blank_continuations.push((text.clone(), self.line));
        }
        let (mut node, error) = node_from_line(&text, escape);
        if let Some(message) = error {
            self.fail(message, start);
        }
        match announced(&node, &text) {
            Ok(heredocs) => node.heredocs = self.heredocs(heredocs, start),
            Err(message) => {
                node.sound = false;
                self.fail(message, start);
            }
        }
        node.lines = Lines::new(start, self.line);
        node.comments = std::mem::take(&mut self.comments);
        self.tree.nodes.push(node);
    }

    fn heredocs(&mut self, announced: Vec<Heredoc>, start: u32) -> Vec<Heredoc> {
        let mut read = Vec::with_capacity(announced.len());
        for mut heredoc in announced {
            let mut terminated = false;
            while let Some(raw) = self.next_line() {
                self.line += 1;
                let line = trim_end_of_line(raw);
                let line = if heredoc.chomp { line.trim_start_matches('\t') } else { line };
                if line == heredoc.name {
                    terminated = true;
                    break;
                }
                heredoc.content.push_str(raw);
            }
            read.push(heredoc);
            if !terminated {
                self.fail("unterminated heredoc".into(), start);
                break;
            }
        }
        read
    }

    fn fail(&mut self, message: String, start: u32) {
        self.tree.failures.push(Failure { message, lines: Lines::new(start, self.line) });
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

fn trim_end_of_line(line: &str) -> &str {
    line.trim_end_matches(['\r', '\n'])
}

/// Takes the continuation character off, if the line ends with one that is not itself escaped.
pub(super) fn continued(line: &str, escape: char) -> (&str, bool) {
    let Some(before) = line.trim_end_matches([' ', '\t']).strip_suffix(escape) else { return (line, false) };
    if before.ends_with(escape) { (line, false) } else { (before, true) }
}
