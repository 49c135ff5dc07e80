//! `touch`: new empty files and new times.

use super::kit::{Next, Options, Tool, dates};
use crate::base::Time;
use crate::vfs::{Content, Errno};

const OPTIONS: Options = Options {
    spec: "a c,no-create d,date: f h,no-dereference m r,reference: t: time:",
    gnu: "[OPTION]... FILE...",
    busybox: "[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...",
};

/// Touches them.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    if opts.rest.is_empty() {
        return tool.usage_error("missing file operand", &OPTIONS);
    }
    let now = tool.process.now();
    let mut time = now;
    for (key, text) in &opts.found {
        let read = match *key {
            "d" => dates::parse(text, now),
            "t" => stamp(text, now),
            "r" => match tool.process.stat(text) {
                Ok(stat) => Some(stat.node.meta.mtime),
                Err(error) => {
                    let text = format!("failed to get attributes of {}: {error}", tool.quoted(text));
                    return tool.fail(&text);
                }
            },
            _ => continue,
        };
        let Some(read) = read else {
            let text = format!("invalid date{} {}", if tool.busybox { "" } else { " format" }, tool.curved(text));
            return tool.fail(&text);
        };
        time = read;
    }
    for name in &opts.rest {
        let result = match tool.process.stat(name) {
            Ok(_) => tool.process.set_mtime(name, time),
            Err(Errno::NoEnt) if opts.has("c") => Ok(()),
            Err(Errno::NoEnt) => {
                let made = tool.process.write_file(name, Content::empty());
                if time == now { made } else { made.and_then(|()| tool.process.set_mtime(name, time)) }
            }
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            tool.fail_at(("cannot touch", ""), name, error);
        }
    }
    Next::Done
}

/// Reads `[[CC]YY]MMDDhhmm[.ss]`.
fn stamp(text: &str, now: Time) -> Option<Time> {
    let (digits, seconds) = text.split_once('.').unwrap_or((text, "00"));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match digits.len() {
        8 => (now.civil().year.to_string(), digits),
        10 => (format!("20{}", &digits[..2]), &digits[2..]),
        12 => (digits[..4].to_owned(), &digits[4..]),
        _ => return None,
    };
    let part = |at: usize| &rest[at..at + 2];
    Time::parse_rfc3339(&format!("{year}-{}-{}T{}:{}:{seconds}Z", part(0), part(2), part(4), part(6)))
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn files_are_made_and_dated() {
        let m = Machine::gnu();
        assert_eq!(m.ok("touch -t 202501021530 a"), "");
        assert!(m.ok("ls -l a").contains("Jan  2  2025 a"));
        assert_eq!(m.ok("touch -c b"), "");
        assert_eq!(m.bad("touch x/y").0, "touch: cannot touch 'x/y': No such file or directory\n");
        assert_eq!(Machine::busybox().bad("touch x/y").0, "touch: x/y: No such file or directory\n");
    }
}
