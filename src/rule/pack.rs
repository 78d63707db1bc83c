//! The text of a rule pack -> its rules. The loader, not prose, refuses a rule that is not complete.

use anyhow::{Result, bail};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use crate::morpheme::Forms;
use crate::rule::pattern::Pattern;
use crate::rule::{Pack, Rule};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    lists: FxHashMap<String, Vec<String>>,
    rule: Vec<Spanned<RuleText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    id: String,
    #[serde(default)]
    why: String,
    #[serde(rename = "match")]
    pattern: String,
    #[serde(default)]
    set: FxHashMap<String, String>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

pub fn parse(file: &str, text: &str, forms: &mut Forms) -> Result<Pack> {
    let line_of = |at: usize| text[..at].matches('\n').count() + 1;
    let parsed: File = match toml::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => bail!("{file}:{}: {}", error.span().map_or(1, |span| line_of(span.start)), error.message()),
    };
    let mut rules: Vec<Rule> = Vec::new();
    for spanned in parsed.rule {
        let line = line_of(spanned.span().start);
        let rule = spanned.into_inner();
        let refuse = |reason: &str| anyhow::anyhow!("{file}:{line}: rule {}: {reason}", rule.id);
        if rule.why.trim().is_empty() {
            return Err(refuse("say why it is there"));
        }
        if rule.yes.is_empty() || rule.no.is_empty() {
            return Err(refuse("give it sentences under yes and near misses under no"));
        }
        if rules.iter().any(|r| r.id == rule.id) {
            return Err(refuse("the id is taken"));
        }
        let pattern = Pattern::parse(&rule.pattern, &parsed.lists, forms).map_err(|reason| refuse(&reason))?;
        if pattern.trigger().is_none() {
            return Err(refuse("no word of it is required: a sentence could not be told from any other"));
        }
        rules.push(Rule { id: rule.id, why: rule.why, pattern, set: rule.set, yes: rule.yes, no: rule.no });
    }
    let mut by_trigger: FxHashMap<_, Vec<u32>> = FxHashMap::default();
    for (index, rule) in rules.iter().enumerate() {
        for form in rule.pattern.trigger().unwrap_or_default() {
            by_trigger.entry(form).or_default().push(index as u32);
        }
    }
    Ok(Pack { name: file.to_string(), rules, by_trigger })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        parse("test.toml", text, &mut Forms::new()).err().map_or(String::new(), |error| error.to_string())
    }

    #[test]
    fn incomplete_rules_are_refused_with_file_and_line() {
        let rule = |body: &str| format!("[lists]\nfound = [\"확인\"]\n\n[[rule]]\nid = \"a.b\"\n{body}");
        let complete = "why = \"w\"\nyes = [\"가\"]\nno = [\"나\"]\n";
        for (body, expected) in [
            (format!("match = \"때문\"\n{complete}"), ""),
            ("match = \"때문\"\nyes = [\"가\"]\nno = [\"나\"]\n".to_string(), "test.toml:4: rule a.b: say why"),
            ("match = \"때문\"\nwhy = \"w\"\nno = [\"나\"]\n".to_string(), "test.toml:4: rule a.b: give it sentences"),
            (format!("match = \"때문 ..99 이\"\n{complete}"), "a gap is 1 to 60"),
            (format!("match = \"때문 .. 이\"\n{complete}"), "a gap without a bound"),
            (format!("match = \"$lost\"\n{complete}"), "no word list lost"),
            (format!("match = \"때문/XYZ\"\n{complete}"), "no tag XYZ"),
            (format!("match = \"/NNG\"\n{complete}"), "no word of it is required"),
            (format!("match = \"때문?\"\n{complete}"), "no word of it is required"),
            (format!("match = \"(때문\"\n{complete}"), "a ( without its )"),
            (format!("match = \"때문\"\ncolour = \"red\"\n{complete}"), "unknown field `colour`"),
        ] {
            let found = refusal(&rule(&body));
            assert!(if expected.is_empty() { found.is_empty() } else { found.contains(expected) }, "{body}: {found}");
        }
    }
}
