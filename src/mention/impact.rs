//! A text -> the shares and counts that it tells: `80%`, `3분의 1`, `10명 중 8명`, `약 3,500만 명`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::mention::date::words::syllable;
use crate::mention::number::{self, Number, Style};
use crate::mention::{Bound, Impact};
use crate::span::Span;

/// All shares and counts, in text order; none overlaps another.
pub fn find(text: &str) -> Vec<Impact> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let byte = text.as_bytes()[at];
        if byte < 0x80 && !byte.is_ascii_digit() {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        // `3~6%`: the second figure stands behind the first.
        let goes_on = found.last().is_some_and(|last: &Impact| last.rule == "impact.percent_from" && at > last.span.end && at - last.span.end <= 5);
        let begins = c.is_ascii_digit() && (goes_on || stands_free(text, at)) || starts(c) && !text[..at].chars().next_back().is_some_and(is_hangul);
        if begins && let Some(impact) = impact(text, at) {
            at = impact.span.end;
            found.push(impact);
        } else if c.is_ascii_digit() {
            at = behind_digits(text, at);
        } else {
            at += c.len_utf8();
        }
    }
    found
}

fn is_hangul(c: char) -> bool {
    syllable(c).is_some()
}

/// Whether a word of number can start with this character.
fn starts(c: char) -> bool {
    matches!(
        c,
        '０'
            ..='９'
                | '한'
                | '두'
                | '세'
                | '석'
                | '서'
                | '네'
                | '넉'
                | '너'
                | '대'
                | '다'
                | '여'
                | '일'
                | '이'
                | '열'
                | '스'
                | '예'
                | '쉰'
                | '아'
                | '마'
    ) || matches!(
        c,
        '삼' | '사' | '오' | '육' | '칠' | '팔' | '구' | '십' | '백' | '천' | '만' | '억' | '수' | '몇' | '절' | '둘' | '셋' | '넷' | '하'
    )
}

/// Digits that are not the tail of a code, a version or an address.
fn stands_free(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        Some('.' | ',' | ':' | '/' | '-' | '=') => !before.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        Some('%') | Some('_') | Some('#') | Some('제') => false,
        Some(c) => !c.is_ascii_alphanumeric(),
        None => true,
    }
}

fn behind_digits(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while end < bytes.len()
        && (bytes[end].is_ascii_digit() || matches!(bytes[end], b',' | b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit))
    {
        end += 1;
    }
    end.max(at + 1)
}

// ---------------------------------------------------------------- words

#[derive(Deserialize)]
struct UnitEntry {
    name: String,
    words: Vec<String>,
    #[serde(default)]
    only_followed_by: Vec<String>,
    #[serde(default)]
    not_next: Vec<String>,
}

#[derive(Deserialize)]
struct Percent {
    words: Vec<String>,
    points: Vec<String>,
    minus: Vec<String>,
}

#[derive(Deserialize)]
struct Ratio {
    among: Vec<String>,
}

#[derive(Deserialize)]
struct Around {
    approximate: Vec<String>,
    at_least: Vec<String>,
    at_most: Vec<String>,
    behind_approximate: Vec<String>,
    behind_at_least: Vec<String>,
    behind_at_most: Vec<String>,
    particles: Vec<String>,
    never: Vec<String>,
    each: Vec<String>,
}

#[derive(Deserialize)]
struct Population {
    /// Words that stand before a population and are no part of it.
    apart: Vec<String>,
    nouns: Vec<String>,
    leads: Vec<String>,
}

#[derive(Deserialize)]
struct Counts {
    unit: Vec<UnitEntry>,
    percent: Percent,
    ratio: Ratio,
    around: Around,
    population: Population,
    money: Money,
}

#[derive(Deserialize)]
struct Money {
    damage: Vec<String>,
}

static COUNTS: LazyLock<Counts> =
    LazyLock::new(|| toml::from_str(include_str!("../../dictionaries/counts.toml")).expect("dictionaries/counts.toml is checked by a test"));

fn after(text: &str, at: usize, words: &[String]) -> Option<usize> {
    let rest = &text[at..];
    words.iter().filter(|w| rest.starts_with(w.as_str())).map(|w| at + w.len()).max()
}

fn gap(text: &str, at: usize) -> usize {
    at + usize::from(text[at..].starts_with(' '))
}

// ---------------------------------------------------------------- shares and counts

/// What was read: value, unit, end, and the rule.
struct Read {
    value: Option<f64>,
    unit: String,
    end: usize,
    approximate: bool,
    rule: &'static str,
}

