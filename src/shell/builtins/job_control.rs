//! Builtins on jobs: `jobs`, `fg`, `bg`, `wait`, `kill`, `disown`.

use crate::os::{Either, ExitStatus, Signal, WaitKey, select};
use crate::vfs::Errno;

use super::super::Flavor;
use super::super::state::Shell;
use super::Outcome;

/// The names of signals as `kill -l` lists them, by number.
fn signal_name(number: u8) -> String {
    match number {
        34 => "RTMIN".to_owned(),
        64 => "RTMAX".to_owned(),
        50..=63 => format!("RTMAX-{}", 64 - number),
        number => Signal(number).name(),
    }
}

impl Shell {
    pub(super) fn builtin_jobs(&mut self, args: &[String]) -> u8 {
        self.refresh_jobs();
        let has = |letter| args.iter().any(|arg| arg.starts_with('-') && arg.contains(letter));
        let lines: Vec<String> = self
            .job_numbers()
            .into_iter()
            .filter_map(|number| self.jobs.get(number))
            .map(|job| if has('p') { job.own.to_string() } else { self.job_line(job, has('l')) })
            .collect();
        for line in lines {
            self.print(&format!("{line}\n"));
        }
        let gone: Vec<u32> = self.jobs.list.iter().filter(|job| job.end().is_some()).map(|job| job.number).collect();
        for number in gone {
            self.jobs.remove(number);
        }
        for job in &mut self.jobs.list {
            job.told |= job.stopped;
        }
        0
    }

    /// The job that a builtin's argument means, the current one without.
    fn job_for(&mut self, builtin: &str, args: &[String]) -> Result<u32, u8> {
        self.refresh_jobs();
        let spec = args.first().map_or("%+", String::as_str);
        let number = match spec.strip_prefix('%') {
            None if spec.parse::<u32>().is_ok_and(|number| self.jobs.get(number).is_some()) => spec.parse().ok(),
            None => self.jobs.find(&format!("%{spec}")),
            Some(_) => self.jobs.find(spec),
        };
        if let Some(number) = number {
            return Ok(number);
        }
        let none = args.is_empty();
        match self.flavor {
            Flavor::Bash if none => self.complain_of(builtin, "current: no such job"),
            Flavor::Bash | Flavor::Ash if !none => self.complain_of(builtin, &format!("{spec}: no such job")),
            _ if none => self.complain_of(builtin, "No current job"),
            _ => self.complain_of(builtin, &format!("No such job: {spec}")),
        }
        Err(if self.flavor == Flavor::Bash { 1 } else { 2 })
    }

    pub(super) async fn builtin_fg(&mut self, args: &[String]) -> Outcome {
        if !self.options.has('m') && self.flavor == Flavor::Bash {
            self.complain_of("fg", "no job control");
            return Ok(1);
        }
        let number = match self.job_for("fg", args) {
            Ok(number) => number,
            Err(status) => return Ok(status),
        };
        let Some(mut job) = self.jobs.get(number).cloned() else { return Ok(1) };
        self.jobs.list.retain(|other| other.number != number);
        self.print(&format!("{}\n", job.text));
        self.flush().await;
        if let Some(leader) = job.pids.first() {
            self.process.set_foreground(*leader);
        }
        self.continue_group(&job.pids);
        job.stopped = false;
        self.wait_job(job).await?;
        if self.jobs.get(number).is_none() {
            self.jobs.remove(number);
        }
        Ok(self.status)
    }

    pub(super) fn builtin_bg(&mut self, args: &[String]) -> u8 {
        if !self.options.has('m') && self.flavor == Flavor::Bash {
            self.complain_of("bg", "no job control");
            return 1;
        }
        let number = match self.job_for("bg", args) {
            Ok(number) => number,
            Err(status) => return status,
        };
        let mark = if self.jobs.current(0) == Some(number) { '+' } else { ' ' };
        let Some(job) = self.jobs.get_mut(number) else { return 1 };
        job.stopped = false;
        let (pids, text, own) = (job.pids.clone(), job.text.clone(), job.own);
        self.continue_group(&pids);
        self.last_background = Some(own);
        match self.flavor {
            Flavor::Bash => self.print(&format!("[{number}]{mark} {text} &\n")),
            Flavor::Dash | Flavor::Ash => self.print(&format!("[{number}] {text}\n")),
        }
        0
    }

    fn continue_group(&self, pids: &[crate::os::Pid]) {
        let ns = self.process.ns();
        for pid in pids {
            let _ = self.process.kernel().enter(|state| state.signal(*pid, Signal::CONT, ns));
        }
    }

