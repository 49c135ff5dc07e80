//! `docker buildx du`: what the build cache holds. Layout recorded from buildx 0.24.

use serde_json::Value;

use crate::base::Time;
use crate::base::units::{human_duration, human_size};
use crate::cli::command::{Args, Command, Flag};
use crate::cli::context::Cli;
use crate::cli::failure::Outcome;
use crate::cli::format::text::rfc3339_to_go;
use crate::cli::kinds::{FILTER, SWITCH};

use super::{PLUGIN_FLAGS, builder, cache_filters, error};

pub(crate) const COMMAND: Command = Command {
    names: &["buildx du"],
    usage: "",
    args: Args::None,
    flags: &[&[Flag::long("filter", &FILTER), Flag::long("verbose", &SWITCH)], PLUGIN_FLAGS],
    flags_first: false,
    examples: &["buildx du"],
    run: |cli| Box::pin(run(cli)),
};

async fn run(cli: Cli) -> Outcome {
    let filters = cache_filters(&cli)?;
    builder(&cli, "")?;
    let api = cli.api("Get v1.50/info").map_err(|failure| failure.after("ERROR: "))?;
    let usage = api.disk_usage().await.map_err(|why| error(&why.message))?;
    let fits = |record: &&Value| {
        let now = cli.now();
        filters.iter().all(|(name, values)| {
            let value = values.first().map_or("", String::as_str);
            match name.as_str() {
                "until" => unused(record, now) >= until(value),
                "id" => record["ID"].as_str().is_some_and(|id| id.contains(value)),
                "type" => record["Type"] == value,
                "description" => record["Description"] == value,
                "inuse" => is(record, "InUse") == (value == "true"),
                "shared" => is(record, "Shared") == (value == "true"),
                _ => false,
            }
        })
    };
    let records: Vec<&Value> = usage.build_cache.iter().filter(fits).collect();
    let mut out = String::new();
    if cli.values().switch("verbose") {
        for record in &records {
            out.push_str(&verbose(record, cli.now()));
        }
    } else {
        out.push_str(HEADING);
        for record in &records {
            out.push_str(&row(record, cli.now(), 2));
        }
    }
    if filters.is_empty() {
        out.push_str(&summary(&records));
    }
    cli.out(&out).await;
    Ok(())
}

/// The headings, in columns of tabs that reach over the rows' fixed widths.
pub(super) const HEADING: &str = "ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n";

/// A record's line; `tabs` stand after the second column, which is narrower where the heading is not near.
pub(super) fn row(record: &Value, now: Time, tabs: usize) -> String {
    let is = |name: &str| is(record, name);
    let id = format!("{}{}", record["ID"].as_str().unwrap_or(""), if is("Mutable") { "*" } else { "" });
    let size = format!("{}{}", size(record), if is("Shared") { "*" } else { "" });
    let used = format!("{} ago", human_duration(unused(record, now)));
    format!("{id:<40}\t{:<5}{}{size:<10}\t{used}\n", !is("InUse"), "\t".repeat(tabs))
}

fn is(record: &Value, name: &str) -> bool {
    record[name] == true
}

/// Microseconds since a record was used.
fn unused(record: &Value, now: Time) -> u64 {
    record["LastUsedAt"].as_str().and_then(Time::parse_rfc3339).map_or(0, |used| now.since(used))
}

/// A duration in microseconds.
fn until(text: &str) -> u64 {
    crate::base::duration::parse_go_duration(text).map_or(0, |nanos| nanos.unsigned_abs() / 1_000)
}

fn bytes(record: &Value) -> u64 {
    record["Size"].as_u64().unwrap_or(0)
}

fn size(record: &Value) -> String {
    human_size(bytes(record))
}

/// All that is known of a record.
pub(super) fn verbose(record: &Value, now: Time) -> String {
    let text = |name: &str| record[name].as_str().unwrap_or("").to_owned();
    let parents: Vec<&str> = record["Parents"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut pairs = vec![("ID", text("ID"))];
    if !parents.is_empty() {
        pairs.push(("Parent", parents.join(",")));
    }
    pairs.extend([
        ("Created at", rfc3339_to_go(&text("CreatedAt"))),
        ("Mutable", (record["Mutable"] == true).to_string()),
        ("Reclaimable", (record["InUse"] != true).to_string()),
        ("Shared", (record["Shared"] == true).to_string()),
        ("Size", size(record)),
        ("Description", text("Description")),
        ("Usage count", record["UsageCount"].to_string()),
        ("Last used", format!("{} ago", human_duration(unused(record, now)))),
        ("Type", text("Type")),
    ]);
    tabbed(&pairs) + "\n"
}

/// The sums below the list.
fn summary(records: &[&Value]) -> String {
    let sum =
        |fits: &dyn Fn(&Value) -> bool| records.iter().filter(|record| fits(record)).map(|record| bytes(record)).sum();
    let (total, shared): (u64, u64) = (sum(&|_| true), sum(&|record| record["Shared"] == true));
    let mut pairs = Vec::new();
    if shared > 0 {
        pairs.extend([("Shared", human_size(shared)), ("Private", human_size(total - shared))]);
    }
    pairs.extend([("Reclaimable", human_size(sum(&|record| record["InUse"] != true))), ("Total", human_size(total))]);
    tabbed(&pairs)
}

/// Names and values with tabs between that line the values up.
pub(super) fn tabbed(pairs: &[(&str, String)]) -> String {
    const TAB: usize = 8;
    let widest = pairs.iter().map(|(name, _)| name.len() + 2).max().unwrap_or(0).next_multiple_of(TAB);
    let line = |(name, value): &(&str, String)| {
        let tabs = (widest - name.len() - 1).div_ceil(TAB);
        format!("{name}:{}{value}\n", "\t".repeat(tabs))
    };
    pairs.iter().map(line).collect()
}
