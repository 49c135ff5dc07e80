//! A world and its journal: what every front end talks to. It draws nothing.

mod catch_up;
mod desk;
mod fingerprint;
pub mod inspect;
pub mod journal;
pub mod label;
mod lesson;
mod lesson_text;
pub mod lesson_view;
mod line;
mod live;
pub mod look;
pub mod narration;
pub mod picture;
#[cfg(test)]
pub(crate) mod sample;
pub mod share;
pub mod trial;
pub mod view;
pub mod words;

pub use desk::{Desk, Wish};
pub use journal::{Entry, Journal};
pub use lesson_view::LessonView;
pub use line::{PATIENCE, Played, TYPING};
pub use live::Session;
pub use view::View;
