//! A document's context -> its statements: what the company and the authority said, who said it, and which stance it takes.
//!
//! `quote` finds quotations, the pack `statements.toml` the places where reported speech ends, `speaker` the subjects that can speak;
//! this file joins the three. A company's notice speaks as a whole: each of its sentences that takes a stance is a statement.

use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use regex::Regex;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::document::Kind;
use crate::mention::statement::quote::{Quote, quotes};
use crate::mention::statement::speaker::{Memory, Subject, Voice, resolve, subjects};
use crate::mention::{Context, Mode, SpeakerRole, Statement, cause};
use crate::morpheme::{Forms, Morpheme};
use crate::rule::Pack;
use crate::span::Span;

mod quote;
mod speaker;
mod stance;

/// The packs and word lists that statements are found with. Loaded before the analyzer, with whose forms they share numbers.
pub struct Rules {
    frames: Pack,
    stances: Pack,
    words: Words,
}

impl Rules {
    /// # Errors
    /// A rule or word list that is not complete, with file and line.
    pub fn load(forms: &mut Forms) -> Result<Rules> {
        let frames = Pack::parse("statements.toml", include_str!("../../dictionaries/rules/statements.toml"), forms)?;
        let stances = Pack::parse("stances.toml", include_str!("../../dictionaries/rules/stances.toml"), forms)?;
        let words: Words = toml::from_str(include_str!("../../dictionaries/saying.toml")).context("dictionaries/saying.toml")?;
        Ok(Rules { frames, stances, words })
    }

    /// The packs of frames and of stances.
    pub fn packs(&self) -> [&Pack; 2] {
        [&self.frames, &self.stances]
    }
}

/// `dictionaries/saying.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    after_quote: AfterQuote,
    nouns: Nouns,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AfterQuote {
    telling: Vec<String>,
    #[serde(rename = "while")]
    meanwhile: Vec<String>,
    of: Vec<String>,
    object: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nouns {
    saying: Vec<String>,
    talk: Vec<String>,
    company: Vec<String>,
    authority: Vec<String>,
    again: Vec<String>,
    staff: Endings,
    departments: Endings,
    documents: Endings,
    outsiders: Endings,
    titles: Endings,
    /// Titles of those who speak for a company, never for an authority.
    managers: Endings,
    inquiries: Vec<String>,
    surnames: String,
    venues: Vec<String>,
    when: Vec<String>,
    naming: Vec<String>,
    explaining: Vec<String>,
    announcing: Vec<String>,
    closing: Vec<String>,
    greeting: Vec<String>,
}

/// Words that a name may end in, by their last character: most words of a text end in none of them.
#[derive(Deserialize)]
#[serde(from = "Vec<String>")]
struct Endings {
    words: Vec<String>,
    by_last: FxHashMap<char, Vec<usize>>,
}

impl From<Vec<String>> for Endings {
    fn from(words: Vec<String>) -> Endings {
        let mut by_last: FxHashMap<char, Vec<usize>> = FxHashMap::default();
        for (index, word) in words.iter().enumerate() {
            if let Some(last) = word.chars().next_back() {
                by_last.entry(last).or_default().push(index);
            }
        }
        Endings { words, by_last }
    }
}

impl Endings {
    /// The longest of the words that `name` ends in.
    fn of(&self, name: &str) -> Option<&str> {
        let likely = self.by_last.get(&name.chars().next_back()?)?;
        likely.iter().map(|&index| self.words[index].as_str()).filter(|w| name.ends_with(w)).max_by_key(|w| w.len())
    }
}

/// The statements of a document, sorted by (span, rule).
pub fn find(context: &Context, rules: &Rules, causes: &cause::Rules) -> Vec<Statement> {
    let mut statements = match context.document.kind {
        Kind::Company => notice(context, rules, causes),
        _ => reported(context, rules),
    };
    statements.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    statements.dedup_by(|b, a| a.span == b.span);
    statements
}

// ---------------------------------------------------------------- notices

/// The sentences of a notice that take a stance, spoken by its publisher.
fn notice(context: &Context, rules: &Rules, causes: &cause::Rules) -> Vec<Statement> {
    let text = context.text();
    let Some(speaker) = context.operators.first().cloned() else { return Vec::new() };
    let mut found: Vec<Statement> = Vec::new();
    // The first sentence of an item, where it takes no stance itself.
    let mut opening: Option<Span> = None;
    // The sentence before, where it takes no stance itself.
    let mut earlier: Option<Span> = None;
    for (index, &sentence) in context.sentences.iter().enumerate() {
        let span = without_bullet(text, sentence);
        let quote = span.of(text);
        if quote.chars().count() < 8 || !ends_as_speech(quote) || rules.words.nouns.closing.iter().any(|w| quote.ends_with(w.as_str())) {
            continue;
        }
        let mut stances = stance::of(context, &rules.stances, &context.morphemes[index], span, true);
        if stances.is_empty() {
            stances.extend(causes.stance(&context.morphemes[index], context.forms));
        }
        let begins_item = span.start > sentence.start;
        let previous = std::mem::replace(&mut earlier, stances.is_empty().then_some(span));
        if begins_item {
            opening = stances.is_empty().then_some(span);
        }
        if stances.is_empty() || stances.iter().all(|s| *s == crate::mention::Stance::Commitment) && is_greeting(rules, quote) {
            continue;
        }
        if let Some(last) = found.last_mut().filter(|last: &&mut Statement| goes_on(text, context, index, last, span, &stances)) {
            last.span.end = span.end;
            last.stances.extend(&stances);
            last.stances.sort_unstable();
            last.stances.dedup();
            continue;
        }
        let adjoins = |o: &Span| index > 0 && o.end == context.sentences[index - 1].end && !text[o.end..span.start].contains('\n');
        let turns = ["그러나", "하지만", "다만"].iter().any(|w| span.of(text).starts_with(w));
        let span = opening.take().or(previous.filter(|_| turns)).filter(adjoins).map_or(span, |o| Span::new(o.start, span.end));
        found.push(Statement {
            span,
            speaker: Some(speaker.clone()),
            speaker_role: SpeakerRole::Company,
            mode: Mode::Direct,
            stances,
            phase: None,
            rule: "statement.notice.sentence".to_string(),
        });
    }
    found
}

/// Whether a sentence of a notice only goes on with the statement before it: on the same line, with 그러나, or with the same stances in one item.
fn goes_on(text: &str, context: &Context, index: usize, last: &Statement, span: Span, stances: &[crate::mention::Stance]) -> bool {
    let adjoins = index > 0 && last.span.end == context.sentences[index - 1].end && !text[last.span.end..span.start].contains('\n');
    let line = text[..last.span.start].rfind('\n').map_or(0, |n| n + 1);
    let bullet = text[line..last.span.start].trim();
    let item = !bullet.is_empty() && bullet.chars().count() <= 15 && !bullet.contains("다.");
    adjoins && (span.of(text).starts_with("그러나") || span.of(text).starts_with("하지만") || item && last.stances == stances)
}

fn is_greeting(rules: &Rules, quote: &str) -> bool {
    rules.words.nouns.greeting.iter().any(|w| quote.contains(w.as_str()))
}

/// Whether a line is a sentence, not a heading, a table cell or a signature.
fn ends_as_speech(quote: &str) -> bool {
    let end = quote.trim_end_matches(['.', '!', '?', '”', '"', ')', ' ']);
    end.ends_with('다') || end.ends_with('요') || end.ends_with("니까") || end.ends_with('음') || end.ends_with('함')
}

/// The sentence without `1.`, `가.`, `○`, `첫째,`.
fn without_bullet(text: &str, sentence: Span) -> Span {
    let mut span = sentence;
    for _ in 0..3 {
        let quote = span.of(text);
        let sign = quote.chars().next().filter(|c| "○●□■▶▷◆◇※•·-–—*①②③④⑤⑥⑦⑧⑨⑩ㅇ".contains(*c)).map(char::len_utf8);
        let number = || {
            let label = quote.split_once([' ', '\u{a0}']).map(|(label, _)| label)?;
            let bare = label.trim_end_matches(['.', ')', ',', ':']);
            let counted = bare.len() < label.len() && (bare.chars().all(|c| c.is_ascii_digit()) || bare.chars().count() == 1 || bare.ends_with('째'));
            counted.then_some(label.len())
        };
        let Some(length) = sign.or_else(number) else { break };
        span = Span::new(span.start + length, span.end).trim(text);
    }
    // `3. 유출 경위: 해커가 …`: the label of a field.
    if let Some((label, rest)) = span.of(text).split_once(": ")
        && label.chars().count() <= 12
        && rest.chars().count() > label.chars().count()
    {
        span = Span::new(span.end - rest.len(), span.end).trim(text);
    }
    span
}

// ---------------------------------------------------------------- reported speech

/// A place where something said ends.
struct Frame<'r> {
    /// What is said; for reported speech its beginning is not yet known.
    content: Span,
    /// Behind the particle or ending that makes it speech.
    end: usize,
    /// What makes it speech: the verb or noun of saying ends here.
    until: usize,
    quote: Option<Quote>,
    kind: FrameKind,
    rule: &'r str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    /// 고, 라고 and a verb of saying.
    Telling,
    /// 며, 면서: the speech goes on.
    While,
    /// 라는, 다는 and a noun of saying.
    Noun,
    /// 다는 것이다: the sentence before goes on.
    Gist,
    /// 것으로 보고 있다.
    Seen,
    /// 를 이유로 들었다: what is named as the reason.
    Reason,
    /// 사과문을 냈다: an apology of which only the name is told.
    Act,
    /// 조사 결과 …것으로 드러났다.
    Finding,
    /// X에 따르면: the rest of the sentence.
    According,
    /// A title or heading.
    Headline,
}

