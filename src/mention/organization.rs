//! A document's text -> the organisations and services that it names, and who of them runs what failed.
//! Names come from `dictionaries/organizations.toml`, unknown organisations from the shapes in `dictionaries/shapes.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::document::{Document, Kind};
use crate::mention::{Party, SpeakerRole, names};
use crate::span::Span;

names!(
    /// On which side an organisation stands where it does not itself run what failed.
    Role {
        Company = "company", Regulator = "regulator", Investigator = "investigator", Court = "court", Civic = "civic", Other = "other",
    }
);

impl Role {
    /// The side on which the organisation speaks. Investigators and courts are authorities, as regulators are.
    pub fn speaker(self) -> SpeakerRole {
        match self {
            Role::Company => SpeakerRole::Company,
            Role::Regulator | Role::Investigator | Role::Court => SpeakerRole::Regulator,
            Role::Civic | Role::Other => SpeakerRole::Other,
        }
    }
}

/// An organisation or one of its services as it stands in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The name alone, without particles and without 측 or 관계자.
    pub span: Span,
    pub party: Party,
    pub role: Role,
    /// The service named, where the text names one in place of its operator.
    pub service: Option<String>,
}

/// What the dictionary knows of one organisation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The canonical name.
    pub name: String,
    /// Abbreviations and other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(deserialize_with = "role")]
    pub role: Role,
    /// What it operates.
    #[serde(default)]
    pub services: Vec<String>,
    /// The canonical name of the organisation that it belongs to.
    pub parent: Option<String>,
}

/// Every organisation that is known by name or by shape. One for a process.
pub struct Directory {
    organizations: Vec<Organization>,
    /// A name, alias or service and its organisation.
    entries: Vec<Entry>,
    by_name: FxHashMap<String, usize>,
    automaton: AhoCorasick,
    shapes: Vec<Shape>,
    /// The endings of all shapes, and the shape of each.
    endings: AhoCorasick,
    ending_shapes: Vec<usize>,
    places: Vec<String>,
    /// Nouns that stand where a name could, matched at the end of a word.
    common: Vec<String>,
    /// Kinds of bodies that stand for a name told before: a name in itself none of them is.
    generic: Vec<String>,
    /// Everyday words that end as the name of a city, county or district does.
    no_places: Vec<String>,
    /// `법무법인 X`, `㈜X`, `X㈜`: the name stands in group 1 or 2.
    forms: Regex,
}

impl Directory {
    /// The directory of the embedded dictionaries.
    pub fn embedded() -> Directory {
        let file: OrganizationFile =
            toml::from_str(include_str!("../../dictionaries/organizations.toml")).expect("organizations.toml is linted by a test");
        let shapes: ShapeFile = toml::from_str(include_str!("../../dictionaries/shapes.toml")).expect("shapes.toml is linted by a test");
        let mut entries = Vec::new();
        for (organization, item) in file.organization.iter().enumerate() {
            let names = std::iter::once(&item.name).chain(&item.aliases);
            entries.extend(names.map(|text| Entry { text: text.clone(), organization, service: false }));
            entries.extend(item.services.iter().map(|text| Entry { text: text.clone(), organization, service: true }));
        }
        let by_name = entries.iter().enumerate().map(|(index, entry)| (entry.text.clone(), index)).collect();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(entries.iter().map(|e| &e.text)).expect("a bounded word list");
        let forms = format!(
            r"(?:(?:㈜|\(주\)\s?|주식회사\s)([가-힣A-Za-z0-9&]{{2,20}})|([가-힣A-Za-z0-9&]{{2,20}})(?:㈜|\(주\)|\s주식회사)|(?:{})\s([가-힣A-Za-z0-9&]{{2,12}}))",
            shapes.forms.words.join("|")
        );
        let forms = Regex::new(&forms).expect("the legal forms are plain words");
        let ends = || shapes.shape.iter().enumerate().flat_map(|(index, shape)| shape.ends.iter().map(move |e| (e, index)));
        let endings = AhoCorasick::builder().match_kind(MatchKind::Standard).build(ends().map(|(e, _)| e)).expect("a bounded word list");
        let ending_shapes = ends().map(|(_, index)| index).collect();
        Directory {
            organizations: file.organization,
            entries,
            by_name,
            automaton,
            endings,
            ending_shapes,
            shapes: shapes.shape,
            places: shapes.places.words,
            common: shapes.common.words,
            generic: shapes.generic.words,
            no_places: shapes.no_places.words,
            forms,
        }
    }

