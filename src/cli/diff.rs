//! `wonin diff`: what companies said beside what authorities found, for an incident, a company, a period, or all.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use super::{Database, Outcome};
use crate::diff::between::{self, Between};
use crate::diff::table::{self, Look};
use crate::diff::{IncidentDiff, csv, markdown, read};
use crate::report;
use crate::store::Store;
use crate::store::case::Filter;

/// Show what companies said beside what authorities found
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wonin diff --db outages.db
  wonin diff 한빛넷-2024-05-13 --db outages.db
  wonin diff --company 한빛넷 --from 2024-05 --to 2024-06-30
  wonin diff --format html --output diff.html
  wonin diff --format csv --output diff.csv      (opens in Excel)
  wonin diff --between june.db july.db           (what changed)")]
pub struct Arguments {
    /// An incident's id, or how several ids begin; all incidents where it is not given
    #[arg(value_name = "INCIDENT")]
    incident: Option<String>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    which: Which,
    /// What changed from one database to another
    #[arg(long, num_args = 2, value_names = ["BEFORE", "AFTER"], conflicts_with_all = ["incident", "company", "from", "to", "db"])]
    between: Option<Vec<PathBuf>>,
    #[command(flatten)]
    output: Output,
}

/// Which incidents a verb takes.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// Only incidents of this company, or of which it speaks; any name under which it is known
    #[arg(long, value_name = "NAME")]
    company: Option<String>,
    /// Only incidents that began on or after this day (2024, 2024-05 or 2024-05-13)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    from: Option<String>,
    /// Only incidents that began on or before this day
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    to: Option<String>,
}

/// How a diff is written.
#[derive(Debug, clap::Args)]
pub struct Output {
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Columns of the table [default: the terminal's, or 80]
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    /// Write to a file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day from which orders are due or overdue [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_full_day)]
    today: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading in a terminal
    Table,
    /// One JSON array, an object for each incident
    Json,
    /// For spreadsheets: a row for each pair of statement and finding
    Csv,
    /// Markdown, for reports
    Md,
    /// One page that needs nothing else, with the source texts
    Html,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    if let Some([before, after]) = arguments.between.as_deref() {
        arguments.output.write_between(&between::read(&Store::open(before)?, &Store::open(after)?)?)?;
        return Ok(Outcome::Done);
    }
    let store = Store::open(&arguments.database.db)?;
    let filter = arguments.which.filter(arguments.incident.clone());
    let diffs = read(&store, &filter, &arguments.output.today())?;
    if diffs.is_empty() {
        bail!("{}", why_none(&store, &filter, &arguments.database.db)?);
    }
    arguments.output.write(&diffs)?;
    Ok(Outcome::Done)
}

impl Which {
    pub fn filter(&self, incident: Option<String>) -> Filter {
        Filter { incident, company: self.company.clone(), from: self.from.clone(), to: self.to.clone() }
    }
}

/// What to do about a diff of nothing.
fn why_none(store: &Store, filter: &Filter, path: &Path) -> Result<String> {
    let db = path.display();
    if store.incident_ids(&Filter::default())?.is_empty() {
        return Ok(format!("{db} holds no incidents: run `wonin ingest PATH... --db {db}` with documents that tell of some"));
    }
    Ok(match &filter.incident {
        Some(id) => format!("no incident {id} in {db}, or the other options exclude it: `wonin incidents --db {db}` lists them all"),
        None => format!("no incident in {db} fits: `wonin incidents --db {db}` lists them all"),
    })
}

impl Output {
    /// The day from which orders are due or overdue.
    pub fn today(&self) -> String {
        self.today.clone().unwrap_or_else(today)
    }

    /// Writes the diffs to the file, or to stdout.
    pub fn write(&self, diffs: &[IncidentDiff]) -> Result<()> {
        let text = match self.format {
            Format::Table => table::render(diffs, self.look()),
            Format::Json => format!("{}\n", serde_json::to_string_pretty(diffs)?),
            Format::Csv => csv::render(diffs),
            Format::Md => markdown::render(diffs),
            Format::Html => report::render(diffs, &self.today())?,
        };
        self.put(&text)
    }

    fn write_between(&self, changes: &Between) -> Result<()> {
        self.put(&match self.format {
            Format::Table => between::table(changes, self.look()),
            Format::Json => format!("{}\n", serde_json::to_string_pretty(changes)?),
            Format::Csv => between::csv(changes),
            Format::Md => between::markdown(changes),
            Format::Html => bail!("--between has no html: use table, json, csv or md"),
        })
    }

    fn put(&self, text: &str) -> Result<()> {
        match &self.output {
            Some(path) => std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?,
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(text.as_bytes())?;
                out.flush()?;
            }
        }
        Ok(())
    }

    fn look(&self) -> Look {
        look(self.width, self.output.is_none())
    }
}

/// How a text is to look on stdout: as wide as asked, else as the terminal; with colour on a terminal that does not refuse it.
pub fn look(width: Option<usize>, on_stdout: bool) -> Look {
    let terminal = on_stdout && std::io::stdout().is_terminal();
    let width = width.or_else(|| terminal.then(terminal_width).flatten()).unwrap_or(80);
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Look { width, colour: terminal && !plain }
}

/// Columns of the terminal, where there is one.
fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// Today in Korea, where all times of a database are.
pub fn today() -> String {
    let seoul = TimeZone::fixed(Offset::constant(9));
    jiff::Timestamp::now().to_zoned(seoul).date().to_string()
}

fn parse_day(text: &str) -> Result<String, String> {
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let padded = match parts.as_slice() {
        [year] if digits(year, 4) => format!("{year}-01-01"),
        [year, month] if digits(year, 4) && digits(month, 2) => format!("{year}-{month}-01"),
        _ => text.to_string(),
    };
    padded.parse::<Date>().map(|_| text.to_string()).map_err(|_| "no day of the calendar; write 2024, 2024-05 or 2024-05-13".to_string())
}

fn parse_full_day(text: &str) -> Result<String, String> {
    text.parse::<Date>().map(|date| date.to_string()).map_err(|_| "no day of the calendar; write 2024-05-13".to_string())
}
