//! A stretch of a sentence -> the subjects in it that can speak, each resolved to an organisation and its side.

use crate::mention::organization::{Found, Role};
use crate::mention::statement::Words;
use crate::mention::{Context, Party, SpeakerRole};
use crate::span::Span;

/// Who speaks, and on which side.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    pub party: Option<Party>,
    pub role: SpeakerRole,
}

/// A noun phrase with its particle that can be the subject of a verb of saying.
#[derive(Debug, Clone)]
pub struct Subject {
    /// From the name to the particle.
    pub span: Span,
    /// 은 or 는, not 이 or 가.
    pub topic: bool,
    pub voice: Voice,
    /// Whether the name stands in the subject itself, not in an earlier sentence.
    pub named: bool,
}

/// What the text has told so far.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// The last speaker, with the sentence in which it spoke.
    pub last: Option<(Voice, usize)>,
    company: Option<Voice>,
    authority: Option<Voice>,
    /// People by their title, the latest last: `부위원장`, with the first syllable of the name.
    people: Vec<(String, Option<char>, Voice)>,
}

/// No text introduces more people than this; later ones are not remembered.
const MOST_PEOPLE: usize = 64;
/// Words between the name of a body and the title of its speaker: `가나은행 정보기술그룹 부행장`.
const WORDS_TO_TITLE: usize = 6;
/// A body's name is seldom longer.
const LONGEST_SUBJECT: usize = 240;

impl Memory {
    pub fn spoke(&mut self, voice: &Voice, sentence: usize) {
        match voice.role {
            SpeakerRole::Company if voice.party.is_some() => self.company = Some(voice.clone()),
            SpeakerRole::Regulator if voice.party.is_some() => self.authority = Some(voice.clone()),
            _ => {}
        }
        self.last = Some((voice.clone(), sentence));
    }

    fn person(&self, title: &str, word: &str) -> Option<Voice> {
        let surname = word.chars().next();
        let same_title = |p: &&(String, Option<char>, Voice)| p.0 == title || p.0.ends_with(title);
        let known = || self.people.iter().rev().filter(same_title);
        known().find(|p| p.1.is_some() && p.1 == surname).or_else(|| known().next()).map(|p| p.2.clone())
    }

    fn introduce(&mut self, title: &str, surname: Option<char>, voice: &Voice) {
        if self.people.len() < MOST_PEOPLE {
            self.people.push((title.to_string(), surname, voice.clone()));
        }
    }
}

/// The voice of an organisation: the company's where it runs what failed.
pub fn voice(context: &Context, found: &Found) -> Voice {
    let role = if context.operators.contains(&found.party) { SpeakerRole::Company } else { found.role.speaker() };
    Voice { party: Some(found.party.clone()), role }
}

/// The company of which `회사` speaks: the last one that spoke, else the main operator, else the first company named.
pub fn company(context: &Context, memory: &Memory) -> Voice {
    let operator = || context.operators.first().map(|p| Voice { party: Some(p.clone()), role: SpeakerRole::Company });
    let named = || context.organizations.iter().find(|f| f.role == Role::Company).map(|f| voice(context, f));
    memory.company.clone().or_else(operator).or_else(named).unwrap_or(Voice { party: None, role: SpeakerRole::Company })
}

fn authority(context: &Context, memory: &Memory, word: &str) -> Voice {
    let publisher = || (context.document.kind == crate::document::Kind::Regulator).then_some(context.document.publisher.as_deref()).flatten();
    let published = || publisher().map(|name| Voice { party: Some(Party { name: name.to_string(), known: true }), role: SpeakerRole::Regulator });
    let like = || context.organizations.iter().map(|f| voice(context, f)).find(|v| v.party.as_ref().is_some_and(|p| p.name.ends_with(word)));
    let named = || context.organizations.iter().map(|f| voice(context, f)).find(|v| v.role == SpeakerRole::Regulator);
    let unnamed = Voice { party: None, role: SpeakerRole::Regulator };
    memory.authority.clone().or_else(like).or_else(published).or_else(named).unwrap_or(unnamed)
}

