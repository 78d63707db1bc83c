//! The clause around a place in a sentence: where the words that name a cause begin and end.

use std::ops::Range;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::mention::Context;
use crate::morpheme::{Form, Forms, Morpheme, Tag};
use crate::span::Span;

/// How far a clause reaches to the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To the beginning of the clause, its subject included where that is no topic.
    Clause,
    /// The same for an act, whose topic may be what it was done to.
    Act,
    /// To the beginning of a clause that 것 or 데 closes: its parts (-고, -며, -면서) belong to it.
    Nominal,
    /// To the beginning of the noun phrase.
    Phrase,
}

/// Morphemes further left are never part of a cause.
const MAX_MORPHEMES: usize = 70;

/// The words that bound clauses.
pub struct Words {
    topic: Vec<Form>,
    but: Vec<Form>,
    and: Vec<Form>,
    or: Vec<Form>,
    nominal: Vec<Form>,
    /// Nouns whose comma closes the scene: `불이 난 가운데,`.
    scene: Vec<Form>,
    concerning: Form,
    /// 때.
    when: Form,
    /// Particles of comparison: `평소와는` is no topic.
    compared: Vec<Form>,
    /// What can stand at the front of a clause and says nothing of the cause.
    filler: Vec<Form>,
    /// Endings of a clause that brings about the next (아, 어서), and the auxiliaries behind which they bring about nothing.
    so: Vec<Form>,
    auxiliary: Vec<Form>,
    /// Verbs whose 아/어 only relates (관련해, 따라, 위해).
    relating: Vec<Form>,
    /// Particles and endings that make an adverb of a word of neglect: the act stands behind (임의로, 부적절하게).
    manner: Vec<Form>,
    /// What came of a cause.
    happen: Vec<Form>,
    /// `조사 결과`: what follows is what was found.
    result: Form,
    /// 에서.
    at: Form,
    /// 면서.
    with: Form,
    /// 중.
    during: Form,
    /// Words as they stand in the text.
    pub text: TextWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    forms: FormWords,
    words: TextWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormWords {
    topic: Vec<String>,
    but: Vec<String>,
    and: Vec<String>,
    scene: Vec<String>,
    compared: Vec<String>,
    nominal: Vec<String>,
    or: Vec<String>,
    filler: Vec<String>,
    so: Vec<String>,
    auxiliary: Vec<String>,
    relating: Vec<String>,
    manner: Vec<String>,
    happen: Vec<String>,
}

/// The words that a text uses of inquiries, incidents and the parts of a report; `dictionaries/clauses.toml` says what each list is for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextWords {
    pub findings: Vec<String>,
    pub other_sections: Vec<String>,
    pub labels: Vec<String>,
    pub no_finding: Vec<String>,
    pub announces: Vec<String>,
    pub back: Vec<String>,
    pub nothing: Vec<String>,
    pub result: Vec<String>,
    pub history: Vec<String>,
    pub outcome: Vec<String>,
    pub incident: Vec<String>,
}

impl Words {
    /// # Errors
    /// A key of `dictionaries/clauses.toml` that is missing or unknown.
    pub fn load(forms: &mut Forms) -> Result<Words> {
        let file: File = toml::from_str(include_str!("../../../dictionaries/clauses.toml")).context("dictionaries/clauses.toml")?;
        let mut list = |words: &[String]| {
            let mut list: Vec<Form> = words.iter().map(|w| forms.intern(w)).collect();
            list.sort_unstable();
            list
        };
        let f = &file.forms;
        Ok(Words {
            topic: list(&f.topic),
            but: list(&f.but),
            and: list(&f.and),
            scene: list(&f.scene),
            compared: list(&f.compared),
            nominal: list(&f.nominal),
            or: list(&f.or),
            filler: list(&f.filler),
            so: list(&f.so),
            auxiliary: list(&f.auxiliary),
            relating: list(&f.relating),
            manner: list(&f.manner),
            happen: list(&f.happen),
            concerning: forms.intern("관련"),
            when: forms.intern("때"),
            result: forms.intern("결과"),
            at: forms.intern("에서"),
            with: forms.intern("면서"),
            during: forms.intern("중"),
            text: file.words,
        })
    }

