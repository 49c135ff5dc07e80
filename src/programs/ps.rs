//! `ps`: processes, in the columns of procps and of BusyBox.

use super::kit::accounts::Accounts;
use super::kit::procs::{self, Proc};
use super::kit::{Next, Options, Tool, dates, text};
use crate::base::Time;
use crate::base::order;

const BUSYBOX: Options = Options { spec: "o: T a e f l w x u A", gnu: "", busybox: "[-o COL1,COL2=HEADER] [-T]" };

/// What the machine has in memory, in kB.
pub(super) const MEMORY: u64 = 8_326_848_512 / 1024;

/// A column: its name, its heading, its width and whether it is right-aligned.
type Column = (&'static str, &'static str, usize, bool);

const COLUMNS: [Column; 27] = [
    ("pid", "PID", 7, true),
    ("ppid", "PPID", 7, true),
    ("pgid", "PGID", 7, true),
    ("user", "USER", 8, false),
    ("ruser", "RUSER", 8, false),
    ("euser", "EUSER", 8, false),
    ("uid", "UID", 5, true),
    ("%cpu", "%CPU", 4, true),
    ("pcpu", "%CPU", 4, true),
    ("%mem", "%MEM", 4, true),
    ("pmem", "%MEM", 4, true),
    ("vsz", "VSZ", 6, true),
    ("rss", "RSS", 5, true),
    ("tty", "TT", 8, false),
    ("tt", "TT", 8, false),
    ("tname", "TTY", 8, false),
    ("stat", "STAT", 4, false),
    ("s", "S", 1, false),
    ("start", "STARTED", 8, true),
    ("stime", "STIME", 5, false),
    ("time", "TIME", 8, true),
    ("etime", "ELAPSED", 11, true),
    ("c", "C", 2, true),
    ("ni", "NI", 3, true),
    ("comm", "COMMAND", 15, false),
    ("args", "COMMAND", 27, false),
    ("cmd", "CMD", 27, false),
];

/// What is asked for.
#[derive(Default)]
struct Query {
    all: bool,
    /// Those without a terminal too (BSD `x`).
    without_tty: bool,
    any_tty: bool,
    full: bool,
    user_oriented: bool,
    long: bool,
    no_heading: bool,
    forest: bool,
    columns: Vec<(String, Option<String>)>,
    pids: Vec<u32>,
    users: Vec<String>,
    names: Vec<String>,
    sort: Option<String>,
}

/// Lists processes.
pub(super) fn main(tool: &mut Tool) -> Next {
    if tool.busybox {
        return busybox(tool);
    }
    let query = match parse(&tool.args) {
        Ok(query) => query,
        Err(text) => {
            tool.err(&format!("error: {text}\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n"));
            tool.status = 1;
            return Next::Done;
        }
    };
    let accounts = Accounts::read(&tool.process);
    let mut all = procs::list(&tool.process);
    let (own_pid, own_uid) = (tool.process.pid(), tool.process.cred().uid);
    let own_tty = all.iter().find(|proc| proc.machine_pid == own_pid).and_then(|proc| proc.tty.clone());
    let picked = |proc: &Proc| {
        let named = accounts.user_name(proc.uid).unwrap_or_default();
        if !query.pids.is_empty() || !query.users.is_empty() || !query.names.is_empty() {
            let user = query.users.iter().any(|user| user == named || user.parse() == Ok(proc.uid));
            return query.pids.contains(&proc.pid) || user || query.names.contains(&proc.comm);
        }
        match (query.any_tty, query.without_tty) {
            _ if query.all => true,
            (true, true) => true,
            (true, false) => proc.tty.is_some(),
            (false, true) => proc.uid == own_uid,
            (false, false) => proc.tty == own_tty && proc.uid == own_uid,
        }
    };
    all.retain(picked);
    match query.sort.as_deref() {
        Some("-%cpu" | "-pcpu" | "-time") => order::sort_by_key(&mut all, |proc| std::cmp::Reverse(proc.cpu)),
        Some("-%mem" | "-pmem" | "-rss" | "-vsz") => order::sort_by_key(&mut all, |proc| std::cmp::Reverse(proc.rss)),
        Some("-pid") => all.reverse(),
        _ => {}
    }
    if all.is_empty() {
        tool.status = 1;
    }
    if query.forest {
        all = forest(&all);
    }
    let columns = columns(&query);
    let now = tool.process.now();
    let show = Show { now, accounts: &accounts, user_oriented: query.user_oriented };
    let lines = table(&columns, &all, &show, query.no_heading);
    let width = tool.process.tty_size(1).map_or(usize::MAX, |(cols, _)| usize::from(cols));
    for line in lines {
        let cut: String = line.chars().take(width).collect();
        tool.line(&cut);
    }
    Next::Done
}

