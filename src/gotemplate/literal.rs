//! Constants as they are written in a template: numbers, characters and strings, read as Go's strconv reads them.

use super::node::Number;
use crate::base::quote::quote;

/// Takes the quotes off a string and resolves its escapes; raw strings only lose carriage returns.
pub(super) fn unquote(text: &str) -> Result<String, &'static str> {
    let inner = &text[1..text.len() - 1];
    if text.starts_with('`') {
        return Ok(inner.replace('\r', ""));
    }
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            rest = escape(rest, '"', &mut bytes)?;
        } else {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Resolves the escape after a backslash into `bytes` and gives what follows it.
fn escape<'a>(rest: &'a str, mark: char, bytes: &mut Vec<u8>) -> Result<&'a str, &'static str> {
    const INVALID: &str = "invalid syntax";
    let c = rest.chars().next().ok_or(INVALID)?;
    let rest = &rest[c.len_utf8()..];
    let (digits, radix) = match c {
        'x' => (2, 16),
        'u' => (4, 16),
        'U' => (8, 16),
        '0'..='7' => (2, 8),
        _ => {
            bytes.push(match c {
                'a' => 7,
                'b' => 8,
                'f' => 12,
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'v' => 11,
                '\\' => b'\\',
                c if c == mark => mark as u8,
                _ => return Err(INVALID),
            });
            return Ok(rest);
        }
    };
    let code = rest.get(..digits).filter(|code| code.bytes().all(|b| char::from(b).is_digit(radix))).ok_or(INVALID)?;
    let mut value = u32::from_str_radix(code, radix).map_err(|_| INVALID)?;
    if radix == 8 {
        value += c.to_digit(8).unwrap_or(0) * 64;
    }
    if matches!(c, 'u' | 'U') {
        let decoded = char::from_u32(value).ok_or(INVALID)?;
        bytes.extend_from_slice(decoded.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        bytes.push(u8::try_from(value).map_err(|_| INVALID)?);
    }
    Ok(&rest[digits..])
}

/// Reads a number or a character constant under every type that can hold it. The error is Go's message. Imaginary
/// numbers, which Go knows, are refused.
pub(super) fn number(text: &str) -> Result<Number, String> {
    if text.starts_with('\'') {
        let code = character(text)?;
        return Ok(Number { text: text.to_owned(), int: Some(i64::from(code)), float: Some(f64::from(code)) });
    }
    let floating = text.contains(['.', 'e', 'E', 'p', 'P']);
    let (negative, magnitude) = (text.starts_with('-'), integer(text.trim_start_matches(['+', '-'])));
    let mut int = magnitude
        .and_then(|value| if negative { 0_i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() });
    let float = match (int, magnitude.filter(|_| !negative)) {
        (Some(value), _) => Some(value as f64),
        // Larger than an int: Go keeps it as an unsigned number, which only executing the template refuses.
        (None, Some(value)) => Some(value as f64),
        (None, None) => {
            let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
            if value.is_some() && !floating {
                return Err(format!("integer overflow: {}", quote(text)));
            }
            int = value.filter(|value| value.fract() == 0.0 && value.abs() < 9.2e18).map(|value| value as i64);
            value
        }
    };
    if float.is_none() {
        return Err(format!("illegal number syntax: {}", quote(text)));
    }
    Ok(Number { text: text.to_owned(), int, float })
}

fn character(text: &str) -> Result<u32, String> {
    let inner = text.strip_prefix('\'').unwrap_or(text);
    let mut bytes = Vec::new();
    let mut chars = inner.chars();
    let (code, rest) = match chars.next() {
        Some('\\') => {
            let rest = escape(chars.as_str(), '\'', &mut bytes)?;
            let code = match std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()) {
                Some(c) => u32::from(c),
                None => bytes.first().copied().map_or(0, u32::from),
            };
            (code, rest)
        }
        Some('\'') | None => return Err("invalid syntax".to_owned()),
        Some(c) => (u32::from(c), chars.as_str()),
    };
    if rest == "'" { Ok(code) } else { Err(format!("malformed character constant: {text}")) }
}

/// An integer with Go's prefixes; underscores may stand between digits and after a prefix.
fn integer(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let (radix, digits, prefixed) = if let Some(digits) = lower.strip_prefix("0x") {
        (16, digits, true)
    } else if let Some(digits) = lower.strip_prefix("0o") {
        (8, digits, true)
    } else if let Some(digits) = lower.strip_prefix("0b") {
        (2, digits, true)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..], true)
    } else {
        (10, lower.as_str(), false)
    };
    let badly_placed = digits.ends_with('_') || digits.contains("__") || (digits.starts_with('_') && !prefixed);
    let plain = digits.replace('_', "");
    let valid = !badly_placed && !plain.is_empty() && plain.chars().all(|c| c.is_digit(radix));
    valid.then(|| u64::from_str_radix(&plain, radix).ok())?
}
