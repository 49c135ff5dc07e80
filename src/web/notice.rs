//! The bar above the map: what is wrong with the page itself, with at most one thing to do about it. What goes wrong in
//! the world is docker's to say.

use yew::prelude::*;

use super::element::el;
use super::icon::{icon, icon_button};
use super::machine::Bus;
use super::state::Action;

/// What the page has to say about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    /// The words.
    pub(super) words: String,
    /// What can be done about it.
    pub(super) act: Option<Act>,
}

/// What can be done about something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// What was done since a link was opened is dropped.
    Anew,
    /// The journal is put on the clipboard.
    CopyJournal,
}

impl Act {
    const fn words(self) -> &'static str {
        match self {
            Self::Anew => "Start as the link was",
            Self::CopyJournal => "Copy the session",
        }
    }
}

impl<T: Into<String>> From<T> for Notice {
    fn from(words: T) -> Self {
        Self { words: words.into(), act: None }
    }
}

/// Draws the bar.
pub(super) fn draw(notice: &Notice, bus: &Bus) -> Html {
    let act = notice.act.map(|act| {
        let bus = bus.clone();
        let work = Callback::from(move |_| bus.machine.act(act));
        el("button").class("btn small").on_click(work).text(act.words()).html()
    });
    el("div")
        .class("notice")
        .attr("role", "alert")
        .child(icon("warn"))
        .child(el("span").class("grow").text(&notice.words).html())
        .maybe_child(act)
        .child(icon_button("x", "Close this notice", false, bus.on_click(Action::Notice(None))))
        .html()
}
