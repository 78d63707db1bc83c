//! A document's mentions -> the incidents that it tells of, and which of them each mention speaks of (this file);
//! the incidents of many documents -> one incident each (`cluster`).

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use serde::Deserialize;

use crate::document::{Document, Kind};
use crate::mention::{Date, DateKind, Duration, Party};
use crate::span::Span;

pub mod cluster;
pub mod moment;

use moment::Moment;

/// An organisation or service as it stands in the text.
#[derive(Debug, Clone)]
pub struct Actor {
    pub span: Span,
    pub party: Party,
    /// The failed service that stands for its operator here.
    pub service: Option<String>,
}

/// What the incidents of a document are found from.
pub struct Input<'a> {
    pub document: &'a Document,
    pub sentences: &'a [Span],
    pub dates: &'a [Date],
    pub durations: &'a [Duration],
    /// Every mention of an operator or its services, in text order.
    pub actors: &'a [Actor],
    /// Who runs what failed, the main one first.
    pub operators: &'a [Party],
}

/// One incident as one document tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentMention {
    /// Where the text first tells of it.
    pub span: Span,
    pub operator: Option<Party>,
    pub service: Option<String>,
    pub event: Option<&'static str>,
    /// `2차 장애` is 2.
    pub sequence: Option<u32>,
    /// With the precision known: `2024-05`, `2024-05-13T13:44`.
    pub start: Option<String>,
    /// The moment named.
    pub end: Option<String>,
    pub duration_seconds: Option<u64>,
    /// Told only as history.
    pub background: bool,
    pub rule: &'static str,
}

/// The incidents of a document in order of time, undated ones last, and where the text refers to them.
#[derive(Debug, Clone, Default)]
pub struct Incidents {
    pub mentions: Vec<IncidentMention>,
    references: Vec<Reference>,
    sentences: Vec<Span>,
    /// The paragraph of each sentence.
    paragraphs: Vec<usize>,
}

/// A place in the text that points at some of the incidents.
#[derive(Debug, Clone)]
struct Reference {
    at: usize,
    sentence: usize,
    incidents: Vec<usize>,
}

impl Incidents {
    /// The incidents that a span speaks of: those of the nearest reference before it in its sentence, else in its sentence,
    /// else those that an earlier sentence of the paragraph is about, else all that are not background.
    pub fn of(&self, span: Span) -> Vec<usize> {
        let sentence = self.sentences.partition_point(|s| s.end <= span.start).min(self.sentences.len().saturating_sub(1));
        let here = || self.references.iter().filter(|r| r.sentence == sentence);
        if let Some(reference) = here().rfind(|r| r.at < span.start).or_else(|| here().next()) {
            return reference.incidents.clone();
        }
        let paragraph = self.paragraphs.get(sentence).copied();
        let earlier = self.references.iter().filter(|r| r.sentence < sentence && self.paragraphs.get(r.sentence).copied() == paragraph);
        // The topic of a sentence stands first; what follows it may only be compared with it.
        if let Some(last) = earlier.clone().map(|r| r.sentence).max()
            && let Some(topic) = earlier.clone().find(|r| r.sentence == last)
        {
            return topic.incidents.clone();
        }
        self.main()
    }

    /// The incidents that the document is about.
    pub fn main(&self) -> Vec<usize> {
        (0..self.mentions.len()).filter(|&i| !self.mentions[i].background).collect()
    }
}

/// Finds a document's incidents.
pub fn find(input: &Input) -> Incidents {
    let text = &input.document.text;
    // A word inside a name (`진화` in a firm's) tells of nothing.
    let in_name = |h: &Hit| {
        let before = input.actors.partition_point(|a| a.span.start <= h.span.start);
        input.actors[..before].last().is_some_and(|a| a.span.contains(h.span) && a.span != h.span)
    };
    let mut hits = LEXICON.scan(text);
    hits.retain(|h| !in_name(h));
    let paragraphs = paragraphs(input.document, input.sentences);
    if is_planned_work(input, &hits) {
        return Incidents { sentences: input.sentences.to_vec(), paragraphs, ..Incidents::default() };
    }
    let evidence = evidence(input, &hits);
    let groups = group(evidence, input);
    let days: Vec<(Moment, Option<Party>)> = groups.iter().map(|g| (g.moment.day(), g.operator.clone())).collect();
    let shares_day = |g: &Group| days.iter().filter(|(day, operator)| *day == g.moment.day() && *operator == g.operator).count() > 1;
    let sentences = |g: &Group| -> Vec<usize> { g.evidence.iter().map(|e| e.sentence).collect() };
    let all: Vec<usize> = groups.iter().flat_map(sentences).collect();
    let told_alone = |g: Group| {
        let own = sentences(&g);
        let elsewhere: Vec<usize> = all.iter().copied().filter(|s| !own.contains(s)).collect();
        let shared = shares_day(&g);
        tell(g, shared, &elsewhere, input, &hits)
    };
    let mut told: Vec<Told> = groups.into_iter().map(told_alone).collect();
    add_numbered(&mut told, input);
    add_undated(&mut told, input, &hits);
    told.sort_by(|a, b| {
        let key = |t: &Told| (t.mention.start.is_none(), t.mention.start.clone(), t.mention.span);
        key(a).cmp(&key(b))
    });
    let references = references(&mut told, input, &hits);
    Incidents { mentions: told.into_iter().map(|t| t.mention).collect(), references, sentences: input.sentences.to_vec(), paragraphs }
}

// ---------------------------------------------------------------- words

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Event(usize),
    Generic,
    Procedure,
    Recovery,
    Background,
    Planned,
    Ignored,
}

#[derive(Debug, Clone, Copy)]
struct Hit {
    span: Span,
    word: Word,
}

struct Lexicon {
    automaton: AhoCorasick,
    words: Vec<Word>,
    classes: Vec<&'static str>,
}

#[derive(Deserialize)]
struct EventWords {
    class: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Words {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct LexiconFile {
    event: Vec<EventWords>,
    generic: Words,
    procedure: Words,
    recovery: Words,
    background: Words,
    planned: Words,
    ignored: Words,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: LexiconFile = toml::from_str(include_str!("../dictionaries/events.toml")).expect("dictionaries/events.toml is checked by a test");
    let mut patterns = Vec::new();
    let mut words = Vec::new();
    let mut classes = Vec::new();
    for (class, event) in file.event.into_iter().enumerate() {
        classes.push(&*event.class.leak());
        words.extend(event.words.iter().map(|_| Word::Event(class)));
        patterns.extend(event.words);
    }
    let plain = [
        (file.generic, Word::Generic),
        (file.procedure, Word::Procedure),
        (file.recovery, Word::Recovery),
        (file.background, Word::Background),
        (file.planned, Word::Planned),
        (file.ignored, Word::Ignored),
    ];
    for (list, word) in plain {
        words.extend(list.words.iter().map(|_| word));
        patterns.extend(list.words);
    }
    let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns).expect("a bounded word list");
    Lexicon { automaton, words, classes }
});

