//! `wonin fingerprint`: one hash over a database's content.

use std::io::Write;

use anyhow::Result;

use super::{Database, Outcome};
use crate::store::Store;

/// Print one hash over the content: equal for the same documents in any order, and after ingesting twice
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  wonin fingerprint --db outages.db")]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let store = Store::open(&arguments.database.db)?;
    writeln!(std::io::stdout().lock(), "{}", store.fingerprint()?)?;
    Ok(Outcome::Done)
}
