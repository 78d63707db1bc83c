//! Expressions of time in text order, with the document's date -> dates: which day, month, year or clock time each one means.

use jiff::civil::{self, DateTime, Weekday};
use jiff::{Span as Interval, ToSpan};

use super::expression::{Clock, Day, Expression, Holiday, Length, Month, Point, Quarter, Week, What, Year};
use super::words::{Base, Feast, Half, Offset, Toward, WORDS};
use crate::mention::{Anchor, Date, DateKind, Granularity};
use crate::span::Span;

/// Resolves the points and ranges among the expressions; lengths are passed over.
pub fn resolve(text: &str, published: Option<DateTime>, sentences: &[Span], expressions: &[Expression]) -> Vec<Date> {
    let paragraphs = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
    let plain = if sentences.is_empty() { plain_sentences(text) } else { Vec::new() };
    let sentences = if sentences.is_empty() { &plain } else { sentences };
    let mut reader = Reader { text, published, sentences, paragraphs, here: Place::default(), last: Last::default() };
    let mut dates = Vec::new();
    for expression in expressions {
        reader.here = reader.place(expression.span);
        let date = match &expression.what {
            What::Length(_) => continue,
            What::Point(point) => reader.point(point).map(|r| date(expression.span, r)),
            What::Range(from, to) => reader.range(from, to).map(|r| date(expression.span, r)),
        };
        dates.extend(date);
    }
    dates
}

/// Sentences by their full stops alone, where the caller gives none.
fn plain_sentences(text: &str) -> Vec<Span> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for at in memchr::memchr3_iter(b'.', b'\n', b'?', bytes) {
        let ends = bytes[at] != b'.' || bytes.get(at + 1).is_none_or(|b| !b.is_ascii_digit() && *b != b' ') || text[..at].ends_with('다');
        if ends {
            sentences.push(Span::new(start, at + 1));
            start = at + 1;
        }
    }
    sentences.push(Span::new(start, text.len()));
    sentences
}

fn date(span: Span, r: Resolved) -> Date {
    Date { span, kind: r.kind, value: r.value, start: r.start, end: r.end, granularity: r.granularity, anchor: r.anchor, rule: r.rule }
}

/// What is known of a calendar day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Known {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
}

impl Known {
    fn of(date: civil::Date) -> Known {
        Known { year: Some(date.year()), month: Some(date.month()), day: Some(date.day()) }
    }

    fn date(self) -> Option<civil::Date> {
        civil::Date::new(self.year?, self.month?, self.day?).ok()
    }

    fn value(self) -> String {
        let year = self.year.map_or("XXXX".into(), |y| format!("{y:04}"));
        match (self.month, self.day) {
            (None, None) => year,
            (Some(month), None) => format!("{year}-{month:02}"),
            (None, Some(day)) => format!("{year}-XX-{day:02}"),
            (Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        }
    }

    /// Whether such a day can be: no 30 February, no 31 April.
    fn is_possible(self) -> bool {
        let Some(day) = self.day else { return true };
        match self.month {
            Some(month) => civil::Date::new(self.year.unwrap_or(2000), month, day).is_ok(),
            None => (1..=31).contains(&day),
        }
    }
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    span: Span,
    sentence: usize,
    paragraph: usize,
    /// The text goes on to tell of what is to come.
    ahead: bool,
    /// The document is nothing but this expression.
    alone: bool,
}

/// What the text told last.
#[derive(Debug, Clone, Copy, Default)]
struct Last {
    day: Option<(Known, usize)>,
    month: Option<(Known, usize)>,
    year: Option<(i16, usize)>,
    clock: Option<(i8, i8, usize)>,
    /// The paragraph of the last day, and whether it was told as background (`지난 15일`).
    paragraph: usize,
    background: bool,
    /// A bare day of the month that is the document's or the day before.
    dateline: Option<civil::Date>,
    first: Option<civil::Date>,
}

struct Reader<'t> {
    text: &'t str,
    published: Option<DateTime>,
    sentences: &'t [Span],
    /// Where the paragraphs end.
    paragraphs: Vec<usize>,
    here: Place,
    last: Last,
}

#[derive(Debug, Clone)]
struct Resolved {
    kind: DateKind,
    value: String,
    start: Option<DateTime>,
    end: Option<DateTime>,
    granularity: Granularity,
    anchor: Option<Anchor>,
    rule: &'static str,
    known: Known,
}

