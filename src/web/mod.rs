//! The page, in Yew. Only this room touches the browser, and within it only `effects` does so beyond drawing. State is one
//! value changed by one pure reducer; the world is driven by `machine`.

mod app;
mod browser;
mod dock;
mod effects;
mod element;
mod files;
mod hub;
mod icon;
mod inspector;
mod lesson;
mod link;
mod machine;
mod map;
mod narration;
mod node_loader;
mod notice;
mod saving;
mod share;
mod shortcuts;
mod speed;
mod state;
mod terminal;
mod timeline;
mod topbar;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::hub::Catalog;
use crate::session::Session;
use crate::world::Settings;

/// Draws the page into its place and starts the world.
pub fn run() {
    if let Some(root) = effects::root() {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}

/// Plays a session in a fresh world with seed 1 and digests it, for comparing this wasm with a native build; `None` when the
/// bundle of the Hub's data is damaged. The browser suite calls it.
#[wasm_bindgen]
pub fn fingerprint(bundle: &str, script: &str) -> Option<String> {
    let catalog = Catalog::load(bundle.as_bytes())?;
    let mut session = Session::new(Settings::default(), catalog, None);
    Some(session.fingerprint(script, &|_| None).to_string())
}
