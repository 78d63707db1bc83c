//! A text -> the expressions of time in it, as written: points, ranges and lengths of time, not yet resolved.

use super::words::{Feast, Half, Offset, Part, Stretch, Toward, WORDS, Word, follows, syllable};
use crate::mention::number::{self, Style};
use crate::span::Span;

/// An expression of time and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    pub span: Span,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Point(Box<Point>),
    Range(Box<Point>, Box<Point>),
    Length(Length),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Year {
    Number(i16),
    /// `'24년`, `98년`
    Short(i16),
    Relative(Offset),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Month {
    Number(i8),
    Relative(Offset),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Day {
    Number(i8),
    Relative(Offset),
    Last,
    First,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Week {
    Relative(Offset),
    /// The n-th; -1 is the last.
    Ordinal(i8),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quarter {
    Number(u8),
    Relative(Offset),
}

/// What of a holiday is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// A day so many days from it.
    Day(i8),
    /// `연휴`: the day with those before and after it.
    Days,
}

/// A clock time as written; `half` from `PM`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    pub hour: i8,
    pub minute: Option<i8>,
    pub second: Option<i8>,
    pub half: Option<Half>,
    /// 자정: a midnight, be it the day's first or last moment.
    pub midnight: bool,
}

/// What one expression says of a point in time; all of it is optional.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    pub toward: Option<Toward>,
    pub century: Option<i16>,
    /// First year, and whether the century is told.
    pub decade: Option<(i16, bool)>,
    pub year: Option<Year>,
    pub school_year: bool,
    pub half: Option<u8>,
    pub quarter: Option<Quarter>,
    pub season: Option<u8>,
    pub month: Option<Month>,
    pub stretch: Option<Stretch>,
    pub week: Option<Week>,
    pub weekend: bool,
    pub day: Option<Day>,
    /// With the n-th of a month (`첫째 화요일`); -1 is the last.
    pub weekday: Option<(i8, Option<i8>)>,
    pub feast: Option<(Feast, Holiday)>,
    pub part: Option<Part>,
    pub clock: Option<Clock>,
    /// `사흘 전`: a length of time and the direction, -1 back, 1 on.
    pub away: Option<(Length, i64)>,
}

/// A length of time by units.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Length {
    pub years: f64,
    pub months: f64,
    pub weeks: f64,
    pub days: f64,
    pub hours: f64,
    pub minutes: f64,
    pub seconds: f64,
    /// `수 시간`, `2~3일`: there is no one figure.
    pub vague: bool,
    pub approximate: bool,
    /// -1: no more than; 1: no less than.
    pub bound: i8,
    pub business_days: bool,
}

/// All expressions of time, in text order; none overlaps another.
pub fn scan(text: &str) -> Vec<Expression> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 0x80 {
            if byte.is_ascii_digit() {
                at = digits_at(text, at, &mut found);
            } else {
                if byte == b'\''
                    && let Some(e) = expression(text, at)
                {
                    at = e.span.end;
                    found.push(e);
                } else {
                    at += 1;
                }
            }
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        if starts(c)
            && !is_hangul_before(text, at)
            && let Some(e) = expression(text, at)
        {
            at = e.span.end;
            found.push(e);
            continue;
        }
        at = next;
    }
    found
}

/// What starts at the first digit of a run; returns where to go on.
fn digits_at(text: &str, at: usize, found: &mut Vec<Expression>) -> usize {
    let before = text[..at].chars().next_back();
    let part_of_another = match before {
        Some('.' | ',' | ':' | '/' | '-') => text[..at].chars().rev().nth(1).is_some_and(|c| c.is_ascii_alphanumeric()),
        Some('제') => true,
        Some(c) => c.is_ascii_alphanumeric() || c == '_' || c == '#',
        None => false,
    };
    if !part_of_another && let Some(e) = expression(text, at) {
        let end = e.span.end;
        found.push(e);
        return end;
    }
    let bytes = text.as_bytes();
    let mut end = at;
    while end < bytes.len()
        && (bytes[end].is_ascii_digit() || matches!(bytes[end], b',' | b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit))
    {
        end += 1;
    }
    end.max(at + 1)
}

/// Whether an expression of time can start with this character.
fn starts(c: char) -> bool {
    match c {
        '\u{2019}' | '\u{2018}' | '０'..='９' => true,
        '약' | '지' | '오' | '다' | '이' | '저' | '올' | '첫' | '둘' | '셋' | '넷' | '마' | '연' | '월' | '주' | '기' | '반' | '수' | '몇' => {
            true
        }
        '한' | '두' | '세' | '석' | '서' | '네' | '넉' | '너' | '대' | '여' | '일' | '열' | '스' | '예' | '쉰' | '아' => true,
        '삼' | '사' | '육' | '칠' | '팔' | '구' | '십' | '백' | '천' | '시' | '유' | '그' => true,
        c => WORDS.starts_with(c),
    }
}

fn is_hangul(c: char) -> bool {
    syllable(c).is_some()
}

fn is_hangul_before(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(is_hangul)
}

fn expression(text: &str, at: usize) -> Option<Expression> {
    let length = told_length(text, at);
    let dated = range(text, at);
    match (dated, length) {
        (Some((what, end)), Some((_, short))) if end >= short => Some(Expression { span: Span::new(at, end), what }),
        (_, Some((length, end))) => Some(Expression { span: Span::new(at, end), what: What::Length(length) }),
        (Some((what, end)), None) => Some(Expression { span: Span::new(at, end), what }),
        (None, None) => None,
    }
}

// ---------------------------------------------------------------- places in the text

/// Past at most two spaces.
fn gap(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let mut end = at;
    for c in rest.chars().take(2) {
        if c != ' ' && c != '\u{a0}' {
            break;
        }
        end += c.len_utf8();
    }
    end
}

fn starts_with_any(text: &str, at: usize, words: &[&str]) -> Option<usize> {
    let rest = &text[at..];
    words.iter().find(|w| rest.starts_with(**w)).map(|w| at + w.len())
}

/// Whether a word may end here: no Hangul behind it, or a particle.
fn is_boundary(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_none_or(|c| !is_hangul(c)) || follows(text, at, &WORDS.follow.particles)
}

/// Whether what ends here is told as a length of time: `13일간`, `5일 만에`.
fn is_length(text: &str, start: usize, end: usize) -> bool {
    if follows(text, end, &WORDS.follow.length) || follows(text, gap(text, end), &WORDS.follow.length) && !is_new_word(text, end) {
        return true;
    }
    let before = text[..start].trim_end_matches(' ');
    WORDS
        .follow
        .before_length
        .iter()
        .any(|w| before.ends_with(w.as_str()) && before[..before.len() - w.len()].chars().next_back().is_none_or(|c| !is_hangul(c)))
}

/// `13일 이상 징후`: words behind a space that are as likely something else.
fn is_new_word(text: &str, end: usize) -> bool {
    let at = gap(text, end);
    at > end
        && starts_with_any(text, at, &["간", "여", "분", "이나", "장 ", "치 ", "차 ", "이상한", "이상 징후", "정도면", "연속극", "이 "]).is_some()
}

// ---------------------------------------------------------------- ranges

const DASHES: [&str; 8] = ["~", "∼", "〜", "～", "-", "–", "—", "―"];

