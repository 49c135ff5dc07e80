//! `printf` as a program, and the backslash escapes that it shares with `echo`. Shells have their own.

use super::kit::{Next, Tool, text};

/// Prints its arguments by a format.
pub(super) fn main(tool: &mut Tool) -> Next {
    let mut args = tool.args.clone();
    if args.first().is_some_and(|arg| arg == "--") {
        args.remove(0);
    }
    if args.is_empty() {
        let hint = if tool.busybox {
            format!("{}\n\nUsage: printf FORMAT [ARG]...\n", tool.banner())
        } else {
            "printf: missing operand\nTry 'printf --help' for more information.\n".to_owned()
        };
        tool.err(&hint);
        tool.status = 1;
        return Next::Done;
    }
    let format = args.remove(0);
    let mut printer = Printer { args: args.into_iter(), taken: false, missing: false };
    loop {
        printer.taken = false;
        if !printer.pass(tool, &format) || !printer.taken || printer.args.len() == 0 {
            return Next::Done;
        }
    }
}

struct Printer {
    args: std::vec::IntoIter<String>,
    /// Whether this pass over the format took an argument.
    taken: bool,
    missing: bool,
}

/// A conversion's flags, width and precision.
#[derive(Default)]
struct Shape {
    left: bool,
    plus: bool,
    blank: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

impl Printer {
    fn next(&mut self) -> String {
        self.taken = true;
        let next = self.args.next();
        self.missing = next.is_none();
        next.unwrap_or_default()
    }

    /// One pass over the format; false when the output ends.
    fn pass(&mut self, tool: &mut Tool, format: &str) -> bool {
        let mut rest = format;
        while let Some(at) = rest.find(['%', '\\']) {
            tool.out(&rest[..at]);
            rest = &rest[at..];
            if rest.starts_with('\\') {
                let end = escape_length(rest);
                let (bytes, stop) = unescape(&rest[..end], false);
                tool.bytes(&bytes);
                if stop {
                    return false;
                }
                rest = &rest[end..];
                continue;
            }
            rest = &rest[1..];
            if let Some(after) = rest.strip_prefix('%') {
                tool.out("%");
                rest = after;
                continue;
            }
            match self.convert(tool, rest) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        tool.out(rest);
        true
    }

    fn convert<'a>(&mut self, tool: &mut Tool, spec: &'a str) -> Option<&'a str> {
        let mut shape = Shape::default();
        let mut rest = spec;
        while let Some(flag) = rest.chars().next().filter(|c| "-+ 0#'".contains(*c)) {
            match flag {
                '-' => shape.left = true,
                '+' => shape.plus = true,
                ' ' => shape.blank = true,
                '0' => shape.zero = true,
                '#' => shape.alternate = true,
                _ => {}
            }
            rest = &rest[1..];
        }
        let width = self.count(&mut rest);
        shape.left |= width.is_some_and(|width| width < 0);
        shape.width = width.unwrap_or(0).unsigned_abs().min(65_536) as usize;
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
            shape.precision = Some(self.count(&mut rest).unwrap_or(0).clamp(0, 65_536) as usize);
        }
        let rest = rest.trim_start_matches(['h', 'l', 'L', 'q', 'j', 'z', 't']);
        let letter = rest.chars().next().unwrap_or('\0');
        let text = match letter {
            's' => cut(&self.next(), shape.precision),
            'b' => {
                let (bytes, stop) = unescape(&self.next(), true);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if stop {
                    tool.out(&text);
                    return None;
                }
                cut(&text, shape.precision)
            }
            'c' => self.next().chars().take(1).collect(),
            'd' | 'i' => {
                let argument = self.next();
                let value = self.integer(tool, &argument);
                let digits = format!("{:0>1$}", value.unsigned_abs(), shape.precision.unwrap_or(1));
                signed(&digits, value < 0, &shape)
            }
            'u' | 'o' | 'x' | 'X' => {
                let argument = self.next();
                let value = self.integer(tool, &argument) as i64 as u64;
                let (prefix, digits) = match letter {
                    'o' => ("0", format!("{value:o}")),
                    'x' => ("0x", format!("{value:x}")),
                    'X' => ("0X", format!("{value:X}")),
                    _ => ("", value.to_string()),
                };
                let prefix = if shape.alternate && value != 0 { prefix } else { "" };
                zeros(&format!("{digits:0>0$}", shape.precision.unwrap_or(1)), prefix, &shape)
            }
            'f' | 'F' | 'e' | 'E' | 'g' | 'G' => {
                let argument = self.next();
                let value = self.float(tool, &argument);
                let digits = super::kit::floats::format(value.abs(), letter, shape.precision, shape.alternate);
                signed(&digits, value.is_sign_negative(), &shape)
            }
            _ => {
                let text = format!(
                    "%{}: invalid directive",
                    &spec[..spec.len() - rest.len() + letter.len_utf8().min(rest.len())]
                );
                tool.warn(&text);
                return None;
            }
        };
        let pad = " ".repeat(shape.width.saturating_sub(text::width(&text)));
        tool.out(&if shape.left { format!("{text}{pad}") } else { format!("{pad}{text}") });
        Some(&rest[letter.len_utf8()..])
    }

    /// A width or precision: digits, or `*` for an argument.
    fn count(&mut self, rest: &mut &str) -> Option<i64> {
        if let Some(after) = rest.strip_prefix('*') {
            *rest = after;
            return self.next().parse().ok();
        }
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest[..end].parse().ok();
        *rest = &rest[end..];
        number
    }

    fn integer(&mut self, tool: &mut Tool, text: &str) -> i128 {
        let trimmed = text.trim_start();
        if let Some(quoted) = trimmed.strip_prefix(['\'', '"']) {
            return quoted.chars().next().map_or(0, |c| i128::from(c as u32));
        }
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        };
        let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
            Some(hex) => (16, hex),
            None if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
            None => (10, digits),
        };
        let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let value = i128::from_str_radix(&digits[..end], radix).unwrap_or(0);
        if !self.missing {
            check(tool, text, end == 0, end < digits.len());
        }
        if negative { -value } else { value }
    }

    fn float(&mut self, tool: &mut Tool, text: &str) -> f64 {
        let (value, used) = super::kit::floats::parse(text);
        if !self.missing {
            check(tool, text, used == 0, used < text.len());
        }
        value
    }
}

