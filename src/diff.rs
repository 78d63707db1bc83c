//! A database and a filter -> for each incident what the company said beside what the authority found, ready to be shown. The
//! formats are in `diff/*.rs` and `report.rs`; they only lay out what stands here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::link::Verdict;
use crate::mention::{SpeakerRole, Status};
use crate::record::{DocumentRow, FindingRow, IncidentMentionRow, LinkRow, OrderRow, Quote};
use crate::store::case::{Case, CausedRow, Filter, SaidRow};
use crate::store::{Store, StoreError};

pub mod between;
pub mod csv;
pub mod mark;
pub mod markdown;
pub mod table;
pub mod wrap;

/// One incident as a reader compares it. Numbers of findings, statements and documents count from 1 within the incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidentDiff {
    pub incident: String,
    /// The operator of what failed.
    pub company: Option<String>,
    pub service: Option<String>,
    pub event: Option<String>,
    pub start_at: Option<String>,
    pub end_at: Option<String>,
    pub duration_seconds: Option<u64>,
    /// Every document tells it only as history.
    pub background: bool,
    pub first_statement_at: Option<String>,
    pub first_finding_at: Option<String>,
    /// From the first statement to the first finding.
    pub lag_days: Option<i64>,
    /// How many comparisons come to each verdict, the gravest verdict first.
    pub verdicts: Vec<(String, usize)>,
    pub accounts: Vec<Account>,
    pub statements: Vec<Statement>,
    pub findings: Vec<Finding>,
    pub omissions: Vec<Omission>,
    pub other_causes: Vec<OtherCause>,
    pub orders: Vec<Order>,
    pub documents: Vec<Source>,
}

/// Where words stand: a document's number, and code points in its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Citation {
    pub document: usize,
    pub char_start: usize,
    pub char_end: usize,
    pub text: String,
}

/// What one party says happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Account {
    /// A speaker, or the publisher of a document.
    pub by: String,
    /// company, regulator, press, other.
    pub role: String,
    pub figures: Vec<Figure>,
}

/// One figure of an account, and each place that gives it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// start, end, duration, share, count.
    pub what: String,
    /// A date as far as it is known, seconds, or a number.
    pub value: String,
    /// Of a share or count.
    pub unit: Option<String>,
    pub population: Option<String>,
    pub approximate: bool,
    /// exact, at_least, at_most.
    pub bound: String,
    pub sources: Vec<Citation>,
}

/// What a company said, once however often it was printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    pub number: usize,
    pub id: String,
    pub speaker: Option<String>,
    pub text: String,
    pub mode: String,
    pub stances: Vec<String>,
    /// Publication of the first document that prints it.
    pub said_at: Option<String>,
    /// The best wording first.
    pub sources: Vec<Citation>,
    pub comparisons: Vec<Comparison>,
}

/// A statement against one finding or one figure of an authority.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    pub axis: String,
    pub verdict: String,
    /// How sure the verdict is, 0 to 1.
    pub score: f64,
    /// before or after the finding.
    pub phase: Option<String>,
    /// Number of the finding, on the cause axis.
    pub finding: Option<usize>,
    /// Whose words the finding is: the authority, where the text tells.
    pub authority: Option<String>,
    pub found: Option<Citation>,
    /// The words of the statement that name the finding's content.
    pub covered: Vec<String>,
    /// What of the finding the statement leaves out.
    pub missing: Vec<String>,
    pub explanation: String,
    /// From the statement to the finding.
    pub lag_days: Option<i64>,
}

/// A cause that an authority determined.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    pub number: usize,
    pub id: String,
    pub authority: Option<String>,
    /// trigger, contributing.
    pub role: String,
    pub text: String,
    pub classes: Vec<String>,
    pub found_at: Option<String>,
    /// Number of the finding that corrects this one.
    pub superseded_by: Option<usize>,
    /// The best wording first.
    pub sources: Vec<Citation>,
}

/// A finding that no statement touches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Omission {
    pub finding: usize,
    /// Statements of the company that were published on or after the day of the finding.
    pub later_statements: usize,
}

