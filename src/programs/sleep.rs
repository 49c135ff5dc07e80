//! `sleep`: lets time pass.

use super::kit::{Options, Tool, floats};
use crate::os::{ExitStatus, ProgramFuture};

const OPTIONS: Options = Options { spec: "^", gnu: "NUMBER[SUFFIX]...", busybox: "[N]..." };

/// Sleeps.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

async fn run(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    if opts.rest.is_empty() {
        tool.usage_error("missing operand", &OPTIONS);
        return tool.end().await;
    }
    let mut total = 0_u64;
    for text in &opts.rest {
        match micros(text) {
            Some(micros) => total = total.saturating_add(micros),
            None if tool.busybox => {
                tool.fail(&format!("invalid number '{text}'"));
                return tool.end().await;
            }
            None => {
                let text = format!("invalid time interval {}", tool.curved(text));
                tool.warn(&text);
            }
        }
    }
    if tool.status != 0 {
        tool.usage_error("", &OPTIONS);
        return tool.end().await;
    }
    tool.process.sleep(total).await;
    tool.end().await
}

/// A time with an optional unit, in microseconds.
pub(super) fn micros(text: &str) -> Option<u64> {
    if matches!(text, "infinity" | "inf") {
        return Some(u64::MAX / 4);
    }
    let (value, used) = floats::parse(text);
    let factor = match &text[used..] {
        "" | "s" => 1_000_000.0,
        "m" => 60_000_000.0,
        "h" => 3_600_000_000.0,
        "d" => 86_400_000_000.0,
        _ => return None,
    };
    (used > 0 && value >= 0.0).then_some((value * factor).min(u64::MAX as f64 / 4.0) as u64)
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;
    use crate::base::Time;

    #[test]
    fn time_passes() {
        let m = Machine::gnu();
        m.ok("sleep 1.5 2m");
        assert_eq!(m.kernel.now(), Time::START.plus(121_500_000));
        let wrong = "sleep: invalid time interval 'x'\nTry 'sleep --help' for more information.\n";
        assert_eq!(m.bad("sleep x"), (wrong.into(), 1));
        assert_eq!(Machine::busybox().bad("sleep x").0, "sleep: invalid number 'x'\n");
    }
}
