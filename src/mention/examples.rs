//! The tables of `dictionaries/examples` -> whether dates, durations and impacts are found as they say, and what holds for any text.

use std::path::Path;

use jiff::civil::{self, DateTime};
use proptest::prelude::*;
use serde::Deserialize;

use super::{date, duration, impact};
use crate::span::Span;

#[derive(Deserialize)]
struct Table {
    example: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    text: String,
    published: Option<String>,
    /// What is found, in text order: the words and then as much of the record as the example tells.
    finds: Vec<Vec<String>>,
}

/// Each example of a table against what `find` says; a found row is compared as far as the example's row goes.
fn check(name: &str, find: impl Fn(&str, Option<DateTime>) -> Vec<Vec<String>>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries/examples").join(name);
    let table: Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for Example { text, published, finds } in &table.example {
        let found = find(text, published.as_ref().map(|p| p.parse().unwrap()));
        let same = found.len() == finds.len() && found.iter().zip(finds).all(|(found, told)| found.starts_with(told));
        if !same {
            wrong.push(format!("{text} ({published:?})\n  told  {finds:?}\n  found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} examples in {name}:\n{}", wrong.len(), table.example.len(), wrong.join("\n"));
}

fn words(text: &str, span: Span) -> String {
    text[span.start..span.end].to_string()
}

fn moment(at: Option<DateTime>) -> String {
    at.map_or(String::new(), |at| at.strftime("%Y-%m-%dT%H:%M").to_string())
}

#[test]
fn dates_are_found_as_the_examples_say() {
    check("dates.toml", |text, published| {
        let row = |d: super::Date| vec![words(text, d.span), d.value, moment(d.start), moment(d.end)];
        date::find(text, published, &[]).into_iter().map(row).collect()
    });
}

#[test]
fn durations_are_found_as_the_examples_say() {
    check("durations.toml", |text, _| {
        let row = |d: super::Duration| {
            let seconds = d.seconds.map_or(String::new(), |s| s.to_string());
            vec![words(text, d.span), d.iso8601.unwrap_or_default(), seconds, d.bound.name().to_string()]
        };
        duration::find(text).into_iter().map(row).collect()
    });
}

#[test]
fn impacts_are_found_as_the_examples_say() {
    check("impacts.toml", |text, _| {
        let row = |i: super::Impact| {
            let value = i.value.map_or(String::new(), |v| ((v * 100.0).round() / 100.0).to_string());
            vec![words(text, i.span), value, i.unit, i.bound.name().to_string()]
        };
        impact::find(text).into_iter().map(row).collect()
    });
}

/// Pieces of which expressions of time and number are made, and what may stand between them.
const PIECES: &[&str] = &[
    "2024년",
    "'24.",
    "5월",
    "13일",
    "31일",
    "13",
    "0",
    "99999999999",
    "8시",
    "30분",
    "오전",
    "밤",
    "지난",
    "오는",
    "다음",
    "이번",
    "주말",
    "금요일",
    "사흘",
    "뒤",
    "전",
    "간",
    "부터",
    "까지",
    "~",
    "∼",
    "-",
    ":",
    ".",
    "%",
    "포인트",
    "명",
    "중",
    "분의",
    "만",
    "억",
    "여",
    "약",
    "수",
    "몇",
    "설날",
    "연휴",
    "분기",
    "말",
    " ",
    " ",
    " ",
    "\n",
    "사고",
    "당일",
    "했다",
    "예정",
    "의",
    "한",
    "두",
    "반",
    "세기",
    "년대",
    "(",
    ")",
    "할",
    "배",
    "원",
    "👍",
];

fn made_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), proptest::collection::vec(proptest::sample::select(PIECES), 0..14).prop_map(|pieces| pieces.concat()),]
}

fn well_placed(text: &str, spans: &[Span]) -> Result<(), TestCaseError> {
    for span in spans {
        prop_assert!(span.start < span.end && text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
    }
    prop_assert!(spans.windows(2).all(|w| w[0].end <= w[1].start), "{spans:?} in {text:?}");
    Ok(())
}

/// Expressions that need nothing but the document's date.
const FREE: &[&str] = &[
    "2024년 5월 13일",
    "2023년 2월",
    "지난해 10월",
    "내년 3월 2일",
    "어제",
    "모레",
    "지난달 3일",
    "다음 달 초",
    "지난주 금요일",
    "작년 하반기",
    "2022년 3분기",
    "1990년대",
    "2021년 7월 9일 오후 3시 20분",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_fault(text in made_text(), year in 1i16..=9998, dated in any::<bool>()) {
        let published = dated.then(|| civil::date(year, 6, 30).at(9, 0, 0, 0));
        let dates = date::find(&text, published, &[]);
        well_placed(&text, &dates.iter().map(|d| d.span).collect::<Vec<_>>())?;
        well_placed(&text, &duration::find(&text).iter().map(|d| d.span).collect::<Vec<_>>())?;
        well_placed(&text, &impact::find(&text).iter().map(|i| i.span).collect::<Vec<_>>())?;
        for date in dates {
            if let (Some(start), Some(end)) = (date.start, date.end) {
                prop_assert!(start < end, "{date:?} in {text:?}");
            }
        }
    }

    #[test]
    fn an_expression_means_the_same_wherever_it_stands(
        expression in proptest::sample::select(FREE),
        before in proptest::sample::select(&["", "회사는 ", "점검은 서버실에서 ", "안내문.\n", "서비스가 멈춘 것은 "][..]),
        after in proptest::sample::select(&["", "에 멈췄다.", " 복구를 마쳤다.", "의 기록이다.\n끝."][..]),
    ) {
        let published = Some(civil::date(2025, 3, 20).at(9, 0, 0, 0));
        let alone = date::find(expression, published, &[]);
        let text = format!("{before}{expression}{after}");
        let placed = date::find(&text, published, &[]);
        prop_assert_eq!(alone.len(), 1);
        prop_assert_eq!(placed.len(), 1, "{}", text);
        prop_assert_eq!((&placed[0].value, placed[0].start, placed[0].end), (&alone[0].value, alone[0].start, alone[0].end), "{}", text);
        prop_assert_eq!(placed[0].span.start, before.len());
    }

    #[test]
    fn a_length_or_a_figure_means_the_same_wherever_it_stands(
        length in proptest::sample::select(&["54분 동안", "127시간 30분 동안", "사흘간", "2주간", "1년 6개월 동안"][..]),
        figure in proptest::sample::select(&["80%", "3분의 1", "10명 중 8명", "3,500만 명", "두 배", "30여 곳"][..]),
        before in proptest::sample::select(&["", "회사는 ", "점검은 서버실에서 ", "안내문.\n", "이번에 "][..]),
        after in proptest::sample::select(&["", " 멈췄다.", "의 기록이다.", " 그렇게 적혔다.\n끝."][..]),
    ) {
        let (alone, placed) = (duration::find(length), duration::find(&format!("{before}{length}{after}")));
        prop_assert_eq!((alone.len(), placed.len()), (1, 1));
        prop_assert_eq!((&placed[0].iso8601, placed[0].seconds, placed[0].bound), (&alone[0].iso8601, alone[0].seconds, alone[0].bound));
        let (alone, placed) = (impact::find(figure), impact::find(&format!("{before}{figure}{after}")));
        prop_assert_eq!((alone.len(), placed.len()), (1, 1));
        prop_assert_eq!((placed[0].value, &placed[0].unit, placed[0].bound), (alone[0].value, &alone[0].unit, alone[0].bound));
    }
}
