//! A place in a text -> the number that is written there: `3만5천`, `1억 2,300만`, `이십삼`, `스물네`, `수백`, `30여`.

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Digits, with or without 만, 천, … behind them.
    Digits,
    /// Sino-Korean words or Hanja: `이십삼`, `二十三`.
    Sino,
    /// Native words: `스물네`.
    Native,
    /// No figure: `수`, `몇`, `수백`, `서너`.
    Vague,
}

/// A number and where it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// None where there is no figure (`수백`).
    pub value: Option<f64>,
    pub end: usize,
    pub style: Style,
    /// `30여`, `서너`.
    pub approximate: bool,
    /// Of `두세`: the least and the greatest.
    pub between: Option<(u32, u32)>,
}

/// The longest run of digits that is read; a longer one is no number.
const MOST_DIGITS: usize = 15;

/// The number that starts at byte `at`, with the `여` that may follow it; None where there is none. Looks at no more than a few dozen bytes.
pub fn at(text: &str, at: usize) -> Option<Number> {
    let number = native(text, at).or_else(|| magnitudes(text, at))?;
    Some(with_yeo(text, number))
}

/// A literal of digits: `1,234.5`, `２３`. Value and end.
pub fn digits(text: &str, at: usize) -> Option<(f64, usize)> {
    let (mut value, mut end, mut count) = (0f64, at, 0usize);
    let mut group = None;
    loop {
        match digit(text, end) {
            Some((d, next)) => {
                count += 1;
                if count > MOST_DIGITS {
                    return None;
                }
                value = value * 10.0 + f64::from(d);
                end = next;
                if let Some(g) = &mut group {
                    *g += 1;
                }
            }
            // A comma is a separator before each group of exactly three digits.
            None if count > 0 && (group.is_none() && count <= 3 || group == Some(3)) && is_group(text, end) => {
                group = Some(0);
                end += 1;
            }
            None => break,
        }
    }
    if count == 0 {
        return None;
    }
    let point = text[end..].chars().next().filter(|c| matches!(c, '.' | '．'));
    if let Some(point) = point {
        let (mut scale, mut stop) = (0.1, end + point.len_utf8());
        let start = stop;
        while let Some((d, next)) = digit(text, stop) {
            if stop - start > MOST_DIGITS {
                return None;
            }
            value += f64::from(d) * scale;
            scale /= 10.0;
            stop = next;
        }
        if stop > start {
            // Sums of tenths drift; the literal itself is exact.
            let value = text[at..stop].chars().map(plain).filter(|&c| c != ',').collect::<String>().parse().unwrap_or(value);
            return Some((value, stop));
        }
    }
    Some((value, end))
}

/// A whole number of at most `most` digits, without separators: value, end and how many digits.
pub fn plain_digits(text: &str, at: usize, most: usize) -> Option<(u32, usize, usize)> {
    let (mut value, mut end, mut count) = (0u32, at, 0usize);
    while let Some((d, next)) = digit(text, end) {
        count += 1;
        if count > most || count > 9 {
            return None;
        }
        value = value * 10 + d;
        end = next;
    }
    (count > 0).then_some((value, end, count))
}

/// One digit, half or full width.
fn digit(text: &str, at: usize) -> Option<(u32, usize)> {
    match text.as_bytes().get(at) {
        Some(b @ b'0'..=b'9') => Some((u32::from(b - b'0'), at + 1)),
        Some(0xEF) => {
            let c = text[at..].chars().next()?;
            ('０'..='９').contains(&c).then(|| (c as u32 - '０' as u32, at + c.len_utf8()))
        }
        _ => None,
    }
}

fn plain(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        '．' => '.',
        c => c,
    }
}

fn is_group(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    bytes.get(at) == Some(&b',')
        && (1..=3).all(|i| bytes.get(at + i).is_some_and(u8::is_ascii_digit))
        && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit)
}

fn sino_digit(c: char) -> Option<f64> {
    Some(match c {
        '영' | '공' | '〇' | '零' => 0.0,
        '일' | '一' => 1.0,
        '이' | '二' => 2.0,
        '삼' | '三' => 3.0,
        '사' | '四' => 4.0,
        '오' | '五' => 5.0,
        '육' | '륙' | '六' => 6.0,
        '칠' | '七' => 7.0,
        '팔' | '八' => 8.0,
        '구' | '九' => 9.0,
        _ => return None,
    })
}

fn magnitude(c: char) -> Option<f64> {
    Some(match c {
        '십' | '十' => 10.0,
        '백' | '百' => 100.0,
        '천' | '千' => 1e3,
        '만' | '萬' => 1e4,
        '억' | '億' => 1e8,
        '조' | '兆' => 1e12,
        _ => return None,
    })
}

