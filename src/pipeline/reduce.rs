//! The records of many documents -> what only all of them together tell: incidents, findings, repeated statements, and a verdict
//! for each pair of a company's statement and an authority's finding. The result depends on the set of records alone, not on
//! their order or on how often they come.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::hash;
use crate::document::Kind;
use crate::incident::cluster::{Incident, Member, cluster, dice, squeeze};
use crate::link::frame::{Comparer, Frame};
use crate::link::{self, Axis, Determined, Figure, Ground, Judgement, Said, Sides, Verdict};
use crate::mention::{CauseRole, Mode, Phase, SpeakerRole, Stance, Status};
use crate::record::{
    CauseRow, DurationRow, FindingMemberRow, FindingRow, ImpactRow, IncidentMemberRow, IncidentMentionRow, IncidentRow, LinkRow, OrganizationRow,
    Quote, Record, StatementRepeatRow, StatementRow,
};

/// What reduce made; every list is sorted by its ids.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Derived {
    pub incidents: Vec<IncidentRow>,
    pub incident_members: Vec<IncidentMemberRow>,
    pub findings: Vec<FindingRow>,
    pub finding_members: Vec<FindingMemberRow>,
    pub statement_repeats: Vec<StatementRepeatRow>,
    pub links: Vec<LinkRow>,
    /// Incident mentions in the largest block of clustering, which bounds its cost.
    pub largest_block: usize,
}

/// The records that reduce reads, by id; adding one twice changes nothing.
#[derive(Default)]
pub struct Archive {
    documents: BTreeMap<String, Source>,
    organizations: BTreeMap<String, OrganizationRow>,
    mentions: BTreeMap<String, IncidentMentionRow>,
    /// By document, then id.
    causes: BTreeMap<(String, String), CauseRow>,
    cause_classes: BTreeMap<String, BTreeSet<String>>,
    cause_mentions: BTreeMap<String, BTreeSet<String>>,
    statements: BTreeMap<String, StatementRow>,
    stances: BTreeMap<String, BTreeSet<Stance>>,
    statement_mentions: BTreeMap<String, BTreeSet<String>>,
    impacts: BTreeMap<String, ImpactRow>,
    /// By document, then id.
    durations: BTreeMap<(String, String), DurationRow>,
}

struct Source {
    kind: Kind,
    published_at: Option<String>,
    text: String,
}

impl Archive {
    /// Keeps what reduce needs of a record, in any order.
    pub fn add(&mut self, record: Record) {
        match record {
            Record::Documents(row) => {
                let kind = Kind::from_name(&row.kind).unwrap_or(Kind::Other);
                self.documents.insert(row.id, Source { kind, published_at: row.published_at, text: row.text });
            }
            Record::Organizations(row) => drop(self.organizations.insert(row.id.clone(), row)),
            Record::IncidentMentions(row) => drop(self.mentions.insert(row.id.clone(), row)),
            Record::Causes(row) => drop(self.causes.insert((row.quote.document_id.clone(), row.id.clone()), row)),
            Record::CauseClasses(row) => drop(self.cause_classes.entry(row.cause_id).or_default().insert(row.class)),
            Record::CauseIncidents(row) => drop(self.cause_mentions.entry(row.cause_id).or_default().insert(row.incident_mention_id)),
            Record::Statements(row) => drop(self.statements.insert(row.id.clone(), row)),
            Record::StatementStances(row) => {
                self.stances.entry(row.statement_id).or_default().extend(Stance::from_name(&row.stance));
            }
            Record::StatementIncidents(row) => drop(self.statement_mentions.entry(row.statement_id).or_default().insert(row.incident_mention_id)),
            Record::Impacts(row) => drop(self.impacts.insert(row.id.clone(), row)),
            Record::Durations(row) => drop(self.durations.insert((row.quote.document_id.clone(), row.id.clone()), row)),
            Record::OrganizationAliases(_) | Record::Dates(_) | Record::Orders(_) | Record::Errors(_) => {}
        }
    }
}

impl FromIterator<Record> for Archive {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Archive {
        let mut archive = Archive::default();
        records.into_iter().for_each(|record| archive.add(record));
        archive
    }
}

/// Pairs of statements and causes of one incident that are all linked; beyond it (one event told by thousands of articles) each
/// statement is linked to the best wording of each finding only.
const MAX_PAIRS: usize = 200_000;
/// How alike two wordings must be to be one finding, or one statement.
const SAME_FINDING: f64 = 0.5;
const SAME_STATEMENT: f64 = 0.8;
/// A quote that another holds is its repeat from this many characters and this share of it.
const HELD_CHARS: usize = 12;
const HELD_SHARE: f64 = 0.5;

/// Clusters the incident mentions of the archive and links its statements.
pub fn reduce(archive: &Archive, comparer: &Comparer) -> Derived {
    let clusters = cluster(archive.members());
    let mut derived = Derived { largest_block: clusters.largest_block, ..Derived::default() };
    let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
    for incident in &clusters.incidents {
        for member in &incident.members {
            homes.insert(member, &incident.id);
            derived.incident_members.push(IncidentMemberRow { incident_id: incident.id.clone(), incident_mention_id: member.clone() });
        }
        derived.incidents.push(archive.incident_row(incident));
    }
    let cases = archive.cases(&homes);
    let of_case = |incident: &Incident| {
        let mut part = Derived::default();
        if let Some(case) = cases.get(incident.id.as_str()) {
            archive.reduce_case(comparer, incident, case, &archive.names(incident, case), &mut part);
        }
        part
    };
    let parts: Vec<Derived> = clusters.incidents.par_iter().map(of_case).collect();
    for part in parts {
        derived.findings.extend(part.findings);
        derived.finding_members.extend(part.finding_members);
        derived.statement_repeats.extend(part.statement_repeats);
        derived.links.extend(part.links);
    }
    derived.incident_members.sort();
    derived.findings.sort_by(|a, b| a.id.cmp(&b.id));
    derived.finding_members.sort();
    derived.finding_members.dedup();
    derived.statement_repeats.sort();
    derived.statement_repeats.dedup();
    derived.links.sort_by(|a, b| a.id.cmp(&b.id));
    derived
}

/// What the archive knows of one incident.
#[derive(Default)]
struct Case<'a> {
    /// Determined causes; the flag is set where the text does not say to which of its incidents a cause belongs.
    causes: Vec<(&'a CauseRow, bool)>,
    statements: Vec<&'a StatementRow>,
    impacts: Vec<&'a ImpactRow>,
    mentions: Vec<&'a IncidentMentionRow>,
}

