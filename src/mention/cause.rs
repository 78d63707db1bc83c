//! A document's sentences -> the causes that they name: what was the cause, who says so, and how sure they are.
//!
//! The rule pack finds where a cause is named; this file makes its span (the shortest clause that names it), and its status from
//! the evidential behind it and from whoever speaks.

use anyhow::Result;

use crate::document::Kind;
use crate::mention::organization::{Found, Role};
use crate::mention::{Cause, CauseRole, Context, Party, SpeakerRole, Stance, Statement, Status};
use crate::morpheme::{Forms, Morpheme, Tag};
use crate::rule::{Match, Pack, Rule};
use crate::span::Span;

pub mod class;
mod clause;

/// The rules for causes. One for a process.
pub struct Rules {
    pack: Pack,
    clause: clause::Words,
}

impl Rules {
    /// # Errors
    /// A rule that the loader refuses, with file and line.
    pub fn load(forms: &mut Forms) -> Result<Rules> {
        let pack = Pack::parse("dictionaries/rules/causes.toml", include_str!("../../dictionaries/rules/causes.toml"), forms)?;
        Ok(Rules { pack, clause: clause::Words::load(forms)? })
    }

    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// The stance of words that speak of a cause, as a company that says them takes it: it gives one, denies one, or leaves it open.
    pub fn stance(&self, morphemes: &[Morpheme], forms: &Forms) -> Option<Stance> {
        let stance = |found: &Match| match sort(found.rule) {
            Sort::Open => Some(Stance::NoComment),
            Sort::Denied => Some(Stance::DenyCause),
            Sort::Marker if found.rule.get("weak").is_none() => Some(Stance::SpecificCause),
            Sort::Fault => Some(Stance::SpecificCause),
            Sort::Marker | Sort::Damage | Sort::Finding | Sort::Evidential | Sort::Block => None,
        };
        let matches = self.pack.find(morphemes, forms);
        if matches.iter().any(|m| sort(m.rule) == Sort::Block) {
            return None;
        }
        matches.iter().filter_map(stance).min()
    }
}

/// What a rule's `kind` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Marker,
    Fault,
    Damage,
    Finding,
    Open,
    Denied,
    Evidential,
    Block,
}

fn sort(rule: &Rule) -> Sort {
    match rule.get("kind") {
        Some("fault") => Sort::Fault,
        Some("damage") => Sort::Damage,
        Some("finding") => Sort::Finding,
        Some("open") => Sort::Open,
        Some("denied") => Sort::Denied,
        Some("evidential") => Sort::Evidential,
        Some("block") => Sort::Block,
        _ => Sort::Marker,
    }
}

/// One sentence as this module reads it.
struct Sentence<'a> {
    index: usize,
    span: Span,
    morphemes: &'a [Morpheme],
    matches: Vec<(Sort, Match<'a>)>,
}

/// A cause before it is known who says it.
#[derive(Debug, Clone)]
struct Candidate<'a> {
    span: Span,
    /// The morphemes of the span.
    range: std::ops::Range<usize>,
    /// Where the match behind it ends: evidentials are looked for from there.
    end: usize,
    sort: Sort,
    weak: bool,
    rule: &'a Rule,
}

