//! A company's statement and the causes that authorities determined for the same incident -> a verdict for each cause that the
//! statement touches, with the words on both sides. Pure: words and thresholds only.

use std::collections::BTreeSet;

use crate::mention::{CauseRole, Stance, names};

pub mod frame;

use frame::{Comparer, Comparison, Frame, Phrases};

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
    /// Wordings of one cause have one number, whoever gives them.
    pub wording: usize,
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

/// A cause is named whole from this share of its content; from the lower one where all that it lies in is named.
const SUPPORTS_COVERAGE: f64 = 0.6;
const SUPPORTS_CORE_COVERAGE: f64 = 0.45;
/// A cause is named in part from this share, and this much weight, of its content.
const PARTIAL_COVERAGE: f64 = 0.2;
const PARTIAL_STRONG: f64 = 1.5;
/// Without a shared concept, words of the place alone must be this much of the cause.
const PARTIAL_WORDS_COVERAGE: f64 = 0.45;
/// Where nothing is named that the cause lies in, its circumstances must be this much of it.
const PARTIAL_PLACE_COVERAGE: f64 = 0.27;
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
        let only_promises = |c: &str| holds(c, &comparer.words.promises) && !holds(c, &comparer.words.accepts);
        let text = keep(&clauses, |c| !(holds(c, &comparer.words.withdraws) || only_promises(c) || against && holds(c, &comparer.words.disputes)));
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
        let denied = deny(comparer, said, &clauses, causes, &whole);
        return if has(Stance::VagueCause) && denied.iter().all(Option::is_none) { vague(comparer, said, causes, &whole) } else { denied };
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
    if has(Stance::Bolster) || has(Stance::Normalise) {
        // `점검은 매달 해 왔다`, where the authority found that nobody did.
        let opposite = |cause: &Determined| judgement(comparer, cause, &whole, Verdict::Denies, 0.7, Ground::Opposite);
        return causes.iter().map(|cause| Some(opposite(cause)).filter(|j| j.comparison.opposed)).collect();
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
    // A fault that is owned to by name is that one, not another: only `미흡했다` and the like owns to whatever was found.
    let other_fault = frame.content() >= NAMED && !holds(text, &comparer.words.duties);
    let all = holds(text, &comparer.words.whole_finding) || best < NAMED && !other_fault;
    let verdict = |(cause, touched): (&Determined, f64)| {
        if all {
            return Some(judgement(comparer, cause, whole, Verdict::Accepts, 0.85, Ground::Finding));
        }
        (touched >= NAMED).then(|| judgement(comparer, cause, &frame, Verdict::Accepts, 0.9, Ground::Content))
    };
    share(causes, causes.iter().zip(touched).map(verdict).collect())
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
    let goes_to_court = holds(text, &comparer.words.proceedings);
    if disputes && !of_sanction && (!specific || goes_to_court || holds(text, &comparer.words.whole_finding)) {
        return every(causes, |cause| judgement(comparer, cause, whole, Verdict::Denies, 0.8, Ground::Finding));
    }
    if !disputes && !specific {
        return every(causes, |cause| judgement(comparer, cause, whole, Verdict::Denies, 0.75, Ground::AnyCause));
    }
    denied
}

/// Classes of faults that a piece of equipment or a system has.
const EQUIPMENT: &[&str] = &[
    "bug",
    "config",
    "dependency",
    "equipment_defect",
    "fire",
    "hardware",
    "maintenance",
    "monitoring",
    "network",
    "power",
    "redundancy",
    "server",
    "storage",
    "upgrade",
];

