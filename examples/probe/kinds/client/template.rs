//! Listings of given objects: `cli-formatter.json`.

use drydock::base::Time;
use drydock::cli::conformance::{Listing, listing};
use serde_json::{Value, json};

use super::super::{Answer, text};
use super::{NOW, moments};

/// Answers a case of cli-formatter.json.
pub(crate) fn answer(case: &Value) -> Answer {
    let kind = text(case, "formatter");
    let options = &case["options"];
    let on = |name: &str| options[name] == true;
    if options["os"] == "windows" {
        return Answer::Unsupported("an engine on Windows".to_owned());
    }
    let field = case["field"].as_str();
    let trunc = [&case["trunc"], &options["trunc"]].into_iter().find_map(Value::as_bool);
    let asked = Listing {
        format: field.map_or_else(|| text(case, "format").to_owned(), |field| format!("{{{{.{field}}}}}")),
        quiet: on("quiet"),
        size: on("size"),
        digests: on("digest") || on("digests") || on("show_digest"),
        verbose: on("verbose"),
        human: options["human"] != false,
        short: trunc.unwrap_or(matches!(kind, "container" | "network" | "image")),
    };
    let input = moments(&case["input"]);
    let input = if field.is_some() { json!([input]) } else { input };
    let single = matches!(kind, "displayable_ports" | "truncate_id" | "ellipsis") || field.is_some();
    match listing(kind, &input, &asked, Time::from_secs(NOW)) {
        None => Answer::Unsupported(format!("formatter {kind}")),
        Some(Err(why)) => Answer::Error(why),
        Some(Ok(shown)) if single => Answer::Fields(json!({ "value": shown.strip_suffix('\n').unwrap_or(&shown) })),
        Some(Ok(shown)) if case["json_lines"].is_array() => {
            let lines: Vec<Value> = shown.lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect();
            Answer::Fields(json!({ "json_lines": lines, "stdout": shown }))
        }
        Some(Ok(shown)) => {
            let lines: Result<Vec<Value>, _> = shown.lines().map(serde_json::from_str).collect();
            match lines {
                Ok(lines) => Answer::Fields(json!({ "stdout": shown, "json_lines": lines })),
                Err(_) => Answer::Fields(json!({ "stdout": shown })),
            }
        }
    }
}
