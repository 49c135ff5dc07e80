//! The repository's text files, and enough of a lexer to tell Rust's code from its comments and strings. Not a parser:
//! paths and `mod` lines are all that the checks need.

use std::fs;
use std::path::Path;

/// Folders that hold nothing of the repository's own.
const SKIPPED: [&str; 4] = ["target", "dist", "node_modules", ".git"];

/// One text file.
pub(super) struct Source {
    /// Path from the repository's root, with `/`.
    pub(super) path: String,
    /// The whole text.
    pub(super) text: String,
}

impl Source {
    #[cfg(test)]
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The room a file of `src/` belongs to: its folder or, for a room of one file, that file. None for the crate root,
    /// the binaries and everything outside `src/`.
    pub(super) fn room(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let room = inside.split('/').next()?.trim_end_matches(".rs");
        (!matches!(room, "lib" | "main" | "bin")).then_some(room)
    }
}

/// All text files of the repository, sorted by path.
pub(super) fn repository() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    collect(root, "", &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn collect(folder: &Path, prefix: &str, sources: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).expect("the repository can be read");
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().expect("a file has a type");
        if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
            collect(&entry.path(), &format!("{path}/"), sources);
        } else if kind.is_file()
            && let Ok(text) = fs::read_to_string(entry.path())
        {
            sources.push(Source { path, text });
        }
    }
}

/// One token of code: an identifier, `::`, or a single other character. Comments and literals leave none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// The token's characters.
    pub(super) text: &'a str,
    /// Line it stands on, from 1.
    pub(super) line: usize,
}

impl Token<'_> {
    pub(super) fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// The tokens of Rust code.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < text.len() {
        let rest = &text[at..];
        let length = skipped(rest);
        let taken = if length > 0 { length } else { token_length(rest) };
        if length == 0 {
            found.push(Token { text: &rest[..taken], line });
        }
        line += rest[..taken].matches('\n').count();
        at += taken;
    }
    found
}

fn token_length(rest: &str) -> usize {
    let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    match word {
        0 if rest.starts_with("::") => 2,
        0 => rest.chars().next().map_or(1, char::len_utf8),
        word => word,
    }
}

/// Length of the white space, comment or literal that `rest` starts with; 0 where it starts with a token.
fn skipped(rest: &str) -> usize {
    let space = rest.len() - rest.trim_start().len();
    if space > 0 {
        return space;
    }
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    let prefix = rest.len() - rest.trim_start_matches(['b', 'c', 'r']).len();
    let literal = &rest[prefix..];
    if prefix <= 2 && rest[..prefix].ends_with('r') {
        let hashes = literal.len() - literal.trim_start_matches('#').len();
        if literal[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = prefix + hashes + 1;
            return rest[body..].find(&end).map_or(rest.len(), |length| body + length + end.len());
        }
    }
    if prefix <= 1 && literal.starts_with('"') {
        return prefix + quoted(literal, '"');
    }
    if prefix <= 1 && literal.starts_with('\'') && is_char(literal) {
        return prefix + quoted(literal, '\'');
    }
    0
}

/// Tells `'a'` from the lifetime `'a`.
fn is_char(literal: &str) -> bool {
    let mut chars = literal.chars().skip(1);
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

fn quoted(literal: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, c) in literal.char_indices().skip(1) {
        if !escaped && c == quote {
            return index + 1;
        }
        escaped = !escaped && c == '\\';
    }
    literal.len()
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// A path as code names it, with groups taken apart: `use a::{b, c::d}` gives `a::b` and `a::c::d`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The path's names, in order.
    pub(super) names: Vec<String>,
    /// Line the path begins on, from 1.
    pub(super) line: usize,
    /// How many `mod name { }` of this file are open around it.
    pub(super) nesting: usize,
    /// Whether one of them is the module of the file's tests.
    pub(super) in_tests: bool,
}

/// Every path of two or more names in Rust code.
pub(super) fn paths(text: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    // The name of each open `mod name { }`; other open braces have none.
    let mut blocks: Vec<Option<&str>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        if token.is_name() && tokens.get(at + 1).is_some_and(|next| next.text == "::") {
            let nesting = blocks.iter().flatten().count();
            let in_tests = blocks.contains(&Some("tests"));
            let mut names = Vec::new();
            at = read_path(&tokens, at, &mut Vec::new(), &mut names);
            found.extend(names.into_iter().map(|names| Named { names, line: token.line, nesting, in_tests }));
            continue;
        }
        match token.text {
            "{" => blocks.push((at >= 2 && tokens[at - 2].text == "mod").then(|| tokens[at - 1].text)),
            "}" => drop(blocks.pop()),
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads one path from `at`, behind the names `before`; returns where it ends.
fn read_path(tokens: &[Token], mut at: usize, before: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let depth = before.len();
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.text == text);
    loop {
        if tokens.get(at).is_some_and(Token::is_name) || is(at, "*") {
            before.push(tokens[at].text.to_owned());
            at += 1;
        } else if is(at, "{") {
            at += 1;
            while at < tokens.len() && !is(at, "}") {
                // A new name after `as` leads nowhere.
                at = if is(at, "as") { at + 2 } else { read_path(tokens, at, before, found).max(at + 1) };
            }
            before.truncate(depth);
            return at + 1;
        }
        if !is(at, "::") {
            break;
        }
        at += 1;
    }
    if before.len() > depth {
        found.push(before.clone());
    }
    before.truncate(depth);
    at
}

#[test]
fn code_is_told_from_comments_and_literals() {
    let text = "a // b\n/* c /* d */ e */ 'f' '\\'' \"g\\\" h\" r#\"i \" j\"# b\"k\" 'l: m::n";
    let words: Vec<_> = tokens(text).into_iter().map(|token| (token.text, token.line)).collect();
    assert_eq!(words, [("a", 1), ("'", 2), ("l", 2), (":", 2), ("m", 2), ("::", 2), ("n", 2)]);
}

#[test]
fn groups_are_taken_apart() {
    let text = "use a::{b, c::{d as e, self}, f::*};\nmod m { x::<u8>::y(1); }";
    let named: Vec<_> = paths(text).into_iter().map(|path| (path.names.join("::"), path.line, path.nesting)).collect();
    let wanted = [("a::b", 1, 0), ("a::c::d", 1, 0), ("a::c::self", 1, 0), ("a::f::*", 1, 0), ("x", 2, 1)];
    assert_eq!(named, wanted.map(|(path, line, nesting)| (path.to_owned(), line, nesting)));
}
