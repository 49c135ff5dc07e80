//! Every command's flags and usage against what the real client says of itself (`flags.json`), and its help against the
//! prose: nothing may be without a description.

use std::rc::Rc;

use drydock::base::Time;
use drydock::cli::{CommandInfo, FlagInfo, catalog};
use drydock::engine::api::Api;
use serde_json::{Value, json};

use crate::conformance::kinds::client::machine::{Line, Machine};
use crate::conformance::kinds::client::remote::Remote;

#[test]
fn flags_are_those_of_the_real_client() {
    let Some(text) = crate::shared::read("realcli/flags.json") else {
        println!("client flags: skipped, no recorded flags");
        return;
    };
    let recorded: Value = serde_json::from_str(&text).unwrap();
    let all = catalog();
    let (mut count, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for (full, want) in recorded["commands"].as_object().unwrap() {
        let name = full.strip_prefix("docker").unwrap().trim_start();
        if want["subcommands"].is_array() && !name.is_empty() {
            continue;
        }
        count += 1;
        let Some(command) = all.iter().find(|command| command.names.contains(&name)) else {
            unknown.push(full.as_str());
            continue;
        };
        wrong.extend(differences(name, command, want).map(|why| format!("{full}: {why}")));
    }
    println!("client flags: {} of {count} commands", count - unknown.len() - wrong.len());
    assert!(unknown.is_empty(), "not there: {}", unknown.join(", "));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not as recorded, if anything.
fn differences(name: &str, command: &CommandInfo, want: &Value) -> Option<String> {
    let full = |name: &str| format!("docker {name}").trim_end().to_owned();
    let mut found = Vec::new();
    // The program's own usage line is told without its arguments in the help.
    let usage = format!("{} {}", full(name), command.usage.trim_end_matches(" [ARG...]"));
    // A command with two usage lines has a list of them.
    let recorded = match want["usage"].as_array() {
        Some(lines) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n\t"),
        None => want["usage"].as_str().unwrap().to_owned(),
    };
    let recorded = recorded.trim_end_matches(" [ARG...]");
    if usage.trim_end() != recorded {
        found.push(format!("usage is {usage:?}, not {recorded:?}"));
    }
    let names: Vec<String> = command.names.iter().map(|name| full(name)).collect();
    let names = if names.len() > 1 { json!(names) } else { json!([]) };
    if names != want["aliases"] {
        found.push(format!("names are {names}, not {}", want["aliases"]));
    }
    for flag in want["flags"].as_array().unwrap() {
        match command.flags.iter().find(|own| flag["name"] == own.long) {
            None => found.push(format!("--{} is missing", flag["name"].as_str().unwrap())),
            Some(own) if shown(own) != normal(flag) => {
                found.push(format!("a flag is {}, not {}", shown(own), normal(flag)));
            }
            Some(_) => {}
        }
    }
    let known = |own: &FlagInfo| want["flags"].as_array().unwrap().iter().any(|flag| flag["name"] == own.long);
    found.extend(command.flags.iter().filter(|own| !known(own)).map(|own| format!("--{} is one too many", own.long)));
    (!found.is_empty()).then(|| found.join("; "))
}

fn shown(flag: &FlagInfo) -> Value {
    let kind = if flag.kind.is_empty() { "bool" } else { flag.kind };
    let default = if flag.default.is_empty() { Value::Null } else { json!(flag.default) };
    json!({
        "name": flag.long, "short": flag.short.map(String::from), "type": kind, "default": default,
        "hidden": flag.hidden,
    })
}

fn normal(flag: &Value) -> Value {
    json!({
        "name": flag["name"], "short": flag["short"], "type": flag["type"], "default": flag["default"],
        "hidden": flag["hidden"] == true,
    })
}

#[test]
fn every_command_and_flag_is_described() {
    // The lines are run in the folder where docker looks for plugins, so that the builder's commands are there too.
    let plugin = [("docker-buildx".to_owned(), Vec::new())];
    let machine = Machine::new(Time::from_secs(1_790_000_000), "/usr/lib/docker/cli-plugins", &plugin);
    let remote = Remote::new(&machine.kernel, "/nowhere");
    let api: Rc<dyn Api> = Rc::new(remote.clone());
    let help = |words: &str| {
        let argv = format!("docker {words} --help").split_whitespace().map(str::to_owned).collect();
        // With the plugin `docker build` and `docker builder` are the plugin's.
        let env = vec![("DOCKER_BUILDKIT".to_owned(), "0".to_owned())];
        let line = Line { argv, env, tty: false, stdin: None, interrupt_ms: None };
        machine.run(&api, &line, &|| remote.pump()).out
    };
    let mut wrong = Vec::new();
    for command in catalog() {
        let text = help(command.names[0]);
        let name = command.names[0];
        let summary = text.lines().skip_while(|line| !line.is_empty()).nth(1);
        if summary.is_none_or(|summary| summary.trim().is_empty()) {
            wrong.push(format!("docker {name} has no summary"));
        }
        for flag in command.flags.iter().filter(|flag| !flag.hidden) {
            let takes = if flag.kind.is_empty() { String::new() } else { format!(" {}", flag.kind) };
            let lead = format!("--{}{takes} ", flag.long);
            let described = text.lines().any(|line| {
                line.starts_with("  ")
                    && line.split_once(&lead).is_some_and(|(_, rest)| {
                        !rest.trim_start().is_empty() && !rest.trim_start().starts_with("(default")
                    })
            });
            if !described {
                wrong.push(format!("docker {name} --{} has no description", flag.long));
            }
        }
    }
    let root = help("");
    let names = root.lines().filter(|line| line.starts_with("  ") && line.as_bytes()[2].is_ascii_alphabetic());
    wrong.extend(names.filter(|line| line.split_whitespace().count() < 2).map(|line| format!("docker: {line}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
