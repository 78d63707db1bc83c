//! What was read: bytes in, documents out, and a problem for each thing that could not be read. `document/*.rs` hold a
//! reader for each format, and `document/input.rs` the way from paths to bytes.

use std::borrow::Cow;
use std::ops::ControlFlow;

use jiff::civil::DateTime;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub mod charset;
pub mod html;
pub mod input;
pub mod json;
pub mod published;
pub mod text;

pub use published::Published;

/// Who speaks in a document as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Kind {
    /// A press article: a reporter tells what others said and found.
    #[default]
    News,
    /// A release or report of a ministry, commission, fire service, police, court or audit office.
    Regulator,
    /// A notice of the company that runs what failed: its whole text is the company speaking.
    Company,
    Other,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::News => "news",
            Kind::Regulator => "regulator",
            Kind::Company => "company",
            Kind::Other => "other",
        }
    }

    pub fn from_name(name: &str) -> Option<Kind> {
        [Kind::News, Kind::Regulator, Kind::Company, Kind::Other].into_iter().find(|k| k.name() == name)
    }
}

/// A document as extraction sees it. Its text is NFC, with `\n` line ends, and begins with the title line where there is one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The id that the input gave.
    pub source_id: Option<String>,
    pub kind: Kind,
    pub publisher: Option<String>,
    pub title: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    /// Local time in Asia/Seoul; midnight where only the day is known (`published_has_time` says which).
    pub published: Option<DateTime>,
    pub published_has_time: bool,
    /// Where the date came from: `input`, `metadata`, `dateline`, `option`.
    pub published_source: Option<&'static str>,
    /// Path of the input, with the member of an archive or the line of a JSONL file behind `#`.
    pub source_path: Option<String>,
    pub format: &'static str,
    pub text: String,
}

/// What could not be read, and why. The reason says what to do where something can be done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub source_path: String,
    /// `line 3` of a JSONL file, `item 2` of a JSON array, or the name inside an archive.
    pub member: Option<String>,
    pub reason: String,
}

/// What holds for documents that do not say it themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadOptions {
    pub published: Option<Published>,
    pub kind: Option<Kind>,
    pub publisher: Option<String>,
}

/// What is known of a document beside its text: from a JSON object, a sidecar file, or a page's metadata.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    pub source_id: Option<String>,
    pub kind: Option<Kind>,
    pub publisher: Option<String>,
    pub title: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub published: Option<(Published, &'static str)>,
}

impl Metadata {
    /// These fields, and those of `other` where they are missing here.
    fn or(self, other: Metadata) -> Metadata {
        Metadata {
            source_id: self.source_id.or(other.source_id),
            kind: self.kind.or(other.kind),
            publisher: self.publisher.or(other.publisher),
            title: self.title.or(other.title),
            author: self.author.or(other.author),
            url: self.url.or(other.url),
            published: self.published.or(other.published),
        }
    }
}

/// A file's bytes, where they come from, and the sidecar that lies beside the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    /// The path, or `-`.
    pub path: String,
    pub bytes: Vec<u8>,
    /// A JSON object with the metadata of a text or page: its path and bytes.
    pub sidecar: Option<(String, Vec<u8>)>,
}

/// What a reader hands over: documents and problems in the order of the input. `Break` ends the reading.
pub type Sink<'s> = &'s mut dyn FnMut(Result<Document, Problem>) -> ControlFlow<()>;

/// The largest document that is read, in bytes.
pub const LARGEST_DOCUMENT: usize = 64 << 20;

