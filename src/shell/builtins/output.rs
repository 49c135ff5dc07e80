//! `echo` and `printf`. The texts are made without a shell, so that programs of the same names can share them.

use super::super::Flavor;
use super::super::escapes::{Octal, resolve};
use super::super::state::Shell;
use super::super::vars::quote_if_needed;
use super::Outcome;

/// What `echo` prints.
pub(in super::super) fn echo_text(args: &[String], flavor: Flavor) -> String {
    let (mut newline, mut escapes) = (true, flavor == Flavor::Dash);
    let mut rest = args;
    while let Some((first, others)) = rest.split_first() {
        let known = if flavor == Flavor::Dash { "n" } else { "neE" };
        let flags =
            first.strip_prefix('-').filter(|flags| !flags.is_empty() && flags.chars().all(|c| known.contains(c)));
        let Some(flags) = flags.filter(|flags| flavor != Flavor::Dash || *flags == "n") else { break };
        for flag in flags.chars() {
            match flag {
                'n' => newline = false,
                'e' => escapes = true,
                _ => escapes = false,
            }
        }
        rest = others;
        if flavor == Flavor::Dash {
            break;
        }
    }
    let mut text = rest.join(" ");
    if escapes {
        let (resolved, ended) = resolve(&text, Octal::Zero);
        text = resolved;
        newline &= !ended;
    }
    if newline {
        text.push('\n');
    }
    text
}

/// What `printf` prints, and messages about arguments that are no numbers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Printed {
    /// The text.
    pub(in super::super) text: String,
    /// Arguments that should have been numbers.
    pub(in super::super) bad: Vec<String>,
    /// A directive that means nothing; printing stopped there.
    pub(in super::super) invalid: Option<String>,
}

/// A conversion of `printf`.
#[derive(Default)]
struct Spec {
    flags: String,
    width: Option<i64>,
    precision: Option<i64>,
}

/// Formats as `printf` does; the format is used again while arguments are left.
pub(in super::super) fn printf_text(format: &str, args: &[String]) -> Printed {
    let mut out = Printed::default();
    let mut args = args.iter();
    loop {
        let before = args.len();
        let ended = format_once(format, &mut args, &mut out);
        if ended || out.invalid.is_some() || args.len() == 0 || args.len() == before {
            return out;
        }
    }
}

/// Uses the format once. The answer is true when `\c` ended everything.
fn format_once<'a>(format: &str, args: &mut impl Iterator<Item = &'a String>, out: &mut Printed) -> bool {
    let mut chars = format.chars().peekable();
    let mut plain = String::new();
    while let Some(c) = chars.next() {
        if c == '\\' {
            // Escapes are resolved when the plain text is complete.
            plain.push('\\');
            plain.extend(chars.next());
            continue;
        }
        if c != '%' {
            plain.push(c);
            continue;
        }
        out.text.push_str(&resolve(&plain, Octal::Plain).0);
        plain.clear();
        let mut spec = Spec::default();
        let mut written = String::from("%");
        while let Some(flag) = chars.peek().copied().filter(|c| "-+ #0".contains(*c)) {
            chars.next();
            written.push(flag);
            spec.flags.push(flag);
        }
        spec.width = directive_number(&mut chars, args, &mut written);
        if chars.peek() == Some(&'.') {
            chars.next();
            written.push('.');
            spec.precision = Some(directive_number(&mut chars, args, &mut written).unwrap_or(0));
        }
        while chars.peek().is_some_and(|c| "hlLjzt".contains(*c)) {
            chars.next();
        }
        let Some(kind) = chars.next() else {
            out.invalid = Some(written);
            return true;
        };
        match kind {
            '%' => out.text.push('%'),
            'b' => {
                let (text, ended) = resolve(args.next().map_or("", String::as_str), Octal::Zero);
                out.text.push_str(&pad(&spec, cut(&spec, &text)));
                if ended {
                    return true;
                }
            }
            _ => {
                if let Some(text) = convert(kind, &spec, args, out) {
                    out.text.push_str(&text);
                } else {
                    written.push(kind);
                    out.invalid = Some(written);
                    return true;
                }
            }
        }
    }
    out.text.push_str(&resolve(&plain, Octal::Plain).0);
    false
}

