//! `wonin explain`: what the engine makes of a sentence or a document, and why: morphemes, rules, captures, spans, status, speakers.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::{Outcome, ingest};
use crate::document::{self, Document, Kind, Published, ReadOptions, Source};
use crate::mention::{Cause, Date, Duration, Impact, Order, Party, Statement, Status};
use crate::morpheme::{Forms, Morpheme};
use crate::pipeline::{Engine, Reading};
use crate::rule::{Match, Pack};
use crate::span::Span;

/// Show what the engine reads in a sentence or a document, and why
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  wonin explain \"회사는 서버 과부하로 인한 장애라고 밝혔다.\"
  wonin explain --published 2024-06-03 \"13일 오후 약 6분간 접속이 끊겼다.\"
  wonin explain --file report.json --kind regulator | less

Each sentence comes with its morphemes (form/TAG, conjugated words unfolded), the rules that fire with their captures, and what was found.")]
pub struct Arguments {
    /// The sentences to explain
    #[arg(value_name = "TEXT", required_unless_present = "file", conflicts_with = "file")]
    text: Option<String>,
    /// Explain a document instead
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The date of the document, where it does not give its own
    #[arg(long, value_name = "DATE", value_parser = ingest::parse_published)]
    published: Option<Published>,
    /// news, regulator, company or other, where the document does not say it
    #[arg(long, value_name = "KIND", value_parser = parse_kind)]
    kind: Option<Kind>,
    /// The publisher, where the document does not give it
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
}

fn parse_kind(name: &str) -> Result<Kind, String> {
    Kind::from_name(name).ok_or_else(|| "write news, regulator, company or other".to_string())
}

pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let engine = Engine::new()?;
    let mut out = std::io::stdout().lock();
    let mut worker = engine.worker();
    let packs = engine.packs();
    for document in documents(arguments)? {
        let reading = worker.read(&document);
        let page = Page { document: &document, reading: &reading, forms: worker.forms(), packs: &packs };
        page.write(&mut out)?;
    }
    Ok(Outcome::Done)
}

fn documents(arguments: &Arguments) -> Result<Vec<Document>> {
    let options = ReadOptions { published: arguments.published, kind: arguments.kind, publisher: arguments.publisher.clone() };
    let Some(path) = &arguments.file else {
        return Ok(vec![Document {
            kind: options.kind.unwrap_or_default(),
            publisher: options.publisher,
            published: options.published.map(|p| p.at),
            published_has_time: options.published.is_some_and(|p| p.has_time),
            format: "text",
            text: arguments.text.clone().unwrap_or_default(),
            ..Document::default()
        }]);
    };
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    let _ = document::read(Source { path: path.display().to_string(), bytes, sidecar: None }, &options, &mut |read| {
        match read {
            Ok(document) => documents.push(document),
            Err(problem) => problems.push(problem.reason),
        }
        ControlFlow::Continue(())
    });
    if documents.is_empty() {
        bail!("{}: {}", path.display(), problems.join("; "));
    }
    Ok(documents)
}

/// What is told of one document.
pub struct Page<'a> {
    pub document: &'a Document,
    pub reading: &'a Reading,
    pub forms: &'a Forms,
    pub packs: &'a [&'a Pack],
}

impl Page<'_> {
    fn write(&self, out: &mut impl Write) -> Result<()> {
        let text = &self.document.text;
        for (index, &sentence) in self.reading.sentences.iter().enumerate() {
            writeln!(out, "{}", sentence.of(text))?;
            line(out, "morphemes", &self.morphemes(index))?;
            for fired in self.fired(index) {
                line(out, "rule", &fired)?;
            }
            let inside = |span: Span| sentence.contains(span) || sentence.start <= span.start && span.start < sentence.end;
            let mentions = &self.reading.mentions;
            for date in mentions.dates.iter().filter(|m| inside(m.span)) {
                line(out, "date", &told_date(date, text))?;
            }
            for duration in mentions.durations.iter().filter(|m| inside(m.span)) {
                line(out, "duration", &told_duration(duration, text))?;
            }
            for impact in mentions.impacts.iter().filter(|m| inside(m.span)) {
                line(out, "impact", &told_impact(impact, text))?;
            }
            for cause in mentions.causes.iter().filter(|m| inside(m.span)) {
                line(out, "cause", &told_cause(cause, text))?;
            }
            for statement in mentions.statements.iter().filter(|m| inside(m.span)) {
                line(out, "statement", &told_statement(statement, text))?;
            }
            for order in mentions.orders.iter().filter(|m| inside(m.span)) {
                line(out, "order", &told_order(order, text))?;
            }
            writeln!(out)?;
        }
        for (ordinal, incident) in self.reading.incidents.mentions.iter().enumerate() {
            let operator = incident.operator.as_ref().map_or("operator unknown", |p| p.name.as_str());
            let service = incident.service.as_deref().unwrap_or("service unknown");
            let start = incident.start.as_deref().unwrap_or("date unknown");
            let background = if incident.background { ", background" } else { "" };
            line(out, "incident", &format!("{}. {operator}, {service}, {start}{background}  {}", ordinal + 1, quoted(incident.span, text)))?;
        }
        Ok(())
    }

    /// `서버/NNG 가/JKS …`; a mark stands for white space only where words are joined (`+`).
    pub fn morphemes(&self, sentence: usize) -> String {
        let mut line = String::new();
        for morpheme in &self.reading.morphemes[sentence] {
            if !line.is_empty() {
                line.push(if morpheme.spaced { ' ' } else { '+' });
            }
            line += &format!("{}/{}", self.form(morpheme), morpheme.tag.name());
        }
        line
    }

    fn form(&self, morpheme: &Morpheme) -> &str {
        match self.forms.name(morpheme.form) {
            "" => morpheme.span.of(&self.document.text),
            name => name,
        }
    }

    /// The rules that fire in a sentence, with what they match and capture.
    pub fn fired(&self, sentence: usize) -> Vec<String> {
        let matches = self.packs.iter().flat_map(|pack| pack.find(&self.reading.morphemes[sentence], self.forms));
        matches.map(|found| self.told_match(sentence, &found)).collect()
    }

    /// The rules that do not fire though the word that they wait for stands in the sentence.
    pub fn nearly_fired(&self, sentence: usize) -> Vec<String> {
        let morphemes = &self.reading.morphemes[sentence];
        let mut near = Vec::new();
        for pack in self.packs {
            let fired: Vec<&str> = pack.find(morphemes, self.forms).iter().map(|m| m.rule.id.as_str()).collect();
            for rule in pack.rules.iter().filter(|rule| !fired.contains(&rule.id.as_str())) {
                let trigger = rule.pattern.trigger().unwrap_or_default();
                if let Some(word) = morphemes.iter().find(|m| trigger.contains(&m.form)) {
                    near.push(format!("{} ({})", rule.id, self.form(word)));
                }
            }
        }
        near
    }

    fn told_match(&self, sentence: usize, found: &Match) -> String {
        let mut told = format!("{}  {}", found.rule.id, self.words(sentence, &found.range));
        for (name, range) in &found.captures {
            told += &format!("  {name} = {}", self.words(sentence, range));
        }
        told
    }

    fn words(&self, sentence: usize, range: &std::ops::Range<usize>) -> String {
        let morphemes = self.reading.morphemes[sentence].get(range.clone()).unwrap_or_default();
        match (morphemes.first(), morphemes.last()) {
            (Some(first), Some(last)) => quoted(Span::new(first.span.start, last.span.end.max(first.span.end)), &self.document.text),
            _ => "nothing".to_string(),
        }
    }
}

