//! An incident's id -> all rows that belong to it: its tellings, statements, causes, findings, links, figures, orders and documents.

use rusqlite::params_from_iter;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::query::json_value;
use super::{Store, StoreError};
use crate::record::{
    CauseRow, DocumentRow, DurationRow, FindingMemberRow, FindingRow, ImpactRow, IncidentMentionRow, LinkRow, OrderRow, StatementRepeatRow,
    StatementRow,
};

/// The incident itself, with its operator's name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct IncidentHead {
    pub id: String,
    pub operator: Option<String>,
    pub service: Option<String>,
    pub event: Option<String>,
    pub start_at: Option<String>,
    pub end_at: Option<String>,
    pub duration_seconds: Option<u64>,
}

/// A statement with its stances, as a JSON list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SaidRow {
    #[serde(flatten)]
    pub row: StatementRow,
    pub stances: String,
}

/// A cause with its classes, as a JSON list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct CausedRow {
    #[serde(flatten)]
    pub row: CauseRow,
    pub classes: String,
}

/// All rows of one incident, each list in order of its ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub incident: IncidentHead,
    pub mentions: Vec<IncidentMentionRow>,
    pub documents: Vec<DocumentRow>,
    pub statements: Vec<SaidRow>,
    pub repeats: Vec<StatementRepeatRow>,
    pub causes: Vec<CausedRow>,
    pub findings: Vec<FindingRow>,
    pub finding_members: Vec<FindingMemberRow>,
    pub links: Vec<LinkRow>,
    pub impacts: Vec<ImpactRow>,
    pub durations: Vec<DurationRow>,
    pub orders: Vec<OrderRow>,
}

/// Which incidents are asked for; all conditions hold together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// An incident's id, or how several ids begin.
    pub incident: Option<String>,
    /// Name or alias of an operator or of a company that speaks.
    pub company: Option<String>,
    /// First and last day: `2024`, `2024-05` or `2024-05-13`. An incident without a date is in no period.
    pub from: Option<String>,
    pub to: Option<String>,
}

/// The incident's tellings, and those documents whose only telling of an own incident is among them: what such a document says
/// without naming an incident belongs to this one.
const MEMBERS: &str = "WITH member AS (
    SELECT m.id, m.document_id, m.background FROM incident_members im JOIN incident_mentions m ON m.id = im.incident_mention_id WHERE im.incident_id = ?1
  ), sole AS (
    SELECT document_id FROM member WHERE background = 0
       AND (SELECT count(*) FROM incident_mentions o WHERE o.document_id = member.document_id AND o.background = 0) = 1
  )";

const STATEMENTS: &str =
    "SELECT s.*, (SELECT json_group_array(stance) FROM (SELECT stance FROM statement_stances WHERE statement_id = s.id ORDER BY stance)) AS stances
  FROM statements s
  WHERE s.id IN (SELECT statement_id FROM statement_incidents WHERE incident_mention_id IN (SELECT id FROM member))
     OR s.id IN (SELECT statement_id FROM links WHERE incident_id = ?1)
     OR s.document_id IN (SELECT document_id FROM sole) AND NOT EXISTS (SELECT 1 FROM statement_incidents WHERE statement_id = s.id)
  ORDER BY s.id";

const CAUSES: &str =
    "SELECT c.*, (SELECT json_group_array(class) FROM (SELECT class FROM cause_classes WHERE cause_id = c.id ORDER BY class)) AS classes
  FROM causes c
  WHERE c.id IN (SELECT cause_id FROM cause_incidents WHERE incident_mention_id IN (SELECT id FROM member))
     OR c.id IN (SELECT fm.cause_id FROM findings f JOIN finding_members fm ON fm.finding_id = f.id WHERE f.incident_id = ?1)
     OR c.document_id IN (SELECT document_id FROM sole) AND NOT EXISTS (SELECT 1 FROM cause_incidents WHERE cause_id = c.id)
  ORDER BY c.id";

const ORDERS: &str = "SELECT r.* FROM orders r
  WHERE r.incident_mention_id IN (SELECT id FROM member)
     OR r.incident_mention_id IS NULL AND r.document_id IN (SELECT document_id FROM sole)
  ORDER BY r.id";