fn any_in(words: &[String], text: &str) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// All causes of a document, sorted by (span, rule). `statements` are those of the same document.
pub fn find(context: &Context, rules: &Rules, statements: &[Statement]) -> Vec<Cause> {
    let mut causes = Vec::new();
    let mut thread = Thread::new(context, &rules.clause.text);
    for index in 0..context.sentences.len() {
        let sentence = read(context, rules, index);
        thread.enter(context, &sentence);
        for candidate in candidates(context, rules, &sentence) {
            if let Some(cause) = judge(context, &sentence, &candidate, statements, &thread) {
                causes.push(cause);
            }
        }
    }
    if context.document.kind == Kind::Regulator {
        causes.extend(listed(context, rules, &causes));
    }
    for statement in statements {
        let covered = causes.iter().any(|c| c.span.overlaps(statement.span));
        let gives_cause = statement.stances.iter().any(|s| matches!(s, Stance::SpecificCause | Stance::VagueCause));
        let apologises = statement.stances.iter().any(|s| matches!(s, Stance::Apology | Stance::Regret | Stance::DenyClassification));
        if !covered && gives_cause && !apologises && statement.speaker_role == SpeakerRole::Company {
            causes.extend(given(context, rules, statement));
        }
    }
    causes.sort_by(|a: &Cause, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    settle_roles(&mut causes);
    causes
}

/// What an authority found without saying that it began the incident: the first finding of a text is its trigger, the further ones contribute.
fn settle_roles(causes: &mut [Cause]) {
    let mut triggered = false;
    let marked = causes.iter().any(|c| c.status == Status::Determined && c.role == CauseRole::Trigger);
    for cause in causes.iter_mut().filter(|c| c.status == Status::Determined) {
        let unsaid = cause.rule.starts_with("cause.finding") || cause.rule.starts_with("cause.damage") || cause.rule.starts_with("cause.fault");
        if unsaid && triggered {
            cause.role = CauseRole::Contributing;
        } else if unsaid && !marked && cause.rule.starts_with("cause.fault") {
            cause.role = CauseRole::Trigger;
        }
        triggered |= cause.role == CauseRole::Trigger;
    }
}

/// The cause that a company's statement gives without a word of cause: its content, up to what came of it.
fn given(context: &Context, rules: &Rules, statement: &Statement) -> Option<Cause> {
    let index = context.sentence_at(statement.span.start);
    let morphemes = &context.morphemes[index];
    let from = morphemes.partition_point(|m| m.span.start < statement.span.start);
    let to = morphemes.partition_point(|m| m.span.end <= statement.span.end).max(from);
    let end = clause::end_of_account(morphemes, from..to, &rules.clause);
    let start = clause::left(context.text(), morphemes, end, &rules.clause, clause::Reach::Clause).max(from);
    let range = clause::trim_front(context.text(), morphemes, start..end, &rules.clause, context);
    let span = clause::span(context.text(), morphemes, &range)?;
    let quote = span.of(context.text());
    let characters = quote.chars().count();
    let hedged = |m: &Match| m.rule.get("status") == Some("suspected") && m.range.start >= from && m.range.start < to + 4;
    let suspected = rules.pack.find(morphemes, context.forms).iter().any(hedged);
    (4..=MAX_ACCOUNT).contains(&characters).then(|| Cause {
        span,
        status: if suspected { Status::Suspected } else { Status::Stated },
        asserted_by: statement.speaker.clone(),
        asserted_role: SpeakerRole::Company,
        role: CauseRole::Trigger,
        classes: class::classes(quote),
        evidential: None,
        rule: "cause.statement.given".to_string(),
    })
}

/// The lines of a report's list of findings that no rule read: each tells what was done or left undone.
fn listed(context: &Context, rules: &Rules, causes: &[Cause]) -> Vec<Cause> {
    let text = context.text();
    let mut found = Vec::new();
    let mut in_list = false;
    for (index, &sentence) in context.sentences.iter().enumerate() {
        let line = sentence.of(text);
        let morphemes = &context.morphemes[index];
        let labelled = label(line);
        if is_heading(line, morphemes) {
            in_list = any_in(&rules.clause.text.findings, line) && !any_in(&rules.clause.text.other_sections, line);
            continue;
        }
        let wrong = labelled.is_some_and(|(words, _)| any_in(&rules.clause.text.labels, words));
        let note = line.trim_start().starts_with(['※', '*', '<', '|']);
        let covered = causes.iter().any(|c| c.span.overlaps(sentence));
        if !(in_list || wrong) || note || covered || line.chars().count() > MAX_LINE || any_in(&rules.clause.text.no_finding, line) {
            continue;
        }
        let behind_label = labelled.map_or(0, |(_, end)| end);
        let from = morphemes.partition_point(|m| m.span.start < sentence.start + behind_label);
        let end = clause::end_of_account(morphemes, from..morphemes.len(), &rules.clause);
        let start = clause::topic(morphemes, from..end, &rules.clause);
        let range = clause::trim_front(text, morphemes, start..end, &rules.clause, context);
        let Some(span) = clause::span(text, morphemes, &range) else { continue };
        let quote = span.of(text);
        if quote.chars().count() < 8 || !quote.contains(' ') {
            continue;
        }
        found.push(Cause {
            span,
            status: Status::Determined,
            asserted_by: publisher(context),
            asserted_role: SpeakerRole::Regulator,
            role: CauseRole::Contributing,
            classes: class::classes(quote),
            evidential: None,
            rule: "cause.finding.listed".to_string(),
        });
    }
    found
}

/// Characters of a line that can be one finding.
const MAX_LINE: usize = 220;

/// `○ (검증 누락) 반영 전 …`: the words in brackets and the byte behind them.
fn label(line: &str) -> Option<(&str, usize)> {
    let open = line.char_indices().take(8).find(|(_, c)| matches!(c, '(' | '[' | '【'))?;
    let start = open.0 + open.1.len_utf8();
    let length = line[start..].find([')', ']', '】']).filter(|&n| n <= 60)?;
    Some((&line[start..start + length], start + length + 1))
}

/// A short line without a predicate: `□ 사고 원인`, `2. 조사 결과`.
fn is_heading(line: &str, morphemes: &[Morpheme]) -> bool {
    let predicates = morphemes.iter().filter(|m| matches!(m.tag, Tag::Ef | Tag::Ep | Tag::Etn)).count();
    predicates == 0 && line.chars().count() <= 30 && !line.trim_end().ends_with(['.', '다', '함', '음', '됨'])
}

/// Characters of a clause that a statement can give as the cause without a word that says so.
const MAX_ACCOUNT: usize = 80;

fn read<'a>(context: &'a Context, rules: &'a Rules, index: usize) -> Sentence<'a> {
    let morphemes = &context.morphemes[index];
    let matches = rules.pack.find(morphemes, context.forms).into_iter().map(|m| (sort(m.rule), m)).collect();
    Sentence { index, span: context.sentences[index], morphemes, matches }
}

// ---------------------------------------------------------------- candidates

/// The causes that a sentence may name: where two overlap, the marked before the faults, then the longer.
fn candidates<'a>(context: &Context, rules: &Rules, sentence: &Sentence<'a>) -> Vec<Candidate<'a>> {
    let mut all: Vec<Candidate> = Vec::new();
    for (sort, found) in &sentence.matches {
        let Some(range) = range_of(context, rules, sentence, *sort, found) else { continue };
        let Some(span) = clause::span(context.text(), sentence.morphemes, &range) else { continue };
        let weak = found.rule.get("weak").is_some();
        // `A나 B는 아니다` denies both.
        let or = (*sort == Sort::Denied).then(|| clause::either(sentence.morphemes, &range, &rules.clause)).flatten();
        if let Some(at) = or {
            for part in [range.start..at, at + 1..range.end] {
                let Some(span) = clause::span(context.text(), sentence.morphemes, &part) else { continue };
                all.push(Candidate { span, range: part, end: found.range.end, sort: *sort, weak, rule: found.rule });
            }
            continue;
        }
        all.push(Candidate { span, range, end: found.range.end, sort: *sort, weak, rule: found.rule });
    }
    let rank = |c: &Candidate| match c.sort {
        Sort::Open => 0,
        Sort::Denied => 1,
        Sort::Marker if !c.weak => 2,
        Sort::Marker => 3,
        Sort::Fault => 4,
        Sort::Finding => 6,
        _ => 5,
    };
    all.sort_by_key(|c| (rank(c), std::cmp::Reverse(c.span.len()), c.span, c.rule.id.clone()));
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in all {
        if !kept.iter().any(|k| k.span.overlaps(candidate.span)) {
            kept.push(candidate);
        }
    }
    kept.sort_by_key(|c| c.span);
    kept
}

