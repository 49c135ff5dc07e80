//! Base images: found in the store or at the registry. Their layers are fetched when a step needs them (`solve`).

use std::rc::Rc;

use crate::base::Time;
use crate::base::reference::{DEFAULT_DOMAIN, Reference};
use crate::engine::{Engine, chain_id, config_of, container_config};
use crate::hub::{History, HubError, Manifest, transfer};

use super::graph::Base;

/// How long it takes to look an image up in the store, in microseconds.
const LOCAL_LOOKUP: u64 = 2_000;

/// The image of that name: one of the store unless the registry must be asked. The error is BuildKit's.
pub(super) async fn resolve(engine: &Engine, reference: &Reference, pull: bool) -> Result<Base, String> {
    if !pull && let Some(base) = stored(engine, reference) {
        engine.kernel().sleep(LOCAL_LOOKUP).await;
        return Ok(base);
    }
    engine.kernel().sleep(transfer::ROUND_TRIP * 3).await;
    let manifest = engine.remote_manifest(reference).await.map_err(|error| refusal(reference, &error))?;
    Ok(remote(reference, manifest))
}

fn stored(engine: &Engine, reference: &Reference) -> Option<Base> {
    let id = engine.find_image(&reference.familiar()).ok()?;
    engine.look(|state| {
        let image = state.images.get(&id)?;
        Some(Base {
            reference: reference.clone(),
            manifest: None,
            chains: image.layers.clone(),
            times: layer_times(&image.history),
            config: image.config.clone(),
            history: image.history.clone(),
            author: image.author.clone(),
        })
    })
}

fn remote(reference: &Reference, manifest: Rc<Manifest>) -> Base {
    let mut chains = Vec::new();
    for layer in &manifest.layers {
        chains.push(chain_id(chains.last(), &layer.diff_id));
    }
    let config = match &manifest.config_json {
        Some(json) => serde_json::from_str::<serde_json::Value>(json)
            .map_or_else(|_| config_of(&manifest.config), |value| container_config(&value["config"])),
        None => config_of(&manifest.config),
    };
    Base {
        reference: reference.clone(),
        chains,
        times: layer_times(&manifest.history),
        config,
        history: manifest.history.clone(),
        author: String::new(),
        manifest: Some(manifest),
    }
}

fn layer_times(history: &[History]) -> Vec<Time> {
    history.iter().filter(|step| !step.empty_layer).map(|step| step.created).collect()
}

/// What containerd's resolver says, which BuildKit uses and whose words differ from those of `docker pull`.
fn refusal(reference: &Reference, error: &HubError) -> String {
    let host = if reference.domain == DEFAULT_DOMAIN { "registry-1.docker.io" } else { &reference.domain };
    let tag = reference.digest.as_deref().or(reference.tag.as_deref()).unwrap_or("latest");
    let url = |scheme: &str| format!("{scheme}://{host}/v2/{}/manifests/{tag}", reference.path);
    match error {
        HubError::PullDenied { .. } => "pull access denied, repository does not exist or may require authorization: \
                                        server message: insufficient_scope: authorization failed"
            .to_owned(),
        HubError::ManifestUnknown { .. } => format!("{reference}: not found"),
        HubError::TooManyRequests => {
            format!("unexpected status from HEAD request to {}: 429 Too Many Requests\n{error}", url("https"))
        }
        HubError::Unavailable => {
            format!("unexpected status from HEAD request to {}: 503 Service Unavailable", url("https"))
        }
        HubError::NoSuchHost { host } => {
            format!(
                "failed to do request: Head \"{}\": dial tcp: lookup {host} on 127.0.0.53:53: no such host",
                url("https")
            )
        }
        HubError::Refused { host } => {
            let address = host.replace("localhost", "127.0.0.1");
            format!("failed to do request: Head \"{}\": dial tcp {address}: connect: connection refused", url("http"))
        }
        HubError::PushDenied | HubError::WrongPassword { .. } | HubError::Needs(_) => error.to_string(),
    }
}

/// The images whose names BuildKit suggests.
pub(super) fn common_names() -> Vec<String> {
    let names = ["alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora"];
    names.iter().flat_map(|name| [(*name).to_owned(), format!("{name}:latest")]).collect()
}