fn impact(text: &str, at: usize) -> Option<Impact> {
    let read = read(text, at)?;
    let start = if read.rule == "impact.percent" { signed(text, at) } else { at };
    let value = if start < at { read.value.map(|v| -v) } else { read.value };
    let (approximate, bound) = around(text, start, read.end, &read.unit);
    let span = Span::new(start, read.end);
    Some(Impact {
        span,
        value,
        unit: read.unit,
        population: population(text, span, read.rule),
        approximate: read.approximate || approximate,
        bound,
        rule: read.rule,
    })
}

/// `-0.7%`: the sign belongs to the number where nothing but space is before it.
fn signed(text: &str, at: usize) -> usize {
    let before = &text[..at];
    for minus in &COUNTS.percent.minus {
        if let Some(rest) = before.strip_suffix(minus.as_str())
            && rest.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | ','))
        {
            return rest.len();
        }
    }
    at
}

fn read(text: &str, at: usize) -> Option<Read> {
    if text[at..].starts_with("절반") {
        let end = at + "절반".len();
        return bounded(text, end).then(|| Read { value: Some(50.0), unit: "%".into(), end, approximate: false, rule: "impact.half" });
    }
    let number = number::at(text, at)?;
    fraction(text, &number)
        .or_else(|| percent_from(text, at, &number))
        .or_else(|| percent(text, at, &number))
        .or_else(|| tenths(text, at, &number))
        .or_else(|| one_of(text, &number))
        .or_else(|| times(text, at, &number))
        .or_else(|| counted(text, at, &number))
}

/// A unit may end here: no Hangul behind it, or a particle.
fn bounded(text: &str, end: usize) -> bool {
    text[end..].chars().next().is_none_or(|c| !is_hangul(c) && !c.is_ascii_alphanumeric()) || after(text, end, &COUNTS.around.particles).is_some()
}

/// `3분의 1`
fn fraction(text: &str, whole: &Number) -> Option<Read> {
    let rest = text[gap(text, whole.end)..].strip_prefix("분의")?;
    let part_at = gap(text, text.len() - rest.len());
    let part = number::at(text, part_at)?;
    let (whole, value) = (whole.value?, part.value?);
    let end = part.end;
    // `3분의 1명` counts, and a whole of nothing is none.
    (whole > 0.0 && value <= whole && bounded(text, end)).then(|| Read {
        value: Some(100.0 * value / whole),
        unit: "%".into(),
        end,
        approximate: part.approximate,
        rule: "impact.fraction",
    })
}

/// The first figure of `3~6%`.
fn percent_from(text: &str, at: usize, number: &Number) -> Option<Read> {
    let dash = ["~", "∼", "〜", "～", "-", "–"].iter().find(|d| text[number.end..].starts_with(**d))?;
    let second = number::at(text, number.end + dash.len()).filter(|n| n.style == Style::Digits)?;
    let end = after(text, gap(text, second.end), &COUNTS.percent.words)?;
    let share = text[..end].ends_with(['%', '％']) && after(text, end, &COUNTS.percent.points).is_none() && !in_address(text, at);
    (share && number.style == Style::Digits).then(|| Read {
        value: number.value,
        unit: "%".into(),
        end: number.end,
        approximate: false,
        rule: "impact.percent_from",
    })
}

fn percent(text: &str, at: usize, number: &Number) -> Option<Read> {
    let sign_at = gap(text, number.end);
    let end = after(text, sign_at, &COUNTS.percent.words)?;
    if in_address(text, at) {
        return None;
    }
    let word = &text[sign_at..end];
    let is_word = word.starts_with(is_hangul);
    if let Some(points) = after(text, end, &COUNTS.percent.points)
        && text[points..].chars().next().is_none_or(|c| !c.is_ascii_alphanumeric())
    {
        return Some(Read { value: number.value, unit: "%p".into(), end: points, approximate: number.approximate, rule: "impact.percent" });
    }
    (!is_word || bounded(text, end)).then(|| Read {
        value: number.value,
        unit: "%".into(),
        end,
        approximate: number.approximate,
        rule: "impact.percent",
    })
}

/// Whether the word that holds this place is a web address.
fn in_address(text: &str, at: usize) -> bool {
    let mut start = at;
    // No word that is looked at is longer.
    for c in text[..at].chars().rev().take(200) {
        if c.is_whitespace() || is_hangul(c) {
            break;
        }
        start -= c.len_utf8();
    }
    text[start..at].contains("://")
}

