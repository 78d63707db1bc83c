//! Links against gold: whether each pair of a company's statement and a determined cause has the right verdict.

use std::collections::BTreeMap;

use super::figure::{Figures, Miss};
use super::pairing::{Place, Stand, roots};
use super::subject::{Answers, Subject};
use crate::link::{Axis, Verdict};

/// Intersection over union from which a row stands for a gold row.
const SAME_ROW: f64 = 0.3;

/// A gold row: its document and its index among the rows of its kind.
type Row = (String, usize);

/// Where a found row stands: its document, its place, and the gold row with the closeness. No row: it is neutral.
struct Located<'a> {
    subject: &'a Subject,
    place: Place,
    row: Option<Option<(Row, f64)>>,
}

pub fn score(subjects: &[Subject], answers: &Answers, figures: &mut Figures) {
    let gold = gold_links(subjects);
    let quiet = quiet_pairs(subjects);
    let mut statements: BTreeMap<&str, Located> = BTreeMap::new();
    let mut causes: BTreeMap<&str, Located> = BTreeMap::new();
    for subject in subjects {
        let places: Vec<(&str, Place, bool)> = subject.statements.iter().map(|p| (p.row.id.as_str(), p.place, p.row.mode == "headline")).collect();
        locate(subject, &subject.stands.statements, &places, &["statements", "links"], &mut statements);
        let places: Vec<(&str, Place, bool)> = subject.causes.iter().map(|p| (p.row.id.as_str(), p.place, false)).collect();
        locate(subject, &subject.stands.causes, &places, &["causes"], &mut causes);
    }
    if gold.is_empty() && !answers.links.iter().any(|l| statements.contains_key(l.statement_id.as_str())) {
        return;
    }
    // Across documents that are no set the gold says nothing.
    let outside = |s: &Located, c: &Located| !std::ptr::eq(s.subject, c.subject) && (s.subject.set.is_none() || c.subject.set.is_none());
    let mut best: BTreeMap<(Row, Row), (f64, &str)> = BTreeMap::new();
    let (mut spurious, mut spurious_verdicts) = (0, BTreeMap::<&str, usize>::new());
    for link in answers.links.iter().filter(|l| l.axis == Axis::Cause.name()) {
        let (Some(statement), Some(cause)) = (statements.get(link.statement_id.as_str()), link.cause_id.as_deref().and_then(|c| causes.get(c)))
        else {
            continue;
        };
        match (&statement.row, &cause.row) {
            (Some(None), _) | (_, Some(None)) => {}
            _ if outside(statement, cause) => {}
            (Some(Some((s, s_close))), Some(Some((c, c_close)))) => {
                let close = s_close * c_close;
                let entry = best.entry((s.clone(), c.clone())).or_insert((0.0, ""));
                if close > entry.0 {
                    *entry = (close, &link.verdict);
                }
            }
            (s, _) => {
                spurious += 1;
                *spurious_verdicts.entry(&link.verdict).or_default() += 1;
                let note = format!("{}: the {} is not in the gold", link.verdict, if s.is_none() { "statement" } else { "cause" });
                figures.misses.push(miss(statement.subject, "spurious", statement.place, note));
            }
        }
    }

    let (mut right, mut wrong, mut false_links, mut soft) = (0, 0, 0, 0);
    let mut confusion: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (pair, verdict) in &gold {
        let got = best.get(pair).map_or("missing", |(_, verdict)| verdict);
        *confusion.entry(verdict.to_string()).or_default().entry(got.to_string()).or_default() += 1;
        right += usize::from(got == *verdict);
        wrong += usize::from(got != *verdict && got != "missing");
        if got != *verdict
            && let Some((subject, place)) = statement_of(subjects, &pair.0)
        {
            figures.misses.push(miss(subject, "verdict", place, format!("{}: gold {verdict} found {got}", told(subjects, pair))));
        }
    }
    for (pair, (_, verdict)) in best.iter().filter(|(pair, _)| !gold.contains_key(pair)) {
        if is_open_question(subjects, pair) {
            continue;
        }
        let why = quiet.get(pair).copied();
        if why.is_some_and(|why| !why.contains("no claim")) {
            soft += 1;
            continue;
        }
        false_links += 1;
        *confusion.entry("(no link)".to_string()).or_default().entry(verdict.to_string()).or_default() += 1;
        if let Some((subject, place)) = statement_of(subjects, &pair.0) {
            figures.misses.push(miss(
                subject,
                "false",
                place,
                format!("{}: {verdict}; {}", told(subjects, pair), why.unwrap_or("no link in the gold")),
            ));
        }
    }

    let found = gold.keys().filter(|pair| best.contains_key(pair)).count();
    let missed = gold.len() - right;
    figures.share("links.verdict", right as f64, gold.len() as f64);
    figures.share("links.verdict_of_found", right as f64, found as f64);
    figures.found("links.triples", right, wrong + false_links + spurious, missed);
    // The same with every pair on which the gold is silent taken for a no.
    figures.found("links.triples_strict", right, wrong + false_links + spurious + soft, missed);
    figures.found("links.pairs", found, false_links + spurious, gold.len() - found);
    figures.count("links.spurious", spurious);
    for verdict in Verdict::ALL.iter().map(|v| v.name()) {
        let of_gold = gold.values().filter(|v| **v == verdict).count();
        let hits = confusion.get(verdict).and_then(|row| row.get(verdict)).copied().unwrap_or(0);
        if of_gold > 0 {
            figures.share(&format!("links.verdict.{verdict}"), hits as f64, of_gold as f64);
        }
        let said: usize = confusion.values().filter_map(|row| row.get(verdict)).sum::<usize>() + spurious_verdicts.get(verdict).copied().unwrap_or(0);
        figures.share(&format!("links.precision.{verdict}"), hits as f64, said as f64);
    }
    figures.confusion = confusion;
}

