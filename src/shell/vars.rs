//! Variables: values, arrays, attributes. Those that the shell computes (`$RANDOM`, `$LINENO`) are in `state`.

use crate::base::order;
use std::collections::BTreeMap;

use indexmap::IndexMap;

/// A variable's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Declared without a value.
    Unset,
    /// A text.
    Text(String),
    /// An array by number.
    Array(BTreeMap<i64, String>),
    /// An array by key, in order of definition.
    Map(IndexMap<String, String>),
}

/// A variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Var {
    /// Its value.
    pub(super) value: Value,
    /// Whether commands get it.
    pub(super) exported: bool,
    /// Whether it cannot change.
    pub(super) readonly: bool,
    /// Whether assignments are arithmetic.
    pub(super) integer: bool,
}

impl Var {
    /// A variable without a value.
    pub(super) const fn unset() -> Self {
        Self { value: Value::Unset, exported: false, readonly: false, integer: false }
    }

    /// The value as one text: of an array, its first element.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Unset => None,
            Value::Text(text) => Some(text),
            Value::Array(array) => array.get(&0).map(String::as_str),
            Value::Map(map) => map.get("0").map(String::as_str),
        }
    }

    /// All elements in order; a text is one element.
    pub(super) fn elements(&self) -> Vec<String> {
        match &self.value {
            Value::Unset => Vec::new(),
            Value::Text(text) => vec![text.clone()],
            Value::Array(array) => array.values().cloned().collect(),
            Value::Map(map) => map.values().cloned().collect(),
        }
    }

    /// The subscripts in use.
    pub(super) fn keys(&self) -> Vec<String> {
        match &self.value {
            Value::Unset => Vec::new(),
            Value::Text(_) => vec!["0".to_owned()],
            Value::Array(array) => array.keys().map(ToString::to_string).collect(),
            Value::Map(map) => map.keys().cloned().collect(),
        }
    }
}

/// All variables by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars {
    map: IndexMap<String, Var>,
}

impl Vars {
    /// A variable.
    pub(super) fn get(&self, name: &str) -> Option<&Var> {
        self.map.get(name)
    }

    /// A variable, made without a value when it is missing.
    pub(super) fn entry(&mut self, name: &str) -> &mut Var {
        self.map.entry(name.to_owned()).or_insert_with(Var::unset)
    }

    /// A variable's text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Var::text)
    }

    /// How many bytes the texts have together.
    pub(super) fn size(&self) -> usize {
        self.map.values().filter_map(Var::text).map(str::len).sum()
    }

    /// Puts a variable back as it was.
    pub(super) fn restore(&mut self, name: &str, var: Option<Var>) {
        match var {
            Some(var) => {
                self.map.insert(name.to_owned(), var);
            }
            None => self.remove(name),
        }
    }

    /// Forgets a variable.
    pub(super) fn remove(&mut self, name: &str) {
        self.map.shift_remove(name);
    }

    /// All names in byte order.
    pub(super) fn sorted_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.map.keys().cloned().collect();
        order::sort(&mut names);
        names
    }

    /// What commands get.
    pub(super) fn environment(&self) -> Vec<(String, String)> {
        let exported = self.map.iter().filter(|(_, var)| var.exported);
        exported.filter_map(|(name, var)| Some((name.clone(), var.text()?.to_owned()))).collect()
    }
}

/// A text in single quotes where it needs them, as `set` and `export -p` print it.
pub(super) fn single_quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A text as bash's `set -x` and `declare` show it: quoted only when it has characters that mean something.
pub(super) fn quote_if_needed(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,^".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if text.chars().any(char::is_control) {
        return ansi_quote(text);
    }
    single_quote(text)
}

/// `$'...'`
fn ansi_quote(text: &str) -> String {
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\x1b' => out.push_str("\\E"),
            '\'' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.extend([format!("\\{:03o}", u32::from(c))]),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// A text in double quotes as `declare -p` prints it.
pub(super) fn double_quote(text: &str) -> String {
    if text.chars().any(char::is_control) {
        return ansi_quote(text);
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}
