//! The journal: every input with its moment, which together with the seed is the whole session. It is what is saved and
//! shared; snapshots are not.

use serde::{Deserialize, Serialize};

use crate::base::Time;
use crate::world::{Input, Key, Request};

/// The journal's format.
pub const FORMAT: u32 = 1;

/// An input and when it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The world's clock at that moment.
    pub at: Time,
    /// What came.
    pub input: Input,
}

/// A session's inputs in order, with what the world began from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// The format, [`FORMAT`].
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The seed.
    pub seed: u64,
    /// The scenario's or lesson's name and digest; empty for the sandbox.
    pub scenario: String,
    /// The inputs.
    pub entries: Vec<Entry>,
    /// The moment up to which time had passed when it was saved.
    pub until: Time,
}

impl Journal {
    /// An empty journal.
    pub fn new(seed: u64) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            scenario: String::new(),
            entries: Vec::new(),
            until: Time::START,
        }
    }

    /// Reads a saved journal; `None` when it is none.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|journal: &Self| journal.format == FORMAT)
    }

    /// The form in which it is saved.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether it was written by this version of the program, so that its replay is exact.
    pub fn is_exact(&self) -> bool {
        self.program == env!("CARGO_PKG_VERSION")
    }
}

impl Input {
    /// Whether it is a step that a learner would undo, rather than a change of the view.
    pub fn is_step(&self) -> bool {
        match self {
            Self::Line { text, .. } => !text.trim().is_empty(),
            Self::Key { key, .. } => *key != Key::CtrlP,
            Self::Browse { request, .. } => request.headers.iter().all(|(name, _)| name != Request::PART),
            Self::Raw { .. } | Self::File { .. } | Self::Rename { .. } | Self::Folder { .. } => true,
            Self::Fault { .. } | Self::Note { .. } | Self::Open { .. } | Self::Resize { .. } => false,
        }
    }
}