impl Store {
    /// Ids of the incidents that a filter lets through, in order of time.
    pub fn incident_ids(&self, filter: &Filter) -> Result<Vec<String>, StoreError> {
        // A date that is known only in part is compared as far as it is known.
        let sql = "SELECT i.id FROM incidents i
            WHERE (?1 IS NULL OR i.id = ?1 OR NOT EXISTS (SELECT 1 FROM incidents WHERE id = ?1) AND substr(i.id, 1, length(?1)) = ?1)
              AND (?3 IS NULL OR substr(i.start_at, 1, length(?3)) >= substr(?3, 1, length(i.start_at)))
              AND (?4 IS NULL OR substr(i.start_at, 1, length(?4)) <= substr(?4, 1, length(i.start_at)))
              AND (?2 IS NULL
                OR i.operator_id IN (SELECT id FROM organizations WHERE name = ?2 UNION SELECT organization_id FROM organization_aliases WHERE alias = ?2)
                OR EXISTS (SELECT 1 FROM incident_members im JOIN statement_incidents si ON si.incident_mention_id = im.incident_mention_id
                             JOIN statements s ON s.id = si.statement_id AND s.speaker_role = 'company'
                            WHERE im.incident_id = i.id AND (s.speaker = ?2
                               OR s.speaker_id IN (SELECT organization_id FROM organization_aliases WHERE alias = ?2))))
            ORDER BY i.start_at IS NULL, i.start_at, i.id";
        let mut statement = self.connection.prepare(sql)?;
        let values = [&filter.incident, &filter.company, &filter.from, &filter.to];
        let rows = statement.query_map(params_from_iter(values), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All rows of one incident; None where there is no such incident.
    pub fn case(&self, incident_id: &str) -> Result<Option<Case>, StoreError> {
        let head = "SELECT i.*, o.name AS operator FROM incidents i LEFT JOIN organizations o ON o.id = i.operator_id WHERE i.id = ?1";
        let Some(incident) = self.rows::<IncidentHead>("incidents", head, incident_id)?.pop() else { return Ok(None) };
        let member = |sql: &str| format!("{MEMBERS} {sql}");
        let statements: Vec<SaidRow> = self.rows("statements", &member(STATEMENTS), incident_id)?;
        let causes: Vec<CausedRow> = self.rows("causes", &member(CAUSES), incident_id)?;
        let orders: Vec<OrderRow> = self.rows("orders", &member(ORDERS), incident_id)?;
        let impacts = "SELECT * FROM impacts WHERE incident_mention_id IN (SELECT id FROM member) OR id IN (SELECT impact_id FROM links WHERE incident_id = ?1) ORDER BY id";
        let durations = "SELECT * FROM durations WHERE document_id IN (SELECT document_id FROM member) ORDER BY id";
        let mentions = "SELECT * FROM incident_mentions WHERE id IN (SELECT id FROM member) ORDER BY id";
        let mentions: Vec<IncidentMentionRow> = self.rows("incident_mentions", &member(mentions), incident_id)?;
        let impacts: Vec<ImpactRow> = self.rows("impacts", &member(impacts), incident_id)?;
        let mut named: Vec<&str> = statements.iter().map(|s| s.row.quote.document_id.as_str()).collect();
        named.extend(causes.iter().map(|c| c.row.quote.document_id.as_str()));
        named.extend(orders.iter().map(|o| o.quote.document_id.as_str()));
        named.extend(impacts.iter().map(|i| i.quote.document_id.as_str()));
        named.extend(mentions.iter().map(|m| m.document_id.as_str()));
        named.sort_unstable();
        named.dedup();
        let documents = named.into_iter().map(|id| self.rows("documents", "SELECT * FROM documents WHERE id = ?1", id));
        let documents: Vec<Vec<DocumentRow>> = documents.collect::<Result<_, _>>()?;
        let repeats = "SELECT * FROM statement_repeats WHERE statement_id IN (SELECT s.id FROM statements s JOIN member ON member.document_id = s.document_id) ORDER BY 1";
        Ok(Some(Case {
            mentions,
            documents: documents.into_iter().flatten().collect(),
            repeats: self.rows("statement_repeats", &member(repeats), incident_id)?,
            findings: self.rows("findings", "SELECT * FROM findings WHERE incident_id = ?1 ORDER BY id", incident_id)?,
            finding_members: self.rows(
                "finding_members",
                "SELECT * FROM finding_members WHERE finding_id IN (SELECT id FROM findings WHERE incident_id = ?1) ORDER BY 1, 2",
                incident_id,
            )?,
            links: self.rows("links", "SELECT * FROM links WHERE incident_id = ?1 ORDER BY id", incident_id)?,
            durations: self.rows("durations", &member(durations), incident_id)?,
            incident,
            statements,
            causes,
            impacts,
            orders,
        }))
    }

    /// The rows of a query that has one argument.
    fn rows<T: DeserializeOwned>(&self, table: &str, sql: &str, argument: &str) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let columns: Vec<String> = statement.column_names().map(str::to_string).collect();
        let mut rows = statement.query([argument])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let mut fields = Map::new();
            for (index, column) in columns.iter().enumerate() {
                fields.insert(column.clone(), json_value(row.get_ref(index)?));
            }
            let parsed = serde_json::from_value(Value::Object(fields));
            found.push(parsed.map_err(|error| StoreError::Unreadable { table: table.to_string(), reason: error.to_string() })?);
        }
        Ok(found)
    }
}