impl Archive {
    fn members(&self) -> Vec<Member> {
        let member = |row: &IncidentMentionRow| {
            let document = self.documents.get(&row.document_id);
            let operator = row.operator_id.as_ref().map(|id| self.organizations.get(id).map_or(id.clone(), |o| o.name.clone()));
            Member {
                id: row.id.clone(),
                document_id: row.document_id.clone(),
                kind: document.map_or(Kind::Other, |d| d.kind),
                published_at: document.and_then(|d| d.published_at.clone()),
                group: operator.clone(),
                operator,
                service: row.service.clone(),
                event: row.event.clone(),
                sequence: row.sequence,
                start_at: row.start_at.clone(),
                end_at: row.end_at.clone(),
                duration_seconds: row.duration_seconds,
                background: row.background != 0,
            }
        };
        self.mentions.values().map(member).collect()
    }

    fn incident_row(&self, incident: &Incident) -> IncidentRow {
        let operators = incident.members.iter().filter_map(|id| self.mentions.get(id)?.operator_id.clone());
        let named = |id: &String| self.organizations.get(id).map_or(id.as_str(), |o| o.name.as_str()) == incident.operator.as_deref().unwrap_or("");
        IncidentRow {
            id: incident.id.clone(),
            operator_id: operators.filter(named).min(),
            service: incident.service.clone(),
            event: incident.event.clone(),
            start_at: incident.start_at.clone(),
            end_at: incident.end_at.clone(),
            duration_seconds: incident.duration_seconds,
        }
    }

    /// The incidents that a row of a document speaks of: those it is tied to, or the document's only one that is no history.
    fn incidents_of<'a>(&'a self, tied: Option<&'a BTreeSet<String>>, document_id: &str, own: &Documented<'a>) -> Vec<&'a str> {
        if let Some(tied) = tied.filter(|t| !t.is_empty()) {
            return tied.iter().map(String::as_str).collect();
        }
        match own.get(document_id).map(Vec::as_slice) {
            Some([only]) => vec![only],
            _ => Vec::new(),
        }
    }

    fn cases<'a>(&'a self, homes: &BTreeMap<&'a str, &'a str>) -> BTreeMap<&'a str, Case<'a>> {
        let mut own: Documented = BTreeMap::new();
        for mention in self.mentions.values().filter(|m| m.background == 0) {
            own.entry(&mention.document_id).or_default().push(&mention.id);
        }
        let mut cases: BTreeMap<&str, Case> = BTreeMap::new();
        for mention in self.mentions.values() {
            if let Some(home) = homes.get(mention.id.as_str()) {
                cases.entry(home).or_default().mentions.push(mention);
            }
        }
        let at_home = |mentions: Vec<&'a str>| -> BTreeSet<&'a str> { mentions.iter().filter_map(|m| homes.get(m).copied()).collect() };
        for cause in self.causes.values().filter(|c| c.status == Status::Determined.name()) {
            let tied = self.cause_mentions.get(&cause.id);
            let mut incidents = at_home(self.incidents_of(tied, &cause.quote.document_id, &own));
            let loose = incidents.is_empty();
            if loose {
                incidents = at_home(own.get(cause.quote.document_id.as_str()).cloned().unwrap_or_default());
            }
            for incident in incidents {
                cases.entry(incident).or_default().causes.push((cause, loose));
            }
        }
        for statement in self.statements.values() {
            let tied = self.statement_mentions.get(&statement.id);
            for incident in at_home(self.incidents_of(tied, &statement.quote.document_id, &own)) {
                cases.entry(incident).or_default().statements.push(statement);
            }
        }
        for impact in self.impacts.values() {
            let mention = impact.incident_mention_id.as_deref();
            if let Some(incident) = mention.and_then(|m| homes.get(m)) {
                cases.entry(incident).or_default().impacts.push(impact);
            }
        }
        cases
    }

    /// Names of the parties of a case, which say nothing of its cause, without spaces and in small letters.
    fn names(&self, incident: &Incident, case: &Case) -> Vec<String> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        names.extend(incident.operator.iter().map(|n| squeeze(n)));
        names.extend(case.causes.iter().filter_map(|(c, _)| c.asserted_by.as_deref()).map(squeeze));
        names.extend(case.statements.iter().filter_map(|s| s.speaker.as_deref()).map(squeeze));
        names.retain(|name| name.chars().nth(1).is_some());
        names.into_iter().collect()
    }

    fn published(&self, document_id: &str) -> Option<&str> {
        self.documents.get(document_id)?.published_at.as_deref()
    }

    fn kind(&self, document_id: &str) -> Kind {
        self.documents.get(document_id).map_or(Kind::Other, |d| d.kind)
    }
}

/// The mentions of a document's own incidents.
type Documented<'a> = BTreeMap<&'a str, Vec<&'a str>>;

// ---------------------------------------------------------------- one incident

struct FindingDraft<'a> {
    row: FindingRow,
    best: &'a CauseRow,
    members: Vec<&'a CauseRow>,
}

