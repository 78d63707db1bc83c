//! A text -> the lengths of time that it tells.

use crate::mention::date::expression::{Expression, Length, What, scan};
use crate::mention::{Bound, Duration};

/// All durations, in text order.
pub fn find(text: &str) -> Vec<Duration> {
    scan(text).into_iter().filter_map(duration).collect()
}

fn duration(found: Expression) -> Option<Duration> {
    let What::Length(length) = found.what else { return None };
    let (seconds, iso8601) = if length.vague { (None, None) } else { (seconds(&length), Some(iso8601(&length)?)) };
    let bound = match length.bound {
        -1 => Bound::AtMost,
        1 => Bound::AtLeast,
        _ => Bound::Exact,
    };
    let rule = if length.vague { "duration.vague" } else { "duration.length" };
    Some(Duration { span: found.span, seconds, iso8601, approximate: length.approximate, bound, rule })
}

/// None where a part has no fixed length.
fn seconds(length: &Length) -> Option<u64> {
    if length.years > 0.0 || length.months > 0.0 || length.business_days {
        return None;
    }
    let days = length.weeks * 7.0 + length.days;
    let seconds = ((days * 24.0 + length.hours) * 60.0 + length.minutes) * 60.0 + length.seconds;
    (0.0..1e12).contains(&seconds).then(|| seconds.round() as u64)
}

/// `PT127H30M`; None where a figure is beyond reason.
fn iso8601(length: &Length) -> Option<String> {
    let parts = [length.years, length.months, length.weeks, length.days, length.hours, length.minutes, length.seconds];
    if parts.iter().any(|&p| p > 1e8) {
        return None;
    }
    let mut text = String::from("P");
    // Halves go to the next unit where there is one: a year and a half is P1Y6M, an hour and a half PT1H30M.
    let mut length = *length;
    let mut carry = |whole: fn(&mut Length) -> (&mut f64, &mut f64), factor: f64| {
        let (a, b) = whole(&mut length);
        let fraction = a.fract();
        if fraction > 0.0 && (fraction * factor).fract().abs() < 1e-6 {
            *a -= fraction;
            *b += fraction * factor;
        }
    };
    carry(|l| (&mut l.years, &mut l.months), 12.0);
    carry(|l| (&mut l.days, &mut l.hours), 24.0);
    carry(|l| (&mut l.hours, &mut l.minutes), 60.0);
    carry(|l| (&mut l.minutes, &mut l.seconds), 60.0);
    // A week with days beside it is written in days.
    let (weeks, days) = if length.weeks > 0.0 && (length.days > 0.0 || length.weeks.fract() > 0.0) {
        (0.0, length.days + length.weeks * 7.0)
    } else {
        (length.weeks, length.days)
    };
    for (value, letter) in [(length.years, 'Y'), (length.months, 'M'), (weeks, 'W'), (days, 'D')] {
        push(&mut text, value, letter);
    }
    let time = [(length.hours, 'H'), (length.minutes, 'M'), (length.seconds, 'S')];
    if time.iter().any(|&(v, _)| v > 0.0) {
        text.push('T');
        for (value, letter) in time {
            push(&mut text, value, letter);
        }
    }
    if text == "P" {
        text.push_str("T0S");
    }
    Some(text)
}

fn push(text: &mut String, value: f64, letter: char) {
    if value > 0.0 {
        text.push_str(&format!("{}{letter}", (value * 1000.0).round() / 1000.0));
    }
}