/// How far the sentence behind an expression is read, in bytes.
const WINDOW: usize = 400;
impl Reader<'_> {
    fn place(&self, span: Span) -> Place {
        let sentence = self.sentences.partition_point(|s| s.end <= span.start);
        let stop = self.sentences.get(sentence).map_or(self.text.len(), |s| s.end).min(span.end + WINDOW).max(span.end);
        let mut stop = stop.min(self.text.len());
        while !self.text.is_char_boundary(stop) {
            stop -= 1;
        }
        let behind = self.text.get(span.end..stop).unwrap_or("");
        let behind = behind.split(['\n', '|']).next().unwrap_or("");
        let until = behind.trim_start().starts_with("까지") || behind.trim_start().starts_with("쯤까지");
        let ahead = WORDS.is_ahead(behind).unwrap_or(until);
        let alone = self.text.trim().len() <= span.len() + 9 && self.text.len() <= 60;
        Place { span, sentence, paragraph: self.paragraphs.partition_point(|&p| p < span.start), ahead, alone }
    }

    fn today(&self) -> Option<civil::Date> {
        self.published.map(|p| p.date())
    }

    /// The day that the text gave last, or the document's.
    fn previous_day(&self) -> Option<(civil::Date, Anchor)> {
        let told = self.last.day.and_then(|(known, _)| Some((known.date()?, Anchor::PreviousDate)));
        told.or_else(|| Some((self.today()?, Anchor::DocumentDate)))
    }

    fn remember(&mut self, known: Known, point: &Point) {
        let sentence = self.here.sentence;
        if known.day.is_some() {
            self.last.day = Some((known, sentence));
            self.last.paragraph = self.here.paragraph;
            let far = |o: &Offset| o.base == Base::Document && o.by < 0;
            self.last.background = point.toward == Some(Toward::Past)
                || point.feast.is_some()
                || matches!(&point.month, Some(Month::Relative(o)) if far(o))
                || matches!(&point.year, Some(Year::Relative(o)) if far(o));
            let bare = matches!(point.day, Some(Day::Number(_))) && point.month.is_none() && point.toward.is_none();
            if let (Some(day), Some(today)) = (known.date(), self.today()) {
                let is_report = bare && (day == today || today.yesterday().is_ok_and(|y| y == day));
                if is_report {
                    self.last.dateline = Some(day);
                }
            }
            self.last.first = self.last.first.or(known.date());
        }
        if known.month.is_some() {
            self.last.month = Some((known, sentence));
        }
        if let Some(year) = known.year {
            self.last.year = Some((year, sentence));
        }
    }

    // ------------------------------------------------------------ points

    fn point(&mut self, point: &Point) -> Option<Resolved> {
        let resolved = match &point.clock {
            Some(clock) => self.clock_time(point, clock)?,
            None => self.day_or_coarser(point)?,
        };
        if resolved.known != Known::default() {
            self.remember(resolved.known, point);
        }
        Some(resolved)
    }

    fn day_or_coarser(&mut self, point: &Point) -> Option<Resolved> {
        if let Some((length, direction)) = &point.away {
            return self.away(length, *direction);
        }
        if let Some(century) = point.century {
            let first = (century - 1) * 100;
            let value = if first == 0 { "00XX".to_string() } else { format!("{:02}XX", first / 100) };
            return years(first, 100, value, Granularity::Century, point);
        }
        if let Some((decade, full)) = point.decade {
            let first = if full { decade } else { self.decade(decade) };
            return years(first, 10, format!("{:03}X", first / 10), Granularity::Decade, point);
        }
        let (known, anchor, rule) = self.known(point)?;
        if !known.is_possible() {
            return None;
        }
        if let Some((week, anchor)) = self.week(point, known) {
            return Some(week_of(week?, point, anchor));
        }
        if point.weekend {
            return self.weekend(point);
        }
        if point.school_year {
            let year = known.year?;
            let (start, end) = (civil::date(year, 3, 1), civil::Date::new(year.checked_add(1)?, 3, 1).ok()?);
            return Some(Resolved {
                kind: DateKind::DateRange,
                value: format!("{year:04}-03/{:04}-02", year + 1),
                start: Some(midnight(start)),
                end: Some(midnight(end)),
                granularity: Granularity::Year,
                anchor,
                rule: "date.school_year",
                known,
            });
        }
        if let Some((_, Holiday::Days)) = point.feast {
            return Some(holidays(known, anchor));
        }
        if let Some(found) = part_of_year(point, known, anchor) {
            return Some(found);
        }
        Some(calendar(point, known, anchor, rule))
    }

    /// Two digits: the last decade of that name that has begun.
    fn decade(&self, decade: i16) -> i16 {
        let now = self.today().map_or(2029, |d| d.year());
        if 2000 + decade <= now { 2000 + decade } else { 1900 + decade }
    }

    /// Year, month and day of a point, as far as they are known.
    fn known(&self, point: &Point) -> Option<(Known, Option<Anchor>, &'static str)> {
        let mut anchor = None;
        let year = match point.year {
            Some(Year::Number(year)) => Some(year),
            Some(Year::Short(year)) => {
                let now = self.today().map_or(2029, |d| d.year());
                Some(if 2000 + year <= now + 5 { 2000 + year } else { 1900 + year })
            }
            Some(Year::Relative(offset)) => {
                let (year, from) = self.year_from(offset)?;
                anchor = from;
                year
            }
            None => None,
        };
        let told_year = point.year.is_some();
        if let Some(feast) = point.feast {
            return self.feast(feast, point, year).map(|(k, a)| (k, a.or(anchor), "date.holiday"));
        }
        match (point.month, point.day) {
            (Some(Month::Number(month)), day) => {
                let day = self.day_in(day, year, month);
                let known = Known { year, month: Some(month), day };
                if told_year {
                    return Some((known, anchor, if anchor.is_some() { "date.relative.year" } else { "date.absolute" }));
                }
                let (known, anchor) = self.with_year(known, point.toward);
                Some((self.again(known, point), anchor, "date.without_year"))
            }
            (Some(Month::Relative(offset)), day) => {
                let (year, month, anchor) = self.month_from(offset);
                let day = month.and_then(|m| self.day_in(day, year, m)).or(match day {
                    Some(Day::Number(d)) => Some(d),
                    _ => None,
                });
                Some((
                    Known { year, month, day },
                    anchor,
                    if offset.base == Base::Previous { "date.relative.same_month" } else { "date.relative.month" },
                ))
            }
            (None, Some(Day::Number(day))) => {
                if told_year {
                    return None;
                }
                let (known, anchor) = self.bare_day(day, point);
                Some((known, anchor, "date.bare_day"))
            }
            (None, Some(Day::Relative(offset))) => {
                let (date, anchor) = self.day_from(offset);
                let rule = if offset.base != Base::Document { "date.relative.previous_day" } else { "date.relative.day" };
                let known = date.map_or(Known::default(), Known::of);
                Some((known, anchor, rule))
            }
            (None, Some(Day::First)) => Some((Known { year, month: Some(1), day: Some(1) }, anchor, "date.relative.year")),
            (None, Some(Day::Last)) => Some((Known { year, month: Some(12), day: Some(31) }, anchor, "date.relative.year")),
            (None, None) => {
                if let Some((weekday, _)) = point.weekday.filter(|_| point.week.is_none()) {
                    let (date, anchor) = self.weekday(weekday, point.toward);
                    return Some((date.map_or(Known::default(), Known::of), anchor, "date.weekday"));
                }
                let period = point.half.is_some() || point.quarter.is_some() || point.season.is_some();
                if year.is_none() && period {
                    let (year, anchor) = self.year_of_period(point);
                    let month = self.today().filter(|_| matches!(point.quarter, Some(Quarter::Relative(_)))).map(|d| d.month());
                    return Some((Known { year, month, day: None }, anchor, "date.period"));
                }
                if year.is_none() && point.part.is_some() {
                    let (date, anchor) = self.day_for_clock();
                    return Some((date.map_or(Known::default(), Known::of), anchor, "date.part_of_day"));
                }
                Some((Known { year, ..Known::default() }, anchor, if anchor.is_some() { "date.relative.year" } else { "date.absolute" }))
            }
        }
    }

    /// The n-th weekday, or the last day, of a month that may have got its year only now.
    fn again(&self, known: Known, point: &Point) -> Known {
        match (known.year, known.month, point.day) {
            (year, Some(month), Some(day)) => Known { day: self.day_in(Some(day), year, month), ..known },
            _ => known,
        }
    }

    fn day_in(&self, day: Option<Day>, year: Option<i16>, month: i8) -> Option<i8> {
        match day? {
            Day::Number(day) => Some(day),
            Day::First => Some(1),
            Day::Last => Some(civil::Date::new(year.unwrap_or(2001), month, 1).ok()?.days_in_month()),
            Day::Relative(_) => None,
        }
    }

    fn year_from(&self, offset: Offset) -> Option<(Option<i16>, Option<Anchor>)> {
        let told = (offset.base != Base::Document).then_some(self.last.year).flatten().map(|(year, _)| (year, Anchor::PreviousDate));
        let base = told.or_else(|| Some((self.today()?.year(), Anchor::DocumentDate)));
        let Some((year, anchor)) = base else { return Some((None, None)) };
        let year = i32::from(year) + offset.by;
        Some((Some(i16::try_from(year).ok()?), Some(anchor)))
    }

    fn month_from(&self, offset: Offset) -> (Option<i16>, Option<i8>, Option<Anchor>) {
        let told =
            (offset.base != Base::Document).then_some(self.last.month).flatten().map(|(known, _)| (known.year, known.month, Anchor::PreviousDate));
        let base = told.or_else(|| self.today().map(|d| (Some(d.year()), Some(d.month()), Anchor::DocumentDate)));
        let Some((year, Some(month), anchor)) = base else { return (None, None, None) };
        let index = i32::from(year.unwrap_or(0)) * 12 + i32::from(month) - 1 + offset.by;
        let month = (index.rem_euclid(12) + 1) as i8;
        (year.and_then(|_| i16::try_from(index.div_euclid(12)).ok()), Some(month), Some(anchor))
    }

    fn day_from(&self, offset: Offset) -> (Option<civil::Date>, Option<Anchor>) {
        let base = match offset.base {
            Base::Document => self.today().map(|d| (d, Anchor::DocumentDate)),
            Base::Previous | Base::Report if self.follows_event() => self.first_day().or_else(|| self.previous_day()),
            Base::Previous => self.previous_day(),
            Base::Report => self.report_day(offset.by),
        };
        let base = match (offset.base, self.last.dateline) {
            // A speaker's 오늘 is the day of speaking.
            (Base::Document, Some(day)) if self.in_quote() => Some((day, Anchor::PreviousDate)),
            _ => base,
        };
        base.map_or((None, None), |(day, anchor)| (day.checked_add(offset.by.days()).ok(), Some(anchor)))
    }

    /// What 이날 and 전날 count from: a day told in this sentence, or before it in the paragraph where it is not mere background,
    /// else the day of the report.
    fn report_day(&self, by: i32) -> Option<(civil::Date, Anchor)> {
        let told = self.last.day.and_then(|(known, sentence)| Some((known.date()?, sentence)));
        let dateline = self.last.dateline.map(|day| (day, Anchor::PreviousDate));
        match told {
            Some((day, sentence)) if sentence == self.here.sentence => Some((day, Anchor::PreviousDate)),
            Some((day, _)) if self.last.paragraph == self.here.paragraph && !self.last.background => Some((day, Anchor::PreviousDate)),
            Some((day, _)) if by != 0 && self.is_near() => Some((day, Anchor::PreviousDate)),
            Some((day, _)) => dateline.or(Some((day, Anchor::PreviousDate))),
            None => dateline.or_else(|| Some((self.today()?, Anchor::DocumentDate))),
        }
    }

    /// Whether the last day was told just before, and not as background.
    fn is_near(&self) -> bool {
        !self.last.background && self.last.day.is_some_and(|(_, sentence)| self.here.sentence.saturating_sub(sentence) <= 3)
    }

    /// The first day that the text told: in a report that is the day of what it is about.
    fn first_day(&self) -> Option<(civil::Date, Anchor)> {
        self.last.first.map(|day| (day, Anchor::Incident))
    }

    /// `사고 당일`, `장애 전날`
    fn follows_event(&self) -> bool {
        let before = self.text[..self.here.span.start].trim_end_matches(' ');
        before.len() < self.here.span.start && WORDS.follow.event.iter().any(|w| before.ends_with(w.as_str()))
    }

    /// Whether this stands inside quotation marks that opened in its paragraph.
    fn in_quote(&self) -> bool {
        let mut from = self.here.span.start.saturating_sub(WINDOW);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let before = self.text[from..self.here.span.start].rsplit('\n').next().unwrap_or("");
        match (before.rfind('“'), before.rfind('”')) {
            (Some(open), Some(close)) => open > close,
            (Some(_), None) => true,
            _ => before.matches('"').count() % 2 == 1,
        }
    }

    /// A month, or a month and a day, without a year.
    fn with_year(&self, known: Known, toward: Option<Toward>) -> (Known, Option<Anchor>) {
        let in_year = |year: i16| Known { year: Some(year), ..known };
        if toward.is_none()
            && !self.here.alone
            && let Some((year, sentence)) = self.last.year
            && sentence == self.here.sentence
        {
            return (in_year(year), Some(Anchor::PreviousDate));
        }
        let Some(today) = self.today() else { return (known, None) };
        let month = known.month.unwrap_or(1);
        let starts_after_today = match known.day {
            Some(day) => (month, day) > (today.month(), today.day()),
            None => month > today.month(),
        };
        let ends_before_today = match known.day {
            Some(day) => (month, day) < (today.month(), today.day()),
            None => month < today.month(),
        };
        let year = today.year();
        let year = match toward {
            Some(Toward::Past) => {
                if starts_after_today || known.day.is_none() && month == today.month() {
                    year - 1
                } else {
                    year
                }
            }
            Some(Toward::Coming | Toward::Next) => year + i16::from(ends_before_today),
            Some(Toward::This) => year,
            None if self.here.alone || self.here.ahead => year + i16::from(ends_before_today && (self.here.alone || self.is_far_back(month))),
            None => year - i16::from(starts_after_today),
        };
        (in_year(year), Some(Anchor::DocumentDate))
    }

    /// Whether a month of this year lies so far back that a sentence on what is to come means the next one.
    fn is_far_back(&self, month: i8) -> bool {
        self.today().is_some_and(|d| d.month() - month > 5)
    }

    /// `13일`: which month?
    fn bare_day(&self, day: i8, point: &Point) -> (Known, Option<Anchor>) {
        let bare = Known { day: Some(day), ..Known::default() };
        let previous = self.last.day.and_then(|(known, _)| known.date());
        let before = self.text[..self.here.span.start].trim_end();
        if let Some(from) = previous {
            let step = if before.ends_with("뒤인") || before.ends_with("후인") {
                1
            } else if before.ends_with("전인") {
                -1
            } else {
                0
            };
            if step != 0
                && let Some(date) = near(from, day, step)
            {
                return (Known::of(date), Some(Anchor::PreviousDate));
            }
        }
        // A weekday in brackets settles the month.
        let told_here = self.last.month.filter(|(_, sentence)| *sentence == self.here.sentence && point.toward.is_none());
        let Some(today) = self.today() else {
            return match told_here {
                Some((known, _)) => (Known { day: Some(day), ..known }, Some(Anchor::PreviousDate)),
                None => (bare, None),
            };
        };
        if let Some((weekday, _)) = point.weekday {
            let fits = |date: &civil::Date| date.weekday() == weekday_of(weekday);
            let months = [0, 1, -1, 2, -2];
            let dated = months
                .iter()
                .filter_map(|&m| today.first_of_month().checked_add(m.months()).ok())
                .filter_map(|d| civil::Date::new(d.year(), d.month(), day).ok());
            if let Some(date) = dated.into_iter().find(fits) {
                return (Known::of(date), Some(Anchor::DocumentDate));
            }
        }
        let is_dateline = day == today.day() || today.yesterday().is_ok_and(|d| d.day() == day);
        if let Some((known, _)) = told_here.filter(|_| !is_dateline) {
            let known = Known { day: Some(day), ..known };
            if known.is_possible() {
                return (known, Some(Anchor::PreviousDate));
            }
        }
        let date = match point.toward {
            Some(Toward::Past) => near(today.tomorrow().unwrap_or(today), day, -1),
            Some(Toward::Coming | Toward::Next) => near(today, day, 1),
            _ if self.here.alone => near(today.yesterday().unwrap_or(today), day, 1),
            _ if day <= today.day() && !(self.here.ahead && today.day() - day > 15) => near(today.tomorrow().unwrap_or(today), day, -1),
            _ if self.here.ahead || day <= today.day() => near(today, day, 1),
            _ => near(today, day, -1),
        };
        date.map_or((bare, None), |d| (Known::of(d), Some(Anchor::DocumentDate)))
    }

    fn weekday(&self, weekday: i8, toward: Option<Toward>) -> (Option<civil::Date>, Option<Anchor>) {
        let Some(today) = self.today() else { return (None, None) };
        let weekday = weekday_of(weekday);
        let monday = monday_of(today);
        let date = match toward {
            Some(Toward::Past) => today.nth_weekday(-1, weekday),
            Some(Toward::Coming | Toward::Next) => today.nth_weekday(1, weekday),
            Some(Toward::This) => monday.checked_add(weekday.to_monday_zero_offset().days()),
            None if self.here.ahead || self.here.alone => today.nth_weekday(1, weekday),
            None => today.tomorrow().and_then(|d| d.nth_weekday(-1, weekday)),
        };
        (date.ok(), Some(Anchor::DocumentDate))
    }

    fn year_of_period(&self, point: &Point) -> (Option<i16>, Option<Anchor>) {
        if let Some((year, sentence)) = self.last.year
            && sentence == self.here.sentence
            && point.toward.is_none()
        {
            return (Some(year), Some(Anchor::PreviousDate));
        }
        let Some(today) = self.today() else { return (None, None) };
        if let Some(Quarter::Relative(_)) = point.quarter {
            return (Some(today.year()), Some(Anchor::DocumentDate));
        }
        let first_month = match (point.half, point.quarter, point.season) {
            (Some(half), ..) => (half as i8 - 1) * 6 + 1,
            (_, Some(Quarter::Number(quarter)), _) => (quarter as i8 - 1) * 3 + 1,
            (_, _, Some(season)) => season as i8 * 3,
            _ => 1,
        };
        let started = first_month <= today.month();
        let year = today.year();
        let year = match point.toward {
            Some(Toward::Past) => {
                // 지난겨울 in January is the one that began in December.
                let over = first_month + 3 <= today.month();
                if over { year } else { year - 1 }
            }
            Some(Toward::Next | Toward::Coming) => year + i16::from(started),
            Some(Toward::This) => {
                if point.season == Some(4) && today.month() <= 2 {
                    year - 1
                } else {
                    year
                }
            }
            None if started || self.here.ahead || self.here.alone => year,
            None => year - 1,
        };
        (Some(year), Some(Anchor::DocumentDate))
    }

    fn feast(&self, (feast, holiday): (Feast, Holiday), point: &Point, year: Option<i16>) -> Option<(Known, Option<Anchor>)> {
        let shift = match holiday {
            Holiday::Day(shift) => i64::from(shift),
            Holiday::Days => 0,
        };
        let in_year = |year: i16| {
            let (month, day) = WORDS.day_of(feast, year)?;
            Some(Known::of(civil::Date::new(year, month, day).ok()?.checked_add(shift.days()).ok()?))
        };
        if let Some(year) = year {
            return Some((in_year(year)?, None));
        }
        let Some(today) = self.today() else {
            return Some((
                match feast {
                    Feast::Solar(month, day) => Known { year: None, month: Some(month), day: Some(day) },
                    Feast::Lunar(_) => Known::default(),
                },
                None,
            ));
        };
        let this = in_year(today.year())?.date()?;
        let year = match point.toward {
            Some(Toward::Past) => today.year() - i16::from(this > today),
            Some(Toward::Next | Toward::Coming) => today.year() + i16::from(this <= today),
            Some(Toward::This) => today.year(),
            None if self.here.ahead || self.here.alone => today.year() + i16::from(this < today),
            // A holiday soon to come is in the news before it comes.
            None if this > today && this.duration_since(today).as_hours() / 24 <= 45 => today.year(),
            None => today.year() - i16::from(this > today),
        };
        Some((in_year(year)?, Some(Anchor::DocumentDate)))
    }

    /// The Monday of the week that a point names.
    fn week(&self, point: &Point, known: Known) -> Option<(Option<civil::Date>, Option<Anchor>)> {
        match point.week? {
            Week::Relative(offset) => {
                let base = match offset.base {
                    Base::Document => self.today().map(|d| (d, Anchor::DocumentDate)),
                    Base::Previous | Base::Report => self.previous_day(),
                };
                let Some((day, anchor)) = base else { return Some((None, None)) };
                Some((monday_of(day).checked_add((offset.by * 7).days()).ok(), Some(anchor)))
            }
            Week::Ordinal(n) => {
                let anchor = point.month.and(Some(Anchor::DocumentDate)).filter(|_| point.year.is_none());
                let Some(year) = known.year else { return Some((None, None)) };
                Some((nth_week(year, known.month, n), anchor))
            }
        }
    }

    fn weekend(&self, point: &Point) -> Option<Resolved> {
        let today = self.today()?;
        let monday = monday_of(today);
        let monday = match point.toward {
            Some(Toward::Past) => monday.checked_sub(7.days()).ok()?,
            Some(Toward::Next) => monday.checked_add(7.days()).ok()?,
            Some(Toward::Coming | Toward::This) => monday,
            None if self.here.ahead || self.here.alone || today.weekday().to_monday_zero_offset() >= 5 => monday,
            None => monday.checked_sub(7.days()).ok()?,
        };
        let point = Point { weekend: true, ..Point::default() };
        Some(week_of(monday, &point, Some(Anchor::DocumentDate)))
    }

    /// `사흘 전`, `2주 후`
    fn away(&self, length: &Length, direction: i64) -> Option<Resolved> {
        let (base, anchor) = if direction < 0 { self.published.map(|p| (p, Anchor::DocumentDate))? } else { self.moment_before()? };
        let sized = |v: f64| (v.round() as i64).clamp(-100_000, 100_000) * direction;
        let span = Interval::new()
            .try_years(sized(length.years))
            .ok()?
            .try_months(sized(length.months))
            .ok()?
            .try_weeks(sized(length.weeks))
            .ok()?
            .try_days(sized(length.days))
            .ok()?
            .try_hours(sized(length.hours))
            .ok()?
            .try_minutes(sized(length.minutes))
            .ok()?
            .try_seconds(sized(length.seconds))
            .ok()?;
        let at = base.checked_add(span).ok()?;
        let known = Known::of(at.date());
        let rule = "date.relative.away";
        if length.hours + length.minutes + length.seconds > 0.0 {
            let granularity = if length.seconds > 0.0 { Granularity::Second } else { Granularity::Minute };
            return Some(moment(at, granularity, Some(anchor), rule));
        }
        let (known, granularity) = if length.days + length.weeks > 0.0 {
            (known, Granularity::Day)
        } else if length.months > 0.0 {
            (Known { day: None, ..known }, Granularity::Month)
        } else {
            (Known { day: None, month: None, ..known }, Granularity::Year)
        };
        let (start, end) = bounds(known);
        Some(Resolved { kind: DateKind::Date, value: known.value(), start, end, granularity, anchor: Some(anchor), rule, known })
    }

    fn moment_before(&self) -> Option<(DateTime, Anchor)> {
        let told = self.last.day.and_then(|(known, _)| Some((midnight(known.date()?), Anchor::PreviousDate)));
        told.or_else(|| Some((self.published?, Anchor::DocumentDate)))
    }

    // ------------------------------------------------------------ clock times

    /// The day of a clock time without a day: that of the date before it, or the document's.
    fn day_for_clock(&self) -> (Option<civil::Date>, Option<Anchor>) {
        let told = self.last.day.and_then(|(known, _)| known.date());
        let base = if told.is_some() && self.last.paragraph != self.here.paragraph && !self.is_near() {
            let dateline = self.last.dateline.map(|day| (day, Anchor::PreviousDate));
            dateline.or_else(|| self.first_day().filter(|_| self.here.paragraph > self.last.paragraph + 1)).or_else(|| self.previous_day())
        } else {
            self.previous_day()
        };
        base.map_or((None, None), |(day, anchor)| (Some(day), Some(anchor)))
    }

    fn clock_time(&mut self, point: &Point, clock: &Clock) -> Option<Resolved> {
        let half = clock.half.or(point.part.map(|p| p.half));
        let dated = point.has_day_or_coarser();
        let (known, anchor) = if dated {
            let (known, anchor, _) = self.known(point)?;
            let known = match self.week(point, known) {
                Some((Some(monday), _)) => {
                    let (weekday, _) = point.weekday?;
                    Known::of(monday.checked_add((weekday - 1).days()).ok()?)
                }
                _ => known,
            };
            (known, anchor)
        } else {
            let (day, anchor) = self.day_for_clock();
            (day.map_or(Known::default(), Known::of), anchor)
        };
        if !known.is_possible() {
            return None;
        }
        let minute = clock.minute.unwrap_or(0);
        let (hour, next_day) = match half {
            Some(half) => in_half(clock.hour, half),
            None => (self.inherited(clock, known), false),
        };
        let (hour, next_day) = if hour == 24 { (0, true) } else { (hour, next_day) };
        let mut known = known;
        if self.here.alone
            && !dated
            && let Some(now) = self.published
        {
            return self.next_occurrence(clock, half, hour, now);
        }
        if clock.midnight && self.text[self.here.span.end..].trim_start().starts_with("까지") || next_day {
            known = known.date().and_then(|d| d.tomorrow().ok()).map_or(known, Known::of);
        }
        self.last.clock = Some((hour, minute, self.here.sentence));
        let granularity = if clock.second.is_some() {
            Granularity::Second
        } else if clock.minute.is_some() {
            Granularity::Minute
        } else {
            Granularity::Hour
        };
        let second = clock.second.unwrap_or(0);
        let rule = if dated { "date.clock.dated" } else { "date.clock" };
        if let Some(date) = known.date() {
            let at = date.to_datetime(civil::Time::new(hour, minute, second, 0).ok()?);
            return Some(moment(at, granularity, anchor, rule));
        }
        let day = if known.day.is_some() { known.value() } else { "XXXX-XX-XX".to_string() };
        let day = if known.day.is_some() && known.month.is_none() { format!("XXXX-XX-{:02}", known.day?) } else { day };
        let seconds = if clock.second.is_some() { format!(":{second:02}") } else { String::new() };
        Some(Resolved {
            kind: DateKind::Time,
            value: format!("{day}T{hour:02}:{minute:02}{seconds}"),
            start: None,
            end: None,
            granularity,
            anchor,
            rule,
            known,
        })
    }

    /// The hour of a clock time that does not tell its half of the day: that of the clock time told just before.
    fn inherited(&self, clock: &Clock, known: Known) -> i8 {
        let hour = clock.hour;
        if hour == 0 || hour > 12 || clock.midnight {
            return hour;
        }
        let Some((last_hour, last_minute, sentence)) = self.last.clock else { return hour };
        let near = self.here.sentence.saturating_sub(sentence) <= 2;
        let same_day = self.last.day.is_none_or(|(day, _)| day == known || known.date().is_none());
        if !near || !same_day || last_hour < 10 || hour >= 12 && last_hour >= 12 {
            return hour;
        }
        let minute = clock.minute.unwrap_or(0);
        // The first time after the last one, within the half of the day that it opened.
        if (hour, minute) >= (last_hour, last_minute) {
            hour
        } else if hour + 12 < 24 {
            hour + 12
        } else {
            hour
        }
    }

    /// A clock time that is all there is: the next time that the clock shows it.
    fn next_occurrence(&self, clock: &Clock, half: Option<Half>, hour: i8, now: DateTime) -> Option<Resolved> {
        let minute = clock.minute.unwrap_or(0);
        let second = clock.second.unwrap_or(0);
        let hours: &[i8] = if half.is_none() && (1..=11).contains(&hour) { &[hour, hour + 12] } else { &[hour] };
        let mut candidates = Vec::new();
        for day in [now.date(), now.date().tomorrow().ok()?] {
            for &hour in hours {
                candidates.push(day.to_datetime(civil::Time::new(hour, minute, second, 0).ok()?));
            }
        }
        let at = candidates.into_iter().filter(|&at| at >= now).min()?;
        let granularity = if clock.second.is_some() {
            Granularity::Second
        } else if clock.minute.is_some() {
            Granularity::Minute
        } else {
            Granularity::Hour
        };
        Some(moment(at, granularity, Some(Anchor::DocumentDate), "date.clock"))
    }

    // ------------------------------------------------------------ ranges

    fn range(&mut self, from: &Point, to: &Point) -> Option<Resolved> {
        if from.clock.is_some() && to.clock.is_some() {
            return self.clock_range(from, to);
        }
        let first = self.point(from)?;
        let to = filled(to, from, first.known);
        let last = self.point(&to)?;
        if let (Some(a), Some(b)) = (first.start, last.end)
            && a >= b
        {
            return None;
        }
        let named = |r: &Resolved, last: bool| {
            let mut parts = r.value.split('/');
            if last { parts.next_back() } else { parts.next() }.unwrap_or(&r.value).to_string()
        };
        Some(Resolved {
            kind: DateKind::DateRange,
            value: format!("{}/{}", named(&first, false), named(&last, true)),
            start: first.start.filter(|_| last.end.is_some()),
            end: last.end.filter(|_| first.start.is_some()),
            granularity: last.granularity,
            anchor: first.anchor.or(last.anchor),
            rule: "date.range",
            known: last.known,
        })
    }

    fn clock_range(&mut self, from: &Point, to: &Point) -> Option<Resolved> {
        let (a, b) = (from.clock?, to.clock?);
        let to_half = b.half.or(to.part.map(|p| p.half));
        let from_half = a.half.or(from.part.map(|p| p.half));
        let minutes = |hour: i8, clock: &Clock| i32::from(hour) * 60 + i32::from(clock.minute.unwrap_or(0));
        let mut from = from.clone();
        // `11시부터 오후 3시`: the first takes the half that brings it nearest before the second.
        if from_half.is_none()
            && let Some(half) = to_half
            && (1..=12).contains(&a.hour)
            && self.last.clock.is_none_or(|(.., s)| s != self.here.sentence)
        {
            let (end, _) = in_half(b.hour, half);
            let options = [a.hour % 12, a.hour % 12 + 12];
            let before = |h: &i8| (minutes(end, &b) - minutes(*h, &a)).rem_euclid(24 * 60);
            let hour = options.into_iter().filter(|h| before(h) > 0).min_by_key(before)?;
            from.clock = Some(Clock { hour, ..a });
        }
        let alone = self.here.alone;
        self.here.alone = false;
        let first = self.point(&from);
        self.here.alone = alone;
        let first = first?;
        let from_minutes = first.value.split('T').nth(1).and_then(|t| Some((t.get(..2)?.parse::<i32>().ok()?, t.get(3..5)?.parse::<i32>().ok()?)));
        let (from_hour, from_minute) = from_minutes?;
        let start_minutes = from_hour * 60 + from_minute;
        let hour = match to_half {
            Some(half) => in_half(b.hour, half).0,
            None if b.hour > 12 || b.hour == 0 => b.hour,
            None => {
                let options = [b.hour % 12, b.hour % 12 + 12];
                let after = |h: &i8| (minutes(*h, &b) - start_minutes).rem_euclid(24 * 60);
                let hour = options.into_iter().filter(|h| after(h) > 0).min_by_key(after)?;
                // 13:00-3:00 on the 24-hour clock runs past midnight only where the first hour says so.
                if a.hour > 12 && b.hour <= 12 && (from_half.is_none()) { b.hour } else { hour }
            }
        };
        let day_told = to.has_day_or_coarser();
        let minute = b.minute.unwrap_or(0);
        if !day_told {
            let (hour, plus) = if hour == 24 { (0, 1) } else { (hour, 0) };
            let end_minutes = i32::from(hour) * 60 + i32::from(minute) + plus * 24 * 60;
            let next_day = end_minutes <= start_minutes || plus == 1;
            let granularity = if b.minute.is_some() { Granularity::Minute } else { Granularity::Hour };
            self.last.clock = Some((hour, minute, self.here.sentence));
            let Some(start) = first.start else {
                let value = format!("{}/XXXX-XX-XXT{hour:02}:{minute:02}", first.value);
                return Some(Resolved {
                    kind: DateKind::TimeRange,
                    value,
                    start: None,
                    end: None,
                    granularity,
                    anchor: first.anchor,
                    rule: "date.clock_range",
                    known: first.known,
                });
            };
            let day = if next_day { start.date().tomorrow().ok()? } else { start.date() };
            let end = day.to_datetime(civil::Time::new(hour, minute, b.second.unwrap_or(0), 0).ok()?);
            return Some(spanned(start, end, granularity, first.anchor));
        }
        let to = filled(to, &from, first.known);
        let second = self.point(&to)?;
        match (first.start, second.start) {
            (Some(start), Some(end)) if start < end => Some(spanned(start, end, second.granularity, first.anchor)),
            (Some(_), Some(_)) => None,
            _ => Some(Resolved {
                kind: DateKind::TimeRange,
                value: format!("{}/{}", first.value, second.value),
                start: None,
                end: None,
                granularity: second.granularity,
                anchor: first.anchor,
                rule: "date.clock_range",
                known: second.known,
            }),
        }
    }
}

