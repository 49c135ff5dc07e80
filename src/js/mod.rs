//! The JavaScript runtime behind the programs' trait. The page's own wasm never links it.
//!
//! A process is one `Vm`: a boa context that lives inside of a future and is polled once a turn. Node's own library is
//! JavaScript in `lib/`, compiled when it is first required; Rust gives it a small kernel (`kernel/`) of what the
//! language cannot do itself. No sockets, files or clocks are here: those are effects and host calls.

use std::rc::Rc;

use crate::programs::js_runtime::{JsHost, JsRuntime, JsVm};

mod errors;
mod frames;
mod hash;
mod kernel;
mod library;
mod machine;
mod modules;
pub mod packages;
mod vm;
mod words;

#[cfg(test)]
mod tests;

/// The runtime that runs JavaScript with boa, linked into this program.
#[derive(Debug, Clone, Copy, Default)]
pub struct Runtime;

impl JsRuntime for Runtime {
    fn start(&self, host: Rc<dyn JsHost>) -> Box<dyn JsVm> {
        Box::new(vm::Vm::new(host))
    }
}