impl Lexicon {
    fn scan(&self, text: &str) -> Vec<Hit> {
        let hit = |m: aho_corasick::Match| Hit { span: Span::new(m.start(), m.end()), word: self.words[m.pattern().as_usize()] };
        self.automaton.find_iter(text).map(hit).filter(|h| h.word != Word::Ignored).collect()
    }
}

fn within(hits: &[Hit], span: Span) -> &[Hit] {
    let from = hits.partition_point(|h| h.span.start < span.start);
    let to = hits.partition_point(|h| h.span.start < span.end);
    &hits[from..to.max(from)]
}

fn is_planned_work(input: &Input, hits: &[Hit]) -> bool {
    let title = input.sentences.first().copied().unwrap_or_default();
    let title_hits = within(hits, title);
    title_hits.iter().any(|h| h.word == Word::Planned) && input.document.kind == Kind::Company
}

// ---------------------------------------------------------------- evidence

/// A date at which the text says that something happened.
#[derive(Debug, Clone)]
struct Evidence {
    moment: Moment,
    span: Span,
    sentence: usize,
    event: Option<usize>,
    operator: Option<Party>,
    service: Option<String>,
    weight: u32,
    history: bool,
    /// The moment at which a range that stands here ends.
    until: Option<Moment>,
    /// The text says that it happened once more.
    again: bool,
    /// `1차 | 13:44~13:50`: the number that stands before it in a sheet of facts.
    number: Option<u32>,
}

/// What follows a date in its sentence.
#[derive(Debug, Clone, Copy)]
enum Follows {
    Event { class: Option<usize>, weight: u32 },
    Procedure,
    Nothing,
}

/// An event noun before one of these only refers to the incident (`화재 원인`, `사고 현장`): the date is not its own.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s?(?:사고|사건|사태)?\s?(?:(?:와|과)\s?관련(?:해|하여)\s(?:사과|입장|고개|해명|기자)|관련|원인|현장|수사|조사|감식|피해자|유족|보고서|상황|검사|대책|이후|경위|책임|\d+일\s?(?:차|째|만)|관계자|전담|복구|재발|방지|예방|대응|대비)").unwrap()
});
static OCCURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^.\n]{0,12}?(?:발생|일어|생겼|생기|빚어|터졌|터진|벌어|당시|됐|되는|겪|[가이]\s?났|[가이]\s?난\s|[가이]\s?나\s|이어졌|당했|당해|시작|있었|시키|시켰|때(?:는|엔|도|에는|에도)\s)").unwrap()
});
/// `사고가 난 지난달 17일`: the event stands before its date.
static HAPPENED_ON: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:난|발생한|일어난|있었던|터진|빚어진|벌어진|생긴|멈춘|멎은|숨진|유출된|무너진)\s*$").unwrap());

/// `지난 12일 일어난 통신 장애에 대해`: the date says when, whatever the sentence does with the incident.
static HAPPENED_THEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\s?\([^)\n]{1,4}\))?(?:에|부터|쯤|께|경)?\s*(?:[^,.“”‘’\n]{0,30}(?:에서|의|에)\s)?(?:발생한|발생하여|발생해|일어난|일어나|벌어진|빚어진|있었던|터진|난)\s").unwrap()
});
/// `오전 9시부터 10시까지 주문을 받지 못했다`: what failed is told as something that did not go.
static FAILED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:지|를|을|가|이)\s(?:않았|않는|않던|못했|못하|없었)|못했다|안 됐|안 되|늦어[졌지]|늦게|느려|더뎌|더뎠|막[혔혀]|샜다|샌\s|떨어지고|실패",
    )
    .unwrap()
});
/// `2021년 5월에도 … 적이 있다`: told only for comparison.
static ALSO_THEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:\s\S{1,10})?에도\s").unwrap());
static HAS_HAPPENED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:적|바|일|전력|전례)(?:이|도|가)?\s?있").unwrap());
/// `당국은 18일 … 고 밝혔다`: the day on which somebody speaks.
static SPEAKER_FIRST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:\S{1,20}\s){0,4}\S{1,20}[은는]\s$").unwrap());
static SPEAKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[다라자]고|[라다]며|결과를|입장을|계획을|[”\x22’']이?라고|[”\x22’']고)\s?(?:\S{1,8}\s)?(?:밝혔|설명했|말했|전했|발표했|답했|강조했|덧붙였|주장했|반박했|지적했|공개했|내놨|내놓았|냈|알렸|해명했|했)[가-힣]{0,4}[.]?\s*$")
        .unwrap()
});
/// The line under a picture: `… 밝히고 있다. /○○통신`.
static CAPTION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:다|모습)\.?\s*/\s?[^/\n]{2,16}(?:\n|$)").unwrap());
/// `장애는 오전 4시쯤 시작돼`, `첫 환자는 지난 7일 … 나왔다`, `유출은 8월 하순부터 …까지 이어졌다`: the event stands before its date.
static BEGAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:쯤|께|경)?(?:에|부터)?\s(?:[^,.“”\n]{0,14}\s)?(?:시작[돼됐된해했]|발생했|일어났|벌어졌|빚어졌|터졌|났다|나왔다|생겼)|^(?:쯤|께|경)?부터\s[^,.“”\n]{0,24}(?:이어졌|이어진|계속됐|계속된)|^까지\s(?:[^,.“”\n]{0,12}\s)?(?:이어졌|이어진|계속됐|계속된)")
        .unwrap()
});
static AS_SUBJECT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\S{0,4}[은는이가]?\s$").unwrap());
/// `추석을 앞둔`, `개통 이후`: the date is only what the event is told by.
static ONLY_NEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:을|를)?\s?(?:앞두|앞둔|하루 앞)|^\s?자\s|^(?:에|부터)?\s(?:\S{1,8}\s)?\S{0,6}(?:려던|려는|할 예정)").unwrap());
/// `추석 연휴 전날`: the first of two dates that stand together only says from where the second counts.
static ONLY_ANCHOR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s?(?:연휴\s|당일\s|직전\s)?$").unwrap());
/// Words that point back at the incident; they date nothing.
static POINTS_BACK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:그\s?날|(?:\S{1,3}\s)?당일|당시)").unwrap());
static AGAIN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"다시|또\s|재차|두 번째|세 번째|같은 일|[2-9]차").unwrap());

/// The dates of a text at which something happened, in text order.
fn evidence(input: &Input, hits: &[Hit]) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    for index in 0..input.sentences.len() {
        let day = found.iter().find(|e| e.moment.is_day() && e.weight >= 2).map(|e| e.moment);
        found.extend(evidence_in(input, hits, index, day));
    }
    found
}

