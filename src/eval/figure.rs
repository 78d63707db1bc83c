//! Counts of hits and misses -> named figures: precision, recall, F1, shares and counts; and the misses to show.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::pairing::Place;

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// Right, false and missed rows.
    Found {
        right: usize,
        false_hits: usize,
        missed: usize,
    },
    /// Something right of so many.
    Share {
        right: f64,
        of: f64,
    },
    Count(usize),
    /// Precision and recall that are means of their own (B-cubed).
    Means {
        precision: f64,
        recall: f64,
    },
}

impl Figure {
    pub fn precision(self) -> Option<f64> {
        match self {
            Figure::Found { right, false_hits, .. } => Some(share(right as f64, (right + false_hits) as f64).unwrap_or(0.0)),
            Figure::Means { precision, .. } => Some(precision),
            _ => None,
        }
    }

    pub fn recall(self) -> Option<f64> {
        match self {
            Figure::Found { right, missed, .. } => Some(share(right as f64, (right + missed) as f64).unwrap_or(0.0)),
            Figure::Means { recall, .. } => Some(recall),
            _ => None,
        }
    }

    pub fn f1(self) -> Option<f64> {
        let (precision, recall) = (self.precision()?, self.recall()?);
        Some(share(2.0 * precision * recall, precision + recall).unwrap_or(0.0))
    }

    /// The share right, None where there was nothing to get right.
    pub fn value(self) -> Option<f64> {
        match self {
            Figure::Share { right, of } => share(right, of),
            _ => None,
        }
    }

    fn json(self) -> Value {
        let mut object = Map::new();
        if let (Some(p), Some(r), Some(f1)) = (self.precision(), self.recall(), self.f1()) {
            object.extend([("p".to_string(), json!(p)), ("r".to_string(), json!(r)), ("f1".to_string(), json!(f1))]);
        }
        match self {
            Figure::Found { right, false_hits, missed } => {
                object.extend([("tp".to_string(), json!(right)), ("fp".to_string(), json!(false_hits)), ("fn".to_string(), json!(missed))]);
            }
            Figure::Share { right, of } => {
                object.extend([("value".to_string(), json!(self.value())), ("hits".to_string(), json!(right)), ("n".to_string(), json!(of))]);
            }
            Figure::Count(n) => drop(object.insert("n".to_string(), json!(n))),
            Figure::Means { .. } => {}
        }
        Value::Object(object)
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// A row that is missing, false, or wrong in a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Miss {
    /// The kind of row: `causes`, `stances`, `links`, ….
    pub kind: &'static str,
    /// The document's file stem.
    pub document: String,
    /// `missed`, `false`, `value`, `status`, ….
    pub what: &'static str,
    /// Where it stands in the gold's text.
    pub place: Option<Place>,
    /// What was expected and what was found.
    pub note: String,
}

/// All figures of a suite by name, and its misses in the order in which they were met.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    pub named: BTreeMap<String, Figure>,
    pub misses: Vec<Miss>,
    /// Gold verdict -> verdict found -> pairs; `missing` and `(no link)` stand for none.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Figures {
    pub fn found(&mut self, name: &str, right: usize, false_hits: usize, missed: usize) {
        let figure = self.named.entry(name.to_string()).or_insert(Figure::Found { right: 0, false_hits: 0, missed: 0 });
        if let Figure::Found { right: r, false_hits: f, missed: m } = figure {
            (*r, *f, *m) = (*r + right, *f + false_hits, *m + missed);
        }
    }

    pub fn share(&mut self, name: &str, right: f64, of: f64) {
        let figure = self.named.entry(name.to_string()).or_insert(Figure::Share { right: 0.0, of: 0.0 });
        if let Figure::Share { right: r, of: n } = figure {
            (*r, *n) = (*r + right, *n + of);
        }
    }

    pub fn one(&mut self, name: &str, right: bool) {
        self.share(name, f64::from(u8::from(right)), 1.0);
    }

    pub fn count(&mut self, name: &str, count: usize) {
        if let Figure::Count(n) = self.named.entry(name.to_string()).or_insert(Figure::Count(0)) {
            *n += count;
        }
    }

    pub fn get(&self, name: &str) -> Option<Figure> {
        self.named.get(name).copied()
    }

    /// `{name: {"p", "r", "f1", "tp", "fp", "fn"} or {"value", "hits", "n"} or {"n"}}`.
    pub fn json(&self) -> Value {
        let mut object: Map<String, Value> = self.named.iter().map(|(name, figure)| (name.clone(), figure.json())).collect();
        object.insert("links.confusion".to_string(), json!(self.confusion));
        Value::Object(object)
    }
}
