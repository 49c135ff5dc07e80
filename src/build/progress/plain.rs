//! `--progress=plain`: lines headed by a step's number, one step at a time as far as possible.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::base::Time;
use crate::base::order;
use crate::base::time::SECOND;
use crate::build::event::VertexId;

use super::text;
use super::trace::{Status, Trace};

/// How long a step's lines stay together while others have news, in microseconds.
const ANTI_FLICKER: u64 = 5 * SECOND;
/// How long a step's news may be held back, in microseconds.
const MAX_DELAY: u64 = 10 * SECOND;
/// A part is printed again after this time, in microseconds, or after a twentieth of its way.
const MIN_PAUSE: u64 = 5 * SECOND;

/// What was printed.
#[derive(Default)]
pub(super) struct Plain {
    current: Option<VertexId>,
    last: BTreeMap<String, (u64, Time)>,
    begun: bool,
    next_index: u32,
}

impl Plain {
    /// Prints what is new.
    pub(super) fn print(&mut self, trace: &mut Trace, now: Time) -> String {
        let mut out = String::new();
        let is_completed =
            |trace: &Trace, id: &VertexId| trace.vertices.get(id).is_some_and(|v| v.completed().is_some());
        let (mut completed, mut rest): (Vec<VertexId>, Vec<VertexId>) =
            trace.updates.iter().copied().partition(|id| is_completed(trace, id));
        order::sort_by_key(&mut completed, |id| trace.vertices.get(id).and_then(super::trace::Vertex::completed));
        let current = self.current;
        let current_completed = current.is_some_and(|current| completed.contains(&current));
        // What is complete comes first, the step in hand before all.
        if let Some(current) = current.filter(|_| current_completed) {
            self.vertex(trace, current, now, &mut out);
        }
        for id in completed.iter().filter(|id| Some(**id) != current) {
            self.vertex(trace, *id, now, &mut out);
        }
        if rest.is_empty() {
            let runs =
                |id: &VertexId| trace.vertices.get(id).is_some_and(|v| v.is_started() && v.completed().is_none());
            if !current.as_ref().is_some_and(runs) {
                let open = trace.order.iter().copied().find(runs);
                if let Some(open) = open {
                    self.vertex(trace, open, now, &mut out);
                }
            }
            return out;
        }
        if let Some(current) = current.filter(|current| rest.contains(current)) {
            self.vertex(trace, current, now, &mut out);
        }
        if let Some(current) = current
            && !rest.contains(&current)
        {
            rest.push(current);
        }
        let next = Self::choose(trace, current, current_completed, &rest, now);
        if let Some(next) = next {
            self.vertex(trace, next, now, &mut out);
        }
        out
    }

    /// Which of several running steps is shown next; `None` to stay with the one in hand.
    fn choose(
        trace: &Trace,
        current: Option<VertexId>,
        current_completed: bool,
        rest: &[VertexId],
        now: Time,
    ) -> Option<VertexId> {
        let block = |id: &VertexId| trace.vertices.get(id).map_or((0, 1), |v| (v.count, now.since(v.since).max(1)));
        let over = |id: &&VertexId| block(id).1 > MAX_DELAY && Some(**id) != current;
        // Updates for time: compared crosswise, as fractions.
        let mut busiest = *rest.first()?;
        for id in rest {
            let ((count, time), (most, most_time)) = (block(id), block(&busiest));
            if over(&id) || u128::from(count) * u128::from(most_time) > u128::from(most) * u128::from(time) {
                busiest = *id;
            }
        }
        let Some(current) = current.filter(|_| !current_completed) else { return Some(busiest) };
        if let Some(held) = rest.iter().find(over) {
            return Some(*held);
        }
        // A fair split: the larger the share of the step in hand, the longer it stays.
        let (_, own_time) = block(&current);
        let speed = |id: &VertexId| {
            let (count, time) = block(id);
            u128::from(count) * 1_000_000_000 / u128::from(time)
        };
        let sum: u128 = rest.iter().map(speed).sum();
        let others = sum.saturating_sub(speed(&current));
        (others > 0 && sum * u128::from(ANTI_FLICKER) < others * u128::from(own_time)).then_some(busiest)
    }

