//! What templates work on: a model of Go values. JSON answers and typed objects of the caller both become it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::base::json;

/// A Go value.
#[derive(Clone)]
pub enum Value {
    /// Go's untyped nil, and what a missing thing evaluates to: prints `<no value>`, or `<nil>` inside others.
    Nil,
    /// A boolean.
    Bool(bool),
    /// An integer with the name of its Go type.
    Int(i64, &'static str),
    /// A float64.
    Float(f64),
    /// A string.
    Text(Rc<str>),
    /// A number of a JSON answer, kept as its text: Go's json.Number, which is a kind of string. So `len` counts its
    /// digits and it is true even when 0.
    Number(Rc<str>),
    /// A slice.
    List(Rc<List>),
    /// A map with text keys.
    Map(Rc<Map>),
    /// A struct or a pointer to one.
    Object(Rc<dyn Object>),
    /// A nil pointer of the named type, for example `*container.Health`: prints `<nil>`, and its fields cannot be read.
    NilPointer(&'static str),
}

/// A slice of Go.
pub struct List {
    /// The Go type, for example `[]string`.
    pub type_name: &'static str,
    /// The elements have the type `interface {}`.
    pub boxed: bool,
    /// A nil slice: JSON null.
    pub nil: bool,
    /// The elements.
    pub items: Vec<Value>,
}

/// A map of Go; its keys are walked in order.
pub struct Map {
    /// The Go type, for example `map[string]string`.
    pub type_name: &'static str,
    /// The type of the keys. Only those of type `string` can be named as fields.
    pub key_type: &'static str,
    /// The elements have the type `interface {}`.
    pub boxed: bool,
    /// A nil map: JSON null.
    pub nil: bool,
    /// What `index` gives for a missing key: the zero value of the elements' type.
    pub zero: Value,
    /// The elements.
    pub entries: BTreeMap<Rc<str>, Value>,
}

/// A struct of Go, or anything that answers to names: docker's formatter contexts are such.
pub trait Object {
    /// The Go type, for example `*formatter.ContainerContext`; a star in front makes it a pointer.
    fn type_name(&self) -> &str;

    /// The value of a field or of a method without parameters; `None` if there is none.
    fn field(&self, name: &str) -> Option<Value>;

    /// How many parameters, all text, the method `name` takes; `None` if it is no method with parameters.
    fn parameters(&self, _name: &str) -> Option<usize> {
        None
    }

    /// Calls a method with parameters. The error is the method's message.
    fn call(&self, name: &str, _arguments: &[Rc<str>]) -> Result<Value, String> {
        Err(format!("{name} cannot be called"))
    }

    /// Whether the names are methods, which is how Go complains about arguments. Formatter contexts have methods.
    fn has_methods(&self) -> bool {
        true
    }

    /// The exported fields in the struct's order, for printing the whole.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// The text of a type that prints itself (Go's Stringer), such as a moment of time.
    fn text(&self) -> Option<String> {
        None
    }

    /// The object as JSON text, in the struct's order.
    fn json(&self) -> String {
        "{}".to_owned()
    }
}

/// A plain struct of fields.
pub struct Record {
    /// The Go type; a star in front makes it a pointer.
    pub type_name: &'static str,
    /// Go's field name, the name in JSON, and the value, in the struct's order.
    pub fields: Vec<(&'static str, &'static str, Value)>,
}

impl Object for Record {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.fields.iter().find(|(go, ..)| *go == name).map(|(.., value)| value.clone())
    }

    fn has_methods(&self) -> bool {
        false
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        self.fields.iter().map(|(go, _, value)| (*go, value.clone())).collect()
    }

    fn json(&self) -> String {
        let mut out = String::from("{");
        for (at, (_, name, value)) in self.fields.iter().enumerate() {
            write_entry(&mut out, at, name, value);
        }
        out.push('}');
        out
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Rc::from(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Rc::from(text))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value, "int")
    }
}

