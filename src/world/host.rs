//! A host: its files, users, docker engine and program table.

use std::rc::Rc;

use crate::base::{Rng, reference::Reference};
use crate::build::Builder;
use crate::cli::{self, Docker, Service, Services};
use crate::engine::Engine;
use crate::engine::api::Api;
use crate::hub::Hub;
use crate::os::{Ip, Kernel, Main, NsId};
use crate::programs;
use crate::vfs::{Mounts, Tree};

use super::buildx::Buildx;
use super::laptop::{self, Furniture, Lan};
use super::{Files, World};

/// A machine with docker.
pub struct Host {
    /// The host name.
    pub name: String,
    /// Its namespace.
    pub ns: NsId,
    /// Its docker engine.
    pub engine: Engine,
    /// Its image builder.
    pub builder: Builder,
    /// The service number of the engine's socket.
    pub socket: u32,
}

/// What hosts have in common.
pub(super) struct Shared<'a> {
    pub(super) kernel: &'a Kernel,
    pub(super) hub: &'a Hub,
    pub(super) seed: &'a Rng,
    pub(super) lan: Lan,
    /// All hosts with their addresses.
    pub(super) names: &'a [(String, Ip)],
}

impl Host {
    /// A host by its number: a small Ubuntu with a home folder and docker. The first, the learner's own, has the example app
    /// or the files `work`.
    pub(super) fn new(shared: &Shared<'_>, number: u32, name: &str, work: Option<&Files>) -> Self {
        let Shared { kernel, hub, seed, lan, names } = shared;
        let first = number == 0;
        let base = Reference::parse("ubuntu:24.04").ok().and_then(|name| hub.catalog().lookup(&name).ok());
        let tree = base.map_or_else(Tree::default, |image| hub.rootfs().tree(&image));
        let socket = number;
        let ns = kernel.enter(|state| {
            let furniture = Furniture { name, neighbours: names, socket, work: work.filter(|_| first), app: first };
            let tree = laptop::furnish(tree, &furniture, state.now);
            let fs = state.vfs.add(tree);
            let net = state.net.add_stack();
            lan.connect(&mut state.net, net, number);
            state.add_namespace(None, name, Mounts::with_root(fs, "ext4"), net)
        });
        // Each engine draws ids of its own, and the first one's do not depend on whether there are others.
        let own = if first { (*seed).clone() } else { seed.stream(name) };
        let engine = Engine::new(kernel, ns, hub, &own);
        let builder = Builder::new(&engine);
        Self { name: name.to_owned(), ns, engine, builder, socket }
    }
}

impl World {
    /// Fills the machine's program table: everything in `programs`, node with its runtime, and docker with
    /// its engines.
    pub(super) fn install_programs(&self) {
        let js = self.js.clone();
        let engines: Vec<(u32, Service)> = self
            .hosts
            .iter()
            .map(|host| {
                let builder: Rc<dyn cli::Builder> = Rc::new(Buildx { builder: host.builder.clone() });
                let api: Rc<dyn Api> = Rc::new(host.engine.clone());
                (host.socket, Service { api, builder: Some(builder) })
            })
            .collect();
        let services: Services =
            Rc::new(move |service| engines.iter().find(|(known, _)| *known == service).map(|(_, found)| found.clone()));
        let docker = Rc::new(Docker { services });
        self.kernel.set_programs(Rc::new(move |name| {
            let main: Main = match name {
                "docker" => {
                    let docker = Rc::clone(&docker);
                    Rc::new(move |process| cli::main(process, Rc::clone(&docker)))
                }
                "node" => {
                    let js = js.clone();
                    Rc::new(move |process| programs::node::main(process, js.clone()))
                }
                other => return programs::find(other),
            };
            Some(main)
        }));
    }
}
