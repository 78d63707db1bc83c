//! The source tree and the dictionaries -> whether they keep the rules of the house: imports, tidiness, sorted data.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::Value;

/// Every line that breaks a rule, so that one run shows them all.
fn expect_none(breaches: Vec<String>) {
    assert!(breaches.is_empty(), "{} breaches:\n{}", breaches.len(), breaches.join("\n"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder that can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    found.sort();
    found
}

/// The program's own code: no tests, no comments.
fn code(source: &str) -> String {
    let body = source.split("#[cfg(test)]\nmod tests").next().unwrap_or(source);
    body.lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line.split(" // ").next().unwrap_or(line) })
        .collect::<Vec<_>>()
        .join("\n")
}

/// `src/mention/date.rs` belongs to `mention`.
fn module_of(file: &str) -> Option<&str> {
    file.strip_prefix("src/")?.split('/').next().map(|name| name.trim_end_matches(".rs")).filter(|name| *name != "lib" && *name != "main")
}

/// Module -> what it may import, in the order of the table in ARCHITECTURE.md.
fn import_table() -> Vec<(String, BTreeSet<String>)> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let rows = text.lines().skip_while(|line| !line.starts_with("| module | may import |")).skip(2).take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        (cells[0].trim().to_string(), cells[1].split_whitespace().map(str::to_string).collect())
    };
    rows.map(row).collect()
}

fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, name) in code.match_indices("crate::") {
        // `$crate::` and `other_crate::` are something else.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + name.len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let (mut depth, mut word) = (0, String::new());
                for c in list.chars() {
                    match c {
                        '}' if depth == 0 => break,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' => found.extend(Some(std::mem::take(&mut word)).filter(|w| depth == 0 && !w.is_empty())),
                        c if depth == 0 && (c.is_alphanumeric() || c == '_') => word.push(c),
                        _ => {}
                    }
                }
                found.extend(Some(word).filter(|w| !w.is_empty()));
            }
            None => drop(found.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())),
        }
    }
    found
}

#[test]
fn imports_lead_downward_as_the_table_says() {
    let table = import_table();
    let mut breaches = Vec::new();
    let mut above = BTreeSet::new();
    for (module, allowed) in &table {
        breaches.extend(allowed.difference(&above).map(|name| format!("ARCHITECTURE.md: {module} may import {name}, which does not stand above it")));
        above.insert(module.clone());
    }
    let allowed: BTreeMap<&str, &BTreeSet<String>> = table.iter().map(|(module, allowed)| (module.as_str(), allowed)).collect();
    let mut used: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let files = files_below("src", "rs");
    for (file, source) in &files {
        let Some(module) = module_of(file) else { continue };
        let Some(allowed) = allowed.get(module) else {
            breaches.push(format!("{file}: {module} is not in the import table of ARCHITECTURE.md"));
            continue;
        };
        for name in imports(&code(source)) {
            if name != module && !allowed.contains(&name) {
                breaches.push(format!("{file}: imports {name}, which the table does not allow to {module}"));
            }
            used.entry(module).or_default().insert(name);
        }
    }
    for (module, allowed) in &table {
        let none = BTreeSet::new();
        let used = used.get(module.as_str()).unwrap_or(&none);
        breaches.extend(allowed.difference(used).map(|name| format!("ARCHITECTURE.md: {module} does not import {name}")));
        if !files.iter().any(|(file, _)| module_of(file) == Some(module)) {
            breaches.push(format!("ARCHITECTURE.md: there is no module {module}"));
        }
    }
    expect_none(breaches);
}

#[test]
fn every_file_says_what_goes_in_and_what_comes_out() {
    let all = ["src", "tests", "benches", "tools"].iter().flat_map(|folder| files_below(folder, "rs"));
    expect_none(all.filter(|(_, source)| !source.starts_with("//! ")).map(|(file, _)| format!("{file}: line 1 is not //!")).collect());
}

