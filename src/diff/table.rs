//! Diffs -> text for a terminal of a given width: a headline for each incident, then who tells what happened, then statement and
//! finding side by side.

use super::mark::{Mark, pieces};
use super::wrap::{Style, Styled, side_by_side};
use super::{Account, Citation, Comparison, Figure, Finding, IncidentDiff, Order, OrderState, Statement, day, spoken_duration};
use crate::link::Verdict;

/// How the text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Terminal columns; fewer than 40 are taken as 40, more than 200 as 200.
    pub width: usize,
    /// Colours and weights; without them shared words stand in `[ ]` and words left out in `‹ ›`.
    pub colour: bool,
}

/// The text of all diffs; each line ends in a line feed and is no wider than asked.
pub fn render(diffs: &[IncidentDiff], look: Look) -> String {
    let look = Look { width: look.width.clamp(40, 200), ..look };
    let mut page = Page { look, text: String::new() };
    let (telling, brief): (Vec<&IncidentDiff>, Vec<&IncidentDiff>) = diffs.iter().partition(|d| d.is_telling() || diffs.len() == 1);
    for diff in &telling {
        page.incident(diff);
    }
    if telling.iter().any(|d| d.statements.iter().any(|s| !s.comparisons.is_empty())) {
        page.legend();
    }
    if !brief.is_empty() {
        page.heading("Told without a statement of the company, a finding or an order");
        brief.iter().for_each(|diff| page.brief(diff));
    }
    page.text
}

/// A date and time as a reader wants it: `2024-05-13 13:44`.
pub fn moment(at: &str) -> String {
    at.replace('T', " ")
}

/// `2024-05-13 13:44 – 13:50 (6분)`, as far as it is known.
pub fn period(diff: &IncidentDiff) -> String {
    let mut text = match (&diff.start_at, &diff.end_at) {
        (Some(start), Some(end)) => format!("{} – {}", moment(start), end_after(start, end)),
        (Some(start), None) => moment(start),
        (None, Some(end)) => format!("until {}", moment(end)),
        (None, None) => "date unknown".to_string(),
    };
    if let Some(seconds) = diff.duration_seconds {
        text.push_str(&format!(" ({})", spoken_duration(seconds)));
    }
    text
}

/// The end beside a start: the time alone where it falls on the same day.
fn end_after(start: &str, end: &str) -> String {
    match end.split_once('T') {
        Some((date, time)) if date == day(start) => time.to_string(),
        _ => moment(end),
    }
}

/// A figure as a reader wants it: `약 80 % of …`.
pub fn figure_words(figure: &Figure) -> String {
    let value = match figure.what.as_str() {
        "duration" => figure.value.parse().map_or_else(|_| figure.value.clone(), spoken_duration),
        "start" | "end" => moment(&figure.value),
        _ => format!("{}{}", grouped(&figure.value), figure.unit.as_deref().unwrap_or_default()),
    };
    let bound = match figure.bound.as_str() {
        "at_least" => " 이상",
        "at_most" => " 이하",
        _ => "",
    };
    let about = if figure.approximate { "약 " } else { "" };
    let of = figure.population.as_ref().map(|p| format!(" ({p})")).unwrap_or_default();
    format!("{about}{value}{bound}{of}")
}