fn spanned(start: DateTime, end: DateTime, granularity: Granularity, anchor: Option<Anchor>) -> Resolved {
    Resolved {
        kind: DateKind::TimeRange,
        value: format!("{}/{}", clock_value(start), clock_value(end)),
        start: Some(start),
        end: Some(end),
        granularity,
        anchor,
        rule: "date.clock_range",
        known: Known::of(start.date()),
    }
}

fn clock_value(at: DateTime) -> String {
    let seconds = if at.second() > 0 { format!(":{:02}", at.second()) } else { String::new() };
    format!("{}T{:02}:{:02}{seconds}", Known::of(at.date()).value(), at.hour(), at.minute())
}

/// The second point of a range with what it leaves to the first: year and month.
fn filled(to: &Point, from: &Point, known: Known) -> Point {
    let mut to = to.clone();
    let told_elsewhere = to.toward.is_some() || to.feast.is_some() || to.week.is_some() || to.away.is_some();
    if told_elsewhere {
        return to;
    }
    if let (Some(Day::Number(day)), None, None) = (to.day, to.month, to.year)
        && let Some(month) = known.month
    {
        let turns = known.day.is_some_and(|d| day < d);
        let month_index = i32::from(known.year.unwrap_or(0)) * 12 + i32::from(month) - 1 + i32::from(turns);
        to.month = Some(Month::Number((month_index.rem_euclid(12) + 1) as i8));
        to.year = known.year.and(i16::try_from(month_index.div_euclid(12)).ok()).map(Year::Number);
    } else if let (Some(Month::Number(month)), None) = (to.month, to.year) {
        to.year = known.year.map(|y| Year::Number(y + i16::from(known.month.is_some_and(|m| month < m))));
    } else if to.weekday.is_some() && to.day.is_none() {
        to.week = from.week;
    } else if (to.half.is_some() || to.quarter.is_some()) && to.year.is_none() {
        to.year = known.year.map(Year::Number);
    }
    to
}

