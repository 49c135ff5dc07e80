//! `docker volume`: the commands on volumes.

mod create;
mod inspect;
mod ls;
mod prune;
mod rm;
mod update;

pub(crate) use create::COMMAND as CREATE;
pub(crate) use inspect::COMMAND as INSPECT;
pub(crate) use ls::COMMAND as LS;
pub(crate) use prune::COMMAND as PRUNE;
pub(crate) use rm::COMMAND as RM;
pub(crate) use update::COMMAND as UPDATE;