/// The evidence of one sentence. A bare clock time in a sheet of facts belongs to `day`, the first that the text tells of.
fn evidence_in(input: &Input, hits: &[Hit], index: usize, day: Option<Moment>) -> Vec<Evidence> {
    let text = &input.document.text;
    let sentence = input.sentences[index];
    let quote = sentence.of(text);
    let line_end = text[sentence.end..].find('\n').map_or(text.len(), |n| sentence.end + n);
    let mut caption_end = (sentence.end + 30).min(line_end);
    while !text.is_char_boundary(caption_end) {
        caption_end += 1;
    }
    if CAPTION.is_match(quote) || CAPTION.is_match(&text[sentence.start..caption_end]) {
        return Vec::new();
    }
    let from = input.dates.partition_point(|d| d.span.start < sentence.start);
    let to = input.dates.partition_point(|d| d.span.start < sentence.end);
    let mut next = (sentence.end, Follows::Nothing);
    let mut here = Vec::new();
    for date in input.dates[from..to].iter().rev() {
        let window = Span::new(date.span.end.min(next.0), next.0);
        let fact = is_fact(input.document, date);
        let also = ALSO_THEN.is_match(window.of(text)) && HAS_HAPPENED.is_match(quote);
        let follows = match told_of(text, hits, sentence, date, window) {
            _ if fact || also => Follows::Event { class: any_event(hits, sentence), weight: 3 },
            Follows::Nothing => next.1,
            follows => follows,
        };
        let anchors = !window.of(text).is_empty() && next.0 < sentence.end && ONLY_ANCHOR.is_match(window.of(text));
        next = (date.span.start, follows);
        let Follows::Event { class, weight } = follows else { continue };
        if anchors || ONLY_NEAR.is_match(window.of(text)) || POINTS_BACK.is_match(date.span.of(text)) && date.kind == DateKind::Date {
            continue;
        }
        let Some(moment) = Moment::of(date) else { continue };
        let bare = fact && date.span.of(text).starts_with(|c: char| c.is_ascii_digit()) && BARE_CLOCK.is_match(date.span.of(text));
        let on_day = |m: Moment| if bare { day.map_or(m, |d| d.at_time_of(&m)) } else { m };
        let (operator, service) = who(input, index, date.span);
        let history = also || within(hits, sentence).iter().any(|h| h.word == Word::Background);
        let weight = if date.kind == DateKind::TimeRange { weight.max(3) } else { weight };
        let only_named = class.is_none() && weight == 2;
        let weight = if speaks_on(text, sentence, date) || only_named && SPEAKER_FIRST.is_match(Span::new(sentence.start, date.span.start).of(text)) {
            1
        } else if index == 0 && input.document.title.is_some() || is_quoted(text, sentence, date) {
            weight.min(2)
        } else {
            weight
        };
        let again = AGAIN.is_match(window.of(text)) || AGAIN.is_match(line_before(text, date.span.start));
        let until = Moment::end_of(date).map(on_day);
        here.push(Evidence {
            moment: on_day(moment),
            span: date.span,
            sentence: index,
            event: class,
            operator,
            service,
            weight,
            history,
            until,
            again,
            number: if fact { row_number(text, date) } else { None },
        });
    }
    here.reverse();
    here
}

/// What the words around a date make of it.
fn told_of(text: &str, hits: &[Hit], sentence: Span, date: &Date, window: Span) -> Follows {
    let after = Span::new(date.span.end, sentence.end.max(date.span.end)).of(text);
    if HAPPENED_THEN.is_match(after)
        && let Some(class) = any_event(hits, Span::new(date.span.end, sentence.end.max(date.span.end)))
    {
        return Follows::Event { class: Some(class), weight: 3 };
    }
    let follows = follows(text, hits, window);
    if !matches!(follows, Follows::Nothing) {
        return follows;
    }
    if HAPPENED_ON.is_match(Span::new(sentence.start, date.span.start).of(text)) {
        return Follows::Event { class: nearest_event_before(hits, sentence, date.span.start), weight: 3 };
    }
    let before = Span::new(sentence.start, date.span.start);
    let subject = within(hits, before).iter().rev().find(|h| matches!(h.word, Word::Event(_) | Word::Generic));
    let is_subject = |h: &&Hit| AS_SUBJECT.is_match(&text[h.span.end..date.span.start.max(h.span.end)]);
    if BEGAN.is_match(window.of(text)) && subject.is_some_and(|h| is_subject(&h)) {
        return Follows::Event { class: nearest_event_before(hits, sentence, date.span.start), weight: 3 };
    }
    let clock = matches!(date.kind, DateKind::Time | DateKind::TimeRange);
    if clock && (date.kind == DateKind::TimeRange || window.of(text).trim_start().starts_with("부터")) && FAILED.is_match(window.of(text)) {
        return Follows::Event { class: any_event(hits, sentence), weight: 3 };
    }
    Follows::Nothing
}

fn row_number(text: &str, date: &Date) -> Option<u32> {
    let label = FACT_ROW.captures(line_before(text, date.span.start))?;
    label.get(1)?.as_str().parse().ok()
}

/// Whether a date stands inside quotation marks that its sentence opened.
fn is_quoted(text: &str, sentence: Span, date: &Date) -> bool {
    let before = Span::new(sentence.start, date.span.start).of(text);
    before.rfind('“').is_some_and(|open| before.rfind('”').is_none_or(|close| close < open))
}

fn any_event(hits: &[Hit], span: Span) -> Option<usize> {
    within(hits, span).iter().find_map(|h| match h.word {
        Word::Event(class) => Some(class),
        _ => None,
    })
}

/// Whether a day is only the day on which somebody says the rest of the sentence.
fn speaks_on(text: &str, sentence: Span, date: &Date) -> bool {
    let before = Span::new(sentence.start, date.span.start).of(text);
    let after = Span::new(date.span.end, sentence.end.max(date.span.end)).of(text);
    date.kind == DateKind::Date && SPEAKER_FIRST.is_match(before) && SPEAKS.is_match(after) && !HAPPENED_THEN.is_match(after)
}

/// `일시: 2024. 5. 13.(월) 13:44`, `1차 | 5.13. 13:44~13:50`, `(사고 개요) …`.
static FACT_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\W*(?:[가-하ㅇ]\b\.?|\d{1,2}[.)])?\W*(?:구분\W+)?(?:(?:사고|장애|화재|정전|사건|유출|누출|중단|피해|서비스|이용|오류)\s?)?(?:발생|지속|중단|장애)?\s?(?:일시|시각|시간|시점|일자|기간|발생|개요)(?:\s?(?:[·/,]|및)\s?장소)?\s?[)）\]]?\s?[:：|]?\s*$",
    )
    .unwrap()
});
static FACT_ROW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\W*(?:구분\W+)?(?:([1-9])차|[①-⑩])\s?(?:장애|중단|사고|정전|누출)?\s?[)|:）]\s*$").unwrap());
/// `예매 장애(20:00~20:41)`, `ㅇ 8.27.(목) 13:09~13:57 (48분)`: a clock range that opens a line of a report or notice.
static FACT_RANGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*(?:[^\s\w]|ㅇ|\d{1,2}[.)])\s?[^.,:|(]{0,16}[(:|]?\s*$").unwrap());
/// What a clock range on such a line can also be: work, visits, hours of service.
static NO_FACT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"점검|작업|회의|접수|상담|교육|훈련|검사|운영|신청|조사|예정|설명회|브리핑|감식|시연|행사|이벤트").unwrap());
static BARE_CLOCK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\d{1,2}:\d{2}").unwrap());

