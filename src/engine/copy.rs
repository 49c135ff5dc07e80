//! An engine of its own that begins where another stands, on a copy of its machine: for looking without touching.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::hub::Hub;
use crate::os::{ExitStatus, Kernel, Pid};

use super::state::{Engine, Inner};

impl Engine {
    /// An engine with the same books on `kernel`, a copy of the machine, and `hub`, a copy of the registry. Ids and names
    /// that it makes up come from the stream `stream`. What clients hold open is not there, and no health is checked; that a
    /// container ends is seen.
    pub fn copy(&self, kernel: &Kernel, hub: &Hub, stream: &str) -> Self {
        let mut state = self.look(Clone::clone);
        (state.ids, state.names) = (state.ids.stream(stream), state.names.stream(stream));
        let running: Vec<(String, Pid)> = state
            .containers
            .values()
            .filter(|container| container.state.pid != 0)
            .map(|container| (container.id.clone(), container.state.pid))
            .collect();
        let inner = Inner {
            kernel: kernel.clone(),
            host: self.0.host,
            host_net: self.0.host_net,
            hub: hub.clone(),
            state: RefCell::new(state),
            runtime: RefCell::default(),
            builder: RefCell::default(),
            version: Cell::new(self.version()),
        };
        let engine = Self(Rc::new(inner));
        for (id, pid) in running {
            let watcher = engine.clone();
            kernel.spawn_service(async move {
                let status = watcher.0.kernel.wait_exit(pid).await;
                watcher.ended(&id, status.unwrap_or(ExitStatus::Code(137))).await;
            });
        }
        engine
    }
}
