//! `expr` and `mktemp`: a calculation from words, and a fresh file or folder.

use super::kit::regex::{Regex, Syntax};
use super::kit::{Next, Options, Tool};
use crate::os::OpenFlags;

const MKTEMP: Options = Options {
    spec: "d,directory q,quiet u,dry-run p,tmpdir? t +suffix:",
    gnu: "[OPTION]... [TEMPLATE]",
    busybox: "[-dt] [-p DIR] [TEMPLATE]",
};

/// Words not looked at yet.
struct Words<'a> {
    words: &'a [String],
    at: usize,
}

/// Prints a value.
pub(super) fn main(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let args = tool.args.clone();
    if args.is_empty() {
        return if tool.busybox {
            tool.fail("too few arguments")
        } else {
            tool.usage_error("missing operand", &Options { spec: "", gnu: "EXPRESSION", busybox: "EXPRESSION" })
        };
    }
    let mut words = Words { words: &args, at: 0 };
    let value = words.or().and_then(|value| match words.next() {
        Some(word) if tool.busybox => Err(format!("syntax error: {word}")),
        Some(word) => Err(format!("syntax error: unexpected argument {}", tool.curved(&word))),
        None => Ok(value),
    });
    match value {
        Ok(value) => {
            tool.line(&value);
            tool.status = u8::from(value.is_empty() || value.parse::<i64>() == Ok(0));
        }
        Err(text) => return tool.fail(if tool.busybox { "syntax error" } else { &text }),
    }
    Next::Done
}

type Value = Result<String, String>;

