//! Simulated time: integer microseconds since the Unix epoch, and its civil and RFC 3339 forms in UTC. Time zones and the
//! host's clock are not here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One second in microseconds.
pub const SECOND: u64 = 1_000_000;
/// One millisecond in microseconds.
pub const MILLI: u64 = 1_000;

/// A moment of the world, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub u64);

/// A moment as calendar fields in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year, for example 2026.
    pub year: i64,
    /// The month, 1 to 12.
    pub month: u32,
    /// The day of the month, 1 to 31.
    pub day: u32,
    /// The hour, 0 to 23.
    pub hour: u32,
    /// The minute, 0 to 59.
    pub minute: u32,
    /// The second, 0 to 59.
    pub second: u32,
    /// The microsecond, 0 to 999,999.
    pub micro: u32,
    /// The day of the week, Sunday is 0.
    pub weekday: u32,
    /// The day of the year, 1 January is 1.
    pub yearday: u32,
}

impl Time {
    /// Where a world starts unless its scenario says otherwise: 2026-10-01T09:00:00Z.
    pub const START: Self = Self(1_790_845_200 * SECOND);

    /// From whole seconds since the epoch.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * SECOND)
    }

    /// Whole seconds since the epoch.
    pub const fn secs(self) -> u64 {
        self.0 / SECOND
    }

    /// Microseconds from `earlier` to `self`, 0 when it is later.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This moment and `micros` microseconds.
    pub const fn plus(self, micros: u64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// The calendar fields in UTC. The day count follows the proleptic Gregorian calendar in eras of 400 years.
    pub fn civil(self) -> Civil {
        let (days, rest) = ((self.secs() / 86_400) as i64, self.secs() % 86_400);
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Civil {
            year,
            month,
            day,
            hour: (rest / 3_600) as u32,
            minute: (rest % 3_600 / 60) as u32,
            second: (rest % 60) as u32,
            micro: (self.0 % SECOND) as u32,
            weekday: ((days + 4).rem_euclid(7)) as u32,
            yearday: (days - days_from_civil(year, 1, 1) + 1) as u32,
        }
    }

    /// RFC 3339 with nine digits, trailing zeros cut as Go does: `2026-10-01T09:00:00.25Z`.
    pub fn rfc3339_nano(self) -> String {
        let c = self.civil();
        let mut text =
            format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second);
        if c.micro > 0 {
            text.push_str(format!(".{:06}", c.micro).trim_end_matches('0'));
        }
        text.push('Z');
        text
    }

    /// Reads RFC 3339 in UTC or with an offset; digits beyond microseconds are dropped.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let (date, clock) = text.split_once(['T', ' '])?;
        let mut ymd = date.split('-');
        let year: i64 = ymd.next()?.parse().ok()?;
        let month: i64 = ymd.next()?.parse().ok()?;
        let day: i64 = ymd.next()?.parse().ok()?;
        let (clock, offset) = match clock.find(['Z', '+', '-']) {
            Some(at) => (&clock[..at], offset_seconds(&clock[at..])?),
            None => (clock, 0),
        };
        let (hms, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let mut parts = hms.split(':');
        let hour: i64 = parts.next()?.parse().ok()?;
        let minute: i64 = parts.next()?.parse().ok()?;
        let second: i64 = parts.next().unwrap_or("0").parse().ok()?;
        let secs = days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
        let micro = format!("{fraction:0<6}").get(..6)?.parse::<u64>().ok()?;
        Some(Self(u64::try_from(secs).ok()? * SECOND + micro))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339_nano())
    }
}

fn offset_seconds(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60;
    Some(if text.starts_with('-') { -seconds } else { seconds })
}

/// Days from the epoch to a civil date.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_starts_on_the_first_of_october() {
        assert_eq!(Time::START.to_string(), "2026-10-01T09:00:00Z");
        assert_eq!(Time::START.civil().weekday, 4);
    }

    #[test]
    fn rfc3339_reads_what_it_writes() {
        for text in ["1970-01-01T00:00:00Z", "2024-02-29T23:59:59.25Z", "2100-03-01T00:00:00.000001Z"] {
            assert_eq!(Time::parse_rfc3339(text).map(Time::rfc3339_nano).as_deref(), Some(text));
        }
        assert_eq!(Time::parse_rfc3339("2026-10-01T11:00:00+02:00"), Some(Time::START));
    }
}
