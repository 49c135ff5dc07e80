//! A registry's state: accounts, pushed repositories, the instructor's faults, and what a pull gets. Plain data that clones
//! cheaply; the published images behind the Hub are a [`Catalog`]. Pushing is in `push`, searching in `search`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::catalog::{Catalog, LookupError};
use super::error::HubError;
use super::manifest::{Manifest, made_up};
use crate::base::reference::{DEFAULT_DOMAIN, Reference};
use crate::base::{Digest, Time};

/// Who asks. The password counts only for accounts that an instructor made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// The user's name.
    pub username: String,
    /// The password or a token.
    pub password: String,
}

/// What an instructor may break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Pulls without an account are refused.
    pub rate_limited: bool,
    /// Nothing is answered.
    pub outage: bool,
}

/// A tag and the image that it names.
pub type Tagged = (Rc<str>, Rc<Manifest>);

/// One registry.
#[derive(Clone, Debug)]
pub struct Registry {
    /// The host as in references, `docker.io` or `localhost:5000`.
    pub host: Rc<str>,
    /// What an instructor broke.
    pub faults: Faults,
    pub(super) catalog: Option<Catalog>,
    /// Accounts that demand their password, by name.
    passwords: BTreeMap<Rc<str>, Digest>,
    /// Everybody who ever logged in.
    users: BTreeSet<Rc<str>>,
    pub(super) pushed: BTreeMap<Rc<str>, Rc<Repository>>,
}

/// A repository that somebody pushed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repository {
    /// What each tag points at.
    pub tags: BTreeMap<Rc<str>, Digest>,
    /// The images by digest; one that lost its tags stays.
    pub images: BTreeMap<Digest, Rc<Manifest>>,
    /// When each tag was pushed last.
    pub pushed_at: BTreeMap<Rc<str>, Time>,
    /// Only its owner sees it.
    pub private: bool,
}

impl Registry {
    /// Docker Hub: everything in the catalogue, and a namespace for every user.
    pub fn docker_hub(catalog: Catalog) -> Self {
        Self { catalog: Some(catalog), ..Self::open(DEFAULT_DOMAIN) }
    }

    /// An empty registry of one's own, in which everybody may push everything.
    pub fn open(host: &str) -> Self {
        Self {
            host: Rc::from(host),
            faults: Faults::default(),
            catalog: None,
            passwords: BTreeMap::new(),
            users: BTreeSet::new(),
            pushed: BTreeMap::new(),
        }
    }

    /// The published images, where this registry has some.
    pub fn catalog(&self) -> Option<&Catalog> {
        self.catalog.as_ref()
    }

    /// `docker login`. Any name and password will do, except for accounts made with [`Registry::add_account`].
    pub fn login(&mut self, who: &Credentials) -> Result<(), HubError> {
        self.check(Some(who))?;
        self.users.insert(Rc::from(who.username.as_str()));
        Ok(())
    }

    /// Makes an account that demands its password.
    pub fn add_account(&mut self, username: &str, password: &str) {
        self.passwords.insert(Rc::from(username), Digest::of(password.as_bytes()));
    }

    /// Whether credentials hold, if any are given, and the registry answers at all.
    pub(super) fn check(&self, who: Option<&Credentials>) -> Result<(), HubError> {
        if self.faults.outage {
            return Err(HubError::Unavailable);
        }
        let Some(who) = who else { return Ok(()) };
        match self.passwords.get(who.username.as_str()) {
            Some(password) if *password != Digest::of(who.password.as_bytes()) => {
                Err(HubError::WrongPassword { address: self.address() })
            }
            _ => Ok(()),
        }
    }

    fn address(&self) -> String {
        let host = if &*self.host == DEFAULT_DOMAIN { "registry-1.docker.io" } else { &self.host };
        format!("https://{host}/v2/")
    }

    /// The manifest that a pull of `reference` starts with.
    pub fn manifest(&self, reference: &Reference, who: Option<&Credentials>) -> Result<Rc<Manifest>, HubError> {
        let repository = self.readable(reference, who)?;
        let tag = reference.tag.as_deref().unwrap_or("latest");
        let pushed = repository.and_then(|repository| match &reference.digest {
            Some(digest) => Digest::parse(digest).and_then(|digest| repository.images.get(&digest)),
            None => repository.tags.get(tag).and_then(|digest| repository.images.get(digest)),
        });
        if let Some(image) = pushed {
            return Ok(Rc::clone(image));
        }
        let unknown = || HubError::ManifestUnknown { reference: reference.clone().or_latest().familiar() };
        match self.catalog.as_ref().map(|catalog| catalog.lookup(reference)) {
            Some(Ok(image)) => Ok(image),
            Some(Err(LookupError::Needs(resource))) => Err(HubError::Needs(resource)),
            Some(Err(LookupError::Tag | LookupError::Repository)) | None => Err(unknown()),
        }
    }

