//! The state of all steps as events make it; both displays read it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Time;
use crate::build::event::{BuildEvent, VertexId};

use super::text;

/// How many of a failed step's lines are printed again without a terminal.
const LAST_LINES: usize = 10;

/// A part of a step.
#[derive(Clone, Debug)]
pub(super) struct Status {
    pub(super) id: String,
    pub(super) current: u64,
    pub(super) total: u64,
    pub(super) started: Time,
    pub(super) changed: Time,
    pub(super) completed: Option<Time>,
    /// It changed since it was last printed.
    pub(super) fresh: bool,
}

/// A step.
#[derive(Clone, Debug, Default)]
pub(super) struct Vertex {
    pub(super) name: String,
    /// Begin and end of each time that it ran.
    pub(super) spans: Vec<(Time, Option<Time>)>,
    pub(super) cached: bool,
    pub(super) canceled: bool,
    pub(super) error: Option<String>,
    pub(super) statuses: Vec<Status>,
    pub(super) warnings: Vec<String>,
    /// Its number in plain output, 0 until it is shown.
    pub(super) index: u32,
    /// How many warnings were printed.
    pub(super) warned: usize,
    /// Lines not yet printed, each with its time.
    pub(super) lines: Vec<String>,
    /// The last line has no end yet.
    pub(super) partial: bool,
    /// How much of the first line was printed.
    pub(super) printed: usize,
    /// The last lines printed.
    pub(super) last_lines: Vec<String>,
    /// How many updates came since it was last shown, and when the first of them did.
    pub(super) count: u64,
    pub(super) since: Time,
}

impl Vertex {
    pub(super) fn is_started(&self) -> bool {
        !self.spans.is_empty()
    }

    /// When it ended, if it has.
    pub(super) fn completed(&self) -> Option<Time> {
        self.spans.last().and_then(|(_, end)| *end)
    }

    /// How long it ran in all, in microseconds.
    pub(super) fn duration(&self, now: Time) -> u64 {
        self.spans.iter().map(|(start, end)| end.unwrap_or(now).since(*start)).sum()
    }
}

/// All steps.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) vertices: BTreeMap<VertexId, Vertex>,
    /// In the order in which they began.
    pub(super) order: Vec<VertexId>,
    /// Changed since they were last printed.
    pub(super) updates: BTreeSet<VertexId>,
    pub(super) started: Option<Time>,
}

impl Trace {
    pub(super) fn update(&mut self, time: Time, event: &BuildEvent) {
        match event {
            BuildEvent::Planned { vertex, name } => {
                self.vertices.entry(*vertex).or_default().name.clone_from(name);
            }
            BuildEvent::Started { vertex, name } => {
                self.begin(*vertex, time);
                if let Some(entry) = self.vertices.get_mut(vertex) {
                    entry.name.clone_from(name);
                }
                self.touch(*vertex, time);
            }
            BuildEvent::Cached { vertex } => {
                self.begin(*vertex, time);
                if let Some(entry) = self.vertices.get_mut(vertex) {
                    entry.cached = true;
                }
                self.end(*vertex, time);
            }
            BuildEvent::Done { vertex } => self.end(*vertex, time),
            BuildEvent::Failed { vertex, error } => {
                if let Some(entry) = self.vertices.get_mut(vertex) {
                    entry.error = Some(error.clone());
                }
                self.end(*vertex, time);
            }
            BuildEvent::Canceled { vertex } => {
                if let Some(entry) = self.vertices.get_mut(vertex) {
                    entry.canceled = true;
                }
                self.end(*vertex, time);
            }
            BuildEvent::Status { vertex, id, current, total, done } => {
                self.status(*vertex, time, id, (*current, *total), *done);
            }
            BuildEvent::Log { vertex, bytes, .. } => self.log(*vertex, time, bytes),
            BuildEvent::Warning { vertex, message } => {
                if let Some(entry) = self.vertices.get_mut(vertex) {
                    entry.warnings.push(message.clone());
                }
            }
            BuildEvent::Finished(_) => {}
        }
    }

    fn begin(&mut self, vertex: VertexId, time: Time) {
        self.started.get_or_insert(time);
        let entry = self.vertices.entry(vertex).or_default();
        if entry.spans.is_empty() {
            self.order.push(vertex);
        }
        entry.cached = false;
        entry.spans.push((time, None));
    }

    fn end(&mut self, vertex: VertexId, time: Time) {
        if let Some(span) = self.vertices.get_mut(&vertex).and_then(|entry| entry.spans.last_mut()) {
            span.1 = Some(time);
        }
        self.touch(vertex, time);
    }

    fn touch(&mut self, vertex: VertexId, time: Time) {
        if let Some(entry) = self.vertices.get_mut(&vertex) {
            if entry.count == 0 {
                entry.since = time;
            }
            entry.count += 1;
            self.updates.insert(vertex);
        }
    }

    fn status(&mut self, vertex: VertexId, time: Time, id: &str, (current, total): (u64, u64), done: bool) {
        let Some(entry) = self.vertices.get_mut(&vertex) else { return };
        let completed = done.then_some(time);
        let place = entry.statuses.iter().position(|status| status.id == id).unwrap_or_else(|| {
            let (id, fresh) = (id.to_owned(), true);
            entry.statuses.push(Status { id, current, total, started: time, changed: time, completed, fresh });
            entry.statuses.len() - 1
        });
        let status = &mut entry.statuses[place];
        (status.current, status.total, status.completed) = (current, total, completed);
        (status.changed, status.fresh) = (time, true);
        self.touch(vertex, time);
    }

    fn log(&mut self, vertex: VertexId, time: Time, bytes: &[u8]) {
        let Some(entry) = self.vertices.get_mut(&vertex) else { return };
        let begun = entry.spans.last().map_or(time, |(start, _)| *start);
        let text = String::from_utf8_lossy(bytes);
        for piece in text.split_inclusive('\n') {
            let line = piece.strip_suffix('\n').unwrap_or(piece);
            match entry.lines.last_mut().filter(|_| entry.partial) {
                Some(last) => last.push_str(line),
                None => entry.lines.push(format!("{} {line}", text::stamp(time.since(begun)))),
            }
            entry.partial = !piece.ends_with('\n');
        }
        self.touch(vertex, time);
    }

    /// The steps that began and have not ended.
    pub(super) fn running(&self) -> Vec<VertexId> {
        let runs = |id: &VertexId| self.vertices.get(id).is_some_and(|v| v.is_started() && v.completed().is_none());
        self.order.iter().copied().filter(runs).collect()
    }

    /// The parts about failed steps: name and last lines between rules.
    pub(super) fn failed_steps(&self) -> String {
        let mut out = String::new();
        for vertex in self.order.iter().filter_map(|id| self.vertices.get(id)) {
            if vertex.error.is_none() {
                continue;
            }
            out.push_str(&format_failed(vertex));
        }
        out
    }
}

fn format_failed(vertex: &Vertex) -> String {
    let mut out = format!("------\n > {}:\n", vertex.name);
    // A terminal keeps all lines; plain output has printed them and repeats the last ones.
    for line in vertex.lines.iter().chain(&vertex.last_lines) {
        out.push_str(line);
        out.push('\n');
    }
    out.push_str("------\n");
    out
}

impl Vertex {
    /// Remembers a printed line.
    pub(super) fn remember(&mut self, line: String) {
        if self.last_lines.len() == LAST_LINES {
            self.last_lines.remove(0);
        }
        self.last_lines.push(line);
    }
}
