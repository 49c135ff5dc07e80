//! `timeout`, `watch`, `nohup`, `nice` and `time`: another program, within limits or again and again.

use super::kit::{Options, Tool, dates, run};
use crate::base::time::SECOND;
use crate::os::{Disposition, Either, ExitStatus, Group, ProgramFuture, Signal, Spawn, select};

const TIMEOUT: Options = Options {
    spec: "^ s,signal: k,kill-after: v,verbose +preserve-status +foreground",
    gnu: "[OPTION] DURATION COMMAND [ARG]...",
    busybox: "[-s SIG] [-k KILL_SECS] SECS PROG ARGS",
};
const WATCH: Options = Options {
    spec: "^ n,interval: t,no-title d,differences? e,errexit g,chgexit b c,color x,exec p",
    gnu: "[options] command",
    busybox: "[-n SEC] [-t] PROG ARGS",
};
const NOHUP: Options = Options { spec: "^", gnu: "COMMAND [ARG]...", busybox: "PROG ARGS" };
const NICE: Options =
    Options { spec: "^ n,adjustment:", gnu: "[OPTION] [COMMAND [ARG]...]", busybox: "[-n ADJUST] [PROG ARGS]" };

/// Ends a program after a time.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(timeout(tool))
}

async fn timeout(mut tool: Tool) -> ExitStatus {
    tool.trouble = if tool.busybox { 1 } else { 125 };
    let Some(opts) = tool.options(&TIMEOUT) else { return tool.end().await };
    let [limit, words @ ..] = opts.rest.as_slice() else {
        tool.usage_error("missing operand", &TIMEOUT);
        return tool.end().await;
    };
    if words.is_empty() {
        tool.usage_error("missing operand", &TIMEOUT);
        return tool.end().await;
    }
    let Some(micros) = super::sleep::micros(limit) else {
        let text = format!("invalid time interval {}", tool.curved(limit));
        tool.usage_error(&text, &TIMEOUT);
        return tool.end().await;
    };
    let signal = opts.value("s").and_then(Signal::parse).unwrap_or(Signal::TERM);
    let kill_after = opts.value("k").and_then(super::sleep::micros);
    let process = tool.process.clone();
    let child = match tool.spawn(words, None, None) {
        Ok(child) => child,
        Err(error) => {
            if tool.busybox {
                tool.status = tool.cannot_run(&words[0], &error);
            } else {
                let text = format!("failed to run command {}: {}", tool.curved(&words[0]), error.errno());
                tool.note(&text);
                tool.status = if error.errno() == crate::vfs::Errno::NoEnt { 127 } else { 126 };
            }
            return tool.end().await;
        }
    };
    let never = if micros == 0 { u64::MAX / 4 } else { micros };
    if let Either::Left(status) = select(process.wait(child), process.sleep(never)).await {
        return ExitStatus::Code(status.code() as u8);
    }
    let ns = process.ns();
    let _ = process.kernel().enter(|state| state.signal(child, signal, ns));
    let mut killed = false;
    let status = match kill_after {
        None => process.wait(child).await,
        Some(grace) => match select(process.wait(child), process.sleep(grace)).await {
            Either::Left(status) => status,
            Either::Right(()) => {
                killed = true;
                let _ = process.kernel().enter(|state| state.signal(child, Signal::KILL, ns));
                process.wait(child).await
            }
        },
    };
    let code = match (opts.has("preserve-status"), killed || signal == Signal::KILL) {
        (true, _) => status.code(),
        (false, true) => 137,
        (false, false) if tool.busybox => 143,
        (false, false) => 124,
    };
    ExitStatus::Code(code as u8)
}

/// Runs a program again and again.
pub(super) fn watch(tool: Tool) -> ProgramFuture {
    Box::pin(run_watch(tool))
}

