//! A diff -> the places of its moments on a line of time, in the units of an SVG of fixed width: when it began, when the company
//! first spoke, when the cause was found, when orders fall due.

use jiff::civil::Date;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::diff::{IncidentDiff, OrderState, day};

/// The drawing; lengths are units of the view box.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    pub width: i64,
    pub height: i64,
    /// Height of the axis.
    pub axis: i64,
    pub events: Vec<Event>,
    /// What the picture says, for those who do not see it.
    pub described: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub x: i64,
    /// began, said, found, due, overdue, today.
    pub kind: &'static str,
    /// Empty where a moment is drawn but not labelled.
    pub label: String,
    pub date: String,
    pub label_x: i64,
    pub label_y: i64,
}

const WIDTH: i64 = 560;
const MARGIN: i64 = 14;
/// Height of a label's two lines.
const LANE: i64 = 34;
const MAX_LANES: usize = 6;
/// Units that a column of a monospaced terminal takes in a label.
const COLUMN: i64 = 7;

/// None where fewer than two of its days are known.
pub fn timeline(diff: &IncidentDiff, today: &str) -> Option<Timeline> {
    let mut moments: Vec<(Date, &'static str, String)> = Vec::new();
    let mut add = |at: Option<&str>, kind: &'static str, label: &str| {
        if let Some(date) = at.and_then(|at| day(at).parse::<Date>().ok()) {
            moments.push((date, kind, label.to_string()));
        }
    };
    add(diff.start_at.as_deref(), "began", "began");
    add(diff.first_statement_at.as_deref(), "said", "first statement");
    add(diff.first_finding_at.as_deref(), "found", "first finding");
    for order in diff.orders.iter().filter(|o| o.due_on.is_some()) {
        let kind = if order.state == OrderState::Overdue { "overdue" } else { "due" };
        add(order.due_on.as_deref(), kind, &format!("{} due", order.category));
    }
    for statement in &diff.statements {
        add(statement.said_at.as_deref(), "said", "");
    }
    for finding in &diff.findings {
        add(finding.found_at.as_deref(), "found", "");
    }
    moments.sort();
    moments.dedup();
    let (first, last) = (moments.first()?.0, moments.last()?.0);
    if first == last {
        return None;
    }
    let now = today.parse::<Date>().ok().filter(|now| *now > first && *now < last);
    if let Some(now) = now {
        moments.push((now, "today", "today".to_string()));
        moments.sort();
    }
    Some(drawn(&moments, first, last))
}

fn drawn(moments: &[(Date, &'static str, String)], first: Date, last: Date) -> Timeline {
    let days = |to: Date| i64::from(first.until(to).map_or(0, |span| span.get_days()));
    let whole = days(last).max(1);
    let place = |date: Date| MARGIN + (WIDTH - 2 * MARGIN) * days(date) / whole;
    // A label goes to the lowest lane in which it has room.
    let mut lanes: Vec<i64> = Vec::new();
    let mut placed: Vec<(usize, i64)> = Vec::new();
    for (date, _, label) in moments {
        if label.is_empty() {
            placed.push((0, 0));
            continue;
        }
        let wide = COLUMN * label.width().max(10) as i64;
        let from = (place(*date) - wide / 2).clamp(0, (WIDTH - wide).max(0));
        let free = lanes.iter().position(|end| *end + 8 <= from);
        let lane = match free {
            Some(lane) => lane,
            None if lanes.len() < MAX_LANES => {
                lanes.push(0);
                lanes.len() - 1
            }
            None => MAX_LANES - 1,
        };
        lanes[lane] = from + wide;
        placed.push((lane, from + wide / 2));
    }
    let axis = lanes.len() as i64 * LANE + 14;
    let event = |((date, kind, label), (lane, label_x)): (&(Date, &'static str, String), &(usize, i64))| Event {
        x: place(*date),
        kind,
        label: label.clone(),
        date: date.to_string(),
        label_x: *label_x,
        label_y: axis - 26 - *lane as i64 * LANE,
    };
    let events: Vec<Event> = moments.iter().zip(&placed).map(event).collect();
    let told: Vec<String> = events.iter().filter(|e| !e.label.is_empty()).map(|e| format!("{} {}", e.date, e.label)).collect();
    Timeline { width: WIDTH, height: axis + 18, axis, described: told.join(", "), events }
}