fn reported(context: &Context, rules: &Rules) -> Vec<Statement> {
    let text = context.text();
    let mut memory = Memory::default();
    let mut found = Vec::new();
    for (index, &sentence) in context.sentences.iter().enumerate() {
        let inside = quotes(text, sentence);
        let holes: Vec<Span> = inside.iter().map(|q| q.whole(text)).collect();
        if is_headline(text, context, index) {
            headline(context, rules, &mut memory, sentence, &inside, &holes, index, &mut found);
            continue;
        }
        // `▷ 날씨 탓이라는 주장은.` asks in a heading what the lines below answer.
        let asks = sentence.of(text).starts_with(['▷', '▶']) && !sentence.of(text).ends_with("다.");
        let frames = if asks { Vec::new() } else { frames(context, rules, index, &inside) };
        let labelled = index > 0 && speaks_next(context, rules, &mut memory, index - 1);
        let frames = match inside.first() {
            // A broadcast names the speaker on the line above: `[가나공사 관계자]`.
            Some(quote) if labelled && text[quote.end..sentence.end].trim().is_empty() && quote.inner.start <= sentence.start + 4 => {
                let whole = Frame {
                    content: trim_stop(text, quote.inner),
                    end: quote.end,
                    until: quote.end,
                    quote: Some(*quote),
                    kind: FrameKind::Telling,
                    rule: "statement.direct.labelled",
                };
                vec![whole]
            }
            _ => frames,
        };
        let mut cursor = sentence.start;
        let mut spoke = false;
        for frame in &frames {
            let placed = place(context, rules, &mut memory, sentence, &holes, frame, cursor, index);
            if frame.quote.is_some() || placed.is_some() && !inside.iter().any(|q| q.inner.contains(Span::new(frame.end, frame.end))) {
                cursor = cursor.max(frame.until);
            }
            let Some((span, voice, explicit)) = placed else { continue };
            // Whose claim is only told of does not speak on in the next sentence.
            let told_of =
                matches!(frame.kind, FrameKind::Noun | FrameKind::Reason) && frame.quote.is_none() && frame.rule != "statement.indirect.noun";
            if explicit && !told_of {
                memory.spoke(&voice, index);
            }
            spoke = true;
            push(context, rules, index, frame, span, (voice, explicit), &mut found);
        }
        if !spoke {
            remember(context, rules, &mut memory, sentence, &holes, index);
        }
    }
    found
}

