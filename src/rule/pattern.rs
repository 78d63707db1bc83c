//! The pattern language: its text -> a `Pattern`; a pattern and morphemes -> where it matches.
//!
//! | written | matches |
//! |---|---|
//! | `원인`, `원인/NNG`, `/JX`, `/N*` | a morpheme by form, by form and tag, by tag, by the beginning of its tag |
//! | `*테스트`, `원인*` | a morpheme whose form ends or begins so |
//! | `$found`, `$found/NNG` | a morpheme whose form is in the pack's word list |
//! | `(a b \| c)` | one of the alternatives |
//! | `(a \| b)/J*` | one of the alternatives, all their words with this tag (several: `/N*+V*`) |
//! | `x?` | x or nothing, x first |
//! | `..6`, `..6[SF,EC]` | up to six morphemes, the fewest first, none of them with a barrier's tag (`SF` where none is given) |
//! | `{name: x}` | x, captured |
//! | `!(x)` | nothing, where x does not follow |
//! | `^`, `$` | the beginning, the end of the sentence |
//! | `_x` | x, where no white space stands before it |

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::morpheme::{Form, Forms, Morpheme, Tag};

/// No gap is wider.
pub const MAX_GAP: usize = 60;
/// Steps after which a match is given up; patterns are small, so that only hostile sentences come near it.
const MAX_STEPS: u32 = 20_000;

#[derive(Debug, Clone)]
pub struct Pattern {
    elements: Vec<Element>,
    /// The names of the captures, in the order of their opening.
    pub names: Vec<String>,
}

#[derive(Debug, Clone)]
enum Element {
    Word(Word),
    Gap { max: usize, barriers: TagSet },
    Optional(Vec<Element>),
    Either(Vec<Vec<Element>>),
    Capture(usize, Vec<Element>),
    Not(Vec<Element>),
    Start,
    End,
}

#[derive(Debug, Clone)]
struct Word {
    forms: Choice,
    tags: TagSet,
    joined: bool,
}

#[derive(Debug, Clone)]
enum Choice {
    Any,
    /// Sorted.
    OneOf(Vec<Form>),
    Ends(String),
    Begins(String),
}

/// A set of tags as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TagSet(u64);

impl TagSet {
    const ALL: TagSet = TagSet(u64::MAX);

    fn has(self, tag: Tag) -> bool {
        self.0 >> (tag as u8) & 1 == 1
    }

    /// `NNG`, `N*`.
    fn named(name: &str) -> Option<TagSet> {
        let prefix = name.strip_suffix('*');
        let fits = |tag: &&Tag| prefix.map_or(tag.name() == name, |p| tag.name().starts_with(p));
        let bits = Tag::ALL.iter().filter(fits).fold(0, |bits, tag| bits | 1 << (*tag as u8));
        (bits != 0).then_some(TagSet(bits))
    }
}

/// A morpheme range for each capture.
type Captures = Vec<Option<Range<usize>>>;

struct Matching<'s> {
    sentence: &'s [Morpheme],
    forms: &'s Forms,
    captures: Captures,
    steps: u32,
}

impl Pattern {
    /// # Errors
    /// What is wrong with the text, in a few words.
    pub fn parse(text: &str, lists: &FxHashMap<String, Vec<String>>, forms: &mut Forms) -> Result<Pattern, String> {
        let mut parser = Parser { text, at: 0, lists, forms, names: Vec::new() };
        let elements = parser.sequence()?;
        if parser.at < text.len() {
            return Err(format!("can't read {:?}", &text[parser.at..]));
        }
        if elements.is_empty() {
            return Err("an empty pattern".to_string());
        }
        if matches!(elements.first(), Some(Element::Gap { .. })) || matches!(elements.last(), Some(Element::Gap { .. })) {
            return Err("a gap at the beginning or the end".to_string());
        }
        Ok(Pattern { elements, names: parser.names })
    }

    /// The forms of the required word with the fewest forms: without one of them in the sentence there is no match.
    pub fn trigger(&self) -> Option<Vec<Form>> {
        trigger(&self.elements)
    }

    /// The first match that starts at `from` or later.
    pub fn match_from<'r>(&'r self, sentence: &[Morpheme], from: usize, forms: &Forms) -> Option<(Range<usize>, Vec<(&'r str, Range<usize>)>)> {
        let mut matching = Matching { sentence, forms, captures: vec![None; self.names.len()], steps: 0 };
        for (start, morpheme) in sentence.iter().enumerate().skip(from) {
            if !may_start(&self.elements, morpheme, forms) {
                continue;
            }
            matching.steps = 0;
            matching.captures.fill(None);
            let mut end = None;
            if sequence(&mut matching, &self.elements, start, &mut |_, at| {
                end = Some(at);
                true
            }) {
                let end = end.unwrap_or(start);
                let captures = self.names.iter().zip(&matching.captures).filter_map(|(name, range)| Some((name.as_str(), range.clone()?))).collect();
                return Some((start..end, captures));
            }
        }
        None
    }
}

