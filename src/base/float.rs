//! Floating point numbers as Go's strconv and fmt print them. Only for what a user reads: nothing is decided on floats.

use std::fmt::Write as _;

/// `%e`: one digit, `precision` decimals (the shortest that reads back when `None`) and an exponent of two digits or more.
pub fn exponent_form(value: f64, precision: Option<usize>) -> String {
    if let Some(special) = not_finite(value) {
        return special.to_owned();
    }
    let (mantissa, exponent) = split(value, precision);
    assemble_exponent(&mantissa, exponent)
}

/// `%f`: `precision` decimals, or the shortest that reads back when `None`.
pub fn plain_form(value: f64, precision: Option<usize>) -> String {
    match (not_finite(value), precision) {
        (Some(special), _) => special.to_owned(),
        (None, Some(digits)) => format!("{value:.digits$}"),
        (None, None) => format!("{value}"),
    }
}

/// `%g`: the shorter of the two others for `precision` significant digits, without trailing zeros. With `None` it is the
/// shortest text that reads back, which turns to exponents below 1e-4 and from 1e6 on, as `%v` and Println do.
pub fn general_form(value: f64, precision: Option<usize>) -> String {
    if let Some(special) = not_finite(value) {
        return special.to_owned();
    }
    let significant = precision.map(|p| p.max(1));
    let (mantissa, exponent) = split(value, significant.map(|p| p - 1));
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { &mantissa };
    let limit = match significant {
        Some(p) => i32::try_from(p).unwrap_or(i32::MAX),
        None => 6,
    };
    if exponent < -4 || exponent >= limit {
        return assemble_exponent(mantissa, exponent);
    }
    let (sign, digits) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = digits.chars().filter(|c| *c != '.').collect();
    format!("{sign}{}", place_point(&digits, exponent))
}

/// The mantissa's text and the decimal exponent, correctly rounded.
fn split(value: f64, precision: Option<usize>) -> (String, i32) {
    let text = match precision {
        Some(digits) => format!("{value:.digits$e}"),
        None => format!("{value:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.to_owned(), exponent.parse().unwrap_or(0))
}

fn assemble_exponent(mantissa: &str, exponent: i32) -> String {
    let mut text = mantissa.to_owned();
    let sign = if exponent < 0 { '-' } else { '+' };
    let _ = write!(text, "e{sign}{:02}", exponent.unsigned_abs());
    text
}

/// Writes significant digits with the decimal point where the exponent puts it.
fn place_point(digits: &str, exponent: i32) -> String {
    if exponent < 0 {
        return format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        return format!("{digits}{}", "0".repeat(whole - digits.len()));
    }
    format!("{}.{}", &digits[..whole], &digits[whole..])
}

fn not_finite(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value.is_infinite() {
        Some(if value > 0.0 { "+Inf" } else { "-Inf" })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_form_is_gos() {
        for (value, precision, text) in [
            (999.999, Some(3), "1e+03"),
            (7.168, Some(3), "7.17"),
            (0.0, Some(3), "0"),
            (100.0, Some(4), "100"),
            (-2.5, None, "-2.5"),
            (1e21, None, "1e+21"),
            (1e20, None, "1e+20"),
            (123_456.0, None, "123456"),
            (1_234_567.0, None, "1.234567e+06"),
            (0.000_012_5, None, "1.25e-05"),
            (0.000_125, None, "0.000125"),
            (f64::INFINITY, None, "+Inf"),
        ] {
            assert_eq!(general_form(value, precision), text);
        }
    }

    #[test]
    fn other_forms_are_gos() {
        assert_eq!(exponent_form(1_234.5, Some(6)), "1.234500e+03");
        assert_eq!(exponent_form(0.0, None), "0e+00");
        assert_eq!(plain_form(2.0, Some(6)), "2.000000");
        assert_eq!(plain_form(1e21, None), "1000000000000000000000");
    }
}
