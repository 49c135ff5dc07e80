//! `docker version`: the client's version and the engine's.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::base::Time;
use crate::base::columns::Columns;
use crate::base::order;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::dispatch::{COMMIT, VERSION};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::format::{JSON, typed};
use crate::cli::kinds::TEXT;
use crate::engine::api::Version;
use crate::gotemplate::{Options, Template};

pub(crate) const COMMAND: Command = Command {
    names: &["version"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[Flag::new("format", 'f', &TEXT)]],
    flags_first: false,
    examples: &["version", "version -f '{{.Server.Version}}'"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let format = match cli.values().text("format") {
        "json" => JSON,
        typed => typed,
    };
    let template =
        Template::parse("version", format).map_err(|why| Failure::new(format!("template parsing error: {why}"), 64))?;
    let (server, mut failure) = match cli.api("Get v1.50/version") {
        Ok(api) => match api.version().await {
            Ok(version) => (server(version), None),
            Err(error) => (Json::Null, Some(Failure::from(error))),
        },
        Err(failure) => (Json::Null, Some(failure)),
    };
    let both = json!({ "Client": client(&cli, true), "Server": server });
    let mut out = String::new();
    if format.is_empty() {
        whole(&both, &mut out);
    } else if let Err(why) = template.execute(&typed::value("system.versionInfo", &both), Options::default(), &mut out)
    {
        failure = failure.or_else(|| Some(why.into()));
    }
    out.push('\n');
    cli.out(&Columns::VERSION.align(&out)).await;
    failure.map_or(Ok(()), Err)
}

/// The client's half; `docker info` leaves out the API version that the two agreed on.
pub(super) fn client(cli: &Cli, agreed: bool) -> Json {
    json!({
        "Version": VERSION, "ApiVersion": if agreed { "1.50" } else { "" }, "DefaultAPIVersion": "1.50",
        "GitCommit": COMMIT, "GoVersion": "go1.24.3", "Os": "linux", "Arch": "amd64",
        "BuildTime": "Fri May 30 12:07:14 2025", "Context": cli.endpoint().context,
    })
}

/// The engine's half. The client rewrites the moment of the build among the engine's details.
fn server(mut version: Version) -> Json {
    for component in version.components.iter_mut().filter(|component| component.name == "Engine") {
        order::sort_map(&mut component.details);
        if let Some(built) = component.details.get_mut("BuildTime") {
            *built = ansi_c(built);
        }
    }
    serde_json::to_value(version).unwrap_or_default()
}

/// A moment of RFC 3339 as C's `asctime` writes it: `Fri May 30 12:07:26 2025`; any other text as it is.
fn ansi_c(text: &str) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Some(time) = Time::parse_rfc3339(text) else { return text.to_owned() };
    let civil = time.civil();
    let day = DAYS[((time.secs() / 86_400 + 4) % 7) as usize];
    let month = MONTHS.get(usize::try_from(civil.month).unwrap_or(1).wrapping_sub(1)).copied().unwrap_or("");
    let clock = format!("{:02}:{:02}:{:02}", civil.hour, civil.minute, civil.second);
    format!("{day} {month} {:2} {clock} {}", civil.day, civil.year)
}

/// Both halves as text, with tabs between names and values.
fn whole(both: &Json, out: &mut String) {
    let text = |json: &Json, name: &str| json[name].as_str().unwrap_or("").to_owned();
    let mut row = |name: &str, value: &str| {
        let _ = write!(out, "\n{name}:\t{value}");
    };
    let client = &both["Client"];
    row("Client", "");
    row(" Version", &text(client, "Version"));
    row(" API version", &text(client, "ApiVersion"));
    row(" Go version", &text(client, "GoVersion"));
    row(" Git commit", &text(client, "GitCommit"));
    row(" Built", &text(client, "BuildTime"));
    row(" OS/Arch", &format!("{}/{}", text(client, "Os"), text(client, "Arch")));
    row(" Context", &text(client, "Context"));
    let server = &both["Server"];
    if !server.is_null() {
        row("\nServer", &text(&server["Platform"], "Name"));
        for component in server["Components"].as_array().into_iter().flatten() {
            let (name, details) = (text(component, "Name"), &component["Details"]);
            row(&format!(" {name}"), "");
            row("  Version", &text(component, "Version"));
            if name == "Engine" {
                let least = text(details, "MinAPIVersion");
                row("  API version", &format!("{} (minimum version {least})", text(details, "ApiVersion")));
                for (field, name) in [("GoVersion", "Go version"), ("GitCommit", "Git commit"), ("BuildTime", "Built")]
                {
                    row(&format!("  {name}"), &text(details, field));
                }
                row("  OS/Arch", &format!("{}/{}", text(details, "Os"), text(details, "Arch")));
                row("  Experimental", &text(details, "Experimental"));
                continue;
            }
            for (field, value) in details.as_object().into_iter().flatten() {
                row(&format!("  {field}"), value.as_str().unwrap_or(""));
            }
        }
    }
    // Headings have no column of their own, and nothing comes before the first.
    *out = out.trim_start().replace(":\t\n", ":\n").replace("Server:\t", "Server: ");
}
