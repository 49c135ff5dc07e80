//! The Engine API's paths of containers and execs.

use serde_json::{Value, json};

use crate::base::Time;
use crate::cli::base64;
use crate::engine::api::{
    Api, ApiError, ApiResult, ArchiveStat, AttachOptions, CreateRequest, ExecConfig, ListOptions, LogEntry,
    LogsOptions, RemoveOptions, UpdateConfig, WaitCondition,
};

use super::http::Framing;
use super::routes::{Call, not_found, pruned, shaped};
use super::streams;

/// `/containers/...`
pub(super) async fn containers(call: &mut Call, method: &str, path: &[&str]) -> ApiResult<()> {
    let request = &call.request;
    match (method, path) {
        ("GET", ["json"]) => {
            let options = ListOptions {
                all: request.is_set("all"),
                limit: request.get("limit").parse().unwrap_or(0),
                size: request.is_set("size"),
                filters: call.filters()?,
            };
            call.answer.json(200, &call.engine.container_list(options).await?);
        }
        ("POST", ["create"]) => create(call).await?,
        ("POST", ["prune"]) => {
            let report = call.engine.container_prune(call.filters()?).await?;
            pruned(call, &report, "ContainersDeleted");
        }
        ("GET", [id, "json"]) => {
            call.answer.json(200, &call.engine.container_inspect(id, request.is_set("size")).await?);
        }
        ("DELETE", [id]) => {
            let options = RemoveOptions {
                force: request.is_set("force"),
                volumes: request.is_set("v"),
                link: request.is_set("link"),
            };
            call.engine.container_remove(id, options).await?;
            call.answer.empty(204);
        }
        ("POST", [id, action]) => return act(call, id, action).await,
        ("GET", [id, "logs"]) => return logs(call, id).await,
        ("GET", [id, "top"]) => {
            let typed = if request.get("ps_args").is_empty() { "-ef" } else { request.get("ps_args") };
            let words: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
            call.answer.json(200, &call.engine.container_top(id, &words).await?);
        }
        ("GET", [id, "stats"]) => return stats(call, id).await,
        ("GET", [id, "changes"]) => call.answer.json(200, &call.engine.container_changes(id).await?),
        ("GET", [id, "export"]) => {
            let archive = call.engine.container_export(id).await?;
            call.answer.whole(200, &[TAR], archive);
        }
        (_, [id, "archive"]) => return archive(call, method, id).await,
        _ => return not_found(),
    }
    Ok(())
}

const TAR: (&str, &str) = ("Content-Type", "application/x-tar");

async fn create(call: &Call) -> ApiResult<()> {
    let mut body = call.json()?;
    let (mut host, networking) = (body["HostConfig"].take(), body["NetworkingConfig"].take());
    // What a client leaves open the daemon completes.
    if let Value::Object(fields) = &mut host {
        let open = |name: &str, value: &Value| match name {
            "CgroupnsMode" | "IpcMode" | "Runtime" => value == "",
            "NetworkMode" => value == "" || value == "default",
            "ShmSize" => value == 0,
            "LogConfig" => value["Type"] == "",
            _ => false,
        };
        fields.retain(|name, value| !open(name, value));
    }
    let name = call.request.get("name");
    let request = CreateRequest {
        name: (!name.is_empty()).then(|| name.to_owned()),
        config: shaped(body)?,
        host_config: shaped(host)?,
        networking: shaped(networking)?,
        platform: call.request.get("platform").to_owned(),
    };
    call.answer.json(201, &call.engine.container_create(request).await?);
    Ok(())
}

/// `POST /containers/{id}/{action}`
async fn act(call: &mut Call, id: &str, action: &str) -> ApiResult<()> {
    let request = &call.request;
    let signal = Some(request.get("signal").to_owned()).filter(|signal| !signal.is_empty());
    let timeout = request.get("t").parse().ok();
    match action {
        "start" => call.engine.container_start(id).await?,
        "stop" => call.engine.container_stop(id, signal, timeout).await?,
        "restart" => call.engine.container_restart(id, signal, timeout).await?,
        "kill" => call.engine.container_kill(id, signal.as_deref().unwrap_or("KILL")).await?,
        "pause" => call.engine.container_pause(id).await?,
        "unpause" => call.engine.container_unpause(id).await?,
        "rename" => call.engine.container_rename(id, request.get("name")).await?,
        "resize" => {
            let number = |name: &str| request.get(name).parse().unwrap_or(0);
            call.engine.container_resize(id, number("w"), number("h")).await?;
            call.answer.empty(200);
            return Ok(());
        }
        "update" => {
            let warnings = call.engine.container_update(id, update(call)?).await?;
            call.answer.json(200, &json!({"Warnings": warnings}));
            return Ok(());
        }
        "wait" => return wait(call, id).await,
        "attach" => return attach(call, id).await,
        "exec" => {
            let exec = call.engine.exec_create(id, call.body::<ExecConfig>()?).await?;
            call.answer.json(201, &json!({"Id": exec}));
            return Ok(());
        }
        _ => return not_found(),
    }
    call.answer.empty(204);
    Ok(())
}

/// What an update asks for: the client sends zeros for what it leaves.
fn update(call: &Call) -> ApiResult<UpdateConfig> {
    let mut body = call.json()?;
    if let Value::Object(fields) = &mut body {
        fields.retain(|name, value| match value {
            Value::Number(number) => number.as_i64() != Some(0),
            Value::String(text) => !text.is_empty(),
            Value::Object(policy) => name == "RestartPolicy" && policy.get("Name").is_some_and(|name| name != ""),
            _ => false,
        });
    }
    shaped(body)
}

