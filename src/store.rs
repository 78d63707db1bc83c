//! Records -> a SQLite database, and back: the only file that names rusqlite, with `store/*.rs`.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::record::SCHEMA_VERSION;

pub mod case;
pub mod check;
pub mod facts;
pub mod fingerprint;
pub mod load;
pub mod query;

/// The tables that one document's extraction fills, parents before children.
pub const EXTRACTED: &[&str] = &[
    "documents",
    "organizations",
    "organization_aliases",
    "dates",
    "durations",
    "incident_mentions",
    "impacts",
    "causes",
    "cause_classes",
    "cause_incidents",
    "statements",
    "statement_stances",
    "statement_incidents",
    "orders",
];

/// The tables that follow from all documents together, parents before children.
pub const DERIVED: &[&str] = &["incidents", "incident_members", "findings", "finding_members", "statement_repeats", "links"];

/// The tables whose rows have a span in a document's text.
pub const QUOTED: &[&str] = &["dates", "durations", "impacts", "incident_mentions", "causes", "statements", "orders"];

const SCHEMA: &str = include_str!("../schema.sql");

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

/// What went wrong with a database, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("there is no database {0}: run `wonin ingest PATH... --db {0}` first")]
    Missing(String),
    #[error(
        "{path} has schema version {found}, this wonin writes version {SCHEMA_VERSION}: ingest again into a new file, or use the wonin that made it"
    )]
    Version { path: String, found: u32 },
    #[error("{0} is not a database of wonin: name another file with --db")]
    Foreign(String),
    #[error("{0} is in use by another wonin: wait for it to finish, then run this again")]
    Busy(String),
    #[error("a row of {table} was refused: {reason}")]
    Refused { table: String, reason: String },
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("database: a row of {table} cannot be read back: {reason}")]
    Unreadable { table: String, reason: String },
}

/// How long to wait for another process that writes.
const BUSY: Duration = Duration::from_secs(10);

impl Store {
    /// Opens a database, and makes it where there is none.
    pub fn create(path: &Path) -> Result<Store, StoreError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        let name = path.display().to_string();
        if is_empty(&connection, &name)? {
            connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| explain(error, &name))?;
            // Another process can have made it in the meantime.
            if is_empty(&connection, &name)? {
                connection.execute_batch(SCHEMA)?;
                connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            }
            connection.execute_batch("COMMIT")?;
        }
        Store::accept(connection, &name)
    }

    /// Opens a database that is there already, to read and to derive.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let name = path.display().to_string();
        if !path.exists() {
            return Err(StoreError::Missing(name));
        }
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY)?;
        if is_empty(&connection, &name)? {
            return Err(StoreError::Missing(name));
        }
        Store::accept(connection, &name)
    }

    fn accept(connection: Connection, name: &str) -> Result<Store, StoreError> {
        let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let is_ours = connection.prepare("SELECT id, sha256, text FROM documents LIMIT 0").is_ok();
        if !is_ours {
            return Err(StoreError::Foreign(name.to_string()));
        }
        if found != SCHEMA_VERSION {
            return Err(StoreError::Version { path: name.to_string(), found });
        }
        // References are checked by `wonin check` over the whole database: at each row they would cost a third of the load.
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Store { connection })
    }

    /// Lets others read while this process writes, until `settle`.
    pub fn write_ahead(&mut self) -> Result<(), StoreError> {
        self.set_journal("WAL")
    }

    /// Puts all into the one file, which can then be copied, and read where nothing can be written.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        self.set_journal("DELETE")
    }

    /// While another process has the database open, the journal stays as it is, which is no harm; that process will settle it.
    fn set_journal(&mut self, mode: &str) -> Result<(), StoreError> {
        match self.connection.pragma_update(None, "journal_mode", mode) {
            Err(error) if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) => Ok(()),
            set => Ok(set?),
        }
    }

    /// Begins a transaction; another process that writes is waited for.
    pub fn begin(&mut self) -> Result<(), StoreError> {
        let name = self.connection.path().unwrap_or_default().to_string();
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| explain(error, &name))
    }

    pub fn commit(&mut self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }
}

/// Whether the file has no tables yet.
fn is_empty(connection: &Connection, name: &str) -> Result<bool, StoreError> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0)).map_err(|error| explain(error, name))
}

fn explain(error: rusqlite::Error, name: &str) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(name.to_string()),
        Some(ErrorCode::NotADatabase) => StoreError::Foreign(name.to_string()),
        _ => StoreError::Sqlite(error),
    }
}
