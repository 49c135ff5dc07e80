//! The containers' lane: their order, which of them become one card, and where networks and volumes stand beside them.

use crate::base::order::sort_by_key;

use super::super::view::{ContainerState, ContainerView, HostView};
use super::metrics::{Density, Metrics};
use super::{Card, Drum, Flag, Frame, Group, Outline, Picture, Rect};

/// More containers than this on one image become one card.
const ALONE_MAX: usize = 6;
/// More pips than this are counted only.
pub(super) const PIPS_MAX: usize = 60;

/// The lane from top to bottom before its place beside the forest is known.
pub(super) struct Lane {
    entries: Vec<Entry>,
    /// Where the card of the containers stands whose images are folded away, and which they are.
    more: Option<(i32, Vec<u32>)>,
    /// Where the last entry ends.
    pub(super) bottom: i32,
}

/// One card or group.
struct Entry {
    what: What,
    /// The user-defined network that it is drawn in, an index into the host's networks.
    network: Option<usize>,
    y: i32,
    h: i32,
}

enum What {
    One(usize),
    Many(String, Vec<usize>),
}

/// Orders the containers and decides which are grouped: always those beyond [`ALONE_MAX`] on one image, and then the
/// largest remaining families until the lane is short enough. Containers of images that are folded away are behind one
/// card at the end.
pub(super) fn arrange(host: &HostView, frame: &Frame, metrics: &Metrics, flags: &[Flag]) -> Lane {
    let shown = |image: &str| flags.iter().any(|flag| host.images[flag.image as usize].id == image);
    let folded = |image: &str| host.images.iter().any(|known| known.id == image) && !shown(image);
    let hidden: Vec<usize> = (0..host.containers.len()).filter(|&at| folded(&host.containers[at].image_id)).collect();
    let hidden = &hidden[..];
    let order = order(host, flags);
    let mut by_size: Vec<(&str, usize)> = Vec::new();
    for container in &host.containers {
        let image = container.image_id.as_str();
        match by_size.iter_mut().find(|(known, _)| *known == image) {
            Some((_, count)) => *count += 1,
            None => by_size.push((image, 1)),
        }
    }
    by_size.retain(|(image, _)| !frame.open.contains(&group_key(image)));
    sort_by_key(&mut by_size, |&(image, count)| (std::cmp::Reverse(count), image));
    let large = by_size.iter().take_while(|(_, count)| *count > ALONE_MAX).count();
    let several = by_size.iter().take_while(|(_, count)| *count > 2).count();
    let mut lane = Lane { entries: Vec::new(), more: None, bottom: 0 };
    // Lower cards come before groups: a container that is seen says more than a pip.
    let low = Metrics { card_h: metrics.card_h - 8, card_gap: metrics.card_gap - 3, ..*metrics };
    let low = [*metrics, low].into_iter().map(|metrics| (large, metrics));
    let tries = low.clone().chain(
        (large + 1..=several.max(large)).flat_map(|grouped| low.clone().map(move |(_, metrics)| (grouped, metrics))),
    );
    for (grouped, metrics) in tries {
        let images: Vec<&str> = by_size[..grouped].iter().map(|(image, _)| *image).collect();
        lane = stack(host, frame, &metrics, &order, &images, hidden);
        if lane.bottom + metrics.margin * 2 <= frame.height {
            break;
        }
    }
    lane
}

/// Members of one network together, then by image as their flags stand, then by creation. The state plays no part: stopping a container must
/// not move it.
fn order(host: &HostView, flags: &[Flag]) -> Vec<(usize, Option<usize>)> {
    let network = |container: &ContainerView| {
        let mut on = container.networks.iter();
        on.find_map(|name| host.networks.iter().position(|network| !network.built_in && &network.name == name))
    };
    let flag_of = |id: &str| flags.iter().find(|flag| host.images[flag.image as usize].id == id);
    let image = |id: &str| flag_of(id).map_or(i32::MAX, |flag| flag.rect.x);
    let mut order: Vec<(usize, Option<usize>)> =
        host.containers.iter().enumerate().map(|(index, container)| (index, network(container))).collect();
    sort_by_key(&mut order, |&(index, network)| {
        (network.unwrap_or(usize::MAX), image(&host.containers[index].image_id), index)
    });
    order
}

/// The key of an image's group of containers.
fn group_key(image: &str) -> String {
    format!("group:{image}")
}

/// Stacks the entries when the containers of `grouped` images become one card each. What failed or is to be kept stays
/// out of its group.
fn stack(
    host: &HostView,
    frame: &Frame,
    metrics: &Metrics,
    order: &[(usize, Option<usize>)],
    grouped: &[&str],
    hidden: &[usize],
) -> Lane {
    let mut entries: Vec<Entry> = Vec::new();
    let alone = |container: &ContainerView| {
        frame.keep.contains(&container.id) || !grouped.contains(&container.image_id.as_str())
    };
    for &(index, network) in order.iter().filter(|(index, _)| !hidden.contains(index)) {
        let container = &host.containers[index];
        if alone(container) {
            let ports = metrics.density == Density::Narrow && !container.ports.is_empty();
            let h = if ports { metrics.card_ports_h } else { metrics.card_h };
            entries.push(Entry { what: What::One(index), network, y: 0, h });
            continue;
        }
        let key = group_key(&container.image_id);
        let group = entries.iter_mut().rev().find_map(|entry| match &mut entry.what {
            What::Many(image, members) if *image == key && entry.network == network => Some(members),
            What::Many(..) | What::One(_) => None,
        });
        match group {
            Some(members) => members.push(index),
            None => entries.push(Entry { what: What::Many(key, vec![index]), network, y: 0, h: 0 }),
        }
    }
    let any_network = entries.iter().any(|entry| entry.network.is_some());
    let mut y = metrics.title + if any_network { 58 } else { 36 };
    for index in 0..entries.len() {
        let changes = index > 0 && entries[index].network != entries[index - 1].network;
        y += if changes { 26 } else { 0 };
        let entry = &mut entries[index];
        if let What::Many(_, members) = &entry.what {
            entry.h = group_height(members.len(), metrics);
        }
        entry.y = y;
        y += entry.h + metrics.card_gap;
    }
    let mut bottom = if entries.is_empty() { 0 } else { y + 4 };
    let more = (!hidden.is_empty()).then(|| {
        bottom = y + 32;
        (y, hidden.iter().map(|&index| index as u32).collect())
    });
    Lane { entries, more, bottom }
}

