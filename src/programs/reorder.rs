//! `tac`, `rev`, `nl` and `shuf`: lines in another order, backwards, or with numbers; `less` and `more`, which show everything
//! at once.

use super::kit::{Filter, Next, Options, Tool, filter};

const TAC: Options =
    Options { spec: "b,before r,regex s,separator:", gnu: "[OPTION]... [FILE]...", busybox: "[FILE]..." };
const REV: Options = Options { spec: "", gnu: "[options] [file ...]", busybox: "[FILE]..." };
const NL: Options = Options {
    spec: "b,body-numbering: w,number-width: s,number-separator: v,starting-line-number: i,line-increment: n,number-format:",
    gnu: "[OPTION]... [FILE]...",
    busybox: "[OPTIONS] [FILE]...",
};
const SHUF: Options = Options {
    spec: "e,echo n,head-count: i,input-range: r,repeat z,zero-terminated o:",
    gnu: "[OPTION]... [FILE]",
    busybox: "[-n NUM] [-o FILE] [-z] [FILE | -e [ARG...] | -i L-H]",
};
const PAGER: Options = Options {
    spec: "e E F f g G i I J K L m M n N q Q r R s S u U w W X z: p: x: d l c",
    gnu: "[options] <file>...",
    busybox: "[-EFIMmNSRh~] [FILE]...",
};

/// What happens to the lines.
enum Order {
    Reversed,
    Backwards,
    Numbered { all: bool, width: usize, separator: String, next: i64, step: i64, left: bool, zeros: bool },
    Shuffled { most: usize },
    Same,
}

struct Lines {
    order: Order,
    kept: Vec<Vec<u8>>,
}

fn lines(order: Order, inputs: Vec<String>) -> Next {
    Next::Filter(Box::new(Lines { order, kept: Vec::new() }), inputs)
}

/// The last line first.
pub(super) fn tac(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&TAC) else { return Next::Done };
    lines(Order::Reversed, opts.rest)
}

/// The last character first.
pub(super) fn rev(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&REV) else { return Next::Done };
    lines(Order::Backwards, opts.rest)
}

/// Everything, as a pager would show it in the end.
pub(super) fn pager(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&PAGER) else { return Next::Done };
    if opts.rest.is_empty() && tool.process.is_tty(0) {
        let text = if tool.name == "more" {
            "more: bad usage\nTry 'more --help' for more information.\n"
        } else {
            "Missing filename (\"less --help\" for help)\n"
        };
        return tool.fail_plain(text);
    }
    lines(Order::Same, opts.rest)
}

/// Numbers lines.
pub(super) fn nl(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&NL) else { return Next::Done };
    let number = |key: &str, usual: i64| opts.value(key).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let format = opts.value("n").unwrap_or("rn");
    let order = Order::Numbered {
        all: opts.value("b") == Some("a"),
        width: number("w", 6).clamp(1, 100) as usize,
        separator: opts.value("s").unwrap_or("\t").to_owned(),
        next: number("v", 1),
        step: number("i", 1),
        left: format == "ln",
        zeros: format == "rz",
    };
    lines(order, opts.rest)
}

/// Shuffles lines.
pub(super) fn shuf(tool: &mut Tool) -> Next {
    let Some(mut opts) = tool.options(&SHUF) else { return Next::Done };
    let most = opts.value("n").and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
    let kept: Vec<Vec<u8>> = if opts.has("e") {
        std::mem::take(&mut opts.rest).into_iter().map(|word| (word + "\n").into_bytes()).collect()
    } else if let Some((low, high)) = opts.value("i").and_then(|range| range.split_once('-')) {
        let (low, high) = (low.parse().unwrap_or(0), high.parse().unwrap_or(0_u64));
        (low..=high.min(low + 1_000_000)).map(|number| format!("{number}\n").into_bytes()).collect()
    } else {
        return lines(Order::Shuffled { most }, opts.rest);
    };
    let mut all = Lines { order: Order::Shuffled { most }, kept };
    all.finish(tool);
    Next::Done
}

impl Filter for Lines {
    fn line(&mut self, tool: &mut Tool, line: &[u8]) -> bool {
        match &mut self.order {
            Order::Reversed | Order::Shuffled { .. } => self.kept.push(line.to_vec()),
            Order::Same => tool.bytes(line),
            Order::Backwards => {
                let text: String = String::from_utf8_lossy(filter::chomp(line)).chars().rev().collect();
                tool.line(&text);
            }
            Order::Numbered { all, width, separator, next, step, left, zeros } => {
                let width = *width;
                if *all || filter::chomp(line) != b"" {
                    let number = match (*left, *zeros) {
                        (true, _) => format!("{next:<width$}"),
                        (_, true) => format!("{next:0>width$}"),
                        _ => format!("{next:>width$}"),
                    };
                    tool.out(&format!("{number}{separator}"));
                    *next += *step;
                } else {
                    tool.out(&" ".repeat(width + separator.len()));
                }
                tool.bytes(line);
            }
        }
        true
    }

    fn end(&mut self, tool: &mut Tool, _name: &str) {
        if matches!(self.order, Order::Reversed) {
            for line in std::mem::take(&mut self.kept).iter().rev() {
                tool.bytes(line);
            }
        }
    }

    fn finish(&mut self, tool: &mut Tool) {
        let Order::Shuffled { most } = self.order else { return };
        let mut left = std::mem::take(&mut self.kept);
        let kernel = tool.process.kernel().clone();
        let mut printed = 0;
        while !left.is_empty() && printed < most {
            let at = kernel.enter(|state| state.rng.next_u64()) % left.len() as u64;
            let line = left.swap_remove(at as usize);
            tool.bytes(filter::chomp(&line));
            tool.out("\n");
            printed += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn lines_are_reordered() {
        let m = Machine::gnu();
        let run = |line: &str| m.run_with(line, "a1\n\nb2\n").out;
        assert_eq!((run("tac"), run("rev")), ("b2\n\na1\n".into(), "1a\n\n2b\n".into()));
        assert_eq!(run("nl"), "     1\ta1\n       \n     2\tb2\n");
        assert_eq!(m.ok("shuf -e x"), "x\n");
        assert_eq!(run("less"), "a1\n\nb2\n");
    }
}
