//! Strings quoted as Go's strconv quotes them. JSON strings are in `json`.

use std::fmt::Write as _;

/// Go's `strconv.Quote`: double quotes, and escapes for what does not print.
pub fn quote(text: &str) -> String {
    quote_with(text, '"', false)
}

/// Go's `strconv.QuoteToASCII`.
pub fn quote_ascii(text: &str) -> String {
    quote_with(text, '"', true)
}

/// Go's `strconv.QuoteRune`, and QuoteRuneToASCII: one character between single quotes.
pub fn quote_char(c: char, ascii: bool) -> String {
    quote_with(c.encode_utf8(&mut [0; 4]), '\'', ascii)
}

fn quote_with(text: &str, mark: char, ascii: bool) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(mark);
    for c in text.chars() {
        match c {
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x0b' => out.push_str("\\v"),
            '\\' => out.push_str("\\\\"),
            c if c == mark => {
                out.push('\\');
                out.push(c);
            }
            c if is_printable(c) && (c.is_ascii() || !ascii) => out.push(c),
            c => {
                let code = u32::from(c);
                let _ = match code {
                    0..=0x7f => write!(out, "\\x{code:02x}"),
                    0x80..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push(mark);
    out
}

/// Whether Go's `unicode.IsPrint` holds; unassigned code points outside the private areas count as printable.
pub fn is_printable(c: char) -> bool {
    let other = matches!(u32::from(c),
        0x80..=0xa0 | 0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x180e | 0x1680 | 0x2000..=0x200f
        | 0x2028..=0x202f | 0x205f..=0x206f | 0x3000 | 0xe000..=0xf8ff | 0xfeff | 0xfff0..=0xfffb | 0xfffe..=0xffff
        | 0xe_0000..=0xe_00ff | 0xf_0000..);
    !c.is_control() && !other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_is_gos() {
        assert_eq!(quote("a\"b\\\n\x01\x7fé\u{200b}😀"), r#""a\"b\\\n\x01\x7fé\u200b😀""#);
        assert_eq!(quote_ascii("é😀"), r#""\u00e9\U0001f600""#);
        assert_eq!(quote_char('\'', false), r"'\''");
    }
}
