//! A saved web page -> the article's text, one paragraph a line, and its metadata.

use std::collections::HashMap;
use std::sync::LazyLock;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use regex::Regex;
use scraper::node::Element;
use scraper::{Html, Node};
use serde_json::Value;

use super::json::words;
use super::{Metadata, Published, published};

/// What a page holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    pub body: String,
    pub metadata: Metadata,
}

/// Whether a text is a page: its first tag is one of a page's or of a piece of one.
pub fn is_html(text: &str) -> bool {
    static FIRST_TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is)^(?:\s*(?:<\?xml[^>]{0,200}\?>|<!--.{0,2000}?-->))*\s*<(?:!doctype\s+html|html|head|body|meta|title|article|section|main|div|p|table|script|h1)\b")
            .expect("the pattern is fixed")
    });
    text.starts_with('<') && FIRST_TAG.is_match(text)
}

/// Reads a page. Scripts, navigation, captions, bylines, copyright lines and related links are left out of the text. An error
/// says why the page is not read.
pub fn read(text: &str) -> Result<Page, String> {
    if is_deeper_than(text, DEEPEST_TAGS) {
        return Err(format!("the page's tags are nested deeper than {DEEPEST_TAGS}"));
    }
    let html = Html::parse_document(text);
    let tree = Tree::measure(&html);
    let linked = linked_data(&html);
    let lines = tree.article().map_or_else(Vec::new, |at| tree.lines(at));
    let (mut body, byline) = without_noise(lines);
    // Some pages hold the article in a script alone.
    if let Some(embedded) = linked.body.filter(|embedded| embedded.chars().count() > 2 * body.chars().count()) {
        body = embedded;
    }
    let tags = Tags::read(&html);
    let site = linked.publisher.clone().or_else(|| tags.first(&["og:site_name", "publisher", "application-name"]));
    let title = linked.title.or_else(|| tags.first(&["og:title", "twitter:title"])).or_else(|| tags.heading.clone()).or_else(|| tags.title.clone());
    let metadata = Metadata {
        publisher: site.clone(),
        title: title.map(|title| without_site(&title, site.as_deref(), tags.heading.as_deref())),
        author: linked
            .author
            .or_else(|| tags.first(&["author", "article:author", "og:article:author", "byl"]).filter(|a| !a.contains("://")))
            .or(byline),
        url: tags.first(&["og:url"]).or(tags.canonical.clone()).or(linked.url),
        published: published(linked.published, &tags, &html),
        ..Metadata::default()
    };
    Ok(Page { body, metadata })
}

/// A parser's work grows with the square of this.
const DEEPEST_TAGS: usize = 2000;

/// Whether tags are nested deeper than a limit: those that need an end are counted.
fn is_deeper_than(text: &str, limit: usize) -> bool {
    const NO_END: &[&[u8]] = &[
        b"br", b"img", b"input", b"meta", b"link", b"hr", b"p", b"li", b"td", b"th", b"tr", b"dt", b"dd", b"option", b"source", b"wbr", b"area",
        b"base", b"col", b"embed", b"param", b"track",
    ];
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let rest = &bytes[at + 1..];
        let is_end = rest.first() == Some(&b'/');
        let name = &rest[usize::from(is_end)..];
        let length = name.iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
        let counts = name.first().is_some_and(u8::is_ascii_alphabetic) && !NO_END.iter().any(|n| n.eq_ignore_ascii_case(&name[..length]));
        match (counts, is_end) {
            (true, false) => depth += 1,
            (true, true) => depth = depth.saturating_sub(1),
            (false, _) => {}
        }
        depth > limit
    })
}

fn published(linked: Option<Published>, tags: &Tags, html: &Html) -> Option<(Published, &'static str)> {
    const NAMES: &[&str] = &[
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "dc.date.issued",
        "dc.date",
        "regdate",
    ];
    let named = || NAMES.iter().find_map(|name| tags.named.get(*name).and_then(|content| Published::parse(content)));
    if let Some(at) = linked.or_else(named).or(tags.time) {
        return Some((at, "metadata"));
    }
    let all_text = Tree::measure_all(html);
    published::dateline(&all_text).or(tags.dated).map(|at| (at, "dateline"))
}

// ---------------------------------------------------------------- what the page says of itself