    fn has(list: &[Form], form: Form) -> bool {
        list.binary_search(&form).is_ok()
    }
}

/// The bytes of a range of morphemes, without the marks at its ends. None where nothing is left.
pub fn span(text: &str, morphemes: &[Morpheme], range: &Range<usize>) -> Option<Span> {
    let slice = morphemes.get(range.clone())?;
    let (first, last) = (slice.first()?, slice.last()?);
    let span = Span::new(first.span.start, last.span.end.max(first.span.start));
    let quote = span.of(text);
    let is_mark = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '“'
                    | '”'
                    | ','
                    | '.'
                    | ':'
                    | ';'
                    | '-'
                    | '○'
                    | '□'
                    | '※'
                    | '·'
                    | '…'
                    | '▶'
                    | '▷'
                    | '◦'
                    | '●'
                    | '■'
                    | '•'
                    | 'ㅇ'
                    | '①'..='⑳'
            )
    };
    let front = quote.len() - quote.trim_start_matches(is_mark).len();
    let body = quote.trim_matches(is_mark);
    (!body.is_empty()).then(|| Span::new(span.start + front, span.start + front + body.len()))
}

/// The first morpheme of the clause that ends before `end`.
pub fn left(text: &str, morphemes: &[Morpheme], end: usize, words: &Words, reach: Reach) -> usize {
    let mut at = end;
    let floor = end.saturating_sub(MAX_MORPHEMES);
    // Brackets and single quotes that were entered from behind.
    let mut inside = 0usize;
    while at > floor {
        let index = at - 1;
        let m = &morphemes[index];
        let mark = text[m.span.start..].chars().next().unwrap_or(' ');
        if !mark.is_alphanumeric() && m.span.of(text).contains(['"', '“', '”', '…']) {
            return at;
        }
        match mark {
            ')' | '）' | '’' | '」' | '』' | ']' => {
                inside += 1;
                at -= 1;
                continue;
            }
            '(' | '（' | '‘' | '「' | '『' | '[' if inside > 0 => {
                inside -= 1;
                at -= 1;
                continue;
            }
            '(' | '（' | '‘' | '「' | '『' | '[' | '"' | '“' | '”' | '□' | '○' | '※' | '▶' | '◦' | '•' | '①' | '②' | '③' | '④' | '⑤' =>
            {
                return at;
            }
            _ => {}
        }
        if inside == 0 && bounds(text, morphemes, index, end, words, reach) {
            return at;
        }
        at -= 1;
    }
    at
}

/// Whether what ends before `end` is a clause closed by a bound noun (것, 게, 데, 점).
pub fn is_nominal(morphemes: &[Morpheme], end: usize, words: &Words) -> bool {
    end > 1 && morphemes[end - 1].tag == Tag::Nnb && Words::has(&words.nominal, morphemes[end - 1].form)
}

/// The beginning of a clause behind its topic (`X는`), or its own beginning.
pub fn topic(morphemes: &[Morpheme], range: Range<usize>, words: &Words) -> usize {
    let is_topic = |&at: &usize| {
        let m = &morphemes[at];
        m.tag == Tag::Jx
            && Words::has(&words.topic, m.form)
            && at > range.start
            && matches!(morphemes[at - 1].tag, Tag::Nng | Tag::Nnp | Tag::Xsn | Tag::Sl | Tag::Ssc)
    };
    range.clone().take(8).find(is_topic).map_or(range.start, |at| at + 1)
}

