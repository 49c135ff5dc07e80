//! The pieces of a section that is read rather than told: headings, list items, fenced blocks, paragraphs.

use super::sections::{Fences, Line};

/// A piece.
#[derive(Debug)]
pub(super) enum Block<'a> {
    /// `### words`
    Heading { number: usize, text: &'a str },
    /// `- words`, with the indented lines that follow.
    Item { number: usize, text: String },
    /// A fenced block without its indentation.
    Fence { number: usize, info: &'a str, lines: Vec<&'a str> },
    /// A paragraph.
    Text { text: String },
}

/// The pieces of a section in their order.
pub(super) fn blocks<'a>(lines: &[Line<'a>]) -> Vec<Block<'a>> {
    let mut found: Vec<Block<'a>> = Vec::new();
    let mut fences = Fences::default();
    // Whether the line before was blank, so that a paragraph begins anew.
    let mut parted = true;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if fences.inside(line.text) {
            let indent = line.text.len() - line.text.trim_start().len();
            let info = line.text.trim().trim_start_matches('`').trim();
            let mut inner = Vec::new();
            while let Some(next) = lines.get(at) {
                at += 1;
                let closes = next.text.trim_start().starts_with("```");
                if fences.inside(next.text) && closes && !fences.is_open() {
                    break;
                }
                let blank = next.text.len() - next.text.trim_start().len();
                inner.push(&next.text[indent.min(blank)..]);
            }
            found.push(Block::Fence { number: line.number, info, lines: inner });
            parted = true;
            continue;
        }
        let text = line.text.trim();
        if text.is_empty() {
            parted = true;
            continue;
        }
        if let Some(words) = line.text.strip_prefix("### ") {
            found.push(Block::Heading { number: line.number, text: words.trim() });
        } else if let Some(words) = line.text.strip_prefix("- ") {
            found.push(Block::Item { number: line.number, text: words.trim().to_owned() });
        } else {
            let indented = line.text.starts_with(' ');
            let gap = if parted { "\n\n" } else { "\n" };
            match found.last_mut() {
                Some(Block::Item { text: own, .. }) if indented || !parted => own.extend([gap, text]),
                Some(Block::Text { text: own }) if !parted => own.extend([gap, text]),
                _ => found.push(Block::Text { text: text.to_owned() }),
            }
        }
        parted = false;
    }
    found
}
