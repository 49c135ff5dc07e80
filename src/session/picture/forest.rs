//! Layers and flags: which layers stand, which fold, and where each brick lies. Nothing here knows of containers but
//! that their images stay.

use std::collections::BTreeMap;

use crate::base::order::sort_by_key;

use super::super::view::{ContainerView, HostView, ImageView, PullState};
use super::metrics::{Density, Metrics, note};
use super::{Brick, Flag, Frame, MORE, Rect};

/// The forest as it stands.
#[derive(Default)]
pub(super) struct Forest {
    pub(super) bricks: Vec<Brick>,
    pub(super) flags: Vec<Flag>,
    pub(super) more: Option<(Rect, Vec<u32>)>,
    /// Where its last column ends.
    pub(super) right: i32,
    /// The height that the picture needs for it.
    pub(super) height: i32,
}

/// A layer before it is laid out.
struct Layer {
    id: String,
    parent: Option<usize>,
    built: bool,
    /// Its index in the host's list, or that of its pull and its place in it.
    source: Result<u32, (u32, u32)>,
}

/// One brick of the tree: a layer or a folded run.
struct Block {
    /// Indices into the layers, from the bottom up.
    run: Vec<usize>,
    /// The bricks on it.
    kids: Vec<Block>,
    /// Indices of the images whose top layer it is.
    images: Vec<usize>,
}

/// Builds the forest so that it is at most `room` wide and stands in `height`, as far as folding can do that.
pub(super) fn grow(host: &HostView, frame: &Frame, metrics: &Metrics, room: i32, height: i32) -> Forest {
    let layers = layers(host);
    let mut candidates = lonely(host, &layers, frame, metrics);
    let mut hidden: Vec<usize> = Vec::new();
    // On a phone the fold lies under the forest, elsewhere beside it.
    let below = metrics.density == Density::Narrow;
    let try_grow = |hidden: &[usize], tightness: usize| {
        let more = i32::from(!hidden.is_empty());
        let height = height - if below { more * (MORE_SIZE.1 + 8) } else { 0 };
        let blocks = fold(host, &layers, plant(host, &layers, hidden), frame, metrics, height);
        let mut grower =
            Grower { host, metrics, layers: &layers, tightness, pitch: 0, base: 0, forest: Forest::default() };
        grower.place(&blocks, height);
        let beside = if below { 0 } else { more * (MORE_SIZE.0 + metrics.gap) };
        let fits = grower.forest.right - metrics.images + beside <= room;
        (grower.forest, fits)
    };
    loop {
        let loosest = (0..metrics.columns.len()).map(|tightness| try_grow(&hidden, tightness)).find(|(_, fits)| *fits);
        let Some((mut forest, _)) =
            loosest.or_else(|| candidates.is_empty().then(|| try_grow(&hidden, metrics.columns.len() - 1)))
        else {
            hidden.extend(candidates.pop());
            continue;
        };
        if !hidden.is_empty() {
            let bottom = forest.height - metrics.ground;
            let (x, y) = if below { (metrics.images, bottom + 8) } else { (forest.right + metrics.gap, bottom - 28) };
            let rect = Rect { x, y, w: MORE_SIZE.0, h: MORE_SIZE.1 };
            if below {
                forest.height += MORE_SIZE.1 + 8;
            } else {
                forest.right = rect.right();
            }
            sort_by_key(&mut hidden, |image| *image);
            forest.more = Some((rect, hidden.iter().map(|&image| image as u32).collect()));
        }
        return forest;
    }
}

/// Width and height of the fold that stands for images without room.
const MORE_SIZE: (i32, i32) = (132, 28);

/// All layers of the host and those that arrive, each after its parent.
fn layers(host: &HostView) -> Vec<Layer> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut layers: Vec<Layer> = Vec::new();
    for (index, layer) in host.layers.iter().enumerate() {
        let parent = layer.parent.as_deref().and_then(|parent| known.get(parent).copied());
        known.insert(&layer.id, layers.len());
        let built = layer.origin == super::super::view::Origin::Built;
        layers.push(Layer { id: layer.id.clone(), parent, built, source: Ok(index as u32) });
    }
    for (pull, view) in host.pulls.iter().enumerate() {
        let mut parent = None;
        for (place, layer) in view.layers.iter().enumerate() {
            let at = known.get(layer.id.as_str()).copied();
            parent = at.or_else(|| {
                // A layer that was here before belongs to an image that stands already.
                (layer.state != PullState::Exists).then(|| {
                    let source = Err((pull as u32, place as u32));
                    known.insert(&layer.id, layers.len());
                    layers.push(Layer { id: layer.id.clone(), parent, built: false, source });
                    layers.len() - 1
                })
            });
        }
    }
    layers
}

