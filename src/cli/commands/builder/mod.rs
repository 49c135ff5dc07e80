//! `docker builder`: the classic builder's own commands. With buildx installed the plugin's are run instead.

mod prune;

pub(crate) use prune::{COMMAND as PRUNE, question};
