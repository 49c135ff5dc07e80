//! The second wasm file, which runs JavaScript: fetched when the world first needs it. This side knows it as an object
//! with a method that starts a process; what crosses the border is JSON text.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::effects;
use crate::programs::js_runtime::{HostCall, HostReply, JsHost, JsRuntime, JsVm};

/// The module's address beside the page; it exports `default`, which gets it ready, and `start`.
const MODULE: &str = "node_runtime.js";

#[wasm_bindgen]
extern "C" {
    /// The module after it was imported.
    type Module;
    /// One process.
    type Vm;

    /// Gets the module's wasm ready.
    #[wasm_bindgen(method, catch, js_name = default)]
    async fn prepare(this: &Module) -> Result<JsValue, JsValue>;

    /// Starts a process; the function answers its questions to the machine.
    #[wasm_bindgen(method, catch)]
    fn start(this: &Module, host: &js_sys::Function) -> Result<Vm, JsValue>;

    /// Takes an event and gives effects, both as JSON.
    #[wasm_bindgen(method, catch)]
    fn turn(this: &Vm, event: &str) -> Result<String, JsValue>;

    /// Gives the process's memory back.
    #[wasm_bindgen(method, catch)]
    fn free(this: &Vm) -> Result<(), JsValue>;
}

thread_local! {
    static LOADED: RefCell<Option<Module>> = const { RefCell::new(None) };
    /// How many modules broke.
    static BROKEN: Cell<u32> = const { Cell::new(0) };
}

/// Fetches the module, once. Whether it is there.
pub(super) async fn load() -> bool {
    if LOADED.with_borrow(Option::is_some) {
        return true;
    }
    // An address of its own gives a module of its own.
    let address = match BROKEN.get() {
        0 => MODULE.to_owned(),
        broken => format!("{MODULE}?{broken}"),
    };
    let Some(module) = effects::import(&address).await else { return false };
    let module: Module = module.unchecked_into();
    if module.prepare().await.is_err() {
        return false;
    }
    LOADED.with_borrow_mut(|loaded| *loaded = Some(module));
    true
}

/// Puts a module aside that ended in the middle of a turn, and everything that still runs in it; another takes its place.
fn replace() {
    if LOADED.with_borrow_mut(Option::take).is_some() {
        BROKEN.set(BROKEN.get() + 1);
        effects::spawn(async {
            load().await;
        });
    }
}

/// The runtime as the world sees it.
pub(super) fn runtime() -> Rc<dyn JsRuntime> {
    Rc::new(Loader)
}

struct Loader;

impl JsRuntime for Loader {
    fn start(&self, host: Rc<dyn JsHost>) -> Box<dyn JsVm> {
        let answer = Closure::<dyn FnMut(String) -> String>::new(move |request: String| {
            let reply = match serde_json::from_str::<HostCall>(&request) {
                Ok(call) => host.call(&call),
                Err(_) => HostReply::Failed("EINVAL".to_owned()),
            };
            serde_json::to_string(&reply).unwrap_or_default()
        });
        let vm = LOADED.with_borrow(|loaded| {
            loaded.as_ref().and_then(|module| module.start(answer.as_ref().unchecked_ref()).ok())
        });
        Box::new(Process { vm, _answer: answer })
    }
}

/// A process in the other module.
struct Process {
    vm: Option<Vm>,
    _answer: Closure<dyn FnMut(String) -> String>,
}

impl JsVm for Process {
    fn turn(&mut self, event: &str) -> String {
        // An answer that is no JSON counts as an abort.
        let Some(vm) = &self.vm else { return String::new() };
        vm.turn(event).unwrap_or_else(|_| {
            // Its memory is not to be trusted any more, not even for being given back.
            self.vm = None;
            replace();
            String::new()
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(vm) = &self.vm {
            // A module that broke meanwhile has nothing to give back.
            let _ = vm.free();
        }
    }
}
