//! Styled text -> lines of at most so many terminal columns, and lines -> what a terminal shows. A Hangul syllable takes two columns.

use anstyle::{AnsiColor, Color, Style as Ansi};
use unicode_width::UnicodeWidthChar;

use crate::link::Verdict;

/// What a stretch of text is; how it looks depends on the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Strong,
    Faint,
    Shared,
    Missing,
    Verdict(Verdict),
}

/// Text with its styles, character by character.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Styled(Vec<(Style, char)>);

impl Styled {
    pub fn new() -> Styled {
        Styled::default()
    }

    /// Adds text; line ends and tabs become spaces, other control characters (a terminal would obey them) go.
    pub fn push(&mut self, style: Style, text: &str) {
        let shown = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control());
        self.0.extend(shown.map(|c| (style, c)));
    }

    pub fn with(mut self, style: Style, text: &str) -> Styled {
        self.push(style, text);
        self
    }

    /// This text and another behind it.
    pub fn joined(mut self, other: &Styled) -> Styled {
        self.0.extend_from_slice(&other.0);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Terminal columns.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, c)| c.width().unwrap_or(0)).sum()
    }

    /// Lines of at most `width` columns, broken at spaces, and inside a word only where it is longer than a line.
    pub fn wrapped(&self, width: usize) -> Vec<Styled> {
        // A syllable needs two columns.
        let width = width.max(2);
        let mut lines: Vec<Styled> = Vec::new();
        let mut line: Vec<(Style, char)> = Vec::new();
        let mut columns = 0;
        for word in self.0.split_inclusive(|(_, c)| *c == ' ') {
            let letters = word.iter().filter(|(_, c)| *c != ' ').map(|(_, c)| c.width().unwrap_or(0)).sum::<usize>();
            if columns + letters > width && columns > 0 {
                lines.push(trimmed(&line));
                (line, columns) = (Vec::new(), 0);
            }
            for &(style, c) in word {
                let wide = c.width().unwrap_or(0);
                if c == ' ' && columns + wide > width {
                    continue;
                }
                if columns + wide > width {
                    lines.push(trimmed(&line));
                    (line, columns) = (Vec::new(), 0);
                }
                line.push((style, c));
                columns += wide;
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(trimmed(&line));
        }
        lines
    }

    /// At most `lines` lines of this width; what is cut off shows as an ellipsis.
    pub fn clipped(&self, width: usize, lines: usize) -> Vec<Styled> {
        let mut wrapped = self.wrapped(width);
        if wrapped.len() > lines {
            wrapped.truncate(lines);
            if let Some(last) = wrapped.last_mut() {
                while last.width() + 1 > width.max(2) {
                    last.0.pop();
                }
                let style = last.0.last().map_or(Style::Plain, |(style, _)| *style);
                last.0.push((style, '…'));
            }
        }
        wrapped
    }

    /// The text for a terminal.
    pub fn shown(&self, colour: bool) -> String {
        let mut shown = String::new();
        for run in self.0.chunk_by(|(a, _), (b, _)| a == b) {
            let text: String = run.iter().map(|(_, c)| *c).collect();
            let ansi = if colour { ansi(run[0].0) } else { Ansi::new() };
            shown.push_str(&format!("{ansi}{text}{ansi:#}"));
        }
        shown
    }
}

/// Cells side by side, each with its width in columns -> lines, filled up with spaces so that the columns align.
pub fn side_by_side(cells: &[(usize, Vec<Styled>)], between: &str) -> Vec<Styled> {
    let height = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    let line = |row: usize| {
        let mut line = Styled::new();
        for (index, (width, lines)) in cells.iter().enumerate() {
            if index > 0 {
                line.push(Style::Faint, between);
            }
            let cell = lines.get(row).cloned().unwrap_or_default();
            let fill = if index + 1 < cells.len() { width.saturating_sub(cell.width()) } else { 0 };
            line.0.extend(cell.0);
            line.push(Style::Plain, &" ".repeat(fill));
        }
        trimmed(&line.0)
    };
    (0..height).map(line).collect()
}

fn trimmed(line: &[(Style, char)]) -> Styled {
    let end = line.iter().rposition(|(_, c)| *c != ' ').map_or(0, |at| at + 1);
    Styled(line[..end].to_vec())
}

fn ansi(style: Style) -> Ansi {
    let colour = |colour: AnsiColor| Ansi::new().fg_color(Some(Color::Ansi(colour)));
    match style {
        Style::Plain => Ansi::new(),
        Style::Strong => Ansi::new().bold(),
        Style::Faint => Ansi::new().dimmed(),
        Style::Shared => colour(AnsiColor::Green),
        Style::Missing => colour(AnsiColor::Red).underline(),
        Style::Verdict(Verdict::Contradicts) => colour(AnsiColor::Red).bold(),
        Style::Verdict(Verdict::Denies) => colour(AnsiColor::Magenta).bold(),
        Style::Verdict(Verdict::Underspecified | Verdict::Partial) => colour(AnsiColor::Yellow).bold(),
        Style::Verdict(Verdict::Supports | Verdict::Accepts) => colour(AnsiColor::Green).bold(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_asked() {
        let check = |text: &str, width: usize, expected: &[&str]| {
            let lines: Vec<String> = Styled::new().with(Style::Plain, text).wrapped(width).iter().map(|l| l.shown(false)).collect();
            assert_eq!(lines, expected, "{text:?} in {width}");
        };
        check("", 10, &[""]);
        check("서버 점검 중", 80, &["서버 점검 중"]);
        check("서버 점검 중", 9, &["서버 점검", "중"]);
        check("서버 점검 중", 8, &["서버", "점검 중"]);
        check("가나다라마", 4, &["가나", "다라", "마"]);
        check("가나다라마", 5, &["가나", "다라", "마"]);
        check("ab 가나다", 1, &["ab", "가", "나", "다"]);
        check("줄\n바꿈\u{1b}[31m", 40, &["줄 바꿈[31m"]);
    }

    #[test]
    fn a_clipped_text_ends_in_an_ellipsis() {
        let text = Styled::new().with(Style::Plain, "가나 다라 마바 사아");
        let shown = |lines: Vec<Styled>| lines.iter().map(|l| l.shown(false)).collect::<Vec<_>>();
        assert_eq!(shown(text.clipped(10, 1)), ["가나 다라…"]);
        assert_eq!(shown(text.clipped(9, 1)), ["가나 다…"]);
        assert_eq!(shown(text.clipped(10, 2)), ["가나 다라", "마바 사아"]);
    }

    #[test]
    fn cells_stand_in_their_columns() {
        let cell = |text: &str| vec![Styled::new().with(Style::Plain, text)];
        let lines = side_by_side(&[(6, cell("가나")), (4, cell("x"))], " | ");
        assert_eq!(lines[0].shown(false), "가나   | x");
    }
}