/// A cause that is no finding: stated, suspected, denied or open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OtherCause {
    pub status: String,
    pub by: Option<String>,
    pub text: String,
    pub sources: Vec<Citation>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Order {
    pub authority: Option<String>,
    pub addressee: Option<String>,
    pub category: String,
    pub text: String,
    /// ISO 8601 period.
    pub deadline: Option<String>,
    pub due_on: Option<String>,
    pub amount_krw: Option<u64>,
    pub state: OrderState,
    /// Until it is due; negative where it is overdue.
    pub days_left: Option<i64>,
    pub sources: Vec<Citation>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    Due,
    Overdue,
    /// It has a deadline, but the text does not say from which day it counts.
    NoComputableDate,
    NoDeadline,
}

/// A document that tells of the incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    pub number: usize,
    pub id: String,
    pub kind: String,
    pub publisher: Option<String>,
    pub title: Option<String>,
    pub published_at: Option<String>,
    pub url: Option<String>,
    /// Not in the JSON, where a quote stands with its words; the database has the texts.
    #[serde(skip)]
    pub text: String,
}

/// The incidents that the filter lets through, in order of time, as of the day `today` (ISO 8601).
pub fn read(store: &Store, filter: &Filter, today: &str) -> Result<Vec<IncidentDiff>, StoreError> {
    let mut diffs = Vec::new();
    for id in store.incident_ids(filter)? {
        if let Some(case) = store.case(&id)? {
            diffs.push(incident_diff(&case, today));
        }
    }
    Ok(diffs)
}

/// All verdicts, the gravest first.
pub const BY_GRAVITY: [Verdict; 6] =
    [Verdict::Contradicts, Verdict::Denies, Verdict::Underspecified, Verdict::Partial, Verdict::Supports, Verdict::Accepts];

/// How grave a verdict is: 0 is the gravest.
pub fn gravity(verdict: &str) -> usize {
    BY_GRAVITY.iter().position(|v| v.name() == verdict).unwrap_or(BY_GRAVITY.len())
}

impl IncidentDiff {
    /// Whether there is something to compare: the company spoke, or an authority found or ordered something.
    pub fn is_telling(&self) -> bool {
        !(self.statements.is_empty() && self.findings.is_empty() && self.orders.is_empty())
    }

    pub fn finding(&self, number: usize) -> Option<&Finding> {
        self.findings.get(number.checked_sub(1)?)
    }

    /// The findings that a later one corrects, each with that one.
    pub fn corrected(&self) -> impl Iterator<Item = (&Finding, &Finding)> {
        self.findings.iter().filter_map(|old| Some((old, self.finding(old.superseded_by?)?)))
    }

    pub fn source(&self, citation: &Citation) -> Option<&Source> {
        self.documents.get(citation.document.checked_sub(1)?)
    }

    /// How often a statement comes to this verdict.
    pub fn verdict_count(&self, verdict: Verdict) -> usize {
        self.verdicts.iter().find(|(name, _)| name == verdict.name()).map_or(0, |(_, count)| *count)
    }
}

impl Comparison {
    /// What the finding says and the statement does not. Of a finding that is accepted or denied as it stands nothing is left out.
    pub fn left_out(&self) -> &[String] {
        let names = [Verdict::Supports, Verdict::Partial, Verdict::Underspecified, Verdict::Contradicts].map(Verdict::name);
        if names.contains(&self.verdict.as_str()) { &self.missing } else { &[] }
    }
}

impl Statement {
    /// The words that name content of any finding.
    pub fn covered(&self) -> Vec<String> {
        self.comparisons.iter().flat_map(|c| c.covered.clone()).collect()
    }

    /// The comparisons in groups that have axis and verdict in common, each with the days from the statement to the findings.
    pub fn groups(&self) -> impl Iterator<Item = (&[Comparison], Option<String>)> {
        self.comparisons.chunk_by(|a, b| (&a.axis, &a.verdict) == (&b.axis, &b.verdict)).map(|group| (group, lag_words(group)))
    }
}

