//! The lines from images to the containers that hold them. Each image has one trunk, which leaves along its flag's line
//! of sight (or above the towers, when something stands in it) and bends in a lane of its own in front of the containers.

use super::super::view::HostView;
use super::cards::is_live;
use super::metrics::Metrics;
use super::{Branch, Bundle, Picture, Rect};

/// How many images have containers: each needs a lane.
pub(super) fn images_with_containers(host: &HostView) -> usize {
    host.images.iter().filter(|image| host.containers.iter().any(|container| container.image_id == image.id)).count()
}

/// One end of a line.
struct End {
    to: String,
    x: i32,
    y: i32,
    live: bool,
    /// How many containers stand there.
    count: u32,
}

/// Draws all lines into the picture; the lanes begin at `gutter`.
pub(super) fn connect(host: &HostView, metrics: &Metrics, gutter: i32, picture: &mut Picture) {
    let mut bundles: Vec<(Start, Vec<End>)> = Vec::new();
    let mut climbers = 0;
    // From the end of the lane back, so that a trunk that climbs over others stays above theirs.
    for (index, image) in host.images.iter().enumerate().rev() {
        let ends = ends(host, metrics, picture, &image.id);
        let flag = picture.flags.iter().find(|flag| flag.image == index as u32 && !flag.also);
        if let Some(flag) = flag.filter(|_| !ends.is_empty()) {
            let start = start(image.id.clone(), flag.rect, gutter, picture, &mut climbers);
            bundles.push((start, ends));
        }
    }
    bundles.reverse();
    // The lowest trunk bends first, so that no two lines cross in the lanes.
    let heights: Vec<i32> = bundles.iter().map(|(start, _)| start.y).collect();
    for (at, (start, ends)) in bundles.into_iter().enumerate() {
        let before = heights.iter().enumerate().filter(|&(other, y)| (-y, other) < (-start.y, at));
        let rank = before.count() as i32;
        let label = start.y > metrics.title + 34;
        picture.edges.push(bundle(start, ends, gutter + rank * metrics.lane, label));
    }
}

/// Where an image's lines go: its cards and its groups.
fn ends(host: &HostView, metrics: &Metrics, picture: &Picture, image: &str) -> Vec<End> {
    let container = |index: u32| &host.containers[index as usize];
    let cards = picture.cards.iter().filter(|card| container(card.container).image_id == image).map(|card| End {
        to: container(card.container).id.clone(),
        x: card.rect.x,
        y: card.rect.bottom() - metrics.strip / 2,
        live: is_live(container(card.container)),
        count: 1,
    });
    let groups = picture.groups.iter().filter(|group| container(group.containers[0]).image_id == image);
    let groups = groups.map(|group| End {
        to: group.key.clone(),
        x: group.rect.x,
        y: group.rect.y + 17,
        live: group.containers.iter().any(|&index| is_live(container(index))),
        count: group.containers.len() as u32,
    });
    cards.chain(groups).collect()
}

/// The beginning of a trunk.
struct Start {
    image: String,
    dot: (i32, i32),
    /// Where it runs towards the lanes.
    y: i32,
    /// Whether it had to climb above the towers first.
    climbs: bool,
}

/// Finds a free way out of the flag.
fn start(image: String, flag: Rect, gutter: i32, picture: &Picture, climbers: &mut i32) -> Start {
    let y = flag.y + 11;
    let right = |rect: &Rect| rect.x >= flag.right() - 1 && rect.x < gutter;
    let rects = || picture.bricks.iter().map(|brick| brick.rect).chain(picture.flags.iter().map(|flag| flag.rect));
    if !rects().any(|rect| right(&rect) && rect.y <= y + 6 && rect.bottom() >= y - 6) {
        return Start { image, dot: (flag.right(), y), y, climbs: false };
    }
    // The tags of the same image above this one are in the way as well.
    let highest = rects().filter(|rect| right(rect) || rect.x == flag.x).map(|rect| rect.y).min().unwrap_or(flag.y);
    let top = rects().filter(|rect| rect.x == flag.x && rect.w == flag.w).map(|rect| rect.y).min().unwrap_or(flag.y);
    let free = highest - 9 - *climbers * 8;
    *climbers += 1;
    Start { image, dot: (flag.right() - 9 - *climbers % 3 * 4, top), y: free, climbs: true }
}

/// The lines of one image that bend at `lane`; `label` tells whether there is room for the number of containers.
fn bundle(start: Start, ends: Vec<End>, lane: i32, label: bool) -> Bundle {
    let (x, y) = (start.dot.0, start.y);
    let trunk = if start.climbs {
        format!("M{x} {}V{}Q{x} {y} {} {y}H{lane}", start.dot.1, y + 6, x + 6)
    } else {
        format!("M{x} {y}H{lane}")
    };
    let total: u32 = ends.iter().map(|end| end.count).sum();
    let count = (label && total > 1 && lane - x > 200).then_some((x + 12, y - 7, total));
    let live = ends.iter().any(|end| end.live);
    let branches = ends
        .into_iter()
        .map(|end| {
            let bend = ((end.x - lane) * 6 / 10).max(18);
            let path = format!("M{lane} {y}C{} {y} {} {} {} {}", lane + bend, end.x - bend, end.y, end.x, end.y);
            Branch { to: end.to, path, live: end.live }
        })
        .collect();
    Bundle { image: start.image, trunk, dot: start.dot, live, count, branches }
}
