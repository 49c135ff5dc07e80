//! The nodes of the map: flags, layers, containers, groups of them, volumes. Each is a button with a name in sentence
//! parts and a key that stays the same as long as the object lives.

use yew::prelude::*;

use super::{Scene, at, visit, words};
use crate::base::order::sort_by_key;
use crate::session::picture::{Brick, Card, Density, Drum, Flag, Group, Picture, Rect};
use crate::session::view::{ContainerView, HostView, LayerView, Origin};
use crate::session::words::{count, size};
use crate::web::element::{Element, el, list};
use crate::web::icon::{icon, icon_in};
use crate::web::state::{Action, Thing};

/// Groups of more containers than this are counted only.
const PIPS_MAX: usize = 60;

/// The keys and places of all nodes that arrows reach.
pub(super) fn places(host: &HostView, picture: &Picture) -> Vec<(String, Rect)> {
    let flags = picture.flags.iter().map(|flag| (flag.key.clone(), flag.rect));
    let bricks = picture.bricks.iter().map(|brick| (brick.key.clone(), brick.rect));
    let cards = picture.cards.iter().map(|card| (host.containers[card.container as usize].id.clone(), card.rect));
    let groups = picture.groups.iter().map(|group| (group.key.clone(), group.rect));
    let drums = picture.drums.iter().map(|drum| (drum_key(&host.volumes[drum.volume as usize].name), drum.rect));
    let more = picture.more.iter().map(|(rect, _)| (super::MORE.to_owned(), *rect));
    let more_containers = picture.more_containers.iter().map(|(rect, _)| ("more-containers".to_owned(), *rect));
    flags.chain(bricks).chain(cards).chain(groups).chain(drums).chain(more).chain(more_containers).collect()
}

/// The node that an arrow key leads to: the nearest one in its direction, sidesteps counted threefold.
pub(super) fn neighbour(nodes: &[(String, Rect)], from: &str, key: &str) -> Option<String> {
    let middle = |rect: Rect| (rect.x + rect.w / 2, rect.y + rect.h / 2);
    if key == "Home" || key == "End" {
        let order = |(_, rect): &&(String, Rect)| (rect.x, rect.y);
        let end = if key == "Home" { nodes.iter().min_by_key(order) } else { nodes.iter().max_by_key(order) };
        return end.map(|(key, _)| key.clone());
    }
    let here = nodes.iter().find(|(key, _)| key == from)?.1;
    let distance = |rect: Rect| {
        let ((x, y), (to_x, to_y)) = (middle(here), middle(rect));
        let (along, aside) = match key {
            "ArrowUp" => (here.y - rect.bottom(), to_x - x),
            "ArrowDown" => (rect.y - here.bottom(), to_x - x),
            "ArrowRight" => (rect.x - here.right(), to_y - y),
            "ArrowLeft" => (here.x - rect.right(), to_y - y),
            _ => return None,
        };
        // A wide brick lies straight above or below everything in its span.
        let over = match key {
            "ArrowUp" | "ArrowDown" => rect.x < here.right() && here.x < rect.right(),
            _ => rect.y < here.bottom() && here.y < rect.bottom(),
        };
        (along >= -6).then(|| along.max(0) + if over { aside.abs() / 8 } else { aside.abs() * 3 })
    };
    let others = nodes.iter().filter(|(key, _)| key != from);
    others.filter_map(|(key, rect)| distance(*rect).map(|far| (far, key))).min().map(|(_, key)| key.clone())
}

/// A node's button. Its key stays the same as long as the object lives.
pub(super) fn node(scene: &Scene, key: &str, rect: Rect, label: &str) -> Element {
    let button = el("button").key(key).attr("style", &at(rect));
    if scene.leaving {
        return button.attr("aria-hidden", "true").attr("tabindex", "-1");
    }
    button.attr("data-key", key).attr("tabindex", scene.tab_index(key)).attr("aria-label", label)
}

fn span(class: &str, words: &str) -> Html {
    el("span").class(class).text(words).html()
}

/// The flags.
pub(super) fn flags(scene: &Scene) -> Html {
    let mut flags: Vec<&Flag> = scene.picture.flags.iter().collect();
    sort_by_key(&mut flags, |flag| (flag.image, flag.also));
    list(flags.into_iter().map(|one| flag(scene, one)).collect())
}

/// One flag.
pub(super) fn flag(scene: &Scene, flag: &Flag) -> Html {
    let image = &scene.host.images[flag.image as usize];
    let layers = count(image.layers as usize, "layer");
    let note = if flag.tag.is_none() {
        "no tag left".to_owned()
    } else if image.tags.len() > 1 {
        format!("{} tags, one image", image.tags.len())
    } else if scene.picture.density == Density::Narrow {
        layers
    } else {
        format!("{layers}, {}", size(image.size))
    };
    let name = flag.tag.as_ref().unwrap_or(&image.id);
    let shown = flag.tag.as_deref().unwrap_or("<none>");
    node(scene, &flag.key, flag.rect, &words::image_label(image, flag.tag.as_deref()))
        .classes(&[
            ("flag at", true),
            ("also", flag.also),
            ("is-dangling", flag.tag.is_none()),
            ("is-selected", scene.is_selected(&image.id)),
            ("is-new", scene.is_new(&image.id)),
            ("is-leaving", scene.leaving),
        ])
        .attr("title", &format!("{name}, {}", size(image.size)))
        .on_click(scene.choose(Thing::Image(image.id.clone()), format!("docker image inspect {name}")))
        .child(el("b").text(shown).html())
        .maybe_child((!flag.also).then(|| el("small").text(&note).html()))
        .html()
}

