//! Numbers as progress shows them, in integers only.

/// Seconds with one decimal.
pub(super) fn tenths(micros: u64) -> String {
    let tenths = (micros + 50_000) / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Seconds since a step began, with as many decimals as leave four digits.
pub(super) fn stamp(micros: u64) -> String {
    let (unit, decimals) = match micros {
        0..10_000_000 => (1_000, 3),
        10_000_000..100_000_000 => (10_000, 2),
        _ => (100_000, 1),
    };
    let rounded = (micros + unit / 2) / unit;
    let scale = 10_u64.pow(decimals);
    format!("{}.{:0width$}", rounded / scale, rounded % scale, width = decimals as usize)
}

/// Bytes in decimal units with two decimals; whole bytes below a kilobyte.
pub(super) fn bytes(count: u64) -> String {
    let mut unit = 1_u64;
    let mut name = "B";
    for next in ["kB", "MB", "GB", "TB", "PB"] {
        if count < unit.saturating_mul(1_000) {
            break;
        }
        unit *= 1_000;
        name = next;
    }
    if unit == 1 {
        return format!("{count}B");
    }
    let hundredths = (u128::from(count) * 100 + u128::from(unit) / 2) / u128::from(unit);
    format!("{}.{:02}{name}", hundredths / 100, hundredths % 100)
}

/// ` 1.23kB / 4.56MB`, without the leading blank; empty when nothing is counted.
pub(super) fn progress(current: u64, total: u64) -> String {
    match (current, total) {
        (0, 0) => String::new(),
        (current, 0) => bytes(current),
        (current, total) => format!("{} / {}", bytes(current), bytes(total)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_buildkit_prints_them() {
        assert_eq!((tenths(40_000), tenths(1_250_000)), ("0.0".to_owned(), "1.3".to_owned()));
        assert_eq!((stamp(312_400), stamp(12_345_678)), ("0.312".to_owned(), "12.35".to_owned()));
        assert_eq!((bytes(187), bytes(1_234), bytes(48_490_000)), ("187B".into(), "1.23kB".into(), "48.49MB".into()));
    }
}
