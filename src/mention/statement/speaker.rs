//! A stretch of a sentence -> the subjects in it that can speak, each resolved to an organisation and its side.

use crate::document::Kind;
use crate::mention::organization::{Found, Role};
use crate::mention::statement::Words;
use crate::mention::{Context, Party, SpeakerRole};
use crate::morpheme::Tag;
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
    /// The last company or authority that spoke: whoever answers a question.
    firm: Option<Voice>,
    company: Option<Voice>,
    authority: Option<Voice>,
    /// People by their title, the latest last: `부위원장`, with the first syllable of the name.
    people: Vec<(String, Option<char>, Voice)>,
}

/// Names of a text that a short form is looked up among.
const MOST_NAMES: usize = 200;
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
        if voice.role != SpeakerRole::Other {
            self.firm = Some(voice.clone());
        }
        self.last = Some((voice.clone(), sentence));
    }

    /// A company that a sentence is about, though it says nothing there.
    pub fn met(&mut self, voice: Option<&Voice>) {
        if let Some(voice) = voice.filter(|v| v.role == SpeakerRole::Company && v.party.is_some()) {
            self.company = Some(voice.clone());
        }
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
    let parent = || context.directory.organization(&found.party.name).and_then(|o| o.parent.as_deref());
    let runs = |name: &str| context.operators.iter().any(|p| p.name == name);
    let role = if runs(&found.party.name) || parent().is_some_and(runs) { SpeakerRole::Company } else { found.role.speaker() };
    Voice { party: Some(found.party.clone()), role }
}

/// The company that `회사` means: the last one that spoke or was spoken of, else the main operator, else the first company named.
/// A word that is part of a company's name (공사, 은행) means that company.
fn company(context: &Context, memory: &Memory, word: &str) -> Voice {
    let fits = |name: &str| name.contains(word);
    let likely = memory.company.iter().filter_map(|v| v.party.as_ref()).chain(context.operators).find(|p| fits(&p.name));
    if let Some(party) = likely {
        return Voice { party: Some(party.clone()), role: SpeakerRole::Company };
    }
    // `업체` is no public body.
    let public = |p: &Party| matches!(word, "업체" | "업체측") && context.directory.organization(&p.name).is_some_and(|o| o.role != Role::Company);
    if context.operators.first().is_some_and(public) {
        return Voice { party: Some(Party { name: word.to_string(), known: false }), role: SpeakerRole::Company };
    }
    // 의료원, 조합: the body of that kind that the text names, whatever its side.
    let named_so = context.organizations.iter().take(MOST_NAMES).find(|f| f.service.is_none() && f.party.name.ends_with(word));
    if let Some(found) = named_so.filter(|_| word.chars().count() >= 2) {
        return voice(context, found);
    }
    let operator = || context.operators.first().map(|p| Voice { party: Some(p.clone()), role: SpeakerRole::Company });
    let named = || context.organizations.iter().find(|f| f.role == Role::Company).map(|f| voice(context, f));
    memory.company.clone().or_else(operator).or_else(named).unwrap_or(Voice { party: None, role: SpeakerRole::Company })
}