/// `8할`, `2할 2푼 9리`
fn tenths(text: &str, at: usize, number: &Number) -> Option<Read> {
    let unit = gap(text, number.end);
    let end = unit + text[unit..].starts_with('할').then_some('할'.len_utf8())?;
    let value = number.value.filter(|v| (0.0..=10.0).contains(v))?;
    let short = number.style == Style::Digits || number.end - at == '팔'.len_utf8();
    if !short || number.style == Style::Native {
        return None;
    }
    let (mut total, mut end) = (value * 10.0, end);
    for (word, scale) in [("푼", 1.0), ("리", 0.1)] {
        let Some(part) = number::at(text, gap(text, end)) else { break };
        if !text[part.end..].starts_with(word) {
            break;
        }
        total += part.value? * scale;
        end = part.end + word.len();
    }
    bounded(text, end).then(|| Read { value: Some(total), unit: "%".into(), end, approximate: false, rule: "impact.tenths" })
}

/// `10명 중 8명`, `열 중 여덟`, `열에 아홉`
fn one_of(text: &str, whole: &Number) -> Option<Read> {
    let total = whole.value?;
    let unit_at = gap(text, whole.end);
    let unit = unit(text, unit_at);
    let after_unit = unit.as_ref().map_or(whole.end, |u| u.end);
    let part_at = if let Some(end) = after(text, gap(text, after_unit), &COUNTS.ratio.among) {
        if text[gap(text, after_unit)..].starts_with('당') {
            return None;
        }
        gap(text, end)
    } else if whole.style == Style::Native && text[whole.end..].starts_with("에 ") {
        whole.end + "에 ".len()
    } else {
        return None;
    };
    let part_at = ["약 ", "무려 ", "단 "].iter().find(|w| text[part_at..].starts_with(**w)).map_or(part_at, |w| part_at + w.len());
    let part = number::at(text, part_at)?;
    let value = part.value?;
    let end = match (&unit, self::unit(text, gap(text, part.end))) {
        (Some(a), Some(b)) if a.name == b.name => b.end,
        // `작업자 9명 중 2명`; `열 명 중 여덟`
        (Some(_), None) | (None, None) if part.style == Style::Native => part.end,
        _ => return None,
    };
    // Small wholes are a ratio; `9명 중 2명` may be one or a count, and either way the share is right.
    (total >= 1.0 && value <= total && is_round(total) && bounded(text, end)).then(|| Read {
        value: Some(100.0 * value / total),
        unit: "%".into(),
        end,
        approximate: part.approximate,
        rule: "impact.one_of",
    })
}

/// Wholes that make a share of what they are in: `10명 중 8명`. `1940명 중 38명` are two counts.
fn is_round(total: f64) -> bool {
    total <= 5.0 || total == 10.0 || total == 20.0 || total == 100.0 || total == 1000.0
}

/// `두 배`, `1.5배`
fn times(text: &str, at: usize, number: &Number) -> Option<Read> {
    let unit = gap(text, number.end);
    let end = unit + text[unit..].starts_with('배').then_some('배'.len_utf8())?;
    let short_word = number.style == Style::Sino && number.end - at == '이'.len_utf8() && number.value.is_some_and(|v| v < 10.0);
    (!short_word && bounded(text, end)).then(|| Read {
        value: number.value,
        unit: "배".into(),
        end,
        approximate: number.approximate,
        rule: "impact.times",
    })
}

struct Unit {
    name: &'static str,
    end: usize,
    not_next: &'static [String],
}

/// The longest unit that starts here and is not the head of a longer word.
fn unit(text: &str, at: usize) -> Option<Unit> {
    let counts: &'static Counts = &COUNTS;
    let mut best: Option<Unit> = None;
    for entry in &counts.unit {
        let Some(end) = after(text, at, &entry.words) else { continue };
        let free = entry.only_followed_by.is_empty() && bounded(text, end) || after(text, end, &entry.only_followed_by).is_some();
        if free && best.as_ref().is_none_or(|b| end > b.end) {
            best = Some(Unit { name: &entry.name, end, not_next: &entry.not_next });
        }
    }
    best
}

