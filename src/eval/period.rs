//! EDTF values and ISO times, of gold and of records alike -> periods that can be held against each other.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// How exactly a point of time is given, the coarsest first; `Months` are EDTF's quarters, thirds and halves of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Months,
    Interval,
}

impl Grain {
    pub fn is_clock(self) -> bool {
        matches!(self, Grain::Hour | Grain::Minute | Grain::Second)
    }
}

/// A point of time as a half-open period of its grain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub start: DateTime,
    pub end: DateTime,
    pub grain: Grain,
}

/// What a value means: a point, or an interval from the first to the last point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub start: DateTime,
    pub end: DateTime,
    pub grain: Grain,
    pub first: Option<Point>,
    pub last: Option<Point>,
}

/// `2024-05`, `2024-05-21T08:30`, a quarter or half (`2024-33`, `2024-40`). None for unknown digits, open ends and what is no date.
/// A time zone is dropped: gold and records both hold local times.
pub fn point(value: &str) -> Option<Point> {
    let plain: String = value.trim().chars().filter(|c| !matches!(c, '~' | '?' | '%')).collect();
    let mut fields = Fields { rest: &plain };
    let year = fields.digits(4)?;
    let month = fields.after("-", 2);
    let day = month.and_then(|_| fields.after("-", 2));
    let hour = day.and_then(|_| fields.after("T", 2).or_else(|| fields.after(" ", 2)));
    let minute = hour.and_then(|_| fields.after(":", 2).or_else(|| fields.digits(2)));
    let second = minute.and_then(|_| fields.after(":", 2).or_else(|| fields.digits(2)));
    if second.is_some() {
        fields.fraction();
    }
    fields.zone();
    if !fields.rest.is_empty() {
        return None;
    }
    if let (Some(month), None) = (month, day)
        && let Some((first, length)) = months_of(month)
    {
        let start = Date::new(year, first, 1).ok()?.to_datetime(Default::default());
        return Some(Point { start, end: start.checked_add(length.months()).ok()?, grain: Grain::Months });
    }
    let date = Date::new(year, or_first(month)?, or_first(day)?).ok()?;
    let midnight = date.to_datetime(Default::default());
    let start = match (hour, minute.unwrap_or(0), second.unwrap_or(0)) {
        (None, ..) => midnight,
        (Some(24), minute, _) => midnight.checked_add(1.day().minutes(i64::from(minute))).ok()?,
        (Some(hour), minute, second) => date.at(0, 0, 0, 0).with().hour(small(hour)?).minute(small(minute)?).second(small(second)?).build().ok()?,
    };
    let grain = match (month, day, hour, minute, second) {
        (.., Some(_)) => Grain::Second,
        (.., Some(_), None) => Grain::Minute,
        (_, _, Some(_), ..) => Grain::Hour,
        (_, Some(_), ..) => Grain::Day,
        (Some(_), ..) => Grain::Month,
        _ => Grain::Year,
    };
    Some(Point { start, end: after(start, grain)?, grain })
}

/// An EDTF point, an interval `A/B` or a set `{A,B}`.
pub fn period(value: &str) -> Option<Period> {
    let value = value.trim();
    let in_brackets = value.starts_with(['[', '{']) && value.ends_with([']', '}']) && value.len() > 1;
    let (first, last, single) = if value.contains('/') {
        (value.split('/').next()?, value.rsplit('/').next()?, false)
    } else if in_brackets {
        let inside = &value[1..value.len() - 1];
        let parts: Vec<&str> = inside.split(',').flat_map(|part| part.split("..")).collect();
        (parts[0], parts[parts.len() - 1], parts.len() == 1)
    } else {
        (value, value, true)
    };
    let (first, last) = (point(first)?, point(last)?);
    let grain = if single { first.grain } else { Grain::Interval };
    Some(Period { start: first.start, end: last.end, grain, first: Some(first), last: Some(last) })
}

/// The end of the period of this grain that begins at `start`.
pub fn after(start: DateTime, grain: Grain) -> Option<DateTime> {
    let length = match grain {
        Grain::Year => 1.year(),
        Grain::Month | Grain::Months => 1.month(),
        Grain::Day => 1.day(),
        Grain::Hour => 1.hour(),
        Grain::Minute | Grain::Interval => 1.minute(),
        Grain::Second => 1.second(),
    };
    start.checked_add(length).ok()
}

