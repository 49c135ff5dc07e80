//! Drydock: a deterministic model of a Docker host for teaching, and its front ends.
//!
//! The layers, in import order (a module imports only modules strictly earlier):
//! `base` < `gotemplate`, `dockerfile`, `vfs` < `os` < `shell`, `hub` < `programs`, `engine` < `js`, `build` < `cli`
//! < `world` < `lessons` < `session` < `web`, `native`.

pub mod base;
pub mod build;
pub mod cli;
pub mod dockerfile;
pub mod engine;
pub mod gotemplate;
pub mod hub;
#[cfg(feature = "node")]
pub mod js;
pub mod lessons;
#[cfg(feature = "native")]
pub mod native;
pub mod os;
pub mod programs;
pub mod session;
pub mod shell;
pub mod vfs;
#[cfg(feature = "web")]
pub mod web;
pub mod world;
