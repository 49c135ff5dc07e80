//! The world as the page runs it: one session, its screen, and the clock that drives it. It draws nothing; whoever shows
//! it is told by [`Update`]s.

mod files;
pub(super) mod lessons;
mod opening;
mod resources;
mod visits;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::prelude::*;

use super::effects;
use super::lesson::Panel;
use super::link::{self, Linked};
use super::notice::{Act, Notice};
use super::saving::Saver;
use super::speed::Speed;
use super::state::{Action, Mode, State, Step, Thing, Update};
use super::terminal::screen::Screen;
use super::timeline;
use crate::hub::Catalog;
use crate::lessons::embedded;
use crate::session::inspect::{Kind, inspect};
use crate::session::narration::{Narration, narrate, narrate_pull};
use crate::session::share::{self, Refusal};
use crate::session::{Journal, Session, View, look};
use crate::world::{self, Input, Key, Settings};
use files::Files;
use lessons::Place;
use opening::{Opening, Progress};
use visits::Visits;

/// The terminal that the page shows.
const TERMINAL: u32 = 0;
/// The host whose files and ports the page shows.
const HOST: u32 = 0;
/// Between two looks at a world that waits for its learner.
const IDLE_MS: u32 = 250;
/// Between two looks at the world's objects while something runs.
const LOOK_MS: f64 = 80.0;

/// What the parts of the page share: the world and a way to say what happened.
#[derive(Clone)]
pub(super) struct Bus {
    /// The world.
    pub(super) machine: Rc<Machine>,
    /// Takes what happened.
    pub(super) dispatch: UseReducerDispatcher<State>,
}

impl PartialEq for Bus {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.machine, &other.machine)
    }
}

impl Bus {
    /// Says that something happened.
    pub(super) fn say(&self, action: Action) {
        self.dispatch.dispatch(action);
    }

    /// A click that says that something happened.
    pub(super) fn on_click(&self, action: Action) -> Callback<MouseEvent> {
        let bus = self.clone();
        Callback::from(move |_| bus.say(action.clone()))
    }

    /// A click that has the world do something.
    pub(super) fn on_machine(&self, work: impl Fn(&Machine) + 'static) -> Callback<MouseEvent> {
        let bus = self.clone();
        Callback::from(move |_| work(&bus.machine))
    }

    /// A click that puts text at the prompt.
    pub(super) fn on_click_propose(&self, text: &str) -> Callback<MouseEvent> {
        self.on_click(Action::Propose(text.to_owned()))
    }

    /// Puts text at the prompt.
    pub(super) fn propose(&self, text: impl Into<String>) {
        self.say(Action::Propose(text.into()));
    }
}

/// The world and what runs it. Before the Hub's data is there it is no world yet.
#[derive(Default)]
pub(super) struct Machine {
    inner: RefCell<Option<Inner>>,
    tell: RefCell<Option<Callback<Action>>>,
    saver: RefCell<Option<Rc<Saver>>>,
    /// Whether a resource is being fetched.
    fetching: Cell<bool>,
    speed: Cell<Speed>,
}

struct Inner {
    session: Session,
    screen: Screen,
    /// The session's replays that the screen shows.
    generation: u32,
    view: Rc<View>,
    steps: Rc<Vec<Step>>,
    narration: Option<Rc<Narration>>,
    /// The world before the command that runs, and its line.
    before: Option<(Rc<View>, String)>,
    /// Whether a replay waits for a resource.
    replaying: bool,
    /// What came in a link, while it is played.
    opening: Option<Opening>,
    /// How many steps stood when a link was open; nothing is kept before that changes.
    opened: Option<usize>,
    /// The lesson as it stood when it was last looked at.
    lesson: Option<Panel>,
    /// Whether it may stand otherwise now.
    stale: bool,
    /// How many moves of its solution were put at the prompt.
    played: usize,
    files: Files,
    visits: Visits,
    /// The terminal's width as the session knows it.
    columns: u16,
    /// When the last step of time was taken.
    stepped_ms: f64,
    /// When the world's objects were looked at.
    looked_ms: f64,
}

