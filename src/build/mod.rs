//! Image builds as BuildKit makes them: from a Dockerfile to a graph of steps, the cache, and an image in the engine's store.
//! It reads no flags and prints nothing; `progress` turns its events into docker's text.
//!
//! A build goes through `plan` (stages), `convert` (base images, instructions to a graph), `solve` (cache or execution) and
//! `export`.

#[expect(clippy::module_inception, reason = "a build is what the builder makes")]
mod build;
mod builder;
mod cache;
mod classic;
pub mod client;
mod context;
mod convert;
mod copying;
mod draft;
pub mod event;
mod exec;
mod export;
mod frontend;
mod futures;
mod graph;
mod images;
mod instructions;
mod keys;
pub mod options;
mod plan;
pub mod progress;
mod reason;
mod solve;
mod stage;
mod stop;
#[cfg(test)]
mod tests;

pub use builder::Builder;
pub use context::filter as filter_context;
pub use event::{BuildEvent, BuildFailure, BuildResult, VertexId};
pub use options::{BuildOptions, Output};
pub use progress::{Display, Mode};
