//! Values as text: `str`, `repr`, format specifications and the `%` operator.

use std::fmt::Write;

use super::value::{Native, Value};
use crate::programs::kit::floats;

/// A number with a fraction as Python shows it: the shortest text that reads back.
pub(super) fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    if number != 0.0 && !(-4..16).contains(&power) {
        let sign = if power < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", power.abs());
    }
    let plain = format!("{number}");
    if plain.contains('.') { plain } else { format!("{plain}.0") }
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => drop(write!(out, "\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Bytes as `b'...'`.
fn bytes(all: &[u8]) -> String {
    let mut out = String::from("b'");
    for byte in all {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            b'\'' => out.push_str("\\'"),
            0x20..=0x7e => out.push(char::from(*byte)),
            _ => drop(write!(out, "\\x{byte:02x}")),
        }
    }
    out.push('\'');
    out
}

/// `repr(value)`; programs' own `__repr__` is the caller's affair.
pub(super) fn repr(value: &Value) -> String {
    nested(value, 0)
}

fn joined<'a>(values: impl Iterator<Item = &'a Value>, depth: usize) -> String {
    values.map(|value| nested(value, depth + 1)).collect::<Vec<_>>().join(", ")
}

fn nested(value: &Value, depth: usize) -> String {
    if depth > 20 {
        return "...".to_owned();
    }
    match value {
        Value::None => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => float(*number),
        Value::Str(text) => quoted(text),
        Value::Bytes(all) => bytes(all),
        Value::List(list) => format!("[{}]", joined(list.borrow().iter(), depth)),
        Value::Tuple(list) if list.len() == 1 => format!("({},)", nested(&list[0], depth + 1)),
        Value::Tuple(list) => format!("({})", joined(list.iter(), depth)),
        Value::Set(set) if set.borrow().is_empty() => "set()".to_owned(),
        Value::Set(set) => format!("{{{}}}", joined(set.borrow().values().map(|(key, _)| key), depth)),
        Value::Dict(dict) => {
            let pair =
                |(key, value): &(Value, Value)| format!("{}: {}", nested(key, depth + 1), nested(value, depth + 1));
            format!("{{{}}}", dict.borrow().values().map(pair).collect::<Vec<_>>().join(", "))
        }
        Value::Range(start, stop, 1) => format!("range({start}, {stop})"),
        Value::Range(start, stop, step) => format!("range({start}, {stop}, {step})"),
        Value::Function(function) => format!("<function {} at 0x7f0000000000>", function.def.name),
        Value::Builtin(name) if is_type(name) => format!("<class '{name}'>"),
        Value::Builtin(name) => format!("<built-in function {}>", name.rsplit('.').next().unwrap_or_default()),
        Value::Method(method) => format!("<built-in method {} of {} object>", method.1, method.0.type_name()),
        Value::Bound(_) => "<bound method>".to_owned(),
        Value::Class(class) if class.native => format!("<class '{}'>", class.name),
        Value::Class(class) => format!("<class '__main__.{}'>", class.name),
        Value::Module(module) => format!("<module '{}'>", module.name),
        Value::Object(object) => {
            if let Some(Value::Tuple(args)) = object.get("args").filter(|_| object.class.is("BaseException")) {
                return format!("{}({})", object.class.name, joined(args.iter(), depth));
            }
            match &*object.native.borrow() {
                Native::File(path, ..) => {
                    format!("<_io.TextIOWrapper name={} mode='r' encoding='UTF-8'>", quoted(path))
                }
                _ => match object.get("\u{0}text").or_else(|| object.get("\u{0}items")) {
                    Some(Value::Str(text)) => text.to_string(),
                    Some(items) => format!("{}({})", object.class.name, nested(&items, depth + 1)),
                    _ => format!("<__main__.{} object at 0x7f0000000000>", object.class.name),
                },
            }
        }
    }
}

/// Whether a name of ours is that of a type.
pub(super) fn is_type(name: &str) -> bool {
    ["int", "float", "str", "bool", "bytes", "list", "tuple", "dict", "set", "range", "type", "object", "NoneType"]
        .contains(&name)
}

/// `str(value)`; programs' own `__str__` is the caller's affair.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        Value::Object(object) => match object.get("args") {
            Some(Value::Tuple(args)) if object.class.is("BaseException") => match args.as_ref() {
                [] => String::new(),
                [one] if object.class.is("KeyError") => repr(one),
                [one] => text(one),
                _ => repr(&Value::Tuple(args)),
            },
            _ => repr(value),
        },
        other => repr(other),
    }
}

/// Digits in groups of three.
fn grouped(digits: &str, separator: char) -> String {
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(c);
    }
    match rest {
        Some(rest) => format!("{out}.{rest}"),
        None => out,
    }
}

