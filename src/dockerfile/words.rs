//! Splitting the text of one instruction: keyword, flags, words, name=value pairs. Quotes stay in the words; variables and
//! quotes are resolved later by `expand`.

use crate::base::quote::quote;

/// White space between words on one line; unlike `char::is_whitespace` it leaves new lines and non-breaking spaces alone.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// Cuts at the first run of blanks; the second part is `None` when there is no blank.
pub(super) fn cut_blank(text: &str) -> (&str, Option<&str>) {
    match text.find(is_blank) {
        Some(at) => (&text[..at], Some(text[at..].trim_start_matches(is_blank))),
        None => (text, None),
    }
}

/// Words between runs of blanks, nothing else considered.
pub(super) fn blank_separated(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = Some(text).filter(|text| !text.is_empty());
    while let Some(text) = rest {
        let (word, after) = cut_blank(text);
        words.push(word.to_owned());
        rest = after;
    }
    words
}

/// Keyword, flags and the remaining text of an instruction.
pub(super) fn split_command(line: &str, escape: char) -> (String, Vec<String>, String) {
    let (keyword, rest) = cut_blank(line.trim());
    let (flags, args) = take_flags(rest.unwrap_or_default(), escape);
    (keyword.to_owned(), flags, args.trim().to_owned())
}

/// Takes the leading `--` words off. BuildKit reads bytes here, so a flag outside ASCII comes out as Latin-1 would read it.
fn take_flags(line: &str, escape: char) -> (Vec<String>, String) {
    let bytes = line.as_bytes();
    let escape = escape as u8;
    let mut flags = Vec::new();
    let mut at = 0;
    loop {
        while bytes.get(at).is_some_and(|b| char::from(*b).is_whitespace()) {
            at += 1;
        }
        if !bytes[at..].starts_with(b"--") {
            return (flags, String::from_utf8_lossy(&bytes[at..]).into_owned());
        }
        let mut word = String::new();
        let mut quoted = false;
        let mut quote = None;
        while let Some(&byte) = bytes.get(at) {
            match quote {
                None if char::from(byte).is_whitespace() => break,
                None if byte == b'\'' || byte == b'"' => {
                    quote = Some(byte);
                    quoted = true;
                }
                Some(open) if byte == open => quote = None,
                _ if byte == escape => {
                    at += 1;
                    if let Some(&escaped) = bytes.get(at) {
                        word.push(char::from(escaped));
                    }
                }
                _ => word.push(char::from(byte)),
            }
            at += 1;
        }
        let at_end = at >= bytes.len();
        if word == "--" {
            let rest = if at_end { &[] } else { &bytes[at..] };
            return (flags, String::from_utf8_lossy(rest).into_owned());
        }
        if quoted || !word.is_empty() {
            flags.push(word);
        }
        if at_end {
            return (flags, String::new());
        }
    }
}

/// Words split at white space outside quotes. Quotes and escapes are kept, so that expansion can resolve them.
pub fn parse_words(text: &str, escape: char) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return words;
        }
        let mut word = String::new();
        let mut quote = None;
        while let Some(c) = chars.next_if(|c| quote.is_some() || !c.is_whitespace()) {
            match quote {
                None if c == '\'' || c == '"' => quote = Some(c),
                Some(open) if c == open => quote = None,
                Some('\'') => {}
                _ if c == escape => {
                    // An escape at the very end is dropped; otherwise it and what it escapes are both kept.
                    let Some(escaped) = chars.next() else { break };
                    word.push(c);
                    word.push(escaped);
                    continue;
                }
                _ => {}
            }
            word.push(c);
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
}

/// The arguments of ENV and LABEL as triples name, value, `=` (or an empty text for the old `NAME value` form).
pub fn parse_name_values(text: &str, keyword: &str, escape: char) -> Result<Vec<String>, String> {
    let words = parse_words(text, escape);
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    if !first.contains('=') {
        let (name, Some(value)) = cut_blank(text) else {
            return Err(format!("{keyword} must have two arguments"));
        };
        return Ok(vec![name.to_owned(), value.to_owned(), String::new()]);
    }
    let mut triples = Vec::with_capacity(words.len() * 3);
    for word in &words {
        let Some((name, value)) = word.split_once('=') else {
            let quoted = quote(word);
            return Err(format!("Syntax error - can't find = in {quoted}. Must be of the form: name=value"));
        };
        triples.extend([name.to_owned(), value.to_owned(), "=".to_owned()]);
    }
    Ok(triples)
}