/// `3 days before the finding`, `2 to 4 days after the finding`; None where the dates do not tell.
fn lag_words(group: &[Comparison]) -> Option<String> {
    let days = |n: i64| if n == 1 { "1 day".to_string() } else { format!("{n} days") };
    let phase = group[0].phase.as_deref();
    let (Some(least), Some(most)) = (group.iter().filter_map(|c| c.lag_days).min(), group.iter().filter_map(|c| c.lag_days).max()) else {
        return phase.map(|phase| format!("{phase} the finding"));
    };
    Some(match (least, most) {
        (0, 0) => phase.map_or("on the day of the finding".to_string(), |phase| format!("same day, {phase} the finding")),
        (n, m) if n == m && n > 0 => format!("{} before the finding", days(n)),
        (n, m) if n == m => format!("{} after the finding", days(n.saturating_neg())),
        (n, m) if n >= 0 => format!("{n} to {} before the finding", days(m)),
        (n, m) if m <= 0 => format!("{} to {} after the finding", m.saturating_neg(), days(n.saturating_neg())),
        (n, m) => format!("{} before one finding, {} after another", days(m), days(n.saturating_neg())),
    })
}

impl Source {
    /// Who published it; what kind of document it is where that is not known.
    pub fn name(&self) -> String {
        self.publisher.clone().unwrap_or_else(|| format!("{} document", self.kind))
    }
}

/// `2024-05-13T13:44` -> `2024-05-13`.
pub fn day(at: &str) -> &str {
    at.split('T').next().unwrap_or(at)
}

/// Days from one date to another, where both are known to the day.
pub fn days_between(from: &str, to: &str) -> Option<i64> {
    let parse = |at: &str| day(at).parse::<Date>().ok();
    let (from, to) = (parse(from)?, parse(to)?);
    Some(i64::from(from.until(to).ok()?.get_days()))
}

/// `22800` -> `6시간 20분` and so on, as far as it is not zero.
pub fn spoken_duration(seconds: u64) -> String {
    let units = [(seconds / 86400, "일"), (seconds / 3600 % 24, "시간"), (seconds / 60 % 60, "분"), (seconds % 60, "초")];
    let parts: Vec<String> = units.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if parts.is_empty() { "0분".to_string() } else { parts.join(" ") }
}

// ---------------------------------------------------------------- one incident

/// The rows of a case with what is looked up again and again.
struct Reader<'a> {
    case: &'a Case,
    /// Documents in order of publication.
    documents: Vec<&'a DocumentRow>,
    numbers: BTreeMap<&'a str, usize>,
    causes: BTreeMap<&'a str, &'a CausedRow>,
    /// The statements of each document.
    said: BTreeMap<&'a str, Vec<&'a SaidRow>>,
    /// The links of each statement.
    links: BTreeMap<&'a str, Vec<&'a LinkRow>>,
    /// Each determined cause -> its finding.
    finding_of: BTreeMap<&'a str, &'a str>,
    /// The causes whose wording a finding has.
    wordings: BTreeSet<&'a str>,
    /// Each statement -> the one that stands for it.
    roots: BTreeMap<&'a str, &'a str>,
}

fn incident_diff(case: &Case, today: &str) -> IncidentDiff {
    let reader = Reader::new(case);
    let findings = reader.findings();
    let statements = reader.statements(&findings);
    let omissions = reader.omissions(&findings, &statements);
    let mut verdicts = Vec::new();
    for verdict in BY_GRAVITY {
        let count = statements.iter().flat_map(|s| &s.comparisons).filter(|c| c.verdict == verdict.name()).count();
        if count > 0 {
            verdicts.push((verdict.name().to_string(), count));
        }
    }
    let first_statement_at = statements.iter().filter_map(|s| s.said_at.clone()).min();
    let first_finding_at = findings.iter().filter_map(|f| f.found_at.clone()).min();
    let head = case.incident.clone();
    IncidentDiff {
        incident: head.id,
        company: head.operator,
        service: head.service,
        event: head.event,
        start_at: head.start_at,
        end_at: head.end_at,
        duration_seconds: head.duration_seconds,
        background: case.mentions.iter().all(|m| m.background == 1),
        lag_days: lag(first_statement_at.as_deref(), first_finding_at.as_deref()),
        first_statement_at,
        first_finding_at,
        verdicts,
        accounts: reader.accounts(),
        other_causes: reader.other_causes(),
        orders: reader.orders(today),
        documents: reader.sources(),
        statements,
        findings,
        omissions,
    }
}

fn lag(from: Option<&str>, to: Option<&str>) -> Option<i64> {
    days_between(from?, to?)
}