/// The hour on the 24-hour clock, and whether it belongs to the next day (밤 12시).
fn in_half(hour: i8, half: Half) -> (i8, bool) {
    if hour > 12 {
        return (hour, false);
    }
    match (half, hour) {
        (Half::Morning, 12) => (0, false),
        (Half::Morning, h) => (h, false),
        (Half::Noon, 1..=6) => (hour + 12, false),
        (Half::Noon, h) => (h, false),
        (Half::Afternoon, 12) => (12, false),
        (Half::Afternoon, h) => (h + 12, false),
        (Half::Evening | Half::Night, 12) => (0, true),
        (Half::Evening, 1..=11) => (hour + 12, false),
        (Half::Night, 5..=11) => (hour + 12, false),
        (_, h) => (h, false),
    }
}

// ---------------------------------------------------------------- calendar arithmetic

fn midnight(date: civil::Date) -> DateTime {
    date.to_datetime(civil::Time::midnight())
}

fn weekday_of(number: i8) -> Weekday {
    Weekday::from_monday_one_offset(number.clamp(1, 7)).expect("1 to 7 are weekdays")
}

fn monday_of(date: civil::Date) -> civil::Date {
    date.checked_sub(date.weekday().to_monday_zero_offset().days()).unwrap_or(date)
}

