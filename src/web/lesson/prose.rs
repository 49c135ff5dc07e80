//! A lesson's texts as nodes. They are a small part of Markdown: paragraphs, lists, fenced blocks, and within a line code,
//! strong and emphasised words and links. What is none of these is text, so nothing that an author writes becomes markup.

use yew::prelude::*;

use crate::web::element::{el, list, text};
use crate::web::icon::icon;
use crate::web::machine::Bus;

/// One block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block<'a> {
    /// A paragraph.
    Words(Vec<&'a str>),
    /// A list; whether it is numbered.
    Items(bool, Vec<Vec<&'a str>>),
    /// A fenced block; what stands behind its fence, and its lines.
    Code(&'a str, Vec<&'a str>),
}

/// Part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Plain(String),
    Code(String),
    Strong(String),
    Emphasis(String),
    Link(String, String),
}

/// Draws a text. Commands in its blocks are buttons that put them at the prompt.
pub(super) fn draw(source: &str, bus: &Bus) -> Html {
    let draw_block = |block: &Block| match block {
        Block::Words(lines) => el("p").child(inline(&lines.join(" "))).html(),
        Block::Items(numbered, items) => {
            let items = items.iter().map(|item| el("li").child(inline(&item.join(" "))).html());
            el(if *numbered { "ol" } else { "ul" }).class("marked").children(items.collect()).html()
        }
        Block::Code(kind, lines) => code(kind, lines, bus),
    };
    list(blocks(source).iter().map(draw_block).collect())
}

/// A text without blocks.
pub(super) fn inline(source: &str) -> Html {
    let nodes = parts(source).into_iter().map(|part| match part {
        Part::Plain(words) => text(&words),
        Part::Code(words) => el("code").text(&words).html(),
        Part::Strong(words) => el("b").text(&words).html(),
        Part::Emphasis(words) => el("em").text(&words).html(),
        Part::Link(words, target) => {
            let link = el("a").class("link").attr("href", &target).attr("target", "_blank").attr("rel", "noopener");
            link.text(&words).html()
        }
    });
    list(nodes.collect())
}

/// A fenced block. Without a word behind its fence all its lines are commands; in a console those after a prompt are.
fn code(kind: &str, lines: &[&str], bus: &Bus) -> Html {
    let command = |line: &'_ str| match kind {
        "" => Some(line.to_owned()).filter(|line| !line.trim().is_empty()),
        "console" => line.strip_prefix("$ ").map(str::to_owned),
        _ => None,
    };
    let rows = lines.iter().map(|line| match command(line) {
        Some(command) => {
            let label = format!("Put at the prompt: {command}");
            let button = el("button").class("command").attr("title", &label).on_click(bus.on_click_propose(&command));
            button.child(icon("terminal")).child(el("span").text(&command).html()).html()
        }
        None => el("span").class("line").text(line).html(),
    });
    el("div").class("block mono").children(rows.collect()).html()
}

fn blocks(source: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut open = false;
    for line in source.lines() {
        let trimmed = line.trim();
        if let Some(end) = fence {
            match blocks.last_mut() {
                _ if trimmed == end => (fence, open) = (None, false),
                Some(Block::Code(_, lines)) => lines.push(line),
                _ => {}
            }
            continue;
        }
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        if ticks >= 3 {
            fence = trimmed.get(..ticks);
            blocks.push(Block::Code(trimmed[ticks..].trim(), Vec::new()));
            continue;
        }
        if trimmed.is_empty() {
            open = false;
            continue;
        }
        if let Some((numbered, rest)) = item(trimmed) {
            match blocks.last_mut() {
                Some(Block::Items(same, items)) if *same == numbered => items.push(vec![rest]),
                _ => blocks.push(Block::Items(numbered, vec![vec![rest]])),
            }
            open = true;
            continue;
        }
        match blocks.last_mut() {
            Some(Block::Words(lines)) if open => lines.push(trimmed),
            Some(Block::Items(_, items)) if open => items.last_mut().into_iter().for_each(|item| item.push(trimmed)),
            _ => blocks.push(Block::Words(vec![trimmed])),
        }
        open = true;
    }
    blocks
}