fn push(context: &Context, rules: &Rules, index: usize, frame: &Frame, span: Span, (voice, explicit): (Voice, bool), found: &mut Vec<Statement>) {
    let direct = frame.quote.is_some();
    // Of others only what is plainly told as their words.
    let told = direct || explicit && frame.kind == FrameKind::Telling;
    if span.is_empty() || voice.role == SpeakerRole::Other && !told {
        return;
    }
    let stances = match voice.role {
        SpeakerRole::Company => stance::of(context, &rules.stances, &context.morphemes[index], span, false),
        _ => Vec::new(),
    };
    let mode = match (frame.kind, direct) {
        (FrameKind::Headline, _) => Mode::Headline,
        (_, true) => Mode::Direct,
        (_, false) => Mode::Indirect,
    };
    found.push(Statement { span, speaker: voice.party, speaker_role: voice.role, mode, stances, phase: None, rule: frame.rule.to_string() });
}

/// Whether a line in brackets names the speaker of the next line.
fn speaks_next(context: &Context, rules: &Rules, memory: &mut Memory, index: usize) -> bool {
    let text = context.text();
    let line = context.sentences[index];
    let Some(inner) = line.of(text).strip_prefix('[').and_then(|l| l.strip_suffix(']')).filter(|l| l.len() <= 120) else { return false };
    let region = Span::new(line.start + 1, line.start + 1 + inner.len());
    let Some((_, voice, _)) = resolve(context, &rules.words, memory, region, region).or_else(|| last_word(context, rules, memory, region)) else {
        return false;
    };
    memory.spoke(&voice, index);
    true
}

fn last_word(context: &Context, rules: &Rules, memory: &mut Memory, region: Span) -> Option<(usize, Voice, bool)> {
    let start = region.start + region.of(context.text()).rfind(' ').map_or(0, |n| n + 1);
    resolve(context, &rules.words, memory, region, Span::new(start, region.end))
}

/// A sentence that gives no words may still tell who speaks in the next one.
fn remember(context: &Context, rules: &Rules, memory: &mut Memory, sentence: Span, holes: &[Span], index: usize) {
    let text = context.text();
    if !rules.words.nouns.announcing.iter().any(|w| sentence.of(text).contains(w.as_str())) {
        // Titles are introduced in captions, too.
        let speaks = subjects(context, &rules.words, memory, sentence, holes);
        memory.met(speaks.iter().filter(|s| s.topic && s.named).map(|s| &s.voice).next());
        return;
    }
    let speaks = subjects(context, &rules.words, memory, sentence, holes);
    memory.met(speaks.iter().filter(|s| s.topic && s.named).map(|s| &s.voice).next());
    let first = speaks.iter().find(|s| s.topic && s.voice.role != SpeakerRole::Other).or(speaks.iter().find(|s| s.voice.role != SpeakerRole::Other));
    if let Some(subject) = first {
        memory.spoke(&subject.voice.clone(), index);
    } else if let Some((voice, _)) = speaker::unlisted_topic(context, &rules.words, sentence) {
        memory.spoke(&voice, index);
    }
}

/// All frames of a sentence in text order.
fn frames<'r>(context: &Context, rules: &'r Rules, index: usize, inside: &[Quote]) -> Vec<Frame<'r>> {
    let text = context.text();
    let sentence = context.sentences[index];
    let mut frames: Vec<Frame> = inside.iter().filter_map(|q| quoted(text, &rules.words, sentence, q)).collect();
    let morphemes = &context.morphemes[index];
    for found in rules.frames.find(morphemes, context.forms) {
        let Some(joint) = found.capture("joint") else { continue };
        let Some(kind) = found.rule.get("kind").and_then(frame_kind) else { continue };
        let (end, content_end) = joint_ends(context, morphemes, joint.start, joint.end - 1, kind);
        let until = morphemes[found.range.end - 1].span.end;
        // The particle behind a closing mark belongs to the quotation.
        if inside.iter().any(|q| q.end <= end && !text[q.end..end].contains(' ') && end - q.end < 60) && kind != FrameKind::According {
            continue;
        }
        let begin = if kind == FrameKind::Act { morphemes[joint.start].span.start } else { sentence.start };
        frames.push(Frame { content: Span::new(begin, content_end.max(begin)), end, until, quote: None, kind, rule: &found.rule.id });
    }
    frames.sort_by_key(|f| (f.end, f.kind == FrameKind::While, f.rule));
    frames.dedup_by(|b, a| a.end == b.end);
    frames.truncate(MOST_FRAMES);
    frames
}

/// No sentence that somebody wrote holds more quotations and reported clauses.
const MOST_FRAMES: usize = 60;

fn frame_kind(name: &str) -> Option<FrameKind> {
    Some(match name {
        "telling" => FrameKind::Telling,
        "while" => FrameKind::While,
        "noun" => FrameKind::Noun,
        "gist" => FrameKind::Gist,
        "seen" => FrameKind::Seen,
        "finding" => FrameKind::Finding,
        "act" => FrameKind::Act,
        "reason" => FrameKind::Reason,
        "according" => FrameKind::According,
        _ => return None,
    })
}

