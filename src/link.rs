//! A company's statement and the causes that authorities determined for the same incident -> a verdict for each cause that the
//! statement touches, with the words on both sides. Pure: words and thresholds only.

use std::collections::BTreeSet;

use crate::mention::{CauseRole, Stance, names};

pub mod frame;

use frame::{Comparer, Comparison, Frame};

names!(
    /// What a statement and a finding are compared in.
    Axis { Cause = "cause", Scope = "scope", Classification = "classification", Duration = "duration" }
);

names!(
    /// Where a statement stands to a finding.
    Verdict {
        Supports = "supports", Partial = "partial", Underspecified = "underspecified", Contradicts = "contradicts", Denies = "denies",
        Accepts = "accepts",
    }
);

/// What a company said about one incident.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    pub text: &'a str,
    pub stances: &'a [Stance],
    /// Classes of the causes that the statement itself states; the words of the statement tell where there are none.
    pub classes: &'a BTreeSet<String>,
    /// Names of the case that say nothing of its cause.
    pub names: &'a [&'a str],
}

/// A cause that an authority determined for that incident.
#[derive(Debug, Clone, Copy)]
pub struct Determined<'a> {
    pub frame: &'a Frame,
    pub role: CauseRole,
    pub classes: &'a BTreeSet<String>,
    pub authority: Option<&'a str>,
    /// The document does not say to which of its incidents the cause belongs: only a statement that names or accepts it is linked.
    pub loose: bool,
}

/// A verdict on one pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    pub verdict: Verdict,
    /// How sure, 0 to 1.
    pub score: f64,
    pub ground: Ground,
    pub comparison: Comparison,
}

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The statement denies that there was a failure.
    Classification,
    /// It denies that there is any cause.
    AnyCause,
    /// It denies or disputes this cause by name.
    ThisCause,
    /// It disputes or accepts the finding as a whole.
    Finding,
    /// It accepts or names this cause.
    Content,
    /// It gives no more than a vague phrase.
    Vague,
    /// It names another cause.
    OtherCause,
    /// It claims to have been done what the authority found undone.
    Opposite,
}

/// A cause is named whole from this share of its content.
const SUPPORTS_COVERAGE: f64 = 0.6;
/// A cause is named in part from this share, and this much weight, of its content.
const PARTIAL_COVERAGE: f64 = 0.22;
const PARTIAL_STRONG: f64 = 1.5;
/// A contributing factor is one of several: a word in passing must not link it.
const PARTIAL_FACTOR_COVERAGE: f64 = 0.3;
/// A cause is meant by a denial or an acceptance that shares this much content with it.
const NAMED: f64 = 1.0;

/// The verdict on each of the causes of one incident, in their order; None where the statement does not touch the cause.
pub fn judge(comparer: &Comparer, said: &Said, causes: &[Determined]) -> Vec<Option<Judgement>> {
    let has = |stance| said.stances.contains(&stance);
    let clauses = clauses(said.text);
    let whole = comparer.frame(said.text, said.names);
    let against = has(Stance::DenyCause) || has(Stance::DisputeFinding);
    if has(Stance::AcceptFinding) {
        let text = keep(&clauses, |c| !holds(c, &comparer.words.withdraws) && !(against && holds(c, &comparer.words.disputes)));
        let accepted = accept(comparer, said, &text, causes, &whole);
        if !against && !has(Stance::DenyClassification) {
            return accepted;
        }
        // `결과는 받아들이지만 …은 사실과 다르다`: what is disputed by name is denied, the rest accepted.
        let text = keep(&clauses, |c| holds(c, &comparer.words.disputes) || holds(c, &comparer.words.denies));
        let denied = deny_named(comparer, said, &text, causes);
        return denied.into_iter().zip(accepted).map(|(d, a)| d.or(a)).collect();
    }
    if has(Stance::DenyClassification) {
        return every(causes, |cause| judgement(comparer, cause, &whole, Verdict::Denies, 0.9, Ground::Classification));
    }
    if against && !has(Stance::SpecificCause) {
        return deny(comparer, said, &clauses, causes, &whole);
    }
    if has(Stance::SpecificCause) {
        return content(comparer, said, &clauses, causes, against);
    }
    if has(Stance::VagueCause) {
        return vague(comparer, said, causes, &whole);
    }
    if has(Stance::Correction) {
        let text = keep(&clauses, |c| !holds(c, &comparer.words.withdraws));
        let frame = comparer.frame(&text, said.names);
        return causes.iter().map(|cause| named(comparer, cause, &frame)).collect();
    }
    vec![None; causes.len()]
}

