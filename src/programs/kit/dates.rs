//! Dates as programs print and read them, in UTC. The world's clock is not read here.

use crate::base::Time;
use crate::base::time::{SECOND, days_from_civil};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A time in the notation of `strftime`, with GNU's `%N` and the flags `-`, `_`, `0`, `^`.
pub(crate) fn format(time: Time, pattern: &str) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let flag = chars.next_if(|c| matches!(c, '-' | '_' | '0' | '^'));
        let digits: String = std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)).collect();
        let Some(letter) = chars.next() else {
            out.push('%');
            break;
        };
        match field(time, letter, digits.parse().unwrap_or(9)) {
            None => out.extend(['%', letter]),
            Some(Field::Number(number, width, pad)) => {
                let (width, pad) = match flag {
                    Some('-') => (0, '0'),
                    Some('_') => (width, ' '),
                    Some('0') => (width, '0'),
                    _ => (width, pad),
                };
                let text = number.to_string();
                out.extend(std::iter::repeat_n(pad, width.saturating_sub(text.len())));
                out.push_str(&text);
            }
            Some(Field::Text(text)) if flag == Some('^') => out.push_str(&text.to_uppercase()),
            Some(Field::Text(text)) => out.push_str(&text),
        }
    }
    out
}

enum Field {
    Number(i64, usize, char),
    Text(String),
}

fn field(time: Time, letter: char, digits: usize) -> Option<Field> {
    let c = time.civil();
    let two = |number: u32| Field::Number(i64::from(number), 2, '0');
    let blank = |number: u32| Field::Number(i64::from(number), 2, ' ');
    let text = |text: &str| Field::Text(text.to_owned());
    let again = |pattern: &str| Field::Text(format(time, pattern));
    let month = MONTHS[(c.month as usize).clamp(1, 12) - 1];
    let day = DAYS[(c.weekday as usize).min(6)];
    let hour12 = (c.hour + 11) % 12 + 1;
    let monday_based = (c.weekday + 6) % 7;
    Some(match letter {
        'Y' => Field::Number(c.year, 4, '0'),
        'C' => Field::Number(c.year / 100, 2, '0'),
        'y' => Field::Number(c.year % 100, 2, '0'),
        'm' => two(c.month),
        'd' => two(c.day),
        'e' => blank(c.day),
        'H' => two(c.hour),
        'k' => blank(c.hour),
        'I' => two(hour12),
        'l' => blank(hour12),
        'M' => two(c.minute),
        'S' => two(c.second),
        'j' => Field::Number(i64::from(c.yearday), 3, '0'),
        'u' => Field::Number(i64::from(monday_based + 1), 1, '0'),
        'w' => Field::Number(i64::from(c.weekday), 1, '0'),
        'U' => two((c.yearday + 6 - c.weekday) / 7),
        'W' => two((c.yearday + 6 - monday_based) / 7),
        's' => Field::Number(time.secs() as i64, 1, '0'),
        'N' => Field::Text(format!("{:06}000", c.micro).chars().take(digits.clamp(1, 9)).collect()),
        'B' => text(month),
        'b' | 'h' => text(&month[..3]),
        'A' => text(day),
        'a' => text(&day[..3]),
        'p' => text(if c.hour < 12 { "AM" } else { "PM" }),
        'P' => text(if c.hour < 12 { "am" } else { "pm" }),
        'Z' => text("UTC"),
        'z' => text("+0000"),
        'F' => again("%Y-%m-%d"),
        'T' | 'X' => again("%H:%M:%S"),
        'R' => again("%H:%M"),
        'D' | 'x' => again("%m/%d/%y"),
        'r' => again("%I:%M:%S %p"),
        'c' => again("%a %b %e %H:%M:%S %Y"),
        'n' => text("\n"),
        't' => text("\t"),
        '%' => text("%"),
        _ => return None,
    })
}

/// The date column of `ls -l`: the clock for the last half year, else the year.
pub(crate) fn listing(time: Time, now: Time) -> String {
    // Half of a mean Gregorian year, as ls counts it.
    let recent = now.secs().saturating_sub(time.secs()) < 31_556_952 / 2 && time <= now;
    format(time, if recent { "%b %e %H:%M" } else { "%b %e  %Y" })
}