/// The nearest day with this number strictly after (1) or before (-1) a date.
fn near(from: civil::Date, day: i8, step: i64) -> Option<civil::Date> {
    let first = from.first_of_month();
    (0..4).find_map(|n| {
        let month = first.checked_add((n * step).months()).ok()?;
        let date = civil::Date::new(month.year(), month.month(), day).ok()?;
        (if step > 0 { date > from } else { date < from }).then_some(date)
    })
}

/// The Monday of the n-th (-1: last) week of a month or a year: a week belongs to where its Thursday is (ISO 8601).
fn nth_week(year: i16, month: Option<i8>, n: i8) -> Option<civil::Date> {
    let (first, last) = match month {
        Some(month) => {
            let first = civil::Date::new(year, month, 1).ok()?;
            (first, first.last_of_month())
        }
        None => (civil::Date::new(year, 1, 1).ok()?, civil::Date::new(year, 12, 31).ok()?),
    };
    let thursday = if n < 0 {
        last.tomorrow().ok()?.nth_weekday(-1, Weekday::Thursday).ok()?
    } else {
        first.yesterday().ok()?.nth_weekday(i32::from(n), Weekday::Thursday).ok()?
    };
    (thursday >= first && thursday <= last).then(|| monday_of(thursday))
}

/// Half-open bounds of a year, month or day; None while a digit is unknown.
fn bounds(known: Known) -> (Option<DateTime>, Option<DateTime>) {
    let (start, end) = match (known.year, known.month, known.day) {
        (Some(year), None, None) => (civil::Date::new(year, 1, 1).ok(), civil::Date::new(year.saturating_add(1), 1, 1).ok()),
        (Some(year), Some(month), None) => {
            let first = civil::Date::new(year, month, 1).ok();
            (first, first.and_then(|d| d.last_of_month().tomorrow().ok()))
        }
        (Some(_), Some(_), Some(_)) => (known.date(), known.date().and_then(|d| d.tomorrow().ok())),
        _ => (None, None),
    };
    match (start, end) {
        (Some(start), Some(end)) => (Some(midnight(start)), Some(midnight(end))),
        _ => (None, None),
    }
}

