//! The Dockerfile language: `dockerfile-parser/`, `shell-words.json`, `parser-units.json`, `instructions.json`.

use drydock::dockerfile::directives::{Found, detect_syntax, directives, find_directive};
use drydock::dockerfile::expose::parse_exposed;
use drydock::dockerfile::heredoc::{heredocs_from_line, parse_heredoc};
use drydock::dockerfile::instructions::device::Device;
use drydock::dockerfile::instructions::flags::{FlagKind, Flags};
use drydock::dockerfile::instructions::{InlineFile, parse_instruction};
use drydock::dockerfile::json::{JsonArgs, NOT_STRINGS, parse_json_array};
use drydock::dockerfile::parse::parse_tree;
use drydock::dockerfile::tree::{Heredoc, chomp, dump};
use drydock::dockerfile::words::{parse_name_values, parse_words};
use drydock::dockerfile::{Form, Instruction, Lexer, parse};
use serde_json::{Map, Value, json};

use super::{Answer, text};

/// Answers a case of dockerfile-parser: the dump of the tree, or the parser's error.
pub(crate) fn ast(case: &Value) -> Answer {
    let tree = parse_tree(text(case, "dockerfile"));
    match tree.failures.first() {
        Some(failure) => Answer::Error(failure.message.clone()),
        None => Answer::Fields(json!({ "dump": dump(&tree.nodes) + "\n" })),
    }
}

/// Answers a case of shell-words.json.
pub(crate) fn words(case: &Value) -> Answer {
    let lexer = Lexer::new('\\');
    let env = |name: &str| case["env"][name].as_str().map(str::to_owned);
    match text(case, "op") {
        "word" => match lexer.word(text(case, "input"), &env) {
            Ok(word) => {
                Answer::Fields(json!({"expected": word.text, "matched": word.matched, "unmatched": word.unmatched}))
            }
            Err(error) => Answer::Error(error),
        },
        "words" => Answer::expected(lexer.words(text(case, "input"), &env)),
        _ => Answer::unknown_op(case),
    }
}

/// Answers a case of parser-units.json.
pub(crate) fn parser_unit(case: &Value) -> Answer {
    let input = text(case, "input");
    match text(case, "kind") {
        "parse_words" => Answer::expected(Ok::<_, String>(parse_words(input, '\\'))),
        "name_val" => {
            let input = &case["input"];
            Answer::expected(parse_name_values(text(input, "rest"), text(input, "key"), '\\'))
        }
        "json_array" => match parse_json_array(input) {
            JsonArgs::Array(words) => Answer::Fields(json!({ "expected": words })),
            JsonArgs::NotStrings => Answer::Error(NOT_STRINGS.into()),
            JsonArgs::NotJson => Answer::Error("not a JSON array".into()),
        },
        "heredoc" => first_node_heredocs(input),
        "heredoc_file" => {
            let tree = parse_tree(input);
            let lists: Vec<Value> = tree.nodes.iter().map(|node| heredocs(&node.heredocs)).collect();
            let lists = first_is_null(lists);
            Answer::Fields(json!({ "expected_per_instruction": lists }))
        }
        "heredoc_chomp" => Answer::Fields(json!({ "expected": chomp(input) })),
        "parse_heredoc_word" => match parse_heredoc(input) {
            Ok(None) => Answer::Fields(json!({ "expected": null })),
            Ok(Some(found)) => Answer::Fields(json!({"expected": {
                "name": found.name, "expand": found.expand, "chomp": found.chomp, "fd": found.file_descriptor,
            }})),
            Err(error) => Answer::Error(error),
        },
        "heredocs_from_line" => match heredocs_from_line(input) {
            Ok(found) => {
                let names: Vec<&str> = found.iter().map(|heredoc| heredoc.name.as_str()).collect();
                Answer::Fields(json!({ "expected_names": names }))
            }
            Err(error) => Answer::Error(error),
        },
        "detect_syntax" => found(input, detect_syntax(input)),
        "directive_check" => found(input, find_directive("check", input)),
        "directives" => {
            let list: Vec<Value> =
                directives(input).iter().map(|found| json!({"name": found.name, "value": found.value})).collect();
            Answer::Fields(json!({ "expected": list }))
        }
        other => Answer::Unsupported(format!("kind {other}")),
    }
}

/// A directive: in a `#` comment with its whole value and line, in the other forms what it names.
fn found(input: &str, found: Option<Found>) -> Answer {
    let comment = input.trim_start_matches('\u{feff}').starts_with('#');
    Answer::Fields(match found {
        None => json!({ "expected": {"found": false} }),
        Some(found) if comment => json!({ "expected": {
            "found": true, "ref": found.reference, "cmdline": found.value, "line": found.lines.first,
        }}),
        Some(found) => json!({ "expected": {"found": true, "ref": found.reference} }),
    })
}

fn first_node_heredocs(input: &str) -> Answer {
    let tree = parse_tree(input);
    match tree.failures.first() {
        Some(failure) => Answer::Error(failure.message.clone()),
        None => Answer::Fields(json!({ "expected": tree.nodes.first().map(|node| heredocs(&node.heredocs)) })),
    }
}

fn heredocs(list: &[Heredoc]) -> Value {
    list.iter()
        .map(|heredoc| {
            json!({
                "name": heredoc.name, "fd": heredoc.file_descriptor, "expand": heredoc.expand,
                "chomp": heredoc.chomp, "content": heredoc.content,
            })
        })
        .collect()
}

