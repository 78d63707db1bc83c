//! A gold file -> its rows: what a careful analyst reads in a document. Offsets are code points of the document's text.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use super::name;
use super::pairing::{Place, Stand, overlap};

/// Where a row stands, and where it may stand as well.
#[derive(Debug, Clone, Deserialize)]
pub struct Spans {
    pub span: Place,
    #[serde(default)]
    alt_spans: Vec<Place>,
    dup_of: Option<usize>,
}

impl Spans {
    fn stand(&self) -> Stand {
        Stand { places: [self.span].into_iter().chain(self.alt_spans.iter().copied()).collect(), repeats: self.dup_of }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldDate {
    #[serde(flatten)]
    pub at: Spans,
    pub value: String,
    pub alt_value: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldDuration {
    #[serde(flatten)]
    pub at: Spans,
    pub minutes: Option<f64>,
    pub alt_minutes: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldImpact {
    #[serde(flatten)]
    pub at: Spans,
    pub value: f64,
    pub unit: String,
    pub alt_value: Option<f64>,
    pub alt_unit: Option<String>,
    pub of: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldIncident {
    pub key: String,
    pub operator: Option<String>,
    pub service: Option<String>,
    pub start: Option<String>,
    pub duration_min: Option<f64>,
    #[serde(default)]
    pub past: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldCause {
    #[serde(flatten)]
    pub at: Spans,
    incident: Option<String>,
    #[serde(default)]
    incidents: Vec<String>,
    pub status: String,
    pub alt_status: Option<String>,
    pub asserted_by: Option<String>,
    pub asserted_role: String,
    pub role: String,
    /// Another role of the speaker, or of the cause.
    pub alt_role: Option<String>,
    #[serde(default)]
    pub classes: Vec<String>,
}

impl GoldCause {
    /// Keys of the incidents that it explains.
    pub fn incidents(&self) -> Vec<&str> {
        if self.incidents.is_empty() {
            self.incident.iter().map(String::as_str).collect()
        } else {
            self.incidents.iter().map(String::as_str).collect()
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldStatement {
    #[serde(flatten)]
    pub at: Spans,
    pub speaker: Option<String>,
    pub alt_speaker: Option<String>,
    pub speaker_role: String,
    pub alt_role: Option<String>,
    pub mode: String,
    #[serde(default)]
    pub headline: bool,
    #[serde(default)]
    pub stances: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldOrder {
    #[serde(flatten)]
    pub at: Spans,
    pub deadline: Option<String>,
    pub amount_krw: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct GoldLink {
    pub statement: usize,
    pub cause: CauseReference,
    pub verdict: String,
}

/// A cause of the same document, or of another one of the set (`"doc:index"`).
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum CauseReference {
    Here(usize),
    There(String),
}

impl CauseReference {
    /// The document and the row's index.
    pub fn resolve(&self, here: &str) -> Option<(String, usize)> {
        match self {
            CauseReference::Here(index) => Some((here.to_string(), *index)),
            CauseReference::There(text) => match text.rsplit_once(':') {
                Some((document, index)) => Some((document.to_string(), index.parse().ok()?)),
                None => Some((here.to_string(), text.parse().ok()?)),
            },
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
struct Skipped {
    kind: Option<String>,
    what: Option<String>,
    span: Option<Place>,
    #[serde(default)]
    why: String,
    statement: Option<usize>,
    #[serde(default)]
    causes: Vec<CauseReference>,
}

/// Everything that the gold says of one document.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Gold {
    #[serde(default)]
    pub dates: Vec<GoldDate>,
    #[serde(default)]
    pub durations: Vec<GoldDuration>,
    #[serde(default)]
    pub impacts: Vec<GoldImpact>,
    #[serde(default)]
    pub incidents: Vec<GoldIncident>,
    #[serde(default)]
    pub causes: Vec<GoldCause>,
    #[serde(default)]
    pub statements: Vec<GoldStatement>,
    #[serde(default)]
    pub orders: Vec<GoldOrder>,
    #[serde(default)]
    pub links: Vec<GoldLink>,
    #[serde(default)]
    skipped: Vec<Skipped>,
}

impl Gold {
    /// Reads the rows of a gold file; `text` is the document's text.
    ///
    /// # Errors
    /// A row that has not the form of its kind.
    pub fn read(json: &str, text: &[char]) -> Result<Gold> {
        let mut value: Value = serde_json::from_str(json)?;
        let rows = value.as_object_mut().context("not a JSON object")?.values_mut().filter_map(Value::as_array_mut).flatten();
        for row in rows.filter_map(Value::as_object_mut) {
            // `of_span` gives `of` by its place.
            let quoted: Vec<(String, String)> =
                row.iter().filter_map(|(key, at)| Some((key.strip_suffix("_span")?.to_string(), quote(at, text)?))).collect();
            row.extend(quoted.into_iter().map(|(key, words)| (key, Value::String(words))));
        }
        Ok(serde_json::from_value(value)?)
    }

    /// Places that are neutral, by kind of row: what stands there is neither right nor wrong.
    pub fn neutral(&self, text: &[char], publisher: Option<&str>) -> BTreeMap<String, Vec<Place>> {
        let mut neutral: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for skipped in &self.skipped {
            let told = skipped.kind.as_ref().or(skipped.what.as_ref()).map_or("", String::as_str);
            let (kind, phrase) = told.split_once(": ").unwrap_or((told, ""));
            let places = match skipped.span {
                Some(span) => vec![span],
                None if phrase.is_empty() => continue,
                None => find_phrase(phrase, text, publisher),
            };
            neutral.entry(kind.to_string()).or_default().extend(places);
        }
        neutral
    }

    /// Pairs of a statement and a cause on which the gold gives no verdict, and why.
    pub fn neutral_pairs<'a>(&'a self, here: &'a str) -> impl Iterator<Item = (usize, (String, usize), &'a str)> {
        let pairs = self.skipped.iter().filter(|s| s.span.is_none() && s.kind.as_ref().or(s.what.as_ref()).is_some_and(|k| k == "links"));
        pairs.flat_map(move |s| s.causes.iter().filter_map(move |cause| Some((s.statement?, cause.resolve(here)?, s.why.as_str()))))
    }

    pub fn stands(&self) -> Stands {
        Stands {
            dates: self.dates.iter().map(|r| r.at.stand()).collect(),
            durations: self.durations.iter().map(|r| r.at.stand()).collect(),
            impacts: self.impacts.iter().map(|r| r.at.stand()).collect(),
            causes: self.causes.iter().map(|r| r.at.stand()).collect(),
            statements: self.statements.iter().map(|r| r.at.stand()).collect(),
            orders: self.orders.iter().map(|r| r.at.stand()).collect(),
            // Incidents have no place in the text: each stands for itself.
            incidents: (0..self.incidents.len()).map(|i| Stand { places: vec![(i, i + 1)], repeats: None }).collect(),
        }
    }
}

/// Where the rows of each kind stand, for pairing.
#[derive(Debug, Clone, Default)]
pub struct Stands {
    pub dates: Vec<Stand>,
    pub durations: Vec<Stand>,
    pub impacts: Vec<Stand>,
    pub causes: Vec<Stand>,
    pub statements: Vec<Stand>,
    pub orders: Vec<Stand>,
    pub incidents: Vec<Stand>,
}

/// Whether a place is neutral: it shares half of the shorter one.
pub fn is_neutral(neutral: &[Place], place: Place) -> bool {
    neutral.iter().any(|&n| 2 * overlap(n, place) >= (n.1 - n.0).min(place.1 - place.0))
}

fn quote(at: &Value, text: &[char]) -> Option<String> {
    let (start, end): Place = serde_json::from_value(at.clone()).ok()?;
    Some(text.get(start..end.min(text.len()))?.iter().collect())
}

/// Where a phrase that is only quoted stands: as it is, without its remark in brackets, its quoted pieces, the whole text where it
/// is the publisher's name, or else its longest part that the text holds.
fn find_phrase(phrase: &str, text: &[char], publisher: Option<&str>) -> Vec<Place> {
    let chars = |part: &str| part.chars().collect::<Vec<char>>();
    let mut tries = vec![vec![phrase]];
    if let Some((head, remark)) = phrase.rsplit_once('(')
        && let Some(inside) = remark.strip_suffix(')')
        && !inside.contains(')')
    {
        tries.push(vec![head.trim_end()]);
    }
    tries.push(phrase.split(['“', '‘']).skip(1).filter_map(|piece| piece.find(['”', '’']).filter(|&n| n > 0).map(|n| &piece[..n])).collect());
    for parts in tries {
        let places: Vec<Place> = parts.iter().filter(|p| !p.is_empty()).flat_map(|part| occurrences(&chars(part), text)).collect();
        if !places.is_empty() {
            return places;
        }
    }
    if publisher.is_some_and(|publisher| name::same(&[phrase], &[publisher])) {
        return vec![(0, text.len())];
    }
    let whole = chars(phrase);
    let mut best: &[char] = &[];
    for start in 0..whole.len() {
        for end in start + 1..=whole.len() {
            let part = &whole[start..end];
            let rank = |p: &[char]| (p.iter().any(char::is_ascii_digit), p.len());
            if rank(part) > rank(best) && text.windows(part.len()).any(|window| window == part) {
                best = part;
            }
        }
    }
    let best = chars(best.iter().collect::<String>().trim());
    if best.len() > 4 && best.len() as f64 > 0.4 * whole.len() as f64 { occurrences(&best, text) } else { Vec::new() }
}

/// All places of a phrase, from left to right, none inside another.
fn occurrences(phrase: &[char], text: &[char]) -> Vec<Place> {
    let mut places = Vec::new();
    let mut at = 0;
    while !phrase.is_empty() && at + phrase.len() <= text.len() {
        if text[at..at + phrase.len()] == *phrase {
            places.push((at, at + phrase.len()));
            at += phrase.len();
        } else {
            at += 1;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(phrase: &str, text: &str, expected: &[&str]) {
        let text: Vec<char> = text.chars().collect();
        let found: Vec<String> = find_phrase(phrase, &text, Some("한빛전자")).into_iter().map(|(a, b)| text[a..b].iter().collect()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_quoted_phrase_is_found_in_the_text() {
        check("불이 났다", "밤에 불이 났다. 또 불이 났다.", &["불이 났다", "불이 났다"]);
        check("불이 났다 (제목)", "밤에 불이 났다.", &["불이 났다"]);
        check("보도의 “장치 고장”과 “화재”", "장치 고장, 화재", &["장치 고장", "화재"]);
        check("한빛전자", "본문 전체", &["본문 전체"]);
        check("직원 12명이 다쳤다", "모두 직원 12명이 다쳤고", &["직원 12명이 다쳤"]);
        check("전혀 없는 말", "본문", &[]);
    }

    #[test]
    fn references_lead_to_other_documents() {
        assert_eq!(CauseReference::Here(3).resolve("a"), Some(("a".to_string(), 3)));
        assert_eq!(CauseReference::There("b:4".to_string()).resolve("a"), Some(("b".to_string(), 4)));
    }
}