fn counted(text: &str, at: usize, number: &Number) -> Option<Read> {
    let unit_at = gap(text, number.end);
    let (scale, unit_at) = if number.approximate { scale_behind_yeo(text, unit_at) } else { (1.0, unit_at) };
    let unit = unit(text, unit_at)?;
    let words = &COUNTS.around;
    let before = text[..at].trim_end_matches(' ');
    if words.each.iter().any(|w| before.ends_with(w.as_str())) {
        return None;
    }
    if after(text, unit.end, &words.never).is_some() || follows_next(text, unit.end, unit.not_next) {
        return None;
    }
    let single = number.end - at == '한'.len_utf8() && number.style != Style::Digits;
    let value = number.value;
    let plausible = match unit.name {
        // `20대 남성`, `3대 과제`: ages and lists.
        "대" => {
            !(number.style == Style::Digits && value.is_some_and(|v| v % 10.0 == 0.0 && (10.0..=90.0).contains(&v))) && number.style != Style::Sino
        }
        "가구" => !(text[unit_at..].starts_with("세대") && value.is_some_and(|v| v < 10.0)),
        "원" => {
            is_damage(text, at, unit.end)
                && number.style != Style::Native
                && value.is_none_or(|v| v >= 1.0)
                && !(single && number.style == Style::Sino)
        }
        "개" => !(single && text[..at].ends_with("또 ")),
        _ => true,
    };
    // A single Sino-Korean digit is no number before a count: `이 건`, `이 곳`.
    let is_pronoun =
        number.style == Style::Sino && single || number.style == Style::Vague && text[at..].starts_with('수') && number.end - at == '수'.len_utf8();
    (plausible && !is_pronoun).then(|| Read {
        value: value.map(|v| v * scale),
        unit: unit.name.to_string(),
        end: unit.end,
        approximate: number.approximate,
        rule: if unit.name == "원" { "impact.money" } else { "impact.count" },
    })
}

/// Whether the words next to a sum say that it was lost: `재산 피해 3000만원`, `3000만원의 손실`.
fn is_damage(text: &str, start: usize, end: usize) -> bool {
    let damage = &COUNTS.money.damage;
    let words = |piece: &str| damage.iter().any(|w| piece.contains(w.as_str()));
    words(tail(&text[..start], 14)) || words(head(&text[end..], 12))
}

/// The last characters of a text, within its sentence.
fn tail(text: &str, count: usize) -> &str {
    let from = text.char_indices().rev().take(count).last().map_or(text.len(), |(i, _)| i);
    text[from..].rsplit(['.', '\n', ',']).next().unwrap_or("")
}

/// The first characters of a text, within its sentence.
fn head(text: &str, count: usize) -> &str {
    let to = text.char_indices().nth(count).map_or(text.len(), |(i, _)| i);
    text[..to].split(['.', '\n', ',']).next().unwrap_or("")
}

/// `3000여만 원`: a magnitude behind 여.
fn scale_behind_yeo(text: &str, at: usize) -> (f64, usize) {
    for (word, scale) in [("만", 1e4), ("억", 1e8), ("조", 1e12)] {
        if text[at..].starts_with(word) {
            return (scale, gap(text, at + word.len()));
        }
    }
    (1.0, at)
}

fn follows_next(text: &str, end: usize, list: &[String]) -> bool {
    let at = gap(text, end);
    at > end && after(text, at, list).is_some()
}

// ---------------------------------------------------------------- words around

fn around(text: &str, start: usize, end: usize, unit: &str) -> (bool, Bound) {
    let words = &COUNTS.around;
    let before = text[..start].trim_end_matches(' ');
    let ends = |list: &[String]| {
        list.iter().any(|w| before.strip_suffix(w.as_str()).is_some_and(|rest| rest.chars().next_back().is_none_or(|c| !is_hangul(c))))
    };
    let behind = gap(text, end);
    let follows = |list: &[String]| after(text, end, list).is_some() || after(text, behind, list).is_some();
    let approximate = ends(&words.approximate) || follows(&words.behind_approximate);
    let _ = unit;
    let bound = if ends(&words.at_least) || follows(&words.behind_at_least) {
        Bound::AtLeast
    } else if ends(&words.at_most) || follows(&words.behind_at_most) {
        Bound::AtMost
    } else {
        Bound::Exact
    };
    (approximate, bound)
}

/// Whose share, or what was counted, as the text says it; None where it is not clear.
fn population(text: &str, span: Span, rule: &str) -> Option<String> {
    if rule == "impact.money" {
        return None;
    }
    behind(text, span.end).or_else(|| before(text, span.start))
}

