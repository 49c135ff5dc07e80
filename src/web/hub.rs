//! The Hub's panel: the repositories on the shelf. A pull is put at the prompt, never run.

use yew::prelude::*;

use super::element::el;
use super::icon::icon;
use super::machine::Bus;
use crate::session::View;
use crate::session::view::RepositoryView;

/// Draws the panel.
pub(super) fn draw(view: &View, bus: &Bus) -> Html {
    let account = match &view.hub.account {
        Some(account) => format!("The Hub is simulated. You are logged in as {account}."),
        None => "The Hub is simulated. Nobody is logged in.".to_owned(),
    };
    let heads = ["Repository", "Tag", "Here", ""].map(|head| el("th").text(head).html());
    let rows = view.hub.repositories.iter().map(|repository| row(repository, bus));
    let table = el("table").child(el("tr").children(heads.to_vec()).html()).children(rows.collect());
    el("div").class("shelves").child(el("p").class("muted").text(&account).html()).child(table.html()).html()
}

fn row(repository: &RepositoryView, bus: &Bus) -> Html {
    let RepositoryView { name, tag, pulled, own } = repository;
    let command = if tag == "latest" { format!("docker pull {name}") } else { format!("docker pull {name}:{tag}") };
    let cell = |words: &str| el("td").text(words);
    let pull = el("button").class("btn quiet small").attr("title", &command).on_click(bus.on_click_propose(&command));
    let chip = own.then(|| el("span").class("chip").text("yours").html());
    el("tr")
        .key(name)
        .child(cell(name).maybe_child(chip).html())
        .child(cell(tag).html())
        .child(cell(if *pulled { "pulled" } else { "" }).html())
        .child(el("td").child(pull.child(icon("copy")).text("docker pull").html()).html())
        .html()
}
