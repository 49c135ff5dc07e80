//! `kill`, `pkill`, `killall`, `pgrep` and `pidof`: processes by number and by name.

use super::kit::accounts::Accounts;
use super::kit::procs::{self, Proc};
use super::kit::regex::{Regex, Syntax};
use super::kit::{Next, Options, Tool};
use crate::os::Signal;
use crate::vfs::Errno;

const PGREP: Options = Options {
    spec: "f,full l,list-name a,list-full n,newest o,oldest u,euid: U,uid: x,exact i,ignore-case v,inverse c,count P,parent: \
           d,delimiter: e,echo s,signal: q",
    gnu: "[options] <pattern>",
    busybox: "[-flanovx] [-s SID|-P PPID|PATTERN]",
};

/// Sends signals to processes by number.
pub(super) fn main(tool: &mut Tool) -> Next {
    let mut args = tool.args.clone();
    if args.is_empty() {
        if tool.busybox {
            return tool.fail("you need to specify whom to kill");
        }
        tool.err("\nUsage:\n kill [options] <pid> [...]\n\n");
        tool.status = 1;
        return Next::Done;
    }
    if matches!(args[0].as_str(), "-l" | "--list" | "-L" | "--table") {
        return list_signals(tool, &args[1..]);
    }
    let Ok(signal) = take_signal(tool, &mut args) else { return Next::Done };
    args.retain(|arg| arg != "--");
    for arg in &args {
        let (group, digits) = arg.strip_prefix('-').map_or((false, arg.as_str()), |digits| (true, digits));
        let Ok(number) = digits.parse::<u32>() else {
            let text = if tool.busybox { "invalid number" } else { "failed to parse argument:" };
            tool.warn(&format!("{text} '{arg}'"));
            continue;
        };
        let result = if group { send_group(tool, number, signal) } else { send(tool, number, signal) };
        if let Err(error) = result {
            if tool.busybox {
                tool.warn(&format!("can't kill pid {arg}: {error}"));
            } else {
                tool.warn(&format!("({arg}): {error}"));
            }
        }
    }
    Next::Done
}

/// Takes `-9`, `-KILL`, `-s KILL` or `--signal KILL` off the front; 0 stands for a mere question.
/// The error was said.
fn take_signal(tool: &mut Tool, args: &mut Vec<String>) -> Result<Option<Signal>, ()> {
    let first = args.first().cloned().unwrap_or_default();
    let name = match first.as_str() {
        "-s" | "-n" | "--signal" if args.len() > 1 => {
            args.remove(0);
            args.remove(0)
        }
        "--" => return Ok(Some(Signal::TERM)),
        word if word.len() > 1 && word.starts_with('-') && args.len() > 1 => args.remove(0)[1..].to_owned(),
        _ => return Ok(Some(Signal::TERM)),
    };
    if name == "0" {
        return Ok(None);
    }
    let signal = Signal::parse(&name);
    if signal.is_none() {
        let text =
            if tool.busybox { format!("bad signal name '{name}'") } else { format!("unknown signal name {name}") };
        tool.warn(&text);
    }
    signal.map(Some).ok_or(())
}

fn send(tool: &Tool, number: u32, signal: Option<Signal>) -> Result<(), Errno> {
    match signal {
        Some(signal) => tool.process.kill(number, signal),
        None => tool.process.pid_of(number).map(|_| ()).ok_or(Errno::Srch),
    }
}

fn send_group(tool: &Tool, group: u32, signal: Option<Signal>) -> Result<(), Errno> {
    let members: Vec<Proc> = procs::list(&tool.process).into_iter().filter(|proc| proc.pgid == group).collect();
    if members.is_empty() {
        return Err(Errno::Srch);
    }
    members.iter().try_for_each(|member| send(tool, member.pid, signal))
}

fn list_signals(tool: &mut Tool, args: &[String]) -> Next {
    for arg in args {
        // A status of 128 and more is a signal's.
        let number = arg.parse::<u8>().ok().map(|number| if number > 128 { number - 128 } else { number });
        match (number, Signal::parse(arg)) {
            (Some(number), _) => tool.line(&Signal(number).name()),
            (None, Some(signal)) => tool.line(&signal.0.to_string()),
            (None, None) => tool.warn(&format!("unknown signal name {arg}")),
        }
    }
    if args.is_empty() && tool.busybox {
        for number in 1..=31 {
            tool.line(&format!("{number:2}) {}", Signal(number).name()));
        }
    } else if args.is_empty() {
        let names: Vec<String> = (1..=31).map(|number| Signal(number).name()).collect();
        for part in names.chunks(16) {
            tool.line(&part.join(" "));
        }
    }
    Next::Done
}