    /// Every tagged image of a repository with its tags, for `docker pull --all-tags`: tags in order.
    pub fn tagged(&self, reference: &Reference, who: Option<&Credentials>) -> Result<Vec<Tagged>, HubError> {
        let mut found: BTreeMap<Rc<str>, Rc<Manifest>> = BTreeMap::new();
        let repository = self.readable(reference, who)?;
        match self.catalog.as_ref().map(|catalog| catalog.images(&reference.familiar_name())) {
            Some(Ok(images)) => {
                for image in images.iter() {
                    found.extend(image.tags.iter().map(|tag| (Rc::clone(tag), Rc::clone(image))));
                }
            }
            Some(Err(LookupError::Needs(resource))) => return Err(HubError::Needs(resource)),
            Some(Err(LookupError::Tag | LookupError::Repository)) | None => {}
        }
        if let Some(repository) = repository {
            let images = repository.tags.iter().filter_map(|(tag, at)| Some((tag, repository.images.get(at)?)));
            found.extend(images.map(|(tag, image)| (Rc::clone(tag), Rc::clone(image))));
        }
        Ok(found.into_iter().collect())
    }

    /// What was pushed to a repository, if anything was; an error when this user may not pull from it.
    fn readable(&self, reference: &Reference, who: Option<&Credentials>) -> Result<Option<&Repository>, HubError> {
        self.check(who)?;
        if self.faults.rate_limited && who.is_none() {
            return Err(HubError::TooManyRequests);
        }
        let name = reference.familiar_name();
        let published = self.catalog.as_ref().is_some_and(|catalog| catalog.listing(&name).is_some());
        let repository = self.pushed.get(name.as_str());
        let hidden = repository.is_some_and(|repository| repository.private && !self.owns(reference, who));
        if hidden || (repository.is_none() && !published) {
            return Err(if self.catalog.is_some() {
                HubError::PullDenied { name }
            } else {
                HubError::ManifestUnknown { reference: reference.clone().or_latest().familiar() }
            });
        }
        Ok(repository.map(|repository| &**repository))
    }

    /// Whether the namespace is this user's own. In an open registry everybody owns everything.
    pub(super) fn owns(&self, reference: &Reference, who: Option<&Credentials>) -> bool {
        let namespace = reference.path.split('/').next().unwrap_or_default();
        self.catalog.is_none() || (reference.path.contains('/') && who.is_some_and(|who| who.username == namespace))
    }

    /// The repositories that were pushed to, by name.
    pub fn repositories(&self) -> impl Iterator<Item = (&str, &Repository)> {
        self.pushed.iter().map(|(name, repository)| (&**name, &**repository))
    }

    /// Hides a pushed repository from everybody but its owner, or shows it. False when there is none.
    pub fn set_private(&mut self, name: &str, private: bool) -> bool {
        let repository = self.pushed.get_mut(name);
        repository.is_some_and(|repository| {
            Rc::make_mut(repository).private = private;
            true
        })
    }

    /// Takes a tag from a pushed repository; the image stays reachable by digest. False when there is none.
    pub fn remove_tag(&mut self, name: &str, tag: &str) -> bool {
        let repository = self.pushed.get_mut(name).map(Rc::make_mut);
        repository.is_some_and(|repository| repository.tags.remove(tag).is_some())
    }

    /// Removes a pushed repository. A published one comes back as it was published.
    pub fn remove_repository(&mut self, name: &str) -> bool {
        self.pushed.remove(name).is_some()
    }

    /// A colleague rebuilds what `reference` names and pushes it under the same tag at `now`: the lowest layer stays,
    /// those above and all digests are new.
    pub fn rebuild(&mut self, reference: &Reference, now: Time) -> Result<Rc<Manifest>, HubError> {
        let old = self.manifest(reference, None)?;
        let tag: Rc<str> = Rc::from(reference.tag.as_deref().unwrap_or("latest"));
        let key = format!("{} rebuilt at {}", old.digest, now.0);
        let mut new = Manifest {
            tags: vec![Rc::clone(&tag)],
            digest: made_up(&key, "index"),
            platform_digest: made_up(&key, "manifest"),
            id: made_up(&key, "config"),
            created: now,
            illustrative: true,
            ..(*old).clone()
        };
        if let Some(json) = &old.config_json {
            // The configuration of a pushed image says when it was made, and its digest is the image's id.
            let json = format!("{}\n", json.replacen(&old.created.to_string(), &now.to_string(), 1));
            new.id = Digest::of(json.as_bytes());
            new.config_json = Some(Rc::from(json));
        } else {
            for (index, layer) in new.layers.iter_mut().enumerate().skip(1).filter(|(_, layer)| layer.disk_size > 0) {
                layer.set_digest(made_up(&key, &format!("layer {index}")));
            }
        }
        let new = Rc::new(new);
        self.put(&reference.familiar_name(), &tag, &new, now);
        Ok(new)
    }

    /// Stores an image under a tag.
    pub(super) fn put(&mut self, name: &str, tag: &Rc<str>, image: &Rc<Manifest>, now: Time) {
        let repository = Rc::make_mut(self.pushed.entry(Rc::from(name)).or_default());
        repository.tags.insert(Rc::clone(tag), image.digest.clone());
        repository.images.insert(image.digest.clone(), Rc::clone(image));
        repository.pushed_at.insert(Rc::clone(tag), now);
    }
}