/// Denials of what the text names of each cause: its operation or fault, the equipment that was at fault, or its kind.
fn deny_named(comparer: &Comparer, said: &Said, text: &str, causes: &[Determined]) -> Vec<Option<Judgement>> {
    let frame = comparer.frame(text, said.names);
    let own_fault = holds(text, &comparer.words.own_fault);
    let called_sound = holds(text, &comparer.words.soundness);
    // Equipment that is said to be sound denies no fault of people.
    let of_substance = |c: &Comparison| c.same_figure || c.classes.iter().any(|class| !EQUIPMENT.contains(&class.as_str()));
    let denies_cause = said.stances.contains(&Stance::DenyCause);
    // Who disputes a finding takes up its words; who denies a cause may name the place alone.
    let enough = if said.stances.contains(&Stance::DisputeFinding) { PARTIAL_FACTOR_COVERAGE } else { PARTIAL_WORDS_COVERAGE };
    let verdict = |cause: &Determined| {
        let denial = judgement(comparer, cause, &frame, Verdict::Denies, 0.85, Ground::ThisCause);
        let of_equipment = cause.classes.iter().any(|class| EQUIPMENT.contains(&class.as_str()));
        let named = denial.comparison.touched >= NAMED
            && (of_substance(&denial.comparison)
                || of_equipment && (called_sound || !denial.comparison.classes.is_empty())
                || denial.comparison.coverage >= enough);
        let same_kind = cause.classes.iter().any(|c| frame.classes.contains(c) && EQUIPMENT.contains(&c.as_str()));
        let of_people = cause.classes.iter().any(|class| family(class) == "human");
        let of_kind = (own_fault && of_equipment && !of_people || denies_cause && same_kind) && cause.role == CauseRole::Trigger && !cause.loose;
        (named || of_kind).then_some(denial)
    };
    let denied = causes.iter().map(verdict).collect();
    share(causes, denied)
}

/// What holds for one wording of a cause holds for all: the best that is said of any goes to those that have nothing.
fn share(causes: &[Determined], verdicts: Vec<Option<Judgement>>) -> Vec<Option<Judgement>> {
    let best = |wording: usize| {
        let same = causes.iter().zip(&verdicts).filter(|(c, _)| c.wording == wording).filter_map(|(_, j)| j.as_ref());
        same.max_by(|a, b| rank(a.verdict).cmp(&rank(b.verdict)).then(a.score.total_cmp(&b.score)))
    };
    causes
        .iter()
        .zip(&verdicts)
        .map(|(cause, own)| match best(cause.wording) {
            Some(best) if own.as_ref().is_none_or(|own| rank(own.verdict) < rank(best.verdict)) => {
                let comparison = own.as_ref().map_or(&best.comparison, |own| &own.comparison).clone();
                Some(Judgement { comparison, ..best.clone() })
            }
            _ => own.clone(),
        })
        .collect()
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Underspecified => 0,
        Verdict::Contradicts => 1,
        Verdict::Partial => 2,
        Verdict::Supports | Verdict::Accepts | Verdict::Denies => 3,
    }
}

// ---------------------------------------------------------------- content

