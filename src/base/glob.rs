//! Wildcard patterns: the shell's (POSIX fnmatch) and Go's path.Match, and Go's path.Clean, which its patterns need.
//! Patterns of `.dockerignore` are in `ignore`. Nothing here looks at files.

/// Go's `ErrBadPattern`, in the words that docker prints.
pub const BAD_PATTERN: &str = "syntax error in pattern";

/// One step of a pattern.
#[derive(Clone, Debug)]
enum Token {
    Literal(char),
    Any,
    Star,
    Class { negated: bool, ranges: Vec<(char, char)>, named: Vec<String> },
}

impl Token {
    fn accepts(&self, c: char, separator: Option<char>) -> bool {
        match self {
            Self::Literal(wanted) => *wanted == c,
            Self::Any => Some(c) != separator,
            Self::Star => false,
            Self::Class { negated, ranges, named } => {
                let listed = ranges.iter().any(|(low, high)| (*low..=*high).contains(&c))
                    || named.iter().any(|name| in_named_class(name, c));
                listed != *negated
            }
        }
    }
}

/// Whether the whole of `text` matches a shell pattern: `*`, `?`, `[a-z]`, `[!a]`, `[[:alpha:]]`, and `\` before a
/// character that stands for itself. A bracket without its end stands for itself. The caller treats `/` and leading dots.
pub fn shell_match(pattern: &str, text: &str) -> bool {
    matches(&shell_tokens(pattern), text, None)
}

/// Whether `text` has a character that makes it a shell pattern.
pub fn is_shell_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Go's `path.Match`: `*` and `?` stop at `/`; a class is `[a-z]` or `[^a]`. The error is [`BAD_PATTERN`].
pub fn path_match(pattern: &str, name: &str) -> Result<bool, &'static str> {
    Ok(matches(&path_tokens(pattern)?, name, Some('/')))
}

/// Matches by remembering the last star only: an earlier one never needs to take more.
fn matches(tokens: &[Token], text: &str, separator: Option<char>) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut token, mut at) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match tokens.get(token) {
            None if at == text.len() => return true,
            Some(Token::Star) => {
                token += 1;
                retry = Some((token, at));
                continue;
            }
            Some(step) if text.get(at).is_some_and(|c| step.accepts(*c, separator)) => {
                token += 1;
                at += 1;
                continue;
            }
            _ => {}
        }
        match retry {
            Some((after_star, taken)) if text.get(taken).is_some_and(|c| Some(*c) != separator) => {
                retry = Some((after_star, taken + 1));
                (token, at) = (after_star, taken + 1);
            }
            _ => return false,
        }
    }
}

fn shell_tokens(pattern: &str) -> Vec<Token> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            '*' => tokens.push(Token::Star),
            '?' => tokens.push(Token::Any),
            '[' => match shell_class(&chars, at) {
                Some((class, end)) => {
                    tokens.push(class);
                    at = end;
                }
                None => tokens.push(Token::Literal('[')),
            },
            '\\' => {
                tokens.push(Token::Literal(chars.get(at).copied().unwrap_or('\\')));
                at += 1;
            }
            c => tokens.push(Token::Literal(c)),
        }
    }
    tokens
}

/// Reads a class from after its `[`; gives it and the place after its `]`.
fn shell_class(chars: &[char], mut at: usize) -> Option<(Token, usize)> {
    let negated = matches!(chars.get(at), Some('!' | '^'));
    at += usize::from(negated);
    let (start, mut ranges, mut named) = (at, Vec::new(), Vec::new());
    loop {
        let mut low = *chars.get(at)?;
        if low == ']' && at > start {
            return Some((Token::Class { negated, ranges, named }, at + 1));
        }
        if low == '[' && chars.get(at + 1) == Some(&':') {
            let name: String = chars[at + 2..].iter().take_while(|c| c.is_ascii_alphabetic()).collect();
            let end = at + 2 + name.len();
            if chars.get(end) == Some(&':') && chars.get(end + 1) == Some(&']') {
                named.push(name);
                at = end + 2;
                continue;
            }
        }
        if low == '\\' {
            at += 1;
            low = *chars.get(at)?;
        }
        at += 1;
        let mut high = low;
        if chars.get(at) == Some(&'-') && chars.get(at + 1).is_some_and(|c| *c != ']') {
            at += 1;
            if chars.get(at) == Some(&'\\') {
                at += 1;
            }
            high = *chars.get(at)?;
            at += 1;
        }
        ranges.push((low, high));
    }
}