fn judgement(comparer: &Comparer, cause: &Determined, said: &Frame, verdict: Verdict, score: f64, ground: Ground) -> Judgement {
    Judgement { verdict, score, ground, comparison: comparer.compare(cause.frame, said) }
}

/// A verdict on all causes that are known to be this incident's.
fn every(causes: &[Determined], verdict: impl Fn(&Determined) -> Judgement) -> Vec<Option<Judgement>> {
    causes.iter().map(|cause| (!cause.loose).then(|| verdict(cause))).collect()
}

// ---------------------------------------------------------------- acceptance and denial

fn accept(comparer: &Comparer, said: &Said, text: &str, causes: &[Determined], whole: &Frame) -> Vec<Option<Judgement>> {
    let frame = comparer.frame(text, said.names);
    let touched: Vec<f64> = causes.iter().map(|c| comparer.compare(c.frame, &frame).touched).collect();
    let best = touched.iter().copied().fold(0.0, f64::max);
    let all = holds(text, &comparer.words.whole_finding) || best < NAMED;
    let verdict = |(cause, touched): (&Determined, f64)| {
        if all {
            return Some(judgement(comparer, cause, whole, Verdict::Accepts, 0.85, Ground::Finding));
        }
        (touched >= NAMED).then(|| judgement(comparer, cause, &frame, Verdict::Accepts, 0.9, Ground::Content))
    };
    causes.iter().zip(touched).map(verdict).collect()
}

fn deny(comparer: &Comparer, said: &Said, clauses: &[&str], causes: &[Determined], whole: &Frame) -> Vec<Option<Judgement>> {
    if said.stances.contains(&Stance::DenyCause) && holds(said.text, &comparer.words.no_cause) {
        return every(causes, |cause| judgement(comparer, cause, whole, Verdict::Denies, 0.9, Ground::AnyCause));
    }
    let disputes = said.stances.contains(&Stance::DisputeFinding);
    // A dispute argues in several clauses; a denial of a cause stands in its own.
    let text = if disputes { said.text.to_string() } else { keep(clauses, |c| holds(c, &comparer.words.denies)) };
    let text = if text.is_empty() { said.text } else { text.as_str() };
    let denied = deny_named(comparer, said, text, causes);
    if denied.iter().any(Option::is_some) {
        return denied;
    }
    let specific = comparer.frame(text, said.names).content() >= NAMED;
    let of_sanction = holds(said.text, &comparer.words.sanctions);
    if disputes && !of_sanction && (!specific || holds(text, &comparer.words.whole_finding)) {
        return every(causes, |cause| judgement(comparer, cause, whole, Verdict::Denies, 0.8, Ground::Finding));
    }
    if !disputes && !specific {
        return every(causes, |cause| judgement(comparer, cause, whole, Verdict::Denies, 0.75, Ground::AnyCause));
    }
    denied
}

fn deny_named(comparer: &Comparer, said: &Said, text: &str, causes: &[Determined]) -> Vec<Option<Judgement>> {
    let frame = comparer.frame(text, said.names);
    let verdict = |cause: &Determined| {
        let denial = judgement(comparer, cause, &frame, Verdict::Denies, 0.85, Ground::ThisCause);
        (denial.comparison.touched >= NAMED).then_some(denial)
    };
    causes.iter().map(verdict).collect()
}

// ---------------------------------------------------------------- content

