//! Rows of `docker diff`.

use crate::engine::api::FsChange;

use super::{Headings, Row};

pub(crate) const HEADINGS: Headings = &[("Type", "CHANGE TYPE"), ("Path", "PATH")];

/// The row of a change.
pub(crate) fn row(change: &FsChange) -> Row {
    let kind = match change.kind {
        0 => "C",
        1 => "A",
        2 => "D",
        _ => "",
    };
    Row::new("*container.diffContext", vec![("Type", kind.into()), ("Path", change.path.as_str().into())])
}
