//! Diffs -> one self-contained HTML page: no script, nothing loaded, every quote linked to its place in the source text. The
//! template escapes all that it prints; the timeline is drawn in `report/timeline.rs`.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use crate::diff::mark::{Mark, pieces};
use crate::diff::table::{figure_words, order_words, period};
use crate::diff::{Account, Citation, Comparison, Finding, IncidentDiff, OrderState, Source, Statement, day};

pub mod passage;
pub mod timeline;

use passage::{Node, passage};
use timeline::{Timeline, timeline};

const TEMPLATE: &str = include_str!("report/page.html");
const STYLE: &str = include_str!("report/style.css");

/// The page, as of the day `today`. An error is a bug of the template.
pub fn render(diffs: &[IncidentDiff], today: &str) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_template("page", TEMPLATE)?;
    let shelf = Shelf::new(diffs);
    let (telling, brief): (Vec<&IncidentDiff>, Vec<&IncidentDiff>) = diffs.iter().partition(|d| d.is_telling());
    let page = PageView {
        style: STYLE,
        today,
        incidents: telling.into_iter().chain(brief).enumerate().map(|(index, diff)| shelf.incident(index + 1, diff, today)).collect(),
        documents: shelf.documents(),
    };
    environment.get_template("page")?.render(Serde(page))
}

// ---------------------------------------------------------------- what the template sees

#[derive(Serialize)]
struct PageView<'a> {
    style: &'a str,
    today: &'a str,
    incidents: Vec<IncidentView<'a>>,
    documents: Vec<DocumentView<'a>>,
}

#[derive(Serialize)]
struct IncidentView<'a> {
    anchor: String,
    id: &'a str,
    what: String,
    background: bool,
    period: String,
    verdicts: &'a [(String, usize)],
    never_mentioned: usize,
    lag: Option<String>,
    timeline: Option<Timeline>,
    accounts: Vec<AccountView<'a>>,
    compared: Vec<StatementView<'a>>,
    also: Vec<StatementView<'a>>,
    findings: usize,
    omissions: Vec<FindingView<'a>>,
    /// Findings that a later one corrects, each with that one.
    corrected: Vec<[FindingView<'a>; 2]>,
    other_causes: Vec<OtherView<'a>>,
    orders: Vec<OrderView<'a>>,
    documents: Vec<Reference>,
}

#[derive(Serialize)]
struct AccountView<'a> {
    by: &'a str,
    role: &'a str,
    /// began, ended, lasted, affected.
    cells: [Vec<Linked>; 4],
}

#[derive(Serialize)]
struct Linked {
    text: String,
    href: String,
}

#[derive(Serialize)]
struct Reference {
    href: String,
    name: String,
    date: String,
    title: String,
}

#[derive(Serialize)]
struct Piece<'a> {
    mark: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct StatementView<'a> {
    speaker: String,
    said_at: &'a str,
    pieces: Vec<Piece<'a>>,
    href: String,
    headline: bool,
    stances: &'a [String],
    sources: Vec<Reference>,
    groups: Vec<GroupView<'a>>,
}

/// Comparisons of a statement that have verdict and axis in common.
#[derive(Serialize)]
struct GroupView<'a> {
    verdict: &'a str,
    axis: &'a str,
    lag: Option<String>,
    found: Vec<FindingView<'a>>,
}

#[derive(Serialize)]
struct FindingView<'a> {
    /// `F2`; none for a figure.
    number: Option<usize>,
    authority: &'a str,
    role: &'a str,
    classes: &'a [String],
    found_at: &'a str,
    pieces: Vec<Piece<'a>>,
    href: String,
    score: Option<String>,
    explanation: &'a str,
    sources: Vec<Reference>,
    later_statements: usize,
    /// It stood on the page before.
    brief: bool,
}

#[derive(Serialize)]
struct OtherView<'a> {
    status: &'a str,
    by: Option<&'a str>,
    text: &'a str,
    href: String,
    sources: Vec<Reference>,
}

#[derive(Serialize)]
struct OrderView<'a> {
    category: &'a str,
    parties: String,
    text: &'a str,
    href: String,
    due: String,
    overdue: bool,
    sources: Vec<Reference>,
}

#[derive(Serialize)]
struct DocumentView<'a> {
    anchor: String,
    name: String,
    date: &'a str,
    title: &'a str,
    /// Only an address of the web becomes a link.
    url: Option<&'a str>,
    nodes: Vec<Node>,
}

// ---------------------------------------------------------------- documents and links to them

/// The documents of all incidents, each once.
struct Shelf<'a> {
    documents: Vec<&'a Source>,
    numbers: BTreeMap<&'a str, usize>,
    /// The spans that are cited of each document, with what they are.
    cited: BTreeMap<&'a str, BTreeSet<(usize, usize, &'static str)>>,
}