    pub(super) async fn builtin_wait(&mut self, args: &[String]) -> Outcome {
        let any = args.first().is_some_and(|arg| arg == "-n");
        let specs = if any { &args[1..] } else { args };
        self.flush().await;
        if specs.is_empty() {
            return self.wait_for_jobs(None, any).await;
        }
        let mut status = 0;
        for spec in specs {
            self.refresh_jobs();
            let Some(number) = self.jobs.find(spec) else {
                status = 127;
                match (self.flavor, spec.starts_with('%')) {
                    (Flavor::Bash, false) if spec.parse::<u32>().is_err() => {
                        self.complain_of("wait", &format!("`{spec}': not a pid or valid job spec"));
                        status = 1;
                    }
                    (Flavor::Bash, false) => {
                        self.complain_of("wait", &format!("pid {spec} is not a child of this shell"));
                    }
                    (Flavor::Bash, true) => self.complain_of("wait", &format!("{spec}: no such job")),
                    (Flavor::Dash, true) => {
                        self.complain_of("wait", &format!("No such job: {spec}"));
                        status = 2;
                    }
                    (Flavor::Ash, true) => {
                        self.complain_of("wait", &format!("{spec}: no such job"));
                        status = 2;
                    }
                    (Flavor::Dash | Flavor::Ash, false) => {}
                }
                continue;
            };
            status = self.wait_for_jobs(Some(number), false).await?;
        }
        Ok(status)
    }

    /// Waits for one job, for any, or for all. A signal with a trap, or Ctrl-C, ends the waiting.
    async fn wait_for_jobs(&mut self, only: Option<u32>, any: bool) -> Outcome {
        loop {
            self.refresh_jobs();
            let waited: Vec<&super::super::jobs::Job> =
                self.jobs.list.iter().filter(|job| only.is_none_or(|number| job.number == number)).collect();
            let ended = waited.iter().find(|job| job.end().is_some()).map(|job| (job.number, job.end()));
            let keys: Vec<WaitKey> = waited
                .iter()
                .filter(|job| job.end().is_none())
                .flat_map(|job| job.pids.iter().zip(&job.ends))
                .filter(|(_, end)| end.is_none())
                .map(|(pid, _)| WaitKey::Process(*pid))
                .collect();
            if (only.is_some() || any)
                && let Some((number, end)) = ended
            {
                let status = end.map_or(127, ExitStatus::code) as u8;
                if let Some(ExitStatus::Signal(signal)) = end
                    && self.flavor != Flavor::Bash
                    && signal != Signal::INT
                {
                    self.print_error(&format!("{}\n", signal.death_text()));
                }
                self.jobs.remove(number);
                return Ok(status);
            }
            if keys.is_empty() {
                if !self.is_interactive() {
                    let gone: Vec<u32> = self.jobs.list.iter().map(|job| job.number).collect();
                    for number in gone {
                        self.jobs.remove(number);
                    }
                }
                return Ok(if any { 127 } else { 0 });
            }
            let process = self.process.clone();
            let woken = select(process.next_signal(), process.kernel().wait_for(&keys)).await;
            if let Either::Left(signal) = woken {
                self.on_signal(signal).await?;
                return Ok(128 + signal.0);
            }
        }
    }

    pub(super) fn builtin_disown(&mut self, args: &[String]) -> u8 {
        match self.job_for("disown", args) {
            Ok(number) => {
                self.jobs.remove(number);
                0
            }
            Err(status) => status,
        }
    }

    // kill.

    pub(super) fn builtin_kill(&mut self, args: &[String]) -> u8 {
        let (mut signal, mut rest) = (Signal::TERM, args);
        match args.first().map(String::as_str) {
            Some("-l" | "-L") => return self.list_signals(&args[1..]),
            Some("-s" | "-n") => {
                let name = args.get(1).map_or("", String::as_str);
                let Some(found) = Signal::parse(name) else { return self.bad_signal(name) };
                (signal, rest) = (found, args.get(2..).unwrap_or_default());
            }
            Some("--") => rest = &args[1..],
            Some(option) if option.starts_with('-') && option.len() > 1 => {
                if option == "-0" {
                    return self.kill_all(None, &args[1..]);
                }
                let Some(found) = Signal::parse(&option[1..]) else { return self.bad_signal(&option[1..]) };
                (signal, rest) = (found, &args[1..]);
            }
            _ => {}
        }
        let rest = if rest.first().is_some_and(|arg| arg == "--") { &rest[1..] } else { rest };
        if rest.is_empty() {
            match self.flavor {
                Flavor::Bash => {
                    let usage =
                        "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]";
                    self.print_error(&format!("{usage}\n"));
                }
                Flavor::Dash => self.complain_of(
                    "kill",
                    "Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]",
                ),
                Flavor::Ash => self.complain("you need to specify whom to kill"),
            }
            return if self.flavor == Flavor::Ash { 1 } else { 2 };
        }
        self.kill_all(Some(signal), rest)
    }