impl Archive {
    fn reduce_case(&self, comparer: &Comparer, incident: &Incident, case: &Case, names: &[String], derived: &mut Derived) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut frames: FxHashMap<&str, Frame> = FxHashMap::default();
        for (cause, _) in &case.causes {
            frames.entry(&cause.quote.text).or_insert_with(|| comparer.frame(&cause.quote.text, &names));
        }
        let causes = self.best_first(case, &frames);
        let wordings = wordings(comparer, &causes, &frames);
        let findings = self.findings(comparer, incident, &causes, &wordings);
        self.repeats(case, &mut derived.statement_repeats);
        let company: Vec<&StatementRow> = case.statements.iter().copied().filter(|s| s.speaker_role == SpeakerRole::Company.name()).collect();
        let superseded: BTreeSet<&str> =
            findings.iter().filter(|f| f.row.superseded_by.is_some()).flat_map(|f| f.members.iter().map(|c| c.id.as_str())).collect();
        let best: BTreeSet<&str> = findings.iter().map(|f| f.best.id.as_str()).collect();
        let all_pairs = company.len().saturating_mul(case.causes.len()) <= MAX_PAIRS;
        let linked: Vec<(&CauseRow, bool)> =
            case.causes.iter().copied().filter(|(c, _)| !superseded.contains(c.id.as_str()) && (all_pairs || best.contains(c.id.as_str()))).collect();
        let found_at = findings.iter().filter_map(|f| f.row.found_at.as_deref()).min();
        let empty = BTreeSet::new();
        let determined: Vec<Determined> = linked
            .iter()
            .map(|(cause, loose)| Determined {
                frame: &frames[cause.quote.text.as_str()],
                role: CauseRole::from_name(&cause.role).unwrap_or(CauseRole::Trigger),
                classes: self.cause_classes.get(&cause.id).unwrap_or(&empty),
                authority: authority(cause),
                wording: wordings[cause.id.as_str()],
                loose: *loose,
            })
            .collect();
        let official = self.official(comparer, case, &findings);
        let mut judged: Vec<Vec<Option<Judgement>>> = Vec::new();
        for statement in &company {
            let stances = self.stances_of(statement);
            let stated = self.stated_classes(statement);
            let said = Said { text: &statement.quote.text, stances: &stances, classes: &stated, names: &names };
            judged.push(link::judge(comparer, &said, &determined));
        }
        narrow(&company, &mut judged);
        for (statement, judgements) in company.iter().zip(judged) {
            let stances = self.stances_of(statement);
            let phase = self.phase(statement, &stances, found_at);
            for ((cause, _), judgement) in linked.iter().zip(judgements) {
                derived.links.extend(judgement.map(|j| cause_link(incident, statement, cause, &j, phase)));
            }
            self.figure_links(comparer, incident, case, &official, statement, &stances, phase, &mut derived.links);
        }
        for finding in findings {
            let members = finding.members.iter();
            derived.finding_members.extend(members.map(|c| FindingMemberRow { finding_id: finding.row.id.clone(), cause_id: c.id.clone() }));
            derived.findings.push(finding.row);
        }
    }

    fn stances_of(&self, statement: &StatementRow) -> Vec<Stance> {
        self.stances.get(&statement.id).into_iter().flatten().copied().collect()
    }

    /// Classes of the causes that stand within the statement.
    fn stated_classes(&self, statement: &StatementRow) -> BTreeSet<String> {
        let within = of_document(&self.causes, &statement.quote.document_id).filter(|c| inside(&statement.quote, &c.quote));
        within.filter_map(|c| self.cause_classes.get(&c.id)).flatten().cloned().collect()
    }

    /// Whether the statement was made before or after the finding: as the text tells, else by what it answers, else by the dates.
    fn phase(&self, statement: &StatementRow, stances: &[Stance], found_at: Option<&str>) -> Option<Phase> {
        if let Some(phase) = statement.phase.as_deref().and_then(Phase::from_name) {
            return Some(phase);
        }
        if stances.iter().any(|s| matches!(s, Stance::AcceptFinding | Stance::DisputeFinding)) {
            return Some(Phase::After);
        }
        let (found, said) = (day(found_at?), day(self.published(&statement.quote.document_id)?));
        match said.cmp(found) {
            std::cmp::Ordering::Less => Some(Phase::Before),
            std::cmp::Ordering::Greater => Some(Phase::After),
            std::cmp::Ordering::Equal => None,
        }
    }

    // ------------------------------------------------------------ findings

    /// The determined causes of an incident, each told once. A cause joins the likest finding of its authority and role.
    fn findings<'a>(
        &self,
        comparer: &Comparer,
        incident: &Incident,
        causes: &[&'a CauseRow],
        wordings: &BTreeMap<&str, usize>,
    ) -> Vec<FindingDraft<'a>> {
        let mut drafts: BTreeMap<(usize, Option<&str>), Vec<&CauseRow>> = BTreeMap::new();
        for &cause in causes {
            drafts.entry((wordings[cause.id.as_str()], authority(cause))).or_default().push(cause);
        }
        let mut findings: Vec<FindingDraft> = drafts.into_values().map(|members| self.finding(incident, members)).collect();
        self.supersede(comparer, &mut findings);
        findings
    }

    /// The determined causes of a case, the best wording first: an authority's own before the press's, then the one that says most.
    fn best_first<'a>(&self, case: &Case<'a>, frames: &FxHashMap<&str, Frame>) -> Vec<&'a CauseRow> {
        let mut causes: Vec<&CauseRow> = case.causes.iter().map(|(c, _)| *c).collect();
        causes.sort_by_cached_key(|c| {
            let own = self.kind(&c.quote.document_id) == Kind::Regulator;
            let says = (frames[c.quote.text.as_str()].content() * 10.0) as i64;
            (!own, -says, c.quote.text.clone(), c.id.clone())
        });
        causes
    }

    fn finding<'a>(&self, incident: &Incident, members: Vec<&'a CauseRow>) -> FindingDraft<'a> {
        let best = members[0];
        let found_at = members.iter().filter_map(|c| self.published(&c.quote.document_id)).min();
        let row = FindingRow {
            id: hash(&["finding", &incident.id, authority(best).unwrap_or(""), &best.role, &best.quote.text]),
            incident_id: incident.id.clone(),
            authority: members.iter().find_map(|c| c.asserted_by.clone()),
            authority_id: members.iter().find_map(|c| c.asserted_by_id.clone()),
            role: best.role.clone(),
            text: best.quote.text.clone(),
            cause_id: best.id.clone(),
            found_at: found_at.map(str::to_string),
            superseded_by: None,
        };
        FindingDraft { row, best, members }
    }

    /// A later trigger of the same authority, told with a word of correction, takes the earlier one's place; both are kept.
    fn supersede(&self, comparer: &Comparer, findings: &mut [FindingDraft]) {
        let corrects: Vec<bool> = findings.iter().map(|f| f.members.iter().any(|c| self.is_correction(comparer, c))).collect();
        for old in 0..findings.len() {
            let row = &findings[old].row;
            let newer = |new: &usize| {
                let other = &findings[*new].row;
                let later = other.found_at.as_deref().map(day) > row.found_at.as_deref().map(day) && row.found_at.is_some();
                *new != old
                    && corrects[*new]
                    && later
                    && other.role == row.role
                    && row.role == CauseRole::Trigger.name()
                    && row.authority.is_some()
                    && other.authority == row.authority
            };
            let newest = (0..findings.len()).filter(newer).max_by_key(|&n| (findings[n].row.found_at.clone(), findings[n].row.id.clone()));
            findings[old].row.superseded_by = newest.map(|n| findings[n].row.id.clone());
        }
    }

    /// Whether the words before a determined cause say that it corrects an earlier finding.
    fn is_correction(&self, comparer: &Comparer, cause: &CauseRow) -> bool {
        let Some(document) = self.documents.get(&cause.quote.document_id) else { return false };
        let from = cause.quote.char_start.saturating_sub(CORRECTION_REACH);
        let around: String = document.text.chars().skip(from).take(cause.quote.char_end.saturating_sub(from)).collect();
        link::corrects_finding(comparer, &around)
    }

    // ------------------------------------------------------------ repeats

    /// Statements of one speaker in the same words: each repeat points at the first of them.
    fn repeats(&self, case: &Case, rows: &mut Vec<StatementRepeatRow>) {
        let mut statements: Vec<(String, &StatementRow)> = case.statements.iter().map(|s| (normal(&s.quote.text), *s)).collect();
        let order = |(text, s): &(String, &StatementRow)| {
            let published = self.published(&s.quote.document_id).unwrap_or("9999").to_string();
            (s.mode == Mode::Headline.name(), published, std::cmp::Reverse(text.chars().count()), s.id.clone())
        };
        statements.sort_by_cached_key(order);
        let mut firsts: Vec<(&str, &StatementRow)> = Vec::new();
        let mut holders: FxHashMap<(String, String), Vec<usize>> = FxHashMap::default();
        for (text, statement) in &statements {
            let speaker = statement.speaker_id.clone().or_else(|| statement.speaker.clone()).unwrap_or_default();
            let keys: Vec<(String, String)> = shingles(text).into_iter().map(|s| (speaker.clone(), s)).collect();
            let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
            for key in &keys {
                holders.get(key).into_iter().flatten().for_each(|&i| *counts.entry(i).or_default() += 1);
            }
            let mut ranked: Vec<(usize, usize)> = counts.into_iter().map(|(i, n)| (n, i)).collect();
            ranked.sort_by_key(|&(n, i)| (std::cmp::Reverse(n), i));
            let home = ranked.iter().take(MAX_CANDIDATES).find(|&&(_, i)| repeats(firsts[i].0, text));
            match home {
                Some(&(_, i)) => rows.push(StatementRepeatRow { statement_id: statement.id.clone(), repeats_id: firsts[i].1.id.clone() }),
                None => {
                    for key in keys {
                        let list = holders.entry(key).or_default();
                        if list.len() < MAX_CANDIDATES {
                            list.push(firsts.len());
                        }
                    }
                    firsts.push((text, statement));
                }
            }
        }
    }

    // ------------------------------------------------------------ scope, classification, duration

    #[allow(clippy::too_many_arguments)]
    fn figure_links(
        &self,
        comparer: &Comparer,
        incident: &Incident,
        case: &Case,
        official: &Official,
        statement: &StatementRow,
        stances: &[Stance],
        phase: Option<Phase>,
        links: &mut Vec<LinkRow>,
    ) {
        let sides = |authority, found| Sides { speaker: statement.speaker.as_deref(), statement: &statement.quote.text, authority, cause: found };
        let link = |axis: Axis, (verdict, score): (Verdict, f64), sides: Sides| LinkRow {
            explanation: link::explain_figures(&sides, axis, verdict),
            verdict: verdict.name().to_string(),
            axis: axis.name().to_string(),
            score: round(score),
            ..blank(incident, statement, phase)
        };
        if stances.contains(&Stance::DenyClassification) {
            let told = official.mention.as_ref().map(|m| (None, Some(m.id.clone()), None, m.text.as_str()));
            let found = official.finding.as_ref().map(|f| (Some(f.cause_id.clone()), None, f.authority.as_deref(), f.text.as_str()));
            if let Some((cause_id, incident_mention_id, authority, text)) = found.or(told) {
                let row = link(Axis::Classification, (Verdict::Denies, 0.9), sides(authority, text));
                links.push(named_link(LinkRow { cause_id, incident_mention_id, ..row }));
            }
        }
        let own_impacts: Vec<&ImpactRow> = case.impacts.iter().copied().filter(|i| inside(&statement.quote, &i.quote)).collect();
        for impact in &official.impacts {
            let Some(figure) = figure(impact) else { continue };
            let verdict = match own_impacts
                .iter()
                .find(|own| own.unit == impact.unit && same_population(own, impact, stances))
                .and_then(|own| self::figure(own))
            {
                Some(own) => link::judge_figure(&own, &figure),
                None if stances.contains(&Stance::MinimiseScope) => {
                    link::judge_scope(comparer, &statement.quote.text, &figure, impact.population.as_deref())
                }
                None => None,
            };
            if let Some(verdict) = verdict {
                let row = link(Axis::Scope, verdict, sides(None, &impact.quote.text));
                links.push(named_link(LinkRow { impact_id: Some(impact.id.clone()), ..row }));
            }
        }
        let (Some(length), Some(own)) = (&official.length, self.own_length(comparer, statement)) else { return };
        // One length in a statement about several incidents is not known to be this one's.
        if self.statement_mentions.get(&statement.id).is_some_and(|m| m.len() > 1) {
            return;
        }
        let authority = Figure { text: &length.text, value: length.seconds as f64, unit: "s", approximate: length.approximate };
        if let Some(verdict) = link::judge_figure(&own, &authority) {
            let row = link(Axis::Duration, verdict, sides(length.authority.as_deref(), &length.text));
            links.push(named_link(LinkRow { incident_mention_id: Some(length.incident_mention_id.clone()), ..row }));
        }
    }

    /// What authorities say of the incident besides its causes.
    fn official<'a>(&self, comparer: &Comparer, case: &Case<'a>, findings: &[FindingDraft]) -> Official<'a> {
        let current = findings.iter().filter(|f| f.row.superseded_by.is_none());
        let tied = |f: &FindingDraft| f.members.iter().any(|c| self.cause_mentions.contains_key(&c.id));
        let finding = current.min_by_key(|f| (!tied(f), f.row.role != CauseRole::Trigger.name(), f.row.id.clone())).map(|f| f.row.clone());
        let official = case.mentions.iter().copied().filter(|m| self.kind(&m.document_id) == Kind::Regulator && m.background == 0);
        let mention = official.min_by_key(|m| (m.duration_seconds.is_none(), m.start_at.as_ref().map_or(0, |s| usize::MAX - s.len()), m.id.clone()));
        let told = mention.and_then(|m| {
            let seconds = m.duration_seconds?;
            Some(Length { authority: None, text: spoken(seconds), seconds, approximate: false, incident_mention_id: m.id.clone() })
        });
        Official { length: told.or_else(|| self.spoken_length(comparer, case)), impacts: self.official_impacts(case), mention, finding }
    }

    /// How long the incident lasted in an authority's words, as a document quotes them.
    fn spoken_length(&self, comparer: &Comparer, case: &Case) -> Option<Length> {
        let quoted = case.statements.iter().filter(|s| s.speaker_role == SpeakerRole::Regulator.name());
        let lengths = quoted.filter_map(|statement| {
            let mentions = self.statement_mentions.get(&statement.id).filter(|m| m.len() == 1)?;
            let length = self.own_length(comparer, statement)?;
            let authority = statement.speaker.clone();
            let text = length.text.to_string();
            Some(Length {
                authority,
                text,
                seconds: length.value as u64,
                approximate: length.approximate,
                incident_mention_id: mentions.first()?.clone(),
            })
        });
        lengths.min_by_key(|l| (l.approximate, l.incident_mention_id.clone(), l.seconds))
    }

    /// The figures that stand in an authority's document or in its words; a few of each unit and value are enough.
    fn official_impacts<'a>(&self, case: &Case<'a>) -> Vec<&'a ImpactRow> {
        let authoritys = case.statements.iter().filter(|s| s.speaker_role == SpeakerRole::Regulator.name()).map(|s| &s.quote);
        let mut spoken: BTreeMap<&str, Vec<&Quote>> = BTreeMap::new();
        for quote in authoritys.chain(case.causes.iter().map(|(c, _)| &c.quote)) {
            spoken.entry(&quote.document_id).or_default().push(quote);
        }
        let official = |impact: &&&ImpactRow| {
            let quote = &impact.quote;
            self.kind(&quote.document_id) == Kind::Regulator
                || spoken.get(quote.document_id.as_str()).is_some_and(|q| q.iter().any(|outer| inside(outer, quote)))
                || self.goes_on_from(case, quote)
        };
        let companys = case.statements.iter().filter(|s| s.speaker_role == SpeakerRole::Company.name()).map(|s| &s.quote);
        let mut own: BTreeMap<&str, Vec<&Quote>> = BTreeMap::new();
        for quote in companys {
            own.entry(&quote.document_id).or_default().push(quote);
        }
        let companys = |quote: &Quote| own.get(quote.document_id.as_str()).is_some_and(|q| q.iter().any(|outer| inside(outer, quote)));
        let mut chosen: BTreeMap<(&str, String), &ImpactRow> = BTreeMap::new();
        for &impact in case.impacts.iter().filter(official).filter(|i| !companys(&i.quote)) {
            let kept = chosen.entry((&impact.unit, impact.value.unwrap_or(0.0).to_string())).or_insert(impact);
            if impact.id < kept.id {
                *kept = impact;
            }
        }
        chosen.into_values().take(MAX_FIGURES).collect()
    }

    /// Whether a figure of a news text stands in the paragraph of what an authority says, behind it, with nobody else's words between.
    fn goes_on_from(&self, case: &Case, quote: &Quote) -> bool {
        let before = |s: &&&StatementRow| s.quote.document_id == quote.document_id && s.quote.char_end <= quote.char_start;
        let Some(last) = case.statements.iter().filter(before).max_by_key(|s| (s.quote.char_end, s.id.as_str())) else { return false };
        let near = quote.char_start - last.quote.char_end <= MAX_PARAGRAPH;
        let Some(document) = self.documents.get(&quote.document_id).filter(|_| near && last.speaker_role == SpeakerRole::Regulator.name()) else {
            return false;
        };
        !document.text.chars().skip(last.quote.char_end).take(quote.char_start - last.quote.char_end).any(|c| c == '\n')
    }

    /// How long the failure lasted in the statement's words.
    fn own_length<'a>(&'a self, comparer: &Comparer, statement: &'a StatementRow) -> Option<Figure<'a>> {
        let lengths = of_document(&self.durations, &statement.quote.document_id).filter(|d| inside(&statement.quote, &d.quote));
        let lasting = |d: &&DurationRow| {
            let end = d.quote.char_end - statement.quote.char_start;
            let after: String = statement.quote.text.chars().skip(end).take(12).collect();
            link::is_outage_length(comparer, &d.quote.text, &after)
        };
        let length = lengths.filter(lasting).min_by_key(|d| (d.quote.char_start, d.id.as_str()))?;
        Some(Figure { text: &length.quote.text, value: length.seconds? as f64, unit: "s", approximate: length.approximate != 0 })
    }
}