/// The metadata in tags.
#[derive(Debug, Default)]
struct Tags {
    /// `meta` by name, property or itemprop, in lower case; the first of each.
    named: HashMap<String, String>,
    title: Option<String>,
    /// The first `h1`.
    heading: Option<String>,
    canonical: Option<String>,
    /// Of a `time` element, or of an attribute for scripts.
    time: Option<Published>,
    /// A date that stands alone in an element whose class speaks of dates.
    dated: Option<Published>,
}

impl Tags {
    fn read(html: &Html) -> Tags {
        let mut tags = Tags::default();
        for node in html.tree.nodes() {
            let Node::Element(element) = node.value() else { continue };
            let text = || collapse(&scraper::ElementRef::wrap(node).into_iter().flat_map(|e| e.text()).take(50).collect::<String>());
            match element.name() {
                "meta" => tags.meta(element),
                "title" if tags.title.is_none() => tags.title = Some(text()).filter(|t| !t.is_empty()),
                "h1" if tags.heading.is_none() => tags.heading = Some(text()).filter(|t| !t.is_empty()),
                "link" if element.attr("rel") == Some("canonical") => tags.canonical = element.attr("href").map(str::to_string),
                _ => {}
            }
            if tags.time.is_none() {
                let given = element.attr("datetime").filter(|_| element.name() == "time").or_else(|| element.attr("data-date-time"));
                tags.time = given.and_then(Published::parse);
            }
            if tags.dated.is_none() && matches!(element.name(), "span" | "div" | "p" | "time" | "dd" | "td" | "li" | "em") {
                let parent = node.parent().and_then(|parent| parent.value().as_element().map(speaks_of_dates)).unwrap_or(false);
                if parent || element.name() == "time" || speaks_of_dates(element) {
                    tags.dated = Published::parse(&text());
                }
            }
        }
        tags
    }

    fn meta(&mut self, element: &Element) {
        let Some(content) = element.attr("content").map(collapse).filter(|content| !content.is_empty()) else { return };
        for attribute in ["property", "name", "itemprop"] {
            if let Some(name) = element.attr(attribute) {
                self.named.entry(name.trim().to_ascii_lowercase()).or_insert_with(|| content.clone());
            }
        }
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.named.get(*name)).map(|content| unescape(content))
    }
}

fn speaks_of_dates(element: &Element) -> bool {
    tokens(element)
        .iter()
        .any(|token| matches!(token.as_str(), "date" | "time" | "datetime" | "datestamp" | "regdate" | "info" | "published" | "pubdate"))
}

/// What a page's JSON-LD says of its article.
#[derive(Debug, Default)]
struct Linked {
    title: Option<String>,
    publisher: Option<String>,
    author: Option<String>,
    url: Option<String>,
    published: Option<Published>,
    body: Option<String>,
}

/// The values of a page's JSON-LD that are looked at.
const LINKED_VALUES: usize = 2000;

fn linked_data(html: &Html) -> Linked {
    let mut found = Linked::default();
    for node in html.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        if element.name() != "script" || !element.attr("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json")) {
            continue;
        }
        let script: String = node.children().filter_map(|child| child.value().as_text().map(|text| text.text.to_string())).collect();
        // Line feeds inside of strings are common, and no JSON.
        let script = script.replace(|c: char| c.is_control(), " ");
        let Ok(value) = serde_json::from_str::<Value>(script.trim().trim_end_matches(';')) else { continue };
        let mut waiting = vec![value];
        for _ in 0..LINKED_VALUES {
            let Some(value) = waiting.pop() else { break };
            match value {
                Value::Array(items) => waiting.extend(items.into_iter().rev()),
                Value::Object(mut object) => {
                    let kind = object.get("@type").and_then(words).unwrap_or_default();
                    if kind.contains("Article") || kind.contains("BlogPosting") {
                        take_article(&mut found, &object);
                    }
                    waiting.extend(["mainEntity", "@graph"].iter().filter_map(|key| object.shift_remove(*key)));
                }
                _ => {}
            }
        }
    }
    found
}

fn take_article(found: &mut Linked, object: &serde_json::Map<String, Value>) {
    let text = |key: &str| object.get(key).and_then(words).map(|text| unescape(&collapse(&text)));
    let fill = |slot: &mut Option<String>, value: Option<String>| {
        if slot.is_none() {
            *slot = value;
        }
    };
    fill(&mut found.title, text("headline").or_else(|| text("name")));
    fill(&mut found.publisher, text("publisher"));
    fill(&mut found.author, text("author").filter(|author| !author.contains("://")));
    fill(&mut found.url, text("url").or_else(|| object.get("mainEntityOfPage").and_then(|page| words(page.get("@id").unwrap_or(page)))));
    fill(&mut found.body, object.get("articleBody").and_then(words).map(|body| unescape(&body)));
    found.published = found.published.or_else(|| text("datePublished").and_then(|text| Published::parse(&text)));
}

