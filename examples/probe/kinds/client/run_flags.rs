//! What `docker run`, `create` and `exec` ask the engine for, and single options: `run-flags.json`.

use drydock::cli::conformance::{option, variable};
use serde_json::{Value, json};

use super::super::{Answer, text};
use super::{complaint, files, refuse, run, words};

/// Answers a case of run-flags.json.
pub(crate) fn answer(case: &Value) -> Answer {
    match text(case, "kind") {
        kind @ ("run" | "create") => create(kind, case),
        "exec" => exec(case),
        kind => {
            let expect = |value: Value| Answer::Fields(json!({ "expect": value }));
            let known = |name: &str| case["env"][name].as_str().map(str::to_owned);
            let one = |value: &str| match kind {
                "env" => Some(variable(value, &known).map(Value::from)),
                _ => option(kind, value),
            };
            match (case["value"].as_str(), case["input"].as_array()) {
                (Some(value), _) => match one(value) {
                    None => Answer::Unsupported(format!("{kind} is not tried alone")),
                    Some(Ok(value)) => expect(value),
                    Some(Err(why)) => Answer::Error(why),
                },
                (None, Some(list)) => {
                    let all: Option<Result<Vec<Value>, String>> =
                        list.iter().filter_map(Value::as_str).map(one).collect();
                    match all {
                        None => Answer::Unsupported(format!("{kind} is not tried alone")),
                        Some(Ok(values)) => expect(values.into()),
                        Some(Err(why)) => Answer::Error(why),
                    }
                }
                (None, None) => Answer::Unsupported(format!("{kind} is not tried alone")),
            }
        }
    }
}

/// The engine refuses the container, so that nothing follows.
fn create(command: &str, case: &Value) -> Answer {
    let mut line = vec![command.to_owned()];
    line.extend(words(&case["args"]));
    let (printed, requests) = run(&line, &files(case), (None, false), |_, _| refuse(500, "asked"));
    let Some((.., body)) = requests.iter().find(|(_, path, _)| path == "/containers/create") else {
        return Answer::Error(complaint(&printed));
    };
    let mut config = body.clone();
    let mut take = |name: &str| config.as_object_mut().and_then(|fields| fields.shift_remove(name));
    let (host, network) = (take("HostConfig"), take("NetworkingConfig"));
    Answer::Fields(json!({ "expect": { "Config": config, "HostConfig": host, "NetworkingConfig": network } }))
}

fn exec(case: &Value) -> Answer {
    let mut line = vec!["exec".to_owned()];
    line.extend(words(&case["args"]));
    let tty = line.iter().any(|word| word == "-t");
    let (printed, requests) = run(&line, &files(case), (None, tty), |_, path| match path {
        "/containers/the-container/json" => (200, json!({ "State": { "Running": true }, "Config": {} })),
        _ => refuse(500, "asked"),
    });
    let Some((.., body)) = requests.iter().find(|(_, path, _)| path.ends_with("/exec")) else {
        return Answer::Error(complaint(&printed));
    };
    let mut expect = body.clone();
    expect["TTY"] = body["Tty"].clone();
    Answer::Fields(json!({ "expect": expect }))
}
