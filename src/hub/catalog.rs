//! The Hub's published images: which repositories and tags exist, and their manifests, read when first asked for. What
//! learners push is not here.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use serde_json::Value;

use super::bundle::Bundle;
use super::document;
use super::manifest::Manifest;
use super::rootfs::Rootfs;
use crate::base::reference::Reference;

/// A repository as the Hub's index lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The name as docker prints it.
    pub name: Rc<str>,
    /// Whether it is a Docker Official Image.
    pub official: bool,
    /// The stars.
    pub stars: u64,
    /// The pulls as the Hub words them, `1B+`.
    pub pulls: Rc<str>,
    /// What it says of itself.
    pub description: Rc<str>,
    /// The images whose data must be fetched first.
    rest: Vec<Outline>,
}

/// What is known of an image without its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The bytes to pull.
    pub size: u64,
    /// All its tags, the plainest first.
    pub tags: Vec<Rc<str>>,
}

/// Why a name has no manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// No such repository.
    Repository,
    /// The repository has no such tag or digest.
    Tag,
    /// It exists, but its data must be fetched first: the resource's name below `static/`, for example `hub/gcc.json`.
    Needs(String),
}

/// The resource with the descriptions of files in images that do not travel with the bundle.
const TAIL: &str = "hub/tail.txt";

/// The catalogue. Clones share what has been read: resources never change, so neither do answers.
#[derive(Clone)]
pub struct Catalog(Rc<Inner>);

struct Inner {
    bundle: Bundle,
    rootfs: Rootfs,
    listings: BTreeMap<Rc<str>, Listing>,
    read: RefCell<BTreeMap<Rc<str>, Repository>>,
    /// Whether the descriptions of images that do not travel are there.
    tail: Cell<bool>,
}

/// The images read so far of one repository.
#[derive(Clone)]
struct Repository {
    images: Rc<[Rc<Manifest>]>,
    complete: bool,
}

impl Catalog {
    /// The catalogue of a bundle; `None` when the bundle is damaged.
    pub fn load(bytes: &[u8]) -> Option<Self> {
        let bundle = Bundle::load(bytes)?;
        let index: Value = serde_json::from_str(bundle.get("index.json")?).ok()?;
        let listings = index.as_array()?.iter().filter_map(listing);
        let listings = listings.map(|listing| (Rc::clone(&listing.name), listing)).collect();
        let rootfs = Rootfs::new(&bundle);
        Some(Self(Rc::new(Inner { bundle, rootfs, listings, read: RefCell::default(), tail: Cell::new(false) })))
    }

