//! Looking at facts: each is true in a world, or there is a reason why not. The first host's engine is asked; nothing is
//! changed.

use crate::base::{Digest, Reference, units};
use crate::engine::api::Event;
use crate::engine::{Container, Engine, Image, Status};
use crate::world::World;

use super::fact::{Count, Fact, Standing};
use super::reason::Reason;

/// Why a fact is not so; none when it is.
pub(super) fn unmet(world: &World, fact: &Fact) -> Option<Reason> {
    let engine = &world.hosts().first()?.engine;
    match fact {
        Fact::Image { name, there } => {
            let found = image(engine, name).is_some();
            let key = if *there { "image-missing" } else { "image-present" };
            (found != *there).then(|| Reason::new(key, [name]))
        }
        Fact::Images { of, dangling, count } => images(engine, of.as_deref(), *dangling, *count),
        Fact::Same { names: [a, b], same } => {
            let ids = (image(engine, a), image(engine, b));
            match ids {
                (None, _) => Some(Reason::new("image-missing", [a])),
                (_, None) => Some(Reason::new("image-missing", [b])),
                (Some(x), Some(y)) if (x == y) == *same => None,
                _ => Some(Reason::new(if *same { "image-differs" } else { "image-same" }, [a, b])),
            }
        }
        Fact::Container { name, there, .. } => {
            let found = engine.look(|state| state.containers.values().find(|one| one.name == *name).cloned());
            match (found, *there) {
                (None, true) => Some(Reason::new("container-missing", [name])),
                (None, false) => None,
                (Some(found), true) => lacks(engine, &found, fact),
                (Some(found), false) => {
                    lacks(engine, &found, fact).is_none().then(|| Reason::new("container-present", [name]))
                }
            }
        }
        Fact::Containers { state, from, count } => containers(engine, *state, from.as_deref(), *count),
        Fact::Volume { name, there } => {
            let found = engine.look(|state| state.volumes.contains_key(name));
            let key = if *there { "volume-missing" } else { "volume-present" };
            (found != *there).then(|| Reason::new(key, [name]))
        }
        Fact::Network { name, there } => {
            let found = engine.look(|state| state.networks.values().any(|network| network.name == *name));
            let key = if *there { "network-missing" } else { "network-present" };
            (found != *there).then(|| Reason::new(key, [name]))
        }
        Fact::Shared { names: [a, b], count } => shared(engine, a, b, *count),
        Fact::Layer { image, path, there } => layer(engine, image, path, *there),
        Fact::Size { image: name, relation, bytes } => {
            let Some(id) = image(engine, name) else { return Some(Reason::new("image-missing", [name])) };
            let size = engine.look(|state| state.images.get(&id).map_or(0, |image| state.image_size(image)));
            let wanted = format!("{relation} {}", units::human_size(*bytes));
            let text = units::human_size(size);
            (!relation.holds(size, *bytes)).then(|| Reason::new("size", [name, &text, &wanted]))
        }
        Fact::Event { kind, action, attributes, count } => {
            let happened = engine.look(|state| {
                state.events.iter().filter(|one| is_event(&one.event, kind, action, attributes)).count() as u64
            });
            (!count.holds(happened)).then(|| event_reason(kind, action, attributes, *count, happened))
        }
        Fact::Pushed { name } => {
            let reference = Reference::parse(name).ok().map(Reference::or_latest)?;
            let there = world.hub().enter(|hub| {
                let tag = reference.tag.clone().unwrap_or_default();
                let mut repositories = hub.repositories();
                repositories.any(|(known, one)| known == reference.familiar_name() && one.tags.contains_key(&*tag))
            });
            (!there).then(|| Reason::new("pushed-missing", [name]))
        }
    }
}

/// The image that a reference names.
fn image(engine: &Engine, name: &str) -> Option<Digest> {
    engine.find_image(name).ok()
}

fn count_reason(key: &'static str, traits: &str, found: u64, count: Count) -> Reason {
    Reason::new(key, [traits, &found.to_string(), &count.words()])
}

fn images(engine: &Engine, of: Option<&str>, dangling: bool, count: Count) -> Option<Reason> {
    let repository = of.map(|name| Reference::parse(name).map_or_else(|_| name.to_owned(), |one| one.familiar_name()));
    let found = engine.look(|state| {
        let fits = |image: &&Image| {
            let (tags, _) = state.names_of(&image.id);
            match &repository {
                Some(name) => tags.iter().any(|tag| tag.rsplit_once(':').is_some_and(|(own, _)| own == name)),
                None => !dangling || tags.is_empty(),
            }
        };
        state.images.values().filter(fits).count() as u64
    });
    let traits = match of {
        Some(name) => format!("of {name}"),
        None => if dangling { "without a tag" } else { "on this machine" }.to_owned(),
    };
    (!count.holds(found)).then(|| count_reason("count-images", &traits, found, count))
}

