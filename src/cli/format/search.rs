//! Rows of `docker search`.

use crate::engine::api::SearchItem;

use super::text::ellipsis;
use super::{Headings, Row};

pub(crate) const HEADINGS: Headings =
    &[("Name", "NAME"), ("Description", "DESCRIPTION"), ("StarCount", "STARS"), ("IsOfficial", "OFFICIAL")];

/// The template behind what was asked for.
pub(crate) fn format(asked: &str) -> &str {
    match asked {
        "" | "table" => "table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}",
        template => template,
    }
}

/// The row of a repository.
pub(crate) fn row(item: &SearchItem, short: bool) -> Row {
    let description = item.description.replace(['\n', '\r'], " ");
    let description = if short { ellipsis(&description, 45) } else { description };
    let mut row = Row::new(
        "*registry.searchContext",
        vec![
            ("Name", item.name.as_str().into()),
            ("Description", description.into()),
            ("StarCount", item.star_count.to_string().into()),
            ("IsOfficial", if item.is_official { "[OK]".into() } else { "".into() }),
        ],
    );
    row.json_cells = vec![("IsOfficial", item.is_official.to_string().into())];
    row
}