/// A title without the site's name behind it: `… | 한빛경제`.
fn without_site(title: &str, site: Option<&str>, heading: Option<&str>) -> String {
    let title = collapse(title);
    for mark in [" | ", " - ", " – ", " : ", " :: ", " < ", "|", " – "] {
        let Some((front, end)) = title.rsplit_once(mark) else { continue };
        let same = |other: Option<&str>| other.is_some_and(|other| squeeze(other) == squeeze(end) || squeeze(front) == squeeze(other));
        if !front.trim().is_empty() && (same(site) || heading.is_some_and(|h| squeeze(h) == squeeze(front))) {
            return without_site(front, site, heading);
        }
    }
    title
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Metadata are often escaped twice.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_string();
    }
    let mut text = text.to_string();
    for (name, character) in [
        ("&quot;", "\""),
        ("&#034;", "\""),
        ("&#34;", "\""),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(name, character);
    }
    text
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

// ---------------------------------------------------------------- where the article stands

/// The page's elements with what was measured of each.
struct Tree<'h> {
    html: &'h Html,
    measured: HashMap<NodeId, Measure>,
    /// Elements in the order of the page.
    order: Vec<NodeId>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Measure {
    /// Characters that are in no link, script or dropped element.
    text: usize,
    /// Characters of the paragraphs that stand directly in this element, and half of those one level down.
    score: f64,
    dropped: bool,
    /// The page says that this is the article.
    named: bool,
}

