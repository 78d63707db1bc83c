//! The corpus with its gold -> the engine's figures, which may not fall below those of corpus/scores.md.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wonin::eval::{self, table::table};
use wonin::pipeline::Engine;

/// What rounding hides.
const SLACK: f64 = 0.0005;

/// `causes  0.587  0.426  0.494  …` -> its name and its F1.
fn f1(line: &str) -> Option<(&str, f64)> {
    let name = line.get(..22)?.trim();
    let mut columns = line.get(22..)?.split_whitespace().map_while(|column| column.parse().ok());
    Some((name, columns.nth(2)?))
}

/// A first cause where nobody has one, as the table counts them.
fn false_firm(table: &str) -> Option<usize> {
    let (_, rest) = table.split_once("false firm ")?;
    rest.split_whitespace().next()?.parse().ok()
}

#[test]
fn no_figure_falls_below_the_committed_one() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let committed = fs::read_to_string(root.join("corpus/scores.md")).expect("corpus/scores.md");
    let committed = committed.split("\ncorpus: ").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("the table of the corpus");
    let engine = Engine::new().expect("the engine's data is good");
    let suites = eval::suites(Path::new(&root.join("corpus"))).expect("the corpus");
    let suite = suites.iter().find(|suite| suite.name == "corpus").expect("the corpus");
    let figures = eval::score(suite, &engine).expect("the corpus can be scored").figures;
    let found = table("corpus", &figures);
    println!("{found}");
    let mut fallen = Vec::new();
    for (name, floor) in committed.lines().filter_map(f1) {
        match found.lines().filter_map(f1).find(|(other, _)| *other == name) {
            Some((_, f1)) if f1 + SLACK >= floor => {}
            Some((_, f1)) => fallen.push(format!("{name}: F1 {f1:.3}, was {floor:.3}")),
            None => fallen.push(format!("{name}: no figure, was {floor:.3}")),
        }
    }
    if false_firm(&found) > false_firm(committed) {
        fallen.push(format!("false firm causes: {:?}, were {:?}", false_firm(&found), false_firm(committed)));
    }
    assert!(fallen.is_empty(), "worse than corpus/scores.md; if that is meant, say why in the commit and renew the table:\n{}", fallen.join("\n"));
}

/// The program from end to end, over the whole corpus: ingest, then the diff of one of its incidents, compared with the one that was read and found right enough to keep.
/// Where a change to the engine changes it, look at both, and write the new one: `wonin diff 카카오-2024-05-21 --width 80 --today 2024-07-01`.
#[test]
fn the_diff_of_an_incident_is_as_reviewed() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder for the database");
    let db = folder.path().join("corpus.db");
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_wonin")).args(arguments).arg("--db").arg(&db).current_dir(&root).output().expect("the program runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    run(&["ingest", "--quiet", "corpus/docs"]);
    let shown = run(&["diff", "카카오-2024-05-21", "--width", "80", "--today", "2024-07-01"]);
    assert!(shown == include_str!("corpus_diff.txt"), "not as in tests/corpus_diff.txt:\n{shown}");
}
