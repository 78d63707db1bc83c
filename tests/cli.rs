//! The program from outside: inputs of every kind, good and broken, in a folder of their own; what it prints, and its exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const ARTICLE: &str = "가온레일 예약 서비스 2시간 10분 멈춰

3일 오전 9시부터 가온레일의 열차 예약 서비스가 2시간 10분 동안 멈췄다. 이용자의 37.5%가 표를 사지 못했다.
가온레일은 “정기 점검 중 저장 장치가 멈췄다”고 밝혔다.
";

fn wonin(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wonin")).args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs the program and wants this exit code.
fn run(folder: &Path, arguments: &[&str], code: i32) -> Output {
    let output = wonin(folder, arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{}\n{}", out(&output), err(&output));
    output
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// The records that `extract` prints for these files, and the exit code.
fn extract(files: &[(&str, &[u8])], arguments: &[&str], code: i32) -> Vec<Value> {
    let folder = folder(files);
    let mut all = vec!["extract", "--quiet", "."];
    all.extend(arguments);
    let output = run(folder.path(), &all, code);
    out(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn documents(records: &[Value]) -> Vec<&Value> {
    records.iter().filter(|r| r["record"] == "documents").collect()
}

fn errors(records: &[Value]) -> Vec<String> {
    let member = |r: &Value| r["member"].as_str().map(|m| format!(" {m}")).unwrap_or_default();
    records
        .iter()
        .filter(|r| r["record"] == "errors")
        .map(|r| format!("{}{}: {}", r["source_path"].as_str().unwrap(), member(r), r["reason"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_document_is_read_from_every_format() {
    let json =
        serde_json::json!({"title": "가온레일 예약 서비스 2시간 10분 멈춰", "날짜": "2024.06.03", "언론사": "가온신문", "본문": ARTICLE}).to_string();
    let page = format!(
        "<html><head><title>가온레일 예약 서비스 2시간 10분 멈춰</title><meta property=og:site_name content=가온신문><meta property=article:published_time content=2024-06-03></head>
         <body><article>{}</article></body></html>",
        ARTICLE.lines().skip(2).map(|line| format!("<p>{line}</p>")).collect::<String>()
    );
    let (euc, _, _) = encoding_rs::EUC_KR.encode(ARTICLE);
    let sidecar = br#"{"published_at": "2024-06-03", "publisher": "\uac00\uc628\uc2e0\ubb38"}"#;
    let cases: Vec<(&str, Vec<(&str, &[u8])>)> = vec![
        ("json", vec![("a.json", json.as_bytes())]),
        ("json", vec![("array.data", &b"["[..])]),
        ("jsonl", vec![("a.jsonl", json.as_bytes())]),
        ("html", vec![("page", page.as_bytes())]),
        ("text", vec![("a.txt", ARTICLE.as_bytes()), ("a.json", sidecar)]),
        ("text", vec![("a.txt", &euc), ("a.json", sidecar)]),
    ];
    for (format, mut files) in cases {
        let array = format!("[{json}]");
        if files[0].1 == b"[" {
            files[0].1 = array.as_bytes();
        }
        let records = extract(&files, &[], 0);
        let document = documents(&records)[0];
        assert_eq!(document["format"], format);
        assert_eq!(document["published_at"], "2024-06-03", "{format}");
        assert_eq!(document["publisher"], "가온신문", "{format}");
        assert_eq!(document["title"], "가온레일 예약 서비스 2시간 10분 멈춰", "{format}");
        let text = document["text"].as_str().unwrap();
        if format == "html" {
            assert_eq!(text.trim(), ARTICLE.trim());
        } else {
            assert_eq!(text, ARTICLE, "{format}");
        }
    }
}

#[test]
fn the_title_is_put_in_front_only_where_it_is_missing() {
    let cases = [
        (r#"{"title": "예약  멈춰", "text": "예약 멈춰\n\n본문이다."}"#, "예약 멈춰\n\n본문이다."),
        (r#"{"title": "예약 멈춰", "text": "본문이다.\r\n끝이다."}"#, "예약 멈춰\n\n본문이다.\n끝이다."),
        (r#"{"text": " 본문이다. "}"#, " 본문이다. "),
        (r#"{"title": " ", "text": "본문이다."}"#, "본문이다."),
    ];
    for (json, expected) in cases {
        let records = extract(&[("a.json", json.as_bytes())], &[], 0);
        assert_eq!(documents(&records)[0]["text"], expected, "{json}");
    }
}

#[test]
fn options_fill_in_what_a_document_does_not_say() {
    let files: &[(&str, &[u8])] =
        &[("a.json", r#"{"text": "본문이다.", "kind": "regulator"}"#.as_bytes()), ("b.txt", "입력 2024.06.04 10:00\n본문이다.".as_bytes())];
    let records = extract(files, &["--published", "2024-06-03T14:20", "--kind", "company", "--publisher", "가온레일"], 0);
    let documents = documents(&records);
    let field = |n: usize, name: &str| documents[n][name].as_str().unwrap_or("").to_string();
    assert_eq!(
        (field(0, "kind"), field(0, "published_at"), field(0, "published_source")),
        ("regulator".into(), "2024-06-03T14:20".into(), "option".into())
    );
    assert_eq!(
        (field(1, "kind"), field(1, "published_at"), field(1, "published_source")),
        ("company".into(), "2024-06-04T10:00".into(), "dateline".into())
    );
    assert_eq!(field(0, "publisher"), "가온레일");
}

#[test]
fn broken_inputs_are_errors_and_the_rest_is_read() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let cases: Vec<(Vec<(&str, &[u8])>, usize, &str)> = vec![
        (vec![("empty.txt", b"")], 0, "./empty.txt: the file is empty"),
        (vec![("blank.txt", b" \n\n ")], 0, "./blank.txt: the file holds only white space"),
        (vec![("bad.txt", b"\xff\xff\xff\xff\xff\xff\xff")], 0, "not readable as text"),
        (vec![("binary.txt", b"\x00\x01\x02\x03\x04\x00\x00")], 0, "binary"),
        (vec![("a.pdf", b"%PDF-1.7 ...")], 0, "a PDF file is not read"),
        (vec![("a.txt", ARTICLE.as_bytes()), ("a.json", br#"{"published_at": "2024-02-31"}"#)], 1, "./a.json: the date \"2024-02-31\" is no day"),
        (vec![("a.txt", ARTICLE.as_bytes()), ("a.json", b"{")], 1, "./a.json: the sidecar is not a JSON object"),
        (vec![("a.jsonl", "{\"text\": \"하나다.\"}\n{\"text\": \n{\"text\": \"둘이다.\"}\n".as_bytes())], 2, "./a.jsonl line 2: not valid JSON"),
        (vec![("a.jsonl", "아니다\n{\"text\": \"둘이다.\"}\n".as_bytes())], 1, "./a.jsonl line 1: not valid JSON"),
        (vec![("a.jsonl", "{\"text\": \"하나다.\"}\n{\"title\": \"제목\"}\n[1]\n".as_bytes())], 1, "./a.jsonl line 2: no text"),
        (vec![("a.json", r#"[{"text": "하나다."}, 3, {"text": ""}]"#.as_bytes())], 1, "./a.json item 2: not a document"),
        (vec![("a.json", r#"{"text": "하나다.", "kind": "rumour", "date": "모름"}"#.as_bytes())], 1, "the kind \"rumour\" is not one of"),
        (vec![("a.json", deep.as_bytes())], 0, "./a.json: not valid JSON"),
        (vec![("a.json", br#"{"text": "\ud800"}"#)], 0, "./a.json: not valid JSON"),
    ];
    for (files, read, reason) in cases {
        let records = extract(&files, &[], 3);
        assert_eq!(documents(&records).len(), read, "{reason}");
        let errors = errors(&records);
        assert!(errors.iter().any(|e| e.contains(reason)), "{reason}: {errors:?}");
    }
}

#[test]
fn a_missing_file_is_an_error_row_and_the_rest_is_ingested() {
    let folder = folder(&[("a.txt", ARTICLE.as_bytes())]);
    let output = run(folder.path(), &["ingest", "none.txt", "a.txt"], 3);
    assert!(err(&output).contains("none.txt: no such file or folder"), "{}", err(&output));
    assert!(out(&run(folder.path(), &["check"], 0)).contains("documents                       1"));
    // An unchanged database: the file that is there need not be read again.
    let output = run(folder.path(), &["ingest", "a.txt"], 0);
    assert!(err(&output).contains("1 files unchanged"), "{}", err(&output));
}

#[test]
fn stdin_is_read() {
    let folder = folder(&[("a.jsonl", "아니다\n{\"id\": \"x\", \"text\": \"본문이다.\"}\n".as_bytes())]);
    let input = fs::File::open(folder.path().join("a.jsonl")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_wonin")).arg("extract").stdin(input).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(out(&output).contains("\"source_path\":\"-#x\""), "{}", out(&output));
}

fn fingerprint(folder: &Path, db: &str) -> String {
    out(&run(folder, &["fingerprint", "--db", db], 0))
}

#[test]
fn order_and_repetition_change_nothing() {
    let line = |n: usize| {
        serde_json::json!({"id": n.to_string(), "published_at": format!("2024-06-{:02}", n + 3), "text": ARTICLE.replace("37.5", &format!("{n}7.5"))})
            .to_string()
    };
    let lines: Vec<String> = (1..9).map(line).collect();
    let forth = lines.join("\n");
    let back = lines.iter().rev().chain(&lines).cloned().collect::<Vec<_>>().join("\n");
    let files: Vec<(String, &str)> = lines.iter().enumerate().map(|(n, line)| (format!("each/{n}.json"), line.as_str())).collect();
    let mut all: Vec<(&str, &[u8])> = vec![("forth.jsonl", forth.as_bytes()), ("back.jsonl", back.as_bytes())];
    all.extend(files.iter().map(|(name, line)| (name.as_str(), line.as_bytes())));
    let folder = folder(&all);
    run(folder.path(), &["ingest", "forth.jsonl", "--db", "forth.db", "--jobs", "1"], 0);
    run(folder.path(), &["ingest", "back.jsonl", "--db", "back.db", "--jobs", "4"], 0);
    run(folder.path(), &["ingest", "each", "--db", "each.db"], 0);
    let expected = fingerprint(folder.path(), "forth.db");
    for db in ["back.db", "each.db"] {
        assert_eq!(fingerprint(folder.path(), db), expected, "{db}");
    }
    run(folder.path(), &["ingest", "back.jsonl", "each", "--db", "forth.db"], 0);
    run(folder.path(), &["link", "--db", "forth.db"], 0);
    assert_eq!(fingerprint(folder.path(), "forth.db"), expected);
    assert!(out(&run(folder.path(), &["check", "--db", "forth.db"], 0)).ends_with("sound\n"));
    run(folder.path(), &["ingest", "forth.jsonl", "--db", "few.db", "--limit", "3"], 0);
    assert!(out(&run(folder.path(), &["check", "--db", "few.db"], 0)).contains("documents                       3"));
    assert_ne!(fingerprint(folder.path(), "few.db"), expected);
    // A run that was broken off is completed by the next one.
    run(folder.path(), &["ingest", "forth.jsonl", "--db", "few.db"], 0);
    assert_eq!(fingerprint(folder.path(), "few.db"), expected);
}

#[test]
fn ingests_at_once_and_broken_off_end_in_the_same_database() {
    let lines: String = (0..200).map(|n| format!("{{\"id\": \"{n}\", \"text\": \"{n}번째 본문이다. 예약이 {n}분간 멈췄다.\"}}\n")).collect();
    let folder = folder(&[("a.jsonl", lines.as_bytes())]);
    let ingest = |db: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wonin"));
        command.args(["ingest", "--quiet", "a.jsonl", "--db", db]).current_dir(folder.path()).stdin(Stdio::null());
        command.spawn().unwrap()
    };
    assert!(ingest("one.db").wait().unwrap().success());
    let expected = fingerprint(folder.path(), "one.db");
    let mut both = [ingest("both.db"), ingest("both.db")];
    both.iter_mut().for_each(|child| assert!(child.wait().unwrap().success()));
    assert_eq!(fingerprint(folder.path(), "both.db"), expected);
    for milliseconds in [20, 150, 400] {
        let mut child = ingest("broken.db");
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(ingest("broken.db").wait().unwrap().success());
    assert_eq!(fingerprint(folder.path(), "broken.db"), expected);
}

#[test]
fn extract_prints_the_input_in_its_order() {
    let lines: String = (0..500).map(|n| format!("{{\"id\": \"{n}\", \"text\": \"{n}번째 본문이다. {}\"}}\n", "가".repeat(n * 7 % 300))).collect();
    let records = extract(&[("a.jsonl", lines.as_bytes())], &["--jobs", "4"], 0);
    let ids: Vec<String> = documents(&records).iter().map(|d| d["source_id"].as_str().unwrap().to_string()).collect();
    assert_eq!(ids, (0..500).map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(records[0]["record"], "documents");
    assert!(records[0].to_string().starts_with("{\"record\":\"documents\",\"id\":"));
}

#[test]
fn databases_that_are_not_ours_are_refused() {
    let folder = folder(&[
        ("a.txt", ARTICLE.as_bytes()),
        ("text.db", b"no database at all, but a text that is long enough to be one of a hundred bytes or so, which is what counts"),
    ]);
    let path = folder.path();
    let open = |name: &str| rusqlite::Connection::open(path.join(name)).unwrap();
    run(path, &["ingest", "a.txt", "--db", "old.db"], 0);
    open("old.db").pragma_update(None, "user_version", 999).unwrap();
    open("other.db").execute_batch("CREATE TABLE birds (name TEXT)").unwrap();
    for (arguments, message) in [
        (&["ingest", "a.txt", "--db", "old.db"][..], "old.db has schema version 999"),
        (&["check", "--db", "old.db"], "old.db has schema version 999"),
        (&["ingest", "a.txt", "--db", "other.db"], "other.db is not a database of wonin"),
        (&["check", "--db", "text.db"], "text.db is not a database of wonin"),
        (&["incidents", "--db", "none.db"], "there is no database none.db: run `wonin ingest"),
        (&["ingest", "a.txt", "--db", "no/such/folder.db"], "no/such/folder.db"),
    ] {
        let output = run(path, arguments, 1);
        assert!(err(&output).contains(message), "{}", err(&output));
    }
}

#[test]
fn check_lists_broken_rows() {
    let folder = folder(&[("a.txt", ARTICLE.as_bytes())]);
    run(folder.path(), &["ingest", "a.txt", "--published", "2024-06-03"], 0);
    let db = rusqlite::Connection::open(folder.path().join("wonin.db")).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    db.execute_batch(
        "INSERT INTO durations SELECT 'wrong-quote', id, 0, 2, '나라', 60, 'PT1M', 0, 'exact', 'x' FROM documents;
         INSERT INTO durations SELECT 'wrong-shape', id, 0, 2, '가온', 60, '1 minute', 0, 'exact', 'x' FROM documents;
         INSERT INTO durations VALUES ('no-document', 'none', 0, 2, '가온', 60, 'PT1M', 0, 'exact', 'x');",
    )
    .unwrap();
    let report = out(&run(folder.path(), &["check"], 1));
    for row in [
        "durations wrong-quote: the quote is \"나라\", the text there \"가온\"",
        "durations wrong-shape: iso8601 is \"1 minute\"",
        "durations no-document: refers to a row of documents",
    ] {
        assert!(report.contains(row), "{row}\n{report}");
    }
    assert!(db.execute("UPDATE durations SET bound = 'about'", []).is_err());
}

#[test]
fn usage_errors_say_what_is_wrong() {
    let folder = folder(&[]);
    for (arguments, message) in [
        (&["ingest"][..], "<PATH>"),
        (&["ingest", "a", "--published", "2024-02-31"], "no day of the calendar"),
        (&["sing"], "sing"),
        (&["ingest", "a", "--kind", "x"], "regulator"),
    ] {
        let output = run(folder.path(), arguments, 2);
        assert!(err(&output).contains(message), "{}", err(&output));
        assert!(output.stdout.is_empty());
    }
    assert!(out(&run(folder.path(), &["ingest", "--help"], 0)).contains("Examples:"));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let lines: String = (0..20_000).map(|n| format!("{{\"text\": \"{n}번째 본문이다.\"}}\n")).collect();
    let folder = folder(&[("a.jsonl", lines.as_bytes())]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_wonin"))
        .args(["extract", "a.jsonl"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
}

#[test]
fn what_a_person_reads_says_what_to_run() {
    let folder = folder(&[("a.txt", ARTICLE.as_bytes())]);
    let check = |arguments: &[&str], code: i32, message: &str| {
        let output = run(folder.path(), arguments, code);
        let shown = if code == 0 { out(&output) } else { err(&output) };
        assert!(shown.contains(message), "{arguments:?}: {shown}");
    };
    check(&["diff"], 1, "run `wonin ingest PATH... --db wonin.db` first");
    check(&["incidents"], 1, "run `wonin ingest PATH... --db wonin.db` first");
    check(&["demo"], 1, "--documents");
    run(folder.path(), &["ingest", "a.txt", "--published", "2031-05-04", "--quiet"], 0);
    check(&["diff", "없는-2031-01-01"], 1, "`wonin incidents --db wonin.db` lists them all");
    check(&["diff", "--company", "없는 회사"], 1, "`wonin incidents --db wonin.db` lists them all");
    check(&["diff", "--from", "2031-13"], 2, "no day of the calendar");
    check(&["diff", "--today", "2031"], 2, "no day of the calendar");
    check(&["diff", "--between", "wonin.db"], 2, "--between");
    check(&["diff", "--between", "wonin.db", "none.db"], 1, "there is no database none.db");
    check(&["diff", "--between", "wonin.db", "wonin.db", "--format", "html"], 1, "--between has no html");
    check(&["diff", "--between", "wonin.db", "wonin.db"], 0, "nothing changed");
    check(&["diff", "--from", "2031", "--to", "2031-05"], 0, "2031-05-03 09:00");
    check(&["incidents", "--from", "2031-05-03"], 0, "2031-05-03 09:00");
    check(&["diff", "--format", "html"], 0, "<!doctype html>");
    check(&["diff", "--format", "csv"], 0, "\u{feff}incident,");
    run(folder.path(), &["diff", "--format", "md", "--output", "diff.md"], 0);
    assert!(fs::read_to_string(folder.path().join("diff.md")).unwrap().starts_with("# "));
    check(&["diff", "--output", "no/such/folder"], 1, "cannot write no/such/folder");
}

#[test]
fn the_demo_shows_a_diff_and_how_to_go_on() {
    let folder = folder(&[]);
    let db = folder.path().join("demo.db").display().to_string();
    let output = run(Path::new(env!("CARGO_MANIFEST_DIR")), &["demo", "--db", &db], 0);
    assert!(out(&output).contains("What the company said, and what the authority found"), "{}", out(&output));
    assert!(err(&output).contains(&format!("diff --db {db} --format html")), "{}", err(&output));
    let again = run(Path::new(env!("CARGO_MANIFEST_DIR")), &["demo", "--db", &db], 1);
    assert!(err(&again).contains("is there already"), "{}", err(&again));
}