impl<'h> Tree<'h> {
    fn measure(html: &'h Html) -> Tree<'h> {
        let mut tree = Tree { html, measured: HashMap::new(), order: Vec::new() };
        tree.count(is_machinery);
        let whole = tree.order.iter().map(|id| tree.measured[id].text).max().unwrap_or(0);
        let texts: HashMap<NodeId, usize> = tree.measured.iter().map(|(id, m)| (*id, m.text)).collect();
        // What is called a caption but holds most of the page's text is none.
        let mut again = Tree { html, measured: HashMap::new(), order: Vec::new() };
        again.count_with(|id, element| is_machinery(element) || (is_beside(element) && texts.get(&id).is_some_and(|&text| text * 5 < whole * 2)));
        again
    }

    /// All the text of a page but its scripts, an element a line.
    fn measure_all(html: &Html) -> String {
        let mut tree = Tree { html, measured: HashMap::new(), order: Vec::new() };
        tree.count(|element| matches!(element.name(), "script" | "style" | "noscript" | "template" | "head"));
        let root = html.tree.root().id();
        tree.lines(root).into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
    }

    fn count(&mut self, drop: impl Fn(&Element) -> bool) {
        self.count_with(|_, element| drop(element));
    }

    /// One walk without recursion: pages can be nested ten thousand deep.
    fn count_with(&mut self, drop: impl Fn(NodeId, &Element) -> bool) {
        let mut open: Vec<(NodeId, bool)> = Vec::new();
        let (mut dropped_at, mut link_at) = (None, None);
        for edge in self.html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        let id = node.id();
                        let depth = open.len();
                        if dropped_at.is_none() && drop(id, element) {
                            dropped_at = Some(depth);
                        }
                        if link_at.is_none() && element.name() == "a" {
                            link_at = Some(depth);
                        }
                        let named = element.attr("itemprop").is_some_and(|p| p.eq_ignore_ascii_case("articleBody"));
                        self.measured.insert(id, Measure { dropped: dropped_at.is_some(), named, ..Measure::default() });
                        self.order.push(id);
                        open.push((id, is_container(element.name()) && has_lines(node)));
                    }
                    Node::Text(text) if dropped_at.is_none() && link_at.is_none() => {
                        let length = text.text.chars().filter(|c| !c.is_whitespace()).count();
                        self.add(&open, length);
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if node.value().is_element() {
                        open.pop();
                        dropped_at = dropped_at.filter(|&depth| depth < open.len());
                        link_at = link_at.filter(|&depth| depth < open.len());
                    }
                }
            }
        }
        // Text is summed up from the leaves: children stand behind their parents.
        for id in self.order.iter().rev() {
            let text = self.measured[id].text;
            let parent = self.html.tree.get(*id).and_then(|node| node.parent()).map(|parent| parent.id());
            if let Some(measure) = parent.and_then(|parent| self.measured.get_mut(&parent)) {
                measure.text += text;
            }
        }
    }

    /// Counts a text for the innermost element, and for the containers that it makes likely to be the article: those open elements
    /// that are marked so.
    fn add(&mut self, open: &[(NodeId, bool)], length: usize) {
        if let Some(measure) = open.last().and_then(|(id, _)| self.measured.get_mut(id)) {
            measure.text += length;
        }
        let containers = open.iter().rev().take(DEEPEST_TEXT).filter(|(_, is_container)| *is_container);
        for ((id, _), weight) in containers.zip([1.0, 0.5]) {
            if let Some(measure) = self.measured.get_mut(id) {
                measure.score += weight * length as f64;
            }
        }
    }

    /// The element that holds the article.
    fn article(&self) -> Option<NodeId> {
        let named = self.order.iter().filter(|id| self.measured[id].named && self.measured[id].text >= 100).max_by_key(|id| self.measured[id].text);
        if let Some(named) = named {
            return Some(*named);
        }
        let weighed = |id: &NodeId| {
            let element = self.html.tree.get(*id).and_then(|node| node.value().as_element());
            self.measured[id].score * if element.is_some_and(is_called_article) { 1.5 } else { 1.0 }
        };
        // The first of equals.
        let best =
            self.order.iter().filter(|id| !self.measured[id].dropped).map(|id| (weighed(id), *id)).reduce(|a, b| if b.0 > a.0 { b } else { a });
        best.filter(|(score, _)| *score > 0.0).map(|(_, id)| id).or(self.order.first().copied())
    }

    /// The lines of an element's text.
    fn lines(&self, at: NodeId) -> Vec<Line> {
        let mut writer = Lines::default();
        let Some(root) = self.html.tree.get(at) else { return Vec::new() };
        let mut skip: Option<NodeId> = None;
        for edge in root.traverse() {
            match edge {
                Edge::Open(node) if skip.is_none() => match node.value() {
                    Node::Element(element) => {
                        if self.measured.get(&node.id()).is_some_and(|m| m.dropped) {
                            skip = Some(node.id());
                            continue;
                        }
                        // The article can stand in a cell of the page's layout.
                        if node.id() != at {
                            writer.open(element, || self.measured.get(&node.id()).map_or(0, |m| m.text));
                        }
                    }
                    Node::Text(text) => writer.text(&text.text),
                    _ => {}
                },
                Edge::Close(node) if skip == Some(node.id()) => skip = None,
                Edge::Close(node) if skip.is_none() => {
                    if let Node::Element(element) = node.value()
                        && node.id() != at
                    {
                        writer.close(element);
                    }
                }
                _ => {}
            }
        }
        writer.end_line();
        writer.lines
    }
}

/// A text's container is looked for so many elements up.
const DEEPEST_TEXT: usize = 16;

/// Whether blocks or line breaks stand directly in an element: without them, a division is a paragraph.
fn has_lines(node: NodeRef<Node>) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == "body")
        || node.children().any(|child| child.value().as_element().is_some_and(|element| element.name() == "br" || is_block(element.name())))
}

fn is_container(name: &str) -> bool {
    matches!(name, "div" | "article" | "section" | "main" | "td" | "body" | "dd")
}

fn is_block(name: &str) -> bool {
    is_container(name)
        || matches!(
            name,
            "p" | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "ul"
                | "ol"
                | "li"
                | "dl"
                | "dt"
                | "table"
                | "tr"
                | "blockquote"
                | "pre"
                | "hr"
                | "caption"
        )
}

/// Never text of an article, whatever it is called.
fn is_machinery(element: &Element) -> bool {
    let hidden = element.attr("hidden").is_some() || element.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    hidden
        || matches!(
            element.name(),
            "script"
                | "style"
                | "noscript"
                | "template"
                | "head"
                | "iframe"
                | "svg"
                | "nav"
                | "aside"
                | "footer"
                | "form"
                | "button"
                | "select"
                | "textarea"
        )
}