/// Where the joint ends and where what is said ends: 없다+고, 아니라+고, 때문+이라고, 오류+라는, 것+으로.
fn joint_ends(context: &Context, morphemes: &[Morpheme], first: usize, last: usize, kind: FrameKind) -> (usize, usize) {
    let text = context.text();
    let span = morphemes[last].span;
    let quote = span.of(text);
    if kind == FrameKind::Act {
        return (span.end, span.end);
    }
    if matches!(kind, FrameKind::Seen | FrameKind::Finding) {
        return (span.end, morphemes[first].span.end);
    }
    if matches!(kind, FrameKind::Reason | FrameKind::According) {
        return (span.end, morphemes[first].span.start);
    }
    let name = context.forms.name(morphemes[last].form);
    let copula = last > 0 && context.forms.name(morphemes[last - 1].form) == "이" && morphemes[last - 1].tag == crate::morpheme::Tag::Vcp;
    if copula && name.starts_with('라') {
        // 오류라고 is 오류 + 이/VCP + 라고: nothing of it is said but 오류; 때문이라고 leaves 때문.
        let start = morphemes[last - 1].span.start;
        let start = if start == span.start && quote.starts_with(['이', '라']) || start < span.start { start } else { span.start };
        return (span.end, start);
    }
    let particle = ["면서도", "면서", "더니", "고", "며", "는", "던", "지만", "니"].iter().find(|p| quote.ends_with(**p)).map_or(0, |p| p.len());
    (span.end, span.end - particle)
}

/// The frame of a quotation that is speech.
fn quoted<'r>(text: &str, words: &Words, sentence: Span, quote: &Quote) -> Option<Frame<'r>> {
    let rest = &text[quote.end..sentence.end];
    let rest_start = rest.len() - rest.strip_prefix(' ').unwrap_or(rest).len();
    let tail = &rest[rest_start..];
    let starts = |list: &[String]| list.iter().filter(|p| tail.starts_with(p.as_str())).map(|p| p.len()).max().unwrap_or(0);
    let after = &words.after_quote;
    let because = tail.starts_with("때문이라") || tail.starts_with("탓이라");
    let (telling, meanwhile, of, object) = (starts(&after.telling), starts(&after.meanwhile), starts(&after.of), starts(&after.object));
    let longest = telling.max(meanwhile).max(of).max(object);
    let inner = trim_stop(text, quote.inner);
    let frame = |kind, length: usize, rule| {
        let end = quote.end + rest_start + length;
        Some(Frame { content: inner, end, until: end, quote: Some(*quote), kind, rule })
    };
    if because {
        return frame(FrameKind::Noun, tail.find(' ').unwrap_or(tail.len()), "statement.direct.because");
    }
    if longest == 0 || rest_start > 0 && longest < "라고".len() {
        return None;
    }
    let following = &tail[longest..];
    // ‘…’ holds a term unless it ends as speech does.
    let spoken = inner.of(text).ends_with(['다', '요', '까', '라', '자', '나', '음', '함', '것', '중', '지', '냐', '듯', '탓']);
    if !quote.double && !spoken && (telling == longest || meanwhile == longest) {
        return None;
    }
    if telling == longest {
        let near = following.trim_start();
        let named = words.nouns.naming.iter().any(|w| near.starts_with(w.as_str()));
        // 고 is as often the next word's own: 고 김 씨, 고객.
        if named || !following.starts_with([' ', ',', '.', '\n']) && !following.is_empty() && telling < "라고".len() {
            return None;
        }
        return frame(FrameKind::Telling, longest, "statement.direct.telling");
    }
    if meanwhile == longest {
        return frame(FrameKind::While, longest, "statement.direct.while");
    }
    if of == longest {
        let mut following_words = following.split_whitespace().take(6).peekable();
        while let Some(word) = following_words.next() {
            let bare = word.trim_end_matches([',', '.']);
            if words.nouns.talk.iter().any(|w| bare.starts_with(w.as_str())) {
                return None;
            }
            let gist = ["것이", "것은", "것입", "게", "거다"].iter().any(|w| bare.starts_with(w));
            if words.nouns.saying.iter().any(|w| bare.starts_with(w.as_str())) || gist {
                // `…는 말이 나왔다`: nobody's words.
                let nobody = bare.ends_with(['이', '도', '만'])
                    && following_words.peek().is_some_and(|w| ["나오", "나왔", "나온", "제기", "많", "잇따"].iter().any(|n| w.starts_with(n)));
                if nobody {
                    return None;
                }
                return frame(FrameKind::Noun, longest, "statement.direct.noun");
            }
            if word.ends_with(['을', '를', ',', '.', '과', '와', '로', '에']) || word.ends_with(['은', '는']) && !quote.double {
                break;
            }
        }
        return None;
    }
    let explains = following.split_whitespace().take(5).any(|word| words.nouns.explaining.iter().any(|w| word.starts_with(w.as_str())));
    if explains && quote.double && inner.of(text).contains(' ') { frame(FrameKind::Noun, longest, "statement.direct.explaining") } else { None }
}

/// A single sentence in a quotation is cited without its full stop.
fn trim_stop(text: &str, inner: Span) -> Span {
    let quote = inner.of(text);
    Span::new(inner.start, inner.start + quote.trim_end_matches(['.', ',', ' ']).len())
}

