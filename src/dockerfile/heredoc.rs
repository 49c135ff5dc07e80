//! Here-document words: `<<EOF`, `<<-"EOF"`, `3<<EOF`. The lines they announce are read by `parse`.

use super::expand::Lexer;
use super::tree::Heredoc;

fn no_variables(_: &str) -> Option<String> {
    None
}

/// Reads one word as a here-document's announcement, content left empty. `Ok(None)` when it is an ordinary word.
pub fn parse_heredoc(word: &str) -> Result<Option<Heredoc>, String> {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let Some(rest) = word[digits..].strip_prefix("<<") else { return Ok(None) };
    let (chomp, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let name = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
    if name.is_empty() || name.contains('<') {
        return Ok(None);
    }
    let mut lexer = Lexer { keep_unset: true, ..Lexer::new('\\') };
    let plain = lexer.words(name, &no_variables)?;
    let [plain] = plain.as_slice() else { return Ok(None) };
    // The same word with its quotes kept: if that makes more quotes, some part was quoted and nothing is expanded.
    lexer.raw_quotes = true;
    let raw = lexer.words(name, &no_variables)?;
    let [raw] = raw.as_slice() else {
        return Err(format!("internal lexing of heredoc produced inconsistent results: {name}"));
    };
    let quotes = |text: &str| text.chars().filter(|c| matches!(c, '\'' | '"')).count();
    Ok(Some(Heredoc {
        name: plain.clone(),
        file_descriptor: word[..digits].parse().unwrap_or(if digits == 0 { 0 } else { u32::MAX }),
        expand: quotes(plain) == quotes(raw),
        chomp,
        content: String::new(),
    }))
}

/// All here-documents that a line announces, in order. The backslash is the escape here whatever the file says.
pub fn heredocs_from_line(line: &str) -> Result<Vec<Heredoc>, String> {
    let lexer = Lexer { raw_quotes: true, raw_escapes: true, keep_unset: true, ..Lexer::new('\\') };
    let mut found = Vec::new();
    for word in lexer.words(line, &no_variables).unwrap_or_default() {
        found.extend(parse_heredoc(&word)?);
    }
    Ok(found)
}
