//! Cases that are command lines: the docker program runs on a small machine over an engine whose answers are given, and what
//! it prints and asks for is looked at.

#[allow(dead_code, reason = "the test suite alone talks to a real socket")]
#[path = "../../../../tests/suite/client/http.rs"]
mod http;
#[path = "../../../../tests/suite/client/machine.rs"]
pub(crate) mod machine;
#[allow(dead_code, reason = "the test suite alone talks to a real socket")]
#[path = "../../../../tests/suite/client/remote.rs"]
pub(crate) mod remote;
#[path = "../../../../tests/suite/client/wire.rs"]
mod wire;

pub(super) mod golden;
pub(super) mod run_flags;
pub(super) mod template;
pub(super) mod usage;

use std::cell::RefCell;
use std::rc::Rc;

use drydock::base::Time;
use drydock::engine::api::Api;
use serde_json::{Value, json};

use machine::{Line, Machine, Printed};
use remote::Remote;

/// The moment of every case.
const NOW: u64 = 1_790_000_000;
/// A year of 365 days and a quarter, so that many of them are no fewer.
const YEAR: u64 = 31_557_600;
/// The folder that lines are run in, which holds the settings as well.
const WORK: &str = "/work";

/// A request that was made: method, path without the query, and body.
type Request = (String, String, Value);

/// What a request is answered with: a status and a body.
type Answer = (u16, Value);

/// Runs `docker` with `words`; `answer` answers its requests.
fn run(
    words: &[String],
    files: &[(String, Vec<u8>)],
    (stdin, tty): (Option<&str>, bool),
    answer: impl Fn(&str, &str) -> Answer + 'static,
) -> (Printed, Vec<Request>) {
    let machine = Machine::new(Time::from_secs(NOW), WORK, files);
    let requests: Rc<RefCell<Vec<Request>>> = Rc::default();
    let seen = Rc::clone(&requests);
    let remote = Remote::answering(&machine.kernel, move |method, path, body| {
        let path = path.split('?').next().unwrap_or("");
        seen.borrow_mut().push((method.to_owned(), path.to_owned(), body.clone()));
        let (status, value) = answer(method, path);
        let bytes = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (status, bytes.into_bytes())
    });
    let api: Rc<dyn Api> = Rc::new(remote.clone());
    let argv = ["docker", "--config", WORK].map(str::to_owned).into_iter().chain(words.iter().cloned()).collect();
    let line = Line { argv, env: Vec::new(), tty, stdin, interrupt_ms: None };
    let printed = machine.run(&api, &line, &|| remote.pump());
    let requests = requests.borrow().clone();
    (printed, requests)
}

/// The words of a list.
fn words(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A refusal.
fn refuse(status: u16, message: &str) -> Answer {
    (status, json!({ "message": message }))
}

/// The files of a case, with the settings file.
fn files(case: &Value) -> Vec<(String, Vec<u8>)> {
    let text = |file: &Value| match (file.as_str(), file["text"].as_str(), file["base64"].as_str()) {
        (Some(text), ..) | (_, Some(text), _) => text.as_bytes().to_vec(),
        (_, _, Some(text)) => wire::base64_bytes(text),
        _ => Vec::new(),
    };
    let mut files: Vec<_> =
        case["files"].as_object().into_iter().flatten().map(|(name, file)| (name.clone(), text(file))).collect();
    if case["config_file"].is_object() {
        files.push(("config.json".to_owned(), case["config_file"].to_string().into_bytes()));
    }
    files
}

/// Moments of the form `{"$now_minus_seconds": n}` or `n calendar years ago` as numbers.
fn moments(value: &Value) -> Value {
    match value {
        Value::Object(fields) => match fields.get("$now_minus_seconds").and_then(Value::as_u64) {
            Some(seconds) => json!(NOW - seconds),
            None => Value::Object(fields.iter().map(|(name, value)| (name.clone(), moments(value))).collect()),
        },
        Value::Array(items) => items.iter().map(moments).collect(),
        Value::String(text) if text.ends_with("calendar year ago") || text.ends_with("calendar years ago") => {
            let years: u64 = text.split(' ').next().and_then(|years| years.parse().ok()).unwrap_or(0);
            json!(NOW - years * YEAR)
        }
        other => other.clone(),
    }
}

/// What went wrong, without the advice that follows it.
fn complaint(printed: &Printed) -> String {
    let text = printed.err.split("\n\nUsage:").next().unwrap_or("");
    let text = text.split("\n\nRun 'docker").next().unwrap_or("").trim_end();
    // What the model says of its own limits is no complaint.
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("drydock: --")).collect();
    let text = &lines.join("\n");
    text.strip_prefix("docker: ").unwrap_or(text).to_owned()
}