/// `80%가 넘는 카카오톡 이용자`, `2140명의 고객`
fn behind(text: &str, end: usize) -> Option<String> {
    let leads = &COUNTS.population.leads;
    let at = after(text, end, leads)?;
    let rest = &text[at..];
    let mut taken = 0;
    // At most three words, up to the one that holds a noun of people or things and its particle.
    for word in rest.split(' ').take(3) {
        let clean = word.trim_end_matches(|c: char| !is_hangul(c) && !c.is_alphanumeric());
        if let Some(noun) = noun_of(clean) {
            return Some(rest[..taken + noun].to_string());
        }
        if has_particle(clean) || clean.len() < word.len() || clean.is_empty() {
            return None;
        }
        taken += word.len() + 1;
    }
    None
}

/// The length of a word up to the end of the population noun in it, where nothing but a particle follows the noun.
fn noun_of(word: &str) -> Option<usize> {
    let nouns = &COUNTS.population.nouns;
    nouns.iter().filter_map(|n| word.rfind(n.as_str()).map(|i| i + n.len())).filter(|&end| is_particle(&word[end..])).max()
}

const PARTICLES: [&str; 22] =
    ["", "의", "은", "는", "이", "가", "을", "를", "에", "도", "만", "들", "들의", "들이", "들은", "들을", "에게", "와", "과", "로", "에서", "중"];

fn is_particle(rest: &str) -> bool {
    PARTICLES.contains(&rest)
}

fn has_particle(word: &str) -> bool {
    [
        "은", "는", "이", "가", "을", "를", "에", "에서", "으로", "로", "고", "며", "다", "면", "서", "와", "과", "도", "만", "까지", "부터", "보다",
        "해", "한", "된", "했던", "하는", "되는", "인", "던",
    ]
    .iter()
    .any(|p| word.len() > p.len() && word.ends_with(p))
}

/// `카카오톡 이용자의 80%`, `이용자 중 약 80%`, `전체 이용자 80%`, `회원 727만여 명`
fn before(text: &str, start: usize) -> Option<String> {
    let mut head = text[..start].trim_end_matches(' ');
    // Words of size stand between: `고객 약 360만명`, `이용자의 최소 80%`.
    let words = &COUNTS.around;
    for _ in 0..2 {
        let size = words.approximate.iter().chain(&words.at_least).chain(&words.at_most).chain(EMPHASIS.iter());
        let Some(word) = size.filter(|w| head.ends_with(w.as_str())).max_by_key(|w| w.len()) else { break };
        let rest = &head[..head.len() - word.len()];
        if !rest.ends_with(' ') {
            break;
        }
        head = rest.trim_end_matches(' ');
    }
    let floor = head.len().saturating_sub(90);
    let mut from = floor;
    while !head.is_char_boundary(from) {
        from += 1;
    }
    let clause = head[from..].rsplit(['\n', '.', '"', '“', '”', '|', ';', '…', '·', ',']).next()?;
    let mut words: Vec<&str> = clause.split(' ').filter(|w| !w.is_empty()).collect();
    let mut last = words.pop()?;
    let mut told = false;
    if matches!(last, "중" | "가운데" | "중에서" | "가운데서" | "중에") {
        last = words.pop()?;
        told = true;
    }
    let stripped = last.strip_suffix("의").filter(|w| w.chars().count() > 1);
    told |= stripped.is_some();
    let last = stripped.unwrap_or(last);
    let noun = noun_of(last);
    let bare = match noun {
        Some(end) if end == last.len() || last[end..] == *"들" => last.to_string(),
        Some(end) if is_particle(&last[end..]) && last[end..] != *"에" => last[..end].to_string(),
        _ if told && !has_particle(last) && last.chars().all(|c| is_hangul(c) || c.is_alphanumeric()) => last.to_string(),
        _ => return None,
    };
    let mut taken = vec![bare.as_str()];
    // Nouns before it that bear no particle belong to it.
    for word in words.iter().rev().take(2) {
        let joins = word.ends_with('의') || !has_particle(word) && word.chars().all(|c| is_hangul(c) || c.is_ascii_alphabetic() || c == '+');
        let is_adverb = COUNTS.population.apart.iter().any(|w| w == word);
        if !joins || is_adverb || word.chars().any(|c| c.is_ascii_digit()) {
            break;
        }
        taken.insert(0, word);
    }
    Some(taken.join(" "))
}

static EMPHASIS: LazyLock<Vec<String>> =
    LazyLock::new(|| ["무려", "전체의", "총", "모두", "불과", "고작", "겨우", "각각"].iter().map(|w| w.to_string()).collect());
