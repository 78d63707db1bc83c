//! A document's sentences -> what they mention: dates, durations, impacts, organisations, causes, statements and orders.
//! Spans are bytes in the document's text.

use jiff::civil::DateTime;

use crate::document::Document;
use crate::morpheme::{Forms, Morpheme, Worker};
pub(crate) use crate::names::names;
use crate::span::Span;

pub mod cause;
pub mod date;
pub mod duration;
#[cfg(test)]
mod examples;
pub mod impact;
pub mod number;
pub mod order;
pub mod organization;
pub mod statement;

/// A document as the finders of causes, statements and orders see it.
pub struct Context<'a> {
    pub document: &'a Document,
    pub sentences: &'a [Span],
    /// The morphemes of each sentence; their spans are in the document's text.
    pub morphemes: &'a [Vec<Morpheme>],
    pub forms: &'a Forms,
    pub directory: &'a organization::Directory,
    /// The organisations named, in text order.
    pub organizations: &'a [organization::Found],
    /// Who runs what failed, the main one first.
    pub operators: &'a [Party],
    pub dates: &'a [Date],
    pub durations: &'a [Duration],
}

/// The morphemes of each sentence of a text.
pub fn analyze(text: &str, sentences: &[Span], worker: &mut Worker) -> Vec<Vec<Morpheme>> {
    let of = |&sentence: &Span| {
        let mut morphemes = Vec::new();
        worker.analyze(text, sentence, &mut morphemes);
        morphemes
    };
    sentences.iter().map(of).collect()
}

impl<'a> Context<'a> {
    pub fn text(&self) -> &'a str {
        &self.document.text
    }

    /// The sentence in which a byte of the text stands.
    pub fn sentence_at(&self, byte: usize) -> usize {
        self.sentences.partition_point(|s| s.end <= byte).min(self.sentences.len().saturating_sub(1))
    }

    /// The organisations that are named inside a span.
    pub fn organizations_in(&self, span: Span) -> &'a [organization::Found] {
        let from = self.organizations.partition_point(|f| f.span.start < span.start);
        let to = self.organizations.partition_point(|f| f.span.start < span.end);
        &self.organizations[from..to.max(from)]
    }
}

/// Everything that one document mentions; each list is sorted by (span, rule).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mentions {
    pub dates: Vec<Date>,
    pub durations: Vec<Duration>,
    pub impacts: Vec<Impact>,
    pub causes: Vec<Cause>,
    pub statements: Vec<Statement>,
    pub orders: Vec<Order>,
}

names!(DateKind { Date = "date", Time = "time", DateRange = "date_range", TimeRange = "time_range", Set = "set" });

names!(Granularity {
    Century = "century", Decade = "decade", Year = "year", HalfYear = "half_year", Quarter = "quarter", Month = "month",
    TenDays = "ten_days", Week = "week", Day = "day", PartOfDay = "part_of_day", Hour = "hour", Minute = "minute", Second = "second",
});

names!(
    /// What a relative date was resolved against.
    Anchor { DocumentDate = "document_date", PreviousDate = "previous_date", Incident = "incident" }
);

/// A calendar date or a clock time.
#[derive(Debug, Clone, PartialEq)]
pub struct Date {
    pub span: Span,
    pub kind: DateKind,
    /// EDTF (ISO 8601-2); digits that are not known are X.
    pub value: String,
    /// Half-open; None while a digit is unknown.
    pub start: Option<DateTime>,
    pub end: Option<DateTime>,
    pub granularity: Granularity,
    /// None for an absolute date.
    pub anchor: Option<Anchor>,
    pub rule: &'static str,
}

names!(Bound { Exact = "exact", AtLeast = "at_least", AtMost = "at_most" });

/// A length of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Duration {
    pub span: Span,
    /// None for months, years and business days, which have no fixed length, and for `수 시간`.
    pub seconds: Option<u64>,
    /// `PT127H30M`; None where there is no figure (`수 시간`).
    pub iso8601: Option<String>,
    pub approximate: bool,
    pub bound: Bound,
    pub rule: &'static str,
}

/// A share (in per cent) or a count of people, cases, places or things.
#[derive(Debug, Clone, PartialEq)]
pub struct Impact {
    pub span: Span,
    /// None where the figure is vague (`수백 명`).
    pub value: Option<f64>,
    /// `%`, `명`, `건`, `곳`, `가구`, `대`, ….
    pub unit: String,
    /// Whose share or what was counted, as the text says: `카카오톡 이용자`.
    pub population: Option<String>,
    pub approximate: bool,
    pub bound: Bound,
    pub rule: &'static str,
}

names!(Status { Determined = "determined", Stated = "stated", Suspected = "suspected", Denied = "denied", Open = "open" });
names!(CauseRole { Trigger = "trigger", Contributing = "contributing" });
names!(
    /// The side on which a speaker stands towards the incident.
    SpeakerRole { Company = "company", Regulator = "regulator", Other = "other" }
);

/// A name as a text gives it, resolved as far as the dictionary and the text allow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Party {
    /// The canonical name, or the name as the text gives it.
    pub name: String,
    /// Whether `name` is an organisation of the dictionary, or one recognised by its shape.
    pub known: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    pub span: Span,
    pub status: Status,
    pub asserted_by: Option<Party>,
    pub asserted_role: SpeakerRole,
    pub role: CauseRole,
    /// The class names of `dictionaries/classes.toml`, sorted.
    pub classes: Vec<String>,
    /// The word that carries the claim: 확인, 파악, 추정, ….
    pub evidential: Option<String>,
    pub rule: String,
}

names!(Mode { Direct = "direct", Indirect = "indirect", Headline = "headline" });
names!(Phase { Before = "before", After = "after" });
names!(Stance {
    DenyClassification = "deny_classification", DenyCause = "deny_cause", MinimiseScope = "minimise_scope", Normalise = "normalise",
    VagueCause = "vague_cause", SpecificCause = "specific_cause", AcceptFinding = "accept_finding", DisputeFinding = "dispute_finding",
    Apology = "apology", Regret = "regret", Commitment = "commitment", Bolster = "bolster", NoComment = "no_comment", Correction = "correction",
});

#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The content alone, inside the quotation marks of a direct quote.
    pub span: Span,
    pub speaker: Option<Party>,
    pub speaker_role: SpeakerRole,
    pub mode: Mode,
    /// Sorted, without repeats.
    pub stances: Vec<Stance>,
    pub phase: Option<Phase>,
    pub rule: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub span: Span,
    pub authority: Option<Party>,
    pub addressee: Option<Party>,
    /// `corrective`, `recommendation`, `fine`, `suspension`, `referral`, `report`, `discipline`.
    pub category: String,
    /// ISO 8601 period: `P3M`.
    pub deadline: Option<String>,
    /// ISO date; None where the text does not give the day from which the period counts.
    pub due_on: Option<String>,
    pub amount_krw: Option<u64>,
    pub rule: String,
}
