//! The contexts that there are: docker's own `default`, and files of the user's below the folder of the settings.

use serde_json::{Value as Json, json};

use crate::base::Digest;
use crate::base::quote::quote;
use crate::cli::connect::{DEFAULT_HOST, DEFAULT_NAME, Endpoint};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;

/// The names of the user's own contexts.
pub(super) fn own(cli: &Cli) -> Vec<String> {
    let folder = format!("{}/contexts/meta", cli.config().dir());
    let entries = cli.process().read_dir(&folder).unwrap_or_default();
    let name = |entry: &str| {
        let text = cli.process().read_text(&format!("{folder}/{entry}/meta.json")).ok()?;
        let meta: Json = serde_json::from_str(&text).ok()?;
        meta["Name"].as_str().map(str::to_owned)
    };
    entries.iter().filter_map(|entry| name(entry)).collect()
}

/// A context in the form that `docker context inspect` shows. The error names the file that is not there.
pub(super) fn find(cli: &Cli, name: &str) -> Outcome<Json> {
    if name == DEFAULT_NAME {
        let host = if cli.endpoint().context == DEFAULT_NAME { cli.endpoint().host.as_str() } else { DEFAULT_HOST };
        return Ok(whole(DEFAULT_NAME, &json!({}), &docker(host, false), ["<IN MEMORY>", "<IN MEMORY>"]));
    }
    let digest = Digest::of(name.as_bytes());
    let folder = |kind: &str| format!("{}/contexts/{kind}/{}", cli.config().dir(), digest.hex());
    let file = format!("{}/meta.json", folder("meta"));
    let text = cli
        .process()
        .read_text(&file)
        .map_err(|errno| format!("context {}: context not found: open {file}: {}", quote(name), errno.go_text()))?;
    let meta: Json = serde_json::from_str(&text).unwrap_or_default();
    Ok(whole(name, &meta["Metadata"], &meta["Endpoints"], [&folder("meta"), &folder("tls")]))
}

fn docker(host: &str, skip: bool) -> Json {
    json!({ "docker": { "Host": host, "SkipTLSVerify": skip } })
}

fn whole(name: &str, metadata: &Json, endpoints: &Json, [meta, tls]: [&str; 2]) -> Json {
    json!({
        "Name": name, "Metadata": metadata, "Endpoints": endpoints, "TLSMaterial": {},
        "Storage": { "MetadataPath": meta, "TLSPath": tls },
    })
}

/// Whether the environment's address is used instead of the current context.
pub(super) fn overridden(cli: &Cli) -> bool {
    Endpoint::environment(cli.process(), "DOCKER_HOST").is_some()
}