/// Whether the clause begins behind the morpheme at `index`.
fn bounds(text: &str, morphemes: &[Morpheme], index: usize, end: usize, words: &Words, reach: Reach) -> bool {
    let m = &morphemes[index];
    let before = index.checked_sub(1).map(|i| &morphemes[i]);
    let near_end = end - index <= 1;
    match m.tag {
        Tag::Sf | Tag::Maj => true,
        Tag::Sc if text[m.span.start..].starts_with([',', '，', ';', ':']) => {
            // A list of nouns goes on; a comma behind an ending or a particle bounds a clause.
            let closes = |b: &Morpheme| Words::has(&words.scene, b.form);
            reach == Reach::Phrase || before.is_none_or(|b| closes(b) || !matches!(b.tag, Tag::Nng | Tag::Nnp | Tag::Sl | Tag::Xsn | Tag::Sn))
        }
        // The topic of a nominal: X는, X에서는. A negation's 는 stands behind 지/EC.
        // `1차 장애 땐`: 때 + ㄴ.
        Tag::Jx if before.is_some_and(|b| b.form == words.when) => !near_end,
        Tag::Jx if Words::has(&words.topic, m.form) => {
            // `부속 전원은 차단하지 않았다`: a topic that is what the act was done to.
            let object =
                reach == Reach::Act && end - index <= 4 && !morphemes[index + 1..end].iter().any(|m| matches!(m.tag, Tag::Jks | Tag::Jko | Tag::Jkb));
            let compared = before.is_some_and(|b| b.tag == Tag::Jkb && Words::has(&words.compared, b.form));
            !near_end
                && !object
                && !compared
                && before.is_some_and(|b| {
                    matches!(
                        b.tag,
                        Tag::Nng
                            | Tag::Nnp
                            | Tag::Nnb
                            | Tag::Nnbc
                            | Tag::Np
                            | Tag::Sl
                            | Tag::Xsn
                            | Tag::Ssc
                            | Tag::Sn
                            | Tag::Jkb
                            | Tag::Sy
                            | Tag::Nr
                            | Tag::Etn
                    )
                })
        }
        Tag::Ec if reach == Reach::Nominal => Words::has(&words.but, m.form) && morphemes.get(index + 1).is_some_and(|n| n.tag == Tag::Sc),
        // `사고와 관련해`: what the clause is about.
        Tag::Ec if Words::has(&words.so, m.form) && morphemes[index.saturating_sub(2)..index].iter().any(|b| b.form == words.concerning) => true,
        Tag::Ec => Words::has(&words.but, m.form) && !near_end || reach == Reach::Phrase || is_and(morphemes, index, end, words),
        Tag::Ef => true,
        Tag::Jks | Tag::Jko | Tag::Jkq if reach == Reach::Phrase => true,
        Tag::Jkb if reach == Reach::Phrase => true,
        Tag::Etm if reach == Reach::Phrase => false,
        _ => false,
    }
}

/// `-고` that links two clauses: not an auxiliary (`하고 있`), and some words stand behind it.
fn is_and(morphemes: &[Morpheme], index: usize, end: usize, words: &Words) -> bool {
    let m = &morphemes[index];
    let next = morphemes.get(index + 1);
    let links = Words::has(&words.and, m.form) && end - index > 3 && next.is_some_and(|n| !Words::has(&words.auxiliary, n.form) && n.tag != Tag::Sy);
    // `A하지 않고 B했다` is one act; `A하지 않고 B하지 못했다` are two.
    let undone = |m: &Morpheme| m.tag == Tag::Vx && !Words::has(&words.auxiliary, m.form);
    let one_act =
        index > 0 && undone(&morphemes[index - 1]) && next.is_some_and(|n| n.tag != Tag::Sc) && !morphemes[index + 1..end].iter().any(undone);
    links && !one_act
}

/// The range without words at its front that say nothing of the cause: conjunctions, dates, `조사 결과`, bullets.
pub fn trim_front(text: &str, morphemes: &[Morpheme], range: Range<usize>, words: &Words, context: &Context) -> Range<usize> {
    let mut start = range.start;
    let opening = range.start..range.end.min(range.start + 7);
    if let Some(at) =
        opening.rev().find(|&at| morphemes[at].form == words.result && morphemes.get(at + 1).is_some_and(|n| n.spaced || n.tag == Tag::Sc))
    {
        start = at + 1;
    }
    while start < range.end {
        let m = &morphemes[start];
        let rest = range.end - start;
        let timed = context.dates.iter().any(|d| d.span.overlaps(m.span)) || context.durations.iter().any(|d| d.span.overlaps(m.span));
        if timed && rest > 3 {
            start += 1;
            continue;
        }
        if let Some(place) = place(morphemes, start, range.end, words) {
            start = place;
            continue;
        }
        let skip = match m.tag {
            Tag::Maj | Tag::Ic | Tag::Sc | Tag::Sy | Tag::Sf | Tag::Ssc => true,
            Tag::Jx | Tag::Jkb | Tag::Jks | Tag::Jkg | Tag::Jc | Tag::Ec | Tag::Jko => true,
            _ => Words::has(&words.filler, m.form) && rest > 2 && morphemes[start + 1].spaced,
        };
        let quote_mark = matches!(text[m.span.start..].chars().next(), Some('‘' | '“' | '"'));
        if !skip && !quote_mark {
            break;
        }
        start += 1;
    }
    start..range.end
}

