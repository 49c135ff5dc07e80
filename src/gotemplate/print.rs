//! How Go's fmt prints values without a format: `%v`, Print and Println. Formats are in `printf`.

use super::value::{Object, Value};
use crate::base::duration::go_duration;
use crate::base::float;
use crate::base::quote::quote;

/// Where a pointer inside another value points, as far as a template can see. Go prints an address that changes with
/// every run; this one does not.
const ADDRESS: &str = "0xc000012345";

/// Which of Go's three plain forms is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `%v`.
    Plain,
    /// `%+v`: with field names.
    Named,
    /// `%#v`: Go syntax.
    Syntax,
}

/// What the template itself prints: like `%v`, but pointers are followed and nothing is `<no value>`.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Nil => "<no value>".to_owned(),
        Value::Object(object) => object.text().unwrap_or_else(|| fields(object.as_ref(), Form::Plain)),
        _ => plain(value),
    }
}

/// `%v` of a value.
pub(super) fn plain(value: &Value) -> String {
    format(value, Form::Plain, 0)
}

/// A value in one of the plain forms; `depth` is above 0 inside another value.
pub(super) fn format(value: &Value, form: Form, depth: usize) -> String {
    if form == Form::Syntax {
        return syntax(value);
    }
    match value {
        Value::Nil | Value::NilPointer(_) => "<nil>".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value, "time.Duration") => go_duration(*value),
        Value::Int(value, _) => value.to_string(),
        Value::Float(value) => float::general_form(*value, None),
        Value::Text(text) | Value::Number(text) => text.to_string(),
        Value::List(list) => {
            let items: Vec<_> = list.items.iter().map(|item| format(item, form, depth + 1)).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(map) => {
            let entry = |(key, item): (&std::rc::Rc<str>, &Value)| format!("{key}:{}", format(item, form, depth + 1));
            let entries: Vec<_> = map.entries.iter().map(entry).collect();
            format!("map[{}]", entries.join(" "))
        }
        Value::Object(object) => match (object.text(), object.type_name().starts_with('*')) {
            (Some(text), _) => text,
            (None, true) if depth > 0 => ADDRESS.to_owned(),
            (None, pointer) => format!("{}{}", if pointer { "&" } else { "" }, fields(object.as_ref(), form)),
        },
    }
}

fn fields(object: &dyn Object, form: Form) -> String {
    let shown: Vec<_> = object
        .fields()
        .iter()
        .map(|(name, value)| match form {
            Form::Plain => format(value, form, 1),
            Form::Named => format!("{name}:{}", format(value, form, 1)),
            Form::Syntax => format!("{name}:{}", syntax(value)),
        })
        .collect();
    format!("{{{}}}", shown.join(if form == Form::Syntax { ", " } else { " " }))
}

fn syntax(value: &Value) -> String {
    let inner = |item: &Value| match item {
        Value::Nil => "interface {}(nil)".to_owned(),
        _ => syntax(item),
    };
    let joined = |parts: Vec<String>| format!("{}{{{}}}", value.type_name(), parts.join(", "));
    match value {
        Value::Text(text) | Value::Number(text) => quote(text),
        Value::NilPointer(name) => format!("({name})(nil)"),
        Value::List(list) if list.nil => format!("{}(nil)", list.type_name),
        Value::List(list) => joined(list.items.iter().map(inner).collect()),
        Value::Map(map) if map.nil => format!("{}(nil)", map.type_name),
        Value::Map(map) => {
            joined(map.entries.iter().map(|(key, item)| format!("{}:{}", quote(key), inner(item))).collect())
        }
        Value::Object(object) => {
            let name = object.type_name();
            let (mark, bare) = name.strip_prefix('*').map_or(("", name), |bare| ("&", bare));
            format!("{mark}{bare}{}", fields(object.as_ref(), Form::Syntax))
        }
        Value::Nil | Value::Bool(_) | Value::Int(..) | Value::Float(_) => format(value, Form::Plain, 0),
    }
}

/// Go's Sprint: a space between two operands when neither is text.
pub(super) fn sprint(values: &[Value], shown: fn(&Value) -> String) -> String {
    let mut out = String::new();
    for (at, value) in values.iter().enumerate() {
        if at > 0 && value.as_text().is_none() && values[at - 1].as_text().is_none() {
            out.push(' ');
        }
        out.push_str(&shown(value));
    }
    out
}

/// Go's Sprintln: spaces between all operands and a newline.
pub(super) fn sprintln(values: &[Value]) -> String {
    let shown: Vec<_> = values.iter().map(plain).collect();
    format!("{}\n", shown.join(" "))
}
