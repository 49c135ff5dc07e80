//! `RUN --device`.

use crate::dockerfile::csv;
use crate::dockerfile::suggest::did_you_mean;

/// A device that a command asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// Its name.
    pub name: String,
    /// Whether the build fails without it.
    pub required: bool,
}

impl Device {
    /// Reads the text of a `--device`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fields = csv::fields(text).map_err(|error| format!("failed to parse csv devices: {error}"))?;
        let mut device = Self::default();
        for field in fields {
            let (key, value) = match field.split_once('=') {
                Some((key, value)) => (key.to_lowercase(), Some(value)),
                None => (field.to_lowercase(), None),
            };
            match (key.as_str(), value) {
                ("required", None) => device.required = true,
                ("required", Some(value)) => {
                    device.required =
                        parse_bool(value).ok_or_else(|| format!("invalid value for required: {value}"))?;
                }
                ("name", Some(value)) if device.name.is_empty() => value.clone_into(&mut device.name),
                ("name", Some(_)) => return Err(format!("device name already set to {}", device.name)),
                _ if device.name.is_empty() => device.name = field,
                (_, None) => return Err(format!("invalid field '{field}' must be a key=value pair")),
                (key, Some(_)) => {
                    let suggestion = did_you_mean(key, &["name", "required"]);
                    return Err(format!("unexpected key '{key}' in '{field}'{suggestion}"));
                }
            }
        }
        Ok(device)
    }
}

/// The spellings of a truth value that Go takes.
pub(in crate::dockerfile) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
