//! The live picture on a terminal: all steps with their parts and times, drawn again in place at every refresh.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::base::Time;
use crate::base::order;
use crate::build::event::VertexId;

use super::text;
use super::trace::{Trace, Vertex};

/// The least and the most rows that a running step's output gets.
const TERM_ROWS: usize = 6;
/// What a line of output is narrower than the terminal.
const TERM_PAD: usize = 10;

const BLUE: &str = "\u{1b}[34m";
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const FAINT: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

/// A line of the picture.
struct Job {
    name: String,
    status: String,
    /// Microseconds that it took so far.
    took: u64,
    completed: bool,
    color: &'static str,
    /// The step whose output may be shown below.
    vertex: Option<VertexId>,
}

/// The picture as it was drawn last.
pub(super) struct Tty {
    columns: usize,
    rows: usize,
    drawn: usize,
    repeated: bool,
    terms: BTreeMap<VertexId, Term>,
}

/// The last lines of a step's output.
#[derive(Default)]
struct Term {
    lines: Vec<String>,
    bytes: usize,
    shown: usize,
}

impl Tty {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        let mut tty = Self { columns: 80, rows: 10, drawn: 0, repeated: false, terms: BTreeMap::new() };
        tty.resize(columns, rows);
        tty
    }

    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        if columns > 0 && rows > 0 {
            (self.columns, self.rows) = (usize::from(columns), usize::from(rows));
        }
    }

    /// Takes a step's output in.
    pub(super) fn log(&mut self, vertex: VertexId, bytes: &[u8]) {
        let width = self.columns.saturating_sub(TERM_PAD).max(1);
        let term = self.terms.entry(vertex).or_default();
        term.bytes += bytes.len();
        if term.lines.is_empty() {
            term.lines.push(String::new());
        }
        for c in String::from_utf8_lossy(bytes).chars() {
            let last = term.lines.len() - 1;
            match c {
                '\n' => term.lines.push(String::new()),
                '\r' => term.lines[last].clear(),
                c if c.is_control() => {}
                c => {
                    if term.lines[last].chars().count() == width {
                        term.lines.push(String::new());
                    }
                    if let Some(line) = term.lines.last_mut() {
                        line.push(c);
                    }
                }
            }
        }
        let more = term.lines.len().saturating_sub(TERM_ROWS + 1);
        term.lines.drain(..more);
    }

    /// Draws everything over what was drawn before; the last time with all lines.
    pub(super) fn print(&mut self, trace: &Trace, now: Time, last: bool) -> String {
        let all = jobs(trace, now);
        let (jobs, with_output) = self.fit(all, last);
        let mut out = "\u{1b}[1A".repeat(self.drawn + 1);
        if !self.repeated {
            out.push_str("\u{1b}[1B");
        }
        self.repeated = true;
        out.push_str("\u{1b}[0G\u{1b}[?25l");
        self.head(trace, now, last, &mut out);
        let mut drawn = 0;
        for job in &jobs {
            if !self.job(job, &mut out) {
                continue;
            }
            drawn += 1;
            let Some(term) = job.vertex.filter(|id| with_output.contains(id)).and_then(|id| self.terms.get_mut(&id))
            else {
                continue;
            };
            term.shown += 1;
            let width = self.columns.saturating_sub(TERM_PAD);
            let lines = term.lines.iter().filter(|line| !line.trim().is_empty());
            let lines: Vec<&String> = lines.collect();
            for line in &lines[lines.len().saturating_sub(TERM_ROWS)..] {
                // Writing to a String cannot fail.
                let _ = write!(out, "{FAINT} => => # {line:<width$}\n{RESET}");
                drawn += 1;
            }
        }
        if self.drawn > drawn {
            let more = self.drawn - drawn;
            for _ in 0..more {
                let _ = writeln!(out, "{:width$}", "", width = self.columns);
            }
            let _ = write!(out, "\u{1b}[{more}A\u{1b}[0G");
        }
        self.drawn = drawn;
        out.push_str("\u{1b}[?25h");
        out
    }

    fn head(&self, trace: &Trace, now: Time, last: bool, out: &mut String) {
        let total = trace.vertices.len();
        let completed = trace.vertices.values().filter(|vertex| vertex.completed().is_some()).count();
        let finished = if completed > 0 && completed == total && last { "FINISHED" } else { "" };
        let took = trace.started.map_or(0, |started| now.since(started));
        let left = format!("[+] Building {}s ({completed}/{total}) {finished}", text::tenths(took));
        let line = align(&left, "docker:default", self.columns.saturating_sub(1));
        out.extend(line.chars().take(self.columns));
        out.push('\n');
    }

    /// Draws a line; false when the terminal is too narrow.
    fn job(&self, job: &Job, out: &mut String) -> bool {
        let took = if job.took < 50_000 { 0 } else { job.took };
        let timer = format!(" {}s\n", text::tenths(took));
        let Some(mut left) = self.columns.checked_sub(" => ".len() + timer.len() + 1) else { return false };
        let mut status = "";
        if !job.status.is_empty() && left + job.status.len() > 20 {
            status = &job.status;
            left = left.saturating_sub(status.len() + 1);
        }
        if left < 12 {
            return false;
        }
        let mut line = " => ".to_owned();
        line.extend(job.name.chars().take(left));
        if !status.is_empty() {
            line.extend([" ", status]);
        }
        let line = align(&line, &timer, self.columns);
        if job.completed && !job.color.is_empty() {
            out.extend([job.color, &line, RESET]);
        } else {
            out.push_str(&line);
        }
        true
    }

    /// The lines that the terminal has room for, and the steps whose output is shown.
    fn fit(&self, jobs: Vec<Job>, last: bool) -> (Vec<Job>, Vec<VertexId>) {
        let running = jobs.iter().filter(|job| !job.completed).count();
        let weight = |job: &Job| job.vertex.and_then(|id| self.terms.get(&id)).map(|term| term.bytes + term.shown * 50);
        let mut candidates: Vec<(usize, VertexId)> =
            jobs.iter().filter(|job| !job.completed).filter_map(|job| Some((weight(job)?, job.vertex?))).collect();
        order::sort_by_key(&mut candidates, |(weight, _)| std::cmp::Reverse(*weight));
        let mut free = (self.rows as i64) - 2 - running as i64;
        let limit = TERM_ROWS as i64 + 3;
        let (mut shown, mut hidden) = (Vec::new(), 0);
        for (_, id) in candidates {
            if free <= limit {
                break;
            }
            let used = self.terms.get(&id).map_or(0, |term| term.lines.iter().filter(|line| !line.is_empty()).count());
            hidden += used.min(TERM_ROWS);
            free -= limit;
            shown.push(id);
        }
        if last {
            return (jobs, shown);
        }
        (wrap(jobs, self.rows.saturating_sub(2 + hidden)), shown)
    }
}

