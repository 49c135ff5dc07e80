//! What most programs share: a tool's arguments, output and status, options, line filters, dates, modes and account names.
//! No program is here.

pub(crate) mod accounts;
mod ask;
pub(crate) mod base64;
pub(crate) mod dates;
pub(crate) mod filter;
pub(crate) mod floats;
pub(crate) mod modes;
pub(crate) mod net;
pub(crate) mod options;
pub(crate) mod procs;
pub(crate) mod regex;
pub(crate) mod run;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod text;
pub(crate) mod tool;

pub(crate) use filter::{Filter, Trouble};
pub(crate) use options::{Options, Opts};
pub(crate) use tool::{Next, Tool};
