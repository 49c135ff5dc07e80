//! JSON answers of the engine as the Go values that docker decodes them into, for the templates of `inspect`. What the
//! structs are is in `shapes`.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value as Json;

use crate::base::json;
use crate::gotemplate::{List, Map, Object, Value};

use super::shapes::{NAMED, SHAPES};
use super::text::rfc3339_to_go;

/// The zero moment of Go.
const ZERO_TIME: &str = "0001-01-01T00:00:00Z";

/// Decodes `json` as the Go type `name`; a star in front makes a pointer.
pub(crate) fn value(name: &'static str, json: &Json) -> Value {
    if let Some(target) = name.strip_prefix('*') {
        return if json.is_null() { Value::NilPointer(name) } else { pointed(name, target, json) };
    }
    if let Some(item) = name.strip_prefix("[]") {
        return list(name, item, json);
    }
    if let Some((_, item)) = name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return list(name, item, json);
    }
    if let Some((key, item)) = name.strip_prefix("map[").and_then(|rest| rest.split_once(']')) {
        return map(name, key, item, json);
    }
    match name {
        "bool" => Value::Bool(json.as_bool().unwrap_or(false)),
        "string" => json.as_str().unwrap_or("").into(),
        "int" | "int64" | "uint" | "uint16" | "uint32" | "uint64" => Value::Int(json.as_i64().unwrap_or(0), name),
        "float64" => Value::Float(json.as_f64().unwrap_or(0.0)),
        "time.Time" => Value::object(Moment(json.as_str().unwrap_or(ZERO_TIME).to_owned())),
        "any" => Value::from_json(json),
        "struct{}" => Value::object(Struct { name: "struct {}", fields: Vec::new() }),
        _ => named(name, json),
    }
}

/// A pointer is its target in a template, so it is the target under the pointer's name.
fn pointed(name: &'static str, target: &'static str, json: &Json) -> Value {
    match fields(target) {
        Some(_) => structure(name, target, json),
        None => value(target, json),
    }
}

fn named(name: &'static str, json: &Json) -> Value {
    if fields(name).is_some() {
        return structure(name, name, json);
    }
    match NAMED.iter().find(|(known, _)| *known == name) {
        Some((_, "int64")) => Value::Int(json.as_i64().unwrap_or(0), name),
        Some((_, under)) => match value(under, json) {
            Value::List(list) => {
                let (boxed, nil, items) = (list.boxed, list.nil, list.items.clone());
                Value::List(Rc::new(List { type_name: name, boxed, nil, items }))
            }
            Value::Map(map) => {
                let (boxed, nil, zero, entries) = (map.boxed, map.nil, map.zero.clone(), map.entries.clone());
                Value::Map(Rc::new(Map { type_name: name, key_type: map.key_type, boxed, nil, zero, entries }))
            }
            other => other,
        },
        // Texts with a type of their own.
        None => json.as_str().unwrap_or("").into(),
    }
}

fn list(name: &'static str, item: &'static str, json: &Json) -> Value {
    let items = json.as_array();
    let nil = items.is_none();
    let items = items.into_iter().flatten().map(|json| value(item, json)).collect();
    Value::List(Rc::new(List { type_name: name, boxed: false, nil, items }))
}

fn map(name: &'static str, key_type: &'static str, item: &'static str, json: &Json) -> Value {
    let fields = json.as_object();
    let nil = fields.is_none();
    let entry = |(key, json): (&String, &Json)| (Rc::from(key.as_str()), value(item, json));
    let entries: BTreeMap<Rc<str>, Value> = fields.into_iter().flatten().map(entry).collect();
    let zero = value(item, &Json::Null);
    Value::Map(Rc::new(Map { type_name: name, key_type, boxed: false, nil, zero, entries }))
}

/// The fields of a struct as text.
fn fields(name: &str) -> Option<&'static str> {
    SHAPES.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
}

fn structure(name: &'static str, shape: &'static str, json: &Json) -> Value {
    let field = |text: &'static str| {
        let (names, kind) = text.split_once(':').unwrap_or((text, "string"));
        let (go, own) = names.split_once('=').unwrap_or((names, names));
        let (kind, optional) = kind.strip_suffix('?').map_or((kind, false), |kind| (kind, true));
        Field { go, json: own, optional, value: value(kind, &json[own]) }
    };
    let fields = fields(shape).unwrap_or("").split(' ').map(field).collect();
    Value::object(Struct { name, fields })
}

struct Field {
    go: &'static str,
    json: &'static str,
    optional: bool,
    value: Value,
}

/// A struct or a pointer to one.
struct Struct {
    name: &'static str,
    fields: Vec<Field>,
}

impl Object for Struct {
    fn type_name(&self) -> &str {
        self.name
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.fields.iter().find(|field| field.go == name).map(|field| field.value.clone())
    }

    fn has_methods(&self) -> bool {
        false
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        self.fields.iter().map(|field| (field.go, field.value.clone())).collect()
    }

    fn json(&self) -> String {
        let mut out = String::from("{");
        for field in &self.fields {
            let is_struct = matches!(field.value, Value::Object(_));
            if field.optional && !is_struct && !field.value.is_true() {
                continue;
            }
            out.push_str(if out.len() > 1 { "," } else { "" });
            json::write_string(&mut out, field.json, false);
            out.push(':');
            out.push_str(&field.value.to_json());
        }
        out.push('}');
        out
    }
}

/// A moment of RFC 3339.
struct Moment(String);

impl Object for Moment {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn text(&self) -> Option<String> {
        Some(rfc3339_to_go(&self.0))
    }

    fn json(&self) -> String {
        let mut out = String::new();
        json::write_string(&mut out, &self.0, false);
        out
    }
}