fn moment(at: DateTime, granularity: Granularity, anchor: Option<Anchor>, rule: &'static str) -> Resolved {
    let length = match granularity {
        Granularity::Hour => 1.hours(),
        Granularity::Second => 1.seconds(),
        _ => 1.minutes(),
    };
    let seconds = if granularity == Granularity::Second { format!(":{:02}", at.second()) } else { String::new() };
    Resolved {
        kind: DateKind::Time,
        value: format!("{}T{:02}:{:02}{seconds}", Known::of(at.date()).value(), at.hour(), at.minute()),
        start: Some(at),
        end: at.checked_add(length).ok(),
        granularity,
        anchor,
        rule,
        known: Known::of(at.date()),
    }
}

fn years(first: i16, length: i16, value: String, granularity: Granularity, point: &Point) -> Option<Resolved> {
    let (mut start, mut end) = (civil::Date::new(first, 1, 1).ok()?, civil::Date::new(first.checked_add(length)?, 1, 1).ok()?);
    if let Some(stretch) = point.stretch {
        let at = |tenths: u8| civil::Date::new(first + length * i16::from(tenths) / 10, 1, 1).ok();
        (start, end) = (at(stretch.from)?, at(stretch.to)?);
    }
    Some(Resolved {
        kind: DateKind::DateRange,
        value,
        start: Some(midnight(start)),
        end: Some(midnight(end)),
        granularity,
        anchor: None,
        rule: if granularity == Granularity::Century { "date.century" } else { "date.decade" },
        known: Known::default(),
    })
}