/// The morphemes of a match's cause.
fn range_of(context: &Context, rules: &Rules, sentence: &Sentence, sort: Sort, found: &Match) -> Option<std::ops::Range<usize>> {
    let m = sentence.morphemes;
    let text = context.text();
    match sort {
        Sort::Evidential | Sort::Block => None,
        Sort::Open => {
            let start = clause::modifiers(m, found.capture("from").map_or(found.range.start, |f| f.start), &rules.clause);
            return Some(start..found.range.end);
        }
        Sort::Fault | Sort::Damage => {
            let head = found.capture("head").unwrap_or(found.range.clone());
            let start = clause::left(text, m, head.start, &rules.clause, clause::Reach::Act);
            Some(start..clause::end_of_act(m, start..head.end, &rules.clause))
        }
        Sort::Marker | Sort::Denied | Sort::Finding => {
            if found.rule.get("side") == Some("match") {
                return Some(clause::modifiers(m, found.range.start, &rules.clause)..found.range.end);
            }
            let before = found.capture("from").unwrap_or(found.range.clone());
            if before.len() == 1 && m[before.start].tag == Tag::Ec && clause::relates(m, before.start, &rules.clause) {
                return None;
            }
            if let Some(cause) = found.capture("cause") {
                return Some(clause::trim_front(text, m, cause, &rules.clause, context));
            }
            let end = match (found.capture("head"), found.capture("from")) {
                (Some(head), _) => head.end,
                (None, Some(from)) => from.start,
                (None, None) => found.range.start,
            };
            let reach = match found.rule.get("reach") {
                Some("clause") => clause::Reach::Clause,
                Some("phrase") => clause::Reach::Phrase,
                _ if found.capture("head").is_some() => clause::Reach::Phrase,
                _ => clause::Reach::Clause,
            };
            let reach = if reach == clause::Reach::Clause && clause::is_nominal(m, end, &rules.clause) { clause::Reach::Nominal } else { reach };
            let start = clause::left(text, m, end, &rules.clause, reach);
            let start = if sort == Sort::Denied && start + 1 == end { clause::with_place(m, start) } else { start };
            Some(clause::trim_front(text, m, start..end, &rules.clause, context))
        }
    }
    .filter(|range| range.start < range.end)
    .map(|range| clause::trim_front(text, m, range, &rules.clause, context))
    .filter(|range| range.start < range.end)
}