impl<'a> Shelf<'a> {
    fn new(diffs: &'a [IncidentDiff]) -> Shelf<'a> {
        let mut shelf = Shelf { documents: Vec::new(), numbers: BTreeMap::new(), cited: BTreeMap::new() };
        for diff in diffs {
            for source in &diff.documents {
                if !shelf.numbers.contains_key(source.id.as_str()) {
                    shelf.documents.push(source);
                    shelf.numbers.insert(&source.id, shelf.documents.len());
                }
            }
            shelf.cite(diff, diff.statements.iter().flat_map(|s| &s.sources), "said");
            shelf.cite(diff, diff.findings.iter().flat_map(|f| &f.sources), "found");
            shelf.cite(diff, diff.statements.iter().flat_map(|s| &s.comparisons).filter_map(|c| c.found.as_ref()), "found");
            shelf.cite(diff, diff.other_causes.iter().flat_map(|c| &c.sources), "other");
            shelf.cite(diff, diff.orders.iter().flat_map(|o| &o.sources), "order");
            shelf.cite(diff, diff.accounts.iter().flat_map(|a| &a.figures).flat_map(|f| &f.sources), "figure");
        }
        shelf
    }

    fn cite(&mut self, diff: &'a IncidentDiff, citations: impl Iterator<Item = &'a Citation>, kind: &'static str) {
        for citation in citations {
            if let Some(source) = diff.source(citation) {
                let spans = self.cited.entry(&source.id).or_default();
                // One span is cited once: as a statement before a finding before a figure.
                if !spans.iter().any(|(start, end, _)| (*start, *end) == (citation.char_start, citation.char_end)) {
                    spans.insert((citation.char_start, citation.char_end, kind));
                }
            }
        }
    }

    fn number(&self, source: &Source) -> usize {
        self.numbers.get(source.id.as_str()).copied().unwrap_or(0)
    }

    fn href(&self, diff: &IncidentDiff, citation: &Citation) -> String {
        let number = diff.source(citation).map_or(0, |source| self.number(source));
        format!("#{}", passage::anchor(number, citation.char_start, citation.char_end))
    }

    fn first_href(&self, diff: &IncidentDiff, citations: &[Citation]) -> String {
        citations.first().map(|c| self.href(diff, c)).unwrap_or_default()
    }

    fn references(&self, diff: &IncidentDiff, citations: &[Citation]) -> Vec<Reference> {
        let reference = |c: &Citation| diff.source(c).map(|source| Reference { href: self.href(diff, c), ..self.reference(source) });
        citations.iter().filter_map(reference).collect()
    }

    fn reference(&self, source: &Source) -> Reference {
        Reference {
            href: format!("#d{}", self.number(source)),
            name: source.name(),
            date: date(&source.published_at).to_string(),
            title: source.title.clone().unwrap_or_default(),
        }
    }

    fn documents(&self) -> Vec<DocumentView<'a>> {
        let view = |(index, source): (usize, &&'a Source)| {
            let spans = self.cited.get(source.id.as_str()).into_iter().flatten().copied().collect();
            DocumentView {
                anchor: format!("d{}", index + 1),
                name: source.name(),
                date: date(&source.published_at),
                title: source.title.as_deref().unwrap_or_else(|| source.text.lines().next().unwrap_or_default()),
                url: source.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://")),
                nodes: passage(&source.text, spans, index + 1),
            }
        };
        self.documents.iter().enumerate().map(view).collect()
    }

    // ------------------------------------------------------------ incidents

