//! f-strings: their text and the expressions in it.

use std::rc::Rc;

use super::ast::{Part, Problem};
use super::lex::unescape;
use super::parse::{Parsed, expression};

/// Takes an f-string apart.
pub(super) fn format_parts(text: &str, escapes: bool, line: u32, depth: usize) -> Parsed<Vec<Part>> {
    let chars: Vec<char> = text.chars().collect();
    let fault = |message: &str| Problem { line, message: message.to_owned(), unfinished: false };
    let (mut parts, mut plain, mut at) = (Vec::new(), String::new(), 0);
    while let Some(&c) = chars.get(at) {
        at += 1;
        if matches!(c, '{' | '}') && chars.get(at) == Some(&c) && depth == 0 {
            plain.push(c);
            at += 1;
            continue;
        }
        if c != '{' {
            plain.push(c);
            continue;
        }
        let (start, mut open, mut quote) = (at, 0_usize, None);
        let end = loop {
            let Some(&c) = chars.get(at) else { return Err(fault("f-string: expecting '}'")) };
            match (quote, c) {
                (Some(mark), c) if c == mark => quote = None,
                (None, '"' | '\'') => quote = Some(c),
                (None, '(' | '[' | '{') => open += 1,
                (None, '}' | ':') if open == 0 => break at,
                (None, '!') if open == 0 && chars.get(at + 1) != Some(&'=') => break at,
                (None, ')' | ']' | '}') => open = open.saturating_sub(1),
                _ => {}
            }
            at += 1;
        };
        let mut source: String = chars[start..end].iter().collect();
        let shows = source.trim_end().ends_with('=') && !source.trim_end().ends_with("==");
        if shows {
            plain.push_str(&source);
            source = source.trim_end().trim_end_matches('=').to_owned();
        }
        let mut conversion = (shows && chars.get(at) == Some(&'}')).then_some('r');
        if chars.get(at) == Some(&'!') {
            conversion = chars.get(at + 1).copied();
            at += 2;
        }
        let mut spec = Vec::new();
        if chars.get(at) == Some(&':') {
            let (start, mut open) = (at + 1, 0_usize);
            at += 1;
            while let Some(&c) = chars.get(at) {
                match c {
                    '{' => open += 1,
                    '}' if open == 0 => break,
                    '}' => open -= 1,
                    _ => {}
                }
                at += 1;
            }
            if depth < 2 {
                let inner: String = chars[start..at.min(chars.len())].iter().collect();
                spec = format_parts(&inner, escapes, line, depth + 1)?;
            }
        }
        if chars.get(at) != Some(&'}') {
            return Err(fault("f-string: expecting '}'"));
        }
        at += 1;
        if source.trim().is_empty() {
            return Err(fault("f-string: valid expression required before '}'"));
        }
        if !plain.is_empty() {
            let text = std::mem::take(&mut plain);
            parts.push(Part::Text(Rc::from(if escapes { unescape(&text) } else { text })));
        }
        parts.push(Part::Value(expression(&source, line)?, conversion, spec));
    }
    if !plain.is_empty() {
        parts.push(Part::Text(Rc::from(if escapes { unescape(&plain) } else { plain })));
    }
    Ok(parts)
}
