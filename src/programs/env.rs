//! `env`: runs a program in a changed environment, or prints the environment. `printenv` prints variables.

use super::kit::{Next, Options, Tool, run};
use crate::os::{ExitStatus, ProgramFuture};

const OPTIONS: Options = Options {
    spec: "^ i,ignore-environment 0,null u,unset: C,chdir: S,split-string: v,debug",
    gnu: "[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]",
    busybox: "[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]",
};

/// Runs a program.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(env(tool))
}

async fn env(mut tool: Tool) -> ExitStatus {
    tool.trouble = if tool.busybox { 1 } else { 125 };
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    let mut env = (*tool.process.environment()).clone();
    let mut words = opts.rest.clone();
    for text in opts.values("S") {
        let split = text.split_whitespace().map(str::to_owned);
        words.splice(0..0, split);
    }
    if opts.has("i") || words.first().is_some_and(|word| word == "-") {
        env.clear();
    }
    if words.first().is_some_and(|word| word == "-") {
        words.remove(0);
    }
    for name in opts.values("u") {
        env.retain(|(known, _)| known != name);
    }
    while let Some((name, value)) = words.first().and_then(|word| word.split_once('=')) {
        let (name, value) = (name.to_owned(), value.to_owned());
        match env.iter_mut().find(|(known, _)| *known == name) {
            Some(entry) => entry.1 = value,
            None => env.push((name, value)),
        }
        words.remove(0);
    }
    if let Some(folder) = opts.value("C")
        && let Err(error) = tool.process.chdir(folder)
    {
        tool.fail_at(("cannot change directory to", "can't change directory to"), folder, error);
        tool.status = 125;
        return tool.end().await;
    }
    if words.is_empty() {
        let end = if opts.has("0") { '\0' } else { '\n' };
        for (name, value) in env {
            tool.out(&format!("{name}={value}{end}"));
        }
        return tool.end().await;
    }
    run::instead(tool, &words, env).await
}

/// Prints variables of the environment.
pub(super) fn printenv(tool: &mut Tool) -> Next {
    let env = tool.process.environment();
    let names: Vec<String> = tool.args.iter().filter(|arg| !matches!(arg.as_str(), "-0" | "--null")).cloned().collect();
    let end = if names.len() < tool.args.len() { "\0" } else { "\n" };
    if names.is_empty() {
        for (name, value) in env.iter() {
            tool.out(&format!("{name}={value}{end}"));
        }
    }
    for name in names {
        match env.iter().rev().find(|(known, _)| *known == name) {
            Some((_, value)) => tool.out(&format!("{value}{end}")),
            None => tool.status = 1,
        }
    }
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn environments_are_changed_and_printed() {
        let m = Machine::gnu();
        assert_eq!(m.ok("env"), "PATH=/usr/bin:/bin\nHOME=/root\n");
        assert_eq!(m.ok("env -u HOME A=1 printenv"), "PATH=/usr/bin:/bin\nA=1\n");
        assert_eq!(m.ok("env -i A=1 B=2"), "A=1\nB=2\n");
        assert_eq!(m.bad("env nope"), ("env: 'nope': No such file or directory\n".into(), 127));
        assert_eq!(m.run("printenv HOME NOPE").code, 1);
        let b = Machine::busybox();
        assert_eq!(b.bad("env nope"), ("env: can't execute 'nope': No such file or directory\n".into(), 127));
    }
}
