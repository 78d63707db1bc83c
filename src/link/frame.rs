//! The words of a cause or of a statement -> a small frame that a person can inspect: weighted content words and concepts with
//! their polarity; two frames -> how much of the one the other names. Words, synonyms and broader concepts are data
//! (`dictionaries/concepts.toml`); nothing here knows a language model or an analyzer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use anyhow::{Context, bail};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::span::Span;

/// The word knowledge behind frames. One for a process.
pub struct Comparer {
    pub(super) words: Words,
    concepts: Vec<Concept>,
    /// Vocabulary by first character, the longest word first.
    index: Index,
}

/// Words by their first character.
type Index = FxHashMap<char, Vec<(Vec<char>, Sense)>>;

/// A cause or a statement as a comparison sees it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frame {
    pub terms: Vec<Term>,
    /// Classes of cause that the concepts point at.
    pub classes: BTreeSet<String>,
}

/// One content word or concept.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    pub key: Key,
    /// The words as they stand in the text; with its negation where it has one.
    pub words: String,
    /// How much it says: 0.2 for a word that stands in any account, 1 for a noun, 1.5 for a concept.
    pub weight: f64,
    pub polarity: Polarity,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Index into the concepts of the dictionary.
    Concept(usize),
    /// A stem that is in no concept.
    Word(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// Named only: `점검 중`.
    Named,
    /// Said to be missing or left undone: `점검하지 않아`.
    Negated,
    /// Claimed to have been done: `점검을 마쳤다`.
    Performed,
}

/// How much of a cause a statement names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Share of the cause's weight that is named, 0 to 1.
    pub coverage: f64,
    /// Weight of the specific content that both share.
    pub strong: f64,
    /// Weight of the cause's specific content that the statement touches at all, in broader words or with another polarity too.
    pub touched: f64,
    /// Weight of the shared concepts: words of operations and faults, not of places and goods.
    pub conceptual: f64,
    /// Classes of the operations and faults that are touched.
    pub classes: BTreeSet<String>,
    /// The same figure stands in both.
    pub same_figure: bool,
    /// Weight of the statement's specific content that the cause has not.
    pub elsewhere: f64,
    /// The statement claims to have been done what the cause says was left undone.
    pub opposed: bool,
    /// Words of the statement that name content of the cause, in order of the statement.
    pub covered: Vec<String>,
    /// Content of the cause that the statement leaves out, in the cause's words and order.
    pub missing: Vec<String>,
}

#[derive(Debug, Clone)]
struct Concept {
    weight: f64,
    class: Option<String>,
    /// All broader concepts, near and far.
    broader: BTreeSet<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sense {
    Concept(usize),
    Weak,
    Stop,
}

/// Lists of the dictionary that are matched as they stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    weak: Vec<String>,
    stop: Vec<String>,
    opaque: Vec<String>,
    negators: Vec<String>,
    prenegators: Vec<String>,
    light: Vec<String>,
    perception: Vec<String>,
    performers: Vec<String>,
    pub disputes: Phrases,
    pub whole_finding: Phrases,
    pub promises: Phrases,
    pub accepts: Phrases,
    pub proceedings: Phrases,
    pub sanctions: Phrases,
    pub soundness: Phrases,
    pub no_cause: Phrases,
    pub denies: Phrases,
    pub withdraws: Phrases,
    pub corrects: Phrases,
    pub besides: Phrases,
    pub own_fault: Phrases,
    pub duties: Phrases,
    pub part_only: Phrases,
    pub affected: Phrases,
    pub nobody: Phrases,
    pub lasted: Vec<String>,
    pub not_lasted: Vec<String>,
    concepts: Vec<ConceptEntry>,
}

/// Words and phrases that a text is searched for, spaces in phrases being optional.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Phrases {
    words: Vec<String>,
    /// The phrases of several words, without their spaces.
    squeezed: Vec<String>,
}