/// A point, or a range that starts with it.
fn range(text: &str, at: usize) -> Option<(What, usize)> {
    let (found, end) = point(text, at, true)?;
    let from = match found {
        One(point) => point,
        Two(from, to) => return Some((What::Range(from, to), end)),
    };
    if let Some((to, end)) = range_end(text, end, &from) {
        return Some((What::Range(from, to), end));
    }
    Some((What::Point(from), end))
}

fn range_end(text: &str, end: usize, from: &Point) -> Option<(Box<Point>, usize)> {
    let loose = starts_with_any(text, end, &["쯤", "께", "경"]).unwrap_or(end);
    let joint = gap(text, loose);
    // What must stand behind the second point: nothing, `까지`, `사이`.
    let (second_at, needs): (usize, &[&str]) = if let Some(q) = starts_with_any(text, joint, &DASHES) {
        (gap(text, q), &[""])
    } else if let Some(q) = starts_with_any(text, joint, &["부터"]) {
        (gap(text, q), &["까지", "사이", ")", "]", "\n", ","])
    } else if let Some(q) = starts_with_any(text, loose, &["에서"]) {
        (gap(text, q), &["까지", "사이"])
    } else if let Some(q) = starts_with_any(text, loose, &["과 ", "와 "]) {
        (q, &["사이"])
    } else {
        return None;
    };
    let (One(to), stop) = point(text, second_at, false)? else { return None };
    let behind = gap(text, starts_with_any(text, stop, &["쯤", "께", "경"]).unwrap_or(stop));
    let closes = behind == text.len() || needs.iter().any(|n| text[behind..].starts_with(n));
    (closes && is_finer_or_like(from, &to)).then_some((to, stop))
}

/// Whether the second point of a range can be one: it tells the same kind of thing as the first.
fn is_finer_or_like(from: &Point, to: &Point) -> bool {
    if from.clock.is_some() {
        return to.clock.is_some();
    }
    to.clock.is_none() && (from.away.is_none() && to.away.is_none() || from.day.is_some())
}

// ---------------------------------------------------------------- points

enum Found {
    One(Box<Point>),
    /// `15~17일`: the unit stands once.
    Two(Box<Point>, Box<Point>),
}
use Found::{One, Two};

/// One element of a point and its rank: elements come in the order of their ranks.
#[derive(Debug, Clone, PartialEq)]
enum Element {
    Toward(Toward),
    Century(i16),
    Decade(i16, bool),
    Year(Year),
    SchoolYear(i16),
    Half(u8),
    Quarter(Quarter),
    Season(u8),
    Month(Month),
    Week(Week),
    Weekend,
    Stretch(Stretch),
    /// Year, month and day as digits with dots or dashes; year or day may be missing.
    Numeric(Option<Year>, i8, Option<i8>),
    Day(Day),
    Weekday(i8, Option<i8>),
    Feast(Feast, Holiday),
    Part(Part),
    Clock(Clock),
    Pair(Box<Element>, Box<Element>),
}

impl Element {
    fn rank(&self) -> u8 {
        match self {
            Element::Toward(_) => 0,
            Element::Century(_) | Element::Decade(..) | Element::Year(_) | Element::SchoolYear(_) => 1,
            Element::Half(_) | Element::Quarter(_) | Element::Season(_) => 2,
            Element::Month(_) => 3,
            Element::Week(_) => 4,
            Element::Weekend => 5,
            Element::Numeric(..) => 5,
            Element::Stretch(_) => 6,
            Element::Day(_) | Element::Feast(..) => 7,
            Element::Weekday(..) => 8,
            Element::Part(_) => 9,
            Element::Clock(_) => 10,
            Element::Pair(a, _) => a.rank(),
        }
    }
}

impl Point {
    fn with(mut self, element: &Element) -> Point {
        match element {
            Element::Toward(t) => self.toward = Some(*t),
            Element::Century(c) => self.century = Some(*c),
            Element::Decade(d, full) => self.decade = Some((*d, *full)),
            Element::Year(y) => self.year = Some(*y),
            Element::SchoolYear(y) => (self.year, self.school_year) = (Some(Year::Number(*y)), true),
            Element::Half(h) => self.half = Some(*h),
            Element::Quarter(q) => self.quarter = Some(*q),
            Element::Season(s) => self.season = Some(*s),
            Element::Month(m) => self.month = Some(*m),
            Element::Week(w) => self.week = Some(*w),
            Element::Weekend => self.weekend = true,
            Element::Stretch(s) => self.stretch = Some(*s),
            Element::Numeric(y, m, d) => {
                (self.year, self.month, self.day) = (y.or(self.year), Some(Month::Number(*m)), d.map(Day::Number));
            }
            Element::Day(d) => self.day = Some(*d),
            Element::Weekday(w, nth) => self.weekday = Some((*w, *nth)),
            Element::Feast(f, h) => self.feast = Some((*f, *h)),
            Element::Part(p) => self.part = Some(*p),
            Element::Clock(c) => self.clock = Some(*c),
            Element::Pair(a, _) => return self.with(a),
        }
        self
    }

    /// Whether nothing but a modifier is told.
    fn is_bare(&self) -> bool {
        Point { toward: None, ..self.clone() } == Point::default()
    }

    /// Whether something is told that is coarser than a clock time.
    pub fn has_day_or_coarser(&self) -> bool {
        !Point { part: None, clock: None, toward: None, ..self.clone() }.is_bare()
    }
}

fn point(text: &str, at: usize, first: bool) -> Option<(Found, usize)> {
    let mut point = Point::default();
    let (mut end, mut rank) = (at, None::<u8>);
    // No expression has more elements.
    for _ in 0..10 {
        let here = if end > at { gap(text, end) } else { at };
        // `7월의 마지막 주`, `5월 중 13일`
        let here = if matches!(rank, Some(1..=3)) && text[end..].starts_with("의 ") { end + "의 ".len() } else { here };
        let Some((element, stop)) = element(text, here, &point, 0) else { break };
        let loose = here > end;
        if rank.is_some_and(|r| element.rank() <= r) || (loose && is_apart(&point, &element)) {
            break;
        }
        if let Element::Pair(a, b) = &element {
            let (from, to) = (point.clone().with(a), point.with(b));
            return Some((Two(Box::new(from), Box::new(to)), stop));
        }
        rank = Some(element.rank());
        point = point.with(&element);
        end = stop;
        if matches!(element, Element::Numeric(_, _, Some(_))) {
            rank = Some(7);
        }
    }
    if point.is_bare() {
        return away(text, at);
    }
    if !stands(text, end, &point, first) {
        return None;
    }
    Some((One(Box::new(point)), end))
}

/// `지난해 오전`: what a space parts.
fn is_apart(point: &Point, element: &Element) -> bool {
    match element {
        Element::Part(_) => point.day.is_none() && point.weekday.is_none() && point.feast.is_none() && point.toward.is_none() && !point.weekend,
        Element::Clock(_) => {
            point.has_day_or_coarser() && point.day.is_none() && point.weekday.is_none() && point.feast.is_none() && point.part.is_none()
        }
        Element::Weekday(_, None) => point.day.is_none() && point.week.is_none() && point.toward.is_none() && point.month.is_none(),
        _ => false,
    }
}

