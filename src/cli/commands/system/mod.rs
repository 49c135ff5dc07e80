//! `docker system`: the engine as a whole, and whatever it has.

mod df;
mod events;
mod info;
mod info_text;
mod inspect;
mod prune;
mod version;

pub(crate) use df::COMMAND as DF;
pub(crate) use events::COMMAND as EVENTS;
pub(crate) use info::COMMAND as INFO;
pub(crate) use inspect::COMMAND as INSPECT;
pub(crate) use prune::COMMAND as PRUNE;
pub(crate) use version::COMMAND as VERSION;
