//! `wonin extract`: documents in, their records out as JSON lines, in the order of the input.

use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Result;

use super::{Outcome, batch, ingest};
use crate::document::input::expand;
use crate::pipeline::Engine;
use crate::record::Record;

/// Print the records of documents as JSON lines, without a database
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wonin extract articles.jsonl > records.jsonl
  cat article.txt | wonin extract --published 2024-06-03
  wonin extract notices/ | jq 'select(.record == \"causes\")'")]
pub struct Arguments {
    /// Texts, saved pages, JSON documents or JSONL files, folders of them, or - for stdin
    #[arg(value_name = "PATH", default_value = "-")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    reading: ingest::Reading,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let engine = Engine::new()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut documents = 0;
    let mut unread = 0;
    let limit = arguments.reading.limit.unwrap_or(usize::MAX);
    let options = arguments.reading.options();
    let jobs = batch::jobs(arguments.reading.jobs);
    batch::run(&engine, expand(&arguments.paths), &options, jobs, &|worker, document| worker.extract(document), &mut |batch| {
        for result in batch.results {
            match result {
                Ok(_) if documents == limit => return Ok(ControlFlow::Break(())),
                Ok(records) => {
                    documents += 1;
                    records.iter().try_for_each(|record| write_line(&mut out, record))?;
                }
                Err(error) => {
                    unread += 1;
                    if !arguments.reading.quiet {
                        eprintln!("wonin: {}", ingest::described(&error));
                    }
                    write_line(&mut out, &Record::Errors(error))?;
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    out.flush()?;
    Ok(if unread == 0 { Outcome::Done } else { Outcome::SomeUnread })
}

fn write_line(out: &mut impl Write, record: &Record) -> Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    Ok(out.write_all(b"\n")?)
}