/// Whether what was read is an expression of time by itself.
fn stands(text: &str, end: usize, point: &Point, first: bool) -> bool {
    let alone = Point { toward: None, ..point.clone() };
    let only = |p: Point| alone == p;
    if point.clock.is_none() && !point.has_day_or_coarser() {
        // A part of the day alone: `오전에`, not `오전 회의`.
        return first && (starts_with_any(text, end, &["에", "부터", "까지", "마다", "께", "쯤"]).is_some() || end == text.len());
    }
    if only(Point { season: point.season, ..Point::default() }) {
        return point.toward.is_some();
    }
    if point.stretch.is_some() && only(Point { stretch: point.stretch, ..Point::default() }) {
        return false;
    }
    true
}

/// `사흘 전`, `2주 후`: a length of time and a direction, at the start of a clause.
fn away(text: &str, at: usize) -> Option<(Found, usize)> {
    let (length, end) = length(text, at)?;
    let mark = gap(text, end);
    let (stop, direction) = if let Some(stop) = starts_with_any(text, mark, &["이전", "전"]) {
        (stop, -1)
    } else {
        (starts_with_any(text, mark, &["이후", "뒤", "후"])?, 1)
    };
    let free = text[stop..].chars().next().is_none_or(|c| !is_hangul(c)) || starts_with_any(text, stop, &["에", "부터", "까지", "의"]).is_some();
    let start_of_clause = text[..at]
        .trim_end_matches([' ', '"', '\'', '“', '‘', '-', '·', '■', '○', '('])
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && c != '%');
    if !free || length.vague || !start_of_clause {
        return None;
    }
    let point = Point { away: Some((length, direction)), ..Point::default() };
    Some((One(Box::new(point)), stop))
}

// ---------------------------------------------------------------- elements

/// The element that starts here, with `point` read so far. `depth` bounds how far an unspaced chain of words is looked through.
fn element(text: &str, at: usize, point: &Point, depth: u8) -> Option<(Element, usize)> {
    if depth > 3 {
        return None;
    }
    let c = text[at..].chars().next()?;
    match c {
        '0'..='9' | '０'..='９' => digit_element(text, at, point),
        '\'' | '\u{2018}' | '\u{2019}' => short_year(text, at + c.len_utf8()),
        '(' => bracketed_weekday(text, at, point),
        c if is_hangul(c) => word_element(text, at, point, depth).or_else(|| number_word_element(text, at, point)),
        _ => None,
    }
}

fn number_in(value: u32, low: u32, high: u32) -> Option<i8> {
    (low..=high).contains(&value).then_some(value as i8)
}

/// `'24년`, `'24.5.13.`
fn short_year(text: &str, at: usize) -> Option<(Element, usize)> {
    let (value, end, count) = number::plain_digits(text, at, 2)?;
    if count != 2 {
        return None;
    }
    let year = Year::Short(value as i16);
    let stop = end + '년'.len_utf8();
    if text[end..].starts_with('년')
        && (is_length(text, at, stop) || starts_with_any(text, gap(text, stop), &["전", "뒤", "후", "만", "차"]).is_some())
    {
        return None;
    }
    if text[end..].starts_with('년') {
        return Some((Element::Year(year), end + '년'.len_utf8()));
    }
    numeric_rest(text, end, Some(year), true)
}

fn digit_element(text: &str, at: usize, point: &Point) -> Option<(Element, usize)> {
    let (value, end, count) = number::plain_digits(text, at, 4)?;
    if let Some(found) = numeric(text, at, value, end, count, point) {
        return Some(found);
    }
    if let Some(found) = pair(text, at, value, end, count, point) {
        return Some(found);
    }
    if let Some(found) = colon_clock(text, value, end, count) {
        return Some(found);
    }
    let unit_at = if text[end..].starts_with(' ') { end + 1 } else { end };
    unit_element(text, at, value, count, unit_at, point).or_else(|| (count == 4).then(|| bare_year(text, at, value, end, point)).flatten())
}

/// `(2015)`, `2015 세계선수권`: a year without its unit, where no other unit or figure follows.
fn bare_year(text: &str, at: usize, value: u32, end: usize, point: &Point) -> Option<(Element, usize)> {
    if !(1900..=2050).contains(&value) || !point.is_bare() || point.toward.is_some() {
        return None;
    }
    let before = text[..at].chars().next_back();
    let after = text[end..].chars().next();
    let bracketed = before == Some('(') && after == Some(')');
    let alone = text.trim().len() == end - at;
    let name = text[gap(text, end)..].chars().next();
    let titled = after == Some(' ') && name.is_some_and(|c| is_hangul(c) || c.is_ascii_uppercase()) && !follows(text, end + 1, &WORDS.follow.counted);
    let opens = before.is_none_or(|c| c.is_whitespace() || matches!(c, '‘' | '\'' | '“' | '"' | '[' | '(' | '<' | '《' | '「' | '『'));
    (bracketed || alone || titled && opens).then_some((Element::Year(Year::Number(value as i16)), end))
}

/// The element of a number whose unit starts at `unit_at`.
fn unit_element(text: &str, start: usize, value: u32, count: usize, unit_at: usize, point: &Point) -> Option<(Element, usize)> {
    let follow = &WORDS.follow;
    let rest = &text[unit_at..];
    let spaced = text[..unit_at].ends_with(' ');
    let c = rest.chars().next()?;
    let end = unit_at + c.len_utf8();
    match c {
        '년' if !spaced || count == 4 => {
            if rest.starts_with("년대") {
                let decade = value as i16;
                let stop = end + '대'.len_utf8();
                return (value.is_multiple_of(10) && (count == 4 || count == 2)).then_some((Element::Decade(decade, count == 4), stop));
            }
            let stop = if rest.starts_with("년도") { end + '도'.len_utf8() } else { end };
            let year = year_of(text, start, value, count, stop, point)?;
            Some((Element::Year(year), stop))
        }
        '학' if rest.starts_with("학년도") && count == 4 => Some((Element::SchoolYear(value as i16), unit_at + "학년도".len())),
        '세' if rest.starts_with("세기") && (1..=30).contains(&value) => {
            let stop = unit_at + "세기".len();
            (!is_length(text, start, stop)).then_some((Element::Century(value as i16), stop))
        }
        '분' | '사' if rest.starts_with("분기") || rest.starts_with("사분기") || rest.starts_with("4분기") => {
            let stop = unit_at + if c == '분' { "분기".len() } else { "사분기".len() };
            ((1..=4).contains(&value) && !follows(text, stop, &follow.length)).then_some((Element::Quarter(Quarter::Number(value as u8)), stop))
        }
        '/' if rest.starts_with("/4분기") || rest.starts_with("/4 분기") => {
            let stop = unit_at + if rest.starts_with("/4분기") { "/4분기".len() } else { "/4 분기".len() };
            (1..=4).contains(&value).then_some((Element::Quarter(Quarter::Number(value as u8)), stop))
        }
        '월' => {
            let month = number_in(value, 1, 12)?;
            (!follows(text, end, &follow.not_month)).then_some((Element::Month(Month::Number(month)), end))
        }
        '일' => {
            let day = number_in(value, 1, 31)?;
            if follows(text, end, &follow.not_day) || (point.month.is_none() && point.toward.is_none() && is_length(text, start, end)) {
                return None;
            }
            if (point.month.is_some() || point.toward.is_some()) && starts_with_any(text, end, &["간", "동안", "만에", "째"]).is_some() {
                return None;
            }
            Some((Element::Day(Day::Number(day)), end))
        }
        '시' => hour(text, value, end, false),
        '주' if rest.starts_with("주차") && (1..=6).contains(&value) && point.month.is_some() => {
            Some((Element::Week(Week::Ordinal(value as i8)), unit_at + "주차".len()))
        }
        _ => None,
    }
}