impl Words<'_> {
    fn next(&mut self) -> Option<String> {
        let word = self.words.get(self.at).cloned();
        self.at += usize::from(word.is_some());
        word
    }

    fn take(&mut self, signs: &[&str]) -> Option<String> {
        let word = self.words.get(self.at).filter(|word| signs.contains(&word.as_str())).cloned();
        self.at += usize::from(word.is_some());
        word
    }

    fn or(&mut self) -> Value {
        let mut left = self.and()?;
        while self.take(&["|"]).is_some() {
            let right = self.and()?;
            if is_null(&left) {
                left = if is_null(&right) { "0".to_owned() } else { right };
            }
        }
        Ok(left)
    }

    fn and(&mut self) -> Value {
        let mut left = self.comparison()?;
        while self.take(&["&"]).is_some() {
            let right = self.comparison()?;
            if is_null(&left) || is_null(&right) {
                "0".clone_into(&mut left);
            }
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Value {
        let mut left = self.sum()?;
        while let Some(op) = self.take(&["<", "<=", "=", "==", "!=", ">=", ">"]) {
            let right = self.sum()?;
            let order = match (left.parse::<i64>(), right.parse::<i64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                _ => left.cmp(&right),
            };
            let truth = match op.as_str() {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                "=" | "==" => order.is_eq(),
                "!=" => order.is_ne(),
                ">=" => order.is_ge(),
                _ => order.is_gt(),
            };
            left = u8::from(truth).to_string();
        }
        Ok(left)
    }

    fn sum(&mut self) -> Value {
        let mut left = self.product()?;
        while let Some(op) = self.take(&["+", "-"]) {
            let right = self.product()?;
            let (a, b) = (number(&left)?, number(&right)?);
            left = if op == "+" { a.wrapping_add(b) } else { a.wrapping_sub(b) }.to_string();
        }
        Ok(left)
    }

    fn product(&mut self) -> Value {
        let mut left = self.matching()?;
        while let Some(op) = self.take(&["*", "/", "%"]) {
            let right = self.matching()?;
            let (a, b) = (number(&left)?, number(&right)?);
            left = match (op.as_str(), b) {
                ("*", _) => a.wrapping_mul(b),
                (_, 0) => return Err("division by zero".to_owned()),
                ("/", _) => a.wrapping_div(b),
                _ => a.wrapping_rem(b),
            }
            .to_string();
        }
        Ok(left)
    }

    fn matching(&mut self) -> Value {
        let mut left = self.primary()?;
        while self.take(&[":"]).is_some() {
            let pattern = self.primary()?;
            left = matched(&left, &pattern)?;
        }
        Ok(left)
    }

    fn primary(&mut self) -> Value {
        let Some(word) = self.next() else {
            let last = self.words.last().cloned().unwrap_or_default();
            return Err(format!("syntax error: missing argument after '{last}'"));
        };
        match word.as_str() {
            "(" => {
                let value = self.or()?;
                match self.next().as_deref() {
                    Some(")") => Ok(value),
                    _ => Err("syntax error: expecting ')'".to_owned()),
                }
            }
            "length" => Ok(self.primary()?.chars().count().to_string()),
            "match" => {
                let text = self.primary()?;
                matched(&text, &self.primary()?)
            }
            "index" => {
                let (text, set) = (self.primary()?, self.primary()?);
                Ok(text.chars().position(|c| set.contains(c)).map_or(0, |at| at + 1).to_string())
            }
            "substr" => {
                let text = self.primary()?;
                let (from, count) = (number(&self.primary()?)?, number(&self.primary()?)?);
                let skip = usize::try_from(from - 1).unwrap_or(usize::MAX);
                Ok(text.chars().skip(skip).take(usize::try_from(count).unwrap_or(0)).collect())
            }
            "+" => self.next().ok_or_else(|| "syntax error".to_owned()),
            _ => Ok(word),
        }
    }
}

fn is_null(value: &str) -> bool {
    value.is_empty() || value.parse::<i64>() == Ok(0)
}

fn number(value: &str) -> Result<i64, String> {
    value.parse().map_err(|_| "non-integer argument".to_owned())
}

/// The first group of a match from the beginning, or its length.
fn matched(text: &str, pattern: &str) -> Value {
    let regex = Regex::new(&format!("^{pattern}"), Syntax::Basic, false)
        .map_err(|_| "Invalid regular expression".to_owned())?;
    let found = regex.find_at(text.as_bytes(), 0);
    let part =
        |at: usize| found.as_ref().and_then(|found| found.get(at).copied().flatten()).map(|(from, to)| &text[from..to]);
    if regex.groups > 0 {
        return Ok(part(1).unwrap_or_default().to_owned());
    }
    Ok(part(0).map_or(0, |whole| whole.chars().count()).to_string())
}

/// Makes a file or folder with a name that nobody has.
pub(super) fn mktemp(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&MKTEMP) else { return Next::Done };
    let folder = tool.process.env("TMPDIR").unwrap_or_else(|| "/tmp".to_owned());
    let template = match opts.rest.first() {
        Some(name) if opts.has("p") || opts.has("t") => {
            let place = opts.value("p").filter(|place| !place.is_empty()).unwrap_or(&folder);
            crate::vfs::path::join(place, name)
        }
        Some(name) => name.clone(),
        None => {
            let place = opts.value("p").filter(|place| !place.is_empty()).unwrap_or(&folder);
            format!("{place}/tmp.{}", if tool.busybox { "XXXXXX" } else { "XXXXXXXXXX" })
        }
    };
    let Some(end) = template.rfind("XXX").map(|at| at + 3) else {
        let text = if tool.busybox {
            "(null): Invalid argument".to_owned()
        } else {
            format!("too few X's in template {}", tool.curved(&template))
        };
        return tool.fail(&text);
    };
    let start = template[..end].trim_end_matches('X').len();
    let letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let random: String = tool.process.kernel().enter(|state| {
        (start..end).map(|_| char::from(letters[(state.rng.next_u64() % letters.len() as u64) as usize])).collect()
    });
    let path =
        format!("{}{random}{}{}", &template[..start], &template[end..], opts.value("suffix").unwrap_or_default());
    let made = if opts.has("u") {
        Ok(())
    } else if opts.has("d") {
        tool.process.mkdir(&path, 0o700)
    } else {
        let flags = OpenFlags { exclusive: true, ..OpenFlags::WRITE };
        tool.process.open(&path, flags).and_then(|fd| {
            tool.process.close(fd);
            tool.process.chmod(&path, 0o600)
        })
    };
    match made {
        Ok(()) => tool.line(&path),
        Err(error) => {
            let what = if opts.has("d") { "directory" } else { "file" };
            let text = if tool.busybox {
                format!("{template}: {error}")
            } else {
                format!("failed to create {what} via template {}: {error}", tool.curved(&template))
            };
            return tool.fail(&text);
        }
    }
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn words_are_calculated() {
        let m = Machine::gnu();
        assert_eq!((m.ok("expr 2 + 3 * 4"), m.ok("expr ( 2 + 3 ) * 4")), ("14\n".into(), "20\n".into()));
        assert_eq!(m.ok("expr v1.2 : 'v\\(.*\\)'"), "1.2\n");
        assert_eq!((m.ok("expr length hello"), m.run("expr 1 - 1").code), ("5\n".into(), 1));
        assert_eq!(m.bad("expr a + 1"), ("expr: non-integer argument\n".into(), 2));
        assert!(m.ok("mktemp").starts_with("/tmp/tmp."));
        assert_eq!(m.run("mktemp -d /tmp/x.XXXX").code, 0);
    }
}
