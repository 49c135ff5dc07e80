//! Command lines that fail: `cli-errors.json`.

use serde_json::{Value, json};

use super::super::Answer;
use super::{complaint, files, refuse, run, words};

/// Commands of docker that the model leaves out.
const OUTSIDE: [&str; 9] =
    ["checkpoint", "config", "manifest", "node", "plugin", "secret", "service", "stack", "swarm"];

/// Answers a case of cli-errors.json. Where the case has the engine fail, every request fails with those words.
pub(crate) fn answer(case: &Value) -> Answer {
    let line = words(&case["command"]);
    if line.first().is_some_and(|word| OUTSIDE.contains(&word.as_str()) || word == "trust") {
        return Answer::Unsupported("outside the model".to_owned());
    }
    let inside = |answer: &Value| answer["go"].is_string() || !answer.is_object();
    if case["api"].as_object().into_iter().flatten().any(|(name, answer)| name != "description" && inside(answer)) {
        return Answer::Unsupported("the answers are inside the Go client".to_owned());
    }
    let given = case["api"].as_object().into_iter().flatten().find_map(|(_, answer)| answer["error"].as_str());
    let message = given.unwrap_or("the engine was asked").to_owned();
    let (printed, _) = run(&line, &files(case), (Some(""), false), move |_, _| refuse(500, &message));
    if printed.exit == 0 {
        return Answer::Fields(json!({ "stdout": printed.out }));
    }
    Answer::Error(complaint(&printed))
}
