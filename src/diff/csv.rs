//! Diffs -> CSV for spreadsheets: one row for each comparison, each statement without one, and each finding that nobody mentions.
//! UTF-8 with a byte order mark, without which Excel takes Hangul for another charset.

use super::{Citation, Comparison, Finding, IncidentDiff, Statement};

const COLUMNS: [&str; 26] = [
    "incident",
    "company",
    "service",
    "incident_start_at",
    "incident_end_at",
    "speaker",
    "statement",
    "said_at",
    "stances",
    "axis",
    "verdict",
    "score",
    "phase",
    "lag_days",
    "authority",
    "finding",
    "finding_role",
    "finding_classes",
    "found_at",
    "covered",
    "missing",
    "explanation",
    "statement_sources",
    "finding_sources",
    "statement_id",
    "finding_id",
];

/// The verdict of a finding that no statement touches.
const OMITTED: &str = "omitted";

pub fn render(diffs: &[IncidentDiff]) -> String {
    let mut text = format!("\u{feff}{}\r\n", COLUMNS.join(","));
    for diff in diffs {
        for statement in &diff.statements {
            for comparison in &statement.comparisons {
                row(&mut text, diff, Some(statement), Some(comparison), comparison.finding.and_then(|n| diff.finding(n)));
            }
            if statement.comparisons.is_empty() {
                row(&mut text, diff, Some(statement), None, None);
            }
        }
        for omission in &diff.omissions {
            row(&mut text, diff, None, None, diff.finding(omission.finding));
        }
    }
    text
}

fn row(out: &mut String, diff: &IncidentDiff, statement: Option<&Statement>, comparison: Option<&Comparison>, finding: Option<&Finding>) {
    let own = |value: &Option<String>| value.clone().unwrap_or_default();
    let found = comparison.and_then(|c| c.found.as_ref());
    let finding_text = found.map(|c| c.text.clone()).or_else(|| finding.map(|f| f.text.clone())).unwrap_or_default();
    let finding_sources = finding.map(|f| sources(diff, &f.sources)).or_else(|| found.map(|c| sources(diff, std::slice::from_ref(c))));
    let verdict = comparison.map(|c| c.verdict.clone()).or_else(|| finding.map(|_| OMITTED.to_string())).unwrap_or_default();
    let axis = comparison.map(|c| c.axis.clone()).or_else(|| finding.map(|_| "cause".to_string())).unwrap_or_default();
    let said = |value: fn(&Statement) -> String| statement.map(value).unwrap_or_default();
    let compared = |value: fn(&Comparison) -> String| comparison.map(value).unwrap_or_default();
    let fields: [String; COLUMNS.len()] = [
        safe(&diff.incident),
        safe(&own(&diff.company)),
        safe(&own(&diff.service)),
        own(&diff.start_at),
        own(&diff.end_at),
        safe(&said(|s| s.speaker.clone().unwrap_or_default())),
        safe(&said(|s| s.text.clone())),
        said(|s| s.said_at.clone().unwrap_or_default()),
        said(|s| s.stances.join("; ")),
        axis,
        verdict,
        compared(|c| c.score.to_string()),
        compared(|c| c.phase.clone().unwrap_or_default()),
        compared(|c| c.lag_days.map(|days| days.to_string()).unwrap_or_default()),
        safe(&comparison.and_then(|c| c.authority.clone()).or_else(|| finding.and_then(|f| f.authority.clone())).unwrap_or_default()),
        safe(&finding_text),
        finding.map(|f| f.role.clone()).unwrap_or_default(),
        finding.map(|f| f.classes.join("; ")).unwrap_or_default(),
        finding.and_then(|f| f.found_at.clone()).unwrap_or_default(),
        safe(&compared(|c| c.covered.join("; "))),
        safe(&compared(|c| c.missing.join("; "))),
        safe(&compared(|c| c.explanation.clone())),
        safe(&statement.map(|s| sources(diff, &s.sources)).unwrap_or_default()),
        safe(&finding_sources.unwrap_or_default()),
        said(|s| s.id.clone()),
        finding.map(|f| f.id.clone()).unwrap_or_default(),
    ];
    out.push_str(&fields.iter().map(|f| field(f)).collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}

/// Publisher and date of each document that is cited.
fn sources(diff: &IncidentDiff, citations: &[Citation]) -> String {
    let name = |c: &Citation| diff.source(c).map(|s| format!("{} {}", s.name(), s.published_at.as_deref().map(super::day).unwrap_or_default()));
    let mut names: Vec<String> = citations.iter().filter_map(name).map(|n| n.trim_end().to_string()).collect();
    names.dedup();
    names.join("; ")
}

/// A spreadsheet runs a text that begins like a formula; an apostrophe keeps it a text.
pub fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_string() }
}

/// A field, quoted where it must be.
pub fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}
