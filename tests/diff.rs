//! A small archive written row by row -> what `diff` reads from it, and each of its formats. The browser test skips, with a line, where
//! there is no Chromium (WONIN_CHROMIUM names another one).

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;
use wonin::diff::table::Look;
use wonin::diff::{IncidentDiff, OrderState, between, csv, markdown, read, table};
use wonin::pipeline::reduce::Derived;
use wonin::record::*;
use wonin::report;
use wonin::store::Store;
use wonin::store::case::Filter;

const TODAY: &str = "2031-05-20";

// ---------------------------------------------------------------- the archive

/// Id, kind, publisher, title, day, text.
type Document = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const DOCUMENTS: [Document; 4] = [
    (
        "news",
        "news",
        "한빛일보",
        "새벽마트 주문 앱 멈춰",
        "2031-03-02",
        "새벽마트 주문 앱 멈춰\n\n새벽마트는 “내부 시스템 오류로 일부 고객이 불편을 겪었다”고 밝혔다. 오류는 약 30분 이어졌다.",
    ),
    (
        "notice",
        "company",
        "새벽마트",
        "주문 앱 이용 안내",
        "2031-03-03",
        "주문 앱 이용 안내\n\n내부 시스템 오류로 일부 고객이 불편을 겪었습니다. 불편을 드려 죄송합니다.",
    ),
    (
        "report",
        "regulator",
        "유통안전원",
        "점검 결과",
        "2031-04-01",
        "점검 결과\n\n3월 2일 오전 9시 결제 서버의 인증서 갱신을 빠뜨려 주문이 멎었다. 예비 서버도 두지 않았다. 고객의 72%가 54분간 쓰지 못했다. \
         한 달 안에 재발 방지책을 낼 것. 4월 30일까지 예비 서버를 둘 것.",
    ),
    (
        "follow",
        "news",
        "나루경제",
        "결국 인증서 탓",
        "2031-04-02",
        "결국 인증서 탓\n\n유통안전원은 인증서 갱신을 빠뜨린 것이 원인이라고 밝혔다. 새벽마트는 “사실과 다르다”고 했다.",
    ),
];

const HOSTILE: &str = "<script>document.title='owned'</script>";

fn quote(document: &str, words: &str) -> Quote {
    let text = DOCUMENTS.iter().find(|d| d.0 == document).map(|d| d.5).unwrap_or(HOSTILE);
    let at = text.find(words).unwrap_or_else(|| panic!("{words} in {document}"));
    let char_start = text[..at].chars().count();
    Quote { document_id: document.to_string(), char_start, char_end: char_start + words.chars().count(), text: words.to_string() }
}

fn document(id: &str, kind: &str, publisher: &str, title: &str, day: &str, text: &str) -> DocumentRow {
    DocumentRow {
        id: id.to_string(),
        source_id: None,
        kind: kind.to_string(),
        publisher: Some(publisher.to_string()),
        title: Some(title.to_string()),
        author: None,
        url: Some("javascript:alert(1)".to_string()),
        published_at: Some(day.to_string()),
        published_source: None,
        source_path: None,
        format: "json".to_string(),
        sha256: String::new(),
        engine: "one".to_string(),
        text: text.to_string(),
    }
}

fn mention(document: &str, words: &str, start_at: Option<&str>, duration_seconds: Option<u64>) -> Record {
    let quote = quote(document, words);
    Record::IncidentMentions(IncidentMentionRow {
        id: format!("m-{document}"),
        document_id: document.to_string(),
        ordinal: 0,
        operator_id: Some("mart".to_string()),
        service: Some("주문 앱".to_string()),
        event: Some("outage".to_string()),
        sequence: None,
        start_at: start_at.map(str::to_string),
        end_at: None,
        duration_seconds,
        background: 0,
        char_start: quote.char_start,
        char_end: quote.char_end,
        text: quote.text,
        rule: "test".to_string(),
    })
}

fn statement(id: &str, document: &str, words: &str, stances: &[&str]) -> Vec<Record> {
    let mut records = vec![Record::Statements(StatementRow {
        id: id.to_string(),
        quote: quote(document, words),
        speaker: Some("새벽마트".to_string()),
        speaker_id: Some("mart".to_string()),
        speaker_role: "company".to_string(),
        mode: "direct".to_string(),
        phase: None,
        rule: "test".to_string(),
    })];
    let stance = |stance: &&str| Record::StatementStances(StatementStanceRow { statement_id: id.to_string(), stance: stance.to_string() });
    records.extend(stances.iter().map(stance));
    records
}

