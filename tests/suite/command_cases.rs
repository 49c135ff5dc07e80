//! The visible conformance cases that are command lines, options, listings and rules of the engine, through the probe's own functions; prints how
//! many agree, by kind. Cases that cannot agree are listed with the reason in `conformance_exceptions.txt`.

use std::fs;

use serde_json::{Value, json};

use crate::conformance::{exceptions, kinds};

#[test]
fn run_flags() {
    check("run-flags", &cases("run-flags.json"), &|case, reply| {
        failed(case, reply).unwrap_or_else(|| covers(&case["expect"], &reply["expect"]))
    });
}

#[test]
fn listings() {
    check("template", &cases("cli-formatter.json"), &|case, reply| {
        failed(case, reply).unwrap_or_else(|| {
            // A day before the moment of every case, which its words leave open.
            let text = case["stdout"].as_str().map(|text| {
                text.replace("<CREATED_AT>", "2026-09-20 14:13:20 +0000 UTC")
                    .replace("<ZERO_TIME>", "0001-01-01 00:00:00 +0000 UTC")
            });
            let same = |field: &str| case[field].is_null() || case[field] == reply[field];
            text.is_none_or(|text| reply["stdout"] == text) && same("value") && same("json_lines")
        })
    });
}

#[test]
fn engine_rules() {
    check("daemon", &cases("daemon-rules.json"), &|case, reply| {
        failed(case, reply).unwrap_or_else(|| case["expected"] == reply["expected"])
    });
}

#[test]
fn failing_lines() {
    check("usage", &cases("cli-errors.json"), &|case, reply| failed(case, reply).unwrap_or(false));
}

#[test]
fn recorded_lines() {
    let folder = crate::shared::path("conformance/cli-golden");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let read = |name: &str| fs::read_to_string(entry.path().join(name)).ok();
        let Some(mut case) = read("case.json").and_then(|text| serde_json::from_str::<Value>(&text).ok()) else {
            continue;
        };
        for stream in ["stdout", "stderr"] {
            let file = format!("{stream}_file");
            if let Some(text) = case["expect"][&file].as_str().and_then(read) {
                case["expect"][stream] = json!(text);
            }
        }
        cases.push(case);
    }
    check("golden", &cases, &|case, reply| {
        let expect = &case["expect"];
        ["stdout", "stderr", "exit_code"]
            .iter()
            .all(|field| expect[*field].is_null() || expect[*field] == reply[*field])
    });
}

fn cases(file: &str) -> Vec<Value> {
    let data = crate::shared::read(&format!("conformance/{file}")).unwrap_or_default();
    let data: Value = serde_json::from_str(&data).unwrap_or_default();
    data["cases"].as_array().cloned().unwrap_or_default()
}

/// Whether a case that wants a failure has the right one; `None` for one that does not.
fn failed(case: &Value, reply: &Value) -> Option<bool> {
    let error = reply["error"].as_str();
    if case["must_fail"] == true {
        return Some(error.is_some());
    }
    if let Some(part) = case["error_contains"].as_str() {
        return Some(error.is_some_and(|error| error.contains(part)));
    }
    case["error"].as_str().map(|whole| error == Some(whole))
}

/// Whether `got` has everything that is wanted. What is empty may be left out; `_unordered`, `_contains` and `_exact` at the
/// end of a name say how lists and maps are compared.
fn covers(want: &Value, got: &Value) -> bool {
    let empty = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Bool(true) => false,
    };
    match (want, got) {
        (want, Value::Null) if empty(want) => true,
        (Value::Object(want), got) => want.iter().all(|(name, value)| {
            let (name, how) = ["_unordered", "_contains", "_exact"]
                .iter()
                .find_map(|how| Some((name.strip_suffix(how)?, *how)))
                .unwrap_or((name, ""));
            let got = &got[name];
            let texts = |list: &Value| {
                let mut texts: Vec<String> = list.as_array().into_iter().flatten().map(Value::to_string).collect();
                texts.sort();
                texts
            };
            match how {
                "_unordered" => texts(value) == texts(got),
                "_exact" => {
                    let count = |value: &Value| value.as_object().map_or(0, serde_json::Map::len);
                    count(value) == count(got) && covers(value, got)
                }
                "_contains" if value.is_array() => {
                    value.as_array().into_iter().flatten().filter_map(Value::as_str).all(|key| {
                        got.get(key).is_some() || got.as_array().is_some_and(|list| list.contains(&json!(key)))
                    })
                }
                _ => covers(value, got),
            }
        }),
        // A list of what a map has as keys.
        (Value::Array(want), Value::Object(got)) => {
            want.len() == got.len() && want.iter().filter_map(Value::as_str).all(|key| got.contains_key(key))
        }
        (Value::Array(want), Value::Array(got)) => {
            want.len() == got.len() && want.iter().zip(got).all(|(want, got)| covers(want, got))
        }
        (want, got) => want == got || empty(want) && empty(got),
    }
}

/// Runs the cases and compares with the list of exceptions.
fn check(kind: &str, cases: &[Value], agrees: &dyn Fn(&Value, &Value) -> bool) {
    if cases.is_empty() {
        println!("{kind}: skipped, no conformance data");
        return;
    }
    let answer = kinds::find(kind).unwrap();
    let exceptions = exceptions();
    let (mut agreed, mut outside, mut listed, mut wrong) = (0, 0, 0, Vec::new());
    for case in cases {
        let id = case["id"].as_str().unwrap();
        let reply = kinds::reply(answer, case);
        if reply["unsupported"].is_string() {
            outside += 1;
            continue;
        }
        match (agrees(case, &reply), exceptions.get(id)) {
            (true, None) => agreed += 1,
            (false, Some(_)) => listed += 1,
            (true, Some(_)) => wrong.push(format!("{id} agrees: take it off the list of exceptions")),
            (false, None) => wrong.push(format!("{case}\n    gave {reply}")),
        }
    }
    let count = cases.len() - outside;
    println!("{kind}: {agreed} of {count}, {listed} listed as different, {outside} not asked");
    assert!(wrong.is_empty(), "{kind}: {} cases differ\n{}", wrong.len(), wrong.join("\n"));
}
