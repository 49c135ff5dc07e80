//! Methods of the language's own types: texts, lists, dicts, sets, bytes, files.

use std::rc::Rc;

use super::builtins::Done;
use super::show;
use super::thread::{Thread, text_key};
use super::value::{Args, Native, Object, Run, Value};
use crate::vfs::{Content, Errno};

const STR: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "index",
    "isalnum",
    "isalpha",
    "isdecimal",
    "isdigit",
    "islower",
    "isnumeric",
    "isspace",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "replace",
    "removeprefix",
    "removesuffix",
    "rfind",
    "rjust",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
    "zfill",
];
const LIST: &[&str] =
    &["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];
const DICT: &[&str] = &["clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"];
const SET: &[&str] =
    &["add", "clear", "copy", "difference", "discard", "intersection", "issubset", "pop", "remove", "union", "update"];
const FILE: &[&str] =
    &["__enter__", "__exit__", "close", "flush", "read", "readline", "readlines", "write", "writelines"];

/// Whether a value has a method of ours.
pub(super) fn has(value: &Value, name: &str) -> bool {
    let names = match value {
        Value::Str(_) => STR,
        Value::List(_) => LIST,
        Value::Dict(_) => DICT,
        Value::Set(_) => SET,
        Value::Tuple(_) => &["count", "index"],
        Value::Bytes(_) => &["decode", "hex", "split", "strip", "startswith"],
        Value::Int(_) => &["bit_length"],
        Value::Float(_) => &["is_integer"],
        Value::Object(object) if matches!(&*object.native.borrow(), Native::File(..)) => FILE,
        Value::Object(object) => return super::modules::has_method(object, name),
        _ => return false,
    };
    names.contains(&name)
}

/// Calls a method of ours.
pub(super) fn call(thread: &mut Thread, of: &Value, name: &str, args: Args) -> Run<Done> {
    Ok(Done::Value(match of {
        Value::Str(text) => return string(thread, text, name, &args),
        Value::List(list) => {
            if name == "sort" {
                let key = args.get(0, "key");
                let reverse = args.get(1, "reverse").is_some_and(|value| value.truth());
                return Ok(Done::Sort { values: of.clone(), key, reverse, into: Some(Rc::clone(list)), pick: false });
            }
            list_method(thread, list, name, &args)?
        }
        Value::Tuple(parts) if matches!(name, "count" | "index") => {
            let wanted = args.list.first().cloned().unwrap_or_default();
            let mut places =
                parts.iter().enumerate().filter(|(_, item)| Thread::equal(item, &wanted)).map(|(at, _)| at as i64);
            if name == "count" {
                Value::Int(places.count() as i64)
            } else {
                let place = places.next().map(Value::Int);
                place.ok_or_else(|| thread.raise("ValueError", "tuple.index(x): x not in tuple"))?
            }
        }
        Value::Dict(dict) => dict_method(thread, dict, name, args)?,
        Value::Set(set) => set_method(thread, set, name, &args)?,
        Value::Bytes(bytes) => match name {
            "decode" => match String::from_utf8(bytes.to_vec()) {
                Ok(text) => Value::str(text),
                Err(_) => {
                    return Err(
                        thread.raise("UnicodeDecodeError", "'utf-8' codec can't decode bytes: invalid start byte")
                    );
                }
            },
            "hex" => Value::str(bytes.iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"))),
            _ => {
                let text: Rc<str> = Rc::from(String::from_utf8_lossy(bytes));
                return string(thread, &text, name, &args);
            }
        },
        Value::Int(number) => Value::Int(i64::from(64 - number.unsigned_abs().leading_zeros())),
        Value::Float(number) => Value::Bool(number.fract() == 0.0),
        Value::Object(object) if matches!(&*object.native.borrow(), Native::File(..)) => {
            file(thread, object, of, name, &args)?
        }
        other => return super::modules::call_method(thread, other, name, args),
    }))
}

fn strip(text: &str, name: &str, chars: Option<&str>) -> String {
    let fits = |c: char| chars.map_or(c.is_whitespace(), |chars| chars.contains(c));
    match name {
        "lstrip" => text.trim_start_matches(fits),
        "rstrip" => text.trim_end_matches(fits),
        _ => text.trim_matches(fits),
    }
    .to_owned()
}

fn split(text: &str, separator: Option<&str>, most: usize, from_end: bool) -> Vec<String> {
    let own = |parts: Vec<&str>| parts.into_iter().map(str::to_owned).collect::<Vec<_>>();
    match separator {
        Some(separator) if from_end => {
            let mut parts = own(text.rsplitn(most.saturating_add(1), separator).collect());
            parts.reverse();
            parts
        }
        Some(separator) => own(text.splitn(most.saturating_add(1), separator).collect()),
        None => {
            let (mut parts, mut rest) = (Vec::new(), text.trim());
            while !rest.is_empty() {
                let cut = if parts.len() >= most { None } else { rest.split_once(char::is_whitespace) };
                let Some((first, after)) = cut else {
                    parts.push(rest.to_owned());
                    break;
                };
                parts.push(first.to_owned());
                rest = after.trim_start();
            }
            parts
        }
    }
}

fn title(text: &str) -> String {
    let mut inside = false;
    let letters = text.chars().flat_map(|c| {
        let out: String = if inside { c.to_lowercase().collect() } else { c.to_uppercase().collect() };
        inside = c.is_alphabetic();
        out.chars().collect::<Vec<_>>()
    });
    letters.collect()
}

fn string(thread: &mut Thread, text: &Rc<str>, name: &str, args: &Args) -> Run<Done> {
    let first = args.text(0, "sep");
    let all = |test: fn(char) -> bool| !text.is_empty() && text.chars().all(test);
    let place = |at: Option<usize>| at.map_or(-1, |at| text[..at].chars().count() as i64);
    let pad = |align: char| {
        let fill = args.text(1, "fillchar").unwrap_or_else(|| Rc::from(" "));
        show::format(&Value::Str(Rc::clone(text)), &format!("{fill}{align}{}", args.int(0, "width").unwrap_or(0)))
            .unwrap_or_default()
    };
    let needle = first.clone().unwrap_or_default();
    Ok(Done::Value(match name {
        "lower" | "casefold" => Value::str(text.to_lowercase()),
        "upper" => Value::str(text.to_uppercase()),
        "title" => Value::str(title(text)),
        "capitalize" => {
            let mut chars = text.chars();
            let head: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
            Value::str(head + &chars.as_str().to_lowercase())
        }
        "swapcase" => Value::str(
            text.chars()
                .map(|c| if c.is_uppercase() { c.to_lowercase().to_string() } else { c.to_uppercase().to_string() })
                .collect::<String>(),
        ),
        "strip" | "lstrip" | "rstrip" => Value::str(strip(text, name, first.as_deref())),
        "split" | "rsplit" => {
            let most = args.int(1, "maxsplit").and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
            Value::list(split(text, first.as_deref(), most, name == "rsplit").into_iter().map(Value::str).collect())
        }
        "splitlines" => Value::list(text.lines().map(Value::str).collect()),
        "partition" => match text.split_once(&*needle) {
            Some((before, after)) => {
                Value::Tuple(Rc::from([Value::str(before), Value::str(&needle), Value::str(after)]))
            }
            None => Value::Tuple(Rc::from([Value::Str(Rc::clone(text)), Value::str(""), Value::str("")])),
        },
        "join" => {
            let mut parts = Vec::new();
            for (at, item) in thread.items(&args.list.first().cloned().unwrap_or_default())?.iter().enumerate() {
                let Value::Str(part) = item else {
                    let text = format!("sequence item {at}: expected str instance, {} found", item.type_name());
                    return Err(thread.raise("TypeError", &text));
                };
                parts.push(part.to_string());
            }
            Value::str(parts.join(text))
        }
        "replace" => {
            let new = args.text(1, "new").unwrap_or_default();
            let count = args.int(2, "count").and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
            Value::str(text.replacen(&*needle, &new, count))
        }
        "startswith" | "endswith" => {
            let parts = match args.list.first() {
                Some(Value::Tuple(parts)) => parts.to_vec(),
                Some(Value::Bytes(bytes)) => vec![Value::str(String::from_utf8_lossy(bytes))],
                other => other.cloned().into_iter().collect(),
            };
            let fits = |part: &Value| matches!(part, Value::Str(part) if if name == "endswith" { text.ends_with(&**part) } else { text.starts_with(&**part) });
            Value::Bool(parts.iter().any(fits))
        }
        "removeprefix" => Value::str(text.strip_prefix(&*needle).unwrap_or(text)),
        "removesuffix" => Value::str(text.strip_suffix(&*needle).unwrap_or(text)),
        "find" => Value::Int(place(text.find(&*needle))),
        "rfind" => Value::Int(place(text.rfind(&*needle))),
        "index" => match text.find(&*needle) {
            Some(at) => Value::Int(place(Some(at))),
            None => return Err(thread.raise("ValueError", "substring not found")),
        },
        "count" => Value::Int(text.matches(&*needle).count() as i64),
        "isdigit" | "isdecimal" | "isnumeric" => Value::Bool(all(char::is_numeric)),
        "isalpha" => Value::Bool(all(char::is_alphabetic)),
        "isalnum" => Value::Bool(all(char::is_alphanumeric)),
        "isspace" => Value::Bool(all(char::is_whitespace)),
        "isupper" => Value::Bool(text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)),
        "islower" => Value::Bool(text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)),
        "zfill" => {
            let width = usize::try_from(args.int(0, "width").unwrap_or(0)).unwrap_or(0).min(10_000);
            let (sign, digits) = text.strip_prefix('-').map_or(("", &**text), |digits| ("-", digits));
            Value::str(format!("{sign}{}{digits}", "0".repeat(width.saturating_sub(text.chars().count()))))
        }
        "ljust" => Value::str(pad('<')),
        "rjust" => Value::str(pad('>')),
        "center" => Value::str(pad('^')),
        "expandtabs" => Value::str(text.replace('\t', "        ")),
        "encode" => Value::Bytes(text.bytes().collect()),
        "format" => Value::str(format(thread, text, args)?),
        _ => Value::None,
    }))
}