/// A year of one to four digits; two digits are one only from '75 on, and only where no length of time is told.
fn year_of(text: &str, start: usize, value: u32, count: usize, end: usize, point: &Point) -> Option<Year> {
    let follow = &WORDS.follow;
    if follows(text, end, &follow.not_year) {
        return None;
    }
    match count {
        4 if (1000..=2999).contains(&value) && starts_with_any(text, end, &["간", "동안"]).is_none() => Some(Year::Number(value as i16)),
        2 if (75..=99).contains(&value) && !is_length(text, start, end) => Some(Year::Short(value as i16)),
        // `24년 5월 13일`
        2 if !is_length(text, start, end) && point.is_bare() && point.toward.is_none() => {
            let (month, stop, _) = number::plain_digits(text, gap(text, end), 2)?;
            ((1..=12).contains(&month) && text[stop..].starts_with('월') && month_is_dated(text, stop + '월'.len_utf8()))
                .then_some(Year::Short(value as i16))
        }
        _ => None,
    }
}

/// Whether a day or a part of a month follows a month: `93년 3월 12일`, not `징역 1년 6월을`.
fn month_is_dated(text: &str, end: usize) -> bool {
    let at = gap(text, end);
    number::plain_digits(text, at, 2).is_some_and(|(_, stop, _)| text[stop..].starts_with('일'))
        || starts_with_any(text, end, &[" ", "에", "부터"]).is_some()
}

/// `7시 30분 5초`, `8시 반`, `8시 3분 전`, `7시 정각`; `end` is behind `시`. `words` where the hour is a word.
fn hour(text: &str, value: u32, end: usize, words: bool) -> Option<(Element, usize)> {
    let follow = &WORDS.follow;
    let mut clock = Clock { hour: number_in(value, 0, 24)?, minute: None, second: None, half: None, midnight: false };
    if follows(text, end, &follow.not_hour) {
        return None;
    }
    let mut stop = end;
    let mut at = gap(text, end);
    if let Some((minute, q)) = small_number(text, at, '분') {
        if let Some(back) = starts_with_any(text, gap(text, q), &["전"])
            .filter(|&b| starts_with_any(text, b, &["에", "까지", "부터", "쯤", "입", ""]).is_some() && is_boundary(text, b))
        {
            let total = (i32::from(clock.hour) * 60 - i32::from(minute)).rem_euclid(24 * 60);
            (clock.hour, clock.minute, stop) = ((total / 60) as i8, Some((total % 60) as i8), back);
            return Some((Element::Clock(clock), stop));
        }
        if starts_with_any(text, q, &["간", "동안", " 동안", "기", "만에", " 만에", "당"]).is_none() && !is_ratio_of_digits(text, q) {
            (clock.minute, stop) = (Some(minute), q);
            at = gap(text, q);
        }
    } else if text[at..].starts_with('반') && is_boundary(text, at + '반'.len_utf8()) {
        (clock.minute, stop) = (Some(30), at + '반'.len_utf8());
        at = gap(text, stop);
    }
    if let Some((second, q)) = small_number(text, at, '초').filter(|&(_, q)| is_boundary(text, q)) {
        (clock.second, clock.minute, stop) = (Some(second), clock.minute.or(Some(0)), q);
    }
    if text[gap(text, stop)..].starts_with("정각") {
        stop = gap(text, stop) + "정각".len();
    } else if clock.hour == 12 && text[gap(text, stop)..].starts_with("정오") {
        stop = gap(text, stop) + "정오".len();
    }
    let bounded = is_boundary(text, stop) || starts_with_any(text, stop, &["정각", "대", "발", "30", "이후", "이전"]).is_some();
    if stop == end && (!bounded || words && starts_with_any(text, stop, &["가", "라", "도", "름", "적", "한", "이", "나"]).is_some()) {
        return None;
    }
    if clock.hour == 24 && clock.minute.unwrap_or(0) > 0 {
        return None;
    }
    Some((Element::Clock(clock), stop))
}

/// A number under 60 and the unit behind it.
fn small_number(text: &str, at: usize, unit: char) -> Option<(i8, usize)> {
    let (value, end) = if let Some((value, end, _)) = number::plain_digits(text, at, 2) {
        (value, end)
    } else {
        let number = number::at(text, at).filter(|n| n.style == Style::Sino && !n.approximate)?;
        (number.value? as u32, number.end)
    };
    let end = if text[end..].starts_with(' ') { end + 1 } else { end };
    let value = number_in(value, 0, 59)?;
    text[end..].starts_with(unit).then_some((value, end + unit.len_utf8()))
}

/// `13:44`, `08:30:15`, `3:20pm`
fn colon_clock(text: &str, hour: u32, end: usize, count: usize) -> Option<(Element, usize)> {
    if count > 2 {
        return None;
    }
    if !text[end..].starts_with(':') {
        let (half, stop) = meridiem(text, end)?;
        let hour = number_in(hour, 1, 12)?;
        return Some((Element::Clock(Clock { hour, minute: None, second: None, half: Some(half), midnight: false }), stop));
    }
    let (minute, mut stop, digits) = number::plain_digits(text, end + 1, 2)?;
    if digits != 2 {
        return None;
    }
    let mut clock = Clock { hour: number_in(hour, 0, 24)?, minute: Some(number_in(minute, 0, 59)?), second: None, half: None, midnight: false };
    if text[stop..].starts_with(':') {
        let (second, q, digits) = number::plain_digits(text, stop + 1, 2)?;
        if digits != 2 {
            return None;
        }
        (clock.second, stop) = (Some(number_in(second, 0, 59)?), q);
    }
    if let Some((half, q)) = meridiem(text, stop) {
        (clock.half, stop) = (Some(half), q);
    }
    let behind = text[stop..].chars().next();
    if behind.is_some_and(|c| c == ':' || c.is_ascii_alphanumeric()) || (clock.hour == 24 && minute > 0) {
        return None;
    }
    Some((Element::Clock(clock), stop))
}

fn meridiem(text: &str, end: usize) -> Option<(Half, usize)> {
    let at = gap(text, end);
    let rest = text.as_bytes().get(at..(at + 2).min(text.len()))?;
    let half = match rest.first()? {
        b'a' | b'A' => Half::Morning,
        b'p' | b'P' => Half::Afternoon,
        _ => return None,
    };
    let stop = if matches!(rest.get(1), Some(b'm' | b'M')) {
        at + 2
    } else if at == end {
        at + 1
    } else {
        return None;
    };
    text.as_bytes().get(stop).is_none_or(|b| !b.is_ascii_alphanumeric()).then_some((half, stop))
}

/// `(월)`, `(월요일)` behind a day.
fn bracketed_weekday(text: &str, at: usize, point: &Point) -> Option<(Element, usize)> {
    point.day?;
    let inside = &text[at + 1..];
    let c = inside.chars().next()?;
    let number = "월화수목금토일".chars().position(|d| d == c)? as i8 + 1;
    let rest = &inside[c.len_utf8()..];
    let rest = rest.strip_prefix("요일").unwrap_or(rest);
    rest.starts_with(')').then(|| (Element::Weekday(number, None), text.len() - rest.len() + 1))
}