/// The lines of all steps that began.
fn jobs(trace: &Trace, now: Time) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (id, vertex) in trace.order.iter().filter_map(|id| Some((*id, trace.vertices.get(id)?))) {
        jobs.push(step_job(id, vertex, now));
        for status in &vertex.statuses {
            jobs.push(Job {
                name: format!("=> {}", status.id),
                status: text::progress(status.current, status.total),
                took: status.completed.unwrap_or(now).since(status.started),
                completed: status.completed.is_some(),
                color: BLUE,
                vertex: None,
            });
        }
        let took = vertex.spans.last().map_or(0, |(start, end)| end.unwrap_or(now).since(*start));
        for warning in &vertex.warnings {
            let name = format!("WARN: {warning}");
            jobs.push(Job { name, status: String::new(), took, completed: false, color: "", vertex: None });
        }
    }
    jobs
}

fn step_job(id: VertexId, vertex: &Vertex, now: Time) -> Job {
    let (mark, color) = match vertex {
        vertex if vertex.canceled => ("CANCELED ", YELLOW),
        vertex if vertex.error.is_some() => ("ERROR ", RED),
        vertex if vertex.cached => ("CACHED ", BLUE),
        _ => ("", BLUE),
    };
    Job {
        name: format!("{mark}{}", vertex.name.replace('\t', " ")),
        status: String::new(),
        took: vertex.duration(now),
        completed: vertex.completed().is_some(),
        color,
        vertex: Some(id),
    }
}

/// The last lines that fit, running ones kept in place of complete ones.
fn wrap(mut jobs: Vec<Job>, limit: usize) -> Vec<Job> {
    let Some(cut) = jobs.len().checked_sub(limit).filter(|cut| *cut > 0) else { return jobs };
    let visible = jobs.split_off(cut);
    let mut invisible: Vec<Job> = jobs.into_iter().filter(|job| !job.completed).collect();
    if invisible.is_empty() {
        return visible;
    }
    let count = visible.len();
    let mut to_drop = invisible.len();
    let mut rest = Vec::with_capacity(count);
    for job in visible {
        if !job.completed || to_drop == 0 {
            rest.push(job);
        }
        to_drop = to_drop.saturating_sub(1);
    }
    let room = count - rest.len();
    let mut wrapped = invisible.split_off(invisible.len().saturating_sub(room));
    wrapped.extend(rest);
    wrapped
}

/// Both texts with blanks between, `right` ending at the width.
fn align(left: &str, right: &str, width: usize) -> String {
    let pad = width.saturating_sub(right.chars().count() + 1);
    format!("{left:<pad$} {right}")
}