/// What a frame's content is, who says it, and whether the sentence itself names the speaker.
#[allow(clippy::too_many_arguments)]
fn place(
    context: &Context,
    rules: &Rules,
    memory: &mut Memory,
    sentence: Span,
    holes: &[Span],
    frame: &Frame,
    cursor: usize,
    index: usize,
) -> Option<(Span, Voice, bool)> {
    let text = context.text();
    let words = &rules.words;
    let holder = holes.iter().find(|h| frame.quote.is_none() && h.start < frame.end && frame.end < h.end);
    if let Some(hole) = holder {
        // Reported speech in a quotation: only where its speaker is named there.
        let region = Span::new(hole.start, frame.content.end);
        let inner = Span::new(region.start + text[region.start..].chars().next().map_or(0, char::len_utf8), region.end.max(region.start + 3));
        let inner = Span::new(inner.start.min(inner.end), inner.end);
        let subject = subjects(context, words, memory, inner, &[]).into_iter().rfind(|s| s.voice.role == SpeakerRole::Company && s.named)?;
        let start = content_start(context, words, Span::new(subject.span.end, frame.content.end));
        let start = text[start..frame.content.end].find("음에도 ").map_or(start, |n| start + n + "음에도 ".len());
        return Some((Span::new(start, frame.content.end).trim(text), subject.voice, false));
    }
    if frame.kind == FrameKind::According {
        return according(context, rules, memory, sentence, holes, frame, cursor);
    }
    if frame.kind == FrameKind::Finding {
        return finding(context, rules, memory, frame, cursor);
    }
    let stop =
        frame.quote.map_or(if frame.kind == FrameKind::Act { frame.content.start } else { frame.content.end }, |q| q.whole(text).start).max(cursor);
    let before = Span::new(cursor, stop);
    let subject_before = pick(text, before, subjects(context, words, memory, before, holes), frame);
    let after = speaker_after(context, rules, memory, sentence, holes, frame);
    let here = match (subject_before, after) {
        (_, Some(voice)) if matches!(frame.kind, FrameKind::Telling | FrameKind::Noun | FrameKind::Reason | FrameKind::Seen) => Some((voice, None)),
        (Some(subject), _) => Some((subject.voice.clone(), Some(subject))),
        (None, Some(voice)) => Some((voice, None)),
        (None, None) => None,
    };
    let here = here.or_else(|| {
        let (voice, end) = speaker::unlisted_topic(context, words, before).filter(|_| frame.quote.is_none())?;
        let subject = Subject { span: Span::new(before.start, end), topic: true, voice: voice.clone(), named: true };
        Some((voice, Some(subject)))
    });
    let here = here.or_else(|| frame.quote.and_then(|_| speaker::unlisted_subject(context, words, before)).map(|voice| (voice, None)));
    let (voice, subject, explicit) = match here {
        Some((voice, subject)) => (voice, subject, true),
        None => {
            if frame.quote.is_none() && told_by_outsiders(text, words, before) {
                return None;
            }
            let (voice, when) = memory.last.clone()?;
            let reach = match (frame.quote.is_some(), frame.kind) {
                (true, _) => 6,
                (_, FrameKind::Seen) => 1,
                _ => 2,
            };
            if index - when > reach || frame.rule.ends_with("held_before") || frame.rule.ends_with("given") {
                return None;
            }
            (voice, None, false)
        }
    };
    if frame.rule.ends_with("held_before") && subject.is_some() {
        return None;
    }
    if frame.quote.is_some() || frame.kind == FrameKind::Act {
        return Some((frame.content, voice, explicit));
    }
    if frame.kind == FrameKind::Reason {
        return reason(context, words, before, frame, voice, explicit);
    }
    let from = subject.map_or(cursor, |s| s.span.end);
    let start = content_start(context, words, Span::new(from.min(frame.content.end), frame.content.end));
    Some((Span::new(start.min(frame.content.end), frame.content.end).trim(text), voice, explicit))
}

/// `주민 60여 명이 목이 따갑다고`: others than the last speaker tell it.
fn told_by_outsiders(text: &str, words: &Words, before: Span) -> bool {
    let first: Vec<&str> = before.of(text).split_whitespace().take(10).collect();
    let subject = |w: &&str| w.ends_with(['이', '가', '은', '는']);
    let outsider = |w: &str| words.nouns.outsiders.of(w.trim_end_matches(['들', '이', '가', '은', '는'])).is_some_and(|o| o.chars().count() > 1);
    first.iter().enumerate().any(|(n, word)| outsider(word) && first[n..].iter().take(3).any(subject))
}

/// The subject that says it: nearest to a quotation, outermost for reported speech.
fn pick(text: &str, region: Span, subjects: Vec<Subject>, frame: &Frame) -> Option<Subject> {
    if frame.quote.is_some() {
        return subjects.iter().rfind(|s| s.topic).or(subjects.last()).cloned();
    }
    // A subject with 이 or 가 is the teller's only where the sentence begins with it; further on it belongs to what is told.
    let opens = |s: &&Subject| {
        text[region.start..s.span.start].split_whitespace().count() <= 3 && !text[region.start..s.span.start].contains(['을', '를', ','])
    };
    subjects.iter().find(|s| s.topic).or(subjects.first().filter(opens)).cloned()
}

/// A speaker behind what is said: `…고 가나 측은 설명했다`, `…는 게 회사의 주장이다`, `…라던 가나는`.
fn speaker_after(context: &Context, rules: &Rules, memory: &mut Memory, sentence: Span, holes: &[Span], frame: &Frame) -> Option<Voice> {
    let text = context.text();
    let words = &rules.words;
    let limit = holes.iter().find(|h| h.start >= frame.end).map_or(sentence.end, |h| h.start);
    if matches!(frame.kind, FrameKind::Telling | FrameKind::Seen) {
        let near = near(text, frame.end, limit, 7);
        let clause = text[near.start..near.end].find(", ").map_or(near, |n| Span::new(near.start, near.start + n));
        let verb = clause_end(text, clause);
        return subjects(context, words, memory, verb, &[]).into_iter().next().map(|s| s.voice);
    }
    if matches!(frame.kind, FrameKind::Noun | FrameKind::Reason) {
        let near = near(text, frame.end, limit, 6);
        let mut at = near.start;
        for word in near.of(text).split_whitespace() {
            let start = at + text[at..near.end].find(word).unwrap_or(0);
            at = start + word.len();
            let bare = word.trim_end_matches([',', '.']);
            if words.nouns.saying.iter().any(|w| bare.starts_with(w.as_str())) {
                return None;
            }
            let stem = ["의", "은", "는", "이", "가", ""].iter().find_map(|p| bare.strip_suffix(p)).unwrap_or(bare);
            if stem.is_empty() {
                continue;
            }
            let before_noun = !bare.ends_with(['은', '는', '을', '를']) || frame.rule.ends_with("formerly");
            if let Some((_, voice, _)) =
                resolve(context, words, memory, Span::new(frame.end, near.end), Span::new(start, start + stem.len())).filter(|_| before_noun)
            {
                return Some(voice);
            }
        }
    }
    None
}