// ---------------------------------------------------------------- dates in digits

fn numeric(text: &str, at: usize, value: u32, end: usize, count: usize, point: &Point) -> Option<(Element, usize)> {
    if !point.is_bare() {
        return None;
    }
    match count {
        4 if (1000..=2999).contains(&value) => numeric_rest(text, end, Some(Year::Number(value as i16)), true),
        2 => numeric_rest(text, end, Some(Year::Short(value as i16)), false).or_else(|| month_day(text, at, value, end)),
        1 => month_day(text, at, value, end),
        _ => None,
    }
}

/// Month and day behind a year: `.5.13.`, `-05-13`, `/5/13`, `. 5. 13.`; a month alone only with its dot behind it (`2024. 5.`).
fn numeric_rest(text: &str, end: usize, year: Option<Year>, sure: bool) -> Option<(Element, usize)> {
    let mark = text[end..].chars().next().filter(|c| matches!(c, '.' | '-' | '/'))?;
    let space = |at: usize| if mark == '.' && text[at..].starts_with(' ') { at + 1 } else { at };
    let (month, stop, months) = number::plain_digits(text, space(end + 1), 2)?;
    let month = number_in(month, 1, 12)?;
    if !text[stop..].starts_with(mark) {
        return None;
    }
    let day_at = space(stop + 1);
    let day =
        number::plain_digits(text, day_at, 2).filter(|&(day, q, _)| (1..=31).contains(&day) && !text[q..].starts_with(|c: char| c.is_ascii_digit()));
    let Some((day, stop, days)) = day else {
        let ends = mark == '.' && sure && !text[day_at..].starts_with(|c: char| c.is_ascii_digit());
        return ends.then_some((Element::Numeric(year, month, None), stop + 1));
    };
    let dotted = mark == '.' && text[stop..].starts_with('.') && !text[stop + 1..].starts_with(|c: char| c.is_ascii_digit());
    // Two digits for the year may be a version or a section: there must be more to say that it is a date.
    let sure = sure || dotted || text[stop..].starts_with('(') || (months == 2 && days == 2) || mark == '/';
    if !sure
        || text[stop..].starts_with(|c: char| c == mark && c != '.' || c.is_ascii_alphabetic())
        || (!dotted && mark == '.' && text[stop..].starts_with('.') && text[stop + 1..].starts_with(|c: char| c.is_ascii_digit()))
    {
        return None;
    }
    let stop = if dotted {
        stop + 1
    } else if text[stop..].starts_with('일') {
        stop + '일'.len_utf8()
    } else {
        stop
    };
    Some((Element::Numeric(year, month, Some(day as i8)), stop))
}

/// `10.16.`, `5.27일`, `4/25(화)`: month and day without a year, where something says that it is a date.
fn month_day(text: &str, at: usize, month: u32, end: usize) -> Option<(Element, usize)> {
    let mark = text[end..].chars().next().filter(|c| matches!(c, '.' | '/'))?;
    let month = number_in(month, 1, 12)?;
    let spaced = mark == '.' && text[end + 1..].starts_with(' ');
    let (day, stop, days) = number::plain_digits(text, end + 1 + usize::from(spaced), 2)?;
    let day = number_in(day, 1, 31)?;
    let rest = &text[stop..];
    let found = |stop| Some((Element::Numeric(None, month, Some(day)), stop));
    if rest.starts_with('일')
        && (days == 2 || mark == '/')
        && !follows(text, stop + '일'.len_utf8(), &WORDS.follow.not_day)
        && !is_length(text, at, stop + '일'.len_utf8())
    {
        return found(stop + '일'.len_utf8());
    }
    let weekday = |at: usize| bracketed_weekday(text, at, &Point { day: Some(Day::Number(1)), ..Point::default() }).is_some();
    if rest.starts_with('(') && weekday(stop) {
        return found(stop);
    }
    if let Some(behind) = rest.strip_prefix('.').filter(|_| mark == '.') {
        let dash = DASHES.iter().any(|d| behind.trim_start_matches(' ').starts_with(d));
        let dated = dash
            || behind.starts_with('(') && weekday(stop + 1)
            || behind.starts_with(['자', '부', '까', '에'])
            || DASHES.iter().any(|d| text[..at].trim_end().ends_with(d));
        if dated && !behind.starts_with(|c: char| c.is_ascii_digit()) {
            return found(stop + 1);
        }
    }
    if mark == '/' && !rest.starts_with(['/', '.', '-', '%']) {
        let clock = |at: usize| matches!(element(text, at, &Point::default(), 2), Some((Element::Part(_) | Element::Clock(_), _)));
        let alone = text[..at].trim().is_empty() && rest.trim().is_empty();
        if alone || rest.starts_with(' ') && clock(gap(text, stop)) {
            return found(stop);
        }
    }
    None
}

/// `15~17일`, `7~8월`, `2020~2021년`, `1950~60년대`, `오전 4~9시`.
fn pair(text: &str, at: usize, value: u32, end: usize, count: usize, point: &Point) -> Option<(Element, usize)> {
    let mark = gap(text, end);
    let dash = starts_with_any(text, mark, &DASHES)?;
    let (second, stop, seconds) = number::plain_digits(text, gap(text, dash), 4)?;
    let unit_at = gap(text, stop);
    let (b, b_end) = unit_element(text, at, second, seconds, unit_at, point).or_else(|| bare_years(text, at, value, count, second, stop, seconds))?;
    let a = match b {
        Element::Day(_) => Element::Day(Day::Number(number_in(value, 1, 31)?)),
        Element::Month(_) => Element::Month(Month::Number(number_in(value, 1, 12)?)),
        Element::Year(_) if count == 4 => Element::Year(Year::Number(value as i16)),
        Element::Year(Year::Short(_)) if count == 2 => Element::Year(Year::Short(value as i16)),
        Element::Decade(d, false) if count == 4 && value.is_multiple_of(10) => {
            let full = (value / 100 * 100) as i16 + d % 100;
            return Some((Element::Pair(Box::new(Element::Decade(value as i16, true)), Box::new(Element::Decade(full, true))), b_end));
        }
        Element::Decade(_, full) if value.is_multiple_of(10) => Element::Decade(value as i16, full),
        Element::Century(_) => Element::Century(number_in(value, 1, 30)?.into()),
        Element::Clock(c) if c.minute.is_none() => Element::Clock(Clock { hour: number_in(value, 0, 24)?, ..c }),
        Element::Quarter(_) => Element::Quarter(Quarter::Number(number_in(value, 1, 4)? as u8)),
        _ => return None,
    };
    let grows = match (&a, &b) {
        (Element::Day(Day::Number(x)), Element::Day(Day::Number(y))) => x < y,
        (Element::Year(Year::Number(x)), Element::Year(Year::Number(y))) => x < y,
        _ => true,
    };
    grows.then(|| (Element::Pair(Box::new(a), Box::new(b)), b_end))
}

