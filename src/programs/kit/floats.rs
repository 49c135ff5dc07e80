//! Numbers with fractions as `printf` and `awk` read and print them. Base's `float` has docker's own formats.

/// Reads the number that a text begins with; the second part is how many bytes it took, 0 when there is none.
pub(crate) fn parse(text: &str) -> (f64, usize) {
    let bytes = text.as_bytes();
    let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = blanks + usize::from(matches!(bytes.get(blanks), Some(b'+' | b'-')));
    let whole = digits(end);
    end += whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        if whole + fraction > 0 {
            end += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return (0.0, 0);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    (text[blanks..end].parse().unwrap_or(0.0), end)
}

/// Prints a number that is not negative as C's `%f`, `%e` or `%g` does.
pub(crate) fn format(value: f64, letter: char, precision: Option<usize>, alternate: bool) -> String {
    if !value.is_finite() {
        return if value.is_nan() { "nan" } else { "inf" }.to_owned();
    }
    let precision = precision.unwrap_or(6);
    let text = match letter.to_ascii_lowercase() {
        'f' => format!("{value:.precision$}"),
        'e' => exponent(value, precision),
        _ => general(value, precision.max(1), alternate),
    };
    if letter.is_ascii_uppercase() { text.to_uppercase() } else { text }
}

fn exponent(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let Some((digits, power)) = text.split_once('e') else { return text };
    let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
    format!("{digits}e{sign}{power:0>2}")
}

fn general(value: f64, precision: usize, alternate: bool) -> String {
    let scientific = exponent(value, precision - 1);
    let power: i32 = scientific.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    let trim = |digits: &str| {
        let kept = alternate || !digits.contains('.');
        if kept { digits.to_owned() } else { digits.trim_end_matches('0').trim_end_matches('.').to_owned() }
    };
    if power < -4 || power >= precision as i32 {
        let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
        return format!("{}e{power}", trim(digits));
    }
    let decimals = (precision as i32 - 1 - power).max(0) as usize;
    trim(&format!("{value:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_printed() {
        assert_eq!(
            [parse(" 12.5x"), parse("1e3"), parse("-.5"), parse("abc")],
            [(12.5, 5), (1000.0, 3), (-0.5, 3), (0.0, 0)]
        );
        let shown = [0.1, 100_000.0, 1e6, 123_456.789, 3.0].map(|value| format(value, 'g', None, false));
        assert_eq!(shown, ["0.1", "100000", "1e+06", "123457", "3"]);
    }
}
