//! `date`: the world's clock.

use super::kit::{Next, Options, Tool, dates};

const OPTIONS: Options = Options {
    spec: "d,date: u,utc,universal R,rfc-email I,iso-8601? rfc-3339: r,reference: s,set: f,file: %D: +debug",
    gnu: "[OPTION]... [+FORMAT]",
    busybox: "[OPTIONS] [+FMT] [[-s] TIME]",
};

/// Prints a date.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let mut time = tool.process.now();
    if let Some(text) = opts.value("d") {
        let Some(read) = dates::parse(text, time) else {
            let text = format!("invalid date {}", tool.curved(text));
            return tool.fail(&text);
        };
        time = read;
    }
    if let Some(name) = opts.value("r") {
        match tool.process.stat(name) {
            Ok(stat) => time = stat.node.meta.mtime,
            Err(error) => {
                let prefix = if tool.busybox { "can't stat " } else { "" };
                let name = if tool.busybox { format!("'{name}'") } else { name.to_owned() };
                return tool.fail(&format!("{prefix}{name}: {error}"));
            }
        }
    }
    if opts.has("s") {
        let text = if tool.busybox { "can't set date" } else { "cannot set date" };
        return tool.fail(&format!("{text}: Operation not permitted"));
    }
    let pattern = match opts.rest.first().and_then(|rest| rest.strip_prefix('+')) {
        Some(pattern) => pattern.to_owned(),
        None if !opts.rest.is_empty() => {
            let text = format!("invalid date {}", tool.curved(&opts.rest[0]));
            return tool.fail(&text);
        }
        None if opts.has("R") => "%a, %d %b %Y %H:%M:%S %z".to_owned(),
        None if opts.has("I") => iso(opts.value("I").unwrap_or_default(), 'T'),
        None if opts.has("rfc-3339") => iso(opts.value("rfc-3339").unwrap_or_default(), ' '),
        None => "%a %b %e %H:%M:%S %Z %Y".to_owned(),
    };
    let text = dates::format(time, &pattern);
    tool.line(&text);
    Next::Done
}

fn iso(precision: &str, between: char) -> String {
    let clock = match precision {
        "hours" => "%H",
        "minutes" => "%H:%M",
        "seconds" => "%H:%M:%S",
        "ns" => "%H:%M:%S.%N",
        _ => return "%F".to_owned(),
    };
    format!("%F{between}{clock}+00:00")
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn dates() {
        let m = Machine::gnu();
        assert_eq!(m.ok("date"), "Thu Oct  1 09:00:00 UTC 2026\n");
        assert_eq!(m.ok("date '+%Y-%m-%d %s'"), "2026-10-01 1790845200\n");
        assert_eq!(m.ok("date -d tomorrow -Iseconds"), "2026-10-02T09:00:00+00:00\n");
        assert_eq!(m.bad("date -d foo").0, "date: invalid date 'foo'\n");
    }
}