/// The subjects of a stretch of text, outside of `holes` (its quotations), in text order.
pub fn subjects(context: &Context, words: &Words, memory: &mut Memory, region: Span, holes: &[Span]) -> Vec<Subject> {
    let text = context.text();
    let mut found = Vec::new();
    for word in words_of(text, region, holes) {
        let bare = word.of(text).trim_end_matches([',', '.', ';', ':']);
        let Some((stem, topic)) = without_particle(bare) else { continue };
        let stem = Span::new(word.start, word.start + stem);
        if let Some((start, voice, named)) = resolve(context, words, memory, region, stem) {
            found.push(Subject { span: Span::new(start, word.start + bare.len()), topic, voice, named });
        }
    }
    found
}

/// The one that a noun phrase names, read from its last word: who it is, where it begins, and whether it names a body itself.
pub fn resolve(context: &Context, words: &Words, memory: &mut Memory, region: Span, stem: Span) -> Option<(usize, Voice, bool)> {
    let text = context.text();
    let head = stem.of(text);
    if let Some(found) = context.organizations_in(Span::new(region.start, stem.end)).last()
        && found.span.end == stem.end
    {
        return found.service.is_none().then(|| (found.span.start, voice(context, found), true));
    }
    let ends = |list: &'_ [String]| list.iter().filter(|w| head.ends_with(w.as_str())).max_by_key(|w| w.len()).cloned();
    if let Some(outsider) = ends(&words.nouns.outsiders)
        && ends(&words.nouns.titles).is_none_or(|t| t.len() < outsider.len())
    {
        return Some((stem.start, Voice { party: Some(Party { name: head.to_string(), known: false }), role: SpeakerRole::Other }, false));
    }
    let staff = ends(&words.nouns.staff).filter(|tail| head.len() == tail.len() || tail.chars().count() == 1 || head.len() > tail.len());
    let title = ends(&words.nouns.titles).filter(|t| staff.as_ref().is_none_or(|s| s.len() < t.len()));
    if staff.is_some() || title.is_some() {
        let before = body_before(context, words, memory, region, stem);
        if let Some((start, voice)) = before {
            if let Some(title) = &title {
                let surname = person_name(text, Span::new(start, stem.start + head.len() - title.len()));
                memory.introduce(title, surname, &voice);
            }
            return Some((start, voice, true));
        }
        let start = previous_word(text, region, stem.start).map_or(stem.start, |w| w.start);
        if let Some(title) = &title {
            let name = text[start..stem.start].trim();
            let voice = memory.person(title, if name.is_empty() { head } else { name });
            return Some(match voice {
                Some(voice) => (start, voice, true),
                None => (
                    start,
                    Voice { party: Some(Party { name: text[start..stem.end].trim().to_string(), known: false }), role: SpeakerRole::Other },
                    false,
                ),
            });
        }
        return match text[start..stem.start].trim() {
            "이" | "그" | "해당" => memory.last.as_ref().map(|(voice, _)| (start, voice.clone(), true)),
            _ => None,
        };
    }
    if words.nouns.company.iter().any(|w| w == head) {
        return Some((stem.start, company(context, memory), false));
    }
    if words.nouns.authority.iter().any(|w| w == head) {
        return Some((stem.start, authority(context, memory, head), false));
    }
    if words.nouns.again.iter().any(|w| w == head) {
        return memory.last.as_ref().map(|(voice, _)| (stem.start, voice.clone(), false));
    }
    None
}

