//! A database -> one hash over its content: equal whatever the order of the input, and after ingesting twice.

use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::{DERIVED, EXTRACTED, Store, StoreError};

/// Columns that say how the content came here, not what it is: the same document can lie in two files.
const NOT_CONTENT: &[(&str, &str)] = &[("documents", "source_path"), ("documents", "format"), ("documents", "published_source")];

impl Store {
    /// SHA-256 in hexadecimal over the sorted rows of all tables of content: not runs, errors, times or paths.
    pub fn fingerprint(&self) -> Result<String, StoreError> {
        let mut hasher = Sha256::new();
        for table in EXTRACTED.iter().chain(DERIVED) {
            let columns: Vec<String> = {
                let statement = self.connection.prepare(&format!("SELECT * FROM {table} LIMIT 0"))?;
                let content = |column: &&str| !NOT_CONTENT.contains(&(table, *column));
                statement.column_names().filter(content).map(|column| format!("\"{column}\"")).collect()
            };
            let columns = columns.join(", ");
            hasher.update(format!("{table}({columns})\n"));
            let mut statement = self.connection.prepare(&format!("SELECT {columns} FROM {table} ORDER BY {columns}"))?;
            let width = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for index in 0..width {
                    hash_value(&mut hasher, row.get_ref(index)?);
                }
            }
        }
        Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Each value with its type and length in front, so that no two rows run together.
fn hash_value(hasher: &mut Sha256, value: ValueRef) {
    let mut put = |kind: u8, bytes: &[u8]| {
        hasher.update([kind]);
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    match value {
        ValueRef::Null => put(0, &[]),
        ValueRef::Integer(number) => put(1, &number.to_le_bytes()),
        ValueRef::Real(number) => put(2, &number.to_bits().to_le_bytes()),
        ValueRef::Text(text) => put(3, text),
        ValueRef::Blob(bytes) => put(4, bytes),
    }
}