/// `2008~2009`, `2014-15`: years without their unit.
fn bare_years(text: &str, at: usize, first: u32, count: usize, second: u32, stop: usize, seconds: usize) -> Option<(Element, usize)> {
    if count != 4 || !(1800..=2100).contains(&first) {
        return None;
    }
    let second = match seconds {
        4 => second,
        2 => first / 100 * 100 + second,
        _ => return None,
    };
    let alone = !text[stop..].starts_with(|c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '-' | '.' | ',' | '~' | '%' | '∼') && text[stop + c.len_utf8()..].starts_with(|d: char| d.is_ascii_digit())
    }) && !text[..at].ends_with(['-', '~', '.', ',']);
    (alone && second > first && second - first < if seconds == 4 { 150 } else { 2 }).then_some((Element::Year(Year::Number(second as i16)), stop))
}

// ---------------------------------------------------------------- words

fn word_element(text: &str, at: usize, point: &Point, depth: u8) -> Option<(Element, usize)> {
    if let Some((word, end)) = WORDS.at(text, at) {
        if let Word::Feast(feast) = word {
            let (holiday, stop) = holiday(text, end);
            let weak = &text[at..end] == "설" && stop == end && starts_with_any(text, end, &["을 앞", "을 맞", "을 전후", " 당일"]).is_none();
            if !weak && (is_boundary(text, stop) || stop > end) {
                return Some((Element::Feast(feast, holiday), stop));
            }
        }
        // `이번 주말`: behind a week the word for its end is the weekend.
        let is_weekend = point.week.is_some() && text[..at].ends_with('주') && &text[at..end] == "말";
        if is_weekend && is_boundary(text, end) {
            return Some((Element::Weekend, end));
        }
        if let Some(element) = of_word(word, point) {
            let bounded = is_boundary(text, end)
                || element_behind(text, end, &point.clone().with(&element), depth)
                || matches!(element, Element::Part(_)) && text[end..].starts_with('늦')
                || matches!(element, Element::Weekday(..));
            if bounded && !is_other_word(text, at, end) {
                return Some((element, end));
            }
        }
    }
    if let Some(found) = ordinal(text, at, point) {
        return Some(found);
    }
    if let Some(stop) = starts_with_any(text, at, &["주말"]) {
        let ok = is_boundary(text, stop)
            && !text[stop..].starts_with("인 ")
            && (point.toward.is_some() || matches!(point.week, Some(Week::Relative(_))) || point.is_bare());
        return ok.then_some((Element::Weekend, stop));
    }
    let ends = [("연말", 10), ("연초", 0), ("월말", 10), ("월초", 0)];
    if let Some((word, tenth)) = ends.iter().find(|(w, _)| text[at..].starts_with(w)) {
        let stop = at + word.len();
        let stretch = Stretch { from: if *tenth == 0 { 0 } else { 7 }, to: if *tenth == 0 { 3 } else { 10 } };
        return (is_boundary(text, stop) && (point.year.is_some() || point.month.is_some())).then_some((Element::Stretch(stretch), stop));
    }
    if point.is_bare() && point.toward.is_none() {
        let (word, toward) = WORDS.toward_at(text, at)?;
        let end = at + word.len();
        let next = gap(text, end);
        let inner = Point { toward: Some(toward), ..Point::default() };
        let (followed, _) = element(text, next, &inner, depth + 1)?;
        let weak = matches!(word, "올" | "그");
        let fits = match followed {
            Element::Season(_) | Element::Half(_) | Element::Weekend => true,
            Element::Part(_) => !weak && toward == Toward::This,
            Element::Clock(_) | Element::Toward(_) | Element::Stretch(_) => false,
            Element::Quarter(_) => word == "올",
            Element::Month(Month::Number(_)) => word != "그" && !text[..at].ends_with('그'),
            _ => !weak,
        };
        return fits.then_some((Element::Toward(toward), end));
    }
    None
}

/// `추석 연휴`, `설 연휴 첫날`, `추석 전날`
fn holiday(text: &str, end: usize) -> (Holiday, usize) {
    let next = gap(text, end);
    let days = starts_with_any(text, next, &["연휴 기간", "연휴기간", "연휴"]);
    let (shifts, at): (&[(&str, i8)], usize) = match days {
        Some(stop) => (&[("첫날", -1), ("첫 날", -1), ("마지막 날", 1), ("마지막날", 1), ("전날", -2), ("다음 날", 2), ("다음날", 2)], stop),
        None => (&[("전날", -1), ("다음 날", 1), ("다음날", 1), ("이튿날", 1), ("당일", 0)], end),
    };
    let word = gap(text, at);
    if let Some((w, shift)) = shifts.iter().find(|(w, _)| text[word..].starts_with(w)) {
        return (Holiday::Day(*shift), word + w.len());
    }
    days.map_or((Holiday::Day(0), end), |stop| (Holiday::Days, stop))
}

/// Whether an element follows without a space: `오늘저녁`, `지난달13일`.
fn element_behind(text: &str, end: usize, point: &Point, depth: u8) -> bool {
    element(text, end, point, depth + 1).is_some()
}

fn of_word(word: Word, point: &Point) -> Option<Element> {
    Some(match word {
        Word::Year(o) => Element::Year(Year::Relative(o)),
        Word::Quarter(o) => Element::Quarter(Quarter::Relative(o)),
        Word::Month(o) => Element::Month(Month::Relative(o)),
        Word::Week(o) => Element::Week(Week::Relative(o)),
        Word::Day(o) => Element::Day(Day::Relative(o)),
        Word::Half(n) => Element::Half(n),
        Word::Season(n) => Element::Season(n),
        Word::Stretch(s) => {
            let told = point.year.is_some()
                || point.month.is_some()
                || point.week.is_some()
                || point.half.is_some()
                || point.decade.is_some()
                || point.century.is_some()
                || point.season.is_some();
            return told.then_some(Element::Stretch(s));
        }
        Word::Weekday(n) => Element::Weekday(n, None),
        Word::Part(p) => Element::Part(p),
        Word::Moment(hour) => Element::Clock(Clock { hour, minute: None, second: None, half: None, midnight: hour == 0 }),
        Word::Feast(_) | Word::Days(_) => return None,
    })
}

/// Words of time that are as often something else, where the next word does not settle it.
fn is_other_word(text: &str, at: usize, end: usize) -> bool {
    let word = &text[at..end];
    let settles = ["에", "부터", "까지", "중", "초", "말", " 월요일", " 화요일", " 수요일", " 목요일", " 금요일", " 토요일", " 일요일"];
    match word {
        // To give; a debtor; the last day; a match day.
        "내주" | "차주" | "금주" | "이주" => starts_with_any(text, end, &settles).is_none() && end != text.len(),
        "낮" | "밤" => starts_with_any(text, end, &["은", "이", "을", "과", "도"]).is_some(),
        "그해" | "그달" | "그날" => false,
        "말" | "초" => {
            starts_with_any(text, end, &["이", "을", "은", "도", "과", "로", "한", "가"]).is_some()
                && starts_with_any(text, end, &["이후", "이면", "이었", "로 예정"]).is_none()
        }
        _ => false,
    }
}

