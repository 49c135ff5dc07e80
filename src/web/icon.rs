//! Icons from the sprite in the page. An icon beside words is hidden from assistive technology; one that stands alone
//! says what it is by the button that holds it.

use yew::prelude::*;

use super::element::el;

/// An icon that stands beside words.
pub(super) fn icon(name: &str) -> Html {
    icon_in(name, "icon")
}

/// An icon with other classes.
pub(super) fn icon_in(name: &str, class: &str) -> Html {
    el("svg").class(class).attr("aria-hidden", "true").child(sign(name)).html()
}

/// An icon that says something by itself.
pub(super) fn icon_that_says(name: &str, words: &str) -> Html {
    el("svg").class("icon").attr("role", "img").attr("aria-label", words).child(sign(name)).html()
}

fn sign(name: &str) -> Html {
    el("use").attr("href", &format!("#i-{name}")).html()
}

/// A quiet button with nothing but an icon.
pub(super) fn icon_button(name: &str, label: &str, disabled: bool, onclick: Callback<MouseEvent>) -> Html {
    el("button")
        .class("btn quiet icon-only")
        .attr("type", "button")
        .attr("aria-label", label)
        .attr("title", label)
        .maybe("disabled", disabled.then_some(""))
        .on_click(onclick)
        .child(icon(name))
        .html()
}
