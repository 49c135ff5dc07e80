//! What stands behind the nodes: the engine, the lanes' titles, the Hub's shelf, networks, the legend, and what an empty
//! lane says.

use yew::prelude::*;

use super::{Scene, at};
use crate::session::picture::{Density, Rect};
use crate::session::view::{ContainerState, HubView, RepositoryView};
use crate::session::words::{count, size};
use crate::web::element::{el, list};
use crate::web::icon::icon;
use crate::web::state::Thing;

/// A shelf item's height with the space below it.
const ITEM: i32 = 44;
/// The legend's height.
const LEGEND: i32 = 70;

/// All that stands behind the nodes.
pub(super) fn draw(scene: &Scene, hub: &HubView) -> Html {
    let picture = scene.picture;
    let short = picture.density == Density::Narrow;
    let title = |rect: Rect, name: &str, note: &str| {
        let div = el("div").class("lane-title at").attr("style", &at(rect));
        div.child(el("h3").text(name).html()).child(el("span").text(note).html()).html()
    };
    let engine = el("div").class("engine at").attr("style", &at(picture.engine)).html();
    let shelf = picture.shelf.map(|rect| {
        let title = title(Rect { y: picture.images.y, h: 18, ..rect }, "Hub", "simulated");
        list(vec![title, shelf(scene, rect, hub)])
    });
    let networks = picture.networks.iter().map(|outline| network(scene, outline.network, outline.rect));
    list(vec![
        engine,
        shelf.unwrap_or_default(),
        title(picture.images, "Images", &images_note(scene, short)),
        title(picture.containers, "Containers", &containers_note(scene, short)),
        list(networks.collect()),
        nothing_yet(scene),
    ])
}

/// How many layers there are and what sharing them saves.
fn images_note(scene: &Scene, short: bool) -> String {
    let host = scene.host;
    if short || host.images.is_empty() {
        return if host.images.is_empty() { String::new() } else { host.images.len().to_string() };
    }
    let on_disk: u64 = host.layers.iter().map(|layer| layer.size).sum();
    let alone: u64 = host.images.iter().map(|image| image.size).sum();
    let note = format!("{}, {} on disk", count(host.layers.len(), "layer"), size(on_disk));
    if alone > on_disk { format!("{note} ({} if nothing were shared)", size(alone)) } else { note }
}

/// How many containers are in which state.
fn containers_note(scene: &Scene, short: bool) -> String {
    let containers = &scene.host.containers;
    if short {
        return if containers.is_empty() { String::new() } else { containers.len().to_string() };
    }
    let states = [
        (ContainerState::Running, "running"),
        (ContainerState::Paused, "paused"),
        (ContainerState::Restarting, "restarting"),
        (ContainerState::Created, "created"),
        (ContainerState::Exited, "exited"),
        (ContainerState::Dead, "dead"),
    ];
    let counts = states.iter().filter_map(|(state, word)| {
        let number = containers.iter().filter(|container| container.state == *state).count();
        (number > 0).then(|| format!("{number} {word}"))
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// What exists out there; filled means that a copy is here.
fn shelf(scene: &Scene, rect: Rect, hub: &HubView) -> Html {
    let room = (rect.h - LEGEND - 40).max(ITEM) / ITEM;
    let items = hub.repositories.iter().take(room as usize);
    let items = items.map(|repository| el("li").key(&repository.name).child(item(scene, repository)).html());
    let legend = Rect { x: rect.x + 2, y: scene.picture.height - LEGEND - 22, w: 112, h: LEGEND };
    let sign = |class: &str, words: &str| el("li").child(el("i").class(class).html()).text(words).html();
    let shelf = el("ul").class("shelf at").attr("style", &at(rect)).attr("aria-label", "Hub shelf");
    let legend = el("ul").class("legend at").attr("style", &at(legend)).attr("aria-label", "Legend");
    let signs = vec![sign("", "read-only layer"), sign("k-built", "built here"), sign("k-write", "writable layer")];
    list(vec![shelf.children(items.collect()).html(), legend.children(signs).html()])
}

fn item(scene: &Scene, repository: &RepositoryView) -> Html {
    let RepositoryView { name, tag, pulled, own } = repository;
    let key = format!("hub:{name}");
    let note = match (pulled, own) {
        (true, _) => format!("{tag} pulled"),
        (false, true) => "yours, not pulled".to_owned(),
        (false, false) => "not pulled".to_owned(),
    };
    let command = if tag == "latest" { format!("docker pull {name}") } else { format!("docker pull {name}:{tag}") };
    let bus = scene.bus.clone();
    el("button")
        .attr("data-key", &key)
        .attr("data-local", if *pulled { "true" } else { "false" })
        .attr("tabindex", scene.tab_index(&key))
        .attr("aria-label", &format!("Hub repository {name}, {note}"))
        .on_click(Callback::from(move |_| bus.propose(command.clone())))
        .child(el("b").text(name).html())
        .child(icon(if *pulled { "check" } else { "pull" }))
        .child(el("small").text(&note).html())
        .html()
}

fn network(scene: &Scene, index: u32, rect: Rect) -> Html {
    let Some(network) = scene.host.networks.get(index as usize) else { return Html::default() };
    let members = scene.host.containers.iter().filter(|container| container.networks.contains(&network.name));
    let names: Vec<&str> = members.map(|container| container.name.as_str()).collect();
    let name = &network.name;
    let key = format!("network:{name}");
    let button = el("button")
        .attr("data-key", &key)
        .attr("tabindex", scene.tab_index(&key))
        .attr("aria-label", &format!("Network {name}: {}", names.join(", ")))
        .on_click(scene.choose(Thing::Network(name.clone()), format!("docker network inspect {name}")))
        .text(&format!("network {name}"));
    let label = el("span").child(icon("net")).child(button.html());
    el("div").key(&key).class("network at").attr("style", &at(rect)).child(label.html()).html()
}

/// One sentence and one next act for a lane in which nothing stands.
fn nothing_yet(scene: &Scene) -> Html {
    let picture = scene.picture;
    let wide = if picture.density == Density::Narrow { picture.images.w - 8 } else { picture.images.w.min(420) };
    let box_at = |rect: Rect, title: &str, words: &str| {
        let rect = Rect { y: rect.y + 36, h: 0, ..rect };
        let div = el("div").class("empty at").attr("style", &at(rect));
        div.child(el("b").text(title).html()).child(el("p").text(words).html())
    };
    let images = (scene.host.images.is_empty() && picture.bricks.is_empty()).then(|| {
        let bus = scene.bus.clone();
        let button = el("button")
            .class("btn mono")
            .on_click(Callback::from(move |_| bus.propose("docker run hello-world")))
            .child(icon("terminal"))
            .text("docker run hello-world");
        let rect = Rect { w: wide, ..picture.images };
        box_at(rect, "No images yet", "Images you pull or build stand here.").child(button.html()).html()
    });
    let containers = scene
        .host
        .containers
        .is_empty()
        .then(|| box_at(picture.containers, "No containers", "Run an image to get one.").html());
    list(vec![images.unwrap_or_default(), containers.unwrap_or_default()])
}
