//! A document -> its records: the calls of the modules above, top to bottom. Pure: no clock, no files, no order of hash maps.

use anyhow::Result;
use jiff::civil::DateTime;
use sha2::{Digest, Sha256};

use crate::document::Document;
use crate::incident::{self, Actor, IncidentMention, Incidents};
use crate::mention::organization::{Directory, Found};
use crate::mention::{Cause, Context, Mentions, Order, Party, Statement, cause, date, duration, impact, order, statement};
use crate::morpheme::{self, Analyzer, Forms, Morpheme};
use crate::record::{
    CauseClassRow, CauseIncidentRow, CauseRow, DateRow, DocumentRow, DurationRow, ImpactRow, IncidentMentionRow, OrderRow, OrganizationAliasRow,
    OrganizationRow, Quote, Record, SCHEMA_VERSION, StatementIncidentRow, StatementRow, StatementStanceRow,
};
use crate::rule::Pack;
use crate::sentence;
use crate::span::{CodePoints, Span};

pub mod reduce;

/// What all workers share: the dictionary, the rules and the word knowledge. One for a process.
pub struct Engine {
    analyzer: Analyzer,
    directory: Directory,
    causes: cause::Rules,
    statements: statement::Rules,
    orders: order::Rules,
    fingerprint: String,
}

/// One thread's half of the engine.
pub struct Worker<'e> {
    engine: &'e Engine,
    morphemes: morpheme::Worker,
}

/// All data that decides what the engine makes of documents; a test holds it against the folder.
const KNOWLEDGE: &[&str] = &[
    include_str!("../dictionaries/ko-dic/SHA256SUMS"),
    include_str!("../dictionaries/words.csv"),
    include_str!("../dictionaries/organizations.toml"),
    include_str!("../dictionaries/shapes.toml"),
    include_str!("../dictionaries/classes.toml"),
    include_str!("../dictionaries/clauses.toml"),
    include_str!("../dictionaries/concepts.toml"),
    include_str!("../dictionaries/counts.toml"),
    include_str!("../dictionaries/events.toml"),
    include_str!("../dictionaries/lunar.toml"),
    include_str!("../dictionaries/orders.toml"),
    include_str!("../dictionaries/saying.toml"),
    include_str!("../dictionaries/time.toml"),
    include_str!("../dictionaries/rules/causes.toml"),
    include_str!("../dictionaries/rules/orders.toml"),
    include_str!("../dictionaries/rules/stances.toml"),
    include_str!("../dictionaries/rules/statements.toml"),
];

impl Engine {
    /// Loads the embedded dictionary and rules.
    ///
    /// # Errors
    /// A bad rule, with file and line.
    pub fn new() -> Result<Engine> {
        let mut forms = Forms::new();
        let causes = cause::Rules::load(&mut forms)?;
        let statements = statement::Rules::load(&mut forms)?;
        let orders = order::Rules::load(&mut forms)?;
        let analyzer = Analyzer::new(include_str!("../dictionaries/words.csv"), forms)?;
        let version = SCHEMA_VERSION.to_string();
        let mut parts = vec!["engine", env!("CARGO_PKG_VERSION"), &version];
        parts.extend(KNOWLEDGE);
        Ok(Engine { analyzer, directory: Directory::embedded(), causes, statements, orders, fingerprint: hash(&parts) })
    }

    /// One hash over the engine's version, its dictionary and its rules: records with the same fingerprint came from the same engine.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The rule packs, to show which of their rules fire.
    pub fn packs(&self) -> Vec<&Pack> {
        let [frames, stances] = self.statements.packs();
        vec![self.causes.pack(), frames, stances, self.orders.pack()]
    }

    pub fn worker(&self) -> Worker<'_> {
        Worker { engine: self, morphemes: self.analyzer.worker() }
    }
}

/// What a document tells, before it becomes rows.
pub struct Reading {
    pub sentences: Vec<Span>,
    /// The morphemes of each sentence.
    pub morphemes: Vec<Vec<Morpheme>>,
    pub mentions: Mentions,
    pub incidents: Incidents,
}

