//! The lesson where it has no room: a narrow rail beside the map, and on a phone a chip in the top bar. Both open the
//! panel over the map.

use yew::prelude::*;

use crate::session::lesson_view::LessonView;
use crate::web::element::el;
use crate::web::icon::{icon, icon_button};
use crate::web::machine::Bus;
use crate::web::state::Action;

/// How many goals are met, in words.
fn tally(view: &LessonView) -> String {
    let met = view.goals.iter().filter(|goal| goal.met).count();
    format!("{met} of {}", view.goals.len())
}

/// The rail: where the learner is and how many goals are met.
pub(in crate::web) fn rail(view: &LessonView, at: usize, bus: &Bus) -> Html {
    let words = format!("Step {} of {}, goals {}", at + 1, view.steps.len(), tally(view));
    el("div")
        .class("rail")
        .child(icon_button("collapse", "Open the lesson", false, bus.on_click(Action::Lesson(Some(true)))))
        .child(el("span").class("count").text(&words).html())
        .html()
}

/// The chip: the step's title and how many goals are met.
pub(in crate::web) fn chip(view: &LessonView, open: bool, bus: &Bus) -> Html {
    let button = el("button").class("chip-goals").attr("aria-expanded", if open { "true" } else { "false" });
    let label = format!("Lesson: {}, goals {}", view.title, tally(view));
    button
        .attr("aria-label", &label)
        .on_click(bus.on_click(Action::Lesson(Some(!open))))
        .child(el("span").class("title").text(&view.title).html())
        .child(el("span").class("tally").child(icon("done")).text(&tally(view)).html())
        .html()
}
