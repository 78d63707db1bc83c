//! Folders of documents with gold -> how well the engine reads them: figures a kind of row, and every miss.
//!
//! A suite is a folder with `docs/` or `articles/`, and `gold/`; its documents are extracted and reduced together, in memory. How rows
//! are held against gold: rows pair up one to one, best first; a repeat (`dup_of`) stands for its original; what lies in a skipped
//! place is neutral; any alternative of the gold is as good as its first choice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::document::{self, Document, ReadOptions, Source};
use crate::link::frame::Comparer;
use crate::pipeline::Engine;
use crate::pipeline::reduce::{Archive, reduce};
use crate::record::Record;

mod claim;
mod event;
pub mod figure;
mod gold;
mod name;
mod pairing;
mod period;
mod subject;
pub mod table;
mod value;
mod verdict;

use figure::Figures;
use gold::Gold;
use subject::{Answers, Subject};

/// Documents that are scored together.
#[derive(Debug, Clone, PartialEq)]
pub struct Suite {
    pub name: String,
    documents: PathBuf,
    gold: PathBuf,
}

/// A suite's figures with the documents in which its misses stand.
#[derive(Debug, Clone)]
pub struct Scored {
    pub figures: Figures,
    /// File stem -> the text in which its misses have their places.
    pub texts: BTreeMap<String, String>,
}

/// The suites of a folder: its own documents, those of `sets/`, and those of `heldout/`.
///
/// # Errors
/// A folder without documents and gold.
pub fn suites(folder: &Path) -> Result<Vec<Suite>> {
    let mut suites = Vec::new();
    for (name, part) in [("", folder.to_path_buf()), ("sets", folder.join("sets")), ("heldout", folder.join("heldout"))] {
        for documents in ["docs", "articles"].map(|d| part.join(d)).into_iter().filter(|d| d.is_dir()) {
            let gold = part.join("gold");
            if gold.is_dir() {
                let own =
                    if name.is_empty() { folder.file_name().map_or(".".to_string(), |n| n.to_string_lossy().into_owned()) } else { name.to_string() };
                suites.push(Suite { name: own, documents, gold });
            }
        }
    }
    if suites.is_empty() {
        bail!("{}: no documents with gold: a folder that is scored holds docs/ (or articles/) and gold/", folder.display());
    }
    Ok(suites)
}

/// Extracts and reduces a suite's documents, and scores what comes of it.
///
/// # Errors
/// A file that can't be read, or gold that has not its form.
pub fn score(suite: &Suite, engine: &Engine) -> Result<Scored> {
    let (mut subjects, documents) = read(suite)?;
    let extracted: Vec<Vec<Record>> = documents.par_iter().map_init(|| engine.worker(), |worker, document| worker.extract(document)).collect();
    for (subject, records) in subjects.iter_mut().zip(&extracted) {
        subject.attach(records);
    }
    let records: Vec<Record> = extracted.into_iter().flatten().collect();
    let derived = reduce(&records.iter().cloned().collect::<Archive>(), &Comparer::new()?);
    let answers = Answers::new(&records, derived);
    let figures = figures(&subjects, &answers);
    Ok(Scored { figures, texts: subjects.into_iter().map(|s| (s.id, s.text.into_iter().collect())).collect() })
}

fn figures(subjects: &[Subject], answers: &Answers) -> Figures {
    let mut figures = Figures::default();
    for subject in subjects {
        value::score(subject, &mut figures);
        claim::score(subject, answers, &event::pair_mentions(subject, answers, false), &mut figures);
        event::score(subject, answers, &mut figures);
    }
    event::score_clusters(subjects, answers, &mut figures);
    verdict::score(subjects, answers, &mut figures);
    figures.count("documents", subjects.len());
    figures.count("documents.missing", subjects.iter().filter(|s| s.lost).count());
    figures
}

/// The documents that have gold, by file stem.
fn read(suite: &Suite) -> Result<(Vec<Subject>, Vec<Document>)> {
    let (mut subjects, mut documents) = (Vec::new(), Vec::new());
    for (stem, path) in json_files(&suite.gold)? {
        let file = suite.documents.join(format!("{stem}.json"));
        if !file.is_file() {
            continue;
        }
        let raw: Map<String, Value> = serde_json::from_str(&text(&file)?).with_context(|| file.display().to_string())?;
        let field = |names: &[&str]| names.iter().find_map(|n| raw.get(*n)?.as_str().filter(|s| !s.is_empty()).map(str::to_string));
        let body = field(&["text"]).with_context(|| format!("{}: no text", file.display()))?;
        let gold = Gold::read(&text(&path)?, &body.chars().collect::<Vec<char>>()).with_context(|| path.display().to_string())?;
        subjects.push(Subject::new(&stem, &body, field(&["set"]), field(&["publisher"]).as_deref(), gold));
        documents.push(document(&stem, &field)?);
    }
    Ok((subjects, documents))
}

/// The document as it enters the program as JSON; some gold files spell keys differently.
fn document(stem: &str, field: &dyn Fn(&[&str]) -> Option<String>) -> Result<Document> {
    let row = json!({
        "id": stem,
        "kind": field(&["kind", "type"]).unwrap_or_else(|| "news".to_string()),
        "publisher": field(&["publisher"]),
        "title": field(&["title"]),
        "author": field(&["author", "by"]),
        "published_at": field(&["published_at", "published", "date"]),
        "url": field(&["url"]),
        "text": field(&["text"]),
    });
    let source = Source { path: format!("{stem}.json"), bytes: row.to_string().into_bytes(), sidecar: None };
    let mut read = None;
    let _ = document::read(source, &ReadOptions::default(), &mut |result| {
        read = Some(result);
        std::ops::ControlFlow::Break(())
    });
    match read {
        Some(Ok(document)) => Ok(document),
        Some(Err(problem)) => bail!("{}: {}", problem.source_path, problem.reason),
        None => bail!("{stem}: nothing to read"),
    }
}

fn json_files(folder: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json")
            && let Some(stem) = path.file_stem()
        {
            files.insert(stem.to_string_lossy().into_owned(), path);
        }
    }
    Ok(files)
}

fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}
