//! Incidents against gold: the mentions of each document, and how they are put together across documents.

use std::collections::{BTreeMap, BTreeSet};

use super::figure::{Figure, Figures, Miss};
use super::gold::GoldIncident;
use super::name::{dice, same};
use super::pairing::{Pairing, pair};
use super::period::{Grain, floor, period};
use super::subject::{Answers, Subject};
use super::value::close;
use crate::record::IncidentMentionRow;

/// The gold's incidents and the engine's mentions of a document. `strict`: date and operator (or, with no operator, the service)
/// must both agree; else one that looks like it will do, to tell what a cause is said to explain.
pub fn pair_mentions(subject: &Subject, answers: &Answers, strict: bool) -> Pairing {
    let (gold, mentions) = (&subject.gold.incidents, &subject.mentions);
    pair(&subject.stands.incidents, mentions.len(), &|g, m| {
        let (gold, mention) = (&gold[g], &mentions[m]);
        let Some(date) = start_likeness(gold, mention) else { return 0.0 };
        let operator = operator_likeness(gold, mention, answers);
        let service = dice(gold.service.as_deref().unwrap_or(""), mention.service.as_deref().unwrap_or(""));
        if strict && (date == UNKNOWN_DATE && gold.start.is_some() || operator.unwrap_or(service) < 0.5) {
            return 0.0;
        }
        if !strict && operator.unwrap_or(0.4) < 0.4 && service < 0.5 {
            return 0.0;
        }
        date + operator.unwrap_or(0.4) + 0.5 * service + 0.01
    })
}

/// One of two dates is not known.
const UNKNOWN_DATE: f64 = 0.1;

/// How well two starts agree, 0 to 1; None if they can't be the same day.
fn start_likeness(gold: &GoldIncident, mention: &IncidentMentionRow) -> Option<f64> {
    let of = |value: Option<&String>| value.and_then(|v| period(v));
    let (gold, found) = match (of(gold.start.as_ref()), of(mention.start_at.as_ref())) {
        (Some(gold), Some(found)) => (gold, found),
        (None, None) => return Some(0.5),
        _ => return Some(UNKNOWN_DATE),
    };
    let to_day = |grain: Grain| if grain <= Grain::Day { grain } else { Grain::Day };
    let grain = to_day(gold.grain).min(to_day(found.grain));
    if floor(gold.start, grain) != floor(found.start, grain) {
        return None;
    }
    Some(if grain == Grain::Day || gold.grain == found.grain { 1.0 } else { 0.6 })
}

fn names<'a>(mention: &'a IncidentMentionRow, answers: &'a Answers) -> Vec<&'a str> {
    answers.called(&[mention.operator_id.as_ref()])
}

fn operator_likeness(gold: &GoldIncident, mention: &IncidentMentionRow, answers: &Answers) -> Option<f64> {
    let (operator, names) = (gold.operator.as_deref().filter(|o| !o.is_empty())?, names(mention, answers));
    if names.is_empty() {
        return None;
    }
    Some(if same(&[operator], &names) { 1.0 } else { names.iter().map(|n| dice(operator, n)).fold(0.0, f64::max) })
}

pub fn score(subject: &Subject, answers: &Answers, figures: &mut Figures) {
    let (gold, mentions) = (&subject.gold.incidents, &subject.mentions);
    let miss = |what, note| Miss { kind: "incidents", document: subject.id.clone(), what, place: None, note };
    let mut strict = pair_mentions(subject, answers, true);
    let left_out: Vec<String> = subject.neutral.get("incidents").into_iter().flatten().map(|&at| subject.quote(at)).collect();
    let left_out: Vec<&str> = left_out.iter().map(String::as_str).collect();
    strict.extra.retain(|&m| {
        let mut named = names(&mentions[m], answers);
        named.extend(mentions[m].service.as_deref());
        !same(&left_out, &named)
    });
    figures.found("incidents.mentions", strict.pairs.len(), strict.extra.len(), strict.missed.len());
    for gold in strict.missed.iter().map(|&g| &gold[g]) {
        let note = format!("{} {} {}", gold.key, gold.operator.as_deref().unwrap_or("none"), gold.start.as_deref().unwrap_or("no date"));
        figures.misses.push(miss("missed", note));
    }
    for mention in strict.extra.iter().map(|&m| &mentions[m]) {
        let name = names(mention, answers).first().copied().unwrap_or("none").to_string();
        let (service, start) = (mention.service.as_deref().unwrap_or("no service"), mention.start_at.as_deref().unwrap_or("no date"));
        figures.misses.push(miss("false", format!("{name}, {service}, {start}: {}", mention.text)));
    }

    let by_date = pair(&subject.stands.incidents, mentions.len(), &|g, m| match start_likeness(&gold[g], &mentions[m]) {
        None => 0.0,
        Some(date) if date == UNKNOWN_DATE && gold[g].start.is_some() => 0.0,
        Some(date) => date + operator_likeness(&gold[g], &mentions[m], answers).unwrap_or(0.0) / 10.0,
    });
    figures.found("incidents.date_only", by_date.pairs.len(), by_date.extra.len(), by_date.missed.len());
    for (g, m) in by_date.pairs {
        if gold[g].operator.as_ref().is_some_and(|o| !o.is_empty()) {
            figures.one("incidents.operator", operator_likeness(&gold[g], &mentions[m], answers).unwrap_or(0.0) >= 0.5);
        }
    }
    for (g, m) in strict.pairs {
        let (gold, mention) = (&gold[g], &mentions[m]);
        if let Some(minutes) = gold.duration_min {
            let right = mention.duration_seconds.is_some_and(|seconds| close(seconds as f64 / 60.0, minutes, 0.05));
            figures.one("incidents.duration", right);
            if !right {
                figures.misses.push(miss("duration", format!("{} gold {minutes} minutes, found {:?} seconds", gold.key, mention.duration_seconds)));
            }
        }
        figures.one("incidents.background", (mention.background != 0) == gold.past);
    }
}