impl From<Vec<String>> for Phrases {
    fn from(words: Vec<String>) -> Phrases {
        let squeezed = words.iter().filter(|w| w.contains(' ')).map(|w| w.replace(' ', "")).collect();
        Phrases { words, squeezed }
    }
}

impl Phrases {
    pub fn stand_in(&self, text: &str) -> bool {
        if self.words.iter().any(|word| text.contains(word.as_str())) {
            return true;
        }
        if self.squeezed.is_empty() {
            return false;
        }
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        self.squeezed.iter().any(|phrase| text.contains(phrase.as_str()))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConceptEntry {
    name: String,
    #[serde(default = "concept_weight")]
    weight: f64,
    class: Option<String>,
    #[serde(default)]
    broader: Vec<String>,
    words: Vec<String>,
}

const CONCEPTS: &str = include_str!("../../dictionaries/concepts.toml");
const WEAK_WEIGHT: f64 = 0.2;
const NOUN_WEIGHT: f64 = 1.0;
const VERB_WEIGHT: f64 = 0.5;
/// From this weight on a term is content.
pub const CONTENT_WEIGHT: f64 = 0.5;
/// A frame has at most so many words; the rest of a longer text is not compared.
const MAX_WORDS: usize = 200;
/// Eojeols before a negation in which its object can stand.
const NEGATION_REACH: usize = 4;

fn concept_weight() -> f64 {
    1.5
}

impl Comparer {
    /// Loads the embedded dictionary. An error names the concept that is wrong.
    pub fn new() -> anyhow::Result<Comparer> {
        Comparer::parse(CONCEPTS).context("dictionaries/concepts.toml")
    }

    fn parse(source: &str) -> anyhow::Result<Comparer> {
        let words: Words = toml::from_str(source)?;
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, entry) in words.concepts.iter().enumerate() {
            if numbers.insert(&entry.name, number).is_some() {
                bail!("the concept {} stands twice", entry.name);
            }
        }
        let mut concepts = Vec::new();
        for entry in &words.concepts {
            let (mut broader, mut open) = (BTreeSet::new(), vec![entry]);
            while let Some(next) = open.pop() {
                for name in &next.broader {
                    let Some(&number) = numbers.get(name.as_str()) else { bail!("the concept {} has the unknown broader concept {name}", next.name) };
                    if broader.insert(number) {
                        open.push(&words.concepts[number]);
                    }
                }
            }
            if broader.contains(&numbers[entry.name.as_str()]) {
                bail!("the concept {} is broader than itself", entry.name);
            }
            concepts.push(Concept { weight: entry.weight, class: entry.class.clone(), broader });
        }
        let index = index(&words)?;
        Ok(Comparer { words, concepts, index })
    }

    /// The frame of a cause or a statement. `names` are words of the case, not of its cause (operator, authority, service): they say nothing.
    pub fn frame(&self, text: &str, names: &[&str]) -> Frame {
        let eojeols = eojeols(text);
        let mut found = self.segment(text, &eojeols, names);
        self.mark_polarity(text, &eojeols, &mut found);
        let mut frame = Frame::default();
        for part in found {
            if let Key::Concept(number) = part.term.key
                && let Some(class) = &self.concepts[number].class
            {
                frame.classes.insert(class.clone());
            }
            match frame.terms.iter_mut().find(|t| t.key == part.term.key) {
                // Said twice, it is said once: the polarised telling stands.
                Some(first) if first.polarity == Polarity::Named => *first = part.term,
                Some(_) => {}
                None => frame.terms.push(part.term),
            }
        }
        frame
    }

    /// How much of `cause` is in `said`.
    pub fn compare(&self, cause: &Frame, said: &Frame) -> Comparison {
        let mut result = Comparison::default();
        let (mut total, mut named) = (0.0, 0.0);
        let mut used = vec![false; said.terms.len()];
        for term in &cause.terms {
            let content = term.weight >= CONTENT_WEIGHT;
            let mut best: Option<(f64, usize)> = None;
            for (index, other) in said.terms.iter().enumerate() {
                let likeness = self.likeness(&term.key, &other.key);
                if likeness > 0.0 && best.is_none_or(|(b, _)| likeness > b) {
                    best = Some((likeness, index));
                }
            }
            total += term.weight;
            let Some((likeness, index)) = best else {
                if content {
                    leave_out(&mut result.missing, term);
                }
                continue;
            };
            let other = &said.terms[index];
            let negated = |t: &Term| t.polarity == Polarity::Negated;
            let scale = if negated(term) == negated(other) { 1.0 } else { 0.5 };
            named += term.weight * likeness * scale;
            used[index] = true;
            // A figure says little of a cause, but the same figure points at it.
            if !content && term.words.starts_with(|c: char| c.is_ascii_digit()) && term.key == other.key {
                result.touched += NOUN_WEIGHT;
                result.same_figure = true;
            }
            if content {
                result.strong += term.weight * likeness * scale;
                result.touched += term.weight;
                if let Key::Concept(number) = term.key {
                    result.classes.extend(self.concepts[number].class.clone());
                }
                if matches!(term.key, Key::Concept(_)) && term.weight >= NOUN_WEIGHT {
                    result.conceptual += term.weight * likeness * scale;
                }
                result.opposed |= negated(term) && other.polarity == Polarity::Performed && term.weight >= NOUN_WEIGHT && likeness >= 0.9;
                if likeness < 0.7 || scale < 1.0 {
                    leave_out(&mut result.missing, term);
                }
            }
        }
        result.coverage = if total > 0.0 { named / total } else { 0.0 };
        for (term, used) in said.terms.iter().zip(used) {
            if used {
                result.covered.push(term.words.clone());
            } else if term.weight >= CONTENT_WEIGHT {
                result.elsewhere += term.weight;
            }
        }
        result
    }

    /// The terms in which a cause of these classes lies: concepts of the classes, and what was left undone. The words around them
    /// are its circumstances.
    pub fn core<'f>(&self, cause: &'f Frame, classes: &BTreeSet<String>) -> Vec<&'f Term> {
        let lies_in = |term: &&Term| match &term.key {
            Key::Concept(number) => {
                self.concepts[*number].class.as_ref().is_some_and(|class| classes.contains(class)) || term.polarity == Polarity::Negated
            }
            Key::Word(_) => false,
        };
        cause.terms.iter().filter(|t| t.weight >= NOUN_WEIGHT).filter(lies_in).collect()
    }

    /// Whether a statement has a term of a cause, in words as specific and with the same polarity.
    pub fn has(&self, said: &Frame, term: &Term) -> bool {
        let negated = |t: &Term| t.polarity == Polarity::Negated;
        said.terms.iter().any(|other| self.likeness(&term.key, &other.key) >= 0.7 && negated(term) == negated(other))
    }

    /// Whether a statement has a term of a cause in any words and polarity.
    pub fn touches(&self, said: &Frame, term: &Term) -> bool {
        said.terms.iter().any(|other| self.likeness(&term.key, &other.key) > 0.0)
    }

    /// 1 for the same concept, 0.9 where the second is more specific, 0.4 where it is only broader, 0 for strangers.
    fn likeness(&self, cause: &Key, said: &Key) -> f64 {
        match (cause, said) {
            (Key::Concept(a), Key::Concept(b)) if a == b => 1.0,
            (Key::Concept(a), Key::Concept(b)) if self.concepts[*a].broader.contains(b) => 0.4,
            (Key::Concept(a), Key::Concept(b)) if self.concepts[*b].broader.contains(a) => 0.9,
            (Key::Word(a), Key::Word(b)) if a == b => 1.0,
            (Key::Word(a), Key::Word(b)) => {
                let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
                let related = short.chars().nth(1).is_some() && (long.starts_with(short.as_str()) || long.ends_with(short.as_str()));
                if related { 0.7 } else { 0.0 }
            }
            _ => 0.0,
        }
    }
}

