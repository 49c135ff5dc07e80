//! `docker system df`: sums by kind, and every object with `-v`.

use std::rc::Rc;

use serde_json::Value as Json;

use crate::base::{Reference, Time};
use crate::cli::failure::{Failure, Outcome};
use crate::engine::api::{ContainerSummary, DiskUsage, ImageSummary};
use crate::gotemplate::{List, Record, Value};

use super::text::size4;
use super::{Format, Headings, Row, build_cache, container, image, volume, write};

const HEADINGS: Headings = &[
    ("Type", "TYPE"),
    ("TotalCount", "TOTAL"),
    ("Active", "ACTIVE"),
    ("Size", "SIZE"),
    ("Reclaimable", "RECLAIMABLE"),
];
const TABLE: &str = "table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}";
const RAW: &str = "type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\n\
                   reclaimable: {{.Reclaimable}}\n";

/// Prints the whole; `format` is `table`, `raw`, `json` or a template.
pub(crate) fn show(usage: &DiskUsage, now: Time, format: &str, verbose: bool) -> Outcome<String> {
    match (verbose, format) {
        (false, "table") => write(TABLE, HEADINGS, sums(usage)),
        (false, "raw") => write(RAW, HEADINGS, sums(usage)),
        (false, template) => write(template, HEADINGS, sums(usage)),
        (true, "table") => tables(usage, now),
        (true, template) => everything(usage, now, template),
    }
}

/// One kind's row.
fn sum(type_name: &'static str, kind: &str, total: usize, active: usize, size: String, reclaimable: String) -> Row {
    let cells = vec![
        ("Type", kind.into()),
        ("TotalCount", total.to_string().into()),
        ("Active", active.to_string().into()),
        ("Size", size.into()),
        ("Reclaimable", reclaimable.into()),
    ];
    Row::new(type_name, cells)
}

/// A part in bytes and in percent of the whole, which Go rounds towards zero.
fn share(part: i64, whole: i64) -> String {
    if whole > 0 { format!("{} ({}%)", size4(part), part * 100 / whole) } else { size4(part) }
}

fn sums(usage: &DiskUsage) -> Vec<Row> {
    let images = &usage.images;
    let own = |image: &&ImageSummary| image.containers != 0 && image.size != -1 && image.shared_size != -1;
    let used: i64 = images.iter().filter(own).map(|image| image.size - image.shared_size).sum();
    let active_images = images.iter().filter(|image| image.containers > 0).count();
    let is_active = |c: &&ContainerSummary| matches!(c.state.as_str(), "running" | "paused" | "restarting");
    let size = |c: &ContainerSummary| c.size_rw.unwrap_or(0);
    let containers: i64 = usage.containers.iter().map(size).sum();
    let idle: i64 = usage.containers.iter().filter(|c| !is_active(c)).map(size).sum();
    let volumes = usage.volumes.iter().filter_map(|volume| volume.usage);
    let known: Vec<(i64, i64)> = volumes.clone().filter(|(size, _)| *size != -1).collect();
    let volume_size: i64 = known.iter().map(|(size, _)| size).sum();
    let unused: i64 = known.iter().filter(|(_, links)| *links == 0).map(|(size, _)| size).sum();
    let cache = |filter: &dyn Fn(&Json) -> bool| -> i64 {
        usage
            .build_cache
            .iter()
            .filter(|record| filter(record))
            .map(|record| record["Size"].as_i64().unwrap_or(0))
            .sum()
    };
    let is = |record: &Json, name: &str| record[name].as_bool().unwrap_or(false);
    let cache_size = builder_size(usage);
    let cache_used = cache(&|record| is(record, "InUse") && !is(record, "Shared"));
    vec![
        sum(
            "*formatter.diskUsageImagesContext",
            "Images",
            images.len(),
            active_images,
            size4(usage.layers_size),
            share(usage.layers_size - used, usage.layers_size),
        ),
        sum(
            "*formatter.diskUsageContainersContext",
            "Containers",
            usage.containers.len(),
            usage.containers.iter().filter(is_active).count(),
            size4(containers),
            share(idle, containers),
        ),
        sum(
            "*formatter.diskUsageVolumesContext",
            "Local Volumes",
            usage.volumes.len(),
            volumes.filter(|(_, links)| *links > 0).count(),
            size4(volume_size),
            share(unused, volume_size),
        ),
        sum(
            "*formatter.diskUsageBuilderContext",
            "Build Cache",
            usage.build_cache.len(),
            usage.build_cache.iter().filter(|record| is(record, "InUse")).count(),
            size4(cache_size),
            size4(cache_size - cache_used),
        ),
    ]
}

/// What the build cache holds for itself.
fn builder_size(usage: &DiskUsage) -> i64 {
    let own = usage.build_cache.iter().filter(|record| !record["Shared"].as_bool().unwrap_or(false));
    own.map(|record| record["Size"].as_i64().unwrap_or(0)).sum()
}

