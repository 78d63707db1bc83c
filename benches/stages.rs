//! The corpus, repeated to some megabytes -> the speed of each stage on one core, beside lindera's own on the same text in the same run.
//!
//! `cargo bench` prints MB/s and the time of a stage as a share of lindera's. WONIN_BENCH_TEXT names a folder of other JSON documents,
//! WONIN_BENCH_MB another amount of text. Each stage runs three times and the fastest run counts.

use std::fs;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use lindera::mode::Mode;
use lindera::segmenter::Segmenter;
use wonin::document::{self, Document, ReadOptions, Source};
use wonin::mention::organization::Directory;
use wonin::mention::{self, Context, cause, date, duration, impact, order, statement};
use wonin::morpheme::{Analyzer, Forms};
use wonin::pipeline::Engine;
use wonin::sentence;

const RUNS: usize = 3;

fn main() {
    let documents = documents();
    let bytes: usize = documents.iter().map(|d| d.text.len()).sum();
    let megabytes = bytes as f64 / 1e6;
    println!("{} documents, {megabytes:.1} MB, one core\n", documents.len());
    println!("{:<34}{:>9}{:>22}", "stage", "MB/s", "time (lindera = 1)");

    let split: Vec<_> = documents.iter().map(|d| sentence::split(&d.text)).collect();
    let lindera = lindera(&documents, &split);
    let report = |stage: &str, time: Duration| {
        println!("{stage:<34}{:>9.1}{:>22.3}", megabytes / time.as_secs_f64(), time.as_secs_f64() / lindera.as_secs_f64());
    };
    report("lindera alone, with POS", lindera);
    report("sentences", time(|| documents.iter().map(|d| sentence::split(&d.text).len()).sum()));

    let mut forms = Forms::new();
    let causes = cause::Rules::load(&mut forms).expect("the pack of causes");
    let statements = statement::Rules::load(&mut forms).expect("the packs of statements");
    let orders = order::Rules::load(&mut forms).expect("the packs of orders");
    let analyzer = Analyzer::new(include_str!("../dictionaries/words.csv"), forms).expect("the dictionary");
    let mut worker = analyzer.worker();
    report(
        "morphemes: lindera and unfolding",
        time(|| documents.iter().zip(&split).map(|(d, s)| mention::analyze(&d.text, s, &mut worker).len()).sum()),
    );
    report("dates", time(|| documents.iter().zip(&split).map(|(d, s)| date::find(&d.text, d.published, s).len()).sum()));
    report("durations", time(|| documents.iter().map(|d| duration::find(&d.text).len()).sum()));
    report("impacts", time(|| documents.iter().map(|d| impact::find(&d.text).len()).sum()));
    let directory = Directory::embedded();
    report("organisations", time(|| documents.iter().map(|d| directory.find(&d.text).len()).sum()));

    // What the finders by rules are given, made beforehand. Of repeated documents the first copies will do: they are alike.
    let first = documents.iter().position(|d| d.text == documents[0].text && !std::ptr::eq(d, &documents[0])).unwrap_or(documents.len());
    let own: usize = documents[..first].iter().map(|d| d.text.len()).sum();
    let scale = bytes as f64 / own as f64;
    let morphemes: Vec<_> = documents[..first].iter().zip(&split).map(|(d, s)| mention::analyze(&d.text, s, &mut worker)).collect();
    let dates: Vec<_> = documents[..first].iter().zip(&split).map(|(d, s)| date::find(&d.text, d.published, s)).collect();
    let durations: Vec<_> = documents[..first].iter().map(|d| duration::find(&d.text)).collect();
    let organizations: Vec<_> = documents[..first].iter().map(|d| directory.find(&d.text)).collect();
    let operators: Vec<_> = documents[..first].iter().zip(&organizations).map(|(d, o)| directory.operators(d, o)).collect();
    let context = |n: usize| Context {
        document: &documents[n],
        sentences: &split[n],
        morphemes: &morphemes[n],
        forms: &worker.forms,
        directory: &directory,
        organizations: &organizations[n],
        operators: &operators[n],
        dates: &dates[n],
        durations: &durations[n],
    };
    let copies = scale.ceil() as usize;
    let each = |find: &dyn Fn(&Context) -> usize| {
        time(|| (0..copies).flat_map(|_| 0..first).map(|n| find(&context(n))).sum()).div_f64(copies as f64 / scale)
    };
    let matching = |pack: &wonin::rule::Pack| each(&|c| c.morphemes.iter().map(|sentence| pack.find(sentence, c.forms).len()).sum());
    report("rules: causes", matching(causes.pack()));
    let [frames, stances] = statements.packs();
    report("rules: frames of statements", matching(frames));
    report("rules: stances", matching(stances));
    report("statements, with their rules", each(&|c| statement::find(c, &statements, &causes).len()));
    report("causes, with their rules", each(&|c| cause::find(c, &causes, &[]).len()));
    report("orders, with their rules", each(&|c| order::find(c, &orders).len()));

    let engine = Engine::new().expect("the engine's data");
    let mut whole = engine.worker();
    report("whole extraction, document to rows", time(|| documents.iter().map(|d| whole.extract(d).len()).sum()));
}

/// lindera's own speed: its fastest interface, a sentence at a time, reading each token's part of speech.
fn lindera(documents: &[Document], split: &[Vec<wonin::span::Span>]) -> Duration {
    let path = PathBuf::from(concat!(env!("LINDERA_WORKDIR"), "/ko-dic"));
    let dictionary = lindera::dictionary::load_fs_dictionary(&path).expect("the unpacked dictionary");
    let mut worker = Segmenter::new(Mode::Normal, dictionary, None).new_worker();
    time(|| {
        let mut read = 0;
        for (document, sentences) in documents.iter().zip(split) {
            for sentence in sentences {
                for mut token in worker.segment(sentence.of(&document.text)).into_iter().flatten() {
                    read += token.get_detail(0).map_or(0, str::len);
                }
            }
        }
        read
    })
}

fn time(mut run: impl FnMut() -> usize) -> Duration {
    let once = |run: &mut dyn FnMut() -> usize| {
        let begun = Instant::now();
        black_box(run());
        begun.elapsed()
    };
    (0..RUNS).map(|_| once(&mut run)).min().expect("more than one run")
}

fn documents() -> Vec<Document> {
    let folder = std::env::var("WONIN_BENCH_TEXT").map_or_else(|_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/docs"), PathBuf::from);
    let megabytes: f64 = std::env::var("WONIN_BENCH_MB").ok().and_then(|mb| mb.parse().ok()).unwrap_or(5.0);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).expect("a folder of documents").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut documents = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
        let source = Source { path: path.display().to_string(), bytes: fs::read(path).expect("a file"), sidecar: None };
        let _ = document::read(source, &ReadOptions::default(), &mut |read| {
            documents.extend(read);
            ControlFlow::Continue(())
        });
    }
    assert!(!documents.is_empty(), "{} holds no documents", folder.display());
    let bytes: usize = documents.iter().map(|d| d.text.len()).sum();
    let times = (megabytes * 1e6 / bytes as f64).ceil() as usize;
    documents.iter().cloned().cycle().take(documents.len() * times).collect()
}