/// Upstream's test does not look at the first instruction, the FROM.
fn first_is_null(mut lists: Vec<Value>) -> Vec<Value> {
    if let Some(first) = lists.first_mut() {
        *first = Value::Null;
    }
    lists
}

/// Answers a case of instructions.json.
pub(crate) fn instruction(case: &Value) -> Answer {
    match text(case, "kind") {
        "instruction" => typed(text(case, "dockerfile")),
        "error_line" => error_line(case),
        "expose" => expose(case),
        "json_args" => {
            let words = strings(&case["args"]);
            let form = if case["json"] == true { Form::Exec(words) } else { Form::Shell(words.join(" ")) };
            Answer::Fields(json!({ "expected": form.words() }))
        }
        "flags" => flags(case),
        "run_device" => match Device::parse(text(case, "input")) {
            Ok(device) => Answer::Fields(json!({"expected": {"Name": device.name, "Required": device.required}})),
            Err(error) => Answer::Error(error),
        },
        "robustness" => {
            parse(text(case, "dockerfile"));
            Answer::Fields(json!({ "expected": case["expected"] }))
        }
        other => Answer::Unsupported(format!("kind {other}")),
    }
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Parses the last instruction of a text without its file around it, as upstream's tests do.
fn typed(source: &str) -> Answer {
    let tree = parse_tree(source);
    if let Some(failure) = tree.failures.first() {
        return Answer::Error(failure.message.clone());
    }
    let Some(node) = tree.nodes.last() else { return Answer::Error("no instruction".into()) };
    match parse_instruction(node) {
        Ok(instruction) => Answer::Fields(json!({ "expected": describe(&instruction) })),
        Err(error) => Answer::Error(error),
    }
}

/// The fields under upstream's names.
fn describe(instruction: &Instruction) -> Value {
    match instruction {
        Instruction::Copy(copy) => files("CopyCommand", &copy.sources, &copy.heredocs, &copy.dest),
        Instruction::Add(add) => files("AddCommand", &add.sources, &add.heredocs, &add.dest),
        Instruction::Run(run) => {
            let files: Vec<Value> = run
                .heredocs
                .iter()
                .map(|file| json!({"Name": file.name, "Data": file.content, "Chomp": file.chomp}))
                .collect();
            json!({
                "type": "RunCommand", "PrependShell": matches!(run.command, Form::Shell(_)),
                "CmdLine": run.command.words(), "Files": files,
            })
        }
        Instruction::HealthCheck(health) => {
            let times = [
                ("Interval", health.interval_ns),
                ("Timeout", health.timeout_ns),
                ("StartPeriod", health.start_period_ns),
                ("StartInterval", health.start_interval_ns),
                ("Retries", i64::from(health.retries)),
            ];
            let mut fields = Map::new();
            fields.insert("type".into(), json!("HealthCheckCommand"));
            fields.extend(times.iter().filter(|(_, v)| *v != 0).map(|(name, v)| ((*name).to_owned(), json!(v))));
            if fields.len() == 1 {
                fields.insert("Test".into(), json!(health.test));
            }
            Value::Object(fields)
        }
        other => json!({ "debug": format!("{other:?}") }),
    }
}

fn files(kind: &str, sources: &[String], inline: &[InlineFile], dest: &str) -> Value {
    let contents: Vec<Value> =
        inline.iter().map(|file| json!({"Path": file.name, "Data": file.content, "Expand": file.expand})).collect();
    json!({"type": kind, "DestPath": dest, "SourcePaths": sources, "SourceContents": contents})
}

fn error_line(case: &Value) -> Answer {
    match parse(text(case, "dockerfile")).failure() {
        Some(failure) => {
            let lines: Vec<u32> = (failure.lines.first..=failure.lines.last).collect();
            Answer::Fields(json!({"error_lines": lines, "error": failure.message}))
        }
        None => Answer::Unsupported("the file parses; only its build fails".into()),
    }
}

fn expose(case: &Value) -> Answer {
    let mut ports = Vec::new();
    for spec in strings(&case["specs"]) {
        match parse_exposed(&spec) {
            Ok(exposed) => ports.extend(exposed.ports),
            Err(error) => return Answer::Error(error),
        }
    }
    Answer::Fields(json!({ "expected": ports }))
}

fn flags(case: &Value) -> Answer {
    let defined = case["flags_defined"].as_object().cloned().unwrap_or_default();
    let known: Vec<(&str, FlagKind)> = defined
        .iter()
        .map(|(name, flag)| (name.as_str(), if flag["type"] == "bool" { FlagKind::Switch } else { FlagKind::Text }))
        .collect();
    let flags = match Flags::parse(&strings(&case["args"]), &known) {
        Ok(flags) => flags,
        Err(error) => return Answer::Error(error),
    };
    let mut values = Map::new();
    for (name, kind) in &known {
        if flags.is_used(name) {
            let value = match kind {
                FlagKind::Switch => json!(flags.switch(name)),
                FlagKind::Text | FlagKind::List => json!(flags.text(name)),
            };
            values.insert((*name).to_owned(), value);
        }
    }
    if values.is_empty() && !known.is_empty() {
        values.insert("used".into(), json!([]));
    }
    Answer::Fields(json!({ "expected": values }))
}
