//! Keeping the journal across reloads: one place in the browser's storage for each world, and another one for each
//! further tab, so that two tabs never overwrite each other. What is kept is text; its meaning is elsewhere.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use yew::Callback;

use super::effects::{self, Tabs};
use super::notice::{Act, Notice};

/// Where a tab remembers which place is its own.
const OWN_KEY: &str = "drydock:key";
/// How long changes are collected before they are stored.
const COLLECT_MS: u32 = 300;
/// What a tab is told that is not the only one.
const APART: &str = "This world is open in another tab too. What you do here is kept apart from it.";
/// What is said when nothing can be stored.
const FULL: &str = "The browser's storage is full or closed to this page: a reload will not bring this session back.";

/// The keeper of one world's journal.
pub(super) struct Saver {
    key: RefCell<String>,
    /// This tab's number.
    token: u32,
    tabs: RefCell<Option<Tabs>>,
    /// What waits to be stored.
    pending: RefCell<Option<String>>,
    /// Whether the learner was told that nothing can be stored.
    told: Cell<bool>,
    tell: Callback<Notice>,
}

impl Saver {
    /// The keeper of `world`; `tell` gets what the learner should know.
    pub(super) fn open(world: &str, tell: Callback<Notice>) -> Rc<Self> {
        let base = format!("drydock:journal:{world}");
        let own = effects::load_for_tab(OWN_KEY).filter(|key| key.starts_with(&base));
        let saver = Rc::new(Self {
            key: RefCell::new(own.unwrap_or(base)),
            token: effects::random_number(),
            tabs: RefCell::default(),
            pending: RefCell::default(),
            told: Cell::new(false),
            tell,
        });
        let hearing = Rc::downgrade(&saver);
        *saver.tabs.borrow_mut() = Tabs::open(move |text| hear(&hearing, &text));
        saver.say("hello", saver.token);
        let leaving = Rc::downgrade(&saver);
        effects::keep(effects::on_leave(move || {
            if let Some(saver) = leaving.upgrade() {
                saver.flush();
            }
        }));
        saver
    }

    /// What was kept.
    pub(super) fn load(&self) -> Option<String> {
        effects::load(&self.key.borrow())
    }

    /// Keeps a text soon.
    pub(super) fn save(self: &Rc<Self>, text: String) {
        if self.pending.replace(Some(text)).is_none() {
            let saver = Rc::clone(self);
            effects::after(COLLECT_MS, move || saver.flush());
        }
    }

    /// Drops what is kept and what waits.
    pub(super) fn forget(&self) {
        self.pending.take();
        effects::remove(&self.key.borrow());
    }

    /// Keeps what waits.
    fn flush(&self) {
        let Some(text) = self.pending.take() else { return };
        if !effects::store(&self.key.borrow(), &text) && !self.told.replace(true) {
            self.tell.emit(Notice { words: FULL.to_owned(), act: Some(Act::CopyJournal) });
        }
    }

    fn say(&self, word: &str, token: u32) {
        if let Some(tabs) = &*self.tabs.borrow() {
            tabs.say(&format!("{word} {token} {}", self.key.borrow()));
        }
    }

    /// Another tab has this place: take one of its own.
    fn move_away(&self) {
        let kept = self.load();
        let key = {
            let own = self.key.borrow();
            let base = own.split_once('#').map_or(own.as_str(), |(base, _)| base);
            format!("{base}#{}", self.token)
        };
        effects::store_for_tab(OWN_KEY, &key);
        *self.key.borrow_mut() = key;
        if let Some(text) = kept.filter(|_| self.pending.borrow().is_none()) {
            *self.pending.borrow_mut() = Some(text);
        }
        self.flush();
        self.tell.emit(APART.into());
    }
}

fn hear(saver: &Weak<Saver>, text: &str) {
    let Some(saver) = saver.upgrade() else { return };
    let mut words = text.splitn(3, ' ');
    let (word, token, key) = (words.next(), words.next().and_then(|token| token.parse::<u32>().ok()), words.next());
    let Some(token) = token.filter(|_| key.is_some_and(|key| key == *saver.key.borrow())) else { return };
    match word {
        Some("hello") if token != saver.token => saver.say("taken", token),
        Some("taken") if token == saver.token => saver.move_away(),
        _ => {}
    }
}
