//! A suite's figures -> the table that a person reads.

use super::figure::{Figure, Figures};

/// The figures of a suite, a line a kind of row.
pub fn table(name: &str, figures: &Figures) -> String {
    let documents = figures.get("documents").map_or(String::new(), shown);
    let mut table = format!("{name}: {documents} documents\n{:<22}{:>9}{:>9}{:>9}   also\n", "", "precision", "recall", "F1");
    for (line, figure, more) in LINES {
        let Some(figure) = figures.get(figure) else { continue };
        let part = |value: Option<f64>| value.map_or(String::new(), |v| format!("{v:.3}"));
        let also: Vec<String> = more.iter().filter_map(|(label, name)| Some(format!("{label} {}", shown(figures.get(name)?)))).collect();
        let (precision, recall, f1) = (part(figure.precision()), part(figure.recall()), part(figure.f1()));
        table += &format!("{line:<22}{precision:>9}{recall:>9}{f1:>9}   {}", also.join(" · "));
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    table
}

/// A line of the table: its name, the figure of its precision and recall, and figures told behind it, each with its label.
type Line = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const LINES: &[Line] = &[
    ("dates", "dates.headline", &[("value", "dates.value_accuracy"), ("exact F1", "dates.exact")]),
    ("durations", "durations.headline", &[("value", "durations.value_accuracy"), ("exact F1", "durations.exact")]),
    ("impacts", "impacts.headline", &[("value", "impacts.value_accuracy"), ("population", "impacts.population_similarity")]),
    (
        "causes",
        "causes.span",
        &[
            ("status", "causes.status"),
            ("role", "causes.role"),
            ("class F1", "causes.classes"),
            ("said by", "causes.asserted_by"),
            ("incident", "causes.incident"),
            ("false firm", "causes.false"),
        ],
    ),
    (
        "company statements",
        "statements.company.span",
        &[("speaker", "statements.company.speaker"), ("mode", "statements.company.mode"), ("stance F1", "statements.company.stances")],
    ),
    ("authority statements", "statements.authority.span", &[("speaker", "statements.authority.speaker"), ("mode", "statements.authority.mode")]),
    ("orders", "orders.span", &[("deadline", "orders.deadline"), ("amount", "orders.amount")]),
    (
        "incidents",
        "incidents.mentions",
        &[("operator", "incidents.operator"), ("duration", "incidents.duration"), ("background", "incidents.background")],
    ),
    ("clusters (B-cubed)", "clusters.bcubed", &[("false merges", "clusters.false_merges"), ("splits", "clusters.splits")]),
    (
        "links",
        "links.triples",
        &[
            ("verdict", "links.verdict"),
            ("precision of contradicts", "links.precision.contradicts"),
            ("of denies", "links.precision.denies"),
            ("spurious", "links.spurious"),
        ],
    ),
];

fn shown(figure: Figure) -> String {
    match figure {
        Figure::Count(n) => n.to_string(),
        Figure::Share { .. } => figure.value().map_or("none".to_string(), |v| format!("{v:.3}")),
        Figure::Found { .. } | Figure::Means { .. } => figure.f1().map_or("none".to_string(), |v| format!("{v:.3}")),
    }
}