/// A statement that names a cause: what it names of each, and where it names another in the trigger's place.
fn content(comparer: &Comparer, said: &Said, clauses: &[&str], causes: &[Determined], against: bool) -> Vec<Option<Judgement>> {
    let denies = |c: &str| holds(c, &comparer.words.denies) || holds(c, &comparer.words.disputes);
    let asserted = if against { keep(clauses, |c| !denies(c)) } else { said.text.to_string() };
    let denied = if against { deny_named(comparer, said, &keep(clauses, denies), causes) } else { vec![None; causes.len()] };
    let frame = comparer.frame(&asserted, said.names);
    let direct: Vec<Option<Judgement>> =
        causes.iter().zip(&denied).map(|(cause, denied)| denied.clone().or_else(|| named(comparer, cause, &frame))).collect();
    let classes = if frame.classes.is_empty() { said.classes } else { &frame.classes };
    let has_trigger = causes.iter().any(|c| c.role == CauseRole::Trigger && !c.loose);
    let positive = |j: &Option<Judgement>| j.as_ref().is_some_and(|j| matches!(j.verdict, Verdict::Supports | Verdict::Partial));
    let verdict = |(index, cause): (usize, &Determined)| {
        if direct[index].is_some() {
            return direct[index].clone();
        }
        // Where nothing is determined to be the trigger, the factors stand in its place.
        if cause.loose || cause.role != CauseRole::Trigger && has_trigger {
            return None;
        }
        let kin = causes.iter().zip(&direct).any(|(other, j)| positive(j) && other.role == cause.role && other.authority == cause.authority);
        let shared = !classes.is_disjoint(cause.classes);
        let judge = |verdict, score, ground| Some(judgement(comparer, cause, &frame, verdict, score, ground));
        if frame.content() < NAMED {
            return judge(Verdict::Underspecified, 0.7, Ground::Vague);
        }
        // Another telling of a cause that the statement names: not contradicted by it.
        if kin {
            return if shared { judge(Verdict::Underspecified, 0.5, Ground::Vague) } else { None };
        }
        let comparison = comparer.compare(cause.frame, &frame);
        if shared || comparison.touched >= PARTIAL_STRONG && comparison.elsewhere < NAMED {
            return judge(Verdict::Underspecified, 0.6, Ground::Vague);
        }
        let surely_other = if classes.is_empty() || cause.classes.is_empty() { 0.6 } else { 0.85 };
        judge(Verdict::Contradicts, surely_other, Ground::OtherCause)
    };
    causes.iter().enumerate().map(verdict).collect()
}

/// What the statement names of a cause, if it names enough.
fn named(comparer: &Comparer, cause: &Determined, said: &Frame) -> Option<Judgement> {
    let comparison = comparer.compare(cause.frame, said);
    let (verdict, score, ground) = if comparison.opposed {
        (Verdict::Contradicts, 0.8, Ground::Opposite)
    } else if comparison.coverage >= SUPPORTS_COVERAGE && (!cause.frame.has_omission() || said.has_omission()) {
        (Verdict::Supports, comparison.coverage, Ground::Content)
    } else if comparison.coverage >= floor(cause) && comparison.strong >= PARTIAL_STRONG {
        (Verdict::Partial, 0.5 + comparison.coverage / 2.0, Ground::Content)
    } else {
        return None;
    };
    Some(Judgement { verdict, score, ground, comparison })
}

fn floor(cause: &Determined) -> f64 {
    match cause.role {
        CauseRole::Trigger => PARTIAL_COVERAGE,
        CauseRole::Contributing => PARTIAL_FACTOR_COVERAGE,
    }
}

/// A vague phrase fits every cause of the incident; one about a neglected duty only what was neglected.
fn vague(comparer: &Comparer, said: &Said, causes: &[Determined], whole: &Frame) -> Vec<Option<Judgement>> {
    let factors = causes.iter().any(|c| c.role == CauseRole::Contributing && !c.loose);
    let of_duty = factors && holds(said.text, &comparer.words.duties);
    let fits = |cause: &Determined| !cause.loose && !(of_duty && cause.role == CauseRole::Trigger);
    causes.iter().map(|cause| fits(cause).then(|| judgement(comparer, cause, whole, Verdict::Underspecified, 0.8, Ground::Vague))).collect()
}

