//! A document's context -> its orders: what an authority imposed on whom, until when, and the sum of a fine.
//!
//! The pack `orders.toml` finds orders in sentences. A release also lists them under a heading (`□ 조치`): there each line is one.

use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use regex::Regex;
use serde::Deserialize;

use crate::document::Kind;
use crate::mention::organization::{Found, Role};
use crate::mention::{Context, DateKind, Order, Party};
use crate::morpheme::Forms;
use crate::rule::Pack;
use crate::span::Span;

/// The packs and word lists that orders are found with.
pub struct Rules {
    pack: Pack,
    words: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    headings: Vec<String>,
    measures: Vec<String>,
    generic_authorities: Vec<String>,
    own_plans: Vec<String>,
    category: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Category {
    name: String,
    words: Vec<String>,
}

impl Rules {
    /// # Errors
    /// A rule or word list that is not complete, with file and line.
    pub fn load(forms: &mut Forms) -> Result<Rules> {
        let pack = Pack::parse("orders.toml", include_str!("../../dictionaries/rules/orders.toml"), forms)?;
        let words = toml::from_str(include_str!("../../dictionaries/orders.toml")).context("dictionaries/orders.toml")?;
        Ok(Rules { pack, words })
    }

    pub fn pack(&self) -> &Pack {
        &self.pack
    }
}

/// The orders of a document, sorted by (span, rule).
pub fn find(context: &Context, rules: &Rules) -> Vec<Order> {
    if context.document.kind == Kind::Company {
        return Vec::new();
    }
    let text = context.text();
    let mut orders = Vec::new();
    let mut listing = false;
    for (index, &sentence) in context.sentences.iter().enumerate() {
        let begins_line = text[..sentence.start].trim_end_matches([' ', '\u{a0}', '\t']).chars().next_back().is_none_or(|c| c == '\n');
        if begins_line && context.document.kind == Kind::Regulator {
            let line = text[sentence.start..].split('\n').next().unwrap_or("");
            listing = is_heading(rules, line) || listing && !is_other_heading(line);
        }
        let label = LABEL.captures(sentence.of(text)).map_or("", |c| c.get(1).map_or("", |m| m.as_str()));
        let labelled = is_heading(rules, label) || category(rules, label).is_some() && context.document.kind == Kind::Regulator;
        let before = orders.len();
        if !is_law(sentence.of(text)) {
            sentence_orders(context, rules, index, listing, &mut orders);
            merge_line(&mut orders, before, text);
        }
        if (listing || labelled) && begins_line && orders.len() == before {
            listed(context, rules, sentence, label, &mut orders);
        }
    }
    orders.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    let mut kept: Vec<Order> = Vec::with_capacity(orders.len());
    for order in orders {
        match kept.last_mut() {
            // Of two orders that overlap the longer one tells more.
            Some(last) if last.span.overlaps(order.span) => {
                if order.span.len() > last.span.len() {
                    *last = order;
                }
            }
            _ => kept.push(order),
        }
    }
    kept
}

fn label(line: &str) -> &str {
    line.trim()
        .trim_start_matches(|c: char| "□■▶▷◆◇○ㅇ●※<>[]()【】.-ⅠⅡⅢⅣⅤⅥⅦ ".contains(c) || c.is_ascii_digit())
        .trim_end_matches([' ', ':', ']', ')', '>', '】'])
}

fn is_heading(rules: &Rules, line: &str) -> bool {
    let name = label(line);
    name.chars().count() <= 14
        && rules.words.headings.iter().any(|h| name == h || name.ends_with(h.as_str()) || name.starts_with(h.as_str()) && !name.contains("결과"))
}

/// A heading of the same kind that opens another part.
fn is_other_heading(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(['□', '■', '▶', '▷', '◆', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ'])
        || line.split_once(". ").is_some_and(|(n, rest)| n.len() <= 2 && n.chars().all(|c| c.is_ascii_digit()) && rest.chars().count() <= 14)
}

/// What a law says is no order.
fn is_law(sentence: &str) -> bool {
    LAW.is_match(sentence)
}

static LAW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:법|법률|시행령|규정|고시|약관)(?:상|에 따르면|에 따라야|은|는|에는|에서는|에선)\s|할 수 있도록 (?:하고|규정)|이하의 과태료|이하 과태료",
    )
    .expect("a constant pattern")
});

