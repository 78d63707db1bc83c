//! A document with its gold, and the records that the engine made of it -> both in the gold's offsets.

use std::collections::{BTreeMap, BTreeSet};

use super::gold::{Gold, Stands, is_neutral};
use super::pairing::Place;
use crate::pipeline::reduce::Derived;
use crate::record::{CauseRow, DateRow, DurationRow, ImpactRow, IncidentMentionRow, LinkRow, OrderRow, Record, StatementRow};

/// A row of the engine at its place in the gold's text.
#[derive(Debug, Clone)]
pub struct Placed<R> {
    pub place: Place,
    pub row: R,
}

/// A document that is scored.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The file's stem.
    pub id: String,
    pub text: Vec<char>,
    /// The documents of a set tell one story.
    pub set: Option<String>,
    pub gold: Gold,
    pub stands: Stands,
    pub neutral: BTreeMap<String, Vec<Place>>,
    /// The engine's text is another one: nothing of it can be scored.
    pub lost: bool,
    pub dates: Vec<Placed<DateRow>>,
    pub durations: Vec<Placed<DurationRow>>,
    pub impacts: Vec<Placed<ImpactRow>>,
    pub causes: Vec<Placed<CauseRow>>,
    pub statements: Vec<Placed<StatementRow>>,
    pub orders: Vec<Placed<OrderRow>>,
    pub mentions: Vec<IncidentMentionRow>,
}

/// What the engine says beyond single rows.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Organisation id -> its name and aliases.
    names: BTreeMap<String, Vec<String>>,
    classes: BTreeMap<String, BTreeSet<String>>,
    stances: BTreeMap<String, BTreeSet<String>>,
    cause_mentions: BTreeMap<String, BTreeSet<String>>,
    /// Incident mention -> incident.
    pub incidents: BTreeMap<String, String>,
    pub links: Vec<LinkRow>,
}

static NONE: BTreeSet<String> = BTreeSet::new();

impl Answers {
    pub fn new(records: &[Record], derived: Derived) -> Answers {
        let mut answers = Answers { links: derived.links, ..Answers::default() };
        answers.incidents.extend(derived.incident_members.into_iter().map(|m| (m.incident_mention_id, m.incident_id)));
        for record in records {
            let (table, key, value) = match record {
                Record::Organizations(row) => {
                    answers.names.entry(row.id.clone()).or_default().push(row.name.clone());
                    continue;
                }
                Record::OrganizationAliases(row) => {
                    answers.names.entry(row.organization_id.clone()).or_default().push(row.alias.clone());
                    continue;
                }
                Record::CauseClasses(row) => (&mut answers.classes, &row.cause_id, &row.class),
                Record::StatementStances(row) => (&mut answers.stances, &row.statement_id, &row.stance),
                Record::CauseIncidents(row) => (&mut answers.cause_mentions, &row.cause_id, &row.incident_mention_id),
                _ => continue,
            };
            table.entry(key.clone()).or_default().insert(value.clone());
        }
        answers
    }

    pub fn classes(&self, cause: &str) -> &BTreeSet<String> {
        self.classes.get(cause).unwrap_or(&NONE)
    }

    pub fn stances(&self, statement: &str) -> &BTreeSet<String> {
        self.stances.get(statement).unwrap_or(&NONE)
    }

    /// Incident mentions that a cause explains.
    pub fn mentions(&self, cause: &str) -> &BTreeSet<String> {
        self.cause_mentions.get(cause).unwrap_or(&NONE)
    }

    /// The names behind names and organisation ids.
    pub fn called<'a>(&'a self, parties: &[Option<&'a String>]) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for party in parties.iter().flatten() {
            match self.names.get(*party) {
                Some(known) => names.extend(known.iter().map(String::as_str)),
                None => names.push(party),
            }
        }
        names
    }
}

impl Subject {
    pub fn new(id: &str, text: &str, set: Option<String>, publisher: Option<&str>, gold: Gold) -> Subject {
        let text: Vec<char> = text.chars().collect();
        let of_key = gold.incidents.iter().find_map(|i| i.key.split_once(':').map(|(set, _)| set.to_string()));
        Subject {
            id: id.to_string(),
            set: set.or(of_key),
            stands: gold.stands(),
            neutral: gold.neutral(&text, publisher),
            text,
            gold,
            lost: true,
            dates: Vec::new(),
            durations: Vec::new(),
            impacts: Vec::new(),
            causes: Vec::new(),
            statements: Vec::new(),
            orders: Vec::new(),
            mentions: Vec::new(),
        }
    }

