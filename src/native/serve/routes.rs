//! From a request to the engine's operation: the Engine API's paths. Containers and images have files of their own.

use std::cell::Cell;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::cli::base64;
use crate::engine::Engine;
use crate::engine::api::{
    Api, ApiError, ApiResult, AuthConfig, EndpointSettings, Event, NetworkCreate, PruneReport, VolumeCreate,
    VolumeSummary,
};
use crate::os::{Kernel, Receiver};

use super::answer::Answer;
use super::filters::{filters, moment};
use super::http::Request;
use super::{containers, images};

/// A request with all that answering it takes.
pub(super) struct Call {
    /// The engine.
    pub(super) engine: Engine,
    /// The machine.
    pub(super) kernel: Kernel,
    /// What is asked.
    pub(super) request: Request,
    /// Where the answer goes.
    pub(super) answer: Answer,
    /// What the client sends on a connection that became a stream.
    pub(super) typed: Receiver<Vec<u8>>,
    /// Set while the call only waits for something to happen.
    pub(super) waits: Rc<Cell<bool>>,
}

impl Call {
    /// The filters of the query.
    pub(super) fn filters(&self) -> ApiResult<crate::engine::api::Filters> {
        filters(self.request.get("filters"))
    }

    /// A moment of the query.
    pub(super) fn moment(&self, name: &str) -> ApiResult<Option<u64>> {
        moment(self.request.get(name))
    }

    /// The body as JSON; null where there is none.
    pub(super) fn json(&self) -> ApiResult<Value> {
        if self.request.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.request.body).map_err(|_| ApiError::invalid("invalid JSON"))
    }

    /// The body in the API's shape. Go writes null for an empty list, which counts as left out.
    pub(super) fn body<T: DeserializeOwned + Default>(&self) -> ApiResult<T> {
        shaped(self.json()?)
    }

    /// Who asks a registry, from the header for it.
    pub(super) fn auth(&self) -> Option<AuthConfig> {
        // The alphabet for addresses.
        let header = self.request.header("x-registry-auth").replace('-', "+").replace('_', "/");
        let value: Value = serde_json::from_str(&base64::decode(&header)?).ok()?;
        let auth: AuthConfig = serde_json::from_value(value).ok()?;
        (!auth.username.is_empty()).then_some(auth)
    }
}

