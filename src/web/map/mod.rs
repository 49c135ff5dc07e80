//! The map: a figure whose nodes are buttons. Where each stands comes from `session::picture`; looks come from the style
//! sheets; this room turns one into the other and moves the focus along the structure.

mod lanes;
mod lines;
mod nodes;
mod words;

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::effects;
use super::element::{el, list};
use super::icon::icon;
use super::machine::Bus;
use super::state::{Action, State, Tab, Thing};
use crate::session::picture::{Density, Frame, MORE, Picture, Rect, draw};
use crate::session::view::{HostView, View};
use crate::session::words::count;

/// The map's properties: the parts of the page's state that it shows.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The world.
    pub(super) view: Rc<View>,
    /// The map's box, the folds and what is never folded.
    pub(super) frame: Frame,
    /// The zoom in per cent.
    pub(super) zoom: u32,
    /// What is selected.
    pub(super) selected: Option<Thing>,
    /// Ids of what changed last.
    pub(super) newest: Rc<Vec<String>>,
    /// Whether the world was replayed, so that nothing moves.
    pub(super) calm: bool,
    /// Takes what is clicked.
    pub(super) bus: Bus,
}

impl Props {
    /// The properties for a state.
    pub(super) fn of(state: &State, bus: &Bus) -> Self {
        let scale = |pixels: i32| if state.zoom < 100 { pixels * 100 / state.zoom as i32 } else { pixels };
        let mut keep = state.newest.clone();
        keep.extend(state.selected.as_ref().map(|thing| thing.id().to_owned()));
        let (width, height) = state.map_size;
        Self {
            view: Rc::clone(&state.view),
            frame: Frame { width: scale(width), height: scale(height), open: state.open.clone(), keep },
            zoom: state.zoom,
            selected: state.selected.clone(),
            newest: Rc::new(state.newest.iter().cloned().collect()),
            calm: state.calm,
            bus: bus.clone(),
        }
    }
}

/// What the parts of the map need to draw themselves.
struct Scene<'a> {
    host: &'a HostView,
    picture: &'a Picture,
    selected: Option<&'a Thing>,
    newest: &'a [String],
    /// The key of the node that Tab reaches.
    stop: &'a str,
    /// Whether what is drawn is gone already and fades away.
    leaving: bool,
    bus: &'a Bus,
}

impl Scene<'_> {
    fn is_selected(&self, id: &str) -> bool {
        self.selected.is_some_and(|thing| thing.id() == id)
    }

    fn is_new(&self, id: &str) -> bool {
        self.newest.iter().any(|new| new == id)
    }

    /// The image that the selection stands on.
    fn selected_image(&self) -> Option<&str> {
        match self.selected? {
            Thing::Image(id) => Some(id),
            Thing::Container(id) => {
                let container = self.host.containers.iter().find(|container| &container.id == id)?;
                Some(&container.image_id)
            }
            Thing::Layer(_) | Thing::Volume(_) | Thing::Network(_) => None,
        }
    }

    /// The tab index of a node: one node of the map can be reached by Tab, the others by arrows.
    fn tab_index(&self, key: &str) -> &'static str {
        if key == self.stop { "0" } else { "-1" }
    }

    /// Selects something and puts the command that shows it at the prompt.
    fn choose(&self, thing: Thing, command: String) -> Callback<MouseEvent> {
        let bus = self.bus.clone();
        Callback::from(move |_| {
            bus.say(Action::Select(Some(thing.clone())));
            bus.propose(command.clone());
        })
    }
}

/// The style that puts a node at its place.
fn at(rect: Rect) -> String {
    format!("--x:{};--y:{};--w:{};--h:{}", rect.x, rect.y, rect.w, rect.h)
}

/// The map.
#[component]
pub(super) fn Map(props: &Props) -> Html {
    let figure = use_node_ref();
    let live = use_state_eq(|| false);
    let stop = use_state_eq(String::new);
    use_size(&figure, &props.bus, &live);
    let empty = HostView::default();
    let host = props.view.hosts.first().unwrap_or(&empty);
    let picture = use_memo((Rc::clone(&props.view), props.frame.clone()), |(view, frame)| {
        draw(view.hosts.first().unwrap_or(&HostView::default()), frame)
    });
    let nodes = nodes::places(host, &picture);
    let known = nodes.iter().any(|(key, _)| **key == **stop);
    let first = props.newest.iter().find(|id| nodes.iter().any(|(key, _)| key == *id));
    let stop_key =
        if known { (*stop).clone() } else { first.or(nodes.first().map(|(key, _)| key)).cloned().unwrap_or_default() };
    let scene = Scene {
        host,
        picture: &picture,
        selected: props.selected.as_ref(),
        newest: &props.newest,
        stop: &stop_key,
        leaving: false,
        bus: &props.bus,
    };
    let gone = use_leaving(props, &picture);
    let gone = gone.as_ref().map(|gone| gone.draw(&scene));
    let onkeydown = {
        let (figure, bus, zoom) = (figure.clone(), props.bus.clone(), props.zoom);
        let (stop, from) = (stop.clone(), stop_key.clone());
        move |event: KeyboardEvent| {
            let stroke = effects::stroke(&event);
            if stroke.control || stroke.other {
                return;
            }
            let from = effects::focused_attribute("data-key").unwrap_or_else(|| from.clone());
            let to = match stroke.key.as_str() {
                "+" => return bus.say(Action::Zoom(zoom + 25)),
                "-" => return bus.say(Action::Zoom(zoom.saturating_sub(25))),
                "0" => return bus.say(Action::Zoom(100)),
                key => nodes::neighbour(&nodes, &from, key),
            };
            if let (Some(to), Some(figure)) = (to, figure.cast::<Element>()) {
                event.prevent_default();
                effects::focus_in(&figure, &format!("[data-key=\"{to}\"]"));
                stop.set(to);
            }
        }
    };
    let style = format!("--world-w:{};--world-h:{};--zoom:{}%", picture.width, picture.height, props.zoom);
    let class = classes!(
        "map-world",
        live.then_some("is-live"),
        (props.zoom < 75).then_some("is-far"),
        match picture.density {
            Density::Wide => "is-wide",
            Density::Medium => "is-medium",
            Density::Narrow => "is-narrow",
        },
    );
    html! {
        <figure class="map-view" ref={figure} aria-label="Hub, images and containers" {onkeydown}>
            if props.frame.width > 0 {
                <div {class} {style}>
                    { lanes::draw(&scene, &props.view.hub) }
                    { lines::draw(&scene) }
                    { nodes::flags(&scene) }
                    { nodes::bricks(&scene) }
                    { nodes::cards(&scene) }
                    { nodes::groups(&scene) }
                    { nodes::drums(&scene) }
                    { more(&scene) }
                    { for gone }
                </div>
            }
        </figure>
    }
}

