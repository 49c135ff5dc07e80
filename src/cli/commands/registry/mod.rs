//! Docker's commands on registries: accounts and search.

mod login;
mod logout;
mod search;

pub(crate) use login::COMMAND as LOGIN;
pub(crate) use logout::COMMAND as LOGOUT;
pub(crate) use search::COMMAND as SEARCH;

/// The host of an address, as docker keeps accounts: without scheme and path.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}