async fn run_watch(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&WATCH) else { return tool.end().await };
    if opts.rest.is_empty() {
        tool.usage_error("", &WATCH);
        return tool.end().await;
    }
    let pause = opts.value("n").and_then(super::sleep::micros).unwrap_or(2 * SECOND).max(SECOND / 10);
    let seconds = format!("{}.{}", pause / SECOND, pause % SECOND / (SECOND / 10));
    let text = opts.rest.join(" ");
    let words = if opts.has("x") { opts.rest.clone() } else { vec!["sh".to_owned(), "-c".to_owned(), text.clone()] };
    let process = tool.process.clone();
    loop {
        if process.is_tty(1) {
            tool.out("\x1b[H\x1b[2J");
        }
        if !opts.has("t") {
            let columns = process.tty_size(1).map_or(80, |(cols, _)| usize::from(cols));
            let left = format!("Every {seconds}s: {text}");
            let right = format!("{}: {}", process.hostname(), dates::format(process.now(), "%a %b %e %H:%M:%S %Y"));
            let right = if tool.busybox { dates::format(process.now(), "%Y-%m-%d %H:%M:%S") } else { right };
            let gap = columns.saturating_sub(left.len() + right.len()).max(1);
            tool.line(&format!("{left}{}{right}\n", " ".repeat(gap)));
        }
        tool.flush().await;
        match tool.spawn(&words, None, None) {
            Ok(child) => {
                let status = process.wait(child).await;
                if opts.has("e") && !status.is_ok() {
                    tool.status = 8;
                    return tool.end().await;
                }
            }
            Err(error) => {
                tool.status = tool.cannot_run(&words[0], &error);
                return tool.end().await;
            }
        }
        process.sleep(pause).await;
    }
}

/// Runs a program that outlives its terminal.
pub(super) fn nohup(tool: Tool) -> ProgramFuture {
    Box::pin(run_nohup(tool))
}

async fn run_nohup(mut tool: Tool) -> ExitStatus {
    tool.trouble = 125;
    let Some(opts) = tool.options(&NOHUP) else { return tool.end().await };
    if opts.rest.is_empty() {
        tool.usage_error("missing operand", &NOHUP);
        return tool.end().await;
    }
    let process = tool.process.clone();
    process.on_signal(Signal(1), Some(Disposition::Ignore));
    if process.is_tty(1) {
        match process.open("nohup.out", crate::os::OpenFlags::APPEND) {
            Ok(fd) => {
                let input = if process.is_tty(0) { "ignoring input and " } else { "" };
                let name = tool.quoted("nohup.out");
                let text = if tool.busybox {
                    "appending output to nohup.out".to_owned()
                } else {
                    format!("{input}appending output to {name}")
                };
                tool.note(&text);
                tool.flush().await;
                for target in [1, 2] {
                    if process.is_tty(target) {
                        let _ = process.dup2(fd, target);
                    }
                }
                process.close(fd);
            }
            Err(error) => {
                tool.fail(&format!("failed to open 'nohup.out': {error}"));
                return tool.end().await;
            }
        }
    }
    let env = process.environment().to_vec();
    run::instead(tool, &opts.rest, env).await
}

/// Runs a program; how nice it is makes no difference here.
pub(super) fn nice(tool: Tool) -> ProgramFuture {
    Box::pin(run_nice(tool))
}

async fn run_nice(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&NICE) else { return tool.end().await };
    if opts.rest.is_empty() {
        tool.line("0");
        return tool.end().await;
    }
    let env = tool.process.environment().to_vec();
    run::instead(tool, &opts.rest, env).await
}

/// Runs a program and prints how long it took, as BusyBox's and GNU's `time` do; bash has its own.
pub(super) fn time(tool: Tool) -> ProgramFuture {
    Box::pin(run_time(tool))
}

async fn run_time(mut tool: Tool) -> ExitStatus {
    let words: Vec<String> = tool.args.iter().skip_while(|arg| arg.starts_with('-')).cloned().collect();
    let started = tool.process.now();
    let process = tool.process.clone();
    let spawn = Spawn { argv: words.clone(), group: Group::Inherit, ..Spawn::default() };
    let found = process.find(words.first().map_or("", String::as_str));
    let code = match found.map_err(crate::os::exec::LoadError::Errno).and_then(|exe| process.spawn(&exe, spawn)) {
        Ok(child) => process.wait(child).await.code(),
        Err(error) => i32::from(tool.cannot_run(words.first().map_or("", String::as_str), &error)),
    };
    let micros = process.now().since(started);
    let (minutes, seconds) = (micros / (60 * SECOND), micros % (60 * SECOND));
    let text = format!("{minutes}m {}.{:02}s", seconds / SECOND, seconds % SECOND / 10_000);
    tool.err(&format!("real\t{text}\nuser\t0m 0.00s\nsys\t0m 0.00s\n"));
    tool.status = code as u8;
    tool.end().await
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn programs_end_in_time() {
        let m = Machine::gnu();
        assert_eq!((m.run("timeout 2 sleep 10").code, m.run("timeout 5 true").code), (124, 0));
        assert_eq!(
            m.bad("timeout 5 nope"),
            ("timeout: failed to run command 'nope': No such file or directory\n".into(), 127)
        );
        assert_eq!(Machine::busybox().run("timeout 2 sleep 10").code, 143);
    }
}
