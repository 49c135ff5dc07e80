//! `top`, `free` and `uptime`: how busy the machine is. Memory is the machine's, as in life inside containers too.

use std::fmt::Write;

use super::kit::accounts::Accounts;
use super::kit::{Next, Options, Tool, dates, procs};
use crate::base::Time;
use crate::base::time::SECOND;
use crate::os::{Disposition, Either, ExitStatus, ProgramFuture, Signal, TtyMode, select};

const TOP: Options = Options {
    spec: "b n: d: p: u: c H i s o: w? 1 E: e:",
    gnu: "[options]",
    busybox: "[-bmH] [-n COUNT] [-d SECONDS]",
};
const FREE: Options = Options {
    spec: "b,bytes k,kibi m,mebi g,giga h,human t,total w,wide s: c: l",
    gnu: "[options]",
    busybox: "[-bkmgh]",
};

/// Signals that end `top`.
const ENDS: [Signal; 4] = [Signal::HUP, Signal::INT, Signal::QUIT, Signal::TERM];

/// Memory in use beside what processes take, in kB.
const IN_USE: u64 = 1_480_000;
const CACHE: u64 = 2_200_000;

struct Memory {
    total: u64,
    used: u64,
    free: u64,
    cache: u64,
    available: u64,
}

fn memory(tool: &Tool) -> Memory {
    let total = super::ps::MEMORY;
    let processes: u64 = procs::list(&tool.process).iter().map(|proc| proc.rss).sum();
    let used = (IN_USE + processes).min(total);
    let free = total.saturating_sub(used + CACHE);
    Memory { total, used, free, cache: CACHE, available: total - used }
}

/// Prints memory.
pub(super) fn free(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&FREE) else { return Next::Done };
    let memory = memory(tool);
    let one = |kilobytes: u64| match opts.last_of(&["b", "k", "m", "g", "h"]) {
        "b" => (kilobytes * 1024).to_string(),
        "m" => (kilobytes / 1024).to_string(),
        "g" => (kilobytes / 1_048_576).to_string(),
        "h" if tool.busybox => super::kit::text::human_busybox(kilobytes * 1024),
        "h" if kilobytes == 0 => "0B".to_owned(),
        "h" => {
            let (unit, name) = if kilobytes >= 1_048_576 { (1_048_576, "Gi") } else { (1024, "Mi") };
            let tenths = kilobytes * 10 / unit;
            if tenths < 100 {
                format!("{}.{}{name}", tenths / 10, tenths % 10)
            } else {
                format!("{}{name}", tenths / 10)
            }
        }
        _ => kilobytes.to_string(),
    };
    let cells = [memory.total, memory.used, memory.free, 1_200, memory.cache, memory.available].map(one);
    let swap = [0, 0, 0].map(one);
    let row = |name: &str, cells: &[String]| {
        let mut line = format!("{name:<8}");
        for cell in cells {
            let _ = write!(line, " {cell:>11}");
        }
        line
    };
    tool.line("               total        used        free      shared  buff/cache   available");
    tool.line(&row("Mem:", &cells));
    tool.line(&row("Swap:", &swap));
    Next::Done
}

/// Since when the machine runs: some hours before the world began.
fn boot() -> u64 {
    Time::START.secs() - 3 * 3_600 - 25 * 60
}

fn uptime_text(tool: &Tool) -> String {
    let now = tool.process.now();
    let up = now.secs() - boot();
    let (days, hours, minutes) = (up / 86_400, up / 3_600 % 24, up / 60 % 60);
    let days = match days {
        0 => String::new(),
        1 => "1 day, ".to_owned(),
        days => format!("{days} days, "),
    };
    let span = if hours == 0 { format!("{minutes} min") } else { format!("{hours:2}:{minutes:02}") };
    let users = u8::from(tool.process.is_host());
    let plural = if users == 1 { "user" } else { "users" };
    format!("{} up {days}{span},  {users} {plural},  load average: 0.08, 0.03, 0.01", dates::format(now, "%H:%M:%S"))
}

/// Prints how long the machine has been running.
pub(super) fn uptime(tool: &mut Tool) -> Next {
    let line = format!(" {}", uptime_text(tool));
    tool.line(&line);
    Next::Done
}

/// Shows processes again and again.
pub(super) fn top(tool: Tool) -> ProgramFuture {
    Box::pin(run_top(tool))
}

