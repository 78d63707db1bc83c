//! `wonin eval`: how well the engine reads documents whose gold is known, as a table, as JSON, or miss by miss.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Map, Value};

use super::Outcome;
use super::explain::Page;
use crate::document::Document;
use crate::eval::figure::Miss;
use crate::eval::table::table;
use crate::eval::{self, Scored};
use crate::pipeline::Engine;

/// Score the engine against documents with gold
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wonin eval corpus
  wonin eval corpus --errors causes
  wonin eval corpus --json

A folder holds docs/ (or articles/) and gold/; its parts sets/ and heldout/ are scored apart. Kinds of misses: dates, durations,
impacts, causes, asserted_by, classes, statements, authority, stances, orders, incidents, clusters, links.")]
pub struct Arguments {
    /// A folder of documents with gold
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// List what is missed and what is false, with its sentence, morphemes and rules; of one kind where it is named
    #[arg(long, value_name = "KIND", num_args = 0..=1, default_missing_value = "all")]
    errors: Option<String>,
    /// Print every figure as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let engine = Engine::new()?;
    let mut out = std::io::stdout().lock();
    let mut all: Map<String, Value> = Map::new();
    for suite in eval::suites(&arguments.folder)? {
        let scored = eval::score(&suite, &engine)?;
        if arguments.json {
            all.insert(suite.name, scored.figures.json());
            continue;
        }
        writeln!(out, "{}", table(&suite.name, &scored.figures))?;
        if let Some(kind) = &arguments.errors {
            write_misses(&mut out, &scored, &engine, kind)?;
        }
    }
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
    }
    Ok(Outcome::Done)
}

// ---------------------------------------------------------------- misses

fn write_misses(out: &mut impl Write, scored: &Scored, engine: &Engine, kind: &str) -> Result<()> {
    let mut by_kind: BTreeMap<&str, Vec<&Miss>> = BTreeMap::new();
    for miss in scored.figures.misses.iter().filter(|m| kind == "all" || m.kind == kind) {
        by_kind.entry(miss.kind).or_default().push(miss);
    }
    for (kind, misses) in by_kind {
        writeln!(out, "{kind}: {}", misses.len())?;
        for miss in misses {
            write_miss(out, scored, engine, miss)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A miss with its sentence, read alone: its morphemes, the rules that fire there, and those whose word stands there.
fn write_miss(out: &mut impl Write, scored: &Scored, engine: &Engine, miss: &Miss) -> Result<()> {
    let quote = |text: &[char], (start, end): (usize, usize)| text.get(start..end).unwrap_or_default().iter().collect::<String>();
    let text: Vec<char> = scored.texts.get(&miss.document).map(|t| t.chars().collect()).unwrap_or_default();
    let words = miss.place.map_or(String::new(), |place| format!(" ‘{}’", quote(&text, place)));
    writeln!(out, "  {} {}{words} {}", miss.document, miss.what, miss.note)?;
    let Some((start, _)) = miss.place else { return Ok(()) };
    let before: usize = text.iter().take(start).map(|c| c.len_utf8()).sum();
    let whole: String = text.iter().collect();
    let sentences = crate::sentence::split(&whole);
    let Some(sentence) = sentences.iter().find(|s| s.start <= before && before < s.end) else { return Ok(()) };
    let document = Document { text: sentence.of(&whole).to_string(), ..Document::default() };
    let mut worker = engine.worker();
    let reading = worker.read(&document);
    let packs = engine.packs();
    let page = Page { document: &document, reading: &reading, forms: worker.forms(), packs: &packs };
    writeln!(out, "      sentence   {}", document.text)?;
    for index in 0..reading.sentences.len() {
        writeln!(out, "      morphemes  {}", page.morphemes(index))?;
        let fired = page.fired(index);
        for rule in &fired {
            writeln!(out, "      fired      {rule}")?;
        }
        if fired.is_empty() {
            let near = page.nearly_fired(index);
            writeln!(out, "      nearest    {}", if near.is_empty() { "no rule waits for any word of it".to_string() } else { near.join(", ") })?;
        }
    }
    Ok(())
}
