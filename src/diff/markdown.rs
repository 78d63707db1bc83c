//! Diffs -> Markdown for reports: the same parts as the terminal's, the comparison as a table.

use super::mark::{Mark, pieces};
use super::table::{figure_words, order_words, period};
use super::{Citation, IncidentDiff, Statement, day};

pub fn render(diffs: &[IncidentDiff]) -> String {
    let mut out = String::from("# What companies said and what authorities found\n\n");
    out.push_str("In the statements **what names the finding** is bold; in the findings *what the statement leaves out* is italic.\n");
    diffs.iter().filter(|d| d.is_telling()).for_each(|diff| incident(&mut out, diff));
    let brief: Vec<&IncidentDiff> = diffs.iter().filter(|d| !d.is_telling()).collect();
    if !brief.is_empty() {
        out.push_str("\n## Told without a statement of the company, a finding or an order\n");
    }
    for diff in brief {
        out.push_str(&format!("\n### {}\n\n{}\n", escaped(&diff.incident), escaped(&period(diff))));
        rest(&mut out, diff);
    }
    out
}

fn incident(out: &mut String, diff: &IncidentDiff) {
    let what: Vec<String> = [&diff.company, &diff.service, &diff.event].into_iter().flatten().map(|w| escaped(w)).collect();
    out.push_str(&format!("\n## {}\n\n{} · {}\n", escaped(&diff.incident), what.join(" · "), escaped(&period(diff))));
    let mut counts: Vec<String> = diff.verdicts.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
    if !diff.omissions.is_empty() {
        counts.push(format!("{} never mentioned", diff.omissions.len()));
    }
    if let Some(days) = diff.lag_days {
        counts.push(format!("{days} days from the first statement to the first finding"));
    }
    if !counts.is_empty() {
        out.push_str(&format!("\n{}\n", counts.join(" · ")));
    }
    accounts(out, diff);
    comparisons(out, diff);
    rest(out, diff);
}

fn accounts(out: &mut String, diff: &IncidentDiff) {
    if diff.accounts.is_empty() {
        return;
    }
    out.push_str("\n### What happened, by source\n\n| source | began | ended | lasted | affected |\n|---|---|---|---|---|\n");
    for account in &diff.accounts {
        let of = |what: &[&str]| {
            let words: Vec<String> = account.figures.iter().filter(|f| what.contains(&f.what.as_str())).map(|f| escaped(&figure_words(f))).collect();
            words.join(", ")
        };
        let cells = [of(&["start"]), of(&["end"]), of(&["duration"]), of(&["share", "count"])];
        out.push_str(&format!("| {} ({}) | {} |\n", escaped(&account.by), account.role, cells.join(" | ")));
    }
}

fn comparisons(out: &mut String, diff: &IncidentDiff) {
    if diff.statements.iter().any(|s| !s.comparisons.is_empty()) {
        out.push_str("\n### Said and found\n\n| the company said | verdict | the authority found |\n|---|---|---|\n");
        let groups = diff.statements.iter().flat_map(|s| s.groups().map(move |(group, lag)| (s, group, lag)));
        for (statement, comparison, lag) in groups.flat_map(|(s, group, lag)| group.iter().map(move |c| (s, c, lag.clone()))) {
            let lag = lag.map(|lag| format!("<br>{lag}")).unwrap_or_default();
            let said = format!("“{}”<br>{}", marked(&statement.text, &comparison.covered, Mark::Shared), by(diff, statement));
            let verdict = format!("**{}** on {}<br>{:.2}{lag}", comparison.verdict, comparison.axis, comparison.score);
            let found = comparison.found.as_ref().map(|c| format!("“{}”", marked(&c.text, comparison.left_out(), Mark::Missing))).unwrap_or_default();
            let finding = comparison.finding.and_then(|n| diff.finding(n));
            let authority = comparison.authority.as_deref();
            let sources = finding.map_or_else(|| comparison.found.iter().cloned().collect(), |f| f.sources.clone());
            out.push_str(&format!("| {said} | {verdict} | {found}<br>{} |\n", cited(diff, &sources, authority)));
        }
    }
    let other: Vec<&Statement> = diff.statements.iter().filter(|s| s.comparisons.is_empty()).collect();
    if !other.is_empty() {
        out.push_str("\n### Also said\n\n");
        for statement in other {
            let stances = if statement.stances.is_empty() { String::new() } else { format!(" ({})", escaped(&statement.stances.join(", "))) };
            out.push_str(&format!("- “{}”{stances}, {}\n", escaped(&statement.text), by(diff, statement)));
        }
    }
}