// ---------------------------------------------------------------- clauses

/// Endings of a word after which another clause begins.
const CLAUSE_ENDS: &[&str] =
    &["지만", "으나", "으며", "이며", "하며", "했고", "였고", "았고", "었고", "아니라", "아니고", "아니며", "는데", "하나", "되나", "이나마", "아닌"];

/// The clauses of a text, by sentence and comma and by connecting ending.
fn clauses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let before = &text[start..at];
        let ends = matches!(c, ',' | '.' | ';' | '\n' | '!' | '?') || c.is_whitespace() && CLAUSE_ENDS.iter().any(|e| before.ends_with(e));
        if ends {
            found.push(before);
            start = at + c.len_utf8();
        }
    }
    found.push(&text[start..]);
    found.retain(|clause| !clause.trim().is_empty());
    found
}

fn keep(clauses: &[&str], test: impl Fn(&str) -> bool) -> String {
    clauses.iter().copied().filter(|c| test(c)).collect::<Vec<_>>().join(", ")
}

/// Whether an authority says with these words that it corrects what it found before.
pub fn corrects_finding(comparer: &Comparer, text: &str) -> bool {
    holds(text, &comparer.words.corrects)
}

/// Whether a text has one of the words, spaces aside.
fn holds(text: &str, words: &[String]) -> bool {
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    words.iter().any(|word| text.contains(word.as_str()) || word.contains(' ') && squeezed.contains(&word.replace(' ', "")))
}

// ---------------------------------------------------------------- figures

/// How much of the population an authority must have found affected so that `일부` is a false picture, in per cent.
const MOST_PERCENT: f64 = 50.0;
/// Up to this share `일부` is right, in per cent.
const SOME_PERCENT: f64 = 20.0;
/// How far two figures may lie apart and still be the same, as a share of the larger; more where one is called approximate.
const SAME_FIGURE: f64 = 0.05;
const SAME_ROUGH_FIGURE: f64 = 0.2;
/// A company's figure this far below the authority's contradicts it; between, it is only rougher.
const OTHER_FIGURE: f64 = 0.25;

/// A figure as a text gives it.
#[derive(Debug, Clone, Copy)]
pub struct Figure<'a> {
    pub text: &'a str,
    pub value: f64,
    pub unit: &'a str,
    pub approximate: bool,
}

/// A statement that plays the scope down, against the authority's share or count. None where the two do not compare.
pub fn judge_scope(comparer: &Comparer, statement: &str, authority: &Figure) -> Option<(Verdict, f64)> {
    let percent = authority.unit == "%";
    if holds(statement, &comparer.words.nobody) {
        return (authority.value >= 1.0).then_some((Verdict::Contradicts, 0.85));
    }
    if !percent || !holds(statement, &comparer.words.part_only) {
        return None;
    }
    Some(match authority.value {
        share if share >= MOST_PERCENT => (Verdict::Contradicts, 0.85),
        share if share > SOME_PERCENT => (Verdict::Underspecified, 0.6),
        _ => (Verdict::Supports, 0.7),
    })
}

/// The company's figure against the authority's, of one kind and unit.
pub fn judge_figure(company: &Figure, authority: &Figure) -> Option<(Verdict, f64)> {
    let larger = company.value.max(authority.value);
    if company.unit != authority.unit || larger <= 0.0 {
        return None;
    }
    let apart = (company.value - authority.value).abs() / larger;
    let same = if company.approximate || authority.approximate { SAME_ROUGH_FIGURE } else { SAME_FIGURE };
    Some(match apart {
        apart if apart <= same => (Verdict::Supports, 1.0 - apart),
        apart if apart > OTHER_FIGURE => (Verdict::Contradicts, 0.7 + 0.3 * apart.min(1.0)),
        _ => (Verdict::Partial, 0.6),
    })
}

