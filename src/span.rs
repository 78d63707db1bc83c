//! A byte span in a document's text, and the way from bytes to code points. Imports nothing.

/// A half-open range of bytes `start..end` in a document's text; both ends stand on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Span { start, end }
    }

    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The quote that the span stands for.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The span moved by `offset` bytes to the right.
    pub fn shift(self, offset: usize) -> Span {
        Span { start: self.start + offset, end: self.end + offset }
    }

    /// The span without white space at its ends.
    pub fn trim(self, text: &str) -> Span {
        let quote = self.of(text);
        let start = self.start + (quote.len() - quote.trim_start().len());
        Span { start, end: start + quote.trim().len() }
    }
}

/// Turns byte offsets of one text into code point offsets, in constant time per look-up.
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `64 * i`, counted to the next character boundary.
    before: Vec<u32>,
}

const STRIDE: usize = 64;

impl<'t> CodePoints<'t> {
    pub fn new(text: &'t str) -> CodePoints<'t> {
        let mut before = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0u32;
        for (at, byte) in text.bytes().enumerate() {
            if at % STRIDE == 0 {
                before.push(count);
            }
            count += u32::from(!is_continuation(byte));
        }
        CodePoints { text, before }
    }

    /// The number of code points before this byte offset, which stands on a character boundary.
    pub fn at(&self, byte: usize) -> usize {
        assert!(self.text.is_char_boundary(byte), "byte {byte} is inside a character");
        let Some(&before) = self.before.get(byte / STRIDE) else {
            // Only the text's end can fall behind the last stride.
            return self.before.last().map_or(0, |&n| n as usize) + count_starts(&self.text.as_bytes()[(self.before.len().max(1) - 1) * STRIDE..]);
        };
        before as usize + count_starts(&self.text.as_bytes()[byte / STRIDE * STRIDE..byte])
    }
}

fn count_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| !is_continuation(b)).count()
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_count_characters_before_a_byte() {
        let text = "원인: 사전테스트 미실시 (Java) — ".repeat(20);
        let points = CodePoints::new(&text);
        let mut expected = 0;
        for (byte, _) in text.char_indices() {
            assert_eq!(points.at(byte), expected);
            expected += 1;
        }
        assert_eq!(points.at(text.len()), expected);
        assert_eq!(CodePoints::new("").at(0), 0);
    }

    #[test]
    fn trim_leaves_the_words() {
        let text = "  가 나 \n";
        assert_eq!(Span::new(0, text.len()).trim(text).of(text), "가 나");
    }
}
