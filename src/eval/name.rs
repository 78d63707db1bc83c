//! Names as gold gives them and as the engine gives them -> whether they mean the same party.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Groups of names for one party, in normal form.
static GROUPS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let lines = include_str!("../../dictionaries/eval_names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().map(normal).collect()).collect()
});

/// Whether any of some gold names and any of some found names mean the same: equal, one in the other, or of one group.
pub fn same(gold: &[&str], found: &[&str]) -> bool {
    let normals = |names: &[&str]| -> Vec<String> { names.iter().filter(|n| !n.is_empty()).map(|n| normal(n)).collect() };
    let (gold, found) = (normals(gold), normals(found));
    gold.iter().any(|a| found.iter().any(|b| a == b || within(a, b) || within(b, a) || of_one_group(a, b)))
}

/// Likeness of two short texts by their pairs of characters, 0 to 1.
pub fn dice(a: &str, b: &str) -> f64 {
    let (a, b) = (normal(a), normal(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let (a, b) = (pairs(&a), pairs(&b));
    2.0 * a.intersection(&b).count() as f64 / (a.len() + b.len()) as f64
}

/// Small letters without spaces, marks and legal forms.
fn normal(name: &str) -> String {
    let name: String = name.nfkc().collect::<String>().to_lowercase().replace("(주)", "").replace("주식회사", "");
    let mark = |c: char| c.is_whitespace() || "()[]<>·∙ㆍ.,'\"“”‘’「」㈜".contains(c);
    name.chars().filter(|&c| !mark(c)).collect()
}

/// Whether `a` is a part of `b`. A Latin name is not cut out of a longer one: `kt` is no part of `skt`.
fn within(a: &str, b: &str) -> bool {
    if a.chars().nth(1).is_none() {
        return false;
    }
    if !a.is_ascii() {
        return b.contains(a);
    }
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    b.match_indices(a).any(|(at, _)| !b[..at].ends_with(letter) && !b[at + a.len()..].starts_with(letter))
}

fn of_one_group(a: &str, b: &str) -> bool {
    GROUPS.iter().any(|group| group.iter().any(|x| within(x, a)) && group.iter().any(|x| within(x, b)))
}

fn pairs(text: &str) -> BTreeSet<Vec<char>> {
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len().saturating_sub(1).max(1)).map(|i| chars[i..chars.len().min(i + 2)].to_vec()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_party_are_the_same() {
        for (gold, found, expected) in [
            ("과기정통부", "과학기술정보통신부", true),
            ("㈜한빛 전자", "한빛전자", true),
            ("한빛전자 관계자", "한빛전자", true),
            ("KT", "SKT", false),
            ("SKT", "SK텔레콤", true),
            ("소방 당국", "소방청", true),
            ("한빛전자", "새빛전자", false),
            ("부", "과학기술정보통신부", false),
            ("", "한빛전자", false),
        ] {
            assert_eq!(same(&[gold], &[found]), expected, "{gold} {found}");
        }
    }

    #[test]
    fn likeness_counts_pairs_of_characters() {
        assert_eq!(dice("은행 앱", "은행앱"), 1.0);
        assert_eq!(dice("은행", ""), 0.0);
        assert_eq!(dice("가나다", "가나라"), 0.5);
    }
}
