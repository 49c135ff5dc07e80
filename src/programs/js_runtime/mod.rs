//! The JavaScript runtime as the `node` program sees it: events in, effects out. No engine is named here.
//!
//! The engine lives behind [`JsRuntime`]: natively it is linked in (`crate::js`), in the page it is a second wasm file
//! that is fetched when an image that has Node first runs. Everything that crosses the border is plain data as JSON,
//! so that both sides of it are the same.
//!
//! # The driver's loop
//!
//! ```text
//! vm = runtime.start(host)
//! effects = vm.turn(Start{..})
//! loop {
//!     carry out the effects in order; `Spend` means: let that much simulated time pass before the next one
//!     if there was an `Exit`: end with its code.   If there was a `Busy`: burn CPU until killed.
//!     wait for whichever comes first: the alarm, terminal input, a socket, a signal; `Continue` at once after `More`
//!     effects = vm.turn(that event)
//! }
//! ```
//!
//! A turn never waits and never sees time pass; what must be answered inside of a turn (files, the clock, randomness)
//! goes through [`JsHost`]. The VM decides itself when nothing is left to wait for, and says [`JsEffect::Exit`].

use std::rc::Rc;

mod bytes;
mod effect;
mod event;
mod host;

pub use bytes::Bytes;
pub use effect::JsEffect;
pub use event::{Endpoint, JsEvent, JsStart, StartMode};
pub use host::{DirEntry, FileKind, FileStat, HostCall, HostReply, NetInterface, SystemFacts, WriteMode};

/// What a VM may ask of the process that it runs in, answered at once within the turn.
pub trait JsHost {
    /// Answers one request. Paths are absolute or relative to the process's working directory.
    fn call(&self, request: &HostCall) -> HostReply;
}

/// One JavaScript process: its heap, its modules, its event loop.
pub trait JsVm {
    /// Takes one [`JsEvent`] as JSON and returns the [`JsEffect`]s that it caused as a JSON array, in order.
    ///
    /// An event that is not understood gives no effects.
    fn turn(&mut self, event: &str) -> String;
}

/// Something that can start JavaScript processes.
pub trait JsRuntime {
    /// A fresh VM; nothing runs before its first turn, which must be [`JsEvent::Start`].
    fn start(&self, host: Rc<dyn JsHost>) -> Box<dyn JsVm>;
}

/// Takes one turn in typed form: the event is written as JSON and the answer read back.
///
/// An answer that is not JSON (a broken second file) counts as an abort, as if the process had received `SIGABRT`.
pub fn turn(vm: &mut dyn JsVm, event: &JsEvent) -> Vec<JsEffect> {
    let Ok(event) = serde_json::to_string(event) else { return vec![JsEffect::Exit { code: 134 }] };
    serde_json::from_str(&vm.turn(&event)).unwrap_or_else(|_| vec![JsEffect::Exit { code: 134 }])
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Echo;

    impl JsVm for Echo {
        fn turn(&mut self, event: &str) -> String {
            match serde_json::from_str(event) {
                Ok(JsEvent::StdinData { bytes }) => {
                    serde_json::to_string(&[JsEffect::Write { fd: 1, bytes }]).unwrap_or_default()
                }
                _ => String::from("nonsense"),
            }
        }
    }

    #[test]
    fn turns_travel_as_json_and_nonsense_is_an_abort() {
        let bytes = Bytes(vec![0xff, 0, b'"']);
        let effects = turn(&mut Echo, &JsEvent::StdinData { bytes: bytes.clone() });
        assert_eq!(effects, [JsEffect::Write { fd: 1, bytes }]);
        assert_eq!(turn(&mut Echo, &JsEvent::StdinEnd), [JsEffect::Exit { code: 134 }]);
    }
}
