//! The files in catalogue images: a small root file system per distribution and what later steps add to it, made layer by
//! layer when first looked at. Sizes agree with the published ones; contents are our own. Pushed layers bring their files.

mod build;
mod spec;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use self::build::Variables;
use self::spec::Spec;
use super::bundle::Bundle;
use super::manifest::Manifest;
use crate::vfs::{Layer, Tree};

/// Makes and remembers the files of catalogue images.
pub struct Rootfs {
    spec: RefCell<Spec>,
    made: RefCell<BTreeMap<String, Made>>,
}

/// A layer, with everything below it merged.
#[derive(Clone)]
struct Made {
    layer: Rc<Layer>,
    tree: Tree,
    variables: Rc<Variables>,
}

impl Rootfs {
    /// Reads the descriptions in a bundle.
    pub fn new(bundle: &Bundle) -> Self {
        let mut spec = Spec::default();
        for (_, text) in bundle.files().filter(|(name, _)| name.starts_with("rootfs/")) {
            spec.add(text);
        }
        Self { spec: RefCell::new(spec), made: RefCell::default() }
    }

    /// Adds the descriptions of images that do not travel with the bundle. They concern no layer of those that do.
    pub(super) fn add(&self, text: &str) {
        self.spec.borrow_mut().add(text);
    }

    /// The files that layer `index` of an image adds, changes and removes; empty for a layer that the image has not.
    pub fn layer(&self, image: &Manifest, index: usize) -> Rc<Layer> {
        self.chain(image, index + 1).map(|made| made.layer).unwrap_or_default()
    }

    /// All layers of an image, bottom first.
    pub fn layers(&self, image: &Manifest) -> Vec<Rc<Layer>> {
        (0..image.layers.len()).map(|index| self.layer(image, index)).collect()
    }

    /// An image's root file system. Images that share layers share the nodes of what they have in common.
    pub fn tree(&self, image: &Manifest) -> Tree {
        self.chain(image, image.layers.len()).map(|made| made.tree).unwrap_or_default()
    }

    /// The lowest `count` layers, merged, with the uppermost of them.
    fn chain(&self, image: &Manifest, count: usize) -> Option<Made> {
        let layer = image.layers.get(count.checked_sub(1)?)?;
        let key: String = image.layers[..count].iter().map(|layer| layer.digest.hex()).collect();
        if let Some(made) = self.made.borrow().get(&key) {
            return Some(made.clone());
        }
        let below = self.chain(image, count - 1);
        let (tree, variables) = below.map_or_else(Default::default, |made| (made.tree, made.variables));
        let (layer, variables) = match (&layer.content, image.history_of(count - 1)) {
            (Some(content), _) => (Rc::clone(content), variables),
            (None, Some(history)) => {
                let (layer, after) = build::layer(&self.spec.borrow(), &tree, &variables, (image, layer, history));
                (Rc::new(layer), Rc::new(after))
            }
            (None, None) => (Rc::default(), variables),
        };
        let made = Made { tree: layer.apply(&tree), layer, variables };
        self.made.borrow_mut().insert(key, made.clone());
        Some(made)
    }
}

impl fmt::Debug for Rootfs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rootfs({} layers made)", self.made.borrow().len())
    }
}

#[cfg(test)]
mod tests;
