//! What `docker build` was asked for, as typed, and how its flags are read. Which flags exist is the docker program's affair.

use crate::dockerfile::csv;

/// The flags and the argument of `docker build`. Files and folders are relative to the process's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The context: a folder, an address, or `-`.
    pub context: String,
    /// `--file`, empty for the context's `Dockerfile`, `-` for standard input.
    pub file: String,
    /// `--tag`
    pub tags: Vec<String>,
    /// `--build-arg`; without a value where the environment had none.
    pub build_args: Vec<(String, Option<String>)>,
    /// `--build-context`: name and place.
    pub build_contexts: Vec<(String, String)>,
    /// `--label`
    pub labels: Vec<String>,
    /// `--target`
    pub target: String,
    /// `--platform`
    pub platforms: Vec<String>,
    /// `--no-cache`
    pub no_cache: bool,
    /// `--no-cache-filter`: stages to build anew.
    pub no_cache_filter: Vec<String>,
    /// `--pull`
    pub pull: bool,
    /// `--push`
    pub push: bool,
    /// `--output`
    pub outputs: Vec<String>,
    /// `--quiet`
    pub quiet: bool,
    /// `--progress`: `auto`, `plain`, `tty`, `quiet` or `rawjson`; empty is `auto`.
    pub progress: String,
    /// `--iidfile`
    pub iidfile: String,
    /// `--metadata-file`
    pub metadata_file: String,
    /// `--secret`
    pub secrets: Vec<String>,
    /// `--network`
    pub network: String,
    /// `--add-host`
    pub extra_hosts: Vec<String>,
    /// `--call`, or `check` for `--check`; empty or `build` for a build.
    pub call: String,
    /// `--debug` of the docker program: warnings are expanded.
    pub debug: bool,
}

/// Where a result goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Export {
    /// `local`, `tar`, `docker`, `image`, `cacheonly` and so on; empty for an image.
    pub(super) kind: String,
    pub(super) dest: String,
}

impl Export {
    /// Reads the value of an `--output`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let fields = csv::fields(text)?;
        if fields.len() == 1 && fields[0] == text && !text.starts_with("type=") {
            let kind = if text == "-" { "tar" } else { "local" };
            return Ok(Self { kind: kind.to_owned(), dest: text.to_owned() });
        }
        let mut export = Self::default();
        for field in &fields {
            let (key, value) =
                field.split_once('=').ok_or_else(|| format!("invalid value {field}, expected key=value pair"))?;
            match key.trim().to_lowercase().as_str() {
                "type" => value.clone_into(&mut export.kind),
                "dest" => value.clone_into(&mut export.dest),
                _ => {}
            }
        }
        if export.kind.is_empty() {
            return Err("type is required for output".to_owned());
        }
        if export.kind == "local" && export.dest.is_empty() {
            return Err("dest is required for local exporter".to_owned());
        }
        if export.kind == "tar" && export.dest.is_empty() {
            "-".clone_into(&mut export.dest);
        }
        Ok(export)
    }
}

/// A secret: its id and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Secret {
    pub(super) id: String,
    pub(super) file: String,
    pub(super) variable: String,
}

impl Secret {
    /// Reads the value of a `--secret`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let fields = csv::fields(text).map_err(|error| format!("failed to parse csv secret: {error}"))?;
        let (mut secret, mut kind) = (Self::default(), String::new());
        for field in &fields {
            let (key, value) =
                field.split_once('=').ok_or_else(|| format!("invalid field '{field}' must be a key=value pair"))?;
            match key.to_lowercase().as_str() {
                "type" if value == "file" || value == "env" => value.clone_into(&mut kind),
                "type" => return Err(format!("unsupported secret type {}", crate::base::quote::quote(value))),
                "id" => value.clone_into(&mut secret.id),
                "source" | "src" => value.clone_into(&mut secret.file),
                "env" => value.clone_into(&mut secret.variable),
                key => return Err(format!("unexpected key '{key}' in '{field}'")),
            }
        }
        if kind == "env" && secret.variable.is_empty() {
            secret.variable = std::mem::take(&mut secret.file);
        }
        Ok(secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_and_secrets_are_read() {
        let export = |text: &str| Export::parse(text).map(|export| (export.kind, export.dest));
        assert_eq!(export("out"), Ok(("local".into(), "out".into())));
        assert_eq!(export("-"), Ok(("tar".into(), "-".into())));
        assert_eq!(export("type=tar,dest=o.tar"), Ok(("tar".into(), "o.tar".into())));
        assert_eq!(export("type=local"), Err("dest is required for local exporter".into()));
        assert_eq!(Secret::parse("id=a,src=b.txt").map(|secret| secret.file), Ok("b.txt".into()));
        assert_eq!(Secret::parse("id").unwrap_err(), "invalid field 'id' must be a key=value pair");
    }
}
