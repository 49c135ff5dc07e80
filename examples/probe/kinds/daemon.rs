//! Rules of the engine: `daemon-rules.json`.

use drydock::base::Time;
use drydock::engine::conformance::{bind, id_of_prefix, limited};
use drydock::engine::{ContainerState, Status};
use serde_json::{Value, json};

use super::{Answer, text};

/// The moment of every case.
const NOW: u64 = 1_790_000_000;

/// Answers a case of daemon-rules.json.
pub(crate) fn answer(case: &Value) -> Answer {
    let input = &case["input"];
    match text(case, "kind") {
        "status_text" => {
            let state = state(input);
            let status = state.text(Time::from_secs(NOW));
            Answer::Fields(json!({ "expected": { "State": state.status.word(), "Status": status } }))
        }
        "id_prefix" => {
            let ids: Vec<String> =
                input["ids"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
            Answer::expected(id_of_prefix(&ids, text(input, "query")))
        }
        "ps_limit" => {
            let total = input["total"].as_u64().and_then(|total| usize::try_from(total).ok()).unwrap_or(0);
            Answer::Fields(json!({ "expected": limited(total, input["limit"].as_i64().unwrap_or(0)) }))
        }
        "bind_spec" => Answer::expected(bind(input.as_str().unwrap_or("")).map(|_| "ok")),
        kind => Answer::Unsupported(format!("kind {kind}")),
    }
}

/// A container's state from moby's switches and moments.
fn state(input: &Value) -> ContainerState {
    let on = |name: &str| input[name] == true;
    let moment = |name: &str| {
        let seconds = input[name]["$now_minus_seconds"].as_u64()?;
        Some(Time::from_secs(NOW - seconds))
    };
    let status = match () {
        () if on("Running") && on("Paused") => Status::Paused,
        () if on("Running") && on("Restarting") => Status::Restarting,
        () if on("Running") => Status::Running,
        () if on("RemovalInProgress") => Status::Removing,
        () if on("Dead") => Status::Dead,
        () if moment("StartedAt").is_none() => Status::Created,
        () => Status::Exited,
    };
    let exit_code = input["ExitCode"].as_i64().and_then(|code| i32::try_from(code).ok()).unwrap_or(0);
    ContainerState {
        status,
        exit_code,
        started: moment("StartedAt"),
        finished: moment("FinishedAt"),
        ..ContainerState::created()
    }
}
