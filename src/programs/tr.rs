//! `tr`: characters for characters.

use super::kit::regex::named_class;
use super::kit::{Filter, Next, Options, Tool};

const OPTIONS: Options = Options {
    spec: "c,complement C d,delete s,squeeze-repeats t,truncate-set1",
    gnu: "[OPTION]... STRING1 [STRING2]",
    busybox: "[-cds] STRING1 [STRING2]",
};

struct Translate {
    from: Vec<char>,
    to: Vec<char>,
    complement: bool,
    delete: bool,
    /// Characters of which a run becomes one.
    squeeze: Option<Vec<char>>,
    squeeze_complement: bool,
    last: Option<char>,
}

/// Translates standard input.
pub(super) fn main(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&OPTIONS) else { return Next::Done };
    let (delete, squeeze) = (opts.has("d"), opts.has("s"));
    let Some(first) = opts.rest.first() else { return tool.usage_error("missing operand", &OPTIONS) };
    let second = opts.rest.get(1);
    if second.is_none() && !delete && !squeeze || second.is_none() && delete && squeeze {
        if tool.busybox {
            return tool.usage_error("missing operand", &OPTIONS);
        }
        let why = if delete { "deleting and squeezing repeats" } else { "translating" };
        let text = format!("missing operand after {}", tool.curved(first));
        tool.note(&text);
        tool.err(&format!("Two strings must be given when {why}.\n"));
        return tool.usage_error("", &OPTIONS);
    }
    if second.is_some() && delete && !squeeze && !tool.busybox {
        let text = format!("extra operand {}", tool.curved(second.map_or("", String::as_str)));
        tool.note(&text);
        tool.err("Only one string may be given when deleting without squeezing repeats.\n");
        return tool.usage_error("", &OPTIONS);
    }
    let complement = opts.has("c") || opts.has("C");
    let from = set(first);
    let mut to = second.map(|text| set(text)).unwrap_or_default();
    if opts.has("t") && to.len() < from.len() {
        to.extend_from_slice(&from[to.len()..]);
    }
    let squeezed = if second.is_some() { to.clone() } else { from.clone() };
    let translate = Translate {
        from,
        to: if delete { Vec::new() } else { to },
        complement,
        delete,
        squeeze: squeeze.then_some(squeezed),
        squeeze_complement: complement && second.is_none(),
        last: None,
    };
    Next::Filter(Box::new(translate), Vec::new())
}

/// The characters of a set: ranges, classes, escapes.
fn set(text: &str) -> Vec<char> {
    let (bytes, _) = super::printf::unescape(text, false);
    let chars: Vec<char> = String::from_utf8_lossy(&bytes).chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(&c) = chars.get(at) {
        let rest: String = chars[at..].iter().collect();
        if let Some((name, _)) = rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]"))
            && let Some(test) = named_class(name)
        {
            found.extend((0..=255_u8).map(char::from).filter(|c| c.is_ascii() && test(*c)));
            at += name.len() + 4;
        } else if let (Some('-'), Some(&end)) = (chars.get(at + 1), chars.get(at + 2)) {
            found.extend(c..=end);
            at += 3;
        } else {
            found.push(c);
            at += 1;
        }
    }
    found
}

impl Filter for Translate {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        let mut out = String::new();
        for c in String::from_utf8_lossy(line).chars() {
            // The last of equal characters counts.
            let place = self.from.iter().rposition(|known| *known == c);
            let inside = place.is_some() != self.complement;
            if inside && self.delete {
                continue;
            }
            let c = match (inside, self.to.last()) {
                (true, Some(last)) => place.and_then(|at| self.to.get(at)).unwrap_or(last).to_owned(),
                _ => c,
            };
            let squeezes = self.squeeze.as_ref().is_some_and(|set| set.contains(&c) != self.squeeze_complement);
            if !(squeezes && self.last == Some(c)) {
                out.push(c);
            }
            self.last = Some(c);
        }
        tool.out(&out);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn characters_are_translated() {
        let m = Machine::gnu();
        let tr = |line: &str, input: &str| m.run_with(line, input).out;
        assert_eq!(tr("tr a-z A-Z", "abc\n"), "ABC\n");
        assert_eq!(tr("tr -d [:digit:]", "a1b2\n"), "ab\n");
        assert_eq!(tr("tr -s ' '", "a   b\n"), "a b\n");
        assert_eq!(tr(r"tr : \n", "a:b\n"), "a\nb\n");
        assert_eq!(tr("tr -cd [:alnum:]", "a-b c\n"), "abc");
        assert!(m.bad("tr a").0.starts_with("tr: missing operand after 'a'\nTwo strings must be given when trans"));
    }
}