/// The authority that the text spoke of last, for what nobody else is said to have found.
pub fn authority(context: &Context, memory: &Memory, word: &str) -> Voice {
    let publisher = || (context.document.kind == Kind::Regulator).then_some(context.document.publisher.as_deref()).flatten();
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
    // 씨 stands behind a name; a company's name may end in it, too.
    // 한의원 is no 의원.
    let is_body = words.nouns.company.iter().any(|w| w == head);
    if let Some(outsider) =
        words.nouns.outsiders.of(head).filter(|_| !is_body).filter(|w| w.chars().count() > 1 || head.chars().count() <= 4 || head.contains(')'))
        && words.nouns.titles.of(head).is_none_or(|t| t.len() < outsider.len())
    {
        return Some((stem.start, Voice { party: Some(Party { name: head.to_string(), known: false }), role: SpeakerRole::Other }, false));
    }
    let staff = words.nouns.staff.of(head).filter(|tail| head.len() == tail.len() || tail.chars().count() == 1 || head.len() > tail.len());
    let title = words.nouns.titles.of(head).filter(|t| staff.as_ref().is_none_or(|s| s.len() < t.len()));
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
            // `서울경찰청장`, `환경부장관`: the title holds the body.
            if let Some((at, found)) = body_in_title(context, head) {
                let surname = person_name(text, Span::new(stem.start, stem.start));
                memory.introduce(title, surname, &found);
                return Some((stem.start + at, found, true));
            }
            let name = text[start..stem.start].trim();
            if let Some(voice) = memory.person(title, if name.is_empty() { head } else { name }) {
                return Some((start, voice, true));
            }
            if let Some((start, voice, surname)) = unlisted_body(context, words, region, stem, title) {
                memory.introduce(title, surname, &voice);
                return Some((start, voice, true));
            }
            if context.document.kind == Kind::Regulator && words.nouns.managers.of(head).is_some() {
                return Some((start, company(context, memory, title), false));
            }
            if words.nouns.inquiries.iter().any(|w| head.contains(w.as_str())) {
                return Some((start, authority(context, memory, head), false));
            }
            let party = Party { name: text[start..stem.end].trim().to_string(), known: false };
            return Some((start, Voice { party: Some(party), role: SpeakerRole::Other }, false));
        }
        let before = text[start..stem.start].trim();
        if matches!(before, "이" | "그" | "해당") {
            return memory.last.as_ref().map(|(voice, _)| (start, voice.clone(), true));
        }
        let name =
            if before.is_empty() { staff.and_then(|s| head.strip_suffix(s).map(str::to_string)).unwrap_or_default() } else { before.to_string() };
        return named_company(context, words, &name).map(|voice| (start, voice, true));
    }
    if words.nouns.documents.of(head).is_some() {
        let before = body_before(context, words, memory, region, stem);
        let last = || memory.last.as_ref().map(|(voice, _)| (stem.start, voice.clone()));
        return before.or_else(last).map(|(start, voice)| (start, voice, true));
    }
    if words.nouns.departments.of(head).is_some()
        && let Some(found) = context.organizations_in(Span::new(region.start, stem.start)).last()
        && text[found.span.end..stem.start].trim().is_empty()
    {
        return Some((found.span.start, voice(context, found), true));
    }
    let generic = words.nouns.company.iter().chain(&words.nouns.authority).chain(&words.nouns.again).any(|w| w == head);
    // `체육회` for 대한체육회, once the text has named it.
    let shortened = |f: &&Found| f.service.is_none() && f.span.end <= stem.start && f.party.name.ends_with(head);
    if !generic
        && (3..=12).contains(&head.chars().count())
        && let Some(found) = context.organizations.iter().take(MOST_NAMES).find(shortened)
    {
        return Some((stem.start, voice(context, found), true));
    }
    if let Some(voice) = named_company(context, words, head).filter(|_| !generic) {
        return Some((stem.start, voice, true));
    }
    if let Some(voice) = local_body(context, head, stem.start) {
        return Some((stem.start, voice, true));
    }
    // `시공사인 가나는`, `제조사 가나는`: a company that only this text names.
    if let Some(before) = previous_word(text, region, stem.start).filter(|_| !generic) {
        let kind = before.of(text).trim_end_matches('인');
        let common = is_common(words, head);
        let kind = if common { "" } else { kind };
        if words.nouns.company.iter().any(|w| kind.ends_with(w.as_str())) && head.chars().count() >= 2 && head.chars().count() <= 12 {
            let party = Party { name: head.to_string(), known: false };
            return Some((stem.start, Voice { party: Some(party), role: SpeakerRole::Company }, true));
        }
    }
    if words.nouns.company.iter().any(|w| w == head) {
        return Some((stem.start, company(context, memory, head), false));
    }
    if words.nouns.authority.iter().any(|w| w == head) {
        return Some((stem.start, authority(context, memory, head), false));
    }
    if words.nouns.again.iter().any(|w| w == head) {
        // `의원이 “…”고 묻자 그는 “…”`: the one asked.
        let before = text[region.start..stem.start].trim_end();
        let asked = ["묻자", "따지자", "질문에", "질의에", "추궁하자", "지적하자", "물음에", "지적에"].iter().any(|w| before.ends_with(w));
        let last = memory.last.as_ref().map(|(voice, _)| voice);
        let voice = last.filter(|v| !asked || v.role != SpeakerRole::Other).or(memory.firm.as_ref().filter(|_| asked));
        return voice.map(|voice| (stem.start, voice.clone(), false));
    }
    None
}

