//! Command lines over given answers: `cli-golden`.

use serde_json::{Value, json};

use super::super::Answer;
use super::{files, moments, refuse, run, words};

/// Answers a case of cli-golden. The answers are those of the Go client's methods.
pub(crate) fn answer(case: &Value) -> Answer {
    let line = words(&case["command"]);
    let api = moments(&case["api"]);
    if let Some(inside) = api.as_object().and_then(|api| api.keys().find(|name| name.starts_with('$'))) {
        return Answer::Unsupported(format!("{inside} is inside the Go client"));
    }
    if case["signal"].is_string() {
        return Answer::Unsupported("a signal at a prompt".to_owned());
    }
    let stdin = case["stdin"].as_str().map(|text| format!("{text}\n"));
    let (printed, _) = run(&line, &files(case), (stdin.as_deref().or(Some("")), false), move |method, path| {
        let last = path.rsplit('/').next().unwrap_or("");
        let by_name = |all: &Value, name: &str| all.get(name).unwrap_or(all).clone();
        // Go reads names in any case, and a last line without its end.
        let body = |all: &Value| {
            let text =
                all["body"].as_str().unwrap_or("").replace("\"ID\"", "\"id\"").replace("\"Status\"", "\"status\"");
            text + "\n"
        };
        let (found, wrap): (Value, fn(Value) -> Value) = match (method, path) {
            ("GET", "/containers/json") => (api["ContainerList"].clone(), |list| list),
            ("GET", "/images/json") => (api["ImageList"].clone(), |list| list),
            ("GET", "/volumes") => (api["VolumeList"].clone(), |list| json!({ "Volumes": list })),
            ("GET", "/networks") => (api["NetworkList"].clone(), |list| list),
            ("GET", "/events") => {
                let lines = api["Events"].as_array().into_iter().flatten().map(|event| format!("{event}\n"));
                (json!(lines.collect::<String>()), |lines| lines)
            }
            ("POST", "/images/create") => (json!(body(&api["ImagePull"])), |lines| lines),
            ("POST", "/images/load") => (json!(body(&api["ImageLoad"])), |lines| lines),
            ("POST", "/images/prune") => (api["ImagePrune"].clone(), |report| report),
            ("POST", "/volumes/prune") => (api["VolumePrune"].clone(), |report| report),
            ("DELETE", _) if path.starts_with("/images/") => (by_name(&api["ImageRemove"], last), |list| list),
            ("GET", _) if path.starts_with("/volumes/") => (by_name(&api["VolumeInspect"], last), |volume| volume),
            ("GET", _) if path.ends_with("/history") => (api["ImageHistory"].clone(), |list| list),
            ("GET", _) if path.starts_with("/containers/") => (api["ContainerInspect"].clone(), |object| object),
            _ => return refuse(500, "no answer is given"),
        };
        match found["error"].as_str() {
            Some(why) => refuse(if found["class"] == "not found" { 404 } else { 500 }, why),
            None => (200, wrap(found)),
        }
    });
    Answer::Fields(json!({ "stdout": printed.out, "stderr": printed.err, "exit_code": printed.exit }))
}
