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

    /// Puts these rows in place of all that was derived before. In one transaction with the reading of the records, so that
    /// none is loaded in between.
    pub fn replace_derived(&mut self, derived: &Derived, engine: &str) -> Result<(), StoreError> {
        for table in DERIVED.iter().rev() {
            self.connection.execute_batch(&format!("DELETE FROM {table}"))?;
        }
        derived.incidents.iter().try_for_each(|row| self.insert("incidents", row))?;
        derived.incident_members.iter().try_for_each(|row| self.insert("incident_members", row))?;
        let background = "UPDATE incidents SET background = coalesce((SELECT min(m.background) FROM incident_members im
                          JOIN incident_mentions m ON m.id = im.incident_mention_id WHERE im.incident_id = incidents.id), 0)";
        self.connection.execute_batch(background)?;
        derived.findings.iter().try_for_each(|row| self.insert("findings", row))?;
        derived.finding_members.iter().try_for_each(|row| self.insert("finding_members", row))?;
        derived.statement_repeats.iter().try_for_each(|row| self.insert("statement_repeats", row))?;
        derived.links.iter().try_for_each(|row| self.insert("links", row))?;
        self.outdate_derived()?;
        self.connection.execute("INSERT INTO derivation (engine) VALUES (?1)", [engine])?;
        Ok(())
    }

    /// Forgets the errors of an input that is read again, and of its documents, whose paths go on with `#`.
    pub fn forget_errors(&mut self, source_path: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM errors WHERE source_path = ?1 OR (source_path >= ?1 || '#' AND source_path < ?1 || '$')";
        self.connection.prepare_cached(sql)?.execute([source_path])?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::*;
    use crate::store::check::Breach;

    /// A row of every table, each with all its columns filled.
    pub fn one_of_each() -> (Vec<Record>, Derived) {
        let s = |text: &str| text.to_string();
        let o = |text: &str| Some(text.to_string());
        let quote =
            |start: usize, text: &str| Quote { document_id: s("d"), char_start: start, char_end: start + text.chars().count(), text: s(text) };
        let text = "3일 10분간 예약이 37% 멈췄다. 회사는 점검 오류라고 했다.";
        let records = vec![
            Record::Documents(DocumentRow {
                id: s("d"),
                source_id: o("1"),
                kind: s("news"),
                publisher: o("가온신문"),
                title: None,
                author: o("홍길동"),
                url: o("https://example.kr/1"),
                published_at: o("2024-06-03T14:20"),
                published_source: o("input"),
                source_path: o("a.jsonl#1"),
                format: s("jsonl"),
                sha256: s("00"),
                engine: s("e"),
                text: s(text),
            }),
            Record::Organizations(OrganizationRow { id: s("o"), name: s("가온레일"), role: s("company") }),
            Record::OrganizationAliases(OrganizationAliasRow { alias: s("가온"), organization_id: s("o") }),
            Record::Dates(DateRow {
                id: s("date"),
                quote: quote(0, "3일"),
                kind: s("date"),
                value: s("2024-06-03"),
                start_at: o("2024-06-03T00:00:00"),
                end_at: o("2024-06-04T00:00:00"),
                granularity: s("day"),
                anchor: o("document_date"),
                rule: s("r"),
            }),
            Record::Durations(DurationRow {
                id: s("duration"),
                quote: quote(3, "10분간"),
                seconds: Some(600),
                iso8601: o("PT10M"),
                approximate: 0,
                bound: s("exact"),
                rule: s("r"),
            }),
            Record::IncidentMentions(IncidentMentionRow {
                id: s("m"),
                document_id: s("d"),
                ordinal: 1,
                operator_id: o("o"),
                service: o("예약"),
                event: o("outage"),
                sequence: Some(1),
                start_at: o("2024-06-03"),
                end_at: o("2024-06-03T10:00"),
                duration_seconds: Some(600),
                background: 0,
                char_start: 8,
                char_end: 11,
                text: s("예약이"),
                rule: s("r"),
            }),
            Record::Impacts(ImpactRow {
                id: s("impact"),
                quote: quote(12, "37%"),
                value: Some(37.0),
                unit: s("%"),
                population: o("예약"),
                approximate: 0,
                bound: s("exact"),
                incident_mention_id: o("m"),
                rule: s("r"),
            }),
            Record::Causes(CauseRow {
                id: s("cause"),
                quote: quote(25, "점검 오류"),
                status: s("stated"),
                asserted_by: o("가온레일"),
                asserted_by_id: o("o"),
                asserted_role: s("company"),
                role: s("trigger"),
                evidential: o("했"),
                rule: s("r"),
            }),
            Record::CauseClasses(CauseClassRow { cause_id: s("cause"), class: s("maintenance") }),
            Record::CauseIncidents(CauseIncidentRow { cause_id: s("cause"), incident_mention_id: s("m") }),
            Record::Statements(StatementRow {
                id: s("statement"),
                quote: quote(25, "점검 오류"),
                speaker: o("가온레일"),
                speaker_id: o("o"),
                speaker_role: s("company"),
                mode: s("indirect"),
                phase: o("before"),
                rule: s("r"),
            }),
            Record::StatementStances(StatementStanceRow { statement_id: s("statement"), stance: s("vague_cause") }),
            Record::StatementIncidents(StatementIncidentRow { statement_id: s("statement"), incident_mention_id: s("m") }),
            Record::Orders(OrderRow {
                id: s("order"),
                quote: quote(21, "회사는"),
                authority: o("가온레일"),
                authority_id: o("o"),
                addressee: o("가온레일"),
                addressee_id: o("o"),
                category: s("fine"),
                deadline: o("P1M"),
                due_on: o("2024-07-03"),
                amount_krw: Some(3_000_000_000),
                incident_mention_id: o("m"),
                rule: s("r"),
            }),
        ];
        let finding = |id: &str, superseded_by: Option<&str>| FindingRow {
            id: s(id),
            incident_id: s("가온레일-2024-06-03"),
            authority: o("가온레일"),
            authority_id: o("o"),
            role: s("trigger"),
            text: s("점검 오류"),
            cause_id: s("cause"),
            found_at: o("2024-06-03"),
            superseded_by: superseded_by.map(str::to_string),
        };
        let derived = Derived {
            incidents: vec![IncidentRow {
                id: s("가온레일-2024-06-03"),
                operator_id: o("o"),
                service: o("예약"),
                event: o("outage"),
                start_at: o("2024-06-03"),
                end_at: o("2024-06-03T10:00"),
                duration_seconds: Some(600),
            }],
            incident_members: vec![IncidentMemberRow { incident_id: s("가온레일-2024-06-03"), incident_mention_id: s("m") }],
            findings: vec![finding("f", Some("g")), finding("g", None)],
            finding_members: vec![FindingMemberRow { finding_id: s("f"), cause_id: s("cause") }],
            statement_repeats: vec![StatementRepeatRow { statement_id: s("statement"), repeats_id: s("statement") }],
            links: vec![LinkRow {
                id: s("l"),
                incident_id: s("가온레일-2024-06-03"),
                statement_id: s("statement"),
                cause_id: o("cause"),
                impact_id: o("impact"),
                incident_mention_id: o("m"),
                axis: s("cause"),
                verdict: s("partial"),
                score: 0.5,
                covered: s("[]"),
                missing: s("[\"점검\"]"),
                explanation: s("x"),
                phase: o("before"),
            }],
            largest_block: 1,
        };
        (records, derived)
    }

    fn loaded(folder: &tempfile::TempDir) -> Store {
        let mut store = Store::create(&folder.path().join("a.db")).unwrap();
        let (records, derived) = one_of_each();
        store.begin().unwrap();
        store.load(&records).unwrap();
        store.load(&records).unwrap();
        store.commit().unwrap();
        store.replace_derived(&derived, "e").unwrap();
        store.replace_derived(&derived, "e").unwrap();
        store
    }

    #[test]
    fn every_record_is_loaded_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = loaded(&folder);
        let mut back = Vec::new();
        store.each_record(|record| back.push(record)).unwrap();
        assert_eq!(back, one_of_each().0);
        assert_eq!(store.check().unwrap(), Vec::<Breach>::new());
        assert!(store.is_derived("e").unwrap() && !store.is_derived("f").unwrap());
        for (table, count) in store.counts().unwrap() {
            assert_eq!(
                count,
                match table {
                    "errors" => 0,
                    "findings" => 2,
                    _ => 1,
                },
                "{table}"
            );
        }
    }

    #[test]
    fn every_column_is_filled_and_every_reference_has_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = loaded(&folder);
        for table in crate::store::EXTRACTED.iter().chain(DERIVED) {
            store
                .each_row(&format!("SELECT * FROM {table} ORDER BY 1 LIMIT 1"), |fields| {
                    let empty: Vec<&String> = fields.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name).collect();
                    let expected: &[&str] = match *table {
                        "documents" => &["title"],
                        "organizations" => &["parent_id"],
                        _ => &[],
                    };
                    assert_eq!(empty, expected, "{table}");
                    Ok(())
                })
                .unwrap();
            let unindexed = format!(
                "SELECT k.\"from\" AS name FROM pragma_foreign_key_list('{table}') k WHERE NOT EXISTS
                 (SELECT 1 FROM pragma_index_list('{table}') i JOIN pragma_index_info(i.name) c ON c.seqno = 0 AND c.name = k.\"from\")"
            );
            store.each_row(&unindexed, |fields| panic!("{table}: no index on {fields:?}")).unwrap();
        }
    }

    #[test]
    fn every_column_is_explained() {
        let schema = include_str!("../../schema.sql");
        let table = regex::Regex::new(r"(?s)CREATE TABLE (\w+) \((.*?)\n\) STRICT;").unwrap();
        for found in table.captures_iter(schema) {
            for line in found[2].lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with("PRIMARY KEY")) {
                assert!(line.contains("  -- ") || line.contains(" -- "), "{}: {line}", &found[1]);
            }
        }
        assert_eq!(table.captures_iter(schema).count(), crate::store::EXTRACTED.len() + DERIVED.len() + 4);
    }

    #[test]
    fn views_answer() {
        let folder = tempfile::tempdir().unwrap();
        let store = loaded(&folder);
        for (view, rows) in
            [("statement_vs_cause", 1), ("omissions", 1), ("timeline", 5), ("claims_by_source", 4), ("orders_due", 1), ("unexplained_incidents", 1)]
        {
            let mut count = 0;
            store
                .each_row(&format!("SELECT * FROM {view}"), |_| {
                    count += 1;
                    Ok(())
                })
                .unwrap();
            assert_eq!(count, rows, "{view}");
        }
    }

    #[test]
    fn a_document_with_a_refused_row_is_not_loaded_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.db")).unwrap();
        let (mut records, _) = one_of_each();
        let Some(Record::Orders(order)) = records.last_mut() else { panic!("the last record is an order") };
        order.category = "wish".to_string();
        store.begin().unwrap();
        assert!(matches!(store.load(&records), Err(StoreError::Refused { table, .. }) if table == "orders"));
        store.commit().unwrap();
        assert!(store.counts().unwrap().iter().all(|(_, count)| *count == 0));
    }

    #[test]
    fn a_document_is_removed_with_all_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = loaded(&folder);
        store.replace_derived(&Derived::default(), "e").unwrap();
        store.remove_document("d").unwrap();
        let left: Vec<&str> = store.counts().unwrap().into_iter().filter(|(_, count)| *count > 0).map(|(table, _)| table).collect();
        assert_eq!(left, ["organizations", "organization_aliases"]);
    }

    #[test]
    fn what_stays_of_two_rows_with_one_key_does_not_depend_on_their_order() {
        let (records, _) = one_of_each();
        let change = |records: &[Record]| -> Vec<Record> {
            let mut changed = records.to_vec();
            if let Some(Record::Documents(row)) = changed.first_mut() {
                row.source_path = Some("b.txt".to_string());
            }
            if let Some(Record::Organizations(row)) = changed.get_mut(1) {
                row.role = "other".to_string();
            }
            changed
        };
        let other = change(&records);
        let mut kept = Vec::new();
        for order in [[&records, &other], [&other, &records]] {
            let folder = tempfile::tempdir().unwrap();
            let mut store = Store::create(&folder.path().join("a.db")).unwrap();
            order.into_iter().for_each(|records| store.load(records).unwrap());
            let mut back = Vec::new();
            store.each_record(|record| back.push(record)).unwrap();
            kept.push(back);
        }
        assert_eq!(kept[0], kept[1]);
    }
}