/// A value in a shape of the API's, nulls left out.
pub(super) fn shaped<T: DeserializeOwned + Default>(mut value: Value) -> ApiResult<T> {
    if value.is_null() {
        return Ok(T::default());
    }
    drop_nulls(&mut value);
    serde_json::from_value(value).map_err(|why| ApiError::invalid(format!("invalid JSON: {why}")))
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

/// Answers a request.
pub(super) async fn answer(mut call: Call) {
    if let Err(error) = dispatch(&mut call).await {
        call.answer.refuse(&error);
    }
}

async fn dispatch(call: &mut Call) -> ApiResult<()> {
    let path: Vec<String> = call.request.path.clone();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let method = call.request.method.clone();
    match (method.as_str(), path.as_slice()) {
        ("GET" | "HEAD", ["_ping"]) => {
            let headers = [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Builder-Version", "2"),
                ("Swarm", "inactive"),
                ("Cache-Control", "no-cache, no-store, must-revalidate"),
                ("Pragma", "no-cache"),
            ];
            call.answer.whole(200, &headers, b"OK".to_vec());
            Ok(())
        }
        (method, ["containers", rest @ ..]) => containers::containers(call, method, rest).await,
        (method, ["exec", rest @ ..]) => containers::execs(call, method, rest).await,
        (method, ["images", rest @ ..]) => images::images(call, method, rest).await,
        ("POST", ["commit"]) => images::commit(call).await,
        ("POST", ["build"]) => images::build(call).await,
        ("POST", ["build", "prune"]) => {
            let report = call.engine.build_prune(call.request.is_set("all"), call.filters()?).await?;
            pruned(call, &report, "CachesDeleted");
            Ok(())
        }
        (method, ["volumes", rest @ ..]) => volumes(call, method, rest).await,
        (method, ["networks", rest @ ..]) => networks(call, method, rest).await,
        _ => system(call, &method, &path).await,
    }
}

/// The answer to a path that there is not.
pub(super) fn not_found() -> ApiResult<()> {
    Err(ApiError::not_found("page not found"))
}

/// What a prune did.
pub(super) fn pruned(call: &Call, report: &PruneReport, name: &str) {
    call.answer.json(200, &json!({name: report.deleted, "SpaceReclaimed": report.space_reclaimed}));
}

async fn system(call: &mut Call, method: &str, path: &[&str]) -> ApiResult<()> {
    match (method, path) {
        ("GET", ["version"]) => call.answer.json(200, &Api::version(&call.engine).await?),
        ("GET", ["info"]) => call.answer.json(200, &call.engine.info().await?),
        ("POST", ["auth"]) => {
            let status = call.engine.auth(call.body()?).await?;
            call.answer.json(200, &json!({"Status": status, "IdentityToken": ""}));
        }
        ("GET", ["system", "df"]) => disk_usage(call).await?,
        ("GET", ["events"]) => {
            let (since, until) = (call.moment("since")?, call.moment("until")?);
            let mut events = call.engine.events(since, until, call.filters()?).await?;
            call.waits.set(until.is_none());
            call.answer.begin_lines();
            while let Some(event) = events.recv().await {
                call.answer.line(&event_json(&event));
            }
        }
        ("GET", ["plugins"]) => call.answer.json(200, &json!([])),
        ("GET", ["plugins", name, "json"]) => return Err(ApiError::not_found(format!("plugin \"{name}\" not found"))),
        ("GET", ["swarm" | "nodes" | "services" | "tasks" | "secrets" | "configs", ..]) => {
            return Err(ApiError::new(
                crate::engine::api::ErrorClass::Unavailable,
                "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to \
                 swarm and try again.",
            ));
        }
        _ => return not_found(),
    }
    Ok(())
}

/// An event with the old fields beside the new ones, as the daemon sends it.
fn event_json(event: &Event) -> Value {
    let mut old = serde_json::Map::new();
    if event.kind == "container" {
        old.insert("status".to_owned(), event.action.clone().into());
        old.insert("id".to_owned(), event.actor.id.clone().into());
        if let Some(image) = event.actor.attributes.get("image") {
            old.insert("from".to_owned(), image.clone().into());
        }
    }
    let mut value = Value::Object(old);
    value["Type"] = event.kind.clone().into();
    value["Action"] = event.action.clone().into();
    value["Actor"] = serde_json::to_value(&event.actor).unwrap_or_default();
    value["scope"] = event.scope.clone().into();
    value["time"] = (event.time / 1_000_000).into();
    value["timeNano"] = (event.time * 1_000).into();
    value
}

async fn disk_usage(call: &Call) -> ApiResult<()> {
    let usage = call.engine.disk_usage().await?;
    let wanted = call.request.all("type");
    let wants = |kind: &str| wanted.is_empty() || wanted.iter().any(|own| own == kind);
    let volume = |volume: &VolumeSummary| {
        let mut value = serde_json::to_value(volume).unwrap_or_default();
        let (size, users) = volume.usage.unwrap_or((-1, -1));
        value["UsageData"] = json!({"RefCount": users, "Size": size});
        value
    };
    let volumes: Vec<Value> = usage.volumes.iter().map(volume).collect();
    let mut value = json!({"LayersSize": usage.layers_size});
    if wants("image") {
        value["Images"] = json!(usage.images);
    }
    if wants("container") {
        value["Containers"] = json!(usage.containers);
    }
    if wants("volume") {
        value["Volumes"] = volumes.into();
    }
    if wants("build-cache") {
        value["BuildCache"] = json!(usage.build_cache);
    }
    call.answer.json(200, &value);
    Ok(())
}

async fn volumes(call: &Call, method: &str, path: &[&str]) -> ApiResult<()> {
    match (method, path) {
        ("GET", []) => {
            let volumes = call.engine.volume_list(call.filters()?).await?;
            call.answer.json(200, &json!({"Volumes": volumes, "Warnings": null}));
        }
        ("POST", ["create"]) => {
            let mut request: VolumeCreate = call.body()?;
            request.cluster = !call.json()?["ClusterVolumeSpec"].is_null();
            call.answer.json(201, &call.engine.volume_create(request).await?);
        }
        ("POST", ["prune"]) => {
            let report = call.engine.volume_prune(call.filters()?).await?;
            pruned(call, &report, "VolumesDeleted");
        }
        ("GET", [name]) => call.answer.json(200, &call.engine.volume_inspect(name).await?),
        ("DELETE", [name]) => {
            call.engine.volume_remove(name, call.request.is_set("force")).await?;
            call.answer.empty(204);
        }
        _ => return not_found(),
    }
    Ok(())
}

async fn networks(call: &Call, method: &str, path: &[&str]) -> ApiResult<()> {
    match (method, path) {
        ("GET", []) => call.answer.json(200, &call.engine.network_list(call.filters()?).await?),
        ("POST", ["create"]) => {
            let body = call.json()?;
            let mut request: NetworkCreate = call.body()?;
            let ipam = &body["IPAM"];
            ipam["Driver"].as_str().unwrap_or("").clone_into(&mut request.ipam_driver);
            request.ipam_options = shaped(ipam["Options"].clone())?;
            request.ipam_config = ipam["Config"].as_array().cloned().unwrap_or_default();
            let id = call.engine.network_create(request).await?;
            call.answer.json(201, &json!({"Id": id, "Warning": ""}));
        }
        ("POST", ["prune"]) => {
            let report = call.engine.network_prune(call.filters()?).await?;
            pruned(call, &report, "NetworksDeleted");
        }
        ("POST", [name, "connect"]) => {
            let body = call.json()?;
            let endpoint: EndpointSettings = shaped(body["EndpointConfig"].clone())?;
            call.engine.network_connect(name, body["Container"].as_str().unwrap_or(""), endpoint).await?;
            call.answer.empty(200);
        }
        ("POST", [name, "disconnect"]) => {
            let body = call.json()?;
            let force = body["Force"].as_bool().unwrap_or(false);
            call.engine.network_disconnect(name, body["Container"].as_str().unwrap_or(""), force).await?;
            call.answer.empty(200);
        }
        ("GET", [name]) => call.answer.json(200, &call.engine.network_inspect(name).await?),
        ("DELETE", [name]) => {
            call.engine.network_remove(name).await?;
            call.answer.empty(204);
        }
        _ => return not_found(),
    }
    Ok(())
}
