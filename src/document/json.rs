//! JSON -> documents: an object, an array of objects, or an object a line. Field names of common exports are understood.

use std::fmt;
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::published::{self, Published};
use super::{Document, Kind, LARGEST_DOCUMENT, Metadata, Problem, ReadOptions, Sink, assemble, charset, too_large};

/// Where in the input a document stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    pub path: &'p str,
    /// `line` of a JSONL file or `item` of an array, and its number from 1.
    pub member: Option<(&'static str, usize)>,
}

impl Place<'_> {
    pub fn problem(&self, reason: String) -> Problem {
        Problem { source_path: self.path.to_string(), member: self.member.map(|(name, number)| format!("{name} {number}")), reason }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.member {
            Some((_, number)) => write!(f, "{}#{number}", self.path),
            None => f.write_str(self.path),
        }
    }
}

/// Whether a text holds one JSON object a line: its first line is one and others follow, or the file's name says so. On stdin
/// a later line may tell, since the first can be the broken one.
pub fn is_lines(text: &str, path: &str) -> bool {
    let is_object = |line: &str| line.starts_with('{') && serde_json::from_str::<Map<String, Value>>(line).is_ok();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if has_extension(path, &["jsonl", "ndjson"]) {
        return true;
    }
    let Some(first) = lines.next() else { return false };
    let first_is_object = is_object(first);
    lines.next().is_some_and(|second| (first_is_object && second.starts_with('{')) || (path == "-" && is_object(second)))
}

/// Whether a text is meant as one JSON value with documents.
pub fn is_json(text: &str, path: &str) -> bool {
    let after = |bracket: char| text.strip_prefix(bracket).map(|rest| rest.trim_start().chars().next());
    match (after('{'), after('[')) {
        (Some(Some('"' | '}')), _) | (_, Some(Some('{' | ']'))) => true,
        _ => has_extension(path, &["json"]),
    }
}

pub fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, end)| extensions.iter().any(|e| end.eq_ignore_ascii_case(e)))
}

/// Reads one value: a document, or an array of them.
pub fn read(from: Place, text: &str, options: &ReadOptions, sink: Sink) -> ControlFlow<()> {
    match serde_json::from_str(text) {
        Ok(Value::Array(items)) => {
            for (index, item) in items.into_iter().enumerate() {
                document(Place { member: Some(("item", index + 1)), ..from }, "json", item, options, sink)?;
            }
            ControlFlow::Continue(())
        }
        Ok(value) => document(from, "json", value, options, sink),
        Err(error) => sink(Err(from.problem(format!("not valid JSON: {error}")))),
    }
}

/// Reads one line of a JSONL file; lines count from 1.
pub fn read_line(path: &str, number: usize, line: &str, options: &ReadOptions, sink: Sink) -> ControlFlow<()> {
    let from = Place { path, member: Some(("line", number)) };
    match serde_json::from_str(line.trim_start_matches('\u{feff}')) {
        Ok(value) => document(from, "jsonl", value, options, sink),
        Err(error) => sink(Err(from.problem(format!("not valid JSON: {}", without_line(&error))))),
    }
}

/// Reads one line of a JSONL file from its bytes.
pub fn read_line_bytes(path: &str, number: usize, line: &[u8], options: &ReadOptions, sink: Sink) -> ControlFlow<()> {
    let from = Place { path, member: Some(("line", number)) };
    if line.len() > LARGEST_DOCUMENT {
        return sink(Err(from.problem(too_large(line.len()))));
    }
    if let Ok(line) = std::str::from_utf8(line) {
        return if line.trim().is_empty() { ControlFlow::Continue(()) } else { read_line(path, number, line, options, sink) };
    }
    match charset::decode(line) {
        Ok(decoded) => {
            if let Some(reason) = decoded.damage {
                sink(Err(from.problem(reason)))?;
            }
            read_line(path, number, &decoded.text, options, sink)
        }
        Err(reason) => sink(Err(from.problem(reason))),
    }
}

/// The line is the member already; a parse error's own line is always 1.
fn without_line(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", " at column ")
}

