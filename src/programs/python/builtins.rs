//! The functions and types that every program has: `print`, `len`, `int`, `sorted` and their kin. What one of them has to
//! wait for or call back is handed to `eval` as a [`Done`].

use std::cell::RefCell;
use std::rc::Rc;

use super::show;
use super::thread::Thread;
use super::value::{Args, Flow, Native, Run, Value, range_length};
use super::web::{Fetch, Serving};
use crate::programs::kit::floats;

/// What a function of ours came to.
pub(super) enum Done {
    Value(Value),
    /// Values, separator and end; standard error, or standard output at once.
    Print(Vec<Value>, String, String, Option<bool>),
    /// `str(value)`, or `repr(value)`.
    Text(Value, bool),
    /// `len` of an object of the program.
    Length(Value),
    Flush,
    Sleep(u64),
    Input(String),
    /// The members of a value as a list, tuple or set.
    List(Value, &'static str),
    /// A function applied to the members of lists; whether it chooses among them instead.
    Each(Value, Vec<Value>, bool),
    /// Sorting, in place or not, or only the first of it.
    Sort {
        values: Value,
        key: Option<Value>,
        reverse: bool,
        into: Option<Rc<RefCell<Vec<Value>>>>,
        pick: bool,
    },
    Call(Value, Args),
    Serve(Box<Serving>),
    Fetch(Box<Fetch>),
    /// Host, port and words of a command.
    Redis(String, u16, Vec<Value>),
}

/// Their names.
pub(super) const NAMES: &[&str] = &[
    "abs",
    "all",
    "any",
    "bin",
    "bool",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "min",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

/// Whether a value is of a type.
fn is_instance(value: &Value, wanted: &Value) -> bool {
    match wanted {
        Value::Tuple(all) => all.iter().any(|wanted| is_instance(value, wanted)),
        Value::Class(class) => matches!(value, Value::Object(object) if object.class.descends(class)),
        Value::Builtin(name) => match (&**name, value) {
            ("object", _) | ("int", Value::Bool(_)) => true,
            (name, value) => &*value.type_name() == name,
        },
        _ => false,
    }
}

/// Calls one of them, or a function of a module.
#[expect(clippy::too_many_lines, reason = "one arm for each name, which is the table of them")]
pub(super) fn call(thread: &mut Thread, name: &str, args: Args) -> Run<Done> {
    let first = args.list.first().cloned().unwrap_or_default();
    let second = args.list.get(1).cloned();
    let wrong = |thread: &Thread, text: String| Err(thread.raise("TypeError", &text));
    if args.list.is_empty()
        && matches!(name, "len" | "abs" | "repr" | "sorted" | "sum" | "ord" | "chr" | "isinstance" | "round")
    {
        return wrong(thread, format!("{name}() takes exactly one argument (0 given)"));
    }
    Ok(Done::Value(match name {
        "print" => {
            let text = |name: &str, default: &str| {
                let found = args.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value);
                found.map_or_else(
                    || default.to_owned(),
                    |value| if matches!(value, Value::None) { default.to_owned() } else { show::text(value) },
                )
            };
            let named =
                |name: &str| args.named.iter().find(|(known, _)| &**known == name).map(|(_, value)| value.clone());
            let error = matches!(named("file"), Some(Value::Module(module)) if &*module.name == "sys.stderr");
            let now = named("flush").is_some_and(|value| value.truth());
            let to = if error { Some(true) } else { now.then_some(false) };
            return Ok(Done::Print(args.list, text("sep", " "), text("end", "\n"), to));
        }
        "input" => return Ok(Done::Input(if args.list.is_empty() { String::new() } else { show::text(&first) })),
        "len" => Value::Int(match &first {
            Value::Str(text) => text.chars().count() as i64,
            Value::Bytes(bytes) => bytes.len() as i64,
            Value::List(list) => list.borrow().len() as i64,
            Value::Tuple(list) => list.len() as i64,
            Value::Dict(dict) | Value::Set(dict) => dict.borrow().len() as i64,
            Value::Range(start, stop, step) => range_length(*start, *stop, *step),
            Value::Object(object) => match object.get("\u{0}items") {
                Some(Value::List(items)) => items.borrow().len() as i64,
                _ => return Ok(Done::Length(first)),
            },
            other => return wrong(thread, format!("object of type '{}' has no len()", other.type_name())),
        }),
        "range" => {
            let mut numbers = [0, 0, 1];
            for (at, value) in args.list.iter().take(3).enumerate() {
                let Some(number) = value.int() else {
                    return wrong(
                        thread,
                        format!("'{}' object cannot be interpreted as an integer", value.type_name()),
                    );
                };
                numbers[at] = number;
            }
            match args.list.len() {
                1 => Value::Range(0, numbers[0], 1),
                _ if numbers[2] == 0 => return Err(thread.raise("ValueError", "range() arg 3 must not be zero")),
                _ => Value::Range(numbers[0], numbers[1], numbers[2]),
            }
        }
        "int" => integer(thread, &args)?,
        "float" => match &first {
            Value::Str(text) => {
                let plain = text.trim().replace('_', "");
                let (number, length) = floats::parse(&plain);
                let special = match plain.to_ascii_lowercase().trim_start_matches(['+', '-']) {
                    "inf" | "infinity" => Some(f64::INFINITY),
                    "nan" => Some(f64::NAN),
                    _ => None,
                };
                match special {
                    Some(number) => Value::Float(if plain.starts_with('-') { -number } else { number }),
                    None if length == plain.len() && length > 0 => Value::Float(number),
                    None => {
                        let text = format!("could not convert string to float: {}", show::quoted(text));
                        return Err(thread.raise("ValueError", &text));
                    }
                }
            }
            Value::None if args.list.is_empty() => Value::Float(0.0),
            other => {
                let Some(number) = other.float() else {
                    let kind = other.type_name();
                    return wrong(thread, format!("float() argument must be a string or a real number, not '{kind}'"));
                };
                Value::Float(number)
            }
        },
        "str" => match &first {
            Value::None if args.list.is_empty() => Value::str(""),
            Value::Bytes(bytes) if args.list.len() > 1 => Value::str(String::from_utf8_lossy(bytes)),
            _ => return Ok(Done::Text(first, true)),
        },
        "repr" => return Ok(Done::Text(first, false)),
        "bool" => Value::Bool(first.truth()),
        "bytes" => match (&first, second) {
            (Value::Str(text), Some(_)) => Value::Bytes(text.bytes().collect()),
            (Value::Int(count), _) => Value::Bytes(vec![0; usize::try_from(*count).unwrap_or(0).min(1 << 20)].into()),
            (other, _) => {
                Value::Bytes(thread.items(other)?.iter().map(|value| value.int().unwrap_or(0) as u8).collect())
            }
        },
        "list" | "tuple" | "set" | "frozenset" => {
            let kind = match name {
                "list" => "list",
                "tuple" => "tuple",
                _ => "set",
            };
            let of = if args.list.is_empty() { Value::list(Vec::new()) } else { first };
            return Ok(Done::List(of, kind));
        }
        "dict" => {
            let dict = Value::dict([]);
            match &first {
                Value::Dict(other) => {
                    for (key, value) in other.borrow().values() {
                        thread.set_index(&dict, key.clone(), Some(value.clone()))?;
                    }
                }
                Value::None => {}
                other => {
                    for pair in thread.items(other)? {
                        let pair = thread.items(&pair)?;
                        let [key, value] = pair.as_slice() else {
                            return Err(
                                thread.raise("ValueError", "dictionary update sequence element has the wrong length")
                            );
                        };
                        thread.set_index(&dict, key.clone(), Some(value.clone()))?;
                    }
                }
            }
            for (key, value) in args.named {
                thread.set_index(&dict, Value::Str(key), Some(value))?;
            }
            dict
        }
        "abs" => match &first {
            Value::Float(number) => Value::Float(number.abs()),
            other => Value::Int(other.int().unwrap_or(0).saturating_abs()),
        },
        "round" => rounded(&first, args.int(1, "ndigits")),
        "pow" => return thread.binary("**", &first, &second.unwrap_or_default()).map(Done::Value),
        "divmod" => {
            let second = second.unwrap_or_default();
            Value::Tuple(Rc::from([thread.binary("//", &first, &second)?, thread.binary("%", &first, &second)?]))
        }
        "sum" => {
            let mut total = args.get(1, "start").unwrap_or(Value::Int(0));
            for item in thread.items(&first)? {
                total = thread.binary("+", &total, &item)?;
            }
            total
        }
        "min" | "max" => {
            let values = if args.list.len() > 1 { Value::list(args.list.clone()) } else { first };
            let key = args.named.iter().find(|(name, _)| &**name == "key").map(|(_, value)| value.clone());
            if !values.truth() {
                if let Some((_, default)) = args.named.iter().find(|(name, _)| &**name == "default") {
                    return Ok(Done::Value(default.clone()));
                }
                return Err(thread.raise("ValueError", &format!("{name}() iterable argument is empty")));
            }
            return Ok(Done::Sort { values, key, reverse: name == "max", into: None, pick: true });
        }
        "sorted" => {
            let key = args.get(1, "key");
            let reverse = args.get(2, "reverse").is_some_and(|value| value.truth());
            return Ok(Done::Sort { values: first, key, reverse, into: None, pick: false });
        }
        "reversed" => {
            let mut items = thread.items(&first)?;
            items.reverse();
            Value::list(items)
        }
        "enumerate" => {
            let start = args.int(1, "start").unwrap_or(0);
            let items = thread.items(&first)?.into_iter().zip(start..);
            Value::list(items.map(|(item, at)| Value::Tuple(Rc::from([Value::Int(at), item]))).collect())
        }
        "zip" => {
            let mut columns = Vec::new();
            for list in &args.list {
                columns.push(thread.items(list)?.into_iter());
            }
            let mut rows = Vec::new();
            while let Some(row) =
                columns.iter_mut().map(Iterator::next).collect::<Option<Vec<_>>>().filter(|row| !row.is_empty())
            {
                rows.push(Value::Tuple(row.into()));
            }
            Value::list(rows)
        }
        "map" | "filter" => return Ok(Done::Each(first, args.list.into_iter().skip(1).collect(), name == "filter")),
        "iter" => Value::list(thread.items(&first)?),
        "any" => Value::Bool(thread.items(&first)?.iter().any(Value::truth)),
        "all" => Value::Bool(thread.items(&first)?.iter().all(Value::truth)),
        "chr" => {
            let c = first.int().and_then(|code| u32::try_from(code).ok()).and_then(char::from_u32);
            let Some(c) = c else { return Err(thread.raise("ValueError", "chr() arg not in range(0x110000)")) };
            Value::str(c.to_string())
        }
        "ord" => match &first {
            Value::Str(text) if text.chars().count() == 1 => {
                Value::Int(text.chars().next().map_or(0, |c| i64::from(c as u32)))
            }
            _ => return wrong(thread, "ord() expected a character".to_owned()),
        },
        "hex" | "bin" | "oct" => {
            let kind = match name {
                "hex" => "#x",
                "bin" => "#b",
                _ => "#o",
            };
            Value::str(show::format(&first, kind).unwrap_or_default())
        }
        "format" => return finish_format(thread, &first, args.text(1, "spec").as_deref().unwrap_or_default()),
        "id" | "hash" => Value::Int(match first.place() {
            0 => 9_770_000 + first.int().unwrap_or(0) * 32,
            place => (place & 0x0fff_ffff) as i64,
        }),
        "callable" => Value::Bool(matches!(
            first,
            Value::Function(_) | Value::Builtin(_) | Value::Method(_) | Value::Bound(_) | Value::Class(_)
        )),
        "isinstance" => Value::Bool(is_instance(&first, &second.unwrap_or_default())),
        "issubclass" => Value::Bool(match (&first, &second) {
            (Value::Class(class), Some(Value::Class(other))) => class.descends(other),
            _ => false,
        }),
        "type" => match &first {
            Value::Object(object) => Value::Class(Rc::clone(&object.class)),
            other => Value::Builtin(other.type_name()),
        },
        "hasattr" => Value::Bool(thread.find_attr(&first, &args.text(1, "name").unwrap_or_default()).is_some()),
        "getattr" => {
            let name = args.text(1, "name").unwrap_or_default();
            match (thread.find_attr(&first, &name), args.list.get(2)) {
                (Some(found), _) => found,
                (None, Some(default)) => default.clone(),
                (None, None) => thread.attr(&first, &name)?,
            }
        }
        "setattr" => {
            thread.set_attr(
                &first,
                &args.text(1, "name").unwrap_or_default(),
                args.list.get(2).cloned().unwrap_or_default(),
            )?;
            Value::None
        }
        "vars" | "dir" => match &first {
            Value::Object(object) => {
                let attrs = object.attrs.borrow();
                Value::dict(attrs.iter().map(|(name, value)| (Value::Str(Rc::clone(name)), value.clone())))
            }
            _ => Value::list(Vec::new()),
        },
        "object" => Value::native("object", Vec::new(), Native::Nothing),
        "object.__init__" => {
            if let Value::Object(object) = &first
                && object.class.is("BaseException")
            {
                object.set("args", Value::Tuple(args.list[1..].into()));
            }
            Value::None
        }
        "super" => thread.parent_of_self()?,
        "staticmethod" | "classmethod" | "property" => Value::method(first, name),
        "exit" | "quit" | "sys.exit" => {
            return Err(match &first {
                Value::Str(text) => Flow::Missing(format!("\u{0}{text}")),
                other => Flow::Exit(other.int().unwrap_or(0) as i32),
            });
        }
        "open" => thread.open(&first, &args)?,
        "dict.fromkeys" => {
            let value = second.unwrap_or_default();
            Value::dict(thread.items(&first)?.into_iter().map(|key| (key, value.clone())))
        }
        // A method of a type, given its value first: `str.lower`.
        other => match other.split_once('.') {
            Some((kind, method)) if show::is_type(kind) && super::methods::has(&first, method) => {
                let list = args.list.into_iter().skip(1).collect();
                return super::methods::call(thread, &first, method, Args { list, named: args.named });
            }
            _ => return super::modules::call(thread, other, args),
        },
    }))
}

fn finish_format(thread: &Thread, value: &Value, spec: &str) -> Run<Done> {
    match super::modules::formatted(value, spec) {
        Ok(text) => Ok(Done::Value(Value::str(text))),
        Err(text) => Err(thread.raise("ValueError", &text)),
    }
}

fn integer(thread: &Thread, args: &Args) -> Run<Value> {
    let first = args.list.first().cloned().unwrap_or_default();
    let base = args.int(1, "base").unwrap_or(10);
    match &first {
        Value::Str(text) => {
            let plain = text.trim().replace('_', "").to_ascii_lowercase();
            let plain = plain.strip_prefix('+').unwrap_or(&plain);
            let digits = match base {
                16 => plain.trim_start_matches("0x"),
                8 => plain.trim_start_matches("0o"),
                2 => plain.trim_start_matches("0b"),
                _ => plain,
            };
            i64::from_str_radix(digits, u32::try_from(base).unwrap_or(10).clamp(2, 36)).map(Value::Int).map_err(|_| {
                let text = format!("invalid literal for int() with base {base}: {}", show::quoted(text));
                thread.raise("ValueError", &text)
            })
        }
        Value::Float(number) if number.is_finite() => Ok(Value::Int(*number as i64)),
        Value::Float(_) => Err(thread.raise("ValueError", "cannot convert float NaN to integer")),
        Value::None if args.list.is_empty() => Ok(Value::Int(0)),
        other => other.int().map(Value::Int).ok_or_else(|| {
            let kind = other.type_name();
            let text = format!("int() argument must be a string, a bytes-like object or a real number, not '{kind}'");
            thread.raise("TypeError", &text)
        }),
    }
}

/// `round`, halves to the even neighbour as the decimal text has it.
fn rounded(value: &Value, digits: Option<i64>) -> Value {
    match (value, digits) {
        (Value::Float(number), Some(digits)) => {
            let digits = usize::try_from(digits).unwrap_or(0).min(17);
            Value::Float(format!("{number:.digits$}").parse().unwrap_or(*number))
        }
        (Value::Float(number), None) => Value::Int(format!("{number:.0}").parse().unwrap_or(0)),
        (other, _) => other.clone(),
    }
}
