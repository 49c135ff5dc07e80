//! Jobs: children in the foreground and the background, what became of them, and the notices about it.

use crate::base::order;
use crate::os::{Change, ExitStatus, Pid, ProcessState, Signal};

use super::Flavor;
use super::state::{Event, Flow, Mode, Shell, Step};

/// A pipeline that the shell started and did not wait for, or that was stopped.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// Its number, from 1.
    pub(super) number: u32,
    /// Its processes.
    pub(super) pids: Vec<Pid>,
    /// How each ended.
    pub(super) ends: Vec<Option<ExitStatus>>,
    /// The last process's number as the shell shows it.
    pub(super) own: u32,
    /// The command.
    pub(super) text: String,
    /// Whether it is stopped.
    pub(super) stopped: bool,
    /// Whether it was just signalled: its end is shown one prompt later, as it takes a moment in life.
    pub(super) late: bool,
    /// Whether its state was shown.
    pub(super) told: bool,
}

impl Job {
    /// How the job ended: as its last process did.
    pub(super) fn end(&self) -> Option<ExitStatus> {
        if self.ends.iter().any(Option::is_none) { None } else { self.ends.last().copied().flatten() }
    }
}

/// The jobs of a shell, the current one last in `order`.
#[derive(Clone, Debug, Default)]
pub(super) struct Jobs {
    pub(super) list: Vec<Job>,
    order: Vec<u32>,
}

impl Jobs {
    /// A subshell has no jobs.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    fn add(&mut self, mut job: Job) -> u32 {
        job.number = self.list.iter().map(|job| job.number).max().unwrap_or(0) + 1;
        let number = job.number;
        self.list.push(job);
        self.make_current(number);
        number
    }

    pub(super) fn make_current(&mut self, number: u32) {
        self.order.retain(|other| *other != number);
        self.order.push(number);
    }

    pub(super) fn remove(&mut self, number: u32) {
        self.list.retain(|job| job.number != number);
        self.order.retain(|other| *other != number);
    }

    /// The job that `%+` means, or with `back` 1 the one of `%-`. A stopped job goes before the others.
    pub(super) fn current(&self, back: usize) -> Option<u32> {
        let stopped = |number: &&u32| self.list.iter().any(|job| job.number == **number && job.stopped);
        let (first, rest): (Vec<&u32>, Vec<&u32>) = self.order.iter().rev().partition(stopped);
        first.into_iter().chain(rest).nth(back).copied()
    }

    pub(super) fn get(&self, number: u32) -> Option<&Job> {
        self.list.iter().find(|job| job.number == number)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Job> {
        self.list.iter_mut().find(|job| job.number == number)
    }

    /// The job that `%1`, `%+`, `%name` or a process number means.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        let Some(spec) = text.strip_prefix('%') else {
            let own: u32 = text.parse().ok()?;
            return self.list.iter().find(|job| job.own == own).map(|job| job.number);
        };
        match spec {
            "" | "%" | "+" => self.current(0),
            "-" => self.current(1).or_else(|| self.current(0)),
            spec => {
                if let Ok(number) = spec.parse::<u32>() {
                    self.get(number).map(|job| job.number)
                } else {
                    let matches = |job: &&Job| match spec.strip_prefix('?') {
                        Some(part) => job.text.contains(part),
                        None => job.text.starts_with(spec),
                    };
                    self.list.iter().rev().find(matches).map(|job| job.number)
                }
            }
        }
    }
}

impl Shell {
    /// The process's number in the shell's own namespace.
    pub(super) fn own_number(&self, pid: Pid) -> u32 {
        self.process.kernel().enter(|state| state.processes.get(&pid).map_or(0, |process| process.ns_pid))
    }

    fn job_of(&self, pids: Vec<Pid>, text: &str) -> Job {
        // bash shows a subshell with blanks inside its parentheses.
        let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let spaced = inside.filter(|text| self.flavor == Flavor::Bash && !text.starts_with([' ', '(']));
        let spaced = spaced.map(|text| format!("( {} )", text.trim()));
        let text = spaced.as_deref().unwrap_or(text);
        let own = pids.last().map_or(0, |pid| self.own_number(*pid));
        let ends = vec![None; pids.len()];
        Job { number: 0, pids, ends, own, text: text.to_owned(), stopped: false, late: false, told: false }
    }