/// A width or precision in a directive: digits, or `*` for an argument.
fn directive_number<'a>(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    args: &mut impl Iterator<Item = &'a String>,
    written: &mut String,
) -> Option<i64> {
    if chars.next_if_eq(&'*').is_some() {
        written.push('*');
        return Some(args.next().and_then(|arg| arg.parse().ok()).unwrap_or(0));
    }
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    written.push_str(&digits);
    digits.parse().ok()
}

fn convert<'a>(
    kind: char,
    spec: &Spec,
    args: &mut impl Iterator<Item = &'a String>,
    out: &mut Printed,
) -> Option<String> {
    if !"sqcdiouxXeEfFgG".contains(kind) {
        return None;
    }
    let arg = args.next();
    let text = arg.map_or("", String::as_str);
    Some(match kind {
        's' => pad(spec, cut(spec, text)),
        'q' => pad(spec, backslash_quote(text)),
        'c' => pad(spec, text.chars().take(1).collect()),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let value = text.trim().parse::<f64>().unwrap_or_else(|_| {
                if arg.is_some() {
                    out.bad.push(text.to_owned());
                }
                0.0
            });
            let precision = spec.precision.unwrap_or(6).clamp(0, 60) as usize;
            pad_number(spec, &float(kind, value.abs(), precision), value < 0.0)
        }
        _ => {
            let value = if let Some(value) = integer(text) {
                value
            } else {
                if arg.is_some() {
                    out.bad.push(text.to_owned());
                }
                let digits = text.trim_start_matches(['-', '+']).bytes().take_while(u8::is_ascii_digit).count();
                let end = text.len() - text.trim_start_matches(['-', '+']).len() + digits;
                text[..end].parse().unwrap_or(0)
            };
            let digits = match kind {
                'o' => format!("{}{value:o}", if spec.flags.contains('#') { "0" } else { "" }),
                'x' => format!("{}{value:x}", if spec.flags.contains('#') { "0x" } else { "" }),
                'X' => format!("{}{value:X}", if spec.flags.contains('#') { "0X" } else { "" }),
                'u' => (value as u64).to_string(),
                _ => value.unsigned_abs().to_string(),
            };
            let signed = matches!(kind, 'd' | 'i');
            let zeros = spec.precision.unwrap_or(0).clamp(0, 200) as usize;
            pad_number(spec, &format!("{digits:0>zeros$}"), signed && value < 0)
        }
    })
}

