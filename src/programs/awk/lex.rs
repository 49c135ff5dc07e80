//! The tokens of an awk program. A slash is a division or a pattern, by what stands before it.

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A number.
    Number(f64),
    /// A string, escapes resolved.
    Text(String),
    /// A pattern between slashes.
    Regex(String),
    /// A name; `true` when an opening parenthesis touches it.
    Name(String, bool),
    /// An operator, a bracket or a keyword.
    Sign(&'static str),
    /// The end of a line.
    Newline,
}

/// Operators and brackets, the long ones first.
const SIGNS: [&str; 44] = [
    "**=", "&&", "||", "==", "!=", "<=", ">=", "!~", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "**", ">>", "+",
    "-", "*", "/", "%", "^", "=", "<", ">", "!", "~", "?", ":", ",", ";", "(", ")", "{", "}", "[", "]", "$", "|", "&",
    "\\", "@",
];

/// Words with a meaning of their own.
const WORDS: [&str; 18] = [
    "BEGIN", "END", "break", "continue", "delete", "do", "else", "exit", "for", "function", "getline", "if", "in",
    "next", "print", "printf", "return", "while",
];

/// Takes a program apart; each token with its line. The error is the line and what stands there.
pub(super) fn tokens(source: &str) -> Result<Vec<(Token, usize)>, (usize, String)> {
    let (mut out, mut rest, mut line) = (Vec::<(Token, usize)>::new(), source, 1);
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("\\\n") {
            (rest, line) = (after, line + 1);
            continue;
        }
        match c {
            '\n' => {
                out.push((Token::Newline, line));
                line += 1;
                rest = &rest[1..];
            }
            c if c.is_whitespace() => rest = &rest[c.len_utf8()..],
            '#' => rest = &rest[rest.find('\n').unwrap_or(rest.len())..],
            '"' => {
                let end = end_of(&rest[1..], '"').ok_or_else(|| (line, rest.to_owned()))?;
                out.push((Token::Text(super::text::escapes(&rest[1..=end])), line));
                rest = &rest[end + 2..];
            }
            '/' if takes_regex(out.last().map(|(token, _)| token)) => {
                let end = end_of(&rest[1..], '/').ok_or_else(|| (line, rest.to_owned()))?;
                out.push((Token::Regex(rest[1..=end].replace("\\/", "/")), line));
                rest = &rest[end + 2..];
            }
            '0'..='9' | '.' if c != '.' || rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                let (value, used) = crate::programs::kit::floats::parse(rest);
                out.push((Token::Number(value), line));
                rest = &rest[used.max(1)..];
            }
            c if c.is_alphabetic() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let token = match WORDS.iter().find(|known| **known == word) {
                    Some(known) => Token::Sign(known),
                    None if word == "func" => Token::Sign("function"),
                    None => Token::Name(word.to_owned(), after.starts_with('(')),
                };
                out.push((token, line));
                rest = after;
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign)).ok_or_else(|| (line, c.to_string()))?;
                let token = match *sign {
                    "**" => "^",
                    "**=" => "^=",
                    sign => sign,
                };
                out.push((Token::Sign(token), line));
                rest = &rest[sign.len()..];
            }
        }
    }
    Ok(out)
}

/// Where a string or pattern ends.
fn end_of(text: &str, quote: char) -> Option<usize> {
    let (mut escaped, mut class) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '\n' => return None,
            '[' if quote == '/' => class = true,
            ']' => class = false,
            c if c == quote && !class => return Some(at),
            _ => {}
        }
    }
    None
}

fn takes_regex(before: Option<&Token>) -> bool {
    match before {
        None | Some(Token::Newline) => true,
        Some(Token::Sign(sign)) => !matches!(*sign, ")" | "]" | "$" | "++" | "--"),
        Some(_) => false,
    }
}
