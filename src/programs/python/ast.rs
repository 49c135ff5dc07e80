//! The tree of a Python program, as far as the subset goes. Generators, `match` and `async for` are not in it.

use std::rc::Rc;

/// An expression.
#[derive(Debug)]
pub(super) enum Expr {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    /// `f"..."`
    Format(Vec<Part>),
    Name(Rc<str>),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Set(Vec<Expr>),
    /// Pairs; one without a key is `**other`.
    Dict(Vec<(Option<Expr>, Expr)>),
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    /// `and`, `or`
    Either(bool, Box<Expr>, Box<Expr>),
    Compare(Box<Expr>, Vec<(&'static str, Expr)>),
    /// Test, value if true, value if not.
    Choice(Box<(Expr, Expr, Expr)>),
    Call(Box<Expr>, Vec<Arg>),
    Attr(Box<Expr>, Rc<str>),
    Index(Box<Expr>, Box<Expr>),
    Slice(Box<[Option<Expr>; 3]>),
    Lambda(Rc<Def>),
    Comprehension(Box<Comprehension>),
    Star(Box<Expr>),
    /// `name := value`
    Walrus(Rc<str>, Box<Expr>),
}

/// A piece of an f-string.
#[derive(Debug)]
pub(super) enum Part {
    Text(Rc<str>),
    /// The value, `r` or `s` after an exclamation mark, and the format.
    Value(Expr, Option<char>, Vec<Part>),
}

/// `[element for ... if ...]` and its kin.
#[derive(Debug)]
pub(super) struct Comprehension {
    /// `[`, `{`, `:` for a dict, `(` for a generator, which is worked out at once.
    pub(super) kind: char,
    pub(super) element: Expr,
    /// A dict's value.
    pub(super) value: Option<Expr>,
    /// Targets, iterables and conditions.
    pub(super) clauses: Vec<(Expr, Expr, Vec<Expr>)>,
}

/// An argument of a call.
#[derive(Debug)]
pub(super) struct Arg {
    /// The name, `*` or `**`; empty for one by position.
    pub(super) name: Rc<str>,
    pub(super) value: Expr,
}

/// A parameter.
#[derive(Debug)]
pub(super) struct Param {
    pub(super) name: Rc<str>,
    pub(super) default: Option<Expr>,
    /// 0, 1 for `*args`, 2 for `**kwargs`.
    pub(super) stars: u8,
    /// Whether it is given by name only.
    pub(super) named: bool,
}

/// A function's definition.
#[derive(Debug)]
pub(super) struct Def {
    pub(super) name: Rc<str>,
    pub(super) params: Vec<Param>,
    pub(super) body: Vec<Stmt>,
    pub(super) globals: Vec<Rc<str>>,
    pub(super) nonlocals: Vec<Rc<str>>,
}

/// A statement and its line, counted from 1.
#[derive(Debug)]
pub(super) struct Stmt {
    pub(super) line: u32,
    pub(super) kind: Kind,
}

/// A statement.
#[derive(Debug)]
pub(super) enum Kind {
    Expr(Expr),
    Assign(Vec<Expr>, Expr),
    Augment(Expr, &'static str, Expr),
    If(Vec<(Expr, Vec<Stmt>)>, Vec<Stmt>),
    While(Expr, Vec<Stmt>, Vec<Stmt>),
    For(Expr, Expr, Vec<Stmt>, Vec<Stmt>),
    Def(Rc<Def>, Vec<Expr>),
    Class(Rc<str>, Vec<Expr>, Vec<Stmt>, Vec<Expr>),
    Return(Option<Expr>),
    Break,
    Continue,
    Pass,
    Raise(Option<Expr>),
    Try(Box<Try>),
    With(Vec<(Expr, Option<Expr>)>, Vec<Stmt>),
    /// Modules and the names that they get.
    Import(Vec<(Rc<str>, Option<Rc<str>>)>),
    /// Module, names and what they are called; the name `*` takes all.
    From(Rc<str>, Vec<(Rc<str>, Rc<str>)>),
    Del(Vec<Expr>),
    Assert(Expr, Option<Expr>),
}

/// Class, name and body of an `except`.
pub(super) type Handler = (Option<Expr>, Option<Rc<str>>, Vec<Stmt>);

/// `try` with its parts.
#[derive(Debug)]
pub(super) struct Try {
    pub(super) body: Vec<Stmt>,
    pub(super) handlers: Vec<Handler>,
    pub(super) otherwise: Vec<Stmt>,
    pub(super) finally: Vec<Stmt>,
}

/// Why a text is no program, and where.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) line: u32,
    pub(super) message: String,
    /// Whether the text only ended too early, as at a prompt.
    pub(super) unfinished: bool,
}