/// `"{} {name:>5}".format(...)`
fn format(thread: &Thread, pattern: &str, args: &Args) -> Run<String> {
    let (mut out, mut rest, mut next) = (String::new(), pattern, 0);
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let open = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(open) {
            out.push_str(open);
            rest = after;
            continue;
        }
        let Some((field, after)) = rest.split_once('}').filter(|_| open == "{") else {
            return Err(thread.raise("ValueError", "Single '}' encountered in format string"));
        };
        rest = after;
        let (field, spec) = field.split_once(':').unwrap_or((field, ""));
        let (field, conversion) = field.split_once('!').map_or((field, None), |(field, kind)| (field, Some(kind)));
        let end = field.find(['.', '[']).unwrap_or(field.len());
        let (name, mut path) = field.split_at(end);
        let mut value = if name.is_empty() {
            next += 1;
            args.list.get(next - 1).cloned()
        } else if let Ok(at) = name.parse::<usize>() {
            args.list.get(at).cloned()
        } else {
            match args.named.iter().find(|(known, _)| &**known == name) {
                Some((_, value)) => Some(value.clone()),
                None => return Err(thread.raise_with("KeyError", Value::str(name))),
            }
        };
        while let Some(inner) = value.clone().filter(|_| !path.is_empty()) {
            let is_index = path.starts_with('[');
            let end = path[1..].find(['.', '[', ']']).map_or(path.len(), |at| at + 1);
            let word = &path[1..end];
            path = path[end..].trim_start_matches(']');
            value = Some(if is_index {
                let index = word.parse().map_or_else(|_| Value::str(word), Value::Int);
                thread.index(&inner, &index)?
            } else {
                thread.attr(&inner, word)?
            });
        }
        let Some(value) = value else {
            let text = "Replacement index 0 out of range for positional args tuple"
                .replace('0', &(next.max(1) - 1).to_string());
            return Err(thread.raise("IndexError", &text));
        };
        let value = if conversion == Some("r") { Value::str(show::repr(&value)) } else { value };
        out.push_str(&super::modules::formatted(&value, spec).map_err(|text| thread.raise("ValueError", &text))?);
    }
    out.push_str(rest);
    Ok(out)
}

