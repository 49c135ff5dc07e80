//! `.dockerignore`: `dockerignore.json`.

use drydock::base::IgnoreList;
use drydock::base::ignore::read_ignore_file;
use serde_json::{Value, json};

use super::{Answer, text};

/// Answers a case of dockerignore.json.
pub(crate) fn answer(case: &Value) -> Answer {
    match text(case, "op") {
        "matches_or_parent" => {
            let patterns: Vec<&str> =
                case["patterns"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            match IgnoreList::new(&patterns).and_then(|list| list.matches(text(case, "path"))) {
                Ok(matched) => Answer::Fields(json!({ "matched": matched })),
                Err(error) => Answer::Error(error),
            }
        }
        "read_file" => Answer::Fields(json!({ "expected_patterns": read_ignore_file(text(case, "file")) })),
        _ => Answer::unknown_op(case),
    }
}
