//! `json.dumps` and `json.loads`.

use std::fmt::Write;

use super::show;
use super::thread::Thread;
use super::value::{Run, Value};

/// How JSON is laid out.
pub(super) struct Style {
    /// Blanks of each level; none on one line.
    pub(super) indent: Option<usize>,
    /// Between members and after names, where all stands on one line.
    pub(super) separators: (&'static str, &'static str),
    pub(super) sorted: bool,
    pub(super) ascii: bool,
}

impl Style {
    /// As `json.dumps` has it.
    pub(super) const PLAIN: Self = Self { indent: None, separators: (", ", ": "), sorted: false, ascii: true };
    /// As Flask and FastAPI answer.
    pub(super) const COMPACT: Self = Self { indent: None, separators: (",", ":"), sorted: false, ascii: false };
}

fn text(out: &mut String, text: &str, ascii: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 || ascii && !c.is_ascii() => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A value as JSON.
pub(super) fn dump(thread: &Thread, value: &Value, style: &Style) -> Run<String> {
    let mut out = String::new();
    write(thread, &mut out, value, style, 0)?;
    Ok(out)
}

fn write(thread: &Thread, out: &mut String, value: &Value, style: &Style, depth: usize) -> Run<()> {
    if depth > 50 {
        return Err(thread.raise("ValueError", "Circular reference detected"));
    }
    let line = |out: &mut String, depth: usize| {
        if let Some(indent) = style.indent {
            out.push('\n');
            out.push_str(&" ".repeat(indent * depth));
        }
    };
    let comma = if style.indent.is_some() { "," } else { style.separators.0 };
    match value {
        Value::None => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(_) | Value::Float(_) => out.push_str(&show::repr(value)),
        Value::Str(string) => text(out, string, style.ascii),
        Value::List(_) | Value::Tuple(_) => {
            let items = thread.items(value)?;
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { comma } else { "" });
                line(out, depth + 1);
                write(thread, out, item, style, depth + 1)?;
            }
            if !items.is_empty() {
                line(out, depth);
            }
            out.push(']');
        }
        Value::Dict(dict) => {
            let mut pairs: Vec<(String, Value)> = Vec::new();
            for (key, value) in dict.borrow().values() {
                let key = match key {
                    Value::Str(key) => key.to_string(),
                    Value::None => "null".to_owned(),
                    Value::Bool(value) => value.to_string(),
                    other => show::repr(other),
                };
                pairs.push((key, value.clone()));
            }
            if style.sorted {
                crate::base::order::sort_by_key(&mut pairs, |(key, _)| key.clone());
            }
            out.push('{');
            for (at, (key, value)) in pairs.iter().enumerate() {
                out.push_str(if at > 0 { comma } else { "" });
                line(out, depth + 1);
                text(out, key, style.ascii);
                out.push_str(style.separators.1);
                write(thread, out, value, style, depth + 1)?;
            }
            if !pairs.is_empty() {
                line(out, depth);
            }
            out.push('}');
        }
        other => {
            let text = format!("Object of type {} is not JSON serializable", other.type_name());
            return Err(thread.raise("TypeError", &text));
        }
    }
    Ok(())
}

/// JSON as a value.
pub(super) fn load(thread: &Thread, text: &str) -> Run<Value> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(from(&value)),
        Err(error) => {
            let (line, column) = (error.line().max(1), error.column().max(1));
            Err(thread.raise("ValueError", &format!("Expecting value: line {line} column {column}")))
        }
    }
}

fn from(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::None,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap_or(0.0)), Value::Int)
        }
        serde_json::Value::String(text) => Value::str(text),
        serde_json::Value::Array(items) => Value::list(items.iter().map(from).collect()),
        serde_json::Value::Object(pairs) => {
            Value::dict(pairs.iter().map(|(key, value)| (Value::str(key), from(value))))
        }
    }
}
