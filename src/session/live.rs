//! A session: a world, its journal, and the way back. Every change goes through the journal, so that undo, reload and
//! sharing are a replay.

use std::collections::BTreeMap;

use crate::base::Time;
use crate::hub::Catalog;
use crate::world::{Input, JsRuntime, Key, Settings, World};

use super::desk::Desk;
use super::journal::{Entry, Journal};

/// A world with its journal.
pub struct Session {
    pub(super) settings: Settings,
    pub(super) catalog: Catalog,
    pub(super) js: Option<JsRuntime>,
    pub(super) world: World,
    pub(super) journal: Journal,
    pub(super) undone: Vec<Entry>,
    /// Resources that arrived, for replays.
    pub(super) resources: BTreeMap<String, Vec<u8>>,
    pub(super) generation: u32,
    /// For each entry that is a line at a terminal's shell, what it ended with.
    pub(super) outcomes: Vec<Option<i32>>,
    /// The lesson and what is asked about it.
    pub(super) desk: Desk,
}

impl Session {
    /// A fresh session.
    pub fn new(settings: Settings, catalog: Catalog, js: Option<JsRuntime>) -> Self {
        let world = World::new(&settings, &catalog, js.clone());
        let journal = Journal::new(settings.seed);
        Self {
            settings,
            catalog,
            js,
            world,
            journal,
            undone: Vec::new(),
            resources: BTreeMap::new(),
            generation: 0,
            outcomes: Vec::new(),
            desk: Desk::default(),
        }
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The world, for draining its screens. Inputs go through [`Session::apply`].
    pub fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// What happened so far.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// For each entry of the journal the status that its command ended with; none for what is no line at a shell, or has not
    /// ended.
    pub fn outcomes(&self) -> &[Option<i32>] {
        &self.outcomes
    }

    /// When a terminal's shell is back at its prompt, its last line has ended with the shell's status.
    fn note_outcome(&mut self) {
        let known = self.outcomes.len().min(self.journal.entries.len());
        for number in 0..self.world.terminals().len() as u32 {
            let is_own = |entry: &Entry| matches!(entry.input, Input::Line { terminal, .. } if terminal == number);
            let Some(at) = self.journal.entries[..known].iter().rposition(is_own) else { continue };
            if self.outcomes[at].is_none() && self.world.at_prompt(number) {
                self.outcomes[at] = Some(self.last_status_at(number));
            }
        }
    }

    /// Grows with every replay: screens must be cleared and drawn anew.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Takes an input now.
    pub fn apply(&mut self, input: Input) {
        if self.asks_about_lesson(&input) {
            return;
        }
        if input.is_step() {
            self.undone.clear();
        }
        self.note_outcome();
        let entry = Entry { at: self.world.now(), input };
        self.put(&entry.input);
        self.journal.entries.push(entry);
        self.outcomes.push(None);
        self.journal.until = self.world.now();
    }

    /// Lets simulated time pass, in microseconds.
    pub fn advance(&mut self, micros: u64) {
        let until = self.world.now().plus(micros);
        self.advance_to(until);
    }

    /// Lets time pass up to a moment; it stands still while a resource is missing.
    pub fn advance_to(&mut self, until: Time) {
        self.run_to(until);
        self.journal.until = self.world.now();
        self.note_outcome();
    }

    /// Hands in a resource that [`World::missing`] names.
    pub fn provide(&mut self, name: &str, bytes: Vec<u8>) {
        self.resources.insert(name.to_owned(), bytes.clone());
        self.world.provide(name, bytes);
    }

    /// Replays a saved journal instead of what is here. False when it names a resource that is not at hand: the session
    /// then stands where the resource is needed, and goes on when it is provided and [`Session::resume`] is called.
    pub fn load(&mut self, journal: Journal) -> bool {
        self.settings.seed = journal.seed;
        self.journal = journal;
        self.undone.clear();
        self.replay()
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.journal.entries.iter().any(|entry| entry.input.is_step())
    }

    /// Whether there is a step to take again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Takes back the last step; what only changed the view stays.
    pub fn undo(&mut self) -> bool {
        let Some(at) = self.journal.entries.iter().rposition(|entry| entry.input.is_step()) else { return false };
        self.journal.until = self.take_back(at);
        self.replay()
    }

    /// Takes an entry off the journal; the moment that it was at. Ctrl-P, with which the keys that detach begin, goes with it.
    /// What comes later and only changed the view has happened by then.
    fn take_back(&mut self, at: usize) -> Time {
        let entry = self.journal.entries.remove(at);
        let moment = entry.at;
        for later in &mut self.journal.entries[at..] {
            later.at = later.at.min(moment);
        }
        self.undone.push(entry);
        let before = at.checked_sub(1).filter(|before| is_ctrl_p(&self.journal.entries[*before].input));
        if let Some(before) = before {
            self.undone.push(self.journal.entries.remove(before));
        }
        moment
    }

    /// Takes the last undone step again.
    pub fn redo(&mut self) -> bool {
        while let Some(entry) = self.undone.pop() {
            let at = self.world.now().max(entry.at);
            self.advance_to(at);
            self.note_outcome();
            self.put(&entry.input);
            let more = is_ctrl_p(&entry.input);
            self.journal.entries.push(Entry { at: self.world.now(), ..entry });
            self.outcomes.push(None);
            if !more {
                return true;
            }
        }
        false
    }

    /// Goes back to before the `index`-th step or forward again, so that `index` steps stand.
    pub fn jump(&mut self, index: usize) -> bool {
        let mut steps = self.journal.entries.iter().filter(|entry| entry.input.is_step()).count();
        if steps > index {
            let mut last = None;
            while steps > index {
                let Some(at) = self.journal.entries.iter().rposition(|entry| entry.input.is_step()) else { break };
                last = Some(self.take_back(at));
                steps -= 1;
            }
            self.journal.until = last.unwrap_or(self.journal.until);
            return self.replay();
        }
        while steps < index && self.redo() {
            // Each step has the time that it had.
            let next = self.undone.last().map(|entry| entry.at);
            if let Some(next) = next.filter(|next| *next > self.world.now()) {
                self.advance_to(next);
            }
            steps += 1;
        }
        true
    }

    /// Makes the world anew from the journal.
    pub(super) fn replay(&mut self) -> bool {
        self.generation += 1;
        self.outcomes.clear();
        if !self.begin_world() {
            return false;
        }
        let entries = self.journal.entries.clone();
        for entry in &entries {
            if !self.run_to(entry.at) {
                return false;
            }
            self.note_outcome();
            self.put(&entry.input);
            self.outcomes.push(None);
        }
        let until = self.journal.until;
        let whole = self.run_to(until);
        self.note_outcome();
        whole
    }

    /// Goes on with a replay that lacked a resource.
    pub fn resume(&mut self) -> bool {
        self.replay()
    }

    /// Advances, handing in the resources that are at hand.
    pub(super) fn run_to(&mut self, until: Time) -> bool {
        loop {
            self.world.advance_to(until);
            let missing = self.world.missing();
            if missing.is_empty() {
                return true;
            }
            for name in missing {
                let Some(bytes) = self.resources.get(&name).cloned() else { return false };
                self.world.provide(&name, bytes);
            }
        }
    }
}

/// Whether an input is the first of the two keys that detach.
fn is_ctrl_p(input: &Input) -> bool {
    matches!(input, Input::Key { key: Key::CtrlP, .. })
}
