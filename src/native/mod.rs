//! The native front ends: a real terminal, scripts, and what tests and tools share. Only this room touches the host's files,
//! clock and threads.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the native front end is where the host's files and clock come in"
)]

pub mod check;
mod editor;
pub mod interactive;
pub mod resources;
pub mod run;
pub mod serve;
pub mod verify;
mod work;

pub use work::read_work;