impl Machine {
    /// Fetches the Hub's data, brings back what was kept or came in a link, begins to run, and tells `tell` of every change.
    pub(super) fn start(self: &Rc<Self>, tell: Callback<Action>) {
        *self.tell.borrow_mut() = Some(tell);
        let machine = Rc::clone(self);
        effects::spawn(async move {
            let linked = link::asked().await;
            let place = match &linked {
                Some(Ok(_)) => Place { lesson: None, notice: None },
                _ => Place::find().await,
            };
            let bytes = resources::hub().await;
            match Catalog::load(&bytes) {
                Some(catalog) => machine.begin(catalog, linked, &place),
                None => machine.notice("The Hub's data is damaged: reload the page."),
            }
        });
    }

    fn begin(self: Rc<Self>, catalog: Catalog, linked: Option<Result<Linked, Refusal>>, place: &Place) {
        let world = match &linked {
            Some(Ok(linked)) => linked.world.clone(),
            _ => place.world(),
        };
        let teller = Rc::clone(&self);
        let saver = Saver::open(&world, Callback::from(move |notice: Notice| teller.notice(notice)));
        let kept = saver.load().and_then(|kept| Journal::from_json(&kept));
        *self.saver.borrow_mut() = Some(saver);
        let mut session = Session::new(Settings::default(), catalog, Some(resources::runtime()));
        session.listen(embedded::first_course().into_iter().collect());
        let mut opening = None;
        let mut replaying = place.lesson.is_some() && !session.set_lesson(place.lesson.clone());
        let journal = kept.as_ref().or(linked.as_ref().and_then(|linked| Some(&linked.as_ref().ok()?.journal)));
        if journal.is_some_and(|journal| !journal.is_exact()) {
            self.notice("This session was kept by another version of Drydock. It was replayed as well as possible.");
        }
        match (kept, linked) {
            (Some(journal), linked) => {
                replaying = !session.load(journal);
                if let Some(Err(refusal)) = &linked {
                    self.notice(refusal.words());
                }
                if matches!(linked, Some(Ok(_))) {
                    let words = "You went on from this link before. This is where you left it.".to_owned();
                    self.notice(Notice { words, act: Some(Act::Anew) });
                }
            }
            (None, Some(Ok(linked))) => opening = Some(Opening::begin(&mut session, linked)),
            (None, Some(Err(refusal))) => self.notice(refusal.words()),
            (None, None) => {}
        }
        if let Some(words) = &place.notice {
            self.notice(words.as_str());
        } else if !world.starts_with("link-") {
            place.remember();
        }
        let view = Rc::new(look::view(session.world()));
        let generation = session.generation();
        *self.inner.borrow_mut() = Some(Inner {
            session,
            screen: Screen::new(),
            generation,
            view,
            steps: Rc::default(),
            narration: None,
            before: None,
            replaying,
            opening,
            opened: None,
            lesson: None,
            stale: true,
            played: 0,
            files: Files::default(),
            visits: Visits::default(),
            columns: 0,
            stepped_ms: effects::now_ms(),
            looked_ms: 0.0,
        });
        self.publish(true);
        effects::mark("drydock:first-prompt");
        self.run();
    }

    /// Lets time pass until the page is left.
    fn run(self: Rc<Self>) {
        let opening = self.inner.borrow().as_ref().is_some_and(|inner| inner.opening.is_some());
        let told = self.inner.borrow_mut().as_mut().and_then(Inner::open_on);
        if let Some(words) = told {
            self.notice(words);
        }
        let busy = opening || self.inner.borrow_mut().as_mut().is_some_and(|inner| inner.pass_time(self.speed.get()));
        self.publish(opening);
        self.fetch_missing();
        if busy {
            effects::next_frame(move || self.run());
        } else {
            effects::after(IDLE_MS, move || self.run());
        }
    }

    /// Lets the world's time run so fast from now on.
    pub(super) fn set_speed(&self, speed: Speed) {
        self.speed.set(speed);
    }

