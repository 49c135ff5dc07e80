//! The values that docker's flags take beyond plain texts and numbers: variables, labels, hosts, mounts, networks, devices.
//! Each is checked while the flags are read, with docker's words for what is wrong.

pub(crate) mod create;
pub(crate) mod devices;
mod endpoints;
pub(crate) mod env;
pub(crate) mod flags;
pub(crate) mod hosts;
pub(crate) mod mounts;
pub(crate) mod network;
pub(crate) mod platform;
pub(crate) mod ports;
