//! A sentence's text -> its quotations, outermost and in text order. Linear in the length of the sentence.

use crate::span::Span;

/// A quotation: its marks stand outside of `inner`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    pub inner: Span,
    /// Behind the closing mark.
    pub end: usize,
    /// 「」, “” and "": a whole utterance; ‘’ and '' more often hold a term.
    pub double: bool,
}

impl Quote {
    /// From the opening to the closing mark.
    pub fn whole(&self, text: &str) -> Span {
        let open = text[..self.inner.start].chars().next_back().filter(|c| is_mark(*c)).map_or(0, char::len_utf8);
        Span::new(self.inner.start - open, self.end)
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』')
}

/// The marks that may close what `open` opened. Writers put a closing mark for an opening one, seldom the reverse.
fn closes(open: char, c: char) -> bool {
    match open {
        '"' => c == '"',
        '\'' => c == '\'',
        '“' => c == '”',
        '‘' => c == '’',
        '”' => matches!(c, '”' | '“'),
        '’' => matches!(c, '’' | '‘'),
        '「' => c == '」',
        '『' => c == '』',
        _ => false,
    }
}

pub fn quotes(text: &str, sentence: Span) -> Vec<Quote> {
    let marks: Vec<(usize, char)> = sentence.of(text).char_indices().filter(|(_, c)| is_mark(*c)).map(|(at, c)| (sentence.start + at, c)).collect();
    let mut found = Vec::new();
    let mut next = 0;
    // For each family of marks, whether a search to the end of the sentence has failed.
    let mut hopeless: Vec<char> = Vec::new();
    let mut last_end = sentence.start;
    while let Some(&(at, c)) = marks.get(next) {
        next += 1;
        let double = !matches!(c, '\'' | '‘' | '’');
        let before = text[sentence.start..at].chars().next_back();
        let opens_here = match c {
            '“' | '‘' | '「' | '『' => true,
            '"' => true,
            _ => before.is_none_or(|b| !b.is_alphanumeric()),
        };
        if !opens_here {
            // A closing mark whose opening mark is missing: the quotation began behind the last one.
            if c == '”' && last_end > sentence.start && text[last_end..at].contains(' ') {
                let start = last_end + text[last_end..at].find(' ').unwrap_or(0);
                found.push(Quote { inner: Span::new(start, at).trim(text), end: at + c.len_utf8(), double });
                last_end = at + c.len_utf8();
            }
            continue;
        }
        if hopeless.contains(&c) {
            continue;
        }
        let Some(close) = (next..marks.len()).find(|&index| closes(c, marks[index].1)) else {
            hopeless.push(c);
            continue;
        };
        let (end, mark) = marks[close];
        let inner = Span::new(at + c.len_utf8(), end).trim(text);
        last_end = end + mark.len_utf8();
        next = close + 1;
        if !inner.is_empty() {
            found.push(Quote { inner, end: last_end, double });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_whatever_their_marks() {
        for (text, expected) in [
            ("그는 “몰랐다”며 “죄송하다”고 했다", vec!["몰랐다", "죄송하다"]),
            ("그는 \"몰랐다\"며 '죄송하다'고 했다", vec!["몰랐다", "죄송하다"]),
            ("그는 「몰랐다」고 했다", vec!["몰랐다"]),
            ("그는 “‘모른다’는 말은 틀렸다”고 했다", vec!["‘모른다’는 말은 틀렸다"]),
            ("이어 ”늦었다”고 했다", vec!["늦었다"]),
            ("그는 “몰랐다”며 늦게 알았다”고 했다", vec!["몰랐다", "늦게 알았다"]),
            ("'23년의 일", vec![]),
            ("it's “one", vec![]),
        ] {
            let found: Vec<&str> = quotes(text, Span::new(0, text.len())).iter().map(|q| q.inner.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn hostile_marks_take_linear_time() {
        for mark in ["“", "\"", "‘", "”", "「"] {
            let text = mark.repeat(100_000);
            assert!(quotes(&text, Span::new(0, text.len())).len() <= 100_000);
        }
    }
}
