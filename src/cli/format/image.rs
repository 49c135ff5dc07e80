//! Rows of `docker images`: one for each name of an image. Docker lists the repositories of one image in random order; here
//! they are sorted.

use std::collections::BTreeMap;

use crate::base::{Reference, Time};
use crate::engine::api::ImageSummary;

use super::text::{ago, id, moment, size, size4};
use super::{Headings, QUIET, Row};

pub(crate) const HEADINGS: Headings = &[
    ("ID", "IMAGE ID"),
    ("Repository", "REPOSITORY"),
    ("Tag", "TAG"),
    ("Digest", "DIGEST"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("Size", "SIZE"),
    ("Containers", "CONTAINERS"),
    ("VirtualSize", "SIZE"),
    ("SharedSize", "SHARED SIZE"),
    ("UniqueSize", "UNIQUE SIZE"),
];

/// Seconds of Go's zero time.
const NEVER: i64 = -62_135_596_800;

/// The template behind what was asked for.
pub(crate) fn format(asked: &str, quiet: bool, digests: bool) -> String {
    let column = if digests { "{{.Digest}}\t" } else { "" };
    let line = if digests { "digest: {{.Digest}}\n" } else { "" };
    match asked {
        "table" if quiet => QUIET.to_owned(),
        "table" => format!(
            "table {{{{.Repository}}}}\t{{{{.Tag}}}}\t{column}{{{{.ID}}}}\t\
             {{{{if .CreatedSince }}}}{{{{.CreatedSince}}}}{{{{else}}}}N/A{{{{end}}}}\t{{{{.Size}}}}"
        ),
        "raw" if quiet => "image_id: {{.ID}}".to_owned(),
        "raw" => format!(
            "repository: {{{{ .Repository }}}}\ntag: {{{{.Tag}}}}\n{line}image_id: {{{{.ID}}}}\n\
             created_at: {{{{.CreatedAt}}}}\nvirtual_size: {{{{.Size}}}}\n"
        ),
        template if template.starts_with("table") && digests && !template.contains("{{.Digest}}") => {
            format!("{template}\t{{{{.Digest}}}}")
        }
        template => template.to_owned(),
    }
}

/// The rows of an image.
pub(crate) fn rows(image: &ImageSummary, now: Time, short: bool, digests: bool, format: &str) -> Vec<Row> {
    if is_dangling(image) {
        return vec![row(image, now, short, ["<none>"; 3])];
    }
    let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for reference in image.repo_tags.iter().filter_map(|name| Reference::parse(name).ok()) {
        if let Some(tag) = &reference.tag {
            tags.entry(reference.familiar_name()).or_default().push(tag.clone());
        }
    }
    let mut by_digest: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for reference in image.repo_digests.iter().filter_map(|name| Reference::parse(name).ok()) {
        if let Some(digest) = &reference.digest {
            by_digest.entry(reference.familiar_name()).or_default().push(digest.clone());
        }
    }
    let wanted = digests || format.contains("{{.Digest}}");
    let mut rows = Vec::new();
    for (repository, tags) in &tags {
        let own = by_digest.remove(repository).filter(|_| wanted).unwrap_or_else(|| vec!["<none>".to_owned()]);
        for tag in tags {
            rows.extend(own.iter().map(|digest| row(image, now, short, [repository, tag, digest])));
        }
    }
    for (repository, own) in &by_digest {
        let shown: &[String] = if digests { own } else { &[String::new()] };
        rows.extend(shown.iter().map(|digest| row(image, now, short, [repository, "<none>", digest])));
    }
    rows
}

/// Whether no name leads to the image.
pub(crate) fn is_dangling(image: &ImageSummary) -> bool {
    let only = |names: &[String], name: &str| names.len() == 1 && names[0] == name;
    image.repo_tags.is_empty() && image.repo_digests.is_empty()
        || only(&image.repo_tags, "<none>:<none>") && only(&image.repo_digests, "<none>@<none>")
}

/// One row, with repository, tag and digest.
pub(crate) fn row(image: &ImageSummary, now: Time, short: bool, name: [&str; 3]) -> Row {
    let known = |count: i64, text: String| if count == -1 { "N/A".to_owned() } else { text };
    let unique = if image.size == -1 { -1 } else { image.shared_size };
    Row::new(
        "*formatter.imageContext",
        vec![
            ("ID", id(&image.id, short).into()),
            ("Repository", name[0].into()),
            ("Tag", name[1].into()),
            ("Digest", name[2].into()),
            ("CreatedSince", if image.created == NEVER { "".into() } else { ago(now, image.created).into() }),
            ("CreatedAt", moment(image.created).into()),
            ("Size", size(image.size).into()),
            ("Containers", known(image.containers, image.containers.to_string()).into()),
            ("VirtualSize", size4(image.size).into()),
            ("SharedSize", known(image.shared_size, size4(image.shared_size)).into()),
            ("UniqueSize", known(unique, size4(image.size - image.shared_size)).into()),
        ],
    )
}