impl Frame {
    /// Weight of the words that say something.
    pub fn content(&self) -> f64 {
        self.terms.iter().map(|t| t.weight).filter(|&w| w >= CONTENT_WEIGHT).sum()
    }

    /// Whether something is said to be missing or left undone.
    pub fn has_omission(&self) -> bool {
        self.terms.iter().any(|t| t.polarity == Polarity::Negated && t.weight >= CONTENT_WEIGHT)
    }
}

/// Lists a term as missing, unless the words before it hold it already: `교육을 하지 않은` holds 하지 않은.
fn leave_out(missing: &mut Vec<String>, term: &Term) {
    if !missing.last().is_some_and(|last| last.contains(&term.words)) {
        missing.push(term.words.clone());
    }
}

fn index(words: &Words) -> anyhow::Result<Index> {
    let mut senses: BTreeMap<String, Sense> = BTreeMap::new();
    let squeezed = |word: &str| -> String { word.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect() };
    let plain = words.stop.iter().map(|w| (w, Sense::Stop)).chain(words.opaque.iter().map(|w| (w, Sense::Weak)));
    for (word, sense) in plain.chain(words.weak.iter().map(|w| (w, Sense::Weak))) {
        senses.insert(squeezed(word), sense);
    }
    for (number, entry) in words.concepts.iter().enumerate() {
        for word in &entry.words {
            let key = squeezed(word);
            if key.is_empty() {
                bail!("the concept {} has an empty word", entry.name);
            }
            if let Some(Sense::Concept(other)) = senses.insert(key, Sense::Concept(number))
                && other != number
            {
                bail!("{word} is a word of both {} and {}", words.concepts[other].name, entry.name);
            }
        }
    }
    let mut index: Index = FxHashMap::default();
    for (word, sense) in senses {
        if let Some(first) = word.chars().next() {
            index.entry(first).or_default().push((word.chars().collect(), sense));
        }
    }
    for list in index.values_mut() {
        list.sort_by(|(a, _), (b, _)| (b.len(), a).cmp(&(a.len(), b)));
    }
    Ok(index)
}

