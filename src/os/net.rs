//! Network stacks: interfaces on links, listeners, forwarded ports and names. Bytes travel in pipes; packets, routes beyond
//! one link and UDP are not modelled.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use crate::vfs::Errno;

/// A network stack's number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct NetId(pub u32);

/// A listener's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListenerId(pub u32);

/// A link's number: everything on one link reaches everything else on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(pub u32);

/// An IPv4 address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ip(pub [u8; 4]);

impl Ip {
    /// All addresses of a host.
    pub const ANY: Self = Self([0; 4]);
    /// The loopback address.
    pub const LOCALHOST: Self = Self([127, 0, 0, 1]);

    /// Reads `a.b.c.d`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| part.parse::<u8>().ok());
        let ip = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
        parts.next().is_none().then_some(Self(ip))
    }

    /// Whether it is in 127.0.0.0/8.
    pub fn is_loopback(self) -> bool {
        self.0[0] == 127
    }

    /// As a number, the first byte highest.
    pub fn number(self) -> u32 {
        u32::from_be_bytes(self.0)
    }

    /// From a number, the first byte highest.
    pub fn from_number(number: u32) -> Self {
        Self(number.to_be_bytes())
    }
}

impl fmt::Display for Ip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third, fourth] = self.0;
        write!(f, "{first}.{second}.{third}.{fourth}")
    }
}

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iface {
    /// `eth0`, `docker0`, ...
    pub name: String,
    /// What it is plugged into.
    pub link: LinkId,
    /// Its address.
    pub ip: Ip,
    /// Bits of the network part.
    pub prefix: u8,
    /// Its hardware address, `02:42:ac:11:00:02`.
    pub mac: String,
    /// Names that resolve on this interface's link are asked for here, as docker's embedded DNS does.
    pub dns: bool,
}

/// A host's port that leads into another stack, as docker publishes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forward {
    /// The host's address, [`Ip::ANY`] for all.
    pub ip: Ip,
    /// The host's port.
    pub port: u16,
    /// Whether it is UDP, which nothing connects to.
    pub udp: bool,
    /// Where it leads.
    pub target: NetId,
    /// The port there.
    pub target_port: u16,
}

/// One network stack.
#[derive(Clone, Debug, Default)]
pub struct NetStack {
    /// Interfaces beside loopback.
    pub ifaces: Vec<Iface>,
    /// Published ports.
    pub forwards: Vec<Forward>,
}

/// A server's end: connections that nobody has accepted yet wait here.
#[derive(Clone, Debug)]
pub struct Listener {
    /// The stack.
    pub net: NetId,
    /// The address, [`Ip::ANY`] for all.
    pub ip: Ip,
    /// The port.
    pub port: u16,
    /// Waiting connections: the pipe that the server reads, the pipe that it writes, the peer.
    pub backlog: VecDeque<(u32, u32, Ip)>,
}

/// All stacks of the machine.
#[derive(Clone, Debug, Default)]
pub struct Net {
    /// Stacks by number.
    pub stacks: BTreeMap<NetId, NetStack>,
    /// Listeners by number.
    pub listeners: BTreeMap<ListenerId, Listener>,
    /// Names that resolve on a link, with their addresses.
    pub names: BTreeMap<LinkId, BTreeMap<String, Vec<Ip>>>,
    /// Names of the simulated internet.
    pub internet: BTreeMap<String, Ip>,
    pub(super) next: u32,
}

/// Where a connection leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// To a server.
    Listener(ListenerId),
    /// Into a proxy whose own connection fails: the client is accepted, then reset.
    Reset,
}

impl Net {
    /// A fresh number for a stack, listener or link.
    pub fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// Adds a stack with loopback only.
    pub fn add_stack(&mut self) -> NetId {
        let id = NetId(self.fresh());
        self.stacks.insert(id, NetStack::default());
        id
    }

    /// The stack that has `ip` on a link that `from` is plugged into.
    fn neighbour(&self, from: &NetStack, ip: Ip) -> Option<NetId> {
        let links: Vec<LinkId> = from.ifaces.iter().map(|iface| iface.link).collect();
        let has = |stack: &NetStack| stack.ifaces.iter().any(|iface| iface.ip == ip && links.contains(&iface.link));
        self.stacks.iter().find(|(_, stack)| has(stack)).map(|(id, _)| *id)
    }

