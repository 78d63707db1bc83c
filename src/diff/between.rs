//! Two databases -> what changed from the first to the second: documents, incidents, causes, statements and verdicts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::csv::{field, safe};
use super::table::Look;
use super::wrap::{Style, Styled};
use crate::store::facts::Fact;
use crate::store::{Store, StoreError};

/// What changed, kind by kind and sorted by key.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Between {
    /// Versions of the engine behind the documents before and after, where they differ.
    pub engines: Option<(Vec<String>, Vec<String>)>,
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// document, incident, cause, statement, link.
    pub what: String,
    pub change: Kind,
    pub incident: Option<String>,
    pub text: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    New,
    Changed,
    Gone,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Changed => "changed",
            Kind::Gone => "gone",
        }
    }
}

/// Compares two databases.
pub fn read(before: &Store, after: &Store) -> Result<Between, StoreError> {
    let engines = (before.engines()?, after.engines()?);
    let mut changes = Vec::new();
    for ((what, old), (_, new)) in before.facts()?.into_iter().zip(after.facts()?) {
        changes.extend(compare(what, old, new));
    }
    Ok(Between { engines: (engines.0 != engines.1).then_some(engines), changes })
}

/// The changes of one kind of facts. Facts with one key (two readings of one place) are compared in their order.
fn compare(what: &str, old: Vec<Fact>, new: Vec<Fact>) -> Vec<Change> {
    let mut paired: BTreeMap<(String, usize), (Option<Fact>, Option<Fact>)> = BTreeMap::new();
    for fact in numbered(old) {
        paired.entry(fact.0).or_default().0 = Some(fact.1);
    }
    for fact in numbered(new) {
        paired.entry(fact.0).or_default().1 = Some(fact.1);
    }
    let change = |(before, after): (Option<Fact>, Option<Fact>)| {
        let kind = match (&before, &after) {
            (Some(before), Some(after)) if before.value == after.value => return None,
            (Some(_), Some(_)) => Kind::Changed,
            (None, _) => Kind::New,
            (_, None) => Kind::Gone,
        };
        let shown = after.as_ref().or(before.as_ref())?;
        Some(Change {
            what: what.to_string(),
            change: kind,
            incident: shown.incident.clone(),
            text: shown.text.clone(),
            before: before.as_ref().map(|f| f.value.clone()).filter(|value| !value.is_empty()),
            after: after.as_ref().map(|f| f.value.clone()).filter(|value| !value.is_empty()),
        })
    };
    let mut changes: Vec<Change> = paired.into_values().filter_map(change).collect();
    changes.sort_by_key(|c| c.change);
    changes
}

/// Facts with their keys, and a number where several have one key.
fn numbered(facts: Vec<Fact>) -> Vec<((String, usize), Fact)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let number = |fact: Fact| {
        let count = seen.entry(fact.key.clone()).or_default();
        *count += 1;
        ((fact.key.clone(), *count), fact)
    };
    facts.into_iter().map(number).collect()
}

// ---------------------------------------------------------------- formats

/// For a terminal: a heading for each kind, then a line for each change.
pub fn table(between: &Between, look: Look) -> String {
    let width = look.width.clamp(40, 200);
    let mut out = String::new();
    if let Some((before, after)) = &between.engines {
        out.push_str(&format!("engine {} → {}\n", before.join(", "), after.join(", ")));
    }
    if between.changes.is_empty() {
        out.push_str("nothing changed\n");
    }
    for group in between.changes.chunk_by(|a, b| a.what == b.what) {
        let heading = Styled::new().with(Style::Strong, &heading(group));
        out.push_str(&format!("\n{}\n", heading.shown(look.colour)));
        for change in group {
            for (index, line) in described(change).wrapped(width - 4).iter().enumerate() {
                out.push_str(&format!("{}{}\n", if index == 0 { "  " } else { "    " }, line.shown(look.colour)));
            }
        }
    }
    out
}

pub fn markdown(between: &Between) -> String {
    let mut out = String::from("# What changed\n");
    if let Some((before, after)) = &between.engines {
        out.push_str(&format!("\nEngine {} → {}\n", before.join(", "), after.join(", ")));
    }
    for group in between.changes.chunk_by(|a, b| a.what == b.what) {
        out.push_str(&format!("\n## {}\n\n", heading(group)));
        for change in group {
            out.push_str(&format!("- {}\n", super::markdown::escaped(&described(change).shown(false))));
        }
    }
    out
}

/// One row a change, with a byte order mark for Excel.
pub fn csv(between: &Between) -> String {
    let mut out = String::from("\u{feff}what,change,incident,text,before,after\r\n");
    for c in &between.changes {
        let own = |value: &Option<String>| field(&safe(value.as_deref().unwrap_or_default()));
        let text = field(&safe(&c.text));
        out.push_str(&format!("{},{},{},{text},{},{}\r\n", c.what, c.change.name(), own(&c.incident), own(&c.before), own(&c.after)));
    }
    out
}

/// `causes: 3 new, 1 gone`.
fn heading(group: &[Change]) -> String {
    let count = |kind: Kind| group.iter().filter(|c| c.change == kind).count();
    let counts = [Kind::New, Kind::Changed, Kind::Gone].into_iter().map(|kind| (count(kind), kind.name()));
    let counts: Vec<String> = counts.filter(|(n, _)| *n > 0).map(|(n, name)| format!("{n} {name}")).collect();
    format!("{}s: {}", group[0].what, counts.join(", "))
}

fn described(change: &Change) -> Styled {
    let style = match change.change {
        Kind::New => Style::Shared,
        Kind::Changed => Style::Strong,
        Kind::Gone => Style::Missing,
    };
    let mut line = Styled::new().with(style, change.change.name()).with(Style::Plain, " ");
    if let Some(incident) = change.incident.as_ref().filter(|_| change.what == "link" || change.what == "incident") {
        line.push(Style::Faint, &format!("{incident} "));
    }
    let value = match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!(" {before} → {after}"),
        (Some(value), None) | (None, Some(value)) => format!(" {value}"),
        (None, None) => String::new(),
    };
    line.with(Style::Plain, &change.text).with(Style::Faint, &value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_new_changed_or_gone() {
        let fact = |(key, value): &(&str, &str)| Fact { key: key.to_string(), incident: None, text: format!("t{key}"), value: value.to_string() };
        let check = |old: &[(&str, &str)], new: &[(&str, &str)], expected: &[&str]| {
            let changes = compare("cause", old.iter().map(fact).collect(), new.iter().map(fact).collect());
            let shown: Vec<String> = changes.iter().map(|c| described(c).shown(false)).collect();
            assert_eq!(shown, expected, "{old:?} to {new:?}");
        };
        check(&[], &[], &[]);
        check(&[("a", "x")], &[("a", "x")], &[]);
        check(&[("a", "x")], &[("a", "y")], &["changed ta x → y"]);
        check(&[("a", "x")], &[("b", "x")], &["new tb x", "gone ta x"]);
        check(&[("a", "x"), ("a", "z")], &[("a", "x")], &["gone ta z"]);
        check(&[], &[("d", "")], &["new td"]);
    }
}