fn in_named_class(name: &str, c: char) -> bool {
    match name {
        "alpha" => c.is_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_alphanumeric(),
        "upper" => c.is_uppercase(),
        "lower" => c.is_lowercase(),
        "space" => c.is_whitespace(),
        "blank" => c == ' ' || c == '\t',
        "punct" => c.is_ascii_punctuation(),
        "xdigit" => c.is_ascii_hexdigit(),
        "cntrl" => c.is_control(),
        "print" => !c.is_control(),
        "graph" => !c.is_control() && !c.is_whitespace(),
        _ => false,
    }
}

fn path_tokens(pattern: &str) -> Result<Vec<Token>, &'static str> {
    let mut tokens = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        tokens.push(match c {
            '*' => Token::Star,
            '?' => Token::Any,
            '[' => {
                let negated = rest.next_if_eq(&'^').is_some();
                let ranges = path_class(&mut rest)?;
                Token::Class { negated, ranges, named: Vec::new() }
            }
            '\\' => Token::Literal(rest.next().ok_or(BAD_PATTERN)?),
            c => Token::Literal(c),
        });
    }
    Ok(tokens)
}

/// Reads the ranges of a class of Go's, up to and with its `]`. A range from high to low is allowed and holds nothing.
pub(super) fn path_class(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
) -> Result<Vec<(char, char)>, &'static str> {
    let mut ranges = Vec::new();
    while ranges.is_empty() || rest.next_if_eq(&']').is_none() {
        let low = class_char(rest)?;
        let high = if rest.next_if_eq(&'-').is_some() { class_char(rest)? } else { low };
        ranges.push((low, high));
    }
    Ok(ranges)
}

fn class_char(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<char, &'static str> {
    match rest.next() {
        None | Some('-' | ']') => Err(BAD_PATTERN),
        Some('\\') => rest.next().ok_or(BAD_PATTERN),
        Some(c) => Ok(c),
    }
}

/// Go's `path.Clean`: no empty, `.` or inner `..` parts, no slash at the end; "." when nothing is left.
pub fn clean_path(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shell_patterns() {
        for (pattern, text, expected) in [
            ("*.js", "server.js", true),
            ("a?c", "abc", true),
            ("[!a-c]x", "dx", true),
            ("[!a-c]x", "bx", false),
            ("[]x]", "]", true),
            ("[[:digit:]]*", "7up", true),
            (r"\*", "*", true),
            (r"\*", "a", false),
            ("[a", "[a", true),
            ("*a*b", "xxaxxb", true),
            ("", "", true),
        ] {
            assert_eq!(shell_match(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn path_patterns() {
        assert_eq!(path_match("me/*:1.?", "me/app:1.0"), Ok(true));
        assert_eq!(path_match("*", "a/b"), Ok(false));
        assert_eq!(path_match("a[^b-d]*", "ae"), Ok(true));
        for bad in ["[", "[]a]", "[-x]", "a[x-]", "\\", "x["] {
            assert_eq!(path_match(bad, "a"), Err(BAD_PATTERN), "{bad}");
        }
    }

    #[test]
    fn cleaning() {
        for (path, clean) in
            [("", "."), ("a//b/./c/..", "a/b"), ("/../a/", "/a"), ("../../x", "../../x"), ("/", "/"), ("a/..", ".")]
        {
            assert_eq!(clean_path(path), clean);
        }
    }
}
