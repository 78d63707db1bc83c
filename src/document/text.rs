//! A plain text -> its title, where the first line is one.

/// A headline has at most so many characters.
const LONGEST_TITLE: usize = 120;

/// The first line, where a blank line follows it and it does not end like a sentence of running text.
pub fn title(text: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    let mut lines = text.lines();
    let first = lines.next()?.trim();
    let blank_follows = lines.next().is_some_and(|line| line.trim().is_empty());
    let has_body = lines.any(|line| !line.trim().is_empty());
    let is_sentence = first.ends_with("다.") || first.ends_with("요.");
    (blank_follows && has_body && !is_sentence && first.chars().count() <= LONGEST_TITLE).then(|| first.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_before_a_blank_one_is_a_title() {
        let cases = [
            ("예약 서비스 한때 멈춰…“점검 중 오류”\n\n예약 서비스가 멈췄다.", Some("예약 서비스 한때 멈춰…“점검 중 오류”")),
            ("\u{feff}\n 안내 드립니다\r\n\r\n서비스가 멈췄습니다.", Some("안내 드립니다")),
            ("예약 서비스가 멈췄다.\n\n회사는 사과했다.", None),
            ("예약 서비스 한때 멈춰\n예약 서비스가 멈췄다.", None),
            ("예약 서비스 한때 멈춰\n\n", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(title(text).as_deref(), expected, "{text:?}");
        }
    }
}
