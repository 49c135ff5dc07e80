//! The terminal's pane: output as text that can be selected and read aloud, and a real text field for typing, so that
//! input methods, phone keyboards and assistive technology work.
//!
//! Tests and assistive technology rely on two names: the field is `aria-label="Terminal"`, the output is the one element
//! with `role="log"`, and its text is what the terminal says, without padding.

pub(super) mod keys;
mod rows;
pub(super) mod screen;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use super::effects;
use super::icon::icon;
use super::machine::Bus;
use super::state::{Mode, Step};
use keys::{Act, History};
use rows::Rows;
use screen::Sheet;

/// How long the pane must keep a size before the world is told.
const RESIZE_MS: u32 = 200;

/// The pane's properties.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What is on the screen.
    pub(super) sheet: Sheet,
    /// How it takes input.
    pub(super) mode: Mode,
    /// Lines typed before the page was loaded.
    pub(super) steps: Rc<Vec<Step>>,
    /// Text that the page puts at the prompt.
    pub(super) proposal: (u32, String),
    /// The world.
    pub(super) bus: Bus,
}

/// What the keys need to remember, apart from what is drawn.
#[derive(Default)]
struct Typing {
    /// One history for each kind of prompt.
    histories: BTreeMap<char, History>,
    /// What Ctrl-U, Ctrl-K and Ctrl-W cut last.
    killed: String,
    /// Whether the end of the output is to be kept in sight.
    follow: bool,
    /// What the page put at the prompt last.
    proposed: String,
}

/// A search in the history.
#[derive(Clone, Debug, Default, PartialEq)]
struct Search {
    /// How many matches are skipped.
    skip: usize,
    /// The match.
    found: Option<String>,
}

/// The pane.
#[component]
pub(super) fn Terminal(props: &Props) -> Html {
    let (view, area) = (use_node_ref(), use_node_ref());
    let typing = use_mut_ref(|| Typing { follow: true, ..Typing::default() });
    let search = use_state_eq(|| None::<Search>);
    let options = use_state_eq(Vec::<String>::new);
    let hand = Hand {
        area: area.clone(),
        typing: Rc::clone(&typing),
        search: search.clone(),
        options: options.clone(),
        mode: props.mode.clone(),
        bus: props.bus.clone(),
    };
    use_typed_before(&props.steps, &typing);
    use_follow(&view, &props.sheet, &typing);
    use_proposal(&area, &props.proposal, &typing);
    use_first_focus(&area, &props.mode);
    use_columns(&view, &props.mode, &props.bus);

    let onscroll = {
        let typing = Rc::clone(&typing);
        let view = view.clone();
        move |_: Event| {
            if let Some(view) = view.cast::<Element>() {
                typing.borrow_mut().follow = effects::at_end(&view);
            }
        }
    };
    let onclick = {
        let area = area.clone();
        move |_: MouseEvent| {
            if let Some(area) = area.cast::<Element>().filter(|_| !effects::has_selection()) {
                effects::focus(&area);
            }
        }
    };
    let on_clear = {
        let (bus, area) = (props.bus.clone(), area.clone());
        move |_: MouseEvent| {
            bus.machine.clear();
            if let Some(area) = area.cast::<Element>() {
                effects::focus(&area);
            }
        }
    };
    let sheet = &props.sheet;
    let class = classes!(
        "field",
        sheet.cursor.is_some().then_some("is-inline"),
        (props.mode == Mode::Cooked(false)).then_some("is-secret"),
        (props.mode == Mode::Starting).then_some("is-away"),
    );
    let style = format!("--indent:{}", sheet.cursor.unwrap_or(0));
    let onkeydown = hand.clone();
    let oninput = hand;
    html! {
        <section class="pane console" aria-label="Console">
            <div class="pane-bar">
                <h2 class="pane-title">{ icon("terminal") }{ "Terminal" }</h2>
                <span class="muted mono place">{ place(&props.mode) }</span>
                <span class="grow"></span>
                <button class="btn quiet small" onclick={on_clear}>{ "Clear" }</button>
            </div>
            <div class="terminal" ref={view} {onscroll} {onclick}>
                <div class="log" role="log" aria-label="Output" tabindex="-1">
                    { for sheet.done.iter().map(|block| html! { <Rows key={block.first} block={Rc::clone(block)} /> }) }
                    <Rows key="tail" block={Rc::clone(&sheet.tail)} />
                </div>
                <textarea ref={area} {class} {style} aria-label="Terminal" rows="1" autocomplete="off"
                    autocapitalize="off" spellcheck="false" enterkeyhint="send"
                    onkeydown={move |event| onkeydown.key(&event)} oninput={move |_: InputEvent| oninput.input()} />
                if let Some(search) = &*search {
                    <div class="complete" role="status">
                        <span>{ "history: " }<b>{ search.found.clone().unwrap_or_else(|| "no match".to_owned()) }</b></span>
                        <span class="grow"></span>
                        <span><kbd>{ "Enter" }</kbd>{ " runs it, " }<kbd>{ "Tab" }</kbd>{ " takes it" }</span>
                    </div>
                } else if !options.is_empty() {
                    <div class="complete options" role="status" aria-label="Completions">
                        { for options.iter().map(|option| html! { <span>{ option }</span> }) }
                    </div>
                }
            </div>
        </section>
    }
}