/// Whether a date stands where a report or notice puts the time of an incident.
fn is_fact(document: &Document, date: &Date) -> bool {
    let before = line_before(&document.text, date.span.start);
    // So far into a line stands prose, no label.
    if before.len() + 4 > LINE_BYTES || NO_FACT.is_match(before) {
        return false;
    }
    let clock = matches!(date.kind, DateKind::Time | DateKind::TimeRange);
    let report = document.kind != Kind::News;
    FACT_LABEL.is_match(before) && !before.trim().is_empty()
        || clock && FACT_ROW.is_match(before)
        || report && date.kind == DateKind::TimeRange && FACT_RANGE.is_match(before)
}

/// Bytes of a line that are looked at before a place; the label of a fact stands within them.
const LINE_BYTES: usize = 240;

/// The text of the line that stands before a place, or its last part where it is long.
fn line_before(text: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(LINE_BYTES);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let start = text[from..at].rfind('\n').map_or(from, |n| from + n + 1);
    &text[start..at]
}

fn follows(text: &str, hits: &[Hit], window: Span) -> Follows {
    let mut best = Follows::Nothing;
    for hit in within(hits, window) {
        let after = &text[hit.span.end..];
        if AFTER_SHARE.is_match(Span::new(window.start, hit.span.start).of(text)) {
            continue;
        }
        match hit.word {
            Word::Event(_) | Word::Generic if REFERENCE.is_match(after) || DENIED.is_match(after) => {}
            Word::Event(class) => {
                let weight = if OCCURS.is_match(after) || !hit.span.of(text).ends_with(is_noun_end) { 3 } else { 2 };
                // The kind of event is the first that is told, its weight the greatest.
                best = match best {
                    Follows::Event { class: Some(first), weight: known } => Follows::Event { class: Some(first), weight: known.max(weight) },
                    _ => Follows::Event { class: Some(class), weight },
                };
            }
            Word::Generic if OCCURS.is_match(after) && matches!(best, Follows::Nothing) => best = Follows::Event { class: None, weight: 3 },
            Word::Generic if NAMES_IT.is_match(after) && matches!(best, Follows::Nothing) => best = Follows::Event { class: None, weight: 2 },
            Word::Procedure | Word::Planned if matches!(best, Follows::Nothing) => return Follows::Procedure,
            Word::Procedure | Word::Planned => return best,
            _ => {}
        }
    }
    best
}

/// `사고로 돌아가신 분`, `예매 사고의 원인`: a generic word that takes the place of the event.
static NAMES_IT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:로|의|에서|가|를|와|과)\s").unwrap());
/// `아무 장애가 없던`.
static DENIED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[가는도이]?\s?(?:없|아니)").unwrap());
/// `주가가 2.4% 떨어졌다`: a figure falls, not a load.
static AFTER_SHARE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:%|퍼센트|포인트|원)(?:까지|나|가량|로|이나)?\s*$").unwrap());

/// Event nouns end in these syllables often enough; a verb stem does not.
fn is_noun_end(c: char) -> bool {
    "애통류안가연비단통운절질항전웃재화출증기괴홀몰락돌선복몰초고사임전식독사염킹어".contains(c)
}

fn nearest_event_before(hits: &[Hit], sentence: Span, at: usize) -> Option<usize> {
    within(hits, Span::new(sentence.start, at)).iter().rev().find_map(|h| match h.word {
        Word::Event(class) => Some(class),
        _ => None,
    })
}

/// `○○시에서는 1998년에도 …`: what happened elsewhere, to somebody else.
static ANOTHER_PLACE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:\d{4}년\s\S{1,4}\s)?[^이그]\S{1,8}에서[는도]\s$").unwrap());

/// `○○항공 발권 장애와 관련하여 당사의 입장을 …`: what a supplier's notice says of its customer's incident.
static OF_ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^의?\s(?:\S*[^\s은는이가을를]\s){0,3}\S{0,6}(?:장애|화재|사고|유출|누출|정전|폭발|붕괴|먹통)(?:와|과)?\s?(?:관련|대한)").unwrap()
});

/// In a company's notice, the other company whose incident a sentence speaks of.
fn anothers<'a>(input: &Input<'a>, sentence: Span) -> Option<&'a Actor> {
    let other = |a: &&Actor| sentence.contains(a.span) && !input.operators.contains(&a.party);
    let of_another = |a: &&Actor| OF_ANOTHER.is_match(&input.document.text[a.span.end..sentence.end.max(a.span.end)]);
    input.actors.iter().filter(|_| input.document.kind == Kind::Company).filter(other).find(of_another)
}

/// The operator and service that a sentence is about: named in it (before the event rather than behind), else in the sentence before.
fn who(input: &Input, sentence: usize, near: Span) -> (Option<Party>, Option<String>) {
    let span = input.sentences[sentence];
    if let Some(actor) = anothers(input, span) {
        return (Some(actor.party.clone()), actor.service.clone());
    }
    let in_sentence: Vec<&Actor> = input.actors.iter().filter(|a| span.contains(a.span) && input.operators.contains(&a.party)).collect();
    let chosen = in_sentence.iter().find(|a| a.span.start >= near.start).or(in_sentence.last());
    let service = in_sentence.iter().find_map(|a| a.service.clone());
    match chosen {
        Some(actor) => (Some(actor.party.clone()), service.or(actor.service.clone())),
        None if ANOTHER_PLACE.is_match(Span::new(span.start, near.start.max(span.start)).of(&input.document.text)) => (None, service),
        None if input.operators.len() == 1 => (Some(input.operators[0].clone()), service),
        None => {
            let before = input.actors.iter().rev().find(|a| a.span.start < span.start && input.operators.contains(&a.party));
            (before.map(|a| a.party.clone()).or_else(|| input.operators.first().cloned()), service)
        }
    }
}

// ---------------------------------------------------------------- groups

/// Days by which an incident must lie before the main one to be history without a word that says so.
const HISTORY_DAYS: i64 = 100;

#[derive(Debug, Clone)]
struct Group {
    moment: Moment,
    operator: Option<Party>,
    evidence: Vec<Evidence>,
    background: bool,
}

impl Group {
    fn weight(&self) -> u32 {
        // What the beginning of a text tells is what it is about.
        self.evidence.iter().map(|e| if e.sentence < 4 { 2 * e.weight } else { e.weight }).sum()
    }
}

/// Puts the evidence for one day (and operator) together: the finest dates first, so that `지난달` finds its day.
fn group(mut evidence: Vec<Evidence>, input: &Input) -> Vec<Group> {
    evidence.sort_by_key(|e| (std::cmp::Reverse(e.moment.precision()), e.span));
    let mut groups: Vec<Group> = Vec::new();
    for item in evidence {
        let same_operator = |g: &Group| g.operator.is_none() || item.operator.is_none() || g.operator == item.operator;
        let fits = |g: &Group| g.moment.day_agrees(&item.moment) && same_operator(g) && !g.evidence.iter().any(|e| apart(e, &item));
        let fitting: Vec<usize> = (0..groups.len()).filter(|&i| fits(&groups[i])).collect();
        match fitting[..] {
            [] => groups.push(Group { moment: item.moment, operator: item.operator.clone(), background: false, evidence: vec![item] }),
            [only] => {
                groups[only].operator = groups[only].operator.take().or_else(|| item.operator.clone());
                groups[only].moment = groups[only].moment.refined(&item.moment);
                groups[only].evidence.push(item);
            }
            // A month or year that holds several of the incidents refers to all of them.
            _ => {}
        }
    }
    for group in &mut groups {
        group.evidence.sort_by_key(|e| e.span);
    }
    mark_background(&mut groups, input);
    groups
}

