//! What inputs write for a date of publication -> a local time in Asia/Seoul.

use std::sync::LazyLock;

use jiff::Span;
use jiff::civil::{DateTime, date};
use regex::{Captures, Regex};

/// When a document was published: local time in Asia/Seoul, to the minute; midnight where only the day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    pub at: DateTime,
    pub has_time: bool,
}

const DAY: &str = r"(?<year>(?:19|20)\d\d)\s*[-./년]\s*(?<month>\d{1,2})\s*[-./월]\s*(?<day>\d{1,2})(?:\s*일)?\.?";
const TIME: &str = r"(?:(?:\s*\([월화수목금토일]\)|\s*[월화수목금토일]요일)?(?:\s*[T,|]\s*|\s+)?(?<half>오전|오후|AM|PM|am|pm)?\s*(?<hour>\d{1,2})\s*[:시]\s*(?<minute>\d{1,2})(?:분|:\d{2}(?:\.\d{1,9})?)?(?:\s*(?<half_after>AM|PM|am|pm))?\s*(?<zone>Z|KST|UTC|GMT|[+-]\d\d:?\d\d)?)?";

static GIVEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"^\s*{DAY}{TIME}(?:\s*\([월화수목금토일]\))?\s*$")).expect("the pattern is fixed"));
static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?<year>(?:19|20)\d\d)(?<month>\d\d)(?<day>\d\d)(?:T?(?<hour>\d\d):?(?<minute>\d\d)(?::?\d\d)?)?(?<half>x)?(?<half_after>x)?(?<zone>Z|[+-]\d\d:?\d\d)?\s*$")
        .expect("the pattern is fixed")
});
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"(?:기사\s?입력|최초\s?입력|입력|등록|게재|작성|발행|송고|승인|게시|배포|보도|공지)(?:\s?(?:일시|일자|시간|날짜|일))?";
    Regex::new(&format!(r"(?m)^[\s\[(【<○□■▶*·-]*{words}\s*[\])】>]?\s*[:：|]?\s*{DAY}{TIME}")).expect("the pattern is fixed")
});

impl Published {
    /// Reads `2024-06-03`, `2024.06.03 14:20`, `2024-06-03T05:20:00Z`, `2024년 6월 3일 오후 2시 20분`, `20240603`. None where the
    /// text is no day of the calendar.
    pub fn parse(text: &str) -> Option<Published> {
        let captures = GIVEN.captures(text).or_else(|| COMPACT.captures(text))?;
        from_captures(&captures)
    }
}

/// The date in a line of the text that says when it was entered or published (`입력 2024.06.03 14:20`): the first such line.
pub fn dateline(text: &str) -> Option<Published> {
    DATELINE.captures_iter(text).take(4).find_map(|captures| from_captures(&captures))
}

fn from_captures(captures: &Captures) -> Option<Published> {
    let number = |name: &str| captures.name(name).and_then(|m| m.as_str().parse::<i8>().ok());
    let year = captures.name("year")?.as_str().parse::<i16>().ok()?;
    let day = jiff::civil::Date::new(year, number("month")?, number("day")?).ok()?;
    let (Some(hour), Some(minute)) = (number("hour"), number("minute")) else {
        return Some(Published { at: day.at(0, 0, 0, 0), has_time: false });
    };
    let half = captures.name("half").or(captures.name("half_after")).map(|m| m.as_str());
    let hour = match half {
        Some("오후" | "PM" | "pm") if hour < 12 => hour + 12,
        Some("오전" | "AM" | "am") if hour == 12 => 0,
        _ => hour,
    };
    let local = day.at(0, 0, 0, 0).with().hour(hour).minute(minute).build().ok()?;
    let east_minutes = captures.name("zone").map_or(KOREA_EAST_MINUTES, |m| zone_minutes(m.as_str()));
    let at = local.checked_add(Span::new().minutes(KOREA_EAST_MINUTES - east_minutes)).ok()?;
    Some(Published { at, has_time: true })
}

/// Korea has had no summer time since 1988.
const KOREA_EAST_MINUTES: i64 = 9 * 60;

fn zone_minutes(zone: &str) -> i64 {
    let digits: Vec<i64> = zone.bytes().filter(u8::is_ascii_digit).map(|b| i64::from(b - b'0')).collect();
    match (zone, digits.as_slice()) {
        ("KST", _) => KOREA_EAST_MINUTES,
        (_, &[a, b, c, d]) => (if zone.starts_with('-') { -1 } else { 1 }) * ((a * 10 + b) * 60 + c * 10 + d),
        _ => 0,
    }
}

/// The epoch in milliseconds or seconds, as some exports write it.
pub fn from_epoch(number: i64) -> Option<Published> {
    let seconds = if number.abs() > 100_000_000_000 { number / 1000 } else { number };
    if !(631_152_000..4_102_444_800).contains(&seconds) {
        return None;
    }
    let at = date(1970, 1, 1).at(0, 0, 0, 0).checked_add(Span::new().minutes(seconds / 60 + KOREA_EAST_MINUTES)).ok()?;
    Some(Published { at, has_time: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(published: Option<Published>) -> String {
        published.map_or("none".to_string(), |p| if p.has_time { p.at.to_string() } else { p.at.date().to_string() })
    }

    #[test]
    fn dates_of_publication() {
        let cases = [
            ("2024-06-03", "2024-06-03"),
            ("2024.06.03.", "2024-06-03"),
            ("2024. 6. 3.", "2024-06-03"),
            ("2024/6/3", "2024-06-03"),
            ("20240603", "2024-06-03"),
            ("202406031420", "2024-06-03T14:20:00"),
            ("2024년 6월 3일", "2024-06-03"),
            ("2024년 6월 3일 오후 2시 20분", "2024-06-03T14:20:00"),
            ("2024.06.03. 오후 2:20", "2024-06-03T14:20:00"),
            ("2024.06.03 (월) 14:20", "2024-06-03T14:20:00"),
            ("2024-06-03T14:20+09:00", "2024-06-03T14:20:00"),
            ("2024-06-03T14:20:31.000+0900", "2024-06-03T14:20:00"),
            ("2024-06-03T05:20:00Z", "2024-06-03T14:20:00"),
            ("2024-06-03 20:00:00 UTC", "2024-06-04T05:00:00"),
            ("2024-06-03 12:05 AM", "2024-06-03T00:05:00"),
            ("2024-02-30", "none"),
            ("2024-13-01", "none"),
            ("2024-06-03 25:00", "none"),
            ("2024-06", "none"),
            ("어제", "none"),
            ("", "none"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(Published::parse(text)), expected, "{text}");
        }
        assert_eq!(shown(from_epoch(1_717_392_000)), "2024-06-03T14:20:00");
        assert_eq!(shown(from_epoch(1_717_392_000_000)), "2024-06-03T14:20:00");
    }

    #[test]
    fn datelines() {
        let cases = [
            ("제목\n입력 2024.06.03 14:20 수정 2024.06.04 09:00\n본문이다.", "2024-06-03T14:20:00"),
            ("기사입력 : 2024-06-03 오전 8:05\n", "2024-06-03T08:05:00"),
            ("[등록일] 2024. 6. 3.\n", "2024-06-03"),
            ("□ 배포일시: 2024년 6월 3일(월) 14:00", "2024-06-03T14:00:00"),
            ("회사는 2024년 6월 3일 14:20에 알렸다.", "none"),
            ("수정 2024.06.04 09:00", "none"),
            ("입력값이 잘못됐다는 안내가 2024.06.04에 떴다.", "none"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(dateline(text)), expected, "{text}");
        }
    }
}
