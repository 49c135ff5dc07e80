//! The docker program: commands, flags, help, formats. It reaches the engine only through its API, found behind the socket
//! file of the machine that it runs on, and an image's build through a builder that it is given.

pub(crate) mod base64;
mod build_context;
mod catalog;
mod command;
mod commands;
mod complete;
mod config;
pub mod conformance;
mod connect;
mod context;
mod copy_rules;
mod detach;
mod dispatch;
mod docker;
mod failure;
mod format;
mod forward;
mod groups;
mod help;
mod kinds;
mod local_files;
mod note;
mod options;
mod output_file;
mod parallel;
mod progress;
mod prune;
mod pull;
mod report;
mod streams;
mod values;

pub use catalog::{CommandInfo, FlagInfo, commands as catalog};
pub use complete::{Fits, Names, complete};
pub use dispatch::main;
pub use docker::{BuildOptions, Builder, Building, Docker, Service, Services};
