//! The inspector: one object of the map in detail, who uses it, and the commands that act on it. Commands are put at the
//! prompt, never run.

use yew::prelude::*;

use super::element::el;
use super::icon::icon;
use super::machine::Bus;
use super::state::{Action, Thing};
use crate::session::View;
use crate::session::view::{ContainerState, ContainerView, HostView, ImageView, LayerView, Origin};
use crate::session::words::{count, size};

/// One object as the panel shows it.
struct Sheet {
    icon: &'static str,
    name: String,
    note: String,
    facts: Vec<(&'static str, String)>,
    /// What it uses and what uses it.
    links: Vec<(&'static str, Thing, String)>,
    layers: Vec<(String, u64, Origin, String)>,
    commands: Vec<String>,
}

/// Draws the inspector.
pub(super) fn draw(selected: Option<&Thing>, json: Option<&str>, view: &View, bus: &Bus) -> Vec<Html> {
    let sheet = view.hosts.first().zip(selected).and_then(|(host, thing)| sheet(host, thing));
    let Some(sheet) = sheet else {
        return vec![el("p").class("nothing").text("Select something on the map.").html()];
    };
    let head = el("header")
        .child(icon(sheet.icon))
        .child(el("b").class("mono").text(&sheet.name).html())
        .child(el("span").class("facts").text(&sheet.note).html())
        .child(el("span").class("grow").html())
        .maybe_child(selected.filter(|thing| !matches!(thing, Thing::Layer(_))).map(|thing| {
            let (bus, thing, open) = (bus.clone(), thing.clone(), json.is_some());
            let onclick = Callback::from(move |_| {
                bus.say(Action::Json(if open { None } else { bus.machine.inspect(&thing) }));
            });
            let button =
                el("button").class("btn quiet small").attr("aria-pressed", if open { "true" } else { "false" });
            button.on_click(onclick).text("JSON").html()
        }));
    if let Some(json) = json {
        return vec![head.html(), el("pre").class("about json").text(json).html()];
    }
    let chips = sheet.commands.iter().map(|command| {
        let button = el("button").class("btn small mono").attr("title", "Put it at the prompt");
        button.on_click(bus.on_click_propose(command)).text(command).html()
    });
    let links = sheet.links.iter().map(|(words, thing, name)| {
        let onclick = bus.on_click(Action::Select(Some(thing.clone())));
        let button = el("button").class("link mono").on_click(onclick).text(name);
        el("li").text(words).text(" ").child(button.html()).html()
    });
    let facts = sheet
        .facts
        .iter()
        .flat_map(|(term, words)| [el("dt").text(term).html(), el("dd").class("mono").text(words).html()]);
    let layers = sheet.layers.iter().map(|(label, bytes, origin, created_by)| {
        let brick = el("div").class("layer").attr("title", created_by);
        brick
            .attr("data-origin", if *origin == Origin::Built { "built" } else { "pulled" })
            .child(el("span").class("what").text(label).html())
            .child(el("span").class("size").text(&size(*bytes)).html())
            .html()
    });
    let about = el("div")
        .class("about")
        .child(el("div").class("chips").children(chips.collect()).html())
        .child(el("ul").class("links").children(links.collect()).html())
        .child(el("dl").children(facts.collect()).html())
        .child(el("div").class("tower").attr("aria-label", "Layers, top first").children(layers.collect()).html());
    vec![head.html(), about.html()]
}

fn sheet(host: &HostView, thing: &Thing) -> Option<Sheet> {
    match thing {
        Thing::Container(id) => host.containers.iter().find(|one| &one.id == id).map(|one| container(host, one)),
        Thing::Image(id) => host.images.iter().find(|one| &one.id == id).map(|one| image(host, one)),
        Thing::Layer(id) => host.layers.iter().find(|one| &one.id == id).map(|one| layer(host, one)),
        Thing::Volume(name) => host.volumes.iter().any(|one| &one.name == name).then(|| volume(host, name)),
        Thing::Network(name) => host.networks.iter().any(|one| &one.name == name).then(|| network(host, name)),
    }
}

fn short(id: &str) -> String {
    id.trim_start_matches("sha256:").chars().take(12).collect()
}

fn name_of(image: &ImageView) -> String {
    image.tags.first().cloned().unwrap_or_else(|| short(&image.id))
}

fn layers_of(host: &HostView, top: Option<&String>) -> Vec<(String, u64, Origin, String)> {
    let mut layers = Vec::new();
    let mut at = top;
    while let Some(layer) = at.and_then(|id| host.layers.iter().find(|layer| &layer.id == id)) {
        layers.push((layer.label.clone(), layer.size, layer.origin, layer.created_by.clone()));
        at = layer.parent.as_ref();
    }
    layers
}

fn container(host: &HostView, one: &ContainerView) -> Sheet {
    let name = &one.name;
    let verbs: &[&str] = match one.state {
        ContainerState::Running => &["logs", "stop", "restart"],
        ContainerState::Paused => &["unpause"],
        ContainerState::Restarting => &["logs", "stop"],
        ContainerState::Created => &["start", "rm"],
        ContainerState::Exited | ContainerState::Dead | ContainerState::Removing => &["logs", "start", "rm"],
    };
    let mut commands: Vec<String> = verbs.iter().map(|verb| format!("docker {verb} {name}")).collect();
    if one.state == ContainerState::Running {
        commands.insert(1, format!("docker exec -it {name} sh"));
    }
    commands.push(format!("docker diff {name}"));
    commands.push(format!("docker inspect {name}"));
    let ports = one
        .ports
        .iter()
        .map(|port| format!("{}:{}→{}/{}", port.host_ip, port.host_port, port.container_port, port.proto));
    let mounts = one.mounts.iter().map(|mount| {
        let from = mount.volume.as_ref().unwrap_or(&mount.source);
        format!("{from} at {}{}", mount.target, if mount.read_only { ", read only" } else { "" })
    });
    let image = host.images.iter().find(|image| image.id == one.image_id);
    let mut links: Vec<(&'static str, Thing, String)> =
        image.map(|image| ("stands on image", Thing::Image(image.id.clone()), name_of(image))).into_iter().collect();
    links.extend(one.networks.iter().map(|name| ("is on network", Thing::Network(name.clone()), name.clone())));
    let volumes = one.mounts.iter().filter_map(|mount| mount.volume.as_ref());
    links.extend(volumes.map(|name| ("uses volume", Thing::Volume(name.clone()), name.clone())));
    Sheet {
        icon: if one.state == ContainerState::Running { "play" } else { "stop" },
        name: name.clone(),
        note: format!("container {}, {}", short(&one.id), one.status),
        facts: [
            ("command", one.command.clone()),
            ("ports", ports.collect::<Vec<_>>().join(", ")),
            ("mounts", mounts.collect::<Vec<_>>().join(", ")),
            ("writable layer", size(one.writable_size)),
            ("id", one.id.clone()),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect(),
        links,
        layers: layers_of(host, one.top.as_ref()),
        commands,
    }
}

fn image(host: &HostView, one: &ImageView) -> Sheet {
    let name = name_of(one);
    let users = host.containers.iter().filter(|container| container.image_id == one.id);
    Sheet {
        icon: "layers",
        note: format!("image {}, {}, {}", short(&one.id), count(one.layers as usize, "layer"), size(one.size)),
        facts: vec![("tags", one.tags.join(", ")), ("created", one.created.rfc3339_nano()), ("id", one.id.clone())],
        links: users
            .map(|user| ("is used by container", Thing::Container(user.id.clone()), user.name.clone()))
            .collect(),
        layers: layers_of(host, one.top.as_ref()),
        commands: vec![
            format!("docker run {name}"),
            format!("docker history {name}"),
            format!("docker rmi {name}"),
            format!("docker image inspect {name}"),
        ],
        name,
    }
}

fn layer(host: &HostView, one: &LayerView) -> Sheet {
    let on = |image: &&ImageView| {
        let mut at = image.top.as_ref();
        while let Some(id) = at {
            if id == &one.id {
                return true;
            }
            at = host.layers.iter().find(|layer| &layer.id == id).and_then(|layer| layer.parent.as_ref());
        }
        false
    };
    let users: Vec<&ImageView> = host.images.iter().filter(on).collect();
    let history = users.first().map(|image| format!("docker history --no-trunc {}", name_of(image)));
    Sheet {
        icon: "layers",
        name: one.label.clone(),
        note: format!("layer, {}", size(one.size)),
        facts: vec![("made by", one.created_by.clone()), ("diff id", one.diff_id.clone())],
        links: users
            .into_iter()
            .map(|image| ("is part of image", Thing::Image(image.id.clone()), name_of(image)))
            .collect(),
        layers: Vec::new(),
        commands: history.into_iter().collect(),
    }
}

fn volume(host: &HostView, name: &str) -> Sheet {
    let uses = |container: &&ContainerView| container.mounts.iter().any(|mount| mount.volume.as_deref() == Some(name));
    Sheet {
        icon: "layers",
        name: name.to_owned(),
        note: "volume".to_owned(),
        facts: Vec::new(),
        links: members(host, uses),
        layers: Vec::new(),
        commands: vec![format!("docker volume inspect {name}"), format!("docker volume rm {name}")],
    }
}

fn network(host: &HostView, name: &str) -> Sheet {
    Sheet {
        icon: "net",
        name: name.to_owned(),
        note: "network".to_owned(),
        facts: Vec::new(),
        links: members(host, |container| container.networks.iter().any(|on| on == name)),
        layers: Vec::new(),
        commands: vec![format!("docker network inspect {name}")],
    }
}

fn members(host: &HostView, is: impl Fn(&&ContainerView) -> bool) -> Vec<(&'static str, Thing, String)> {
    let members = host.containers.iter().filter(is);
    members.map(|one| ("is used by container", Thing::Container(one.id.clone()), one.name.clone())).collect()
}