/// 시는, 군은, 구청은: the body of that ending that the text named before.
fn local_body(context: &Context, head: &str, before: usize) -> Option<Voice> {
    if !matches!(head, "시" | "군" | "구" | "청" | "부" | "시청" | "군청" | "구청" | "교육청" | "보건소") {
        return None;
    }
    let kind = if matches!(head, "시청" | "군청" | "구청") { head.trim_end_matches('청') } else { head };
    let fits = |f: &&Found| f.span.end <= before && f.service.is_none() && (f.party.name.ends_with(head) || f.party.name.ends_with(kind));
    context.organizations.iter().take(MOST_NAMES).rfind(fits).map(|found| voice(context, found))
}

/// A company by its short or long form (`가나` for 가나건설), or by what its name ends in (`가나다공사`).
fn named_company(context: &Context, words: &Words, name: &str) -> Option<Voice> {
    let length = name.chars().count();
    if length < 2 || name.contains(' ') || length > 16 {
        return None;
    }
    let company = |party: Party| Voice { party: Some(party), role: SpeakerRole::Company };
    if let Some(operator) = context.operators.iter().find(|p| {
        p.name.starts_with(name) || length >= 3 && p.name.ends_with(name) || p.name.chars().count() >= 3 && name.starts_with(p.name.as_str())
    }) {
        return Some(company(operator.clone()));
    }
    let kind = words.nouns.company.iter().any(|w| name.ends_with(w.as_str()) && length >= w.chars().count() + 2);
    kind.then(|| company(Party { name: name.to_string(), known: false }))
}

/// `가나의 김다라 대표`, `김다라 가나 대표`, `가나 김다라 대표` where no list knows 가나: the company that its head speaks for.
fn unlisted_body(context: &Context, words: &Words, region: Span, stem: Span, title: &str) -> Option<(usize, Voice, Option<char>)> {
    let text = context.text();
    if words.nouns.managers.of(title) != Some(title) {
        return None;
    }
    let first = previous_word(text, region, stem.start)?;
    let second = previous_word(text, region, first.start).filter(|w| !breaks(w.of(text)));
    let is_person = |w: Span| {
        let name = w.of(text);
        (3..=4).contains(&name.chars().count()) && name.chars().next().is_some_and(|c| words.nouns.surnames.contains(c))
    };
    let near = second.map_or(first.start, |w| w.start);
    if words.nouns.outsiders.words.iter().any(|o| text[near..stem.start].contains(o.as_str()) && o.chars().count() > 1) {
        return None;
    }
    let (body, person) = match second {
        Some(second) if second.of(text).ends_with('의') || !is_person(second) && is_person(first) => (second, Some(first)),
        Some(second) if is_person(second) => (first, Some(second)),
        _ if !is_person(first) => (first, None),
        _ => return None,
    };
    let name = body.of(text).trim_end_matches('의').trim_matches(|c: char| !c.is_alphanumeric());
    if name.chars().count() < 2 || breaks(name) {
        return None;
    }
    let voice = named_company(context, words, name)
        .unwrap_or_else(|| Voice { party: Some(Party { name: name.to_string(), known: false }), role: SpeakerRole::Company });
    let surname = person.and_then(|w| w.of(text).chars().next());
    Some((person.map_or(body.start, |p| p.start.min(body.start)), voice, surname))
}

/// A name that no list knows right before a quotation: `가나다씨는 “…”`. Whoever the text names only once is no company for certain.
pub fn unlisted_subject(context: &Context, words: &Words, before: Span) -> Option<Voice> {
    let text = context.text();
    let sentence = context.sentence_at(before.start);
    let mut end = before.end;
    for _ in 0..4 {
        let word = previous_word(text, before, end)?;
        end = word.start;
        let bare = word.of(text).trim_end_matches(',');
        let Some(name) = ["은", "는"].iter().find_map(|p| bare.strip_suffix(p)) else { continue };
        let span = Span::new(word.start, word.start + name.len());
        let common = is_common(words, name);
        if common || name.chars().count() < 2 || ["에", "에서", "로", "에게", "서", "부터", "까지", "했", "것"].iter().any(|p| name.ends_with(p))
        {
            return None;
        }
        // An everyday word is one noun of the dictionary.
        if !is_proper(context, sentence, span) {
            return None;
        }
        let kind = previous_word(text, before, word.start).map_or("", |w| w.of(text));
        let outsider = words.nouns.outsiders.words.iter().any(|o| o.chars().count() > 1 && kind.ends_with(o.as_str()));
        let person = name.chars().count() <= 4 && name.chars().next().is_some_and(|c| words.nouns.surnames.contains(c));
        let company = !outsider && (text.matches(name).take(2).count() > 1 || name.chars().count() >= 4 && !person);
        let role = if company { SpeakerRole::Company } else { SpeakerRole::Other };
        return Some(Voice { party: Some(Party { name: name.to_string(), known: false }), role });
    }
    None
}