/// `(긴급 안전권고)` before the order itself.
static LABEL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\W{0,4}\(([^()]{2,20})\)").expect("a constant pattern"));
/// A chronology: `2023. 2. 17. 9명 송치`.
static DATED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\W{0,4}(?:19|20)\d\d\.\s?\d{1,2}\.\s?\d{1,2}\.\s").expect("a constant pattern"));

/// `개선을 명령하고 30일 이내에 보고하도록 함`: two verbs of one order.
fn merge_line(orders: &mut Vec<Order>, from: usize, text: &str) {
    let plain = |o: &Order| matches!(o.category.as_str(), "corrective" | "recommendation" | "report");
    let mut at = from;
    while at + 1 < orders.len() {
        let (first, second) = (&orders[at], &orders[at + 1]);
        let gap = if first.span.end <= second.span.start { &text[first.span.end..second.span.start] } else { "," };
        if plain(first) && plain(second) && gap.trim() == "하고" {
            let second = orders.remove(at + 1);
            let first = &mut orders[at];
            first.span.end = second.span.end;
            first.deadline = first.deadline.take().or(second.deadline);
            first.due_on = first.due_on.take().or(second.due_on);
        } else {
            at += 1;
        }
    }
}

// ---------------------------------------------------------------- in sentences

fn sentence_orders(context: &Context, rules: &Rules, index: usize, listing: bool, out: &mut Vec<Order>) {
    let text = context.text();
    let sentence = context.sentences[index];
    let morphemes = &context.morphemes[index];
    if DATED.is_match(sentence.of(text)) {
        return;
    }
    let orders_before = !out.is_empty();
    let mut cursor = sentence.start;
    for found in rules.pack.find(morphemes, context.forms) {
        let Some(what) = found.capture("what").filter(|r| !r.is_empty()) else { continue };
        let what = Span::new(morphemes[what.start].span.start, morphemes[what.end - 1].span.end);
        let clause = found.rule.get("form") == Some("clause");
        let category = found.rule.get("category").unwrap_or("corrective");
        // What the list of measures says in full is only announced above it.
        let announced = context.document.kind == Kind::Regulator && !listing && found.rule.id == "order.command.remedy";
        let negated = category == "referral" && text[..what.start].ends_with('불');
        // Police and fire services have people moved or doors shut; that is no order to whoever runs what failed.
        let made_do = found.rule.id == "order.command.made_do" && context.document.kind != Kind::Regulator && inside_quote(text, sentence, what);
        if announced || negated || made_do || listing && category == "suspension" {
            continue;
        }
        let who = parties(context, rules, sentence, what);
        // `(수사 의뢰) …`: the label says what the line is.
        let in_label = what.end < bullet_end(text, sentence);
        let speaks = !in_label
            && who.authority.is_some()
            && (who.named || listing || found.rule.id == "order.duty.content" && orders_before || category == "fine");
        if !speaks || is_maximum(text, what) || who.by_company {
            continue;
        }
        let start = if clause { clause_start(context, sentence, cursor, what.start, category == "referral") } else { what.start };
        let start = what.end - text[start..what.end].trim_start_matches([',', ' ', '”', '"', '·']).len();
        let span = Span::new(start, what.end).trim(text);
        let span = if span.of(text).ends_with("다는") { Span::new(span.start, span.end - "는".len()) } else { span };
        if span.of(text).chars().count() < 4 || category == "suspension" && !listing && !decided(text, sentence, what) {
            continue;
        }
        cursor = cursor.max(what.end);
        out.push(order(context, rules, span, who, category, &found.rule.id));
    }
}

/// `최대 5억 원의 과징금`, `5억 원 이하`: what the law allows at most.
fn is_maximum(text: &str, what: Span) -> bool {
    let before = text[..what.start].trim_end();
    let after = text[what.end..].trim_start();
    let possible = ["할 수 있", "하는 방안", "될 수 있", "할 가능성", "을 수 있", "받을 수"].iter().any(|w| after.starts_with(w));
    let heaviest = (before.ends_with("최대") || before.ends_with("최고")) && what.of(text).starts_with(|c: char| c.is_ascii_digit());
    heaviest || after.starts_with("이하") || possible || what.of(text).contains("이하")
}

fn inside_quote(text: &str, sentence: Span, what: Span) -> bool {
    let before = &text[sentence.start..what.start];
    before.rfind(['“', '”']).is_some_and(|at| before[at..].starts_with('“')) || before.matches('"').count() % 2 == 1
}

