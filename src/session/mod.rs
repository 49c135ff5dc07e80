//! A world and its journal: what every front end talks to. It draws nothing.

mod fingerprint;
pub mod inspect;
pub mod journal;
pub mod label;
mod line;
mod live;
pub mod look;
pub mod narration;
pub mod picture;
#[cfg(test)]
pub(crate) mod sample;
pub mod view;
pub mod words;

pub use journal::{Entry, Journal};
pub use line::{PATIENCE, Played, TYPING};
pub use live::Session;
pub use view::View;