    /// The organisations and services that a text names, in text order, without overlaps.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut candidates = self.listed(text);
        candidates.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
        let listed = without_overlaps(candidates);
        let mut candidates = listed.clone();
        candidates.extend(self.formal(text));
        candidates.extend(self.shaped(text, &listed));
        candidates.extend(placeholders(text));
        candidates.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
        let mut found = without_overlaps(candidates);
        let mut shorts = short_forms(text, &found);
        shorts.extend(self.introduced(text, &found));
        if !shorts.is_empty() {
            found.extend(occurrences(text, &shorts));
            // A name that stands there already keeps its place before a short form of the same letters.
            found.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
            found = without_overlaps(found);
        }
        found
    }

    /// The canonical name and role of an organisation by a name, alias or spelling of it, as `…측` or `… 관계자` too.
    pub fn resolve(&self, name: &str) -> Option<(&str, Role)> {
        let organization = self.organization(name)?;
        Some((&organization.name, organization.role))
    }

    /// What the dictionary knows of the organisation of this name, alias or service.
    pub fn organization(&self, name: &str) -> Option<&Organization> {
        let plain = plain_name(name);
        if let Some(&entry) = self.by_name.get(plain) {
            return Some(&self.organizations[self.entries[entry].organization]);
        }
        // `기관 대변인`, `김 아무개 기관 부위원장`, `기관 산하 부서`: the first listed name that is not a service.
        let listed = self.listed(plain).into_iter().filter(|f| f.service.is_none()).min_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)))?;
        let &entry = self.by_name.get(&listed.party.name)?;
        Some(&self.organizations[self.entries[entry].organization])
    }

    /// The side of a party: from the dictionary, else by the shape of its name. A name of no known shape is a company's only if it says so.
    pub fn role_of(&self, party: &Party) -> Role {
        if let Some(organization) = self.organization(&party.name) {
            return organization.role;
        }
        let found = self.find(&party.name);
        found.last().map_or(Role::Other, |f| f.role)
    }

    /// Who runs what failed in this document, the main one first. `found` comes from `find` over the document's text.
    pub fn operators(&self, document: &Document, found: &[Found]) -> Vec<Party> {
        if document.kind == Kind::Company {
            return self.publisher_of_notice(document, found).into_iter().collect();
        }
        let mut scores: BTreeMap<&Party, Score> = BTreeMap::new();
        let text = &document.text;
        let clauses = Clauses::of(text);
        let publisher = document.publisher.as_deref().map(plain_name);
        for (index, item) in found.iter().enumerate() {
            if publisher.is_some_and(|p| p == item.party.name) || is_credit(text, item.span) {
                continue;
            }
            let next = found[index + 1..].iter().take(8).find(|f| f.party != item.party).map_or(text.len(), |f| f.span.start);
            let points = clauses.points(text, item, next);
            let score = scores.entry(&item.party).or_insert(Score { points: 0, failed: false, times: 0, first: item.span.start });
            score.points += points.total;
            score.times += u32::from(points.total > 0);
            score.failed |= points.failed;
        }
        let mut ranked: Vec<(&Party, Score)> = scores.iter().map(|(p, s)| (*p, *s)).filter(|(_, s)| s.failed && s.points >= LEAST_POINTS).collect();
        if ranked.is_empty() {
            // A text that tells what happened in one sentence and names who runs it in another.
            ranked = scores.into_iter().filter(|(_, s)| s.times >= 2 || s.points >= 2).collect();
        }
        let best = ranked.iter().map(|(_, s)| s.points).max().unwrap_or(0);
        ranked.retain(|(_, score)| score.points * WORST_SHARE >= best);
        // Where several have failed alike, the one that the text names first is the main one.
        let rank = |score: &Score| if score.points * 5 >= best * 4 { best } else { score.points };
        ranked.sort_by_key(|(party, score)| (std::cmp::Reverse(rank(score)), score.first, (*party).clone()));
        ranked.truncate(MOST_OPERATORS);
        ranked.into_iter().map(|(party, _)| party.clone()).collect()
    }

    /// A company's notice speaks of the company itself: its publisher, else the name that the text gives itself, else the one named most.
    fn publisher_of_notice(&self, document: &Document, found: &[Found]) -> Option<Party> {
        if let Some(publisher) = document.publisher.as_deref().map(plain_name).filter(|p| !p.is_empty()) {
            let (name, known) = match self.resolve(publisher) {
                Some((name, _)) => (name.to_string(), true),
                None => (publisher.to_string(), self.find(publisher).iter().any(|f| f.span.of(publisher) == publisher)),
            };
            return Some(Party { name, known });
        }
        let text = &document.text;
        let names_itself = |f: &&Found| SELF_BEFORE.is_match(shortly_before(text, f.span.start)) || SELF_AFTER.is_match(&text[f.span.end..]);
        if let Some(item) = found.iter().find(names_itself) {
            return Some(item.party.clone());
        }
        if let Some(name) = self.signed(text) {
            let known = self.resolve(name).map(|(name, _)| name.to_string());
            return Some(known.map_or(Party { name: name.to_string(), known: false }, |name| Party { name, known: true }));
        }
        let mut counts: BTreeMap<&Party, (usize, usize)> = BTreeMap::new();
        for item in found.iter().filter(|f| f.role == Role::Company || f.service.is_some()) {
            let entry = counts.entry(&item.party).or_insert((0, item.span.start));
            entry.0 += 1;
        }
        counts.into_iter().min_by_key(|(_, (count, first))| (std::cmp::Reverse(*count), *first)).map(|(party, _)| party.clone())
    }

    /// The name by which a notice of an unknown company greets, addresses its customers or signs.
    fn signed<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut names = SIGNED.iter().flat_map(|form| form.captures_iter(text).take(MOST_SIGNATURES)).filter_map(|c| c.get(1)).map(|m| m.as_str());
        let is_name = |name: &&str| {
            let plain =
                name.chars().count() >= 2 && !name.starts_with(|c: char| c.is_ascii_digit()) && !name.ends_with(['한', '는', '신', '운', '된', '의']);
            plain
                && !ENDS_AS_VERB.is_match(name)
                && !self.generic.iter().any(|g| g == name)
                && !self.common.iter().any(|c| name.ends_with(c.as_str()))
        };
        names.find(is_name)
    }

    /// Names, aliases and services of the dictionary that stand as words.
    fn listed(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        for hit in self.automaton.find_overlapping_iter(text) {
            let entry = &self.entries[hit.pattern().as_usize()];
            let span = Span::new(hit.start(), hit.end());
            if !stands_free_before(text, span.start) || !ends_as_name(text, span) {
                continue;
            }
            let organization = &self.organizations[entry.organization];
            found.push(Found {
                span,
                party: Party { name: organization.name.clone(), known: true },
                role: organization.role,
                service: entry.service.then(|| entry.text.clone()),
            });
        }
        found
    }

    /// `㈜X`, `X㈜`, `주식회사 X`, `법무법인 X`.
    fn formal(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        for capture in self.forms.captures_iter(text) {
            let Some(name) = capture.get(1).or(capture.get(2)).or(capture.get(3)) else { continue };
            let whole = capture.get(0).map_or(name.range(), |m| m.range());
            let name = match capture.get(2) {
                Some(name) => name.as_str(),
                None => without_particle(name.as_str()),
            };
            if name.chars().count() < 2 {
                continue;
            }
            // A legal form that is part of the name stays in it; 주식회사 and its short forms do not.
            let (span, name) = match capture.get(3) {
                Some(group) => {
                    let span = Span::new(whole.start, group.start() + name.len());
                    (span, span.of(text).to_string())
                }
                None => {
                    let start = capture.get(1).or(capture.get(2)).map_or(whole.start, |m| m.start());
                    (Span::new(start, start + name.len()), name.to_string())
                }
            };
            let known = self.by_name.get(&name).map(|&entry| &self.organizations[self.entries[entry].organization]);
            let (name, role) = known.map_or((name, Role::Company), |o| (o.name.clone(), o.role));
            found.push(Found { span, party: Party { name, known: true }, role, service: None });
        }
        found
    }

    /// Words of the shape of an organisation's name.
    fn shaped(&self, text: &str, listed: &[Found]) -> Vec<Found> {
        let mut found = Vec::new();
        for hit in self.endings.find_overlapping_iter(text) {
            let shape = &self.shapes[self.ending_shapes[hit.pattern().as_usize()]];
            let Some(start) = word_start(text, hit.start()) else { continue };
            let mut span = Span::new(start, hit.end());
            let name = span.of(text);
            let before = text[start..hit.start()].chars().count();
            let fits = before >= shape.before
                && name.starts_with(|c: char| !c.is_ascii_digit())
                && !shape.not.iter().any(|n| name.ends_with(n.as_str()))
                && !shape.alone.iter().any(|n| name == n)
                && ends_as_name(text, span);
            if !fits {
                continue;
            }
            if shape.extends {
                span.start = self.extended(text, span.start, listed);
            }
            // An ending that needs nothing in front of it is a name only together with the body that it belongs to.
            if shape.before == 0 && span.start == hit.start() {
                continue;
            }
            let name = span.of(text).to_string();
            found.push(Found { span, party: Party { name, known: true }, role: shape.role, service: None });
        }
        found
    }

    /// Names that neither the dictionary nor a shape knows, from how the text speaks of them: `업체인 X`, `X가 운영하는`, and the speaker
    /// who is named again elsewhere: `X 측`, `X 관계자`, `X는 “…`.
    fn introduced(&self, text: &str, found: &[Found]) -> Vec<(String, Found)> {
        let mut names: Vec<(String, Found)> = Vec::new();
        for (introduction, times) in [(&INTRODUCED, 1), (&ACTS, 1), (&SPEAKS, 2), (&LISTED, 2)] {
            for capture in introduction.captures_iter(text).take(MOST_INTRODUCTIONS) {
                let Some(group) = capture.iter().skip(1).flatten().next() else { continue };
                let name = if keeps_ending(text, group.as_str()) { group.as_str() } else { without_particle(group.as_str()) };
                let span = Span::new(group.start(), group.start() + name.len());
                let at = found.partition_point(|f| f.span.end <= span.start);
                let is_taken = found.get(at).is_some_and(|f| f.span.overlaps(span)) || names.iter().any(|(n, _)| n == name);
                if is_taken || names.len() >= MOST_SHORT_FORMS || !self.can_be_name(name) || !stands_free_before(text, span.start) {
                    continue;
                }
                let item = match found.iter().find(|f| f.party.name.strip_suffix(name).is_some_and(|rest| rest.ends_with(' '))) {
                    // A name that stands elsewhere with its legal form.
                    Some(full) => Found { span, ..full.clone() },
                    None => {
                        // 시, 군, 구: the local body speaks.
                        let is_local = name.chars().count() <= 4 && name.ends_with(['시', '군', '구']);
                        let role = if is_local { Role::Regulator } else { Role::Company };
                        Found { span, party: Party { name: name.to_string(), known: false }, role, service: None }
                    }
                };
                let stands = |start: usize| stands_free_before(text, start) && ends_as_name(text, Span::new(start, start + name.len()));
                if text.match_indices(name).filter(|&(start, _)| stands(start)).take(times).count() >= times {
                    names.push((name.to_string(), item));
                }
            }
        }
        names
    }

    fn can_be_name(&self, name: &str) -> bool {
        let length = name.chars().count();
        (3..=12).contains(&length)
            && !self.generic.iter().any(|g| g == name)
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && !self.common.iter().any(|c| name.ends_with(c.as_str()))
            && !(name.ends_with(['시', '군', '구']) && self.no_places.iter().any(|w| name.ends_with(w.as_str())))
            && !self.by_name.contains_key(name)
            && !ENDS_AS_VERB.is_match(name)
    }

    /// Where a body's name begins when known bodies and places right before it belong to it.
    fn extended(&self, text: &str, start: usize, listed: &[Found]) -> usize {
        let mut start = start;
        for _ in 0..3 {
            let before = &text[..start];
            let Some(gap) = before.strip_suffix(' ') else { break };
            let body = listed.iter().rfind(|f| f.span.end == gap.len() && f.service.is_none() && f.role != Role::Company);
            let Some(word_start) = word_start(text, gap.len()) else { break };
            match body {
                Some(body) => start = body.span.start,
                None if self.places.iter().any(|p| p == &gap[word_start..]) => start = word_start,
                None => break,
            }
        }
        start
    }
}

