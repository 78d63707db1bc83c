//! Causes, statements and orders against gold: whether they are found, and whether their columns are right.

use std::collections::BTreeSet;

use super::figure::{Figures, Miss};
use super::name::same;
use super::pairing::{Pairing, Place, Stand, pair};
use super::subject::{Answers, Subject};
use super::value::{SAME_PLACE, close};
use crate::mention::{Mode, SpeakerRole, Status};

/// `events` pairs the gold's incidents with the engine's, by index.
pub fn score(subject: &Subject, answers: &Answers, events: &Pairing, figures: &mut Figures) {
    score_causes(subject, answers, events, figures);
    score_statements(subject, answers, figures);
    score_orders(subject, figures);
}

/// The closeness of two places, 0 where they are not the same mention.
fn near(stand: &Stand, place: Place) -> f64 {
    let closeness = stand.closeness(place);
    if closeness >= SAME_PLACE { closeness } else { 0.0 }
}

/// A gold value, or its alternative, is the one found.
fn is_one_of(found: &str, gold: &str, alternative: Option<&String>) -> bool {
    found == gold || alternative.is_some_and(|a| a == found)
}

/// Courts and investigators count as authority; whatever else is unknown is another party.
fn role(name: &str) -> SpeakerRole {
    match name.to_lowercase().as_str() {
        "company" => SpeakerRole::Company,
        "regulator" | "investigator" | "court" | "authority" => SpeakerRole::Regulator,
        _ => SpeakerRole::Other,
    }
}

fn found_names(figures: &mut Figures, name: &str, gold: &[String], found: &BTreeSet<String>) {
    let gold: BTreeSet<String> = gold.iter().cloned().collect();
    figures.found(name, gold.intersection(found).count(), found.difference(&gold).count(), gold.difference(found).count());
}

/// Figures by place, strict and lenient; the strict pairing, with neutral rows left out of its extra ones.
fn score_places(subject: &Subject, figures: &mut Figures, kind: &'static str, gold: &[Stand], found: &[Place]) -> Pairing {
    let false_hits = |extra: &[usize]| -> Vec<usize> { extra.iter().copied().filter(|&f| !subject.skips(kind, found[f])).collect() };
    let mut strict = pair(gold, found.len(), &|g, f| near(&gold[g], found[f]));
    strict.extra = false_hits(&strict.extra);
    figures.found(&format!("{kind}.span"), strict.pairs.len(), strict.extra.len(), strict.missed.len());
    let lenient = pair(gold, found.len(), &|g, f| gold[g].closeness(found[f]));
    figures.found(&format!("{kind}.lenient"), lenient.pairs.len(), false_hits(&lenient.extra).len(), lenient.missed.len());
    strict
}

fn miss(subject: &Subject, kind: &'static str, what: &'static str, place: Place, note: String) -> Miss {
    Miss { kind, document: subject.id.clone(), what, place: Some(place), note }
}

// ---------------------------------------------------------------- causes

