//! A document's text -> its sentences, as spans in text order. Sentences and the white space between them make up the text.
//!
//! A sentence ends at a line end, or at a full stop, question or exclamation mark outside of quotation marks and brackets that is
//! followed by white space or a closing mark. A quotation of several sentences stays in the sentence that frames it.

use crate::span::Span;

/// No sentence is longer: a text without full stops is cut at a space, or anywhere, so that all later work stays bounded.
pub const MAX_SENTENCE_BYTES: usize = 6_000;
/// A quotation that is not closed within this many bytes of its line is no quotation.
const MAX_QUOTE_BYTES: usize = 3_000;

pub fn split(text: &str) -> Vec<Span> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        split_line(text, Span::new(start, start + line.len()), &mut sentences);
        start += line.len();
    }
    sentences
}

fn split_line(text: &str, line: Span, out: &mut Vec<Span>) {
    let mut start = line.start;
    let mut at = line.start;
    // The byte up to which a quotation or bracket reaches.
    let mut shielded = line.start;
    let mut closings = Closings { text, line, next: Vec::new() };
    while at < line.end {
        let rest = &text[at..line.end];
        let Some(c) = rest.chars().next() else { break };
        let next = at + c.len_utf8();
        if at >= shielded {
            if let Some(close) = closing_mark(c) {
                shielded = closings.end_of_quote(next, c, close).unwrap_or(at);
            } else if is_stop(c) && ends_here(text, line, at, next) {
                let end = with_closing_marks(text, Span::new(next, line.end));
                push(text, Span::new(start, end), out);
                (start, at) = (end, end);
                continue;
            }
        }
        at = next;
    }
    push(text, Span::new(start, line.end), out);
}

/// Where the closing marks of a line stand: each is looked for once, so that a line of opening marks costs no more than its length.
struct Closings<'t> {
    text: &'t str,
    line: Span,
    /// The last place found for each mark; the line's end where there is no more.
    next: Vec<(char, usize)>,
}

impl Closings<'_> {
    /// Where a quotation or bracket that opened just before `from` ends: behind its closing mark, where that is near enough.
    fn end_of_quote(&mut self, from: usize, open: char, close: char) -> Option<usize> {
        let known = self.next.iter().position(|&(mark, _)| mark == close).unwrap_or_else(|| {
            self.next.push((close, from));
            self.next.len() - 1
        });
        let place = &mut self.next[known].1;
        if *place <= from && *place < self.line.end {
            *place = self.text[from..self.line.end].find(close).map_or(self.line.end, |offset| from + offset);
        }
        let limit = if matches!(open, '(' | '（' | '[') { 300 } else { MAX_QUOTE_BYTES };
        (*place < self.line.end && *place - from <= limit).then(|| *place + close.len_utf8())
    }
}

fn push(text: &str, span: Span, out: &mut Vec<Span>) {
    let mut span = span.trim(text);
    while span.len() > MAX_SENTENCE_BYTES {
        let mut cut = span.start + MAX_SENTENCE_BYTES;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let cut = text[span.start..cut].rfind(' ').map_or(cut, |space| span.start + space).max(span.start + 1);
        let cut = (cut..=span.end).find(|&at| text.is_char_boundary(at)).unwrap_or(span.end);
        let head = Span::new(span.start, cut).trim(text);
        if !head.is_empty() {
            out.push(head);
        }
        span = Span::new(cut, span.end).trim(text);
    }
    if !span.is_empty() {
        out.push(span);
    }
}

fn closing_mark(open: char) -> Option<char> {
    Some(match open {
        '"' => '"',
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '(' => ')',
        '（' => '）',
        '[' => ']',
        _ => return None,
    })
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '。' | '．' | '？' | '！')
}

/// Whether the stop at `at` ends a sentence: it is no part of a number, abbreviation or address.
fn ends_here(text: &str, line: Span, at: usize, next: usize) -> bool {
    let before = text[line.start..at].chars().next_back();
    let after = text[next..line.end].chars().next();
    match after {
        None => return true,
        Some(c) if c.is_whitespace() || is_closing(c) => {}
        // `…했다.이어` without the space, as in texts whose paragraphs were joined.
        Some(c) => return text[at..next].starts_with('.') && before == Some('다') && is_hangul(c),
    }
    match before {
        // `1. 사고 개요`, `'24. 5. 13.`: a full stop behind a figure ends a sentence only at the end of the line.
        Some(c) if c.is_ascii_digit() => text[next..line.end].trim().is_empty(),
        Some(c) if c.is_ascii_alphabetic() => !is_abbreviation(&text[line.start..at]),
        _ => true,
    }
}

/// A single letter or a title before the full stop: `J. Kim`, `Co.`.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic() && c != '.').next().unwrap_or("");
    word.len() <= 1 || matches!(word, "Co" | "Ltd" | "Inc" | "Corp" | "Mr" | "Ms" | "Dr" | "vs" | "No" | "U.S")
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '\'' | '’' | '」' | '』' | ')' | '）' | ']' | '…')
}

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// The end of the sentence with the closing marks and further stops behind its full stop.
fn with_closing_marks(text: &str, rest: Span) -> usize {
    let marks = rest.of(text).chars().take_while(|&c| is_closing(c) || is_stop(c)).map(char::len_utf8).sum::<usize>();
    rest.start + marks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = split(text).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_at_stops_and_line_ends() {
        check("불이 났다. 원인은 모른다.", &["불이 났다.", "원인은 모른다."]);
        check("제목\n\n첫 문장이다! 둘째인가? 셋째", &["제목", "첫 문장이다!", "둘째인가?", "셋째"]);
        check("2.5%가 줄었다. 3.1절", &["2.5%가 줄었다.", "3.1절"]);
        check("'24. 5. 13. 발생", &["'24. 5. 13. 발생"]);
        check("1. 개요\n2. 경위", &["1. 개요", "2. 경위"]);
        check("늦었다.이어 고쳤다.", &["늦었다.", "이어 고쳤다."]);
        check("", &[]);
    }

    #[test]
    fn a_quotation_stays_in_its_frame() {
        check("그는 “몰랐다. 죄송하다.”라고 말했다. 끝.", &["그는 “몰랐다. 죄송하다.”라고 말했다.", "끝."]);
        check("회사는 \"없다. 전혀 없다\"고 했다. 끝", &["회사는 \"없다. 전혀 없다\"고 했다.", "끝"]);
        check("\"죄송하다.\" 그가 말했다.", &["\"죄송하다.\" 그가 말했다."]);
        check("닫지 않은 “따옴표다. 다음 문장.", &["닫지 않은 “따옴표다.", "다음 문장."]);
    }

    proptest! {
        #[test]
        fn sentences_and_gaps_make_up_the_text(text in "[가나다.?!\"“”‘’() \n\u{3000}a1]{0,80}") {
            let mut end = 0;
            for span in split(&text) {
                prop_assert!(span.start >= end && !span.is_empty());
                prop_assert!(text[end..span.start].trim().is_empty());
                end = span.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }

        #[test]
        fn no_sentence_is_too_long(text in "\\PC{0,40}", times in 1usize..400) {
            let text = text.repeat(times);
            prop_assert!(split(&text).iter().all(|s| s.len() <= MAX_SENTENCE_BYTES));
        }
    }
}
