//! `seq` and `yes`: lines without an input.

use super::kit::{Options, Tool, floats};
use crate::os::{ExitStatus, ProgramFuture};

const OPTIONS: Options = Options {
    spec: "f,format: s,separator: w,equal-width",
    gnu: "[OPTION]... LAST",
    busybox: "[-w] [-s SEP] [FIRST [INC]] LAST",
};

/// Prints numbers.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    // A negative number is no option.
    let operand = tool.args.iter().position(|arg| {
        arg.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
    });
    if let Some(at) = operand {
        tool.args.insert(at, "--".to_owned());
    }
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    if opts.rest.is_empty() {
        tool.usage_error("missing operand", &OPTIONS);
        return tool.end().await;
    }
    if let Some(extra) = opts.rest.get(3) {
        let text = format!("extra operand {}", tool.curved(extra));
        tool.usage_error(&text, &OPTIONS);
        return tool.end().await;
    }
    let mut numbers = Vec::new();
    for text in &opts.rest {
        let (value, used) = floats::parse(text);
        if used == 0 || used < text.len() {
            let text = format!("invalid floating point argument: {}", tool.curved(text));
            tool.usage_error(&text, &OPTIONS);
            return tool.end().await;
        }
        let decimals = text.split_once('.').map_or(0, |(_, digits)| digits.len());
        numbers.push((value, decimals, text.trim_start_matches('+').len()));
    }
    let one = (1.0, 0, 1);
    let (first, step, last) = match numbers.as_slice() {
        [last] => (one, one, *last),
        [first, last] => (*first, one, *last),
        [first, step, last, ..] => (*first, *step, *last),
        [] => (one, one, one),
    };
    if step.0 == 0.0 {
        let text = format!("invalid Zero increment value: {}", tool.curved(&opts.rest[1]));
        tool.usage_error(&text, &OPTIONS);
        return tool.end().await;
    }
    let decimals = first.1.max(step.1);
    let width = if opts.has("w") { format!("{:.decimals$}", last.0).len().max(first.2) } else { 0 };
    let separator = opts.value("s").unwrap_or("\n").to_owned();
    let mut count = 0_u32;
    loop {
        let value = first.0 + f64::from(count) * step.0;
        // Rounding errors must not lose the last number.
        let slack = step.0.abs() * 1e-9;
        if step.0 > 0.0 && value > last.0 + slack || step.0 < 0.0 && value < last.0 - slack {
            break;
        }
        if count > 0 {
            tool.out(&separator);
        }
        tool.out(&format!("{value:0width$.decimals$}"));
        count += 1;
        if count.is_multiple_of(1000) {
            tool.process.charge(1).await;
            tool.flush().await;
        }
    }
    if count > 0 {
        tool.out("\n");
    }
    tool.end().await
}

/// Prints a line for ever.
pub(super) fn yes(tool: Tool) -> ProgramFuture {
    Box::pin(async move {
        let text = if tool.args.is_empty() { "y".to_owned() } else { tool.args.join(" ") };
        let block = format!("{text}\n").repeat((4096 / (text.len() + 1)).max(1));
        while tool.process.write(1, block.as_bytes()).await.is_ok() {
            tool.process.charge(20).await;
        }
        ExitStatus::FAIL
    })
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn numbers() {
        let m = Machine::gnu();
        assert_eq!(m.ok("seq 3"), "1\n2\n3\n");
        assert_eq!(m.ok("seq -s, 1 0.5 2"), "1.0,1.5,2.0\n");
        assert_eq!(m.ok("seq -w 9 10"), "09\n10\n");
        assert_eq!(m.ok("seq 3 -1 1"), "3\n2\n1\n");
        let wrong = "seq: invalid floating point argument: 'x'\nTry 'seq --help' for more information.\n";
        assert_eq!(m.bad("seq x").0, wrong);
    }
}
