//! A host: its files, users, docker engine and program table.

use std::rc::Rc;

use crate::base::{Rng, reference::Reference};
use crate::build::Builder;
use crate::cli::{self, Docker, Services};
use crate::engine::Engine;
use crate::engine::api::Api;
use crate::hub::Hub;
use crate::os::{Kernel, Main, NsId};
use crate::programs;
use crate::vfs::{Mounts, Tree};

use super::buildx::Buildx;
use super::{Files, JsRuntime, World, laptop};

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

impl Host {
    /// The learner's laptop: a small Ubuntu with a home folder and docker.
    pub(super) fn new(kernel: &Kernel, hub: &Hub, seed: &Rng, work: Option<&Files>) -> Self {
        let socket = 0;
        let base = Reference::parse("ubuntu:24.04").ok().and_then(|name| hub.catalog().lookup(&name).ok());
        let tree = base.map_or_else(Tree::default, |image| hub.rootfs().tree(&image));
        let name = "laptop";
        let ns = kernel.enter(|state| {
            let tree = laptop::furnish(tree, name, socket, work, state.now);
            let fs = state.vfs.add(tree);
            let net = state.net.add_stack();
            laptop::connect(&mut state.net, net);
            state.add_namespace(None, name, Mounts::with_root(fs, "ext4"), net)
        });
        let engine = Engine::new(kernel, ns, hub, seed);
        let builder = Builder::new(&engine);
        Self { name: name.to_owned(), ns, engine, builder, socket }
    }
}

impl World {
    /// Fills the machine's program table: everything in `programs`, node with its runtime, and docker with
    /// its engines.
    pub(super) fn install_programs(&self, js: Option<JsRuntime>) {
        let engines: Vec<(u32, Rc<dyn Api>)> = self
            .hosts
            .iter()
            .map(|host| -> (u32, Rc<dyn Api>) { (host.socket, Rc::new(host.engine.clone())) })
            .collect();
        let services: Services =
            Rc::new(move |service| engines.iter().find(|(known, _)| *known == service).map(|(_, api)| Rc::clone(api)));
        let builder = self
            .hosts
            .first()
            .map(|host| -> Rc<dyn cli::Builder> { Rc::new(Buildx { builder: host.builder.clone() }) });
        let docker = Rc::new(Docker { services, builder });
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
