//! `wonin demo`: the shipped corpus -> a database of its own, and the diff of the incidents that tell most.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser;

use super::{Outcome, diff, ingest};
use crate::diff::{IncidentDiff, read};
use crate::link::Verdict;
use crate::store::Store;
use crate::store::case::Filter;

/// Ingest the documents that come with wonin into a fresh database, and show the diffs that tell most
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wonin demo
  wonin demo --db demo.db --incidents 5")]
pub struct Arguments {
    /// The new database [default: a file in the folder for temporary files]
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// The documents [default: corpus/docs, here or in a folder above]
    #[arg(long, value_name = "FOLDER")]
    documents: Option<PathBuf>,
    /// How many incidents to show
    #[arg(long, value_name = "N", default_value_t = 2)]
    incidents: usize,
    #[command(flatten)]
    output: diff::Output,
}

/// The command line of an ingest.
#[derive(Debug, Parser)]
struct Ingest {
    #[command(flatten)]
    arguments: ingest::Arguments,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let documents = documents(arguments.documents.as_deref())?;
    let temporary = || std::env::temp_dir().join(format!("wonin-demo-{}.db", std::process::id()));
    let db = arguments.db.clone().unwrap_or_else(temporary);
    if db.exists() {
        bail!("{} is there already: name a new file with --db", db.display());
    }
    let words = ["ingest".as_ref(), documents.as_os_str(), "--db".as_ref(), db.as_os_str()];
    let outcome = ingest::run(&Ingest::try_parse_from(words)?.arguments)?;
    let store = Store::open(&db)?;
    let mut diffs = read(&store, &Filter::default(), &arguments.output.today())?;
    diffs.sort_by_key(|d| (std::cmp::Reverse(weight(d)), d.incident.clone()));
    diffs.truncate(arguments.incidents);
    arguments.output.write(&diffs)?;
    let program = std::env::args().next().unwrap_or_else(|| "wonin".to_string());
    let db = db.display();
    eprintln!("\nGo on with\n  sqlite3 -box {db} \"SELECT speaker, statement, cause FROM statement_vs_cause WHERE verdict = 'contradicts'\"");
    eprintln!("  {program} diff --db {db} --format html --output diff.html");
    Ok(outcome)
}

/// The folder that was named, or the corpus of the checkout in which the program runs.
fn documents(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(folder) = given {
        return Ok(folder.to_path_buf());
    }
    let here = std::env::current_dir().context("the folder in which this runs cannot be read")?;
    let corpus = here.ancestors().map(|folder| folder.join("corpus/docs")).find(|folder| folder.is_dir());
    corpus.context("there is no corpus/docs here: run this in a checkout of wonin, or name a folder of documents with --documents")
}

/// How much an incident tells a first reader: grave verdicts of different kinds, a change of mind, what nobody mentions, orders; less
/// where it is long.
fn weight(diff: &IncidentDiff) -> usize {
    let has = |verdict| usize::from(diff.verdict_count(verdict) > 0);
    let grave: usize = [Verdict::Contradicts, Verdict::Denies, Verdict::Underspecified].map(has).iter().sum();
    let beside = has(Verdict::Accepts) + usize::from(!diff.omissions.is_empty()) + usize::from(!diff.orders.is_empty());
    let comparisons: usize = diff.statements.iter().map(|s| s.comparisons.len()).sum();
    (2 * grave + beside).saturating_sub(comparisons / LONG)
}

/// So many comparisons are much to read.
const LONG: usize = 20;