// ---------------------------------------------------------------- words

/// A run of letters and digits, and the clause in which it stands.
struct Eojeol {
    span: Span,
    clause: usize,
}

fn eojeols(text: &str) -> Vec<Eojeol> {
    let mut found: Vec<Eojeol> = Vec::new();
    let (mut clause, mut start) = (0, None);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Eojeol { span: Span::new(from, at), clause });
                start = None;
            }
            _ => {}
        }
        if matches!(c, ',' | '.' | ';' | '\n' | '…' | '!' | '?') {
            clause += 1;
        }
        if found.len() == MAX_WORDS {
            break;
        }
    }
    found
}

/// A term, and the eojeol that it ends in.
struct Part {
    term: Term,
    span: Span,
    eojeol: usize,
    /// The eojeols that the words stand in, more than one for `사전 점검`.
    first_eojeol: usize,
    weak: bool,
}

impl Comparer {
    fn segment(&self, text: &str, eojeols: &[Eojeol], names: &[&str]) -> Vec<Part> {
        // The text without spaces and signs, since `사전 점검` and `사전점검` are one word.
        let mut chars: Vec<(char, usize)> = Vec::new();
        let mut starts = Vec::new();
        for eojeol in eojeols {
            starts.push(chars.len());
            chars.extend(eojeol.span.of(text).char_indices().map(|(at, c)| (c.to_ascii_lowercase(), eojeol.span.start + at)));
        }
        starts.push(chars.len());
        let squeezed: Vec<char> = chars.iter().map(|(c, _)| *c).collect();
        let byte = |index: usize| chars.get(index).map_or(eojeols.last().map_or(0, |e| e.span.end), |(_, at)| *at);
        let byte_end = |index: usize| byte(index - 1) + squeezed[index - 1].len_utf8();
        let mut parts = Vec::new();
        let mut position = 0;
        let mut number = 0;
        while number < eojeols.len() {
            let (from, to) = (starts[number], starts[number + 1]);
            if position >= to {
                number += 1;
                continue;
            }
            let whole: String = squeezed[from..to].iter().collect();
            // The words of negation are the polarity of others, unless a longer word of the dictionary begins with them.
            let negates = position <= from && self.words.negators.iter().any(|w| whole.starts_with(w.as_str()));
            if negates && self.longest(&squeezed, from, (from, to), false, 0).is_none() {
                position = to;
                continue;
            }
            let bare = strip_particles(&whole);
            if position <= from && names.iter().any(|name| name.len() > 3 && bare.starts_with(name)) {
                position = to;
                continue;
            }
            let mut rest = position.max(from);
            let mut at = rest;
            let mut matched = rest > from;
            while at < to {
                let Some((length, sense)) = self.longest(&squeezed, at, (from, to), matched && at == rest, at - rest) else {
                    at += 1;
                    continue;
                };
                if at > rest {
                    self.plain(text, &squeezed[rest..at], Span::new(byte(rest), byte_end(at)), number, &mut parts, !matched);
                }
                let end = at + length;
                let last = (number..eojeols.len()).find(|&n| end <= starts[n + 1]).unwrap_or(number);
                let tail: String = squeezed[end..starts[last + 1]].iter().collect();
                // A verb is shown with its ending, a noun without its particle.
                let shown_to = if ENDINGS.contains(&tail.as_str()) && (!is_particle(&tail) || matches!(squeezed[end - 1], '하' | '되')) {
                    starts[last + 1]
                } else {
                    end
                };
                let span = Span::new(byte(at), byte_end(shown_to));
                let term = |key, weight| Term { key, words: span.of(text).to_string(), weight, polarity: Polarity::Named };
                match sense {
                    Sense::Concept(concept) => parts.push(Part {
                        term: term(Key::Concept(concept), self.concepts[concept].weight),
                        span,
                        eojeol: last,
                        first_eojeol: number,
                        weak: false,
                    }),
                    Sense::Weak => parts.push(Part {
                        term: term(Key::Word(squeezed[at..end].iter().collect()), WEAK_WEIGHT),
                        span,
                        eojeol: last,
                        first_eojeol: number,
                        weak: true,
                    }),
                    Sense::Stop => {}
                }
                matched = true;
                (at, rest) = (end, end);
            }
            if at > to {
                // The word went on into later eojeols.
                position = at;
            } else {
                if rest < to {
                    let tail: String = squeezed[rest..to].iter().collect();
                    if !(matched && (is_particle(&tail) || is_ending(&tail))) {
                        self.plain(text, &squeezed[rest..to], Span::new(byte(rest), byte_end(to)), number, &mut parts, !matched);
                    }
                }
                position = to;
            }
        }
        parts
    }