// ---------------------------------------------------------------- dictionary

#[derive(Deserialize)]
struct OrganizationFile {
    organization: Vec<Organization>,
}

#[derive(Debug, Clone)]
struct Entry {
    text: String,
    organization: usize,
    service: bool,
}

/// The endings of the names of one sort of organisation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    #[serde(deserialize_with = "role")]
    role: Role,
    ends: Vec<String>,
    before: usize,
    #[serde(default)]
    extends: bool,
    not: Vec<String>,
    /// Words that are no name as they stand, though a longer word with the same end is one.
    #[serde(default)]
    alone: Vec<String>,
}

#[derive(Deserialize)]
struct WordList {
    words: Vec<String>,
}

#[derive(Deserialize)]
struct ShapeFile {
    shape: Vec<Shape>,
    places: WordList,
    forms: WordList,
    common: WordList,
    generic: WordList,
    no_places: WordList,
}

fn role<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    let name = String::deserialize(deserializer)?;
    Role::from_name(&name).ok_or_else(|| serde::de::Error::custom(format!("no role is named `{name}`")))
}

// ---------------------------------------------------------------- boundaries of a name

/// Bytes of the longest word that can be an organisation's name with what hangs on it.
const LONGEST_NAME: usize = 120;

/// Particles that may stand right behind a name.
const PARTICLES: &[&str] = &[
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "에서",
    "에게",
    "와",
    "과",
    "로",
    "으로",
    "도",
    "만",
    "까지",
    "부터",
    "보다",
    "처럼",
    "이나",
    "이며",
    "라고",
    "이라고",
    "이라는",
    "라는",
    "이란",
    "로부터",
    "으로부터",
    "에는",
    "에선",
    "에서는",
    "에서도",
    "에도",
    "와의",
    "과의",
    "한테",
    "께서",
    "조차",
    "마저",
    "뿐",
    "밖에",
    "이라며",
    "라며",
    "에게서",
    "에게는",
    "로서",
    "로써",
    "으로서",
    "하고",
    "엔",
    "만의",
    "만이",
    "만을",
    "에만",
    "에서의",
    "에서만",
    "로도",
    "로는",
    "와는",
    "과는",
    "와도",
    "과도",
    "로의",
    "에게도",
    "에게만",
    "보다는",
    "보다도",
    "까지도",
    "까지는",
    "부터는",
    "이다",
    "였다",
    "이었다",
    "이자",
    "인데",
    "입니다",
    "이라",
    "에만큼",
    "이고",
    "및",
    "측",
    "등",
    "이든",
    "든",
    "에도",
    "에게까지",
    "라면",
    "이라면",
    "께서는",
    "에까지",
];
/// Particles that are too often the next syllable of a longer word to stand behind a name of two syllables.
const LOOSE_PARTICLES: &[&str] = &["인", "다", "자", "나", "며", "여", "야", "란", "랑", "고", "이야", "대로"];
/// What may hang on a name without a space, itself with or without a particle.
const ATTACHMENTS: &[&str] = &[
    "측",
    "쪽",
    "관계자",
    "대표이사",
    "대표",
    "그룹",
    "본사",
    "지사",
    "지점",
    "노조",
    "회장",
    "사장",
    "임직원",
    "직원",
    "고객",
    "이용자",
    "사용자",
    "가입자",
    "회원",
    "홈페이지",
    "누리집",
    "사이트",
    "서비스",
    "서버",
    "시스템",
    "전산망",
    "계열사",
    "협력사",
    "자회사",
    "내부",
    "앱",
    "등",
    "들",
    "먹통",
    "장애",
    "사태",
    "사고",
    "화재",
    "오류",
    "조사",
    "수사",
    "발표",
    "장관",
    "차관",
    "위원장",
    "청장",
    "처장",
    "원장",
    "본부장",
    "대변인",
    "공장",
    "현장",
    "지부",
    "지회",
    "본부",
    "본원",
    "분원",
    "주식회사",
    "코리아",
    "점검",
    "감사",
    "간",
    "발",
    "産",
    "용",
];

