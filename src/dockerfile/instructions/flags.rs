//! The `--name=value` flags of an instruction, checked against the ones its keyword knows.

use std::collections::BTreeMap;

use crate::dockerfile::suggest::did_you_mean;

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// `true` or `false`; without a value it is true.
    Switch,
    /// One text.
    Text,
    /// A text each time it is given.
    List,
}

/// The flags that were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    given: BTreeMap<String, Vec<String>>,
}

impl Flags {
    /// Reads flags against the known ones. The errors are BuildKit's.
    pub fn parse(words: &[String], known: &[(&str, FlagKind)]) -> Result<Self, String> {
        let mut flags = Self::default();
        for word in words {
            if word == "--" {
                break;
            }
            let Some(body) = word.strip_prefix("--") else {
                return Err(format!("arg should start with -- : {word}"));
            };
            let (name, value) = match body.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (body, None),
            };
            let Some(&(_, kind)) = known.iter().find(|(known, _)| *known == name) else {
                let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                return Err(format!("unknown flag: --{name}{}", did_you_mean(name, &names)));
            };
            if kind != FlagKind::List && flags.is_used(name) {
                return Err(format!("duplicate flag specified: --{name}"));
            }
            let missing = || format!("missing a value on flag: --{name}");
            let value = match (kind, value) {
                (FlagKind::Switch, Some("")) | (FlagKind::Text | FlagKind::List, None) => return Err(missing()),
                (FlagKind::Switch, value) => {
                    let lower = value.unwrap_or("true").to_lowercase();
                    if lower != "true" && lower != "false" {
                        let value = value.unwrap_or_default();
                        return Err(format!("expecting boolean value for flag --{name}, not: {value}"));
                    }
                    lower
                }
                (FlagKind::Text | FlagKind::List, Some(value)) => value.to_owned(),
            };
            flags.given.entry(name.to_owned()).or_default().push(value);
        }
        Ok(flags)
    }

    /// The names that were given.
    pub fn used(&self) -> Vec<String> {
        self.given.keys().cloned().collect()
    }

    /// Whether a flag was given.
    pub fn is_used(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// A text flag's value, empty when it was not given.
    pub fn text(&self, name: &str) -> String {
        self.given.get(name).and_then(|values| values.first()).cloned().unwrap_or_default()
    }

    /// A text flag's value if there is one that is not empty.
    pub fn some_text(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value of a list flag.
    pub fn list(&self, name: &str) -> Vec<String> {
        self.given.get(name).cloned().unwrap_or_default()
    }

    /// A switch's value if it was given.
    pub fn switch(&self, name: &str) -> Option<bool> {
        self.given.get(name).and_then(|values| values.first()).map(|value| value == "true")
    }
}