/// Reads whatever the bytes are: a text, a saved page, a JSON document, an array of them, or one a line. A document with a
/// bad date is handed over without it, beside a problem that says so.
pub fn read(source: Source, options: &ReadOptions, sink: Sink) -> ControlFlow<()> {
    let problem = |reason: String| Problem { source_path: source.path.clone(), member: None, reason };
    if source.bytes.len() > LARGEST_DOCUMENT {
        return sink(Err(problem(too_large(source.bytes.len()))));
    }
    if source.bytes.is_empty() {
        return sink(Err(problem("the file is empty".to_string())));
    }
    if let Some(name) = binary_format(&source.bytes) {
        return sink(Err(problem(format!("{name} is not read: save it as text, HTML or JSON"))));
    }
    let decoded = match charset::decode(&source.bytes) {
        Ok(decoded) => decoded,
        Err(reason) => return sink(Err(problem(reason))),
    };
    if let Some(reason) = decoded.damage {
        sink(Err(problem(reason)))?;
    }
    let text = decoded.text;
    let from = json::Place { path: &source.path, member: None };
    match content(&text, &source.path) {
        Content::Blank => sink(Err(problem("the file holds only white space".to_string()))),
        Content::JsonLines => {
            for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                json::read_line(&source.path, number + 1, line, options, sink)?;
            }
            ControlFlow::Continue(())
        }
        Content::Json => json::read(from, &text, options, sink),
        Content::Html | Content::Text => {
            let mut metadata = Metadata::default();
            if let Some((path, bytes)) = &source.sidecar {
                metadata = json::read_sidecar(path, bytes, sink)?;
            }
            let (format, body, metadata) = if content(&text, &source.path) == Content::Html {
                let page = match html::read(&text) {
                    Ok(page) => page,
                    Err(reason) => return sink(Err(problem(reason))),
                };
                ("html", page.body, metadata.or(page.metadata))
            } else {
                let title = text::title(&text);
                ("text", text, metadata.or(Metadata { title, ..Metadata::default() }))
            };
            sink(assemble(from, format, &body, metadata, options))
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Blank,
    JsonLines,
    Json,
    Html,
    Text,
}

/// What a text is, by its content; the name of the file only decides for a JSONL file whose first line is broken.
fn content(text: &str, path: &str) -> Content {
    let start = text.trim_start();
    if start.is_empty() {
        Content::Blank
    } else if json::is_lines(start, path) {
        Content::JsonLines
    } else if json::is_json(start, path) {
        Content::Json
    } else if html::is_html(start) {
        Content::Html
    } else {
        Content::Text
    }
}

/// A document from its parts: the text in normal form with its title in front, options where the input is silent.
fn assemble(from: json::Place, format: &'static str, body: &str, metadata: Metadata, options: &ReadOptions) -> Result<Document, Problem> {
    let body = normal(body);
    if body.trim().is_empty() {
        return Err(from.problem("the document has no text".to_string()));
    }
    let title = metadata.title.map(|title| normal(&title).split_whitespace().collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty());
    let published = metadata
        .published
        .or_else(|| published::dateline(&body).map(|found| (found, "dateline")))
        .or_else(|| options.published.map(|given| (given, "option")));
    let text = match &title {
        Some(title) if !begins_with(&body, title) => format!("{title}\n\n{body}"),
        _ => body,
    };
    Ok(Document {
        source_id: metadata.source_id,
        kind: metadata.kind.or(options.kind).unwrap_or_default(),
        publisher: metadata.publisher.or_else(|| options.publisher.clone()),
        title,
        author: metadata.author,
        url: metadata.url,
        published: published.map(|(at, _)| at.at),
        published_has_time: published.is_some_and(|(at, _)| at.has_time),
        published_source: published.map(|(_, source)| source),
        source_path: Some(from.to_string()),
        format,
        text,
    })
}

/// Whether the body begins with the title, whatever white space stands between the title's words.
fn begins_with(body: &str, title: &str) -> bool {
    let mut words = body.trim_start();
    title.split(' ').enumerate().all(|(n, word)| {
        let next = if n == 0 { words } else { words.trim_start() };
        match next.strip_prefix(word) {
            Some(rest) if n == 0 || next.len() < words.len() => {
                words = rest;
                true
            }
            _ => false,
        }
    })
}

/// NFC, line feeds as line ends, no byte order mark. NUL, at which SQLite ends a text, becomes a space.
fn normal(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut text = Cow::Borrowed(text);
    if text.contains('\r') {
        text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if text.contains('\0') {
        text = Cow::Owned(text.replace('\0', " "));
    }
    if is_nfc_quick(text.chars()) != IsNormalized::Yes {
        text = Cow::Owned(text.nfc().collect());
    }
    text.into_owned()
}

fn too_large(bytes: usize) -> String {
    format!("{} MB: a document holds at most {} MB; split it, or write one document a line (JSONL)", bytes >> 20, LARGEST_DOCUMENT >> 20)
}

/// The name of a format that is no text, by its first bytes.
fn binary_format(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP, HWPX or Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an HWP or old Office file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\x28\xb5\x2f\xfd", "a zstd file"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"\x7fELF", "a program"),
        (b"SQLite format 3\0", "a SQLite database"),
    ];
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_all(path: &str, bytes: &[u8]) -> Vec<Result<Document, Problem>> {
        let mut found = Vec::new();
        let source = Source { path: path.to_string(), bytes: bytes.to_vec(), sidecar: Some(("a.json".to_string(), bytes.to_vec())) };
        let end = read(source, &ReadOptions::default(), &mut |result| {
            found.push(result);
            ControlFlow::Continue(())
        });
        assert!(end.is_continue());
        found
    }

    /// What holds for every document, whatever it was read from.
    fn check(path: &str, bytes: &[u8]) {
        let found = read_all(path, bytes);
        assert!(!found.is_empty() || bytes.iter().all(|b| b.is_ascii_whitespace()), "neither a document nor a problem");
        for document in found.into_iter().flatten() {
            assert!(!document.text.trim().is_empty());
            assert!(!document.text.contains(['\r', '\0']));
            assert!(document.text.nfc().eq(document.text.chars()));
            if let Some(title) = &document.title {
                assert!(begins_with(&document.text, title), "{title:?} {:?}", document.text);
            }
        }
    }

    const PATHS: &[&str] = &["-", "a.txt", "a.html", "a.json", "a.jsonl"];

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400), path in 0..PATHS.len()) {
            check(PATHS[path], &bytes);
        }

        #[test]
        fn any_text_is_read(text in "(<[a-z/]{1,6}[ a-z=\"']{0,8}>|[가-힣ㄱ-ㅎᄀ-ᇂ0-9%.,\r\n \u{0}]{0,9}|[{}\\[\\]\":,]){0,60}", path in 0..PATHS.len()) {
            check(PATHS[path], text.as_bytes());
        }

        #[test]
        fn broken_pages_and_objects_are_read(at in 0usize..1000, byte in any::<u8>(), cut in 0usize..1000, path in 0..PATHS.len()) {
            for whole in [PAGE, OBJECTS] {
                let mut bytes = whole.as_bytes().to_vec();
                bytes.truncate(cut.max(1));
                let at = at % bytes.len();
                bytes[at] = byte;
                check(PATHS[path], &bytes);
            }
        }
    }

    const PAGE: &str = "<!doctype html><html><head><title>열차 예약 멈춰</title><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":[{}]}</script></head>
        <body><div class=article_body>입력 2024.06.03 14:20<br><p>예약이 37.5% 줄었다.</p><table><tr><td>노선<td>10분</table><figure>사진</figure></div></body></html>";
    const OBJECTS: &str = "{\"id\":\"1\",\"title\":\"열차 예약 멈춰\",\"text\":\"예약이 멈췄다.\",\"date\":\"2024-06-03\"}\n{\"text\":\"둘째 글이다.\",\"kind\":\"news\"}\n";

    #[test]
    fn documents_that_are_too_large_are_refused() {
        let found = read_all("a.txt", &vec![b'a'; LARGEST_DOCUMENT + 1]);
        assert!(matches!(found.as_slice(), [Err(problem)] if problem.reason.contains("at most 64 MB")), "{}", found.len());
    }

    #[test]
    fn text_is_put_into_normal_form() {
        let decomposed: String = "\u{feff}각 팀이\r\n왔다\r".nfd().collect();
        let found = read_all("a.txt", decomposed.as_bytes());
        let texts: Vec<&str> = found.iter().flatten().map(|d| d.text.as_str()).collect();
        assert_eq!(texts, ["각 팀이\n왔다\n"]);
    }
}