fn is_word(c: char) -> bool {
    ('가'..='힣').contains(&c) || c.is_ascii_alphanumeric()
}

fn stands_free_before(text: &str, start: usize) -> bool {
    text[..start].chars().next_back().is_none_or(|c| !is_word(c))
}

/// Whether a name ends here: what follows to the end of the word is a particle or something that hangs on names.
fn ends_as_name(text: &str, span: Span) -> bool {
    let rest = &text[span.end..];
    let mut tail = rest.char_indices().take(LONGEST_NAME / 3);
    let Some(length) = tail.find(|&(_, c)| !is_word(c)).map(|(at, _)| at).or_else(|| (rest.len() <= LONGEST_NAME).then_some(rest.len())) else {
        return false;
    };
    is_tail(&rest[..length], span.of(text).chars().count() <= 2)
}

fn is_tail(rest: &str, after_short_name: bool) -> bool {
    fn hangs(rest: &str, depth: usize) -> bool {
        if rest.is_empty() || PARTICLES.contains(&rest) {
            return true;
        }
        depth > 0 && ATTACHMENTS.iter().filter_map(|a| rest.strip_prefix(a)).any(|next| hangs(next, depth - 1))
    }
    hangs(rest, 3) || !after_short_name && LOOSE_PARTICLES.contains(&rest)
}

/// The word without the particle at its end, where at least two characters remain.
fn without_particle(word: &str) -> &str {
    let stem = |particle: &&str| word.strip_suffix(*particle).filter(|stem| stem.chars().count() >= 2);
    let longest = PARTICLES
        .iter()
        .filter(|p| !matches!(**p, "이" | "가" | "로" | "도" | "만" | "의" | "에" | "과" | "와" | "등" | "든" | "및") || word.chars().count() > 3);
    longest.filter_map(stem).min_by_key(|s| s.len()).unwrap_or(word)
}

/// Whether the last syllable, although it could be a particle, belongs to the name: elsewhere in the text a particle follows it.
fn keeps_ending(text: &str, word: &str) -> bool {
    word.ends_with(['이', '가', '도', '의'])
        && text
            .match_indices(word)
            .take(MOST_SIGNATURES)
            .any(|(at, _)| ["는 ", "를 ", "가 ", "와 ", "의 ", "에서"].iter().any(|p| text[at + word.len()..].starts_with(p)))
}

/// A name without legal form, quotation marks and what hangs on it: `㈜가나 측` is 가나.
fn plain_name(name: &str) -> &str {
    let mut name = name.trim().trim_matches(|c: char| "‘’“”'\"<>".contains(c)).trim();
    for form in ["㈜", "(주)", "주식회사"] {
        name = name.strip_prefix(form).unwrap_or(name).trim();
        name = name.strip_suffix(form).unwrap_or(name).trim();
    }
    for tail in [" 측", " 관계자", " 쪽", "측"] {
        name = name.strip_suffix(tail).unwrap_or(name).trim();
    }
    name
}

/// Where the word begins that holds this place; None where it is too long to be a name.
fn word_start(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].char_indices().rev().take(LONGEST_NAME / 3 + 1).take_while(|&(_, c)| is_word(c) || c == '&').last().map_or(at, |(n, _)| n);
    (at - start <= LONGEST_NAME).then_some(start)
}

fn without_overlaps(sorted: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::with_capacity(sorted.len());
    for item in sorted {
        if kept.last().is_none_or(|last| last.span.end <= item.span.start) {
            kept.push(item);
        }
    }
    kept
}

// ---------------------------------------------------------------- names that a text makes itself

/// `A사`, `B업체`: names by which a text hides a name; they mean nothing outside it.
fn placeholders(text: &str) -> Vec<Found> {
    let found = PLACEHOLDER.captures_iter(text).filter_map(|capture| {
        let name = capture.get(1)?;
        let span = Span::new(name.start(), name.end());
        if !stands_free_before(text, span.start) || !ends_as_name(text, span) {
            return None;
        }
        Some(Found { span, party: Party { name: name.as_str().to_string(), known: false }, role: Role::Company, service: None })
    });
    found.collect()
}

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([A-Z](?:저축은행|은행|카드사|카드|증권사|증권|보험사|통신사|건설사|건설|항공사|제조사|시공사|업체|기업|법인|그룹|병원|쇼핑몰|물류|화학|전자|사))").expect("a constant pattern")
});

/// `가나다솔루션(이하 가나)`: from there on the short name means the full one. Names of the dictionary keep their meaning.
fn short_forms(text: &str, found: &[Found]) -> Vec<(String, Found)> {
    let mut shorts: Vec<(String, Found)> = Vec::new();
    for item in found.iter().filter(|f| f.service.is_none()) {
        let rest = &text[item.span.end..];
        let defined = DEFINED_SHORT.captures(rest).and_then(|c| c.get(1)).map(|m| m.as_str().trim());
        let in_brackets = || IN_BRACKETS.captures(rest).and_then(|c| c.get(1)).map(|m| m.as_str()).filter(|s| abbreviates(s, item.span.of(text)));
        let Some(short) = defined.or_else(in_brackets).filter(|s| s.chars().count() >= 2) else { continue };
        if shorts.len() < MOST_SHORT_FORMS && shorts.iter().all(|(s, _)| s != short) {
            shorts.push((short.to_string(), item.clone()));
        }
    }
    shorts
}

const MOST_SHORT_FORMS: usize = 32;
static DEFINED_SHORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s?[(（]\s?(?:이하|아래|약칭)\s?[‘'"“「]?([가-힣A-Za-z0-9& ]{2,20}?)[’'"”」]?\s?(?:라|이라|로|으로)?(?:\s?(?:함|한다|합니다|칭함|칭한다|표기))?[)）]"#).expect("a constant pattern")
});
static IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[(（]([가-힣A-Za-z0-9&]{2,8})[)）]").expect("a constant pattern"));

/// Whether the letters of the short name stand in the full name, in order.
fn abbreviates(short: &str, full: &str) -> bool {
    let mut letters = full.chars();
    short.chars().count() < full.chars().count() && short.chars().all(|c| letters.any(|l| l == c))
}

