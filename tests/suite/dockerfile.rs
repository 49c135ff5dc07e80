//! The Dockerfile language against BuildKit's own parser tests (`ast`, `words`, `parser-unit`, `instruction`) and the
//! corpus of real files. The cases are data; what agrees is counted and printed.

use drydock::dockerfile::checks::{RULES, diagnostics, rule_url};
use drydock::dockerfile::{Options, parse};
use serde_json::{Value, json};

use crate::conformance::kinds;
use crate::shared;

fn cases(file: &str) -> Option<Vec<Value>> {
    let text = shared::read(&format!("conformance/{file}"))?;
    let data: Value = serde_json::from_str(&text).unwrap();
    data["cases"].as_array().cloned()
}

/// Asks every case of `file` that `counts` and fails with those that differ.
fn check(kind: &str, file: &str, counts: &dyn Fn(&Value) -> bool) {
    let Some(cases) = cases(file) else {
        println!("{kind}: skipped, no conformance data");
        return;
    };
    let answer = kinds::find(kind).unwrap();
    let cases: Vec<&Value> = cases.iter().filter(|case| counts(case)).collect();
    let wrong: Vec<String> = cases
        .iter()
        .map(|case| (case, kinds::reply(answer, case)))
        .filter(|(case, reply)| !agrees(case, reply))
        .map(|(case, reply)| format!("{case}\n    gave {reply}"))
        .collect();
    println!("{kind}: {} of {}", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{kind}: {} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// Every answer field of a case must be in the reply, and the same; in objects the fields that the case names.
fn agrees(case: &Value, reply: &Value) -> bool {
    let fields =
        ["expected", "expected_per_instruction", "expected_names", "error", "error_lines", "matched", "unmatched"];
    let named = fields.iter().filter(|field| case.get(**field).is_some());
    let contained = case["error_contains"].as_str();
    let error = reply["error"].as_str().unwrap_or_default();
    named.clone().all(|field| within(&case[*field], reply.get(*field).unwrap_or(&json!("missing"))))
        && contained.is_none_or(|part| error.contains(part))
        && (contained.is_some() || named.count() > 0)
}

fn within(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => wanted.iter().all(|(name, value)| got.get(name) == Some(value)),
        _ => wanted == got,
    }
}

#[test]
fn words() {
    check("words", "shell-words.json", &|case| case["op"] != "pattern_to_regex" && case["platform"] != "W");
}

#[test]
fn parser_units() {
    let kinds = [
        "parse_words",
        "name_val",
        "json_array",
        "heredoc",
        "heredoc_file",
        "heredoc_chomp",
        "parse_heredoc_word",
        "heredocs_from_line",
        "detect_syntax",
        "directive_check",
        "directives",
    ];
    check("parser-unit", "parser-units.json", &|case| kinds.iter().any(|kind| case["kind"] == *kind));
}

#[test]
fn instructions() {
    let kinds = ["instruction", "expose", "json_args", "flags", "run_device"];
    check("instruction", "instructions.json", &|case| kinds.iter().any(|kind| case["kind"] == *kind));
}

#[test]
fn trees() {
    let Ok(folder) = std::fs::read_dir(shared::path("conformance/dockerfile-parser")) else {
        println!("ast: skipped, no conformance data");
        return;
    };
    let answer = kinds::find("ast").unwrap();
    let (mut all, mut wrong) = (0, Vec::new());
    for entry in folder.map(|entry| entry.unwrap().path()) {
        all += 1;
        let case = json!({ "dockerfile": std::fs::read_to_string(entry.join("Dockerfile")).unwrap() });
        let reply = kinds::reply(answer, &case);
        let ok = if let Ok(dump) = std::fs::read_to_string(entry.join("result")) {
            reply["dump"] == dump.as_str()
        } else {
            let meta = std::fs::read_to_string(entry.join("case.json")).unwrap();
            let meta: Value = serde_json::from_str(&meta).unwrap();
            reply["error"] == meta["derived"]["error"]
        };
        if !ok {
            wrong.push(format!("{}: {reply}", entry.display()));
        }
    }
    println!("ast: {} of {all}", all - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn corpus() {
    let Ok(folder) = std::fs::read_dir(shared::path("corpus/dockerfiles")) else {
        println!("corpus: skipped, no data");
        return;
    };
    let (mut all, mut parsed, mut refused) = (0, 0, Vec::new());
    for entry in folder.map(|entry| entry.unwrap().path()) {
        let source = String::from_utf8_lossy(&std::fs::read(&entry).unwrap()).into_owned();
        all += 1;
        match parse(&source).failure() {
            None => parsed += 1,
            Some(failure) => refused.push(format!("{}: {}", entry.display(), failure.message)),
        }
    }
    println!("corpus: {parsed} of {all} files parse\n{}", refused.join("\n"));
    assert!(parsed * 100 >= all * 98, "{}", refused.join("\n"));
}

#[test]
fn lint() {
    let Some(text) = shared::read("conformance/lint.json") else {
        println!("lint: skipped, no conformance data");
        return;
    };
    let data: Value = serde_json::from_str(&text).unwrap();
    let answer = kinds::find("lint").unwrap();
    let mut wrong = Vec::new();
    let cases = data["cases"].as_array().unwrap();
    for case in cases {
        let reply = kinds::reply(answer, case);
        let differs = |field: &str| case.get(field).is_some_and(|wanted| reply.get(field) != Some(wanted));
        // Upstream's test of `--check` does not look at lines, and the data has some that are none of the instructions'.
        let all = without_lines(&case["warnings_check_all_targets"]);
        let all_differ = !all.is_null() && all != without_lines(&reply["warnings_check_all_targets"]);
        // Errors of the build itself (a missing file) are the builder's; the others come from here.
        let error = case["build_error"].is_string() && differs("build_error");
        if differs("warnings") || all_differ || error {
            wrong.push(format!("{case}\n    gave {reply}"));
        }
    }
    println!("lint: {} of {}", cases.len() - wrong.len(), cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for rule in data["rules"].as_array().unwrap() {
        let known = RULES.iter().find(|known| rule["name"] == known.name).unwrap();
        assert_eq!(
            (rule["description"].as_str(), rule["url"].as_str()),
            (Some(known.description), rule_url(known.name).as_deref())
        );
        for side in ["positive", "negative"] {
            let mut case = rule[side].clone();
            case["dockerignore"] = rule["dockerignore"].clone();
            case["needs"] = rule["needs"].clone();
            let reply = kinds::reply(answer, &case);
            let got: Vec<Value> = reply["warnings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|warning| json!({"rule": warning["rule"], "line": warning["line"], "detail": warning["detail"]}))
                .collect();
            assert_eq!(&json!(got), &case["warnings"], "{} {side}", rule["name"]);
            mends(case["dockerfile"].as_str().unwrap());
        }
    }
}

fn without_lines(warnings: &Value) -> Value {
    let mut warnings = warnings.clone();
    for warning in warnings.as_array_mut().into_iter().flatten() {
        warning["line"].take();
    }
    warnings
}

/// Every fix takes its warning away and leaves a file that parses.
fn mends(source: &str) {
    let options = Options { ignore_file: Some("notes\n*.log\n"), ..Options::default() };
    for diagnostic in diagnostics(source, &parse(source), &options) {
        let Some(fix) = &diagnostic.fix else { continue };
        let mended = fix.apply(source);
        let file = parse(&mended);
        assert_eq!(file.failure(), None, "{mended}");
        let left = diagnostics(&mended, &file, &options);
        assert!(!left.iter().any(|other| other.message == diagnostic.message), "{source}\n{fix:?}\n{mended}");
    }
}
