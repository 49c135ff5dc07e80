//! Port specifications of `-p`: `ports.json`.

use drydock::base::ports::parse_port_spec;
use serde_json::{Value, json};

use super::{Answer, text};

/// Answers a case of ports.json.
pub(crate) fn answer(case: &Value) -> Answer {
    if text(case, "op") != "port_spec" {
        return Answer::unknown_op(case);
    }
    Answer::expected(parse_port_spec(text(case, "input")).map(|mappings| {
        mappings
            .iter()
            .map(|m| json!({"port": m.port.to_string(), "host_ip": m.host_ip, "host_port": m.host_port}))
            .collect::<Vec<_>>()
    }))
}
