//! A table -> stdout, as a person or a program wants it.

use std::io::Write;

use anyhow::Result;
use clap::ValueEnum;
use comfy_table::{ContentArrangement, presets};
use serde_json::{Map, Value};

use crate::store::query::Table;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, with a header line
    Csv,
}

/// Prints a table to stdout.
pub fn print(table: &Table, format: Format) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Table => writeln!(out, "{}", drawn(table))?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &objects(table))?;
            writeln!(out)?;
        }
        Format::Jsonl => {
            for object in objects(table) {
                serde_json::to_writer(&mut out, &object)?;
                writeln!(out)?;
            }
        }
        Format::Csv => {
            writeln!(out, "{}", table.columns.iter().map(|c| csv_field(c)).collect::<Vec<_>>().join(","))?;
            for row in &table.rows {
                writeln!(out, "{}", row.iter().map(|value| csv_field(&shown(value))).collect::<Vec<_>>().join(","))?;
            }
        }
    }
    Ok(out.flush()?)
}

fn objects(table: &Table) -> Vec<Map<String, Value>> {
    table.rows.iter().map(|row| table.columns.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

fn drawn(table: &Table) -> comfy_table::Table {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Dynamic);
    drawn.set_header(table.columns.iter().map(String::as_str));
    for row in &table.rows {
        drawn.add_row(row.iter().map(shown));
    }
    drawn
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn csv_field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}