/// Whether the ending at `at` (아, 어서) says that its clause brings about the next.
fn brings_about(morphemes: &[Morpheme], at: usize, words: &Words) -> bool {
    let m = &morphemes[at];
    let linked = morphemes.get(at + 1).is_some_and(|n| n.spaced && n.tag != Tag::Vx && !Words::has(&words.auxiliary, n.form));
    m.tag == Tag::Ec && Words::has(&words.so, m.form) && linked && !relates(morphemes, at, words)
}

/// Whether the ending at `at` only relates its clause to the next (에 걸쳐, 와 관련해, 에 따라).
pub fn relates(morphemes: &[Morpheme], at: usize, words: &Words) -> bool {
    morphemes[at.saturating_sub(2)..at].iter().any(|b| Words::has(&words.relating, b.form))
}

/// Where the account ends in what someone says: at the ending that brings about the rest (`-아, -어서, -면서`), at 중, or before the last verb's endings.
pub fn end_of_account(morphemes: &[Morpheme], range: Range<usize>, words: &Words) -> usize {
    let links = |&at: &usize| {
        let m = &morphemes[at];
        brings_about(morphemes, at, words) || m.form == words.with && m.tag == Tag::Ec || m.form == words.during && m.tag == Tag::Nnb
    };
    let happens = |at: usize| morphemes[at..range.end].iter().any(|m| Words::has(&words.happen, m.form));
    if let Some(at) = (range.start + 2..range.end).find(links).filter(|&at| happens(at)) {
        return at;
    }
    let is_ending =
        |m: &Morpheme| matches!(m.tag, Tag::Ef | Tag::Ec | Tag::Ep | Tag::Etm | Tag::Etn | Tag::Vcp | Tag::Xsv | Tag::Xsa | Tag::Sf | Tag::Vx);
    let trimmed = morphemes[range.clone()].iter().rev().take_while(|m| is_ending(m)).count();
    range.end - trimmed
}

/// `냉각 설비에(는) 이상이 없다`: a bare head with the place of which it is said.
pub fn with_place(morphemes: &[Morpheme], start: usize) -> usize {
    let topic = start > 1 && morphemes[start - 1].tag == Tag::Jx;
    let particle = start - usize::from(topic);
    if particle < 2 || morphemes[particle - 1].tag != Tag::Jkb {
        return start;
    }
    let is_noun = |m: &Morpheme| matches!(m.tag, Tag::Nng | Tag::Nnp | Tag::Sl | Tag::Xsn | Tag::Jkg);
    let nouns = morphemes[..particle - 1].iter().rev().take(6).take_while(|m| is_noun(m)).count();
    if nouns == 0 { start } else { particle - 1 - nouns }
}

/// The particle of `A나 B`, `A이나 B`, `A도 B도` between two noun phrases.
pub fn either(morphemes: &[Morpheme], range: &Range<usize>, words: &Words) -> Option<usize> {
    let is_noun = |m: &Morpheme| matches!(m.tag, Tag::Nng | Tag::Nnp | Tag::Sl | Tag::Xsn);
    let at = (range.start + 1..range.end.saturating_sub(1)).find(|&at| {
        let m = &morphemes[at];
        matches!(m.tag, Tag::Jc | Tag::Jx) && Words::has(&words.or, m.form) && is_noun(&morphemes[at - 1]) && morphemes[at + 1].spaced
    })?;
    morphemes[at + 1..range.end].iter().all(is_noun).then_some(at)
}

