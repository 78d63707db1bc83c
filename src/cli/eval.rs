//! `wonin eval`: how well the engine reads documents whose gold is known, as a table, as JSON, or miss by miss.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Map, Value};

use super::Outcome;
use super::explain::Page;
use crate::document::Document;
use crate::eval::figure::{Figure, Figures, Miss};
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
        write_table(&mut out, &suite.name, &scored.figures)?;
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

// ---------------------------------------------------------------- the table

/// A line of the table: its name, the figure of its precision and recall, and figures told behind it.
const LINES: &[(&str, &str, &[(&str, &str)])] = &[
    ("dates", "dates.headline", &[("value", "dates.value_accuracy"), ("exact F1", "dates.exact")]),
    ("durations", "durations.headline", &[("value", "durations.value_accuracy"), ("exact F1", "durations.exact")]),
    ("impacts", "impacts.headline", &[("value", "impacts.value_accuracy"), ("population", "impacts.population_similarity")]),
    (
        "causes",
        "causes.span",
        &[
            ("status", "causes.status"),
            ("role", "causes.role"),
            ("class F1", "causes.classes"),
            ("said by", "causes.asserted_by"),
            ("incident", "causes.incident"),
            ("false firm", "causes.false"),
        ],
    ),
    (
        "company statements",
        "statements.company.span",
        &[("speaker", "statements.company.speaker"), ("mode", "statements.company.mode"), ("stance F1", "statements.company.stances")],
    ),
    ("authority statements", "statements.authority.span", &[("speaker", "statements.authority.speaker"), ("mode", "statements.authority.mode")]),
    ("orders", "orders.span", &[("deadline", "orders.deadline"), ("amount", "orders.amount")]),
    (
        "incidents",
        "incidents.mentions",
        &[("operator", "incidents.operator"), ("duration", "incidents.duration"), ("background", "incidents.background")],
    ),
    ("clusters (B-cubed)", "clusters.bcubed", &[("false merges", "clusters.false_merges"), ("splits", "clusters.splits")]),
    (
        "links",
        "links.triples",
        &[
            ("verdict", "links.verdict"),
            ("precision of contradicts", "links.precision.contradicts"),
            ("of denies", "links.precision.denies"),
            ("spurious", "links.spurious"),
        ],
    ),
];

fn write_table(out: &mut impl Write, name: &str, figures: &Figures) -> Result<()> {
    let documents = figures.get("documents").map_or(String::new(), shown);
    writeln!(out, "{name}: {documents} documents")?;
    writeln!(out, "{:<22}{:>9}{:>9}{:>9}   also", "", "precision", "recall", "F1")?;
    for (line, figure, more) in LINES {
        let Some(figure) = figures.get(figure) else { continue };
        let part = |value: Option<f64>| value.map_or(String::new(), |v| format!("{v:.3}"));
        let also: Vec<String> = more.iter().filter_map(|(label, name)| Some(format!("{label} {}", shown(figures.get(name)?)))).collect();
        let (precision, recall, f1) = (part(figure.precision()), part(figure.recall()), part(figure.f1()));
        writeln!(out, "{line:<22}{precision:>9}{recall:>9}{f1:>9}   {}", also.join(" · "))?;
    }
    Ok(writeln!(out)?)
}

fn shown(figure: Figure) -> String {
    match figure {
        Figure::Count(n) => n.to_string(),
        Figure::Share { .. } => figure.value().map_or("none".to_string(), |v| format!("{v:.3}")),
        Figure::Found { .. } | Figure::Means { .. } => figure.f1().map_or("none".to_string(), |v| format!("{v:.3}")),
    }
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