/// Images that may be folded away, those to go first at the end: in trees without containers before others, later ones
/// first. Only a phone folds images with containers.
fn lonely(host: &HostView, layers: &[Layer], frame: &Frame, metrics: &Metrics) -> Vec<usize> {
    if frame.open.contains(MORE) {
        return Vec::new();
    }
    let uses = |image: &ImageView, kept: bool| {
        let on = |container: &&ContainerView| container.image_id == image.id;
        host.containers.iter().filter(on).any(|container| !kept || frame.keep.contains(&container.id))
    };
    let root = |image: &ImageView| {
        let mut at = top_of(layers, image)?;
        while let Some(below) = layers[at].parent {
            at = below;
        }
        Some(at)
    };
    let busy: Vec<Option<usize>> = host.images.iter().filter(|image| uses(image, false)).map(root).collect();
    let may_go = |image: &ImageView| {
        let idle = metrics.density == Density::Narrow || !uses(image, false);
        image.top.is_some() && idle && !frame.keep.contains(&image.id) && !uses(image, true)
    };
    let mut images: Vec<usize> = (0..host.images.len()).filter(|&index| may_go(&host.images[index])).collect();
    sort_by_key(&mut images, |&index| {
        let image = &host.images[index];
        (!uses(image, false), !busy.contains(&root(image)), index)
    });
    // The last one stays, or there would be no picture.
    if !images.is_empty() && images.len() == host.images.len() {
        images.remove(0);
    }
    images
}

/// Where an image's top layer is among the layers.
fn top_of(layers: &[Layer], image: &ImageView) -> Option<usize> {
    let top = image.top.as_ref()?;
    layers.iter().position(|layer| &layer.id == top)
}

/// The trees of all images that are not hidden, and of all layers that arrive.
fn plant(host: &HostView, layers: &[Layer], hidden: &[usize]) -> Vec<Block> {
    let mut images: Vec<Vec<usize>> = layers.iter().map(|_| Vec::new()).collect();
    let mut shown: Vec<bool> = layers.iter().map(|layer| layer.source.is_err()).collect();
    for (index, image) in host.images.iter().enumerate().filter(|(index, _)| !hidden.contains(index)) {
        if let Some(top) = top_of(layers, image) {
            images[top].push(index);
            shown[top] = true;
        }
    }
    // A layer's index is greater than its parent's, so that one pass from the top reaches everything below, and towers
    // need no deep stack to be built.
    let mut kids: Vec<Vec<Block>> = layers.iter().map(|_| Vec::new()).collect();
    let mut roots = Vec::new();
    for at in (0..layers.len()).rev() {
        if !shown[at] {
            continue;
        }
        let mut on = std::mem::take(&mut kids[at]);
        on.reverse();
        let block = Block { run: vec![at], kids: on, images: std::mem::take(&mut images[at]) };
        match layers[at].parent {
            Some(parent) => {
                shown[parent] = true;
                kids[parent].push(block);
            }
            None => roots.push(block),
        }
    }
    roots.reverse();
    roots
}

/// Folds unbranched runs, the longest of the tallest tree first, until all trees stand in `height`.
fn fold(
    host: &HostView,
    layers: &[Layer],
    mut roots: Vec<Block>,
    frame: &Frame,
    metrics: &Metrics,
    height: i32,
) -> Vec<Block> {
    loop {
        let tall = roots.iter().enumerate().max_by_key(|(_, root)| need(host, metrics, root));
        let Some((index, root)) = tall else { return roots };
        if need(host, metrics, root) <= height || !fold_longest(layers, &mut roots[index], frame) {
            return roots;
        }
    }
}

/// The height that a tree needs with the lowest bricks.
fn need(host: &HostView, metrics: &Metrics, root: &Block) -> i32 {
    above(host, metrics, root, metrics.pitch_min + 1) + metrics.ground + metrics.title + 32
}

/// The height of a block, what stands on it and its flags.
fn above(host: &HostView, metrics: &Metrics, block: &Block, pitch: i32) -> i32 {
    let kids = block.kids.iter().map(|kid| above(host, metrics, kid, pitch)).max();
    let flags = block.images.iter().map(|&image| pole(&host.images[image], metrics)).max();
    pitch + kids.max(flags).unwrap_or(0)
}

/// The height of an image's flags and their pole.
fn pole(image: &ImageView, metrics: &Metrics) -> i32 {
    metrics.flag + metrics.pole + image.tags.len().saturating_sub(1) as i32 * metrics.flag_also
}

/// Folds the longest run of a tree that may be folded; false when there is none.
fn fold_longest(layers: &[Layer], root: &mut Block, frame: &Frame) -> bool {
    let mut longest = (1, Vec::new());
    let mut path = Vec::new();
    find_run(layers, root, frame, &mut path, &mut longest);
    let (count, path) = longest;
    if count < 2 {
        return false;
    }
    let mut at = root;
    for step in path {
        at = &mut at.kids[step];
    }
    for _ in 1..count {
        let Some(kid) = at.kids.pop() else { break };
        at.run.extend(kid.run);
        at.kids = kid.kids;
        at.images = kid.images;
    }
    true
}

