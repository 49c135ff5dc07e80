//! Runs the visible conformance cases through the probe's own functions and prints how many agree, by kind. Cases that
//! cannot agree are listed with the reason in `conformance_exceptions.txt`; one that agrees again must leave the list.

use std::collections::BTreeMap;

use serde_json::Value;

#[path = "../../examples/probe/kinds/mod.rs"]
pub(crate) mod kinds;

/// Where the answers of a case are found in it; the first that a case has is compared.
const ANSWERS: [&str; 4] = ["expected", "matched", "expected_patterns", "error"];

#[test]
fn references() {
    let ops = ["normalize", "normalize_full", "normalize_split", "parse_any", "parse_docker_ref", "familiar_match"];
    check("reference", "references.json", &ops);
}

#[test]
fn ports() {
    check("port", "ports.json", &["port_spec"]);
}

#[test]
fn humanize() {
    let ops = [
        "human_duration",
        "human_size",
        "human_size_with_precision",
        "bytes_size",
        "from_human_size",
        "ram_in_bytes",
        "ulimit",
        "ulimit_string",
    ];
    check("humanize", "humanize.json", &ops);
}

#[test]
fn dockerignore() {
    check("dockerignore", "dockerignore.json", &["matches_or_parent", "read_file"]);
}

/// Runs the cases of `file` whose op is among `ops`.
fn check(kind: &str, file: &str, ops: &[&str]) {
    let Some(data) = crate::shared::read(&format!("conformance/{file}")) else {
        println!("{kind}: skipped, no conformance data");
        return;
    };
    let answer = kinds::find(kind).unwrap();
    let exceptions = exceptions();
    let data: Value = serde_json::from_str(&data).unwrap();
    let cases: Vec<&Value> =
        data["cases"].as_array().unwrap().iter().filter(|case| ops.iter().any(|op| case["op"] == *op)).collect();
    let (mut agreed, mut listed, mut wrong) = (0, 0, Vec::new());
    for case in &cases {
        let id = case["id"].as_str().unwrap();
        let reply = kinds::reply(answer, case);
        match (agrees(case, &reply), exceptions.get(id)) {
            (true, None) => agreed += 1,
            (false, Some(_)) => listed += 1,
            (true, Some(_)) => wrong.push(format!("{id} agrees: take it off the list of exceptions")),
            (false, None) => wrong.push(format!("{case}\n    gave {reply}")),
        }
    }
    println!("{kind}: {agreed} of {}, {listed} listed as different", cases.len());
    assert!(wrong.is_empty(), "{kind}: {} cases differ\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether the answer is the one that the case wants; any error will do where upstream only wants one.
fn agrees(case: &Value, reply: &Value) -> bool {
    if case["must_fail"] == true {
        return reply["error"].is_string();
    }
    ANSWERS.iter().find(|field| !case[**field].is_null()).is_some_and(|field| case[*field] == reply[*field])
}

/// The listed ids with their reasons: a line that begins with `#` gives the reason of the ids below it.
pub(crate) fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let (mut list, mut reason) = (BTreeMap::new(), "");
    for line in include_str!("conformance_exceptions.txt").lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(text) = line.strip_prefix('#') {
            reason = text.trim();
        } else {
            assert!(!reason.is_empty(), "{line} has no reason");
            list.insert(line, reason);
        }
    }
    list
}
