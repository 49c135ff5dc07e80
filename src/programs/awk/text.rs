//! Texts of awk: escapes, numbers as text and text as numbers, `printf`.

use crate::programs::kit::floats;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A text from the input, which is compared as a number when it looks like one; or nothing yet.
    Input(String),
}

impl Value {
    /// As a number: the longest beginning that is one.
    pub(super) fn number(&self) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Text(text) | Self::Input(text) => {
                let trimmed = text.trim_start();
                // Hexadecimal and names of numbers are only text.
                if trimmed.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit() || c == '.')
                    && !trimmed.starts_with("0x")
                {
                    floats::parse(trimmed).0
                } else {
                    0.0
                }
            }
        }
    }

    /// As a text.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(number) => number_text(*number),
            Self::Text(text) | Self::Input(text) => text.clone(),
        }
    }

    /// Whether it counts as true.
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::Number(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Input(text) => match numeric(text) {
                Some(number) => number != 0.0,
                None => !text.is_empty(),
            },
        }
    }

    /// The number that it is compared as; `None` for a text.
    pub(super) fn comparable(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
            Self::Input(text) if text.is_empty() => Some(0.0),
            Self::Input(text) => numeric(text),
        }
    }
}

/// A text that is a number from end to end.
fn numeric(text: &str) -> Option<f64> {
    let trimmed = text.trim();
    if !trimmed.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let (value, used) = floats::parse(trimmed);
    (used > 0 && used == trimmed.len()).then_some(value)
}

/// A number as `print` shows it.
fn number_text(number: f64) -> String {
    let whole = number.trunc();
    if (number - whole).abs() < f64::MIN_POSITIVE && number.abs() < 1e16 {
        return (whole as i64).to_string();
    }
    floats::format(number, 'g', Some(6), false)
}

/// Resolves escapes.
pub(super) fn escapes(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('a') => out.push('\u{7}'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('v') => out.push('\u{b}'),
            Some(same @ ('\\' | '"' | '/')) => out.push(same),
            Some(digit @ '0'..='7') => {
                let more: String = chars.clone().take(2).take_while(|c| c.is_digit(8)).collect();
                for _ in 0..more.len() {
                    chars.next();
                }
                let code = u32::from_str_radix(&format!("{digit}{more}"), 8).unwrap_or(0);
                out.extend(char::from_u32(code));
            }
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
    out
}

/// Fills a format.
pub(super) fn format(format: &str, values: &[Value]) -> String {
    let (mut out, mut values) = (String::new(), values.iter());
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let mut spec = after;
        let flags = spec.len() - spec.trim_start_matches(['-', '+', ' ', '0', '#']).len();
        let (flags, tail) = spec.split_at(flags);
        spec = tail;
        let mut count = |spec: &mut &str| -> Option<i64> {
            if let Some(tail) = spec.strip_prefix('*') {
                *spec = tail;
                return values.next().map(|value| value.number() as i64);
            }
            let end = spec.find(|c: char| !c.is_ascii_digit()).unwrap_or(spec.len());
            let number = spec[..end].parse().ok();
            *spec = &spec[end..];
            number
        };
        let width = count(&mut spec).unwrap_or(0);
        let precision = match spec.strip_prefix('.') {
            Some(tail) => {
                spec = tail;
                Some(count(&mut spec).unwrap_or(0).max(0) as usize)
            }
            None => None,
        };
        let spec = spec.trim_start_matches(['l', 'h']);
        let Some(letter) = spec.chars().next() else {
            out.push('%');
            out.push_str(after);
            return out;
        };
        rest = &spec[letter.len_utf8()..];
        let empty = Value::Text(String::new());
        let value = values.next().unwrap_or(&empty);
        let text = one(letter, flags, precision, value);
        let width_used = text.chars().count();
        let fill = (width.unsigned_abs() as usize).min(4_096).saturating_sub(width_used);
        let left = flags.contains('-') || width < 0;
        if left {
            out.push_str(&text);
            out.extend(std::iter::repeat_n(' ', fill));
        } else if flags.contains('0') && letter != 's' && letter != 'c' {
            let sign = text.len() - text.trim_start_matches(['-', '+', ' ']).len();
            out.push_str(&text[..sign]);
            out.extend(std::iter::repeat_n('0', fill));
            out.push_str(&text[sign..]);
        } else {
            out.extend(std::iter::repeat_n(' ', fill));
            out.push_str(&text);
        }
    }
    out.push_str(rest);
    out
}

fn one(letter: char, flags: &str, precision: Option<usize>, value: &Value) -> String {
    let plus = |text: String| match text.starts_with('-') {
        false if flags.contains('+') => format!("+{text}"),
        false if flags.contains(' ') => format!(" {text}"),
        _ => text,
    };
    let whole = |number: f64| number.trunc() as i64;
    match letter {
        'd' | 'i' => {
            let number = whole(value.number());
            let digits = format!("{:0>1$}", number.unsigned_abs(), precision.unwrap_or(1).min(64));
            plus(if number < 0 { format!("-{digits}") } else { digits })
        }
        'u' => whole(value.number()).to_string(),
        'x' => format!("{:x}", whole(value.number())),
        'X' => format!("{:X}", whole(value.number())),
        'o' => format!("{:o}", whole(value.number())),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => plus(floats::format(
            value.number(),
            letter,
            precision.map(|precision| precision.min(64)),
            flags.contains('#'),
        )),
        'c' => match value {
            Value::Number(number) => char::from_u32(*number as u32).map(String::from).unwrap_or_default(),
            other => other.text().chars().take(1).collect(),
        },
        's' => {
            let text = value.text();
            precision.map_or_else(|| text.clone(), |precision| text.chars().take(precision).collect())
        }
        other => format!("%{other}"),
    }
}