// ---------------------------------------------------------------- who says it

/// What carries over from sentence to sentence: whose findings are being told.
struct Thread<'w> {
    words: &'w clause::TextWords,
    /// The authority of the findings that the text is telling, and the sentence that last named it.
    authority: Option<(Party, usize)>,
    /// The last sentence in which a finding was told.
    finding: Option<usize>,
    /// The authority that the document names first.
    first_authority: Option<Party>,
    /// The text is about what an authority found.
    announces: bool,
}

/// Sentences after which a finding no longer covers what follows without a word of its own.
const FINDING_REACH: usize = 3;
/// Sentences in which an authority is still the one who speaks.
const AUTHORITY_REACH: usize = 8;

impl Thread<'_> {
    fn new<'w>(context: &Context, words: &'w clause::TextWords) -> Thread<'w> {
        let authority = |f: &&Found| is_authority(f.role) && !context.operators.contains(&f.party);
        let first_authority = context.organizations.iter().find(authority).map(|f| f.party.clone());
        Thread { words, authority: None, finding: None, first_authority, announces: false }
    }

    fn enter(&mut self, context: &Context, sentence: &Sentence) {
        let named = context.organizations_in(sentence.span).iter().find(|f| is_authority(f.role) && !context.operators.contains(&f.party));
        if let Some(found) = named {
            self.authority = Some((found.party.clone(), sentence.index));
        }
        let words = sentence.span.of(context.text());
        let result = any_in(&self.words.result, words);
        if sentence.index < LEDE && named.is_some() && any_in(&self.words.announces, words) {
            self.announces = true;
        }
        let evidential = sentence.matches.iter().any(|(_, m)| m.rule.get("status") == Some("determined"));
        if result || evidential && (named.is_some() || self.finding.is_some()) {
            self.finding = Some(sentence.index);
        }
    }

    /// The authority whose findings this sentence tells.
    fn authority_at(&self, sentence: usize) -> Option<&Party> {
        self.authority.as_ref().filter(|(_, at)| sentence <= at + AUTHORITY_REACH).map(|(party, _)| party)
    }

    fn tells_finding(&self, sentence: usize) -> bool {
        self.announces || self.finding.is_some_and(|at| sentence <= at + FINDING_REACH)
    }
}

