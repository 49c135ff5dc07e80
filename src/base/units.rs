//! Sizes, durations and limits as people read and type them in docker, with the words of go-units 0.5.0, which the
//! 28.2.2 client links. It holds no time of its own and no table layout.

use super::float;

/// Decimal units, as docker's tables use them.
const DECIMAL: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
/// Binary units, as memory is printed.
const BINARY: [&str; 9] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];
/// The resource names that `--ulimit` takes.
const ULIMITS: [&str; 15] = [
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

/// A span of time in words: "Less than a second", "5 minutes", "About an hour". Docker adds "Up" or "ago" itself.
pub fn human_duration(micros: u64) -> String {
    let seconds = micros / 1_000_000;
    let minutes = seconds / 60;
    let hours = minutes / 60;
    let rounded_hours = (minutes + 30) / 60;
    match (seconds, minutes, rounded_hours) {
        (0, ..) => "Less than a second".to_owned(),
        (1, ..) => "1 second".to_owned(),
        (s @ ..60, ..) => format!("{s} seconds"),
        (_, 1, _) => "About a minute".to_owned(),
        (_, m @ ..60, _) => format!("{m} minutes"),
        (_, _, 1) => "About an hour".to_owned(),
        (_, _, h @ ..48) => format!("{h} hours"),
        (_, _, h @ ..336) => format!("{} days", h / 24),
        (_, _, h @ ..1_440) => format!("{} weeks", h / 24 / 7),
        (_, _, h @ ..17_520) => format!("{} months", h / 24 / 30),
        _ => format!("{} years", hours / 24 / 365),
    }
}

/// A size in decimal units with four significant digits: "1.024kB".
pub fn human_size(bytes: u64) -> String {
    human_size_with_precision(bytes as f64, 4)
}

/// A size as docker's tables show it, with three significant digits: "77.8MB"; just below a unit it reads "1e+03kB".
pub fn table_size(bytes: u64) -> String {
    human_size_with_precision(bytes as f64, 3)
}

/// A size in decimal units with `precision` significant digits.
pub fn human_size_with_precision(bytes: f64, precision: usize) -> String {
    scaled(bytes, 1000.0, &DECIMAL, precision)
}

/// A size in binary units with four significant digits: "5.372TiB". A float because usage figures are computed.
pub fn bytes_size(bytes: f64) -> String {
    scaled(bytes, 1024.0, &BINARY, 4)
}

fn scaled(mut size: f64, base: f64, units: &[&str], precision: usize) -> String {
    let mut unit = 0;
    while size >= base && unit + 1 < units.len() {
        size /= base;
        unit += 1;
    }
    let mut text = float::general_form(size, Some(precision));
    text.push_str(units[unit]);
    text
}

/// Reads a size with decimal units ("44kB") into bytes. The error is go-units' message.
pub fn from_human_size(text: &str) -> Result<i64, String> {
    parse_size(text, 1000)
}

/// Reads a size with binary units ("512m") into bytes, as `--memory` does. The error is go-units' message.
pub fn ram_in_bytes(text: &str) -> Result<i64, String> {
    parse_size(text, 1024)
}

/// The number ends at the last digit, point or space; what follows is the unit. A space belongs to neither.
fn parse_size(text: &str, base: i64) -> Result<i64, String> {
    let Some(last) = text.rfind(|c: char| c.is_ascii_digit() || c == '.' || c == ' ') else {
        return Err(format!("invalid size: '{text}'"));
    };
    let (number, suffix) =
        if text.as_bytes()[last] == b' ' { (&text[..last], &text[last + 1..]) } else { text.split_at(last + 1) };
    let size = parse_float(number)?;
    if size < 0.0 {
        return Err(format!("invalid size: '{text}'"));
    }
    // Go measures the suffix before it lowers the case, so a longer one is reported as it was typed.
    if suffix.len() > 3 {
        return Err(format!("invalid suffix: '{suffix}'"));
    }
    let suffix = suffix.to_lowercase();
    let power = match suffix.as_bytes() {
        [] | [b'b'] => 0,
        [unit] | [unit, b'b'] | [unit, b'i', b'b'] => {
            b"kmgtp".iter().position(|known| known == unit).map_or(0, |at| at as u32 + 1)
        }
        _ => 0,
    };
    if power == 0 && !matches!(suffix.as_str(), "" | "b") {
        return Err(format!("invalid suffix: '{suffix}'"));
    }
    Ok(truncate(size * base.pow(power) as f64))
}

/// Go's conversion of a float to int64 on amd64: what does not fit becomes the least number.
fn truncate(size: f64) -> i64 {
    if size >= 9_223_372_036_854_775_808.0 || size.is_nan() { i64::MIN } else { size as i64 }
}

/// Go's `strconv.ParseFloat` without hexadecimal floats; the error is Go's message.
pub fn parse_float(text: &str) -> Result<f64, String> {
    let wrong = |why| format!("strconv.ParseFloat: parsing {}: {why}", super::quote::quote(text));
    let value: f64 = text.parse().map_err(|_| wrong("invalid syntax"))?;
    let named = text.bytes().any(|b| matches!(b, b'n' | b'N'));
    if value.is_infinite() && !named { Err(wrong("value out of range")) } else { Ok(value) }
}

/// Go's `strconv.ParseInt(text, 10, 64)`; the error is Go's message.
pub fn parse_int(text: &str) -> Result<i64, String> {
    use std::num::IntErrorKind::{NegOverflow, PosOverflow};
    text.parse::<i64>().map_err(|error| {
        let why = match error.kind() {
            PosOverflow | NegOverflow => "value out of range",
            _ => "invalid syntax",
        };
        format!("strconv.ParseInt: parsing {}: {why}", super::quote::quote(text))
    })
}

/// A limit given with `--ulimit name=soft[:hard]`; -1 means unlimited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ulimit {
    /// The resource, for example `nofile`.
    pub name: String,
    /// The limit that holds.
    pub soft: i64,
    /// How far the soft limit may be raised.
    pub hard: i64,
}