/// A statement that names a cause: what it names of each, and where it names another in the trigger's place.
fn content(comparer: &Comparer, said: &Said, clauses: &[&str], causes: &[Determined], against: bool) -> Vec<Option<Judgement>> {
    let denies = |c: &str| holds(c, &comparer.words.denies) || holds(c, &comparer.words.disputes);
    let corrects = said.stances.contains(&Stance::Correction);
    let asserted = keep(clauses, |c| !(against && denies(c) || corrects && holds(c, &comparer.words.withdraws)));
    let asserted = if asserted.is_empty() { said.text.to_string() } else { asserted };
    let denied = if against { deny_named(comparer, said, &keep(clauses, denies), causes) } else { vec![None; causes.len()] };
    let frame = comparer.frame(&asserted, said.names);
    let direct = causes.iter().zip(&denied).map(|(cause, denied)| denied.clone().or_else(|| named(comparer, cause, &frame))).collect();
    let direct = share(causes, direct);
    let classes = if frame.classes.is_empty() { said.classes } else { &frame.classes };
    let has_trigger = causes.iter().any(|c| c.role == CauseRole::Trigger && !c.loose);
    let positive = |j: &Option<Judgement>| j.as_ref().is_some_and(|j| matches!(j.verdict, Verdict::Supports | Verdict::Partial));
    let beside = holds(&asserted, &comparer.words.besides);
    let true_factor = causes.iter().zip(&direct).any(|(c, j)| {
        has_trigger && c.role == CauseRole::Contributing && positive(j) && j.as_ref().is_some_and(|j| j.comparison.coverage >= PARTIAL_WORDS_COVERAGE)
    });
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
        // What a true factor names, or what only adds to the trigger, is not put in the trigger's place.
        if true_factor || beside {
            return None;
        }
        let judge = |verdict, score, ground| Some(judgement(comparer, cause, &frame, verdict, score, ground));
        if frame.content() < NAMED {
            return judge(Verdict::Underspecified, 0.7, Ground::Vague);
        }
        // Another telling of a cause that the statement names: not contradicted by it.
        if kin {
            return if shared { judge(Verdict::Underspecified, 0.5, Ground::Vague) } else { None };
        }
        let core_touched = comparer.core(cause.frame, cause.classes).iter().any(|term| comparer.touches(&frame, term));
        let related = !classes.contains("dependency") && classes.iter().any(|a| cause.classes.iter().any(|b| family(a) == family(b)));
        if shared || related || core_touched {
            return judge(Verdict::Underspecified, 0.6, Ground::Vague);
        }
        let surely_other = if classes.is_empty() || cause.classes.is_empty() { 0.6 } else { 0.85 };
        if cause.classes.iter().any(|class| class == UNKNOWN) {
            return None;
        }
        judge(Verdict::Contradicts, surely_other, Ground::OtherCause)
    };
    causes.iter().enumerate().map(verdict).collect()
}

/// The class of a cause of no known kind: nothing is known to be another kind.
const UNKNOWN: &str = "unknown";

/// Classes that one event can have in two mouths: a break-in is what open access lets in.
fn family(class: &str) -> &str {
    match class {
        "access_control" => "security",
        "equipment_defect" | "server" | "storage" => "hardware",
        "negligence" => "human",
        other => other,
    }
}