/// Whether a length of time in a statement, with `after` behind it, is how long the failure lasted.
pub fn is_outage_length(comparer: &Comparer, length: &str, after: &str) -> bool {
    let after = after.trim_start();
    let starts = |list: &[String]| list.iter().any(|w| after.starts_with(w.as_str()) || length.ends_with(w.as_str()) && w != "간");
    let said_span = length.ends_with('간') && !length.ends_with("시간");
    !starts(&comparer.words.not_lasted) && (said_span || starts(&comparer.words.lasted))
}

/// One sentence on two figures or classifications.
pub fn explain_figures(sides: &Sides, axis: Axis, verdict: Verdict) -> String {
    let who = sides.speaker.unwrap_or("The company");
    let authority = sides.authority.unwrap_or("the authority");
    let (said, found) = (quote(sides.statement), quote(sides.cause));
    let of = match axis {
        Axis::Scope => "how many were affected",
        Axis::Duration => "how long it lasted",
        Axis::Classification | Axis::Cause => "what it was",
    };
    let stands = match verdict {
        Verdict::Supports => "which agrees with",
        Verdict::Partial => "which is less exact than",
        Verdict::Underspecified => "which does not conflict with, but is vaguer than,",
        Verdict::Contradicts => "against",
        Verdict::Denies => "which denies",
        Verdict::Accepts => "which accepts",
    };
    format!("On {of}, {who} said {said}, {stands} what {authority} found, {found}.")
}

// ---------------------------------------------------------------- explanation

/// Who spoke of what, for an explanation.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    pub speaker: Option<&'a str>,
    pub statement: &'a str,
    pub authority: Option<&'a str>,
    pub cause: &'a str,
}

/// One sentence that says why the verdict is what it is, with the words of both sides.
pub fn explain(sides: &Sides, judgement: &Judgement) -> String {
    let who = sides.speaker.unwrap_or("The company");
    let authority = sides.authority.unwrap_or("the authority");
    let (said, found) = (quote(sides.statement), quote(sides.cause));
    let left_out = match &judgement.comparison.missing[..] {
        [] => String::new(),
        missing => format!(", and leaves out {}", list(missing)),
    };
    let found_that = format!("what {authority} determined, {found}");
    match (judgement.verdict, judgement.ground) {
        (Verdict::Supports, _) => format!("{who} said {said}, which names {found_that}."),
        (Verdict::Partial, _) => {
            let named = list(&judgement.comparison.covered);
            format!("{who} said {said}, which names part ({named}) of {found_that}{left_out}.")
        }
        (Verdict::Underspecified, _) => format!("{who} said {said}, which does not conflict with {found_that}, but is vaguer{left_out}."),
        (Verdict::Contradicts, Ground::Opposite) => format!("{who} said {said}, which claims the opposite of {found_that}."),
        (Verdict::Contradicts, _) => format!("{who} said {said}, which names another cause in place of {found_that}."),
        (Verdict::Denies, Ground::Classification) => format!("{who} said {said}, which denies that there was a failure, against {found_that}."),
        (Verdict::Denies, Ground::AnyCause) => format!("{who} said {said}, which denies that there was a cause, against {found_that}."),
        (Verdict::Denies, Ground::Finding) => format!("{who} said {said}, which disputes the finding as a whole and so {found_that}."),
        (Verdict::Denies, _) => format!("{who} said {said}, which denies {found_that}."),
        (Verdict::Accepts, Ground::Finding) => format!("{who} said {said}, which accepts the finding as a whole and so {found_that}."),
        (Verdict::Accepts, _) => format!("{who} said {said}, which accepts {found_that}."),
    }
}

const LONGEST_QUOTE: usize = 120;
const LONGEST_LIST: usize = 5;

/// The text in quotation marks, cut after 120 characters.
pub fn quote(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(LONGEST_QUOTE) {
        Some((cut, _)) => format!("“{}…”", line[..cut].trim_end()),
        None => format!("“{line}”"),
    }
}

fn list(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().take(LONGEST_LIST).map(|w| quote(w)).collect();
    quoted.join(", ")
}