fn list_method(thread: &Thread, list: &Rc<std::cell::RefCell<Vec<Value>>>, name: &str, args: &Args) -> Run<Value> {
    let first = args.list.first().cloned().unwrap_or_default();
    let place = || list.borrow().iter().position(|item| Thread::equal(item, &first));
    match name {
        "append" => list.borrow_mut().push(first),
        "extend" => {
            let more = thread.items(&first)?;
            list.borrow_mut().extend(more);
        }
        "insert" => {
            let length = list.borrow().len() as i64;
            let at = first.int().unwrap_or(0);
            let at = if at < 0 { (at + length).max(0) } else { at.min(length) };
            list.borrow_mut().insert(at as usize, args.list.get(1).cloned().unwrap_or_default());
        }
        "remove" => match place() {
            Some(at) => drop(list.borrow_mut().remove(at)),
            None => return Err(thread.raise("ValueError", "list.remove(x): x not in list")),
        },
        "pop" => {
            let length = list.borrow().len() as i64;
            if length == 0 {
                return Err(thread.raise("IndexError", "pop from empty list"));
            }
            let at = args.int(0, "index").unwrap_or(-1);
            let at = if at < 0 { at + length } else { at };
            if !(0..length).contains(&at) {
                return Err(thread.raise("IndexError", "pop index out of range"));
            }
            return Ok(list.borrow_mut().remove(at as usize));
        }
        "clear" => list.borrow_mut().clear(),
        "copy" => return Ok(Value::list(list.borrow().clone())),
        "reverse" => list.borrow_mut().reverse(),
        "count" => {
            return Ok(Value::Int(list.borrow().iter().filter(|item| Thread::equal(item, &first)).count() as i64));
        }
        _ => match place() {
            Some(at) => return Ok(Value::Int(at as i64)),
            None => return Err(thread.raise("ValueError", &format!("{} is not in list", show::repr(&first)))),
        },
    }
    Ok(Value::None)
}

