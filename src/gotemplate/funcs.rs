//! The functions of Go's templates and the ones that docker adds. Logic and comparisons are elsewhere.

use std::fmt::Write as _;
use std::rc::Rc;

use super::compare::{eq, ordered};
use super::exec::Val;
use super::node::Operand;
use super::print::{show, sprint, sprintln};
use super::printf::sprintf;
use super::value::{List, Value};
use crate::base::quote::is_printable;

/// No function makes a longer text than this.
const TEXT_MAX: usize = 1 << 22;

type Outcome = Result<Value, String>;

/// Whether docker adds the function to Go's.
pub(super) fn is_dockers(name: &str) -> bool {
    matches!(name, "json" | "split" | "join" | "title" | "lower" | "upper" | "pad" | "truncate")
}

/// Applies a function to arguments that fit its parameters. The error is what Go says after `error calling NAME: `.
pub(super) fn apply(name: &str, args: &[Val]) -> Outcome {
    let value = |at: usize| args.get(at).map_or(&Value::Nil, |arg| &arg.value);
    let text = |at: usize| value(at).as_text().map_or("", |text| text);
    let int = |at: usize| match value(at) {
        Value::Int(number, _) => *number,
        _ => 0,
    };
    let plain = || args.iter().map(|arg| arg.value.clone()).collect::<Vec<_>>();
    let result: Value = match name {
        "not" => (!value(0).is_true()).into(),
        "len" => length(args.first())?.into(),
        "index" => index(args)?,
        "slice" => slice(args)?,
        "eq" => eq(args)?.into(),
        "ne" => (!eq(args)?).into(),
        "lt" | "le" | "gt" | "ge" => ordered(name, value(0), value(1))?.into(),
        "print" => sprint(&plain(), super::print::plain).into(),
        "println" => sprintln(&plain()).into(),
        "printf" => sprintf(text(0), &plain()[1..]).into(),
        "html" => html(&sprint(&plain(), show)).into(),
        "js" => js(&sprint(&plain(), show)).into(),
        "urlquery" => url_query(&sprint(&plain(), show)).into(),
        "json" => value(0).to_json().into(),
        "split" => split(text(0), text(1)),
        "join" => join(value(0), text(1)).into(),
        "title" => title(text(0)).into(),
        "lower" => text(0).to_lowercase().into(),
        "upper" => text(0).to_uppercase().into(),
        "pad" => pad(text(0), int(1), int(2))?.into(),
        "truncate" => truncate(text(0), int(1))?.into(),
        _ => Value::Nil,
    };
    match &result {
        Value::Text(text) if text.len() > TEXT_MAX => Err("the text is too long".to_owned()),
        _ => Ok(result),
    }
}

/// `call` finds no functions among the values that docker's templates see.
pub(super) fn call(operand: Option<&Operand>, args: &[Val]) -> Outcome {
    match args.first() {
        Some(Val { value, .. }) if !matches!(value, Value::Nil) => {
            let shown = operand.map_or_else(|| super::print::plain(value), ToString::to_string);
            Err(format!("non-function {shown} of type {}", value.type_name()))
        }
        _ => Err("call of nil".to_owned()),
    }
}

fn length(arg: Option<&Val>) -> Result<i64, String> {
    let Some(Val { value, boxed }) = arg else { return Ok(0) };
    match value {
        Value::Nil if !boxed => Err("reflect: call of reflect.Value.Type on zero Value".to_owned()),
        Value::Nil | Value::NilPointer(_) => Err("len of nil pointer".to_owned()),
        Value::Text(text) | Value::Number(text) => Ok(text.len() as i64),
        Value::List(list) => Ok(list.items.len() as i64),
        Value::Map(map) => Ok(map.entries.len() as i64),
        Value::Bool(_) | Value::Int(..) | Value::Float(_) | Value::Object(_) => {
            Err(format!("len of type {}", value.type_name().trim_start_matches('*')))
        }
    }
}

/// A place in something `length` long.
fn place(index: &Value, length: usize) -> Result<usize, String> {
    match index {
        Value::Int(at, _) => {
            usize::try_from(*at).ok().filter(|at| *at <= length).ok_or_else(|| format!("index out of range: {at}"))
        }
        Value::Nil => Err("cannot index slice/array with nil".to_owned()),
        other => Err(format!("cannot index slice/array with type {}", other.type_name())),
    }
}