    /// Fetches what the world waits for. Until it is there, the world stands still.
    fn fetch_missing(self: &Rc<Self>) {
        let missing = self.inner.borrow().as_ref().map(|inner| inner.session.world().missing()).unwrap_or_default();
        let Some(name) = missing.into_iter().next().filter(|_| !self.fetching.replace(true)) else { return };
        let machine = Rc::clone(self);
        effects::spawn(async move {
            let bytes = resources::fetch(&name).await;
            machine.fetching.set(false);
            if let Some(bytes) = bytes {
                machine.change(|inner| inner.provide(&name, bytes));
                machine.fetch_missing();
            } else {
                machine.notice(format!("Drydock could not fetch {name}. It will try again."));
            }
        });
    }

    /// Says something about the page itself.
    pub(super) fn notice(&self, notice: impl Into<Notice>) {
        if let Some(tell) = &*self.tell.borrow() {
            tell.emit(Action::Notice(Some(notice.into())));
        }
    }

    /// Does what a notice offers.
    pub(super) fn act(&self, act: Act) {
        match act {
            Act::Anew => {
                if let Some(saver) = &*self.saver.borrow() {
                    saver.forget();
                }
                effects::reload();
            }
            Act::CopyJournal => {
                let journal = self.inner.borrow().as_ref().map(|inner| inner.session.journal().to_json());
                effects::spawn(async move {
                    effects::copy(&journal.unwrap_or_default()).await;
                });
            }
        }
    }

    /// The path of the lesson that is open; none in the sandbox.
    pub(super) fn lesson_path(&self) -> Option<String> {
        self.inner.borrow().as_ref()?.session.lesson().map(|lesson| lesson.path())
    }

    /// What a link to this moment carries, and how many steps stand where more can be taken again.
    pub(super) fn packed(&self) -> Option<(String, Option<usize>)> {
        let inner = self.inner.borrow();
        let session = &inner.as_ref()?.session;
        let steps = session.can_redo().then(|| session.steps());
        Some((share::pack(session.journal(), session.undone()), steps))
    }

    /// What the terminal shows, without the prompt that waits.
    pub(super) fn transcript(&self) -> String {
        self.inner.borrow().as_ref().map(|inner| inner.screen.sheet().text()).unwrap_or_default()
    }

    /// Changes the session by an input and shows what came of it at once. While a link is played, nothing comes between.
    fn with(&self, work: impl FnOnce(&mut Inner)) {
        if self.inner.borrow().as_ref().is_some_and(|inner| inner.opening.is_none()) {
            self.change(work);
        }
    }

    /// Changes the session and shows what came of it at once.
    fn change(&self, work: impl FnOnce(&mut Inner)) {
        if let Some(inner) = self.inner.borrow_mut().as_mut() {
            work(inner);
            inner.looked_ms = 0.0;
        }
        self.grant_wishes();
        self.publish(false);
        self.save();
    }

    /// Says something to the page.
    fn say(&self, action: Action) {
        if let Some(tell) = &*self.tell.borrow() {
            tell.emit(action);
        }
    }

    /// Shows what is new.
    fn publish(&self, replayed: bool) {
        let update = self.inner.borrow_mut().as_mut().map(|inner| inner.update(replayed));
        if let (Some(update), Some(tell)) = (update, &*self.tell.borrow()) {
            tell.emit(Action::World(Box::new(update)));
        }
    }

    /// Keeps the journal.
    fn save(&self) {
        if let (Some(saver), Some(inner)) = (&*self.saver.borrow(), &*self.inner.borrow()) {
            // What is as a link has it can be had from the link again.
            if inner.opening.is_none() && inner.opened.is_none_or(|steps| steps != inner.session.steps()) {
                saver.save(inner.session.journal().to_json());
            }
        }
    }

    /// A finished line.
    pub(super) fn type_line(&self, line: &str) {
        self.with(|inner| {
            inner.save_draft();
            if matches!(inner.session.world().mode(TERMINAL), world::Mode::Edited(_)) {
                inner.before = Some((Rc::clone(&inner.view), line.to_owned()));
            }
            inner.session.apply(Input::Line { terminal: TERMINAL, text: line.to_owned() });
        });
    }