/// Sentences at the beginning that say what a text is about.
const LEDE: usize = 4;

fn is_authority(role: Role) -> bool {
    matches!(role, Role::Regulator | Role::Investigator | Role::Court)
}

/// Who asserts a cause.
struct Source {
    party: Option<Party>,
    role: SpeakerRole,
    /// Told in someone's own words.
    spoken: bool,
    /// A statement that gives, takes or disputes an explanation.
    explains: bool,
    /// A statement that denies that there was a cause, or a failure.
    denies: bool,
}

/// Stances of a statement that speaks of causes.
const EXPLAINING: [Stance; 6] =
    [Stance::SpecificCause, Stance::VagueCause, Stance::AcceptFinding, Stance::DisputeFinding, Stance::Correction, Stance::DenyCause];

fn source(context: &Context, sentence: &Sentence, candidate: &Candidate, statements: &[Statement], thread: &Thread) -> Source {
    let covering = statements.iter().filter(|s| s.span.overlaps(candidate.span) && overlap(s.span, candidate.span) * 2 >= candidate.span.len());
    if let Some(statement) = covering.min_by_key(|s| s.span.len()) {
        let denies = statement.stances.iter().any(|stance| matches!(stance, Stance::DenyCause | Stance::DenyClassification | Stance::Normalise));
        let explains = statement.stances.iter().any(|stance| EXPLAINING.contains(stance));
        return Source { party: statement.speaker.clone(), role: statement.speaker_role, spoken: true, explains, denies };
    }
    match context.document.kind {
        Kind::Company => return Source { party: publisher(context), role: SpeakerRole::Company, spoken: true, explains: false, denies: false },
        Kind::Regulator => return Source { party: publisher(context), role: SpeakerRole::Regulator, spoken: true, explains: true, denies: false },
        Kind::News | Kind::Other => {}
    }
    let named = context.organizations_in(sentence.span);
    let outside = |f: &&Found| !candidate.span.contains(f.span);
    let found_out = evidential(context, sentence, candidate).is_some_and(|(status, _)| status == Status::Determined);
    let authority = thread.authority_at(sentence.index).or(thread.first_authority.as_ref()).cloned();
    if let Some(found) = named.iter().filter(outside).find(|f| asserts(context, f)) {
        let operates = context.operators.contains(&found.party);
        // `회사는 점검을 하지 않은 것으로 확인됐다`: its subject is not who found it out.
        if let (true, true, Some(party)) = (found_out, operates || found.role == Role::Company, authority.clone()) {
            return Source { party: Some(party), role: SpeakerRole::Regulator, spoken: false, explains: false, denies: false };
        }
        let role = if operates { SpeakerRole::Company } else { found.role.speaker() };
        return Source { party: Some(found.party.clone()), role, spoken: false, explains: false, denies: false };
    }
    if (thread.tells_finding(sentence.index) || found_out)
        && !tells_history(context, sentence.span, thread.words)
        && let Some(party) = authority
    {
        return Source { party: Some(party), role: SpeakerRole::Regulator, spoken: false, explains: false, denies: false };
    }
    Source { party: None, role: SpeakerRole::Other, spoken: false, explains: false, denies: false }
}

