//! Resources for native worlds: what the page fetches, embedded or linked in.

use crate::hub::{Catalog, embedded};
use crate::lessons;
use crate::world::JsRuntime;

/// The Hub's catalogue.
pub fn catalog() -> Catalog {
    embedded::catalog().unwrap_or_else(|| unreachable!("the embedded catalogue is tested to be whole"))
}

/// A named resource; `None` when there is none of that name.
pub fn resource(name: &str) -> Option<Vec<u8>> {
    if let Some(text) = embedded::resource(name) {
        return Some(text.as_bytes().to_vec());
    }
    if let Some(text) = lessons::embedded::resource(name) {
        return Some(text.as_bytes().to_vec());
    }
    match name {
        "help" => Some(include_bytes!("../../static/help.txt").to_vec()),
        "packages/apk" => Some(include_bytes!("../../static/packages/apk.json").to_vec()),
        "packages/apt" => Some(include_bytes!("../../static/packages/apt.json").to_vec()),
        "packages/npm" => Some(include_bytes!("../../static/packages/npm.json").to_vec()),
        "packages/pip" => Some(include_bytes!("../../static/packages/pip.json").to_vec()),
        // The runtime is linked in; its arrival is all that the world waits for.
        "node" => Some(Vec::new()),
        _ => None,
    }
}

/// The JavaScript runtime, linked in.
pub fn js() -> Option<JsRuntime> {
    Some(std::rc::Rc::new(crate::js::Runtime))
}
