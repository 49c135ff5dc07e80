//! What the prune commands share: the filters of the settings file, the question before, and the list of what is gone.

use std::fmt::Write as _;

use crate::engine::api::Filters;

use super::context::Cli;

/// The filters that were typed, and those that the settings file has for every prune. One of the file that contradicts
/// a typed one is left out.
pub(crate) fn filters(cli: &Cli) -> Filters {
    let mut filters = cli.values().filters("filter");
    for text in cli.config().list("pruneFilters") {
        let Some((name, value)) = text.split_once('=') else { continue };
        let opposite = match name {
            "label" => "label!",
            "label!" => "label",
            _ => "",
        };
        let has = |filters: &Filters, name: &str| {
            filters.iter().any(|(known, values)| known == name && values.iter().any(|known| known == value))
        };
        if !has(&filters, opposite) && !has(&filters, name) {
            add(&mut filters, name, value);
        }
    }
    filters
}

/// Adds a condition.
pub(crate) fn add(filters: &mut Filters, name: &str, value: &str) {
    match filters.iter_mut().find(|(known, _)| known == name) {
        Some((_, values)) => values.push(value.to_owned()),
        None => filters.push((name.to_owned(), vec![value.to_owned()])),
    }
}

/// A heading and a line for each that is gone; nothing when none is.
pub(crate) fn gone<'a>(heading: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for name in names {
        if out.is_empty() {
            let _ = writeln!(out, "{heading}:");
        }
        let _ = writeln!(out, "{name}");
    }
    out
}