/// Digits and Sino-Korean words with 십, 백, 천, 만, 억, 조.
fn magnitudes(text: &str, at: usize) -> Option<Number> {
    let (mut total, mut section, mut current) = (0f64, 0f64, None::<f64>);
    let (mut end, mut literal, mut words, mut vague) = (at, false, false, false);
    let (mut last_small, mut last_big) = (f64::INFINITY, f64::INFINITY);
    // The longest number word has fewer parts.
    for _ in 0..24 {
        let Some(c) = text[end..].chars().next() else { break };
        let next = end + c.len_utf8();
        if current.is_none() {
            if let Some((value, stop)) = digits(text, end) {
                (current, end, literal) = (Some(value), stop, true);
                continue;
            }
            if let Some(value) = sino_digit(c) {
                (current, end, words) = (Some(value), next, true);
                continue;
            }
            if matches!(c, '수' | '몇') && text[next..].chars().next().is_some_and(|c| magnitude(c).is_some()) {
                (current, end, vague) = (Some(1.0), next, true);
                continue;
            }
        }
        let Some(size) = magnitude(c) else {
            // `1억 2,300만`: a space stands only behind a magnitude and before digits.
            let goes_on = c == ' ' && current.is_none() && end > at && (text[next..].starts_with(|c: char| c.is_ascii_digit()));
            if goes_on && digits(text, next).is_some_and(|(_, stop)| continues(text, stop, last_big.min(last_small))) {
                end = next;
                continue;
            }
            break;
        };
        if size < 1e4 {
            // `백천` is no number: magnitudes fall within a section.
            if size >= last_small {
                break;
            }
            section += current.take().unwrap_or(1.0) * size;
            last_small = size;
        } else {
            if size >= last_big || (end == at && size < 1e5 && !text[next..].starts_with('여')) {
                break;
            }
            let amount = section + current.take().unwrap_or(0.0);
            total += if amount == 0.0 { size } else { amount * size };
            (section, last_small, last_big) = (0.0, f64::INFINITY, size);
        }
        words |= !literal;
        end = next;
    }
    if end == at {
        // `수 시간`, `몇 명`: the unit follows.
        let word = text[at..].chars().next().filter(|c| matches!(c, '수' | '몇'))?;
        let end = at + word.len_utf8();
        return Some(Number { value: None, end, style: Style::Vague, approximate: true, between: None });
    }
    let value = total + section + current.unwrap_or(0.0);
    let style = if vague {
        Style::Vague
    } else if literal {
        Style::Digits
    } else {
        Style::Sino
    };
    let _ = words;
    Some(Number { value: (!vague && value.is_finite()).then_some(value), end, style, approximate: vague, between: None })
}

/// Whether digits that end here belong to a number whose last magnitude was `size`: they are smaller, or bear a smaller magnitude.
fn continues(text: &str, end: usize, size: f64) -> bool {
    let next = text[end..].chars().next();
    match next.and_then(magnitude) {
        Some(m) => m < size,
        None => next.is_some_and(|c| !c.is_ascii_digit() && !matches!(c, '년' | '월' | '일' | '시' | '분' | '.' | '-' | '~' | ':')),
    }
}

const TENS: &[(&str, u32)] =
    &[("스물", 20), ("스무", 20), ("서른", 30), ("마흔", 40), ("쉰", 50), ("예순", 60), ("일흔", 70), ("여든", 80), ("아흔", 90), ("열", 10)];
/// The forms before a unit (`한`, `두`) and the counting forms (`하나`, `둘`).
const ONES: &[(&str, u32)] = &[
    ("하나", 1),
    ("한", 1),
    ("둘", 2),
    ("두", 2),
    ("셋", 3),
    ("세", 3),
    ("석", 3),
    ("넷", 4),
    ("네", 4),
    ("넉", 4),
    ("다섯", 5),
    ("여섯", 6),
    ("일곱", 7),
    ("여덟", 8),
    ("아홉", 9),
];
const BETWEEN: &[(&str, (u32, u32))] = &[
    ("두서너", (2, 4)),
    ("두어", (2, 3)),
    ("한두", (1, 2)),
    ("두세", (2, 3)),
    ("서너", (3, 4)),
    ("너댓", (4, 5)),
    ("네댓", (4, 5)),
    ("네다섯", (4, 5)),
    ("대여섯", (5, 6)),
    ("예닐곱", (6, 7)),
    ("일고여덟", (7, 8)),
];

fn native(text: &str, at: usize) -> Option<Number> {
    let rest = &text[at..];
    // All native numerals start with one of these bytes of Hangul; a digit never does.
    if !matches!(rest.as_bytes().first(), Some(0xEA..=0xED)) {
        return None;
    }
    if let Some((word, between)) = BETWEEN.iter().find(|(word, _)| rest.starts_with(word)) {
        return Some(Number { value: None, end: at + word.len(), style: Style::Vague, approximate: true, between: Some(*between) });
    }
    let (tens, ones_at) = TENS.iter().find(|(word, _)| rest.starts_with(word)).map_or((0, 0), |(word, value)| (*value, word.len()));
    let ones = ONES.iter().find(|(word, _)| rest[ones_at..].starts_with(word));
    let (value, len) = (tens + ones.map_or(0, |(_, value)| *value), ones_at + ones.map_or(0, |(word, _)| word.len()));
    (value > 0).then(|| Number { value: Some(f64::from(value)), end: at + len, style: Style::Native, approximate: false, between: None })
}

/// `30여 명`, `삼십여 분`: 여 belongs to the number unless a longer word starts with it (여성, 여객).
fn with_yeo(text: &str, number: Number) -> Number {
    let rest = &text[number.end..];
    let gap = usize::from(rest.starts_with(' '));
    let Some(behind) = rest[gap..].strip_prefix('여') else { return number };
    if gap == 1 && !behind.starts_with(' ')
        || ["성", "객", "권", "론", "행", "당", "야", "자", "파", "기", "느"].iter().any(|w| behind.starts_with(w))
    {
        return number;
    }
    Number { end: number.end + gap + '여'.len_utf8(), approximate: true, ..number }
}
