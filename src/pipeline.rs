//! A document -> its records: the calls of the modules above, top to bottom. Pure: no clock, no files, no order of hash maps.

use jiff::civil::DateTime;
use sha2::{Digest, Sha256};

use crate::document::Document;
use crate::mention::{date, duration, impact};
use crate::record::{DateRow, DocumentRow, DurationRow, ImpactRow, Quote, Record, SCHEMA_VERSION};
use crate::span::{CodePoints, Span};

pub mod reduce;

/// What all workers share: the dictionary, the rules and the word knowledge. One for a process.
pub struct Engine {
    fingerprint: String,
}

/// One thread's half of the engine.
pub struct Worker<'e> {
    engine: &'e Engine,
}

impl Engine {
    /// Loads the embedded dictionary and rules. An error names the file and line of a bad rule.
    pub fn new() -> anyhow::Result<Engine> {
        Ok(Engine { fingerprint: hash(&["engine", env!("CARGO_PKG_VERSION"), &SCHEMA_VERSION.to_string()]) })
    }

    /// One hash over the engine's version, its dictionary and its rules: records with the same fingerprint came from the same engine.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    pub fn worker(&self) -> Worker<'_> {
        Worker { engine: self }
    }
}

impl Worker<'_> {
    /// The records of one document, its own first.
    pub fn extract(&mut self, document: &Document) -> Vec<Record> {
        let row = document_row(document, &self.engine.fingerprint);
        let id = row.id.clone();
        let mut records = vec![Record::Documents(row)];
        records.extend(mention_rows(&id, document, &[]));
        records
    }
}

/// The rows of what a document mentions.
fn mention_rows(document_id: &str, document: &Document, sentences: &[Span]) -> Vec<Record> {
    let text = &document.text;
    let points = CodePoints::new(text);
    let quote = |span: Span| Quote {
        document_id: document_id.to_string(),
        char_start: points.at(span.start),
        char_end: points.at(span.end),
        text: span.of(text).to_string(),
    };
    let id = |kind: &str, quote: &Quote, rule: &str| hash(&[kind, document_id, &quote.char_start.to_string(), &quote.char_end.to_string(), rule]);
    let moment = |at: Option<DateTime>| at.map(|at| at.to_string());
    let mut rows = Vec::new();
    for date in date::find(text, document.published, sentences) {
        let quote = quote(date.span);
        rows.push(Record::Dates(DateRow {
            id: id("date", &quote, date.rule),
            quote,
            kind: date.kind.name().to_string(),
            value: date.value,
            start_at: moment(date.start),
            end_at: moment(date.end),
            granularity: date.granularity.name().to_string(),
            anchor: date.anchor.map(|a| a.name().to_string()),
            rule: date.rule.to_string(),
        }));
    }
    for duration in duration::find(text) {
        let quote = quote(duration.span);
        rows.push(Record::Durations(DurationRow {
            id: id("duration", &quote, duration.rule),
            quote,
            seconds: duration.seconds,
            iso8601: duration.iso8601,
            approximate: duration.approximate.into(),
            bound: duration.bound.name().to_string(),
            rule: duration.rule.to_string(),
        }));
    }
    for impact in impact::find(text) {
        let quote = quote(impact.span);
        rows.push(Record::Impacts(ImpactRow {
            id: id("impact", &quote, impact.rule),
            quote,
            value: impact.value,
            unit: impact.unit,
            population: impact.population,
            approximate: impact.approximate.into(),
            bound: impact.bound.name().to_string(),
            incident_mention_id: None,
            rule: impact.rule.to_string(),
        }));
    }
    rows
}

/// A document's own row; its id covers the metadata and the text.
pub fn document_row(document: &Document, engine: &str) -> DocumentRow {
    let published_at = published_at(document);
    let field = |value: &Option<String>| value.clone().unwrap_or_default();
    let id = hash(&[
        "document",
        &SCHEMA_VERSION.to_string(),
        &field(&document.source_id),
        document.kind.name(),
        &field(&document.publisher),
        &field(&document.title),
        &field(&document.author),
        &field(&document.url),
        &field(&published_at),
        &document.text,
    ]);
    DocumentRow {
        id,
        source_id: document.source_id.clone(),
        kind: document.kind.name().to_string(),
        publisher: document.publisher.clone(),
        title: document.title.clone(),
        author: document.author.clone(),
        url: document.url.clone(),
        published_at,
        published_source: document.published_source.map(str::to_string),
        source_path: document.source_path.clone(),
        format: document.format.to_string(),
        sha256: hex(&Sha256::digest(document.text.as_bytes())),
        engine: engine.to_string(),
        text: document.text.clone(),
    }
}

/// `2024-06-03`, or `2024-06-03T14:20` where the time is known.
fn published_at(document: &Document) -> Option<String> {
    let at = document.published?;
    let day = format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day());
    Some(if document.published_has_time { format!("{day}T{:02}:{:02}", at.hour(), at.minute()) } else { day })
}

/// 96 bits of SHA-256 over the parts, each with its length in front so that no two lists of parts run together.
pub fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize()[..12])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