/// `format(value, spec)`; the error is Python's.
pub(super) fn format(value: &Value, spec: &str) -> Result<String, String> {
    if spec.is_empty() {
        return Ok(text(value));
    }
    let chars: Vec<char> = spec.chars().collect();
    let is_align = |at: usize| chars.get(at).is_some_and(|c| "<>^=".contains(*c));
    let (mut at, mut fill, mut align) = (0, ' ', None);
    if is_align(1) {
        (fill, align, at) = (chars[0], Some(chars[1]), 2);
    } else if is_align(0) {
        (align, at) = (Some(chars[0]), 1);
    }
    let take = |wanted: &str, at: &mut usize| {
        let found = chars.get(*at).copied().filter(|c| wanted.contains(*c));
        *at += usize::from(found.is_some());
        found
    };
    let sign = take("+- ", &mut at);
    let alternate = take("#", &mut at).is_some();
    if take("0", &mut at).is_some() && align.is_none() {
        (fill, align) = ('0', Some('='));
    }
    let number = |at: &mut usize| {
        let digits: String = chars[*at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        *at += digits.len();
        digits.parse::<usize>().ok().map(|number| number.min(10_000))
    };
    let width = number(&mut at).unwrap_or(0);
    let group = take(",_", &mut at);
    let precision = if take(".", &mut at).is_some() { number(&mut at) } else { None };
    let kind = chars.get(at).copied();
    let unknown = || {
        let kind = kind.unwrap_or(' ');
        format!("Unknown format code '{kind}' for object of type '{}'", value.type_name())
    };
    let (negative, body) = match (value, kind) {
        (Value::Str(text), None | Some('s')) => {
            let text: String = text.chars().take(precision.unwrap_or(usize::MAX)).collect();
            (false, text)
        }
        (Value::Int(_) | Value::Bool(_), None | Some('d' | 'n' | 'x' | 'X' | 'b' | 'o' | 'c')) => {
            let number = value.int().unwrap_or(0);
            let size = number.unsigned_abs();
            let (prefix, digits) = match kind {
                Some('x') => ("0x", format!("{size:x}")),
                Some('X') => ("0X", format!("{size:X}")),
                Some('b') => ("0b", format!("{size:b}")),
                Some('o') => ("0o", format!("{size:o}")),
                Some('c') => ("", u32::try_from(size).ok().and_then(char::from_u32).unwrap_or(' ').to_string()),
                _ => ("", size.to_string()),
            };
            let digits = group.map_or(digits.clone(), |group| grouped(&digits, group));
            (number < 0, if alternate { format!("{prefix}{digits}") } else { digits })
        }
        (Value::Int(_) | Value::Bool(_) | Value::Float(_), None | Some('f' | 'F' | 'e' | 'E' | 'g' | 'G' | '%')) => {
            let number = value.float().unwrap_or(0.0);
            let size = number.abs();
            let digits = match (kind, precision) {
                (None, None) => float(size),
                (Some('%'), _) => floats::format(size * 100.0, 'f', precision, false) + "%",
                (None, Some(_)) => floats::format(size, 'g', precision, false),
                (Some(kind), _) => floats::format(size, kind, precision, alternate),
            };
            (number.is_sign_negative() && number != 0.0, group.map_or(digits.clone(), |group| grouped(&digits, group)))
        }
        (Value::Str(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_), _) => return Err(unknown()),
        (other, None | Some('s')) => (false, text(other)),
        (other, _) => return Err(format!("unsupported format string passed to {}.__format__", other.type_name())),
    };
    let sign = match (negative, sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    let missing = width.saturating_sub(body.chars().count() + sign.len());
    let padding = |count: usize| fill.to_string().repeat(count);
    let default = if value.float().is_some() { '>' } else { '<' };
    Ok(match align.unwrap_or(default) {
        '<' => format!("{sign}{body}{}", padding(missing)),
        '^' => format!("{}{sign}{body}{}", padding(missing / 2), padding(missing - missing / 2)),
        '=' => format!("{sign}{}{body}", padding(missing)),
        _ => format!("{}{sign}{body}", padding(missing)),
    })
}

/// `pattern % values`; the error is the exception's class and text.
pub(super) fn percent(pattern: &str, values: &Value) -> Result<String, (&'static str, String)> {
    let list: Vec<Value> = match values {
        Value::Tuple(list) => list.to_vec(),
        other => vec![other.clone()],
    };
    let (mut out, mut values_left) = (String::new(), list.into_iter());
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut named = None;
        if chars.peek() == Some(&'(') {
            chars.next();
            named = Some(chars.by_ref().take_while(|c| *c != ')').collect::<String>());
        }
        let mut flags = String::new();
        while let Some(c) = chars.peek().copied().filter(|c| "-+ #0123456789.".contains(*c)) {
            flags.push(c);
            chars.next();
        }
        let Some(kind) = chars.next() else { return Err(("ValueError", "incomplete format".to_owned())) };
        if kind == '%' {
            out.push('%');
            continue;
        }
        let value = match (&named, values) {
            (Some(name), Value::Dict(dict)) => {
                let found = dict.borrow().get(&Value::str(name).key()).map(|(_, value)| value.clone());
                found.ok_or_else(|| ("KeyError", quoted(name)))?
            }
            _ => {
                values_left.next().ok_or_else(|| ("TypeError", "not enough arguments for format string".to_owned()))?
            }
        };
        let left = flags.contains('-');
        let flags = flags.replace('-', "");
        let spec = match kind {
            's' | 'r' | 'a' => {
                let shown = if kind == 's' { text(&value) } else { repr(&value) };
                let align = if left { "<" } else { ">" };
                out.push_str(&format(&Value::str(shown), &format!("{align}{flags}")).unwrap_or_default());
                continue;
            }
            'd' | 'i' | 'u' => "d".to_owned(),
            other => other.to_string(),
        };
        let number = match (&value, spec.as_str()) {
            (Value::Float(number), "d") => Value::Int(*number as i64),
            (Value::Int(_) | Value::Float(_) | Value::Bool(_), _) => value,
            (other, _) => {
                let what = if spec == "d" { "a real number" } else { "real number" };
                let text = if spec == "d" {
                    format!("%d format: {what} is required, not {}", other.type_name())
                } else {
                    format!("must be {what}, not {}", other.type_name())
                };
                return Err(("TypeError", text));
            }
        };
        let align = if left { "<" } else { "" };
        out.push_str(&format(&number, &format!("{align}{flags}{spec}")).map_err(|text| ("ValueError", text))?);
    }
    if values_left.next().is_some() && matches!(values, Value::Tuple(_)) {
        return Err(("TypeError", "not all arguments converted during string formatting".to_owned()));
    }
    Ok(out)
}