fn parse(args: &[String]) -> Result<Query, String> {
    let mut query = Query::default();
    let mut words = args.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let mut value = |rest: &str, letter: &str| match rest {
            "" => words.next().map(str::to_owned).ok_or(format!("option requires an argument: {letter}")),
            rest => Ok(rest.to_owned()),
        };
        if let Some(long) = word.strip_prefix("--") {
            let (name, argument) = long.split_once('=').unwrap_or((long, ""));
            match name {
                "forest" => query.forest = true,
                "no-headers" | "no-heading" => query.no_heading = true,
                "sort" => query.sort = Some(value(argument, name)?),
                "pid" => query.pids.extend(numbers(&value(argument, name)?)),
                "user" => query.users.push(value(argument, name)?),
                "format" => query.columns.extend(known_formats(&value(argument, name)?)?),
                _ => return Err("unknown gnu long option".to_owned()),
            }
            continue;
        }
        let bsd = !word.starts_with('-');
        let letters = word.trim_start_matches('-');
        if bsd && letters.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') {
            query.pids.extend(numbers(letters));
            continue;
        }
        for (at, letter) in letters.char_indices() {
            let rest = &letters[at + letter.len_utf8()..];
            match (letter, bsd) {
                ('x', _) => query.without_tty = true,
                ('u', true) => query.user_oriented = true,
                ('e' | 'A', false) => query.all = true,
                ('a', _) => query.any_tty = true,
                ('f' | 'F', false) => query.full = true,
                ('f', true) | ('H', false) => query.forest = true,
                ('l' | 'j', _) => query.long = true,
                ('w' | 'e' | 'L' | 'T' | 'c' | 'n' | 'y', _) => {}
                ('h', true) => query.no_heading = true,
                ('o' | 'O', _) => {
                    query.columns.extend(known_formats(&value(rest, "o")?)?);
                    break;
                }
                ('p', _) | ('q', false) => {
                    query.pids.extend(numbers(&value(rest, "p")?));
                    break;
                }
                ('u' | 'U', _) => {
                    query.users.extend(value(rest, "u")?.split(',').map(str::to_owned));
                    break;
                }
                ('C', _) => {
                    query.names.extend(value(rest, "C")?.split(',').map(str::to_owned));
                    break;
                }
                ('k', _) => {
                    query.sort = Some(value(rest, "k")?);
                    break;
                }
                _ if bsd => return Err("garbage option".to_owned()),
                _ => return Err("unsupported SysV option".to_owned()),
            }
        }
    }
    Ok(query)
}

fn numbers(list: &str) -> Vec<u32> {
    list.split([',', ' ']).filter_map(|text| text.parse().ok()).collect()
}

/// The columns of a list; the error names one that is not known.
fn known_formats(list: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let found = formats(list);
    let known = |name: &str| name == "command" || COLUMNS.iter().any(|column| column.0 == name);
    match found.iter().find(|(name, _)| !known(name)) {
        Some((name, _)) => Err(format!("unknown user-defined format specifier \"{name}\"")),
        None => Ok(found),
    }
}

fn formats(list: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    for part in list.split([',', ' ']).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((name, heading)) => found.push((name.to_owned(), Some(heading.to_owned()))),
            None => found.push((part.to_owned(), None)),
        }
    }
    found
}