struct Official<'a> {
    mention: Option<&'a IncidentMentionRow>,
    /// The trigger, or the factor where no trigger is known.
    finding: Option<FindingRow>,
    impacts: Vec<&'a ImpactRow>,
    length: Option<Length>,
}

struct Length {
    authority: Option<String>,
    text: String,
    seconds: u64,
    approximate: bool,
    incident_mention_id: String,
}

/// Code points before a determined cause in which a word of correction can stand.
const CORRECTION_REACH: usize = 120;
/// Different figures of an authority for one incident that are compared with a statement.
const MAX_FIGURES: usize = 50;
/// Statements that one is compared with, likest first.
const MAX_CANDIDATES: usize = 32;
const SHINGLE: usize = 4;

/// The rows of one document.
fn of_document<'a, T>(rows: &'a BTreeMap<(String, String), T>, document_id: &'a str) -> impl Iterator<Item = &'a T> {
    let from = (document_id.to_string(), String::new());
    rows.range(from..).take_while(move |((document, _), _)| document == document_id).map(|(_, row)| row)
}

fn authority(cause: &CauseRow) -> Option<&str> {
    cause.asserted_by_id.as_deref().or(cause.asserted_by.as_deref())
}

fn day(at: &str) -> &str {
    at.split('T').next().unwrap_or(at)
}

