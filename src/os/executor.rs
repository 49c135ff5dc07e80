//! The deterministic executor: tasks, what they wait for, timers. Single-threaded; order is by (time, sequence).

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;

use crate::base::Time;

use super::net::ListenerId;
use super::process::Pid;
use super::tty::TtyId;

/// A future that lives on the executor.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// A task's number.
pub type TaskId = u64;

/// What a task can wait for. A wake-up means "look again", never "it is there".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitKey {
    /// A pipe has bytes or lost its last writer.
    PipeRead(u32),
    /// A pipe has room or lost its last reader.
    PipeWrite(u32),
    /// A terminal has input, or another foreground group.
    TtyIn(TtyId),
    /// A terminal has output for its master.
    TtyOut(TtyId),
    /// A process changed state.
    Process(Pid),
    /// A child of this process changed state.
    Child(Pid),
    /// A process has a caught signal.
    Signal(Pid),
    /// A listener has a connection.
    Listener(ListenerId),
    /// A channel changed.
    Channel(u64),
    /// A resource arrived.
    Resource,
}

/// A task at rest.
pub(super) struct Slot {
    /// Taken out while it is polled.
    pub(super) task: Option<Task>,
    /// The process it belongs to; kernel services have none.
    pub(super) pid: Option<Pid>,
    /// Whether it stands in the ready queue.
    pub(super) queued: bool,
}

/// The executor's books.
#[derive(Default)]
pub(super) struct Executor {
    pub(super) slots: BTreeMap<TaskId, Slot>,
    pub(super) ready: VecDeque<TaskId>,
    /// Ready tasks of stopped or frozen processes.
    pub(super) parked: Vec<TaskId>,
    pub(super) current: Option<TaskId>,
    waiters: BTreeMap<WaitKey, Vec<TaskId>>,
    timers: BTreeMap<(Time, u64), TaskId>,
    next_task: TaskId,
    next_timer: u64,
}

impl Executor {
    /// Adds a task, ready to run.
    pub(super) fn add(&mut self, pid: Option<Pid>, task: Task) -> TaskId {
        self.next_task += 1;
        let id = self.next_task;
        self.slots.insert(id, Slot { task: Some(task), pid, queued: true });
        self.ready.push_back(id);
        id
    }

    /// Queues a task unless it is queued already.
    pub(super) fn wake(&mut self, id: TaskId) {
        if let Some(slot) = self.slots.get_mut(&id)
            && !slot.queued
        {
            slot.queued = true;
            self.ready.push_back(id);
        }
    }

    /// Queues all that wait for `key`.
    pub(super) fn notify(&mut self, key: WaitKey) {
        for id in self.waiters.remove(&key).unwrap_or_default() {
            self.wake(id);
        }
    }

    /// Notes that the task being polled waits for `key`; the task's number is the answer.
    pub(super) fn wait(&mut self, key: WaitKey) -> Option<TaskId> {
        let current = self.current?;
        self.waiters.entry(key).or_default().push(current);
        Some(current)
    }

    /// Forgets one wait of a task for `key`.
    pub(super) fn stop_waiting(&mut self, key: WaitKey, task: TaskId) {
        let Some(list) = self.waiters.get_mut(&key) else { return };
        if let Some(at) = list.iter().position(|id| *id == task) {
            list.remove(at);
        }
        if list.is_empty() {
            self.waiters.remove(&key);
        }
    }

    /// Whether anything alive waits for `key`.
    pub(super) fn is_awaited(&self, key: WaitKey) -> bool {
        self.waiters.get(&key).is_some_and(|list| list.iter().any(|id| self.slots.contains_key(id)))
    }

    /// Wakes the task being polled at `at`; the answer cancels the timer.
    pub(super) fn set_timer(&mut self, at: Time) -> Option<(Time, u64)> {
        let current = self.current?;
        self.next_timer += 1;
        self.timers.insert((at, self.next_timer), current);
        Some((at, self.next_timer))
    }

    /// Forgets a timer.
    pub(super) fn cancel_timer(&mut self, key: (Time, u64)) {
        self.timers.remove(&key);
    }

    /// When the next timer is due, timers of ended tasks left aside.
    pub(super) fn next_timer(&mut self) -> Option<Time> {
        while let Some((key, id)) = self.timers.first_key_value().map(|(key, id)| (*key, *id)) {
            if self.slots.contains_key(&id) {
                return Some(key.0);
            }
            self.timers.remove(&key);
        }
        None
    }

    /// Wakes everything due at or before `now`.
    pub(super) fn fire_timers(&mut self, now: Time) {
        while let Some((key, id)) = self.timers.first_key_value().map(|(key, id)| (*key, *id)) {
            if key.0 > now {
                return;
            }
            self.timers.remove(&key);
            self.wake(id);
        }
    }

    /// Takes all tasks of a process; the caller drops them when nothing is borrowed.
    pub(super) fn remove_process(&mut self, pid: Pid) -> Vec<Slot> {
        let ids: Vec<TaskId> = self.slots.iter().filter(|(_, slot)| slot.pid == Some(pid)).map(|(id, _)| *id).collect();
        ids.into_iter().filter_map(|id| self.slots.remove(&id)).collect()
    }

    /// Queues the parked tasks of processes that may run again.
    pub(super) fn unpark(&mut self, may_run: impl Fn(Pid) -> bool) {
        for id in std::mem::take(&mut self.parked) {
            match self.slots.get(&id) {
                Some(slot) if slot.pid.is_none_or(&may_run) => self.ready.push_back(id),
                Some(_) => self.parked.push(id),
                None => {}
            }
        }
    }
}