fn cause(id: &str, document: &str, words: &str, status: &str, role: &str) -> Record {
    Record::Causes(CauseRow {
        id: id.to_string(),
        quote: quote(document, words),
        status: status.to_string(),
        asserted_by: Some("유통안전원".to_string()),
        asserted_by_id: Some("agency".to_string()),
        asserted_role: "regulator".to_string(),
        role: role.to_string(),
        evidential: None,
        rule: "test".to_string(),
    })
}

fn order(id: &str, words: &str, deadline: Option<&str>, due_on: Option<&str>) -> Record {
    Record::Orders(OrderRow {
        id: id.to_string(),
        quote: quote("report", words),
        authority: Some("유통안전원".to_string()),
        authority_id: Some("agency".to_string()),
        addressee: Some("새벽마트".to_string()),
        addressee_id: Some("mart".to_string()),
        category: "corrective".to_string(),
        deadline: deadline.map(str::to_string),
        due_on: due_on.map(str::to_string),
        amount_krw: None,
        incident_mention_id: Some("m-report".to_string()),
        rule: "test".to_string(),
    })
}

fn records() -> Vec<Record> {
    let mut records: Vec<Record> =
        DOCUMENTS.iter().map(|(id, kind, publisher, title, day, text)| Record::Documents(document(id, kind, publisher, title, day, text))).collect();
    for (id, name, role) in [("mart", "새벽마트", "company"), ("agency", "유통안전원", "regulator")] {
        records.push(Record::Organizations(OrganizationRow { id: id.to_string(), name: name.to_string(), role: role.to_string() }));
    }
    records.push(mention("news", "멈춰", Some("2031-03-02"), Some(1800)));
    records.push(mention("notice", "불편", None, None));
    records.push(mention("report", "주문이 멎었다", Some("2031-03-02T09:00"), Some(3240)));
    records.push(mention("follow", "인증서 탓", None, None));
    records.extend(statement("s1", "news", "내부 시스템 오류로 일부 고객이 불편을 겪었다", &["minimise_scope", "vague_cause"]));
    records.extend(statement("s2", "notice", "내부 시스템 오류로 일부 고객이 불편을 겪었습니다.", &["minimise_scope", "vague_cause"]));
    records.extend(statement("s3", "notice", "불편을 드려 죄송합니다.", &["apology"]));
    records.extend(statement("s4", "follow", "사실과 다르다", &["dispute_finding"]));
    records.push(cause("c1", "report", "결제 서버의 인증서 갱신을 빠뜨려", "determined", "trigger"));
    records.push(cause("c2", "report", "예비 서버도 두지 않았다", "determined", "contributing"));
    records.push(cause("c3", "follow", "인증서 갱신을 빠뜨린 것", "determined", "trigger"));
    records.push(Record::CauseClasses(CauseClassRow { cause_id: "c2".to_string(), class: "redundancy".to_string() }));
    records.push(Record::Durations(DurationRow {
        id: "d1".to_string(),
        quote: quote("report", "54분간"),
        seconds: Some(3240),
        iso8601: Some("PT54M".to_string()),
        approximate: 0,
        bound: "exact".to_string(),
        rule: "test".to_string(),
    }));
    records.push(Record::Impacts(ImpactRow {
        id: "i1".to_string(),
        quote: quote("report", "72%"),
        value: Some(72.0),
        unit: "%".to_string(),
        population: Some("고객".to_string()),
        approximate: 0,
        bound: "exact".to_string(),
        incident_mention_id: Some("m-report".to_string()),
        rule: "test".to_string(),
    }));
    records.push(order("o1", "한 달 안에 재발 방지책을 낼 것", Some("P1M"), None));
    records.push(order("o2", "4월 30일까지 예비 서버를 둘 것", None, Some("2031-04-30")));
    records
}

