//! Rows of the build cache in `docker system df -v`.

use serde_json::Value as Json;

use crate::base::Time;
use crate::base::order;

use super::text::{ago, id, rfc3339_to_go, short_id, size};
use super::{Headings, Row};

pub(crate) const HEADINGS: Headings = &[
    ("ID", "CACHE ID"),
    ("Parent", "PARENT"),
    ("CacheType", "CACHE TYPE"),
    ("Size", "SIZE"),
    ("CreatedSince", "CREATED"),
    ("LastUsedSince", "LAST USED"),
    ("UsageCount", "USAGE"),
    ("InUse", "IN USE"),
    ("Shared", "SHARED"),
    ("Description", "DESCRIPTION"),
];

/// The records in docker's order: the longest unused first.
pub(crate) fn sorted(records: &[Json]) -> Vec<&Json> {
    let mut sorted: Vec<&Json> = records.iter().collect();
    let used = |record: &Json| record["LastUsedAt"].as_str().and_then(Time::parse_rfc3339);
    order::sort_by(&mut sorted, |a, b| ((used(a), a["ID"].as_str()).cmp(&(used(b), b["ID"].as_str()))).is_lt());
    sorted
}

/// A record's row.
pub(crate) fn row(record: &Json, now: Time, short: bool) -> Row {
    let text = |name: &str| record[name].as_str().unwrap_or("");
    let moment = |name: &str| record[name].as_str().map_or(String::new(), rfc3339_to_go);
    let since = |name: &str| {
        let then = record[name].as_str().and_then(Time::parse_rfc3339);
        then.map_or(String::new(), |then| ago(now, then.secs() as i64))
    };
    let is = |name: &str| record[name].as_bool().unwrap_or(false);
    let parents: Vec<&str> = record["Parents"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let parent = if parents.is_empty() { text("Parent").to_owned() } else { parents.join(", ") };
    let mark = if is("InUse") { "*" } else { "" };
    Row::new(
        "*formatter.buildCacheContext",
        vec![
            ("ID", format!("{}{mark}", id(text("ID"), short)).into()),
            ("Parent", if short { short_id(&parent).into() } else { parent.into() }),
            ("CacheType", text("Type").into()),
            ("Size", size(record["Size"].as_i64().unwrap_or(0)).into()),
            ("CreatedSince", since("CreatedAt").into()),
            ("CreatedAt", moment("CreatedAt").into()),
            ("LastUsedAt", moment("LastUsedAt").into()),
            ("LastUsedSince", since("LastUsedAt").into()),
            ("UsageCount", record["UsageCount"].as_i64().unwrap_or(0).to_string().into()),
            ("InUse", is("InUse").to_string().into()),
            ("Shared", is("Shared").to_string().into()),
            ("Description", text("Description").into()),
        ],
    )
}
