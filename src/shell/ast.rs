//! The tree of a shell script as plain data. How it is read is in `parser`, what it does in `interp`.

use std::cell::OnceCell;
use std::rc::Rc;

/// A word before expansion.
pub(super) type Word = Vec<Part>;

/// Commands in a row, each an and-or list.
pub(super) type List = Vec<Rc<AndOr>>;

/// A piece of a word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Unquoted text: globs and braces count.
    Lit(String),
    /// Text in single quotes or after a backslash.
    Quoted(String),
    /// A part in double quotes.
    Double(Word),
    /// `$name` or `${...}`.
    Param(Box<Param>),
    /// `$(...)` or backticks.
    Command(Rc<List>),
    /// `$((...))`, its text before expansion.
    Arith(Word),
    /// A `${...}` that means nothing; its text. It is an error only when it is expanded.
    Bad(String),
}

/// A parameter expansion.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Param {
    /// A name, a number, or one of `@*#?-$!`.
    pub(super) name: String,
    /// The subscript of an array.
    pub(super) index: Option<Word>,
    /// `${!name}`: the value is the name.
    pub(super) indirect: bool,
    /// What is done with the value.
    pub(super) op: ParamOp,
    /// The expansion as written, for messages.
    pub(super) text: String,
}

/// What a parameter expansion does with the value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ParamOp {
    /// Nothing.
    None,
    /// `${#x}`
    Length,
    /// `-`, `=`, `?` or `+`; with a colon, an empty value counts as unset.
    Test(char, bool, Word),
    /// `#` or `%`, doubled for the longest match.
    Trim(char, bool, Word),
    /// `/`, and how it is anchored: `/` first, `g` all, `#` start, `%` end.
    Replace(char, Word, Word),
    /// `:offset` and perhaps `:length`.
    Slice(Word, Option<Word>),
    /// `^` or `,`, doubled for all characters.
    Case(char, bool),
}

/// Pipelines joined by `&&` and `||`.
#[derive(Debug, PartialEq)]
pub(super) struct AndOr {
    /// The first pipeline.
    pub(super) first: Pipeline,
    /// The others; true for `&&`.
    pub(super) rest: Vec<(bool, Pipeline)>,
    /// Whether `&` follows.
    pub(super) background: bool,
    /// The source, for the list of jobs.
    pub(super) text: Rc<str>,
}

/// Commands joined by `|`.
#[derive(Debug, PartialEq)]
pub(super) struct Pipeline {
    /// Whether `!` stands before it.
    pub(super) negated: bool,
    /// Whether `time` stands before it.
    pub(super) timed: bool,
    /// The commands, at least one.
    pub(super) commands: Vec<Rc<Node>>,
    /// The source, for the list of jobs.
    pub(super) text: Rc<str>,
}

/// A command with its redirections.
#[derive(Debug, PartialEq)]
pub(super) struct Node {
    /// What it is.
    pub(super) command: Command,
    /// Its redirections from left to right.
    pub(super) redirs: Vec<Redir>,
    /// Its line in the script.
    pub(super) line: u32,
}

/// A command.
#[derive(Debug, PartialEq)]
pub(super) enum Command {
    /// Assignments and words.
    Simple(Simple),
    /// `{ list; }`
    Group(List),
    /// `( list )`
    Subshell(Rc<List>),
    /// `if`, with its conditions and bodies, and `else`.
    If(Vec<(List, List)>, Option<List>),
    /// `while`, or `until` when true.
    While(bool, List, List),
    /// `for name in words`; `None` stands for the parameters.
    For(String, Option<Vec<Word>>, List),
    /// `for ((a; b; c))`
    CFor([Word; 3], List),
    /// `case word in`, with the word as written.
    Case(Word, Rc<str>, Vec<Arm>),
    /// A function's definition.
    Function(String, Rc<Node>),
    /// `[[ ]]`
    Cond(Cond),
    /// `((...))`
    Arith(Word),
}

/// One branch of `case`.
#[derive(Debug, PartialEq)]
pub(super) struct Arm {
    /// Its patterns.
    pub(super) patterns: Vec<Word>,
    /// What it does.
    pub(super) body: List,
    /// `;` ends, `&` falls through, `t` tests on.
    pub(super) end: char,
}

/// Assignments and words.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Simple {
    /// Assignments before the words.
    pub(super) assigns: Vec<Assign>,
    /// The command and its arguments.
    pub(super) words: Vec<Word>,
    /// Arrays given to `declare` and the like.
    pub(super) arrays: Vec<Assign>,
}

/// An assignment.
#[derive(Debug, PartialEq)]
pub(super) struct Assign {
    /// The variable.
    pub(super) name: String,
    /// The subscript.
    pub(super) index: Option<Word>,
    /// Whether it is `+=`.
    pub(super) append: bool,
    /// What is assigned.
    pub(super) value: AssignValue,
}

/// What is assigned.
#[derive(Debug, PartialEq)]
pub(super) enum AssignValue {
    /// One word.
    Word(Word),
    /// `(a b [5]=c)`: words with their subscripts.
    Array(Vec<(Option<Word>, Word)>),
}

/// A redirection.
#[derive(Debug, PartialEq)]
pub(super) struct Redir {
    /// The descriptor, when it is written.
    pub(super) fd: Option<u32>,
    /// The kind.
    pub(super) kind: RedirKind,
}

/// What a redirection does.
#[derive(Debug, PartialEq)]
pub(super) enum RedirKind {
    /// `<`
    Read(Word),
    /// `>`, and whether it is `>|`.
    Write(Word, bool),
    /// `>>`
    Append(Word),
    /// `<>`
    ReadWrite(Word),
    /// `<&` and `>&`; true for output.
    Dup(bool, Word),
    /// `&>` and `&>>` (true).
    Both(bool, Word),
    /// `<<`: the body is read after the line.
    Here(Rc<OnceCell<Word>>),
    /// `<<<`
    HereString(Word),
}

/// An expression between `[[` and `]]`.
#[derive(Debug, PartialEq)]
pub(super) enum Cond {
    /// A word alone: not empty.
    Word(Word),
    /// `-f word`
    Unary(String, Word),
    /// `word = word`
    Binary(String, Word, Word),
    /// `! a`
    Not(Box<Cond>),
    /// `a && b`
    And(Box<Cond>, Box<Cond>),
    /// `a || b`
    Or(Box<Cond>, Box<Cond>),
}

impl Node {
    /// The words of a simple command without assignments and redirections; `None` for anything else.
    pub(super) fn as_simple(&self) -> Option<&Simple> {
        match &self.command {
            Command::Simple(simple) => Some(simple),
            _ => None,
        }
    }
}