impl Value {
    /// A struct or another object of the caller's.
    pub fn object(object: impl Object + 'static) -> Self {
        Self::Object(Rc::new(object))
    }

    /// A `[]string`.
    pub fn strings(items: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        let items = items.into_iter().map(Into::into).collect();
        Self::List(Rc::new(List { type_name: "[]string", boxed: false, nil: false, items }))
    }

    /// A `map[string]string`.
    pub fn string_map<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (Rc::from(key), value.into())).collect();
        Self::Map(Rc::new(Map {
            type_name: "map[string]string",
            key_type: "string",
            boxed: false,
            nil: false,
            zero: "".into(),
            entries,
        }))
    }

    /// A decoded JSON answer, as docker's templates see one when the typed form has not what is asked: numbers stay text
    /// and keys are sorted.
    pub fn from_json(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Nil,
            serde_json::Value::Bool(value) => Self::Bool(*value),
            serde_json::Value::Number(number) => Self::Number(Rc::from(number.to_string())),
            serde_json::Value::String(text) => text.as_str().into(),
            serde_json::Value::Array(items) => Self::List(Rc::new(List {
                type_name: "[]interface {}",
                boxed: true,
                nil: false,
                items: items.iter().map(Self::from_json).collect(),
            })),
            serde_json::Value::Object(fields) => Self::Map(Rc::new(Map {
                type_name: "map[string]interface {}",
                key_type: "string",
                boxed: true,
                nil: false,
                zero: Self::Nil,
                entries: fields.iter().map(|(key, value)| (Rc::from(key.as_str()), Self::from_json(value))).collect(),
            })),
        }
    }

    /// The name of the Go type.
    pub fn type_name(&self) -> &str {
        match self {
            Self::Nil => "<nil>",
            Self::Bool(_) => "bool",
            Self::Int(_, name) | Self::NilPointer(name) => name,
            Self::Float(_) => "float64",
            Self::Text(_) => "string",
            Self::Number(_) => "json.Number",
            Self::List(list) => list.type_name,
            Self::Map(map) => map.type_name,
            Self::Object(object) => object.type_name(),
        }
    }

    /// The text of a string or of a JSON number.
    pub fn as_text(&self) -> Option<&Rc<str>> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            _ => None,
        }
    }

    /// What `if` makes of the value.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Nil | Self::NilPointer(_) => false,
            Self::Bool(value) => *value,
            Self::Int(value, _) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Text(text) | Self::Number(text) => !text.is_empty(),
            Self::List(list) => !list.items.is_empty(),
            Self::Map(map) => !map.entries.is_empty(),
            Self::Object(_) => true,
        }
    }

    /// The value as compact JSON without escapes for HTML, as docker's `json` function writes it.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Nil | Self::NilPointer(_) => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Int(value, _) => out.push_str(&value.to_string()),
            Self::Float(value) => {
                let number = serde_json::Number::from_f64(*value).map_or(serde_json::Value::Null, Into::into);
                out.push_str(&json::plain(&number));
            }
            Self::Text(text) => json::write_string(out, text, false),
            Self::Number(text) => out.push_str(text),
            Self::List(list) if list.nil => out.push_str("null"),
            Self::List(list) => {
                out.push('[');
                for (at, item) in list.items.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    item.write_json(out);
                }
                out.push(']');
            }
            Self::Map(map) if map.nil => out.push_str("null"),
            Self::Map(map) => {
                out.push('{');
                for (at, (key, item)) in map.entries.iter().enumerate() {
                    write_entry(out, at, key, item);
                }
                out.push('}');
            }
            Self::Object(object) => out.push_str(&object.json()),
        }
    }
}

fn write_entry(out: &mut String, at: usize, key: &str, value: &Value) {
    out.push_str(if at > 0 { "," } else { "" });
    json::write_string(out, key, false);
    out.push(':');
    value.write_json(out);
}
