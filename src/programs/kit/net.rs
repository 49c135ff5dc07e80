//! What programs ask of the network stack beside connections: whether it is up, and what it knows of addresses.

use crate::os::{Ip, Process};
use crate::vfs::Errno;

/// Whether the stack has more than loopback.
pub(crate) fn is_up(process: &Process) -> bool {
    let net = process.net();
    process.kernel().enter(|state| state.net.stacks.get(&net).is_some_and(|stack| !stack.ifaces.is_empty()))
}

/// The stack's first address.
pub(crate) fn own_ip(process: &Process) -> Ip {
    let net = process.net();
    let ip = process.kernel().enter(|state| Some(state.net.stacks.get(&net)?.ifaces.first()?.ip));
    ip.unwrap_or(Ip::LOCALHOST)
}

/// Whether something has an address.
pub(crate) fn reach(process: &Process, ip: Ip) -> Result<(), Errno> {
    let net = process.net();
    process.kernel().enter(|state| state.net.reach(net, ip))
}

/// The name that the stack's own DNS has for an address.
pub(crate) fn name_of(process: &Process, ip: Ip) -> Option<String> {
    let net = process.net();
    process.kernel().enter(|state| state.net.name_of(net, ip))
}
