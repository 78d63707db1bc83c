//! Gold annotations as perfect extraction -> the verdicts and incidents that reduce makes of them, measured against the gold.
//! Skips, with a line, where `../shared` is missing (WONIN_SHARED names another place). `--nocapture` prints every miss.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use wonin::link::frame::Comparer;
use wonin::pipeline::hash;
use wonin::pipeline::reduce::{Archive, Derived, reduce};
use wonin::record::*;

/// Floors for verdicts on gold statements and causes (micro-F1, and the precision of what an analyst will publish) and for incidents.
struct Floors {
    verdict_f1: f64,
    published_precision: f64,
    bcubed_f1: f64,
}

#[test]
fn verdicts_and_incidents_of_the_shared_gold() {
    let shared = PathBuf::from(std::env::var("WONIN_SHARED").unwrap_or_else(|_| "../shared".to_string()));
    if !shared.is_dir() {
        println!("skipped: {} is missing", shared.display());
        return;
    }
    let mut golds = load(&shared.join("dev/sets/gold"), &shared.join("dev/sets/docs"));
    golds.append(&mut load(&shared.join("dev/gold"), &shared.join("dev/articles")));
    measure("shared", &golds, true, Floors { verdict_f1: 0.90, published_precision: 0.95, bcubed_f1: 0.96 });
}

#[test]
fn verdicts_and_incidents_of_the_corpus() {
    let golds = load(Path::new("corpus/gold"), Path::new("corpus/docs"));
    assert!(!golds.is_empty());
    measure("corpus", &golds, true, Floors { verdict_f1: 0.80, published_precision: 0.88, bcubed_f1: 0.96 });
}

/// Only figures: what is missed here is not looked at.
#[test]
fn verdicts_and_incidents_held_out() {
    let golds = load(Path::new("corpus/heldout/gold"), Path::new("corpus/heldout/docs"));
    assert!(!golds.is_empty());
    measure("held out", &golds, false, Floors { verdict_f1: 0.0, published_precision: 0.0, bcubed_f1: 0.0 });
}

fn measure(name: &str, golds: &BTreeMap<String, Gold>, show: bool, floors: Floors) {
    let archive: Archive = golds.iter().flat_map(|(id, gold)| records(id, &gold.gold, &gold.document)).collect();
    let derived = reduce(&archive, &Comparer::new().expect("the dictionary is good"));
    let figures = verdicts(golds, &derived, show);
    println!("{name}: {figures:?}");
    let bcubed = bcubed(golds, &derived);
    let f1 = 2.0 * figures.right as f64 / (2 * figures.right + figures.false_or_wrong + figures.missed) as f64;
    let published = figures.published_right as f64 / figures.published.max(1) as f64;
    println!("{name}: verdicts F1 {f1:.3}, precision of contradicts and denies {published:.3}, B-cubed F1 of the sets' incidents {bcubed:.3}");
    assert!(f1 >= floors.verdict_f1 && published >= floors.published_precision && bcubed >= floors.bcubed_f1);
}

/// The corpus several times over, each copy another firm's story: the links grow with the documents and the blocks do not. The time is
/// printed; WONIN_COPIES=125 makes it ten thousand documents.
#[test]
fn copies_of_the_corpus_have_copies_of_its_links() {
    let golds = load(Path::new("corpus/gold"), Path::new("corpus/docs"));
    let copies: usize = std::env::var("WONIN_COPIES").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    let comparer = Comparer::new().expect("the dictionary is good");
    let archive = |copies: usize| -> Archive {
        let copy = |n: usize| {
            golds.iter().flat_map(move |(id, gold)| {
                let mut copied = gold.gold.clone();
                for row in copied["incidents"].as_array_mut().into_iter().flatten().filter(|row| row["operator"].is_string()) {
                    row["operator"] = Value::from(format!("{}{n}", row["operator"].as_str().unwrap_or("")));
                }
                records(&format!("{id}#{n}"), &copied, &gold.document)
            })
        };
        (0..copies).flat_map(copy).collect()
    };
    let one = reduce(&archive(1), &comparer);
    let many = archive(copies);
    let start = std::time::Instant::now();
    let all = reduce(&many, &comparer);
    println!("{} documents in {:?}, {} links, largest block {}", copies * golds.len(), start.elapsed(), all.links.len(), all.largest_block);
    assert_eq!(all.links.len(), copies * one.links.len());
    assert!(all.largest_block <= one.largest_block + copies);
}

