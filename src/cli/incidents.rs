//! `wonin incidents`: the incidents of a database, in order of time.

use anyhow::Result;

use super::output::{self, Format};
use super::{Database, Outcome};
use crate::store::Store;

/// List the incidents of a database
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wonin incidents
  wonin incidents --db outages.db --format csv > incidents.csv")]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let store = Store::open(&arguments.database.db)?;
    output::print(&store.incidents()?, arguments.format)?;
    Ok(Outcome::Done)
}
