//! The Engine API's paths of images, and what makes them.

use serde_json::{Value, json};

use crate::base::reference::Reference;
use crate::engine::api::{
    Api, ApiResult, BuildRequest, CommitOptions, DeleteItem, ImageListOptions, Progress, SearchItem,
};
use crate::os::Receiver;

use super::routes::{Call, not_found, shaped};

/// `/images/...`; a name may have slashes of its own.
pub(super) async fn images(call: &Call, method: &str, path: &[&str]) -> ApiResult<()> {
    let request = &call.request;
    let (last, names) = path.split_last().map_or(("", &[][..]), |(last, names)| (*last, names));
    let name = names.join("/");
    match (method, last, name.as_str()) {
        ("GET", "json", "") => {
            let options = ImageListOptions { all: request.is_set("all"), filters: call.filters()? };
            call.answer.json(200, &call.engine.image_list(options).await?);
        }
        ("GET", "search", "") => search(call).await?,
        ("POST", "create", "") => return create(call).await,
        ("POST", "prune", "") => {
            let report = call.engine.image_prune(call.filters()?).await?;
            let deleted: Vec<Value> = report.images.iter().map(deleted).collect();
            call.answer.json(200, &json!({"ImagesDeleted": deleted, "SpaceReclaimed": report.space_reclaimed}));
        }
        ("POST", "load", "") => {
            let progress = call.engine.image_load(request.body.clone(), request.is_set("quiet")).await?;
            follow(call, progress).await;
        }
        ("GET", "get", _) => {
            let names = if name.is_empty() { request.all("names") } else { vec![name] };
            let archive = call.engine.image_save(&names).await?;
            call.answer.whole(200, &[("Content-Type", "application/x-tar")], archive);
        }
        ("GET", "json", _) => call.answer.json(200, &call.engine.image_inspect(&name).await?),
        ("GET", "history", _) => call.answer.json(200, &call.engine.image_history(&name).await?),
        ("POST", "push", _) => {
            let tag = request.get("tag");
            let reference = if tag.is_empty() { name.clone() } else { format!("{name}:{tag}") };
            let progress = call.engine.image_push(&reference, call.auth(), tag.is_empty()).await?;
            follow(call, progress).await;
        }
        ("POST", "tag", _) => {
            call.engine.image_tag(&name, &tagged(request.get("repo"), request.get("tag"))).await?;
            call.answer.empty(201);
        }
        ("DELETE", _, _) => {
            let name = path.join("/");
            let items = call.engine.image_remove(&name, request.is_set("force"), request.is_set("noprune")).await?;
            let items: Vec<Value> = items.iter().map(deleted).collect();
            call.answer.json(200, &items);
        }
        _ => return not_found(),
    }
    Ok(())
}

/// Repository and tag as one name, in the short form.
fn tagged(repository: &str, tag: &str) -> String {
    let name = if tag.is_empty() { repository.to_owned() } else { format!("{repository}:{tag}") };
    Reference::parse(&name).map_or(name, |name| name.or_latest().familiar())
}

fn deleted(item: &DeleteItem) -> Value {
    match item {
        DeleteItem::Untagged(name) => json!({"Untagged": name}),
        DeleteItem::Deleted(id) => json!({"Deleted": id}),
    }
}

async fn search(call: &Call) -> ApiResult<()> {
    let limit = call.request.get("limit").parse().unwrap_or(0);
    let found = call.engine.image_search(call.request.get("term"), limit, call.filters()?).await?;
    let item = |item: &SearchItem| {
        json!({
            "star_count": item.star_count, "is_official": item.is_official, "name": item.name,
            "is_automated": item.is_automated, "description": item.description,
        })
    };
    let found: Vec<Value> = found.iter().map(item).collect();
    call.answer.json(200, &found);
    Ok(())
}

