//! A saved web page -> the article's text, one paragraph a line, and its metadata.

use super::Metadata;

/// What a page holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    pub body: String,
    pub metadata: Metadata,
}

/// Whether a text is a page, by its first tag.
pub fn is_html(text: &str) -> bool {
    let _ = text;
    false
}

/// Reads a page.
pub fn read(text: &str) -> Page {
    Page { body: text.to_string(), metadata: Metadata::default() }
}
