//! `docker context`: names for engines. There is one engine to talk to, so contexts are looked at and chosen, not made.

mod choose;
mod inspect;
mod ls;
mod show;
mod store;

pub(crate) use choose::COMMAND as USE;
pub(crate) use inspect::COMMAND as INSPECT;
pub(crate) use ls::COMMAND as LS;
pub(crate) use show::COMMAND as SHOW;
