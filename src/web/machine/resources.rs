//! What the world asks for from outside: files beside the page, and the JavaScript runtime, which is a second wasm file.

use crate::web::{effects, node_loader};
use crate::world::JsRuntime;

/// The Hub's index and the repositories that courses use most.
const BUNDLE: &str = "static/hub/bundle.txt";
/// How often a file is asked for before the learner is told.
const TRIES: u32 = 3;
/// Between two tries.
const AGAIN_MS: u32 = 2_000;

/// The Hub's data; tried until it is there, since nothing goes on without it.
pub(super) async fn hub() -> Vec<u8> {
    loop {
        if let Some(bytes) = effects::fetch(BUNDLE).await {
            return bytes;
        }
        effects::wait(AGAIN_MS).await;
    }
}

/// A resource by the world's name for it; `None` when it could not be had.
pub(super) async fn fetch(name: &str) -> Option<Vec<u8>> {
    if name == "node" {
        // The world only waits for its arrival: it talks to the module itself.
        return node_loader::load().await.then(Vec::new);
    }
    let path = match name {
        "help" => "static/help.txt".to_owned(),
        _ if name.starts_with("hub/") => format!("static/{name}"),
        _ => format!("static/{name}.json"),
    };
    for _ in 0..TRIES {
        if let Some(bytes) = effects::fetch(&path).await {
            return Some(bytes);
        }
        effects::wait(AGAIN_MS).await;
    }
    None
}

/// The JavaScript runtime, as good as loaded: the world asks for it before it starts a process in it.
pub(super) fn runtime() -> JsRuntime {
    node_loader::runtime()
}