/// `12345` -> `12,345`; what is no whole number stays.
fn grouped(value: &str) -> String {
    if value.is_empty() || !value.bytes().all(|b| b.is_ascii_digit()) {
        return value.to_string();
    }
    let mut out = String::new();
    for (index, digit) in value.chars().enumerate() {
        if index > 0 && (value.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `due 2024-06-13, 12 days left`; empty where there is no deadline.
pub fn order_words(order: &Order) -> String {
    let days = order.days_left.unwrap_or(0);
    match (order.state, &order.due_on) {
        (OrderState::Due, Some(due)) => format!("due {due}, {days} days left"),
        (OrderState::Overdue, Some(due)) => format!("was due {due}, {} days ago", days.saturating_neg()),
        (OrderState::NoDeadline, _) => String::new(),
        _ => format!("{}; the text does not say from which day", period_words(order.deadline.as_deref().unwrap_or_default())),
    }
}

/// `P3M` -> `within 3 months`; a period of several units stays as it is.
fn period_words(iso: &str) -> String {
    let units = [('Y', "year"), ('M', "month"), ('W', "week"), ('D', "day")];
    let parsed = iso.strip_prefix('P').and_then(|rest| {
        let unit = units.iter().find(|(letter, _)| rest.ends_with(*letter))?;
        let count: u32 = rest.trim_end_matches(unit.0).parse().ok()?;
        Some(format!("within {count} {}{}", unit.1, if count == 1 { "" } else { "s" }))
    });
    parsed.unwrap_or_else(|| format!("within {iso}"))
}

/// The name of a verdict, as the style of its word.
pub fn verdict_style(verdict: &str) -> Style {
    Verdict::from_name(verdict).map_or(Style::Strong, Style::Verdict)
}

fn plain(text: &str) -> Styled {
    Styled::new().with(Style::Plain, text)
}

fn faint(text: &str) -> Styled {
    Styled::new().with(Style::Faint, text)
}

fn strong(text: &str) -> Styled {
    Styled::new().with(Style::Strong, text)
}

// ---------------------------------------------------------------- the page

struct Page {
    look: Look,
    text: String,
}

/// From this width on figures stand in columns.
const COLUMNS_FROM: usize = 64;
/// Columns between the two sides.
const GUTTER: &str = " │ ";
/// A finding that was shown in full before is recalled by so many lines.
const RECALLED_LINES: usize = 2;
/// So many findings that were shown before, and that a statement says nothing particular of, are recalled by their numbers alone.
const MANY_RECALLED: usize = 3;

impl Page {
    fn line(&mut self, line: &Styled) {
        self.text.push_str(&line.shown(self.look.colour));
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph, its lines after the first indented by so many columns more.
    fn paragraph(&mut self, indent: usize, text: &Styled) {
        for line in text.wrapped(self.look.width - indent) {
            self.line(&plain(&" ".repeat(indent)).joined(&line));
        }
    }

    /// A first column of a fixed width and a text beside it.
    fn entry(&mut self, indent: usize, head: &Styled, head_width: usize, text: &Styled) {
        let width = self.look.width - indent - head_width - 1;
        let cells = [(indent, vec![]), (head_width, head.wrapped(head_width)), (width, text.wrapped(width))];
        let lines = side_by_side(&cells[1..], " ");
        for line in lines {
            self.line(&plain(&" ".repeat(indent)).joined(&line));
        }
    }

    fn heading(&mut self, text: &str) {
        self.blank();
        self.paragraph(0, &strong(text));
    }

    fn incident(&mut self, diff: &IncidentDiff) {
        self.line(&faint(&"━".repeat(self.look.width)));
        let what: Vec<&str> = [&diff.company, &diff.service, &diff.event].into_iter().flatten().map(String::as_str).collect();
        let mut head = strong(&diff.incident);
        head.push(Style::Plain, &format!("  {}", what.join(" · ")));
        if diff.background {
            head.push(Style::Faint, " (told as history)");
        }
        self.paragraph(0, &head);
        self.paragraph(0, &plain(&period(diff)));
        self.summary(diff);
        self.accounts(diff);
        self.comparisons(diff);
        self.omissions(diff);
        self.corrected(diff);
        self.other_causes(diff);
        self.orders(diff);
        self.documents(diff);
        self.blank();
    }

    /// An incident in a few lines.
    fn brief(&mut self, diff: &IncidentDiff) {
        let what: Vec<&str> = [&diff.company, &diff.service, &diff.event].into_iter().flatten().map(String::as_str).collect();
        let mut text = strong(&diff.incident).with(Style::Plain, &format!("  {} · {}", what.join(" · "), period(diff)));
        for cause in &diff.other_causes {
            let by = cause.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
            text.push(Style::Faint, &format!("; {}{by}: ", cause.status));
            text.push(Style::Plain, &format!("“{}”", cause.text));
        }
        let sources: Vec<String> = diff.documents.iter().map(|d| d.name()).collect();
        text.push(Style::Faint, &format!(" ({})", sources.join(", ")));
        self.entry(2, &faint("·"), 1, &text);
    }

    /// The verdicts counted, and how long the finding took.
    fn summary(&mut self, diff: &IncidentDiff) {
        let mut line = Styled::new();
        for (index, (verdict, count)) in diff.verdicts.iter().enumerate() {
            line.push(Style::Plain, if index > 0 { " · " } else { "" });
            line.push(verdict_style(verdict), &format!("{count} {verdict}"));
        }
        if diff.findings.is_empty() {
            line.push(Style::Plain, "no cause determined");
        } else if diff.verdicts.is_empty() {
            line.push(Style::Plain, "nothing to compare");
        }
        if !diff.omissions.is_empty() {
            line.push(Style::Plain, " · ");
            line.push(Style::Missing, &format!("{} never mentioned", diff.omissions.len()));
        }
        self.paragraph(0, &line);
        let dates = match (&diff.first_statement_at, &diff.first_finding_at, diff.lag_days) {
            (Some(said), Some(found), Some(days)) => format!("first statement {} → first finding {} ({days} days)", day(said), day(found)),
            (Some(said), _, _) => format!("first statement {}", day(said)),
            (None, Some(found), _) => format!("first finding {}; no statement of the company", day(found)),
            (None, None, _) => return,
        };
        self.paragraph(0, &faint(&dates));
    }

    fn accounts(&mut self, diff: &IncidentDiff) {
        if diff.accounts.iter().all(|a| a.figures.is_empty()) {
            return;
        }
        self.heading("What happened, by source");
        if self.look.width < COLUMNS_FROM {
            for account in &diff.accounts {
                let parts = account_cells(account).into_iter().flatten();
                let text = parts.reduce(|line, part| line.with(Style::Plain, ", ").joined(&part)).unwrap_or_default();
                self.entry(2, &faint("·"), 1, &text);
            }
            return;
        }
        let room = self.look.width - 2;
        let widths = [(room * 28 / 100).min(40), 16, 16];
        let rest = room - widths.iter().sum::<usize>() - widths.len();
        let row = |cells: [Vec<Styled>; 4]| {
            let columns = widths.iter().copied().chain([rest]);
            let wrapped = |(width, cell): (usize, Vec<Styled>)| (width, cell.iter().flat_map(|part| part.wrapped(width)).collect());
            side_by_side(&columns.zip(cells).map(wrapped).collect::<Vec<(usize, Vec<Styled>)>>(), " ")
        };
        let mut lines = row(["source", "when", "how long", "affected"].map(|name| vec![faint(name)]));
        for account in &diff.accounts {
            lines.extend(row(account_cells(account)));
        }
        for line in lines {
            self.line(&plain("  ").joined(&line));
        }
    }

    fn comparisons(&mut self, diff: &IncidentDiff) {
        let (compared, other): (Vec<&Statement>, Vec<&Statement>) = diff.statements.iter().partition(|s| !s.comparisons.is_empty());
        let left = (self.look.width - 2 - GUTTER.chars().count()) / 2;
        let right = self.look.width - 2 - GUTTER.chars().count() - left;
        if !compared.is_empty() {
            self.heading("What the company said, and what the authority found");
        }
        let mut shown: Vec<Citation> = Vec::new();
        for (index, statement) in compared.iter().enumerate() {
            if index > 0 {
                self.line(&faint(&format!("  {}─┼─{}", "─".repeat(left), "─".repeat(right))));
            }
            let said = self.said(diff, statement, left);
            let found = self.found(diff, statement, right, &mut shown);
            for line in side_by_side(&[(left, said), (right, found)], GUTTER) {
                self.line(&plain("  ").joined(&line));
            }
        }
        if !other.is_empty() {
            self.heading(if compared.is_empty() { "What the company said" } else { "Also said, with no finding to compare" });
        }
        for statement in other {
            let mut text = Styled::new();
            if !statement.stances.is_empty() {
                text.push(Style::Faint, &format!("{}: ", statement.stances.join(", ")));
            }
            text.push(Style::Plain, &format!("“{}”", statement.text));
            let date = statement.said_at.as_deref().map(day).unwrap_or("no date");
            self.entry(2, &faint(date), 10, &plain(&speaker(diff, statement)).with(Style::Plain, " ").joined(&text));
        }
    }

    /// The left side: a statement.
    fn said(&self, diff: &IncidentDiff, statement: &Statement, width: usize) -> Vec<Styled> {
        let mut head = strong(&speaker(diff, statement));
        head.push(Style::Faint, &format!(" · {}", cited(diff, &statement.sources, statement.said_at.as_deref(), statement.speaker.as_deref())));
        let mut lines = head.wrapped(width);
        lines.extend(self.quote(&statement.text, &statement.covered(), Mark::Shared).wrapped(width));
        let mut notes: Vec<&str> = statement.stances.iter().map(String::as_str).collect();
        notes.extend((statement.mode == "headline").then_some("in a headline, not verbatim"));
        if !notes.is_empty() {
            lines.extend(faint(&notes.join(", ")).wrapped(width));
        }
        lines
    }

    /// The right side: the verdicts on a statement, each with the findings that it rests on.
    fn found(&self, diff: &IncidentDiff, statement: &Statement, width: usize, shown: &mut Vec<Citation>) -> Vec<Styled> {
        let mut lines = Vec::new();
        for (group, lag) in statement.groups() {
            let first = &group[0];
            let mut head = Styled::new().with(verdict_style(&first.verdict), &first.verdict.to_uppercase());
            head.push(Style::Plain, &format!(" on {}", first.axis));
            if let Some(lag) = lag {
                head.push(Style::Faint, &format!(", {lag}"));
            }
            lines.extend(head.wrapped(width));
            let known = |c: &Comparison| c.covered.is_empty() && c.finding.is_some() && c.found.as_ref().is_some_and(|found| shown.contains(found));
            let (known, told): (Vec<&Comparison>, Vec<&Comparison>) = group.iter().partition(|c| known(c));
            let (numbered, told) = if known.len() >= MANY_RECALLED { (known, told) } else { (Vec::new(), group.iter().collect()) };
            for comparison in told {
                lines.extend(self.finding(diff, comparison, width, shown));
            }
            for same in numbered.chunk_by(|a, b| a.score == b.score) {
                let numbers: Vec<String> = same.iter().filter_map(|c| c.finding).map(|n| format!("F{n}")).collect();
                lines.extend(faint(&format!("{} · score {:.2}", numbers.join(", "), same[0].score)).wrapped(width));
            }
        }
        lines
    }

    fn finding(&self, diff: &IncidentDiff, comparison: &Comparison, width: usize, shown: &mut Vec<Citation>) -> Vec<Styled> {
        let Some(found) = &comparison.found else { return Vec::new() };
        let quote = self.quote(&found.text, comparison.left_out(), Mark::Missing);
        let score = format!("score {:.2}", comparison.score);
        let finding = comparison.finding.and_then(|n| diff.finding(n));
        if let Some(finding) = finding.filter(|_| shown.contains(found)) {
            return faint(&format!("F{} · {score} · ", finding.number)).joined(&quote).clipped(width, RECALLED_LINES);
        }
        shown.push(found.clone());
        let head = match finding {
            Some(finding) => {
                let cited = cited(diff, &finding.sources, finding.found_at.as_deref(), finding.authority.as_deref());
                format!("F{} {} · {cited} · {score}", finding.number, finding_party(finding))
            }
            None => {
                let by = comparison.authority.as_deref();
                let cited = cited(diff, std::slice::from_ref(found), None, by);
                by.into_iter().chain([cited.as_str(), score.as_str()]).collect::<Vec<&str>>().join(" · ")
            }
        };
        let mut lines = faint(&head).wrapped(width);
        if !found.text.is_empty() {
            lines.extend(quote.wrapped(width));
        }
        lines
    }

    /// A quote with its marked words.
    fn quote(&self, text: &str, words: &[String], mark: Mark) -> Styled {
        let mut quote = plain("“");
        for (mark, piece) in pieces(text, words, mark) {
            let (style, open, close) = match mark {
                Mark::Plain => (Style::Plain, "", ""),
                Mark::Shared => (Style::Shared, "[", "]"),
                Mark::Missing => (Style::Missing, "‹", "›"),
            };
            let (open, close) = if self.look.colour { ("", "") } else { (open, close) };
            quote.push(style, &format!("{open}{piece}{close}"));
        }
        quote.with(Style::Plain, "”")
    }

    fn omissions(&mut self, diff: &IncidentDiff) {
        if diff.omissions.is_empty() {
            return;
        }
        self.heading("What the company never mentioned");
        for omission in &diff.omissions {
            let Some(finding) = diff.finding(omission.finding) else { continue };
            let mut text = Styled::new().with(Style::Faint, &format!("{} · {} · ", finding_party(finding), finding.role));
            text.push(Style::Plain, &format!("“{}”", finding.text));
            let date = finding.found_at.as_deref().map(day).unwrap_or("no date");
            text.push(Style::Faint, &format!(" {date}"));
            match omission.later_statements {
                0 => {}
                1 => text.push(Style::Faint, ", and one statement since"),
                n => text.push(Style::Faint, &format!(", and {n} statements since")),
            }
            self.entry(2, &faint(&format!("F{}", finding.number)), 3, &text);
        }
    }

    fn corrected(&mut self, diff: &IncidentDiff) {
        if diff.corrected().next().is_some() {
            self.heading("What the authority found first, and corrected later");
        }
        for (old, new) in diff.corrected() {
            let mut text = Styled::new().with(Style::Faint, &format!("{} · ", finding_party(old)));
            text.push(Style::Plain, &format!("“{}”", old.text));
            let day_of = |f: &Finding| f.found_at.as_deref().map(day).unwrap_or("no date").to_string();
            text.push(Style::Faint, &format!(" {}, corrected {}: F{} ", day_of(old), day_of(new), new.number));
            text.push(Style::Plain, &format!("“{}”", new.text));
            self.entry(2, &faint(&format!("F{}", old.number)), 3, &text);
        }
    }

    fn other_causes(&mut self, diff: &IncidentDiff) {
        if diff.other_causes.is_empty() {
            return;
        }
        self.heading("Causes stated, denied, suspected or open");
        for cause in &diff.other_causes {
            let by = cause.by.as_deref().map(|by| format!("{by}: ")).unwrap_or_default();
            let text =
                plain(&format!("{by}“{}”", cause.text)).with(Style::Faint, &format!(" {}", cited(diff, &cause.sources, None, cause.by.as_deref())));
            self.entry(2, &faint(&cause.status), 10, &text);
        }
    }

    fn orders(&mut self, diff: &IncidentDiff) {
        if diff.orders.is_empty() {
            return;
        }
        self.heading("Orders");
        for order in &diff.orders {
            let parties: Vec<&str> = [&order.authority, &order.addressee].into_iter().flatten().map(String::as_str).collect();
            let mut text = plain(&format!("{}: “{}”", parties.join(" → "), order.text));
            if let Some(won) = order.amount_krw {
                text.push(Style::Plain, &format!(" {}원", grouped(&won.to_string())));
            }
            let style = if order.state == OrderState::Overdue { Style::Missing } else { Style::Faint };
            text.push(style, &format!(" {}", order_words(order)));
            self.entry(2, &faint(&order.category), 14, &text);
        }
    }

    fn documents(&mut self, diff: &IncidentDiff) {
        self.heading("Documents");
        for source in &diff.documents {
            let date = source.published_at.as_deref().map(day).unwrap_or("no date");
            let title = source.title.as_deref().unwrap_or_else(|| source.text.lines().next().unwrap_or_default());
            self.entry(2, &faint(date), 10, &plain(&format!("{} · {title}", source.name())));
        }
    }

    fn legend(&mut self) {
        let legend = match self.look.colour {
            true => faint("In the statements, ")
                .with(Style::Shared, "what names the finding")
                .with(Style::Faint, "; in the findings, ")
                .with(Style::Missing, "what the statement leaves out")
                .with(Style::Faint, "."),
            false => plain("In the statements, [what names the finding]; in the findings, ‹what the statement leaves out›."),
        };
        self.paragraph(0, &legend);
    }
}

/// Who says so, when it was, how long it lasted, and who was affected; a line for each figure.
fn account_cells(account: &Account) -> [Vec<Styled>; 4] {
    let of = |what: &[&str]| -> Vec<Styled> {
        account.figures.iter().filter(|f| what.contains(&f.what.as_str())).map(|f| plain(&figure_words(f))).collect()
    };
    let all = |what: &str| -> Vec<&str> { account.figures.iter().filter(|f| f.what == what).map(|f| f.value.as_str()).collect() };
    let mut when: Vec<Styled> = all("start").iter().map(|at| plain(&moment(at))).collect();
    match (all("start").as_slice(), all("end").as_slice()) {
        ([start], [end]) => when.push(plain(&format!("– {}", end_after(start, end)))),
        (_, ends) => when.extend(ends.iter().map(|end| plain(&format!("– {}", moment(end))))),
    }
    let name = plain(&account.by).with(Style::Faint, &format!(" {}", account.role));
    [vec![name], when, of(&["duration"]), of(&["share", "count"])]
}

fn speaker(diff: &IncidentDiff, statement: &Statement) -> String {
    statement.speaker.clone().or_else(|| diff.company.clone()).unwrap_or_else(|| "company".to_string())
}

fn finding_party(finding: &Finding) -> &str {
    finding.authority.as_deref().unwrap_or("authority")
}

/// The first date, the first publisher where it is not the party itself, and how many more: `2024-05-13, 한빛일보, 3 more`.
fn cited(diff: &IncidentDiff, sources: &[Citation], at: Option<&str>, party: Option<&str>) -> String {
    let first = sources.first().and_then(|c| diff.source(c));
    let date = at.or_else(|| first.and_then(|s| s.published_at.as_deref())).map(day);
    let name = first.map(super::Source::name).filter(|name| Some(name.as_str()) != party);
    let mut parts: Vec<String> = date.map(str::to_string).into_iter().chain(name).collect();
    if sources.len() > 1 {
        parts.push(format!("{} more", sources.len() - 1));
    }
    parts.join(", ")
}
