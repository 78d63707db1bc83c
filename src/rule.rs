//! Rule packs (`dictionaries/rules/*.toml`) and a sentence's morphemes -> which rules match where, with what captured.
//!
//! Rules are data; this engine knows nothing of causes or statements. `pattern` reads and matches the pattern language, `pack`
//! loads the files and refuses a rule that is not complete.

use std::ops::Range;

use anyhow::Result;
use rustc_hash::FxHashMap;

use crate::morpheme::{Form, Forms, Morpheme};

pub mod pack;
pub mod pattern;

use pattern::Pattern;

/// One rule of a pack.
#[derive(Debug, Clone)]
pub struct Rule {
    /// From general to specific: `cause.marker.because`.
    pub id: String,
    pub why: String,
    pub pattern: Pattern,
    /// What a match means, as the rule's readers understand it: `status = "open"`.
    pub set: FxHashMap<String, String>,
    /// Sentences in which the rule fires once, with captures marked as `{name:words}`.
    pub yes: Vec<String>,
    /// Near misses in which it does not fire.
    pub no: Vec<String>,
}

impl Rule {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.set.get(key).map(String::as_str)
    }
}

/// The rules of one file, indexed by the forms without which they can't match.
#[derive(Debug, Clone)]
pub struct Pack {
    pub name: String,
    pub rules: Vec<Rule>,
    by_trigger: FxHashMap<Form, Vec<u32>>,
}

/// Where a rule matches: ranges of morphemes of the sentence.
#[derive(Debug, Clone)]
pub struct Match<'r> {
    pub rule: &'r Rule,
    pub range: Range<usize>,
    pub captures: Vec<(&'r str, Range<usize>)>,
}

impl Match<'_> {
    pub fn capture(&self, name: &str) -> Option<Range<usize>> {
        self.captures.iter().find(|(n, _)| *n == name).map(|(_, range)| range.clone())
    }
}

impl Pack {
    /// Reads one pack; its forms are interned, so it comes before the analyzer that shares `forms`.
    ///
    /// # Errors
    /// A rule that is not complete, with `file:line`.
    pub fn parse(file: &str, text: &str, forms: &mut Forms) -> Result<Pack> {
        pack::parse(file, text, forms)
    }

    /// All matches in a sentence, sorted by (start, end, rule id); of one rule, the longest at each start and none inside another.
    pub fn find<'r>(&'r self, sentence: &[Morpheme], forms: &Forms) -> Vec<Match<'r>> {
        let mut candidates: Vec<u32> = Vec::new();
        for morpheme in sentence {
            if let Some(rules) = self.by_trigger.get(&morpheme.form) {
                candidates.extend(rules);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut found = Vec::new();
        for index in candidates {
            let rule = &self.rules[index as usize];
            let mut from = 0;
            while from < sentence.len() {
                match rule.pattern.match_from(sentence, from, forms) {
                    Some((range, captures)) => {
                        from = range.end.max(range.start + 1);
                        found.push(Match { rule, range, captures });
                    }
                    None => break,
                }
            }
        }
        found.sort_by(|a, b| (a.range.start, a.range.end, &a.rule.id).cmp(&(b.range.start, b.range.end, &b.rule.id)));
        found
    }
}

/// The examples of a pack that don't hold: a `yes` in which its rule does not fire once with exactly the captures marked, a `no` in which it fires.
#[cfg(test)]
pub fn check_examples(pack: &Pack, worker: &mut crate::morpheme::Worker) -> Vec<String> {
    use crate::span::Span;
    let mut failures = Vec::new();
    for rule in &pack.rules {
        for (example, fires) in rule.yes.iter().map(|e| (e, true)).chain(rule.no.iter().map(|e| (e, false))) {
            let (text, marked) = unmarked(example);
            let mut morphemes = Vec::new();
            for sentence in crate::sentence::split(&text) {
                worker.analyze(&text, sentence, &mut morphemes);
            }
            let found: Vec<Match> = pack.find(&morphemes, &worker.forms).into_iter().filter(|m| m.rule.id == rule.id).collect();
            let captured = |m: &Match| -> Vec<(String, String)> {
                let text_of = |r: &Range<usize>| {
                    if r.is_empty() { "" } else { Span::new(morphemes[r.start].span.start, morphemes[r.end - 1].span.end).of(&text) }
                };
                m.captures.iter().map(|(name, range)| (name.to_string(), text_of(range).to_string())).collect()
            };
            let holds = if fires { found.len() == 1 && (marked.is_empty() || captured(&found[0]) == marked) } else { found.is_empty() };
            if !holds {
                let shown: Vec<String> = morphemes
                    .iter()
                    .map(|m| {
                        format!("{}/{}", if m.form == crate::morpheme::UNKNOWN { m.span.of(&text) } else { worker.forms.name(m.form) }, m.tag.name())
                    })
                    .collect();
                let got: Vec<_> = found.iter().map(captured).collect();
                failures.push(format!(
                    "{} {}: {}: {example}\n    {} -> {got:?}",
                    pack.name,
                    rule.id,
                    if fires { "yes" } else { "no" },
                    shown.join(" ")
                ));
            }
        }
    }
    failures
}

/// An example without its marks, and what they mark.
#[cfg(test)]
fn unmarked(example: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut marked, mut rest) = (String::new(), Vec::new(), example);
    while let Some((before, after)) = rest.split_once('{') {
        let (Some((inside, behind)), true) = (after.split_once('}'), after.contains(':')) else { break };
        let (name, words) = inside.split_once(':').unwrap_or(("", inside));
        text += before;
        text += words;
        marked.push((name.to_string(), words.to_string()));
        rest = behind;
    }
    (text + rest, marked)
}
