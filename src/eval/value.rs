//! Dates, durations and impacts against gold: whether they are found, with the right extent, and with the right value.

use jiff::ToSpan;

use super::figure::{Figures, Miss};
use super::gold::{GoldDate, GoldImpact};
use super::name::dice;
use super::pairing::{Place, Stand, pair};
use super::period::{Grain, Period, after, ends_at, floor, period, point};
use super::subject::{Placed, Subject};
use crate::record::{DateRow, DurationRow, ImpactRow};

/// Intersection over union from which two places are the same mention.
pub const SAME_PLACE: f64 = 0.5;

pub fn score(subject: &Subject, figures: &mut Figures) {
    score_dates(subject, figures);
    score_durations(subject, figures);
    score_impacts(subject, figures);
}

/// What the three kinds have in common: rows that are short phrases with a value.
struct Kind<'a> {
    name: &'static str,
    gold: &'a [Stand],
    /// Places of the engine's rows, as they are and as they are held against gold.
    raw: &'a [Place],
    shaped: &'a [Place],
    agrees: &'a dyn Fn(usize, usize) -> bool,
    gradable: &'a dyn Fn(usize) -> bool,
    /// Whether a shaped or raw row that stands for nothing is no false hit.
    neutral_shaped: &'a dyn Fn(usize) -> bool,
    neutral_raw: &'a dyn Fn(usize) -> bool,
    /// The rule of a shaped row.
    rule: &'a dyn Fn(usize) -> String,
    /// Gold value and value found, for a person.
    told: &'a dyn Fn(usize, usize) -> String,
}

fn score_kind(subject: &Subject, figures: &mut Figures, kind: &Kind) {
    let Kind { name, gold, raw, shaped, .. } = *kind;
    let agreement = |g: usize, f: usize| f64::from(u8::from((kind.agrees)(g, f)));
    let false_hits = |extra: &[usize]| -> Vec<usize> { extra.iter().copied().filter(|&f| !(kind.neutral_shaped)(f)).collect() };

    let overlap = pair(gold, shaped.len(), &|g, f| {
        let closeness = gold[g].closeness(shaped[f]);
        if closeness > 0.0 { closeness + 0.01 * agreement(g, f) } else { 0.0 }
    });
    let extra = false_hits(&overlap.extra);
    figures.found(&format!("{name}.overlap"), overlap.pairs.len(), extra.len(), overlap.missed.len());
    let miss = |what, place, note| Miss { kind: name, document: subject.id.clone(), what, place: Some(place), note };
    figures.share(&format!("{name}.value_accuracy"), 0.0, 0.0);
    for &(g, f) in overlap.pairs.iter().filter(|(g, _)| (kind.gradable)(*g)) {
        let right = (kind.agrees)(g, f);
        figures.one(&format!("{name}.value_accuracy"), right);
        if !right {
            figures.misses.push(miss("value", shaped[f], format!("{} [{}]", (kind.told)(g, f), (kind.rule)(f))));
        }
    }
    figures.misses.extend(overlap.missed.iter().map(|&g| miss("missed", gold[g].places[0], String::new())));
    figures.misses.extend(extra.iter().map(|&f| miss("false", shaped[f], format!("[{}]", (kind.rule)(f)))));

    let exact = pair(gold, raw.len(), &|g, f| f64::from(u8::from(gold[g].places.contains(&raw[f]))));
    let extra = exact.extra.iter().filter(|&&f| !(kind.neutral_raw)(f)).count();
    figures.found(&format!("{name}.exact"), exact.pairs.len(), extra, exact.missed.len());

    let headline = pair(gold, shaped.len(), &|g, f| if (kind.agrees)(g, f) { gold[g].closeness(shaped[f]) } else { 0.0 });
    figures.found(&format!("{name}.headline"), headline.pairs.len(), false_hits(&headline.extra).len(), headline.missed.len());
}

fn places<R>(rows: &[Placed<R>]) -> Vec<Place> {
    rows.iter().map(|r| r.place).collect()
}

// ---------------------------------------------------------------- dates

/// A date of the engine with what it may mean; half of a range where `side` says so.
#[derive(Debug, Clone)]
struct Reading<'r> {
    place: Place,
    row: &'r DateRow,
    periods: Vec<Period>,
    side: Option<Side>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