    /// Bytes for a program that reads single keys, or a key such as Ctrl-C for any.
    pub(super) fn send(&self, bytes: &[u8]) {
        self.with(|inner| {
            let raw = inner.session.world().mode(TERMINAL) == world::Mode::Raw;
            let key = match bytes {
                [byte] if !raw => KEYS.iter().find(|key| key.byte() == *byte),
                _ => None,
            };
            let input = match key {
                Some(key) => Input::Key { terminal: TERMINAL, key: *key },
                None => Input::Raw { terminal: TERMINAL, text: String::from_utf8_lossy(bytes).into_owned() },
            };
            inner.session.apply(input);
        });
    }

    /// Ctrl-C while `text` was typed: the shell shows both.
    pub(super) fn interrupt(&self, text: &str) {
        if let Some(inner) = self.inner.borrow_mut().as_mut() {
            inner.screen.feed(text.as_bytes());
        }
        self.send(&[Key::CtrlC.byte()]);
    }

    /// The terminal has so many columns now.
    pub(super) fn resize(&self, columns: u16) {
        self.with(|inner| {
            if inner.columns != columns {
                inner.columns = columns;
                inner.session.apply(Input::Resize { terminal: TERMINAL, cols: columns, rows: 24 });
            }
        });
    }

    /// What Tab does to the line in front of the caret.
    pub(super) fn complete(&self, line: &str) -> Option<world::Completion> {
        self.inner.borrow().as_ref()?.session.world().complete(TERMINAL, line)
    }

    /// Clears the screen.
    pub(super) fn clear(&self) {
        self.with(|inner| inner.screen.clear());
    }

    /// Whether a program listens to arrow keys in application mode.
    pub(super) fn application_keys(&self) -> bool {
        self.inner.borrow().as_ref().is_some_and(|inner| inner.screen.application_keys())
    }

    /// What `docker inspect` says of a thing.
    pub(super) fn inspect(&self, thing: &Thing) -> Option<String> {
        let kind = match thing {
            Thing::Container(_) => Kind::Container,
            Thing::Image(_) => Kind::Image,
            Thing::Volume(_) => Kind::Volume,
            Thing::Network(_) => Kind::Network,
            Thing::Layer(_) => return None,
        };
        let inner = self.inner.borrow();
        inner.as_ref().and_then(|inner| inspect(inner.session.world(), HOST, kind, thing.id()))
    }

    /// Takes the last step back.
    pub(super) fn undo(&self) {
        self.travel(Session::undo);
    }

    /// Takes the last undone step again.
    pub(super) fn redo(&self) {
        self.travel(Session::redo);
    }

    /// Goes to where `steps` steps stand.
    pub(super) fn jump(&self, steps: usize) {
        self.travel(|session| session.jump(steps));
    }

    fn travel(&self, work: impl FnOnce(&mut Session) -> bool) {
        if let Some(inner) = self.inner.borrow_mut().as_mut().filter(|inner| inner.opening.is_none()) {
            let generation = inner.session.generation();
            let whole = work(&mut inner.session);
            inner.replaying = !whole && inner.session.generation() != generation;
            (inner.before, inner.narration, inner.looked_ms) = (None, None, 0.0);
            inner.files.forget();
            inner.visits.forget();
            (inner.stale, inner.played) = (true, 0);
        }
        self.publish(true);
        self.save();
    }
}

/// The keys that a terminal takes in any mode.
const KEYS: [Key; 6] = [Key::CtrlC, Key::CtrlD, Key::CtrlP, Key::CtrlQ, Key::CtrlZ, Key::CtrlBackslash];