/// The end of a bare noun phrase with 에서 at the front: where something happened is no part of why.
fn place(morphemes: &[Morpheme], start: usize, end: usize, words: &Words) -> Option<usize> {
    let at = (start + 1..end.min(start + 8))
        .find(|&at| !matches!(morphemes[at].tag, Tag::Nng | Tag::Nnp | Tag::Sl | Tag::Sn | Tag::Xsn | Tag::Nnbc | Tag::Np | Tag::Jkg | Tag::Mm))?;
    (morphemes[at].form == words.at && morphemes[at].tag == Tag::Jkb && end > at + 5 && morphemes.get(at + 1).is_some_and(|n| n.spaced))
        .then_some(at + 1)
}

/// Where the act of a fault ends. `A하지 않아 B하지 못했다`: at A, since B is what came of it. `A하지 않고 B했다`, `A 없이 B했다`: at B.
pub fn end_of_act(morphemes: &[Morpheme], range: Range<usize>, words: &Words) -> usize {
    if let Some(at) = (range.start + 3..range.end.saturating_sub(3)).rev().find(|&at| brings_about(morphemes, at, words)) {
        return at;
    }
    let Some(next) = morphemes.get(range.end) else { return range.end };
    let behind = morphemes.get(range.end + 1);
    let and = next.tag == Tag::Ec && Words::has(&words.and, next.form) && behind.is_some_and(|n| n.tag != Tag::Sc && n.tag != Tag::Vx);
    let manner = match next.tag {
        Tag::Jkb => Words::has(&words.manner, next.form),
        Tag::Xsa => behind.is_some_and(|n| Words::has(&words.manner, n.form)),
        _ => false,
    };
    let goes_on = and || manner;
    if !goes_on {
        return range.end;
    }
    let ends = |m: &Morpheme| matches!(m.tag, Tag::Ec | Tag::Ef | Tag::Etm | Tag::Ep | Tag::Sf | Tag::Sc | Tag::Ssc | Tag::Sso | Tag::Etn);
    let rest = &morphemes[range.end + 1..morphemes.len().min(range.end + 14)];
    match rest.iter().position(ends) {
        // Another duty left undone is a cause of its own.
        Some(offset) if !rest[..offset].iter().any(|m| m.tag == Tag::Vx) && offset >= 1 => range.end + 1 + offset,
        _ => range.end,
    }
}

/// The beginning of the noun phrase that ends with the morpheme at `at`: its nouns and the adjectives before them.
pub fn modifiers(morphemes: &[Morpheme], at: usize, words: &Words) -> usize {
    let mut start = at;
    while start > 0 && at - start < 8 {
        let before = &morphemes[start - 1];
        let here = &morphemes[start];
        let joins = match before.tag {
            Tag::Nng | Tag::Nnp | Tag::Xsn | Tag::Xpn | Tag::Mm | Tag::Sl => true,
            // 정확하/XSA + ㄴ/ETM, 구체적/XSN + 이/VCP + ㄴ/ETM
            Tag::Etm => here.spaced && start >= 2 && matches!(morphemes[start - 2].tag, Tag::Xsa | Tag::Vcp | Tag::Va),
            Tag::Xsa | Tag::Vcp => matches!(here.tag, Tag::Etm),
            Tag::Xr => matches!(here.tag, Tag::Xsa),
            Tag::Jkg => here.spaced,
            Tag::Mag => here.spaced && Words::has(&words.filler, before.form),
            _ => false,
        };
        if !joins {
            break;
        }
        start -= 1;
    }
    start
}

/// The morpheme at which the quotation around `at` closes, or the end of the sentence.
pub fn end_of_zone(text: &str, morphemes: &[Morpheme], at: usize) -> usize {
    let close = |m: &Morpheme| text[m.span.start..].starts_with(['”', '"', '“']);
    morphemes[at.min(morphemes.len())..].iter().position(close).map_or(morphemes.len(), |offset| at + offset)
}