/// Finds or signals processes by a pattern on their name.
pub(super) fn pgrep(tool: &mut Tool) -> Next {
    tool.trouble = 2;
    let kills = tool.name == "pkill";
    let mut signal = Some(Signal::TERM);
    if kills {
        let at = tool.args.iter().position(|arg| arg.strip_prefix('-').and_then(Signal::parse).is_some());
        if let Some(at) = at {
            signal = Signal::parse(&tool.args.remove(at)[1..]);
        }
    }
    let Some(opts) = tool.options(&PGREP) else { return Next::Done };
    if let Some(name) = opts.value("s") {
        signal = Signal::parse(name);
    }
    let pattern = opts.rest.first().map_or("", String::as_str);
    if pattern.is_empty() && !opts.has("u") && !opts.has("P") {
        if tool.busybox {
            return tool.usage_error("", &PGREP);
        }
        return tool.usage_error("no matching criteria specified", &PGREP);
    }
    let whole = if opts.has("x") { format!("^({pattern})$") } else { pattern.to_owned() };
    let Ok(regex) = Regex::new(&whole, Syntax::Extended, opts.has("i")) else {
        return tool.fail("invalid regular expression");
    };
    let accounts = Accounts::read(&tool.process);
    let own = tool.process.pid();
    let uid = opts.value("u").or(opts.value("U")).map(|name| accounts.user(name).map_or(u32::MAX, |user| user.uid));
    let parent = opts.value("P").and_then(|text| text.parse::<u32>().ok());
    let mut found: Vec<Proc> = procs::list(&tool.process)
        .into_iter()
        .filter(|proc| proc.machine_pid != own)
        .filter(|proc| uid.is_none_or(|uid| uid == proc.uid) && parent.is_none_or(|parent| parent == proc.ppid))
        .filter(|proc| {
            let text = if opts.has("f") { &proc.args } else { &proc.comm };
            regex.is_match(text.as_bytes()) != opts.has("v")
        })
        .collect();
    if opts.has("n") {
        found.drain(..found.len().saturating_sub(1));
    } else if opts.has("o") {
        found.truncate(1);
    }
    tool.status = u8::from(found.is_empty());
    if opts.has("c") {
        tool.line(&found.len().to_string());
        return Next::Done;
    }
    for proc in found {
        if kills {
            if let Err(error) = send(tool, proc.pid, signal) {
                tool.note(&format!("killing pid {} failed: {error}", proc.pid));
            }
        } else if opts.has("a") || tool.busybox && opts.has("l") && opts.has("f") {
            tool.line(&format!("{} {}", proc.pid, proc.args));
        } else if opts.has("l") {
            tool.line(&format!("{} {}", proc.pid, proc.comm));
        } else {
            tool.line(&proc.pid.to_string());
        }
    }
    Next::Done
}

/// Prints the numbers of processes with certain names, or signals them.
pub(super) fn pidof(tool: &mut Tool) -> Next {
    let kills = tool.name == "killall";
    let mut args = tool.args.clone();
    let mut signal = Some(Signal::TERM);
    if kills {
        match take_signal(tool, &mut args) {
            Ok(taken) => signal = taken,
            Err(()) => return Next::Done,
        }
    }
    args.retain(|arg| !arg.starts_with('-'));
    let own = tool.process.pid();
    let all = procs::list(&tool.process);
    let mut pids = Vec::new();
    for name in &args {
        let named = all.iter().rev().filter(|proc| proc.machine_pid != own && proc.comm == *name);
        let before = pids.len();
        pids.extend(named.map(|proc| proc.pid));
        if kills && pids.len() == before {
            let what = if tool.busybox { "killed" } else { "found" };
            tool.warn(&format!("{name}: no process {what}"));
        }
    }
    if kills {
        for pid in pids {
            let _ = send(tool, pid, signal);
        }
    } else if pids.is_empty() {
        tool.status = 1;
    } else {
        let texts: Vec<String> = pids.iter().map(u32::to_string).collect();
        tool.line(&texts.join(" "));
    }
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn nobody_is_killed_who_is_not_there() {
        let m = Machine::gnu();
        assert_eq!(m.bad("kill 99999"), ("kill: (99999): No such process\n".into(), 1));
        assert_eq!(m.bad("kill abc").0, "kill: failed to parse argument: 'abc'\n");
        assert_eq!(m.ok("kill -l 9"), "KILL\n");
        assert_eq!((m.run("pgrep nothing").code, m.run("pidof nothing").code), (1, 1));
        let b = Machine::busybox();
        assert_eq!(b.bad("kill 99999").0, "kill: can't kill pid 99999: No such process\n");
    }
}