/// B-cubed over the mentions of incidents whose keys the documents of a set share. A gold mention that is not found has recall 0,
/// unless it is told only as history.
pub fn score_clusters(subjects: &[Subject], answers: &Answers, figures: &mut Figures) {
    type At<'a> = (&'a str, &'a str);
    let mut truth: BTreeMap<&str, BTreeSet<At>> = BTreeMap::new();
    let mut system: BTreeMap<At, String> = BTreeMap::new();
    let mut lost: Vec<At> = Vec::new();
    for subject in subjects {
        let pairs = pair_mentions(subject, answers, false).pairs;
        for (index, gold) in subject.gold.incidents.iter().enumerate().filter(|(_, gold)| gold.key.contains(':')) {
            let at = (subject.id.as_str(), gold.key.as_str());
            match pairs.iter().find(|(g, _)| *g == index).map(|(_, m)| &subject.mentions[*m].id) {
                Some(mention) => {
                    system.insert(at, answers.incidents.get(mention).cloned().unwrap_or_else(|| format!("alone {mention}")));
                    truth.entry(&gold.key).or_default().insert(at);
                }
                None if !gold.past => {
                    truth.entry(&gold.key).or_default().insert(at);
                    lost.push(at);
                }
                None => {}
            }
        }
    }
    if truth.is_empty() {
        return;
    }
    let mut clusters: BTreeMap<&str, BTreeSet<At>> = BTreeMap::new();
    for (at, cluster) in &system {
        clusters.entry(cluster).or_default().insert(*at);
    }
    let mean = |sum: f64, of: usize| if of == 0 { 0.0 } else { sum / of as f64 };
    let (mut precision, mut recall, mut recall_of_found) = (0.0, 0.0, 0.0);
    for (at, cluster) in &system {
        let (own, key) = (&clusters[cluster.as_str()], &truth[at.1]);
        let common = own.intersection(key).count() as f64;
        precision += common / own.len() as f64;
        recall += common / key.len() as f64;
        recall_of_found += common / key.iter().filter(|at| system.contains_key(*at)).count() as f64;
    }
    let precision = mean(precision, system.len());
    let means = |recall| Figure::Means { precision, recall };
    figures.named.insert("clusters.bcubed".to_string(), means(mean(recall, system.len() + lost.len())));
    figures.named.insert("clusters.bcubed_matched".to_string(), means(mean(recall_of_found, system.len())));
    let keys = |cluster: &BTreeSet<At>| cluster.iter().map(|(_, key)| key.to_string()).collect::<BTreeSet<String>>();
    let sets = |cluster: &BTreeSet<At>| cluster.iter().map(|(_, key)| key.split(':').next().unwrap_or(key).to_string()).collect::<BTreeSet<String>>();
    figures.count("clusters.mentions_found", system.len());
    figures.count("clusters.mentions_lost", lost.len());
    figures.count("clusters.false_merges_across_sets", clusters.values().filter(|c| sets(c).len() > 1).count());
    figures.count("clusters.false_merges", clusters.values().filter(|c| keys(c).len() > 1).count());
    let homes = |key: &BTreeSet<At>| key.iter().filter_map(|at| system.get(at)).collect::<BTreeSet<_>>().len();
    figures.count("clusters.splits", truth.values().filter(|key| homes(key) > 1).count());
    for (document, key) in lost {
        figures.misses.push(Miss { kind: "clusters", document: document.to_string(), what: "lost", place: None, note: key.to_string() });
    }
    let told = |ats: &BTreeSet<At>| ats.iter().map(|(document, key)| format!("{document}/{key}")).collect::<Vec<_>>().join(" ");
    for (incident, cluster) in clusters.iter().filter(|(_, c)| keys(c).len() > 1) {
        figures.misses.push(Miss {
            kind: "clusters",
            document: String::new(),
            what: "merged",
            place: None,
            note: format!("{incident}: {}", told(cluster)),
        });
    }
    for (key, ats) in truth.iter().filter(|(_, ats)| homes(ats) > 1) {
        figures.misses.push(Miss { kind: "clusters", document: String::new(), what: "split", place: None, note: format!("{key}: {}", told(ats)) });
    }
}
