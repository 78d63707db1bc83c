//! `wonin link`: what follows from all documents of a database together: incidents, findings, repeated statements, links.

use anyhow::Result;

use super::{Database, Outcome};
use crate::link::frame::Comparer;
use crate::pipeline::Engine;
use crate::pipeline::reduce::{Archive, Derived, reduce};
use crate::store::Store;

/// Find the incidents again, and link statements to causes; `ingest` has done it already
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  wonin link --db outages.db")]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let mut store = Store::open(&arguments.database.db)?;
    let derived = derive(&mut store, &Engine::new()?)?;
    eprintln!("{}", described(&derived));
    Ok(Outcome::Done)
}

/// Makes the derived tables anew from all that was extracted.
pub fn derive(store: &mut Store, engine: &Engine) -> Result<Derived> {
    let comparer = Comparer::new()?;
    // Where it fails, the transaction goes with the connection.
    store.begin()?;
    let mut archive = Archive::default();
    store.each_record(|record| archive.add(record))?;
    let derived = reduce(&archive, &comparer);
    store.replace_derived(&derived, engine.fingerprint())?;
    store.commit()?;
    Ok(derived)
}

/// What was derived, in one line.
pub fn described(derived: &Derived) -> String {
    let Derived { incidents, findings, links, .. } = derived;
    format!("{} incidents, {} findings, {} links", incidents.len(), findings.len(), links.len())
}