/// A pull, or an import.
async fn create(call: &Call) -> ApiResult<()> {
    let request = &call.request;
    let (name, tag) = (request.get("fromImage"), request.get("tag"));
    if name.is_empty() {
        let reference = if request.get("repo").is_empty() {
            String::new()
        } else {
            tagged(request.get("repo"), request.get("tag"))
        };
        let (message, changes) = (request.get("message"), request.all("changes"));
        let id = call.engine.image_import(request.body.clone(), &reference, message, &changes).await?;
        call.answer.begin_lines();
        call.answer.line(&json!({"status": id}));
        return Ok(());
    }
    let reference = match tag {
        "" => name.to_owned(),
        tag if tag.contains(':') => format!("{name}@{tag}"),
        tag => format!("{name}:{tag}"),
    };
    let platform = request.get("platform");
    let progress = call.engine.image_pull(&reference, call.auth(), platform, tag.is_empty()).await?;
    follow(call, progress).await;
    Ok(())
}

/// Sends progress as it comes.
async fn follow(call: &Call, mut progress: Receiver<Progress>) {
    call.answer.begin_lines();
    while let Some(message) = progress.recv().await {
        call.answer.line(&message_json(&message));
    }
}

/// Docker's JSONMessage.
fn message_json(message: &Progress) -> Value {
    let mut value = json!({});
    if !message.stream.is_empty() {
        value["stream"] = message.stream.clone().into();
    }
    if !message.status.is_empty() {
        value["status"] = message.status.clone().into();
    }
    if message.current > 0 || message.total > 0 {
        value["progressDetail"] = json!({"current": message.current, "total": message.total});
    }
    if !message.id.is_empty() {
        value["id"] = message.id.clone().into();
    }
    if let Some(error) = &message.error {
        value["errorDetail"] = json!({"message": error});
        if let Some(code) = message.error_code {
            value["errorDetail"]["code"] = code.into();
        }
        value["error"] = error.clone().into();
    }
    if let Some(aux) = &message.aux {
        value["aux"] = aux.clone();
    }
    value
}

/// `POST /commit`
pub(super) async fn commit(call: &Call) -> ApiResult<()> {
    let request = &call.request;
    let repository = request.get("repo");
    let options = CommitOptions {
        reference: if repository.is_empty() { String::new() } else { tagged(repository, request.get("tag")) },
        author: request.get("author").to_owned(),
        comment: request.get("comment").to_owned(),
        changes: request.all("changes"),
        pause: request.get("pause").is_empty() || request.is_set("pause"),
        config: None,
    };
    let id = call.engine.image_commit(request.get("container"), options).await?;
    call.answer.json(201, &json!({"Id": id}));
    Ok(())
}

/// `POST /build`: the classic builder.
pub(super) async fn build(call: &Call) -> ApiResult<()> {
    let request = &call.request;
    let pairs = |name: &str| -> ApiResult<Vec<(String, Option<String>)>> {
        let text = request.get(name);
        let value = if text.is_empty() { Value::Null } else { serde_json::from_str(text).unwrap_or_default() };
        let pairs = value.as_object().into_iter().flatten();
        Ok(pairs.map(|(name, value)| (name.clone(), value.as_str().map(str::to_owned))).collect())
    };
    let labels = pairs("labels")?.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect();
    let build = BuildRequest {
        context: std::rc::Rc::new(request.body.clone()),
        dockerfile: request.get("dockerfile").to_owned(),
        tags: request.all("t"),
        build_args: pairs("buildargs")?,
        labels,
        target: request.get("target").to_owned(),
        no_cache: request.is_set("nocache"),
        pull: request.is_set("pull"),
        remove: request.is_set("rm"),
        force_remove: request.is_set("forcerm"),
        quiet: request.is_set("q"),
        network: request.get("networkmode").to_owned(),
        extra_hosts: shaped(serde_json::from_str(request.get("extrahosts")).unwrap_or_default())?,
        platform: request.get("platform").to_owned(),
    };
    let progress = call.engine.image_build(build).await?;
    follow(call, progress).await;
    Ok(())
}
