//! What was read: bytes in, documents out. `document/*.rs` hold a reader for each format.

use jiff::civil::DateTime;

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
