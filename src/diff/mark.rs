//! A quote and the words that a comparison names -> the quote in pieces, each plain, shared with the other side, or left out by it.

/// What a piece of a quote is to the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Plain,
    /// The statement names content of the finding with it.
    Shared,
    /// Content of the finding that the statement leaves out.
    Missing,
}

/// The text in pieces, in order and without a gap. A word that does not stand in the text marks nothing; where two words overlap
/// the longer one is marked.
pub fn pieces<'t>(text: &'t str, words: &[String], mark: Mark) -> Vec<(Mark, &'t str)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for word in words.iter().filter(|word| !word.trim().is_empty()) {
        found.extend(text.match_indices(word.as_str()).map(|(at, hit)| (at, at + hit.len())));
    }
    found.sort_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
    let mut pieces = Vec::new();
    let mut at = 0;
    for (start, end) in found {
        if start < at {
            continue;
        }
        if at < start {
            pieces.push((Mark::Plain, &text[at..start]));
        }
        pieces.push((mark, &text[start..end]));
        at = end;
    }
    if at < text.len() {
        pieces.push((Mark::Plain, &text[at..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_where_they_stand() {
        let check = |text: &str, words: &[&str], expected: &[(Mark, &str)]| {
            let words: Vec<String> = words.iter().map(|w| w.to_string()).collect();
            assert_eq!(pieces(text, &words, Mark::Shared), expected, "{text}");
        };
        use Mark::{Plain, Shared};
        check("", &["가"], &[]);
        check("배포 중 오류", &[], &[(Plain, "배포 중 오류")]);
        check("배포 중 오류", &["배포", "오류"], &[(Shared, "배포"), (Plain, " 중 "), (Shared, "오류")]);
        check("배포 배포", &["배포"], &[(Shared, "배포"), (Plain, " "), (Shared, "배포")]);
        check("배포 오류", &["오류", "배포 오류"], &[(Shared, "배포 오류")]);
        check("배포 오류", &["점검", "", " "], &[(Plain, "배포 오류")]);
    }
}