/// What `keys`, `values` and `items` give: a list that says what it is.
fn view(name: &str, items: Vec<Value>) -> Value {
    Value::native(&format!("dict_{name}"), vec![("\u{0}items", Value::list(items))], Native::Nothing)
}

fn dict_method(
    thread: &mut Thread,
    dict: &Rc<std::cell::RefCell<super::value::Dict>>,
    name: &str,
    args: Args,
) -> Run<Value> {
    let key = args.list.first().cloned().unwrap_or_default();
    let default = args.list.get(1).cloned().or_else(|| args.get(1, "default"));
    let found = || dict.borrow().get(&key.key()).map(|(_, value)| value.clone());
    Ok(match name {
        "get" => found().or(default).unwrap_or_default(),
        "keys" => view(name, dict.borrow().values().map(|(key, _)| key.clone()).collect()),
        "values" => view(name, dict.borrow().values().map(|(_, value)| value.clone()).collect()),
        "items" => {
            let pair = |(key, value): &(Value, Value)| Value::Tuple(Rc::from([key.clone(), value.clone()]));
            view(name, dict.borrow().values().map(pair).collect())
        }
        "pop" => match (dict.borrow_mut().shift_remove(&key.key()), args.list.len()) {
            (Some((_, value)), _) => value,
            (None, 2) => default.unwrap_or_default(),
            (None, _) => return Err(thread.raise_with("KeyError", key)),
        },
        "popitem" => match dict.borrow_mut().pop() {
            Some((_, (key, value))) => Value::Tuple(Rc::from([key, value])),
            None => return Err(thread.raise_with("KeyError", Value::str("popitem(): dictionary is empty"))),
        },
        "setdefault" => found().unwrap_or_else(|| {
            let value = default.unwrap_or_default();
            dict.borrow_mut().insert(key.key(), (key.clone(), value.clone()));
            value
        }),
        "update" => {
            if let Value::Dict(other) = &key {
                let other = other.borrow().clone();
                dict.borrow_mut().extend(other);
            }
            let named = args.named.into_iter().map(|(name, value)| (text_key(&name), (Value::Str(name), value)));
            dict.borrow_mut().extend(named);
            Value::None
        }
        "copy" => Value::dict(dict.borrow().values().cloned()),
        _ => {
            dict.borrow_mut().clear();
            Value::None
        }
    })
}

fn set_method(
    thread: &Thread,
    set: &Rc<std::cell::RefCell<super::value::Dict>>,
    name: &str,
    args: &Args,
) -> Run<Value> {
    let first = args.list.first().cloned().unwrap_or_default();
    let this = Value::Set(Rc::clone(set));
    let other = || Ok(Value::set(thread.items(&first)?));
    match name {
        "add" => drop(set.borrow_mut().insert(first.key(), (first, Value::None))),
        "remove" | "discard" => {
            let there = set.borrow_mut().shift_remove(&first.key()).is_some();
            if !there && name == "remove" {
                return Err(thread.raise_with("KeyError", first));
            }
        }
        "pop" => return Ok(set.borrow_mut().shift_remove_index(0).map(|(_, (value, _))| value).unwrap_or_default()),
        "union" => return thread.binary("|", &this, &other()?),
        "intersection" => return thread.binary("&", &this, &other()?),
        "difference" => return thread.binary("-", &this, &other()?),
        "issubset" => return Ok(Value::Bool(!thread.binary("-", &this, &other()?)?.truth())),
        "copy" => return Ok(Value::set(thread.items(&this)?)),
        "update" => {
            let more = thread.items(&first)?.into_iter().map(|value| (value.key(), (value, Value::None)));
            set.borrow_mut().extend(more);
        }
        _ => set.borrow_mut().clear(),
    }
    Ok(Value::None)
}

