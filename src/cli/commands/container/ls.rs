//! `docker ps`: lists containers.

use std::cell::Cell;
use std::rc::Rc;

use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::{self, container};
use crate::cli::kinds::{FILTER, INT, SWITCH, TEXT};
use crate::engine::api::{ContainerSummary, ListOptions};
use crate::gotemplate::{Options, Template, Value};

pub(crate) const COMMAND: Command = Command {
    names: &["container ls", "container list", "container ps", "ps"],
    usage: "[OPTIONS]",
    args: Args::None,
    flags: &[&[
        Flag::new("all", 'a', &SWITCH),
        Flag::new("filter", 'f', &FILTER),
        Flag::long("format", &TEXT),
        Flag::new("last", 'n', &INT).default("-1"),
        Flag::new("latest", 'l', &SWITCH),
        Flag::long("no-trunc", &SWITCH),
        Flag::new("quiet", 'q', &SWITCH),
        Flag::new("size", 's', &SWITCH),
    ]],
    flags_first: false,
    examples: &["ps", "ps -a", "ps --filter status=exited --format '{{.Names}}: {{.Status}}'"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    let (quiet, typed) = (values.switch("quiet"), values.text("format"));
    let mut size = values.switch("size");
    let asked = if typed.is_empty() { cli.config().text("psFormat") } else { typed };
    if !typed.is_empty() && quiet {
        cli.note("WARNING: Ignoring custom format, because both --format and --quiet are set.").await;
    }
    if !asked.is_empty() {
        size |= check(asked)? && !quiet && !values.is_set("size");
    }
    let last = values.int("last");
    let limit = if values.switch("latest") && last == -1 { 1 } else { last };
    let options =
        ListOptions { all: values.switch("all"), limit: limit.max(0), size, filters: values.filters("filter") };
    let api = cli.api("Get v1.50/containers/json")?;
    let containers = api.container_list(options).await?;
    let short = !values.switch("no-trunc");
    let now = cli.now();
    let rows = containers.iter().map(|container| container::row(container, now, short)).collect();
    let template = container::format(asked, quiet, values.switch("size"));
    let text = format::write(&template, container::HEADINGS, rows)?;
    cli.out(&text).await;
    Ok(())
}

/// Tries a template on an empty container; whether it looks at the size.
fn check(text: &str) -> Outcome<bool> {
    let template = Template::parse("", text).map_err(|why| format!("failed to parse template: {why}"))?;
    let used = Rc::new(Cell::new(false));
    let mut row = container::row(&ContainerSummary::default(), crate::base::Time(0), false);
    row.size_used = Some(Rc::clone(&used));
    template
        .execute(&Value::object(row), Options::default(), &mut String::new())
        .map_err(|why| format!("failed to execute template: {why}"))?;
    Ok(used.get())
}
