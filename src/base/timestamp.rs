//! What `--since`, `--until` and the filter `until` take: a span of time back from now, a date with as much of the clock as
//! one likes, or seconds since the epoch. The order of trying and Go's messages are recorded from 28.2.2.

use super::duration::parse_go_duration;
use super::quote::quote;
use super::time::{MILLI, SECOND, Time, days_from_civil};

/// A moment, or docker's message. Without a zone the clock is UTC, as on the machines of the model.
pub fn parse(text: &str, now: Time) -> Result<Time, String> {
    if let Ok(nanos) = parse_go_duration(text)
        && text != "0"
    {
        // Docker cuts this to whole seconds. In a world where a command takes no time that would hide the last ones.
        let micros = nanos.unsigned_abs() / MILLI;
        return Ok(if nanos < 0 { now.plus(micros) } else { Time(now.0.saturating_sub(micros)) });
    }
    let local = !text.contains(['z', 'Z', '+']) && text.matches('-').count() != 3;
    match Reader::new(text).read(&layout(text, local)) {
        Ok(time) => Ok(time),
        Err(why) if text.contains('-') => Err(why),
        Err(_) => epoch(text).ok_or_else(|| format!("failed to parse value as time or duration: {}", quote(text))),
    }
}

/// Seconds since the epoch, with a fraction.
fn epoch(text: &str) -> Option<Time> {
    let (secs, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let secs: i64 = secs.parse().ok()?;
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit()) && !fraction.is_empty();
    let micros: u64 = format!("{fraction:0<6}").get(..6).filter(|_| digits)?.parse().ok()?;
    Some(Time(u64::try_from(secs).unwrap_or(0).saturating_mul(SECOND).saturating_add(micros)))
}

/// A part of a layout: what stands before it, and how Go writes it.
type Part = (&'static str, &'static str);

/// The layout that a text seems to follow.
fn layout(text: &str, local: bool) -> Vec<Part> {
    const DATE: [Part; 3] = [("", "2006"), ("-", "01"), ("-", "02")];
    const CLOCK: [Part; 3] = [("T", "15"), (":", "04"), (":", "05")];
    let mut parts = DATE.to_vec();
    if text.contains('.') {
        parts.extend(CLOCK);
        parts.push(("", ".999999999"));
    } else if text.contains('T') {
        let offset = usize::from(!local && !text.contains(['z', 'Z']));
        let colons = text.matches(':').count().saturating_sub(offset);
        parts.extend(CLOCK.iter().take(colons.min(2) + 1));
    }
    if !local {
        parts.push(("", "Z07:00"));
    }
    parts
}

/// Reads a text by a layout, as Go's `time.Parse` does.
struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
    year: i64,
    month: i64,
    day: i64,
    secs: i64,
    micros: u64,
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, rest: text, year: 0, month: 1, day: 1, secs: 0, micros: 0 }
    }

    fn read(mut self, layout: &[Part]) -> Result<Time, String> {
        let whole: String = layout.iter().flat_map(|(before, part)| [*before, *part]).collect();
        for (before, part) in layout {
            let bad = |rest: &str, wanted: &str| {
                let (text, whole) = (quote(self.text), quote(&whole));
                format!("parsing time {text} as {whole}: cannot parse {} as {}", quote(rest), quote(wanted))
            };
            let after = self.rest.strip_prefix(before).ok_or_else(|| bad(self.rest, before))?;
            let (value, rest) = value(after, part).ok_or_else(|| bad(after, part))?;
            self.rest = rest;
            if let Some(range) = self.take(part, value) {
                return Err(format!("parsing time {}: {range} out of range", quote(self.text)));
            }
        }
        if !self.rest.is_empty() {
            return Err(format!("parsing time {}: extra text: {}", quote(self.text), quote(self.rest)));
        }
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days = match self.month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if !(1..=days).contains(&self.day) {
            return Err(format!("parsing time {}: day out of range", quote(self.text)));
        }
        let secs = days_from_civil(self.year, self.month, self.day) * 86_400 + self.secs;
        Ok(Time(u64::try_from(secs).unwrap_or(0).saturating_mul(SECOND).saturating_add(self.micros)))
    }

    /// Keeps a part's value; the answer names what is out of range.
    fn take(&mut self, part: &str, value: i64) -> Option<&'static str> {
        let clock = |name, most, unit| if value < most { Ok(value * unit) } else { Err(name) };
        let secs = match part {
            "2006" => {
                self.year = value;
                Ok(0)
            }
            "01" => {
                self.month = value;
                if (1..=12).contains(&value) { Ok(0) } else { Err("month") }
            }
            "02" => {
                self.day = value;
                Ok(0)
            }
            "15" => clock("hour", 24, 3_600),
            "04" => clock("minute", 60, 60),
            "05" => clock("second", 60, 1),
            "Z07:00" => Ok(-value),
            _ => {
                self.micros = value.unsigned_abs();
                Ok(0)
            }
        };
        match secs {
            Ok(secs) => {
                self.secs += secs;
                None
            }
            Err(name) => Some(name),
        }
    }
}

/// The value of a part at the beginning of a text, and what follows it.
fn value<'a>(text: &'a str, part: &str) -> Option<(i64, &'a str)> {
    let digits = |count: usize| {
        let (head, rest) = text.split_at_checked(count)?;
        head.bytes().all(|byte| byte.is_ascii_digit()).then(|| Some((head.parse().ok()?, rest)))?
    };
    match part {
        "2006" => digits(4),
        "Z07:00" => {
            if let Some(rest) = text.strip_prefix('Z') {
                return Some((0, rest));
            }
            let sign = if text.starts_with('-') { -1 } else { 1 };
            let (hours, minutes) = text.strip_prefix(['+', '-'])?.get(..5)?.split_once(':')?;
            Some((sign * (hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60), &text[6..]))
        }
        ".999999999" => {
            let Some(fraction) = text.strip_prefix('.').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            else {
                return Some((0, text));
            };
            let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
            let micros = format!("{:0<6}", &fraction[..end]).get(..6)?.parse().ok()?;
            Some((micros, &fraction[end..]))
        }
        _ => digits(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_dates_and_seconds() {
        let now = Time::START;
        let at = |text: &str| parse(text, now).map(|time| time.to_string());
        for (text, want) in [
            ("90s", "2026-10-01T08:58:30Z"),
            ("2026-09-30", "2026-09-30T00:00:00Z"),
            ("2026-09-30T12:30", "2026-09-30T12:30:00Z"),
            ("2026-09-30T12:30:15.25Z", "2026-09-30T12:30:15.25Z"),
            ("2026-09-30T12+02:00", "2026-09-30T10:00:00Z"),
            ("12.5", "1970-01-01T00:00:12.5Z"),
            ("0", "1970-01-01T00:00:00Z"),
        ] {
            assert_eq!(at(text).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn the_messages_are_gos() {
        let why = |text: &str| parse(text, Time::START).unwrap_err();
        assert_eq!(why("2013-13-02"), "parsing time \"2013-13-02\": month out of range");
        assert_eq!(why("2013-01-02T25:00"), "parsing time \"2013-01-02T25:00\": hour out of range");
        assert_eq!(why("2013-01"), "parsing time \"2013-01\" as \"2006-01-02\": cannot parse \"\" as \"-\"");
        assert_eq!(why("12-x"), "parsing time \"12-x\" as \"2006-01-02\": cannot parse \"12-x\" as \"2006\"");
        assert_eq!(why("1.2.3"), "failed to parse value as time or duration: \"1.2.3\"");
    }
}
