//! Rows of `docker network ls`.

use crate::engine::api::NetworkSummary;

use super::text::{id, labels, rfc3339_to_go};
use super::{Headings, QUIET, Row};

pub(crate) const HEADINGS: Headings = &[
    ("ID", "NETWORK ID"),
    ("Name", "NAME"),
    ("Driver", "DRIVER"),
    ("Scope", "SCOPE"),
    ("IPv4", "IPV4"),
    ("IPv6", "IPV6"),
    ("Internal", "INTERNAL"),
    ("Labels", "LABELS"),
    ("CreatedAt", "CREATED AT"),
];

/// The template behind what was asked for.
pub(crate) fn format(asked: &str, quiet: bool) -> &str {
    match (asked, quiet) {
        ("table", true) => QUIET,
        ("table", false) => "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}",
        ("raw", true) => "network_id: {{.ID}}",
        ("raw", false) => "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
        (template, _) => template,
    }
}

/// A network's row.
pub(crate) fn row(network: &NetworkSummary, short: bool) -> Row {
    let mut row = Row::new(
        "*network.networkContext",
        vec![
            ("ID", id(&network.id, short).into()),
            ("Name", network.name.as_str().into()),
            ("Driver", network.driver.as_str().into()),
            ("Scope", network.scope.as_str().into()),
            ("IPv4", network.enable_ipv4.to_string().into()),
            ("IPv6", network.enable_ipv6.to_string().into()),
            ("Internal", network.internal.to_string().into()),
            ("Labels", labels(&network.labels).into()),
            ("CreatedAt", rfc3339_to_go(&network.created).into()),
        ],
    );
    row.labels = Some(network.labels.clone());
    row
}
