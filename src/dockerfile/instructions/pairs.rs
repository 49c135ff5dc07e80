//! ENV, LABEL and ARG: names and values.

use super::at_least_one;
use super::flags::Flags;
use crate::dockerfile::tree::Node;

/// A name and its value, quotes kept and variables not expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// Whether it was written in the old form `NAME value`, without `=`.
    pub legacy: bool,
}

/// `ENV NAME=value...`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// The variables, in order.
    pub pairs: Vec<Pair>,
}

/// `LABEL NAME=value...`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The labels, in order.
    pub pairs: Vec<Pair>,
}

/// One variable that an ARG declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgDefinition {
    /// The name.
    pub name: String,
    /// The text after `=`, quotes kept and variables not expanded.
    pub default: Option<String>,
    /// What a comment `# NAME text` above says of it.
    pub description: String,
}

/// `ARG NAME[=value]...`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arg {
    /// The variables, in order.
    pub definitions: Vec<ArgDefinition>,
}

impl Env {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        Flags::parse(&node.flags, &[])?;
        Ok(Self { pairs: pairs("ENV", words)? })
    }
}

impl Label {
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        Flags::parse(&node.flags, &[])?;
        Ok(Self { pairs: pairs("LABEL", words)? })
    }
}

fn pairs(keyword: &str, words: &[String]) -> Result<Vec<Pair>, String> {
    if words.is_empty() {
        return Err(at_least_one(keyword));
    }
    let mut pairs = Vec::with_capacity(words.len() / 3);
    for triple in words.chunks(3) {
        let [name, value, separator] = triple else {
            return Err(format!("Bad input to {keyword}, too many arguments"));
        };
        if name.is_empty() {
            return Err(blank_names(keyword));
        }
        pairs.push(Pair { name: name.clone(), value: value.clone(), legacy: separator.is_empty() });
    }
    Ok(pairs)
}

fn blank_names(keyword: &str) -> String {
    format!("{keyword} names can not be blank")
}

impl Arg {
    /// Flags are not looked at: BuildKit ignores them here.
    pub(super) fn parse(node: &Node, words: &[String]) -> Result<Self, String> {
        if words.is_empty() {
            return Err(at_least_one("ARG"));
        }
        let mut definitions = Vec::with_capacity(words.len());
        for word in words {
            let (name, default) = match word.split_once('=') {
                Some(("", _)) => return Err(blank_names("ARG")),
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            definitions.push(ArgDefinition {
                name: name.to_owned(),
                default,
                description: description(&node.comments, name),
            });
        }
        Ok(Self { definitions })
    }
}

/// What the comments above say of a name: the rest of the first that begins with it.
pub(in crate::dockerfile) fn description(comments: &[String], name: &str) -> String {
    let rest = |comment: &String| comment.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned);
    if name.is_empty() { String::new() } else { comments.iter().find_map(rest).unwrap_or_default() }
}