/// A name that no list knows as the topic of a sentence, among its first words, and where its particle ends. The text must name it elsewhere too.
pub fn unlisted_topic(context: &Context, words: &Words, region: Span) -> Option<(Voice, usize)> {
    let text = context.text();
    let sentence = context.sentence_at(region.start);
    let mut at = region.start;
    for word in region.of(text).split_inclusive(' ').take(5) {
        let start = at;
        at += word.len();
        let bare = word.trim_end();
        let Some(name) = ["은", "는"].iter().find_map(|p| bare.strip_suffix(p)).filter(|n| n.chars().count() >= 3) else { continue };
        let span = Span::new(start, start + name.len());
        let common = is_common(words, name) || words.nouns.outsiders.of(name).is_some();
        let named = || {
            text.match_indices(name)
                .take(8)
                .any(|(n, _)| n != start && text[n + name.len()..].starts_with(['은', '는', '이', '가', '의', ' ', '에', '을', '를']))
        };
        if common
            || ["에", "에서", "로", "에게", "서", "부터", "까지"].iter().any(|p| name.ends_with(p))
            || !is_proper(context, sentence, span)
            || !named()
        {
            return None;
        }
        return Some((Voice { party: Some(Party { name: name.to_string(), known: false }), role: SpeakerRole::Company }, start + bare.len()));
    }
    None
}

/// Whether a word is no name but one of those for what is said, where and when.
fn is_common(words: &Words, name: &str) -> bool {
    let lists = [&words.nouns.saying, &words.nouns.talk, &words.nouns.venues, &words.nouns.when];
    let fits = |w: &String| name == w || w.chars().count() > 1 && (name.starts_with(w.as_str()) || name.ends_with(w.as_str()));
    words.nouns.documents.of(name).is_some() || lists.iter().any(|list| list.iter().any(fits))
}

/// Whether a word has the parts of a name: not one noun of the dictionary, nor two that make an everyday compound.
fn is_proper(context: &Context, sentence: usize, span: Span) -> bool {
    let morphemes = &context.morphemes[sentence];
    let from = morphemes.partition_point(|m| m.span.start < span.start);
    let parts: Vec<Tag> = morphemes[from..].iter().take_while(|m| m.span.end <= span.end).map(|m| m.tag).collect();
    let noun = |tag: &Tag| matches!(tag, Tag::Nng | Tag::Nnb | Tag::Xsn | Tag::Xpn | Tag::Nr | Tag::Sn | Tag::Np);
    let name = |tag: &Tag| matches!(tag, Tag::Nnp | Tag::Sl | Tag::Other);
    // The analyzer reads an unknown name as words of any kind, but it ends in a noun.
    let garbled = parts.len() > 1 && !parts.iter().all(noun) || parts.len() > 2;
    parts.last().is_some_and(|last| noun(last) || name(last)) && (garbled || parts.iter().any(name))
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
        let bare = words.nouns.staff.of(bare).and_then(|s| bare.strip_suffix(s)).filter(|b| !b.is_empty()).unwrap_or(bare);
        if words.nouns.company.iter().any(|w| w == bare) {
            return Some((start, company(context, memory, bare)));
        }
        if words.nouns.authority.iter().any(|w| w == bare) {
            return Some((start, authority(context, memory, bare)));
        }
        if let Some((at, voice)) = body_in_title(context, bare).filter(|_| start < stem.start) {
            return Some((start + at, voice));
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

/// The body in `가나경찰청장`, `가나부장관`, and where it begins in the word.
fn body_in_title(context: &Context, head: &str) -> Option<(usize, Voice)> {
    if head.len() > LONGEST_SUBJECT || head.chars().count() < 4 {
        return None;
    }
    for tail in ["장관", "차관", "차장", "장"] {
        let Some(body) = head.strip_suffix(tail).filter(|b| b.chars().count() >= 3) else { continue };
        if let Some(found) = context.directory.find(body).into_iter().rfind(|f| f.span.end == body.len() && f.service.is_none()) {
            let voice = voice(context, &found);
            return Some((found.span.start, voice));
        }
    }
    None
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
