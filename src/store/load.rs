//! Records -> rows. Loading a record again changes nothing, and any order of loading gives the same database.

use rusqlite::types::{ToSqlOutput, Value as SqlValue};
use rusqlite::{ErrorCode, params};
use serde::Serialize;
use serde_json::Value;

use super::{DERIVED, Store, StoreError};
use crate::pipeline::reduce::Derived;
use crate::record::{ErrorRow, Record};

/// A run as it begins.
#[derive(Debug, Clone)]
pub struct Run {
    pub id: String,
    pub started_at: String,
    pub engine: String,
    /// The paths given.
    pub inputs: Vec<String>,
}

/// A file that was read to its end: unchanged, it need not be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    pub path: String,
    pub size: u64,
    pub modified_at: String,
    pub settings: String,
}

impl Store {
    /// Loads one document's records, all or none: a row that the schema refuses is an error, and nothing of the document is kept.
    pub fn load(&mut self, records: &[Record]) -> Result<(), StoreError> {
        self.connection.execute_batch("SAVEPOINT document")?;
        let loaded = records.iter().try_for_each(|record| self.insert_record(record));
        let end = if loaded.is_ok() { "RELEASE document" } else { "ROLLBACK TO document; RELEASE document" };
        self.connection.execute_batch(end)?;
        loaded
    }

    /// Takes out a document with all that was extracted from it.
    pub fn remove_document(&mut self, id: &str) -> Result<(), StoreError> {
        for (child, key, parent) in [
            ("cause_classes", "cause_id", "causes"),
            ("cause_incidents", "cause_id", "causes"),
            ("statement_stances", "statement_id", "statements"),
            ("statement_incidents", "statement_id", "statements"),
        ] {
            let sql = format!("DELETE FROM {child} WHERE {key} IN (SELECT id FROM {parent} WHERE document_id = ?1)");
            self.connection.prepare_cached(&sql)?.execute([id])?;
        }
        for table in super::QUOTED {
            self.connection.prepare_cached(&format!("DELETE FROM {table} WHERE document_id = ?1"))?.execute([id])?;
        }
        self.connection.prepare_cached("DELETE FROM documents WHERE id = ?1")?.execute([id])?;
        Ok(())
    }

