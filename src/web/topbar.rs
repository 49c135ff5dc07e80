//! The bar at the top: what this is, that it is a simulation, sharing, and the colours.

use yew::prelude::*;

use super::element::el;
use super::icon::{icon_button, icon_in};
use super::lesson;
use super::machine::{Bus, lessons};
use super::share::Share;
use super::state::{Action, State, Theme};

/// Draws the bar.
pub(super) fn draw(state: &State, bus: &Bus) -> Html {
    let (next, words) = match state.theme {
        Theme::System => (Theme::Light, "Colours: as the system. Switch to light"),
        Theme::Light => (Theme::Dark, "Colours: light. Switch to dark"),
        Theme::Dark => (Theme::System, "Colours: dark. Switch to the system's"),
    };
    let crumbs = el("nav").class("crumbs").attr("aria-label", "Place");
    let place = if let Some(panel) = &state.lesson {
        let course = (!panel.course.is_empty()).then(|| el("span").text(&format!("{} /", panel.course)).html());
        let sandbox = el("button").class("btn quiet small").attr("title", "A machine without a lesson");
        let sandbox = sandbox.on_click(Callback::from(|_: MouseEvent| lessons::open(lessons::SANDBOX))).text("Sandbox");
        crumbs.maybe_child(course).child(el("b").text(&panel.view.title).html()).child(sandbox.html())
    } else {
        let first = el("button").class("btn quiet small").attr("title", "The first lesson");
        let first = first.on_click(Callback::from(|_: MouseEvent| lessons::open_first()));
        crumbs.child(el("b").text("Sandbox").html()).child(first.text("Lessons").html())
    };
    let chip = state.lesson.as_ref().map(|panel| lesson::chip(&panel.view, state.look.open == Some(true), bus));
    el("header")
        .class("topbar")
        .child(el("a").class("brand").attr("href", "?").child(icon_in("mark", "")).text("Drydock").html())
        .child(place.html())
        .maybe_child(chip)
        .child(el("span").class("grow").html())
        .child(el("span").class("sim").text("Simulation: nothing runs on your machine").html())
        .child(html! { <Share bus={bus.clone()} /> })
        .child(icon_button("theme", words, false, bus.on_click(Action::Paint(next))))
        .html()
}
