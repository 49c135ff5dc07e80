//! Every docker command: one value each, sorted by group. A command that has a short spelling lists it among its names.

pub(crate) mod builder;
pub(crate) mod buildx;
pub(crate) mod container;
pub(crate) mod context;
pub(crate) mod image;
pub(crate) mod network;
pub(crate) mod registry;
pub(crate) mod system;
pub(crate) mod volume;

use super::command::Command;

/// All commands, sorted by group and name.
pub(crate) static ALL: &[&Command] = &[
    &builder::PRUNE,
    &buildx::BUILD,
    &buildx::DU,
    &buildx::INSPECT,
    &buildx::LS,
    &buildx::PRUNE,
    &buildx::VERSION,
    &container::ATTACH,
    &container::COMMIT,
    &container::CP,
    &container::CREATE,
    &container::DIFF,
    &container::EXEC,
    &container::EXPORT,
    &container::INSPECT,
    &container::KILL,
    &container::LOGS,
    &container::LS,
    &container::PAUSE,
    &container::PORT,
    &container::PRUNE,
    &container::RENAME,
    &container::RESTART,
    &container::RM,
    &container::RUN,
    &container::START,
    &container::STATS,
    &container::STOP,
    &container::TOP,
    &container::UNPAUSE,
    &container::UPDATE,
    &container::WAIT,
    &context::INSPECT,
    &context::LS,
    &context::SHOW,
    &context::USE,
    &image::BUILD,
    &image::HISTORY,
    &image::IMPORT,
    &image::INSPECT,
    &image::LOAD,
    &image::LS,
    &image::PRUNE,
    &image::PULL,
    &image::PUSH,
    &image::RM,
    &image::SAVE,
    &image::TAG,
    &network::CONNECT,
    &network::CREATE,
    &network::DISCONNECT,
    &network::INSPECT,
    &network::LS,
    &network::PRUNE,
    &network::RM,
    &registry::LOGIN,
    &registry::LOGOUT,
    &registry::SEARCH,
    &system::DF,
    &system::EVENTS,
    &system::INFO,
    &system::INSPECT,
    &system::PRUNE,
    &system::VERSION,
    &volume::CREATE,
    &volume::INSPECT,
    &volume::LS,
    &volume::PRUNE,
    &volume::RM,
    &volume::UPDATE,
];

/// The command that is called by `name`, the words after `docker`.
pub(crate) fn find(name: &str) -> Option<&'static Command> {
    // An alias that docker knows and its help does not tell.
    let name = if name == "image rmi" { "image rm" } else { name };
    ALL.iter().find(|command| command.names.contains(&name)).copied()
}