    fn bad_signal(&mut self, name: &str) -> u8 {
        match self.flavor {
            Flavor::Bash => self.complain_of("kill", &format!("{name}: invalid signal specification")),
            Flavor::Dash => self.complain_of("kill", &format!("invalid signal number or name: {name}")),
            Flavor::Ash => self.complain(&format!("bad signal name '{name}'")),
        }
        if self.flavor == Flavor::Dash { 2 } else { 1 }
    }

    fn mark_late(&mut self, target: &str) {
        let number = self.jobs.find(target);
        if let Some(job) = number.and_then(|number| self.jobs.get_mut(number)) {
            job.late = true;
        }
    }

    /// Signals processes, groups (negative numbers) and jobs. Without a signal they are only looked for.
    fn kill_all(&mut self, signal: Option<Signal>, targets: &[String]) -> u8 {
        let mut status = 0;
        for target in targets {
            self.refresh_jobs();
            self.mark_late(target);
            if target.starts_with('%') {
                let pids = self.jobs.find(target).and_then(|number| self.jobs.get(number)).map(|job| job.pids.clone());
                let Some(pids) = pids else {
                    match self.flavor {
                        Flavor::Bash | Flavor::Ash => self.complain_of("kill", &format!("{target}: no such job")),
                        Flavor::Dash => self.complain_of("kill", &format!("No such job: {target}")),
                    }
                    status = if self.flavor == Flavor::Bash { 1 } else { 2 };
                    continue;
                };
                let ns = self.process.ns();
                for pid in pids {
                    // A job that is stopped takes the signal when it goes on.
                    for sent in signal.into_iter().chain(signal.map(|_| Signal::CONT)) {
                        let _ = self.process.kernel().enter(|state| state.signal(pid, sent, ns));
                    }
                }
                continue;
            }
            let result = if let Ok(number) = target.parse::<i64>() {
                self.kill_number(number, signal)
            } else {
                match self.flavor {
                    Flavor::Bash => {
                        self.complain_of("kill", &format!("{target}: arguments must be process or job IDs"));
                    }
                    Flavor::Dash => self.complain_of("kill", &format!("Illegal number: {target}")),
                    Flavor::Ash => self.complain(&format!("invalid number '{target}'")),
                }
                status = 1;
                continue;
            };
            if let Err(errno) = result {
                match self.flavor {
                    Flavor::Bash => self.complain_of("kill", &format!("({target}) - {errno}")),
                    Flavor::Dash => self.complain_of("kill", &format!("{errno}\n")),
                    Flavor::Ash => self.complain(&format!("can't kill pid {target}: {errno}")),
                }
                status = 1;
            }
        }
        status
    }

    fn kill_number(&self, number: i64, signal: Option<Signal>) -> Result<(), Errno> {
        let own = u32::try_from(number.unsigned_abs()).map_err(|_| Errno::Srch)?;
        if number > 0 {
            return match signal {
                Some(signal) => self.process.kill(own, signal),
                None => self.process.pid_of(own).map(drop).ok_or(Errno::Srch),
            };
        }
        let group = if own == 0 { self.process.info(|info| info.pgid) } else { self.process.pid_of(own) };
        let group = group.ok_or(Errno::Srch)?;
        self.process.kernel().enter(|state| {
            let found = state.processes.values().any(|process| process.pgid == group && process.is_alive());
            if let Some(signal) = signal {
                state.signal_group(group, signal);
            }
            if found { Ok(()) } else { Err(Errno::Srch) }
        })
    }

    fn list_signals(&mut self, args: &[String]) -> u8 {
        let mut status = 0;
        for arg in args {
            let shown = match arg.parse::<u32>() {
                Ok(number) => Some(signal_name((number % 128) as u8)).filter(|_| (1..=64).contains(&(number % 128))),
                Err(_) => Signal::parse(arg).map(|signal| signal.0.to_string()),
            };
            match shown {
                Some(text) => self.print(&format!("{text}\n")),
                None => status = self.bad_signal(arg),
            }
        }
        if args.is_empty() {
            let text = self.signal_table();
            self.print(&text);
        }
        status
    }

    /// The signals as `kill -l` and `trap -l` list them.
    pub(super) fn signal_table(&self) -> String {
        let known = (1..=64).filter(|number| *number != 32 && *number != 33);
        if self.flavor != Flavor::Bash {
            return known.map(|number| signal_name(number) + "\n").collect();
        }
        let mut text = String::new();
        for (at, number) in known.enumerate() {
            text.extend([format!("{number:2}) SIG"), signal_name(number)]);
            text.push(if at % 5 == 4 { '\n' } else { '\t' });
        }
        text.push('\n');
        text
    }
}
