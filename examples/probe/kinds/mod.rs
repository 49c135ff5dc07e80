//! The kinds of cases that the probe answers, one function and one file each. Pure: it reads no files, so that the test
//! suite runs the same code.

use serde_json::{Map, Value, json};

pub(crate) mod client;
mod daemon;
mod dockerfile;
mod dockerignore;
mod humanize;
mod lint;
mod port;
mod reference;

/// The answer fields of a case.
pub(crate) enum Answer {
    /// What docker gives.
    Fields(Value),
    /// The whole message that docker would print.
    Error(String),
    /// Why the case is not answered.
    Unsupported(String),
}

/// Answers one case.
pub(crate) type Kind = fn(&Value) -> Answer;

/// Every kind by name.
pub(crate) const KINDS: &[(&str, Kind)] = &[
    ("ast", dockerfile::ast),
    ("daemon", daemon::answer),
    ("dockerignore", dockerignore::answer),
    ("golden", client::golden::answer),
    ("humanize", humanize::answer),
    ("instruction", dockerfile::instruction),
    ("lint", lint::answer),
    ("parser-unit", dockerfile::parser_unit),
    ("port", port::answer),
    ("reference", reference::answer),
    ("run-flags", client::run_flags::answer),
    ("template", client::template::answer),
    ("usage", client::usage::answer),
    ("words", dockerfile::words),
];

/// The kind called `name`.
pub(crate) fn find(name: &str) -> Option<Kind> {
    KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// The whole answer of a case: its id and the answer fields.
pub(crate) fn reply(kind: Kind, case: &Value) -> Value {
    let mut reply = Map::new();
    reply.insert("id".to_owned(), case["id"].clone());
    match kind(case) {
        Answer::Fields(Value::Object(fields)) => reply.extend(fields),
        Answer::Fields(other) => {
            reply.insert("expected".to_owned(), other);
        }
        Answer::Error(message) => {
            reply.insert("error".to_owned(), json!(message));
        }
        Answer::Unsupported(why) => {
            reply.insert("unsupported".to_owned(), json!(why));
        }
    }
    Value::Object(reply)
}

impl Answer {
    /// The field `expected`, or the error.
    fn expected<T: Into<Value>, E: ToString>(result: Result<T, E>) -> Self {
        match result {
            Ok(value) => Self::Fields(json!({ "expected": value.into() })),
            Err(error) => Self::Error(error.to_string()),
        }
    }

    fn unknown_op(case: &Value) -> Self {
        Self::Unsupported(format!("op {}", case["op"]))
    }
}

/// A text field of a case, empty when missing.
fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap_or("")
}