#[test]
fn each_library_has_one_home() {
    let mut breaches = Vec::new();
    for (library, homes) in [
        ("rusqlite", ["src/store.rs", "src/store/"]),
        ("lindera", ["src/morpheme.rs", "src/morpheme.rs"]),
        ("minijinja", ["src/report.rs", "src/report/"]),
        ("scraper", ["src/document/html.rs", "src/document/html/"]),
    ] {
        for (file, source) in files_below("src", "rs") {
            if code(&source).contains(library) && !homes.iter().any(|home| file.starts_with(home)) {
                breaches.push(format!("{file}: names {library}, whose home is {}", homes[0]));
            }
        }
    }
    expect_none(breaches);
}

#[test]
fn code_leaves_nothing_for_later() {
    let mut breaches = Vec::new();
    for (file, source) in ["src", "benches"].iter().flat_map(|folder| files_below(folder, "rs")) {
        for (number, line) in source.lines().enumerate() {
            for word in ["TODO", "FIXME", "XXX:", "todo!(", "unimplemented!(", "dbg!("] {
                if line.contains(word) {
                    breaches.push(format!("{file}:{}: {word}", number + 1));
                }
            }
        }
    }
    expect_none(breaches);
}

fn toml(path: &Path) -> toml::Table {
    fs::read_to_string(path).expect("a dictionary").parse().expect("TOML")
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn no_party_is_named_in_the_code() {
    let dictionary = toml(&root().join("dictionaries/organizations.toml"));
    let organizations = dictionary["organization"].as_array().expect("a list");
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for organization in organizations {
        names.extend(organization["name"].as_str());
        names.extend(strings(organization.get("aliases")));
        names.extend(strings(organization.get("services")));
    }
    // Latin names are words of the code as well (`IE`, `SR`).
    names.retain(|name| name.chars().count() > 1 && name.chars().any(|c| ('가'..='힣').contains(&c)));
    let mut breaches = Vec::new();
    for (file, source) in files_below("src", "rs") {
        for (number, line) in code(&source).lines().enumerate().filter(|(_, line)| !line.is_ascii()) {
            breaches.extend(names.iter().filter(|name| line.contains(**name)).map(|name| format!("{file}:{}: {name}", number + 1)));
        }
    }
    expect_none(breaches);
}

#[test]
fn dictionaries_are_sorted_without_repeats() {
    let mut breaches = Vec::new();
    let mut check = |what: &str, words: &[&str]| {
        for pair in words.windows(2).filter(|pair| pair[0] >= pair[1]) {
            breaches.push(format!("{what}: {} stands before {}", pair[0], pair[1]));
        }
    };
    let dictionary = toml(&root().join("dictionaries/organizations.toml"));
    let names: Vec<&str> = dictionary["organization"].as_array().expect("a list").iter().filter_map(|o| o["name"].as_str()).collect();
    check("organizations.toml", &names);
    let words = fs::read_to_string(root().join("dictionaries/words.csv")).expect("words.csv");
    // Comments part the words into groups, each sorted.
    for group in words.split("\n#") {
        let surfaces: Vec<&str> =
            group.lines().skip(1).filter(|l| !l.starts_with('#')).filter_map(|line| line.split(',').next()).filter(|s| !s.is_empty()).collect();
        check("words.csv", &surfaces);
    }
    expect_none(breaches);
}

/// A word list that the fingerprint does not cover would leave rows of an older engine in a database, unseen.
#[test]
fn the_fingerprint_covers_all_knowledge() {
    let pipeline = fs::read_to_string(root().join("src/pipeline.rs")).expect("src/pipeline.rs");
    let data = ["toml", "csv"].iter().flat_map(|extension| files_below("dictionaries", extension));
    // Examples steer no answer.
    let data = data.filter(|(file, _)| !file.starts_with("dictionaries/examples/"));
    let unknown = data.filter(|(file, _)| !pipeline.contains(&format!("include_str!(\"../{file}\")")));
    expect_none(unknown.map(|(file, _)| format!("src/pipeline.rs: KNOWLEDGE lacks {file}")).collect());
}
