//! Cells as docker prints them: short ids, cut texts, ages and moments of time.

use unicode_width::UnicodeWidthChar as _;

use crate::base::order;
use crate::base::{Time, units};

/// Go's zero moment.
const NEVER: &str = "0001-01-01 00:00:00 +0000 UTC";

/// The first twelve digits of an id, without its algorithm.
pub(crate) fn short_id(id: &str) -> &str {
    let digits = id.split_once(':').map_or(id, |(_, digits)| digits);
    digits.char_indices().nth(12).map_or(digits, |(end, _)| &digits[..end])
}

/// The id as a listing shows it.
pub(crate) fn id(id: &str, short: bool) -> String {
    if short { short_id(id).to_owned() } else { id.to_owned() }
}

/// Cuts a text to `width` columns and marks it with an ellipsis where something is missing.
pub(crate) fn ellipsis(text: &str, width: usize) -> String {
    if width <= 1 {
        return text.chars().take(width).collect();
    }
    let columns = |c: char| if text.is_ascii() { 1 } else { c.width().filter(|w| *w == 2).unwrap_or(1) };
    if text.chars().map(columns).sum::<usize>() <= width {
        return text.to_owned();
    }
    let (mut out, mut used) = (String::new(), 0);
    for c in text.chars() {
        used += columns(c);
        if used >= width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// How long ago a moment was, in words.
pub(crate) fn ago(now: Time, then: i64) -> String {
    let seconds = (now.secs() as i64).saturating_sub(then);
    let micros = u64::try_from(seconds).unwrap_or(0).saturating_mul(1_000_000) + now.0 % 1_000_000;
    format!("{} ago", units::human_duration(if seconds < 0 { 0 } else { micros }))
}

/// A moment as Go prints it, in seconds since the epoch: `2026-10-01 09:00:00 +0000 UTC`.
pub(crate) fn moment(seconds: i64) -> String {
    u64::try_from(seconds)
        .map_or_else(|_| NEVER.to_owned(), |seconds| rfc3339_to_go(&Time::from_secs(seconds).rfc3339_nano()))
}

/// A moment of RFC 3339 in UTC as Go prints it, fractions of a second included; none is the zero moment.
pub(crate) fn rfc3339_to_go(text: &str) -> String {
    if text.is_empty() {
        return NEVER.to_owned();
    }
    let (date, clock) = text.split_once('T').unwrap_or((text, ""));
    let clock = clock.trim_end_matches('Z').trim_end_matches("+00:00");
    format!("{date} {clock} +0000 UTC")
}

/// A moment as RFC 3339 with whole seconds.
pub(crate) fn rfc3339(seconds: i64) -> String {
    u64::try_from(seconds)
        .map_or_else(|_| "0001-01-01T00:00:00Z".to_owned(), |seconds| Time::from_secs(seconds).rfc3339_nano())
}

/// A size with three significant digits; a negative one (unknown) as Go prints it.
pub(crate) fn size(bytes: i64) -> String {
    units::human_size_with_precision(bytes as f64, 3)
}

/// A size with four significant digits.
pub(crate) fn size4(bytes: i64) -> String {
    units::human_size_with_precision(bytes as f64, 4)
}

/// Labels as `name=value` with commas between, in order.
pub(crate) fn labels<'a>(labels: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let mut pairs: Vec<String> = labels.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    order::sort(&mut pairs);
    pairs.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_columns() {
        assert_eq!(ellipsis("/docker-entrypoint.sh nginx", 20), "/docker-entrypoint.…");
        assert_eq!(ellipsis("short", 20), "short");
        assert_eq!(ellipsis("テスト", 4), "テ…");
        assert_eq!(short_id("sha256:0123456789abcdef"), "0123456789ab");
    }
}