impl Thread {
    /// `open(path, mode)`
    pub(super) fn open(&self, path: &Value, args: &Args) -> Run<Value> {
        let name = show::text(path);
        let mode = args.text(1, "mode").unwrap_or_else(|| Rc::from("r"));
        let process = &self.shared.process;
        let failed = |error: Errno| self.os_error(error, &name);
        let writes = mode.contains(['w', 'a', 'x', '+']);
        if process.is_dir(&name) {
            return Err(failed(Errno::IsDir));
        }
        let content = if mode.contains('w') {
            process.write_file(&name, Content::text("")).map_err(failed)?;
            Vec::new()
        } else {
            match process.read_file(&name) {
                Ok(content) => content.read().to_vec(),
                Err(Errno::NoEnt) if writes && !mode.contains('+') => {
                    process.write_file(&name, Content::text("")).map_err(failed)?;
                    Vec::new()
                }
                Err(error) => return Err(failed(error)),
            }
        };
        let at = if mode.contains('a') { content.len() } else { 0 };
        let binary = Value::Bool(mode.contains('b'));
        Ok(Value::native(
            "TextIOWrapper",
            vec![("name", Value::str(&name)), ("binary", binary)],
            Native::File(name, content, at, Some(writes)),
        ))
    }

    /// What is left of a file, in lines.
    pub(super) fn file_lines(object: &Object) -> Vec<Value> {
        let mut native = object.native.borrow_mut();
        let Native::File(_, content, at, _) = &mut *native else { return Vec::new() };
        let rest = String::from_utf8_lossy(&content[*at..]).into_owned();
        *at = content.len();
        rest.split_inclusive('\n').map(Value::str).collect()
    }
}

fn file(thread: &Thread, object: &Rc<Object>, of: &Value, name: &str, args: &Args) -> Run<Value> {
    let binary = object.get("binary").is_some_and(|value| value.truth());
    let shown =
        |bytes: Vec<u8>| if binary { Value::Bytes(bytes.into()) } else { Value::str(String::from_utf8_lossy(&bytes)) };
    if name == "readlines" {
        return Ok(Value::list(Thread::file_lines(object)));
    }
    let mut native = object.native.borrow_mut();
    let Native::File(path, content, at, writes) = &mut *native else { return Ok(Value::None) };
    if writes.is_none() && name != "__exit__" && name != "close" {
        return Err(thread.raise("ValueError", "I/O operation on closed file."));
    }
    Ok(match name {
        "__enter__" => of.clone(),
        "read" => {
            let end = args
                .int(0, "size")
                .and_then(|size| usize::try_from(size).ok())
                .map_or(content.len(), |size| (*at + size).min(content.len()));
            let part = content[*at..end].to_vec();
            *at = end;
            shown(part)
        }
        "readline" => {
            let length =
                content[*at..].iter().position(|byte| *byte == b'\n').map_or(content.len() - *at, |found| found + 1);
            let part = content[*at..*at + length].to_vec();
            *at += length;
            shown(part)
        }
        "write" | "writelines" => {
            if *writes != Some(true) {
                return Err(thread.raise("OSError", "not writable"));
            }
            let parts = if name == "write" {
                args.list.clone()
            } else {
                thread.items(&args.list.first().cloned().unwrap_or_default())?
            };
            let mut length = 0;
            for part in &parts {
                let bytes = match part {
                    Value::Bytes(bytes) => bytes.to_vec(),
                    Value::Str(text) => text.bytes().collect(),
                    other => {
                        let text = format!("write() argument must be str, not {}", other.type_name());
                        return Err(thread.raise("TypeError", &text));
                    }
                };
                length += bytes.len() as i64;
                content.truncate(*at);
                content.extend(bytes);
                *at = content.len();
            }
            thread
                .shared
                .process
                .write_file(path, Content::Bytes(content.clone().into()))
                .map_err(|error| thread.os_error(error, path))?;
            Value::Int(length)
        }
        "close" | "__exit__" => {
            *writes = None;
            Value::None
        }
        _ => Value::None,
    })
}
