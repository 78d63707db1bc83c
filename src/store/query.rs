//! Rows -> what the rest of the program asks for.

use std::collections::{BTreeMap, HashSet};

use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use super::load::SourceRow;
use super::{EXTRACTED, Store, StoreError};
use crate::record::Record;

/// A table of text: what a person or a script reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    /// Null, number or text for each column.
    pub rows: Vec<Vec<Value>>,
}

impl Store {
    /// Hands over all that was extracted, table by table and sorted by key.
    pub fn each_record(&self, mut take: impl FnMut(Record)) -> Result<(), StoreError> {
        for table in EXTRACTED {
            self.each_row(&format!("SELECT * FROM {table} ORDER BY 1, 2"), |mut fields| {
                fields.insert("record".to_string(), Value::from(*table));
                let record = serde_json::from_value(Value::Object(fields));
                take(record.map_err(|error| StoreError::Unreadable { table: table.to_string(), reason: error.to_string() })?);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Whether the derived tables follow from all documents, by this engine.
    pub fn is_derived(&self, engine: &str) -> Result<bool, StoreError> {
        Ok(self.connection.query_row("SELECT count(*) > 0 FROM derivation WHERE engine = ?1", [engine], |row| row.get(0))?)
    }

    /// Ids of the documents, each with its engine.
    pub fn documents(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let mut statement = self.connection.prepare("SELECT id, engine FROM documents")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The files that were read to their ends.
    pub fn sources(&self) -> Result<BTreeMap<String, SourceRow>, StoreError> {
        let mut statement = self.connection.prepare("SELECT path, size, modified_at, settings FROM sources")?;
        let rows = statement.query_map([], |row| {
            let size: i64 = row.get(1)?;
            Ok(SourceRow { path: row.get(0)?, size: u64::try_from(size).unwrap_or(0), modified_at: row.get(2)?, settings: row.get(3)? })
        })?;
        Ok(rows.map(|row| row.map(|source| (source.path.clone(), source))).collect::<Result<_, _>>()?)
    }

    /// The inputs that have errors.
    pub fn paths_with_errors(&self) -> Result<HashSet<String>, StoreError> {
        let mut statement = self.connection.prepare("SELECT DISTINCT source_path FROM errors")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Rows in each table of content.
    pub fn counts(&self) -> Result<Vec<(&'static str, i64)>, StoreError> {
        EXTRACTED
            .iter()
            .chain(super::DERIVED)
            .chain(&["errors"])
            .map(|table| Ok((*table, self.connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)))
            .collect()
    }

    /// The incidents in order of time: what happened to whom, and how much is known of it.
    pub fn incidents(&self) -> Result<Table, StoreError> {
        self.table(
            "SELECT i.id AS incident, i.start_at, i.end_at, i.duration_seconds, o.name AS operator, i.service, i.event,
                    count(DISTINCT m.document_id) AS documents,
                    (SELECT count(*) FROM findings f WHERE f.incident_id = i.id) AS findings,
                    count(DISTINCT CASE WHEN s.speaker_role = 'company' THEN s.id END) AS company_statements,
                    (SELECT count(*) FROM links l WHERE l.incident_id = i.id AND l.verdict IN ('contradicts', 'denies')) AS against,
                    i.background
             FROM incidents i
             LEFT JOIN organizations o ON o.id = i.operator_id
             LEFT JOIN incident_members im ON im.incident_id = i.id
             LEFT JOIN incident_mentions m ON m.id = im.incident_mention_id
             LEFT JOIN statement_incidents si ON si.incident_mention_id = m.id
             LEFT JOIN statements s ON s.id = si.statement_id
             GROUP BY i.id ORDER BY i.start_at IS NULL, i.start_at, i.id",
        )
    }

    /// The result of a query of the program's own.
    fn table(&self, sql: &str) -> Result<Table, StoreError> {
        let columns: Vec<String> = self.connection.prepare(sql)?.column_names().map(str::to_string).collect();
        let mut rows = Vec::new();
        self.each_row(sql, |fields| {
            rows.push(fields.into_iter().map(|(_, value)| value).collect());
            Ok(())
        })?;
        Ok(Table { columns, rows })
    }

    pub(super) fn each_row(&self, sql: &str, mut take: impl FnMut(Map<String, Value>) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql)?;
        let columns: Vec<String> = statement.column_names().map(str::to_string).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut fields = Map::new();
            for (index, column) in columns.iter().enumerate() {
                fields.insert(column.clone(), json_value(row.get_ref(index)?));
            }
            take(fields)?;
        }
        Ok(())
    }
}

pub(super) fn json_value(value: ValueRef) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::from(number),
        ValueRef::Real(number) => Value::from(number),
        ValueRef::Text(text) | ValueRef::Blob(text) => Value::from(String::from_utf8_lossy(text)),
    }
}