const MOST_INTRODUCTIONS: usize = 200;
static INTRODUCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)(?:업체|회사|기업|사업자|운영사|제조사|시공사|원청|하청|협력사|은행|증권사|카드사|보험사|통신사|항공사|선사|쇼핑몰|플랫폼|공급사|유통사|발주처)인\s[‘'“]?([가-힣A-Za-z&]{3,14})
        | ([가-힣A-Za-z&]{3,12})(?:이|가)\s(?:운영|제조|시공|관리|서비스)(?:하는|한다|하고|하던|해\s온|했|한|을\s맡은|중인)
        | ([가-힣A-Za-z&]{3,12})에\s대한\s(?:과징금|과태료|영업정지|업무정지|시정)
        | (?:시공|운영|제조|관리|유지보수|감리|위탁|공급)을\s맡[은았]\S{0,3}\s([가-힣A-Za-z&]{3,14})
        | ([가-힣A-Za-z&]{3,12})\s[가-힣]{2,4}(?:제?[0-9])?(?:공장|사업장|제철소|조선소|물류센터)
        | [을를]\s(?:운영|제조|생산|시공|관리|주최|주관|공급|서비스|개발|운행|운항|점검|납품|수입|유지보수|유지·보수)(?:하는|한|해\s온|하던|하고\s있는|중인)\s[‘'“]?([가-힣A-Za-z&]{3,14})
        | ([가-힣A-Za-z&]{3,14})\s?[(（]대표(?:이사)?\s[가-힣·]{2,8}[)）]"#,
    )
    .expect("a constant pattern")
});
/// What only one who runs or oversees something does. Apart from `INTRODUCED`, since each match covers much of a sentence.
static ACTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)(?m:^|[.”"]\s|,\s|[은는던한]\s)([가-힣A-Za-z&]{3,12})(?:은|는)\s(?:[가-힣0-9]{1,6}\s){0,3}(?:사과문|입장문|해명문|해명자료|안내문|공지문|공지)(?:을|를|에서|에)\s?(?:내|올|통해|통한|발표|게시|“)
        | (?m:^|[.”"]\s|,\s|\s)([가-힣]{2,4}(?:시|군|구))(?:는|은)\s[^\n.“”"]{0,60}(?:명령|명했|명하|지시했|지시하|권고|부과|물렸|물리|처분|조사에|점검에|시정을|고발|수사를\s의뢰|조치했)"#,
    )
    .expect("a constant pattern")
});
/// The one of whom a line of a report tells: `○ (과태료) X는 …`.
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)(?m:^)\s*[○ㅇ●□■▶▷◆◇•·\-]\s?(?:\([^()\n]{1,20}\)\s?)?([가-힣A-Za-z&]{3,14})(?:은|는|에|에게)\s[^\n]{0,60}(?:위반|과징금|과태료|할\s것|하도록|진술|답변|소명|주장|회신|“)"#,
    )
    .expect("a constant pattern")
});
static SPEAKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)([가-힣A-Za-z&]{3,12})\s(?:측|관계자|홈페이지|온라인몰|고객센터|임직원|본사|공장|사업장|노조)(?:은|는|이|가|를|에|의|과|,|\s)
        | ([가-힣A-Za-z&]{4,12})\s(?:[가-힣]{2,4}\s)?(?:대표이사|대표|사장|회장)(?:은|는|이|가|,|\s)
        | [은는던한온]\s([가-힣A-Za-z&]{3,12})(?:은|는)\s[“"]
        | (?m:^|[.”"]\s|,\s)([가-힣A-Za-z&]{3,12})(?:은|는|이|가|도)\s[^\n.]{0,80}[“"]
        | (?:업체|회사|기업|사업자|운영사|제조사|시공사|쇼핑몰|플랫폼|항공사|선사|통신사|증권사|은행|공급사)\s[‘'“]?([가-힣A-Za-z&]{3,14})
        | ([가-힣A-Za-z&]{3,12})(?:에|에게)\s[^\n.]{0,30}(?:과징금|과태료|시정|영업정지|책임)"#,
    )
    .expect("a constant pattern")
});
/// Endings of adverbs and verbs, which no name has.
static ENDS_AS_VERB: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:하는|하던|했던|되는|된|했|으며|하며|하고|면서|에서|에게|으로|까지|부터|처럼|다며|라며|다는|라는|지만|는데|어서|아서|해서|었다|았다|했다|였다|이다)$").expect("a constant pattern")
});

/// Where the short forms stand as words.
fn occurrences(text: &str, shorts: &[(String, Found)]) -> Vec<Found> {
    let mut found = Vec::new();
    for (short, full) in shorts {
        for (start, _) in text.match_indices(short.as_str()).filter(|&(start, _)| start >= full.span.start || short.chars().count() >= 3) {
            let span = Span::new(start, start + short.len());
            if stands_free_before(text, start) && ends_as_name(text, span) {
                found.push(Found { span, ..full.clone() });
            }
        }
    }
    found
}

// ---------------------------------------------------------------- operators

#[derive(Debug, Clone, Copy)]
struct Score {
    points: u32,
    /// Whether it stands near a word for what happened at least once.
    failed: bool,
    /// How often it stands as one that could run something.
    times: u32,
    first: usize,
}

struct Points {
    total: u32,
    failed: bool,
}

/// An operator with less than this part of the main one's points is only mentioned.
const WORST_SHARE: u32 = 5;
const LEAST_POINTS: u32 = 6;
const MOST_OPERATORS: usize = 6;

static SELF_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:저희|당사(?:\(|는)?|우리)\s?(?:㈜|\(주\)|주식회사\s)?$").expect("a constant pattern"));
static SELF_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?:㈜|\(주\))?(?:입니다|에서 알려|에서 안내|\s?[(（]\s?이하\s?[‘'"“]?(?:회사|당사|은행|당행|저희))"#).expect("a constant pattern")
});
const MOST_SIGNATURES: usize = 20;
/// Where a notice names whoever writes it, the surest form first.
static SIGNED: LazyLock<[Regex; 4]> = LazyLock::new(|| {
    [
        r"안녕하(?:세요|십니까)[,.!]?\s(?:[가-힣A-Za-z&]{1,12}\s){0,2}([가-힣A-Za-z0-9&]{2,14}?)(?:입니다|이에요|예요|에서 알려|에서 안내)",
        r"(?m)^\s*([가-힣A-Za-z0-9&]{2,14})\s(?:(?:임직원|직원)\s(?:일동|올림|드림)|(?:운영팀\s)?(?:드림|올림|배상)|대표(?:이사)?\s[가-힣]{2,4}(?:\s(?:드림|올림|배상))?)\s*$",
        r"([가-힣A-Za-z0-9&]{2,14})[을를]\s(?:늘\s|항상\s)?(?:이용|사랑|애용|신뢰|성원)?(?:해|아껴|찾아|믿어)\s?(?:주시는|주신|주셔서)",
        r"([가-힣A-Za-z0-9&]{2,14})\s(?:고객|이용자|회원|가족|승객|환자|보호자|주민|조합원|학부모|참가자|구독자|가입자)님?\s여러분",
    ]
    .map(|form| Regex::new(form).expect("a constant pattern"))
});
/// A body that is no company runs what failed where its own system, site or building is named right behind it.
static OWN_SYSTEM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:의|가 운영하는|이 운영하는|이 관리하는|가 관리하는)?\s?(?:[가-힣A-Za-z0-9‘’]{1,8}\s)?(?:[가-힣]{0,4}시스템|홈페이지|누리집|[가-힣]{0,4}전산망|사이트|[가-힣]{0,3}서버|본원|데이터센터|전산센터|앱|포털|콜센터|청사|상황실)")
        .expect("a constant pattern")
});
/// What makes the name behind it the one that answers for what failed.
static ANSWERABLE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:시공사|시공을 맡은|운영사|운영 주체|제조사|제조업체|운영하는|운영 중인|운영한|관리하는|관리해 온|주최한|주관한|운행한|운행하는|운항하는|서비스하는|납품한|만든|개발한|사고기|유출한|사고를 낸|발주처|하도급 업체|원청|처리업체|위탁업체|유출당한|해킹당한)(?:인)?\s?(?:㈜|\(주\)\s?|주식회사\s)?[‘'“]?$").expect("a constant pattern")
});
static ANSWERABLE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[’'”]?(?:에|에게|에 대해|의)\s(?:[가-힣0-9억만원천 ]{0,14})?(?:과징금|과태료|시정|제재|영업정지|서비스|사과|책임)|^[’'”]?\s?(?:측은|측이|은|는|이|가)\s[^.\n]{0,30}(?:사과|복구|보상|재발 방지|공지)").expect("a constant pattern")
});

