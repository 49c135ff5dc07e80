//! `--format` of the inspect commands: JSON in full, in one line, or a template, which falls back from the typed object to
//! the raw answer as docker's does.

use serde_json::Value as Json;

use crate::base::json;
use crate::cli::failure::{Failure, Outcome};
use crate::gotemplate::{Options, Template, Value};

use super::typed;

/// How objects are shown.
pub(crate) enum Inspector {
    /// A list in JSON, with or without line breaks.
    Json {
        /// All on one line.
        compact: bool,
        /// The objects so far.
        found: Vec<Json>,
    },
    /// A line for each object.
    Template {
        /// The template.
        template: Template,
        /// What was printed so far.
        out: String,
    },
}

impl Inspector {
    /// Reads `--format`. The error is docker's message, with its exit code.
    pub(crate) fn new(format: &str) -> Outcome<Self> {
        match format {
            "" => Ok(Self::Json { compact: false, found: Vec::new() }),
            "json" => Ok(Self::Json { compact: true, found: Vec::new() }),
            _ => match Template::parse("", format) {
                Ok(template) => Ok(Self::Template { template, out: String::new() }),
                Err(why) => Err(Failure::new(format!("template parsing error: {why}"), 64)),
            },
        }
    }

    /// Adds an object of the Go type `type_name`.
    pub(crate) fn add(&mut self, type_name: &'static str, object: Json) -> Result<(), String> {
        match self {
            Self::Json { found, .. } => found.push(object),
            Self::Template { template, out } => {
                let mut line = String::new();
                let data = typed::value(type_name, &object);
                if template.execute(&data, Options::default(), &mut line).is_err() {
                    line.clear();
                    let options = Options { missing_key_is_error: true, ..Options::default() };
                    template
                        .execute(&Value::from_json(&object), options, &mut line)
                        .map_err(|why| format!("template parsing error: {why}"))?;
                }
                out.push_str(&line);
                out.push('\n');
            }
        }
        Ok(())
    }

    /// Everything that is printed.
    pub(crate) fn finish(self) -> String {
        match self {
            Self::Json { found, .. } if found.is_empty() => "[]\n".to_owned(),
            Self::Json { compact: true, found } => json::plain(&Json::Array(found)) + "\n",
            Self::Json { compact: false, found } => json::inspect(&Json::Array(found)) + "\n",
            Self::Template { out, .. } if out.is_empty() => "\n".to_owned(),
            Self::Template { out, .. } => out,
        }
    }
}
