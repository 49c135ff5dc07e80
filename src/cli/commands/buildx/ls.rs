//! `docker buildx ls`: lists builders. There is one, the engine's own.

use serde_json::json;

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, Headings, Row};
use crate::cli::kinds::{SWITCH, TEXT};

use super::{BUILDER, BUILDKIT, PLATFORMS, PLUGIN_FLAGS};

pub(crate) const COMMAND: Command = Command {
    names: &["buildx ls"],
    usage: "",
    args: Args::Exactly(0),
    flags: &[&[Flag::long("format", &TEXT).default("table"), Flag::long("no-trunc", &SWITCH)], PLUGIN_FLAGS],
    flags_first: false,
    examples: &["buildx ls"],
    run: |cli| Box::pin(run(cli)),
};

const TABLE: &str = "table {{.Name}}\t{{.DriverEndpoint}}\t{{.Status}}\t{{.Buildkit}}\t{{.Platforms}}";
const HEADINGS: Headings = &[
    ("Name", "NAME/NODE"),
    ("DriverEndpoint", "DRIVER/ENDPOINT"),
    ("LastActivity", "LAST ACTIVITY"),
    ("Status", "STATUS"),
    ("Buildkit", "BUILDKIT"),
    ("Platforms", "PLATFORMS"),
];
/// The platforms as the table shortens them.
const SHORT_PLATFORMS: &str = "linux/amd64 (+3), linux/386";

async fn run(cli: Cli) -> Outcome {
    let asked = cli.values().text("format");
    let template = if asked == "table" { TABLE } else { asked };
    let table = template.starts_with("table");
    cli.api("Get v1.50/info").map_err(|failure| failure.after("ERROR: "))?;
    if matches!(asked, "json" | "{{json .}}") {
        cli.line(&as_json()).await;
        return Ok(());
    }
    let platforms = if table && !cli.values().switch("no-trunc") { SHORT_PLATFORMS } else { PLATFORMS };
    let (mark, indent) = if table { ("*", " \\_ ") } else { ("", "") };
    let node = format!("{indent}{BUILDER}");
    let rows = vec![
        row([&format!("{BUILDER}{mark}"), "docker", "", "", ""]),
        row([&node, &node, "running", BUILDKIT, platforms]),
    ];
    let text = format::write(template, HEADINGS, rows).map_err(|failure| failure.after("ERROR: "))?;
    cli.out(&text).await;
    Ok(())
}

/// The builder with its node as the plugin marshals them; the rules for old cache are left out, as `inspect` leaves them.
fn as_json() -> String {
    let platforms: Vec<&str> = PLATFORMS.split(", ").collect();
    let labels = json!({"org.mobyproject.buildkit.worker.moby.host-gateway-ip": "172.17.0.1"});
    json!({
        "Name": BUILDER, "Driver": "docker", "LastActivity": "0001-01-01T00:00:00Z", "Dynamic": false,
        "Nodes": [{
            "Name": BUILDER, "Endpoint": BUILDER, "Status": "running", "Version": BUILDKIT, "Platforms": platforms,
            "Labels": labels,
        }],
    })
    .to_string()
}

fn row([name, driver, status, buildkit, platforms]: [&str; 5]) -> Row {
    let cells = vec![
        ("Name", name.into()),
        ("DriverEndpoint", driver.into()),
        ("LastActivity", "".into()),
        ("Status", status.into()),
        ("Buildkit", buildkit.into()),
        ("Platforms", platforms.into()),
    ];
    Row::new("*commands.lsContext", cells)
}