    /// Notes children that run in the background.
    pub(super) fn add_background(&mut self, pids: Vec<Pid>, text: &str) {
        // Without job control dash and ash do not keep the text.
        let text = if self.flavor == Flavor::Bash || self.options.has('m') { text } else { "" };
        let job = self.job_of(pids, text);
        let own = job.own;
        self.last_background = Some(own);
        let number = self.jobs.add(job);
        if self.is_interactive() {
            let end = if self.flavor == Flavor::Dash { "" } else { "\n" };
            if self.flavor == Flavor::Bash {
                self.print_error(&format!("[{number}] {own}{end}"));
            }
        }
    }

    /// Waits for children in the foreground and takes over their status.
    pub(super) async fn wait_foreground(&mut self, pids: Vec<Pid>, text: &str) -> Step {
        if pids.is_empty() {
            return Ok(());
        }
        let job = self.job_of(pids, text);
        self.wait_job(job).await
    }

    /// Waits for a job in the foreground; when it is stopped it joins the others.
    pub(super) async fn wait_job(&mut self, mut job: Job) -> Step {
        let monitor = self.options.has('m');
        if monitor && let Some(leader) = job.pids.first() {
            self.process.set_foreground(*leader);
        }
        for at in 0..job.pids.len() {
            if job.ends[at].is_some() {
                continue;
            }
            let change = if monitor {
                self.process.wait_change(job.pids[at]).await
            } else {
                Change::Ended(self.process.wait(job.pids[at]).await)
            };
            match change {
                Change::Ended(status) => job.ends[at] = Some(status),
                Change::Stopped => job.stopped = true,
            }
        }
        if monitor {
            self.take_terminal();
        }
        if job.stopped {
            return self.keep_stopped(job).await;
        }
        let codes: Vec<u8> = job.ends.iter().map(|end| end.map_or(127, ExitStatus::code) as u8).collect();
        let mut status = codes.last().copied().unwrap_or(0);
        if self.options.has('o') {
            status = codes.iter().rev().find(|code| **code != 0).copied().unwrap_or(0);
        }
        self.status = status;
        self.statuses = codes;
        self.report_deaths(&job);
        self.flush().await;
        let interrupted = job.ends.last() == Some(&Some(ExitStatus::Signal(Signal::INT)));
        if !interrupted || !self.is_interactive() {
            return Ok(());
        }
        let event = Event::Signal(Signal::INT);
        if self.flavor != Flavor::Bash && self.traps.contains_key(&event) {
            return self.run_event(event).await;
        }
        Err(Flow::Abort)
    }

    /// The shell is in the foreground again.
    pub(super) fn take_terminal(&self) {
        if let Some(group) = self.process.info(|info| info.pgid) {
            self.process.set_foreground(group);
        }
    }

    async fn keep_stopped(&mut self, mut job: Job) -> Step {
        job.told = true;
        self.status = 148;
        let number = match job.number {
            0 => self.jobs.add(job),
            number => {
                self.jobs.list.push(job);
                order::sort_by_key(&mut self.jobs.list, |job| job.number);
                self.jobs.make_current(number);
                number
            }
        };
        let line = self.jobs.get(number).map(|job| self.job_line(job, false)).unwrap_or_default();
        // The terminal has shown ^Z; bash alone begins a new line after it.
        let lead = if self.flavor == Flavor::Bash { "\n" } else { "" };
        self.print_error(&format!("{lead}{line}\n"));
        self.flush().await;
        Ok(())
    }

    /// Says which signal killed the children, as far as the flavour does.
    fn report_deaths(&mut self, job: &Job) {
        let last = job.pids.len() - 1;
        for (at, end) in job.ends.iter().enumerate() {
            let Some(ExitStatus::Signal(signal)) = end else { continue };
            if *signal == Signal::INT {
                let trapped = self.flavor != Flavor::Bash && self.traps.contains_key(&Event::Signal(Signal::INT));
                if self.is_interactive() && at == last && !trapped {
                    self.print_error("\n");
                }
                continue;
            }
            if *signal == Signal::PIPE || at != last {
                continue;
            }
            let text = signal.death_text();
            let core = if matches!(signal.0, 3 | 4 | 6 | 8 | 11) { "(core dumped)" } else { "" };
            if self.flavor == Flavor::Bash && !self.is_interactive() && *signal != Signal::TERM {
                let (own, prefix) = (job.own, self.prefix());
                let core = if core.is_empty() { String::new() } else { format!("{core} ") };
                self.print_error(&format!("{prefix}{own} {text:<24}{core}{}\n", job.text));
            } else {
                let blank = if core.is_empty() { "" } else { " " };
                self.print_error(&format!("{text}{blank}{core}\n"));
            }
        }
    }