/// Looks for the longest run below and at `block`: layers of one origin, each the only thing on the one before.
fn find_run(layers: &[Layer], block: &Block, frame: &Frame, path: &mut Vec<usize>, longest: &mut (usize, Vec<usize>)) {
    let foldable = |block: &Block| {
        block
            .run
            .iter()
            .map(|&layer| &layers[layer])
            .all(|layer| layer.source.is_ok() && !frame.keep.contains(&layer.id) && !frame.open.contains(&layer.id))
    };
    let (mut count, mut at) = (1, block);
    while let ([kid], []) = (&at.kids[..], &at.images[..]) {
        let alike = layers[at.run[0]].built == layers[kid.run[0]].built;
        if !alike || !foldable(at) || !foldable(kid) || at.run.len() + kid.run.len() > 40 {
            break;
        }
        (count, at) = (count + 1, kid);
    }
    if count > longest.0 {
        *longest = (count, path.clone());
    }
    for (step, kid) in block.kids.iter().enumerate() {
        path.push(step);
        find_run(layers, kid, frame, path, longest);
        path.pop();
    }
}

/// Lays blocks out.
struct Grower<'a> {
    host: &'a HostView,
    metrics: &'a Metrics,
    layers: &'a [Layer],
    /// How little room there is: a place in [`Metrics::columns`].
    tightness: usize,
    pitch: i32,
    base: i32,
    forest: Forest,
}

impl Grower<'_> {
    /// Places all trees, the tallest first.
    fn place(&mut self, roots: &[Block], height: i32) {
        let metrics = self.metrics;
        let rise = |pitch| roots.iter().map(|root| above(self.host, metrics, root, pitch)).max().unwrap_or(0);
        let fixed = metrics.ground + metrics.title + 32;
        self.pitch = (metrics.pitch_min..=metrics.pitch)
            .rev()
            .find(|&pitch| rise(pitch) + fixed <= height)
            .unwrap_or(metrics.pitch_min);
        self.forest.height = height.max(rise(self.pitch) + fixed);
        self.base = self.forest.height - metrics.ground;
        let mut x = metrics.images;
        for root in tallest_first(self.host, metrics, roots) {
            x = self.place_block(root, x, 0).0 + metrics.gap;
        }
        self.forest.right = if roots.is_empty() { x } else { x - metrics.gap };
    }

    /// Places a block and what stands on it; the answer is where it ends and the images on it.
    fn place_block(&mut self, block: &Block, start: i32, level: i32) -> (i32, Vec<String>) {
        let metrics = self.metrics;
        let (mut x, mut first) = (start, true);
        let mut images = Vec::new();
        let y = self.base - level * self.pitch - (self.pitch - metrics.joint);
        for kid in tallest_first(self.host, metrics, &block.kids) {
            let (end, on) = self.place_block(kid, if first { x } else { x + metrics.inner }, level + 1);
            images.extend(on);
            (x, first) = (end, false);
        }
        for &image in &block.images {
            x = self.raise(image, if first { x } else { x + metrics.inner }, y);
            images.push(self.host.images[image].id.clone());
            first = false;
        }
        if first {
            x += metrics.columns[self.tightness].0;
        }
        let Some(&top) = block.run.last() else { return (x, images) };
        let arriving = self.layers[top].source.err();
        self.forest.bricks.push(Brick {
            key: self.layers[top].id.clone(),
            rect: Rect { x: start, y, w: x - start, h: self.pitch - metrics.joint },
            layers: block.run.iter().filter_map(|&layer| self.layers[layer].source.ok()).collect(),
            arriving,
            shared: images.len() as u32,
            branches: block.kids.len() + block.images.len() > 1,
            images: images.clone(),
        });
        (x, images)
    }

    /// Raises an image's flags on a layer whose upper edge is `ground`; the answer is where they end.
    fn raise(&mut self, index: usize, x: i32, ground: i32) -> i32 {
        let (image, metrics) = (&self.host.images[index], self.metrics);
        let note = note(image.layers, image.size, metrics.density);
        let none = [String::from("<none>")];
        let tags = if image.tags.is_empty() { &none[..] } else { &image.tags[..] };
        let width = tags.iter().map(|tag| metrics.flag_width(tag, &note, self.tightness)).max().unwrap_or(0);
        let mut bottom = ground;
        for (place, tag) in tags.iter().enumerate() {
            let also = place > 0;
            let h = if also { metrics.flag_also } else { metrics.flag + metrics.pole };
            let rect = Rect { x, y: bottom - h, w: width, h };
            let tag = (!image.tags.is_empty()).then(|| tag.clone());
            let key = format!("{} {}", image.id, tag.as_deref().unwrap_or_default());
            self.forest.flags.push(Flag { key, rect, image: index as u32, tag, also });
            bottom -= h;
        }
        x + width
    }
}

/// Blocks sorted by height; equal ones keep their order, which is that of their layers.
fn tallest_first<'a>(host: &HostView, metrics: &Metrics, blocks: &'a [Block]) -> Vec<&'a Block> {
    let heights: Vec<i32> = blocks.iter().map(|block| above(host, metrics, block, metrics.pitch)).collect();
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    sort_by_key(&mut order, |&at| -heights[at]);
    order.into_iter().map(|at| &blocks[at]).collect()
}
