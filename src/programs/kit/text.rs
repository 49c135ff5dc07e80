//! Small texts: quoted names, sizes for people, columns on a terminal. Docker's own units are in `base`.

use std::fmt::Write;

/// Quotes a name as GNU's `shell-escape` style does: only where a shell would need it, or always.
pub(crate) fn shell_quote(text: &str, always: bool) -> String {
    let safe = |c: char| c.is_alphanumeric() || "-_./,:@%+^{}".contains(c);
    let tilde = text.starts_with(['~', '#']);
    if !always && !text.is_empty() && !tilde && text.chars().all(safe) {
        return text.to_owned();
    }
    if text.chars().any(char::is_control) {
        let mut out = "'".to_owned();
        for c in text.chars() {
            match c {
                '\n' => out.push_str("'$'\\n''"),
                '\t' => out.push_str("'$'\\t''"),
                '\r' => out.push_str("'$'\\r''"),
                c if c.is_control() => {
                    let _ = write!(out, "'$'\\{:03o}''", c as u32);
                }
                c => out.push(c),
            }
        }
        out.push('\'');
        return out.strip_suffix("''").filter(|rest| rest.len() > 2).map_or_else(|| out.clone(), str::to_owned);
    }
    match text.contains('\'') {
        false => format!("'{text}'"),
        true if !text.contains(['"', '$', '`', '\\', '!']) => format!("\"{text}\""),
        true => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

/// A size as `ls -h` of GNU prints it: rounded up, one decimal below ten, no unit for bytes.
pub(crate) fn human_gnu(size: u64, base: u64) -> String {
    let units = if base == 1000 { "kMGTPE" } else { "KMGTPE" };
    let (mut unit_size, mut unit) = (1_u64, None);
    for name in units.chars() {
        if size < unit_size.saturating_mul(base) {
            break;
        }
        unit_size = unit_size.saturating_mul(base);
        unit = Some(name);
    }
    let Some(mut name) = unit else { return size.to_string() };
    let tenths = (u128::from(size) * 10).div_ceil(u128::from(unit_size));
    if tenths < 100 {
        return format!("{}.{}{name}", tenths / 10, tenths % 10);
    }
    let mut whole = size.div_ceil(unit_size);
    if whole >= base {
        whole = 1;
        name = units.chars().skip_while(|known| *known != name).nth(1).unwrap_or(name);
        return format!("{whole}.0{name}");
    }
    format!("{whole}{name}")
}

/// A size as BusyBox prints it with `-h`: rounded to the nearest tenth, a unit from 1K on.
pub(crate) fn human_busybox(size: u64) -> String {
    let mut unit_size = 1_u64;
    let mut units = ['\0', 'K', 'M', 'G', 'T', 'P'].into_iter().peekable();
    let mut unit = units.next().unwrap_or('\0');
    while size / unit_size >= 1024
        && let Some(next) = units.next()
    {
        unit_size *= 1024;
        unit = next;
    }
    if unit == '\0' {
        return size.to_string();
    }
    let tenths = (u128::from(size) * 10 + u128::from(unit_size / 2)) / u128::from(unit_size);
    format!("{}.{}{unit}", tenths / 10, tenths % 10)
}

/// Adds a cell of a table: filled with blanks on one side.
pub(crate) fn pad(line: &mut String, cell: &str, width: usize, right: bool) {
    let fill = width.saturating_sub(self::width(cell));
    if right {
        line.extend(std::iter::repeat_n(' ', fill));
    }
    line.push_str(cell);
    if !right {
        line.extend(std::iter::repeat_n(' ', fill));
    }
}

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// Texts of the given widths in columns read downwards, each column as wide as it needs, two blanks between, as GNU's `ls -C` does.
pub(crate) fn columns(cells: &[usize], screen: usize, across: bool) -> Vec<Vec<usize>> {
    let most = (screen / 3).clamp(1, cells.len().max(1));
    for count in (1..=most).rev() {
        let rows = cells.len().div_ceil(count);
        let place = |at: usize| if across { at % count } else { at / rows.max(1) };
        let mut widths = vec![0; count];
        for (at, width) in cells.iter().enumerate() {
            let gap = if place(at) + 1 == count { 0 } else { 2 };
            widths[place(at)] = widths[place(at)].max(width + gap);
        }
        let fits = widths.iter().map(|width| (*width).max(3)).sum::<usize>() < screen;
        if fits || count == 1 {
            return layout(cells.len(), rows, count, across);
        }
    }
    Vec::new()
}

/// Rows of indices into a list of `len` cells.
pub(crate) fn layout(len: usize, rows: usize, count: usize, across: bool) -> Vec<Vec<usize>> {
    let at = |row: usize, column: usize| if across { row * count + column } else { column * rows + row };
    (0..rows).map(|row| (0..count).map(|column| at(row, column)).filter(|index| *index < len).collect()).collect()
}

/// Reads a number with a size suffix: `5`, `5k`, `5K`, `5M`, `5kB`, `5b`.
pub(crate) fn sized_number(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..end].parse().ok()?;
    let factor: u64 = match &text[end..] {
        "" => 1,
        "b" => 512,
        "kB" | "KB" => 1000,
        "k" | "K" | "KiB" => 1 << 10,
        "MB" => 1_000_000,
        "m" | "M" | "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "g" | "G" | "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_a_shell_needs_it() {
        assert_eq!(shell_quote("a b", false), "'a b'");
        assert_eq!(shell_quote("it's", false), "\"it's\"");
        assert_eq!(shell_quote("plain.txt", false), "plain.txt");
        assert_eq!(shell_quote("a\nb", true), "'a'$'\\n''b'");
    }

    #[test]
    fn sizes_for_people() {
        let gnu: Vec<String> = [0, 1023, 1024, 1025, 150_000, 10_239, 1_048_575].map(|n| human_gnu(n, 1024)).into();
        assert_eq!(gnu, ["0", "1023", "1.0K", "1.1K", "147K", "10K", "1.0M"]);
        assert_eq!([human_busybox(150_000), human_busybox(4096)], ["146.5K", "4.0K"]);
    }
}