/// Days before publication from which a sentence tells of another time than the inquiry's.
const HISTORY_DAYS: f64 = 400.0;

/// A sentence about an earlier incident: what it says of causes is not what the authority found now.
fn tells_history(context: &Context, sentence: Span, words: &clause::TextWords) -> bool {
    let old = |date: &&crate::mention::Date| match (date.start, context.document.published) {
        (Some(start), Some(published)) => published.duration_since(start).as_hours() as f64 / 24.0 > HISTORY_DAYS,
        _ => false,
    };
    let dated = context.dates.iter().filter(|d| sentence.contains(d.span)).any(|d| old(&d));
    let told = sentence.of(context.text());
    any_in(&words.history, told) || dated && told.contains("에도")
}

fn overlap(a: Span, b: Span) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

fn publisher(context: &Context) -> Option<Party> {
    let name = context.document.publisher.as_deref()?;
    Some(match context.directory.resolve(name) {
        Some((canonical, _)) => Party { name: canonical.to_string(), known: true },
        None => Party { name: name.to_string(), known: false },
    })
}

/// An organisation that is the subject of its sentence, or its source: `X는`, `X가`, `X에 따르면`, `X 조사 결과`, `X 관계자는`.
fn asserts(context: &Context, found: &Found) -> bool {
    let after = context.text()[found.span.end..].trim_start();
    let after = ["측은", "측이", "측", "관계자는", "관계자가", "관계자"].iter().find_map(|word| after.strip_prefix(word)).unwrap_or(after);
    let next: String = after.chars().take(14).collect();
    [
        "은",
        "는",
        "이 ",
        "가 ",
        "에 따르면",
        "의 조사",
        "의 점검",
        "조사",
        "점검",
        "수사",
        "감사",
        "등에 따르면",
        "에서는",
        "도 ",
        "당국은",
        "당국에 따르면",
        "당국",
        "은 ",
        "과 ",
        "와 ",
    ]
    .iter()
    .any(|word| next.starts_with(word))
        || after.is_empty()
}

// ---------------------------------------------------------------- status

/// The first evidential behind the cause, within its quotation where it stands in one. Hedges come before findings.
fn evidential(context: &Context, sentence: &Sentence, candidate: &Candidate) -> Option<(Status, String)> {
    let stop = clause::end_of_zone(context.text(), sentence.morphemes, candidate.range.end);
    let behind = |m: &Match| m.range.start >= candidate.range.end.min(candidate.end) && m.range.start < stop;
    let mut best: Option<(usize, Status, String)> = None;
    for (sort, found) in &sentence.matches {
        if *sort != Sort::Evidential || !behind(found) && !(found.range.start < candidate.end && found.range.end > candidate.range.end) {
            continue;
        }
        let status = if found.rule.get("status") == Some("suspected") { Status::Suspected } else { Status::Determined };
        let at = found.range.start;
        let word = clause::span(context.text(), sentence.morphemes, &found.capture("word").unwrap_or(found.range.clone()))?;
        let nearer =
            best.as_ref().is_none_or(|(b, s, _)| at < *b && at + 6 > *b || status == Status::Suspected && *s == Status::Determined && at < *b + 6);
        if best.is_none() || nearer {
            best = Some((at, status, word.of(context.text()).to_string()));
        }
    }
    best.map(|(_, status, word)| (status, word))
}