fn index(args: &[Val]) -> Outcome {
    let Some((first, indexes)) = args.split_first() else { return Ok(Value::Nil) };
    if matches!(first.value, Value::Nil) {
        return Err("index of untyped nil".to_owned());
    }
    let mut item = first.value.clone();
    for Val { value: at, .. } in indexes {
        item = match &item {
            Value::Nil | Value::NilPointer(_) => return Err("index of nil pointer".to_owned()),
            Value::List(list) => {
                let at = place(at, list.items.len())?;
                list.items.get(at).cloned().ok_or("reflect: slice index out of range")?
            }
            Value::Text(text) | Value::Number(text) => {
                let at = place(at, text.len())?;
                let byte = text.as_bytes().get(at).ok_or("reflect: string index out of range")?;
                Value::Int(i64::from(*byte), "uint8")
            }
            Value::Map(map) => {
                match at {
                    Value::Text(_) if map.key_type == "string" => {}
                    Value::Nil => return Err(format!("value is nil; should be of type {}", map.key_type)),
                    _ => return Err(format!("value has type {}; should be {}", at.type_name(), map.key_type)),
                }
                let key = at.as_text().map_or("", |text| text);
                map.entries.get(key).unwrap_or(&map.zero).clone()
            }
            Value::Bool(_) | Value::Int(..) | Value::Float(_) | Value::Object(_) => {
                return Err(format!("can't index item of type {}", item.type_name().trim_start_matches('*')));
            }
        };
    }
    Ok(item)
}

fn slice(args: &[Val]) -> Outcome {
    let Some((first, indexes)) = args.split_first() else { return Ok(Value::Nil) };
    if matches!(first.value, Value::Nil) {
        return Err("slice of untyped nil".to_owned());
    }
    if indexes.len() > 3 {
        return Err(format!("too many slice indexes: {}", indexes.len()));
    }
    let length = match &first.value {
        Value::Text(_) | Value::Number(_) if indexes.len() == 3 => {
            return Err("cannot 3-index slice a string".to_owned());
        }
        Value::Text(text) | Value::Number(text) => text.len(),
        Value::List(list) => list.items.len(),
        other => return Err(format!("can't slice item of type {}", other.type_name())),
    };
    let mut ends = [0, length, length];
    for (slot, index) in ends.iter_mut().zip(indexes) {
        *slot = place(&index.value, length)?;
    }
    let [from, to, cap] = ends;
    for (low, high) in [(from, to), (to, cap)] {
        if low > high {
            return Err(format!("invalid slice index: {low} > {high}"));
        }
    }
    Ok(match &first.value {
        Value::List(list) => Value::List(Rc::new(List {
            type_name: list.type_name,
            boxed: list.boxed,
            nil: list.nil,
            items: list.items[from..to].to_vec(),
        })),
        other => {
            let text = other.as_text().map_or("", |text| text);
            String::from_utf8_lossy(&text.as_bytes()[from..to]).into_owned().into()
        }
    })
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0' => out.push('\u{fffd}'),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out
}

fn js(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' => {
                out.push('\\');
                out.push(c);
            }
            '<' | '>' | '&' | '=' | '\0'..' ' => hex(&mut out, c),
            c if c.is_ascii() || is_printable(c) => out.push(c),
            c => hex(&mut out, c),
        }
    }
    out
}

fn hex(out: &mut String, c: char) {
    let _ = write!(out, "\\u{:04X}", u32::from(c));
}

fn url_query(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) => out.push(char::from(b)),
            b => {
                let _ = write!(out, "%{b:02X}");
            }
        }
    }
    out
}

fn split(text: &str, separator: &str) -> Value {
    if separator.is_empty() {
        return Value::strings(text.chars().map(String::from));
    }
    Value::strings(text.split(separator))
}

fn join(list: &Value, separator: &str) -> String {
    let Value::List(list) = list else { return String::new() };
    let texts: Vec<&str> = list.items.iter().filter_map(|item| item.as_text().map(|text| &**text)).collect();
    texts.join(separator)
}

/// Go's strings.Title: a capital for every letter that follows no letter, digit or underscore.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut starts = true;
    for c in text.chars() {
        if starts {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        starts = if c.is_ascii() { !(c.is_ascii_alphanumeric() || c == '_') } else { c.is_whitespace() };
    }
    out
}

fn pad(text: &str, before: i64, after: i64) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let blanks = |count: i64| {
        let count = usize::try_from(count).map_err(|_| "strings: negative Repeat count".to_owned())?;
        Ok::<_, String>(" ".repeat(count.min(TEXT_MAX)))
    };
    Ok(format!("{}{text}{}", blanks(before)?, blanks(after)?))
}

fn truncate(text: &str, length: i64) -> Result<String, String> {
    let Ok(length) = usize::try_from(length) else {
        return Err(format!("runtime error: slice bounds out of range [:{length}]"));
    };
    let end = length.min(text.len());
    Ok(String::from_utf8_lossy(&text.as_bytes()[..end]).into_owned())
}
