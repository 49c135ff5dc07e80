//! Rows of `docker ps`.

use crate::base::order;
use crate::base::quote::quote;
use crate::base::{Reference, Time};
use crate::engine::api::ContainerSummary;
use crate::gotemplate::Value;

use super::text::{ago, ellipsis, id, labels, moment, short_id, size};
use super::{Headings, QUIET, Row, ports};

/// The Go type that messages name.
pub(crate) const TYPE: &str = "*formatter.ContainerContext";

pub(crate) const HEADINGS: Headings = &[
    ("ID", "CONTAINER ID"),
    ("Names", "NAMES"),
    ("Image", "IMAGE"),
    ("Command", "COMMAND"),
    ("CreatedAt", "CREATED AT"),
    ("RunningFor", "CREATED"),
    ("Ports", "PORTS"),
    ("State", "STATE"),
    ("Status", "STATUS"),
    ("Size", "SIZE"),
    ("Labels", "LABELS"),
    ("Mounts", "MOUNTS"),
    ("LocalVolumes", "LOCAL VOLUMES"),
    ("Networks", "NETWORKS"),
    ("Platform", "PLATFORM"),
];

const TABLE: &str = "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";

const RAW: &str = "container_id: {{.ID}}
image: {{.Image}}
command: {{.Command}}
created_at: {{.CreatedAt}}
state: {{- pad .State 1 0}}
status: {{- pad .Status 1 0}}
names: {{.Names}}
labels: {{- pad .Labels 1 0}}
ports: {{- pad .Ports 1 0}}
";

/// The template behind what was asked for.
pub(crate) fn format(asked: &str, quiet: bool, with_size: bool) -> String {
    match (asked, quiet) {
        ("raw", true) => "container_id: {{.ID}}".to_owned(),
        ("raw", false) => format!("{RAW}{}", if with_size { "size: {{.Size}}\n" } else { "" }),
        (_, true) => QUIET.to_owned(),
        ("table" | "", false) => format!("{TABLE}{}", if with_size { "\t{{.Size}}" } else { "" }),
        (template, false) => template.to_owned(),
    }
}

/// A container's row; texts are cut if `short`.
pub(crate) fn row(container: &ContainerSummary, now: Time, short: bool) -> Row {
    let command = if short { ellipsis(&container.command, 20) } else { container.command.clone() };
    let mounts = container.mounts.iter().map(|mount| {
        let name = if mount.name.is_empty() { &mount.source } else { &mount.name };
        if short { ellipsis(name, 15) } else { name.clone() }
    });
    let local = container.mounts.iter().filter(|mount| mount.driver == "local").count();
    let mut networks: Vec<&str> = container.network_settings.networks.keys().map(String::as_str).collect();
    order::sort(&mut networks);
    let mut row = Row::new(
        TYPE,
        vec![
            ("ID", id(&container.id, short).into()),
            ("Names", names(container, short).into()),
            ("Image", image(container, short).into()),
            ("Command", quote(&command).into()),
            ("CreatedAt", moment(container.created).into()),
            ("RunningFor", ago(now, container.created).into()),
            ("Ports", ports::show(&container.ports).into()),
            ("State", container.state.as_str().into()),
            ("Status", container.status.as_str().into()),
            ("Size", sizes(container).into()),
            ("Labels", labels(&container.labels).into()),
            ("Mounts", mounts.collect::<Vec<_>>().join(",").into()),
            ("LocalVolumes", local.to_string().into()),
            ("Networks", networks.join(",").into()),
            ("Platform", Value::NilPointer("*formatter.Platform")),
        ],
    );
    row.labels = Some(container.labels.clone());
    row
}

/// The names without their slash; links' names are left out if `short`.
fn names(container: &ContainerSummary, short: bool) -> String {
    let names: Vec<&str> = container.names.iter().map(|name| name.get(1..).unwrap_or("")).collect();
    let own = names.iter().find(|name| short && !name.contains('/'));
    own.map_or_else(|| names.join(","), |name| (*name).to_owned())
}

/// The image as named, without a digest if `short`.
fn image(container: &ContainerSummary, short: bool) -> String {
    if container.image.is_empty() {
        return "<no image>".to_owned();
    }
    if !short {
        return container.image.clone();
    }
    let own = short_id(&container.image_id);
    if own == short_id(&container.image) {
        return own.to_owned();
    }
    match Reference::parse(&container.image) {
        Ok(reference) => Reference { digest: None, ..reference }.familiar(),
        Err(_) => container.image.clone(),
    }
}

fn sizes(container: &ContainerSummary) -> String {
    let own = size(container.size_rw.unwrap_or(0));
    match container.size_root_fs {
        Some(all) if all > 0 => format!("{own} (virtual {})", size(all)),
        _ => own,
    }
}