fn miss(subject: &Subject, what: &'static str, place: Place, note: String) -> Miss {
    Miss { kind: "links", document: subject.id.clone(), what, place: Some(place), note }
}

fn subject_of<'a>(subjects: &'a [Subject], id: &str) -> Option<&'a Subject> {
    subjects.iter().find(|s| s.id == id)
}

fn gold_links(subjects: &[Subject]) -> BTreeMap<(Row, Row), &str> {
    let mut links = BTreeMap::new();
    for subject in subjects {
        for link in &subject.gold.links {
            if let Some(pair) = link.cause.resolve(&subject.id).map(|cause| rooted(subjects, subject, link.statement, cause)) {
                links.insert(pair, link.verdict.as_str());
            }
        }
    }
    links
}

/// Pairs that the gold leaves out, and why.
fn quiet_pairs(subjects: &[Subject]) -> BTreeMap<(Row, Row), &str> {
    let mut quiet = BTreeMap::new();
    for subject in subjects {
        for (statement, cause, why) in subject.gold.neutral_pairs(&subject.id) {
            quiet.insert(rooted(subjects, subject, statement, cause), why);
        }
    }
    quiet
}

/// The pair with both rows replaced by those that they repeat.
fn rooted(subjects: &[Subject], subject: &Subject, statement: usize, cause: Row) -> (Row, Row) {
    let root = |stands: &[Stand], index: usize| roots(stands).get(index).copied().unwrap_or(index);
    let (document, index) = cause;
    let index = subject_of(subjects, &document).map_or(index, |other| root(&other.stands.causes, index));
    ((subject.id.clone(), root(&subject.stands.statements, statement)), (document, index))
}

/// The gold row that each found row stands for; `quiet` are the kinds of skipped places that make a row neutral.
fn locate<'a>(
    subject: &'a Subject,
    stands: &[Stand],
    found: &[(&'a str, Place, bool)],
    quiet: &[&str],
    located: &mut BTreeMap<&'a str, Located<'a>>,
) {
    let root = roots(stands);
    for &(id, place, headline) in found {
        let mut nearest: Option<(usize, f64)> = None;
        for (index, stand) in stands.iter().enumerate() {
            let closeness = stand.closeness(place);
            if closeness >= SAME_ROW && nearest.is_none_or(|(_, best)| closeness > best) {
                nearest = Some((index, closeness));
            }
        }
        let neutral = || headline || quiet.iter().any(|kind| subject.skips(kind, place));
        let row = match nearest {
            Some((index, closeness)) => Some(Some(((subject.id.clone(), root[index]), closeness))),
            None => neutral().then_some(None),
        };
        located.insert(id, Located { subject, place, row });
    }
}

/// Whether the gold itself leaves open that the cause is determined, or that the speaker is the company.
fn is_open_question(subjects: &[Subject], pair: &(Row, Row)) -> bool {
    let statement = subject_of(subjects, &pair.0.0).and_then(|s| s.gold.statements.get(pair.0.1));
    let cause = subject_of(subjects, &pair.1.0).and_then(|s| s.gold.causes.get(pair.1.1));
    cause.is_some_and(|c| c.status != "determined" && c.alt_status.as_deref() == Some("determined"))
        || statement.is_some_and(|s| s.speaker_role != "company" && s.alt_role.as_deref() == Some("company"))
}

fn statement_of<'a>(subjects: &'a [Subject], row: &Row) -> Option<(&'a Subject, Place)> {
    let subject = subject_of(subjects, &row.0)?;
    Some((subject, subject.stands.statements.get(row.1)?.places[0]))
}

/// A pair for a person: the cause's words.
fn told(subjects: &[Subject], pair: &(Row, Row)) -> String {
    let cause = subject_of(subjects, &pair.1.0).and_then(|s| Some(s.quote(s.stands.causes.get(pair.1.1)?.places[0])));
    format!("{}:{} × {}:{} ‘{}’", pair.0.0, pair.0.1, pair.1.0, pair.1.1, cause.unwrap_or_default())
}
