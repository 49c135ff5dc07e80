//! What comes into a world from outside. Nothing else changes it but the passing of time.

use serde::{Deserialize, Serialize};

use super::World;
use crate::base::Reference;
use crate::hub::{Hub, HubError};
use crate::os::Kernel;

use super::browser::Request;

/// A key that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// Ctrl-C
    CtrlC,
    /// Ctrl-D
    CtrlD,
    /// Ctrl-P
    CtrlP,
    /// Ctrl-Q
    CtrlQ,
    /// Ctrl-Z
    CtrlZ,
    /// Ctrl-backslash
    CtrlBackslash,
}

impl Key {
    /// The byte that a terminal gets.
    pub const fn byte(self) -> u8 {
        match self {
            Self::CtrlC => 3,
            Self::CtrlD => 4,
            Self::CtrlP => 16,
            Self::CtrlQ => 17,
            Self::CtrlZ => 26,
            Self::CtrlBackslash => 28,
        }
    }
}

/// What an instructor may break, and mend again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The Hub refuses pulls without an account.
    RateLimit,
    /// The Hub answers nothing.
    Outage,
    /// Only its owner sees a repository that was pushed.
    Private(String),
    /// A colleague pushes a new image under this name; mended, the name means what was published.
    Newer(String),
}

impl Fault {
    /// Reads a fault as it is named on a command line: `rate-limit`, `outage`, `private=NAME`, `newer=NAME:TAG`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('=') {
            None if text == "rate-limit" => Some(Self::RateLimit),
            None if text == "outage" => Some(Self::Outage),
            Some(("private", name)) if !name.is_empty() => Some(Self::Private(name.to_owned())),
            Some(("newer", name)) if Reference::parse(name).is_ok() => Some(Self::Newer(name.to_owned())),
            _ => None,
        }
    }

    /// Its name on a command line.
    pub fn name(&self) -> String {
        match self {
            Self::RateLimit => "rate-limit".to_owned(),
            Self::Outage => "outage".to_owned(),
            Self::Private(name) => format!("private={name}"),
            Self::Newer(name) => format!("newer={name}"),
        }
    }
}

/// What a learner asked or answered in a lesson. It changes no world; it is kept with what does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// A hint was shown.
    Hint {
        /// Its number in the lesson, counted from 0.
        number: u32,
    },
    /// A prediction was answered.
    Predicted {
        /// Its number in the lesson, counted from 0.
        question: u32,
        /// The answer's number, counted from 0.
        answer: u32,
    },
    /// The solution was shown.
    Solution,
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// A finished line at a terminal.
    Line {
        /// The terminal's number.
        terminal: u32,
        /// The line without its newline.
        text: String,
    },
    /// A key at a terminal.
    Key {
        /// The terminal's number.
        terminal: u32,
        /// The key.
        key: Key,
    },
    /// Single keys while a program reads raw keys.
    Raw {
        /// The terminal's number.
        terminal: u32,
        /// The bytes.
        text: String,
    },
    /// A file of a host as edited; `None` removes it.
    File {
        /// The host's number.
        host: u32,
        /// The absolute path.
        path: String,
        /// The whole text.
        text: Option<String>,
    },
    /// A file or folder of a host gets another name.
    Rename {
        /// The host's number.
        host: u32,
        /// The absolute path.
        from: String,
        /// The new absolute path.
        to: String,
    },
    /// A new folder of a host.
    Folder {
        /// The host's number.
        host: u32,
        /// The absolute path.
        path: String,
    },
    /// The page's browser asks a host's port.
    Browse {
        /// The host's number.
        host: u32,
        /// What it asks.
        request: Request,
    },
    /// An instructor breaks something or mends it.
    Fault {
        /// What.
        fault: Fault,
        /// Whether it is broken from now on.
        on: bool,
    },
    /// Something asked or answered in a lesson.
    Note {
        /// The terminal at which it was typed; none when it came another way.
        terminal: Option<u32>,
        /// What.
        note: Note,
    },
    /// A further terminal on a host.
    Open {
        /// The host's number.
        host: u32,
    },
    /// A terminal has another size.
    Resize {
        /// The terminal's number.
        terminal: u32,
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
}

impl World {
    /// Takes an input at this instant and runs what can run. Input for something that does not exist changes nothing.
    pub fn apply(&mut self, input: &Input) {
        match input {
            Input::Line { terminal, text } => {
                let mut bytes = text.clone().into_bytes();
                bytes.push(b'\n');
                self.type_bytes(*terminal, &bytes);
            }
            Input::Key { terminal, key } => self.type_bytes(*terminal, &[key.byte()]),
            Input::Raw { terminal, text } => self.type_bytes(*terminal, text.as_bytes()),
            Input::File { host, path, text } => self.edit(*host, path, text.as_deref()),
            Input::Rename { host, from, to } => self.rename(*host, from, to),
            Input::Folder { host, path } => self.make_folder(*host, path),
            Input::Browse { host, request } => self.browse(*host, request),
            Input::Open { host } => {
                self.open_terminal(*host as usize);
            }
            Input::Fault { fault: Fault::Newer(name), on: true } => {
                if let Ok(name) = Reference::parse(name) {
                    self.kernel.spawn_service(push_newer(self.kernel.clone(), self.hub.clone(), name));
                }
            }
            Input::Fault { fault, on } => self.hub.enter(|hub| match fault {
                Fault::RateLimit => hub.faults.rate_limited = *on,
                Fault::Outage => hub.faults.outage = *on,
                Fault::Private(name) => {
                    hub.set_private(name, *on);
                }
                Fault::Newer(name) => {
                    if let Ok(name) = Reference::parse(name) {
                        hub.remove_tag(&name.familiar_name(), name.tag.as_deref().unwrap_or("latest"));
                    }
                }
            }),
            Input::Note { .. } => {}
            Input::Resize { terminal, cols, rows } => self.resize(*terminal, *cols, *rows),
        }
        self.kernel.run_ready();
    }
}

/// A colleague's push; what it stands on may have to be fetched first.
async fn push_newer(kernel: Kernel, hub: Hub, name: Reference) {
    loop {
        let now = kernel.now();
        let Err(HubError::Needs(resource)) = hub.enter(|hub| hub.rebuild(&name, now)) else { return };
        let bytes = kernel.resource(&resource).await;
        hub.catalog().provide(&resource, &bytes);
    }
}
