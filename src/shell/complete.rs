//! Where completion stands in a line that is being typed: the command so far and the word at the caret. What could be put
//! there is asked of others; nothing is expanded and nothing runs.

use super::Flavor;
use super::builtins;

/// The word at the caret and what stands before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// The words of the command before the one at the caret, without their quotes. Assignments and the operators between
    /// commands are not among them.
    pub words: Vec<String>,
    /// The word up to the caret, without its quotes.
    pub word: String,
    /// Where that word begins, in bytes.
    pub start: usize,
    /// The quote that is open at the caret.
    pub quote: Option<char>,
    /// Whether the word is the target of a redirection, so that only files fit.
    pub redirected: bool,
}

/// Reads a line up to the caret.
pub fn point(line: &str) -> Point {
    let mut at = Point { start: line.len(), ..Point::default() };
    let (mut open, mut redirected) = (false, false);
    let mut chars = line.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        match (at.quote, c) {
            (Some(quote), c) if quote == c => at.quote = None,
            (Some('"') | None, '\\') => {
                begin(&mut at, &mut open, offset);
                at.word.extend(chars.next().map(|(_, next)| next));
            }
            (None, '\'' | '"') => {
                begin(&mut at, &mut open, offset);
                at.quote = Some(c);
            }
            (None, ' ' | '\t' | '\n') => {
                if std::mem::take(&mut open) {
                    let word = std::mem::take(&mut at.word);
                    let assigns = at.words.is_empty() && is_assignment(&word);
                    if !std::mem::take(&mut redirected) && !assigns {
                        at.words.push(word);
                    }
                }
            }
            (None, '>' | '<') => {
                // The number before it is a descriptor.
                (open, redirected) = (false, true);
                at.word.clear();
            }
            (None, ';' | '|' | '&' | '(' | '{' | '`') if c != '{' || !open => {
                (open, redirected) = (false, false);
                at.word.clear();
                at.words.clear();
            }
            (None, '$') if chars.peek().is_some_and(|(_, next)| *next == '(') => {
                chars.next();
                (open, redirected) = (false, false);
                at.word.clear();
                at.words.clear();
            }
            (_, c) => {
                begin(&mut at, &mut open, offset);
                at.word.push(c);
            }
        }
    }
    if !open {
        at.start = line.len();
    }
    at.redirected = redirected;
    // What is typed before another command does not count.
    while matches!(
        at.words.first().map(String::as_str),
        Some("sudo" | "time" | "exec" | "command" | "xargs" | "then" | "do" | "else" | "if" | "while" | "!")
    ) {
        at.words.remove(0);
    }
    at
}

fn begin(at: &mut Point, open: &mut bool, offset: usize) {
    if !std::mem::replace(open, true) {
        at.start = offset;
        at.word.clear();
    }
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The names of the builtins of the shell on a host.
pub fn builtin_names() -> Vec<&'static str> {
    builtins::names(Flavor::Bash)
}

/// `text` as it has to stand in a line, where `quote` is open.
pub fn quoted(text: &str, quote: Option<char>) -> String {
    if let Some(quote) = quote {
        format!("{quote}{text}")
    } else {
        let mut out = String::new();
        for c in text.chars() {
            if " \t'\"\\$`&|;<>()*?[]#!{}".contains(c) {
                out.push('\\');
            }
            out.push(c);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: &str) -> (String, String, usize) {
        let point = point(line);
        (point.words.join("|"), point.word, point.start)
    }

    #[test]
    fn the_word_at_the_caret_is_found() {
        assert_eq!(at("docker st"), ("docker".into(), "st".into(), 7));
        assert_eq!(at("docker rm "), ("docker|rm".into(), String::new(), 10));
        assert_eq!(at("cd x && A=1 docker rm 'my c"), ("docker|rm".into(), "my c".into(), 22));
        assert_eq!(at("docker rm $(docker ps"), ("docker".into(), "ps".into(), 19));
        assert_eq!(at("sudo cat my\\ f"), ("cat".into(), "my f".into(), 9));
        assert!(point("echo hi > my-").redirected);
        assert_eq!(quoted("a b", None), "a\\ b");
    }
}