fn rest(out: &mut String, diff: &IncidentDiff) {
    if !diff.omissions.is_empty() {
        out.push_str("\n### What the company never mentioned\n\n");
        for finding in diff.omissions.iter().filter_map(|o| diff.finding(o.finding)) {
            let cited = cited(diff, &finding.sources, finding.authority.as_deref());
            out.push_str(&format!("- “{}” ({}), {cited}\n", escaped(&finding.text), finding.role));
        }
    }
    if diff.corrected().next().is_some() {
        out.push_str("\n### What the authority found first, and corrected later\n\n");
    }
    for (old, new) in diff.corrected() {
        let cited = [old, new].map(|f| cited(diff, &f.sources, f.authority.as_deref()));
        out.push_str(&format!("- “{}”, {}; then “{}”, {}\n", escaped(&old.text), cited[0], escaped(&new.text), cited[1]));
    }
    if !diff.other_causes.is_empty() {
        out.push_str("\n### Causes stated, denied, suspected or open\n\n");
        for cause in &diff.other_causes {
            out.push_str(&format!("- {}: “{}”, {}\n", cause.status, escaped(&cause.text), cited(diff, &cause.sources, cause.by.as_deref())));
        }
    }
    if !diff.orders.is_empty() {
        out.push_str("\n### Orders\n\n");
        for order in &diff.orders {
            let parties: Vec<String> = [&order.authority, &order.addressee].into_iter().flatten().map(|p| escaped(p)).collect();
            out.push_str(&format!("- {}: {}: “{}” {}\n", order.category, parties.join(" → "), escaped(&order.text), order_words(order)));
        }
    }
    out.push_str("\n### Documents\n\n");
    for source in &diff.documents {
        let title = escaped(source.title.as_deref().unwrap_or("untitled"));
        // Angle brackets keep an address with parentheses whole; one with angle brackets or spaces is no address.
        let link = source.url.as_deref().filter(|url| url.starts_with("http") && !url.contains(['<', '>', ' ', '\n', '|']));
        let title = link.map_or(title.clone(), |url| format!("[{title}](<{url}>)"));
        out.push_str(&format!("{}. {title}, {}\n", source.number, escaped(&named(source))));
    }
}

fn named(source: &super::Source) -> String {
    let date = source.published_at.as_deref().map(|at| format!(", {}", day(at))).unwrap_or_default();
    format!("{}{date}", source.name())
}

fn by(diff: &IncidentDiff, statement: &Statement) -> String {
    cited(diff, &statement.sources, statement.speaker.as_deref())
}

/// Whose words they are, and the documents cited: by number, and the first one by date and by its name where that is another.
fn cited(diff: &IncidentDiff, sources: &[Citation], party: Option<&str>) -> String {
    let mut numbers: Vec<usize> = sources.iter().map(|c| c.document).collect();
    numbers.dedup();
    let first = sources.first().and_then(|c| diff.source(c));
    let name = first.map(super::Source::name).filter(|name| Some(name.as_str()) != party);
    let date = first.and_then(|s| s.published_at.as_deref()).map(|at| day(at).to_string());
    let parts: Vec<String> = party.map(str::to_string).into_iter().chain(name).chain(date).map(|part| escaped(&part)).collect();
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    format!("{} \\[{}\\]", parts.join(", "), numbers.join(", "))
}

fn marked(text: &str, words: &[String], mark: Mark) -> String {
    let piece = |(mark, piece): (Mark, &str)| match mark {
        Mark::Plain => escaped(piece),
        Mark::Shared => emphasised(piece, "**"),
        Mark::Missing => emphasised(piece, "*"),
    };
    pieces(text, words, mark).into_iter().map(piece).collect()
}

fn emphasised(text: &str, sign: &str) -> String {
    format!("{sign}{}{sign}", escaped(text.trim()))
}

/// Text that Markdown takes for nothing but text, on one line.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => out.extend(['\\', c]),
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