/// `셋째 주`, `첫째 화요일`, `마지막 날`, `첫날`
fn ordinal(text: &str, at: usize, point: &Point) -> Option<(Element, usize)> {
    let (n, end) = WORDS.ordinal_at(text, at)?;
    let next = gap(text, end);
    if point.month.is_none() && point.year.is_none() {
        return None;
    }
    if let Some(stop) = starts_with_any(text, next, &["주"]).filter(|&s| is_boundary(text, s)) {
        return Some((Element::Week(Week::Ordinal(n)), stop));
    }
    if let Some((Word::Weekday(weekday), stop)) = WORDS.at(text, next) {
        return point.month.is_some().then_some((Element::Weekday(weekday, Some(n)), stop));
    }
    let stop = starts_with_any(text, next, &["날"]).filter(|&s| is_boundary(text, s))?;
    match n {
        1 => Some((Element::Day(Day::First), stop)),
        -1 => Some((Element::Day(Day::Last), stop)),
        _ => None,
    }
}

/// `이천십오년 삼월 삼일`, `세시`, `시월`, `삼분기`
fn number_word_element(text: &str, at: usize, point: &Point) -> Option<(Element, usize)> {
    for (word, month) in [("유월", 6), ("시월", 10)] {
        if text[at..].starts_with(word)
            && is_boundary(text, at + word.len())
            && starts_with_any(text, at + word.len(), &["이", "을", "인", "한", "도"]).is_none()
        {
            return Some((Element::Month(Month::Number(month)), at + word.len()));
        }
    }
    let number = number::at(text, at).filter(|n| !n.approximate)?;
    let value = number.value.filter(|v| v.fract() == 0.0 && (0.0..=2999.0).contains(v))? as u32;
    match number.style {
        Style::Native => {
            let unit = gap(text, number.end);
            if !text[unit..].starts_with('시') || !(1..=12).contains(&value) {
                return None;
            }
            hour(text, value, unit + '시'.len_utf8(), true)
        }
        Style::Sino => {
            let rest = &text[number.end..];
            let end = number.end + rest.chars().next()?.len_utf8();
            let count = if value >= 1000 { 4 } else { 0 };
            let dated = !point.is_bare();
            match rest.chars().next()? {
                '년' if value >= 1000 => Some((Element::Year(year_of(text, at, value, count, end, point)?), end)),
                '월' if dated || value > 2 && is_boundary(text, end) || day_word_follows(text, end) => {
                    Some((Element::Month(Month::Number(number_in(value, 1, 12)?)), end))
                }
                '일' if (dated || value > 10) && is_boundary(text, end) && !is_length(text, at, end) => {
                    Some((Element::Day(Day::Number(number_in(value, 1, 31)?)), end))
                }
                '분' if rest.starts_with("분기") && is_boundary(text, number.end + "분기".len()) => {
                    Some((Element::Quarter(Quarter::Number(number_in(value, 1, 4)? as u8)), number.end + "분기".len()))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn day_word_follows(text: &str, end: usize) -> bool {
    number::at(text, gap(text, end)).is_some_and(|n| n.style == Style::Sino && text[n.end..].starts_with('일'))
}

// ---------------------------------------------------------------- lengths

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Year,
    Month,
    Week,
    Day,
    BusinessDay,
    Hour,
    Minute,
    Second,
}

/// A length with what is said of it: `약 6분 동안`, `한 시간 남짓`, `2시간여`.
fn told_length(text: &str, at: usize) -> Option<(Length, usize)> {
    let about = starts_with_any(text, at, &["약"]);
    let start = about.map_or(at, |q| gap(text, q));
    let (mut length, mut end) = length(text, start)?;
    length.approximate |= about.is_some();
    if text[..at].trim_end_matches(' ').ends_with("최대") || text[..at].trim_end_matches(' ').ends_with("최장") {
        length.bound = -1;
    } else if text[..at].trim_end_matches(' ').ends_with("최소") || text[..at].trim_end_matches(' ').ends_with("적어도") {
        length.bound = 1;
    }
    // `여`, `가량`, `동안`: at most three in a row.
    for _ in 0..3 {
        let spaced = gap(text, end);
        let here = |w: &str| if text[end..].starts_with(w) { end } else { spaced };
        let Some((word, bound, rough)) = WORDS.qualifiers().find(|(w, ..)| text[here(w)..].starts_with(w) && qualifies(text, end, here(w), w)) else {
            break;
        };
        end = here(word) + word.len();
        length.approximate |= rough;
        if bound != 0 {
            length.bound = bound;
        }
    }
    if length.bound == 0 && starts_with_any(text, gap(text, end), &["안에", "안으로", "내에", "내로", "내 "]).is_some() {
        length.bound = -1;
    }
    Some((length, end))
}

fn qualifies(text: &str, end: usize, here: usize, word: &str) -> bool {
    let stop = here + word.len();
    let next = text[stop..].chars().next();
    match word {
        "여" => (here == end || !next.is_some_and(is_hangul)) && !follows(text, stop, &WORDS.follow.not_rough),
        "간" => {
            next.is_none_or(|c| !is_hangul(c))
                || starts_with_any(text, stop, &["의", "은", "이", "에", "을", "도", "만", "씩", "으로", "이나", "정도", "가량"]).is_some()
        }
        "이상" => next.is_none_or(|c| !is_hangul(c)) || is_boundary(text, stop),
        _ => next.is_none_or(|c| !is_hangul(c)) || is_boundary(text, stop) || starts_with_any(text, stop, &["동안", "간", "걸", "이었"]).is_some(),
    }
}

/// Numbers with units of time, greater units first.
fn length(text: &str, at: usize) -> Option<(Length, usize)> {
    let mut length = Length::default();
    let (mut end, mut last) = (at, None::<Unit>);
    for _ in 0..6 {
        let here = if end > at { gap(text, end) } else { at };
        let Some((amount, unit, stop)) = amount(text, here, last) else { break };
        if last.is_some_and(|l| unit <= l || l == Unit::BusinessDay) {
            break;
        }
        add(&mut length, &amount, unit);
        (end, last) = (stop, Some(unit));
        if amount.vague {
            break;
        }
        if let Some(stop) = half_behind(text, end, unit) {
            add(&mut length, &Amount { value: 0.5, ..Amount::default() }, unit);
            end = stop;
            break;
        }
    }
    last.map(|_| (length, end))
}

#[derive(Debug, Clone, Copy, Default)]
struct Amount {
    value: f64,
    vague: bool,
    approximate: bool,
}

fn add(length: &mut Length, amount: &Amount, unit: Unit) {
    let field = match unit {
        Unit::Year => &mut length.years,
        Unit::Month => &mut length.months,
        Unit::Week => &mut length.weeks,
        Unit::Day | Unit::BusinessDay => &mut length.days,
        Unit::Hour => &mut length.hours,
        Unit::Minute => &mut length.minutes,
        Unit::Second => &mut length.seconds,
    };
    *field += amount.value;
    length.business_days |= unit == Unit::BusinessDay;
    length.vague |= amount.vague;
    length.approximate |= amount.approximate || amount.vague;
}

/// `1시간 반`, `2년반`, `한 달 반`
fn half_behind(text: &str, end: usize, unit: Unit) -> Option<usize> {
    let at = gap(text, end);
    let stop = starts_with_any(text, at, &["반"])?;
    let bounded = text[stop..].chars().next().is_none_or(|c| !is_hangul(c)) || is_boundary(text, stop) || follows(text, stop, &WORDS.follow.length);
    (bounded && unit != Unit::Second).then_some(stop)
}

fn amount(text: &str, at: usize, last: Option<Unit>) -> Option<(Amount, Unit, usize)> {
    let first = last.is_none();
    let c = text[at..].chars().next()?;
    if !c.is_ascii_digit() && !is_hangul(c) && !('０'..='９').contains(&c) {
        return None;
    }
    if let Some((Word::Days(count), end)) = WORDS.at(text, at) {
        let ok = text[end..].chars().next().is_none_or(|c| !is_hangul(c)) || is_boundary(text, end) || follows(text, end, &WORDS.follow.length);
        return (ok && is_counted(text, at, end)).then_some((Amount { value: f64::from(count), ..Amount::default() }, Unit::Day, end));
    }
    if first {
        for (word, value, unit) in [
            ("반년", 6.0, Unit::Month),
            ("반나절", 6.0, Unit::Hour),
            ("한나절", 12.0, Unit::Hour),
            ("시간반", 0.5, Unit::Hour),
            ("시반", 0.5, Unit::Hour),
            ("반시간", 0.5, Unit::Hour),
        ] {
            let bare = word.starts_with('시');
            if text[at..].starts_with(word) && is_boundary(text, at + word.len()) && (!bare || text.trim() == word) {
                return Some((Amount { value, ..Amount::default() }, unit, at + word.len()));
            }
        }
    }
    let number = number::at(text, at)?;
    // `2~3일`
    let second = gap(text, number.end);
    let (last_number, is_range) = match starts_with_any(text, second, &DASHES).and_then(|q| number::at(text, gap(text, q))) {
        Some(n) if number.style == Style::Digits && n.style == Style::Digits => (n, true),
        _ => (number, false),
    };
    let (unit, end) = unit_at(text, gap(text, last_number.end), &last_number, at, last)?;
    // `3박 4일`: the nights are told beside the days that count.
    if text[..end].ends_with('박') {
        let days = number::at(text, gap(text, end))?;
        let end = days.end + text[days.end..].starts_with('일').then_some('일'.len_utf8())?;
        return Some((Amount { value: days.value?, ..Amount::default() }, Unit::Day, end));
    }
    let approximate = number.approximate || last_number.approximate;
    let value = if is_range { number.value.zip(last_number.value).map(|_| 0.0)? } else { number.value.unwrap_or(0.0) };
    Some((Amount { value, vague: is_range || number.value.is_none(), approximate: approximate || is_range }, unit, end))
}

/// `하루` as a length, not the word for a day's round (`하루 종일` is one, `하루하루` is none).
fn is_counted(text: &str, at: usize, end: usize) -> bool {
    let word = &text[at..end];
    let rate = starts_with_any(text, at, &["하루", "한달", "한 달"]).is_some() && follows(text, end, &WORDS.follow.rate);
    !rate && !(word == "보름" && text[end..].starts_with('달')) && !(word == "이레" && !is_length(text, at, end))
}

fn unit_at(text: &str, at: usize, number: &number::Number, start: usize, last: Option<Unit>) -> Option<(Unit, usize)> {
    const UNITS: [(&str, Unit); 13] = [
        ("시간", Unit::Hour),
        ("개월", Unit::Month),
        ("영업일", Unit::BusinessDay),
        ("주일", Unit::Week),
        ("주", Unit::Week),
        ("년", Unit::Year),
        ("해", Unit::Year),
        ("달", Unit::Month),
        ("월", Unit::Month),
        ("일", Unit::Day),
        ("분", Unit::Minute),
        ("초", Unit::Second),
        ("박", Unit::Day),
    ];
    let rest = &text[at..];
    let (word, unit) = UNITS.iter().find(|(w, _)| rest.starts_with(w))?;
    let end = at + word.len();
    let told = follows(text, end, &WORDS.follow.length) || follows(text, gap(text, end), &WORDS.follow.length);
    let bounded = text[end..].chars().next().is_none_or(|c| !is_hangul(c)) || is_boundary(text, end) || told || text[end..].starts_with('반');
    let value = number.value;
    if is_rate(text, end) {
        return None;
    }
    let native = matches!(number.style, Style::Native) || number.between.is_some();
    let digits = number.style == Style::Digits;
    let single_sino = number.style == Style::Sino && value.is_some_and(|v| v < 10.0) && text[start..].chars().next().is_some_and(is_hangul);
    let pulled = single_sino && !(is_pulled(text, start, end) || last.is_some());
    let ok = match *word {
        "시간" => bounded && starts_with_any(text, end, &["대", "당", "외", "표", "제"]).is_none() && !pulled,
        "개월" | "주일" | "영업일" => bounded && !(number.style == Style::Sino && pulled && *word == "주일" && value != Some(1.0)),
        "주" => {
            bounded
                && !text[end..].starts_with("인공")
                && !follows(text, end, &["년".into(), "차".into(), "가".into(), "의 ".into(), "도".into(), "요".into()])
                && !pulled
        }
        "년" => {
            let short = digits && value.is_some_and(|v| v >= 1000.0) && !told;
            bounded
                && !native
                && !pulled
                && !short
                && !follows(text, end, &["생".into(), "차".into(), "형".into(), "제".into(), "도".into(), "대".into()])
                || follows(text, end, &["차례".into()])
        }
        "해" => native && bounded && starts_with_any(text, end, &["가 ", "도", "의", "결", "를"]).is_none(),
        "달" => {
            (native || digits || number.style == Style::Vague) && bounded && starts_with_any(text, end, &["러", "성", "라", "콤", "리"]).is_none()
        }
        // `징역 1년6월`
        "월" => last == Some(Unit::Year) && digits && value.is_some_and(|v| v < 12.0) && bounded && !month_is_dated_day(text, end),
        "일" => !native && bounded && !pulled && !follows(text, end, &["차".into(), "자".into()]),
        "분" => {
            bounded && !pulled && &text[start..end] != "십분" && !is_ratio(text, end) && starts_with_any(text, end, &["쯤", "께", "경"]).is_none()
        }
        "초" => bounded && !pulled,
        "박" => digits && (rest["박".len()..].trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit())),
        _ => false,
    };
    ok.then_some((*unit, end))
}

/// `한 달 평균`, `한 해 전보다`: what is told is a rate or a comparison.
fn is_rate(text: &str, end: usize) -> bool {
    follows(text, end, &WORDS.follow.rate)
        && starts_with_any(text, end, &["에 ", " 1", " 2", " 3", " 4", " 5", " 6", " 7", " 8", " 9", " 한 ", " 두 "]).is_none()
}

fn month_is_dated_day(text: &str, end: usize) -> bool {
    number::plain_digits(text, gap(text, end), 2).is_some_and(|(_, stop, _)| text[stop..].starts_with('일'))
}

/// `일분 안에`, `지난 삼주`: a single Sino-Korean digit is a number only where more says so.
fn is_pulled(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end_matches(' ');
    starts_with_any(text, gap(text, end), &["안", "내", "간", "동안", "만에", "뒤", "후", "전", "째"]).is_some()
        || WORDS.ends_in_toward(before) && before.len() < start
        || text.trim() == &text[start..end]
}

fn is_ratio_of_digits(text: &str, end: usize) -> bool {
    text[end..].strip_prefix('의').is_some_and(|rest| rest.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit()))
}

fn is_ratio(text: &str, end: usize) -> bool {
    let Some(rest) = text[end..].strip_prefix('의') else { return false };
    number::at(text, gap(text, text.len() - rest.len())).is_some()
}