    /// All repositories in name order.
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        self.0.listings.values()
    }

    /// One repository by the name that docker prints.
    pub fn listing(&self, name: &str) -> Option<&Listing> {
        self.0.listings.get(name)
    }

    /// The files in its images.
    pub fn rootfs(&self) -> &Rootfs {
        &self.0.rootfs
    }

    /// The manifest that a reference points at: by its digest if it has one, else by its tag, else by `latest`.
    pub fn lookup(&self, reference: &Reference) -> Result<Rc<Manifest>, LookupError> {
        let name = reference.familiar_name();
        let listing = self.listing(&name).ok_or(LookupError::Repository)?;
        let tag = reference.tag.as_deref().unwrap_or("latest");
        let repository = self.repository(listing);
        let found = repository.images.iter().find(|image| match &reference.digest {
            Some(digest) => [&image.digest, &image.platform_digest].iter().any(|known| known.as_str() == digest),
            None => image.tags.iter().any(|known| &**known == tag),
        });
        match found {
            Some(image) => Ok(Rc::clone(image)),
            None if repository.complete => Err(LookupError::Tag),
            None if reference.digest.is_none() && !has(&listing.rest, tag) => Err(LookupError::Tag),
            None => Err(self.needs(listing)),
        }
    }

    /// Every image of a repository, for `docker pull -a` and the Hub's page.
    pub fn images(&self, name: &str) -> Result<Rc<[Rc<Manifest>]>, LookupError> {
        let listing = self.listing(name).ok_or(LookupError::Repository)?;
        let repository = self.repository(listing);
        if repository.complete { Ok(repository.images) } else { Err(self.needs(listing)) }
    }

    /// The images of a repository in outline, fetched or not; none for an unknown name.
    pub fn outline(&self, name: &str) -> Vec<Outline> {
        let Some(listing) = self.listing(name) else { return Vec::new() };
        let repository = self.repository(listing);
        let known = repository.images.iter();
        let known = known.map(|image| Outline { size: image.compressed_size(), tags: image.tags.clone() });
        let rest: &[Outline] = if repository.complete { &[] } else { &listing.rest };
        known.chain(rest.iter().cloned()).collect()
    }

    /// Takes a resource's bytes that a [`LookupError::Needs`] asked for. False when the name or the bytes are not what
    /// the catalogue knows; the lookup then fails as it did.
    pub fn provide(&self, resource_name: &str, bytes: &[u8]) -> bool {
        if resource_name == TAIL {
            if !self.0.tail.replace(true) {
                self.0.rootfs.add(&String::from_utf8_lossy(bytes));
            }
            return true;
        }
        let listing = self.listings().find(|listing| resource(&listing.name) == resource_name);
        let images = std::str::from_utf8(bytes).ok().and_then(document::parse);
        let (Some(listing), Some(images)) = (listing, images) else { return false };
        let repository = Repository { images: Rc::from(images), complete: true };
        self.0.read.borrow_mut().insert(Rc::clone(&listing.name), repository);
        true
    }

    /// What to fetch for images that do not travel: once the descriptions of their files, then the repository's data.
    fn needs(&self, listing: &Listing) -> LookupError {
        LookupError::Needs(if self.0.tail.get() { resource(&listing.name) } else { TAIL.to_owned() })
    }

    /// What is at hand of a repository: read before, else from the bundle.
    fn repository(&self, listing: &Listing) -> Repository {
        if let Some(known) = self.0.read.borrow().get(&listing.name) {
            return known.clone();
        }
        let text = self.0.bundle.get(&file_name(&listing.name));
        let images = text.and_then(|text| document::parse(text)).unwrap_or_default();
        let complete = listing.rest.is_empty();
        let repository = Repository { images: Rc::from(images), complete };
        self.0.read.borrow_mut().insert(Rc::clone(&listing.name), repository.clone());
        repository
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Catalog({} repositories)", self.0.listings.len())
    }
}

fn has(images: &[Outline], tag: &str) -> bool {
    images.iter().any(|image| image.tags.iter().any(|known| &**known == tag))
}

fn file_name(repository: &str) -> String {
    format!("{}.json", repository.replace('/', "_"))
}

fn resource(repository: &str) -> String {
    format!("hub/{}", file_name(repository))
}

