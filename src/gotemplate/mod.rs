//! Go's text/template as docker's `--format` uses it: the whole language, docker's own functions, and Go's error texts.
//! It knows nothing of docker's objects: callers give [`Value`]s, and the lists' `table` directive is theirs too.

mod call;
mod compare;
mod exec;
mod funcs;
mod lex;
mod literal;
mod node;
mod parse;
mod print;
mod printf;
#[cfg(test)]
mod tests;
mod value;

pub use value::{List, Map, Object, Record, Value};

/// A parsed template.
pub struct Template {
    name: String,
    text: String,
    bodies: parse::Bodies,
}

/// How a template is executed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// A key that a map does not have is an error, as when docker falls back to the JSON of an object.
    pub missing_key_is_error: bool,
    /// docker's functions but `pad` give back their first argument, as when docker makes the headers of a table.
    pub header: bool,
}

impl Template {
    /// Parses `text`. The name stands in error messages; docker's is empty nearly everywhere. The error is Go's message,
    /// which begins with `template: `.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let bodies = parse::parse(name, text, &call::is_function)?;
        Ok(Self { name: name.to_owned(), text: text.to_owned(), bodies })
    }

    /// Executes the template and appends to `out`, which after an error holds what was written until then. The error is
    /// Go's message, which begins with `template: `.
    pub fn execute(&self, data: &Value, options: Options, out: &mut String) -> Result<(), String> {
        exec::Exec::new(self, options, out).run(data)
    }
}