fn link(id: &str, statement: &str, axis: &str, verdict: &str, to: &str) -> LinkRow {
    let to_row = |axes: &str| (axis == axes).then(|| to.to_string());
    LinkRow {
        id: id.to_string(),
        incident_id: "새벽마트-2031-03-02".to_string(),
        statement_id: statement.to_string(),
        cause_id: to_row("cause"),
        impact_id: to_row("scope"),
        incident_mention_id: to_row("duration"),
        axis: axis.to_string(),
        verdict: verdict.to_string(),
        score: 0.8,
        covered: if verdict == "underspecified" { r#"["오류"]"# } else { "[]" }.to_string(),
        missing: r#"["인증서 갱신","결제 서버"]"#.to_string(),
        explanation: "because".to_string(),
        phase: None,
    }
}

fn derived() -> Derived {
    let incident = "새벽마트-2031-03-02".to_string();
    let member = |document: &str| IncidentMemberRow { incident_id: incident.clone(), incident_mention_id: format!("m-{document}") };
    let finding = |id: &str, cause: &str, role: &str, text: &str| FindingRow {
        id: id.to_string(),
        incident_id: incident.clone(),
        authority: Some("유통안전원".to_string()),
        authority_id: Some("agency".to_string()),
        role: role.to_string(),
        text: text.to_string(),
        cause_id: cause.to_string(),
        found_at: Some("2031-04-01".to_string()),
        superseded_by: None,
    };
    let of = |finding: &str, cause: &str| FindingMemberRow { finding_id: finding.to_string(), cause_id: cause.to_string() };
    Derived {
        incidents: vec![IncidentRow {
            id: incident.clone(),
            operator_id: Some("mart".to_string()),
            service: Some("주문 앱".to_string()),
            event: Some("outage".to_string()),
            start_at: Some("2031-03-02T09:00".to_string()),
            end_at: Some("2031-03-02T09:54".to_string()),
            duration_seconds: Some(3240),
        }],
        incident_members: ["news", "notice", "report", "follow"].map(member).into(),
        findings: vec![
            finding("f1", "c1", "trigger", "결제 서버의 인증서 갱신을 빠뜨려"),
            finding("f2", "c2", "contributing", "예비 서버도 두지 않았다"),
        ],
        finding_members: vec![of("f1", "c1"), of("f1", "c3"), of("f2", "c2")],
        statement_repeats: vec![StatementRepeatRow { statement_id: "s2".to_string(), repeats_id: "s1".to_string() }],
        links: vec![
            link("l1", "s1", "cause", "underspecified", "c1"),
            link("l2", "s2", "cause", "underspecified", "c1"),
            link("l3", "s1", "cause", "underspecified", "c3"),
            link("l4", "s1", "scope", "contradicts", "i1"),
            link("l5", "s4", "cause", "denies", "c1"),
            link("l6", "s1", "duration", "contradicts", "m-report"),
        ],
        largest_block: 4,
    }
}

fn store(folder: &Path, name: &str, records: &[Record], derived: &Derived) -> Store {
    let mut store = Store::create(&folder.join(name)).unwrap();
    store.load(records).unwrap();
    store.replace_derived(derived, "one").unwrap();
    store
}

fn archive() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path(), "a.db", &records(), &derived());
    (folder, store)
}

fn diffs() -> Vec<IncidentDiff> {
    read(&archive().1, &Filter::default(), TODAY).unwrap()
}

// ---------------------------------------------------------------- what is read

#[test]
fn a_quote_and_a_finding_stand_once_with_their_sources() {
    let diffs = diffs();
    assert_eq!(diffs.len(), 1);
    let diff = &diffs[0];
    let statements: Vec<(&str, usize)> = diff.statements.iter().map(|s| (s.text.as_str(), s.sources.len())).collect();
    assert_eq!(statements, [("내부 시스템 오류로 일부 고객이 불편을 겪었다", 2), ("불편을 드려 죄송합니다.", 1), ("사실과 다르다", 1)]);
    let findings: Vec<(&str, usize)> = diff.findings.iter().map(|f| (f.text.as_str(), f.sources.len())).collect();
    assert_eq!(findings, [("결제 서버의 인증서 갱신을 빠뜨려", 2), ("예비 서버도 두지 않았다", 1)]);
    let compared: Vec<(&str, &str, Option<usize>, Option<i64>)> =
        diff.statements[0].comparisons.iter().map(|c| (c.axis.as_str(), c.verdict.as_str(), c.finding, c.lag_days)).collect();
    let expected =
        [("cause", "underspecified", Some(1), Some(30)), ("scope", "contradicts", None, Some(30)), ("duration", "contradicts", None, Some(30))];
    assert_eq!(compared, expected);
    assert_eq!(diff.statements[0].comparisons[2].found.as_ref().map(|c| c.text.as_str()), Some("54분간"));
    assert_eq!(diff.omissions.iter().map(|o| (o.finding, o.later_statements)).collect::<Vec<_>>(), [(2, 1)]);
    assert_eq!(diff.lag_days, Some(30));
    assert_eq!(diff.verdicts, [("contradicts".to_string(), 2), ("denies".to_string(), 1), ("underspecified".to_string(), 1)]);
    let states: Vec<(OrderState, Option<i64>)> = diff.orders.iter().map(|o| (o.state, o.days_left)).collect();
    assert_eq!(states, [(OrderState::NoComputableDate, None), (OrderState::Overdue, Some(-20))]);
    let accounts: Vec<(&str, Vec<&str>)> =
        diff.accounts.iter().map(|a| (a.by.as_str(), a.figures.iter().map(|f| f.value.as_str()).collect())).collect();
    assert_eq!(accounts, [("유통안전원", vec!["2031-03-02T09:00", "3240", "72"]), ("한빛일보", vec!["2031-03-02", "1800"])]);
}

