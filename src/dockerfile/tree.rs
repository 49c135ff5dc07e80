//! The untyped tree: one node per instruction with its flags, arguments and here-documents, and the dump that BuildKit's
//! own parser tests compare. What the arguments mean is in `instructions`.

use crate::base::quote::quote;

/// A range of source lines, counted from 1, both ends included. Line 0 stands for the file as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lines {
    /// The first line.
    pub first: u32,
    /// The last line; never before the first.
    pub last: u32,
}

impl Lines {
    /// One line.
    pub fn one(line: u32) -> Self {
        Self { first: line, last: line }
    }

    /// From one line to another; an end before the start counts as the start.
    pub fn new(first: u32, last: u32) -> Self {
        Self { first, last: last.max(first) }
    }

    /// Whether the line is in the range.
    pub fn contains(self, line: u32) -> bool {
        (self.first..=self.last).contains(&line)
    }
}

/// Something the parser could not accept: what docker prints after `failed to solve: `, and where it points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The whole message in BuildKit's words, a `dockerfile parse error on line N: ` prefix included where it has one.
    pub message: String,
    /// The lines that the error picture marks.
    pub lines: Lines,
}

/// A here-document: the word after `<<` and the lines up to its terminator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heredoc {
    /// The terminator without quotes; for COPY and ADD also the file's name.
    pub name: String,
    /// The number before `<<`, 0 when there is none.
    pub file_descriptor: u32,
    /// Whether variables in the content are expanded: false when any part of the word was quoted.
    pub expand: bool,
    /// Whether it was written `<<-`, so that leading tabs are to be taken off.
    pub chomp: bool,
    /// The lines, unchanged.
    pub content: String,
}

impl Heredoc {
    /// The content as a file gets it: without leading tabs when written `<<-`.
    pub fn text(&self) -> String {
        if self.chomp { chomp(&self.content) } else { self.content.clone() }
    }
}

/// Takes the leading tabs off every line.
pub fn chomp(content: &str) -> String {
    content.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}

/// What follows the keyword and its flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Args {
    /// Words, split as the keyword asks for.
    Words(Vec<String>),
    /// The instruction inside ONBUILD.
    Nested(Box<Node>),
}

/// One instruction, split but not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The keyword as written.
    pub keyword: String,
    /// The `--name=value` words between keyword and arguments, quotes and escapes taken away.
    pub flags: Vec<String>,
    /// The arguments.
    pub args: Args,
    /// Whether the arguments were a JSON array.
    pub json: bool,
    /// The here-documents that the line announces, in order.
    pub heredocs: Vec<Heredoc>,
    /// The instruction with continuation lines joined and comments dropped.
    pub original: String,
    /// Where it stands, here-documents included.
    pub lines: Lines,
    /// The comments above it since the last instruction or empty comment.
    pub comments: Vec<String>,
    /// False when even the arguments could not be split; then there is a failure for these lines and no argument.
    pub sound: bool,
}

impl Node {
    /// The arguments as BuildKit hands them to the typed parser: of a nested instruction its keyword, then its words.
    pub fn words(&self) -> Vec<String> {
        match &self.args {
            Args::Words(words) => words.clone(),
            Args::Nested(inner) => {
                let mut words = vec![inner.keyword.clone()];
                words.extend(inner.words());
                words
            }
        }
    }

    /// The keyword in lower case.
    pub fn lower_keyword(&self) -> String {
        self.keyword.to_lowercase()
    }

    /// Whether `<<` in this instruction announces a here-document: ADD, COPY and RUN in shell form, also in ONBUILD.
    pub(super) fn takes_heredocs(&self) -> bool {
        let node = match &self.args {
            Args::Nested(inner) if self.lower_keyword() == "onbuild" => inner,
            Args::Nested(_) | Args::Words(_) => self,
        };
        matches!(node.lower_keyword().as_str(), "add" | "copy" | "run") && !node.json
    }

    fn dump(&self) -> String {
        let mut text = self.lower_keyword();
        if !self.flags.is_empty() {
            text.push(' ');
            text.push_str(&quote_list(&self.flags));
        }
        match &self.args {
            Args::Words(words) => {
                for word in words {
                    text.push(' ');
                    text.push_str(&quote(word));
                }
            }
            Args::Nested(inner) => {
                text.push_str(" (");
                text.push_str(&inner.dump());
                text.push(')');
            }
        }
        text.trim().to_owned()
    }
}

/// The tree as BuildKit's `Node.Dump` writes it: one parenthesised line per instruction.
pub fn dump(nodes: &[Node]) -> String {
    let lines: Vec<String> = nodes.iter().map(|node| format!("({})", node.dump())).collect();
    lines.join("\n").trim().to_owned()
}

/// A list of strings as Go's `%q` prints a slice: `["a" "b"]`.
fn quote_list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quote(text)).collect();
    format!("[{}]", quoted.join(" "))
}