fn image_rows(usage: &DiskUsage, now: Time, short: bool) -> Vec<Row> {
    let row = |summary: &ImageSummary| {
        let first = summary.repo_tags.first().filter(|_| !image::is_dangling(summary));
        let name = first.and_then(|tag| Reference::parse(tag).ok());
        let (repository, tag) = match &name {
            Some(name) => (name.familiar_name(), name.tag.clone().unwrap_or_else(|| "<none>".to_owned())),
            None => ("<none>".to_owned(), "<none>".to_owned()),
        };
        image::row(summary, now, short, [&repository, &tag, ""])
    };
    usage.images.iter().map(row).collect()
}

fn container_rows(usage: &DiskUsage, now: Time, short: bool) -> Vec<Row> {
    let row = |summary: &ContainerSummary| {
        let own = ContainerSummary { size_root_fs: None, ..summary.clone() };
        container::row(&own, now, short)
    };
    usage.containers.iter().map(row).collect()
}

fn cache_rows(usage: &DiskUsage, now: Time, short: bool) -> Vec<Row> {
    build_cache::sorted(&usage.build_cache).into_iter().map(|record| build_cache::row(record, now, short)).collect()
}

fn tables(usage: &DiskUsage, now: Time) -> Outcome<String> {
    const IMAGES: &str = "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t\
                          {{.UniqueSize}}\t{{.Containers}}";
    const CONTAINERS: &str = "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t\
                              {{.Status}}\t{{.Names}}";
    const CACHE: &str = "table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t\
                         {{.UsageCount}}\t{{.Shared}}";
    let volumes = usage.volumes.iter().map(volume::row).collect();
    let mut out = String::from("Images space usage:\n\n");
    out.push_str(&write(IMAGES, image::HEADINGS, image_rows(usage, now, true))?);
    out.push_str("\nContainers space usage:\n\n");
    out.push_str(&write(CONTAINERS, container::HEADINGS, container_rows(usage, now, true))?);
    out.push_str("\nLocal Volumes space usage:\n\n");
    out.push_str(&write("table {{.Name}}\t{{.Links}}\t{{.Size}}", volume::HEADINGS, volumes)?);
    for part in ["\nBuild cache usage: ", &size4(builder_size(usage)), "\n\n"] {
        out.push_str(part);
    }
    out.push_str(&write(CACHE, build_cache::HEADINGS, cache_rows(usage, now, true))?);
    Ok(out)
}

/// One template over all lists.
fn everything(usage: &DiskUsage, now: Time, format: &str) -> Outcome<String> {
    let short = format.starts_with("table");
    let list = |type_name: &'static str, rows: Vec<Row>| {
        let items = rows.into_iter().map(Value::object).collect();
        Value::List(Rc::new(List { type_name, boxed: false, nil: false, items }))
    };
    let volumes = usage.volumes.iter().map(volume::row).collect();
    let data = Value::object(Record {
        type_name: "*formatter.diskUsageContext",
        fields: vec![
            ("Images", "Images", list("[]*formatter.imageContext", image_rows(usage, now, short))),
            ("Containers", "Containers", list("[]*formatter.ContainerContext", container_rows(usage, now, short))),
            ("Volumes", "Volumes", list("[]*formatter.volumeContext", volumes)),
            ("BuildCache", "BuildCache", list("[]*formatter.buildCacheContext", cache_rows(usage, now, short))),
        ],
    });
    let template = if format == "raw" { raw_template() } else { format.to_owned() };
    let mut out = String::new();
    // What was printed before an error stays printed in docker as well; a whole or nothing is clearer.
    Format::parse(&template)?.line(&data, &mut out).map_err(|failure| Failure::from(strip(&failure.text)))?;
    out.pop();
    Ok(out)
}

/// An error of this template is told without docker's usual words before it.
fn strip(text: &str) -> String {
    text.strip_prefix("template parsing error: ").unwrap_or(text).to_owned()
}

fn raw_template() -> String {
    let part =
        |list: &str, kind: &str, body: &str| format!("{{{{range .{list}}}}}type: {kind}\n{body}\n{{{{end -}}}}\n");
    let cache = "build_cache_id: {{.ID}}\nparent_id: {{.Parent}}\nbuild_cache_type: {{.CacheType}}\n\
                 description: {{.Description}}\ncreated_at: {{.CreatedAt}}\ncreated_since: {{.CreatedSince}}\n\
                 last_used_at: {{.LastUsedAt}}\nlast_used_since: {{.LastUsedSince}}\nusage_count: {{.UsageCount}}\n\
                 in_use: {{.InUse}}\nshared: {{.Shared}}\n";
    part("Images", "Image", &image::format("raw", false, true))
        + &part("Containers", "Container", &container::format("raw", false, true))
        + &part("Volumes", "Volume", volume::format("raw", false))
        + part("BuildCache", "Build Cache", cache).trim_end_matches('\n')
}
