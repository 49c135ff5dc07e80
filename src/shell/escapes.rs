//! Backslash escapes: those of `$'...'`, of `echo -e` and dash's `echo`, and of `printf`. Quoting by the shell's language is
//! in `words`.

/// How an escape for an octal number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Octal {
    /// `\0nnn`, as `echo` and `%b` take it.
    Zero,
    /// `\nnn`, as `printf`'s format and `$'...'` take it.
    Plain,
}

/// Resolves escapes. The second part of the answer is true when `\c` ended the text.
pub(super) fn resolve(text: &str, octal: Octal) -> (String, bool) {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.extend(c.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        let Some(kind) = chars.next() else {
            out.push(b'\\');
            break;
        };
        let mut digits = |radix: u32, most: usize, first: u32| {
            let (mut value, mut count) = (first, 0);
            while count < most
                && let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix))
            {
                chars.next();
                value = value * radix + digit;
                count += 1;
            }
            (value, count)
        };
        match kind {
            'a' => out.push(7),
            'b' => out.push(8),
            'e' | 'E' => out.push(27),
            'f' => out.push(12),
            'n' => out.push(b'\n'),
            'r' => out.push(b'\r'),
            't' => out.push(b'\t'),
            'v' => out.push(11),
            '\\' => out.push(b'\\'),
            'c' if octal == Octal::Zero => return (String::from_utf8_lossy(&out).into_owned(), true),
            '0' if octal == Octal::Zero => out.push(digits(8, 3, 0).0 as u8),
            '0'..='7' if octal == Octal::Plain => {
                let first = kind.to_digit(8).unwrap_or(0);
                out.push(digits(8, 2, first).0 as u8);
            }
            'x' => match digits(16, 2, 0) {
                (_, 0) => out.extend(b"\\x"),
                (value, _) => out.push(value as u8),
            },
            'u' | 'U' => {
                let value = digits(16, if kind == 'u' { 4 } else { 8 }, 0).0;
                let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend(c.encode_utf8(&mut [0; 4]).bytes());
            }
            '"' | '\'' if octal == Octal::Plain => out.push(kind as u8),
            other => {
                out.push(b'\\');
                out.extend(other.encode_utf8(&mut [0; 4]).bytes());
            }
        }
    }
    (String::from_utf8_lossy(&out).into_owned(), false)
}

/// The text of `$'...'`.
pub(super) fn ansi(text: &str) -> String {
    resolve(text, Octal::Plain).0
}