/// Whether a suspension was imposed, not only spoken of.
fn decided(text: &str, sentence: Span, what: Span) -> bool {
    let quote = what.of(text);
    let rest: String = text[what.end..sentence.end].chars().take(14).collect();
    ["명령", "추진", "부과", "처분", "요청", "의결", "통보"].iter().any(|w| quote.ends_with(w))
        || ["명령", "명했", "명하", "명한", "시켰", "시키", "내렸", "내려", "처분", "조치", "통보"].iter().any(|w| rest.contains(w))
}

struct Parties {
    authority: Option<Party>,
    addressee: Option<Party>,
    /// Whether the sentence itself names the authority.
    named: bool,
    /// Whether a company is the only one that could have given the order.
    by_company: bool,
}

fn is_authority(context: &Context, found: &Found) -> bool {
    matches!(found.role, Role::Regulator | Role::Investigator | Role::Court) && !context.operators.contains(&found.party)
}

/// What stands right behind a name.
fn particle(text: &str, found: &Found) -> &'static str {
    let rest = text[found.span.end..].trim_start_matches(['’', '\'', '”', '"', ')']);
    let rest = ["의 ", "측", " 측"].iter().fold(rest, |rest, tail| rest.strip_prefix(tail).unwrap_or(rest));
    ["에게는", "에게", "에는", "에 대해", "에 대한", "에서는", "에", "은", "는", "이", "가", "을", "를", "와", "과", ":", "로부터"]
        .iter()
        .find(|p| rest.starts_with(**p))
        .copied()
        .unwrap_or("")
}

fn parties(context: &Context, rules: &Rules, sentence: Span, what: Span) -> Parties {
    let text = context.text();
    let inside = context.organizations_in(sentence);
    let before = |f: &&Found| f.span.end <= what.end;
    let subject = |f: &&Found| matches!(particle(text, f), "은" | "는" | "이" | "가" | "에서는") || text[f.span.end..].starts_with(')');
    let authority =
        inside.iter().filter(before).filter(|f| is_authority(context, f)).rfind(subject).or_else(|| inside.iter().find(|f| is_authority(context, f)));
    // `경찰에 수사를 의뢰`: whoever a case is handed to has ordered nothing; `위원회에 보고하도록` is reported to whoever ordered it.
    let handed_to = |f: &&Found| {
        matches!(particle(text, f), "에" | "에게")
            && (REFERRED.is_match(what.of(text)) || f.span.start >= what.end && REFERRED.is_match(&text[f.span.end..sentence.end.max(f.span.end)]))
    };
    let receiver = authority.filter(handed_to);
    let authority = authority.filter(|f| !handed_to(f));
    let target = |f: &&Found| {
        !is_authority(context, f)
            && f.role != Role::Other
            && matches!(
                particle(text, f),
                "에" | "에게" | "에는" | "에게는" | "에 대해" | "에 대한" | "은" | "는" | "가" | "이" | ":" | "와" | "과" | "을" | "를"
            )
    };
    let targets: Vec<&Found> = inside.iter().filter(before).filter(target).collect();
    let by_company = authority.is_none()
        && receiver.is_none()
        && inside.iter().filter(before).any(|f| matches!(particle(text, f), "은" | "는") && !is_authority(context, f))
        && !text[sentence.start..sentence.end].contains("받")
        && context.document.kind != Kind::Regulator
        && !DUTY.is_match(sentence.of(text));
    let published = || {
        let name = context.document.publisher.as_deref().filter(|_| context.document.kind == Kind::Regulator)?;
        let name = context.directory.resolve(name).map_or(name, |(name, _)| name);
        Some(Party { name: name.to_string(), known: true })
    };
    let is_other = |f: &Found| receiver.is_none_or(|r| r.party != f.party);
    let earlier = || {
        context
            .organizations
            .iter()
            .rfind(|f| f.span.end <= sentence.start && is_authority(context, f) && is_other(f))
            .or_else(|| context.organizations.iter().find(|f| is_authority(context, f) && is_other(f)))
    };
    let named = authority.is_some()
        || receiver.is_some()
        || context.document.kind == Kind::Regulator
        || DUTY.is_match(sentence.of(text)) && targets.iter().any(|f| matches!(particle(text, f), "은" | "는"));
    let generic = |word: &str| {
        ["은", "는", "이", "가"].iter().filter_map(|p| word.strip_suffix(p)).any(|w| rules.words.generic_authorities.iter().any(|g| w == g))
    };
    let named = named || sentence.of(text).split_whitespace().take(4).any(generic);
    let by_company = by_company && !named;
    let topical = !REFERRED.is_match(what.of(text)) && authority.is_none_or(|f| matches!(particle(text, f), "은" | "는" | "에서는"));
    let authority = authority.map(|f| f.party.clone()).or_else(published).or_else(|| earlier().map(|f| f.party.clone()));
    let nearest = targets.iter().rev().find(|f| matches!(particle(text, f), "에" | "에게" | "에는" | "에 대해" | "에 대한" | ":")).or(targets.last());
    let joined: Vec<&str> = {
        // `가나와 다라에`: each of them.
        let mut names = Vec::new();
        if let Some(last) = nearest {
            for f in &targets {
                if (f.span.start < last.span.start && matches!(particle(text, f), "와" | "과") || f.span == last.span)
                    && !names.contains(&f.party.name.as_str())
                {
                    names.push(f.party.name.as_str());
                }
            }
        }
        names
    };
    let addressee = match joined.as_slice() {
        // A list of measures, or the sentence's topic, is about the one that runs what failed; who is handed over is not known.
        [] if context.document.kind == Kind::Regulator || topical => context.operators.first().cloned(),
        [] => None,
        names => Some(Party { name: names.join("·"), known: true }),
    };
    Parties { authority, addressee, named, by_company }
}