impl Inner {
    /// Lets time pass in the world as it passed here. Whether something goes on that is worth watching.
    fn pass_time(&mut self, speed: Speed) -> bool {
        let now = effects::now_ms();
        let micros = ((now - self.stepped_ms).max(0.0) * 1000.0) as u64;
        self.stepped_ms = now;
        if !self.replaying {
            let visits = &self.visits;
            let rests = |session: &Session| session.world().awaits_input(TERMINAL) && !visits.is_waiting();
            speed.pass(&mut self.session, micros, rests);
        }
        self.visits.follow(&mut self.session);
        !self.session.world().awaits_input(TERMINAL) || self.visits.is_waiting()
    }

    /// Plays on with what came in a link, if something did; the answer is what there is to say about it.
    fn open_on(&mut self) -> Option<String> {
        let notice = match self.opening.as_mut()?.play(&mut self.session) {
            Progress::Going => return None,
            Progress::Done => None,
            Progress::GivenUp(steps, all) => {
                Some(format!("This link takes long to play: {steps} of its {all} steps stand. Redo goes on from here."))
            }
        };
        self.opening = None;
        self.opened = Some(self.session.steps());
        self.stepped_ms = effects::now_ms();
        self.looked_ms = 0.0;
        notice
    }

    /// Hands in a resource.
    fn provide(&mut self, name: &str, bytes: Vec<u8>) {
        self.session.provide(name, bytes);
        if self.replaying {
            self.replaying = !self.session.resume();
        }
    }

    /// What is new since the last update.
    fn update(&mut self, replayed: bool) -> Update {
        if self.generation != self.session.generation() {
            self.generation = self.session.generation();
            self.screen = Screen::new();
        }
        let bytes = self.session.world_mut().drain(TERMINAL);
        self.screen.feed(&bytes);
        let world = self.session.world();
        let mode = match world.mode(TERMINAL) {
            _ if self.opening.is_some() => Mode::Starting,
            world::Mode::Edited(prompt) => Mode::Edited(prompt, world.at_prompt(TERMINAL)),
            world::Mode::Cooked(shown) => Mode::Cooked(shown),
            world::Mode::Raw => Mode::Raw,
        };
        let prompt = matches!(mode, Mode::Edited(..));
        let now = effects::now_ms();
        if now - self.looked_ms > LOOK_MS || (prompt && self.before.is_some()) {
            self.looked_ms = now;
            self.look();
        }
        if prompt && let Some((before, line)) = self.before.take() {
            let status = self.session.last_status();
            let hosts = before.hosts.first().zip(self.view.hosts.first());
            let told = hosts.and_then(|(before, after)| narrate(before, after, &line, status));
            self.narration = told.map(Rc::new).or(self.narration.take());
        } else if let Some(told) = self.view.hosts.first().and_then(narrate_pull)
            && self.narration.as_deref() != Some(&told)
        {
            self.narration = Some(Rc::new(told));
        }
        if self.stale && prompt && !self.replaying {
            self.look_at_lesson();
        }
        let world = self.session.world();
        Update {
            lesson: self.lesson.clone(),
            view: Rc::clone(&self.view),
            sheet: self.screen.sheet(),
            mode,
            steps: Rc::clone(&self.steps),
            can_redo: self.session.can_redo(),
            narration: self.narration.clone(),
            missing: world.missing().first().cloned(),
            files: self.files.state(),
            visit: self.visits.visit(),
            replayed,
        }
    }

    /// Looks at the world's objects, files and steps.
    fn look(&mut self) {
        // That time has passed is no reason to draw anything.
        let mut view = look::view(self.session.world());
        let now = std::mem::replace(&mut view.now, self.view.now);
        if view != *self.view {
            self.view = Rc::new(View { now, ..view });
            self.stale = true;
        }
        self.files.look(self.session.world());
        let outcomes = self.session.outcomes();
        let entries = self.session.journal().entries.iter().zip(outcomes);
        let steps = entries.filter(|(entry, _)| entry.input.is_step());
        let steps: Vec<Step> = steps.map(|(entry, status)| timeline::step_of(&entry.input, *status)).collect();
        if *self.steps != steps {
            self.steps = Rc::new(steps);
            self.stale = true;
        }
    }
}