    /// The longest word of the dictionary at `at`. Inside a compound a word must be long, or what stands before it a word itself:
    /// `문화재` holds no 화재.
    fn longest(&self, squeezed: &[char], at: usize, (from, to): (usize, usize), after_match: bool, before: usize) -> Option<(usize, Sense)> {
        let candidates = self.index.get(&squeezed[at])?;
        for (word, sense) in candidates {
            let length = word.len();
            let end = at + length;
            if squeezed.get(at..end) != Some(word) {
                continue;
            }
            let at_start = at == from || after_match;
            if length == 1 {
                let tail: String = squeezed[end.min(to)..to].iter().collect();
                if at != from || !(tail.is_empty() || is_particle(&tail) || is_ending(&tail)) {
                    continue;
                }
            }
            // A particle-like word right after another word is its ending.
            if *sense == Sense::Stop && at != from {
                continue;
            }
            let long_enough = length >= 3 || length == 2 && before >= 2;
            if !at_start && (!long_enough || end > to) {
                continue;
            }
            return Some((length, *sense));
        }
        None
    }

    /// A word that is in no list: its stem, by particles and endings.
    fn plain(&self, text: &str, chars: &[char], span: Span, eojeol: usize, parts: &mut Vec<Part>, whole: bool) {
        let word: String = chars.iter().collect();
        // What follows another word of a compound can be a single letter with its particle: 절차 + 서 + 를.
        if !whole && PARTICLES.iter().any(|p| word.strip_suffix(*p).is_some_and(|rest| rest.chars().count() < 2)) {
            return;
        }
        let (stem, verb) = stem(&word);
        let letters = stem.chars().count();
        if letters < if verb || whole && stem.is_ascii() { 1 } else { 2 } || letters == 0 {
            return;
        }
        let numeric = stem.starts_with(|c: char| c.is_ascii_digit());
        let weight = if numeric {
            WEAK_WEIGHT
        } else if verb {
            VERB_WEIGHT
        } else {
            NOUN_WEIGHT
        };
        let shown = if verb { span } else { Span::new(span.start, span.start + stem.len()) };
        let term = Term { key: Key::Word(stem.to_string()), words: shown.of(text).to_string(), weight, polarity: Polarity::Named };
        parts.push(Part { term, span: shown, eojeol, first_eojeol: eojeol, weak: numeric });
    }