/// The time with all that is finer than the grain set to its first.
pub fn floor(at: DateTime, grain: Grain) -> DateTime {
    let month = if grain == Grain::Year { 1 } else { at.month() };
    let day = if grain <= Grain::Month || grain == Grain::Months { 1 } else { at.day() };
    let hour = if grain <= Grain::Day || grain == Grain::Months { 0 } else { at.hour() };
    let minute = if grain <= Grain::Hour || grain == Grain::Months { 0 } else { at.minute() };
    let second = if grain <= Grain::Minute || grain == Grain::Months { 0 } else { at.second() };
    DateTime::new(at.year(), month, day, hour, minute, second, 0).unwrap_or(at)
}

/// Whether a half-open period that ends at `end` ends with this point.
pub fn ends_at(end: DateTime, point: &Point) -> bool {
    if point.grain.is_clock() {
        return end == point.start || end == point.end;
    }
    end.checked_sub(1.second()).is_ok_and(|last| floor(last, point.grain) == point.start)
}

/// EDTF's quarters (33–36), thirds (37–39) and halves (40, 41): first month and number of months.
fn months_of(month: i16) -> Option<(i8, i64)> {
    Some(match month {
        33..=36 => ((month - 33) as i8 * 3 + 1, 3),
        37..=39 => ((month - 37) as i8 * 4 + 1, 4),
        40 | 41 => ((month - 40) as i8 * 6 + 1, 6),
        _ => return None,
    })
}

fn or_first(field: Option<i16>) -> Option<i8> {
    // Zero is no month and no day, and the scorer this follows reads it as not given.
    small(field.filter(|&n| n != 0).unwrap_or(1))
}

fn small(field: i16) -> Option<i8> {
    i8::try_from(field).ok()
}

/// What is left of a value while its fields are read.
struct Fields<'t> {
    rest: &'t str,
}

impl Fields<'_> {
    fn digits(&mut self, count: usize) -> Option<i16> {
        let field = self.rest.get(..count).filter(|f| f.bytes().all(|b| b.is_ascii_digit()))?;
        self.rest = &self.rest[count..];
        field.parse().ok()
    }

    fn after(&mut self, mark: &str, count: usize) -> Option<i16> {
        let before = self.rest;
        self.rest = self.rest.strip_prefix(mark)?;
        let field = self.digits(count);
        if field.is_none() {
            self.rest = before;
        }
        field
    }

    fn fraction(&mut self) {
        if let Some(digits) = self.rest.strip_prefix('.').filter(|d| d.starts_with(|c: char| c.is_ascii_digit())) {
            self.rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }

    fn zone(&mut self) {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return;
        }
        let before = self.rest;
        if let Some(rest) = before.strip_prefix(['+', '-']) {
            self.rest = rest;
            let hours = self.digits(2);
            if hours.and_then(|_| self.after(":", 2).or_else(|| self.digits(2))).is_none() {
                self.rest = before;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_half_open_periods() {
        for (value, expected) in [
            ("2024", "2024-01-01T00:00:00 2025-01-01T00:00:00 Year"),
            ("2024-02", "2024-02-01T00:00:00 2024-03-01T00:00:00 Month"),
            ("2024-12-31", "2024-12-31T00:00:00 2025-01-01T00:00:00 Day"),
            ("2024-05-21T08:30", "2024-05-21T08:30:00 2024-05-21T08:31:00 Minute"),
            ("2024-05-21T24:00", "2024-05-22T00:00:00 2024-05-22T00:01:00 Minute"),
            ("2024-05-21T08:30:00+09:00", "2024-05-21T08:30:00 2024-05-21T08:30:01 Second"),
            ("2024-34", "2024-04-01T00:00:00 2024-07-01T00:00:00 Months"),
            ("2024-41", "2024-07-01T00:00:00 2025-01-01T00:00:00 Months"),
            ("2024-05-13/2024-05-20", "2024-05-13T00:00:00 2024-05-21T00:00:00 Interval"),
            ("{2024-05,2024-06}", "2024-05-01T00:00:00 2024-07-01T00:00:00 Interval"),
            ("~2024-05?", "2024-05-01T00:00:00 2024-06-01T00:00:00 Month"),
        ] {
            let found = period(value).map(|p| format!("{} {} {:?}", p.start, p.end, p.grain));
            assert_eq!(found.as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_no_date_has_no_period() {
        for value in ["", "XXXX-05-13", "2024-13-01", "2024-02-30", "2024-05-", "2024/", "5월", "2024-05-21T25:00", "99999-01", "2024-05-21T08:3"] {
            assert_eq!(period(value), None, "{value}");
        }
    }
}