fn score_causes(subject: &Subject, answers: &Answers, events: &Pairing, figures: &mut Figures) {
    let (gold, rows, stands) = (&subject.gold.causes, &subject.causes, &subject.stands.causes);
    let places: Vec<Place> = rows.iter().map(|r| r.place).collect();
    let pairing = score_places(subject, figures, "causes", stands, &places);
    figures.misses.extend(pairing.missed.iter().map(|&g| miss(subject, "causes", "missed", stands[g].places[0], gold[g].status.clone())));
    figures
        .misses
        .extend(pairing.extra.iter().map(|&f| miss(subject, "causes", "false", places[f], by_rule(&rows[f].row.status, &rows[f].row.rule))));

    let explained = |id: &str| -> BTreeSet<String> {
        let keys = events.pairs.iter().filter(|(_, m)| answers.mentions(id).contains(&subject.mentions[*m].id));
        keys.map(|(g, _)| subject.key(&subject.gold.incidents[*g].key)).collect()
    };
    for &(g, f) in &pairing.pairs {
        let (gold, row) = (&gold[g], &rows[f].row);
        // `alt_role` is another role of the cause or of its speaker.
        let (of_cause, of_speaker) = match gold.alt_role.as_ref() {
            Some(role) if role == "trigger" || role == "contributing" => (Some(role), None),
            other => (None, other),
        };
        let right = is_one_of(&row.status, &gold.status, gold.alt_status.as_ref());
        figures.one("causes.status", right);
        figures.one(&format!("causes.status.{}", gold.status), right);
        if !right {
            figures.misses.push(miss(
                subject,
                "causes",
                "status",
                places[f],
                by_rule(&format!("gold {} found {}", gold.status, row.status), &row.rule),
            ));
        }
        figures.one("causes.asserted_role", is_one_of(role(&row.asserted_role).name(), &gold.asserted_role, of_speaker));
        figures.one("causes.role", is_one_of(&row.role, &gold.role, of_cause));
        if let Some(by) = gold.asserted_by.as_deref().filter(|by| !by.is_empty()) {
            let right = same(&[by], &answers.called(&[row.asserted_by.as_ref()]));
            figures.one("causes.asserted_by", right);
            if !right {
                figures.misses.push(miss(
                    subject,
                    "asserted_by",
                    "speaker",
                    places[f],
                    format!("gold {by} found {}", told(row.asserted_by.as_ref())),
                ));
            }
        }
        let classes = answers.classes(&row.id);
        found_names(figures, "causes.classes", &gold.classes, classes);
        if !classes.iter().eq(gold.classes.iter().collect::<BTreeSet<_>>()) {
            figures.misses.push(miss(subject, "classes", "classes", places[f], format!("gold {} found {}", list(&gold.classes), list(classes))));
        }
        let keys: BTreeSet<String> = gold.incidents().iter().map(|k| subject.key(k)).collect();
        if !keys.is_empty() {
            figures.one("causes.incident", !keys.is_disjoint(&explained(&row.id)));
        }
    }
    let is_found = |g: usize| pairing.pairs.iter().any(|(found, _)| *found == g);
    for g in pairing.pairs.iter().map(|(g, _)| *g).chain(pairing.missed.iter().copied()) {
        figures.one(&format!("causes.recall.{}", gold[g].status), is_found(g));
    }
    // A firm cause in a document in which nobody has one is the worst that the engine can say.
    let firm = |status: &str| status == Status::Determined.name() || status == Status::Stated.name();
    if !gold.iter().any(|g| firm(&g.status) || g.alt_status.as_deref().is_some_and(firm)) {
        let false_ones: Vec<usize> = (0..rows.len()).filter(|&f| firm(&rows[f].row.status) && !subject.skips("causes", places[f])).collect();
        figures.count("causes.false", false_ones.len());
        figures.count("causes.false.documents", 1);
        figures.count("causes.false.documents_hit", usize::from(!false_ones.is_empty()));
        figures.misses.extend(
            false_ones.iter().map(|&f| miss(subject, "causes", "false firm cause", places[f], by_rule(&rows[f].row.status, &rows[f].row.rule))),
        );
    }
}

/// What was found, and the rule that found it.
fn by_rule(what: &str, rule: &str) -> String {
    format!("{what} [{rule}]")
}

fn told(name: Option<&String>) -> &str {
    name.map_or("none", String::as_str)
}

fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    if names.is_empty() { "none".to_string() } else { names.join(" ") }
}

// ---------------------------------------------------------------- statements