/// The layers. Their order in the document follows the host's, so that a brick that moves stays the same element.
pub(super) fn bricks(scene: &Scene) -> Html {
    let mut bricks: Vec<&Brick> = scene.picture.bricks.iter().collect();
    sort_by_key(&mut bricks, |brick| (brick.layers.last().copied().unwrap_or(u32::MAX), brick.arriving));
    list(bricks.into_iter().map(|one| brick(scene, one)).collect())
}

/// One layer or folded run.
pub(super) fn brick(scene: &Scene, brick: &Brick) -> Html {
    if let Some((pull, place)) = brick.arriving {
        return arriving(scene, brick, pull, place);
    }
    let layers: Vec<&LayerView> = brick.layers.iter().map(|&layer| &scene.host.layers[layer as usize]).collect();
    let (what, bytes, origin) = words::brick_words(&layers);
    let label = words::layer_label(&what, bytes, layers.len(), brick.shared, origin);
    let title = match &layers[..] {
        [layer] if !layer.created_by.is_empty() => layer.created_by.clone(),
        _ => layers.iter().rev().map(|layer| layer.label.as_str()).collect::<Vec<_>>().join("\n"),
    };
    let under = scene.selected_image().is_some_and(|image| brick.images.iter().any(|on| on == image));
    let folded = layers.len() > 1;
    let onclick = if folded {
        let (bus, ids) = (scene.bus.clone(), layers.iter().map(|layer| layer.id.clone()).collect::<Vec<_>>());
        Callback::from(move |_| bus.say(Action::Fold(ids.clone(), true)))
    } else {
        let image = scene.host.images.iter().find(|image| brick.images.contains(&image.id));
        let name = image.map_or("", |image| image.tags.first().unwrap_or(&image.id));
        scene.choose(Thing::Layer(brick.key.clone()), format!("docker history {name}"))
    };
    let shared = (brick.branches && brick.shared > 1 && brick.rect.w > 220).then(|| {
        let words = format!("in {} images", brick.shared);
        el("span").class("shared").child(icon("share-layer")).text(&words).html()
    });
    node(scene, &brick.key, brick.rect, &label)
        .classes(&[
            ("layer at", true),
            ("is-under", under),
            ("is-selected", scene.is_selected(&brick.key)),
            ("is-leaving", scene.leaving),
        ])
        .attr("data-origin", if origin == Origin::Built { "built" } else { "pulled" })
        .attr("title", &title)
        .maybe("aria-expanded", folded.then_some("false"))
        .on_click(onclick)
        .child(span("what", &what))
        .maybe_child(folded.then(|| span("fold", &format!("×{}", layers.len()))))
        .maybe_child(shared)
        .child(span("size", &size(bytes)))
        .html()
}

/// A layer on its way from the Hub.
fn arriving(scene: &Scene, brick: &Brick, pull: u32, place: u32) -> Html {
    let layer = scene.host.pulls.get(pull as usize).and_then(|pull| pull.layers.get(place as usize));
    let Some(layer) = layer else { return Html::default() };
    let (words, done) = words::arrival(layer);
    node(scene, &brick.key, brick.rect, &format!("Layer {}, arriving, {words}", layer.label))
        .attr("style", &format!("{};--done:{done}%", at(brick.rect)))
        .class(if done == 0 { "layer at is-waiting" } else { "layer at is-pulling" })
        .attr("data-origin", "pulled")
        .child(span("what", &layer.label))
        .child(span("size", &words))
        .html()
}

/// The containers, and beside them their published ports.
pub(super) fn cards(scene: &Scene) -> Html {
    let mut cards: Vec<&Card> = scene.picture.cards.iter().collect();
    sort_by_key(&mut cards, |card| card.container);
    let plugs = cards.iter().filter_map(|card| plug(scene, card)).collect();
    let cards = cards.into_iter().map(|one| card(scene, one)).collect();
    list(vec![list(cards), list(plugs)])
}

