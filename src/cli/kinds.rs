//! The kinds of values that flags take: their names in the help, and Go's and docker's complaints about a bad value.
//! What only `docker run` takes is in `options`.

use crate::base::duration::parse_go_duration;
use crate::base::quote::quote;
use crate::base::units;

/// What a flag takes.
pub(crate) struct Kind {
    /// The name in the help; empty for a switch.
    pub(crate) name: &'static str,
    /// Whether it stands alone: `--all` is `--all=true`.
    pub(crate) switch: bool,
    /// Whether each use adds a value, instead of replacing the one before.
    pub(crate) many: bool,
    /// The value as it is kept, or what is wrong with it.
    pub(crate) check: fn(&str) -> Result<String, String>,
}

impl Kind {
    /// A value of its own.
    pub(crate) const fn one(name: &'static str, check: fn(&str) -> Result<String, String>) -> Self {
        Self { name, switch: false, many: false, check }
    }

    /// A list of values.
    pub(crate) const fn many(name: &'static str, check: fn(&str) -> Result<String, String>) -> Self {
        Self { name, switch: false, many: true, check }
    }
}

/// A switch.
pub(crate) const SWITCH: Kind = Kind { name: "", switch: true, many: false, check: boolean };
/// Any text.
pub(crate) const TEXT: Kind = Kind::one("string", any);
/// A whole number.
pub(crate) const INT: Kind = Kind::one("int", int);
/// A whole number from 0.
pub(crate) const UINT: Kind = Kind::one("uint", |text| unsigned(text, u64::MAX));
/// A whole number from 0 to 65535.
pub(crate) const UINT16: Kind = Kind::one("uint16", |text| unsigned(text, u64::from(u16::MAX)));
/// A span of time.
pub(crate) const DURATION: Kind = Kind::one("duration", duration);
/// A size in binary units.
pub(crate) const BYTES: Kind = Kind::one("bytes", bytes);
/// A size in binary units, or -1.
pub(crate) const SWAP_BYTES: Kind =
    Kind::one("bytes", |text| if text == "-1" { Ok(text.to_owned()) } else { bytes(text) });
/// A share of processors.
pub(crate) const DECIMAL: Kind = Kind::one("decimal", |text| cpus(text).map(|nanos| nanos.to_string()));
/// Texts, one each time.
pub(crate) const LIST: Kind = Kind::many("list", any);
/// Texts, several at a time with commas between.
pub(crate) const STRINGS: Kind = Kind::many("strings", any);
/// Texts, one each time, as the flag library calls them.
pub(crate) const STRING_ARRAY: Kind = Kind::many("stringArray", any);
/// `name=value` conditions.
pub(crate) const FILTER: Kind = Kind::many("filter", filter);
/// `name=value` pairs.
pub(crate) const MAP: Kind = Kind::many("map", any);

#[expect(clippy::unnecessary_wraps, reason = "it is one of several checks")]
pub(crate) fn any(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

/// Go's `strconv.ParseBool`.
pub(crate) fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!("strconv.ParseBool: parsing {}: invalid syntax", quote(text))),
    }
}

fn boolean(text: &str) -> Result<String, String> {
    parse_bool(text).map(|value| value.to_string())
}

/// Go's `strconv.ParseInt(text, 0, 64)`: a prefix tells the base.
fn int(text: &str) -> Result<String, String> {
    let wrong = |why| format!("strconv.ParseInt: parsing {}: {why}", quote(text));
    let (sign, digits) = match text.as_bytes().first() {
        Some(b'-') => (-1, &text[1..]),
        Some(b'+') => (1, &text[1..]),
        _ => (1, text),
    };
    let size = radix(digits).map_err(wrong)?;
    i64::try_from(sign * size).map(|value| value.to_string()).map_err(|_| wrong("value out of range"))
}

/// Go's `strconv.ParseUint`.
pub(crate) fn unsigned(text: &str, most: u64) -> Result<String, String> {
    let wrong = |why| format!("strconv.ParseUint: parsing {}: {why}", quote(text));
    match radix(text).map_err(wrong)? {
        value if value <= i128::from(most) => Ok(value.to_string()),
        _ => Err(wrong("value out of range")),
    }
}

/// Digits with an optional prefix `0x`, `0o`, `0b` or `0`.
fn radix(digits: &str) -> Result<i128, &'static str> {
    let lower = digits.to_ascii_lowercase();
    let (base, rest) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if rest.is_empty() || !rest.chars().all(|c| c.is_digit(base)) {
        return Err("invalid syntax");
    }
    i128::from_str_radix(rest, base).map_err(|_| "value out of range")
}

fn duration(text: &str) -> Result<String, String> {
    parse_go_duration(text).map(|nanos| nanos.to_string())
}

fn bytes(text: &str) -> Result<String, String> {
    units::ram_in_bytes(text).map(|bytes| bytes.to_string())
}

/// Docker folds the name to lower case and trims both sides; an empty condition is none.
fn filter(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let (name, value) = text.split_once('=').ok_or("bad format of filter (expected name=value)")?;
    Ok(format!("{}={}", name.trim().to_lowercase(), value.trim()))
}

/// Processors in billionths from a decimal, an exponent form or a fraction.
pub(crate) fn cpus(text: &str) -> Result<i64, String> {
    let wrong = || format!("failed to parse {text} as a rational number");
    let (above, below) = text.split_once('/').map_or((text, None), |(above, below)| (above, Some(below)));
    let (mut numerator, mut denominator) = ratio(above).ok_or_else(wrong)?;
    if let Some(below) = below {
        // A fraction has whole parts only.
        let whole = below.parse::<u32>().ok().filter(|whole| *whole > 0 && denominator == 1).ok_or_else(wrong)?;
        denominator = i128::from(whole);
    }
    numerator = numerator.checked_mul(1_000_000_000).ok_or("value is too precise")?;
    if numerator % denominator != 0 {
        return Err("value is too precise".to_owned());
    }
    // Go drops the bits that do not fit.
    Ok((numerator / denominator) as i64)
}

/// A decimal number as a numerator and a power of ten; numbers that no machine has processors for are refused.
fn ratio(text: &str) -> Option<(i128, i128)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, "0"), |(m, e)| (m, e));
    let (sign, digits) = match mantissa.as_bytes().first()? {
        b'-' => (-1, &mantissa[1..]),
        b'+' => (1, &mantissa[1..]),
        _ => (1, mantissa),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{part}");
    if all.is_empty() || all.len() > 18 || !all.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exponent = exponent.parse::<i32>().ok()?.checked_sub(part.len() as i32)?;
    let number = sign * all.parse::<i128>().ok()?;
    let power = 10_i128.checked_pow(exponent.unsigned_abs().min(36))?;
    Some(if exponent >= 0 { (number.checked_mul(power)?, 1) } else { (number, power) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        assert_eq!((INT.check)("0x1f").as_deref(), Ok("31"));
        assert_eq!((INT.check)("-07").as_deref(), Ok("-7"));
        assert_eq!((INT.check)("9a").unwrap_err(), "strconv.ParseInt: parsing \"9a\": invalid syntax");
        assert_eq!((UINT16.check)("70000").unwrap_err(), "strconv.ParseUint: parsing \"70000\": value out of range");
        assert_eq!((cpus("1.5"), cpus("1/4"), cpus("2e-1")), (Ok(1_500_000_000), Ok(250_000_000), Ok(200_000_000)));
        assert_eq!(cpus("1e-32").unwrap_err(), "value is too precise");
        assert!(cpus("foo").is_err());
    }
}
