//! `wonin check`: whether a database keeps its contract, and how many rows it holds.

use std::io::Write;

use anyhow::Result;

use super::{Database, Outcome};
use crate::store::Store;

/// Check that every quote stands in its text, that no reference is broken, and that values have their shapes
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  wonin check --db outages.db

Exit code 1 where a row is broken; the rows are listed.")]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let store = Store::open(&arguments.database.db)?;
    let mut out = std::io::stdout().lock();
    for (table, count) in store.counts()? {
        writeln!(out, "{table:22} {count:>10}")?;
    }
    let breaches = store.check()?;
    for breach in &breaches {
        writeln!(out, "broken: {} {}: {}", breach.table, breach.row, breach.what)?;
    }
    writeln!(out, "{}", if breaches.is_empty() { "sound".to_string() } else { format!("{} rows are broken", breaches.len()) })?;
    Ok(if breaches.is_empty() { Outcome::Done } else { Outcome::Broken })
}
