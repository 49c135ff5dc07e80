//! `package.json`: reading, changing and writing it.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::Npm;
use super::registry::pairs;
use super::tree::Needs;
use crate::base::order;
use crate::vfs::{Content, path};

/// A project's package.json.
pub(super) struct Manifest {
    /// All of it, in its order.
    pub(super) value: Map<String, Value>,
}

impl Manifest {
    /// A text field.
    pub(super) fn text(&self, name: &str) -> &str {
        self.value.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// An object of texts.
    pub(super) fn pairs(&self, name: &str) -> IndexMap<String, String> {
        pairs(self.value.get(name))
    }

    /// What the project needs.
    pub(super) fn needs(&self) -> Needs {
        let mut prod = self.pairs("dependencies");
        for (name, range) in self.pairs("optionalDependencies").into_iter().chain(self.pairs("peerDependencies")) {
            prod.entry(name).or_insert(range);
        }
        Needs { prod, dev: self.pairs("devDependencies") }
    }

    /// `name@version`, as the banner of a script shows it.
    pub(super) fn label(&self) -> String {
        match (self.text("name"), self.text("version")) {
            ("", _) => String::new(),
            (name, "") => name.to_owned(),
            (name, version) => format!("{name}@{version}"),
        }
    }

    /// Adds a need, names in order, and takes it out of the other list.
    pub(super) fn add(&mut self, list: &str, name: &str, range: &str) {
        let other = if list == "dependencies" { "devDependencies" } else { "dependencies" };
        self.remove_from(other, name);
        let entry = self.value.entry(list).or_insert_with(|| json!({}));
        if let Some(map) = entry.as_object_mut() {
            map.insert(name.to_owned(), Value::from(range));
            order::sort_map(map);
        }
    }

    /// Takes a need out; whether it was there.
    pub(super) fn remove(&mut self, name: &str) -> bool {
        let lists = ["dependencies", "devDependencies", "optionalDependencies"];
        let found = lists.map(|list| self.remove_from(list, name));
        found.contains(&true)
    }

    fn remove_from(&mut self, list: &str, name: &str) -> bool {
        let Some(map) = self.value.get_mut(list).and_then(Value::as_object_mut) else { return false };
        let found = map.shift_remove(name).is_some();
        if map.is_empty() {
            self.value.shift_remove(list);
        }
        found
    }
}

impl Npm {
    /// The project's package.json; `None` when it is missing or wrong, which is said.
    pub(super) fn manifest(&mut self) -> Option<Manifest> {
        let file = path::join(&self.prefix, "package.json");
        let Ok(text) = self.tool.process.read_text(&file) else {
            self.no_manifest();
            return None;
        };
        match serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) {
            Ok(Value::Object(value)) => Some(Manifest { value }),
            result => {
                let reason = match result {
                    Err(error) => error.to_string(),
                    Ok(_) => "not an object".to_owned(),
                };
                let text = format!(
                    "code EJSONPARSE\npath {file}\nJSON.parse Invalid package.json: JSONParseError: {reason}\nJSON.parse Failed to parse \
                     JSON data.\nJSON.parse Note: package.json must be actual JSON, not just JavaScript."
                );
                self.fail(&text, 1);
                None
            }
        }
    }

    /// Writes the project's package.json.
    pub(super) fn write_manifest(&mut self, manifest: &Manifest) {
        let file = path::join(&self.prefix, "package.json");
        self.write_json(&file, &manifest.value);
    }

    /// Writes an object as npm does: two blanks of indentation and a newline.
    pub(super) fn write_json(&mut self, file: &str, value: &Map<String, Value>) {
        let text = serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
        if let Err(error) = self.tool.process.write_file(file, Content::text(&text)) {
            let text = format!("code EACCES\nsyscall open\npath {file}\nerrno -13\nError: {error}, open '{file}'");
            self.fail(&text, 243);
        }
    }
}
