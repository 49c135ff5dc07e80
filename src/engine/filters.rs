//! The filters of every listing: which names exist and how values match. Their grammar (`name=value`) is the client's affair.

use indexmap::IndexMap;

use super::api::{ApiError, ApiResult, Event, Filters};

/// Filters of `ps`.
pub(super) const CONTAINERS: &[&str] = &[
    "ancestor",
    "before",
    "exited",
    "expose",
    "health",
    "id",
    "is-task",
    "isolation",
    "label",
    "name",
    "network",
    "publish",
    "since",
    "status",
    "volume",
];
/// Filters of `images`.
pub(super) const IMAGES: &[&str] = &["before", "dangling", "label", "reference", "since", "until"];
/// Filters of `volume ls`.
pub(super) const VOLUMES: &[&str] = &["dangling", "driver", "label", "name"];
/// Filters of `network ls`.
pub(super) const NETWORKS: &[&str] = &["dangling", "driver", "id", "label", "name", "scope", "type"];
/// Filters of `events`.
pub(super) const EVENTS: &[&str] = &[
    "config",
    "container",
    "daemon",
    "event",
    "image",
    "label",
    "network",
    "node",
    "plugin",
    "scope",
    "secret",
    "service",
    "type",
    "volume",
];
/// Filters of `container prune` and `network prune`.
pub(super) const PRUNE: &[&str] = &["label", "label!", "until"];
/// Filters of `image prune`.
pub(super) const IMAGE_PRUNE: &[&str] = &["dangling", "label", "label!", "until"];
/// Filters of `volume prune`.
pub(super) const VOLUME_PRUNE: &[&str] = &["all", "label", "label!"];

/// Refuses names that a listing does not have.
pub(super) fn check(filters: &Filters, known: &[&str]) -> ApiResult<()> {
    match filters.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => Err(ApiError::invalid(format!("invalid filter '{name}'"))),
        None => Ok(()),
    }
}

/// The values of a filter.
pub(super) fn values<'a>(filters: &'a Filters, name: &str) -> &'a [String] {
    filters.iter().find(|(known, _)| known == name).map_or(&[], |(_, values)| values)
}

/// Whether a filter is absent or one of its values fits.
pub(super) fn any(filters: &Filters, name: &str, fits: impl Fn(&str) -> bool) -> bool {
    let values = values(filters, name);
    values.is_empty() || values.iter().any(|value| fits(value))
}

/// A filter that is true or false.
pub(super) fn boolean(filters: &Filters, name: &str) -> ApiResult<Option<bool>> {
    let values = values(filters, name);
    let Some(first) = values.first() else { return Ok(None) };
    match first.as_str() {
        "true" | "1" => Ok(Some(true)),
        "false" | "0" => Ok(Some(false)),
        _ => Err(ApiError::invalid(format!("invalid filter '{name}=[{}]'", values.join(" ")))),
    }
}

/// Whether labels fit all of `label=` and none of `label!=`.
pub(super) fn labels(filters: &Filters, labels: &IndexMap<String, String>) -> bool {
    let has = |wanted: &String| match wanted.split_once('=') {
        Some((name, value)) => labels.get(name).is_some_and(|own| own == value),
        None => labels.contains_key(wanted),
    };
    let none = values(filters, "label!");
    values(filters, "label").iter().all(has) && (none.is_empty() || !none.iter().all(has))
}

/// Whether an event fits all filters.
pub(super) fn event(filters: &Filters, event: &Event) -> bool {
    let name = event.actor.attributes.get("name").map_or("", String::as_str);
    let image = event.actor.attributes.get("image").map_or("", String::as_str);
    let is = |kind: &str, value: &str| event.kind == kind && (event.actor.id.starts_with(value) || name == value);
    let plain = |value: &str| value.split(':').next().unwrap_or_default().to_owned();
    any(filters, "type", |value| event.kind == value)
        && any(filters, "event", |value| event.action == value || event.action.split(':').next() == Some(value))
        && any(filters, "container", |value| is("container", value))
        && any(filters, "volume", |value| is("volume", value))
        && any(filters, "network", |value| is("network", value))
        && any(filters, "scope", |value| event.scope == value)
        && any(filters, "image", |value| {
            let fits = |name: &str| name == value || plain(name) == value;
            (event.kind == "image" && (event.actor.id == value || fits(name)))
                || (event.kind == "container" && fits(image))
        })
        && labels(filters, &event.actor.attributes)
}
