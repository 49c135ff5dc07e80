//! Sizes, durations and limits: `humanize.json`.

use drydock::base::units::{self, Ulimit};
use serde_json::{Value, json};

use super::{Answer, text};

/// Answers a case of humanize.json.
pub(crate) fn answer(case: &Value) -> Answer {
    let input = &case["input"];
    let number = input.as_f64().unwrap_or(0.0);
    let typed = text(case, "input");
    let shown = match text(case, "op") {
        "human_duration" => {
            let nanos = input.as_u64().unwrap_or(0);
            units::human_duration(nanos / 1_000)
        }
        "human_size" => units::human_size_with_precision(number, 4),
        "human_size_with_precision" => units::human_size_with_precision(
            input["size"].as_f64().unwrap_or(0.0),
            input["precision"].as_u64().unwrap_or(0) as usize,
        ),
        "bytes_size" => units::bytes_size(number),
        "from_human_size" => return Answer::expected(units::from_human_size(typed)),
        "ram_in_bytes" => return Answer::expected(units::ram_in_bytes(typed)),
        "ulimit" => {
            let limit = Ulimit::parse(typed);
            return Answer::expected(limit.map(|u| json!({"Name": u.name, "Soft": u.soft, "Hard": u.hard})));
        }
        "ulimit_string" => Ulimit {
            name: text(input, "Name").to_owned(),
            soft: input["Soft"].as_i64().unwrap_or(0),
            hard: input["Hard"].as_i64().unwrap_or(0),
        }
        .to_string(),
        _ => return Answer::unknown_op(case),
    };
    Answer::expected(Ok::<_, String>(shown))
}