fn score_dates(subject: &Subject, figures: &mut Figures) {
    let gold = &subject.gold.dates;
    let stands = &subject.stands.dates;
    let raw: Vec<Reading> = subject.dates.iter().map(|p| Reading { place: p.place, row: &p.row, periods: periods(&p.row), side: None }).collect();
    let shaped = reshape(gold, stands, &raw);
    // Recurring dates and those that nothing resolves are in no gold.
    let neutral = |r: &Reading| {
        subject.skips("dates", r.place) || r.row.kind == "set" || r.periods.is_empty() && !stands.iter().any(|stand| stand.touches(r.place))
    };
    score_kind(
        subject,
        figures,
        &Kind {
            name: "dates",
            gold: stands,
            raw: &raw.iter().map(|r| r.place).collect::<Vec<Place>>(),
            shaped: &shaped.iter().map(|r| r.place).collect::<Vec<Place>>(),
            agrees: &|g, f| date_agrees(&gold[g], &shaped[f]),
            gradable: &|_| true,
            neutral_shaped: &|f| neutral(&shaped[f]),
            neutral_raw: &|f| neutral(&raw[f]),
            rule: &|f| shaped[f].row.rule.clone(),
            told: &|g, f| format!("gold {} found {}", gold[g].value, shaped[f].row.value),
        },
    );
}

/// What a date may mean: its EDTF value, and its half-open start and end.
fn periods(row: &DateRow) -> Vec<Period> {
    let mut periods: Vec<Period> = period(&row.value).into_iter().collect();
    let Some(start) = row.start_at.as_deref().and_then(point) else { return periods };
    let end = row.end_at.as_deref().and_then(point);
    let names = [
        ("year", Grain::Year),
        ("month", Grain::Month),
        ("day", Grain::Day),
        ("hour", Grain::Hour),
        ("minute", Grain::Minute),
        ("second", Grain::Second),
    ];
    let named = names.iter().find(|(name, _)| row.granularity.contains(name)).map(|(_, grain)| *grain);
    let grain = match named {
        _ if row.kind.ends_with("range") => Grain::Interval,
        Some(grain) => grain,
        None if row.kind == "time" => Grain::Minute,
        None if end.is_none() => start.grain,
        None => Grain::Interval,
    };
    let end = end.map(|e| e.start).filter(|&e| e > start.start).or_else(|| after(start.start, grain));
    periods.extend(end.map(|end| Period { start: start.start, end, grain, first: None, last: None }));
    periods
}

fn is_range(reading: &Reading) -> bool {
    let long = |p: &Period| p.grain == Grain::Interval && p.start.checked_add(1.day()).is_ok_and(|day| p.end > day);
    reading.row.kind.ends_with("range") || reading.periods.iter().any(long)
}

/// Gold value against one reading, at the gold's granularity.
fn same_period(gold: &Period, found: &Period, side: Option<Side>) -> bool {
    let last_agrees = |grain: Grain, start| found.last.is_some_and(|last| floor(last.start, grain) == start);
    if gold.grain == Grain::Interval {
        let (Some(first), Some(last)) = (gold.first, gold.last) else { return false };
        let starts = floor(found.start, first.grain) == first.start;
        return side.is_none() && starts && (last_agrees(last.grain, last.start) || ends_at(found.end, &last));
    }
    let Some(own) = gold.first else { return false };
    match side {
        Some(Side::Start) => return floor(found.start, gold.grain) == gold.start,
        Some(Side::End) => return last_agrees(gold.grain, gold.start) || ends_at(found.end, &own),
        None => {}
    }
    let longer_than_day = found.start.checked_add(1.day()).is_ok_and(|day| found.end > day);
    if gold.grain.is_clock() {
        return found.grain.is_clock() && floor(found.start, gold.grain) == gold.start;
    }
    if gold.grain == Grain::Day {
        return floor(found.start, Grain::Day) == gold.start && !longer_than_day;
    }
    (found.start, found.end) == (gold.start, gold.end) || gold.start <= found.start && found.end <= gold.end && longer_than_day
}

fn date_agrees(gold: &GoldDate, reading: &Reading) -> bool {
    let values = [Some(&gold.value), gold.alt_value.as_ref()].into_iter().flatten().filter_map(|v| period(v));
    values.into_iter().any(|value| reading.periods.iter().any(|found| same_period(&value, found, reading.side)))
}

