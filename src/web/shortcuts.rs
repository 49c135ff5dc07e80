//! Keys that work anywhere on the page. Those of the map, the terminal and the editor are theirs.

use yew::prelude::*;

use super::effects;
use super::machine::Bus;
use super::state::{Action, Tab};

/// The places that F6 leads round, by what holds them and what takes the focus there.
const PLACES: [(&str, &str); 4] = [
    (".console", "textarea[aria-label=Terminal]"),
    (".map-view", ".map-view [tabindex='0']"),
    (".panels", ".panels [role=tab][aria-selected=true]"),
    (".lesson", ".lesson .lesson-body, .lesson .rail button"),
];

/// Listens to the page's keys.
#[hook]
pub(super) fn use_shortcuts(bus: &Bus) {
    let bus = bus.clone();
    use_effect_with((), move |()| {
        let listening = effects::on_key(move |event| {
            if !event.default_prevented() && act(&bus, event) {
                event.prevent_default();
            }
        });
        move || drop(listening)
    });
}

/// Does what a key means; false when it means nothing here.
fn act(bus: &Bus, event: &KeyboardEvent) -> bool {
    let stroke = effects::stroke(event);
    match (stroke.control, stroke.key.as_str()) {
        (false, "F6") => cycle(stroke.shift),
        (false, "Escape") if !stroke.other => to_terminal(bus),
        (true, "1") => to_terminal(bus),
        (true, "2") => effects::focus_first(PLACES[1].1),
        (true, "3") => effects::focus_first(PLACES[2].1),
        (true, "4") => effects::focus_first(PLACES[3].1),
        (false, "h" | "H") if stroke.alt => {
            bus.machine.hint();
            true
        }
        (false, "n" | "N") if stroke.alt => {
            bus.say(Action::NextStep);
            true
        }
        (true, "z" | "Z") if !effects::is_typing() => {
            if stroke.shift {
                bus.machine.redo();
            } else {
                bus.machine.undo();
            }
            true
        }
        _ => false,
    }
}

fn to_terminal(bus: &Bus) -> bool {
    bus.say(Action::Show(Tab::Console));
    effects::focus_first(PLACES[0].1)
}

/// Moves the focus to the next place that is in sight.
fn cycle(back: bool) -> bool {
    let here = PLACES.iter().position(|(place, _)| effects::is_focus_in(place));
    let count = PLACES.len();
    let step = if back { count - 1 } else { 1 };
    let mut at = here.unwrap_or(count - step);
    for _ in 0..count {
        at = (at + step) % count;
        if effects::focus_first(PLACES[at].1) {
            return true;
        }
    }
    false
}