/// `- words` and `1. words`.
fn item(line: &str) -> Option<(bool, &str)> {
    if let Some(rest) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((false, rest));
    }
    let (number, rest) = line.split_once(". ")?;
    (!number.is_empty() && number.len() < 3 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some((true, rest))
}

fn parts(source: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = source;
    while let Some(letter) = rest.chars().next() {
        let found = match letter {
            '`' => code_span(rest),
            '*' => between(rest, "**")
                .map(|(words, length)| (Part::Strong(words.to_owned()), length))
                .or_else(|| between(rest, "*").map(|(words, length)| (Part::Emphasis(words.to_owned()), length))),
            '[' => link(rest),
            '\\' if rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) => {
                plain.extend(rest[1..].chars().next());
                rest = &rest[2..];
                continue;
            }
            _ => None,
        };
        if let Some((part, length)) = found {
            if !plain.is_empty() {
                parts.push(Part::Plain(std::mem::take(&mut plain)));
            }
            parts.push(part);
            rest = &rest[length..];
        } else {
            plain.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Plain(plain));
    }
    parts
}

/// Code between rows of backquotes of one length.
fn code_span(rest: &str) -> Option<(Part, usize)> {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let mark = &rest[..ticks];
    let (words, _) = rest[ticks..].split_once(mark)?;
    let shown = words.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' ')).unwrap_or(words);
    Some((Part::Code(shown.to_owned()), ticks * 2 + words.len()))
}

/// Words between two marks that hug them.
fn between<'a>(rest: &'a str, mark: &str) -> Option<(&'a str, usize)> {
    let inner = rest.strip_prefix(mark)?;
    let (words, _) = inner.split_once(mark)?;
    let hugs = !words.is_empty() && !words.starts_with([' ', '*']) && !words.ends_with(' ');
    hugs.then_some((words, words.len() + mark.len() * 2))
}

/// `[words](https://...)`: no other kind of address becomes a link.
fn link(rest: &str) -> Option<(Part, usize)> {
    let (words, after) = rest.strip_prefix('[')?.split_once("](")?;
    let (target, _) = after.split_once(')')?;
    let safe = (target.starts_with("https://") || target.starts_with("http://")) && !words.contains('[');
    let length = words.len() + target.len() + 4;
    safe.then(|| (Part::Link(words.to_owned(), target.to_owned()), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_paragraphs_lists_and_fences() {
        let source = "One\nline.\n\n- a\n- b\n  more\n\n1. x\n2. y\n\n```console\n$ docker ps\n\n```\nEnd";
        let wanted = [
            Block::Words(vec!["One", "line."]),
            Block::Items(false, vec![vec!["a"], vec!["b", "more"]]),
            Block::Items(true, vec![vec!["x"], vec!["y"]]),
            Block::Code("console", vec!["$ docker ps", ""]),
            Block::Words(vec!["End"]),
        ];
        assert_eq!(blocks(source), wanted);
        assert_eq!(blocks("```\nnever closed"), [Block::Code("", vec!["never closed"])]);
    }

    #[test]
    fn lines_hold_code_strong_words_and_links() {
        let plain = |words: &str| Part::Plain(words.to_owned());
        assert_eq!(
            parts("Run `docker ps`, **now**: *really* 2 * 3 \\*"),
            [
                plain("Run "),
                Part::Code("docker ps".to_owned()),
                plain(", "),
                Part::Strong("now".to_owned()),
                plain(": "),
                Part::Emphasis("really".to_owned()),
                plain(" 2 * 3 *"),
            ]
        );
        assert_eq!(parts("[a](https://a.b)"), [Part::Link("a".to_owned(), "https://a.b".to_owned())]);
        for hostile in ["[a](javascript:alert(1))", "<b onclick=x>", "`", "**", "[", "[a](", "\\"] {
            assert_eq!(parts(hostile), [plain(hostile)]);
        }
        assert_eq!(parts("``a`b``"), [Part::Code("a`b".to_owned())]);
    }
}