static REFERRED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"송치|고발|의뢰|기소").expect("a constant pattern"));
static DUTY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:내야|제출해야|제출하여야|보고해야|보고하여야|마련해야|이행해야|완료해야)\s?(?:하|한|함)").expect("a constant pattern")
});

/// Where the clause of an order begins: behind the authority, the addressee and the order before.
fn clause_start(context: &Context, sentence: Span, cursor: usize, end: usize, referral: bool) -> usize {
    let text = context.text();
    let mut start = cursor.max(bullet_end(text, sentence)).min(end);
    // The order before ends inside a word: 명령+하고.
    if cursor > sentence.start {
        start += text[start..end].find([' ', ',']).unwrap_or(0);
    }
    let mut at = start;
    let mut first = start;
    let region = Span::new(start, end);
    for word in region.of(text).split_inclusive(char::is_whitespace) {
        let word_start = at;
        at += word.len();
        let bare = word.trim_end();
        let named = context.organizations_in(Span::new(word_start, at)).last().is_some()
            || context.organizations_in(Span::new(first, at)).last().is_some_and(|f| f.span.end > word_start);
        let of_authority = context.organizations_in(Span::new(first, at)).last().is_some_and(|f| is_authority(context, f));
        let closed_here = referral
            && ["고", "며", "하여", "하여,", "여,", "해", "결과", "오늘", "오늘,"].iter().any(|e| bare.ends_with(e))
            && bare.chars().count() > 1;
        let role = !(of_authority && bare.ends_with('에'))
            && ["은", "는", "이", "가", "에", "에게", "에는", "에게는", "에서는", ":", "에,"].iter().any(|p| bare.ends_with(p));
        let about = matches!(bare, "대해" | "대해서는" | "대하여" | "대한" | "통해" | "계기로" | "상대로") && at - start < 120;
        let opened = bare.starts_with(['“', '"']) && word_start > start;
        // `“…”며`, `…했다며`: why the order is given.
        let cites = ["며", "면서", "고"].iter().any(|e| bare.strip_suffix(e).is_some_and(|b| b.trim_end_matches(['라', '이']).ends_with(['”', '"'])))
            || ["다며", "라며", "다면서", "라면서"].iter().any(|e| bare.ends_with(e));
        // The verb of the order before.
        let gone_on = cursor > sentence.start
            && word_start == start + text[start..at].len() - text[start..at].trim_start().len()
            && bare.ends_with(['고', '며'])
            && bare.chars().count() <= 5;
        let closed =
            gone_on || bare.ends_with("고,") || bare.ends_with("며,") || bare.ends_with("으며") && bare.ends_with(',') || bare.ends_with("만큼");
        if opened {
            first = word_start + bare.chars().next().map_or(0, char::len_utf8);
        } else if cites || at < end && (named && role || about || closed || closed_here) {
            first = at;
        }
    }
    first.min(end)
}