async fn run_top(mut tool: Tool) -> ExitStatus {
    let Some(opts) = tool.options(&TOP) else { return tool.end().await };
    let (process, busybox) = (tool.process.clone(), tool.busybox);
    let rounds = opts.value("n").and_then(|text| text.parse::<u64>().ok());
    let pause = opts.value("d").map_or(3 * SECOND, |text| (super::kit::floats::parse(text).0 * SECOND as f64) as u64);
    let batch = opts.has("b") || !process.is_tty(1);
    let screen = process.tty_of(0).filter(|_| !batch);
    if !batch && screen.is_none() || batch && !opts.has("b") && !tool.busybox {
        tool.err("top: failed tty get\n");
        tool.status = 1;
        return tool.end().await;
    }
    if let Some(tty) = screen {
        process.set_tty(tty, TtyMode::Raw, false, None);
    }
    // It puts the terminal back before it ends, as the first process of a container too.
    for signal in ENDS {
        process.on_signal(signal, Some(Disposition::Catch));
    }
    let mut ended = None;
    let mut round = 0;
    loop {
        round += 1;
        let rows = process.tty_size(1).map_or(usize::MAX, |(_, rows)| usize::from(rows));
        let text = picture(&tool);
        if batch {
            if round > 1 {
                tool.out("\n");
            }
            tool.out(&text);
        } else {
            tool.out("\x1b[H\x1b[2J");
            let lines: Vec<&str> = text.lines().take(rows.saturating_sub(1)).collect();
            tool.out(&lines.join("\r\n"));
        }
        tool.flush().await;
        if rounds.is_some_and(|rounds| round >= rounds) {
            break;
        }
        let key = async {
            if screen.is_none() {
                process.sleep(pause.max(100_000)).await;
                return None;
            }
            Some(select(process.read(0, 1), process.sleep(pause.max(100_000))).await)
        };
        match select(key, process.next_signal()).await {
            Either::Left(Some(Either::Left(key))) if matches!(key.as_deref(), Err(_) | Ok(&[] | &[b'q' | 3, ..])) => {
                break;
            }
            Either::Left(_) => {}
            Either::Right(signal) => {
                ended = Some(signal);
                break;
            }
        }
    }
    if let Some(tty) = screen {
        process.set_tty(tty, TtyMode::Cooked, true, None);
        tool.out("\r\n");
    }
    let status = tool.end().await;
    // BusyBox's ends as the signal would have ended it, the other as by `q`.
    ended.filter(|_| busybox).map_or(status, ExitStatus::Signal)
}

fn picture(tool: &Tool) -> String {
    let memory = memory(tool);
    let accounts = Accounts::read(&tool.process);
    let all = procs::list(&tool.process);
    let own = tool.process.pid();
    let user = |uid: u32| accounts.user_name(uid).map_or_else(|| uid.to_string(), str::to_owned);
    let mut text = String::new();
    if tool.busybox {
        let _ = write!(
            text,
            "Mem: {}K used, {}K free, 1200K shrd, 51200K buff, {}K cached\nCPU:   0% usr   0% sys   0% nic  99% idle   0% io   0% irq   0% \
             sirq\nLoad average: 0.08 0.03 0.01 1/{} {}\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n",
            memory.used,
            memory.free,
            memory.cache,
            all.len() + 180,
            all.last().map_or(1, |proc| proc.pid)
        );
        for proc in &all {
            let vsz = proc.rss.max(1_600);
            let _ = writeln!(
                text,
                "{:5} {:5} {:<8.8} {:<4} {vsz:5} {:3}%   0   0% {}",
                proc.pid,
                proc.ppid,
                user(proc.uid),
                proc.stat.chars().next().unwrap_or('S'),
                vsz * 100 / memory.total,
                proc.args
            );
        }
        return text;
    }
    let running = all.iter().filter(|proc| proc.stat.starts_with('R')).count();
    let zombies = all.iter().filter(|proc| proc.stat.starts_with('Z')).count();
    let stopped = all.iter().filter(|proc| proc.stat.starts_with('T')).count();
    let mebi = |kilobytes: u64| format!("{}.{}", kilobytes / 1024, kilobytes % 1024 * 10 / 1024);
    let _ = write!(
        text,
        "top - {}\nTasks: {:3} total, {running:3} running, {:3} sleeping, {stopped:3} stopped, {zombies:3} zombie\n%Cpu(s):  0.3 us,  0.3 sy,  \
         0.0 ni, 99.3 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st\nMiB Mem : {:>8} total, {:>8} free, {:>8} used, {:>8} buff/cache\nMiB Swap:      \
         0.0 total,      0.0 free,      0.0 used. {:>8} avail Mem \n\n    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n",
        uptime_text(tool),
        all.len(),
        all.len() - running - zombies - stopped,
        mebi(memory.total),
        mebi(memory.free),
        mebi(memory.used),
        mebi(memory.cache),
        mebi(memory.available)
    );
    for proc in &all {
        let share = proc.rss * 1000 / memory.total;
        let state = if proc.machine_pid == own { 'R' } else { proc.stat.chars().next().unwrap_or('S') };
        let _ = writeln!(
            text,
            "{:7} {:<8.8}  20   0 {:7} {:6} {:6} {state}   0.0 {:3}.{} {:>9} {}",
            proc.pid,
            user(proc.uid),
            proc.rss.max(1_000) * 4,
            proc.rss,
            proc.rss / 2,
            share / 10,
            share % 10,
            format!("{}:{:02}.00", proc.cpu / 60, proc.cpu % 60),
            proc.comm
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn the_machine_is_shown() {
        let m = Machine::gnu();
        assert!(m.ok("free -m").contains("Mem:            7941        "));
        assert!(m.ok("uptime").starts_with(" 09:00:00 up  3:25,  1 user,  load average:"));
        assert!(m.ok("top -bn1").contains("COMMAND\n"));
    }
}
