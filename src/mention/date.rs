//! A document's text and date -> its dates and clock times, resolved as far as the text allows.

use jiff::civil::DateTime;

use crate::mention::Date;
use crate::span::Span;

pub mod expression;
mod resolve;
pub mod words;

/// All dates and clock times of a document, in text order. `published` is the document's date, `sentences` its sentences.
/// Digits that neither the text nor the document's date gives stay X; what cannot be a date (`2월 30일`, `25시`) is left out.
pub fn find(text: &str, published: Option<DateTime>, sentences: &[Span]) -> Vec<Date> {
    resolve::resolve(text, published, sentences, &expression::scan(text))
}