/// Columns with their headings.
fn columns(query: &Query) -> Vec<(Column, String)> {
    let by_name = |name: &str| COLUMNS.iter().find(|column| column.0 == name).copied();
    let names = if query.user_oriented {
        "user=USER,pid,%cpu,%mem,vsz,rss,tname,stat,stime=START,time,args"
    } else if query.full {
        "user=UID,pid,ppid,c,stime,tname,time,cmd"
    } else if query.long {
        "s,uid,pid,ppid,c,ni,vsz=SZ,tname,time,comm=CMD"
    } else if query.any_tty && query.without_tty {
        "pid,tname,stat,time,args"
    } else {
        "pid,tname,time,comm=CMD"
    };
    let wanted = if query.columns.is_empty() { formats(names) } else { query.columns.clone() };
    let column = |(name, heading): &(String, Option<String>)| {
        let column = by_name(if name == "command" { "args" } else { name })?;
        Some((column, heading.clone().unwrap_or_else(|| column.1.to_owned())))
    };
    wanted.iter().filter_map(column).collect()
}

struct Show<'a> {
    now: Time,
    accounts: &'a Accounts,
    user_oriented: bool,
}

impl Show<'_> {
    fn cell(&self, name: &str, proc: &Proc) -> String {
        let elapsed = self.now.since(proc.started) / crate::base::time::SECOND;
        let user = || self.accounts.user_name(proc.uid).map_or_else(|| proc.uid.to_string(), str::to_owned);
        let cpu = || (proc.cpu * 1000).checked_div(elapsed).unwrap_or(0).min(999);
        match name {
            "pid" => proc.pid.to_string(),
            "ppid" => proc.ppid.to_string(),
            "pgid" => proc.pgid.to_string(),
            "user" | "ruser" | "euser" => user(),
            "uid" => proc.uid.to_string(),
            "%cpu" | "pcpu" => format!("{}.{}", cpu() / 10, cpu() % 10),
            "%mem" | "pmem" => format!("{}.{}", proc.rss * 100 / MEMORY, proc.rss * 1000 / MEMORY % 10),
            "vsz" => (proc.rss * 3).to_string(),
            "rss" => proc.rss.to_string(),
            "tty" | "tt" | "tname" => proc.tty.clone().unwrap_or_else(|| "?".to_owned()),
            "stat" => proc.stat.clone(),
            "s" => proc.stat.chars().take(1).collect(),
            "start" => dates::format(proc.started, "%H:%M:%S"),
            "stime" => {
                let today = self.now.secs() / 86_400 == proc.started.secs() / 86_400;
                dates::format(proc.started, if today { "%H:%M" } else { "%b%d" })
            }
            "time" if self.user_oriented => format!("{}:{:02}", proc.cpu / 60, proc.cpu % 60),
            "time" => format!("{:02}:{:02}:{:02}", proc.cpu / 3600, proc.cpu / 60 % 60, proc.cpu % 60),
            "etime" => clock(elapsed),
            "c" => (cpu() / 10).to_string(),
            "ni" => "0".to_owned(),
            "comm" => proc.comm.clone(),
            _ => proc.args.clone(),
        }
    }
}

/// `[[dd-]hh:]mm:ss`
fn clock(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes:02}:{:02}", seconds % 60),
        (0, _) => format!("{hours:02}:{minutes:02}:{:02}", seconds % 60),
        _ => format!("{days}-{hours:02}:{minutes:02}:{:02}", seconds % 60),
    }
}

fn table(columns: &[(Column, String)], all: &[Proc], show: &Show, no_heading: bool) -> Vec<String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !no_heading && columns.iter().any(|(_, heading)| !heading.is_empty()) {
        rows.push(columns.iter().map(|(_, heading)| heading.clone()).collect());
    }
    let cells = |proc: &Proc| columns.iter().map(|(column, _)| show.cell(column.0, proc)).collect();
    rows.extend(all.iter().map(cells));
    let last = columns.len().saturating_sub(1);
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (at, (cell, ((name, _, width, right), _))) in row.iter().zip(columns).enumerate() {
            // The user-oriented list has a narrow clock.
            let width = if *name == "time" && show.user_oriented { 6 } else { *width };
            let cell = if text::width(cell) > 8 && *name == "user" { format!("{cell:.7}+") } else { cell.clone() };
            text::pad(&mut line, &cell, if at == last && !right { 0 } else { width }, *right);
            if at < last {
                line.push(' ');
            }
        }
        line
    };
    rows.iter().map(line).collect()
}

