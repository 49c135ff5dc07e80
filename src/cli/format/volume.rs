//! Rows of `docker volume ls`.

use crate::engine::api::VolumeSummary;

use super::text::{labels, size4};
use super::{Headings, Row};

pub(crate) const HEADINGS: Headings = &[
    ("ID", "ID"),
    ("Name", "VOLUME NAME"),
    ("Group", "GROUP"),
    ("Driver", "DRIVER"),
    ("Scope", "SCOPE"),
    ("Availability", "AVAILABILITY"),
    ("Mountpoint", "MOUNTPOINT"),
    ("Labels", "LABELS"),
    ("Links", "LINKS"),
    ("Size", "SIZE"),
    ("Status", "STATUS"),
];

/// The template behind what was asked for.
pub(crate) fn format(asked: &str, quiet: bool) -> &str {
    match (asked, quiet) {
        ("table", true) => "{{.Name}}",
        ("table", false) => "table {{.Driver}}\t{{.Name}}",
        ("raw", true) => "name: {{.Name}}",
        ("raw", false) => "name: {{.Name}}\ndriver: {{.Driver}}\n",
        (template, _) => template,
    }
}

/// A volume's row.
pub(crate) fn row(volume: &VolumeSummary) -> Row {
    let own = volume.labels.clone().unwrap_or_default();
    let usage = |show: &dyn Fn(i64, i64) -> String| {
        volume.usage.map_or_else(|| "N/A".to_owned(), |(size, links)| show(size, links))
    };
    let mut row = Row::new(
        "*formatter.volumeContext",
        vec![
            ("Name", volume.name.as_str().into()),
            ("Driver", volume.driver.as_str().into()),
            ("Scope", volume.scope.as_str().into()),
            ("Mountpoint", volume.mountpoint.as_str().into()),
            ("Labels", labels(&own).into()),
            ("Links", usage(&|_, links| links.to_string()).into()),
            ("Size", usage(&|size, _| size4(size)).into()),
            ("Group", "N/A".into()),
            ("Availability", "N/A".into()),
            ("Status", "N/A".into()),
        ],
    );
    row.labels = Some(own);
    row
}
