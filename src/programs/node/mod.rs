//! `node`: the process around the JavaScript runtime. It reads the command line, waits for the runtime, and then carries
//! out what the code wants: files, terminal, sockets, signals, time. The engine itself is behind `js_runtime`.

mod host;
mod options;
mod run;
mod sockets;
mod terminal;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use self::options::{Asked, Command};
use super::js_runtime::{JsRuntime, JsStart, StartMode};
use crate::base::time::MILLI;
use crate::os::{Disposition, ExitStatus, Process, ProgramFuture, Signal};

/// What a process needs before the first line of a script runs, in microseconds.
const START: u64 = 25 * MILLI;
/// The memory of a process with an empty heap, in bytes.
const MEMORY: u64 = 46 << 20;

/// Runs `node` over a runtime, if this build has one.
pub fn main(process: Process, runtime: Option<Rc<dyn JsRuntime>>) -> ProgramFuture {
    Box::pin(start(process, runtime))
}

async fn start(process: Process, runtime: Option<Rc<dyn JsRuntime>>) -> ExitStatus {
    let version = process.version().to_string();
    let asked = match options::parse(process.args(), &process.env("NODE_OPTIONS").unwrap_or_default()) {
        Ok(Command::Version) => {
            process.out(&format!("v{version}\n")).await;
            return ExitStatus::OK;
        }
        Ok(Command::NotModelled(what, why)) => {
            return process.fail(&format!("drydock: node {what} is not modelled: {why}\n"), 1).await;
        }
        Ok(Command::Run(asked)) => asked,
        Err(problem) => {
            let name = process.argv().first().cloned().unwrap_or_default();
            return process.fail(&format!("{name}: {problem}\n"), 9).await;
        }
    };
    for option in &asked.without_effect {
        process.err(&format!("drydock: {option} has no effect here\n")).await;
    }
    let mut env = (*process.environment()).clone();
    for file in &asked.env_files {
        let Ok(text) = process.read_text(file) else {
            let name = process.argv().first().cloned().unwrap_or_default();
            return process.fail(&format!("{name}: {file}: not found\n"), 9).await;
        };
        options::add_variables(&mut env, &text);
    }
    process.change(|info| info.memory = MEMORY);
    process.kernel().resource("node").await;
    let Some(runtime) = runtime else {
        return process.fail("drydock: node is not modelled: this build has no JavaScript runtime\n", 1).await;
    };
    process.sleep(START).await;
    // A closed pipe is an error of the write, not the end.
    process.on_signal(Signal::PIPE, Some(Disposition::Ignore));
    let start = start_event(&process, *asked, env, version);
    run::drive(process, &*runtime, start).await
}

fn start_event(process: &Process, asked: Asked, env: Vec<(String, String)>, version: String) -> JsStart {
    let tty = [0, 1, 2].map(|fd| process.is_tty(fd));
    let (columns, rows) = process.tty_size(1).or_else(|| process.tty_size(0)).unwrap_or((80, 24));
    let mode = asked.mode.unwrap_or(if tty[0] { StartMode::Repl } else { StartMode::Stdin });
    let exec_path = process.info(|info| info.exe.to_string()).unwrap_or_default();
    JsStart {
        mode,
        args: asked.args,
        exec_path,
        exec_argv: asked.own,
        preload: asked.preload,
        env,
        cwd: process.cwd().to_string(),
        pid: process.own_pid(),
        ppid: parent(process),
        version,
        tty,
        columns,
        rows,
    }
}

/// The parent's number as the process sees it: 0 when it is outside, the first process's when it has ended.
fn parent(process: &Process) -> u32 {
    let (ns, parent) = (process.ns(), process.info(|info| info.ppid).unwrap_or(0));
    process.kernel().enter(|state| match state.processes.get(&parent) {
        Some(parent) if parent.ns == ns => parent.ns_pid,
        Some(_) => 0,
        None => u32::from(parent != 0),
    })
}
