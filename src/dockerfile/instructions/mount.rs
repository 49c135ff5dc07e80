//! `RUN --mount`: what a command sees beside its root file system.

use super::device::parse_bool;
use crate::base::quote::quote;
use crate::base::units;
use crate::dockerfile::csv;
use crate::dockerfile::suggest::did_you_mean;

/// How variables in a mount's values are expanded.
pub type Expand<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// What is mounted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MountKind {
    /// Files of the context, a stage or an image.
    #[default]
    Bind,
    /// A folder that outlives the build.
    Cache,
    /// Memory.
    Tmpfs,
    /// A file that `--secret` gave.
    Secret,
    /// An agent's socket.
    Ssh,
}

const KINDS: [(&str, MountKind); 5] = [
    ("bind", MountKind::Bind),
    ("cache", MountKind::Cache),
    ("secret", MountKind::Secret),
    ("ssh", MountKind::Ssh),
    ("tmpfs", MountKind::Tmpfs),
];

impl MountKind {
    /// The name in `type=`.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("bind", |(name, _)| name)
    }
}

/// A mount of a RUN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mount {
    /// `type`.
    pub kind: MountKind,
    /// `from`: a stage, image or named context.
    pub from: String,
    /// `source`.
    pub source: String,
    /// `target`.
    pub target: String,
    /// Whether the command cannot write to it.
    pub read_only: bool,
    /// `size` in bytes, of a tmpfs; 0 when not given.
    pub size_limit: i64,
    /// `id`.
    pub id: String,
    /// `sharing`: `shared`, `private` or `locked`; empty when not given.
    pub sharing: String,
    /// `required`.
    pub required: bool,
    /// `env`: the variable that a secret is given as.
    pub env: Option<String>,
    /// `mode`.
    pub mode: Option<u32>,
    /// `uid`.
    pub uid: Option<u32>,
    /// `gid`.
    pub gid: Option<u32>,
}

const KEYS: [&str; 19] = [
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
];

impl Mount {
    /// Reads the text of a `--mount`. Without `expand` only its form and `from` are looked at, since variables are not
    /// known yet.
    pub fn parse(text: &str, expand: Option<Expand>) -> Result<Self, String> {
        let fields = csv::fields(text).map_err(|error| format!("failed to parse csv mounts: {error}"))?;
        let mut mount = Self::default();
        let mut read_only = None;
        for field in &fields {
            let (key, value) = match field.split_once('=') {
                Some((key, value)) => (key.to_lowercase(), Some(value)),
                None => (field.to_lowercase(), None),
            };
            match (value, expand) {
                (Some(value), Some(expand)) => mount.set(&key, &expand(value)?, field, &mut read_only)?,
                (Some(value), None) if key == "from" => {
                    if value.find('$').is_some_and(|at| at + 1 != value.len()) {
                        return Err("'from' doesn't support variable expansion, define alias stage instead".to_owned());
                    }
                    value.clone_into(&mut mount.from);
                }
                (None, Some(_)) => mount.set_switch(&key, field, &mut read_only)?,
                (_, None) => {}
            }
        }
        if expand.is_some() {
            mount.check()?;
        }
        mount.read_only = read_only.unwrap_or(!matches!(mount.kind, MountKind::Cache | MountKind::Tmpfs));
        Ok(mount)
    }

    fn set_switch(&mut self, key: &str, field: &str, read_only: &mut Option<bool>) -> Result<(), String> {
        match key {
            "readonly" | "ro" => *read_only = Some(true),
            "readwrite" | "rw" => *read_only = Some(false),
            "required" => {
                self.only_for(key, &[MountKind::Secret, MountKind::Ssh])?;
                self.required = true;
            }
            _ => return Err(format!("invalid field '{field}' must be a key=value pair")),
        }
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str, field: &str, read_only: &mut Option<bool>) -> Result<(), String> {
        let invalid = || format!("invalid value for {key}: {value}");
        match key {
            "type" => {
                let lower = value.to_lowercase();
                let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == lower) else {
                    let suggestion = did_you_mean(value, &KINDS.map(|(name, _)| name));
                    return Err(format!("unsupported mount type {}{suggestion}", quote(value)));
                };
                self.kind = *kind;
            }
            "from" => value.clone_into(&mut self.from),
            "source" | "src" => value.clone_into(&mut self.source),
            "target" | "dst" | "destination" => value.clone_into(&mut self.target),
            "readonly" | "ro" => *read_only = Some(parse_bool(value).ok_or_else(invalid)?),
            "readwrite" | "rw" => *read_only = Some(!parse_bool(value).ok_or_else(invalid)?),
            "required" => {
                self.only_for(key, &[MountKind::Secret, MountKind::Ssh])?;
                self.required = parse_bool(value).ok_or_else(invalid)?;
            }
            "size" => {
                self.only_for(key, &[MountKind::Tmpfs])?;
                self.size_limit = units::ram_in_bytes(value).map_err(|_| invalid())?;
            }
            "id" => value.clone_into(&mut self.id),
            "sharing" => {
                let lower = value.to_lowercase();
                let known = ["locked", "private", "shared"];
                if !known.contains(&lower.as_str()) {
                    let suggestion = did_you_mean(value, &known);
                    return Err(format!("unsupported sharing value {}{suggestion}", quote(value)));
                }
                self.sharing = lower;
            }
            "mode" => self.mode = Some(number(key, value, 8)?),
            "uid" => self.uid = Some(number(key, value, 10)?),
            "gid" => self.gid = Some(number(key, value, 10)?),
            "env" => self.env = Some(value.to_owned()),
            _ => {
                return Err(format!("unexpected key '{key}' in '{field}'{}", did_you_mean(key, &KEYS)));
            }
        }
        Ok(())
    }

    fn only_for(&self, key: &str, kinds: &[MountKind]) -> Result<(), String> {
        if kinds.contains(&self.kind) {
            return Ok(());
        }
        Err(format!("unexpected key '{key}' for mount type '{}'", self.kind.name()))
    }

    /// What the values must not be together.
    fn check(&self) -> Result<(), String> {
        let kind = self.kind.name();
        if matches!(self.kind, MountKind::Bind | MountKind::Tmpfs) {
            for (name, value) in [("mode", self.mode), ("uid", self.uid), ("gid", self.gid)] {
                if value.is_some() {
                    return Err(format!("{name} not allowed for \"{kind}\" type mounts"));
                }
            }
        }
        if self.kind == MountKind::Secret {
            let error = if !self.from.is_empty() {
                Some("secret mount should not have a from")
            } else if !self.sharing.is_empty() {
                Some("secret mount should not define sharing")
            } else if self.source.is_empty() && self.target.is_empty() && self.id.is_empty() {
                Some("invalid secret mount. one of source, target required")
            } else if !self.source.is_empty() && !self.id.is_empty() {
                Some("both source and id can't be set")
            } else {
                None
            };
            if let Some(error) = error {
                return Err(error.to_owned());
            }
        }
        if !self.sharing.is_empty() && self.kind != MountKind::Cache {
            return Err(format!("invalid cache sharing set for {kind} mount"));
        }
        Ok(())
    }
}

fn number(key: &str, value: &str, radix: u32) -> Result<u32, String> {
    let digits = Some(value).filter(|value| value.bytes().all(|b| b.is_ascii_digit()));
    let parsed = digits.and_then(|value| u32::from_str_radix(value, radix).ok());
    parsed.ok_or_else(|| format!("invalid value {value} for {key}"))
}