/// The body to which a title or `측` belongs: named in the same word or in one of the words before it.
fn body_before(context: &Context, words: &Words, memory: &Memory, region: Span, stem: Span) -> Option<(usize, Voice)> {
    let text = context.text();
    let mut start = stem.start;
    for _ in 0..=WORDS_TO_TITLE {
        let window = Span::new(start, stem.end);
        if let Some(found) = context.organizations_in(window).iter().rev().find(|f| f.span.end <= stem.end) {
            return Some((found.span.start, voice(context, found)));
        }
        let word = Span::new(start, text[start..stem.end].find(' ').map_or(stem.end, |n| start + n));
        let bare = word.of(text).trim_end_matches('의');
        let bare = words.nouns.staff.iter().find_map(|s| bare.strip_suffix(s.as_str())).filter(|b| !b.is_empty()).unwrap_or(bare);
        if words.nouns.company.iter().any(|w| w == bare) {
            return Some((start, company(context, memory)));
        }
        if words.nouns.authority.iter().any(|w| w == bare) {
            return Some((start, authority(context, memory, bare)));
        }
        let previous = previous_word(text, region, start)?;
        // A longer name may end in the words just looked at, so look for one that ends here before walking on.
        if let Some(found) = context.organizations_in(Span::new(region.start, start)).last()
            && text[found.span.end..start].chars().all(|c| c == ' ' || c == '의')
        {
            return Some((found.span.start, voice(context, found)));
        }
        if breaks(previous.of(text)) || stem.end - previous.start > LONGEST_SUBJECT {
            return None;
        }
        start = previous.start;
    }
    None
}

/// Whether a noun phrase can't reach over this word: it has a particle or is the end of a clause.
fn breaks(word: &str) -> bool {
    ["을", "를", "은", "는", "에", "에서", "으로", "며", "고", "한", "된", "던", ",", ".", "”", "\"", "서", "인", "이", "가"]
        .iter()
        .any(|end| word.ends_with(end))
        && word.chars().count() > 1
}

/// The first character of a name of two to four syllables beside the title, where there is one.
fn person_name(text: &str, span: Span) -> Option<char> {
    let is_name = |w: &&str| (2..=4).contains(&w.chars().count()) && w.chars().all(|c| ('가'..='힣').contains(&c));
    let before = text[..span.start].trim_end().rsplit([' ', '\n']).next();
    let last = span.of(text).split_whitespace().next_back();
    last.filter(is_name).or(before.filter(is_name)).and_then(|w| w.chars().next())
}

fn previous_word(text: &str, region: Span, at: usize) -> Option<Span> {
    let before = text[region.start..at].trim_end();
    if before.is_empty() || text[region.start + before.len()..at].contains('\n') {
        return None;
    }
    let start = before.rfind(char::is_whitespace).map_or(0, |n| n + before[n..].chars().next().map_or(1, char::len_utf8));
    Some(Span::new(region.start + start, region.start + before.len()))
}

fn words_of<'t>(text: &'t str, region: Span, holes: &'t [Span]) -> impl Iterator<Item = Span> + 't {
    let mut at = region.start;
    let mut hole = 0;
    std::iter::from_fn(move || {
        loop {
            while hole < holes.len() && holes[hole].end <= at {
                hole += 1;
            }
            if hole < holes.len() && holes[hole].start <= at {
                at = holes[hole].end;
            }
            if at >= region.end {
                return None;
            }
            let limit = holes.get(hole).map_or(region.end, |h| h.start.clamp(at, region.end));
            let rest = &text[at..limit];
            let start = at + (rest.len() - rest.trim_start().len());
            if start >= limit {
                if limit >= region.end {
                    return None;
                }
                at = limit;
                continue;
            }
            let end = text[start..limit].find(char::is_whitespace).map_or(limit, |n| start + n);
            at = end;
            return Some(Span::new(start, end));
        }
    })
}

/// The length of a word without the particle of a subject, and whether that is a topic's.
fn without_particle(word: &str) -> Option<(usize, bool)> {
    const PARTICLES: [(&str, bool); 12] = [
        ("에서는", true),
        ("에선", true),
        ("께서는", true),
        ("께서", false),
        ("에서도", true),
        ("만은", true),
        ("은", true),
        ("는", true),
        ("도", true),
        ("이", false),
        ("가", false),
        ("선", true),
    ];
    PARTICLES.iter().find_map(|&(particle, topic)| word.strip_suffix(particle).filter(|stem| !stem.is_empty()).map(|stem| (stem.len(), topic)))
}