    fn vertex(&mut self, trace: &mut Trace, id: VertexId, now: Time, out: &mut String) {
        if self.current != Some(id) {
            self.leave(trace, out);
        }
        let Some(vertex) = trace.vertices.get_mut(&id) else { return };
        if vertex.index == 0 {
            self.next_index += 1;
            vertex.index = self.next_index;
        }
        let index = vertex.index;
        // Writing to a String cannot fail.
        if self.current != Some(id) {
            if self.begun {
                out.push('\n');
            } else {
                out.push_str("#0 building with \"default\" instance using docker driver\n\n");
                self.begun = true;
            }
            let _ = writeln!(out, "#{index} {}", vertex.name);
        }
        let mut is_open = false;
        for status in vertex.statuses.iter_mut().filter(|status| status.fresh) {
            status.fresh = false;
            if self.is_due(status) {
                self.last.insert(status.id.clone(), (status.current, status.changed));
                is_open |= status.completed.is_none();
                let _ = writeln!(out, "#{index} {}", status_line(status));
            }
        }
        for warning in &vertex.warnings[vertex.warned..] {
            let _ = writeln!(out, "#{index} WARN: {warning}");
        }
        vertex.warned = vertex.warnings.len();
        let count = vertex.lines.len();
        for (place, line) in std::mem::take(&mut vertex.lines).into_iter().enumerate() {
            let partial = vertex.partial && place + 1 == count;
            if place == 0 && vertex.printed > 0 {
                out.push_str(line.get(vertex.printed..).unwrap_or_default());
            } else {
                let _ = write!(out, "#{index} {line}");
            }
            if partial {
                vertex.printed = line.len();
                vertex.lines.push(line);
            } else {
                vertex.printed = 0;
                out.push('\n');
                vertex.remember(line);
            }
        }
        self.current = Some(id);
        if vertex.completed().is_some() && !is_open {
            self.current = None;
            vertex.count = 0;
            if vertex.partial {
                out.push('\n');
                vertex.partial = false;
                let lines = std::mem::take(&mut vertex.lines);
                for line in lines {
                    vertex.remember(line);
                }
            }
            let _ = match &vertex.error {
                Some(error) => writeln!(out, "#{index} ERROR: {error}"),
                None if vertex.canceled => writeln!(out, "#{index} CANCELED"),
                None if vertex.cached => writeln!(out, "#{index} CACHED"),
                None => writeln!(out, "#{index} DONE {}s", text::tenths(vertex.duration(now))),
            };
        }
        trace.updates.remove(&id);
    }

    /// Interrupts the step in hand.
    fn leave(&mut self, trace: &mut Trace, out: &mut String) {
        let Some(old) = self.current.and_then(|id| trace.vertices.get_mut(&id)) else { return };
        if old.partial {
            out.push('\n');
        }
        old.printed = 0;
        old.count = 0;
        let _ = writeln!(out, "#{} ...", old.index);
    }

    fn is_due(&self, status: &Status) -> bool {
        let Some((current, time)) = self.last.get(&status.id).filter(|_| status.completed.is_none()) else {
            return true;
        };
        let moved = status.total > 0 && status.current.saturating_sub(*current).saturating_mul(20) >= status.total;
        moved || status.changed.since(*time) >= MIN_PAUSE
    }
}

fn status_line(status: &Status) -> String {
    let mut line = status.id.clone();
    let bytes = text::progress(status.current, status.total);
    if !bytes.is_empty() {
        line.extend([" ", &bytes]);
    }
    let took = status.completed.unwrap_or(status.changed).since(status.started);
    if took > 10_000 {
        line.extend([" ", &text::tenths(took), "s"]);
    }
    if status.completed.is_some() {
        line.push_str(" done");
    }
    line
}