impl<'a> Reader<'a> {
    fn new(case: &'a Case) -> Reader<'a> {
        let mut documents: Vec<&DocumentRow> = case.documents.iter().collect();
        documents.sort_by_key(|d| (d.published_at.is_none(), &d.published_at, &d.id));
        let numbers = documents.iter().enumerate().map(|(index, d)| (d.id.as_str(), index + 1)).collect();
        let own: BTreeSet<&str> = case.statements.iter().map(|s| s.row.id.as_str()).collect();
        let first: BTreeMap<&str, &str> = case.repeats.iter().map(|r| (r.statement_id.as_str(), r.repeats_id.as_str())).collect();
        let root = |id: &'a str| {
            let mut at = id;
            // A chain of repeats is short; a circle would be a bug of the rows, not a reason to hang.
            for _ in 0..case.repeats.len() {
                match first.get(at) {
                    Some(next) if own.contains(next) => at = next,
                    _ => break,
                }
            }
            at
        };
        let roots = own.iter().map(|id| (*id, root(id))).collect();
        let causes = case.causes.iter().map(|c| (c.row.id.as_str(), c)).collect();
        let mut said: BTreeMap<&str, Vec<&SaidRow>> = BTreeMap::new();
        case.statements.iter().for_each(|s| said.entry(&s.row.quote.document_id).or_default().push(s));
        let mut links: BTreeMap<&str, Vec<&LinkRow>> = BTreeMap::new();
        case.links.iter().for_each(|l| links.entry(&l.statement_id).or_default().push(l));
        let finding_of = case.finding_members.iter().map(|m| (m.cause_id.as_str(), m.finding_id.as_str())).collect();
        let wordings = case.findings.iter().map(|f| f.cause_id.as_str()).collect();
        Reader { case, documents, numbers, causes, said, links, finding_of, wordings, roots }
    }

    fn cite(&self, quote: &Quote) -> Citation {
        let document = self.numbers.get(quote.document_id.as_str()).copied().unwrap_or(0);
        Citation { document, char_start: quote.char_start, char_end: quote.char_end, text: quote.text.clone() }
    }