/// Minutes by which two clock times of one day must differ to be the starts of two incidents.
const TWO_STARTS_MINUTES: i64 = 30;

/// Whether two clock times of one day begin two incidents: two ranges that do not overlap, or a later time told as once more.
fn apart(a: &Evidence, b: &Evidence) -> bool {
    if !a.moment.has_time() || !b.moment.has_time() || !a.moment.day_agrees(&b.moment) {
        return false;
    }
    let (first, second) = if a.moment.key() <= b.moment.key() { (a, b) } else { (b, a) };
    if let (Some(end), Some(_)) = (first.until, second.until) {
        return end.key() <= second.moment.key();
    }
    second.again && second.span > first.span && first.moment.minutes_to(&second.moment).is_some_and(|m| m >= TWO_STARTS_MINUTES)
}

fn mark_background(groups: &mut Vec<Group>, input: &Input) {
    let Some(main) = groups.iter().filter(|g| !g.evidence.iter().all(|e| e.history)).max_by_key(|g| (g.weight(), std::cmp::Reverse(g.moment.key())))
    else {
        groups.retain(|g| g.evidence.iter().any(|e| e.weight >= 2));
        for group in groups.iter_mut() {
            group.background = groups_are_history(input, group);
        }
        return;
    };
    let (main_moment, main_weight) = (main.moment, main.weight());
    groups.retain(|g| {
        let strongest = g.evidence.iter().map(|e| e.weight).max().unwrap_or(0);
        if strongest < 2 {
            return false;
        }
        if g.moment == main_moment && g.evidence.iter().all(|e| e.weight < 2) && main_weight > g.weight() {
            return false;
        }
        let later = g.moment.days_after(&main_moment).is_some_and(|days| days > 0);
        g.moment == main_moment || strongest >= 3 && !(later && g.evidence.len() == 1 && main_weight >= 6 && g.evidence[0].sentence > 6)
    });
    for group in groups.iter_mut() {
        let earlier = group.moment.days_after(&main_moment).is_some_and(|days| days < -HISTORY_DAYS);
        let coarse_earlier = group.moment.year_before(&main_moment);
        group.background =
            told_late(input, group) || group.moment != main_moment && (earlier || coarse_earlier || group.evidence.iter().all(|e| e.history));
    }
}

/// Sentences after which a text no longer begins.
const BEGINNING: usize = 6;

/// The only date of a text that lies years back and stands far down is history as well; what the text is about has no date.
fn told_late(input: &Input, group: &Group) -> bool {
    let late = group.evidence.iter().all(|e| e.sentence > BEGINNING);
    let published = input.document.published.and_then(|p| Moment::parse(&p.date().to_string()));
    late && !group.moment.is_day() && published.is_some_and(|p| group.moment.years_before(&p) >= 2)
}

/// Where every date of a text stands in a sentence about history, those near the document's own date are none.
fn groups_are_history(input: &Input, group: &Group) -> bool {
    match input.document.published {
        Some(published) => group.moment.days_before(published).is_none_or(|days| days > HISTORY_DAYS),
        None => false,
    }
}

// ---------------------------------------------------------------- telling

struct Told {
    mention: IncidentMention,
    evidence: Vec<Evidence>,
}

/// `shared`: whether another incident of the text fell on the same day, so that each has only its own clock times;
/// `elsewhere`: the sentences that tell of other incidents.
fn tell(group: Group, shared: bool, elsewhere: &[usize], input: &Input, hits: &[Hit]) -> Told {
    let own = group.evidence.iter().find(|e| e.moment.has_time());
    let (start, end) = match own.filter(|_| shared) {
        Some(own) => (Some(own.moment), own.until),
        None => clock(&group, input, hits),
    };
    let end = end.or_else(|| group.evidence.iter().find_map(|e| e.until).filter(|e| start.is_none() && e.is_day()));
    let start = start.or(Some(group.moment).filter(Moment::has_time));
    let moment = start.unwrap_or(group.moment);
    let first = &group.evidence[0];
    let service = group.evidence.iter().find_map(|e| e.service.clone()).or_else(|| main_service(input, group.operator.as_ref()));
    let event = group.evidence.iter().find_map(|e| e.event).map(|class| LEXICON.classes[class]);
    let told_length = if shared && own.is_some() { None } else { duration(&group, elsewhere, input, hits) };
    let clock_length = start.zip(end).and_then(|(s, e)| s.seconds_to(&e));
    Told {
        mention: IncidentMention {
            span: first.span,
            operator: group.operator.clone(),
            service,
            event,
            sequence: group.evidence.iter().find_map(|e| e.number),
            start: Some(moment.to_string()),
            end: end.map(|m| m.to_string()),
            duration_seconds: told_length.or(clock_length),
            background: group.background,
            rule: "incident.dated",
        },
        evidence: group.evidence,
    }
}

/// The service of this operator that the text names most often.
fn main_service(input: &Input, operator: Option<&Party>) -> Option<String> {
    let mut counts: Vec<(usize, &String)> = Vec::new();
    for actor in input.actors.iter().filter(|a| Some(&a.party) == operator) {
        let Some(service) = &actor.service else { continue };
        match counts.iter_mut().find(|(_, name)| *name == service) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, service)),
        }
    }
    // The first of the most frequent: a later one must be named more often.
    counts.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, name)| name.clone())
}

/// Days after the start in which a clock time can still be the end.
const LONGEST_DAYS: i64 = 10;

