//! The morphemes of something said -> the stances that it takes, by the rules of `stances.toml`.

use crate::mention::{Context, Stance};
use crate::morpheme::Morpheme;
use crate::rule::Pack;
use crate::span::Span;

/// The stances of a stretch of a sentence, sorted. In a `notice` nobody else speaks, so that weaker signs count.
pub fn of(context: &Context, pack: &Pack, sentence: &[Morpheme], span: Span, notice: bool) -> Vec<Stance> {
    let from = sentence.partition_point(|m| m.span.start < span.start);
    let to = sentence.partition_point(|m| m.span.start < span.end);
    let inside = &sentence[from..to.max(from)];
    let mut stances: Vec<(Stance, Option<Stance>)> = Vec::new();
    let mut not: Vec<Stance> = Vec::new();
    for found in pack.find(inside, context.forms) {
        if found.rule.get("only") == Some("notice") && !notice {
            continue;
        }
        let named = |key| found.rule.get(key).and_then(Stance::from_name);
        stances.extend(named("stance").map(|stance| (stance, named("unless"))));
        not.extend(named("not"));
    }
    let all: Vec<Stance> = stances.iter().map(|(stance, _)| *stance).collect();
    let mut taken: Vec<Stance> = stances
        .into_iter()
        .filter(|(stance, unless)| !not.contains(stance) && unless.is_none_or(|u| !all.contains(&u)))
        .map(|(stance, _)| stance)
        .collect();
    taken.sort_unstable();
    taken.dedup();
    taken
}