fn judge(context: &Context, sentence: &Sentence, candidate: &Candidate, statements: &[Statement], thread: &Thread) -> Option<Cause> {
    let faulty = matches!(candidate.sort, Sort::Fault | Sort::Damage);
    let blocked = |(sort, m): &(Sort, Match)| match (*sort, m.rule.get("of")) {
        // What is no fault stands where the fault would end.
        (Sort::Block, Some(_)) => faulty && m.range.start < candidate.end && m.range.end + 1 >= candidate.range.end,
        (Sort::Block, None) => m.range.start < candidate.end + 2 && m.range.end > candidate.range.start,
        _ => false,
    };
    if !matches!(candidate.sort, Sort::Open | Sort::Denied) && sentence.matches.iter().any(blocked) {
        return None;
    }
    let source = source(context, sentence, candidate, statements, thread);
    let evidential = evidential(context, sentence, candidate);
    let hedged = evidential.as_ref().is_some_and(|(status, _)| *status == Status::Suspected);
    let finding = evidential.as_ref().is_some_and(|(status, _)| *status == Status::Determined);
    let status = match candidate.sort {
        Sort::Open => Status::Open,
        Sort::Denied => Status::Denied,
        _ if hedged => Status::Suspected,
        _ if source.role == SpeakerRole::Regulator => Status::Determined,
        _ => Status::Stated,
    };
    if is_headline(context, sentence) && matches!(candidate.sort, Sort::Fault | Sort::Damage | Sort::Finding) {
        return None;
    }
    let told = match candidate.sort {
        Sort::Fault | Sort::Damage => match source.role {
            SpeakerRole::Regulator => finding || hedged || source.spoken || candidate.sort == Sort::Fault && thread.tells_finding(sentence.index),
            SpeakerRole::Company => source.spoken && source.explains && !source.denies || finding && !source.spoken,
            SpeakerRole::Other => hedged && source.spoken,
        },
        Sort::Finding => finding && source.role == SpeakerRole::Regulator && !is_outcome(context, sentence, candidate, thread.words),
        Sort::Marker if candidate.weak => finding || hedged || source.spoken || source.role == SpeakerRole::Regulator,
        _ => true,
    };
    if !told || !says_something(context, candidate, thread.words) {
        return None;
    }
    let quote = candidate.span.of(context.text());
    let contributing = candidate.sort == Sort::Fault || candidate.rule.get("role") == Some("contributing");
    Some(Cause {
        span: candidate.span,
        status,
        asserted_by: source.party,
        asserted_role: source.role,
        role: if contributing { CauseRole::Contributing } else { CauseRole::Trigger },
        classes: class::classes(quote),
        evidential: evidential.map(|(_, word)| word),
        rule: candidate.rule.id.clone(),
    })
}

/// A span that only points back (이, 그, 이것) or is a word or less names nothing.
fn says_something(context: &Context, candidate: &Candidate, lists: &clause::TextWords) -> bool {
    let quote = candidate.span.of(context.text());
    let words = quote.chars().filter(|c| c.is_alphanumeric()).count();
    let faulty = matches!(candidate.sort, Sort::Fault | Sort::Damage);
    if faulty && (words < 6 || !quote.contains(' ')) || in_label(context, candidate) || names_the_incident(quote, candidate, lists) {
        return false;
    }
    // `이 결함`, `이러한 과실`: a word that points back at the cause named before.
    let points_back = quote.split(' ').count() == 2 && lists.back.iter().any(|word| quote.split(' ').next() == Some(word.as_str()));
    words >= 2 && !points_back && !quote.starts_with("해당") && !lists.nothing.iter().any(|word| word == quote)
}

/// A line of a news text without a predicate: its title or a heading.
fn is_headline(context: &Context, sentence: &Sentence) -> bool {
    let news = matches!(context.document.kind, Kind::News | Kind::Other);
    news && context.sentences.len() > 3
        && !sentence.span.of(context.text()).ends_with(['.', '"', '”', '?', '!'])
        && !sentence.morphemes.iter().any(|m| m.tag == Tag::Ef)
}

/// What was found is how much was lost or that it happened, not why: a count stands in it, or its last words are of an outcome.
fn is_outcome(context: &Context, sentence: &Sentence, candidate: &Candidate, words: &clause::TextWords) -> bool {
    let quote = candidate.span.of(context.text());
    let last = &sentence.morphemes[candidate.range.clone()];
    let tail = last.len().saturating_sub(4);
    let end = last.get(tail).map_or(quote, |m| &context.text()[m.span.start.max(candidate.span.start)..candidate.span.end]);
    let counted = context.directory.find(quote).is_empty() && quote.chars().filter(char::is_ascii_digit).count() >= 4;
    counted || any_in(&words.outcome, end) || quote.chars().count() < 10
}

