//! `wonin ingest`: documents in, a database out. Documents that are in it already are passed over.

use std::collections::{BTreeMap, HashSet};
use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::batch::{self, Batch};
use super::{Database, Outcome, link};
use crate::document::input::{Input, expand, stamp};
use crate::document::{Kind, Problem, Published, ReadOptions};
use crate::pipeline::{self, Engine};
use crate::record::{ErrorRow, Record};
use crate::store::load::{Run, SourceRow};
use crate::store::{Store, StoreError};

/// Read documents, extract what they tell and load it into a database
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wonin ingest articles/ --db outages.db
  wonin ingest notice.txt --published 2024-06-03 --kind company --publisher 한빛넷
  zcat archive.jsonl.gz | wonin ingest - --db archive.db

A text or saved page can have its metadata beside it: notice.json for notice.txt, with the fields kind, publisher,
title, author, published_at, url. JSON documents have the same fields, and id and text.
What cannot be read is a row of the table errors; the rest is ingested, and the exit code is 3.")]
pub struct Arguments {
    /// Texts, saved pages, JSON documents or JSONL files, folders of them, or - for stdin
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    reading: Reading,
    /// Extract again what another version of wonin or of its dictionary wrote
    #[arg(long)]
    refresh: bool,
}

/// How documents are read.
#[derive(Debug, clap::Args)]
pub struct Reading {
    /// The date of documents that do not give their own (2024-06-03 or 2024-06-03T14:20)
    #[arg(long, value_name = "DATE", value_parser = parse_published)]
    published: Option<Published>,
    /// The kind of documents that do not give their own
    #[arg(long, value_name = "KIND")]
    kind: Option<GivenKind>,
    /// The publisher of documents that do not give their own
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// Workers [default: one a core]
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<usize>,
    /// Stop after so many documents
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Print nothing but what stops the run
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GivenKind {
    News,
    Regulator,
    Company,
    Other,
}

impl Reading {
    pub fn options(&self) -> ReadOptions {
        let kind = self.kind.map(|kind| match kind {
            GivenKind::News => Kind::News,
            GivenKind::Regulator => Kind::Regulator,
            GivenKind::Company => Kind::Company,
            GivenKind::Other => Kind::Other,
        });
        ReadOptions { published: self.published, kind, publisher: self.publisher.clone() }
    }
}

pub fn parse_published(text: &str) -> Result<Published, String> {
    Published::parse(text).ok_or_else(|| "no day of the calendar; write 2024-06-03 or 2024-06-03T14:20".to_string())
}

/// How many errors are shown one by one.
const ERRORS_SHOWN: usize = 20;
/// A transaction takes so many bytes of input, or lasts so long: what a killed run has to read again.
const TRANSACTION_BYTES: usize = 16 << 20;
const TRANSACTION_TIME: Duration = Duration::from_secs(5);

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let begun = Instant::now();
    let engine = Engine::new()?;
    let path = &arguments.database.db;
    let mut store = Store::create(path).with_context(|| format!("cannot open {}", path.display()))?;
    let options = arguments.reading.options();
    let settings = pipeline::hash(&["settings", &format!("{options:?}")]);
    let known = store.documents()?;
    let (inputs, mut tally) = changed_inputs(&store, &arguments.paths, &settings, arguments.refresh)?;

    let inputs_given = arguments.paths.iter().map(|path| path.display().to_string()).collect();
    let now = Timestamp::now();
    let run = Run {
        id: format!("{now}-{}", std::process::id()),
        started_at: now.to_string(),
        engine: engine.fingerprint().to_string(),
        inputs: inputs_given,
    };
    store.write_ahead()?;
    store.begin()?;
    store.begin_run(&run)?;

    let is_known = |id: &str| known.get(id).is_some_and(|made_by| !arguments.refresh || made_by == engine.fingerprint());
    let progress = progress(arguments.reading.quiet);
    let mut load = Load {
        store: &mut store,
        known: &known,
        loaded: HashSet::new(),
        settings: &settings,
        limit: arguments.reading.limit,
        refresh: arguments.refresh,
        tally: &mut tally,
        open_bytes: 0,
        opened: Instant::now(),
    };
    batch::run(
        &engine,
        inputs,
        &options,
        batch::jobs(arguments.reading.jobs),
        &|worker, document| {
            let row = pipeline::document_row(document, engine.fingerprint());
            if is_known(&row.id) { vec![Record::Documents(row)] } else { worker.extract(document) }
        },
        &mut |batch| {
            let next = load.take(batch, &progress)?;
            progress.set_message(load.tally.line(begun.elapsed()));
            progress.tick();
            Ok(next)
        },
    )?;
    store.commit()?;
    if !store.is_derived(engine.fingerprint())? {
        progress.set_message("linking");
        tally.derived = Some(link::described(&link::derive(&mut store, &engine)?));
    }
    progress.finish_and_clear();
    store.finish_run(&run.id, &Timestamp::now().to_string(), tally.documents, tally.added, tally.errors)?;
    store.settle()?;
    if !arguments.reading.quiet {
        summarise(&tally, begun.elapsed(), path);
    }
    Ok(if tally.errors + tally.old_errors == 0 { Outcome::Done } else { Outcome::SomeUnread })
}

/// What a run has come to so far.
#[derive(Debug, Default)]
struct Tally {
    documents: usize,
    /// Documents that were not in the database.
    added: usize,
    /// Files that have not changed since they were read.
    unchanged: usize,
    errors: usize,
    /// Unchanged files that had errors when they were read.
    old_errors: usize,
    bytes: usize,
    /// What follows from all documents, where it was found anew.
    derived: Option<String>,
}