/// Whether a match can begin with this morpheme, as far as the first element tells: most places are ruled out here.
fn may_start(elements: &[Element], morpheme: &Morpheme, forms: &Forms) -> bool {
    match elements.first() {
        Some(Element::Word(word)) => fits(word, morpheme, forms),
        Some(Element::Capture(_, inner)) => may_start(inner, morpheme, forms),
        Some(Element::Either(alternatives)) => alternatives.iter().any(|a| may_start(a, morpheme, forms)),
        _ => true,
    }
}

fn trigger(elements: &[Element]) -> Option<Vec<Form>> {
    let of = |element: &Element| match element {
        Element::Word(Word { forms: Choice::OneOf(forms), .. }) => Some(forms.clone()),
        Element::Capture(_, inner) => trigger(inner),
        Element::Either(alternatives) => {
            let mut all = Vec::new();
            for alternative in alternatives {
                all.extend(trigger(alternative)?);
            }
            all.sort_unstable();
            all.dedup();
            Some(all)
        }
        _ => None,
    };
    elements.iter().filter_map(of).min_by_key(Vec::len)
}

/// Matches `elements` from `at` on and hands the end to `next`; true where `next` is content with one of the ends.
fn sequence(m: &mut Matching, elements: &[Element], at: usize, next: &mut dyn FnMut(&mut Matching, usize) -> bool) -> bool {
    m.steps += 1;
    if m.steps > MAX_STEPS {
        return false;
    }
    let Some((first, rest)) = elements.split_first() else { return next(m, at) };
    match first {
        Element::Word(word) => at < m.sentence.len() && fits(word, &m.sentence[at], m.forms) && sequence(m, rest, at + 1, next),
        Element::Gap { max, barriers } => {
            let mut end = at;
            loop {
                if sequence(m, rest, end, next) {
                    return true;
                }
                if end - at == *max || end >= m.sentence.len() || barriers.has(m.sentence[end].tag) {
                    return false;
                }
                end += 1;
            }
        }
        Element::Optional(inner) => sequence(m, inner, at, &mut |m, end| sequence(m, rest, end, next)) || sequence(m, rest, at, next),
        Element::Either(alternatives) => alternatives.iter().any(|a| sequence(m, a, at, &mut |m, end| sequence(m, rest, end, next))),
        Element::Capture(index, inner) => sequence(m, inner, at, &mut |m, end| {
            let before = m.captures[*index].replace(at..end);
            let matched = sequence(m, rest, end, next);
            if !matched {
                m.captures[*index] = before;
            }
            matched
        }),
        Element::Not(inner) => !sequence(m, inner, at, &mut |_, _| true) && sequence(m, rest, at, next),
        Element::Start => at == 0 && sequence(m, rest, at, next),
        Element::End => at == m.sentence.len() && sequence(m, rest, at, next),
    }
}

fn fits(word: &Word, morpheme: &Morpheme, forms: &Forms) -> bool {
    let form = || forms.name(morpheme.form);
    word.tags.has(morpheme.tag)
        && !(word.joined && morpheme.spaced)
        && match &word.forms {
            Choice::Any => true,
            Choice::OneOf(list) => list.binary_search(&morpheme.form).is_ok(),
            Choice::Ends(end) => form().ends_with(end.as_str()),
            Choice::Begins(start) => form().starts_with(start.as_str()),
        }
}

/// Lets the words of an element match only morphemes with one of the tags.
fn narrow(element: &mut Element, tags: TagSet) {
    match element {
        Element::Word(word) => word.tags = TagSet(word.tags.0 & tags.0),
        Element::Optional(inner) | Element::Capture(_, inner) => inner.iter_mut().for_each(|e| narrow(e, tags)),
        Element::Either(alternatives) => alternatives.iter_mut().flatten().for_each(|e| narrow(e, tags)),
        Element::Gap { .. } | Element::Not(_) | Element::Start | Element::End => {}
    }
}

struct Parser<'p> {
    text: &'p str,
    at: usize,
    lists: &'p FxHashMap<String, Vec<String>>,
    forms: &'p mut Forms,
    names: Vec<String>,
}