    /// Takes the records of this document.
    pub fn attach(&mut self, records: &[Record]) {
        let Some(engine_text) = records.iter().find_map(|r| if let Record::Documents(row) = r { Some(row.text.as_str()) } else { None }) else {
            return;
        };
        let Some(offsets) = Offsets::new(engine_text, &self.text) else { return };
        self.lost = false;
        for record in records {
            match record {
                Record::Dates(row) => place(&mut self.dates, &offsets, row, (row.quote.char_start, row.quote.char_end)),
                Record::Durations(row) => place(&mut self.durations, &offsets, row, (row.quote.char_start, row.quote.char_end)),
                Record::Impacts(row) => place(&mut self.impacts, &offsets, row, (row.quote.char_start, row.quote.char_end)),
                Record::Causes(row) => place(&mut self.causes, &offsets, row, (row.quote.char_start, row.quote.char_end)),
                Record::Statements(row) => place(&mut self.statements, &offsets, row, (row.quote.char_start, row.quote.char_end)),
                Record::Orders(row) => place(&mut self.orders, &offsets, row, (row.quote.char_start, row.quote.char_end)),
                Record::IncidentMentions(row) => self.mentions.push(row.clone()),
                _ => {}
            }
        }
        // Ids break ties as they do in the database.
        self.dates.sort_by(|a, b| (a.place, &a.row.id).cmp(&(b.place, &b.row.id)));
        self.durations.sort_by(|a, b| (a.place, &a.row.id).cmp(&(b.place, &b.row.id)));
        self.impacts.sort_by(|a, b| (a.place, &a.row.id).cmp(&(b.place, &b.row.id)));
        self.causes.sort_by(|a, b| (a.place, &a.row.id).cmp(&(b.place, &b.row.id)));
        self.statements.sort_by(|a, b| (a.place, &a.row.id).cmp(&(b.place, &b.row.id)));
        self.orders.sort_by(|a, b| (a.place, &a.row.id).cmp(&(b.place, &b.row.id)));
        self.mentions.sort_by(|a, b| (a.ordinal, &a.id).cmp(&(b.ordinal, &b.id)));
    }

    pub fn skips(&self, kind: &str, place: Place) -> bool {
        self.neutral.get(kind).is_some_and(|neutral| is_neutral(neutral, place))
    }

    pub fn quote(&self, place: Place) -> String {
        self.text.get(place.0..place.1.min(self.text.len())).unwrap_or_default().iter().collect()
    }

    /// The key of an incident that no other document shares by chance.
    pub fn key(&self, key: &str) -> String {
        if key.contains(':') { key.to_string() } else { format!("{}:{key}", self.id) }
    }
}

fn place<R: Clone>(rows: &mut Vec<Placed<R>>, offsets: &Offsets, row: &R, at: Place) {
    if let Some(place) = offsets.place(at) {
        rows.push(Placed { place, row: row.clone() });
    }
}

/// The way from the engine's offsets to the gold's: equal texts, or a title in front and other white space.
struct Offsets {
    /// None where the texts are equal.
    to: Option<Vec<Option<usize>>>,
}

impl Offsets {
    /// None where the texts differ in more than white space and what stands in front.
    fn new(theirs: &str, ours: &[char]) -> Option<Offsets> {
        let theirs: Vec<char> = theirs.chars().collect();
        if theirs == ours {
            return Some(Offsets { to: None });
        }
        let solid = |text: &[char]| -> Vec<usize> { (0..text.len()).filter(|&i| !text[i].is_whitespace()).collect() };
        let (a, b) = (solid(&theirs), solid(ours));
        let front = a.len().checked_sub(b.len())?;
        let shift = (0..=front).find(|shift| b.iter().enumerate().all(|(n, &own)| theirs[a[shift + n]] == ours[own]))?;
        if b.is_empty() {
            return None;
        }
        let mut to = vec![None; theirs.len()];
        for (n, &own) in b.iter().enumerate() {
            to[a[shift + n]] = Some(own);
        }
        Some(Offsets { to: Some(to) })
    }

    fn place(&self, at: Place) -> Option<Place> {
        let Some(to) = &self.to else { return (at.1 > at.0).then_some(at) };
        let mut inside = to.get(at.0..at.1)?.iter().flatten();
        let first = *inside.next()?;
        Some((first, inside.next_back().unwrap_or(&first) + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_pass_over_titles_and_spaces() {
        let ours: Vec<char> = "불이  났다.\n\n끝".chars().collect();
        let offsets = Offsets::new("제목\n\n불이 났다.\n끝", &ours).expect("one text");
        assert_eq!(offsets.place((4, 9)), Some((0, 6)));
        assert_eq!(offsets.place((0, 2)), None);
        assert!(Offsets::new("다른 글", &ours).is_none());
    }
}
