//! What a stand-in does: the lines it prints, the port it listens on and what it answers. It is kept as text in the header of
//! the executable, so that a copy of the file is the same program.

use serde_json::{Value, json};

use crate::base::Digest;

/// What a stand-in does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Recipe {
    /// The language of the sources, as people write it.
    pub(super) language: String,
    /// What the sources were, in hexadecimal digits: other sources are another file.
    pub(super) source: String,
    /// What is printed at the start.
    pub(super) lines: Vec<String>,
    /// The port, 0 when it does not listen.
    pub(super) port: u16,
    /// The environment variable that names another port, if one does.
    pub(super) port_variable: String,
    /// Paths and what is answered there; no text where the source does not say it plainly.
    pub(super) routes: Vec<(String, Option<String>)>,
    /// The folder whose files are served, if one is.
    pub(super) folder: String,
}

impl Recipe {
    /// The recipe of a program in a language, for its sources.
    pub(super) fn new(language: &str, sources: &[(String, String)]) -> Self {
        let all: String = sources.iter().map(|(_, text)| text.as_str()).collect();
        let source = Digest::of(all.as_bytes()).short().to_owned();
        Self { language: language.to_owned(), source, ..Self::default() }
    }

    /// As a header keeps it.
    pub(super) fn to_text(&self) -> String {
        let Self { language, source, lines, port, port_variable, routes, folder } = self;
        json!([language, source, lines, port, port_variable, routes, folder]).to_string()
    }

    /// Reads a header's text; what cannot be read is left out.
    pub(super) fn from_text(text: &str) -> Self {
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        let text = |at: usize| value[at].as_str().unwrap_or_default().to_owned();
        let list = |at: usize| value[at].as_array().into_iter().flatten();
        Self {
            language: text(0),
            source: text(1),
            lines: list(2).filter_map(Value::as_str).map(str::to_owned).collect(),
            port: value[3].as_u64().and_then(|port| u16::try_from(port).ok()).unwrap_or(0),
            port_variable: text(4),
            routes: list(5)
                .map(|pair| (pair[0].as_str().unwrap_or_default().to_owned(), pair[1].as_str().map(str::to_owned)))
                .collect(),
            folder: text(6),
        }
    }
}
