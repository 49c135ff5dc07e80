//! Words for people that are not docker's own output: sizes as the page writes them. What docker prints is in
//! `base::units`.

/// A size in decimal units with at most three digits and a space: "4.6 MB", "388 B".
pub fn size(bytes: u64) -> String {
    let mut unit = 0;
    let mut whole = bytes;
    let mut below = 0; // thousandths of the unit
    // 999.5 of a unit would round to 1000 of it, which is one of the next.
    while unit + 1 < UNITS.len() && whole * 1000 + below >= 999_500 {
        below = whole % 1000;
        whole /= 1000;
        unit += 1;
    }
    let mut text = match whole {
        0..10 if unit > 0 => tenths(whole, below, 100),
        10..100 if unit > 0 => tenths(whole, below, 10),
        _ => (whole + below / 500).to_string(),
    };
    text.push(' ');
    text.push_str(UNITS[unit]);
    text
}

const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];

/// `whole` and `below` thousandths, rounded to hundredths (`part` 100) or tenths (`part` 10), without trailing zeros.
fn tenths(whole: u64, below: u64, part: u64) -> String {
    let scaled = (whole * 1000 + below + 500 / part) * part / 1000;
    let (whole, mut rest) = (scaled / part, scaled % part);
    if rest == 0 {
        return whole.to_string();
    }
    let mut width = if part == 100 { 2 } else { 1 };
    if rest.is_multiple_of(10) && part == 100 {
        rest /= 10;
        width = 1;
    }
    format!("{whole}.{rest:0width$}")
}

/// `1 layer`, `2 layers`.
pub fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits() {
        let sizes =
            [0, 388, 999, 1000, 8_988, 4_100, 12_000, 48_480_000, 117_000_000, 1_092_000_000, 999_600, 1_101_000];
        let texts = sizes.map(size);
        let wanted = [
            "0 B", "388 B", "999 B", "1 kB", "8.99 kB", "4.1 kB", "12 kB", "48.5 MB", "117 MB", "1.09 GB", "1 MB",
            "1.1 MB",
        ];
        assert_eq!(texts, wanted);
    }
}