/// A week, its weekend, a day of it, or a part of it.
fn week_of(monday: civil::Date, point: &Point, anchor: Option<Anchor>) -> Resolved {
    if let Some((weekday, _)) = point.weekday {
        let date = monday.checked_add((weekday - 1).days()).unwrap_or(monday);
        return calendar(point, Known::of(date), anchor, "date.weekday");
    }
    let (from, to) = if point.weekend {
        (5, 7)
    } else {
        match point.stretch {
            Some(s) if s.from == 0 => (0, 3),
            Some(s) if s.to == 10 => (3, 7),
            Some(_) => (2, 5),
            None => (0, 7),
        }
    };
    let day = |n: i64| monday.checked_add(n.days()).ok();
    let (start, end) = (day(from), day(to));
    let last = day(to - 1).unwrap_or(monday);
    Resolved {
        kind: DateKind::DateRange,
        value: format!("{}/{}", Known::of(start.unwrap_or(monday)).value(), Known::of(last).value()),
        start: start.map(midnight),
        end: end.map(midnight),
        granularity: Granularity::Week,
        anchor,
        rule: "date.week",
        known: Known::default(),
    }
}

/// `추석 연휴`: the day before, the day and the day after.
fn holidays(known: Known, anchor: Option<Anchor>) -> Resolved {
    let day = |n: i64| known.date().and_then(|d| d.checked_add(n.days()).ok());
    let value = match (day(-1), day(1)) {
        (Some(first), Some(last)) => format!("{}/{}", Known::of(first).value(), Known::of(last).value()),
        _ => unknown(Granularity::Day),
    };
    let (start, end) = (day(-1).map(midnight), day(2).map(midnight));
    Resolved { kind: DateKind::DateRange, value, start, end, granularity: Granularity::Day, anchor, rule: "date.holidays", known }
}

