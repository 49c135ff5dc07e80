//! The shell of simulated machines, in three flavours: bash, Debian's dash and busybox's ash. Lexer, parser, expansion,
//! interpreter, builtins, jobs, and what a front end asks of it while a line is edited (completion, history). Programs that
//! are not builtins are not here, and neither is docker.
//!
//! A script's text becomes a tree (`ast`) in `lexer`, `words`, `parser` and `compound`; `expand` and its neighbours turn
//! words into arguments; `interp`, `simple` and `jobs` run the tree on the kernel in `os`; `startup` is where a process
//! begins. Messages and rules were recorded from bash 5.2.15, dash 0.5.12 and busybox 1.35.

mod arith;
mod ast;
mod brace;
mod builtins;
pub mod complete;
mod compound;
mod cond;
mod escapes;
mod expand;
mod fields;
mod history;
mod input;
mod interp;
mod jobs;
mod lexer;
mod params;
mod parser;
mod prompt;
mod redirect;
mod regex;
mod script;
mod simple;
mod startup;
mod state;
mod syntax;
#[cfg(test)]
mod tests;
mod trace;
mod traps;
mod vars;
mod words;

pub use startup::main;

/// Which shell it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// GNU bash 5.2.
    Bash,
    /// Debian's `/bin/sh`.
    Dash,
    /// busybox's shell, `/bin/sh` of Alpine.
    Ash,
}