impl Parser<'_> {
    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.text[self.at..].starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// ASCII letters, digits and `more`.
    fn name(&mut self, more: &str) -> String {
        let name: String = self.text[self.at..].chars().take_while(|c| c.is_ascii_alphanumeric() || more.contains(*c)).collect();
        self.at += name.len();
        name
    }

    fn sequence(&mut self) -> Result<Vec<Element>, String> {
        let mut elements = Vec::new();
        loop {
            self.skip_space();
            match self.text[self.at..].chars().next() {
                None | Some(')' | '}' | '|') => return Ok(elements),
                Some(_) => {
                    let element = self.element()?;
                    elements.push(if self.eat("?") { Element::Optional(vec![element]) } else { element });
                }
            }
        }
    }

    fn element(&mut self) -> Result<Element, String> {
        if self.eat("!(") {
            return Ok(Element::Not(vec![Element::Either(self.alternatives()?)]));
        }
        if self.eat("(") {
            let mut alternatives = self.alternatives()?;
            if self.eat("/") {
                let names = self.name("+*");
                let tags = self.tags(&names)?;
                alternatives.iter_mut().flatten().for_each(|element| narrow(element, tags));
            }
            return Ok(Element::Either(alternatives));
        }
        if self.eat("{") {
            let name = self.name("_");
            if name.is_empty() || !self.eat(":") {
                return Err("a capture is written {name: …}".to_string());
            }
            let index = self.names.iter().position(|n| *n == name).unwrap_or(self.names.len());
            if index == self.names.len() {
                self.names.push(name);
            }
            let inner = self.sequence()?;
            self.skip_space();
            return if self.eat("}") { Ok(Element::Capture(index, inner)) } else { Err("a capture without its }".to_string()) };
        }
        if self.eat("..") {
            return self.gap();
        }
        if self.eat("^") {
            return Ok(Element::Start);
        }
        let word: String = self.text[self.at..].chars().take_while(|c| !c.is_whitespace() && !"()|{}?".contains(*c)).collect();
        self.at += word.len();
        if word == "$" { Ok(Element::End) } else { self.word(&word).map(Element::Word) }
    }

    fn alternatives(&mut self) -> Result<Vec<Vec<Element>>, String> {
        let mut alternatives = vec![self.sequence()?];
        while self.eat("|") {
            alternatives.push(self.sequence()?);
        }
        if self.eat(")") { Ok(alternatives) } else { Err("a ( without its )".to_string()) }
    }

    fn gap(&mut self) -> Result<Element, String> {
        let digits: String = self.text[self.at..].chars().take_while(char::is_ascii_digit).collect();
        self.at += digits.len();
        let max: usize = digits.parse().map_err(|_| "a gap without a bound: write ..6".to_string())?;
        if max == 0 || max > MAX_GAP {
            return Err(format!("a gap is 1 to {MAX_GAP} morphemes wide"));
        }
        let mut barriers = TagSet::named("SF").unwrap_or(TagSet(0));
        if self.eat("[") {
            let end = self.text[self.at..].find(']').ok_or("a [ without its ]")?;
            barriers = TagSet(0);
            for name in self.text[self.at..self.at + end].split(',') {
                barriers.0 |= TagSet::named(name.trim()).ok_or_else(|| format!("no tag {name}"))?.0;
            }
            self.at += end + 1;
        }
        Ok(Element::Gap { max, barriers })
    }

    fn word(&mut self, text: &str) -> Result<Word, String> {
        let (text, joined) = text.strip_prefix('_').map_or((text, false), |rest| (rest, true));
        let (form, tags) = match text.rsplit_once('/') {
            Some((form, tags)) => (form, self.tags(tags)?),
            None => (text, TagSet::ALL),
        };
        let forms = if form.is_empty() {
            Choice::Any
        } else if let Some(list) = form.strip_prefix('$') {
            let words = self.lists.get(list).ok_or_else(|| format!("no word list {list}"))?;
            self.one_of(words.iter().map(String::as_str))
        } else if let Some(end) = form.strip_prefix('*') {
            Choice::Ends(end.to_string())
        } else if let Some(start) = form.strip_suffix('*') {
            Choice::Begins(start.to_string())
        } else {
            self.one_of(std::iter::once(form))
        };
        if matches!(forms, Choice::Any) && tags == TagSet::ALL {
            return Err("a word without form and tag".to_string());
        }
        Ok(Word { forms, tags, joined })
    }

    fn one_of<'w>(&mut self, words: impl Iterator<Item = &'w str>) -> Choice {
        let mut forms: Vec<Form> = words.map(|w| self.forms.intern(w)).collect();
        forms.sort_unstable();
        forms.dedup();
        Choice::OneOf(forms)
    }

    fn tags(&self, names: &str) -> Result<TagSet, String> {
        let mut all = TagSet(0);
        for name in names.split('+') {
            all.0 |= TagSet::named(name).ok_or_else(|| format!("no tag {name}"))?.0;
        }
        Ok(all)
    }
}
