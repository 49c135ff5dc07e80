//! The lower part of the page: the terminal beside the panels, or one of them where there is room for one only.

use yew::prelude::*;

use super::element::el;
use super::icon::icon;
use super::machine::Bus;
use super::state::{Action, State, Tab};
use super::terminal::Terminal;
use super::{browser, effects, files, hub, inspector};
use crate::session::words::count;

/// The tabs in their order: their name in style sheets, their icon and their words.
const TABS: [(Tab, &str, &str, &str); 5] = [
    (Tab::Console, "console", "terminal", "Terminal"),
    (Tab::Files, "files", "file", "Files"),
    (Tab::Browser, "browser", "globe", "Browser"),
    (Tab::Inspect, "inspect", "layers", "Inspect"),
    (Tab::Hub, "hub", "search", "Hub"),
];

/// The dock's height unless the learner chose one.
const DOCK_HEIGHT: i32 = 312;

/// Draws the dock.
pub(super) fn draw(state: &State, bus: &Bus) -> Html {
    let panel = |at: usize, class: &str, content: &dyn Fn() -> Vec<Html>| {
        let (tab, name, _, words) = TABS[at];
        let open = state.panel == tab;
        let panel = el("div").classes(&[("panel", true), (class, true), ("is-open", open)]);
        let panel = panel.attr("id", &format!("p-{name}")).attr("role", "tabpanel").attr("aria-label", words);
        if open { panel.children(content()).html() } else { panel.html() }
    };
    let panels = el("section")
        .class("pane panels")
        .attr("aria-label", "Panels")
        .child(tabs(state, bus))
        .child(panel(1, "files", &|| files::draw(&state.files, state.naming, bus)))
        .child(panel(2, "browser", &|| browser::draw(&state.visit, &state.view, bus)))
        .child(panel(3, "inspect", &|| {
            inspector::draw(state.selected.as_ref(), state.json.as_deref(), &state.view, bus)
        }))
        .child(panel(4, "hub-panel", &|| vec![hub::draw(&state.view, bus)]));
    let terminal = html! {
        <Terminal sheet={state.sheet.clone()} mode={state.mode.clone()} steps={state.steps.clone()}
            proposal={state.proposal.clone()} bus={bus.clone()} />
    };
    el("div")
        .class(if state.console { "dock is-console" } else { "dock is-panels" })
        .child(splitter(state.dock, bus))
        .child(terminal)
        .child(panels.html())
        .html()
}

/// The row of tabs.
fn tabs(state: &State, bus: &Bus) -> Html {
    let now = if state.console { Tab::Console } else { state.panel };
    let tab = |&(tab, name, icon_name, words): &(Tab, &str, &str, &str)| {
        let selected = if tab == Tab::Console { state.console } else { state.panel == tab };
        let badge = (tab == Tab::Files && state.remarks > 0).then(|| {
            let label = count(state.remarks, "problem");
            el("span").class("badge").attr("aria-label", &label).text(&state.remarks.to_string()).html()
        });
        el("button")
            .class(&format!("tab tab-{name}"))
            .attr("role", "tab")
            .attr("aria-controls", &format!("p-{name}"))
            .attr("aria-selected", if selected { "true" } else { "false" })
            .attr("tabindex", if selected { "0" } else { "-1" })
            .on_click(bus.on_click(Action::Show(tab)))
            .child(icon(icon_name))
            .text(words)
            .maybe_child(badge)
            .html()
    };
    let buttons: Vec<Html> = TABS.iter().map(tab).collect();
    let bus = bus.clone();
    let onkeydown = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => TABS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        let at = TABS.iter().position(|(tab, ..)| *tab == now).unwrap_or(0);
        let (tab, name, ..) = TABS[(at + step) % TABS.len()];
        bus.say(Action::Show(tab));
        effects::focus_first(&format!(".tab-{name}"));
    };
    html! { <div class="pane-bar" role="tablist" aria-label="Panels" {onkeydown}>{ for buttons }</div> }
}

/// The edge between map and dock, which pointer and arrow keys move.
fn splitter(height: Option<i32>, bus: &Bus) -> Html {
    let now = height.unwrap_or(DOCK_HEIGHT);
    let (drag, step) = (bus.clone(), bus.clone());
    let onpointermove = move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            drag.say(Action::Dock(effects::below(&event)));
        }
    };
    let onkeydown = move |event: KeyboardEvent| {
        let change = match event.key().as_str() {
            "ArrowUp" => 24,
            "ArrowDown" => -24,
            _ => return,
        };
        event.prevent_default();
        step.say(Action::Dock(now + change));
    };
    html! {
        <div class="splitter" role="separator" aria-orientation="horizontal" aria-label="Height of the lower panes"
            aria-valuenow={now.to_string()} aria-valuemin="160" tabindex="0"
            onpointerdown={|event: PointerEvent| effects::capture(&event)} {onpointermove} {onkeydown}></div>
    }
}