struct Gold {
    gold: Value,
    document: Value,
}

fn load(golds: &Path, documents: &Path) -> BTreeMap<String, Gold> {
    let mut found = BTreeMap::new();
    let Ok(entries) = std::fs::read_dir(golds) else { return found };
    for path in entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "json")) {
        let read = |path: &Path| -> Option<Value> { serde_json::from_slice(&std::fs::read(path).ok()?).ok() };
        let Some(id) = path.file_stem().and_then(|s| s.to_str()) else { continue };
        if let Some((gold, document)) = read(&path).zip(read(&documents.join(format!("{id}.json")))) {
            found.insert(id.to_string(), Gold { gold, document });
        }
    }
    found
}

fn list<'a>(gold: &'a Value, key: &str) -> Vec<&'a Value> {
    gold[key].as_array().map(|rows| rows.iter().collect()).unwrap_or_default()
}

fn text(row: &Value, key: &str) -> Option<String> {
    row[key].as_str().map(str::to_string)
}

fn strings(row: &Value, key: &str) -> Vec<String> {
    list(row, key).iter().filter_map(|v| v.as_str()).map(str::to_string).collect()
}

fn row_id(kind: &str, document: &str, number: impl ToString) -> String {
    format!("{kind}:{document}:{}", number.to_string())
}

/// The rows that extraction would make of a document if it were perfect.
fn records(id: &str, gold: &Value, document: &Value) -> Vec<Record> {
    let quote = |row: &Value| Quote {
        document_id: id.to_string(),
        char_start: row["span"][0].as_u64().unwrap_or(0) as usize,
        char_end: row["span"][1].as_u64().unwrap_or(0) as usize,
        text: row["text"].as_str().unwrap_or_default().to_string(),
    };
    let rule = "gold".to_string();
    let mention = |key: &str| row_id("mention", id, key);
    let mut out = vec![Record::Documents(DocumentRow {
        id: id.to_string(),
        source_id: None,
        kind: gold["kind"].as_str().unwrap_or("news").to_string(),
        publisher: None,
        title: None,
        author: None,
        url: None,
        published_at: text(gold, "published"),
        published_source: None,
        source_path: None,
        format: "json".to_string(),
        sha256: String::new(),
        engine: String::new(),
        text: document["text"].as_str().unwrap_or_default().to_string(),
    })];
    let own = list(gold, "incidents").into_iter().filter(|row| row["past"] != true).count();
    for (ordinal, row) in list(gold, "incidents").into_iter().enumerate() {
        let operator = text(row, "operator");
        if let Some(name) = &operator {
            out.push(Record::Organizations(OrganizationRow { id: hash(&["organization", name]), name: name.clone(), role: "company".to_string() }));
        }
        out.push(Record::IncidentMentions(IncidentMentionRow {
            id: mention(row["key"].as_str().unwrap_or_default()),
            document_id: id.to_string(),
            ordinal: ordinal as i64,
            operator_id: operator.map(|name| hash(&["organization", &name])),
            service: text(row, "service"),
            // What fails is told apart from what leaks, as extraction does by its words.
            event: Some(if text(row, "service").is_some_and(|s| s.contains("유출")) { "breach" } else { "outage" }.to_string()),
            sequence: (own > 1 && row["past"] != true).then_some(ordinal as i64 + 1),
            start_at: text(row, "start"),
            end_at: text(row, "end"),
            duration_seconds: row["duration_min"].as_f64().map(|m| (m * 60.0) as u64),
            background: u8::from(row["past"].as_bool().unwrap_or(false)),
            char_start: 0,
            char_end: 0,
            text: String::new(),
            rule: rule.clone(),
        }));
    }
    for (n, row) in list(gold, "causes").into_iter().enumerate() {
        let cause_id = row_id("cause", id, n);
        out.push(Record::Causes(CauseRow {
            id: cause_id.clone(),
            quote: quote(row),
            status: text(row, "status").unwrap_or_default(),
            asserted_by: text(row, "asserted_by"),
            asserted_by_id: None,
            asserted_role: text(row, "asserted_role").unwrap_or_default(),
            role: text(row, "role").unwrap_or_default(),
            evidential: None,
            rule: rule.clone(),
        }));
        out.extend(strings(row, "classes").into_iter().map(|class| Record::CauseClasses(CauseClassRow { cause_id: cause_id.clone(), class })));
        if let Some(key) = row["incident"].as_str() {
            out.push(Record::CauseIncidents(CauseIncidentRow { cause_id, incident_mention_id: mention(key) }));
        }
    }
    for (n, row) in list(gold, "statements").into_iter().enumerate() {
        let statement_id = row_id("statement", id, n);
        out.push(Record::Statements(StatementRow {
            id: statement_id.clone(),
            quote: quote(row),
            speaker: text(row, "speaker"),
            speaker_id: None,
            speaker_role: text(row, "speaker_role").unwrap_or_default(),
            mode: text(row, "mode").unwrap_or_default(),
            phase: None,
            rule: rule.clone(),
        }));
        let stances = strings(row, "stances").into_iter();
        out.extend(stances.map(|stance| Record::StatementStances(StatementStanceRow { statement_id: statement_id.clone(), stance })));
        out.extend(
            strings(row, "incidents").iter().map(|key| {
                Record::StatementIncidents(StatementIncidentRow { statement_id: statement_id.clone(), incident_mention_id: mention(key) })
            }),
        );
    }
    for (n, row) in list(gold, "impacts").into_iter().enumerate() {
        out.push(Record::Impacts(ImpactRow {
            id: row_id("impact", id, n),
            quote: quote(row),
            value: row["value"].as_f64(),
            unit: text(row, "unit").unwrap_or_default(),
            population: text(row, "of"),
            approximate: 0,
            bound: "exact".to_string(),
            incident_mention_id: row["incident"].as_str().map(mention),
            rule: rule.clone(),
        }));
    }
    for (n, row) in list(gold, "durations").into_iter().enumerate() {
        out.push(Record::Durations(DurationRow {
            id: row_id("duration", id, n),
            quote: quote(row),
            seconds: row["minutes"].as_f64().map(|m| (m * 60.0) as u64),
            iso8601: None,
            approximate: u8::from(row["approx"].as_bool().unwrap_or(false)),
            bound: "exact".to_string(),
            rule: rule.clone(),
        }));
    }
    out
}

