//! `docker network`: the commands on networks.

mod connect;
mod create;
mod disconnect;
mod inspect;
mod ls;
mod prune;
mod rm;

pub(crate) use connect::COMMAND as CONNECT;
pub(crate) use create::COMMAND as CREATE;
pub(crate) use disconnect::COMMAND as DISCONNECT;
pub(crate) use inspect::COMMAND as INSPECT;
pub(crate) use ls::COMMAND as LS;
pub(crate) use prune::COMMAND as PRUNE;
pub(crate) use rm::COMMAND as RM;