    fn listener_at(&self, net: NetId, ip: Ip, port: u16) -> Option<ListenerId> {
        let fits = |l: &Listener| l.net == net && l.port == port && (l.ip == Ip::ANY || l.ip == ip);
        self.listeners.iter().find(|(_, listener)| fits(listener)).map(|(id, _)| *id)
    }

    /// Whether something has `ip`, seen from a stack: what `ping` asks.
    pub fn reach(&self, from: NetId, ip: Ip) -> Result<(), Errno> {
        let stack = self.stacks.get(&from).ok_or(Errno::NetUnreach)?;
        let own = ip == Ip::ANY || ip.is_loopback() || stack.ifaces.iter().any(|iface| iface.ip == ip);
        if own || self.neighbour(stack, ip).is_some() { Ok(()) } else { Err(unreachable(stack, ip)) }
    }

    /// Where a connection from `from` to `ip`:`port` ends.
    pub fn route(&self, from: NetId, ip: Ip, port: u16) -> Result<Route, Errno> {
        let stack = self.stacks.get(&from).ok_or(Errno::NetUnreach)?;
        let ip = if ip == Ip::ANY { Ip::LOCALHOST } else { ip };
        let own = ip.is_loopback() || stack.ifaces.iter().any(|iface| iface.ip == ip);
        let target = if own { from } else { self.neighbour(stack, ip).ok_or_else(|| unreachable(stack, ip))? };
        if let Some(listener) = self.listener_at(target, ip, port) {
            return Ok(Route::Listener(listener));
        }
        let forwards = self.stacks.get(&target).map_or(&[][..], |stack| &stack.forwards[..]);
        let forward = forwards
            .iter()
            .find(|forward| !forward.udp && forward.port == port && (forward.ip == Ip::ANY || forward.ip == ip));
        match forward {
            None => Err(Errno::ConnRefused),
            Some(forward) => {
                let inner = self.stacks.get(&forward.target).and_then(|stack| stack.ifaces.first());
                let address = inner.map_or(Ip::LOCALHOST, |iface| iface.ip);
                Ok(self.listener_at(forward.target, address, forward.target_port).map_or(Route::Reset, Route::Listener))
            }
        }
    }

    /// Whether something already owns `port` at `ip` in a stack.
    pub fn is_taken(&self, net: NetId, ip: Ip, port: u16, udp: bool) -> bool {
        let clash = |other: Ip| other == ip || other == Ip::ANY || ip == Ip::ANY;
        let listens = !udp && self.listeners.values().any(|l| l.net == net && l.port == port && clash(l.ip));
        let forwards = self.stacks.get(&net).map_or(&[][..], |stack| &stack.forwards[..]);
        listens || forwards.iter().any(|f| f.udp == udp && f.port == port && clash(f.ip))
    }

    /// The addresses of a name as a stack's DNS gives them; `/etc/hosts` is the caller's affair.
    pub fn lookup(&self, from: NetId, name: &str) -> Vec<Ip> {
        let stack = self.stacks.get(&from);
        for iface in stack.iter().flat_map(|stack| &stack.ifaces).filter(|iface| iface.dns) {
            if let Some(found) = self.names.get(&iface.link).and_then(|names| names.get(name)) {
                return found.clone();
            }
        }
        let online = stack.is_some_and(|stack| !stack.ifaces.is_empty());
        self.internet.get(name).filter(|_| online).map(|ip| vec![*ip]).unwrap_or_default()
    }
}

/// Why nothing on a stack's links answers for an address.
fn unreachable(stack: &NetStack, ip: Ip) -> Errno {
    let on_link = stack.ifaces.iter().any(|iface| {
        let shift = 32 - u32::from(iface.prefix.min(32));
        iface.ip.number().checked_shr(shift) == ip.number().checked_shr(shift)
    });
    match (stack.ifaces.is_empty(), on_link) {
        (true, _) => Errno::NetUnreach,
        (false, true) => Errno::HostUnreach,
        (false, false) => Errno::TimedOut,
    }
}
