//! Rules of the engine as functions alone, for conformance cases that ask for them. No operation is here.

use super::api::{ApiResult, MountPoint};
use super::{list, mounts, resolve};

/// What `-v` asks the engine for. The error's words are the daemon's.
pub fn bind(text: &str) -> ApiResult<MountPoint> {
    mounts::parse_bind(text)
}

/// The id that a prefix means.
pub fn id_of_prefix(ids: &[String], prefix: &str) -> ApiResult<String> {
    resolve::by_prefix(ids.iter(), prefix).cloned()
}

/// How many of `total` containers a listing with a limit has.
pub fn limited(total: usize, limit: i64) -> usize {
    list::limit(limit).map_or(total, |most| most.min(total))
}
