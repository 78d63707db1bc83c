//! The words of time of `dictionaries/time.toml` -> what stands at a place of a text.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// The way in which a word such as 지난 points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Toward {
    /// 지난, 저번
    Past,
    /// 이번, 올
    This,
    /// 다음
    Next,
    /// 오는, 다가오는
    Coming,
}

/// What an offset counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    Document,
    Previous,
    /// The day that a report is about: 이날 counts from it.
    Report,
}

/// `지난달`: one month before the document's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    pub base: Base,
    pub by: i32,
}

/// Which half of the day a clock time with this word stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
}

/// A part of the day and the hours that it means where no clock time follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub half: Half,
    pub from: i8,
    pub to: i8,
}

/// The share of a period, in tenths: `초` is 0 to 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: u8,
    pub to: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feast {
    Solar(i8, i8),
    /// Lunar new year, Buddha's birthday, Chuseok: a column of the table.
    Lunar(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Year(Offset),
    Quarter(Offset),
    Month(Offset),
    Week(Offset),
    Day(Offset),
    Half(u8),
    Season(u8),
    Stretch(Stretch),
    Weekday(i8),
    Part(Part),
    Moment(i8),
    Feast(Feast),
    Days(u32),
}

/// The word list, compiled.
pub struct Words {
    automaton: AhoCorasick,
    words: Vec<Word>,
    /// Whether a word begins with this syllable, counted from 가.
    starts: Vec<bool>,
    /// Longer words first.
    towards: Vec<(String, Toward)>,
    ordinals: Vec<(String, i8)>,
    qualifiers: Vec<QualifierEntry>,
    /// Endings of what is past, and behind them the words that tell of what is to come.
    turns: AhoCorasick,
    past: usize,
    pub follow: Follow,
    lunar: FxHashMap<i16, [(i8, i8); 3]>,
}

/// What may and may not stand behind and before.
#[derive(Deserialize)]
pub struct Follow {
    pub particles: Vec<String>,
    pub not_day: Vec<String>,
    pub not_month: Vec<String>,
    pub not_year: Vec<String>,
    pub not_hour: Vec<String>,
    pub not_rough: Vec<String>,
    pub length: Vec<String>,
    pub before_length: Vec<String>,
    pub event: Vec<String>,
    pub rate: Vec<String>,
    pub counted: Vec<String>,
    ahead: Vec<String>,
    past: Vec<String>,
}

pub static WORDS: LazyLock<Words> = LazyLock::new(|| load().expect("dictionaries/time.toml and lunar.toml are checked by a test"));

#[derive(Deserialize)]
struct OffsetEntry {
    base: Base,
    offset: i32,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct NumberEntry {
    number: u8,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct StretchEntry {
    from: u8,
    to: u8,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct PartEntry {
    half: Half,
    from: i8,
    to: i8,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct MomentEntry {
    hour: i8,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct FeastEntry {
    month: Option<i8>,
    day: Option<i8>,
    lunar: Option<String>,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct DaysEntry {
    count: u32,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct TowardEntry {
    way: Toward,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct OrdinalEntry {
    number: i8,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct QualifierEntry {
    bound: i8,
    approximate: bool,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    year: Vec<OffsetEntry>,
    quarter: Vec<OffsetEntry>,
    month: Vec<OffsetEntry>,
    week: Vec<OffsetEntry>,
    day: Vec<OffsetEntry>,
    half: Vec<NumberEntry>,
    season: Vec<NumberEntry>,
    stretch: Vec<StretchEntry>,
    weekday: Vec<NumberEntry>,
    part: Vec<PartEntry>,
    moment: Vec<MomentEntry>,
    holiday: Vec<FeastEntry>,
    days: Vec<DaysEntry>,
    toward: Vec<TowardEntry>,
    ordinal: Vec<OrdinalEntry>,
    qualifier: Vec<QualifierEntry>,
    follow: Follow,
}

const LUNAR: [&str; 3] = ["seollal", "buddha", "chuseok"];

fn load() -> anyhow::Result<Words> {
    let file: File = toml::from_str(include_str!("../../../dictionaries/time.toml"))?;
    let mut entries: Vec<(String, Word)> = Vec::new();
    let mut add = |words: Vec<String>, word: Word| entries.extend(words.into_iter().map(|w| (w, word)));
    let offset = |e: &OffsetEntry| Offset { base: e.base, by: e.offset };
    file.year.into_iter().for_each(|e| add(e.words.clone(), Word::Year(offset(&e))));
    file.quarter.into_iter().for_each(|e| add(e.words.clone(), Word::Quarter(offset(&e))));
    file.month.into_iter().for_each(|e| add(e.words.clone(), Word::Month(offset(&e))));
    file.week.into_iter().for_each(|e| add(e.words.clone(), Word::Week(offset(&e))));
    file.day.into_iter().for_each(|e| add(e.words.clone(), Word::Day(offset(&e))));
    file.half.into_iter().for_each(|e| add(e.words, Word::Half(e.number)));
    file.season.into_iter().for_each(|e| add(e.words, Word::Season(e.number)));
    file.stretch.into_iter().for_each(|e| add(e.words, Word::Stretch(Stretch { from: e.from, to: e.to })));
    file.weekday.into_iter().for_each(|e| add(e.words, Word::Weekday(e.number as i8)));
    file.part.into_iter().for_each(|e| add(e.words, Word::Part(Part { half: e.half, from: e.from, to: e.to })));
    file.moment.into_iter().for_each(|e| add(e.words, Word::Moment(e.hour)));
    file.days.into_iter().for_each(|e| add(e.words, Word::Days(e.count)));
    for e in file.holiday {
        let feast = match (e.month, e.day, &e.lunar) {
            (Some(month), Some(day), None) => Feast::Solar(month, day),
            (None, None, Some(name)) => {
                Feast::Lunar(LUNAR.iter().position(|l| l == name).ok_or_else(|| anyhow::anyhow!("time.toml: no lunar holiday {name}"))?)
            }
            _ => anyhow::bail!("time.toml: the holiday {:?} needs month and day, or lunar", e.words),
        };
        add(e.words, Word::Feast(feast));
    }
    let mut towards: Vec<(String, Toward)> = file.toward.into_iter().flat_map(|e| e.words.into_iter().map(move |w| (w, e.way))).collect();
    towards.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let mut ordinals: Vec<(String, i8)> = file.ordinal.into_iter().flat_map(|e| e.words.into_iter().map(move |w| (w, e.number))).collect();
    ordinals.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let (automaton, words, starts) = compile(entries)?;
    // Of two that start at one place the past one is told.
    let turns = file.follow.past.iter().chain(&file.follow.ahead);
    let turns = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(turns)?;
    let past = file.follow.past.len();
    Ok(Words { automaton, words, starts, towards, ordinals, qualifiers: file.qualifier, turns, past, follow: file.follow, lunar: lunar()? })
}

fn compile(entries: Vec<(String, Word)>) -> anyhow::Result<(AhoCorasick, Vec<Word>, Vec<bool>)> {
    let mut patterns: Vec<String> = Vec::new();
    let mut words = Vec::new();
    for (pattern, word) in entries {
        let closed = pattern.replace(' ', "");
        if closed != pattern {
            patterns.push(closed);
            words.push(word);
        }
        patterns.push(pattern);
        words.push(word);
    }
    let mut starts = vec![false; SYLLABLES];
    for pattern in &patterns {
        if let Some(i) = pattern.chars().next().and_then(syllable) {
            starts[i] = true;
        }
    }
    let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).start_kind(StartKind::Anchored).build(&patterns)?;
    Ok((automaton, words, starts))
}

/// The solar days of the lunar holidays by year.
fn lunar() -> anyhow::Result<FxHashMap<i16, [(i8, i8); 3]>> {
    let table: FxHashMap<String, [String; 3]> = toml::from_str(include_str!("../../../dictionaries/lunar.toml"))?;
    let mut lunar = FxHashMap::default();
    for (year, days) in table {
        let day = |s: &str| -> anyhow::Result<(i8, i8)> {
            let (month, day) = s.split_once('-').ok_or_else(|| anyhow::anyhow!("lunar.toml: {s}"))?;
            Ok((month.parse()?, day.parse()?))
        };
        lunar.insert(year.parse()?, [day(&days[0])?, day(&days[1])?, day(&days[2])?]);
    }
    Ok(lunar)
}

const SYLLABLES: usize = 11_172;

/// The number of a Hangul syllable, counted from 가.
pub fn syllable(c: char) -> Option<usize> {
    ('가'..='힣').contains(&c).then(|| c as usize - '가' as usize)
}

impl Words {
    /// The longest word that starts at this byte.
    pub fn at(&self, text: &str, at: usize) -> Option<(Word, usize)> {
        let input = Input::new(text).range(at..).anchored(Anchored::Yes);
        let found = self.automaton.try_find(input).ok().flatten()?;
        Some((self.words[found.pattern().as_usize()], found.end()))
    }

    /// Whether some word starts with this character.
    pub fn starts_with(&self, c: char) -> bool {
        syllable(c).is_some_and(|i| self.starts[i])
    }

    /// A word such as 지난 that starts here.
    pub fn toward_at(&self, text: &str, at: usize) -> Option<(&str, Toward)> {
        let rest = &text[at..];
        self.towards.iter().find(|(w, _)| rest.starts_with(w.as_str())).map(|(w, toward)| (w.as_str(), *toward))
    }

    /// Whether a text ends in a word such as 지난.
    pub fn ends_in_toward(&self, text: &str) -> bool {
        self.towards.iter().any(|(w, _)| text.ends_with(w.as_str()))
    }

    /// `셋째` and where it ends; -1 is the last.
    pub fn ordinal_at(&self, text: &str, at: usize) -> Option<(i8, usize)> {
        let rest = &text[at..];
        self.ordinals.iter().find(|(w, _)| rest.starts_with(w.as_str())).map(|(w, number)| (*number, at + w.len()))
    }

    /// Words behind a length of time that belong to it; the bound (-1: no more, 1: no less); whether they make it a rough one.
    pub fn qualifiers(&self) -> impl Iterator<Item = (&str, i8, bool)> {
        self.qualifiers.iter().flat_map(|e| e.words.iter().map(|w| (w.as_str(), e.bound, e.approximate)))
    }

    /// Whether the first word of a text that tells past from future tells of the future; None where there is none.
    pub fn is_ahead(&self, text: &str) -> Option<bool> {
        self.turns.find(text).map(|found| found.pattern().as_usize() >= self.past)
    }

    /// The solar month and day of a holiday in a year; None outside the table of lunar years.
    pub fn day_of(&self, feast: Feast, year: i16) -> Option<(i8, i8)> {
        match feast {
            Feast::Solar(month, day) => Some((month, day)),
            Feast::Lunar(column) => self.lunar.get(&year).map(|days| days[column]),
        }
    }
}

/// Whether the text goes on with one of these.
pub fn follows(text: &str, at: usize, list: &[String]) -> bool {
    let rest = &text[at..];
    list.iter().any(|word| rest.starts_with(word.as_str()))
}
