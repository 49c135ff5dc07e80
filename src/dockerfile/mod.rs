//! The Dockerfile language as BuildKit reads it: tree, typed instructions, variable expansion and checks. It returns a
//! tree and what is wrong with it, and never fails; it does not build anything.

pub mod check_options;
pub mod checks;
pub mod csv;
pub mod diagnostic;
pub mod directives;
pub mod expand;
pub mod expose;
mod facts;
pub mod heredoc;
pub mod instructions;
pub mod json;
mod line;
pub mod parse;
mod pattern;
pub mod picture;
pub mod scope;
pub mod stages;
pub mod suggest;
pub mod tokens;
pub mod tree;
mod walk;
pub mod words;

pub use diagnostic::{Diagnostic, Edit, Fix, Severity};
pub use expand::{Env, Expanded, Lexer};
pub use facts::{BaseImage, Options};
pub use instructions::{Form, Instruction};
pub use picture::error_picture;
pub use stages::{Dockerfile, Stage, Statement, parse};
pub use tokens::{Class, Token, tokens};
pub use tree::{Failure, Heredoc, Lines};
