//! A database -> its facts under keys that stay the same when another version of the engine extracts them again.

use serde::{Deserialize, Serialize};

use super::{Store, StoreError};

/// One fact: what it is about, and what can change of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Place in the input, or the incident: never a hash of the engine.
    pub key: String,
    pub incident: Option<String>,
    /// For a reader.
    pub text: String,
    /// What is compared.
    pub value: String,
}

/// The kinds of facts, in the order in which a reader wants them, each with its query.
const QUERIES: [(&str, &str); 5] = [
    (
        "document",
        "SELECT id AS key, NULL AS incident, concat_ws(' · ', substr(published_at, 1, 10), publisher, coalesce(title, substr(text, 1, 60))) AS text, '' AS value
           FROM documents ORDER BY id",
    ),
    (
        "incident",
        "SELECT i.id AS key, i.id AS incident, concat_ws(' · ', o.name, i.service, i.event) AS text,
                concat_ws(' ', i.start_at, '–', i.end_at, '(' || i.duration_seconds || ' s)') AS value
           FROM incidents i LEFT JOIN organizations o ON o.id = i.operator_id ORDER BY i.id",
    ),
    (
        "cause",
        "SELECT concat_ws(':', document_id, char_start, char_end) AS key, NULL AS incident, text,
                concat_ws(' ', status, role, asserted_by,
                  (SELECT group_concat(class, ' ') FROM (SELECT class FROM cause_classes WHERE cause_id = c.id ORDER BY class))) AS value
           FROM causes c ORDER BY document_id, char_start, char_end, value",
    ),
    (
        "statement",
        "SELECT concat_ws(':', document_id, char_start, char_end) AS key, NULL AS incident, text,
                concat_ws(' ', speaker, mode,
                  (SELECT group_concat(stance, ' ') FROM (SELECT stance FROM statement_stances WHERE statement_id = s.id ORDER BY stance))) AS value
           FROM statements s ORDER BY document_id, char_start, char_end, value",
    ),
    (
        "link",
        "SELECT concat_ws(':', l.incident_id, l.axis, s.document_id, s.char_start, s.char_end,
                  coalesce(c.document_id, p.document_id, m.document_id), coalesce(c.char_start, p.char_start, m.char_start),
                  coalesce(c.char_end, p.char_end, m.char_end)) AS key,
                l.incident_id AS incident, '“' || s.text || '” × “' || coalesce(c.text, p.text, m.text, '') || '”' AS text, l.axis || ': ' || l.verdict AS value
           FROM links l JOIN statements s ON s.id = l.statement_id LEFT JOIN causes c ON c.id = l.cause_id
           LEFT JOIN impacts p ON p.id = l.impact_id LEFT JOIN incident_mentions m ON m.id = l.incident_mention_id
          ORDER BY key, value",
    ),
];

impl Store {
    /// All facts, kind by kind.
    pub fn facts(&self) -> Result<Vec<(&'static str, Vec<Fact>)>, StoreError> {
        let kind = |(kind, sql): (&'static str, &str)| {
            let mut facts = Vec::new();
            self.each_row(sql, |fields| {
                let fact = serde_json::from_value(serde_json::Value::Object(fields));
                facts.push(fact.map_err(|error| StoreError::Unreadable { table: kind.to_string(), reason: error.to_string() })?);
                Ok(())
            })?;
            Ok((kind, facts))
        };
        QUERIES.into_iter().map(kind).collect()
    }

    /// The versions of the engine that made the documents' rows.
    pub fn engines(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare("SELECT DISTINCT engine FROM documents ORDER BY engine")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