    fn mark_polarity(&self, text: &str, eojeols: &[Eojeol], parts: &mut [Part]) {
        let inside = |n: usize, parts: &[Part]| parts.iter().any(|p| p.first_eojeol < n && n <= p.eojeol);
        for (n, eojeol) in eojeols.iter().enumerate() {
            let word = eojeol.span.of(text);
            let starts = |list: &[String]| list.iter().any(|w| word.starts_with(w.as_str()));
            if self.words.prenegators.iter().any(|w| w == word) {
                let next = parts.iter_mut().find(|p| p.first_eojeol == n + 1 && eojeols[n + 1].clause == eojeol.clause);
                if let Some(part) = next {
                    part.term.polarity = Polarity::Negated;
                    part.term.words = format!("{word} {}", part.term.words);
                    continue;
                }
            }
            let joined = ["지않", "지못", "지도않", "지도못"].iter().any(|w| word.contains(w));
            let polarity = if (starts(&self.words.negators) || joined) && !inside(n, parts) {
                Polarity::Negated
            } else if self.words.performers.iter().any(|w| word.contains(w.as_str())) {
                Polarity::Performed
            } else {
                continue;
            };
            self.mark_before(text, eojeols, parts, n, polarity);
        }
    }

    /// Gives a polarity to what stands before the eojeol `n` that carries it: the nearest word, through light verbs, and a verb's object.
    fn mark_before(&self, text: &str, eojeols: &[Eojeol], parts: &mut [Part], n: usize, polarity: Polarity) {
        let reach = n.saturating_sub(NEGATION_REACH)..=n;
        let mut verb_done = false;
        for index in (0..parts.len()).rev() {
            let part = &parts[index];
            let near = reach.contains(&part.eojeol) && eojeols[part.eojeol].clause == eojeols[n].clause;
            if !near {
                continue;
            }
            let starts = |list: &[String]| list.iter().any(|w| part.term.words.starts_with(w.as_str()));
            let word = eojeols[part.eojeol].span.of(text);
            let ends = |endings: &[&str]| endings.iter().any(|e| word.ends_with(e));
            // The word that carries the polarity is itself no object; a light verb and an adverb hand on.
            let carrier = part.eojeol == n && matches!(part.term.key, Key::Word(_)) && part.span.start == eojeols[n].span.start;
            let carries = carrier
                && match polarity {
                    Polarity::Performed => starts(&self.words.performers),
                    _ => !eojeols[n].span.of(text).contains('지'),
                };
            let adverb = part.weak && !ends(OBJECT_PARTICLES) || polarity == Polarity::Performed && ends(&["대로", "히", "게"]);
            if carries || part.weak && starts(&self.words.light) || adverb {
                continue;
            }
            if parts[index].term.polarity == Polarity::Named {
                let part = &mut parts[index];
                part.term.polarity = polarity;
                if polarity == Polarity::Negated {
                    part.term.words = Span::new(part.span.start, eojeols[n].span.end.max(part.span.end)).of(text).to_string();
                }
            }
            let word = eojeols[parts[index].eojeol].span.of(text);
            let is_verb = !verb_done && ["지", "지도", "지를", "지는", "진"].iter().any(|e| word.ends_with(e));
            let perceives = polarity == Polarity::Negated && self.words.perception.iter().any(|v| word.starts_with(v.as_str()));
            if !is_verb || perceives {
                return;
            }
            verb_done = true;
        }
    }
}

