//! The rows that leave extraction: one struct a table, the same for JSONL and for SQLite. Offsets are code points.
//! The columns are documented in schema.sql.

use serde::{Deserialize, Serialize};

/// Counts up when the meaning of a column changes; part of every id and of the database's `user_version`.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    Documents(DocumentRow),
    Organizations(OrganizationRow),
    OrganizationAliases(OrganizationAliasRow),
    Dates(DateRow),
    Durations(DurationRow),
    Impacts(ImpactRow),
    IncidentMentions(IncidentMentionRow),
    Causes(CauseRow),
    CauseClasses(CauseClassRow),
    CauseIncidents(CauseIncidentRow),
    Statements(StatementRow),
    StatementStances(StatementStanceRow),
    StatementIncidents(StatementIncidentRow),
    Orders(OrderRow),
    Errors(ErrorRow),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    pub id: String,
    pub source_id: Option<String>,
    pub kind: String,
    pub publisher: Option<String>,
    pub title: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub published_at: Option<String>,
    pub published_source: Option<String>,
    pub source_path: Option<String>,
    pub format: String,
    pub sha256: String,
    /// Engine and dictionary that made this document's records.
    pub engine: String,
    pub text: String,
}

/// An organisation that a record names: from the dictionary, or recognised by its shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganizationRow {
    pub id: String,
    pub name: String,
    pub role: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganizationAliasRow {
    pub alias: String,
    pub organization_id: String,
}

/// Where a row stands in its document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    pub document_id: String,
    pub char_start: usize,
    pub char_end: usize,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DateRow {
    pub id: String,
    #[serde(flatten)]
    pub quote: Quote,
    pub kind: String,
    pub value: String,
    pub start_at: Option<String>,
    pub end_at: Option<String>,
    pub granularity: String,
    pub anchor: Option<String>,
    pub rule: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DurationRow {
    pub id: String,
    #[serde(flatten)]
    pub quote: Quote,
    pub seconds: Option<u64>,
    pub iso8601: Option<String>,
    pub approximate: u8,
    pub bound: String,
    pub rule: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImpactRow {
    pub id: String,
    #[serde(flatten)]
    pub quote: Quote,
    pub value: Option<f64>,
    pub unit: String,
    pub population: Option<String>,
    pub approximate: u8,
    pub bound: String,
    pub incident_mention_id: Option<String>,
    pub rule: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentMentionRow {
    pub id: String,
    pub document_id: String,
    pub ordinal: i64,
    pub operator_id: Option<String>,
    pub service: Option<String>,
    /// outage, breach, fire, explosion, leak, collapse, crash, power_cut, accident.
    pub event: Option<String>,
    /// `1차` is 1.
    pub sequence: Option<i64>,
    pub start_at: Option<String>,
    pub end_at: Option<String>,
    pub duration_seconds: Option<u64>,
    pub background: u8,
    /// Where the text first tells of it.
    pub char_start: usize,
    pub char_end: usize,
    pub text: String,
    pub rule: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseRow {
    pub id: String,
    #[serde(flatten)]
    pub quote: Quote,
    pub status: String,
    pub asserted_by: Option<String>,
    pub asserted_by_id: Option<String>,
    pub asserted_role: String,
    pub role: String,
    pub evidential: Option<String>,
    pub rule: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseClassRow {
    pub cause_id: String,
    pub class: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CauseIncidentRow {
    pub cause_id: String,
    pub incident_mention_id: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementRow {
    pub id: String,
    #[serde(flatten)]
    pub quote: Quote,
    pub speaker: Option<String>,
    pub speaker_id: Option<String>,
    pub speaker_role: String,
    pub mode: String,
    pub phase: Option<String>,
    pub rule: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementStanceRow {
    pub statement_id: String,
    pub stance: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementIncidentRow {
    pub statement_id: String,
    pub incident_mention_id: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderRow {
    pub id: String,
    #[serde(flatten)]
    pub quote: Quote,
    pub authority: Option<String>,
    pub authority_id: Option<String>,
    pub addressee: Option<String>,
    pub addressee_id: Option<String>,
    pub category: String,
    pub deadline: Option<String>,
    pub due_on: Option<String>,
    pub amount_krw: Option<u64>,
    pub incident_mention_id: Option<String>,
    pub rule: String,
}

/// An input that could not be read: which, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorRow {
    pub id: String,
    pub source_path: String,
    pub member: Option<String>,
    pub reason: String,
}

/// One incident of the archive: what `incident_members` tell together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// `회사-2024-05-13`, with `-2` and so on where several fall on a day.
    pub id: String,
    pub operator_id: Option<String>,
    pub service: Option<String>,
    pub event: Option<String>,
    pub start_at: Option<String>,
    pub end_at: Option<String>,
    pub duration_seconds: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IncidentMemberRow {
    pub incident_id: String,
    pub incident_mention_id: String,
}

/// One determined cause of an incident, however many documents tell of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRow {
    pub id: String,
    pub incident_id: String,
    pub authority: Option<String>,
    pub authority_id: Option<String>,
    /// trigger or contributing.
    pub role: String,
    /// Its best wording: the authority's own before the press's, then the one that says most.
    pub text: String,
    /// The cause whose wording `text` is.
    pub cause_id: String,
    /// Publication of the first document that tells of it.
    pub found_at: Option<String>,
    /// The later finding of the same authority that corrects this one.
    pub superseded_by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FindingMemberRow {
    pub finding_id: String,
    pub cause_id: String,
}

/// A statement that says in the same words what another said first: one quote, many sources.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatementRepeatRow {
    pub statement_id: String,
    pub repeats_id: String,
}

/// Where a company's statement stands to what the authority found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkRow {
    pub id: String,
    pub incident_id: String,
    pub statement_id: String,
    /// The determined cause, on the cause axis.
    pub cause_id: Option<String>,
    /// The authority's figure, on the scope axis.
    pub impact_id: Option<String>,
    /// The authority's telling of the incident, on the classification and duration axes.
    pub incident_mention_id: Option<String>,
    /// cause, scope, classification, duration.
    pub axis: String,
    /// supports, partial, underspecified, contradicts, denies, accepts.
    pub verdict: String,
    /// How sure the verdict is, 0 to 1.
    pub score: f64,
    /// JSON array of the statement's words that name the authority's content.
    pub covered: String,
    /// JSON array of what the statement leaves out, in the authority's words.
    pub missing: String,
    /// One sentence.
    pub explanation: String,
    /// before or after the finding; NULL where the dates do not tell.
    pub phase: Option<String>,
}