    fn document(&self, id: &str) -> Option<&'a DocumentRow> {
        self.numbers.get(id).map(|n| self.documents[n - 1])
    }

    fn published(&self, quote: &Quote) -> Option<&'a str> {
        self.document(&quote.document_id)?.published_at.as_deref()
    }

    fn sources(&self) -> Vec<Source> {
        let source = |(index, row): (usize, &&DocumentRow)| Source {
            number: index + 1,
            id: row.id.clone(),
            kind: row.kind.clone(),
            publisher: row.publisher.clone(),
            title: row.title.clone(),
            published_at: row.published_at.clone(),
            url: row.url.clone(),
            text: row.text.clone(),
        };
        self.documents.iter().enumerate().map(source).collect()
    }

    // ------------------------------------------------------------ findings

    fn findings(&self) -> Vec<Finding> {
        let mut rows: Vec<_> = self.case.findings.iter().collect();
        rows.sort_by_key(|f| (f.found_at.is_none(), f.found_at.as_deref().map(day), f.role != "trigger", self.place(&f.cause_id), &f.id));
        let number = |id: &str| rows.iter().position(|f| f.id == id).map(|index| index + 1);
        let mut tellings: BTreeMap<&str, Vec<&CausedRow>> = BTreeMap::new();
        for member in &self.case.finding_members {
            tellings.entry(&member.finding_id).or_default().extend(self.causes.get(member.cause_id.as_str()));
        }
        let finding = |(index, row): (usize, &&FindingRow)| {
            let mut members = tellings.get(row.id.as_str()).cloned().unwrap_or_default();
            members.sort_by_key(|c| (c.row.id != row.cause_id, self.numbers.get(c.row.quote.document_id.as_str()), c.row.quote.char_start));
            let classes: BTreeSet<String> = members.iter().flat_map(|c| list(&c.classes)).collect();
            Finding {
                number: index + 1,
                id: row.id.clone(),
                authority: row.authority.clone(),
                role: row.role.clone(),
                text: row.text.clone(),
                classes: classes.into_iter().collect(),
                found_at: row.found_at.clone(),
                superseded_by: row.superseded_by.as_deref().and_then(number),
                sources: members.iter().map(|c| self.cite(&c.row.quote)).collect(),
            }
        };
        rows.iter().enumerate().map(finding).collect()
    }

    /// A cause's place in the order of documents and in its text.
    fn place(&self, cause_id: &str) -> (usize, usize) {
        self.causes
            .get(cause_id)
            .map_or((0, 0), |c| (self.numbers.get(c.row.quote.document_id.as_str()).copied().unwrap_or(0), c.row.quote.char_start))
    }

    // ------------------------------------------------------------ statements

    fn statements(&self, findings: &[Finding]) -> Vec<Statement> {
        let mut told: BTreeMap<&str, Vec<&SaidRow>> = BTreeMap::new();
        for said in self.case.statements.iter().filter(|s| s.row.speaker_role == SpeakerRole::Company.name()) {
            let root = self.roots.get(said.row.id.as_str()).copied().unwrap_or(&said.row.id);
            told.entry(root).or_default().push(said);
        }
        let mut statements: Vec<Statement> = Vec::new();
        for (root, mut rows) in told {
            rows.sort_by_key(|s| (s.row.id != root, self.numbers.get(s.row.quote.document_id.as_str()), s.row.quote.char_start));
            let best = rows[0];
            let mut sources: Vec<Citation> = rows.iter().map(|s| self.cite(&s.row.quote)).collect();
            sources.dedup();
            let said_at = rows.iter().filter_map(|s| self.published(&s.row.quote)).min().map(str::to_string);
            statements.push(Statement {
                number: 0,
                id: best.row.id.clone(),
                speaker: best.row.speaker.clone(),
                text: best.row.quote.text.clone(),
                mode: best.row.mode.clone(),
                stances: list(&best.stances),
                comparisons: self.comparisons(&rows, findings, said_at.as_deref()),
                said_at,
                sources,
            });
        }
        statements.sort_by(|a, b| {
            let key = |s: &Statement| (s.said_at.is_none(), s.said_at.clone(), s.sources.first().map(|c| (c.document, c.char_start)), s.id.clone());
            key(a).cmp(&key(b))
        });
        for (index, statement) in statements.iter_mut().enumerate() {
            statement.number = index + 1;
        }
        statements
    }

    /// One comparison for each finding or figure, from all tellings of a statement; the best wording of both sides speaks for the rest.
    fn comparisons(&self, rows: &[&SaidRow], findings: &[Finding], said_at: Option<&str>) -> Vec<Comparison> {
        let links = rows.iter().flat_map(|s| self.links.get(s.row.id.as_str()).into_iter().flatten().copied());
        let mut chosen: BTreeMap<(usize, String), (&LinkRow, Option<usize>)> = BTreeMap::new();
        let rank = |link: &LinkRow| {
            let said = rows.iter().position(|s| s.row.id == link.statement_id).unwrap_or(usize::MAX);
            let worded = !link.cause_id.as_deref().is_some_and(|id| self.wordings.contains(id));
            (said, worded, (-link.score * 1e6) as i64, link.id.clone())
        };
        for link in links {
            let finding = link.cause_id.as_deref().and_then(|id| self.finding_of.get(id)).copied();
            let number = finding.and_then(|id| findings.iter().find(|f| f.id == id)).map(|f| f.number);
            let target = finding.or(link.impact_id.as_deref()).or(link.incident_mention_id.as_deref()).or(link.cause_id.as_deref());
            let axis = AXES.iter().position(|a| *a == link.axis).unwrap_or(AXES.len());
            let key = (axis, target.unwrap_or_default().to_string());
            if chosen.get(&key).is_none_or(|(best, _)| rank(link) < rank(best)) {
                chosen.insert(key, (link, number));
            }
        }
        let mut comparisons: Vec<Comparison> = chosen.values().map(|(link, number)| self.comparison(link, *number, findings, said_at)).collect();
        comparisons.sort_by(|a, b| {
            let key = |c: &Comparison| (AXES.iter().position(|x| *x == c.axis), gravity(&c.verdict), c.finding, c.found.clone());
            key(a).cmp(&key(b))
        });
        comparisons
    }

    fn comparison(&self, link: &LinkRow, number: Option<usize>, findings: &[Finding], said_at: Option<&str>) -> Comparison {
        let case = self.case;
        let cause = link.cause_id.as_deref().and_then(|id| self.causes.get(id)).map(|c| &c.row.quote);
        let impact = || case.impacts.iter().find(|i| Some(&i.id) == link.impact_id.as_ref()).map(|i| &i.quote);
        let mention = || case.mentions.iter().find(|m| Some(&m.id) == link.incident_mention_id.as_ref());
        let length = || {
            let (document, seconds) = mention().filter(|_| link.axis == "duration").map(|m| (&m.document_id, m.duration_seconds))?;
            case.durations.iter().filter(|d| d.quote.document_id == *document && d.seconds == seconds).map(|d| &d.quote).min_by_key(|q| q.char_start)
        };
        let telling = || {
            let of = |m: &IncidentMentionRow| (m.document_id.clone(), m.char_start, m.char_end, m.text.clone());
            mention().map(of).map(|(document_id, char_start, char_end, text)| Quote { document_id, char_start, char_end, text })
        };
        let quote = cause.or_else(impact).or_else(length).cloned().or_else(telling);
        let found = quote.as_ref().map(|quote| self.cite(quote));
        let speaker = quote.as_ref().map(|quote| self.speaker(quote)).filter(|(_, role)| *role == "regulator").map(|(name, _)| name);
        let authority = number.and_then(|n| findings[n - 1].authority.clone()).or(speaker);
        let published = found.as_ref().and_then(|c| self.documents.get(c.document.checked_sub(1)?)?.published_at.as_deref());
        let found_at = number.and_then(|n| findings[n - 1].found_at.as_deref()).or(published);
        Comparison {
            axis: link.axis.clone(),
            verdict: link.verdict.clone(),
            score: link.score,
            phase: link.phase.clone(),
            finding: number,
            authority,
            found,
            covered: list(&link.covered),
            missing: list(&link.missing),
            explanation: link.explanation.clone(),
            lag_days: lag(said_at, found_at),
        }
    }

    fn omissions(&self, findings: &[Finding], statements: &[Statement]) -> Vec<Omission> {
        let touched: BTreeSet<usize> = statements.iter().flat_map(|s| &s.comparisons).filter_map(|c| c.finding).collect();
        let left = findings.iter().filter(|f| !touched.contains(&f.number) && f.superseded_by.is_none());
        let later = |f: &Finding| {
            let since = |s: &&Statement| f.found_at.as_deref().zip(s.said_at.as_deref()).is_some_and(|(found, said)| day(said) >= day(found));
            statements.iter().filter(since).count()
        };
        left.map(|f| Omission { finding: f.number, later_statements: later(f) }).collect()
    }

    // ------------------------------------------------------------ figures

    fn accounts(&self) -> Vec<Account> {
        let mut gathered: BTreeMap<(usize, String, String), Vec<Figure>> = BTreeMap::new();
        let mut add = |(by, role): (String, &str), figure: Figure| {
            let order = ["company", "regulator", "press", "other"].iter().position(|r| *r == role).unwrap_or(3);
            let figures = gathered.entry((order, by, role.to_string())).or_default();
            let same =
                |f: &&mut Figure| (&f.what, &f.value, &f.unit, &f.population) == (&figure.what, &figure.value, &figure.unit, &figure.population);
            match figures.iter_mut().find(same) {
                Some(known) => known.sources.extend(figure.sources),
                None => figures.push(figure),
            }
        };
        let plain = |what: &str, value: String, sources: Vec<Citation>| Figure {
            what: what.to_string(),
            value,
            unit: None,
            population: None,
            approximate: false,
            bound: "exact".to_string(),
            sources,
        };
        for mention in &self.case.mentions {
            let quote = Quote {
                document_id: mention.document_id.clone(),
                char_start: mention.char_start,
                char_end: mention.char_end,
                text: mention.text.clone(),
            };
            let who = self.publisher(&mention.document_id);
            for (what, value) in [("start", &mention.start_at), ("end", &mention.end_at)] {
                if let Some(value) = value {
                    add(who.clone(), plain(what, value.clone(), vec![self.cite(&quote)]));
                }
            }
            if let Some(seconds) = mention.duration_seconds {
                // A length that stands in someone's words is his claim, not the paper's.
                let told = self.case.durations.iter().find(|d| d.quote.document_id == mention.document_id && d.seconds == Some(seconds));
                let (who, cited) = told.map_or((who.clone(), self.cite(&quote)), |d| (self.speaker(&d.quote), self.cite(&d.quote)));
                let approximate = told.is_some_and(|d| d.approximate == 1);
                let bound = told.map_or("exact".to_string(), |d| d.bound.clone());
                add(who, Figure { approximate, bound, ..plain("duration", seconds.to_string(), vec![cited]) });
            }
        }
        let compared: BTreeSet<&str> = self.case.links.iter().filter(|l| l.axis == "duration").map(|l| l.statement_id.as_str()).collect();
        for said in self.case.statements.iter().filter(|s| compared.contains(s.row.id.as_str())) {
            for length in self.case.durations.iter().filter(|d| inside(&said.row.quote, &d.quote)) {
                let Some(seconds) = length.seconds else { continue };
                let figure = plain("duration", seconds.to_string(), vec![self.cite(&length.quote)]);
                add(self.speaker(&length.quote), Figure { approximate: length.approximate == 1, bound: length.bound.clone(), ..figure });
            }
        }
        for impact in &self.case.impacts {
            let Some(value) = impact.value else { continue };
            let what = if impact.unit == "%" { "share" } else { "count" };
            add(
                self.speaker(&impact.quote),
                Figure {
                    unit: Some(impact.unit.clone()),
                    population: impact.population.clone(),
                    approximate: impact.approximate == 1,
                    bound: impact.bound.clone(),
                    ..plain(what, number(value), vec![self.cite(&impact.quote)])
                },
            );
        }
        let account = |((_, by, role), figures): ((usize, String, String), Vec<Figure>)| {
            let mut figures = without_rougher(figures);
            for figure in &mut figures {
                figure.sources.sort();
                figure.sources.dedup();
            }
            let order = |f: &Figure| FIGURES.iter().position(|w| *w == f.what);
            figures.sort_by(|a, b| (order(a), &a.sources, &a.value).cmp(&(order(b), &b.sources, &b.value)));
            Account { by, role, figures }
        };
        gathered.into_iter().map(account).collect()
    }

    /// Who published a document, and on which side that is.
    fn publisher(&self, document_id: &str) -> (String, &'static str) {
        let Some(document) = self.document(document_id) else { return ("?".to_string(), "other") };
        let role = match document.kind.as_str() {
            "company" => "company",
            "regulator" => "regulator",
            "news" => "press",
            _ => "other",
        };
        let operator = self.case.incident.operator.clone().filter(|_| role == "company");
        (document.publisher.clone().or(operator).unwrap_or_else(|| format!("{} document", document.kind)), role)
    }

    /// The statements of the document in which a quote stands.
    fn said_in(&self, quote: &Quote) -> impl Iterator<Item = &'a SaidRow> {
        self.said.get(quote.document_id.as_str()).into_iter().flatten().copied()
    }

    /// Who says what stands here: the speaker of the closest statement around it, or the publisher.
    fn speaker(&self, quote: &Quote) -> (String, &'static str) {
        let around = self.said_in(quote).filter(|s| inside(&s.row.quote, quote) && s.row.speaker.is_some());
        let closest = around.min_by_key(|s| (s.row.quote.char_end - s.row.quote.char_start, &s.row.id));
        let Some(said) = closest else { return self.publisher(&quote.document_id) };
        let role = match said.row.speaker_role.as_str() {
            "company" => "company",
            "regulator" => "regulator",
            _ => "other",
        };
        (said.row.speaker.clone().unwrap_or_default(), role)
    }

    // ------------------------------------------------------------ other causes, orders

    fn other_causes(&self) -> Vec<OtherCause> {
        let in_statement = |quote: &Quote| {
            let company = self.said_in(quote).filter(|s| s.row.speaker_role == SpeakerRole::Company.name());
            company.map(|s| &s.row.quote).any(|outer| inside(outer, quote))
        };
        let mut rows: Vec<&CausedRow> = self.case.causes.iter().filter(|c| c.row.status != Status::Determined.name()).collect();
        // What the company says itself stands with its statements.
        rows.retain(|c| c.row.status != Status::Stated.name() || !in_statement(&c.row.quote));
        rows.sort_by_key(|c| (self.numbers.get(c.row.quote.document_id.as_str()), c.row.quote.char_start, &c.row.id));
        let mut found: BTreeMap<(&str, Option<String>, String), OtherCause> = BTreeMap::new();
        for cause in rows {
            let key = (cause.row.status.as_str(), cause.row.asserted_by.clone(), letters(&cause.row.quote.text));
            let entry = found.entry(key).or_insert_with(|| OtherCause {
                status: cause.row.status.clone(),
                by: cause.row.asserted_by.clone(),
                text: cause.row.quote.text.clone(),
                sources: Vec::new(),
            });
            entry.sources.push(self.cite(&cause.row.quote));
        }
        let order = |c: &OtherCause| ["stated", "denied", "suspected", "open"].iter().position(|s| *s == c.status);
        let mut causes: Vec<OtherCause> = found.into_values().collect();
        causes.sort_by(|a, b| (order(a), &a.sources, &a.by).cmp(&(order(b), &b.sources, &b.by)));
        causes
    }

    fn orders(&self, today: &str) -> Vec<Order> {
        let mut rows: Vec<&OrderRow> = self.case.orders.iter().collect();
        rows.sort_by_key(|o| (self.numbers.get(o.quote.document_id.as_str()), o.quote.char_start, &o.id));
        let mut orders: Vec<(OrderKey, Order)> = Vec::new();
        for row in rows {
            let wording = row.amount_krw.map_or_else(|| letters(&row.quote.text), |won| won.to_string());
            let key = (row.authority.clone(), row.category.clone(), row.deadline.clone(), row.due_on.clone(), wording);
            match orders.iter_mut().find(|(known, _)| *known == key) {
                Some((_, order)) => order.sources.push(self.cite(&row.quote)),
                None => orders.push((key, self.order(row, today))),
            }
        }
        orders.into_iter().map(|(_, order)| order).collect()
    }

    fn order(&self, row: &OrderRow, today: &str) -> Order {
        let days_left = row.due_on.as_deref().and_then(|due| days_between(today, due));
        let state = match (days_left, &row.deadline) {
            (Some(days), _) if days < 0 => OrderState::Overdue,
            (Some(_), _) => OrderState::Due,
            (None, Some(_)) => OrderState::NoComputableDate,
            (None, None) => OrderState::NoDeadline,
        };
        Order {
            authority: row.authority.clone(),
            addressee: row.addressee.clone(),
            category: row.category.clone(),
            text: row.quote.text.clone(),
            deadline: row.deadline.clone(),
            due_on: row.due_on.clone(),
            amount_krw: row.amount_krw,
            state,
            days_left,
            sources: vec![self.cite(&row.quote)],
        }
    }
}