// ---------------------------------------------------------------- particles and endings

/// Longest first.
static PARTICLES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "에게서는 에서부터 으로부터 으로서의 까지도 까지의 로부터 부터의 에게는 에게서 에서는 에서도 에서의 으로는 으로도 으로서 \
    으로써 으로의 이라고 이라는 이라도 이라며 적으로 과의 까지 대로 들에 들은 들을 들의 들이 라고 라는 라도 라며 로는 로도 \
    로서 로써 로의 마다 마저 만을 만의 만이 밖에 보다 부터 에게 에는 에도 에만 에서 에의 와의 으로 이고 이나 이다 이든 \
    이라 이란 이며 이었 인데 적인 조차 처럼 가 과 께 나 는 도 들 로 를 만 에 와 은 을 의 이 적"
        .split(' ')
        .collect()
});

/// How a noun becomes a verb, longest first; what stands before is a noun.
static VERBALISERS: LazyLock<Vec<&str>> =
    LazyLock::new(|| "당하 당한 당했 시켜 시켰 시키 시킨 돼 됐 되 된 될 됨 됩 받 케 하 한 할 함 합 해 했 히".split(' ').collect());

/// Endings of verbs, longest first.
static ENDINGS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "겠습니다 았습니다 었습니다 였습니다 습니다 았는데 았으며 았지만 었는데 었으며 었지만 였으며 느라 는데 도록 려고 면서 아서 \
    았고 았다 았던 어서 었고 었다 었던 여서 였고 였다 였던 으려 으며 으면 지만 게 고 기 는 다 던 려 며 면 아 어 여 은 \
    을 음 지"
        .split(' ')
        .collect()
});

/// Particles of a subject or an object.
const OBJECT_PARTICLES: &[&str] = &["이", "가", "은", "는", "을", "를", "도", "의"];

fn is_particle(tail: &str) -> bool {
    PARTICLES.contains(&tail)
}

fn is_ending(tail: &str) -> bool {
    VERBALISERS.iter().any(|v| tail.starts_with(*v)) || ENDINGS.contains(&tail)
}

fn strip_particles(word: &str) -> &str {
    for particle in PARTICLES.iter() {
        // A word of two letters is taken whole: 차도 is a road more often than a car.
        if let Some(stem) = word.strip_suffix(*particle)
            && (stem.chars().nth(1).is_some() || !stem.is_empty() && word.chars().nth(2).is_some())
        {
            return stem;
        }
    }
    word
}

/// The stem of a word, and whether it is a verb's.
fn stem(word: &str) -> (&str, bool) {
    // A noun with 하다, 되다 …: `유지하면서` is 유지.
    for (at, _) in word.char_indices().skip(2) {
        let tail = &word[at..];
        if VERBALISERS.iter().any(|v| tail.starts_with(*v)) && tail.chars().count() <= 6 {
            return (&word[..at], false);
        }
    }
    let noun = strip_particles(word);
    if noun.len() < word.len() && !["은", "는", "을"].iter().any(|e| word.ends_with(e)) {
        return (noun, false);
    }
    for ending in ENDINGS.iter() {
        if let Some(stem) = word.strip_suffix(*ending)
            && !stem.is_empty()
            && !["은", "을", "는"].contains(ending)
        {
            return (stem, true);
        }
    }
    (noun, false)
}