/// Children below their parents, with branches in front of the command.
fn forest(all: &[Proc]) -> Vec<Proc> {
    let mut found = Vec::new();
    let is_root = |proc: &&Proc| !all.iter().any(|other| other.pid == proc.ppid);
    let mut todo: Vec<(&Proc, String, bool)> =
        all.iter().filter(is_root).rev().map(|p| (p, String::new(), true)).collect();
    while let Some((proc, indent, last)) = todo.pop() {
        let mut shown = proc.clone();
        if !indent.is_empty() {
            let branch = if last { "\\_ " } else { "|   \\_ " };
            let trunk = &indent[..indent.len() - 4];
            let branch = if last { format!(" {branch}") } else { format!(" {}", &branch[4..]) };
            shown.args = format!("{trunk}{branch}{}", proc.args);
            shown.comm = format!("{trunk}{branch}{}", proc.comm);
        }
        found.push(shown);
        let children: Vec<&Proc> = all.iter().filter(|other| other.ppid == proc.pid).collect();
        let count = children.len();
        for (at, child) in children.into_iter().enumerate().rev() {
            let more = !last && !indent.is_empty();
            let trunk = if indent.is_empty() { String::new() } else { indent[..indent.len() - 4].to_owned() };
            let here = match (indent.is_empty(), more) {
                (true, _) => String::new(),
                (false, true) => format!("{trunk} |  "),
                (false, false) => format!("{trunk}    "),
            };
            todo.push((child, format!("{here}    "), at + 1 == count));
        }
    }
    found
}

fn busybox(tool: &mut Tool) -> Next {
    let Some(opts) = tool.options(&BUSYBOX) else { return Next::Done };
    let accounts = Accounts::read(&tool.process);
    let all = procs::list(&tool.process);
    let show = Show { now: tool.process.now(), accounts: &accounts, user_oriented: true };
    if let Some(list) = opts.value("o") {
        let query = Query { columns: formats(list), ..Query::default() };
        let columns = columns(&query);
        for line in table(&columns, &all, &show, false) {
            tool.line(&line);
        }
        return Next::Done;
    }
    tool.line("PID   USER     TIME  COMMAND");
    let width = tool.process.tty_size(1).map_or(usize::MAX, |(cols, _)| usize::from(cols));
    for proc in &all {
        let (user, time) = (show.cell("user", proc), show.cell("time", proc));
        let stopped = if proc.stat.starts_with('Z') { format!("[{}]", proc.comm) } else { proc.args.clone() };
        let line = format!("{:>5} {user:<8.8} {time:>5} {stopped}", proc.pid);
        let cut: String = line.chars().take(width).collect();
        tool.line(&cut);
    }
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn processes_are_listed() {
        let m = Machine::gnu();
        let out = m.ok("ps aux");
        assert!(
            out.starts_with("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"),
            "{out}"
        );
        assert!(out.ends_with("root        1001  0.0  0.0   3072  1024 ?        Rs   09:00   0:00 ps aux\n"), "{out}");
        let out = m.ok("ps -ef");
        let wanted = "UID          PID    PPID  C STIME TTY          TIME CMD\n\
                      root        1002       0  0 09:00 ?        00:00:00 ps -ef\n";
        assert_eq!(out, wanted);
        assert_eq!(m.ok("ps -o pid,comm="), "    PID \n   1003 ps\n");
        let b = Machine::busybox();
        assert_eq!(b.ok("ps"), "PID   USER     TIME  COMMAND\n 1001 root      0:00 ps\n");
    }
}