/// The folds of the images that found no room, and of their containers.
fn more(scene: &Scene) -> Html {
    let fold = |rect: &Rect, key: &str, text: &str, names: Vec<&str>| {
        let bus = scene.bus.clone();
        nodes::node(scene, key, *rect, &format!("{text}: {}", names.join(", ")))
            .class("more at")
            .attr("title", &names.join(", "))
            .on_click(Callback::from(move |_| bus.say(Action::Fold(vec![MORE.to_owned()], true))))
            .child(el("span").text(text).html())
            .child(icon("next"))
            .html()
    };
    let images = scene.picture.more.as_ref().map(|(rect, images)| {
        let names = images.iter().map(|&image| words::image_name(&scene.host.images[image as usize])).collect();
        fold(rect, MORE, &count(images.len(), "more image"), names)
    });
    let containers = scene.picture.more_containers.as_ref().map(|(rect, containers)| {
        let names = containers.iter().map(|&index| scene.host.containers[index as usize].name.as_str()).collect();
        fold(rect, "more-containers", &format!("{} more", containers.len()), names)
    });
    list(images.into_iter().chain(containers).collect())
}

/// What the picture before this one held and this one does not.
#[derive(Clone, PartialEq)]
struct Gone {
    view: Rc<View>,
    picture: Rc<Picture>,
}

impl Gone {
    /// Draws what is gone, as it stood.
    fn draw(&self, now: &Scene) -> Html {
        let empty = HostView::default();
        let host = self.view.hosts.first().unwrap_or(&empty);
        let scene =
            Scene { host, picture: &self.picture, selected: None, newest: &[], stop: "", leaving: true, bus: now.bus };
        let container = |index: u32| &host.containers[index as usize].id;
        let stays = |id: &str| now.host.containers.iter().any(|container| container.id == id);
        let cards = self.picture.cards.iter().filter(|card| !stays(container(card.container)));
        let bricks =
            self.picture.bricks.iter().filter(|brick| {
                brick.arriving.is_none() && !now.picture.bricks.iter().any(|still| still.key == brick.key)
            });
        let flags =
            self.picture.flags.iter().filter(|flag| !now.picture.flags.iter().any(|still| still.key == flag.key));
        let cards = cards.map(|card| nodes::card(&scene, card));
        let flags = flags.map(|flag| nodes::flag(&scene, flag));
        let bricks = bricks.map(|brick| nodes::brick(&scene, brick));
        el("div").class("leaving").children(cards.chain(flags).chain(bricks).collect()).html()
    }
}

/// How long what is gone is still seen.
const LEAVING_MS: u32 = 400;

/// Remembers the picture before this one for as long as something of it fades away.
#[hook]
fn use_leaving(props: &Props, picture: &Rc<Picture>) -> Option<Gone> {
    let before = use_mut_ref(|| None::<Gone>);
    let shown = use_state(|| None::<Gone>);
    let calm = props.calm;
    let now = Gone { view: Rc::clone(&props.view), picture: Rc::clone(picture) };
    {
        let shown = shown.clone();
        use_effect_with((Rc::as_ptr(&props.view) as usize, Rc::as_ptr(picture) as usize), move |_| {
            let Some(old) = before.replace(Some(now.clone())).filter(|_| !calm) else { return };
            let fewer = old.picture.cards.len() > now.picture.cards.len()
                || old.picture.flags.len() > now.picture.flags.len()
                || old.picture.bricks.len() > now.picture.bricks.len();
            if fewer && !Rc::ptr_eq(&old.view, &now.view) {
                shown.set(Some(old));
                effects::after(LEAVING_MS, move || shown.set(None));
            }
        });
    }
    (*shown).clone()
}

/// Tells the page how large the map is; nothing moves by itself while that changes.
#[hook]
fn use_size(figure: &NodeRef, bus: &Bus, live: &UseStateHandle<bool>) {
    let (figure, bus, live) = (figure.clone(), bus.clone(), live.clone());
    use_effect_with((), move |()| {
        let watch = figure.cast::<Element>().and_then(|figure| {
            effects::watch_size(&figure, move |width, height| {
                live.set(false);
                bus.say(Action::MapSize(width, height));
                let live = live.clone();
                effects::after(150, move || live.set(true));
            })
        });
        move || drop(watch)
    });
}

/// Shows a published port in the browser panel.
fn visit(bus: &Bus, port: u16) -> Callback<MouseEvent> {
    let bus = bus.clone();
    Callback::from(move |_| {
        bus.say(Action::Show(Tab::Browser));
        super::browser::go(&bus, &format!("http://localhost:{port}/"));
    })
}