/// What the statement names of a cause, if it names enough.
fn named(comparer: &Comparer, cause: &Determined, said: &Frame) -> Option<Judgement> {
    let comparison = comparer.compare(cause.frame, said);
    let core = comparer.core(cause.frame, cause.classes);
    let core_named = core.iter().all(|term| comparer.has(said, term));
    let whole = if core.is_empty() { comparison.coverage >= SUPPORTS_COVERAGE } else { core_named && comparison.coverage >= SUPPORTS_CORE_COVERAGE };
    let core_touched = core.is_empty() || core.iter().any(|term| comparer.touches(said, term));
    let floor = if core_touched { floor(cause) } else { floor(cause).max(PARTIAL_PLACE_COVERAGE) };
    let of_substance = comparison.conceptual >= NAMED || comparison.coverage >= PARTIAL_WORDS_COVERAGE;
    let (verdict, score, ground) = if comparison.opposed {
        (Verdict::Contradicts, 0.8, Ground::Opposite)
    } else if whole && comparison.strong >= NAMED && (!cause.frame.has_omission() || said.has_omission()) {
        (Verdict::Supports, comparison.coverage, Ground::Content)
    } else if comparison.coverage >= floor && comparison.strong >= PARTIAL_STRONG && of_substance {
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

/// Classes of what comes from outside: no neglected duty of the company's.
const OUTSIDE: &[&str] = &["security", "natural_disaster", "load", "dependency"];

/// A vague phrase fits every cause of the incident; one about a neglected duty not what came from outside.
fn vague(comparer: &Comparer, said: &Said, causes: &[Determined], whole: &Frame) -> Vec<Option<Judgement>> {
    let of_duty = holds(said.text, &comparer.words.duties);
    let from_outside = |c: &Determined| c.role == CauseRole::Trigger && c.classes.iter().any(|class| OUTSIDE.contains(&class.as_str()));
    let fits = |cause: &Determined| !(cause.loose || of_duty && from_outside(cause));
    causes.iter().map(|cause| fits(cause).then(|| judgement(comparer, cause, whole, Verdict::Underspecified, 0.8, Ground::Vague))).collect()
}

// ---------------------------------------------------------------- clauses

/// Endings of a word after which another clause begins.
const CLAUSE_ENDS: &[&str] = &[
    "지만",
    "으나",
    "으며",
    "이며",
    "하며",
    "했고",
    "였고",
    "았고",
    "었고",
    "아니라",
    "아니고",
    "아니며",
    "는데",
    "하나",
    "되나",
    "것으로",
    "때문이지",
    "것이지",
    "탓이지",
    "이지만",
];

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

/// Whether a text has one of the phrases, spaces aside.
fn holds(text: &str, phrases: &Phrases) -> bool {
    phrases.stand_in(text)
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
pub fn judge_scope(comparer: &Comparer, statement: &str, authority: &Figure, population: Option<&str>) -> Option<(Verdict, f64)> {
    // A share of something else (a load, a price) says nothing of how many were hit.
    let reached = population.is_some_and(|p| holds(p, &comparer.words.affected));
    let percent = authority.unit == "%" && reached;
    if !reached && !is_of_people(authority.unit) {
        return None;
    }
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

/// Units that count people, households and what belongs to one person.
pub fn is_of_people(unit: &str) -> bool {
    matches!(unit, "명" | "가구" | "세대" | "계정" | "인")
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
        (Verdict::Denies, Ground::Opposite) => format!("{who} said {said}, which claims the opposite of {found_that}."),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn stances(letters: &str) -> Vec<Stance> {
        let stance = |word: &str| match word {
            "class" => Stance::DenyClassification,
            "deny" => Stance::DenyCause,
            "dispute" => Stance::DisputeFinding,
            "accept" => Stance::AcceptFinding,
            "specific" => Stance::SpecificCause,
            "vague" => Stance::VagueCause,
            "correct" => Stance::Correction,
            "sorry" => Stance::Apology,
            "promise" => Stance::Commitment,
            "proud" => Stance::Bolster,
            "silent" => Stance::NoComment,
            "partly" => Stance::MinimiseScope,
            other => panic!("unknown stance {other}"),
        };
        let mut list: Vec<Stance> = letters.split_whitespace().map(stance).collect();
        list.sort();
        list
    }

    /// (verdict or `-`, stances, statement, role, classes, cause): one statement and one determined cause of one incident.
    const PAIRS: &[(&str, &str, &str, char, &str, &str)] = &[
        // names it with its content
        (
            "supports",
            "specific",
            "야간 정기점검 중 서버 교체 작업을 하다가 전원 케이블을 잘못 뽑았습니다.",
            't',
            "human power",
            "서버 교체 작업 중 작업자가 전원 케이블을 잘못 뽑은 것",
        ),
        (
            "supports",
            "specific",
            "결제 서버의 보안인증서가 만료된 것을 미처 갱신하지 못했다",
            't',
            "config",
            "결제 서버 인증서의 유효기간 만료를 확인하지 못해 갱신하지 않은 것",
        ),
        ("supports", "specific", "신규 버전 배포 과정에서 코드에 결함이 있었다", 't', "bug upgrade", "새 버전을 배포하면서 포함된 소스코드 결함"),
        (
            "supports",
            "specific",
            "라우터 설정을 변경하다 명령어를 잘못 입력했다",
            't',
            "network human config",
            "라우터 교체 작업 중 라우팅 설정 명령어를 잘못 입력",
        ),
        ("supports", "specific", "지하 전기실 배터리에서 불이 났고 스프링클러가 작동하지 않았다", 't', "fire power", "전기실 배터리에서 발화한 화재"),
        (
            "supports",
            "specific",
            "협력업체 직원의 계정이 탈취돼 고객정보가 조회된 것으로 확인했다",
            't',
            "security",
            "수탁업체 직원의 계정 정보가 탈취된 것",
        ),
        ("supports", "specific", "배관 이음매가 낡아 가스가 새어 나왔습니다", 't', "equipment_defect", "노후한 배관 연결 부위에서 가스가 누출"),
        ("supports", "specific", "기관사가 정지 신호를 보지 못하고 열차를 출발시킨 것", 't', "human", "기관사의 신호 위반"),
        ("supports", "specific", "굴착 공사 중에 지하에 묻힌 광케이블이 끊어졌다", 't', "network", "지하 굴착 공사로 통신 광케이블이 절단"),
        ("supports", "specific", "작업 전에 테스트를 하지 않은 것은 사실입니다", 'c', "no_pretest", "작업 전 사전테스트를 실시하지 않은 것"),
        ("supports", "specific", "안전관리자 없이 작업이 이뤄졌다", 'c', "negligence", "안전관리자를 배치하지 않고 작업을 진행"),
        // part of it
        (
            "partial",
            "specific",
            "서버 점검 작업이 예정보다 길어졌습니다",
            't',
            "maintenance human",
            "서버 점검 작업 중 작업자가 데이터베이스를 삭제한 것",
        ),
        (
            "partial",
            "specific",
            "데이터베이스 갱신 작업을 하고 있었다",
            't',
            "upgrade bug",
            "데이터베이스 갱신 작업 중 스크립트 결함으로 연결 자원이 고갈",
        ),
        (
            "partial",
            "specific",
            "네트워크 스위치에 문제가 생겼다",
            't',
            "network hardware",
            "네트워크 스위치의 메모리 고장을 감지하지 못하고 예비 장비로 절체하지 못한 것",
        ),
        ("partial", "specific", "용접 작업이 있었던 것은 맞다", 't', "fire negligence", "가연성 자재를 치우지 않고 용접 작업을 하다 튄 불티"),
        (
            "partial",
            "specific",
            "저장탱크 배관에서 액체가 샜습니다",
            't',
            "equipment_defect negligence",
            "부식된 저장탱크 배관을 교체하지 않고 방치해 염산이 누출",
        ),
        (
            "partial",
            "specific",
            "크레인으로 구조물을 옮기던 중이었다",
            't',
            "negligence",
            "크레인의 정격 하중을 넘겨 구조물을 인양하고 신호수를 두지 않은 것",
        ),
        (
            "partial",
            "specific",
            "전산센터의 냉방 장치가 멈췄다",
            't',
            "hardware redundancy",
            "전산센터 냉각 장치의 전원이 차단됐는데 예비 냉동기가 자동 전환되지 않은 것",
        ),
        // another cause in place of the trigger
        ("contradicts", "specific", "접속자가 한꺼번에 몰려 과부하가 걸렸다", 't', "upgrade", "프로그램 업데이트 과정에서 설정 파일을 잘못 배포"),
        ("contradicts", "specific", "외부의 디도스 공격 때문이다", 't', "network config", "라우팅 설정 오류"),
        ("contradicts", "specific", "통신사 회선에 문제가 있었다", 't', "power", "전산센터 무정전전원장치의 고장"),
        ("contradicts", "specific", "집중호우로 지반이 약해진 탓", 't', "negligence", "설계와 다르게 시공하고 철근을 누락한 것"),
        ("contradicts", "specific", "운전자의 졸음운전이 원인으로 보인다", 't', "equipment_defect", "제동장치 부품의 제조 결함"),
        ("contradicts", "specific", "낙뢰로 정전이 됐다", 't', "human", "직원이 차단기를 잘못 조작한 것"),
        ("contradicts", "specific", "이용자가 비밀번호를 다른 사이트와 같게 쓴 탓이다", 't', "config", "서버 설정을 잘못해 주문 파일이 공개된 것"),
        ("contradicts", "specific", "납품업체가 공급한 부품의 불량 때문", 't', "human", "정비사가 볼트를 조이지 않은 것"),
        ("contradicts", "specific", "연말 주문 폭주에 따른 것", 't', "bug", "쿠폰 계산 프로그램의 로직 오류"),
        ("contradicts", "specific", "조류 충돌로 엔진이 멈췄다", 't', "human", "조종사의 조작 실수"),
        ("contradicts", "specific", "작업 전에 충분한 사전 테스트를 거쳤다", 'c', "no_pretest", "사전테스트를 실시하지 않은 것"),
        ("contradicts", "specific", "안전교육은 규정대로 모두 실시했다", 'c', "manual_gap", "작업자에게 안전교육을 하지 않은 것"),
        ("contradicts", "specific", "고객정보는 모두 암호화했다", 'c', "security", "고객정보를 암호화하지 않고 저장"),
        // only a vaguer phrase
        ("underspecified", "vague", "일시적인 시스템 오류", 't', "upgrade", "서버 프로그램을 업데이트하는 과정에서 설정값을 잘못 입력"),
        ("underspecified", "vague", "전산 장비에 문제가 생겨 서비스가 원활하지 못했다", 't', "storage", "저장장치 디스크의 고장"),
        ("underspecified", "vague", "내부 사정으로 서비스가 지연됐다", 'c', "redundancy", "예비 장비가 없었던 것"),
        ("underspecified", "vague sorry", "기술적인 문제로 불편을 드려 죄송합니다", 't', "network", "네트워크 장비 설정 오류"),
        ("underspecified", "vague", "알 수 없는 이유로 불이 났다", 't', "fire", "배터리 셀의 열폭주"),
        ("underspecified", "specific", "시스템 오류", 't', "bug", "정산 프로그램의 로직 결함"),
        ("underspecified", "specific", "설비 이상 때문입니다", 't', "equipment_defect", "차단기 부품의 노후"),
        ("underspecified", "vague", "안전 관리에 소홀함이 있었다", 'c', "negligence", "추락 방지 난간을 설치하지 않은 것"),
        // denies
        ("denies", "class", "서비스는 정상적으로 제공되고 있어 장애라고 할 수 없다", 't', "upgrade", "서버 업데이트 중 발생한 오류"),
        ("denies", "class", "개인정보가 유출된 것이 아니다", 'c', "access_control", "접근통제를 소홀히 한 것"),
        ("denies", "deny", "특별한 원인이 있는 것은 아니다", 't', "load", "접속 폭주로 인한 과부하"),
        ("denies", "deny", "해킹에 의한 것은 아닙니다", 't', "security", "외부 해커의 해킹 공격"),
        ("denies", "deny", "외부의 사이버 공격과는 무관하다", 't', "security", "디도스 공격"),
        ("denies", "deny", "업데이트 작업 때문이 아니다", 't', "upgrade", "프로그램 업데이트 중 발생한 오류"),
        ("denies", "deny", "브레이크 결함은 없었습니다", 't', "equipment_defect", "제동장치 결함"),
        ("denies", "deny", "설비 노후와는 관련이 없다", 'c', "equipment_defect", "낡은 배관을 교체하지 않고 사용"),
        ("denies", "dispute", "조사 결과에 동의할 수 없으며 행정소송으로 바로잡겠다", 't', "security", "암호화하지 않은 서버를 외부에 노출"),
        ("denies", "dispute", "처분에 불복해 법적 대응을 검토하고 있다", 'c', "access_control", "접근권한을 제한하지 않은 것"),
        ("denies", "dispute", "안전교육을 하지 않았다는 지적은 사실과 다르다", 'c', "manual_gap", "작업자에게 안전교육을 실시하지 않은 것"),
        ("denies", "dispute", "철근을 빠뜨렸다는 주장은 받아들이기 어렵다", 't', "negligence", "기둥의 철근을 누락한 부실 시공"),
        ("denies", "dispute proud", "위원회의 판단은 납득하기 어렵다", 't', "config", "방화벽 설정 오류"),
        ("denies", "deny specific", "서버 고장이 아니라 접속 폭주 때문이다", 't', "hardware", "서버의 메모리 고장"),
        // accepts
        ("accepts", "accept", "정부의 조사 결과를 겸허히 받아들입니다", 't', "upgrade", "서버 업데이트 작업 중 설정 오류"),
        ("accepts", "accept sorry", "지적해 주신 사항을 무겁게 받아들이고 사과드립니다", 'c', "monitoring", "이상 징후를 감시하지 않은 것"),
        ("accepts", "accept", "사전 점검이 미흡했던 점을 인정한다", 'c', "no_pretest", "사전 점검을 하지 않은 것"),
        ("accepts", "accept correct", "과부하라는 당초 설명은 잘못됐고, 설정 실수였음을 인정합니다", 't', "config", "부하 분산 장비의 설정 실수"),
        ("accepts", "accept", "예비 장비를 두지 않은 것은 저희 불찰입니다", 'c', "redundancy", "이중화 장비를 갖추지 않은 것"),
        ("accepts", "accept", "암호화를 하지 않은 책임을 통감한다", 'c', "security", "주민번호를 암호화하지 않고 보관"),
        // no link
        ("-", "sorry", "불편을 끼쳐 드려 진심으로 사과드립니다", 't', "upgrade", "서버 업데이트 오류"),
        ("-", "promise", "이중화 설비를 내년까지 갖추겠다", 'c', "redundancy", "이중화를 하지 않은 것"),
        ("-", "silent", "조사 중인 사안이라 말씀드리기 어렵다", 't', "fire", "배터리 화재"),
        ("-", "proud", "국내 최고 수준의 보안을 갖추고 있다", 't', "security", "서버 취약점을 통한 해킹"),
        ("-", "specific", "접속자가 한꺼번에 몰린 탓", 'c', "user_notice", "장애 발생 두 시간 뒤에야 이용자에게 알린 것"),
        ("-", "deny", "냉각 설비에는 이상이 없었다", 't', "negligence", "반응기에 원료를 과다하게 투입한 것"),
        ("-", "dispute", "과징금 산정 기준이 형평에 어긋난다", 'c', "security", "접속기록을 보관하지 않은 것"),
        ("-", "dispute", "신고가 늦었다는 지적은 사실과 다르다", 't', "human", "직원이 밸브를 잘못 조작한 것"),
        ("-", "accept", "경보 장치를 꺼 둔 것은 잘못이다", 'x', "manual_gap", "작업 절차서를 마련하지 않은 것"),
        ("-", "partly", "일부 고객만 접속이 늦어졌다", 't', "load", "과부하"),
    ];

    fn role(letter: char) -> CauseRole {
        if letter == 't' { CauseRole::Trigger } else { CauseRole::Contributing }
    }

    fn verdict(comparer: &Comparer, stances_of: &str, said: &str, causes: &[(char, &str, &str)]) -> Vec<String> {
        let frames: Vec<Frame> = causes.iter().map(|(_, _, text)| comparer.frame(text, &[])).collect();
        let classes: Vec<BTreeSet<String>> = causes.iter().map(|(_, c, _)| c.split_whitespace().map(str::to_string).collect()).collect();
        let determined: Vec<Determined> = causes
            .iter()
            .zip(frames.iter().zip(&classes))
            .enumerate()
            .map(|(index, ((letter, _, _), (frame, classes)))| Determined {
                frame,
                role: role(*letter),
                classes,
                authority: Some("조사위"),
                wording: index,
                loose: false,
            })
            .collect();
        let stances = stances(stances_of);
        let said = Said { text: said, stances: &stances, classes: &BTreeSet::new(), names: &[] };
        judge(comparer, &said, &determined).iter().map(|j| j.as_ref().map_or("-", |j| j.verdict.name()).to_string()).collect()
    }

    #[test]
    fn a_statement_and_a_cause_have_their_verdict() {
        let comparer = Comparer::new().unwrap();
        let mut wrong = Vec::new();
        for (expected, stances, said, letter, classes, cause) in PAIRS {
            // A factor never stands alone: the trigger beside it is another matter.
            let other = ('t', "natural_disaster", "강풍");
            let causes = if *letter == 't' { vec![(*letter, *classes, *cause)] } else { vec![(*letter, *classes, *cause), other] };
            let got = &verdict(&comparer, stances, said, &causes)[0];
            if got != expected {
                let comparison = comparer.compare(&comparer.frame(cause, &[]), &comparer.frame(said, &[]));
                wrong.push(format!("want {expected} got {got}: {said} / {cause}\n    {comparison:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} of {} pairs:\n{}", wrong.len(), PAIRS.len(), wrong.join("\n"));
    }
}