/// The clock times of start and end: `…부터`, `…까지`, or a time before a word of event or recovery.
fn clock(group: &Group, input: &Input, hits: &[Hit]) -> (Option<Moment>, Option<Moment>) {
    let text = &input.document.text;
    let mut start: Option<Moment> = None;
    let mut end: Option<Moment> = None;
    for (index, &sentence) in input.sentences.iter().enumerate() {
        let from = input.dates.partition_point(|d| d.span.start < sentence.start);
        let to = input.dates.partition_point(|d| d.span.start < sentence.end);
        let times: Vec<(&Date, Moment)> =
            input.dates[from..to].iter().filter_map(|d| Some((d, Moment::of(d)?))).filter(|(_, m)| m.has_time()).collect();
        for (n, (date, moment)) in times.iter().enumerate() {
            let moment = &on_the_day(text, date, *moment, group.moment, start);
            let on_day = group.moment.day_agrees(moment);
            let soon = moment.days_after(&group.moment).is_some_and(|days| (0..=LONGEST_DAYS).contains(&days));
            let labelled = RECOVERED_LABEL.is_match(line_before(text, date.span.start));
            if !soon || (!on_day && !labelled && !group.evidence.iter().any(|e| e.sentence == index)) {
                continue;
            }
            let stop = times.get(n + 1).map_or(sentence.end, |(d, _)| d.span.start);
            let window = Span::new(date.span.end, stop.max(date.span.end));
            let after = window.of(text);
            if date.kind == DateKind::TimeRange {
                let range_end = Moment::end_of(date);
                (start, end) = (start.or(Some(*moment)), end.or(range_end));
                continue;
            }
            let recovery = within(hits, window)
                .iter()
                .find(|h| matches!(h.word, Word::Recovery | Word::Event(_) | Word::Procedure))
                .is_some_and(|h| h.word == Word::Recovery)
                || labelled;
            let begins =
                after.trim_start().starts_with("부터") || after.trim_start().starts_with("쯤부터") || after.trim_start().starts_with("께부터");
            let is_second = n > 0 && BETWEEN.is_match(Span::new(times[n - 1].0.span.end, date.span.start).of(text));
            let happens = group.evidence.iter().any(|e| e.span == date.span || (e.sentence == index && e.moment == *moment));
            if is_second || (recovery && !begins) || UNTIL.is_match(after) && on_day {
                end = Some(end.map_or(*moment, |e| if moment.key() > e.key() { *moment } else { e }));
            } else if on_day && (begins || happens) {
                start = Some(start.map_or(*moment, |s| if begins && s.key() > moment.key() { *moment } else { s }));
            }
        }
    }
    let end = end.filter(|e| start.is_none_or(|s| e.key() > s.key()));
    (start, end)
}

/// A clock time without a day that was read as the day after: `… 오후 11시 31분 복구됐다` of what began on the evening before
/// belongs to that evening where it is later than the start.
fn on_the_day(text: &str, date: &Date, moment: Moment, day: Moment, start: Option<Moment>) -> Moment {
    let bare = date.kind == DateKind::Time && NO_DAY.is_match(date.span.of(text));
    let same_day = day.day().at_time_of(&moment);
    let next_day = moment.days_after(&day) == Some(1);
    if bare && next_day && start.is_some_and(|s| same_day.key() > s.key()) { same_day } else { moment }
}

static NO_DAY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:(?:오전|오후|낮|밤|저녁|새벽)\s?)?\d{1,2}(?:시|:)").unwrap());

/// `완전 복구 | 4.12. 12:45`.
static RECOVERED_LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:복구|정상화|종료|진화|완진|재개|해소)(?:\s?완료)?\s?(?:일시|시각|시간)?\s?[)）]?\s?[:：|]\s*$").unwrap());
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*(?:쯤|께|경)?\s*(?:부터|에서|~|∼|～|–|-)\s*$").unwrap());
static UNTIL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*(?:쯤|께|경)?\s*까지").unwrap());
static LASTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:가량|정도|남짓|넘게|이상|넘도록)?\s*(?:\S{1,8}[이가은는을를]\s)?(?:동안|간\b|느려|더뎌|빚어|막[혔혀힌]|만에\s*(?:복구|정상|재개|꺼|진화|완진|해소|해결|전력|서비스|모두|불)|만인|지속|이어[지졌]|장애|중단|접속|멈[췄춘]|멎|마비|먹통|지연|불통|끊[겼긴기]|파행)").unwrap()
});
/// `지속시간 | 89분`, `운행 중단 7시간 20분`.
static LASTED_BEFORE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:지속|중단|불통|정전|마비|장애)\s?(?:시간)?\s?[:：|]?\s*$").unwrap());
/// `9시부터 10시 30분까지 90분 가량`.
static WHOLE_RANGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s?까지\s?(?:총|모두|약|무려)?\s?$").unwrap());
static IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*[)）]").unwrap());
/// What a length of time measures when it is not the incident's: a deadline, a delay, an age, how long a thing took before or after.
static NOT_LASTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:가량|정도|남짓)?\s*(?:이내|안에|안으로|내에|뒤|후|전\b|전에|마다|만에\s*(?:또|다시|처음|발생)|째|차\b|늦|걸[려리린]|전부터|이 지나|가 지나|만의)").unwrap()
});

/// The length that the text gives for the incident, in seconds: in a sentence that speaks of it, before a word that says so.
fn duration(group: &Group, elsewhere: &[usize], input: &Input, hits: &[Hit]) -> Option<u64> {
    let text = &input.document.text;
    let speaks = |sentence: usize| {
        if elsewhere.contains(&sentence) {
            return false;
        }
        let near = group.evidence.iter().any(|e| e.sentence == sentence || e.sentence + 1 == sentence);
        near || (!group.background && sentence < 2)
    };
    let mut best: Option<(u32, u64)> = None;
    for length in input.durations {
        let Some(seconds) = length.seconds else { continue };
        let index = input.sentences.partition_point(|s| s.end <= length.span.start);
        let Some(&sentence) = input.sentences.get(index) else { continue };
        let labelled = LASTED_BEFORE.is_match(line_before(text, length.span.start));
        let labelled = labelled || RECOVERED_LABEL.is_match(line_before(text, date_before(input, length.span.start)));
        let subject = !group.background
            && within(hits, Span::new(sentence.start, length.span.start))
                .iter()
                .any(|h| matches!(h.word, Word::Event(_)) && h.span.start < sentence.start + 12);
        if !speaks(index) && !subject && !(labelled && !group.background) {
            continue;
        }
        let after = &text[length.span.end..sentence.end.max(length.span.end)];
        let quote = length.span.of(text);
        let says_lasted = quote.ends_with("동안") || quote.ends_with('간') && !quote.ends_with("시간") || LASTED.is_match(after) || labelled;
        let follows_range = input.dates.iter().any(|d| {
            d.kind == DateKind::TimeRange
                && d.span.end < length.span.start
                && sentence.contains(d.span)
                && WHOLE_RANGE.is_match(Span::new(d.span.end, length.span.start).of(text))
        });
        let says_lasted = says_lasted || follows_range;
        let after_range = IN_BRACKETS.is_match(after)
            && input.dates.iter().any(|d| d.kind != DateKind::Date && sentence.contains(d.span) && d.span.end < length.span.start);
        let eventful = within(hits, sentence).iter().any(|h| matches!(h.word, Word::Event(_) | Word::Recovery));
        if NOT_LASTED.is_match(after) || seconds > 60 * 86_400 || !eventful && !after_range && !labelled {
            continue;
        }
        let dated_here = group.evidence.iter().any(|e| e.sentence == index);
        let rank = 2 * u32::from(says_lasted || after_range) + u32::from(dated_here);
        if (says_lasted || after_range) && best.is_none_or(|(r, _)| rank > r) {
            best = Some((rank, seconds));
        }
    }
    best.map(|(_, seconds)| seconds)
}

/// Words of events that a text must have to tell of an incident of which it names neither day nor operator.
const LEAST_EVENTS: usize = 3;