/// Beside the article: captions, bylines, comments, links to others.
fn is_beside(element: &Element) -> bool {
    if matches!(element.name(), "figure" | "figcaption" | "header") {
        return true;
    }
    if matches!(element.name(), "html" | "body" | "article" | "main") {
        return false;
    }
    const BESIDE: &[&str] = &[
        "related",
        "relate",
        "relation",
        "recommend",
        "recommended",
        "copyright",
        "copyrights",
        "byline",
        "reporter",
        "journalist",
        "writer",
        "caption",
        "figcaption",
        "share",
        "sns",
        "comment",
        "comments",
        "cbox",
        "reply",
        "cmt",
        "advertisement",
        "adsense",
        "ad",
        "ads",
        "adv",
        "banner",
        "popular",
        "ranking",
        "subscribe",
        "breadcrumb",
        "toolbar",
        "gnb",
        "lnb",
        "footer",
        "nav",
        "navi",
        "sidebar",
        "aside",
        "login",
        "popup",
        "modal",
        "tags",
        "keyword",
        "keywords",
        "hashtag",
        "promotion",
    ];
    let tokens = tokens(element);
    let pair = |a: &str, b: &str| tokens.windows(2).any(|w| w[0] == a && w[1] == b);
    tokens.iter().any(|token| BESIDE.contains(&token.as_str()))
        || pair("img", "desc")
        || pair("photo", "desc")
        || pair("end", "photo")
        || pair("linked", "more")
}

fn is_called_article(element: &Element) -> bool {
    let tokens = tokens(element);
    let has = |names: &[&str]| tokens.iter().any(|token| names.contains(&token.as_str()));
    element.name() == "article"
        || has(&["articlebody", "newsbody", "articletxt", "entry"])
        || (has(&["article", "news", "view", "end", "detail", "dic", "post", "board", "bbs"])
            && has(&["body", "content", "contents", "cont", "con", "txt", "text", "area", "view"]))
}

/// The words of an element's id and classes: `end_photoOrg` is end, photo, org.
fn tokens(element: &Element) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let names = [element.attr("id"), element.attr("class")];
    for name in names.into_iter().flatten().flat_map(str::split_whitespace).take(20) {
        let mut token = String::new();
        for c in name.chars().take(100) {
            let ends = !c.is_alphanumeric() || (c.is_uppercase() && token.ends_with(|last: char| last.is_lowercase()));
            if ends && !token.is_empty() {
                tokens.push(std::mem::take(&mut token).to_lowercase());
            }
            if c.is_alphanumeric() {
                token.push(c);
            }
        }
        if !token.is_empty() {
            tokens.push(token.to_lowercase());
        }
    }
    tokens
}

// ---------------------------------------------------------------- the article's lines

#[derive(Debug, Default)]
struct Line {
    text: String,
    /// Characters of it that stand in links.
    linked: usize,
}

/// Makes lines of a walk over an element.
#[derive(Debug, Default)]
struct Lines {
    lines: Vec<Line>,
    line: Line,
    /// White space stands between the last text and the next.
    space: bool,
    links: usize,
    /// Table cells that are open and short: their paragraphs stay on the row's line.
    short_cells: Vec<bool>,
    preformatted: usize,
}

/// A table cell with more characters than this is part of the page's layout.
const LONGEST_CELL: usize = 200;

impl Lines {
    fn open(&mut self, element: &Element, length: impl Fn() -> usize) {
        match element.name() {
            "a" => self.links += 1,
            "br" => self.break_line(),
            "td" | "th" => {
                let short = length() <= LONGEST_CELL;
                if !short {
                    self.end_line();
                } else if !self.line.text.is_empty() {
                    self.line.text.push_str(" | ");
                    self.space = false;
                }
                self.short_cells.push(short);
            }
            name if is_block(name) => {
                self.break_line();
                self.preformatted += usize::from(name == "pre");
            }
            _ => {}
        }
    }

    fn close(&mut self, element: &Element) {
        match element.name() {
            "a" => self.links = self.links.saturating_sub(1),
            "td" | "th" => {
                let is_layout = self.short_cells.pop() == Some(false);
                if is_layout {
                    self.end_line();
                }
            }
            "tr" | "table" => self.end_line(),
            name if is_block(name) => {
                self.break_line();
                self.preformatted -= usize::from(name == "pre" && self.preformatted > 0);
            }
            _ => {}
        }
    }