fn score_statements(subject: &Subject, answers: &Answers, figures: &mut Figures) {
    let (gold, rows, stands) = (&subject.gold.statements, &subject.statements, &subject.stands.statements);
    let places: Vec<Place> = rows.iter().map(|r| r.place).collect();
    let roles: Vec<SpeakerRole> = rows.iter().map(|r| role(&r.row.speaker_role)).collect();
    let agrees = |g: usize, f: usize| is_one_of(roles[f].name(), &gold[g].speaker_role, gold[g].alt_role.as_ref());
    for (g, f) in pair(stands, rows.len(), &|g, f| near(&stands[g], places[f])).pairs {
        figures.one("statements.speaker_role", agrees(g, f));
    }
    for (who, name, kind) in
        [(SpeakerRole::Company, "statements.company", "statements"), (SpeakerRole::Regulator, "statements.authority", "authority")]
    {
        for strict in [true, false] {
            let closeness = |g: usize, f: usize| if strict { near(&stands[g], places[f]) } else { stands[g].closeness(places[f]) };
            let mut pairing = pair(stands, rows.len(), &|g, f| if agrees(g, f) { closeness(g, f) } else { 0.0 });
            pairing.pairs.retain(|(g, _)| gold[*g].speaker_role == who.name());
            pairing.missed.retain(|&g| gold[g].speaker_role == who.name());
            // What only a headline says is in some gold and not in other.
            let headline = |f: usize| rows[f].row.mode == Mode::Headline.name();
            pairing.extra.retain(|&f| roles[f] == who && !headline(f) && !subject.skips("statements", places[f]));
            let figure = format!("{name}.{}", if strict { "span" } else { "lenient" });
            figures.found(&figure, pairing.pairs.len(), pairing.extra.len(), pairing.missed.len());
            if !strict {
                continue;
            }
            figures.misses.extend(
                pairing.missed.iter().map(|&g| miss(subject, kind, "missed", stands[g].places[0], told(gold[g].speaker.as_ref()).to_string())),
            );
            figures.misses.extend(
                pairing
                    .extra
                    .iter()
                    .map(|&f| miss(subject, kind, "false", places[f], by_rule(told(rows[f].row.speaker.as_ref()), &rows[f].row.rule))),
            );
            for (g, f) in pairing.pairs {
                let (gold, row) = (&gold[g], &rows[f].row);
                let names: Vec<&str> = [&gold.speaker, &gold.alt_speaker].into_iter().flatten().map(String::as_str).collect();
                let right = same(&names, &answers.called(&[row.speaker.as_ref(), row.speaker_id.as_ref()]));
                figures.one(&format!("{name}.speaker"), right);
                if !right {
                    let note = format!("gold {} found {}", told(gold.speaker.as_ref()), told(row.speaker.as_ref()));
                    figures.misses.push(miss(subject, kind, "speaker", places[f], note));
                }
                figures.one(&format!("{name}.mode"), row.mode == gold.mode || row.mode == Mode::Headline.name() && gold.headline);
                if who == SpeakerRole::Company {
                    let stances = answers.stances(&row.id);
                    found_names(figures, "statements.company.stances", &gold.stances, stances);
                    if !stances.iter().eq(gold.stances.iter().collect::<BTreeSet<_>>()) {
                        let note = format!("gold {} found {}", list(&gold.stances), list(stances));
                        figures.misses.push(miss(subject, "stances", "stances", places[f], note));
                    }
                }
            }
        }
    }
}

// ---------------------------------------------------------------- orders

fn score_orders(subject: &Subject, figures: &mut Figures) {
    let (gold, rows, stands) = (&subject.gold.orders, &subject.orders, &subject.stands.orders);
    let places: Vec<Place> = rows.iter().map(|r| r.place).collect();
    let pairing = score_places(subject, figures, "orders", stands, &places);
    figures.misses.extend(pairing.missed.iter().map(|&g| miss(subject, "orders", "missed", stands[g].places[0], String::new())));
    figures
        .misses
        .extend(pairing.extra.iter().map(|&f| miss(subject, "orders", "false", places[f], by_rule(&rows[f].row.category, &rows[f].row.rule))));
    for (g, f) in pair(stands, rows.len(), &|g, f| stands[g].closeness(places[f])).pairs {
        let (gold, row) = (&gold[g], &rows[f].row);
        let right = months_and_days(gold.deadline.as_deref()) == months_and_days(row.deadline.as_deref());
        figures.one("orders.deadline", right);
        if gold.deadline.as_ref().is_some_and(|d| !d.is_empty()) {
            figures.one("orders.deadline.given", right);
        }
        if let Some(amount) = gold.amount_krw.filter(|&a| a != 0.0) {
            figures.one("orders.amount", row.amount_krw.is_some_and(|found| close(found as f64, amount, 1e-6)));
        }
        if !right {
            let note = format!("gold {} found {}", told(gold.deadline.as_ref()), told(row.deadline.as_ref()));
            figures.misses.push(miss(subject, "orders", "deadline", places[f], note));
        }
    }
}

/// An ISO 8601 period as months and days: two weeks are 14 days, a year 12 months.
fn months_and_days(period: Option<&str>) -> Option<(u64, u64)> {
    let (mut months, mut days, mut number) = (0u64, 0u64, String::new());
    for c in period?.strip_prefix('P')?.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let count: u64 = std::mem::take(&mut number).parse().unwrap_or(0);
        match c {
            'Y' => months = months.saturating_add(count.saturating_mul(12)),
            'M' => months = months.saturating_add(count),
            'W' => days = days.saturating_add(count.saturating_mul(7)),
            'D' => days = days.saturating_add(count),
            _ => break,
        }
    }
    Some((months, days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_agree_in_other_units() {
        for (period, expected) in [("P1M", (1, 0)), ("P1Y2M", (14, 0)), ("P2W", (0, 14)), ("P14D", (0, 14)), ("PT5M", (0, 0)), ("P3MT5H", (3, 0))] {
            assert_eq!(months_and_days(Some(period)), Some(expected), "{period}");
        }
        assert_eq!(months_and_days(None), None);
    }
}