/// Reads the metadata that lie beside a text. A sidecar that cannot be read is a problem, and the text is kept without it.
pub fn read_sidecar(path: &str, bytes: &[u8], sink: Sink) -> ControlFlow<(), Metadata> {
    let from = Place { path, member: None };
    let parsed = charset::decode(bytes)
        .and_then(|decoded| serde_json::from_str::<Map<String, Value>>(&decoded.text).map_err(|error| format!("not a JSON object: {error}")));
    match parsed {
        Ok(object) => {
            let (metadata, problems) = metadata(&object);
            report(from, problems, sink)?;
            ControlFlow::Continue(metadata)
        }
        Err(reason) => {
            sink(Err(from.problem(format!("the sidecar is {reason}; its document is read without it"))))?;
            ControlFlow::Continue(Metadata::default())
        }
    }
}

fn document(from: Place, format: &'static str, value: Value, options: &ReadOptions, sink: Sink) -> ControlFlow<()> {
    let Value::Object(object) = value else {
        return sink(Err(from.problem("not a document: expected a JSON object with a \"text\" field".to_string())));
    };
    let Some(Value::String(text)) = field(&object, TEXT) else {
        return sink(Err(from.problem(format!("no text: expected a string field named one of {}", TEXT.join(", ")))));
    };
    let (metadata, problems) = metadata(&object);
    report(from, problems, sink)?;
    let mut document: Result<Document, Problem> = assemble(from, format, text, metadata, options);
    if let (Ok(document), Some(_)) = (&mut document, from.member) {
        // An id says more of where a row came from than its line.
        if let Some(id) = &document.source_id {
            document.source_path = Some(format!("{}#{id}", from.path));
        }
    }
    sink(document)
}

fn report(from: Place, problems: Vec<String>, sink: Sink) -> ControlFlow<()> {
    problems.into_iter().try_for_each(|reason| sink(Err(from.problem(reason))))
}

// ---------------------------------------------------------------- fields

const ID: &[&str] = &["id", "source_id", "doc_id", "document_id", "article_id", "news_id", "뉴스 식별자", "식별자"];
const KIND: &[&str] = &["kind", "type", "종류", "유형"];
const PUBLISHER: &[&str] = &["publisher", "press", "media", "provider", "source", "언론사", "매체", "발행처", "기관"];
const TITLE: &[&str] = &["title", "headline", "subject", "제목"];
const AUTHOR: &[&str] = &["author", "byline", "reporter", "writer", "기고자", "기자", "작성자"];
const PUBLISHED: &[&str] = &[
    "published_at",
    "published",
    "publishedat",
    "date",
    "published_date",
    "pubdate",
    "pub_date",
    "datetime",
    "일자",
    "날짜",
    "게재일",
    "발행일",
    "등록일",
];
const URL: &[&str] = &["url", "link", "주소", "원문"];
const TEXT: &[&str] = &["text", "body", "content", "contents", "본문", "내용"];

/// The first of these fields that is there and not null.
fn field<'o>(object: &'o Map<String, Value>, names: &[&str]) -> Option<&'o Value> {
    names.iter().find_map(|name| {
        let value = object.get(*name).or_else(|| object.iter().find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value))?;
        (!value.is_null()).then_some(value)
    })
}

/// A field as a line of text: a list is joined, of an object the name is taken.
pub fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_string(),
        Value::Number(number) => number.to_string(),
        Value::Object(object) => return object.get("name").filter(|name| name.is_string()).and_then(words),
        Value::Array(items) => items.iter().filter(|item| !item.is_array()).filter_map(words).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The metadata of an object, and what is wrong with them.
fn metadata(object: &Map<String, Value>) -> (Metadata, Vec<String>) {
    let mut problems = Vec::new();
    let text = |names: &[&str]| field(object, names).and_then(words);
    let kind = text(KIND).and_then(|name| {
        let kind = Kind::from_name(&name.to_ascii_lowercase());
        if kind.is_none() {
            problems.push(format!("the kind \"{name}\" is not one of news, regulator, company, other; the document is kept without it"));
        }
        kind
    });
    let published = field(object, PUBLISHED).filter(|value| value.as_str() != Some("")).and_then(|value| {
        let published = match value {
            Value::Number(number) => Published::parse(&number.to_string()).or_else(|| number.as_i64().and_then(published::from_epoch)),
            _ => words(value).and_then(|text| Published::parse(&text)),
        };
        if published.is_none() {
            problems
                .push(format!("the date {value} is no day of the calendar; write 2024-06-03 or 2024-06-03T14:20. The document is kept without it"));
        }
        published.map(|published| (published, "input"))
    });
    let metadata =
        Metadata { source_id: text(ID), kind, publisher: text(PUBLISHER), title: text(TITLE), author: text(AUTHOR), url: text(URL), published };
    (metadata, problems)
}
