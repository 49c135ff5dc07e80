//! Go's Sprintf over template values, with the notes that Go leaves in the text for wrong verbs and arguments.

use std::fmt::Write as _;

use super::print::{Form, format};
use super::value::Value;
use crate::base::float;
use crate::base::quote::{is_printable, quote, quote_ascii, quote_char};

/// Widths and precisions beyond this are refused, as in Go.
const SIZE_MAX: usize = 1_000_000;
/// Padding beyond this is cut, so that a template cannot ask for megabytes.
const PAD_MAX: usize = 10_000;

/// The flags, width and precision of one verb.
#[derive(Clone, Copy, Debug, Default)]
struct Spec {
    minus: bool,
    plus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Formats `args` by `text`.
pub(super) fn sprintf(text: &str, args: &[Value]) -> String {
    let mut printer =
        Printer { chars: text.chars().collect(), at: 0, args, arg: 0, reordered: false, out: String::new() };
    printer.run();
    printer.out
}

struct Printer<'a> {
    chars: Vec<char>,
    at: usize,
    args: &'a [Value],
    arg: usize,
    /// An argument was named by its number, so that unused ones are not reported.
    reordered: bool,
    out: String,
}

impl Printer<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn run(&mut self) {
        while let Some(c) = self.peek() {
            self.at += 1;
            if c == '%' {
                self.verb();
            } else {
                self.out.push(c);
            }
        }
        if !self.reordered && self.arg < self.args.len() {
            let extra: Vec<_> = self.args[self.arg..].iter().map(|arg| typed(arg, Spec::default(), 0)).collect();
            let _ = write!(self.out, "%!(EXTRA {})", extra.join(", "));
        }
    }

    fn verb(&mut self) {
        let mut spec = self.flags();
        let mut index_valid = self.index();
        if self.peek() == Some('*') {
            self.at += 1;
            match self.size_argument() {
                Some(width) => {
                    spec.minus |= width < 0;
                    spec.width = Some(width.unsigned_abs() as usize);
                }
                None => self.out.push_str("%!(BADWIDTH)"),
            }
        } else {
            let start = self.at;
            spec.width = self.digits();
            // An index must stand right before the verb or a star.
            index_valid &= start == self.at || self.chars[start - 1] != ']';
        }
        // A dot that ends the text is itself taken for a verb.
        if self.peek() == Some('.') && self.at + 1 < self.chars.len() {
            self.at += 1;
            index_valid &= self.index();
            if self.peek() == Some('*') {
                self.at += 1;
                match self.size_argument() {
                    Some(precision) if precision >= 0 => spec.precision = Some(precision as usize),
                    Some(_) => {}
                    None => self.out.push_str("%!(BADPREC)"),
                }
            } else {
                spec.precision = Some(self.digits().unwrap_or(0));
            }
        }
        index_valid &= self.index();
        let Some(verb) = self.peek() else {
            self.out.push_str("%!(NOVERB)");
            return;
        };
        self.at += 1;
        if verb == '%' {
            self.out.push('%');
        } else if !index_valid {
            let _ = write!(self.out, "%!{verb}(BADINDEX)");
        } else if let Some(value) = self.args.get(self.arg) {
            self.arg += 1;
            let text = formatted(value, verb, spec, 0);
            self.out.push_str(&text);
        } else {
            let _ = write!(self.out, "%!{verb}(MISSING)");
        }
    }

    fn flags(&mut self) -> Spec {
        let mut spec = Spec::default();
        while let Some(c) = self.peek() {
            match c {
                '-' => spec.minus = true,
                '+' => spec.plus = true,
                '#' => spec.sharp = true,
                ' ' => spec.space = true,
                '0' => spec.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        spec
    }

    fn digits(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        if start == self.at {
            return None;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        let size = text.parse().ok().filter(|size| *size <= SIZE_MAX);
        if size.is_none() {
            // Go gives up on the rest of the format.
            self.at = self.chars.len();
        }
        size
    }

    /// Reads `[n]`, if it stands here; false when it names no argument.
    fn index(&mut self) -> bool {
        if self.peek() != Some('[') {
            return true;
        }
        self.reordered = true;
        let Some(end) = self.chars[self.at..].iter().position(|c| *c == ']') else {
            self.at += 1;
            return false;
        };
        let text: String = self.chars[self.at + 1..self.at + end].iter().collect();
        self.at += end + 1;
        match text.parse::<usize>() {
            Ok(number) if (1..=self.args.len()).contains(&number) => {
                self.arg = number - 1;
                true
            }
            _ => false,
        }
    }

    fn size_argument(&mut self) -> Option<i64> {
        let value = self.args.get(self.arg)?;
        self.arg += 1;
        match value {
            Value::Int(size, _) if size.unsigned_abs() <= SIZE_MAX as u64 => Some(*size),
            _ => None,
        }
    }
}

/// `string=hi`, as wrong arguments are shown; width and flags of the wrong verb hold.
fn typed(value: &Value, spec: Spec, depth: usize) -> String {
    match value {
        Value::Nil => "<nil>".to_owned(),
        _ => format!("{}={}", value.type_name(), formatted(value, 'v', spec, depth)),
    }
}

fn formatted(value: &Value, verb: char, spec: Spec, depth: usize) -> String {
    let bad = || format!("%!{verb}({})", typed(value, spec, depth));
    if verb == 'T' && depth == 0 {
        return padded(value.type_name(), spec);
    }
    if verb == 'v' && (spec.sharp || spec.plus) {
        let form = if spec.sharp { Form::Syntax } else { Form::Named };
        return padded(&format(value, form, depth), spec);
    }
    let inner = |items: Vec<String>| items.join(" ");
    match value {
        Value::Nil | Value::NilPointer(_) if verb == 'v' => padded("<nil>", spec),
        Value::Nil if depth > 0 => "<nil>".to_owned(),
        Value::Bool(flag) if matches!(verb, 'v' | 't') => padded(if *flag { "true" } else { "false" }, spec),
        Value::Nil | Value::NilPointer(_) | Value::Bool(_) => bad(),
        Value::Int(number, _) => integer(*number, verb, spec).unwrap_or_else(bad),
        Value::Float(number) => real(*number, verb, spec).unwrap_or_else(bad),
        Value::Text(text) | Value::Number(text) => string(text, verb, spec).unwrap_or_else(bad),
        Value::List(list) => {
            format!("[{}]", inner(list.items.iter().map(|item| formatted(item, verb, spec, depth + 1)).collect()))
        }
        Value::Map(map) => {
            let entry = |(key, item): (&std::rc::Rc<str>, &Value)| {
                let key = formatted(&Value::Text(key.clone()), verb, spec, depth + 1);
                format!("{key}:{}", formatted(item, verb, spec, depth + 1))
            };
            format!("map[{}]", inner(map.entries.iter().map(entry).collect()))
        }
        Value::Object(object) => {
            if let Some(text) = object.text() {
                return string(&text, verb, spec).unwrap_or_else(bad);
            }
            let pointer = object.type_name().starts_with('*');
            if pointer && depth > 0 {
                return padded(&format(value, Form::Plain, depth), spec);
            }
            let fields = object.fields().iter().map(|(_, field)| formatted(field, verb, spec, depth + 1)).collect();
            format!("{}{{{}}}", if pointer { "&" } else { "" }, inner(fields))
        }
    }
}

fn padded(text: &str, spec: Spec) -> String {
    let missing = spec.width.unwrap_or(0).saturating_sub(text.chars().count()).min(PAD_MAX);
    if spec.minus {
        return format!("{text}{}", " ".repeat(missing));
    }
    format!("{}{text}", if spec.zero { "0" } else { " " }.repeat(missing))
}

fn string(text: &str, verb: char, spec: Spec) -> Option<String> {
    let cut = || match spec.precision {
        Some(count) => text.chars().take(count).collect(),
        None => text.to_owned(),
    };
    Some(match verb {
        'v' | 's' => padded(&cut(), spec),
        'q' => {
            let text = cut();
            let raw = spec.sharp && !text.contains('`') && text.chars().all(|c| c == '\t' || !c.is_control());
            let quoted = if raw {
                format!("`{text}`")
            } else if spec.plus {
                quote_ascii(&text)
            } else {
                quote(&text)
            };
            padded(&quoted, spec)
        }
        'x' | 'X' => {
            let bytes = &text.as_bytes()[..spec.precision.unwrap_or(text.len()).min(text.len())];
            let prefix = if verb == 'x' { "0x" } else { "0X" };
            let hex = |byte: &u8| {
                let digits = if verb == 'x' { format!("{byte:02x}") } else { format!("{byte:02X}") };
                if spec.sharp && spec.space { format!("{prefix}{digits}") } else { digits }
            };
            let digits = bytes.iter().map(hex).collect::<Vec<_>>().join(if spec.space { " " } else { "" });
            let lead = if spec.sharp && !spec.space && !digits.is_empty() { prefix } else { "" };
            padded(&format!("{lead}{digits}"), spec)
        }
        _ => return None,
    })
}

fn integer(number: i64, verb: char, spec: Spec) -> Option<String> {
    let magnitude = number.unsigned_abs();
    let (digits, prefix) = match verb {
        'v' | 'd' => (magnitude.to_string(), ""),
        'b' => (format!("{magnitude:b}"), if spec.sharp { "0b" } else { "" }),
        'o' => (format!("{magnitude:o}"), if spec.sharp { "0" } else { "" }),
        'O' => (format!("{magnitude:o}"), "0o"),
        'x' => (format!("{magnitude:x}"), if spec.sharp { "0x" } else { "" }),
        'X' => (format!("{magnitude:X}"), if spec.sharp { "0X" } else { "" }),
        'c' => return Some(padded(&character(number).to_string(), spec)),
        'q' => return Some(padded(&quote_char(character(number), spec.plus), spec)),
        'U' => {
            let c = character(number);
            let shown = if spec.sharp && is_printable(c) { format!(" '{c}'") } else { String::new() };
            return Some(padded(&format!("U+{magnitude:04X}{shown}"), Spec { zero: false, ..spec }));
        }
        _ => return None,
    };
    let sign = sign(number < 0, spec);
    let digits = match spec.precision {
        Some(0) if number == 0 => return Some(padded("", Spec { zero: false, ..spec })),
        Some(least) => format!("{}{digits}", "0".repeat(least.saturating_sub(digits.len()).min(PAD_MAX))),
        None if spec.zero && !spec.minus => {
            let room = spec.width.unwrap_or(0).saturating_sub(sign.len());
            format!("{}{digits}", "0".repeat(room.saturating_sub(digits.len()).min(PAD_MAX)))
        }
        None => digits,
    };
    Some(padded(&format!("{sign}{prefix}{digits}"), Spec { zero: false, ..spec }))
}

fn character(code: i64) -> char {
    u32::try_from(code).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn sign(negative: bool, spec: Spec) -> &'static str {
    match (negative, spec.plus, spec.space) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

fn real(number: f64, verb: char, spec: Spec) -> Option<String> {
    let precision = spec.precision.map(|digits| digits.min(PAD_MAX));
    let magnitude = number.abs();
    let mut digits = match verb {
        'v' | 'g' | 'G' => float::general_form(magnitude, precision),
        'f' | 'F' => float::plain_form(magnitude, precision.or(Some(6))),
        'e' | 'E' => float::exponent_form(magnitude, precision.or(Some(6))),
        _ => return None,
    };
    if verb.is_ascii_uppercase() {
        digits = digits.replace('e', "E");
    }
    let finite = number.is_finite();
    let digits = digits.strip_prefix('+').unwrap_or(&digits);
    let sign =
        if number.is_infinite() && number > 0.0 && !spec.space { "+" } else { sign(number.is_sign_negative(), spec) };
    let sign = if number.is_nan() { "" } else { sign };
    if finite && spec.zero && !spec.minus {
        let room = spec.width.unwrap_or(0).saturating_sub(sign.len() + digits.len()).min(PAD_MAX);
        return Some(format!("{sign}{}{digits}", "0".repeat(room)));
    }
    Some(padded(&format!("{sign}{digits}"), Spec { zero: false, ..spec }))
}