    fn incident(&self, number: usize, diff: &'a IncidentDiff, today: &str) -> IncidentView<'a> {
        let what: Vec<&str> = [&diff.company, &diff.service, &diff.event].into_iter().flatten().map(String::as_str).collect();
        let (compared, also): (Vec<&Statement>, Vec<&Statement>) = diff.statements.iter().partition(|s| !s.comparisons.is_empty());
        let mut shown = BTreeSet::new();
        let omission = |o: &crate::diff::Omission| {
            let finding = diff.finding(o.finding)?;
            let view = self.finding(diff, Some(finding));
            Some(FindingView { later_statements: o.later_statements, ..view })
        };
        IncidentView {
            anchor: format!("i{number}"),
            id: &diff.incident,
            what: what.join(" · "),
            background: diff.background,
            period: period(diff),
            verdicts: &diff.verdicts,
            never_mentioned: diff.omissions.len(),
            lag: diff.lag_days.map(|days| format!("{days} days from the first statement to the first finding")),
            timeline: timeline(diff, today),
            accounts: diff.accounts.iter().map(|a| self.account(diff, a)).collect(),
            compared: compared.into_iter().map(|s| self.statement(diff, s, &mut shown)).collect(),
            also: also.into_iter().map(|s| self.statement(diff, s, &mut BTreeSet::new())).collect(),
            findings: diff.findings.len(),
            omissions: diff.omissions.iter().filter_map(omission).collect(),
            corrected: diff.corrected().map(|(old, new)| [old, new].map(|f| self.finding(diff, Some(f)))).collect(),
            other_causes: diff.other_causes.iter().map(|c| self.other(diff, c)).collect(),
            orders: diff.orders.iter().map(|o| self.order(diff, o)).collect(),
            documents: diff.documents.iter().map(|s| self.reference(s)).collect(),
        }
    }

    fn account(&self, diff: &IncidentDiff, account: &'a Account) -> AccountView<'a> {
        let of = |what: &[&str]| -> Vec<Linked> {
            let figures = account.figures.iter().filter(|f| what.contains(&f.what.as_str()));
            figures.map(|f| Linked { text: figure_words(f), href: self.first_href(diff, &f.sources) }).collect()
        };
        AccountView { by: &account.by, role: &account.role, cells: [of(&["start"]), of(&["end"]), of(&["duration"]), of(&["share", "count"])] }
    }

    /// A statement with its verdicts; `shown` holds the numbers of the findings that stood on the page before.
    fn statement(&self, diff: &'a IncidentDiff, statement: &'a Statement, shown: &mut BTreeSet<usize>) -> StatementView<'a> {
        let mut group = |(comparisons, lag): (&'a [Comparison], Option<String>)| {
            let first = &comparisons[0];
            let found = |c: &'a Comparison| {
                let seen = c.finding.is_some_and(|number| !shown.insert(number));
                let view = match c.finding.and_then(|n| diff.finding(n)) {
                    Some(finding) => self.finding(diff, Some(finding)),
                    None => self.finding(diff, None),
                };
                let words = c.found.as_ref().map(|f| marked(&f.text, c.left_out(), Mark::Missing));
                FindingView {
                    brief: seen,
                    authority: c.authority.as_deref().unwrap_or_default(),
                    pieces: words.unwrap_or_default(),
                    href: c.found.as_ref().map(|f| self.href(diff, f)).unwrap_or_default(),
                    score: Some(format!("{:.2}", c.score)),
                    // Beside both quotes the sentence says nothing new about a cause.
                    explanation: if c.axis == "cause" { "" } else { &c.explanation },
                    sources: if view.sources.is_empty() { self.references(diff, c.found.as_slice()) } else { view.sources },
                    ..view
                }
            };
            GroupView { verdict: &first.verdict, axis: &first.axis, lag, found: comparisons.iter().map(found).collect() }
        };
        StatementView {
            speaker: statement.speaker.clone().or_else(|| diff.company.clone()).unwrap_or_else(|| "company".to_string()),
            said_at: date(&statement.said_at),
            pieces: marked(&statement.text, &statement.covered(), Mark::Shared),
            href: self.first_href(diff, &statement.sources),
            headline: statement.mode == "headline",
            stances: &statement.stances,
            sources: self.references(diff, &statement.sources),
            groups: statement.groups().map(&mut group).collect(),
        }
    }

    fn finding(&self, diff: &IncidentDiff, finding: Option<&'a Finding>) -> FindingView<'a> {
        FindingView {
            number: finding.map(|f| f.number),
            authority: finding.and_then(|f| f.authority.as_deref()).unwrap_or_default(),
            role: finding.map_or("", |f| f.role.as_str()),
            classes: finding.map_or(&[], |f| f.classes.as_slice()),
            found_at: finding.map_or("", |f| date(&f.found_at)),
            pieces: finding.map(|f| marked(&f.text, &[], Mark::Plain)).unwrap_or_default(),
            href: finding.map(|f| self.first_href(diff, &f.sources)).unwrap_or_default(),
            score: None,
            explanation: "",
            sources: finding.map(|f| self.references(diff, &f.sources)).unwrap_or_default(),
            later_statements: 0,
            brief: false,
        }
    }

    fn other(&self, diff: &IncidentDiff, cause: &'a crate::diff::OtherCause) -> OtherView<'a> {
        OtherView {
            status: &cause.status,
            by: cause.by.as_deref(),
            text: &cause.text,
            href: self.first_href(diff, &cause.sources),
            sources: self.references(diff, &cause.sources),
        }
    }

    fn order(&self, diff: &IncidentDiff, order: &'a crate::diff::Order) -> OrderView<'a> {
        let parties: Vec<&str> = [&order.authority, &order.addressee].into_iter().flatten().map(String::as_str).collect();
        OrderView {
            category: &order.category,
            parties: parties.join(" → "),
            text: &order.text,
            href: self.first_href(diff, &order.sources),
            due: order_words(order),
            overdue: order.state == OrderState::Overdue,
            sources: self.references(diff, &order.sources),
        }
    }
}

fn date(at: &Option<String>) -> &str {
    at.as_deref().map(day).unwrap_or_default()
}

fn marked<'t>(text: &'t str, words: &[String], mark: Mark) -> Vec<Piece<'t>> {
    let piece = |(mark, text): (Mark, &'t str)| {
        let mark = match mark {
            Mark::Plain => "",
            Mark::Shared => "shared",
            Mark::Missing => "missing",
        };
        Piece { mark, text }
    };
    pieces(text, words, mark).into_iter().map(piece).collect()
}