/// A range over two gold points counts as its two ends; two points in a gold interval count as one range.
fn reshape<'r>(gold: &[GoldDate], stands: &[Stand], raw: &[Reading<'r>]) -> Vec<Reading<'r>> {
    let is_interval = |g: &usize| gold[*g].value.contains('/');
    let intervals: Vec<usize> = (0..gold.len()).filter(is_interval).collect();
    let mut shaped: Vec<Reading> = Vec::new();
    for reading in raw {
        let mut touched: Vec<Place> = Vec::new();
        if is_range(reading) {
            touched.extend((0..gold.len()).filter(|g| !is_interval(g) && stands[*g].touches(reading.place)).map(|g| stands[g].places[0]));
            touched.sort_unstable();
        }
        if let [first, .., last] = touched[..]
            && !intervals.iter().any(|&g| stands[g].closeness(reading.place) >= SAME_PLACE)
        {
            let (start, end) = reading.place;
            shaped.push(Reading { place: (start, end.min(first.1)), side: Some(Side::Start), ..reading.clone() });
            shaped.push(Reading { place: (start.max(last.0), end), side: Some(Side::End), ..reading.clone() });
        } else {
            shaped.push(reading.clone());
        }
    }
    for g in intervals {
        let inside: Vec<usize> = (0..shaped.len()).filter(|&f| stands[g].touches(shaped[f].place) && !is_range(&shaped[f])).collect();
        let [first, .., last] = inside[..] else { continue };
        let joined = |a: &Period, b: &Period| Period { start: a.start, end: b.end, grain: Grain::Interval, first: None, last: None };
        let periods = shaped[first].periods.iter().flat_map(|a| shaped[last].periods.iter().map(move |b| joined(a, b))).collect();
        let both = Reading { place: (shaped[first].place.0, shaped[last].place.1), periods, ..shaped[first].clone() };
        if date_agrees(&gold[g], &both) {
            shaped.remove(last);
            shaped.remove(first);
            shaped.push(both);
        }
    }
    shaped
}

// ---------------------------------------------------------------- durations and impacts

/// Whether two figures differ by no more than this share of the second.
pub fn close(found: f64, gold: f64, share: f64) -> bool {
    (found - gold).abs() <= share * gold.abs() + 1e-9
}

fn minutes(row: &DurationRow) -> Option<f64> {
    row.seconds.map(|seconds| seconds as f64 / 60.0).or_else(|| row.iso8601.as_deref().and_then(iso_minutes))
}

/// Minutes of an ISO 8601 duration of weeks and finer units.
fn iso_minutes(text: &str) -> Option<f64> {
    let mut minutes = 0.0;
    let (mut number, mut in_time) = (String::new(), false);
    for c in text.strip_prefix('P')?.chars() {
        let unit = match c {
            'T' => {
                in_time = true;
                continue;
            }
            '0'..='9' | '.' => {
                number.push(c);
                continue;
            }
            'W' if !in_time => 10080.0,
            'D' if !in_time => 1440.0,
            'H' if in_time => 60.0,
            'M' if in_time => 1.0,
            'S' if in_time => 1.0 / 60.0,
            _ => return None,
        };
        minutes += std::mem::take(&mut number).parse::<f64>().ok()? * unit;
    }
    number.is_empty().then_some(minutes)
}

fn score_durations(subject: &Subject, figures: &mut Figures) {
    let (gold, rows) = (&subject.gold.durations, &subject.durations);
    let agrees = |g: usize, f: usize| {
        let Some(told) = gold[g].minutes else { return true };
        let accepted = [Some(told), gold[g].alt_minutes];
        minutes(&rows[f].row).is_some_and(|found| accepted.iter().flatten().any(|&m| close(found, m, 0.02)))
    };
    score_kind(
        subject,
        figures,
        &Kind {
            name: "durations",
            gold: &subject.stands.durations,
            raw: &places(rows),
            shaped: &places(rows),
            agrees: &agrees,
            gradable: &|g| gold[g].minutes.is_some(),
            neutral_shaped: &|f| subject.skips("durations", rows[f].place),
            neutral_raw: &|f| subject.skips("durations", rows[f].place),
            rule: &|f| rows[f].row.rule.clone(),
            told: &|g, f| format!("gold {:?} minutes, found {:?}", gold[g].minutes, minutes(&rows[f].row)),
        },
    );
}

fn score_impacts(subject: &Subject, figures: &mut Figures) {
    let (gold, rows) = (&subject.gold.impacts, &subject.impacts);
    score_kind(
        subject,
        figures,
        &Kind {
            name: "impacts",
            gold: &subject.stands.impacts,
            raw: &places(rows),
            shaped: &places(rows),
            agrees: &|g, f| impact_agrees(&gold[g], &rows[f].row, true),
            gradable: &|_| true,
            neutral_shaped: &|f| subject.skips("impacts", rows[f].place),
            neutral_raw: &|f| subject.skips("impacts", rows[f].place),
            rule: &|f| rows[f].row.rule.clone(),
            told: &|g, f| format!("gold {} {} found {:?} {}", gold[g].value, gold[g].unit, rows[f].row.value, rows[f].row.unit),
        },
    );
    let stands = &subject.stands.impacts;
    let without_unit =
        pair(stands, rows.len(), &|g, f| if impact_agrees(&gold[g], &rows[f].row, false) { stands[g].closeness(rows[f].place) } else { 0.0 });
    let extra = without_unit.extra.iter().filter(|&&f| !subject.skips("impacts", rows[f].place)).count();
    figures.found("impacts.value_no_unit", without_unit.pairs.len(), extra, without_unit.missed.len());
    for &(g, f) in &without_unit.pairs {
        if let Some(of) = gold[g].of.as_deref().filter(|of| !of.is_empty()) {
            figures.share("impacts.population_similarity", dice(of, rows[f].row.population.as_deref().unwrap_or("")), 1.0);
        }
    }
}

