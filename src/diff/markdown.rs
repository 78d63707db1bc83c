//! Diffs -> Markdown for reports: the same parts as the terminal's, the comparison as a table.

use super::mark::{Mark, pieces};
use super::table::{figure_words, lag_words, order_words, period};
use super::{Citation, Comparison, IncidentDiff, Statement, day};

pub fn render(diffs: &[IncidentDiff]) -> String {
    let mut out = String::from("# What companies said and what authorities found\n\n");
    out.push_str("In the statements **what names the finding** is bold; in the findings *what the statement leaves out* is italic.\n");
    for diff in diffs.iter().filter(|d| !d.is_silent()) {
        incident(&mut out, diff);
    }
    let silent: Vec<String> = diffs.iter().filter(|d| d.is_silent()).map(|d| escaped(&d.incident)).collect();
    if !silent.is_empty() {
        out.push_str(&format!("\nTold without a statement, a cause or an order: {}\n", silent.join(", ")));
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
    let compared: Vec<(&Statement, &Comparison)> = diff.statements.iter().flat_map(|s| s.comparisons.iter().map(move |c| (s, c))).collect();
    if !compared.is_empty() {
        out.push_str("\n### Said and found\n\n| the company said | verdict | the authority found |\n|---|---|---|\n");
        for (statement, comparison) in compared {
            let said = format!("“{}”<br>{}", marked(&statement.text, &comparison.covered, Mark::Shared), by(diff, statement));
            let lag = lag_words(comparison.lag_days, comparison.phase.as_deref()).map(|l| format!("<br>{l}")).unwrap_or_default();
            let verdict = format!("**{}** on {}<br>{:.2}{lag}", comparison.verdict, comparison.axis, comparison.score);
            let found = comparison.found.as_ref().map(|c| format!("“{}”", marked(&c.text, &comparison.missing, Mark::Missing))).unwrap_or_default();
            let finding = comparison.finding.and_then(|n| diff.finding(n));
            let authority = finding.and_then(|f| f.authority.as_deref()).map(|a| format!("{}, ", escaped(a))).unwrap_or_default();
            let sources = finding.map_or_else(|| comparison.found.iter().cloned().collect(), |f| f.sources.clone());
            out.push_str(&format!("| {said} | {verdict} | {found}<br>{authority}{} |\n", cited(diff, &sources)));
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
            let authority = escaped(finding.authority.as_deref().unwrap_or("authority"));
            out.push_str(&format!("- “{}”, {authority} ({}), {}\n", escaped(&finding.text), finding.role, cited(diff, &finding.sources)));
        }
    }
    if !diff.other_causes.is_empty() {
        out.push_str("\n### Causes stated, denied, suspected or open\n\n");
        for cause in &diff.other_causes {
            let by = cause.by.as_deref().map(|by| format!("{}: ", escaped(by))).unwrap_or_default();
            out.push_str(&format!("- {}: {by}“{}”, {}\n", cause.status, escaped(&cause.text), cited(diff, &cause.sources)));
        }
    }
    if !diff.orders.is_empty() {
        out.push_str("\n### Orders\n\n");
        for order in &diff.orders {
            let parties: Vec<String> = [&order.authority, &order.addressee].into_iter().flatten().map(|p| escaped(p)).collect();
            out.push_str(&format!("- {}: {}: “{}”; {}\n", order.category, parties.join(" → "), escaped(&order.text), order_words(order)));
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
    let speaker = statement.speaker.as_deref().map(|s| format!("{}, ", escaped(s))).unwrap_or_default();
    format!("{speaker}{}", cited(diff, &statement.sources))
}

/// The documents cited, by number and by the first one's name.
fn cited(diff: &IncidentDiff, sources: &[Citation]) -> String {
    let mut numbers: Vec<usize> = sources.iter().map(|c| c.document).collect();
    numbers.dedup();
    let first = sources.first().and_then(|c| diff.source(c)).map(|s| format!("{} ", escaped(&named(s)))).unwrap_or_default();
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    format!("{first}\\[{}\\]", numbers.join(", "))
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
fn escaped(text: &str) -> String {
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