/// A body of another kind that speaks of its own failure: `X 측은 … 사과했다`.
static OWN_UP_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s?(?:측은|측이|은|는|이|가)\s[^.\n]{0,40}(?:사과|복구|보상|재발 방지|공지|송구|죄송)").expect("a constant pattern")
});
static COMMENTS_AFTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s(?:[가-힣A-Za-z·]{1,14}\s){0,3}(?:[가-힣]{0,8}교수|[가-힣]{1,8}학과|연구원)").expect("a constant pattern"));

/// The words for what happened, from the same list that finds incidents.
static EVENTS: LazyLock<(AhoCorasick, usize)> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        event: Vec<WordList>,
        ignored: WordList,
    }
    let file: File = toml::from_str(include_str!("../../dictionaries/events.toml")).expect("events.toml is checked by a test");
    let mut words: Vec<String> = file.event.into_iter().flat_map(|e| e.words).collect();
    let events = words.len();
    words.extend(file.ignored.words);
    (AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&words).expect("a bounded word list"), events)
});

/// A text cut at full stops and line ends, with the words for what happened.
struct Clauses {
    starts: Vec<usize>,
    events: Vec<Span>,
}

impl Clauses {
    fn of(text: &str) -> Clauses {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (at, &byte) in bytes.iter().enumerate() {
            let stop = byte == b'\n' || byte == b'.' && bytes.get(at + 1).is_none_or(|b| b.is_ascii_whitespace());
            if stop && bytes.get(at + 1).is_some_and(|b| *b != b'\n') {
                starts.push(at + 1);
            }
        }
        let (automaton, events) = &*EVENTS;
        let events = automaton.find_iter(text).filter(|m| m.pattern().as_usize() < *events).map(|m| Span::new(m.start(), m.end())).collect();
        Clauses { starts, events }
    }

    fn points(&self, text: &str, item: &Found, next: usize) -> Points {
        let index = self.starts.partition_point(|&s| s <= item.span.start).saturating_sub(1);
        let clause = Span::new(self.starts[index], self.starts.get(index + 1).copied().unwrap_or(text.len()));
        let from = self.events.partition_point(|e| e.start < clause.start);
        let to = self.events.partition_point(|e| e.start < clause.end);
        let events = &self.events[from..to.max(from)];
        let after = &text[item.span.end..clause.end.max(item.span.end)];
        let following = events.get(events.partition_point(|e| e.start < item.span.end));
        let follows = following.is_some_and(|e| e.start < next && e.start - item.span.end < NEAR);
        let own = OWN_SYSTEM.is_match(after) && !events.is_empty();
        let answers = item.role == Role::Other && (OWN_UP_AFTER.is_match(after) || ANSWERABLE_BEFORE.is_match(shortly_before(text, item.span.start)));
        let runs = item.role == Role::Company || item.service.is_some() || answers || own && item.role != Role::Civic;
        // `가나대학교 정보보안학과 교수`: who comments on it.
        if !runs || COMMENTS_AFTER.is_match(after) {
            return Points { total: 0, failed: false };
        }
        let mut total = 1 + 2 * u32::from(!events.is_empty()) + 2 * u32::from(follows);
        total += 3 * u32::from(ANSWERABLE_BEFORE.is_match(shortly_before(text, item.span.start))) + 3 * u32::from(ANSWERABLE_AFTER.is_match(after));
        let position = match index {
            0 => 4,
            1..=3 => 2,
            _ => 1,
        };
        Points { total: total * position, failed: !events.is_empty() }
    }
}

/// A few words before a place.
fn shortly_before(text: &str, at: usize) -> &str {
    let start = text[..at].char_indices().rev().take(20).last().map_or(at, |(n, _)| n);
    &text[start..at]
}

/// Bytes between a name and the word for what happened to it.
const NEAR: usize = 120;