impl Worker<'_> {
    /// The numbers of forms in the morphemes that this worker makes.
    pub fn forms(&self) -> &Forms {
        &self.morphemes.forms
    }

    /// The records of one document, its own first.
    pub fn extract(&mut self, document: &Document) -> Vec<Record> {
        let reading = self.read(document);
        let row = document_row(document, &self.engine.fingerprint);
        let mut rows = Rows::new(document, row, &self.engine.directory, &self.engine.fingerprint);
        rows.mentions(&reading);
        rows.finish()
    }

    /// Everything that a document mentions, with spans in bytes.
    pub fn read(&mut self, document: &Document) -> Reading {
        let text = &document.text;
        let directory = &self.engine.directory;
        let sentences = sentence::split(text);
        let morphemes = crate::mention::analyze(text, &sentences, &mut self.morphemes);
        let dates = date::find(text, document.published, &sentences);
        let durations = duration::find(text);
        let impacts = impact::find(text);
        let organizations = directory.find(text);
        let operators = directory.operators(document, &organizations);
        let context = Context {
            document,
            sentences: &sentences,
            morphemes: &morphemes,
            forms: &self.morphemes.forms,
            directory,
            organizations: &organizations,
            operators: &operators,
            dates: &dates,
            durations: &durations,
        };
        let statements = statement::find(&context, &self.engine.statements, &self.engine.causes);
        let causes = cause::find(&context, &self.engine.causes, &statements);
        let orders = order::find(&context, &self.engine.orders);
        let actors = actors(&organizations);
        let input = incident::Input { document, sentences: &sentences, dates: &dates, durations: &durations, actors: &actors, operators: &operators };
        let incidents = incident::find(&input);
        Reading { mentions: Mentions { dates, durations, impacts, causes, statements, orders }, incidents, sentences, morphemes }
    }
}

fn actors(organizations: &[Found]) -> Vec<Actor> {
    organizations.iter().map(|f| Actor { span: f.span, party: f.party.clone(), service: f.service.clone() }).collect()
}

// ---------------------------------------------------------------- rows

/// The rows of one document under construction.
struct Rows<'a> {
    text: &'a str,
    points: CodePoints<'a>,
    directory: &'a Directory,
    engine: &'a str,
    document_id: String,
    records: Vec<Record>,
    /// The organisations that the rows name.
    parties: Vec<Party>,
}