    // The list.

    /// Looks at what became of the jobs.
    pub(super) fn refresh_jobs(&mut self) {
        let kernel = self.process.kernel().clone();
        for job in &mut self.jobs.list {
            let mut stopped = false;
            for (pid, end) in job.pids.iter().zip(&mut job.ends) {
                if end.is_some() {
                    continue;
                }
                match kernel.enter(|state| state.processes.get(pid).map(|process| process.state)) {
                    None => {
                        *end = Some(ExitStatus::Code(127));
                        job.told = false;
                    }
                    // A subshell may look at the jobs of its parent, which is the one to ask how they ended.
                    Some(ProcessState::Zombie(status)) => {
                        *end = Some(status);
                        job.told = false;
                        if !self.is_subshell {
                            kernel.enter(|state| state.reap(*pid));
                        }
                    }
                    Some(ProcessState::Stopped) => stopped = true,
                    Some(ProcessState::Running) => {}
                }
            }
            if stopped != job.stopped {
                job.stopped = stopped;
                job.told = false;
            }
        }
    }

    /// A job as `jobs` and the notices show it.
    pub(super) fn job_line(&self, job: &Job, with_pid: bool) -> String {
        let mark = match job.number {
            number if self.jobs.current(0) == Some(number) => '+',
            number if self.jobs.current(1) == Some(number) => '-',
            _ => ' ',
        };
        let (number, text) = (job.number, &job.text);
        let running = job.end().is_none() && !job.stopped;
        let state = match job.end() {
            None if job.stopped => "Stopped".to_owned(),
            None => "Running".to_owned(),
            Some(ExitStatus::Code(0)) => "Done".to_owned(),
            Some(ExitStatus::Code(code)) if self.flavor == Flavor::Bash => format!("Exit {code}"),
            Some(ExitStatus::Code(code)) => format!("Done({code})"),
            Some(ExitStatus::Signal(Signal::INT)) => "Interrupt".to_owned(),
            Some(ExitStatus::Signal(signal)) => signal.death_text().to_owned(),
        };
        let pid = if with_pid { format!("{} ", job.own) } else { String::new() };
        match self.flavor {
            Flavor::Bash => {
                let end = if running { " &" } else { "" };
                format!("[{number}]{mark}  {pid}{state:<24}{text}{end}")
            }
            Flavor::Dash => format!("[{number}] {mark} {pid}{state:<27}{text}"),
            Flavor::Ash => format!("[{number}]{mark}  {pid}{state:<26} {text}"),
        }
    }

    /// The numbers of the jobs as they are listed: dash and ash begin with the current one.
    pub(super) fn job_numbers(&self) -> Vec<u32> {
        match self.flavor {
            Flavor::Bash => self.jobs.list.iter().map(|job| job.number).collect(),
            Flavor::Dash | Flavor::Ash => self.jobs.order.iter().rev().copied().collect(),
        }
    }

    /// Before a prompt: jobs that ended or stopped since the last one.
    pub(super) fn notify_jobs(&mut self) {
        self.refresh_jobs();
        if self.mode != Mode::Interactive {
            return;
        }
        let mut gone = Vec::new();
        for number in self.job_numbers() {
            let Some(job) = self.jobs.get_mut(number) else { continue };
            if std::mem::take(&mut job.late) {
                continue;
            }
            let Some(job) = self.jobs.get(number) else { continue };
            let ended = job.end().is_some();
            if (ended || job.stopped) && !job.told {
                let line = self.job_line(job, false);
                self.print_error(&format!("{line}\n"));
            }
            if let Some(job) = self.jobs.get_mut(number) {
                job.told |= job.stopped;
            }
            if ended && self.flavor == Flavor::Bash {
                gone.push(number);
            } else if ended {
                self.jobs.remove(number);
            }
        }
        for number in gone {
            self.jobs.remove(number);
        }
    }
}
