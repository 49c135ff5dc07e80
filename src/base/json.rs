//! JSON text as Go's encoding/json writes it. Reading JSON is serde_json's work, and the values keep the order of insertion.

use std::fmt::Write as _;

use serde_json::{Number, Value};

use super::float;

/// How a value is laid out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style<'a> {
    /// What one level is indented by; `None` writes everything on one line without blanks.
    pub indent: Option<&'a str>,
    /// Whether `<`, `>` and `&` become `\u003c` and so on, as Go does unless told otherwise.
    pub escape_html: bool,
}

/// One line with HTML characters escaped: Go's `json.Marshal`.
pub fn compact(value: &Value) -> String {
    write(value, Style { indent: None, escape_html: true })
}

/// One line with HTML characters as they are: the `json` function of docker's templates, and the engine's answers.
pub fn plain(value: &Value) -> String {
    write(value, Style::default())
}

/// Four blanks a level and HTML characters as they are: `docker inspect`.
pub fn inspect(value: &Value) -> String {
    write(value, Style { indent: Some("    "), escape_html: false })
}

/// Writes `value` in any style, without a newline at the end.
pub fn write(value: &Value, style: Style<'_>) -> String {
    let mut out = String::new();
    write_value(&mut out, value, style, 0);
    out
}

fn write_value(out: &mut String, value: &Value, style: Style<'_>, depth: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, number),
        Value::String(text) => write_string(out, text, style.escape_html),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(out, at, style, depth + 1);
                write_value(out, item, style, depth + 1);
            }
            close(out, ']', items.is_empty(), style, depth);
        }
        Value::Object(fields) => {
            out.push('{');
            for (at, (key, item)) in fields.iter().enumerate() {
                separate(out, at, style, depth + 1);
                write_string(out, key, style.escape_html);
                out.push_str(if style.indent.is_some() { ": " } else { ":" });
                write_value(out, item, style, depth + 1);
            }
            close(out, '}', fields.is_empty(), style, depth);
        }
    }
}

fn separate(out: &mut String, at: usize, style: Style<'_>, depth: usize) {
    if at > 0 {
        out.push(',');
    }
    break_line(out, style, depth);
}

fn close(out: &mut String, bracket: char, empty: bool, style: Style<'_>, depth: usize) {
    if !empty {
        break_line(out, style, depth);
    }
    out.push(bracket);
}

fn break_line(out: &mut String, style: Style<'_>, depth: usize) {
    if let Some(indent) = style.indent {
        out.push('\n');
        (0..depth).for_each(|_| out.push_str(indent));
    }
}

/// Go prints floats plainly between 1e-6 and 1e21, otherwise with an exponent of the fewest digits.
fn write_number(out: &mut String, number: &Number) {
    let Some(value) = number.as_f64().filter(|_| number.is_f64()) else {
        let _ = write!(out, "{number}");
        return;
    };
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        out.push_str(&float::exponent_form(value, None).replace("e-0", "e-"));
    } else {
        out.push_str(&float::plain_form(value, None));
    }
}

/// Appends `text` in quotes.
pub fn write_string(out: &mut String, text: &str, escape_html: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\0'..='\x1f' | '\u{2028}' | '\u{2029}' => escape(out, c),
            '<' | '>' | '&' if escape_html => escape(out, c),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, c: char) {
    let _ = write!(out, "\\u{:04x}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn layout_and_escapes_are_gos() {
        let value = json!({"b": [1, 2.5, 1e21, 1e-7, 3.0], "a": {}, "c": [], "s": "<a> & \u{2028}\u{1}\n"});
        assert_eq!(
            compact(&value),
            r#"{"b":[1,2.5,1e+21,1e-7,3],"a":{},"c":[],"s":"\u003ca\u003e \u0026 \u2028\u0001\n"}"#
        );
        assert_eq!(plain(&json!("a && b")), r#""a && b""#);
        assert_eq!(
            inspect(&json!([{"A": [true]}])),
            "[\n    {\n        \"A\": [\n            true\n        ]\n    }\n]"
        );
    }
}
