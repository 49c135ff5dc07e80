//! What the engine knows, as plain data, and the handle on it. The operations are in files of their own.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::{Rc, Weak};

use indexmap::IndexMap;

use crate::base::{Digest, Reference, Rng, Time};
use crate::hub::{Catalog, Hub};
use crate::os::{FileHandle, Kernel, LinkId, NetId, NsId, Sender};
use crate::vfs::{FsId, Tree};

use super::api::{Stream, WaitCondition, WaitResponse};
use super::builder::ImageBuilder;
use super::container::Container;
use super::events::{EngineEvent, Note};
use super::exec::Exec;
use super::image::{Image, LayerRecord};
use super::network::Network;
use super::pull::Pull;
use super::volume::Volume;

/// Everything a docker engine keeps. A clone is a frozen copy.
#[derive(Clone, Debug)]
pub struct EngineState {
    /// Ids.
    pub ids: Rng,
    /// Random container names.
    pub names: Rng,
    /// Images by id.
    pub images: BTreeMap<Digest, Image>,
    /// Layers by chain id.
    pub layers: BTreeMap<Digest, LayerRecord>,
    /// Image ids by full reference, `docker.io/library/node:latest`.
    pub tags: BTreeMap<String, Digest>,
    /// Image ids by full name and digest, `docker.io/library/node@sha256:...`.
    pub digests: BTreeMap<String, Digest>,
    /// How many images ever came into the store.
    pub image_count: u64,
    /// Layers that the build cache needs, by the top chain id of each of its records; images come and go without them.
    pub held: BTreeSet<Digest>,
    /// The repository that a blob was first pulled from or pushed to, where a registry can mount it from.
    pub(super) sources: BTreeMap<Digest, Reference>,
    /// Pulls under way.
    pub pulls: Vec<Pull>,
    /// Containers by id in order of creation.
    pub containers: IndexMap<String, Container>,
    /// Execs by id.
    pub execs: IndexMap<String, Exec>,
    /// Volumes by name.
    pub volumes: BTreeMap<String, Volume>,
    /// Networks by id in order of creation.
    pub networks: IndexMap<String, Network>,
    /// What happened, the newest last; the oldest are forgotten.
    pub events: VecDeque<EngineEvent>,
    /// How many events there ever were.
    pub event_count: u64,
    /// Remarks for pictures and explanations, which no terminal shows.
    pub notes: VecDeque<Note>,
    /// How many remarks there ever were.
    pub note_count: u64,
    /// File systems with the files that an image's containers see before they write: `/dev`, `/proc`, `/sys`.
    pub(super) pseudo: BTreeMap<&'static str, FsId>,
    /// The merged files of layer chains, with and without what docker puts in, as they were needed.
    pub(super) trees: BTreeMap<Digest, Tree>,
    /// The published images, whose files are made on demand.
    pub(super) catalog: Catalog,
    /// The next free host port for `-P`.
    pub(super) next_port: u16,
}

/// A client that gets a container's output.
pub(super) type Listener = Sender<(Stream, Vec<u8>)>;

/// What clients hold open: not plain data, and gone in a copy.
#[derive(Default)]
pub(super) struct Runtime {
    /// Who gets a container's output.
    pub(super) outputs: BTreeMap<String, Vec<Listener>>,
    /// Where a container's input goes: its standard input's pipe or its terminal.
    pub(super) inputs: BTreeMap<String, FileHandle>,
    /// Who waits for a container's end.
    pub(super) waiters: Vec<(String, WaitCondition, Sender<WaitResponse>)>,
    /// Who follows events.
    pub(super) followers: Vec<Sender<super::api::Event>>,
    /// Who follows logs: woken at each entry and at the end.
    pub(super) log_followers: BTreeMap<String, Vec<Sender<()>>>,
}

pub(super) struct Inner {
    pub(super) kernel: Kernel,
    pub(super) host: NsId,
    pub(super) host_net: NetId,
    pub(super) hub: Hub,
    pub(super) state: RefCell<EngineState>,
    pub(super) runtime: RefCell<Runtime>,
    /// The image builder beside the engine; it holds the engine, so that the engine does not hold it.
    pub(super) builder: RefCell<Option<Weak<dyn ImageBuilder>>>,
    /// Grows with every change, so that a front end knows when to look again.
    pub(super) version: Cell<u64>,
}

/// A docker engine; clones are the same one.
#[derive(Clone)]
pub struct Engine(pub(super) Rc<Inner>);

impl Engine {
    /// An engine without images on the host `host`, with docker's three networks.
    pub fn new(kernel: &Kernel, host: NsId, hub: &Hub, seed: &Rng) -> Self {
        let host_net = kernel.enter(|state| state.namespaces.get(&host).map(|ns| ns.net).unwrap_or_default());
        let state = EngineState {
            ids: seed.stream("ids"),
            names: seed.stream("names"),
            images: BTreeMap::new(),
            layers: BTreeMap::new(),
            tags: BTreeMap::new(),
            digests: BTreeMap::new(),
            image_count: 0,
            held: BTreeSet::new(),
            sources: BTreeMap::new(),
            pulls: Vec::new(),
            containers: IndexMap::new(),
            execs: IndexMap::new(),
            volumes: BTreeMap::new(),
            networks: IndexMap::new(),
            events: VecDeque::new(),
            event_count: 0,
            notes: VecDeque::new(),
            note_count: 0,
            pseudo: BTreeMap::new(),
            trees: BTreeMap::new(),
            catalog: hub.catalog().clone(),
            next_port: 32_768,
        };
        let inner = Inner {
            kernel: kernel.clone(),
            host,
            host_net,
            hub: hub.clone(),
            state: RefCell::new(state),
            runtime: RefCell::default(),
            builder: RefCell::default(),
            version: Cell::new(0),
        };
        let engine = Self(Rc::new(inner));
        engine.add_default_networks();
        engine
    }

    /// Reads or changes the state in one short call. It must not be nested.
    pub fn enter<R>(&self, call: impl FnOnce(&mut EngineState) -> R) -> R {
        self.0.version.set(self.0.version.get() + 1);
        call(&mut self.0.state.borrow_mut())
    }

    /// Looks at the state.
    pub fn look<R>(&self, call: impl FnOnce(&EngineState) -> R) -> R {
        call(&self.0.state.borrow())
    }

    /// A number that grows with every change.
    pub fn version(&self) -> u64 {
        self.0.version.get()
    }

    /// The machine.
    pub fn kernel(&self) -> &Kernel {
        &self.0.kernel
    }

    /// The host that the engine runs on.
    pub fn host(&self) -> NsId {
        self.0.host
    }

    /// The registry that it knows.
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// The world's clock.
    pub(super) fn now(&self) -> Time {
        self.0.kernel.now()
    }

    /// A fresh id of 64 hexadecimal digits. Never all digits in the first twelve, so that it cannot be taken for a number.
    pub fn fresh_id(&self) -> String {
        self.enter(|state| {
            loop {
                let id = state.ids.hex64();
                if id[..12].bytes().any(|byte| byte.is_ascii_alphabetic()) {
                    return id;
                }
            }
        })
    }

    /// A fresh link for a network.
    pub(super) fn fresh_link(&self) -> LinkId {
        LinkId(self.0.kernel.enter(|state| state.net.fresh()))
    }
}