/// The next few words.
fn near(text: &str, from: usize, limit: usize, words: usize) -> Span {
    let rest = &text[from..limit.max(from)];
    let end = rest.split_inclusive(char::is_whitespace).take(words).map(str::len).sum::<usize>();
    Span::new(from, from + end)
}

/// Up to the verb of saying: the first word that ends in one of its endings.
fn clause_end(text: &str, clause: Span) -> Span {
    let mut at = clause.start;
    for word in clause.of(text).split_inclusive(char::is_whitespace) {
        at += word.len();
        let bare = word.trim_end().trim_end_matches(['.', ',']);
        if ["다", "고", "며", "지만", "으나", "는데", "면서", "자", "하는", "한"].iter().any(|e| bare.ends_with(e)) && bare.chars().count() > 1
        {
            return Span::new(clause.start, at);
        }
    }
    clause
}

/// `가나에 따르면 …`: what follows up to the end of the sentence.
fn according(
    context: &Context,
    rules: &Rules,
    memory: &mut Memory,
    sentence: Span,
    holes: &[Span],
    frame: &Frame,
    cursor: usize,
) -> Option<(Span, Voice, bool)> {
    let text = context.text();
    let before = Span::new(cursor, frame.content.end.max(cursor)).trim(text);
    let word = before.of(text).rfind(' ').map_or(before.start, |n| before.start + n + 1);
    let mut stem = Span::new(word, before.end);
    for tail in ["조사결과", "조사", "설명", "발표", "결과", "등"] {
        if let Some(rest) = stem.of(text).strip_suffix(tail) {
            let end = stem.start + rest.len();
            let trimmed = Span::new(before.start, end).trim(text);
            let word = trimmed.of(text).rfind(' ').map_or(trimmed.start, |n| trimmed.start + n + 1);
            stem = Span::new(word, trimmed.end);
        }
    }
    if stem.is_empty() {
        return None;
    }
    let (_, voice, _) = resolve(context, &rules.words, memory, before, stem)?;
    let content = Span::new(frame.end, sentence.end);
    let content = Span::new(content.end - content.of(text).trim_start_matches([',', ' ']).len(), content.end);
    let content = Span::new(content.start, content.start + content.of(text).trim_end_matches(['.', ' ']).len()).trim(text);
    let spoken = holes.iter().any(|h| h.start >= frame.end);
    if spoken || content.of(text).ends_with("고 한") {
        memory.last = Some((voice, context.sentence_at(sentence.start)));
        return None;
    }
    Some((content, voice, true))
}

/// `경찰 조사 결과 …것으로 드러났다`: the finding of whoever inquired. Without the inquiry in the sentence nobody is said to have found it.
fn finding(context: &Context, rules: &Rules, memory: &mut Memory, frame: &Frame, cursor: usize) -> Option<(Span, Voice, bool)> {
    let text = context.text();
    let region = Span::new(cursor.min(frame.content.end), frame.content.end);
    let result = INQUIRY.find(region.of(text))?;
    let before = Span::new(region.start, region.start + result.start()).trim(text);
    // Only at the beginning: `…을 분석한 결과` further on is part of what was found.
    if before.of(text).split_whitespace().count() > 4 {
        return None;
    }
    let word = before.start + before.of(text).rfind(' ').map_or(0, |n| n + 1);
    let voice = resolve(context, &rules.words, memory, before, Span::new(word, before.end)).filter(|_| !before.is_empty()).map(|(_, voice, _)| voice);
    let voice = voice.unwrap_or_else(|| speaker::authority(context, memory, "당국"));
    if voice.role != SpeakerRole::Regulator || voice.party.is_none() {
        return None;
    }
    let start = (region.start + result.end()).min(frame.content.end);
    Some((Span::new(start, frame.content.end).trim(text), voice, true))
}

static INQUIRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:합동 ?)?(?:역학 ?)?(?:조사|수사|감사|점검|감식|검사|감정|분석) 결과(?:에 따르면|에서|에서는)?,? ").expect("a constant pattern")
});

/// What is named as the reason: the noun phrase before `을 이유로 들었다`, or behind `원인으로 든`.
fn reason(context: &Context, words: &Words, before: Span, frame: &Frame, voice: Voice, explicit: bool) -> Option<(Span, Voice, bool)> {
    let text = context.text();
    if frame.rule.ends_with("given") {
        let sentence = context.sentences[context.sentence_at(frame.end)];
        let rest = Span::new(frame.end.min(sentence.end), sentence.end).trim(text);
        let mut end = rest.start;
        for word in rest.of(text).split_inclusive(' ').take(6) {
            let bare = word.trim_end();
            if let Some(stem) = ["은", "는", "의", "을", "를", "이", "가", "도"].iter().find_map(|p| bare.strip_suffix(p)).filter(|s| !s.is_empty())
            {
                return Some((Span::new(rest.start, end + stem.len()), voice, explicit));
            }
            end += word.len();
        }
        return None;
    }
    let from = subject_end(text, before);
    let start = content_start(context, words, Span::new(from, frame.content.end));
    Some((Span::new(start, frame.content.end).trim(text), voice, explicit))
}