    /// Notes that the derived tables no longer follow from all documents.
    pub fn outdate_derived(&mut self) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM derivation")?.execute([])?;
        Ok(())
    }

    /// Puts these rows in place of all that was derived before, in one transaction.
    pub fn replace_derived(&mut self, derived: &Derived, engine: &str) -> Result<(), StoreError> {
        self.begin()?;
        let replaced = self.insert_derived(derived, engine);
        match replaced {
            Ok(()) => self.commit(),
            Err(error) => {
                self.roll_back()?;
                Err(error)
            }
        }
    }

    fn insert_derived(&mut self, derived: &Derived, engine: &str) -> Result<(), StoreError> {
        for table in DERIVED.iter().rev() {
            self.connection.execute_batch(&format!("DELETE FROM {table}"))?;
        }
        derived.incidents.iter().try_for_each(|row| self.insert("incidents", row))?;
        derived.incident_members.iter().try_for_each(|row| self.insert("incident_members", row))?;
        derived.findings.iter().try_for_each(|row| self.insert("findings", row))?;
        derived.finding_members.iter().try_for_each(|row| self.insert("finding_members", row))?;
        derived.statement_repeats.iter().try_for_each(|row| self.insert("statement_repeats", row))?;
        derived.links.iter().try_for_each(|row| self.insert("links", row))?;
        self.outdate_derived()?;
        self.connection.execute("INSERT INTO derivation (engine) VALUES (?1)", [engine])?;
        Ok(())
    }

    /// Forgets the errors of an input that is read again.
    pub fn forget_errors(&mut self, source_path: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM errors WHERE source_path = ?1")?.execute([source_path])?;
        Ok(())
    }

    pub fn load_error(&mut self, error: &ErrorRow) -> Result<(), StoreError> {
        self.insert("errors", error)
    }

    pub fn finish_source(&mut self, source: &SourceRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO sources (path, size, modified_at, settings) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (path) DO UPDATE SET size = excluded.size, modified_at = excluded.modified_at, settings = excluded.settings";
        let size = i64::try_from(source.size).unwrap_or(i64::MAX);
        self.connection.prepare_cached(sql)?.execute(params![source.path, size, source.modified_at, source.settings])?;
        Ok(())
    }

    pub fn begin_run(&mut self, run: &Run) -> Result<(), StoreError> {
        let inputs = Value::from(run.inputs.clone()).to_string();
        let sql = "INSERT INTO runs (id, started_at, engine, version, inputs) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.connection.execute(sql, params![run.id, run.started_at, run.engine, env!("CARGO_PKG_VERSION"), inputs])?;
        Ok(())
    }

    pub fn finish_run(&mut self, id: &str, finished_at: &str, documents: usize, added: usize, errors: usize) -> Result<(), StoreError> {
        let sql = "UPDATE runs SET finished_at = ?2, documents = ?3, added = ?4, errors = ?5 WHERE id = ?1";
        self.connection.execute(sql, params![id, finished_at, documents as i64, added as i64, errors as i64])?;
        Ok(())
    }

    fn insert_record(&mut self, record: &Record) -> Result<(), StoreError> {
        match record {
            Record::Documents(row) => self.insert("documents", row),
            Record::Organizations(row) => self.insert("organizations", row),
            Record::OrganizationAliases(row) => self.insert("organization_aliases", row),
            Record::Dates(row) => self.insert("dates", row),
            Record::Durations(row) => self.insert("durations", row),
            Record::Impacts(row) => self.insert("impacts", row),
            Record::IncidentMentions(row) => self.insert("incident_mentions", row),
            Record::Causes(row) => self.insert("causes", row),
            Record::CauseClasses(row) => self.insert("cause_classes", row),
            Record::CauseIncidents(row) => self.insert("cause_incidents", row),
            Record::Statements(row) => self.insert("statements", row),
            Record::StatementStances(row) => self.insert("statement_stances", row),
            Record::StatementIncidents(row) => self.insert("statement_incidents", row),
            Record::Orders(row) => self.insert("orders", row),
            Record::Errors(row) => self.insert("errors", row),
        }
    }

    /// Inserts a row whose columns are the struct's fields. Only a row with the same key is passed over: any other conflict is an
    /// error, which `INSERT OR IGNORE` would hide.
    fn insert<R: Serialize>(&mut self, table: &str, row: &R) -> Result<(), StoreError> {
        let refused = |reason: String| StoreError::Refused { table: table.to_string(), reason };
        let Value::Object(fields) = serde_json::to_value(row).map_err(|error| refused(error.to_string()))? else {
            return Err(refused("not an object".to_string()));
        };
        let columns: Vec<&str> = fields.keys().map(String::as_str).collect();
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({}) {}", columns.join(", "), places.join(", "), on_conflict(table));
        let mut statement = self.connection.prepare_cached(&sql).map_err(|error| refused(error.to_string()))?;
        match statement.execute(rusqlite::params_from_iter(fields.values().map(sql_value))) {
            Ok(_) => Ok(()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Err(refused(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }
}

/// What happens to a row that is there already: where two inputs give the same key with other columns, the smaller one stays,
/// whichever comes first.
fn on_conflict(table: &str) -> &'static str {
    match table {
        "documents" => {
            "ON CONFLICT (id) DO UPDATE SET source_path = excluded.source_path, format = excluded.format, published_source = excluded.published_source
             WHERE excluded.source_path < documents.source_path"
        }
        "organizations" => {
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role WHERE (excluded.name, excluded.role) < (organizations.name, organizations.role)"
        }
        _ => "ON CONFLICT DO NOTHING",
    }
}

fn sql_value(value: &Value) -> ToSqlOutput<'_> {
    match value {
        Value::Null => ToSqlOutput::Owned(SqlValue::Null),
        Value::Bool(flag) => ToSqlOutput::Owned(SqlValue::Integer(i64::from(*flag))),
        Value::Number(number) => ToSqlOutput::Owned(match number.as_i64() {
            Some(integer) => SqlValue::Integer(integer),
            None => SqlValue::Real(number.as_f64().unwrap_or(f64::MAX)),
        }),
        Value::String(text) => ToSqlOutput::from(text.as_str()),
        // Lists are stored as JSON.
        Value::Array(_) | Value::Object(_) => ToSqlOutput::Owned(SqlValue::Text(value.to_string())),
    }
}