/// The folder that a shell's prompt names, for the pane's title.
fn place(mode: &Mode) -> String {
    let Mode::Edited(prompt, _) = mode else { return String::new() };
    let place = prompt.trim_end().trim_end_matches(['$', '#']);
    place
        .split_once('@')
        .and_then(|(_, rest)| rest.split_once(':'))
        .map_or_else(String::new, |(_, place)| place.to_owned())
}

/// Lines of a replayed session are part of the history.
#[hook]
fn use_typed_before(steps: &Rc<Vec<Step>>, typing: &Rc<RefCell<Typing>>) {
    let typing = Rc::clone(typing);
    use_effect_with(Rc::clone(steps), move |steps| {
        let histories = &mut typing.borrow_mut().histories;
        if histories.is_empty() && !steps.is_empty() {
            let history = histories.entry('$').or_default();
            steps.iter().for_each(|step| history.push(&step.line));
        }
    });
}

/// Keeps the end in sight while the reader has not scrolled away.
#[hook]
fn use_follow(view: &NodeRef, sheet: &Sheet, typing: &Rc<RefCell<Typing>>) {
    let (view, typing) = (view.clone(), Rc::clone(typing));
    use_effect_with(sheet.clone(), move |_| {
        if let Some(view) = view.cast::<Element>().filter(|_| typing.borrow().follow) {
            effects::scroll_to_end(&view);
        }
    });
}

/// Puts the page's proposal at the prompt, unless the learner is in the middle of a line of his own.
#[hook]
fn use_proposal(area: &NodeRef, proposal: &(u32, String), typing: &Rc<RefCell<Typing>>) {
    let (area, typing) = (area.clone(), Rc::clone(typing));
    use_effect_with(proposal.clone(), move |(number, text)| {
        let Some(area) = area.cast::<HtmlTextAreaElement>().filter(|_| *number > 0) else { return };
        let typing = &mut *typing.borrow_mut();
        let now = area.value();
        if now.is_empty() || now == typing.proposed {
            effects::set_field(&area, text, text.encode_utf16().count());
            typing.proposed.clone_from(text);
        }
    });
}

/// The first prompt takes the focus.
#[hook]
fn use_first_focus(area: &NodeRef, mode: &Mode) {
    let area = area.clone();
    use_effect_with(*mode == Mode::Starting, move |starting| {
        if let Some(area) = area.cast::<Element>().filter(|_| !starting) {
            effects::focus(&area);
        }
    });
}

/// Tells the world how wide the terminal is, at first and when that has changed for a while.
#[hook]
fn use_columns(view: &NodeRef, mode: &Mode, bus: &Bus) {
    let (view, bus) = (view.clone(), bus.clone());
    use_effect_with(*mode == Mode::Starting, move |starting| {
        let view = view.cast::<Element>().filter(|_| !starting);
        let watch = view.and_then(|view| {
            let watched = view.clone();
            effects::watch_size(&watched, move |width, _| {
                let (view, bus) = (view.clone(), bus.clone());
                effects::after(RESIZE_MS, move || {
                    if view.client_width() == width
                        && let Some(columns) = effects::columns(&view)
                    {
                        bus.machine.resize(columns);
                    }
                });
            })
        });
        move || drop(watch)
    });
}

/// What a key or input does.
#[derive(Clone)]
struct Hand {
    area: NodeRef,
    typing: Rc<RefCell<Typing>>,
    search: UseStateHandle<Option<Search>>,
    options: UseStateHandle<Vec<String>>,
    mode: Mode,
    bus: Bus,
}

impl Hand {
    fn key(&self, event: &KeyboardEvent) {
        let Some(area) = self.area.cast::<HtmlTextAreaElement>().filter(|_| !event.is_composing()) else { return };
        let (stroke, field) = (effects::stroke(event), effects::field(&area));
        let act = if self.mode == Mode::Raw {
            keys::raw(&stroke, &field, self.bus.machine.application_keys())
        } else if self.search.is_some() && self.search_key(&area, &stroke) {
            event.prevent_default();
            return;
        } else {
            let shell = matches!(self.mode, Mode::Edited(_, true));
            keys::at_prompt(&stroke, &field, shell, &mut self.typing.borrow_mut().killed)
        };
        if act != Act::Complete {
            self.options.set(Vec::new());
        }
        if act != Act::Browser {
            event.prevent_default();
            self.act(&area, act);
        }
    }