impl<'a> Rows<'a> {
    fn new(document: &'a Document, row: DocumentRow, directory: &'a Directory, engine: &'a str) -> Rows<'a> {
        let text = &document.text;
        let document_id = row.id.clone();
        Rows { text, points: CodePoints::new(text), directory, engine, document_id, records: vec![Record::Documents(row)], parties: Vec::new() }
    }

    fn mentions(&mut self, reading: &Reading) {
        let incidents: Vec<String> = reading.incidents.mentions.iter().enumerate().map(|(n, m)| self.incident(n, m)).collect();
        let of = |span: Span| -> Vec<String> { reading.incidents.of(span).into_iter().map(|n| incidents[n].clone()).collect() };
        for date in &reading.mentions.dates {
            self.date(date);
        }
        for duration in &reading.mentions.durations {
            self.duration(duration);
        }
        for impact in &reading.mentions.impacts {
            self.impact(impact, &of(impact.span));
        }
        for cause in &reading.mentions.causes {
            self.cause(cause, &of(cause.span));
        }
        for statement in &reading.mentions.statements {
            self.statement(statement, &of(statement.span));
        }
        for order in &reading.mentions.orders {
            self.order(order, &of(order.span));
        }
    }

    fn quote(&self, span: Span) -> Quote {
        Quote {
            document_id: self.document_id.clone(),
            char_start: self.points.at(span.start),
            char_end: self.points.at(span.end),
            text: span.of(self.text).to_string(),
        }
    }

    fn id(&self, kind: &str, span: Span, more: &str) -> String {
        let start = self.points.at(span.start).to_string();
        let end = self.points.at(span.end).to_string();
        hash(&[kind, &SCHEMA_VERSION.to_string(), self.engine, &self.document_id, &start, &end, span.of(self.text), more])
    }

    /// The id of an organisation; it gets its own row in the end.
    fn party(&mut self, party: Option<&Party>) -> Option<String> {
        let party = party?;
        if !self.parties.contains(party) {
            self.parties.push(party.clone());
        }
        Some(organization_id(&party.name))
    }

    fn incident(&mut self, ordinal: usize, mention: &IncidentMention) -> String {
        let quote = self.quote(mention.span);
        let id = self.id("incident", mention.span, &ordinal.to_string());
        let operator_id = self.party(mention.operator.as_ref());
        self.records.push(Record::IncidentMentions(IncidentMentionRow {
            id: id.clone(),
            document_id: quote.document_id,
            ordinal: ordinal as i64 + 1,
            operator_id,
            service: mention.service.clone(),
            event: mention.event.map(str::to_string),
            sequence: mention.sequence.map(i64::from),
            start_at: mention.start.clone(),
            end_at: mention.end.clone(),
            duration_seconds: mention.duration_seconds,
            background: mention.background.into(),
            char_start: quote.char_start,
            char_end: quote.char_end,
            text: quote.text,
            rule: mention.rule.to_string(),
        }));
        id
    }

    fn date(&mut self, date: &crate::mention::Date) {
        let moment = |at: Option<DateTime>| at.map(|at| at.to_string());
        self.records.push(Record::Dates(DateRow {
            id: self.id("date", date.span, date.rule),
            quote: self.quote(date.span),
            kind: date.kind.name().to_string(),
            value: date.value.clone(),
            start_at: moment(date.start),
            end_at: moment(date.end),
            granularity: date.granularity.name().to_string(),
            anchor: date.anchor.map(|a| a.name().to_string()),
            rule: date.rule.to_string(),
        }));
    }

    fn duration(&mut self, duration: &crate::mention::Duration) {
        self.records.push(Record::Durations(DurationRow {
            id: self.id("duration", duration.span, duration.rule),
            quote: self.quote(duration.span),
            seconds: duration.seconds,
            iso8601: duration.iso8601.clone(),
            approximate: duration.approximate.into(),
            bound: duration.bound.name().to_string(),
            rule: duration.rule.to_string(),
        }));
    }

    fn impact(&mut self, impact: &crate::mention::Impact, incidents: &[String]) {
        self.records.push(Record::Impacts(ImpactRow {
            id: self.id("impact", impact.span, impact.rule),
            quote: self.quote(impact.span),
            value: impact.value,
            unit: impact.unit.clone(),
            population: impact.population.clone(),
            approximate: impact.approximate.into(),
            bound: impact.bound.name().to_string(),
            incident_mention_id: incidents.first().filter(|_| incidents.len() == 1).cloned(),
            rule: impact.rule.to_string(),
        }));
    }

    fn cause(&mut self, cause: &Cause, incidents: &[String]) {
        let id = self.id("cause", cause.span, &cause.rule);
        let asserted_by_id = self.party(cause.asserted_by.as_ref());
        self.records.push(Record::Causes(CauseRow {
            id: id.clone(),
            quote: self.quote(cause.span),
            status: cause.status.name().to_string(),
            asserted_by: cause.asserted_by.as_ref().map(|p| p.name.clone()),
            asserted_by_id,
            asserted_role: cause.asserted_role.name().to_string(),
            role: cause.role.name().to_string(),
            evidential: cause.evidential.clone(),
            rule: cause.rule.clone(),
        }));
        let classes = cause.classes.iter().map(|class| Record::CauseClasses(CauseClassRow { cause_id: id.clone(), class: class.clone() }));
        self.records.extend(classes);
        let incidents = incidents.iter().map(|i| CauseIncidentRow { cause_id: id.clone(), incident_mention_id: i.clone() });
        self.records.extend(incidents.map(Record::CauseIncidents));
    }

    fn statement(&mut self, statement: &Statement, incidents: &[String]) {
        let id = self.id("statement", statement.span, &statement.rule);
        let speaker_id = self.party(statement.speaker.as_ref());
        self.records.push(Record::Statements(StatementRow {
            id: id.clone(),
            quote: self.quote(statement.span),
            speaker: statement.speaker.as_ref().map(|p| p.name.clone()),
            speaker_id,
            speaker_role: statement.speaker_role.name().to_string(),
            mode: statement.mode.name().to_string(),
            phase: statement.phase.map(|p| p.name().to_string()),
            rule: statement.rule.clone(),
        }));
        let stances = statement.stances.iter().map(|s| StatementStanceRow { statement_id: id.clone(), stance: s.name().to_string() });
        self.records.extend(stances.map(Record::StatementStances));
        let incidents = incidents.iter().map(|i| StatementIncidentRow { statement_id: id.clone(), incident_mention_id: i.clone() });
        self.records.extend(incidents.map(Record::StatementIncidents));
    }

    fn order(&mut self, order: &Order, incidents: &[String]) {
        let authority_id = self.party(order.authority.as_ref());
        let addressee_id = self.party(order.addressee.as_ref());
        self.records.push(Record::Orders(OrderRow {
            id: self.id("order", order.span, &order.rule),
            quote: self.quote(order.span),
            authority: order.authority.as_ref().map(|p| p.name.clone()),
            authority_id,
            addressee: order.addressee.as_ref().map(|p| p.name.clone()),
            addressee_id,
            category: order.category.clone(),
            deadline: order.deadline.clone(),
            due_on: order.due_on.clone(),
            amount_krw: order.amount_krw,
            incident_mention_id: incidents.first().cloned(),
            rule: order.rule.clone(),
        }));
    }

    /// The records, with the organisations that they name in front of the rows that name them.
    fn finish(mut self) -> Vec<Record> {
        let mut parties = std::mem::take(&mut self.parties);
        parties.sort();
        parties.dedup_by(|a, b| a.name == b.name);
        let mut organizations = Vec::new();
        for party in parties {
            let id = organization_id(&party.name);
            let role = self.directory.role_of(&party).name().to_string();
            organizations.push(Record::Organizations(OrganizationRow { id: id.clone(), name: party.name.clone(), role }));
            let known = self.directory.organization(&party.name).filter(|o| o.name == party.name);
            let aliases = known.into_iter().flat_map(|o| &o.aliases);
            organizations
                .extend(aliases.map(|alias| Record::OrganizationAliases(OrganizationAliasRow { alias: alias.clone(), organization_id: id.clone() })));
        }
        let rest = self.records.split_off(1);
        self.records.into_iter().chain(organizations).chain(rest).collect()
    }
}

/// The same in every document: an organisation is its canonical name.
fn organization_id(name: &str) -> String {
    hash(&["organization", name])
}

/// A document's own row; its id covers the metadata and the text.
pub fn document_row(document: &Document, engine: &str) -> DocumentRow {
    let published_at = published_at(document);
    let field = |value: &Option<String>| value.clone().unwrap_or_default();
    let id = hash(&[
        "document",
        &SCHEMA_VERSION.to_string(),
        &field(&document.source_id),
        document.kind.name(),
        &field(&document.publisher),
        &field(&document.title),
        &field(&document.author),
        &field(&document.url),
        &field(&published_at),
        &document.text,
    ]);
    DocumentRow {
        id,
        source_id: document.source_id.clone(),
        kind: document.kind.name().to_string(),
        publisher: document.publisher.clone(),
        title: document.title.clone(),
        author: document.author.clone(),
        url: document.url.clone(),
        published_at,
        published_source: document.published_source.map(str::to_string),
        source_path: document.source_path.clone(),
        format: document.format.to_string(),
        sha256: hex(&Sha256::digest(document.text.as_bytes())),
        engine: engine.to_string(),
        text: document.text.clone(),
    }
}

/// `2024-06-03`, or `2024-06-03T14:20` where the time is known.
fn published_at(document: &Document) -> Option<String> {
    let at = document.published?;
    let day = format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day());
    Some(if document.published_has_time { format!("{day}T{:02}:{:02}", at.hour(), at.minute()) } else { day })
}

/// 96 bits of SHA-256 over the parts, each with its length in front so that no two lists of parts run together.
pub fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize()[..12])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