/// Whether a container is as it is asked for.
fn stands(container: &Container, wanted: Standing) -> bool {
    let status = container.state.status;
    match wanted {
        Standing::Created => status == Status::Created,
        Standing::Running => status == Status::Running,
        Standing::Paused => status == Status::Paused,
        Standing::Stopped => matches!(status, Status::Created | Status::Exited | Status::Dead),
        Standing::Exited(code) => status == Status::Exited && code.is_none_or(|code| code == container.state.exit_code),
    }
}

/// Whether a container was made from what a reference names now, or, where it names nothing any more, was made by it.
fn is_from(id: Option<&Digest>, container: &Container, name: &str) -> bool {
    if let Some(id) = id {
        return container.image == *id;
    }
    let full = |text: &str| Reference::parse(text).map(|one| one.or_latest().familiar()).unwrap_or_default();
    !full(name).is_empty() && full(name) == full(&container.config.image)
}

/// What a container lacks of what is asked.
fn lacks(engine: &Engine, container: &Container, fact: &Fact) -> Option<Reason> {
    let Fact::Container { name, state, from, on, .. } = fact else { return None };
    if let Some(wanted) = state.filter(|wanted| !stands(container, *wanted)) {
        let mut now = container.state.status.word().to_owned();
        if container.state.status == Status::Exited {
            now = format!("exited({})", container.state.exit_code);
        }
        return Some(Reason::new("container-state", [name, &now, &wanted.to_string()]));
    }
    if let Some(from) = from.as_deref().filter(|from| !is_from(image(engine, from).as_ref(), container, from)) {
        return Some(Reason::new("container-from", [name, from]));
    }
    let network = on.as_deref().filter(|network| !container.networks.contains_key(*network))?;
    Some(Reason::new("container-network", [name, network]))
}

fn containers(engine: &Engine, wanted: Option<Standing>, from: Option<&str>, count: Count) -> Option<Reason> {
    let id = from.and_then(|name| image(engine, name));
    let found = engine.look(|state| {
        let fits = |one: &&Container| {
            wanted.is_none_or(|wanted| stands(one, wanted)) && from.is_none_or(|name| is_from(id.as_ref(), one, name))
        };
        state.containers.values().filter(fits).count() as u64
    });
    let mut traits: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    traits.extend(from.map(|name| format!("from {name}")));
    if traits.is_empty() {
        traits.push("in any state".to_owned());
    }
    (!count.holds(found)).then(|| count_reason("count-containers", &traits.join(" "), found, count))
}

fn shared(engine: &Engine, a: &str, b: &str, count: Count) -> Option<Reason> {
    let layers = |name: &str| {
        let id = image(engine, name).ok_or_else(|| Reason::new("image-missing", [name]))?;
        Ok(engine.look(|state| state.images.get(&id).map(|image| image.layers.clone()).unwrap_or_default()))
    };
    match (layers(a), layers(b)) {
        (Err(reason), _) | (_, Err(reason)) => Some(reason),
        (Ok(one), Ok(other)) => {
            let found = one.iter().filter(|chain| other.contains(chain)).count() as u64;
            (!count.holds(found)).then(|| Reason::new("layers-shared", [a, b, &found.to_string(), &count.words()]))
        }
    }
}

/// Whether some layer of an image brings a path; a whiteout brings nothing.
fn layer(engine: &Engine, name: &str, path: &str, there: bool) -> Option<Reason> {
    let Some(id) = image(engine, name) else { return Some(Reason::new("image-missing", [name])) };
    let wanted = path.trim_start_matches('/').trim_end_matches('/');
    let rootfs = engine.hub().rootfs();
    let found = engine.look(|state| {
        let chains = state.images.get(&id).map(|image| image.layers.clone()).unwrap_or_default();
        chains.iter().filter_map(|chain| state.layers.get(chain)).any(|record| {
            record.files(rootfs).changes.iter().any(|(path, change)| {
                path.trim_start_matches('/') == wanted && !matches!(change, crate::vfs::Change::Whiteout)
            })
        })
    });
    let key = if there { "layer-path-missing" } else { "layer-path" };
    (found != there).then(|| Reason::new(key, [name, path]))
}

/// Whether an event is the one that is asked for. An action's detail after a colon (`exec_create: sh`) counts as the
/// attribute `command`.
fn is_event(event: &Event, kind: &str, action: &str, attributes: &[(String, String)]) -> bool {
    let (name, detail) = event.action.split_once(": ").unwrap_or((&event.action, ""));
    event.kind == kind
        && name == action
        && attributes.iter().all(|(key, wanted)| {
            let found = match key.as_str() {
                "command" => Some(detail),
                key => event.actor.attributes.get(key).map(String::as_str),
            };
            found.is_some_and(|found| crate::base::glob::shell_match(wanted, found))
        })
}

fn event_reason(kind: &str, action: &str, attributes: &[(String, String)], count: Count, happened: u64) -> Reason {
    let traits = attributes.iter().map(|(name, value)| format!("{name}={value}"));
    let words: Vec<String> = [kind.to_owned(), action.to_owned()].into_iter().chain(traits).collect();
    let what = words.join(" ");
    if happened == 0 {
        return Reason::new("event-missing", [&what]);
    }
    Reason::new("count-events", [&what, &happened.to_string(), &count.words()])
}
