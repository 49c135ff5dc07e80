//! The JSON form of arguments: when an instruction counts as one, and when that is an error.

use serde_json::Value;

/// What a text that may be a JSON array of strings turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum JsonArgs {
    /// An array of strings.
    Array(Vec<String>),
    /// Not JSON, so the shell form.
    NotJson,
    /// An array that holds something else than strings, which BuildKit refuses.
    NotStrings,
}

/// BuildKit's words for [`JsonArgs::NotStrings`].
pub const NOT_STRINGS: &str = "when using JSON array syntax, arrays must be comprised of strings only";

/// Reads arguments as a JSON array. Anything that is not well-formed JSON from `[` to its end is the shell form.
pub fn parse_json_array(text: &str) -> JsonArgs {
    let text = text.trim_start();
    if !text.starts_with('[') {
        return JsonArgs::NotJson;
    }
    let Ok(values) = serde_json::from_str::<Vec<Value>>(text) else { return JsonArgs::NotJson };
    let strings: Option<Vec<String>> = values
        .into_iter()
        .map(|value| match value {
            Value::String(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
        })
        .collect();
    strings.map_or(JsonArgs::NotStrings, JsonArgs::Array)
}