/// `/가나일보`, `사진=가나 제공`: who gave the picture.
fn is_credit(text: &str, span: Span) -> bool {
    let before = &text[..span.start];
    before.ends_with('/') || before.ends_with("사진=") || before.ends_with("사진 = ") || text[span.end..].starts_with(" 제공\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::LazyLock;

    use super::*;
    use crate::morpheme::{Analyzer, Forms, Tag};

    static DIRECTORY: LazyLock<Directory> = LazyLock::new(Directory::embedded);

    #[test]
    fn the_directory_is_sorted_and_unambiguous() {
        let directory = &*DIRECTORY;
        assert!(directory.organizations.len() >= 350);
        let names: Vec<&str> = directory.organizations.iter().map(|o| o.name.as_str()).collect();
        for pair in names.windows(2) {
            assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
        }
        let mut owner = BTreeMap::new();
        for entry in &directory.entries {
            let name = names[entry.organization];
            assert!(entry.text.chars().count() >= 2 && entry.text.trim() == entry.text, "`{}` of {name} is no alias", entry.text);
            if let Some(other) = owner.insert(&entry.text, name) {
                panic!("`{}` stands for {other} and for {name}", entry.text);
            }
        }
        for everyday in [
            "다음",
            "라인",
            "현대",
            "하나",
            "대상",
            "신세계",
            "알리",
            "산은",
            "수은",
            "예보",
            "나이스",
            "교원",
            "농심가",
            "당근",
            "토스트",
            "복지로",
            "사람인",
        ] {
            assert!(!owner.contains_key(&everyday.to_string()), "`{everyday}` is an everyday word");
        }
        for organization in &directory.organizations {
            let parent = organization.parent.as_deref();
            assert!(parent.is_none_or(|p| names.contains(&p) && p != organization.name), "{} has no such parent {parent:?}", organization.name);
        }
        for shape in &directory.shapes {
            for word in &shape.not {
                assert!(shape.ends.iter().any(|e| word.ends_with(e.as_str())), "`{word}` does not have the ending that it is excepted from");
            }
        }
    }

    #[test]
    fn names_stand_as_words() {
        // Each expected item: the canonical name, or service@operator.
        let check = |text: &str, expected: &[&str]| {
            let found = DIRECTORY.find(text);
            let names: Vec<String> = found
                .iter()
                .map(|f| match &f.service {
                    Some(service) => format!("{service}@{}", f.party.name),
                    None => f.party.name.clone(),
                })
                .collect();
            assert_eq!(names, expected, "{text}");
        };
        // By name, alias and service, with what hangs on them.
        check("카카오는 3일 사과했다.", &["카카오"]);
        check("카카오가, 카카오 측은, 카카오측 관계자도", &["카카오", "카카오", "카카오"]);
        check("과기정통부와 과기부, 과학기술정보통신부가", &["과학기술정보통신부"; 3]);
        check("카톡이 한때 먹통이 됐다", &["카톡@카카오"]);
        check("에스케이텔레콤(SKT)은", &["SK텔레콤", "SK텔레콤"]);
        check("‘코레일’과 국토부·경찰청에 따르면", &["한국철도공사", "국토교통부", "경찰청"]);
        check("LGU+와 KT의 통신망", &["LG유플러스", "KT"]);
        check("㈜카카오페이의 앱", &["카카오페이"]);
        check("신한은행 고객이 아닌 하나은행 고객", &["신한은행", "하나은행"]);
        check("정부24와 정부는 다르다", &["정부24@행정안전부", "정부"]);
        // Not inside longer words.
        check("현대인의 일상과 신한류 열풍, 하나뿐인 길", &[]);
        check("카카오나무 열매와 카카오닙스", &[]);
        check("우리는 KTV와 SKTX라는 이름을 몰랐다", &[]);
        check("경찰관과 검찰청사 앞 정부미 창고", &[]);
        check("법원리 주민과 기아선상의 사람들", &[]);
        check("산은 높고 물은 깊다는 것을 알리고", &[]);
        // Unknown ones by shape.
        check("푸른샘은행은 새나래전자와 한빛누리화학에", &["푸른샘은행", "새나래전자", "한빛누리화학"]);
        check("가람소방서와 나루경찰서에 따르면", &["가람소방서", "나루경찰서"]);
        check("가온지방법원은 가온지검의 청구를", &["가온지방법원", "가온지검"]);
        check("㈜미리내는 주식회사 온새미로와 법무법인 누리가람을", &["미리내", "온새미로", "법무법인 누리가람"]);
        check("A사와 B업체, C은행은 모두", &["A사", "B업체", "C은행"]);
        check("경기도 사고조사위원회가 조사에 나섰다", &["경기도 사고조사위원회"]);
        check("국토부 항공철도사고조사위원회는", &["항공·철도사고조사위원회"]);
        check("캐나다 교통부와 호주 교통안전위원회", &["캐나다 교통부", "호주 교통안전위원회"]);
        // Everyday words of those shapes.
        check("일부와 대부분, 전부, 외부와 내부, 상부", &[]);
        check("요청과 신청, 시청자, 하청", &[]);
        check("부처와 출처, 대처", &[]);
        check("회사와 당사, 조사, 공사, 기사, 인사", &[]);
        check("지원과 직원, 회원, 인원, 차원", &[]);
        check("운전자와 도전자, 유전자", &[]);
        check("석유화학과 신용카드, 유가증권, 시중은행", &[]);
        check("관할 소방서와 인근경찰서, 대학병원", &[]);
        check("토지법과 책임연구원, 터널공사", &[]);
        check("B사이드와 A사람들", &[]);
        // Short forms that the text defines.
        check("한빛에너지솔루션(이하 한빛)은 사과했다. 한빛은 원인을 찾고 있다.", &["한빛에너지솔루션"; 3]);
        check("누리해운(이하 ‘회사’)은 알린다. 회사는 보상한다.", &["누리해운"; 3]);
        check("나래푸드(나래)와 다른 나래푸드", &["나래푸드"; 3]);
        check("한빛에너지솔루션(대표 아무개)은", &["한빛에너지솔루션"]);
        // Names that only the text introduces.
        check("시공사인 두레한길은 사과했다. 두레한길에 따르면", &["두레한길"; 2]);
        check("이 발전소는 볕누리가 운영한다.", &["볕누리"]);
        check("해오름마트 관계자는 “확인 중”이라고 했다. 해오름마트의 누리집은 닫혔다.", &["해오름마트"; 2]);
        check("유족 측은 반발했다. 유족의 말", &[]);
        check("누리솔페이는 멈췄다. 누리솔페이 측은 말이 없다.", &["누리솔페이"; 2]);
        check("정류장을 관리하는 두루살핌은 말을 아꼈다.", &["두루살핌"]);
        check("늘봄짐(대표 윤가람)이 문을 닫았다.", &["늘봄짐"]);
        check("두루살핌은 이날 사과문을 내고 고개를 숙였다. 두루살핌의 말", &["두루살핌"; 2]);
        check("학교에 반찬을 대는 고운상차림은 “우리 탓이 아니다”라고 했다. 고운상차림의 냉장차", &["고운상차림"; 2]);
        check("○ (시정명령) 고운샘기술은 절차서를 다시 작성할 것\n○ 고운샘기술은 위반을 인정함", &["고운샘기술"; 2]);
        check("솔내시는 업체에 개선을 권고했다.", &["솔내시"]);
        check("새터시립도서관의 서버가 멈췄다. 도서관은 “복구했다”고 했다. 도서관은", &["새터시립도서관"]);
        check("가온협동조합과 누리조직위", &["가온협동조합", "누리조직위"]);
        check("시립도서관과 어린이 수영장, 온라인쇼핑", &[]);
        check("사고를 조사하는 조사팀은 “밸브가 잠겼다”고 했다. 조사팀은", &[]);
        check("이 가구는 업체에 개선을 권고받았다. 피해가구는 시정을 요구했다.", &[]);
        check("사고를 맡아 관리하는 담당자는 말이 없다.", &[]);
        check("홍길동 대표는 “죄송하다”고 했다. 홍길동 대표는", &[]);
        check("", &[]);
    }

    #[test]
    fn names_are_resolved() {
        let check = |name: &str, expected: Option<(&str, Role)>| assert_eq!(DIRECTORY.resolve(name), expected, "{name}");
        check("과기부", Some(("과학기술정보통신부", Role::Regulator)));
        check("카카오 측", Some(("카카오", Role::Company)));
        check("㈜케이티", Some(("KT", Role::Company)));
        check("국과수 관계자", Some(("국립과학수사연구원", Role::Investigator)));
        check("충남경찰청 아무개수사대", Some(("충남경찰청", Role::Investigator)));
        check("아무개 금융감독원 부원장", Some(("금융감독원", Role::Regulator)));
        check("푸른샘은행", None);
        check("", None);
        let role = |name: &str| DIRECTORY.role_of(&Party { name: name.to_string(), known: true });
        assert_eq!(role("푸른샘은행"), Role::Company);
        assert_eq!(role("나루소방서"), Role::Investigator);
        assert_eq!(role("소비자단체 참여연대"), Role::Civic);
        assert_eq!(role("아무개"), Role::Other);
    }

    #[test]
    fn the_operator_runs_what_failed() {
        let check = |kind: Kind, publisher: Option<&str>, text: &str, expected: &[&str]| {
            let document = Document { kind, publisher: publisher.map(str::to_string), text: text.to_string(), ..Document::default() };
            let names: Vec<String> = DIRECTORY.operators(&document, &DIRECTORY.find(text)).into_iter().map(|p| p.name).collect();
            assert_eq!(names, expected, "{text}");
        };
        let news = |text: &str, expected: &[&str]| check(Kind::News, Some("나래일보"), text, expected);
        news("푸른샘은행 앱 한때 먹통\n\n푸른샘은행 앱이 3일 오전 접속 장애를 빚었다. 금융감독원은 경위를 보고 있다.", &["푸른샘은행"]);
        news("카톡 또 장애\n\n4일 카카오톡 메시지 전송이 안 됐다. 과기정통부는 점검에 나섰다.", &["카카오"]);
        news("홈택스 접속 장애\n\n5일 국세청 홈택스에서 접속 지연이 이어졌다. 한 이용자는 네이버에 글을 올렸다.", &["국세청"]);
        news("경찰, 화재 원인 조사\n\n경찰은 지난 1일 창고에서 난 화재의 원인을 조사하고 있다. 소방당국도 감식에 나섰다.", &[]);
        news("물류센터 공사장 바닥 무너져\n\n바닥이 무너져 두 명이 숨졌다.\n시공사인 두레한길 관계자는 “조사에 협조하겠다”고 말했다.", &["두레한길"]);
        news("산사태로 길 막혀\n\n6일 폭우로 흙이 무너져 길이 막혔다.\n/사진=카카오 제공", &[]);
        news(
            "새터시립도서관 전산 마비\n\n새터시립도서관의 대출 시스템이 2일 먹통이 됐다. 한빛대학교 정보보안학과 교수는 관리 부실로 장애가 났다고 봤다.",
            &["새터시립도서관"],
        );
        let notice = |publisher, text: &str, expected: &[&str]| check(Kind::Company, publisher, text, expected);
        notice(Some("㈜푸른샘은행"), "서비스 장애 안내\n\n오늘 KT 회선 장애로 불편을 드렸습니다.", &["푸른샘은행"]);
        notice(Some("카카오(주)"), "사과드립니다", &["카카오"]);
        notice(None, "안녕하세요. 새나래전자입니다.\n\nKT 회선 문제로 장애가 있었습니다. KT와 확인하겠습니다.", &["새나래전자"]);
        notice(None, "예약 오류 안내\n\n누림캠핑 고객 여러분께 사과드립니다. 예약이 두 번 접수됐습니다.", &["누림캠핑"]);
        notice(None, "접속 장애 안내\n\n늘 들꽃서재를 이용해 주시는 고객님께 사과드립니다.", &["들꽃서재"]);
        notice(None, "지연 안내\n\n배가 늦었습니다. 죄송합니다.\n\n물마루뱃길 임직원 일동", &["물마루뱃길"]);
        notice(None, "안녕하세요, 하루한끼입니다.\n\n배달이 늦었습니다.", &["하루한끼"]);
        notice(None, "소중한 고객 여러분, 저희 서비스를 이용해 주시는 회원 여러분께 사과드립니다.", &[]);
        notice(None, "저희 누리해운은 카카오와 함께 원인을 찾고 있습니다. 카카오", &["누리해운"]);
        check(
            Kind::Regulator,
            Some("과학기술정보통신부"),
            "푸른샘텔레콤 통신장애 원인 조사 결과\n\n과학기술정보통신부는 푸른샘텔레콤의 장애를 조사했다.",
            &["푸른샘텔레콤"],
        );
    }

    #[test]
    fn any_text_is_read_in_bounds() {
        let texts = [
            "카카오".repeat(2000),
            "가".repeat(5000),
            "카카오 ".repeat(3000),
            "㈜".repeat(500),
            "(이하 ".repeat(500),
            "한국 a위원회(TF)・é카카오é".to_string(),
        ];
        for text in &texts {
            let found = DIRECTORY.find(text);
            for pair in found.windows(2) {
                assert!(pair[0].span.end <= pair[1].span.start);
            }
            let document = Document { text: text.clone(), ..Document::default() };
            DIRECTORY.operators(&document, &found);
        }
    }

    /// Names are nouns to the analyzer. The message holds the rows that dictionaries/words.csv lacks; a name that stays split needs a lower cost.
    #[test]
    fn names_are_words_of_the_analyzer() {
        let words = include_str!("../../dictionaries/words.csv");
        let mut worker = Analyzer::new(words, Forms::new()).expect("the dictionary loads").worker();
        let is_hangul = |c: char| ('가'..='힣').contains(&c);
        let mut missing = String::new();
        for entry in &DIRECTORY.entries {
            let name = entry.text.as_str();
            // Short names and names that end in Latin letters are left to the dictionary of the analyzer, names with spaces to the directory.
            let is_word = name.chars().count() >= 3 && name.chars().all(|c| is_hangul(c) || c.is_ascii_alphanumeric()) && name.ends_with(is_hangul);
            if !is_word {
                continue;
            }
            let last = name.chars().next_back().unwrap_or('가');
            let closed = is_hangul(last) && !(last as u32 - '가' as u32).is_multiple_of(28);
            let text = format!("{name}{} 밝혔다", if closed { "은" } else { "는" });
            let mut morphemes = Vec::new();
            worker.analyze(&text, Span::new(0, text.len()), &mut morphemes);
            if morphemes[0].span.of(&text) != name || !matches!(morphemes[0].tag, Tag::Nnp | Tag::Nng) || morphemes[1].tag != Tag::Jx {
                let (right, closed) = if closed { (3546, 'T') } else { (3545, 'F') };
                let sort = if entry.service { "서비스" } else { "기관" };
                // The longer of two names that begin alike must be the cheaper.
                let cost = if name.chars().count() == 3 { 3000 } else { 5000 - 1000 * name.chars().count() as i64 };
                missing += &format!("{name},1786,{right},{cost},NNP,{sort},{closed},{name},*,*,*,*\n");
            }
        }
        assert!(missing.is_empty(), "dictionaries/words.csv lacks:\n{missing}");
    }
}