/// A half, a quarter or a season of a year.
fn part_of_year(point: &Point, known: Known, anchor: Option<Anchor>) -> Option<Resolved> {
    let mut years_on = 0;
    let (first, months, code, granularity) = if let Some(half) = point.half {
        ((half as i32 - 1) * 6, 6, 39 + i32::from(half), Granularity::HalfYear)
    } else if let Some(quarter) = point.quarter {
        let index = match quarter {
            Quarter::Number(q) => i32::from(q) - 1,
            Quarter::Relative(offset) => i32::from(known.month.unwrap_or(1) - 1) / 3 + offset.by,
        };
        years_on = index.div_euclid(4);
        let index = index.rem_euclid(4);
        (index * 3, 3, 33 + index, Granularity::Quarter)
    } else if let Some(season) = point.season {
        (i32::from(season) * 3 - 1, 3, 20 + i32::from(season), Granularity::Quarter)
    } else {
        return None;
    };
    let year = known.year.map(|y| y.saturating_add(years_on as i16));
    let at = |month: i32| civil::Date::new(year? + (month / 12) as i16, (month % 12 + 1) as i8, 1).ok();
    let (mut start, mut end) = (at(first), at(first + months));
    if let Some(stretch) = point.stretch {
        (start, end) = (at(first + months * i32::from(stretch.from) / 10), at(first + (months * i32::from(stretch.to) + 9) / 10));
    }
    Some(Resolved {
        kind: DateKind::Date,
        value: format!("{}-{code}", year.map_or("XXXX".into(), |y| format!("{y:04}"))),
        start: start.map(midnight),
        end: end.map(midnight),
        granularity,
        anchor,
        rule: "date.part_of_year",
        known: Known { year, ..Known::default() },
    })
}

/// A year, a month or a day, or a part of it.
fn calendar(point: &Point, known: Known, anchor: Option<Anchor>, rule: &'static str) -> Resolved {
    let known = match (point.weekday, known.year, known.month, known.day) {
        // `3월 마지막 월요일`
        (Some((weekday, Some(n))), Some(year), Some(month), None) => {
            let day = civil::Date::new(year, month, 1).ok().and_then(|d| d.nth_weekday_of_month(n, weekday_of(weekday)).ok());
            day.map_or(known, Known::of)
        }
        _ => known,
    };
    let (mut start, mut end) = bounds(known);
    let mut granularity = match (known.year, known.month, known.day) {
        (_, _, Some(_)) => Granularity::Day,
        (_, Some(_), None) => Granularity::Month,
        (Some(_), None, None) => Granularity::Year,
        _ if point.year.is_some() => Granularity::Year,
        _ if point.month.is_some() => Granularity::Month,
        _ => Granularity::Day,
    };
    if let (Some(part), Some(date), Granularity::Day) = (point.part, known.date(), granularity) {
        granularity = Granularity::PartOfDay;
        let hour = |h: i8| if h == 24 { date.tomorrow().ok().map(midnight) } else { Some(date.to_datetime(civil::Time::new(h, 0, 0, 0).ok()?)) };
        (start, end) = (hour(part.from), hour(part.to));
    } else if let (Some(stretch), Some(from), Some(to)) = (point.stretch, start, end) {
        if granularity == Granularity::Month {
            granularity = Granularity::TenDays;
            let day = |tenths: u8| from.checked_add((i64::from(tenths) * 10 / 3).days()).ok();
            start = day(stretch.from);
            end = if stretch.to == 10 { Some(to) } else { day(stretch.to) };
        } else if granularity == Granularity::Year {
            granularity = Granularity::Quarter;
            let month = |tenths: u8| from.checked_add((i64::from(tenths) * 12 / 10).months()).ok();
            (start, end) = (month(stretch.from + u8::from(stretch.from > 5)), if stretch.to == 10 { Some(to) } else { month(stretch.to) });
        }
    }
    let value = if known == Known::default() { unknown(granularity) } else { known.value() };
    Resolved { kind: DateKind::Date, value, start, end, granularity, anchor, rule, known }
}

fn unknown(granularity: Granularity) -> String {
    match granularity {
        Granularity::Year => "XXXX",
        Granularity::Month => "XXXX-XX",
        _ => "XXXX-XX-XX",
    }
    .to_string()
}