fn line(out: &mut impl Write, name: &str, told: &str) -> Result<()> {
    Ok(writeln!(out, "  {name:<10} {told}")?)
}

fn quoted(span: Span, text: &str) -> String {
    format!("‘{}’", span.of(text))
}

fn named(party: Option<&Party>) -> String {
    match party {
        Some(party) if party.known => party.name.clone(),
        Some(party) => format!("{} (not in the dictionary)", party.name),
        None => "nobody named".to_string(),
    }
}

fn told_date(date: &Date, text: &str) -> String {
    let against = date.anchor.map_or(String::new(), |anchor| format!(", counted from the {}", anchor.name().replace('_', " ")));
    let start = date.start.map_or("not resolved".to_string(), |at| at.to_string());
    format!("{} {} {}  from {start}{against}  [{}]", quoted(date.span, text), date.kind.name(), date.value, date.rule)
}

fn told_duration(duration: &Duration, text: &str) -> String {
    let value = duration.iso8601.as_deref().unwrap_or("no figure");
    let about = if duration.approximate { "about " } else { "" };
    format!("{} {about}{value} {}  [{}]", quoted(duration.span, text), duration.bound.name(), duration.rule)
}

fn told_impact(impact: &Impact, text: &str) -> String {
    let value = impact.value.map_or("no figure".to_string(), |v| v.to_string());
    let of = impact.population.as_ref().map_or(String::new(), |p| format!(" of {p}"));
    let about = if impact.approximate { "about " } else { "" };
    format!("{} {about}{value} {}{of}  [{}]", quoted(impact.span, text), impact.unit, impact.rule)
}

fn told_cause(cause: &Cause, text: &str) -> String {
    let classes = if cause.classes.is_empty() { String::new() } else { format!(", {}", cause.classes.join(" ")) };
    format!("{} {}, {}{classes}; {}  [{}]", quoted(cause.span, text), cause.status.name(), cause.role.name(), told_status(cause), cause.rule)
}

/// Why a cause has its status: who says it, with which word.
fn told_status(cause: &Cause) -> String {
    let word = cause.evidential.as_ref().map_or("in no word of finding".to_string(), |word| format!("with ‘{word}’"));
    let who = format!("{} ({})", named(cause.asserted_by.as_ref()), cause.asserted_role.name());
    match cause.status {
        Status::Determined => format!("found by {who} {word}, without a hedge"),
        Status::Stated => format!("told by {who} {word}"),
        Status::Suspected => format!("hedged {word}, said by {who}"),
        Status::Denied => format!("denied by {who} {word}"),
        Status::Open => format!("left open by {who} {word}"),
    }
}

fn told_statement(statement: &Statement, text: &str) -> String {
    let stances: Vec<&str> = statement.stances.iter().map(|s| s.name()).collect();
    let stances = if stances.is_empty() { "no stance".to_string() } else { stances.join(" ") };
    let who = format!("{} ({})", named(statement.speaker.as_ref()), statement.speaker_role.name());
    format!("{} {who}, {}: {stances}  [{}]", quoted(statement.span, text), statement.mode.name(), statement.rule)
}

fn told_order(order: &Order, text: &str) -> String {
    let deadline = order.deadline.as_ref().map_or(String::new(), |d| format!(", within {d}"));
    let due = order.due_on.as_ref().map_or(String::new(), |d| format!(", due {d}"));
    let amount = order.amount_krw.map_or(String::new(), |a| format!(", {a} won"));
    let parties = format!("{} to {}", named(order.authority.as_ref()), named(order.addressee.as_ref()));
    format!("{} {} by {parties}{deadline}{due}{amount}  [{}]", quoted(order.span, text), order.category, order.rule)
}
