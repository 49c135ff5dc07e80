//! The handle that engines share on one Docker Hub: push on one host, pull on another. Other registries are not modelled.

use std::cell::RefCell;
use std::rc::Rc;

use super::catalog::Catalog;
use super::error::HubError;
use super::registry::Registry;
use super::rootfs::Rootfs;
use crate::base::reference::{DEFAULT_DOMAIN, Reference};

/// Docker Hub as the engines of a world reach it; clones are the same one.
#[derive(Clone, Debug)]
pub struct Hub {
    catalog: Catalog,
    registry: Rc<RefCell<Registry>>,
}

impl Hub {
    /// A Hub with the catalogue's images.
    pub fn new(catalog: Catalog) -> Self {
        let registry = Registry::docker_hub(catalog.clone());
        Self { catalog, registry: Rc::new(RefCell::new(registry)) }
    }

    /// A Hub of its own with the same content, for a frozen copy of a world.
    pub fn copy(&self) -> Self {
        Self { catalog: self.catalog.clone(), registry: Rc::new(RefCell::new(self.registry.borrow().clone())) }
    }

    /// The published images.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The files of published images.
    pub fn rootfs(&self) -> &Rootfs {
        self.catalog.rootfs()
    }

    /// Asks or changes the registry in one short call. It must not be nested.
    pub fn enter<R>(&self, call: impl FnOnce(&mut Registry) -> R) -> R {
        call(&mut self.registry.borrow_mut())
    }

    /// Refuses references whose registry cannot be reached: of others than the Hub only those in the catalogue are known.
    pub fn reach(&self, reference: &Reference) -> Result<(), HubError> {
        if reference.domain == DEFAULT_DOMAIN || self.catalog.listing(&reference.familiar_name()).is_some() {
            return Ok(());
        }
        let host = reference.domain.clone();
        let local = ["localhost", "127."].iter().any(|start| host.starts_with(start));
        Err(if local { HubError::Refused { host } } else { HubError::NoSuchHost { host } })
    }
}