/// A date that another one of the same party gives more exactly goes into that one; so does a count that another one says of whom.
fn without_rougher(figures: Vec<Figure>) -> Vec<Figure> {
    let is_date = |f: &Figure| matches!(f.what.as_str(), "start" | "end");
    let mut kept: Vec<Figure> = Vec::new();
    let mut by_precision = figures;
    by_precision.sort_by_key(|f| std::cmp::Reverse((if is_date(f) { f.value.len() } else { 0 }, f.population.is_some())));
    for figure in by_precision {
        let finer = |k: &&mut Figure| {
            let date = is_date(&figure) && k.value.starts_with(&figure.value);
            let count = figure.population.is_none() && (&k.value, &k.unit) == (&figure.value, &figure.unit);
            k.what == figure.what && (date || count)
        };
        match kept.iter_mut().find(finer) {
            Some(finer) => finer.sources.extend(figure.sources),
            None => kept.push(figure),
        }
    }
    kept
}

/// Authority, category, deadline, due date, and the sum or the words: what makes two tellings one order.
type OrderKey = (Option<String>, String, Option<String>, Option<String>, String);

/// The axes in the order in which they are shown.
const AXES: [&str; 4] = ["cause", "classification", "scope", "duration"];
const FIGURES: [&str; 5] = ["start", "end", "duration", "share", "count"];

fn inside(outer: &Quote, inner: &Quote) -> bool {
    outer.document_id == inner.document_id && outer.char_start <= inner.char_start && inner.char_end <= outer.char_end
}

/// A JSON list of words; empty where it is none.
fn list(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Letters and digits alone: how two wordings are told to be one.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A number without a needless fraction: `80`, `12.5`.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { value.to_string() }
}