/// `○ (검증 누락) …`: the label in brackets says what kind of cause follows.
fn in_label(context: &Context, candidate: &Candidate) -> bool {
    let sentence = context.sentences[context.sentence_at(candidate.span.start)];
    let before = Span::new(sentence.start, candidate.span.start).of(context.text());
    let after = &context.text()[candidate.span.end..];
    before.trim_end().ends_with(['(', '[', '<', '【'])
        && before.chars().count() < 8
        && after.chars().take(8).any(|c| matches!(c, ')' | ']' | '>' | '】'))
}

/// `이번 장애로 인한 불편`: the incident itself as the cause of what it brought.
fn names_the_incident(quote: &str, candidate: &Candidate, words: &clause::TextWords) -> bool {
    candidate.sort == Sort::Marker && words.incident.iter().any(|word| quote.ends_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::mention::analyze;
    use crate::mention::organization::Directory;
    use crate::morpheme::Analyzer;

    /// `가{cause:나}다` -> `가나다` and `나`.
    fn unmark(example: &str) -> (String, Option<String>) {
        let Some(open) = example.find('{') else { return (example.to_string(), None) };
        let colon = open + example[open..].find(':').expect("a mark is {name:words}");
        let close = colon + example[colon..].find('}').expect("a mark ends in }");
        let words = &example[colon + 1..close];
        (format!("{}{words}{}", &example[..open], &example[close + 1..]), Some(words.to_string()))
    }

    #[test]
    fn rules_find_their_examples_and_leave_the_near_misses() {
        let mut forms = Forms::new();
        let rules = Rules::load(&mut forms).expect("the rules of causes load");
        let mut worker = Analyzer::new(include_str!("../../dictionaries/words.csv"), forms).expect("the dictionary loads").worker();
        let directory = Directory::embedded();
        let mut failures = Vec::new();
        for rule in &rules.pack.rules {
            let examples = rule.yes.iter().map(|e| (e, true)).chain(rule.no.iter().map(|e| (e, false)));
            for (example, fires) in examples {
                let (text, marked) = unmark(example);
                let document = Document { text, ..Document::default() };
                let sentences = crate::sentence::split(&document.text);
                let morphemes = analyze(&document.text, &sentences, &mut worker);
                let context = Context {
                    document: &document,
                    sentences: &sentences,
                    morphemes: &morphemes,
                    forms: &worker.forms,
                    directory: &directory,
                    organizations: &[],
                    operators: &[],
                    dates: &[],
                    durations: &[],
                };
                let sentence = read(&context, &rules, 0);
                let own: Vec<&(Sort, Match)> = sentence.matches.iter().filter(|(_, m)| m.rule.id == rule.id).collect();
                let found: Vec<Option<String>> = own
                    .iter()
                    .map(|(sort, m)| {
                        let range = match sort {
                            Sort::Evidential => m.capture("word"),
                            _ => range_of(&context, &rules, &sentence, *sort, m),
                        };
                        Some(clause::span(&document.text, sentence.morphemes, &range?)?.of(&document.text).to_string())
                    })
                    .collect();
                let right = match (fires, &found[..]) {
                    (false, []) => true,
                    (true, [Some(words)]) => marked.as_ref().is_none_or(|m| m == words),
                    (true, [None]) => marked.is_none(),
                    _ => false,
                };
                if !right {
                    let shown: Vec<String> = sentence.morphemes.iter().map(|m| format!("{}/{}", worker.forms.name(m.form), m.tag.name())).collect();
                    failures.push(format!(
                        "{} {}: {example}\n    found {found:?}\n    {}",
                        rule.id,
                        if fires { "yes" } else { "no" },
                        shown.join(" ")
                    ));
                }
            }
        }
        assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    }
}