/// A group's height: a title, rows of pips and a sentence.
fn group_height(members: usize, metrics: &Metrics) -> i32 {
    let per_row = ((metrics.card - 20) / 14).max(1) as usize;
    let rows = if members > PIPS_MAX { 0 } else { members.div_ceil(per_row) };
    54 + rows as i32 * 14
}

/// Whether a process lives in it.
pub(super) fn is_live(container: &ContainerView) -> bool {
    matches!(container.state, ContainerState::Running | ContainerState::Paused | ContainerState::Restarting)
}

impl Lane {
    /// Puts the lane at its place.
    pub(super) fn place(&self, host: &HostView, x: i32, metrics: &Metrics, picture: &mut Picture) {
        for entry in &self.entries {
            let rect = Rect { x, y: entry.y, w: metrics.card, h: entry.h };
            match &entry.what {
                What::Many(key, members) => {
                    let containers = members.iter().map(|&member| member as u32).collect();
                    picture.groups.push(Group { key: key.clone(), rect, containers });
                }
                What::One(index) => {
                    let outside = metrics.density != Density::Narrow && !host.containers[*index].ports.is_empty();
                    let ports = outside.then(|| Rect {
                        x: rect.right() - 10,
                        y: rect.y + (rect.h - metrics.strip - 22) / 2,
                        w: 96,
                        h: 22,
                    });
                    picture.cards.push(Card { rect, container: *index as u32, ports });
                }
            }
        }
        picture.more_containers =
            self.more.as_ref().map(|(y, which)| (Rect { x, y: *y, w: metrics.card, h: 28 }, which.clone()));
        self.outline(x, metrics, picture);
        if metrics.density != Density::Narrow {
            place_volumes(host, x, metrics, self.bottom, picture);
        }
    }

    /// Draws the networks around their members.
    fn outline(&self, x: i32, metrics: &Metrics, picture: &mut Picture) {
        for entry in &self.entries {
            let Some(network) = entry.network.map(|network| network as u32) else { continue };
            let bottom = entry.y + entry.h + 16;
            let open = picture.networks.last_mut().filter(|outline| outline.network == network);
            if let Some(outline) = open {
                outline.rect.h = bottom - outline.rect.y;
                continue;
            }
            let y = entry.y - 18;
            let aside = if metrics.density == Density::Narrow { 6 } else { 14 };
            let rect = Rect { x: x - aside, y, w: metrics.card + aside * 2, h: bottom - y };
            picture.networks.push(Outline { network, rect });
        }
        // The first member's name must not stand on the outline of the network before it.
        for index in 1..picture.networks.len() {
            let above = picture.networks[index - 1].rect.bottom();
            let rect = &mut picture.networks[index].rect;
            let overlap = (above + 12 - rect.y).max(0);
            rect.y += overlap;
            rect.h -= overlap;
        }
    }
}

/// Volumes stand beside the writable layer of the first container that mounts them, the others in a row below.
fn place_volumes(host: &HostView, x: i32, metrics: &Metrics, bottom: i32, picture: &mut Picture) {
    let mut idle = x;
    for (index, volume) in host.volumes.iter().enumerate() {
        let uses: Vec<(Rect, &str)> = picture
            .cards
            .iter()
            .filter_map(|card| {
                let mounts = &host.containers[card.container as usize].mounts;
                let mount = mounts.iter().find(|mount| mount.volume.as_deref() == Some(&volume.name))?;
                Some((card.rect, mount.target.as_str()))
            })
            .collect();
        let taken = |y: i32, drums: &[Drum]| drums.iter().any(|drum| (drum.rect.y - y).abs() < 26);
        if let Some(&(card, target)) = uses.first() {
            let mut y = card.bottom() - 25;
            while taken(y, &picture.drums) {
                y += 28;
            }
            let rect = Rect { x: card.right() + 14, y, w: 88, h: 26 };
            for (user, _) in &uses {
                let foot = user.bottom() - 11;
                let path = if foot == y + 14 {
                    format!("M{} {foot}h14", user.right())
                } else {
                    let bend = user.right() + 8;
                    format!("M{} {foot}H{bend}V{}H{}", user.right(), y + 14, rect.x)
                };
                picture.attached.push(path);
            }
            picture.drums.push(Drum { volume: index as u32, rect, target: target.to_owned() });
        } else if !host.containers.iter().any(|container| mounts(container, &volume.name)) {
            let y = bottom.max(metrics.title + 40) + 8;
            picture.drums.push(Drum {
                volume: index as u32,
                rect: Rect { x: idle, y, w: 88, h: 26 },
                target: String::new(),
            });
            idle += 96;
        }
    }
}

fn mounts(container: &ContainerView, volume: &str) -> bool {
    container.mounts.iter().any(|mount| mount.volume.as_deref() == Some(volume))
}