/// Behind `○`, `①`, `-`, `(긴급 안전권고)`.
fn bullet_end(text: &str, sentence: Span) -> usize {
    let quote = sentence.of(text);
    let signs = quote.len() - quote.trim_start_matches(|c: char| "○●□■▶▷▸◆◇◦※•·-–—①②③④⑤⑥⑦⑧⑨⑩ㅇ \u{a0}".contains(c)).len();
    let rest = &quote[signs..];
    let label = if rest.starts_with('(') { rest.find(") ").map_or(0, |n| n + 2) } else { 0 };
    sentence.start + signs + if label <= 60 { label } else { 0 }
}

// ---------------------------------------------------------------- in lists

/// A line below the heading of measures.
fn listed(context: &Context, rules: &Rules, sentence: Span, label: &str, out: &mut Vec<Order>) {
    let text = context.text();
    let Some((span, line)) = listed_span(context, rules, sentence, label) else { return };
    // `계획을 1개월 이내, 결과를 6개월 이내 제출`, `1개월 이내에 점검하고, … 교체할 것`: two orders.
    let quote = span.of(text);
    let periods = PERIOD.find_iter(quote).count();
    let split = if periods >= 2 {
        quote.find("이내, ").map(|n| (n + "이내".len(), n + "이내, ".len()))
    } else {
        quote.find("하고, ").map(|n| (n, n + "하고, ".len()))
    };
    let parts = match split {
        Some((end, next)) => vec![Span::new(span.start, span.start + end), Span::new(span.start + next, span.end)],
        None => vec![span],
    };
    for part in parts {
        let who = parties(context, rules, sentence, line);
        let category = category(rules, part.of(text))
            .or_else(|| category(rules, label).filter(|_| !is_heading(rules, label)))
            .unwrap_or("corrective")
            .to_string();
        out.push(order(context, rules, part.trim(text), who, &category, "order.list.line"));
    }
}

/// What of a listed line is the order, and the line without its sign.
fn listed_span(context: &Context, rules: &Rules, sentence: Span, label: &str) -> Option<(Span, Span)> {
    let text = context.text();
    let start = bullet_end(text, sentence);
    let line = Span::new(start.min(sentence.end), sentence.end).trim(text);
    let quote = line.of(text);
    let signed = start > sentence.start;
    let own = rules.words.own_plans.iter().any(|w| quote.trim_end_matches('.').ends_with(w.as_str()));
    if !signed
        || own
        || sentence.of(text).starts_with('※')
        || !rules.words.measures.iter().any(|w| quote.contains(w.as_str()) || label.contains(w.as_str()))
        || quote.ends_with("요구함")
        || is_heading(rules, quote)
    {
        return None;
    }
    let first = context.organizations_in(line).first();
    let mut begin = line.start;
    if let Some(found) = first.filter(|f| f.span.start <= line.start + "㈜".len() && !is_authority(context, f)) {
        let rest = &text[found.span.end..line.end];
        if let Some(after) = ["은 ", "는 ", "에 ", "에는 ", "에게 ", ": "].iter().find(|p| rest.starts_with(**p)) {
            begin = found.span.end + after.len();
        }
    }
    let mut end = line.end;
    let tail = text[begin..end].trim_end_matches('.');
    end = begin + tail.len();
    for ending in ["하였음", "하였다", "했다", "한다", "했음", "함", "하여야 함"] {
        if let Some(rest) = text[begin..end].strip_suffix(ending).filter(|r| r.chars().count() > 4) {
            end = begin + rest.len();
            break;
        }
    }
    let span = Span::new(begin, end).trim(text);
    Some((span, line))
}

fn category<'r>(rules: &'r Rules, quote: &str) -> Option<&'r str> {
    rules.words.category.iter().find(|c| c.words.iter().any(|w| quote.contains(w.as_str()))).map(|c| c.name.as_str())
}

// ---------------------------------------------------------------- rows

fn order(context: &Context, rules: &Rules, span: Span, who: Parties, category_of_rule: &str, rule: &str) -> Order {
    let text = context.text();
    let quote = span.of(text);
    let category = match category_of_rule {
        "corrective" | "report" => {
            category(rules, quote).filter(|c| *c != "report" || category_of_rule == "report" || !quote.contains("도록")).unwrap_or(category_of_rule)
        }
        other => other,
    };
    Order {
        span,
        authority: who.authority,
        addressee: who.addressee,
        category: category.to_string(),
        deadline: period(quote),
        due_on: due_on(context, span),
        amount_krw: (category == "fine").then(|| amount(quote)).flatten(),
        rule: rule.to_string(),
    }
}