/// Says what is wrong with a number.
fn check(tool: &mut Tool, text: &str, nothing: bool, partly: bool) {
    if tool.busybox && (nothing || partly) {
        tool.warn(&format!("invalid number '{text}'"));
    } else if nothing {
        let text = format!("{}: expected a numeric value", tool.curved(text));
        tool.warn(&text);
    } else if partly {
        let text = format!("{}: value not completely converted", tool.curved(text));
        tool.warn(&text);
    }
}

fn cut(text: &str, precision: Option<usize>) -> String {
    precision.map_or_else(|| text.to_owned(), |precision| text.chars().take(precision).collect())
}

fn signed(digits: &str, negative: bool, shape: &Shape) -> String {
    let sign = match (negative, shape.plus, shape.blank) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        _ => "",
    };
    zeros(digits, sign, shape)
}

fn zeros(digits: &str, prefix: &str, shape: &Shape) -> String {
    let fill = shape.width.saturating_sub(digits.len() + prefix.len());
    let fill = if shape.zero && !shape.left { fill } else { 0 };
    format!("{prefix}{}{digits}", "0".repeat(fill))
}

/// The length of the escape that a text begins with.
fn escape_length(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    let Some((_, kind)) = chars.next() else { return text.len() };
    let (most, radix, skip) = match kind {
        '0'..='7' => (3, 8, 1),
        'x' => (2, 16, 2),
        'u' => (4, 16, 2),
        'U' => (8, 16, 2),
        kind => return 1 + kind.len_utf8(),
    };
    skip + text[skip..].chars().take(most).take_while(|c| c.is_digit(radix)).count()
}

/// Resolves escapes; octal numbers begin with 0 in the `echo` and `%b` kind. The second part of the answer is true when
/// `\c` ended the text.
pub(super) fn unescape(text: &str, echo: bool) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let Some(kind) = rest.chars().next() else {
            out.push(b'\\');
            break;
        };
        let after = &rest[kind.len_utf8()..];
        let (digits, radix, most) = match kind {
            '0' if echo => (after, 8, 3),
            '0'..='7' => (rest, 8, 3),
            'x' => (after, 16, 2),
            'u' => (after, 16, 4),
            'U' => (after, 16, 8),
            _ => (after, 0, 0),
        };
        rest = after;
        if radix > 0 {
            let len = digits.chars().take(most).take_while(|c| c.is_digit(radix)).count();
            let value = u32::from_str_radix(&digits[..len], radix).unwrap_or(0);
            rest = &digits[len..];
            match (kind, len) {
                ('x' | 'u' | 'U', 0) => out.extend([b'\\', kind as u8]),
                ('u' | 'U', _) => {
                    let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
                    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ => out.push(value as u8),
            }
            continue;
        }
        match kind {
            'a' => out.push(7),
            'b' => out.push(8),
            'c' => return (out, true),
            'e' => out.push(27),
            'f' => out.push(12),
            'n' => out.push(b'\n'),
            'r' => out.push(b'\r'),
            't' => out.push(b'\t'),
            'v' => out.push(11),
            '\\' => out.push(b'\\'),
            '"' if !echo => out.push(b'"'),
            other => {
                out.push(b'\\');
                out.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
    out.extend_from_slice(rest.as_bytes());
    (out, false)
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn formats_are_filled() {
        let m = Machine::gnu();
        assert_eq!(m.ok(r"printf %s-%d\n a 1 b 2"), "a-1\nb-2\n");
        assert_eq!(
            m.ok(r"printf '%5s|%-5s|%05d|%x|%.2f|%c\n' ab cd 42 255 3.14159 xyz"),
            "   ab|cd   |00042|ff|3.14|x\n"
        );
        assert_eq!(m.ok(r"printf '\101\x41%%%b' 'a\tb'"), "AA%a\tb");
        assert_eq!(m.ok(r"printf '%e %g %g\n' 12345.678 0.0001 1e10"), "1.234568e+04 0.0001 1e+10\n");
        assert_eq!(m.run("printf %d abc").out, "0");
        assert_eq!(m.bad("printf %d abc").0, "printf: 'abc': expected a numeric value\n");
        assert_eq!(m.ok("echo -e 'a\\tb' c"), "a\tb c\n");
    }
}