    fn act(&self, area: &HtmlTextAreaElement, act: Act) {
        let machine = &self.bus.machine;
        match act {
            Act::Browser => {}
            Act::Complete => self.complete(area),
            Act::Submit => self.submit(area, &area.value()),
            Act::Set(text, caret) => effects::set_field(area, &text, caret),
            Act::Interrupt => {
                let text = area.value();
                effects::set_field(area, "", 0);
                machine.interrupt(if self.mode == Mode::Cooked(false) { "" } else { &text });
            }
            Act::End => machine.send(&[4]),
            Act::Clear => machine.clear(),
            Act::Send(bytes) => machine.send(&bytes),
            Act::Search => self.search.set(Some(Search::default())),
            Act::History(older) => {
                let line = self.typing.borrow_mut().histories.entry(self.kind()).or_default().go(older, &area.value());
                if let Some(line) = line {
                    effects::set_field(area, &line, line.encode_utf16().count());
                }
            }
        }
    }

    /// Puts in what all that fits has in common, and shows what there is when that adds nothing.
    fn complete(&self, area: &HtmlTextAreaElement) {
        let field = effects::field(area);
        let units: Vec<u16> = field.text.encode_utf16().collect();
        let (before, after) = units.split_at(field.caret.min(units.len()));
        let (before, after) = (String::from_utf16_lossy(before), String::from_utf16_lossy(after));
        let Some(found) = self.bus.machine.complete(&before) else { return self.options.set(Vec::new()) };
        let line = format!("{}{}", &before[..found.start], found.text);
        self.options.set(if line == before { found.options } else { Vec::new() });
        let caret = line.encode_utf16().count();
        effects::set_field(area, &format!("{line}{after}"), caret);
    }

    /// Which history is used: prompts that end alike share one.
    fn kind(&self) -> char {
        match &self.mode {
            Mode::Edited(prompt, _) => match prompt.trim_end().chars().next_back() {
                Some('>') => '>',
                _ => '$',
            },
            Mode::Starting | Mode::Cooked(_) | Mode::Raw => ' ',
        }
    }

    fn submit(&self, area: &HtmlTextAreaElement, line: &str) {
        effects::set_field(area, "", 0);
        {
            let typing = &mut *self.typing.borrow_mut();
            typing.follow = true;
            if matches!(self.mode, Mode::Edited(..)) {
                typing.histories.entry(self.kind()).or_default().push(line);
            }
        }
        self.bus.machine.type_line(line);
    }

    /// Text came into the field: by typing, a paste, a phone or a test.
    fn input(&self) {
        let Some(area) = self.area.cast::<HtmlTextAreaElement>() else { return };
        let text = area.value();
        if self.mode == Mode::Raw {
            effects::set_field(&area, "", 0);
            self.bus.machine.send(text.replace('\n', "\r").as_bytes());
            return;
        }
        if let Some((lines, rest)) = text.rsplit_once('\n') {
            for line in lines.split('\n') {
                self.submit(&area, line.trim_end_matches('\r'));
            }
            effects::set_field(&area, rest, rest.encode_utf16().count());
            return;
        }
        if self.search.is_some() {
            self.find(&text, 0);
        }
        effects::fit_field(&area);
    }

    fn find(&self, text: &str, skip: usize) {
        let mut typing = self.typing.borrow_mut();
        let history = typing.histories.entry(self.kind()).or_default();
        let found = history.find(text, skip).map(str::to_owned).filter(|_| !text.is_empty());
        self.search.set(Some(Search { skip, found }));
    }

    /// A key while the history is searched; false when the search is over and the key means what it always means.
    fn search_key(&self, area: &HtmlTextAreaElement, stroke: &keys::Stroke) -> bool {
        let Some(search) = &*self.search else { return false };
        let take = || {
            let line = search.found.clone().unwrap_or_else(|| area.value());
            effects::set_field(area, &line, line.encode_utf16().count());
        };
        match (stroke.control, stroke.key.as_str()) {
            (true, "r") => {
                self.find(&area.value(), search.skip + usize::from(search.found.is_some()));
                return true;
            }
            (true, "c" | "g") | (false, "Escape") => effects::set_field(area, "", 0),
            (false, "Enter") => {
                take();
                self.submit(area, &area.value());
            }
            (false, "Tab" | "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown") => take(),
            _ => return false,
        }
        self.search.set(None);
        true
    }
}
