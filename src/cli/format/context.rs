//! Rows of `docker context ls`.

use serde_json::Value as Json;

use crate::cli::connect::DEFAULT_NAME;
use crate::cli::failure::Outcome;

use super::text::ellipsis;
use super::{Headings, Row};

pub(crate) const HEADINGS: Headings =
    &[("Name", "NAME"), ("Description", "DESCRIPTION"), ("DockerEndpoint", "DOCKER ENDPOINT"), ("Error", "ERROR")];

/// The widest text of an error in the table.
const WIDEST: usize = 45;

/// The template behind what was asked for.
pub(crate) fn format(asked: &str, quiet: bool) -> &str {
    match (asked, quiet) {
        (_, true) => "{{.Name}}",
        ("table", _) => "table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}",
        (template, _) => template,
    }
}

/// A context's row, or the row of one that is not there.
pub(crate) fn row(name: &str, current: bool, found: Outcome<Json>) -> Row {
    let (meta, error) = match found {
        Ok(meta) => (meta, String::new()),
        Err(failure) => (Json::Null, ellipsis(&failure.text, WIDEST)),
    };
    let own = meta["Metadata"]["Description"].as_str().unwrap_or("");
    let description = if name == DEFAULT_NAME { "Current DOCKER_HOST based configuration" } else { own };
    let cells = vec![
        ("Current", current.into()),
        ("Name", name.into()),
        ("Description", description.into()),
        ("DockerEndpoint", meta["Endpoints"]["docker"]["Host"].as_str().unwrap_or("").into()),
        ("Error", error.into()),
    ];
    Row::new("*formatter.clientContextContext", cells)
}