    fn break_line(&mut self) {
        if self.short_cells.last() == Some(&true) {
            self.space = true;
        } else {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.space = false;
        let text = line.text.trim().trim_end_matches(" |").trim();
        if !text.is_empty() {
            self.lines.push(Line { text: text.to_string(), linked: line.linked });
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\n' && self.preformatted > 0 {
                self.break_line();
            } else if c.is_whitespace() {
                self.space = true;
            } else {
                if self.space && !self.line.text.is_empty() && !self.line.text.ends_with(' ') {
                    self.line.text.push(' ');
                }
                self.space = false;
                self.line.text.push(c);
                self.line.linked += usize::from(self.links > 0);
            }
        }
    }
}

macro_rules! pattern {
    ($pattern:expr) => {
        LazyLock::new(|| Regex::new($pattern).expect("the pattern is fixed"))
    };
}

/// Only shorter lines are looked at: paragraphs are never taken for a byline.
const LONGEST_NOISE: usize = 120;

static COPYRIGHT: LazyLock<Regex> =
    pattern!(r"(?i)ⓒ|©|copyright|\(c\)|저작권자|무단\s*(?:전재|복제|배포|도용)|재배포\s*금지|재판매|DB\s*금지|all rights reserved");
static BYLINE: LazyLock<Regex> = pattern!(
    r"^[\[(【/]?\s*(?:[가-힣A-Za-z]{2,12}\s?[=|]\s*)?(?<name>[가-힣]{2,4}(?:\s?[·,ㆍ/]\s?[가-힣]{2,4})*\s?(?:선임|수석|인턴|객원|전문)?\s?(?:기자|특파원|논설위원|에디터|앵커|통신원))[\])】]?(?:\s*[|/(]?\s*[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,64}\)?)?$"
);
static MAIL: LazyLock<Regex> =
    pattern!(r"^[^가-힣A-Za-z0-9]{0,3}(?:[가-힣\s·,=]{0,24}[|/(<]?\s*)?[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,100}\.[A-Za-z]{2,10}[)>]?$");
static CREDIT: LazyLock<Regex> = pattern!(
    r"^[\[(<【▲△▼]?\s*(?:사진|그래픽|영상|자료|이미지|일러스트)\s*(?:제공|출처|캡처|캡쳐)?\s*[=:/｜|]|[/|(\[<]\s*(?:사진|그래픽|자료|출처|이미지)\s*(?:제공|출처)?\s*[=:]\s*[^.]{1,30}$|^[▲△▼].{1,110}(?:사진|제공|캡처|모습)[.)\]]?$"
);
static DATED: LazyLock<Regex> = pattern!(
    r"^(?:기사\s?)?(?:최초\s?)?(?:입력|수정|등록|승인|송고|업데이트|게재|발행)(?:\s?(?:일시|일자|시간|일))?\s*[:：|]?\s*(?:19|20)\d\d\s*[-./년]"
);
static ELSEWHERE: LazyLock<Regex> = pattern!(
    r"^(?:[▶☞→◆■※#\[<]\s*)?(?:관련\s?(?:기사|뉴스|링크)|추천\s?(?:기사|뉴스)|많이\s?본|인기\s?(?:기사|뉴스)|주요\s?뉴스|다른\s?기사|이\s?시각\s?주요|함께\s?(?:본|볼|보면)|당신이\s?(?:관심|좋아할)|관심\s?있을|기사\s?내용\s?요약$|기사\s?제보|제보는|구독하기|댓글|공유하기|글자\s?크기|인쇄하기|스크랩|목록으로|이전\s?글|다음\s?글|더\s?보기)"
);
static CALL: LazyLock<Regex> = pattern!(r"^[▶☞→].{0,100}(?:구독|제보|바로\s?가기|다운로드|클릭|채널|추가)");
/// `(서울=○○통신) 홍길동 기자 = ` before the first sentence.
static WIRE: LazyLock<Regex> =
    pattern!(r"^[(\[【][^()\[\]【】]{1,20}=[^()\[\]【】]{1,20}[)\]】]\s*(?:(?<name>[가-힣]{2,4}(?:[·\s][가-힣]{2,4})*\s?(?:기자|특파원))\s*)?=\s*");