fn subject_end(text: &str, before: Span) -> usize {
    before.of(text).find("는 ").or_else(|| before.of(text).find("은 ")).map_or(before.start, |n| before.start + n + "는 ".len())
}

/// Where reported speech begins: behind words for time, place and topic that belong to the telling.
fn content_start(context: &Context, words: &Words, region: Span) -> usize {
    let text = context.text();
    let mut start = region.start;
    // `…을 두고`, `…에 대해서는`, `입장문에서`, `입장문을 통해`: the last of them.
    let mut at = region.start;
    let mut previous: Option<&str> = None;
    let mut nth = 0;
    for word in region.of(text).split_inclusive(char::is_whitespace) {
        at += word.len();
        let bare = word.trim_end().trim_end_matches(',');
        let venue = |w: &str| words.nouns.venues.iter().any(|v| w.starts_with(v.as_str()) || w.ends_with(v.as_str()));
        let stem = |ends: &[&str]| ends.iter().find_map(|e| bare.strip_suffix(e).map(str::to_string));
        let place = stem(&["에서는", "에서", "에선", "에서도", "엔", "에는", "에"]).is_some_and(|s| !s.is_empty() && venue(&s));
        let through = matches!(bare, "통해" | "통해서" | "내고" | "내어" | "열고" | "갖고" | "보내")
            && previous.is_some_and(|p| venue(p.trim_end_matches(['을', '를'])));
        let about = matches!(
            bare,
            "두고"
                | "두고는"
                | "두고서는"
                | "놓고"
                | "놓고는"
                | "대해서는"
                | "대해서도"
                | "대해선"
                | "대하여는"
                | "관해서는"
                | "관해선"
                | "관련해서는"
                | "때는"
                | "뒤로는"
                | "후에는"
                | "나서야"
        );
        // Without 는 it is as often part of what is told.
        nth += 1;
        let about = about || nth <= 4 && matches!(bare, "대해" | "관해" | "관련해" | "관련하여");
        if (place || through || about) && region.end > at && (at - region.start) * 4 < region.len() * 3 {
            start = at;
        }
        previous = Some(bare);
    }
    // Words for time and order.
    loop {
        let rest = &text[start..region.end];
        let phrase = WHEN.find(rest).map_or(0, |m| m.end());
        if phrase > 0 && start + phrase < region.end {
            start += phrase;
            continue;
        }
        let trimmed = rest.trim_start_matches([' ', ',', '\u{a0}']);
        let word = trimmed.split_whitespace().next().unwrap_or("");
        let bare = word.trim_end_matches([',', '에', '는', '엔', '은']);
        let dated = |w: &str| {
            w.starts_with(|c: char| c.is_ascii_digit())
                && ["일", "월", "시", "분", "분쯤", "시쯤"].iter().any(|u| w.ends_with(u))
                && w.chars().filter(|c| ('가'..='힣').contains(c)).count() <= 4
        };
        let skip = !word.is_empty()
            && (words.nouns.when.iter().any(|w| w == bare || w == word)
                || dated(bare)
                || word.ends_with(',') && word.chars().count() <= 5
                || dated(word)
                || matches!(word, "지난" if trimmed[word.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit())));
        let skipped = rest.len() - trimmed.len() + word.len();
        if !skip || start + skipped >= region.end {
            return start + (rest.len() - trimmed.len());
        }
        start += skipped;
    }
}

/// `같은 날`, `사고 당일`, `두 시간 뒤`: of more than one word.
static WHEN: LazyLock<Regex> = LazyLock::new(|| {
    let phrases = r"같은 (?:날|달|해)|(?:사고|장애|화재|사건) (?:당일|직후|이튿날|다음 날)|두 날 모두|그 뒤로는|그 뒤|다음 날|(?:\d+|[한두세네]|몇|수) ?(?:시간|일|달|주|분|개월|년|주일) (?:뒤|후|만에)(?:에는|에야|인)?|[가-힣]{2,4} (?:뒤|후)(?:에는|에야)";
    Regex::new(&format!(r"^[ ,]*(?:{phrases})[ ,]+")).expect("a constant pattern")
});

// ---------------------------------------------------------------- headlines

/// A title, a subtitle or a heading inside an article: a short line that is no sentence.
fn is_headline(text: &str, context: &Context, index: usize) -> bool {
    if context.document.kind == Kind::Regulator {
        return false;
    }
    let sentence = context.sentences[index];
    let quote = sentence.of(text);
    let alone = text[..sentence.start].chars().next_back().is_none_or(|c| c == '\n') && text[sentence.end..].chars().next().is_none_or(|c| c == '\n');
    alone && quote.chars().count() <= 90 && !quote.trim_end().ends_with(['.', '”']) && !quote.ends_with("다")
}

#[allow(clippy::too_many_arguments)]
fn headline(
    context: &Context,
    rules: &Rules,
    memory: &mut Memory,
    sentence: Span,
    inside: &[Quote],
    holes: &[Span],
    index: usize,
    found: &mut Vec<Statement>,
) {
    let text = context.text();
    for (nth, quote) in inside.iter().enumerate().filter(|(_, q)| q.double) {
        let from = if nth > 0 { inside[nth - 1].end } else { sentence.start };
        let before = Span::new(from, holes[nth].start);
        let until = inside.get(nth + 1).map_or(sentence.end, |q| q.inner.start);
        let tail = &text[quote.end..until];
        let after = Span::new(quote.end, until);
        let last = |span: Span| context.organizations_in(span).iter().rfind(|f| f.service.is_none()).map(|f| speaker::voice(context, f));
        let first = |span: Span| context.organizations_in(span).iter().find(|f| f.service.is_none()).map(|f| speaker::voice(context, f));
        let generic = |span: Span| subjects(context, &rules.words, &mut memory.clone(), span, &[]).pop().map(|s| s.voice);
        let formerly = ["라던", "이라던", "라더니", "이라더니", "던", "다던"].iter().any(|p| tail.starts_with(p));
        let someone = |span: Span| {
            stems(text, span).into_iter().find_map(|stem| resolve(context, &rules.words, &mut memory.clone(), span, stem)).map(|(_, voice, _)| voice)
        };
        let voice = if formerly {
            first(after).or_else(|| someone(after)).or_else(|| last(before))
        } else {
            last(before).or_else(|| generic(before)).or_else(|| first(after))
        };
        let Some(voice) = voice else { continue };
        let frame = Frame {
            content: quote.inner,
            end: quote.end,
            until: quote.end,
            quote: Some(*quote),
            kind: FrameKind::Headline,
            rule: "statement.headline.quote",
        };
        push(context, rules, index, &frame, quote.inner, (voice, true), found);
    }
}

