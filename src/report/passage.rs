//! A document's text and the spans that are cited of it -> the text in nested marks, each with the anchor that a quote links to.

use serde::Serialize;

/// A step of the text, from left to right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Node {
    /// A mark begins. Only the first part of a span that another one cuts has the anchor.
    Open {
        kind: &'static str,
        anchor: Option<String>,
    },
    Text {
        text: String,
    },
    Close,
}

/// The anchor of a span: unique in the page, since a span of a document is marked once.
pub fn anchor(document: usize, char_start: usize, char_end: usize) -> String {
    format!("q{document}-{char_start}-{char_end}")
}

/// The text with its marks; spans are code points. Spans that are empty or end outside the text are passed over.
pub fn passage(text: &str, mut spans: Vec<(usize, usize, &'static str)>, document: usize) -> Vec<Node> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    spans.retain(|&(start, end, _)| start < end && end < bytes.len());
    spans.sort_by_key(|&(start, end, kind)| (start, std::cmp::Reverse(end), kind));
    let mut cuts: Vec<usize> = spans.iter().flat_map(|&(start, end, _)| [start, end]).chain([0, bytes.len() - 1]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut nodes = Vec::new();
    let mut open: Vec<(usize, &'static str)> = Vec::new();
    let mut next = 0;
    for (index, &at) in cuts.iter().enumerate() {
        // Marks nest: what ends here closes together with all that was opened after it, and the rest of those opens again.
        if let Some(outermost) = open.iter().position(|&(end, _)| end == at) {
            let reopened: Vec<(usize, &'static str)> = open[outermost..].iter().copied().filter(|&(end, _)| end != at).collect();
            nodes.extend(open.drain(outermost..).map(|_| Node::Close));
            for (end, kind) in reopened {
                nodes.push(Node::Open { kind, anchor: None });
                open.push((end, kind));
            }
        }
        while let Some(&(start, end, kind)) = spans.get(next).filter(|(start, _, _)| *start == at) {
            nodes.push(Node::Open { kind, anchor: Some(anchor(document, start, end)) });
            open.push((end, kind));
            next += 1;
        }
        if let Some(&to) = cuts.get(index + 1) {
            nodes.push(Node::Text { text: text[bytes[at]..bytes[to]].to_string() });
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nodes as text: `[` and `]` for marks, with the kind where there is an anchor.
    fn drawn(nodes: &[Node]) -> String {
        let node = |node: &Node| match node {
            Node::Open { kind, anchor: Some(_) } => format!("[{kind}:"),
            Node::Open { anchor: None, .. } => "[".to_string(),
            Node::Text { text } => text.clone(),
            Node::Close => "]".to_string(),
        };
        nodes.iter().map(node).collect()
    }

    #[test]
    fn spans_become_nested_marks() {
        let check = |text: &str, spans: &[(usize, usize, &'static str)], expected: &str| {
            assert_eq!(drawn(&passage(text, spans.to_vec(), 1)), expected, "{spans:?}");
        };
        check("", &[(0, 1, "a")], "");
        check("가나다라", &[], "가나다라");
        check("가나다라", &[(1, 3, "a")], "가[a:나다]라");
        check("가나다라", &[(0, 4, "a"), (1, 2, "b")], "[a:가[b:나]다라]");
        check("가나다라", &[(0, 2, "a"), (2, 4, "b")], "[a:가나][b:다라]");
        check("가나다라", &[(0, 3, "a"), (1, 4, "b")], "[a:가[b:나다]][라]");
        check("가나다라", &[(1, 3, "a"), (1, 3, "b")], "가[a:[b:나다]]라");
        check("가나", &[(1, 9, "a"), (1, 1, "b")], "가나");
    }
}