/// The figure with its unit's Korean thousand, ten thousand, … multiplied in, and the unit's usual name.
fn amount(value: f64, unit: &str) -> (f64, &str) {
    let mut unit = unit.trim();
    let mut value = value;
    for (power, times) in [('천', 1e3), ('만', 1e4), ('억', 1e8), ('조', 1e12)] {
        if let Some(rest) = unit.strip_prefix(power)
            && !rest.trim_start().is_empty()
        {
            (value, unit) = (value * times, rest.trim_start());
            break;
        }
    }
    let unit = match unit {
        "％" | "퍼센트" | "프로" | "percent" => "%",
        "인" | "사람" => "명",
        "테라바이트" => "TB",
        "기가바이트" => "GB",
        "군데" => "곳",
        "세대" => "가구",
        other => other,
    };
    (value, unit)
}

fn impact_agrees(gold: &GoldImpact, row: &ImpactRow, with_unit: bool) -> bool {
    let Some(value) = row.value else { return false };
    let (found, found_unit) = amount(value, &row.unit);
    let alternative = gold.alt_value.map(|value| (value, gold.alt_unit.as_deref().unwrap_or(&gold.unit)));
    let accepted = [Some((gold.value, gold.unit.as_str())), alternative];
    accepted.into_iter().flatten().any(|(value, unit)| {
        let share = if unit == "%" { 0.005 } else { 1e-6 };
        close(found, value, share) && (!with_unit || found_unit == amount(1.0, unit).1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(kind: &str, value: &str, start: Option<&str>, end: Option<&str>, granularity: &str) -> DateRow {
        DateRow {
            id: String::new(),
            quote: crate::record::Quote { document_id: String::new(), char_start: 0, char_end: 1, text: String::new() },
            kind: kind.to_string(),
            value: value.to_string(),
            start_at: start.map(str::to_string),
            end_at: end.map(str::to_string),
            granularity: granularity.to_string(),
            anchor: None,
            rule: String::new(),
        }
    }

    #[test]
    fn dates_agree_at_the_granularity_of_the_gold() {
        for (gold, row, expected) in [
            ("2024-05-13", date("date", "2024-05-13", Some("2024-05-13T00:00"), Some("2024-05-14T00:00"), "day"), true),
            ("2024-05-13", date("date", "XXXX-05-13", None, None, "day"), false),
            ("2024-05-13", date("time", "2024-05-13T08:30", Some("2024-05-13T08:30"), Some("2024-05-13T08:31"), "minute"), true),
            ("2024-05-13T08:30", date("date", "2024-05-13", Some("2024-05-13T00:00"), Some("2024-05-14T00:00"), "day"), false),
            ("2024-05", date("date_range", "2024-05-13/2024-05-20", Some("2024-05-13T00:00"), Some("2024-05-21T00:00"), "day"), true),
            ("2024-05-13/2024-05-20", date("date_range", "2024-05-13/2024-05-20", None, None, "day"), true),
            ("2024-05-13/2024-05-20", date("date", "2024-05-13", None, None, "day"), false),
        ] {
            let periods = periods(&row);
            let reading = Reading { place: (0, 1), row: &row, periods, side: None };
            let gold: GoldDate = serde_json::from_value(serde_json::json!({"span": [0, 1], "value": gold})).expect("a date");
            assert_eq!(date_agrees(&gold, &reading), expected, "{gold:?} {row:?}");
        }
    }

    #[test]
    fn units_have_one_name() {
        assert_eq!(amount(3.0, "만 명"), (30000.0, "명"));
        assert_eq!(amount(80.0, "퍼센트"), (80.0, "%"));
        assert_eq!(amount(2.0, "조"), (2.0, "조"));
        assert_eq!(iso_minutes("P1DT2H30M"), Some(1590.0));
        assert_eq!(iso_minutes("P3M"), None);
    }
}