#[test]
fn a_corrected_finding_stands_beside_its_correction() {
    let mut derived = derived();
    derived.findings[1].superseded_by = Some("f1".to_string());
    let folder = tempfile::tempdir().unwrap();
    let diffs = read(&store(folder.path(), "a.db", &records(), &derived), &Filter::default(), TODAY).unwrap();
    assert_eq!(diffs[0].corrected().map(|(old, new)| (old.number, new.number)).collect::<Vec<_>>(), [(2, 1)]);
    assert!(diffs[0].omissions.is_empty());
    let heading = "What the authority found first, and corrected later";
    assert!(table::render(&diffs, Look { width: 80, colour: false }).contains(heading));
    assert!(markdown::render(&diffs).contains(heading) && report::render(&diffs, TODAY).unwrap().contains(heading));
}

#[test]
fn a_filter_lets_through_what_fits() {
    let (_folder, store) = archive();
    let check = |filter: Filter, expected: usize| assert_eq!(read(&store, &filter, TODAY).unwrap().len(), expected, "{filter:?}");
    let own = |text: &str| Some(text.to_string());
    check(Filter::default(), 1);
    check(Filter { incident: own("새벽마트-2031-03-02"), ..Filter::default() }, 1);
    check(Filter { incident: own("새벽마트"), ..Filter::default() }, 1);
    check(Filter { incident: own("새벽%"), ..Filter::default() }, 0);
    check(Filter { company: own("새벽마트"), ..Filter::default() }, 1);
    check(Filter { company: own("유통안전원"), ..Filter::default() }, 0);
    check(Filter { from: own("2031"), to: own("2031-03"), ..Filter::default() }, 1);
    check(Filter { from: own("2031-03-03"), ..Filter::default() }, 0);
    check(Filter { to: own("2031-03-01"), ..Filter::default() }, 0);
}

// ---------------------------------------------------------------- formats

const TABLE: &str = include_str!("diff_table.txt");

#[test]
fn the_table_is_as_reviewed() {
    let shown = table::render(&diffs(), Look { width: 80, colour: false });
    assert!(shown == TABLE, "not as in tests/diff_table.txt:\n{shown}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut diffs = diffs();
    diffs[0].statements[0].text = "가나다라마바사".repeat(40);
    diffs[0].findings[1].text = "x".repeat(500);
    diffs[0].documents[0].title = Some("긴 제목 ".repeat(60));
    diffs[0].accounts[0].by = "아주긴기관이름".repeat(9);
    for width in [40, 41, 60, 79, 80, 100, 133, 200] {
        for line in table::render(&diffs, Look { width, colour: false }).lines() {
            assert!(line.width() <= width, "{} columns in {width}: {line}", line.width());
        }
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    let coloured = table::render(&diffs(), Look { width: 80, colour: true });
    assert!(coloured.contains("\u{1b}["));
    assert!(!table::render(&diffs(), Look { width: 80, colour: false }).contains('\u{1b}'));
}

#[test]
fn csv_has_a_row_for_each_comparison_and_omission() {
    let mut diffs = diffs();
    diffs[0].statements[1].text = "=HYPERLINK(\"x\"), 죄송".to_string();
    let text = csv::render(&diffs);
    assert!(text.starts_with("\u{feff}incident,company,"));
    let rows: Vec<&str> = text.split("\r\n").collect();
    // A heading, three comparisons of the first statement, one of the third, the second without, one omission, and the end.
    assert_eq!(rows.len(), 8, "{text}");
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\"), 죄송\""), "{text}");
    assert!(rows[6].contains(",omitted,"), "{text}");
}

#[test]
fn markdown_takes_text_for_text() {
    let mut diffs = diffs();
    diffs[0].statements[0].text = "*별* | <b>표</b> [x](y)\n오류".to_string();
    let text = markdown::render(&diffs);
    assert!(text.contains(r"“\*별\* \| \<b\>표\</b\> \[x\](y) **오류**”"), "{text}");
    assert!(!text.contains("javascript:"), "{text}");
}

