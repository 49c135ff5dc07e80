//! The one integration test binary: each module is one subject. Unit tests stand beside the code they test instead.
#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test reads the host's files, prints what it counted and fails by panicking"
)]

mod build_properties;
mod client;
mod command_cases;
mod conformance;
mod contexts;
mod determinism;
mod dockerfile;
mod lessons;
mod patterns;
mod probes;
mod properties;
mod scenarios;
mod sessions;
mod shared;
mod templates;
mod tidy;
mod transcripts;