/// The first words of a stretch without their particles.
fn stems(text: &str, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = span.start;
    for word in span.of(text).split_inclusive([' ', ',', '…']).take(4) {
        let bare = word.trim_end_matches([' ', ',', '…']);
        let stem = ["은", "는", "이", "가"].iter().find_map(|p| bare.strip_suffix(p)).unwrap_or(bare);
        if !stem.is_empty() {
            found.push(Span::new(at, at + stem.len()));
        }
        at += word.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::mention::organization::Directory;
    use crate::morpheme::Analyzer;
    use crate::rule::check_examples;

    /// The statements of texts, each as `content | speaker`.
    fn read(texts: &[&str]) -> Vec<Vec<String>> {
        let mut forms = Forms::new();
        let rules = Rules::load(&mut forms).expect("the packs are complete");
        let causes = cause::Rules::load(&mut forms).expect("the packs are complete");
        let mut worker = Analyzer::new("", forms).expect("the dictionary loads").worker();
        let directory = Directory::embedded();
        let statements = |text: &&str| {
            let document = Document { text: text.to_string(), ..Default::default() };
            let sentences = crate::sentence::split(text);
            let morphemes = crate::mention::analyze(text, &sentences, &mut worker);
            let organizations = directory.find(text);
            let operators = directory.operators(&document, &organizations);
            let context = Context {
                document: &document,
                sentences: &sentences,
                morphemes: &morphemes,
                forms: &worker.forms,
                directory: &directory,
                organizations: &organizations,
                operators: &operators,
                dates: &[],
                durations: &[],
            };
            let show = |s: &Statement| format!("{} | {}", s.span.of(text), s.speaker.as_ref().map_or("", |p| p.name.as_str()));
            find(&context, &rules, &causes).iter().map(show).collect()
        };
        texts.iter().map(statements).collect()
    }

    #[test]
    fn quotations_and_reported_speech_have_their_speakers() {
        let cases: &[(&str, &[&str])] = &[
            ("한국전력공사 관계자는 “변압기가 낡았다”며 “곧 바꾸겠다”고 말했다.", &["변압기가 낡았다 | 한국전력공사", "곧 바꾸겠다 | 한국전력공사"]),
            (
                "한국전력공사는 변압기가 낡았다고 밝혔다. 이어 “곧 바꾸겠다”고 덧붙였다.",
                &["변압기가 낡았다 | 한국전력공사", "곧 바꾸겠다 | 한국전력공사"],
            ),
            ("변압기가 낡았다고 한국전력공사 측은 설명했다.", &["변압기가 낡았다 | 한국전력공사"]),
            ("한국전력공사에 따르면 변압기가 낡아 불이 났다.", &["변압기가 낡아 불이 났다 | 한국전력공사"]),
            ("한국전력공사는 “설비 이상”이라는 입장만 내놨다.", &["설비 이상 | 한국전력공사"]),
            // Kinds of bodies that stand for the one named before.
            (
                "솔내시는 업체에 개선을 권고했다. 시는 “밸브가 잠겨 있었다”고 말했다. 시 관계자는 “곧 다시 본다”고 했다.",
                &["밸브가 잠겨 있었다 | 솔내시", "곧 다시 본다 | 솔내시"],
            ),
            ("고운한의원 전산이 멈췄다. 한의원은 “곧 고치겠다”고 했다.", &["곧 고치겠다 | 고운한의원"]),
            ("가온협동조합이 만든 우유가 상했다. 조합은 “배관을 바꾸겠다”고 했다.", &["배관을 바꾸겠다 | 가온협동조합"]),
            ("비가 올 시는 “우산”이라고 적힌 곳을 찾는다.", &[]),
            ("경찰은 ‘변전소’라고 불리는 건물을 살폈다.", &[]),
            ("처벌해야 한다는 주장도 나온다.", &[]),
        ];
        let found = read(&cases.iter().map(|(text, _)| *text).collect::<Vec<_>>());
        for ((text, expected), found) in cases.iter().zip(found) {
            assert_eq!(found, *expected, "{text}");
        }
    }

    /// Hostile texts end, and give nothing that is not in them.
    #[test]
    fn hostile_texts_are_bounded() {
        let texts = ["회사는 “모른다”며 ".repeat(5_000), "있다고 밝혔고 ".repeat(5_000), "“".repeat(3_000), "[가]\n“나”\n".repeat(2_000)];
        read(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn the_packs_hold_their_examples() {
        let mut forms = Forms::new();
        let rules = Rules::load(&mut forms).expect("the packs are complete");
        let mut worker = Analyzer::new("", forms).expect("the dictionary loads").worker();
        let mut failures = check_examples(&rules.frames, &mut worker);
        failures.extend(check_examples(&rules.stances, &mut worker));
        assert!(failures.is_empty(), "{} examples fail:\n{}", failures.len(), failures.join("\n"));
    }
}