impl Ulimit {
    /// Reads `name=soft[:hard]`. The error is go-units' message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, limits) = text.split_once('=').ok_or_else(|| format!("invalid ulimit argument: {text}"))?;
        if !ULIMITS.contains(&name) {
            return Err(format!("invalid ulimit type: {name}"));
        }
        let (soft, hard) = match limits.split_once(':') {
            None => {
                let both = parse_int(limits)?;
                (both, both)
            }
            Some((_, hard)) if hard.contains(':') => {
                return Err(format!(
                    "too many limit value arguments - {limits}, can only have up to two, `soft[:hard]`"
                ));
            }
            Some((soft, hard)) => {
                let hard = parse_int(hard)?;
                (parse_int(soft)?, hard)
            }
        };
        let refused = "ulimit soft limit must be less than or equal to hard limit:";
        if hard != -1 && soft == -1 {
            return Err(format!("{refused} soft: -1 (unlimited), hard: {hard}"));
        }
        if hard != -1 && soft > hard {
            return Err(format!("{refused} {soft} > {hard}"));
        }
        Ok(Self { name: name.to_owned(), soft, hard })
    }
}

impl std::fmt::Display for Ulimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}:{}", self.name, self.soft, self.hard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_round_as_docker_says_them() {
        let minute = 60_000_000;
        for (micros, words) in [
            (999_999, "Less than a second"),
            (59_999_999, "59 seconds"),
            (minute, "About a minute"),
            (59 * minute, "59 minutes"),
            (89 * minute, "About an hour"),
            (90 * minute, "2 hours"),
            (47 * 60 * minute, "47 hours"),
            (48 * 60 * minute, "2 days"),
            (731 * 24 * 60 * minute, "2 years"),
        ] {
            assert_eq!(human_duration(micros), words);
        }
    }

    #[test]
    fn sizes_print_and_read() {
        assert_eq!(table_size(999_999), "1e+03kB");
        assert_eq!(human_size(1_024), "1.024kB");
        assert_eq!(bytes_size(512.0 * 1024.0 * 1024.0), "512MiB");
        assert_eq!(ram_in_bytes("1.5g"), Ok(1_610_612_736));
        assert_eq!(from_human_size("32 kB"), Ok(32_000));
        assert_eq!(ram_in_bytes("32kz").unwrap_err(), "invalid suffix: 'kz'");
        assert_eq!(ram_in_bytes("é").unwrap_err(), "invalid size: 'é'");
    }

    #[test]
    fn limits_are_checked() {
        assert_eq!(Ulimit::parse("nofile=512:1024").unwrap().to_string(), "nofile=512:1024");
        assert_eq!(
            Ulimit::parse("nofile=2:1").unwrap_err(),
            "ulimit soft limit must be less than or equal to hard limit: 2 > 1"
        );
    }
}