fn hostile() -> String {
    let mut diffs = diffs();
    let diff = &mut diffs[0];
    for source in &mut diff.documents {
        source.title = Some(HOSTILE.to_string());
        source.publisher = Some(format!("\"'>{HOSTILE}"));
        source.text.push_str(HOSTILE);
    }
    diff.incident = HOSTILE.to_string();
    diff.company = Some(HOSTILE.to_string());
    diff.statements[0].text = HOSTILE.to_string();
    diff.statements[0].speaker = Some(HOSTILE.to_string());
    diff.orders[0].category = HOSTILE.to_string();
    report::render(&diffs, TODAY).unwrap()
}

#[test]
fn the_page_escapes_everything() {
    let page = hostile();
    assert!(!page.to_lowercase().contains("<script"), "a script in the page");
    assert!(page.matches("&lt;script&gt;").count() >= 10);
    assert!(!page.contains("javascript:") && !page.contains("src=") && !page.contains("@import") && !page.contains("url("));
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""));
}

#[test]
fn every_link_of_the_page_leads_to_a_place_in_it() {
    let page = report::render(&diffs(), TODAY).unwrap();
    let values = |name: &str| -> Vec<String> {
        page.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_string).collect()
    };
    let ids: Vec<String> = values("id");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "ids stand once");
    for href in values("href") {
        assert!(href.strip_prefix('#').is_some_and(|id| unique.contains(&id.to_string())), "{href} leads nowhere");
    }
    assert!(page.contains("<mark class=\"said\" id=\"q1-"), "{page}");
}

#[test]
fn two_databases_are_compared_by_place_and_not_by_hash() {
    let (folder, before) = archive();
    let check = |records: &[Record], derived: &Derived, name: &str, expected: &[&str]| {
        let changes = between::read(&before, &store(folder.path(), name, records, derived)).unwrap();
        let shown = between::table(&changes, Look { width: 200, colour: false });
        let lines: Vec<&str> = shown.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, expected);
        assert!(!between::csv(&changes).is_empty() && between::markdown(&changes).starts_with("# "));
    };
    check(&records(), &derived(), "same.db", &["nothing changed"]);
    let mut other = derived();
    other.links[4].verdict = "accepts".to_string();
    other.links.remove(5);
    let mut more = records();
    more.push(Record::Documents(document("late", "news", "새소식", "뒤늦은 소식", "2031-06-01", "뒤늦은 소식")));
    let changed = [
        "documents: 1 new",
        "new 2031-06-01 · 새소식 · 뒤늦은 소식",
        "links: 1 changed, 1 gone",
        "changed 새벽마트-2031-03-02 “사실과 다르다” × “결제 서버의 인증서 갱신을 빠뜨려” cause: denies → cause: accepts",
        "gone 새벽마트-2031-03-02 “내부 시스템 오류로 일부 고객이 불편을 겪었다” × “주문이 멎었다” duration: contradicts",
    ];
    check(&more, &other, "other.db", &changed);
}

// ---------------------------------------------------------------- a browser

#[test]
fn a_browser_shows_the_page_and_runs_nothing_in_it() {
    let chromium = std::env::var("WONIN_CHROMIUM").unwrap_or_else(|_| "chromium".to_string());
    if Command::new(&chromium).arg("--version").output().is_err() {
        println!("skipped: no {chromium}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, hostile()).unwrap();
    let run = |arguments: &[&str]| {
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let fixed = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", &profile];
        let url = format!("file://{}", page.display());
        Command::new(&chromium).args(fixed).args(arguments).arg(url).output().unwrap()
    };
    let dumped = run(&["--dump-dom"]);
    let dom = String::from_utf8_lossy(&dumped.stdout);
    let log = String::from_utf8_lossy(&dumped.stderr);
    assert!(dom.contains("<title>What companies said and what authorities found</title>"), "{dom}\n{log}");
    assert!(dom.contains("<mark class=\"said\""), "{dom}");
    assert!(!log.contains("Refused to") && !log.contains("Content Security Policy"), "{log}");
    for width in ["390", "1280"] {
        let picture = folder.path().join(format!("{width}.png"));
        run(&[&format!("--window-size={width},900"), &format!("--screenshot={}", picture.display())]);
        assert!(std::fs::metadata(&picture).is_ok_and(|file| file.len() > 10_000), "a picture {width} wide");
    }
}
