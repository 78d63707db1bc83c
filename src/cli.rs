//! The command line -> what the program does, and its exit code: 0 done, 1 failed, 2 usage, 3 done but some inputs could not be read.
//! Data goes to stdout, all else to stderr. One file a verb.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod batch;
mod check;
mod demo;
mod diff;
mod eval;
mod explain;
mod extract;
mod fingerprint;
mod incidents;
mod ingest;
mod link;
mod output;

#[derive(Debug, Parser)]
#[command(name = "wonin", version, about, max_term_width = 110)]
#[command(after_help = "Examples:
  wonin demo
  wonin ingest articles/ notices.jsonl --db outages.db
  wonin incidents --db outages.db
  wonin diff --db outages.db
  wonin diff --db outages.db --format html --output diff.html
  wonin extract articles.jsonl > records.jsonl

Exit codes: 0 done, 1 failed, 2 usage, 3 done but some inputs could not be read.")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Ingest(ingest::Arguments),
    Extract(extract::Arguments),
    Incidents(incidents::Arguments),
    Link(link::Arguments),
    Explain(explain::Arguments),
    Eval(eval::Arguments),
    Diff(diff::Arguments),
    Demo(demo::Arguments),
    Check(check::Arguments),
    Fingerprint(fingerprint::Arguments),
}

/// The database that a verb works on.
#[derive(Debug, clap::Args)]
struct Database {
    /// The database file
    #[arg(long, value_name = "FILE", default_value = "wonin.db")]
    db: PathBuf,
}

/// How a verb ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    /// What was asked for was found to be broken.
    Broken,
    /// Some inputs could not be read.
    SomeUnread,
}

/// Runs the program on the process's arguments.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.verb {
        Verb::Ingest(arguments) => ingest::run(&arguments),
        Verb::Extract(arguments) => extract::run(&arguments),
        Verb::Incidents(arguments) => incidents::run(&arguments),
        Verb::Link(arguments) => link::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Eval(arguments) => eval::run(&arguments),
        Verb::Diff(arguments) => diff::run(&arguments),
        Verb::Demo(arguments) => demo::run(&arguments),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Fingerprint(arguments) => fingerprint::run(&arguments),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Broken) => ExitCode::from(1),
        Ok(Outcome::SomeUnread) => ExitCode::from(3),
        // Whoever reads our output has seen enough (`wonin extract | head`).
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wonin: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let in_json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        kind.or(in_json) == Some(io::ErrorKind::BrokenPipe)
    })
}