#[derive(Debug, Default)]
struct Figures {
    right: usize,
    missed: usize,
    false_or_wrong: usize,
    neutral: usize,
    published: usize,
    published_right: usize,
    /// Right and all of each verdict.
    by_verdict: BTreeMap<String, (usize, usize)>,
}

/// The key of a row as the gold names it, `document:index`, with repeats standing for their original.
fn row_key(golds: &BTreeMap<String, Gold>, kind: &str, document: &str, row: &Value) -> String {
    let (document, index) = match row.as_str().and_then(|c| c.rsplit_once(':')) {
        Some((document, index)) => (document, index.parse().unwrap_or(0)),
        None => (document, row.as_u64().unwrap_or(0)),
    };
    let root = golds.get(document).and_then(|g| g.gold[kind][index as usize]["dup_of"].as_u64()).unwrap_or(index);
    format!("{document}:{root}")
}

fn verdicts(golds: &BTreeMap<String, Gold>, derived: &Derived, show: bool) -> Figures {
    let mut wanted: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut neutral: BTreeMap<(String, String), String> = BTreeMap::new();
    let statement = |id: &str, row: &Value| row_key(golds, "statements", id, &row["statement"]);
    for (id, gold) in golds {
        for row in list(&gold.gold, "links") {
            wanted.insert((statement(id, row), row_key(golds, "causes", id, &row["cause"])), text(row, "verdict").unwrap_or_default());
        }
        for row in list(&gold.gold, "skipped").into_iter().filter(|r| r["what"] == "links") {
            for cause in list(row, "causes") {
                neutral.insert((statement(id, row), row_key(golds, "causes", id, cause)), text(row, "why").unwrap_or_default());
            }
        }
    }
    let gold_row = |key: &str, kind: &str| {
        let (id, n) = key.rsplit_once(':').expect("keys hold a colon");
        golds[id].gold[kind][n.parse::<usize>().unwrap_or(0)].clone()
    };
    let mut got: BTreeMap<(String, String), &wonin::record::LinkRow> = BTreeMap::new();
    for link in derived.links.iter().filter(|l| l.axis == "cause") {
        let Some(cause) = &link.cause_id else { continue };
        let key = |id: &str, kind: &str| row_key(golds, kind, "", &Value::from(id.split_once(':').map_or("", |(_, key)| key)));
        let pair = (key(&link.statement_id, "statements"), key(cause, "causes"));
        // A headline says less than the quote that it repeats.
        let own = link.statement_id.split_once(':').map_or("", |(_, key)| key);
        if gold_row(own, "statements")["headline"] != true {
            got.insert(pair, link);
        }
    }
    let mut figures = Figures::default();
    for (pair, verdict) in &wanted {
        let found = got.get(pair).map(|l| l.verdict.as_str());
        let entry = figures.by_verdict.entry(verdict.clone()).or_default();
        let right = found == Some(verdict);
        (entry.0, entry.1) = (entry.0 + usize::from(right), entry.1 + 1);
        figures.right += usize::from(right);
        figures.missed += usize::from(!right);
        if !right && show {
            let said = &gold_row(&pair.0, "statements")["text"];
            println!(
                "want {verdict} got {found:?}: {pair:?} {} {said} / {}",
                gold_row(&pair.0, "statements")["stances"],
                gold_row(&pair.1, "causes")["text"]
            );
        }
    }
    let document = |key: &str| key.rsplit_once(':').map(|(d, _)| d.to_string()).unwrap_or_default();
    let set = |key: &str| key.rsplit_once('-').map_or(key, |(set, _)| set).to_string();
    for (pair, link) in &got {
        let right = wanted.get(pair) == Some(&link.verdict);
        let said = gold_row(&pair.0, "statements");
        let soft = !wanted.contains_key(pair) && neutral.get(pair).is_some_and(|why| !why.contains("no claim"));
        // A generic statement stands to every cause of the incident; some annotators link it to the triggers alone.
        let generic = |stance: &Value| ["vague_cause", "deny_classification"].iter().any(|g| stance == g);
        let soft = soft
            || !wanted.contains_key(pair)
                && gold_row(&pair.1, "causes")["role"] == "contributing"
                && said["stances"].as_array().is_some_and(|stances| stances.iter().any(generic));
        let outside = document(&pair.0) != document(&pair.1) && (set(&document(&pair.0)) != set(&document(&pair.1)) || set(&pair.0) == "real");
        if soft || outside || said["mode"] == "headline" || said["headline"] == true {
            figures.neutral += 1;
            continue;
        }
        if ["contradicts", "denies"].contains(&link.verdict.as_str()) {
            figures.published += 1;
            figures.published_right += usize::from(right);
        }
        figures.false_or_wrong += usize::from(!right);
        if !right && show && !wanted.contains_key(pair) {
            println!("false {}: {pair:?} {} {} / {}", link.verdict, said["stances"], said["text"], gold_row(&pair.1, "causes")["text"]);
        }
    }
    if show && std::env::var_os("WONIN_SHOW").is_some() {
        for link in &derived.links {
            println!("{} {} {} covered {} missing {}\n    {}", link.axis, link.verdict, link.score, link.covered, link.missing, link.explanation);
        }
        for finding in &derived.findings {
            println!("finding {} {} {:?} {}", finding.incident_id, finding.role, finding.authority, finding.text);
        }
    }
    figures
}

/// B-cubed F1 over the incident mentions of the sets, whose gold keys their documents share.
fn bcubed(golds: &BTreeMap<String, Gold>, derived: &Derived) -> f64 {
    let home: BTreeMap<&str, &str> = derived.incident_members.iter().map(|m| (m.incident_mention_id.as_str(), m.incident_id.as_str())).collect();
    let mut truth: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut system: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut all = Vec::new();
    for (id, gold) in golds {
        for key in list(&gold.gold, "incidents").into_iter().filter_map(|row| row["key"].as_str()).filter(|key| key.contains(':')) {
            let mention = row_id("mention", id, key);
            let cluster = home.get(mention.as_str()).map_or(mention.clone(), |c| c.to_string());
            truth.entry(key.to_string()).or_default().insert(mention.clone());
            system.entry(cluster.clone()).or_default().insert(mention.clone());
            all.push((key.to_string(), cluster));
        }
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for (key, cluster) in &all {
        let common = truth[key].intersection(&system[cluster]).count() as f64;
        precision += common / system[cluster].len() as f64 / all.len() as f64;
        recall += common / truth[key].len() as f64 / all.len() as f64;
    }
    2.0 * precision * recall / (precision + recall)
}
