//! `docker port`: lists where a container's ports are published.

use serde_json::Value as Json;

use crate::base::order;
use crate::cli::command::{Args, Command};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::ports::join;
use crate::cli::kinds::unsigned;

pub(crate) const COMMAND: Command = Command {
    names: &["container port", "port"],
    usage: "CONTAINER [PRIVATE_PORT[/PROTO]]",
    args: Args::Range(1, 2),
    flags: &[],
    flags_first: false,
    examples: &["port web", "port web 80"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let (container, wanted) = (cli.arg(0), cli.arg(1));
    let api = cli.api("Get v1.50/containers/json")?;
    let object = api.container_inspect(container, false).await?;
    let published = &object["NetworkSettings"]["Ports"];
    let bindings = |port: &str| -> Vec<String> {
        let own = published[port].as_array();
        let text = |binding: &Json, name: &str| binding[name].as_str().unwrap_or("").to_owned();
        own.into_iter().flatten().map(|own| join(&text(own, "HostIp"), &text(own, "HostPort"))).collect()
    };
    let mut lines = Vec::new();
    if wanted.is_empty() {
        for port in published.as_object().into_iter().flatten().map(|(port, _)| port) {
            lines.extend(bindings(port).into_iter().map(|binding| format!("{port} -> {binding}")));
        }
        order::sort_by_key(&mut lines, |line| key(line));
    } else {
        let (port, proto) = wanted.split_once('/').unwrap_or((wanted, ""));
        unsigned(port, u64::from(u16::MAX)).map_err(|why| format!("Error: invalid port ({port}): {why}"))?;
        lines = bindings(&format!("{port}/{}", if proto.is_empty() { "tcp" } else { proto }));
        if lines.is_empty() {
            return Err(format!("Error: No public port '{wanted}' published for {container}").into());
        }
        order::sort_by_key(&mut lines, |line| key(line));
    }
    cli.out(&lines.into_iter().map(|line| line + "\n").collect::<String>()).await;
    Ok(())
}

/// Docker sorts numbers in texts by their value.
fn key(line: &str) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let text = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest[text..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |end| text + end);
        parts.push((u64::MAX, rest[..text].to_owned()));
        parts.push((rest[text..digits].parse().unwrap_or(0), String::new()));
        rest = &rest[digits..];
    }
    parts
}
