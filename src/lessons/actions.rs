//! What somebody does in a lesson's world: lines, keys, files, faults. They are read from the fenced blocks of a lesson's
//! Setup, Solution, examples and trials.

use crate::world::{Fault, Input, Key};

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A line at the host's prompt.
    Shell(String),
    /// A line at whatever else waits for one.
    Inner(String),
    /// Keys.
    Keys(Vec<Key>),
    /// A file of the laptop with its text.
    File {
        /// The absolute path.
        path: String,
        /// The whole text.
        text: String,
    },
    /// Something is broken or mended.
    Fault {
        /// What.
        fault: Fault,
        /// Whether it is broken from now on.
        on: bool,
    },
}

/// An action with what the author says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Why, for a solution that is played step by step; may be empty.
    pub remark: String,
    /// What is done.
    pub action: Action,
}

impl Action {
    /// The inputs that it stands for, at the first terminal of the first host.
    pub fn inputs(&self) -> Vec<Input> {
        match self {
            Self::Shell(text) | Self::Inner(text) => vec![Input::Line { terminal: 0, text: text.clone() }],
            Self::Keys(keys) => keys.iter().map(|key| Input::Key { terminal: 0, key: *key }).collect(),
            Self::File { path, text } => {
                // The folders on the way; those that are there stay as they are.
                let slashes = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0);
                let folders =
                    slashes.map(|at| path[..at].to_owned()).filter(|folder| folder.starts_with(&format!("{HOME}/")));
                let folders = folders.map(|path| Input::Folder { host: 0, path });
                folders.chain([Input::File { host: 0, path: path.clone(), text: Some(text.clone()) }]).collect()
            }
            Self::Fault { fault, on } => vec![Input::Fault { fault: fault.clone(), on: *on }],
        }
    }

    /// The action in one line, as a front end shows it: `docker ps`, `^C`, `write ~/Dockerfile`.
    pub fn words(&self) -> String {
        match self {
            Self::Shell(text) | Self::Inner(text) => text.clone(),
            Self::Keys(keys) => keys.iter().map(|key| key_name(*key)).collect(),
            Self::File { path, .. } => format!("write {}", tilde(path)),
            Self::Fault { fault, on } => {
                format!("{} {}", fault.name(), if *on { "on" } else { "off" })
            }
        }
    }
}

const HOME: &str = "/home/learner";

/// A path of the laptop as a learner writes it.
pub fn tilde(path: &str) -> String {
    match path.strip_prefix(HOME) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
        _ => path.to_owned(),
    }
}

/// The absolute path of `~/x`, `/x`; none for a relative one.
pub(super) fn absolute(path: &str) -> Option<String> {
    if path == "~" {
        return Some(HOME.to_owned());
    }
    match path.strip_prefix("~/") {
        Some(rest) => Some(format!("{HOME}/{rest}")),
        None => path.starts_with('/').then(|| path.to_owned()),
    }
}

const KEYS: [(&str, Key); 6] = [
    ("^C", Key::CtrlC),
    ("^D", Key::CtrlD),
    ("^P", Key::CtrlP),
    ("^Q", Key::CtrlQ),
    ("^Z", Key::CtrlZ),
    ("^\\", Key::CtrlBackslash),
];

fn key_name(key: Key) -> &'static str {
    KEYS.iter().find(|(_, known)| *known == key).map_or("", |(name, _)| name)
}

/// Reads `^P^Q`; none when it is no row of keys.
fn keys(mut text: &str) -> Option<Vec<Key>> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let (name, key) = KEYS.iter().find(|(name, _)| text.starts_with(name))?;
        found.push(*key);
        text = &text[name.len()..];
    }
    (!found.is_empty()).then_some(found)
}

/// Reads a `console` block. `$ ` stands before a line for the host's shell, `> ` before one for anything else that reads
/// lines, `# ` before a remark on the next line; keys are written `^C`. The error is the line within the block and what is
/// wrong with it.
pub(super) fn console(lines: &[&str]) -> Result<Vec<Move>, (usize, String)> {
    let mut moves = Vec::new();
    let mut remark = String::new();
    for (index, line) in lines.iter().enumerate() {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        if let Some(words) = line.strip_prefix("# ") {
            if !remark.is_empty() {
                remark.push(' ');
            }
            remark.push_str(words);
            continue;
        }
        let action = if let Some(text) = line.strip_prefix("$ ") {
            Action::Shell(text.to_owned())
        } else if let Some(text) = line.strip_prefix("> ") {
            Action::Inner(text.to_owned())
        } else if let Some(keys) = keys(line) {
            Action::Keys(keys)
        } else {
            let wrong = "a line of a console block begins with `$ ` (host), `> ` (inside), `# ` (remark) or is a key such as ^C";
            return Err((index, wrong.to_owned()));
        };
        moves.push(Move { remark: std::mem::take(&mut remark), action });
    }
    Ok(moves)
}

/// Reads a `fault` block: `outage on`, `private=learner/app off`.
pub(super) fn faults(lines: &[&str]) -> Result<Vec<Move>, (usize, String)> {
    let mut moves = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let parsed = line.trim().rsplit_once(' ').and_then(|(name, state)| {
            let on = match state {
                "on" => true,
                "off" => false,
                _ => return None,
            };
            Some(Action::Fault { fault: Fault::parse(name.trim())?, on })
        });
        let Some(action) = parsed else {
            return Err((index, format!("no such fault: `{}`", line.trim())));
        };
        moves.push(Move { remark: String::new(), action });
    }
    Ok(moves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn console_blocks_say_who_reads_a_line() {
        let moves = console(&["# Look first.", "$ docker ps", "", "> exit", "^P^Q"]).unwrap();
        let words: Vec<String> = moves.iter().map(|one| one.action.words()).collect();
        assert_eq!(words, ["docker ps", "exit", "^P^Q"]);
        assert_eq!(moves[0].remark, "Look first.");
        assert_eq!(moves[2].action, Action::Keys(vec![Key::CtrlP, Key::CtrlQ]));
        assert_eq!(console(&["$ a", "docker ps"]).unwrap_err().0, 1);
    }

    #[test]
    fn faults_are_named_as_on_the_command_line() {
        let moves = faults(&["outage on", "private=learner/app off"]).unwrap();
        assert_eq!(moves[1].action.words(), "private=learner/app off");
        assert!(faults(&["outage"]).is_err());
    }
}
