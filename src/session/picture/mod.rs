//! The map's geometry: where each layer, image, container, volume and network of a host stands, as plain numbers and
//! path data. It knows nothing of the DOM, colours or fonts beyond the widths of letters; the same host in the same
//! frame always gives the same picture.
//!
//! The forest is an icicle: a layer is one brick, as wide as everything that stands on it, so a layer shared by three
//! images is literally one box under three towers. Columns fall in height towards the containers, so that a flag sees
//! its containers and no line crosses a tower.

mod cards;
mod edges;
mod forest;
mod metrics;

use std::collections::BTreeSet;

use super::view::HostView;
pub use metrics::Density;

/// A box in map units (CSS pixels at a zoom of 100%).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// The start edge.
    pub x: i32,
    /// The upper edge.
    pub y: i32,
    /// The width.
    pub w: i32,
    /// The height.
    pub h: i32,
}

impl Rect {
    /// The end edge.
    pub fn right(self) -> i32 {
        self.x + self.w
    }

    /// The lower edge.
    pub fn bottom(self) -> i32 {
        self.y + self.h
    }
}

/// What a picture is drawn into.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The width there is, in map units.
    pub width: i32,
    /// The height there is, in map units.
    pub height: i32,
    /// Folds that the learner opened: the ids of a run's layers, [`Group::key`], [`MORE`].
    pub open: BTreeSet<String>,
    /// Ids that are never folded away: the selection, what changed last, what a goal or a refusal names.
    pub keep: BTreeSet<String>,
}

/// The key of the fold that holds the images for which there is no room.
pub const MORE: &str = "more-images";

/// A layer, or a folded run of layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brick {
    /// The chain id of its topmost layer.
    pub key: String,
    /// Where it stands.
    pub rect: Rect,
    /// Indices into [`HostView::layers`], from the bottom up; empty for a layer that is still arriving.
    pub layers: Vec<u32>,
    /// For an arriving layer its pull and its place in it: indices into [`HostView::pulls`].
    pub arriving: Option<(u32, u32)>,
    /// How many images stand on it.
    pub shared: u32,
    /// Whether it is the uppermost layer that these images share.
    pub branches: bool,
    /// Ids of the images on it.
    pub images: Vec<String>,
}

/// A tag, or the missing tag of a dangling image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The image's id and the tag.
    pub key: String,
    /// Where it stands, its pole included.
    pub rect: Rect,
    /// An index into [`HostView::images`].
    pub image: u32,
    /// The tag; none for a dangling image.
    pub tag: Option<String>,
    /// Whether it is a further tag above the first of the same image.
    pub also: bool,
}

/// One container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Where it stands.
    pub rect: Rect,
    /// An index into [`HostView::containers`].
    pub container: u32,
    /// Where its published ports stand; none without ports or where they stand in the card.
    pub ports: Option<Rect>,
}

/// Many containers of one image as one card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `group:` and the image's id.
    pub key: String,
    /// Where it stands.
    pub rect: Rect,
    /// Indices into [`HostView::containers`].
    pub containers: Vec<u32>,
}

/// A volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drum {
    /// An index into [`HostView::volumes`].
    pub volume: u32,
    /// Where it stands.
    pub rect: Rect,
    /// Where its first container mounts it; empty when nothing uses it.
    pub target: String,
}

/// The outline of a user-defined network around its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// An index into [`HostView::networks`].
    pub network: u32,
    /// Where it runs.
    pub rect: Rect,
}

/// The lines from one image to its containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The image's id.
    pub image: String,
    /// Path data of the part that all its lines share.
    pub trunk: String,
    /// Where the trunk leaves the flag.
    pub dot: (i32, i32),
    /// Whether any of its containers is alive.
    pub live: bool,
    /// Where the number of containers is written, when there is room and more than one.
    pub count: Option<(i32, i32, u32)>,
    /// One line for each container or group.
    pub branches: Vec<Branch>,
}

/// The end of a line at a container or a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The container's id, or the group's key.
    pub to: String,
    /// Path data.
    pub path: String,
    /// Whether a process lives there.
    pub live: bool,
}

/// A picture of one host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The width that it needs, at least the frame's.
    pub width: i32,
    /// The height that it needs, at least the frame's.
    pub height: i32,
    /// How much room there was.
    pub density: Density,
    /// The machine, which holds images and containers.
    pub engine: Rect,
    /// The Hub's shelf outside of it, when there is room.
    pub shelf: Option<Rect>,
    /// Where the images' title and lane begin.
    pub images: Rect,
    /// Where the containers' title and lane begin.
    pub containers: Rect,
    /// Layers.
    pub bricks: Vec<Brick>,
    /// Tags.
    pub flags: Vec<Flag>,
    /// Containers.
    pub cards: Vec<Card>,
    /// Groups of containers.
    pub groups: Vec<Group>,
    /// Volumes.
    pub drums: Vec<Drum>,
    /// User-defined networks.
    pub networks: Vec<Outline>,
    /// Lines from images to containers.
    pub edges: Vec<Bundle>,
    /// Path data of the lines from containers to volumes.
    pub attached: Vec<String>,
    /// Where the images stand that found no room, and their indices into [`HostView::images`].
    pub more: Option<(Rect, Vec<u32>)>,
    /// Where the containers of these images stand, and their indices into [`HostView::containers`].
    pub more_containers: Option<(Rect, Vec<u32>)>,
}

/// Draws one host.
pub fn draw(host: &HostView, frame: &Frame) -> Picture {
    let metrics = metrics::Metrics::of(frame.width);
    let lines = edges::images_with_containers(host) as i32;
    // The forest ends where the lines need room to bend before the containers.
    let lines = if metrics.density == Density::Narrow { lines.min(2) } else { lines };
    let bend = metrics.bend + lines * metrics.lane;
    let room = frame.width - metrics.containers - metrics.images - bend - 6;
    let forest = forest::grow(host, frame, &metrics, room, frame.height);
    let lane = cards::arrange(host, frame, &metrics, &forest.flags);
    let column = (frame.width - metrics.containers).max(forest.right + 6 + bend);
    let gutter = (forest.right + 6).max(column - bend.max(metrics.bend_at_ease));
    let width = (column + metrics.containers).max(frame.width);
    let height = frame.height.max(lane.bottom + metrics.margin * 2).max(forest.height);
    let mut picture = Picture {
        width,
        height,
        density: metrics.density,
        engine: Rect {
            x: metrics.engine,
            y: metrics.margin,
            w: width - metrics.engine - metrics.margin,
            h: height - metrics.margin * 2,
        },
        shelf: metrics.shelf.map(|x| Rect { x, y: metrics.title + 28, w: 120, h: height - metrics.title - 28 }),
        images: Rect { x: metrics.images, y: metrics.title, w: column - metrics.images - 24, h: 18 },
        containers: Rect { x: column, y: metrics.title, w: metrics.containers - metrics.margin * 2, h: 18 },
        bricks: forest.bricks,
        flags: forest.flags,
        more: forest.more,
        ..Picture::default()
    };
    lane.place(host, column, &metrics, &mut picture);
    edges::connect(host, &metrics, gutter, &mut picture);
    picture
}

#[cfg(test)]
mod tests;
