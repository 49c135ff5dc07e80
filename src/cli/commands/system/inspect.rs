//! `docker inspect`: everything about objects of any kind. The kinds are tried in docker's order.

use std::rc::Rc;

use serde_json::Value as Json;

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text, join};
use crate::cli::format::inspect::Inspector;
use crate::cli::kinds::{SWITCH, TEXT};
use crate::engine::api::{Api, ApiError, ApiResult, ErrorClass};

pub(crate) const COMMAND: Command = Command {
    names: &["inspect"],
    usage: "[OPTIONS] NAME|ID [NAME|ID...]",
    args: Args::AtLeast(1),
    flags: &[&[Flag::new("format", 'f', &TEXT), Flag::new("size", 's', &SWITCH), Flag::long("type", &TEXT)]],
    flags_first: false,
    examples: &["inspect web", "inspect -f '{{.NetworkSettings.IPAddress}}' web", "inspect --type image node"],
    run: |cli| Box::pin(run(cli)),
};

/// The kinds that are tried when none is named.
const TRIED: [&str; 4] = ["container", "image", "network", "volume"];
/// The kinds that can be named.
const KNOWN: [&str; 10] =
    ["config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"];

/// An object with its Go type.
type Found = (&'static str, Json);

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let kind = values.given("type");
    if let Some(kind) = kind.filter(|kind| !KNOWN.contains(kind)) {
        let known = KNOWN.map(|kind| format!("\"{kind}\"")).join(", ");
        let wrong = if kind.is_empty() { "type is empty".to_owned() } else { format!("unknown type: \"{kind}\"") };
        return Err(format!("{wrong}: must be one of {known}").into());
    }
    let mut inspector = Inspector::new(values.text("format"))?;
    let api = cli.api("Get v1.50/containers/json")?;
    let mut errors = Vec::new();
    for name in cli.args() {
        match look(&cli, &api, kind, name).await {
            Ok((go_type, object)) => errors.extend(inspector.add(go_type, object).err()),
            Err(why) => errors.push(why),
        }
    }
    cli.out(&inspector.finish()).await;
    join(&errors)
}

/// Looks an object up, of one kind or of any; the error is docker's message.
async fn look(cli: &Cli, api: &Rc<dyn Api>, kind: Option<&str>, name: &str) -> Result<Found, String> {
    let size = cli.values().switch("size");
    let kinds = kind.map_or_else(|| TRIED.to_vec(), |kind| vec![kind]);
    for one in kinds {
        if name.is_empty() && one != "plugin" {
            // The client refuses to ask for nothing.
            let what = if one == "container" { "container name or ID".to_owned() } else { format!("{one} name or ID") };
            return Err(format!("invalid {what}: value is empty"));
        }
        match of_kind(api, one, name, size).await {
            Ok(found) => {
                if size && one != "container" {
                    cli.note(&format!("WARNING: --size ignored for {one}")).await;
                }
                return Ok(found);
            }
            Err(error) if kind.is_none() && skippable(&error) => {}
            Err(error) => return Err(daemon_text(&error)),
        }
    }
    Err(format!("Error: No such object: {name}"))
}

async fn of_kind(api: &Rc<dyn Api>, kind: &str, name: &str, size: bool) -> ApiResult<Found> {
    match kind {
        "container" => Ok(("*container.InspectResponse", api.container_inspect(name, size).await?)),
        "image" => Ok(("*image.InspectResponse", api.image_inspect(name).await?)),
        "network" => Ok(("network.Inspect", api.network_inspect(name).await?)),
        "volume" => Ok(("volume.Volume", serde_json::to_value(api.volume_inspect(name).await?).unwrap_or_default())),
        "plugin" => Err(ApiError::not_found(format!("plugin \"{name}\" not found"))),
        _ => Err(ApiError::new(
            ErrorClass::Unavailable,
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node \
             to swarm and try again.",
        )),
    }
}

/// Whether a refusal only means that the name is none of this kind.
fn skippable(error: &ApiError) -> bool {
    let says = |words: &str| error.message.contains(words);
    error.class == ErrorClass::NotFound || says("not supported") || says("invalid reference format")
}
