//! The records of many documents -> what only all of them together tell: incidents, findings, repeated statements, and a verdict
//! for each pair of a company's statement and an authority's finding. The result depends on the set of records alone, not on
//! their order or on how often they come.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::hash;
use crate::document::Kind;
use crate::incident::cluster::{Incident, Member, cluster, dice, squeeze};
use crate::link::frame::{Comparer, Frame};
use crate::link::{self, Axis, Determined, Figure, Judgement, Said, Sides, Verdict};
use crate::mention::{CauseRole, Mode, Phase, SpeakerRole, Stance, Status};
use crate::record::{
    CauseRow, DurationRow, FindingMemberRow, FindingRow, ImpactRow, IncidentMemberRow, IncidentMentionRow, IncidentRow, LinkRow, OrganizationRow,
    Record, StatementRepeatRow, StatementRow,
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
    for incident in &clusters.incidents {
        if let Some(case) = cases.get(incident.id.as_str()) {
            let names = archive.names(incident, case);
            archive.reduce_case(comparer, incident, case, &names, &mut derived);
        }
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
        let findings = self.findings(comparer, incident, case, &frames);
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
                loose: *loose,
            })
            .collect();
        let official: Vec<&ImpactRow> = self.official_impacts(case);
        for statement in company {
            let stances: Vec<Stance> = self.stances.get(&statement.id).into_iter().flatten().copied().collect();
            let stated = self.stated_classes(statement);
            let said = Said { text: &statement.quote.text, stances: &stances, classes: &stated, names: &names };
            let phase = self.phase(statement, &stances, found_at);
            for ((cause, _), judgement) in linked.iter().zip(link::judge(comparer, &said, &determined)) {
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
    fn findings<'a>(&self, comparer: &Comparer, incident: &Incident, case: &Case<'a>, frames: &FxHashMap<&str, Frame>) -> Vec<FindingDraft<'a>> {
        let mut causes: Vec<&CauseRow> = case.causes.iter().map(|(c, _)| *c).collect();
        let rank = |c: &CauseRow| {
            let own = self.kind(&c.quote.document_id) == Kind::Regulator;
            let says = (frames[c.quote.text.as_str()].content() * 10.0) as i64;
            (!own, -says, c.quote.text.clone(), c.id.clone())
        };
        causes.sort_by_cached_key(|c| rank(c));
        let mut drafts: Vec<Vec<&CauseRow>> = Vec::new();
        // One wording is compared once, however many documents have it.
        let mut known: BTreeMap<(Option<&str>, &str, &str), usize> = BTreeMap::new();
        for cause in causes {
            let key = (authority(cause), cause.role.as_str(), cause.quote.text.as_str());
            let index = *known.entry(key).or_insert_with(|| {
                let frame = &frames[cause.quote.text.as_str()];
                let likeness = |other: &CauseRow| {
                    let same = authority(other) == authority(cause) && other.role == cause.role;
                    let frame_of = &frames[other.quote.text.as_str()];
                    let (there, back) = (comparer.compare(frame_of, frame), comparer.compare(frame, frame_of));
                    if same { there.coverage.max(back.coverage) } else { 0.0 }
                };
                let best = drafts.iter().enumerate().map(|(i, d)| ((likeness(d[0]) * 1000.0) as i64, std::cmp::Reverse(i))).max();
                match best {
                    Some((likeness, std::cmp::Reverse(i))) if likeness as f64 >= SAME_FINDING * 1000.0 => i,
                    _ => {
                        drafts.push(Vec::new());
                        drafts.len() - 1
                    }
                }
            });
            drafts[index].push(cause);
        }
        let mut findings: Vec<FindingDraft> = drafts.into_iter().map(|members| self.finding(incident, members)).collect();
        self.supersede(comparer, &mut findings);
        findings
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
        official: &[&ImpactRow],
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
        let telling = self.authority_mention(case);
        if stances.contains(&Stance::DenyClassification)
            && let Some((mention, found)) = &telling
        {
            let row = link(Axis::Classification, (Verdict::Denies, 0.9), sides(None, &found.text));
            links.push(named_link(LinkRow { incident_mention_id: Some(mention.to_string()), ..row }));
        }
        let own_impacts: Vec<&ImpactRow> = case.impacts.iter().copied().filter(|i| inside(&statement.quote, &i.quote)).collect();
        for impact in official {
            let Some(figure) = figure(impact) else { continue };
            let verdict =
                match own_impacts.iter().find(|own| own.unit == impact.unit && same_population(own, impact)).and_then(|own| self::figure(own)) {
                    Some(own) => link::judge_figure(&own, &figure),
                    None if stances.contains(&Stance::MinimiseScope) => link::judge_scope(comparer, &statement.quote.text, &figure),
                    None => None,
                };
            if let Some(verdict) = verdict {
                let row = link(Axis::Scope, verdict, sides(None, &impact.quote.text));
                links.push(named_link(LinkRow { impact_id: Some(impact.id.clone()), ..row }));
            }
        }
        let Some((mention, found)) = &telling else { return };
        let (Some(official), Some(own)) = (found.seconds, self.own_length(comparer, statement)) else { return };
        let authority = Figure { text: &found.text, value: official as f64, unit: "s", approximate: false };
        if let Some(verdict) = link::judge_figure(&own, &authority) {
            let text = format!("{} ({})", found.text, spoken(official));
            let row = link(Axis::Duration, verdict, sides(None, &text));
            links.push(named_link(LinkRow { incident_mention_id: Some(mention.to_string()), ..row }));
        }
    }

    /// How an authority's own document tells of the incident; the one that gives a length first.
    fn authority_mention<'a>(&self, case: &Case<'a>) -> Option<(&'a str, Telling)> {
        let official = case.mentions.iter().filter(|m| self.kind(&m.document_id) == Kind::Regulator && m.background == 0);
        let best = official.min_by_key(|m| (m.duration_seconds.is_none(), m.start_at.as_ref().map_or(0, |s| usize::MAX - s.len()), m.id.clone()))?;
        Some((best.id.as_str(), Telling { text: best.text.clone(), seconds: best.duration_seconds }))
    }

    /// The figures that stand in an authority's document or in its words; a few of each unit and value are enough.
    fn official_impacts<'a>(&self, case: &Case<'a>) -> Vec<&'a ImpactRow> {
        let authoritys = case.statements.iter().filter(|s| s.speaker_role == SpeakerRole::Regulator.name()).map(|s| &s.quote);
        let mut spoken: BTreeMap<&str, Vec<&crate::record::Quote>> = BTreeMap::new();
        for quote in authoritys.chain(case.causes.iter().map(|(c, _)| &c.quote)) {
            spoken.entry(&quote.document_id).or_default().push(quote);
        }
        let official = |impact: &&&ImpactRow| {
            let quote = &impact.quote;
            self.kind(&quote.document_id) == Kind::Regulator
                || spoken.get(quote.document_id.as_str()).is_some_and(|q| q.iter().any(|outer| inside(outer, quote)))
        };
        let mut chosen: BTreeMap<(&str, String), &ImpactRow> = BTreeMap::new();
        for &impact in case.impacts.iter().filter(official) {
            let kept = chosen.entry((&impact.unit, impact.value.unwrap_or(0.0).to_string())).or_insert(impact);
            if impact.id < kept.id {
                *kept = impact;
            }
        }
        chosen.into_values().take(MAX_FIGURES).collect()
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

struct Telling {
    text: String,
    seconds: Option<u64>,
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

fn inside(outer: &crate::record::Quote, inner: &crate::record::Quote) -> bool {
    outer.document_id == inner.document_id && outer.char_start <= inner.char_start && inner.char_end <= outer.char_end
}

fn same_population(a: &ImpactRow, b: &ImpactRow) -> bool {
    match (&a.population, &b.population) {
        (Some(a), Some(b)) => dice(a, b) >= 0.5,
        _ => true,
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