/// The article's text without what stands around it, and the reporter's name where a line gives it.
fn without_noise(lines: Vec<Line>) -> (String, Option<String>) {
    let mut author = None;
    let mut kept: Vec<String> = Vec::new();
    let mut elsewhere = false;
    for line in lines {
        let mut text = line.text.as_str();
        let is_sentence = text.ends_with("다.") || text.ends_with("다.\"") || text.ends_with("다.”") || text.ends_with("요.");
        let is_link = line.linked * 10 >= text.chars().filter(|c| !c.is_whitespace()).count() * 9;
        // Links under a heading such as `관련기사` go with it, up to the next running text.
        elsewhere &= is_link || !is_sentence;
        if text.chars().count() <= LONGEST_NOISE {
            if let Some(captures) = BYLINE.captures(text) {
                author = author.or_else(|| captures.name("name").map(|m| collapse(m.as_str())));
                continue;
            }
            elsewhere |= ELSEWHERE.is_match(text) && !is_sentence;
            let noise = !is_sentence && (COPYRIGHT.is_match(text) || MAIL.is_match(text) || CALL.is_match(text) || (is_link && kept.len() > 1))
                || CREDIT.is_match(text)
                || DATED.is_match(text)
                || (elsewhere && (is_link || ELSEWHERE.is_match(text)));
            if noise {
                continue;
            }
        }
        if let Some(captures) = WIRE.captures(text) {
            author = author.or_else(|| captures.name("name").map(|m| collapse(m.as_str())));
            text = &text[captures.get(0).map_or(0, |m| m.end())..];
        }
        kept.push(text.to_string());
    }
    (kept.join("\n"), author)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "가온레일은 3일 오전 열차 예약이 2시간 10분 동안 되지 않았다고 밝혔다. 이용자의 37.5%가 불편을 겪었다.";
    const SECOND: &str = "회사는 “정기 점검 중 저장 장치가 멈췄다”며 “일부 노선에서만 생긴 일”이라고 설명했다.";

    fn page(head: &str, body: &str) -> Page {
        read(&format!("<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>")).unwrap()
    }

    #[test]
    fn articles_are_found_in_pages() {
        let expected = format!("{FIRST}\n{SECOND}");
        let menu = "<header><nav><ul><li><a href=/1>정치</a><li><a href=/2>경제</a></ul></nav></header>";
        let others = "<ul><li><a href=/a>다른 철도 회사의 요금이 오른다는 소식이 전해졌다.</a></li></ul>".repeat(8);
        let comments = "<div class=comment_list><p>댓글로 아주 길게 불만을 적어 봅니다. 환불은 언제 되나요?</p></div>".repeat(6);
        let cases = [
            ("paragraphs", format!("<div class=article_body><p>{FIRST}</p><p>{SECOND}</p></div>")),
            ("line breaks", format!("<article id=dic>{FIRST}<br><br>{SECOND}<br></article>")),
            ("a paragraph a division", format!("<div id=content><div>{FIRST}</div><div>{SECOND}</div></div>")),
            ("spans", format!("<div class=view_con><p><span>{FIRST}</span></p><p>&nbsp;<span>{SECOND}</span></p></div>")),
            ("an inline link", format!("<div class=news_view><p>{FIRST}</p><p>{}</p></div>", SECOND.replace("정기 점검", "<a href=/x>정기 점검</a>"))),
            ("a layout table", format!("<table><tr><td><p>{FIRST}</p><p>{SECOND}</p></td></tr></table>")),
            (
                "what stands around it",
                format!(
                    "<div itemprop=articleBody><figure><img><figcaption>역에 선 열차 37편</figcaption></figure><script>var a = '열차';</script>
                     <div class=img_desc>예약 창구. /사진=가온레일</div><p>{FIRST}</p><p>{SECOND}</p><p>홍길동 기자 gildong@example.kr</p>
                     <p>입력 2024.06.03 14:20</p><p>▶ 제보는 카톡으로</p><strong>관련기사</strong><ul><li><a href=/1>열차 요금 12% 오른다</a></li></ul>
                     <p>ⓒ 가온신문, 무단 전재 및 재배포 금지</p></div>"
                ),
            ),
            ("a wire service's opening", format!("<div class=article><p>(서울=가온통신) 홍길동 기자 = {FIRST}</p><p>{SECOND}</p></div>")),
        ];
        for (name, body) in cases {
            let found = page("", &format!("{menu}{body}{comments}<aside>{others}</aside><footer>가온신문 대표 홍길동</footer>"));
            assert_eq!(found.body, expected, "{name}");
        }
    }

    #[test]
    fn headings_lists_and_tables_stay_as_lines() {
        let body = format!(
            "<article><p>{FIRST}</p><h3>보상 계획</h3><ul><li>환불 100%</li><li>할인권 3장</li></ul>
             <table><tr><th>노선</th><th>중단</th></tr><tr><td><p>동부선</p></td><td><p>2시간</p><p>10분</p></td></tr></table></article>"
        );
        assert_eq!(page("", &body).body, format!("{FIRST}\n보상 계획\n환불 100%\n할인권 3장\n노선 | 중단\n동부선 | 2시간 10분"));
    }

    #[test]
    fn what_is_called_a_caption_but_holds_the_article_stays() {
        let body = format!("<div class='photo_caption article'><p>{FIRST}</p><p>{SECOND}</p></div><p>서울 20도</p>");
        assert_eq!(page("", &body).body, format!("{FIRST}\n{SECOND}"));
    }

    #[test]
    fn metadata() {
        let article = format!("<h1>열차 예약 2시간 멈춰</h1><article><p>{FIRST}</p></article>");
        let linked = r#"<script type="application/ld+json">{"@type":"BreadcrumbList","name":"철도"}</script>
            <script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"다른 곳"},{"@type":["NewsArticle"],"headline":"열차 예약 2시간 멈춰","datePublished":"2024-06-03T05:20:00Z",
            "author":[{"@type":"Person","name":"홍길동"},{"name":"성춘향"}],"publisher":{"name":"가온신문"}}]}</script>"#;
        let graph = "<meta property='og:title' content='열차 예약 2시간 멈춰 | 가온신문'><meta property='og:site_name' content='가온신문'>
            <meta property='article:published_time' content='2024-06-03T14:20:00+09:00'><meta name=author content='홍길동 기자'>";
        let cases = [
            ("JSON-LD", linked, article.clone(), ("가온신문", "홍길동, 성춘향", "2024-06-03T14:20:00", "metadata")),
            ("OpenGraph", graph, article.clone(), ("가온신문", "홍길동 기자", "2024-06-03T14:20:00", "metadata")),
            ("time", "", format!("<time datetime='2024-06-03T14:20'>오늘</time>{article}"), ("", "", "2024-06-03T14:20:00", "metadata")),
            (
                "a dateline",
                "",
                format!("<div class=x>입력 2024.06.03 14:20 | 수정 2024.06.04 10:00</div>{article}"),
                ("", "", "2024-06-03T14:20:00", "dateline"),
            ),
            (
                "a date by its class",
                "",
                format!("<div class=info><span>2024.06.03</span></div>{article}"),
                ("", "", "2024-06-03T00:00:00", "dateline"),
            ),
            ("a title with the site", "<title>열차 예약 2시간 멈춰 - 가온신문</title>", article.clone(), ("", "", "", "")),
        ];
        for (name, head, body, (publisher, author, published, source)) in cases {
            let found = page(head, &body).metadata;
            assert_eq!(found.title.as_deref(), Some("열차 예약 2시간 멈춰"), "{name}");
            assert_eq!(found.publisher.unwrap_or_default(), publisher, "{name}");
            assert_eq!(found.author.unwrap_or_default(), author, "{name}");
            assert_eq!(
                found.published.map_or_else(Default::default, |(at, source)| (at.at.to_string(), source)),
                (published.to_string(), source),
                "{name}"
            );
        }
    }

    #[test]
    fn a_body_in_a_script_is_read() {
        let head = format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{FIRST}"}}</script>"#);
        assert_eq!(page(&head, "<div id=root><p>불러오는 중</p></div>").body, FIRST);
    }

    #[test]
    fn nested_tags_are_read_to_a_limit() {
        for (open, close) in [("<div>", "</div>"), ("<b>", "</b>"), ("<div><b>", "</b></div>"), ("<table><tr><td>", "</table>")] {
            let nested = |times: usize| read(&format!("{}{FIRST}{}", open.repeat(times), close.repeat(times)));
            assert_eq!(nested(900).unwrap().body, FIRST, "{open}");
            assert!(nested(100_000).unwrap_err().contains("nested"), "{open}");
        }
        assert_eq!(read(&format!("<div>{}{FIRST}</div>", "<br><p>".repeat(5_000))).unwrap().body, FIRST);
    }

    #[test]
    fn pages_are_known_by_their_first_tag() {
        for text in ["<!DOCTYPE html><p>", "<html>", "<div class=a>가", "<!-- saved --><html>", "<?xml version=\"1.0\"?>\n<!DOCTYPE html>"] {
            assert!(is_html(text), "{text}");
        }
        for text in ["<속보> 열차 예약 멈춰", "<가온레일 공지>", "2 < 3", "열차 <b>예약</b>"] {
            assert!(!is_html(text), "{text}");
        }
    }
}
