//! The page as a whole: it holds the state and hands its parts to those that show them.

use yew::prelude::*;

use super::browser::use_frame;
use super::element::el;
use super::machine::{Bus, Machine};
use super::map::{Map, Props as MapProps};
use super::shortcuts::use_shortcuts;
use super::speed::Speed;
use super::state::{State, Theme};
use super::{dock, effects, lesson, narration, notice, timeline, topbar};

/// Where the choice of colours is stored.
const THEME_KEY: &str = "drydock:theme";

/// The page.
#[component]
pub(super) fn App() -> Html {
    let state = use_reducer(first_state);
    let machine = use_memo((), |()| Machine::default());
    let bus = Bus { machine, dispatch: state.dispatcher() };
    {
        let bus = bus.clone();
        use_effect_with((), move |()| {
            let teller = bus.clone();
            bus.machine.start(Callback::from(move |action| teller.say(action)));
            effects::keep(effects::on_fragment(effects::reload));
        });
    }
    use_theme(state.theme);
    use_speed(state.speed, &bus);
    use_shortcuts(&bus);
    use_frame(&bus);
    let map = MapProps::of(&state, &bus);
    let notice = state.notice.as_ref().map(|notice| notice::draw(notice, &bus));
    let stage = el("main")
        .class("map")
        .attr("aria-label", "Map")
        .maybe_child(notice)
        .child(html! { <Map ..map /> })
        .child(narration::draw(state.narration.as_deref()))
        .child(timeline::draw(&state, &bus));
    let height = state.dock.map(|height| format!("--dock:{height}px"));
    let open = state.look.open;
    let lesson = state.lesson.as_ref().map(|panel| lesson::draw(panel, &state.look, &bus));
    let workbench = el("div")
        .classes(&[
            ("workbench", true),
            ("has-lesson", lesson.is_some()),
            ("lesson-open", open == Some(true)),
            ("lesson-closed", open == Some(false)),
        ])
        .maybe("style", height.as_deref())
        .child(topbar::draw(&state, &bus))
        .maybe_child(lesson)
        .child(stage.html())
        .child(dock::draw(&state, &bus));
    el("div").class("shell").child(workbench.html()).html()
}

fn first_state() -> State {
    let theme = match effects::load(THEME_KEY).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    };
    State { theme, speed: Speed::kept(), zoom: 100, console: true, ..State::default() }
}

/// Tells the world's clock and remembers the choice.
#[hook]
fn use_speed(speed: Speed, bus: &Bus) {
    let machine = bus.machine.clone();
    use_effect_with(speed, move |speed| {
        machine.set_speed(*speed);
        speed.keep();
    });
}

/// Paints the page and remembers the choice.
#[hook]
fn use_theme(theme: Theme) {
    use_effect_with(theme, |theme| {
        let name = match theme {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        effects::store(THEME_KEY, name);
        let theme = *theme;
        let paint = move || {
            let dark = theme == Theme::Dark || (theme == Theme::System && effects::prefers_dark());
            effects::paint(if dark { "dark" } else { "light" });
        };
        paint();
        let listening = (theme == Theme::System).then(|| effects::on_system_theme(paint));
        move || drop(listening)
    });
}
