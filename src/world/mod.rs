//! Composition: hosts with a shell and a docker engine each, one Hub, one clock, one seed. What is typed comes in as
//! [`Input`]; simulated time passes when a front end says so. It keeps no journal and knows no front end.

mod browser;
mod buildx;
mod complete;
mod host;
mod input;
mod laptop;
mod probe;
mod terminal;

use std::rc::Rc;

use crate::base::{Rng, Time};
use crate::hub::{Catalog, Hub};
use crate::os::{Ip, Kernel};

pub use browser::{Page, PageState, Request};
pub use complete::Completion;
pub use host::Host;
pub use input::{Fault, Input, Key, Note};
pub use probe::Asked;
pub use terminal::{Mode, Terminal};

use host::Shared;
use laptop::Lan;

/// Files by relative path.
pub type Files = Vec<(String, Rc<Vec<u8>>)>;

/// How a world begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// All randomness comes from this.
    pub seed: u64,
    /// The first moment.
    pub start: Time,
    /// The hosts' names. They share the Hub and a network; each has an engine of its own. The first is the learner's own and
    /// has the first terminal.
    pub hosts: Vec<String>,
    /// The first host's files instead of the example app: a folder's files by relative path, in `~/work`.
    pub work: Option<Files>,
    /// How the terminals' streams lie.
    pub streams: Streams,
}

/// How a terminal's shell is connected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Streams {
    /// One terminal of 80 columns for everything.
    #[default]
    Terminal,
    /// One terminal of 120 columns for everything, echo and prompts left out.
    Recorded,
    /// Standard input is a terminal, standard output and error are two pipes; echo and prompts left out.
    Piped,
    /// The same with one pipe for both, so that their order is kept.
    Merged,
}

impl Default for Settings {
    fn default() -> Self {
        let hosts = vec!["laptop".to_owned()];
        Self { seed: 1, start: Time::START, hosts, work: None, streams: Streams::Terminal }
    }
}

/// The JavaScript runtime that a front end links or fetches.
pub type JsRuntime = Rc<dyn crate::programs::js_runtime::JsRuntime>;

/// A world: everything but its journal.
pub struct World {
    kernel: Kernel,
    hub: Hub,
    hosts: Vec<Host>,
    terminals: Vec<Terminal>,
    streams: Streams,
    pages: Vec<Page>,
    js: Option<JsRuntime>,
}

impl World {
    /// The hosts with an empty docker each, and a terminal on the first.
    pub fn new(settings: &Settings, catalog: &Catalog, js: Option<JsRuntime>) -> Self {
        let seed = Rng::new(settings.seed);
        let kernel = Kernel::new(&seed, settings.start);
        kernel.enter(|state| state.silent = settings.streams != Streams::Terminal);
        let hub = Hub::new(catalog.clone());
        let names: Vec<(String, Ip)> =
            (0..).zip(&settings.hosts).map(|(number, name)| (name.clone(), laptop::address(number))).collect();
        let lan = kernel.enter(|state| Lan::new(&mut state.net));
        let shared = Shared { kernel: &kernel, hub: &hub, seed: &seed, lan, names: &names };
        let hosts = (0..)
            .zip(&settings.hosts)
            .map(|(number, name)| Host::new(&shared, number, name, settings.work.as_ref()))
            .collect();
        let streams = settings.streams;
        let mut world = Self { kernel, hub, hosts, terminals: Vec::new(), streams, pages: Vec::new(), js };
        world.install_programs();
        world.open_terminal(0);
        world.kernel.run_ready();
        world
    }

    /// The machine that everything runs on.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// The Hub.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The hosts; the first is the learner's own.
    pub fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// The open terminals.
    pub fn terminals(&self) -> &[Terminal] {
        &self.terminals
    }

    /// The clock.
    pub fn now(&self) -> Time {
        self.kernel.now()
    }

    /// Runs what can run and lets time pass until `until`. Time stands still while a resource is missing.
    pub fn advance_to(&mut self, until: Time) {
        self.kernel.advance_to(until);
    }

    /// Names of resources that the world waits for.
    pub fn missing(&self) -> Vec<String> {
        self.kernel.enter(|state| state.missing.clone())
    }

    /// Hands a resource in and goes on.
    pub fn provide(&mut self, name: &str, bytes: Vec<u8>) {
        self.kernel.provide(name, bytes);
        self.kernel.run_ready();
    }
}
