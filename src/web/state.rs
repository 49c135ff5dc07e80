//! What the page shows, as one value, and how each action changes it. Pure: the world, the DOM, timers and storage are
//! elsewhere, and what they find out arrives as an action.

use std::collections::BTreeSet;
use std::rc::Rc;

use yew::Reducible;

use super::browser::Visit;
use super::files::FilesState;
use super::lesson::{Look, Panel};
use super::notice::Notice;
use super::speed::Speed;
use super::terminal::screen::Sheet;
use crate::session::narration::Narration;
use crate::session::view::View;

/// Below this width of the map an open lesson lies over the terminal.
const OVERLAID: i32 = 1_000;

/// How the terminal takes input now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// No prompt has stood yet.
    #[default]
    Starting,
    /// A line is edited after this prompt; whether it is that of the host's own shell.
    Edited(String, bool),
    /// A program reads lines, or none reads at all; whether what is typed may be seen.
    Cooked(bool),
    /// A program reads single keys.
    Raw,
}

/// A panel beside the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    /// The terminal itself, where there is room for one pane only.
    Console,
    /// The host's files and the editor.
    #[default]
    Files,
    /// What answers on localhost.
    Browser,
    /// One object in detail.
    Inspect,
    /// The registry.
    Hub,
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Something on the map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    /// An image by its id.
    Image(String),
    /// A layer by its chain id.
    Layer(String),
    /// A container by its id.
    Container(String),
    /// A volume by its name.
    Volume(String),
    /// A network by its name.
    Network(String),
}

impl Thing {
    /// Its id or name.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Image(id) | Self::Layer(id) | Self::Container(id) | Self::Volume(id) | Self::Network(id) => id,
        }
    }
}

/// One step of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// A few words.
    pub(super) label: String,
    /// The whole line.
    pub(super) line: String,
    /// Whether it ended with another status than 0.
    pub(super) failed: bool,
}

/// What the world looks like after something happened in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Update {
    /// The world's objects; the same value when none changed.
    pub(super) view: Rc<View>,
    /// The terminal.
    pub(super) sheet: Sheet,
    /// How it takes input.
    pub(super) mode: Mode,
    /// The timeline; the same value when it did not change.
    pub(super) steps: Rc<Vec<Step>>,
    /// Whether a step can be taken again.
    pub(super) can_redo: bool,
    /// What the last command did.
    pub(super) narration: Option<Rc<Narration>>,
    /// What the world waits for from outside.
    pub(super) missing: Option<String>,
    /// The host's files.
    pub(super) files: FilesState,
    /// What the browser panel shows.
    pub(super) visit: Visit,
    /// The lesson, where one is open.
    pub(super) lesson: Option<Panel>,
    /// Whether all this was replayed, so that nothing is new.
    pub(super) replayed: bool,
}

/// Everything that the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    pub(super) view: Rc<View>,
    pub(super) sheet: Sheet,
    pub(super) mode: Mode,
    pub(super) steps: Rc<Vec<Step>>,
    pub(super) narration: Option<Rc<Narration>>,
    pub(super) missing: Option<String>,
    /// The lesson, where one is open.
    pub(super) lesson: Option<Panel>,
    /// What the learner looks at in its panel.
    pub(super) look: Look,
    /// The panel that is open.
    pub(super) panel: Tab,
    /// Whether the terminal is in front, where there is room for one pane only.
    pub(super) console: bool,
    pub(super) theme: Theme,
    /// How fast the world's time runs.
    pub(super) speed: Speed,
    pub(super) selected: Option<Thing>,
    /// What `docker inspect` says of the selection, when it is shown.
    pub(super) json: Option<String>,
    /// Whether the world was replayed just now, so that nothing on the map moves.
    pub(super) calm: bool,
    /// Folds of the map that were opened.
    pub(super) open: BTreeSet<String>,
    /// Ids of what changed last.
    pub(super) newest: BTreeSet<String>,
    /// The map's zoom in per cent.
    pub(super) zoom: u32,
    /// The map's size in CSS pixels.
    pub(super) map_size: (i32, i32),
    /// The height of terminal and panels, where the learner chose one.
    pub(super) dock: Option<i32>,
    /// Text for the prompt, numbered so that the same text can come twice.
    pub(super) proposal: (u32, String),
    /// What is wrong with the page itself.
    pub(super) notice: Option<Notice>,
    pub(super) files: FilesState,
    /// How many remarks there are on the open file.
    pub(super) remarks: usize,
    /// Whether a new file is being named.
    pub(super) naming: bool,
    pub(super) visit: Visit,
    /// Whether a step can be taken again.
    pub(super) can_redo: bool,
}