impl Tally {
    fn line(&self, time: Duration) -> String {
        let megabytes = self.bytes as f64 / 1e6;
        let speed = megabytes / time.as_secs_f64().max(0.001);
        format!("{} documents, {megabytes:.1} MB ({speed:.1} MB/s), {} errors", self.documents, self.errors)
    }
}

/// The inputs that are new or have changed since they were read.
fn changed_inputs(store: &Store, paths: &[PathBuf], settings: &str, refresh: bool) -> Result<(Vec<Result<Input, Problem>>, Tally)> {
    let sources = store.sources()?;
    let with_errors = store.paths_with_errors()?;
    let mut tally = Tally::default();
    let mut inputs = expand(paths);
    inputs.retain(|input| {
        let Ok(input) = input else { return true };
        let Some(source) = source_row(input, settings) else { return true };
        let unchanged = !refresh && sources.get(&source.path) == Some(&source);
        if unchanged {
            tally.unchanged += 1;
            tally.old_errors += usize::from(with_errors.contains(&source.path));
        }
        !unchanged
    });
    Ok((inputs, tally))
}

fn source_row(input: &Input, settings: &str) -> Option<SourceRow> {
    let (size, modified_at) = stamp(input)?;
    Some(SourceRow { path: input.path.display().to_string(), size, modified_at, settings: settings.to_string() })
}

/// The writing half of an ingest.
struct Load<'l> {
    store: &'l mut Store,
    known: &'l BTreeMap<String, String>,
    /// Documents that this run has loaded: one text can lie in several files.
    loaded: HashSet<String>,
    settings: &'l str,
    limit: Option<usize>,
    refresh: bool,
    tally: &'l mut Tally,
    /// Of the open transaction.
    open_bytes: usize,
    opened: Instant,
}

impl Load<'_> {
    fn take(&mut self, batch: Batch, progress: &ProgressBar) -> Result<ControlFlow<()>> {
        if let Some(input) = &batch.begins {
            let path = input.path.display().to_string();
            self.store.forget_errors(&path)?;
            if let Some(sidecar) = &input.sidecar {
                self.store.forget_errors(&sidecar.display().to_string())?;
            }
        }
        for result in batch.results {
            match result {
                Ok(_) if self.limit == Some(self.tally.documents) => return Ok(ControlFlow::Break(())),
                Ok(records) => self.load(&records, progress)?,
                Err(error) => self.error(&error, progress)?,
            }
        }
        self.tally.bytes += batch.bytes;
        self.open_bytes += batch.bytes;
        if let Some(source) = batch.ends.as_ref().and_then(|input| source_row(input, self.settings)) {
            self.store.finish_source(&source)?;
        }
        if self.open_bytes >= TRANSACTION_BYTES || self.opened.elapsed() >= TRANSACTION_TIME {
            self.store.commit()?;
            self.store.begin()?;
            (self.open_bytes, self.opened) = (0, Instant::now());
        }
        Ok(ControlFlow::Continue(()))
    }

    fn load(&mut self, records: &[Record], progress: &ProgressBar) -> Result<()> {
        self.tally.documents += 1;
        let Some(Record::Documents(document)) = records.first() else { return Ok(()) };
        let made_by = self.known.get(&document.id);
        let is_new = made_by.is_none() && !self.loaded.contains(&document.id);
        let is_refreshed = self.refresh && made_by.is_some_and(|engine| *engine != document.engine);
        if is_refreshed {
            self.store.remove_document(&document.id)?;
        }
        if is_new || is_refreshed {
            self.store.outdate_derived()?;
        }
        match self.store.load(records) {
            Ok(()) => {
                self.tally.added += usize::from(is_new);
                self.loaded.insert(document.id.clone());
            }
            Err(refused @ StoreError::Refused { .. }) => {
                let source_path = document.source_path.clone().unwrap_or_default();
                self.error(&batch::error_row(Problem { source_path, member: None, reason: format!("{refused}: please report it") }), progress)?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn error(&mut self, error: &ErrorRow, progress: &ProgressBar) -> Result<()> {
        self.tally.errors += 1;
        if self.tally.errors <= ERRORS_SHOWN && !progress.is_finished() {
            progress.suspend(|| eprintln!("wonin: {}", described(error)));
        }
        Ok(self.store.load_error(error)?)
    }
}

/// An error in one line.
pub fn described(error: &ErrorRow) -> String {
    match &error.member {
        Some(member) => format!("{}, {member}: {}", error.source_path, error.reason),
        None => format!("{}: {}", error.source_path, error.reason),
    }
}

fn progress(quiet: bool) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let shown = !quiet && std::io::stderr().is_terminal();
    bar.set_draw_target(if shown { ProgressDrawTarget::stderr_with_hz(5) } else { ProgressDrawTarget::hidden() });
    if quiet {
        bar.finish();
    }
    bar.set_style(ProgressStyle::with_template("{spinner} {elapsed} {msg}").expect("the template is fixed"));
    bar
}

fn summarise(tally: &Tally, time: Duration, path: &std::path::Path) {
    let hidden = tally.errors.saturating_sub(ERRORS_SHOWN);
    if hidden > 0 {
        eprintln!("wonin: {hidden} more errors: sqlite3 {} 'SELECT source_path, member, reason FROM errors'", path.display());
    }
    let unchanged = if tally.unchanged > 0 { format!(", {} files unchanged", tally.unchanged) } else { String::new() };
    let old = if tally.old_errors > 0 { format!(" ({} of them with errors)", tally.old_errors) } else { String::new() };
    if let Some(derived) = &tally.derived {
        eprintln!("{derived}");
    }
    eprintln!("{} in {:.1} s, {} new{unchanged}{old} → {}", tally.line(time), time.as_secs_f64(), tally.added, path.display());
}