/// `3개월 이내`, `한 달 안에`, `30일 이내` as an ISO 8601 period.
fn period(quote: &str) -> Option<String> {
    let found = PERIOD.captures(quote)?;
    let number = &found[1];
    let count: u32 = match number {
        "한" => 1,
        "두" => 2,
        "세" | "석" => 3,
        "네" | "넉" => 4,
        "다섯" => 5,
        "여섯" => 6,
        digits => digits.parse().ok().filter(|n| (1..=3_650).contains(n))?,
    };
    Some(match &found[2] {
        "개월" | "달" => format!("P{count}M"),
        "주" | "주일" => format!("P{count}W"),
        "년" => format!("P{count}Y"),
        _ => format!("P{count}D"),
    })
}

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\d{1,4}|한|두|세|석|네|넉|다섯|여섯)\s?(개월|달|주일|주|일|년)\s?(?:이내|안|내(?:에|로))").expect("a constant pattern")
});

/// The day that the order itself names: `6월 30일까지`.
fn due_on(context: &Context, span: Span) -> Option<String> {
    let text = context.text();
    let named = |d: &&crate::mention::Date| span.contains(d.span) && d.kind == DateKind::Date && text[d.span.end..].trim_start().starts_with("까지");
    let date = context.dates.iter().find(named)?;
    let exact = date.value.len() == "2000-01-01".len() && date.value.chars().all(|c| c.is_ascii_digit() || c == '-');
    exact.then(|| date.value.clone())
}

/// A sum in won: `1억 2,000만 원`, `151억여원`, `360억 원대`.
fn amount(quote: &str) -> Option<u64> {
    let found = AMOUNT.find(quote)?;
    let mut total = 0.0;
    let mut part = String::new();
    let mut value = 0.0;
    for c in found.as_str().chars() {
        let scale = match c {
            '0'..='9' | '.' => {
                part.push(c);
                continue;
            }
            '천' => 1e3,
            '백' => 1e2,
            '십' => 1e1,
            '만' => 1e4,
            '억' => 1e8,
            '조' => 1e12,
            _ => continue,
        };
        let digits: f64 = part.parse().unwrap_or(if value == 0.0 { 1.0 } else { 0.0 });
        part.clear();
        if scale < 1e4 {
            value += digits * scale;
        } else {
            total += (value + if value > 0.0 && digits == 1.0 { 0.0 } else { digits }) * scale;
            value = 0.0;
        }
    }
    total += value + part.parse::<f64>().unwrap_or(0.0);
    (1.0..1e17).contains(&total).then_some(total.round() as u64)
}

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d[\d,]*(?:\.\d+)?\s?[조억만천백십]?(?:\s?\d[\d,]*(?:\.\d+)?\s?[억만천백십]+|\s?[천백십]?[억만])*\s?여?\s?원")
        .expect("a constant pattern")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::morpheme::Analyzer;
    use crate::rule::check_examples;

    #[test]
    fn the_pack_holds_its_examples() {
        let mut forms = Forms::new();
        let rules = Rules::load(&mut forms).expect("the pack is complete");
        let mut worker = Analyzer::new("", forms).expect("the dictionary loads").worker();
        let failures = check_examples(&rules.pack, &mut worker);
        assert!(failures.is_empty(), "{} examples fail:\n{}", failures.len(), failures.join("\n"));
    }

    #[test]
    fn sums_are_read_in_won() {
        for (quote, expected) in [
            ("과징금 4억6300만원", Some(463_000_000)),
            ("과태료 1억 2,000만 원", Some(120_000_000)),
            ("151억여원", Some(15_100_000_000)),
            ("총 360억 원대 과징금", Some(36_000_000_000)),
            ("과태료 600만원", Some(6_000_000)),
            ("벌금 3천만 원", Some(30_000_000)),
            ("2억 5천만 원", Some(250_000_000)),
            ("1조 2000억원", Some(1_200_000_000_000)),
            ("500,000원", Some(500_000)),
            ("과징금", None),
        ] {
            assert_eq!(amount(quote), expected, "{quote}");
        }
    }

    #[test]
    fn periods_are_iso_8601() {
        for (quote, expected) in [
            ("1개월 안에 계획을", Some("P1M")),
            ("석 달 안에", Some("P3M")),
            ("30일 이내", Some("P30D")),
            ("6주 이내에", Some("P6W")),
            ("영업정지 3개월", None),
            ("12월 31일까지", None),
        ] {
            assert_eq!(period(quote).as_deref(), expected, "{quote}");
        }
    }
}