/// A float without its sign by `%f`, `%e` or `%g`.
fn float(kind: char, value: f64, precision: usize) -> String {
    let exponent_of = |text: &str| text.rsplit('e').next().and_then(|text| text.parse::<i32>().ok()).unwrap_or(0);
    let scientific = |precision: usize| {
        let text = format!("{value:.precision$e}");
        let mantissa = text.split('e').next().unwrap_or_default().to_owned();
        let exponent = exponent_of(&text);
        (mantissa, format!("e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs()), exponent)
    };
    let strip = |text: String| {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    let text = match kind {
        'e' | 'E' => {
            let (mantissa, tail, _) = scientific(precision);
            mantissa + &tail
        }
        'g' | 'G' => {
            let digits = precision.max(1);
            let (mantissa, tail, exponent) = scientific(digits - 1);
            if exponent < -4 || exponent >= digits as i32 {
                strip(mantissa) + &tail
            } else {
                let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
                strip(format!("{value:.decimals$}"))
            }
        }
        _ => format!("{value:.precision$}"),
    };
    if kind.is_ascii_uppercase() { text.to_uppercase() } else { text }
}

/// A text with a backslash before each character that means something, as bash's `%q` prints it.
fn backslash_quote(text: &str) -> String {
    if text.is_empty() || text.chars().any(char::is_control) {
        return quote_if_needed(text);
    }
    let plain = |c: char| c.is_alphanumeric() || "_-./:=@%+".contains(c);
    text.chars().flat_map(|c| (!plain(c)).then_some('\\').into_iter().chain([c])).collect()
}

/// A number as `printf` reads it: decimal, octal, hexadecimal, or a character after a quote.
fn integer(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    if let Some(rest) = text.strip_prefix(['"', '\'']) {
        return Some(rest.chars().next().map_or(0, |c| i64::from(u32::from(c))));
    }
    let trimmed = text.trim_start();
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let value = if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        i64::from_str_radix(hex, 16).ok()?
    } else if digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()?
    } else {
        digits.parse().ok()?
    };
    Some(if negative { value.wrapping_neg() } else { value })
}

fn cut(spec: &Spec, text: &str) -> String {
    match spec.precision {
        Some(precision) => text.chars().take(usize::try_from(precision).unwrap_or(0)).collect(),
        None => text.to_owned(),
    }
}

fn pad(spec: &Spec, text: String) -> String {
    let width = spec.width.unwrap_or(0).clamp(-10_000, 10_000);
    let missing = (width.unsigned_abs() as usize).saturating_sub(text.chars().count());
    if missing == 0 {
        return text;
    }
    let blanks = " ".repeat(missing);
    if width < 0 || spec.flags.contains('-') { format!("{text}{blanks}") } else { format!("{blanks}{text}") }
}

fn pad_number(spec: &Spec, digits: &str, negative: bool) -> String {
    let sign = match negative {
        true => "-",
        false if spec.flags.contains('+') => "+",
        false if spec.flags.contains(' ') => " ",
        false => "",
    };
    let width = spec.width.unwrap_or(0).clamp(0, 10_000) as usize;
    if spec.flags.contains('0') && !spec.flags.contains('-') {
        let zeros = width.saturating_sub(sign.len());
        return format!("{sign}{digits:0>zeros$}");
    }
    pad(spec, format!("{sign}{digits}"))
}

impl Shell {
    pub(super) fn builtin_echo(&mut self, args: &[String]) -> u8 {
        let text = echo_text(args, self.flavor);
        self.print(&text);
        0
    }

    pub(super) fn builtin_printf(&mut self, args: &[String]) -> Outcome {
        let (mut args, mut target) = (args, None);
        if let [option, name, rest @ ..] = args
            && option == "-v"
            && self.flavor == Flavor::Bash
        {
            (args, target) = (rest, Some(name.clone()));
        }
        let args = if args.first().is_some_and(|arg| arg == "--") { &args[1..] } else { args };
        let Some((format, rest)) = args.split_first() else {
            match self.flavor {
                Flavor::Bash => self.print_error("printf: usage: printf [-v var] format [arguments]\n"),
                Flavor::Dash => self.complain("printf: usage: printf format [arg ...]"),
                Flavor::Ash => self.complain("usage: printf FORMAT [ARGUMENT...]"),
            }
            return Ok(2);
        };
        let printed = printf_text(format, rest);
        for bad in &printed.bad {
            match self.flavor {
                Flavor::Bash => self.complain(&format!("printf: {bad}: invalid number")),
                Flavor::Dash => self.complain(&format!("printf: {bad}: expected numeric value")),
                Flavor::Ash => self.complain(&format!("invalid number '{bad}'")),
            }
        }
        match target {
            Some(name) => self.set(&name, &printed.text)?,
            None => self.print(&printed.text),
        }
        if let Some(invalid) = &printed.invalid {
            match self.flavor {
                Flavor::Bash => {
                    let last = invalid.chars().last().unwrap_or('%');
                    self.complain(&format!("printf: `{last}': invalid format character"));
                }
                Flavor::Dash => self.complain(&format!("printf: {invalid}: invalid directive")),
                Flavor::Ash => self.complain(&format!("{invalid}: invalid format")),
            }
        }
        Ok(u8::from(!printed.bad.is_empty() || printed.invalid.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printf(format: &str, args: &[&str]) -> String {
        printf_text(format, &args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>()).text
    }

    #[test]
    fn printf_repeats_and_pads() {
        assert_eq!(printf("%s=%d\\n", &["a", "1", "b"]), "a=1\nb=0\n");
        assert_eq!(printf("[%5s|%-5s|%05d|%.2f|%x]", &["a", "b", "-42", "2.5", "255"]), "[    a|b    |-0042|2.50|ff]");
        assert_eq!(printf("%b|%c|%%|%+d", &["x\\ty", "word", "7"]), "x\ty|w|%|+7");
        assert_eq!(printf("\\101\\x42", &[]), "AB");
        assert_eq!(
            printf_text("%d", &["3x".to_owned()]),
            Printed { text: "3".into(), bad: vec!["3x".into()], invalid: None }
        );
    }

    #[test]
    fn echo_knows_its_flavours() {
        let args = ["-e".to_owned(), "a\\tb\\c".to_owned()];
        assert_eq!(echo_text(&args, Flavor::Bash), "a\tb");
        assert_eq!(echo_text(&args, Flavor::Dash), "-e a\tb");
        assert_eq!(echo_text(&["-n".to_owned(), "x".to_owned()], Flavor::Ash), "x");
    }
}