fn listing(row: &Value) -> Option<Listing> {
    let text = |at: usize| row[at].as_str().map(Rc::from);
    let image = |image: &Value| -> Option<Outline> {
        let (size, tags) = image.as_array()?.split_first()?;
        Some(Outline { size: size.as_u64()?, tags: tags.iter().filter_map(Value::as_str).map(Rc::from).collect() })
    };
    Some(Listing {
        name: text(0)?,
        official: row[1].as_bool()?,
        stars: row[2].as_u64()?,
        pulls: text(3)?,
        description: text(4)?,
        rest: row[5].as_array()?.iter().filter_map(image).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::{bundle, embedded};

    fn look(catalog: &Catalog, text: &str) -> Result<Rc<Manifest>, LookupError> {
        catalog.lookup(&Reference::parse(text).unwrap())
    }

    #[test]
    fn every_tag_of_the_index_has_one_whole_image() {
        let catalog = embedded::catalog().unwrap();
        let (mut images, mut tags) = (0, 0);
        for listing in catalog.listings() {
            for Outline { size, tags: names } in catalog.outline(&listing.name) {
                images += 1;
                for name in &names {
                    tags += 1;
                    let image = look(&catalog, &format!("{}:{name}", listing.name)).unwrap();
                    assert_eq!((image.compressed_size(), &image.tags), (size, &names), "{}:{name}", listing.name);
                }
                let image = look(&catalog, &format!("{}:{}", listing.name, names[0])).unwrap();
                let made = image.history.iter().filter(|entry| !entry.empty_layer).count();
                assert_eq!(made, image.layers.len(), "{}:{}", listing.name, names[0]);
                assert!(image.virtual_size() > 0 && image.created.0 > 0);
                assert_eq!(look(&catalog, &format!("{}@{}", listing.name, image.digest)).unwrap(), image);
                look(&catalog, &format!("{}@{}", listing.name, image.platform_digest)).unwrap();
            }
        }
        println!("{} repositories, {images} images, {tags} tags", catalog.listings().count());
    }

    #[test]
    fn a_layer_is_the_same_wherever_it_occurs() {
        let catalog = embedded::catalog().unwrap();
        let mut known = BTreeMap::new();
        for listing in catalog.listings() {
            for layer in catalog.images(&listing.name).unwrap().iter().flat_map(|image| &image.layers) {
                let before = known.entry(layer.digest.clone()).or_insert_with(|| layer.clone());
                assert_eq!(before, layer);
            }
        }
    }

    #[test]
    fn names_that_lead_nowhere_say_why() {
        let catalog = Catalog::load(bundle::EMBEDDED.as_bytes()).unwrap();
        assert_eq!(look(&catalog, "nodejs"), Err(LookupError::Repository));
        assert_eq!(look(&catalog, "node:99"), Err(LookupError::Tag));
        for needed in ["hub/tail.txt", "hub/gcc.json"] {
            assert_eq!(look(&catalog, "gcc"), Err(LookupError::Needs(needed.to_owned())));
            assert!(catalog.provide(needed, embedded::resource(needed).unwrap().as_bytes()));
        }
        assert!(look(&catalog, "gcc").is_ok());
        assert!(!catalog.provide("hub/gcc.json", b"{"));
        let none = format!("node@sha256:{}", "0".repeat(64));
        assert!(matches!(look(&catalog, &none), Err(LookupError::Needs(_))));
    }

    #[test]
    fn published_facts_come_out() {
        let catalog = Catalog::load(bundle::EMBEDDED.as_bytes()).unwrap();
        let node = look(&catalog, "docker.io/library/node").unwrap();
        assert_eq!(node.id.short(), "2f49a06759a8");
        assert_eq!((node.layers.len(), node.virtual_size()), (7, 1_173_335_553));
        assert_eq!(node.config.entrypoint.as_deref(), Some(&["docker-entrypoint.sh".to_owned()][..]));
        assert_eq!(&*node.history[0].comment, "debuerreotype 0.17");
        let python = look(&catalog, "python:2").unwrap();
        assert_eq!(python.tags.iter().map(|tag| &**tag).collect::<Vec<_>>(), ["2.7", "2.7.14", "2"]);
    }

    #[test]
    fn images_share_what_they_stand_on() {
        let catalog = embedded::catalog().unwrap();
        let shared = |a: &str, b: &str| {
            let (a, b) = (look(&catalog, a).unwrap(), look(&catalog, b).unwrap());
            a.layers.iter().zip(&b.layers).take_while(|(a, b)| a == b).count()
        };
        for (a, b, layers) in [
            ("node", "python", 4),
            ("node:18", "node:20", 4),
            ("node:22", "node:24", 4),
            ("node:20-alpine", "node:18-alpine", 1),
            ("nginx:alpine", "alpine", 1),
            ("eclipse-temurin:17", "tomcat:9", 6),
            ("python:3.12", "python:3.12-slim", 0),
        ] {
            assert_eq!(shared(a, b), layers, "{a} and {b}");
        }
    }
}
