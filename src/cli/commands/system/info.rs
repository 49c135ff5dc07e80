//! `docker info`: the engine, its settings and what it holds.

use serde_json::{Value as Json, json};

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::format::{JSON, typed};
use crate::cli::groups;
use crate::cli::kinds::TEXT;
use crate::gotemplate::{Options, Template};

use super::{info_text, version};

pub(crate) const COMMAND: Command = Command {
    names: &["system info", "info"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::new("format", 'f', &TEXT)]],
    flags_first: false,
    examples: &["info", "info -f '{{.ServerVersion}}'"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let format = match cli.values().text("format") {
        "json" => JSON,
        typed => typed,
    };
    let client = client(&cli);
    let only_client = json!({ "ClientInfo": client });
    let template = Template::parse("", format);
    let needs_server = match &template {
        Ok(template) if format != JSON && names_a_field(format) => {
            let data = typed::value("system.sparseInfo", &only_client);
            template.execute(&data, Options::default(), &mut String::new()).is_err()
        }
        _ => true,
    };
    let (server, failure) = if needs_server { ask(&cli).await } else { (Json::Null, None) };
    if format.is_empty() {
        let user = cli.config().account(crate::cli::config::HUB).map(|account| account.username);
        let debug = cli.globals().switch("debug");
        cli.out(&info_text::client(&client)).await;
        if server.is_object() {
            cli.out(&info_text::server(&server, user.as_deref(), debug)).await;
            let warnings = server["Warnings"].as_array().into_iter().flatten();
            for warning in warnings.filter_map(Json::as_str) {
                cli.note(warning).await;
            }
        }
        return failure.map_or(Ok(()), Err);
    }
    let mut errors: Vec<Failure> = failure.into_iter().collect();
    match template {
        Err(why) => errors.push(Failure::new(format!("template parsing error: {why}"), 64)),
        Ok(template) => {
            let mut all = server;
            if !all.is_object() {
                all = json!({});
            }
            all["ClientInfo"] = client;
            let mut out = String::new();
            let shown = template.execute(&typed::value("system.dockerInfo", &all), Options::default(), &mut out);
            cli.line(&out).await;
            errors.extend(shown.err().map(Failure::from));
        }
    }
    let Some(last) = errors.last() else { return Ok(()) };
    let texts: Vec<&str> = errors.iter().map(|error| error.text.as_str()).collect();
    Err(Failure::new(texts.join("\n"), last.code))
}

async fn ask(cli: &Cli) -> (Json, Option<Failure>) {
    match cli.api("Get v1.50/info") {
        Err(failure) => (Json::Null, Some(failure)),
        Ok(api) => match api.info().await {
            Ok(info) => (info, None),
            Err(error) => (Json::Null, Some(error.into())),
        },
    }
}

/// Whether a template has a dot with a letter after it; docker asks the engine for any other template.
fn names_a_field(format: &str) -> bool {
    format.as_bytes().windows(2).any(|pair| pair[0] == b'.' && pair[1].is_ascii_alphabetic())
}

/// The client's half: its version and plugins.
fn client(cli: &Cli) -> Json {
    let mut info = json!({ "Debug": cli.globals().switch("debug") });
    if let Json::Object(fields) = version::client(cli, false) {
        for (name, value) in fields {
            info[name.as_str()] = value;
        }
    }
    let plugins: Vec<Json> = groups::plugins(cli.process())
        .into_iter()
        .map(|plugin| {
            json!({
                "SchemaVersion": "0.1.0", "Vendor": "Docker Inc.", "Version": plugin.version,
                "ShortDescription": plugin.title, "Name": plugin.name, "Path": plugin.path,
            })
        })
        .collect();
    info["Plugins"] = plugins.into();
    info["Warnings"] = Json::Null;
    info
}
