//! The second wasm file: the JavaScript runtime alone, which the page fetches when a process first needs it. What crosses
//! its border is JSON text; the page's side is `web::node_loader`. Natively it is empty: there the runtime is linked in.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "wasm-bindgen exports what is public")]
mod exports {
    use std::rc::Rc;

    use drydock::js::Runtime;
    use drydock::programs::js_runtime::{HostCall, HostReply, JsHost, JsRuntime, JsVm};
    use wasm_bindgen::prelude::*;

    /// The process that code runs in, as a function of the page.
    struct Host(js_sys::Function);

    impl JsHost for Host {
        fn call(&self, request: &HostCall) -> HostReply {
            let request = serde_json::to_string(request).unwrap_or_default();
            let reply = self.0.call1(&JsValue::NULL, &JsValue::from_str(&request)).ok();
            reply
                .and_then(|reply| serde_json::from_str(&reply.as_string()?).ok())
                .unwrap_or_else(|| HostReply::Failed("EIO".to_owned()))
        }
    }

    /// One JavaScript process.
    #[wasm_bindgen]
    pub struct Vm(Box<dyn JsVm>);

    #[wasm_bindgen]
    impl Vm {
        /// Takes an event and gives effects, both as JSON.
        pub fn turn(&mut self, event: &str) -> String {
            self.0.turn(event)
        }
    }

    /// Starts a process; the function answers its questions to the machine.
    #[wasm_bindgen]
    pub fn start(host: js_sys::Function) -> Vm {
        Vm(Runtime.start(Rc::new(Host(host))))
    }
}

fn main() {}
