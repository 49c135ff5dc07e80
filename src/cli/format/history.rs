//! Rows of `docker history`.

use crate::base::Time;
use crate::engine::api::HistoryItem;

use super::text::{ago, ellipsis, id, rfc3339, size};
use super::{Headings, QUIET, Row};

pub(crate) const HEADINGS: Headings = &[
    ("ID", "IMAGE"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("CreatedBy", "CREATED BY"),
    ("Size", "SIZE"),
    ("Comment", "COMMENT"),
];

/// The year 2000: what is older has no known age.
const OLDEST: i64 = 946_684_800;

/// The template behind what was asked for.
pub(crate) fn format(asked: &str, quiet: bool, human: bool) -> &str {
    match asked {
        "table" if quiet => QUIET,
        "table" if human => "table {{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
        "table" => "table {{.ID}}\t{{.CreatedAt}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
        template => template,
    }
}

/// The row of a step.
pub(crate) fn row(item: &HistoryItem, now: Time, short: bool, human: bool) -> Row {
    let since = match item.created {
        created if !human => rfc3339(created),
        created if created <= OLDEST => "N/A".to_owned(),
        created => ago(now, created),
    };
    let by = item.created_by.replace('\t', " ");
    Row::new(
        "*image.historyContext",
        vec![
            ("ID", id(&item.id, short).into()),
            ("CreatedSince", since.into()),
            ("CreatedAt", rfc3339(item.created).into()),
            ("CreatedBy", if short { ellipsis(&by, 45).into() } else { by.into() }),
            ("Size", if human { size(item.size).into() } else { item.size.to_string().into() }),
            ("Comment", item.comment.as_str().into()),
        ],
    )
}
