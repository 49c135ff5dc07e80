//! What just happened, in one sentence under the map. The sentences themselves come from `session::narration`.

use yew::prelude::*;

use super::element::{el, list, text};
use super::icon::icon;
use crate::session::narration::{ACTORS, Narration, Part, Piece};

/// Draws the line under the map.
pub(super) fn draw(narration: Option<&Narration>) -> Html {
    let section = el("section").class("narration").attr("role", "status").attr("aria-label", "What just happened");
    let Some(narration) = narration else {
        let words = "Type a command. The picture shows what it does.";
        return section.child(el("p").class("grow muted").text(words).html()).html();
    };
    let path = (!narration.path.is_empty()).then(|| {
        let actors = ACTORS.iter().zip(&narration.path).map(|(name, part)| actor(name, *part));
        el("ol").class("path").attr("aria-label", "Path of the command").children(actors.collect()).html()
    });
    let words = el("p").class(if narration.failed { "grow is-failed" } else { "grow" });
    section.maybe_child(path).child(words.child(list(narration.text.iter().map(piece).collect())).html()).html()
}

fn actor(name: &str, part: Part) -> Html {
    let (item, span) = (el("li"), el("span"));
    match part {
        Part::Passed => item.child(span.text(name).html()),
        Part::Current => item.attr("aria-current", "step").child(span.text(name).html()),
        Part::Skipped => item.child(span.class("skipped").attr("title", "not needed").text(name).html()),
        Part::Refused => item.class("refused").child(span.child(icon("lock")).text(name).html()),
    }
    .html()
}

fn piece(piece: &Piece) -> Html {
    match piece {
        Piece::Plain(words) => text(words),
        Piece::Strong(words) => el("b").text(words).html(),
        Piece::Code(words) => el("code").text(words).html(),
    }
}