/// One container.
pub(super) fn card(scene: &Scene, card: &Card) -> Html {
    let container = &scene.host.containers[card.container as usize];
    let (id, name) = (&container.id, &container.name);
    let narrow = scene.picture.density == Density::Narrow;
    let inside = narrow && !container.ports.is_empty();
    let bytes = size(container.writable_size);
    let head = el("span")
        .class("head")
        .child(icon(words::state_icon(container)))
        .child(el("b").text(name).html())
        .child(span("state", &words::state_word(container)));
    let strip = el("span").class("writable").child(span("", if narrow { "writable" } else { "writable layer" }));
    node(scene, id, card.rect, &words::container_label(scene.host, container))
        .classes(&[
            ("container at", true),
            ("is-new", scene.is_new(id)),
            ("is-selected", scene.is_selected(id)),
            ("has-ports", card.ports.is_some()),
            ("has-inner-port", inside),
            ("is-leaving", scene.leaving),
        ])
        .attr("data-state", words::state_name(container))
        .attr("title", &format!("{name}, {}, writable layer {bytes}", container.status))
        .on_click(scene.choose(Thing::Container(id.clone()), format!("docker inspect {name}")))
        .child(head.html())
        .maybe_child(inside.then(|| el("span").class("inner-port").children(ports(container)).html()))
        .child(strip.child(span("size", &bytes)).html())
        .html()
}

/// The published ports beside a card: a click shows what answers there.
fn plug(scene: &Scene, card: &Card) -> Option<Html> {
    let container = &scene.host.containers[card.container as usize];
    let (port, rect) = container.ports.first().zip(card.ports)?;
    let label = format!("Open localhost:{}", port.host_port);
    let button = el("button")
        .key(&container.id)
        .class("ports at")
        .attr("style", &at(rect))
        .attr("tabindex", "-1")
        .attr("aria-label", &label)
        .attr("title", &label)
        .on_click(visit(scene.bus, port.host_port))
        .children(ports(container));
    Some(button.html())
}

fn ports(container: &ContainerView) -> Vec<Html> {
    let Some(port) = container.ports.first() else { return Vec::new() };
    let more = container.ports.iter().filter(|other| other.host_port != port.host_port).count();
    let mut plugs = vec![span("port", &format!("{}→{}", port.host_port, port.container_port))];
    if more > 0 {
        plugs.push(span("port", &format!("+{more}")));
    }
    plugs
}

/// Groups of containers of one image.
pub(super) fn groups(scene: &Scene) -> Html {
    list(scene.picture.groups.iter().map(|one| group(scene, one)).collect())
}

fn group(scene: &Scene, group: &Group) -> Html {
    let containers = || group.containers.iter().map(|&index| &scene.host.containers[index as usize]);
    let name = containers().next().map_or_else(String::new, |first| words::image_of(scene.host, first));
    let counts = counts(containers());
    let number = count(group.containers.len(), "container");
    let (bus, key) = (scene.bus.clone(), group.key.clone());
    let pip = |container: &ContainerView| {
        let icon = icon_in(words::state_icon(container), "icon pip");
        el("i").attr("data-state", words::state_name(container)).child(icon).html()
    };
    let pips = (group.containers.len() <= PIPS_MAX)
        .then(|| el("span").class("pips").attr("aria-hidden", "true").children(containers().map(pip).collect()).html());
    node(scene, &group.key, group.rect, &format!("{number} from {name}: {counts}"))
        .class("group at")
        .attr("aria-expanded", "false")
        .on_click(Callback::from(move |_| bus.say(Action::Fold(vec![key.clone()], true))))
        .child(el("b").class("mono").text(&name).html())
        .child(span("", &number))
        .maybe_child(pips)
        .child(span("muted", &counts))
        .html()
}

/// "36 running, 2 failed".
fn counts<'a>(containers: impl Iterator<Item = &'a ContainerView>) -> String {
    let names = ["running", "paused", "restarting", "created", "exited", "failed"];
    let mut numbers = [0; 6];
    for container in containers {
        if let Some(at) = names.iter().position(|name| *name == words::state_name(container)) {
            numbers[at] += 1;
        }
    }
    let texts = names.iter().zip(numbers).filter(|(_, number)| *number > 0);
    texts.map(|(name, number)| format!("{number} {name}")).collect::<Vec<_>>().join(", ")
}

fn drum_key(name: &str) -> String {
    format!("volume:{name}")
}

/// The volumes.
pub(super) fn drums(scene: &Scene) -> Html {
    list(scene.picture.drums.iter().map(|one| drum(scene, one)).collect())
}

fn drum(scene: &Scene, drum: &Drum) -> Html {
    let volume = &scene.host.volumes[drum.volume as usize];
    let name = &volume.name;
    let shown = if volume.anonymous { name.get(..8).unwrap_or(name) } else { name };
    let idle = drum.target.is_empty();
    let label = if idle {
        format!("Volume {shown}, not in use")
    } else {
        format!("Volume {shown}, mounted at {}", drum.target)
    };
    let words = el("span")
        .child(el("b").text(shown).html())
        .child(el("small").text(if idle { "not in use" } else { &drum.target }).html());
    node(scene, &drum_key(name), drum.rect, &label)
        .classes(&[("volume at", true), ("is-selected", scene.is_selected(name))])
        .attr("title", name)
        .on_click(scene.choose(Thing::Volume(name.clone()), format!("docker volume inspect {name}")))
        .child(icon_in("drum", "drum"))
        .child(words.html())
        .html()
}