/// What can happen.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// The world changed.
    World(Box<Update>),
    /// A tab was chosen.
    Show(Tab),
    /// Colours were chosen.
    Paint(Theme),
    /// A speed of the world's time was chosen.
    Speed(Speed),
    /// Something on the map was chosen, or nothing.
    Select(Option<Thing>),
    /// What `docker inspect` says of the selection is shown, or not.
    Json(Option<String>),
    /// A fold of the map was opened or closed.
    Fold(Vec<String>, bool),
    /// The map's zoom in per cent.
    Zoom(u32),
    /// The map has another size.
    MapSize(i32, i32),
    /// The dock gets another height.
    Dock(i32),
    /// Text is put at the prompt.
    Propose(String),
    /// A new file is being named, or not any more.
    Naming(bool),
    /// The lesson's panel is opened or closed, or as the width has it.
    Lesson(Option<bool>),
    /// Another step of the lesson is shown.
    LessonStep(usize),
    /// The next step is shown, where this one is done.
    NextStep,
    /// It is asked whether the solution is wanted.
    AskSolution(bool),
    /// The page has something to say about itself.
    Notice(Option<Notice>),
}

impl State {
    fn show(&mut self, tab: Tab) {
        self.console = tab == Tab::Console;
        if tab != Tab::Console {
            self.panel = tab;
        }
    }

    fn world(&mut self, update: Update) {
        self.calm = update.replayed;
        if !Rc::ptr_eq(&self.view, &update.view) {
            let changed = changed(&self.view, &update.view);
            if update.replayed {
                self.newest.clear();
            } else if !changed.is_empty() {
                self.newest = changed;
            }
            if self.selected.as_ref().is_some_and(|thing| !exists(&update.view, thing)) {
                self.selected = None;
            }
        }
        let Update { lesson, view, sheet, mode, steps, can_redo, narration, missing, files, visit, replayed: _ } =
            update;
        self.can_redo = can_redo;
        if let (None, Some(panel)) = (&self.lesson, &lesson) {
            // Whoever comes back goes on where the goals are; a first visit begins at the beginning.
            self.look.step = if panel.view.commands == 0 { 0 } else { panel.view.step };
        }
        self.lesson = lesson;
        if self.files != files {
            self.remarks = files.remarks();
        }
        (self.files, self.visit) = (files, visit);
        (self.view, self.sheet, self.mode, self.steps) = (view, sheet, mode, steps);
        (self.narration, self.missing) = (narration, missing);
    }
}

/// Ids of containers and images that are new or in another state than before.
fn changed(before: &View, after: &View) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (index, host) in after.hosts.iter().enumerate() {
        let Some(old) = before.hosts.get(index) else { continue };
        for container in &host.containers {
            let same = old.containers.iter().any(|was| was.id == container.id && was.state == container.state);
            if !same {
                ids.insert(container.id.clone());
            }
        }
        for image in &host.images {
            if !old.images.iter().any(|was| was.id == image.id && was.tags == image.tags) {
                ids.insert(image.id.clone());
            }
        }
    }
    ids
}

/// Whether the world still has it.
fn exists(view: &View, thing: &Thing) -> bool {
    view.hosts.iter().any(|host| match thing {
        Thing::Image(id) => host.images.iter().any(|image| &image.id == id),
        Thing::Layer(id) => host.layers.iter().any(|layer| &layer.id == id),
        Thing::Container(id) => host.containers.iter().any(|container| &container.id == id),
        Thing::Volume(name) => host.volumes.iter().any(|volume| &volume.name == name),
        Thing::Network(name) => host.networks.iter().any(|network| &network.name == name),
    })
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        match action {
            Action::World(update) => state.world(*update),
            Action::Show(tab) => state.show(tab),
            Action::Paint(theme) => state.theme = theme,
            Action::Speed(speed) => state.speed = speed,
            Action::Select(thing) => {
                if thing.is_some() {
                    state.show(Tab::Inspect);
                }
                state.selected = thing;
                state.json = None;
            }
            Action::Json(json) => state.json = json,
            Action::Fold(ids, open) => {
                for id in ids {
                    if open {
                        state.open.insert(id)
                    } else {
                        state.open.remove(&id)
                    };
                }
            }
            Action::Zoom(percent) => state.zoom = percent.clamp(50, 150),
            Action::MapSize(width, height) => state.map_size = (width, height),
            Action::Dock(height) => state.dock = Some(height.max(160)),
            Action::Propose(text) => {
                state.proposal = (state.proposal.0 + 1, text);
                // Where the lesson lies over the terminal, it makes way for what it put there.
                if state.look.open == Some(true) && state.map_size.0 < OVERLAID {
                    state.look.open = None;
                }
            }
            Action::Lesson(open) => state.look.open = open,
            Action::LessonStep(step) => (state.look.step, state.look.asking) = (step, false),
            Action::NextStep => {
                let steps = state.lesson.as_ref().map(|panel| &panel.view.steps);
                let done = steps.is_some_and(|steps| steps.get(state.look.step).is_some_and(|step| step.done));
                if done && steps.is_some_and(|steps| state.look.step + 1 < steps.len()) {
                    state.look = Look { step: state.look.step + 1, asking: false, ..state.look };
                }
            }
            Action::AskSolution(asking) => state.look.asking = asking,
            Action::Naming(naming) => state.naming = naming,
            Action::Notice(notice) => state.notice = notice,
        }
        Rc::new(state)
    }
}