/// Incidents without a date: of an operator whose failure the text tells of, or of a text that has events and no dates for them.
fn add_undated(told: &mut Vec<Told>, input: &Input, hits: &[Hit]) {
    let text = &input.document.text;
    let strong: Vec<&Hit> = hits.iter().filter(|h| matches!(h.word, Word::Event(_)) && !DENIED.is_match(&text[h.span.end..])).collect();
    let sentence_of = |hit: &Hit| input.sentences.partition_point(|s| s.end <= hit.span.start);
    let bare: Vec<Option<Party>> = match input.operators {
        [] if told.is_empty() => vec![None],
        [] => Vec::new(),
        several => several
            .iter()
            .filter(|p| !told.iter().any(|t| !t.mention.background && t.mention.operator.as_ref() == Some(p)))
            .cloned()
            .map(Some)
            .collect(),
    };
    let lonely = told.iter().all(|t| t.mention.background);
    for operator in bare {
        let about = |hit: &&&Hit| match &operator {
            Some(party) => {
                let sentence = input.sentences.get(sentence_of(hit)).copied().unwrap_or_default();
                input.actors.iter().any(|a| a.party == *party && sentence.contains(a.span) && a.span.start < hit.span.start)
            }
            None => true,
        };
        let events: Vec<&&Hit> = strong.iter().filter(about).collect();
        let is_main = operator.is_none() || input.operators.first() == operator.as_ref();
        let enough = match (&operator, lonely && is_main) {
            (Some(_), true) => !events.is_empty(),
            (None, true) => events.len() >= LEAST_EVENTS,
            _ => events.len() >= 2,
        };
        let Some(first) = events.first().filter(|_| enough) else { continue };
        let Word::Event(class) = first.word else { continue };
        // Who else had a hand in what happened at one place had no incident of its own; a data breach each firm has alone.
        if !lonely && LEXICON.classes[class] != "breach" {
            continue;
        }
        let service = main_service(input, operator.as_ref());
        told.push(Told {
            mention: IncidentMention {
                span: first.span,
                operator,
                service,
                event: Some(LEXICON.classes[class]),
                sequence: None,
                start: None,
                end: None,
                duration_seconds: None,
                background: false,
                rule: "incident.undated",
            },
            evidence: Vec::new(),
        });
    }
}

/// Where the last date before a place begins, or the place itself.
fn date_before(input: &Input, at: usize) -> usize {
    let count = input.dates.partition_point(|d| d.span.start < at);
    input.dates[..count].last().filter(|d| d.span.end <= at && at - d.span.end <= 4).map_or(at, |d| d.span.start)
}

/// Incidents that a text only numbers (`두 번째 중단은 …`) beside one that it dates: of the same month, told in its own words.
fn add_numbered(told: &mut Vec<Told>, input: &Input) {
    let text = &input.document.text;
    let numbered: Vec<(u32, Span)> =
        NUMBERED.captures_iter(text).filter_map(|c| Some((ordinal(&c), Span::new(c.get(0)?.start(), c.get(0)?.end())))).collect();
    let Some(known) = told.iter().find(|t| !t.mention.background).map(|t| t.mention.clone()) else { return };
    let Some(moment) = known.start.as_deref().and_then(Moment::parse) else { return };
    let most = numbered.iter().map(|(n, _)| *n).max().unwrap_or(0).min(MOST_NUMBERED);
    let from_first = numbered.iter().any(|(n, _)| *n == 1);
    for number in 2..=most {
        let count = told.iter().filter(|t| !t.mention.background).count();
        let Some(&(_, span)) = numbered.iter().find(|(n, _)| *n == number) else { continue };
        let day_before = |d: &Date| d.span.end <= span.start && span.start - d.span.end <= 8;
        let same_day = input.dates.iter().any(|d| day_before(d) && Moment::of(d).is_some_and(|m| m.is_day() && m.day() == moment.day()));
        if count >= most as usize || !from_first && !same_day {
            continue;
        }
        let start = if same_day { moment.day() } else { moment.month() };
        let mention = IncidentMention {
            span,
            start: Some(start.to_string()),
            end: None,
            duration_seconds: None,
            sequence: Some(number),
            rule: "incident.numbered",
            ..known.clone()
        };
        told.push(Told { mention, evidence: Vec::new() });
    }
}

/// `첫 장애`, `1차 누출`, `두 번째 중단`, and after a first one `두 번째는`. `2차 사고`, `2차 피해` are what follows from an incident.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:([1-9])차|(첫(?:\s?번째|째)?|두\s?번째|세\s?번째|네\s?번째))(?:\s(?:\S{1,8}\s)?(?:장애|오류|화재|유출|누출|중단|먹통|폭발|정전|해킹)|(?:는|에 대해|의 경우|를 두고)\s)").unwrap()
});

/// No text numbers more incidents than this; a higher figure numbers something else.
const MOST_NUMBERED: u32 = 4;

// ---------------------------------------------------------------- references

static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:([1-9])차|(첫|두|세|네|다섯)\s?번째)\s*(?:때의?\s*)?(?:\S{1,8}\s)?(?:장애|오류|사고|화재|유출|누출|중단|먹통|폭발|정전|사태|때|땐|해킹|침해)|[(\[]([1-9])차[)\]]",
    )
    .unwrap()
});
static ALL_OF_THEM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:두|세|네|다섯|여러|[2-9])\s?(?:차례|번|건의 (?:장애|사고))|잇따라|잇따른|연이은|연이어|연달아|이들 (?:장애|사고)").unwrap()
});

/// Where the text points at which incidents; gives the incidents their ordinals on the way.
fn references(told: &mut [Told], input: &Input, _hits: &[Hit]) -> Vec<Reference> {
    let text = &input.document.text;
    let mut found = Vec::new();
    for (index, item) in told.iter().enumerate() {
        found.extend(item.evidence.iter().map(|e| Reference { at: e.span.start, sentence: e.sentence, incidents: vec![index] }));
    }
    let main: Vec<usize> = (0..told.len()).filter(|&i| !told[i].mention.background).collect();
    if main.len() > 1 {
        for (index, &sentence) in input.sentences.iter().enumerate() {
            for capture in ORDINAL.captures_iter(sentence.of(text)) {
                let at = sentence.start + capture.get(0).map_or(0, |m| m.start());
                let number = ordinal(&capture);
                let dated =
                    found.iter().find(|r| r.sentence == index && r.at > at && r.at < at + 60 && r.incidents.len() == 1).map(|r| r.incidents[0]);
                let numbered = main.iter().copied().find(|&i| told[i].mention.sequence == Some(number));
                let Some(target) = dated.or(numbered).or_else(|| main.get(number as usize - 1).copied()) else { continue };
                if dated.is_some() || told[target].mention.sequence.is_none() {
                    told[target].mention.sequence = Some(number);
                }
                found.push(Reference { at, sentence: index, incidents: vec![target] });
            }
            if let Some(all) = ALL_OF_THEM.find(sentence.of(text)) {
                found.push(Reference { at: sentence.start + all.start(), sentence: index, incidents: main.clone() });
            }
        }
    }
    found.sort_by_key(|r| (r.at, r.incidents.clone()));
    found
}

