//! `wonin incidents`: the incidents of a database, in order of time.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Result;
use serde_json::Value;

use super::diff::{Which, look};
use super::output::{self, Format};
use super::{Database, Outcome};
use crate::diff::spoken_duration;
use crate::diff::table::{Look, moment};
use crate::diff::wrap::{Style, Styled, side_by_side};
use crate::link::Verdict;
use crate::store::Store;
use crate::store::query::Table;

/// List the incidents of a database
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wonin incidents
  wonin incidents --company 한빛넷 --from 2024
  wonin incidents --db outages.db --format csv > incidents.csv")]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    which: Which,
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Columns of the table [default: the terminal's, or 80]
    #[arg(long, value_name = "N")]
    width: Option<usize>,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let store = Store::open(&arguments.database.db)?;
    let wanted: BTreeSet<String> = store.incident_ids(&arguments.which.filter(None))?.into_iter().collect();
    let mut table = store.incidents()?;
    table.rows.retain(|row| row.first().and_then(Value::as_str).is_some_and(|id| wanted.contains(id)));
    if arguments.format != Format::Table {
        output::print(&table, arguments.format)?;
        return Ok(Outcome::Done);
    }
    let mut out = std::io::stdout().lock();
    out.write_all(drawn(&table, look(arguments.width, true)).as_bytes())?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// Columns of the list: the name of the table's column, its heading, its width.
const COLUMNS: [(&str, &str, usize); 6] = [
    ("start_at", "began", 16),
    ("duration_seconds", "lasted", 11),
    ("documents", "docs", 4),
    ("company_statements", "said", 4),
    ("findings", "found", 5),
    ("against", "against", 7),
];

/// The list for a reader: what is in a name is not repeated, and a nought is left out.
fn drawn(table: &Table, look: Look) -> String {
    let rest: usize = COLUMNS.iter().map(|(_, _, width)| width + 1).sum();
    let names = look.width.clamp(rest + 16, 160) - rest;
    let mut lines = Vec::new();
    let mut row = |name: Styled, cells: [Styled; COLUMNS.len()]| {
        let widths = COLUMNS.iter().map(|(_, _, width)| *width);
        let cells = widths.zip(cells).map(|(width, cell)| (width, vec![cell]));
        lines.extend(side_by_side(&[(names, name.wrapped(names))].into_iter().chain(cells).collect::<Vec<_>>(), " "));
    };
    row(Styled::new().with(Style::Faint, "incident"), COLUMNS.map(|(_, heading, _)| Styled::new().with(Style::Faint, heading)));
    for values in &table.rows {
        let value = |name: &str| table.columns.iter().position(|column| column == name).and_then(|index| values.get(index));
        let cell = |(name, _, width): (&str, &str, usize)| {
            let text = match value(name) {
                Some(Value::String(at)) => moment(at),
                Some(Value::Number(count)) if name == "duration_seconds" => roughly(count.as_u64().unwrap_or(0)),
                Some(Value::Number(count)) if count.as_u64() != Some(0) => format!("{:>width$}", count.to_string()),
                _ => String::new(),
            };
            let style = if name == "against" { Style::Verdict(Verdict::Contradicts) } else { Style::Plain };
            Styled::new().with(style, &text)
        };
        let background = value("background").and_then(Value::as_u64) == Some(1);
        let style = if background { Style::Faint } else { Style::Strong };
        let id = value("incident").and_then(Value::as_str).unwrap_or_default();
        row(Styled::new().with(style, id), COLUMNS.map(cell));
    }
    lines.iter().map(|line| format!("{}\n", line.shown(look.colour))).collect()
}

/// The two largest units of a length.
fn roughly(seconds: u64) -> String {
    spoken_duration(seconds).split(' ').take(2).collect::<Vec<_>>().join(" ")
}
