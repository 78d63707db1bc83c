//! A point in time as far as it is known: year, month, day, minute; unknown parts are None.

use std::fmt;

use jiff::civil;

use crate::mention::Date;

/// A date with the parts that the text gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<(i8, i8)>,
}

impl Moment {
    /// The start of a date mention; None where it has neither year, month nor day.
    pub fn of(date: &Date) -> Option<Moment> {
        Moment::parse(date.value.split('/').next().unwrap_or(""))
    }

    /// The end that a range names.
    pub fn end_of(date: &Date) -> Option<Moment> {
        Moment::parse(date.value.split_once('/')?.1)
    }

    /// Reads `2024`, `2024-05`, `XXXX-05-13`, `2024-05-13T13:44`.
    pub fn parse(value: &str) -> Option<Moment> {
        let (day_part, time_part) = value.split_once('T').map_or((value, None), |(d, t)| (d, Some(t)));
        let mut parts = day_part.split('-');
        let year = parts.next().and_then(|p| p.parse().ok()).filter(|y| (1..=9999).contains(y));
        let month = parts.next().and_then(|p| p.parse().ok()).filter(|m| (1..=12).contains(m));
        let day = parts.next().and_then(|p| p.parse().ok()).filter(|d| (1..=31).contains(d));
        let time = time_part.and_then(|t| {
            let mut parts = t.split(':');
            let hour = parts.next()?.parse().ok().filter(|h| (0..=24).contains(h))?;
            Some((hour, parts.next().map_or(Some(0), |m| m.parse().ok().filter(|m| (0..60).contains(m)))?))
        });
        (year.is_some() || month.is_some() || day.is_some()).then_some(Moment { year, month, day, time })
    }

    pub fn has_time(&self) -> bool {
        self.time.is_some() && self.day.is_some()
    }

    /// Whether year, month and day are known.
    pub fn is_day(&self) -> bool {
        self.date().is_some()
    }

    /// Minutes from this clock time to the other's, the day left out; None where either has none.
    pub fn minutes_to(&self, other: &Moment) -> Option<i64> {
        let minutes = |m: &Moment| m.time.map(|(hour, minute)| i64::from(hour) * 60 + i64::from(minute));
        Some(minutes(other)? - minutes(self)?)
    }

    /// How many parts are known.
    pub fn precision(&self) -> u8 {
        u8::from(self.year.is_some()) + u8::from(self.month.is_some()) + u8::from(self.day.is_some()) + u8::from(self.time.is_some())
    }

    /// Whether both can be the same day: what both know agrees, and something is known of both.
    pub fn day_agrees(&self, other: &Moment) -> bool {
        fn agree<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.zip(b).is_none_or(|(a, b)| a == b)
        }
        agree(self.year, other.year) && agree(self.month, other.month) && agree(self.day, other.day)
    }

    /// This moment's day with what the other knows more of it; the clock time stays out.
    pub fn refined(&self, other: &Moment) -> Moment {
        Moment { year: self.year.or(other.year), month: self.month.or(other.month), day: self.day.or(other.day), time: None }
    }

    /// The day without its clock time.
    pub fn day(&self) -> Moment {
        Moment { time: None, ..*self }
    }

    /// The month without its day.
    pub fn month(&self) -> Moment {
        Moment { day: None, time: None, ..*self }
    }

    /// This day at the other's clock time.
    pub fn at_time_of(&self, other: &Moment) -> Moment {
        Moment { time: other.time, ..*self }
    }

    /// For sorting; unknown parts come first.
    pub fn key(&self) -> (i16, i8, i8, (i8, i8)) {
        (self.year.unwrap_or(0), self.month.unwrap_or(0), self.day.unwrap_or(0), self.time.unwrap_or((-1, 0)))
    }

    fn date(&self) -> Option<civil::Date> {
        civil::Date::new(self.year?, self.month?, self.day?).ok()
    }

    /// Days from the other to this one; None where either day is not known.
    pub fn days_after(&self, other: &Moment) -> Option<i64> {
        let days = other.date()?.until(self.date()?).ok()?.get_days();
        Some(days.into())
    }

    /// Days from this one to a calendar date.
    pub fn days_before(&self, day: civil::DateTime) -> Option<i64> {
        Some(self.date()?.until(day.date()).ok()?.get_days().into())
    }

    /// Whether this one's year lies before the other's.
    pub fn year_before(&self, other: &Moment) -> bool {
        self.date().is_none() && self.year.zip(other.year).is_some_and(|(a, b)| a < b)
    }

    /// Calendar years from this one to the other; 0 where either is not known.
    pub fn years_before(&self, other: &Moment) -> i16 {
        self.year.zip(other.year).map_or(0, |(a, b)| b - a)
    }

    /// Seconds from this one to the other; None where either has no clock time, or the other is not later.
    pub fn seconds_to(&self, other: &Moment) -> Option<u64> {
        let at = |m: &Moment| {
            m.date()?
                .to_datetime(civil::Time::midnight())
                .checked_add(jiff::Span::new().minutes(i64::from(m.time?.0) * 60 + i64::from(m.time?.1)))
                .ok()
        };
        let seconds = at(other)?.duration_since(at(self)?).as_secs();
        u64::try_from(seconds).ok().filter(|&s| s > 0)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}")?,
            None => write!(f, "XXXX")?,
        }
        match (self.month, self.day) {
            (None, None) => return Ok(()),
            (Some(month), _) => write!(f, "-{month:02}")?,
            (None, Some(_)) => write!(f, "-XX")?,
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
            if let Some((hour, minute)) = self.time {
                write!(f, "T{hour:02}:{minute:02}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_are_known() {
        for value in ["2024", "2024-05", "2024-05-13", "XXXX-05-13", "XXXX-XX-13", "2024-05-13T13:44"] {
            assert_eq!(Moment::parse(value).map(|m| m.to_string()).as_deref(), Some(value));
        }
        for value in ["", "XXXX", "T08:30", "2024-13-41T99:99x"] {
            assert!(Moment::parse(value).is_none_or(|m| m.to_string() == "2024"), "{value}");
        }
    }

    #[test]
    fn days_agree_where_known_parts_do() {
        let parse = |v| Moment::parse(v).unwrap();
        for (a, b, agrees) in [
            ("2024-05", "2024-05-13", true),
            ("2024-05-13T08:00", "2024-05-13", true),
            ("XXXX-05-13", "2024-05-14", false),
            ("2023", "2024-01-01", false),
        ] {
            assert_eq!(parse(a).day_agrees(&parse(b)), agrees, "{a} {b}");
        }
        assert_eq!(parse("2024-05-21T08:30").seconds_to(&parse("2024-05-21T09:24")), Some(54 * 60));
    }
}