/// Characters behind an authority's words in which a figure can still be its own.
const MAX_PARAGRAPH: usize = 200;

fn inside(outer: &Quote, inner: &Quote) -> bool {
    outer.document_id == inner.document_id && outer.char_start <= inner.char_start && inner.char_end <= outer.char_end
}

/// Whether two figures count the same: the texts say so, or both are numbers of people and the speaker speaks of how far the failure reached.
fn same_population(a: &ImpactRow, b: &ImpactRow, stances: &[Stance]) -> bool {
    match (&a.population, &b.population) {
        (Some(a), Some(b)) => dice(a, b) >= 0.5,
        _ => link::is_of_people(&a.unit) && (stances.contains(&Stance::MinimiseScope) || stances.contains(&Stance::Correction)),
    }
}

fn figure(impact: &ImpactRow) -> Option<Figure<'_>> {
    Some(Figure { text: &impact.quote.text, value: impact.value?, unit: &impact.unit, approximate: impact.approximate != 0 })
}

fn normal(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Runs of four characters; of a shorter text, itself.
fn shingles(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() < SHINGLE {
        return BTreeSet::from([text.to_string()]);
    }
    chars.windows(SHINGLE).map(|w| w.iter().collect()).collect()
}

fn repeats(first: &str, text: &str) -> bool {
    let (short, long) = if first.len() <= text.len() { (first, text) } else { (text, first) };
    let letters = short.chars().count();
    if long.contains(short) {
        return short == long || letters >= HELD_CHARS && letters as f64 >= HELD_SHARE * long.chars().count() as f64;
    }
    pairs_dice(short, long) >= SAME_STATEMENT
}

/// Likeness of two texts by their pairs of characters, each counted as often as it stands.
fn pairs_dice(a: &str, b: &str) -> f64 {
    let pairs = |s: &str| -> Vec<(char, char)> {
        let mut pairs: Vec<(char, char)> = s.chars().zip(s.chars().skip(1)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (x, y) = (pairs(a), pairs(b));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < x.len() && j < y.len() {
        match x[i].cmp(&y[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    match x.len() + y.len() {
        0 => 0.0,
        total => 2.0 * f64::from(common) / total as f64,
    }
}

fn round(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

fn spoken(seconds: u64) -> String {
    match (seconds / 3600, seconds % 3600 / 60) {
        (0, minutes) => format!("{minutes}분"),
        (hours, 0) => format!("{hours}시간"),
        (hours, minutes) => format!("{hours}시간 {minutes}분"),
    }
}

/// The number of the cause that each row words: rows of one role that say the same have one, whoever says it.
fn wordings<'a>(comparer: &Comparer, causes: &[&'a CauseRow], frames: &FxHashMap<&str, Frame>) -> BTreeMap<&'a str, usize> {
    let mut firsts: Vec<&CauseRow> = Vec::new();
    // One wording is compared once, however many documents have it.
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    for &cause in causes {
        let key = (cause.role.as_str(), cause.quote.text.as_str());
        let number = known.get(&key).copied().unwrap_or_else(|| {
            let frame = &frames[cause.quote.text.as_str()];
            let likeness = |other: &CauseRow| {
                let of_other = &frames[other.quote.text.as_str()];
                let (there, back) = (comparer.compare(of_other, frame), comparer.compare(frame, of_other));
                if other.role == cause.role && there.strong >= 1.0 { there.coverage.max(back.coverage) } else { 0.0 }
            };
            let best = firsts.iter().enumerate().map(|(i, first)| ((likeness(first) * 1000.0) as i64, std::cmp::Reverse(i))).max();
            match best {
                Some((likeness, std::cmp::Reverse(i))) if likeness as f64 >= SAME_FINDING * 1000.0 => i,
                _ => {
                    firsts.push(cause);
                    firsts.len() - 1
                }
            }
        });
        known.insert(key, number);
        numbers.insert(cause.id.as_str(), number);
    }
    numbers
}

/// Who disputes the finding as a whole beside points that he disputes or accepts by name, in one document, means these points: the
/// dispute of all keeps to what he denies by name, or where he denies nothing, to what he does not accept.
fn narrow(statements: &[&StatementRow], judged: &mut [Vec<Option<Judgement>>]) {
    let mut points: BTreeMap<(&str, &str), (BTreeSet<usize>, BTreeSet<usize>)> = BTreeMap::new();
    let key = |s: &StatementRow| -> Option<(String, String)> { Some((s.quote.document_id.clone(), s.speaker.clone()?)) };
    let keys: Vec<Option<(String, String)>> = statements.iter().map(|s| key(s)).collect();
    for (key, judgements) in keys.iter().zip(judged.iter()) {
        let Some((document, speaker)) = key else { continue };
        for (cause, judgement) in judgements.iter().enumerate() {
            match judgement.as_ref().map(|j| (j.verdict, j.ground)) {
                Some((Verdict::Denies, Ground::ThisCause)) => drop(points.entry((document, speaker)).or_default().0.insert(cause)),
                Some((Verdict::Accepts, Ground::Content)) => drop(points.entry((document, speaker)).or_default().1.insert(cause)),
                _ => {}
            }
        }
    }
    for (key, judgements) in keys.iter().zip(judged.iter_mut()) {
        let Some((denied, accepted)) = key.as_ref().and_then(|(document, speaker)| points.get(&(document.as_str(), speaker.as_str()))) else {
            continue;
        };
        for (cause, judgement) in judgements.iter_mut().enumerate() {
            let of_all = judgement.as_ref().is_some_and(|j| (j.verdict, j.ground) == (Verdict::Denies, Ground::Finding));
            if of_all && (if denied.is_empty() { accepted.contains(&cause) } else { !denied.contains(&cause) }) {
                *judgement = None;
            }
        }
    }
}

// ---------------------------------------------------------------- rows

fn blank(incident: &Incident, statement: &StatementRow, phase: Option<Phase>) -> LinkRow {
    LinkRow {
        id: String::new(),
        incident_id: incident.id.clone(),
        statement_id: statement.id.clone(),
        cause_id: None,
        impact_id: None,
        incident_mention_id: None,
        axis: String::new(),
        verdict: String::new(),
        score: 0.0,
        covered: "[]".to_string(),
        missing: "[]".to_string(),
        explanation: String::new(),
        phase: phase.map(|p| p.name().to_string()),
    }
}

/// The id of a link comes from what it links alone, so that another verdict is seen as a change of the same link.
fn named_link(mut row: LinkRow) -> LinkRow {
    let other = [&row.cause_id, &row.impact_id, &row.incident_mention_id].into_iter().flatten().next().cloned().unwrap_or_default();
    row.id = hash(&["link", &row.axis, &row.incident_id, &row.statement_id, &other]);
    row
}

fn cause_link(incident: &Incident, statement: &StatementRow, cause: &CauseRow, judgement: &Judgement, phase: Option<Phase>) -> LinkRow {
    let sides = Sides {
        speaker: statement.speaker.as_deref(),
        statement: &statement.quote.text,
        authority: cause.asserted_by.as_deref(),
        cause: &cause.quote.text,
    };
    let json = |words: &[String]| serde_json::to_string(words).unwrap_or_else(|_| "[]".to_string());
    named_link(LinkRow {
        cause_id: Some(cause.id.clone()),
        axis: Axis::Cause.name().to_string(),
        verdict: judgement.verdict.name().to_string(),
        score: round(judgement.score),
        covered: json(&judgement.comparison.covered),
        missing: json(&judgement.comparison.missing),
        explanation: link::explain(&sides, judgement),
        ..blank(incident, statement, phase)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{CauseClassRow, CauseIncidentRow, DocumentRow, StatementIncidentRow, StatementStanceRow};

    /// The records of one hand-made document about one incident, quotes laid end to end in its text.
    struct Draft {
        id: String,
        text: String,
        records: Vec<Record>,
    }

    impl Draft {
        fn new(id: &str, kind: &str, published: &str, start: &str) -> Draft {
            let text = Some(published.to_string());
            let operator = OrganizationRow { id: "org1".to_string(), name: "가람은행".to_string(), role: "company".to_string() };
            let document = DocumentRow {
                id: id.to_string(),
                source_id: None,
                kind: kind.to_string(),
                publisher: None,
                title: None,
                author: None,
                url: None,
                published_at: text,
                published_source: None,
                source_path: None,
                format: "text".to_string(),
                sha256: String::new(),
                engine: String::new(),
                text: String::new(),
            };
            let mention = IncidentMentionRow {
                id: format!("{id}-m"),
                document_id: id.to_string(),
                ordinal: 0,
                operator_id: Some("org1".to_string()),
                service: Some("가람앱".to_string()),
                event: Some("outage".to_string()),
                sequence: None,
                start_at: Some(start.to_string()),
                end_at: None,
                duration_seconds: None,
                background: 0,
                char_start: 0,
                char_end: 0,
                text: start.to_string(),
                rule: "test".to_string(),
            };
            let records = vec![Record::Documents(document), Record::Organizations(operator), Record::IncidentMentions(mention)];
            Draft { id: id.to_string(), text: String::new(), records }
        }

        fn quote(&mut self, text: &str) -> Quote {
            let char_start = self.text.chars().count();
            self.text.push_str(text);
            self.text.push('\n');
            Quote { document_id: self.id.clone(), char_start, char_end: char_start + text.chars().count(), text: text.to_string() }
        }

        fn lasting(mut self, seconds: u64) -> Draft {
            for record in &mut self.records {
                if let Record::IncidentMentions(row) = record {
                    row.duration_seconds = Some(seconds);
                }
            }
            self
        }

        fn cause(mut self, n: u32, role: &str, class: &str, text: &str) -> Draft {
            let quote = self.quote(text);
            let id = format!("{}-c{n}", self.id);
            self.records.push(Record::CauseClasses(CauseClassRow { cause_id: id.clone(), class: class.to_string() }));
            self.records.push(Record::CauseIncidents(CauseIncidentRow { cause_id: id.clone(), incident_mention_id: format!("{}-m", self.id) }));
            self.records.push(Record::Causes(CauseRow {
                id,
                quote,
                status: "determined".to_string(),
                asserted_by: Some("나루위원회".to_string()),
                asserted_by_id: None,
                asserted_role: "regulator".to_string(),
                role: role.to_string(),
                evidential: None,
                rule: "test".to_string(),
            }));
            self
        }

        /// The company's words; an authority's where there are no stances.
        fn says(mut self, n: u32, stances: &[&str], text: &str) -> Draft {
            let quote = self.quote(text);
            let id = format!("{}-s{n}", self.id);
            let role = if stances.is_empty() { "regulator" } else { "company" };
            let stances = stances.iter().map(|s| StatementStanceRow { statement_id: id.clone(), stance: s.to_string() });
            self.records.extend(stances.map(Record::StatementStances));
            let mention = format!("{}-m", self.id);
            self.records.push(Record::StatementIncidents(StatementIncidentRow { statement_id: id.clone(), incident_mention_id: mention }));
            self.records.push(Record::Statements(StatementRow {
                id,
                quote,
                speaker: Some("가람은행".to_string()),
                speaker_id: Some("org1".to_string()),
                speaker_role: role.to_string(),
                mode: "direct".to_string(),
                phase: None,
                rule: "test".to_string(),
            }));
            self
        }

        /// A figure of the last quote: `text` stands in it.
        fn impact(mut self, n: u32, text: &str, value: f64) -> Draft {
            let byte = self.text.rfind(text).expect("the figure stands in the text");
            let char_start = self.text[..byte].chars().count();
            let quote = Quote { document_id: self.id.clone(), char_start, char_end: char_start + text.chars().count(), text: text.to_string() };
            self.records.push(Record::Impacts(ImpactRow {
                id: format!("{}-i{n}", self.id),
                quote,
                value: Some(value),
                unit: "%".to_string(),
                population: Some("전체 이용자".to_string()),
                approximate: 0,
                bound: "exact".to_string(),
                incident_mention_id: Some(format!("{}-m", self.id)),
                rule: "test".to_string(),
            }));
            self
        }

        fn length(mut self, text: &str, seconds: u64) -> Draft {
            let byte = self.text.rfind(text).expect("the length stands in the text");
            let char_start = self.text[..byte].chars().count();
            let quote = Quote { document_id: self.id.clone(), char_start, char_end: char_start + text.chars().count(), text: text.to_string() };
            self.records.push(Record::Durations(DurationRow {
                id: format!("{}-d", self.id),
                quote,
                seconds: Some(seconds),
                iso8601: None,
                approximate: 0,
                bound: "exact".to_string(),
                rule: "test".to_string(),
            }));
            self
        }

        fn records(mut self) -> Vec<Record> {
            if let Some(Record::Documents(row)) = self.records.first_mut() {
                row.text = self.text;
            }
            self.records
        }
    }

    fn archive() -> Vec<Record> {
        let notice = Draft::new("d1", "company", "2024-03-05", "2024-03-04T09:10")
            .says(0, &["vague_cause", "minimise_scope"], "일부 고객님의 접속이 전산 오류로 20분간 지연되었습니다")
            .length("20분간", 1200)
            .says(1, &["specific_cause"], "접속자가 몰리면서 과부하가 걸렸습니다")
            .says(2, &["apology"], "불편을 드려 죄송합니다");
        let news = Draft::new("d2", "news", "2024-03-05", "2024-03-04").says(0, &["specific_cause"], "접속자가 몰리면서 과부하가 걸렸습니다").says(
            1,
            &["deny_classification"],
            "서비스 장애라고 보기 어렵다",
        );
        let report = Draft::new("d3", "regulator", "2024-05-20", "2024-03-04T09:10")
            .lasting(7200)
            .cause(0, "trigger", "upgrade", "인증 서버 프로그램을 업데이트하면서 설정 파일을 잘못 배포한 것")
            .cause(1, "contributing", "no_pretest", "배포 전에 사전테스트를 실시하지 않은 것")
            .says(9, &[], "전체 접속 시도의 83%가 실패")
            .impact(0, "83%", 83.0);
        let follow_up = Draft::new("d4", "news", "2024-05-21", "2024-03")
            .cause(0, "trigger", "upgrade", "프로그램 업데이트 과정에서 설정 파일을 잘못 배포")
            .says(0, &["accept_finding"], "위원회의 조사 결과를 겸허히 받아들인다");
        let other = Draft::new("d5", "news", "2024-09-02", "2024-09-01T13:00").says(0, &["vague_cause"], "일시적인 전산 오류가 있었다");
        [notice, news, report, follow_up, other].into_iter().flat_map(Draft::records).collect()
    }

    fn derived(records: Vec<Record>) -> Derived {
        reduce(&records.into_iter().collect(), &Comparer::new().unwrap())
    }

    #[test]
    fn an_archive_has_its_incidents_findings_repeats_and_links() {
        let derived = derived(archive());
        let ids: Vec<&str> = derived.incidents.iter().map(|i| i.id.as_str()).collect();
        assert_eq!(ids, ["가람은행-2024-03-04", "가람은행-2024-09-01"]);
        let findings: Vec<(&str, &str)> = derived.findings.iter().map(|f| (f.role.as_str(), f.cause_id.as_str())).collect();
        assert_eq!(BTreeSet::from_iter(findings), BTreeSet::from([("trigger", "d3-c0"), ("contributing", "d3-c1")]));
        assert_eq!(derived.finding_members.len(), 3);
        assert_eq!(derived.statement_repeats, [StatementRepeatRow { statement_id: "d2-s0".to_string(), repeats_id: "d1-s1".to_string() }]);
        let links: BTreeSet<(&str, &str, &str, &str, Option<&str>)> = derived
            .links
            .iter()
            .map(|l| {
                let other = [&l.cause_id, &l.impact_id, &l.incident_mention_id].into_iter().flatten().next().unwrap();
                (l.axis.as_str(), l.statement_id.as_str(), other.as_str(), l.verdict.as_str(), l.phase.as_deref())
            })
            .collect();
        let (before, after) = (Some("before"), Some("after"));
        let expected = BTreeSet::from([
            ("cause", "d1-s0", "d3-c0", "underspecified", before),
            ("cause", "d1-s0", "d3-c1", "underspecified", before),
            ("cause", "d1-s0", "d4-c0", "underspecified", before),
            ("cause", "d1-s1", "d3-c0", "contradicts", before),
            ("cause", "d1-s1", "d4-c0", "contradicts", before),
            ("cause", "d2-s0", "d3-c0", "contradicts", before),
            ("cause", "d2-s0", "d4-c0", "contradicts", before),
            ("cause", "d2-s1", "d3-c0", "denies", before),
            ("cause", "d2-s1", "d3-c1", "denies", before),
            ("cause", "d2-s1", "d4-c0", "denies", before),
            ("cause", "d4-s0", "d3-c0", "accepts", after),
            ("cause", "d4-s0", "d3-c1", "accepts", after),
            ("cause", "d4-s0", "d4-c0", "accepts", after),
            ("classification", "d2-s1", "d3-c0", "denies", before),
            ("duration", "d1-s0", "d3-m", "contradicts", before),
            ("scope", "d1-s0", "d3-i0", "contradicts", before),
        ]);
        assert_eq!(links, expected);
    }

    #[test]
    fn order_and_repetition_change_nothing() {
        let records = archive();
        let expected = derived(records.clone());
        assert_eq!(derived(records.iter().rev().cloned().collect()), expected);
        assert_eq!(derived(records.iter().chain(&records).cloned().collect()), expected);
        // Steps coprime to the number of records go through all of them in another order.
        let count = records.len();
        for step in (2..count).filter(|step| (2..=*step).all(|d| step % d != 0 || !count.is_multiple_of(d))).take(5) {
            let permuted = (0..count).map(|n| records[n * step % count].clone()).collect();
            assert_eq!(derived(permuted), expected, "step {step}");
        }
    }

    #[test]
    fn another_incident_leaves_the_links_of_the_first_alone() {
        let of_march = |derived: Derived| derived.links.into_iter().filter(|l| l.incident_id == "가람은행-2024-03-04").collect::<Vec<_>>();
        let expected = of_march(derived(archive()));
        let later = Draft::new("d6", "regulator", "2024-10-01", "2024-09-01T13:00").cause(0, "trigger", "power", "전산센터 정전").records();
        assert_eq!(of_march(derived(archive().into_iter().chain(later).collect())), expected);
    }

    #[test]
    fn a_corrected_finding_is_kept_and_no_more_linked() {
        let corrected = Draft::new("d7", "regulator", "2024-07-01", "2024-03-04T09:10")
            .cause(0, "trigger", "power", "재조사 결과 무정전전원장치가 고장 나 전원이 끊긴 것")
            .records();
        let derived = derived(archive().into_iter().chain(corrected).collect());
        let old: Vec<&FindingRow> = derived.findings.iter().filter(|f| f.superseded_by.is_some()).collect();
        assert_eq!(old.iter().map(|f| f.cause_id.as_str()).collect::<Vec<_>>(), ["d3-c0"]);
        let new = derived.findings.iter().find(|f| f.cause_id == "d7-c0").unwrap();
        assert_eq!(old[0].superseded_by.as_ref(), Some(&new.id));
        assert!(derived.links.iter().all(|l| l.axis != "cause" || !["d3-c0", "d4-c0"].contains(&l.cause_id.as_deref().unwrap_or(""))));
    }
}