async fn wait(call: &Call, id: &str) -> ApiResult<()> {
    let condition = match call.request.get("condition") {
        "next-exit" => WaitCondition::NextExit,
        "removed" => WaitCondition::Removed,
        _ => WaitCondition::NotRunning,
    };
    let mut ended = call.engine.container_wait(id, condition)?;
    call.waits.set(true);
    call.answer.begin_lines();
    // The head goes out at once: the client starts the container only when it has it.
    if let Some(response) = ended.recv().await {
        let error = response.error.map_or(Value::Null, |message| json!({"Message": message}));
        call.answer.line(&json!({"StatusCode": response.status_code, "Error": error}));
    }
    Ok(())
}

async fn attach(call: &mut Call, id: &str) -> ApiResult<()> {
    let options = AttachOptions {
        stdin: call.request.is_set("stdin"),
        stdout: call.request.is_set("stdout"),
        stderr: call.request.is_set("stderr"),
        logs: call.request.is_set("logs"),
    };
    let tty = has_tty(call, id).await?;
    let attachment = call.engine.container_attach(id, options).await?;
    call.answer.begin_output(tty, Framing::Upgraded);
    call.waits.set(true);
    let container = options.stdin.then_some(id);
    streams::copy(&call.engine, &call.kernel, container, tty, attachment, &call.answer, &mut call.typed).await;
    Ok(())
}

async fn has_tty(call: &Call, id: &str) -> ApiResult<bool> {
    Ok(call.engine.container_inspect(id, false).await?["Config"]["Tty"].as_bool().unwrap_or(false))
}

async fn logs(call: &Call, id: &str) -> ApiResult<()> {
    let request = &call.request;
    let options = LogsOptions {
        stdout: request.is_set("stdout"),
        stderr: request.is_set("stderr"),
        follow: request.is_set("follow"),
        since: call.moment("since")?,
        until: call.moment("until")?,
        tail: request.get("tail").parse().ok(),
        details: request.is_set("details"),
    };
    if !options.stdout && !options.stderr {
        return Err(ApiError::invalid("Bad parameters: you must choose at least one stream"));
    }
    let (tty, timestamps) = (has_tty(call, id).await?, request.is_set("timestamps"));
    let mut entries = call.engine.container_logs(id, options.clone()).await?;
    call.waits.set(options.follow);
    call.answer.begin_output(tty, Framing::Chunked);
    while let Some(entry) = entries.recv().await {
        call.answer.output(tty, entry.stream, &log_line(&entry, timestamps, options.details));
    }
    Ok(())
}

/// A log line as the daemon sends it: its moment with nine digits, then its details, where they are asked for.
fn log_line(entry: &LogEntry, timestamps: bool, details: bool) -> Vec<u8> {
    let mut line = Vec::new();
    if timestamps {
        line.extend(nine_digits(entry.time).bytes());
        line.push(b' ');
    }
    if details {
        line.extend(entry.details.bytes());
        line.push(b' ');
    }
    line.extend(&entry.bytes);
    line
}

fn nine_digits(time: Time) -> String {
    let text = time.rfc3339_nano();
    let text = text.trim_end_matches('Z');
    let (secs, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{secs}.{fraction:0<9}Z")
}

async fn stats(call: &Call, id: &str) -> ApiResult<()> {
    let stream = call.request.get("stream").is_empty() || call.request.is_set("stream");
    let mut samples = call.engine.container_stats(id, stream).await?;
    if !stream {
        call.answer.json(200, &samples.recv().await.unwrap_or_default());
        return Ok(());
    }
    call.answer.begin_lines();
    while let Some(sample) = samples.recv().await {
        call.answer.line(&sample);
    }
    Ok(())
}

async fn archive(call: &Call, method: &str, id: &str) -> ApiResult<()> {
    let path = call.request.get("path");
    match method {
        "HEAD" => {
            let stat = path_stat(&call.engine.archive_stat(id, path).await?);
            call.answer.head(200, &[("X-Docker-Container-Path-Stat", &stat)], Framing::Empty);
        }
        "GET" => {
            let (stat, bytes) = call.engine.archive_get(id, path).await?;
            call.answer.whole(200, &[TAR, ("X-Docker-Container-Path-Stat", &path_stat(&stat))], bytes);
        }
        "PUT" => {
            let copy_owner = call.request.is_set("copyUIDGID");
            call.engine.archive_put(id, path, call.request.body.clone(), copy_owner).await?;
            call.answer.empty(200);
        }
        _ => return not_found(),
    }
    Ok(())
}

/// The header that says what stands at a path.
fn path_stat(stat: &ArchiveStat) -> String {
    let value = json!({
        "name": stat.name, "size": stat.size, "mode": stat.mode, "mtime": stat.mtime.rfc3339_nano(),
        "linkTarget": stat.link_target,
    });
    base64::encode(value.to_string().as_bytes())
}

/// `/exec/...`
pub(super) async fn execs(call: &mut Call, method: &str, path: &[&str]) -> ApiResult<()> {
    match (method, path) {
        ("GET", [exec, "json"]) => call.answer.json(200, &call.engine.exec_inspect(exec).await?),
        ("POST", [_, "resize"]) => call.answer.empty(200),
        ("POST", [exec, "start"]) => {
            let body = call.json()?;
            let detach = body["Detach"].as_bool().unwrap_or(false);
            let tty = body["Tty"].as_bool().unwrap_or(false);
            match call.engine.exec_start(exec, detach).await? {
                Some(attachment) => {
                    call.answer.begin_output(tty, Framing::Upgraded);
                    call.waits.set(true);
                    streams::copy(&call.engine, &call.kernel, None, tty, attachment, &call.answer, &mut call.typed)
                        .await;
                }
                None => call.answer.empty(200),
            }
        }
        _ => return not_found(),
    }
    Ok(())
}
