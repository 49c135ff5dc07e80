//! The bar at the top: what this is, that it is a simulation, sharing, and the colours.

use yew::prelude::*;

use super::element::el;
use super::icon::{icon_button, icon_in};
use super::machine::Bus;
use super::share::Share;
use super::state::{Action, Theme};

/// Draws the bar.
pub(super) fn draw(theme: Theme, bus: &Bus) -> Html {
    let (next, words) = match theme {
        Theme::System => (Theme::Light, "Colours: as the system. Switch to light"),
        Theme::Light => (Theme::Dark, "Colours: light. Switch to dark"),
        Theme::Dark => (Theme::System, "Colours: dark. Switch to the system's"),
    };
    let place = el("nav").class("crumbs").attr("aria-label", "Place").child(el("b").text("Workbench").html());
    el("header")
        .class("topbar")
        .child(el("a").class("brand").attr("href", "?").child(icon_in("mark", "")).text("Drydock").html())
        .child(place.html())
        .child(el("span").class("grow").html())
        .child(el("span").class("sim").text("Simulation: nothing runs on your machine").html())
        .child(html! { <Share bus={bus.clone()} /> })
        .child(icon_button("theme", words, false, bus.on_click(Action::Paint(next))))
        .html()
}