/// Reads what `date -d` and `touch -d` take: RFC 3339, `2026-10-01 09:00`, `@seconds`, `now`, `yesterday`, `2 days ago`,
/// `+1 hour`, `next week`, `Oct 1 2026`.
pub(crate) fn parse(text: &str, now: Time) -> Option<Time> {
    let text = text.trim();
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse().ok().map(Time::from_secs);
    }
    if let Some(time) = Time::parse_rfc3339(text) {
        return Some(time);
    }
    let mut parser = Words { micros: i128::from(now.0), date: None, clock: None };
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let mut at = 0;
    while at < words.len() {
        at += parser.take(&words[at..])?;
    }
    parser.result()
}

struct Words {
    micros: i128,
    date: Option<(i64, i64, i64)>,
    clock: Option<i64>,
}

impl Words {
    /// Takes words from the front; the answer is how many.
    fn take(&mut self, words: &[String]) -> Option<usize> {
        let word = words.first()?.as_str();
        let day = i128::from(86_400 * SECOND);
        match word {
            "now" | "today" | "utc" | "z" | "gmt" => return Some(1),
            "yesterday" => self.micros -= day,
            "tomorrow" => self.micros += day,
            "next" | "last" => {
                let sign = if word == "next" { 1 } else { -1 };
                self.micros += sign * unit_micros(words.get(1)?)?;
                return Some(2);
            }
            _ => return self.take_value(word, words),
        }
        Some(1)
    }

    fn take_value(&mut self, word: &str, words: &[String]) -> Option<usize> {
        if word.matches('-').count() == 2 && word.len() >= 8 {
            let mut parts = word.split('-').map(|part| part.parse::<i64>().ok());
            self.date = Some((parts.next()??, parts.next()??, parts.next()??));
            return Some(1);
        }
        if word.contains(':') {
            let mut parts = word.split(':').map(|part| part.parse::<i64>().ok());
            let (hour, minute) = (parts.next()??, parts.next()??);
            self.clock = Some(hour * 3600 + minute * 60 + parts.next().flatten().unwrap_or(0));
            return Some(1);
        }
        if let Some(month) = MONTHS.iter().position(|name| word.len() >= 3 && name.to_lowercase().starts_with(word)) {
            let day = words.get(1)?.trim_end_matches(',').parse().ok()?;
            let year = words.get(2).and_then(|year| year.parse().ok()).filter(|year: &i64| *year > 99);
            let this_year = Time(u64::try_from(self.micros).ok()?).civil().year;
            self.date = Some((year.unwrap_or(this_year), month as i64 + 1, day));
            return Some(if year.is_some() { 3 } else { 2 });
        }
        let split = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
        let count: i128 = word[..split].trim_start_matches('+').parse().ok()?;
        let (unit, mut used) = if split < word.len() { (&word[split..], 1) } else { (words.get(1)?.as_str(), 2) };
        let ago = words.get(used).is_some_and(|word| word == "ago");
        used += usize::from(ago);
        self.micros += unit_micros(unit)? * count * if ago { -1 } else { 1 };
        Some(used)
    }

    fn result(self) -> Option<Time> {
        let time = Time(u64::try_from(self.micros).ok()?);
        if self.date.is_none() && self.clock.is_none() {
            return Some(time);
        }
        let civil = time.civil();
        let (year, month, day) = self.date.unwrap_or((civil.year, i64::from(civil.month), i64::from(civil.day)));
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let secs = days_from_civil(year, month, day) * 86_400 + self.clock.unwrap_or(0);
        u64::try_from(secs).ok().map(Time::from_secs)
    }
}

fn unit_micros(unit: &str) -> Option<i128> {
    let seconds = match unit.trim_end_matches('s') {
        "sec" | "second" => 1,
        "min" | "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        "week" => 604_800,
        "month" => 2_592_000,
        "year" => 31_536_000,
        _ => return None,
    };
    Some(i128::from(seconds * SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_printed_and_read() {
        let now = Time::START;
        assert_eq!(format(now, "%a %b %e %H:%M:%S %Z %Y"), "Thu Oct  1 09:00:00 UTC 2026");
        assert_eq!(format(now, "%s %j %-d %N %3N %^a %%"), "1790845200 274 1 000000000 000 THU %");
        assert_eq!(listing(Time::from_secs(1_735_776_000), now), "Jan  2  2025");
        let cases = [
            ("2025-01-02", "2025-01-02T00:00:00Z"),
            ("2025-01-02 10:30", "2025-01-02T10:30:00Z"),
            ("2 days ago", "2026-09-29T09:00:00Z"),
            ("Jan 2 2025", "2025-01-02T00:00:00Z"),
            ("+1 hour", "2026-10-01T10:00:00Z"),
        ];
        for (text, wanted) in cases {
            assert_eq!(parse(text, now).map(Time::rfc3339_nano).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(parse("foo", now), None);
    }
}
