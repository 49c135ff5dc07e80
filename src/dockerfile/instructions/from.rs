//! FROM: where a build stage begins.

use super::flags::{FlagKind, Flags};
use crate::base::quote::quote;
use crate::dockerfile::tree::Node;

/// `FROM [--platform=P] IMAGE [AS NAME]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct From {
    /// The image, an earlier stage's name or `scratch`, variables not expanded.
    pub image: String,
    /// The value of `--platform`, variables not expanded.
    pub platform: Option<String>,
    /// The stage's name in lower case.
    pub name: Option<String>,
    /// `AS` and the name as they were written.
    pub written_name: Option<(String, String)>,
}

impl From {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        let (image, written_name) = match words {
            [image] => (image, None),
            [image, keyword, name] if keyword.to_lowercase() == "as" => (image, Some((keyword.clone(), name.clone()))),
            _ => return Err("FROM requires either one or three arguments".into()),
        };
        let name = written_name.as_ref().map(|(_, name)| name.to_lowercase());
        if !name.as_deref().is_none_or(is_stage_name) {
            let written = written_name.map(|(_, name)| quote(&name)).unwrap_or_default();
            return Err(format!(
                "invalid name for build stage: {written}, name can't start with a number or contain symbols"
            ));
        }
        let flags = Flags::parse(&node.flags, &[("platform", FlagKind::Text)])?;
        Ok(Self { image: image.clone(), platform: flags.some_text("platform"), name, written_name })
    }
}

/// A letter, then letters, digits, `-`, `_` and `.`; given in lower case.
fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
}