fn ordinal(capture: &regex::Captures) -> u32 {
    // The third group is a label in brackets: `○ (1차) …`.
    if let Some(digit) = capture.get(1).or(capture.get(3)) {
        return digit.as_str().parse().unwrap_or(1);
    }
    match capture.get(2).and_then(|m| m.as_str().chars().next()) {
        Some('두') => 2,
        Some('세') => 3,
        Some('네') => 4,
        Some('다') => 5,
        _ => 1,
    }
}

/// Sentences of one paragraph have one number: lines of a news article, and in other documents a heading with its bullets.
fn paragraphs(document: &Document, sentences: &[Span]) -> Vec<usize> {
    let mut number = 0;
    let mut last_end = 0;
    sentences
        .iter()
        .map(|sentence| {
            let between = &document.text[last_end..sentence.start];
            let bulleted = sentence.of(&document.text).trim_start().starts_with(is_bullet);
            if between.contains("\n\n") || (between.contains('\n') && !bulleted) {
                number += 1;
            }
            last_end = sentence.end;
            number
        })
        .collect()
}

fn is_bullet(c: char) -> bool {
    "-–—·•○◦▷▶※*ㅇ①②③④⑤⑥⑦⑧⑨⑩".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{date, duration};
    use crate::sentence;

    /// What a document published on 3 June 2024 tells of, as `start~end/minutes`, `*` before background; the operator is 가나은행.
    fn told(kind: Kind, text: &str) -> Vec<String> {
        let published = jiff::civil::date(2024, 6, 3).at(0, 0, 0, 0);
        let document = Document { kind, published: Some(published), text: text.to_string(), ..Document::default() };
        let sentences = sentence::split(text);
        let (dates, durations) = (date::find(text, Some(published), &sentences), duration::find(text));
        let operators = [Party { name: "가나은행".to_string(), known: true }];
        let input = Input { document: &document, sentences: &sentences, dates: &dates, durations: &durations, actors: &[], operators: &operators };
        let show = |m: &IncidentMention| {
            let end = m.end.as_deref().map(|e| format!("~{e}")).unwrap_or_default();
            let minutes = m.duration_seconds.map(|s| format!("/{}", s / 60)).unwrap_or_default();
            format!("{}{}{end}{minutes}", if m.background { "*" } else { "" }, m.start.as_deref().unwrap_or("undated"))
        };
        find(&input).mentions.iter().map(show).collect()
    }

    #[test]
    fn news_tells_when_it_happened() {
        for (text, expected) in [
            ("가나은행 앱이 지난달 13일 오후 8시 30분부터 9시 15분까지 45분간 먹통이 됐다.", &["2024-05-13T20:30~2024-05-13T21:15/45"][..]),
            ("가나은행 앱은 지난달 13일 오전 10시부터 11시까지 이체 주문을 받지 못했다.", &["2024-05-13T10:00~2024-05-13T11:00/60"]),
            ("가나은행에서 장애가 났다. 장애는 2일 오전 4시 50분쯤 시작돼 오전 5시 20분에 풀렸다.", &["2024-06-02T04:50~2024-06-02T05:20/30"]),
            ("가나은행에서 지난달 13일 장애가 발생했다. 이 은행은 2021년 8월에도 이체가 두 시간 느려진 적이 있다.", &["*2021-08/120", "2024-05-13"]),
            (
                "지난달 13일 오전 9시 10분 가스가 새어 나왔다. 같은 날 오후 3시 20분쯤 옆 배관에서 다시 가스가 샜다.",
                &["2024-05-13T09:10", "2024-05-13T15:20"],
            ),
            ("가나은행 고객 정보가 새어 나갔다. 유출은 지난 4월부터 지난달 2일까지 이어진 것으로 전해졌다.", &["2024-04~2024-05-02"]),
            // The day on which somebody speaks, a share price that falls, a picture's caption.
            ("가나은행 앱이 지난달 13일 멈췄다. 금융당국은 지난달 28일 서버 작업 중 앱이 멈춘 것이라고 밝혔다.", &["2024-05-13"]),
            ("가나은행 앱이 지난달 13일 멈췄다. 가나은행 주가는 지난달 14일 2.1% 떨어졌다.", &["2024-05-13"]),
            ("지난 2일 가나은행장이 장애 현장에서 고개를 숙이고 있다. /나라통신\n\n가나은행 앱이 지난달 13일 멈췄다.", &["2024-05-13"]),
        ] {
            assert_eq!(told(Kind::News, text), expected, "{text}");
        }
    }

    #[test]
    fn sheets_of_facts_give_their_times() {
        for (text, expected) in [
            (
                "가나은행 장애 조사 결과\n\n□ 사고 개요\n - 일시·장소: 2024. 5. 13.(월) 12:18~14:05, 전산센터",
                &["2024-05-13T12:18~2024-05-13T14:05/107"][..],
            ),
            (
                "가나은행 장애 조사 결과\n\n구분 | 일시 | 지속\n1차 | '24.5.13. 13:44~13:50 | 6분\n2차 | '24.5.20. 14:52~14:58 | 6분",
                &["2024-05-13T13:44~2024-05-13T13:50/6", "2024-05-20T14:52~2024-05-20T14:58/6"],
            ),
            (
                "가나은행 장애 조사 결과\n\n지난 5월 13일 일어난 장애를 조사하였다.\n\n ○ (1차) 10:14~10:57\n ○ (2차) 15:31~15:43",
                &["2024-05-13T10:14~2024-05-13T10:57/43", "2024-05-13T15:31~2024-05-13T15:43/12"],
            ),
            ("가나은행 장애 조사 결과\n\n발생 | 5.13.(월) 11:16\n완전 복구 | 5.13.(월) 12:45", &["2024-05-13T11:16~2024-05-13T12:45/89"]),
            // Work, visits and inspections have times as well.
            ("가나은행 장애 조사 결과\n\n - 발생 일시: 2024. 5. 13.\n - 현장 점검 시간: 2024. 5. 15. 10:00~12:00", &["2024-05-13"]),
        ] {
            assert_eq!(told(Kind::Regulator, text), expected, "{text}");
        }
    }

    #[test]
    fn numbered_incidents_are_told_apart() {
        for (text, expected) in [
            (
                "가나은행에서 지난달 13일 장애가 발생했다. 첫 번째 장애는 서버 때문이었다. 두 번째 장애는 회선 때문이었다.",
                &["2024-05", "2024-05-13"][..],
            ),
            ("가나은행에서 지난달 13일 장애가 발생했다. 2차 피해는 없었다. 2차 사고를 막으려 문을 닫았다.", &["2024-05-13"]),
        ] {
            assert_eq!(told(Kind::News, text), expected, "{text}");
        }
    }

    #[test]
    fn planned_work_and_other_words_are_no_incident() {
        for (kind, text) in [
            (Kind::Company, "정기 점검에 따른 서비스 일시 중단 안내\n\n일시: 2024. 6. 9. 00:00~06:00"),
            (Kind::News, "가나은행은 지난달 13일 장애인의 날 행사를 열었다."),
        ] {
            assert_eq!(told(kind, text), Vec::<String>::new(), "{text}");
        }
    }
}
